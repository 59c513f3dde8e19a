// SPDX-License-Identifier: GPL-2.0-or-later
// Files: flags of open, modes, stat and its like, entries of directories, vectors of buffers.
#include "abi/dirent.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "abi/uio.h"
#include "trace/decode.h"
#include "trace/names_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void number_field(struct decode *d, const char *name, s64 value) {
    print_field(d, name);
    print_dec(d, value);
}

// --- open
void print_open_flags(struct decode *d, u32 flags) {
    static const char *const modes[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
    u32 rest = flags & ~(u32)O_ACCMODE;
    if (d->opt->style == NAMES_RAW) {
        print_hex(d, flags);
        return;
    }
    if (d->opt->style == NAMES_VERBOSE) {
        print_hex(d, flags);
        text_puts(d->out, " /* ");
    }
    text_puts(d->out, modes[flags & O_ACCMODE]);
    if (rest) {
        struct decode_options plain = *d->opt;
        struct decode inner = *d;
        plain.style = NAMES_ABBREV;
        inner.opt = &plain;
        text_char(d->out, '|');
        for (u32 i = 0; i < names_OPEN_FLAGS.count; i++) {
            u32 bits = (u32)names_OPEN_FLAGS.entries[i].value;
            if ((rest & bits) != bits) continue;
            rest &= ~bits;
            text_puts(d->out, names_OPEN_FLAGS.entries[i].name);
            if (rest) text_char(d->out, '|');
        }
        if (rest) print_hex(&inner, rest);
    }
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}
ARG_PRINTER(A_OPEN_FLAGS) {
    print_open_flags(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

static void print_permissions(struct decode *d, u32 mode) { // at least three digits
    text_printf(d->out, "%#03o", mode);
}

ARG_PRINTER(A_MODE) {
    print_permissions(d, (u32)d->args[arg] & 0xffff);
    return PRINT_DONE;
}
ARG_PRINTER(A_CREATE_MODE) {
    u32 flags = (u32)d->args[arg - 1];
    if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) print_permissions(d, (u32)d->args[arg] & 0xffff);
    return PRINT_DONE;
}

void print_mode(struct decode *d, u32 mode) {
    static const char *const types[16] = {[1] = "S_IFIFO", [2] = "S_IFCHR",  [4] = "S_IFDIR",  [6] = "S_IFBLK",
                                          [8] = "S_IFREG", [10] = "S_IFLNK", [12] = "S_IFSOCK"};
    const char *type = types[(mode & S_IFMT) >> 12];
    if (d->opt->style == NAMES_RAW) {
        text_printf(d->out, "%#o", mode);
        return;
    }
    if (type) {
        text_puts(d->out, type);
        text_char(d->out, '|');
        mode &= ~(u32)S_IFMT;
    }
    if (mode & S_ISUID) text_puts(d->out, "S_ISUID|");
    if (mode & S_ISGID) text_puts(d->out, "S_ISGID|");
    if (mode & S_ISVTX) text_puts(d->out, "S_ISVTX|");
    print_permissions(d, mode & ~(u32)(S_ISUID | S_ISGID | S_ISVTX));
}

void print_dev(struct decode *d, u64 dev) {
    u32 major = (u32)(dev >> 8 & 0xfff) | (u32)(dev >> 32 & ~0xfffu),
        minor = (u32)(dev & 0xff) | (u32)(dev >> 12 & ~0xffu);
    text_printf(d->out, "makedev(%#x, %#x)", major, minor);
}

// --- stat
static void time_field(struct decode *d, const char *name, s64 seconds, u32 ns) {
    print_field(d, name);
    print_dec(d, seconds);
    time_t host = (time_t)seconds;
    struct tm tm;
    char text[64];
    if (!seconds && !ns) return;
    if (!gmtime_r(&host, &tm) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm)) return;
    text_puts(d->out, " /* ");
    text_puts(d->out, text);
    if (ns) text_printf(d->out, ".%09u", ns);
    text_puts(d->out, "+0000 */");
}

static void stat_fields(struct decode *d, const void *record) {
    const struct abi_stat *s = record;
    bool device = (s->st_mode & S_IFMT) == S_IFCHR || (s->st_mode & S_IFMT) == S_IFBLK;
    if (!d->abbrev) {
        print_field(d, "st_dev");
        print_dev(d, s->st_dev);
        number_field(d, "st_ino", (s64)s->st_ino);
    }
    print_field(d, "st_mode");
    print_mode(d, s->st_mode);
    if (!d->abbrev) {
        number_field(d, "st_nlink", (s64)s->st_nlink);
        number_field(d, "st_uid", s->st_uid);
        number_field(d, "st_gid", s->st_gid);
        number_field(d, "st_blksize", s->st_blksize);
        number_field(d, "st_blocks", s->st_blocks);
    }
    if (device) {
        print_field(d, "st_rdev");
        print_dev(d, s->st_rdev);
    } else {
        number_field(d, "st_size", s->st_size);
    }
    if (d->abbrev) {
        print_more(d);
        return;
    }
    time_field(d, "st_atime", (s64)s->st_atime, (u32)s->st_atime_nsec);
    number_field(d, "st_atime_nsec", (s64)s->st_atime_nsec);
    time_field(d, "st_mtime", (s64)s->st_mtime, (u32)s->st_mtime_nsec);
    number_field(d, "st_mtime_nsec", (s64)s->st_mtime_nsec);
    time_field(d, "st_ctime", (s64)s->st_ctime, (u32)s->st_ctime_nsec);
    number_field(d, "st_ctime_nsec", (s64)s->st_ctime_nsec);
}
ARG_PRINTER(A_STAT_OUT) {
    struct abi_stat s;
    return print_record(d, arg, true, &s, sizeof s, stat_fields);
}

static void statx_time(struct decode *d, const char *name, const struct abi_statx_timestamp *t) {
    print_field(d, name);
    print_open(d, '{');
    number_field(d, "tv_sec", t->tv_sec);
    number_field(d, "tv_nsec", t->tv_nsec);
    print_close(d, '}');
    time_t host = (time_t)t->tv_sec;
    struct tm tm;
    char text[64];
    if ((!t->tv_sec && !t->tv_nsec) || !gmtime_r(&host, &tm) ||
        !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm))
        return;
    text_printf(d->out, " /* %s", text);
    if (t->tv_nsec) text_printf(d->out, ".%09u", t->tv_nsec);
    text_puts(d->out, "+0000 */");
}
NAMES(STATX_ATTRIBUTES, "STATX_ATTR_???", NAME(STATX_ATTR_COMPRESSED), NAME(STATX_ATTR_IMMUTABLE),
      NAME(STATX_ATTR_APPEND), NAME(STATX_ATTR_NODUMP), NAME(STATX_ATTR_ENCRYPTED), NAME(STATX_ATTR_AUTOMOUNT),
      NAME(STATX_ATTR_MOUNT_ROOT), NAME(STATX_ATTR_VERITY), NAME(STATX_ATTR_DAX));
static void statx_fields(struct decode *d, const void *record) {
    const struct abi_statx *s = record;
    print_field(d, "stx_mask");
    print_flags(d, &names_A_STATX_MASK, s->stx_mask);
    if (!d->abbrev) number_field(d, "stx_blksize", s->stx_blksize);
    print_field(d, "stx_attributes");
    print_flags(d, &names_STATX_ATTRIBUTES, s->stx_attributes);
    if (!d->abbrev) {
        number_field(d, "stx_nlink", s->stx_nlink);
        number_field(d, "stx_uid", s->stx_uid);
        number_field(d, "stx_gid", s->stx_gid);
    }
    print_field(d, "stx_mode");
    print_mode(d, s->stx_mode);
    if (!d->abbrev) number_field(d, "stx_ino", (s64)s->stx_ino);
    number_field(d, "stx_size", (s64)s->stx_size);
    if (d->abbrev) {
        print_more(d);
        return;
    }
    number_field(d, "stx_blocks", (s64)s->stx_blocks);
    print_field(d, "stx_attributes_mask");
    print_flags(d, &names_STATX_ATTRIBUTES, s->stx_attributes_mask);
    statx_time(d, "stx_atime", &s->stx_atime);
    statx_time(d, "stx_btime", &s->stx_btime);
    statx_time(d, "stx_ctime", &s->stx_ctime);
    statx_time(d, "stx_mtime", &s->stx_mtime);
    number_field(d, "stx_rdev_major", s->stx_rdev_major);
    number_field(d, "stx_rdev_minor", s->stx_rdev_minor);
    number_field(d, "stx_dev_major", s->stx_dev_major);
    number_field(d, "stx_dev_minor", s->stx_dev_minor);
}
ARG_PRINTER(A_STATX_OUT) {
    struct abi_statx s;
    return print_record(d, arg, true, &s, sizeof s, statx_fields);
}
ARG_PRINTER(A_STATX_FLAGS) {
    u32 flags = (u32)d->args[arg], sync = flags & AT_STATX_SYNC_TYPE, rest = flags & ~(u32)AT_STATX_SYNC_TYPE;
    static const char *const kinds[] = {"AT_STATX_SYNC_AS_STAT", "AT_STATX_FORCE_SYNC", "AT_STATX_DONT_SYNC",
                                        "AT_STATX_SYNC_TYPE"};
    if (d->opt->style != NAMES_ABBREV) {
        print_flags(d, &names_STATX_FLAGS, flags);
        return PRINT_DONE;
    }
    text_puts(d->out, kinds[sync >> 13 & 3]);
    if (!rest) return PRINT_DONE;
    text_char(d->out, '|');
    print_flags(d, &names_STATX_FLAGS, rest);
    return PRINT_DONE;
}

// --- Directories
static u32 count_entries(struct decode *d, uaddr_t at, u64 size) {
    u32 n = 0;
    for (u64 done = 0; done + 19 <= size; n++) {
        u16 length;
        if (!decode_read(d, at + done + 16, &length, sizeof length) || length < 19) break;
        done += length;
    }
    return n;
}
static enum print_result print_entries(struct decode *d, u32 arg, bool new) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || d->result < 0 || !d->verbose) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    u32 n = count_entries(d, d->args[arg], (u64)d->result);
    if (d->abbrev) {
        print_addr(d, d->args[arg]);
        text_printf(d->out, " /* %u entries */", n);
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
    if (!iov || (count && !decode_read(d, iov, &v, sizeof v))) {
        print_addr(d, iov);
        return;
    }
    print_open(d, '[');
    for (u64 i = 0; i < count; i++) {
        if (d->abbrev && i >= d->opt->string_limit) {
            print_more(d);
            break;
        }
        if (!decode_read(d, iov + i * sizeof v, &v, sizeof v)) {
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
        bytes -= n;
        print_field(d, "iov_len");
        print_udec(d, v.iov_len);
        print_close(d, '}');
    }
    print_close(d, ']');
}

// --- Pairs of descriptors
ARG_PRINTER(A_FD_PAIR_OUT) {
    s32 fds[2];
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || !decode_read(d, d->args[arg], fds, sizeof fds)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    text_char(d->out, '[');
    print_fd(d, fds[0]);
    text_puts(d->out, ", ");
    print_fd(d, fds[1]);
    text_char(d->out, ']');
    return PRINT_DONE;
}

// A device's number only where there is a device.
ARG_PRINTER(A_DEV) {
    u32 type = (u32)d->args[arg - 1] & S_IFMT;
    if (type == S_IFCHR || type == S_IFBLK) print_dev(d, d->args[arg]);
    return PRINT_DONE;
}
