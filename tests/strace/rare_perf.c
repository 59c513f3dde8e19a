// SPDX-License-Identifier: GPL-2.0-or-later
// perf_event_open's attributes, of every size, type and flag; the group's descriptor is none, so that nothing is opened.
#define _GNU_SOURCE
#include <linux/perf_event.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
static void tell(const void *attr) {
    syscall(SYS_perf_event_open, attr, 0, -1, 999, 1l << 40);
}
int main(void) {
    if (!getuid()) return 1;
    struct perf_event_attr a;
    static const unsigned sizes[] = {0, 8, 63, 64, 72, 76, 80, 96, 100, 104, 112, 120, 128, 136, 200, 70000};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(&a, 0, sizeof a);
        a.type = PERF_TYPE_SOFTWARE, a.size = sizes[i], a.config = 3, a.config1 = 5, a.config2 = 6,
        a.sample_regs_user = 7, a.aux_watermark = 9, a.sample_type = 1;
        tell(&a);
    }
    for (unsigned type = 0; type < 7; type++)
        for (unsigned config = 0; config < 14; config++) {
            memset(&a, 0, sizeof a);
            a.type = type, a.size = sizeof a, a.config = config | (config & 1 ? 0x10100 : 0);
            if (type == 5) a.bp_type = config, a.bp_addr = 0x1234, a.bp_len = config;
            if (type == 3) a.config = config | (config % 4) << 8 | (config % 3) << 16;
            if (type == 0 && config > 8) a.config = (unsigned long)config << 32 | 1;
            tell(&a);
            a.config = config;
            tell(&a);
        }
    for (unsigned i = 0; i < 64; i++) {
        memset(&a, 0, sizeof a);
        a.size = sizeof a, a.sample_type = 1ul << i, a.read_format = 1ul << i, a.sample_period = 100 + i,
        a.branch_sample_type = 1ul << i, a.sample_regs_intr = i;
        ((unsigned long *)&a)[5] = 1ul << i;
        a.wakeup_events = 3, a.clockid = (int)i - 1, a.sample_max_stack = 5, a.sample_stack_user = 64;
        tell(&a);
    }
    memset(&a, 0xff, sizeof a), a.size = sizeof a;
    tell(&a);
    tell(NULL), tell((void *)8);
    char *edge = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(edge + 4096, 4096);
    memset(&a, 0, sizeof a), a.size = sizeof a;
    memcpy(edge + 4096 - 40, &a, 40), tell(edge + 4096 - 40);
    memcpy(edge + 4096 - 64, &a, 64), tell(edge + 4096 - 64);
    static const unsigned long configs[] = {1ul << 32 | 1, 5ul << 32 | 0x10203, 0x10203, 0xffffffff00000000,
                                            0x1020001,     1ul << 32,           -1ul,    0x30009};
    for (unsigned type = 0; type < 7; type++)
        for (int i = 0; i < 8; i++)
            memset(&a, 0, sizeof a), a.type = type, a.size = sizeof a, a.config = configs[i], tell(&a);
    return 0;
}
