// SPDX-License-Identifier: GPL-2.0-or-later
// path_resolution(7), openat2(2) RESOLVE_*, and names back from paths.
#include "tests/unit/vfs_machine.h"

#include <stdio.h>

#define NAME(m, name) resolve(&(m)->who, (name), LOOKUP_FOLLOW, buf, sizeof buf)

static int setup(void **state) {
    if (machine_setup(state) < 0) return -1;
    struct machine *m = *state;
    vfs_mkdir(&m->who, NULL, "/a", 0755);
    vfs_mkdir(&m->who, NULL, "a/b", 0755);
    vfs_mkdir(&m->who, NULL, "/a/b/c/", 0755);
    make_file(&m->who, "/a/f", 0644, "text");
    vfs_symlink(&m->who, "/a/b", NULL, "abs");
    vfs_symlink(&m->who, "../f", NULL, "a/b/up");
    vfs_symlink(&m->who, "b/c/", NULL, "a/slash");
    vfs_symlink(&m->who, "/", NULL, "top");
    vfs_symlink(&m->who, "nowhere", NULL, "dangling");
    vfs_symlink(&m->who, "loop", NULL, "loop");
    return 0;
}

static void test_names_lead_where_they_should(void **state) {
    struct machine *m = *state;
    static const char *const cases[][2] = {{"/", "/"},
                                           {"//", "/"},
                                           {"/..", "/"},
                                           {"a", "/a"},
                                           {"/a//b/./c/..", "/a/b"},
                                           {"a/", "/a"},
                                           {"a/b/..//../a/f", "/a/f"},
                                           {"abs", "/a/b"},
                                           {"abs/", "/a/b"},
                                           {"abs/up", "/a/f"},
                                           {"top", "/"},
                                           {"top/", "/"},
                                           {"top/a/f", "/a/f"},
                                           {"a/slash", "/a/b/c"},
                                           {"a/slash/..", "/a/b"},
                                           {"abs/../../top/abs/c", "/a/b/c"},
                                           {".", "/"},
                                           {"a/.", "/a"}};
    char buf[PATH_MAX];
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) assert_string_equal(NAME(m, cases[i][0]), cases[i][1]);
    assert_string_equal(resolve(&m->who, "abs", 0, buf, sizeof buf), "/abs");
    assert_string_equal(resolve(&m->who, "abs/", 0, buf, sizeof buf), "/a/b"); // a slash follows the link
}

static void test_errors(void **state) {
    struct machine *m = *state;
    const struct vfs_caller *who = &m->who;
    assert_int_equal(lookup_errno(who, NULL, "", LOOKUP_FOLLOW), ENOENT);
    assert_int_equal(lookup_errno(who, NULL, "x", 0), ENOENT);
    assert_int_equal(lookup_errno(who, NULL, "x/y", 0), ENOENT);
    assert_int_equal(lookup_errno(who, NULL, "a/f/", 0), ENOTDIR);
    assert_int_equal(lookup_errno(who, NULL, "a/f/x", 0), ENOTDIR);
    assert_int_equal(lookup_errno(who, NULL, "a/f/..", 0), ENOTDIR);
    assert_int_equal(lookup_errno(who, NULL, "a/f", LOOKUP_DIRECTORY), ENOTDIR);
    assert_int_equal(lookup_errno(who, NULL, "dangling", LOOKUP_FOLLOW), ENOENT);
    assert_int_equal(lookup_errno(who, NULL, "dangling", 0), 0);
    assert_int_equal(lookup_errno(who, NULL, "dangling/", 0), ENOENT);
    assert_int_equal(lookup_errno(who, NULL, "loop", LOOKUP_FOLLOW), ELOOP);
    assert_int_equal(lookup_errno(who, NULL, "loop/x", 0), ELOOP);
    char name[NAME_MAX + 2];
    memset(name, 'n', sizeof name);
    name[NAME_MAX + 1] = 0;
    assert_int_equal(lookup_errno(who, NULL, name, 0), ENAMETOOLONG);
    name[NAME_MAX] = 0;
    assert_int_equal(lookup_errno(who, NULL, name, 0), ENOENT);
}

// 40 links are followed, the 41st is one too many.
static void test_forty_links(void **state) {
    struct machine *m = *state;
    for (int i = 0; i < 42; i++) {
        char from[16], to[16];
        snprintf(from, sizeof from, "l%d", i);
        snprintf(to, sizeof to, i ? "l%d" : "a", i - 1);
        assert_int_equal(vfs_symlink(&m->who, to, NULL, from), 0);
    }
    assert_int_equal(lookup_errno(&m->who, NULL, "l39", LOOKUP_FOLLOW), 0);
    assert_int_equal(lookup_errno(&m->who, NULL, "l39/b", LOOKUP_FOLLOW), 0);
    assert_int_equal(lookup_errno(&m->who, NULL, "l40", LOOKUP_FOLLOW), ELOOP);
    // Also when they are spread over the name: they are counted in all, not in depth.
    char many[PATH_MAX] = "";
    for (int i = 0; i < 40; i++) strcat(many, "top/");
    assert_int_equal(lookup_errno(&m->who, NULL, many, LOOKUP_FOLLOW), 0);
    strcat(many, "top");
    assert_int_equal(lookup_errno(&m->who, NULL, many, LOOKUP_FOLLOW), ELOOP);
}

// Links nested in the middle of links, so that the stack is really used.
static void test_nested_links(void **state) {
    struct machine *m = *state;
    assert_int_equal(vfs_mkdir(&m->who, NULL, "d", 0755), 0);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "d/e", 0755), 0);
    assert_int_equal(vfs_symlink(&m->who, "d/./e/..", NULL, "n0"), 0);
    for (int i = 1; i < 30; i++) {
        char from[16], to[32];
        snprintf(from, sizeof from, "n%d", i);
        snprintf(to, sizeof to, "n%d/e/../.", i - 1);
        assert_int_equal(vfs_symlink(&m->who, to, NULL, from), 0);
    }
    char buf[PATH_MAX];
    assert_string_equal(NAME(m, "n29/e"), "/d/e");
}

static void test_search_permission(void **state) {
    struct machine *m = *state;
    struct vfs_caller user = as_user(m);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "closed", 0700), 0);
    make_file(&m->who, "closed/f", 0666, "");
    assert_int_equal(lookup_errno(&user, NULL, "closed", 0), 0);
    assert_int_equal(lookup_errno(&user, NULL, "closed/", 0), 0);
    assert_int_equal(lookup_errno(&user, NULL, "closed/.", 0), EACCES);
    assert_int_equal(lookup_errno(&user, NULL, "closed/f", 0), EACCES);
    assert_int_equal(lookup_errno(&user, NULL, "closed/nothing", 0), EACCES);
    assert_int_equal(lookup_errno(&m->who, NULL, "closed/f", 0), 0);
}

static void test_root_is_a_wall(void **state) {
    struct machine *m = *state;
    struct path jail;
    assert_int_equal(path_lookup(&m->who, NULL, "a/b", 0, &jail), 0);
    struct vfs_caller who = m->who;
    who.root = who.cwd = &jail;
    char buf[PATH_MAX];
    assert_string_equal(resolve(&who, "../../..", LOOKUP_FOLLOW, buf, sizeof buf), "/");
    assert_string_equal(resolve(&who, "/c/../..", LOOKUP_FOLLOW, buf, sizeof buf), "/");
    assert_int_equal(lookup_errno(&who, NULL, "/a", 0), ENOENT);
    assert_int_equal(lookup_errno(&who, NULL, "up", LOOKUP_FOLLOW), ENOENT); // ../f stays inside
    // A directory outside is shown as such.
    assert_string_equal(path_name(&m->top, &jail, buf, sizeof buf), "(unreachable)/");
    path_put(&jail);
}

static void test_resolve_flags(void **state) {
    struct machine *m = *state;
    const struct vfs_caller *who = &m->who;
    struct path a;
    assert_int_equal(path_lookup(who, NULL, "a", 0, &a), 0);
    vfs_symlink(who, "/f", NULL, "a/absf");
    assert_int_equal(lookup_errno(who, &a, "b/c", LOOKUP_BENEATH), 0);
    assert_int_equal(lookup_errno(who, &a, "b/../b", LOOKUP_BENEATH), 0);
    assert_int_equal(lookup_errno(who, &a, "..", LOOKUP_BENEATH), EXDEV);
    assert_int_equal(lookup_errno(who, &a, "b/../../a", LOOKUP_BENEATH), EXDEV);
    assert_int_equal(lookup_errno(who, &a, "/a", LOOKUP_BENEATH), EXDEV);
    assert_int_equal(lookup_errno(who, &a, "absf", LOOKUP_BENEATH | LOOKUP_FOLLOW), EXDEV);
    assert_int_equal(lookup_errno(who, &a, "absf", LOOKUP_IN_ROOT | LOOKUP_FOLLOW), 0);
    assert_int_equal(lookup_errno(who, &a, "/../../f", LOOKUP_IN_ROOT | LOOKUP_FOLLOW), 0);
    assert_int_equal(lookup_errno(who, &a, "b/up", LOOKUP_NO_SYMLINKS | LOOKUP_FOLLOW), ELOOP);
    assert_int_equal(lookup_errno(who, &a, "b/up", LOOKUP_NO_SYMLINKS), 0);
    path_put(&a);
}

static void test_mounts(void **state) {
    struct machine *m = *state;
    struct path at, p;
    char buf[PATH_MAX];
    assert_int_equal(path_lookup(&m->who, NULL, "a/b", 0, &at), 0);
    assert_int_equal(vfs_mount(&m->vfs, tmpfs_create(&m->vfs, 0, 0, 0755), &at, 0), 0);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "a/b/in", 0755), 0);
    assert_string_equal(NAME(m, "a/b/in/../.."), "/a");
    assert_string_equal(NAME(m, "a/b/in"), "/a/b/in");
    assert_int_equal(lookup_errno(&m->who, NULL, "a/b/c", 0), ENOENT); // hidden
    assert_int_equal(lookup_errno(&m->who, NULL, "a/b", LOOKUP_NO_XDEV), EXDEV);
    assert_int_equal(vfs_rmdir(&m->who, NULL, "a/b"), -EBUSY);
    assert_int_equal(vfs_rename(&m->who, NULL, "a/b", NULL, "a/z", 0), -EBUSY);
    assert_int_equal(vfs_rename(&m->who, NULL, "a/b/in", NULL, "a/in", 0), -EXDEV);
    assert_int_equal(path_lookup(&m->who, NULL, "a/b/in", 0, &p), 0);
    assert_int_equal(lookup_errno(&m->who, &p, "../..", LOOKUP_NO_XDEV), EXDEV);
    // A bind mount of a part, seen twice.
    struct path other;
    assert_int_equal(vfs_mkdir(&m->who, NULL, "bound", 0755), 0);
    assert_int_equal(path_lookup(&m->who, NULL, "bound", 0, &other), 0);
    assert_int_equal(vfs_bind(&m->vfs, &p, &other, false, 0), 0);
    make_file(&m->who, "bound/f", 0644, "");
    assert_string_equal(NAME(m, "bound/f"), "/bound/f");
    assert_string_equal(NAME(m, "a/b/in/f"), "/a/b/in/f");
    assert_string_equal(NAME(m, "bound/.."), "/");
    path_put(&other);
    // Read-only for one of the two.
    assert_int_equal(path_lookup(&m->who, NULL, "bound", 0, &other), 0);
    assert_int_equal(vfs_remount(&m->vfs, &other, 1 /* MS_RDONLY */, true), 0);
    assert_int_equal(open_errno(&m->who, "bound/f", O_WRONLY, 0), EROFS);
    assert_int_equal(open_errno(&m->who, "bound/g", O_WRONLY | O_CREAT, 0600), EROFS);
    assert_int_equal(open_errno(&m->who, "bound/f", O_RDONLY | O_TRUNC, 0), EROFS);
    assert_int_equal(open_errno(&m->who, "bound/f", O_RDONLY, 0), 0);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "bound/d", 0755), -EROFS);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "bound/f", 0755), -EEXIST);
    assert_int_equal(vfs_unlink(&m->who, NULL, "bound/f"), -EROFS);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "a/b/in/d", 0755), 0);
    // Busy while something is used in it.
    struct file *f = open_ok(&m->who, "a/b/in", O_PATH, 0);
    assert_int_equal(vfs_umount(&m->vfs, p.mnt, 0), -EBUSY);
    file_put(f);
    f = open_ok(&m->who, "bound/f", O_RDONLY, 0);
    assert_int_equal(vfs_umount(&m->vfs, other.mnt, 0), -EBUSY);
    assert_int_equal(vfs_umount(&m->vfs, other.mnt, 2 /* MNT_DETACH */), 0);
    assert_int_equal(lookup_errno(&m->who, NULL, "bound/f", 0), ENOENT);
    file_put(f);
    path_put(&other);
    path_put(&p);
    path_put(&at);
    assert_int_equal(path_lookup(&m->who, NULL, "a/b", 0, &at), 0);
    assert_int_equal(vfs_umount(&m->vfs, at.mnt, 0), 0);
    path_put(&at);
    assert_int_equal(lookup_errno(&m->who, NULL, "a/b/c", 0), 0);
}

static void test_names_of_what_is_gone(void **state) {
    struct machine *m = *state;
    char buf[64];
    struct file *f = open_ok(&m->who, "a/f", O_RDONLY, 0);
    assert_string_equal(path_name(&f->path, NULL, buf, sizeof buf), "/a/f");
    assert_null(path_name(&f->path, NULL, buf, 4));
    assert_int_equal(vfs_rename(&m->who, NULL, "a", NULL, "moved", 0), 0);
    assert_string_equal(path_name(&f->path, NULL, buf, sizeof buf), "/moved/f");
    make_file(&m->who, "new", 0644, "");
    assert_int_equal(vfs_rename(&m->who, NULL, "new", NULL, "moved/f", 0), 0);
    assert_string_equal(path_name(&f->path, NULL, buf, sizeof buf), "/moved/f (deleted)");
    file_put(f);
    assert_int_equal(memfd_create_file(&m->vfs, "x/y", 0, m->root, &f), 0);
    assert_string_equal(path_name(&f->path, NULL, buf, sizeof buf), "/memfd:x/y (deleted)");
    file_put(f);
    f = open_ok(&m->who, "/moved", O_TMPFILE | O_RDWR, 0600);
    assert_memory_equal(path_name(&f->path, NULL, buf, sizeof buf), "/moved/#", 8);
    file_put(f);
}

// fs.protected_symlinks: in a sticky directory that all may write, links are followed by their owner only.
static void test_protected_links(void **state) {
    struct machine *m = *state;
    struct vfs_caller user = as_user(m);
    assert_int_equal(vfs_mkdir(&m->who, NULL, "tmp", 01777), 0);
    struct path p;
    assert_int_equal(path_lookup(&m->who, NULL, "tmp", 0, &p), 0);
    assert_int_equal(vfs_chmod(&m->who, &p, 01777), 0);
    path_put(&p);
    assert_int_equal(vfs_symlink(&user, "/a/f", NULL, "tmp/mine"), 0);
    assert_int_equal(lookup_errno(&user, NULL, "tmp/mine", LOOKUP_FOLLOW), 0);
    assert_int_equal(lookup_errno(&m->who, NULL, "tmp/mine", LOOKUP_FOLLOW), EACCES);
    assert_int_equal(lookup_errno(&m->who, NULL, "tmp/mine", 0), 0);
    // fs.protected_hardlinks: only what one could read and write.
    assert_int_equal(path_lookup(&m->who, NULL, "a/f", 0, &p), 0);
    assert_int_equal(vfs_link(&user, &p, NULL, "tmp/hard"), -EPERM);
    assert_int_equal(vfs_link(&m->who, &p, NULL, "tmp/hard"), 0);
    path_put(&p);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, machine_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_names_lead_where_they_should),
        TEST(test_errors),
        TEST(test_forty_links),
        TEST(test_nested_links),
        TEST(test_search_permission),
        TEST(test_root_is_a_wall),
        TEST(test_resolve_flags),
        TEST(test_mounts),
        TEST(test_names_of_what_is_gone),
        TEST(test_protected_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
