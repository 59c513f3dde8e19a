// SPDX-License-Identifier: GPL-2.0-or-later
// mlock and its limit, mlockall, locked memory in /proc, in children and over holes.
#include "guest.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
static long locked(void) {
    char line[256];
    long kb = -1;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) sscanf(line, "VmLck: %ld", &kb);
    if (f) fclose(f);
    return kb;
}

int main(void) {
    struct rlimit limit = {64 << 10, 64 << 10};
    if (setrlimit(RLIMIT_MEMLOCK, &limit)) skip("the limit of locked memory is below 64 KB here");
    char *m = mmap(NULL, 64 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("locked at first", locked()), show("4 pages", mlock(m, 4 * P)), show("locked", locked()),
        show("overlapping", mlock(m + 2 * P, 4 * P)), show("locked", locked());
    show("odd address rounds", mlock(m + 10 * P + 5, 1)), show("locked", locked()),
        show("17 pages", mlock(m + 20 * P, 17 * P)), show("up to the limit", mlock(m + 20 * P, 9 * P)),
        show("locked", locked());
    show("one more", mlock(m + 40 * P, P)), show("munlock", munlock(m, 64 * P)), show("locked", locked());
    show("unmapped", mlock((void *)0x200000000000, P)), show("munlock unmapped", munlock((void *)0x200000000000, P)),
        show("size 0", mlock(m, 0)), show("overflow", mlock(m + P, -P - 1));
    munmap(m + 5 * P, P), show("across a hole", mlock(m + 4 * P, 3 * P)), munlock(m + 4 * P, P);
    show("mlock2, on fault", syscall(SYS_mlock2, m, 2 * P, MLOCK_ONFAULT)),
        show("mlock2, bad flag", syscall(SYS_mlock2, m, P, 2)), show("locked", locked()), munlock(m, 2 * P);
    mprotect(m, P, PROT_NONE), show("without access", mlock(m, P)), munlock(m, P), mprotect(m, P, RW);
    void *big = mmap(NULL, 128 << 10, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
    printf("MAP_LOCKED beyond the limit: %s\n", big == MAP_FAILED ? errno_name(errno) : "ok");
    big = mmap(NULL, 8 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
    printf("MAP_LOCKED below: %s, ", big == MAP_FAILED ? errno_name(errno) : "ok"), show("locked", locked());
    pid_t pid = fork();
    if (pid == 0) show("not inherited", locked()), _exit(0);
    reap("child", pid);
    munmap(big, 8 * P), show("gone with the mapping", locked());
    show("mlockall 0", mlockall(0)), show("mlockall unknown", mlockall(8)),
        show("mlockall ONFAULT alone", mlockall(MCL_ONFAULT)),
        show("mlockall CURRENT beyond the limit", mlockall(MCL_CURRENT));
    show("mlockall FUTURE", mlockall(MCL_FUTURE));
    void *next = mmap(NULL, 4 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("the next is locked: %ld\n", locked());
    next = mmap(NULL, 1 << 20, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("a large one is refused: %s\n", next == MAP_FAILED ? errno_name(errno) : "no");
    show("munlockall", munlockall()), show("locked", locked());
    return 0;
}
