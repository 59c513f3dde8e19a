// SPDX-License-Identifier: GPL-2.0-or-later
// Instructions that the CPU model does not have, but the engine runs: it takes AVX for the SSE instruction of the same opcode, and
// the program goes on with wrong numbers. They are made the illegal opcodes that they are.
//
// To look at every block would cost every program a quarter of its speed. So the first blocks after each page of code
// that is new to the CPU are looked at: a program that uses AVX without asking CPUID is caught in the first function that does.
#include "emu/decode.h"

#include <string.h>

#define BLOCKS_PER_PAGE 64u
enum { VEX3 = 0xc4, VEX2 = 0xc5 };

void isa_new_page(struct cpu *cpu) {
    cpu->isa_budget = BLOCKS_PER_PAGE;
    cpu_attention(cpu);
}

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

bool isa_block_is_foreign(struct cpu *cpu) {
    u64 pc = cpu->block_pc, key = pc ^ (u64)(uintptr_t)cpu->mmu << 16;
    u64 *seen = &cpu->isa_seen[(key ^ key >> 12) % ARRAY_SIZE(cpu->isa_seen)];
    cpu->isa_budget--;
    if (*seen == key) return false;
    *seen = key;

    u8 code[1024];
    size_t n = cpu->block_size < sizeof code ? cpu->block_size : sizeof code;
    if (mmu_peek(cpu->mmu, pc, code, n) != n || !may_have_vex(code, n)) return false;
    for (u64 at = pc; at < pc + n;) {
        cs_insn *insn = decode(cpu, at);
        if (!insn) return false;
        bool foreign = has_vex(insn);
        u64 next = at + insn->size;
        cs_free(insn, 1);
        if (foreign) {
            cpu->foreign = at;
            *seen = 0;
            isa_new_page(cpu); // for the handler, and for who returns to it
            return true;
        }
        at = next;
    }
    return false;
}
