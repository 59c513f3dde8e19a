// SPDX-License-Identifier: GPL-2.0-or-later
// rename, renameat, renameat2: what replaces what, directories, exchange, no replacement, and every error.
#include "guest.h"
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void make(const char *name, const char *text) {
    int f = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    write(f, text, strlen(text));
    close(f);
}
static void is(const char *name) {
    char buf[32] = "";
    struct stat st;
    if (lstat(name, &st)) {
        printf("  %s: %s\n", name, errno_name(errno));
        return;
    }
    if (S_ISREG(st.st_mode)) {
        int f = open(name, O_RDONLY);
        read(f, buf, 31);
        close(f);
    }
    printf("  %s: %o %s nlink %ld\n", name, st.st_mode & S_IFMT, buf, (long)st.st_nlink);
}
static long re2(const char *a, const char *b, unsigned flags) {
    return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, flags);
}

int main(void) {
    make("a", "A"), make("b", "B");
    mkdir("d", 0755), mkdir("e", 0755), mkdir("e/sub", 0755), mkdir("d/in", 0755);
    make("d/f", "F");
    show("file", rename("a", "c"));
    is("a"), is("c");
    show("over a file", rename("c", "b"));
    is("b"), is("c");
    show("onto itself", rename("b", "b"));
    link("b", "b2");
    show("onto another name of it", rename("b", "b2"));
    is("b"), is("b2");
    unlink("b2");
    show("missing", rename("no", "x"));
    show("into nothing", rename("b", "no/x"));
    show("below a file", rename("b", "b/x"));
    show("empty", rename("", "x"));
    show("to empty", rename("b", ""));
    show("fault", syscall(SYS_rename, 8, "x"));
    show("to fault", syscall(SYS_rename, "b", 8));
    show("file with a slash", rename("b/", "x"));
    show("file to a slash", rename("b", "x/"));
    show("file over a directory", rename("b", "d"));
    show("directory over a file", rename("d", "b"));
    show("directory over a full one", rename("d", "e"));
    show("directory into itself", rename("d", "d/in/x"));
    show("directory onto its child", rename("d", "d/in"));
    show("child onto its full parent", rename("d/in", "d"));
    show(".", rename(".", "x"));
    show("..", rename("d/..", "x"));
    show("to .", rename("d", "."));
    rmdir("e/sub");
    show("directory over an empty one", rename("d", "e"));
    is("d"), is("e"), is("e/f");
    show("directory with slashes", rename("e/", "d/"));
    is("d"), is("d/in");
    mkdir("e", 0755);
    show("directory elsewhere", rename("d/in", "e/in"));
    is("d"), is("e");
    symlink("b", "s"), symlink("d", "ds");
    show("link", rename("s", "t"));
    is("s"), is("t");
    show("over a link", rename("t", "ds"));
    is("ds");
    symlink("d", "dl");
    show("through a link with a slash", rename("dl/", "x"));
    show("to another file system", rename("b", "/proc/x"));

    make("a", "A");
    show("no replacement", re2("a", "b", RENAME_NOREPLACE));
    show("no replacement, free", re2("a", "c", RENAME_NOREPLACE));
    show("exchange", re2("c", "b", RENAME_EXCHANGE));
    is("b"), is("c");
    show("exchange file and directory", re2("c", "d", RENAME_EXCHANGE));
    is("c"), is("d");
    show("exchange missing", re2("c", "no", RENAME_EXCHANGE));
    show("exchange missing first", re2("no", "c", RENAME_EXCHANGE));
    show("exchange with what is inside", re2("c", "c/f", RENAME_EXCHANGE));
    mkdir("c/deep", 0755);
    show("exchange across directories", re2("c/deep", "b", RENAME_EXCHANGE));
    is("c/deep"), is("b"), is("c");
    re2("c/deep", "b", RENAME_EXCHANGE);
    show("exchange with itself", re2("b", "b", RENAME_EXCHANGE));
    show("both flags", re2("b", "c", RENAME_EXCHANGE | RENAME_NOREPLACE));
    show("unknown flag", re2("b", "c", 8));
    show("whiteout", re2("b", "w", RENAME_WHITEOUT));
    is("b"), is("w");
    struct stat whiteout;
    show("stat of what stays behind", lstat("b", &whiteout));
    printf("a device %d, rdev %lu, mine %d\n", S_ISCHR(whiteout.st_mode), (unsigned long)whiteout.st_rdev,
           whiteout.st_uid == getuid());
    show("bad fd", renameat(99, "w", AT_FDCWD, "x"));
    show("other bad fd", renameat(AT_FDCWD, "w", 99, "x"));
    int cd = open("c", O_RDONLY);
    show("renameat", renameat(AT_FDCWD, "w", cd, "x"));
    is("c/x");
    show("no replacement to .", re2("c/x", ".", RENAME_NOREPLACE));
    chmod("c", 0500);
    show("without permission", rename("c/x", "x"));
    show("without permission there", rename("d", "c/y"));
    chmod("c", 0700);
    mkdir("sticky", 01777);
    struct stat before, after;
    make("old", "O");
    int f = open("old", O_RDONLY);
    fstat(f, &before);
    milliseconds(20);
    rename("old", "new");
    fstat(f, &after);
    printf("same inode %d, ctime moved %d\n", before.st_ino == after.st_ino,
           before.st_ctim.tv_nsec != after.st_ctim.tv_nsec);
    make("old", "P");
    rename("old", "new");
    fstat(f, &after);
    printf("replaced: nlink %ld\n", (long)after.st_nlink);
    char c;
    show("still readable", read(f, &c, 1));
    unlink("c/x"), unlink("c/f"), rmdir("c/deep"), rmdir("c"), unlink("b"), unlink("d"), rmdir("e/in"), rmdir("e"),
        unlink("ds"), unlink("dl"), rmdir("sticky"), unlink("new");
    return 0;
}
