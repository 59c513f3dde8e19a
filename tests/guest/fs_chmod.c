// SPDX-License-Identifier: GPL-2.0-or-later
// chmod, fchmod, fchmodat, fchmodat2, chown and its family, umask: as an ordinary user.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

static void is(const char *what, const char *name) {
    struct stat st;
    if (lstat(name, &st))
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: %o %d:%d\n", what, st.st_mode, st.st_uid, st.st_gid);
}

int main(void) {
    printf("umask %o\n", umask(0));
    printf("umask %o\n", umask(07777));
    printf("umask %o\n", umask(022));
    int f = open("f", O_CREAT | O_RDWR, 0644), r = open("f", O_RDONLY), o = open("f", O_PATH), p[2];
    mkdir("d", 0755);
    symlink("f", "s"), symlink("no", "dangling");
    int so = open("s", O_PATH | O_NOFOLLOW);
    pipe(p);
    show("chmod", chmod("f", 0600));
    is("f", "f");
    show("all bits", chmod("f", 07777));
    is("f", "f");
    show("more bits", chmod("f", 0170644));
    is("f", "f");
    show("directory", chmod("d", 03775));
    is("d", "d");
    show("through a link", chmod("s", 0640));
    is("f", "f");
    is("s", "s");
    show("dangling", chmod("dangling", 0600));
    show("missing", chmod("no", 0600));
    show("empty", chmod("", 0600));
    show("fault", syscall(SYS_chmod, 8, 0600));
    show("below a file", chmod("f/x", 0600));
    show("somebody else's", chmod("/etc/passwd", 0644));
    show("fchmod", fchmod(r, 0604));
    is("f", "f");
    show("fchmod O_PATH", fchmod(o, 0600));
    show("fchmod bad", fchmod(99, 0600));
    show("fchmod pipe", fchmod(p[0], 0644));
    show("fchmodat", syscall(SYS_fchmodat, AT_FDCWD, "f", 0606));
    is("f", "f");
    show("fchmodat bad fd", syscall(SYS_fchmodat, 99, "f", 0606));
    show("fchmodat2 link itself", syscall(452, AT_FDCWD, "s", 0600, AT_SYMLINK_NOFOLLOW));
    show("fchmodat2 file, not following", syscall(452, AT_FDCWD, "f", 0601, AT_SYMLINK_NOFOLLOW));
    show("fchmodat2 descriptor", syscall(452, o, "", 0602, AT_EMPTY_PATH));
    show("fchmodat2 descriptor of a link", syscall(452, so, "", 0602, AT_EMPTY_PATH));
    show("fchmodat2 empty", syscall(452, o, "", 0602, 0));
    show("fchmodat2 flags", syscall(452, AT_FDCWD, "f", 0602, 0x8000));
    is("f", "f");

    int me = getuid(), group = getgid();
    show("chown to myself", chown("f", me, group));
    show("chown nothing", chown("f", -1, -1));
    show("chown to root", chown("f", 0, -1));
    show("chown to another group", chown("f", -1, 0));
    show("chown somebody else's", chown("/etc/passwd", me, -1));
    show("chown nothing of somebody else's", chown("/etc/passwd", -1, -1));
    show("chown missing", chown("no", me, group));
    show("chown dangling", chown("dangling", me, group));
    show("lchown dangling", lchown("dangling", me, group));
    show("chown empty", chown("", me, group));
    show("chown fault", syscall(SYS_chown, 8, me, group));
    show("fchown", fchown(r, me, group));
    show("fchown O_PATH", fchown(o, me, group));
    show("fchown bad", fchown(99, me, group));
    show("fchownat", fchownat(AT_FDCWD, "f", me, group, 0));
    show("fchownat descriptor", fchownat(o, "", me, group, AT_EMPTY_PATH));
    show("fchownat empty", fchownat(o, "", me, group, 0));
    show("fchownat flags", fchownat(AT_FDCWD, "f", me, group, 0x8000));
    show("fchownat bad fd", fchownat(99, "f", me, group, 0));
    // What a change of owner takes away.
    chmod("f", 06775);
    chown("f", me, group);
    is("set-id after chown", "f");
    chmod("f", 06775);
    chown("f", -1, -1);
    is("set-id after chown of nothing", "f");
    chmod("f", 02745);
    chown("f", me, -1);
    is("set-gid without group execution", "f");
    chmod("d", 06775);
    chown("d", me, -1);
    is("directory", "d");
    // And what a write takes away.
    chmod("f", 06775);
    write(f, "x", 1);
    is("set-id after write", "f");
    chmod("f", 06775);
    ftruncate(f, 0);
    is("set-id after truncate", "f");
    chmod("f", 02745);
    write(f, "x", 1);
    is("set-gid after write", "f");
    // A set-group-ID directory hands its group and bit on to directories.
    chmod("d", 02775);
    mkdir("d/sub", 0755);
    close(open("d/file", O_CREAT | O_WRONLY, 02755));
    is("sub", "d/sub"), is("file", "d/file");
    unlink("d/file"), rmdir("d/sub"), rmdir("d"), unlink("f"), unlink("s"), unlink("dangling");
    return 0;
}
