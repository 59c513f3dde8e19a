// SPDX-License-Identifier: GPL-2.0-or-later
// The machine as a whole: its name, its figures, its randomness.
#include "abi/capability.h"
#include "abi/random.h"
#include "abi/sysinfo.h"
#include "abi/utsname.h"
#include "syscalls/internal.h"

#include <stdio.h>
#include <string.h>

SYSCALL_HANDLER(uname) {
    struct abi_utsname u = {
        .sysname = "Linux", .release = "6.12.0", .version = "#1 SMP PREEMPT_DYNAMIC belljar", .machine = "x86_64"};
    memcpy(u.nodename, t->sb->hostname, sizeof u.nodename);
    memcpy(u.domainname, t->sb->domainname, sizeof u.domainname);
    return PUT_USER(t, sc->args[0], &u) ? -EFAULT : 0;
}

static s64 set_name(struct task *t, const struct syscall *sc, char name[65]) {
    char text[65] = "";
    s32 len = arg_int(sc, 1);
    if (!task_capable(t, CAP_SYS_ADMIN)) return -EPERM;
    if (len < 0 || len > 64) return -EINVAL;
    if (user_read(t->mm, text, sc->args[0], (size_t)len)) return -EFAULT;
    memcpy(name, text, sizeof text);
    return 0;
}
SYSCALL_HANDLER(sethostname) {
    return set_name(t, sc, t->sb->hostname);
}
SYSCALL_HANDLER(setdomainname) {
    return set_name(t, sc, t->sb->domainname);
}

SYSCALL_HANDLER(sysinfo) {
    struct sandbox *sb = t->sb;
    const struct abi_sysinfo info = {.uptime = (s64)(clock_monotonic(sb) / NSEC_PER_SEC),
                                     .totalram = page_pool_total(sb->pool) * PAGE_SIZE,
                                     .freeram = page_pool_free(sb->pool) * PAGE_SIZE,
                                     .procs = (u16)sb->nr_tasks,
                                     .mem_unit = 1};
    return PUT_USER(t, sc->args[0], &info) ? -EFAULT : 0;
}

SYSCALL_HANDLER(getrandom) {
    u32 flags = arg_uint(sc, 2);
    u64 left = min_u64(sc->args[1], MAX_RW_COUNT);
    uaddr_t to = sc->args[0];
    s64 done = 0;
    if (flags & ~(u32)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) return -EINVAL;
    if ((flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE)) return -EINVAL;
    while (left) {
        u8 buf[256];
        size_t n = left < sizeof buf ? left : sizeof buf;
        sandbox_random(t->sb, buf, n);
        if (user_write(t->mm, to, buf, n)) return done ? done : -EFAULT;
        to += n, left -= n, done += (s64)n;
    }
    return done;
}

SYSCALL_HANDLER(syslog) {
    s32 action = arg_int(sc, 0);
    if (action < SYSLOG_ACTION_CLOSE || action > SYSLOG_ACTION_SIZE_BUFFER) return -EINVAL;
    return task_capable(t, CAP_SYSLOG) ? 0 : -EPERM; // the log is empty
}
