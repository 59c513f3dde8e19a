// SPDX-License-Identifier: GPL-2.0-or-later
// A tree of the host through the door: what is seen, what stays in memory, what is written through, and that nothing leads out.
#include "tests/unit/vfs_machine.h"

#include "abi/mount.h"
#include "host/internal.h"

#include <stdio.h>
#include <unistd.h>

// The host's side, without its headers: their numbers would meet the guest's.
static char top[64];

__attribute__((format(printf, 1, 2))) static void shell(const char *format, ...) {
    char command[512], script[700];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    snprintf(script, sizeof script, "cd '%s' && { %s; }", top, command);
    assert_int_equal(system(script), 0);
}

static bool host_says(const char *test) {
    char script[512];
    snprintf(script, sizeof script, "cd '%s' && %s", top, test);
    return system(script) == 0;
}

struct fixture {
    struct machine *m;
    struct host *host;
    struct file *directory; // of the listing in progress
};

static int setup(void **state) {
    struct fixture *fx = calloc(1, sizeof *fx);
    snprintf(top, sizeof top, "/tmp/test_hostfs.%d", (int)getpid());
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s' && mkdir '%s' '%s/tree'", top, top, top);
    if (system(command)) return -1;
    shell("cd tree; printf hello > file; mkdir dir; printf b > dir/b; printf a > dir/a; printf c > dir/c; ln -s file "
          "link; "
          "ln -s /etc/passwd absolute; ln -s ../secret outside; ln dir/a dir/same; mkfifo fifo; chmod 640 file; "
          "touch -d @1000000000 file; printf 1 > ../secret");
    void *m;
    if (machine_setup(&m)) return -1;
    fx->m = m;
    fx->host = host_open();
    fx->m->vfs.door = host_door(fx->host);
    fx->m->vfs.door_ctx = fx->host;
    *state = fx;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fx = *state;
    void *m = fx->m;
    int result = machine_teardown(&m);
    host_close(fx->host);
    free(fx);
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", top);
    return result | system(command);
}

static int try_mount(struct fixture *fx, const char *host_name, const char *at, enum hostfs_mode mode) {
    char host_path[256];
    struct super_block *sb;
    struct path p;
    snprintf(host_path, sizeof host_path, "%s/%s", top, host_name);
    int tree = host_add_tree(fx->host, host_path, mode == HOSTFS_RW);
    if (tree < 0) return tree;
    int err = hostfs_create(&fx->m->vfs, tree, mode, 1000, 1000, 64u << 20, &sb);
    if (err < 0) return err;
    assert_int_equal(path_lookup(&fx->m->who, NULL, at, 0, &p), 0);
    err = vfs_mount(&fx->m->vfs, sb, &p, mode == HOSTFS_RO ? MS_RDONLY : 0);
    path_put(&p);
    return err;
}

static const struct vfs_caller *mount(struct fixture *fx, enum hostfs_mode mode) {
    assert_int_equal(vfs_mkdir(&fx->m->who, NULL, "/t", 0755), 0);
    assert_int_equal(try_mount(fx, "tree", "/t", mode), 0);
    return &fx->m->who;
}

static void assert_contents(const struct vfs_caller *who, const char *name, const char *text) {
    char buf[256] = "";
    struct file *f = open_ok(who, name, O_RDONLY, 0);
    assert_int_equal(read_at(f, buf, sizeof buf - 1, 0), strlen(text));
    assert_string_equal(buf, text);
    file_put(f);
}

struct listing {
    struct dir_context dir;
    char text[1024];
};
static int list_emit(struct dir_context *ctx, const char *name, size_t len, u64 ino, u32 type, u64 next) {
    struct listing *l = container_of(ctx, struct listing, dir);
    (void)ino, (void)type, (void)next;
    strncat(l->text, name, len);
    strcat(l->text, " ");
    return 0;
}
static void assert_listing(const struct vfs_caller *who, const char *name, const char *expected) {
    struct listing l = {.dir = {.emit = list_emit}};
    struct file *f = open_ok(who, name, O_RDONLY | O_DIRECTORY, 0);
    assert_int_equal(vfs_iterate(f, &l.dir), 0);
    file_put(f);
    assert_string_equal(l.text, expected);
}

static void looks_like_the_host(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_COW);
    assert_contents(who, "/t/file", "hello");
    assert_contents(who, "/t/link", "hello");
    struct kstat st = stat_of(who, "/t/file");
    assert_int_equal(st.mode, S_IFREG | 0640);
    assert_int_equal(st.size, 5);
    assert_int_equal(st.uid, 1000);
    assert_int_equal(st.gid, 1000);
    assert_int_equal(st.mtime.sec, 1000000000);
    assert_int_equal(stat_of(who, "/t/fifo").mode & S_IFMT, S_IFIFO);
    assert_int_equal(stat_of(who, "/t/link").size, 4);
    assert_int_equal(lookup_errno(who, NULL, "/t/none", 0), ENOENT);
    assert_int_equal(lookup_errno(who, NULL, "/t/file/x", 0), ENOTDIR);
    assert_int_equal(stat_of(who, "/t/dir/a").ino, stat_of(who, "/t/dir/same").ino);
    assert_int_equal(stat_of(who, "/t/dir/a").nlink, 2);
}

static void links_stay_inside(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_COW);
    assert_int_equal(lookup_errno(who, NULL, "/t/absolute", LOOKUP_FOLLOW), ENOENT); // the guest has no /etc
    assert_int_equal(lookup_errno(who, NULL, "/t/outside", LOOKUP_FOLLOW), ENOENT);  // its /secret, not the host's
    assert_int_equal(lookup_errno(who, NULL, "/t/../secret", LOOKUP_FOLLOW), ENOENT);
}

// Whatever the kernel's side should one day ask for: names that lead outside are refused by the door itself.
static void door_refuses(void **state) {
    struct fixture *fx = *state;
    char path[256], buf[16];
    struct host_stat st;
    snprintf(path, sizeof path, "%s/tree", top);
    int tree = host_add_tree(fx->host, path, true);
    const struct host_door *door = host_door(fx->host);
    assert_true(tree >= 0);
    static const char *const bad[] = {"..",   "../secret", "dir/../../secret", "/etc/passwd", "dir//b", "./file",
                                      "dir/", "dir/."};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        assert_int_equal(door->tree_stat(fx->host, tree, bad[i], &st), -EINVAL);
        assert_int_equal(door->tree_read(fx->host, tree, bad[i], 0, buf, sizeof buf), -EINVAL);
        assert_int_equal(door->tree_create(fx->host, tree, bad[i], S_IFREG | 0600, NULL), -EINVAL);
    }
    shell("ln -s .. tree/dir/up");
    assert_int_equal(door->tree_stat(fx->host, tree, "dir/up", &st), 0);
    assert_int_equal(st.mode & S_IFMT, S_IFLNK);
    assert_true(door->tree_stat(fx->host, tree, "dir/up/file", &st) < 0);
    assert_true(door->tree_read(fx->host, tree, "outside", 0, buf, sizeof buf) < 0);
    assert_true(door->tree_write(fx->host, tree, "outside", 0, "x", 1) < 0);
    assert_int_equal(door->tree_read(fx->host, tree, "fifo", 0, buf, sizeof buf), -EINVAL); // and does not hang
    assert_int_equal(door->tree_create(fx->host, tree, "device", S_IFCHR | 0600, NULL), -EPERM);
    assert_int_equal(door->tree_create(fx->host, tree, "program", S_IFREG | 06755, NULL), 0);
    assert_true(host_says("test ! -u tree/program -a ! -g tree/program -a -x tree/program"));
    assert_int_equal(door->tree_stat(fx->host, tree + 1, "file", &st), -EBADF);
}

// Where there is no openat2.
static void door_refuses_by_hand(void **state) {
    struct fixture *fx = *state;
    fx->host->no_openat2 = true;
    door_refuses(state);
    assert_contents(mount(fx, HOSTFS_COW), "/t/dir/b", "b");
}

static void names_in_order(void **state) {
    struct fixture *fx = *state;
    const struct vfs_caller *who = mount(fx, HOSTFS_COW);
    stat_of(who, "/t/dir/c"); // an early look does not change the order
    assert_listing(who, "/t/dir", ". .. a b c same ");
    make_file(who, "/t/dir/aa", 0644, "new");
    assert_int_equal(vfs_unlink(who, NULL, "/t/dir/b"), 0);
    assert_listing(who, "/t/dir", ". .. a aa c same ");
    // Numbers follow the order of first lookup: /t itself, c, then the rest as listed.
    assert_true(stat_of(who, "/t/dir/c").ino < stat_of(who, "/t/dir/a").ino);
}

static void remove_while_listing(void **state) {
    struct fixture *fx = *state;
    const struct vfs_caller *who = mount(fx, HOSTFS_COW);
    struct listing l = {.dir = {.emit = list_emit}};
    struct file *f = open_ok(who, "/t/dir", O_RDONLY, 0);
    f->pos = 2;
    assert_int_equal(vfs_iterate(f, &l.dir), 0);
    assert_int_equal(vfs_llseek(f, 3, SEEK_SET), 3);
    assert_int_equal(vfs_unlink(who, NULL, "/t/dir/c"), 0);
    l.text[0] = 0;
    assert_int_equal(vfs_iterate(f, &l.dir), 0);
    assert_string_equal(l.text, "b same ");
    file_put(f);
}

static void changes_stay_here(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_COW);
    struct file *f = open_ok(who, "/t/file", O_RDWR, 0);
    assert_int_equal(write_at(f, "J", 1, 0), 1);
    assert_int_equal(write_at(f, "!", 1, 10000), 1);
    file_put(f);
    struct kstat st = stat_of(who, "/t/file");
    assert_int_equal(st.size, 10001);
    char buf[8];
    f = open_ok(who, "/t/file", O_RDONLY, 0);
    assert_int_equal(read_at(f, buf, 6, 0), 6);
    assert_memory_equal(buf, "Jello\0", 6);
    assert_int_equal(read_at(f, buf, 8, 9999), 2);
    assert_memory_equal(buf, "\0!", 2);
    file_put(f);
    assert_int_equal(vfs_unlink(who, NULL, "/t/dir/b"), 0);
    assert_int_equal(lookup_errno(who, NULL, "/t/dir/b", 0), ENOENT);
    make_file(who, "/t/dir/b", 0644, "mine");
    assert_contents(who, "/t/dir/b", "mine");
    assert_int_equal(vfs_rename(who, NULL, "/t/dir", NULL, "/t/moved", 0), 0);
    assert_contents(who, "/t/moved/c", "c"); // from its old place on the host
    assert_int_equal(lookup_errno(who, NULL, "/t/dir", 0), ENOENT);
    assert_int_equal(vfs_mkdir(who, NULL, "/t/dir", 0755), 0);
    assert_listing(who, "/t/dir", ". .. ");
    assert_int_equal(vfs_rmdir(who, NULL, "/t/moved"), -ENOTEMPTY);
    assert_true(host_says("test \"$(cat tree/file tree/dir/b)\" = hellob -a ! -e tree/moved"));
}

static void truncated_and_grown_again(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_COW);
    struct file *f = open_ok(who, "/t/file", O_RDWR, 0);
    assert_int_equal(file_truncate(f, 2, UINT64_MAX), 0);
    assert_int_equal(file_truncate(f, 5, UINT64_MAX), 0);
    char buf[8];
    assert_int_equal(read_at(f, buf, sizeof buf, 0), 5);
    assert_memory_equal(buf, "he\0\0\0", 5); // what was cut off does not come back from the host
    file_put(f);
}

static void large_file(void **state) {
    struct fixture *fx = *state;
    shell("head -c 6000000 /dev/zero | tr '\\0' x > tree/large; printf y >> tree/large");
    const struct vfs_caller *who = mount(fx, HOSTFS_COW);
    struct file *f = open_ok(who, "/t/large", O_RDWR, 0);
    u64 before = page_pool_free(fx->m->vfs.pool);
    static char buf[300000];
    u64 total = 0;
    for (s64 n; (n = read_at(f, buf, sizeof buf, total)) > 0; total += (u64)n)
        for (s64 i = 0; i < n; i++) assert_int_equal(buf[i], total + (u64)i == 6000000 ? 'y' : 'x');
    assert_int_equal(total, 6000001);
    assert_int_equal(page_pool_free(fx->m->vfs.pool), before); // nothing of it stays in memory
    assert_int_equal(write_at(f, "W", 1, 100000), 1);
    assert_int_equal(read_at(f, buf, sizeof buf, 99990), sizeof buf);
    assert_int_equal(buf[9], 'x');
    assert_int_equal(buf[10], 'W');
    assert_int_equal(buf[11], 'x');
    file_put(f);
}

static void read_only(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_RO);
    assert_contents(who, "/t/file", "hello");
    assert_int_equal(open_errno(who, "/t/file", O_RDWR, 0), EROFS);
    assert_int_equal(open_errno(who, "/t/new", O_CREAT | O_WRONLY, 0644), EROFS);
    assert_int_equal(vfs_unlink(who, NULL, "/t/file"), -EROFS);
}

static void written_through(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_RW);
    make_file(who, "/t/new", 0644, "from inside");
    struct file *f = open_ok(who, "/t/file", O_WRONLY | O_APPEND, 0);
    assert_int_equal(write_at(f, " there", 6, 0), 6);
    file_put(f);
    assert_int_equal(vfs_mkdir(who, NULL, "/t/dir/deep", 0700), 0);
    assert_int_equal(vfs_symlink(who, "target", NULL, "/t/dir/deep/l"), 0);
    assert_int_equal(vfs_rename(who, NULL, "/t/dir", NULL, "/t/moved", 0), 0);
    make_file(who, "/t/moved/deep/f", 0600, "below");
    assert_int_equal(vfs_unlink(who, NULL, "/t/moved/b"), 0);
    assert_true(
        host_says("test \"$(cat tree/new)\" = 'from inside' -a \"$(cat tree/file)\" = 'hello there' -a ! -e tree/dir "
                  "-a \"$(readlink tree/moved/deep/l)\" = target -a \"$(cat tree/moved/deep/f)\" = below "
                  "-a ! -e tree/moved/b -a \"$(cat tree/moved/c)\" = c"));
    struct path p;
    assert_int_equal(path_lookup(who, NULL, "/t/new", 0, &p), 0);
    assert_int_equal(vfs_chmod(who, &p, 06711), 0);
    assert_int_equal(vfs_truncate(who, &p, 4, UINT64_MAX), 0);
    path_put(&p);
    assert_true(host_says("test \"$(stat -c %a tree/new)\" = 711 -a \"$(cat tree/new)\" = from"));
}

static void host_changes_are_seen(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_RW);
    assert_contents(who, "/t/file", "hello");
    shell("printf 'good bye' > tree/file; rm tree/dir/b; printf n > tree/dir/new");
    assert_contents(who, "/t/file", "good bye");
    assert_listing(who, "/t/dir", ". .. a c new same ");
    assert_int_equal(lookup_errno(who, NULL, "/t/dir/b", 0), ENOENT);
}

static void removed_but_open(void **state) {
    const struct vfs_caller *who = mount(*state, HOSTFS_RW);
    struct file *f = open_ok(who, "/t/file", O_RDWR, 0), *g = open_ok(who, "/t/dir/a", O_RDWR, 0);
    assert_int_equal(vfs_unlink(who, NULL, "/t/file"), 0);
    char buf[16] = "";
    assert_int_equal(read_at(f, buf, sizeof buf, 0), 5);
    assert_memory_equal(buf, "hello", 5);
    assert_int_equal(write_at(f, "more", 4, 5), 4);
    assert_int_equal(read_at(f, buf, sizeof buf, 0), 9);
    file_put(f);
    // One of two names goes: it is still found by the other.
    stat_of(who, "/t/dir/same");
    assert_int_equal(vfs_unlink(who, NULL, "/t/dir/a"), 0);
    assert_int_equal(write_at(g, "A", 1, 0), 1);
    file_put(g);
    assert_true(host_says("test ! -e tree/file -a \"$(cat tree/dir/same)\" = A"));
}

static void a_single_file(void **state) {
    struct fixture *fx = *state;
    const struct vfs_caller *who = &fx->m->who;
    make_file(who, "/place", 0644, "");
    assert_int_equal(try_mount(fx, "tree/file", "/place", HOSTFS_COW), 0);
    assert_contents(who, "/place", "hello");
    assert_int_equal(try_mount(fx, "tree/nothing", "/place", HOSTFS_COW), -ENOENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(looks_like_the_host), TEST(links_stay_inside),
        TEST(door_refuses),        TEST(door_refuses_by_hand),
        TEST(names_in_order),      TEST(remove_while_listing),
        TEST(changes_stay_here),   TEST(truncated_and_grown_again),
        TEST(large_file),          TEST(read_only),
        TEST(written_through),     TEST(host_changes_are_seen),
        TEST(removed_but_open),    TEST(a_single_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
