// SPDX-License-Identifier: GPL-2.0-or-later
// Reading traces line by line, through jansson.
#include "replay/compare_traces.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct trace {
    const char *path;
    FILE *file;
    char *line;
    size_t capacity;
    u64 number; // of the line
};

// The next event, the caller's; NULL with *end: there is none; NULL otherwise: *what says why.
static json_t *next_event(struct trace *t, bool *end, char *what, size_t size) {
    json_error_t error;
    errno = 0;
    ssize_t n = getline(&t->line, &t->capacity, t->file);
    *end = n < 0 && feof(t->file);
    if (*end) return NULL;
    if (n < 0) {
        snprintf(what, size, "%.150s: %s", t->path, strerror(errno));
        return NULL;
    }
    t->number++;
    json_t *event = json_loadb(t->line, (size_t)n, JSON_ALLOW_NUL, &error);
    if (!event) snprintf(what, size, "%.100s: line %llu: %.100s", t->path, (unsigned long long)t->number, error.text);
    return event;
}

static bool is_ignored(const char *key, const struct compare_options *o) {
    if (o->ignore_ticks && (!strcmp(key, "tick") || !strcmp(key, "end_tick") || !strcmp(key, "ns"))) return true;
    return o->ignore_addresses && (!strcmp(key, "args") || !strcmp(key, "text"));
}

static bool ignore_result(const json_t *event, const struct compare_options *o) {
    const char *name = json_string_value(json_object_get(event, "name"));
    return o->ignore_addresses && name && !json_object_get(event, "error") &&
           (!strcmp(name, "brk") || !strcmp(name, "mmap") || !strcmp(name, "mremap") || !strcmp(name, "shmat"));
}

static bool same_event(json_t *a, json_t *b, const struct compare_options *o, char *what, size_t size) {
    const char *key;
    json_t *value;
    if (!json_is_object(a) || !json_is_object(b)) return json_equal(a, b);
    json_object_foreach(a, key, value) {
        json_t *other = json_object_get(b, key);
        if (is_ignored(key, o) || (!strcmp(key, "result") && ignore_result(a, o) && ignore_result(b, o))) continue;
        if (json_equal(value, other)) continue;
        char *x = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT),
             *y = other ? json_dumps(other, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
        snprintf(what, size, "%.30s: %.100s and %.100s", key, x ? x : "?", y ? y : "nothing");
        free(x);
        free(y);
        return false;
    }
    if (json_object_size(a) >= json_object_size(b)) return true;
    snprintf(what, size, "something else happens");
    return false;
}

static void say(const struct trace *t, const json_t *event, char *to, size_t size) {
    const char *text = json_string_value(json_object_get(event, "text"));
    if (!event)
        snprintf(to, size, "the trace ends");
    else if (text)
        snprintf(to, size, "line %llu, task %lld, tick %lld: %.900s", (unsigned long long)t->number,
                 (long long)json_integer_value(json_object_get(event, "tid")),
                 (long long)json_integer_value(json_object_get(event, "tick")), text);
    else
        snprintf(to, size, "line %llu: %.*s", (unsigned long long)t->number, (int)strcspn(t->line, "\n"), t->line);
}

enum compare_result compare_traces(const char *a, const char *b, const struct compare_options *opt,
                                   struct compare_report *report) {
    struct trace t[2] = {{.path = a}, {.path = b}};
    enum compare_result result = COMPARE_EQUAL;
    bool end[2] = {false, false};
    memset(report, 0, sizeof *report);
    for (int i = 0; i < 2 && result == COMPARE_EQUAL; i++) {
        t[i].file = fopen(t[i].path, "r");
        if (t[i].file) continue;
        snprintf(report->what, sizeof report->what, "%.150s: %s", t[i].path, strerror(errno));
        result = COMPARE_FAILED;
    }
    while (result == COMPARE_EQUAL && !end[0]) {
        json_t *event[2];
        for (int i = 0; i < 2; i++) event[i] = next_event(&t[i], &end[i], report->what, sizeof report->what);
        if ((!event[0] && !end[0]) || (!event[1] && !end[1])) {
            result = COMPARE_FAILED;
        } else if (end[0] != end[1]) {
            snprintf(report->what, sizeof report->what, "one is longer");
            result = COMPARE_DIFFERENT;
        } else if (!end[0] && !same_event(event[0], event[1], opt, report->what, sizeof report->what)) {
            result = COMPARE_DIFFERENT;
        }
        const json_t *call = json_object_get(event[0], "call");
        if (call) report->calls = (u64)json_integer_value(call);
        for (int i = 0; i < 2; i++) {
            const json_t *tick = json_object_get(event[i], "tick");
            if (tick) report->ticks[i] = (u64)json_integer_value(tick);
            if (result == COMPARE_DIFFERENT) say(&t[i], event[i], report->seen[i], sizeof report->seen[i]);
        }
        snprintf(report->place, sizeof report->place, call ? "call %llu" : "what follows call %llu",
                 (unsigned long long)report->calls);
        for (int i = 0; i < 2; i++) json_decref(event[i]);
    }
    for (int i = 0; i < 2; i++) {
        if (t[i].file) fclose(t[i].file);
        free(t[i].line);
    }
    return result;
}
