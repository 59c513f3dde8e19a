// SPDX-License-Identifier: GPL-2.0-or-later
// A file system whose contents are made when somebody looks (Linux: fs/proc/generic.c, inode.c, fs/seq_file.c). What there is to see
// is described by const tables elsewhere (kernel/proc); here is how such objects are found, listed, opened and read.
#ifndef VFS_PROCFS_PROCFS_H
#define VFS_PROCFS_PROCFS_H

#include "vfs/vfs.h"

// What an object is about: inode->private. All but `type` is the tables' own.
struct proc_node {
    opref_t type; // struct proc_type
    s32 pid, tid;
    u64 birth; // with the numbers, tells a task from a later one
    u64 value; // a descriptor, an index, ...
};
static inline struct proc_node *proc_node(const struct inode *inode) {
    return inode->private;
}

// The text of a file while it is being made. Running out of memory is remembered and told at the end.
struct proc_text {
    struct heap *heap;
    char *data;
    size_t len, size;
    bool failed, made;
};
__attribute__((format(printf, 2, 3))) void proc_printf(struct proc_text *t, const char *format, ...);
void proc_put(struct proc_text *t, const char *data, size_t n);
void proc_numbers(struct proc_text *t, const u64 *v, size_t n); // each with a blank before it
void proc_puts(struct proc_text *t, const char *s);
// With every byte in `escape`, and backslashes if it has one, as \ooo.
void proc_put_escaped(struct proc_text *t, const char *s, const char *escape);

struct proc_type;
struct proc_entry { // what every directory of a type holds
    const char *name;
    const struct proc_type *type;
    u64 value;
};
struct proc_child { // what a lookup or listing found
    const struct proc_type *type;
    s32 pid, tid;
    u64 birth, value;
};

enum {
    PROC_ONCE = 1,      // one read gets all or nothing, as the files of /proc/sys
    PROC_BINARY = 2,    // lseek knows the end
    PROC_IMMUTABLE = 4, // nobody makes or removes anything in it: -EPERM, whatever the mode bits say
};

// One kind of object. NULL members: the default in brackets.
struct proc_type {
    u32 mode; // S_IF* and permission bits
    u32 flags;
    // Sets owner and, where they change, mode and size; negative when what it is about is gone. [root's, always there]
    int (*refresh)(struct inode *inode);
    int (*permission)(struct inode *inode, const struct cred *cred, int mask); // [by mode]
    u32 (*links)(const struct inode *inode); // of directories [2 and one for each among entries]
    // Files.
    int (*open)(struct inode *inode, struct file *f);           // [0] may it be looked into?
    int (*show)(struct inode *inode, struct proc_text *t);      // the whole text; 0 or -errno
    s64 (*read)(struct file *f, struct iov_iter *to, u64 *pos); // instead of `show`: memory, not text
    s64 (*write)(struct file *f, const char *text,
                 size_t n); // [-EINVAL] one write, at most a page; `text` ends in NUL
    s64 (*write_at)(struct file *f, struct iov_iter *from, u64 *pos); // instead of `write`
    // Links. `follow` set: a magic link, which leads to an object and not to a name.
    int (*readlink)(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who);
    int (*follow)(struct inode *inode, const struct vfs_caller *who, struct path *out);
    // Directories: fixed entries, then those that come and go.
    const struct proc_entry *entries;
    size_t entry_count;
    int (*find)(struct inode *dir, const char *name, size_t len, struct proc_child *out); // 0, -ENOENT
    // The first with a key >= *key: 1 and *key, name, *out are set; 0: none.
    int (*next)(struct inode *dir, u64 *key, char name[32], struct proc_child *out);
};
static inline const struct proc_type *proc_type_of(const struct inode *inode) {
    return OPS(struct proc_type, proc_node(inode)->type);
}

struct super_block *procfs_create(struct vfs *vfs, const struct proc_type *root); // one reference; NULL: no memory
// A name that is a number without sign or leading zeroes, as PID and descriptor entries are. False: it is none.
bool proc_parse_number(const char *name, size_t len, u32 *out);

#endif
