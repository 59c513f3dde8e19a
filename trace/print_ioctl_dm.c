// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on the device mapper (dm-ioctl.h): a head, and what stands somewhere behind it, of whatever sizes the caller says.
#include "abi/ioctl.h"
#include "trace/layout.h"
#include "trace/print_ioctl.h"

enum { MAPPER_TYPE = 0xfd, MAPPER_MAJOR = 4, MAPPER_SIZE = 312, HEAD_SIZE = 305, NAME_MOST = 1024, EVENT_SINCE = 37 };
enum request {
    GET_VERSION,
    REMOVE_ALL,
    LIST_DEVICES,
    DEVICE_CREATE,
    DEVICE_REMOVE,
    DEVICE_RENAME,
    DEVICE_SUSPEND,
    DEVICE_STATUS,
    DEVICE_WAIT,
    TABLE_LOAD,
    TABLE_CLEAR,
    TABLE_DEPENDENCIES,
    TABLE_STATUS,
    LIST_VERSIONS,
    TARGET_MESSAGE,
    SET_GEOMETRY,
    ARM_POLL,
    REQUESTS,
};
// What is told of each.
enum {
    PLACE = 1,       // data_start
    DEVICE = 2,      // dev, name, uuid
    COUNTS_TOLD = 4, // target_count, open_count, event_nr: of the answer
    EVENT = 8,       // event_nr: of the question
};
static const u8 told[REQUESTS] = {
    [GET_VERSION] = DEVICE,
    [LIST_DEVICES] = PLACE,
    [DEVICE_CREATE] = DEVICE | COUNTS_TOLD,
    [DEVICE_REMOVE] = DEVICE | EVENT,
    [DEVICE_RENAME] = PLACE | DEVICE | COUNTS_TOLD | EVENT,
    [DEVICE_SUSPEND] = DEVICE | COUNTS_TOLD | EVENT,
    [DEVICE_STATUS] = DEVICE | COUNTS_TOLD,
    [DEVICE_WAIT] = PLACE | DEVICE | COUNTS_TOLD | EVENT,
    [TABLE_LOAD] = PLACE | DEVICE | COUNTS_TOLD,
    [TABLE_CLEAR] = DEVICE | COUNTS_TOLD,
    [TABLE_DEPENDENCIES] = PLACE | DEVICE | COUNTS_TOLD,
    [TABLE_STATUS] = PLACE | DEVICE | COUNTS_TOLD,
    [LIST_VERSIONS] = PLACE,
    [TARGET_MESSAGE] = PLACE | DEVICE | COUNTS_TOLD,
    [SET_GEOMETRY] = PLACE | DEVICE,
    [ARM_POLL] = DEVICE,
};

enum { SUSPEND = 1 << 1, DATA_OUT = 1 << 16 };
LOCAL_NAMES(mapper_flags, "DM_???", {1 << 0, "DM_READONLY_FLAG"}, {SUSPEND, "DM_SUSPEND_FLAG"},
            {1 << 2, "DM_EXISTS_FLAG"}, {1 << 3, "DM_PERSISTENT_DEV_FLAG"}, {1 << 4, "DM_STATUS_TABLE_FLAG"},
            {1 << 5, "DM_ACTIVE_PRESENT_FLAG"}, {1 << 6, "DM_INACTIVE_PRESENT_FLAG"}, {1 << 8, "DM_BUFFER_FULL_FLAG"},
            {1 << 9, "DM_SKIP_BDGET_FLAG"}, {1 << 10, "DM_SKIP_LOCKFS_FLAG"}, {1 << 11, "DM_NOFLUSH_FLAG"},
            {1 << 12, "DM_QUERY_INACTIVE_TABLE_FLAG"}, {1 << 13, "DM_UEVENT_GENERATED_FLAG"},
            {1 << 14, "DM_UUID_FLAG"}, {1 << 15, "DM_SECURE_DATA_FLAG"}, {DATA_OUT, "DM_DATA_OUT_FLAG"},
            {1 << 17, "DM_DEFERRED_REMOVE"}, {1 << 18, "DM_INTERNAL_SUSPEND_FLAG"},
            {1 << 19, "DM_IMA_MEASUREMENT_FLAG"});

struct head {
    u32 version[3], data_size, data_start, target_count;
    u32 open_count, flags, event_nr, padding;
    u64 device;
    char name[128], uuid[129], data[7];
};
_Static_assert(sizeof(struct head) == MAPPER_SIZE, "struct dm_ioctl");
struct target {
    u64 start, length;
    s32 status;
    u32 next;
    char type[16];
};
_Static_assert(sizeof(struct target) == 40, "struct dm_target_spec");
struct listed_name {
    u64 device;
    u32 next;
};
struct listed_version {
    u32 next, version[3];
};

// The buffer of one call
struct buffer {
    uaddr_t at;
    const struct head *head;
};

// A struct of it. False: it is not there, and that was said.
static bool buffer_read(struct decode *d, const struct buffer *b, u64 offset, void *to, size_t size,
                        const char *name) {
    print_item(d);
    if (offset > b->head->data_size || b->head->data_size - offset < size) {
        text_printf(d->out, "??? /* misplaced struct %s */", name);
        return false;
    }
    if (decode_read(d, b->at + offset, to, size)) return true;
    print_addr(d, b->at + offset);
    return false;
}

static void buffer_string(struct decode *d, const struct buffer *b, u64 offset) {
    print_string_within(d, b->at + offset, b->head->data_size - offset);
}

// The length of a name in it, with its end; where it has none, more than can be.
static u64 name_size(struct decode *d, const struct buffer *b, u64 offset) {
    char name[NAME_MOST];
    u64 most = b->head->data_size - offset;
    if (most > sizeof name) most = sizeof name;
    if (most > d->opt->string_limit + 1ull) most = d->opt->string_limit + 1ull; // what is told of it
    size_t n = decode_peek(d, b->at + offset, name, most);
    const char *end = memchr(name, 0, n);
    return end ? (u64)(end - name) + 1 : UINT32_MAX;
}

// `next` counts from each in a question, from the first in an answer.
static void print_targets(struct decode *d, const struct buffer *b) {
    u64 offset = b->head->data_start, first = offset;
    for (u32 i = 0; i < b->head->target_count && i < elements_shown(d); i++) {
        struct target t;
        if (!buffer_read(d, b, offset, &t, sizeof t, "dm_target_spec")) return;
        print_open(d, '{');
        print_field_udec(d, "sector_start", t.start);
        print_field_udec(d, "length", t.length);
        if (d->exiting) {
            print_field(d, "status");
            print_dec(d, t.status);
        }
        print_text_field(d, "target_type", t.type, sizeof t.type);
        print_field(d, "string");
        buffer_string(d, b, offset + sizeof t);
        print_close(d, '}');
        u64 next = (d->exiting ? first : offset) + t.next;
        if (next <= offset + sizeof t) next = UINT64_MAX; // not there
        offset = next;
    }
}

static void print_names(struct decode *d, const struct buffer *b) {
    struct listed_name n = {0, 0};
    u64 offset = b->head->data_start;
    for (u32 i = 0; i < elements_shown(d); i++) {
        if (!buffer_read(d, b, offset, &n, 12, "dm_name_list")) return;
        u64 name = offset + 12, event = (name + name_size(d, b, name) + 7) & ~7ull;
        u32 number;
        print_open(d, '{');
        print_field(d, "dev");
        print_dev(d, n.device);
        print_field(d, "name");
        buffer_string(d, b, name);
        if (b->head->version[1] >= EVENT_SINCE && event + sizeof number <= offset + n.next &&
            decode_read(d, b->at + event, &number, sizeof number))
            print_field_udec(d, "event_nr", number);
        print_close(d, '}');
        if (!n.next) return;
        offset = n.next <= 12 ? UINT64_MAX : offset + n.next;
    }
}

static void print_versions(struct decode *d, const struct buffer *b) {
    struct listed_version v;
    u64 offset = b->head->data_start;
    for (u32 i = 0; i < elements_shown(d); i++) {
        if (!buffer_read(d, b, offset, &v, sizeof v, "dm_target_versions")) return;
        print_open(d, '{');
        print_field(d, "name");
        buffer_string(d, b, offset + sizeof v);
        print_field(d, "version");
        print_open(d, '[');
        for (u32 k = 0; k < 3; k++) {
            print_item(d);
            print_udec(d, v.version[k]);
        }
        print_close(d, ']');
        print_close(d, '}');
        if (!v.next) return;
        offset = v.next <= sizeof v ? UINT64_MAX : offset + v.next;
    }
}

static void dependency(struct decode *d, const void *element) {
    print_dev(d, *(const u64 *)element);
}

static void print_dependencies(struct decode *d, const struct buffer *b) {
    u64 offset = b->head->data_start, room = b->head->data_size - offset;
    u32 count[2]; // and padding
    if (!buffer_read(d, b, offset, count, sizeof count, "dm_target_deps")) return;
    if (room / 8 - 1 < count[0]) {
        text_puts(d->out, "??? /* misplaced struct dm_target_deps */");
        return;
    }
    print_open(d, '{');
    print_field_udec(d, "count", count[0]);
    print_field(d, "deps");
    print_array(d, b->at + offset + 8, count[0], 8, dependency);
    print_close(d, '}');
}

static void print_text(struct decode *d, const struct buffer *b) {
    print_item(d);
    if (b->head->data_start > b->head->data_size) {
        text_puts(d->out, "??? /* misplaced string */");
        return;
    }
    print_open(d, '{');
    print_field(d, "string");
    buffer_string(d, b, b->head->data_start);
    print_close(d, '}');
}

static void print_data(struct decode *d, const struct buffer *b, enum request request) {
    u64 offset = b->head->data_start, sector;
    switch (request) {
    case TARGET_MESSAGE:
        if (d->exiting) {
            print_text(d, b);
            break;
        }
        if (!buffer_read(d, b, offset, &sector, sizeof sector, "dm_target_msg")) return;
        print_open(d, '{');
        print_field_udec(d, "sector", sector);
        print_field(d, "message");
        buffer_string(d, b, offset + sizeof sector);
        print_close(d, '}');
        break;
    case DEVICE_RENAME:
    case SET_GEOMETRY: print_text(d, b); break;
    case LIST_DEVICES: print_names(d, b); break;
    case LIST_VERSIONS: print_versions(d, b); break;
    case TABLE_DEPENDENCIES: print_dependencies(d, b); break;
    default: print_targets(d, b);
    }
}

// Does this step of the request bring something behind the head?
static bool has_data(const struct decode *d, const struct head *h, enum request request) {
    bool is_any = h->data_start != h->data_size;
    switch (request) {
    case DEVICE_RENAME:
    case SET_GEOMETRY: return !d->exiting;
    case TARGET_MESSAGE: return d->exiting ? h->flags & DATA_OUT : is_any;
    case TABLE_LOAD: return !d->exiting && h->target_count;
    case DEVICE_WAIT:
    case TABLE_STATUS: return d->exiting && h->target_count;
    case LIST_DEVICES:
    case LIST_VERSIONS:
    case TABLE_DEPENDENCIES: return d->exiting && is_any;
    default: return false;
    }
}

static void print_head(struct decode *d, const struct head *h, enum request request) {
    if (told[request] & PLACE) print_field_udec(d, "data_start", h->data_start);
    if (told[request] & DEVICE) {
        if (h->device) {
            print_field(d, "dev");
            print_dev(d, h->device);
        }
        if (h->name[0]) print_text_field(d, "name", h->name, sizeof h->name);
        if (h->uuid[0]) print_text_field(d, "uuid", h->uuid, sizeof h->uuid);
    }
    if (d->exiting && told[request] & COUNTS_TOLD) {
        print_field_udec(d, "target_count", h->target_count);
        print_field_udec(d, "open_count", h->open_count);
        print_field_udec(d, "event_nr", h->event_nr);
    } else if (!d->exiting && request == TABLE_LOAD) {
        print_field_udec(d, "target_count", h->target_count);
    } else if (!d->exiting && told[request] & EVENT && !(request == DEVICE_SUSPEND && h->flags & SUSPEND)) {
        print_field_udec(d, "event_nr", h->event_nr);
    }
    print_field(d, "flags");
    print_flags(d, &names_mapper_flags, h->flags);
}

bool print_ioctl_dm(struct decode *d, u32 arg, enum print_result *result) {
    u32 number = (u32)d->args[arg - 1];
    if (number != _IOWR(MAPPER_TYPE, number & 0xff, struct head) || (number & 0xff) >= REQUESTS) return false;
    enum request request = number & 0xff;
    struct head h = {0};
    const struct buffer buffer = {d->args[arg], &h};
    bool readable =
        buffer.at && d->verbose && decode_read(d, buffer.at, &h, HEAD_SIZE) && h.data_size >= sizeof h.version;
    *result = PRINT_DONE;
    if (d->exiting && d->failed) return true;
    if (!readable) {
        if (!d->exiting) print_hex(d, buffer.at);
        return true;
    }
    if (d->exiting) text_puts(d->out, " => ");
    *result = d->exiting ? PRINT_DONE : PRINT_LATER;
    print_open(d, '[');
    print_item(d);
    print_open(d, '{');
    print_field(d, "version");
    print_open(d, '[');
    for (u32 i = 0; i < 3; i++) {
        print_item(d);
        print_udec(d, h.version[i]);
    }
    print_close(d, ']');
    bool known = h.version[0] == MAPPER_MAJOR;
    if (!known) {
        print_comment(d, "unsupported device mapper ABI version");
    } else {
        print_field_udec(d, "data_size", h.data_size);
        known = h.data_size >= HEAD_SIZE;
        if (known)
            print_head(d, &h, request);
        else
            print_comment(d, "data_size too small");
    }
    print_close(d, '}');
    if (known && has_data(d, &h, request)) {
        if (d->abbrev)
            print_more(d);
        else
            print_data(d, &buffer, request);
    }
    print_close(d, ']');
    return true;
}
