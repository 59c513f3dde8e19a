// SPDX-License-Identifier: GPL-2.0-or-later
// Unmasked floating point exceptions of SSE: SIGFPE with its code. One of KNOWN_DIFFERENCES.
#include "guest.h"
#include <fenv.h>
#include <float.h>
#include <setjmp.h>
#include <ucontext.h>

static sigjmp_buf back;
static void on_signal(int signo, siginfo_t *info, void *context) {
    printf("signal %d code %d trap %lld\n", signo, info->si_code,
           ((ucontext_t *)context)->uc_mcontext.gregs[REG_TRAPNO]);
    siglongjmp(back, 1);
}
#define TRY(what, type, expression)                                                                                  \
    do {                                                                                                             \
        printf("%s: ", what);                                                                                        \
        feclearexcept(FE_ALL_EXCEPT);                                                                                \
        feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);                                                     \
        if (!sigsetjmp(back, 1)) {                                                                                   \
            volatile type r_ = (expression);                                                                         \
            __asm__ volatile("fwait");                                                                               \
            printf("nothing\n");                                                                                     \
        }                                                                                                            \
        fesetenv(FE_DFL_ENV);                                                                                        \
    } while (0)

int main(void) {
    struct sigaction sa = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    sigaction(SIGFPE, &sa, NULL);
    volatile double zero = 0, one = 1, huge = DBL_MAX;
    volatile float fzero = 0, fone = 1;
    TRY("double 1 / 0", double, one / zero);
    TRY("double 0 / 0", double, zero / zero);
    TRY("double overflow", double, huge *huge);
    TRY("double 1 / 3 is only inexact", double, one / 3);
    TRY("float 1 / 0", float, fone / fzero);
    TRY("conversion", int, (int)(huge));
    printf("enabled: %#x\n", fegetexcept());
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGFPE, SIG_DFL);
        feenableexcept(FE_DIVBYZERO);
        volatile double r = one / zero;
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0), show_status("by default", status & ~0x80);
    return 0;
}
