// SPDX-License-Identifier: GPL-2.0-or-later
// quotactl(cmd, special, id, addr): the command says which of the last two there are. Numbers: Linux's quota.h and dqblk_xfs.h.
#include "abi/syscall_nr.h"
#include "trace/layout.h"

enum quota_command {
    QUOTA_SYNC = 0x800001,
    QUOTA_ON,
    QUOTA_OFF,
    QUOTA_GETFMT,
    QUOTA_GETINFO,
    QUOTA_SETINFO,
    QUOTA_GET,
    QUOTA_SET,
    QUOTA_GETNEXT,
    XFS_ON = 0x5801,
    XFS_OFF,
    XFS_GET,
    XFS_SET,
    XFS_STATE,
    XFS_REMOVE,
    XFS_SYNC,
    XFS_STATE_VERSIONED,
    XFS_GETNEXT
};
LOCAL_NAMES(quota_commands, "Q_???", {0x100, "Q_V1_QUOTAON"}, {0x200, "Q_V1_QUOTAOFF"}, {0x300, "Q_V1_GETQUOTA"},
            {0x400, "Q_V1_SETQUOTA"}, {0x500, "Q_V1_SETUSE"}, {0x600, "Q_V1_SYNC"}, {0x700, "Q_SETQLIM"},
            {0x800, "Q_V1_GETSTATS"}, {0x900, "Q_V2_GETINFO"}, {0xa00, "Q_V2_SETINFO"}, {0xb00, "Q_V2_SETGRACE"},
            {QUOTA_SYNC, "Q_SYNC"}, {QUOTA_ON, "Q_QUOTAON"}, {QUOTA_OFF, "Q_QUOTAOFF"}, {QUOTA_GETFMT, "Q_GETFMT"},
            {QUOTA_GETINFO, "Q_GETINFO"}, {QUOTA_SETINFO, "Q_SETINFO"}, {QUOTA_GET, "Q_GETQUOTA"},
            {QUOTA_SET, "Q_SETQUOTA"}, {QUOTA_GETNEXT, "Q_GETNEXTQUOTA"}, {XFS_ON, "Q_XQUOTAON"},
            {XFS_OFF, "Q_XQUOTAOFF"}, {XFS_GET, "Q_XGETQUOTA"}, {XFS_SET, "Q_XSETQLIM"}, {XFS_STATE, "Q_XGETQSTAT"},
            {XFS_REMOVE, "Q_XQUOTARM"}, {XFS_SYNC, "Q_XQUOTASYNC"}, {XFS_STATE_VERSIONED, "Q_XGETQSTATV"},
            {XFS_GETNEXT, "Q_XGETNEXTQUOTA"});
LOCAL_NAMES(quota_types, "???QUOTA", {0, "USRQUOTA"}, {1, "GRPQUOTA"}, {2, "PRJQUOTA"});
LOCAL_NAMES(quota_formats, "QFMT_VFS_???", {1, "QFMT_VFS_OLD"}, {2, "QFMT_VFS_V0"}, {3, "QFMT_OCFS2"},
            {4, "QFMT_VFS_V1"});
LOCAL_NAMES(valid_limits, "QIF_???", {1, "QIF_BLIMITS"}, {2, "QIF_SPACE"}, {4, "QIF_ILIMITS"}, {8, "QIF_INODES"},
            {16, "QIF_BTIME"}, {32, "QIF_ITIME"});
LOCAL_NAMES(valid_times, "IIF_???", {1, "IIF_BGRACE"}, {2, "IIF_IGRACE"}, {4, "IIF_FLAGS"});
LOCAL_NAMES(info_flags, "DQF_???", {1, "DQF_ROOT_SQUASH"}, {0x10000, "DQF_SYS_FILE"});
LOCAL_NAMES(xfs_types, "FS_???_QUOTA", {1, "FS_USER_QUOTA"}, {2, "FS_PROJ_QUOTA"}, {4, "FS_GROUP_QUOTA"});
LOCAL_NAMES(xfs_states, "FS_QUOTA_???", {1, "FS_QUOTA_UDQ_ACCT"}, {2, "FS_QUOTA_UDQ_ENFD"}, {4, "FS_QUOTA_GDQ_ACCT"},
            {8, "FS_QUOTA_GDQ_ENFD"}, {16, "FS_QUOTA_PDQ_ACCT"}, {32, "FS_QUOTA_PDQ_ENFD"});

static u32 quota_command(const struct decode *d) {
    return (u32)d->args[d->nr == NR_quotactl_fd] >> 8;
}

static void command_names(struct decode *d, u64 cmd) {
    text_puts(d->out, "QCMD(");
    print_choice(d, &names_quota_commands, cmd >> 8);
    text_puts(d->out, ", ");
    print_choice(d, &names_quota_types, cmd & 0xff);
    text_char(d->out, ')');
}
ARG_PRINTER(A_QUOTA_CMD) {
    if (d->opt->style != NAMES_ABBREV) print_udec(d, (u32)d->args[arg]);
    if (d->opt->style == NAMES_RAW) return PRINT_DONE;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    print_names_only(d, (u32)d->args[arg], command_names);
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
    return PRINT_DONE;
}

ARG_PRINTER(A_QUOTA_ID) {
    switch ((enum quota_command)quota_command(d)) {
    case QUOTA_ON: print_choice(d, &names_quota_formats, (u32)d->args[arg]); break;
    case QUOTA_SYNC:
    case QUOTA_OFF:
    case QUOTA_GETFMT:
    case QUOTA_GETINFO:
    case QUOTA_SETINFO:
    case XFS_ON:
    case XFS_OFF:
    case XFS_STATE:
    case XFS_REMOVE:
    case XFS_SYNC:
    case XFS_STATE_VERSIONED: break; // of a whole file system
    case QUOTA_GET:
    case QUOTA_SET:
    case QUOTA_GETNEXT:
    case XFS_GET:
    case XFS_SET:
    case XFS_GETNEXT:
    default: print_uid(d, (u32)d->args[arg]); break;
    }
    return PRINT_DONE;
}

// --- What they point to
#define LIMITS                                                                                                       \
    UDEC("dqb_bhardlimit", 0, 8), UDEC("dqb_bsoftlimit", 8, 8), UDEC("dqb_curspace", 16, 8),                         \
        UDEC("dqb_ihardlimit", 24, 8), UDEC("dqb_isoftlimit", 32, 8), UDEC("dqb_curinodes", 40, 8),                  \
        UDEC("dqb_btime", 48, 8, .when = SHOWN_VERBOSE), UDEC("dqb_itime", 56, 8, .when = SHOWN_VERBOSE),            \
        FLAGS("dqb_valid", 64, 4, valid_limits, .when = SHOWN_VERBOSE)
LAYOUT_ABRIDGED(limits, 72, LIMITS);
LAYOUT_ABRIDGED(next_limits, 72, LIMITS, UDEC("dqb_id", 68, 4));
LAYOUT(times, 24, UDEC("dqi_bgrace", 0, 8), UDEC("dqi_igrace", 8, 8), FLAGS("dqi_flags", 16, 4, info_flags),
       FLAGS("dqi_valid", 20, 4, valid_times));
LAYOUT_ABRIDGED(xfs_limits, 112, DEC("d_version", 0, 1), FLAGS("d_flags", 1, 1, xfs_types), HEX("d_fieldmask", 2, 2),
                UDEC("d_id", 4, 4), UDEC("d_blk_hardlimit", 8, 8), UDEC("d_blk_softlimit", 16, 8),
                UDEC("d_ino_hardlimit", 24, 8), UDEC("d_ino_softlimit", 32, 8), UDEC("d_bcount", 40, 8),
                UDEC("d_icount", 48, 8), DEC("d_itimer", 56, 4, .when = SHOWN_VERBOSE),
                DEC("d_btimer", 60, 4, .when = SHOWN_VERBOSE), UDEC("d_iwarns", 64, 2, .when = SHOWN_VERBOSE),
                UDEC("d_bwarns", 66, 2, .when = SHOWN_VERBOSE), UDEC("d_rtb_hardlimit", 72, 8, .when = SHOWN_VERBOSE),
                UDEC("d_rtb_softlimit", 80, 8, .when = SHOWN_VERBOSE),
                UDEC("d_rtbcount", 88, 8, .when = SHOWN_VERBOSE), DEC("d_rtbtimer", 96, 4, .when = SHOWN_VERBOSE),
                UDEC("d_rtbwarns", 100, 2, .when = SHOWN_VERBOSE));
LAYOUT(xfs_file, 24, UDEC("qfs_ino", 0, 8), UDEC("qfs_nblks", 8, 8), UDEC("qfs_nextents", 16, 4));
#define XFS_LIMITS(at)                                                                                               \
    DEC("qs_btimelimit", at, 4, .when = SHOWN_VERBOSE), DEC("qs_itimelimit", (at) + 4, 4, .when = SHOWN_VERBOSE),    \
        DEC("qs_rtbtimelimit", (at) + 8, 4, .when = SHOWN_VERBOSE),                                                  \
        UDEC("qs_bwarnlimit", (at) + 12, 2, .when = SHOWN_VERBOSE),                                                  \
        UDEC("qs_iwarnlimit", (at) + 14, 2, .when = SHOWN_VERBOSE)
LAYOUT_ABRIDGED(xfs_state, 80, DEC("qs_version", 0, 1), FLAGS("qs_flags", 2, 2, xfs_states, .when = SHOWN_VERBOSE),
                INNER("qs_uquota", 8, xfs_file, .when = SHOWN_VERBOSE),
                INNER("qs_gquota", 32, xfs_file, .when = SHOWN_VERBOSE),
                UDEC("qs_incoredqs", 56, 4, .when = SHOWN_VERBOSE), XFS_LIMITS(60));
LAYOUT_ABRIDGED(xfs_state_versioned, 160, DEC("qs_version", 0, 1),
                FLAGS("qs_flags", 2, 2, xfs_states, .when = SHOWN_VERBOSE),
                UDEC("qs_incoredqs", 4, 4, .when = SHOWN_VERBOSE),
                INNER("qs_uquota", 8, xfs_file, .when = SHOWN_VERBOSE),
                INNER("qs_gquota", 32, xfs_file, .when = SHOWN_VERBOSE),
                INNER("qs_pquota", 56, xfs_file, .when = SHOWN_VERBOSE), XFS_LIMITS(80));

static void format_element(struct decode *d, const void *element) {
    print_choice(d, &names_quota_formats, *(const u32 *)element);
}
static void type_element(struct decode *d, const void *element) {
    print_flags(d, &names_xfs_types, *(const u32 *)element);
}
static void state_element(struct decode *d, const void *element) {
    print_flags(d, &names_xfs_states, *(const u32 *)element);
}

ARG_PRINTER(A_QUOTA_ADDR) {
    uaddr_t at = d->args[arg];
    enum quota_command command = (enum quota_command)quota_command(d);
    switch (command) {
    case QUOTA_GET:
    case QUOTA_SET: return print_layout_record(d, arg, command == QUOTA_GET, &limits);
    case QUOTA_GETNEXT: return print_layout_record(d, arg, true, &next_limits);
    case QUOTA_GETINFO:
    case QUOTA_SETINFO: return print_layout_record(d, arg, command == QUOTA_GETINFO, &times);
    case XFS_GET:
    case XFS_GETNEXT: return print_layout_record(d, arg, true, &xfs_limits);
    case XFS_SET: return print_layout_record(d, arg, false, &xfs_limits);
    case XFS_STATE: return print_layout_record(d, arg, true, &xfs_state);
    case XFS_STATE_VERSIONED: return print_layout_record(d, arg, true, &xfs_state_versioned);
    case QUOTA_GETFMT:
        if (!d->exiting) return PRINT_LATER;
        print_array(d, at, 1, sizeof(u32), format_element);
        break;
    case XFS_ON:
    case XFS_OFF: print_array(d, at, 1, sizeof(u32), state_element); break;
    case XFS_REMOVE: print_array(d, at, 1, sizeof(u32), type_element); break;
    case QUOTA_ON: print_path(d, at); break;
    case QUOTA_SYNC:
    case QUOTA_OFF:
    case XFS_SYNC: break; // it has none
    default: print_addr(d, at); break;
    }
    return PRINT_DONE;
}
