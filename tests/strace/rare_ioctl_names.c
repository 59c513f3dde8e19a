// SPDX-License-Identifier: GPL-2.0-or-later
// Every request of ioctl that has a name, families with each of their numbers, and some that have none; the argument is an address that is none.
#include <sys/syscall.h>
#include <unistd.h>
static const unsigned requests[] = {
#define IOCTL(number, name) number,
#include "../../trace/ioctl_names.def"
};
int main(void) {
    if (!getuid()) return 1;
    static const char types[] = "EHMUj\x05";
    for (unsigned i = 0; i < sizeof requests / sizeof *requests; i++)
        syscall(SYS_ioctl, -1, (unsigned long)requests[i], 8L);
    for (unsigned i = 0; types[i]; i++)
        for (unsigned long number = 0; number < 256; number++)
            for (unsigned long direction = 0; direction < 4; direction++)
                syscall(SYS_ioctl, -1,
                        direction << 30 | (number % 7 * 9) << 16 | (unsigned long)types[i] << 8 | number, 8L);
    for (unsigned long size = 0; size < 200; size += 25)
        syscall(SYS_ioctl, -1, 1ul << 30 | size << 16 | 'k' << 8, 8L);
    return 0;
}
