// SPDX-License-Identifier: GPL-2.0-or-later
// fork copies on write, both ways round: what one side writes after it the other does not see, in data, bss, stack,
// heap and private mappings; in a shared mapping both see everything.
#include "guest.h"
#include <sys/mman.h>

static char data[16] = "before", bss[3 * 4096];
static const char constant[] = "constant";

struct view {
    char *name, *at;
};

static void print(const char *who, struct view *v, int n) {
    printf("%s:", who);
    for (int i = 0; i < n; i++) printf(" %s=%s", v[i].name, v[i].at);
    printf("\n");
}

int main(void) {
    char stack[16] = "before";
    char *heap = malloc(100), *large = malloc(1 << 20);
    char *private = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    strcpy(bss, "before"), strcpy(heap, "before"), strcpy(large + 500000, "before");
    strcpy(private, "before"), strcpy(shared, "before");
    struct view v[] = {
        {"data", data},       {"bss", bss},      {"stack", stack}, {"heap", heap}, {"large", large + 500000},
        {"private", private}, {"shared", shared}};
    int n = sizeof v / sizeof v[0];
    for (int child_first = 0; child_first < 2; child_first++) {
        struct gate to_child = gate_new(), to_parent = gate_new();
        pid_t pid = fork();
        if (pid == 0) {
            if (!child_first) gate_pass(&to_child);
            print("child finds", v, n);
            for (int i = 0; i < n; i++) sprintf(v[i].at, "child%d", child_first);
            print("child wrote", v, n);
            gate_open(&to_parent);
            gate_pass(&to_child);
            print("child again", v, n);
            printf("constant %s\n", constant);
            _exit(0);
        }
        if (child_first) gate_pass(&to_parent);
        for (int i = 0; i < n; i++) sprintf(v[i].at, "parent%d", child_first);
        print("parent wrote", v, n);
        gate_open(&to_child);
        if (!child_first) gate_pass(&to_parent), gate_open(&to_child);
        reap("child", pid);
        print("parent at last", v, n);
    }
    // pages never touched before the fork are each side's own as well, but shared when the mapping is
    char *p = private + 4096, *s = shared + 4096;
    pid_t pid = fork();
    if (pid == 0) {
        strcpy(p, "child"), strcpy(s, "child");
        _exit(0);
    }
    reap("toucher", pid);
    printf("untouched: private '%s', shared '%s'\n", p, s);
    return 0;
}
