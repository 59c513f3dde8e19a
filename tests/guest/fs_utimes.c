// SPDX-License-Identifier: GPL-2.0-or-later
// utimensat, utimes, utime, futimesat: chosen times, now, one left alone, and who may.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <utime.h>

static void is(const char *what, const char *name) {
    struct stat st;
    if (lstat(name, &st))
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: %ld.%09ld %ld.%09ld\n", what, (long)st.st_atim.tv_sec, st.st_atim.tv_nsec,
               (long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}
// 1: the time is later than `than`; 0: it is not
static int later(const char *name, int which, long than) {
    struct stat st;
    stat(name, &st);
    return (which ? st.st_mtim.tv_sec : st.st_atim.tv_sec) > than;
}

int main(void) {
    int f = open("f", O_CREAT | O_RDWR, 0644), o = open("f", O_PATH);
    mkdir("d", 0755);
    symlink("f", "s");
    struct timespec ts[2] = {{1000, 1}, {2000, 999999999}};
    show("utimensat", utimensat(AT_FDCWD, "f", ts, 0));
    is("f", "f");
    ts[0].tv_nsec = UTIME_OMIT, ts[1] = (struct timespec){3000, 5};
    show("one left alone", utimensat(AT_FDCWD, "f", ts, 0));
    is("f", "f");
    ts[1].tv_nsec = UTIME_OMIT;
    show("both left alone", utimensat(AT_FDCWD, "f", ts, 0));
    show("both left alone, missing", utimensat(AT_FDCWD, "no", ts, 0));
    show("both left alone, bad flag", utimensat(AT_FDCWD, "f", ts, 0x8000));
    ts[0] = (struct timespec){0, UTIME_NOW}, ts[1] = (struct timespec){77, 7};
    show("one now", utimensat(AT_FDCWD, "f", ts, 0));
    printf("later %d\n", later("f", 0, 100000));
    show("both now", utimensat(AT_FDCWD, "f", NULL, 0));
    printf("later %d %d\n", later("f", 0, 100000), later("f", 1, 100000));
    ts[0] = (struct timespec){-5, 10}, ts[1] = (struct timespec){0, 0};
    show("before 1970", utimensat(AT_FDCWD, "f", ts, 0));
    is("f", "f");
    ts[0].tv_nsec = 1000000000;
    show("too many nanoseconds", utimensat(AT_FDCWD, "f", ts, 0));
    ts[0].tv_nsec = -1;
    show("negative nanoseconds", utimensat(AT_FDCWD, "f", ts, 0));
    show("negative nanoseconds, missing", utimensat(AT_FDCWD, "no", ts, 0));
    ts[0] = (struct timespec){10, 0}, ts[1] = (struct timespec){20, 0};
    show("link itself", utimensat(AT_FDCWD, "s", ts, AT_SYMLINK_NOFOLLOW));
    is("s", "s"), is("f", "f");
    show("through the link", utimensat(AT_FDCWD, "s", ts, 0));
    is("f", "f");
    show("descriptor", futimens(f, ts));
    show("descriptor O_PATH", syscall(SYS_utimensat, o, 0L, ts, 0));
    show("descriptor by empty name", utimensat(o, "", ts, AT_EMPTY_PATH));
    show("descriptor with flags", syscall(SYS_utimensat, f, 0L, ts, AT_SYMLINK_NOFOLLOW));
    show("no name, no descriptor", syscall(SYS_utimensat, AT_FDCWD, 0L, ts, 0));
    show("bad descriptor", syscall(SYS_utimensat, 99, 0L, ts, 0));
    show("bad flag", utimensat(AT_FDCWD, "f", ts, 0x8000));
    show("missing", utimensat(AT_FDCWD, "no", ts, 0));
    show("fault", syscall(SYS_utimensat, AT_FDCWD, "f", 8L, 0));
    show("name fault", syscall(SYS_utimensat, AT_FDCWD, 8L, ts, 0));
    show("fault and missing", syscall(SYS_utimensat, AT_FDCWD, "no", 8L, 0));

    struct timeval tv[2] = {{100, 999999}, {200, 1}};
    show("utimes", utimes("f", tv));
    is("f", "f");
    tv[1].tv_usec = 1000000;
    show("utimes too many", utimes("f", tv));
    tv[1].tv_usec = -1;
    show("utimes negative", utimes("f", tv));
    show("utimes now", utimes("f", NULL));
    show("utimes missing", utimes("no", NULL));
    tv[1].tv_usec = 3;
    show("futimesat", futimesat(AT_FDCWD, "f", tv));
    show("futimesat descriptor", syscall(SYS_futimesat, f, 0L, tv));
    is("f", "f");
    struct utimbuf u = {5, 6};
    show("utime", syscall(SYS_utime, "f", &u));
    is("f", "f");
    show("utime now", syscall(SYS_utime, "f", 0L));
    show("utime fault", syscall(SYS_utime, "f", 8L));
    show("directory", utimes("d", tv));
    is("d", "d");

    ts[0].tv_nsec = ts[1].tv_nsec = UTIME_NOW;
    show("somebody else's", utimensat(AT_FDCWD, "/etc/passwd", tv ? (struct timespec[2]){{1, 0}, {1, 0}} : 0, 0));
    show("somebody else's, now", utimensat(AT_FDCWD, "/etc/passwd", NULL, 0));
    show("somebody else's, both UTIME_NOW", utimensat(AT_FDCWD, "/etc/passwd", ts, 0));
    ts[1].tv_nsec = UTIME_OMIT;
    show("somebody else's, one of them", utimensat(AT_FDCWD, "/etc/passwd", ts, 0));
    chmod("f", 0);
    show("own, without permission", utimensat(AT_FDCWD, "f", NULL, 0));
    // What the operations themselves do to the times.
    ts[0] = (struct timespec){10, 0}, ts[1] = (struct timespec){20, 0};
    chmod("f", 0644);
    futimens(f, ts);
    char c = 'x';
    write(f, &c, 1);
    printf("write: atime %d mtime %d\n", later("f", 0, 1000), later("f", 1, 1000));
    futimens(f, ts);
    pread(f, &c, 1, 0);
    printf("read: atime %d mtime %d\n", later("f", 0, 1000), later("f", 1, 1000));
    utimensat(AT_FDCWD, "d", ts, 0);
    close(open("d/x", O_CREAT | O_WRONLY, 0600));
    printf("create: atime %d mtime %d\n", later("d", 0, 1000), later("d", 1, 1000));
    utimensat(AT_FDCWD, "d", ts, 0);
    unlink("d/x");
    printf("unlink: mtime %d\n", later("d", 1, 1000));
    futimens(f, ts);
    ftruncate(f, 1);
    printf("truncate to the same size: mtime %d\n", later("f", 1, 1000));
    futimens(f, ts);
    truncate("f", 1);
    printf("truncate by name to the same size: mtime %d\n", later("f", 1, 1000));
    futimens(f, ts);
    chmod("f", 0600);
    printf("chmod: mtime %d\n", later("f", 1, 1000));
    futimens(f, ts);
    write(f, &c, 0);
    printf("write nothing: mtime %d\n", later("f", 1, 1000));
    futimens(f, ts);
    close(open("f", O_WRONLY | O_TRUNC));
    printf("open with O_TRUNC: mtime %d\n", later("f", 1, 1000));
    unlink("f"), unlink("s"), rmdir("d");
    return 0;
}
