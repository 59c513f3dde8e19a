// SPDX-License-Identifier: GPL-2.0-or-later
// stat, lstat, fstat, newfstatat, access to them, and what they say of every kind of object.
#include "guest.h"
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

static void say(const char *what, int r, const struct stat *st) {
    if (r)
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: mode %o nlink %ld uid %d gid %d size %ld blocks %ld blksize %ld rdev %d:%d\n", what, st->st_mode,
               S_ISDIR(st->st_mode) ? -1L : (long)st->st_nlink, st->st_uid, st->st_gid,
               S_ISDIR(st->st_mode) ? -1L : (long)st->st_size, (long)st->st_blocks, (long)st->st_blksize,
               major(st->st_rdev), minor(st->st_rdev));
}

int main(void) {
    struct stat st, st2;
    int p[2], f = open("f", O_CREAT | O_RDWR, 0640), o;
    mkdir("d", 01755);
    symlink("f", "link"), symlink("d", "dlink"), symlink("nowhere", "dangling");
    mkfifo("fifo", 0600);
    mknod("sock", S_IFSOCK | 0666, 0);
    write(f, "0123456789", 10);
    say("file", stat("f", &st), &st);
    say("directory", stat("d", &st), &st);
    say("link", stat("link", &st), &st);
    say("link itself", lstat("link", &st), &st);
    say("link itself with a slash", lstat("dlink/", &st), &st);
    say("dangling", stat("dangling", &st), &st);
    say("dangling itself", lstat("dangling", &st), &st);
    say("fifo", stat("fifo", &st), &st);
    say("socket", stat("sock", &st), &st);
    say("null", stat("/dev/null", &st), &st);
    say("missing", stat("no", &st), &st);
    say("below a file", stat("f/x", &st), &st);
    say("file with a slash", stat("f/", &st), &st);
    say("file with dot", stat("f/.", &st), &st);
    say("empty", stat("", &st), &st);
    link("f", "f2");
    say("two names", stat("f2", &st), &st);
    say("fstat", fstat(f, &st), &st);
    stat("f", &st2);
    printf("same inode %d, same device %d\n", st.st_ino == st2.st_ino, st.st_dev == st2.st_dev);
    unlink("f2");
    pipe(p);
    say("pipe", fstat(p[0], &st), &st);
    o = open("link", O_PATH | O_NOFOLLOW);
    say("O_PATH of a link", fstat(o, &st), &st);
    say("closed", fstat(99, &st), &st);
    say("at", fstatat(AT_FDCWD, "f", &st, 0), &st);
    say("at, link itself", fstatat(AT_FDCWD, "link", &st, AT_SYMLINK_NOFOLLOW), &st);
    int d = open("d", O_RDONLY);
    close(open("d/in", O_CREAT | O_WRONLY, 0600));
    say("at a directory", fstatat(d, "in", &st, 0), &st);
    say("at a file", fstatat(f, "in", &st, 0), &st);
    say("at nothing", fstatat(99, "in", &st, 0), &st);
    say("at nothing, absolute", fstatat(99, "/dev/null", &st, 0), &st);
    say("empty name", fstatat(f, "", &st, 0), &st);
    say("empty name allowed", fstatat(f, "", &st, AT_EMPTY_PATH), &st);
    say("empty name of O_PATH", fstatat(o, "", &st, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW), &st);
    show("empty name of here", fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH));
    say("empty name of nothing", fstatat(99, "", &st, AT_EMPTY_PATH), &st);
    say("bad flag", fstatat(AT_FDCWD, "f", &st, 0x10000), &st);
    say("name fault", (int)syscall(SYS_newfstatat, AT_FDCWD, 8L, &st, 0), &st);
    say("buffer fault", (int)syscall(SYS_newfstatat, AT_FDCWD, "f", 8L, 0), &st);
    say("stat buffer fault", (int)syscall(SYS_stat, "f", 8L), &st);
    say("fstat buffer fault", (int)syscall(SYS_fstat, f, 8L), &st);
    say("missing and buffer fault", (int)syscall(SYS_stat, "no", 8L), &st);
    chmod("d", 0600);
    say("not searchable", stat("d/in", &st), &st);
    say("not searchable, missing", stat("d/no", &st), &st);
    chmod("d", 0100);
    say("only searchable", stat("d/in", &st), &st);
    chmod("d", 0700);
    chmod("f", 0);
    say("no permission is needed", stat("f", &st), &st);
    struct stat a, b;
    stat("f", &a);
    milliseconds(20);
    chmod("f", 0600);
    stat("f", &b);
    printf("ctime moved %d, mtime %d\n", memcmp(&a.st_ctim, &b.st_ctim, 16) != 0,
           memcmp(&a.st_mtim, &b.st_mtim, 16) != 0);
    unlink("d/in"), rmdir("d"), unlink("f"), unlink("link"), unlink("dlink"), unlink("dangling"), unlink("fifo"),
        unlink("sock");
    return 0;
}
