// SPDX-License-Identifier: GPL-2.0-or-later
// Unmasked x87 exceptions at the next x87 instruction, but for division by zero. One of KNOWN_DIFFERENCES.
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
    volatile long double lzero = 0, lhuge = LDBL_MAX;
    TRY("long double 0 / 0", long double, lzero / lzero);
    TRY("long double overflow", long double, lhuge *lhuge);
    return 0;
}
