// SPDX-License-Identifier: GPL-2.0-or-later
// Restartable sequences: registration, and a sequence that a signal interrupts.
#include "guest.h"
#include <pthread.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <sys/time.h>

static struct rseq own __attribute__((aligned(32)));
static struct rseq_cs cs __attribute__((aligned(32)));
static volatile int handled;

static void on_alarm(int signo) {
    handled++;
}

// Spins between start and commit until something sends it to the abort handler. 1: aborted.
static int spin_inside(struct rseq *area) {
    int aborted = 0;
    __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                     "movq %%rax, 8(%[cs])\n\t"
                     "leaq 2f(%%rip), %%rcx\n\t"
                     "subq %%rax, %%rcx\n\t"
                     "movq %%rcx, 16(%[cs])\n\t"
                     "leaq 4f(%%rip), %%rax\n\t"
                     "movq %%rax, 24(%[cs])\n\t"
                     "movq %[cs], 8(%[area])\n\t"
                     "1: jmp 1b\n\t"
                     "2: jmp 5f\n\t"
                     ".byte 0x0f, 0xb9, 0x3d\n\t"
                     ".long 0x53053053\n\t"
                     "4: movl $1, %[aborted]\n\t"
                     "5:\n\t"
                     : [aborted] "+m"(aborted)
                     : [cs] "r"(&cs), [area] "r"(area)
                     : "rax", "rcx", "memory");
    return aborted;
}

static void *unregistered(void *arg) {
    return (void *)(long)(uint32_t)((struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset))->cpu_id;
}

int main(void) {
    struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
    if (!__rseq_size || (int)area->cpu_id < 0) skip("the C library has not registered restartable sequences");
    uint32_t size = 32;
    outcome("twice", syscall(SYS_rseq, area, size, 0, RSEQ_SIG));
    outcome("another signature", syscall(SYS_rseq, area, size, 0, 1));
    outcome("another area", syscall(SYS_rseq, &own, size, 0, RSEQ_SIG));
    outcome("bad flags", syscall(SYS_rseq, area, size, 2, RSEQ_SIG));
    outcome("off, another area", syscall(SYS_rseq, &own, size, 1, RSEQ_SIG));
    outcome("off, another signature", syscall(SYS_rseq, area, size, 1, 1));
    printf("no sequence runs: %d\n", area->rseq_cs == 0);

    signal(SIGALRM, on_alarm);
    for (int i = 0; i < 3; i++) {
        struct itimerval soon = {.it_value = {0, 3000}};
        setitimer(ITIMER_REAL, &soon, NULL);
        // A preemption aborts it too; then it is started again, as real ones are.
        int before = handled, aborted = 0;
        while (handled == before) aborted += spin_inside(area);
        printf("aborted %d, handler ran %d, no sequence runs: %d\n", aborted > 0, handled, area->rseq_cs == 0);
    }
    pid_t pid = fork();
    if (!pid) {
        outcome("child: twice", syscall(SYS_rseq, area, size, 0, RSEQ_SIG));
        _exit(0);
    }
    reap("child", pid);
    // a descriptor that is wrong
    pid = fork();
    if (!pid) {
        cs.start_ip = 0x1000, cs.post_commit_offset = 16, cs.abort_ip = 0x1008;
        area->rseq_cs = (uintptr_t)&cs;
        raise(SIGALRM);
        for (volatile long n = 0; n < 2000000000; n++) {}
        _exit(0);
    }
    reap("abort address inside", pid);
    pid = fork();
    if (!pid) {
        area->rseq_cs = 0xffff800000000000;
        raise(SIGALRM);
        for (volatile long n = 0; n < 2000000000; n++) {}
        _exit(0);
    }
    reap("descriptor nowhere", pid);

    outcome("off", syscall(SYS_rseq, area, size, 1, RSEQ_SIG));
    printf("cpu %d\n", (int)area->cpu_id);
    outcome("off again", syscall(SYS_rseq, area, size, 1, RSEQ_SIG));
    outcome("misaligned", syscall(SYS_rseq, (char *)&own + 8, size, 0, RSEQ_SIG));
    outcome("too short", syscall(SYS_rseq, &own, 16, 0, RSEQ_SIG));
    outcome("bad address", syscall(SYS_rseq, 0xffff800000000000, size, 0, RSEQ_SIG));
    outcome("own", syscall(SYS_rseq, &own, sizeof own < 32 ? 32 : size, 0, 0x1234));
    printf("cpu known: %d\n", (int)own.cpu_id >= 0);
    outcome("own, off", syscall(SYS_rseq, &own, size, 1, 0x1234));
    return 0;
}
