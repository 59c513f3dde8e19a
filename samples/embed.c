// SPDX-License-Identifier: GPL-2.0-or-later
// Embedding belljar: two sandboxes side by side in one process, each running the program named on the command line with
// its own standard input; what they wrote is read back from memory. Link with -lbelljar.
#include <belljar.h>
#include <stdio.h>
#include <string.h>

static struct belljar *make(const char *program, const char *input) {
    struct belljar_options options;
    belljar_options_init(&options);
    options.memory = 256u << 20;
    options.stream[0] = (struct belljar_stream){.kind = BELLJAR_STREAM_BUFFER, .data = input, .size = strlen(input)};
    options.stream[1].kind = options.stream[2].kind = BELLJAR_STREAM_BUFFER;
    char why[256];
    struct belljar *jar = belljar_create(&options, why, sizeof why);
    if (!jar) {
        fprintf(stderr, "embed: %s\n", why);
        return NULL;
    }
    const char *argv[] = {program, NULL};
    if (belljar_load(jar, program, argv, NULL, NULL)) {
        fprintf(stderr, "embed: %s\n", belljar_message(jar));
        belljar_destroy(jar);
        return NULL;
    }
    return jar;
}

static int finish(const char *name, struct belljar *jar) {
    if (belljar_run(jar) != BELLJAR_EXITED) {
        fprintf(stderr, "embed: %s: %s\n", name, belljar_message(jar));
        return 1;
    }
    size_t size;
    const void *output = belljar_output(jar, 1, &size);
    printf("%s: exit status %d, %zu bytes: ", name, belljar_exit_code(jar), size);
    fwrite(output, 1, size, stdout);
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 2) return fprintf(stderr, "usage: embed STATIC-PROGRAM\n"), 2;
    struct belljar *first = make(argv[1], "one"), *second = make(argv[1], "two");
    int failed = !first || !second || finish("first", first) || finish("second", second);
    belljar_destroy(first);
    belljar_destroy(second);
    return failed;
}
