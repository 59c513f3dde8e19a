// SPDX-License-Identifier: GPL-2.0-or-later
// Page tables and user copy: what is entered, walked and cleared, and copies that meet holes, edges and shared pages.
#include "emu_machine.h"

static int space_setup(void **state) {
    struct heap *heap = heap_create(-1, 0);
    struct page_pool *pool = heap ? page_pool_create(heap, 16 << 20) : NULL;
    if (!pool) return -1;
    *state = space_create(pool);
    return 0;
}
static int space_teardown(void **state) {
    struct space *s = *state;
    struct page_pool *pool = s->mmu.pool;
    struct heap *heap = heap_of(pool);
    space_destroy(s);
    assert_int_equal(page_pool_free(pool), page_pool_total(pool));
    page_pool_destroy(pool);
    assert_int_equal(heap_used(heap), 0);
    heap_destroy(heap);
    return 0;
}
#define USER (PTE_PRESENT | PTE_WRITE)

static void map_one(struct mmu *mmu, uaddr_t va, u64 flags) {
    pfn_t pfn = page_alloc(mmu->pool);
    assert_int_not_equal(pfn, 0);
    assert_int_equal(mmu_set(mmu, va, pfn, flags), 0);
}

static void test_entries(void **state) {
    struct mmu *mmu = &((struct space *)*state)->mmu;
    static const uaddr_t where[] = {0, 0x1000, 0x200000, 0x40000000, 0x8000000000, 0x7fffffffe000, 0x7ffffffff000};
    assert_null(mmu_lookup(mmu, 0));
    for (size_t i = 0; i < ARRAY_SIZE(where); i++) map_one(mmu, where[i], USER);
    assert_int_equal(mmu->resident, ARRAY_SIZE(where));
    for (size_t i = 0; i < ARRAY_SIZE(where); i++) {
        pte_t *pte = mmu_lookup(mmu, where[i] + 0xfff);
        assert_non_null(pte);
        assert_int_equal(*pte & 0xfff, USER);
        assert_int_equal(page_refs(mmu->pool, PTE_PFN(*pte)), 1);
    }
    assert_null(mmu_lookup(mmu, 0x10000000000)); // no table
    assert_null(mmu_lookup(mmu, MMU_VA_END));
    assert_null(mmu_lookup(mmu, UINT64_MAX));
    assert_null(mmu_ensure(mmu, MMU_VA_END));
    // Replacing puts what was there, and frame 0 takes it away.
    u64 free_before = page_pool_free(mmu->pool);
    map_one(mmu, 0x1000, PTE_PRESENT);
    assert_int_equal(page_pool_free(mmu->pool), free_before);
    assert_int_equal(mmu_set(mmu, 0x1000, 0, 0), 0);
    assert_int_equal(page_pool_free(mmu->pool), free_before + 1);
    assert_int_equal(mmu->resident, ARRAY_SIZE(where) - 1);
}

static void test_clearing_frees_frames_and_tables(void **state) {
    struct mmu *mmu = &((struct space *)*state)->mmu;
    struct heap *heap = heap_of(mmu->pool);
    u64 frames = page_pool_free(mmu->pool);
    map_one(mmu, 0x5000000000, USER); // the tables of another range stay
    u64 used = heap_used(heap);
    for (uaddr_t va = 0x1ff000; va < 0x602000; va += 0x1000) map_one(mmu, va, USER);
    assert_true(heap_used(heap) > used);
    mmu_clear(mmu, 0x200000, 0x3ff000);
    assert_null(mmu_lookup(mmu, 0x200000) && *mmu_lookup(mmu, 0x200000) ? mmu : NULL);
    assert_int_not_equal(*mmu_lookup(mmu, 0x1ff000), 0);
    assert_int_not_equal(*mmu_lookup(mmu, 0x3ff000), 0);
    mmu_clear(mmu, 0x3ff000, 0x400000);
    assert_null(mmu_lookup(mmu, 0x3ff000)); // and its table with the last of them
    mmu_clear(mmu, 0, 0x5000000000);
    assert_int_equal(heap_used(heap), used);
    assert_int_equal(page_pool_free(mmu->pool), frames - 1);
    mmu_clear(mmu, 0, UINT64_MAX & PAGE_MASK);
    assert_int_equal(page_pool_free(mmu->pool), frames);
    assert_int_equal(mmu->resident, 0);
}

static void fresh(struct mmu *mmu) {
    mmu->tlb_stale = false;
    mmu->stale_page = 0;
}
static bool is_stale(const struct mmu *mmu) {
    return mmu->tlb_stale || mmu->stale_page;
}
static int drop_write(void *ctx, uaddr_t va, pte_t *pte) {
    (void)va;
    if (ctx) ++*(int *)ctx;
    *pte &= ~PTE_WRITE;
    return 0;
}
static int stop_at(void *ctx, uaddr_t va, pte_t *pte) {
    (void)pte;
    return va == *(uaddr_t *)ctx ? -5 : 0;
}

static void test_the_tlb_is_stale_when_something_is_taken_back(void **state) {
    struct mmu *mmu = &((struct space *)*state)->mmu;
    int count = 0;
    assert_true(is_stale(mmu)); // new: perhaps where another lay
    fresh(mmu);
    map_one(mmu, 0x1000, PTE_PRESENT);
    map_one(mmu, 0x2000, USER);
    assert_false(is_stale(mmu));
    pfn_t pfn = PTE_PFN(*mmu_lookup(mmu, 0x1000));
    page_get(mmu->pool, pfn);
    assert_int_equal(mmu_set(mmu, 0x1000, pfn, USER), 0); // more than before
    assert_false(is_stale(mmu));
    page_get(mmu->pool, pfn);
    assert_int_equal(mmu_set(mmu, 0x1000, pfn, PTE_PRESENT), 0); // less
    assert_true(is_stale(mmu));
    fresh(mmu);
    map_one(mmu, 0x1000, USER); // another frame
    assert_true(is_stale(mmu));
    fresh(mmu);
    assert_int_equal(mmu_walk(mmu, 0x3000, 0x10000, drop_write, &count), 0);
    assert_int_equal(count, 0);
    assert_false(is_stale(mmu));
    assert_int_equal(mmu_walk(mmu, 0, 0x10000, drop_write, &count), 0);
    assert_int_equal(count, 2);
    assert_true(mmu->tlb_stale); // two pages: all of it
    uaddr_t end = 0x2000;
    assert_int_equal(mmu_walk(mmu, 0, MMU_VA_END, stop_at, &end), -5);
    fresh(mmu);
    mmu_clear(mmu, 0x2000, 0x3000);
    assert_true(is_stale(mmu));
}

static void test_copies_across_pages(void **state) {
    struct space *s = *state;
    static u8 out[3 * PAGE_SIZE], in[3 * PAGE_SIZE];
    for (size_t i = 0; i < sizeof out; i++) out[i] = (u8)(i * 7 + i / 256);
    assert_int_equal(copy_to_user(&s->mmu, DATA + 0x800, out, 2 * PAGE_SIZE + 5), 0);
    assert_int_equal(s->faults, 3);
    assert_int_equal(copy_from_user(&s->mmu, in, DATA + 0x800, 2 * PAGE_SIZE + 5), 0);
    assert_memory_equal(in, out, 2 * PAGE_SIZE + 5);
    assert_int_equal(s->faults, 3);
    assert_int_equal(*mmu_lookup(&s->mmu, DATA) & PTE_DIRTY, PTE_DIRTY);
    assert_int_equal(clear_user(&s->mmu, DATA + 0x801, 2 * PAGE_SIZE), 0);
    assert_int_equal(copy_from_user(&s->mmu, in, DATA + 0x800, 2 * PAGE_SIZE + 5), 0);
    assert_int_equal(in[0], out[0]);
    for (size_t i = 1; i <= 2 * PAGE_SIZE; i++) assert_int_equal(in[i], 0);
    assert_memory_equal(in + 2 * PAGE_SIZE + 1, out + 2 * PAGE_SIZE + 1, 4);
    u32 word;
    assert_int_equal(put_user_u32(&s->mmu, DATA + 0xffe, 0x11223344), 0);
    assert_int_equal(get_user_u32(&s->mmu, DATA + 0xffe, &word), 0);
    assert_int_equal(word, 0x11223344);
    // Nothing to copy is no error, wherever it is not.
    assert_int_equal(copy_to_user(&s->mmu, 0x1234, out, 0), 0);
}

static void test_bad_addresses(void **state) {
    struct space *s = *state;
    static u8 buf[2 * PAGE_SIZE];
    uaddr_t end = DATA + 0x100000; // where the area ends
    memset(buf, 1, sizeof buf);
    assert_int_equal(copy_to_user(&s->mmu, end - 10, buf, 20), -EFAULT);
    assert_int_equal(copy_to_user_partial(&s->mmu, end - 10, buf, 20), 10);
    assert_int_equal(copy_from_user_partial(&s->mmu, buf, end - 3, 20), 17);
    assert_int_equal(copy_to_user(&s->mmu, CODE, buf, 1), -EFAULT); // not writable
    static const uaddr_t bad[] = {0, 0x800, TASK_SIZE - 1, TASK_SIZE, MMU_VA_END, 1ull << 63, UINT64_MAX - 3};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        u32 word;
        pfn_t pfn;
        assert_int_equal(copy_to_user(&s->mmu, bad[i], buf, 8), -EFAULT);
        assert_int_equal(copy_from_user(&s->mmu, buf, bad[i], 8), -EFAULT);
        assert_int_equal(get_user_u32(&s->mmu, bad[i], &word), -EFAULT);
        assert_int_equal(clear_user(&s->mmu, bad[i], 8), -EFAULT);
        assert_int_equal(strnlen_user(&s->mmu, bad[i], 8), -EFAULT);
        assert_int_equal(mmu_pin(&s->mmu, bad[i], ACCESS_READ, &pfn), -EFAULT);
    }
    assert_int_equal(copy_from_user(&s->mmu, buf, DATA, SIZE_MAX), -EFAULT);
    assert_int_equal(clear_user(&s->mmu, DATA, SIZE_MAX), -EFAULT);
    assert_int_equal(copy_to_user_partial(&s->mmu, DATA, buf, SIZE_MAX), SIZE_MAX);
}

static void test_strings(void **state) {
    struct space *s = *state;
    char buf[64];
    uaddr_t edge = DATA + 0x1000, end = DATA + 0x100000;
    assert_int_equal(copy_to_user(&s->mmu, edge - 3, "hello", 6), 0);
    memset(buf, '#', sizeof buf);
    assert_int_equal(strncpy_from_user(&s->mmu, buf, edge - 3, sizeof buf), 5);
    assert_string_equal(buf, "hello");
    assert_int_equal(buf[6], '#');
    assert_int_equal(strncpy_from_user(&s->mmu, buf, edge - 3, 6), 5);
    memset(buf, '#', sizeof buf);
    assert_int_equal(strncpy_from_user(&s->mmu, buf, edge - 3, 5), 5); // no room for the NUL: nobody writes it
    assert_int_equal(buf[5], '#');
    assert_int_equal(strnlen_user(&s->mmu, edge - 3, 100), 5);
    assert_int_equal(strnlen_user(&s->mmu, edge - 3, 2), 2);
    assert_int_equal(strncpy_from_user(&s->mmu, buf, edge - 3, 0), 0);
    assert_int_equal(copy_to_user(&s->mmu, end - 4, "abcd", 4), 0); // runs off the end
    assert_int_equal(strncpy_from_user(&s->mmu, buf, end - 4, 4), 4);
    assert_int_equal(strncpy_from_user(&s->mmu, buf, end - 4, 5), -EFAULT);
}

static void test_copy_on_write(void **state) {
    struct space *s = *state, *child = space_create(s->mmu.pool);
    u64 word = 1;
    assert_int_equal(copy_to_user(&s->mmu, DATA, &word, 8), 0);
    pfn_t shared = PTE_PFN(*mmu_lookup(&s->mmu, DATA));
    page_get(s->mmu.pool, shared); // as fork does
    assert_int_equal(mmu_set(&child->mmu, DATA, shared, PTE_PRESENT), 0);
    assert_int_equal(mmu_walk(&s->mmu, DATA, DATA + 0x1000, drop_write, NULL), 0);
    word = 2;
    assert_int_equal(copy_to_user(&child->mmu, DATA, &word, 8), 0);
    assert_int_equal(child->copies, 1);
    assert_int_equal(copy_from_user(&s->mmu, &word, DATA, 8), 0);
    assert_int_equal(word, 1);
    word = 3;
    assert_int_equal(copy_to_user(&s->mmu, DATA, &word, 8), 0); // alone again: no copy
    assert_int_equal(s->copies, 0);
    assert_int_equal(PTE_PFN(*mmu_lookup(&s->mmu, DATA)), shared);
    assert_int_equal(copy_from_user(&child->mmu, &word, DATA, 8), 0);
    assert_int_equal(word, 2);
    pfn_t pfn;
    assert_int_equal(mmu_pin(&child->mmu, DATA, ACCESS_WRITE, &pfn), 0);
    assert_int_not_equal(pfn, shared);
    space_destroy(child);
}

static void test_peek_and_poke(void **state) {
    struct space *s = *state;
    u8 buf[8];
    pfn_t pfn;
    unsigned faults = s->faults;
    assert_int_equal(mmu_peek(&s->mmu, DATA, buf, 8), 0); // not there yet, and it stays so
    assert_int_equal(s->faults, faults);
    assert_int_equal(mmu_pin(&s->mmu, CODE, ACCESS_EXEC, &pfn), 0);
    page_get(s->mmu.pool, pfn); // a file's page, say
    assert_int_equal(mmu_poke(&s->mmu, CODE + PAGE_SIZE - 4, "\xcc\xcc\xcc\xcc\xcc", 5), 4);
    assert_int_equal(page_data(s->mmu.pool, pfn)[PAGE_SIZE - 4], 0); // the file is not changed
    assert_int_equal(mmu_peek(&s->mmu, CODE + PAGE_SIZE - 4, buf, 8), 4);
    assert_memory_equal(buf, "\xcc\xcc\xcc\xcc", 4);
    page_put(s->mmu.pool, pfn);
    assert_int_equal(mmu_peek(&s->mmu, UINT64_MAX - 3, buf, 8), 0);
    assert_int_equal(mmu_poke(&s->mmu, 0, buf, 1), 0);
}

static void test_memory_runs_out(void **state) {
    struct space *s = *state;
    struct page_pool *pool = s->mmu.pool;
    static pfn_t all[(16 << 20 >> PAGE_SHIFT) + 1];
    size_t n = 0;
    u8 byte = 1;
    while ((all[n] = page_alloc(pool)) != 0) n++;
    assert_int_equal(copy_to_user(&s->mmu, DATA, &byte, 1), -EFAULT);
    while (n > 0) page_put(pool, all[--n]);
    assert_int_equal(copy_to_user(&s->mmu, DATA, &byte, 1), 0);
}

static int never_ready(struct mmu *mmu, uaddr_t va, enum mmu_access access) {
    (void)mmu, (void)va, (void)access;
    return 0;
}
static const struct mmu_ops lying_ops = {.fault = never_ready};

static void test_a_fault_op_that_lies_does_not_hang(void **state) {
    struct space *s = *state;
    struct mmu mmu;
    u8 byte;
    mmu_init(&mmu, s->mmu.pool, OPREF(&lying_ops));
    assert_int_equal(copy_from_user(&mmu, &byte, DATA, 1), -EFAULT);
    mmu_destroy(&mmu);
}

int main(void) {
#define SPACE_TEST(f) cmocka_unit_test_setup_teardown(f, space_setup, space_teardown)
    const struct CMUnitTest tests[] = {
        SPACE_TEST(test_entries),
        SPACE_TEST(test_clearing_frees_frames_and_tables),
        SPACE_TEST(test_the_tlb_is_stale_when_something_is_taken_back),
        SPACE_TEST(test_copies_across_pages),
        SPACE_TEST(test_bad_addresses),
        SPACE_TEST(test_strings),
        SPACE_TEST(test_copy_on_write),
        SPACE_TEST(test_peek_and_poke),
        SPACE_TEST(test_memory_runs_out),
        SPACE_TEST(test_a_fault_op_that_lies_does_not_hang),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
