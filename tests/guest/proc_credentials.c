// SPDX-License-Identifier: GPL-2.0-or-later
// Users and groups of an ordinary user: asking, the moves that are allowed, and those that are not.
#include "guest.h"
#include <grp.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void ids(const char *what) {
    uid_t r, e, s;
    gid_t gr, ge, gs;
    getresuid(&r, &e, &s), getresgid(&gr, &ge, &gs);
    printf("%s: uid %d %d %d gid %d %d %d\n", what, r, e, s, gr, ge, gs);
}

int main(void) {
    if (getuid() != 1000 || getgid() != 1000) skip("this test is for an ordinary user with uid and gid 1000");
    ids("start");
    printf("%d %d %d %d\n", getuid(), geteuid(), getgid(), getegid());
    show("setuid to oneself", setuid(1000)), show("setuid 0", setuid(0)), show("setuid 1001", setuid(1001));
    show("setuid -1", setuid(-1));
    show("setgid to oneself", setgid(1000)), show("setgid 0", setgid(0));
    show("seteuid", seteuid(1000)), show("seteuid 0", seteuid(0));
    show("setreuid -1 -1", setreuid(-1, -1)), show("setreuid 1000 0", setreuid(1000, 0)),
        show("setreuid 0 -1", setreuid(0, -1));
    show("setregid -1 1000", setregid(-1, 1000)), show("setregid 5 5", setregid(5, 5));
    show("setresuid -1 1000 -1", setresuid(-1, 1000, -1)), show("setresuid 0 0 0", setresuid(0, 0, 0));
    show("setresgid 1000 1000 1000", setresgid(1000, 1000, 1000)), show("setresgid -1 -1 1", setresgid(-1, -1, 1));
    show("setfsuid tells the old one", setfsuid(1000)), show("setfsuid 0 changes nothing", setfsuid(0));
    show("asked by -1", setfsuid(-1)), show("setfsgid", setfsgid(-1));
    ids("end");
    gid_t groups[100] = {0};
    int n = getgroups(100, groups);
    printf("supplementary groups are plausible: %d\n", n >= 0 && n <= 100);
    show("number of groups is the same", getgroups(0, NULL) == n ? 0 : -1);
    show("getgroups -1", getgroups(-1, groups));
    show("setgroups", setgroups(1, groups)), show("setgroups 70000", syscall(SYS_setgroups, 70000, groups));
    show("getresuid, bad pointer", syscall(SYS_getresuid, 8, 8, 8));

    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    show("capget", syscall(SYS_capget, &header, data));
    printf("effective %x %x permitted %x %x\n", data[0].effective, data[1].effective, data[0].permitted,
           data[1].permitted);
    data[0].effective = data[0].permitted = 1 << CAP_NET_ADMIN;
    show("capset beyond", syscall(SYS_capset, &header, data));
    data[0].effective = data[0].permitted = 0;
    show("capset nothing", syscall(SYS_capset, &header, data));
    header.version = 0;
    show("version unknown", syscall(SYS_capget, &header, data));
    printf("the kernel's version is %x\n", header.version);
    show("version unknown, no data", syscall(SYS_capget, &header, NULL));
    header.pid = 0x7ffffff0, header.version = _LINUX_CAPABILITY_VERSION_3;
    show("capget of nobody", syscall(SYS_capget, &header, data));
    show("bounding set has CHOWN", prctl(PR_CAPBSET_READ, CAP_CHOWN)),
        show("a capability that is none", prctl(PR_CAPBSET_READ, 99));
    show("dropping from it", prctl(PR_CAPBSET_DROP, CAP_CHOWN));
    show("ambient set", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0));
    show("ambient raise", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0));
    show("ambient clear", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
    show("securebits", prctl(PR_GET_SECUREBITS)), show("set securebits", prctl(PR_SET_SECUREBITS, 1));
    show("keepcaps", prctl(PR_GET_KEEPCAPS)), show("set", prctl(PR_SET_KEEPCAPS, 1)),
        show("keepcaps", prctl(PR_GET_KEEPCAPS)), show("set 2", prctl(PR_SET_KEEPCAPS, 2));

    // privileged calls
    show("chroot", chroot("/")), show("sethostname", sethostname("x", 1)),
        show("mknod", mknod("node", 020600, 0x103));
    struct timespec now = {1, 0};
    show("clock_settime", clock_settime(CLOCK_REALTIME, &now));
    int fd = open("mine", O_CREAT | O_WRONLY, 0600);
    show("chown to root", fchown(fd, 0, -1)), show("chown to oneself", fchown(fd, 1000, 1000)),
        show("chgrp 0", fchown(fd, -1, 0));
    // signals to others
    show("kill init", getpid() == 1 ? (errno = EPERM, -1) : kill(1, 0));
    return 0;
}
