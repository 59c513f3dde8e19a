// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting in calls on files, and what becomes of partial results: once, for all of them.
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/signal.h"
#include "syscalls/internal.h"

struct wait_poller {
    struct poller poller;
    struct task *task;
    u32 events;
    int error;
};

static void wait_poller_add(struct poller *p, struct waitq *q) {
    struct wait_poller *wp = container_of(p, struct wait_poller, poller);
    if (!wp->error) wp->error = task_wait_add(wp->task, q, wp->events);
}

s64 io_wait(struct task *t, struct file *f, u32 events) {
    if (f->flags & O_NONBLOCK) return -EAGAIN;
    if (t->syscall.timed_out) return -ETIMEDOUT;
    if (signal_pending(t)) return -ERESTARTSYS;
    struct wait_poller wp = {.poller = {wait_poller_add}, .task = t, .events = events};
    vfs_poll(f, &wp.poller);
    if (wp.error) {
        task_wait_finish(t);
        return wp.error;
    }
    return SYS_PARKED;
}

s64 wait_on(struct task *t, struct waitq *q) {
    if (t->syscall.timed_out) return -ETIMEDOUT;
    if (signal_pending(t)) return -ERESTARTSYS;
    task_wait_on(t, q, ~0u); // whatever it tells
    return SYS_PARKED;
}

// What a call answers that has moved `done` bytes and would now answer `result`.
static s64 partial(struct syscall *sc, u64 done, s64 result) {
    if (result == SYS_PARKED) {
        sc->progress[0] = done;
        return result;
    }
    if (result >= 0) return (s64)done + result;
    return done ? (s64)done : result;
}

s64 io_read(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, bool nowait) {
    (void)sc; // a read is done as soon as it has anything
    s64 n = vfs_read(f, it, pos);
    if (n != -EAGAIN || nowait) return n;
    return io_wait(t, f, POLLIN | POLLRDNORM);
}

s64 io_write(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, bool nowait) {
    u64 done = sc->progress[0], limit = task_rlimit(t, RLIMIT_FSIZE);
    iov_iter_advance(it, done);
    for (;;) {
        s64 n = vfs_write(f, it, pos, limit);
        if (n == -EPIPE && !done) signal_raise(t, SIGPIPE);
        if (n == -EFBIG && !done && pos == NULL && f->pos >= limit) signal_raise(t, SIGXFSZ);
        if (n > 0) {
            done += (u64)n;
            // A pipe that has no more room takes a part; the rest of a blocking write waits.
            if (!iov_iter_count(it) || !(file_ops(f)->flags & FOP_STREAM) || nowait || (f->flags & O_NONBLOCK)) return (s64)done;
            continue;
        }
        if (n != -EAGAIN || nowait) return partial(sc, done, n);
        return partial(sc, done, io_wait(t, f, POLLOUT | POLLWRNORM));
    }
}
