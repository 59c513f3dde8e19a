// SPDX-License-Identifier: GPL-2.0-or-later
// Restartable sequences: a stretch of code that must not be interrupted halfway starts again if it was (Linux: kernel/rseq.c).
//
// With one CPU the numbers in the area never change; they are written at registration. What is left is the descriptor
// of the sequence that runs, looked at after a preemption and before a signal handler.
#include "abi/rseq.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "kernel/internal.h"

static int rseq_descriptor(const struct task *t, uaddr_t at, struct abi_rseq_cs *cs) {
    u32 sig;
    if (at >= TASK_SIZE || user_read(t->mm, cs, at, sizeof *cs)) return -EFAULT;
    if (cs->start_ip >= TASK_SIZE || cs->start_ip + cs->post_commit_offset >= TASK_SIZE ||
        cs->abort_ip >= TASK_SIZE || cs->version > 0 || cs->flags ||
        cs->start_ip + cs->post_commit_offset < cs->start_ip || cs->abort_ip - cs->start_ip < cs->post_commit_offset)
        return -EINVAL;
    // The word before the abort handler: so that no other address can be made one.
    if (user_read(t->mm, &sig, cs->abort_ip - sizeof sig, sizeof sig)) return -EFAULT;
    return sig == t->rseq_sig ? 0 : -EINVAL;
}

static int rseq_abort(struct task *t) {
    const uaddr_t field = t->rseq_area + offsetof(struct abi_rseq, rseq_cs);
    const u64 none = 0;
    u64 at;
    struct abi_rseq_cs cs;
    if (user_read(t->mm, &at, field, sizeof at)) return -EFAULT;
    if (!at) return 0;
    int err = rseq_descriptor(t, at, &cs);
    if (err < 0) return err;
    struct cpu_state *regs = task_regs(t);
    bool inside = regs->rip - cs.start_ip < cs.post_commit_offset;
    if (user_write(t->mm, field, &none, sizeof none)) return -EFAULT;
    if (inside) regs->rip = cs.abort_ip;
    return 0;
}

void rseq_resume(struct task *t) {
    t->rseq_event = false;
    if (t->rseq_area && rseq_abort(t) < 0) signal_force(t, SIGSEGV, SI_KERNEL, 0);
}
