// SPDX-License-Identifier: GPL-2.0-or-later
// Names of ioctl's requests: those of ioctl_names.def, and of families whose numbers carry a length or an index.
#include "abi/ioctl.h"
#include "trace/names_input.h"
#include "trace/print_ioctl.h"

static const struct {
    u32 request;
    const char *name;
} requests[] = {
#define IOCTL(number, name) {number, name},
#include "trace/ioctl_names.def"
};

const char *ioctl_name(u32 request) {
    u32 low = 0, high = sizeof requests / sizeof *requests;
    while (low < high) {
        u32 middle = low + (high - low) / 2;
        if (requests[middle].request < request)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof requests / sizeof *requests && requests[low].request == request ? requests[low].name : NULL;
}

// --- Families: what stands in the brackets is a part of the number
enum { TYPE_HID = 'H', TYPE_JOYSTICK = 'j', TYPE_UINPUT = 'U', TYPE_MIXER = 'M', TYPE_SPI = 'k' };
LOCAL_NAMES(evdev, NULL, {0x06, "EVIOCGNAME"}, {0x07, "EVIOCGPHYS"}, {0x08, "EVIOCGUNIQ"}, {0x09, "EVIOCGPROP"},
            {0x0a, "EVIOCGMTSLOTS"}, {0x18, "EVIOCGKEY"}, {0x19, "EVIOCGLED"}, {0x1a, "EVIOCGSND"},
            {0x1b, "EVIOCGSW"});
LOCAL_NAMES(hid, NULL, {0x04, "HIDIOCGRAWNAME"}, {0x05, "HIDIOCGRAWPHYS"}, {0x06, "HIDIOCSFEATURE"},
            {0x08, "HIDIOCGRAWUNIQ"}, {0x12, "HIDIOCGPHYS"});
LOCAL_NAMES(hid_both, NULL, {0x06, "HIDIOCSFEATURE"}, {0x07, "HIDIOCGFEATURE"});
LOCAL_NAMES(joystick, NULL, {0x13, "JSIOCGNAME"});
LOCAL_NAMES(uinput, NULL, {0x2c, "UI_GET_SYSNAME"});
LOCAL_NAMES(spi, NULL, {0x00, "SPI_IOC_MESSAGE"});

static bool print_sized(struct decode *d, const struct name_table *names, u32 request) {
    for (u32 i = 0; i < names->count; i++) {
        if (names->entries[i].value != _IOC_NR(request)) continue;
        text_printf(d->out, "%s(%u)", names->entries[i].name, _IOC_SIZE(request));
        return true;
    }
    return false;
}

// What has no name is said to have none, but not inside of a comment.
static void print_part(struct decode *d, const struct name_table *names, u32 value) {
    const struct name_table silent = {names->entries, names->count, NULL};
    print_choice(d, d->in_comment ? &silent : names, value);
}

static bool print_evdev(struct decode *d, u32 request) {
    u32 number = _IOC_NR(request);
    bool reads = _IOC_DIR(request) == _IOC_READ;
    if (reads && print_sized(d, &names_evdev, request)) return true;
    if (reads && number >= EVDEV_BITS && number < EVDEV_AXES) {
        text_puts(d->out, "EVIOCGBIT(");
        if (number == EVDEV_BITS)
            text_char(d->out, '0');
        else
            print_part(d, &names_INPUT_EVENTS, number - EVDEV_BITS);
        text_printf(d->out, ", %u)", _IOC_SIZE(request));
        return true;
    }
    u32 first = reads ? EVDEV_AXES : EVDEV_SET_AXES;
    if (number < first || number - first >= EVDEV_AXES || !(reads || _IOC_DIR(request) == _IOC_WRITE)) return false;
    text_puts(d->out, reads ? "EVIOCGABS(" : "EVIOCSABS(");
    print_part(d, &names_INPUT_AXES, number - first);
    text_char(d->out, ')');
    return true;
}

bool print_ioctl_family(struct decode *d, u32 request) {
    u32 direction = _IOC_DIR(request);
    switch (_IOC_TYPE(request)) {
    case EVDEV_TYPE: return print_evdev(d, request);
    case TYPE_HID:
        if (direction == _IOC_READ) return print_sized(d, &names_hid, request);
        return direction == (_IOC_READ | _IOC_WRITE) && print_sized(d, &names_hid_both, request);
    case TYPE_JOYSTICK: return direction == _IOC_READ && print_sized(d, &names_joystick, request);
    case TYPE_UINPUT: return direction == _IOC_READ && print_sized(d, &names_uinput, request);
    case TYPE_SPI: return direction == _IOC_WRITE && print_sized(d, &names_spi, request);
    case TYPE_MIXER:
        if (direction != _IOC_READ && direction != _IOC_WRITE) return false;
        text_printf(d->out, direction == _IOC_READ ? "MIXER_READ(%u)" : "MIXER_WRITE(%u)", _IOC_NR(request));
        return true;
    default: return false;
    }
}
