// SPDX-License-Identifier: GPL-2.0-or-later
// pidfds as files: they can be polled for the end, and ask nothing else of a file (Linux: fs/pidfs.c).
#include "kernel/fd/pidfd.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "kernel/sandbox.h"

#include <stdio.h>

struct pidfd {
    struct process *process; // held
    s32 tid;
};

static bool pidfd_thread_ended(const struct pidfd *pf) {
    const struct task *t = task_find(pf->process->sb, pf->tid);
    return !t || t->process != pf->process || t->state == TASK_ZOMBIE;
}

static u32 pidfd_poll(struct file *f, struct poller *p) {
    const struct pidfd *pf = f->private;
    poll_wait(p, &pf->process->exit_wait);
    bool ended = pf->tid ? pidfd_thread_ended(pf) : pf->process->zombie;
    u32 ready = ended ? POLLIN | POLLRDNORM : 0;
    return pf->process->reaped ? ready | POLLHUP : ready;
}

static void pidfd_release(struct file *f) {
    struct pidfd *pf = f->private;
    process_put(pf->process);
    kfree(pf);
}

static void pidfd_show_fdinfo(struct file *f, char *buf, size_t size) {
    const struct pidfd *pf = f->private;
    s32 id = pf->process->reaped ? -1 : pf->tid ? pf->tid : pf->process->pid;
    snprintf(buf, size, "Pid:\t%d\nNSpid:\t%d\n", id, id);
}

static const struct file_operations pidfd_operations = {
    .flags = FOP_STREAM,
    .poll = pidfd_poll,
    .release = pidfd_release,
    .show_fdinfo = pidfd_show_fdinfo,
};

int pidfd_create(struct task *t, struct process *p, s32 tid, u32 flags, struct file **out) {
    struct pidfd *pf = knew(t->sb->heap, struct pidfd);
    if (!pf) return -ENOMEM;
    int err = file_create_anon(&t->sb->vfs, "anon_inode:[pidfd]", 0600, OPREF(&pidfd_operations), O_RDWR | flags,
                               t->cred, pf, out);
    if (err < 0) {
        kfree(pf);
        return err;
    }
    process_get(p);
    pf->process = p;
    pf->tid = tid;
    return 0;
}

struct process *pidfd_process(const struct file *f) {
    return f->ops == OPREF(&pidfd_operations) ? ((const struct pidfd *)f->private)->process : NULL;
}

s32 pidfd_thread(const struct file *f) {
    return ((const struct pidfd *)f->private)->tid;
}
