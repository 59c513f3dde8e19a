// SPDX-License-Identifier: GPL-2.0-or-later
// libFuzzer target: the ELF loader and the #! line parser on any bytes.
#include "abi/errno.h"
#include "abi/limits.h"
#include "loader/loader.h"

#include <stdlib.h>
#include <string.h>

struct bytes {
    const u8 *data;
    size_t size;
};

static s64 read_bytes(void *ctx, u64 offset, void *buf, size_t n) {
    const struct bytes *b = ctx;
    if (offset >= b->size) return 0;
    if (n > b->size - offset) n = b->size - offset;
    memcpy(buf, b->data + offset, n);
    return (s64)n;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size) {
    static struct heap *heap;
    if (!heap) heap = heap_create(-1, 64u << 20);
    u64 before = heap_used(heap);
    struct bytes b = {data, size};
    struct loader_source source = {read_bytes, &b};
    struct elf_plan plan = {0};
    elf_plan_make(heap, &source, &plan);
    elf_plan_release(&plan);
    char head[BINPRM_BUF_SIZE] = {0};
    struct script_line line;
    memcpy(head, data, size < sizeof head ? size : sizeof head);
    script_parse(head, sizeof head, &line);
    if (heap_used(heap) != before) abort(); // it leaked
    return 0;
}
