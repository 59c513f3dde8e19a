// SPDX-License-Identifier: GPL-2.0-or-later
// Calendar: breaking times down and putting them together, formatting and reading, time zones given by TZ.
#include "guest.h"

static void print(const char *what, struct tm *t) {
    char s[100];
    strftime(s, sizeof s, "%Y-%m-%d %H:%M:%S %a %b %j %U %W %V %G %u %w %y %C %e %I %p %Z %z", t);
    printf("%s: %s dst %d\n", what, s, t->tm_isdst);
}

int main(void) {
    static const long times[] = {
        0,          1,          -1,         951782399,  951782400,   1709208000,   1711846799,   1711846800,
        1729990800, 2147483647, 2147483648, 4102444800, -2208988800, 253402300799, -62135596800, 1767225600};
    setenv("TZ", "UTC0", 1), tzset();
    for (unsigned i = 0; i < sizeof times / sizeof *times; i++) {
        time_t t = times[i];
        struct tm tm;
        print("gmtime", gmtime_r(&t, &tm));
        if (timegm(&tm) != t || mktime(&tm) != t) printf("does not come back\n");
    }
    static const char *const zones[] = {"UTC0",
                                        "CET-1CEST,M3.5.0,M10.5.0/3",
                                        "EST5EDT,M3.2.0,M11.1.0",
                                        "IST-5:30",
                                        "<+0330>-3:30",
                                        "NZST-12NZDT,M9.5.0,M4.1.0/3",
                                        "XYZ12"};
    for (int z = 0; z < 7; z++) {
        setenv("TZ", zones[z], 1), tzset();
        for (int i = 5; i < 9; i++) {
            time_t t = times[i];
            struct tm *tm = localtime(&t);
            print(zones[z], tm);
            if (mktime(tm) != t) printf("does not come back\n");
        }
        printf("%s %s %ld %d\n", tzname[0], tzname[1], timezone, daylight);
    }
    setenv("TZ", "UTC0", 1), tzset();
    struct tm odd = {.tm_year = 124, .tm_mon = 14, .tm_mday = -3, .tm_hour = 50, .tm_min = -10, .tm_sec = 3700};
    printf("%ld", (long)mktime(&odd)), print(" normalised", &odd);
    struct tm read;
    static const char *const texts[][2] = {{"2024-02-29 23:59:58", "%Y-%m-%d %H:%M:%S"},
                                           {"Tue Mar  5 7:08:09 PM 2019", "%a %b %d %I:%M:%S %p %Y"},
                                           {"366 2020", "%j %Y"},
                                           {"99/12/31", "%y/%m/%d"},
                                           {"13:61", "%H:%M"},
                                           {"1700000000", "%s"},
                                           {"+0130", "%z"}};
    for (int i = 0; i < 7; i++) {
        memset(&read, 0, sizeof read);
        char *rest = strptime(texts[i][0], texts[i][1], &read);
        printf("%s: %s", texts[i][0], rest ? "ok" : "no");
        if (rest)
            printf(" %d-%d-%d %d:%d:%d %d %d", read.tm_year, read.tm_mon, read.tm_mday, read.tm_hour, read.tm_min,
                   read.tm_sec, read.tm_wday, read.tm_yday);
        printf("\n");
    }
    time_t t = 1000000000;
    char text[64];
    printf("%s%s", asctime_r(gmtime(&t), text), ctime(&t));
    printf("%g %zu %d\n", difftime(5, 3), strftime(text, 3, "%Y", gmtime(&t)), CLOCKS_PER_SEC);
    struct timespec ts;
    printf("timespec_get %d", timespec_get(&ts, TIME_UTC));
    printf(", clocks agree %d\n", labs(ts.tv_sec - time(NULL)) <= 1);
    strftime(text, sizeof text, "%F %T %D %R %r %n%t%% %s %k|%l|%h", gmtime(&t)), printf("%s\n", text);
    return 0;
}
