// SPDX-License-Identifier: GPL-2.0-or-later
// Private and shared mappings of one file, read and write, several processes: who sees whose changes.
#include "guest.h"
#include <sys/mman.h>
#include <sys/stat.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
static int fd;
static void print(const char *what, char *shared, char *private) {
    char text[8] = "";
    pread(fd, text, 5, 100);
    printf("%s: file %s shared %.5s private %.5s\n", what, text, shared + 100, private + 100);
}

int main(void) {
    fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0644);
    ftruncate(fd, 8 * P), pwrite(fd, "first", 5, 100);
    char *shared = mmap(NULL, 8 * P, RW, MAP_SHARED, fd, 0), *private = mmap(NULL, 8 * P, RW, MAP_PRIVATE, fd, 0);
    print("start", shared, private);
    pwrite(fd, "write", 5, 100), print("after pwrite", shared, private);
    memcpy(shared + 100, "share", 5), print("through shared", shared, private);
    memcpy(private + 100, "priva", 5), print("through private", shared, private);
    memcpy(shared + 100, "again", 5), print("shared again", shared, private);
    private[P] = 'c', shared[P + 1] = 's';
    printf("a page copied before it was shared-written: %d %d\n", private[P], private[P + 1]);
    char *second = mmap(NULL, P, RW, MAP_PRIVATE, fd, 0);
    printf("another private mapping: %.5s\n", second + 100);
    // a read-only descriptor gives a private writable mapping
    int ro = open("file", O_RDONLY);
    char *writable = mmap(NULL, P, RW, MAP_PRIVATE, ro, 0);
    memcpy(writable + 100, "ro-fd", 5), print("private of read-only", shared, writable);
    // write(2) from a mapping of the file it goes to; where the two overlap, the result depends on the processor's way of copying
    memcpy(shared, "0123456789", 10);
    show("write from itself", pwrite(fd, shared, 10, 10)), printf("%.20s\n", shared);
    show("read into itself", pread(fd, shared + 15, 10, 0)), printf("%.25s\n", shared);
    pid_t pid = fork();
    if (pid == 0) {
        memcpy(shared + 2 * P, "child shares", 13), memcpy(private + 100, "child", 5);
        printf("child: %.5s\n", private + 100);
        _exit(0);
    }
    reap("child", pid), printf("parent: %s, %.5s\n", shared + 2 * P, private + 100);
    // a child that maps the file by itself
    if ((pid = fork()) == 0) {
        int f = open("file", O_RDWR);
        char *own = mmap(NULL, 8 * P, RW, MAP_SHARED, f, 0);
        printf("independent mapping: %s\n", own + 2 * P);
        strcpy(own + 3 * P, "from an independent mapping");
        _exit(0);
    }
    reap("child", pid), printf("%s\n", shared + 3 * P);
    // all eight pages in reverse, against read
    for (int i = 7; i >= 0; i--) memset(shared + i * P, 'A' + i, P);
    char *copy = malloc(8 * P);
    show("read", pread(fd, copy, 8 * P, 0)), printf("equal: %d\n", !memcmp(copy, shared, 8 * P));
    struct stat st;
    fstat(fd, &st), printf("size %ld blocks %ld\n", (long)st.st_size, (long)st.st_blocks);
    // sparse: mapping a hole and writing into it allocates
    int sparse = open("sparse", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(sparse, 1 << 20);
    char *hole = mmap(NULL, 1 << 20, RW, MAP_SHARED, sparse, 0);
    long sum = 0;
    for (int i = 0; i < 1 << 20; i += P) sum += hole[i];
    hole[512 << 10] = 9;
    printf("holes read as %ld, SEEK_DATA finds %ld\n", sum, (long)lseek(sparse, 0, SEEK_DATA));
    show("punch", fallocate(sparse, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 512 << 10, P)),
        printf("punched: %d\n", hole[512 << 10]);
    // mapping stays when the name is gone and the descriptor closed
    unlink("file"), close(fd), close(ro);
    shared[5] = '!', printf("still: %c%c\n", shared[5], shared[7 * P]);
    show("gone", open("file", O_RDONLY));
    return 0;
}
