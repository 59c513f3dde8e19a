// SPDX-License-Identifier: GPL-2.0-or-later
// Address spaces: the set of vmas against a model of one word a page, placement against a search of every page, copy
// on write against what was written, and that nothing is lost.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after those

#include "abi/signal.h"
#include "kernel/mm/internal.h"
#include "kernel/sandbox.h"

#define BASE 0x100000000ull
#define PAGES 64u
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static struct sandbox *sb;
static u64 seed;

static u64 next_random(void) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return seed;
}

static int setup(void **state) {
    struct heap *heap = heap_create(-1, 0);
    if (!heap) return -1;
    sb = knew(heap, struct sandbox);
    heap_set_root(heap, sb);
    sb->heap = heap;
    sb->pool = page_pool_create(heap, 16 << 20);
    seed = 88172645463325252ull;
    *state = mm_create(sb);
    ((struct mm *)*state)->mmap_base = 0x7ffff7fff000;
    return *state ? 0 : -1;
}
static int teardown(void **state) {
    struct heap *heap = sb->heap;
    mm_put(*state);
    assert_int_equal(page_pool_free(sb->pool), page_pool_total(sb->pool)); // no frame is lost
    page_pool_destroy(sb->pool);
    kfree(sb);
    assert_int_equal(heap_used(heap), 0);
    heap_destroy(heap);
    return 0;
}

static u8 peek(struct mm *mm, uaddr_t at) {
    u8 byte = 0xee;
    assert_int_equal(user_read(mm, &byte, at, 1), 0);
    return byte;
}
static void poke(struct mm *mm, uaddr_t at, u8 byte) {
    assert_int_equal(user_write(mm, at, &byte, 1), 0);
}

// --- What must always hold of the set.

static u64 check_subtree(const struct vma *v) {
    if (!v) return 0;
    u64 max = max_u64(v->gap, max_u64(check_subtree(RB_LEFT(v, node)), check_subtree(RB_RIGHT(v, node))));
    assert_int_equal(v->max_gap, max);
    return max;
}

static void check_set(struct mm *mm) {
    u64 pages = 0, data = 0;
    u32 count = 0;
    const struct vma *prev = NULL;
    for (struct vma *v = mm_first(mm); v; prev = v, v = vma_next(v)) {
        assert_true(v->start < v->end && ((v->start | v->end) & ~PAGE_MASK) == 0);
        uaddr_t below = prev ? prev->end : 0;
        assert_true(v->start >= below);
        assert_int_equal(v->gap, vma_start_gap(v) > below ? vma_start_gap(v) - below : 0);
        if (prev && prev->end == v->start && prev->prot == v->prot && prev->flags == v->flags)
            assert_false(vma_is_anonymous(v) && vma_is_anonymous(prev) && prev->pgoff + vma_pages(prev) == v->pgoff);
        pages += vma_pages(v);
        if (v->prot & PROT_WRITE) data += vma_pages(v);
        count++;
        assert_ptr_equal(mm_find(mm, v->start), v);
        assert_ptr_equal(mm_find(mm, v->end - 1), v);
    }
    check_subtree(RB_ROOT(&mm->vmas));
    assert_int_equal(mm->map_count, count);
    assert_int_equal(mm->total_vm, pages);
    assert_int_equal(mm->data_vm, data);
}

// --- The model: what each page is to be.

struct model {
    bool mapped[PAGES];
    u32 prot[PAGES];
    u8 byte[PAGES];
};

static void check_model(struct mm *mm, const struct model *m) {
    for (u32 i = 0; i < PAGES; i++) {
        const struct vma *v = mm_find(mm, BASE + i * PAGE_SIZE);
        assert_int_equal(v != NULL, m->mapped[i]);
        if (!v) continue;
        assert_int_equal(v->prot, m->prot[i]);
        u8 byte;
        int err = user_read(mm, &byte, BASE + i * PAGE_SIZE, 1);
        assert_int_equal(err, m->prot[i] ? 0 : -EFAULT);
        if (err)
            assert_int_equal(mm->fault.code, SEGV_ACCERR);
        else
            assert_int_equal(byte, m->byte[i]);
        err = user_write(mm, BASE + i * PAGE_SIZE, &m->byte[i], 1);
        assert_int_equal(err, m->prot[i] & PROT_WRITE ? 0 : -EFAULT);
    }
}

static u32 random_prot(void) {
    static const u32 prots[] = {PROT_NONE, PROT_READ, RW, PROT_READ | PROT_EXEC};
    return prots[next_random() % ARRAY_SIZE(prots)];
}

static bool all_mapped(const struct model *m, u32 from, u32 n) {
    for (u32 i = from; i < from + n; i++)
        if (!m->mapped[i]) return false;
    return true;
}

static void step(struct mm *mm, struct model *m) {
    u32 from = (u32)(next_random() % PAGES), n = 1 + (u32)(next_random() % 8);
    if (n > PAGES - from) n = PAGES - from;
    uaddr_t at = BASE + from * PAGE_SIZE;
    u64 len = n * PAGE_SIZE;
    u32 prot = random_prot();
    switch (next_random() % 6) {
    case 0:
    case 1:
        assert_int_equal(mm_mmap(mm, at, len, prot, ANON | MAP_FIXED, NULL, 0), at);
        for (u32 i = from; i < from + n; i++) m->mapped[i] = true, m->prot[i] = prot, m->byte[i] = 0;
        break;
    case 2:
        assert_int_equal(mm_munmap(mm, at, len), 0);
        for (u32 i = from; i < from + n; i++) m->mapped[i] = false;
        break;
    case 3: {
        int err = mm_mprotect(mm, at, len, prot);
        assert_int_equal(err, all_mapped(m, from, n) ? 0 : -ENOMEM);
        for (u32 i = from; i < from + n && m->mapped[i]; i++) m->prot[i] = prot; // up to the first hole
        break;
    }
    case 4: {
        int err = mm_madvise(mm, at, len, MADV_DONTNEED);
        assert_int_equal(err, all_mapped(m, from, n) ? 0 : -ENOMEM);
        for (u32 i = from; i < from + n; i++) m->byte[i] = 0;
        break;
    }
    default:
        for (u32 i = from; i < from + n; i++) {
            if (!m->mapped[i] || !(m->prot[i] & PROT_WRITE)) continue;
            m->byte[i] = (u8)next_random();
            poke(mm, BASE + i * PAGE_SIZE, m->byte[i]);
        }
    }
}

static void follows_the_model(void **state) {
    struct mm *mm = *state;
    struct model m = {0};
    for (int round = 0; round < 3000; round++) {
        step(mm, &m);
        check_set(mm);
        if (round % 16 == 0) check_model(mm, &m);
    }
}

static void forks_keep_their_own(void **state) {
    struct mm *mm[4] = {*state};
    struct model m[4] = {{{0}, {0}, {0}}};
    for (int round = 0; round < 400; round++) {
        u32 i = (u32)(next_random() % 4);
        if (mm[i]) {
            step(mm[i], &m[i]);
            check_model(mm[i], &m[i]);
        }
        u32 j = (u32)(next_random() % 3) + 1; // [0] is the fixture's
        if (round % 5 == 0 && mm[i] && i != j) {
            mm_put(mm[j]);
            mm[j] = mm_fork(mm[i]);
            assert_non_null(mm[j]);
            m[j] = m[i];
            check_set(mm[j]);
        }
    }
    for (u32 i = 0; i < 4; i++) {
        if (mm[i]) check_model(mm[i], &m[i]);
        if (i > 0) mm_put(mm[i]);
    }
}

static void copies_only_what_is_shared(void **state) {
    struct mm *mm = *state;
    assert_int_equal(mm_mmap(mm, BASE, 2 * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), BASE);
    poke(mm, BASE, 1);
    poke(mm, BASE + PAGE_SIZE, 2);
    u64 used = page_pool_free(sb->pool);
    struct mm *child = mm_fork(mm);
    assert_int_equal(page_pool_free(sb->pool), used); // fork takes no frame
    poke(child, BASE, 3);
    assert_int_equal(page_pool_free(sb->pool), used - 1);
    assert_int_equal(peek(mm, BASE), 1);
    pfn_t before = PTE_PFN(*mmu_lookup(&mm->mmu, BASE));
    poke(mm, BASE, 4); // the other side has its own: written in place
    assert_int_equal(PTE_PFN(*mmu_lookup(&mm->mmu, BASE)), before);
    assert_int_equal(page_pool_free(sb->pool), used - 1);
    mm_put(child);
    before = PTE_PFN(*mmu_lookup(&mm->mmu, BASE + PAGE_SIZE));
    poke(mm, BASE + PAGE_SIZE, 5); // the last user
    assert_int_equal(PTE_PFN(*mmu_lookup(&mm->mmu, BASE + PAGE_SIZE)), before);
    assert_int_equal(page_pool_free(sb->pool), used);
}

// --- Placement.

static uaddr_t search_down(struct mm *mm, u64 low, u64 high, u64 len) { // every page is tried
    for (uaddr_t at = high - len; at >= low && at <= high; at -= PAGE_SIZE) {
        bool free = true;
        for (const struct vma *v = mm_first(mm); v && free; v = vma_next((struct vma *)v))
            free = at >= v->end || at + len <= vma_start_gap(v);
        if (free) return at;
    }
    return 0;
}
static uaddr_t search_up(struct mm *mm, u64 low, u64 high, u64 len) {
    for (uaddr_t at = low; at + len <= high; at += PAGE_SIZE) {
        bool free = true;
        for (const struct vma *v = mm_first(mm); v && free; v = vma_next((struct vma *)v))
            free = at >= v->end || at + len <= vma_start_gap(v);
        if (free) return at;
    }
    return 0;
}

static void finds_gaps(void **state) {
    struct mm *mm = *state;
    struct model m = {0};
    for (int round = 0; round < 1500; round++) {
        step(mm, &m);
        u64 low = BASE + next_random() % 20 * PAGE_SIZE, high = BASE + (next_random() % PAGES + 10) * PAGE_SIZE;
        u64 len = (1 + next_random() % 12) * PAGE_SIZE;
        if (high < low + len) continue;
        assert_int_equal(vma_gap_down(mm, low, high, len), search_down(mm, low, high, len));
        assert_int_equal(vma_gap_up(mm, low, high, len), search_up(mm, low, high, len));
    }
}

static void places_as_linux_does(void **state) {
    struct mm *mm = *state;
    s64 a = mm_mmap(mm, 0, PAGE_SIZE, RW, ANON, NULL, 0);
    assert_int_equal(a, mm->mmap_base - PAGE_SIZE);
    s64 b = mm_mmap(mm, 0, 3 * PAGE_SIZE, RW, ANON, NULL, 0);
    assert_int_equal(b, a - 3 * PAGE_SIZE);
    assert_int_equal(mm->map_count, 1); // joined
    assert_int_equal(mm_munmap(mm, (uaddr_t)b + PAGE_SIZE, PAGE_SIZE), 0);
    assert_int_equal(mm_mmap(mm, 0, PAGE_SIZE, RW, ANON, NULL, 0), b + PAGE_SIZE);     // the highest gap that fits
    assert_int_equal(mm_mmap(mm, 0x5000123, PAGE_SIZE, RW, ANON, NULL, 0), 0x5000000); // a hint
    assert_int_equal(mm_mmap(mm, 0x5000000, PAGE_SIZE, RW, ANON, NULL, 0), b - PAGE_SIZE); // a hint that is taken
    assert_int_equal(mm_mmap(mm, 0x1000, PAGE_SIZE, RW, ANON, NULL, 0), MMAP_MIN_ADDR);    // a hint that is too low
    s64 low = mm_mmap(mm, 0, PAGE_SIZE, RW, ANON | MAP_32BIT, NULL, 0);
    assert_true(low >= 0x40000000 && low < 0x80000000ll);
    check_set(mm);
}

static void answers_mmaps_errors(void **state) {
    struct mm *mm = *state;
    assert_int_equal(mm_mmap(mm, 0, 0, RW, ANON, NULL, 0), -EINVAL);
    assert_int_equal(mm_mmap(mm, 0, UINT64_MAX, RW, ANON, NULL, 0), -ENOMEM);
    assert_int_equal(mm_mmap(mm, 0, TASK_SIZE, RW, ANON, NULL, 0), -ENOMEM);
    assert_int_equal(mm_mmap(mm, 0, PAGE_SIZE, RW, MAP_ANONYMOUS, NULL, 0), -EINVAL);
    assert_int_equal(mm_mmap(mm, 0, PAGE_SIZE, RW, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, NULL, 0), -EINVAL);
    assert_int_equal(mm_mmap(mm, BASE + 1, PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), -EINVAL);
    assert_int_equal(mm_mmap(mm, 0x1000, PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), -EPERM);
    assert_int_equal(mm_mmap(mm, TASK_SIZE, PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), -ENOMEM);
    assert_int_equal(mm_mmap(mm, 0, PAGE_SIZE, RW, ANON | MAP_HUGETLB, NULL, 0), -ENOMEM);
    assert_int_equal(mm_mmap(mm, 0, PAGE_SIZE, RW, ANON | MAP_HUGETLB | 20u << MAP_HUGE_SHIFT, NULL, 0), -EINVAL);
    assert_int_equal(mm_mmap(mm, BASE, PAGE_SIZE, RW, ANON | MAP_FIXED_NOREPLACE, NULL, 0), BASE);
    assert_int_equal(mm_mmap(mm, BASE, PAGE_SIZE, RW, ANON | MAP_FIXED_NOREPLACE, NULL, 0), -EEXIST);
    assert_int_equal(mm_mmap(mm, 0, 1ull << 40, RW, ANON, NULL, 0), -ENOMEM); // more than there could ever be
    assert_true(mm_mmap(mm, 0, 1ull << 40, RW, ANON | MAP_NORESERVE, NULL, 0) > 0);
    assert_true(mm_mmap(mm, 0, 1ull << 40, PROT_NONE, ANON, NULL, 0) > 0);
    mm->rlimit_as = (mm->total_vm + 1) << PAGE_SHIFT;
    assert_int_equal(mm_mmap(mm, 0, 2 * PAGE_SIZE, RW, ANON, NULL, 0), -ENOMEM);
    assert_true(mm_mmap(mm, 0, PAGE_SIZE, RW, ANON, NULL, 0) > 0);
    mm->rlimit_as = UINT64_MAX;
    mm->rlimit_memlock = PAGE_SIZE;
    assert_int_equal(mm_mmap(mm, 0, 2 * PAGE_SIZE, RW, ANON | MAP_LOCKED, NULL, 0), -EAGAIN);
    mm->rlimit_memlock = 0;
    assert_int_equal(mm_mmap(mm, 0, PAGE_SIZE, RW, ANON | MAP_LOCKED, NULL, 0), -EPERM);
    check_set(mm);
}

static void limits_the_number_of_maps(void **state) {
    struct mm *mm = *state;
    // Every other page: none joins another.
    s64 at = 0;
    u64 n = 0;
    for (; n < MAX_MAP_COUNT + 10 && at >= 0; n++)
        at = mm_mmap(mm, BASE + n * 2 * PAGE_SIZE, PAGE_SIZE, PROT_NONE, ANON | MAP_FIXED, NULL, 0);
    assert_int_equal(at, -ENOMEM);
    assert_int_equal(mm->map_count, MAX_MAP_COUNT + 1);
    check_set(mm);
}

// --- Growing and moving.

static void grows_the_stack(void **state) {
    struct mm *mm = *state;
    mm->rlimit_stack = 1 << 20;
    uaddr_t top = 0x7ffffffff000;
    assert_int_equal(mm_setup_stack(mm, top, 100, RW), 0);
    assert_int_equal(mm_first(mm)->end - mm_first(mm)->start, PAGE_SIZE + 0x20000);
    poke(mm, top - 0x80000, 1);
    assert_int_equal(mm_first(mm)->start, top - 0x80000);
    poke(mm, top - (1 << 20), 1);
    u8 byte = 0;
    assert_int_equal(user_write(mm, top - (1 << 20) - 1, &byte, 1), -EFAULT);
    assert_int_equal(mm->fault.code, SEGV_MAPERR);
    mm->rlimit_stack = 8 << 20;
    // What lies below is kept at a distance, unless nothing can be there.
    assert_int_equal(mm_mmap(mm, top - (3 << 20), PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), top - (3 << 20));
    assert_int_equal(user_write(mm, top - (3 << 20) + 2 * PAGE_SIZE, &byte, 1), -EFAULT);
    poke(mm, top - (3 << 20) + STACK_GUARD_GAP + PAGE_SIZE, 1);
    check_subtree(RB_ROOT(&mm->vmas));
}

static void moves_the_break(void **state) {
    struct mm *mm = *state;
    mm->start_brk = mm->brk = BASE;
    assert_int_equal(mm_brk(mm, 0), BASE);
    assert_int_equal(mm_brk(mm, BASE + 100), BASE + 100);
    poke(mm, BASE + 99, 7);
    assert_int_equal(mm_brk(mm, BASE + 5 * PAGE_SIZE), BASE + 5 * PAGE_SIZE);
    assert_int_equal(mm->map_count, 1);
    poke(mm, BASE + 4 * PAGE_SIZE, 9);
    assert_int_equal(mm_brk(mm, BASE + PAGE_SIZE), BASE + PAGE_SIZE);
    assert_int_equal(mm_brk(mm, BASE + 5 * PAGE_SIZE), BASE + 5 * PAGE_SIZE);
    assert_int_equal(peek(mm, BASE + 99), 7);
    assert_int_equal(peek(mm, BASE + 4 * PAGE_SIZE), 0);
    assert_int_equal(mm_mmap(mm, BASE + 8 * PAGE_SIZE, PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0),
                     BASE + 8 * PAGE_SIZE);
    assert_int_equal(mm_brk(mm, BASE + 8 * PAGE_SIZE), BASE + 5 * PAGE_SIZE); // a page must stay free between
    assert_int_equal(mm_brk(mm, BASE + 7 * PAGE_SIZE), BASE + 7 * PAGE_SIZE);
    mm->rlimit_data = 0;
    assert_int_equal(mm_brk(mm, BASE + 7 * PAGE_SIZE + 1), BASE + 7 * PAGE_SIZE);
    check_set(mm);
}

static void remaps(void **state) {
    struct mm *mm = *state;
    assert_int_equal(mm_mmap(mm, BASE, 4 * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), BASE);
    for (u32 i = 0; i < 4; i++) poke(mm, BASE + i * PAGE_SIZE, (u8)(10 + i));
    assert_int_equal(mm_mremap(mm, BASE, 4 * PAGE_SIZE, 8 * PAGE_SIZE, 0, 0), BASE); // room above
    assert_int_equal(mm_mremap(mm, BASE, 8 * PAGE_SIZE, 4 * PAGE_SIZE, 0, 0), BASE);
    assert_int_equal(mm_mmap(mm, BASE + 4 * PAGE_SIZE, PAGE_SIZE, PROT_READ, ANON | MAP_FIXED, NULL, 0),
                     BASE + 4 * PAGE_SIZE);
    assert_int_equal(mm_mremap(mm, BASE, 4 * PAGE_SIZE, 8 * PAGE_SIZE, 0, 0), -ENOMEM);
    s64 moved = mm_mremap(mm, BASE, 4 * PAGE_SIZE, 8 * PAGE_SIZE, MREMAP_MAYMOVE, 0);
    assert_int_equal(moved, mm->mmap_base - 8 * PAGE_SIZE);
    assert_null(mm_find(mm, BASE));
    for (u32 i = 0; i < 4; i++) assert_int_equal(peek(mm, (uaddr_t)moved + i * PAGE_SIZE), 10 + i);
    // Part of it, to a place given, over what is there.
    uaddr_t to = BASE + 3 * PAGE_SIZE;
    assert_int_equal(
        mm_mremap(mm, (uaddr_t)moved + PAGE_SIZE, 2 * PAGE_SIZE, 2 * PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, to),
        to);
    assert_int_equal(peek(mm, to), 11);
    assert_int_equal(peek(mm, to + PAGE_SIZE), 12);
    assert_null(mm_find(mm, (uaddr_t)moved + PAGE_SIZE));
    assert_int_equal(peek(mm, (uaddr_t)moved), 10);
    s64 twin = mm_mremap(mm, to, 2 * PAGE_SIZE, 2 * PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
    assert_int_equal(peek(mm, (uaddr_t)twin), 11);
    assert_int_equal(peek(mm, to), 0);
    check_set(mm);
    assert_int_equal(mm_mremap(mm, to, PAGE_SIZE, PAGE_SIZE, MREMAP_FIXED, BASE), -EINVAL);
    assert_int_equal(mm_mremap(mm, to, PAGE_SIZE, 0, MREMAP_MAYMOVE, 0), -EINVAL);
    assert_int_equal(mm_mremap(mm, 0x5000, PAGE_SIZE, PAGE_SIZE, 0, 0), -EFAULT);
    assert_int_equal(mm_mremap(mm, to, 0, PAGE_SIZE, MREMAP_MAYMOVE, 0), -EINVAL);
    assert_int_equal(mm_mremap(mm, to, 3 * PAGE_SIZE, 9 * PAGE_SIZE, MREMAP_MAYMOVE, 0), -EFAULT);
    assert_int_equal(mm_mremap(mm, to, 2 * PAGE_SIZE, 2 * PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, to + PAGE_SIZE),
                     -EINVAL);
}

static void seals(void **state) {
    struct mm *mm = *state;
    assert_int_equal(mm_mmap(mm, BASE, 4 * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), BASE);
    assert_int_equal(mm_mseal(mm, BASE + PAGE_SIZE, PAGE_SIZE), 0);
    assert_int_equal(mm_munmap(mm, BASE, 4 * PAGE_SIZE), -EPERM);
    assert_int_equal(mm_mprotect(mm, BASE + PAGE_SIZE, PAGE_SIZE, PROT_READ), -EPERM);
    assert_int_equal(mm_mmap(mm, BASE, 4 * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), -EPERM);
    assert_int_equal(
        mm_mremap(mm, BASE + PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, BASE + 32 * PAGE_SIZE),
        -EPERM);
    assert_int_equal(mm_munmap(mm, BASE + 2 * PAGE_SIZE, 2 * PAGE_SIZE), 0);
    assert_int_equal(mm_mseal(mm, BASE, 8 * PAGE_SIZE), -ENOMEM);
    poke(mm, BASE + PAGE_SIZE, 1); // what it is for stays possible
}

static void locks(void **state) {
    struct mm *mm = *state;
    assert_int_equal(mm_mmap(mm, BASE, 4 * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, 0), BASE);
    mm->rlimit_memlock = 2 * PAGE_SIZE;
    assert_int_equal(mm_mlock(mm, BASE, 3 * PAGE_SIZE, true, false, false), -ENOMEM);
    assert_int_equal(mm_mlock(mm, BASE + 10, PAGE_SIZE, true, false, false), 0); // touches two pages
    assert_int_equal(mm->locked_vm, 2);
    assert_int_equal(mm_rss(mm), 2);
    assert_int_equal(mm_mlock(mm, BASE, 2 * PAGE_SIZE, true, false, false), 0); // the same again
    assert_int_equal(mm_madvise(mm, BASE, PAGE_SIZE, MADV_DONTNEED), -EINVAL);
    assert_int_equal(mm_mlock(mm, BASE, 8 * PAGE_SIZE, false, false, true), -ENOMEM);
    assert_int_equal(mm->locked_vm, 0);
    assert_int_equal(mm->map_count, 1);
    check_set(mm);
}

static void runs_out_of_memory(void **state) {
    struct mm *mm = *state;
    u64 pages = page_pool_total(sb->pool);
    assert_int_equal(mm_mmap(mm, BASE, (pages + 8) << PAGE_SHIFT, RW, ANON | MAP_NORESERVE | MAP_FIXED, NULL, 0),
                     BASE);
    u64 n = 0;
    u8 byte = 1;
    while (n < pages + 8 && user_write(mm, BASE + (n << PAGE_SHIFT), &byte, 1) == 0) n++;
    assert_int_equal(n, pages);
    assert_int_equal(mm->fault.signo, SIGKILL);
    assert_int_equal(mm_munmap(mm, BASE, 2 * PAGE_SIZE), 0);
    poke(mm, BASE + (n << PAGE_SHIFT), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(follows_the_model),
        TEST(forks_keep_their_own),
        TEST(copies_only_what_is_shared),
        TEST(finds_gaps),
        TEST(places_as_linux_does),
        TEST(answers_mmaps_errors),
        TEST(limits_the_number_of_maps),
        TEST(grows_the_stack),
        TEST(moves_the_break),
        TEST(remaps),
        TEST(seals),
        TEST(locks),
        TEST(runs_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
