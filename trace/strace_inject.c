// SPDX-License-Identifier: GPL-2.0-or-later
// Tampering with calls: -e inject= and -e fault=.
#include "trace/strace_internal.h"

#include "abi/errno.h"
#include "kernel/mm/mm.h"

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

// "@arg2=4142,@arg1=00". Step by step: false at the end, or where it is not such a list.
static bool next_poke(const char **text, u32 *arg, const char **hex, size_t *bytes) {
    const char *p = *text;
    if (strncmp(p, "@arg", 4) != 0 || p[4] < '1' || p[4] > '6' || p[5] != '=') return false;
    *arg = (u32)(p[4] - '1');
    *hex = p + 6;
    const size_t n = strspn(*hex, "0123456789abcdefABCDEF");
    p = *hex + n;
    if (!n || n % 2 || (*p && *p != ',') || (*p == ',' && !p[1])) return false;
    *bytes = n / 2;
    *text = p + (*p == ',');
    return true;
}

static u8 byte_of(const char *hex) {
    const char digits[3] = {hex[0], hex[1], 0};
    return (u8)strtoul(digits, NULL, 16);
}

static void poke(struct tracee *t, struct task *task, const char *text) {
    u32 arg;
    const char *hex;
    size_t n;
    while (text && next_poke(&text, &arg, &hex, &n)) {
        bool done = true;
        for (size_t i = 0; i < n && done; i++) {
            const u8 byte = byte_of(hex + 2 * i);
            done = user_write(task->mm, t->decode.args[arg] + i, &byte, 1) == 0;
        }
        t->poked |= done;
    }
}

// Of several for one call the one given last counts, and it stands first.
static struct strace_injection *injection_of(const struct strace *s, u64 nr) {
    struct strace_injection *in = s->opt.injections;
    while (in && !(nr < CALL_SET_NUMBERS && call_set_has(&in->calls, nr))) in = in->next;
    return in;
}

bool inject_enter(struct strace *s, struct tracee *t, struct task *task, s64 *result) {
    struct strace_injection *in = injection_of(s, t->decode.nr);
    if (!in || !is_due(in, ++t->call_counts[t->decode.nr])) return false;
    if (in->enter_ns || in->exit_ns) t->delayed = true;
    if (in->enter_ns) pass_time(s->sb, in->enter_ns);
    if (in->signal) {
        struct abi_siginfo info = {.si_signo = (s32)in->signal, .si_code = SI_USER};
        t->injected = (s32)in->signal;
        (void)signal_send_task(task, (int)in->signal, &info);
    }
    poke(t, task, in->poke[0]);
    if (in->replaces) *result = in->value;
    t->decode.is_value = in->is_value;
    return in->replaces;
}

void inject_exit(struct strace *s, struct tracee *t, struct task *task) {
    struct strace_injection *in = injection_of(s, t->decode.nr);
    if (!in || !is_due(in, t->call_counts[t->decode.nr])) return;
    if (in->exit_ns) pass_time(s->sb, in->exit_ns);
    poke(t, task, in->poke[1]);
}

void strace_injections_free(struct strace_injection *in) {
    for (struct strace_injection *next; in; in = next) {
        next = in->next;
        free(in->poke[0]);
        free(in->poke[1]);
        free(in);
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

static bool parse_poke(char **out, const char *text) {
    u32 arg;
    const char *hex, *rest = text;
    size_t n;
    while (next_poke(&rest, &arg, &hex, &n)) {}
    if (*rest || rest == text || *out) return false;
    *out = strdup(text);
    return *out != NULL;
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
        in->replaces = in->is_value = true;
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
        return in->replaces; // nothing but its result could tell
    }
    if (n == 10 && !strncmp(word, "poke_enter", n)) return parse_poke(&in->poke[0], value);
    if (n == 9 && !strncmp(word, "poke_exit", n)) return parse_poke(&in->poke[1], value);
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
