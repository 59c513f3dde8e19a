// SPDX-License-Identifier: GPL-2.0-or-later
// Why the engine stopped, in the terms of the Intel manual: which vector, at which RIP, for which address. Where the
// engine does not say, the instruction is decoded (Capstone). What becomes of it, a signal mostly, is the kernel's.
#include "emu/decode.h"

#include <string.h>

enum {
    VECTOR_DE = 0,
    VECTOR_BP = 3,
    VECTOR_OF = 4,
    VECTOR_DF = 8,
    VECTOR_SS = 12,
    VECTOR_GP = 13,
    VECTOR_LINUX = 0x80
};
enum { OPCODE_ICEBP = 0xf1, OPCODE_INT = 0xcd };

// Which exception the instruction at `rip` raises when a program in ring 3 runs it; -1: none that decoding can tell.
static int explain(struct cpu *cpu, u64 rip) {
    cs_insn *insn = decode(cpu, rip);
    if (!insn) return VECTOR_UD;
    int vector = -1;
    switch (insn->id) {
    case X86_INS_DIV:
    case X86_INS_IDIV: vector = VECTOR_DE; break;
    case X86_INS_UD2:
#if CS_API_MAJOR >= 5 // 4 knew UD1 by its other name
    case X86_INS_UD0:
    case X86_INS_UD1:
#else
    case X86_INS_UD2B:
#endif
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

// --- Selectors: what #GP is about when a segment register is loaded
static u16 peek_u16(struct cpu *cpu, uaddr_t at) {
    u16 value = 0;
    if (mmu_peek(cpu->mmu, at, &value, sizeof value) != sizeof value) return 0;
    return value;
}

static u32 selector_error(struct cpu *cpu, u64 rip) {
    struct cpu_state st;
    struct touched touched[TOUCHED_MAX];
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
