// SPDX-License-Identifier: GPL-2.0-or-later
// Option values from text, and the one way to complain.
#include "cli/cli.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void say(const char *format, va_list args) {
    fputs("belljar: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

void complain(const char *format, ...) {
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void die(int status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    exit(status);
}

// The digits at the start of `text`; dies unless there are some and the number fits.
static uint64_t leading_number(const char *option, const char *text, char **end) {
    errno = 0;
    bool digits = isdigit((unsigned char)text[0]) != 0; // strtoull would take a sign, too
    unsigned long long n = digits ? strtoull(text, end, 0) : 0;
    if (!digits || errno) die(EXIT_OWN, "%s: not a number in range: '%s'", option, text);
    return n;
}

uint64_t parse_number(const char *option, const char *text, uint64_t max) {
    char *end;
    uint64_t n = leading_number(option, text, &end);
    if (*end) die(EXIT_OWN, "%s: not a number: '%s'", option, text);
    if (n > max) die(EXIT_OWN, "%s: at most %llu: '%s'", option, (unsigned long long)max, text);
    return n;
}

uint64_t parse_size(const char *option, const char *text) {
    static const char suffixes[] = "KMGT";
    char *end;
    uint64_t n = leading_number(option, text, &end);
    if (*end) {
        const char *s = strchr(suffixes, toupper((unsigned char)*end));
        if (!s || end[1]) die(EXIT_OWN, "%s: not a size (like 512M or 2G): '%s'", option, text);
        unsigned shift = 10 * (unsigned)(s - suffixes + 1);
        if (n > UINT64_MAX >> shift) die(EXIT_OWN, "%s: too large: '%s'", option, text);
        n <<= shift;
    }
    return n;
}

double parse_seconds(const char *option, const char *text) {
    char *end;
    double seconds = strtod(text, &end);
    if (end == text || *end || !isfinite(seconds) || seconds <= 0 || seconds > 1e9)
        die(EXIT_OWN, "%s: not a positive number of seconds: '%s'", option, text);
    return seconds;
}

uint64_t parse_epoch(const char *option, const char *text) {
    const uint64_t max_seconds = UINT64_MAX / 2000000000;
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%d", &tm);
    if (rest) {
        const char *time_part = *rest ? strptime(rest, *rest == 'T' ? "T%H:%M:%S" : " %H:%M:%S", &tm) : rest;
        if (time_part && *time_part == 'Z') time_part++;
        time_t t = timegm(&tm);
        if (time_part && !*time_part && t >= 0) return (uint64_t)t * 1000000000;
    } else {
        const char *digits = text[0] == '@' ? text + 1 : text;
        char *end;
        uint64_t seconds = leading_number(option, digits, &end), ns = 0;
        if (*end == '.') {
            uint64_t unit = 100000000;
            for (end++; isdigit((unsigned char)*end); end++, unit /= 10) ns += unit * (uint64_t)(*end - '0');
        }
        if (!*end && seconds < max_seconds) return seconds * 1000000000 + ns;
    }
    die(EXIT_OWN, "%s: not a time (seconds since 1970, or YYYY-MM-DDTHH:MM:SS): '%s'", option, text);
}
