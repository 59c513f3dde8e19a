// SPDX-License-Identifier: GPL-2.0-or-later
// libFuzzer target: checkpoint files. The first byte of an input chooses: the rest as a file that is trusted; the rest as the image of a
// machine's memory; a good image in which the rest changes bytes, as pairs of an offset and a value, so that what lies behind the
// first check is reached; or a sealed file in which the rest changes bytes, which must be refused unless all of it is what it was.
#include "base/heap.h"
#include "emu/frames.h"
#include "emu/image.h"
#include "replay/pack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct bytes {
    u8 *data;
    size_t size, at;
    bool failed;
};

static void put(void *ctx, const void *data, size_t n) {
    struct bytes *b = ctx;
    b->data = realloc(b->data, b->size + n);
    memcpy(b->data + b->size, data, n);
    b->size += n;
}
static void get(void *ctx, void *data, size_t n) {
    struct bytes *b = ctx;
    if (b->failed || n > b->size - b->at) {
        b->failed = true;
        memset(data, 0, n);
        return;
    }
    memcpy(data, b->data + b->at, n);
    b->at += n;
}
static bool ok(void *ctx) {
    return !((struct bytes *)ctx)->failed;
}

static struct bytes good;

static void make_good(void) {
    const struct image_io io = {&good, put, get, ok};
    struct heap *heap = heap_create(5, 8u << 20);
    struct page_pool *pool = page_pool_create(heap, 1u << 20);
    void *keep[100];
    for (int i = 0; i < 100; i++) keep[i] = kzalloc(heap, (size_t)(i * 37 % 900));
    for (int i = 0; i < 100; i += 3) kfree(keep[i]);
    for (int i = 0; i < 9; i++) page_write(pool, page_alloc(pool), 0, "frame", 5);
    heap_set_root(heap, keep[1]);
    memory_image_put(pool, &io);
    heap_destroy(heap);
}

static void load(struct bytes *b) {
    const struct image_io io = {b, put, get, ok};
    struct page_pool *pool;
    const char *why = NULL;
    struct heap *heap = memory_image_get(&io, &pool, &why);
    if (heap)
        heap_destroy(heap);
    else if (!why || !*why)
        abort(); // refused without a reason
}

#define KIND "belljar checkpoint 2"

static int file_of(const u8 *data, size_t size, char path[64]) {
    int fd = memfd_create("checkpoint", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static bool read_file(const u8 *data, size_t size, const struct pack_key *key) {
    char path[64], why[256] = "";
    int fd = file_of(data, size, path);
    bool right = false;
    struct pack *p = pack_open(path, KIND, key, why, sizeof why);
    if (p) {
        u8 buffer[512];
        for (int i = 0; i < 64 && pack_ok(p); i++) {
            free(pack_get_text(p, 256));
            pack_get_number(p, 1000);
            pack_get(p, buffer, sizeof buffer);
        }
        right = pack_close(p, why, sizeof why);
        if (key && !right) abort(); // sealed, and yet something was wrong with it
    }
    if (!right && !*why) abort();
    close(fd);
    return right;
}

static const struct pack_key key = {(const u8 *)"32 bytes that nobody else knows.", 32, "the key"};
static u8 sealed[1 << 17];
static size_t sealed_size;

static void make_sealed(void) {
    char path[64], why[256];
    u8 buffer[512] = "content";
    int fd = file_of(NULL, 0, path);
    struct pack *p = pack_create(path, KIND, &key, why, sizeof why);
    for (int i = 0; i < 64; i++) {
        pack_put_text(p, "text");
        pack_put_number(p, (u64)i);
        buffer[i] = (u8)(i * 77);
        pack_put(p, buffer, sizeof buffer);
    }
    if (!pack_close(p, why, sizeof why)) abort();
    sealed_size = (size_t)pread(fd, sealed, sizeof sealed, 0);
    close(fd);
    if (!read_file(sealed, sealed_size, &key)) abort();
}

static void change_sealed(const u8 *data, size_t size) {
    static u8 copy[sizeof sealed];
    size_t n = sealed_size;
    memcpy(copy, sealed, n);
    for (size_t i = 1; i + 3 <= size; i += 3) copy[(data[i] | data[i + 1] << 8) % n] = data[i + 2];
    if (size % 3 == 0 && size) n = n * data[size - 1] / 256;
    if (read_file(copy, n, &key) != (n == sealed_size && memcmp(copy, sealed, n) == 0)) abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size) {
    if (!good.size) make_good();
    if (!sealed_size) make_sealed();
    if (!size) return 0;
    struct bytes b = {.size = size - 1};
    switch (*data % 4) {
    case 0: read_file(data + 1, size - 1, NULL); return 0;
    case 3: change_sealed(data, size); return 0;
    case 1:
        b.data = malloc(size);
        memcpy(b.data, data + 1, size - 1);
        break;
    default:
        b.data = malloc(good.size);
        b.size = good.size;
        memcpy(b.data, good.data, good.size);
        for (size_t i = 1; i + 4 <= size; i += 4) { // most of the bytes are in the first pages
            u32 offset = (u32)data[i] | (u32)data[i + 1] << 8 | (u32)(data[i + 2] & 7) << 16;
            b.data[offset % b.size] = data[i + 3];
        }
        if (size % 4 == 2) b.size = b.size * data[size - 1] / 256; // cut short
    }
    load(&b);
    free(b.data);
    return 0;
}
