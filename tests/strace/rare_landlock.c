// SPDX-License-Identifier: GPL-2.0-or-later
// Landlock rule sets and local descriptor tables, refused.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    unsigned long r[4] = {0x1fff, 0, 0, 0}, x[4] = {0x3fff000000000ff, 3, 0, 7};
    struct {
        unsigned long a;
        int fd;
    } __attribute__((packed)) p = {0x3fff, 77}, q = {0, -1};
    syscall(SYS_landlock_create_ruleset, r, 8, 8), syscall(SYS_landlock_create_ruleset, r, 8, 0x10),
        syscall(SYS_landlock_create_ruleset, x, 8, 0xff00), syscall(SYS_landlock_create_ruleset, x, 24, 2),
        syscall(SYS_landlock_create_ruleset, r, 4, 8), syscall(SYS_landlock_create_ruleset, 0, 0, 1),
        syscall(SYS_landlock_create_ruleset, 8, 8, 0), syscall(SYS_landlock_create_ruleset, r, 4097, 0);
    syscall(SYS_landlock_add_rule, 99, 1, &p, 0), syscall(SYS_landlock_add_rule, 99, 1, &q, 7),
        syscall(SYS_landlock_add_rule, 99, 9, &p, 0), syscall(SYS_landlock_add_rule, 99, 1, 8, 0),
        syscall(SYS_landlock_restrict_self, 99, 0), syscall(SYS_landlock_restrict_self, -1, 5);
    struct {
        unsigned n, base, lim, flags;
    } d = {5, 0x1000, 0xff, 0x51}, e = {-1, 0, 0, 0xff};
    syscall(SYS_modify_ldt, 0, x, 32), syscall(SYS_modify_ldt, 1, &e, 15), syscall(SYS_modify_ldt, 0x11, &d, 0),
        syscall(SYS_modify_ldt, 2, x, 32), syscall(SYS_modify_ldt, 5, &e, 16), syscall(SYS_modify_ldt, 5, &d, 16);
    return 0;
}
