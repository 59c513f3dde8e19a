// SPDX-License-Identifier: GPL-2.0-or-later
// From the kind of an argument or result to what prints it.
#ifndef TRACE_PRINTERS_H
#define TRACE_PRINTERS_H

#include "trace/decode.h"

enum print_result print_argument(struct decode *d, u32 arg);
void print_result_value(struct decode *d); // of a call that did not fail

#endif
