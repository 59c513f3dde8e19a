// SPDX-License-Identifier: GPL-2.0-or-later
// Intrusive red-black trees: libbsd's RB_* macros, which neither allocate nor depend on the host.
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include <bsd/sys/tree.h>
#include <stddef.h>
#include <stdint.h>

#include "base/types.h"

// libbsd marks its static functions with a word that only BSD's headers define.
#undef RB_PROTOTYPE_STATIC
#define RB_PROTOTYPE_STATIC(name, type, field, cmp) RB_PROTOTYPE_INTERNAL(name, type, field, cmp, UNUSED static)
#undef RB_GENERATE_STATIC
#define RB_GENERATE_STATIC(name, type, field, cmp) RB_GENERATE_INTERNAL(name, type, field, cmp, UNUSED static)

#endif
