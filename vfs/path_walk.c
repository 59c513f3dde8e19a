// SPDX-License-Identifier: GPL-2.0-or-later
// From a name to a path: path_resolution(7), openat2(2) (Linux: fs/namei.c, link_path_walk and around it).
//
// Links are not followed by recursion but by keeping what is left of the outer names on a stack. A name that
// is used up makes room for the link it ended in, so that the stack never holds more than MAXSYMLINKS texts.
#include "abi/errno.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "vfs/internal.h"

#include <string.h>

static bool path_equal(const struct path *a, const struct path *b) {
    return a->mnt == b->mnt && a->dentry == b->dentry;
}

void path_get(const struct path *p) {
    mount_get(p->mnt);
    dentry_get(p->dentry);
}

void path_put(struct path *p) {
    struct path old = *p;
    *p = (struct path){0};
    dentry_put(old.dentry);
    mount_put(old.mnt);
}

static void go_to(struct walk *w, const struct path *to) {
    path_get(to);
    path_put(&w->at);
    w->at = *to;
}

// For "/" at the start of a link. RESOLVE_NO_XDEV: Linux refuses unless it has had to find out the root
// before, by a "/" at the start of the name or by a "..", and programs may have come to rely on that.
static int walk_to_root(struct walk *w) {
    if (w->flags & LOOKUP_BENEATH) return -EXDEV;
    if ((w->flags & LOOKUP_NO_XDEV) && (!w->root_used || w->at.mnt != w->root.mnt)) return -EXDEV;
    go_to(w, &w->root);
    w->root_used = true;
    return 0;
}

int walk_start(struct walk *w, const struct vfs_caller *who, const struct path *base, const char *name, u32 flags) {
    w->who = who;
    w->at = (struct path){0};
    w->root = *who->root;
    w->flags = flags;
    w->root_used = *name == '/' || (flags & (LOOKUP_BENEATH | LOOKUP_IN_ROOT));
    w->links = 0;
    w->depth = 0;
    w->slash = false;
    w->type = LAST_ROOT;
    w->len = 0;
    w->last = name;
    w->stack[0].text = NULL;
    w->stack[0].rest = name;
    if (!base) base = who->cwd;
    if (!*name && !(flags & LOOKUP_EMPTY)) return -ENOENT;
    if (flags & (LOOKUP_BENEATH | LOOKUP_IN_ROOT)) w->root = *base;
    if (*name != '/') {
        w->at = *base;
        path_get(&w->at);
        return 0;
    }
    if (flags & LOOKUP_BENEATH) return -EXDEV;
    w->at = w->root;
    path_get(&w->at);
    return 0;
}

void walk_end(struct walk *w) {
    if (w->at.dentry) path_put(&w->at);
    for (u32 i = 0; i <= w->depth; i++) {
        kfree(w->stack[i].text);
        w->stack[i].text = NULL;
    }
    w->depth = 0;
}

static int may_search(struct walk *w) {
    struct inode *dir = w->at.dentry->inode;
    if (!S_ISDIR(dir->mode)) return -ENOTDIR;
    return inode_permission(dir, w->who->cred, MAY_EXEC);
}

static int go_up(struct walk *w) {
    struct path p = w->at;
    w->root_used = true;
    if (path_equal(&p, &w->root)) return w->flags & LOOKUP_BENEATH ? -EXDEV : 0;
    while (p.dentry == p.mnt->root) {
        if (!p.mnt->parent) return 0; // ".." of the topmost directory
        if (w->flags & LOOKUP_NO_XDEV) return -EXDEV;
        p = (struct path){p.mnt->parent, p.mnt->mountpoint};
        if (path_equal(&p, &w->root)) break;
    }
    if (!path_equal(&p, &w->root)) {
        p.dentry = p.dentry->parent;
        // A directory that was moved out of what is bind-mounted here must not lead outside.
        if (p.mnt->root != p.mnt->sb->root && !dentry_is_below(p.dentry, p.mnt->root)) return -ENOENT;
    }
    path_get(&p);
    struct path up = p;
    path_follow_mounts(&up);
    if (up.mnt != p.mnt && (w->flags & LOOKUP_NO_XDEV)) {
        path_put(&up);
        return -EXDEV;
    }
    path_put(&w->at);
    w->at = up;
    return 0;
}

// /proc/PID/fd/N and its like lead to an object, not to a name.
static int jump(struct walk *w, struct inode *link) {
    struct path to = {0};
    if (w->flags & LOOKUP_NO_MAGICLINKS) return -ELOOP;
    int err = inode_ops(link)->follow(link, w->who, &to);
    if (err < 0) return err;
    if ((w->flags & (LOOKUP_BENEATH | LOOKUP_IN_ROOT)) || ((w->flags & LOOKUP_NO_XDEV) && to.mnt != w->at.mnt)) {
        path_put(&to);
        return -EXDEV;
    }
    path_put(&w->at);
    w->at = to;
    return 0;
}

static int push_link(struct walk *w, struct inode *link) {
    char text[PATH_MAX];
    int n = inode_ops(link)->readlink ? inode_ops(link)->readlink(link, text, sizeof text - 1, w->who) : -EINVAL;
    if (n < 0) return n;
    if (n == 0) return -ENOENT;
    char *copy = kstrndup(w->who->vfs->heap, text, (size_t)n);
    if (!copy) return -ENOMEM;
    if (*w->stack[w->depth].rest == 0)
        kfree(w->stack[w->depth].text); // used up: the link takes its place
    else
        w->depth++;
    w->stack[w->depth].text = copy;
    w->stack[w->depth].rest = copy;
    return copy[0] == '/' ? walk_to_root(w) : 0;
}

// 0: jumped, w->at is the target; 1: its text is to be walked next.
static int follow_link(struct walk *w, const struct path *link, bool trailing) {
    struct inode *inode = link->dentry->inode;
    if (w->links++ >= MAXSYMLINKS) return -ELOOP;
    if (trailing) {
        int err = may_follow_link(w->at.dentry->inode, inode, w->who->cred);
        if (err < 0) return err;
    }
    if ((w->flags & LOOKUP_NO_SYMLINKS) || (link->mnt->flags & MS_NOSYMFOLLOW)) return -ELOOP;
    path_accessed(link, inode);
    if (inode_ops(inode)->follow) {
        w->type = LAST_JUMPED;
        return jump(w, inode);
    }
    int err = push_link(w, inode);
    return err < 0 ? err : 1;
}

// Goes to the entry `d` of w->at, whose reference it takes over. As walk_last.
static int step(struct walk *w, struct dentry *d, bool follow, bool trailing) {
    struct path p = {mount_get(w->at.mnt), d};
    int err = -ENOENT;
    if (!d->inode) goto out_put;
    path_follow_mounts(&p);
    err = -EXDEV;
    if (p.mnt != w->at.mnt && (w->flags & LOOKUP_NO_XDEV)) goto out_put;
    if (S_ISLNK(p.dentry->inode->mode) && follow) {
        err = follow_link(w, &p, trailing);
        goto out_put;
    }
    path_put(&w->at);
    w->at = p;
    return 0;
out_put:
    path_put(&p);
    return err;
}

static int step_by_name(struct walk *w, const char *name, size_t len, bool follow, bool trailing) {
    struct dentry *d;
    int err = dentry_lookup(w->at.dentry, name, len, &d);
    return err < 0 ? err : step(w, d, follow, trailing);
}

int walk_to_parent(struct walk *w) {
    for (;;) {
        const char *p = w->stack[w->depth].rest;
        while (*p == '/') p++;
        if (!*p) {
            if (w->depth == 0) { // only slashes, or a link that ended in one: w->at is it
                if (w->type != LAST_JUMPED) w->type = LAST_ROOT;
                return 0;
            }
            kfree(w->stack[w->depth].text);
            w->stack[w->depth].text = NULL;
            w->depth--;
            continue;
        }
        int err = may_search(w);
        if (err < 0) return err;
        const char *name = p;
        while (*p && *p != '/') p++;
        size_t len = (size_t)(p - name);
        bool slash = *p == '/';
        while (*p == '/') p++;
        w->stack[w->depth].rest = p;
        bool dot = len == 1 && name[0] == '.', dotdot = len == 2 && name[0] == '.' && name[1] == '.';
        if (!*p && w->depth == 0) {
            w->type = dot ? LAST_DOT : dotdot ? LAST_DOTDOT : LAST_NAME;
            w->last = name;
            w->len = len;
            w->slash |= slash;
            return 0;
        }
        w->type = LAST_NAME;
        if (dotdot)
            err = go_up(w);
        else if (!dot)
            err = step_by_name(w, name, len, true, false);
        if (err < 0) return err;
        // err is 1 at a link: its text is walked next, and then the rest.
        if (err == 0 && !S_ISDIR(w->at.dentry->inode->mode)) return -ENOTDIR;
    }
}

int walk_last(struct walk *w, struct dentry *entry, bool follow) {
    switch (w->type) {
    case LAST_ROOT:
    case LAST_DOT:
    case LAST_JUMPED: return 0;
    case LAST_DOTDOT: return go_up(w);
    case LAST_NAME: break;
    }
    follow |= w->slash;
    return entry ? step(w, entry, follow, true) : step_by_name(w, w->last, w->len, follow, true);
}

int path_lookup(const struct vfs_caller *who, const struct path *base, const char *name, u32 flags,
                struct path *out) {
    struct walk w;
    int err = walk_start(&w, who, base, name, flags);
    if (err < 0) goto out_end;
    do {
        err = walk_to_parent(&w);
        if (err < 0) goto out_end;
        err = walk_last(&w, NULL, flags & LOOKUP_FOLLOW);
        if (err < 0) goto out_end;
    } while (err == 1);
    err = -ENOTDIR;
    if ((w.slash || (flags & LOOKUP_DIRECTORY)) && !S_ISDIR(w.at.dentry->inode->mode)) goto out_end;
    *out = w.at;
    w.at = (struct path){0};
    err = 0;
out_end:
    walk_end(&w);
    return err;
}

int path_lookup_parent(const struct vfs_caller *who, const struct path *base, const char *name, u32 flags,
                       struct path_parent *out) {
    struct walk w;
    int err = walk_start(&w, who, base, name, flags & ~(u32)LOOKUP_EMPTY);
    if (err < 0) goto out_end;
    err = walk_to_parent(&w);
    if (err < 0) goto out_end;
    // "/" has no last component: the slashes stand for it.
    *out = (struct path_parent){.dir = w.at, .last = w.last, .len = w.len, .slash = w.slash};
    if (w.type == LAST_ROOT) out->len = 1, out->last = "/";
    w.at = (struct path){0};
out_end:
    walk_end(&w);
    return err;
}
