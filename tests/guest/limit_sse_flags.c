// SPDX-License-Identifier: GPL-2.0-or-later
// The exception flags of SSE: raised by operations, cleared, kept, held and per thread. One of KNOWN_DIFFERENCES.
#include "guest.h"
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <pthread.h>

static void print(const char *what) {
    int f = fetestexcept(FE_ALL_EXCEPT);
    printf("%-22s%s%s%s%s%s\n", what, f & FE_INVALID ? " invalid" : "", f & FE_DIVBYZERO ? " divbyzero" : "",
           f & FE_OVERFLOW ? " overflow" : "", f & FE_UNDERFLOW ? " underflow" : "",
           f & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}
#define TRY(type, what, expression)                                                                                  \
    do {                                                                                                             \
        volatile type r_ = (expression);                                                                             \
        print(#type " " what);                                                                                       \
    } while (0)
#define ALL(type, max, min)                                                                                          \
    do {                                                                                                             \
        volatile type zero = 0, one = 1, three = 3, huge = max, tiny = min, inf = INFINITY, nan_ = NAN;              \
        TRY(type, "1 + 1", one + one);                                                                               \
        TRY(type, "1 / 3", one / three);                                                                             \
        TRY(type, "1 / 0", one / zero);                                                                              \
        TRY(type, "0 / 0", zero / zero);                                                                             \
        TRY(type, "inf - inf", inf - inf);                                                                           \
        TRY(type, "0 * inf", zero *inf);                                                                             \
        TRY(type, "max * 2", huge * 2);                                                                              \
        TRY(type, "min / 3", tiny / three);                                                                          \
        TRY(type, "min / 2", tiny / 2);                                                                              \
        TRY(type, "nan + 1", nan_ + one);                                                                            \
        TRY(type, "nan == 1", nan_ == one);                                                                          \
        TRY(type, "nan < 1", nan_ < one);                                                                            \
        TRY(type, "sqrt", sizeof(type) == 16 ? sqrtl(-one) : sizeof(type) == 8 ? sqrt(-one) : sqrtf(-one));          \
        TRY(long, "of " #type " 2.5", (long)(one * 5 / 2));                                                          \
        TRY(long, "of " #type " inf", (long)inf);                                                                    \
    } while (0)
static void *thread(void *arg) {
    printf("a thread starts with its maker's flags: %d\n", fetestexcept(FE_DIVBYZERO) != 0);
    feraiseexcept(FE_OVERFLOW);
    return NULL;
}

int main(void) {
    feclearexcept(FE_ALL_EXCEPT);
    ALL(float, FLT_MAX, FLT_MIN);
    ALL(double, DBL_MAX, DBL_MIN);
    TRY(float, "of double", (float)(volatile double){0.1});
    TRY(float, "of double max", (float)(volatile double){DBL_MAX});
    TRY(double, "of long", (double)(volatile long){0x7fffffffffffffff});
    feraiseexcept(FE_INVALID | FE_INEXACT), print("raised");
    fexcept_t saved;
    feraiseexcept(FE_OVERFLOW), fegetexceptflag(&saved, FE_ALL_EXCEPT), feclearexcept(FE_ALL_EXCEPT),
        print("cleared"), fesetexceptflag(&saved, FE_ALL_EXCEPT), print("set again");
    fenv_t env;
    feraiseexcept(FE_UNDERFLOW), feholdexcept(&env), print("held"), feraiseexcept(FE_DIVBYZERO), feupdateenv(&env),
        print("updated");
    feraiseexcept(FE_DIVBYZERO);
    write(2, "", 0), print("kept over a system call");
    feraiseexcept(FE_DIVBYZERO);
    pid_t pid = fork();
    if (pid == 0) _exit(fetestexcept(FE_DIVBYZERO) ? 5 : 1);
    reap("child has them", pid);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL), pthread_join(t, NULL), print("and leaves them alone");
    return 0;
}
