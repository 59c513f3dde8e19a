// SPDX-License-Identifier: GPL-2.0-or-later
// Calls from functions within functions, without frame pointers; from a signal handler; in a child; over a broken stack.
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int depth = 3;
__attribute__((noinline)) static int innermost(const char *text) {
    char space[200];
    memset(space, depth, sizeof space);
    return write(1, text, strlen(text)) + (space[depth] != depth);
}
__attribute__((noinline)) static int middle(const char *text) {
    return innermost(text) + depth;
}
__attribute__((noinline)) static int recursive(int n, const char *text) {
    int result = n ? recursive(n - 1, text) : middle(text);
    depth = depth; // something is left to do, so that it stays a recursion
    return result;
}
static void handler(int signo) {
    middle("handler\n"), depth += signo == 0;
}
__attribute__((noinline)) static int lost(void) { // the return address is nobody's
    long result;
    __asm__ volatile("mov %%rsp, %%rbx\n mov $0x10, %%rsp\n mov $39, %%eax\n syscall\n mov %%rbx, %%rsp"
                     : "=a"(result)::"rbx", "rcx", "r11", "memory");
    return (int)result;
}

int main(void) {
    middle("main\n");
    recursive(depth, "deep\n");
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    pid_t pid = fork();
    if (pid == 0) _exit(middle("child\n") == 0);
    wait(NULL);
    return lost() == 0;
}
