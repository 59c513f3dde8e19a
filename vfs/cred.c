// SPDX-License-Identifier: GPL-2.0-or-later
// Making, copying and dropping credentials. What a change is allowed to do is the business of the calls
// (Linux: kernel/cred.c).
#include "vfs/cred.h"
#include "abi/capability.h"

#include <string.h>

struct cred *cred_create(struct heap *heap, u32 uid, u32 gid) {
    struct cred *c = knew(heap, struct cred);
    if (!c) return NULL;
    c->refs = 1;
    c->uid = c->euid = c->suid = c->fsuid = uid;
    c->gid = c->egid = c->sgid = c->fsgid = gid;
    c->cap_bounding = ABI_CAP_ALL;
    if (uid == 0) c->cap_permitted = c->cap_effective = ABI_CAP_ALL;
    return c;
}

struct cred *cred_copy(const struct cred *from) {
    struct heap *heap = heap_of(from);
    struct cred *c = knew(heap, struct cred);
    if (!c) return NULL;
    *c = *from;
    c->refs = 1;
    c->groups = NULL;
    if (from->ngroups > 0) {
        c->groups = kzalloc(heap, from->ngroups * sizeof *c->groups);
        if (!c->groups) {
            kfree(c);
            return NULL;
        }
        memcpy(c->groups, from->groups, from->ngroups * sizeof *c->groups);
    }
    return c;
}

struct cred *cred_get(struct cred *c) {
    c->refs++;
    return c;
}

void cred_put(struct cred *c) {
    if (!c || --c->refs > 0) return;
    kfree(c->groups);
    kfree(c);
}

bool cred_in_group(const struct cred *c, u32 gid) {
    if (gid == c->fsgid) return true;
    u32 low = 0, high = c->ngroups;
    while (low < high) {
        u32 mid = low + (high - low) / 2;
        if (c->groups[mid] == gid) return true;
        if (c->groups[mid] < gid)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}
