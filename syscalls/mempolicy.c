// SPDX-License-Identifier: GPL-2.0-or-later
// NUMA calls on a machine with one node, which holds all memory (Linux: mm/mempolicy.c, mm/migrate.c). A policy is
// checked and, for a thread, remembered; it never has anything to decide.
#include "syscalls/internal.h"

#include "abi/capability.h"
#include "abi/mempolicy.h"

#define NODES 1u        // nr_node_ids
#define NODE_MASK 1ull  // cpuset_current_mems_allowed
#define MAX_NODES 1024u // MAX_NUMNODES: bits of a mask beyond it must be zero
#define LONG_BITS 64u

// A user's node mask of maxnode - 1 bits. Linux: get_nodes.
static int get_nodes(struct task *t, uaddr_t mask, u64 maxnode, u64 *nodes) {
    *nodes = 0;
    if (--maxnode == 0 || !mask) return 0;
    if (maxnode > PAGE_SIZE * 8) return -EINVAL;
    for (u64 bit = 0; bit < maxnode; bit += LONG_BITS) {
        u64 word;
        if (GET_USER(t, &word, mask + bit / 8) < 0) return -EFAULT;
        if (maxnode - bit < LONG_BITS) word &= (1ull << (maxnode - bit)) - 1;
        if (bit == 0)
            *nodes = word;
        else if (word && bit >= MAX_NODES)
            return -EINVAL;
    }
    return 0;
}

// Linux: copy_nodes_to_user.
static int put_nodes(struct task *t, uaddr_t mask, u64 maxnode, u64 nodes) {
    u64 bytes = (maxnode - 1 + LONG_BITS - 1) / LONG_BITS * sizeof(u64);
    if (bytes > sizeof nodes) {
        if (bytes > PAGE_SIZE) return -EINVAL;
        if (clear_user(&t->mm->mmu, mask + sizeof nodes, bytes - sizeof nodes) < 0) return -EFAULT;
        bytes = sizeof nodes;
    }
    return user_write(t->mm, mask, &nodes, bytes);
}

// Checks a policy as mpol_new and its like do; *mode comes back without what the nodes made of it.
static int check_policy(u32 *mode, u64 nodes) {
    u32 flags = *mode & MPOL_MODE_FLAGS, kind = *mode & ~(u32)MPOL_MODE_FLAGS;
    u32 fixed = flags & (MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES);
    if (kind > MPOL_WEIGHTED_INTERLEAVE || fixed == (MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES)) return -EINVAL;
    if ((flags & MPOL_F_NUMA_BALANCING) && kind != MPOL_BIND && kind != MPOL_PREFERRED_MANY) return -EINVAL;
    switch (kind) {
    case MPOL_DEFAULT: return nodes ? -EINVAL : 0;
    case MPOL_LOCAL: return nodes || fixed ? -EINVAL : 0;
    case MPOL_PREFERRED:
        if (nodes) break;
        *mode = MPOL_LOCAL;
        return fixed ? -EINVAL : 0;
    default:
        if (!nodes) return -EINVAL;
    }
    // Relative nodes are folded onto those there are; others must be among them.
    return (flags & MPOL_F_RELATIVE_NODES) || (nodes & NODE_MASK) ? 0 : -EINVAL;
}

SYSCALL_HANDLER(set_mempolicy) {
    u32 mode = arg_uint(sc, 0);
    u64 nodes;
    int err = get_nodes(t, sc->args[1], sc->args[2], &nodes);
    if (err == 0) err = check_policy(&mode, nodes);
    if (err < 0) return err;
    t->mempolicy = mode;
    t->mempolicy_nodes = mode & (MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES) ? nodes : nodes & NODE_MASK;
    return 0;
}

SYSCALL_HANDLER(get_mempolicy) {
    const uaddr_t policy = sc->args[0], mask = sc->args[1], addr = sc->args[3];
    const u64 maxnode = sc->args[2], flags = sc->args[4];
    s32 answer = (s32)t->mempolicy;
    u64 nodes = t->mempolicy_nodes;
    if (mask && maxnode < NODES) return -EINVAL;
    if (flags & ~(u64)(MPOL_F_NODE | MPOL_F_ADDR | MPOL_F_MEMS_ALLOWED)) return -EINVAL;
    if (flags & MPOL_F_MEMS_ALLOWED) {
        if (flags & (MPOL_F_NODE | MPOL_F_ADDR)) return -EINVAL;
        answer = MPOL_DEFAULT;
        nodes = NODE_MASK;
    } else if (flags & MPOL_F_ADDR) {
        pfn_t pfn;
        if (!mm_find(t->mm, addr)) return -EFAULT;
        answer = MPOL_DEFAULT; // also for MPOL_F_NODE: node 0
        nodes = 0;
        if ((flags & MPOL_F_NODE) && mmu_pin(&t->mm->mmu, addr, ACCESS_READ, &pfn) < 0) return -EFAULT;
    } else if (addr) {
        return -EINVAL;
    } else if (flags & MPOL_F_NODE) {
        u32 kind = t->mempolicy & ~(u32)MPOL_MODE_FLAGS;
        if (kind != MPOL_INTERLEAVE && kind != MPOL_WEIGHTED_INTERLEAVE) return -EINVAL;
        answer = 0; // the next node
    }
    if (policy && PUT_USER(t, policy, &answer) < 0) return -EFAULT;
    return mask ? put_nodes(t, mask, maxnode, nodes) : 0;
}

SYSCALL_HANDLER(mbind) {
    const uaddr_t start = sc->args[0];
    const u64 len = PAGE_ALIGN(sc->args[1]);
    const u32 flags = arg_uint(sc, 5);
    u32 mode = arg_uint(sc, 2);
    u64 nodes;
    if ((mode & ~(u32)MPOL_MODE_FLAGS) > MPOL_WEIGHTED_INTERLEAVE) return -EINVAL;
    int err = get_nodes(t, sc->args[3], sc->args[4], &nodes);
    if (err < 0) return err;
    if (flags & ~(u32)(MPOL_MF_STRICT | MPOL_MF_MOVE | MPOL_MF_MOVE_ALL)) return -EINVAL;
    if ((flags & MPOL_MF_MOVE_ALL) && !task_capable(t, CAP_SYS_NICE)) return -EPERM;
    if (start & ~PAGE_MASK || start + len < start) return -EINVAL;
    if (len == 0) return 0;
    err = check_policy(&mode, nodes);
    if (err < 0) return err;
    uaddr_t at = start;
    for (const struct vma *v = mm_find(t->mm, at); v && at < start + len; v = mm_find(t->mm, at)) at = v->end;
    return at < start + len ? -EFAULT : 0;
}

SYSCALL_HANDLER(set_mempolicy_home_node) {
    const uaddr_t start = sc->args[0];
    const u64 len = PAGE_ALIGN(sc->args[1]), node = sc->args[2];
    (void)t;
    if (start & ~PAGE_MASK || sc->args[3] || node >= NODES || start + len < start) return -EINVAL;
    return 0;
}

// The task whose memory a call moves: itself, or one that it may look into.
static s64 find_target(struct task *t, s32 pid, struct task **out) {
    *out = pid ? task_find(t->sb, pid) : t;
    if (!*out) return -ESRCH;
    return *out == t || task_may_access(t, *out) ? 0 : -EPERM;
}

SYSCALL_HANDLER(migrate_pages) {
    u64 from, to;
    struct task *target = NULL;
    s64 err = get_nodes(t, sc->args[2], sc->args[1], &from);
    if (err == 0) err = get_nodes(t, sc->args[3], sc->args[1], &to);
    if (err == 0) err = find_target(t, arg_int(sc, 0), &target);
    if (err) return err;
    if (!target->mm) return -EINVAL;
    return to & ~NODE_MASK && !task_capable(t, CAP_SYS_NICE) ? -EPERM : 0; // every page is where it is to be
}

static s32 page_node(struct mm *mm, uaddr_t addr) {
    if (!mm_find(mm, addr)) return -EFAULT;
    const pte_t *pte = mmu_lookup(&mm->mmu, addr);
    return pte && PTE_PFN(*pte) ? 0 : -ENOENT;
}

SYSCALL_HANDLER(move_pages) {
    const u64 count = sc->args[1];
    const uaddr_t pages = sc->args[2], nodes = sc->args[3], status = sc->args[4];
    const u32 flags = arg_uint(sc, 5);
    struct task *target = NULL;
    if (flags & ~(u32)(MPOL_MF_MOVE | MPOL_MF_MOVE_ALL)) return -EINVAL;
    if ((flags & MPOL_MF_MOVE_ALL) && !task_capable(t, CAP_SYS_NICE)) return -EPERM;
    s64 err = find_target(t, arg_int(sc, 0), &target);
    if (err < 0) return err;
    if (!target->mm) return -EINVAL;
    for (u64 i = 0; i < count; i++) {
        uaddr_t page;
        s32 node, answer;
        if (GET_USER(t, &page, pages + i * sizeof page) < 0) return -EFAULT;
        if (nodes) {
            if (GET_USER(t, &node, nodes + i * sizeof node) < 0) return -EFAULT;
            if (node < 0 || node >= (s32)NODES) return -ENODEV;
        }
        answer = page_node(target->mm, page & PAGE_MASK);
        if (PUT_USER(t, status + i * sizeof answer, &answer) < 0) return -EFAULT;
    }
    return 0;
}
