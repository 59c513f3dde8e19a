// SPDX-License-Identifier: GPL-2.0-or-later
// Values: where they lie, and how ltrace shows them.
#include "trace/value.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { NESTING_MAX = 32 };

struct value {
    const struct type *type;
    bool in_memory;
    u64 address;
    u8 bytes[16]; // those of a value that was in registers
};

struct printer {
    struct text *out;
    struct task *task;
    const struct value_options *options;
    const struct call_regs *regs;
    u32 arg_count;
    bool returned;
    u32 next_gpr, next_xmm; // of those that hold arguments
    u64 next_stack;
    const struct value *inside; // the struct whose fields are being printed
    u64 structs[NESTING_MAX];   // the addresses of those around, by depth
    u32 depth, struct_depth;
    struct value result, args[CALL_ARGS_MAX];
};

static void print_value(struct printer *p, const struct value *v, enum lens lens);

// --- Getting at them
static bool read_value(struct printer *p, const struct value *v, void *to, size_t n) {
    if (v->in_memory) return mm_peek(p->task->mm, v->address, to, n) == n;
    if (n > sizeof v->bytes) return false;
    memcpy(to, v->bytes, n);
    return true;
}

static bool is_float(const struct type *t) {
    return t->kind == TYPE_FLOAT || t->kind == TYPE_DOUBLE;
}

// The value as a number, sign extended where it has a sign. Pointers are their address. False: it cannot be read.
static bool number_of(struct printer *p, const struct value *v, s64 *out) {
    u64 raw = 0;
    size_t size = v->type->size;
    if (!size || size > 8 || !read_value(p, v, &raw, size)) return false;
    bool has_sign = v->type->kind == TYPE_CHAR || v->type->kind == TYPE_SHORT || v->type->kind == TYPE_INT;
    u32 unused = has_sign ? 64 - 8 * (u32)size : 0;
    *out = (s64)(raw << unused) >> unused;
    return true;
}

// --- Arguments by the ABI
// Whether an eightbyte of a struct is passed in a vector register: all that lies in it is float.
static void classify(const struct type *t, u32 offset, bool *integer) {
    if (t->kind == TYPE_STRUCT) {
        u32 at = offset;
        for (u32 i = 0; i < t->count; i++) {
            u32 align = t->fields[i]->align ? t->fields[i]->align : 1;
            at = (at + align - 1) / align * align;
            classify(t->fields[i], at, integer);
            at += t->fields[i]->size;
        }
    } else if (t->kind == TYPE_ARRAY && t->of->size) {
        for (u32 at = 0; at + t->of->size <= t->size; at += t->of->size) classify(t->of, offset + at, integer);
    } else if (!is_float(t) && offset < 16) {
        integer[offset / 8] = true;
    }
}

static void take_from_stack(struct printer *p, struct value *v) {
    u64 align = v->type->align > 8 ? 16 : 8;
    v->in_memory = true;
    v->address = (p->next_stack + align - 1) & ~(align - 1);
    p->next_stack = v->address + ((u64)v->type->size + 7) / 8 * 8;
}

static void take_struct(struct printer *p, struct value *v) {
    bool integer[2] = {false, false};
    u32 parts = (v->type->size + 7) / 8, gprs = 0;
    if (parts <= 2) classify(v->type, 0, integer);
    for (u32 i = 0; i < parts && parts <= 2; i++) gprs += integer[i];
    if (parts > 2 || p->next_gpr + gprs > 6 || p->next_xmm + parts - gprs > 8) {
        take_from_stack(p, v);
        return;
    }
    for (u32 i = 0; i < parts; i++) {
        u64 part = integer[i] ? p->regs->gpr[p->next_gpr++] : p->regs->xmm[p->next_xmm++];
        memcpy(v->bytes + 8 * i, &part, sizeof part);
    }
}

static struct value *take_arg(struct printer *p, const struct type *type) {
    if (p->arg_count == CALL_ARGS_MAX) return NULL;
    struct value *v = &p->args[p->arg_count++];
    *v = (struct value){.type = type};
    if (type->kind == TYPE_STRUCT)
        take_struct(p, v);
    else if (is_float(type) && p->next_xmm < 8)
        memcpy(v->bytes, &p->regs->xmm[p->next_xmm++], 8);
    else if (!is_float(type) && type->kind != TYPE_LONG_DOUBLE && p->next_gpr < 6)
        memcpy(v->bytes, &p->regs->gpr[p->next_gpr++], 8);
    else
        take_from_stack(p, v);
    return v;
}

static void take_result(struct printer *p, const struct type *type) {
    const struct call_regs *r = p->regs;
    const u64 gpr[2] = {r->rax, r->rdx}, xmm[2] = {r->xmm0, r->xmm1};
    struct value *v = &p->result;
    *v = (struct value){.type = type};
    p->returned = true;
    if (type->kind == TYPE_STRUCT && type->size > 16) { // its place was the first argument, and is the result
        v->in_memory = true;
        v->address = r->rax;
    } else if (type->kind == TYPE_STRUCT) {
        bool integer[2] = {false, false};
        u32 gprs = 0, xmms = 0;
        classify(type, 0, integer);
        for (u32 i = 0; i < 2 && i < (type->size + 7) / 8; i++)
            memcpy(v->bytes + 8 * i, integer[i] ? &gpr[gprs++] : &xmm[xmms++], 8);
    } else {
        memcpy(v->bytes, is_float(type) ? &r->xmm0 : &r->rax, 8);
    }
}

// --- Expressions. A number, or no end (INT64_MAX).
static struct value field_of(const struct value *v, u32 index) {
    u32 at = 0;
    for (u32 i = 0;; i++) {
        const struct type *t = v->type->fields[i];
        u32 align = t->align ? t->align : 1;
        at = (at + align - 1) / align * align;
        if (i == index) break;
        at += t->size;
    }
    struct value field = {.type = v->type->fields[index], .in_memory = v->in_memory, .address = v->address + at};
    if (!v->in_memory && at < sizeof v->bytes) memcpy(field.bytes, v->bytes + at, sizeof v->bytes - at);
    return field;
}

static s64 evaluate(struct printer *p, const struct expression *e) {
    s64 n = 0;
    struct value field;
    switch (e->kind) {
    case EXPRESSION_NUMBER: return e->number;
    case EXPRESSION_ARGUMENT:
        if (e->number == 0) return p->returned && number_of(p, &p->result, &n) ? n : 0;
        return e->number > 0 && e->number <= p->arg_count && number_of(p, &p->args[e->number - 1], &n) ? n : 0;
    case EXPRESSION_ELEMENT:
        if (!p->inside || e->number < 1 || e->number > p->inside->type->count) return 0;
        field = field_of(p->inside, (u32)e->number - 1);
        return number_of(p, &field, &n) ? n : 0;
    case EXPRESSION_ZERO: return e->bound ? evaluate(p, e->bound) : INT64_MAX;
    }
    return 0;
}

// --- Characters
static void print_character(struct text *out, u32 c) {
    static const char letters[] = "abtnvfr"; // from 7 on
    if (c == 0)
        text_puts(out, "\\0");
    else if (c == '\\')
        text_puts(out, "\\\\");
    else if (c >= 7 && c <= 13)
        text_printf(out, "\\%c", letters[c - 7]);
    else if (c >= ' ' && c < 127)
        text_char(out, (char)c);
    else if (c < 256)
        text_printf(out, "\\%03o", c);
    else
        text_printf(out, "\\x%x", c);
}

static void print_address(struct text *out, u64 address) {
    text_printf(out, address ? "%#llx" : "0", (unsigned long long)address);
}

static void print_unreadable(struct printer *p, const struct value *v) {
    print_address(p->out, v->address);
}

// Characters of a string, some at a time.
struct characters {
    const struct value *v;
    size_t width;
    u64 first, count; // those in `bytes`
    u8 bytes[256];
};

static bool character_at(struct printer *p, struct characters *s, u64 n, u64 *out) {
    if (n >= s->first + s->count) {
        u64 start = n * s->width;
        size_t got = 0;
        if (s->v->in_memory)
            got = mm_peek(p->task->mm, s->v->address + start, s->bytes, sizeof s->bytes / s->width * s->width);
        else if (start < sizeof s->v->bytes)
            memcpy(s->bytes, s->v->bytes + start, got = sizeof s->v->bytes - start);
        s->first = n;
        s->count = got / s->width;
        if (!s->count) return false;
    }
    *out = 0;
    memcpy(out, s->bytes + (n - s->first) * s->width, s->width);
    return true;
}

static void print_string(struct printer *p, const struct value *v) {
    const struct type *t = v->type;
    struct characters s = {.v = v, .width = t->of->size == 4 ? 4 : 1};
    bool to_zero = t->length->kind == EXPRESSION_ZERO;
    s64 length = evaluate(p, t->length);
    u64 limit = p->options->string_limit, c;
    if (length < 0) length = INT64_MAX;
    if (length > 0 && !character_at(p, &s, 0, &c)) {
        print_unreadable(p, v);
        return;
    }
    u64 n = 0; // at the limit ltrace puts "..." without looking whether more follows
    text_char(p->out, '"');
    while (n < limit && n < (u64)length && character_at(p, &s, n, &c) && !(to_zero && c == 0)) {
        print_character(p->out, (u32)c);
        n++;
    }
    text_puts(p->out, n == limit ? "\"..." : "\"");
}

// --- Numbers
static void print_enum(struct printer *p, const struct type *t, s64 n) {
    for (u32 i = 0; i < t->count; i++)
        if (t->values[i].value == n) {
            text_puts(p->out, t->values[i].name);
            return;
        }
    text_printf(p->out, "%lld", (long long)n);
}

static u64 masked(s64 n, u32 size) {
    return size >= 8 ? (u64)n : (u64)n & ((1ull << (8 * size)) - 1);
}

static void print_integer(struct printer *p, const struct type *t, s64 n, enum lens lens) {
    u64 bits = masked(n, t->size);
    switch (lens) {
    case LENS_HEX: print_address(p->out, bits); return;
    case LENS_OCT: text_printf(p->out, "0%llo", (unsigned long long)bits); return;
    case LENS_BOOL: text_puts(p->out, bits ? "true" : "false"); return;
    case LENS_ENUM: print_enum(p, t, n); return;
    case LENS_GUESS:
        if (n > -10000 && n < 10000)
            text_printf(p->out, "%lld", (long long)n);
        else
            print_address(p->out, bits);
        return;
    default: break;
    }
    if (t->kind == TYPE_CHAR) {
        text_char(p->out, '\'');
        print_character(p->out, (u8)n);
        text_char(p->out, '\'');
    } else if (t->kind == TYPE_USHORT || t->kind == TYPE_UINT || t->kind == TYPE_ULONG) {
        text_printf(p->out, "%llu", (unsigned long long)bits);
    } else {
        text_printf(p->out, "%lld", (long long)n);
    }
}

static void print_float(struct printer *p, const struct value *v, enum lens lens) {
    double d = 0;
    float f = 0;
    if (!read_value(p, v, v->type->kind == TYPE_FLOAT ? (void *)&f : (void *)&d, v->type->size)) {
        print_unreadable(p, v);
        return;
    }
    if (v->type->kind == TYPE_FLOAT) d = f;
    text_printf(p->out, lens == LENS_HEX ? "%a" : "%f", d);
}

// The 80 bits of the x87: the program's, not the host's.
static void print_long_double(struct printer *p, const struct value *v) {
    u64 mantissa = 0;
    u16 exponent = 0;
    u8 raw[10];
    if (!read_value(p, v, raw, sizeof raw)) {
        print_unreadable(p, v);
        return;
    }
    memcpy(&mantissa, raw, 8);
    memcpy(&exponent, raw + 8, 2);
    s32 power = (exponent & 0x7fff) - 16383 - 63;
    double d = (double)mantissa;
    for (; power > 0 && power < 2000; power--) d *= 2;
    for (; power < 0 && power > -2000; power++) d /= 2;
    text_printf(p->out, "%f", exponent & 0x8000 ? -d : d);
}

// <3-5,7>, or what is missing where that is less: ~<0>.
static void print_bits(struct printer *p, const struct value *v) {
    u8 bytes[512];
    size_t n = v->type->size < sizeof bytes ? v->type->size : sizeof bytes, set = 0;
    if (!n || !read_value(p, v, bytes, n)) {
        print_unreadable(p, v);
        return;
    }
    for (size_t i = 0; i < 8 * n; i++) set += bytes[i / 8] >> i % 8 & 1;
    unsigned want = set <= 4 * n;
    bool first = true;
    text_puts(p->out, want ? "<" : "~<");
    for (size_t i = 0; i < 8 * n; i++) {
        if ((bytes[i / 8] >> i % 8 & 1u) != want) continue;
        size_t end = i;
        while (end + 1 < 8 * n && (bytes[(end + 1) / 8] >> (end + 1) % 8 & 1u) == want) end++;
        text_printf(p->out, first ? "%zu" : ",%zu", i);
        if (end > i) text_printf(p->out, "-%zu", end);
        first = false;
        i = end;
    }
    text_char(p->out, '>');
}

// --- What consists of others
static bool is_zero(struct printer *p, const struct value *v) {
    u8 bytes[64];
    size_t n = v->type->size < sizeof bytes ? v->type->size : sizeof bytes;
    if (!read_value(p, v, bytes, n)) return true;
    for (size_t i = 0; i < n; i++)
        if (bytes[i]) return false;
    return true;
}

static void print_array(struct printer *p, const struct value *v, enum lens lens) {
    const struct type *t = v->type;
    s64 length = evaluate(p, t->length);
    u8 probe;
    if (v->in_memory && length > 0 && mm_peek(p->task->mm, v->address, &probe, 1) != 1) {
        print_unreadable(p, v);
        return;
    }
    text_puts(p->out, "[ ");
    for (s64 i = 0; i < length && t->of->size; i++) {
        struct value one = {.type = t->of, .in_memory = v->in_memory, .address = v->address + (u64)i * t->of->size};
        u64 offset = (u64)i * t->of->size;
        if (!v->in_memory && offset + t->of->size > sizeof v->bytes) break;
        if (!v->in_memory) memcpy(one.bytes, v->bytes + offset, t->of->size);
        if (t->length->kind == EXPRESSION_ZERO && is_zero(p, &one)) break;
        if (i == p->options->array_limit) {
            text_puts(p->out, "...");
            break;
        }
        if (i) text_puts(p->out, ", ");
        print_value(p, &one, lens);
    }
    text_puts(p->out, " ]");
}

static void print_struct(struct printer *p, const struct value *v) {
    const struct value *outer = p->inside;
    p->inside = v;
    text_puts(p->out, "{ ");
    for (u32 i = 0, shown = 0; i < v->type->count; i++) {
        struct value field = field_of(v, i);
        if (field.type->lens == LENS_HIDE) continue;
        if (shown++) text_puts(p->out, ", ");
        print_value(p, &field, LENS_PLAIN);
    }
    text_puts(p->out, " }");
    p->inside = outer;
}

// A struct behind a pointer: it may point back to one around it.
static void print_struct_there(struct printer *p, const struct value *v) {
    for (u32 i = p->struct_depth; i-- > 0;)
        if (p->structs[i] == v->address) {
            text_puts(p->out, "recurse");
            for (u32 up = i + 1; up < p->struct_depth; up++) text_char(p->out, '^');
            return;
        }
    u8 probe;
    if (p->struct_depth >= p->options->array_limit || p->struct_depth == NESTING_MAX)
        text_puts(p->out, "...");
    else if (mm_peek(p->task->mm, v->address, &probe, 1) != 1)
        print_unreadable(p, v);
    else {
        p->structs[p->struct_depth++] = v->address;
        print_struct(p, v);
        p->struct_depth--;
    }
}

static void print_pointer(struct printer *p, const struct value *v, enum lens lens) {
    s64 address;
    if (!number_of(p, v, &address)) {
        print_unreadable(p, v);
        return;
    }
    struct value there = {.type = v->type->of, .in_memory = true, .address = (u64)address};
    if (v->type->of->kind == TYPE_VOID)
        print_address(p->out, there.address);
    else if (!address)
        text_puts(p->out, "nil");
    else if (v->type->of->kind == TYPE_STRUCT && lens == LENS_PLAIN)
        print_struct_there(p, &there);
    else
        print_value(p, &there, lens == LENS_FORMAT ? LENS_STRING : lens);
}

static void print_value(struct printer *p, const struct value *v, enum lens lens) {
    if (lens == LENS_PLAIN) lens = v->type->lens;
    if (p->depth == NESTING_MAX) {
        text_puts(p->out, "...");
        return;
    }
    p->depth++;
    s64 n;
    switch (v->type->kind) {
    case TYPE_VOID: text_puts(p->out, "<void>"); break;
    case TYPE_FLOAT:
    case TYPE_DOUBLE: print_float(p, v, lens); break;
    case TYPE_LONG_DOUBLE: print_long_double(p, v); break;
    case TYPE_POINTER:
        if (lens == LENS_FORMAT && v->type->of->kind == TYPE_CHAR) {
            struct value string = *v;
            string.type = &type_string;
            print_pointer(p, &string, LENS_STRING);
        } else {
            print_pointer(p, v, lens);
        }
        break;
    case TYPE_ARRAY:
        if (lens == LENS_STRING)
            print_string(p, v);
        else if (lens == LENS_BITVEC)
            print_bits(p, v);
        else
            print_array(p, v, lens);
        break;
    case TYPE_STRUCT:
        if (lens == LENS_BITVEC)
            print_bits(p, v);
        else
            print_struct(p, v);
        break;
    default:
        if (lens == LENS_BITVEC)
            print_bits(p, v);
        else if (number_of(p, v, &n))
            print_integer(p, v->type, n, lens);
        else
            print_unreadable(p, v);
    }
    p->depth--;
}

// --- Formats of printf(3): the type of what the next directive takes. NULL: there is none.
static const struct type *integer_type(char directive, char length) {
    static const struct type hexes[3] = {{.kind = TYPE_CHAR, .lens = LENS_HEX, .size = 1},
                                         {.kind = TYPE_UINT, .lens = LENS_HEX, .size = 4},
                                         {.kind = TYPE_ULONG, .lens = LENS_HEX, .size = 8}},
                             octals[3] = {{.kind = TYPE_CHAR, .lens = LENS_OCT, .size = 1},
                                          {.kind = TYPE_UINT, .lens = LENS_OCT, .size = 4},
                                          {.kind = TYPE_ULONG, .lens = LENS_OCT, .size = 8}},
                             short_type = {.kind = TYPE_SHORT, .size = 2},
                             ushort_type = {.kind = TYPE_USHORT, .size = 2},
                             hex_short = {.kind = TYPE_USHORT, .lens = LENS_HEX, .size = 2},
                             octal_short = {.kind = TYPE_USHORT, .lens = LENS_OCT, .size = 2};
    u32 width = length == 'H' ? 0 : length == 'l' ? 2 : 1;
    switch (directive) {
    case 'x':
    case 'X': return length == 'h' ? &hex_short : &hexes[width];
    case 'o': return length == 'h' ? &octal_short : &octals[width];
    case 'u':
        return length == 'H' ? &type_char : length == 'h' ? &ushort_type : length == 'l' ? &type_ulong : &type_uint;
    default: return length == 'H' ? &type_char : length == 'h' ? &short_type : length == 'l' ? &type_long : &type_int;
    }
}

// 'H': hh, 'l': all that is as long as a long, 'L', or 0.
static char length_modifier(const char **at) {
    char length = 0;
    for (;; (*at)++) switch (**at) {
        case 'h': length = length == 'h' ? 'H' : 'h'; break;
        case 'l':
        case 'q':
        case 'j':
        case 'z':
        case 't':
        case 'Z': length = 'l'; break;
        case 'L': length = 'L'; break;
        default: return length;
        }
}

struct format {
    const char *at;
    bool inside; // a directive, behind its "*"
};

static const struct type *next_directive(struct format *f) {
    for (;; f->inside = false) {
        if (!f->inside) {
            f->at = strchr(f->at, '%');
            if (!f->at) return NULL;
            f->at++;
        }
        f->at += strspn(f->at, "-+ #0'I.123456789");
        if (*f->at == '$') return NULL; // by number: in which order they lie is not said here
        if (*f->at == '*') {
            f->at++;
            f->inside = true;
            return &type_int;
        }
        char length = length_modifier(&f->at), directive = *f->at;
        if (!directive) return NULL;
        f->at++;
        f->inside = false;
        switch (directive) {
        case 'd':
        case 'i':
        case 'u':
        case 'o':
        case 'x':
        case 'X': return integer_type(directive, length);
        case 'c':
        case 'C': return &type_char;
        case 's': return length == 'l' ? &type_wide_string : &type_string;
        case 'S': return &type_wide_string;
        case 'p':
        case 'n': return &type_pointer;
        case 'f':
        case 'F':
        case 'e':
        case 'E':
        case 'g':
        case 'G':
        case 'a':
        case 'A': return length == 'L' ? &type_long_double : &type_double;
        default: break; // %%, %m, or nothing that printf knows
        }
    }
}

static void print_format_args(struct printer *p, const struct value *v) {
    char text[1024];
    s64 address;
    if (!number_of(p, v, &address) || !address) return;
    text[mm_peek(p->task->mm, (u64)address, text, sizeof text - 1)] = 0;
    struct format format = {.at = text};
    for (const struct type *type; (type = next_directive(&format)) != NULL;) {
        const struct value *arg = take_arg(p, type);
        if (!arg) return;
        text_puts(p->out, ", ");
        print_value(p, arg, LENS_PLAIN);
    }
}

// --- Calls
static void begin(struct printer *p, struct text *out, struct task *t, const struct value_options *options,
                  const struct prototype *f, const struct call_regs *regs) {
    memset(p, 0, offsetof(struct printer, result)); // values are written before they are read
    p->out = out;
    p->task = t;
    p->options = options;
    p->regs = regs;
    p->next_stack = regs->stack;
    if (f->result->kind == TYPE_STRUCT && f->result->size > 16) p->next_gpr = 1;
    for (u32 i = 0; i < f->count; i++) take_arg(p, f->args[i]);
}

bool call_print_args(struct text *out, struct task *t, const struct value_options *options, const struct prototype *f,
                     const struct call_regs *regs, bool returned, bool more) {
    struct printer p;
    bool any = false;
    begin(&p, out, t, options, f, regs);
    if (returned) take_result(&p, f->result);
    u32 first = returned ? f->split : 0, end = returned ? f->count : f->split;
    for (u32 i = first; i < end && i < CALL_ARGS_MAX; i++) {
        if (f->args[i]->lens == LENS_HIDE) continue;
        if (any || more) text_puts(out, ", ");
        any = true;
        print_value(&p, &p.args[i], LENS_PLAIN);
        if (f->args[i]->lens == LENS_FORMAT) print_format_args(&p, &p.args[i]);
    }
    return any;
}

void call_print_result(struct text *out, struct task *t, const struct value_options *options,
                       const struct prototype *f, const struct call_regs *regs) {
    struct printer p;
    begin(&p, out, t, options, f, regs);
    take_result(&p, f->result);
    print_value(&p, &p.result, LENS_PLAIN);
}
