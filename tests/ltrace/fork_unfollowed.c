// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    if (fork() == 0) {
        usleep(200000); // so that the parent waits by then
        puts("child");
        _exit(0);
    }
    wait(NULL);
    puts("parent");
    return 0;
}
