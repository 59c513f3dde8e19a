// SPDX-License-Identifier: GPL-2.0-or-later
// Times and timers.
#include "abi/errno.h"
#include "abi/stat.h"
#include "abi/syscall_nr.h"
#include "abi/time.h"
#include "trace/decode.h"

static void number_field(struct decode *d, const char *name, s64 value) {
    print_field(d, name);
    print_dec(d, value);
}

static void timespec_fields(struct decode *d, const void *record) {
    const struct abi_timespec *t = record;
    number_field(d, "tv_sec", t->tv_sec);
    print_field_udec(d, "tv_nsec", (u64)t->tv_nsec);
}
static void timeval_fields(struct decode *d, const void *record) {
    const struct abi_timeval *t = record;
    number_field(d, "tv_sec", t->tv_sec);
    print_field_udec(d, "tv_usec", (u64)t->tv_usec);
}
void print_timespec(struct decode *d, const struct abi_timespec *ts) {
    print_open(d, '{');
    timespec_fields(d, ts);
    print_close(d, '}');
}
void print_timeval(struct decode *d, const struct abi_timeval *tv) {
    print_open(d, '{');
    timeval_fields(d, tv);
    print_close(d, '}');
}

#define TIME_PRINTER(kind, type, out, fields)                                                                        \
    ARG_PRINTER(kind) {                                                                                              \
        struct type value;                                                                                           \
        return print_record(d, arg, out, &value, sizeof value, fields);                                              \
    }
ARG_PRINTER(A_TIMESPEC_IN) {
    struct abi_timespec value;
    bool late = d->nr == NR_epoll_pwait2; // told when it is over, and not looked into when it failed
    return print_record(d, arg, late, &value, sizeof value, timespec_fields);
}
TIME_PRINTER(A_TIMESPEC_OUT, abi_timespec, true, timespec_fields)
TIME_PRINTER(A_TIMESPEC_INOUT, abi_timespec, false, timespec_fields)
TIME_PRINTER(A_TIMEVAL_IN, abi_timeval, false, timeval_fields)
TIME_PRINTER(A_TIMEVAL_OUT, abi_timeval, true, timeval_fields)
TIME_PRINTER(A_TIMEVAL_INOUT, abi_timeval, false, timeval_fields)

// Only written when a signal has ended the sleep.
ARG_PRINTER(A_TIMESPEC_REM) {
    struct abi_timespec value;
    if (!d->exiting) return PRINT_LATER;
    bool interrupted = d->result == -EINTR || d->result == -ERESTART_RESTARTBLOCK || d->result == -ERESTARTNOHAND;
    bool absolute = d->nr == NR_clock_nanosleep && d->args[1] & TIMER_ABSTIME; // nothing is left of a moment
    if (d->args[arg] && interrupted && !absolute && decode_read(d, d->args[arg], &value, sizeof value))
        print_timespec(d, &value);
    else
        print_addr(d, d->args[arg]);
    return PRINT_DONE;
}

static void timespec_element(struct decode *d, const void *element) {
    const struct abi_timespec *t = element;
    if (t->tv_nsec == UTIME_NOW && d->opt->style == NAMES_ABBREV)
        text_puts(d->out, "UTIME_NOW");
    else if (t->tv_nsec == UTIME_OMIT && d->opt->style == NAMES_ABBREV)
        text_puts(d->out, "UTIME_OMIT");
    else {
        print_timespec(d, t);
        print_date(d, t->tv_sec, (u64)t->tv_nsec, 9);
    }
}
ARG_PRINTER(A_TIMESPECS_IN) {
    print_array(d, d->args[arg], 2, sizeof(struct abi_timespec), timespec_element);
    return PRINT_DONE;
}
static void timeval_element(struct decode *d, const void *element) {
    const struct abi_timeval *t = element;
    print_timeval(d, t);
    print_date(d, t->tv_sec, (u64)t->tv_usec, 6);
}
ARG_PRINTER(A_TIMEVALS_IN) {
    print_array(d, d->args[arg], 2, sizeof(struct abi_timeval), timeval_element);
    return PRINT_DONE;
}

static void timezone_fields(struct decode *d, const void *record) {
    const struct abi_timezone *t = record;
    number_field(d, "tz_minuteswest", t->tz_minuteswest);
    number_field(d, "tz_dsttime", t->tz_dsttime);
}
TIME_PRINTER(A_TIMEZONE_IN, abi_timezone, false, timezone_fields)
TIME_PRINTER(A_TIMEZONE_OUT, abi_timezone, true, timezone_fields)

static void utimbuf_fields(struct decode *d, const void *record) {
    const struct abi_utimbuf *t = record;
    number_field(d, "actime", t->actime);
    print_date(d, t->actime, 0, 0);
    number_field(d, "modtime", t->modtime);
    print_date(d, t->modtime, 0, 0);
}
TIME_PRINTER(A_UTIMBUF_IN, abi_utimbuf, false, utimbuf_fields)

static void ticks_field(struct decode *d, const char *name, u64 ticks) {
    print_field_udec(d, name, ticks);
    if (ticks && d->opt->style != NAMES_RAW)
        text_printf(d->out, " /* %llu.%02u s */", (unsigned long long)(ticks / USER_HZ), (u32)(ticks % USER_HZ));
}
static void tms_fields(struct decode *d, const void *record) {
    const struct abi_tms *t = record;
    ticks_field(d, "tms_utime", (u64)t->tms_utime);
    ticks_field(d, "tms_stime", (u64)t->tms_stime);
    ticks_field(d, "tms_cutime", (u64)t->tms_cutime);
    ticks_field(d, "tms_cstime", (u64)t->tms_cstime);
}
TIME_PRINTER(A_TMS_OUT, abi_tms, true, tms_fields)

static void itimerval_fields(struct decode *d, const void *record) {
    const struct abi_itimerval *t = record;
    print_field(d, "it_interval");
    print_timeval(d, &t->it_interval);
    print_field(d, "it_value");
    print_timeval(d, &t->it_value);
}
static void itimerspec_fields(struct decode *d, const void *record) {
    const struct abi_itimerspec *t = record;
    print_field(d, "it_interval");
    print_timespec(d, &t->it_interval);
    print_field(d, "it_value");
    print_timespec(d, &t->it_value);
}
TIME_PRINTER(A_ITIMERVAL_IN, abi_itimerval, false, itimerval_fields)
TIME_PRINTER(A_ITIMERVAL_OUT, abi_itimerval, true, itimerval_fields)
TIME_PRINTER(A_ITIMERSPEC_IN, abi_itimerspec, false, itimerspec_fields)
TIME_PRINTER(A_ITIMERSPEC_OUT, abi_itimerspec, true, itimerspec_fields)

static void seconds_element(struct decode *d, const void *element) {
    const s64 *seconds = element;
    print_dec(d, *seconds);
    print_date(d, *seconds, 0, 0);
}
ARG_PRINTER(A_TIME_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], 1, sizeof(s64), seconds_element);
    return PRINT_DONE;
}

// --- adjtimex: all of it, as it was left
LOCAL_NAMES(adjust, "ADJ_???", NAME(ADJ_OFFSET_SS_READ), NAME(ADJ_OFFSET_SINGLESHOT), NAME(ADJ_OFFSET),
            NAME(ADJ_FREQUENCY), NAME(ADJ_MAXERROR), NAME(ADJ_ESTERROR), NAME(ADJ_STATUS), NAME(ADJ_TIMECONST),
            NAME(ADJ_TAI), NAME(ADJ_SETOFFSET), NAME(ADJ_MICRO), NAME(ADJ_NANO), NAME(ADJ_TICK));
LOCAL_NAMES(clock_status, "STA_???", NAME(STA_PLL), NAME(STA_PPSFREQ), NAME(STA_PPSTIME), NAME(STA_FLL),
            NAME(STA_INS), NAME(STA_DEL), NAME(STA_UNSYNC), NAME(STA_FREQHOLD), NAME(STA_PPSSIGNAL),
            NAME(STA_PPSJITTER), NAME(STA_PPSWANDER), NAME(STA_PPSERROR), NAME(STA_CLOCKERR), NAME(STA_NANO),
            NAME(STA_MODE), NAME(STA_CLK));

static void print_field_dec(struct decode *d, const char *name, s64 value) {
    print_field(d, name);
    print_dec(d, value);
}
static void timex_fields(struct decode *d, const void *record) {
    const struct abi_timex *t = record;
    print_field(d, "modes");
    print_flags(d, &names_adjust, t->modes);
    print_field_dec(d, "offset", t->offset);
    print_field_dec(d, "freq", t->freq);
    print_field_udec(d, "maxerror", (u64)t->maxerror);
    print_field(d, "esterror");
    print_dec(d, t->esterror);
    print_field(d, "status");
    print_flags(d, &names_clock_status, (u32)t->status);
    print_field_dec(d, "constant", t->constant);
    print_field_udec(d, "precision", (u64)t->precision);
    print_field_dec(d, "tolerance", t->tolerance);
    print_field(d, "time");
    print_timeval(d, &t->time);
    print_field_dec(d, "tick", t->tick);
    print_field_dec(d, "ppsfreq", t->ppsfreq);
    print_field_dec(d, "jitter", t->jitter);
    print_field_dec(d, "shift", t->shift);
    print_field_dec(d, "stabil", t->stabil);
    print_field_dec(d, "jitcnt", t->jitcnt);
    print_field_dec(d, "calcnt", t->calcnt);
    print_field_dec(d, "errcnt", t->errcnt);
    print_field_dec(d, "stbcnt", t->stbcnt);
    print_field_dec(d, "tai", t->tai);
}
ARG_PRINTER(A_TIMEX_INOUT) {
    struct abi_timex t;
    return print_record(d, arg, true, &t, sizeof t, timex_fields);
}
