// SPDX-License-Identifier: GPL-2.0-or-later
// The virtual file system of one machine: path walk, and the operations on names that system calls ask for.
// Every function returns >= 0 or -errno, as the system call of that name would (man section 2,
// path_resolution(7)).
#ifndef VFS_VFS_H
#define VFS_VFS_H

#include "base/host_door.h"
#include "vfs/file.h"

// What the vfs asks of the kernel above it.
struct vfs_ops {
    void (*now)(struct vfs *vfs, struct vfs_time *out); // CLOCK_REALTIME
    void (*random)(struct vfs *vfs, void *buf, size_t n);
    // Whose call is running: a write by somebody without CAP_FSETID disarms a set-user-ID program. NULL, or
    // no such member: the opener of the file stands in.
    const struct cred *(*current_cred)(struct vfs *vfs);
    // An O_ASYNC file, known to its owner as `fd`, has become ready (POLL* bits).
    void (*sigio)(struct vfs *vfs, struct file *f, s32 fd, u32 events);
};

struct vfs { // embedded in struct sandbox
    struct heap *heap;
    struct page_pool *pool;
    opref_t ops;                  // struct vfs_ops
    const struct host_door *door; // attachments: set anew after a restore elsewhere; NULL: no host at all
    void *door_ctx;
    struct mount *root_mount;
    struct path root; // of root_mount, not held: vfs_root
    struct list mounts;
    u32 next_mount_id, next_dev;
    struct dentry **dentry_hash; // dentry cache
    u32 dentry_hash_bits;
    u64 dentry_count;
    struct super_block *anon_sb; // pipes, sockets, eventfds
    struct mount *anon_mount;    // ... and the mount their files have in their path: internal
    struct mount *shm_mount;     // the internal tmpfs of memfds
    struct list lock_waits;      // who waits for whose POSIX lock: vfs/locks.c
    opref_t notify;              // struct notify_ops (vfs/notify.h); 0: nobody ever watched
    u64 open_files, max_files;
    struct list inotify_instances;
    u64 rename_cookie;
    void *devices;      // character device registry: vfs/devfs
    void *stdin_stream; // the host's standard input while it is open: vfs/stdio.c
};

// Who asks, and from where: assembled by the call layer for one call.
struct vfs_caller {
    struct vfs *vfs;
    const struct cred *cred;
    const struct path *root, *cwd;
    u32 umask;
    void *task; // opaque here; procfs's "self" uses it
};

int vfs_init(struct vfs *vfs, struct heap *heap, struct page_pool *pool, opref_t ops); // an empty tmpfs at "/"
void vfs_destroy(struct vfs *vfs);

// --- Path walk. `base` is where relative names start (NULL: cwd).
enum {
    LOOKUP_FOLLOW = 1,    // follow a link in the last component
    LOOKUP_DIRECTORY = 2, // must be a directory
    LOOKUP_EMPTY = 4,     // "" names `base` itself (AT_EMPTY_PATH)
    LOOKUP_NO_XDEV = 8,   // openat2's RESOLVE_*
    LOOKUP_NO_MAGICLINKS = 16,
    LOOKUP_NO_SYMLINKS = 32,
    LOOKUP_BENEATH = 64,
    LOOKUP_IN_ROOT = 128,
};
int path_lookup(const struct vfs_caller *who, const struct path *base, const char *name, u32 flags, struct path *out);
// The parent directory of the last component, for create, unlink and rename. `last` points into `name`, `len`
// long, without trailing slashes; `slash` tells whether there were any. "." ".." and "/" come back as they
// are.
struct path_parent {
    struct path dir;
    const char *last;
    size_t len;
    bool slash;
};
int path_lookup_parent(const struct vfs_caller *who, const struct path *base, const char *name, u32 flags,
                       struct path_parent *out);
// The path as getcwd and /proc show it, from `root` on; writes at the end of `buf`. A removed name ends in "
// (deleted)", one outside `root` starts with "(unreachable)". The start of the string, or NULL
// (-ENAMETOOLONG).
char *path_name(const struct path *p, const struct path *root, char *buf, size_t size);

enum { MAY_EXEC = 1, MAY_WRITE = 2, MAY_READ = 4 };
int inode_permission(struct inode *inode, const struct cred *cred, int mask); // 0, -EACCES
// The generic part, for file systems with a permission of their own: mode bits and capabilities alone.
int generic_permission(const struct inode *inode, const struct cred *cred, int mask);
bool path_is_readonly(const struct path *p); // the mount's flags, or the file system's
// and read-only, noexec mounts: -EROFS
int path_permission(const struct path *p, const struct cred *cred, int mask);

// --- Names.
struct open_how { // open and openat add O_LARGEFILE, as x86-64 does; openat2 does not
    u32 flags;    // O_*, already checked by the call layer for unknown bits
    u32 mode;     // umask not yet applied
    u32 lookup;   // LOOKUP_* from openat2
};
int vfs_open(const struct vfs_caller *who, const struct path *base, const char *name, const struct open_how *how,
             struct file **out);
// Opens what has been looked up; no O_CREAT. Permission is checked as for a name.
int vfs_open_path(const struct vfs_caller *who, const struct path *path, u32 flags, struct file **out);
int vfs_mknod(const struct vfs_caller *who, const struct path *base, const char *name, u32 mode, u64 rdev);
int vfs_mkdir(const struct vfs_caller *who, const struct path *base, const char *name, u32 mode);
int vfs_symlink(const struct vfs_caller *who, const char *target, const struct path *base, const char *name);
int vfs_link(const struct vfs_caller *who, const struct path *old, const struct path *base, const char *name);
int vfs_unlink(const struct vfs_caller *who, const struct path *base, const char *name);
int vfs_rmdir(const struct vfs_caller *who, const struct path *base, const char *name);
int vfs_rename(const struct vfs_caller *who, const struct path *old_base, const char *old_name,
               const struct path *new_base, const char *new_name, u32 flags);
int vfs_readlink(const struct vfs_caller *who, const struct path *p, char *buf, size_t size);
int vfs_getattr(const struct path *p, struct kstat *out);
void inode_getattr(struct inode *inode, struct kstat *out);
int vfs_chmod(const struct vfs_caller *who, const struct path *p, u32 mode);
int vfs_chown(const struct vfs_caller *who, const struct path *p, u32 uid, u32 gid); // ~0: unchanged
// NULL: leave
int vfs_utimes(const struct vfs_caller *who, const struct path *p, const struct vfs_time *atime,
               const struct vfs_time *mtime, bool explicit_times);
// `file_size_limit`: RLIMIT_FSIZE; beyond it -EFBIG, and the caller raises SIGXFSZ. ftruncate(2):
// file_truncate.
int vfs_truncate(const struct vfs_caller *who, const struct path *p, u64 size, u64 file_size_limit);
int file_truncate(struct file *f, u64 size, u64 file_size_limit);
int vfs_statfs(const struct path *p, struct abi_statfs *out);
int vfs_access(const struct vfs_caller *who, const struct path *p, int mask);
// Extended attributes: vfs/xattr.c. As the calls of the same names.
s64 vfs_getxattr(const struct vfs_caller *who, const struct path *p, const char *name, void *value, size_t size);
int vfs_setxattr(const struct vfs_caller *who, const struct path *p, const char *name, const void *value, size_t size,
                 int flags);
s64 vfs_listxattr(const struct vfs_caller *who, const struct path *p, char *list, size_t size);
int vfs_removexattr(const struct vfs_caller *who, const struct path *p, const char *name);

// --- Mounts.
// takes over the sb's reference
int vfs_mount(struct vfs *vfs, struct super_block *sb, const struct path *at, u32 flags);
// Another file system at "/", before anything is mounted or anybody is there; takes over the sb's reference.
// vfs/root.c
int vfs_replace_root(struct vfs *vfs, struct super_block *sb, u32 flags);
const struct path *vfs_root(struct vfs *vfs); // "/" of the whole machine, for a struct vfs_caller; not held
// `flags` of a mount are MS_* as mount(2) gets them; without an atime flag it is relatime. Privilege is the
// caller's to check. umount: `mnt` is held by the caller, through one path; that does not make it busy.
int vfs_umount(struct vfs *vfs, struct mount *mnt, int flags);
int vfs_bind(struct vfs *vfs, const struct path *from, const struct path *at, bool recursive, u32 flags);
// MS_REMOUNT; mount_only: MS_BIND too
int vfs_remount(struct vfs *vfs, const struct path *at, u32 flags, bool mount_only);
int vfs_move_mount(struct vfs *vfs, const struct path *from, const struct path *to);
// the topmost; not held; NULL
struct mount *mount_find(const struct mount *parent, const struct dentry *mountpoint);
void path_follow_mounts(struct path *p); // from a mount point down to what is mounted there

// --- File types and file systems; each in a file or folder of its own.
int pipe_create(struct vfs *vfs, u32 flags, const struct cred *cred, struct file *out[2]); // vfs/pipe.c
s64 pipe_resize(struct file *f, u64 bytes);                                                // F_SETPIPE_SZ
s64 pipe_capacity(struct file *f);
bool file_is_pipe(const struct file *f);
int memfd_create_file(struct vfs *vfs, const char *name, u32 mfd_flags, const struct cred *cred, struct file **out);
struct super_block *tmpfs_create(struct vfs *vfs, u64 max_bytes, u64 max_inodes, u32 root_mode);
// A lazily read view of a host directory tree, or of one host file; `mode`: cow, ro or rw.
enum hostfs_mode { HOSTFS_COW, HOSTFS_RO, HOSTFS_RW };
// What belongs to the host's user who runs this belongs to uid and gid. Memory that changes take is limited
// by `max_bytes`.
int hostfs_create(struct vfs *vfs, int tree, enum hostfs_mode mode, u32 uid, u32 gid, u64 max_bytes,
                  struct super_block **out);
// Operations of special files found in any file system: open hands over to the FIFO, or to the registered
// device.
extern const struct file_operations fifo_file_operations;   // vfs/pipe.c
extern const struct file_operations chrdev_file_operations; // vfs/devfs
struct super_block *devfs_create(struct vfs *vfs);
// A character device: opens of (major, minor) get these operations. 0 or -EBUSY, -ENOMEM.
int chrdev_register(struct vfs *vfs, u32 major, u32 minor, opref_t fops, void *private);
void chrdev_destroy(struct vfs *vfs); // the registry, with the vfs

// In-memory directories: listed from the dentries, the newest first. For the fops of such a directory.
int dcache_iterate(struct file *f, struct dir_context *ctx);
s64 dcache_llseek(struct file *f, s64 offset, int whence);

#define DEV_MAKE(major, minor) (((u64)(minor)&0xff) | ((u64)(major) << 8) | (((u64)(minor) & ~0xffull) << 12))

#endif
