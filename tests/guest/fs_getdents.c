// SPDX-License-Identifier: GPL-2.0-or-later
// getdents64 and getdents: entries and their types, small buffers, seeking, changes while reading.
#include "guest.h"
#include <dirent.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct entry64 {
    uint64_t ino;
    int64_t off;
    unsigned short reclen;
    unsigned char type;
    char name[];
};
struct entry {
    unsigned long ino, off;
    unsigned short reclen;
    char name[];
};

static char names[4000][16];
static unsigned char types[4000];
static int count;
static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static long collect(int fd, int size) {
    char buf[8192];
    long n, calls = 0;
    while ((n = syscall(SYS_getdents64, fd, buf, size)) > 0) {
        calls++;
        for (long at = 0; at < n;) {
            struct entry64 *e = (void *)(buf + at);
            if (e->reclen % 8 || e->reclen < 19 + strlen(e->name) + 1) printf("bad length %d\n", e->reclen);
            snprintf(names[count], 16, "%s %d", e->name, e->type);
            count++;
            at += e->reclen;
        }
    }
    if (n < 0) printf("stopped: %s\n", errno_name(errno));
    return calls;
}
static void list(const char *what, int fd, int size) {
    count = 0;
    lseek(fd, 0, SEEK_SET);
    long calls = collect(fd, size);
    qsort(names, count, sizeof names[0], compare);
    printf("%s: %d%s", what, count, count > 20 ? "" : ":");
    for (int i = 0; i < count && count <= 20; i++) printf(" %s", names[i]);
    printf("%s\n", calls > 1 ? ", in pieces" : "");
}

int main(void) {
    char buf[4096];
    int p[2];
    mkdir("d", 0755);
    int d = open("d", O_RDONLY), f = open("d/file", O_CREAT | O_RDWR, 0644);
    list("one", d, 4096);
    mkdir("d/dir", 0755), symlink("x", "d/link"), mkfifo("d/fifo", 0600), mknod("d/sock", S_IFSOCK | 0600, 0);
    list("all kinds", d, 4096);
    list("in pieces", d, 32);
    list("too small", d, 23);
    list("hardly large enough", d, 24);
    show("bad fd", syscall(SYS_getdents64, 99, buf, 4096));
    show("file", syscall(SYS_getdents64, f, buf, 4096));
    pipe(p);
    show("pipe", syscall(SYS_getdents64, p[0], buf, 4096));
    show("O_PATH", syscall(SYS_getdents64, open("d", O_PATH), buf, 4096));
    lseek(d, 0, SEEK_SET);
    show("fault", syscall(SYS_getdents64, d, 8, 4096));
    show("no room", syscall(SYS_getdents64, d, buf, 0));
    lseek(d, 0, SEEK_SET);
    long n = syscall(SYS_getdents, d, buf, 4096);
    count = 0;
    for (long at = 0; at < n;) {
        struct entry *e = (void *)(buf + at);
        snprintf(names[count++], 16, "%s %d", e->name, buf[at + e->reclen - 1]);
        at += e->reclen;
    }
    qsort(names, count, sizeof names[0], compare);
    printf("getdents:");
    for (int i = 0; i < count; i++) printf(" %s", names[i]);
    printf("\n");
    show("end", syscall(SYS_getdents64, d, buf, 4096));
    show("end again", syscall(SYS_getdents, d, buf, 4096));

    // A position names a place: seeking back to it goes on from there.
    DIR *dir = opendir("d");
    readdir(dir), readdir(dir), readdir(dir);
    long place = telldir(dir);
    char next[256];
    strcpy(next, readdir(dir)->d_name);
    readdir(dir);
    seekdir(dir, place);
    printf("sought %d\n", !strcmp(next, readdir(dir)->d_name));
    rewinddir(dir);
    printf("first %s\n", readdir(dir)->d_name);
    printf("second %s\n", readdir(dir)->d_name);
    closedir(dir);

    // Removing everything while reading it.
    for (int i = 0; i < 500; i++) {
        snprintf(buf, sizeof buf, "d/n%d", i);
        close(open(buf, O_CREAT | O_WRONLY, 0600));
    }
    list("many", d, 4096);
    dir = opendir("d");
    int removed = 0;
    struct dirent *e;
    while ((e = readdir(dir)))
        if (e->d_name[0] == 'n' && !unlinkat(d, e->d_name, 0)) removed++;
    closedir(dir);
    printf("removed %d\n", removed);
    list("rest", d, 4096);
    unlink("d/file"), rmdir("d/dir"), unlink("d/link"), unlink("d/fifo"), unlink("d/sock");
    list("empty", d, 4096);
    rmdir("d");
    lseek(d, 0, SEEK_SET);
    show("gone", syscall(SYS_getdents64, d, buf, 4096));
    return 0;
}
