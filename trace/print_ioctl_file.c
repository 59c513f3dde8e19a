// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on files and their file systems, on block devices and on the source of random numbers.
#include "abi/ioctl.h"
#include "trace/print_ioctl.h"

LOCAL_NAMES(extra_flags, "FS_XFLAG_???", {0x1, "FS_XFLAG_REALTIME"}, {0x2, "FS_XFLAG_PREALLOC"},
            {0x8, "FS_XFLAG_IMMUTABLE"}, {0x10, "FS_XFLAG_APPEND"}, {0x20, "FS_XFLAG_SYNC"},
            {0x40, "FS_XFLAG_NOATIME"}, {0x80, "FS_XFLAG_NODUMP"}, {0x100, "FS_XFLAG_RTINHERIT"},
            {0x200, "FS_XFLAG_PROJINHERIT"}, {0x400, "FS_XFLAG_NOSYMLINKS"}, {0x800, "FS_XFLAG_EXTSIZE"},
            {0x1000, "FS_XFLAG_EXTSZINHERIT"}, {0x2000, "FS_XFLAG_NODEFRAG"}, {0x4000, "FS_XFLAG_FILESTREAM"},
            {0x8000, "FS_XFLAG_DAX"}, {0x10000, "FS_XFLAG_COWEXTSIZE"}, {0x80000000, "FS_XFLAG_HASATTR"});
LOCAL_NAMES(map_flags, "FIEMAP_FLAG_???", {1, "FIEMAP_FLAG_SYNC"}, {2, "FIEMAP_FLAG_XATTR"},
            {4, "FIEMAP_FLAG_CACHE"});
LOCAL_NAMES(extent_flags, "FIEMAP_EXTENT_???", {0x1, "FIEMAP_EXTENT_LAST"}, {0x2, "FIEMAP_EXTENT_UNKNOWN"},
            {0x4, "FIEMAP_EXTENT_DELALLOC"}, {0x8, "FIEMAP_EXTENT_ENCODED"}, {0x80, "FIEMAP_EXTENT_DATA_ENCRYPTED"},
            {0x100, "FIEMAP_EXTENT_NOT_ALIGNED"}, {0x200, "FIEMAP_EXTENT_DATA_INLINE"},
            {0x400, "FIEMAP_EXTENT_DATA_TAIL"}, {0x800, "FIEMAP_EXTENT_UNWRITTEN"}, {0x1000, "FIEMAP_EXTENT_MERGED"},
            {0x2000, "FIEMAP_EXTENT_SHARED"});

static bool succeeded(const struct decode *d) {
    return d->exiting && !d->failed;
}

// --- Ranges
static void trim_fields(struct decode *d, const void *record) {
    const struct abi_fstrim_range *range = record;
    print_field_hex(d, "start", range->start);
    print_field_udec(d, "len", range->len);
    print_field_udec(d, "minlen", range->minlen);
}

static void extra_fields(struct decode *d, const void *record) {
    const struct abi_fsxattr *x = record;
    print_field(d, "fsx_xflags");
    print_flags(d, &names_extra_flags, x->fsx_xflags);
    print_field_udec(d, "fsx_extsize", x->fsx_extsize);
    if (d->exiting) print_field_udec(d, "fsx_nextents", x->fsx_nextents);
    print_field_hex(d, "fsx_projid", x->fsx_projid);
    print_field_udec(d, "fsx_cowextsize", x->fsx_cowextsize);
}

static void dedupe_before(struct decode *d, const void *element) {
    const struct abi_file_dedupe_range_info *info = element;
    print_open(d, '{');
    print_field(d, "dest_fd");
    print_fd(d, (s32)info->dest_fd);
    print_field_udec(d, "dest_offset", info->dest_offset);
    print_close(d, '}');
}

static void dedupe_after(struct decode *d, const void *element) {
    const struct abi_file_dedupe_range_info *info = element;
    print_open(d, '{');
    print_field_udec(d, "bytes_deduped", info->bytes_deduped);
    print_field(d, "status");
    print_dec(d, info->status);
    print_close(d, '}');
}

// Of a struct with a list behind it, which is told once as it was asked and again, behind "=>", as it was answered. False: nothing (more) is
// to be told, what there is was printed.
static bool begin_answered(struct decode *d, uaddr_t at, void *head, size_t size) {
    bool readable = at && d->verbose && decode_read(d, at, head, size);
    if (!readable && !d->exiting) print_addr(d, at);
    return readable && (!d->exiting || succeeded(d));
}

static void open_answered(struct decode *d) {
    if (d->exiting) text_puts(d->out, " => ");
    print_open(d, '{');
}

static enum print_result print_dedupe(struct decode *d, u32 arg) {
    uaddr_t at = d->args[arg];
    struct abi_file_dedupe_range range;
    if (!begin_answered(d, at, &range, sizeof range) || (d->exiting && !range.dest_count)) return PRINT_DONE;
    open_answered(d);
    if (!d->exiting) {
        print_field_udec(d, "src_offset", range.src_offset);
        print_field_udec(d, "src_length", range.src_length);
        print_field_udec(d, "dest_count", range.dest_count);
    }
    print_field(d, "info");
    print_array(d, at + sizeof range, range.dest_count, sizeof range.info[0],
                d->exiting ? dedupe_after : dedupe_before);
    print_close(d, '}');
    return d->exiting ? PRINT_DONE : PRINT_LATER;
}

static void extent_fields(struct decode *d, const void *element) {
    const struct abi_fiemap_extent *extent = element;
    print_open(d, '{');
    print_field_udec(d, "fe_logical", extent->fe_logical);
    print_field_udec(d, "fe_physical", extent->fe_physical);
    print_field_udec(d, "fe_length", extent->fe_length);
    print_field(d, "fe_flags");
    print_flags(d, &names_extent_flags, extent->fe_flags);
    print_close(d, '}');
}

static enum print_result print_map(struct decode *d, u32 arg) {
    uaddr_t at = d->args[arg];
    struct abi_fiemap map;
    if (!begin_answered(d, at, &map, sizeof map)) return PRINT_DONE;
    open_answered(d);
    if (!d->exiting) {
        print_field_udec(d, "fm_start", map.fm_start);
        print_field_udec(d, "fm_length", map.fm_length);
    }
    print_field(d, "fm_flags");
    print_flags(d, &names_map_flags, map.fm_flags);
    if (!d->exiting) {
        print_field_udec(d, "fm_extent_count", map.fm_extent_count);
    } else {
        print_field_udec(d, "fm_mapped_extents", map.fm_mapped_extents);
        if (d->abbrev) {
            print_more(d);
        } else {
            print_field(d, "fm_extents");
            print_array(d, at + sizeof map, map.fm_mapped_extents, sizeof map.fm_extents[0], extent_fields);
        }
    }
    print_close(d, '}');
    return d->exiting ? PRINT_DONE : PRINT_LATER;
}

// --- Numbers
// One or two unsigned numbers of `size` bytes, in brackets.
static enum print_result print_numbers(struct decode *d, u32 arg, bool out, size_t size, u32 count) {
    uaddr_t at = d->args[arg];
    u64 numbers[2] = {0};
    if (out && !d->exiting) return PRINT_LATER;
    if (!at || !d->verbose || (d->exiting && d->failed) || !decode_read(d, at, numbers, size * count)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '[');
    for (u32 i = 0; i < count; i++) {
        print_item(d);
        print_udec(d, numbers[i]);
    }
    print_close(d, ']');
    return PRINT_DONE;
}

static void entropy_fields(struct decode *d, const void *record) {
    const s32 *counts = record;
    print_field(d, "entropy_count");
    print_dec(d, counts[0]);
    print_field(d, "buf_size");
    print_dec(d, counts[1]);
    print_field(d, "buf");
    print_bytes(d, d->args[2] + 2 * sizeof *counts, counts[1] < 0 ? 0 : (u64)counts[1]);
}

bool print_ioctl_file(struct decode *d, u32 arg, enum print_result *result) {
    struct abi_fstrim_range trim;
    struct abi_fsxattr extra;
    s32 entropy[2];
    bool out = false;
    *result = PRINT_DONE;
    switch ((u32)d->args[arg - 1]) {
    case FITRIM: *result = print_record(d, arg, false, &trim, sizeof trim, trim_fields); return true;
    case FS_IOC_FSGETXATTR: out = true; // fall through
    case FS_IOC_FSSETXATTR: *result = print_record(d, arg, out, &extra, sizeof extra, extra_fields); return true;
    case FIDEDUPERANGE: *result = print_dedupe(d, arg); return true;
    case FS_IOC_FIEMAP: *result = print_map(d, arg); return true;
    case FS_IOC_GETFSLABEL:
        if (!d->exiting) {
            *result = PRINT_LATER;
        } else if (d->failed) {
            print_addr(d, d->args[arg]);
        } else {
            print_path_bytes(d, d->args[arg], 256);
        }
        return true;
    case FS_IOC_SETFSLABEL: print_path_bytes(d, d->args[arg], 256); return true;

    case BLKRRPART:
    case BLKTRACESTART:
    case BLKTRACESTOP:
    case BLKTRACETEARDOWN:
    case BLKFLSBUF:
    case RNDZAPENTCNT:
    case RNDCLEARPOOL:
    case RNDRESEEDCRNG: return true;
    case BLKRASET:
    case BLKFRASET: print_udec(d, d->args[arg]); return true;
    case BLKROGET:
    case BLKSSZGET:
    case BLKALIGNOFF:
    case BLKBSZGET:
    case RNDGETENTCNT: *result = print_ioctl_number(d, arg, true, NULL); return true;
    case BLKROSET:
    case BLKBSZSET:
    case RNDADDTOENTCNT: *result = print_ioctl_number(d, arg, false, NULL); return true;
    case BLKIOMIN:
    case BLKIOOPT:
    case BLKPBSZGET:
    case BLKDISCARDZEROES: *result = print_numbers(d, arg, true, sizeof(u32), 1); return true;
    case BLKSECTGET:
    case BLKROTATIONAL: *result = print_numbers(d, arg, true, sizeof(u16), 1); return true;
    case BLKGETSIZE:
    case BLKRAGET:
    case BLKFRAGET:
    case BLKGETSIZE64:
    case BLKGETDISKSEQ: *result = print_numbers(d, arg, true, sizeof(u64), 1); return true;
    case BLKDISCARD:
    case BLKSECDISCARD:
    case BLKZEROOUT: *result = print_numbers(d, arg, false, sizeof(u64), 2); return true;
    case RNDADDENTROPY: *result = print_record(d, arg, false, entropy, sizeof entropy, entropy_fields); return true;
    default: return false;
    }
}
