// SPDX-License-Identifier: GPL-2.0-or-later
// mknod and mknodat: every type, with and without the privilege, umask and errors.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

static void is(const char *name) {
    struct stat st;
    if (lstat(name, &st))
        printf("  %s: %s\n", name, errno_name(errno));
    else
        printf("  %s: mode %o rdev %d:%d size %ld\n", name, st.st_mode, major(st.st_rdev), minor(st.st_rdev),
               (long)st.st_size);
}

int main(void) {
    umask(022);
    mkdir("d", 0755);
    show("fifo", mknod("fifo", S_IFIFO | 0666, 0));
    is("fifo");
    show("fifo with a device", mknod("fifo2", S_IFIFO | 04777, makedev(3, 4)));
    is("fifo2");
    show("socket", mknod("sock", S_IFSOCK | 0666, 0));
    is("sock");
    show("regular", mknod("reg", S_IFREG | 0666, 0));
    is("reg");
    show("no type", mknod("none", 0640, 0));
    is("none");
    show("character device", mknod("chr", S_IFCHR | 0666, makedev(1, 3)));
    show("block device", mknod("blk", S_IFBLK | 0666, makedev(1, 3)));
    show("whiteout", mknod("white", S_IFCHR, 0));
    is("white");
    show("directory", mknod("dir", S_IFDIR | 0755, 0));
    show("link", mknod("lnk", S_IFLNK | 0777, 0));
    show("nonsense", mknod("x", 0150000, 0));
    show("exists", mknod("reg", S_IFREG | 0666, 0));
    show("exists, device", mknod("reg", S_IFCHR | 0666, makedev(1, 3)));
    show("empty", mknod("", S_IFREG | 0666, 0));
    show("slash", mknod("y/", S_IFREG | 0666, 0));
    show("below nothing", mknod("no/y", S_IFREG | 0666, 0));
    show("fault", syscall(SYS_mknod, 8, S_IFREG | 0666, 0));
    show("fault and nonsense", syscall(SYS_mknod, 8, 0150000, 0));
    show("bad fd", mknodat(99, "y", S_IFREG | 0666, 0));
    int d = open("d", O_RDONLY);
    show("at", mknodat(d, "y", S_IFIFO | 0600, 0));
    is("d/y");
    show("open a socket", open("sock", O_RDWR));
    show("open a socket as O_PATH", open("sock", O_PATH) >= 0 ? 0 : -1);
    chmod("d", 0500);
    show("without permission", mknod("d/z", S_IFREG | 0666, 0));
    show("device without permission", mknod("d/z", S_IFCHR | 0666, makedev(1, 3)));
    chmod("d", 0700);
    unlink("fifo"), unlink("fifo2"), unlink("sock"), unlink("reg"), unlink("none"), unlink("white"), unlink("d/y"),
        rmdir("d");
    return 0;
}
