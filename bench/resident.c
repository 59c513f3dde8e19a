// SPDX-License-Identifier: GPL-2.0-or-later
// So many MB of memory that compress badly, and then two system calls.
#include "programs.h"

int main(int argc, char **argv) {
    size_t words = (size_t)iterations(argc, argv) << 17;
    uint64_t *data = malloc(words * 8 + 8), state = 88172645463325252u;
    for (size_t i = 0; i < words; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        data[i] = state;
    }
    getppid();
    return finish(data[words / 2]);
}
