// SPDX-License-Identifier: GPL-2.0-or-later
// Decoding of single instructions, for exceptions and for what the CPU model does not have.
#ifndef EMU_DECODE_H
#define EMU_DECODE_H

#include "emu/engine.h"

#define MAX_INSTRUCTION 15

// The bytes at `rip`, as far as they are mapped; their number.
size_t code_at(struct cpu *cpu, u64 rip, u8 code[MAX_INSTRUCTION]);
// Opens cpu->decoder, which tells details, unless it is open. false: the host is out of memory.
bool decoder_open(struct cpu *cpu);
// The instruction at `rip`; the caller frees it with cs_free(insn, 1). NULL: none that is known.
cs_insn *decode(struct cpu *cpu, u64 rip);

u64 reg_value(const struct cpu_state *st, x86_reg reg, const cs_insn *insn); // 0 for no register
struct touched { // a piece of memory that an instruction may touch
    u64 start, size;
    bool stack; // named by RSP or RBP: outside the canonical range that is #SS
};
#define TOUCHED_MAX 10
size_t explicit_operands(const struct cpu_state *st, const cs_insn *insn, struct touched *out);
// The first byte of `page` that the instruction at RIP touches; the page itself where decoding cannot tell.
uaddr_t data_address(struct cpu *cpu, const struct cpu_state *st, uaddr_t page, bool *stack);

#endif
