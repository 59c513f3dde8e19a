// SPDX-License-Identifier: GPL-2.0-or-later
// Records as text. Every string of the guest's that comes through here loses its control characters: it goes to a terminal.
#include "trace/explain_text.h"

#include "abi/errno.h"
#include "trace/decode.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 100, LABEL = 9, SHOWN_MAX = 400 };

enum look { PLAIN, BOLD, DIM, RED, GREEN, YELLOW, BLUE };

struct page {
    struct text *out;
    struct explain_style style;
};

static void paint(struct page *p, enum look look) {
    static const char *const codes[] = {"\033[0m",  "\033[1m",  "\033[2m", "\033[31m",
                                        "\033[32m", "\033[33m", "\033[36m"};
    if (p->style.colour) text_puts(p->out, codes[look]);
}
static void say(struct page *p, enum look look, const char *text) {
    paint(p, look);
    text_puts(p->out, text);
    if (look != PLAIN) paint(p, PLAIN);
}

static const char *arrow(const struct page *p) {
    return p->style.utf8 ? "→" : "->";
}

// What may be anything: control characters become '?', and what is very long is cut.
static void say_value(struct page *p, const char *text) {
    size_t n = 0;
    for (; text && *text && n < SHOWN_MAX; text++, n++)
        text_char(p->out, (unsigned char)*text < ' ' || *text == 127 ? '?' : *text);
    if (text && *text) text_puts(p->out, "...");
}

static const char *string_of(const json_t *o, const char *key) {
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}
static long long integer_of(const json_t *o, const char *key) {
    return (long long)json_integer_value(json_object_get(o, key));
}

static void label(struct page *p, const char *text) {
    char padded[LABEL + 3];
    snprintf(padded, sizeof padded, " %-*s", LABEL, text);
    say(p, BLUE, padded);
}
static void indent(struct page *p) {
    label(p, "");
}

static void rule(struct page *p, enum look look, const char *title, bool heavy) {
    const char *line = p->style.utf8 ? heavy ? "═" : "─" : heavy ? "=" : "-";
    size_t n = 5;
    for (const char *c = title; *c; c++) n += ((unsigned char)*c & 0xc0) != 0x80;
    paint(p, look);
    for (int i = 0; i < 3; i++) text_puts(p->out, line);
    text_printf(p->out, " %s ", title);
    for (; n < WIDTH; n++) text_puts(p->out, line);
    if (look != PLAIN) paint(p, PLAIN);
    text_char(p->out, '\n');
}

static void title(struct page *p, const json_t *r, const char *what, enum look look) {
    char line[256], command[32];
    snprintf(command, sizeof command, "%s", string_of(r, "command"));
    for (char *c = command; *c; c++)
        if ((unsigned char)*c < ' ' || (unsigned char)*c >= 127) *c = '?';
    snprintf(line, sizeof line, "%s  task %lld (%s)  tick %lld", what, integer_of(r, "tid"), command,
             integer_of(r, "tick"));
    rule(p, look, line, false);
}

// --- Down
static void instructions(struct page *p, const json_t *user) {
    size_t i;
    json_t *insn;
    json_array_foreach(json_object_get(user, "instructions"), i, insn) {
        bool here = json_object_get(insn, "here") != NULL;
        indent(p);
        char line[128];
        snprintf(line, sizeof line, "  %-10s %-24s %s", string_of(insn, "address"), string_of(insn, "bytes"),
                 string_of(insn, "text"));
        say(p, here ? BOLD : DIM, line);
        if (here) say(p, BOLD, p->style.utf8 ? "   ◀ here" : "   <- here");
        text_char(p->out, '\n');
    }
}

static void callers(struct page *p, const json_t *list) {
    size_t i;
    json_t *name;
    if (!json_array_size(list)) return;
    label(p, "callers");
    json_array_foreach(list, i, name) {
        if (i) text_char(p->out, ',');
        if (i && i % 5 == 0) {
            text_char(p->out, '\n');
            indent(p);
        } else if (i) {
            text_char(p->out, ' ');
        }
        say_value(p, *json_string_value(name) ? json_string_value(name) : "?");
    }
    text_char(p->out, '\n');
}

static void registers(struct page *p, const json_t *list) {
    size_t i;
    json_t *r;
    json_array_foreach(list, i, r) {
        indent(p);
        text_printf(p->out, "  %-3s = %-18s ", string_of(r, "register"), string_of(r, "value"));
        say(p, DIM, string_of(r, "role"));
        const char *meaning = string_of(r, "meaning"), *direction = string_of(r, "direction");
        if (*meaning) {
            text_puts(p->out, ": ");
            say_value(p, meaning);
        } else if (*direction) {
            text_puts(p->out, ", ");
            say(p, DIM, direction);
        }
        text_char(p->out, '\n');
    }
}

void explain_text_down(struct text *out, const json_t *call, struct explain_style style) {
    struct page page = {out, style}, *p = &page;
    const json_t *user = json_object_get(call, "user"), *saved = json_object_get(call, "saved"),
                 *row = json_object_get(call, "row");
    char line[256];
    snprintf(line, sizeof line, "call %lld: %s", integer_of(call, "call"), string_of(call, "name"));
    title(p, call, line, BOLD);
    label(p, "ring 3");
    if (*string_of(user, "function")) {
        text_puts(out, "in ");
        paint(p, BOLD);
        say_value(p, string_of(user, "function"));
        paint(p, PLAIN);
        text_printf(out, "()+%lld\n", integer_of(user, "offset"));
    } else {
        text_printf(out, "at %s, of which the program has no symbol\n", string_of(user, "rip"));
    }
    callers(p, json_object_get(user, "callers"));
    instructions(p, user);
    registers(p, json_object_get(call, "registers"));
    snprintf(line, sizeof line, "SYSCALL: ring 3 %s ring 0", arrow(p));
    rule(p, RED, line, true);
    label(p, "saved");
    text_printf(out, "rcx = %s (where to go on), r11 = %s (the flags); rsp %s, cs %s, ss %s stay known\n",
                string_of(saved, "rcx"), string_of(saved, "r11"), string_of(saved, "rsp"), string_of(saved, "cs"),
                string_of(saved, "ss"));
    label(p, "ring 0");
    const char *handler = json_string_value(json_object_get(row, "handler"));
    if (!json_object_get(row, "name"))
        text_printf(out, "row %lld of the table: there is none\n", integer_of(row, "number"));
    else
        text_printf(out, "row %lld of the table: %s %s %s\n", integer_of(row, "number"), string_of(row, "name"),
                    arrow(p), handler ? handler : "not answered by a handler");
}

// --- Up
static void paths(struct page *p, const json_t *call) {
    size_t i, k;
    json_t *path, *name;
    json_array_foreach(json_object_get(call, "paths"), i, path) {
        indent(p);
        say(p, DIM, string_of(path, "of"));
        text_puts(p->out, ": ");
        json_array_foreach(json_object_get(path, "objects"), k, name) {
            if (k) text_printf(p->out, " %s ", arrow(p));
            say_value(p, json_string_value(name));
        }
        text_char(p->out, '\n');
    }
}

static void changes(struct page *p, const json_t *list) {
    size_t i;
    json_t *c;
    const char *last = "";
    json_array_foreach(list, i, c) {
        const char *object = string_of(c, "object"), *before = json_string_value(json_object_get(c, "before")),
                   *after = json_string_value(json_object_get(c, "after"));
        if (i == 0) label(p, "changed");
        if (i > 0 && strcmp(object, last) != 0) indent(p);
        if (i == 0 || strcmp(object, last) != 0) {
            paint(p, YELLOW);
            say_value(p, object);
            paint(p, PLAIN);
            text_char(p->out, '\n');
        }
        last = object;
        indent(p);
        text_puts(p->out, "  ");
        say_value(p, string_of(c, "property"));
        text_puts(p->out, ": ");
        if (before) {
            say_value(p, before);
        } else {
            say(p, DIM, "nothing");
        }
        text_printf(p->out, " %s ", arrow(p));
        if (after) {
            paint(p, GREEN);
            say_value(p, after);
            paint(p, PLAIN);
        } else {
            say(p, DIM, "nothing");
        }
        text_char(p->out, '\n');
    }
}

// Arguments that the kernel has filled in, or has filled in anew.
static void written(struct page *p, const json_t *registers_then) {
    size_t i;
    json_t *r;
    bool any = false;
    json_array_foreach(registers_then, i, r) {
        const char *meaning = string_of(r, "meaning");
        if (!*meaning || !strstr(string_of(r, "direction"), "written") || !strcmp(string_of(r, "value"), "0x0"))
            continue;
        label(p, any ? "" : "written");
        any = true;
        text_printf(p->out, "at %s (", string_of(r, "value"));
        say(p, DIM, string_of(r, "register"));
        text_puts(p->out, "): ");
        say_value(p, meaning);
        text_char(p->out, '\n');
    }
}

static void way_back(struct page *p, const json_t *call) {
    const json_t *result = json_object_get(call, "result");
    const char *name = string_of(call, "name"), *error = string_of(result, "error");
    long long value = integer_of(result, "value");
    char line[128];
    if (!json_is_object(result)) {
        label(p, "result");
        text_puts(p->out, "none: the call does not come back\n\n");
        return;
    }
    label(p, "result");
    say_value(p, string_of(result, "text"));
    if (*error) text_printf(p->out, ": the kernel answers -%lld", -value);
    text_char(p->out, '\n');
    snprintf(line, sizeof line, "SYSRET: ring 0 %s ring 3", arrow(p));
    rule(p, RED, line, true);
    label(p, "ring 3");
    text_printf(p->out, "rax = %lld, rip from rcx, flags from r11\n", value);
    label(p, "libc");
    if (value < -MAX_ERRNO || value >= 0)
        text_printf(p->out, "%s() returns %s\n\n", name, string_of(result, "text"));
    else if (value <= -ERESTARTSYS && value >= -ERESTART_RESTARTBLOCK)
        text_puts(p->out, "a signal broke the call off: it is made again, or errno becomes EINTR\n\n");
    else
        text_printf(p->out, "%lld is between -4095 and -1: %s() returns -1, errno = %s\n\n", value, name, error);
}

void explain_text_up(struct text *out, const json_t *call, bool apart, struct explain_style style) {
    struct page page = {out, style}, *p = &page;
    char line[128];
    snprintf(line, sizeof line, "call %lld: %s, in ring 0 still", integer_of(call, "call"), string_of(call, "name"));
    if (apart) title(p, call, line, BOLD);
    paths(p, call);
    if (json_object_get(call, "waited")) {
        label(p, "waited");
        text_printf(out, "from tick %lld to tick %lld; meanwhile others could run\n", integer_of(call, "tick"),
                    integer_of(call, "end_tick"));
    }
    if (json_is_object(json_object_get(call, "result"))) written(p, json_object_get(call, "registers"));
    changes(p, json_object_get(call, "changes"));
    way_back(p, call);
}

// --- Events
static void fork_memory(struct page *p, const json_t *memory) {
    size_t i;
    json_t *v;
    if (json_is_string(memory)) {
        label(p, "memory");
        text_printf(p->out, "%s\n", json_string_value(memory));
        return;
    }
    json_array_foreach(memory, i, v) {
        label(p, i ? "" : "memory");
        long long shared = integer_of(v, "shared"), resident = integer_of(v, "resident");
        text_printf(p->out, "%s-%s ", string_of(v, "start"), string_of(v, "end"));
        say_value(p, string_of(v, "name"));
        text_printf(p->out, "%s%lld of %lld pages shared", *string_of(v, "name") ? ": " : "", shared, resident);
        if (*string_of(v, "mapping"))
            text_puts(p->out, ", for good (MAP_SHARED)");
        else if (json_is_true(json_object_get(v, "writable")) && shared)
            text_puts(p->out, ", until one side writes");
        text_char(p->out, '\n');
    }
}

void explain_text_event(struct text *out, const json_t *r, struct explain_style style) {
    struct page page = {out, style}, *p = &page;
    const char *kind = string_of(r, "kind");
    char line[128];
    if (!strcmp(kind, "fault")) {
        label(p, "fault");
        text_printf(out, "task %lld, %s at %s", integer_of(r, "tid"), string_of(r, "access"),
                    string_of(r, "address"));
        if (*string_of(r, "mapping")) {
            text_puts(out, " (");
            say_value(p, string_of(r, "mapping"));
            text_char(out, ')');
        }
        text_puts(out, ": ");
        say(p, !strcmp(string_of(r, "how"), "copied on write") ? YELLOW : PLAIN, string_of(r, "how"));
        if (json_object_get(r, "old_frame"))
            text_printf(out, ", frame %lld (%lld user%s left) %s", integer_of(r, "old_frame"),
                        integer_of(r, "old_users"), integer_of(r, "old_users") == 1 ? "" : "s", arrow(p));
        if (json_object_get(r, "frame"))
            text_printf(out, "%sframe %lld, %lld user%s", json_object_get(r, "old_frame") ? " " : ", ",
                        integer_of(r, "frame"), integer_of(r, "users"), integer_of(r, "users") == 1 ? "" : "s");
        text_char(out, '\n');
        return;
    }
    if (!strcmp(kind, "signal")) {
        snprintf(line, sizeof line, "signal %s", string_of(r, "signal"));
        title(p, r, line, YELLOW);
        label(p, "what");
        say_value(p, string_of(r, "info"));
        text_char(out, '\n');
        label(p, "then");
        if (*string_of(r, "function")) {
            say_value(p, string_of(r, "function"));
            text_printf(out, "() at %s runs\n\n", string_of(r, "handler"));
        } else {
            text_printf(out, "%s%s\n\n", string_of(r, "handler"),
                        *string_of(r, "handler") == '0' ? " runs" : " action");
        }
    } else if (!strcmp(kind, "task")) {
        snprintf(line, sizeof line, "a new %s of task %lld", json_object_get(r, "thread") ? "thread" : "child",
                 integer_of(r, "parent"));
        title(p, r, line, GREEN);
        fork_memory(p, json_object_get(r, "memory"));
        text_char(out, '\n');
    } else if (!strcmp(kind, "exit")) {
        if (*string_of(r, "signal"))
            snprintf(line, sizeof line, "killed by %s", string_of(r, "signal"));
        else
            snprintf(line, sizeof line, "exits with status %lld", integer_of(r, "status"));
        title(p, r, line, GREEN);
        text_char(out, '\n');
    } else if (!strcmp(kind, "exec")) {
        title(p, r, "a new program", GREEN);
        label(p, "file");
        say_value(p, string_of(r, "path"));
        text_puts(out, "\n\n");
    }
}
