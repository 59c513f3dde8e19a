// SPDX-License-Identifier: GPL-2.0-or-later
// The public interface: a handle that holds one machine and its door to the host. It translates options, paths and
// results; everything else is the kernel's.
#include "api/internal.h"

#include "abi/errno.h"
#include "trace/ltrace.h"
#include "trace/strace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_MEMORY (1ull << 30)
#define DEFAULT_EPOCH 1767225600000000000ull // 2026-01-01T00:00:00Z

const char *belljar_version(void) {
    return BELLJAR_VERSION;
}

const char *belljar_engine(void) {
    return cpu_engine_version();
}

int jar_fail(struct belljar *jar, int error, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(jar->message, sizeof jar->message, format, args);
    va_end(args);
    return error;
}

void belljar_options_init(struct belljar_options *opt) {
    *opt = (struct belljar_options){.struct_size = sizeof *opt,
                                    .memory = DEFAULT_MEMORY,
                                    .epoch_ns = DEFAULT_EPOCH,
                                    .uid = 1000,
                                    .gid = 1000,
                                    .hostname = "belljar"};
    for (int i = 0; i < 3; i++) opt->stream[i] = (struct belljar_stream){.kind = BELLJAR_STREAM_FD, .fd = i};
}

bool jar_open_streams(struct belljar *jar, const struct belljar_options *opt) {
    for (int i = 0; i < 3; i++) {
        const struct belljar_stream *s = &opt->stream[i];
        int error = 0;
        switch (s->kind) {
        case BELLJAR_STREAM_NULL: error = host_stream_null(jar->host, i); break;
        case BELLJAR_STREAM_FD: error = host_stream_fd(jar->host, i, s->fd); break;
        case BELLJAR_STREAM_BUFFER: error = host_stream_buffer(jar->host, i, s->data, s->size); break;
        default: error = -1;
        }
        if (error) {
            jar_fail(jar, BELLJAR_E_ARGUMENT, "standard stream %d cannot be opened", i);
            return false;
        }
    }
    return true;
}

static struct sandbox_options sandbox_options_from(const struct belljar_options *opt) {
    struct sandbox_options so = {.memory = opt->memory ? opt->memory : DEFAULT_MEMORY,
                                 .fs_size = opt->fs_size,
                                 .seed = opt->seed,
                                 .epoch_ns = opt->epoch_ns,
                                 .quantum = opt->quantum,
                                 .max_ticks = opt->max_ticks,
                                 .max_procs = opt->max_procs,
                                 .max_files = opt->max_files,
                                 .uid = opt->uid,
                                 .gid = opt->gid,
                                 .live = opt->live != 0,
                                 .hash = opt->hash != 0};
    snprintf(so.hostname, sizeof so.hostname, "%s", opt->hostname ? opt->hostname : "belljar");
    return so;
}

struct belljar *belljar_create(const struct belljar_options *opt, char *why, size_t why_size) {
    const char *reason = "no memory";
    char message[JAR_MESSAGE_SIZE];
    struct belljar *jar = calloc(1, sizeof *jar);
    if (!jar) goto fail;
    if (opt->struct_size != sizeof *opt) {
        reason = "the options were made for another version of the library";
        goto fail;
    }
    jar->uid = opt->uid, jar->gid = opt->gid;
    jar->host = host_open();
    if (!jar->host) goto fail;
    if (!jar_set_key(jar, opt) || !jar_open_streams(jar, opt)) {
        snprintf(message, sizeof message, "%s", jar->message);
        reason = message;
        goto fail;
    }
    struct sandbox_options so = sandbox_options_from(opt);
    jar->sandbox = sandbox_create(&so, &syscall_layer, host_door(jar->host), jar->host, &reason);
    if (!jar->sandbox) goto fail;
    if (jar_set_root(jar, opt->root)) {
        snprintf(message, sizeof message, "%s", jar->message);
        reason = message;
        goto fail;
    }
    return jar;
fail:
    if (why) snprintf(why, why_size, "%s", reason);
    belljar_destroy(jar);
    return NULL;
}

void belljar_destroy(struct belljar *jar) {
    if (!jar) return;
    while (jar->snapshots) belljar_snapshot_drop(jar->snapshots);
    ltrace_detach(jar->ltrace);
    jar_drop_exports(jar);
    jar_drop_explaining(jar);
    strace_stop(jar->strace);
    if (jar->sandbox) sandbox_destroy(jar->sandbox);
    if (jar->host) host_close(jar->host);
    jar_free_monitors(jar);
    explicit_bzero(jar->key, sizeof jar->key);
    free(jar);
}

const char *belljar_message(const struct belljar *jar) {
    return jar->message;
}

static enum belljar_result run(struct belljar *jar, u64 ticks, u64 calls) {
    if (!jar->loaded) {
        jar_fail(jar, BELLJAR_E_STATE, "nothing is loaded");
        return BELLJAR_FAILED;
    }
    if (jar->torn) {
        jar_fail(jar, BELLJAR_E_STATE, "a snapshot was restored by half: restore one again");
        return BELLJAR_FAILED;
    }
    struct sandbox *sb = jar->sandbox;
    switch (sandbox_run_until(sb, ticks, calls)) {
    case RUN_EXITED: return BELLJAR_EXITED;
    case RUN_LIMIT: jar_fail(jar, 0, "limit reached: %s", sb->limit); return BELLJAR_LIMIT;
    case RUN_STOPPED:
        host_interrupt_clear(jar->host);
        jar_fail(jar, 0, "interrupted");
        return BELLJAR_STOPPED;
    case RUN_REACHED: jar_fail(jar, 0, "stopped where it was to stop"); return BELLJAR_STOPPED;
    case RUN_DEADLOCK:
        jar_fail(jar, 0, "deadlock: every task waits for something that cannot come");
        return BELLJAR_DEADLOCK;
    case RUN_FAILED: break;
    }
    jar_fail(jar, 0, "the CPU emulator failed: %s", sb->message);
    return BELLJAR_FAILED;
}

static enum belljar_result run_until(struct belljar *jar, u64 ticks, u64 calls) {
    jar->running = true;
    enum belljar_result result = run(jar, ticks, calls);
    jar->running = false;
    if (jar->ltrace && result == BELLJAR_STOPPED) ltrace_flush(jar->ltrace);
    if (jar->ltrace && result != BELLJAR_STOPPED) ltrace_finish(jar->ltrace);
    jar_strace_flush(jar, result != BELLJAR_STOPPED);
    return result;
}

enum belljar_result belljar_run(struct belljar *jar) {
    return run_until(jar, UINT64_MAX, UINT64_MAX);
}

enum belljar_result belljar_run_until(struct belljar *jar, uint64_t ticks) {
    return run_until(jar, ticks, UINT64_MAX);
}

enum belljar_result belljar_run_until_exit(struct belljar *jar) {
    jar->sandbox->stop_at_exit = true;
    enum belljar_result result = run_until(jar, UINT64_MAX, UINT64_MAX);
    jar->sandbox->stop_at_exit = false;
    return result;
}

enum belljar_result belljar_run_until_call(struct belljar *jar, uint64_t number) {
    return run_until(jar, UINT64_MAX, number ? number - 1 : 0);
}

void belljar_interrupt(struct belljar *jar) {
    host_interrupt(jar->host); // first, so that a read that is waited for ends
    sandbox_request_stop(jar->sandbox);
}

int belljar_exit_signal(const struct belljar *jar) {
    s32 status = jar->sandbox->exit_status;
    return status & 0x7f;
}

int belljar_exit_code(const struct belljar *jar) {
    s32 status = jar->sandbox->exit_status;
    return status & 0x7f ? 128 + (status & 0x7f) : (status >> 8) & 0xff;
}

const void *belljar_output(const struct belljar *jar, int stream, size_t *size) {
    return host_stream_output(jar->host, stream, size);
}

int belljar_set_input(struct belljar *jar, const void *data, size_t size) {
    if (jar->running) return jar_fail(jar, BELLJAR_E_STATE, "standard input cannot be replaced inside a run");
    int error = host_set_input(jar->host, data, size);
    if (error == -ENOMEM) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory for standard input");
    return error < 0 ? jar_fail(jar, BELLJAR_E_ARGUMENT, "standard input is no buffer") : BELLJAR_OK;
}

void belljar_get_stats(const struct belljar *jar, struct belljar_stats *out) {
    const struct sandbox *sb = jar->sandbox;
    *out = (struct belljar_stats){.ticks = sb->ticks.now,
                                  .system_calls = sb->stats.syscalls,
                                  .switches = sb->stats.switches,
                                  .forks = sb->stats.forks,
                                  .execs = sb->stats.execs,
                                  .page_faults = sb->stats.faults,
                                  .cow_copies = sb->stats.cow_copies,
                                  .signals = sb->stats.signals,
                                  .peak_memory = page_pool_peak(sb->pool) * PAGE_SIZE,
                                  .kernel_memory = heap_used(sb->heap),
                                  .hash = sb->opt.hash ? run_hash_now(jar->sandbox) : 0};
}

const char *belljar_missing_call(const struct belljar *jar, size_t index) {
    const u64 *asked = jar->sandbox->stats.nosys;
    for (u32 nr = 0; nr < 8 * 64; nr++)
        if ((asked[nr / 64] >> nr % 64 & 1) && index-- == 0) return syscall_name(nr);
    return NULL;
}
