// SPDX-License-Identifier: GPL-2.0-or-later
// qsort, bsearch, hash tables, trees, linear search, and the generators of random numbers with fixed seeds.
#include "guest.h"
#include <search.h>

static int compare(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return x < y ? -1 : x > y;
}
static int compare_r(const void *a, const void *b, void *direction) {
    return compare(a, b) * *(int *)direction;
}
static int compare_strings(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}
struct large {
    int key;
    char filler[100];
};
static int nodes, height;
static void visit(const void *node, VISIT which, int level) {
    nodes += which == postorder || which == leaf;
    if (level > height) height = level;
}
static int tree_compare(const void *a, const void *b) {
    return (long)a < (long)b ? -1 : (long)a > (long)b;
}

int main(void) {
    static int v[200000];
    srand(1);
    printf("%d %d %d\n", rand(), rand(), rand());
    for (int i = 0; i < 200000; i++) v[i] = rand();
    qsort(v, 200000, sizeof *v, compare);
    int sorted = 1;
    for (int i = 1; i < 200000; i++) sorted &= v[i - 1] <= v[i];
    printf("sorted %d %016lx\n", sorted, (long)checksum(v, sizeof v));
    int key = v[777], missing = -5, down = -1;
    printf("found %d, not found %d\n", *(int *)bsearch(&key, v, 200000, sizeof *v, compare) == key,
           bsearch(&missing, v, 200000, sizeof *v, compare) == NULL);
    qsort_r(v, 1000, sizeof *v, compare_r, &down), printf("%d\n", v[0] >= v[999]);
    for (int i = 0; i < 1000; i++) v[i] = i % 10;
    qsort(v, 1000, sizeof *v, compare), printf("%d %d %d\n", v[0], v[500], v[999]);
    static struct large large[3000];
    for (int i = 0; i < 3000; i++) large[i].key = i * 7919 % 3001, memset(large[i].filler, large[i].key, 100);
    qsort(large, 3000, sizeof *large, compare);
    int whole = 1;
    for (int i = 0; i < 3000; i++)
        whole &= large[i].filler[99] == (char)large[i].key && (i == 0 || large[i - 1].key < large[i].key);
    printf("large elements %d\n", whole);
    char *words[] = {"pear", "apple", "fig", "", "banana", "apples", "Zebra"};
    qsort(words, 7, sizeof *words, compare_strings);
    for (int i = 0; i < 7; i++) printf("[%s]", words[i]);
    printf("\n");

    hcreate(5000);
    static char names[3000][12];
    for (long i = 0; i < 3000; i++)
        sprintf(names[i], "key%ld", i), hsearch((ENTRY){names[i], (void *)(i * 3)}, ENTER);
    long sum = 0;
    for (int i = 0; i < 3000; i += 7) {
        char name[12];
        sprintf(name, "key%d", i);
        sum += (long)hsearch((ENTRY){name, NULL}, FIND)->data;
    }
    printf("hash %ld %d\n", sum, hsearch((ENTRY){"absent", NULL}, FIND) == NULL);
    void *root = NULL;
    for (long i = 1; i <= 5000; i++) tsearch((void *)(i * 7919 % 5003), &root, tree_compare);
    twalk(root, visit), printf("tree %d, high enough %d, found %d\n", nodes, height >= 12 && height <= 30,
                               tfind((void *)1234, &root, tree_compare) != NULL);
    for (long i = 1; i <= 5000; i += 2) tdelete((void *)(i * 7919 % 5003), &root, tree_compare);
    nodes = 0, twalk(root, visit), printf("left %d\n", nodes);
    size_t count = 3;
    int small[10] = {5, 6, 7}, want = 8;
    lsearch(&want, small, &count, sizeof *small, compare),
        printf("%zu %d\n", count, lfind(&want, small, &count, sizeof *small, compare) != NULL);

    srandom(42), printf("%ld %ld\n", random(), random());
    srand48(42), printf("%ld %.10f %ld\n", lrand48(), drand48(), mrand48());
    unsigned seed = 7;
    printf("%d %d\n", rand_r(&seed), rand_r(&seed));
    char state[64];
    initstate(99, state, 64), printf("%ld\n", random());
    unsigned char bytes[64];
    int zero = 0;
    arc4random_buf(bytes, 64);
    for (int i = 0; i < 64; i++) zero += bytes[i] == 0;
    printf("arc4random is random enough: %d %d\n", zero < 20, arc4random_uniform(10) < 10);
    return 0;
}
