// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names about processes that belong to no kind.
#ifndef TRACE_NAMES_PROCESS_H
#define TRACE_NAMES_PROCESS_H

#include "trace/names.h"

extern const struct name_table names_CLONE_FLAGS, names_CLONE3_FLAGS, names_MMAP_FLAGS, names_AUDIT_ARCHITECTURES;

#endif
