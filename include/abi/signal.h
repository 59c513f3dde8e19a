// SPDX-License-Identifier: GPL-2.0-or-later
// Signals: numbers, actions, siginfo, the frame that a handler runs on, sigevent and signalfd records.
#ifndef ABI_SIGNAL_H
#define ABI_SIGNAL_H

#include "base/types.h"

#define NSIG 64 // signals are 1 to 64; the mask is one 64-bit word, signal N its bit N-1
typedef u64 abi_sigset;
#define ABI_SIGMASK(sig) (1ULL << ((sig)-1))

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPOLL 29
#define SIGPWR 30
#define SIGSYS 31
#define SIGRTMIN 32
#define SIGRTMAX 64

// abi_sigaction.handler, when it is not an address
#define SIG_DFL 0
#define SIG_IGN 1

#define SA_NOCLDSTOP 0x1
#define SA_NOCLDWAIT 0x2
#define SA_SIGINFO 0x4
#define SA_UNSUPPORTED 0x400
#define SA_EXPOSE_TAGBITS 0x800
#define SA_RESTORER 0x4000000
#define SA_ONSTACK 0x8000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000U

// The kernel's order, not the C library's
struct abi_sigaction {
    uaddr_t handler;
    u64 flags;
    uaddr_t restorer;
    abi_sigset mask;
};
_Static_assert(sizeof(struct abi_sigaction) == 32, "sigaction");

// rt_sigprocmask
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define SS_ONSTACK 0x1
#define SS_DISABLE 0x2
#define SS_AUTODISARM 0x80000000U
#define MINSIGSTKSZ 2048
#define SIGSTKSZ 8192
struct abi_stack {
    uaddr_t ss_sp;
    s32 ss_flags;
    u64 ss_size;
};
_Static_assert(sizeof(struct abi_stack) == 24, "stack_t");

// si_code for any signal. Values above zero are the kernel's own; a program may only send the others.
#define SI_USER 0
#define SI_KERNEL 128
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_MESGQ (-3)
#define SI_ASYNCIO (-4)
#define SI_SIGIO (-5)
#define SI_TKILL (-6)
#define SI_DETHREAD (-7)
#define SI_ASYNCNL (-60)
// SIGILL
#define ILL_ILLOPC 1
#define ILL_ILLOPN 2
#define ILL_ILLADR 3
#define ILL_ILLTRP 4
#define ILL_PRVOPC 5
#define ILL_PRVREG 6
#define ILL_COPROC 7
#define ILL_BADSTK 8
#define ILL_BADIADDR 9
// SIGFPE
#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8
#define FPE_FLTUNK 14
#define FPE_CONDTRAP 15
// SIGSEGV
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define SEGV_BNDERR 3
#define SEGV_PKUERR 4
#define SEGV_ACCADI 5
#define SEGV_ADIDERR 6
#define SEGV_ADIPERR 7
#define SEGV_MTEAERR 8
#define SEGV_MTESERR 9
#define SEGV_CPERR 10
// SIGBUS
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3
#define BUS_MCEERR_AR 4
#define BUS_MCEERR_AO 5
// SIGTRAP
#define TRAP_BRKPT 1
#define TRAP_TRACE 2
#define TRAP_BRANCH 3
#define TRAP_HWBKPT 4
#define TRAP_UNK 5
#define TRAP_PERF 6
// SIGCHLD
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_DUMPED 3
#define CLD_TRAPPED 4
#define CLD_STOPPED 5
#define CLD_CONTINUED 6
// SIGIO
#define POLL_IN 1
#define POLL_OUT 2
#define POLL_MSG 3
#define POLL_ERR 4
#define POLL_PRI 5
#define POLL_HUP 6
// SIGSYS
#define SYS_SECCOMP 1
#define SYS_USER_DISPATCH 2

struct abi_siginfo {
    s32 si_signo;
    s32 si_errno;
    s32 si_code;
    s32 __pad0;
    union {
        s32 __pad[28];
        struct {
            s32 pid;
            u32 uid;
        } kill;
        struct {
            s32 tid;
            s32 overrun;
            u64 value;
            s32 sys_private;
        } timer;
        struct {
            s32 pid;
            u32 uid;
            u64 value;
        } rt; // SI_QUEUE and SI_MESGQ
        struct {
            s32 pid;
            u32 uid;
            s32 status;
            s64 utime; // clock ticks of USER_HZ
            s64 stime;
        } chld;
        struct {
            uaddr_t addr;
            union {
                s32 trapno;
                s16 addr_lsb; // BUS_MCEERR_*
                struct {
                    u64 __pad;
                    uaddr_t lower;
                    uaddr_t upper;
                } bounds; // SEGV_BNDERR
                struct {
                    u64 __pad;
                    u32 pkey;
                } pkey; // SEGV_PKUERR
                struct {
                    u64 data;
                    u32 type;
                    u32 flags;
                } perf; // TRAP_PERF
            };
        } fault;
        struct {
            s64 band;
            s32 fd;
        } poll;
        struct {
            uaddr_t call_addr;
            s32 syscall;
            u32 arch; // AUDIT_ARCH_X86_64
        } sys;
    };
};
_Static_assert(sizeof(struct abi_siginfo) == 128, "siginfo");
_Static_assert(offsetof(struct abi_siginfo, kill) == 16, "siginfo union");
_Static_assert(offsetof(struct abi_siginfo, chld.utime) == 32, "siginfo.si_utime");
_Static_assert(offsetof(struct abi_siginfo, timer.value) == 24, "siginfo.si_value");
_Static_assert(offsetof(struct abi_siginfo, fault.bounds.lower) == 32, "siginfo.si_lower");

// The 512 bytes of FXSAVE, with the kernel's note at the end of what may follow
struct abi_fpx_sw_bytes {
    u32 magic1;
    u32 extended_size;
    u64 xfeatures;
    u32 xstate_size;
    u32 __padding[7];
};
#define FP_XSTATE_MAGIC1 0x46505853
#define FP_XSTATE_MAGIC2 0x46505845
#define FP_XSTATE_MAGIC2_SIZE 4

struct abi_fpstate {
    u16 cwd;
    u16 swd;
    u16 twd;
    u16 fop;
    u64 rip;
    u64 rdp;
    u32 mxcsr;
    u32 mxcsr_mask;
    u32 st_space[32];  // eight registers of 16 bytes
    u32 xmm_space[64]; // sixteen registers of 16 bytes
    u32 reserved2[12];
    struct abi_fpx_sw_bytes sw_reserved;
};
_Static_assert(sizeof(struct abi_fpstate) == 512, "fpstate");
_Static_assert(offsetof(struct abi_fpstate, sw_reserved) == 464, "fpstate.sw_reserved");

struct abi_xstate_header {
    u64 xfeatures;
    u64 reserved1[2];
    u64 reserved2[5];
};
struct abi_xstate {
    struct abi_fpstate fpstate;
    struct abi_xstate_header xstate_hdr;
    u32 ymmh_space[64];
};
_Static_assert(sizeof(struct abi_xstate) == 832, "xstate with AVX");

struct abi_sigcontext {
    u64 r8;
    u64 r9;
    u64 r10;
    u64 r11;
    u64 r12;
    u64 r13;
    u64 r14;
    u64 r15;
    u64 rdi;
    u64 rsi;
    u64 rbp;
    u64 rbx;
    u64 rdx;
    u64 rax;
    u64 rcx;
    u64 rsp;
    u64 rip;
    u64 eflags;
    u16 cs;
    u16 gs;
    u16 fs;
    u16 ss;
    u64 err;
    u64 trapno;
    u64 oldmask;
    u64 cr2;
    uaddr_t fpstate; // 0: no floating-point state was saved
    u64 reserved1[8];
};
_Static_assert(sizeof(struct abi_sigcontext) == 256, "sigcontext");

#define UC_FP_XSTATE 0x1
#define UC_SIGCONTEXT_SS 0x2
#define UC_STRICT_RESTORE_SS 0x4
struct abi_ucontext {
    u64 uc_flags;
    uaddr_t uc_link;
    struct abi_stack uc_stack;
    struct abi_sigcontext uc_mcontext;
    abi_sigset uc_sigmask;
};
_Static_assert(sizeof(struct abi_ucontext) == 304, "ucontext");

// What lies at RSP when a handler starts; rt_sigreturn finds it one word up.
struct abi_rt_sigframe {
    uaddr_t pretcode;
    struct abi_ucontext uc;
    struct abi_siginfo info;
};
_Static_assert(sizeof(struct abi_rt_sigframe) == 440, "rt_sigframe");

#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4
struct abi_sigevent {
    u64 sigev_value;
    s32 sigev_signo;
    s32 sigev_notify;
    union {
        s32 __pad[12];
        s32 sigev_notify_thread_id;
        struct {
            uaddr_t function;
            uaddr_t attributes;
        } sigev_thread; // the C library's own; the kernel never reads it
    };
};
_Static_assert(sizeof(struct abi_sigevent) == 64, "sigevent");

#define SFD_CLOEXEC 02000000
#define SFD_NONBLOCK 04000
struct abi_signalfd_siginfo {
    u32 ssi_signo;
    s32 ssi_errno;
    s32 ssi_code;
    u32 ssi_pid;
    u32 ssi_uid;
    s32 ssi_fd;
    u32 ssi_tid;
    u32 ssi_band;
    u32 ssi_overrun;
    u32 ssi_trapno;
    s32 ssi_status;
    s32 ssi_int;
    u64 ssi_ptr;
    u64 ssi_utime;
    u64 ssi_stime;
    u64 ssi_addr;
    u16 ssi_addr_lsb;
    u16 __pad2;
    s32 ssi_syscall;
    u64 ssi_call_addr;
    u32 ssi_arch;
    u8 __pad[28];
};
_Static_assert(sizeof(struct abi_signalfd_siginfo) == 128, "signalfd_siginfo");

#endif
