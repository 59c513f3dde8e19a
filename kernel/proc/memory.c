// SPDX-License-Identifier: GPL-2.0-or-later
// Files that show a task's memory as it is: cmdline, environ, auxv, mem (proc(5); Linux: fs/proc/base.c).
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/stat.h"

#include <string.h>

// What is there of [from, from + n), whatever the permissions of the mappings; pages never touched are brought in.
static size_t read_memory(struct mm *mm, uaddr_t from, void *buf, size_t n) {
    size_t done = 0;
    while (done < n) {
        size_t part = min_u64(n - done, PAGE_SIZE - ((from + done) & (PAGE_SIZE - 1)));
        u8 *to = (u8 *)buf + done;
        if (copy_from_user_partial(&mm->mmu, to, from + done, part) &&
            mmu_peek(&mm->mmu, from + done, to, part) < part)
            break;
        done += part;
    }
    return done;
}

static size_t write_memory(struct mm *mm, uaddr_t at, const void *buf, size_t n) {
    size_t left = copy_to_user_partial(&mm->mmu, at, buf, n), done = n - left;
    return left ? done + mmu_poke(&mm->mmu, at + done, (const u8 *)buf + done, left) : n;
}

static void put_range(struct proc_text *out, struct mm *mm, uaddr_t start, uaddr_t end) {
    u8 buf[1024];
    while (start < end) {
        size_t n = min_u64(end - start, sizeof buf), got = read_memory(mm, start, buf, n);
        proc_put(out, (char *)buf, got);
        if (got < n) return;
        start += got;
    }
}

// --- cmdline. Linux: get_mm_cmdline: a program may have written a title over its arguments, and on into the environment.
static void put_title(struct proc_text *out, struct mm *mm) {
    size_t before = out->len;
    put_range(out, mm, mm->arg_start, min_u64(max_u64(mm->arg_end, mm->env_end), mm->arg_start + PAGE_SIZE));
    const char *nul = out->data ? memchr(out->data + before, 0, out->len - before) : NULL;
    if (nul) out->len = (size_t)(nul - out->data);
}

static int show_cmdline(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    char last;
    if (!t) return -ESRCH;
    struct mm *mm = t->mm;
    if (!mm || mm->arg_end <= mm->arg_start) return 0;
    if (read_memory(mm, mm->arg_end - 1, &last, 1) < 1) return 0;
    if (last)
        put_title(out, mm);
    else
        put_range(out, mm, mm->arg_start, mm->arg_end);
    return 0;
}

const struct proc_type proc_pid_cmdline = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_cmdline};

// --- environ, auxv
static int show_environ(struct inode *inode, struct proc_text *out) {
    struct mm *mm;
    int err = proc_task_mm(inode, &mm);
    if (err < 0 || !mm || !mm->env_end) return err;
    put_range(out, mm, mm->env_start, mm->env_end);
    return 0;
}

const struct proc_type proc_pid_environ = {.mode = S_IFREG | 0400,
                                           .flags = PROC_BINARY,
                                           .refresh = proc_refresh,
                                           .open = proc_open_memory,
                                           .show = show_environ};

static int show_auxv(struct inode *inode, struct proc_text *out) {
    struct mm *mm;
    int err = proc_task_mm(inode, &mm);
    if (err < 0 || !mm) return err;
    proc_put(out, (const char *)mm->auxv, mm->auxv_count * sizeof mm->auxv[0]);
    return 0;
}

const struct proc_type proc_pid_auxv = {.mode = S_IFREG | 0400,
                                        .flags = PROC_BINARY,
                                        .refresh = proc_refresh,
                                        .open = proc_open_memory,
                                        .show = show_auxv};

// --- mem: the position is the address.
static s64 mem_read(struct file *f, struct iov_iter *to, u64 *pos) {
    struct mm *mm;
    int err = proc_task_mm(f->inode, &mm);
    if (err < 0 || !mm) return err == -ESRCH ? 0 : err;
    s64 done = 0;
    while (iov_iter_count(to) > 0) {
        u8 buf[PAGE_SIZE];
        size_t n = min_u64(iov_iter_count(to), sizeof buf), got = read_memory(mm, *pos, buf, n);
        if (got == 0) return done > 0 ? done : -EIO;
        size_t copied = copy_to_iter(buf, got, to);
        *pos += copied;
        done += (s64)copied;
        if (copied < got) return done > 0 ? done : -EFAULT;
    }
    return done;
}

static s64 mem_write(struct file *f, struct iov_iter *from, u64 *pos) {
    struct mm *mm;
    int err = proc_task_mm(f->inode, &mm);
    if (err < 0 || !mm) return err == -ESRCH ? 0 : err;
    s64 done = 0;
    while (iov_iter_count(from) > 0) {
        u8 buf[PAGE_SIZE];
        size_t n = min_u64(iov_iter_count(from), sizeof buf), got = copy_from_iter(buf, n, from);
        size_t written = write_memory(mm, *pos, buf, got);
        *pos += written;
        done += (s64)written;
        if (written < got) return done > 0 ? done : -EIO;
        if (got < n) return done > 0 ? done : -EFAULT;
    }
    return done;
}

const struct proc_type proc_pid_mem = {.mode = S_IFREG | 0600,
                                       .flags = PROC_BINARY,
                                       .refresh = proc_refresh,
                                       .open = proc_open_memory,
                                       .read = mem_read,
                                       .write_at = mem_write};
