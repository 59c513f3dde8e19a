// SPDX-License-Identifier: GPL-2.0-or-later
// keyctl with every operation on keys that do not exist.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
int main(void) {
    char buf[64] = "text";
    struct iovec v[2] = {{"ab", 2}, {"cde", 3}};
    static int dh[4] = {1, 2, 3};
    static long pk[8];
    static const long keys[] = {-1, -2, -3, -4, -5, -6, -7, -8, 0, 5, -99};
    for (unsigned i = 0; i < 11; i++) syscall(SYS_keyctl, 0, keys[i], 0), syscall(SYS_keyctl, 3, keys[i] - 1000000);
    syscall(SYS_keyctl, 0, 99999999, 1), syscall(SYS_keyctl, 1, 8), syscall(SYS_keyctl, 2, 99999999, "payload", 7),
        syscall(SYS_keyctl, 4, 99999999, 5, -1);
    syscall(SYS_keyctl, 5, 99999999, 0x3f3f0000), syscall(SYS_keyctl, 5, 99999999, 0x3f),
        syscall(SYS_keyctl, 6, 99999999, buf, 64), syscall(SYS_keyctl, 7, 99999999),
        syscall(SYS_keyctl, 8, 99999999, 99999998), syscall(SYS_keyctl, 9, 99999999, -2);
    syscall(SYS_keyctl, 10, 99999999, "user", "desc", 0), syscall(SYS_keyctl, 11, 99999999, buf, 64),
        syscall(SYS_keyctl, 12, 99999999, "pay", 3, 0), syscall(SYS_keyctl, 13, 99999999, 5, 0),
        syscall(SYS_keyctl, 14, 99), syscall(SYS_keyctl, 15, 99999999, 60), syscall(SYS_keyctl, 16, 99999999);
    syscall(SYS_keyctl, 17, 99999999, buf, 64), syscall(SYS_keyctl, 19, 99999999, 5, 126, 0),
        syscall(SYS_keyctl, 20, 99999999, v, 2, 0), syscall(SYS_keyctl, 21, 99999999),
        syscall(SYS_keyctl, 22, 5, 99999999);
    syscall(SYS_keyctl, 23, dh, buf, 64, 0), syscall(SYS_keyctl, 23, 8, buf, 64, 0),
        syscall(SYS_keyctl, 24, 99999999, 0, "enc=pkcs1", pk), syscall(SYS_keyctl, 25, pk, "info", buf, buf),
        syscall(SYS_keyctl, 28, pk, "info", buf, buf), syscall(SYS_keyctl, 29, 99999999, "type", "restriction"),
        syscall(SYS_keyctl, 29, 99999999, 0, 0);
    syscall(SYS_keyctl, 30, 99999999, 99999998, 99999997, 1), syscall(SYS_keyctl, 31, 8, 1),
        syscall(SYS_keyctl, 99, 1, 2, 3, 4), syscall(SYS_keyctl, 32, 99999999, 1, 2);
    syscall(SYS_add_key, "user", "desc", "payload", 7, 99999999), syscall(SYS_add_key, 0, 8, 0, 0, -3),
        syscall(SYS_request_key, "user", "desc", "info", 99999999), syscall(SYS_request_key, "nosuchtype", 0, 0, 0);
    return 0;
}
