// SPDX-License-Identifier: GPL-2.0-or-later
// Record locks against a model with one entry a byte; deadlocks; flock.
#include "tests/unit/vfs_machine.h"
#include "vfs/locks.h"

#define BYTES 64u
#define OWNERS 4u

static const char owner_names[OWNERS];
#define OWNER(i) ((const void *)&owner_names[i])

static u32 rnd(u64 *seed) {
    *seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
    return (u32)(*seed >> 33);
}

struct seen {
    u8 held[OWNERS][BYTES]; // type + 1
    u64 last_end[OWNERS];
    u32 last_type[OWNERS];
    u32 locks;
};

static void look(void *ctx, const struct lock_request *l, bool flock) {
    struct seen *s = ctx;
    assert_false(flock);
    size_t who = (size_t)((const char *)l->owner - owner_names);
    assert_true(l->start <= l->end);
    // Sorted, apart, and merged where two of one type meet.
    if (s->last_end[who]) {
        assert_true(l->start >= s->last_end[who]);
        assert_true(l->start > s->last_end[who] || l->type != s->last_type[who]);
    }
    s->last_end[who] = l->end + 1;
    s->last_type[who] = l->type;
    s->locks++;
    for (u64 b = l->start; b <= l->end; b++) s->held[who][b] = (u8)(l->type + 1);
}

static void test_against_a_model(void **state) {
    struct machine *m = *state;
    struct file *f = open_ok(&m->who, "f", O_CREAT | O_RDWR, 0644);
    u8 model[OWNERS][BYTES] = {0};
    u64 seed = 7;
    for (int round = 0; round < 30000; round++) {
        u32 who = rnd(&seed) % OWNERS, a = rnd(&seed) % BYTES, b = rnd(&seed) % BYTES, type = rnd(&seed) % 3;
        struct lock_request r = {.type = type, .start = a < b ? a : b, .end = a < b ? b : a, .owner = OWNER(who)};
        bool conflict = false;
        for (u32 o = 0; o < OWNERS && type != F_UNLCK; o++)
            for (u64 i = r.start; i <= r.end && o != who; i++)
                conflict |= model[o][i] && (type == F_WRLCK || model[o][i] == F_WRLCK + 1);
        struct lock_request probe = r;
        if (type != F_UNLCK) {
            record_lock_get(f, &probe);
            assert_int_equal(probe.type != F_UNLCK, conflict);
        }
        assert_int_equal(record_lock_set(f, &r, false), conflict ? -EAGAIN : 0);
        if (!conflict)
            for (u64 i = r.start; i <= r.end; i++) model[who][i] = (u8)(type == F_UNLCK ? 0 : type + 1);
        if (rnd(&seed) % 100 == 0) {
            posix_locks_release(f, OWNER(who));
            memset(model[who], 0, BYTES);
        }
        struct seen seen = {0};
        locks_visit(f->inode, look, &seen);
        assert_memory_equal(seen.held, model, sizeof model);
    }
    file_put(f);
}

static int set(struct file *f, u32 who, u32 type, u64 start, u64 end, bool wait) {
    struct lock_request r = {.type = type, .start = start, .end = end, .owner = OWNER(who)};
    return record_lock_set(f, &r, wait);
}

static void test_deadlocks(void **state) {
    struct machine *m = *state;
    struct file *f = open_ok(&m->who, "f", O_CREAT | O_RDWR, 0644),
                *g = open_ok(&m->who, "g", O_CREAT | O_RDWR, 0644);
    assert_int_equal(set(f, 0, F_WRLCK, 0, 0, true), 0);
    assert_int_equal(set(f, 1, F_WRLCK, 1, 1, true), 0);
    assert_int_equal(set(g, 2, F_WRLCK, 2, 2, true), 0);
    assert_int_equal(set(f, 0, F_WRLCK, 1, 1, true), -EAGAIN); // 0 waits for 1
    assert_int_equal(set(g, 1, F_RDLCK, 2, 2, true), -EAGAIN); // 1 for 2, on another file
    assert_int_equal(set(f, 2, F_WRLCK, 0, 0, true), -EDEADLK);
    assert_int_equal(set(f, 2, F_WRLCK, 0, 0, false), -EAGAIN); // who does not wait does not deadlock
    lock_wait_cancel(g, OWNER(1));
    assert_int_equal(set(f, 2, F_WRLCK, 0, 0, true), -EAGAIN); // 2 for 0 for 1, who runs
    assert_int_equal(set(g, 1, F_RDLCK, 2, 2, true), -EDEADLK);
    // 1 goes: 0 looks again and gets it, and waits for nobody.
    posix_locks_release(f, OWNER(1));
    assert_int_equal(set(f, 0, F_WRLCK, 1, 1, true), 0);
    assert_int_equal(set(g, 1, F_RDLCK, 2, 2, true), -EAGAIN);
    file_put(f);
    file_put(g);
}

static void count_wake(struct waiter *w, u32 events) {
    (void)events;
    w->exclusive += 2;
}
static const struct waiter_ops counting = {.wake = count_wake};

static void test_who_waits_is_told(void **state) {
    struct machine *m = *state;
    struct file *f = open_ok(&m->who, "f", O_CREAT | O_RDWR, 0644), *g = open_ok(&m->who, "f", O_RDWR, 0);
    struct waiter w;
    waiter_init(&w, OPREF(&counting), 0);
    waitq_add(&f->inode->lock_wait, &w);
    assert_int_equal(set(f, 0, F_WRLCK, 0, 9, true), 0);
    assert_int_equal(w.exclusive, 0);
    assert_int_equal(set(f, 0, F_RDLCK, 3, 4, true), 0); // others may read now
    assert_int_equal(w.exclusive, 2);
    assert_int_equal(set(f, 0, F_UNLCK, 20, 30, true), 0); // nothing was held there
    assert_int_equal(w.exclusive, 2);
    posix_locks_release(f, OWNER(0));
    assert_int_equal(w.exclusive, 4);
    assert_int_equal(file_flock(f, LOCK_EX), 0);
    assert_int_equal(file_flock(g, LOCK_SH), -EAGAIN);
    assert_int_equal(file_flock(f, LOCK_SH), 0);
    assert_int_equal(w.exclusive, 6);
    assert_int_equal(file_flock(g, LOCK_SH), 0);
    assert_int_equal(file_flock(f, LOCK_EX), -EAGAIN); // and what it held is gone
    assert_int_equal(file_flock(g, LOCK_EX), 0);
    file_put(g);
    assert_int_equal(file_flock(f, LOCK_EX), 0);
    waiter_del(&w);
    file_put(f);
}

static void test_modes_and_parsing(void **state) {
    struct machine *m = *state;
    make_file(&m->who, "f", 0644, "0123456789");
    struct file *r = open_ok(&m->who, "f", O_RDONLY, 0), *w = open_ok(&m->who, "f", O_WRONLY, 0);
    assert_int_equal(set(r, 0, F_WRLCK, 0, 0, false), -EBADF);
    assert_int_equal(set(w, 0, F_RDLCK, 0, 0, false), -EBADF);
    static const struct {
        s16 whence;
        s64 start, len;
        int err;
        u64 first, last;
    } cases[] = {
        {SEEK_SET, 0, 0, 0, 0, LOCK_OFFSET_MAX},
        {SEEK_SET, 5, 1, 0, 5, 5},
        {SEEK_CUR, 1, 2, 0, 4, 5},
        {SEEK_END, -4, 0, 0, 6, LOCK_OFFSET_MAX},
        {SEEK_SET, 5, -2, 0, 3, 4},
        {SEEK_SET, 5, -6, -EINVAL, 0, 0},
        {SEEK_SET, -1, 0, -EINVAL, 0, 0},
        {SEEK_END, -11, 0, -EINVAL, 0, 0},
        {SEEK_SET, INT64_MAX, 1, 0, LOCK_OFFSET_MAX, LOCK_OFFSET_MAX},
        {SEEK_SET, INT64_MAX, 2, -EOVERFLOW, 0, 0},
        {SEEK_END, INT64_MAX, 0, -EOVERFLOW, 0, 0},
        {3, 0, 0, -EINVAL, 0, 0},
    };
    r->pos = 3;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct abi_flock from = {
            .l_type = F_RDLCK, .l_whence = cases[i].whence, .l_start = cases[i].start, .l_len = cases[i].len};
        struct lock_request out;
        assert_int_equal(lock_request_parse(r, &from, &out), cases[i].err);
        if (cases[i].err) continue;
        assert_true(out.start == cases[i].first && out.end == cases[i].last);
    }
    file_put(r);
    file_put(w);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_against_a_model),
        TEST(test_deadlocks),
        TEST(test_who_waits_is_told),
        TEST(test_modes_and_parsing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
