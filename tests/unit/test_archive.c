// SPDX-License-Identifier: GPL-2.0-or-later
// Root file systems from archives: honest ones, hostile ones and broken ones. The archives are made with libarchive itself, as
// tools would not make the bad ones.
#include "tests/unit/vfs_machine.h"

#include "host/host.h"
#include "kernel/rootfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <unistd.h>

static struct sandbox *sb;
static struct vfs_caller who;
static char file_name[64];

// What rootfs.c needs of the rest of the kernel.
static void test_now(struct vfs *vfs, struct vfs_time *out) {
    (void)vfs;
    *out = (struct vfs_time){77, 0};
}
static const struct vfs_ops ops = {.now = test_now, .random = machine_random};

static int setup(void **state) {
    (void)state;
    struct heap *heap = heap_create(-1, 0);
    sb = knew(heap, struct sandbox);
    heap_set_root(heap, sb);
    sb->heap = heap;
    sb->pool = page_pool_create(heap, 16u << 20);
    sb->opt.fs_size = 1u << 20;
    list_init(&sb->processes);
    list_init(&sb->tasks);
    if (vfs_init(&sb->vfs, heap, sb->pool, OPREF(&ops)) < 0) return -1;
    sb->reaper = knew(heap, struct process);
    sb->reaper->leader = knew(heap, struct task);
    sb->reaper->leader->cred = cred_create(heap, 0, 0);
    who = rootfs_caller(sb);
    snprintf(file_name, sizeof file_name, "/tmp/test_archive.%d", (int)getpid());
    return 0;
}

static int teardown(void **state) {
    (void)state;
    struct heap *heap = sb->heap;
    int leaked = sb->vfs.open_files != 0;
    vfs_destroy(&sb->vfs);
    leaked |= page_pool_free(sb->pool) != page_pool_total(sb->pool) ? 2 : 0;
    page_pool_destroy(sb->pool);
    cred_put(sb->reaper->leader->cred);
    kfree(sb->reaper->leader);
    kfree(sb->reaper);
    kfree(sb);
    leaked |= heap_used(heap) != 0 ? 4 : 0;
    heap_destroy(heap);
    unlink(file_name);
    if (leaked) print_error("leaked: %d\n", leaked);
    return -leaked;
}

// --- Making archives.
static struct archive *writing;

static void start(int (*format)(struct archive *), int (*filter)(struct archive *)) {
    writing = archive_write_new();
    format(writing);
    if (filter) filter(writing);
    assert_int_equal(archive_write_open_filename(writing, file_name), ARCHIVE_OK);
}

static struct archive_entry *entry(const char *name, u32 mode, s64 size) {
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    archive_entry_set_mode(e, mode);
    archive_entry_set_size(e, size);
    archive_entry_set_uid(e, 7);
    archive_entry_set_gid(e, 8);
    archive_entry_set_mtime(e, 1234567890, 0);
    return e;
}

static void finish_entry(struct archive_entry *e, const void *data, size_t n) {
    assert_true(archive_write_header(writing, e) >= ARCHIVE_WARN);
    if (n > 0) assert_int_equal(archive_write_data(writing, data, n), n);
    archive_entry_free(e);
}

static void add_file(const char *name, u32 mode, const char *text) {
    finish_entry(entry(name, S_IFREG | mode, (s64)strlen(text)), text, strlen(text));
}
static void add_dir(const char *name, u32 mode) {
    finish_entry(entry(name, S_IFDIR | mode, 0), NULL, 0);
}
static void add_link(const char *name, const char *target) {
    struct archive_entry *e = entry(name, S_IFLNK | 0777, 0);
    archive_entry_set_symlink(e, target);
    finish_entry(e, NULL, 0);
}
static void add_hard_link(const char *name, const char *target) {
    struct archive_entry *e = entry(name, S_IFREG | 0644, 0);
    archive_entry_set_hardlink(e, target);
    finish_entry(e, NULL, 0);
}
static void finish(void) {
    assert_int_equal(archive_write_close(writing), ARCHIVE_OK);
    archive_write_free(writing);
}

static int load(char *why) {
    return rootfs_from_archive(sb, file_name, why, 256);
}
static void load_ok(void) {
    char why[256] = "";
    int err = load(why);
    if (err) print_error("%s\n", why);
    assert_int_equal(err, 0);
    who = rootfs_caller(sb);
}

static void assert_contents(const char *name, const char *text) {
    char buf[256] = "";
    struct file *f = open_ok(&who, name, O_RDONLY, 0);
    assert_int_equal(read_at(f, buf, sizeof buf - 1, 0), strlen(text));
    assert_string_equal(buf, text);
    file_put(f);
}

// --- Honest ones.
static void fill_honest(void) {
    add_dir("./", 0755);
    add_dir("./etc/", 0750);
    add_file("./etc/passwd", 0644, "root:x:0:0::/root:/bin/sh\n");
    add_file("./bin/tool", 04755, "#!/bin/sh\n"); // /bin is not in the archive
    add_link("./sh", "bin/tool");
}

static void assert_honest(void) {
    assert_contents("/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
    struct kstat st = stat_of(&who, "/bin/tool");
    assert_int_equal(st.mode, S_IFREG | 04755);
    assert_int_equal(st.uid, 7);
    assert_int_equal(st.gid, 8);
    assert_int_equal(st.mtime.sec, 1234567890);
    assert_int_equal(stat_of(&who, "/etc").mode, S_IFDIR | 0750);
    assert_int_equal(stat_of(&who, "/etc").mtime.sec, 1234567890);
    assert_contents("/sh", "#!/bin/sh\n");
    assert_int_equal(stat_of(&who, "/dev/null").rdev, DEV_MAKE(1, 3));
    assert_int_equal(stat_of(&who, "/tmp").mode, S_IFDIR | 01777);
}

static void every_format(void **state) {
    static int (*const formats[])(struct archive *) = {
        archive_write_set_format_ustar, archive_write_set_format_pax, archive_write_set_format_gnutar,
        archive_write_set_format_cpio_newc, archive_write_set_format_zip};
    static int (*const filters[])(struct archive *) = {
        NULL, archive_write_add_filter_gzip, archive_write_add_filter_xz, archive_write_add_filter_zstd, NULL};
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        start(formats[i], filters[i]);
        fill_honest();
        finish();
        load_ok();
        assert_honest();
        if (i + 1 == ARRAY_SIZE(formats)) break;
        assert_int_equal(teardown(state), 0);
        assert_int_equal(setup(state), 0);
    }
}

static void hard_links_and_replacing(void **state) {
    (void)state;
    start(archive_write_set_format_gnutar, NULL);
    add_file("a", 0644, "one");
    add_hard_link("dir/b", "a");
    add_file("c", 0644, "old");
    add_file("c", 0600, "newer");
    add_link("d", "a");
    add_file("d", 0644, "not through the link");
    finish();
    load_ok();
    assert_int_equal(stat_of(&who, "/a").ino, stat_of(&who, "/dir/b").ino);
    assert_contents("/c", "newer");
    assert_contents("/a", "one");
    assert_contents("/d", "not through the link");
}

static void odd_names_and_objects(void **state) {
    (void)state;
    start(archive_write_set_format_pax, NULL);
    add_file("caf\xc3\xa9/\xe2\x98\x83", 0644, "utf-8");
    struct archive_entry *e = entry("device", S_IFCHR | 0666, 0);
    archive_entry_set_rdevmajor(e, 1);
    archive_entry_set_rdevminor(e, 5);
    finish_entry(e, NULL, 0);
    finish_entry(entry("fifo", S_IFIFO | 0600, 0), NULL, 0);
    finish();
    load_ok();
    assert_contents("/caf\xc3\xa9/\xe2\x98\x83", "utf-8");
    assert_int_equal(stat_of(&who, "/device").rdev, DEV_MAKE(1, 5));
    assert_int_equal(stat_of(&who, "/fifo").mode, S_IFIFO | 0600);
}

// --- Hostile ones: contained, because it all happens in the guest.
static void names_that_lead_out(void **state) {
    (void)state;
    char outside[96];
    snprintf(outside, sizeof outside, "%s.escaped", file_name);
    start(archive_write_set_format_ustar, NULL);
    add_file("../../../../../../etc/up", 0644, "up");
    add_file(outside, 0644, "absolute");
    add_link("way", "/");
    add_file("way/through", 0644, "a link");
    add_link("out", "../../../../../..");
    add_file("out/over", 0644, "another");
    finish();
    load_ok();
    assert_contents("/etc/up", "up");
    assert_contents(outside, "absolute");
    assert_contents("/through", "a link");
    assert_contents("/over", "another");
    assert_int_not_equal(access(outside, 0), 0); // nothing of it is on the host
}

static void links_in_circles(void **state) {
    (void)state;
    char why[256] = "";
    start(archive_write_set_format_ustar, NULL);
    add_link("a", "b");
    add_link("b", "a");
    add_file("a/x", 0644, "x");
    finish();
    assert_int_equal(load(why), -ELOOP);
    assert_string_equal(why, "a/x: links in a circle");
}

static void impossible_entries(void **state) {
    char why[256] = "";
    start(archive_write_set_format_ustar, NULL);
    add_hard_link("b", "never-was");
    finish();
    assert_int_equal(load(why), -ENOENT);
    assert_string_equal(why, "b: link to nothing");
    teardown(state);
    setup(state);
    start(archive_write_set_format_ustar, NULL);
    add_file("f", 0644, "x");
    add_file("f/below", 0644, "x");
    finish();
    assert_int_equal(load(why), -ENOTDIR);
    teardown(state);
    setup(state);
    char name[5000];
    memset(name, 'x', sizeof name);
    for (size_t i = 100; i < sizeof name; i += 100) name[i] = '/';
    name[sizeof name - 1] = 0;
    start(archive_write_set_format_pax, NULL);
    add_file(name, 0644, "deep");
    finish();
    assert_int_equal(load(why), -ENAMETOOLONG);
}

static void too_large(void **state) {
    (void)state;
    char why[256] = "";
    static char data[2u << 20];
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)i;
    start(archive_write_set_format_ustar, archive_write_add_filter_gzip);
    finish_entry(entry("big", S_IFREG | 0644, sizeof data), data, sizeof data);
    finish();
    assert_int_equal(load(why), -ENOSPC);
    assert_string_equal(why, "big: does not fit (--fs-size)");
}

static void too_many(void **state) {
    (void)state;
    char why[256] = "", name[32];
    start(archive_write_set_format_ustar, archive_write_add_filter_gzip);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "d%d/f", i);
        add_file(name, 0644, "");
    }
    finish();
    assert_int_equal(load(why), -ENOSPC);
}

// --- Broken ones: one line that says so.
static void write_raw(const void *data, size_t n) {
    FILE *f = fopen(file_name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, n, f), n);
    fclose(f);
}

static void broken(void **state) {
    char why[256] = "";
    write_raw("this is no archive at all, and long enough to be looked at", 58);
    assert_int_equal(load(why), -EINVAL);
    assert_true(strlen(why) > 0 && !strchr(why, '\n'));
    teardown(state);
    setup(state);
    write_raw("", 0);
    why[0] = 0;
    load(why); // an empty file is an empty archive to some versions of libarchive
    assert_null(strchr(why, '\n'));
    teardown(state);
    setup(state);
    start(archive_write_set_format_ustar, NULL);
    add_file("whole", 0644, "whole");
    static char data[100000];
    finish_entry(entry("cut", S_IFREG | 0644, sizeof data), data, sizeof data);
    finish();
    assert_int_equal(truncate(file_name, 20000), 0);
    why[0] = 0;
    assert_int_equal(load(why), -EINVAL);
    assert_true(strlen(why) > 0 && !strchr(why, '\n'));
    teardown(state);
    setup(state);
    unlink(file_name);
    assert_int_equal(load(why), -ENOENT);
    assert_string_equal(why, "No such file or directory");
}

// Every byte of a small archive changed, one after the other: no crash, no leak.
static void each_byte_wrong(void **state) {
    static u8 image[16384];
    start(archive_write_set_format_ustar, NULL);
    add_dir("d", 0755);
    add_file("d/f", 0644, "contents");
    add_link("d/l", "f");
    finish();
    FILE *f = fopen(file_name, "rb");
    size_t n = fread(image, 1, sizeof image, f);
    fclose(f);
    for (size_t i = 0; i < n && i < 2560; i += 3) {
        char why[256] = "";
        u8 was = image[i];
        image[i] = (u8)(was ^ (0x80 | (i & 0x7f)));
        write_raw(image, n);
        image[i] = was;
        load(why);
        assert_null(strchr(why, '\n'));
        assert_int_equal(teardown(state), 0);
        assert_int_equal(setup(state), 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_format),
        TEST(hard_links_and_replacing),
        TEST(odd_names_and_objects),
        TEST(names_that_lead_out),
        TEST(links_in_circles),
        TEST(impossible_entries),
        TEST(too_large),
        TEST(too_many),
        TEST(broken),
        TEST(each_byte_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
