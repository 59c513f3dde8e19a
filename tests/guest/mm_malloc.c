// SPDX-License-Identifier: GPL-2.0-or-later
// malloc under stress: a hundred thousand operations with checked contents, in one thread and in four.
#include "guest.h"
#include <malloc.h>
#include <pthread.h>

struct block {
    unsigned char *at;
    size_t size;
    unsigned char fill;
};

static int check(struct block *b) {
    if (!b->at) return 0;
    int bad = 0;
    for (size_t i = 0; i < b->size; i += 1 + b->size / 37) bad += b->at[i] != b->fill;
    return bad + (b->size && b->at[b->size - 1] != b->fill);
}
static void *stress(void *arg) {
    unsigned seed = (unsigned)(long)arg;
    struct block blocks[256] = {0};
    long bad = 0, done = 0;
    for (int i = 0; i < 25000; i++) {
        seed = seed * 1664525 + 1013904223;
        struct block *b = &blocks[seed >> 24];
        size_t size = (seed >> 8) % ((seed & 31) == 0 ? 300000 : (seed & 3) == 0 ? 5000 : 200);
        bad += check(b);
        switch (seed >> 5 & 3) {
        case 0: free(b->at), b->at = NULL, b->size = 0; break;
        case 1: {
            size_t keep = b->size < size ? b->size : size;
            unsigned char *p = realloc(b->at, size + 1);
            if (!p) return (void *)-1;
            for (size_t k = 0; k < keep; k += 1 + keep / 11) bad += p[k] != b->fill;
            b->at = p, b->size = size, memset(p, b->fill = i, size);
            break;
        }
        case 2:
            free(b->at);
            b->at = calloc(1, size + 1), b->size = size;
            for (size_t k = 0; k < size; k += 1 + size / 53) bad += b->at[k] != 0;
            memset(b->at, b->fill = i, size);
            break;
        case 3: {
            size_t align = 16u << (seed >> 16 & 7);
            free(b->at);
            b->at = aligned_alloc(align, (size + align) & -align), b->size = size;
            bad += (uintptr_t)b->at % align != 0;
            memset(b->at, b->fill = i, size);
        }
        }
        done++;
    }
    for (int i = 0; i < 256; i++) bad += check(&blocks[i]), free(blocks[i].at);
    return (void *)(bad * 1000000 + done);
}

int main(void) {
    printf("alone: %ld\n", (long)stress((void *)1));
    pthread_t t[4];
    for (long i = 0; i < 4; i++) pthread_create(&t[i], NULL, stress, (void *)(i + 2));
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(t[i], &result), printf("thread: %ld\n", (long)result);
    }
    char *huge = malloc(1ul << 46);
    printf("too much: %s\n", huge ? "given" : errno_name(errno));
    printf("overflow: %s\n", calloc((size_t)1 << 33, (size_t)1 << 33) ? "given" : errno_name(errno));
    void *p;
    printf("posix_memalign: %d, bad alignment: %s\n", posix_memalign(&p, 4096, 100),
           errno_name(posix_memalign(&p, 24, 100)));
    char *v = valloc(10);
    printf("valloc aligned: %d\n", (uintptr_t)v % 4096 == 0);
    malloc_trim(0);
    pid_t pid = fork();
    if (pid == 0) _exit(stress((void *)9) == (void *)25000 ? 0 : 1);
    reap("in a child", pid);
    // a list of a million nodes would be slow; a hundred thousand, freed in another order
    struct node {
        struct node *next;
        int value;
    } *list = NULL;
    for (int i = 0; i < 100000; i++) {
        struct node *n = malloc(sizeof *n);
        n->next = list, n->value = i, list = n;
    }
    long sum = 0;
    for (struct node *n = list, *after; n; n = after) after = n->next, sum += n->value, free(n);
    printf("list %ld\n", sum);
    return 0;
}
