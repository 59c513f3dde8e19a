// SPDX-License-Identifier: GPL-2.0-or-later
// The table of ltrace -c: how often each function was called and how long that took, what it called included.
#include "trace/ltrace_internal.h"

#include <stdlib.h>
#include <string.h>

static struct counter *slot_of(const struct counters *c, const char *name) {
    u32 h = 2166136261u;
    for (const char *s = name; *s; s++) h = (h ^ (u8)*s) * 16777619u;
    u32 at = h & (c->capacity - 1);
    while (c->slots[at].name && strcmp(c->slots[at].name, name) != 0) at = (at + 1) & (c->capacity - 1);
    return &c->slots[at];
}

static bool grow(struct counters *c) {
    struct counters grown = {.count = c->count, .capacity = c->capacity ? c->capacity * 2 : 256};
    grown.slots = calloc(grown.capacity, sizeof *grown.slots);
    if (!grown.slots) return false;
    for (u32 i = 0; i < c->capacity; i++)
        if (c->slots[i].name) *slot_of(&grown, c->slots[i].name) = c->slots[i];
    free(c->slots);
    *c = grown;
    return true;
}

void count_call(struct ltrace *l, const char *name, u64 ns) {
    struct counters *c = &l->counters;
    if (c->count * 2 >= c->capacity && !grow(c)) return;
    struct counter *slot = slot_of(c, name);
    if (!slot->name) { // the program it belongs to may be gone before the end
        size_t n = strlen(name) + 1;
        slot->name = malloc(n);
        if (!slot->name) return;
        memcpy(slot->name, name, n);
        c->count++;
    }
    slot->calls++;
    slot->ns += ns;
}

static int compare(const void *a, const void *b) {
    const struct counter *x = a, *y = b;
    if (!x->name != !y->name) return x->name ? -1 : 1;
    if (!x->name) return 0;
    if (x->ns != y->ns) return x->ns < y->ns ? 1 : -1;
    return strcmp(x->name, y->name);
}

void count_print(struct ltrace *l) {
    struct counters *c = &l->counters;
    struct text *text = &l->lines.text;
    u64 calls = 0, ns = 0;
    if (c->capacity) qsort(c->slots, c->capacity, sizeof *c->slots, compare);
    for (u32 i = 0; i < c->count; i++) {
        calls += c->slots[i].calls;
        ns += c->slots[i].ns;
    }
    text_puts(text, "% time     seconds  usecs/call     calls      function\n"
                    "------ ----------- ----------- --------- --------------------\n");
    for (u32 i = 0; i < c->count; i++) {
        const struct counter *one = &c->slots[i];
        text_printf(text, "%6.2f %11.6f %11llu %9llu %s\n", ns ? 100.0 * (double)one->ns / (double)ns : 0.0,
                    (double)one->ns / 1e9, (unsigned long long)(one->ns / 1000 / one->calls),
                    (unsigned long long)one->calls, one->name);
    }
    text_puts(text, "------ ----------- ----------- --------- --------------------\n");
    text_printf(text, "100.00 %11.6f             %9llu total\n", (double)ns / 1e9, (unsigned long long)calls);
}

bool counters_copy(struct counters *to, const struct counters *from) {
    *to = (struct counters){.capacity = from->capacity};
    if (!from->capacity) return true;
    if (!(to->slots = calloc(to->capacity, sizeof *to->slots))) to->capacity = 0;
    for (u32 i = 0; i < to->capacity; i++) {
        if (!from->slots[i].name) continue;
        to->slots[i] = from->slots[i];
        if ((to->slots[i].name = strdup(from->slots[i].name))) {
            to->count++;
            continue;
        }
        counters_free(to);
        *to = (struct counters){.capacity = 0};
    }
    return to->capacity == from->capacity;
}

void counters_free(struct counters *c) {
    for (u32 i = 0; i < c->capacity; i++) free(c->slots[i].name);
    free(c->slots);
}
