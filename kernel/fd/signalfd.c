// SPDX-License-Identifier: GPL-2.0-or-later
// signalfd(2) (Linux: fs/signalfd.c). It keeps only a mask: the signals are those of whoever reads or polls.
#include "kernel/fd/signalfd.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "kernel/sandbox.h"
#include "vfs/eventfd.h"

#include <inttypes.h>
#include <stdio.h>

struct signalfd {
    struct sandbox *sb;
    sigset mask;
};

// The parts of a siginfo that mean something for its kind; the others are zero.
static void signalfd_record(struct abi_signalfd_siginfo *out, const struct abi_siginfo *info) {
    *out = (struct abi_signalfd_siginfo){
        .ssi_signo = (u32)info->si_signo, .ssi_errno = info->si_errno, .ssi_code = info->si_code};
    switch (info->si_code) {
    case SI_TIMER:
        out->ssi_tid = (u32)info->timer.tid;
        out->ssi_overrun = (u32)info->timer.overrun;
        out->ssi_ptr = info->timer.value;
        out->ssi_int = (s32)info->timer.value;
        return;
    case SI_USER:
    case SI_TKILL:
    case SI_KERNEL:
        out->ssi_pid = (u32)info->kill.pid;
        out->ssi_uid = info->kill.uid;
        return;
    case SI_SIGIO:
        out->ssi_band = (u32)info->poll.band;
        out->ssi_fd = info->poll.fd;
        return;
    default: break;
    }
    if (info->si_code < 0) {
        out->ssi_pid = (u32)info->rt.pid;
        out->ssi_uid = info->rt.uid;
        out->ssi_ptr = info->rt.value;
        out->ssi_int = (s32)info->rt.value;
        return;
    }
    switch (info->si_signo) {
    case SIGCHLD:
        out->ssi_pid = (u32)info->chld.pid;
        out->ssi_uid = info->chld.uid;
        out->ssi_status = info->chld.status;
        out->ssi_utime = (u64)info->chld.utime;
        out->ssi_stime = (u64)info->chld.stime;
        break;
    case SIGIO:
        out->ssi_band = (u32)info->poll.band;
        out->ssi_fd = info->poll.fd;
        break;
    case SIGSYS:
        out->ssi_call_addr = info->sys.call_addr;
        out->ssi_syscall = info->sys.syscall;
        out->ssi_arch = info->sys.arch;
        break;
    case SIGILL:
    case SIGFPE:
    case SIGSEGV:
    case SIGBUS:
    case SIGTRAP: out->ssi_addr = info->fault.addr; break;
    default: out->ssi_pid = (u32)info->kill.pid; out->ssi_uid = info->kill.uid;
    }
}

static s64 signalfd_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)pos;
    const struct signalfd *sfd = f->private;
    struct abi_signalfd_siginfo record;
    s64 total = 0;
    if (iov_iter_count(to) < sizeof record) return -EINVAL;
    while (iov_iter_count(to) >= sizeof record) {
        struct abi_siginfo info;
        if (!signal_dequeue(sfd->sb->current, sfd->mask, &info)) break;
        signalfd_record(&record, &info);
        if (copy_to_iter(&record, sizeof record, to) != sizeof record) return total ? total : -EFAULT;
        total += (s64)sizeof record;
    }
    return total ? total : -EAGAIN;
}

static u32 signalfd_poll(struct file *f, struct poller *p) {
    const struct signalfd *sfd = f->private;
    struct task *t = sfd->sb->current;
    poll_wait(p, &t->sighand->signalfd_wait);
    return (t->pending.set | t->process->pending.set) & sfd->mask ? POLLIN : 0;
}

static void signalfd_release(struct file *f) {
    kfree(f->private);
}

static void signalfd_show_fdinfo(struct file *f, char *buf, size_t size) {
    const struct signalfd *sfd = f->private;
    snprintf(buf, size, "sigmask:\t%016" PRIx64 "\n", sfd->mask);
}

static const struct file_operations signalfd_operations = {
    .flags = FOP_STREAM,
    .read = signalfd_read,
    .llseek = noop_llseek,
    .poll = signalfd_poll,
    .release = signalfd_release,
    .show_fdinfo = signalfd_show_fdinfo,
};

bool file_is_signalfd(const struct file *f) {
    return f->ops == OPREF(&signalfd_operations);
}

void signalfd_set_mask(struct file *f, struct task *t, sigset mask) {
    struct signalfd *sfd = f->private;
    sfd->mask = mask;
    waitq_wake(&t->sighand->signalfd_wait, 0);
}

int signalfd_create_file(struct sandbox *sb, sigset mask, u32 flags, const struct cred *cred, struct file **out) {
    struct signalfd *sfd = knew(sb->heap, struct signalfd);
    if (!sfd) return -ENOMEM;
    sfd->sb = sb;
    sfd->mask = mask;
    int err = file_create_anon(&sb->vfs, "anon_inode:[signalfd]", 0600, OPREF(&signalfd_operations),
                               O_RDWR | (flags & SFD_NONBLOCK), cred, sfd, out);
    if (err) kfree(sfd);
    return err;
}
