// SPDX-License-Identifier: GPL-2.0-or-later
// A machine's memory as a stream of bytes: the kernel heap, the frame table and the frames, to be brought back at the same addresses in
// this process or another one.
#ifndef EMU_IMAGE_H
#define EMU_IMAGE_H

#include "base/page_pool.h"

// Where the bytes go to or come from. After a failure nothing happens any more, and `get` gives zeroes.
struct image_io {
    void *ctx;
    void (*put)(void *ctx, const void *data, size_t n);
    void (*get)(void *ctx, void *data, size_t n);
    bool (*ok)(void *ctx);
};

void memory_image_put(const struct page_pool *pool, const struct image_io *io);
// A heap as memory_image_put saw it, in its own slot; *found is in it. NULL: `why` says what is wrong. The heap and the tables of
// frames are checked as far as they rely on themselves; what lies in them is not: pointers are taken as they are.
struct heap *memory_image_get(const struct image_io *io, struct page_pool **found, const char **why);

#endif
