// SPDX-License-Identifier: GPL-2.0-or-later
// Strings in quotes, with strace's escapes (strace(1), -s, -x, --strings-in-hex).
#include "abi/limits.h"
#include "trace/decode.h"

#include <stdlib.h>
#include <string.h>

static bool printable(u8 c) {
    return c >= ' ' && c < 0x7f;
}

static bool white(u8 c) {
    return c >= '\t' && c <= '\r';
}

static bool wants_hex(const struct decode *d, const u8 *bytes, size_t n) {
    if (d->opt->hex_strings != 1) return d->opt->hex_strings == 2;
    for (size_t i = 0; i < n; i++)
        if (!printable(bytes[i]) && !white(bytes[i])) return true;
    return false;
}

static void put_hex(struct text *out, u8 c) {
    static const char digits[] = "0123456789abcdef";
    char text[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};
    text_put(out, text, sizeof text);
}

// As short as it can be told from a digit behind it.
static void put_octal(struct text *out, u8 c, bool digit_follows) {
    char text[4] = {'\\', (char)('0' + (c >> 6)), (char)('0' + (c >> 3 & 7)), (char)('0' + (c & 7))};
    size_t skip = digit_follows || c >= 0100 ? 0 : c >= 010 ? 1 : 2;
    text[skip] = '\\';
    text_put(out, text + skip, sizeof text - skip);
}

static void put_escaped(struct decode *d, const u8 *bytes, size_t n, bool angles) {
    static const char names[] = "tnvfr"; // from \t on
    struct text *out = d->out;
    size_t plain = 0; // start of what needs no escape
    for (size_t i = 0; i < n; i++) {
        u8 c = bytes[i];
        bool escaped = c == '"' || c == '\\';
        if (printable(c) && !escaped && !(angles && (c == '<' || c == '>'))) continue;
        text_put(out, bytes + plain, i - plain);
        plain = i + 1;
        if (escaped || white(c)) {
            text_char(out, '\\');
            text_char(out, escaped ? (char)c : names[c - '\t']);
        } else if (d->opt->hex_strings == 3) {
            put_hex(out, c);
        } else {
            put_octal(out, c, i + 1 < n && bytes[i + 1] >= '0' && bytes[i + 1] <= '7');
        }
    }
    text_put(out, bytes + plain, n - plain);
}

void print_quoted(struct decode *d, const void *bytes, size_t n, u32 how) {
    const u8 *end = how & QUOTE_STRING ? memchr(bytes, 0, n) : NULL;
    if (end) n = (size_t)(end - (const u8 *)bytes);
    bool cut = (how & QUOTE_CUT) && n > d->opt->string_limit;
    if (cut) n = d->opt->string_limit;
    if (!(how & QUOTE_ANGLES)) text_char(d->out, '"');
    if ((how & QUOTE_HEX) || wants_hex(d, bytes, n))
        for (size_t i = 0; i < n; i++) put_hex(d->out, ((const u8 *)bytes)[i]);
    else
        put_escaped(d, bytes, n, how & QUOTE_ANGLES);
    if (!(how & QUOTE_ANGLES)) text_char(d->out, '"');
    if (cut) text_puts(d->out, "...");
}

// At most `n` bytes from the caller's memory, up to the first NUL if they are a string. Nothing is missing, or it is -1.
static s64 fetch(struct decode *d, uaddr_t from, u8 *to, size_t n, bool string) {
    size_t got = decode_peek(d, from, to, n);
    const u8 *end = string ? memchr(to, 0, got) : NULL;
    if (end) return end - to + 1;
    return got == n ? (s64)n : -1;
}

// Strings are read as far as they are shown, and one byte more that tells whether that is all.
static void print_cut(struct decode *d, uaddr_t from, u64 n, u32 how) {
    u8 few[256], *bytes = few;
    u64 limit = d->opt->string_limit;
    if (!from) {
        print_addr(d, from);
        return;
    }
    n = min_u64(n, limit + 1);
    if (n > sizeof few && !(bytes = malloc(n))) {
        d->out->failed = true;
        return;
    }
    s64 got = fetch(d, from, bytes, n, how & QUOTE_STRING);
    if (got < 0)
        print_addr(d, from);
    else
        print_quoted(d, bytes, (size_t)got, QUOTE_CUT | how);
    if (got > 0 && (u64)got <= limit && how & QUOTE_STRING && bytes[got - 1]) text_puts(d->out, "...");
    if (bytes != few) free(bytes);
}

void print_string(struct decode *d, uaddr_t string) {
    print_cut(d, string, UINT64_MAX, QUOTE_STRING);
}

void print_string_within(struct decode *d, uaddr_t string, u64 n) {
    print_cut(d, string, n, QUOTE_STRING);
}

void print_bytes(struct decode *d, uaddr_t from, u64 n) {
    print_cut(d, from, n, 0);
}

void print_hex_bytes(struct decode *d, uaddr_t from, u64 n) {
    print_cut(d, from, n, QUOTE_HEX);
}

void print_path_bytes(struct decode *d, uaddr_t path, u64 n) {
    u8 bytes[PATH_MAX];
    if (!path) {
        print_addr(d, path);
        return;
    }
    n = min_u64(n, sizeof bytes - 1);
    s64 got = fetch(d, path, bytes, n + 1, true);
    if (got < 0) {
        print_addr(d, path);
        return;
    }
    bool whole = bytes[got - 1] == 0;
    print_quoted(d, bytes, whole ? (size_t)got : n, QUOTE_STRING);
    if (!whole) text_puts(d->out, "...");
}

void print_path(struct decode *d, uaddr_t path) {
    print_path_bytes(d, path, PATH_MAX);
}

void print_rest(struct decode *d, uaddr_t at, u64 known, u64 size) {
    u8 bytes[PAGE_SIZE];
    if (size <= known) return;
    bool zero = true;
    if (size > sizeof bytes) size = sizeof bytes;
    if (!decode_read(d, at + known, bytes, size - known)) {
        print_item(d);
        text_puts(d->out, "???");
        return;
    }
    for (u64 i = 0; zero && i < size - known; i++) zero = bytes[i] == 0;
    if (zero) return;
    print_item(d);
    text_printf(d->out, "/* bytes %llu..%llu */ ", (unsigned long long)known, (unsigned long long)size - 1);
    print_quoted(d, bytes, size - known, QUOTE_HEX | QUOTE_CUT);
}
