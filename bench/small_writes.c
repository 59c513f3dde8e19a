// SPDX-License-Identifier: GPL-2.0-or-later
// Writes of one byte to /dev/null: what watching a call costs.
#include "programs.h"

int main(int argc, char **argv) {
    int fd = open("/dev/null", O_WRONLY);
    uint64_t done = 0;
    for (long n = iterations(argc, argv); n > 0; n--) done += (uint64_t)write(fd, "x", 1);
    return finish(done);
}
