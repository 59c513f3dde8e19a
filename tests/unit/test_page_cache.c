// SPDX-License-Identifier: GPL-2.0-or-later
// The page cache against a model: what is there, what is counted, what comes next; and memory that runs out.
#include "tests/unit/vfs_machine.h"

static struct file *new_file(struct machine *m) {
    return open_ok(&m->who, "f", O_CREAT | O_EXCL | O_RDWR, 0644);
}

#define SPAN 300u // pages of the model, in three places of the index space

static u64 index_of(u32 i) {
    static const u64 bases[] = {0, 70000, (u64)INT64_MAX / PAGE_SIZE - SPAN};
    return bases[i % 3] + i / 3;
}

static u32 rnd(u64 *seed) {
    *seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
    return (u32)(*seed >> 33);
}

static void test_against_a_model(void **state) {
    struct machine *m = *state;
    struct file *f = new_file(m);
    struct address_space *as = &f->inode->mapping;
    bool there[SPAN] = {0}, data[SPAN] = {0};
    u64 seed = 42;
    for (int round = 0; round < 20000; round++) {
        u32 i = rnd(&seed) % SPAN;
        u64 index = index_of(i);
        pfn_t pfn;
        switch (rnd(&seed) % 8) {
        case 0:
        case 1:
        case 2:
            assert_int_equal(page_cache_get(as, index, &pfn), 0);
            assert_int_equal(pfn, page_cache_peek(as, index));
            there[i] = data[i] = true;
            break;
        case 3:
            assert_int_equal(page_cache_reserve(as, index), !there[i]);
            data[i] = there[i]; // a second time makes it data
            there[i] = true;
            break;
        case 4:
        case 5:
            page_cache_punch(as, index, index);
            there[i] = data[i] = false;
            break;
        case 6:
            if (rnd(&seed) % 64) break;
            page_cache_truncate(as, index);
            for (u32 k = 0; k < SPAN; k++)
                if (index_of(k) >= index) there[k] = data[k] = false;
            break;
        case 7: {
            u64 next = UINT64_MAX;
            for (u32 k = 0; k < SPAN; k++)
                if (data[k] && index_of(k) >= index) next = min_u64(next, index_of(k));
            assert_true(page_cache_next(as, index) == next);
            break;
        }
        }
        u32 count = 0;
        for (u32 k = 0; k < SPAN; k++) count += there[k];
        assert_int_equal(as->nr_pages, count);
        assert_int_equal(f->inode->blocks, count * 8);
        for (u32 k = 0; k < SPAN; k += 17) assert_int_equal(page_cache_peek(as, index_of(k)) != 0, there[k]);
    }
    file_put(f);
}

static void test_indexes_beyond_a_file(void **state) {
    struct machine *m = *state;
    struct file *f = new_file(m);
    pfn_t pfn;
    assert_int_equal(page_cache_get(&f->inode->mapping, ((u64)INT64_MAX >> PAGE_SHIFT) + 1, &pfn), -EFBIG);
    assert_int_equal(page_cache_peek(&f->inode->mapping, UINT64_MAX), 0);
    assert_true(page_cache_next(&f->inode->mapping, UINT64_MAX) == UINT64_MAX);
    file_put(f);
}

static void test_the_file_system_is_full(void **state) {
    struct machine *m = *state;
    struct super_block *sb = m->vfs.root_mount->sb;
    struct file *f = new_file(m);
    sb->max_bytes = sb->used_bytes + 3 * PAGE_SIZE;
    static const u8 text[5 * PAGE_SIZE] = {1};
    assert_int_equal(write_at(f, text, sizeof text, 0), 3 * PAGE_SIZE); // what fits
    assert_int_equal(write_at(f, text, 1, 4 * PAGE_SIZE), -ENOSPC);
    assert_int_equal(write_at(f, text, PAGE_SIZE, 0), PAGE_SIZE); // what is there can be written
    assert_int_equal(vfs_fallocate(f, 0, 0, 4 * PAGE_SIZE, UINT64_MAX), -ENOSPC);
    assert_int_equal(f->inode->mapping.nr_pages, 3);
    assert_int_equal(file_truncate(f, PAGE_SIZE + 1, UINT64_MAX), 0);
    assert_int_equal(vfs_fallocate(f, 0, 0, 3 * PAGE_SIZE, UINT64_MAX), 0);
    assert_int_equal(f->inode->blocks, 24);
    file_put(f);
}

static void test_memory_runs_out(void **state) {
    struct machine *m = *state;
    m->vfs.root_mount->sb->max_bytes = 0;
    struct file *f = new_file(m);
    static u8 chunk[64 * PAGE_SIZE];
    s64 n, at = 0;
    while ((n = write_at(f, chunk, sizeof chunk, (u64)at)) > 0) at += n;
    assert_int_equal(n, -ENOMEM);
    assert_int_equal(at, MACHINE_PAGES * PAGE_SIZE);
    assert_int_equal(f->inode->size, at);
    assert_int_equal(vfs_unlink(&m->who, NULL, "f"), 0);
    file_put(f);
    assert_int_equal(page_pool_free(m->vfs.pool), MACHINE_PAGES);
}

// --- A file whose pages come from elsewhere.
static int read_numbers(struct inode *inode, u64 index, pfn_t pfn) {
    if (index == 7) return -EIO;
    page_write(inode->sb->vfs->pool, pfn, 0, &index, sizeof index);
    return 0;
}
static void count_dirty(struct inode *inode, u64 index) {
    (void)index;
    inode->rdev++;
}
static const struct address_space_operations number_pages = {.read_page = read_numbers, .dirty_page = count_dirty};

static void test_pages_read_from_elsewhere(void **state) {
    struct machine *m = *state;
    struct file *f = new_file(m);
    f->inode->mapping.ops = OPREF(&number_pages);
    f->inode->size = 20 * PAGE_SIZE;
    u64 index;
    assert_int_equal(read_at(f, &index, sizeof index, 5 * PAGE_SIZE), sizeof index);
    assert_int_equal(index, 5);
    assert_int_equal(read_at(f, &index, sizeof index, 7 * PAGE_SIZE), -EIO);
    static u8 two[2 * PAGE_SIZE];
    assert_int_equal(read_at(f, two, sizeof two, 6 * PAGE_SIZE), PAGE_SIZE); // up to the page that fails
    assert_int_equal(f->inode->blocks, 0); // they take no space: they can be read again
    assert_int_equal(write_at(f, "x", 1, 9 * PAGE_SIZE + 8), 1);
    assert_int_equal(f->inode->rdev, 1);
    assert_int_equal(read_at(f, &index, sizeof index, 9 * PAGE_SIZE), sizeof index);
    assert_int_equal(index, 9);
    file_put(f);
}

// --- Somebody maps the file.
struct mapper {
    struct mapping_user user;
    u64 first, last;
    u32 calls;
};
static void mapper_unmap(struct mapping_user *user, u64 first, u64 last) {
    struct mapper *mapper = container_of(user, struct mapper, user);
    mapper->first = first;
    mapper->last = last;
    mapper->calls++;
}
static const struct mapping_user_ops mapper_ops = {.unmap = mapper_unmap};

static void test_mappers_are_told(void **state) {
    struct machine *m = *state;
    struct file *f = new_file(m);
    struct mapper mapper = {.user.ops = OPREF(&mapper_ops)};
    assert_int_equal(write_at(f, "text", 4, 3 * PAGE_SIZE), 4);
    list_push_back(&f->inode->mapping.users, &mapper.user.link);
    assert_int_equal(file_truncate(f, PAGE_SIZE + 1, UINT64_MAX), 0);
    assert_int_equal(mapper.calls, 1);
    assert_int_equal(mapper.first, 2);
    assert_true(mapper.last == UINT64_MAX);
    assert_int_equal(vfs_fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 100, 3 * PAGE_SIZE, UINT64_MAX), 0);
    assert_int_equal(mapper.first, 1);
    assert_int_equal(mapper.last, 2);
    list_del(&mapper.user.link);
    file_put(f);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_against_a_model), TEST(test_indexes_beyond_a_file),     TEST(test_the_file_system_is_full),
        TEST(test_memory_runs_out), TEST(test_pages_read_from_elsewhere), TEST(test_mappers_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
