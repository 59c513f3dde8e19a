// SPDX-License-Identifier: GPL-2.0-or-later
// Frames that rt_sigreturn must refuse: each kills by SIGSEGV; and one that it must take.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static int kind;
static void handler(int signo, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    greg_t *g = uc->uc_mcontext.gregs;
    switch (kind) {
    case 1: g[REG_RIP] = 0x8000000000000000; break;
    case 2: uc->uc_mcontext.fpregs = (void *)8; break;
    case 3: uc->uc_mcontext.fpregs->mxcsr = 0xffffffff; break;
    case 4: g[REG_CSGSFS] = 0; break;
    case 5: g[REG_EFL] = ~0x40500ll; break; // all but TF, DF, AC: most are ignored
    case 6: uc->uc_mcontext.fpregs = 0; break;
    case 7: uc->uc_stack.ss_sp = (void *)77, uc->uc_stack.ss_flags = 0, uc->uc_stack.ss_size = 100000; break;
    case 8: uc->uc_stack.ss_flags = 99; break; // errors other than a fault are ignored
    case 9: g[REG_RSP] = 0; break;
    case 10: sigfillset(&uc->uc_sigmask); break;
    case 11: g[REG_RIP] = 0x10; break;
    }
}

static void segv(int signo, siginfo_t *info, void *context) {
    char text[] = "sigsegv handler code .\n";
    text[21] = info->si_code == SI_KERNEL ? 'k' : '0' + info->si_code;
    write(1, text, sizeof text - 1);
    _exit(33);
}

static char stack[65536];

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (kind = 0; kind <= 11; kind++)
        for (int caught = 0; caught < 2; caught++) {
            pid_t child = fork();
            if (child == 0) {
                struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
                struct sigaction sb = {.sa_sigaction = segv, .sa_flags = SA_SIGINFO | SA_ONSTACK};
                stack_t s = {.ss_sp = stack, .ss_size = sizeof stack};
                if (kind != 7) sigaltstack(&s, NULL);
                if (caught) sigaction(SIGSEGV, &sb, NULL);
                sigaction(SIGTRAP, &sa, NULL);
                unsigned long flags;
                __asm__ volatile("xor %%eax, %%eax\n int3\n pushfq\n pop %%rax\n mov %%rax, %0\n push $0x202\n popfq"
                                 : "=r"(flags)
                                 :
                                 : "rax", "cc", "memory");
                sigset_t now;
                stack_t back;
                sigprocmask(SIG_BLOCK, NULL, &now);
                sigaltstack(NULL, &back);
                printf("returned: flags %lx kill blocked %d usr1 blocked %d altstack size %zu\n", flags & 0x247000,
                       sigismember(&now, SIGKILL), sigismember(&now, SIGUSR1), back.ss_size);
                _exit(0);
            }
            int status;
            waitpid(child, &status, 0);
            printf("kind %d caught %d: %s %d\n", kind, caught, WIFSIGNALED(status) ? "signal" : "exit",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        }
    return 0;
}
