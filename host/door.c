// SPDX-License-Identifier: GPL-2.0-or-later
// The door as a whole: making it, closing it, and the table of what goes through it.
#include "host/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const struct host_door door_functions = {
    .tree_stat = host_tree_stat,
    .tree_list = host_tree_list,
    .tree_readlink = host_tree_readlink,
    .tree_read = host_tree_read,
    .tree_write = host_tree_write,
    .tree_create = host_tree_create,
    .tree_link = host_tree_link,
    .tree_truncate = host_tree_truncate,
    .tree_remove = host_tree_remove,
    .tree_rename = host_tree_rename,
    .tree_set = host_tree_set,
    .stream_stat = host_stream_stat,
    .stream_read = host_stream_read,
    .stream_write = host_stream_write,
    .stream_read_at = host_stream_read_at,
    .stream_write_at = host_stream_write_at,
    .stream_seek = host_stream_seek,
    .stream_truncate = host_stream_truncate,
    .clock_ns = host_clock_ns,
    .entropy = host_entropy,
    .wait = host_wait_input,
};

const struct host_door *host_door(struct host *host) {
    (void)host;
    return &door_functions;
}

// Out of the way of the standard streams, which may not be open: then their numbers would be the next to be given out.
static bool open_wake(int wake[2]) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return false;
    for (int i = 0; i < 2; i++) {
        wake[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close(ends[i]);
    }
    return wake[0] >= 0 && wake[1] >= 0;
}

struct host *host_open(void) {
    struct host *host = calloc(1, sizeof *host);
    if (!host) return NULL;
    if (!open_wake(host->wake)) {
        free(host);
        return NULL;
    }
    for (int i = 0; i < 3; i++) host->stream[i] = (struct stream){.kind = STREAM_NULL, .fd = -1};
    for (int i = 0; i < OPEN_FILES; i++) host->open[i].fd = -1;
    return host;
}

void host_close(struct host *host) {
    host_marks_close(host);
    host_streams_close(host);
    tree_forget_files(host);
    for (int i = 0; i < host->tree_count; i++) {
        close(host->tree[i].fd);
        free(host->tree[i].file);
        free(host->tree[i].path);
    }
    free(host->tree);
    close(host->wake[0]);
    close(host->wake[1]);
    free(host);
}

// In a signal handler: nothing here but what signal-safety(7) allows.
void host_interrupt(struct host *host) {
    int saved = errno;
    host->interrupted = 1;
    ssize_t n = write(host->wake[1], "", 1); // full: there is a byte in it already
    (void)n;
    errno = saved;
}

void host_interrupt_clear(struct host *host) {
    char bytes[64];
    while (read(host->wake[0], bytes, sizeof bytes) > 0) {}
    host->interrupted = 0;
}

bool host_is_interrupted(const struct host *host) {
    return host->interrupted != 0;
}

void host_stat_from(const struct stat *st, struct host_stat *out) {
    *out = (struct host_stat){
        .mode = st->st_mode,
        .uid = st->st_uid == geteuid() ? HOST_ID_SELF : st->st_uid,
        .gid = st->st_gid == getegid() ? HOST_ID_SELF : st->st_gid,
        .size = (u64)st->st_size,
        .nlink = st->st_nlink,
        .dev = st->st_dev,
        .ino = st->st_ino,
        .rdev = guest_makedev(major(st->st_rdev), minor(st->st_rdev)),
        .mtime_sec = st->st_mtim.tv_sec,
        .mtime_nsec = (u32)st->st_mtim.tv_nsec,
    };
}
