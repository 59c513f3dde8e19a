// SPDX-License-Identifier: GPL-2.0-or-later
// What the guest tests share: saying what a call returned without numbers that differ from run to run, and waiting.
// Standard output is unbuffered, so that lines of several processes come in the order in which they are written.
#ifndef TESTS_GUEST_GUEST_H
#define TESTS_GUEST_GUEST_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

__attribute__((constructor)) static void guest_unbuffered(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
}

static inline const char *errno_name(int number) {
#ifdef __GLIBC__
    const char *name = strerrorname_np(number);
    return name ? name : "an unknown error";
#else
    return strerror(number);
#endif
}

// "what: 5" or "what: EBADF"
static inline long show(const char *what, long result) {
    if (result == -1)
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: %ld\n", what, result);
    return result;
}

// "what: ok" or "what: EBADF", for results that are process ids or addresses
static inline long outcome(const char *what, long result) {
    printf("%s: %s\n", what, result == -1 ? errno_name(errno) : "ok");
    return result;
}

static inline void show_status(const char *who, int status) {
    if (WIFEXITED(status))
        printf("%s: exited %d\n", who, WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        printf("%s: killed by signal %d\n", who, WTERMSIG(status));
    else if (WIFSTOPPED(status))
        printf("%s: stopped by signal %d, event %d\n", who, WSTOPSIG(status), status >> 16);
    else if (WIFCONTINUED(status))
        printf("%s: continued\n", who);
    else
        printf("%s: strange status %#x\n", who, status);
}

// Waits for one child and says how it ended.
static inline void reap(const char *who, pid_t pid) {
    int status;
    pid_t got;
    do got = waitpid(pid, &status, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        printf("%s: waitpid: %s\n", who, errno_name(errno));
    else
        show_status(who, status);
}

// Something this host's kernel or privileges cannot do: the test is skipped, not passed.
static inline void skip(const char *why, ...) {
    va_list args;
    va_start(args, why);
    vprintf(why, args);
    printf("\n");
    va_end(args);
    _exit(77);
}

static inline void milliseconds(int n) {
    struct timespec ts = {n / 1000, n % 1000 * 1000000L};
    while (nanosleep(&ts, &ts) && errno == EINTR) {}
}

// A gate that one process waits at and another opens: a pipe, and a byte a passage.
struct gate {
    int fd[2];
};
static inline struct gate gate_new(void) {
    struct gate g;
    if (pipe(g.fd)) perror("pipe"), exit(1);
    return g;
}
static inline void gate_open(struct gate *g) {
    if (write(g->fd[1], "", 1) != 1) perror("gate"), _exit(1);
}
static inline void gate_pass(struct gate *g) {
    char byte;
    while (read(g->fd[0], &byte, 1) != 1)
        if (errno != EINTR) perror("gate"), _exit(1);
}

static inline char *own_path(void) {
    static char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n < 0) perror("/proc/self/exe"), exit(1);
    path[n] = 0;
    return path;
}
static inline const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
static inline uint64_t checksum(const void *data, size_t size) {
    const unsigned char *bytes = data;
    uint64_t h = 0xcbf29ce484222325;
    for (size_t i = 0; i < size; i++) h = (h ^ bytes[i]) * 0x100000001b3;
    return h;
}
#endif
