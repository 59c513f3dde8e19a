// SPDX-License-Identifier: GPL-2.0-or-later
// Through fork: mask and handlers kept, pending signals not. Through exec: mask, pending and ignored kept, handlers reset.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signo) {
    printf("handler %d\n", signo);
}

static void show(const char *what) {
    sigset_t mask, pending;
    struct sigaction a, b;
    stack_t stack;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    sigpending(&pending);
    sigaction(SIGUSR1, NULL, &a);
    sigaction(SIGHUP, NULL, &b);
    sigaltstack(NULL, &stack);
    printf("%s: blocked %d %d pending %d %d usr1 %s flags %x hup %s altstack %x\n", what, sigismember(&mask, SIGUSR1),
           sigismember(&mask, SIGUSR2), sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2),
           a.sa_handler == SIG_DFL ? "default" : "handler", (unsigned)a.sa_flags & ~0x04000000,
           b.sa_handler == SIG_IGN ? "ignored" : "other", (unsigned)stack.ss_flags);
}

static char stack_space[16384];

int main(int argc, char **argv) {
    setvbuf(stdout, NULL, _IONBF, 0);
    if (argc > 1) {
        show("exec");
        signal(SIGUSR2, handler);
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGUSR2);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        return 0;
    }
    struct sigaction sa;
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = handler;
    sa.sa_flags = SA_RESTART | SA_NODEFER;
    sigaction(SIGUSR1, &sa, NULL);
    signal(SIGHUP, SIG_IGN);
    stack_t stack = {.ss_sp = stack_space, .ss_size = sizeof stack_space};
    sigaltstack(&stack, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    raise(SIGUSR2);
    show("parent");
    pid_t child = fork();
    if (child == 0) {
        show("child");
        _exit(0);
    }
    waitpid(child, NULL, 0);
    execl("/proc/self/exe", argv[0], "again", (char *)NULL);
    perror("exec");
    return 1;
}
