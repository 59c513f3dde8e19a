// SPDX-License-Identifier: GPL-2.0-or-later
// Reading the lists of `-e trace=` and its like. What belongs to a class is in the rows of syscalls.def.
#include "trace/call_set.h"

#include "abi/syscall_nr.h"
#include "syscalls/kinds.h"
#include "syscalls/table.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word;
    u32 bit;
} class_names[] = {
#define SYSCALL_CLASS(id, word) {word, id},
#include "syscalls/arg_kinds.def"
    {"net", C_NETWORK},
};

static void set_add(struct call_set *set, u32 nr) {
    set->bits[nr / 64] |= 1ull << nr % 64;
}

void call_set_all(struct call_set *set) {
    memset(set->bits, 0xff, sizeof set->bits);
    set->others = true;
}

static bool add_class(struct call_set *set, const char *word) {
    for (size_t i = 0; i < ARRAY_SIZE(class_names); i++) {
        if (strcmp(class_names[i].word, word) != 0) continue;
        for (u32 nr = 0; nr < NR_SYSCALLS; nr++) {
            const struct call_kinds *row = call_kinds_of(nr);
            if (row && (row->classes & class_names[i].bit)) set_add(set, nr);
        }
        return true;
    }
    return false;
}

static bool add_name(struct call_set *set, const char *word) {
    char *end;
    if (isdigit((unsigned char)*word)) {
        unsigned long nr = strtoul(word, &end, 10);
        if (*end || nr >= CALL_SET_NUMBERS || !syscall_name((u32)nr)) return false;
        set_add(set, (u32)nr);
        return true;
    }
    for (u32 nr = 0; nr < CALL_SET_NUMBERS; nr++) {
        const char *name = syscall_name(nr);
        if (!name || strcmp(name, word) != 0) continue;
        set_add(set, nr);
        return true;
    }
    return add_class(set, word); // strace's old way to name a class
}

static bool add_regex(struct call_set *set, const char *pattern, bool *found, char *why, size_t why_size) {
    regex_t regex;
    int error = regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB);
    if (error) {
        char text[128];
        regerror(error, &regex, text, sizeof text);
        snprintf(why, why_size, "regcomp: %.200s: %s", pattern, text);
        return false;
    }
    for (u32 nr = 0; nr < CALL_SET_NUMBERS; nr++) {
        const char *name = syscall_name(nr);
        if (!name || regexec(&regex, name, 0, NULL, 0)) continue;
        set_add(set, nr);
        *found = true;
    }
    regfree(&regex);
    return true;
}

static bool add_word(struct call_set *set, char *word, char *why, size_t why_size) {
    bool optional = *word == '?', found = false;
    char *at, *rest = word + optional;
    if ((at = strchr(rest, '@')) && *rest != '/') { // a personality: 64 is the only one here
        bool mine = strcmp(at, "@64") == 0;
        if (!mine && strcmp(at, "@32") != 0 && strcmp(at, "@x32") != 0) at = NULL;
        if (at) *at = 0;
        if (at && !mine) return true;
    }
    if (*rest == '/') {
        if (!add_regex(set, rest + 1, &found, why, why_size)) return false;
    } else {
        found = *rest == '%' ? add_class(set, rest + 1) : add_name(set, rest);
    }
    if (found || optional) return true;
    snprintf(why, why_size, "invalid system call '%.200s'", word);
    return false;
}

bool call_set_parse(struct call_set *set, const char *text, char *why, size_t why_size) {
    bool invert = *text == '!';
    memset(set, 0, sizeof *set);
    char *copy = strdup(text + invert), *position = NULL;
    bool ok = copy != NULL;
    if (!ok) {
        snprintf(why, why_size, "no memory");
    } else if (strcmp(copy, "all") == 0) {
        call_set_all(set);
    } else if (!*copy) {
        snprintf(why, why_size, "invalid system call ''");
        ok = false;
    } else if (strcmp(copy, "none") != 0) {
        for (char *word = strtok_r(copy, ",", &position); ok && word; word = strtok_r(NULL, ",", &position))
            ok = add_word(set, word, why, why_size);
    }
    if (ok && invert) {
        for (size_t i = 0; i < ARRAY_SIZE(set->bits); i++) set->bits[i] = ~set->bits[i];
        set->others = !set->others;
    }
    free(copy);
    return ok;
}
