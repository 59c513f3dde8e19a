// SPDX-License-Identifier: GPL-2.0-or-later
// madvise: what each advice does to the contents, and what is refused.
#include "guest.h"
#include <sys/mman.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif

int main(void) {
    char *m = mmap(NULL, 8 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(m, 'a', 8 * P);
    show("DONTNEED", madvise(m + P, 2 * P, MADV_DONTNEED)),
        printf("%d %d %d %d\n", m[0], m[P], m[3 * P - 1], m[3 * P]);
    show("FREE", madvise(m + 4 * P, P, MADV_FREE)),
        printf("old or zero: %d, rewritten stays: ", m[4 * P] == 'a' || m[4 * P] == 0),
        m[4 * P] = 'w', printf("%c\n", m[4 * P]);
    static const int harmless[] = {MADV_NORMAL,     MADV_RANDOM,   MADV_SEQUENTIAL, MADV_WILLNEED,
                                   MADV_DONTFORK,   MADV_DOFORK,   MADV_COLD,       MADV_PAGEOUT,
                                   MADV_NOHUGEPAGE, MADV_DONTDUMP, MADV_DODUMP};
    for (unsigned i = 0; i < sizeof harmless / sizeof *harmless; i++)
        printf("%d ", harmless[i]), show("advice", madvise(m, 8 * P, harmless[i]));
    printf("contents stay: %c %c\n", m[0], m[7 * P]);
    show("POPULATE_READ", madvise(m, 8 * P, MADV_POPULATE_READ)),
        show("POPULATE_WRITE", madvise(m, 8 * P, MADV_POPULATE_WRITE));
    show("unknown", madvise(m, P, 9999)), show("odd address", madvise(m + 1, P, MADV_NORMAL)),
        show("size 0", madvise(m, 0, MADV_DONTNEED)), show("negative size", madvise(m, -1, MADV_NORMAL)),
        show("unmapped", madvise((void *)0x200000000000, P, MADV_DONTNEED));
    munmap(m + 6 * P, P);
    m[5 * P] = m[7 * P] = 'k';
    show("across a hole", madvise(m + 5 * P, 3 * P, MADV_DONTNEED)),
        printf("both sides done: %d %d\n", m[5 * P], m[7 * P]);
    show("size rounds up", (m[P] = 'q', madvise(m, P + 1, MADV_DONTNEED))), printf("%d\n", m[P]);
    mprotect(m, P, PROT_READ), show("read-only pages too", madvise(m, P, MADV_DONTNEED)),
        show("POPULATE_WRITE on them", madvise(m, P, MADV_POPULATE_WRITE));
    show("HWPOISON", madvise(m, P, MADV_HWPOISON));

    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    for (int i = 0; i < 4; i++) {
        char block[P];
        memset(block, 'A' + i, P), write(fd, block, P);
    }
    char *private = mmap(NULL, 4 * P, RW, MAP_PRIVATE, fd, 0), *shared = mmap(NULL, 4 * P, RW, MAP_SHARED, fd, 0);
    private[0] = 'x', shared[P] = 'y';
    show("DONTNEED, private file", madvise(private, 4 * P, MADV_DONTNEED)),
        printf("the file again: %c, as it is now: %c\n", private[0], private[P]);
    show("DONTNEED, shared file", madvise(shared, 4 * P, MADV_DONTNEED)), printf("nothing lost: %c\n", shared[P]);
    show("FREE of a file", madvise(private, P, MADV_FREE)), show("REMOVE, private", madvise(private, P, MADV_REMOVE));
    show("REMOVE, shared", madvise(shared + 2 * P, P, MADV_REMOVE)),
        printf("a hole in the file: %d %c\n", shared[2 * P], shared[3 * P]);
    char *anon_shared = mmap(NULL, 2 * P, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    strcpy(anon_shared, "kept");
    show("DONTNEED, shared anonymous", madvise(anon_shared, 2 * P, MADV_DONTNEED)), printf("%s\n", anon_shared);
    show("REMOVE, shared anonymous", madvise(anon_shared, P, MADV_REMOVE)), printf("[%s]\n", anon_shared);

    char *not_forked = mmap(NULL, P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
         *wiped = mmap(NULL, P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    strcpy(not_forked, "mine"), strcpy(wiped, "mine");
    show("DONTFORK", madvise(not_forked, P, MADV_DONTFORK)), show("WIPEONFORK", madvise(wiped, P, MADV_WIPEONFORK)),
        show("WIPEONFORK of a file", madvise(shared, P, MADV_WIPEONFORK));
    pid_t pid = fork();
    if (pid == 0) {
        unsigned char vec;
        printf("child: %s, wiped [%s]\n", mincore(not_forked, P, &vec) < 0 ? errno_name(errno) : "has it", wiped);
        if (fork() == 0) strcpy(wiped, "x"), _exit(0);
        wait(NULL);
        _exit(0);
    }
    reap("child", pid), printf("parent: %s %s\n", not_forked, wiped);
    show("KEEPONFORK", madvise(wiped, P, MADV_KEEPONFORK));
    if ((pid = fork()) == 0) printf("child: %s\n", wiped), _exit(0);
    reap("child", pid);
    return 0;
}
