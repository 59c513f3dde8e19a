// SPDX-License-Identifier: GPL-2.0-or-later
// The integer types every other header speaks in.
#ifndef BASE_TYPES_H
#define BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

typedef u64 uaddr_t; // a guest virtual address; only user copy turns one into memory

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define container_of(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))
#define UNUSED __attribute__((unused))
#define MUST_CHECK __attribute__((warn_unused_result))

static inline u64 min_u64(u64 a, u64 b) {
    return a < b ? a : b;
}
static inline u64 max_u64(u64 a, u64 b) {
    return a > b ? a : b;
}

#endif
