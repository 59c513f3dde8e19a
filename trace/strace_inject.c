// SPDX-License-Identifier: GPL-2.0-or-later
// Tampering with calls: -e inject= and -e fault=.
#include "trace/strace_internal.h"

#include "abi/errno.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_due(const struct strace_injection *in, u64 n) {
    if (n < in->first || (in->last && n > in->last)) return false;
    return in->step ? (n - in->first) % in->step == 0 : n == in->first;
}

static void pass_time(struct sandbox *sb, u64 ns) {
    if (!sb->opt.live) sb->skipped_ns += ns;
}

// Of several for one call the one given last counts, and it stands first.
bool inject_enter(struct strace *s, struct tracee *t, struct task *task, s64 *result) {
    u32 index = 0;
    for (struct strace_injection *in = s->opt.injections; in; in = in->next, index++) {
        if (!call_set_has(&in->calls, t->decode.nr)) continue;
        if (!is_due(in, ++t->call_counts[index])) return false;
        if (in->enter_ns || in->exit_ns) t->delayed = true;
        if (in->enter_ns) pass_time(s->sb, in->enter_ns);
        if (in->signal) {
            struct abi_siginfo info = {.si_signo = (s32)in->signal, .si_code = SI_USER};
            t->injected = (s32)in->signal;
            (void)signal_send_task(task, (int)in->signal, &info);
        }
        if (in->replaces) *result = in->value;
        return in->replaces;
    }
    return false;
}

void inject_exit(struct strace *s, struct tracee *t, struct task *task) {
    u32 index = 0;
    (void)task;
    for (struct strace_injection *in = s->opt.injections; in; in = in->next, index++) {
        if (!call_set_has(&in->calls, t->decode.nr)) continue;
        if (in->exit_ns && is_due(in, t->call_counts[index])) pass_time(s->sb, in->exit_ns);
        return;
    }
}

// --- Reading it
static bool parse_u64(const char *text, u64 *out, const char **end) {
    char *stop;
    *out = strtoull(text, &stop, 0);
    *end = stop;
    return stop != text && *text != '-';
}

static bool parse_when(struct strace_injection *in, const char *text) {
    const char *p;
    if (!parse_u64(text, &in->first, &p) || !in->first) return false;
    in->last = in->step = 0;
    if (p[0] == '.' && p[1] == '.') {
        if (!parse_u64(p + 2, &in->last, &p) || in->last < in->first) return false;
        in->step = 1;
    }
    if (*p == '+') {
        in->step = 1;
        p++;
        if (*p && (!parse_u64(p, &in->step, &p) || !in->step)) return false;
    }
    return !*p;
}

static bool parse_delay(const char *text, u64 *ns) { // microseconds unless it says otherwise
    const char *p;
    if (!parse_u64(text, ns, &p)) return false;
    u64 unit = !*p || !strcmp(p, "us") ? 1000
               : !strcmp(p, "ms")      ? 1000000
               : !strcmp(p, "s")       ? 1000000000
               : !strcmp(p, "ns")      ? 1
                                       : 0;
    if (!unit || *ns > UINT64_MAX / 4 / unit) return false;
    *ns *= unit;
    return true;
}

static bool parse_error(const char *text, s64 *value) {
    u64 number;
    const char *p;
    if (parse_u64(text, &number, &p) && !*p && number > 0 && number <= MAX_ERRNO) return *value = -(s64)number, true;
    for (u32 e = 1; e <= MAX_ERRNO; e++) {
        const char *name = errno_name(e);
        if (name && !strcmp(name, text)) return *value = -(s64)e, true;
    }
    return false;
}

static bool parse_signal(const char *text, u32 *signo) {
    u64 number;
    const char *p;
    if (parse_u64(text, &number, &p) && !*p && number > 0 && number <= 64) return *signo = (u32)number, true;
    for (s32 n = 1; n <= 64; n++) {
        const char *name = signal_name(n);
        if (name && (!strcmp(name, text) || !strcmp(name + 3, text))) return *signo = (u32)n, true;
    }
    return false;
}

static bool parse_word(struct strace_injection *in, const char *word, bool fault) {
    const char *equals = strchr(word, '='), *p, *digits, *value = equals ? equals + 1 : "";
    size_t n = equals ? (size_t)(equals - word) : strlen(word);
    u64 number;
    if (!equals) return false;
    if (n == 5 && !strncmp(word, "error", n)) {
        if (in->replaces && !fault) return false; // one result only
        return in->replaces = true, parse_error(value, &in->value);
    }
    if (n == 6 && !strncmp(word, "retval", n)) {
        digits = value + (*value == '-');
        if (in->replaces || fault || !parse_u64(digits, &number, &p) || *p) return false;
        in->replaces = true;
        in->value = (s64)(*value == '-' ? 0 - number : number);
        return true;
    }
    if (n == 7 && !strncmp(word, "syscall", n)) { // what is made in place of the call matters to a tracer only
        struct call_set pure, call;
        char why[8];
        if (!call_set_parse(&pure, "%pure", why, sizeof why) || !call_set_parse(&call, value, why, sizeof why))
            return false;
        for (u32 nr = 0; nr < CALL_SET_NUMBERS; nr++)
            if (call_set_has(&call, nr) && !call_set_has(&pure, nr)) return false;
        return true;
    }
    if (n == 6 && !strncmp(word, "signal", n)) return parse_signal(value, &in->signal);
    if (n == 11 && !strncmp(word, "delay_enter", n)) return parse_delay(value, &in->enter_ns);
    if (n == 10 && !strncmp(word, "delay_exit", n)) return parse_delay(value, &in->exit_ns);
    if (n == 4 && !strncmp(word, "when", n)) return parse_when(in, value);
    return false;
}

bool strace_injection_parse(struct strace_injection *in, const char *text, bool fault, char *why, size_t why_size) {
    const char *colon = strchr(text, ':');
    char *calls = strdup(text), *position = NULL;
    if (!calls) return snprintf(why, why_size, "no memory"), false;
    *in = (struct strace_injection){.first = 1, .step = 1};
    if (fault) {
        in->replaces = true;
        in->value = -ENOSYS;
    }
    if (colon) calls[colon - text] = 0;
    bool ok = call_set_parse(&in->calls, calls, why, why_size);
    if (ok && !colon && !fault) ok = false, snprintf(why, why_size, "invalid -e inject= argument: '%.200s'", text);
    for (char *word = ok && colon ? strtok_r(calls + (colon - text) + 1, ":", &position) : NULL; ok && word;
         word = strtok_r(NULL, ":", &position))
        if (!parse_word(in, word, fault))
            ok = false,
            snprintf(why, why_size, "invalid -e %s= argument: '%.200s'", fault ? "fault" : "inject", text);
    free(calls);
    return ok;
}
