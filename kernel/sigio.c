// SPDX-License-Identifier: GPL-2.0-or-later
// Signals about files, to whom F_SETOWN named (Linux: fs/fcntl.c, send_sigio).
#include "kernel/sigio.h"

#include "abi/fcntl.h"
#include "abi/poll.h"
#include "kernel/sandbox.h"

static const struct {
    s32 code;
    u32 events, band;
} reasons[] = {
    {POLL_IN, POLLIN | POLLRDNORM, POLLIN | POLLRDNORM},
    {POLL_OUT, POLLOUT | POLLWRNORM, POLLOUT | POLLWRNORM | POLLWRBAND},
    {POLL_PRI, POLLPRI, POLLPRI | POLLRDBAND},
    {POLL_HUP, POLLHUP, POLLHUP | POLLERR},
    {POLL_ERR, POLLERR, POLLERR},
};

// The one who opened the file must be allowed to bother the process.
static bool may_send(const struct file *f, const struct task *t) {
    const struct cred *from = f->cred, *to = t->cred;
    return from->euid == 0 || from->euid == to->suid || from->euid == to->uid || from->uid == to->suid ||
           from->uid == to->uid;
}

static void send_to(const struct file *f, struct task *t, bool thread, const struct abi_siginfo *info) {
    if (!t->cred || !may_send(f, t)) return;
    if (f->owner_signal) {
        int err = thread ? signal_send_task(t, f->owner_signal, info)
                         : signal_send_process(t->process, f->owner_signal, info);
        if (!err) return; // a full queue is told of by SIGIO
    }
    if (thread)
        signal_send_task(t, SIGIO, NULL);
    else
        signal_send_process(t->process, SIGIO, NULL);
}

void sigio_send(struct vfs *vfs, struct file *f, s32 fd, u32 events) {
    struct sandbox *sb = container_of(vfs, struct sandbox, vfs);
    size_t why = 0;
    while (why < ARRAY_SIZE(reasons) - 1 && !(events & reasons[why].events)) why++;
    struct abi_siginfo info = {.si_signo = f->owner_signal, .si_code = reasons[why].code};
    info.poll.band = reasons[why].band;
    info.poll.fd = fd;
    if (!f->owner) return;
    if (f->owner_type != F_OWNER_PGRP) {
        struct task *t = task_find(sb, f->owner);
        if (t) send_to(f, t, f->owner_type == F_OWNER_TID, &info);
        return;
    }
    struct process *p;
    list_for_each(p, &sb->processes, all_link) {
        if (p->pgid == f->owner && p->leader && !p->reaped) send_to(f, p->leader, false, &info);
    }
}
