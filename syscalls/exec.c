// SPDX-License-Identifier: GPL-2.0-or-later
// execve, execveat: arguments from user memory, the file from its path or descriptor. The rest is kernel/exec.c.
#include "syscalls/internal.h"

#include "abi/fcntl.h"

#include <stdio.h>
#include <string.h>

// The strings of a user vector: one buffer, and pointers into it.
struct user_strings {
    const char **v;
    size_t n;
    char *buf;
    size_t used, size;
};

// How many pointers before the NULL. A vector that is itself NULL is empty (execve(2), NOTES).
static int count_strings(struct task *t, uaddr_t vector, size_t *n) {
    *n = 0;
    if (!vector) return 0;
    for (;;) {
        u64 block[64];
        uaddr_t at = vector + *n * sizeof *block;
        // Not beyond what is needed: the vector may end at the last mapped byte.
        size_t want = ARRAY_SIZE(block) - ((at / sizeof *block) % ARRAY_SIZE(block));
        if (at % sizeof *block && want > 1) want--;
        if (user_read(t->mm, block, at, want * sizeof *block) < 0) return -EFAULT;
        for (size_t i = 0; i < want; i++)
            if (!block[i]) {
                *n += i;
                return 0;
            }
        *n += want;
        if (*n > ARG_STACK_LIMIT / sizeof *block) return -E2BIG; // no stack holds that many pointers
    }
}

static int append_string(struct task *t, struct user_strings *s, uaddr_t from, u64 *budget) {
    for (;;) {
        size_t room = s->size - s->used;
        s64 len = room ? strncpy_from_user(&t->mm->mmu, s->buf + s->used, from, room) : 0;
        if (len < 0) return (int)len;
        if ((size_t)len < room) {
            if ((u64)len >= *budget) return -E2BIG;
            s->used += (size_t)len + 1;
            *budget -= (u64)len + 1;
            return 0;
        }
        if (room >= MAX_ARG_STRLEN || room > *budget) return -E2BIG;
        size_t size = s->size ? s->size * 2 : 4096;
        char *bigger = krealloc(t->sb->heap, s->buf, size);
        if (!bigger) return -ENOMEM;
        s->buf = bigger;
        s->size = size;
    }
}

// `v` holds offsets until the buffer stops moving.
static int copy_strings(struct task *t, struct user_strings *s, uaddr_t vector, u64 *budget) {
    s->v = kzalloc(t->sb->heap, (s->n + 1) * sizeof *s->v);
    if (!s->v) return -ENOMEM;
    for (size_t i = 0; i < s->n; i++) {
        u64 at;
        if (GET_USER(t, &at, vector + i * sizeof at) < 0) return -EFAULT;
        size_t offset = s->used;
        int err = append_string(t, s, at, budget);
        if (err < 0) return err;
        if (s->used - offset > MAX_ARG_STRLEN) return -E2BIG;
        s->v[i] = (const char *)(uintptr_t)offset;
    }
    for (size_t i = 0; i < s->n; i++) s->v[i] = s->buf + (uintptr_t)s->v[i];
    return 0;
}

static void strings_release(struct user_strings *s) {
    kfree(s->v);
    kfree(s->buf);
}

static s64 do_execve(struct task *t, struct file *file, const char *filename, bool fd_closes, bool nameless,
                     uaddr_t argv, uaddr_t envp) {
    struct user_strings args = {0}, env = {0};
    u64 budget = 0;
    int err = count_strings(t, argv, &args.n);
    if (err == 0) err = count_strings(t, envp, &env.n);
    if (err == 0) err = task_exec_budget(t, args.n, env.n, &budget);
    if (err == 0 && strlen(filename) + 1 > budget) err = -E2BIG;
    if (err == 0) budget -= strlen(filename) + 1;
    if (err == 0) err = copy_strings(t, &env, envp, &budget);
    if (err == 0) err = copy_strings(t, &args, argv, &budget);
    if (err == 0) {
        struct exec_request req = {.file = file,
                                   .filename = filename,
                                   .argv = args.v,
                                   .argc = args.n,
                                   .envp = env.v,
                                   .envc = env.n,
                                   .fd_closes_on_exec = fd_closes,
                                   .comm_from_file = nameless};
        err = task_exec(t, &req);
    }
    strings_release(&args);
    strings_release(&env);
    return err;
}

// The name that a program started from a descriptor has (AT_EXECFN, and the argument of a script's interpreter).
static char *fd_filename(struct task *t, s32 fd, const char *name) {
    size_t size = strlen(name) + 24;
    char *path = kzalloc(t->sb->heap, size);
    if (path) snprintf(path, size, *name ? "/dev/fd/%d/%s" : "/dev/fd/%d", fd, name);
    return path;
}

static s64 execveat(struct task *t, s32 dfd, uaddr_t user_name, uaddr_t argv, uaddr_t envp, u32 flags) {
    char *name, *by_fd = NULL;
    const struct path *base;
    struct file *file;
    if (flags & ~(u32)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    s64 result = user_path(t, user_name, &name);
    if (result < 0) return result;
    if (!*name && !(flags & AT_EMPTY_PATH)) {
        result = -ENOENT;
        goto out_name;
    }
    bool from_fd = dfd != AT_FDCWD && *name != '/';
    if (from_fd && !*name) {
        const struct file *f = fd_file_any(t, dfd);
        result = f ? 0 : -EBADF;
        base = f ? &f->path : NULL;
    } else {
        result = at_base(t, dfd, name, &base);
    }
    if (result < 0) goto out_name;
    if (from_fd && !(by_fd = fd_filename(t, dfd, name))) {
        result = -ENOMEM;
        goto out_name;
    }
    u32 lookup = flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
    if (flags & AT_EMPTY_PATH) lookup |= LOOKUP_EMPTY;
    result = task_exec_open(t, base, name, lookup, &file);
    if (result < 0) goto out_name;
    result = do_execve(t, file, by_fd ? by_fd : name, from_fd && fd_cloexec(t, dfd), from_fd && !*name, argv, envp);
    task_exec_close(file);
out_name:
    kfree(by_fd);
    kfree(name);
    return result;
}

SYSCALL_HANDLER(execve) {
    return execveat(t, AT_FDCWD, sc->args[0], sc->args[1], sc->args[2], 0);
}

SYSCALL_HANDLER(execveat) {
    return execveat(t, arg_int(sc, 0), sc->args[1], sc->args[2], sc->args[3], arg_uint(sc, 4));
}
