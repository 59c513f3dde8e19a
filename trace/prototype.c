// SPDX-License-Identifier: GPL-2.0-or-later
// Reading the language of ltrace.conf(5).
#include "trace/prototype.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_MAX = 64, ITEMS_MAX = 256, ARRAY_MAX = 1 << 20 };

struct named {
    char *name; // NULL: the slot is free
    void *item;
};
struct table { // names to items, open addressing
    struct named *slots;
    u32 count, capacity;
};
struct block { // of memory that is freed as a whole
    struct block *next;
    _Alignas(16) u8 data[];
};
struct prototypes {
    struct block *blocks;
    struct table functions, types;
};

struct parser {
    struct prototypes *p;
    const char *at, *end;
    const char *file;
    u32 line, depth;
    bool failed;
    char *why;
    size_t why_size;
};

#define SCALAR(type_kind, bytes)                                                                                     \
    { .kind = (type_kind), .size = (bytes), .align = (bytes) }
static const struct type type_void = {.kind = TYPE_VOID, .align = 1};
static const struct type type_short = SCALAR(TYPE_SHORT, 2), type_ushort = SCALAR(TYPE_USHORT, 2);
static const struct type type_float = SCALAR(TYPE_FLOAT, 4);
static const struct type type_octal = {.kind = TYPE_UINT, .lens = LENS_OCT, .size = 4, .align = 4};
static const struct type type_address = {.kind = TYPE_ULONG, .lens = LENS_HEX, .size = 8, .align = 8};
static const struct type type_format = {
    .kind = TYPE_POINTER, .lens = LENS_FORMAT, .size = 8, .align = 8, .of = &type_char};
static const struct expression to_zero = {.kind = EXPRESSION_ZERO};
static const struct type zero_chars = {.kind = TYPE_ARRAY, .align = 1, .of = &type_char, .length = &to_zero};
static const struct type zero_wides = {.kind = TYPE_ARRAY, .align = 4, .of = &type_uint, .length = &to_zero};
const struct type type_char = SCALAR(TYPE_CHAR, 1), type_int = SCALAR(TYPE_INT, 4), type_uint = SCALAR(TYPE_UINT, 4),
                  type_long = SCALAR(TYPE_LONG, 8), type_ulong = SCALAR(TYPE_ULONG, 8),
                  type_double = SCALAR(TYPE_DOUBLE, 8), type_long_double = SCALAR(TYPE_LONG_DOUBLE, 16);
const struct type type_guess = {.kind = TYPE_LONG, .lens = LENS_GUESS, .size = 8, .align = 8};
const struct type type_string = {.kind = TYPE_POINTER, .lens = LENS_STRING, .size = 8, .align = 8, .of = &zero_chars};
const struct type type_wide_string = {
    .kind = TYPE_POINTER, .lens = LENS_STRING, .size = 8, .align = 8, .of = &zero_wides};
const struct type type_pointer = {.kind = TYPE_POINTER, .size = 8, .align = 8, .of = &type_void};

static const struct {
    const char *name;
    const struct type *type;
} words[] = {
    {"void", &type_void},    {"char", &type_char},     {"short", &type_short}, {"ushort", &type_ushort},
    {"int", &type_int},      {"uint", &type_uint},     {"long", &type_long},   {"ulong", &type_ulong},
    {"float", &type_float},  {"double", &type_double}, {"octal", &type_octal}, {"addr", &type_address},
    {"file", &type_address}, {"format", &type_format},
};

// --- Memory and tables
static void *keep(struct prototypes *p, size_t size) {
    struct block *b = calloc(1, sizeof *b + size);
    if (!b) return NULL;
    b->next = p->blocks;
    p->blocks = b;
    return b->data;
}

static u32 hash_name(const char *s, size_t n) {
    u32 h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (u8)s[i]) * 16777619u;
    return h;
}

static struct named *table_slot(const struct table *t, const char *name, size_t n) {
    u32 at = hash_name(name, n) & (t->capacity - 1);
    while (t->slots[at].name && (strncmp(t->slots[at].name, name, n) != 0 || t->slots[at].name[n]))
        at = (at + 1) & (t->capacity - 1);
    return &t->slots[at];
}

static void *table_find(const struct table *t, const char *name, size_t n) {
    return t->capacity ? table_slot(t, name, n)->item : NULL;
}

static bool table_put(struct table *t, char *name, void *item) {
    if (t->count * 2 >= t->capacity) {
        struct table grown = {.count = t->count, .capacity = t->capacity ? t->capacity * 2 : 256};
        grown.slots = calloc(grown.capacity, sizeof *grown.slots);
        if (!grown.slots) return false;
        for (u32 i = 0; i < t->capacity; i++)
            if (t->slots[i].name) *table_slot(&grown, t->slots[i].name, strlen(t->slots[i].name)) = t->slots[i];
        free(t->slots);
        *t = grown;
    }
    struct named *slot = table_slot(t, name, strlen(name));
    t->count += !slot->name;
    *slot = (struct named){name, item};
    return true;
}

// --- Words
static void *fail(struct parser *r, const char *format, ...) {
    if (!r->failed) {
        int n = snprintf(r->why, r->why_size, "%s:%u: ", r->file, r->line);
        va_list args;
        va_start(args, format);
        if (n >= 0 && (size_t)n < r->why_size) vsnprintf(r->why + n, r->why_size - (size_t)n, format, args);
        va_end(args);
    }
    r->failed = true;
    return NULL;
}

static void *parser_keep(struct parser *r, size_t size) {
    void *memory = keep(r->p, size);
    return memory ? memory : fail(r, "no memory");
}

static void skip_blanks(struct parser *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r')) r->at++;
}

static char look(struct parser *r) {
    skip_blanks(r);
    return r->at < r->end ? *r->at : '\n';
}

static bool take(struct parser *r, char c) {
    if (look(r) != c || r->at == r->end) return false;
    r->at++;
    return true;
}

static bool expect(struct parser *r, char c) {
    if (take(r, c)) return true;
    fail(r, "'%c' expected", c);
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool in_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '@' ||
           c == '$';
}

static size_t word(struct parser *r, const char **out) {
    skip_blanks(r);
    *out = r->at;
    while (r->at < r->end && in_word(*r->at)) r->at++;
    return (size_t)(r->at - *out);
}

static bool is_word(const char *at, size_t n, const char *what) {
    return strlen(what) == n && !memcmp(at, what, n);
}

static char *keep_word(struct parser *r, const char *at, size_t n) {
    char *copy = parser_keep(r, n + 1);
    if (copy) memcpy(copy, at, n);
    return copy;
}

static bool number(struct parser *r, s64 *out) {
    char digits[32], *end;
    const char *at;
    bool negative = take(r, '-');
    size_t n = word(r, &at);
    if (!n || n >= sizeof digits || !is_digit(*at)) {
        fail(r, "a number expected");
        return false;
    }
    memcpy(digits, at, n);
    digits[n] = 0;
    u64 value = strtoull(digits, &end, 0);
    if (*end) fail(r, "not a number: %s", digits);
    *out = (s64)(negative ? 0 - value : value);
    return !*end;
}

// --- Expressions
static const struct expression *parse_expression(struct parser *r) {
    struct expression *e = parser_keep(r, sizeof *e);
    if (!e || r->depth >= NESTING_MAX) return fail(r, "nested too deeply");
    if (is_digit(look(r)) || look(r) == '-') return number(r, &e->number) ? e : NULL;
    const char *at;
    size_t n = word(r, &at);
    if (is_word(at, n, "retval")) {
        e->kind = EXPRESSION_ARGUMENT;
        return e;
    }
    if (is_word(at, n, "zero")) {
        e->kind = EXPRESSION_ZERO;
        if (!take(r, '(')) return e;
        r->depth++;
        e->bound = parse_expression(r);
        r->depth--;
        return e->bound && expect(r, ')') ? e : NULL;
    }
    if (n <= 3 || (memcmp(at, "arg", 3) != 0 && memcmp(at, "elt", 3) != 0)) return fail(r, "an expression expected");
    e->kind = *at == 'a' ? EXPRESSION_ARGUMENT : EXPRESSION_ELEMENT;
    r->at = at + 3;
    return number(r, &e->number) ? e : NULL;
}

// --- Types
static const struct type *parse_type(struct parser *r);

static struct type *copy_type(struct parser *r, const struct type *from) {
    struct type *t = parser_keep(r, sizeof *t);
    if (t) *t = *from;
    return t;
}

static struct type *pointer_to(struct parser *r, const struct type *of) {
    struct type *t = copy_type(r, &type_pointer);
    if (t) t->of = of;
    return t;
}

static const struct type *parse_lens(struct parser *r, enum lens lens) {
    if (!expect(r, '(')) return NULL;
    const struct type *of = parse_type(r);
    struct type *t = of && expect(r, ')') ? copy_type(r, of) : NULL;
    if (t) t->lens = lens;
    return t;
}

// A struct that is only announced has no size yet, and may come to hold what it is to be held by.
static bool is_complete(struct parser *r, const struct type *t) {
    if (t->kind != TYPE_STRUCT || t->count) return true;
    fail(r, "a struct of which nothing is known yet");
    return false;
}

static struct type *array_of(struct parser *r, const struct type *of, const struct expression *length) {
    struct type *t = is_complete(r, of) ? parser_keep(r, sizeof *t) : NULL;
    if (!t) return NULL;
    *t = (struct type){.kind = TYPE_ARRAY, .align = of->align, .of = of, .length = length};
    if (length->kind == EXPRESSION_NUMBER && length->number > 0 && length->number <= ARRAY_MAX &&
        of->size <= ARRAY_MAX / (u32)length->number)
        t->size = of->size * (u32)length->number;
    return t;
}

// A pointer to as many characters as `length` says, or fewer: up to the first that is zero.
static const struct type *string_of(struct parser *r, const struct expression *length) {
    if (length->kind != EXPRESSION_ZERO) {
        struct expression *bounded = parser_keep(r, sizeof *bounded);
        if (!bounded) return NULL;
        *bounded = (struct expression){.kind = EXPRESSION_ZERO, .bound = length};
        length = bounded;
    }
    struct type *chars = array_of(r, &type_char, length);
    struct type *t = chars ? pointer_to(r, chars) : NULL;
    if (t) t->lens = LENS_STRING;
    return t;
}

static const struct type *parse_string(struct parser *r) {
    if (take(r, '[')) {
        const struct expression *length = parse_expression(r);
        return length && expect(r, ']') ? string_of(r, length) : NULL;
    }
    if (look(r) != '(') return &type_string;
    const struct type *t = parse_lens(r, LENS_STRING);
    // char*: as long as a string is
    return t && t->kind == TYPE_POINTER && t->of->kind == TYPE_CHAR ? &type_string : t;
}

static const struct type *parse_array(struct parser *r) {
    if (!expect(r, '(')) return NULL;
    const struct type *of = parse_type(r);
    if (!of || !expect(r, ',')) return NULL;
    const struct expression *length = parse_expression(r);
    return length && expect(r, ')') ? array_of(r, of, length) : NULL;
}

static void lay_out(struct type *t) {
    u32 at = 0;
    t->align = 1;
    for (u32 i = 0; i < t->count; i++) {
        u32 align = t->fields[i]->align ? t->fields[i]->align : 1;
        at = (at + align - 1) / align * align + t->fields[i]->size;
        if (align > t->align) t->align = align;
    }
    t->size = (at + t->align - 1) / t->align * t->align;
}

static const struct type *parse_struct(struct parser *r, struct type *into) {
    const struct type *fields[ITEMS_MAX];
    u32 n = 0;
    struct type *t = into ? into : parser_keep(r, sizeof *t);
    if (!t) return NULL;
    t->kind = TYPE_STRUCT;
    if (!take(r, '(')) return t; // said before what it is
    while (look(r) != ')') {
        if (n == ITEMS_MAX) return fail(r, "too many fields");
        if (n && !expect(r, ',')) return NULL;
        fields[n] = parse_type(r);
        if (!fields[n] || !is_complete(r, fields[n])) return NULL;
        n++;
    }
    expect(r, ')');
    t->fields = parser_keep(r, (n + 1) * sizeof *t->fields);
    if (!t->fields) return NULL;
    memcpy(t->fields, fields, n * sizeof *fields);
    t->count = n;
    lay_out(t);
    return t;
}

static const struct type *parse_enum(struct parser *r) {
    struct enum_value values[ITEMS_MAX];
    u32 n = 0;
    s64 next = 0;
    const struct type *base = &type_int;
    if (take(r, '[')) {
        base = parse_type(r);
        if (!base || !expect(r, ']')) return NULL;
    }
    if (!expect(r, '(')) return NULL;
    while (look(r) != ')') {
        const char *at;
        if (n == ITEMS_MAX) return fail(r, "too many names");
        if (n && !expect(r, ',')) return NULL;
        size_t length = word(r, &at);
        if (!length) return fail(r, "a name expected");
        values[n].name = keep_word(r, at, length);
        if (!values[n].name || (take(r, '=') && !number(r, &next))) return NULL;
        values[n++].value = next++;
    }
    expect(r, ')');
    struct enum_value *kept = parser_keep(r, (n + 1) * sizeof *kept);
    struct type *t = copy_type(r, base);
    if (!kept || !t) return NULL;
    memcpy(kept, values, n * sizeof *values);
    t->lens = LENS_ENUM;
    t->values = kept;
    t->count = n;
    return t;
}

static const struct type *parse_word(struct parser *r) {
    static const struct {
        const char *name;
        enum lens lens;
    } lenses[] = {
        {"oct", LENS_OCT}, {"hex", LENS_HEX}, {"hide", LENS_HIDE}, {"bool", LENS_BOOL}, {"bitvec", LENS_BITVEC}};
    const char *at;
    size_t n = word(r, &at);
    for (size_t i = 0; i < sizeof lenses / sizeof *lenses; i++)
        if (is_word(at, n, lenses[i].name)) return parse_lens(r, lenses[i].lens);
    if (is_word(at, n, "string")) return parse_string(r);
    if (is_word(at, n, "array")) return parse_array(r);
    if (is_word(at, n, "struct")) return parse_struct(r, NULL);
    if (is_word(at, n, "enum")) return parse_enum(r);
    const struct type *t = table_find(&r->p->types, at, n);
    if (t) return t;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(at, n, words[i].name)) return words[i].type;
    // stringN of old: the length is argument N
    if (n > 6 && !memcmp(at, "string", 6) && is_digit(at[6])) {
        struct expression *e = parser_keep(r, sizeof *e);
        r->at = at + 6;
        if (!e || !number(r, &e->number)) return NULL;
        e->kind = EXPRESSION_ARGUMENT;
        return string_of(r, e);
    }
    return n ? fail(r, "no such type: %.*s", (int)(n < 64 ? n : 64), at) : fail(r, "a type expected");
}

static const struct type *parse_type(struct parser *r) {
    if (r->depth >= NESTING_MAX) return fail(r, "nested too deeply");
    r->depth++;
    const struct type *t = parse_word(r);
    while (t && take(r, '*')) t = pointer_to(r, t);
    r->depth--;
    return t;
}

// --- Lines
static void parse_typedef(struct parser *r) {
    const char *at;
    size_t n = word(r, &at);
    if (!n) {
        fail(r, "a name expected");
        return;
    }
    char *name = keep_word(r, at, n);
    if (!name || !expect(r, '=')) return;
    const struct type *known = table_find(&r->p->types, name, n), *t;
    const char *start = (skip_blanks(r), r->at);
    size_t first = word(r, &at);
    if (is_word(at, first, "struct")) {
        // A struct that was announced is filled in, for whoever points to it.
        bool announced = known && known->kind == TYPE_STRUCT && !known->count;
        struct type *again = announced ? table_find(&r->p->types, name, n) : NULL;
        t = parse_struct(r, again);
    } else {
        r->at = start;
        t = parse_type(r);
    }
    if (t && !table_put(&r->p->types, name, (void *)(uintptr_t)t)) fail(r, "no memory");
}

static void parse_prototype(struct parser *r) {
    const struct type *args[ITEMS_MAX] = {NULL};
    const char *at;
    struct prototype *f = parser_keep(r, sizeof *f);
    if (!f) return;
    f->result = parse_type(r);
    size_t n = f->result ? word(r, &at) : 0;
    if (r->failed) return;
    if (!n) {
        fail(r, "a function's name expected");
        return;
    }
    f->name = keep_word(r, at, n);
    if (!f->name || !expect(r, '(')) return;
    f->split = UINT32_MAX;
    f->order = r->p->functions.count;
    while (look(r) != ')') {
        if (f->count == ITEMS_MAX) fail(r, "too many arguments");
        if (r->failed || (f->count && !expect(r, ','))) return;
        if (take(r, '+') && f->split == UINT32_MAX) f->split = f->count;
        args[f->count] = parse_type(r);
        if (!args[f->count]) return;
        // An array cannot be passed: it is a pointer to one.
        if (args[f->count]->kind == TYPE_ARRAY) {
            struct type *pointer = pointer_to(r, args[f->count]);
            if (!pointer) return;
            pointer->lens = args[f->count]->lens;
            args[f->count] = pointer;
        }
        f->count++;
    }
    expect(r, ')');
    if (f->count == 1 && args[0] && args[0]->kind == TYPE_VOID) f->count = 0;
    if (f->split > f->count) f->split = f->count;
    f->args = parser_keep(r, (f->count + 1) * sizeof *f->args);
    if (r->failed) return;
    memcpy(f->args, args, f->count * sizeof *args);
    if (!table_put(&r->p->functions, (char *)(uintptr_t)f->name, f)) fail(r, "no memory");
}

static void parse_line(struct parser *r) {
    const char *at;
    if (look(r) == '\n' || look(r) == ';') return;
    const char *start = r->at;
    size_t n = word(r, &at);
    if (is_word(at, n, "typedef")) {
        parse_typedef(r);
    } else {
        r->at = start;
        parse_prototype(r);
    }
    take(r, ';');
    if (!r->failed && look(r) != '\n' && look(r) != ';' && look(r) != '#') fail(r, "too much on the line");
}

bool prototypes_read(struct prototypes *p, const char *name, const char *text, size_t size, char *why,
                     size_t why_size) {
    struct parser r = {.p = p, .file = name, .why = why, .why_size = why_size};
    const char *end = text + size;
    while (text < end && !r.failed) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        r.at = text;
        r.end = newline ? newline : end;
        r.line++;
        parse_line(&r);
        text = newline ? newline + 1 : end;
    }
    return !r.failed;
}

const struct prototype *prototypes_find(const struct prototypes *p, const char *name) {
    return table_find(&p->functions, name, strlen(name));
}

struct prototypes *prototypes_create(void) {
    return calloc(1, sizeof(struct prototypes));
}

void prototypes_destroy(struct prototypes *p) {
    if (!p) return;
    while (p->blocks) {
        struct block *next = p->blocks->next;
        free(p->blocks);
        p->blocks = next;
    }
    free(p->functions.slots);
    free(p->types.slots);
    free(p);
}
