// SPDX-License-Identifier: GPL-2.0-or-later
// Monitors of the embedder: callbacks around system calls, and what they may look at and change.
#include "api/internal.h"

#include "abi/limits.h"
#include "trace/call_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct monitor {
    struct belljar *jar;
    struct belljar_monitor callbacks;
    struct call_set calls;
    struct probes probes;
    struct monitor *next;
};

static struct belljar_call call_of(const struct task *t, s64 result) {
    const struct syscall *sc = &t->syscall;
    struct belljar_call call = {.tid = t->tid,
                                .pid = t->process->pid,
                                .number = sc->nr,
                                .name = sc->nr < CALL_SET_NUMBERS ? syscall_name((u32)sc->nr) : NULL,
                                .result = result,
                                .answered = t->syscall_answered};
    memcpy(call.args, sc->args, sizeof call.args);
    return call;
}

static bool on_enter(void *ctx, struct task *t, s64 *result) {
    struct monitor *m = ctx;
    if (!m->callbacks.enter || !call_set_has(&m->calls, t->syscall.nr)) return false;
    struct belljar_call call = call_of(t, 0);
    bool answer = m->callbacks.enter(m->callbacks.context, m->jar, &call) == BELLJAR_CALL_ANSWER;
    t->syscall.nr = call.number;
    memcpy(t->syscall.args, call.args, sizeof call.args);
    if (answer) *result = call.result;
    return answer;
}

static s64 on_exit_of_call(void *ctx, struct task *t, s64 result) {
    struct monitor *m = ctx;
    if (!m->callbacks.exit || !call_set_has(&m->calls, t->syscall.nr)) return result;
    struct belljar_call call = call_of(t, result);
    m->callbacks.exit(m->callbacks.context, m->jar, &call);
    return call.result;
}

static void on_task_new(void *ctx, struct task *parent, struct task *t) {
    struct monitor *m = ctx;
    if (m->callbacks.task_new) m->callbacks.task_new(m->callbacks.context, m->jar, parent->tid, t->tid);
}

static void on_task_exit(void *ctx, struct task *t, s32 status) {
    struct monitor *m = ctx;
    if (m->callbacks.task_exit) m->callbacks.task_exit(m->callbacks.context, m->jar, t->tid, status);
}

int belljar_add_monitor(struct belljar *jar, const struct belljar_monitor *monitor) {
    if (monitor->struct_size != sizeof *monitor)
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "the monitor was made for another version of the library");
    struct monitor *m = calloc(1, sizeof *m);
    if (!m) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
    *m = (struct monitor){.jar = jar,
                          .callbacks = *monitor,
                          .probes = {.ctx = m,
                                     .syscall_enter = on_enter,
                                     .syscall_exit = on_exit_of_call,
                                     .task_new = on_task_new,
                                     .task_exit = on_task_exit},
                          .next = jar->monitors};
    m->callbacks.calls = NULL; // the caller's, and read by now
    char why[256];
    if (!monitor->calls) {
        call_set_all(&m->calls);
    } else if (!call_set_parse(&m->calls, monitor->calls, why, sizeof why)) {
        free(m);
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "monitor: %s", why);
    }
    jar->monitors = m;
    sandbox_watch(jar->sandbox, &m->probes);
    return 0;
}

void jar_free_monitors(struct belljar *jar) {
    for (struct monitor *m = jar->monitors, *next; m; m = next) {
        next = m->next;
        free(m);
    }
}

// --- What monitors look at
static struct task *find(struct belljar *jar, int tid, int *error) {
    struct task *t = task_find(jar->sandbox, tid);
    if (t && t->mm) return t;
    *error = jar_fail(jar, BELLJAR_E_NOT_FOUND, "no task %d", tid);
    return NULL;
}

int64_t belljar_read_memory(struct belljar *jar, int tid, uint64_t address, void *buffer, size_t size) {
    int error;
    struct task *t = find(jar, tid, &error);
    return t ? (int64_t)mmu_peek(&t->mm->mmu, address, buffer, size) : error;
}

int64_t belljar_write_memory(struct belljar *jar, int tid, uint64_t address, const void *data, size_t size) {
    int error;
    struct task *t = find(jar, tid, &error);
    return t ? (int64_t)mmu_poke(&t->mm->mmu, address, data, size) : error;
}

// The general registers stand in the instruction set's own order in both.
_Static_assert(offsetof(struct belljar_registers, rip) == REG_COUNT * sizeof(u64), "general registers first");

int belljar_get_registers(struct belljar *jar, int tid, struct belljar_registers *out) {
    int error;
    struct task *t = find(jar, tid, &error);
    if (!t) return error;
    const struct cpu_state *st = task_regs(t);
    memcpy(out, st->gpr, sizeof st->gpr);
    out->rip = st->rip, out->rflags = st->rflags, out->fs_base = st->fs_base, out->gs_base = st->gs_base;
    return 0;
}

int belljar_set_registers(struct belljar *jar, int tid, const struct belljar_registers *in) {
    // What a program can set itself: the other flags are the kernel's.
    enum { USER_FLAGS = 0x240dd5 }; // CF PF AF ZF SF TF DF OF AC ID
    int error;
    struct task *t = find(jar, tid, &error);
    if (!t) return error;
    if (in->rip >= TASK_SIZE || in->fs_base >= TASK_SIZE || in->gs_base >= TASK_SIZE)
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "registers: an address outside the program's half");
    struct cpu_state *st = task_regs(t);
    memcpy(st->gpr, in, sizeof st->gpr);
    st->rip = in->rip, st->fs_base = in->fs_base, st->gs_base = in->gs_base;
    st->rflags = (st->rflags & ~(u64)USER_FLAGS) | (in->rflags & USER_FLAGS);
    return 0;
}

int belljar_fd_path(struct belljar *jar, int tid, int fd, char *buffer, size_t size) {
    int error;
    struct task *t = find(jar, tid, &error);
    if (!t) return error;
    const struct file *f = t->files ? fd_file_any(t, fd) : NULL;
    if (!f) return jar_fail(jar, BELLJAR_E_NOT_FOUND, "descriptor %d of task %d is not open", fd, tid);
    const char *name = size ? path_name(&f->path, t->fs ? &t->fs->root : NULL, buffer, size) : NULL;
    if (!name) return jar_fail(jar, BELLJAR_E_ARGUMENT, "the path does not fit into %zu bytes", size);
    memmove(buffer, name, strlen(name) + 1);
    return 0;
}
