// SPDX-License-Identifier: GPL-2.0-or-later
// setjmp, contexts, getopt, exit handlers and constructors, the environment, variable arguments, assert.
#include "guest.h"
#include <assert.h>
#include <getopt.h>
#include <setjmp.h>
#include <ucontext.h>

static jmp_buf jump;
static sigjmp_buf signal_jump;
static void deep(int n) {
    volatile char frame[500];
    frame[0] = n;
    if (n == 0) longjmp(jump, 33);
    deep(n - 1);
}
static void on_signal(int signo) {
    siglongjmp(signal_jump, signo);
}
static ucontext_t contexts[3], main_context;
static int trace[100], traced;
static void coroutine(int me, int rounds) {
    for (int i = 0; i < rounds; i++) {
        trace[traced++] = me * 10 + i;
        swapcontext(&contexts[me], &contexts[(me + 1) % 3]);
    }
    trace[traced++] = me * 10 + 9;
}
__attribute__((constructor(200))) static void second(void) {
    printf("constructor 200\n");
}
__attribute__((constructor(150))) static void first(void) {
    printf("constructor 150\n");
}
__attribute__((destructor)) static void last(void) {
    printf("destructor\n");
}
static void at_exit_one(void) {
    printf("atexit one\n");
}
static void at_exit_two(void) {
    printf("atexit two\n");
    atexit(at_exit_one);
}
static long sum(int n, ...) {
    va_list a, b;
    va_start(a, n), va_copy(b, a);
    long s = 0;
    double d = 0;
    for (int i = 0; i < n; i++) s += va_arg(a, int), d += va_arg(a, double);
    for (int i = 0; i < n; i++) s += va_arg(b, int), va_arg(b, double);
    va_end(a), va_end(b);
    return s + (long)d;
}

int main(void) {
    volatile int count = 0;
    int r = setjmp(jump);
    count++;
    if (count < 4) deep(count * 10);
    printf("setjmp %d, %d times\n", r, count);
    r = setjmp(jump);
    if (!r) longjmp(jump, 0);
    printf("0 becomes %d\n", r);
    signal(SIGUSR1, on_signal);
    sigset_t mask;
    for (int i = 0; i < 3; i++) {
        r = sigsetjmp(signal_jump, 1);
        if (!r) raise(SIGUSR1);
        sigprocmask(SIG_BLOCK, NULL, &mask),
            printf("from a handler %d, blocked %d\n", r, sigismember(&mask, SIGUSR1));
    }
    static char stacks[3][65536];
    for (int i = 0; i < 3; i++) {
        getcontext(&contexts[i]);
        contexts[i].uc_stack.ss_sp = stacks[i], contexts[i].uc_stack.ss_size = sizeof stacks[i],
        contexts[i].uc_link = i == 2 ? &main_context : &contexts[i + 1];
        makecontext(&contexts[i], (void (*)(void))coroutine, 2, i, 4);
    }
    swapcontext(&main_context, &contexts[0]);
    for (int i = 0; i < traced; i++) printf("%02d ", trace[i]);
    printf("\n");

    char *argv[] = {"prog",     "-a",    "-bvalue", "file", "-c", "arg", "--long",
                    "--with=x", "--opt", "-z",      "--",   "-a", NULL};
    static const struct option options[] = {{"long", no_argument, NULL, 'l'},
                                            {"with", required_argument, NULL, 'w'},
                                            {"opt", optional_argument, NULL, 'o'},
                                            {NULL}};
    opterr = 0;
    for (int c, index; (c = getopt_long(12, argv, "ab:c:", options, &index)) != -1;)
        printf("%c[%s] ", c, c == '?' ? (char[]){optopt, 0} : optarg ? optarg : "");
    printf("rest");
    for (int i = optind; i < 12; i++) printf(" %s", argv[i]);
    printf("\n");
    optind = 0;
    char *stops[] = {"prog", "-a", "file", "-b", NULL};
    while ((r = getopt(4, stops, "+ab")) != -1) printf("%c ", r);
    printf("stops at %s\n", stops[optind]);

    clearenv(), setenv("A", "1", 1), setenv("A", "2", 0), setenv("B", "", 1),
        printf("%s [%s] %s\n", getenv("A"), getenv("B"), getenv("C") ? "?" : "none");
    show("setenv with =", setenv("X=Y", "1", 1)), show("empty", setenv("", "1", 1)), unsetenv("A"),
        printf("%d\n", getenv("A") == NULL);
    char text[] = "P=put";
    putenv(text), text[2] = 'P', printf("%s\n", getenv("P"));
    printf("sum %ld\n", sum(5, 1, .5, 2, .5, 3, .5, 4, .25, 5, .25));
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(1, 2);
        assert(2 + 2 == 5 && "arithmetic");
    }
    int status;
    waitpid(pid, &status, 0), show_status("assert", status & ~0x80);
    atexit(at_exit_one), atexit(at_exit_two);
    return 0;
}
