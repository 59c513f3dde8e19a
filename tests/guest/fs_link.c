// SPDX-License-Identifier: GPL-2.0-or-later
// link, linkat, unlink, symlink, readlink: counts, links to links, dangling ones, lengths, and every error.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

static void count(const char *name) {
    struct stat st;
    if (lstat(name, &st))
        printf("%s: %s\n", name, errno_name(errno));
    else
        printf("%s: mode %o nlink %ld size %ld\n", name, st.st_mode, (long)st.st_nlink, (long)st.st_size);
}
static void target(const char *name) {
    char buf[4200];
    int n = readlink(name, buf, sizeof buf);
    if (n < 0)
        printf("%s: %s\n", name, errno_name(errno));
    else
        printf("%s -> %.*s\n", name, n > 40 ? 40 : n, buf);
}

int main(void) {
    char buf[5000], full[16];
    int f = open("f", O_CREAT | O_RDWR, 0644);
    mkdir("d", 0755);
    show("link", link("f", "g"));
    count("f");
    show("link over", link("f", "g"));
    show("link onto itself", link("f", "f"));
    show("link missing", link("no", "h"));
    show("link directory", link("d", "h"));
    show("link into nothing", link("f", "no/h"));
    show("link below a file", link("f", "f/h"));
    show("link with a slash", link("f", "h/"));
    show("link empty", link("", "h"));
    show("link to empty", link("f", ""));
    show("link fault", syscall(SYS_link, 8, "h"));
    show("link to fault", syscall(SYS_link, "f", 8));
    show("link from /proc", link("/proc/version", "h"));
    show("link to a device", link("/dev/null", "h"));
    show("link .", link("f", "."));
    show("symlink", symlink("f", "s"));
    count("s");
    show("link of a link", link("s", "s2"));
    count("s");
    show("link of its target", linkat(AT_FDCWD, "s", AT_FDCWD, "s3", AT_SYMLINK_FOLLOW));
    count("s3");
    show("linkat flags", linkat(AT_FDCWD, "f", AT_FDCWD, "h", 0x8000));
    show("linkat bad fd", linkat(99, "f", AT_FDCWD, "h", 0));
    show("linkat other bad fd", linkat(AT_FDCWD, "f", 99, "h", 0));
    int d = open("d", O_RDONLY);
    show("linkat", linkat(AT_FDCWD, "f", d, "in", 0));
    show("linkat not a directory", linkat(f, "f", d, "in2", 0));
    chmod("d", 0500);
    show("link without permission", link("f", "d/x"));
    show("unlink without permission", unlink("d/in"));
    chmod("d", 0700);

    show("unlink", unlink("g"));
    show("unlink missing", unlink("g"));
    show("unlink empty", unlink(""));
    show("unlink fault", syscall(SYS_unlink, 8));
    show("unlink with a slash", unlink("f/"));
    show("unlink directory", unlink("d"));
    show("unlink directory with a slash", unlink("d/"));
    show("unlink .", unlink("."));
    show("unlink ..", unlink("d/.."));
    show("unlink /", unlink("/"));
    show("unlink below a file", unlink("f/x"));
    count("f");
    unlink("f"), unlink("s3"), unlink("d/in");
    struct stat st;
    fstat(f, &st);
    printf("open without a name: nlink %ld\n", (long)st.st_nlink);
    show("write", write(f, "still there", 11));
    show("read", pread(f, buf, 64, 0));
    sprintf(buf, "/proc/self/fd/%d", f);
    show("linked back", linkat(AT_FDCWD, buf, AT_FDCWD, "back", AT_SYMLINK_FOLLOW));

    target("s");
    show("symlink over", symlink("x", "s"));
    show("symlink empty", symlink("", "e"));
    show("symlink to empty", symlink("x", ""));
    show("symlink with a slash", symlink("x", "e/"));
    show("symlink fault", syscall(SYS_symlink, 8, "e"));
    show("symlink to fault", syscall(SYS_symlink, "x", 8));
    show("symlink into nothing", symlink("x", "no/e"));
    show("symlinkat bad fd", symlinkat("x", 99, "e"));
    show("symlinkat", symlinkat("../x", d, "e"));
    target("d/e");
    memset(buf, 'a', sizeof buf);
    buf[4095] = 0;
    show("symlink 4095", symlink(buf, "long"));
    count("long");
    show("through it", open("long", O_RDONLY));
    buf[4095] = 'a', buf[4096] = 0;
    show("symlink 4096", symlink(buf, "longer"));
    memset(buf, 'b', 200), buf[200] = 0;
    symlink(buf, "middle");
    count("middle");
    target("middle");

    show("readlink", readlink("s", full, 16));
    show("readlink cut", readlink("middle", full, 16));
    show("readlink none", readlink("s", full, 0));
    show("readlink negative", syscall(SYS_readlink, "s", full, -1));
    show("readlink of a file", readlink("d", full, 16));
    show("readlink missing", readlink("no", full, 16));
    show("readlink empty", readlink("", full, 16));
    show("readlink fault", syscall(SYS_readlink, 8, full, 16));
    show("readlink buffer fault", syscall(SYS_readlink, "s", 8, 16));
    show("readlink with a slash", readlink("s/", full, 16));
    int o = open("s", O_PATH | O_NOFOLLOW), r = open("d", O_RDONLY);
    show("readlinkat of the descriptor", readlinkat(o, "", full, 16));
    show("readlinkat of no link", readlinkat(r, "", full, 16));
    show("readlinkat empty of here", readlinkat(AT_FDCWD, "", full, 16));
    show("readlinkat bad fd", readlinkat(99, "s", full, 16));
    show("readlinkat", readlinkat(d, "e", full, 16));
    unlink("s"), unlink("s2"), unlink("d/e"), unlink("long"), unlink("middle"), rmdir("d"), unlink("back");
    return 0;
}
