// SPDX-License-Identifier: GPL-2.0-or-later
// access, faccessat, faccessat2.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

static void all(const char *name) {
    printf("%s:", name);
    for (int m = 0; m < 8; m++) printf(" %s", access(name, m) ? errno_name(errno) : "ok");
    printf("\n");
}
static long fa2(int fd, const char *name, int mode, int flags) {
    return syscall(SYS_faccessat2, fd, name, mode, flags);
}

int main(void) {
    int f = open("f", O_CREAT | O_RDWR, 0644);
    mkdir("d", 0755);
    close(open("d/in", O_CREAT | O_RDWR, 0600));
    int d = open("d", O_RDONLY), o = open("f", O_PATH);
    symlink("f", "s"), symlink("no", "dangling");
    const int modes[] = {0, 0100, 0200, 0400, 0700, 077};
    for (int i = 0; i < 6; i++) {
        printf("%o ", modes[i]);
        chmod("f", modes[i]);
        all("f");
    }
    chmod("f", 0644);
    all("d"), all("s"), all("dangling"), all("no"), all(""), all("f/x"), all("/etc/passwd"), all("/dev/null"),
        all("/proc/version");
    chmod("d", 0600);
    all("d/in"), all("d/no"), all("d/.");
    chmod("d", 0700);
    show("mode 8", access("f", 8));
    show("mode -1", access("f", -1));
    show("mode 8, missing", access("no", 8));
    show("fault", syscall(SYS_access, 8, R_OK));
    show("at", syscall(SYS_faccessat, d, "in", R_OK));
    show("at bad fd", syscall(SYS_faccessat, 99, "in", R_OK));
    show("at file", syscall(SYS_faccessat, f, "in", R_OK));
    show("effective", fa2(AT_FDCWD, "f", W_OK, AT_EACCESS));
    show("dangling itself", fa2(AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW));
    show("link itself", fa2(AT_FDCWD, "s", W_OK | X_OK, AT_SYMLINK_NOFOLLOW));
    show("descriptor", fa2(o, "", W_OK, AT_EMPTY_PATH));
    show("descriptor, execute", fa2(o, "", X_OK, AT_EMPTY_PATH));
    show("empty", fa2(o, "", W_OK, 0));
    show("bad flags", fa2(AT_FDCWD, "f", F_OK, 0x8000));
    show("bad mode and flags", fa2(AT_FDCWD, "f", 9, 0x8000));
    unlink("d/in"), rmdir("d"), unlink("f"), unlink("s"), unlink("dangling");
    return 0;
}
