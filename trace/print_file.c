// SPDX-License-Identifier: GPL-2.0-or-later
// Entries of directories, vectors of buffers.
#include "abi/dirent.h"
#include "abi/uio.h"
#include "trace/decode.h"

static void number_field(struct decode *d, const char *name, s64 value) {
    print_field(d, name);
    print_dec(d, value);
}

// --- Directories
// How many there are; *whole: and nothing else.
static u32 count_entries(struct decode *d, uaddr_t at, u64 size, bool *whole) {
    u32 n = 0;
    u64 done = 0;
    for (; done + 19 <= size; n++) {
        u16 length;
        if (!decode_read(d, at + done + 16, &length, sizeof length) || length < 19) break;
        done += length;
    }
    *whole = done == size;
    return n;
}
static enum print_result print_entries(struct decode *d, u32 arg, bool new) {
    if (!d->exiting) return PRINT_LATER;
    bool whole;
    if (d->failed || d->result < 0 || d->result > (u32)d->args[arg + 1] || !d->verbose) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    u32 n = count_entries(d, d->args[arg], (u64)d->result, &whole);
    if (d->abbrev) {
        print_addr(d, d->args[arg]);
        text_printf(d->out, " /* %u%s entries */", n, whole ? "" : "+");
        return PRINT_DONE;
    }
    if (!n && d->result) { // none of them is one
        print_hex_bytes(d, d->args[arg], (u64)d->result);
        return PRINT_DONE;
    }
    static const char *const types[16] = {
        "DT_UNKNOWN",   "DT_FIFO",       "DT_CHR",         [4] = "DT_DIR", [6] = "DT_BLK",
        [8] = "DT_REG", [10] = "DT_LNK", [12] = "DT_SOCK", [14] = "DT_WHT"};
    uaddr_t at = d->args[arg];
    print_open(d, '[');
    for (u32 i = 0; i < n; i++) {
        struct abi_linux_dirent64 e;
        char name[256] = "";
        u8 type = 0;
        if (!decode_read(d, at, &e, 19)) break;
        if (text_is_long(d)) {
            print_more(d);
            break;
        }
        size_t room = e.d_reclen - (new ? 19u : 18u);
        decode_read(d, at + (new ? 19 : 18), name, room < sizeof name ? room : sizeof name);
        if (new)
            type = e.d_type;
        else
            decode_read(d, at + e.d_reclen - 1, &type, 1);
        print_item(d);
        print_open(d, '{');
        number_field(d, "d_ino", (s64)e.d_ino);
        number_field(d, "d_off", e.d_off);
        number_field(d, "d_reclen", e.d_reclen);
        if (new) {
            print_field(d, "d_type");
            text_puts(d->out, types[type & 15] ? types[type & 15] : "DT_???");
        }
        print_field(d, "d_name");
        print_quoted(d, name, sizeof name, QUOTE_STRING);
        if (!new) {
            print_field(d, "d_type");
            text_puts(d->out, types[type & 15] ? types[type & 15] : "DT_???");
        }
        print_close(d, '}');
        at += e.d_reclen;
    }
    print_close(d, ']');
    return PRINT_DONE;
}
ARG_PRINTER(A_DIRENTS64_OUT) {
    return print_entries(d, arg, true);
}
ARG_PRINTER(A_DIRENTS_OUT) {
    return print_entries(d, arg, false);
}

// --- Vectors
void print_iov(struct decode *d, uaddr_t iov, u64 count, u64 bytes, bool with_data) {
    struct abi_iovec v;
    if (!iov || !d->verbose || count > UINT64_MAX / sizeof v || (count && !decode_read(d, iov, &v, sizeof v))) {
        print_addr(d, iov);
        return;
    }
    print_open(d, '[');
    for (u64 i = 0; i < count; i++) {
        if (!decode_read(d, iov + i * sizeof v, &v, sizeof v)) {
            print_more_at(d, iov + i * sizeof v);
            break;
        }
        if (i >= elements_shown(d)) {
            print_more(d);
            break;
        }
        print_item(d);
        print_open(d, '{');
        print_field(d, "iov_base");
        u64 n = v.iov_len < bytes ? v.iov_len : bytes;
        if (with_data)
            print_bytes(d, v.iov_base, n);
        else
            print_addr(d, v.iov_base);
        if (bytes != UINT64_MAX) bytes -= n;
        print_field(d, "iov_len");
        print_udec(d, v.iov_len);
        print_close(d, '}');
    }
    print_close(d, ']');
}
