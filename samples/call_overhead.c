// SPDX-License-Identifier: GPL-2.0-or-later
// What does a system call cost? A million getpid calls, timed; with an argument, the figure is printed.
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    enum { CALLS = 1000000 };
    struct timespec a, b;
    long pid = getpid();
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < CALLS; i++)
        if (syscall(SYS_getpid) != pid) return 1;
    clock_gettime(CLOCK_MONOTONIC, &b);
    double ns = ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / CALLS;
    (void)argv;
    if (argc > 1)
        printf("%.1f ns a call\n", ns);
    else
        printf("%d calls took a measurable time: %s\n", CALLS, ns > 0 ? "yes" : "no");
    return 0;
}
