// SPDX-License-Identifier: GPL-2.0-or-later
// A Dwfl for each program seen, made of a copy of its file; libdw reads registers and the stack through callbacks. Programs without unwind
// tables, and code that is not the program's file, end a trace at their frame.
#include "trace/stack.h"

#include "trace/program.h"

#include <dlfcn.h>
#include <elfutils/libdwfl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "libdw.so.1"
#define FUNCTIONS(X)                                                                                                 \
    X(dwfl_begin)                                                                                                    \
    X(dwfl_end)                                                                                                      \
    X(dwfl_report_begin)                                                                                             \
    X(dwfl_report_elf)                                                                                               \
    X(dwfl_report_end)                                                                                               \
    X(dwfl_attach_state)                                                                                             \
    X(dwfl_getthread_frames)                                                                                         \
    X(dwfl_frame_pc)                                                                                                 \
    X(dwfl_thread_state_registers)                                                                                   \
    X(dwfl_offline_section_address)

enum { FRAMES_MAX = 256, FILE_MAX = 1 << 28, TRACED = 1, DWARF_REGISTERS = 17 };

struct library {
#define MEMBER(name) __typeof__(&name) name;
    FUNCTIONS(MEMBER)
#undef MEMBER
};

struct subject { // of the trace that is being made
    struct library *lib;
    struct task *task;
    u64 pc[FRAMES_MAX];
    size_t frames;
};

struct known {
    const struct inode *inode; // whose program: compared, not followed
    u64 ino, size, bias;
    Dwfl *dwfl; // NULL: libdw could make nothing of it
    struct program *program;
};

struct stack_tracer {
    struct library lib;
    Dwfl_Callbacks callbacks;
    struct subject subject;
    struct known *known;
    size_t count;
};

// --- What libdw asks
static pid_t next_thread(Dwfl *dwfl, void *arg, void **thread_arg) {
    (void)dwfl;
    if (*thread_arg) return 0;
    *thread_arg = arg;
    return TRACED;
}

static bool read_word(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *word, void *arg) {
    const struct subject *subject = arg;
    (void)dwfl;
    return mm_peek(subject->task->mm, address, word, sizeof *word) == sizeof *word;
}

static bool set_registers(Dwfl_Thread *thread, void *arg) {
    static const u8 order[DWARF_REGISTERS - 1] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
                                                  REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                                  REG_R12, REG_R13, REG_R14, REG_R15};
    struct subject *subject = arg;
    struct cpu_state cpu;
    Dwarf_Word values[DWARF_REGISTERS];
    task_peek_regs(subject->task, &cpu);
    for (size_t i = 0; i < ARRAY_SIZE(order); i++) values[i] = cpu.gpr[order[i]];
    values[DWARF_REGISTERS - 1] = cpu.rip;
    return subject->lib->dwfl_thread_state_registers(thread, 0, DWARF_REGISTERS, values);
}

static int on_frame(Dwfl_Frame *frame, void *arg) {
    struct subject *subject = arg;
    Dwarf_Addr pc;
    if (!subject->lib->dwfl_frame_pc(frame, &pc, NULL) || !pc) return DWARF_CB_ABORT;
    subject->pc[subject->frames++] = pc;
    return subject->frames < FRAMES_MAX ? DWARF_CB_OK : DWARF_CB_ABORT;
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
    .next_thread = next_thread, .memory_read = read_word, .set_initial_registers = set_registers};

static int no_file(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, char **file, Elf **elf) {
    (void)module, (void)data, (void)name, (void)base, (void)file, (void)elf;
    return -1;
}
static int no_debug_file(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base, const char *file,
                         const char *link, GElf_Word sum, char **found) {
    (void)module, (void)data, (void)name, (void)base, (void)file, (void)link, (void)sum, (void)found;
    return -1;
}

// --- Programs
static bool is_known(void *ctx, const char *name) {
    (void)ctx, (void)name;
    return false;
}

// libdw wants a file: a copy without a name. It keeps the descriptor.
static Dwfl *open_dwfl(struct stack_tracer *s, const void *bytes, size_t size, u64 bias) {
    FILE *copy = tmpfile();
    int fd = copy && fwrite(bytes, 1, size, copy) == size && !fflush(copy) ? dup(fileno(copy)) : -1;
    if (copy) (void)fclose(copy);
    Dwfl *dwfl = fd >= 0 ? s->lib.dwfl_begin(&s->callbacks) : NULL;
    if (!dwfl) {
        if (fd >= 0) close(fd);
        return NULL;
    }
    s->lib.dwfl_report_begin(dwfl);
    Dwfl_Module *module = s->lib.dwfl_report_elf(dwfl, "program", "program", fd, bias, true);
    if (!module) close(fd);
    if (module && !s->lib.dwfl_report_end(dwfl, NULL, NULL) &&
        s->lib.dwfl_attach_state(dwfl, NULL, TRACED, &thread_callbacks, &s->subject))
        return dwfl;
    s->lib.dwfl_end(dwfl);
    return NULL;
}

static struct known *program_of(struct stack_tracer *s, const struct task *t) {
    const struct file *exe = t->mm ? t->mm->exe_file : NULL;
    if (!exe) return NULL;
    struct inode *inode = exe->inode;
    void *bytes = NULL;
    struct known k = {.inode = inode, .ino = inode->ino, .size = inode->size};
    for (size_t i = 0; i < s->count; i++) {
        struct known *have = &s->known[i];
        u64 bias = have->program && have->program->relocatable ? t->mm->start_code - have->program->first_code : 0;
        if (have->inode == inode && have->ino == k.ino && have->size == k.size && have->bias == bias) return have;
    }
    struct known *grown = realloc(s->known, (s->count + 1) * sizeof *grown);
    if (!grown) return NULL;
    s->known = grown;
    if (k.size && k.size <= FILE_MAX) bytes = malloc(k.size);
    if (bytes && inode_peek(inode, 0, bytes, k.size) == k.size) {
        k.program = program_read(bytes, k.size, is_known, NULL);
        if (k.program && k.program->relocatable) k.bias = t->mm->start_code - k.program->first_code;
        if (k.program) k.dwfl = open_dwfl(s, bytes, k.size, k.bias);
    }
    free(bytes);
    s->known[s->count] = k;
    return &s->known[s->count++];
}

// --- A trace
// Behind a call that does not return may come another function already, so callers are looked up by the byte before.
static void put_frame(const struct known *k, struct task *t, u64 pc, bool caller, struct text *out) {
    const struct vma *v = mm_find(t->mm, pc);
    if (!v || !v->file) {
        text_printf(out, " > unexpected_backtracing_error [0x%" PRIx64 "]\n", pc);
        return;
    }
    char path[4096];
    const char *name = path_name(&v->file->path, &t->fs->root, path, sizeof path);
    text_puts(out, " > ");
    for (; name && *name; name++) text_char(out, (unsigned char)*name < ' ' || *name == 127 ? '?' : *name);
    const struct program_function *f =
        k && k->program && v->file == t->mm->exe_file ? program_find(k->program, pc - k->bias - caller) : NULL;
    text_char(out, '(');
    if (f) text_printf(out, "%.200s+0x%" PRIx64, f->name, pc - k->bias - f->address);
    text_printf(out, ") [0x%" PRIx64 "]\n", pc - v->start + v->pgoff * PAGE_SIZE);
}

static struct known *unwind(struct stack_tracer *s, struct task *t) {
    struct known *k = program_of(s, t);
    s->subject.task = t;
    s->subject.frames = 0;
    if (k && k->dwfl) (void)s->lib.dwfl_getthread_frames(k->dwfl, TRACED, on_frame, &s->subject);
    if (!s->subject.frames) {
        struct cpu_state cpu;
        task_peek_regs(t, &cpu);
        s->subject.pc[s->subject.frames++] = cpu.rip;
    }
    return k;
}

void stack_trace(struct stack_tracer *s, struct task *t, struct text *out) {
    if (!t->mm || !t->fs) return;
    const struct known *k = unwind(s, t);
    for (size_t i = 0; i < s->subject.frames; i++) put_frame(k, t, s->subject.pc[i], i > 0, out);
}

size_t stack_functions(struct stack_tracer *s, struct task *t, const char **names, size_t most) {
    if (!t->mm) return 0;
    const struct known *k = unwind(s, t);
    size_t n = min_u64(s->subject.frames, most);
    for (size_t i = 0; i < n; i++) {
        const struct program_function *f =
            k && k->program ? program_find(k->program, s->subject.pc[i] - k->bias - (i > 0)) : NULL;
        names[i] = f ? f->name : "";
    }
    return n;
}

// --- Beginning and end
static const char *load(struct library *lib) {
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL), *symbol;
    if (!handle) return dlerror();
#define FIND(name)                                                                                                   \
    if (!(symbol = dlsym(handle, #name))) return dlerror();                                                          \
    memcpy(&lib->name, &symbol, sizeof symbol); // ISO C has no conversion between the two kinds of pointer
    FUNCTIONS(FIND)
#undef FIND
    return NULL;
}

struct stack_tracer *stack_tracer_create(char *why, size_t why_size) {
    struct stack_tracer *s = calloc(1, sizeof *s);
    const char *missing = s ? load(&s->lib) : "no memory";
    if (missing) {
        snprintf(why, why_size, "stack traces: %.200s", missing);
        free(s);
        return NULL;
    }
    s->subject.lib = &s->lib;
    s->callbacks = (Dwfl_Callbacks){
        .find_elf = no_file, .find_debuginfo = no_debug_file, .section_address = s->lib.dwfl_offline_section_address};
    return s;
}

void stack_tracer_destroy(struct stack_tracer *s) {
    if (!s) return;
    for (size_t i = 0; i < s->count; i++) {
        if (s->known[i].dwfl) s->lib.dwfl_end(s->known[i].dwfl);
        program_put(s->known[i].program);
    }
    free(s->known);
    free(s);
}
