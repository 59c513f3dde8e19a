// SPDX-License-Identifier: GPL-2.0-or-later
// The machine as a whole: its name, its figures, its randomness.
#include "abi/capability.h"
#include "abi/personality.h"
#include "abi/random.h"
#include "abi/sysinfo.h"
#include "abi/utsname.h"
#include "kernel/uts.h"
#include "syscalls/internal.h"

#include <string.h>

SYSCALL_HANDLER(uname) {
    struct abi_utsname u = {
        .sysname = UTS_SYSNAME, .release = UTS_RELEASE, .version = UTS_VERSION, .machine = UTS_MACHINE};
    memcpy(u.nodename, t->sb->hostname, sizeof u.nodename);
    memcpy(u.domainname, t->sb->domainname, sizeof u.domainname);
    // personality(2): for programs that cannot read a version above 2.6, and those that believe to be on a 32-bit machine
    if (t->personality & UNAME26) strcpy(u.release, UTS_RELEASE_26);
    if ((t->personality & PER_MASK) == PER_LINUX32) strcpy(u.machine, "i686");
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
    if ((flags & GRND_RANDOM) && (flags & GRND_INSECURE)) return -EINVAL;
    if (to > TASK_SIZE - left) return -EFAULT;
    while (left) {
        u8 buf[256];
        size_t n = min_u64(left, sizeof buf);
        sandbox_random(t->sb, buf, n);
        size_t missed = copy_to_user_partial(&t->mm->mmu, to, buf, n);
        done += (s64)(n - missed);
        if (missed) return done ? done : -EFAULT;
        to += n;
        left -= n;
    }
    return done;
}

// The kernel's log, which is empty and, as on Debian, for the privileged alone (kernel.dmesg_restrict).
#define LOG_SIZE (1 << 18)
SYSCALL_HANDLER(syslog) {
    s32 size = arg_int(sc, 2);
    if (!task_capable(t, CAP_SYSLOG)) return -EPERM;
    switch (arg_int(sc, 0)) {
    case SYSLOG_ACTION_READ:
    case SYSLOG_ACTION_READ_ALL:
    case SYSLOG_ACTION_READ_CLEAR: return !sc->args[1] || size < 0 ? -EINVAL : 0;
    case SYSLOG_ACTION_CONSOLE_LEVEL: return size < 1 || size > 8 ? -EINVAL : 0;
    case SYSLOG_ACTION_SIZE_BUFFER: return LOG_SIZE;
    case SYSLOG_ACTION_CLOSE:
    case SYSLOG_ACTION_OPEN:
    case SYSLOG_ACTION_CLEAR:
    case SYSLOG_ACTION_CONSOLE_OFF:
    case SYSLOG_ACTION_CONSOLE_ON:
    case SYSLOG_ACTION_SIZE_UNREAD: return 0;
    default: return -EINVAL;
    }
}

// Takes the terminal away from who else has it: there is only one session with one.
SYSCALL_HANDLER(vhangup) {
    (void)sc;
    return task_capable(t, CAP_SYS_TTY_CONFIG) ? 0 : -EPERM;
}
