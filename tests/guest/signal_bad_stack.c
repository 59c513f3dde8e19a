// SPDX-License-Identifier: GPL-2.0-or-later
// A handler whose frame cannot be written: SIGSEGV instead, on the alternate stack if there is one, deadly if not.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536];
static void handler(int signo) {
    write(1, "handler\n", 8);
    _exit(1);
}
static void segv(int signo, siginfo_t *info, void *context) {
    dprintf(1, "segv code %d addr %d\n", info->si_code, info->si_addr != 0);
    _exit(2);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int kind = 0; kind < 4; kind++) {
        pid_t child = fork();
        if (child == 0) {
            struct sigaction sa = {.sa_handler = handler};
            sigaction(SIGTRAP, &sa, NULL);
            stack_t s = {.ss_sp = kind == 3 ? (void *)4096 : stack, .ss_size = sizeof stack};
            sigaltstack(&s, NULL);
            struct sigaction sb = {.sa_sigaction = segv, .sa_flags = SA_SIGINFO | (kind >= 2 ? SA_ONSTACK : 0)};
            if (kind >= 1) sigaction(SIGSEGV, &sb, NULL);
            __asm__ volatile("mov $4096, %%rsp\n int3\n ud2" : : : "memory");
        }
        int status;
        waitpid(child, &status, 0);
        printf("kind %d: %s %d\n", kind, WIFSIGNALED(status) ? "signal" : "exit",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    return 0;
}
