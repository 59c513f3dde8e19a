// SPDX-License-Identifier: GPL-2.0-or-later
// Open files: their life, and the checks that every read, write, seek and listing starts with (Linux:
// fs/file_table.c, fs/read_write.c, fs/readdir.c). What the operation then does is the file type's.
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/poll.h"
#include "abi/stat.h"
#include "vfs/async.h"
#include "vfs/internal.h"
#include "vfs/notify.h"

#include <stdio.h>
#include <string.h>

// What open(2) is told and F_GETFL does not tell.
#define OPEN_ONLY_FLAGS (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC)

static const struct file_operations no_operations = {0};

int file_create(const struct path *path, struct inode *inode, u32 flags, const struct cred *cred, opref_t ops,
                struct file **out) {
    static const u32 modes[] = {FMODE_READ, FMODE_WRITE, FMODE_READ | FMODE_WRITE, 0};
    struct vfs *vfs = path->dentry->sb->vfs;
    if (vfs->max_files && vfs->open_files >= vfs->max_files && !cred_capable(cred, CAP_SYS_ADMIN)) return -ENFILE;
    struct file *f = knew(vfs->heap, struct file);
    if (!f) return -ENOMEM;
    f->refs = 1;
    f->ops = ops ? ops : OPREF(&no_operations);
    f->flags = flags & ~(u32)OPEN_ONLY_FLAGS;
    f->mode = flags & O_PATH ? FMODE_PATH : modes[flags & O_ACCMODE];
    f->path = *path;
    path_get(path);
    f->inode = inode_get(inode ? inode : path->dentry->inode);
    f->cred = cred_get((struct cred *)cred);
    list_init(&f->epoll_items);
    vfs->open_files++;
    *out = f;
    return 0;
}

int file_create_anon(struct vfs *vfs, const char *name, u32 mode, opref_t ops, u32 flags, const struct cred *cred,
                     void *private, struct file **out) {
    struct inode *inode = inode_create(vfs->anon_sb, mode, 0, 0);
    if (!inode) return -ENOMEM;
    inode->uid = cred->fsuid;
    inode->gid = cred->fsgid;
    char numbered[NAME_MAX + 1];
    size_t len = strlen(name);
    bool number = len > 0 && name[len - 1] == ':';
    if (number) snprintf(numbered, sizeof numbered, "%s[%llu]", name, (unsigned long long)inode->ino);
    struct path path = {vfs->anon_mount, dentry_create_alone(vfs->anon_sb, NULL, number ? numbered : name, inode)};
    if (!path.dentry) {
        inode_put(inode);
        return -ENOMEM;
    }
    int err = file_create(&path, NULL, flags, cred, ops, out);
    dentry_put(path.dentry); // the file holds it now
    if (err < 0) return err;
    (*out)->private = private;
    (*out)->mode |= FMODE_OPENED;
    return 0;
}

struct file *file_get(struct file *f) {
    f->refs++;
    return f;
}

void file_put(struct file *f) {
    if (!f || --f->refs > 0) return;
    f->refs = 1; // what is called below may take and drop references of its own
    struct vfs *vfs = f->inode->sb->vfs;
    if (f->mode & FMODE_OPENED) notify_file(f, f->mode & FMODE_WRITE ? IN_CLOSE_WRITE : IN_CLOSE_NOWRITE);
    if (!list_empty(&f->epoll_items)) epoll_file_gone(f);
    if (f->async) file_async_gone(f);
    locks_release_file(f);
    if ((f->mode & FMODE_OPENED) && file_ops(f)->release) file_ops(f)->release(f);
    if (f->mode & FMODE_WRITER) {
        inode_put_write(f->inode);
        f->path.mnt->writers--;
    }
    vfs->open_files--;
    inode_put(f->inode);
    path_put(&f->path);
    cred_put(f->cred);
    kfree(f);
}

const struct cred *vfs_current_cred(struct vfs *vfs) {
    const struct vfs_ops *ops = OPS(struct vfs_ops, vfs->ops);
    return ops->current_cred ? ops->current_cred(vfs) : NULL;
}

const struct cred *current_cred(const struct file *f) {
    const struct cred *cred = vfs_current_cred(f->inode->sb->vfs);
    return cred ? cred : f->cred;
}

void file_accessed(struct file *f) {
    if (!(f->flags & O_NOATIME)) path_accessed(&f->path, f->inode);
}

void file_modified(struct file *f) {
    drop_privileges(f->inode, current_cred(f));
    inode_touch(f->inode, ATTR_MTIME | ATTR_CTIME);
}

// Are the contents the page cache? Then O_APPEND, limits and times are seen to here; elsewhere they mean
// nothing.
static bool is_data_file(const struct file *f) {
    return S_ISREG(f->inode->mode) && file_ops(f)->mapping;
}

static int check_pos(const struct file *f, const u64 *pos) {
    if (pos && (file_ops(f)->flags & FOP_STREAM)) return -ESPIPE;
    return pos && *pos > INT64_MAX ? -EINVAL : 0;
}

s64 vfs_read(struct file *f, struct iov_iter *to, u64 *pos) {
    if (!(f->mode & FMODE_READ)) return -EBADF;
    if (!file_ops(f)->read) return S_ISDIR(f->inode->mode) ? -EISDIR : -EINVAL;
    int err = check_pos(f, pos);
    if (err < 0) return err;
    s64 n = file_ops(f)->read(f, to, pos ? pos : &f->pos);
    if (n >= 0 && is_data_file(f)) file_accessed(f);
    if (n > 0) notify_file(f, IN_ACCESS);
    return n;
}

s64 vfs_write(struct file *f, struct iov_iter *from, u64 *pos, u64 file_size_limit) {
    if (!(f->mode & FMODE_WRITE)) return -EBADF;
    if (!file_ops(f)->write) return -EINVAL;
    int err = check_pos(f, pos);
    if (err < 0) return err;
    if (!pos) pos = &f->pos;
    const u64 before = *pos;
    if (is_data_file(f)) {
        if (iov_iter_count(from) == 0) return 0;
        u64 limit = min_u64(file_size_limit, INT64_MAX);
        if (f->flags & O_APPEND) *pos = f->inode->size; // pwrite(2), BUGS: this wins over the offset
        if (*pos >= limit) {
            *pos = before;
            return -EFBIG;
        }
        iov_iter_truncate(from, limit - *pos);
        file_modified(f);
    }
    s64 n = file_ops(f)->write(f, from, pos);
    if (n < 0) *pos = before; // O_APPEND moves it only with what it writes
    if (n > 0) notify_file(f, IN_MODIFY);
    return n;
}

s64 vfs_llseek(struct file *f, s64 offset, int whence) {
    if (f->mode & FMODE_PATH) return -EBADF;
    if (whence < 0 || whence > SEEK_MAX) return -EINVAL;
    const struct file_operations *ops = file_ops(f);
    if (ops->llseek) return ops->llseek(f, offset, whence);
    return ops->flags & FOP_STREAM ? -ESPIPE : generic_file_llseek(f, offset, whence);
}

u32 vfs_poll(struct file *f, struct poller *p) {
    return file_ops(f)->poll ? file_ops(f)->poll(f, p) : POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
}

int vfs_iterate(struct file *f, struct dir_context *ctx) {
    if (f->mode & FMODE_PATH) return -EBADF;
    if (!file_ops(f)->iterate) return -ENOTDIR;
    if (f->inode->dead) return -ENOENT;
    ctx->pos = f->pos;
    int err = file_ops(f)->iterate(f, ctx);
    f->pos = ctx->pos;
    notify_file(f, IN_ACCESS);
    file_accessed(f);
    return err;
}

// The combinations fallocate(2) knows: one of the modes, and FALLOC_FL_KEEP_SIZE where it makes sense.
static bool fallocate_mode_ok(int mode) {
    switch (mode & ~FALLOC_FL_KEEP_SIZE) {
    case 0:
    case FALLOC_FL_UNSHARE_RANGE:
    case FALLOC_FL_ZERO_RANGE: return true;
    case FALLOC_FL_PUNCH_HOLE: return mode & FALLOC_FL_KEEP_SIZE;
    case FALLOC_FL_COLLAPSE_RANGE:
    case FALLOC_FL_INSERT_RANGE: return !(mode & FALLOC_FL_KEEP_SIZE);
    default: return false;
    }
}

int vfs_fallocate(struct file *f, int mode, u64 offset, u64 len, u64 file_size_limit) {
    struct inode *inode = f->inode;
    if (offset > INT64_MAX || len == 0 || len > INT64_MAX) return -EINVAL;
    if (!fallocate_mode_ok(mode)) return -EOPNOTSUPP;
    if (!(f->mode & FMODE_WRITE)) return -EBADF;
    if ((mode & ~FALLOC_FL_KEEP_SIZE) && (inode->flags & FS_APPEND_FL)) return -EPERM;
    if (inode->flags & FS_IMMUTABLE_FL) return -EPERM;
    if (S_ISFIFO(inode->mode)) return -ESPIPE;
    if (S_ISDIR(inode->mode)) return -EISDIR;
    if (!S_ISREG(inode->mode) && !S_ISBLK(inode->mode)) return -ENODEV;
    u64 end = offset + len;
    if (end > INT64_MAX) return -EFBIG;
    if (!file_ops(f)->fallocate) return -EOPNOTSUPP;
    if (!(mode & FALLOC_FL_PUNCH_HOLE) && end > inode->size && end > file_size_limit) return -EFBIG;
    int err = file_ops(f)->fallocate(f, mode, offset, len);
    if (!err) notify_file(f, IN_MODIFY);
    return err;
}
