// SPDX-License-Identifier: GPL-2.0-or-later
// The iterator over the memory of a read or a write (Linux: lib/iov_iter.c). Checking a vector that a program gave is
// the caller's; here lengths are taken as they are.
#include "base/iov_iter.h"
#include "base/page_pool.h"

#include <string.h>

static const struct iov_segment *current(const struct iov_iter *it) {
    return it->seg ? it->seg : &it->one;
}

void iov_iter_kernel(struct iov_iter *it, void *buf, size_t len) {
    *it = (struct iov_iter){.nsegs = 1, .count = len, .one = {(uintptr_t)buf, len}};
}

void iov_iter_user(struct iov_iter *it, const struct user_access *access, void *ctx, uaddr_t base, size_t len) {
    *it = (struct iov_iter){.access = access, .ctx = ctx, .nsegs = 1, .count = len, .one = {base, len}};
}

void iov_iter_user_vec(struct iov_iter *it, const struct user_access *access, void *ctx,
                       const struct iov_segment *seg, size_t nsegs) {
    if (nsegs == 0) { // the same as one empty segment
        iov_iter_user(it, access, ctx, 0, 0);
        return;
    }
    *it = (struct iov_iter){.access = access, .ctx = ctx, .seg = seg, .nsegs = nsegs};
    for (size_t i = 0; i < nsegs; i++) it->count += seg[i].len;
}

// Bytes of [current position, current position + n) that lie in one segment; skips finished segments. 0: at the end.
static size_t span(struct iov_iter *it, size_t n) {
    if (n > it->count) n = it->count;
    if (n == 0) return 0;
    while (it->seg_offset == current(it)->len) {
        if (it->nsegs <= 1) return 0;
        it->seg++;
        it->nsegs--;
        it->seg_offset = 0;
    }
    size_t left = current(it)->len - it->seg_offset;
    return n < left ? n : left;
}

static void advance_in_segment(struct iov_iter *it, size_t n) {
    it->seg_offset += n;
    it->count -= n;
}

size_t copy_to_iter(const void *from, size_t n, struct iov_iter *it) {
    size_t done = 0, part;
    while ((part = span(it, n - done)) > 0) {
        u64 at = current(it)->base + it->seg_offset;
        const u8 *src = (const u8 *)from + done;
        size_t missed = 0;
        if (it->access)
            missed = it->access->copy_to_user(it->ctx, at, src, part);
        else
            memcpy((void *)(uintptr_t)at, src, part);
        advance_in_segment(it, part - missed);
        done += part - missed;
        if (missed) break;
    }
    return done;
}

size_t copy_from_iter(void *to, size_t n, struct iov_iter *it) {
    size_t done = 0, part;
    while ((part = span(it, n - done)) > 0) {
        u64 at = current(it)->base + it->seg_offset;
        u8 *dst = (u8 *)to + done;
        size_t missed = 0;
        if (it->access)
            missed = it->access->copy_from_user(it->ctx, dst, at, part);
        else
            memcpy(dst, (const void *)(uintptr_t)at, part);
        advance_in_segment(it, part - missed);
        done += part - missed;
        if (missed) break;
    }
    return done;
}

size_t iov_iter_zero(size_t n, struct iov_iter *it) {
    static const u8 zeroes[PAGE_SIZE];
    size_t done = 0;
    while (done < n) {
        size_t part = n - done < sizeof zeroes ? n - done : sizeof zeroes;
        size_t got = copy_to_iter(zeroes, part, it);
        done += got;
        if (got < part) break;
    }
    return done;
}

void iov_iter_advance(struct iov_iter *it, size_t n) {
    size_t part;
    while ((part = span(it, n)) > 0) {
        advance_in_segment(it, part);
        n -= part;
    }
}

void iov_iter_revert(struct iov_iter *it, size_t n) {
    it->count += n;
    while (n > it->seg_offset) {
        n -= it->seg_offset;
        it->seg--;
        it->nsegs++;
        it->seg_offset = it->seg->len;
    }
    it->seg_offset -= n;
}
