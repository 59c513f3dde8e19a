// SPDX-License-Identifier: GPL-2.0-or-later
// Code that the engine cannot translate. It has room for 512 temporary values of a block (TCG_MAX_TEMPS), does not look whether there is any
// left, and never gives back those of some instructions: the x87's on registers, shuffles, the 0F 3A map, CRC32. 232 of them in a row, and it
// writes into its own queues. So a page that could hold such a row is run one instruction at a time; a block reaches over two pages at most.
#include "emu/decode.h"

#include <string.h>

enum { ROW_MAX = 220, LOST_X87 = 2, LOST_SSE = 1, UNKNOWN_LENGTH = 5 }; // at most, of what cannot be decoded

// How much the instruction whose opcode is at `p` loses, by at least three bytes; looking at bytes that begin none does no harm.
static inline u8 lost_at(const u8 *p) { // without branches: a page is looked at in the host's vectors
    const u8 x87 = ((p[0] & 0xf8) == 0xd8) & ((p[1] >= 0xc0) | ((p[1] & 0x28) == 0x20)); // and FLDENV, FRSTOR, FNSAVE
    const u8 sse = (p[0] == 0x0f) &
                   (((p[1] == 0x38) & ((p[2] & 0xfe) == 0xf0)) | (p[1] == 0x3a) | (p[1] == 0x70) | (p[1] == 0xc6));
    const u8 vex = ((p[0] == 0xc5) & ((p[2] == 0x70) | (p[2] == 0xc6))) | ((p[0] == 0xc4) & ((p[1] & 0x1e) == 2));
    return (u8)(x87 * LOST_X87 + (sse | vex) * LOST_SSE);
}

// Of all that could be an instruction, without looking where one begins: almost always little enough.
static unsigned lost_in_all(const u8 *page) {
    enum { PART = 64 };
    unsigned sum = 0;
    for (size_t part = 0; part < PAGE_SIZE; part += PART) {
        u8 lost = 0; // at most 2 each
        for (size_t i = part; i < part + PART; i++) lost = (u8)(lost + lost_at(page + i));
        sum += lost;
    }
    return sum;
}

static bool is_prefix(u8 byte) {
    return byte == 0x66 || byte == 0x67 || byte == 0xf2 || byte == 0xf3 || byte == 0xf0 || byte == 0x2e ||
           byte == 0x36 || byte == 0x3e || byte == 0x26 || byte == 0x64 || byte == 0x65 || (byte & 0xf0) == 0x40;
}

static unsigned lost_by(const u8 *insn) {
    const u8 *p = insn;
    while (p < insn + MAX_INSTRUCTION && is_prefix(*p)) p++;
    return lost_at(p);
}

static bool ends_block(csh decoder, const cs_insn *insn) {
    return cs_insn_group(decoder, insn, X86_GRP_JUMP) || cs_insn_group(decoder, insn, X86_GRP_CALL) ||
           cs_insn_group(decoder, insn, X86_GRP_RET) || cs_insn_group(decoder, insn, X86_GRP_IRET) ||
           insn->id == X86_INS_SYSCALL;
}

// The longest row that begins anywhere, from the page's end to its start. Where the decoder sees nothing, the worst of what may follow counts.
static bool has_long_row(struct cpu *cpu, const u8 *page, cs_insn *insn) {
    u16 row[PAGE_SIZE + 2 * MAX_INSTRUCTION];
    memset(row + PAGE_SIZE, 0, sizeof row - PAGE_SIZE * sizeof *row);
    for (size_t at = PAGE_SIZE; at-- > 0;) {
        const u8 *next = page + at;
        size_t left = PAGE_SIZE - at;
        u64 address = at;
        size_t from = at + 1, to = at + UNKNOWN_LENGTH;
        bool ends = false;
        if (cs_disasm_iter(cpu->decoder, &next, &left, &address, insn)) {
            ends = ends_block(cpu->decoder, insn);
            from = to = at + insn->size;
        }
        unsigned longest = 0;
        for (size_t i = from; i <= to && !ends; i++)
            if (row[i] > longest) longest = row[i];
        row[at] = (u16)(longest + lost_by(page + at));
        if (row[at] > ROW_MAX) return true;
    }
    return false;
}

bool code_is_crowded(struct cpu *cpu, pfn_t pfn) {
    u8 page[PAGE_SIZE + MAX_INSTRUCTION + 3]; // the frame, and nothing behind it
    memcpy(page, frame_data(cpu->pool, pfn), PAGE_SIZE);
    memset(page + PAGE_SIZE, 0, sizeof page - PAGE_SIZE);
    if (lost_in_all(page) <= ROW_MAX) return false;
    cs_insn *insn = decoder_open(cpu) ? cs_malloc(cpu->decoder) : NULL;
    if (!insn) return true;
    const bool crowded = has_long_row(cpu, page, insn);
    cs_free(insn, 1);
    return crowded;
}
