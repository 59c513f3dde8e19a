// SPDX-License-Identifier: GPL-2.0-or-later
// Why the engine stopped, in the terms of the Intel manual: which vector, at which RIP, for which address. Where the
// engine does not say, the instruction is decoded (Capstone). What becomes of it, a signal mostly, is the kernel's.
#include "emu/engine.h"

#include <string.h>

enum {
    VECTOR_DE = 0,
    VECTOR_DB = 1,
    VECTOR_BP = 3,
    VECTOR_OF = 4,
    VECTOR_UD = 6,
    VECTOR_DF = 8,
    VECTOR_SS = 12,
    VECTOR_GP = 13,
    VECTOR_LINUX = 0x80
};
enum { OPCODE_ICEBP = 0xf1, OPCODE_INT = 0xcd, MAX_INSTRUCTION = 15 };

// --- Decoding
// The bytes at `rip`, as far as they are mapped.
static size_t code_at(struct cpu *cpu, u64 rip, u8 code[MAX_INSTRUCTION]) {
    size_t n = mmu_peek(cpu->mmu, rip, code, MAX_INSTRUCTION);
    if (n == 0) n = mmu_peek(cpu->mmu, rip, code, PAGE_SIZE - (rip & (PAGE_SIZE - 1)));
    return n;
}

cs_insn *decode(struct cpu *cpu, u64 rip) {
    u8 code[MAX_INSTRUCTION];
    cs_insn *insn = NULL;
    if (!cpu->decoder) {
        if (cs_open(CS_ARCH_X86, CS_MODE_64, &cpu->decoder) != CS_ERR_OK) return NULL;
        cs_option(cpu->decoder, CS_OPT_DETAIL, CS_OPT_ON);
    }
    size_t n = code_at(cpu, rip, code);
    return cs_disasm(cpu->decoder, code, n, rip, 1, &insn) == 1 ? insn : NULL;
}

// Which exception the instruction at `rip` raises when a program in ring 3 runs it; -1: none that decoding can tell.
static int explain(struct cpu *cpu, u64 rip) {
    cs_insn *insn = decode(cpu, rip);
    if (!insn) return VECTOR_UD;
    int vector = -1;
    switch (insn->id) {
    case X86_INS_DIV:
    case X86_INS_IDIV: vector = VECTOR_DE; break;
    case X86_INS_UD2:
    case X86_INS_UD2B:
    case X86_INS_RSM: vector = VECTOR_UD; break;
    case X86_INS_RDPMC:
    case X86_INS_RDTSC:
    case X86_INS_RDTSCP: vector = VECTOR_GP; break;
    case X86_INS_MONITOR:
    case X86_INS_MWAIT: vector = VECTOR_UD; break;
    default:
        if (cs_insn_group(cpu->decoder, insn, X86_GRP_VM))
            vector = VECTOR_UD; // no virtualization here
        else if (cs_insn_group(cpu->decoder, insn, X86_GRP_PRIVILEGE))
            vector = VECTOR_GP;
    }
    cs_free(insn, 1);
    return vector;
}

// Where in the block that was running the instruction lies that `cpu->trapped` is about: the first of its kind.
static u64 find_forbidden(struct cpu *cpu) {
    u64 rip = cpu->block_pc;
    while (rip < cpu->block_pc + cpu->block_size) {
        cs_insn *insn = decode(cpu, rip);
        if (!insn) break;
        unsigned id = insn->id;
        u64 next = rip + insn->size;
        cs_free(insn, 1);
        switch (id) {
        case X86_INS_IN:
        case X86_INS_OUT:
        case X86_INS_INSB:
        case X86_INS_INSW:
        case X86_INS_INSD:
        case X86_INS_OUTSB:
        case X86_INS_OUTSW:
        case X86_INS_OUTSD:
        case X86_INS_SYSENTER: return rip;
        default: rip = next;
        }
    }
    return cpu->block_pc;
}

// --- The address of a page fault: the engine tells the page alone
static u64 reg_value(const struct cpu_state *st, x86_reg reg, const cs_insn *insn) {
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

struct touched { // what an instruction may touch
    u64 start, size;
    bool stack; // relative to RSP or RBP: outside the canonical range that is #SS
};

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

static size_t explicit_operands(const struct cpu_state *st, const cs_insn *insn, struct touched *out) {
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
static uaddr_t data_address(struct cpu *cpu, const struct cpu_state *st, uaddr_t page, bool *stack) {
    struct touched touched[10];
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

// --- Selectors: what #GP is about when a segment register is loaded
static u16 peek_u16(struct cpu *cpu, uaddr_t at) {
    u16 value = 0;
    if (mmu_peek(cpu->mmu, at, &value, sizeof value) != sizeof value) return 0;
    return value;
}

static u32 selector_error(struct cpu *cpu, u64 rip) {
    struct cpu_state st;
    struct touched touched[10];
    u32 selector = 0;
    cs_insn *insn = decode(cpu, rip);
    if (!insn) return 0;
    regs_read(cpu, &st);
    const cs_x86 *x = &insn->detail->x86;
    switch (insn->id) {
    case X86_INS_MOV:
        if (x->op_count != 2 || x->operands[0].type != X86_OP_REG) break;
        switch (x->operands[0].reg) {
        case X86_REG_DS:
        case X86_REG_ES:
        case X86_REG_FS:
        case X86_REG_GS:
        case X86_REG_SS:
            if (x->operands[1].type == X86_OP_REG)
                selector = (u16)reg_value(&st, x->operands[1].reg, insn);
            else if (explicit_operands(&st, insn, touched) == 1)
                selector = peek_u16(cpu, touched[0].start);
            break;
        default: break;
        }
        break;
    case X86_INS_POP: // of FS and GS
        selector = peek_u16(cpu, st.gpr[REG_RSP]);
        break;
    case X86_INS_RETF:
    case X86_INS_RETFQ:
    case X86_INS_IRET:
    case X86_INS_IRETD:
    case X86_INS_IRETQ: { // of 2, 4 or 8 bytes each: RIP, then CS
        u64 slot = x->prefix[2] == 0x66 ? 2 : x->rex & 8 ? 8 : 4;
        selector = peek_u16(cpu, st.gpr[REG_RSP] + slot);
        break;
    }
    default: break;
    }
    cs_free(insn, 1);
    return selector & 0xfffcu;
}

// A branch to an address that is not canonical faults itself, before it has any effect. The engine has taken it by then.
static void undo_branch(struct cpu *cpu) {
    u64 rip = cpu->block_pc, end = rip + cpu->block_size;
    if (cpu->rip == cpu->started_at) return; // there was none
    for (;;) {
        cs_insn *insn = decode(cpu, rip);
        if (!insn) return;
        u64 next = rip + insn->size, rsp_change = 0;
        if (next >= end) {
            const cs_x86 *x = &insn->detail->x86;
            if (insn->id == X86_INS_CALL) rsp_change = 8;
            if (insn->id == X86_INS_RET) rsp_change = -8 - (x->op_count ? (u64)x->operands[0].imm : 0);
            bool branch = rsp_change != 0 || insn->id == X86_INS_JMP;
            cs_free(insn, 1);
            if (!branch) return;
            struct cpu_state st;
            regs_read(cpu, &st);
            st.gpr[REG_RSP] += rsp_change;
            st.rip = rip;
            cpu_load(cpu, &st);
            return;
        }
        cs_free(insn, 1);
        rip = next;
    }
}

// --- Reports
static void report(struct cpu_exit *out, u32 vector) {
    out->reason = CPU_EXCEPTION;
    out->vector = vector;
}

static void report_fault(struct cpu *cpu, struct cpu_exit *out) {
    struct cpu_state st;
    bool stack = false;
    uaddr_t page = cpu->fault.page;
    regs_read(cpu, &st);
    out->access = cpu->fault.access;
    out->error = cpu->fault.error;
    if (cpu->fault.access == ACCESS_EXEC) // an instruction that began on the page before faults where it goes on
        out->address = (st.rip & PAGE_MASK) == page ? st.rip : page;
    else
        out->address = data_address(cpu, &st, page, &stack);
    if (is_canonical(page)) {
        out->reason = CPU_PAGE_FAULT;
        return;
    }
    if (cpu->fault.access == ACCESS_EXEC) undo_branch(cpu);
    report(out, stack ? VECTOR_SS : VECTOR_GP);
    out->address = 0; // the CPU does not tell
}

// RDTSC and RDTSCP trap (CR4.TSD): time is the machine's. True if that was it.
static bool emulate_tsc(struct cpu *cpu) {
    u8 code[MAX_INSTRUCTION];
    size_t n = code_at(cpu, cpu->rip, code);
    bool tsc = n >= 2 && code[0] == 0x0f && code[1] == 0x31;
    bool tscp = n >= 3 && code[0] == 0x0f && code[1] == 0x01 && code[2] == 0xf9;
    if (!tsc && !tscp) return false;
    struct cpu_state st;
    regs_read(cpu, &st);
    u64 now = cpu->ops->read_tsc(cpu->ctx);
    st.gpr[REG_RAX] = (u32)now;
    st.gpr[REG_RDX] = now >> 32;
    if (tscp) st.gpr[REG_RCX] = 0; // the number of the CPU
    st.rip += tscp ? 3 : 2;
    uc_context_restore(cpu->uc, cpu->ring3);
    cpu_load(cpu, &st);
    return true;
}

// Moves RIP; `by` may be negative.
static void move_rip(struct cpu *cpu, int by) {
    cpu->rip += (u64)(s64)by;
    uc_reg_write(cpu->uc, UC_X86_REG_RIP, &cpu->rip);
}

// INT n leaves RIP behind the instruction, an exception leaves it before.
static bool was_int(struct cpu *cpu, u32 vector) {
    u8 code[2];
    return mmu_peek(cpu->mmu, cpu->rip - 2, code, 2) == 2 && code[0] == OPCODE_INT && code[1] == vector &&
           explain(cpu, cpu->rip) != (int)vector;
}

static void report_vector(struct cpu *cpu, struct cpu_exit *out, u32 vector) {
    if (vector == VECTOR_LINUX) {
        out->reason = CPU_INTERRUPT;
        out->vector = vector;
        return;
    }
    if (vector == VECTOR_BP || (vector == VECTOR_OF && was_int(cpu, vector))) { // gates that programs may use
        report(out, vector);
        return;
    }
    if (vector >= 32 || was_int(cpu, vector)) { // all other gates are the kernel's
        move_rip(cpu, -2);
        report(out, VECTOR_GP);
        out->error_code = vector << 3 | 2; // an entry of the interrupt table
        return;
    }
    if (vector == VECTOR_DF) { // the engine took an exception in flight for handled; see cpu_renew
        int real = explain(cpu, cpu->rip);
        vector = real < 0 ? VECTOR_GP : (u32)real;
    }
    if (vector == VECTOR_GP) out->error_code = selector_error(cpu, cpu->rip);
    report(out, vector);
}

static void report_invalid(struct cpu *cpu, struct cpu_exit *out) {
    u8 code[MAX_INSTRUCTION];
    if (code_at(cpu, cpu->rip, code) > 0 && code[0] == OPCODE_ICEBP) { // a trap: RIP is behind it
        move_rip(cpu, 1);
        report(out, VECTOR_DB);
        return;
    }
    report(out, explain(cpu, cpu->rip) == VECTOR_GP ? VECTOR_GP : VECTOR_UD);
}

bool exception_report(struct cpu *cpu, struct cpu_exit *out, uc_err err) {
    if (cpu->trapped) {
        cpu->trapped = false;
        cpu->trap_state.rip = find_forbidden(cpu);
        uc_context_restore(cpu->uc, cpu->ring3);
        cpu_load(cpu, &cpu->trap_state);
        report(out, VECTOR_GP);
        return true;
    }
    if (cpu->vector >= 0) {
        if (cpu->vector == VECTOR_GP || cpu->vector == VECTOR_DF)
            if (emulate_tsc(cpu)) return false;
        report_vector(cpu, out, (u32)cpu->vector);
    } else if (err == UC_ERR_INSN_INVALID) {
        report_invalid(cpu, out);
    } else if (err == UC_ERR_EXCEPTION && cpu->fault.valid) {
        report_fault(cpu, out);
    } else {
        int vector = err == UC_ERR_OK ? explain(cpu, cpu->rip) : -1;
        if (vector < 0) {
            out->reason = CPU_FAILED;
            out->message = err == UC_ERR_OK ? "the engine stopped without a reason" : uc_strerror(err);
            return true;
        }
        if (vector == VECTOR_GP && emulate_tsc(cpu)) return false;
        report(out, (u32)vector);
    }
    if (out->reason == CPU_EXCEPTION) cpu_renew(cpu);
    return true;
}
