// SPDX-License-Identifier: GPL-2.0-or-later
// The user's side of a call. Symbols come from the program's file (trace/program.h), instructions from its memory, through Capstone.
// Where a function begins is known from its symbol, so what stands before SYSCALL can be decoded; without symbols it is left out.
#include "trace/explain_user.h"

#include "trace/program.h"

#include <capstone/capstone.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 28, BEFORE = 4, BEHIND = 3, BEHIND_BYTES = 48, CODE_MAX = 4096 };

struct known {
    const struct inode *inode; // whose program: compared, not followed
    u64 ino, size;
    struct program *program; // NULL: unreadable
};

struct explain_programs {
    struct known *known;
    size_t count;
    csh decoder;
};

struct explain_programs *explain_programs_create(void) {
    struct explain_programs *p = calloc(1, sizeof *p);
    if (p && cs_open(CS_ARCH_X86, CS_MODE_64, &p->decoder) != CS_ERR_OK) {
        free(p);
        return NULL;
    }
    return p;
}

void explain_programs_forget(struct explain_programs *p) {
    for (size_t i = 0; i < p->count; i++) program_put(p->known[i].program);
    p->count = 0;
}

void explain_programs_destroy(struct explain_programs *p) {
    if (!p) return;
    explain_programs_forget(p);
    free(p->known);
    cs_close(&p->decoder);
    free(p);
}

static bool is_known(void *ctx, const char *name) {
    (void)ctx, (void)name;
    return false;
}

static struct program *program_of(struct explain_programs *p, const struct task *t) {
    const struct file *exe = t->mm ? t->mm->exe_file : NULL;
    if (!exe) return NULL;
    struct inode *inode = exe->inode;
    for (size_t i = 0; i < p->count; i++)
        if (p->known[i].inode == inode && p->known[i].ino == inode->ino && p->known[i].size == inode->size)
            return p->known[i].program;
    struct known *grown = realloc(p->known, (p->count + 1) * sizeof *grown);
    if (!grown) return NULL;
    p->known = grown;
    struct program *program = NULL;
    void *bytes = inode->size && inode->size <= FILE_MAX ? malloc(inode->size) : NULL;
    if (bytes && inode_peek(inode, 0, bytes, inode->size) == inode->size)
        program = program_read(bytes, inode->size, is_known, NULL);
    free(bytes);
    grown[p->count++] = (struct known){inode, inode->ino, inode->size, program};
    return program;
}

// Of the names of one function the one a person would use: without leading underscores, and short.
static bool is_better(const char *a, const char *b) {
    size_t below_a = strspn(a, "_"), below_b = strspn(b, "_");
    return below_a != below_b ? below_a < below_b : strlen(a) < strlen(b);
}

static const struct program_function *function_at(struct explain_programs *p, const struct task *t, u64 address,
                                                  u64 *bias) {
    const struct program *program = program_of(p, t);
    if (!program) return NULL;
    *bias = program->relocatable ? t->mm->start_code - program->first_code : 0;
    const struct program_function *f = program_find(program, address - *bias), *best = f;
    if (!f) return NULL;
    const struct program_function *first = program->functions, *last = first + program->count - 1;
    while (f > first && f[-1].address == f->address) f--;
    for (; f <= last && f->address == best->address; f++)
        if (is_better(f->name, best->name)) best = f;
    return best;
}

const char *explain_function(struct explain_programs *p, struct task *t, u64 address, u64 *offset) {
    u64 bias;
    const struct program_function *f = function_at(p, t, address, &bias);
    *offset = f ? address - bias - f->address : 0;
    return f ? f->name : "";
}

static void add_instruction(json_t *list, const cs_insn *insn, bool here) {
    char bytes[3 * sizeof insn->bytes] = "", text[sizeof insn->mnemonic + sizeof insn->op_str + 1];
    for (u32 i = 0; i < insn->size; i++) snprintf(bytes + strlen(bytes), 4, i ? " %02x" : "%02x", insn->bytes[i]);
    snprintf(text, sizeof text, "%s%s%s", insn->mnemonic, *insn->op_str ? " " : "", insn->op_str);
    json_t *o = json_object();
    (void)json_object_set_new(o, "address", json_sprintf("0x%" PRIx64, insn->address));
    (void)json_object_set_new(o, "bytes", json_string(bytes));
    (void)json_object_set_new(o, "text", json_string(text));
    if (here) (void)json_object_set_new(o, "here", json_true());
    (void)json_array_append_new(list, o);
}

json_t *explain_instructions(struct explain_programs *p, struct task *t, u64 rip) {
    json_t *list = json_array();
    u64 bias, start = rip;
    const struct program_function *f = function_at(p, t, rip, &bias);
    if (f && rip - bias - f->address < CODE_MAX - BEHIND_BYTES) start = f->address + bias;
    u8 code[CODE_MAX];
    size_t n = mm_peek(t->mm, start, code, min_u64(rip - start + BEHIND_BYTES, sizeof code));
    cs_insn *insn;
    size_t count = n ? cs_disasm(p->decoder, code, n, start, 0, &insn) : 0, at = 0;
    while (at < count && insn[at].address < rip) at++;
    if (at < count && insn[at].address == rip) {
        size_t first = at > BEFORE ? at - BEFORE : 0, behind = f ? at + BEHIND : at;
        for (size_t i = first; i < count && i <= behind; i++) {
            if (f && f->size && insn[i].address >= f->address + bias + f->size) break;
            add_instruction(list, &insn[i], i == at);
        }
    }
    if (count) cs_free(insn, count);
    return list;
}
