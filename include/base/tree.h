// SPDX-License-Identifier: GPL-2.0-or-later
// Intrusive red-black trees: libbsd's RB_* macros, which neither allocate nor depend on the host.
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <bsd/sys/tree.h>

#endif
