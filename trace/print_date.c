// SPDX-License-Identifier: GPL-2.0-or-later
// Seconds since 1970 as a date. Under the jar everybody lives in UTC.
#include "trace/decode.h"

// The proleptic Gregorian calendar from days since 1970-01-01; years are counted from March, so that the leap day is the last.
static void civil_date(s64 days, s64 *year, u32 *month, u32 *day) {
    const s64 era_days = 146097; // 400 years
    days += 719468;              // from 0000-03-01
    s64 era = (days >= 0 ? days : days - era_days + 1) / era_days;
    u32 in_era = (u32)(days - era * era_days);
    u32 years = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    u32 in_year = in_era - (365 * years + years / 4 - years / 100);
    u32 from_march = (5 * in_year + 2) / 153;
    *day = in_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = years + era * 400 + (*month <= 2);
}

void print_date_text(struct decode *d, s64 seconds) {
    const s64 day_seconds = 86400;
    s64 days = seconds / day_seconds, rest = seconds % day_seconds, year;
    u32 month, day;
    if (rest < 0) {
        rest += day_seconds;
        days--;
    }
    civil_date(days, &year, &month, &day);
    u32 s = (u32)rest;
    text_printf(d->out, "%04lld-%02u-%02uT%02u:%02u:%02u", (long long)year, month, day, s / 3600, s / 60 % 60,
                s % 60);
}

void print_date(struct decode *d, s64 seconds, u64 fraction, u32 digits) {
    static const u64 units[] = {[0] = 1, [6] = 1000000, [9] = 1000000000};
    const s64 far = (s64)1 << 55; // years that are a number no longer
    if ((fraction && fraction >= units[digits]) || (!seconds && !fraction) || seconds > far || seconds < -far) return;
    text_puts(d->out, " /* ");
    print_date_text(d, seconds);
    if (fraction) text_printf(d->out, ".%0*llu", (int)digits, (unsigned long long)fraction);
    text_puts(d->out, "+0000 */");
}
