// SPDX-License-Identifier: GPL-2.0-or-later
// Files of replay/pack.h, through libzstd, sealed by libsodium: a keyed BLAKE2b-256 over everything, at the end. A file is read
// into memory before it is looked at, so that what was checked is what is taken.
#include "replay/pack.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { KIND_SIZE = 32, BUFFER_SIZE = 1 << 17, LEVEL = 1, NO_TEXT = 0xffffffff, SEAL_SIZE = 32 };
_Static_assert(PACK_KEY_MIN >= crypto_generichash_KEYBYTES_MIN && PACK_KEY_MAX <= crypto_generichash_KEYBYTES_MAX,
               "keys");

struct pack {
    FILE *file;
    bool writing;
    char *path;
    ZSTD_CCtx *compressor;
    ZSTD_DCtx *decompressor;
    u8 *buffer; // writing: compressed bytes on their way; reading: the whole file
    ZSTD_inBuffer in;
    crypto_generichash_state sealing;
    bool sealed; // with a key
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
    if (writing)
        p->compressor = ZSTD_createCCtx();
    else
        p->decompressor = ZSTD_createDCtx();
    if (!p->path || (!p->compressor && !p->decompressor)) goto no_memory;
    if ((p->file = fopen(path, writing ? "wb" : "rb"))) return p;
    snprintf(why, why_size, "%.400s: %s", path, strerror(errno));
    pack_free(p);
    return NULL;
no_memory:
    if (p) pack_free(p);
    snprintf(why, why_size, "no memory");
    return NULL;
}

static bool begin_seal(crypto_generichash_state *state, const struct pack_key *key) {
    return key && key->size >= PACK_KEY_MIN && key->size <= PACK_KEY_MAX && sodium_init() >= 0 &&
           crypto_generichash_init(state, key->bytes, key->size, SEAL_SIZE) == 0;
}

static void put_bytes(struct pack *p, const void *data, size_t n) {
    if (p->sealed) (void)crypto_generichash_update(&p->sealing, data, n);
    if (pack_ok(p) && fwrite(data, n, 1, p->file) != 1) pack_fail(p, strerror(errno));
}

struct pack *pack_create(const char *path, const char *kind, const struct pack_key *key, char *why, size_t why_size) {
    struct pack *p = pack_new(path, true, why, why_size);
    if (!p) return NULL;
    (void)ZSTD_CCtx_setParameter(p->compressor, ZSTD_c_compressionLevel, LEVEL);
    (void)ZSTD_CCtx_setParameter(p->compressor, ZSTD_c_checksumFlag, 1);
    if (!(p->buffer = malloc(BUFFER_SIZE))) pack_fail(p, "no memory");
    p->sealed = begin_seal(&p->sealing, key);
    char line[KIND_SIZE] = "";
    snprintf(line, sizeof line, "%.30s\n", kind);
    put_bytes(p, line, sizeof line);
    return p;
}

static const char *read_whole(struct pack *p, size_t *size) {
    struct stat st;
    if (fstat(fileno(p->file), &st) < 0) return strerror(errno);
    if (!S_ISREG(st.st_mode)) return "not a regular file";
    *size = (size_t)st.st_size;
    if (*size < KIND_SIZE + SEAL_SIZE) return "not a file of this kind";
    if (!(p->buffer = malloc(*size))) return "no memory";
    if (fread(p->buffer, *size, 1, p->file) == 1) return NULL;
    return ferror(p->file) ? strerror(errno) : "cut short";
}

static bool has_seal(const u8 *data, size_t size, const struct pack_key *key) {
    crypto_generichash_state state;
    u8 seal[SEAL_SIZE];
    if (!begin_seal(&state, key)) return false;
    (void)crypto_generichash_update(&state, data, size - SEAL_SIZE);
    (void)crypto_generichash_final(&state, seal, sizeof seal);
    return sodium_memcmp(seal, data + size - SEAL_SIZE, sizeof seal) == 0;
}

struct pack *pack_open(const char *path, const char *kind, const struct pack_key *key, char *why, size_t why_size) {
    struct pack *p = pack_new(path, false, why, why_size);
    if (!p) return NULL;
    char wanted[KIND_SIZE] = "", unsealed[700];
    size_t size = 0;
    snprintf(wanted, sizeof wanted, "%.30s\n", kind);
    const char *wrong = read_whole(p, &size);
    if (!wrong && (!p->buffer || memcmp(p->buffer, wanted, sizeof wanted) != 0)) wrong = "not a file of this kind";
    if (!wrong && key && !has_seal(p->buffer, size, key)) {
        snprintf(unsealed, sizeof unsealed, "not sealed with %.600s: another's, cut short or altered", key->name);
        wrong = unsealed;
    }
    if (wrong) {
        snprintf(why, why_size, "%.400s: %s", path, wrong);
        pack_free(p);
        return NULL;
    }
    p->in = (ZSTD_inBuffer){p->buffer + KIND_SIZE, size - KIND_SIZE - SEAL_SIZE, 0};
    return p;
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
        else if (out.pos)
            put_bytes(p, p->buffer, out.pos);
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
static size_t decompress(struct pack *p, void *data, size_t n) {
    ZSTD_outBuffer out = {data, n, 0};
    while (pack_ok(p) && !p->frame_ended && out.pos < out.size) {
        if (p->in.pos == p->in.size) pack_fail(p, "cut short");
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
        if (p->in.pos == p->in.size) pack_fail(p, "cut short");
        if (!pack_ok(p)) return;
        size_t left = ZSTD_decompressStream(p->decompressor, &out, &p->in);
        if (ZSTD_isError(left) || out.pos)
            pack_fail(p, "damaged");
        else
            p->frame_ended = left == 0;
    }
    if (pack_ok(p) && p->in.pos < p->in.size) pack_fail(p, "something follows its end");
}

static void finish_writing(struct pack *p) {
    u8 seal[SEAL_SIZE] = {0};
    compress(p, NULL, 0, ZSTD_e_end);
    if (p->sealed) (void)crypto_generichash_final(&p->sealing, seal, sizeof seal);
    p->sealed = false;
    put_bytes(p, seal, sizeof seal);
}

bool pack_close(struct pack *p, char *why, size_t why_size) {
    if (p->writing)
        finish_writing(p);
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
