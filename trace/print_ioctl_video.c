// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on video devices (videodev2.h).
#include "trace/ioctl_row.h"
#include "trace/names_video.h"
#include "trace/print_ioctl.h"

LOCAL_NAMES(buffer_types, "V4L2_BUF_TYPE_???", {1, "V4L2_BUF_TYPE_VIDEO_CAPTURE"}, {2, "V4L2_BUF_TYPE_VIDEO_OUTPUT"},
            {3, "V4L2_BUF_TYPE_VIDEO_OVERLAY"}, {4, "V4L2_BUF_TYPE_VBI_CAPTURE"}, {5, "V4L2_BUF_TYPE_VBI_OUTPUT"},
            {6, "V4L2_BUF_TYPE_SLICED_VBI_CAPTURE"}, {7, "V4L2_BUF_TYPE_SLICED_VBI_OUTPUT"},
            {8, "V4L2_BUF_TYPE_VIDEO_OUTPUT_OVERLAY"}, {9, "V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE"},
            {0xa, "V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE"}, {0xb, "V4L2_BUF_TYPE_SDR_CAPTURE"},
            {0xc, "V4L2_BUF_TYPE_SDR_OUTPUT"}, {0xd, "V4L2_BUF_TYPE_META_CAPTURE"},
            {0xe, "V4L2_BUF_TYPE_META_OUTPUT"});
LOCAL_NAMES(memories, "V4L2_MEMORY_???", {1, "V4L2_MEMORY_MMAP"}, {2, "V4L2_MEMORY_USERPTR"},
            {3, "V4L2_MEMORY_OVERLAY"}, {4, "V4L2_MEMORY_DMABUF"});
LOCAL_NAMES(fields, "V4L2_FIELD_???", {0, "V4L2_FIELD_ANY"}, {1, "V4L2_FIELD_NONE"}, {2, "V4L2_FIELD_TOP"},
            {3, "V4L2_FIELD_BOTTOM"}, {4, "V4L2_FIELD_INTERLACED"}, {5, "V4L2_FIELD_SEQ_TB"},
            {6, "V4L2_FIELD_SEQ_BT"}, {7, "V4L2_FIELD_ALTERNATE"}, {8, "V4L2_FIELD_INTERLACED_TB"},
            {9, "V4L2_FIELD_INTERLACED_BT"});
LOCAL_NAMES(colorspaces, "V4L2_COLORSPACE_???", {0, "V4L2_COLORSPACE_DEFAULT"}, {1, "V4L2_COLORSPACE_SMPTE170M"},
            {2, "V4L2_COLORSPACE_SMPTE240M"}, {3, "V4L2_COLORSPACE_REC709"}, {4, "V4L2_COLORSPACE_BT878"},
            {5, "V4L2_COLORSPACE_470_SYSTEM_M"}, {6, "V4L2_COLORSPACE_470_SYSTEM_BG"}, {7, "V4L2_COLORSPACE_JPEG"},
            {8, "V4L2_COLORSPACE_SRGB"}, {9, "V4L2_COLORSPACE_OPRGB"}, {0xa, "V4L2_COLORSPACE_BT2020"},
            {0xb, "V4L2_COLORSPACE_RAW"}, {0xc, "V4L2_COLORSPACE_DCI_P3"});
LOCAL_NAMES(format_flags, "V4L2_FMT_FLAG_???", {1, "V4L2_FMT_FLAG_COMPRESSED"}, {2, "V4L2_FMT_FLAG_EMULATED"},
            {4, "V4L2_FMT_FLAG_CONTINUOUS_BYTESTREAM"}, {8, "V4L2_FMT_FLAG_DYN_RESOLUTION"},
            {0x10, "V4L2_FMT_FLAG_ENC_CAP_FRAME_INTERVAL"}, {0x20, "V4L2_FMT_FLAG_CSC_COLORSPACE"},
            {0x40, "V4L2_FMT_FLAG_CSC_XFER_FUNC"}, {0x80, "V4L2_FMT_FLAG_CSC_YCBCR_ENC"},
            {0x100, "V4L2_FMT_FLAG_CSC_QUANTIZATION"});
LOCAL_NAMES(vbi_flags, "V4L2_VBI_???", {1, "V4L2_VBI_UNSYNC"}, {2, "V4L2_VBI_INTERLACED"});
LOCAL_NAMES(sliced_services, "V4L2_SLICED_???", {0x4401, "V4L2_SLICED_VBI_625"}, {1, "V4L2_SLICED_TELETEXT_B"},
            {0x400, "V4L2_SLICED_VPS"}, {0x1000, "V4L2_SLICED_CAPTION_525"}, {0x4000, "V4L2_SLICED_WSS_625"});
LOCAL_NAMES(abilities, "V4L2_CAP_???", {1, "V4L2_CAP_VIDEO_CAPTURE"}, {2, "V4L2_CAP_VIDEO_OUTPUT"},
            {4, "V4L2_CAP_VIDEO_OVERLAY"}, {0x10, "V4L2_CAP_VBI_CAPTURE"}, {0x20, "V4L2_CAP_VBI_OUTPUT"},
            {0x40, "V4L2_CAP_SLICED_VBI_CAPTURE"}, {0x80, "V4L2_CAP_SLICED_VBI_OUTPUT"},
            {0x100, "V4L2_CAP_RDS_CAPTURE"}, {0x200, "V4L2_CAP_VIDEO_OUTPUT_OVERLAY"},
            {0x400, "V4L2_CAP_HW_FREQ_SEEK"}, {0x800, "V4L2_CAP_RDS_OUTPUT"},
            {0x1000, "V4L2_CAP_VIDEO_CAPTURE_MPLANE"}, {0x2000, "V4L2_CAP_VIDEO_OUTPUT_MPLANE"},
            {0x4000, "V4L2_CAP_VIDEO_M2M_MPLANE"}, {0x8000, "V4L2_CAP_VIDEO_M2M"}, {0x10000, "V4L2_CAP_TUNER"},
            {0x20000, "V4L2_CAP_AUDIO"}, {0x40000, "V4L2_CAP_RADIO"}, {0x80000, "V4L2_CAP_MODULATOR"},
            {0x100000, "V4L2_CAP_SDR_CAPTURE"}, {0x200000, "V4L2_CAP_EXT_PIX_FORMAT"},
            {0x400000, "V4L2_CAP_SDR_OUTPUT"}, {0x800000, "V4L2_CAP_META_CAPTURE"}, {0x1000000, "V4L2_CAP_READWRITE"},
            {0x2000000, "V4L2_CAP_ASYNCIO"}, {0x4000000, "V4L2_CAP_STREAMING"}, {0x8000000, "V4L2_CAP_META_OUTPUT"},
            {0x10000000, "V4L2_CAP_TOUCH"}, {0x80000000, "V4L2_CAP_DEVICE_CAPS"});
LOCAL_NAMES(buffer_flags, "V4L2_BUF_FLAG_???", {1, "V4L2_BUF_FLAG_MAPPED"}, {2, "V4L2_BUF_FLAG_QUEUED"},
            {4, "V4L2_BUF_FLAG_DONE"}, {8, "V4L2_BUF_FLAG_KEYFRAME"}, {0x10, "V4L2_BUF_FLAG_PFRAME"},
            {0x20, "V4L2_BUF_FLAG_BFRAME"}, {0x40, "V4L2_BUF_FLAG_ERROR"}, {0x80, "V4L2_BUF_FLAG_IN_REQUEST"},
            {0x100, "V4L2_BUF_FLAG_TIMECODE"}, {0x200, "V4L2_BUF_FLAG_INPUT"}, {0x400, "V4L2_BUF_FLAG_PREPARED"},
            {0x800, "V4L2_BUF_FLAG_NO_CACHE_INVALIDATE"}, {0x1000, "V4L2_BUF_FLAG_NO_CACHE_CLEAN"},
            {0x100000, "V4L2_BUF_FLAG_LAST"}, {0x800000, "V4L2_BUF_FLAG_REQUEST_FD"});
LOCAL_NAMES(buffer_clocks, "V4L2_BUF_FLAG_TIMESTAMP_???", {0, "V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN"},
            {0x2000, "V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC"}, {0x4000, "V4L2_BUF_FLAG_TIMESTAMP_COPY"});
LOCAL_NAMES(buffer_moments, "V4L2_BUF_FLAG_TSTAMP_SRC_???", {0, "V4L2_BUF_FLAG_TSTAMP_SRC_EOF"},
            {0x10000, "V4L2_BUF_FLAG_TSTAMP_SRC_SOE"});
LOCAL_NAMES(stream_abilities, "V4L2_CAP_???", {0x1000, "V4L2_CAP_TIMEPERFRAME"});
LOCAL_NAMES(stream_modes, "V4L2_MODE_???", {1, "V4L2_MODE_HIGHQUALITY"});
LOCAL_NAMES(input_types, "V4L2_INPUT_TYPE_???", {1, "V4L2_INPUT_TYPE_TUNER"}, {2, "V4L2_INPUT_TYPE_CAMERA"},
            {3, "V4L2_INPUT_TYPE_TOUCH"});
LOCAL_NAMES(tuner_types, "V4L2_TUNER_???", {1, "V4L2_TUNER_RADIO"}, {2, "V4L2_TUNER_ANALOG_TV"},
            {3, "V4L2_TUNER_DIGITAL_TV"}, {4, "V4L2_TUNER_SDR"}, {5, "V4L2_TUNER_RF"});
LOCAL_NAMES(tuner_abilities, "V4L2_TUNER_CAP_???", {1, "V4L2_TUNER_CAP_LOW"}, {2, "V4L2_TUNER_CAP_NORM"},
            {4, "V4L2_TUNER_CAP_HWSEEK_BOUNDED"}, {8, "V4L2_TUNER_CAP_HWSEEK_WRAP"}, {0x10, "V4L2_TUNER_CAP_STEREO"},
            {0x20, "V4L2_TUNER_CAP_LANG2"}, {0x40, "V4L2_TUNER_CAP_LANG1"}, {0x80, "V4L2_TUNER_CAP_RDS"},
            {0x100, "V4L2_TUNER_CAP_RDS_BLOCK_IO"}, {0x200, "V4L2_TUNER_CAP_RDS_CONTROLS"},
            {0x400, "V4L2_TUNER_CAP_FREQ_BANDS"}, {0x800, "V4L2_TUNER_CAP_HWSEEK_PROG_LIM"},
            {0x1000, "V4L2_TUNER_CAP_1HZ"});
LOCAL_NAMES(tuner_channels, "V4L2_TUNER_SUB_???", {1, "V4L2_TUNER_SUB_MONO"}, {2, "V4L2_TUNER_SUB_STEREO"},
            {4, "V4L2_TUNER_SUB_LANG2"}, {8, "V4L2_TUNER_SUB_LANG1"}, {0x10, "V4L2_TUNER_SUB_RDS"});
LOCAL_NAMES(tuner_modes, "V4L2_TUNER_MODE_???", {0, "V4L2_TUNER_MODE_MONO"}, {1, "V4L2_TUNER_MODE_STEREO"},
            {2, "V4L2_TUNER_MODE_LANG2"}, {3, "V4L2_TUNER_MODE_LANG1"}, {4, "V4L2_TUNER_MODE_LANG1_LANG2"});
LOCAL_NAMES(control_types, "V4L2_CTRL_TYPE_???", {1, "V4L2_CTRL_TYPE_INTEGER"}, {2, "V4L2_CTRL_TYPE_BOOLEAN"},
            {3, "V4L2_CTRL_TYPE_MENU"}, {4, "V4L2_CTRL_TYPE_BUTTON"}, {5, "V4L2_CTRL_TYPE_INTEGER64"},
            {6, "V4L2_CTRL_TYPE_CTRL_CLASS"}, {7, "V4L2_CTRL_TYPE_STRING"}, {8, "V4L2_CTRL_TYPE_BITMASK"},
            {9, "V4L2_CTRL_TYPE_INTEGER_MENU"}, {0x100, "V4L2_CTRL_TYPE_U8"}, {0x101, "V4L2_CTRL_TYPE_U16"},
            {0x102, "V4L2_CTRL_TYPE_U32"}, {0x106, "V4L2_CTRL_TYPE_AREA"}, {0x110, "V4L2_CTRL_TYPE_HDR10_CLL_INFO"},
            {0x111, "V4L2_CTRL_TYPE_HDR10_MASTERING_DISPLAY"}, {0x200, "V4L2_CTRL_TYPE_H264_SPS"},
            {0x201, "V4L2_CTRL_TYPE_H264_PPS"}, {0x202, "V4L2_CTRL_TYPE_H264_SCALING_MATRIX"},
            {0x203, "V4L2_CTRL_TYPE_H264_SLICE_PARAMS"}, {0x204, "V4L2_CTRL_TYPE_H264_DECODE_PARAMS"},
            {0x205, "V4L2_CTRL_TYPE_H264_PRED_WEIGHTS"}, {0x220, "V4L2_CTRL_TYPE_FWHT_PARAMS"},
            {0x240, "V4L2_CTRL_TYPE_VP8_FRAME"});
LOCAL_NAMES(control_flags, "V4L2_CTRL_FLAG_???", {1, "V4L2_CTRL_FLAG_DISABLED"}, {2, "V4L2_CTRL_FLAG_GRABBED"},
            {4, "V4L2_CTRL_FLAG_READ_ONLY"}, {8, "V4L2_CTRL_FLAG_UPDATE"}, {0x10, "V4L2_CTRL_FLAG_INACTIVE"},
            {0x20, "V4L2_CTRL_FLAG_SLIDER"}, {0x40, "V4L2_CTRL_FLAG_WRITE_ONLY"}, {0x80, "V4L2_CTRL_FLAG_VOLATILE"},
            {0x100, "V4L2_CTRL_FLAG_HAS_PAYLOAD"}, {0x200, "V4L2_CTRL_FLAG_EXECUTE_ON_WRITE"},
            {0x400, "V4L2_CTRL_FLAG_MODIFY_LAYOUT"});
LOCAL_NAMES(next_flags, "V4L2_CTRL_FLAG_NEXT_???", {0x80000000, "V4L2_CTRL_FLAG_NEXT_CTRL"},
            {0x40000000, "V4L2_CTRL_FLAG_NEXT_COMPOUND"});
LOCAL_NAMES(control_classes, "V4L2_CTRL_CLASS_???", {0x980000, "V4L2_CTRL_CLASS_USER"},
            {0x990000, "V4L2_CTRL_CLASS_CODEC"}, {0x9a0000, "V4L2_CTRL_CLASS_CAMERA"},
            {0x9b0000, "V4L2_CTRL_CLASS_FM_TX"}, {0x9c0000, "V4L2_CTRL_CLASS_FLASH"},
            {0x9d0000, "V4L2_CTRL_CLASS_JPEG"}, {0x9e0000, "V4L2_CTRL_CLASS_IMAGE_SOURCE"},
            {0x9f0000, "V4L2_CTRL_CLASS_IMAGE_PROC"}, {0xa00000, "V4L2_CTRL_CLASS_DV"},
            {0xa10000, "V4L2_CTRL_CLASS_FM_RX"}, {0xa20000, "V4L2_CTRL_CLASS_RF_TUNER"},
            {0xa30000, "V4L2_CTRL_CLASS_DETECT"}, {0xa40000, "V4L2_CTRL_CLASS_CODEC_STATELESS"},
            {0xa50000, "V4L2_CTRL_CLASS_COLORIMETRY"});
LOCAL_NAMES(size_types, "V4L2_FRMSIZE_TYPE_???", {1, "V4L2_FRMSIZE_TYPE_DISCRETE"},
            {2, "V4L2_FRMSIZE_TYPE_CONTINUOUS"}, {3, "V4L2_FRMSIZE_TYPE_STEPWISE"});
LOCAL_NAMES(interval_types, "V4L2_FRMIVAL_TYPE_???", {1, "V4L2_FRMIVAL_TYPE_DISCRETE"},
            {2, "V4L2_FRMIVAL_TYPE_CONTINUOUS"}, {3, "V4L2_FRMIVAL_TYPE_STEPWISE"});

enum { ARGUMENT = 2 }; // of ioctl, the one that is told

static u32 word(const void *record, size_t offset) {
    u32 value;
    memcpy(&value, (const u8 *)record + offset, sizeof value);
    return value;
}

// v4l2_fourcc('Y', 'U', 'Y', 'V')
static void print_fourcc(struct decode *d, const char *name, u32 code) {
    print_field(d, name);
    if (d->opt->style == NAMES_RAW) {
        print_hex(d, code);
        return;
    }
    text_puts(d->out, "v4l2_fourcc(");
    for (u32 i = 0; i < 4; i++) {
        if (i) text_puts(d->out, ", ");
        u8 c = (u8)(code >> 8 * i);
        text_printf(d->out, c == '\'' || c == '\\' ? "'\\%c'" : c >= ' ' && c < 0x7f ? "'%c'" : "'\\x%02x'", c);
    }
    text_char(d->out, ')');
}

static void print_fraction(struct decode *d, const char *name, const void *at) {
    print_field(d, name);
    print_udec(d, word(at, 0));
    text_char(d->out, '/');
    print_udec(d, word(at, 4));
}

LAYOUT(rectangle, 16, DEC("left", 0, 4), DEC("top", 4, 4), UDEC("width", 8, 4), UDEC("height", 12, 4));

// --- Formats, by the type of buffer
enum buffer_type {
    CAPTURE = 1,
    OUTPUT,
    OVERLAY,
    VBI_CAPTURE,
    VBI_OUTPUT,
    SLICED_CAPTURE,
    SLICED_OUTPUT,
    OUTPUT_OVERLAY,
    CAPTURE_PLANES,
    OUTPUT_PLANES,
    SDR_CAPTURE,
    SDR_OUTPUT,
    META_CAPTURE,
    META_OUTPUT
};
enum { PLANES_MOST = 8, PLANE_SIZE = 20, SLICED_LINES = 24 };

static void pixel_format(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fourcc(d, "pixelformat", word(record, 8));
}
LAYOUT(pixels, 200, UDEC("width", 0, 4), UDEC("height", 4, 4), OWN(pixel_format, 0), CHOICE("field", 12, 4, fields),
       UDEC("bytesperline", 16, 4), UDEC("sizeimage", 20, 4), CHOICE("colorspace", 24, 4, colorspaces));
LAYOUT(plane, PLANE_SIZE, UDEC("sizeimage", 0, 4), UDEC("bytesperline", 4, 4));
static void plane_formats(struct decode *d, const void *record, size_t length) {
    u8 count = ((const u8 *)record)[180];
    (void)length;
    print_field(d, "plane_fmt");
    print_open(d, '[');
    for (u32 i = 0; i < count && i < PLANES_MOST; i++) {
        print_item(d);
        print_layout(d, &plane, (const u8 *)record + 20 + PLANE_SIZE * i);
    }
    print_close(d, ']');
}
LAYOUT(planes, 200, UDEC("width", 0, 4), UDEC("height", 4, 4), OWN(pixel_format, 0), CHOICE("field", 12, 4, fields),
       CHOICE("colorspace", 16, 4, colorspaces), OWN(plane_formats, 0), UDEC("num_planes", 180, 1));
LAYOUT(clip, 24, INNER("c", 0, rectangle));
static void one_clip(struct decode *d, const void *element) {
    print_layout(d, &clip, element);
}
static void window_clips(struct decode *d, const void *record, size_t length) {
    u64 clips;
    (void)length;
    memcpy(&clips, (const u8 *)record + 24, sizeof clips);
    print_field(d, "clips");
    print_array(d, clips, word(record, 32), clip.size, one_clip);
}
LAYOUT(window, 200, INNER("w", 0, rectangle), CHOICE("field", 16, 4, fields), HEX("chromakey", 20, 4),
       OWN(window_clips, 0), UDEC("clipcount", 32, 4), ADDRESS("bitmap", 40),
       HEX("global_alpha", 48, 1, .when = SHOWN_SET));
static void vbi_format(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fourcc(d, "sample_format", word(record, 12));
}
LAYOUT(vbi, 200, UDEC("sampling_rate", 0, 4), UDEC("offset", 4, 4), UDEC("samples_per_line", 8, 4),
       OWN(vbi_format, 0), DEC("start", 16, 4, .count = 2), UDEC("count", 24, 4, .count = 2),
       FLAGS("flags", 32, 4, vbi_flags));
static void sliced_lines(struct decode *d, const void *record, size_t length) {
    const u16 *lines = (const u16 *)record + 1;
    (void)length;
    print_field(d, "service_lines");
    print_open(d, '[');
    for (u32 i = 0; i < 2; i++) {
        print_item(d);
        print_open(d, '[');
        for (u32 k = 0; k < SLICED_LINES; k++) {
            print_item(d);
            print_hex(d, lines[SLICED_LINES * i + k]);
        }
        print_close(d, ']');
    }
    print_close(d, ']');
}
LAYOUT(sliced, 200, FLAGS("service_set", 0, 2, sliced_services), OWN(sliced_lines, 0), UDEC("io_size", 100, 4));
static void sdr_format(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fourcc(d, "pixelformat", word(record, 0));
}
LAYOUT(sdr, 200, OWN(sdr_format, 0), UDEC("buffersize", 4, 4, .when = SHOWN_SET));
static void meta_format(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fourcc(d, "dataformat", word(record, 0));
}
LAYOUT(meta, 200, OWN(meta_format, 0), UDEC("buffersize", 4, 4));

// False: of a type that has none that is known.
static bool print_format(struct decode *d, const u8 *format) {
    static const struct {
        const char *name;
        const struct layout *layout;
    } formats[] = {
        [CAPTURE] = {"fmt.pix", &pixels},           [OUTPUT] = {"fmt.pix", &pixels},
        [OVERLAY] = {"fmt.win", &window},           [VBI_CAPTURE] = {"fmt.vbi", &vbi},
        [VBI_OUTPUT] = {"fmt.vbi", &vbi},           [SLICED_CAPTURE] = {"fmt.sliced", &sliced},
        [SLICED_OUTPUT] = {"fmt.sliced", &sliced},  [OUTPUT_OVERLAY] = {"fmt.win", &window},
        [CAPTURE_PLANES] = {"fmt.pix_mp", &planes}, [OUTPUT_PLANES] = {"fmt.pix_mp", &planes},
        [SDR_CAPTURE] = {"fmt.sdr", &sdr},          [SDR_OUTPUT] = {"fmt.sdr", &sdr},
        [META_CAPTURE] = {"fmt.meta", &meta},       [META_OUTPUT] = {"fmt.meta", &meta},
    };
    u32 type = word(format, 0);
    if (type >= sizeof formats / sizeof *formats || !formats[type].name) return false;
    print_field(d, formats[type].name);
    print_layout(d, formats[type].layout, format + 8);
    return true;
}
static void told_format(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_format(d, record);
}
LAYOUT(format_type, 208, CHOICE("type", 0, 4, buffer_types));
LAYOUT(format_told, 208, OWN(told_format, 0));
LAYOUT(format, 208, CHOICE("type", 0, 4, buffer_types), OWN(told_format, 0));
LAYOUT(create, 256, UDEC("count", 4, 4), CHOICE("memory", 8, 4, memories), INNER("format", 16, format));

static void described_format(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fourcc(d, "pixelformat", word(record, 44));
}
LAYOUT(description, 64, UDEC("index", 0, 4), CHOICE("type", 4, 4, buffer_types));
LAYOUT(description_told, 64, FLAGS("flags", 8, 4, format_flags), TEXT("description", 12, 32),
       OWN(described_format, 0));

// --- Sizes and intervals of frames
static void asked_format(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fourcc(d, "pixel_format", word(record, 4));
}
LAYOUT(discrete_size, 24, UDEC("width", 0, 4), UDEC("height", 4, 4));
LAYOUT(stepwise_size, 24, UDEC("min_width", 0, 4), UDEC("max_width", 4, 4), UDEC("step_width", 8, 4),
       UDEC("min_height", 12, 4), UDEC("max_height", 16, 4), UDEC("step_height", 20, 4));
enum { DISCRETE = 1, CONTINUOUS, STEPWISE };
static void frame_size(struct decode *d, const void *record, size_t length) {
    (void)length;
    switch (word(record, 8)) {
    case DISCRETE:
        print_field(d, "discrete");
        print_layout(d, &discrete_size, (const u8 *)record + 12);
        break;
    case STEPWISE:
        print_field(d, "stepwise");
        print_layout(d, &stepwise_size, (const u8 *)record + 12);
        break;
    default: break;
    }
}
LAYOUT(sizes, 44, UDEC("index", 0, 4), OWN(asked_format, 0));
LAYOUT(sizes_told, 44, CHOICE("type", 8, 4, size_types), OWN(frame_size, 0));
static void frame_interval(struct decode *d, const void *record, size_t length) {
    const u8 *at = (const u8 *)record + 20;
    (void)length;
    switch (word(record, 16)) {
    case DISCRETE: print_fraction(d, "discrete", at); break;
    case CONTINUOUS:
    case STEPWISE:
        print_field(d, "stepwise");
        print_open(d, '{');
        print_fraction(d, "min", at);
        print_fraction(d, "max", at + 8);
        print_fraction(d, "step", at + 16);
        print_close(d, '}');
        break;
    default: break;
    }
}
LAYOUT(intervals, 52, UDEC("index", 0, 4), OWN(asked_format, 0), UDEC("width", 8, 4), UDEC("height", 12, 4));
LAYOUT(intervals_told, 52, CHOICE("type", 16, 4, interval_types), OWN(frame_interval, 0));

// --- Buffers
LAYOUT(buffers, 20, CHOICE("type", 4, 4, buffer_types), CHOICE("memory", 8, 4, memories), UDEC("count", 0, 4));
enum { MEMORY_MAPPED = 1, MEMORY_USER = 2, CLOCK_MASK = 0xe000, MOMENT_MASK = 0x70000 };
static void buffer_place(struct decode *d, const void *record, size_t length) {
    u64 pointer;
    (void)length;
    memcpy(&pointer, (const u8 *)record + 64, sizeof pointer);
    switch (word(record, 60)) {
    case MEMORY_MAPPED: print_field_hex(d, "m.offset", (u32)pointer); break;
    case MEMORY_USER:
        print_field(d, "m.userptr");
        print_addr(d, pointer);
        break;
    default: break;
    }
}
static void buffer_state(struct decode *d, const void *record, size_t length) {
    u32 flags = word(record, 12), plain = flags & ~(u32)(CLOCK_MASK | MOMENT_MASK);
    (void)length;
    print_field(d, "flags");
    if (d->opt->style == NAMES_RAW) {
        print_hex(d, flags);
        return;
    }
    if (plain) {
        print_flags(d, &names_buffer_flags, plain);
        text_char(d->out, '|');
    }
    print_choice(d, &names_buffer_clocks, flags & CLOCK_MASK);
    text_char(d->out, '|');
    print_choice(d, &names_buffer_moments, flags & MOMENT_MASK);
}
static void more(struct decode *d, const void *record, size_t length) {
    (void)record;
    (void)length;
    print_more(d);
}
static void buffer_time(struct decode *d, const void *record, size_t length) {
    struct abi_timeval time;
    (void)length;
    memcpy(&time, (const u8 *)record + 24, sizeof time);
    print_field(d, "timestamp");
    print_timeval(d, &time);
}
LAYOUT(buffer, 88, CHOICE("type", 4, 4, buffer_types), UDEC("index", 0, 4));
LAYOUT(buffer_told, 88, CHOICE("memory", 60, 4, memories), OWN(buffer_place, 0), UDEC("length", 72, 4),
       UDEC("bytesused", 8, 4), OWN(buffer_state, 0), OWN(more, 0));
LAYOUT(dequeue, 88, CHOICE("type", 4, 4, buffer_types));
LAYOUT(dequeue_told, 88, UDEC("index", 0, 4), CHOICE("memory", 60, 4, memories), OWN(buffer_place, 0),
       UDEC("length", 72, 4), UDEC("bytesused", 8, 4), OWN(buffer_state, 0), OWN(buffer_time, 0), OWN(more, 0));

// --- Streams
static void stream_interval(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fraction(d, "timeperframe", (const u8 *)record + 8);
}
LAYOUT(capture_stream, 200, FLAGS("capability", 0, 4, stream_abilities), FLAGS("capturemode", 4, 4, stream_modes),
       OWN(stream_interval, 0), HEX("extendedmode", 16, 4), UDEC("readbuffers", 20, 4));
LAYOUT(output_stream, 200, FLAGS("capability", 0, 4, stream_abilities), FLAGS("outputmode", 4, 4, stream_modes),
       OWN(stream_interval, 0), HEX("extendedmode", 16, 4), UDEC("writebuffers", 20, 4));
static void told_stream(struct decode *d, const void *record, size_t length) {
    u32 type = word(record, 0);
    (void)length;
    if (type == CAPTURE || type == OUTPUT) {
        print_field(d, type == CAPTURE ? "parm.capture" : "parm.output");
        print_layout(d, type == CAPTURE ? &capture_stream : &output_stream, (const u8 *)record + 4);
    }
}
LAYOUT(stream_type, 204, CHOICE("type", 0, 4, buffer_types));
LAYOUT(stream_told, 204, OWN(told_stream, 0));
LAYOUT(stream, 204, CHOICE("type", 0, 4, buffer_types), OWN(told_stream, 0));

// --- What the device is and has
static void driver_version(struct decode *d, const void *record, size_t length) {
    u32 version = word(record, 80);
    (void)length;
    print_field(d, "version");
    if (d->opt->style != NAMES_ABBREV) print_hex(d, version);
    if (d->opt->style == NAMES_RAW) return;
    bool comment = d->opt->style == NAMES_VERBOSE;
    text_printf(d->out, comment ? " /* KERNEL_VERSION(%u, %u, %u) */" : "KERNEL_VERSION(%u, %u, %u)", version >> 16,
                version >> 8 & 0xff, version & 0xff);
}
LAYOUT(device, 104, TEXT("driver", 0, 16), TEXT("card", 16, 32), TEXT("bus_info", 48, 32), OWN(driver_version, 0),
       FLAGS("capabilities", 84, 4, abilities), FLAGS("device_caps", 88, 4, abilities, .when = SHOWN_SET));
LAYOUT(frame_buffer, 48, HEX("capability", 0, 4), HEX("flags", 4, 4), ADDRESS("base", 8));
static void standard_period(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fraction(d, "frameperiod", (const u8 *)record + 40);
}
LAYOUT(numbered_standard, 72, UDEC("index", 0, 4));
LAYOUT(standard, 72, TEXT("name", 16, 24), OWN(standard_period, 0), UDEC("framelines", 48, 4));
LAYOUT(numbered_input, 80, UDEC("index", 0, 4));
LAYOUT(input, 80, TEXT("name", 4, 32), CHOICE("type", 36, 4, input_types));
#define TUNER_FIELDS                                                                                                 \
    TEXT("name", 4, 32), CHOICE("type", 36, 4, tuner_types), FLAGS("capability", 40, 4, tuner_abilities),            \
        UDEC("rangelow", 44, 4), UDEC("rangehigh", 48, 4), FLAGS("rxsubchans", 52, 4, tuner_channels),               \
        CHOICE("audmode", 56, 4, tuner_modes), DEC("signal", 60, 4), DEC("afc", 64, 4)
LAYOUT(numbered_tuner, 84, UDEC("index", 0, 4));
LAYOUT(tuner_told, 84, TUNER_FIELDS);
LAYOUT(tuner, 84, UDEC("index", 0, 4), TUNER_FIELDS);
static void pixel_aspect(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_fraction(d, "pixelaspect", (const u8 *)record + 36);
}
LAYOUT(cropping_type, 44, CHOICE("type", 0, 4, buffer_types));
LAYOUT(cropping, 44, INNER("bounds", 4, rectangle), INNER("defrect", 20, rectangle), OWN(pixel_aspect, 0));
LAYOUT(crop_type, 20, CHOICE("type", 0, 4, buffer_types));
LAYOUT(crop_told, 20, INNER("c", 4, rectangle));
LAYOUT(crop, 20, CHOICE("type", 0, 4, buffer_types), INNER("c", 4, rectangle));

// --- Controls
static const char *name_of(const struct name_table *names, u64 value) {
    for (u32 i = 0; i < names->count; i++)
        if (names->entries[i].value == value) return names->entries[i].name;
    return NULL;
}
// By its class where it has no name of its own.
static void control_in_class(struct decode *d, u64 id) {
    u32 offset = id & 0xffff;
    text_puts(d->out, name_of(&names_control_classes, id - offset));
    text_char(d->out, '+');
    print_hex(d, offset);
}
static void print_control_id(struct decode *d, u32 id) {
    if (!name_of(&names_VIDEO_CONTROLS, id) && name_of(&names_control_classes, id & 0xffff0000u))
        print_named(d, id, control_in_class);
    else
        print_choice(d, &names_VIDEO_CONTROLS, id);
}
static void control_number(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "id");
    print_control_id(d, word(record, 0));
}
LAYOUT(control_id, 8, OWN(control_number, 0));
LAYOUT(control_told, 8, DEC("value", 4, 4));
LAYOUT(control, 8, OWN(control_number, 0), DEC("value", 4, 4));
// The number of one, or of the one behind it.
static void asked_control(struct decode *d, const void *record, size_t length) {
    u32 id = word(record, 0), next = id & 0xc0000000u;
    (void)length;
    print_field(d, "id");
    if (next && d->opt->style == NAMES_RAW) {
        print_hex(d, id);
        return;
    }
    if (next) {
        print_flags(d, &names_next_flags, next);
        text_char(d->out, '|');
    }
    print_control_id(d, id & ~0xc0000000u);
}
LAYOUT(query, 68, OWN(asked_control, 0));
LAYOUT(query_values, 68, DEC("minimum", 40, 4), DEC("maximum", 44, 4), DEC("step", 48, 4),
       DEC("default_value", 52, 4), FLAGS("flags", 56, 4, control_flags),
       HEX("reserved", 60, 4, .count = 2, .when = SHOWN_SET));
static void short_query_more(struct decode *d, const void *record, size_t length) {
    if (d->abbrev)
        print_more(d);
    else
        print_layout_fields(d, &query_values, record, length);
}
LAYOUT(query_told, 68, CHOICE("type", 4, 4, control_types), TEXT("name", 8, 32), OWN(short_query_more, 0));
enum { DIMENSIONS_MOST = 4 };
LAYOUT(long_query_values, 232, DEC("minimum", 40, 8), DEC("maximum", 48, 8), UDEC("step", 56, 8),
       DEC("default_value", 64, 8), FLAGS("flags", 72, 4, control_flags));
static void query_more(struct decode *d, const void *record, size_t length) {
    LAYOUT(reserved, 232, HEX("reserved", 104, 4, .count = 32, .when = SHOWN_SET));
    u32 count = word(record, 84);
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_layout_fields(d, &long_query_values, record, length);
    print_field_udec(d, "elem_size", word(record, 76));
    print_field_udec(d, "elems", word(record, 80));
    print_field_udec(d, "nr_of_dims", count);
    print_field(d, "dims");
    print_open(d, '[');
    for (u32 i = 0; i < count && i < DIMENSIONS_MOST; i++) {
        print_item(d);
        print_udec(d, word(record, 88 + 4 * i));
    }
    print_close(d, ']');
    print_layout_fields(d, &reserved, record, length);
}
LAYOUT(long_query, 232, OWN(asked_control, 0));
LAYOUT(long_query_told, 232, CHOICE("type", 4, 4, control_types), TEXT("name", 8, 32), OWN(query_more, 0));

static void one_control(struct decode *d, const void *element) {
    const u8 *control_bytes = element;
    u32 size = word(element, 4);
    u64 value;
    memcpy(&value, control_bytes + 12, sizeof value);
    print_open(d, '{');
    print_field(d, "id");
    print_choice(d, &names_VIDEO_CONTROLS, word(element, 0));
    print_field_udec(d, "size", size);
    if (size) {
        print_field(d, "string");
        print_bytes(d, value, size);
    } else {
        print_field(d, "value");
        print_dec(d, (s32)value);
        print_field(d, "value64");
        print_dec(d, (s64)value);
    }
    print_close(d, '}');
}
// Also where the call failed: the kernel says in them which of them was wrong.
static void print_control_list(struct decode *d, uaddr_t at, u32 count) {
    bool failed = d->failed;
    print_field(d, "controls");
    d->failed = false;
    print_array(d, at, count, 20, one_control);
    d->failed = failed;
}
// {ctrl_class=..., count=1, controls=[{...}], error_idx=0}: what is got is told when it was got, what is set as it was asked and answered.
static enum print_result print_controls(struct decode *d, u32 arg, bool get) {
    u8 record[32], first[20];
    uaddr_t at = d->args[arg];
    u64 controls = 0;
    if (get && !d->exiting) return PRINT_LATER;
    if (!at || !d->verbose || !decode_read(d, at, record, sizeof record)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    u32 count = word(record, 4);
    memcpy(&controls, record + 24, sizeof controls);
    if (d->exiting && !get) {
        text_puts(d->out, " => ");
        print_open(d, '{');
    } else {
        print_open(d, '{');
        print_field(d, "ctrl_class");
        print_choice(d, &names_control_classes, word(record, 0));
        print_field_udec(d, "count", count);
    }
    bool whole = count && decode_read(d, controls, first, sizeof first) &&
                 decode_read(d, controls + (count - 1ull) * sizeof first, first, sizeof first);
    if (count) print_control_list(d, controls, count);
    if (count && d->exiting && d->failed) print_field_udec(d, "error_idx", word(record, 8));
    print_close(d, '}');
    return !get && !d->exiting && whole ? PRINT_LATER : PRINT_DONE;
}

enum request {
    REQUEST_BUFFERS = 0xc0145608,
    SET_CONTROL = 0xc008561c,
    GET_CONTROLS = 0xc0205647,
    SET_CONTROLS = 0xc0205648,
    TRY_CONTROLS = 0xc0205649,
    CREATE_BUFFERS = 0xc100565c,
    SET_FORMAT = 0xc0d05605,
    TRY_FORMAT = 0xc0d05640,
    SET_STREAM = 0xc0cc5616
};
static const struct field buffer_type = {.size = 4, .kind = FIELD_CHOICE, .names = &names_buffer_types},
                          standards = {.size = 8, .kind = FIELD_HEX}, number = {.size = 4, .kind = FIELD_UDEC};
static const struct ioctl_row rows[] = {
    READS_STRUCT(0x80685600, device),                  // VIDIOC_QUERYCAP
    FILLED(0xc0405602, description, description_told), // VIDIOC_ENUM_FMT
    FILLED(0xc0d05604, format_type, format_told),      // VIDIOC_G_FMT
    TWICE(0xc0d05605, format, format_told),            // VIDIOC_S_FMT
    TWICE(0xc0d05640, format, format_told),            // VIDIOC_TRY_FMT
    FILLED(0xc0585609, buffer, buffer_told),           // VIDIOC_QUERYBUF
    FILLED(0xc058560f, buffer, buffer_told),           // VIDIOC_QBUF
    FILLED(0xc0585611, dequeue, dequeue_told),         // VIDIOC_DQBUF
    READS_STRUCT(0x8030560a, frame_buffer),            // VIDIOC_G_FBUF
    WRITES_STRUCT(0x4030560b, frame_buffer),           // VIDIOC_S_FBUF
    WRITES(0x40045612, buffer_type),                   // VIDIOC_STREAMON
    WRITES(0x40045613, buffer_type),                   // VIDIOC_STREAMOFF
    FILLED(0xc0cc5615, stream_type, stream_told),      // VIDIOC_G_PARM
    TWICE(0xc0cc5616, stream, stream_told),            // VIDIOC_S_PARM
    READS(0x80085617, standards),                      // VIDIOC_G_STD
    WRITES(0x40085618, standards),                     // VIDIOC_S_STD
    FILLED(0xc0485619, numbered_standard, standard),   // VIDIOC_ENUMSTD
    FILLED(0xc050561a, numbered_input, input),         // VIDIOC_ENUMINPUT
    FILLED(0xc008561b, control_id, control_told),      // VIDIOC_G_CTRL
    FILLED(0xc054561d, numbered_tuner, tuner_told),    // VIDIOC_G_TUNER
    TWICE(0x4054561e, tuner, tuner_told),              // VIDIOC_S_TUNER
    FILLED(0xc0445624, query, query_told),             // VIDIOC_QUERYCTRL
    READS(0x80045626, number),                         // VIDIOC_G_INPUT
    WRITES(0xc0045627, number),                        // VIDIOC_S_INPUT
    FILLED(0xc02c563a, cropping_type, cropping),       // VIDIOC_CROPCAP
    FILLED(0xc014563b, crop_type, crop_told),          // VIDIOC_G_CROP
    WRITES_STRUCT(0x4014563c, crop),                   // VIDIOC_S_CROP
    FILLED(0xc02c564a, sizes, sizes_told),             // VIDIOC_ENUM_FRAMESIZES
    FILLED(0xc034564b, intervals, intervals_told),     // VIDIOC_ENUM_FRAMEINTERVALS
    WRITES_STRUCT(CREATE_BUFFERS, create),             // VIDIOC_CREATE_BUFS
    FILLED(0xc0e85667, long_query, long_query_told),   // VIDIOC_QUERY_EXT_CTRL
};

// A struct one number of which may be another afterwards: {..., count=4 => 2}
static enum print_result print_changed(struct decode *d, u32 arg, const struct layout *layout, size_t offset,
                                       bool is_signed) {
    u8 record[32];
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, record, layout->size);
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        print_open(d, '{');
        print_layout_fields(d, layout, record, layout->size);
        print_suspend(d);
        return PRINT_LATER;
    }
    print_resume(d);
    if (readable && !d->failed) {
        text_puts(d->out, " => ");
        if (is_signed)
            print_dec(d, (s32)word(record, offset));
        else
            print_udec(d, word(record, offset));
    }
    print_close(d, '}');
    return PRINT_DONE;
}

// Does the answer have something that depends on the type of buffer?
static bool is_told(struct decode *d, u32 request) {
    u8 record[64], first[24];
    u64 clips;
    if (!decode_read(d, d->args[ARGUMENT], record, sizeof record)) return true;
    u32 type = word(record, 0);
    if (request == SET_STREAM) return type == CAPTURE || type == OUTPUT;
    memcpy(&clips, record + 8 + 24, sizeof clips);
    if (type == OVERLAY || type == OUTPUT_OVERLAY) { // its clips could be told to the last
        u32 count = word(record, 8 + 32);
        return count && clips && decode_read(d, clips, first, sizeof first) &&
               decode_read(d, clips + (count - 1ull) * clip.size, first, sizeof first);
    }
    return type >= CAPTURE && type <= META_OUTPUT;
}

bool print_ioctl_video(struct decode *d, u32 arg, enum print_result *result) {
    u32 request = (u32)d->args[arg - 1];
    switch (request) {
    case REQUEST_BUFFERS: *result = print_changed(d, arg, &buffers, 0, false); return true;
    case SET_CONTROL: *result = print_changed(d, arg, &control, 4, true); return true;
    case GET_CONTROLS:
    case SET_CONTROLS:
    case TRY_CONTROLS: *result = print_controls(d, arg, request == GET_CONTROLS); return true;
    case SET_FORMAT:
    case TRY_FORMAT:
    case SET_STREAM:
        if (!d->exiting || is_told(d, request)) break;
        *result = PRINT_DONE;
        return true;
    default: break;
    }
    return print_ioctl_row(d, arg, rows, sizeof rows / sizeof *rows, result);
}

// Which buffers were made.
RET_PRINTER(R_IOCTL) {
    u32 made[64]; // the whole struct, as far as it was told
    _Static_assert(sizeof made == 256, "struct v4l2_create_buffers");
    if ((u32)d->args[ARGUMENT - 1] != CREATE_BUFFERS || !d->verbose) return;
    if (!decode_read(d, d->args[ARGUMENT], made, sizeof made)) return;
    text_printf(d->out, "{index=%u, count=%u}", made[0], made[1]);
}
