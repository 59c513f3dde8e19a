// SPDX-License-Identifier: GPL-2.0-or-later
// The page is the template up to its mark, the data, and the rest. The data stands in a <script>, which ends at the first "</script" or "<!--"
// whatever it stands in: so every '<' of it is written as \u003c, which JSON reads as the same.
#include "trace/explain_page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

extern const char explain_template[];
extern const size_t explain_template_size;

static const char mark[] = "@RECORDS@";

static bool write_data(FILE *file, const json_t *data) {
    char *text = json_dumps(data, JSON_COMPACT);
    if (!text) {
        errno = ENOMEM;
        return false;
    }
    bool ok = true;
    for (const char *c = text, *next; ok && *c; c = next) {
        size_t n = strcspn(c, "<");
        next = c + n + (c[n] == '<');
        ok = fwrite(c, 1, n, file) == n && (!c[n] || fputs("\\u003c", file) >= 0);
    }
    free(text);
    return ok;
}

bool explain_page_write(FILE *file, const json_t *about, const json_t *records) {
    const char *at = strstr(explain_template, mark);
    if (!at) return false;
    size_t before = (size_t)(at - explain_template), behind = explain_template_size - before - (sizeof mark - 1);
    json_t *data = json_object();
    (void)json_object_set(data, "about", (json_t *)about);
    (void)json_object_set(data, "records", (json_t *)records);
    bool ok = fwrite(explain_template, 1, before, file) == before && write_data(file, data) &&
              fwrite(at + sizeof mark - 1, 1, behind, file) == behind;
    json_decref(data);
    return ok;
}
