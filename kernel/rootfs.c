// SPDX-License-Identifier: GPL-2.0-or-later
// The root file system of a machine, and what is put into it before the first program starts.
#include "kernel/rootfs.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "kernel/proc/proc.h"
#include "kernel/rootfs_internal.h"
#include "vfs/stdio.h"

#include <stdio.h>
#include <string.h>

#define COPY_CHUNK 65536u

// --- The superuser's hands.
struct vfs_caller rootfs_caller(struct sandbox *sb) {
    const struct path *root = vfs_root(&sb->vfs);
    return (struct vfs_caller){.vfs = &sb->vfs, .cred = sb->reaper->leader->cred, .root = root, .cwd = root};
}

int rootfs_open(struct sandbox *sb, const char *guest_path, u32 flags, struct file **out) {
    const struct vfs_caller who = rootfs_caller(sb);
    return open_by_root(&who, guest_path, flags, 0, out);
}

int open_by_root(const struct vfs_caller *who, const char *path, u32 flags, u32 mode, struct file **out) {
    const struct open_how how = {.flags = flags, .mode = mode};
    return vfs_open(who, NULL, path, &how, out);
}

int set_owner_and_mode(const struct vfs_caller *who, const struct path *p, u32 uid, u32 gid, u32 mode) {
    int err = vfs_chown(who, p, uid, gid);
    if (err || S_ISLNK(p->dentry->inode->mode)) return err;
    return vfs_chmod(who, p, mode); // last: chown takes set-user-ID bits away
}

int make_directory(const struct vfs_caller *who, const char *path, u32 mode, u32 uid, u32 gid) {
    struct path p;
    int err = vfs_mkdir(who, NULL, path, mode);
    if (err == -EEXIST) return 0;
    if (!err) err = path_lookup(who, NULL, path, 0, &p);
    if (err) return err;
    err = set_owner_and_mode(who, &p, uid, gid, mode);
    path_put(&p);
    return err;
}

int make_parents(const struct vfs_caller *who, const char *path) {
    char prefix[PATH_MAX];
    size_t len = strlen(path);
    if (len >= sizeof prefix) return -ENAMETOOLONG;
    for (size_t i = 1; i < len; i++) {
        if (path[i] != '/' || path[i - 1] == '/') continue;
        memcpy(prefix, path, i);
        prefix[i] = 0;
        int err = vfs_mkdir(who, NULL, prefix, 0755);
        if (err < 0 && err != -EEXIST) return err;
    }
    return 0;
}

int write_all(struct file *f, const void *data, size_t size, u64 offset) {
    while (size > 0) {
        struct iov_iter it;
        iov_iter_kernel(&it, (void *)(uintptr_t)data, size);
        s64 n = vfs_write(f, &it, &offset, UINT64_MAX);
        if (n <= 0) return n < 0 ? (int)n : -EIO;
        data = (const u8 *)data + n;
        size -= (size_t)n;
    }
    return 0;
}

// --- Files of the built-in root.
static int put_text(const struct vfs_caller *who, const char *path, const char *text) {
    struct file *f;
    int err = open_by_root(who, path, O_CREAT | O_EXCL | O_WRONLY, 0644, &f);
    if (err < 0) return err;
    err = write_all(f, text, strlen(text), 0);
    file_put(f);
    return err;
}

static int put_accounts(const struct vfs_caller *who, const struct sandbox_options *opt) {
    char passwd[512], group[512];
    u32 uid = opt->uid ? opt->uid : 1000, gid = opt->gid ? opt->gid : 1000;
    snprintf(passwd, sizeof passwd,
             "root:x:0:0:root:/root:/bin/sh\n"
             "user:x:%u:%u:user:/home/user:/bin/sh\n"
             "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
             uid, gid);
    snprintf(group, sizeof group, "root:x:0:\ntty:x:5:\nuser:x:%u:\nnogroup:x:65534:\n", gid);
    int err = put_text(who, "/etc/passwd", passwd);
    return err ? err : put_text(who, "/etc/group", group);
}

static int put_network_files(const struct vfs_caller *who, const struct sandbox *sb) {
    char text[256];
    snprintf(text, sizeof text, "%s\n", sb->hostname);
    int err = put_text(who, "/etc/hostname", text);
    if (err < 0) return err;
    snprintf(text, sizeof text,
             "127.0.0.1\tlocalhost\n"
             "127.0.1.1\t%s\n"
             "::1\tlocalhost ip6-localhost ip6-loopback\n",
             sb->hostname);
    err = put_text(who, "/etc/hosts", text);
    return err ? err : put_text(who, "/etc/resolv.conf", "");
}

static int put_etc(const struct vfs_caller *who, const struct sandbox *sb) {
    static const struct {
        const char *path, *text;
    } files[] = {
        {"/etc/nsswitch.conf",
         "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n"},
        {"/etc/os-release", "PRETTY_NAME=\"belljar\"\nNAME=\"belljar\"\nID=belljar\n"},
        {"/etc/shells", "/bin/sh\n"},
    };
    int err = put_accounts(who, &sb->opt);
    if (!err) err = put_network_files(who, sb);
    for (size_t i = 0; i < ARRAY_SIZE(files) && !err; i++) err = put_text(who, files[i].path, files[i].text);
    return err ? err : vfs_symlink(who, "/proc/self/mounts", NULL, "/etc/mtab");
}

static int put_directories(const struct vfs_caller *who, const struct sandbox *sb) {
    static const struct {
        const char *path;
        u32 mode;
    } dirs[] = {
        {"/bin", 0755},       {"/dev", 0755},  {"/etc", 0755},     {"/home", 0755},     {"/mnt", 0755},
        {"/proc", 0555},      {"/root", 0700}, {"/run", 0755},     {"/sbin", 0755},     {"/sys", 0555},
        {"/tmp", 01777},      {"/usr", 0755},  {"/usr/bin", 0755}, {"/usr/lib", 0755},  {"/usr/sbin", 0755},
        {"/usr/share", 0755}, {"/var", 0755},  {"/var/log", 0755}, {"/var/tmp", 01777},
    };
    for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
        int err = make_directory(who, dirs[i].path, dirs[i].mode, 0, 0);
        if (err < 0) return err;
    }
    int err = vfs_symlink(who, "/run", NULL, "/var/run");
    return err ? err : make_directory(who, "/home/user", 0755, sb->opt.uid, sb->opt.gid);
}

// --- What every machine has mounted.
static int mount_at(struct sandbox *sb, const struct vfs_caller *who, struct super_block *fs, const char *path,
                    u32 mode, u32 flags) {
    struct path at;
    if (!fs) return -ENOMEM;
    int err = make_directory(who, path, mode, 0, 0);
    if (!err) err = path_lookup(who, NULL, path, LOOKUP_FOLLOW, &at);
    if (err < 0) {
        super_put(fs);
        return err;
    }
    err = vfs_mount(&sb->vfs, fs, &at, flags);
    path_put(&at);
    return err;
}

int mount_system(struct sandbox *sb, const struct vfs_caller *who) {
    struct vfs *vfs = &sb->vfs;
    int err = mount_at(sb, who, procfs_create_machine(sb), "/proc", 0555, MS_NOSUID | MS_NODEV | MS_NOEXEC);
    if (!err) err = mount_at(sb, who, devfs_create(vfs), "/dev", 0755, MS_NOSUID);
    if (err < 0) return err;
    u64 pages = sb->opt.fs_size / PAGE_SIZE;
    err = mount_at(sb, who, tmpfs_create(vfs, pages * PAGE_SIZE, pages, 01777), "/dev/shm", 01777,
                   MS_NOSUID | MS_NODEV);
    return err ? err : make_directory(who, "/tmp", 01777, 0, 0);
}

int rootfs_builtin(struct sandbox *sb) {
    const struct vfs_caller who = rootfs_caller(sb);
    struct super_block *root = sb->vfs.root_mount->sb;
    root->max_bytes = sb->opt.fs_size & PAGE_MASK;
    root->max_inodes = root->max_bytes / PAGE_SIZE;
    snprintf(root->options, sizeof root->options, "size=%lluk", (unsigned long long)(root->max_bytes >> 10));
    int err = put_directories(&who, sb);
    if (!err) err = put_etc(&who, sb);
    return err ? err : mount_system(sb, &who);
}

int rootfs_from_tree(struct sandbox *sb, int tree) {
    struct super_block *fs;
    int err = hostfs_create(&sb->vfs, tree, HOSTFS_COW, sb->opt.uid, sb->opt.gid, sb->opt.fs_size, &fs);
    if (err < 0) return err;
    if (!S_ISDIR(fs->root->inode->mode)) {
        super_put(fs);
        return -ENOTDIR;
    }
    err = vfs_replace_root(&sb->vfs, fs, 0);
    if (err < 0) return err;
    const struct vfs_caller who = rootfs_caller(sb);
    return mount_system(sb, &who);
}

// --- Host trees at other places.
static int make_mount_point(const struct vfs_caller *who, const char *path, bool directory) {
    struct file *f;
    int err = make_parents(who, path);
    if (err < 0) return err;
    if (directory) return make_directory(who, path, 0755, 0, 0);
    err = open_by_root(who, path, O_CREAT | O_RDONLY, 0644, &f);
    if (err == -EISDIR) return -ENOTDIR;
    if (!err) file_put(f);
    return err;
}

int rootfs_mount_tree(struct sandbox *sb, int tree, const char *guest_path, enum hostfs_mode mode) {
    const struct vfs_caller who = rootfs_caller(sb);
    struct super_block *fs;
    struct path at;
    int err = hostfs_create(&sb->vfs, tree, mode, sb->opt.uid, sb->opt.gid, sb->opt.fs_size, &fs);
    if (err < 0) return err;
    err = make_mount_point(&who, guest_path, S_ISDIR(fs->root->inode->mode));
    if (!err) err = path_lookup(&who, NULL, guest_path, LOOKUP_FOLLOW, &at);
    if (err < 0) {
        super_put(fs);
        return err;
    }
    err = vfs_mount(&sb->vfs, fs, &at, mode == HOSTFS_RO ? MS_RDONLY : 0);
    path_put(&at);
    return err;
}

// --- Single files.
static int open_new(const struct vfs_caller *who, const char *path, struct file **out) {
    int err = make_parents(who, path);
    if (!err) err = vfs_unlink(who, NULL, path);
    if (err < 0 && err != -ENOENT) return err;
    return open_by_root(who, path, O_CREAT | O_EXCL | O_WRONLY, 0644, out);
}

int rootfs_put_file(struct sandbox *sb, const char *guest_path, const void *data, size_t size, u32 mode) {
    const struct vfs_caller who = rootfs_caller(sb);
    struct file *f;
    int err = open_new(&who, guest_path, &f);
    if (err < 0) return err;
    err = write_all(f, data, size, 0);
    if (!err) err = vfs_chmod(&who, &f->path, mode);
    file_put(f);
    return err;
}

static int copy_from_host(struct sandbox *sb, int tree, struct file *f) {
    u8 *buf = kzalloc(sb->heap, COPY_CHUNK);
    if (!buf) return -ENOMEM;
    s64 n;
    int err = 0;
    for (u64 offset = 0; !err; offset += (u64)n) {
        n = sb->door->tree_read(sb->door_ctx, tree, "", offset, buf, COPY_CHUNK);
        if (n <= 0) {
            err = (int)n;
            break;
        }
        err = write_all(f, buf, (size_t)n, offset);
    }
    kfree(buf);
    return err;
}

int rootfs_put_host_file(struct sandbox *sb, const char *guest_path, int tree, u32 mode) {
    const struct vfs_caller who = rootfs_caller(sb);
    struct host_stat st;
    struct file *f;
    int err = sb->door->tree_stat(sb->door_ctx, tree, "", &st);
    if (err < 0) return err;
    if (!S_ISREG(st.mode)) return S_ISDIR(st.mode) ? -EISDIR : -EINVAL;
    err = open_new(&who, guest_path, &f);
    if (err < 0) return err;
    err = copy_from_host(sb, tree, f);
    if (!err) err = vfs_chmod(&who, &f->path, mode ? mode : st.mode & S_IRWXUGO);
    file_put(f);
    return err;
}

// --- The standard streams. A device that the guest has too is the guest's own: what comes from there must not depend on the host.
static const char *own_device(const struct host_stat *st) {
    if (!S_ISCHR(st->mode) || abi_major(st->rdev) != 1) return NULL;
    switch (abi_minor(st->rdev)) {
    case 3: return "/dev/null";
    case 5: return "/dev/zero";
    case 7: return "/dev/full";
    case 8: return "/dev/random";
    case 9: return "/dev/urandom";
    default: return NULL;
    }
}

static int open_stream(struct sandbox *sb, const struct vfs_caller *who, const struct cred *cred, int stream,
                       struct file **out) {
    struct host_stat st;
    int err = sb->door->stream_stat(sb->door_ctx, stream, &st);
    if (err < 0) return err;
    const char *device = own_device(&st);
    if (device && open_by_root(who, device, st.flags | O_LARGEFILE, 0, out) == 0) return 0;
    return stdio_create(&sb->vfs, stream, sb->opt.live, cred, out);
}

int sandbox_open_stdio(struct sandbox *sb, struct task *t) {
    const struct vfs_caller who = rootfs_caller(sb);
    int err = 0;
    for (int i = 0; i < 3 && sb->door && !err; i++) {
        struct file *f;
        err = open_stream(sb, &who, t->cred, i, &f);
        if (err == -EBADF) { // not open there, not open here
            err = 0;
            continue;
        }
        if (err < 0) break;
        s32 fd = fd_install_at(t, f, i, false);
        if (fd < 0) {
            file_put(f);
            err = fd;
        }
    }
    return err;
}
