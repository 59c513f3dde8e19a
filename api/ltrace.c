// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace for embedders: options and files of the host into what trace/ltrace.c takes.
#include "trace/ltrace.h"

#include "api/internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// trace/libc.conf, made part of the library.
extern const char libc_conf[];
extern const size_t libc_conf_size;

enum { CONFIG_MAX = 1 << 24, REASON_SIZE = 256 };

void belljar_ltrace_options_init(struct belljar_ltrace_options *opt) {
    *opt =
        (struct belljar_ltrace_options){.struct_size = sizeof *opt, .align = 50, .string_size = 32, .array_size = 4};
}

static char *read_file(const char *path, size_t *size) {
    FILE *f = fopen(path, "r");
    char *text = NULL;
    *size = 0;
    for (size_t capacity = 1 << 16; f && capacity <= CONFIG_MAX; capacity *= 2) {
        char *grown = realloc(text, capacity);
        if (!grown) break;
        text = grown;
        *size += fread(text + *size, 1, capacity - *size, f);
        if (*size < capacity) {
            bool ok = !ferror(f);
            fclose(f);
            if (ok) return text;
            free(text);
            return NULL;
        }
    }
    int error = errno;
    if (f) fclose(f);
    free(text);
    errno = f ? EFBIG : error;
    return NULL;
}

static int read_configs(struct belljar *jar, const char *const *configs, struct ltrace_options *o) {
    char why[REASON_SIZE];
    o->libc = prototypes_create();
    o->prototypes = configs ? prototypes_create() : o->libc;
    if (!o->libc || !o->prototypes) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
    if (!prototypes_read(o->libc, "libc.conf", libc_conf, libc_conf_size, why, sizeof why))
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s", why);
    for (; configs && *configs; configs++) {
        size_t size;
        char *text = read_file(*configs, &size);
        if (!text) return jar_fail(jar, BELLJAR_E_HOST, "%s: %s", *configs, strerror(errno));
        bool ok = prototypes_read(o->prototypes, *configs, text, size, why, sizeof why);
        free(text);
        if (!ok) return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s", why);
    }
    return 0;
}

static int read_filters(struct belljar *jar, const char *const *texts, bool libraries, struct filter **out) {
    char why[REASON_SIZE];
    for (; texts && *texts; texts++)
        if (!(libraries ? filter_add_library : filter_add)(out, *texts, why, sizeof why))
            return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s", why);
    return 0;
}

int belljar_ltrace(struct belljar *jar, const struct belljar_ltrace_options *opt) {
    if (opt->struct_size != sizeof *opt || !opt->write)
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "ltrace: bad options");
    if (jar->loaded || jar->ltrace)
        return jar_fail(jar, BELLJAR_E_STATE, "ltrace: begins once, before a program is loaded");
    struct ltrace_options o = {
        .values = {.string_limit = opt->string_size, .array_limit = opt->array_size},
        .align = opt->align,
        .indent = opt->indent,
        .follow = opt->follow != 0,
        .count = opt->count != 0,
        .no_library = opt->no_library_calls != 0,
        .syscalls = opt->system_calls != 0,
        .no_signals = opt->no_signals != 0,
        .pointer = opt->pointer != 0,
        .elapsed = opt->elapsed != 0,
        .own_file = opt->own_output != 0,
        .time = (enum ltrace_time)opt->time,
        .write = opt->write,
        .note = opt->note,
        .ctx = opt->ctx,
    };
    int error = read_configs(jar, opt->configs, &o);
    if (!error) error = read_filters(jar, opt->calls, false, &o.calls);
    if (!error) error = read_filters(jar, opt->symbols, false, &o.symbols);
    if (!error) error = read_filters(jar, opt->libraries, true, &o.libraries);
    if (error) {
        ltrace_options_free(&o);
        return error;
    }
    jar->ltrace = ltrace_attach(jar->sandbox, &o);
    return jar->ltrace ? 0 : jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
}
