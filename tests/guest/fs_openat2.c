// SPDX-License-Identifier: GPL-2.0-or-later
// openat2: the struct and its size, flags that open ignores and this refuses, RESOLVE_*.
#include "guest.h"
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static int base = AT_FDCWD;
static void op(const char *what, const char *name, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {flags, mode, resolve};
    int fd = (int)syscall(SYS_openat2, base, name, &how, sizeof how);
    if (fd < 0)
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: flags %x\n", what, fcntl(fd, F_GETFL)), close(fd);
}

int main(void) {
    struct open_how how = {.flags = O_RDONLY};
    mkdir("d", 0755), mkdir("d/e", 0755);
    close(open("f", O_CREAT | O_RDWR, 0644)), close(open("d/f", O_CREAT | O_RDWR, 0644));
    symlink("f", "d/link"), symlink("../f", "d/up"), symlink("/f", "d/absolute"), symlink("e", "d/dir");
    op("plain", "f", O_RDWR, 0, 0);
    op("create", "new", O_RDWR | O_CREAT, 0600, 0);
    op("mode without creating", "f", O_RDONLY, 0600, 0);
    op("mode too large", "f", O_RDWR | O_CREAT, 010000, 0);
    op("unknown flag", "f", 1ull << 29, 0, 0);
    op("high flag", "f", 1ull << 40, 0, 0);
    op("unknown resolve", "f", 0, 0, 0x1000);
    op("beneath and in root", "f", 0, 0, RESOLVE_BENEATH | RESOLVE_IN_ROOT);
    op("O_PATH with more", "f", O_PATH | O_RDWR, 0, 0);
    op("O_PATH", "f", O_PATH | O_NOFOLLOW, 0, 0);
    op("directory and create", "x", O_DIRECTORY | O_CREAT, 0600, 0);
    op("tmpfile read-only", "d", O_TMPFILE, 0600, 0);
    op("tmpfile", "d", O_TMPFILE | O_RDWR, 0600, 0);
    op("cached create", "x", O_RDWR | O_CREAT, 0600, RESOLVE_CACHED);
    op("cached", "f", O_RDONLY, 0, RESOLVE_CACHED);
    show("small", syscall(SYS_openat2, AT_FDCWD, "f", &how, 23L));
    show("zero", syscall(SYS_openat2, AT_FDCWD, "f", &how, 0L));
    char large[4096] = {0};
    show("large and zero", close((int)syscall(SYS_openat2, AT_FDCWD, "f", large, sizeof large)));
    large[100] = 1;
    show("large and not zero", syscall(SYS_openat2, AT_FDCWD, "f", large, sizeof large));
    show("larger than a page", syscall(SYS_openat2, AT_FDCWD, "f", large, 4097L));
    show("fault", syscall(SYS_openat2, AT_FDCWD, "f", 8L, sizeof how));
    show("name fault", syscall(SYS_openat2, AT_FDCWD, 8L, &how, sizeof how));
    show("bad fd", syscall(SYS_openat2, 99, "f", &how, sizeof how));
    show("bad fd, absolute", close((int)syscall(SYS_openat2, 99, "/", &how, sizeof how)));

    base = open("d", O_RDONLY);
    op("beneath", "f", 0, 0, RESOLVE_BENEATH);
    op("beneath, link", "link", 0, 0, RESOLVE_BENEATH);
    op("beneath, link up", "up", 0, 0, RESOLVE_BENEATH);
    op("beneath, absolute link", "absolute", 0, 0, RESOLVE_BENEATH);
    op("beneath, ..", "..", 0, 0, RESOLVE_BENEATH);
    op("beneath, e/..", "e/..", 0, 0, RESOLVE_BENEATH);
    op("beneath, e/../..", "e/../..", 0, 0, RESOLVE_BENEATH);
    op("beneath, absolute", "/", 0, 0, RESOLVE_BENEATH);
    op("in root, ..", "../f", 0, 0, RESOLVE_IN_ROOT);
    op("in root, link up", "up", 0, 0, RESOLVE_IN_ROOT);
    op("in root, absolute link", "absolute", 0, 0, RESOLVE_IN_ROOT);
    op("in root, absolute", "/f", 0, 0, RESOLVE_IN_ROOT);
    op("no links, file", "f", 0, 0, RESOLVE_NO_SYMLINKS);
    op("no links, link", "link", 0, 0, RESOLVE_NO_SYMLINKS);
    op("no links, not followed", "link", O_PATH | O_NOFOLLOW, 0, RESOLVE_NO_SYMLINKS);
    op("no links, in the middle", "dir/x", 0, 0, RESOLVE_NO_SYMLINKS);
    op("no other file system", "/proc/version", 0, 0, RESOLVE_NO_XDEV);
    op("no other file system, inside", "e", 0, 0, RESOLVE_NO_XDEV);
    op("no magic links", "/proc/self/exe", 0, 0, RESOLVE_NO_MAGICLINKS);
    op("no magic links, plain ones", "link", 0, 0, RESOLVE_NO_MAGICLINKS);
    unlink("d/link"), unlink("d/up"), unlink("d/absolute"), unlink("d/dir"), unlink("d/f"), unlink("f"),
        unlink("new"), rmdir("d/e"), rmdir("d");
    return 0;
}
