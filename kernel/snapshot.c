// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots of the machine: its memory (emu/history.h), with the registers of the running task brought there first, and the positions
// of those who watch it. The rest of the machine is the host's view of that memory and is made anew: the CPU's registers when a task
// runs next, its TLB by a flush, its translations frame by frame.
#include "kernel/snapshot.h"

#include "abi/errno.h"
#include "emu/history.h"

#include <stdlib.h>

struct position { // of a watcher
    u64 watcher;
    void *saved;
    void (*drop)(void *saved);
};

struct snapshot {
    struct memory_snapshot *memory;
    u32 count;
    struct position positions[];
};

static void drop_positions(struct position *positions, u32 count) {
    for (u32 i = 0; i < count; i++) positions[i].drop(positions[i].saved);
}

static bool save_positions(struct snapshot *s, const struct sandbox *sb) {
    for (const struct probes *w = sb->probes; w; w = w->next) {
        if (!w->save) continue;
        struct position *p = &s->positions[s->count];
        *p = (struct position){.watcher = w->number, .saved = w->save(w->ctx), .drop = w->drop};
        if (!p->saved) return false;
        s->count++;
    }
    return true;
}

static const struct probes *watcher_of(const struct sandbox *sb, u64 number) {
    const struct probes *w = sb->probes;
    while (w && w->number != number) w = w->next;
    return w; // NULL: it is gone
}

// Copies of what belongs to watchers that are still there, in the same places. False: no memory.
static bool copy_positions(struct position *copies, const struct snapshot *s, const struct sandbox *sb) {
    for (u32 i = 0; i < s->count; i++) {
        const struct probes *w = watcher_of(sb, s->positions[i].watcher);
        copies[i] = s->positions[i];
        copies[i].saved = w ? w->copy(s->positions[i].saved) : NULL;
        if (!w || copies[i].saved) continue;
        drop_positions(copies, i);
        return false;
    }
    return true;
}

static void restore_positions(struct position *copies, u32 count, const struct sandbox *sb) {
    for (const struct probes *w = sb->probes; w; w = w->next) {
        u32 i = 0;
        while (i < count && copies[i].watcher != w->number) i++;
        if (w->restore) w->restore(w->ctx, i < count ? copies[i].saved : NULL); // NULL: it came later
    }
}

struct snapshot *sandbox_snapshot(struct sandbox *sb) {
    u32 watchers = 0;
    for (const struct probes *w = sb->probes; w; w = w->next) watchers += w->save != NULL;
    struct snapshot *s = calloc(1, sizeof *s + watchers * sizeof s->positions[0]);
    if (!s) return NULL;
    if (!save_positions(s, sb)) goto out_positions;
    if (!sb->history && !(sb->history = memory_history_create(sb->pool))) goto out_positions;
    if (sb->current) task_regs(sb->current);
    cpu_memory_changed(sb->cpu);
    if ((s->memory = memory_take(sb->history))) return s;
out_positions:
    drop_positions(s->positions, s->count);
    free(s);
    return NULL;
}

int sandbox_restore(struct sandbox *sb, struct snapshot *snapshot) {
    struct position *copies = snapshot->count ? calloc(snapshot->count, sizeof *copies) : NULL;
    if (snapshot->count && (!copies || !copy_positions(copies, snapshot, sb))) {
        free(copies);
        return -ENOMEM;
    }
    struct probes *probes = sb->probes;
    u64 watchers = sb->watchers;
    struct memory_history *history = sb->history;
    int err = memory_restore(history, snapshot->memory);
    sb->probes = probes;
    sb->watchers = watchers;
    sb->history = history;
    cpu_memory_changed(sb->cpu);
    if (err < 0)
        drop_positions(copies, snapshot->count);
    else
        restore_positions(copies, snapshot->count, sb);
    free(copies);
    return err;
}

void sandbox_snapshot_drop(struct sandbox *sb, struct snapshot *snapshot) {
    if (!snapshot) return;
    memory_drop(sb->history, snapshot->memory);
    drop_positions(snapshot->positions, snapshot->count);
    free(snapshot);
}
