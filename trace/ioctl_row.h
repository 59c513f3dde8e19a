// SPDX-License-Identifier: GPL-2.0-or-later
// Requests of ioctl whose argument is nothing, a number, or a struct that a layout shows: a row for each.
#ifndef TRACE_IOCTL_ROW_H
#define TRACE_IOCTL_ROW_H

#include "trace/layout.h"

enum ioctl_shape {
    NOTHING,
    STRING,
    VALUE,              // the argument itself
    NUMBER_IN,          // [5]: behind a pointer, read by the kernel
    NUMBER_OUT,         // written by it
    STRUCT_IN,          // {...}
    STRUCT_OUT,         //
    STRUCT_TWICE,       // {...} => {...}: as it was asked and as it was answered, by two layouts
    STRUCT_ANYWAY,      // the same, and an address twice where it cannot be read
    STRUCT_TOLD,        // the same, and an address where it was not answered
    STRUCT_RECEIVED,    // the same, as it was asked only where something was there
    STRUCT_FILLED_MORE, // {..., ...}, and "..." where it was not answered
    STRUCT_FILLED,      // {..., ...}: what was answered stands behind what was asked
};

struct ioctl_row {
    u32 request;
    enum ioctl_shape shape;
    const struct field *field;
    const struct layout *asked, *answered;
};

#define NO_ARGUMENT(request)                                                                                         \
    { request, NOTHING, NULL, NULL, NULL }
#define TELLS(request)                                                                                               \
    { request, STRING, NULL, NULL, NULL }
#define GIVEN(request, field)                                                                                        \
    { request, VALUE, &(field), NULL, NULL }
#define READS(request, field)                                                                                        \
    { request, NUMBER_OUT, &(field), NULL, NULL }
#define WRITES(request, field)                                                                                       \
    { request, NUMBER_IN, &(field), NULL, NULL }
#define READS_STRUCT(request, layout)                                                                                \
    { request, STRUCT_OUT, NULL, &(layout), NULL }
#define WRITES_STRUCT(request, layout)                                                                               \
    { request, STRUCT_IN, NULL, &(layout), NULL }
#define TWICE(request, layout, told)                                                                                 \
    { request, STRUCT_TWICE, NULL, &(layout), &(told) }
#define TWICE_ANYWAY(request, layout, told)                                                                          \
    { request, STRUCT_ANYWAY, NULL, &(layout), &(told) }
#define TOLD(request, layout, told)                                                                                  \
    { request, STRUCT_TOLD, NULL, &(layout), &(told) }
#define RECEIVED(request, layout)                                                                                    \
    { request, STRUCT_RECEIVED, NULL, &(layout), &(layout) }
#define FILLED(request, layout, told)                                                                                \
    { request, STRUCT_FILLED, NULL, &(layout), &(told) }

#define FILLED_MORE(request, layout, told)                                                                           \
    { request, STRUCT_FILLED_MORE, NULL, &(layout), &(told) }

// False: none of these rows is the request's, nothing was printed.
bool print_ioctl_row(struct decode *d, u32 arg, const struct ioctl_row *rows, u32 count, enum print_result *result);

#endif
