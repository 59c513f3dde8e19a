// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel heap: size-class slabs for small objects, runs of pages for large ones, all in one slot.
//
// A slot's heap part is: struct heap, then the page map (16 bytes for every page the heap could ever have, touched as
// pages are), then the pages. All bookkeeping lies in there and depends on nothing but the calls made, so a
// copy of the used part is a copy of the heap. Bytes beyond an object's requested size are kept zero, so that
// krealloc need not know it. Where the pages come from is base/slot.c's.
#include "base/heap.h"
#include "base/asan.h"
#include "base/slot.h"

#include <stdlib.h>
#include <string.h>

#ifdef BASE_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#define REDZONE 16 // so that there is poison behind every object
#define POISON(p, n) __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define REDZONE 0
#define POISON(p, n) ((void)0)
#define UNPOISON(p, n) ((void)0)
#endif

#define HEAP_MAGIC 0x7061656872616a62ull
#define HEAP_PAGE 4096u
#define COMMIT_PAGES 1024u // asked from the host at once; its part of the page map is then 16 KiB
#define DISCARD_PAGES 256u // free runs of this size give their memory back
#define SCAN_LIMIT 64      // runs looked at in one bin, so that a hostile pattern of frees cannot make this slow

enum page_kind { PAGE_UNUSED, PAGE_FREE, PAGE_SLAB, PAGE_RUN, PAGE_TAIL };

// Describes one page. A free run has its length in the first and the last page, a slab or a run in its first.
struct heap_page {
    u32 next, prev; // lists of free runs and of slabs with room; index + 1, 0: none
    union {
        u32 length; // pages of a run; PAGE_TAIL: distance to the first page
        struct {
            u16 free;  // first freed object + 1
            u16 fresh; // objects from here on were never given out
        };
    };
    u8 kind;
    u8 class;
    u16 used; // objects given out
};
_Static_assert(sizeof(struct heap_page) == 16, "page map");

#define CLASS_COUNT 27 // 16 to 128 in steps of 16, then four to a power of two, up to 3584
#define BIN_EXACT 32   // free runs of 1 to 32 pages have bins of their own, longer ones share one per power of two
#define BIN_COUNT (BIN_EXACT + 20)

struct heap {
    u64 magic;
    s32 slot;
    u32 top;       // pages ever given out
    u32 committed; // pages usable
    u64 limit, used;
    void *root;
    u32 bin[BIN_COUNT];       // free runs; index + 1
    u32 partial[CLASS_COUNT]; // slabs with room
};

#define MAP_OFFSET 0x10000ull
#define MAP_ENTRIES (HEAP_MAX / HEAP_PAGE)
#define PAGES_OFFSET (MAP_OFFSET + MAP_ENTRIES * sizeof(struct heap_page))
#define PAGES_MAX ((u32)((HEAP_MAX - PAGES_OFFSET) / HEAP_PAGE))
_Static_assert(sizeof(struct heap) <= MAP_OFFSET, "heap header");

static struct heap_page *page_map(const struct heap *h) {
    return (struct heap_page *)((uintptr_t)h + MAP_OFFSET);
}
static u8 *page_address(const struct heap *h, u32 index) {
    return (u8 *)((uintptr_t)h + PAGES_OFFSET + (u64)index * HEAP_PAGE);
}

// --- Lists in the page map
static void link_page(struct heap *h, u32 *head, u32 index) {
    struct heap_page *map = page_map(h);
    map[index].prev = 0;
    map[index].next = *head;
    if (*head) map[*head - 1].prev = index + 1;
    *head = index + 1;
}
static void unlink_page(struct heap *h, u32 *head, u32 index) {
    struct heap_page *map = page_map(h), *p = &map[index];
    if (p->prev)
        map[p->prev - 1].next = p->next;
    else
        *head = p->next;
    if (p->next) map[p->next - 1].prev = p->prev;
    p->next = p->prev = 0;
}

// --- Runs of pages
static u32 log2_floor(u32 n) {
    return 31u - (u32)__builtin_clz(n);
}
static u32 bin_of(u32 pages) {
    return pages <= BIN_EXACT ? pages - 1 : BIN_EXACT + log2_floor(pages) - 5;
}
static void free_run_insert(struct heap *h, u32 first, u32 pages) {
    struct heap_page *map = page_map(h);
    map[first].kind = map[first + pages - 1].kind = PAGE_FREE;
    map[first].length = map[first + pages - 1].length = pages;
    link_page(h, &h->bin[bin_of(pages)], first);
}
static void free_run_remove(struct heap *h, u32 first) {
    unlink_page(h, &h->bin[bin_of(page_map(h)[first].length)], first);
}

// The first free run of at least `pages`, taken out of its bin; PAGES_MAX: none.
static u32 free_run_find(struct heap *h, u32 pages) {
    struct heap_page *map = page_map(h);
    for (u32 bin = bin_of(pages); bin < BIN_COUNT; bin++) {
        int looked = 0;
        for (u32 at = h->bin[bin]; at && looked < SCAN_LIMIT; at = map[at - 1].next, looked++) {
            if (map[at - 1].length < pages) continue;
            free_run_remove(h, at - 1);
            return at - 1;
        }
    }
    return PAGES_MAX;
}

static bool commit_to(struct heap *h, u32 pages) {
    while (h->committed < pages) {
        u32 step = PAGES_MAX - h->committed < COMMIT_PAGES ? PAGES_MAX - h->committed : COMMIT_PAGES;
        size_t entries = (step * sizeof(struct heap_page) + HEAP_PAGE - 1) & ~(size_t)(HEAP_PAGE - 1);
        if (!slot_commit(page_map(h) + h->committed, entries)) return false;
        if (!slot_commit(page_address(h, h->committed), (size_t)step * HEAP_PAGE)) return false;
        h->committed += step;
    }
    return true;
}

// Pages that read as zero. The first page's map entry is the caller's to set; the others become its tail.
static u32 run_alloc(struct heap *h, u32 pages) {
    struct heap_page *map = page_map(h);
    u32 first = free_run_find(h, pages);
    if (first < PAGES_MAX) {
        u32 rest = map[first].length - pages;
        if (rest) free_run_insert(h, first + pages, rest);
        UNPOISON(page_address(h, first), (size_t)pages * HEAP_PAGE);
        memset(page_address(h, first), 0, (size_t)pages * HEAP_PAGE);
    } else {
        if (pages > PAGES_MAX - h->top || !commit_to(h, h->top + pages)) return PAGES_MAX;
        first = h->top;
        h->top += pages;
    }
    for (u32 i = 1; i < pages; i++) map[first + i] = (struct heap_page){.length = i, .kind = PAGE_TAIL};
    return first;
}

static void run_free(struct heap *h, u32 first, u32 pages) {
    struct heap_page *map = page_map(h);
    POISON(page_address(h, first), (size_t)pages * HEAP_PAGE);
    if (pages >= DISCARD_PAGES) slot_discard(page_address(h, first), (size_t)pages * HEAP_PAGE);
    map[first].kind = map[first + pages - 1].kind = PAGE_UNUSED;
    if (first > 0 && map[first - 1].kind == PAGE_FREE) {
        u32 before = map[first - 1].length;
        free_run_remove(h, first - before);
        first -= before;
        pages += before;
    }
    if (first + pages < h->top && map[first + pages].kind == PAGE_FREE) {
        u32 after = map[first + pages].length;
        free_run_remove(h, first + pages);
        pages += after;
    }
    free_run_insert(h, first, pages);
}

// --- Size classes
static u32 class_of(size_t size) { // of 1 to 3584 bytes
    if (size <= 128) return (u32)(size + 15) / 16 - 1;
    u32 n = (u32)size - 1, shift = log2_floor(n);
    return 8 + (shift - 7) * 4 + ((n >> (shift - 2)) & 3);
}
static u32 class_size(u32 class) {
    if (class < 8) return (class + 1) * 16;
    u32 shift = (class - 8) / 4 + 7;
    return (5 + ((class - 8) & 3)) << (shift - 2);
}
static u32 class_pages(u32 class) {
    return class_size(class) <= 512 ? 1 : 4;
}
static u32 class_objects(u32 class) {
    return class_pages(class) * HEAP_PAGE / class_size(class);
}
static size_t run_bytes(size_t size) {
    return (size + HEAP_PAGE - 1) & ~(size_t)(HEAP_PAGE - 1);
}

static void *slab_alloc(struct heap *h, u32 class) {
    struct heap_page *map = page_map(h);
    u32 size = class_size(class), index;
    if (h->partial[class]) {
        index = h->partial[class] - 1;
    } else {
        index = run_alloc(h, class_pages(class));
        if (index == PAGES_MAX) return NULL;
        map[index] = (struct heap_page){.kind = PAGE_SLAB, .class = (u8) class};
        POISON(page_address(h, index), (size_t)class_pages(class) * HEAP_PAGE);
        link_page(h, &h->partial[class], index);
    }
    struct heap_page *slab = &map[index];
    u8 *object;
    if (slab->free) {
        object = page_address(h, index) + (u32)(slab->free - 1) * size;
        UNPOISON(object, size);
        memcpy(&slab->free, object, sizeof slab->free);
        memset(object, 0, size);
    } else {
        object = page_address(h, index) + slab->fresh * size; // of a fresh page, or one that run_alloc cleared
        UNPOISON(object, size);
        slab->fresh++;
    }
    if (++slab->used == class_objects(class)) unlink_page(h, &h->partial[class], index);
    return object;
}

static void slab_free(struct heap *h, u32 index, u8 *object) {
    struct heap_page *slab = &page_map(h)[index];
    u32 class = slab->class, size = class_size(class);
    u32 number = (u32)(object - page_address(h, index)) / size;
    if (slab->used == class_objects(class)) link_page(h, &h->partial[class], index);
    if (--slab->used == 0) {
        unlink_page(h, &h->partial[class], index);
        run_free(h, index, class_pages(class));
        return;
    }
    memcpy(object, &slab->free, sizeof slab->free);
    slab->free = (u16)(number + 1);
    POISON(object, size);
}

// The map index of the object's first page. A pointer that the heap did not give out ends the process: going on would
// only hide a bug of the kernel's.
static u32 object_page(const struct heap *h, const void *p) {
    u64 offset = (uintptr_t)p - (uintptr_t)h;
    if (h->magic != HEAP_MAGIC || offset < PAGES_OFFSET || offset >= HEAP_MAX) abort();
    u32 index = (u32)((offset - PAGES_OFFSET) / HEAP_PAGE);
    if (index >= h->top) abort();
    const struct heap_page *map = page_map(h);
    if (map[index].kind == PAGE_TAIL) index -= map[index].length;
    const struct heap_page *page = &map[index];
    u64 within = (uintptr_t)p - (uintptr_t)page_address(h, index);
    if (page->kind == PAGE_SLAB ? within % class_size(page->class) != 0 : page->kind != PAGE_RUN || within != 0)
        abort();
    return index;
}

static size_t object_capacity(const struct heap *h, u32 index) {
    const struct heap_page *page = &page_map(h)[index];
    return page->kind == PAGE_SLAB ? class_size(page->class) : (size_t)page->length * HEAP_PAGE;
}

// Bytes set aside for an object of `size` bytes.
static size_t capacity_for(size_t size) {
    size += REDZONE;
    if (size == 0) size = 1;
    return size <= class_size(CLASS_COUNT - 1) ? class_size(class_of(size)) : run_bytes(size);
}

// --- The interface
void *kzalloc(struct heap *h, size_t size) {
    if (size > HEAP_MAX) return NULL;
    size_t capacity = capacity_for(size);
    if (capacity > h->limit - h->used) return NULL;
    void *p;
    if (capacity <= class_size(CLASS_COUNT - 1)) {
        p = slab_alloc(h, class_of(capacity));
        if (!p) return NULL;
    } else {
        u32 pages = (u32)(capacity / HEAP_PAGE), first = run_alloc(h, pages);
        if (first == PAGES_MAX) return NULL;
        page_map(h)[first] = (struct heap_page){.length = pages, .kind = PAGE_RUN};
        p = page_address(h, first);
    }
    h->used += capacity;
    POISON((u8 *)p + size, capacity - size);
    return p;
}

void kfree(void *p) {
    if (!p) return;
    struct heap *h = heap_of(p);
    u32 index = object_page(h, p);
    size_t capacity = object_capacity(h, index);
    h->used -= capacity;
    UNPOISON(p, capacity);
    if (page_map(h)[index].kind == PAGE_SLAB)
        slab_free(h, index, p);
    else
        run_free(h, index, page_map(h)[index].length);
}

void *krealloc(struct heap *h, void *p, size_t size) {
    if (!p) return kzalloc(h, size);
    if (size > HEAP_MAX) return NULL;
    size_t old = object_capacity(h, object_page(h, p));
    if (capacity_for(size) == old) {
        UNPOISON(p, old);
        memset((u8 *)p + size, 0, old - size);
        POISON((u8 *)p + size, old - size);
        return p;
    }
    void *fresh = kzalloc(h, size);
    if (!fresh) return NULL;
    UNPOISON(p, old);
    memcpy(fresh, p, old < size ? old : size);
    kfree(p);
    return fresh;
}

char *kstrndup(struct heap *h, const char *s, size_t n) {
    const char *end = memchr(s, 0, n);
    size_t len = end ? (size_t)(end - s) : n;
    if (len >= HEAP_MAX) return NULL;
    char *copy = kzalloc(h, len + 1);
    if (copy) memcpy(copy, s, len);
    return copy;
}

int heap_slot(const struct heap *h) {
    return h->slot;
}
void heap_set_root(struct heap *h, void *root) {
    h->root = root;
}
void *heap_root(const struct heap *h) {
    return h->root;
}
u64 heap_used(const struct heap *h) {
    return h->used;
}

void heap_regions(const struct heap *h, struct heap_region out[2]) {
    out[0].start = (u8 *)(uintptr_t)h;
    out[0].size = MAP_OFFSET + (u64)h->top * sizeof(struct heap_page);
    out[1].start = page_address(h, 0);
    out[1].size = (u64)h->top * HEAP_PAGE;
}

// --- The heap as numbered pages: the header, then as often as needed a page of the page map and the pages it describes, so that
// the numbers stay what they are as the heap grows.
#define MAPPED_PAGES ((u32)(HEAP_PAGE / sizeof(struct heap_page)))
#define GROUP (MAPPED_PAGES + 1)
_Static_assert(sizeof(struct heap) <= HEAP_PAGE, "page 0 has all of the header");

static u32 page_number(u32 index) { // of the page after the first `index`
    return 1 + index / MAPPED_PAGES * GROUP + (index % MAPPED_PAGES ? 1 + index % MAPPED_PAGES : 0);
}

u32 heap_pages(const struct heap *h) {
    return page_number(h->top);
}

u8 *heap_page(const struct heap *h, u32 number) {
    if (number-- == 0) return (u8 *)(uintptr_t)h;
    u32 group = number / GROUP, within = number % GROUP;
    if (within == 0) return (u8 *)(page_map(h) + group * MAPPED_PAGES);
    return page_address(h, group * MAPPED_PAGES + within - 1);
}

u32 heap_committed(const struct heap *h) {
    return h->committed;
}
void heap_set_committed(struct heap *h, u32 committed) {
    h->committed = committed;
}

bool heap_load_begin(struct heap *h, u32 pages) {
    return pages > 0 && pages <= PAGES_MAX && commit_to(h, pages);
}

// The run or slab that begins at a page of the map: how many pages it has, and what the bytes in use grow by. 0: it is none.
static u32 run_shape(const struct heap *h, u32 at, u64 *used) {
    const struct heap_page *map = page_map(h), *p = &map[at];
    u32 length = p->kind == PAGE_SLAB && p->class < CLASS_COUNT ? class_pages(p->class) : 0;
    if (p->kind == PAGE_FREE || p->kind == PAGE_RUN) length = p->length;
    if (!length || length > h->top - at) return 0;
    if (p->kind == PAGE_FREE)
        return map[at + length - 1].kind == PAGE_FREE && map[at + length - 1].length == length ? length : 0;
    for (u32 i = 1; i < length; i++)
        if (map[at + i].kind != PAGE_TAIL || map[at + i].length != i) return 0;
    if (p->kind == PAGE_SLAB &&
        (p->fresh > class_objects(p->class) || !p->used || p->used > p->fresh || p->free > p->fresh))
        return 0;
    *used += p->kind == PAGE_SLAB ? (u64)p->used * class_size(p->class) : (u64)length * HEAP_PAGE;
    return length;
}

// A list through the map: of free runs of that bin, or of slabs of that class with room. How many it has; U32_MAX: it is none.
static u32 list_length(const struct heap *h, u32 head, u32 bin, u32 class) {
    const struct heap_page *map = page_map(h);
    u32 count = 0, before = 0;
    for (u32 at = head; at; before = at, at = map[at - 1].next) {
        if (at > h->top || count++ == h->top) return UINT32_MAX;
        const struct heap_page *p = &map[at - 1];
        const bool right =
            bin < BIN_COUNT
                ? p->kind == PAGE_FREE && p->length && bin_of(p->length) == bin && p->length <= h->top - (at - 1)
                : p->kind == PAGE_SLAB && p->class == class && p->used < class_objects(class);
        if (!right || p->prev != before) return UINT32_MAX;
    }
    return count;
}

// What the heap itself relies on. What lies in it is its owners'.
static bool is_sound(const struct heap *h) {
    const struct heap_page *map = page_map(h);
    u64 used = 0, listed = 0, runs = 0;
    for (u32 at = 0, length; at < h->top; at += length) {
        if (!(length = run_shape(h, at, &used))) return false;
        runs +=
            map[at].kind == PAGE_FREE || (map[at].kind == PAGE_SLAB && map[at].used < class_objects(map[at].class));
    }
    for (u32 i = 0; i < BIN_COUNT + CLASS_COUNT; i++) {
        const bool bin = i < BIN_COUNT;
        u32 n =
            list_length(h, bin ? h->bin[i] : h->partial[i - BIN_COUNT], bin ? i : BIN_COUNT, bin ? 0 : i - BIN_COUNT);
        if (n == UINT32_MAX) return false;
        listed += n;
    }
    return used == h->used && listed == runs;
}

bool heap_load_end(struct heap *h, u32 pages) {
    const u64 slot = ((uintptr_t)h - SLOT_BASE) / SLOT_SIZE;
    return h->magic == HEAP_MAGIC && h->slot == (s32)slot && h->top < pages && page_number(h->top) == pages &&
           is_sound(h);
}

u64 heap_limit(const struct heap *h) {
    return h->limit;
}

bool heap_has(const struct heap *h, const void *p, size_t n) {
    const u64 from = (uintptr_t)page_address(h, 0), size = (u64)h->top * HEAP_PAGE;
    return (uintptr_t)p >= from && (uintptr_t)p - from <= size && n <= size - ((uintptr_t)p - from);
}

struct heap *heap_create(int slot, u64 limit) {
    void *base = slot_reserve(slot);
    if (!base) return NULL;
    if (!slot_commit(base, MAP_OFFSET)) {
        slot_release(base);
        return NULL;
    }
    struct heap *h = base;
    h->magic = HEAP_MAGIC;
    h->slot = (s32)(((uintptr_t)base - SLOT_BASE) / SLOT_SIZE);
    h->limit = limit ? limit : HEAP_MAX;
#ifdef BASE_ASAN
    __lsan_register_root_region(base, HEAP_MAX); // host objects may be known to the heap alone
#endif
    return h;
}

void heap_destroy(struct heap *h) {
#ifdef BASE_ASAN
    __lsan_unregister_root_region(h, HEAP_MAX);
    UNPOISON(page_address(h, 0), (size_t)h->top * HEAP_PAGE);
#endif
    slot_release(h);
}
