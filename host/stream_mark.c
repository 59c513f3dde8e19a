// SPDX-License-Identifier: GPL-2.0-or-later
// Places in the standard streams to come back to. Only buffers can be taken back: what a descriptor of the host has read or written,
// it has.
//
// Marks form a tree. Each keeps what was written since the one before it, so that any of them can be returned to
// whatever was written in its place later; the stream's buffer begins with the output up to its newest mark.
#include "host/internal.h"

#include <stdlib.h>
#include <string.h>

struct stream_mark {
    u32 refs; // by its owner, by marks made after it, by the host whose newest it is
    u32 depth;
    struct stream_mark *before; // held; NULL: the first
    struct input *input;        // of standard input, held; NULL: none
    size_t position;            // in it
    size_t start[3], size[3];   // output since `before`: from where to where
    u8 *data[3];
};

static void mark_put(struct stream_mark *m) {
    while (m && --m->refs == 0) {
        struct stream_mark *before = m->before;
        for (int i = 0; i < 3; i++) free(m->data[i]);
        input_put(m->input);
        free(m);
        m = before;
    }
}

struct stream_mark *host_streams_mark(struct host *host) {
    struct stream_mark *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->refs = 1;
    m->before = host->mark;
    m->depth = m->before ? m->before->depth + 1 : 0;
    m->position = host->stream[0].position;
    m->input = host->stream[0].input;
    if (m->input) m->input->refs++;
    for (int i = 1; i < 3; i++) {
        const struct stream *s = &host->stream[i];
        m->start[i] = m->before ? m->before->size[i] : 0;
        m->size[i] = s->size;
        size_t n = m->size[i] - m->start[i];
        if (n == 0) continue;
        if (!(m->data[i] = malloc(n))) {
            m->before = NULL;
            mark_put(m);
            return NULL;
        }
        memcpy(m->data[i], s->data + m->start[i], n);
    }
    m->refs++; // its `before` keeps the reference that the host had
    host->mark = m;
    return m;
}

// Output from `from`, a mark before or the same as `m`, on to `m`. The buffer was that large before.
static void replay(struct host *host, const struct stream_mark *from, const struct stream_mark *m) {
    for (; m != from; m = m->before)
        for (int i = 1; i < 3; i++)
            if (m->data[i]) memcpy(host->stream[i].data + m->start[i], m->data[i], m->size[i] - m->start[i]);
}

int host_streams_restore(struct host *host, struct stream_mark *mark) {
    for (int i = 1; i < 3; i++) {
        struct stream *s = &host->stream[i];
        if (s->capacity >= mark->size[i]) continue;
        u8 *data = realloc(s->data, mark->size[i]);
        if (!data) return guest_error_of(GUEST_ENOMEM);
        s->data = data;
        s->capacity = mark->size[i];
    }
    const struct stream_mark *common = host->mark, *at = mark;
    while (common != at) { // neither is NULL before both are: all marks of a host come from its first
        if (!common || (at && at->depth > common->depth))
            at = at->before;
        else
            common = common->before;
    }
    replay(host, common, mark);
    for (int i = 1; i < 3; i++) host->stream[i].size = mark->size[i];
    if (mark->input) {
        mark->input->refs++;
        stream_set_input(&host->stream[0], mark->input);
    }
    host->stream[0].position = mark->position;
    mark->refs++;
    mark_put(host->mark);
    host->mark = mark;
    return 0;
}

// `m` takes over what the mark before it keeps, which nobody else needs.
static void merge_before(struct stream_mark *m) {
    struct stream_mark *before = m->before;
    for (int i = 1; i < 3; i++) {
        size_t first = before->size[i] - before->start[i], n = m->size[i] - m->start[i];
        if (first == 0) continue;
        u8 *data = realloc(before->data[i], first + n);
        if (!data) return; // it stays
        if (n > 0) memcpy(data + first, m->data[i], n);
        free(m->data[i]);
        m->data[i] = data;
        m->start[i] = before->start[i];
        before->data[i] = NULL;
        before->size[i] = before->start[i];
    }
    m->before = before->before;
    input_put(before->input);
    free(before);
}

void host_streams_mark_drop(struct host *host, struct stream_mark *mark) {
    if (!mark) return;
    bool stays = mark->refs > 1;
    mark_put(mark);
    // Where a machine goes on and on, dropping old snapshots or the newest, marks must not pile up.
    while (host->mark && host->mark->refs == 1) {
        struct stream_mark *newest = host->mark;
        host->mark = newest->before;
        newest->before = NULL;
        stays = stays && newest != mark;
        mark_put(newest);
    }
    for (struct stream_mark *m = host->mark; stays && m; m = m->before) {
        if (m->before != mark || mark->refs > 1) continue;
        merge_before(m);
        return;
    }
}

void host_marks_close(struct host *host) {
    mark_put(host->mark);
    host->mark = NULL;
}
