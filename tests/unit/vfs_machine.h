// SPDX-License-Identifier: GPL-2.0-or-later
// A heap, a page pool and a vfs, with a clock that a test sets, for tests of the vfs without a CPU.
#ifndef TESTS_UNIT_VFS_MACHINE_H
#define TESTS_UNIT_VFS_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after those

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/stat.h"
#include "vfs/vfs.h"

struct machine {
    struct heap *heap;
    struct vfs vfs;
    u64 clock; // seconds; advances by one with each look
    struct cred *root, *user;
    struct path top;
    struct vfs_caller who; // the superuser at "/"; as_user for the other
};

static void machine_now(struct vfs *vfs, struct vfs_time *out) {
    struct machine *m = container_of(vfs, struct machine, vfs);
    *out = (struct vfs_time){(s64)++m->clock, 0};
}
static void machine_random(struct vfs *vfs, void *buf, size_t n) {
    (void)vfs;
    memset(buf, 4, n); // chosen by fair dice roll
}
static const struct vfs_ops machine_ops = {.now = machine_now, .random = machine_random};

#define MACHINE_PAGES 4096u

static UNUSED int machine_setup_sized(void **state, u64 heap_limit) {
    struct heap *heap = heap_create(-1, heap_limit);
    if (!heap) return -1;
    struct machine *m = knew(heap, struct machine);
    m->heap = heap;
    if (vfs_init(&m->vfs, heap, page_pool_create(heap, MACHINE_PAGES * PAGE_SIZE), OPREF(&machine_ops)) < 0)
        return -1;
    m->root = cred_create(heap, 0, 0);
    m->user = cred_create(heap, 1000, 1000);
    m->top = (struct path){m->vfs.root_mount, m->vfs.root_mount->root};
    m->who = (struct vfs_caller){.vfs = &m->vfs, .cred = m->root, .root = &m->top, .cwd = &m->top, .umask = 022};
    *state = m;
    return 0;
}

static UNUSED int machine_setup(void **state) {
    return machine_setup_sized(state, 0);
}

// All that was made goes when it is taken down: nothing leaks.
static UNUSED int machine_teardown(void **state) {
    struct machine *m = *state;
    struct heap *heap = m->heap;
    int leaked = 0;
    if (m->vfs.open_files) leaked = 1;
    vfs_destroy(&m->vfs);
    if (page_pool_free(m->vfs.pool) != page_pool_total(m->vfs.pool)) leaked = 2;
    page_pool_destroy(m->vfs.pool);
    cred_put(m->root);
    cred_put(m->user);
    kfree(m);
    if (heap_used(heap) != 0) leaked = 3;
    heap_destroy(heap);
    if (leaked) print_error("leaked: %d\n", leaked);
    return -leaked;
}

static UNUSED struct vfs_caller as_user(const struct machine *m) {
    struct vfs_caller who = m->who;
    who.cred = m->user;
    return who;
}

static UNUSED int try_open(const struct vfs_caller *who, const char *name, u32 flags, u32 mode, struct file **out) {
    struct open_how how = {.flags = flags, .mode = mode};
    return vfs_open(who, NULL, name, &how, out);
}

static UNUSED struct file *open_ok(const struct vfs_caller *who, const char *name, u32 flags, u32 mode) {
    struct file *f = NULL;
    assert_int_equal(try_open(who, name, flags, mode, &f), 0);
    return f;
}

// The errno of an open that should fail; a file opened by mistake is closed.
static UNUSED int open_errno(const struct vfs_caller *who, const char *name, u32 flags, u32 mode) {
    struct file *f = NULL;
    int err = try_open(who, name, flags, mode, &f);
    if (!err) file_put(f);
    return -err;
}

static UNUSED void make_file(const struct vfs_caller *who, const char *name, u32 mode, const char *text) {
    struct file *f = open_ok(who, name, O_CREAT | O_EXCL | O_WRONLY, mode);
    struct iov_iter it;
    iov_iter_kernel(&it, (void *)(uintptr_t)text, strlen(text));
    assert_int_equal(vfs_write(f, &it, NULL, UINT64_MAX), strlen(text));
    file_put(f);
}

static UNUSED s64 write_at(struct file *f, const void *data, size_t n, u64 at) {
    struct iov_iter it;
    iov_iter_kernel(&it, (void *)(uintptr_t)data, n);
    return vfs_write(f, &it, &at, UINT64_MAX);
}

static UNUSED s64 read_at(struct file *f, void *data, size_t n, u64 at) {
    struct iov_iter it;
    iov_iter_kernel(&it, data, n);
    return vfs_read(f, &it, &at);
}

static UNUSED struct kstat stat_of(const struct vfs_caller *who, const char *name) {
    struct path p;
    struct kstat st;
    assert_int_equal(path_lookup(who, NULL, name, 0, &p), 0);
    assert_int_equal(vfs_getattr(&p, &st), 0);
    path_put(&p);
    return st;
}

static UNUSED int lookup_errno(const struct vfs_caller *who, const struct path *base, const char *name, u32 flags) {
    struct path p;
    int err = path_lookup(who, base, name, flags, &p);
    if (!err) path_put(&p);
    return -err;
}

// Where a walk ends, as a name.
static UNUSED const char *resolve(const struct vfs_caller *who, const char *name, u32 flags, char *buf, size_t size) {
    struct path p;
    int err = path_lookup(who, NULL, name, flags, &p);
    if (err < 0) return "failed";
    const char *found = path_name(&p, who->root, buf, size);
    path_put(&p);
    return found ? found : "too long";
}

#endif
