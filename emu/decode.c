// SPDX-License-Identifier: GPL-2.0-or-later
// What an instruction is, and which memory it touches, by decoding it (Capstone): what the engine does not tell of the
// instruction that it stopped at.
#include "emu/decode.h"

size_t code_at(struct cpu *cpu, u64 rip, u8 code[MAX_INSTRUCTION]) {
    return mmu_peek(cpu->mmu, rip, code, MAX_INSTRUCTION);
}

bool decoder_open(struct cpu *cpu) {
    if (cpu->decoder) return true;
    if (cs_open(CS_ARCH_X86, CS_MODE_64, &cpu->decoder) != CS_ERR_OK) return false;
    cs_option(cpu->decoder, CS_OPT_DETAIL, CS_OPT_ON);
    return true;
}

cs_insn *decode(struct cpu *cpu, u64 rip) {
    u8 code[MAX_INSTRUCTION];
    cs_insn *insn = NULL;
    if (!decoder_open(cpu)) return NULL;
    size_t n = code_at(cpu, rip, code);
    return cs_disasm(cpu->decoder, code, n, rip, 1, &insn) == 1 ? insn : NULL;
}

u64 reg_value(const struct cpu_state *st, x86_reg reg, const cs_insn *insn) {
    static const x86_reg wide[REG_COUNT] = {
        X86_REG_RAX, X86_REG_RCX, X86_REG_RDX, X86_REG_RBX, X86_REG_RSP, X86_REG_RBP, X86_REG_RSI, X86_REG_RDI,
        X86_REG_R8,  X86_REG_R9,  X86_REG_R10, X86_REG_R11, X86_REG_R12, X86_REG_R13, X86_REG_R14, X86_REG_R15};
    static const x86_reg half[REG_COUNT] = {
        X86_REG_EAX, X86_REG_ECX, X86_REG_EDX,  X86_REG_EBX,  X86_REG_ESP,  X86_REG_EBP,  X86_REG_ESI,  X86_REG_EDI,
        X86_REG_R8D, X86_REG_R9D, X86_REG_R10D, X86_REG_R11D, X86_REG_R12D, X86_REG_R13D, X86_REG_R14D, X86_REG_R15D};
    static const x86_reg word[REG_COUNT] = {
        X86_REG_AX,  X86_REG_CX,  X86_REG_DX,   X86_REG_BX,   X86_REG_SP,   X86_REG_BP,   X86_REG_SI,   X86_REG_DI,
        X86_REG_R8W, X86_REG_R9W, X86_REG_R10W, X86_REG_R11W, X86_REG_R12W, X86_REG_R13W, X86_REG_R14W, X86_REG_R15W};
    if (reg == X86_REG_RIP || reg == X86_REG_EIP) return insn->address + insn->size;
    for (int i = 0; i < REG_COUNT; i++) {
        if (reg == wide[i]) return st->gpr[i];
        if (reg == half[i]) return (u32)st->gpr[i];
        if (reg == word[i]) return (u16)st->gpr[i];
    }
    return 0; // none, or RIZ
}

static u64 operand_size(const cs_insn *insn, const cs_x86_op *op) {
    switch (insn->id) { // where Capstone does not know
    case X86_INS_FXSAVE:
    case X86_INS_FXSAVE64:
    case X86_INS_FXRSTOR:
    case X86_INS_FXRSTOR64: return 512;
    case X86_INS_FNSAVE:
    case X86_INS_FRSTOR: return 108;
    case X86_INS_FNSTENV:
    case X86_INS_FLDENV: return 28;
    default: return op->size ? op->size : 1;
    }
}

// BT and its like with a register operand reach beyond the operand they name.
static u64 bit_string_offset(const struct cpu_state *st, const cs_insn *insn, const cs_x86_op *mem) {
    const cs_x86 *x = &insn->detail->x86;
    bool bit_test =
        insn->id == X86_INS_BT || insn->id == X86_INS_BTS || insn->id == X86_INS_BTR || insn->id == X86_INS_BTC;
    if (!bit_test || x->op_count != 2 || x->operands[1].type != X86_OP_REG || mem->size < 4) return 0;
    u64 bit = reg_value(st, x->operands[1].reg, insn);
    s64 index = mem->size == 8 ? (s64)bit : (s32)bit;
    return (u64)((index >> (mem->size == 8 ? 6 : 5)) * mem->size);
}

size_t explicit_operands(const struct cpu_state *st, const cs_insn *insn, struct touched *out) {
    const cs_x86 *x = &insn->detail->x86;
    size_t n = 0;
    for (int i = 0; i < x->op_count; i++) {
        const cs_x86_op *op = &x->operands[i];
        if (op->type != X86_OP_MEM) continue;
        u64 at = reg_value(st, op->mem.base, insn) + reg_value(st, op->mem.index, insn) * (u64)op->mem.scale +
                 (u64)op->mem.disp;
        at += bit_string_offset(st, insn, op);
        if (x->addr_size == 4) at = (u32)at;
        if (op->mem.segment == X86_REG_FS) at += st->fs_base;
        if (op->mem.segment == X86_REG_GS) at += st->gs_base;
        bool stack = op->mem.base == X86_REG_RSP || op->mem.base == X86_REG_RBP;
        if (op->mem.segment == X86_REG_FS || op->mem.segment == X86_REG_GS) stack = false;
        out[n++] = (struct touched){at, operand_size(insn, op), stack};
    }
    return n;
}

static size_t implicit_operands(const struct cpu_state *st, const cs_insn *insn, struct touched *out) {
    u64 rsp = st->gpr[REG_RSP], rbp = st->gpr[REG_RBP];
    switch (insn->id) {
    case X86_INS_PUSH:
    case X86_INS_PUSHFQ:
    case X86_INS_CALL:
    case X86_INS_ENTER: *out = (struct touched){rsp - 8, 8, true}; return 1;
    case X86_INS_PUSHF: *out = (struct touched){rsp - 2, 2, true}; return 1;
    case X86_INS_POP:
    case X86_INS_POPF:
    case X86_INS_POPFQ:
    case X86_INS_RET: *out = (struct touched){rsp, 8, true}; return 1;
    case X86_INS_LEAVE: *out = (struct touched){rbp, 8, true}; return 1;
    case X86_INS_RETF:
    case X86_INS_RETFQ:
    case X86_INS_IRET:
    case X86_INS_IRETD:
    case X86_INS_IRETQ: *out = (struct touched){rsp, 40, true}; return 1;
    case X86_INS_XLATB: *out = (struct touched){st->gpr[REG_RBX] + (u8)st->gpr[REG_RAX], 1, false}; return 1;
    case X86_INS_MASKMOVDQU:
    case X86_INS_MASKMOVQ: *out = (struct touched){st->gpr[REG_RDI], 16, false}; return 1;
    default: return 0;
    }
}

// The first byte of the page that the instruction at RIP touches; the page itself where decoding cannot tell.
uaddr_t data_address(struct cpu *cpu, const struct cpu_state *st, uaddr_t page, bool *stack) {
    struct touched touched[TOUCHED_MAX];
    uaddr_t address = page;
    *stack = false;
    cs_insn *insn = decode(cpu, st->rip);
    if (!insn) return page;
    size_t n = explicit_operands(st, insn, touched);
    n += implicit_operands(st, insn, touched + n);
    for (size_t i = 0; i < n; i++) {
        u64 first = touched[i].start, last = first + touched[i].size - 1;
        if ((first & PAGE_MASK) == page)
            address = first;
        else if ((last & PAGE_MASK) == page)
            address = page;
        else
            continue;
        *stack = touched[i].stack;
        break;
    }
    cs_free(insn, 1);
    return address;
}
