// SPDX-License-Identifier: GPL-2.0-or-later
// What snapshots cost: with 64 MB resident and 100 changed pages, and as resets of a program that parses 1 KB. Usage:
// snapshot GUEST, with the program made of snapshot_guest.c. The best of several rounds counts: others may load the machine.
#include <belljar.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) { // in microseconds
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void must(int ok, const struct belljar *jar, const char *what) {
    if (ok) return;
    fprintf(stderr, "bench/snapshot: %s: %s\n", what, jar ? belljar_message(jar) : "failed");
    exit(1);
}

// At the call after the byte that says "ready"; its number goes to *call.
static struct belljar *ready(const char *guest, const char *what, uint64_t *call) {
    static char input[1025];
    for (int i = 0; i < 64; i++) sprintf(input + 16 * i, "key%04d=%07d\n", i, i * 1237);
    struct belljar_options options;
    belljar_options_init(&options);
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    options.stream[0].data = input;
    options.stream[0].size = 1024;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    must(jar != NULL, NULL, "belljar_create");
    const char *argv[] = {"guest", what, NULL};
    must(belljar_load(jar, guest, argv, NULL, NULL) == 0, jar, guest);
    size_t size = 0;
    for (*call = 0; size == 0; belljar_output(jar, 1, &size))
        must(belljar_run_until_call(jar, ++*call) == BELLJAR_STOPPED, jar, "running to the start");
    return jar;
}

static void changed_pages(const char *guest) {
    enum { ROUNDS = 2000 };
    uint64_t call;
    struct belljar *jar = ready(guest, "resident", &call);
    double start = now();
    struct belljar_snapshot *base = belljar_snapshot(jar);
    double first = now() - start, take = 1e9, back = 1e9, both = 1e9;
    must(base != NULL, jar, "belljar_snapshot");
    for (int i = 0; i < ROUNDS; i++) {
        must(belljar_run_until_call(jar, call + 1) == BELLJAR_STOPPED, jar, "running");
        double before = now();
        struct belljar_snapshot *s = belljar_snapshot(jar);
        double between = now();
        must(s && belljar_restore(jar, base) == 0, jar, "belljar_restore");
        double after = now();
        belljar_snapshot_drop(s);
        if (between - before < take) take = between - before;
        if (after - between < back) back = after - between;
        if (after - before < both) both = after - before;
    }
    double restore = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        must(belljar_run_until_call(jar, call + 1) == BELLJAR_STOPPED, jar, "running");
        double before = now();
        must(belljar_restore(jar, base) == 0, jar, "belljar_restore");
        if (now() - before < restore) restore = now() - before;
    }
    struct belljar_stats stats;
    belljar_get_stats(jar, &stats);
    printf("%llu MB resident, %llu KB of kernel objects: first snapshot %.0f us\n",
           (unsigned long long)stats.peak_memory >> 20, (unsigned long long)stats.kernel_memory >> 10, first);
    printf("100 changed pages: snapshot %.1f us, then restore the older one %.1f us, both %.1f us; restore alone "
           "%.1f us\n",
           take, back, both, restore);
    belljar_destroy(jar);
}

static void resets(const char *guest) {
    enum { ROUNDS = 20000, TIMES = 8 };
    uint64_t call;
    struct belljar *jar = ready(guest, "parse", &call);
    struct belljar_snapshot *base = belljar_snapshot(jar);
    must(base != NULL, jar, "belljar_snapshot");
    double best = 1e18, best_restoring = 0;
    for (int k = 0; k < TIMES; k++) {
        double start = now(), restoring = 0;
        for (int i = 0; i < ROUNDS; i++) {
            must(belljar_run(jar) == BELLJAR_EXITED, jar, "running");
            double before = now();
            must(belljar_restore(jar, base) == 0, jar, "belljar_restore");
            restoring += now() - before;
        }
        if (now() - start >= best) continue;
        best = now() - start;
        best_restoring = restoring;
    }
    printf("parsing 1 KB: %.0f resets a second (%.1f us each, %.1f us of it to restore)\n", ROUNDS / best * 1e6,
           best / ROUNDS, best_restoring / ROUNDS);
    belljar_destroy(jar);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: snapshot GUEST\n");
        return 2;
    }
    changed_pages(argv[1]);
    resets(argv[1]);
    return 0;
}
