// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on trusted execution: the requests whose argument says where a buffer of some length lies (tee.h).
#include "trace/ioctl_row.h"
#include "trace/print_ioctl.h"

LOCAL_NAMES(implementations, "TEE_IMPL_ID_???", {1, "TEE_IMPL_ID_OPTEE"}, {2, "TEE_IMPL_ID_AMDTEE"});
LOCAL_NAMES(abilities, "TEE_GEN_CAP_???", {1, "TEE_GEN_CAP_GP"}, {2, "TEE_GEN_CAP_PRIVILEGED"},
            {4, "TEE_GEN_CAP_REG_MEM"}, {8, "TEE_GEN_CAP_MEMREF_NULL"});
LOCAL_NAMES(optee_abilities, "TEE_OPTEE_CAP_???", {1, "TEE_OPTEE_CAP_TZ"});
LOCAL_NAMES(logins, "TEE_IOCTL_LOGIN_???", {0, "TEE_IOCTL_LOGIN_PUBLIC"}, {1, "TEE_IOCTL_LOGIN_USER"},
            {2, "TEE_IOCTL_LOGIN_GROUP"}, {4, "TEE_IOCTL_LOGIN_APPLICATION"}, {5, "TEE_IOCTL_LOGIN_USER_APPLICATION"},
            {6, "TEE_IOCTL_LOGIN_GROUP_APPLICATION"});
LOCAL_NAMES(origins, "TEEC_ORIGIN_???", {1, "TEEC_ORIGIN_API"}, {2, "TEEC_ORIGIN_COMMS"}, {3, "TEEC_ORIGIN_TEE"},
            {4, "TEEC_ORIGIN_TRUSTED_APP"});
LOCAL_NAMES(parameter_types, "TEE_IOCTL_PARAM_ATTR_", {0, "TEE_IOCTL_PARAM_ATTR_TYPE_NONE"},
            {1, "TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT"}, {2, "TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT"},
            {3, "TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT"}, {5, "TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT"},
            {6, "TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT"}, {7, "TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT"});
LOCAL_NAMES(parameter_flags, "TEE_IOCTL_PARAM_ATTR_???", {0x100, "TEE_IOCTL_PARAM_ATTR_META"});
enum { BUFFER_MOST = 1024, TYPE_MASK = 0xff, META = 0x100, OPTEE = 1 };

static void implementation_abilities(struct decode *d, const void *record, size_t length) {
    const u32 *words = record;
    (void)length;
    print_field(d, "impl_caps");
    if (words[0] == OPTEE)
        print_flags(d, &names_optee_abilities, words[1]);
    else
        print_hex(d, words[1]);
}
LAYOUT(version, 12, CHOICE("impl_id", 0, 4, implementations), FLAGS("gen_caps", 8, 4, abilities),
       OWN(implementation_abilities, 0));

// attr, a, b, c
LAYOUT(values, 32, HEX("a", 8, 8), HEX("b", 16, 8), HEX("c", 24, 8));
LAYOUT(memory, 32, HEX("shm_offs", 8, 8), HEX("size", 16, 8), DEC("shm_id", 24, 4));
static void parameter(struct decode *d, const void *element) {
    u64 attributes = *(const u64 *)element;
    print_open(d, '{');
    print_field(d, "attr");
    print_choice(d, &names_parameter_types, attributes & TYPE_MASK);
    if (attributes & ~(u64)(TYPE_MASK | META))
        print_flags_behind(d, &names_parameter_flags, attributes & ~(u64)TYPE_MASK);
    else if (attributes & META)
        text_puts(d->out, "|TEE_IOCTL_PARAM_ATTR_META");
    if (attributes >= 5 && attributes <= 7)
        print_layout_fields(d, &memory, element, memory.size);
    else if (attributes)
        print_layout_fields(d, &values, element, values.size);
    print_close(d, '}');
}

// Who the client is, by how it logs in: a group's number, or nothing that is told.
LAYOUT(client_bytes, 56, HEX("clnt_uuid", 16, 1, .count = 16));
static void client(struct decode *d, const void *record, size_t length) {
    const u32 *words = record;
    switch (words[8]) {
    case 0:
    case 1:
    case 4:
    case 5: break;
    case 2:
    case 6: print_field_udec(d, "clnt_uuid", words[4]); break;
    default: print_layout_fields(d, &client_bytes, record, length);
    }
}
LAYOUT(session, 56, FIELD("uuid", 0, 16, FIELD_UUID), CHOICE("clnt_login", 32, 4, logins), OWN(client, 0),
       UDEC("cancel_id", 36, 4));
LAYOUT(session_told, 56, HEX("session", 40, 4), UDEC("ret", 44, 4), CHOICE("ret_origin", 48, 4, origins));
LAYOUT(call, 24, UDEC("func", 0, 4), HEX("session", 4, 4), UDEC("cancel_id", 8, 4));
LAYOUT(call_told, 24, UDEC("ret", 12, 4), CHOICE("ret_origin", 16, 4, origins));
LAYOUT(receive, 8, UDEC("func", 0, 4));
LAYOUT(nothing, 8, );
LAYOUT(send_told, 8, UDEC("ret", 0, 4));

enum { WITH_COUNT = 1, WITH_COUNT_TOLD = 2 };
static const struct exchange {
    u32 request, counted;
    const struct layout *asked, *answered;
} exchanges[] = {
    {0x8010a402, WITH_COUNT, &session, &session_told},              // TEE_IOC_OPEN_SESSION
    {0x8010a403, WITH_COUNT, &call, &call_told},                    // TEE_IOC_INVOKE
    {0x8010a406, WITH_COUNT | WITH_COUNT_TOLD, &receive, &nothing}, // TEE_IOC_SUPPL_RECV
    {0x8010a407, WITH_COUNT, &nothing, &send_told},                 // TEE_IOC_SUPPL_SEND
};

// The number of parameters is the last word of each head.
static void print_parameters(struct decode *d, uaddr_t at, const struct layout *head, const u32 *record,
                             bool counted) {
    u32 count = record[head->size / 4 - 1];
    if (counted) print_field_udec(d, "num_params", count);
    print_field(d, "params");
    if (count)
        print_array(d, at + head->size, count, 32, parameter);
    else
        text_puts(d->out, "NULL");
}

static enum print_result print_exchange(struct decode *d, u32 arg, const struct exchange *e) {
    u64 place[2]; // where and how long it is
    u32 record[14];
    const struct layout *head = e->asked;
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, place, sizeof place);
    if (d->exiting) {
        print_resume(d);
        if (readable && !d->failed && decode_read(d, place[0], record, head->size)) {
            print_arrow(d);
            print_open(d, '{');
            print_layout_fields(d, e->answered, record, head->size);
            print_parameters(d, place[0], head, record, e->counted & WITH_COUNT_TOLD);
            print_close(d, '}');
        }
        print_close(d, '}');
        return PRINT_DONE;
    }
    if (!readable) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_field_udec(d, "buf_len", place[1]);
    print_field(d, "buf_ptr");
    bool whole = place[1] >= head->size && place[1] <= BUFFER_MOST && decode_read(d, place[0], record, head->size) &&
                 place[1] == head->size + 32ull * record[head->size / 4 - 1];
    if (!whole) {
        print_addr(d, place[0]);
        print_close(d, '}');
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_layout_fields(d, head, record, head->size);
    print_parameters(d, place[0], head, record, true);
    print_close(d, '}');
    print_suspend(d);
    return PRINT_LATER;
}

static const struct ioctl_row rows[] = {
    READS_STRUCT(0x800ca400, version), // TEE_IOC_VERSION
};

bool print_ioctl_tee(struct decode *d, u32 arg, enum print_result *result) {
    for (u32 i = 0; i < sizeof exchanges / sizeof *exchanges; i++)
        if (exchanges[i].request == (u32)d->args[arg - 1]) {
            *result = print_exchange(d, arg, &exchanges[i]);
            return true;
        }
    return print_ioctl_row(d, arg, rows, sizeof rows / sizeof *rows, result);
}
