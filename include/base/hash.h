// SPDX-License-Identifier: GPL-2.0-or-later
// A 64-bit hash to tell things apart by, the same on every machine. Against accidents, not against attackers.
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/types.h"

// Of `size` bytes after whatever `seed` is the hash of: so that a long story can be hashed piece by piece.
u64 hash_bytes(u64 seed, const void *data, size_t size);

#endif
