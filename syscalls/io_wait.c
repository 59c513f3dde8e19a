// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting in calls on files, and what becomes of partial results: once, for all of them.
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/signal.h"
#include "syscalls/internal.h"

static void task_poller_add(struct poller *p, struct waitq *q) {
    struct task_poller *tp = container_of(p, struct task_poller, poller);
    if (!tp->error) tp->error = task_wait_add(tp->task, q, tp->events);
}

struct task_poller task_poller(struct task *t, u32 events) {
    return (struct task_poller){.poller = {task_poller_add}, .task = t, .events = events};
}

s64 io_wait(struct task *t, struct file *f, u32 events) {
    if (f->flags & O_NONBLOCK) return -EAGAIN;
    if (t->syscall.timed_out) return -ETIMEDOUT;
    if (signal_pending(t)) return -ERESTARTSYS;
    struct task_poller queue = task_poller(t, events);
    vfs_poll(f, &queue.poller);
    if (!queue.error) return SYS_PARKED;
    task_wait_finish(t);
    return queue.error;
}

s64 wait_on(struct task *t, struct waitq *q) {
    if (t->syscall.timed_out) return -ETIMEDOUT;
    if (signal_pending(t)) return -ERESTARTSYS;
    task_wait_on(t, q, ~0u); // whatever it tells
    return SYS_PARKED;
}

s64 io_read(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, bool nowait) {
    (void)sc; // a read is done as soon as it has anything
    s64 n = vfs_read(f, it, pos);
    if (n != -EAGAIN || nowait) return n;
    return io_wait(t, f, POLLIN | POLLRDNORM);
}

// The signals that a write sends to its own task: nobody reads, or RLIMIT_FSIZE is reached (write(2), EPIPE and EFBIG).
void io_write_failed(struct task *t, const struct file *f, const u64 *pos, s64 error) {
    u64 limit = task_rlimit(t, RLIMIT_FSIZE), at = pos ? *pos : f->pos;
    if (error == -EPIPE) signal_raise(t, SIGPIPE);
    if (f->flags & O_APPEND) at = f->inode->size;
    if (error == -EFBIG && limit != RLIM_INFINITY && at >= limit) signal_raise(t, SIGXFSZ);
}

s64 io_write(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, bool nowait) {
    u64 done = sc->progress[0];
    // What takes as much as there is room for takes the rest later, if the writer waits.
    bool goes_on = (file_ops(f)->flags & FOP_STREAM) && !nowait && !(f->flags & O_NONBLOCK);
    if (done) iov_iter_advance(it, done);
    for (;;) {
        s64 n = vfs_write(f, it, pos, task_rlimit(t, RLIMIT_FSIZE));
        if (n > 0) {
            done += (u64)n;
            if (!goes_on || !iov_iter_count(it)) return (s64)done;
            continue;
        }
        if (n == -EAGAIN && !nowait) n = io_wait(t, f, POLLOUT | POLLWRNORM);
        if (n == SYS_PARKED) {
            sc->progress[0] = done;
            return n;
        }
        if (n < 0) io_write_failed(t, f, pos, n);
        return done ? (s64)done : n;
    }
}
