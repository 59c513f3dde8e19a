// SPDX-License-Identifier: GPL-2.0-or-later
// The first program: where it is, its environment, and why it cannot be run.
#include "api/internal.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// --- The environment: four defaults, and what the embedder adds, replaces or takes away.
struct environment {
    const char **v;
    size_t count;
};

static size_t name_length(const char *entry) {
    return strcspn(entry, "=");
}

static void environment_put(struct environment *e, const char *entry) {
    size_t n = name_length(entry), at = 0;
    while (at < e->count && (name_length(e->v[at]) != n || strncmp(e->v[at], entry, n) != 0)) at++;
    if (entry[n] == '=') {
        e->v[at] = entry;
        if (at == e->count) e->count++;
    } else if (at < e->count) {
        memmove(&e->v[at], &e->v[at + 1], (e->count - at - 1) * sizeof *e->v);
        e->count--;
    }
    e->v[e->count] = NULL;
}

static bool environment_make(const struct belljar *jar, const char *const *envp, struct environment *e) {
    size_t given = 0;
    while (envp && envp[given]) given++;
    e->count = 0;
    e->v = malloc((given + 5) * sizeof *e->v);
    if (!e->v) return false;
    const char *defaults[] = {DEFAULT_PATH, jar->uid ? "HOME=/home/user" : "HOME=/root",
                              jar->uid ? "USER=user" : "USER=root", "TERM=dumb"};
    for (size_t i = 0; i < ARRAY_SIZE(defaults); i++) environment_put(e, defaults[i]);
    for (size_t i = 0; i < given; i++) environment_put(e, envp[i]);
    return true;
}

// --- Where the program is in the guest
static int refuse(struct belljar *jar, const char *program, int err) {
    const char *reason = jar->sandbox->message;
    if (*reason) return jar_fail(jar, BELLJAR_E_NOT_EXECUTABLE, "%s: %s", program, reason);
    switch (err) {
    case -ENOENT: return jar_fail(jar, BELLJAR_E_NOT_FOUND, "%s: %s", program, jar_strerror(ENOENT));
    case -ENOMEM:
        return jar_fail(jar, BELLJAR_E_MEMORY, "%s: does not fit into the guest's memory (--memory)", program);
    default: return jar_fail(jar, BELLJAR_E_NOT_EXECUTABLE, "%s: %s", program, jar_strerror(-err));
    }
}

// A file of the host becomes /bin/NAME.
static int bring_in(struct belljar *jar, const char *program, char *guest, size_t size) {
    int tree = host_add_tree(jar->host, program, false);
    if (tree < 0) return refuse(jar, program, tree);
    struct host_stat st;
    int err = host_door(jar->host)->tree_stat(jar->host, tree, "", &st);
    if (err == 0 && S_ISDIR(st.mode)) err = -EISDIR;
    if (err == 0 && (!S_ISREG(st.mode) || !(st.mode & 0111))) err = -EACCES;
    if (err < 0) return refuse(jar, program, err);
    const char *slash = strrchr(program, '/');
    if ((size_t)snprintf(guest, size, "/bin/%s", slash ? slash + 1 : program) >= size)
        return refuse(jar, program, -ENAMETOOLONG);
    err = rootfs_put_host_file(jar->sandbox, guest, tree, (st.mode & 0777) | 0555);
    return err < 0 ? refuse(jar, program, err) : 0;
}

static bool runnable(struct belljar *jar, const char *path) {
    struct file *f;
    if (rootfs_open(jar->sandbox, path, O_PATH, &f) < 0) return false;
    bool ok = S_ISREG(f->inode->mode) && (f->inode->mode & 0111);
    file_put(f);
    return ok;
}

// As a shell does: a name without a slash is looked for in PATH.
static int search(struct belljar *jar, const char *program, const struct environment *e, char *guest, size_t size) {
    if (strlen(program) >= size) return refuse(jar, program, -ENAMETOOLONG);
    strcpy(guest, program);
    if (strchr(program, '/')) return 0;
    const char *path = "";
    for (size_t i = 0; i < e->count; i++)
        if (!strncmp(e->v[i], "PATH=", 5)) path = e->v[i] + 5;
    while (*path) {
        size_t n = strcspn(path, ":");
        if ((size_t)snprintf(guest, size, "%.*s/%s", (int)n, path, program) < size && runnable(jar, guest)) return 0;
        path += n + (path[n] == ':');
    }
    return refuse(jar, program, -ENOENT);
}

int belljar_load(struct belljar *jar, const char *program, const char *const *argv, const char *const *envp,
                 const char *cwd) {
    char guest[4096];
    struct environment e;
    if (jar->loaded) return jar_fail(jar, BELLJAR_E_STATE, "%s: a program is loaded already", program);
    if (!*program) return jar_fail(jar, BELLJAR_E_NOT_FOUND, "'': %s", jar_strerror(ENOENT));
    if (!environment_make(jar, envp, &e)) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
    int error =
        jar->has_root ? search(jar, program, &e, guest, sizeof guest) : bring_in(jar, program, guest, sizeof guest);
    if (error == 0) {
        int err = sandbox_start(jar->sandbox, guest, argv, e.v, cwd);
        if (err < 0)
            error = refuse(jar, program, err);
        else
            jar->loaded = true;
    }
    free(e.v);
    return error;
}
