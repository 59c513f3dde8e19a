// SPDX-License-Identifier: GPL-2.0-or-later
// sigaltstack(2): what it reports and refuses, running on it with SA_ONSTACK, and SS_AUTODISARM.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

static char stack[65536], other[65536];

static void show(const char *what) {
    stack_t now;
    memset(&now, 0xff, sizeof now);
    int r = sigaltstack(NULL, &now);
    printf("%s: %d flags %x size %zu sp %s\n", what, r, (unsigned)now.ss_flags, now.ss_size,
           now.ss_sp == stack   ? "stack"
           : now.ss_sp == other ? "other"
           : now.ss_sp          ? "?"
                                : "0");
}

static void handler(int signo, siginfo_t *info, void *context) {
    char here;
    ucontext_t *uc = context;
    stack_t change = {.ss_sp = other, .ss_size = sizeof other};
    printf("on stack %d uc flags %x size %zu\n", &here >= stack && &here < stack + sizeof stack,
           (unsigned)uc->uc_stack.ss_flags, uc->uc_stack.ss_size);
    show("inside");
    int r = sigaltstack(&change, NULL);
    printf("change inside %d errno %d\n", r, r ? errno : 0);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t s = {.ss_sp = stack, .ss_size = sizeof stack};
    setvbuf(stdout, NULL, _IONBF, 0);
    show("start");
    s.ss_size = 2047;
    int r = sigaltstack(&s, NULL);
    printf("small %d errno %d\n", r, errno);
    s.ss_size = sizeof stack;
    s.ss_flags = 4;
    r = sigaltstack(&s, NULL);
    printf("flags 4: %d errno %d\n", r, errno);
    s.ss_flags = SS_ONSTACK;
    printf("flags SS_ONSTACK: %d\n", sigaltstack(&s, NULL));
    show("set");
    r = sigaltstack((void *)8, NULL);
    printf("fault %d errno %d\n", r, errno);
    r = sigaltstack(NULL, (void *)8);
    printf("fault %d errno %d\n", r, errno);
    sigaction(SIGUSR1, &sa, NULL);
    raise(SIGUSR1);
    show("after");
    sa.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR1, &sa, NULL);
    raise(SIGUSR1);
    show("after change off the stack");
    sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGUSR1, &sa, NULL);
    s.ss_flags = SS_AUTODISARM;
    printf("autodisarm %d\n", sigaltstack(&s, NULL));
    show("set");
    raise(SIGUSR1);
    show("after");
    s.ss_flags = SS_DISABLE;
    printf("disable %d\n", sigaltstack(&s, NULL));
    show("disabled");
    return 0;
}
