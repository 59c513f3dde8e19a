// SPDX-License-Identifier: GPL-2.0-or-later
// What counting ticks costs: programs that compute, with the engine's block hook and without it, in turns. Without, no time passes and
// nobody else gets a turn, which these programs do not notice; nor does the TLB grow, so none of them may need that. Usage: ticks PROGRAM COUNT [PROGRAM COUNT...]; the best of several rounds
// counts, start included.
#include "api/internal.h"
#include "bench/uncounted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7 };

static double now(void) { // in milliseconds
    struct timespec t;
    (void)timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void must(bool ok, const struct belljar *jar, const char *what) {
    if (ok) return;
    fprintf(stderr, "bench/ticks: %s: %s\n", what, jar ? belljar_message(jar) : "failed");
    exit(1);
}

static double run(const char *program, const char *count, bool counted, u64 *ticks) {
    struct belljar_options options;
    belljar_options_init(&options);
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    must(jar != NULL, NULL, "belljar_create");
    const char *argv[] = {program, count, NULL};
    must(belljar_load(jar, program, argv, NULL, NULL) == 0, jar, program);
    struct cpu *cpu = jar->sandbox->cpu;
    if (!counted) must(cpu_count_nothing(cpu), NULL, "the block hook stays");
    const double start = now();
    must(belljar_run(jar) == BELLJAR_EXITED && belljar_exit_code(jar) == 0, jar, program);
    const double took = now() - start;
    if (counted) *ticks = jar->sandbox->ticks.now;
    must(counted || jar->sandbox->ticks.now < *ticks / 2, NULL, "ticks were counted all the same");
    belljar_destroy(jar);
    return took;
}

int main(int argc, char **argv) {
    printf("%-16s%14s%14s%14s%10s%12s\n", "", "Mticks", "counted, ms", "not, ms", "cost", "ns a tick");
    for (int i = 1; i + 1 < argc; i += 2) {
        double best[2] = {1e9, 1e9};
        u64 ticks = 0;
        for (int round = 0; round < 2 * ROUNDS; round++) {
            const bool counted = round % 2 == 0;
            const double took = run(argv[i], argv[i + 1], counted, &ticks);
            if (took < best[counted]) best[counted] = took;
        }
        const char *name = strrchr(argv[i], '/');
        printf("%-16s%14.1f%14.1f%14.1f%9.1f%%%12.2f\n", name ? name + 1 : argv[i], (double)ticks / 1e6, best[1],
               best[0], 100 * (best[1] / best[0] - 1), (best[1] - best[0]) * 1e6 / (double)ticks);
    }
    return 0;
}
