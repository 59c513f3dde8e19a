// SPDX-License-Identifier: GPL-2.0-or-later
// The mount tree (Linux: fs/namespace.c). There is one mount namespace, and mounts do not propagate. Who may
// mount is for the call layer to check.
#include "abi/mount.h"
#include "abi/errno.h"
#include "abi/stat.h"
#include "vfs/internal.h"

#define MOUNT_FLAGS                                                                                                  \
    (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOSYMFOLLOW | MS_NOATIME | MS_NODIRATIME | MS_RELATIME)

// mount(2): relatime is what one gets for saying nothing.
static u32 mount_flags(u32 flags) {
    if (!(flags & (MS_NOATIME | MS_STRICTATIME))) flags |= MS_RELATIME;
    if (flags & (MS_STRICTATIME | MS_NOATIME)) flags &= ~(u32)MS_RELATIME;
    return flags & MOUNT_FLAGS;
}

struct mount *mount_create(struct vfs *vfs, struct super_block *sb, struct dentry *root, u32 flags) {
    struct mount *mnt = knew(vfs->heap, struct mount);
    if (!mnt) return NULL;
    mnt->refs = 1;
    mnt->id = ++vfs->next_mount_id;
    mnt->root = dentry_get(root);
    mnt->sb = sb;
    mnt->flags = mount_flags(flags);
    list_init(&mnt->link);
    return mnt;
}

struct mount *mount_get(struct mount *mnt) {
    mnt->refs++;
    return mnt;
}

void mount_put(struct mount *mnt) {
    if (!mnt || --mnt->refs > 0) return;
    struct super_block *sb = mnt->sb;
    dentry_put(mnt->root);
    kfree(mnt);
    super_put(sb);
}

struct mount *mount_find(const struct mount *parent, const struct dentry *mountpoint) {
    struct vfs *vfs = mountpoint->sb->vfs;
    for (struct list *at = vfs->mounts.prev; at != &vfs->mounts; at = at->prev) {
        struct mount *mnt = list_entry(at, struct mount, link);
        if (mnt->parent == parent && mnt->mountpoint == mountpoint) return mnt;
    }
    return NULL;
}

void path_follow_mounts(struct path *p) {
    while (p->dentry->mounted) {
        struct mount *mnt = mount_find(p->mnt, p->dentry);
        if (!mnt) return; // it is a mount point elsewhere: in another view of the same file system
        struct path down = {mnt, mnt->root};
        path_get(&down);
        path_put(p);
        *p = down;
    }
}

// Being in the tree holds one reference, and each child holds its parent.
static void attach(struct vfs *vfs, struct mount *mnt, const struct path *at) {
    mnt->parent = mount_get(at->mnt);
    mnt->mountpoint = dentry_get(at->dentry);
    at->dentry->mounted++;
    list_push_back(&vfs->mounts, &mnt->link);
}

static void detach(struct mount *mnt) {
    struct mount *parent = mnt->parent;
    struct dentry *mountpoint = mnt->mountpoint;
    mnt->parent = NULL;
    mnt->mountpoint = NULL;
    list_del(&mnt->link);
    mountpoint->mounted--;
    dentry_put(mountpoint);
    mount_put(parent);
    mount_put(mnt);
}

static bool mount_attached(const struct vfs *vfs, const struct mount *mnt) {
    return mnt->parent || mnt == vfs->root_mount;
}

static struct mount *first_child(const struct vfs *vfs, const struct mount *mnt) {
    struct mount *child;
    list_for_each(child, &vfs->mounts, link) {
        if (child->parent == mnt) return child;
    }
    return NULL;
}

static int may_mount_at(const struct vfs *vfs, const struct dentry *root, const struct path *at) {
    if (!mount_attached(vfs, at->mnt)) return -EINVAL;
    if (!S_ISDIR(root->inode->mode) != !S_ISDIR(at->dentry->inode->mode)) return -ENOTDIR;
    return at->dentry->unhashed || at->dentry->inode->dead ? -ENOENT : 0;
}

int vfs_mount(struct vfs *vfs, struct super_block *sb, const struct path *at, u32 flags) {
    int err = may_mount_at(vfs, sb->root, at);
    // the same once more on top of itself
    if (!err && at->mnt->sb == sb && at->dentry == at->mnt->root) err = -EBUSY;
    if (err < 0) goto out_put;
    struct mount *mnt = mount_create(vfs, sb, sb->root, flags);
    err = -ENOMEM;
    if (!mnt) goto out_put;
    attach(vfs, mnt, at);
    return 0;
out_put:
    super_put(sb);
    return err;
}

static struct mount *mount_clone(struct vfs *vfs, const struct mount *from, struct dentry *root) {
    struct mount *mnt = mount_create(vfs, super_get(from->sb), root, 0);
    if (mnt)
        mnt->flags = from->flags;
    else
        super_put(from->sb);
    return mnt;
}

// Detaches `mnt` and all that is mounted below it; from the leaves up.
static void detach_tree(struct vfs *vfs, struct mount *mnt) {
    for (;;) {
        struct mount *leaf = mnt, *child;
        while ((child = first_child(vfs, leaf))) leaf = child;
        bool last = leaf == mnt;
        detach(leaf);
        if (last) return;
    }
}

// Copies what is mounted under `from` to the same places under `copy`, which is attached. Parents are listed
// before children, and `twin` finds a parent's copy: the mount that stands for it below `copy`.
static int bind_children(struct vfs *vfs, const struct path *from, struct mount *copy) {
    struct pair {
        struct mount *old, *twin;
    };
    size_t room = 1, used = 0;
    struct mount *m;
    list_for_each(m, &vfs->mounts, link) room++;
    struct pair *pairs = kzalloc(vfs->heap, room * sizeof *pairs);
    if (!pairs) return -ENOMEM;
    pairs[used++] = (struct pair){from->mnt, copy};
    int err = 0;
    struct list *last = vfs->mounts.prev; // the copies come after it
    for (struct list *at = vfs->mounts.next, *next; !err; at = next) {
        next = at->next;
        m = list_entry(at, struct mount, link);
        struct mount *twin = NULL;
        for (size_t i = 0; i < used; i++) {
            if (pairs[i].old == m->parent) twin = pairs[i].twin;
        }
        bool below = twin && m != copy && (m->parent != from->mnt || dentry_is_below(m->mountpoint, from->dentry));
        if (below) {
            struct mount *made = mount_clone(vfs, m, m->root);
            if (made) {
                attach(vfs, made, &(struct path){twin, m->mountpoint});
                pairs[used++] = (struct pair){m, made};
            } else {
                err = -ENOMEM;
            }
        }
        if (at == last) break;
    }
    kfree(pairs);
    return err;
}

int vfs_bind(struct vfs *vfs, const struct path *from, const struct path *at, bool recursive, u32 flags) {
    (void)flags; // mount(2): a bind mount has the flags of what it shows; a remount may change them
    if (!mount_attached(vfs, from->mnt)) return -EINVAL;
    int err = may_mount_at(vfs, from->dentry, at);
    if (err < 0) return err;
    struct mount *mnt = mount_clone(vfs, from->mnt, from->dentry);
    if (!mnt) return -ENOMEM;
    attach(vfs, mnt, at);
    if (!recursive) return 0;
    err = bind_children(vfs, from, mnt);
    if (err < 0) detach_tree(vfs, mnt);
    return err;
}

int vfs_umount(struct vfs *vfs, struct mount *mnt, int flags) {
    if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW)) return -EINVAL;
    if (!mount_attached(vfs, mnt)) return -EINVAL;
    if ((flags & MNT_EXPIRE) && (flags & (MNT_FORCE | MNT_DETACH))) return -EINVAL;
    if (mnt == vfs->root_mount) return -EBUSY;
    if (flags & MNT_DETACH) {
        detach_tree(vfs, mnt);
        return 0;
    }
    if (mnt->refs > 2 || first_child(vfs, mnt)) return -EBUSY; // 2: the tree's and the caller's
    if ((flags & MNT_EXPIRE) && !mnt->expiring) {
        mnt->expiring = true;
        return -EAGAIN;
    }
    detach(mnt);
    return 0;
}

static bool sb_has_writers(const struct vfs *vfs, const struct super_block *sb) {
    const struct mount *m;
    list_for_each(m, &vfs->mounts, link) {
        if (m->sb == sb && m->writers > 0) return true;
    }
    return false;
}

int vfs_remount(struct vfs *vfs, const struct path *at, u32 flags, bool mount_only) {
    struct mount *mnt = at->mnt;
    if (!mount_attached(vfs, mnt) || at->dentry != mnt->root) return -EINVAL;
    if (flags & MS_RDONLY) {
        if (mount_only ? mnt->writers > 0 : sb_has_writers(vfs, mnt->sb)) return -EBUSY;
    }
    if (!mount_only) mnt->sb->flags = (mnt->sb->flags & ~(u32)ST_RDONLY) | (flags & MS_RDONLY ? ST_RDONLY : 0);
    // Flags about atime stay as they are unless one is given.
    u32 atime = MS_NOATIME | MS_NODIRATIME | MS_RELATIME;
    u32 fresh = flags & (atime | MS_STRICTATIME) ? mount_flags(flags) : mount_flags(flags) & ~atime;
    mnt->flags = flags & (atime | MS_STRICTATIME) ? fresh : fresh | (mnt->flags & atime);
    return 0;
}

int vfs_move_mount(struct vfs *vfs, const struct path *from, const struct path *to) {
    struct mount *mnt = from->mnt;
    if (from->dentry != mnt->root || !mnt->parent || !mount_attached(vfs, to->mnt)) return -EINVAL;
    for (const struct mount *m = to->mnt; m; m = m->parent) {
        if (m == mnt) return -ELOOP;
    }
    int err = may_mount_at(vfs, mnt->root, to);
    if (err < 0) return err;
    mount_get(mnt);
    detach(mnt);
    attach(vfs, mnt, to);
    return 0;
}
