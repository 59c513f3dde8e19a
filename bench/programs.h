// SPDX-License-Identifier: GPL-2.0-or-later
// Every benchmark takes the number of iterations; 0 does everything but the work, so that start-up can be subtracted.
#ifndef BENCH_PROGRAMS_H
#define BENCH_PROGRAMS_H
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline long iterations(int argc, char **argv) {
    return argc > 1 ? atol(argv[1]) : 0;
}
// Keeps a result alive without printing more than a digit of it.
static inline int finish(uint64_t result) {
    return result == 0x123456789abcdef ? printf("?\n") : 0;
}
#endif
