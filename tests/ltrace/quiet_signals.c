// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -b
#include <signal.h>
#include <stdio.h>
static void handler(int signo) {
    (void)signo;
}
int main(void) {
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    puts("on");
    return 0;
}
