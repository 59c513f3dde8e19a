// SPDX-License-Identifier: GPL-2.0-or-later
// Pipes and FIFOs without tasks: what is taken, what waits, what is reported (pipe(7), fifo(7)). The guest tests ask the real
// kernel; here are the corners that need a look inside: memory, capacity, wake-ups.
#include "abi/poll.h"
#include "tests/unit/vfs_machine.h"
#include "vfs/pipe.h"

static s64 put(struct file *f, const void *data, size_t n) {
    struct iov_iter it;
    iov_iter_kernel(&it, (void *)(uintptr_t)data, n);
    return vfs_write(f, &it, NULL, UINT64_MAX);
}

static s64 get(struct file *f, void *data, size_t n) {
    struct iov_iter it;
    iov_iter_kernel(&it, data, n);
    return vfs_read(f, &it, NULL);
}

static void make(struct machine *m, u32 flags, struct file *end[2]) {
    assert_int_equal(pipe_create(&m->vfs, flags, m->user, end), 0);
}

static void drop(struct file *end[2]) {
    file_put(end[0]);
    file_put(end[1]);
}

static u64 used_frames(const struct machine *m) {
    return page_pool_total(m->vfs.pool) - page_pool_free(m->vfs.pool);
}

static void bytes_in_order(void **state) {
    struct file *end[2];
    char buf[64] = "";
    make(*state, 0, end);
    assert_int_equal(get(end[0], buf, 10), -EAGAIN);
    assert_int_equal(put(end[1], "hello ", 6), 6);
    assert_int_equal(put(end[1], "world", 5), 5);
    assert_int_equal(get(end[0], buf, 3), 3);
    assert_memory_equal(buf, "hel", 3);
    assert_int_equal(get(end[0], buf, sizeof buf), 8);
    assert_memory_equal(buf, "lo world", 8);
    assert_int_equal(get(end[0], buf, 0), 0);
    assert_int_equal(vfs_read(end[1], &(struct iov_iter){0}, NULL), -EBADF);
    assert_int_equal(vfs_write(end[0], &(struct iov_iter){0}, NULL, UINT64_MAX), -EBADF);
    drop(end);
}

static void small_writes_share_pages(void **state) {
    struct machine *m = *state;
    struct file *end[2];
    char page[PAGE_SIZE] = {1};
    make(m, 0, end);
    u64 before = used_frames(m);
    for (int i = 0; i < 100; i++) assert_int_equal(put(end[1], page, 40), 40);
    assert_int_equal(used_frames(m) - before, 1);
    assert_int_equal(pipe_used(end[0]), 4000);
    assert_int_equal(put(end[1], page, 97), 97); // does not fit: a page of its own
    assert_int_equal(used_frames(m) - before, 2);
    drop(end);
    assert_int_equal(used_frames(m), before);
}

static void full_pipe(void **state) {
    struct file *end[2];
    static char data[100000];
    make(*state, 0, end);
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)(i * 7);
    assert_int_equal(put(end[1], data, sizeof data), 65536); // what fits
    assert_int_equal(put(end[1], data, 1), -EAGAIN);
    assert_int_equal(vfs_poll(end[1], NULL), 0);
    static char back[100000];
    assert_int_equal(get(end[0], back, 4095), 4095);
    assert_int_equal(put(end[1], data, 1), -EAGAIN); // a page is free only when it is empty
    assert_int_equal(get(end[0], back + 4095, 1), 1);
    assert_int_equal(vfs_poll(end[1], NULL), POLLOUT | POLLWRNORM);
    assert_int_equal(put(end[1], data + 65536, 4096), 4096);
    assert_int_equal(get(end[0], back + 4096, sizeof back), 65536);
    assert_memory_equal(back, data, 65536 + 4096);
    drop(end);
}

static void ends_that_close(void **state) {
    struct file *end[2];
    char c;
    make(*state, 0, end);
    assert_int_equal(put(end[1], "x", 1), 1);
    file_put(end[1]);
    assert_int_equal(vfs_poll(end[0], NULL), POLLIN | POLLRDNORM | POLLHUP);
    assert_int_equal(get(end[0], &c, 1), 1);
    assert_int_equal(get(end[0], &c, 1), 0);
    assert_int_equal(vfs_poll(end[0], NULL), POLLHUP);
    file_put(end[0]);
    make(*state, 0, end);
    file_put(end[0]);
    assert_int_equal(put(end[1], "x", 1), -EPIPE);
    assert_int_equal(put(end[1], "x", 0), 0);
    assert_int_equal(vfs_poll(end[1], NULL), POLLOUT | POLLWRNORM | POLLERR);
    file_put(end[1]);
}

static void packets(void **state) {
    struct file *end[2];
    char buf[64];
    make(*state, O_DIRECT, end);
    assert_int_equal(put(end[1], "first", 5), 5);
    assert_int_equal(put(end[1], "second", 6), 6);
    assert_int_equal(get(end[0], buf, 2), 2); // the rest of the packet is lost
    assert_int_equal(get(end[0], buf, sizeof buf), 6);
    assert_memory_equal(buf, "second", 6);
    assert_int_equal(get(end[0], buf, sizeof buf), -EAGAIN);
    drop(end);
}

static void capacity(void **state) {
    struct file *end[2];
    static char page[3 * PAGE_SIZE];
    make(*state, 0, end);
    assert_int_equal(pipe_capacity(end[0]), 65536);
    assert_int_equal(pipe_resize(end[0], 1), 4096);
    assert_int_equal(pipe_resize(end[1], 4097), 8192);
    assert_int_equal(put(end[1], page, sizeof page), 8192);
    assert_int_equal(pipe_resize(end[1], 4096), -EBUSY);
    assert_int_equal(pipe_resize(end[1], 1 << 20), 1 << 20);
    assert_int_equal(pipe_resize(end[1], (1 << 20) + 1), -EPERM);
    assert_int_equal(pipe_resize(end[1], UINT32_MAX), -EINVAL);
    assert_int_equal(pipe_used(end[0]), 8192);
    assert_int_equal(get(end[0], page, sizeof page), 8192);
    drop(end);
}

// --- Wake-ups: epoll's edges depend on when they come.
struct counter {
    struct poller poller;
    struct waiter waiter[2];
    int queues, wakes;
};
static struct counter *counting;
static void count_wake(struct waiter *w, u32 events) {
    (void)w, (void)events;
    counting->wakes++;
}
static const struct waiter_ops count_ops = {.wake = count_wake};
static void count_add(struct poller *p, struct waitq *q) {
    struct counter *c = container_of(p, struct counter, poller);
    waiter_init(&c->waiter[c->queues], OPREF(&count_ops), ~0u);
    waitq_add(q, &c->waiter[c->queues++]);
}

static void wake_ups(void **state) {
    struct file *end[2];
    static char data[65536];
    struct counter c = {.poller = {count_add}};
    counting = &c;
    make(*state, 0, end);
    vfs_poll(end[0], &c.poller);
    assert_int_equal(c.queues, 1);
    put(end[1], "a", 1);
    put(end[1], "b", 1);
    assert_int_equal(c.wakes, 2); // somebody polled: every write tells
    waiter_del(&c.waiter[0]);
    c = (struct counter){.poller = {count_add}};
    get(end[0], data, 2);
    assert_int_equal(put(end[1], data, sizeof data), sizeof data);
    vfs_poll(end[1], &c.poller);
    get(end[0], data, 100);
    assert_int_equal(c.wakes, 0); // still full
    get(end[0], data, 4096);
    assert_int_equal(c.wakes, 1);
    get(end[0], data, 4096);
    assert_int_equal(c.wakes, 1); // it was not full before
    waiter_del(&c.waiter[0]);
    drop(end);
}

static void tee(void **state) {
    struct machine *m = *state;
    struct file *a[2], *b[2];
    char buf[64];
    make(m, 0, a);
    make(m, 0, b);
    assert_int_equal(pipe_tee(a[0], b[1], 100), -EAGAIN);
    put(a[1], "shared", 6);
    u64 before = used_frames(m);
    assert_int_equal(pipe_tee(a[0], b[1], 4), 4);
    assert_int_equal(used_frames(m), before); // the same page
    put(a[1], " more", 5);                    // goes behind what b sees
    put(b[1], "!", 1);                        // and b's own does not go into a's page
    assert_int_equal(get(a[0], buf, sizeof buf), 11);
    assert_memory_equal(buf, "shared more", 11);
    assert_int_equal(get(b[0], buf, sizeof buf), 5);
    assert_memory_equal(buf, "shar!", 5);
    assert_int_equal(pipe_tee(a[0], a[1], 4), -EINVAL);
    drop(a);
    drop(b);
}

// --- FIFOs.
static struct file *open_fifo(const struct machine *m, u32 flags) {
    return open_ok(&m->who, "/fifo", flags, 0);
}
static int ready(struct file *f) {
    return file_ops(f)->open_ready(f);
}

static void fifo_rules(void **state) {
    struct machine *m = *state;
    char c;
    assert_int_equal(vfs_mknod(&m->who, NULL, "/fifo", S_IFIFO | 0600, 0), 0);
    assert_int_equal(open_errno(&m->who, "/fifo", O_WRONLY | O_NONBLOCK, 0), ENXIO);
    struct file *r = open_fifo(m, O_RDONLY);
    assert_int_equal(ready(r), -EAGAIN);
    assert_int_equal(vfs_poll(r, NULL), 0);
    struct file *w = open_fifo(m, O_WRONLY);
    assert_int_equal(ready(r), 0);
    assert_int_equal(ready(w), 0);
    assert_int_equal(put(w, "x", 1), 1);
    assert_int_equal(get(r, &c, 1), 1);
    file_put(w);
    assert_int_equal(get(r, &c, 1), 0);
    assert_int_equal(vfs_poll(r, NULL), POLLHUP);
    // A writer that came and went while the reader waited counts.
    file_put(r);
    r = open_fifo(m, O_RDONLY);
    w = open_fifo(m, O_WRONLY);
    file_put(w);
    assert_int_equal(ready(r), 0);
    file_put(r);
}

static void fifo_nonblocking_reader(void **state) {
    struct machine *m = *state;
    char c;
    assert_int_equal(vfs_mknod(&m->who, NULL, "/fifo", S_IFIFO | 0600, 0), 0);
    struct file *r = open_fifo(m, O_RDONLY | O_NONBLOCK);
    assert_int_equal(ready(r), 0);
    assert_int_equal(vfs_poll(r, NULL), 0); // no POLLHUP before there was a writer
    assert_int_equal(get(r, &c, 1), 0);
    struct file *w = open_fifo(m, O_WRONLY | O_NONBLOCK);
    assert_int_equal(get(r, &c, 1), -EAGAIN);
    file_put(w);
    assert_int_equal(vfs_poll(r, NULL), POLLHUP);
    file_put(r);
    struct file *both = open_fifo(m, O_RDWR);
    assert_int_equal(ready(both), 0);
    assert_int_equal(put(both, "y", 1), 1);
    assert_int_equal(get(both, &c, 1), 1);
    assert_int_equal(get(both, &c, 1), -EAGAIN);
    file_put(both);
    // What was left in it is gone once nobody has it open.
    both = open_fifo(m, O_RDWR);
    put(both, "z", 1);
    file_put(both);
    both = open_fifo(m, O_RDWR);
    assert_int_equal(get(both, &c, 1), -EAGAIN);
    file_put(both);
}

static void given_up_open(void **state) {
    struct machine *m = *state;
    assert_int_equal(vfs_mknod(&m->who, NULL, "/fifo", S_IFIFO | 0600, 0), 0);
    struct file *r = open_fifo(m, O_RDONLY);
    file_put(r); // a signal came
    assert_int_equal(open_errno(&m->who, "/fifo", O_WRONLY | O_NONBLOCK, 0), ENXIO);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, machine_setup, machine_teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(bytes_in_order), TEST(small_writes_share_pages),
        TEST(full_pipe),      TEST(ends_that_close),
        TEST(packets),        TEST(capacity),
        TEST(wake_ups),       TEST(tee),
        TEST(fifo_rules),     TEST(fifo_nonblocking_reader),
        TEST(given_up_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
