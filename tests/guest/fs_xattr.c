// SPDX-License-Identifier: GPL-2.0-or-later
// Extended attributes: user.* on tmpfs, flags, sizes, name spaces, all twelve calls.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

static int compare(const void *a, const void *b) {
    return strcmp(*(char **)a, *(char **)b);
}
static void list(const char *name) {
    char buf[1024], *names[32];
    long n = listxattr(name, buf, sizeof buf);
    if (n < 0) {
        printf("list: %s\n", errno_name(errno));
        return;
    }
    int k = 0;
    for (long at = 0; at < n; at += strlen(buf + at) + 1) names[k++] = buf + at;
    qsort(names, k, sizeof *names, compare);
    printf("list %ld:", n);
    for (int i = 0; i < k; i++) printf(" %s", names[i]);
    printf("\n");
}

int main(void) {
    static char big[70000], name[300] = "user.";
    char buf[64] = "";
    int f = open("f", O_CREAT | O_RDWR, 0644), o = open("f", O_PATH);
    mkdir("d", 0755), mkfifo("p", 0600);
    symlink("f", "s"), symlink("no", "dangling");
    if (setxattr("f", "user.probe", "1", 1, 0) && errno == EOPNOTSUPP) skip("tmpfs here has no user attributes");
    removexattr("f", "user.probe");
    show("set", setxattr("f", "user.one", "value", 5, 0));
    show("get", getxattr("f", "user.one", buf, sizeof buf));
    printf("%s\n", buf);
    show("size", getxattr("f", "user.one", NULL, 0));
    show("too small", getxattr("f", "user.one", buf, 3));
    show("fits", getxattr("f", "user.one", buf, 5));
    show("replaced", setxattr("f", "user.one", "longer value", 12, XATTR_REPLACE));
    show("create over", setxattr("f", "user.one", "x", 1, XATTR_CREATE));
    show("replace missing", setxattr("f", "user.two", "x", 1, XATTR_REPLACE));
    show("create", setxattr("f", "user.two", "", 0, XATTR_CREATE));
    show("empty value", getxattr("f", "user.two", buf, sizeof buf));
    show("both flags", setxattr("f", "user.two", "x", 1, XATTR_REPLACE | XATTR_CREATE));
    show("bad flags", setxattr("f", "user.two", "x", 1, 4));
    list("f");
    show("list size", listxattr("f", NULL, 0));
    show("list too small", listxattr("f", buf, 5));
    show("list none", listxattr("d", buf, 64));
    show("missing attribute", getxattr("f", "user.three", buf, 64));
    show("missing file", getxattr("no", "user.one", buf, 64));
    show("remove", removexattr("f", "user.two"));
    show("remove again", removexattr("f", "user.two"));
    show("no name space", setxattr("f", "one", "x", 1, 0));
    show("unknown name space", setxattr("f", "other.one", "x", 1, 0));
    show("only a name space", setxattr("f", "user.", "x", 1, 0));
    show("get only a name space", getxattr("f", "user.", buf, 64));
    show("empty name", setxattr("f", "", "x", 1, 0));
    show("trusted", setxattr("f", "trusted.one", "x", 1, 0));
    show("get trusted", getxattr("f", "trusted.one", buf, 64));
    show("security", setxattr("f", "security.one", "x", 1, 0));
    show("get security", getxattr("f", "security.one", buf, 64));
    memset(name + 5, 'n', 250), name[255] = 0;
    show("longest name", setxattr("f", name, "x", 1, 0));
    removexattr("f", name);
    name[255] = 'n', name[256] = 0;
    show("longer name", setxattr("f", name, "x", 1, 0));
    show("largest value", setxattr("f", "user.big", big, 65536, 0));
    show("its size", getxattr("f", "user.big", NULL, 0));
    show("read it", getxattr("f", "user.big", big, 70000));
    removexattr("f", "user.big");
    show("larger value", setxattr("f", "user.big", big, 65537, 0));
    show("name fault", syscall(SYS_setxattr, "f", 8L, "x", 1L, 0));
    show("value fault", syscall(SYS_setxattr, "f", "user.x", 8L, 1L, 0));
    show("file fault", syscall(SYS_setxattr, 8L, "user.x", "x", 1L, 0));
    show("get fault", syscall(SYS_getxattr, "f", "user.one", 8L, 64L));
    show("list fault", syscall(SYS_listxattr, "f", 8L, 64L));

    show("through a link", setxattr("s", "user.link", "x", 1, 0));
    show("link itself", lsetxattr("s", "user.link", "x", 1, 0));
    show("get of the link itself", lgetxattr("s", "user.link", buf, 64));
    show("list of the link itself", llistxattr("s", buf, 64));
    show("remove of the link itself", lremovexattr("s", "user.link"));
    show("dangling", getxattr("dangling", "user.x", buf, 64));
    show("fset", fsetxattr(f, "user.f", "y", 1, 0));
    show("fget", fgetxattr(f, "user.f", buf, 64));
    show("flist", flistxattr(f, NULL, 0));
    show("fremove", fremovexattr(f, "user.f"));
    show("fset bad", fsetxattr(99, "user.f", "y", 1, 0));
    show("fget O_PATH", fgetxattr(o, "user.one", buf, 64));
    show("flist bad", flistxattr(99, NULL, 0));
    show("fremove bad", fremovexattr(99, "user.one"));
    show("directory", setxattr("d", "user.d", "z", 1, 0));
    list("d");
    show("fifo", setxattr("p", "user.p", "z", 1, 0));
    show("get fifo", getxattr("p", "user.p", buf, 64));
    chmod("f", 0400);
    show("read-only", setxattr("f", "user.one", "x", 1, 0));
    show("read-only get", getxattr("f", "user.one", buf, 64));
    chmod("f", 0200);
    show("write-only get", getxattr("f", "user.one", buf, 64));
    show("write-only set", setxattr("f", "user.one", "x", 1, 0));
    show("write-only list", listxattr("f", NULL, 0));
    int null = open("/dev/null", O_RDWR);
    show("device", fsetxattr(null, "user.x", "x", 1, 0));
    show("proc", setxattr("/proc/version", "user.x", "x", 1, 0));
    show("get proc", getxattr("/proc/version", "user.x", buf, 64));
    unlink("f"), rmdir("d"), unlink("p"), unlink("s"), unlink("dangling");
    return 0;
}
