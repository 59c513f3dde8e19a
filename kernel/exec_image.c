// SPDX-License-Identifier: GPL-2.0-or-later
// The memory of a new program: stack, segments of the program and its interpreter, vDSO, heap, and the start values
// on the stack. Linux: load_elf_binary in fs/binfmt_elf.c, from setup_new_exec on.
#include "kernel/exec.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/mman.h"
#include "abi/personality.h"
#include "abi/signal.h"
#include "kernel/sandbox.h"

#include <string.h>

#define STACK_LIMIT_SECURE (8ull << 20) // _STK_LIM: what a set-user-ID program gets at most
#define MINSIGSTKSZ_BYTES 1008          // a frame with FXSAVE state, as the kernel lays it out

// The machine's one vDSO, made when the first program needs it.
static int vdso_ensure(struct sandbox *sb) {
    if (sb->vdso_pages) return 0;
    u8 page[VDSO_BYTES];
    struct vdso_layout layout;
    pfn_t pfn = page_alloc(sb->pool);
    if (!pfn) return -ENOMEM;
    vdso_build(page, &layout);
    page_write(sb->pool, pfn, 0, page, sizeof page);
    sb->vdso_frames[0] = pfn;
    sb->vdso_pages = 1;
    sb->vdso_sigreturn = layout.sigreturn;
    return 0;
}

static int map_vdso(struct mm *mm) {
    struct sandbox *sb = mm->sb;
    int err = vdso_ensure(sb);
    if (err < 0) return err;
    u64 size = (u64)sb->vdso_pages << PAGE_SHIFT;
    s64 at = mm_place(mm, 0, size, 0);
    if (at < 0) return (int)at;
    err = mm_map_special(mm, (uaddr_t)at, sb->vdso_frames, sb->vdso_pages, PROT_READ | PROT_EXEC, "[vdso]");
    if (err == 0) mm->vdso = (uaddr_t)at;
    return err;
}

// --- Segments. Linux: elf_load, total_mapping_size.

// The part of bss that has pages of its own, and before it the rest of the last page of the file.
static int map_bss(struct mm *mm, uaddr_t addr, const struct elf_segment *s) {
    uaddr_t from = s->filesz ? addr + s->filesz : addr & PAGE_MASK, to = addr + s->memsz;
    uaddr_t first_page = PAGE_ALIGN(from), last_page = PAGE_ALIGN(to);
    if (s->filesz && from < first_page && clear_user(&mm->mmu, from, first_page - from) < 0) {
        if (mm->fault.signo == SIGKILL) return -ENOMEM;
        if (s->prot & PROT_WRITE) return -EFAULT;
    }
    if (first_page >= last_page) return 0;
    s64 at = mm_mmap(mm, first_page, last_page - first_page, PROT_READ | PROT_WRITE | (s->prot & PROT_EXEC),
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);
    return at < 0 ? (int)at : 0;
}

static int map_segment(struct mm *mm, struct file *file, const struct elf_segment *s, u64 bias, u32 fixed) {
    uaddr_t addr = bias + s->vaddr;
    u64 skew = addr & ~PAGE_MASK;
    if (s->filesz) {
        s64 at = mm_mmap(mm, addr - skew, PAGE_ALIGN(s->filesz + skew), s->prot, MAP_PRIVATE | fixed, file,
                         s->offset - skew);
        if (at < 0) return (int)at;
    }
    return s->memsz > s->filesz ? map_bss(mm, addr, s) : 0;
}

static int map_segments(struct mm *mm, struct file *file, const struct elf_plan *plan, u64 bias) {
    for (u32 i = 0; i < plan->count; i++) {
        // The first must not meet what is there (the stack); the others may overlap each other.
        int err = map_segment(mm, file, &plan->segments[i], bias, i == 0 ? MAP_FIXED_NOREPLACE : MAP_FIXED);
        if (err < 0) return err;
    }
    return 0;
}

// Where an ET_DYN file goes: what is to be added to its addresses.
static int choose_bias(struct mm *mm, const struct elf_plan *plan, u64 wanted, u64 *bias) {
    *bias = 0;
    if (!plan->position_independent) return 0;
    u64 size = PAGE_ALIGN(plan->high - plan->low), slack = plan->align > PAGE_SIZE ? plan->align : 0;
    uaddr_t first = plan->segments[0].vaddr & PAGE_MASK;
    if (!wanted) {
        if (slack > TASK_SIZE - size) return -ENOMEM;
        s64 at = mm_place(mm, 0, size + slack, 0);
        if (at < 0) return (int)at;
        wanted = (uaddr_t)at + slack;
    }
    *bias = (wanted & ~(plan->align - 1)) - first;
    return 0;
}

static int map_program(struct exec *x, const struct aslr_layout *layout, struct start_stack *stack) {
    struct mm *mm = x->mm;
    const struct elf_plan *plan = &x->plan;
    u64 bias, interpreter_bias = 0;
    // A program with an interpreter has a place of its own; one without (the interpreter itself, static-pie) goes
    // where mappings go.
    int err = choose_bias(mm, plan, x->interpreter ? layout->pie_base : 0, &bias);
    if (err == 0) err = map_segments(mm, x->file, plan, bias);
    if (err < 0) return err;
    x->rip = bias + plan->entry;
    if (x->interpreter) {
        err = choose_bias(mm, &x->interpreter_plan, 0, &interpreter_bias);
        if (err == 0) err = map_segments(mm, x->interpreter, &x->interpreter_plan, interpreter_bias);
        if (err < 0) return err;
        x->rip = interpreter_bias + x->interpreter_plan.entry;
    }
    if (x->rip >= TASK_SIZE) return -EINVAL;
    mm->start_code = plan->start_code + bias;
    mm->end_code = plan->end_code + bias;
    mm->start_data = plan->start_data + bias;
    mm->end_data = plan->end_data + bias;
    uaddr_t brk = PAGE_ALIGN(plan->end_bss + bias);
    // The heap of a static-pie program would soon run into the mappings above it.
    if (plan->position_independent && !x->interpreter)
        brk = ASLR_PIE_BASE;
    else if (layout->brk_offset)
        brk += PAGE_SIZE;
    mm->start_brk = mm->brk = brk + layout->brk_offset;
    stack->entry = bias + plan->entry;
    stack->phdr = plan->phdr ? plan->phdr + bias : 0;
    stack->phnum = plan->phnum;
    stack->base = interpreter_bias;
    return 0;
}

// --- The stack.

static int stack_write(void *ctx, u64 address, const void *bytes, size_t n) {
    struct mm *mm = ctx;
    return copy_to_user(&mm->mmu, address, bytes, n);
}

static int write_stack(struct exec *x, struct start_stack *stack) {
    struct mm *mm = x->mm;
    start_stack_plan(stack);
    if (start_stack_write(stack, stack_write, mm) < 0) return mm->fault.signo == SIGKILL ? -ENOMEM : -EFAULT;
    mm->arg_start = stack->arg_start, mm->arg_end = stack->arg_end;
    mm->env_start = stack->env_start, mm->env_end = stack->env_end;
    mm->start_stack = x->rsp = stack->sp;
    mm->auxv_count = stack->auxv_count;
    memcpy(mm->auxv, stack->auxv, stack->auxv_count * sizeof *mm->auxv);
    return 0;
}

static void fill_stack(const struct exec *x, const struct aslr_layout *layout, struct start_stack *stack) {
    u32 features[4];
    cpu_cpuid(1, 0, features);
    *stack = (struct start_stack){.top = layout->stack_top,
                                  .skew = layout->stack_skew,
                                  .argc = x->argc,
                                  .envc = x->envc,
                                  .argv = x->argv,
                                  .envp = x->envp,
                                  .filename = x->filename,
                                  .secure = x->secure,
                                  .uid = x->cred->uid,
                                  .euid = x->cred->euid,
                                  .gid = x->cred->gid,
                                  .egid = x->cred->egid,
                                  .hwcap = features[3],
                                  .minsigstksz = MINSIGSTKSZ_BYTES,
                                  .sysinfo_ehdr = 1};
    sandbox_random(x->task->sb, stack->random, sizeof stack->random);
}

static void choose_layout(struct exec *x, u32 personality, u64 rlimit_stack, struct aslr_layout *layout) {
    struct aslr_random random;
    bool fixed = personality & ADDR_NO_RANDOMIZE;
    if (!fixed) sandbox_random(x->task->sb, &random, sizeof random);
    aslr_choose(fixed ? NULL : &random, rlimit_stack, layout);
}

int exec_make_mm(struct exec *x) {
    struct task *t = x->task;
    u32 personality = t->personality & ~(u32)(READ_IMPLIES_EXEC | (x->set_id ? PER_CLEAR_ON_SETID : 0));
    u64 rlimit_stack = task_rlimit(t, RLIMIT_STACK);
    if (x->secure) rlimit_stack = min_u64(rlimit_stack, STACK_LIMIT_SECURE);
    struct aslr_layout layout;
    struct start_stack stack;
    struct mm *mm = x->mm = mm_create(t->sb);
    if (!mm) return -ENOMEM;
    choose_layout(x, personality, rlimit_stack, &layout);
    fill_stack(x, &layout, &stack);
    mm->mmap_base = layout.mmap_base;
    mm->legacy_layout = personality & ADDR_COMPAT_LAYOUT;
    mm->rlimit_as = task_rlimit(t, RLIMIT_AS);
    mm->rlimit_data = task_rlimit(t, RLIMIT_DATA);
    mm->rlimit_stack = rlimit_stack;
    mm->rlimit_memlock = task_rlimit(t, RLIMIT_MEMLOCK);
    start_stack_plan(&stack);
    u32 stack_prot = PROT_READ | PROT_WRITE | (x->plan.stack == ELF_STACK_EXEC ? PROT_EXEC : 0);
    int err = mm_setup_stack(mm, stack.top, stack.strings_bytes, stack_prot);
    if (err == 0) err = map_program(x, &layout, &stack);
    if (err == 0) err = map_vdso(mm);
    if (err < 0) return err;
    stack.sysinfo_ehdr = mm->vdso;
    if (personality & MMAP_PAGE_ZERO)
        (void)mm_mmap(mm, 0, PAGE_SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);
    return write_stack(x, &stack);
}
