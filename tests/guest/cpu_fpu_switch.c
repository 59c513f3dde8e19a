// SPDX-License-Identifier: GPL-2.0-or-later
// x87 and SSE state belongs to the thread: eight processes and threads compute at once, and each is right; rounding
// modes and control words survive switches, fork hands them on, exec resets them.
#include "guest.h"
#include <fenv.h>
#include <pthread.h>
#include <sched.h>

static uint16_t control(void) {
    uint16_t cw;
    __asm__ volatile("fnstcw %0" : "=m"(cw));
    return cw;
}
static uint32_t mxcsr(void) {
    uint32_t m;
    __asm__ volatile("stmxcsr %0" : "=m"(m));
    return m;
}
static void *compute(void *arg) {
    int n = (int)(long)arg, modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    fesetround(modes[n % 4]);
    volatile double x = 1.0 + n, y = 0;
    volatile long double lx = 1.0L + n, ly = 0;
    for (int i = 1; i < 3000; i++) {
        y = y + x / (i * 3.0), ly = ly + lx / (i * 3.0L);
        if (i % 100 == 0) sched_yield();
        if (fegetround() != modes[n % 4]) printf("rounding mode lost\n");
    }
    char *text;
    asprintf(&text, "%a %La", y, ly);
    return text;
}

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("after exec: %#x %#x\n", control(), mxcsr());
        return 0;
    }
    printf("at the start: %#x %#x\n", control(), mxcsr());
    pthread_t t[8];
    char *results[8];
    for (long i = 0; i < 8; i++) pthread_create(&t[i], NULL, compute, (void *)i);
    for (int i = 0; i < 8; i++) pthread_join(t[i], (void **)&results[i]);
    for (int i = 0; i < 8; i++) printf("%d: %s\n", i, results[i]);
    int p[2];
    for (int i = 0; i < 4; i++) {
        pipe(p);
        pid_t pids[2];
        for (int k = 0; k < 2; k++)
            if ((pids[k] = fork()) == 0) {
                char *mine = compute((void *)(long)(i + k * 4));
                _exit(strcmp(mine, results[i + k * 4]) ? 1 : 20 + k);
            }
        reap("process", pids[0]), reap("process", pids[1]);
    }
    fesetround(FE_UPWARD);
    uint16_t cw = 0x0a7f;
    __asm__ volatile("fldcw %0" : : "m"(cw));
    __asm__ volatile("fld1\n fldpi\n");
    printf("mine: %#x %#x\n", control(), mxcsr() & ~0x3fu);
    pid_t pid = fork();
    if (pid == 0) {
        double top;
        __asm__ volatile("fstpl %0" : "=m"(top));
        printf("child: %#x %#x, top of the stack %.4f\n", control(), mxcsr() & ~0x3fu, top);
        execl("/proc/self/exe", argv[0], "again", (char *)NULL);
        _exit(1);
    }
    __asm__ volatile("fstp %%st(0)\n fstp %%st(0)\n" : : : "memory");
    reap("child", pid);
    fesetround(FE_DOWNWARD);
    pthread_create(&t[0], NULL, (void *(*)(void *))fegetround, NULL);
    void *mode;
    pthread_join(t[0], &mode), printf("a thread starts with its maker's mode: %d\n", (int)(long)mode == FE_DOWNWARD);
    return 0;
}
