// SPDX-License-Identifier: GPL-2.0-or-later
// Contents and attributes of files. Pages come from the host when they are wanted and stay once they are in the cache; large
// reads of large files go past it, so that reading does not use up the guest's memory.
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/stat.h"
#include "vfs/hostfs/internal.h"

#include <string.h>

#define CACHED_WHOLE (4u << 20) // files up to this size are kept in the cache when they are read

// --- Reading from the host.
static s64 read_host(const struct inode *inode, u64 offset, void *buf, size_t n) {
    struct vfs *vfs = inode->sb->vfs;
    char path[PATH_MAX];
    if (!vfs->door) return -EIO;
    int err = hostfs_path(inode, NULL, path, sizeof path);
    return err ? err : vfs->door->tree_read(vfs->door_ctx, hostfs_of(inode)->tree, path, offset, buf, n);
}

// Pages are asked for one by one, mostly in order: read more than one, and remember them.
static int fill_batch(struct inode *inode, u64 offset) {
    struct hostfs *fs = hostfs_of(inode);
    if (fs->batch.inode == inode && offset >= fs->batch.offset && offset < fs->batch.offset + fs->batch.len) return 0;
    fs->batch.inode = NULL;
    s64 n = read_host(inode, offset, fs->batch.data, min_u64(BATCH_SIZE, hostfs_node(inode)->backed - offset));
    if (n < 0) return (int)n;
    fs->batch.inode = inode;
    fs->batch.offset = offset;
    fs->batch.len = (u32)n;
    return 0;
}

static int hostfs_read_page(struct inode *inode, u64 index, pfn_t pfn) {
    struct hostfs *fs = hostfs_of(inode);
    u64 offset = index << PAGE_SHIFT, backed = hostfs_node(inode)->backed;
    if (offset >= backed) return 0;
    int err = fill_batch(inode, offset);
    if (err < 0) return err;
    u64 skip = offset - fs->batch.offset;
    if (fs->batch.len <= skip) return 0; // the file has become shorter there
    size_t n = min_u64(min_u64(fs->batch.len - skip, backed - offset), PAGE_SIZE);
    page_write(inode->sb->vfs->pool, pfn, 0, fs->batch.data + skip, n);
    return 0;
}

static void hostfs_dirty_page(struct inode *inode, u64 index) {
    (void)index;
    hostfs_node(inode)->dirty = true;
}

const struct address_space_operations hostfs_page_operations = {
    .read_page = hostfs_read_page,
    .dirty_page = hostfs_dirty_page,
};

// How many bytes from `pos` on are neither in the cache nor beyond what the host has; in whole pages but for the ends.
static u64 uncached_run(const struct inode *inode, u64 pos, u64 n) {
    u64 backed = min_u64(hostfs_node(inode)->backed, inode->size);
    if (pos >= backed) return 0;
    n = min_u64(min_u64(n, backed - pos), BATCH_SIZE);
    u64 first = pos >> PAGE_SHIFT, next = page_cache_next(&inode->mapping, first);
    if (next == UINT64_MAX) return n;
    u64 start = next << PAGE_SHIFT;
    return start <= pos ? 0 : min_u64(n, start - pos);
}

static s64 read_past_cache(struct file *f, struct iov_iter *to, u64 *pos, u64 n) {
    struct vfs *vfs = f->inode->sb->vfs;
    u8 *buf = kzalloc(vfs->heap, n);
    if (!buf) return -ENOMEM;
    s64 got = read_host(f->inode, *pos, buf, n);
    if (got >= 0) {
        size_t copied = copy_to_iter(buf, n, to); // what the host's file has lost reads as zero
        *pos += copied;
        got = copied < n && copied == 0 ? -EFAULT : (s64)copied;
    }
    kfree(buf);
    return got;
}

static s64 hostfs_read(struct file *f, struct iov_iter *to, u64 *pos) {
    struct inode *inode = f->inode;
    s64 done = 0, n = 0;
    if (hostfs_node(inode)->own || inode->size <= CACHED_WHOLE) return generic_file_read(f, to, pos);
    while (iov_iter_count(to) > 0 && *pos < inode->size) {
        u64 run = iov_iter_count(to) < PAGE_SIZE ? 0 : uncached_run(inode, *pos, iov_iter_count(to));
        if (run > 0) {
            n = read_past_cache(f, to, pos, run);
        } else { // one page through the cache
            size_t left = iov_iter_count(to), part = min_u64(left, PAGE_SIZE - (*pos & (PAGE_SIZE - 1)));
            iov_iter_truncate(to, part);
            n = generic_file_read(f, to, pos);
            to->count = left - (n > 0 ? (size_t)n : 0);
            run = part;
        }
        if (n <= 0) break;
        done += n;
        if ((u64)n < run) break;
    }
    return done > 0 ? done : n;
}

// --- Writing back, in rw trees.
static int write_range(struct inode *inode, u64 from, u64 to) {
    struct vfs *vfs = inode->sb->vfs;
    char path[PATH_MAX];
    if (!vfs->door) return -EIO;
    int err = hostfs_path(inode, NULL, path, sizeof path);
    while (!err && from < to) {
        pfn_t pfn = page_cache_peek(&inode->mapping, from >> PAGE_SHIFT);
        size_t offset = from & (PAGE_SIZE - 1), n = min_u64(to - from, PAGE_SIZE - offset);
        if (pfn) {
            s64 put = vfs->door->tree_write(vfs->door_ctx, hostfs_of(inode)->tree, path, from,
                                            page_data(vfs->pool, pfn) + offset, n);
            if (put < 0) err = (int)put;
        }
        from += n;
    }
    hostfs_batch_drop(inode);
    return err;
}

static s64 hostfs_write(struct file *f, struct iov_iter *from, u64 *pos) {
    struct inode *inode = f->inode;
    if (!hostfs_writes_through(inode)) return generic_file_write(f, from, pos);
    struct hostfs_node *node = hostfs_node(inode);
    u64 start = *pos, size = inode->size;
    bool dirty = node->dirty;
    s64 n = generic_file_write(f, from, pos);
    node->dirty = dirty; // these bytes are on their way
    if (n <= 0) return n;
    int err = write_range(inode, start, start + (u64)n);
    node->touched = true;
    if (err == 0) {
        node->backed = max_u64(node->backed, inode->size);
        return n;
    }
    page_cache_punch(&inode->mapping, start >> PAGE_SHIFT, (start + (u64)n - 1) >> PAGE_SHIFT);
    inode->size = size;
    *pos = start;
    return err;
}

// What was written through mappings.
static int hostfs_fsync(struct file *f) {
    struct inode *inode = f->inode;
    struct hostfs_node *node = hostfs_node(inode);
    if (!hostfs_writes_through(inode) || !node->dirty) return 0;
    node->dirty = false;
    node->touched = true;
    for (u64 index = page_cache_next(&inode->mapping, 0); index != UINT64_MAX;
         index = page_cache_next(&inode->mapping, index + 1)) {
        u64 start = index << PAGE_SHIFT;
        if (start >= inode->size) break;
        int err = write_range(inode, start, min_u64(start + PAGE_SIZE, inode->size));
        if (err < 0) return err;
    }
    return 0;
}

static void hostfs_release(struct file *f) {
    hostfs_fsync(f);
}

// fallocate(2): room is not kept apart, so only the size counts.
static int hostfs_fallocate(struct file *f, int mode, u64 offset, u64 len) {
    struct inode *inode = f->inode;
    if (mode & ~FALLOC_FL_KEEP_SIZE) return -EOPNOTSUPP;
    if ((mode & FALLOC_FL_KEEP_SIZE) || offset + len <= inode->size) return 0;
    const struct iattr attr = {.valid = ATTR_SIZE, .size = offset + len};
    int err = hostfs_setattr(inode, &attr);
    if (!err) file_modified(f);
    return err;
}

const struct file_operations hostfs_file_fops = {
    .read = hostfs_read,
    .write = hostfs_write,
    .llseek = generic_file_llseek,
    .release = hostfs_release,
    .fsync = hostfs_fsync,
    .fallocate = hostfs_fallocate,
    .mapping = generic_file_mapping,
};

// --- Attributes. Owners are the guest's own affair, in every mode.
static int set_on_host(struct inode *inode, const struct iattr *attr) {
    struct vfs *vfs = inode->sb->vfs;
    const struct hostfs *fs = hostfs_of(inode);
    char path[PATH_MAX];
    u32 which = (attr->valid & ATTR_MODE ? HOST_SET_MODE : 0) | (attr->valid & ATTR_MTIME ? HOST_SET_MTIME : 0);
    if (!vfs->door) return -EIO;
    int err = hostfs_path(inode, NULL, path, sizeof path);
    if (!err && (attr->valid & ATTR_SIZE)) err = vfs->door->tree_truncate(vfs->door_ctx, fs->tree, path, attr->size);
    if (err < 0 || !which) return err;
    const struct host_stat st = {.mode = attr->mode, .mtime_sec = attr->mtime.sec, .mtime_nsec = attr->mtime.nsec};
    return vfs->door->tree_set(vfs->door_ctx, fs->tree, path, &st, which);
}

int hostfs_setattr(struct inode *inode, const struct iattr *attr) {
    struct hostfs_node *node = hostfs_node(inode);
    if (hostfs_writes_through(inode)) {
        int err = set_on_host(inode, attr);
        if (err < 0) return err;
        node->touched = true;
        hostfs_batch_drop(inode);
    }
    if (attr->valid & ATTR_SIZE) {
        node->backed = min_u64(node->backed, attr->size);
        if (inode->mapping.ops) inode->blocks = (attr->size + 511) / 512;
    }
    return inode_setattr(inode, attr);
}
