// SPDX-License-Identifier: GPL-2.0-or-later
// What processes share or do not: umask and directory by fork, CLONE_FS and unshare; TLS bases by arch_prctl;
// the thread id address; another process's memory.
#include "guest.h"
#include <asm/prctl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static char stack[65536] __attribute__((aligned(16)));
static int unshares(void *arg) {
    show("unshare(CLONE_FS | CLONE_FILES)", unshare(CLONE_FS | CLONE_FILES));
    umask(0777), chdir("/"), close(40);
    return 3;
}
static int changes(void *arg) {
    umask(0111), chdir("sub"), close(40);
    return 4;
}
static __thread int in_tls = 5;

int main(void) {
    char cwd[4096], text[32] = "";
    umask(027), mkdir("sub", 0755);
    struct stat st;
    stat("sub", &st), printf("mode %o\n", st.st_mode & 07777);
    pid_t pid = fork();
    if (pid == 0) printf("child's umask %03o\n", umask(0)), chdir("sub"), _exit(0);
    reap("child", pid),
        printf("mine %03o, in sub: %d\n", umask(027), !strcmp(base_name(getcwd(cwd, sizeof cwd)), "sub"));
    show("umask keeps nine bits", (umask(-1), umask(027)));
    dup2(0, 40);
    pid = clone(unshares, stack + sizeof stack, CLONE_FS | CLONE_FILES | SIGCHLD, NULL);
    reap("unshared", pid);
    printf("umask %03o, fd 40 %s\n", umask(027), fcntl(40, F_GETFD) < 0 ? "closed" : "open");
    pid = clone(changes, stack + sizeof stack, CLONE_FS | CLONE_FILES | SIGCHLD, NULL);
    reap("shared", pid);
    printf("umask %03o, fd 40 %s, directory %s\n", umask(027), fcntl(40, F_GETFD) < 0 ? "closed" : "open",
           base_name(getcwd(cwd, sizeof cwd)));
    show("unshare 0", unshare(0)), show("unshare(CLONE_VM) alone in it", unshare(CLONE_VM)),
        show("unshare, a bad flag", unshare(CLONE_PARENT_SETTID));

    unsigned long base = 0;
    show("get FS", syscall(SYS_arch_prctl, ARCH_GET_FS, &base));
    unsigned long self;
    __asm__("mov %%fs:0, %0" : "=r"(self));
    printf("FS is the thread pointer: %d\n", base == self);
    static unsigned long area[2] = {0x1234567890abcdef, 42};
    show("set GS", syscall(SYS_arch_prctl, ARCH_SET_GS, area)),
        show("get GS", syscall(SYS_arch_prctl, ARCH_GET_GS, &base));
    unsigned long value;
    __asm__("mov %%gs:8, %0" : "=r"(value));
    printf("through GS: %lu %d\n", value, base == (unsigned long)area);
    show("not canonical", syscall(SYS_arch_prctl, ARCH_SET_GS, 0x8000000000000000)),
        show("a kernel address", syscall(SYS_arch_prctl, ARCH_SET_FS, 0xffff800000000000));
    show("bad pointer", syscall(SYS_arch_prctl, ARCH_GET_FS, 8)), show("unknown", syscall(SYS_arch_prctl, 0x9999, 0));
    if ((pid = fork()) == 0) {
        __asm__("mov %%gs:8, %0" : "=r"(value));
        _exit(value == 42 && in_tls == 5 ? 42 : 1);
    }
    reap("the child has GS and TLS", pid);
    printf("set_tid_address tells the id: %d\n", syscall(SYS_set_tid_address, &base) == syscall(SYS_gettid));

    struct gate g = gate_new(), ready = gate_new();
    char *secret = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if ((pid = fork()) == 0) {
        strcpy(secret, "the child's text");
        mprotect(secret + 4096, 4096, PROT_NONE);
        gate_open(&ready), gate_pass(&g);
        printf("child has: %s\n", secret);
        _exit(0);
    }
    gate_pass(&ready);
    struct iovec local = {text, 17}, remote = {secret, 17};
    ssize_t n = process_vm_readv(pid, &local, 1, &remote, 1, 0);
    show("process_vm_readv", n);
    if (n > 0) printf("%s\n", text);
    local = (struct iovec){"written from outside", 21}, remote = (struct iovec){secret, 21};
    show("process_vm_writev", process_vm_writev(pid, &local, 1, &remote, 1, 0));
    char block[8192];
    local = (struct iovec){block, 8192}, remote = (struct iovec){secret, 8192};
    show("up to the protected page", process_vm_readv(pid, &local, 1, &remote, 1, 0));
    remote.iov_base = (void *)8;
    show("unmapped", process_vm_readv(pid, &local, 1, &remote, 1, 0)),
        show("flags", process_vm_readv(pid, &local, 1, &remote, 1, 1)),
        show("nobody", process_vm_readv(0x7ffffff0, &local, 1, &remote, 1, 0));
    gate_open(&g), reap("child", pid);
    return 0;
}
