// SPDX-License-Identifier: GPL-2.0-or-later
// Guest memory: frames, their references, what they hold when they come back, and what a snapshot layer would hear.
#include "emu_machine.h"

#include "emu/frames.h"

static int pool_setup(void **state) {
    struct heap *heap = heap_create(-1, 0);
    if (!heap) return -1;
    *state = page_pool_create(heap, 128 << 20);
    return *state ? 0 : -1;
}
static int pool_teardown(void **state) {
    struct page_pool *pool = *state;
    struct heap *heap = pool->heap;
    assert_int_equal(page_pool_free(pool), page_pool_total(pool));
    page_pool_destroy(pool);
    assert_int_equal(heap_used(heap), 0);
    heap_destroy(heap);
    return 0;
}

static void assert_filled(const struct page_pool *pool, pfn_t pfn, u8 value) {
    for (size_t i = 0; i < PAGE_SIZE; i++) assert_int_equal(page_data(pool, pfn)[i], value);
}
static void fill(struct page_pool *pool, pfn_t pfn, u8 value) {
    u8 page[PAGE_SIZE];
    memset(page, value, sizeof page);
    page_write(pool, pfn, 0, page, sizeof page);
}

static void test_frames_come_zeroed(void **state) {
    struct page_pool *pool = *state;
    pfn_t pfn[3];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3; i++) {
            assert_int_not_equal(pfn[i] = page_alloc(pool), 0);
            assert_filled(pool, pfn[i], 0);
            fill(pool, pfn[i], (u8)(i + 1));
        }
        pfn_t copy = page_alloc_copy(pool, pfn[1]);
        assert_filled(pool, copy, 2);
        page_zero(pool, copy, 1, PAGE_SIZE - 2);
        assert_int_equal(page_data(pool, copy)[0], 2);
        assert_int_equal(page_data(pool, copy)[1], 0);
        assert_int_equal(page_data(pool, copy)[PAGE_SIZE - 1], 2);
        assert_filled(pool, pfn[1], 2);
        page_put(pool, copy);
        for (int i = 0; i < 3; i++) page_put(pool, pfn[i]);
    }
}

static void test_references(void **state) {
    struct page_pool *pool = *state;
    u64 total = page_pool_total(pool);
    pfn_t pfn = page_alloc(pool);
    assert_int_equal(page_pool_free(pool), total - 1);
    page_get(pool, pfn);
    page_get(pool, pfn);
    assert_int_equal(page_refs(pool, pfn), 3);
    page_put(pool, pfn);
    page_put(pool, pfn);
    assert_int_equal(page_pool_free(pool), total - 1);
    page_put(pool, pfn);
    assert_int_equal(page_pool_free(pool), total);
    assert_true(page_pool_peak(pool) >= 1);
}

static void test_the_pool_ends(void **state) {
    (void)state;
    struct heap *heap = heap_create(-1, 0);
    struct page_pool *pool = page_pool_create(heap, 100 * PAGE_SIZE);
    pfn_t pfn[101];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 100; i++) assert_int_not_equal(pfn[i] = page_alloc(pool), 0);
        assert_int_equal(page_alloc(pool), 0);
        assert_int_equal(page_alloc_copy(pool, pfn[0]), 0);
        assert_int_equal(page_pool_free(pool), 0);
        for (int i = 0; i < 100; i++) page_put(pool, pfn[i]);
    }
    assert_int_equal(page_pool_peak(pool), 100);
    page_pool_destroy(pool);
    assert_null(page_pool_create(heap, 0));
    assert_null(page_pool_create(heap, SLOT_SIZE));
    heap_destroy(heap);
}

// Much freed at once goes back to the host by blocks; it reads as zero when it comes again.
static void test_idle_memory_is_given_back(void **state) {
    struct page_pool *pool = *state;
    enum { N = 30000 };
    static pfn_t pfn[N];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < N; i++) {
            assert_int_not_equal(pfn[i] = page_alloc(pool), 0);
            assert_int_equal(page_data(pool, pfn[i])[1000], 0);
            page_write(pool, pfn[i], 1000, &i, sizeof i);
        }
        for (int i = 0; i < N; i++) page_put(pool, pfn[i]);
        assert_true(pool->idle < N - 5000);
    }
    for (int i = 0; i < N; i++) { // every other one stays: no block is ever empty
        assert_int_not_equal(pfn[i] = page_alloc(pool), 0);
        page_write(pool, pfn[i], 0, &i, sizeof i);
    }
    for (int i = 0; i < N; i += 2) page_put(pool, pfn[i]);
    for (int i = 1; i < N; i += 2) {
        int value;
        memcpy(&value, page_data(pool, pfn[i]), sizeof value);
        assert_int_equal(value, i);
        page_put(pool, pfn[i]);
    }
}

// --- What a snapshot is told
static pfn_t written[16];
static u8 before[16];
static unsigned writes;
static u64 dirty[(64 << 20) / PAGE_SIZE / 16];
static void first_write(void *ctx, u32 page, bool zero) {
    const struct page_pool *pool = ctx;
    dirty[page / 64] |= 1ull << page % 64;
    if (page >= pool->end) return; // of the frame table
    (void)zero;
    written[writes] = page;
    before[writes++] = page_data(pool, page)[0]; // still the old contents
}
static void watch_anew(struct page_pool *pool, const struct frame_watch *watch) {
    assert_true(watched_pages(pool) <= 64 * ARRAY_SIZE(dirty));
    memset(dirty, 0, sizeof dirty);
    page_pool_watch(pool, watch);
}

static void test_the_first_write_is_heard(void **state) {
    struct page_pool *pool = *state;
    struct frame_watch watch = {dirty, first_write, pool};
    pfn_t a = page_alloc(pool), b = page_alloc(pool), c = page_alloc(pool);
    fill(pool, a, 1);
    fill(pool, b, 2);
    fill(pool, c, 3);
    page_put(pool, c);
    writes = 0;
    watch_anew(pool, &watch);
    fill(pool, b, 9);
    fill(pool, b, 10);
    assert_int_equal(writes, 1);
    assert_int_equal(written[0], b);
    assert_int_equal(before[0], 2);
    assert_int_equal(page_alloc(pool), c); // reuse writes, too
    assert_int_equal(writes, 2);
    assert_int_equal(before[1], 3);
    page_pool_watch(pool, NULL);
    fill(pool, a, 5);
    assert_int_equal(writes, 2);
    page_put(pool, a);
    page_put(pool, b);
    page_put(pool, c);
}

// The CPU's writes count as well, also where it had been given write access before.
CODE_BLOB(store_twice, "movb $7, (%rdi)\n movb $8, 1(%rdi)\n syscall");
static void test_the_cpus_writes_are_heard(void **state) {
    struct machine *m = *state;
    struct frame_watch watch = {dirty, first_write, m->pool};
    RUN(m, store_twice); // faults: RDI is 0
    for (unsigned round = 0; round < 3; round++) {
        LOAD(m, store_twice);
        m->regs.gpr[REG_RDI] = DATA;
        m->regs.gpr[REG_RAX] = round;
        cpu_load(m->cpu, &m->regs);
        writes = 0;
        watch_anew(m->pool, &watch);
        cpu_memory_changed(m->cpu);
        machine_run(m);
        assert_int_equal(m->exit.reason, CPU_STOPPED);
        assert_int_equal(writes, 1);
        if (round) assert_int_equal(before[0], 7);
    }
    page_pool_watch(m->pool, NULL);
}

int main(void) {
#define POOL_TEST(f) cmocka_unit_test_setup_teardown(f, pool_setup, pool_teardown)
    const struct CMUnitTest tests[] = {
        POOL_TEST(test_frames_come_zeroed),
        POOL_TEST(test_references),
        POOL_TEST(test_the_pool_ends),
        POOL_TEST(test_idle_memory_is_given_back),
        POOL_TEST(test_the_first_write_is_heard),
        TEST(test_the_cpus_writes_are_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
