// SPDX-License-Identifier: GPL-2.0-or-later
// What every handler file in syscalls/ includes.
//
// A handler turns file descriptors and pointers into objects, calls vfs/ or kernel/, and returns >= 0, -errno, or
// SYS_PARKED after it queued the task (syscalls/io_wait.c). A parked handler is run again from its first line with the
// same struct syscall; what it needs then it keeps in sc->progress.
#ifndef SYSCALLS_INTERNAL_H
#define SYSCALLS_INTERNAL_H

#include "abi/errno.h"
#include "abi/limits.h"
#include "kernel/sandbox.h"
#include "syscalls/table.h"

#define SYSCALL_HANDLER(name) s64 sys_##name(struct task *t, struct syscall *sc)
typedef s64 (*syscall_fn)(struct task *t, struct syscall *sc);

// Typed access to arguments, with the truncation the kernel applies.
static inline s32 arg_int(const struct syscall *sc, int i) {
    return (s32)sc->args[i];
}
static inline u32 arg_uint(const struct syscall *sc, int i) {
    return (u32)sc->args[i];
}

// --- Blocking, once for all: syscalls/io_wait.c
// Waits until `f` reports one of `events`, then the handler runs again. -EAGAIN for O_NONBLOCK, -ERESTARTSYS with a
// signal pending, -ETIMEDOUT past a deadline that was set, SYS_PARKED otherwise.
s64 io_wait(struct task *t, struct file *f, u32 events);
s64 wait_on(struct task *t, struct waitq *q); // the same for a plain queue, without O_NONBLOCK
// For calls that wait for several files at once: vfs_poll with &p.poller queues the task for p.events (which may be changed
// from file to file). p.error: -ENOMEM. Then return SYS_PARKED, or task_wait_finish if it is not to wait after all.
struct task_poller {
    struct poller poller;
    struct task *task;
    u32 events;
    int error;
};
struct task_poller task_poller(struct task *t, u32 events);
// The file of a call that may wait: looked up when the call begins and held while it is parked, so that it stays the same
// whatever other threads do to the descriptor meanwhile (sc->progress[3]). NULL: -EBADF. Every way out goes through call_end.
enum { CALL_SECOND = 2, CALL_FILE = 3 }; // which sc->progress: calls on two files hold the other one too
static inline struct file *call_file_in(const struct task *t, const struct syscall *sc, s32 fd, int slot) {
    return sc->progress[slot] ? (struct file *)(uintptr_t)sc->progress[slot] : fd_file(t, fd);
}
static inline s64 call_end_in(struct syscall *sc, struct file *f, s64 result, int slot) {
    u64 *held = &sc->progress[slot];
    if (result == SYS_PARKED) {
        if (!*held) *held = (u64)(uintptr_t)file_get(f);
    } else if (*held) {
        *held = 0;
        file_put(f);
    }
    return result;
}
static inline struct file *call_file(const struct task *t, const struct syscall *sc, s32 fd) {
    return call_file_in(t, sc, fd, CALL_FILE);
}
static inline s64 call_end(struct syscall *sc, struct file *f, s64 result) {
    return call_end_in(sc, f, result, CALL_FILE);
}
// read(2) and write(2) loops with partial results: retry on -EAGAIN, count in sc->progress[0].
s64 io_read(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, bool nowait);
s64 io_write(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, bool nowait);
// After vfs_write answered `error`: the signal that comes with it, SIGPIPE or SIGXFSZ.
void io_write_failed(struct task *t, const struct file *f, const u64 *pos, s64 error);

// --- For restart_syscall: what goes on with a call of another family.
s64 restart_futex(struct task *t, struct syscall *sc);
s64 restart_poll(struct task *t, struct syscall *sc);

// --- User memory of the calling task.
#define GET_USER(t, var_ptr, uaddr) user_read((t)->mm, (var_ptr), (uaddr), sizeof *(var_ptr))
#define PUT_USER(t, uaddr, var_ptr) user_write((t)->mm, (uaddr), (var_ptr), sizeof *(var_ptr))
// A path argument while a handler runs: short ones need no memory. 0, -EFAULT, -ENAMETOOLONG, -ENOMEM. After 0 user_name_put.
struct user_name {
    const char *text;
    char *owned;
    char few[192];
};
int user_name_get(struct task *t, uaddr_t from, struct user_name *out);
static inline void user_name_put(struct user_name *n) {
    kfree(n->owned);
}
// The same as a heap string that may outlive the handler; *out is the caller's to kfree. 0, -EFAULT, -ENAMETOOLONG, -ENOMEM.
int user_path(struct task *t, uaddr_t from, char **out);
// A struct that grew over the years: `have` bytes of it are known here, `size` were given. Missing ones read as zero; ones that
// nobody knows must be zero (Linux: copy_struct_from_user). 0, -EFAULT, -E2BIG.
int user_struct(struct task *t, void *out, size_t have, uaddr_t from, u64 size);
// readv and its like: copies the vector in and checks it (IOV_MAX, lengths, overflow). *seg is the caller's to kfree.
int user_iov(struct task *t, uaddr_t iov, u64 n, struct iov_segment **seg, struct iov_iter *it);
static inline void user_buf(struct task *t, struct iov_iter *it, uaddr_t base, u64 len) {
    iov_iter_user(it, &mmu_user_access, &t->mm->mmu, base, len > MAX_RW_COUNT ? MAX_RW_COUNT : len);
}
// The base path of an *at call: AT_FDCWD, or the directory behind dfd. Valid while the handler runs. -EBADF, -ENOTDIR.
int at_base(struct task *t, s32 dfd, const char *path, const struct path **out);
// The path an *at call names: copies the string, walks it. *out is the caller's to path_put.
int at_lookup(struct task *t, s32 dfd, uaddr_t user_name, u32 lookup_flags, struct path *out);

#endif
