// SPDX-License-Identifier: GPL-2.0-or-later
// The control calls of System V IPC with what they are given, of identifiers that there are not.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    long z[40];
    for (long i = 0; i < 40; i++) z[i] = 0x1000000010 + i;
    for (long any = 0; any <= 0x100; any += 0x100)
        for (long command = 0; command < 21; command++) {
            if (command == 3 || command == 12 || command == 14 || command == 19) continue; // they need no identifier
            syscall(SYS_shmctl, 99999, any | command, z), syscall(SYS_shmctl, 99999, any | command, 8);
            syscall(SYS_msgctl, 99999, any | command, z), syscall(SYS_msgctl, 99999, any | command, 0);
            syscall(SYS_semctl, 99999, 1, any | command, z), syscall(SYS_semctl, 99999, 1, any | command, 8);
        }
    z[0] = z[1] = z[2] = -1;
    syscall(SYS_shmctl, 99999, 1, z), syscall(SYS_msgctl, 99999, 1, z), syscall(SYS_semctl, 99999, 1, 1, z);
    return 0;
}
