// SPDX-License-Identifier: GPL-2.0-or-later
// Writing runs as JSON, through jansson. A call is written when it is finished, with the ticks at which it began and ended. When the
// machine is taken back to a snapshot the file goes on, with an event that says to where.
#include "trace/export.h"

#include "kernel/timer.h"
#include "syscalls/table.h"
#include "trace/decode.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct begun { // the call a task is in
    s32 tid;   // 0: the slot is free
    u64 number, tick, ns;
    u64 args[6];
    struct decode decode;
    struct text text;
};

struct export {
    struct sandbox *sb;
    enum export_format format;
    FILE *file;
    struct probes probes;
    struct decode_options options;
    struct begun **begun; // a pointer each: decode.out points into them
    size_t begun_count;
    u64 calls;
    bool any;  // Perfetto: an event has been written, the next needs a comma
    int error; // errno of the first write that failed
};

// --- Writing
static void emit(struct export *e, json_t *object) {
    if (e->format == EXPORT_PERFETTO && e->any && fputs(",\n", e->file) < 0 && !e->error) e->error = errno;
    e->any = true;
    errno = 0;
    if (!object || json_dumpf(object, e->file, JSON_COMPACT) != 0 ||
        (e->format == EXPORT_JSON && fputc('\n', e->file) < 0))
        if (!e->error) e->error = errno ? errno : ENOMEM;
    json_decref(object);
}

static json_t *hex(u64 value) {
    return json_sprintf("0x%" PRIx64, value);
}

// What comes from the guest may be any bytes: those that are no UTF-8 become U+FFFD.
static json_t *guest_text(const char *s, size_t n) {
    json_t *text = json_stringn(s, n);
    if (text) return text;
    struct text clean = {0};
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] < 0x80)
            text_char(&clean, s[i]);
        else
            text_puts(&clean, "\xef\xbf\xbd");
    }
    text = json_stringn(clean.data, clean.size);
    text_free(&clean);
    return text;
}

static void put(json_t *object, const char *key, json_t *value) {
    (void)json_object_set_new(object, key, value); // a lack of memory shows when the object is written
}

static double microseconds(u64 ns) {
    return (double)ns / 1000.0;
}

static json_t *event(const struct task *t, const char *phase, const char *category, u64 ns) {
    json_t *o = json_object();
    put(o, "ph", json_string(phase));
    put(o, "cat", json_string(category));
    put(o, "pid", json_integer(t->process->pid));
    put(o, "tid", json_integer(t->tid));
    put(o, "ts", json_real(microseconds(ns)));
    return o;
}

static json_t *instant(const struct task *t, const char *category, const char *name, json_t *args) {
    json_t *o = event(t, "i", category, clock_monotonic(t->sb));
    put(o, "s", json_string("t"));
    put(o, "name", json_string(name));
    put(o, "args", args);
    return o;
}

// --- Calls
static struct begun *begun_of(struct export *e, s32 tid) {
    for (size_t i = 0; i < e->begun_count; i++)
        if (e->begun[i]->tid == tid) return e->begun[i];
    return NULL;
}

static struct begun *begun_new(struct export *e, s32 tid) {
    struct begun *b = begun_of(e, tid);
    if (!b) b = begun_of(e, 0);
    if (!b) {
        struct begun **grown = realloc(e->begun, (e->begun_count + 1) * sizeof(struct begun *));
        if (!grown) return NULL;
        e->begun = grown;
        if (!(b = calloc(1, sizeof *b))) return NULL;
        grown[e->begun_count++] = b;
    }
    b->tid = tid;
    return b;
}

static bool on_enter(void *ctx, struct task *t, s64 *result) {
    struct export *e = ctx;
    (void)result;
    struct begun *b = begun_new(e, t->tid);
    if (!b) {
        if (!e->error) e->error = ENOMEM;
        return false;
    }
    text_clear(&b->text);
    b->number = ++e->calls;
    b->tick = e->sb->ticks.now;
    b->ns = clock_monotonic(e->sb);
    memcpy(b->args, t->syscall.args, sizeof b->args);
    decode_begin(&b->decode, t, &e->options, &b->text);
    decode_enter(&b->decode);
    return false;
}

static void call_json(struct export *e, const struct task *t, struct begun *b, const s64 *result) {
    const struct syscall *sc = &t->syscall;
    json_t *o = json_object(), *args = json_array();
    const u32 count = sc->nr < e->sb->calls->count ? e->sb->calls->arity[sc->nr] : 6;
    for (u32 i = 0; i < count; i++) (void)json_array_append_new(args, hex(b->args[i]));
    put(o, "call", json_integer((json_int_t)b->number));
    put(o, "pid", json_integer(t->process->pid));
    put(o, "tid", json_integer(t->tid));
    put(o, "tick", json_integer((json_int_t)b->tick));
    put(o, "end_tick", json_integer((json_int_t)e->sb->ticks.now));
    put(o, "ns", json_integer((json_int_t)b->ns));
    put(o, "nr", json_integer((json_int_t)sc->nr));
    const char *name = sc->nr < e->sb->calls->count ? syscall_name((u32)sc->nr) : NULL;
    if (name) put(o, "name", json_string(name));
    put(o, "args", args);
    put(o, "text", guest_text(b->text.data, b->text.size));
    put(o, "result", result ? json_integer(*result) : json_null());
    const char *error = result && *result < 0 && *result >= -4095 ? errno_name((u32) - *result) : NULL;
    if (error) put(o, "error", json_string(error));
    if (t->syscall_answered) put(o, "answered", json_true());
    emit(e, o);
}

static void call_perfetto(struct export *e, const struct task *t, struct begun *b) {
    const struct syscall *sc = &t->syscall;
    json_t *o = event(t, "X", "syscall", b->ns), *args = json_object();
    const char *name = sc->nr < e->sb->calls->count ? syscall_name((u32)sc->nr) : NULL;
    put(o, "name", name ? json_string(name) : json_sprintf("syscall_%" PRIu64, sc->nr));
    put(o, "dur", json_real(microseconds(clock_monotonic(e->sb) - b->ns)));
    put(args, "call", guest_text(b->text.data, b->text.size));
    put(args, "tick", json_integer((json_int_t)b->tick));
    put(o, "args", args);
    emit(e, o);
}

static void call_done(struct export *e, const struct task *t, const s64 *result) {
    struct begun *b = begun_of(e, t->tid);
    if (!b) return;
    b->decode.result = result ? *result : 0;
    b->decode.answered = t->syscall_answered;
    decode_exit(&b->decode);
    text_puts(&b->text, " = ");
    if (result)
        decode_result(&b->decode);
    else
        text_char(&b->text, '?');
    if (e->format == EXPORT_JSON)
        call_json(e, t, b, result);
    else
        call_perfetto(e, t, b);
    b->tid = 0;
}

static s64 on_exit_of_call(void *ctx, struct task *t, s64 result) {
    call_done(ctx, t, &result);
    return result;
}

// --- Events
static void on_signal(void *ctx, struct task *t, int signo, const struct abi_siginfo *info) {
    struct export *e = ctx;
    const char *name = signal_name(signo);
    if (e->format == EXPORT_PERFETTO) {
        emit(e, instant(t, "signal", name ? name : "signal", json_pack("{s:i}", "code", info ? info->si_code : 0)));
        return;
    }
    json_t *o = json_pack("{s:s, s:i, s:i, s:I}", "event", "signal", "pid", t->process->pid, "tid", t->tid, "tick",
                          (json_int_t)e->sb->ticks.now);
    put(o, "signal", name ? json_string(name) : json_integer(signo));
    put(o, "code", json_integer(info ? info->si_code : 0));
    emit(e, o);
}

static void name_task(struct export *e, const struct task *t) {
    json_t *o = event(t, "M", "__metadata", 0);
    put(o, "name", json_string("thread_name"));
    put(o, "args", json_pack("{s:o}", "name", guest_text(t->comm, strnlen(t->comm, sizeof t->comm))));
    emit(e, o);
}

static void on_task_new(void *ctx, struct task *parent, struct task *t) {
    struct export *e = ctx;
    if (e->format == EXPORT_PERFETTO) {
        name_task(e, t);
        emit(e, instant(t, "task", "begins", json_pack("{s:i}", "parent", parent->tid)));
    } else {
        emit(e, json_pack("{s:s, s:i, s:i, s:I, s:i}", "event", "task", "pid", t->process->pid, "tid", t->tid, "tick",
                          (json_int_t)e->sb->ticks.now, "parent", parent->tid));
    }
}

static void on_task_exit(void *ctx, struct task *t, s32 status) {
    struct export *e = ctx;
    call_done(e, t, NULL); // exit_group, or whatever it was killed in
    if (e->format == EXPORT_PERFETTO)
        emit(e, instant(t, "task", "ends", json_pack("{s:i}", "status", status)));
    else
        emit(e, json_pack("{s:s, s:i, s:i, s:I, s:i}", "event", "exit", "pid", t->process->pid, "tid", t->tid, "tick",
                          (json_int_t)e->sb->ticks.now, "status", status));
}

static void on_renumbered(void *ctx, struct task *t, s32 before) {
    struct begun *x = begun_of(ctx, before);
    if (x) x->tid = t->tid;
}

static void on_exec(void *ctx, struct task *t, const char *path) {
    struct export *e = ctx;
    json_t *text = guest_text(path, strlen(path));
    if (e->format == EXPORT_PERFETTO) {
        emit(e, instant(t, "task", "exec", json_pack("{s:o}", "path", text)));
        name_task(e, t);
    } else {
        emit(e, json_pack("{s:s, s:i, s:i, s:I, s:o}", "event", "exec", "pid", t->process->pid, "tid", t->tid, "tick",
                          (json_int_t)e->sb->ticks.now, "path", text));
    }
}

static void on_page_fault(void *ctx, struct task *t, uaddr_t va, u32 access, pte_t before, int result) {
    struct export *e = ctx;
    (void)before;
    json_t *args = json_object();
    put(args, "address", hex(va));
    put(args, "access", json_string(access & ACCESS_EXEC ? "execute" : access & ACCESS_WRITE ? "write" : "read"));
    if (result < 0) put(args, "refused", json_true());
    emit(e, instant(t, "memory", "page fault", args));
}

// --- The position in a run
struct saved {
    struct begun **begun;
    size_t count;
    u64 calls;
};

static void free_begun(struct begun **begun, size_t count) {
    for (size_t i = 0; i < count; i++) {
        text_free(&begun[i]->text);
        free(begun[i]);
    }
    free(begun);
}

static void drop(void *saved) {
    struct saved *p = saved;
    if (p) free_begun(p->begun, p->count);
    free(p);
}

static struct begun *copy_begun(const struct begun *from) {
    struct begun *to = malloc(sizeof *to);
    if (!to) return NULL;
    *to = *from;
    to->text = (struct text){.data = NULL};
    text_put(&to->text, from->text.data, from->text.size);
    to->decode.out = &to->text;
    if (!to->text.failed) return to;
    text_free(&to->text);
    free(to);
    return NULL;
}

static void *copy(const void *saved) {
    const struct saved *from = saved;
    struct saved *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    p->calls = from->calls;
    bool ok = (p->begun = calloc(from->count + 1, sizeof(struct begun *))) != NULL;
    for (size_t i = 0; ok && i < from->count; i++)
        if ((ok = (p->begun[i] = copy_begun(from->begun[i])) != NULL)) p->count++;
    if (ok) return p;
    drop(p);
    return NULL;
}

static void *save(void *ctx) {
    const struct export *e = ctx;
    const struct saved now = {.begun = e->begun, .count = e->begun_count, .calls = e->calls};
    return copy(&now);
}

static void tell_restored(struct export *e) {
    const json_int_t ticks = (json_int_t)e->sb->ticks.now;
    if (e->format == EXPORT_JSON)
        emit(e, json_pack("{s:s, s:I, s:I}", "event", "restored", "tick", ticks, "calls", (json_int_t)e->calls));
    else
        emit(e, json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:f, s:{s:I}}", "ph", "i", "s", "g", "cat", "snapshot",
                          "name", "restored", "pid", 0, "tid", 0, "ts", microseconds(clock_monotonic(e->sb)), "args",
                          "tick", ticks));
}

static void restore(void *ctx, void *saved) {
    struct export *e = ctx;
    struct saved *p = saved;
    free_begun(e->begun, e->begun_count);
    e->begun = p ? p->begun : NULL;
    e->begun_count = p ? p->count : 0;
    e->calls = p ? p->calls : 0;
    free(p);
    tell_restored(e);
}

struct export *export_start(struct sandbox *sb, enum export_format format, const char *path, char *why,
                            size_t why_size) {
    struct export *e = calloc(1, sizeof *e);
    if (!e) {
        snprintf(why, why_size, "no memory");
        return NULL;
    }
    e->sb = sb;
    e->format = format;
    e->file = fopen(path, "w");
    if (!e->file) {
        snprintf(why, why_size, "%.300s: %s", path, strerror(errno));
        free(e);
        return NULL;
    }
    e->options = (struct decode_options){.string_limit = DECODE_STRING_LIMIT};
    e->probes = (struct probes){.ctx = e,
                                .syscall_enter = on_enter,
                                .syscall_exit = on_exit_of_call,
                                .signal = on_signal,
                                .signal_early = on_signal,
                                .task_new = on_task_new,
                                .task_exit = on_task_exit,
                                .renumbered = on_renumbered,
                                .exec = on_exec,
                                .page_fault = format == EXPORT_PERFETTO ? on_page_fault : NULL,
                                .save = save,
                                .copy = copy,
                                .restore = restore,
                                .drop = drop};
    if (format == EXPORT_PERFETTO && fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", e->file) < 0)
        e->error = errno;
    sandbox_watch(sb, &e->probes);
    return e;
}

bool export_finish(struct export *e, char *why, size_t why_size) {
    sandbox_unwatch(e->sb, &e->probes);
    if (e->format == EXPORT_PERFETTO && fputs("\n]}\n", e->file) < 0 && !e->error) e->error = errno;
    if (fclose(e->file) != 0 && !e->error) e->error = errno;
    int error = e->error;
    free_begun(e->begun, e->begun_count);
    free(e);
    if (error) snprintf(why, why_size, "%s", strerror(error));
    return !error;
}
