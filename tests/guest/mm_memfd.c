// SPDX-License-Identifier: GPL-2.0-or-later
// memfds: names, flags, seals and mappings under them.
#include "guest.h"
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(void) {
    char name[300], link[64], target[400] = "";
    int fd = memfd_create("a name", 0);
    sprintf(link, "/proc/self/fd/%d", fd), readlink(link, target, sizeof target - 1), printf("%s\n", target);
    struct stat st;
    fstat(fd, &st), printf("mode %o, links %ld, size %ld\n", st.st_mode, (long)st.st_nlink, (long)st.st_size);
    printf("close on exec %d %d\n", fcntl(fd, F_GETFD), fcntl(memfd_create("", MFD_CLOEXEC), F_GETFD));
    memset(name, 'n', 299), name[249] = 0, show("249 letters", memfd_create(name, 0) >= 0 ? 0 : -1), name[249] = 'n',
                            name[250] = 0, show("250 letters", memfd_create(name, 0));
    show("unknown flag", memfd_create("x", 0x80)), show("bad pointer", memfd_create((char *)8, 0));
    show("seals of one that forbids them", fcntl(fd, F_GET_SEALS)),
        show("adding one", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    fd = memfd_create("sealed", MFD_ALLOW_SEALING);
    show("seals", fcntl(fd, F_GET_SEALS)), ftruncate(fd, 8192), write(fd, "content", 7);
    show("SHRINK", fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)), show("shrinking", ftruncate(fd, 4096)),
        show("growing", ftruncate(fd, 12288));
    show("GROW", fcntl(fd, F_ADD_SEALS, F_SEAL_GROW)), show("growing", ftruncate(fd, 16384)),
        show("write beyond", pwrite(fd, "x", 1, 12288)), show("write inside", pwrite(fd, "C", 1, 0)),
        show("write across", pwrite(fd, "xy", 2, 12287));
    char *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    show("WRITE while mapped writable", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), munmap(m, 4096);
    char *ro = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    show("WRITE while mapped readable", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)), show("seals", fcntl(fd, F_GET_SEALS)),
        show("write", pwrite(fd, "x", 1, 0)), show("punch", fallocate(fd, 3, 0, 4096));
    m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0),
    printf("mapping it writable: %s\n", m == MAP_FAILED ? errno_name(errno) : "ok");
    m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0),
    printf("privately: %s, %s\n", m == MAP_FAILED ? errno_name(errno) : "ok", ro);
    show("SEAL", fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL)), show("no more", fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)),
        show("unknown seal", fcntl(fd, F_ADD_SEALS, 0x100));
    fd = memfd_create("future", MFD_ALLOW_SEALING), ftruncate(fd, 4096),
    m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    show("FUTURE_WRITE while mapped", fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE)),
        m[0] = 'm', show("the old mapping writes, write does not", pwrite(fd, "x", 1, 0));
    char *second = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    printf("a new one is refused: %s\n", second == MAP_FAILED ? errno_name(errno) : "no");
    show("seals of a file", fcntl(open("file", O_RDWR | O_CREAT, 0600), F_GET_SEALS)),
        show("of a pipe", ({
                 int p[2];
                 pipe(p);
                 fcntl(p[0], F_GET_SEALS);
             }));
    // opened again through /proc it is the same file with another offset
    fd = memfd_create("again", 0), write(fd, "0123456789", 10), sprintf(link, "/proc/self/fd/%d", fd);
    int other = open(link, O_RDONLY);
    char c = 0;
    show("read at its own offset", read(other, &c, 1)), printf("%c\n", c),
        show("written by the read-only one", write(other, "x", 1));
    pid_t pid = fork();
    if (pid == 0) pwrite(fd, "c", 1, 0), ftruncate(fd, 5), _exit(0);
    reap("child", pid), fstat(fd, &st), pread(other, &c, 1, 0), printf("%c, size %ld\n", c, (long)st.st_size);
    return 0;
}
