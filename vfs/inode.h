// SPDX-License-Identifier: GPL-2.0-or-later
// Inodes, super blocks and the page cache: what a file is, whatever its names.
#ifndef VFS_INODE_H
#define VFS_INODE_H

#include "base/list.h"
#include "base/opref.h"
#include "base/page_pool.h"
#include "base/waitq.h"
#include "vfs/cred.h"

struct dentry;
struct file;
struct inode;
struct iov_iter;
struct path;
struct super_block;
struct vfs;
struct vfs_caller;
struct abi_statfs;

struct vfs_time {
    s64 sec;
    u32 nsec;
};

// --- The page cache of one file: frames by page index. mmap, read, write and exec all share these frames.
struct address_space_operations {
    // Fills `pfn` (zeroed) with page `index` of the file; NULL: holes read as zero. 0 or -errno.
    int (*read_page)(struct inode *inode, u64 index, pfn_t pfn);
    // Told that page `index` was made writable or written; NULL: nothing to do.
    void (*dirty_page)(struct inode *inode, u64 index);
};

// Somebody who maps the file (kernel/mm): told before pages leave the cache.
struct mapping_user {
    struct list link;
    opref_t ops; // struct mapping_user_ops
};
struct mapping_user_ops {
    void (*unmap)(struct mapping_user *user, u64 first_index, u64 last_index); // inclusive
};

struct address_space {
    struct inode *host;
    opref_t ops; // struct address_space_operations; 0: holes read as zero
    void *pages; // the index → frame tree; private to vfs/page_cache.c
    u64 nr_pages;
    struct list users; // struct mapping_user
    // shared mappings that may be written, counted by kernel/mm: F_SEAL_WRITE is refused while > 0
    u32 writable_maps;
};

// What the page cache keeps of a file is all there is of it, unless read_page can bring it back: such pages
// count against sb->max_bytes and in inode->blocks.
void address_space_init(struct address_space *as, struct inode *host, opref_t ops);
// The frame of page `index`, read or created as needed; no reference is taken. 0 or -errno (-ENOMEM, -ENOSPC,
// -EIO).
int page_cache_get(struct address_space *as, u64 index, pfn_t *out);
pfn_t page_cache_peek(const struct address_space *as, u64 index); // 0 when not there
// For watchers: what a regular file holds, without a page more or less in the cache than before; bytes read.
size_t inode_peek(struct inode *inode, u64 offset, void *to, size_t n);
// Makes room for page `index` as fallocate(2) does: it reads as a hole until somebody asks for the page. 1:
// made, 0: was there.
int page_cache_reserve(struct address_space *as, u64 index);
// drops those nobody asked for
void page_cache_unreserve(struct address_space *as, u64 first_index, u64 last_index);
// drops pages >= first_index, unmapping them
void page_cache_truncate(struct address_space *as, u64 first_index);
void page_cache_punch(struct address_space *as, u64 first_index, u64 last_index);
// The next index >= from that holds data (pages only reserved do not count), or UINT64_MAX (SEEK_DATA).
u64 page_cache_next(const struct address_space *as, u64 from);
// Zeroes the bytes [from, to) of page `index`, if it is there.
void page_cache_zero(struct address_space *as, u64 index, size_t from, size_t to);

// --- Inodes.
enum { ATTR_MODE = 1, ATTR_UID = 2, ATTR_GID = 4, ATTR_SIZE = 8, ATTR_ATIME = 16, ATTR_MTIME = 32, ATTR_CTIME = 64 };
struct iattr {
    u32 valid; // ATTR_*
    u32 mode, uid, gid;
    u64 size;
    struct vfs_time atime, mtime, ctime;
};

struct kstat { // what stat and statx report; filled by vfs_getattr
    u64 dev, ino, nlink, rdev, size, blocks;
    u32 mode, uid, gid, blksize;
    u64 mnt_id;
    u64 attributes, attributes_mask; // STATX_ATTR_*
    bool has_btime;
    struct vfs_time atime, mtime, ctime, btime;
};

struct inode_operations {
    // Directories. `name` is dentry->name; the dentry is negative on entry and made positive with
    // dentry_instantiate.
    int (*lookup)(struct inode *dir, struct dentry *dentry); // leaves it negative when there is no such entry
    // any type but dir, link
    int (*create)(struct inode *dir, struct dentry *dentry, u32 mode, u64 rdev, const struct cred *cred);
    int (*mkdir)(struct inode *dir, struct dentry *dentry, u32 mode, const struct cred *cred);
    int (*symlink)(struct inode *dir, struct dentry *dentry, const char *target, const struct cred *cred);
    int (*link)(struct inode *dir, struct dentry *dentry, struct inode *target);
    int (*unlink)(struct inode *dir, struct dentry *dentry);
    int (*rmdir)(struct inode *dir, struct dentry *dentry);
    int (*rename)(struct inode *old_dir, struct dentry *old, struct inode *new_dir, struct dentry *new, u32 flags);
    int (*tmpfile)(struct inode *dir, u32 mode, const struct cred *cred, struct inode **out);
    // Links. readlink gives the text; follow, if set, jumps to an object instead (magic links of /proc).
    // length or -errno
    int (*readlink)(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who);
    int (*follow)(struct inode *inode, const struct vfs_caller *who, struct path *out);
    // All types; NULL: the generic behaviour of vfs/attr.c.
    int (*setattr)(struct inode *inode, const struct iattr *attr);
    void (*getattr)(struct inode *inode, struct kstat *out); // adjusts what the generic code filled in
    int (*permission)(struct inode *inode, const struct cred *cred, int mask);
    // False: a cached name is forgotten and looked up anew (processes come and go). Asked of the entry's own
    // inode, or of its directory if that has none or the entry is negative.
    bool (*revalidate)(struct dentry *dentry);
    void (*evict)(struct inode *inode); // the last reference is gone: free `private`
};

struct inode {
    u32 refs;
    struct super_block *sb;
    opref_t iops; // struct inode_operations
    opref_t fops; // struct file_operations of files opened on it
    u64 ino, rdev;
    u32 mode, nlink, uid, gid;
    u32 blkbits;
    u64 size, blocks; // blocks of 512 bytes
    struct vfs_time atime, mtime, ctime, btime;
    struct address_space mapping;
    struct list locks; // POSIX and OFD locks: vfs/locks.c
    struct list flocks;
    struct waitq lock_wait; // told when a lock of either kind goes
    struct list watches;    // inotify: vfs/inotify.c
    struct list xattrs;     // vfs/xattr.c
    void *pipe;             // FIFOs: the shared pipe while it is open
    s32 writers;            // open for writing; negative: being executed (ETXTBSY)
    u32 seals;              // memfd
    u32 flags;              // FS_IMMUTABLE_FL, ...
    u8 write_hint;          // fcntl(2), F_SET_RW_HINT
    bool dead;              // a directory that was removed: nothing can be made in it
    void *private;          // the file system's own; freed by iops->evict
};

static inline const struct inode_operations *inode_ops(const struct inode *inode) {
    return OPS(struct inode_operations, inode->iops);
}

// One reference, next ino, nlink 1, times now, owner 0:0. No `iops`: nothing is possible. No `fops`: the ones
// of a device, FIFO or socket by `mode`, and for other types opening answers -ENXIO. NULL: no memory.
struct inode *inode_create(struct super_block *sb, u32 mode, opref_t iops, opref_t fops);
// Owner and mode of a new object in `dir`, set-group-ID directories included (inode_init_owner of Linux).
void inode_init_owner(struct inode *inode, const struct inode *dir, u32 mode, const struct cred *cred);
// The generic setattr, for file systems that do more besides: applies `attr`, drops pages beyond a new size.
// 0.
int inode_setattr(struct inode *inode, const struct iattr *attr);
void vfs_now(struct vfs *vfs, struct vfs_time *out);
bool inode_owner_or_capable(const struct inode *inode, const struct cred *cred); // CAP_FOWNER
struct inode *inode_get(struct inode *inode);
void inode_put(struct inode *inode);
void inode_touch(struct inode *inode, u32 which); // sets ATTR_ATIME|ATTR_MTIME|ATTR_CTIME to now

// --- Who runs it and who writes it exclude each other (ETXTBSY). Both count in `writers`.
int inode_get_write(struct inode *inode); // 0, -ETXTBSY
void inode_put_write(struct inode *inode);
int inode_deny_write(struct inode *inode); // for execve: 0, -ETXTBSY
void inode_allow_write(struct inode *inode);

struct super_operations {
    void (*statfs)(struct super_block *sb, struct abi_statfs *out);
    void (*destroy)(struct super_block *sb);
};
struct super_block {
    u32 refs;
    struct vfs *vfs;
    opref_t ops;
    char type[16];   // "tmpfs", "proc"
    char source[64]; // as /proc/mounts shows it
    char options[64];
    u64 dev; // st_dev
    u64 next_ino;
    u32 magic, flags;                                   // ST_RDONLY ...
    u32 features;                                       // SB_*
    u64 max_bytes, max_inodes, used_bytes, used_inodes; // 0: no limit but the machine's
    u64 xattr_bytes;                                    // user.* attributes
    struct dentry *root;                                // owned
    u64 nr_inodes; // inodes in memory; the last of them frees a super block that nobody holds
    void *private;
};
enum {
    SB_PINNED = 1, // the dentries are the tree: positive ones stay until removed
    SB_XATTR = 2,  // has extended attributes (vfs/xattr.c)
};
struct super_block *super_get(struct super_block *sb);
// One reference. The caller gives it a root with super_set_root. The device number is the next of the
// anonymous ones.
struct super_block *super_create(struct vfs *vfs, const char *type, u32 magic, opref_t ops);
// takes over the inode's reference, also on failure; 0, -ENOMEM
int super_set_root(struct super_block *sb, struct inode *root);
void super_put(struct super_block *sb);

#endif
