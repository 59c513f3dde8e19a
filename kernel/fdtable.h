// SPDX-License-Identifier: GPL-2.0-or-later
// File descriptor tables: small numbers to open files (Linux: fs/file.c).
#ifndef KERNEL_FDTABLE_H
#define KERNEL_FDTABLE_H

#include "vfs/file.h"

struct task;

struct fd_table { // shared by CLONE_FILES
    u32 refs;
    u32 size;           // slots allocated
    u32 lowest_free;    // no free slot lies below
    struct file **file; // held
    u64 *cloexec;       // bitmap
};

struct fd_table *fd_table_create(struct heap *heap);
struct fd_table *fd_table_copy(const struct fd_table *from, u32 max_fd); // slots above max_fd are left out
struct fd_table *fd_table_get(struct fd_table *t);
void fd_table_put(struct fd_table *t);
void fd_table_close_on_exec(struct task *t);

// The file, held no further than the table holds it: valid until the handler returns or closes it. NULL: not open, or O_PATH.
struct file *fd_file(const struct task *t, s32 fd);
struct file *fd_file_any(const struct task *t, s32 fd); // O_PATH files too
// Installs `f` at the lowest free slot >= from. Takes over the reference on success. fd, -EMFILE, -ENOMEM.
s32 fd_install(struct task *t, struct file *f, u32 from, bool cloexec);
int fd_available(const struct task *t); // 0, -EMFILE: for calls that must not begin without a descriptor to return
s32 fd_install_at(struct task *t, struct file *f, s32 fd, bool cloexec); // closes what was there
int fd_close(struct task *t, s32 fd);                                    // -EBADF; flushes, drops POSIX locks
bool fd_cloexec(const struct task *t, s32 fd);
void fd_set_cloexec(struct task *t, s32 fd, bool on);

#endif
