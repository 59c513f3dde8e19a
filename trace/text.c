// SPDX-License-Identifier: GPL-2.0-or-later
// Text that grows.
#include "trace/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static bool make_room(struct text *t, size_t n) {
    if (n <= t->capacity - t->size) return true;
    size_t wanted = t->capacity ? t->capacity : FIRST_CAPACITY;
    while (wanted - t->size < n && wanted <= SIZE_MAX / 2) wanted *= 2;
    char *grown = wanted - t->size < n ? NULL : realloc(t->data, wanted);
    if (!grown) {
        t->failed = true;
        return false;
    }
    t->data = grown;
    t->capacity = wanted;
    return true;
}

void text_put(struct text *t, const void *bytes, size_t n) {
    if (!n || !make_room(t, n)) return;
    memcpy(t->data + t->size, bytes, n);
    t->size += n;
}

void text_puts(struct text *t, const char *s) {
    text_put(t, s, strlen(s));
}

void text_printf(struct text *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n <= 0 || !make_room(t, (size_t)n + 1)) return;
    va_start(args, format);
    vsnprintf(t->data + t->size, (size_t)n + 1, format, args);
    va_end(args);
    t->size += (size_t)n;
}

void text_free(struct text *t) {
    free(t->data);
    *t = (struct text){.data = NULL};
}
