// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef TRACE_NAMES_VIDEO_H
#define TRACE_NAMES_VIDEO_H

#include "trace/names.h"

extern const struct name_table names_VIDEO_CONTROLS;

#endif
