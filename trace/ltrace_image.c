// SPDX-License-Identifier: GPL-2.0-or-later
// A program as it is loaded: its file is read once, the functions to be seen are chosen, and breakpoints set.
#include "trace/ltrace_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 30, ADDRESSES_MAX = 1 << 20 };
#define LIBRARY "libc"

// --- Addresses
static struct address_slot *slot_of(const struct image *image, u64 address) {
    u32 at = (u32)((address * 0x9e3779b97f4a7c15ull) >> 32) & (image->slot_capacity - 1);
    while (image->slots[at].used && image->slots[at].address != address) at = (at + 1) & (image->slot_capacity - 1);
    return &image->slots[at];
}

const struct address_slot *image_find(const struct image *image, u64 address) {
    const struct address_slot *s = image->slot_capacity ? slot_of(image, address) : NULL;
    return s && s->used ? s : NULL;
}

// The slot of an address, which has a breakpoint then. NULL: no memory, or more addresses than an honest program has.
static struct address_slot *slot_add(struct image *image, u64 address) {
    if (image->slot_count == ADDRESSES_MAX) return NULL;
    if (image->slot_count * 2 >= image->slot_capacity) {
        struct image grown = {.slot_capacity = image->slot_capacity ? image->slot_capacity * 2 : 1024};
        grown.slots = calloc(grown.slot_capacity, sizeof *grown.slots);
        if (!grown.slots) return NULL;
        for (u32 i = 0; i < image->slot_capacity; i++)
            if (image->slots[i].used) *slot_of(&grown, image->slots[i].address) = image->slots[i];
        free(image->slots);
        image->slots = grown.slots;
        image->slot_capacity = grown.slot_capacity;
    }
    struct address_slot *s = slot_of(image, address);
    if (s->used) return s;
    if (!cpu_breakpoint_set(image->l->sb->cpu, address)) return NULL;
    *s = (struct address_slot){.address = address, .used = true};
    image->slot_count++;
    return s;
}

bool image_add_return(struct image *image, u64 address) {
    struct address_slot *s = slot_add(image, address);
    if (s) s->is_return = true;
    return s != NULL;
}

bool image_owns(const struct image *image, u64 address) {
    return program_owns(image->program, address - image->bias);
}

// --- Choosing
static bool is_jump(const char *name) {
    static const char *const jumps[] = {
        "longjmp",        "_longjmp",         "siglongjmp",     "__longjmp_chk",
        "__cxa_throw",    "__cxa_rethrow",    "_Unwind_Resume", "_Unwind_RaiseException",
        "__libc_longjmp", "__libc_siglongjmp"};
    for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++)
        if (!strcmp(name, jumps[i])) return true;
    return false;
}

static void judge(const struct image *image, const struct program_function *f, struct point *out) {
    const struct ltrace_options *o = &image->l->opt;
    const char *const program[] = {"MAIN", image->name, NULL}, *const library[] = {LIBRARY, "libc.so.6", NULL};
    *out = (struct point){.name = f->name, .library = f->library, .jumps = is_jump(f->name)};
    out->prototype = prototypes_find(o->prototypes, f->name);
    if (f->ifunc && !f->stub) return; // a resolver, which chooses a function and is none
    if (f->library && f->global && !o->no_library &&
        (!o->libraries || filter_match(o->libraries, f->name, library, true))) {
        out->from_program = o->calls ? filter_match(o->calls, f->name, program, true) : true;
        out->from_library = o->calls && filter_match(o->calls, f->name, library, false);
    }
    out->symbol = o->symbols && filter_match(o->symbols, f->name, f->library ? library : program, true);
}

static bool is_chosen(const struct point *p) {
    return p->from_program || p->from_library || p->symbol;
}

// Of two names of one function: the one that is known, and first; or is no reserved one; or is shorter.
static bool is_better(const struct point *a, const struct point *b) {
    if (!a->prototype != !b->prototype) return a->prototype != NULL;
    if (a->prototype && a->prototype->order != b->prototype->order) return a->prototype->order < b->prototype->order;
    if ((a->name[0] == '_') != (b->name[0] == '_')) return b->name[0] == '_';
    if (strlen(a->name) != strlen(b->name)) return strlen(a->name) < strlen(b->name);
    return strcmp(a->name, b->name) < 0;
}

static bool choose_points(struct image *image) {
    const struct program *p = image->program;
    image->points = calloc(p->count + 1, sizeof *image->points);
    if (!image->points) return false;
    for (size_t i = 0, next; i < p->count; i = next) {
        struct point best = {.name = NULL}, one;
        for (next = i; next < p->count && p->functions[next].address == p->functions[i].address; next++) {
            judge(image, &p->functions[next], &one);
            if (is_chosen(&one) && (!best.name || is_better(&one, &best))) best = one;
        }
        if (!best.name) continue;
        struct address_slot *s = slot_add(image, p->functions[i].address + image->bias);
        if (!s) return false;
        image->points[image->point_count++] = best;
        s->point = image->point_count;
    }
    return true;
}

// --- Loading
static bool is_known(void *ctx, const char *name) {
    return prototypes_find(ctx, name) != NULL;
}

static struct program *read_program(struct ltrace *l, struct inode *inode) {
    struct program *p = NULL;
    void *bytes = inode->size && inode->size <= FILE_MAX ? malloc(inode->size) : NULL;
    if (bytes && inode_peek(inode, 0, bytes, inode->size) == inode->size)
        p = program_read(bytes, inode->size, is_known, l->opt.libc);
    free(bytes);
    return p;
}

// Once in a row: a shell's children are often all the same.
static void note(struct ltrace *l, const char *name, const char *what) {
    char message[sizeof l->noted];
    snprintf(message, sizeof message, "%s: %s", name, what);
    if (l->opt.note && strcmp(message, l->noted) != 0) l->opt.note(l->opt.ctx, message);
    memcpy(l->noted, message, sizeof message);
}

struct image *image_create(struct ltrace *l, struct task *t) {
    const struct file *exe = t->mm->exe_file;
    if (!exe || (l->opt.no_library && !l->opt.symbols)) return NULL;
    const char *path = exe->path.dentry->name, *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct image *image = calloc(1, sizeof *image);
    if (!image) return NULL;
    image->refs = 1;
    image->l = l;
    snprintf(image->name, sizeof image->name, "%s", name);
    for (char *c = image->name; *c; c++)
        if (*c < ' ' || *c > '~') *c = '?'; // it goes to a terminal
    image->program = read_program(l, exe->inode);
    if (!image->program) {
        note(l, image->name, "its symbols cannot be read, no library calls are shown");
        goto out_put;
    }
    if (!image->program->count) {
        note(l, image->name, "it has no symbol table (stripped), no library calls are shown");
        goto out_put;
    }
    if (image->program->relocatable) image->bias = t->mm->start_code - image->program->first_code;
    if (!choose_points(image)) {
        note(l, image->name, "no memory for its functions, no library calls are shown");
        goto out_put;
    }
    return image;
out_put:
    image_put(image);
    return NULL;
}

void image_put(struct image *image) {
    if (!image || --image->refs) return;
    for (u32 i = 0; i < image->slot_capacity; i++)
        if (image->slots[i].used) cpu_breakpoint_clear(image->l->sb->cpu, image->slots[i].address);
    free(image->slots);
    free(image->points);
    program_put(image->program);
    free(image);
}
