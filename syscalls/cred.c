// SPDX-License-Identifier: GPL-2.0-or-later
// User and group ids, and supplementary groups (credentials(7)). Capabilities are capability.c's.
#include "abi/capability.h"
#include "abi/prctl.h"
#include "syscalls/internal.h"

#include <stdlib.h>
#include <string.h>

#define ID_KEEP UINT32_MAX
// What goes with the user id for file systems.
#define CAP_FS_SET                                                                                                   \
    (1ull << CAP_CHOWN | 1ull << CAP_DAC_OVERRIDE | 1ull << CAP_DAC_READ_SEARCH | 1ull << CAP_FOWNER |               \
     1ull << CAP_FSETID | 1ull << CAP_LINUX_IMMUTABLE | 1ull << CAP_MKNOD | 1ull << CAP_MAC_OVERRIDE)

SYSCALL_HANDLER(getuid) {
    (void)sc;
    return t->cred->uid;
}
SYSCALL_HANDLER(geteuid) {
    (void)sc;
    return t->cred->euid;
}
SYSCALL_HANDLER(getgid) {
    (void)sc;
    return t->cred->gid;
}
SYSCALL_HANDLER(getegid) {
    (void)sc;
    return t->cred->egid;
}

static s64 put_three(struct task *t, const struct syscall *sc, u32 a, u32 b, u32 c) {
    if (PUT_USER(t, sc->args[0], &a) || PUT_USER(t, sc->args[1], &b) || PUT_USER(t, sc->args[2], &c)) return -EFAULT;
    return 0;
}
SYSCALL_HANDLER(getresuid) {
    return put_three(t, sc, t->cred->uid, t->cred->euid, t->cred->suid);
}
SYSCALL_HANDLER(getresgid) {
    return put_three(t, sc, t->cred->gid, t->cred->egid, t->cred->sgid);
}

// What a change of user ids does to capabilities: capabilities(7), "Effect of user ID changes on capabilities".
static void fix_capabilities(const struct cred *old, struct cred *c) {
    if (c->securebits & SECBIT_NO_SETUID_FIXUP) return;
    if (old->fsuid == 0 && c->fsuid != 0) c->cap_effective &= ~CAP_FS_SET;
    if (old->fsuid != 0 && c->fsuid == 0) c->cap_effective |= CAP_FS_SET & c->cap_permitted;
    bool had_root = old->uid == 0 || old->euid == 0 || old->suid == 0;
    bool has_root = c->uid == 0 || c->euid == 0 || c->suid == 0;
    if (had_root && !has_root) {
        if (!(c->securebits & SECBIT_KEEP_CAPS)) c->cap_permitted = c->cap_effective = 0;
        c->cap_ambient = 0;
    }
    if (old->euid == 0 && c->euid != 0) c->cap_effective = 0;
    if (old->euid != 0 && c->euid == 0) c->cap_effective = c->cap_permitted;
}

// Puts the changed copy in place; its reference is taken over.
static s64 cred_commit(struct task *t, struct cred *c) {
    struct cred *old = t->cred;
    fix_capabilities(old, c);
    if (c->euid != old->euid || c->egid != old->egid || c->fsuid != old->fsuid || c->fsgid != old->fsgid) {
        t->process->dumpable = false;
        t->process->suid_dumpable = SUID_DUMP_DISABLE;
        t->pdeath_signal = 0;
    }
    t->cred = c;
    cred_put(old);
    return 0;
}

static bool is_one_of(u32 id, u32 a, u32 b, u32 c) {
    return id == a || id == b || id == c;
}

SYSCALL_HANDLER(setuid) {
    u32 uid = arg_uint(sc, 0);
    const struct cred *old = t->cred;
    if (uid == ID_KEEP) return -EINVAL;
    bool may = cred_capable(old, CAP_SETUID);
    if (!may && uid != old->uid && uid != old->suid) return -EPERM;
    struct cred *c = cred_copy(old);
    if (!c) return -ENOMEM;
    if (may) c->uid = c->suid = uid;
    c->euid = c->fsuid = uid;
    return cred_commit(t, c);
}

SYSCALL_HANDLER(setgid) {
    u32 gid = arg_uint(sc, 0);
    const struct cred *old = t->cred;
    if (gid == ID_KEEP) return -EINVAL;
    bool may = cred_capable(old, CAP_SETGID);
    if (!may && gid != old->gid && gid != old->sgid) return -EPERM;
    struct cred *c = cred_copy(old);
    if (!c) return -ENOMEM;
    if (may) c->gid = c->sgid = gid;
    c->egid = c->fsgid = gid;
    return cred_commit(t, c);
}

SYSCALL_HANDLER(setreuid) {
    u32 r = arg_uint(sc, 0), e = arg_uint(sc, 1);
    const struct cred *old = t->cred;
    if (!cred_capable(old, CAP_SETUID)) {
        if (r != ID_KEEP && r != old->uid && r != old->euid) return -EPERM;
        if (e != ID_KEEP && !is_one_of(e, old->uid, old->euid, old->suid)) return -EPERM;
    }
    struct cred *c = cred_copy(old);
    if (!c) return -ENOMEM;
    if (r != ID_KEEP) c->uid = r;
    if (e != ID_KEEP) c->euid = e;
    if (r != ID_KEEP || (e != ID_KEEP && e != old->uid)) c->suid = c->euid;
    c->fsuid = c->euid;
    return cred_commit(t, c);
}

SYSCALL_HANDLER(setregid) {
    u32 r = arg_uint(sc, 0), e = arg_uint(sc, 1);
    const struct cred *old = t->cred;
    if (!cred_capable(old, CAP_SETGID)) {
        if (r != ID_KEEP && r != old->gid && r != old->egid) return -EPERM;
        if (e != ID_KEEP && !is_one_of(e, old->gid, old->egid, old->sgid)) return -EPERM;
    }
    struct cred *c = cred_copy(old);
    if (!c) return -ENOMEM;
    if (r != ID_KEEP) c->gid = r;
    if (e != ID_KEEP) c->egid = e;
    if (r != ID_KEEP || (e != ID_KEEP && e != old->gid)) c->sgid = c->egid;
    c->fsgid = c->egid;
    return cred_commit(t, c);
}

SYSCALL_HANDLER(setresuid) {
    const struct cred *old = t->cred;
    for (int i = 0; i < 3; i++) {
        u32 id = arg_uint(sc, i);
        if (id != ID_KEEP && !is_one_of(id, old->uid, old->euid, old->suid) && !cred_capable(old, CAP_SETUID))
            return -EPERM;
    }
    struct cred *c = cred_copy(old);
    if (!c) return -ENOMEM;
    if (arg_uint(sc, 0) != ID_KEEP) c->uid = arg_uint(sc, 0);
    if (arg_uint(sc, 1) != ID_KEEP) c->euid = arg_uint(sc, 1);
    if (arg_uint(sc, 2) != ID_KEEP) c->suid = arg_uint(sc, 2);
    c->fsuid = c->euid;
    return cred_commit(t, c);
}

SYSCALL_HANDLER(setresgid) {
    const struct cred *old = t->cred;
    for (int i = 0; i < 3; i++) {
        u32 id = arg_uint(sc, i);
        if (id != ID_KEEP && !is_one_of(id, old->gid, old->egid, old->sgid) && !cred_capable(old, CAP_SETGID))
            return -EPERM;
    }
    struct cred *c = cred_copy(old);
    if (!c) return -ENOMEM;
    if (arg_uint(sc, 0) != ID_KEEP) c->gid = arg_uint(sc, 0);
    if (arg_uint(sc, 1) != ID_KEEP) c->egid = arg_uint(sc, 1);
    if (arg_uint(sc, 2) != ID_KEEP) c->sgid = arg_uint(sc, 2);
    c->fsgid = c->egid;
    return cred_commit(t, c);
}

// Both answer the id before, whether or not they changed it (setfsuid(2)).
SYSCALL_HANDLER(setfsuid) {
    u32 uid = arg_uint(sc, 0), old = t->cred->fsuid;
    const struct cred *was = t->cred;
    if (uid == ID_KEEP ||
        !(is_one_of(uid, was->uid, was->euid, was->suid) || uid == old || cred_capable(was, CAP_SETUID)))
        return old;
    struct cred *c = cred_copy(was);
    if (!c) return old;
    c->fsuid = uid;
    cred_commit(t, c);
    return old;
}
SYSCALL_HANDLER(setfsgid) {
    u32 gid = arg_uint(sc, 0), old = t->cred->fsgid;
    const struct cred *was = t->cred;
    if (gid == ID_KEEP ||
        !(is_one_of(gid, was->gid, was->egid, was->sgid) || gid == old || cred_capable(was, CAP_SETGID)))
        return old;
    struct cred *c = cred_copy(was);
    if (!c) return old;
    c->fsgid = gid;
    cred_commit(t, c);
    return old;
}

SYSCALL_HANDLER(getgroups) {
    s32 size = arg_int(sc, 0);
    const struct cred *c = t->cred;
    if (size < 0) return -EINVAL;
    if (size) {
        if ((u32)size < c->ngroups) return -EINVAL;
        if (c->ngroups && user_write(t->mm, sc->args[1], c->groups, c->ngroups * sizeof(u32))) return -EFAULT;
    }
    return c->ngroups;
}

static int compare_ids(const void *a, const void *b) {
    u32 x = *(const u32 *)a, y = *(const u32 *)b;
    return x < y ? -1 : x > y;
}

SYSCALL_HANDLER(setgroups) {
    u32 n = arg_uint(sc, 0);
    if (!task_capable(t, CAP_SETGID)) return -EPERM;
    if (n > CRED_GROUPS_MAX) return -EINVAL;
    struct cred *c = cred_copy(t->cred);
    u32 *groups = kzalloc(t->sb->heap, n * sizeof *groups);
    s64 result = -ENOMEM;
    if (!c || !groups) goto out;
    result = -EFAULT;
    if (n && user_read(t->mm, groups, sc->args[1], n * sizeof *groups)) goto out;
    qsort(groups, n, sizeof *groups, compare_ids);
    kfree(c->groups);
    c->groups = groups;
    c->ngroups = n;
    return cred_commit(t, c);
out:
    kfree(groups);
    cred_put(c);
    return result;
}
