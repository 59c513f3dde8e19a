// SPDX-License-Identifier: GPL-2.0-or-later
// malloc in forty lines: memory from sbrk, a free list, first fit.
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct block {
    size_t size;
    int free;
    struct block *next;
};
static struct block *first;

static void *tiny_malloc(size_t size) {
    size = (size + 15) & ~(size_t)15;
    struct block **link = &first;
    for (; *link; link = &(*link)->next)
        if ((*link)->free && (*link)->size >= size) {
            (*link)->free = 0;
            return *link + 1;
        }
    struct block *b = sbrk((ptrdiff_t)(sizeof *b + size));
    if (b == (void *)-1) return NULL;
    *b = (struct block){.size = size};
    *link = b;
    return b + 1;
}

static void tiny_free(void *p) {
    if (p) ((struct block *)p - 1)->free = 1;
}

int main(void) {
    char *start = sbrk(0);
    char *a = tiny_malloc(100), *b = tiny_malloc(5000);
    strcpy(a, "first");
    memset(b, 'b', 5000);
    tiny_free(a);
    char *c = tiny_malloc(64); // fits where a was
    printf("the freed block is used again: %d\n", c == a);
    char *d = tiny_malloc(1 << 20);
    memset(d, 'd', 1 << 20);
    printf("b is untouched: %d\n", b[0] == 'b' && b[4999] == 'b');
    printf("the break moved by at least what was asked for: %d\n", (char *)sbrk(0) - start >= 100 + 5000 + (1 << 20));
    tiny_free(b), tiny_free(c), tiny_free(d);
    return 0;
}
