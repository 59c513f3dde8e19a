// SPDX-License-Identifier: GPL-2.0-or-later
// A fault whose signal is blocked or ignored kills; one raised by kill(2) while blocked just waits.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signo) {
    write(1, "handler\n", 8);
    _exit(9);
}
static void fault_again(int signo) {
    write(1, "first\n", 6);
    *(volatile int *)0 = 1;
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int kind = 0; kind < 6; kind++) {
        pid_t child = fork();
        if (child == 0) {
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, SIGSEGV);
            sigaddset(&set, SIGFPE);
            signal(SIGSEGV, kind == 1 ? SIG_IGN : kind == 3 ? fault_again : handler);
            signal(SIGFPE, handler);
            if (kind == 0 || kind == 2 || kind == 5) sigprocmask(SIG_BLOCK, &set, NULL);
            if (kind == 2) {
                raise(SIGSEGV);
                puts("still here");
                _exit(0);
            }
            if (kind == 4) {
                raise(SIGSEGV);
            }
            if (kind == 5) {
                __asm__ volatile("xor %%ecx, %%ecx\n div %%ecx" : : : "rax", "rdx", "rcx", "cc");
                _exit(0);
            }
            *(volatile int *)0 = 1;
        }
        int status;
        waitpid(child, &status, 0);
        printf("kind %d: %s %d\n", kind, WIFSIGNALED(status) ? "signal" : "exit",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    return 0;
}
