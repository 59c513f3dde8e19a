// SPDX-License-Identifier: GPL-2.0-or-later
// open: creation, exclusion, truncation, types, links, O_PATH, O_DIRECTORY, O_NOFOLLOW, and errors in their order.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

static int op(const char *what, const char *name, int flags, int mode) {
    struct stat st;
    int fd = (int)syscall(SYS_open, name, flags, mode);
    if (fd < 0) {
        printf("%s: %s\n", what, errno_name(errno));
        return fd;
    }
    fstat(fd, &st);
    printf("%s: flags %x mode %o size %ld fd flags %d\n", what, fcntl(fd, F_GETFL), st.st_mode,
           S_ISREG(st.st_mode) ? (long)st.st_size : 0, fcntl(fd, F_GETFD));
    close(fd);
    return fd;
}

int main(void) {
    umask(027);
    op("missing", "f", O_RDONLY, 0);
    op("create", "f", O_RDWR | O_CREAT, 0666);
    op("create again", "f", O_RDWR | O_CREAT, 0);
    op("exclusive", "f", O_RDWR | O_CREAT | O_EXCL, 0666);
    op("exclusive without creating", "f", O_RDWR | O_EXCL, 0);
    op("all mode bits", "bits", O_WRONLY | O_CREAT, 07777);
    op("more mode bits", "more", O_WRONLY | O_CREAT, 0177777);
    op("no mode bits", "none", O_RDWR | O_CREAT, 0);
    op("no mode bits again", "none", O_RDWR | O_CREAT, 0);
    int w = open("f", O_WRONLY);
    write(w, "hello", 5);
    close(w);
    op("read only, truncating", "f", O_RDONLY | O_TRUNC, 0);
    op("access mode 3", "f", O_ACCMODE, 0);
    int three = open("f", O_ACCMODE);
    char c;
    show("read it", read(three, &c, 1));
    show("write it", write(three, &c, 1));
    close(three);
    op("cloexec", "f", O_RDONLY | O_CLOEXEC, 0);
    op("everything harmless", "f",
       O_RDWR | O_APPEND | O_NONBLOCK | O_NOCTTY | O_SYNC | O_NOATIME | O_DIRECT | O_ASYNC, 0);
    op("dsync", "f", O_RDWR | O_DSYNC, 0);
    op("__O_SYNC alone", "f", O_RDWR | (O_SYNC & ~O_DSYNC), 0);
    op("unknown bits", "f", O_RDONLY | 0x70000000, 0);

    mkdir("d", 0755);
    op("directory", "d", O_RDONLY, 0);
    op("directory to write", "d", O_WRONLY, 0);
    op("directory to create", "d", O_RDONLY | O_CREAT, 0666);
    op("directory to create exclusively", "d", O_RDONLY | O_CREAT | O_EXCL, 0666);
    op("directory to truncate", "d", O_RDONLY | O_TRUNC, 0);
    op("O_DIRECTORY", "d", O_RDONLY | O_DIRECTORY, 0);
    op("O_DIRECTORY of a file", "f", O_RDONLY | O_DIRECTORY, 0);
    op("O_DIRECTORY creating", "d2", O_RDONLY | O_DIRECTORY | O_CREAT, 0777);
    op("slash at the end", "d/", O_RDONLY, 0);
    op("slash at the end of a file", "f/", O_RDONLY, 0);
    op("slash at the end, creating", "new/", O_RDWR | O_CREAT, 0666);
    op("creating in a file", "f/x", O_RDWR | O_CREAT, 0666);
    op("creating in nothing", "no/x", O_RDWR | O_CREAT, 0666);
    op("creating .", ".", O_RDWR | O_CREAT, 0666);
    op("creating ..", "d/..", O_RDWR | O_CREAT, 0666);
    op("creating exclusively .", "d/.", O_RDWR | O_CREAT | O_EXCL, 0666);
    op("empty name", "", O_RDONLY, 0);
    op("empty name, creating", "", O_RDWR | O_CREAT, 0666);
    show("fault", syscall(SYS_open, 8, O_RDONLY));
    show("fault and nonsense", syscall(SYS_open, 8, O_DIRECTORY | O_CREAT));

    symlink("f", "link"), symlink("missing", "dangling"), symlink("loop", "loop"), symlink("d", "dlink");
    op("link", "link", O_RDONLY, 0);
    op("link not followed", "link", O_RDONLY | O_NOFOLLOW, 0);
    op("link as O_PATH", "link", O_PATH | O_NOFOLLOW, 0);
    op("link exclusively", "link", O_RDWR | O_CREAT | O_EXCL, 0666);
    op("link to a directory", "dlink", O_RDONLY | O_DIRECTORY, 0);
    op("link to a directory not followed", "dlink", O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    op("link with a slash", "dlink/", O_RDONLY | O_NOFOLLOW, 0);
    op("dangling", "dangling", O_RDONLY, 0);
    op("dangling exclusively", "dangling", O_RDWR | O_CREAT | O_EXCL, 0666);
    op("dangling, not followed, creating", "dangling", O_RDWR | O_CREAT | O_NOFOLLOW, 0666);
    op("creating through it", "dangling", O_RDWR | O_CREAT, 0666);
    op("made", "missing", O_RDONLY, 0);
    op("loop", "loop", O_RDONLY, 0);
    op("loop not followed", "loop", O_RDONLY | O_NOFOLLOW, 0);

    op("O_PATH", "f", O_PATH, 0);
    op("O_PATH with others", "f", O_PATH | O_RDWR | O_TRUNC | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0);
    op("O_PATH creating", "f2", O_PATH | O_CREAT, 0666);
    op("O_PATH missing", "f3", O_PATH, 0);
    op("O_PATH directory", "d", O_PATH | O_DIRECTORY, 0);
    op("O_PATH not a directory", "f", O_PATH | O_DIRECTORY, 0);

    chmod("f", 0);
    op("no permission", "f", O_RDONLY, 0);
    op("no permission, creating", "f", O_RDWR | O_CREAT, 0666);
    op("no permission, exclusively", "f", O_RDWR | O_CREAT | O_EXCL, 0666);
    op("no permission, O_PATH", "f", O_PATH, 0);
    chmod("f", 0400);
    op("read permission", "f", O_RDONLY, 0);
    op("read permission, writing", "f", O_WRONLY, 0);
    op("read permission, truncating", "f", O_RDONLY | O_TRUNC, 0);
    op("read permission, mode 3", "f", O_ACCMODE, 0);
    chmod("d", 0500);
    op("directory not writable", "d/x", O_RDWR | O_CREAT, 0666);
    chmod("d", 0600);
    op("directory not searchable", "d/x", O_RDONLY, 0);
    op("directory not searchable, itself", "d", O_RDONLY, 0);
    chmod("d", 0300);
    op("directory not readable", "d", O_RDONLY, 0);
    op("somebody else's, O_NOATIME", "/etc/passwd", O_RDONLY | O_NOATIME, 0);
    op("somebody else's, writing", "/etc/passwd", O_WRONLY, 0);
    op("device", "/dev/null", O_RDWR | O_TRUNC | O_CREAT, 0666);
    show("creat", creat("made", 0640));
    show("creat again", creat("made", 0));
    op("busy text", own_path(), O_WRONLY, 0);
    chmod("d", 0700);
    unlink("f"), unlink("bits"), unlink("more"), unlink("none"), unlink("link"), unlink("dangling"), unlink("loop"),
        unlink("dlink");
    unlink("missing"), unlink("made"), rmdir("d");
    return 0;
}
