// SPDX-License-Identifier: GPL-2.0-or-later
// uname, time, gettimeofday, getpid, getuid: questions that take no arguments to speak of.
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    struct utsname u;
    if (uname(&u)) return perror("uname"), 1;
    printf("%s on %s\n", u.sysname, u.machine);
    time_t now = time(NULL);
    struct timeval tv;
    gettimeofday(&tv, NULL);
    struct tm *utc = gmtime(&now);
    printf("the year is plausible: %d\n", utc->tm_year + 1900 >= 2024 && utc->tm_year + 1900 < 2200);
    printf("time and gettimeofday agree: %d\n", tv.tv_sec - now <= 1 && tv.tv_sec >= now);
    printf("a process has a positive id: %d, and so has its parent or it is 0: %d\n", getpid() > 0, getppid() >= 0);
    printf("uid %d, effective %d, gid %d\n", (int)getuid(), (int)geteuid(), (int)getgid());
    return 0;
}
