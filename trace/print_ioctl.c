// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl: requests by name or by their parts, and arguments that are small.
#include "trace/print_ioctl.h"
#include "abi/ioctl.h"
#include "abi/termios.h"

// --- The request. A number may have several names; what has none is shown as it is made up (asm-generic/ioctl.h).
LOCAL_NAMES(directions, NULL, NAME(_IOC_READ), NAME(_IOC_WRITE));

static void request_parts(struct decode *d, u64 request) {
    u64 direction = request >> 30 & 3;
    text_puts(d->out, "_IOC(");
    if (direction)
        print_flags(d, &names_directions, direction);
    else
        text_puts(d->out, "_IOC_NONE");
    text_puts(d->out, ", ");
    print_hex(d, request >> 8 & 0xff);
    text_puts(d->out, ", ");
    print_hex(d, request & 0xff);
    text_puts(d->out, ", ");
    print_hex(d, request >> 16 & 0x3fff);
    text_char(d->out, ')');
}

static void request_name(struct decode *d, u64 request) {
    const char *name = ioctl_name((u32)request);
    if (name)
        text_puts(d->out, name);
    else if (!print_ioctl_family(d, (u32)request))
        request_parts(d, request);
}

ARG_PRINTER(A_IOCTL_CMD) {
    print_named(d, (u32)d->args[arg], request_name);
    return PRINT_DONE;
}

// --- Arguments
LOCAL_NAMES(file_flags, "FS_??_FL", {0x1, "FS_SECRM_FL"}, {0x2, "FS_UNRM_FL"}, {0x4, "FS_COMPR_FL"},
            {0x8, "FS_SYNC_FL"}, {0x10, "FS_IMMUTABLE_FL"}, {0x20, "FS_APPEND_FL"}, {0x40, "FS_NODUMP_FL"},
            {0x80, "FS_NOATIME_FL"}, {0x100, "FS_DIRTY_FL"}, {0x200, "FS_COMPRBLK_FL"}, {0x400, "FS_NOCOMP_FL"},
            {0x800, "FS_ENCRYPT_FL"}, {0x1000, "FS_INDEX_FL"}, {0x2000, "FS_IMAGIC_FL"},
            {0x4000, "FS_JOURNAL_DATA_FL"}, {0x8000, "FS_NOTAIL_FL"}, {0x10000, "FS_DIRSYNC_FL"},
            {0x20000, "FS_TOPDIR_FL"}, {0x40000, "FS_HUGE_FILE_FL"}, {0x80000, "FS_EXTENT_FL"},
            {0x100000, "FS_VERITY_FL"}, {0x200000, "FS_EA_INODE_FL"}, {0x400000, "FS_EOFBLOCKS_FL"},
            {0x800000, "FS_NOCOW_FL"}, {0x2000000, "FS_DAX_FL"}, {0x10000000, "FS_INLINE_DATA_FL"},
            {0x20000000, "FS_PROJINHERIT_FL"}, {0x40000000, "FS_CASEFOLD_FL"}, {0x80000000, "FS_RESERVED_FL"});
LOCAL_NAMES(flush_queues, "TC???", NAME(TCIFLUSH), NAME(TCOFLUSH), NAME(TCIOFLUSH));
LOCAL_NAMES(flow_actions, "TC???", NAME(TCOOFF), NAME(TCOON), NAME(TCIOFF), NAME(TCION));

enum print_result print_ioctl_number(struct decode *d, u32 arg, bool out, const struct name_table *flags) {
    uaddr_t at = d->args[arg];
    s32 number;
    if (out && !d->exiting) return PRINT_LATER;
    if (!d->verbose || (d->exiting && d->failed) || !decode_read(d, at, &number, sizeof number)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    text_char(d->out, '[');
    if (flags)
        print_flags(d, flags, (u32)number);
    else
        print_dec(d, number);
    text_char(d->out, ']');
    return PRINT_DONE;
}

static void clone_range_fields(struct decode *d, const void *record) {
    const struct abi_file_clone_range *range = record;
    print_field(d, "src_fd");
    print_fd(d, (s32)range->src_fd);
    print_field_udec(d, "src_offset", range->src_offset);
    print_field_udec(d, "src_length", range->src_length);
    print_field_udec(d, "dest_offset", range->dest_offset);
}

static void window_fields(struct decode *d, const void *record) {
    const struct abi_winsize *size = record;
    print_field_udec(d, "ws_row", size->ws_row);
    print_field_udec(d, "ws_col", size->ws_col);
    print_field_udec(d, "ws_xpixel", size->ws_xpixel);
    print_field_udec(d, "ws_ypixel", size->ws_ypixel);
}

ARG_PRINTER(A_IOCTL_ARG) {
    u64 value = d->args[arg];
    struct abi_file_clone_range range;
    struct abi_winsize size;
    enum print_result result;
    if (print_ioctl_tty(d, arg, &result) || print_ioctl_file(d, arg, &result) || print_ioctl_net(d, arg, &result) ||
        print_ioctl_dm(d, arg, &result) || print_ioctl_btrfs(d, arg, &result) || print_ioctl_pins(d, arg, &result) ||
        print_ioctl_video(d, arg, &result) || print_ioctl_disk(d, arg, &result) ||
        print_ioctl_keymap(d, arg, &result) || print_ioctl_tee(d, arg, &result) ||
        print_ioctl_device(d, arg, &result) || print_ioctl_plain(d, arg, &result) ||
        print_ioctl_input(d, arg, &result) || print_ioctl_console(d, arg, &result) ||
        print_ioctl_scsi(d, arg, &result))
        return result;
    switch ((u32)d->args[arg - 1]) {
    case FIOCLEX:
    case FIONCLEX:
    case FIFREEZE:
    case FITHAW:
    case TIOCEXCL:
    case TIOCNXCL:
    case TIOCNOTTY:
    case TIOCSBRK:
    case TIOCCBRK:
    case TIOCCONS:
    case TIOCSSERIAL:
    case TIOCVHANGUP: return PRINT_DONE;
    case FIONREAD:
    case FIOGETOWN:
    case TIOCOUTQ:
    case TIOCGPGRP:
    case TIOCGSID:
    case TIOCGETD:
    case TIOCGPTN:
    case TIOCGDEV:
    case TIOCGSOFTCAR:
    case SIOCATMARK:
    case SIOCGPGRP:
    case TIOCGEXCL: return print_ioctl_number(d, arg, true, NULL);
    case FIONBIO:
    case FIOASYNC:
    case FIOSETOWN:
    case TIOCSPGRP:
    case TIOCSETD:
    case TIOCSPTLCK:
    case TIOCSSOFTCAR:
    case SIOCSPGRP:
    case TIOCPKT: return print_ioctl_number(d, arg, false, NULL);
    case FS_IOC32_GETFLAGS:
    case FS_IOC_GETFLAGS: return print_ioctl_number(d, arg, true, &names_file_flags);
    case FS_IOC32_SETFLAGS:
    case FS_IOC_SETFLAGS: return print_ioctl_number(d, arg, false, &names_file_flags);
    case FICLONE: print_fd(d, (s32)value); return PRINT_DONE;
    case FICLONERANGE: return print_record(d, arg, false, &range, sizeof range, clone_range_fields);
    case TIOCGWINSZ: return print_record(d, arg, true, &size, sizeof size, window_fields);
    case TIOCSWINSZ: return print_record(d, arg, false, &size, sizeof size, window_fields);
    case TIOCSTI: print_bytes(d, value, 1); return PRINT_DONE;
    case TCFLSH: print_choice(d, &names_flush_queues, value); return PRINT_DONE;
    case TCXONC: print_choice(d, &names_flow_actions, value); return PRINT_DONE;
    case TIOCSCTTY:
    case TCSBRK:
    case TCSBRKP: print_dec(d, (s32)value); return PRINT_DONE;
    default: print_hex(d, value); return PRINT_DONE;
    }
}
