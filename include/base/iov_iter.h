// SPDX-License-Identifier: GPL-2.0-or-later
// Where the bytes of a read go to, or those of a write come from: user memory (one range or several), or kernel memory.
// Files take an iov_iter and need not know which. Linux: include/linux/uio.h.
#ifndef BASE_IOV_ITER_H
#define BASE_IOV_ITER_H

#include "base/types.h"

struct iov_iter;

// Moves bytes between kernel memory and a user address; 0 or -EFAULT. `ctx` is the memory of the calling task.
struct user_access {
    // Both return the number of bytes NOT copied (0: all of them), like Linux's copy_to_user.
    size_t (*copy_to_user)(void *ctx, uaddr_t to, const void *from, size_t n);
    size_t (*copy_from_user)(void *ctx, void *to, uaddr_t from, size_t n);
};

struct iov_segment {
    u64 base; // a uaddr_t, or a kernel address
    u64 len;
};

// Lives on the stack for the time of one call; never in the heap.
struct iov_iter {
    const struct user_access *access; // NULL: the segments are kernel memory
    void *ctx;
    const struct iov_segment *seg; // the current segment; NULL: `one`, so that an iterator may be copied by value
    size_t nsegs;                  // segments left, the current one included
    size_t seg_offset;             // into the current segment
    size_t count;                  // bytes left in all
    struct iov_segment one;        // storage for the single-segment case
};

void iov_iter_kernel(struct iov_iter *it, void *buf, size_t len);
void iov_iter_user(struct iov_iter *it, const struct user_access *access, void *ctx, uaddr_t base, size_t len);
// `seg` stays the caller's and must outlive the iterator.
void iov_iter_user_vec(struct iov_iter *it, const struct user_access *access, void *ctx,
                       const struct iov_segment *seg, size_t nsegs);

// Both advance by what was copied and return it; less than min(n, it->count) only when user memory faulted.
size_t copy_to_iter(const void *from, size_t n, struct iov_iter *it);
size_t copy_from_iter(void *to, size_t n, struct iov_iter *it);
size_t iov_iter_zero(size_t n, struct iov_iter *it); // writes zeroes
void iov_iter_advance(struct iov_iter *it, size_t n);
void iov_iter_revert(struct iov_iter *it, size_t n); // steps back over the last `n` bytes
static inline size_t iov_iter_count(const struct iov_iter *it) {
    return it->count;
}
static inline void iov_iter_truncate(struct iov_iter *it, size_t n) {
    if (it->count > n) it->count = n;
}

#endif
