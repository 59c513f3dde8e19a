// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names about files that belong to no kind.
#ifndef TRACE_NAMES_FILE_H
#define TRACE_NAMES_FILE_H

#include "trace/names.h"

extern const struct name_table names_POLL_EVENTS, names_EPOLL_EVENTS;

#endif
