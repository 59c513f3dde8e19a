// SPDX-License-Identifier: GPL-2.0-or-later
// The host's side of the door: what an embedder opens for one machine. Everything else of the host stays shut.
//
// Functions return >= 0 or a negative Linux errno, as the door itself does.
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "base/host_door.h"

struct host; // on the C heap: no part of the machine

struct host *host_open(void); // all streams null, no trees; NULL: no memory
void host_close(struct host *host);
// The door's functions; their first argument is the struct host.
const struct host_door *host_door(struct host *host);

// --- Standard streams 0, 1, 2. Descriptors stay the caller's; one that is not open gives a stream that is not there.
int host_stream_null(struct host *host, int stream);
int host_stream_fd(struct host *host, int stream, int fd);
// Stream 0: reads `data`, which is copied. 1 and 2: what is written is kept.
int host_stream_buffer(struct host *host, int stream, const void *data, size_t size);
// Other bytes for a buffer on standard input, to be read from their start. 0, -EINVAL: it is none, -ENOMEM.
int host_set_input(struct host *host, const void *data, size_t size);
const void *host_stream_output(const struct host *host, int stream, size_t *size); // valid until more is written

// --- The same as plain values, to be kept elsewhere. Position: of a buffer or a regular file.
struct host_stream_state {
    enum {
        HOST_STREAM_NULL,
        HOST_STREAM_FILE,
        HOST_STREAM_OTHER,
        HOST_STREAM_BUFFER
    } kind; // a regular file, another descriptor
    u64 position;
    const void *data; // of a buffer: input, or what was written; valid until the stream changes
    size_t size;
};
int host_stream_get(const struct host *host, int stream, struct host_stream_state *out);
// Standard input goes on from there; only of a buffer or a regular file. 0, -ESPIPE, -EINVAL.
int host_stream_set_position(struct host *host, int stream, u64 position);
// A buffer for output that holds `data` already.
int host_stream_resume(struct host *host, int stream, const void *data, size_t size);
// What tells this build of the program from all others, as text; NULL: the linker left nothing.
const char *host_build_id(void);

// --- Where the streams stand, to be come back to: bytes and position of input, output of buffers; descriptors cannot be taken back.
struct stream_mark;
struct stream_mark *host_streams_mark(struct host *host);                 // NULL: no memory
int host_streams_restore(struct host *host, struct stream_mark *mark);    // any living mark; 0 or -ENOMEM
void host_streams_mark_drop(struct host *host, struct stream_mark *mark); // NULL is allowed

// --- A directory or a single file that the guest may see through vfs/hostfs. The handle, or -ENOENT, -EACCES, ...
int host_add_tree(struct host *host, const char *path, bool writable);
// One that is not there any more, under the next handle: whatever is asked of it fails.
int host_add_missing_tree(struct host *host, const char *path, bool writable);
// The path of a tree, absolute and without links; NULL behind the last.
const char *host_tree_path(const struct host *host, int tree, bool *writable, bool *directory);

// Ends a read or a wait that the machine is in, from a signal handler or another thread: call it before the kernel is asked
// to stop, and host_interrupt_clear once it has stopped.
void host_interrupt(struct host *host);
void host_interrupt_clear(struct host *host);
bool host_is_interrupted(const struct host *host);

// --- Root file systems from archives (host/archive.c): tar, cpio, zip and what else libarchive reads, compressed or not.
struct host_archive_entry {
    const char *path;        // as the archive has it: absolute, with "..", anything
    const char *link_target; // of symbolic links
    const char *hard_link;   // the path of an earlier entry that this is another name of; NULL
    struct host_stat stat;   // mode, uid, gid, rdev, mtime; size 0 when not known
};
struct host_archive_ops {
    // One entry; a non-zero return ends the reading and is passed on.
    int (*entry)(void *ctx, const struct host_archive_entry *entry);
    // The contents of the entry that came last, in order; what is left out are holes.
    int (*data)(void *ctx, u64 offset, const void *buf, size_t n);
};
// 0, what a callback returned, -ENOENT and its like for the file, -EINVAL: no archive, or a broken one. On failure `why` has one
// line on it without the file's name, unless a callback failed.
int host_archive_load(const char *path, const struct host_archive_ops *ops, void *ctx, char *why, size_t why_size);

#endif
