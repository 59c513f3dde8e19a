// SPDX-License-Identifier: GPL-2.0-or-later
// Checkpoint files: what belongs to the sandbox's handle and to its host's side, then the machine.
#include "api/internal.h"

#include "kernel/checkpoint.h"
#include "replay/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECKPOINT_KIND "belljar checkpoint 2"

enum { PATH_LIMIT = 4096, TEXT_LIMIT = 256, TREES_MAX = 1 << 16 };
#define STREAM_LIMIT (1ull << 32)

static void io_put(void *ctx, const void *data, size_t n) {
    pack_put(ctx, data, n);
}
static void io_get(void *ctx, void *data, size_t n) {
    pack_get(ctx, data, n);
}
static bool io_ok(void *ctx) {
    return pack_ok(ctx);
}

// --- The seal
bool jar_set_key(struct belljar *jar, const struct belljar_options *opt) {
    _Static_assert(sizeof jar->key == PACK_KEY_MAX, "any key fits");
    if (!opt->key) return true;
    if (opt->key_size < PACK_KEY_MIN || opt->key_size > PACK_KEY_MAX) {
        jar_fail(jar, BELLJAR_E_ARGUMENT, "a key of checkpoint files has %d to %d bytes", PACK_KEY_MIN, PACK_KEY_MAX);
        return false;
    }
    memcpy(jar->key, opt->key, opt->key_size);
    jar->key_size = opt->key_size;
    return true;
}

static struct pack_key key_of(const struct belljar *jar, const char *name) {
    return (struct pack_key){jar->key, jar->key_size, name ? name : "the key given"};
}

// --- Which build
static void put_identity(struct pack *p) {
    pack_put_text(p, belljar_version());
    pack_put_text(p, belljar_engine());
    pack_put_text(p, host_build_id());
}

static void expect_text(struct pack *p, const char *wanted, const char *what) {
    char reason[300];
    char *text = pack_get_text(p, TEXT_LIMIT);
    if (pack_ok(p) && (!text || !wanted || strcmp(text, wanted) != 0)) {
        snprintf(reason, sizeof reason, "made by another %s (%.100s, this is %.100s)", what, text ? text : "?",
                 wanted ? wanted : "?");
        pack_fail(p, reason);
    }
    free(text);
}

static void expect_identity(struct pack *p) {
    expect_text(p, belljar_version(), "version of belljar");
    expect_text(p, belljar_engine(), "CPU emulator");
    expect_text(p, host_build_id(), "build of belljar");
}

// --- Streams
static void put_streams(struct pack *p, const struct host *host) {
    for (int i = 0; i < 3; i++) {
        struct host_stream_state s;
        if (host_stream_get(host, i, &s) < 0) continue;
        pack_put_number(p, s.kind);
        pack_put_number(p, s.position);
        pack_put_number(p, s.size);
        pack_put(p, s.data, s.size);
    }
}

static void get_stream(struct pack *p, struct host *host, int i) {
    struct host_stream_state now;
    u64 kind = pack_get_number(p, HOST_STREAM_BUFFER), position = pack_get_number(p, UINT64_MAX),
        size = pack_get_number(p, STREAM_LIMIT);
    u8 *data = malloc(size ? size : 1);
    if (!data) {
        pack_fail(p, "no memory");
        return;
    }
    pack_get(p, data, size);
    (void)host_stream_get(host, i, &now);
    if (!pack_ok(p)) {
        // said already
    } else if (i == 0 && kind == HOST_STREAM_BUFFER) {
        if (host_stream_buffer(host, 0, data, size) < 0 || host_stream_set_position(host, 0, position) < 0)
            pack_fail(p, "damaged");
    } else if (i == 0 && kind == HOST_STREAM_FILE) {
        if (now.kind != HOST_STREAM_FILE || host_stream_set_position(host, 0, position) < 0)
            pack_fail(p, "standard input was a regular file, and is none now");
    } else if (i > 0 && kind == HOST_STREAM_BUFFER && now.kind == HOST_STREAM_BUFFER) {
        if (host_stream_resume(host, i, data, size) < 0) pack_fail(p, "no memory");
    }
    free(data);
}

// --- Trees of the host
static void put_trees(struct pack *p, const struct host *host) {
    bool writable, directory;
    u64 count = 0;
    while (host_tree_path(host, (int)count, &writable, &directory)) count++;
    pack_put_number(p, count);
    for (u64 i = 0; i < count; i++) {
        pack_put_text(p, host_tree_path(host, (int)i, &writable, &directory));
        pack_put_number(p, writable);
        pack_put_number(p, directory);
    }
}

static void get_trees(struct pack *p, struct host *host) {
    u64 count = pack_get_number(p, TREES_MAX);
    for (u64 i = 0; i < count && pack_ok(p); i++) {
        char *path = pack_get_text(p, PATH_LIMIT), reason[PATH_LIMIT];
        bool writable = pack_get_number(p, 1), directory = pack_get_number(p, 1);
        if (pack_ok(p) && (!path || path[0] != '/')) pack_fail(p, "damaged");
        if (pack_ok(p)) {
            int tree = host_add_tree(host, path, writable);
            // A file was read when it was executed; a directory may be asked for more.
            if (tree < 0 && !directory) tree = host_add_missing_tree(host, path, writable);
            if (tree < 0) {
                snprintf(reason, sizeof reason, "needs the directory %.200s: %s", path, jar_strerror(-tree));
                pack_fail(p, reason);
            }
        }
        free(path);
    }
}

// --- All of it
int belljar_checkpoint(struct belljar *jar, const char *path) {
    char why[512];
    if (!jar->loaded || jar->running || jar->torn)
        return jar_fail(jar, BELLJAR_E_STATE, "checkpoint: only of a loaded program, between two runs");
    if (jar->sandbox->opt.live) return jar_fail(jar, BELLJAR_E_STATE, "checkpoint: not of a live run");
    if (!host_build_id())
        return jar_fail(jar, BELLJAR_E_STATE, "checkpoint: this build has no build id to know it by");
    const struct pack_key key = key_of(jar, NULL);
    struct pack *p = pack_create(path, CHECKPOINT_KIND, key.size ? &key : NULL, why, sizeof why);
    if (!p) return jar_fail(jar, BELLJAR_E_HOST, "%s", why);
    put_identity(p);
    pack_put_number(p, jar->uid);
    pack_put_number(p, jar->gid);
    pack_put_number(p, jar->has_root);
    put_streams(p, jar->host);
    put_trees(p, jar->host);
    const struct image_io io = {.ctx = p, .put = io_put, .get = io_get, .ok = io_ok};
    sandbox_put(jar->sandbox, &io);
    return pack_close(p, why, sizeof why) ? BELLJAR_OK : jar_fail(jar, BELLJAR_E_HOST, "%s", why);
}

static struct heap *load(struct pack *p, struct belljar *jar, const struct belljar_options *opt,
                         struct page_pool **pool) {
    const struct image_io io = {.ctx = p, .put = io_put, .get = io_get, .ok = io_ok};
    const char *reason = "damaged";
    expect_identity(p);
    jar->uid = (u32)pack_get_number(p, UINT32_MAX);
    jar->gid = (u32)pack_get_number(p, UINT32_MAX);
    jar->has_root = pack_get_number(p, 1);
    if (!jar_open_streams(jar, opt)) pack_fail(p, jar->message);
    for (int i = 0; i < 3 && pack_ok(p); i++) get_stream(p, jar->host, i);
    if (pack_ok(p)) get_trees(p, jar->host);
    struct heap *heap = pack_ok(p) ? memory_image_get(&io, pool, &reason) : NULL;
    if (!heap) pack_fail(p, reason);
    return heap;
}

struct belljar *belljar_resume(const char *path, const struct belljar_options *opt, char *why, size_t why_size) {
    char unused[8];
    const char *reason = NULL;
    struct page_pool *pool = NULL;
    struct heap *heap = NULL;
    if (!why) why = unused, why_size = sizeof unused;
    if (opt->struct_size != sizeof *opt) {
        snprintf(why, why_size, "the options were made for another version of the library");
        return NULL;
    }
    struct belljar *jar = calloc(1, sizeof *jar);
    if (!jar || !(jar->host = host_open())) {
        snprintf(why, why_size, "no memory");
        belljar_destroy(jar);
        return NULL;
    }
    struct pack *p = NULL;
    if (jar_set_key(jar, opt)) {
        const struct pack_key key = key_of(jar, opt->key_name);
        p = pack_open(path, CHECKPOINT_KIND, opt->trust ? NULL : &key, why, why_size);
    } else {
        snprintf(why, why_size, "%s", jar->message);
    }
    if (!p) {
        belljar_destroy(jar);
        return NULL;
    }
    heap = load(p, jar, opt, &pool);
    if (!pack_close(p, why, why_size) || !heap) { // only the end tells whether all of it was right
        if (heap) heap_destroy(heap);
        belljar_destroy(jar);
        return NULL;
    }
    jar->sandbox = sandbox_revive(heap, pool, &syscall_layer, host_door(jar->host), jar->host, &reason);
    if (!jar->sandbox) {
        snprintf(why, why_size, "%.400s: %s", path, reason);
        belljar_destroy(jar);
        return NULL;
    }
    jar->loaded = true;
    return jar;
}
