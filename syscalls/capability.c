// SPDX-License-Identifier: GPL-2.0-or-later
// Capabilities: capget, capset, and what prctl has to do with privileges (capabilities(7); Linux: security/commoncap.c).
#include "abi/capability.h"
#include "abi/prctl.h"
#include "syscalls/cred.h"
#include "syscalls/internal.h"

#define CAP_BIT(cap) (1ull << (cap))

// A copy of the task's credentials, to be changed and then put in their place. NULL: no memory.
static struct cred *change_begin(const struct task *t) {
    return cred_copy(t->cred);
}
static s64 change_commit(struct task *t, struct cred *c) {
    cred_put(t->cred);
    t->cred = c;
    return 0;
}

// --- capget, capset
// How many words a set has in the caller's version of the header, or -EINVAL, and the version is told, or -EFAULT.
static int cap_words(struct task *t, uaddr_t header, struct abi_cap_user_header *h) {
    if (GET_USER(t, h, header)) return -EFAULT;
    switch (h->version) {
    case _LINUX_CAPABILITY_VERSION_1: return _LINUX_CAPABILITY_U32S_1;
    case _LINUX_CAPABILITY_VERSION_2:
    case _LINUX_CAPABILITY_VERSION_3: return _LINUX_CAPABILITY_U32S_3;
    default: h->version = _LINUX_CAPABILITY_VERSION_3; return PUT_USER(t, header, h) ? -EFAULT : -EINVAL;
    }
}

SYSCALL_HANDLER(capget) {
    struct abi_cap_user_header h;
    int words = cap_words(t, sc->args[0], &h);
    if (words == -EINVAL && !sc->args[1]) return 0; // asking which version there is
    if (words < 0) return words;
    if (h.pid < 0) return -EINVAL;
    const struct task *target = h.pid ? task_find(t->sb, h.pid) : t;
    if (!target) return -ESRCH;
    if (!sc->args[1]) return 0;
    const struct cred *c = target->cred;
    struct abi_cap_user_data data[_LINUX_CAPABILITY_U32S_3];
    for (u32 i = 0; i < ARRAY_SIZE(data); i++)
        data[i] = (struct abi_cap_user_data){.effective = (u32)(c->cap_effective >> 32 * i),
                                             .permitted = (u32)(c->cap_permitted >> 32 * i),
                                             .inheritable = (u32)(c->cap_inheritable >> 32 * i)};
    return user_write(t->mm, sc->args[1], data, (size_t)words * sizeof data[0]) ? -EFAULT : 0;
}

SYSCALL_HANDLER(capset) {
    struct abi_cap_user_header h;
    struct abi_cap_user_data data[_LINUX_CAPABILITY_U32S_3] = {0};
    int words = cap_words(t, sc->args[0], &h);
    if (words < 0) return words;
    if (h.pid && h.pid != t->tid) return -EPERM;
    if (user_read(t->mm, data, sc->args[1], (size_t)words * sizeof data[0])) return -EFAULT;
    const struct cred *old = t->cred;
    u64 effective = ((u64)data[1].effective << 32 | data[0].effective) & ABI_CAP_ALL;
    u64 permitted = ((u64)data[1].permitted << 32 | data[0].permitted) & ABI_CAP_ALL;
    u64 inheritable = ((u64)data[1].inheritable << 32 | data[0].inheritable) & ABI_CAP_ALL;
    if (!cred_capable(old, CAP_SETPCAP) && (inheritable & ~(old->cap_inheritable | old->cap_permitted)))
        return -EPERM;
    if (inheritable & ~(old->cap_inheritable | old->cap_bounding)) return -EPERM;
    if ((permitted & ~old->cap_permitted) || (effective & ~permitted)) return -EPERM;
    struct cred *c = change_begin(t);
    if (!c) return -ENOMEM;
    c->cap_effective = effective;
    c->cap_permitted = permitted;
    c->cap_inheritable = inheritable;
    c->cap_ambient &= permitted & inheritable;
    return change_commit(t, c);
}

// --- prctl
static s64 bounding_drop(struct task *t, u64 cap) {
    if (!task_capable(t, CAP_SETPCAP)) return -EPERM;
    if (cap > CAP_LAST_CAP) return -EINVAL;
    struct cred *c = change_begin(t);
    if (!c) return -ENOMEM;
    c->cap_bounding &= ~CAP_BIT(cap);
    return change_commit(t, c);
}

static s64 securebits_change(struct task *t, u32 bits) {
    struct cred *c = change_begin(t);
    if (!c) return -ENOMEM;
    c->securebits = bits;
    return change_commit(t, c);
}

// A lock holds its bit where it is, and no lock is ever opened.
static s64 securebits_set(struct task *t, u64 wanted) {
    const u32 old = t->cred->securebits, locked = (old & SECURE_ALL_LOCKS) >> 1;
    if ((locked & (old ^ wanted)) || (old & SECURE_ALL_LOCKS & ~wanted)) return -EPERM;
    if (wanted & ~(u64)(SECURE_ALL_LOCKS | SECURE_ALL_BITS)) return -EPERM;
    return task_capable(t, CAP_SETPCAP) ? securebits_change(t, (u32)wanted) : -EPERM;
}

static s64 keepcaps_set(struct task *t, u64 on) {
    const u32 old = t->cred->securebits;
    if (on > 1) return -EINVAL;
    if (old & SECBIT_KEEP_CAPS_LOCKED) return -EPERM;
    return securebits_change(t, on ? old | SECBIT_KEEP_CAPS : old & ~(u32)SECBIT_KEEP_CAPS);
}

static s64 ambient(struct task *t, u64 what, u64 cap, u64 c, u64 d) {
    const struct cred *old = t->cred;
    if (what == PR_CAP_AMBIENT_CLEAR_ALL ? (cap | c | d) != 0 : (cap > CAP_LAST_CAP || c || d)) return -EINVAL;
    const bool may = (old->cap_permitted & old->cap_inheritable & CAP_BIT(cap & 63)) &&
                     !(old->securebits & SECBIT_NO_CAP_AMBIENT_RAISE);
    u64 set = old->cap_ambient;
    switch (what) {
    case PR_CAP_AMBIENT_CLEAR_ALL: set = 0; break;
    case PR_CAP_AMBIENT_IS_SET: return (s64)(set >> cap & 1);
    case PR_CAP_AMBIENT_LOWER: set &= ~CAP_BIT(cap); break;
    case PR_CAP_AMBIENT_RAISE:
        if (!may) return -EPERM;
        set |= CAP_BIT(cap);
        break;
    default: return -EINVAL;
    }
    struct cred *changed = change_begin(t);
    if (!changed) return -ENOMEM;
    changed->cap_ambient = set;
    return change_commit(t, changed);
}

static s64 no_new_privs_set(struct task *t) {
    struct cred *c = change_begin(t);
    if (!c) return -ENOMEM;
    c->no_new_privs = true;
    return change_commit(t, c);
}

bool cred_prctl(struct task *t, s32 option, u64 a, u64 b, u64 c, u64 d, s64 *result) {
    switch (option) {
    case PR_CAPBSET_READ: *result = a > CAP_LAST_CAP ? -EINVAL : (s64)(t->cred->cap_bounding >> a & 1); return true;
    case PR_CAPBSET_DROP: *result = bounding_drop(t, a); return true;
    case PR_SET_SECUREBITS: *result = securebits_set(t, a); return true;
    case PR_GET_SECUREBITS: *result = t->cred->securebits; return true;
    case PR_GET_KEEPCAPS: *result = (t->cred->securebits & SECBIT_KEEP_CAPS) != 0; return true;
    case PR_SET_KEEPCAPS: *result = keepcaps_set(t, a); return true;
    case PR_CAP_AMBIENT: *result = ambient(t, a, b, c, d); return true;
    case PR_SET_NO_NEW_PRIVS: *result = a != 1 || b || c || d ? -EINVAL : no_new_privs_set(t); return true;
    case PR_GET_NO_NEW_PRIVS: *result = a || b || c || d ? -EINVAL : t->cred->no_new_privs; return true;
    default: return false;
    }
}
