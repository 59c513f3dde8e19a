// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -f
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv) {
    puts(argc > 1 ? "again" : "once");
    char *again[] = {"program", "x", NULL};
    (void)argv;
    if (argc == 1) execv("/proc/self/exe", again);
    return 0;
}
