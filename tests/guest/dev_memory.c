// SPDX-License-Identifier: GPL-2.0-or-later
// The devices that need no hardware: their numbers, and what reading, writing, seeking, mapping and waiting for them does.
#include "guest.h"
#include <linux/random.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>

static char buf[70000];

static void look(const char *name) {
    struct stat st;
    char path[64];
    sprintf(path, "/dev/%s", name);
    if (stat(path, &st) < 0) {
        printf("%s: %s\n", name, errno_name(errno));
        return;
    }
    printf("%s: mode %o, device %u:%u, size %ld, owner %d\n", name, st.st_mode, major(st.st_rdev), minor(st.st_rdev),
           (long)st.st_size, st.st_uid);
}

static void use(const char *name) {
    char path[64];
    sprintf(path, "/dev/%s", name);
    int fd = open(path, O_RDWR);
    printf("--- %s: open %s\n", name, fd < 0 ? errno_name(errno) : "ok");
    if (fd < 0) return;
    memset(buf, 'x', sizeof buf);
    show("read", read(fd, buf, 10));
    printf("first bytes are zero %d, the eleventh untouched %d\n", buf[0] == 0 && buf[9] == 0, buf[10] == 'x');
    show("read of nothing", read(fd, buf, 0));
    show("write", write(fd, "0123456789", 10));
    show("read to a bad address", read(fd, (void *)8, 10));
    show("write from a bad address", write(fd, (void *)8, 10));
    struct iovec v[2] = {{buf, 3}, {buf + 3, 4}};
    show("readv", readv(fd, v, 2)), show("writev", writev(fd, v, 2));
    show("pread", pread(fd, buf, 5, 1000)), show("pwrite", pwrite(fd, buf, 5, 1000));
    show("seek", lseek(fd, 100, SEEK_SET)), show("from the end", lseek(fd, -5, SEEK_END)),
        show("negative", lseek(fd, -5, SEEK_SET));
    show("position", lseek(fd, 0, SEEK_CUR));
    show("truncate", ftruncate(fd, 0)), show("fsync", fsync(fd));
    struct pollfd p = {fd, POLLIN | POLLOUT | POLLPRI, 0};
    show("poll", poll(&p, 1, 0)), printf("revents %x\n", p.revents);
    int n = -1;
    show("FIONREAD", ioctl(fd, FIONREAD, &n));
    char *m = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    printf("mmap %s\n", m == MAP_FAILED ? errno_name(errno) : "ok");
    if (m != MAP_FAILED) {
        m[5000] = 1;
        printf("it is zero %d and mine %d\n", m[0] == 0 && m[4999] == 0, m[5000]), munmap(m, 8192);
    }
    m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    printf("shared mmap %s\n", m == MAP_FAILED ? errno_name(errno) : "ok");
    close(fd);
}

static int differ(const char *a, const char *b, int n) {
    int count = 0;
    for (int i = 0; i < n; i++) count += a[i] != b[i];
    return count > n / 2;
}

int main(void) {
    static const char *const names[] = {"null", "zero", "full", "random", "urandom", "tty", "nothing"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) look(names[i]);
    use("null"), use("zero"), use("full");
    for (int i = 3; i < 5; i++) {
        char path[64], again[4096], first[4096];
        sprintf(path, "/dev/%s", names[i]);
        int fd = open(path, O_RDWR), bits = 0;
        show(names[i], read(fd, first, 4096)), show("again", read(fd, again, 4096));
        printf("different: %d\n", differ(first, again, 4096));
        show("much", read(fd, buf, sizeof buf)), show("bad address", read(fd, (void *)8, 10));
        show("write", write(fd, buf, 100)), show("seek", lseek(fd, 100, SEEK_SET));
        show("RNDGETENTCNT", ioctl(fd, RNDGETENTCNT, &bits)), printf("bits %d\n", bits);
        bits = 8, show("RNDADDTOENTCNT", ioctl(fd, RNDADDTOENTCNT, &bits)),
        show("RNDCLEARPOOL", ioctl(fd, RNDCLEARPOOL));
        show("unknown", ioctl(fd, 0x5299, &bits));
        struct pollfd p = {fd, POLLIN | POLLOUT, 0};
        poll(&p, 1, 0), printf("revents %x\n", p.revents), close(fd);
    }
    show("/dev/tty", open("/dev/tty", O_RDWR));
    int p[2];
    char link[64] = "";
    pipe(p), dup2(p[1], 1 + 40), readlink("/dev/fd", link, 63), printf("/dev/fd: %s\n", link);
    show("/dev/fd/41", open("/dev/fd/41", O_WRONLY) >= 0);
    struct stat st;
    printf("/dev/shm: %d %o\n", stat("/dev/shm", &st), st.st_mode);
    show("mknod", mknod("node", S_IFCHR | 0600, makedev(1, 3))),
        show("a new one in /dev", open("/dev/new", O_CREAT | O_WRONLY, 0600));
    int fd = open("/dev/shm/guest-test", O_CREAT | O_EXCL | O_RDWR, 0600);
    show("in /dev/shm", fd >= 0), show("it grows", ftruncate(fd, 10000)), unlink("/dev/shm/guest-test");
    return 0;
}
