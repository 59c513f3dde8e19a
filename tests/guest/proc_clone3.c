// SPDX-License-Identifier: GPL-2.0-or-later
// clone3: sizes of its structure, what it refuses, what clone has not.
#include "guest.h"
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static long clone3(struct clone_args *args, size_t size) {
    return syscall(SYS_clone3, args, size);
}
static void try(const char *what, struct clone_args args, size_t size) {
    long pid = clone3(&args, size);
    if (pid == 0) _exit(3);
    if (pid < 0)
        printf("%s: %s\n", what, errno_name(errno));
    else
        reap(what, pid);
}
#define ARGS(...)                                                                                                    \
    (struct clone_args) {                                                                                            \
        __VA_ARGS__                                                                                                  \
    }

int main(void) {
    struct clone_args plain = {.exit_signal = SIGCHLD};
    errno = 0;
    if (clone3(&plain, 0) < 0 && errno == ENOSYS) skip("this kernel has no clone3");
    try("size 0", plain, 0);
    try("size 63", plain, 63);
    try("size 64", plain, 64);
    try("size 80", plain, 80);
    try("size 88", plain, 88);
    static struct { // not on the stack, beyond whose end a tracer may look or not, as chance has it
        struct clone_args args;
        char more[4096];
    } longer;
    longer.args = plain;
    long pid = clone3(&longer.args, sizeof longer.args + 64);
    if (pid == 0) _exit(4);
    if (pid > 0)
        reap("longer, zeros", pid);
    else
        show("longer, zeros", pid);
    longer.more[13] = 1;
    show("longer, not zero", clone3(&longer.args, sizeof longer.args + 64));
    show("longer than a page", clone3(&longer.args, 4097));
    show("bad pointer", clone3((struct clone_args *)8, 64));
    try("exit signal 65", ARGS(.exit_signal = 65), sizeof plain);
    try("exit signal 0x100", ARGS(.exit_signal = 0x100), sizeof plain);
    try("signal in the flags", ARGS(.flags = SIGCHLD, .exit_signal = SIGCHLD), sizeof plain);
    try("unknown flag", ARGS(.flags = 1ull << 40, .exit_signal = SIGCHLD), sizeof plain);
    try("CLONE_DETACHED", ARGS(.flags = 0x00400000, .exit_signal = SIGCHLD), sizeof plain);
    try("stack without size", ARGS(.stack = 4096, .exit_signal = SIGCHLD), sizeof plain);
    try("size without stack", ARGS(.stack_size = 4096, .exit_signal = SIGCHLD), sizeof plain);
    try("SIGHAND alone", ARGS(.flags = CLONE_SIGHAND, .exit_signal = SIGCHLD), sizeof plain);
    try("SIGHAND and CLEAR_SIGHAND",
        ARGS(.flags = CLONE_VM | CLONE_SIGHAND | CLONE_CLEAR_SIGHAND, .exit_signal = SIGCHLD), sizeof plain);
    try("THREAD with exit signal", ARGS(.flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, .exit_signal = SIGCHLD),
        sizeof plain);
    try("PARENT with exit signal", ARGS(.flags = CLONE_PARENT, .exit_signal = SIGCHLD), sizeof plain);
    try("set_tid size without array", ARGS(.set_tid_size = 1, .exit_signal = SIGCHLD), sizeof plain);
    try("set_tid too many", ARGS(.set_tid_size = 33, .set_tid = (uintptr_t)&plain, .exit_signal = SIGCHLD),
        sizeof plain);
    int wanted = 30000;
    try("set_tid without privilege", ARGS(.set_tid_size = 1, .set_tid = (uintptr_t)&wanted, .exit_signal = SIGCHLD),
        sizeof plain);
    try("bad pidfd pointer", ARGS(.flags = CLONE_PIDFD, .pidfd = 8, .exit_signal = SIGCHLD), sizeof plain);

    int pidfd = -1, tid = 0;
    struct clone_args both = {.flags = CLONE_PIDFD | CLONE_PARENT_SETTID,
                              .pidfd = (uintptr_t)&pidfd,
                              .parent_tid = (uintptr_t)&tid,
                              .exit_signal = SIGCHLD};
    pid = clone3(&both, sizeof both);
    if (pid == 0) _exit(5);
    printf("pidfd %s and thread id %s\n", pidfd > 2 ? "given" : "missing", tid == pid ? "right" : "wrong");
    siginfo_t info;
    show("waitid on it", waitid(P_PIDFD, pidfd, &info, WEXITED));
    printf("status %d\n", info.si_status);

    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, (void (*)(int))main);
    struct clone_args clear = {.flags = CLONE_CLEAR_SIGHAND, .exit_signal = SIGCHLD};
    pid = clone3(&clear, sizeof clear);
    if (pid == 0) {
        struct sigaction one, two;
        sigaction(SIGUSR1, NULL, &one), sigaction(SIGUSR2, NULL, &two);
        _exit((one.sa_handler == SIG_IGN) * 2 + (two.sa_handler == SIG_DFL));
    }
    reap("CLEAR_SIGHAND keeps ignored, drops handlers", pid);

    // its own stack, sharing memory: the stack is given by its lowest address
    char *stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static volatile int word;
    struct clone_args vm = {
        .flags = CLONE_VM, .exit_signal = SIGCHLD, .stack = (uintptr_t)stack, .stack_size = 65536};
    register long result __asm__("rax") = SYS_clone3;
    __asm__ volatile("syscall\n"
                     "test %%eax, %%eax\n"
                     "jnz 1f\n"
                     "mov %%rsp, %%rax\n"
                     "sub %[stack], %%rax\n"
                     "mov %%eax, %[word]\n"
                     "mov $6, %%edi\n"
                     "mov $60, %%eax\n"
                     "syscall\n"
                     "1:"
                     : "+r"(result), [word] "=m"(word)
                     : "D"(&vm), "S"(sizeof vm), [stack] "r"(stack)
                     : "rcx", "r11", "memory");
    pid = result;
    reap("on its own stack", pid);
    printf("its stack pointer began at %d\n", word);
    return 0;
}
