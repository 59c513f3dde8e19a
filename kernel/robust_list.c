// SPDX-License-Identifier: GPL-2.0-or-later
// The locks that a thread still holds when it ends: the list that set_robust_list(2) named, in the program's own memory. It may be
// anything, and whatever is wrong with it ends the walk (Linux: exit_robust_list in kernel/futex/core.c).
#include "abi/futex.h"
#include "kernel/futex.h"
#include "kernel/internal.h"

struct robust_entry {
    uaddr_t address;
    bool pi;
};

static bool robust_fetch(const struct task *t, uaddr_t from, struct robust_entry *out) {
    u64 word;
    if (user_read(t->mm, &word, from, sizeof word)) return false;
    *out = (struct robust_entry){.address = word & ~1ull, .pi = word & 1};
    return true;
}

// `pending`: taking or releasing it was under way. False: the walk ends.
static bool robust_release(struct task *t, const struct robust_entry *e, s64 offset, bool pending) {
    const uaddr_t addr = e->address + (u64)offset;
    u32 value;
    if ((addr & 3) || get_user_u32(&t->mm->mmu, addr, &value)) return false;
    // Released already, but the wake that belongs to it may not have come.
    if (pending && !e->pi && value == 0) {
        futex_wake(t, addr, true, 1, FUTEX_BITSET_MATCH_ANY);
        return true;
    }
    if ((value & FUTEX_TID_MASK) != (u32)t->tid) return true;
    if (put_user_u32(&t->mm->mmu, addr, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED)) return false;
    if (!e->pi && (value & FUTEX_WAITERS)) futex_wake(t, addr, true, 1, FUTEX_BITSET_MATCH_ANY);
    return true;
}

void robust_list_exit(struct task *t) {
    const uaddr_t head = t->robust_list;
    t->robust_list = 0;
    struct robust_entry entry, next, pending;
    s64 offset;
    if (!head || !robust_fetch(t, head, &entry)) return;
    if (user_read(t->mm, &offset, head + offsetof(struct abi_robust_list_head, futex_offset), sizeof offset)) return;
    if (!robust_fetch(t, head + offsetof(struct abi_robust_list_head, list_op_pending), &pending)) return;
    for (int limit = ROBUST_LIST_LIMIT; entry.address != head && limit; limit--) {
        bool more = robust_fetch(t, entry.address, &next); // before it is another's to change
        if (entry.address != pending.address && !robust_release(t, &entry, offset, false)) return;
        if (!more) break;
        entry = next;
    }
    if (pending.address) robust_release(t, &pending, offset, true);
}
