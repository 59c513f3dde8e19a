// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names of bpf(2).
#ifndef TRACE_NAMES_BPF_H
#define TRACE_NAMES_BPF_H

#include "trace/names.h"

extern const struct name_table names_BPF_MAP_TYPES, names_BPF_PROGRAM_TYPES, names_BPF_ATTACH_TYPES,
    names_BPF_FD_TYPES, names_BPF_MAP_FLAGS, names_BPF_PROGRAM_FLAGS, names_BPF_ATTACH_FLAGS, names_BPF_QUERY_FLAGS,
    names_BPF_TEST_FLAGS, names_BPF_UPDATE_MODES, names_BPF_ELEMENT_FLAGS, names_BPF_OPEN_FLAGS, names_BPF_CLASSES,
    names_BPF_SIZES, names_BPF_MODES, names_BPF_OPERATIONS, names_BPF_JUMPS, names_BPF_REGISTERS;

#endif
