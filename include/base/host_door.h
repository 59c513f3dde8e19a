// SPDX-License-Identifier: GPL-2.0-or-later
// The only door to the host. host/ implements it, the embedder hands it to a machine, and everybody else reaches the
// host through these functions or not at all. Numbers are small handles of the door, never host file descriptors.
// Every function returns >= 0 or a negative Linux errno of the guest's ABI.
#ifndef BASE_HOST_DOOR_H
#define BASE_HOST_DOOR_H

#include "base/types.h"

struct host_stat {
    u32 mode;     // S_IF* and permission bits, in Linux's numbers
    u32 uid, gid; // HOST_ID_SELF: who runs this process; the number itself is nobody's business
    u64 size;
    u64 nlink;
    u64 dev, ino; // tell hard links and mounts apart; never shown to the guest
    u64 rdev;
    s64 mtime_sec;
    u32 mtime_nsec;
    u32 flags; // of streams: O_ACCMODE, O_APPEND as they were opened
};
#define HOST_ID_SELF 0xffffffffu

// Called once per entry of a directory, in any order; a non-zero return ends the listing and is passed on.
typedef int (*host_dir_fn)(void *ctx, const char *name);

struct host_door {
    // --- Directory trees that an option opened. `tree` is a handle; `path` is relative, without "..", "" names the tree itself,
    // which may be a single file. No link in it is ever followed: a link is an object like any other.
    int (*tree_stat)(void *door, int tree, const char *path, struct host_stat *out);
    int (*tree_list)(void *door, int tree, const char *path, host_dir_fn fn, void *ctx);
    s64 (*tree_readlink)(void *door, int tree, const char *path, char *buf, size_t size);
    s64 (*tree_read)(void *door, int tree, const char *path, u64 offset, void *buf,
                     size_t n); // short only at the end
    // --- Writing back, for trees opened to be written (-EROFS otherwise). Like the *at calls of the same name.
    s64 (*tree_write)(void *door, int tree, const char *path, u64 offset, const void *buf, size_t n); // all of it
    int (*tree_create)(void *door, int tree, const char *path, u32 mode,
                       const char *target); // S_IF* in mode: file, directory, link, FIFO
    int (*tree_link)(void *door, int tree, const char *from, const char *to);
    int (*tree_truncate)(void *door, int tree, const char *path, u64 size);
    int (*tree_remove)(void *door, int tree, const char *path, bool directory);
    int (*tree_rename)(void *door, int tree, const char *from, const char *to, bool exchange);
    int (*tree_set)(void *door, int tree, const char *path, const struct host_stat *attr, u32 which); // HOST_SET_*

    // --- The three standard streams: stream 0, 1 or 2.
    // Type, size and how it was opened. -EBADF: the process has no such stream, and so shall the guest.
    int (*stream_stat)(void *door, int stream, struct host_stat *out);
    // Reads what is there, at most n bytes; 0 at the end. With `wait` it blocks until there is something; without, -EAGAIN.
    // -EINTR: the machine is asked to stop.
    s64 (*stream_read)(void *door, int stream, void *buf, size_t n, bool wait);
    s64 (*stream_write)(void *door, int stream, const void *buf,
                        size_t n); // writes all; -EPIPE when the reader is gone
    // Of regular files: at a place of its own, without moving the stream; and moving it (SEEK_SET, SEEK_CUR, SEEK_END).
    s64 (*stream_read_at)(void *door, int stream, u64 offset, void *buf, size_t n);
    s64 (*stream_write_at)(void *door, int stream, u64 offset, const void *buf, size_t n);
    s64 (*stream_seek)(void *door, int stream, s64 offset, int whence);
    int (*stream_truncate)(void *door, int stream, u64 size);

    // --- Clock and entropy, in live runs only.
    u64 (*clock_ns)(void *door, int clock); // CLOCK_REALTIME or CLOCK_MONOTONIC
    void (*entropy)(void *door, void *buf, size_t n);
    // Waits for input on stream 0 if `stdin_too`, or until `ns` passed (UINT64_MAX: for ever); 1 if there is input. Also
    // returns when the machine is asked to stop.
    int (*wait)(void *door, u64 ns, bool stdin_too);
};

enum { HOST_SET_MODE = 1, HOST_SET_OWNER = 2, HOST_SET_MTIME = 4 };

#endif
