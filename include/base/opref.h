// SPDX-License-Identifier: GPL-2.0-or-later
// References from a machine's heap to constant tables (struct file_operations and their like).
//
// The heap must mean the same in another process, where this program may be loaded elsewhere. So no object in
// it holds a pointer out of it: a table is named by its distance from one anchor in the same image, which
// is the same in every process that runs the same build.
#ifndef BASE_OPREF_H
#define BASE_OPREF_H

#include "base/types.h"

typedef s32 opref_t; // 0: none

extern const char opref_anchor[];

// The table itself: OPS(struct file_operations, file->ops)->read(...). `ref` must not be 0.
#define OPS(type, ref) ((const type *)((uintptr_t)opref_anchor + (uintptr_t)(intptr_t)(ref)))
// Names a table of static storage; not for automatic or heap objects.
#define OPREF(table) ((opref_t)((intptr_t)(table) - (intptr_t)opref_anchor))

#endif
