// SPDX-License-Identifier: GPL-2.0-or-later
// Instructions that the engine runs but is not to run, found before they do:
// - those the CPU model does not have. It takes AVX for the SSE instruction of the same opcode, and the program goes on with wrong
//   numbers. They are made the illegal opcodes that they are.
// - the x87's transcendental ones, which it leaves to the host's libm (x87.c).
//
// Every block is looked at once, when the engine has translated it and before it runs. The translation of one with such an
// instruction is dropped again. If it is an illegal one, it is noticed again the next time round. If it is one to be carried out here, the
// block is translated once more, while an INT stands in its place. So the block ends there and leaves the engine each time,
// and nobody else ever sees the INT: the program's bytes are back before anything runs.
#include "emu/decode.h"
#include "emu/x87.h"

#include <string.h>

enum { VEX3 = 0xc4, VEX2 = 0xc5, ESCAPE_X87 = 0xd9, OPCODE_INT = 0xcd };

// Could one lie here, as far as two or three bytes tell? Cheap, and wrong only by saying yes.
static bool is_suspect(const u8 *p, size_t left) {
    if (p[0] == ESCAPE_X87) return x87_is_ours(p[1]);
    if (left < 3) return false;
    if (p[0] == VEX3) {
        u8 map = p[1] & 0x1f;
        return map >= 1 && map <= 3; // stack adjustments, where C4 is common, have 0, 8, 16 or 24 here
    }
    u8 opcode = p[2]; // of the 0F map: no jumps, no system instructions
    return opcode >= 0x10 && (opcode & 0xf0) != 0x80 && (opcode & 0xf0) != 0x90 && (opcode & 0xf0) != 0x30;
}

// The last place where one could lie; -1: none.
static ptrdiff_t last_suspect(const u8 *code, size_t n) {
    for (ptrdiff_t i = (ptrdiff_t)n - 2; i >= 0; i--)
        if ((code[i] == VEX3 || code[i] == VEX2 || code[i] == ESCAPE_X87) && is_suspect(code + i, n - (size_t)i))
            return i;
    return -1;
}

static bool is_segment_or_address_size(u8 byte) {
    return byte == 0x2e || byte == 0x36 || byte == 0x3e || byte == 0x26 || byte == 0x64 || byte == 0x65 ||
           byte == 0x67;
}
static bool is_prefix_of_x87(u8 byte) { // they mean nothing there
    return is_segment_or_address_size(byte) || byte == 0x66 || byte == 0xf2 || byte == 0xf3 || (byte & 0xf0) == 0x40;
}

static enum isa_kind kind_of(const u8 *code, size_t n, u8 *size) {
    size_t i = 0;
    while (i < n && is_segment_or_address_size(code[i])) i++;
    if (i < n && (code[i] == VEX3 || code[i] == VEX2)) return ISA_ABSENT;
    bool lock = false; // which no x87 instruction takes
    for (i = 0; i < n && (is_prefix_of_x87(code[i]) || code[i] == 0xf0); i++) lock |= code[i] == 0xf0;
    if (i + 1 >= n || code[i] != ESCAPE_X87 || !x87_is_ours(code[i + 1])) return ISA_PLAIN;
    *size = (u8)(i + 2);
    return lock ? ISA_ABSENT : ISA_OURS;
}

static bool is_executable(struct cpu *cpu, u64 va) {
    const pte_t *pte = mmu_lookup(cpu->mmu, va);
    return pte && (*pte & PTE_EXEC);
}

enum isa_kind isa_at(struct cpu *cpu, u64 rip, u8 *size) {
    u8 code[MAX_INSTRUCTION];
    enum isa_kind kind = kind_of(code, code_at(cpu, rip, code), size);
    if (kind == ISA_OURS && !(is_executable(cpu, rip) && is_executable(cpu, rip + *size - 1))) return ISA_PLAIN;
    return kind;
}

// Decoder and engine are not of one mind about some that no compiler makes: immediate operands after both 66 and F2 or F3, and EXTRQ.
static bool is_disputed(const cs_insn *insn) {
    bool operand_size = false, repeat = false;
    const u8 *p = insn->bytes, *end = p + insn->size;
    for (; p < end && (is_prefix_of_x87(*p) || *p == 0xf0); p++) {
        operand_size |= *p == 0x66;
        repeat |= *p == 0xf2 || *p == 0xf3;
    }
    return insn->id == X86_INS_VMREAD || (operand_size && repeat && p < end && *p != 0x0f);
}

// Where in the block the first of them lies, and of which kind it is; 0: nowhere.
static u64 find_foreign(struct cpu *cpu, u64 pc, size_t size, enum isa_kind *kind) {
    u8 code[PAGE_SIZE], length;
    const u8 *here = code, *next = code;
    size_t left = size < sizeof code ? size : sizeof code;
    if (mmu_peek(cpu->mmu, pc, code, left) != left) return 0;
    ptrdiff_t last = last_suspect(code, left);
    if (last < 0 || !decoder_open(cpu)) return 0;
    u64 at = pc;
    *kind = ISA_PLAIN;
    cs_option(cpu->decoder, CS_OPT_DETAIL, CS_OPT_OFF); // where instructions begin is enough
    cs_insn *insn = cs_malloc(cpu->decoder);
    while (insn && next - code <= last) {
        here = next;
        *kind = kind_of(here, left < MAX_INSTRUCTION ? left : MAX_INSTRUCTION, &length);
        if (*kind != ISA_PLAIN) break;
        if (cs_disasm_iter(cpu->decoder, &next, &left, &at, insn) && !is_disputed(insn)) continue;
        *kind = ISA_UNKNOWN; // nobody knows where the next one begins
        break;
    }
    if (insn) cs_free(insn, 1);
    cs_option(cpu->decoder, CS_OPT_DETAIL, CS_OPT_ON);
    return *kind == ISA_PLAIN ? 0 : pc + (u64)(here - code);
}

// --- Blocks that end at an instruction of ours
static u8 *byte_at(struct cpu *cpu, u64 va) {
    const pte_t *pte = mmu_lookup(cpu->mmu, va);
    return pte && PTE_PFN(*pte) ? frame_data(cpu->pool, PTE_PFN(*pte)) + va % PAGE_SIZE : NULL;
}

bool isa_end_block_at(struct cpu *cpu, u64 block, u64 at) {
    u8 size = 0;
    if (isa_at(cpu, at, &size) != ISA_OURS) return false;
    u8 *escape = byte_at(cpu, at + size - 2), *opcode = byte_at(cpu, at + size - 1);
    if (!escape || !opcode) return false;
    cpu->disguise.block = block;
    cpu->disguise.escape = escape;
    cpu->disguise.opcode = opcode;
    cpu->disguise.was = *opcode;
    *escape = OPCODE_INT;
    *opcode = VECTOR_OURS;
    return true;
}

void isa_undisguise(struct cpu *cpu) {
    if (!cpu->disguise.escape) return;
    *cpu->disguise.escape = ESCAPE_X87;
    *cpu->disguise.opcode = cpu->disguise.was;
    cpu->disguise.escape = NULL;
}

bool isa_ended_at_ours(struct cpu *cpu) {
    u8 code[2];
    return cpu->vector == VECTOR_OURS && mmu_peek(cpu->mmu, cpu->rip - 2, code, 2) == 2 && code[0] == ESCAPE_X87 &&
           x87_is_ours(code[1]);
}

// Of the instruction that the block just run ended with.
static u64 start_of_last(struct cpu *cpu) {
    u64 at = cpu->block_pc;
    for (;;) {
        cs_insn *insn = decode(cpu, at);
        if (!insn) return cpu->rip - 2;
        u64 next = at + insn->size;
        cs_free(insn, 1);
        if (next == cpu->rip) return at;
        if (next > cpu->rip) return cpu->rip - 2;
        at = next;
    }
}

void isa_carry_out(struct cpu *cpu) {
    u8 fxsave[512], opcode = 0;
    u64 flags = 0;
    cpu->vector = -1;
    mmu_peek(cpu->mmu, cpu->rip - 1, &opcode, 1);
    regs_read_x87(cpu, fxsave);
    if (!x87_execute(fxsave, opcode)) {
        cpu->vector = VECTOR_MF;
        cpu->rip = start_of_last(cpu);
        uc_reg_write(cpu->uc, UC_X86_REG_RIP, &cpu->rip);
        return;
    }
    const u64 last = cpu->rip - 2; // a prefix in front is left out
    regs_write_x87(cpu, fxsave);
    uc_reg_write(cpu->uc, UC_X86_REG_FIP, &last);
    uc_reg_read(cpu->uc, UC_X86_REG_EFLAGS, &flags);
    if (flags & ~cpu->hidden_flags & TRAP_FLAG) cpu->vector = VECTOR_DB;
}

void isa_new_block(uc_engine *uc, uc_tb *block, uc_tb *before, void *ctx) {
    struct cpu *cpu = ctx;
    enum isa_kind kind = ISA_PLAIN;
    bool disguised = cpu->disguise.escape && cpu->disguise.block == block->pc;
    (void)uc, (void)before;
    isa_undisguise(cpu);
    if (++cpu->translations.blocks % TRANSLATIONS_LOOK == 0) cpu_attention(cpu);
    if (cpu->booting || cpu->stepping) return; // what is run alone has been looked at with its block
    if (cpu->breakpoints.anywhere) breakpoint_new_block(cpu, block->pc, block->size);
    if (disguised) return;
    u64 at = find_foreign(cpu, block->pc, block->size, &kind);
    if (!at) return;
    cpu->foreign_block = block->pc;
    cpu->foreign = at;
    cpu->foreign_kind = kind;
    cpu_attention(cpu);
}
