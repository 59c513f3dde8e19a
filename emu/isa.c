// SPDX-License-Identifier: GPL-2.0-or-later
// Instructions that the CPU model does not have, but the engine runs: it takes AVX for the SSE instruction of the same opcode, and
// the program goes on with wrong numbers. They are made the illegal opcodes that they are.
//
// Every block is looked at once, when the engine has translated it and before it runs. The translation of one with such an
// instruction is dropped again, so that the next time round it is noticed again.
#include "emu/decode.h"

#include <string.h>

enum { VEX3 = 0xc4, VEX2 = 0xc5 };

// Could these bytes hold a VEX prefix? Cheap, and wrong only by saying yes.
static bool may_have_vex(const u8 *code, size_t n) {
    for (size_t i = 0; i + 2 < n; i++) {
        if (code[i] == VEX3) {
            u8 map = code[i + 1] & 0x1f;
            if (map >= 1 && map <= 3) return true; // stack adjustments, where C4 is common, have 0, 8, 16 or 24 here
        } else if (code[i] == VEX2) {
            u8 opcode = code[i + 2]; // of the 0F map: no jumps, no system instructions
            if (opcode >= 0x10 && (opcode & 0xf0) != 0x80 && (opcode & 0xf0) != 0x90 && (opcode & 0xf0) != 0x30)
                return true;
        }
    }
    return false;
}

static bool has_vex(const cs_insn *insn) {
    const u8 *p = insn->bytes, *end = p + insn->size;
    while (p < end &&
           (*p == 0x2e || *p == 0x36 || *p == 0x3e || *p == 0x26 || *p == 0x64 || *p == 0x65 || *p == 0x67))
        p++;
    return p < end && (*p == VEX3 || *p == VEX2);
}

// Where in the block the first instruction lies that is to be refused; 0: nowhere.
static u64 find_foreign(struct cpu *cpu, u64 pc, size_t size) {
    u8 code[PAGE_SIZE];
    size_t n = size < sizeof code ? size : sizeof code;
    if (mmu_peek(cpu->mmu, pc, code, n) != n || !may_have_vex(code, n)) return 0;
    for (u64 at = pc; at < pc + n;) {
        cs_insn *insn = decode(cpu, at);
        if (!insn) return 0;
        bool foreign = has_vex(insn);
        u64 next = at + insn->size;
        cs_free(insn, 1);
        if (foreign) return at;
        at = next;
    }
    return 0;
}

void isa_new_block(uc_engine *uc, uc_tb *block, uc_tb *before, void *ctx) {
    struct cpu *cpu = ctx;
    (void)uc, (void)before;
    if (++cpu->translations.blocks % TRANSLATIONS_LOOK == 0) cpu_attention(cpu);
    if (cpu->booting || cpu->stepping) return; // what is run alone has been looked at with its block
    if (cpu->breakpoints.anywhere) breakpoint_new_block(cpu, block->pc, block->size);
    u64 at = find_foreign(cpu, block->pc, block->size);
    if (!at) return;
    cpu->foreign_block = block->pc;
    cpu->foreign = at;
    cpu_attention(cpu);
}
