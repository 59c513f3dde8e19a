// SPDX-License-Identifier: GPL-2.0-or-later
// Judges an ELF file and says what to map of it. Linux: load_elf_binary in fs/binfmt_elf.c, whose checks and errors
// these are; libelf reads the structures.
//
// libelf gets a small image of its own: the file header and the program headers behind it, with everything
// else that a hostile header could point at set to nothing. So it never looks outside what was read.
#include "loader/loader.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/mman.h"

#include <libelf.h>
#include <string.h>

#define HEADERS_MAX 65536u // bytes of program headers; Linux: load_elf_phdrs

const char *elf_refusal_text(enum elf_refusal why) {
    static const char *const text[] = {
        [ELF_ACCEPTED] = "a program for this machine",
        [ELF_NOT_ELF] = "not an ELF file",
        [ELF_32BIT] = "a 32-bit program; only 64-bit x86-64 ones can run",
        [ELF_BIG_ENDIAN] = "a big-endian program",
        [ELF_FOREIGN_MACHINE] = "made for another processor than x86-64",
        [ELF_NOT_PROGRAM] = "an ELF file, but not a program",
        [ELF_BAD_HEADER] = "its ELF header contradicts itself",
        [ELF_NO_SEGMENTS] = "it has no program headers",
        [ELF_MANY_SEGMENTS] = "it has too many program headers",
        [ELF_TRUNCATED] = "the file ends inside its headers",
        [ELF_BAD_INTERPRETER] = "its interpreter is not a path",
        [ELF_READ_ERROR] = "it cannot be read",
        [ELF_NO_MEMORY] = "out of memory",
        [ELF_NOTHING_TO_LOAD] = "it has nothing to load",
        [ELF_BAD_SEGMENT] = "a segment lies outside of user memory or is larger in the file than in memory",
        [ELF_MISALIGNED] = "a segment's place in the file and in memory differ within a page",
        [ELF_BAD_ENTRY] = "its entry point lies outside of user memory",
    };
    return (size_t)why < ARRAY_SIZE(text) && text[why] ? text[why] : "refused";
}

int elf_refusal_errno(enum elf_refusal why) {
    switch (why) {
    case ELF_ACCEPTED: return 0;
    case ELF_READ_ERROR: return -EIO;
    case ELF_NO_MEMORY: return -ENOMEM;
    default: return elf_refusal_fatal(why) ? -EINVAL : -ENOEXEC;
    }
}

static enum elf_refusal check_ident(const Elf64_Ehdr *eh, size_t got) {
    if (got < SELFMAG || memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0) return ELF_NOT_ELF;
    if (got > EI_DATA) {
        if (eh->e_ident[EI_CLASS] == ELFCLASS32) return ELF_32BIT;
        if (eh->e_ident[EI_DATA] == ELFDATA2MSB) return ELF_BIG_ENDIAN;
        if (eh->e_ident[EI_CLASS] != ELFCLASS64 || eh->e_ident[EI_DATA] != ELFDATA2LSB) return ELF_BAD_HEADER;
    }
    if (got < sizeof *eh) return ELF_TRUNCATED;
    if (eh->e_machine != EM_X86_64) return ELF_FOREIGN_MACHINE;
    if (eh->e_type != ET_EXEC && eh->e_type != ET_DYN) return ELF_NOT_PROGRAM;
    if (eh->e_phentsize != sizeof(Elf64_Phdr)) return ELF_BAD_HEADER;
    if (eh->e_phnum == 0) return ELF_NO_SEGMENTS;
    if (eh->e_phnum * sizeof(Elf64_Phdr) > HEADERS_MAX) return ELF_MANY_SEGMENTS;
    return ELF_ACCEPTED;
}

// Header and program headers side by side, in memory that kfree takes back; *size is its length.
static enum elf_refusal read_headers(struct heap *heap, const struct loader_source *src, Elf64_Ehdr *eh, u8 **image,
                                     size_t *size) {
    s64 got = src->read(src->ctx, 0, eh, sizeof *eh);
    if (got < 0) return got == -ENOMEM ? ELF_NO_MEMORY : ELF_READ_ERROR;
    enum elf_refusal why = check_ident(eh, (size_t)got);
    if (why != ELF_ACCEPTED) return why;
    size_t table = eh->e_phnum * sizeof(Elf64_Phdr);
    if (eh->e_phoff > INT64_MAX - HEADERS_MAX) return ELF_TRUNCATED;
    u8 *p = kzalloc(heap, sizeof *eh + table);
    if (!p) return ELF_NO_MEMORY;
    got = src->read(src->ctx, eh->e_phoff, p + sizeof *eh, table);
    if (got != (s64)table) {
        kfree(p);
        return got == -ENOMEM ? ELF_NO_MEMORY : got < 0 ? ELF_READ_ERROR : ELF_TRUNCATED;
    }
    Elf64_Ehdr mine = *eh;
    mine.e_ident[EI_VERSION] = EV_CURRENT; // Linux looks at neither version
    mine.e_version = EV_CURRENT;
    mine.e_phoff = mine.e_ehsize = sizeof mine;
    mine.e_shoff = 0;
    mine.e_shnum = mine.e_shstrndx = 0;
    mine.e_shentsize = sizeof(Elf64_Shdr);
    memcpy(p, &mine, sizeof mine);
    *image = p;
    *size = sizeof mine + table;
    return ELF_ACCEPTED;
}

static enum elf_refusal read_interpreter(struct heap *heap, const struct loader_source *src, const Elf64_Phdr *ph,
                                         struct elf_plan *plan) {
    if (ph->p_filesz > PATH_MAX || ph->p_filesz < 2) return ELF_BAD_INTERPRETER;
    if (ph->p_offset > INT64_MAX - PATH_MAX) return ELF_READ_ERROR;
    size_t n = (size_t)ph->p_filesz;
    plan->interpreter = kzalloc(heap, n);
    if (!plan->interpreter) return ELF_NO_MEMORY;
    s64 got = src->read(src->ctx, ph->p_offset, plan->interpreter, n);
    if (got != (s64)n) return got == -ENOMEM ? ELF_NO_MEMORY : ELF_READ_ERROR;
    return plan->interpreter[n - 1] ? ELF_BAD_INTERPRETER : ELF_ACCEPTED;
}

static u32 segment_prot(u32 flags) {
    return (flags & PF_R ? PROT_READ : 0) | (flags & PF_W ? PROT_WRITE : 0) | (flags & PF_X ? PROT_EXEC : 0);
}

static enum elf_refusal check_segment(const Elf64_Phdr *ph) {
    if (ph->p_vaddr >= TASK_SIZE || ph->p_filesz > ph->p_memsz || ph->p_memsz > TASK_SIZE ||
        TASK_SIZE - ph->p_memsz < ph->p_vaddr)
        return ELF_BAD_SEGMENT;
    // The file offset must be mappable, and be so at the address's place within a page.
    if (ph->p_filesz && (ph->p_offset > INT64_MAX - ph->p_filesz || ph->p_offset < (ph->p_vaddr & ~PAGE_MASK)))
        return ELF_BAD_SEGMENT;
    if (ph->p_filesz && ((ph->p_offset ^ ph->p_vaddr) & ~PAGE_MASK)) return ELF_MISALIGNED;
    return ELF_ACCEPTED;
}

static void plan_add(struct elf_plan *plan, const Elf64_Phdr *ph, u64 table_offset) {
    struct elf_segment *s = &plan->segments[plan->count++];
    *s = (struct elf_segment){ph->p_vaddr, ph->p_memsz, ph->p_offset, ph->p_filesz, segment_prot(ph->p_flags)};
    u64 file_end = s->vaddr + s->filesz, end = s->vaddr + s->memsz;
    plan->low = min_u64(plan->low, s->vaddr & PAGE_MASK);
    plan->high = max_u64(plan->high, end);
    if (ph->p_align > plan->align && (ph->p_align & (ph->p_align - 1)) == 0) plan->align = ph->p_align;
    if (!plan->phdr && ph->p_offset <= table_offset && table_offset - ph->p_offset < ph->p_filesz)
        plan->phdr = table_offset - ph->p_offset + ph->p_vaddr;
    if (s->prot & PROT_EXEC) {
        plan->start_code = min_u64(plan->start_code, s->vaddr);
        plan->end_code = max_u64(plan->end_code, file_end);
    }
    plan->start_data = max_u64(plan->start_data, s->vaddr);
    plan->end_data = max_u64(plan->end_data, file_end);
    plan->end_bss = max_u64(plan->end_bss, end);
}

// `fatal` keeps the first refusal that Linux meets only after the old program is gone; others end the reading.
static enum elf_refusal plan_headers(struct heap *heap, const struct loader_source *src, const Elf64_Ehdr *eh,
                                     const Elf64_Phdr *ph, size_t n, struct elf_plan *plan, enum elf_refusal *fatal) {
    for (size_t i = 0; i < n; i++) {
        enum elf_refusal why = ELF_ACCEPTED;
        switch (ph[i].p_type) {
        case PT_LOAD:
            why = check_segment(&ph[i]);
            if (why == ELF_ACCEPTED)
                plan_add(plan, &ph[i], eh->e_phoff);
            else if (*fatal == ELF_ACCEPTED)
                *fatal = why;
            continue;
        case PT_INTERP:
            if (!plan->interpreter) why = read_interpreter(heap, src, &ph[i], plan);
            break;
        case PT_GNU_STACK: plan->stack = ph[i].p_flags & PF_X ? ELF_STACK_EXEC : ELF_STACK_NOEXEC; break;
        case PT_TLS:
            plan->has_tls = true;
            plan->tls_vaddr = ph[i].p_vaddr;
            plan->tls_filesz = ph[i].p_filesz;
            plan->tls_memsz = ph[i].p_memsz;
            plan->tls_align = ph[i].p_align;
            break;
        default: break;
        }
        if (why != ELF_ACCEPTED) return why;
    }
    return ELF_ACCEPTED;
}

static enum elf_refusal plan_make(struct heap *heap, const struct loader_source *src, const Elf64_Ehdr *eh, Elf *elf,
                                  struct elf_plan *plan) {
    size_t n;
    const Elf64_Ehdr *seen = elf64_getehdr(elf);
    if (!seen || elf_getphdrnum(elf, &n) != 0 || n != eh->e_phnum) return ELF_BAD_HEADER;
    const Elf64_Phdr *ph = elf64_getphdr(elf);
    if (!ph) return ELF_BAD_HEADER;
    plan->position_independent = seen->e_type == ET_DYN;
    plan->entry = seen->e_entry;
    plan->phnum = (u32)n;
    plan->low = plan->start_code = UINT64_MAX;
    plan->align = PAGE_SIZE;
    plan->segments = kzalloc(heap, n * sizeof *plan->segments);
    if (!plan->segments) return ELF_NO_MEMORY;
    enum elf_refusal fatal = ELF_ACCEPTED;
    enum elf_refusal why = plan_headers(heap, src, eh, ph, n, plan, &fatal);
    if (why != ELF_ACCEPTED) return why;
    if (fatal != ELF_ACCEPTED) return fatal;
    if (plan->count == 0) return ELF_NOTHING_TO_LOAD;
    if (plan->position_independent && plan->high - plan->low == 0) return ELF_NOTHING_TO_LOAD;
    if (plan->entry >= TASK_SIZE) return ELF_BAD_ENTRY;
    return ELF_ACCEPTED;
}

enum elf_refusal elf_plan_make(struct heap *heap, const struct loader_source *source, struct elf_plan *plan) {
    memset(plan, 0, sizeof *plan);
    Elf64_Ehdr eh;
    u8 *image;
    size_t size;
    memset(&eh, 0, sizeof eh);
    enum elf_refusal why = read_headers(heap, source, &eh, &image, &size);
    if (why != ELF_ACCEPTED) return why;
    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)image, size);
    why = elf ? plan_make(heap, source, &eh, elf, plan) : ELF_BAD_HEADER;
    if (elf) elf_end(elf);
    kfree(image);
    if (why != ELF_ACCEPTED && !elf_refusal_fatal(why)) elf_plan_release(plan);
    return why;
}

void elf_plan_release(struct elf_plan *plan) {
    kfree(plan->segments);
    kfree(plan->interpreter);
    memset(plan, 0, sizeof *plan);
}
