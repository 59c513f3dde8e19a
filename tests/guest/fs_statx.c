// SPDX-License-Identifier: GPL-2.0-or-later
// statx, statfs, fstatfs and ustat.
#include "guest.h"
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

struct raw_ustat {
    int tfree;
    unsigned long tinode;
    char fname[6], fpack[6];
};

static void x(const char *what, int fd, const char *name, int flags, unsigned mask) {
    struct statx s;
    memset(&s, 0x55, sizeof s);
    if (syscall(SYS_statx, fd, name, flags, mask, &s)) {
        printf("%s: %s\n", what, errno_name(errno));
        return;
    }
    printf("%s: basic %x btime %d mode %o nlink %d uid %d gid %d size %ld blocks %ld blksize %d rdev %d:%d\n", what,
           s.stx_mask & STATX_BASIC_STATS, !!(s.stx_mask & STATX_BTIME), s.stx_mode, s.stx_nlink, s.stx_uid,
           s.stx_gid, (long)s.stx_size, (long)s.stx_blocks, s.stx_blksize, s.stx_rdev_major, s.stx_rdev_minor);
    printf("  born before changed %d, the same times as stat: ",
           s.stx_btime.tv_sec < s.stx_ctime.tv_sec ||
               (s.stx_btime.tv_sec == s.stx_ctime.tv_sec && s.stx_btime.tv_nsec <= s.stx_ctime.tv_nsec));
    struct stat st;
    if (!fstatat(fd, name ? name : "", &st, flags & 0x1fff))
        printf("%d %d %d, device %d inode %d",
               st.st_mtim.tv_nsec == s.stx_mtime.tv_nsec && st.st_mtim.tv_sec == s.stx_mtime.tv_sec,
               st.st_ctim.tv_nsec == s.stx_ctime.tv_nsec, st.st_atim.tv_nsec == s.stx_atime.tv_nsec,
               st.st_dev == makedev(s.stx_dev_major, s.stx_dev_minor), st.st_ino == s.stx_ino);
    printf("\n");
}

static void fs(const char *what, int r, const struct statfs *s) {
    if (r)
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: type %lx bsize %ld frsize %ld namelen %ld free %d\n", what, (long)s->f_type, (long)s->f_bsize,
               (long)s->f_frsize, (long)s->f_namelen,
               s->f_bfree <= s->f_blocks && s->f_bavail <= s->f_bfree && s->f_ffree <= s->f_files);
}

int main(void) {
    struct statx s;
    struct statfs st;
    int p[2], f = open("f", O_CREAT | O_RDWR, 0640);
    pipe(p);
    write(f, "hello", 5);
    symlink("f", "link");
    x("file", AT_FDCWD, "f", 0, STATX_ALL);
    x("without birth", AT_FDCWD, "f", 0, STATX_BASIC_STATS);
    x("link", AT_FDCWD, "link", 0, STATX_BASIC_STATS);
    x("link itself", AT_FDCWD, "link", AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS);
    x("by descriptor", f, "", AT_EMPTY_PATH, STATX_BASIC_STATS);
    x("by descriptor without a name", f, NULL, AT_EMPTY_PATH, STATX_BASIC_STATS);
    x("pipe", p[0], "", AT_EMPTY_PATH, STATX_BASIC_STATS);
    x("null", AT_FDCWD, "/dev/null", AT_STATX_DONT_SYNC, STATX_BASIC_STATS);
    struct statx a, r;
    syscall(SYS_statx, AT_FDCWD, "f", 0, STATX_ALL, &a), syscall(SYS_statx, AT_FDCWD, "/proc", 0, STATX_ALL, &r);
    printf("attributes of a file %lx of %lx, root of a mount %d %d\n", (long)a.stx_attributes,
           (long)a.stx_attributes_mask, !!(a.stx_attributes & STATX_ATTR_MOUNT_ROOT),
           !!(r.stx_attributes & STATX_ATTR_MOUNT_ROOT));
    x("forced", AT_FDCWD, "f", AT_STATX_FORCE_SYNC, STATX_BASIC_STATS);
    x("both", AT_FDCWD, "f", AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC, STATX_BASIC_STATS);
    x("reserved mask", AT_FDCWD, "f", 0, STATX__RESERVED);
    x("bad flag", AT_FDCWD, "f", 0x10000, STATX_BASIC_STATS);
    x("missing", AT_FDCWD, "no", 0, STATX_BASIC_STATS);
    x("empty", AT_FDCWD, "", 0, STATX_BASIC_STATS);
    x("bad fd", 99, "f", 0, STATX_BASIC_STATS);
    x("not a directory", f, "f", 0, STATX_BASIC_STATS);
    x("name fault", AT_FDCWD, (char *)8, 0, STATX_BASIC_STATS);
    show("buffer fault", syscall(SYS_statx, AT_FDCWD, "f", 0, 0, 8L));
    show("buffer fault and missing", syscall(SYS_statx, AT_FDCWD, "no", 0, 0, 8L));

    fs("statfs here", statfs(".", &st), &st);
    fs("statfs file", statfs("f", &st), &st);
    fs("statfs link", statfs("link", &st), &st);
    fs("statfs proc", statfs("/proc", &st), &st);
    fs("fstatfs", fstatfs(f, &st), &st);
    fs("fstatfs pipe", fstatfs(p[0], &st), &st);
    fs("fstatfs O_PATH", fstatfs(open("f", O_PATH), &st), &st);
    fs("statfs missing", statfs("no", &st), &st);
    fs("statfs empty", statfs("", &st), &st);
    fs("fstatfs bad fd", fstatfs(99, &st), &st);
    show("statfs fault", syscall(SYS_statfs, 8L, &st));
    show("statfs buffer fault", syscall(SYS_statfs, "f", 8L));
    show("fstatfs buffer fault", syscall(SYS_fstatfs, f, 8L));
    statfs(".", &st);
    printf("flags %lx\n", (long)st.f_flags & 0x3fff);

    struct stat me;
    struct raw_ustat u;
    memset(&u, 1, sizeof u);
    fstat(f, &me);
    show("ustat", syscall(SYS_ustat, (unsigned)me.st_dev, &u));
    printf("names %d %d\n", u.fname[0], u.fpack[0]);
    show("ustat nonsense", syscall(SYS_ustat, 0xffff, &u));
    show("ustat fault", syscall(SYS_ustat, (unsigned)me.st_dev, 8L));
    unlink("f"), unlink("link");
    return 0;
}
