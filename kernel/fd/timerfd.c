// SPDX-License-Identifier: GPL-2.0-or-later
// timerfd_create(2) (Linux: fs/timerfd.c). A periodic timer that fired is armed again when it is read or asked: the periods
// that passed meanwhile are counted then, so that one nobody reads costs nothing.
#include "kernel/fd/timerfd.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "kernel/sandbox.h"
#include "kernel/timespec.h"
#include "vfs/eventfd.h"

#include <inttypes.h>
#include <stdio.h>

struct timerfd {
    struct sandbox *sb;
    s32 clock;
    u32 set_flags; // of the last timerfd_settime
    struct ktimer timer;
    u64 expires;  // on `clock`
    u64 interval; // 0: once
    u64 ticks;    // expirations not yet read
    bool expired; // fired, and not armed again
    struct waitq wait;
};

static u64 timerfd_now(const struct timerfd *tfd) {
    u64 now = 0;
    clock_read(tfd->sb, tfd->clock, &now);
    return now;
}

static void timerfd_arm(struct timerfd *tfd) {
    u64 deadline;
    if (!clock_deadline(tfd->sb, tfd->clock, tfd->expires, true, &deadline))
        ktimer_arm(tfd->sb, &tfd->timer, deadline);
}

static void timerfd_expire(struct sandbox *sb, struct ktimer *timer) {
    (void)sb;
    struct timerfd *tfd = container_of(timer, struct timerfd, timer);
    tfd->expired = true;
    tfd->ticks++;
    waitq_wake(&tfd->wait, POLLIN);
}
static const struct ktimer_ops timerfd_timer_ops = {.expire = timerfd_expire};

// Counts the periods since it fired, the first of which is counted already, and arms it for the next.
static void timerfd_catch_up(struct timerfd *tfd) {
    if (!tfd->expired || !tfd->interval) return;
    u64 now = timerfd_now(tfd);
    u64 passed = now >= tfd->expires ? (now - tfd->expires) / tfd->interval + 1 : 0;
    tfd->expires += passed * tfd->interval;
    if (passed) tfd->ticks += passed - 1;
    tfd->expired = false;
    timerfd_arm(tfd);
}

static s64 timerfd_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)pos;
    struct timerfd *tfd = f->private;
    if (iov_iter_count(to) < sizeof tfd->ticks) return -EINVAL;
    if (!tfd->ticks) return -EAGAIN;
    timerfd_catch_up(tfd);
    u64 ticks = tfd->ticks;
    tfd->ticks = 0;
    tfd->expired = false;
    return copy_to_iter(&ticks, sizeof ticks, to) == sizeof ticks ? (s64)sizeof ticks : -EFAULT;
}

static u32 timerfd_poll(struct file *f, struct poller *p) {
    struct timerfd *tfd = f->private;
    poll_wait(p, &tfd->wait);
    return tfd->ticks ? POLLIN : 0;
}

static void timerfd_release(struct file *f) {
    struct timerfd *tfd = f->private;
    ktimer_cancel(tfd->sb, &tfd->timer);
    waitq_destroy(&tfd->wait);
    kfree(tfd);
}

void timerfd_get(struct file *f, u64 *value, u64 *interval) {
    struct timerfd *tfd = f->private;
    timerfd_catch_up(tfd);
    u64 now = timerfd_now(tfd);
    *value = tfd->timer.armed ? (tfd->expires > now ? tfd->expires - now : 1) : 0;
    *interval = tfd->interval;
}

int timerfd_set(struct file *f, u32 flags, u64 value, u64 interval, u64 *old_value, u64 *old_interval) {
    struct timerfd *tfd = f->private;
    timerfd_get(f, old_value, old_interval);
    ktimer_cancel(tfd->sb, &tfd->timer);
    tfd->set_flags = flags;
    tfd->expired = false;
    tfd->ticks = 0;
    tfd->interval = interval;
    if (!value) return 0;
    tfd->expires = value;
    if (!(flags & TFD_TIMER_ABSTIME)) {
        u64 now = timerfd_now(tfd);
        tfd->expires = value < UINT64_MAX - now ? now + value : UINT64_MAX;
    }
    timerfd_arm(tfd);
    return 0;
}

static void timerfd_show_fdinfo(struct file *f, char *buf, size_t size) {
    const struct timerfd *tfd = f->private;
    u64 value, interval;
    timerfd_get(f, &value, &interval);
    const struct abi_timespec left = timespec_from_ns(value), every = timespec_from_ns(interval);
    snprintf(buf, size,
             "clockid: %d\nticks: %" PRIu64 "\nsettime flags: 0%o\nit_value: (%" PRId64 ", %" PRId64
             ")\nit_interval: (%" PRId64 ", %" PRId64 ")\n",
             tfd->clock, tfd->ticks, tfd->set_flags, left.tv_sec, left.tv_nsec, every.tv_sec, every.tv_nsec);
}

static const struct file_operations timerfd_operations = {
    .flags = FOP_STREAM,
    .read = timerfd_read,
    .llseek = noop_llseek,
    .poll = timerfd_poll,
    .release = timerfd_release,
    .show_fdinfo = timerfd_show_fdinfo,
};

bool file_is_timerfd(const struct file *f) {
    return f->ops == OPREF(&timerfd_operations);
}

int timerfd_create_file(struct sandbox *sb, s32 clock, u32 flags, const struct cred *cred, struct file **out) {
    struct timerfd *tfd = knew(sb->heap, struct timerfd);
    if (!tfd) return -ENOMEM;
    tfd->sb = sb;
    tfd->clock = clock;
    ktimer_init(&tfd->timer, OPREF(&timerfd_timer_ops));
    waitq_init(&tfd->wait);
    int err = file_create_anon(&sb->vfs, "anon_inode:[timerfd]", 0600, OPREF(&timerfd_operations),
                               O_RDWR | (flags & TFD_NONBLOCK), cred, tfd, out);
    if (err) kfree(tfd);
    return err;
}
