// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef BENCH_UNCOUNTED_H
#define BENCH_UNCOUNTED_H

#include <stdbool.h>

struct cpu;
bool cpu_count_nothing(struct cpu *cpu); // before anything has been run

#endif
