// SPDX-License-Identifier: GPL-2.0-or-later
// A monitor that watches: what textbooks do with fork, ptrace(PTRACE_SYSCALL) and waitpid in a loop. It counts the calls of the program
// and of all its children by name, and those that failed. A program of the host; link with -lbelljar.
#include <belljar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct count {
    const char *name;
    unsigned long calls, errors;
};
struct counts {
    struct count of[512]; // by number
    unsigned long tasks;
};

static enum belljar_action on_entry(void *context, struct belljar *jar, struct belljar_call *call) {
    struct counts *counts = context;
    (void)jar;
    if (!call->name) return BELLJAR_CALL_MAKE; // no such call
    counts->of[call->number].name = call->name;
    counts->of[call->number].calls++;
    return BELLJAR_CALL_MAKE;
}

static void on_exit_of_call(void *context, struct belljar *jar, struct belljar_call *call) {
    (void)jar;
    if (call->name && call->result < 0 && call->result >= -4095)
        ((struct counts *)context)->of[call->number].errors++;
}

static void on_task_new(void *context, struct belljar *jar, int parent_tid, int tid) {
    (void)jar, (void)parent_tid, (void)tid;
    ((struct counts *)context)->tasks++;
}

static int by_calls(const void *a, const void *b) {
    const struct count *x = a, *y = b;
    if (x->calls != y->calls) return x->calls < y->calls ? 1 : -1;
    return x->calls ? strcmp(x->name, y->name) : 0;
}

int main(int argc, char **argv) {
    static struct counts counts;
    if (argc < 2) return fprintf(stderr, "usage: count_calls STATIC-PROGRAM [ARG...]\n"), 2;
    struct belljar_options options;
    belljar_options_init(&options);
    char why[256];
    struct belljar *jar = belljar_create(&options, why, sizeof why);
    if (!jar) return fprintf(stderr, "count_calls: %s\n", why), 1;
    const struct belljar_monitor monitor = {.struct_size = sizeof monitor,
                                            .context = &counts,
                                            .enter = on_entry,
                                            .exit = on_exit_of_call,
                                            .task_new = on_task_new};
    int status = 1;
    if (belljar_add_monitor(jar, &monitor) == 0 &&
        belljar_load(jar, argv[1], (const char *const *)argv + 1, NULL, NULL) == 0 &&
        belljar_run(jar) == BELLJAR_EXITED)
        status = belljar_exit_code(jar);
    else
        fprintf(stderr, "count_calls: %s\n", belljar_message(jar));
    qsort(counts.of, sizeof counts.of / sizeof counts.of[0], sizeof counts.of[0], by_calls);
    for (int i = 0; i < 512 && counts.of[i].calls; i++)
        fprintf(stderr, "%8lu calls %6lu errors  %s\n", counts.of[i].calls, counts.of[i].errors, counts.of[i].name);
    fprintf(stderr, "%8lu tasks made\n", counts.tasks);
    belljar_destroy(jar);
    return status;
}
