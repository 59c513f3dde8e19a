// SPDX-License-Identifier: GPL-2.0-or-later
// Is there a vDSO? /proc/self/maps shows it, AT_SYSINFO_EHDR points at it, and it starts like any ELF file.
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>

int main(void) {
    FILE *maps = fopen("/proc/self/maps", "r");
    if (!maps) return perror("/proc/self/maps"), 1;
    char line[512];
    unsigned long start = 0, end = 0;
    while (fgets(line, sizeof line, maps))
        if (strstr(line, "[vdso]")) sscanf(line, "%lx-%lx", &start, &end);
    fclose(maps);
    printf("in /proc/self/maps: %s\n", start ? "yes" : "no");
    printf("AT_SYSINFO_EHDR agrees: %s\n", start && getauxval(AT_SYSINFO_EHDR) == start ? "yes" : "no");
    printf("an ELF image: %s\n", start && !memcmp((void *)start, "\177ELF", 4) ? "yes" : "no");
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("time does not run backwards: %s\n",
           b.tv_sec > a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec) ? "yes" : "no");
    return 0;
}
