// SPDX-License-Identifier: GPL-2.0-or-later
// Unmasked x87 division by zero: SIGFPE with its code, at the next x87 instruction.
#include "guest.h"
#include <fenv.h>
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
    volatile long double lzero = 0, lone = 1;
    TRY("long double 1 / 0", long double, lone / lzero);
    TRY("long double 1 / 3 is only inexact", long double, lone / 3);
    printf("enabled: %#x\n", fegetexcept());
    return 0;
}
