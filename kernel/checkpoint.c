// SPDX-License-Identifier: GPL-2.0-or-later
// Checkpoints: a machine is its memory (emu/image.h); what is attached to it is left out, and attached anew.
#include "kernel/checkpoint.h"

#include "emu/frames.h"
#include "kernel/internal.h"

// What a machine's heap knows of the process around it.
struct attachments {
    struct cpu *cpu;
    const struct host_door *door;
    void *door_ctx;
    struct probes *probes;
    u64 watchers;
    const struct syscall_layer *calls;
    struct memory_history *history;
    const struct code_frames *code;
    const struct frame_watch *watch;
};

static void attach(struct sandbox *sb, const struct attachments *a) {
    sb->cpu = a->cpu;
    sb->door = sb->vfs.door = a->door;
    sb->door_ctx = sb->vfs.door_ctx = a->door_ctx;
    sb->probes = a->probes;
    sb->watchers = a->watchers;
    sb->calls = a->calls;
    sb->history = a->history;
    sb->pool->code = a->code;
    sb->pool->watch = a->watch;
}

void sandbox_put(struct sandbox *sb, const struct image_io *io) {
    if (sb->current) task_regs(sb->current);
    const struct attachments now = {.cpu = sb->cpu,
                                    .door = sb->door,
                                    .door_ctx = sb->door_ctx,
                                    .probes = sb->probes,
                                    .watchers = sb->watchers,
                                    .calls = sb->calls,
                                    .history = sb->history,
                                    .code = sb->pool->code,
                                    .watch = sb->pool->watch};
    attach(sb, &(struct attachments){0});
    memory_image_put(sb->pool, io);
    attach(sb, &now);
}

struct sandbox *sandbox_revive(struct heap *heap, struct page_pool *pool, const struct syscall_layer *calls,
                               const struct host_door *door, void *door_ctx, const char **why) {
    struct sandbox *sb = heap_root(heap);
    *why = "damaged";
    if (!heap_has(heap, sb, sizeof *sb) || sb->heap != heap || sb->pool != pool) goto out_heap;
    attach(sb, &(struct attachments){.door = door, .door_ctx = door_ctx, .calls = calls});
    const struct cpu_ticks ticks = sb->ticks;
    sb->cpu = cpu_create(pool, &sb->ticks, &run_cpu_ops, sb, why);
    if (!sb->cpu) goto out_heap;
    sb->ticks = ticks; // a new CPU's first steps were counted when the machine was new
    return sb;
out_heap:
    heap_destroy(heap);
    return NULL;
}
