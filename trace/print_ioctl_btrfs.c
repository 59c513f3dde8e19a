// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on btrfs (btrfs.h).
#include "trace/ioctl_row.h"
#include "trace/print_ioctl.h"

static const struct field decimal64 = {.size = 8, .kind = FIELD_UDEC};
// --- Trees
LOCAL_NAMES(trees, NULL, {1, "BTRFS_ROOT_TREE_OBJECTID"}, {2, "BTRFS_EXTENT_TREE_OBJECTID"},
            {3, "BTRFS_CHUNK_TREE_OBJECTID"}, {4, "BTRFS_DEV_TREE_OBJECTID"}, {5, "BTRFS_FS_TREE_OBJECTID"},
            {6, "BTRFS_ROOT_TREE_DIR_OBJECTID"}, {7, "BTRFS_CSUM_TREE_OBJECTID"}, {8, "BTRFS_QUOTA_TREE_OBJECTID"},
            {9, "BTRFS_UUID_TREE_OBJECTID"}, {10, "BTRFS_FREE_SPACE_TREE_OBJECTID"},
            {11, "BTRFS_BLOCK_GROUP_TREE_OBJECTID"}, {256, "BTRFS_FIRST_FREE_OBJECTID"},
            {(u64)-256, "BTRFS_LAST_FREE_OBJECTID"});
LOCAL_NAMES(keys, NULL, {1, "BTRFS_INODE_ITEM_KEY"}, {12, "BTRFS_INODE_REF_KEY"}, {13, "BTRFS_INODE_EXTREF_KEY"},
            {24, "BTRFS_XATTR_ITEM_KEY"}, {36, "BTRFS_VERITY_DESC_ITEM_KEY"}, {37, "BTRFS_VERITY_MERKLE_ITEM_KEY"},
            {48, "BTRFS_ORPHAN_ITEM_KEY"}, {60, "BTRFS_DIR_LOG_ITEM_KEY"}, {72, "BTRFS_DIR_LOG_INDEX_KEY"},
            {84, "BTRFS_DIR_ITEM_KEY"}, {96, "BTRFS_DIR_INDEX_KEY"}, {108, "BTRFS_EXTENT_DATA_KEY"},
            {128, "BTRFS_EXTENT_CSUM_KEY"}, {132, "BTRFS_ROOT_ITEM_KEY"}, {144, "BTRFS_ROOT_BACKREF_KEY"},
            {156, "BTRFS_ROOT_REF_KEY"}, {168, "BTRFS_EXTENT_ITEM_KEY"}, {169, "BTRFS_METADATA_ITEM_KEY"},
            {176, "BTRFS_TREE_BLOCK_REF_KEY"}, {178, "BTRFS_EXTENT_DATA_REF_KEY"}, {180, "BTRFS_EXTENT_REF_V0_KEY"},
            {182, "BTRFS_SHARED_BLOCK_REF_KEY"}, {184, "BTRFS_SHARED_DATA_REF_KEY"},
            {192, "BTRFS_BLOCK_GROUP_ITEM_KEY"}, {198, "BTRFS_FREE_SPACE_INFO_KEY"},
            {199, "BTRFS_FREE_SPACE_EXTENT_KEY"}, {200, "BTRFS_FREE_SPACE_BITMAP_KEY"}, {204, "BTRFS_DEV_EXTENT_KEY"},
            {216, "BTRFS_DEV_ITEM_KEY"}, {228, "BTRFS_CHUNK_ITEM_KEY"}, {240, "BTRFS_QGROUP_STATUS_KEY"},
            {242, "BTRFS_QGROUP_INFO_KEY"}, {244, "BTRFS_QGROUP_LIMIT_KEY"}, {246, "BTRFS_QGROUP_RELATION_KEY"},
            {248, "BTRFS_TEMPORARY_ITEM_KEY"}, {249, "BTRFS_PERSISTENT_ITEM_KEY"}, {250, "BTRFS_DEV_REPLACE_KEY"},
            {251, "BTRFS_UUID_KEY_SUBVOL"}, {252, "BTRFS_UUID_KEY_RECEIVED_SUBVOL"}, {253, "BTRFS_STRING_ITEM_KEY"});

// A number by its name, or one that may be the largest of its size
static void print_named_or_limit(struct decode *d, const struct name_table *names, u64 value, u64 largest) {
    const char *name = value == largest ? largest == UINT64_MAX ? "UINT64_MAX" : "UINT32_MAX" : NULL;
    for (u32 i = 0; i < names->count && !name; i++)
        if (names->entries[i].value == value) name = names->entries[i].name;
    if (!name || d->opt->style != NAMES_ABBREV) print_udec(d, value);
    if (name && d->opt->style == NAMES_VERBOSE) print_comment(d, name);
    if (name && d->opt->style == NAMES_ABBREV) text_puts(d->out, name);
}
static void print_object(struct decode *d, u64 id) {
    print_named_or_limit(d, &names_trees, id, UINT64_MAX);
}
static void print_key_type(struct decode *d, u32 type) {
    print_named_or_limit(d, &names_keys, type, UINT32_MAX);
}
LOCAL_NAMES(balance_controls, "BTRFS_BALANCE_CTL_???", {1, "BTRFS_BALANCE_CTL_PAUSE"},
            {2, "BTRFS_BALANCE_CTL_CANCEL"});
static const struct field balance_control = {.size = 8, .kind = FIELD_CHOICE, .names = &names_balance_controls};
LOCAL_NAMES(volume_flags, "BTRFS_SUBVOL_???", {1, "BTRFS_SUBVOL_CREATE_ASYNC"}, {2, "BTRFS_SUBVOL_RDONLY"},
            {4, "BTRFS_SUBVOL_QGROUP_INHERIT"});
LOCAL_NAMES(defragment_flags, "BTRFS_DEFRAG_RANGE_???", {1, "BTRFS_DEFRAG_RANGE_COMPRESS"},
            {2, "BTRFS_DEFRAG_RANGE_START_IO"});
LOCAL_NAMES(compressions, "BTRFS_COMPRESS_???", {0, "BTRFS_COMPRESS_NONE"}, {1, "BTRFS_COMPRESS_ZLIB"},
            {2, "BTRFS_COMPRESS_LZO"}, {3, "BTRFS_COMPRESS_ZSTD"});
LOCAL_NAMES(system_flags, "BTRFS_FS_INFO_FLAG_???", {1, "BTRFS_FS_INFO_FLAG_CSUM_INFO"},
            {2, "BTRFS_FS_INFO_FLAG_GENERATION"}, {4, "BTRFS_FS_INFO_FLAG_METADATA_UUID"});
LAYOUT(volume, 4096, DESCRIPTOR("fd", 0), TEXT("name", 8, 4088));
// --- Quota groups
LOCAL_NAMES(inherit_flags, "BTRFS_QGROUP_INHERIT_???", {1, "BTRFS_QGROUP_INHERIT_SET_LIMITS"});
LOCAL_NAMES(limit_flags, "BTRFS_QGROUP_LIMIT_???", {1, "BTRFS_QGROUP_LIMIT_MAX_RFER"},
            {2, "BTRFS_QGROUP_LIMIT_MAX_EXCL"}, {4, "BTRFS_QGROUP_LIMIT_RSV_RFER"},
            {8, "BTRFS_QGROUP_LIMIT_RSV_EXCL"}, {16, "BTRFS_QGROUP_LIMIT_RFER_CMPR"},
            {32, "BTRFS_QGROUP_LIMIT_EXCL_CMPR"});
LAYOUT(quota_limits, 40, FLAGS("flags", 0, 8, limit_flags), UDEC("max_rfer", 8, 8), UDEC("max_excl", 16, 8),
       UDEC("rsv_rfer", 24, 8), UDEC("rsv_excl", 32, 8));
LAYOUT(quota_limit, 48, UDEC("qgroupid", 0, 8), INNER("lim", 8, quota_limits));
LAYOUT(inherit, 72, FLAGS("flags", 0, 8, inherit_flags), UDEC("num_qgroups", 8, 8), UDEC("num_ref_copies", 16, 8),
       UDEC("num_excl_copies", 24, 8), INNER("lim", 32, quota_limits));
static void number(struct decode *d, const void *element) {
    print_udec(d, *(const u64 *)element);
}
static void print_inherit(struct decode *d, uaddr_t at) {
    u64 record[9];
    print_field(d, "qgroup_inherit");
    if (!at || !decode_read(d, at, record, sizeof record)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_layout_fields(d, &inherit, record, sizeof record);
    if (d->abbrev) {
        print_more(d);
    } else {
        print_field(d, "qgroups");
        print_array(d, at + sizeof record, record[1], sizeof(u64), number);
    }
    print_close(d, '}');
}
static void inherited(struct decode *d, const void *record, size_t length) {
    const u64 *arguments = record;
    (void)length;
    if (!(arguments[2] & 4)) return;
    print_field_udec(d, "size", arguments[3]);
    print_inherit(d, arguments[4]);
}
LAYOUT(volume2, 4096, DESCRIPTOR("fd", 0), FLAGS("flags", 16, 8, volume_flags), OWN(inherited, 24),
       TEXT("name", 56, 4040));
LAYOUT(volume2_told, 4096, UDEC("transid", 8, 8));
LAYOUT(defragment, 48, UDEC("start", 0, 8), FIELD("len", 8, 8, FIELD_LIMIT), FLAGS("flags", 16, 8, defragment_flags),
       UDEC("extent_thresh", 24, 4), CHOICE("compress_type", 28, 4, compressions));
LOCAL_NAMES(checksums, "BTRFS_CSUM_TYPE_???", {0, "BTRFS_CSUM_TYPE_CRC32"}, {1, "BTRFS_CSUM_TYPE_XXHASH"},
            {2, "BTRFS_CSUM_TYPE_SHA256"}, {3, "BTRFS_CSUM_TYPE_BLAKE2"});
LAYOUT(system_checksums, 1024, CHOICE("csum_type", 44, 2, checksums), UDEC("csum_size", 46, 2));
LAYOUT(system_generation, 1024, UDEC("generation", 56, 8));
LAYOUT(system_uuid, 1024, FIELD("metadata_uuid", 64, 16, FIELD_UUID));
// What a flag says that there is
static void checksum_fields(struct decode *d, const void *record, size_t length) {
    if (((const u64 *)record)[6] & 1) print_layout_fields(d, &system_checksums, record, length);
}
static void further_fields(struct decode *d, const void *record, size_t length) {
    u64 flags = ((const u64 *)record)[6];
    if (flags & 2) print_layout_fields(d, &system_generation, record, length);
    if (flags & 4) print_layout_fields(d, &system_uuid, record, length);
}
LAYOUT(system_info, 1024, UDEC("max_id", 0, 8), UDEC("num_devices", 8, 8), FIELD("fsid", 16, 16, FIELD_UUID),
       UDEC("nodesize", 32, 4), UDEC("sectorsize", 36, 4), UDEC("clone_alignment", 40, 4), OWN(checksum_fields, 44),
       FLAGS("flags", 48, 8, system_flags), OWN(further_fields, 56));
LAYOUT(rescan, 64, UDEC("flags", 0, 8));
static void rescan_progress(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "progress");
    print_object(d, ((const u64 *)record)[1]);
}
LAYOUT(rescan_told, 64, UDEC("flags", 0, 8), OWN(rescan_progress, 0));
LAYOUT(quota_group, 16, UDEC("create", 0, 8), UDEC("qgroupid", 8, 8));
LAYOUT(quota_assign, 24, UDEC("assign", 0, 8), UDEC("src", 8, 8), UDEC("dst", 16, 8));

// --- Features
LOCAL_NAMES(compatible, "BTRFS_FEATURE_COMPAT_???");
LOCAL_NAMES(read_compatible, "BTRFS_FEATURE_COMPAT_RO_???", {1, "BTRFS_FEATURE_COMPAT_RO_FREE_SPACE_TREE"},
            {2, "BTRFS_FEATURE_COMPAT_RO_FREE_SPACE_TREE_VALID"}, {4, "BTRFS_FEATURE_COMPAT_RO_VERITY"},
            {8, "BTRFS_FEATURE_COMPAT_RO_BLOCK_GROUP_TREE"});
LOCAL_NAMES(incompatible, "BTRFS_FEATURE_INCOMPAT_???", {1 << 0, "BTRFS_FEATURE_INCOMPAT_MIXED_BACKREF"},
            {1 << 1, "BTRFS_FEATURE_INCOMPAT_DEFAULT_SUBVOL"}, {1 << 2, "BTRFS_FEATURE_INCOMPAT_MIXED_GROUPS"},
            {1 << 3, "BTRFS_FEATURE_INCOMPAT_COMPRESS_LZO"}, {1 << 4, "BTRFS_FEATURE_INCOMPAT_COMPRESS_ZSTD"},
            {1 << 5, "BTRFS_FEATURE_INCOMPAT_BIG_METADATA"}, {1 << 6, "BTRFS_FEATURE_INCOMPAT_EXTENDED_IREF"},
            {1 << 7, "BTRFS_FEATURE_INCOMPAT_RAID56"}, {1 << 8, "BTRFS_FEATURE_INCOMPAT_SKINNY_METADATA"},
            {1 << 9, "BTRFS_FEATURE_INCOMPAT_NO_HOLES"}, {1 << 10, "BTRFS_FEATURE_INCOMPAT_METADATA_UUID"},
            {1 << 11, "BTRFS_FEATURE_INCOMPAT_RAID1C34"}, {1 << 12, "BTRFS_FEATURE_INCOMPAT_ZONED"},
            {1 << 13, "BTRFS_FEATURE_INCOMPAT_EXTENT_TREE_V2"});
LAYOUT(features, 24, FLAGS("compat_flags", 0, 8, compatible), FLAGS("compat_ro_flags", 8, 8, read_compatible),
       FLAGS("incompat_flags", 16, 8, incompatible));

// [{...}, {...}]: of each what it is said to be
static enum print_result print_feature_sets(struct decode *d, u32 arg, u32 count) {
    static const char *const meanings[] = {"supported", "safe to set", "safe to clear"};
    u64 sets[9];
    uaddr_t at = d->args[arg];
    bool out = count == 3;
    if (out && !d->exiting) return PRINT_LATER;
    if (!at || !d->verbose || (out && d->failed) || !decode_read(d, at, sets, count * features.size)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '[');
    for (u32 i = 0; i < count; i++) {
        print_item(d);
        print_layout(d, &features, sets + 3 * i);
        if (out) print_comment(d, meanings[i]);
    }
    print_close(d, ']');
    return PRINT_DONE;
}

static enum print_result print_volume_flags(struct decode *d, u32 arg, bool out) {
    u64 flags;
    uaddr_t at = d->args[arg];
    if (out && !d->exiting) return PRINT_LATER;
    if (!at || !d->verbose || (out && d->failed) || !decode_read(d, at, &flags, sizeof flags))
        print_addr(d, at);
    else
        print_flags(d, &names_volume_flags, flags);
    return PRINT_DONE;
}

// --- Devices, balance, scrub
#define BLOCK_GROUPS                                                                                                 \
    {1 << 0, "BTRFS_BLOCK_GROUP_DATA"}, {1 << 1, "BTRFS_BLOCK_GROUP_SYSTEM"},                                        \
        {1 << 2, "BTRFS_BLOCK_GROUP_METADATA"}, {1 << 3, "BTRFS_BLOCK_GROUP_RAID0"},                                 \
        {1 << 4, "BTRFS_BLOCK_GROUP_RAID1"}, {1 << 5, "BTRFS_BLOCK_GROUP_DUP"},                                      \
        {1 << 6, "BTRFS_BLOCK_GROUP_RAID10"}, {1 << 7, "BTRFS_BLOCK_GROUP_RAID5"},                                   \
        {1 << 8, "BTRFS_BLOCK_GROUP_RAID6"}, {1ull << 48, "BTRFS_AVAIL_ALLOC_BIT_SINGLE"}, {                         \
        1ull << 49, "BTRFS_SPACE_INFO_GLOBAL_RSV"                                                                    \
    }
LOCAL_NAMES(profiles, "BTRFS_BLOCK_GROUP_???", BLOCK_GROUPS);
LOCAL_NAMES(space_flags, "BTRFS_SPACE_INFO_???", BLOCK_GROUPS);
LOCAL_NAMES(balance_flags, "BTRFS_BALANCE_???", {1, "BTRFS_BALANCE_DATA"}, {2, "BTRFS_BALANCE_SYSTEM"},
            {4, "BTRFS_BALANCE_METADATA"}, {8, "BTRFS_BALANCE_FORCE"}, {16, "BTRFS_BALANCE_RESUME"});
LOCAL_NAMES(balance_states, "BTRFS_BALANCE_STATE_???", {1, "BTRFS_BALANCE_STATE_RUNNING"},
            {2, "BTRFS_BALANCE_STATE_PAUSE_REQ"}, {4, "BTRFS_BALANCE_STATE_CANCEL_REQ"});
LOCAL_NAMES(balance_limits, "BTRFS_BALANCE_ARGS_???", {1 << 0, "BTRFS_BALANCE_ARGS_PROFILES"},
            {1 << 1, "BTRFS_BALANCE_ARGS_USAGE"}, {1 << 2, "BTRFS_BALANCE_ARGS_DEVID"},
            {1 << 3, "BTRFS_BALANCE_ARGS_DRANGE"}, {1 << 4, "BTRFS_BALANCE_ARGS_VRANGE"},
            {1 << 5, "BTRFS_BALANCE_ARGS_LIMIT"}, {1 << 6, "BTRFS_BALANCE_ARGS_LIMIT_RANGE"},
            {1 << 7, "BTRFS_BALANCE_ARGS_STRIPES_RANGE"}, {1 << 8, "BTRFS_BALANCE_ARGS_CONVERT"},
            {1 << 9, "BTRFS_BALANCE_ARGS_SOFT"}, {1 << 10, "BTRFS_BALANCE_ARGS_USAGE_RANGE"});
LAYOUT(balance_set, 136, FLAGS("profiles", 0, 8, profiles), FIELD("usage", 8, 8, FIELD_LIMIT),
       FIELD("devid", 16, 8, FIELD_DEV), FIELD("pstart", 24, 8, FIELD_LIMIT), FIELD("pend", 32, 8, FIELD_LIMIT),
       FIELD("vstart", 40, 8, FIELD_LIMIT), FIELD("vend", 48, 8, FIELD_LIMIT), FIELD("target", 56, 8, FIELD_LIMIT),
       FLAGS("flags", 64, 8, balance_limits));
static void balance_sets(struct decode *d, const void *record, size_t length) {
    u64 flags = *(const u64 *)record;
    const u8 *set = (const u8 *)record + 16;
    (void)length;
    static const char *const names[] = {"data", "meta", "sys"};
    static const u8 bits[] = {1, 4, 2};
    for (u32 i = 0; i < 3; i++) {
        if (!(flags & bits[i])) continue;
        print_field(d, names[i]);
        print_layout(d, &balance_set, set + i * balance_set.size);
    }
}
LAYOUT(balance, 1024, FLAGS("flags", 0, 8, balance_flags), OWN(balance_sets, 0));
LAYOUT(balance_told, 1024, FLAGS("flags", 0, 8, balance_flags), FLAGS("state", 8, 8, balance_states),
       OWN(balance_sets, 0));

LAYOUT(device_info, 4096, FIELD("devid", 0, 8, FIELD_DEV), FIELD("uuid", 8, 16, FIELD_UUID, .when = SHOWN_SET));
LAYOUT(device_info_told, 4096, FIELD("uuid", 8, 16, FIELD_UUID, .when = SHOWN_SET), UDEC("bytes_used", 24, 8),
       UDEC("total_bytes", 32, 8), TEXT("path", 3072, 1024));

LOCAL_NAMES(scrub_flags, "BTRFS_SCRUB_???", {1, "BTRFS_SCRUB_READONLY"});
LAYOUT(scrub_progress, 120, UDEC("data_extents_scrubbed", 0, 8), UDEC("tree_extents_scrubbed", 8, 8),
       UDEC("data_bytes_scrubbed", 16, 8), UDEC("tree_bytes_scrubbed", 24, 8), UDEC("read_errors", 32, 8),
       UDEC("csum_errors", 40, 8), UDEC("verify_errors", 48, 8), UDEC("no_csum", 56, 8), UDEC("csum_discards", 64, 8),
       UDEC("super_errors", 72, 8), UDEC("malloc_errors", 80, 8), UDEC("uncorrectable_errors", 88, 8),
       UDEC("corrected_errors", 96, 8), UDEC("last_physical", 104, 8), UDEC("unverified_errors", 112, 8));
LAYOUT(scrub, 1024, FIELD("devid", 0, 8, FIELD_DEV), UDEC("start", 8, 8), FIELD("end", 16, 8, FIELD_LIMIT),
       FLAGS("flags", 24, 8, scrub_flags));
LAYOUT(scrub_device, 1024, FIELD("devid", 0, 8, FIELD_DEV));
LAYOUT(scrub_told, 1024, INNER("progress", 32, scrub_progress));

LOCAL_NAMES(statistics_flags, "BTRFS_DEV_STATS_???", {1, "BTRFS_DEV_STATS_RESET"});
LOCAL_NAMES(statistics, "BTRFS_DEV_STAT_???", {0, "BTRFS_DEV_STAT_WRITE_ERRS"}, {1, "BTRFS_DEV_STAT_READ_ERRS"},
            {2, "BTRFS_DEV_STAT_FLUSH_ERRS"}, {3, "BTRFS_DEV_STAT_CORRUPTION_ERRS"},
            {4, "BTRFS_DEV_STAT_GENERATION_ERRS"});
enum { STATISTICS = 5 };
static void statistics_values(struct decode *d, const void *record, size_t length) {
    const u64 *words = record;
    (void)length;
    print_item(d);
    print_open(d, '[');
    for (u32 i = 0; i < STATISTICS && i < words[1]; i++) {
        print_item(d);
        text_char(d->out, '[');
        print_choice_dec(d, &names_statistics, i);
        text_puts(d->out, "]=");
        print_udec(d, words[3 + i]);
    }
    if (words[1] > STATISTICS) print_more(d);
    print_close(d, ']');
}
LAYOUT(device_statistics, 1032, FIELD("devid", 0, 8, FIELD_DEV), UDEC("nr_items", 8, 8),
       FLAGS("flags", 16, 8, statistics_flags));
LAYOUT(device_statistics_told, 1032, UDEC("nr_items", 8, 8), FLAGS("flags", 16, 8, statistics_flags),
       OWN(statistics_values, 0));

LOCAL_NAMES(replace_commands, "BTRFS_IOCTL_DEV_REPLACE_CMD_???", {0, "BTRFS_IOCTL_DEV_REPLACE_CMD_START"},
            {1, "BTRFS_IOCTL_DEV_REPLACE_CMD_STATUS"}, {2, "BTRFS_IOCTL_DEV_REPLACE_CMD_CANCEL"});
LOCAL_NAMES(replace_results, "BTRFS_IOCTL_DEV_REPLACE_RESULT_???", {0, "BTRFS_IOCTL_DEV_REPLACE_RESULT_NO_ERROR"},
            {1, "BTRFS_IOCTL_DEV_REPLACE_RESULT_NOT_STARTED"}, {2, "BTRFS_IOCTL_DEV_REPLACE_RESULT_ALREADY_STARTED"},
            {3, "BTRFS_IOCTL_DEV_REPLACE_RESULT_SCRUB_INPROGRESS"});
LOCAL_NAMES(replace_states, "BTRFS_IOCTL_DEV_REPLACE_STATE_???", {0, "BTRFS_IOCTL_DEV_REPLACE_STATE_NEVER_STARTED"},
            {1, "BTRFS_IOCTL_DEV_REPLACE_STATE_STARTED"}, {2, "BTRFS_IOCTL_DEV_REPLACE_STATE_FINISHED"},
            {3, "BTRFS_IOCTL_DEV_REPLACE_STATE_CANCELED"}, {4, "BTRFS_IOCTL_DEV_REPLACE_STATE_SUSPENDED"});
LOCAL_NAMES(replace_modes, "BTRFS_IOCTL_DEV_REPLACE_CONT_READING_FROM_SRCDEV_MODE_???",
            {0, "BTRFS_IOCTL_DEV_REPLACE_CONT_READING_FROM_SRCDEV_MODE_ALWAYS"},
            {1, "BTRFS_IOCTL_DEV_REPLACE_CONT_READING_FROM_SRCDEV_MODE_AVOID"});
LAYOUT(replace_start, 2066, FIELD("srcdevid", 0, 8, FIELD_DEV),
       CHOICE("cont_reading_from_srcdev_mode", 8, 8, replace_modes), TEXT("srcdev_name", 16, 1025),
       TEXT("tgtdev_name", 1041, 1025));
static void replace_progress(struct decode *d, const void *record, size_t length) {
    u64 progress = ((const u64 *)record)[1];
    (void)length;
    print_field_udec(d, "progress_1000", progress);
    text_printf(d->out, " /* %llu.%llu%% */", (unsigned long long)progress / 10, (unsigned long long)progress % 10);
}
static void replace_times(struct decode *d, const void *record, size_t length) {
    const u64 *words = record;
    (void)length;
    print_field_udec(d, "time_started", words[2]);
    print_date(d, (s64)words[2], 0, 0);
    print_field_udec(d, "time_stopped", words[3]);
    print_date(d, (s64)words[3], 0, 0);
}
LAYOUT(replace_status, 48, CHOICE("replace_state", 0, 8, replace_states), OWN(replace_progress, 0),
       OWN(replace_times, 0), UDEC("num_write_errors", 32, 8), UDEC("num_uncorrectable_read_errors", 40, 8));
enum { REPLACE_START, REPLACE_STATUS };
static void replace_asked(struct decode *d, const void *record, size_t length) {
    (void)length;
    if (*(const u64 *)record != REPLACE_START) return;
    print_field(d, "start");
    print_layout(d, &replace_start, (const u8 *)record + 16);
}
static void replace_answered(struct decode *d, const void *record, size_t length) {
    (void)length;
    if (*(const u64 *)record != REPLACE_STATUS) return;
    print_field(d, "status");
    print_layout(d, &replace_status, (const u8 *)record + 16);
}
LAYOUT(replace, 2600, CHOICE("cmd", 0, 8, replace_commands), OWN(replace_asked, 0));
LAYOUT(replace_told, 2600, CHOICE("result", 8, 8, replace_results), OWN(replace_answered, 0));

LAYOUT(space, 24, FLAGS("flags", 0, 8, space_flags), UDEC("total_bytes", 8, 8), UDEC("used_bytes", 16, 8));
static void one_space(struct decode *d, const void *element) {
    print_layout(d, &space, element);
}
enum { ARGUMENT = 2 }; // of ioctl, the one that is told
static void spaces(struct decode *d, const void *record, size_t length) {
    const u64 *counts = record;
    if (!counts[0] && counts[1]) return; // only their number was asked for
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_field(d, "spaces");
    print_array(d, d->args[ARGUMENT] + length, counts[1], space.size, one_space);
}
LAYOUT(space_info, 16, UDEC("space_slots", 0, 8));
LAYOUT(space_info_told, 16, UDEC("total_spaces", 8, 8), OWN(spaces, 0));

// --- Searching trees
static void searched_objects(struct decode *d, const void *record, size_t length) {
    static const char *const objects[] = {"tree_id", "min_objectid", "max_objectid"};
    (void)length;
    for (u32 i = 0; i < 3; i++) {
        print_field(d, objects[i]);
        print_object(d, ((const u64 *)record)[i]);
    }
}
static void searched_types(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "min_type");
    print_key_type(d, ((const u32 *)record)[14]);
    print_field(d, "max_type");
    print_key_type(d, ((const u32 *)record)[15]);
}
LAYOUT(search_key, 104, OWN(searched_objects, 0), FIELD("min_offset", 24, 8, FIELD_LIMIT),
       FIELD("max_offset", 32, 8, FIELD_LIMIT), FIELD("min_transid", 40, 8, FIELD_LIMIT),
       FIELD("max_transid", 48, 8, FIELD_LIMIT), OWN(searched_types, 0), UDEC("nr_items", 64, 4));
LAYOUT(search_key_told, 104, UDEC("nr_items", 64, 4));

enum { FOUND_MOST = 1 << 16 };
struct found {
    u64 transaction, object, offset;
    u32 type, length;
};
// Items of any length one behind the other
static void print_found(struct decode *d, uaddr_t at, u64 size, u32 count) {
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_field(d, "buf");
    print_open(d, '[');
    u64 offset = 0;
    for (u32 i = 0; i < count; i++) {
        struct found f;
        if (i > d->opt->string_limit || i > FOUND_MOST || offset > size || size - offset < sizeof f) {
            print_more(d);
            break;
        }
        if (!decode_read(d, at + offset, &f, sizeof f)) {
            print_more_at(d, at + offset);
            break;
        }
        print_item(d);
        print_open(d, '{');
        print_field_udec(d, "transid", f.transaction);
        print_field(d, "objectid");
        print_object(d, f.object);
        print_field_udec(d, "offset", f.offset);
        print_field(d, "type");
        print_key_type(d, f.type);
        print_field_udec(d, "len", f.length);
        print_close(d, '}');
        offset += sizeof f + f.length;
    }
    print_close(d, ']');
}
static void found_items(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_found(d, d->args[ARGUMENT] + search_key.size, 4096 - search_key.size, ((const u32 *)record)[16]);
}
static void found_items2(struct decode *d, const void *record, size_t length) {
    print_found(d, d->args[ARGUMENT] + length, ((const u64 *)record)[13], ((const u32 *)record)[16]);
}
LAYOUT(search, 104, INNER("key", 0, search_key));
LAYOUT(search_told, 104, INNER("key", 0, search_key_told), OWN(found_items, 0));
LAYOUT(search2, 112, INNER("key", 0, search_key), UDEC("buf_size", 104, 8));
LAYOUT(search2_told, 112, INNER("key", 0, search_key_told), UDEC("buf_size", 104, 8), OWN(found_items2, 0));

static void lookup_tree(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "treeid");
    print_object(d, *(const u64 *)record);
    print_field(d, "objectid");
    print_object(d, ((const u64 *)record)[1]);
    d->kept[ARGUMENT] = !*(const u64 *)record;
}
static void lookup_tree_told(struct decode *d, const void *record, size_t length) {
    (void)length;
    if (!d->kept[ARGUMENT]) return; // it was not asked for
    print_field(d, "treeid");
    print_object(d, *(const u64 *)record);
}
LAYOUT(lookup, 4096, OWN(lookup_tree, 0));
LAYOUT(lookup_told, 4096, OWN(lookup_tree_told, 0), TEXT("name", 16, 4080));

// --- What lies where: results in a container of the caller's
struct container {
    u32 left, missing, count, missed;
};
// Offsets of names, from the first on
static void print_names(struct decode *d, uaddr_t at, u32 count) {
    print_open(d, '[');
    for (u32 i = 0; i < count && i < elements_shown(d); i++) {
        u64 offset;
        if (!decode_read(d, at + 8ull * i, &offset, sizeof offset)) {
            if (i)
                print_more_at(d, at + 8ull * i);
            else
                print_addr(d, at);
            break;
        }
        print_item(d);
        print_path(d, at + offset);
    }
    print_close(d, ']');
}
LAYOUT(place, 24, UDEC("inum", 0, 8), UDEC("offset", 8, 8), UDEC("root", 16, 8));
static void one_place(struct decode *d, const void *element) {
    print_layout(d, &place, element);
}
static void print_container(struct decode *d, const char *name, uaddr_t at, bool names) {
    struct container c;
    print_field(d, name);
    if (!at || !decode_read(d, at, &c, sizeof c)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_field_udec(d, "bytes_left", c.left);
    print_field_udec(d, "bytes_missing", c.missing);
    print_field_udec(d, "elem_cnt", c.count);
    print_field_udec(d, "elem_missed", c.missed);
    if (d->abbrev) {
        print_more(d);
    } else {
        print_field(d, "val");
        if (names)
            print_names(d, at + sizeof c, c.count);
        else
            print_array(d, at + sizeof c, c.count / 3, place.size, one_place);
    }
    print_close(d, '}');
}
static void found_paths(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_container(d, "fspath", ((const u64 *)record)[6], true);
}
static void found_places(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_container(d, "inodes", ((const u64 *)record)[6], false);
}
LOCAL_NAMES(logical_flags, "BTRFS_LOGICAL_INO_ARGS_???", {1, "BTRFS_LOGICAL_INO_ARGS_IGNORE_OFFSET"});
LAYOUT(paths, 56, UDEC("inum", 0, 8), UDEC("size", 8, 8), ADDRESS("fspath", 48));
LAYOUT(paths_told, 56, OWN(found_paths, 0));
LAYOUT(places, 56, UDEC("logical", 0, 8), UDEC("size", 8, 8), HEX("reserved", 16, 8, .count = 3, .when = SHOWN_SET),
       FLAGS("flags", 40, 8, logical_flags), ADDRESS("inodes", 48));
LAYOUT(places_told, 56, OWN(found_places, 0));

// --- Sending and receiving
LOCAL_NAMES(send_flags, "BTRFS_SEND_FLAGS_???", {1, "BTRFS_SEND_FLAG_NO_FILE_DATA"},
            {2, "BTRFS_SEND_FLAG_OMIT_STREAM_HEADER"}, {4, "BTRFS_SEND_FLAG_OMIT_END_CMD"},
            {8, "BTRFS_SEND_FLAG_VERSION"}, {16, "BTRFS_SEND_FLAG_COMPRESSED"});
static void one_object(struct decode *d, const void *element) {
    print_object(d, *(const u64 *)element);
}
static void clone_sources(struct decode *d, const void *record, size_t length) {
    const u64 *words = record;
    (void)length;
    print_field(d, "clone_sources");
    if (d->abbrev)
        print_addr(d, words[2]);
    else
        print_array(d, words[2], words[1], sizeof(u64), one_object);
    print_field(d, "parent_root");
    print_object(d, words[3]);
}
LAYOUT(sending, 72, DESCRIPTOR("send_fd", 0), UDEC("clone_sources_count", 8, 8), OWN(clone_sources, 0),
       FLAGS("flags", 32, 8, send_flags));
static void print_moment(struct decode *d, const char *name, const u8 *at) {
    s64 seconds;
    u32 nanoseconds;
    memcpy(&seconds, at, sizeof seconds);
    memcpy(&nanoseconds, at + 8, sizeof nanoseconds);
    print_field(d, name);
    print_open(d, '{');
    print_field_udec(d, "sec", (u64)seconds);
    print_field_udec(d, "nsec", nanoseconds);
    print_close(d, '}');
    print_date(d, seconds, nanoseconds, 9);
}
static void sent_time(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_moment(d, "stime", (const u8 *)record + 32);
}
static void received_time(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_moment(d, "rtime", (const u8 *)record + 48);
}
LAYOUT(received, 200, FIELD("uuid", 0, 16, FIELD_UUID), UDEC("stransid", 16, 8), OWN(sent_time, 0),
       UDEC("flags", 64, 8));
LAYOUT(received_told, 200, UDEC("rtransid", 24, 8), OWN(received_time, 0));

LOCAL_NAMES(quota_commands, "BTRFS_QUOTA_CTL_???", {1, "BTRFS_QUOTA_CTL_ENABLE"}, {2, "BTRFS_QUOTA_CTL_DISABLE"},
            {3, "BTRFS_QUOTA_CTL_RESCAN__NOTUSED"});
LAYOUT(quota_control, 16, CHOICE("cmd", 0, 8, quota_commands));

static const struct ioctl_row rows[] = {
    NO_ARGUMENT(0x9406),                                          // BTRFS_IOC_TRANS_START
    NO_ARGUMENT(0x9407),                                          // BTRFS_IOC_TRANS_END
    NO_ARGUMENT(0x9408),                                          // BTRFS_IOC_SYNC
    NO_ARGUMENT(0x941c),                                          // BTRFS_IOC_SCRUB_CANCEL
    NO_ARGUMENT(0x942e),                                          // BTRFS_IOC_QUOTA_RESCAN_WAIT
    GIVEN(0x40049421, balance_control),                           // BTRFS_IOC_BALANCE_CTL
    WRITES(0x40089413, decimal64),                                // BTRFS_IOC_DEFAULT_SUBVOL
    WRITES(0x40089416, decimal64),                                // BTRFS_IOC_WAIT_SYNC
    WRITES_STRUCT(0x4010942a, quota_group),                       // BTRFS_IOC_QGROUP_CREATE
    WRITES_STRUCT(0x40189429, quota_assign),                      // BTRFS_IOC_QGROUP_ASSIGN
    WRITES_STRUCT(0x40309410, defragment),                        // BTRFS_IOC_DEFRAG_RANGE
    WRITES_STRUCT(0x4040942c, rescan),                            // BTRFS_IOC_QUOTA_RESCAN
    WRITES_STRUCT(0x50009401, volume),                            // BTRFS_IOC_SNAP_CREATE
    NO_ARGUMENT(0x50009402),                                      // BTRFS_IOC_DEFRAG
    WRITES_STRUCT(0x50009403, volume),                            // BTRFS_IOC_RESIZE
    WRITES_STRUCT(0x50009404, volume),                            // BTRFS_IOC_SCAN_DEV
    WRITES_STRUCT(0x5000940a, volume),                            // BTRFS_IOC_ADD_DEV
    WRITES_STRUCT(0x5000940b, volume),                            // BTRFS_IOC_RM_DEV
    NO_ARGUMENT(0x5000940c),                                      // BTRFS_IOC_BALANCE
    WRITES_STRUCT(0x5000940e, volume),                            // BTRFS_IOC_SUBVOL_CREATE
    WRITES_STRUCT(0x5000940f, volume),                            // BTRFS_IOC_SNAP_DESTROY
    TWICE(0x50009417, volume2, volume2_told),                     // BTRFS_IOC_SNAP_CREATE_V2
    TWICE(0x50009418, volume2, volume2_told),                     // BTRFS_IOC_SUBVOL_CREATE_V2
    READS(0x80089418, decimal64),                                 // BTRFS_IOC_START_SYNC
    READS_STRUCT(0x8040942d, rescan_told),                        // BTRFS_IOC_QUOTA_RESCAN_STATUS
    READS_STRUCT(0x8400941f, system_info),                        // BTRFS_IOC_FS_INFO
    WRITES_STRUCT(0x50009405, volume),                            // BTRFS_IOC_FORGET_DEV
    WRITES_STRUCT(0x90009427, volume),                            // BTRFS_IOC_DEVICES_READY
    TWICE(0xd0009411, search, search_told),                       // BTRFS_IOC_TREE_SEARCH
    TWICE(0xc0709411, search2, search2_told),                     // BTRFS_IOC_TREE_SEARCH_V2
    TWICE(0xd0009412, lookup, lookup_told),                       // BTRFS_IOC_INO_LOOKUP
    TWICE(0xc0109414, space_info, space_info_told),               // BTRFS_IOC_SPACE_INFO
    TWICE(0xc400941b, scrub, scrub_told),                         // BTRFS_IOC_SCRUB
    TWICE(0xc400941d, scrub_device, scrub_told),                  // BTRFS_IOC_SCRUB_PROGRESS
    TWICE(0xd000941e, device_info, device_info_told),             // BTRFS_IOC_DEV_INFO
    TWICE_ANYWAY(0xc4009420, balance, balance_told),              // BTRFS_IOC_BALANCE_V2
    READS_STRUCT(0x84009422, balance_told),                       // BTRFS_IOC_BALANCE_PROGRESS
    TWICE(0xc0389423, paths, paths_told),                         // BTRFS_IOC_INO_PATHS
    TWICE(0xc0389424, places, places_told),                       // BTRFS_IOC_LOGICAL_INO
    TWICE(0xc0c89425, received, received_told),                   // BTRFS_IOC_SET_RECEIVED_SUBVOL
    WRITES_STRUCT(0x40489426, sending),                           // BTRFS_IOC_SEND
    WRITES_STRUCT(0xc0109428, quota_control),                     // BTRFS_IOC_QUOTA_CTL
    READS_STRUCT(0x8030942b, quota_limit),                        // BTRFS_IOC_QGROUP_LIMIT
    TWICE(0xc4089434, device_statistics, device_statistics_told), // BTRFS_IOC_GET_DEV_STATS
    TWICE(0xca289435, replace, replace_told),                     // BTRFS_IOC_DEV_REPLACE
    READS_STRUCT(0x80189439, features),                           // BTRFS_IOC_GET_FEATURES
};
enum request {
    GET_VOLUME_FLAGS = 0x80089419,
    SET_VOLUME_FLAGS = 0x4008941a,
    SET_FEATURES = 0x40309439,
    GET_SUPPORTED_FEATURES = 0x80489439,
};

bool print_ioctl_btrfs(struct decode *d, u32 arg, enum print_result *result) {
    u32 request = (u32)d->args[arg - 1];
    switch (request) {
    case GET_VOLUME_FLAGS:
    case SET_VOLUME_FLAGS: *result = print_volume_flags(d, arg, request == GET_VOLUME_FLAGS); return true;
    case SET_FEATURES: *result = print_feature_sets(d, arg, 2); return true;
    case GET_SUPPORTED_FEATURES: *result = print_feature_sets(d, arg, 3); return true;
    default: return print_ioctl_row(d, arg, rows, sizeof rows / sizeof *rows, result);
    }
}
