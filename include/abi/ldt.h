// SPDX-License-Identifier: GPL-2.0-or-later
// Segment descriptors of modify_ldt and set_thread_area.
#ifndef ABI_LDT_H
#define ABI_LDT_H

#include "base/types.h"

#define LDT_ENTRIES 8192
#define LDT_ENTRY_SIZE 8

// flags: one bit each but for the contents (data, expand-down data, code, conforming code)
#define USER_DESC_SEG_32BIT 0x1
#define USER_DESC_CONTENTS 0x6
#define USER_DESC_READ_EXEC_ONLY 0x8
#define USER_DESC_LIMIT_IN_PAGES 0x10
#define USER_DESC_SEG_NOT_PRESENT 0x20
#define USER_DESC_USEABLE 0x40
#define USER_DESC_LM 0x80
struct abi_user_desc {
    u32 entry_number;
    u32 base_addr;
    u32 limit;
    u32 flags;
};
_Static_assert(sizeof(struct abi_user_desc) == 16, "user_desc");

#endif
