// SPDX-License-Identifier: GPL-2.0-or-later
// What a program file tells of its code: functions by name and address, and which part is the program's own.
//
// A static program and its libc are one piece. Which functions are whose is inferred, because the symbol table does not say:
// - The linker lays the program's objects out first, behind the start files (crtbegin.o), and then what it took from archives. So
//   there is one boundary in .text: below it the program, above it the libraries. It is put where the fewest symbols contradict it.
// - For the library speak: names reserved to it (a leading underscore), functions of the configuration, non-template functions of C++'s std,
//   and local symbols behind an STT_FILE that is an object's name (libc-start.o, printf.lo: how libcs are built). For the program: all
//   other global functions.
// - Code before _start (.text.unlikely, .text.startup, .text.hot of all objects) has no such order; it is judged symbol by symbol.
// Limits: other libraries linked in count as the program. So does a library function whose name says nothing, when it lies in .text
// before _start. A program stripped of its symbols tells nothing.
#ifndef TRACE_PROGRAM_H
#define TRACE_PROGRAM_H

#include "base/types.h"

struct program_function {
    u64 address; // as linked
    u64 size;    // 0: not told
    const char *name;
    bool global; // or weak
    bool weak;
    bool ifunc; // `address` is its resolver; calls go to a stub
    bool library;
    bool stub; // `address` is the stub through which the program calls it: an IFUNC of its own, or a shared library's
};
struct program_range {
    u64 start, end;
};
struct program {
    u32 refs;
    struct program_function *functions; // by address; aliases of one function stand together
    size_t count;
    struct program_range *own; // by address
    size_t own_count;
    u64 first_code; // of the first segment to be executed, as linked: what mm->start_code is to be compared with
    bool relocatable, dynamic;
    char *names;
};

// `known` says whether the configuration has a function of that name. NULL: no memory, or no ELF file.
struct program *program_read(const void *image, size_t size, bool (*known)(void *ctx, const char *name), void *ctx);
void program_put(struct program *p); // NULL is allowed
bool program_owns(const struct program *p, u64 address);
// The function that contains the address, or NULL.
const struct program_function *program_find(const struct program *p, u64 address);

#endif
