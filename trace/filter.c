// SPDX-License-Identifier: GPL-2.0-or-later
// Filter expressions: chains of [+-]symbols[@library], globs or /regular expressions/.
#include "trace/filter.h"

#include <fnmatch.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pattern {
    char *glob; // NULL: the regular expression, or everything
    regex_t regex;
    bool has_regex;
};
struct rule {
    bool keep; // or drop
    bool has_library;
    struct pattern symbol, library;
    struct rule *next;
};
struct filter {
    struct rule *first, **end;
};

static void pattern_free(struct pattern *p) {
    free(p->glob);
    if (p->has_regex) regfree(&p->regex);
}

static void rule_free(struct rule *r) {
    pattern_free(&r->symbol);
    pattern_free(&r->library);
    free(r);
}

void filter_free(struct filter *f) {
    if (!f) return;
    while (f->first) {
        struct rule *next = f->first->next;
        rule_free(f->first);
        f->first = next;
    }
    free(f);
}

static char *copy(const char *text, size_t n) {
    char *s = malloc(n + 1);
    if (!s) return NULL;
    memcpy(s, text, n);
    s[n] = 0;
    return s;
}

// The whole name must match. "^" and "$" around a glob change nothing, but that MAIN is then no more than a name.
static bool pattern_make(struct pattern *p, const char *text, size_t n, bool regex, char *why, size_t why_size) {
    if (!regex) {
        if (n && text[0] == '^') text++, n--;
        if (n && text[n - 1] == '$') n--;
        if (n) p->glob = copy(text, n);
        return !n || p->glob;
    }
    char *whole = malloc(n + 5);
    if (!whole) return false;
    snprintf(whole, n + 5, "^(%.*s)$", (int)n, text);
    int error = regcomp(&p->regex, whole, REG_EXTENDED | REG_NOSUB);
    p->has_regex = error == 0;
    if (error) {
        char reason[128];
        regerror(error, &p->regex, reason, sizeof reason);
        snprintf(why, why_size, "%.*s: %s", (int)n, text, reason);
    }
    free(whole);
    return error == 0;
}

static bool pattern_match(const struct pattern *p, const char *name) {
    if (p->has_regex) return regexec(&p->regex, name, 0, NULL, 0) == 0;
    return !p->glob || fnmatch(p->glob, name, 0) == 0;
}

static struct rule *append(struct filter **f, bool keep) {
    if (!*f) {
        *f = calloc(1, sizeof **f);
        if (!*f) return NULL;
        (*f)->end = &(*f)->first;
    }
    struct rule *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->keep = keep;
    *(*f)->end = r;
    (*f)->end = &r->next;
    return r;
}

// The end of a pattern that begins at `text`: a slash ends a regular expression, a sign or an @ a glob.
static const char *pattern_end(const char *text, bool regex, bool library) {
    if (regex) {
        const char *end = text;
        while (*end && *end != '/') end += *end == '\\' && end[1] ? 2 : 1;
        return end;
    }
    const char *end = text;
    for (bool set = false; *end && (set || !strchr(library ? "+-" : "+-@", *end)); end++)
        set = *end == '[' ? true : *end == ']' ? false : set; // [a-z]
    return end;
}

// One rule, from behind its sign. NULL: `why` says what is wrong with it.
static const char *read_rule(struct rule *r, const char *text, char *why, size_t why_size) {
    bool regex = *text == '/', both = false;
    const char *start = text + regex, *end = pattern_end(start, regex, false), *at = NULL;
    if (regex && *end != '/') return NULL;
    if (regex && (at = memchr(start, '@', (size_t)(end - start))) != NULL) both = true; // /x@y/
    if (!pattern_make(&r->symbol, start, (size_t)((both ? at : end) - start), regex, why, why_size)) return NULL;
    if (both) {
        r->has_library = true;
        return pattern_make(&r->library, at + 1, (size_t)(end - at - 1), true, why, why_size) ? end + 1 : NULL;
    }
    end += regex;
    if (*end != '@') return end;
    r->has_library = true;
    regex = end[1] == '/';
    start = end + 1 + regex;
    end = pattern_end(start, regex, true);
    if (regex && *end != '/') return NULL;
    return pattern_make(&r->library, start, (size_t)(end - start), regex, why, why_size) ? end + regex : NULL;
}

bool filter_add(struct filter **f, const char *text, char *why, size_t why_size) {
    snprintf(why, why_size, "no such filter expression: %s", text);
    if (*text == '!') { // as strace has it
        if (!append(f, true)) return false;
    } else if (*text == '-' && !append(f, true)) {
        return false;
    }
    bool keep = *text != '-' && *text != '!';
    if (*text && strchr("+-!", *text)) text++;
    for (;;) {
        struct rule *r = append(f, keep);
        if (!r || !*text) return false;
        text = read_rule(r, text, why, why_size);
        if (!text || (*text && *text != '+' && *text != '-')) return false;
        if (!*text) return true;
        keep = *text++ == '+';
    }
}

bool filter_add_library(struct filter **f, const char *pattern, char *why, size_t why_size) {
    size_t n = strlen(pattern) + 2;
    char *text = malloc(n);
    if (!text) return false;
    snprintf(text, n, "@%s", pattern);
    bool ok = filter_add(f, text, why, why_size);
    free(text);
    return ok;
}

bool filter_match(const struct filter *f, const char *name, const char *const *libraries, bool everywhere) {
    bool marked = false;
    for (const struct rule *r = f ? f->first : NULL; r; r = r->next) {
        bool there = !r->has_library && (everywhere || !r->keep);
        for (size_t i = 0; r->has_library && libraries[i] && !there; i++)
            there = pattern_match(&r->library, libraries[i]);
        if (there && pattern_match(&r->symbol, name)) marked = r->keep;
    }
    return marked;
}
