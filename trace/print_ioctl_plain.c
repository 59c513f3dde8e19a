// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on devices: requests whose argument is nothing, a number, or a struct that is shown as it is. A row for each.
#include "abi/ioctl.h"
#include "abi/seccomp.h"
#include "trace/ioctl_row.h"
#include "trace/names_input.h"
#include "trace/names_process.h"
#include "trace/print_ioctl.h"

static const struct field decimal = {.size = 4, .kind = FIELD_DEC}, hexadecimal = {.size = 4, .kind = FIELD_HEX},
                          signed64 = {.size = 8, .kind = FIELD_DEC}, decimal64 = {.size = 8, .kind = FIELD_UDEC},
                          hexadecimal64 = {.size = 8, .kind = FIELD_HEX},
                          unsigned_decimal = {.size = 4, .kind = FIELD_UDEC},
                          pair = {.size = 4, .kind = FIELD_UDEC, .count = 2},
                          descriptor = {.size = 4, .kind = FIELD_FD};

// --- Disks: hdreg.h, fs.h, nbd.h, loop.h
LOCAL_NAMES(niceness, "IDE_NICE_???", {1, "1 << IDE_NICE_DSC_OVERLAP"}, {2, "1 << IDE_NICE_ATAPI_OVERLAP"},
            {8, "1 << IDE_NICE_1"}, {4, "1 << IDE_NICE_0"}, {16, "1 << IDE_NICE_2"});
LOCAL_NAMES(bus_states, "BUSSTATE_???", {0, "BUSSTATE_OFF"}, {1, "BUSSTATE_ON"}, {2, "BUSSTATE_TRISTATE"});
LOCAL_NAMES(nbd_flags, "NBD_IOC_FLAG_???", {1, "NBD_FLAG_HAS_FLAGS"}, {2, "NBD_FLAG_READ_ONLY"},
            {4, "NBD_FLAG_SEND_FLUSH"}, {8, "NBD_FLAG_SEND_FUA"}, {0x10, "NBD_FLAG_ROTATIONAL"},
            {0x20, "NBD_FLAG_SEND_TRIM"}, {0x40, "NBD_FLAG_SEND_WRITE_ZEROES"}, {0x80, "NBD_FLAG_SEND_DF"},
            {0x100, "NBD_FLAG_CAN_MULTI_CONN"}, {0x200, "NBD_FLAG_SEND_RESIZE"}, {0x400, "NBD_FLAG_SEND_CACHE"});
static const struct field nice_value = {.size = 8, .kind = FIELD_FLAGS, .names = &names_niceness},
                          bus_state = {.size = 8, .kind = FIELD_CHOICE, .names = &names_bus_states},
                          nbd_flags = {.size = 8, .kind = FIELD_FLAGS, .names = &names_nbd_flags};
LAYOUT(geometry, 16, UDEC("heads", 0, 1), UDEC("sectors", 1, 1), UDEC("cylinders", 2, 2), UDEC("start", 8, 8));
LOCAL_NAMES(partition_ops, "BLKPG_???", {1, "BLKPG_ADD_PARTITION"}, {2, "BLKPG_DEL_PARTITION"},
            {3, "BLKPG_RESIZE_PARTITION"});

// --- SCSI generic: scsi/sg.h
LAYOUT(scsi_id, 32, DEC("host_no", 0, 4), DEC("channel", 4, 4), HEX("scsi_id", 8, 4), DEC("lun", 12, 4),
       HEX("scsi_type", 16, 4), DEC("h_cmd_per_lun", 20, 2), DEC("d_queue_depth", 22, 2));
LAYOUT(scsi_request, 24, DEC("req_state", 0, 1), DEC("orphan", 1, 1), DEC("sg_io_owned", 2, 1), DEC("problem", 3, 1),
       DEC("pack_id", 4, 4), ADDRESS("usr_ptr", 8), UDEC("duration", 16, 4));

// --- Performance events: perf_event.h
LOCAL_NAMES(perf_ioctl_flags, "PERF_IOC_FLAG_???", {1, "PERF_IOC_FLAG_GROUP"});
static const struct field perf_flags = {.size = 4, .kind = FIELD_FLAGS, .names = &names_perf_ioctl_flags};

// --- The console: kd.h
LOCAL_NAMES(lights, "LED_???", {1, "LED_SCR"}, {2, "LED_NUM"}, {4, "LED_CAP"});
static const struct field both_light_byte = {.size = 1, .kind = FIELD_FLAGS, .names = &names_KEYBOARD_LIGHTS};
LOCAL_NAMES(keyboards, "KB_???", {1, "KB_84"}, {2, "KB_101"}, {3, "KB_OTHER"});
LOCAL_NAMES(console_modes, "KD_???", {0, "KD_TEXT"}, {1, "KD_GRAPHICS"}, {2, "KD_TEXT0"}, {3, "KD_TEXT1"});
LOCAL_NAMES(meta_modes, "K_???", {3, "K_METABIT"}, {4, "K_ESCPREFIX"});
static const struct field light_byte = {.size = 1, .kind = FIELD_FLAGS, .names = &names_lights},
                          keyboard = {.size = 1, .kind = FIELD_CHOICE, .names = &names_keyboards},
                          console_mode = {.size = 4, .kind = FIELD_CHOICE, .names = &names_console_modes},
                          console_value = {.size = 8, .kind = FIELD_CHOICE, .names = &names_console_modes},
                          keyboard_mode = {.size = 4, .kind = FIELD_CHOICE_DEC, .names = &names_KEYBOARD_MODES},
                          meta_mode = {.size = 4, .kind = FIELD_CHOICE, .names = &names_meta_modes},
                          meta_value = {.size = 8, .kind = FIELD_CHOICE, .names = &names_meta_modes};
LAYOUT(key_repeat, 8, DEC("delay", 0, 4), DEC("period", 4, 4));
LAYOUT(scan_code, 8, HEX("scancode", 0, 4), HEX("keycode", 4, 4));
LAYOUT(unicode_clear, 6, UDEC("advised_hashsize", 0, 2), UDEC("advised_hashstep", 2, 2),
       UDEC("advised_hashlevel", 4, 2));

// --- Flash memory: mtd-abi.h, ubi-user.h
LOCAL_NAMES(flash_modes, "MTD_FILE_MODE_???", {0, "MTD_FILE_MODE_NORMAL"}, {1, "MTD_FILE_MODE_OTP_FACTORY"},
            {2, "MTD_FILE_MODE_OTP_USER"}, {3, "MTD_FILE_MODE_RAW"});
LOCAL_NAMES(flash_areas, "MTD_OTP_???", {0, "MTD_OTP_OFF"}, {1, "MTD_OTP_FACTORY"}, {2, "MTD_OTP_USER"});
LOCAL_NAMES(flash_operations, "MTD_OPS_???", {0, "MTD_OPS_PLACE_OOB"}, {1, "MTD_OPS_AUTO_OOB"}, {2, "MTD_OPS_RAW"});
LOCAL_NAMES(lives, "UBI_???", {1, "UBI_LONGTERM"}, {2, "UBI_SHORTTERM"}, {3, "UBI_UNKNOWN"});
LOCAL_NAMES(volume_properties, "UBI_VOL_PROP_???", {1, "UBI_VOL_PROP_DIRECT_WRITE"});
static const struct field flash_mode = {.size = 8, .kind = FIELD_CHOICE, .names = &names_flash_modes},
                          flash_area = {.size = 4, .kind = FIELD_CHOICE, .names = &names_flash_areas};
LOCAL_NAMES(flash_types, "MTD_???", {0, "MTD_ABSENT"}, {1, "MTD_RAM"}, {2, "MTD_ROM"}, {3, "MTD_NORFLASH"},
            {4, "MTD_NANDFLASH"}, {6, "MTD_DATAFLASH"}, {7, "MTD_UBIVOLUME"}, {8, "MTD_MLCNANDFLASH"});
LOCAL_NAMES(flash_abilities, "MTD_???", {0x400, "MTD_WRITEABLE"}, {0x800, "MTD_BIT_WRITEABLE"},
            {0x1000, "MTD_NO_ERASE"}, {0x2000, "MTD_POWERUP_LOCK"}, {0x4000, "MTD_SLC_ON_MLC_EMULATION"});
LAYOUT(flash_info, 32, CHOICE("type", 0, 1, flash_types), FLAGS("flags", 4, 4, flash_abilities), HEX("size", 8, 4),
       HEX("erasesize", 12, 4), HEX("writesize", 16, 4), HEX("oobsize", 20, 4), HEX("padding", 24, 8));
LAYOUT(flash_range, 8, HEX("start", 0, 4), HEX("length", 4, 4));
LAYOUT(flash_range64, 16, HEX("start", 0, 8), HEX("length", 8, 8));
LAYOUT(flash_locked, 12, HEX("start", 0, 4), HEX("length", 4, 4), UDEC("locked", 8, 4));
LAYOUT(flash_spare, 16, HEX("start", 0, 4), HEX("length", 4, 4), ADDRESS("ptr", 8));
LAYOUT(flash_spare64, 24, HEX("start", 0, 8), HEX("length", 12, 4), ADDRESS("usr_ptr", 16));
LAYOUT(flash_write, 48, HEX("start", 0, 8), HEX("len", 8, 8), HEX("ooblen", 16, 8), ADDRESS("usr_data", 24),
       ADDRESS("usr_oob", 32), CHOICE("mode", 40, 1, flash_operations));
LAYOUT(flash_errors, 16, HEX("corrected", 0, 4), HEX("failed", 4, 4), HEX("badblocks", 8, 4),
       HEX("bbtblocks", 12, 4));
LAYOUT(flash_region, 16, HEX("regionindex", 12, 4));
LAYOUT(flash_region_told, 16, HEX("offset", 0, 4), HEX("erasesize", 4, 4), HEX("numblocks", 8, 4));
LAYOUT(block_change, 16, DEC("lnum", 0, 4), DEC("bytes", 4, 4), CHOICE("dtype", 8, 1, lives));
LAYOUT(block_map, 8, DEC("lnum", 0, 4), CHOICE("dtype", 4, 1, lives));
LAYOUT(volume_resize, 12, DEC("bytes", 0, 8), DEC("vol_id", 8, 4));
LOCAL_NAMES(volume_types, "UBI_???_VOLUME", {3, "UBI_DYNAMIC_VOLUME"}, {4, "UBI_STATIC_VOLUME"});
LOCAL_NAMES(volume_flags, "UBI_VOL_???", {1, "UBI_VOL_SKIP_CRC_CHECK_FLG"});
enum { VOLUME_NAME = 127, VOLUMES_RENAMED = 32 };
// Of a length that stands beside it.
static void print_volume_name(struct decode *d, const void *name, s16 length) {
    print_field(d, "name");
    size_t n = length < 0 ? 0 : length > VOLUME_NAME ? VOLUME_NAME : (size_t)length;
    print_quoted(d, name, n, QUOTE_STRING);
    if (!memchr(name, 0, n + 1)) text_puts(d->out, "...");
}
static void volume_made(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_volume_name(d, (const u8 *)record + 24, ((const s16 *)record)[9]);
}
LAYOUT(volume_make, 152, DEC("vol_id", 0, 4), DEC("alignment", 4, 4), DEC("bytes", 8, 8),
       CHOICE("vol_type", 16, 1, volume_types), FLAGS("flags", 17, 1, volume_flags), DEC("name_len", 18, 2),
       OWN(volume_made, 0));
LAYOUT(flash_attach, 24, DEC("ubi_num", 0, 4), DEC("mtd_num", 4, 4), DEC("vid_hdr_offset", 8, 4),
       DEC("max_beb_per1024", 12, 2));
LAYOUT(flash_oob_piece, 8, HEX("offset", 0, 4), HEX("length", 4, 4));
LOCAL_NAMES(flash_oob_uses, "MTD_NANDECC_???", {0, "MTD_NANDECC_OFF"}, {1, "MTD_NANDECC_PLACE"},
            {2, "MTD_NANDECC_AUTOPLACE"}, {3, "MTD_NANDECC_PLACEONLY"}, {4, "MTD_NANDECC_AUTOPL_USR"});
static void flash_oob_pieces(struct decode *d, const void *record, size_t length) {
    const u32 *words = record;
    (void)length;
    print_field(d, "oobfree");
    print_open(d, '[');
    for (u32 i = 0; i < 16; i++) {
        if (!(i & 1)) {
            print_item(d);
            print_open(d, '[');
        }
        print_item(d);
        print_hex(d, words[2 + i]);
        if (i & 1) print_close(d, ']');
    }
    print_close(d, ']');
}
LAYOUT(flash_oob, 200, CHOICE("useecc", 0, 4, flash_oob_uses), HEX("eccbytes", 4, 4), OWN(flash_oob_pieces, 0),
       HEX("eccpos", 72, 4, .count = 32));
LAYOUT(flash_oob_layout, 328, HEX("eccbytes", 0, 4), HEX("eccpos", 4, 4, .count = 64), HEX("oobavail", 260, 4),
       INNER("oobfree", 264, flash_oob_piece, .count = 8));
LAYOUT(volume_property, 16, CHOICE("property", 0, 1, volume_properties), HEX("value", 8, 8));

// --- Clocks: rtc.h, ptp_clock.h, watchdog.h
LOCAL_NAMES(voltages, "RTC_VL_???", {1, "RTC_VL_DATA_INVALID"}, {2, "RTC_VL_BACKUP_LOW"}, {4, "RTC_VL_BACKUP_EMPTY"},
            {8, "RTC_VL_ACCURACY_LOW"}, {16, "RTC_VL_BACKUP_SWITCH"});
static const struct field voltage = {.size = 4, .kind = FIELD_FLAGS, .names = &names_voltages};
LAYOUT_ABRIDGED(rtc_time, 36, DEC("tm_sec", 0, 4), DEC("tm_min", 4, 4), DEC("tm_hour", 8, 4), DEC("tm_mday", 12, 4),
                DEC("tm_mon", 16, 4), DEC("tm_year", 20, 4), DEC("tm_wday", 24, 4, .when = SHOWN_VERBOSE),
                DEC("tm_yday", 28, 4, .when = SHOWN_VERBOSE), DEC("tm_isdst", 32, 4, .when = SHOWN_VERBOSE));
LAYOUT(rtc_alarm, 40, UDEC("enabled", 0, 1), UDEC("pending", 1, 1), INNER("time", 4, rtc_time));
LAYOUT(rtc_pll, 32, DEC("pll_ctrl", 0, 4), DEC("pll_value", 4, 4), DEC("pll_max", 8, 4), DEC("pll_min", 12, 4),
       DEC("pll_posmult", 16, 4), DEC("pll_negmult", 20, 4), DEC("pll_clock", 24, 8));
LOCAL_NAMES(rtc_parameters, "RTC_PARAM_???", {0, "RTC_PARAM_FEATURES"}, {1, "RTC_PARAM_CORRECTION"},
            {2, "RTC_PARAM_BACKUP_SWITCH_MODE"});
LOCAL_NAMES(rtc_features, "1<<RTC_FEATURE_???", {1, "1<<RTC_FEATURE_ALARM"}, {2, "1<<RTC_FEATURE_ALARM_RES_MINUTE"},
            {4, "1<<RTC_FEATURE_NEED_WEEK_DAY"}, {8, "1<<RTC_FEATURE_ALARM_RES_2S"},
            {16, "1<<RTC_FEATURE_UPDATE_INTERRUPT"}, {32, "1<<RTC_FEATURE_CORRECTION"},
            {64, "1<<RTC_FEATURE_BACKUP_SWITCH_MODE"}, {128, "1<<RTC_FEATURE_ALARM_WAKEUP_ONLY"});
LOCAL_NAMES(switch_modes, "RTC_BSM_???", {0, "RTC_BSM_DISABLED"}, {1, "RTC_BSM_DIRECT"}, {2, "RTC_BSM_LEVEL"},
            {3, "RTC_BSM_STANDBY"});
static void rtc_value(struct decode *d, const void *record, size_t length) {
    const u64 *parameter = record;
    (void)length;
    print_field(d, parameter[0] == 1 ? "svalue" : "uvalue");
    switch (parameter[0]) {
    case 0: print_flags(d, &names_rtc_features, parameter[1]); break;
    case 1: print_dec(d, (s64)parameter[1]); break;
    case 2: print_choice(d, &names_switch_modes, parameter[1]); break;
    default: print_hex(d, parameter[1]);
    }
}
LAYOUT(rtc_parameter, 24, CHOICE("param", 0, 8, rtc_parameters), UDEC("index", 16, 4),
       HEX("__pad", 20, 4, .when = SHOWN_SET));
LAYOUT(rtc_parameter_told, 24, OWN(rtc_value, 0), HEX("__pad", 20, 4, .when = SHOWN_SET));
LAYOUT(rtc_parameter_set, 24, CHOICE("param", 0, 8, rtc_parameters), OWN(rtc_value, 0), UDEC("index", 16, 4),
       HEX("__pad", 20, 4, .when = SHOWN_SET));
LOCAL_NAMES(pin_functions, "PTP_PF_???", {0, "PTP_PF_NONE"}, {1, "PTP_PF_EXTTS"}, {2, "PTP_PF_PEROUT"},
            {3, "PTP_PF_PHYSYNC"});
LOCAL_NAMES(stamp_flags, "PTP_???", {1, "PTP_ENABLE_FEATURE"}, {2, "PTP_RISING_EDGE"}, {4, "PTP_FALLING_EDGE"},
            {8, "PTP_STRICT_FLAGS"});
LOCAL_NAMES(output_flags, "PTP_PEROUT_???", {1, "PTP_PEROUT_ONE_SHOT"}, {2, "PTP_PEROUT_DUTY_CYCLE"},
            {4, "PTP_PEROUT_PHASE"});
LAYOUT(ptp_stamp, 16, UDEC("index", 0, 4), FLAGS("flags", 4, 4, stamp_flags));
LAYOUT(ptp_stamp2, 16, UDEC("index", 0, 4), FLAGS("flags", 4, 4, stamp_flags),
       HEX("rsv", 8, 4, .count = 2, .when = SHOWN_SET));
LAYOUT(ptp_time, 16, DEC("sec", 0, 8), UDEC("nsec", 8, 4), HEX("reserved", 12, 4, .when = SHOWN_SET));
// When it begins, or how far from a whole period.
static void output_start(struct decode *d, const void *record, size_t length) {
    const u64 *time = record;
    const u32 *nanoseconds = record;
    bool phase = nanoseconds[9] & 4;
    (void)length;
    print_field(d, phase ? "phase" : "start");
    print_layout(d, &ptp_time, record);
    if (!phase && d->opt->style != NAMES_RAW) print_date(d, (s64)time[0], nanoseconds[2], 9);
}
static void output_on(struct decode *d, const void *record, size_t length) {
    (void)length;
    if (!(((const u32 *)record)[9] & 2)) return;
    print_field(d, "on");
    print_layout(d, &ptp_time, (const u8 *)record + 40);
}
static void output_reserved(struct decode *d, const void *record, size_t length) {
    LAYOUT(reserved, 56, HEX("rsv", 40, 4, .count = 4, .when = SHOWN_SET));
    if (!(((const u32 *)record)[9] & 2)) print_layout_fields(d, &reserved, record, length);
}
LAYOUT(ptp_output, 56, OWN(output_start, 0), INNER("period", 16, ptp_time), UDEC("index", 32, 4),
       FLAGS("flags", 36, 4, output_flags), OWN(output_on, 0));
LAYOUT(ptp_output2, 56, OWN(output_start, 0), INNER("period", 16, ptp_time), UDEC("index", 32, 4),
       FLAGS("flags", 36, 4, output_flags), OWN(output_on, 0), OWN(output_reserved, 0));
LAYOUT(ptp_pin_set, 96, UDEC("index", 64, 4), CHOICE("func", 68, 4, pin_functions), UDEC("chan", 72, 4));
LAYOUT(ptp_pin_set2, 96, UDEC("index", 64, 4), CHOICE("func", 68, 4, pin_functions), UDEC("chan", 72, 4),
       HEX("rsv", 76, 4, .count = 5, .when = SHOWN_SET));
LAYOUT(ptp_pin, 96, UDEC("index", 64, 4));
LAYOUT(ptp_pin2, 96, UDEC("index", 64, 4), HEX("rsv", 76, 4, .count = 5, .when = SHOWN_SET));
LAYOUT(ptp_pin_told, 96, TEXT("name", 0, 64), CHOICE("func", 68, 4, pin_functions), UDEC("chan", 72, 4));
LAYOUT(ptp_abilities, 80, DEC("max_adj", 0, 4), DEC("n_alarm", 4, 4), DEC("n_ext_ts", 8, 4), DEC("n_per_out", 12, 4),
       DEC("pps", 16, 4), DEC("n_pins", 20, 4), DEC("cross_timestamping", 24, 4), DEC("adjust_phase", 28, 4),
       HEX("rsv", 32, 4, .count = 12, .when = SHOWN_SET));

static void print_ptp_time(struct decode *d, const u8 *at) {
    s64 seconds;
    u32 nanoseconds;
    memcpy(&seconds, at, sizeof seconds);
    memcpy(&nanoseconds, at + 8, sizeof nanoseconds);
    print_layout(d, &ptp_time, at);
    if (d->opt->style != NAMES_RAW) print_date(d, seconds, nanoseconds, 9);
}
static void precise_times(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "device");
    print_ptp_time(d, record);
    print_field(d, "sys_realtime");
    print_ptp_time(d, (const u8 *)record + 16);
}
enum { PTP_SAMPLES = 25 };
// The system's and the device's time by turns; of the extended request, threes.
static void print_offsets(struct decode *d, const u8 *record, bool threes) {
    u32 samples;
    memcpy(&samples, record, sizeof samples);
    print_field(d, "ts");
    if (samples > PTP_SAMPLES) samples = PTP_SAMPLES;
    u32 count = threes ? samples : 2 * samples + 1;
    print_open(d, '[');
    for (u32 i = 0; i < count; i++) {
        if (i >= elements_shown(d)) {
            print_more(d);
            break;
        }
        print_item(d);
        if (!threes) {
            print_ptp_time(d, record + 16 + 16 * i);
            continue;
        }
        print_open(d, '[');
        for (u32 k = 0; k < 3; k++) {
            print_item(d);
            print_ptp_time(d, record + 16 + 48 * i + 16 * k);
        }
        print_close(d, ']');
    }
    print_close(d, ']');
}
static void offset_times(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_offsets(d, record, false);
}
static void more_offset_times(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_offsets(d, record, true);
}
LAYOUT(ptp_precise, 64, OWN(precise_times, 0), INNER("sys_monoraw", 32, ptp_time),
       HEX("rsv", 48, 4, .count = 4, .when = SHOWN_SET));
LAYOUT(ptp_offsets, 832, UDEC("n_samples", 0, 4), HEX("rsv", 4, 4, .count = 3, .when = SHOWN_SET));
LAYOUT(ptp_offsets_told, 832, OWN(offset_times, 16));
LAYOUT(ptp_more_offsets, 1216, UDEC("n_samples", 0, 4), HEX("rsv", 4, 4, .count = 3, .when = SHOWN_SET));
LAYOUT(ptp_more_offsets_told, 1216, OWN(more_offset_times, 16));

// --- Infrared: lirc.h
LOCAL_NAMES(infrared_modes, "LIRC_MODE_???", {1, "LIRC_MODE_RAW"}, {2, "LIRC_MODE_PULSE"}, {4, "LIRC_MODE_MODE2"},
            {8, "LIRC_MODE_SCANCODE"}, {16, "LIRC_MODE_LIRCCODE"});
static const struct field infrared_mode = {.size = 4, .kind = FIELD_CHOICE, .names = &names_infrared_modes};

LOCAL_NAMES(infrared_abilities, "LIRC_CAN_???", {0x2, "LIRC_CAN_SEND_PULSE"}, {0x10, "LIRC_CAN_SEND_LIRCCODE"},
            {0x100, "LIRC_CAN_SET_SEND_CARRIER"}, {0x200, "LIRC_CAN_SET_SEND_DUTY_CYCLE"},
            {0x400, "LIRC_CAN_SET_TRANSMITTER_MASK"}, {0x40000, "LIRC_CAN_REC_MODE2"},
            {0x80000, "LIRC_CAN_REC_SCANCODE"}, {0x100000, "LIRC_CAN_REC_LIRCCODE"},
            {0x1000000, "LIRC_CAN_SET_REC_CARRIER"}, {0x2000000, "LIRC_CAN_MEASURE_CARRIER"},
            {0x4000000, "LIRC_CAN_USE_WIDEBAND_RECEIVER"}, {0x10000000, "LIRC_CAN_SET_REC_TIMEOUT"},
            {0x20000000, "LIRC_CAN_GET_REC_RESOLUTION"}, {0x80000000, "LIRC_CAN_SET_REC_CARRIER_RANGE"});
static const struct field infrared_features = {.size = 4, .kind = FIELD_FLAGS, .names = &names_infrared_abilities};

// --- Pins: gpio.h
LOCAL_NAMES(line_flags, "GPIOLINE_FLAG_???", {1, "GPIOLINE_FLAG_KERNEL"}, {2, "GPIOLINE_FLAG_IS_OUT"},
            {4, "GPIOLINE_FLAG_ACTIVE_LOW"}, {8, "GPIOLINE_FLAG_OPEN_DRAIN"}, {16, "GPIOLINE_FLAG_OPEN_SOURCE"},
            {32, "GPIOLINE_FLAG_BIAS_PULL_UP"}, {64, "GPIOLINE_FLAG_BIAS_PULL_DOWN"},
            {128, "GPIOLINE_FLAG_BIAS_DISABLE"});
LAYOUT(gpio_chip, 68, TEXT("name", 0, 32), TEXT("label", 32, 32), UDEC("lines", 64, 4));
LAYOUT(gpio_line, 72, UDEC("line_offset", 0, 4));
LAYOUT(gpio_line_told, 72, FLAGS("flags", 4, 4, line_flags), TEXT("name", 8, 32), TEXT("consumer", 40, 32));
LAYOUT(gpio_unwatch, 4, UDEC("offset", 0, 4));
LAYOUT(gpio_values, 64, UDEC("values", 0, 1, .count = 64));

// --- Trusted execution: tee.h
LOCAL_NAMES(tee_buffers, "TEE_IOCTL_SHM_???", {1, "TEE_IOCTL_SHM_MAPPED"}, {2, "TEE_IOCTL_SHM_DMA_BUF"},
            {4, "TEE_IOCTL_SHM_EXT_DMA_BUF"}, {8, "TEE_IOCTL_SHM_REGISTER"}, {16, "TEE_IOCTL_SHM_USER_MAPPED"},
            {32, "TEE_IOCTL_SHM_POOL"}, {64, "TEE_IOCTL_SHM_KERNEL_MAPPED"});
LAYOUT(tee_session, 4, HEX("session", 0, 4));
LAYOUT(tee_cancel, 8, UDEC("cancel_id", 0, 4), HEX("session", 4, 4));

// --- userfaultfd.h
LOCAL_NAMES(fault_features, "UFFD_FEATURE_???", {1 << 0, "UFFD_FEATURE_PAGEFAULT_FLAG_WP"},
            {1 << 1, "UFFD_FEATURE_EVENT_FORK"}, {1 << 2, "UFFD_FEATURE_EVENT_REMAP"},
            {1 << 3, "UFFD_FEATURE_EVENT_REMOVE"}, {1 << 4, "UFFD_FEATURE_MISSING_HUGETLBFS"},
            {1 << 5, "UFFD_FEATURE_MISSING_SHMEM"}, {1 << 6, "UFFD_FEATURE_EVENT_UNMAP"},
            {1 << 7, "UFFD_FEATURE_SIGBUS"}, {1 << 8, "UFFD_FEATURE_THREAD_ID"},
            {1 << 9, "UFFD_FEATURE_MINOR_HUGETLBFS"}, {1 << 10, "UFFD_FEATURE_MINOR_SHMEM"},
            {1 << 11, "UFFD_FEATURE_EXACT_ADDRESS"}, {1 << 12, "UFFD_FEATURE_WP_HUGETLBFS_SHMEM"});
LOCAL_NAMES(fault_requests, "_UFFDIO_???", {1ull << 0, "1<<_UFFDIO_REGISTER"}, {1ull << 1, "1<<_UFFDIO_UNREGISTER"},
            {1ull << 63, "1<<_UFFDIO_API"});
LOCAL_NAMES(fault_range_requests, "UFFDIO_???", {1 << 2, "1<<_UFFDIO_WAKE"}, {1 << 3, "1<<_UFFDIO_COPY"},
            {1 << 4, "1<<_UFFDIO_ZEROPAGE"}, {1 << 6, "1<<_UFFDIO_WRITEPROTECT"}, {1 << 7, "1<<_UFFDIO_CONTINUE"});
LOCAL_NAMES(fault_modes, "UFFDIO_REGISTER_MODE_???", {1, "UFFDIO_REGISTER_MODE_MISSING"},
            {2, "UFFDIO_REGISTER_MODE_WP"}, {4, "UFFDIO_REGISTER_MODE_MINOR"});
LAYOUT(fault_api, 24, HEX("api", 0, 8), FLAGS("features", 8, 8, fault_features));
LAYOUT(fault_api_told, 24, FLAGS("ioctls", 16, 8, fault_requests));
LAYOUT(fault_range, 16, HEX("start", 0, 8), HEX("len", 8, 8));
LAYOUT(fault_register, 32, INNER("range", 0, fault_range), FLAGS("mode", 16, 8, fault_modes));
LAYOUT(fault_register_told, 32, FLAGS("ioctls", 24, 8, fault_range_requests));

// --- seccomp.h
LOCAL_NAMES(notice_flags, "SECCOMP_USER_NOTIF_FLAG_???", {1, "SECCOMP_USER_NOTIF_FLAG_CONTINUE"});
LOCAL_NAMES(added_flags, "SECCOMP_ADDFD_FLAG_???", {1, "SECCOMP_ADDFD_FLAG_SETFD"}, {2, "SECCOMP_ADDFD_FLAG_SEND"});
static void notice_call(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "nr");
    const u32 *head = record; // the number, and of which architecture it is
    if (head[1] == AUDIT_ARCH_X86_64)
        print_call_number(d, head[0]);
    else
        print_udec(d, head[0]);
}
LAYOUT(notice_data, 64, OWN(notice_call, 0), CHOICE("arch", 4, 4, AUDIT_ARCHITECTURES),
       ADDRESS("instruction_pointer", 8), HEX("args", 16, 8, .count = 6));
LAYOUT(notice, 80, HEX("id", 0, 8), DEC("pid", 8, 4), HEX("flags", 12, 4), INNER("data", 16, notice_data));
static void notice_error(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "error");
    print_negative_error(d, ((const s32 *)record)[4]);
}
LAYOUT(notice_answer, 24, HEX("id", 0, 8), DEC("val", 8, 8), OWN(notice_error, 16),
       FLAGS("flags", 20, 4, notice_flags));
LAYOUT(notice_descriptor, 24, HEX("id", 0, 8), FLAGS("flags", 8, 4, added_flags), DESCRIPTOR("srcfd", 12),
       DESCRIPTOR("newfd", 16), FLAGS("newfd_flags", 20, 4, A_FD_FLAGS));

// --- Input: input.h
LAYOUT(input_id, 8, UDEC("bustype", 0, 2), UDEC("vendor", 2, 2), UDEC("product", 4, 2), UDEC("version", 6, 2));
LAYOUT_ABRIDGED(key_entry, 40, UDEC("flags", 0, 1), UDEC("len", 1, 1), UDEC("index", 2, 2, .when = SHOWN_VERBOSE),
                CHOICE("keycode", 4, 4, INPUT_KEYS, .when = SHOWN_VERBOSE),
                HEX("scancode", 8, 1, .count = 32, .when = SHOWN_VERBOSE));

// --- Virtual machines: kvm.h
LOCAL_NAMES(memory_flags, "KVM_MEM_???", {1, "KVM_MEM_LOG_DIRTY_PAGES"}, {2, "KVM_MEM_READONLY"});
static const struct field capability = {.size = 8, .kind = FIELD_CHOICE, .names = &names_KVM_CAPABILITIES};
LAYOUT(memory_region, 32, UDEC("slot", 0, 4), FLAGS("flags", 4, 4, memory_flags), HEX("guest_phys_addr", 8, 8),
       UDEC("memory_size", 16, 8), HEX("userspace_addr", 24, 8));

enum { ARGUMENT = 2 }; // of ioctl, the one that is told
LOCAL_NAMES(identity_flags, "KVM_CPUID_FLAG_???", {1, "KVM_CPUID_FLAG_SIGNIFCANT_INDEX"},
            {2, "KVM_CPUID_FLAG_STATEFUL_FUNC"}, {4, "KVM_CPUID_FLAG_STATE_READ_NEXT"});
LAYOUT(identity, 40, HEX("function", 0, 4), HEX("index", 4, 4), FLAGS("flags", 8, 4, identity_flags),
       HEX("eax", 12, 4), HEX("ebx", 16, 4), HEX("ecx", 20, 4), HEX("edx", 24, 4));
static void one_identity(struct decode *d, const void *element) {
    print_layout(d, &identity, element);
}
static void identities_behind(struct decode *d, const void *record, size_t length) {
    u32 count = *(const u32 *)record;
    print_field(d, "entries");
    if (d->abbrev)
        text_puts(d->out, count ? "[...]" : "[]");
    else
        print_array(d, d->args[ARGUMENT] + length, count, identity.size, one_identity);
}
LAYOUT(identities, 8, UDEC("nent", 0, 4), OWN(identities_behind, 0));

// --- perf_event.h
static void one_number(struct decode *d, const void *element) {
    print_udec(d, *(const u32 *)element);
}
static void bpf_programs(struct decode *d, const void *record, size_t length) {
    print_field(d, "ids");
    print_array(d, d->args[ARGUMENT] + length, ((const u32 *)record)[1], sizeof(u32), one_number);
}
LAYOUT(bpf_query, 8, UDEC("ids_len", 0, 4));
LAYOUT(bpf_query_told, 8, UDEC("prog_cnt", 4, 4), OWN(bpf_programs, 0));

#define KVM_REGISTER(name, n) HEX(name, 8 * (n), 8)
#define KVM_REGISTER_MORE(name, n) HEX(name, 8 * (n), 8, .when = SHOWN_VERBOSE)
static void machine_more(struct decode *d, const void *record, size_t length) {
    (void)record;
    (void)length;
    if (d->abbrev) print_more(d);
}
LAYOUT(machine_registers, 144, KVM_REGISTER("rax", 0), OWN(machine_more, 0), KVM_REGISTER_MORE("rbx", 1),
       KVM_REGISTER_MORE("rcx", 2), KVM_REGISTER_MORE("rdx", 3), KVM_REGISTER_MORE("rsi", 4),
       KVM_REGISTER_MORE("rdi", 5), KVM_REGISTER("rsp", 6), KVM_REGISTER("rbp", 7), OWN(machine_more, 0),
       KVM_REGISTER_MORE("r8", 8), KVM_REGISTER_MORE("r9", 9), KVM_REGISTER_MORE("r10", 10),
       KVM_REGISTER_MORE("r11", 11), KVM_REGISTER_MORE("r12", 12), KVM_REGISTER_MORE("r13", 13),
       KVM_REGISTER_MORE("r14", 14), KVM_REGISTER_MORE("r15", 15), KVM_REGISTER("rip", 16),
       KVM_REGISTER("rflags", 17));
LAYOUT(segment, 24, HEX("base", 0, 8), UDEC("limit", 8, 4), UDEC("selector", 12, 2), UDEC("type", 14, 1),
       UDEC("present", 15, 1), UDEC("dpl", 16, 1), UDEC("db", 17, 1), UDEC("s", 18, 1), UDEC("l", 19, 1),
       UDEC("g", 20, 1), UDEC("avl", 21, 1));
LAYOUT(descriptor_table, 16, HEX("base", 0, 8), UDEC("limit", 8, 2));
LAYOUT_ABRIDGED(machine_state, 312, INNER("cs", 0, segment), INNER("ds", 24, segment, .when = SHOWN_VERBOSE),
                INNER("es", 48, segment, .when = SHOWN_VERBOSE), INNER("fs", 72, segment, .when = SHOWN_VERBOSE),
                INNER("gs", 96, segment, .when = SHOWN_VERBOSE), INNER("ss", 120, segment, .when = SHOWN_VERBOSE),
                INNER("tr", 144, segment, .when = SHOWN_VERBOSE), INNER("ldt", 168, segment, .when = SHOWN_VERBOSE),
                INNER("gdt", 192, descriptor_table, .when = SHOWN_VERBOSE),
                INNER("idt", 208, descriptor_table, .when = SHOWN_VERBOSE),
                UDEC("cr0", 224, 8, .when = SHOWN_VERBOSE), UDEC("cr2", 232, 8, .when = SHOWN_VERBOSE),
                UDEC("cr3", 240, 8, .when = SHOWN_VERBOSE), UDEC("cr4", 248, 8, .when = SHOWN_VERBOSE),
                UDEC("cr8", 256, 8, .when = SHOWN_VERBOSE), UDEC("efer", 264, 8, .when = SHOWN_VERBOSE),
                HEX("apic_base", 272, 8, .when = SHOWN_VERBOSE),
                HEX("interrupt_bitmap", 280, 8, .count = 4, .when = SHOWN_VERBOSE));

LAYOUT(partition, 24, CHOICE("op", 0, 4, partition_ops), DEC("flags", 4, 4), DEC("datalen", 8, 4),
       ADDRESS("data", 16));
LAYOUT(tee_shared, 16, HEX("size", 0, 8), FLAGS("flags", 8, 4, tee_buffers));
LAYOUT(tee_shared_told, 16, HEX("size", 0, 8), FLAGS("flags", 8, 4, tee_buffers), DEC("id", 12, 4));
LAYOUT(tee_registered, 24, ADDRESS("addr", 0), HEX("length", 8, 8), FLAGS("flags", 16, 4, tee_buffers));
LAYOUT(tee_registered_told, 24, HEX("length", 8, 8), FLAGS("flags", 16, 4, tee_buffers), DEC("id", 20, 4));

enum { PERF_EVENT_IOC_MODIFY_ATTRIBUTES = 0x4008240b };
enum print_result print_A_PERF_ATTR_IN(struct decode *d, u32 arg); // the printer of perf_event_open's

static const struct ioctl_row rows[] = {
#include "trace/ioctl_rows.def"
};

// What is made, and the number that it was given.
static enum print_result print_made(struct decode *d, u32 arg, const struct layout *layout) {
    uaddr_t at = d->args[arg];
    s32 number;
    if (!d->exiting) {
        u64 record[LAYOUT_MAX / 8];
        bool readable = at && d->verbose && decode_read(d, at, record, layout->size);
        if (readable)
            print_layout(d, layout, record);
        else
            print_addr(d, at);
        return readable ? PRINT_LATER : PRINT_DONE;
    }
    if (d->failed) return PRINT_DONE;
    text_puts(d->out, " => ");
    if (decode_read(d, at, &number, sizeof number)) {
        text_char(d->out, '[');
        print_dec(d, number);
        text_char(d->out, ']');
    } else {
        print_addr(d, at);
    }
    return PRINT_DONE;
}

// {count=2, ents=[{...}, {...}]}
static enum print_result print_renamed(struct decode *d, u32 arg) {
    u8 record[16 + VOLUMES_RENAMED * 136];
    uaddr_t at = d->args[arg];
    if (!at || !d->verbose || !decode_read(d, at, record, sizeof record)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    s32 count;
    memcpy(&count, record, sizeof count);
    print_open(d, '{');
    print_field(d, "count");
    print_dec(d, count);
    print_field(d, "ents");
    print_open(d, '[');
    for (s32 i = 0; i < count && i < VOLUMES_RENAMED; i++) {
        const u8 *entry = record + 16 + 136 * i;
        s32 id;
        s16 length;
        memcpy(&id, entry, sizeof id);
        memcpy(&length, entry + 4, sizeof length);
        print_item(d);
        print_open(d, '{');
        print_field(d, "vol_id");
        print_dec(d, id);
        print_field(d, "name_len");
        print_dec(d, length);
        print_volume_name(d, entry + 8, length);
        print_close(d, '}');
    }
    print_close(d, ']');
    print_close(d, '}');
    return PRINT_DONE;
}

enum { FLASH_ATTACH = 0x40186f40, FLASH_MAKE = 0x40986f00 };
#define FLASH_RENAME 0x51106f03u

bool print_ioctl_plain(struct decode *d, u32 arg, enum print_result *result) {
    if ((u32)d->args[arg - 1] == PERF_EVENT_IOC_MODIFY_ATTRIBUTES) {
        *result = print_A_PERF_ATTR_IN(d, arg);
        return true;
    }
    switch ((u32)d->args[arg - 1]) {
    case FLASH_ATTACH: *result = print_made(d, arg, &flash_attach); return true;
    case FLASH_MAKE: *result = print_made(d, arg, &volume_make); return true;
    case FLASH_RENAME: *result = print_renamed(d, arg); return true;
    default: break;
    }
    return print_ioctl_row(d, arg, rows, sizeof rows / sizeof *rows, result);
}
