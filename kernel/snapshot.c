// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots of the machine: its memory (emu/history.h), with the registers of the running task brought there first. The rest of the
// machine is the host's view of that memory and is made anew: the CPU's registers when a task runs next, its TLB by a flush, its
// translations frame by frame.
#include "kernel/snapshot.h"

#include "emu/history.h"

struct snapshot *sandbox_snapshot(struct sandbox *sb) {
    if (!sb->history && !(sb->history = memory_history_create(sb->pool))) return NULL;
    if (sb->current) task_regs(sb->current);
    cpu_memory_changed(sb->cpu);
    return (struct snapshot *)memory_take(sb->history);
}

int sandbox_restore(struct sandbox *sb, struct snapshot *snapshot) {
    struct probes *probes = sb->probes;
    struct memory_history *history = sb->history;
    int err = memory_restore(history, (struct memory_snapshot *)snapshot);
    sb->probes = probes;
    sb->history = history;
    cpu_memory_changed(sb->cpu);
    return err;
}

void sandbox_snapshot_drop(struct sandbox *sb, struct snapshot *snapshot) {
    if (snapshot) memory_drop(sb->history, (struct memory_snapshot *)snapshot);
}
