// SPDX-License-Identifier: GPL-2.0-or-later
// The handle behind belljar.h, shared by the files of api/.
#ifndef API_INTERNAL_H
#define API_INTERNAL_H

#include <belljar.h>

#include "host/host.h"
#include "kernel/rootfs.h"
#include "kernel/run_hash.h"
#include "kernel/sandbox.h"
#include "syscalls/table.h"

#define JAR_MESSAGE_SIZE 512

struct belljar {
    struct host *host;
    struct sandbox *sandbox;
    u32 uid, gid;
    bool has_root; // the options named one
    bool loaded;
    bool running; // inside belljar_run
    bool torn;    // half restored: only to be restored again, or destroyed
    struct belljar_snapshot *snapshots;
    struct monitor *monitors; // api/monitor.c
    struct strace *strace;    // api/strace.c
    int (*strace_write)(void *context, int tid, const char *data, size_t size);
    void *strace_context;
    struct export *exports[2];     // by format: api/export.c
    struct ltrace *ltrace;         // api/ltrace.c
    struct explaining *explaining; // api/explain.c
    u8 key[64];                    // of checkpoint files
    size_t key_size;
    char message[JAR_MESSAGE_SIZE];
};

// Sets the message and returns `error`.
__attribute__((format(printf, 3, 4))) int jar_fail(struct belljar *jar, int error, const char *format, ...);
int jar_set_root(struct belljar *jar, const char *root); // api/files.c; NULL: the built-in one
void jar_free_monitors(struct belljar *jar);
void jar_drop_exports(struct belljar *jar);
void jar_drop_explaining(struct belljar *jar);
void jar_strace_flush(struct belljar *jar, bool ended);
// The streams of the options. False: the message says why.
bool jar_open_streams(struct belljar *jar, const struct belljar_options *opt);
// The key of the options, for checkpoints to come. False: the message says why.
bool jar_set_key(struct belljar *jar, const struct belljar_options *opt);
// Linux's errno in words, for messages; never NULL.
const char *jar_strerror(int error);

#endif
