// SPDX-License-Identifier: GPL-2.0-or-later
// Integer division by zero and overflow: FPE_INTDIV at the instruction, which the handler steps over; many times over.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>

static volatile int count;
static volatile int code, address_is_rip, trapno;
extern char div_at[], div_end[], idiv_at[], idiv_end[];

static void handler(int signo, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    char *rip = (char *)uc->uc_mcontext.gregs[REG_RIP];
    count++;
    code = info->si_code;
    trapno = uc->uc_mcontext.gregs[REG_TRAPNO];
    address_is_rip = info->si_addr == rip;
    if (rip == div_at)
        uc->uc_mcontext.gregs[REG_RIP] = (long long)div_end;
    else if (rip == idiv_at)
        uc->uc_mcontext.gregs[REG_RIP] = (long long)idiv_end;
    else {
        puts("elsewhere");
        _Exit(1);
    }
    uc->uc_mcontext.gregs[REG_RAX] = 77;
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGFPE, &sa, NULL);
    long a, d;
    for (int i = 0; i < 5; i++) {
        a = 10, d = 0;
        __asm__ volatile(".globl div_at\n.globl div_end\ndiv_at: divq %2\ndiv_end:"
                         : "+a"(a), "+d"(d)
                         : "r"(0L)
                         : "cc");
        printf("div: rax %ld count %d code %d addr %d trapno %d\n", a, count, code, address_is_rip, trapno);
        if (i == 0) continue;
        break;
    }
    for (int i = 0; i < 3; i++) {
        int eax = -2147483647 - 1, edx = -1;
        __asm__ volatile(".if 1\n.endif\n" : : : "memory");
        if (i == 0) {
            __asm__ volatile(".globl idiv_at\n.globl idiv_end\nidiv_at: idivl %2\nidiv_end:"
                             : "+a"(eax), "+d"(edx)
                             : "r"(-1)
                             : "cc");
            printf("idiv: eax %d count %d code %d addr %d\n", eax, count, code, address_is_rip);
        }
    }
    return 0;
}
