// SPDX-License-Identifier: GPL-2.0-or-later
// From the bytes of a file to a plan of what to map and what to put on the stack. Pure: whoever calls maps and writes
// (kernel/exec.c). A file is read through a callback, so that a test can give it any bytes.
#ifndef LOADER_LOADER_H
#define LOADER_LOADER_H

#include "base/heap.h"
#include "base/types.h"

// Bytes read into `buf`, fewer only at the end of the file, or -errno.
typedef s64 (*loader_read_fn)(void *ctx, u64 offset, void *buf, size_t n);
struct loader_source {
    loader_read_fn read;
    void *ctx;
};

// --- elf.c: why a file is no program for this machine. elf_refusal_text says it in words.
enum elf_refusal {
    ELF_ACCEPTED,
    ELF_NOT_ELF, // the magic number is not there
    ELF_32BIT,   // i386 or x32
    ELF_BIG_ENDIAN,
    ELF_FOREIGN_MACHINE, // not x86-64
    ELF_NOT_PROGRAM,     // a relocatable object, a core dump
    ELF_BAD_HEADER,      // the program header table has entries of another size
    ELF_NO_SEGMENTS,     // no program headers
    ELF_MANY_SEGMENTS,   // a program header table of more than 64 KiB
    ELF_TRUNCATED,       // the file ends inside its headers
    ELF_BAD_INTERPRETER, // PT_INTERP is no path
    ELF_READ_ERROR,
    ELF_NO_MEMORY,
    // From here on Linux has thrown the old program away when it finds out: the process dies of SIGSEGV.
    ELF_NOTHING_TO_LOAD, // no PT_LOAD
    ELF_BAD_SEGMENT,     // larger in the file than in memory, or outside of user memory
    ELF_MISALIGNED,      // file offset and address differ within the page
    ELF_BAD_ENTRY,       // the entry point lies outside of user memory
};
const char *elf_refusal_text(enum elf_refusal why);
int elf_refusal_errno(enum elf_refusal why); // what execve answers: -ENOEXEC, -EIO, -ENOMEM, -EINVAL
static inline bool elf_refusal_fatal(enum elf_refusal why) {
    return why >= ELF_NOTHING_TO_LOAD;
}

struct elf_segment { // one PT_LOAD, as the file says it
    u64 vaddr, memsz, offset, filesz;
    u32 prot; // PROT_*
};
struct elf_plan {
    bool position_independent; // ET_DYN
    u64 entry;
    u64 phdr; // address of the program headers, 0: in no segment
    u32 phnum;
    char *interpreter;                                                  // PT_INTERP; NULL: none
    enum { ELF_STACK_DEFAULT, ELF_STACK_NOEXEC, ELF_STACK_EXEC } stack; // PT_GNU_STACK
    u64 low, high; // page of the first byte to map, end of the last one
    u64 align;     // largest p_align, at least a page
    bool has_tls;
    u64 tls_vaddr, tls_filesz, tls_memsz, tls_align;         // PT_TLS, noted for debuggers: libc sets it up
    u64 start_code, end_code, start_data, end_data, end_bss; // before relocation; what mm reports
    u32 count;
    struct elf_segment *segments; // in the file's order
};
// Reads and judges the headers. With ELF_ACCEPTED `plan` is complete and the caller's to elf_plan_release; so it is,
// but not to be loaded, for refusals that are fatal. All other refusals leave it empty.
enum elf_refusal elf_plan_make(struct heap *heap, const struct loader_source *source, struct elf_plan *plan);
void elf_plan_release(struct elf_plan *plan);

// --- script.c: "#!" lines (execve(2), Linux: fs/binfmt_script.c).
#define SCRIPT_NESTING_MAX 5
struct script_line {
    const char *interpreter, *argument; // inside the buffer given; argument NULL: none
};
// `head` is the first BINPRM_BUF_SIZE bytes of the file, zero padded, and is cut up in place.
// 1: a script, 0: not one, -ENOEXEC: a line that names nothing or is too long.
int script_parse(char *head, size_t size, struct script_line *out);

// --- aslr.c: addresses from random numbers, as Linux chooses them on x86-64.
#define ASLR_PIE_BASE 0x555555554000ull // ELF_ET_DYN_BASE
struct aslr_layout {
    u64 stack_top;  // end of the stack
    u64 stack_skew; // bytes to leave unused above the tables, below 8192
    u64 mmap_base;
    u64 pie_base;   // of an ET_DYN program with an interpreter
    u64 brk_offset; // between the end of bss and the heap
};
struct aslr_random {
    u64 stack, skew, mmap, pie, brk;
};
// `random` NULL: no randomisation (personality ADDR_NO_RANDOMIZE).
void aslr_choose(const struct aslr_random *random, u64 rlimit_stack, struct aslr_layout *out);

// --- start_stack.c: what a program finds on its stack. Linux: create_elf_tables in fs/binfmt_elf.c.
struct start_stack {
    // Given:
    u64 top;  // end of the stack
    u64 skew; // aslr_layout.stack_skew
    size_t argc, envc;
    const char *const *argv, *const *envp;
    const char *filename; // AT_EXECFN
    u8 random[16];        // AT_RANDOM
    u64 sysinfo_ehdr, minsigstksz, hwcap, hwcap2, phdr, phnum, base, entry, uid, euid, gid, egid;
    bool secure;
    // Computed by start_stack_plan:
    u64 strings_bytes; // from the lowest string to `top`
    u64 arg_start, arg_end, env_start, env_end;
    u64 sp;                          // what RSP starts as
    u64 auxv[64];                    // pairs, with AT_NULL at the end
    u32 auxv_count;                  // u64s in auxv
    u64 execfn, platform, random_at; // addresses
};
// Takes n bytes to be written at `address`; a negative errno ends the writing and is passed on.
typedef int (*start_stack_write_fn)(void *ctx, u64 address, const void *bytes, size_t n);
void start_stack_plan(struct start_stack *s);
int start_stack_write(const struct start_stack *s, start_stack_write_fn write, void *ctx);

// --- vdso.c: the ELF image that gives programs clock_gettime and its like without a visible system call.
#define VDSO_BYTES 4096u
// Fills a whole page. The offsets of the image's code, where only the run loop knows a SYSCALL to be the vDSO's, and
// of a SYSCALL rt_sigreturn, are passed back.
struct vdso_layout {
    u32 code_start, code_end, sigreturn;
};
void vdso_build(u8 page[VDSO_BYTES], struct vdso_layout *out);

#endif
