// SPDX-License-Identifier: GPL-2.0-or-later
// The whole machine, taken and put back within one process. Between runs only.
#ifndef KERNEL_SNAPSHOT_H
#define KERNEL_SNAPSHOT_H

#include "kernel/sandbox.h"

struct snapshot; // host memory

// NULL: the host has no memory; nothing has changed.
struct snapshot *sandbox_snapshot(struct sandbox *sb);
// The machine is as it was, ticks and randomness included; the door and the watchers stay those of now, and the
// watchers are where they were then. `snapshot` can be
// restored again, and so can all others that are alive. 0; -ENOMEM: nothing has changed; -EIO: no memory half-way, and it must be restored again before it runs (emu/history.h).
int sandbox_restore(struct sandbox *sb, struct snapshot *snapshot);
void sandbox_snapshot_drop(struct sandbox *sb,
                           struct snapshot *snapshot); // before the machine is destroyed; NULL is allowed

#endif
