// SPDX-License-Identifier: GPL-2.0-or-later
// The host's entropy, for live runs.
#include "host/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

void host_entropy(void *door, void *buf, size_t n) {
    (void)door;
    for (u8 *at = buf; n > 0;) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) abort(); // better no machine than one that deals out what can be guessed
        at += got;
        n -= (size_t)got;
    }
}
