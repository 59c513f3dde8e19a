// SPDX-License-Identifier: GPL-2.0-or-later
// Prototypes of library functions in the language of ltrace.conf(5): what arguments a function has, and how they are shown.
#ifndef TRACE_PROTOTYPE_H
#define TRACE_PROTOTYPE_H

#include "base/types.h"

enum type_kind {
    TYPE_VOID,
    TYPE_CHAR,
    TYPE_SHORT,
    TYPE_USHORT,
    TYPE_INT,
    TYPE_UINT,
    TYPE_LONG,
    TYPE_ULONG,
    TYPE_FLOAT,
    TYPE_DOUBLE,
    TYPE_LONG_DOUBLE, // only behind a format: the language has no word for it
    TYPE_POINTER,
    TYPE_ARRAY,
    TYPE_STRUCT,
};
enum lens {
    LENS_PLAIN,
    LENS_OCT,
    LENS_HEX,
    LENS_HIDE,
    LENS_BOOL,
    LENS_BITVEC,
    LENS_STRING,
    LENS_ENUM,
    LENS_FORMAT, // a string that says what follows
    LENS_GUESS,  // nothing is known: small numbers in decimal, others in hexadecimal
};

enum expression_kind {
    EXPRESSION_NUMBER,
    EXPRESSION_ARGUMENT, // number: from 1 on; 0 is the result
    EXPRESSION_ELEMENT,  // of the struct around it, from 1 on
    EXPRESSION_ZERO,     // up to the first element of zeros; `bound` or no end otherwise
};
struct expression {
    enum expression_kind kind;
    s64 number;
    const struct expression *bound;
};

struct enum_value {
    const char *name;
    s64 value;
};

struct type {
    enum type_kind kind;
    enum lens lens;
    u32 size, align;
    const struct type *of;           // what a pointer points to, what an array holds
    const struct expression *length; // of an array
    const struct type **fields;      // of a struct
    const struct enum_value *values; // of an enum
    u32 count;                       // of either
};

struct prototype {
    const char *name;
    const struct type *result;
    const struct type **args;
    u32 count;
    u32 order; // in which the file has it: of several names for one function the first is taken
    u32 split; // the first argument that is shown when the function returns; `count`: none is
};

struct prototypes; // what configuration files said

struct prototypes *prototypes_create(void); // NULL: no memory
void prototypes_destroy(struct prototypes *p);
// Reads a configuration file's text; what it says replaces what was said before of the same name. False: `why` is "NAME:LINE: reason".
bool prototypes_read(struct prototypes *p, const char *name, const char *text, size_t size, char *why,
                     size_t why_size);
const struct prototype *prototypes_find(const struct prototypes *p, const char *name); // NULL: none

// Types that values are shown by when no file has described them.
extern const struct type type_guess, type_int, type_uint, type_long, type_ulong, type_char, type_double,
    type_long_double, type_string, type_wide_string, type_pointer;

#endif
