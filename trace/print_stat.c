// SPDX-License-Identifier: GPL-2.0-or-later
// What stat(2), statx(2), statfs(2) and their like tell, and the modes and device numbers in it.
#include "abi/fcntl.h"
#include "abi/magic.h"
#include "abi/stat.h"
#include "trace/decode.h"

LOCAL_NAMES(file_types, NULL, NAME(S_IFREG), NAME(S_IFSOCK), NAME(S_IFIFO), NAME(S_IFLNK), NAME(S_IFDIR),
            NAME(S_IFBLK), NAME(S_IFCHR));
LOCAL_NAMES(statx_attributes, "STATX_ATTR_???", NAME(STATX_ATTR_COMPRESSED), NAME(STATX_ATTR_IMMUTABLE),
            NAME(STATX_ATTR_APPEND), NAME(STATX_ATTR_NODUMP), NAME(STATX_ATTR_ENCRYPTED), NAME(STATX_ATTR_AUTOMOUNT),
            NAME(STATX_ATTR_MOUNT_ROOT), NAME(STATX_ATTR_VERITY), NAME(STATX_ATTR_DAX));
LOCAL_NAMES(mount_state, "ST_???", NAME(ST_VALID), NAME(ST_RDONLY), NAME(ST_NOSUID), NAME(ST_NODEV), NAME(ST_NOEXEC),
            NAME(ST_SYNCHRONOUS), NAME(ST_MANDLOCK), NAME(ST_NOATIME), NAME(ST_NODIRATIME), NAME(ST_RELATIME),
            NAME(ST_NOSYMFOLLOW));
LOCAL_NAMES(file_systems, NULL, NAME(TMPFS_MAGIC), NAME(RAMFS_MAGIC), NAME(PROC_SUPER_MAGIC), NAME(SYSFS_MAGIC),
            NAME(DEVPTS_SUPER_MAGIC), NAME(PIPEFS_MAGIC), NAME(SOCKFS_MAGIC), NAME(ANON_INODE_FS_MAGIC),
            NAME(NSFS_MAGIC), NAME(MQUEUE_MAGIC), NAME(PID_FS_MAGIC), NAME(HUGETLBFS_MAGIC), NAME(SECRETMEM_MAGIC),
            NAME(FUTEXFS_SUPER_MAGIC), NAME(CGROUP_SUPER_MAGIC), NAME(CGROUP2_SUPER_MAGIC), NAME(DEBUGFS_MAGIC),
            NAME(TRACEFS_MAGIC), NAME(SECURITYFS_MAGIC), NAME(SELINUX_MAGIC), NAME(BPF_FS_MAGIC), NAME(BDEVFS_MAGIC),
            NAME(BINFMTFS_MAGIC), NAME(EXT2_SUPER_MAGIC), NAME(EXT4_SUPER_MAGIC), NAME(BTRFS_SUPER_MAGIC),
            NAME(XFS_SUPER_MAGIC), NAME(F2FS_SUPER_MAGIC), NAME(OVERLAYFS_SUPER_MAGIC), NAME(FUSE_SUPER_MAGIC),
            NAME(NFS_SUPER_MAGIC), NAME(V9FS_MAGIC), NAME(SQUASHFS_MAGIC), NAME(ISOFS_SUPER_MAGIC),
            NAME(MSDOS_SUPER_MAGIC), NAME(EXFAT_SUPER_MAGIC), NAME(CRAMFS_MAGIC), NAME(MINIX_SUPER_MAGIC),
            NAME(HOSTFS_SUPER_MAGIC), NAME(BCACHEFS_SUPER_MAGIC));
LOCAL_NAMES(statx_sync, NULL, NAME(AT_STATX_SYNC_AS_STAT), NAME(AT_STATX_FORCE_SYNC), NAME(AT_STATX_DONT_SYNC));

static const char *file_type(u32 mode) {
    if (!(mode & S_IFMT)) return "";
    for (u32 i = 0; i < names_file_types.count; i++)
        if (names_file_types.entries[i].value == (mode & S_IFMT)) return names_file_types.entries[i].name;
    return NULL;
}

void print_mode(struct decode *d, u32 mode) {
    const char *type = file_type(mode);
    if (!type || d->opt->style != NAMES_ABBREV) print_octal(d, mode);
    if (!type || d->opt->style == NAMES_RAW) return;
    text_printf(d->out, "%s%s%s%s%s%s%#03o%s", d->opt->style == NAMES_VERBOSE ? " /* " : "", type, *type ? "|" : "",
                mode & S_ISUID ? "S_ISUID|" : "", mode & S_ISGID ? "S_ISGID|" : "", mode & S_ISVTX ? "S_ISVTX|" : "",
                mode & ~(u32)(S_IFMT | S_ISUID | S_ISGID | S_ISVTX), d->opt->style == NAMES_VERBOSE ? " */" : "");
}

void print_dev(struct decode *d, u64 dev) {
    if (d->opt->style != NAMES_ABBREV) print_hex(d, dev);
    if (d->opt->style == NAMES_RAW) return;
    text_puts(d->out, d->opt->style == NAMES_VERBOSE ? " /* makedev(" : "makedev(");
    print_hex(d, (dev >> 8 & 0xfff) | (dev >> 32 & ~0xfffull)); // as makedev(3) has them, in 64 bits
    text_puts(d->out, ", ");
    print_hex(d, (dev & 0xff) | (dev >> 12 & 0xffffff00));
    text_puts(d->out, d->opt->style == NAMES_VERBOSE ? ") */" : ")");
}

// The device is only looked at for a device.
ARG_PRINTER(A_DEV) {
    bool made = arg && d->row->arg[arg - 1] == A_MKNOD_MODE;
    u64 mode = made ? d->args[arg - 1] : S_IFCHR;
    if (S_ISCHR(mode) || S_ISBLK(mode)) print_dev(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

static void field_time(struct decode *d, const char *seconds, const char *nanoseconds, s64 sec, u64 nsec) {
    print_field(d, seconds);
    print_dec(d, sec);
    print_date(d, sec, nsec, 9);
    print_field_udec(d, nanoseconds, nsec);
}

static void print_stat_fields(struct decode *d, const void *record) {
    const struct abi_stat *st = record;
    if (!d->abbrev) {
        print_field(d, "st_dev");
        print_dev(d, st->st_dev);
        print_field_udec(d, "st_ino", st->st_ino);
    }
    print_field(d, "st_mode");
    print_mode(d, st->st_mode);
    if (!d->abbrev) {
        print_field_udec(d, "st_nlink", st->st_nlink);
        print_field_udec(d, "st_uid", st->st_uid);
        print_field_udec(d, "st_gid", st->st_gid);
        print_field_udec(d, "st_blksize", (u64)st->st_blksize);
        print_field_udec(d, "st_blocks", (u64)st->st_blocks);
    }
    if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) {
        print_field(d, "st_rdev");
        print_dev(d, st->st_rdev);
    } else {
        print_field_udec(d, "st_size", (u64)st->st_size);
    }
    if (d->abbrev) {
        print_more(d);
        return;
    }
    field_time(d, "st_atime", "st_atime_nsec", (s64)st->st_atime, (u64)st->st_atime_nsec);
    field_time(d, "st_mtime", "st_mtime_nsec", (s64)st->st_mtime, (u64)st->st_mtime_nsec);
    field_time(d, "st_ctime", "st_ctime_nsec", (s64)st->st_ctime, (u64)st->st_ctime_nsec);
}

ARG_PRINTER(A_STAT_OUT) {
    struct abi_stat st;
    return print_record(d, arg, true, &st, sizeof st, print_stat_fields);
}

// --- statx
ARG_PRINTER(A_STATX_FLAGS) {
    const u64 sync_bits = AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC;
    u64 flags = (u32)d->args[arg];
    if (d->opt->style == NAMES_RAW && !(flags & sync_bits)) { // strace prints nothing for it
        if (flags) print_hex(d, flags);
        return PRINT_DONE;
    }
    print_flags(d, &names_statx_sync, flags & sync_bits);
    print_flags_behind(d, &names_A_AT_FLAGS, flags & ~sync_bits);
    return PRINT_DONE;
}

static void field_statx_time(struct decode *d, const char *name, const struct abi_statx_timestamp *time) {
    print_field(d, name);
    text_printf(d->out, "{tv_sec=%lld, tv_nsec=%u}", (long long)time->tv_sec, time->tv_nsec);
    print_date(d, time->tv_sec, time->tv_nsec, 9);
}

static void print_statx_fields(struct decode *d, const void *record) {
    const struct abi_statx *st = record;
    print_field(d, "stx_mask");
    print_flags(d, &names_A_STATX_MASK, st->stx_mask);
    if (!d->abbrev) print_field_udec(d, "stx_blksize", st->stx_blksize);
    print_field(d, "stx_attributes");
    print_flags(d, &names_statx_attributes, st->stx_attributes);
    if (!d->abbrev) {
        if (st->stx_mask & STATX_NLINK) print_field_udec(d, "stx_nlink", st->stx_nlink);
        if (st->stx_mask & STATX_UID) print_field_udec(d, "stx_uid", st->stx_uid);
        if (st->stx_mask & STATX_GID) print_field_udec(d, "stx_gid", st->stx_gid);
    }
    if (st->stx_mask & (STATX_TYPE | STATX_MODE)) {
        print_field(d, "stx_mode");
        print_mode(d, st->stx_mode);
    }
    if (!d->abbrev && st->stx_mask & STATX_INO) print_field_udec(d, "stx_ino", st->stx_ino);
    if (st->stx_mask & STATX_SIZE) print_field_udec(d, "stx_size", st->stx_size);
    if (d->abbrev) {
        print_more(d);
        return;
    }
    if (st->stx_mask & STATX_BLOCKS) print_field_udec(d, "stx_blocks", st->stx_blocks);
    print_field(d, "stx_attributes_mask");
    print_flags(d, &names_statx_attributes, st->stx_attributes_mask);
    if (st->stx_mask & STATX_ATIME) field_statx_time(d, "stx_atime", &st->stx_atime);
    if (st->stx_mask & STATX_BTIME) field_statx_time(d, "stx_btime", &st->stx_btime);
    if (st->stx_mask & STATX_CTIME) field_statx_time(d, "stx_ctime", &st->stx_ctime);
    if (st->stx_mask & STATX_MTIME) field_statx_time(d, "stx_mtime", &st->stx_mtime);
    print_field_udec(d, "stx_rdev_major", st->stx_rdev_major);
    print_field_udec(d, "stx_rdev_minor", st->stx_rdev_minor);
    print_field_udec(d, "stx_dev_major", st->stx_dev_major);
    print_field_udec(d, "stx_dev_minor", st->stx_dev_minor);
    if (st->stx_mask & STATX_MNT_ID) print_field_hex(d, "stx_mnt_id", st->stx_mnt_id);
    if (st->stx_mask & STATX_DIOALIGN) {
        print_field_udec(d, "stx_dio_mem_align", st->stx_dio_mem_align);
        print_field_udec(d, "stx_dio_offset_align", st->stx_dio_offset_align);
    }
}

ARG_PRINTER(A_STATX_OUT) {
    struct abi_statx st;
    return print_record(d, arg, true, &st, sizeof st, print_statx_fields);
}

// --- statfs
static void print_statfs_fields(struct decode *d, const void *record) {
    const struct abi_statfs *st = record;
    print_field(d, "f_type");
    print_choice(d, &names_file_systems, (u64)st->f_type);
    print_field_udec(d, "f_bsize", (u64)st->f_bsize);
    print_field_udec(d, "f_blocks", st->f_blocks);
    print_field_udec(d, "f_bfree", st->f_bfree);
    print_field_udec(d, "f_bavail", st->f_bavail);
    print_field_udec(d, "f_files", st->f_files);
    print_field_udec(d, "f_ffree", st->f_ffree);
    print_field(d, "f_fsid");
    text_puts(d->out, "{val=[");
    print_hex(d, (u32)st->f_fsid[0]);
    text_puts(d->out, ", ");
    print_hex(d, (u32)st->f_fsid[1]);
    text_puts(d->out, "]}");
    print_field_udec(d, "f_namelen", (u64)st->f_namelen);
    print_field_udec(d, "f_frsize", (u64)st->f_frsize);
    if (!(st->f_flags & ST_VALID)) return;
    print_field(d, "f_flags");
    print_flags(d, &names_mount_state, (u64)st->f_flags);
}

ARG_PRINTER(A_STATFS_OUT) {
    struct abi_statfs st;
    return print_record(d, arg, true, &st, sizeof st, print_statfs_fields);
}
