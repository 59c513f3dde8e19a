// SPDX-License-Identifier: GPL-2.0-or-later
// File descriptor tables. They grow by doubling up to the limit; the lowest free number is remembered.
#include "kernel/fdtable.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "kernel/sandbox.h"
#include "vfs/locks.h"

#include <string.h>

#define FD_START 64u

static bool bit_test(const u64 *bits, u32 n) {
    return bits[n / 64] >> n % 64 & 1;
}
static void bit_set(u64 *bits, u32 n, bool on) {
    if (on)
        bits[n / 64] |= 1ull << n % 64;
    else
        bits[n / 64] &= ~(1ull << n % 64);
}

static struct fd_table *fd_table_alloc(struct heap *heap, u32 size) {
    struct fd_table *t = knew(heap, struct fd_table);
    if (!t) return NULL;
    t->refs = 1;
    t->size = size;
    t->file = kzalloc(heap, size * sizeof(*t->file));
    t->cloexec = kzalloc(heap, size / 64 * sizeof(u64));
    if (t->file && t->cloexec) return t;
    kfree(t->file);
    kfree(t->cloexec);
    kfree(t);
    return NULL;
}

struct fd_table *fd_table_create(struct heap *heap) {
    return fd_table_alloc(heap, FD_START);
}

struct fd_table *fd_table_copy(const struct fd_table *from, u32 max_fd) {
    u32 used = 0;
    for (u32 i = 0; i < from->size && i <= max_fd; i++)
        if (from->file[i]) used = i + 1;
    u32 size = FD_START;
    while (size < used) size *= 2;
    struct fd_table *t = fd_table_alloc(heap_of(from), size);
    if (!t) return NULL;
    for (u32 i = 0; i < used; i++)
        if (from->file[i]) t->file[i] = file_get(from->file[i]);
    memcpy(t->cloexec, from->cloexec, (size < from->size ? size : from->size) / 64 * sizeof(u64));
    for (u32 i = used; i < size; i++) bit_set(t->cloexec, i, false);
    t->lowest_free = min_u64(from->lowest_free, used) & UINT32_MAX;
    return t;
}

struct fd_table *fd_table_get(struct fd_table *t) {
    t->refs++;
    return t;
}

// What close(2) means for the file itself. Takes the table's reference.
static int file_closed(struct fd_table *t, struct file *f) {
    int err = 0;
    if (!(f->mode & FMODE_PATH)) {
        if (file_ops(f)->flush) err = file_ops(f)->flush(f);
        posix_locks_release(f, t);
    }
    file_put(f);
    return err;
}

void fd_table_put(struct fd_table *t) {
    if (!t || --t->refs) return;
    for (u32 i = 0; i < t->size; i++) {
        struct file *f = t->file[i];
        if (!f) continue;
        t->file[i] = NULL;
        file_closed(t, f);
    }
    kfree(t->file);
    kfree(t->cloexec);
    kfree(t);
}

void fd_table_close_on_exec(struct task *task) {
    struct fd_table *t = task->files;
    for (u32 i = 0; i < t->size; i++)
        if (t->file[i] && bit_test(t->cloexec, i)) fd_close(task, (s32)i);
}

struct file *fd_file_any(const struct task *t, s32 fd) {
    return fd >= 0 && (u32)fd < t->files->size ? t->files->file[fd] : NULL;
}

struct file *fd_file(const struct task *t, s32 fd) {
    struct file *f = fd_file_any(t, fd);
    return f && !(f->mode & FMODE_PATH) ? f : NULL;
}

static int fd_table_grow(struct fd_table *t, u32 needed) {
    u32 size = t->size;
    while (size < needed) size *= 2;
    struct file **file = krealloc(heap_of(t), t->file, size * sizeof *file);
    if (!file) return -ENOMEM;
    t->file = file;
    u64 *cloexec = krealloc(heap_of(t), t->cloexec, size / 64 * sizeof(u64));
    if (!cloexec) return -ENOMEM; // the larger file array does no harm
    t->cloexec = cloexec;
    t->size = size;
    return 0;
}

static u64 fd_limit(const struct task *t) {
    return min_u64(task_rlimit(t, RLIMIT_NOFILE), 1u << 20);
}

int fd_available(const struct task *task) {
    const struct fd_table *t = task->files;
    u32 fd = t->lowest_free;
    while (fd < t->size && t->file[fd]) fd++;
    return fd < fd_limit(task) ? 0 : -EMFILE;
}

s32 fd_install(struct task *task, struct file *f, u32 from, bool cloexec) {
    struct fd_table *t = task->files;
    u64 limit = fd_limit(task);
    u32 fd = from > t->lowest_free ? from : t->lowest_free;
    while (fd < t->size && t->file[fd]) fd++;
    if (fd >= limit) return -EMFILE;
    if (fd >= t->size) {
        int err = fd_table_grow(t, fd + 1);
        if (err < 0) return err;
    }
    t->file[fd] = f;
    bit_set(t->cloexec, fd, cloexec);
    if (from <= t->lowest_free) t->lowest_free = fd + 1;
    return (s32)fd;
}

s32 fd_install_at(struct task *task, struct file *f, s32 fd, bool cloexec) {
    struct fd_table *t = task->files;
    if (fd < 0 || (u64)fd >= fd_limit(task)) return -EBADF;
    if ((u32)fd >= t->size) {
        int err = fd_table_grow(t, (u32)fd + 1);
        if (err < 0) return err;
    }
    struct file *old = t->file[fd];
    t->file[fd] = f;
    bit_set(t->cloexec, (u32)fd, cloexec);
    if (old) file_closed(t, old);
    return fd;
}

int fd_close(struct task *task, s32 fd) {
    struct fd_table *t = task->files;
    struct file *f = fd_file_any(task, fd);
    if (!f) return -EBADF;
    t->file[fd] = NULL;
    bit_set(t->cloexec, (u32)fd, false);
    if ((u32)fd < t->lowest_free) t->lowest_free = (u32)fd;
    return file_closed(t, f);
}

bool fd_cloexec(const struct task *t, s32 fd) {
    return fd_file_any(t, fd) && bit_test(t->files->cloexec, (u32)fd);
}

void fd_set_cloexec(struct task *t, s32 fd, bool on) {
    if (fd_file_any(t, fd)) bit_set(t->files->cloexec, (u32)fd, on);
}
