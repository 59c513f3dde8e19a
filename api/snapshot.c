// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots of a sandbox: the machine, and where its standard streams stand.
#include "api/internal.h"

#include <stdlib.h>

#include "abi/errno.h"
#include "kernel/snapshot.h"

struct belljar_snapshot {
    struct belljar *jar;
    struct belljar_snapshot *next, **link; // in jar->snapshots
    struct snapshot *machine;
    struct stream_mark *streams;
    bool loaded;
};

static struct belljar_snapshot *no_memory(struct belljar *jar, struct belljar_snapshot *s) {
    jar_fail(jar, BELLJAR_E_MEMORY, "no memory for a snapshot");
    if (s) host_streams_mark_drop(jar->host, s->streams);
    free(s);
    return NULL;
}

struct belljar_snapshot *belljar_snapshot(struct belljar *jar) {
    if (jar->running || jar->torn) {
        jar_fail(jar, BELLJAR_E_STATE,
                 jar->torn ? "no snapshot can be taken of what is half restored"
                           : "no snapshot can be taken inside a run");
        return NULL;
    }
    struct belljar_snapshot *s = calloc(1, sizeof *s);
    if (!s || !(s->streams = host_streams_mark(jar->host)) || !(s->machine = sandbox_snapshot(jar->sandbox)))
        return no_memory(jar, s);
    s->jar = jar;
    s->loaded = jar->loaded;
    s->next = jar->snapshots;
    s->link = &jar->snapshots;
    if (s->next) s->next->link = &s->next;
    jar->snapshots = s;
    return s;
}

int belljar_restore(struct belljar *jar, struct belljar_snapshot *s) {
    if (s->jar != jar) return jar_fail(jar, BELLJAR_E_ARGUMENT, "the snapshot is another sandbox's");
    if (jar->running) return jar_fail(jar, BELLJAR_E_STATE, "no snapshot can be restored inside a run");
    int err = sandbox_restore(jar->sandbox, s->machine);
    if (err == -ENOMEM) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory to restore a snapshot");
    jar->torn = err < 0 || host_streams_restore(jar->host, s->streams) < 0;
    if (jar->torn) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory to restore a snapshot as a whole");
    jar->loaded = s->loaded;
    if (host_is_interrupted(jar->host))
        sandbox_request_stop(jar->sandbox); // it had come before, and has not been heeded
    return BELLJAR_OK;
}

void belljar_snapshot_drop(struct belljar_snapshot *s) {
    if (!s) return;
    sandbox_snapshot_drop(s->jar->sandbox, s->machine);
    host_streams_mark_drop(s->jar->host, s->streams);
    *s->link = s->next;
    if (s->next) s->next->link = s->link;
    free(s);
}
