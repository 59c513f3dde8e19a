// SPDX-License-Identifier: GPL-2.0-or-later
// The descriptors of a task, and the way from a descriptor or a path to what is behind it: open file, name, inode, driver.
//
// Names are only looked for where the kernel has them in memory already: a walk that asked a file system would change what it finds.
#include "trace/explain_internal.h"

#include "vfs/pipe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FDS_TOLD = 256, LINKS_MAX = 8, NAME_SIZE = PATH_MAX + 32 };

static u64 place_of(const void *object) { // in the kernel's heap: the same in every run
    return (u64)((const char *)object - (const char *)heap_of(object));
}

static void add_link(json_t *chain, const char *name) {
    if (chain) (void)json_array_append_new(chain, explain_text_of(name, strlen(name)));
}

// --- Inodes and what is behind them
static const char *type_of(u32 mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return "regular file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symbolic link";
    case S_IFIFO: return "pipe";
    case S_IFCHR: return "character device";
    case S_IFBLK: return "block device";
    case S_IFSOCK: return "socket";
    default: return "anonymous";
    }
}

static void put_inode(struct state *s, json_t *chain, struct inode *inode) {
    char name[64], driver[96];
    const struct super_block *sb = inode->sb;
    snprintf(name, sizeof name, "inode %" PRIu64 " of %.16s", inode->ino, sb->type);
    state_put(s, name, "type", "%s", type_of(inode->mode));
    state_put(s, name, "permissions", "%04o", inode->mode & 07777);
    state_put(s, name, "owner", "%u:%u", inode->uid, inode->gid);
    state_put(s, name, "names", "%" PRIu64, (u64)inode->nlink);
    state_put(s, name, "references", "%u", inode->refs);
    if (S_ISREG(inode->mode)) {
        state_put(s, name, "size", "%" PRIu64, inode->size);
        state_put(s, name, "pages in memory", "%" PRIu64, inode->mapping.nr_pages);
    }
    state_put(s, name, "modified", "%" PRId64 ".%09u", inode->mtime.sec, inode->mtime.nsec);
    add_link(chain, name);
    u32 type = inode->mode & S_IFMT;
    if (type == S_IFCHR || type == S_IFBLK)
        snprintf(driver, sizeof driver, "device %u:%u", abi_major(inode->rdev), abi_minor(inode->rdev));
    else if (type == S_IFIFO)
        snprintf(driver, sizeof driver, "pipe");
    else
        snprintf(driver, sizeof driver, "file system %.16s", sb->type);
    add_link(chain, driver);
}

static void put_name(struct state *s, json_t *chain, const struct path *path) {
    char buffer[PATH_MAX], name[NAME_SIZE];
    const char *text = path_name(path, s->t->fs ? &s->t->fs->root : NULL, buffer, sizeof buffer);
    snprintf(name, sizeof name, "name %s", text ? text : "?");
    add_link(chain, name);
    state_put(s, name, "references", "%u", path->dentry->refs);
    if (path->mnt && !path->mnt->internal) state_put(s, name, "mount", "%u", path->mnt->id);
}

// --- Open files
static void flags_text(struct state *s, const struct file *f, char *out, size_t size) {
    struct text text = {0};
    struct decode d = {.out = &text, .opt = s->d->opt, .task = s->t};
    print_open_flags(&d, f->flags);
    snprintf(out, size, "%.*s", (int)text.size, text.data ? text.data : "");
    text_free(&text);
}

static void put_file(struct state *s, json_t *chain, const struct file *f) {
    char name[48], flags[256];
    snprintf(name, sizeof name, "file @%" PRIx64, place_of(f));
    flags_text(s, f, flags, sizeof flags);
    state_put(s, name, "flags", "%s", flags);
    if (f->path.dentry->inode && S_ISREG(f->inode->mode)) state_put(s, name, "position", "%" PRIu64, f->pos);
    state_put(s, name, "references", "%u", f->refs);
    if (file_is_pipe(f)) state_put(s, name, "bytes in the pipe", "%" PRIu64, pipe_used(f));
    add_link(chain, name);
    put_name(s, chain, &f->path);
    put_inode(s, chain, f->inode);
}

static json_t *new_chain(struct state *s, const char *of) {
    json_t *entry = json_object(), *chain = json_array();
    (void)json_object_set_new(entry, "of", json_string(of));
    (void)json_object_set(entry, "objects", chain);
    (void)json_array_append_new(s->chains, entry);
    json_decref(chain); // the entry has it, or there was no memory
    return json_object_get(json_array_get(s->chains, json_array_size(s->chains) - 1), "objects");
}

static void put_descriptor(struct state *s, const char *of, s32 fd) {
    const struct file *f = s->t->files ? fd_file_any(s->t, fd) : NULL;
    if (!f) return;
    char name[32];
    json_t *chain = new_chain(s, of);
    snprintf(name, sizeof name, "fd %d", fd);
    add_link(chain, name);
    put_file(s, chain, f);
}

static void put_table(struct state *s) {
    const struct fd_table *table = s->t->files;
    char name[32], buffer[PATH_MAX];
    u32 told = 0;
    for (u32 fd = 0; table && fd < table->size && told < FDS_TOLD; fd++) {
        const struct file *f = table->file[fd];
        if (!f) continue;
        told++;
        const char *path = path_name(&f->path, s->t->fs ? &s->t->fs->root : NULL, buffer, sizeof buffer);
        snprintf(name, sizeof name, "fd %u", fd);
        state_put(s, name, "open file", "file @%" PRIx64 " (%s)", place_of(f), path ? path : "?");
        if (fd_cloexec(s->t, (s32)fd)) state_put(s, name, "close on exec", "yes");
    }
}

// --- Paths
struct walk { // borrowed: names in memory stay while the machine stands still
    struct mount *mnt;
    struct dentry *dentry;
};

static void cross_mounts(struct state *s, struct walk *w) {
    while (w->dentry->mounted) {
        struct mount *m, *on = NULL;
        list_for_each(m, &s->t->sb->vfs.mounts, link) {
            if (m->parent == w->mnt && m->mountpoint == w->dentry) on = m;
        }
        if (!on) return;
        *w = (struct walk){on, on->root};
    }
}

static void go_up(struct state *s, struct walk *w) {
    const struct path *root = &s->t->fs->root;
    while (w->dentry == w->mnt->root && w->mnt->parent && !(w->dentry == root->dentry && w->mnt == root->mnt))
        *w = (struct walk){w->mnt->parent, w->mnt->mountpoint};
    if (!(w->dentry == root->dentry && w->mnt == root->mnt)) w->dentry = w->dentry->parent;
}

static bool walk_names(struct state *s, struct walk *w, const char *path, bool follow, u32 *links);

static bool step(struct state *s, struct walk *w, const char *name, size_t n, bool follow, u32 *links) {
    if (n == 1 && *name == '.') return true;
    if (n == 2 && name[0] == '.' && name[1] == '.') {
        go_up(s, w);
        return true;
    }
    struct walk directory = *w;
    struct dentry *d = dentry_find(w->dentry, name, n);
    if (!d) return false;
    w->dentry = d;
    dentry_put(d); // the cache holds it still
    if (!d->inode) return false;
    cross_mounts(s, w);
    if (!follow || (w->dentry->inode->mode & S_IFMT) != S_IFLNK) return true;
    // Of other file systems a link's text may have to be asked of the host, or be a jump.
    if (!(w->dentry->sb->features & SB_PINNED) || ++*links > LINKS_MAX) return false;
    char target[PATH_MAX];
    const struct inode_operations *ops = inode_ops(w->dentry->inode);
    struct vfs_caller who = task_caller(s->t);
    s64 length =
        ops->readlink && !ops->follow ? ops->readlink(w->dentry->inode, target, sizeof target - 1, &who) : -1;
    if (length < 0 || (size_t)length >= sizeof target) return false;
    target[length] = '\0';
    *w = directory;
    return walk_names(s, w, target, true, links);
}

static bool walk_names(struct state *s, struct walk *w, const char *path, bool follow, u32 *links) {
    if (*path == '/') *w = (struct walk){s->t->fs->root.mnt, s->t->fs->root.dentry};
    while (*path) {
        size_t slashes = strspn(path, "/"), n = strcspn(path + slashes, "/");
        path += slashes;
        if (!n) break;
        bool last = !path[n + strspn(path + n, "/")];
        if (!step(s, w, path, n, follow || !last, links)) return false;
        path += n;
    }
    return true;
}

static void put_path(struct state *s, const char *of, u32 arg) {
    char path[PATH_MAX];
    u32 links = 0;
    size_t n = mm_peek(s->t->mm, s->d->args[arg], path, sizeof path);
    if (!n || !memchr(path, '\0', n) || !*path || !s->t->fs) return;
    struct walk w = {s->t->fs->cwd.mnt, s->t->fs->cwd.dentry};
    if (arg && arg_kinds[s->d->row->arg[arg - 1]].printer == PRINT_DIRFD && (s32)s->d->args[arg - 1] != AT_FDCWD) {
        const struct file *f = fd_file_any(s->t, (s32)s->d->args[arg - 1]);
        if (!f) return;
        w = (struct walk){f->path.mnt, f->path.dentry};
    }
    json_t *chain = new_chain(s, of);
    if (!walk_names(s, &w, path, true, &links)) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "name %s", path);
        add_link(chain, name);
        return;
    }
    struct path found = {w.mnt, w.dentry};
    put_name(s, chain, &found);
    put_inode(s, chain, w.dentry->inode);
}

void state_put_files(struct state *s) {
    static const char *const registers[] = {"rdi", "rsi", "rdx", "r10", "r8", "r9"};
    put_table(s);
    for (u32 i = 0; s->d->row && i < s->d->row->arity; i++) {
        const struct arg_kind *kind = &arg_kinds[s->d->row->arg[i]];
        if (kind->printer == PRINT_FD || kind->printer == PRINT_DIRFD)
            put_descriptor(s, registers[i], (s32)s->d->args[i]);
        else if (kind->printer == PRINT_PATH && kind->direction == DIR_IN && s->t->mm)
            put_path(s, registers[i], i);
    }
    if (s->d->exiting && s->d->row && s->d->row->result == R_FD && s->d->result >= 0)
        put_descriptor(s, "result", (s32)s->d->result);
}
