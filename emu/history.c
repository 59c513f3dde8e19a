// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots of memory as a tree of differences towards the present (Baker's trick for versions of an array).
//
// The snapshot that was taken or restored last is the base; all others name, step by step, a `next` one towards it. Each keeps pages
// that differ from its next; what it does not keep is as there. The base's next is the memory itself. To restore
// a snapshot is to walk from the base to it and to turn each step round on the way.
//
// How the base learns what changed depends on the page:
// - Frames and the frame table are written through few functions, which tell of the first write to each page since the base came
//   to be (frame_watch). The base then keeps the old contents, so that nothing is copied that is not written.
// - The kernel heap is written everywhere, and is small. Of each of its pages there is a second copy as of the base; what
//   changed is found by comparing (docs/decisions.md has the figures).
#include "emu/history.h"

#include "abi/errno.h"
#include "base/list.h"
#include "base/page_copy.h"
#include "base/slot.h"
#include "emu/frames.h"

#include <stdlib.h>
#include <string.h>

// Frames that become zero again go back to the host by runs of so many, when a great deal changed: clearing a frame takes less
// time than getting a new one.
#define DISCARD_RUN 64u
#define DISCARD_FROM 2048u
#define PRUNE_MIN 256u // pages kept beyond need that are not worth a look

struct memory_snapshot {
    struct memory_snapshot *next; // NULL: it is the base
    struct list children;         // whose next it is
    struct list sibling;          // in next->children
    struct page_set kept;
    bool dropped; // by its owner: here only as long as others need it
};

struct memory_history {
    struct page_pool *pool;
    struct heap *heap;
    struct frame_watch watch;
    struct memory_snapshot *base; // NULL: there is no snapshot
    u32 *changed;                 // watched pages that may differ from the base; their bits in watch.dirty are set
    u32 changed_count, changed_capacity;
    struct page_copy **heap_copy; // each page of the heap as of the base; NULL: zero
    u32 heap_count;
    bool lost; // a page was written, and the host had no memory to keep what it held before
};

// --- Pages by number: those that are watched, then those of the heap.
static u32 heap_key(const struct memory_history *h, u32 number) {
    return watched_pages(h->pool) + number;
}
static bool key_is_heap(const struct memory_history *h, u32 key) {
    return key >= watched_pages(h->pool);
}
static u32 heap_number(const struct memory_history *h, u32 key) {
    return key - watched_pages(h->pool);
}

static void load_watched(struct memory_history *h, u32 page, const struct page_copy *copy) {
    if (page < h->pool->end && frame_has_code(h->pool, page)) h->pool->code->forget(h->pool->code->ctx, page);
    page_copy_load(watched_page_data(h->pool, page), copy);
}

// --- What changes
static bool reserve_changed(struct memory_history *h, u32 more) {
    u32 capacity = h->changed_capacity ? h->changed_capacity : 1024;
    while (capacity - h->changed_count < more) capacity *= 2;
    if (capacity == h->changed_capacity) return true;
    u32 *list = realloc(h->changed, capacity * sizeof *list);
    if (!list) return false;
    h->changed = list;
    h->changed_capacity = capacity;
    return true;
}

static bool push_changed(struct memory_history *h, u32 page) {
    if (!reserve_changed(h, 1)) return false;
    h->changed[h->changed_count++] = page;
    h->watch.dirty[page / 64] |= 1ull << (page % 64);
    return true;
}

static void forget_changed(struct memory_history *h) {
    for (u32 i = 0; i < h->changed_count; i++) h->watch.dirty[h->changed[i] / 64] = 0;
    h->changed_count = 0;
}

// Keeps what a page holds now for `s`, unless it has it.
static bool keep_watched(struct memory_history *h, struct memory_snapshot *s, u32 page, bool zero) {
    if (page_set_find(&s->kept, page)) return true;
    struct page_copy *copy = NULL;
    if (!zero && !(copy = page_copy_make(watched_page_data(h->pool, page)))) return false;
    return page_set_add(&s->kept, page, copy);
}

static void first_write(void *ctx, u32 page, bool zero) {
    struct memory_history *h = ctx;
    if (!push_changed(h, page) || !keep_watched(h, h->base, page, zero)) h->lost = true;
}

// --- The heap
static bool heap_copies_grow(struct memory_history *h, u32 count) {
    if (count <= h->heap_count) return true;
    struct page_copy **copies = realloc(h->heap_copy, count * sizeof *copies);
    if (!copies) return false;
    memset(copies + h->heap_count, 0, (count - h->heap_count) * sizeof *copies);
    h->heap_copy = copies;
    h->heap_count = count;
    return true;
}

static void heap_copy_set(struct memory_history *h, u32 n, struct page_copy *copy) { // takes over the reference
    page_copy_put(h->heap_copy[n]);
    h->heap_copy[n] = copy;
}

static void heap_copies_free(struct memory_history *h) {
    for (u32 n = 0; n < h->heap_count; n++) page_copy_put(h->heap_copy[n]);
    free(h->heap_copy);
    h->heap_copy = NULL;
    h->heap_count = 0;
}

// Makes the copies those of the base again, as far as it keeps any that may be another.
static void heap_copies_undo(struct memory_history *h, const struct memory_snapshot *base) {
    if (!base) {
        heap_copies_free(h);
        return;
    }
    for (u32 i = 0; i < base->kept.count; i++) {
        const struct page_entry *e = &base->kept.entries[i];
        if (key_is_heap(h, e->key)) heap_copy_set(h, heap_number(h, e->key), page_copy_get(e->copy));
    }
}

// Makes the copies those of the present; what they were before is kept for `before` (NULL: there was none). False: no memory, and they
// are what they were.
static bool heap_copies_renew(struct memory_history *h, struct memory_snapshot *before) {
    u32 count = heap_pages(h->heap);
    if (!heap_copies_grow(h, count)) return false;
    for (u32 n = 0; n < h->heap_count; n++) {
        struct page_copy *copy = NULL, *old = h->heap_copy[n]; // NULL: beyond the heap's end
        if (n < count) {
            const u8 *page = heap_page(h->heap, n);
            if (!page_copy_differs(old, page)) continue;
            if (!(copy = page_copy_make(page))) goto out_undo;
        } else if (!old) {
            continue;
        }
        if (before && !page_set_add(&before->kept, heap_key(h, n), page_copy_get(old))) {
            page_copy_put(copy);
            goto out_undo;
        }
        heap_copy_set(h, n, copy);
    }
    return true;
out_undo:
    heap_copies_undo(h, before);
    return false;
}

static void heap_load_page(struct memory_history *h, u32 n) {
    const struct page_copy *copy = n < h->heap_count ? h->heap_copy[n] : NULL;
    u8 *page = heap_page(h->heap, n);
    if (page_copy_differs(copy, page)) page_copy_load(page, copy);
}

// Puts the heap back to the copies. Page 0 says how many pages there were; what has come since is zero again.
static void heap_load(struct memory_history *h) {
    u32 count = heap_pages(h->heap);
    heap_load_page(h, 0);
    if (count < heap_pages(h->heap)) count = heap_pages(h->heap);
    for (u32 n = 1; n < count; n++) heap_load_page(h, n);
}

// --- The tree
static void attach(struct memory_snapshot *s, struct memory_snapshot *next) {
    s->next = next;
    list_push_back(&next->children, &s->sibling);
}

static void detach(struct memory_snapshot *s) {
    list_del(&s->sibling);
    s->next = NULL;
}

// A base keeps its pages after a restore, so that the next write to them need not copy again. Once it has a next that holds the same
// there is no use for them.
static void prune(struct memory_history *h, struct memory_snapshot *s) {
    if (s->kept.count < 2 * h->changed_count + PRUNE_MIN) return;
    struct page_set needed = {0};
    bool ok = true;
    for (u32 i = 0; ok && i < h->changed_count; i++) {
        const struct page_entry *e = page_set_find(&s->kept, h->changed[i]);
        if (e) ok = page_set_add(&needed, e->key, page_copy_get(e->copy));
    }
    page_set_clear(ok ? &s->kept : &needed); // without memory they stay
    if (ok) s->kept = needed;
}

struct memory_snapshot *memory_take(struct memory_history *h) {
    if (h->lost) return NULL;
    struct memory_snapshot *s = calloc(1, sizeof *s), *before = h->base;
    if (!s) return NULL;
    list_init(&s->children);
    list_init(&s->sibling);
    if (!before) page_pool_watch(h->pool, &h->watch); // the heap's own notion of that is copied as well
    if (before) prune(h, before);
    if (!heap_copies_renew(h, before)) {
        if (!before) page_pool_watch(h->pool, NULL);
        free(s);
        return NULL;
    }
    if (before) attach(before, s);
    h->base = s;
    forget_changed(h);
    return s;
}

// --- Restoring
// A run of zero pages, as large as it comes, is the host's to clear.
static u32 load_zero_run(struct memory_history *h, u32 from) {
    const u32 first = h->changed[from];
    u32 n = 1;
    while (from + n < h->changed_count && h->changed[from + n] == first + n && first + n < h->pool->end) {
        const struct page_entry *e = page_set_find(&h->base->kept, first + n);
        if (!e || e->copy) break;
        n++;
    }
    if (n >= DISCARD_RUN && h->changed_count >= DISCARD_FROM && first < h->pool->end) {
        for (u32 i = 0; i < n; i++)
            if (frame_has_code(h->pool, first + i)) h->pool->code->forget(h->pool->code->ctx, first + i);
        slot_discard(frame_data(h->pool, first), (size_t)n * PAGE_SIZE);
    } else {
        for (u32 i = 0; i < n; i++) load_watched(h, first + i, NULL);
    }
    return n;
}

static void load_base(struct memory_history *h) {
    for (u32 i = 0; i < h->changed_count;) {
        const struct page_entry *e = page_set_find(&h->base->kept, h->changed[i]);
        if (e->copy) {
            load_watched(h, e->key, e->copy);
            i++;
        } else {
            i += load_zero_run(h, i);
        }
    }
    forget_changed(h);
    heap_load(h);
}

// `s`, whose next is the base, becomes it: memory is as of the base now. False: no memory, and it still is.
static bool turn_round(struct memory_history *h, struct memory_snapshot *s) {
    struct memory_snapshot *base = h->base;
    for (u32 i = 0; i < s->kept.count; i++) {
        const u32 key = s->kept.entries[i].key;
        if (key_is_heap(h, key) ? !page_set_add(&base->kept, key, page_copy_get(h->heap_copy[heap_number(h, key)]))
                                : !keep_watched(h, base, key, false))
            return false; // what the base has got is right, if of no use yet
    }
    for (u32 i = 0; i < s->kept.count; i++) {
        const struct page_entry *e = &s->kept.entries[i];
        if (!key_is_heap(h, e->key)) {
            load_watched(h, e->key, e->copy);
            continue;
        }
        heap_copy_set(h, heap_number(h, e->key), page_copy_get(e->copy));
        page_copy_load(heap_page(h->heap, heap_number(h, e->key)), e->copy);
    }
    detach(s);
    attach(base, s);
    h->base = s;
    return true;
}

// --- Dropping
static bool add_all(struct page_set *to, const struct page_set *from) {
    for (u32 i = 0; i < from->count; i++)
        if (!page_set_add(to, from->entries[i].key, page_copy_get(from->entries[i].copy))) return false;
    return true;
}

static void snapshot_free(struct memory_snapshot *s) {
    list_del(&s->sibling);
    page_set_clear(&s->kept);
    free(s);
}

static void base_free(struct memory_history *h) {
    page_pool_watch(h->pool, NULL);
    forget_changed(h);
    heap_copies_free(h);
    snapshot_free(h->base);
    h->base = NULL;
    h->lost = false;
}

// The base's only child takes its place: memory differs from it by what it keeps, and by what has changed. False: no memory, and
// nothing has changed but that the child keeps more than it need.
static bool base_merge(struct memory_history *h) {
    struct memory_snapshot *base = h->base, *s = list_first(&base->children, struct memory_snapshot, sibling);
    const u32 own = s->kept.count;
    if (!add_all(&s->kept, &base->kept) || !reserve_changed(h, own)) return false;
    for (u32 i = 0; i < own; i++) {
        const struct page_entry *e = &s->kept.entries[i];
        if (key_is_heap(h, e->key)) {
            heap_copy_set(h, heap_number(h, e->key), page_copy_get(e->copy));
        } else if (!page_is_dirty(h->pool, e->key)) {
            (void)push_changed(h, e->key); // there is room
        }
    }
    detach(s);
    h->base = s;
    snapshot_free(base);
    return true;
}

static void merge_into_children(struct memory_snapshot *s) {
    struct memory_snapshot *child, *following;
    list_for_each_safe(child, following, &s->children, sibling) {
        if (!add_all(&child->kept, &s->kept)) return; // no memory: it stays, of use to nobody but those
        detach(child);
        attach(child, s->next);
    }
    snapshot_free(s);
}

// Takes the base away if nobody needs it: with one child that takes its place, with several it must stay.
static void release_base(struct memory_history *h) {
    while (h->base && h->base->dropped) {
        const struct list *children = &h->base->children;
        if (list_empty(children)) {
            base_free(h);
        } else if (children->next->next == children) {
            if (!base_merge(h)) return;
        } else {
            return;
        }
    }
}

void memory_drop(struct memory_history *h, struct memory_snapshot *s) {
    s->dropped = true;
    if (s != h->base) merge_into_children(s);
    release_base(h);
}

int memory_restore(struct memory_history *h, struct memory_snapshot *s) {
    if (h->lost) return -ENOMEM;
    u32 steps = 0;
    for (const struct memory_snapshot *at = s; at != h->base; at = at->next) steps++;
    struct memory_snapshot **path = steps ? malloc(steps * sizeof(struct memory_snapshot *)) : NULL;
    if (steps && !path) return -ENOMEM;
    // What is true of this process, whatever is put back.
    u32 frames_committed = h->pool->committed, committed = heap_committed(h->heap);
    u32 i = 0;
    for (struct memory_snapshot *at = s; at != h->base; at = at->next) path[i++] = at;

    load_base(h);
    struct memory_snapshot *left = h->base;
    while (i > 0 && turn_round(h, path[i - 1])) i--;
    free(path);
    heap_set_committed(h->heap, committed);
    h->pool->committed = frames_committed;
    if (left != h->base && left->dropped) merge_into_children(left);
    return i > 0 ? -EIO : 0;
}

// --- Making one
struct memory_history *memory_history_create(struct page_pool *pool) {
    struct memory_history *h = calloc(1, sizeof *h);
    if (!h) return NULL;
    h->pool = pool;
    h->heap = pool->heap;
    h->watch.first_write = first_write;
    h->watch.ctx = h;
    h->watch.dirty = calloc(watched_pages(pool) / 64 + 1, sizeof *h->watch.dirty);
    if (!h->watch.dirty) {
        free(h);
        return NULL;
    }
    return h;
}

void memory_history_destroy(struct memory_history *h) {
    if (!h) return;
    while (h->base) {
        struct memory_snapshot *s = h->base; // from the leaves to the base
        while (!list_empty(&s->children)) s = list_first(&s->children, struct memory_snapshot, sibling);
        if (s == h->base)
            base_free(h);
        else
            snapshot_free(s);
    }
    free(h->changed);
    free(h->watch.dirty);
    free(h);
}
