// SPDX-License-Identifier: GPL-2.0-or-later
// mkdir, rmdir, chdir, fchdir, getcwd: modes, link counts, dots and slashes, directories that are gone.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

static void mode(const char *name) {
    struct stat st;
    if (stat(name, &st))
        printf("%s: %s\n", name, errno_name(errno));
    else
        printf("%s: mode %o nlink %ld\n", name, st.st_mode, (long)st.st_nlink);
}
static char top[4096];
static void where(const char *what) {
    char buf[4096];
    long n = syscall(SYS_getcwd, buf, sizeof buf);
    if (n < 0)
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: %s, length right %d\n", what, strncmp(buf, top, strlen(top)) ? buf : buf + strlen(top),
               n == (long)strlen(buf) + 1);
}

int main(void) {
    char buf[8];
    mkdir("w", 0755), chdir("w");
    getcwd(top, sizeof top);
    umask(022);
    show("mkdir", mkdir("d", 0777));
    mode("d");
    show("mkdir again", mkdir("d", 0777));
    show("mkdir with a slash", mkdir("e/", 0700));
    show("mkdir with slashes", mkdir("e2///", 0700));
    show("mkdir all bits", mkdir("bits", 07777));
    mode("bits");
    show("mkdir more", mkdir("d/a", 0755));
    mode("d");
    show("mkdir .", mkdir(".", 0755));
    show("mkdir ..", mkdir("..", 0755));
    show("mkdir d/.", mkdir("d/.", 0755));
    show("mkdir new/.", mkdir("new/.", 0755));
    show("mkdir /", mkdir("/", 0755));
    show("mkdir empty", mkdir("", 0755));
    show("mkdir fault", syscall(SYS_mkdir, 8, 0755));
    show("mkdir below nothing", mkdir("no/x", 0755));
    close(open("f", O_CREAT | O_RDWR, 0644));
    show("mkdir over a file", mkdir("f", 0755));
    show("mkdir below a file", mkdir("f/x", 0755));
    symlink("nowhere", "dangling");
    show("mkdir over a dangling link", mkdir("dangling", 0755));
    show("mkdir over a dangling link with a slash", mkdir("dangling/", 0755));
    chmod("e", 0500);
    show("mkdir without permission", mkdir("e/x", 0755));
    chmod("e", 0700);
    show("mkdir in /proc", mkdir("/proc/x", 0755));
    int d = open("d", O_RDONLY), f = open("f", O_RDONLY), o = open("d", O_PATH);
    show("mkdirat", mkdirat(d, "b", 0755));
    show("mkdirat bad fd", mkdirat(99, "b", 0755));
    show("mkdirat file", mkdirat(f, "b", 0755));
    show("mkdirat O_PATH", mkdirat(o, "c", 0755));

    show("rmdir full", rmdir("d"));
    show("rmdir file", rmdir("f"));
    show("rmdir link", rmdir("dangling"));
    show("rmdir missing", rmdir("no"));
    show("rmdir .", rmdir("d/."));
    show("rmdir ..", rmdir("d/.."));
    show("rmdir /", rmdir("/"));
    show("rmdir empty", rmdir(""));
    show("rmdir fault", syscall(SYS_rmdir, 8));
    show("rmdir with a slash", rmdir("e/"));
    show("unlink a directory", unlink("d"));
    show("unlinkat", unlinkat(d, "b", AT_REMOVEDIR));
    show("unlinkat a directory as a file", unlinkat(d, "c", 0));
    show("unlinkat flags", unlinkat(d, "c", 0x1000));
    chmod("d", 0500);
    show("rmdir without permission", rmdir("d/a"));
    chmod("d", 0700);
    symlink("d", "dl");
    show("rmdir through a link", rmdir("dl/"));
    show("rmdir in it", rmdir("dl/c"));
    mode("d");

    where("here");
    show("chdir", chdir("d/a"));
    where("there");
    show("chdir ..", chdir(".."));
    where("up");
    show("chdir file", chdir("../f"));
    show("chdir missing", chdir("no"));
    show("chdir empty", chdir(""));
    show("chdir fault", syscall(SYS_chdir, 8));
    show("chdir through a link", chdir("../dl/a"));
    where("through a link");
    show("fchdir", fchdir(d));
    where("by descriptor");
    show("fchdir file", fchdir(f));
    show("fchdir O_PATH", fchdir(o));
    show("fchdir bad", fchdir(99));
    show("getcwd small", syscall(SYS_getcwd, buf, 3));
    show("getcwd none", syscall(SYS_getcwd, buf, 0));
    show("getcwd fault", syscall(SYS_getcwd, 8, 4096));
    chdir("a");
    fchmodat(d, "a", 0, 0);
    show("chdir without permission", chdir("../a"));
    show("chdir . without permission", chdir("."));
    where("still here");
    fchmodat(d, "a", 0700, 0);
    show("rmdir here", unlinkat(d, "a", AT_REMOVEDIR));
    where("gone");
    show("mkdir in what is gone", mkdir("x", 0755));
    show("open in what is gone", open("x", O_CREAT | O_RDWR, 0644));
    show("open .", open(".", O_RDONLY));
    show("chdir .", chdir("."));
    show("stat ..", access("..", F_OK));
    show("chdir ..", chdir(".."));
    where("up");
    chdir("..");
    rename("d", "renamed");
    chdir("renamed");
    where("renamed");
    chdir("..");
    rmdir("renamed"), rmdir("e2"), rmdir("bits"), unlink("f"), unlink("dangling"), unlink("dl");
    chdir(".."), rmdir("w");
    return 0;
}
