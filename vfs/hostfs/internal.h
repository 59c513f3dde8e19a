// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of vfs/hostfs share.
//
// What has been looked up stays: names, numbers and attributes are read from the host once. In a cow tree everything after that
// happens in memory; in an rw tree the host is changed first, and then what is remembered of it.
#ifndef VFS_HOSTFS_INTERNAL_H
#define VFS_HOSTFS_INTERNAL_H

#include "vfs/vfs.h"

#define BATCH_SIZE 65536u // read from the host at once, for pages that are wanted one by one
#define LINK_BUCKETS 256u

struct hostfs { // sb->private
    int tree;
    enum hostfs_mode mode;
    u32 uid, gid;                            // who owns what belongs to the host's user
    struct hostfs_node *links[LINK_BUCKETS]; // inodes with several names, by their numbers on the host
    struct {
        const struct inode *inode; // NULL: empty
        u64 offset;
        u32 len;
        u8 *data; // BATCH_SIZE bytes
    } batch;
};

struct hostfs_node { // inode->private
    struct inode *inode;
    struct inode *parent; // the directory it was found in, held; NULL: the tree itself, or no part of the host at all
    char *name;           // there
    bool own;             // made here, and only here; or no longer there
    bool loaded;          // a directory all of whose entries are in memory
    bool dirty;           // rw: pages were changed through a mapping
    bool touched;         // rw: changed by us since the host's time was last looked at
    struct vfs_time host_time; // rw: of its last change there, as far as we know
    u64 backed;                // of a file: so many of its first bytes are the host's
    char *target;              // of a link, once known
    u64 host_dev, host_ino;
    struct hostfs_node *link_next;
};

static inline struct hostfs *hostfs_of(const struct inode *inode) {
    return inode->sb->private;
}
static inline struct hostfs_node *hostfs_node(const struct inode *inode) {
    return inode->private;
}
static inline bool hostfs_writes_through(const struct inode *inode) {
    return hostfs_of(inode)->mode == HOSTFS_RW && !hostfs_node(inode)->own;
}

// --- hostfs.c
// Where the object is on the host, or an entry `name` of it (NULL: itself). 0, -ENAMETOOLONG; -ENOENT: it is not there.
int hostfs_path(const struct inode *inode, const char *name, char *buf, size_t size);
// The inode of entry `name` of `dir`, as the host has it now; one reference.
int hostfs_inode(struct inode *dir, const char *name, struct inode **out);
// A new one that the host knows nothing of.
int hostfs_new_inode(struct super_block *sb, const struct inode *dir, u32 mode, u64 rdev, const struct cred *cred,
                     struct inode **out);
// An rw tree is shared with the host: is the name still what it was there? And takes notice if the file has changed.
bool hostfs_revalidate(struct dentry *d);
void hostfs_batch_drop(const struct inode *inode); // its contents on the host have changed
void hostfs_evict(struct inode *inode);

extern const struct inode_operations hostfs_dir_operations;
extern const struct file_operations hostfs_dir_fops;                 // dir.c
extern const struct file_operations hostfs_file_fops;                // file.c
extern const struct address_space_operations hostfs_page_operations; // file.c

int hostfs_setattr(struct inode *inode, const struct iattr *attr); // file.c

#endif
