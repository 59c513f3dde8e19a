// SPDX-License-Identifier: GPL-2.0-or-later
// Instructions that the CPU model does not have, but the engine runs: it takes AVX for the SSE instruction of the same opcode, and
// the program goes on with wrong numbers. They are made the illegal opcodes that they are.
//
// Every block is looked at once, when the engine has translated it and before it runs. The translation of one with such an
// instruction is dropped again, so that the next time round it is noticed again.
#include "emu/decode.h"

#include <string.h>

enum { VEX3 = 0xc4, VEX2 = 0xc5 };

// Could a VEX prefix lie at `p`, before at least two more bytes? Cheap, and wrong only by saying yes.
static bool may_be_vex(const u8 *p) {
    if (p[0] == VEX3) {
        u8 map = p[1] & 0x1f;
        return map >= 1 && map <= 3; // stack adjustments, where C4 is common, have 0, 8, 16 or 24 here
    }
    u8 opcode = p[2]; // of the 0F map: no jumps, no system instructions
    return p[0] == VEX2 && opcode >= 0x10 && (opcode & 0xf0) != 0x80 && (opcode & 0xf0) != 0x90 &&
           (opcode & 0xf0) != 0x30;
}

// The last place where a VEX prefix could lie; -1: none.
static ptrdiff_t last_suspect(const u8 *code, size_t n) {
    for (ptrdiff_t i = (ptrdiff_t)n - 3; i >= 0; i--)
        if ((code[i] == VEX3 || code[i] == VEX2) && may_be_vex(code + i)) return i;
    return -1;
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
    const u8 *next = code;
    size_t left = size < sizeof code ? size : sizeof code;
    if (mmu_peek(cpu->mmu, pc, code, left) != left) return 0;
    ptrdiff_t last = last_suspect(code, left);
    if (last < 0 || !decoder_open(cpu)) return 0;
    u64 at = pc, found = 0;
    cs_option(cpu->decoder, CS_OPT_DETAIL, CS_OPT_OFF); // where instructions begin is enough
    cs_insn *insn = cs_malloc(cpu->decoder);
    while (insn && !found && next - code <= last && cs_disasm_iter(cpu->decoder, &next, &left, &at, insn))
        if (has_vex(insn)) found = insn->address;
    if (insn) cs_free(insn, 1);
    cs_option(cpu->decoder, CS_OPT_DETAIL, CS_OPT_ON);
    return found;
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
