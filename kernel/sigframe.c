// SPDX-License-Identifier: GPL-2.0-or-later
// The frame that a signal handler runs on, the way back from it, and the alternate stack it may lie on
// (arch/x86/kernel/signal.c and signal_64.c, sigreturn(2), sigaltstack(2)).
//
//     interrupted RSP ->  128 bytes of red zone
//                         FXSAVE area, 512 bytes, aligned to 64
//                         struct abi_rt_sigframe: return address, ucontext, siginfo
//     handler's RSP ->    the return address, 8 below a multiple of 16, as after a CALL
#include <string.h>

#include "abi/errno.h"
#include "abi/limits.h"
#include "kernel/sandbox.h"

#define RED_ZONE 128
#define FPSTATE_ALIGN 64
#define FRAME_ALIGN 16
#define USER_CS 0x33
#define USER_SS 0x2b
#define RPL_USER 3

#define FLAG_TF 0x100u
#define FLAG_DF 0x400u
#define FLAG_RF 0x10000u
// What a program may change by editing the saved flags: AC, RF, OF, DF, TF, SF, ZF, AF, PF, CF.
#define FLAGS_RESTORED 0x50dd5u

#define FX_FCW 0
#define FX_MXCSR 24
#define FX_MXCSR_MASK 28
#define FX_USED 416 // x87, MXCSR and XMM0-15; what follows is software's
#define FCW_INITIAL 0x37fu
#define MXCSR_INITIAL 0x1f80u
#define MXCSR_VALID 0xffffu

// --- The alternate stack
static bool altstack_holds(const struct task *t, u64 sp) {
    u64 base = t->altstack.ss_sp;
    return sp > base && sp - base <= t->altstack.ss_size;
}

// One that disarms itself never counts as in use.
static bool altstack_in_use(const struct task *t, u64 sp) {
    return !((u32)t->altstack.ss_flags & SS_AUTODISARM) && altstack_holds(t, sp);
}

static u32 altstack_flags(const struct task *t, u64 sp) {
    if (!t->altstack.ss_size) return SS_DISABLE;
    return altstack_in_use(t, sp) ? SS_ONSTACK : 0;
}

void altstack_get(const struct task *t, struct abi_stack *out, u64 sp) {
    memset(out, 0, sizeof *out);
    out->ss_sp = t->altstack.ss_sp;
    out->ss_size = t->altstack.ss_size;
    out->ss_flags = (s32)(altstack_flags(t, sp) | ((u32)t->altstack.ss_flags & SS_AUTODISARM));
}

int altstack_set(struct task *t, const struct abi_stack *stack, u64 sp) {
    if (altstack_in_use(t, sp)) return -EPERM;
    u32 mode = (u32)stack->ss_flags & ~SS_AUTODISARM;
    if (mode != 0 && mode != SS_ONSTACK && mode != SS_DISABLE) return -EINVAL;
    struct abi_stack now;
    memset(&now, 0, sizeof now); // padding too: it goes into frames
    now.ss_flags = stack->ss_flags;
    if (mode != SS_DISABLE) {
        if (stack->ss_size < MINSIGSTKSZ) return -ENOMEM;
        now.ss_sp = stack->ss_sp;
        now.ss_size = stack->ss_size;
    }
    t->altstack = now;
    return 0;
}

void altstack_reset(struct task *t) {
    t->altstack = (struct abi_stack){.ss_flags = SS_DISABLE};
}

// --- The floating-point unit
static void fxsave_init(u8 *fx) {
    const u16 fcw = FCW_INITIAL;
    const u32 mxcsr = MXCSR_INITIAL, mask = MXCSR_VALID;
    memset(fx, 0, sizeof(struct abi_fpstate));
    memcpy(fx + FX_FCW, &fcw, sizeof fcw);
    memcpy(fx + FX_MXCSR, &mxcsr, sizeof mxcsr);
    memcpy(fx + FX_MXCSR_MASK, &mask, sizeof mask);
}

// As FXRSTOR takes it: aligned, and no MXCSR bit that is reserved.
static int fpstate_restore(struct task *t, struct cpu_state *regs, uaddr_t from) {
    if (!from) {
        fxsave_init(regs->fxsave);
        return 0;
    }
    u8 fx[sizeof(struct abi_fpstate)];
    u32 mxcsr;
    if (from & (FRAME_ALIGN - 1) || user_read(t->mm, fx, from, sizeof fx)) return -EFAULT;
    memcpy(&mxcsr, fx + FX_MXCSR, sizeof mxcsr);
    if (mxcsr & ~MXCSR_VALID) return -EFAULT;
    memcpy(regs->fxsave, fx, FX_USED);
    return 0;
}

// --- Going in
static void sigcontext_fill(struct abi_sigcontext *sc, const struct task *t, const struct cpu_state *regs,
                            sigset mask, uaddr_t fpstate) {
    const u64 *g = regs->gpr;
    *sc = (struct abi_sigcontext){
        .r8 = g[REG_R8],
        .r9 = g[REG_R9],
        .r10 = g[REG_R10],
        .r11 = g[REG_R11],
        .r12 = g[REG_R12],
        .r13 = g[REG_R13],
        .r14 = g[REG_R14],
        .r15 = g[REG_R15],
        .rdi = g[REG_RDI],
        .rsi = g[REG_RSI],
        .rbp = g[REG_RBP],
        .rbx = g[REG_RBX],
        .rdx = g[REG_RDX],
        .rax = g[REG_RAX],
        .rcx = g[REG_RCX],
        .rsp = g[REG_RSP],
        .rip = regs->rip,
        .eflags = regs->rflags,
        .cs = USER_CS,
        .ss = USER_SS,
        .err = t->trap.error,
        .trapno = t->trap.vector,
        .cr2 = t->trap.cr2,
        .oldmask = mask,
        .fpstate = fpstate,
    };
}

int sigframe_setup(struct task *t, int signo, const struct abi_sigaction *action, const struct abi_siginfo *info) {
    if (!(action->flags & SA_RESTORER)) return -EFAULT; // x86-64 has no other way back
    struct cpu_state *regs = task_regs(t);
    u64 sp = regs->gpr[REG_RSP];
    bool on_altstack = altstack_in_use(t, sp);
    sp -= RED_ZONE;
    if ((action->flags & SA_ONSTACK) && altstack_flags(t, sp) == 0) {
        sp = t->altstack.ss_sp + t->altstack.ss_size;
        on_altstack = true;
    }
    const uaddr_t fpstate = (sp - sizeof(struct abi_fpstate)) & ~(u64)(FPSTATE_ALIGN - 1);
    const uaddr_t at = ((fpstate - sizeof(struct abi_rt_sigframe)) & ~(u64)(FRAME_ALIGN - 1)) - 8;
    if (on_altstack && !altstack_holds(t, at)) return -EFAULT; // do not overflow into what lies below
    // The subtractions may have wrapped; user copy refuses what is no user address.
    struct abi_rt_sigframe frame = {
        .pretcode = action->restorer,
        .uc =
            {
                .uc_flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS,
                .uc_stack = t->altstack,
                .uc_sigmask = t->restore_mask ? t->saved_mask : t->blocked,
            },
        .info = *info,
    };
    sigcontext_fill(&frame.uc.uc_mcontext, t, regs, frame.uc.uc_sigmask, fpstate);
    u8 fx[sizeof(struct abi_fpstate)] = {0};
    memcpy(fx, regs->fxsave, FX_USED);
    size_t size = action->flags & SA_SIGINFO ? sizeof frame : offsetof(struct abi_rt_sigframe, info);
    if (user_write(t->mm, fpstate, fx, sizeof fx) || user_write(t->mm, at, &frame, size)) return -EFAULT;

    regs->gpr[REG_RAX] = 0; // no vector registers in use, for handlers without a prototype
    regs->gpr[REG_RDI] = (u64)signo;
    regs->gpr[REG_RSI] = at + offsetof(struct abi_rt_sigframe, info);
    regs->gpr[REG_RDX] = at + offsetof(struct abi_rt_sigframe, uc);
    regs->gpr[REG_RSP] = at;
    regs->rip = action->handler;
    regs->rflags &= ~(u64)(FLAG_DF | FLAG_TF | FLAG_RF);
    fxsave_init(regs->fxsave);
    return 0;
}

// --- Coming back
static bool address_is_canonical(uaddr_t va) {
    u64 top = va >> 47;
    return top == 0 || top == 0x1ffff;
}

static void sigcontext_restore(struct cpu_state *regs, const struct abi_sigcontext *sc) {
    u64 *g = regs->gpr;
    g[REG_R8] = sc->r8, g[REG_R9] = sc->r9, g[REG_R10] = sc->r10, g[REG_R11] = sc->r11;
    g[REG_R12] = sc->r12, g[REG_R13] = sc->r13, g[REG_R14] = sc->r14, g[REG_R15] = sc->r15;
    g[REG_RDI] = sc->rdi, g[REG_RSI] = sc->rsi, g[REG_RBP] = sc->rbp, g[REG_RBX] = sc->rbx;
    g[REG_RDX] = sc->rdx, g[REG_RAX] = sc->rax, g[REG_RCX] = sc->rcx, g[REG_RSP] = sc->rsp;
    regs->rip = sc->rip;
    regs->rflags = (regs->rflags & ~(u64)FLAGS_RESTORED) | (sc->eflags & FLAGS_RESTORED);
}

s64 sigframe_return(struct task *t) {
    struct cpu_state *regs = task_regs(t);
    struct abi_ucontext uc;
    // The handler's RET took the return address off the stack.
    uaddr_t at = regs->gpr[REG_RSP] - 8 + offsetof(struct abi_rt_sigframe, uc);
    if (user_read(t->mm, &uc, at, sizeof uc)) goto bad;
    signal_set_mask(t, uc.uc_sigmask);
    // Errors are not told, as in Linux; and it comes first, as since Linux 6.12.
    (void)altstack_set(t, &uc.uc_stack, regs->gpr[REG_RSP]);
    t->restart_block.kind = RESTART_NONE;
    const struct abi_sigcontext *sc = &uc.uc_mcontext;
    sigcontext_restore(regs, sc);
    if (fpstate_restore(t, regs, sc->fpstate)) goto bad;
    // The IRET to such a place faults; here only 64-bit user code is known.
    bool wrong_ss = (uc.uc_flags & UC_STRICT_RESTORE_SS) && (sc->ss | RPL_USER) != USER_SS;
    if ((sc->cs | RPL_USER) != USER_CS || wrong_ss || !address_is_canonical(sc->rip))
        signal_force_trap(t, SIGSEGV, SI_KERNEL, 0, 13, 0);
    return (s64)regs->gpr[REG_RAX];
bad:
    signal_force(t, SIGSEGV, SI_KERNEL, 0);
    return 0;
}
