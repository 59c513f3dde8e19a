// SPDX-License-Identifier: GPL-2.0-or-later
// From the probes of the kernel to records. What a record says of state is explain_state.c's and explain_files.c's, of the program
// explain_user.c's.
#include "trace/explain.h"

#include "abi/errno.h"
#include "kernel/timer.h"
#include "trace/explain_internal.h"
#include "trace/explain_user.h"
#include "trace/printers.h"
#include "trace/stack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLERS_MAX = 16, USER_CS = 0x33, USER_SS = 0x2b, SYSCALL_LENGTH = 2 };

struct open_call { // the call a task is in
    s32 tid;       // 0: the slot is free
    json_t *record, *before, *chains;
    struct decode decode;
    struct text text;
};

struct explain {
    struct sandbox *sb;
    struct explain_options opt;
    struct probes probes;
    struct decode_options decode;
    struct explain_programs *programs;
    struct stack_tracer *stacks; // NULL: libdw is not there, and callers are not told
    struct open_call **open;     // a pointer each: decode.out points into them
    size_t open_count;
    u64 calls, records;
    bool failed;
};

static void put(json_t *object, const char *key, json_t *value) {
    (void)json_object_set_new(object, key, value);
}
static json_t *hex(u64 value) {
    return json_sprintf("0x%" PRIx64, value);
}
static json_t *text_value(const struct text *t) {
    return explain_text_of(t->data ? t->data : "", t->size);
}

static json_t *new_record(struct explain *e, const struct task *t, const char *kind) {
    json_t *r = json_object();
    put(r, "kind", json_string(kind));
    put(r, "record", json_integer((json_int_t)++e->records));
    put(r, "pid", json_integer(t->process->pid));
    put(r, "tid", json_integer(t->tid));
    put(r, "command", explain_text_of(t->comm, strnlen(t->comm, sizeof t->comm)));
    put(r, "tick", json_integer((json_int_t)e->sb->ticks.now));
    put(r, "ns", json_integer((json_int_t)clock_monotonic(e->sb)));
    return r;
}

static void tell(struct explain *e, json_t *record) {
    if (record)
        e->opt.record(e->opt.ctx, record);
    else
        e->failed = true;
    json_decref(record);
}

// --- Calls
static struct open_call *open_call_of(struct explain *e, s32 tid) {
    for (size_t i = 0; i < e->open_count; i++)
        if (e->open[i]->tid == tid) return e->open[i];
    return NULL;
}

static struct open_call *open_call_new(struct explain *e, s32 tid) {
    struct open_call *c = open_call_of(e, tid);
    if (!c) c = open_call_of(e, 0);
    if (!c) {
        struct open_call **grown = realloc(e->open, (e->open_count + 1) * sizeof(struct open_call *));
        if (!grown) return NULL;
        e->open = grown;
        if (!(c = calloc(1, sizeof *c))) return NULL;
        grown[e->open_count++] = c;
    }
    c->tid = tid;
    text_clear(&c->text);
    return c;
}

static void close_call(struct open_call *c) {
    json_decref(c->record);
    json_decref(c->before);
    json_decref(c->chains);
    c->record = c->before = c->chains = NULL;
    c->tid = 0;
}

static bool is_chosen(const struct explain *e, u64 nr) {
    return e->calls >= e->opt.first && e->calls <= e->opt.last && call_set_has(&e->opt.calls, nr);
}

// What an argument is for, in the words of its kind: A_OPEN_FLAGS, "open flags".
static void role_of(u32 kind, char *out, size_t size) {
    static const struct {
        u16 kind;
        const char *words;
    } own[] = {{A_FD, "file descriptor"}, {A_DIRFD, "directory to start from"},
               {A_BUF_IN, "buffer"},      {A_NODE_NAME, "name"},
               {A_OUT_RET, "buffer"},     {A_ADDR, "address"},
               {A_INT, "number"},         {A_UINT, "number"},
               {A_HEX, "number"},         {A_LONG, "number"},
               {A_ULONG, "number"},       {A_HEX32, "number"},
               {A_STR, "string"},         {A_MEMFD_NAME, "name"},
               {A_PID, "process"},        {A_SIGNUM, "signal"},
               {A_SIG_HOW, "how"},        {A_ARGV, "arguments"},
               {A_ENVP, "environment"},   {A_UID, "user"},
               {A_GID, "group"},          {A_TID_ADDR, "address of the thread id"}};
    for (size_t i = 0; i < ARRAY_SIZE(own); i++)
        if (own[i].kind == kind) {
            snprintf(out, size, "%s", own[i].words);
            return;
        }
    snprintf(out, size, "%s", arg_kinds[kind].name + 2);
    for (char *c = out; *c; c++) *c = (char)(*c == '_' ? ' ' : *c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    static const char *const endings[] = {" inout", " in", " out"}; // the direction says so
    size_t n = strlen(out);
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
        size_t k = strlen(endings[i]);
        if (n > k && !strcmp(out + n - k, endings[i])) {
            out[n - k] = '\0';
            return;
        }
    }
}

static json_t *meaning_of(struct decode *d, u32 arg) {
    struct text text = {0}, *whole = d->out;
    d->out = &text;
    enum print_result result = print_argument(d, arg);
    d->out = whole;
    json_t *meaning = result == PRINT_LATER ? NULL : text_value(&text);
    text_free(&text);
    return meaning;
}

static const char *direction_of(u32 kind) {
    switch (arg_kinds[kind].direction) {
    case DIR_IN: return "read by the kernel";
    case DIR_OUT: return "written by the kernel";
    case DIR_INOUT: return "read and written by the kernel";
    default: return NULL;
    }
}

static json_t *registers_of(struct decode *d) {
    static const char *const names[] = {"rdi", "rsi", "rdx", "r10", "r8", "r9"};
    json_t *list = json_array(), *rax = json_object();
    put(rax, "register", json_string("rax"));
    put(rax, "value", hex(d->nr));
    put(rax, "role", json_string("system call number"));
    put(rax, "meaning", d->row ? json_string(d->row->name) : json_string("there is no such call"));
    (void)json_array_append_new(list, rax);
    for (u32 i = 0; d->row && i < d->row->arity; i++) {
        char role[64];
        json_t *o = json_object();
        role_of(d->row->arg[i], role, sizeof role);
        put(o, "register", json_string(names[i]));
        put(o, "value", hex(d->args[i]));
        put(o, "role", json_string(role));
        json_t *meaning = meaning_of(d, i);
        if (meaning) put(o, "meaning", meaning);
        const char *direction = direction_of(d->row->arg[i]);
        if (direction) put(o, "direction", json_string(direction));
        (void)json_array_append_new(list, o);
    }
    return list;
}

static json_t *user_side(struct explain *e, struct task *t, const struct cpu_state *cpu) {
    u64 offset;
    json_t *o = json_object();
    const char *function = explain_function(e->programs, t, cpu->rip, &offset);
    put(o, "rip", hex(cpu->rip));
    put(o, "rsp", hex(cpu->gpr[REG_RSP]));
    if (*function) {
        put(o, "function", explain_text_of(function, strlen(function)));
        put(o, "offset", json_integer((json_int_t)offset));
    }
    const char *names[CALLERS_MAX + 1];
    size_t n = e->stacks ? stack_functions(e->stacks, t, names, ARRAY_SIZE(names)) : 0;
    json_t *callers = json_array();
    for (size_t i = 1; i < n; i++) (void)json_array_append_new(callers, explain_text_of(names[i], strlen(names[i])));
    put(o, "callers", callers);
    put(o, "instructions", explain_instructions(e->programs, t, cpu->rip));
    return o;
}

static json_t *row_of(const struct decode *d) {
    static const struct {
        u32 bit;
        const char *word;
    } classes[] = {
#define SYSCALL_CLASS(id, text) {id, text},
#include "syscalls/arg_kinds.def"
    };
    json_t *o = json_object(), *words = json_array();
    put(o, "number", json_integer((json_int_t)d->nr));
    if (!d->row) return json_decref(words), o;
    put(o, "name", json_string(d->row->name));
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
        if (d->row->classes & classes[i].bit) (void)json_array_append_new(words, json_string(classes[i].word));
    put(o, "classes", words);
    put(o, "handler", d->row->built ? json_sprintf("sys_%s", d->row->name) : json_null());
    return o;
}

static bool on_enter(void *ctx, struct task *t, s64 *result) {
    struct explain *e = ctx;
    (void)result;
    e->calls++;
    if (!is_chosen(e, t->syscall.nr)) return false;
    struct open_call *c = open_call_new(e, t->tid);
    if (!c) {
        e->failed = true;
        return false;
    }
    struct cpu_state cpu;
    task_peek_regs(t, &cpu);
    cpu.rip -= SYSCALL_LENGTH; // where it will go on stands there already
    struct decode *d = &c->decode;
    decode_begin(d, t, &e->decode, &c->text);
    decode_enter(d);
    c->record = new_record(e, t, "call");
    c->chains = json_array();
    put(c->record, "call", json_integer((json_int_t)e->calls));
    put(c->record, "name", d->row ? json_string(d->row->name) : json_sprintf("syscall_%" PRIu64, d->nr));
    put(c->record, "user", user_side(e, t, &cpu));
    put(c->record, "registers", registers_of(d));
    json_t *saved = json_pack("{s:o, s:o, s:o, s:o, s:o}", "rcx", hex(cpu.rip + SYSCALL_LENGTH), "r11",
                              hex(cpu.rflags), "rsp", hex(cpu.gpr[REG_RSP]), "cs", hex(USER_CS), "ss", hex(USER_SS));
    put(c->record, "saved", saved);
    put(c->record, "row", row_of(d));
    c->before = explain_state(d, c->chains);
    put(c->record, "paths", json_incref(c->chains));
    if (e->opt.begin && c->record) e->opt.begin(e->opt.ctx, c->record);
    return false;
}

// The paths of before and after in one: what a call closed is told as it was, what it opened as it is.
static void merge_paths(json_t *into, const json_t *later) {
    size_t i, k;
    json_t *after, *before;
    json_array_foreach((json_t *)later, i, after) {
        const char *of = json_string_value(json_object_get(after, "of"));
        bool found = false;
        json_array_foreach(into, k, before) {
            if (!of || strcmp(of, json_string_value(json_object_get(before, "of"))) != 0) continue;
            found = true;
            if (json_array_size(json_object_get(after, "objects")) >
                json_array_size(json_object_get(before, "objects")))
                (void)json_array_set(into, k, after);
        }
        if (!found) (void)json_array_append(into, after);
    }
}

// Of the objects on the paths everything, as it was before, or is since.
static json_t *objects_on(const json_t *paths, const json_t *before, const json_t *after) {
    json_t *out = json_object(), *path, *name;
    size_t i, k;
    json_array_foreach((json_t *)paths, i, path) {
        json_t *objects = json_object_get(path, "objects");
        json_array_foreach(objects, k, name) {
            const char *key = json_string_value(name);
            json_t *o = json_object_get(before, key);
            if (!o) o = json_object_get(after, key);
            if (key && o) (void)json_object_set(out, key, o);
        }
    }
    return out;
}

static void put_later_meanings(struct decode *d, json_t *registers) {
    for (u32 i = 0; d->row && i < d->row->arity; i++) {
        json_t *o = json_array_get(registers, i + 1);
        if (json_object_get(o, "meaning")) continue;
        json_t *meaning = meaning_of(d, i);
        if (meaning) put(o, "meaning", meaning);
    }
}

static void put_result(struct decode *d, json_t *record, s64 result) {
    struct text text = {0}, *whole = d->out;
    d->out = &text;
    decode_result(d);
    d->out = whole;
    json_t *o = json_pack("{s:I, s:o}", "value", (json_int_t)result, "text", text_value(&text));
    const char *error = d->failed ? errno_name((u32)-result) : NULL;
    if (error) put(o, "error", json_string(error));
    put(record, "result", o);
    text_free(&text);
}

static void finish(struct explain *e, struct task *t, const s64 *result) {
    struct open_call *c = open_call_of(e, t->tid);
    if (!c) return;
    struct decode *d = &c->decode;
    d->result = result ? *result : 0;
    d->answered = t->syscall_answered;
    decode_exit(d);
    if (result) put_later_meanings(d, json_object_get(c->record, "registers"));
    json_t *paths = json_array(), *after = explain_state(d, paths);
    merge_paths(c->chains, paths);
    put(c->record, "objects", objects_on(c->chains, c->before, after));
    put(c->record, "changes", explain_changes(c->before, after));
    put(c->record, "end_tick", json_integer((json_int_t)e->sb->ticks.now));
    put(c->record, "end_ns", json_integer((json_int_t)clock_monotonic(e->sb)));
    if (t->syscall.restarted) put(c->record, "waited", json_true());
    text_puts(&c->text, " = ");
    if (result) {
        put_result(d, c->record, *result);
        decode_result(d);
    } else {
        put(c->record, "result", json_null());
        text_char(&c->text, '?');
    }
    put(c->record, "text", text_value(&c->text));
    json_decref(paths);
    json_decref(after);
    tell(e, json_incref(c->record));
    close_call(c);
}

static s64 on_exit_of_call(void *ctx, struct task *t, s64 result) {
    finish(ctx, t, &result);
    return result;
}

// --- Events
static bool events_wanted(const struct explain *e) {
    return e->calls + 1 >= e->opt.first && e->calls <= e->opt.last;
}

static void on_signal(void *ctx, struct task *t, int signo, const struct abi_siginfo *info) {
    struct explain *e = ctx;
    if (!events_wanted(e)) return;
    const char *name = signal_name(signo);
    json_t *r = new_record(e, t, "signal");
    put(r, "signal", name ? json_string(name) : json_integer(signo));
    const struct abi_sigaction *a = t->sighand ? &t->sighand->action[signo - 1] : NULL;
    if (a && a->handler > 1) {
        u64 offset;
        const char *function = explain_function(e->programs, t, a->handler, &offset);
        put(r, "handler", hex(a->handler));
        if (*function) put(r, "function", explain_text_of(function, strlen(function)));
    } else {
        put(r, "handler", json_string(a && a->handler == 1 ? "ignored" : "default"));
    }
    struct text text = {0};
    struct decode d = {.out = &text, .opt = &e->decode, .task = t, .abbrev = true, .verbose = true};
    if (info) print_siginfo(&d, info);
    put(r, "info", text_value(&text));
    text_free(&text);
    tell(e, r);
}

struct shared_count {
    struct mm *other;
    u64 resident, shared;
};

static int count_shared(void *ctx, uaddr_t va, pte_t *pte) {
    struct shared_count *c = ctx;
    const pte_t *theirs = mmu_lookup(&c->other->mmu, va);
    c->resident++;
    if (theirs && PTE_PFN(*theirs) == PTE_PFN(*pte)) c->shared++;
    return 0;
}

// Page by page, what two address spaces have in common right after fork.
static json_t *memory_of_child(struct task *parent, struct task *child) {
    json_t *list = json_array();
    char name[PATH_MAX];
    for (struct vma *v = mm_first(parent->mm); v; v = vma_next(v)) {
        struct shared_count c = {.other = child->mm};
        mmu_walk(&parent->mm->mmu, v->start, v->end, count_shared, &c);
        const char *text = vma_name(v, name, sizeof name);
        json_t *o = json_pack("{s:o, s:o, s:I, s:I, s:b}", "start", hex(v->start), "end", hex(v->end), "resident",
                              (json_int_t)c.resident, "shared", (json_int_t)c.shared, "writable",
                              (v->prot & PROT_WRITE) != 0);
        put(o, "name", explain_text_of(text, strlen(text)));
        if (v->flags & VMA_SHARED) put(o, "mapping", json_string("shared"));
        (void)json_array_append_new(list, o);
    }
    return list;
}

static void on_task_new(void *ctx, struct task *parent, struct task *t) {
    struct explain *e = ctx;
    if (!events_wanted(e)) return;
    json_t *r = new_record(e, t, "task");
    put(r, "parent", json_integer(parent->tid));
    if (t->process == parent->process) put(r, "thread", json_true());
    if (t->mm == parent->mm)
        put(r, "memory", json_string("the parent's own"));
    else if (t->mm && parent->mm)
        put(r, "memory", memory_of_child(parent, t));
    tell(e, r);
}

static void on_task_exit(void *ctx, struct task *t, s32 status) {
    struct explain *e = ctx;
    finish(e, t, NULL); // exit_group, or whatever it was killed in
    if (!events_wanted(e)) return;
    json_t *r = new_record(e, t, "exit");
    put(r, "status", json_integer(status >> 8 & 0xff));
    const char *name = status & 0x7f ? signal_name(status & 0x7f) : NULL;
    if (name) put(r, "signal", json_string(name));
    tell(e, r);
}

static void on_renumbered(void *ctx, struct task *t, s32 before) {
    struct open_call *x = open_call_of(ctx, before);
    if (x) x->tid = t->tid;
}

static void on_exec(void *ctx, struct task *t, const char *path) {
    struct explain *e = ctx;
    if (!events_wanted(e)) return;
    json_t *r = new_record(e, t, "exec");
    put(r, "path", explain_text_of(path, strlen(path)));
    tell(e, r);
}

static const char *how_resolved(const struct vma *v, u32 access, pfn_t before, pfn_t after) {
    bool private_write = access & ACCESS_WRITE && !(v->flags & VMA_SHARED);
    if (before && before != after) return "copied on write";
    if (before) return access & ACCESS_WRITE ? "nobody else has it: writable again" : "already there";
    if (v->mapping) return private_write ? "copied from the file's page" : "the file's page";
    return v->flags & VMA_SPECIAL ? "the kernel's page" : "a fresh page of zeroes";
}

static void on_page_fault(void *ctx, struct task *t, uaddr_t va, u32 access, pte_t before, int result) {
    struct explain *e = ctx;
    if (!e->opt.faults || !events_wanted(e)) return;
    json_t *r = new_record(e, t, "fault");
    char name[PATH_MAX];
    const struct vma *v = mm_find(t->mm, va);
    const pte_t *pte = mmu_lookup(&t->mm->mmu, va);
    pfn_t then = PTE_PFN(before), now = pte ? PTE_PFN(*pte) : 0;
    put(r, "address", hex(va));
    put(r, "access", json_string(access & ACCESS_EXEC ? "execute" : access & ACCESS_WRITE ? "write" : "read"));
    if (v) {
        const char *text = vma_name(v, name, sizeof name);
        put(r, "mapping", explain_text_of(text, strlen(text)));
    }
    if (then && then != now) {
        put(r, "old_frame", json_integer((json_int_t)then));
        put(r, "old_users", json_integer((json_int_t)page_refs(e->sb->pool, then)));
    }
    if (result == 0 && now) {
        put(r, "frame", json_integer((json_int_t)now));
        put(r, "users", json_integer((json_int_t)page_refs(e->sb->pool, now)));
    }
    put(r, "how", json_string(result < 0 || !v ? "refused" : how_resolved(v, access, then, now)));
    const struct open_call *c = open_call_of(e, t->tid);
    if (c) put(r, "during", json_incref(json_object_get(c->record, "call")));
    tell(e, r);
}

// --- The position in a run: calls that are begun, and the count of calls. Records are numbered on.
struct saved {
    struct open_call **open;
    size_t count;
    u64 calls;
};

static void free_open(struct open_call **open, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (open[i]->record) close_call(open[i]);
        text_free(&open[i]->text);
        free(open[i]);
    }
    free(open);
}

static void drop(void *saved) {
    struct saved *p = saved;
    if (p) free_open(p->open, p->count);
    free(p);
}

static bool copy_json(json_t **to, const json_t *from) {
    *to = from ? json_deep_copy(from) : NULL;
    return *to || !from;
}

static struct open_call *copy_open(const struct open_call *from) {
    struct open_call *to = malloc(sizeof *to);
    if (!to) return NULL;
    *to = *from;
    to->text = (struct text){.data = NULL};
    text_put(&to->text, from->text.data, from->text.size);
    to->decode.out = &to->text;
    bool ok = !to->text.failed;
    ok &= copy_json(&to->record, from->record);
    ok &= copy_json(&to->before, from->before);
    ok &= copy_json(&to->chains, from->chains);
    if (ok) return to;
    close_call(to);
    text_free(&to->text);
    free(to);
    return NULL;
}

static void *copy(const void *saved) {
    const struct saved *from = saved;
    struct saved *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    p->calls = from->calls;
    bool ok = (p->open = calloc(from->count + 1, sizeof(struct open_call *))) != NULL;
    for (size_t i = 0; ok && i < from->count; i++)
        if ((ok = (p->open[i] = copy_open(from->open[i])) != NULL)) p->count++;
    if (ok) return p;
    drop(p);
    return NULL;
}

static void *save(void *ctx) {
    const struct explain *e = ctx;
    const struct saved now = {.open = e->open, .count = e->open_count, .calls = e->calls};
    return copy(&now);
}

static void restore(void *ctx, void *saved) {
    struct explain *e = ctx;
    struct saved *p = saved;
    free_open(e->open, e->open_count);
    e->open = p ? p->open : NULL;
    e->open_count = p ? p->count : 0;
    e->calls = p ? p->calls : 0;
    free(p);
    explain_programs_forget(e->programs);
}

// --- Beginning and end
struct explain *explain_start(struct sandbox *sb, const struct explain_options *opt) {
    struct explain *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->sb = sb;
    e->opt = *opt;
    e->decode = (struct decode_options){.string_limit = DECODE_STRING_LIMIT};
    e->programs = explain_programs_create();
    if (!e->programs) {
        free(e);
        return NULL;
    }
    e->probes = (struct probes){.ctx = e,
                                .syscall_enter = on_enter,
                                .syscall_exit = on_exit_of_call,
                                .signal = on_signal,
                                .signal_early = on_signal,
                                .task_new = on_task_new,
                                .task_exit = on_task_exit,
                                .renumbered = on_renumbered,
                                .exec = on_exec,
                                .page_fault = on_page_fault,
                                .save = save,
                                .copy = copy,
                                .restore = restore,
                                .drop = drop};
    char why[256];
    e->stacks = stack_tracer_create(why, sizeof why);
    sandbox_watch(sb, &e->probes);
    return e;
}

bool explain_stop(struct explain *e) {
    sandbox_unwatch(e->sb, &e->probes);
    free_open(e->open, e->open_count);
    explain_programs_destroy(e->programs);
    stack_tracer_destroy(e->stacks);
    bool ok = !e->failed;
    free(e);
    return ok;
}
