// SPDX-License-Identifier: GPL-2.0-or-later
// clone by hand: which flags share what, where thread ids are written, which combinations are refused.
#include "guest.h"
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static volatile int shared_word;
static int opened;
static char *stack;

static int child(void *arg) {
    shared_word = 42;
    opened = open("/dev/null", O_RDONLY);
    fcntl(opened, F_SETFD, FD_CLOEXEC);
    chdir("/");
    umask(0700);
    return 5;
}

static void try(const char *what, int flags) {
    char cwd[4096], start[4096];
    getcwd(start, sizeof start);
    shared_word = 0, opened = -1, umask(022);
    int free_fd = dup(0);
    close(free_fd);
    int pid = clone(child, stack + 65536, flags, NULL);
    if (pid < 0) {
        printf("%s: %s\n", what, errno_name(errno));
        return;
    }
    int status;
    waitpid(pid, &status, __WALL);
    getcwd(cwd, sizeof cwd);
    printf("%s: memory %s, files %s, directory %s, umask %s, exited %d\n", what, shared_word ? "shared" : "own",
           fcntl(free_fd, F_GETFD) >= 0 ? "shared" : "own", strcmp(cwd, start) ? "shared" : "own",
           umask(022) == 0700 ? "shared" : "own", WEXITSTATUS(status));
    close(free_fd);
    chdir(start);
}

static pid_t raw(unsigned long flags, int *parent_tid, int *child_tid) {
    return syscall(SYS_clone, flags, 0, parent_tid, child_tid, 0);
}

int main(void) {
    stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    try("nothing", SIGCHLD);
    try("CLONE_VM", CLONE_VM | SIGCHLD);
    try("CLONE_FILES", CLONE_FILES | SIGCHLD);
    try("CLONE_FS", CLONE_FS | SIGCHLD);
    try("CLONE_VM|FS|FILES", CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD);
    try("CLONE_VM|SIGHAND", CLONE_VM | CLONE_SIGHAND | SIGCHLD);
    try("CLONE_VFORK", CLONE_VM | CLONE_VFORK | SIGCHLD);
    try("CLONE_IO|SYSVSEM", CLONE_IO | CLONE_SYSVSEM | SIGCHLD);
    try("CLONE_UNTRACED", CLONE_UNTRACED | SIGCHLD);
    try("no exit signal", CLONE_VM);
    try("exit signal SIGUSR1, ignored", (signal(SIGUSR1, SIG_IGN), SIGUSR1));

    int ptid = 0, ctid = 0;
    show("SIGHAND without VM", raw(CLONE_SIGHAND | SIGCHLD, 0, 0));
    show("THREAD without SIGHAND", raw(CLONE_THREAD | CLONE_VM | SIGCHLD, 0, 0));
    show("NEWNS and FS", raw(CLONE_NEWNS | CLONE_FS | SIGCHLD, 0, 0));
    show("PIDFD and PARENT_SETTID", raw(CLONE_PIDFD | CLONE_PARENT_SETTID | SIGCHLD, &ptid, 0));
    show("PIDFD and DETACHED", raw(CLONE_PIDFD | CLONE_DETACHED | SIGCHLD, &ptid, 0));
    show("NEWPID and THREAD", raw(CLONE_NEWPID | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, 0, 0));

    pid_t pid = raw(CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, &ptid, &ctid);
    if (pid == 0) _exit((ctid == getpid()) * 2 + (ptid == 0)); // the parent's is written after the memory is copied
    printf("parent's copies: %d, child's word here untouched: %d\n", ptid == pid, ctid == 0);
    reap("child", pid);
    pid = raw(CLONE_PARENT_SETTID | SIGCHLD, (int *)8, 0);
    if (pid == 0) _exit(7);
    outcome("bad parent_tid pointer", pid);
    if (pid > 0) reap("child", pid);
    pid = raw(CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD, 0, (int *)8);
    if (pid == 0) _exit(8);
    outcome("bad child_tid pointer", pid);
    reap("child", pid);

    // CLONE_CHILD_CLEARTID: the word is zeroed and woken when the child that shares memory is gone
    int *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *word = 12345;
    pid = raw(CLONE_CHILD_CLEARTID | SIGCHLD, 0, word);
    if (pid == 0) milliseconds(10), _exit(9);
    reap("child", pid);
    printf("forked, alone in its memory: the word is %s\n", *word ? "kept" : "zeroed");
    int value = 12345;
    volatile int *clear = word + 1;
    *clear = 1;
    pid = clone((int (*)(void *))milliseconds, stack + 65536, CLONE_VM | CLONE_CHILD_CLEARTID | SIGCHLD, (void *)20,
                NULL, NULL, clear);
    while (*clear) syscall(SYS_futex, clear, FUTEX_WAIT, 1, NULL, NULL, 0);
    printf("cleared: %d\n", *clear);
    waitpid(pid, NULL, 0);

    int pidfd = -1;
    pid = raw(CLONE_PIDFD | SIGCHLD, &pidfd, 0);
    if (pid == 0) _exit(10);
    printf("pidfd: %s, close on exec %d\n", pidfd > 2 ? "opened" : "none", fcntl(pidfd, F_GETFD));
    reap("child", pid);

    // CLONE_PARENT: a sibling, not a child
    pid_t middle = fork();
    if (middle == 0) {
        pid_t sibling = raw(CLONE_PARENT | SIGCHLD, 0, 0);
        if (sibling == 0) _exit(11);
        _exit(waitpid(sibling, NULL, 0) < 0 ? 12 : 1);
    }
    reap("middle", middle);
    reap("sibling", -1);
    // CLONE_SETTLS gives FS
    unsigned long own_tls[64] = {0};
    pid = syscall(SYS_clone, CLONE_SETTLS | SIGCHLD, 0, 0, 0, own_tls);
    if (pid == 0) {
        unsigned long fs;
        __asm__ volatile("syscall"
                         : "=a"(fs)
                         : "a"(SYS_arch_prctl), "D"(0x1003), "S"(&own_tls[8])
                         : "rcx", "r11", "memory");
        __asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(own_tls[8] == (unsigned long)own_tls ? 13 : 1));
    }
    reap("with its own TLS", pid);
    return 0;
}
