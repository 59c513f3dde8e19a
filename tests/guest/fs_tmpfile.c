// SPDX-License-Identifier: GPL-2.0-or-later
// O_TMPFILE: a file without a name, and how it gets one.
#include "guest.h"
#include <sys/stat.h>

int main(void) {
    struct stat st;
    char buf[64], path[64];
    umask(022);
    mkdir("d", 0755);
    int f = open("d", O_TMPFILE | O_RDWR, 0666);
    show("opened", f);
    fstat(f, &st);
    printf("mode %o nlink %ld flags %x\n", st.st_mode, (long)st.st_nlink, fcntl(f, F_GETFL));
    show("write", write(f, "tmp", 3));
    sprintf(path, "/proc/self/fd/%d", f);
    show("linked", linkat(AT_FDCWD, path, AT_FDCWD, "d/named", AT_SYMLINK_FOLLOW));
    fstat(f, &st);
    printf("nlink %ld\n", (long)st.st_nlink);
    show("linked again", linkat(AT_FDCWD, path, AT_FDCWD, "d/named2", AT_SYMLINK_FOLLOW));
    int r = open("d/named", O_RDONLY);
    show("read", read(r, buf, 64));
    unlink("d/named"), unlink("d/named2");
    show("linked after unlinking", linkat(AT_FDCWD, path, AT_FDCWD, "d/named", AT_SYMLINK_FOLLOW));
    int x = open("d", O_TMPFILE | O_RDWR | O_EXCL, 0600);
    show("exclusive", x);
    sprintf(path, "/proc/self/fd/%d", x);
    show("not to be linked", linkat(AT_FDCWD, path, AT_FDCWD, "d/named", AT_SYMLINK_FOLLOW));
    show("by descriptor, without the privilege", linkat(f, "", AT_FDCWD, "d/named", AT_EMPTY_PATH));
    show("read only", open("d", O_TMPFILE | O_RDONLY, 0600));
    show("write only", open("d", O_TMPFILE | O_WRONLY, 0600));
    show("creating", open("d", O_TMPFILE | O_RDWR | O_CREAT, 0600));
    show("missing", open("e", O_TMPFILE | O_RDWR, 0600));
    close(open("d/file", O_CREAT | O_RDWR, 0600));
    show("in a file", open("d/file", O_TMPFILE | O_RDWR, 0600));
    show("__O_TMPFILE without O_DIRECTORY", open("d", (O_TMPFILE & ~O_DIRECTORY) | O_RDWR, 0600));
    chmod("d", 0555);
    show("not writable", open("d", O_TMPFILE | O_RDWR, 0600));
    chmod("d", 0755);
    show("in /proc", open("/proc", O_TMPFILE | O_RDWR, 0600));
    unlink("d/file"), rmdir("d");
    return 0;
}
