// SPDX-License-Identifier: GPL-2.0-or-later
// Text that grows: what watchers write before it goes anywhere.
#ifndef TRACE_TEXT_H
#define TRACE_TEXT_H

#include "base/types.h"

struct text {
    char *data; // not NUL-terminated; malloc'ed, freed by text_free
    size_t size, capacity;
    bool failed; // the host gave no memory: something is missing
};

void text_put(struct text *t, const void *bytes, size_t n);
void text_puts(struct text *t, const char *s);
static inline void text_char(struct text *t, char c) {
    if (t->size < t->capacity)
        t->data[t->size++] = c;
    else
        text_put(t, &c, 1);
}
__attribute__((format(printf, 2, 3))) void text_printf(struct text *t, const char *format, ...);
static inline void text_clear(struct text *t) {
    t->size = 0;
}
void text_free(struct text *t);

#endif
