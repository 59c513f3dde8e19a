// SPDX-License-Identifier: GPL-2.0-or-later
// explain for embedders: where the records go, as text, lines of JSON, or a page.
#include "api/internal.h"

#include "trace/explain.h"
#include "trace/explain_page.h"
#include "trace/explain_state.h"
#include "trace/explain_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What a page may hold; a browser would be slow with more, and the run's memory is bounded by it.
enum { PAGE_RECORDS_MAX = 20000 };

struct explaining {
    struct explain *explain;
    struct belljar_explain_options opt;
    struct explain_style style;
    struct text text;
    FILE *records, *page;
    char *records_path, *page_path; // for messages
    json_t *about, *kept;           // of the page
    json_int_t told;                // the record whose first half was told last
    bool stepping, unwritten, dropped;
    int records_error;
};

void belljar_explain_options_init(struct belljar_explain_options *opt) {
    *opt = (struct belljar_explain_options){.struct_size = sizeof *opt, .first = 1, .last = UINT64_MAX};
}

static void flush_text(struct explaining *x) {
    if (x->text.size && !x->unwritten && x->opt.write)
        x->unwritten = !x->opt.write(x->opt.context, x->text.data, x->text.size);
    text_clear(&x->text);
    if (x->stepping) x->stepping = x->opt.step(x->opt.context) == BELLJAR_EXPLAIN_STEP;
}

static json_int_t number_of(const json_t *record) {
    return json_integer_value(json_object_get(record, "record"));
}

static void on_begin(void *ctx, const json_t *record) {
    struct explaining *x = ctx;
    explain_text_down(&x->text, record, x->style);
    x->told = number_of(record);
    flush_text(x);
}

static void on_record(void *ctx, const json_t *record) {
    struct explaining *x = ctx;
    const char *kind = json_string_value(json_object_get(record, "kind"));
    if (x->records && !x->records_error) {
        errno = 0;
        if (json_dumpf(record, x->records, JSON_COMPACT) || fputc('\n', x->records) < 0)
            x->records_error = errno ? errno : ENOMEM;
    }
    if (x->page) {
        x->dropped |= json_array_size(x->kept) == PAGE_RECORDS_MAX;
        if (!x->dropped) (void)json_array_append(x->kept, (json_t *)record);
    }
    if (!x->opt.write) return;
    if (kind && !strcmp(kind, "call"))
        explain_text_up(&x->text, record, x->told != number_of(record), x->style);
    else
        explain_text_event(&x->text, record, x->style);
    x->told = 0;
    flush_text(x);
}

static void free_explaining(struct explaining *x) {
    if (x->records) (void)fclose(x->records);
    if (x->page) (void)fclose(x->page);
    json_decref(x->about);
    json_decref(x->kept);
    text_free(&x->text);
    free(x->records_path);
    free(x->page_path);
    free(x);
}

static bool open_file(const char *path, FILE **file, char **copy) {
    if (!path) return true;
    *copy = strdup(path);
    *file = *copy ? fopen(path, "we") : NULL;
    return *file != NULL;
}

int belljar_explain(struct belljar *jar, const struct belljar_explain_options *opt) {
    if (opt->struct_size != sizeof *opt || (opt->step && !opt->write))
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "explain: bad options");
    if (jar->loaded || jar->explaining)
        return jar_fail(jar, BELLJAR_E_STATE, "explain: begins once, before a program is loaded");
    struct explain_options o = {
        .first = opt->first, .last = opt->last, .faults = opt->faults != 0, .begin = opt->write ? on_begin : NULL};
    char why[300];
    call_set_all(&o.calls);
    if (opt->calls && !call_set_parse(&o.calls, opt->calls, why, sizeof why))
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s", why);
    struct explaining *x = calloc(1, sizeof *x);
    if (!x) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
    x->opt = *opt;
    x->style = (struct explain_style){opt->colour != 0, opt->utf8 != 0};
    x->stepping = opt->step != NULL;
    x->kept = json_array();
    x->about = json_pack("{s:s, s:s}", "belljar", belljar_version(), "engine", belljar_engine());
    if (opt->title) (void)json_object_set_new(x->about, "title", explain_text_of(opt->title, strlen(opt->title)));
    int error = 0;
    if (!open_file(opt->records, &x->records, &x->records_path))
        error = jar_fail(jar, BELLJAR_E_HOST, "%.300s: %s", opt->records, strerror(errno));
    else if (!open_file(opt->page, &x->page, &x->page_path))
        error = jar_fail(jar, BELLJAR_E_HOST, "%.300s: %s", opt->page, strerror(errno));
    o.record = on_record;
    o.ctx = x;
    if (!error && !(x->explain = explain_start(jar->sandbox, &o)))
        error = jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
    if (error)
        free_explaining(x);
    else
        jar->explaining = x;
    return error;
}

static int close_file(struct belljar *jar, FILE **file, const char *path, bool ok) {
    if (!*file) return 0;
    int error = ok ? 0 : errno ? errno : ENOMEM;
    if (fclose(*file) && !error) error = errno;
    *file = NULL;
    return error ? jar_fail(jar, BELLJAR_E_HOST, "%.300s: not complete: %s", path, strerror(error)) : 0;
}

int belljar_explain_finish(struct belljar *jar) {
    struct explaining *x = jar->explaining;
    if (!x) return 0;
    jar->explaining = NULL;
    int error = 0;
    if (!explain_stop(x->explain)) error = jar_fail(jar, BELLJAR_E_MEMORY, "explain: no memory for all of it");
    errno = x->records_error;
    int failed = close_file(jar, &x->records, x->records_path, !x->records_error);
    if (failed) error = failed;
    errno = 0;
    bool written = !x->page || explain_page_write(x->page, x->about, x->kept);
    if ((failed = close_file(jar, &x->page, x->page_path, written)) != 0) error = failed;
    if (!error && x->dropped)
        error = jar_fail(jar, BELLJAR_E_HOST,
                         "%.300s: holds the first %d records, and there were more: choose with -e and --calls",
                         x->page_path, PAGE_RECORDS_MAX);
    free_explaining(x);
    return error;
}

void jar_drop_explaining(struct belljar *jar) {
    if (!jar->explaining) return;
    (void)explain_stop(jar->explaining->explain);
    free_explaining(jar->explaining);
    jar->explaining = NULL;
}
