// SPDX-License-Identifier: GPL-2.0-or-later
// tmpfs and the calls on names above it: what a random comparison with the real kernel does not reach, or
// should not lose again.
#include "tests/unit/vfs_machine.h"
#include "vfs/memfd.h"

#include <stdio.h>

static struct path find(const struct vfs_caller *who, const char *name) {
    struct path p;
    assert_int_equal(path_lookup(who, NULL, name, 0, &p), 0);
    return p;
}

static struct abi_statfs usage(struct machine *m) {
    struct abi_statfs st;
    assert_int_equal(vfs_statfs(&m->top, &st), 0);
    return st;
}

// --- Listing.
struct listing {
    struct dir_context ctx;
    char names[1000];
    int room;
};

static int note(struct dir_context *ctx, const char *name, size_t len, u64 ino, u32 type, u64 next) {
    struct listing *l = container_of(ctx, struct listing, ctx);
    assert_int_not_equal(ino, 0);
    assert_int_not_equal(type, 0);
    assert_true(next != ctx->pos);
    if (l->room-- == 0) return 1;
    size_t used = strlen(l->names);
    snprintf(l->names + used, sizeof l->names - used, "%.*s ", (int)len, name);
    return 0;
}

static const char *list_some(struct file *f, struct listing *l, int room) {
    *l = (struct listing){.ctx.emit = note, .room = room};
    assert_int_equal(vfs_iterate(f, &l->ctx), 0);
    return l->names;
}

static void test_the_newest_comes_first(void **state) {
    struct machine *m = *state;
    struct listing l;
    make_file(&m->who, "a", 0644, "");
    make_file(&m->who, "b", 0644, "");
    make_file(&m->who, "c", 0644, "");
    struct file *f = open_ok(&m->who, "/", O_RDONLY, 0);
    assert_string_equal(list_some(f, &l, -1), ". .. c b a ");
    assert_string_equal(list_some(f, &l, -1), "");
    assert_int_equal(vfs_rename(&m->who, NULL, "a", NULL, "z", 0), 0);
    assert_int_equal(vfs_llseek(f, 0, SEEK_SET), 0);
    assert_string_equal(list_some(f, &l, -1), ". .. z c b ");
    file_put(f);
}

// rm -r reads some, removes them, and reads on.
static void test_a_directory_that_changes_while_it_is_read(void **state) {
    struct machine *m = *state;
    struct listing l;
    char name[16];
    for (int i = 0; i < 6; i++) {
        snprintf(name, sizeof name, "f%d", i);
        make_file(&m->who, name, 0644, "");
    }
    struct file *f = open_ok(&m->who, "/", O_RDONLY, 0);
    assert_string_equal(list_some(f, &l, 4), ". .. f5 f4 ");
    assert_int_equal(vfs_unlink(&m->who, NULL, "f5"), 0);
    assert_int_equal(vfs_unlink(&m->who, NULL, "f4"), 0);
    assert_int_equal(vfs_unlink(&m->who, NULL, "f3"), 0); // the one that would come next
    make_file(&m->who, "new", 0644, "");
    assert_string_equal(list_some(f, &l, 1), "f2 ");
    assert_string_equal(list_some(f, &l, -1), "f1 f0 ");
    file_put(f);
}

static void test_a_removed_directory(void **state) {
    struct machine *m = *state;
    struct listing l = {.ctx.emit = note, .room = -1};
    assert_int_equal(vfs_mkdir(&m->who, NULL, "d", 0755), 0);
    struct path d = find(&m->who, "d");
    struct file *f = open_ok(&m->who, "d", O_RDONLY, 0);
    assert_int_equal(vfs_rmdir(&m->who, NULL, "d"), 0);
    struct vfs_caller inside = m->who;
    inside.cwd = &d;
    assert_int_equal(vfs_iterate(f, &l.ctx), -ENOENT);
    assert_int_equal(open_errno(&inside, "x", O_CREAT | O_RDWR, 0600), ENOENT);
    assert_int_equal(vfs_mkdir(&inside, NULL, "x", 0755), -ENOENT);
    assert_int_equal(vfs_symlink(&inside, "x", NULL, "x"), -ENOENT);
    assert_int_equal(lookup_errno(&inside, NULL, "..", 0), 0);
    assert_int_equal(lookup_errno(&inside, NULL, ".", 0), 0);
    assert_int_equal(d.dentry->inode->nlink, 0);
    file_put(f);
    path_put(&d);
}

// --- Lives of files.
static void test_removed_but_open(void **state) {
    struct machine *m = *state;
    struct abi_statfs before = usage(m);
    make_file(&m->who, "f", 0644, "text");
    struct file *f = open_ok(&m->who, "f", O_RDWR, 0);
    assert_int_equal(vfs_unlink(&m->who, NULL, "f"), 0);
    make_file(&m->who, "f", 0644, "other");
    char buf[8] = "";
    assert_int_equal(read_at(f, buf, sizeof buf, 0), 4);
    assert_string_equal(buf, "text");
    assert_int_equal(f->inode->nlink, 0);
    assert_int_equal(usage(m).f_bfree, before.f_bfree - 2);
    file_put(f);
    assert_int_equal(usage(m).f_bfree, before.f_bfree - 1);
    assert_int_equal(vfs_unlink(&m->who, NULL, "f"), 0);
    struct abi_statfs after = usage(m);
    assert_memory_equal(&after, &before, sizeof before);
}

static void test_links_and_counts(void **state) {
    struct machine *m = *state;
    struct abi_statfs before = usage(m);
    make_file(&m->who, "a", 0644, "x");
    struct path a = find(&m->who, "a");
    assert_int_equal(vfs_link(&m->who, &a, NULL, "b"), 0);
    assert_int_equal(stat_of(&m->who, "b").nlink, 2);
    assert_int_equal(usage(m).f_ffree, before.f_ffree - 2); // a link costs an inode, as in Linux
    // two names of one file: nothing happens
    assert_int_equal(vfs_rename(&m->who, NULL, "a", NULL, "b", 0), 0);
    assert_int_equal(stat_of(&m->who, "a").nlink, 2);
    assert_int_equal(vfs_unlink(&m->who, NULL, "a"), 0);
    assert_int_equal(vfs_link(&m->who, &a, NULL, "c"), 0); // one name is left
    assert_int_equal(vfs_unlink(&m->who, NULL, "b"), 0);
    assert_int_equal(vfs_unlink(&m->who, NULL, "c"), 0);
    assert_int_equal(vfs_link(&m->who, &a, NULL, "d"), -ENOENT);
    path_put(&a);
    assert_int_equal(stat_of(&m->who, "/").size, 40);
    assert_int_equal(usage(m).f_ffree, before.f_ffree);
    // Directories: ".." of each child counts.
    assert_int_equal(vfs_mkdir(&m->who, NULL, "d", 0755), 0);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "d/e", 0755), 0);
    assert_int_equal(stat_of(&m->who, "d").nlink, 3);
    assert_int_equal(stat_of(&m->who, "d").size, 60);
    assert_int_equal(vfs_rename(&m->who, NULL, "d/e", NULL, "e", 0), 0);
    assert_int_equal(stat_of(&m->who, "d").nlink, 2);
    assert_int_equal(stat_of(&m->who, "/").nlink, 4);
}

static void test_files_made_without_a_name(void **state) {
    struct machine *m = *state;
    struct file *f = open_ok(&m->who, "/", O_TMPFILE | O_RDWR, 0600);
    assert_int_equal(write_at(f, "text", 4, 0), 4);
    assert_int_equal(vfs_link(&m->who, &f->path, NULL, "named"), 0);
    assert_int_equal(f->inode->nlink, 1);
    assert_int_equal(stat_of(&m->who, "named").size, 4);
    file_put(f);
    f = open_ok(&m->who, "/", O_TMPFILE | O_RDWR | O_EXCL, 0600);
    assert_int_equal(vfs_link(&m->who, &f->path, NULL, "never"), -ENOENT);
    file_put(f);
}

static void test_limits(void **state) {
    struct machine *m = *state;
    struct super_block *sb = m->vfs.root_mount->sb;
    sb->max_inodes = sb->used_inodes + 1;
    make_file(&m->who, "a", 0644, "");
    struct path a = find(&m->who, "a");
    assert_int_equal(vfs_mkdir(&m->who, NULL, "b", 0755), -ENOSPC);
    assert_int_equal(vfs_symlink(&m->who, "a", NULL, "b"), -ENOSPC);
    assert_int_equal(vfs_link(&m->who, &a, NULL, "b"), -ENOSPC);
    assert_int_equal(open_errno(&m->who, "b", O_CREAT | O_RDWR, 0600), ENOSPC);
    assert_int_equal(vfs_setxattr(&m->who, &a, "user.x", "y", 1, 0), -ENOSPC);
    assert_int_equal(lookup_errno(&m->who, NULL, "b", 0), ENOENT); // nothing half made stays
    path_put(&a);
    sb->max_inodes = 0;
    m->vfs.max_files = m->vfs.open_files + 1;
    struct vfs_caller user = as_user(m);
    struct file *f = open_ok(&user, "a", O_RDONLY, 0);
    assert_int_equal(open_errno(&user, "a", O_RDONLY, 0), ENFILE);
    file_put(f);
    // RLIMIT_FSIZE
    f = open_ok(&m->who, "a", O_WRONLY, 0);
    struct iov_iter it;
    u64 pos = 8;
    iov_iter_kernel(&it, (char[]){"0123456789"}, 10);
    assert_int_equal(vfs_write(f, &it, &pos, 10), 2);
    iov_iter_kernel(&it, (char[]){"0123456789"}, 10);
    assert_int_equal(vfs_write(f, &it, &pos, 10), -EFBIG);
    assert_int_equal(file_truncate(f, 11, 10), -EFBIG);
    assert_int_equal(file_truncate(f, 5, 3), 0); // making it smaller is always fine
    file_put(f);
}

// --- Memory that runs out: whatever fails leaves things as they were. The teardown looks for leaks.
static int setup_small(void **state) {
    return machine_setup_sized(state, 2 << 20);
}

static int try_everything(struct machine *m) {
    const struct vfs_caller *who = &m->who;
    struct file *f = NULL;
    struct path a = find(who, "a");
    int failures = 0, err = 0;
    for (int call = 0; call < 12; call++) {
        f = NULL;
        switch (call) {
        case 0: err = vfs_mkdir(who, NULL, "d", 0755); break;
        case 1: err = vfs_rmdir(who, NULL, "d"); break;
        case 2: err = vfs_symlink(who, "some/where", NULL, "l"); break;
        case 3: err = vfs_unlink(who, NULL, "l"); break;
        case 4: err = vfs_link(who, &a, NULL, "hard"); break;
        case 5: err = vfs_unlink(who, NULL, "hard"); break;
        case 6: err = vfs_rename(who, NULL, "a", NULL, "b", RENAME_EXCHANGE); break;
        case 7: err = vfs_setxattr(who, &a, "user.x", "value", 5, 0); break;
        case 8: err = -open_errno(who, "/", O_TMPFILE | O_RDWR, 0600); break;
        case 9: err = memfd_create_file(&m->vfs, "x", 0, m->root, &f); break;
        case 10: err = file_create_anon(&m->vfs, "pipe:", S_IFREG, 0, O_RDWR, m->root, NULL, &f); break;
        case 11: err = vfs_rename(who, NULL, "b", NULL, "a", RENAME_EXCHANGE); break;
        }
        if (err == -ENOMEM)
            failures++;
        else
            assert_true(err == 0 || err == -ENOENT);
        file_put(f);
    }
    vfs_removexattr(who, &a, "user.x");
    path_put(&a);
    return failures;
}

static void test_memory_runs_out(void **state) {
    struct machine *m = *state;
    enum { MOST = 150000 };
    static void *piece[MOST];
    int n = 0, failures = 0;
    make_file(&m->who, "a", 0644, "x");
    make_file(&m->who, "b", 0644, "x");
    while (n < MOST && (piece[n] = kzalloc(m->heap, 16))) n++;
    int small = n;
    for (size_t size = 3584; size > 16; size -= 16) // the room that is left for objects of each size
        while (n < MOST && (piece[n] = kzalloc(m->heap, size))) n++;
    assert_true(n < MOST);
    // Page after page becomes free, and one allocation more succeeds each time.
    for (int i = 0; i < small; i++) {
        kfree(piece[i]);
        if (i < 300 || (i < 20000 && i % 32 == 0)) failures += try_everything(m);
    }
    for (int i = small; i < n; i++) kfree(piece[i]);
    assert_true(failures > 100);
    assert_int_equal(try_everything(m), 0);
    assert_int_equal(stat_of(&m->who, "/").size, 80);
}

static void test_who_runs_it_and_who_writes_it(void **state) {
    struct machine *m = *state;
    make_file(&m->who, "prog", 0755, "ELF");
    struct path p = find(&m->who, "prog");
    struct inode *inode = p.dentry->inode;
    assert_int_equal(inode_deny_write(inode), 0);
    assert_int_equal(open_errno(&m->who, "prog", O_WRONLY, 0), ETXTBSY);
    assert_int_equal(open_errno(&m->who, "prog", O_RDONLY | O_TRUNC, 0), ETXTBSY);
    assert_int_equal(vfs_truncate(&m->who, &p, 0, UINT64_MAX), -ETXTBSY);
    assert_int_equal(open_errno(&m->who, "prog", O_RDONLY, 0), 0);
    inode_allow_write(inode);
    struct file *f = open_ok(&m->who, "prog", O_RDWR, 0);
    assert_int_equal(inode_deny_write(inode), -ETXTBSY);
    file_put(f);
    assert_int_equal(inode_deny_write(inode), 0);
    inode_allow_write(inode);
    path_put(&p);
}

static void test_access_times(void **state) {
    struct machine *m = *state;
    char c;
    make_file(&m->who, "f", 0644, "text");
    struct file *f = open_ok(&m->who, "f", O_RDWR, 0), *quiet = open_ok(&m->who, "f", O_RDONLY | O_NOATIME, 0);
    struct inode *inode = f->inode;
    s64 made = inode->atime.sec;
    assert_int_equal(read_at(quiet, &c, 1, 0), 1);
    assert_int_equal(inode->atime.sec, made);
    assert_int_equal(read_at(f, &c, 1, 0), 1); // written since it was last read
    s64 read = inode->atime.sec;
    assert_true(read > made);
    assert_int_equal(read_at(f, &c, 1, 0), 1);
    assert_int_equal(inode->atime.sec, read); // relatime
    m->clock += 86400;
    assert_int_equal(read_at(f, &c, 1, 0), 1);
    assert_true(inode->atime.sec > read); // once a day
    struct vfs_caller user = as_user(m);
    assert_int_equal(open_errno(&user, "f", O_RDONLY | O_NOATIME, 0), EPERM);
    file_put(quiet);
    file_put(f);
}

static void test_seals(void **state) {
    struct machine *m = *state;
    struct file *f;
    static u8 page[PAGE_SIZE];
    assert_int_equal(memfd_create_file(&m->vfs, "x", 2 /* MFD_ALLOW_SEALING */, m->root, &f), 0);
    assert_int_equal(write_at(f, page, 100, 0), 100);
    assert_int_equal(file_add_seals(f, F_SEAL_GROW), 0);
    assert_int_equal(write_at(f, page, 100, 0), 100);
    assert_int_equal(write_at(f, page, 1, 100), -EPERM);
    assert_int_equal(write_at(f, page, 2, 99), -EPERM);
    assert_int_equal(file_truncate(f, 101, UINT64_MAX), -EPERM);
    assert_int_equal(vfs_fallocate(f, 0, 0, 101, UINT64_MAX), -EPERM);
    assert_int_equal(file_truncate(f, 50, UINT64_MAX), 0);
    assert_int_equal(file_add_seals(f, F_SEAL_SHRINK), 0);
    assert_int_equal(file_truncate(f, 49, UINT64_MAX), -EPERM);
    f->inode->mapping.writable_maps = 1;
    assert_int_equal(file_add_seals(f, F_SEAL_WRITE), -EBUSY);
    f->inode->mapping.writable_maps = 0;
    assert_int_equal(file_add_seals(f, F_SEAL_WRITE | F_SEAL_SEAL), 0);
    assert_int_equal(write_at(f, page, 1, 0), -EPERM);
    assert_int_equal(vfs_fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 1, UINT64_MAX), -EPERM);
    assert_int_equal(file_add_seals(f, F_SEAL_EXEC), -EPERM);
    assert_int_equal(file_get_seals(f), F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    file_put(f);
}

// --- What a file holds, against a model.
static u32 rnd(u64 *seed) {
    *seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
    return (u32)(*seed >> 33);
}

static void test_contents_against_a_model(void **state) {
    enum { MOST = 20 * PAGE_SIZE };
    struct machine *m = *state;
    struct file *f = open_ok(&m->who, "f", O_CREAT | O_RDWR, 0644);
    static u8 model[MOST], buf[MOST], got[MOST];
    u64 size = 0, seed = 3;
    for (int round = 0; round < 20000; round++) {
        u64 at = rnd(&seed) % MOST, n = rnd(&seed) % (rnd(&seed) % 4 ? 300 : MOST - at);
        if (n > MOST - at) n = MOST - at;
        switch (rnd(&seed) % 5) {
        case 0:
        case 1:
            for (u64 i = 0; i < n; i++) buf[i] = (u8)rnd(&seed);
            assert_int_equal(write_at(f, buf, n, at), n);
            memcpy(model + at, buf, n);
            if (n) size = max_u64(size, at + n);
            break;
        case 2:
            if (rnd(&seed) % 8) break;
            assert_int_equal(file_truncate(f, at, UINT64_MAX), 0);
            if (at < size) memset(model + at, 0, MOST - at);
            size = at;
            break;
        case 3:
            if (n == 0) break;
            assert_int_equal(vfs_fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, n, UINT64_MAX), 0);
            memset(model + at, 0, n);
            break;
        case 4:
            if (n == 0) break;
            assert_int_equal(vfs_fallocate(f, 0, at, n, UINT64_MAX), 0);
            size = max_u64(size, at + n);
            break;
        }
        assert_int_equal(f->inode->size, size);
        at = rnd(&seed) % MOST;
        n = rnd(&seed) % (MOST - at);
        s64 want = at >= size ? 0 : (s64)min_u64(n, size - at);
        assert_int_equal(read_at(f, got, n, at), want);
        assert_memory_equal(got, model + at, (size_t)want);
    }
    file_put(f);
}

static void test_deep_trees_need_no_stack(void **state) {
    struct machine *m = *state;
    struct path at = m->top;
    path_get(&at);
    m->vfs.root_mount->sb->max_inodes = 0;
    for (int i = 0; i < 20000; i++) {
        struct vfs_caller who = m->who;
        who.cwd = &at;
        assert_int_equal(vfs_mkdir(&who, NULL, "d", 0755), 0);
        struct path down;
        assert_int_equal(path_lookup(&who, NULL, "d", 0, &down), 0);
        path_put(&at);
        at = down;
    }
    path_put(&at);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_the_newest_comes_first),
        TEST(test_a_directory_that_changes_while_it_is_read),
        TEST(test_a_removed_directory),
        TEST(test_removed_but_open),
        TEST(test_links_and_counts),
        TEST(test_files_made_without_a_name),
        TEST(test_limits),
        cmocka_unit_test_setup_teardown(test_memory_runs_out, setup_small, machine_teardown),
        TEST(test_who_runs_it_and_who_writes_it),
        TEST(test_access_times),
        TEST(test_seals),
        TEST(test_contents_against_a_model),
        TEST(test_deep_trees_need_no_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
