// SPDX-License-Identifier: GPL-2.0-or-later
// strace for embedders: strace's words into what trace/strace.c takes.
#include "api/internal.h"

#include "trace/stack.h"
#include "trace/strace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void belljar_strace_options_init(struct belljar_strace_options *opt) {
    *opt = (struct belljar_strace_options){.struct_size = sizeof *opt,
                                           .string_limit = 32,
                                           .column = 40,
                                           .time_digits = 6,
                                           .relative_digits = 6,
                                           .duration_digits = 6};
}

struct reading {
    struct strace_options *o;
    char why[300];
};

static bool wrong(struct reading *r, const char *what, const char *value) {
    snprintf(r->why, sizeof r->why, "invalid -e %s argument: '%.200s'", what, value);
    return false;
}

// "TEXT" of a comma-separated list with an optional leading '!', by `bit_of` (-1: unknown); `all` and `none` alone.
static bool read_set(struct reading *r, const char *what, const char *text, int (*bit_of)(const char *word), u64 all,
                     u64 *out) {
    bool invert = *text == '!';
    char *copy = strdup(text + invert), *position = NULL;
    u64 set = 0;
    bool ok = copy != NULL;
    if (ok && !strcmp(copy, "all"))
        set = all;
    else if (ok && strcmp(copy, "none") != 0)
        for (char *word = strtok_r(copy, ",", &position); ok && word; word = strtok_r(NULL, ",", &position)) {
            int bit = bit_of(word);
            ok = bit >= 0;
            if (ok) set |= 1ull << bit;
        }
    free(copy);
    *out = invert ? all & ~set : set;
    return ok || wrong(r, what, text);
}

static int signal_bit(const char *word) {
    char *end;
    long number = strtol(word, &end, 10);
    if (!*end && end != word) return number >= 1 && number <= 64 ? (int)number - 1 : -1;
    for (s32 n = 1; n <= 64; n++) {
        const char *name = signal_name(n);
        if (name && (!strcmp(name, word) || !strcmp(name + 3, word))) return n - 1;
    }
    return -1;
}
static int fd_bit(const char *word) {
    char *end;
    long number = strtol(word, &end, 10);
    return !*end && end != word && number >= 0 && number < 64 ? (int)number : -1;
}
static int word_bit(const char *word, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (names[i] && !strcmp(word, names[i])) return (int)i;
    return -1;
}
static int status_bit(const char *word) {
    static const char *const names[] = {"successful", "failed", "unfinished", "unavailable", "detached"};
    return word_bit(word, names, ARRAY_SIZE(names));
}
static int quiet_bit(const char *word) {
    static const char *const names[] = {"attach",        "exit",       "personality", "path-resolution",
                                        "thread-execve", "superseded", "exits"};
    int bit = word_bit(word, names, ARRAY_SIZE(names));
    return bit == 6 ? 1 : bit == 5 ? 4 : bit;
}
static int fds_bit(const char *word) {
    static const char *const names[] = {"path", "dev", "socket", "pidfd"};
    return word_bit(word, names, ARRAY_SIZE(names));
}

static bool read_injection(struct reading *r, const char *text, bool fault) {
    struct strace_injection *in = calloc(1, sizeof *in);
    if (!in || !strace_injection_parse(in, text, fault, r->why, sizeof r->why)) {
        if (!in) snprintf(r->why, sizeof r->why, "no memory");
        strace_injections_free(in);
        return false;
    }
    in->next = r->o->injections;
    r->o->injections = in;
    return true;
}

static bool read_expression(struct reading *r, const char *text) {
    struct strace_options *o = r->o;
    const char *equals = strchr(text, '='), *value = equals ? equals + 1 : text;
    char what[24] = "trace";
    u64 set;
    if (equals) snprintf(what, sizeof what, "%.*s", (int)(equals - text), text);
    if (!strcmp(what, "trace") || !strcmp(what, "t")) return call_set_parse(&o->trace, value, r->why, sizeof r->why);
    if (!strcmp(what, "abbrev") || !strcmp(what, "a"))
        return call_set_parse(&o->abbrev, value, r->why, sizeof r->why);
    if (!strcmp(what, "verbose") || !strcmp(what, "v"))
        return call_set_parse(&o->verbose, value, r->why, sizeof r->why);
    if (!strcmp(what, "raw") || !strcmp(what, "x")) return call_set_parse(&o->raw, value, r->why, sizeof r->why);
    if (!strcmp(what, "inject")) return read_injection(r, value, false);
    if (!strcmp(what, "fault")) return read_injection(r, value, true);
    if (!strcmp(what, "signal") || !strcmp(what, "signals") || !strcmp(what, "s"))
        return read_set(r, what, value, signal_bit, UINT64_MAX, &o->signals);
    if (!strcmp(what, "read") || !strcmp(what, "reads") || !strcmp(what, "r"))
        return read_set(r, what, value, fd_bit, UINT64_MAX, &o->read_fds);
    if (!strcmp(what, "write") || !strcmp(what, "writes") || !strcmp(what, "w"))
        return read_set(r, what, value, fd_bit, UINT64_MAX, &o->write_fds);
    if (!strcmp(what, "status")) {
        if (!read_set(r, what, value, status_bit, 0x1f, &set)) return false;
        o->status = (u32)set & STRACE_STATUS_ALL;
        return true;
    }
    if (!strcmp(what, "quiet") || !strcmp(what, "silent") || !strcmp(what, "silence") || !strcmp(what, "q")) {
        if (!read_set(r, what, value, quiet_bit, 0x1f, &set)) return false;
        o->quiet = (u32)set;
        return true;
    }
    if (!strcmp(what, "decode-fds") || !strcmp(what, "decode-fd")) {
        if (!read_set(r, what, value, fds_bit, 0xf, &set)) return false;
        o->decode.fds = (u32)set;
        return true;
    }
    // Not a word of -e: a list of calls that has a '=' in it cannot be one either.
    if (!equals) return call_set_parse(&o->trace, text, r->why, sizeof r->why);
    snprintf(r->why, sizeof r->why, "invalid -e qualifier: '%.200s'", text);
    return false;
}

static bool read_sort(struct reading *r, const char *text) {
    static const struct {
        const char *name;
        enum strace_sort sort;
    } names[] = {{"time", SORT_TIME},       {"time-total", SORT_TIME},  {"total-time", SORT_TIME},
                 {"min-time", SORT_MIN},    {"shortest", SORT_MIN},     {"max-time", SORT_MAX},
                 {"longest", SORT_MAX},     {"avg-time", SORT_AVERAGE}, {"calls", SORT_CALLS},
                 {"count", SORT_CALLS},     {"errors", SORT_ERRORS},    {"error", SORT_ERRORS},
                 {"name", SORT_NAME},       {"syscall", SORT_NAME},     {"syscall-name", SORT_NAME},
                 {"nothing", SORT_NOTHING}, {"none", SORT_NOTHING},     {"ticks", SORT_TICKS}};
    for (size_t i = 0; text && i < ARRAY_SIZE(names); i++)
        if (!strcmp(text, names[i].name)) return r->o->sort = names[i].sort, true;
    if (!text) return true;
    snprintf(r->why, sizeof r->why, "invalid sortby: '%.200s'", text);
    return false;
}

static bool write_text(void *ctx, s32 tid, const char *data, size_t n) {
    const struct belljar *jar = ctx;
    return jar->strace_write(jar->strace_context, tid, data, n) != 0;
}

int belljar_strace(struct belljar *jar, const struct belljar_strace_options *opt) {
    if (opt->struct_size != sizeof *opt || !opt->write)
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "strace: bad options");
    if (jar->loaded || jar->strace)
        return jar_fail(jar, BELLJAR_E_STATE, "strace: begins once, before a program is loaded");
    struct strace_options o = {
        .decode = {.string_limit = (u32)opt->string_limit,
                   .hex_strings = (u32)opt->hex_strings,
                   .style = (enum name_style)opt->names,
                   .fds = opt->describe_fds == 0   ? 0
                          : opt->describe_fds == 1 ? FDS_PATH
                                                   : FDS_PATH | FDS_DEV | FDS_SOCKET | FDS_PIDFD,
                   .pid_namespaces = opt->describe_pids != 0},
        .follow = opt->follow != 0,
        .separate = opt->separate != 0,
        .detach_on_exec = opt->detach_on_exec != 0,
        .always_pid = opt->always_pid != 0,
        .signals = UINT64_MAX,
        .status = opt->status == 1   ? STRACE_STATUS_OK
                  : opt->status == 2 ? STRACE_STATUS_FAILED
                                     : STRACE_STATUS_ALL,
        .quiet = opt->quiet > 2    ? 0x1f
                 : opt->quiet == 2 ? STRACE_QUIET_ATTACH | STRACE_QUIET_EXIT | STRACE_QUIET_PERSONALITY
                 : opt->quiet      ? STRACE_QUIET_ATTACH | STRACE_QUIET_PERSONALITY
                                   : 0,
        .paths = opt->paths,
        .column = (u32)opt->column,
        .time = (enum strace_time)opt->time,
        .relative = opt->relative != 0,
        .time_digits = (u32)opt->time_digits,
        .relative_digits = (u32)opt->relative_digits,
        .duration_digits = (u32)opt->duration_digits,
        .durations = opt->durations != 0,
        .pointer = opt->pointer != 0,
        .number = opt->number != 0,
        .lines = opt->count != 1,
        .count = opt->count != 0,
        .wall = opt->wall != 0,
        .columns = opt->columns,
        .write = write_text,
        .ctx = jar,
        .interactive = opt->interactive != 0};
    struct reading r = {.o = &o};
    call_set_all(&o.trace);
    call_set_all(&o.verbose);
    if (!opt->unabbreviated) call_set_all(&o.abbrev);
    bool ok = read_sort(&r, opt->sort) && (!opt->columns || strace_columns_check(opt->columns, r.why, sizeof r.why));
    for (const char *const *e = opt->expressions; ok && e && *e; e++) ok = read_expression(&r, *e);
    if (!ok) {
        strace_injections_free(o.injections);
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s", r.why);
    }
    jar->strace_write = opt->write;
    jar->strace_context = opt->context;
    char why[256];
    if (opt->stacks && !(o.stacks = stack_tracer_create(why, sizeof why))) {
        strace_injections_free(o.injections);
        return jar_fail(jar, BELLJAR_E_HOST, "%s", why);
    }
    jar->strace = strace_start(jar->sandbox, &o);
    if (jar->strace) return BELLJAR_OK;
    strace_injections_free(o.injections);
    return jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
}

void jar_strace_flush(struct belljar *jar, bool ended) {
    if (!jar->strace) return;
    strace_flush(jar->strace);
    if (ended) strace_finish(jar->strace);
}
