// SPDX-License-Identifier: GPL-2.0-or-later
// A monitor that steers: every write to a file outside /tmp is answered with EPERM, and said on stderr. It looks at the file behind
// the descriptor, not at a name, so no link and no rename gets around it. What changes without a write (open with O_TRUNC, unlink,
// rename) it lets pass. A program of the host; link with -lbelljar.
#include <belljar.h>
#include <stdio.h>
#include <string.h>

#define EPERM 1
#define WRITES "write,pwrite64,writev,pwritev,pwritev2,ftruncate,fallocate"

static int inside_tmp(const char *path) {
    return !strncmp(path, "/tmp/", 5);
}

static enum belljar_action on_write(void *context, struct belljar *jar, struct belljar_call *call) {
    char path[4096];
    (void)context;
    if (belljar_fd_path(jar, call->tid, (int)call->args[0], path, sizeof path)) return BELLJAR_CALL_MAKE; // EBADF
    if (path[0] != '/' || inside_tmp(path) || !strncmp(path, "/dev/", 5))
        return BELLJAR_CALL_MAKE; // a pipe, a device
    fprintf(stderr, "denied: %s to %s by process %d\n", call->name, path, call->pid);
    call->result = -EPERM;
    return BELLJAR_CALL_ANSWER;
}

int main(int argc, char **argv) {
    if (argc < 2) return fprintf(stderr, "usage: deny_writes STATIC-PROGRAM [ARG...]\n"), 2;
    struct belljar_options options;
    belljar_options_init(&options);
    char why[256];
    struct belljar *jar = belljar_create(&options, why, sizeof why);
    if (!jar) return fprintf(stderr, "deny_writes: %s\n", why), 1;
    const struct belljar_monitor monitor = {.struct_size = sizeof monitor, .calls = WRITES, .enter = on_write};
    int status = 1;
    if (belljar_add_monitor(jar, &monitor) == 0 &&
        belljar_load(jar, argv[1], (const char *const *)argv + 1, NULL, NULL) == 0 &&
        belljar_run(jar) == BELLJAR_EXITED)
        status = belljar_exit_code(jar);
    else
        fprintf(stderr, "deny_writes: %s\n", belljar_message(jar));
    belljar_destroy(jar);
    return status;
}
