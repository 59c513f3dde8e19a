// SPDX-License-Identifier: GPL-2.0-or-later
// A task's registers in and out of the engine, bit for bit. The layout of the x87 and SSE part is FXSAVE64's
// (Intel SDM volume 1, 10.5.1): ST(i) counts from the top of the stack, the tag word from the physical registers.
#include "emu/engine.h"

#include <string.h>

enum { FX_FCW = 0, FX_FSW = 2, FX_FTW = 4, FX_MXCSR = 24, FX_MXCSR_MASK = 28, FX_ST = 32, FX_XMM = 160 };
#define MXCSR_MASK 0xffffu

// Status word before the stack: ST registers are named from the top that it holds.
static const int reg_ids[] = {
    UC_X86_REG_RAX,     UC_X86_REG_RCX,     UC_X86_REG_RDX,   UC_X86_REG_RBX,   UC_X86_REG_RSP,   UC_X86_REG_RBP,
    UC_X86_REG_RSI,     UC_X86_REG_RDI,     UC_X86_REG_R8,    UC_X86_REG_R9,    UC_X86_REG_R10,   UC_X86_REG_R11,
    UC_X86_REG_R12,     UC_X86_REG_R13,     UC_X86_REG_R14,   UC_X86_REG_R15,   UC_X86_REG_RIP,   UC_X86_REG_EFLAGS,
    UC_X86_REG_FS_BASE, UC_X86_REG_GS_BASE, UC_X86_REG_FPCW,  UC_X86_REG_FPSW,  UC_X86_REG_FPTAG, UC_X86_REG_MXCSR,
    UC_X86_REG_ST0,     UC_X86_REG_ST1,     UC_X86_REG_ST2,   UC_X86_REG_ST3,   UC_X86_REG_ST4,   UC_X86_REG_ST5,
    UC_X86_REG_ST6,     UC_X86_REG_ST7,     UC_X86_REG_XMM0,  UC_X86_REG_XMM1,  UC_X86_REG_XMM2,  UC_X86_REG_XMM3,
    UC_X86_REG_XMM4,    UC_X86_REG_XMM5,    UC_X86_REG_XMM6,  UC_X86_REG_XMM7,  UC_X86_REG_XMM8,  UC_X86_REG_XMM9,
    UC_X86_REG_XMM10,   UC_X86_REG_XMM11,   UC_X86_REG_XMM12, UC_X86_REG_XMM13, UC_X86_REG_XMM14, UC_X86_REG_XMM15,
};
#define REG_TOTAL ((int)ARRAY_SIZE(reg_ids))

// Where each of them lies: in the state itself, but for the tag word, whose form differs.
static void reg_places(struct cpu_state *st, u16 *tags, void *at[REG_TOTAL]) {
    int n = 0;
    for (int i = 0; i < REG_COUNT; i++) at[n++] = &st->gpr[i];
    at[n++] = &st->rip;
    at[n++] = &st->rflags;
    at[n++] = &st->fs_base;
    at[n++] = &st->gs_base;
    at[n++] = st->fxsave + FX_FCW;
    at[n++] = st->fxsave + FX_FSW;
    at[n++] = tags;
    at[n++] = st->fxsave + FX_MXCSR;
    for (int i = 0; i < 8; i++) at[n++] = st->fxsave + FX_ST + 16 * i;
    for (int i = 0; i < 16; i++) at[n++] = st->fxsave + FX_XMM + 16 * i;
}

static u8 tags_to_fxsave(u16 tags) { // two bits a register, 3: empty; FXSAVE keeps one bit, 0: empty
    u8 out = 0;
    for (int i = 0; i < 8; i++)
        if ((tags >> (2 * i) & 3) != 3) out |= (u8)(1u << i);
    return out;
}

static u16 tags_from_fxsave(u8 tags) {
    u16 out = 0;
    for (int i = 0; i < 8; i++)
        if (!(tags >> i & 1)) out |= (u16)(3u << (2 * i));
    return out;
}

void regs_read(struct cpu *cpu, struct cpu_state *st) {
    u16 tags = 0;
    u32 mask = MXCSR_MASK;
    void *at[REG_TOTAL];
    memset(st, 0, sizeof *st);
    reg_places(st, &tags, at);
    uc_reg_read_batch(cpu->uc, (int *)reg_ids, at, REG_TOTAL);
    st->rflags &= ~cpu->hidden_flags;
    st->fxsave[FX_FTW] = tags_to_fxsave(tags);
    memcpy(st->fxsave + FX_MXCSR_MASK, &mask, sizeof mask);
}

void regs_write(struct cpu *cpu, const struct cpu_state *st) {
    struct cpu_state copy = *st;
    u16 tags = tags_from_fxsave(copy.fxsave[FX_FTW]);
    void *at[REG_TOTAL];
    reg_places(&copy, &tags, at);
    uc_reg_write_batch(cpu->uc, (int *)reg_ids, at, REG_TOTAL);
}

// --- The x87's alone
static const int x87_ids[] = {UC_X86_REG_FPCW, UC_X86_REG_FPSW, UC_X86_REG_FPTAG, UC_X86_REG_ST0,
                              UC_X86_REG_ST1,  UC_X86_REG_ST2,  UC_X86_REG_ST3,   UC_X86_REG_ST4,
                              UC_X86_REG_ST5,  UC_X86_REG_ST6,  UC_X86_REG_ST7};
#define X87_TOTAL ((int)ARRAY_SIZE(x87_ids))

static void x87_places(u8 *fxsave, u16 *tags, void *at[X87_TOTAL]) {
    at[0] = fxsave + FX_FCW;
    at[1] = fxsave + FX_FSW;
    at[2] = tags;
    for (int i = 0; i < 8; i++) at[3 + i] = fxsave + FX_ST + 16 * i;
}

void regs_read_x87(struct cpu *cpu, u8 fxsave[512]) {
    u16 tags = 0;
    void *at[X87_TOTAL];
    x87_places(fxsave, &tags, at);
    uc_reg_read_batch(cpu->uc, (int *)x87_ids, at, X87_TOTAL);
    fxsave[FX_FTW] = tags_to_fxsave(tags);
}

void regs_write_x87(struct cpu *cpu, const u8 fxsave[512]) {
    u16 tags = tags_from_fxsave(fxsave[FX_FTW]);
    void *at[X87_TOTAL];
    x87_places((u8 *)(uintptr_t)fxsave, &tags, at); // which only reads
    uc_reg_write_batch(cpu->uc, (int *)x87_ids, at, X87_TOTAL);
}

void cpu_state_init(struct cpu_state *st) {
    static const u16 fcw = 0x37f;
    static const u32 mxcsr = 0x1f80, mask = MXCSR_MASK;
    memset(st, 0, sizeof *st);
    st->rflags = 0x202; // IF and the bit that is always set
    memcpy(st->fxsave + FX_FCW, &fcw, sizeof fcw);
    memcpy(st->fxsave + FX_MXCSR, &mxcsr, sizeof mxcsr);
    memcpy(st->fxsave + FX_MXCSR_MASK, &mask, sizeof mask);
}

// What a program may set of RFLAGS; the rest is as Linux leaves it (arch/x86/kernel/signal_64.c: FIX_EFLAGS).
#define RFLAGS_USER 0x250dd5ull // CF PF AF ZF SF TF DF OF AC ID RF
#define RFLAGS_ALWAYS 0x202ull

void cpu_load(struct cpu *cpu, const struct cpu_state *st) {
    struct cpu_state clean = *st;
    clean.rflags = (clean.rflags & RFLAGS_USER & ~0x10000ull) | RFLAGS_ALWAYS;
    regs_write(cpu, &clean);
    cpu->rip = clean.rip;
}

void cpu_save(struct cpu *cpu, struct cpu_state *st) {
    regs_read(cpu, st);
    if (!cpu->in_syscall) return;
    st->rip += 2;
    st->gpr[REG_RCX] = st->rip;
    st->gpr[REG_R11] = st->rflags;
}

u64 cpu_stack_pointer(struct cpu *cpu) {
    u64 value = 0;
    uc_reg_read(cpu->uc, UC_X86_REG_RSP, &value);
    return value;
}

void cpu_set_fs_base(struct cpu *cpu, u64 base) {
    uc_reg_write(cpu->uc, UC_X86_REG_FS_BASE, &base);
}
void cpu_set_gs_base(struct cpu *cpu, u64 base) {
    uc_reg_write(cpu->uc, UC_X86_REG_GS_BASE, &base);
}
