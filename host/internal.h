// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of host/ share among themselves, and nobody else uses.
#ifndef HOST_INTERNAL_H
#define HOST_INTERNAL_H

#include <signal.h>

#include "host/host.h"

enum stream_kind { STREAM_NULL, STREAM_FD, STREAM_BUFFER, STREAM_ABSENT };

struct input { // bytes to be read; never changed, so that marks can share them
    u32 refs;
    size_t size;
    u8 bytes[];
};

struct stream {
    enum stream_kind kind;
    int fd;
    bool regular; // the descriptor is a regular file
    // STREAM_BUFFER
    struct input *input; // of standard input, held; NULL: nothing. Its bytes are `data`, then.
    u8 *data;
    size_t size, capacity, position;
};

struct tree {
    int fd;     // O_PATH: the directory, or the directory that holds the file
    char *file; // its name there, for a tree that is a single file; NULL: a directory
    char *path; // absolute, without links
    bool writable;
};

#define OPEN_FILES 16 // read through at once, without opening them anew for every page

struct open_file {
    int tree, fd; // fd -1: unused
    char *path;
    bool writable;
    u64 used; // when, on the host's counter
};

struct host {
    struct stream stream[3];
    struct tree *tree;
    int tree_count;
    bool no_openat2; // an old kernel, or one that does not let us: names are walked by hand
    struct open_file open[OPEN_FILES];
    u64 use_counter;
    struct stream_mark *mark; // stream_mark.c: the newest
    int wake[2];              // a pipe: host_interrupt writes, waits look at it
    volatile sig_atomic_t interrupted;
};

// --- errno.c: the guest's negative number for a host errno, always below 0. For `return host_error();` after a failed call.
int errno_to_guest(int host_errno);
int host_error_number(void);
static inline int host_error(void) {
    int error = host_error_number();
    if (error >= 0) __builtin_unreachable();
    return error;
}

// --- guest.c: numbers of the guest's ABI, where the host's headers have the same names for its own.
enum guest_errno {
    GUEST_EAGAIN,
    GUEST_EBADF,
    GUEST_EINTR,
    GUEST_EINVAL,
    GUEST_ENOENT,
    GUEST_ENOMEM,
    GUEST_ENAMETOOLONG,
    GUEST_EPERM,
    GUEST_EROFS,
    GUEST_ESPIPE,
};
int guest_error_number(enum guest_errno error);
static inline int guest_error_of(enum guest_errno which) {
    int error = guest_error_number(which);
    if (error >= 0) __builtin_unreachable();
    return error;
}
int guest_error(int index); // of errors.def, negative; GUEST_ERROR_OTHER: any other, -EIO
#define GUEST_ERROR_OTHER (-1)
u32 guest_open_flags(bool reads, bool writes, bool appends);
u64 guest_makedev(unsigned major, unsigned minor);
bool guest_clock_is_realtime(int clock);

// --- door.c
struct stat;
void host_stat_from(const struct stat *st, struct host_stat *out);

// --- stream.c
int host_stream_stat(void *door, int stream, struct host_stat *out);
s64 host_stream_read(void *door, int stream, void *buf, size_t n, bool wait);
s64 host_stream_write(void *door, int stream, const void *buf, size_t n);
s64 host_stream_read_at(void *door, int stream, u64 offset, void *buf, size_t n);
s64 host_stream_write_at(void *door, int stream, u64 offset, const void *buf, size_t n);
s64 host_stream_seek(void *door, int stream, s64 offset, int whence);
int host_stream_truncate(void *door, int stream, u64 size);
int host_wait_input(void *door, u64 ns, bool stdin_too);
void host_streams_close(struct host *host);
void stream_set_input(struct stream *s, struct input *input); // takes over a reference; NULL is allowed
void input_put(struct input *input);                          // NULL is allowed
// --- stream_mark.c
void host_marks_close(struct host *host);

// --- clock.c, entropy.c
u64 host_clock_ns(void *door, int clock);
void host_entropy(void *door, void *buf, size_t n);

// --- tree_path.c: the way to an object of a tree. No link is followed, nothing leads outside.
// The directory that holds the last component of `path`, and that component ("" for the tree itself: `name` is then "."). The
// descriptor is the caller's to close.
int tree_parent(struct host *host, int tree, const char *path, const char **name);
// Opens the object itself with O_* of the host; O_NOFOLLOW, O_CLOEXEC, O_NOCTTY and O_NONBLOCK are added.
int tree_open(struct host *host, int tree, const char *path, int flags);
// A descriptor of a regular file that stays open for a while; not the caller's.
int tree_open_file(struct host *host, int tree, const char *path, bool writable);
void tree_forget_files(struct host *host); // names have changed, or all is over
bool tree_is_writable(const struct host *host, int tree);

// --- tree.c
int host_tree_stat(void *door, int tree, const char *path, struct host_stat *out);
int host_tree_list(void *door, int tree, const char *path, host_dir_fn fn, void *ctx);
s64 host_tree_readlink(void *door, int tree, const char *path, char *buf, size_t size);
s64 host_tree_read(void *door, int tree, const char *path, u64 offset, void *buf, size_t n);
// --- tree_write.c
s64 host_tree_write(void *door, int tree, const char *path, u64 offset, const void *buf, size_t n);
int host_tree_create(void *door, int tree, const char *path, u32 mode, const char *target);
int host_tree_link(void *door, int tree, const char *from, const char *to);
int host_tree_truncate(void *door, int tree, const char *path, u64 size);
int host_tree_remove(void *door, int tree, const char *path, bool directory);
int host_tree_rename(void *door, int tree, const char *from, const char *to, bool exchange);
int host_tree_set(void *door, int tree, const char *path, const struct host_stat *attr, u32 which);

#endif
