// SPDX-License-Identifier: GPL-2.0-or-later
// poll, ppoll, select and pselect6: waiting for any of many files (poll(2), select(2); Linux: fs/select.c).
#include "abi/poll.h"
#include "abi/personality.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

#include <string.h>

// --- How long: no time at all, for ever, or until a deadline that the first run of the call sets.
struct patience {
    bool forever;
    bool none; // the program gave a time of zero
    u64 ns;
};

static void set_deadline(struct task *t, const struct patience *p) {
    u64 deadline;
    if (p->forever || p->none || t->syscall.timed) return;
    if (clock_deadline(t->sb, CLOCK_MONOTONIC, p->ns, false, &deadline) == 0) task_set_deadline(t, deadline);
}

static bool time_is_up(const struct task *t, const struct patience *p) {
    return p->none || t->syscall.timed_out;
}

static int patience_from_timespec(struct task *t, uaddr_t from, struct patience *out) {
    struct abi_timespec ts;
    *out = (struct patience){.forever = !from};
    if (!from || t->syscall.restarted) return 0; // later runs wait for the deadline that the first one set
    if (GET_USER(t, &ts, from)) return -EFAULT;
    if (!timespec_valid(&ts)) return -EINVAL;
    out->ns = timespec_ns(&ts);
    out->none = out->ns == 0;
    return 0;
}

// select(2) takes any number of microseconds, as long as nothing is negative.
static int patience_from_timeval(struct task *t, uaddr_t from, struct patience *out) {
    struct abi_timeval tv;
    *out = (struct patience){.forever = !from};
    if (!from || t->syscall.restarted) return 0;
    if (GET_USER(t, &tv, from)) return -EFAULT;
    const struct abi_timespec ts = {(s64)((u64)tv.tv_sec + (u64)(tv.tv_usec / 1000000)), tv.tv_usec % 1000000 * 1000};
    if (!timespec_valid(&ts)) return -EINVAL;
    out->ns = timespec_ns(&ts);
    out->none = out->ns == 0;
    return 0;
}

// Linux tells how much time is left, and therefore need not remember it for a call that is made again. A time that cannot be
// written leaves the result as it is, but then the call is not made again.
static s64 finish(struct task *t, uaddr_t timeout, bool timeval, const struct patience *p, s64 result) {
    if (result == SYS_PARKED || !timeout) return result;
    if (!(t->personality & STICKY_TIMEOUTS)) {
        if (p->none) return result;
        u64 now = clock_monotonic(t->sb), end = t->syscall.deadline;
        u64 left = !t->syscall.timed ? p->ns : end > now ? end - now : 0;
        const struct abi_timespec ts = timespec_from_ns(left);
        const struct abi_timeval tv = timeval_from_ns(left);
        if (!(timeval ? PUT_USER(t, timeout, &tv) : PUT_USER(t, timeout, &ts))) return result;
    }
    return result == -ERESTARTNOHAND ? -EINTR : result;
}

// --- poll
#define FEW 32

static u32 poll_one(const struct task *t, struct abi_pollfd *p, struct task_poller *queue) {
    u32 ready = 0;
    if (p->fd >= 0) {
        struct file *f = fd_file(t, p->fd);
        u32 wanted = (u16)p->events | POLLERR | POLLHUP;
        if (queue) queue->events = wanted;
        ready = f ? vfs_poll(f, queue ? &queue->poller : NULL) & wanted : POLLNVAL;
    }
    p->revents = (s16)ready;
    return ready;
}

static s64 poll_all(const struct task *t, struct abi_pollfd *fds, u64 n, struct task_poller *queue) {
    s64 count = 0;
    for (u64 i = 0; i < n; i++) count += poll_one(t, &fds[i], queue) != 0;
    return count;
}

// How many are ready, 0 when the time is up, SYS_PARKED, -ERESTARTNOHAND.
static s64 poll_wait_any(struct task *t, struct abi_pollfd *fds, u64 n, const struct patience *p) {
    s64 count = poll_all(t, fds, n, NULL);
    if (count || time_is_up(t, p)) return count;
    if (signal_pending(t)) return -ERESTARTNOHAND;
    set_deadline(t, p);
    struct task_poller queue = task_poller(t, 0);
    count = poll_all(t, fds, n, &queue);
    if (!count && !queue.error) return SYS_PARKED;
    task_wait_finish(t);
    return count ? count : queue.error;
}

static s64 put_revents(struct task *t, uaddr_t to, const struct abi_pollfd *fds, u64 n) {
    for (u64 i = 0; i < n; i++) {
        uaddr_t at = to + i * sizeof *fds + offsetof(struct abi_pollfd, revents);
        if (PUT_USER(t, at, &fds[i].revents)) return -EFAULT;
    }
    return 0;
}

static s64 do_poll(struct task *t, uaddr_t user_fds, u32 n, const struct patience *p) {
    struct abi_pollfd few[FEW], *fds = few;
    if (n > task_rlimit(t, RLIMIT_NOFILE)) return -EINVAL;
    if (n > FEW && !(fds = kzalloc(t->sb->heap, n * sizeof *fds))) return -ENOMEM;
    s64 result = -EFAULT;
    if (n && user_read(t->mm, fds, user_fds, n * sizeof *fds)) goto out;
    result = poll_wait_any(t, fds, n, p);
    if (result == SYS_PARKED) goto out;
    if (put_revents(t, user_fds, fds, n) < 0) result = -EFAULT;
out:
    if (fds != few) kfree(fds);
    return result;
}

// A poll that a signal without a handler interrupts goes on to the deadline it had.
static s64 poll_restartable(struct task *t, uaddr_t fds, u32 n, const struct patience *p) {
    s64 result = do_poll(t, fds, n, p);
    if (result != -ERESTARTNOHAND) return result;
    t->restart_block.kind = RESTART_POLL;
    t->restart_block.deadline = p->forever         ? UINT64_MAX
                                : t->syscall.timed ? t->syscall.deadline
                                                   : clock_monotonic(t->sb) + p->ns;
    t->restart_block.args[0] = fds;
    t->restart_block.args[1] = n;
    return -ERESTART_RESTARTBLOCK;
}

SYSCALL_HANDLER(poll) {
    s32 ms = arg_int(sc, 2);
    const struct patience p = {.forever = ms < 0, .none = ms == 0, .ns = ms < 0 ? 0 : (u64)ms * 1000000};
    return poll_restartable(t, sc->args[0], arg_uint(sc, 1), &p);
}

s64 restart_poll(struct task *t, struct syscall *sc) {
    (void)sc;
    u64 deadline = t->restart_block.deadline, now = clock_monotonic(t->sb);
    struct patience p = {.forever = deadline == UINT64_MAX};
    if (!p.forever) {
        p.none = deadline <= now && !t->syscall.timed;
        p.ns = deadline > now ? deadline - now : 0;
    }
    return poll_restartable(t, t->restart_block.args[0], (u32)t->restart_block.args[1], &p);
}

SYSCALL_HANDLER(ppoll) {
    struct patience p;
    s64 result = patience_from_timespec(t, sc->args[2], &p);
    if (result < 0) return result;
    result = signal_set_user_mask(t, sc, sc->args[3], sc->args[4]);
    if (result < 0) return result;
    result = do_poll(t, sc->args[0], arg_uint(sc, 1), &p);
    signal_restore_user_mask(t, result);
    return finish(t, sc->args[2], false, &p, result);
}

// --- select
#define READ_READY (POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR | POLLNVAL)
#define WRITE_READY (POLLWRBAND | POLLWRNORM | POLLOUT | POLLERR | POLLNVAL)
#define EXCEPTION (POLLPRI | POLLNVAL)

enum { READERS, WRITERS, EXCEPTIONS, SETS };
static const u32 set_events[SETS] = {READ_READY, WRITE_READY, EXCEPTION};
#define FEW_WORDS (FD_SETSIZE / 64)

struct fd_sets {
    u64 words;      // of each set
    u64 *in[SETS];  // what is asked
    u64 *out[SETS]; // what is ready
};

static bool is_member(const u64 *set, u32 fd) {
    return set[fd / 64] >> fd % 64 & 1;
}

// Every descriptor named is open, or -EBADF.
static int check_open(const struct task *t, const struct fd_sets *s) {
    for (u64 w = 0; w < s->words; w++) {
        u64 named = s->in[READERS][w] | s->in[WRITERS][w] | s->in[EXCEPTIONS][w];
        for (; named; named &= named - 1)
            if (!fd_file_any(t, (s32)(w * 64 + (u64)__builtin_ctzll(named)))) return -EBADF;
    }
    return 0;
}

static s64 select_one(const struct task *t, const struct fd_sets *s, u32 fd, struct task_poller *queue) {
    struct file *f = fd_file(t, (s32)fd);
    u32 wanted = EXCEPTION;
    for (int k = 0; k < SETS; k++)
        if (is_member(s->in[k], fd)) wanted |= set_events[k];
    if (queue) queue->events = wanted;
    u32 ready = f ? vfs_poll(f, queue ? &queue->poller : NULL) : POLLNVAL;
    s64 count = 0;
    for (int k = 0; k < SETS; k++) {
        if (!is_member(s->in[k], fd) || !(ready & set_events[k])) continue;
        s->out[k][fd / 64] |= 1ull << fd % 64;
        count++;
    }
    return count;
}

static s64 select_all(const struct task *t, const struct fd_sets *s, struct task_poller *queue) {
    s64 count = 0;
    for (u64 w = 0; w < s->words; w++) {
        u64 named = s->in[READERS][w] | s->in[WRITERS][w] | s->in[EXCEPTIONS][w];
        for (; named; named &= named - 1)
            count += select_one(t, s, (u32)(w * 64 + (u64)__builtin_ctzll(named)), queue);
    }
    return count;
}

static s64 select_wait_any(struct task *t, const struct fd_sets *s, const struct patience *p) {
    int err = check_open(t, s);
    if (err < 0) return err;
    s64 count = select_all(t, s, NULL);
    if (count || time_is_up(t, p)) return count;
    if (signal_pending(t)) return -ERESTARTNOHAND;
    set_deadline(t, p);
    struct task_poller queue = task_poller(t, 0);
    count = select_all(t, s, &queue);
    if (!count && !queue.error) return SYS_PARKED;
    task_wait_finish(t);
    return count ? count : queue.error;
}

// `sets`: the addresses of the three, or 0.
static s64 do_select(struct task *t, s32 n, const uaddr_t sets[SETS], const struct patience *p) {
    u64 few[2 * SETS * FEW_WORDS], *bits = few;
    if (n < 0) return -EINVAL;
    u32 count = (u32)n < t->files->size ? (u32)n : t->files->size; // beyond, nothing can be open
    struct fd_sets s = {.words = (count + 63) / 64};
    u64 bytes = s.words * sizeof(u64);
    if (s.words > FEW_WORDS && !(bits = kzalloc(t->sb->heap, 2 * SETS * bytes))) return -ENOMEM;
    memset(bits, 0, 2 * SETS * bytes);
    s64 result = -EFAULT;
    for (u64 k = 0; k < SETS; k++) {
        s.in[k] = bits + k * s.words;
        s.out[k] = bits + (SETS + k) * s.words;
        if (sets[k] && user_read(t->mm, s.in[k], sets[k], bytes)) goto out;
        if (count % 64) s.in[k][s.words - 1] &= (1ull << count % 64) - 1;
    }
    result = select_wait_any(t, &s, p);
    if (result < 0) goto out;
    for (int k = 0; k < SETS; k++)
        if (sets[k] && user_write(t->mm, sets[k], s.out[k], bytes)) result = -EFAULT;
out:
    if (bits != few) kfree(bits);
    return result;
}

SYSCALL_HANDLER(select) {
    struct patience p;
    s64 result = patience_from_timeval(t, sc->args[4], &p);
    if (result < 0) return result;
    result = do_select(t, arg_int(sc, 0), &sc->args[1], &p);
    return finish(t, sc->args[4], true, &p, result);
}

SYSCALL_HANDLER(pselect6) {
    struct abi_sigset_argpack pack = {0, 0};
    struct patience p;
    if (sc->args[5] && GET_USER(t, &pack, sc->args[5])) return -EFAULT;
    s64 result = patience_from_timespec(t, sc->args[4], &p);
    if (result < 0) return result;
    result = signal_set_user_mask(t, sc, pack.mask, pack.size);
    if (result < 0) return result;
    result = do_select(t, arg_int(sc, 0), &sc->args[1], &p);
    signal_restore_user_mask(t, result);
    return finish(t, sc->args[4], false, &p, result);
}
