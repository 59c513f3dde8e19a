// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on pins and on what is counted at them: gpio.h, counter.h.
#include "trace/ioctl_row.h"
#include "trace/names_process.h"
#include "trace/print_ioctl.h"

enum { LINES_MOST = 64, ATTRIBUTES_MOST = 10 };

LOCAL_NAMES(handle_flags, "GPIOHANDLE_REQUEST_???", {1, "GPIOHANDLE_REQUEST_INPUT"}, {2, "GPIOHANDLE_REQUEST_OUTPUT"},
            {4, "GPIOHANDLE_REQUEST_ACTIVE_LOW"}, {8, "GPIOHANDLE_REQUEST_OPEN_DRAIN"},
            {16, "GPIOHANDLE_REQUEST_OPEN_SOURCE"}, {32, "GPIOHANDLE_REQUEST_BIAS_PULL_UP"},
            {64, "GPIOHANDLE_REQUEST_BIAS_PULL_DOWN"}, {128, "GPIOHANDLE_REQUEST_BIAS_DISABLE"});
LOCAL_NAMES(event_flags, "GPIOEVENT_REQUEST_???", {3, "GPIOEVENT_REQUEST_BOTH_EDGES"},
            {1, "GPIOEVENT_REQUEST_RISING_EDGE"}, {2, "GPIOEVENT_REQUEST_FALLING_EDGE"});
LOCAL_NAMES(line_flags, "GPIO_V2_LINE_FLAG_???", {1 << 0, "GPIO_V2_LINE_FLAG_USED"},
            {1 << 1, "GPIO_V2_LINE_FLAG_ACTIVE_LOW"}, {1 << 2, "GPIO_V2_LINE_FLAG_INPUT"},
            {1 << 3, "GPIO_V2_LINE_FLAG_OUTPUT"}, {1 << 4, "GPIO_V2_LINE_FLAG_EDGE_RISING"},
            {1 << 5, "GPIO_V2_LINE_FLAG_EDGE_FALLING"}, {1 << 6, "GPIO_V2_LINE_FLAG_OPEN_DRAIN"},
            {1 << 7, "GPIO_V2_LINE_FLAG_OPEN_SOURCE"}, {1 << 8, "GPIO_V2_LINE_FLAG_BIAS_PULL_UP"},
            {1 << 9, "GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN"}, {1 << 10, "GPIO_V2_LINE_FLAG_BIAS_DISABLED"},
            {1 << 11, "GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME"}, {1 << 12, "GPIO_V2_LINE_FLAG_EVENT_CLOCK_HTE"});

// The first `count` elements of a field of the struct, of at most `most`.
static void print_first(struct decode *d, const char *name, const void *elements, size_t size, u32 count, u32 most) {
    print_field(d, name);
    print_open(d, '[');
    for (u32 i = 0; i < count && i < most; i++) {
        if (i >= elements_shown(d)) {
            print_more(d);
            break;
        }
        u32 value = 0;
        memcpy(&value, (const u8 *)elements + i * size, size);
        print_item(d);
        print_udec(d, value);
    }
    print_close(d, ']');
}

static u32 word(const void *record, size_t offset) {
    u32 value;
    memcpy(&value, (const u8 *)record + offset, sizeof value);
    return value;
}

// --- The first interface
static void handle_lines(struct decode *d, const void *record, size_t length) {
    u32 lines = word(record, 356);
    (void)length;
    print_field_udec(d, "lines", lines);
    print_first(d, "lineoffsets", record, 4, lines, LINES_MOST);
    print_field(d, "flags");
    print_flags(d, &names_handle_flags, word(record, 256));
    print_first(d, "default_values", (const u8 *)record + 260, 1, lines, LINES_MOST);
}
LAYOUT(handle, 364, OWN(handle_lines, 0), TEXT("consumer_label", 324, 32));
LAYOUT(handle_told, 364, DESCRIPTOR("fd", 360));
LAYOUT(handle_settings, 84, FLAGS("flags", 0, 4, handle_flags), UDEC("default_values", 4, 1, .count = LINES_MOST));
LAYOUT(event, 48, UDEC("lineoffset", 0, 4), FLAGS("handleflags", 4, 4, handle_flags),
       FLAGS("eventflags", 8, 4, event_flags), TEXT("consumer_label", 12, 32));
LAYOUT(event_told, 48, DESCRIPTOR("fd", 44));

// --- The second interface
enum { ATTRIBUTE_FLAGS = 1, ATTRIBUTE_VALUES, ATTRIBUTE_DEBOUNCE };
LAYOUT(other_attribute, 16, UDEC("id", 0, 4), HEX("padding", 4, 4, .when = SHOWN_SET), HEX("data", 8, 8));
static void print_attribute(struct decode *d, const u8 *attribute, bool inner) {
    u64 value;
    u32 id = word(attribute, 0);
    memcpy(&value, attribute + 8, sizeof value);
    if (word(attribute, 4)) id = 0; // of another version
    switch (id) {
    case ATTRIBUTE_FLAGS:
        print_field(d, "flags");
        print_flags(d, &names_line_flags, value);
        break;
    case ATTRIBUTE_VALUES: print_field_hex(d, "values", value); break;
    case ATTRIBUTE_DEBOUNCE: print_field_udec(d, "debounce_period_us", (u32)value); break;
    default:
        if (inner) {
            print_field(d, "attr");
            print_layout(d, &other_attribute, attribute);
        } else {
            print_layout_fields(d, &other_attribute, attribute, other_attribute.size);
        }
    }
}
// `size`: of each; those that have a mask are longer.
static void print_attributes(struct decode *d, const u8 *attributes, u32 count, size_t size) {
    bool masked = size > other_attribute.size;
    if (!count) return;
    print_field(d, "attrs");
    print_open(d, '[');
    for (u32 i = 0; i < count && i < ATTRIBUTES_MOST; i++) {
        u64 mask;
        print_item(d);
        print_open(d, '{');
        print_attribute(d, attributes + i * size, masked);
        if (masked) {
            memcpy(&mask, attributes + i * size + 16, sizeof mask);
            print_field_hex(d, "mask", mask);
        }
        print_close(d, '}');
    }
    print_close(d, ']');
}

LAYOUT(line_values_asked, 16, HEX("mask", 8, 8));
LAYOUT(line_values_told, 16, HEX("bits", 0, 8));
LAYOUT(line_values, 16, HEX("bits", 0, 8), HEX("mask", 8, 8));
static void settings_attributes(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_attributes(d, (const u8 *)record + 32, word(record, 8), 24);
}
LAYOUT(line_settings, 272, FLAGS("flags", 0, 8, line_flags), UDEC("num_attrs", 8, 4),
       HEX("padding", 12, 4, .count = 5, .when = SHOWN_SET), OWN(settings_attributes, 0));
static void request_lines(struct decode *d, const void *record, size_t length) {
    u32 lines = word(record, 560);
    (void)length;
    print_field_udec(d, "num_lines", lines);
    print_first(d, "offsets", record, 4, lines, LINES_MOST);
}
LAYOUT(line_request, 592, OWN(request_lines, 0), TEXT("consumer", 256, 32), INNER("config", 288, line_settings),
       UDEC("event_buffer_size", 564, 4, .when = SHOWN_SET), HEX("padding", 568, 4, .count = 5, .when = SHOWN_SET));
LAYOUT(line_request_told, 592, DESCRIPTOR("fd", 588));
static void info_attributes(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_attributes(d, (const u8 *)record + 80, word(record, 68), 16);
}
LAYOUT(line_info, 256, UDEC("offset", 64, 4));
LAYOUT(line_info_told, 256, TEXT("name", 0, 32), TEXT("consumer", 32, 32), FLAGS("flags", 72, 8, line_flags),
       UDEC("num_attrs", 68, 4), OWN(info_attributes, 0), HEX("padding", 240, 4, .count = 4, .when = SHOWN_SET));

// --- Counters
LOCAL_NAMES(components, "COUNTER_COMPONENT_???", {0, "COUNTER_COMPONENT_NONE"}, {1, "COUNTER_COMPONENT_SIGNAL"},
            {2, "COUNTER_COMPONENT_COUNT"}, {3, "COUNTER_COMPONENT_FUNCTION"},
            {4, "COUNTER_COMPONENT_SYNAPSE_ACTION"}, {5, "COUNTER_COMPONENT_EXTENSION"});
LOCAL_NAMES(scopes, "COUNTER_SCOPE_???", {0, "COUNTER_SCOPE_DEVICE"}, {1, "COUNTER_SCOPE_SIGNAL"},
            {2, "COUNTER_SCOPE_COUNT"});
LOCAL_NAMES(counter_events, "COUNTER_EVENT_???", {0, "COUNTER_EVENT_OVERFLOW"}, {1, "COUNTER_EVENT_UNDERFLOW"},
            {2, "COUNTER_EVENT_OVERFLOW_UNDERFLOW"}, {3, "COUNTER_EVENT_THRESHOLD"}, {4, "COUNTER_EVENT_INDEX"},
            {5, "COUNTER_EVENT_CHANGE_OF_STATE"}, {6, "COUNTER_EVENT_CAPTURE"});
LAYOUT(component, 4, CHOICE("type", 0, 1, components), CHOICE("scope", 1, 1, scopes), UDEC("parent", 2, 1),
       UDEC("id", 3, 1));
LAYOUT(counter_watch, 6, INNER("component", 0, component), CHOICE("event", 4, 1, counter_events),
       UDEC("channel", 5, 1));

static const struct ioctl_row rows[] = {
    WRITES_STRUCT(0x40063e00, counter_watch),               // COUNTER_ADD_WATCH_IOCTL
    TWICE(0xc16cb403, handle, handle_told),                 // GPIO_GET_LINEHANDLE_IOCTL
    TWICE(0xc030b404, event, event_told),                   // GPIO_GET_LINEEVENT_IOCTL
    TWICE(0xc250b407, line_request, line_request_told),     // GPIO_V2_GET_LINE_IOCTL
    TWICE(0xc100b405, line_info, line_info_told),           // GPIO_V2_GET_LINEINFO_IOCTL
    TWICE(0xc100b406, line_info, line_info_told),           // GPIO_V2_GET_LINEINFO_WATCH_IOCTL
    WRITES_STRUCT(0xc054b40a, handle_settings),             // GPIOHANDLE_SET_CONFIG_IOCTL
    WRITES_STRUCT(0xc110b40d, line_settings),               // GPIO_V2_LINE_SET_CONFIG_IOCTL
    TWICE(0xc010b40e, line_values_asked, line_values_told), // GPIO_V2_LINE_GET_VALUES_IOCTL
    WRITES_STRUCT(0xc010b40f, line_values),                 // GPIO_V2_LINE_SET_VALUES_IOCTL
};

bool print_ioctl_pins(struct decode *d, u32 arg, enum print_result *result) {
    return print_ioctl_row(d, arg, rows, sizeof rows / sizeof *rows, result);
}
