// SPDX-License-Identifier: GPL-2.0-or-later
// Files of replay/pack.h, through libzstd.
#include "replay/pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { KIND_SIZE = 32, BUFFER_SIZE = 1 << 17, LEVEL = 1, NO_TEXT = 0xffffffff };

struct pack {
    FILE *file;
    bool writing;
    char *path;
    ZSTD_CCtx *compressor;
    ZSTD_DCtx *decompressor;
    u8 *buffer; // of the file: compressed
    ZSTD_inBuffer in;
    bool frame_ended;
    char failure[256];
};

void pack_fail(struct pack *p, const char *reason) {
    if (!p->failure[0]) snprintf(p->failure, sizeof p->failure, "%s", reason);
}

bool pack_ok(const struct pack *p) {
    return !p->failure[0];
}

// Only a file: what else is written to, a device or a pipe, is not ours to take away.
static void remove_file(struct pack *p) {
    struct stat st;
    if (p->writing && fstat(fileno(p->file), &st) == 0 && S_ISREG(st.st_mode)) (void)unlink(p->path);
}

static void pack_free(struct pack *p) {
    if (p->file) fclose(p->file);
    ZSTD_freeCCtx(p->compressor);
    ZSTD_freeDCtx(p->decompressor);
    free(p->buffer);
    free(p->path);
    free(p);
}

static struct pack *pack_new(const char *path, bool writing, char *why, size_t why_size) {
    struct pack *p = calloc(1, sizeof *p);
    if (!p) goto no_memory;
    p->writing = writing;
    p->path = strdup(path);
    p->buffer = malloc(BUFFER_SIZE);
    if (writing)
        p->compressor = ZSTD_createCCtx();
    else
        p->decompressor = ZSTD_createDCtx();
    if (!p->path || !p->buffer || (!p->compressor && !p->decompressor)) goto no_memory;
    if ((p->file = fopen(path, writing ? "wb" : "rb"))) return p;
    snprintf(why, why_size, "%.400s: %s", path, strerror(errno));
    pack_free(p);
    return NULL;
no_memory:
    if (p) pack_free(p);
    snprintf(why, why_size, "no memory");
    return NULL;
}

struct pack *pack_create(const char *path, const char *kind, char *why, size_t why_size) {
    struct pack *p = pack_new(path, true, why, why_size);
    if (!p) return NULL;
    (void)ZSTD_CCtx_setParameter(p->compressor, ZSTD_c_compressionLevel, LEVEL);
    (void)ZSTD_CCtx_setParameter(p->compressor, ZSTD_c_checksumFlag, 1);
    char line[KIND_SIZE] = "";
    snprintf(line, sizeof line, "%.30s\n", kind);
    if (fwrite(line, sizeof line, 1, p->file) != 1) pack_fail(p, strerror(errno));
    return p;
}

struct pack *pack_open(const char *path, const char *kind, char *why, size_t why_size) {
    struct pack *p = pack_new(path, false, why, why_size);
    if (!p) return NULL;
    char line[KIND_SIZE] = "", wanted[KIND_SIZE] = "";
    snprintf(wanted, sizeof wanted, "%.30s\n", kind);
    if (fread(line, sizeof line, 1, p->file) == 1 && memcmp(line, wanted, sizeof line) == 0) return p;
    snprintf(why, why_size, "%.400s: %s", path, ferror(p->file) ? strerror(errno) : "not a file of this kind");
    pack_free(p);
    return NULL;
}

// --- Writing
static void compress(struct pack *p, const void *data, size_t n, ZSTD_EndDirective end) {
    ZSTD_inBuffer in = {data, n, 0};
    size_t left = 1;
    while (pack_ok(p) && (in.pos < in.size || (end == ZSTD_e_end && left))) {
        ZSTD_outBuffer out = {p->buffer, BUFFER_SIZE, 0};
        left = ZSTD_compressStream2(p->compressor, &out, &in, end);
        if (ZSTD_isError(left))
            pack_fail(p, ZSTD_getErrorName(left));
        else if (out.pos && fwrite(p->buffer, out.pos, 1, p->file) != 1)
            pack_fail(p, strerror(errno));
    }
}

void pack_put(struct pack *p, const void *data, size_t n) {
    compress(p, data, n, ZSTD_e_continue);
}

void pack_put_number(struct pack *p, u64 value) {
    u8 bytes[8]; // little-endian, on any host
    for (int i = 0; i < 8; i++) bytes[i] = (u8)(value >> (8 * i));
    pack_put(p, bytes, sizeof bytes);
}

void pack_put_text(struct pack *p, const char *text) {
    size_t n = text ? strlen(text) : 0;
    pack_put_number(p, text ? n : NO_TEXT);
    pack_put(p, text, n);
}

// --- Reading
static void refill(struct pack *p) {
    size_t n = fread(p->buffer, 1, BUFFER_SIZE, p->file);
    if (n == 0) pack_fail(p, ferror(p->file) ? strerror(errno) : "cut short");
    p->in = (ZSTD_inBuffer){p->buffer, n, 0};
}

static size_t decompress(struct pack *p, void *data, size_t n) {
    ZSTD_outBuffer out = {data, n, 0};
    while (pack_ok(p) && !p->frame_ended && out.pos < out.size) {
        if (p->in.pos == p->in.size) refill(p);
        if (!pack_ok(p)) break;
        size_t left = ZSTD_decompressStream(p->decompressor, &out, &p->in);
        if (ZSTD_isError(left)) pack_fail(p, "damaged");
        p->frame_ended = left == 0;
    }
    return out.pos;
}

void pack_get(struct pack *p, void *data, size_t n) {
    size_t got = pack_ok(p) ? decompress(p, data, n) : 0;
    if (got < n) {
        pack_fail(p, "damaged");
        memset((u8 *)data + got, 0, n - got);
    }
}

u64 pack_get_number(struct pack *p, u64 most) {
    u8 bytes[8];
    u64 value = 0;
    pack_get(p, bytes, sizeof bytes);
    for (int i = 0; i < 8; i++) value |= (u64)bytes[i] << (8 * i);
    if (value <= most) return value;
    pack_fail(p, "damaged");
    return 0;
}

char *pack_get_text(struct pack *p, size_t most) {
    u64 n = pack_get_number(p, NO_TEXT);
    if (n == NO_TEXT || !pack_ok(p)) return NULL;
    char *text = n <= most ? calloc(1, (size_t)n + 1) : NULL;
    if (!text) {
        pack_fail(p, n <= most ? "no memory" : "damaged");
        return NULL;
    }
    pack_get(p, text, (size_t)n);
    if (pack_ok(p) && strlen(text) == n) return text;
    pack_fail(p, "damaged");
    free(text);
    return NULL;
}

// The checksum stands at the end of the frame, so nothing is sure before that.
static void expect_end(struct pack *p) {
    u8 more;
    while (pack_ok(p) && !p->frame_ended) {
        ZSTD_outBuffer out = {&more, 1, 0};
        if (p->in.pos == p->in.size) refill(p);
        if (!pack_ok(p)) return;
        size_t left = ZSTD_decompressStream(p->decompressor, &out, &p->in);
        if (ZSTD_isError(left) || out.pos)
            pack_fail(p, "damaged");
        else
            p->frame_ended = left == 0;
    }
    if (pack_ok(p) && (p->in.pos < p->in.size || fgetc(p->file) != EOF)) pack_fail(p, "something follows its end");
}

bool pack_close(struct pack *p, char *why, size_t why_size) {
    if (p->writing)
        compress(p, NULL, 0, ZSTD_e_end);
    else
        expect_end(p);
    if (p->writing && fflush(p->file)) pack_fail(p, strerror(errno));
    bool ok = pack_ok(p);
    if (!ok) snprintf(why, why_size, "%.400s: %s", p->path, p->failure);
    if (!ok) remove_file(p);
    pack_free(p);
    return ok;
}

void pack_abandon(struct pack *p) {
    remove_file(p);
    pack_free(p);
}
