// SPDX-License-Identifier: GPL-2.0-or-later
// mount, umount2, pivot_root, and the file system types there are (Linux: fs/namespace.c, fs/filesystems.c). The calls on
// descriptors that came with 5.2 are in mount_fd.c.
#include "abi/mount.h"
#include "abi/capability.h"
#include "abi/fcntl.h"
#include "kernel/proc/proc.h"
#include "syscalls/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// --- File systems that can be mounted.
struct tmpfs_options {
    u64 bytes, inodes;
    u32 mode, uid, gid;
};

// A size: "64m", "1g", "50%" of the memory.
static bool parse_size(const struct sandbox *sb, const char *text, u64 *out) {
    char *end;
    u64 n = strtoull(text, &end, 0);
    if (end == text) return false;
    if (*end == '%') {
        *out = page_pool_total(sb->pool) * PAGE_SIZE / 100 * min_u64(n, 100);
        return end[1] == 0;
    }
    static const char units[] = "kmgt";
    const char *unit = *end ? strchr(units, *end | 0x20) : NULL;
    for (const char *u = units; unit && u <= unit; u++) n = n <= UINT64_MAX >> 10 ? n << 10 : UINT64_MAX;
    *out = n;
    return unit ? end[1] == 0 : *end == 0;
}

static bool parse_number(const char *text, int base, u32 *out) {
    char *end;
    *out = (u32)strtoul(text, &end, base);
    return end != text && *end == 0;
}

// tmpfs(5); `text` is cut up. 0 or -EINVAL.
static int parse_tmpfs_options(const struct sandbox *sb, char *text, struct tmpfs_options *o) {
    for (char *next; text && *text; text = next) {
        next = strchr(text, ',');
        if (next) *next++ = 0;
        char *value = strchr(text, '=');
        if (value) *value++ = 0;
        bool ok = false;
        if (strcmp(text, "noswap") == 0 || strcmp(text, "inode64") == 0 || strcmp(text, "inode32") == 0)
            ok = !value;
        else if (!value)
            ok = false;
        else if (strcmp(text, "size") == 0)
            ok = parse_size(sb, value, &o->bytes);
        else if (strcmp(text, "nr_inodes") == 0)
            ok = parse_size(sb, value, &o->inodes);
        else if (strcmp(text, "nr_blocks") == 0)
            ok = parse_size(sb, value, &o->bytes), o->bytes *= PAGE_SIZE;
        else if (strcmp(text, "mode") == 0)
            ok = parse_number(value, 8, &o->mode);
        else if (strcmp(text, "uid") == 0)
            ok = parse_number(value, 10, &o->uid);
        else if (strcmp(text, "gid") == 0)
            ok = parse_number(value, 10, &o->gid);
        else if (strcmp(text, "huge") == 0)
            ok = true;
        if (!ok) return -EINVAL;
    }
    return 0;
}

static int make_tmpfs(struct task *t, char *data, struct super_block **out) {
    struct sandbox *sb = t->sb;
    struct tmpfs_options o = {.bytes = sb->opt.fs_size, .inodes = sb->opt.fs_size / PAGE_SIZE, .mode = 01777};
    o.uid = t->cred->fsuid;
    o.gid = t->cred->fsgid;
    int err = parse_tmpfs_options(sb, data, &o);
    if (err < 0) return err;
    *out = tmpfs_create(&sb->vfs, o.bytes, o.inodes, o.mode & 07777);
    if (!*out) return -ENOMEM;
    (*out)->root->inode->uid = o.uid;
    (*out)->root->inode->gid = o.gid;
    return 0;
}

static int make_proc(struct task *t, char *data, struct super_block **out) {
    (void)data;
    *out = procfs_create_machine(t->sb);
    return *out ? 0 : -ENOMEM;
}

static int make_devtmpfs(struct task *t, char *data, struct super_block **out) {
    (void)data;
    *out = devfs_create(&t->sb->vfs);
    return *out ? 0 : -ENOMEM;
}

static const struct {
    const char *name;
    int (*make)(struct task *t, char *data, struct super_block **out);
} file_systems[] = {{"tmpfs", make_tmpfs}, {"proc", make_proc}, {"devtmpfs", make_devtmpfs}};

static int find_file_system(const char *name) {
    for (size_t i = 0; i < ARRAY_SIZE(file_systems); i++)
        if (strcmp(file_systems[i].name, name) == 0) return (int)i;
    return -1;
}

// sysfs(2), which nobody calls any more: names and numbers of file system types.
SYSCALL_HANDLER(sysfs) {
    struct user_name name;
    int found;
    switch (arg_int(sc, 0)) {
    case 1:
        found = user_name_get(t, sc->args[1], &name);
        if (found < 0) return found;
        found = find_file_system(name.text);
        user_name_put(&name);
        return found < 0 ? -EINVAL : found;
    case 2:
        if (arg_uint(sc, 1) >= ARRAY_SIZE(file_systems)) return -EINVAL;
        const char *text = file_systems[arg_uint(sc, 1)].name;
        return user_write(t->mm, sc->args[2], text, strlen(text) + 1) ? -EFAULT : 0;
    case 3: return ARRAY_SIZE(file_systems);
    default: return -EINVAL;
    }
}

// --- mount(2)
struct mount_request {
    struct user_name type, source; // "" when there is none
    bool has_type, has_source;
    char *data; // PAGE_SIZE bytes and a NUL, or NULL
    u32 flags;
    struct path at; // held
};

static int new_mount(struct task *t, struct mount_request *r) {
    struct super_block *fs;
    if (!r->has_type) return -EINVAL;
    int type = find_file_system(r->type.text);
    if (type < 0) return -ENODEV;
    int err = file_systems[type].make(t, r->data, &fs);
    if (err < 0) return err;
    snprintf(fs->source, sizeof fs->source, "%s", r->source.text[0] ? r->source.text : "none");
    return vfs_mount(&t->sb->vfs, fs, &r->at, r->flags);
}

static int bind_or_move(struct task *t, struct mount_request *r) {
    struct path from;
    struct vfs_caller who = task_caller(t);
    if (!r->source.text[0]) return -EINVAL;
    int err = path_lookup(&who, NULL, r->source.text, LOOKUP_FOLLOW, &from);
    if (err < 0) return err;
    err = r->flags & MS_BIND ? vfs_bind(&t->sb->vfs, &from, &r->at, r->flags & MS_REC, r->flags)
                             : vfs_move_mount(&t->sb->vfs, &from, &r->at);
    path_put(&from);
    return err;
}

// There is one namespace: mounts propagate nowhere, whatever is asked.
static int change_propagation(const struct mount_request *r) {
    u32 kind = r->flags & (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE);
    if (r->at.dentry != r->at.mnt->root || (kind & (kind - 1))) return -EINVAL;
    return r->flags & ~(kind | MS_REC | MS_SILENT) ? -EINVAL : 0;
}

// path_mount: which of the many things mount(2) does.
static int do_mount(struct task *t, struct mount_request *r) {
    if ((r->flags & MS_MGC_MSK) == MS_MGC_VAL) r->flags &= ~(u32)MS_MGC_MSK;
    if (r->flags & MS_NOUSER) return -EINVAL;
    if (!task_capable(t, CAP_SYS_ADMIN)) return -EPERM;
    if (r->flags & MS_REMOUNT) return vfs_remount(&t->sb->vfs, &r->at, r->flags, r->flags & MS_BIND);
    if (r->flags & MS_BIND) return bind_or_move(t, r);
    if (r->flags & (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)) return change_propagation(r);
    return r->flags & MS_MOVE ? bind_or_move(t, r) : new_mount(t, r);
}

// strndup_user: a string that may be missing; one too long is -EINVAL.
static int get_string(struct task *t, uaddr_t from, struct user_name *out, bool *given) {
    *given = from != 0;
    out->owned = NULL;
    out->text = "";
    if (!from) return 0;
    int err = user_name_get(t, from, out);
    if (err < 0) out->owned = NULL;
    return err == -ENAMETOOLONG ? -EINVAL : err;
}

// copy_mount_options: a page, or what is readable of it.
static int get_data(struct task *t, uaddr_t from, char **out) {
    *out = NULL;
    if (!from) return 0;
    char *data = kzalloc(t->sb->heap, PAGE_SIZE + 1);
    if (!data) return -ENOMEM;
    size_t n = from < TASK_SIZE ? min_u64(PAGE_SIZE, TASK_SIZE - from) : 0;
    if (!n || copy_from_user_partial(&t->mm->mmu, data, from, n) == n) {
        kfree(data);
        return -EFAULT;
    }
    *out = data;
    return 0;
}

SYSCALL_HANDLER(mount) {
    struct mount_request r = {.flags = (u32)sc->args[3]};
    int err = get_string(t, sc->args[2], &r.type, &r.has_type);
    if (err < 0) return err;
    err = get_string(t, sc->args[0], &r.source, &r.has_source);
    if (err == 0) err = get_data(t, sc->args[4], &r.data);
    if (err == 0) err = at_lookup(t, AT_FDCWD, sc->args[1], LOOKUP_FOLLOW, &r.at);
    if (err == 0) {
        err = do_mount(t, &r);
        path_put(&r.at);
    }
    kfree(r.data);
    user_name_put(&r.source);
    user_name_put(&r.type);
    return err;
}

// --- umount2(2)
static int do_umount(struct task *t, const struct path *p, u32 flags) {
    if (!task_capable(t, CAP_SYS_ADMIN)) return -EPERM;
    return p->dentry == p->mnt->root ? vfs_umount(&t->sb->vfs, p->mnt, (int)flags) : -EINVAL;
}

SYSCALL_HANDLER(umount2) {
    u32 flags = arg_uint(sc, 1);
    struct path p;
    if (flags & ~(u32)(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW)) return -EINVAL;
    int err = at_lookup(t, AT_FDCWD, sc->args[0], flags & UMOUNT_NOFOLLOW ? 0 : LOOKUP_FOLLOW, &p);
    if (err < 0) return err;
    err = do_umount(t, &p, flags);
    path_put(&p);
    return err;
}

// The root of a machine is its first file system, which cannot be moved away (pivot_root(2), EINVAL).
SYSCALL_HANDLER(pivot_root) {
    struct path new_root, put_old;
    if (!task_capable(t, CAP_SYS_ADMIN)) return -EPERM;
    int err = at_lookup(t, AT_FDCWD, sc->args[0], LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &new_root);
    if (err < 0) return err;
    err = at_lookup(t, AT_FDCWD, sc->args[1], LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &put_old);
    path_put(&new_root);
    if (err < 0) return err;
    path_put(&put_old);
    return -EINVAL;
}
