// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on the device mapper, on a descriptor that is none: what stands behind the head, sensible and not.
#include <linux/dm-ioctl.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
static unsigned char b[65536] __attribute__((aligned(65536)));
static struct dm_ioctl *const head = (void *)b;
#define I(r, a) syscall(SYS_ioctl, -1, (unsigned long)(r), a)

static void head_of(unsigned size, unsigned start, unsigned count) {
    memset(b, 0, sizeof b);
    head->version[0] = 4, head->version[1] = 47;
    head->data_size = size, head->data_start = start, head->target_count = count;
}

static void each(void *at) {
    for (unsigned number = 0; number < 22; number++) I(_IOWR(DM_IOCTL, number, struct dm_ioctl), at);
}

static void named(void) {
    head->dev = 0xfd00003, head->open_count = 3, head->event_nr = 9;
    strcpy(head->name, "volume-a"), strcpy(head->uuid, "CRYPT-1234");
}

static unsigned targets(unsigned at, const char *parameters, int count, int next) {
    for (int i = 0; i < count; i++) {
        struct dm_target_spec *t = (void *)(b + at);
        t->sector_start = 8 * i, t->length = 100 + i, t->status = -i;
        strcpy(t->target_type, i & 1 ? "linear" : "crypt");
        strcpy((char *)(t + 1), parameters);
        t->next = next ? next : (sizeof *t + strlen(parameters) + 8) & ~7;
        at += t->next;
    }
    return at;
}

static void names(unsigned at, int count, int next) {
    for (int i = 0; i < count; i++) {
        struct dm_name_list *n = (void *)(b + at);
        n->dev = 0xfd00001 + i, n->next = i == count - 1 ? 0 : next ? next : 40;
        strcpy(n->name, i & 1 ? "odd" : "even");
        *(unsigned *)((char *)n + 24) = 5 + i;
        at += n->next;
    }
}

static void versions(unsigned at, int count, int next) {
    for (int i = 0; i < count; i++) {
        struct dm_target_versions *v = (void *)(b + at);
        v->version[0] = 1, v->version[1] = 2 + i, v->version[2] = 3;
        v->next = i == count - 1 ? 0 : next ? next : 32;
        strcpy(v->name, i & 1 ? "odd" : "even");
        at += v->next;
    }
}

static void dependencies(unsigned at, unsigned count) {
    struct dm_target_deps *p = (void *)(b + at);
    p->count = count, p->padding = 3;
    for (unsigned i = 0; i < 40; i++) p->dev[i] = 0xfd00001 + i;
}

int main(void) {
    if (!getuid()) return 1;
    unsigned char *page = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 8192, 4096);
    each(0), each((void *)8);
    memset(b, 0xff, sizeof b), each(b);
    static const unsigned sizes[] = {0, 4, 11, 12, 16, 100, 304, 305, 312, 313, 400, 16384, 1 << 30, -1};
    static const unsigned starts[] = {0, 16, 305, 312, 320, 399, 400, 16380, -8};
    for (int s = 0; s < sizeof sizes / 4; s++) head_of(sizes[s], 312, 0), each(b), named(), each(b);
    for (int s = 0; s < sizeof starts / 4; s++) {
        head_of(400, starts[s], 1), named(), each(b);
        head_of(16384, starts[s], 2), named(), each(b);
    }
    for (int bit = 0; bit < 32; bit++)
        head_of(312, 312, 0), head->flags = 1u << bit, I(DM_DEV_STATUS, b), I(DM_DEV_SUSPEND, b);
    head_of(312, 312, 0), head->flags = -1, each(b);
    head->flags = 0, memset(head->name, 'n', 128), memset(head->uuid, 'u', 129), each(b);
    head_of(312, 312, 0), head->version[0] = 3, each(b);
    head_of(312, 312, 0), head->event_nr = 7, head->padding = 5, memset(head->data, 6, 7), each(b);
    for (int n = 0; n < 40; n = 2 * n + 1) {
        head_of(16384, 312, n), named(), targets(312, "0 /dev/sda 0", n, 0), each(b);
        head_of(16384, 312, n + 3), named(), targets(312, "0 /dev/sda 0", n, 0), each(b);
        head_of(16384, 312, n), named(), targets(312, "\"quotes\" \\ and \n", n, 1024), each(b);
        head_of(16384, 320, n), named(), targets(320, "", n, 8), each(b);
        head_of(512, 312, n), named(), targets(312, "a longer text, of more than thirty-two characters", n, 0),
            each(b);
        head_of(16384, 312, 0), named(), names(312, n, 0), each(b);
        head_of(16384, 312, 0), named(), names(312, n, 4), each(b);
        head_of(330, 312, 0), named(), names(312, n, 0), each(b);
        head_of(16384, 312, 0), named(), versions(312, n, 0), each(b);
        head_of(16384, 312, 0), named(), versions(312, n, -8), each(b);
        head_of(16384, 312, 0), named(), dependencies(312, n), each(b);
        head_of(352, 312, 0), named(), dependencies(312, n), each(b);
        head_of(16384, 312, 0), named(), dependencies(312, n), head->version[1] = 3, each(b);
        head_of(16384, 312, 0), named(), names(312, n, 0), head->version[1] = 3, each(b);
    }
    head_of(16384, 312, 0), dependencies(312, -1), I(DM_TABLE_DEPS, b), dependencies(312, 1 << 29),
        I(DM_TABLE_DEPS, b);
    head_of(1024, 312, 2), targets(312, "first", 2, -16), each(b);
    head_of(1024, 312, 2), targets(312, "first", 1, 0x7fffffff), each(b);
    head_of(1024, 312, -1), targets(312, "first", 3, 0), I(DM_TABLE_LOAD, b);
    head_of(1024, 312, 0), named(), b[312] = 17, strcpy((char *)b + 320, "message of some words"), each(b);
    head_of(336, 312, 0), named(), b[312] = 17, memset(b + 320, 'm', 300), each(b);
    head_of(352, 312, 0), named(), strcpy((char *)b + 312, "new-name"), each(b);
    head->flags = 1 << 14, each(b);
    head_of(352, 312, 0), named(), strcpy((char *)b + 312, "1 2 3 4"), each(b);
    for (unsigned flag = 1u << 8; flag <= 1u << 16; flag <<= 4)
        for (unsigned start = 312; start < 340; start += 8)
            head_of(336, start, 1), named(), strcpy((char *)b + 312, "1 2 3 4"),
                head->flags = flag, each(b), head->flags |= 1u << 8 | 1u << 16, head->version[1] = 3, each(b);
    for (int n = 28; n < 2000; n += n < 40 ? 1 : 300) {
        head_of(16384, 312, 0), names(312, 2, 2400), memset(b + 324, 'n', n), b[324 + n] = 0, head->open_count = -n;
        *(unsigned *)(b + ((324 + n + 8) & ~7)) = n, I(DM_LIST_DEVICES, b), I(DM_DEV_STATUS, b);
    }
    for (int minor = 34; minor < 40; minor++)
        head_of(16384, 312, 0), names(312, 3, 0), head->version[1] = minor, each(b);
    // Where the page ends
    head_of(16384, 312, 3), named(), targets(312, "0 /dev/sda 0", 3, 0);
    for (int n = 8; n < 480; n += 56) memcpy(page + 8192 - n, b, n), each(page + 8192 - n);
    return 0;
}
