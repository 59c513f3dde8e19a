// SPDX-License-Identifier: GPL-2.0-or-later
// io_uring's structs, of descriptors that there are not; fanotify's flags and kexec's segments.
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static uint32_t w[1024];
static const int descriptors[4] = {1, -1, -2, 3};
#define REGISTER(op, data, count) syscall(SYS_io_uring_register, -1, op, data, count)

static void setups(void) {
    for (int filled = 0; filled < 2; filled++) {
        for (int i = 0; i < 30; i++) w[i] = filled ? i : 0;
        for (int i = 0; i < 16; i++) // too many entries: no ring comes of it
            if (i != 4 && i != 12 && i != 13)
                w[2] = 1u << i, w[5] = 0x1fff, syscall(SYS_io_uring_setup, 0x7fffffff, w);
        w[2] = 8 | 32, syscall(SYS_io_uring_setup, 0x7fffffff, w);
    }
    syscall(SYS_io_uring_setup, 4, 0), syscall(SYS_io_uring_setup, 4, 8);
    uint64_t set = 6;
    syscall(SYS_io_uring_enter, -1, 1, 2, 0x1f, &set, 8), syscall(SYS_io_uring_enter, -1, 1, 2, 1, &set, 16);
    syscall(SYS_io_uring_enter, -1, 1, 2, 1, 8, 8), syscall(SYS_io_uring_enter, -1, 1, 2, 0, 0, 8);
}

static void registers(void) {
    struct {
        uint32_t nr, flags;
        uint64_t reserved;
        const void *data, *tags;
    } fresh = {2, 1, 0, descriptors, w};
    struct {
        uint32_t offset, reserved;
        const void *data, *tags;
        uint32_t nr, reserved2;
    } update = {4, 0, descriptors, w, 3, 0};
    struct {
        uint32_t offset, reserved;
        const void *descriptors;
    } files = {1, 0, descriptors};
    static struct {
        uint16_t code;
        uint8_t what, reserved;
        uint32_t reserved2[3];
    } restrictions[5] = {{0, 2}, {1, 3}, {2, 0x1f}, {3, 0xff}, {9, 1}};
    for (int i = 0; i < 1024; i++) w[i] = i + 1;
    for (long op = 0; op < 26; op++)
        if (op != 14 && op != 16) REGISTER(op, w, 2), REGISTER(op, w, 1), REGISTER(op, 0, 0), REGISTER(op, 8, 1);
    for (long op = 13; op < 17; op += 2) REGISTER(op, &fresh, 32), REGISTER(op, w, 32), REGISTER(op, &fresh, 24);
    for (long op = 14; op < 17; op += 2) REGISTER(op, &update, 32), REGISTER(op, &update, 24);
    fresh.nr = 0, fresh.reserved = 5, fresh.flags = 3, REGISTER(13, &fresh, 32), REGISTER(15, &fresh, 32);
    update.reserved = 1, update.reserved2 = 7, REGISTER(14, &update, 32);
    REGISTER(6, &files, 4), REGISTER(6, &files, 0), files.reserved = 2, REGISTER(6, &files, 40);
    REGISTER(2, descriptors, 4), REGISTER(4, descriptors, 1), REGISTER(17, w, 4), REGISTER(17, w, 16);
    memset(w, 0, 100), w[0] = 5 << 8 | 3, REGISTER(8, w, 3), REGISTER(19, w, 3), REGISTER(20, w, 1),
                       REGISTER(21, w, 1), REGISTER(22, w, 1);
    REGISTER(11, restrictions, 5), REGISTER(11, restrictions, 0);
    for (int i = 0; i < 5; i++) restrictions[i].reserved = 1, restrictions[i].reserved2[1] = 3;
    REGISTER(11, restrictions, 5);
}

static void others(void) {
    struct {
        void *buffer;
        size_t size;
        void *memory;
        size_t memory_size;
    } segments[16] = {{"abc", 3, (void *)0x1000, 4096}, {0, 0, 0, 0}, {(void *)8, 5, (void *)0x2000, 8192}};
    memset(segments + 3, 0, sizeof *segments * 13);
    for (long count = 0; count < 18; count++)
        syscall(SYS_kexec_load, count * 0x1000, count, segments, count < 4 ? count : 62 << 16);
    syscall(SYS_kexec_load, 0, 1, 0, 3 << 16 | 3), syscall(SYS_kexec_load, 0, 2, 8, 0);
    for (long i = 0; i < 32; i++) {
        if (i < 9 || i > 12) syscall(SYS_fanotify_init, 1ul << i | 0x40000000, 0);
        syscall(SYS_fanotify_init, i | 0x40000000, i),
            syscall(SYS_fanotify_mark, -1, 1ul << i, 1ul << i, i % 3 - 1, "x");
    }
    syscall(SYS_fanotify_mark, -1, 1, 0x40000000, -100, 8),
        syscall(SYS_fanotify_mark, -1, 1, 0x10000000000, -100, "/p");
}

int main(void) {
    if (!getuid()) return 1;
    setups(), registers(), others();
    return 0;
}
