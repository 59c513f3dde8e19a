// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on loop devices and on userfaultfd.
#include "abi/ioctl.h"
#include "trace/layout.h"
#include "trace/print_ioctl.h"

struct loop_info {
    u64 device, inode, rdevice, offset, size_limit;
    u32 number, encrypt_type, encrypt_key_size, flags;
    char file_name[64], crypt_name[64];
    u8 encrypt_key[32];
    u64 init[2];
};
_Static_assert(sizeof(struct loop_info) == 232, "struct loop_info64");
struct loop_config {
    u32 fd, block_size;
    struct loop_info info;
    u64 reserved[8];
};
_Static_assert(sizeof(struct loop_config) == 304, "struct loop_config");
struct loop_old {
    s32 number;
    u64 device, inode, rdevice;
    s32 offset, encrypt_type, encrypt_key_size, flags;
    char name[64];
    u8 encrypt_key[32];
    u64 init[2];
    u8 reserved[4];
};
_Static_assert(sizeof(struct loop_old) == 168, "struct loop_info");

LOCAL_NAMES(loop_flags, "LO_FLAGS_???", {1, "LO_FLAGS_READ_ONLY"}, {2, "LO_FLAGS_USE_AOPS"},
            {4, "LO_FLAGS_AUTOCLEAR"}, {8, "LO_FLAGS_PARTSCAN"}, {16, "LO_FLAGS_DIRECT_IO"});
LOCAL_NAMES(encryptions, "LO_CRYPT_???", {0, "LO_CRYPT_NONE"}, {1, "LO_CRYPT_XOR"}, {2, "LO_CRYPT_DES"},
            {3, "LO_CRYPT_FISH2"}, {4, "LO_CRYPT_BLOW"}, {5, "LO_CRYPT_CAST128"}, {6, "LO_CRYPT_IDEA"},
            {9, "LO_CRYPT_DUMMY"}, {10, "LO_CRYPT_SKIPJACK"}, {18, "LO_CRYPT_CRYPTOAPI"});
LOCAL_NAMES(copy_modes, "UFFDIO_COPY_???", {1, "UFFDIO_COPY_MODE_DONTWAKE"}, {2, "UFFDIO_COPY_MODE_WP"});
LOCAL_NAMES(zero_modes, "UFFDIO_ZEROPAGE_???", {1, "UFFDIO_ZEROPAGE_MODE_DONTWAKE"});

// --- Loop devices
static void print_loop_devices(struct decode *d, u64 device, u64 inode, u64 rdevice) {
    print_field(d, "lo_device");
    print_dev(d, device);
    print_field_udec(d, "lo_inode", inode);
    print_field(d, "lo_rdevice");
    print_dev(d, rdevice);
}

static void print_loop_encryption(struct decode *d, u32 type, u32 key_size) {
    print_field(d, "lo_encrypt_type");
    print_choice(d, &names_encryptions, type);
    print_field_udec(d, "lo_encrypt_key_size", key_size);
}

static void print_loop_key(struct decode *d, const u8 *key, u32 size) {
    print_field(d, "lo_encrypt_key");
    print_quoted(d, key, size < 32 ? size : 32, 0);
}

static void print_hex_list(struct decode *d, const char *name, const void *numbers, u32 count, size_t size) {
    print_field(d, name);
    print_open(d, '[');
    for (u32 i = 0; i < count; i++) {
        u64 value = 0;
        memcpy(&value, (const u8 *)numbers + i * size, size);
        print_item(d);
        print_hex(d, value);
    }
    print_close(d, ']');
}

static void print_loop_flags(struct decode *d, u32 flags) {
    print_field(d, "lo_flags");
    print_flags(d, &names_loop_flags, flags);
}

static void loop_fields(struct decode *d, const void *record) {
    const struct loop_info *l = record;
    if (!d->abbrev) print_loop_devices(d, l->device, l->inode, l->rdevice);
    print_field_hex(d, "lo_offset", l->offset);
    if (!d->abbrev) print_field_udec(d, "lo_sizelimit", l->size_limit);
    print_field_udec(d, "lo_number", l->number);
    bool encrypted = !d->abbrev || l->encrypt_type;
    if (encrypted) print_loop_encryption(d, l->encrypt_type, l->encrypt_key_size);
    print_loop_flags(d, l->flags);
    print_text_field(d, "lo_file_name", l->file_name, sizeof l->file_name);
    if (encrypted) {
        print_text_field(d, "lo_crypt_name", l->crypt_name, sizeof l->crypt_name);
        print_loop_key(d, l->encrypt_key, l->encrypt_key_size);
    }
    if (d->abbrev)
        print_more(d);
    else
        print_hex_list(d, "lo_init", l->init, 2, sizeof *l->init);
}

static void loop_old_fields(struct decode *d, const void *record) {
    const struct loop_old *l = record;
    print_field(d, "lo_number");
    print_dec(d, l->number);
    if (!d->abbrev) print_loop_devices(d, l->device, l->inode, l->rdevice);
    print_field_hex(d, "lo_offset", (u32)l->offset);
    bool encrypted = !d->abbrev || l->encrypt_type;
    if (encrypted) print_loop_encryption(d, (u32)l->encrypt_type, (u32)l->encrypt_key_size);
    print_loop_flags(d, (u32)l->flags);
    print_text_field(d, "lo_name", l->name, sizeof l->name);
    if (encrypted) print_loop_key(d, l->encrypt_key, (u32)l->encrypt_key_size);
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_hex_list(d, "lo_init", l->init, 2, sizeof *l->init);
    print_hex_list(d, "reserved", l->reserved, 4, 1);
}

static void loop_config_fields(struct decode *d, const void *record) {
    const struct loop_config *l = record;
    bool reserved = false;
    print_field(d, "fd");
    print_fd(d, (s32)l->fd);
    print_field_udec(d, "block_size", l->block_size);
    print_field(d, "info");
    print_open(d, '{');
    loop_fields(d, &l->info);
    print_close(d, '}');
    for (u32 i = 0; i < 8; i++) reserved = reserved || l->reserved[i];
    if (reserved) print_hex_list(d, "__reserved", l->reserved, 8, sizeof *l->reserved);
}

// --- userfaultfd
static void print_range_fields(struct decode *d, const void *record) {
    const u64 *range = record;
    print_field_hex(d, "start", range[0]);
    print_field_hex(d, "len", range[1]);
}

static void copy_fields(struct decode *d, const u64 *copy) {
    print_field_hex(d, "dst", copy[0]);
    print_field_hex(d, "src", copy[1]);
    print_field_hex(d, "len", copy[2]);
    print_field(d, "mode");
    print_flags(d, &names_copy_modes, copy[3]);
}

static void zero_fields(struct decode *d, const u64 *zero) {
    print_field(d, "range");
    print_open(d, '{');
    print_range_fields(d, zero);
    print_close(d, '}');
    print_field(d, "mode");
    print_flags(d, &names_zero_modes, zero[2]);
}

// `count` numbers, the last of which is the kernel's answer.
static enum print_result print_filled(struct decode *d, u32 arg, u32 count, const char *answer,
                                      void (*fields)(struct decode *d, const u64 *record)) {
    u64 record[5];
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, record, count * sizeof *record);
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        print_open(d, '{');
        fields(d, record);
        print_suspend(d);
        return PRINT_LATER;
    }
    print_resume(d);
    if (readable && !d->failed) print_field_hex(d, answer, record[count - 1]);
    print_close(d, '}');
    return PRINT_DONE;
}

bool print_ioctl_device(struct decode *d, u32 arg, enum print_result *result) {
    struct loop_info loop;
    struct loop_old old;
    struct loop_config config;
    u64 range[2];
    bool out = false;
    *result = PRINT_DONE;
    switch ((u32)d->args[arg - 1]) {
    case LOOP_GET_STATUS64: out = true; // fall through
    case LOOP_SET_STATUS64: *result = print_record(d, arg, out, &loop, sizeof loop, loop_fields); return true;
    case LOOP_GET_STATUS: out = true; // fall through
    case LOOP_SET_STATUS: *result = print_record(d, arg, out, &old, sizeof old, loop_old_fields); return true;
    case LOOP_CONFIGURE:
        *result = print_record(d, arg, false, &config, sizeof config, loop_config_fields);
        return true;
    case LOOP_SET_FD:
    case LOOP_CHANGE_FD: print_fd(d, (s32)d->args[arg]); return true;
    case LOOP_CLR_FD:
    case LOOP_SET_CAPACITY:
    case LOOP_CTL_GET_FREE: return true;
    case LOOP_SET_BLOCK_SIZE:
    case LOOP_SET_DIRECT_IO: print_udec(d, d->args[arg]); return true;
    case LOOP_CTL_ADD:
    case LOOP_CTL_REMOVE: print_dec(d, (s32)d->args[arg]); return true;
    case UFFDIO_UNREGISTER:
    case UFFDIO_WAKE: *result = print_record(d, arg, false, range, sizeof range, print_range_fields); return true;
    case UFFDIO_COPY: *result = print_filled(d, arg, 5, "copy", copy_fields); return true;
    case UFFDIO_ZEROPAGE: *result = print_filled(d, arg, 4, "zeropage", zero_fields); return true;
    default: return false;
    }
}
