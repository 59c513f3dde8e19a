// SPDX-License-Identifier: GPL-2.0-or-later
// seccomp filters that are refused, and its other operations.
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    struct sock_filter f[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xc000003e, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 5),
        BPF_STMT(BPF_RET | BPF_A, 0),
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 3),
        BPF_STMT(BPF_ALU | BPF_NEG, 3),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_MISC | BPF_TXA, 1),
        BPF_STMT(BPF_LDX | BPF_W | BPF_MEM, 2),
        BPF_STMT(BPF_ST, 3),
        BPF_STMT(BPF_STX, 3),
        BPF_JUMP(BPF_JMP | BPF_JA, 2, 0, 0),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_X, 2, 1, 0),
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 5),
        BPF_STMT(BPF_LD | BPF_B | BPF_MSH, 6),
        BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 6),
        BPF_STMT(BPF_LD | BPF_IMM, 7),
        BPF_STMT(BPF_RET | BPF_K, 0x12345678),
        BPF_STMT(0xffff, 7),
        BPF_STMT(BPF_RET | BPF_X, 7),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_THREAD),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | 7),
        BPF_STMT(BPF_ALU | 0xf0, 7),
        BPF_STMT(BPF_JMP | 0xf0, 7),
    };
    static struct sock_filter lots[5001] = {
        [4095] = BPF_STMT(BPF_RET | BPF_K, 1), [4999] = BPF_STMT(BPF_RET | BPF_K, 2)};
    struct sock_fprog p = {sizeof f / sizeof *f, f}, q = {3, f}, none = {0, 0}, bad = {3, (void *)8},
                      many = {5000, lots};
    syscall(SYS_seccomp, 1, 0, &p), syscall(SYS_seccomp, 1, 0x3f, &q), syscall(SYS_seccomp, 1, 0x100, &none),
        syscall(SYS_seccomp, 1, 0, &bad), syscall(SYS_seccomp, 1, 0, &many), syscall(SYS_seccomp, 1, 0, 0),
        syscall(SYS_seccomp, 1, 0, 8);
    syscall(SYS_seccomp, 0, 1, 8), syscall(SYS_seccomp, 0, 1, 0), syscall(SYS_seccomp, 9, 1, 8),
        syscall(SYS_seccomp, 9, 0, 0);
    unsigned a = SECCOMP_RET_ALLOW, b = 0x12340000, c = SECCOMP_RET_KILL_PROCESS;
    unsigned short sizes[3];
    syscall(SYS_seccomp, 2, 0, &a), syscall(SYS_seccomp, 2, 0, &b), syscall(SYS_seccomp, 2, 1, &c),
        syscall(SYS_seccomp, 2, 0, 8), syscall(SYS_seccomp, 3, 0, sizes), syscall(SYS_seccomp, 3, 0, 8),
        syscall(SYS_seccomp, 3, 1, sizes);
    prctl(PR_SET_SECCOMP, 2, &p), prctl(PR_SET_SECCOMP, 2, &none), prctl(PR_SET_SECCOMP, 2, 8, 1, 2),
        prctl(PR_SET_SECCOMP, 2, 0, 1, 2);
    static struct sock_filter codes[0x400];
    for (int i = 0; i < 0x200; i++)
        codes[i] = (struct sock_filter){i, 0, 0, 5},
        codes[0x200 + i] = (struct sock_filter){i * 0x81, i & 1, i & 2, -i};
    p.len = 0x400, p.filter = codes, syscall(SYS_seccomp, 1, 0x100, &p);
    return 0;
}
