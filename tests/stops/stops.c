// SPDX-License-Identifier: GPL-2.0-or-later
// Stops are invisible: runs a program to its end, and again with a few hundred stops at random ticks or before random calls, with snapshots
// taken, left, returned to and dropped on the way. Output, figures and run hash must be the same. Usage: stops PROGRAM.
#include <belljar.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STOPS 300
#define FAR 80000000u // ticks: an end for what has none

struct outcome {
    enum belljar_result result;
    struct belljar_stats stats;
    char *output;
    size_t size;
};

static uint64_t seed = 88172645463325252ull;

static uint64_t pick(uint64_t n) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 16) % n;
}

static struct belljar *load(const char *program) {
    struct belljar_options options;
    belljar_options_init(&options);
    options.hash = 1;
    options.max_ticks = FAR;
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    const char *argv[] = {"program", NULL};
    struct belljar *jar = belljar_create(&options, NULL, 0);
    if (jar && belljar_load(jar, program, argv, NULL, NULL) == BELLJAR_OK) return jar;
    fprintf(stderr, "stops: %s: %s\n", program, jar ? belljar_message(jar) : "no sandbox");
    exit(2);
}

static struct outcome outcome_of(struct belljar *jar, enum belljar_result result) {
    struct outcome o = {.result = result};
    const void *text = belljar_output(jar, 1, &o.size);
    belljar_get_stats(jar, &o.stats);
    o.output = malloc(o.size + 1);
    if (!o.output) abort();
    if (o.size) memcpy(o.output, text, o.size);
    belljar_destroy(jar);
    return o;
}

static struct belljar_stats stats_of(const struct belljar *jar) {
    struct belljar_stats stats;
    belljar_get_stats(jar, &stats);
    return stats;
}

static void must(const struct belljar *jar, int ok) {
    if (ok) return;
    fprintf(stderr, "stops: %s\n", belljar_message(jar));
    exit(2);
}

// Away from here, and back.
static void wander(struct belljar *jar, struct belljar_snapshot *to) {
    struct belljar_snapshot *here = belljar_snapshot(jar);
    must(jar, here != NULL);
    uint64_t ticks = stats_of(jar).ticks;
    must(jar, belljar_restore(jar, to) == BELLJAR_OK);
    belljar_run_until(jar, stats_of(jar).ticks + pick(1000));
    must(jar, belljar_restore(jar, here) == BELLJAR_OK && stats_of(jar).ticks == ticks);
    if (pick(2)) belljar_snapshot_drop(here);
}

static struct outcome run_with_stops(const char *program, const struct belljar_stats *whole, int by_calls) {
    struct belljar *jar = load(program);
    struct belljar_snapshot *kept = NULL;
    enum belljar_result result = BELLJAR_STOPPED;
    for (int n = 1; result == BELLJAR_STOPPED; n++) {
        const struct belljar_stats now = stats_of(jar);
        if (n > 10 * STOPS)
            result = belljar_run(jar);
        else if (by_calls)
            result = belljar_run_until_call(jar, now.system_calls + 2 + pick(whole->system_calls * 2 / STOPS + 1));
        else
            result = belljar_run_until(jar, now.ticks + 1 + pick(whole->ticks * 2 / STOPS + 1));
        if (result != BELLJAR_STOPPED) break;
        if (n % 5 == 0) {
            if (kept && pick(3)) belljar_snapshot_drop(kept);
            must(jar, (kept = belljar_snapshot(jar)) != NULL);
        }
        if (n % 7 == 0) wander(jar, kept);
    }
    return outcome_of(jar, result);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: stops PROGRAM\n");
        return 2;
    }
    struct belljar *jar = load(argv[1]);
    struct outcome whole = outcome_of(jar, belljar_run(jar));
    int differs = 0;
    for (int by_calls = 0; by_calls < 2; by_calls++) {
        struct outcome o = run_with_stops(argv[1], &whole.stats, by_calls);
        if (o.result != whole.result || o.size != whole.size || memcmp(o.output, whole.output, o.size) != 0 ||
            memcmp(&o.stats, &whole.stats, sizeof o.stats) != 0) {
            printf("with stops %s: result %d and %d, ticks %llu and %llu, hash %llx and %llx, output:\n%.*s\n",
                   by_calls ? "before calls" : "at ticks", (int)o.result, (int)whole.result,
                   (unsigned long long)o.stats.ticks, (unsigned long long)whole.stats.ticks,
                   (unsigned long long)o.stats.hash, (unsigned long long)whole.stats.hash, (int)o.size, o.output);
            differs = 1;
        }
        free(o.output);
    }
    free(whole.output);
    return differs;
}
