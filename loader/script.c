// SPDX-License-Identifier: GPL-2.0-or-later
// The "#!" line of a script: which interpreter, and its one argument. Follows load_script of Linux 6.x, also where
// a line fills the buffer: then the interpreter's name must end inside it, the argument may be cut.
#include "loader/loader.h"

#include "abi/errno.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static const char *find_end(const char *p, const char *end) { // of a word: blank, NUL, or none (NULL)
    for (; p < end; p++)
        if (is_blank(*p) || *p == '\0') return p;
    return NULL;
}

int script_parse(char *head, size_t size, struct script_line *out) {
    if (size < 3 || head[0] != '#' || head[1] != '!') return 0;
    char *buf_end = head + size - 1; // the last byte is kept for the NUL
    char *end = memchr(head, '\n', size);
    if (!end) {
        const char *word = head + 2;
        while (word < buf_end && is_blank(*word)) word++;
        if (word >= buf_end) return -ENOEXEC;          // blank to the end of the buffer
        if (!find_end(word, buf_end)) return -ENOEXEC; // the name may go on beyond it
        end = buf_end;
    }
    while (end > head && is_blank(end[-1])) end--;
    *end = '\0';
    char *name = head + 2;
    while (name < end && is_blank(*name)) name++;
    if (name >= end) return -ENOEXEC;
    out->interpreter = name;
    out->argument = NULL;
    char *sep = (char *)(uintptr_t)find_end(name, end);
    if (!sep || *sep == '\0') return 1;
    char *arg = sep;
    while (arg < end && is_blank(*arg)) arg++;
    *sep = '\0';
    if (arg < end) out->argument = arg; // even "", when the file ends in a blank instead of a newline
    return 1;
}
