// SPDX-License-Identifier: GPL-2.0-or-later
// Deep and broad: a chain of forty generations, three hundred children one after another, sixty at once.
#include "guest.h"

static int chain(int depth) {
    if (depth == 40) return 1;
    pid_t pid = fork();
    if (pid == 0) _exit(chain(depth + 1) + 1);
    int status;
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status) + (depth == 0 ? 0 : 1) - 1;
}

int main(void) {
    printf("chain: %d\n", chain(0));
    int sum = 0, status;
    for (int i = 0; i < 300; i++) {
        pid_t pid = fork();
        if (pid < 0) return perror("fork"), 1;
        if (pid == 0) _exit(i % 256);
        if (waitpid(pid, &status, 0) != pid) return perror("waitpid"), 1;
        sum += WEXITSTATUS(status);
    }
    printf("one after another: %d\n", sum);
    pid_t pids[60];
    struct gate g = gate_new();
    for (int i = 0; i < 60; i++)
        if ((pids[i] = fork()) == 0) {
            gate_pass(&g);
            _exit(i);
        }
    for (int i = 0; i < 60; i++)
        for (int j = 0; j < i; j++)
            if (pids[i] == pids[j]) printf("two children with one id\n");
    for (int i = 0; i < 60; i++) gate_open(&g);
    for (int i = 59; i >= 0; i--) {
        waitpid(pids[i], &status, 0);
        if (WEXITSTATUS(status) != i) printf("child %d exited %d\n", i, WEXITSTATUS(status));
    }
    show("all gone", waitpid(-1, &status, WNOHANG));
    // every process of a tree of 2^6 forks once more and tells its parent how many are below it
    pid_t top = getpid();
    int count = 0, made = 0;
    for (int level = 0; level < 6; level++) {
        pids[made] = fork();
        if (pids[made] < 0) return perror("fork"), 1;
        made = pids[made] ? made + 1 : 0; // the child goes on with the remaining levels
    }
    for (int i = 0; i < made; i++) waitpid(pids[i], &status, 0), count += WEXITSTATUS(status);
    if (waitpid(-1, &status, WNOHANG) >= 0) printf("one child too many\n");
    if (getpid() != top) _exit(count + 1);
    printf("tree: %d\n", count + 1);
    return 0;
}
