// SPDX-License-Identifier: GPL-2.0-or-later
// File locks: fcntl(2) record locks (POSIX and OFD) and flock(2).
//
// Nothing here sleeps. A request that conflicts is answered -EAGAIN; a caller that may wait queues itself on
// inode->lock_wait, which is told whenever a lock of that inode goes, and asks again.
#ifndef VFS_LOCKS_H
#define VFS_LOCKS_H

#include "vfs/file.h"

#define LOCK_OFFSET_MAX ((u64)INT64_MAX)

struct lock_request {
    u32 type;       // F_RDLCK, F_WRLCK, F_UNLCK
    u64 start, end; // bytes [start, end]; end LOCK_OFFSET_MAX: to the end of the file, however far it grows
    // who must not conflict with itself: the fd table for POSIX locks, the file for OFD locks
    const void *owner;
    s32 pid; // what F_GETLK tells; -1 for OFD locks
};

struct abi_flock;
// From what a program gave: l_whence is resolved, -EINVAL and -EOVERFLOW as fcntl(2) has them. owner and pid
// stay to be set.
int lock_request_parse(struct file *f, const struct abi_flock *from, struct lock_request *out);
void lock_request_report(const struct lock_request *from, struct abi_flock *out); // l_whence SEEK_SET

// F_SETLK, F_OFD_SETLK. 0; -EAGAIN: somebody else's lock is in the way; -EBADF: the file is not open for
// that; -ENOLCK: no memory. With `wait` (F_SETLKW of POSIX locks; never for OFD) -EDEADLK if waiting could
// never end; and the wait is remembered until the request succeeds, another answer is given, or
// lock_wait_cancel is called: do that when a signal or the end of the task breaks it off.
int record_lock_set(struct file *f, const struct lock_request *r, bool wait);
void lock_wait_cancel(struct file *f, const void *owner);
// F_GETLK: turns `r` into the first lock that stands in its way, or sets r->type to F_UNLCK.
void record_lock_get(struct file *f, struct lock_request *r);
// close(2): any descriptor of the file that a process closes drops all its POSIX locks on it.
void posix_locks_release(struct file *f, const void *owner);

// flock(2): LOCK_SH, LOCK_EX or LOCK_UN. 0, -EAGAIN (a lock held before is then gone), -ENOLCK.
int file_flock(struct file *f, int operation);

// For /proc/locks: called for each lock of the inode. `flock`: it is one of flock(2), and start and end mean
// nothing.
typedef void (*lock_visit_fn)(void *ctx, const struct lock_request *lock, bool flock);
void locks_visit(const struct inode *inode, lock_visit_fn fn, void *ctx);

#endif
