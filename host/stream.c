// SPDX-License-Identifier: GPL-2.0-or-later
// The three standard streams: a descriptor of the host, a buffer, or nothing at all.
#include "host/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

static struct stream *stream_of(struct host *host, int stream) {
    return stream >= 0 && stream < 3 ? &host->stream[stream] : NULL;
}

void input_put(struct input *input) {
    if (input && --input->refs == 0) free(input);
}

void stream_set_input(struct stream *s, struct input *input) {
    input_put(s->input);
    s->input = input;
    s->data = input ? input->bytes : NULL;
    s->size = s->capacity = input ? input->size : 0;
    s->position = 0;
}

static void stream_reset(struct stream *s) {
    if (s->input)
        stream_set_input(s, NULL);
    else
        free(s->data);
    *s = (struct stream){.kind = STREAM_NULL, .fd = -1};
}

void host_streams_close(struct host *host) {
    for (int i = 0; i < 3; i++) stream_reset(&host->stream[i]);
}

// --- What the embedder chooses.
int host_stream_null(struct host *host, int stream) {
    struct stream *s = stream_of(host, stream);
    if (!s) return guest_error_of(GUEST_EINVAL);
    stream_reset(s);
    return 0;
}

int host_stream_fd(struct host *host, int stream, int fd) {
    struct stream *s = stream_of(host, stream);
    struct stat st;
    if (!s) return guest_error_of(GUEST_EINVAL);
    stream_reset(s);
    s->kind = STREAM_ABSENT; // whatever is opened under that number later
    if (fstat(fd, &st) < 0) return 0;
    s->kind = STREAM_FD;
    s->fd = fd;
    s->regular = S_ISREG(st.st_mode);
    return 0;
}

int host_stream_buffer(struct host *host, int stream, const void *data, size_t size) {
    struct stream *s = stream_of(host, stream);
    if (!s) return guest_error_of(GUEST_EINVAL);
    stream_reset(s);
    s->kind = STREAM_BUFFER;
    return stream == 0 ? host_set_input(host, data, size) : 0;
}

int host_set_input(struct host *host, const void *data, size_t size) {
    struct stream *s = &host->stream[0];
    if (s->kind != STREAM_BUFFER) return guest_error_of(GUEST_EINVAL);
    struct input *input = size < SIZE_MAX - sizeof *input ? malloc(sizeof *input + size) : NULL;
    if (!input) return guest_error_of(GUEST_ENOMEM);
    input->refs = 1;
    input->size = size;
    if (size > 0) memcpy(input->bytes, data, size);
    stream_set_input(s, input);
    return 0;
}

const void *host_stream_output(const struct host *host, int stream, size_t *size) {
    *size = 0;
    if (stream != 1 && stream != 2) return NULL;
    *size = host->stream[stream].size;
    return host->stream[stream].data;
}

// --- What the machine sees.
static void stat_of_null(struct host_stat *out) {
    *out = (struct host_stat){.mode = S_IFCHR | 0666, .nlink = 1, .rdev = guest_makedev(1, 3)};
}

int host_stream_stat(void *door, int stream, struct host_stat *out) {
    struct stream *s = stream_of(door, stream);
    struct stat st;
    if (!s) return guest_error_of(GUEST_EBADF);
    switch (s->kind) {
    case STREAM_NULL:
        stat_of_null(out);
        out->flags = guest_open_flags(true, true, false);
        return 0;
    case STREAM_BUFFER:
        *out = (struct host_stat){.mode = S_IFIFO | 0600, .uid = HOST_ID_SELF, .gid = HOST_ID_SELF, .nlink = 1};
        out->flags = guest_open_flags(stream == 0, stream != 0, false);
        return 0;
    case STREAM_ABSENT: return guest_error_of(GUEST_EBADF);
    case STREAM_FD: break;
    }
    int flags = fcntl(s->fd, F_GETFL);
    if (flags < 0 || fstat(s->fd, &st) < 0) return host_error();
    host_stat_from(&st, out);
    int access = flags & O_ACCMODE;
    out->flags = guest_open_flags(access != O_WRONLY, access != O_RDONLY, flags & O_APPEND);
    return 0;
}

// --- Waiting: for the stream, or for somebody who calls host_interrupt. -EINTR, or 1: the stream may be tried, 0: time is up.
static int wait_for(struct host *host, int fd, short events, const struct timespec *timeout) {
    struct pollfd fds[2] = {{.fd = host->wake[0], .events = POLLIN}, {.fd = fd, .events = events}};
    int n;
    do n = ppoll(fds, 2, timeout, NULL);
    while (n < 0 && errno == EINTR && !host->interrupted);
    if (host->interrupted || (n > 0 && fds[0].revents)) return guest_error_of(GUEST_EINTR);
    return n < 0 ? host_error() : n > 0;
}

static s64 read_buffer(struct stream *s, void *buf, size_t n) {
    size_t left = s->size - s->position;
    if (n > left) n = left;
    if (n > 0) memcpy(buf, s->data + s->position, n);
    s->position += n;
    return (s64)n;
}

s64 host_stream_read(void *door, int stream, void *buf, size_t n, bool wait) {
    struct host *host = door;
    struct stream *s = stream_of(host, stream);
    if (!s) return guest_error_of(GUEST_EBADF);
    if (s->kind == STREAM_NULL) return 0;
    if (s->kind == STREAM_BUFFER && stream == 0) return read_buffer(s, buf, n);
    if (s->kind != STREAM_FD) return guest_error_of(GUEST_EBADF);
    static const struct timespec now = {0};
    for (;;) {
        if (!s->regular) {
            int ready = wait_for(host, s->fd, POLLIN, wait ? NULL : &now);
            if (ready < 0) return ready;
            if (ready == 0) return guest_error_of(GUEST_EAGAIN);
        }
        ssize_t got = read(s->fd, buf, n);
        if (got >= 0) return got;
        if (errno != EAGAIN && errno != EINTR) return host_error();
        if (errno == EINTR && host->interrupted) return guest_error_of(GUEST_EINTR);
        if (!wait) return guest_error_of(GUEST_EAGAIN);
    }
}

static s64 write_buffer(struct stream *s, const void *buf, size_t n) {
    if (s->size + n > s->capacity) {
        size_t capacity = (s->size + n) * 2;
        u8 *data = realloc(s->data, capacity);
        if (!data) return guest_error_of(GUEST_ENOMEM);
        s->data = data;
        s->capacity = capacity;
    }
    memcpy(s->data + s->size, buf, n);
    s->size += n;
    return (s64)n;
}

s64 host_stream_write(void *door, int stream, const void *buf, size_t n) {
    struct host *host = door;
    struct stream *s = stream_of(host, stream);
    if (!s) return guest_error_of(GUEST_EBADF);
    if (s->kind == STREAM_NULL) return (s64)n;
    if (s->kind == STREAM_BUFFER && stream != 0) return write_buffer(s, buf, n);
    if (s->kind != STREAM_FD) return guest_error_of(GUEST_EBADF);
    size_t done = 0;
    while (done < n) {
        ssize_t put = write(s->fd, (const u8 *)buf + done, n - done);
        if (put >= 0) {
            done += (size_t)put;
            continue;
        }
        int err = host_error();
        if (errno == EAGAIN)
            err = wait_for(host, s->fd, POLLOUT, NULL);
        else if (errno == EINTR && !host->interrupted)
            err = 1;
        if (err < 0) return done > 0 ? (s64)done : err;
    }
    return (s64)done;
}

// --- Regular files.
static int regular_fd(struct host *host, int stream) {
    const struct stream *s = stream_of(host, stream);
    if (!s || s->kind != STREAM_FD) return guest_error_of(GUEST_EBADF);
    return s->regular ? s->fd : guest_error_of(GUEST_ESPIPE);
}

s64 host_stream_read_at(void *door, int stream, u64 offset, void *buf, size_t n) {
    int fd = regular_fd(door, stream);
    if (fd < 0) return fd;
    ssize_t got;
    do got = pread(fd, buf, n, (off_t)offset);
    while (got < 0 && errno == EINTR);
    return got < 0 ? host_error() : got;
}

s64 host_stream_write_at(void *door, int stream, u64 offset, const void *buf, size_t n) {
    int fd = regular_fd(door, stream);
    if (fd < 0) return fd;
    ssize_t put;
    do put = pwrite(fd, buf, n, (off_t)offset);
    while (put < 0 && errno == EINTR);
    return put < 0 ? host_error() : put;
}

s64 host_stream_seek(void *door, int stream, s64 offset, int whence) {
    int fd = regular_fd(door, stream);
    if (fd < 0) return fd;
    if (whence < 0 || whence > 2) return guest_error_of(GUEST_EINVAL);
    static const int whences[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    off_t now = lseek(fd, offset, whences[whence]);
    return now < 0 ? host_error() : now;
}

int host_stream_truncate(void *door, int stream, u64 size) {
    int fd = regular_fd(door, stream);
    if (fd < 0) return fd;
    return ftruncate(fd, (off_t)size) < 0 ? host_error() : 0;
}

// --- Idling.
int host_wait_input(void *door, u64 ns, bool stdin_too) {
    struct host *host = door;
    const struct stream *in = &host->stream[0];
    if (stdin_too && (in->kind != STREAM_FD || in->regular)) return 1;
    struct timespec timeout = {.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
    struct pollfd fds[2] = {{.fd = host->wake[0], .events = POLLIN}, {.fd = in->fd, .events = POLLIN}};
    int n = ppoll(fds, stdin_too ? 2 : 1, ns == UINT64_MAX ? NULL : &timeout, NULL);
    return n > 0 && stdin_too && fds[1].revents;
}
