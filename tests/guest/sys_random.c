// SPDX-License-Identifier: GPL-2.0-or-later
// getrandom, uname, sysinfo: what can be said of them anywhere.
#include "guest.h"
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

int main(void) {
    static unsigned char a[1000], b[1000], big[100000];
    show("getrandom", getrandom(a, sizeof a, 0));
    show("nonblock", getrandom(b, sizeof b, GRND_NONBLOCK));
    printf("different %d\n", memcmp(a, b, sizeof a) != 0);
    show("random", getrandom(b, 16, GRND_RANDOM));
    show("insecure", getrandom(b, 16, GRND_INSECURE));
    show("both", getrandom(b, 16, GRND_INSECURE | GRND_RANDOM));
    show("unknown", getrandom(b, 16, 8));
    show("nothing", getrandom(b, 0, 0));
    show("nothing to nowhere", syscall(SYS_getrandom, 0L, 0L, 0));
    show("fault", syscall(SYS_getrandom, 8L, 16L, 0));
    show("much", getrandom(big, sizeof big, 0));
    unsigned seen[256] = {0}, least = sizeof big;
    for (int i = 0; i < (int)sizeof big; i++) seen[big[i]]++;
    for (int i = 0; i < 256; i++)
        if (seen[i] < least) least = seen[i];
    printf("every value often %d\n", least > 200);
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 4096, 4096);
    show("up to a hole", getrandom(page + 4000, 200, 0));

    struct utsname u;
    show("uname", uname(&u));
    printf("%s %s, release %d, version %d, node %d\n", u.sysname, u.machine, u.release[0] >= '5', u.version[0] == '#',
           u.nodename[0] != 0);
    show("uname fault", syscall(SYS_uname, 8L));
    personality(PER_LINUX | UNAME26);
    uname(&u);
    printf("old release %.4s\n", u.release);
    personality(PER_LINUX32);
    uname(&u);
    printf("old machine %s\n", u.machine);
    personality(PER_LINUX);

    struct sysinfo s;
    show("sysinfo", sysinfo(&s));
    printf("memory %d processes %d unit %d\n", s.totalram >= s.freeram && s.freeram > 0, s.procs >= 1, s.mem_unit);
    show("sysinfo fault", syscall(SYS_sysinfo, 8L));
    return 0;
}
