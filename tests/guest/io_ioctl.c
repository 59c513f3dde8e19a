// SPDX-License-Identifier: GPL-2.0-or-later
// ioctls that every file answers, and terminal ones on what is no terminal.
#include "guest.h"
#include <linux/fs.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

static void all(const char *what, int fd) {
    int n = 1;
    struct termios tio;
    struct winsize ws;
    printf("%s:\n", what);
    show(" FIOCLEX", ioctl(fd, FIOCLEX));
    show(" flag", fcntl(fd, F_GETFD));
    show(" FIONCLEX", ioctl(fd, FIONCLEX));
    show(" flag", fcntl(fd, F_GETFD));
    show(" FIONBIO", ioctl(fd, FIONBIO, &n));
    int flags = fcntl(fd, F_GETFL);
    printf(" nonblock %d\n", flags == -1 ? -1 : !!(flags & O_NONBLOCK));
    n = 0;
    ioctl(fd, FIONBIO, &n);
    show(" FIONBIO fault", ioctl(fd, FIONBIO, 8));
    n = 1;
    show(" FIOASYNC on", ioctl(fd, FIOASYNC, &n));
    n = 0;
    show(" FIOASYNC off", ioctl(fd, FIOASYNC, &n));
    n = -7;
    show(" FIONREAD", ioctl(fd, FIONREAD, &n));
    printf(" %d\n", n);
    show(" FIGETBSZ", ioctl(fd, FIGETBSZ, &n));
    long long size = -7;
    show(" FIOQSIZE", ioctl(fd, FIOQSIZE, &size));
    printf(" %lld\n", size);
    show(" TCGETS", tcgetattr(fd, &tio));
    show(" TIOCGWINSZ", ioctl(fd, TIOCGWINSZ, &ws));
    show(" isatty", isatty(fd));
    show(" unknown", ioctl(fd, 0x1234));
    show(" FICLONE", ioctl(fd, FICLONE, fd));
    show(" FICLONE bad fd", ioctl(fd, FICLONE, 99));
    show(" FIFREEZE", ioctl(fd, FIFREEZE, 0));
}

int main(void) {
    int p[2], n;
    mkdir("d", 0755);
    int f = open("f", O_CREAT | O_RDWR, 0644), d = open("d", O_RDONLY), o = open("f", O_PATH);
    write(f, "hello", 5);
    lseek(f, 2, SEEK_SET);
    pipe(p);
    all("file", f);
    all("directory", d);
    all("pipe", p[0]);
    all("null", open("/dev/null", O_RDWR));
    all("path", o);
    all("nothing", 99);
    show("FIONREAD fault", ioctl(f, FIONREAD, 8));
    lseek(f, 10, SEEK_SET);
    show("FIONREAD beyond the end", ioctl(f, FIONREAD, &n));
    printf("%d\n", n);
    int flags = -1;
    show("GETFLAGS", ioctl(f, FS_IOC_GETFLAGS, &flags));
    printf("%x\n", flags);
    flags = FS_NODUMP_FL | FS_NOATIME_FL;
    show("SETFLAGS", ioctl(f, FS_IOC_SETFLAGS, &flags));
    flags = -1;
    show("GETFLAGS", ioctl(f, FS_IOC_GETFLAGS, &flags));
    printf("%x\n", flags);
    flags = FS_IMMUTABLE_FL;
    show("SETFLAGS immutable", ioctl(f, FS_IOC_SETFLAGS, &flags));
    flags = FS_COMPR_FL;
    show("SETFLAGS not supported", ioctl(f, FS_IOC_SETFLAGS, &flags));
    show("GETFLAGS directory", ioctl(d, FS_IOC_GETFLAGS, &flags));
    show("GETFLAGS pipe", ioctl(p[0], FS_IOC_GETFLAGS, &flags));
    show("GETFLAGS fault", ioctl(f, FS_IOC_GETFLAGS, 8));
    show("SETFLAGS fault", ioctl(f, FS_IOC_SETFLAGS, 8));
    flags = 0;
    show("SETFLAGS passwd", ioctl(open("/etc/passwd", O_RDONLY), FS_IOC_SETFLAGS, &flags));
    struct file_clone_range range = {p[0]};
    show("FICLONERANGE pipe", ioctl(f, FICLONERANGE, &range));
    show("FICLONERANGE fault", ioctl(f, FICLONERANGE, 8));
    show("FIBMAP", ioctl(f, FIBMAP, &n));
    unlink("f"), rmdir("d");
    return 0;
}
