// SPDX-License-Identifier: GPL-2.0-or-later
// Futexes. A word is known by its page's identity: the address space and address where memory is private, the object behind
// it and the offset where it is shared, so that processes that map it elsewhere meet (Linux: kernel/futex/).
#include "kernel/futex.h"

#include "abi/errno.h"
#include "abi/futex.h"
#include "kernel/sandbox.h"

#define FUTEX_BUCKETS ARRAY_SIZE(((struct sandbox *)0)->futex_buckets)

struct futex_key {
    u64 object, offset;
};

static int futex_key_of(struct mm *mm, uaddr_t addr, struct futex_key *key) {
    if (addr & 3) return -EINVAL;
    u32 value;
    if (get_user_u32(&mm->mmu, addr, &value)) return -EFAULT;
    const struct vma *v = mm_find(mm, addr);
    *key = (struct futex_key){(u64)(uintptr_t)mm, addr};
    if (v && (v->flags & VMA_SHARED)) {
        const struct inode *inode = v->file ? v->file->inode : v->shared;
        if (inode) *key = (struct futex_key){(u64)(uintptr_t)inode, v->pgoff * PAGE_SIZE + (addr - v->start)};
    }
    return 0;
}

static struct list *futex_bucket(struct sandbox *sb, const struct futex_key *key) {
    u64 h = (key->object >> 4 ^ key->offset >> 2) * 0x9e3779b97f4a7c15;
    return &sb->futex_buckets[h >> 58];
}

static bool same_key(const struct task *t, const struct futex_key *key) {
    return t->futex_key[0] == key->object && t->futex_key[1] == key->offset;
}

static void futex_release(struct task *t) {
    list_del(&t->futex_link);
    t->futex_woken = true;
    task_wake(t);
}

s64 futex_wait(struct task *t, struct syscall *sc, uaddr_t addr, u32 val, u32 bits, bool private, bool timed, u64 deadline) {
    (void)private; // the key says the same
    if (!bits) return -EINVAL;
    if (sc->restarted) {
        if (t->futex_woken) return 0;
        if (sc->timed_out) {
            list_del(&t->futex_link);
            return -ETIMEDOUT;
        }
        if (signal_pending(t)) {
            list_del(&t->futex_link);
            return timed ? -ERESTART_RESTARTBLOCK : -ERESTARTSYS;
        }
        if (timed) task_set_deadline(t, deadline);
        return SYS_PARKED;
    }
    struct futex_key key;
    u32 now;
    int err = futex_key_of(t->mm, addr, &key);
    if (err < 0) return err;
    if (get_user_u32(&t->mm->mmu, addr, &now)) return -EFAULT;
    if (now != val) return -EAGAIN;
    if (timed) {
        task_set_deadline(t, deadline);
        if (sc->timed_out) return -ETIMEDOUT;
    }
    if (signal_pending(t)) return timed ? -ERESTART_RESTARTBLOCK : -ERESTARTSYS;
    t->futex_key[0] = key.object;
    t->futex_key[1] = key.offset;
    t->futex_bits = bits;
    t->futex_woken = false;
    list_push_back(futex_bucket(t->sb, &key), &t->futex_link);
    return SYS_PARKED;
}

static int wake_key(struct sandbox *sb, const struct futex_key *key, u32 count, u32 bits) {
    struct task *t, *next;
    int woken = 0;
    list_for_each_safe(t, next, futex_bucket(sb, key), futex_link) {
        if ((u32)woken >= count) break;
        if (!same_key(t, key) || !(t->futex_bits & bits)) continue;
        futex_release(t);
        woken++;
    }
    return woken;
}

int futex_wake(struct sandbox *sb, struct mm *mm, uaddr_t addr, u32 count, u32 bits) {
    struct futex_key key;
    if (!bits) return -EINVAL;
    int err = futex_key_of(mm, addr, &key);
    return err < 0 ? err : wake_key(sb, &key, count, bits);
}

int futex_requeue(struct sandbox *sb, struct mm *mm, uaddr_t from, uaddr_t to, u32 wake, u32 move, const u32 *cmp) {
    struct futex_key a, b;
    u32 now;
    int err = futex_key_of(mm, from, &a);
    if (err == 0) err = futex_key_of(mm, to, &b);
    if (err < 0) return err;
    if (cmp) {
        if (get_user_u32(&mm->mmu, from, &now)) return -EFAULT;
        if (now != *cmp) return -EAGAIN;
    }
    int woken = wake_key(sb, &a, wake, FUTEX_BITSET_MATCH_ANY), moved = 0;
    struct task *t, *next;
    list_for_each_safe(t, next, futex_bucket(sb, &a), futex_link) {
        if ((u32)moved >= move) break;
        if (!same_key(t, &a)) continue;
        list_del(&t->futex_link);
        t->futex_key[0] = b.object;
        t->futex_key[1] = b.offset;
        list_push_back(futex_bucket(sb, &b), &t->futex_link);
        moved++;
    }
    return woken + moved;
}

static s32 sign_extend12(u32 v) {
    return (s32)(v << 20) >> 20;
}

int futex_wake_op(struct sandbox *sb, struct mm *mm, uaddr_t addr, uaddr_t addr2, u32 wake, u32 wake2, u32 encoded) {
    struct futex_key a, b;
    u32 old;
    int err = futex_key_of(mm, addr, &a);
    if (err == 0) err = futex_key_of(mm, addr2, &b);
    if (err < 0) return err;
    u32 op = encoded >> 28 & 7, cmp = encoded >> 24 & 15;
    u32 arg = (u32)sign_extend12(encoded >> 12 & 0xfff), cmparg = (u32)sign_extend12(encoded & 0xfff);
    if (encoded >> 28 & FUTEX_OP_OPARG_SHIFT) arg = 1u << (arg & 31);
    if (get_user_u32(&mm->mmu, addr2, &old)) return -EFAULT;
    u32 value;
    switch (op) {
    case FUTEX_OP_SET: value = arg; break;
    case FUTEX_OP_ADD: value = old + arg; break;
    case FUTEX_OP_OR: value = old | arg; break;
    case FUTEX_OP_ANDN: value = old & ~arg; break;
    case FUTEX_OP_XOR: value = old ^ arg; break;
    default: return -ENOSYS;
    }
    if (put_user_u32(&mm->mmu, addr2, value)) return -EFAULT;
    bool holds;
    s32 o = (s32)old, c = (s32)cmparg;
    switch (cmp) {
    case FUTEX_OP_CMP_EQ: holds = o == c; break;
    case FUTEX_OP_CMP_NE: holds = o != c; break;
    case FUTEX_OP_CMP_LT: holds = o < c; break;
    case FUTEX_OP_CMP_LE: holds = o <= c; break;
    case FUTEX_OP_CMP_GT: holds = o > c; break;
    case FUTEX_OP_CMP_GE: holds = o >= c; break;
    default: return -ENOSYS;
    }
    int woken = wake_key(sb, &a, wake, FUTEX_BITSET_MATCH_ANY);
    return holds ? woken + wake_key(sb, &b, wake2, FUTEX_BITSET_MATCH_ANY) : woken;
}
