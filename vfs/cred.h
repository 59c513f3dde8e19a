// SPDX-License-Identifier: GPL-2.0-or-later
// Credentials: who asks. Immutable once shared; a change makes a copy (Linux: include/linux/cred.h).
#ifndef VFS_CRED_H
#define VFS_CRED_H

#include "base/heap.h"
#include "base/types.h"

#define CRED_GROUPS_MAX 65536

struct cred {
    u32 refs;
    u32 uid, euid, suid, fsuid;
    u32 gid, egid, sgid, fsgid;
    u64 cap_inheritable, cap_permitted, cap_effective, cap_bounding, cap_ambient;
    u32 securebits;
    bool no_new_privs;
    u32 ngroups;
    u32 *groups; // owned, sorted
};

struct cred *cred_create(struct heap *heap, u32 uid, u32 gid); // full capabilities for uid 0, none otherwise
// one reference, free to change; NULL: no memory
struct cred *cred_copy(const struct cred *from);
struct cred *cred_get(struct cred *c);
void cred_put(struct cred *c);
bool cred_in_group(const struct cred *c, u32 gid); // fsgid or a supplementary group
static inline bool cred_capable(const struct cred *c, int cap) {
    return (c->cap_effective >> cap) & 1;
}

#endif
