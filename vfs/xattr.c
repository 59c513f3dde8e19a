// SPDX-License-Identifier: GPL-2.0-or-later
// Extended attributes, kept with the inode (Linux: fs/xattr.c, simple_xattr; xattr(7)). Name spaces: user for
// files and directories, trusted for CAP_SYS_ADMIN, security. There are no ACLs.
#include "abi/xattr.h"
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/stat.h"
#include "vfs/internal.h"
#include "vfs/notify.h"

#include <string.h>

#define INODE_BYTES 1024u // what tmpfs reckons an inode at: attributes share the space that max_inodes leaves

struct xattr {
    struct list link; // in inode->xattrs, by name from the last to the first: the order Linux lists them in
    char *name;       // owned
    void *value;      // owned
    size_t size;
};

static bool has_prefix(const char *name, const char *prefix) {
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

// Is it a name this file system stores? (xattr_resolve_name)
static int check_name(const struct inode *inode, const char *name) {
    static const char *const prefixes[] = {XATTR_USER_PREFIX, XATTR_TRUSTED_PREFIX, XATTR_SECURITY_PREFIX};
    size_t len = strlen(name);
    if (len == 0 || len > XATTR_NAME_MAX) return -ERANGE;
    if (!(inode->sb->features & SB_XATTR)) return -EOPNOTSUPP;
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
        if (has_prefix(name, prefixes[i])) return name[strlen(prefixes[i])] ? 0 : -EINVAL;
    }
    return -EOPNOTSUPP;
}

// xattr_permission: mode bits matter for user attributes only.
static int check_permission(const struct vfs_caller *who, const struct path *p, const char *name, int mask) {
    struct inode *inode = p->dentry->inode;
    if (mask & MAY_WRITE) {
        if (path_is_readonly(p)) return -EROFS;
        if (inode->flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) return -EPERM;
    }
    if (has_prefix(name, XATTR_SECURITY_PREFIX)) {
        if (!(mask & MAY_WRITE)) return 0;
        if (strcmp(name, XATTR_NAME_CAPS) == 0) return 0; // CAP_SETFCAP is asked for elsewhere
        return cred_capable(who->cred, CAP_SYS_ADMIN) ? 0 : -EPERM;
    }
    if (has_prefix(name, XATTR_SYSTEM_PREFIX)) return 0;
    if (has_prefix(name, XATTR_TRUSTED_PREFIX)) {
        if (cred_capable(who->cred, CAP_SYS_ADMIN)) return 0;
        return mask & MAY_WRITE ? -EPERM : -ENODATA;
    }
    if (has_prefix(name, XATTR_USER_PREFIX)) {
        if (!S_ISREG(inode->mode) && !S_ISDIR(inode->mode)) return mask & MAY_WRITE ? -EPERM : -ENODATA;
        bool sticky = S_ISDIR(inode->mode) && (inode->mode & S_ISVTX);
        if (sticky && (mask & MAY_WRITE) && !inode_owner_or_capable(inode, who->cred)) return -EPERM;
    }
    return inode_permission(inode, who->cred, mask);
}

// The attribute, or the place to put it before.
static struct list *find(const struct inode *inode, const char *name, struct xattr **found) {
    *found = NULL;
    struct list *at = inode->xattrs.next;
    for (; at != &inode->xattrs; at = at->next) {
        struct xattr *x = list_entry(at, struct xattr, link);
        int order = strcmp(x->name, name);
        if (order == 0) *found = x;
        if (order <= 0) break;
    }
    return at;
}

static u64 space(const char *name, size_t size) {
    return has_prefix(name, XATTR_USER_PREFIX) ? sizeof(struct xattr) + strlen(name) + 1 + size : 0;
}

static void xattr_free(struct inode *inode, struct xattr *x) {
    inode->sb->xattr_bytes -= space(x->name, x->size);
    list_del(&x->link);
    kfree(x->name);
    kfree(x->value);
    kfree(x);
}

void xattrs_free(struct inode *inode) {
    while (!list_empty(&inode->xattrs)) xattr_free(inode, list_first(&inode->xattrs, struct xattr, link));
}

void xattr_drop(struct inode *inode, const char *name) {
    struct xattr *x;
    if (list_empty(&inode->xattrs)) return;
    find(inode, name, &x);
    if (x && x->size > 0) xattr_free(inode, x); // an empty one grants nothing and stays
}

// The capabilities of a program are checked for their form (security/commoncap.c).
static bool is_capability_value(const void *value, size_t size) {
    u32 magic;
    if (size < sizeof magic) return false;
    memcpy(&magic, value, sizeof magic);
    switch (magic & VFS_CAP_REVISION_MASK) {
    case VFS_CAP_REVISION_2: return size == XATTR_CAPS_SZ_2;
    case VFS_CAP_REVISION_3: return size == XATTR_CAPS_SZ_3;
    default: return false;
    }
}

s64 vfs_getxattr(const struct vfs_caller *who, const struct path *p, const char *name, void *value, size_t size) {
    struct inode *inode = p->dentry->inode;
    int err = check_permission(who, p, name, MAY_READ);
    if (!err) err = check_name(inode, name);
    if (err < 0) return err;
    struct xattr *x;
    find(inode, name, &x);
    if (!x) return -ENODATA;
    if (strcmp(name, XATTR_NAME_CAPS) == 0 && !is_capability_value(x->value, x->size)) return -EINVAL;
    if (size == 0) return (s64)x->size;
    if (size < x->size) return -ERANGE;
    memcpy(value, x->value, x->size);
    return (s64)x->size;
}

static int store(struct inode *inode, const char *name, const void *value, size_t size, int flags) {
    struct super_block *sb = inode->sb;
    struct xattr *old;
    struct list *place = find(inode, name, &old);
    if (old && (flags & XATTR_CREATE)) return -EEXIST;
    if (!old && (flags & XATTR_REPLACE)) return -ENODATA;
    u64 taken = sb->used_inodes * INODE_BYTES + sb->xattr_bytes + space(name, size);
    if (sb->max_inodes && space(name, size) && taken > sb->max_inodes * INODE_BYTES) return -ENOSPC;
    struct heap *heap = sb->vfs->heap;
    struct xattr *x = knew(heap, struct xattr);
    if (!x) return -ENOMEM;
    x->name = kstrndup(heap, name, strlen(name));
    x->value = kzalloc(heap, size);
    if (!x->name || !x->value) {
        kfree(x->name);
        kfree(x->value);
        kfree(x);
        return -ENOMEM;
    }
    if (size) memcpy(x->value, value, size);
    x->size = size;
    list_insert_between(&x->link, place->prev, place);
    sb->xattr_bytes += space(name, size);
    if (old) xattr_free(inode, old);
    return 0;
}

static void changed(const struct path *p) {
    inode_touch(p->dentry->inode, ATTR_CTIME);
    notify_dentry(p->dentry, IN_ATTRIB);
}

int vfs_setxattr(const struct vfs_caller *who, const struct path *p, const char *name, const void *value, size_t size,
                 int flags) {
    if (flags & ~(XATTR_CREATE | XATTR_REPLACE)) return -EINVAL;
    if (size > XATTR_SIZE_MAX) return -E2BIG;
    // Linux lets anybody set an empty one: it grants nothing
    if (strcmp(name, XATTR_NAME_CAPS) == 0 && size > 0) {
        if (!is_capability_value(value, size)) return -EINVAL;
        if (!cred_capable(who->cred, CAP_SETFCAP)) return -EPERM;
    }
    int err = check_permission(who, p, name, MAY_WRITE);
    if (!err) err = check_name(p->dentry->inode, name);
    if (!err) err = store(p->dentry->inode, name, value, size, flags);
    if (!err) changed(p);
    return err;
}

int vfs_removexattr(const struct vfs_caller *who, const struct path *p, const char *name) {
    struct inode *inode = p->dentry->inode;
    if (strcmp(name, XATTR_NAME_CAPS) == 0 && !cred_capable(who->cred, CAP_SETFCAP)) return -EPERM;
    int err = check_permission(who, p, name, MAY_WRITE);
    if (!err) err = check_name(inode, name);
    if (err < 0) return err;
    struct xattr *x;
    find(inode, name, &x);
    if (!x) return -ENODATA;
    xattr_free(inode, x);
    changed(p);
    return 0;
}

s64 vfs_listxattr(const struct vfs_caller *who, const struct path *p, char *list, size_t size) {
    const struct inode *inode = p->dentry->inode;
    bool trusted = cred_capable(who->cred, CAP_SYS_ADMIN);
    if (!(inode->sb->features & SB_XATTR)) return 0;
    size_t used = 0;
    const struct xattr *x;
    list_for_each(x, &inode->xattrs, link) {
        if (!trusted && has_prefix(x->name, XATTR_TRUSTED_PREFIX)) continue;
        size_t n = strlen(x->name) + 1;
        if (size && used + n > size) return -ERANGE;
        if (size) memcpy(list + used, x->name, n);
        used += n;
    }
    return (s64)used;
}
