// SPDX-License-Identifier: GPL-2.0-or-later
// Keys: serial numbers, and keyctl, whose operation decides what its arguments are. One row an operation.
#include "abi/keyctl.h"
#include "abi/uio.h"
#include "trace/decode.h"

#include <string.h>

LOCAL_NAMES(keyrings, NULL, NAME(KEY_SPEC_THREAD_KEYRING), NAME(KEY_SPEC_PROCESS_KEYRING),
            NAME(KEY_SPEC_SESSION_KEYRING), NAME(KEY_SPEC_USER_KEYRING), NAME(KEY_SPEC_USER_SESSION_KEYRING),
            NAME(KEY_SPEC_GROUP_KEYRING), NAME(KEY_SPEC_REQKEY_AUTH_KEY), NAME(KEY_SPEC_REQUESTOR_KEYRING));
LOCAL_NAMES(defaults, "KEY_REQKEY_DEFL_???", {(u32)KEY_REQKEY_DEFL_NO_CHANGE, "KEY_REQKEY_DEFL_NO_CHANGE"},
            NAME(KEY_REQKEY_DEFL_DEFAULT), NAME(KEY_REQKEY_DEFL_THREAD_KEYRING),
            NAME(KEY_REQKEY_DEFL_PROCESS_KEYRING), NAME(KEY_REQKEY_DEFL_SESSION_KEYRING),
            NAME(KEY_REQKEY_DEFL_USER_KEYRING), NAME(KEY_REQKEY_DEFL_USER_SESSION_KEYRING),
            NAME(KEY_REQKEY_DEFL_GROUP_KEYRING), NAME(KEY_REQKEY_DEFL_REQUESTOR_KEYRING));
// Six rights of each of four groups of people.
#define RIGHTS(who, shift)                                                                                           \
    {0x01ull << (shift), "KEY_" #who "_VIEW"}, {0x02ull << (shift), "KEY_" #who "_READ"},                            \
        {0x04ull << (shift), "KEY_" #who "_WRITE"}, {0x08ull << (shift), "KEY_" #who "_SEARCH"},                     \
        {0x10ull << (shift), "KEY_" #who "_LINK"}, {                                                                 \
        0x20ull << (shift), "KEY_" #who "_SETATTR"                                                                   \
    }
LOCAL_NAMES(permissions, "KEY_???", RIGHTS(POS, 24), RIGHTS(USR, 16), RIGHTS(GRP, 8), RIGHTS(OTH, 0));
LOCAL_NAMES(move_flags, "KEYCTL_MOVE_???", {1, "KEYCTL_MOVE_EXCL"});

static void print_key(struct decode *d, u64 value) {
    print_choice_dec(d, &names_keyrings, (u64)(s64)(s32)value);
}
ARG_PRINTER(A_KEY_SERIAL) {
    print_key(d, d->args[arg]);
    return PRINT_DONE;
}

// A letter for each argument behind the operation.
enum {
    KEY = 'k',
    DECIMAL = 'u',
    SIGNED = 'd',
    STRING = 's',
    PAYLOAD = 'p', // as many bytes as the next argument says
    BUFFER = 'b',  // written, as a string
    BYTES_OUT = 'B',
    ABILITIES = 'C', // a byte of flags each
    ADDRESS = 'a',
    HEX = 'x',
    OWNER = 'o',
    RIGHTS_MASK = 'r',
    DEFAULT_RING = 'q',
    ERRNO = 'e',
    VECTOR = 'v',
    DH = 'D',
    PARAMS = 'P', // of an operation with a public key, and in2_len of verifying
    PARAMS2 = 'V',
    FIRST_INPUT = 'i', // as long as the parameters say
    SECOND_INPUT = 'j',
    MOVE_FLAGS = 'm',
};
static const char *const operations[] = {
    [KEYCTL_GET_KEYRING_ID] = "kd",
    [KEYCTL_JOIN_SESSION_KEYRING] = "s",
    [KEYCTL_UPDATE] = "kpu",
    [KEYCTL_REVOKE] = "k",
    [KEYCTL_CHOWN] = "koo",
    [KEYCTL_SETPERM] = "kr",
    [KEYCTL_DESCRIBE] = "kbu",
    [KEYCTL_CLEAR] = "k",
    [KEYCTL_LINK] = "kk",
    [KEYCTL_UNLINK] = "kk",
    [KEYCTL_SEARCH] = "kssk",
    [KEYCTL_READ] = "kBu",
    [KEYCTL_INSTANTIATE] = "kpuk",
    [KEYCTL_NEGATE] = "kuk",
    [KEYCTL_SET_REQKEY_KEYRING] = "q",
    [KEYCTL_SET_TIMEOUT] = "ku",
    [KEYCTL_ASSUME_AUTHORITY] = "k",
    [KEYCTL_GET_SECURITY] = "kbu",
    [KEYCTL_SESSION_TO_PARENT] = "",
    [KEYCTL_REJECT] = "kuek",
    [KEYCTL_INSTANTIATE_IOV] = "kvuk",
    [KEYCTL_INVALIDATE] = "k",
    [KEYCTL_GET_PERSISTENT] = "ok",
    [KEYCTL_DH_COMPUTE] = "DBua",
    [KEYCTL_PKEY_QUERY] = "kusa",
    [KEYCTL_PKEY_ENCRYPT] = "Psia",
    [KEYCTL_PKEY_DECRYPT] = "Psia",
    [KEYCTL_PKEY_SIGN] = "Psia",
    [KEYCTL_PKEY_VERIFY] = "Vsij",
    [KEYCTL_RESTRICT_KEYRING] = "kss",
    [KEYCTL_MOVE] = "kkkm",
    [KEYCTL_CAPABILITIES] = "Cu",
};

static void print_dh(struct decode *d, uaddr_t at) {
    s32 keys[3];
    if (!at || !decode_read(d, at, keys, sizeof keys)) {
        print_addr(d, at);
        return;
    }
    static const char *const names[] = {"private", "prime", "base"};
    print_open(d, '{');
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        print_field(d, names[i]);
        print_key(d, (u64)keys[i]);
    }
    print_close(d, '}');
}

static void print_params(struct decode *d, uaddr_t at, bool verify) {
    u32 p[3]; // the key, and two lengths
    if (!at || !decode_read(d, at, p, sizeof p)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_field(d, "key_id");
    print_key(d, p[0]);
    print_field_udec(d, "in_len", p[1]);
    print_field_udec(d, verify ? "in2_len" : "out_len", p[2]);
    print_close(d, '}');
}

// Without the NUL byte at its end.
static void print_written_string(struct decode *d, uaddr_t at, u64 n) {
    u8 last;
    if (n && decode_read(d, at + n - 1, &last, 1) && !last) n--;
    print_bytes(d, at, n);
}

LOCAL_NAMES(abilities0, "KEYCTL_CAPS0_???", {0x1, "KEYCTL_CAPS0_CAPABILITIES"},
            {0x2, "KEYCTL_CAPS0_PERSISTENT_KEYRINGS"}, {0x4, "KEYCTL_CAPS0_DIFFIE_HELLMAN"},
            {0x8, "KEYCTL_CAPS0_PUBLIC_KEY"}, {0x10, "KEYCTL_CAPS0_BIG_KEY"}, {0x20, "KEYCTL_CAPS0_INVALIDATE"},
            {0x40, "KEYCTL_CAPS0_RESTRICT_KEYRING"}, {0x80, "KEYCTL_CAPS0_MOVE"});
LOCAL_NAMES(abilities1, "KEYCTL_CAPS1_???", {0x1, "KEYCTL_CAPS1_NS_KEYRING_NAME"}, {0x2, "KEYCTL_CAPS1_NS_KEY_TAG"},
            {0x4, "KEYCTL_CAPS1_NOTIFICATIONS"});
static void ability_element(struct decode *d, const void *element) {
    const u8 bits = *(const u8 *)element;
    switch (d->kept[1]++) { // which of them
    case 0: print_flags(d, &names_abilities0, bits); break;
    case 1: print_flags(d, &names_abilities1, bits); break;
    default: print_hex(d, bits); break;
    }
}

static enum print_result print_one(struct decode *d, u32 arg, char what) {
    u64 value = d->args[arg];
    switch (what) {
    case KEY: print_key(d, value); break;
    case DECIMAL: print_udec(d, value); break;
    case SIGNED: print_dec(d, (s32)value); break;
    case STRING: print_string(d, value); break;
    case PAYLOAD: print_bytes(d, value, d->args[arg + 1]); break;
    case BUFFER:
    case BYTES_OUT:
        if (!d->exiting) return PRINT_LATER;
        if (d->failed || d->result < 0)
            print_addr(d, value);
        else if (what == BUFFER)
            print_written_string(d, value, min_u64((u64)d->result, d->args[arg + 1]));
        else
            print_bytes(d, value, min_u64((u64)d->result, d->args[arg + 1]));
        break;
    case ABILITIES:
        if (!d->exiting) return PRINT_LATER;
        d->kept[arg] = 0;
        print_array(d, value, d->failed ? 1 : min_u64((u64)d->result, d->args[arg + 1]), 1, ability_element);
        break;
    case OWNER: print_uid(d, (u32)value); break;
    case RIGHTS_MASK: print_flags(d, &names_permissions, (u32)value); break;
    case DEFAULT_RING: print_choice_dec(d, &names_defaults, (u32)value); break;
    case ERRNO:
        if (errno_name((u32)value))
            print_error_number(d, (u32)value);
        else
            print_udec(d, value);
        break;
    case VECTOR: print_iov(d, value, d->args[arg + 1], UINT64_MAX, true); break;
    case DH: print_dh(d, value); break;
    case PARAMS: print_params(d, value, false); break;
    case PARAMS2: print_params(d, value, true); break;
    case MOVE_FLAGS: print_flags(d, &names_move_flags, (u32)value); break;
    case FIRST_INPUT:
    case SECOND_INPUT: {
        u32 p[3];
        bool known = decode_read(d, d->args[1], p, sizeof p);
        if (known)
            print_bytes(d, value, p[what == FIRST_INPUT ? 1 : 2]);
        else
            print_addr(d, value);
        break;
    }
    case ADDRESS: print_addr(d, value); break;
    default: print_hex(d, value); break;
    }
    return PRINT_DONE;
}

ARG_PRINTER(A_KEYCTL_ARG) {
    u32 op = (u32)d->args[0];
    const char *args = op < ARRAY_SIZE(operations) && operations[op] ? operations[op] : "xxxx";
    return arg <= strlen(args) ? print_one(d, arg, args[arg - 1]) : PRINT_DONE;
}
