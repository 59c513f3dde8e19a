// SPDX-License-Identifier: GPL-2.0-or-later
// From a path back to its name (Linux: fs/d_path.c).
#include "abi/magic.h"
#include "vfs/internal.h"

#include <string.h>

struct writer {
    char *start, *at; // the string grows downwards from the end
};

static bool prepend(struct writer *w, const char *s, size_t n) {
    if ((size_t)(w->at - w->start) < n) return false;
    w->at -= n;
    memcpy(w->at, s, n);
    return true;
}

static bool prepend_text(struct writer *w, const char *s) {
    return prepend(w, s, strlen(s));
}

// Files without a name in any directory: "pipe:[7]" as it is, memfds as the name they would have on a file
// system.
static bool write_internal(struct writer *w, const struct dentry *d) {
    bool memory = d->sb->magic == TMPFS_MAGIC;
    if (memory && !prepend_text(w, " (deleted)")) return false;
    return prepend(w, d->name, d->name_len) && (!memory || prepend_text(w, "/"));
}

char *path_name(const struct path *p, const struct path *root, char *buf, size_t size) {
    if (size == 0) return NULL;
    struct writer w = {buf, buf + size - 1};
    *w.at = 0;
    const struct mount *mnt = p->mnt;
    const struct dentry *d = p->dentry;
    if (mnt->internal) return write_internal(&w, d) ? w.at : NULL;
    bool any = false, reached = false;
    if (d->unhashed && !prepend_text(&w, " (deleted)")) return NULL;
    for (;;) {
        reached = root && mnt == root->mnt && d == root->dentry;
        if (reached) break;
        if (d == mnt->root || d->parent == d) {
            if (d != mnt->root || !mnt->parent) break; // the top of the tree, or of a lost part of it
            d = mnt->mountpoint;
            mnt = mnt->parent;
            continue;
        }
        if (!prepend(&w, d->name, d->name_len) || !prepend_text(&w, "/")) return NULL;
        any = true;
        d = d->parent;
    }
    if (!any && !prepend_text(&w, "/")) return NULL;
    if (root && !reached && !prepend_text(&w, "(unreachable)")) return NULL;
    return w.at;
}
