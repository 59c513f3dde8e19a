// SPDX-License-Identifier: GPL-2.0-or-later
// Copy on write over many pages and generations: every process sees exactly its own sixteen megabytes.
#include "guest.h"
#include <sys/mman.h>

enum { PAGES = 4096, STEP = 4096 / sizeof(unsigned) };
static unsigned *area;

static unsigned long sum(void) {
    unsigned long s = 0;
    for (int i = 0; i < PAGES; i++) s = s * 31 + area[i * STEP] + area[i * STEP + STEP - 1];
    return s;
}

static void generation(int depth) {
    for (int i = depth; i < PAGES; i += depth + 2) area[i * STEP] += depth + 1, area[i * STEP + STEP - 1] ^= i;
    unsigned long before = sum();
    if (depth < 4) {
        pid_t first = fork();
        if (first == 0) generation(depth + 1), _exit(depth + 1);
        pid_t second = fork();
        if (second == 0) {
            memset(area, 0x5a, PAGES * 4096); // a child that spoils all of its own copy
            _exit(99);
        }
        reap("generation", first);
        reap("spoiler", second);
    }
    printf("depth %d: %016lx %s\n", depth, sum(), sum() == before ? "untouched by the children" : "spoilt");
}

int main(void) {
    area = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < PAGES; i++) area[i * STEP] = i * 2654435761u;
    generation(0);
    // a parent that goes on writing while ten children hold snapshots
    pid_t pids[10];
    struct gate g = gate_new();
    for (int c = 0; c < 10; c++) {
        area[0] = c, area[(PAGES - 1) * STEP] = c * c;
        pids[c] = fork();
        if (pids[c] == 0) {
            gate_pass(&g);
            _exit(area[0] == (unsigned)c && area[(PAGES - 1) * STEP] == (unsigned)(c * c) ? c : 255);
        }
    }
    for (int i = 0; i < PAGES; i++) area[i * STEP] = 7;
    for (int c = 0; c < 10; c++) gate_open(&g);
    for (int c = 0; c < 10; c++) reap("snapshot", pids[c]);
    // unmapping and protecting in the child leaves the parent alone
    pid_t pid = fork();
    if (pid == 0) {
        munmap(area, PAGES * 2048);
        mprotect(area + PAGES / 2 * STEP, 4096, PROT_NONE);
        _exit(0);
    }
    reap("unmapper", pid);
    printf("%u %u %016lx\n", area[0], area[PAGES / 2 * STEP], sum());
    return 0;
}
