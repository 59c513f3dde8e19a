// SPDX-License-Identifier: GPL-2.0-or-later
// Bringing the engine up as a CPU that runs a Linux program: descriptors, control registers, ring 3. And bringing it
// back to that state after an exception.
#include "emu/engine.h"

#include <string.h>

// Linux's segments (arch/x86/include/asm/segment.h), with the accessed bit set so that loading one writes nothing.
static const u64 descriptors[7] = {
    [1] = 0x00209b0000000000, // kernel code 0x08
    [2] = 0x0000930000000000, // kernel data 0x10
    [5] = 0x00cff3000000ffff, // user data 0x2b
    [6] = 0x0020fb0000000000, // user code 0x33
};
enum { USER_DATA = 0x2b, USER_CODE = 0x33, BOOT_IRETQ = 0x100, BOOT_USER = 0x200, BOOT_STACK = 0x800 };

// PE MP ET NE WP AM. Without NE an unmasked x87 exception would not be reported as #MF.
#define CR0_VALUE 0x50033ull
// TSD, OSFXSR, OSXMMEXCPT. No FSGSBASE: the CPU model does not offer it (cpuid.c), and AT_HWCAP2 says so.
#define CR4_VALUE 0x604ull

static bool set_reg(struct cpu *cpu, int reg, const void *value) {
    return uc_reg_write(cpu->uc, reg, value) == UC_ERR_OK;
}

const char *cpu_boot(struct cpu *cpu) {
    static const u8 iretq[] = {0x48, 0xcf}, int80[] = {0xcd, 0x80};
    u64 frame[5] = {BOOT_VA + BOOT_USER, USER_CODE, 0x202, BOOT_VA + BOOT_STACK, USER_DATA}; // rip cs rflags rsp ss
    u64 stack = BOOT_VA + BOOT_STACK, cr0 = CR0_VALUE, cr4 = CR4_VALUE;
    uc_x86_mmr gdtr = {.base = BOOT_VA, .limit = sizeof descriptors - 1};
    struct cpu_state start;

    memcpy(cpu->boot_page, descriptors, sizeof descriptors);
    memcpy(cpu->boot_page + BOOT_IRETQ, iretq, sizeof iretq);
    memcpy(cpu->boot_page + BOOT_USER, int80, sizeof int80);
    memcpy(cpu->boot_page + BOOT_STACK, frame, sizeof frame);
    if (!set_reg(cpu, UC_X86_REG_GDTR, &gdtr) || !set_reg(cpu, UC_X86_REG_CR4, &cr4) ||
        !set_reg(cpu, UC_X86_REG_CR0, &cr0) || !set_reg(cpu, UC_X86_REG_RSP, &stack))
        return "the engine refused a control register";
    cpu->booting = true;
    cpu->vector = -1;
    uc_err err = uc_emu_start(cpu->uc, BOOT_VA + BOOT_IRETQ, 0, 0, 0);
    cpu->booting = false;
    if (err != UC_ERR_OK || cpu->vector != 0x80) return "the engine did not reach ring 3";
    tlb_flush(cpu);

    cpu_state_init(&start);
    cpu_load(cpu, &start);
    if (uc_context_alloc(cpu->uc, &cpu->ring3) != UC_ERR_OK || uc_context_save(cpu->uc, cpu->ring3) != UC_ERR_OK)
        return "out of memory";
    return NULL;
}

void cpu_renew(struct cpu *cpu) {
    struct cpu_state st;
    regs_read(cpu, &st);
    uc_context_restore(cpu->uc, cpu->ring3);
    regs_write(cpu, &st);
}
