// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of ltrace share.
#ifndef TRACE_LTRACE_INTERNAL_H
#define TRACE_LTRACE_INTERNAL_H

#include "trace/ltrace.h"
#include "trace/program.h"

struct frame;

// --- ltrace_image.c: a program as it is loaded, and the points at which it is looked at.
struct point {
    const char *name;
    const struct prototype *prototype; // NULL: none known
    bool from_program, from_library;   // a call from there is shown
    bool symbol;                       // -x: shown whoever calls
    bool library;                      // it is a library's
    bool jumps;                        // it leaves frames behind: longjmp and the like
};
struct image {
    u32 refs;
    struct ltrace *l;
    struct program *program;
    u64 bias; // what the addresses of the file are moved by
    char name[64];
    struct point *points;
    u32 point_count;
    struct address_slot { // addresses to points, open addressing
        u64 address;
        u32 point; // index + 1; 0: none
        bool is_return, used;
    } * slots;
    u32 slot_count, slot_capacity;
};
struct image *image_create(struct ltrace *l, struct task *t); // NULL: nothing to be traced in it, which has been said
void image_put(struct image *image);                          // NULL is allowed
const struct address_slot *image_find(const struct image *image, u64 address);
bool image_add_return(struct image *image, u64 address); // a breakpoint where a call returns to
bool image_owns(const struct image *image, u64 address);

// --- ltrace_line.c: lines, and which of them is still open.
struct lines {
    struct text text;
    size_t line_start; // in text
    u32 carried;       // columns of the open line that are written already
    s32 open_tid;      // whose call is the open line; 0: none
    u32 open_depth;
    bool open_has_args;
    u64 last_ns;
    bool any;
};
// The call on the top of the stack of `depth` calls: "name(args", left open.
void line_call(struct ltrace *l, struct task *t, struct frame *f, u32 depth);
void line_return(struct ltrace *l, struct task *t, const struct frame *f, u32 depth, u64 elapsed_ns);
__attribute__((format(printf, 4, 5))) void line_event(struct ltrace *l, struct task *t, u64 pointer,
                                                      const char *format, ...);
void lines_flush(struct ltrace *l);
void lines_close_unfinished(struct ltrace *l); // the open line, if any

// --- ltrace_count.c: the table of -c.
struct counter {
    char *name;
    u64 calls, ns;
};
struct counters {
    struct counter *slots;
    u32 count, capacity;
};
void count_call(struct ltrace *l, const char *name, u64 ns);
void count_print(struct ltrace *l);
bool counters_copy(struct counters *to, const struct counters *from); // false: no memory, *to is empty
void counters_free(struct counters *c);

// --- ltrace.c
struct frame {
    const struct point *point;
    const char *syscall; // its name, instead of a point
    const struct prototype *prototype;
    const char *library; // named before the function: "hello->"; NULL
    u64 sp, return_address, start_ns;
    struct call_regs regs;
    bool args_shown; // any before the split
};
struct traced {
    struct task *task;
    s32 tid;
    struct image *image; // held; NULL: nothing known
    struct frame *frames;
    u32 count, capacity;
    s32 early[8]; // signals to be told of at the end of the call it is in
    u32 early_count;
};
void traced_free(struct traced *x); // NULL is allowed
// --- ltrace_save.c: its position in a run
void *ltrace_save(void *ctx);
void *ltrace_copy(const void *saved);
void ltrace_restore(void *ctx, void *saved);
void ltrace_drop(void *saved);

struct ltrace {
    struct sandbox *sb;
    struct ltrace_options opt;
    struct probes probes;
    struct lines lines;
    struct counters counters;
    struct traced **tasks; // by tid
    u32 task_capacity;
    u32 frames; // of all tasks together
    bool started, finished, too_deep;
    char noted[192]; // what was said last
};

#endif
