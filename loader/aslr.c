// SPDX-License-Identifier: GPL-2.0-or-later
// Where stack, mappings, program and heap go: Linux's layout on x86-64 (arch/x86/mm/mmap.c, fs/binfmt_elf.c), as a
// function of random numbers, so that a sealed run repeats.
#include "loader/loader.h"

#include "abi/limits.h"

#define STACK_RANDOM_PAGES 0x3fffffull // 16 GiB
#define MMAP_RANDOM_PAGES 0xfffffffull // 28 bits: vm.mmap_rnd_bits
#define BRK_RANDOM_BYTES 0x40000000ull
#define GUARD_GAP (256ull * PAGE_SIZE)
#define GAP_MIN (128ull << 20)
#define GAP_MAX (TASK_SIZE / 6 * 5)
_Static_assert(ASLR_PIE_BASE == ((TASK_SIZE / 3 * 2) & PAGE_MASK), "two thirds of user memory");

void aslr_choose(const struct aslr_random *random, u64 rlimit_stack, struct aslr_layout *out) {
    const struct aslr_random r = random ? *random : (struct aslr_random){0};
    out->stack_top = TASK_SIZE - ((r.stack & STACK_RANDOM_PAGES) << PAGE_SHIFT);
    out->stack_skew = r.skew % 8192;
    // The stack may grow to its limit below its top, wherever that is; mappings start under it.
    u64 pad = GUARD_GAP + (random ? STACK_RANDOM_PAGES << PAGE_SHIFT : 0);
    u64 gap = rlimit_stack + pad > rlimit_stack ? rlimit_stack + pad : rlimit_stack;
    gap = gap < GAP_MIN ? GAP_MIN : gap > GAP_MAX ? GAP_MAX : gap;
    out->mmap_base = PAGE_ALIGN(TASK_SIZE - gap - ((r.mmap & MMAP_RANDOM_PAGES) << PAGE_SHIFT));
    out->pie_base = ASLR_PIE_BASE + ((r.pie & MMAP_RANDOM_PAGES) << PAGE_SHIFT);
    out->brk_offset = (r.brk % BRK_RANDOM_BYTES) & PAGE_MASK;
}
