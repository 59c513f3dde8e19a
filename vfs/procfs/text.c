// SPDX-License-Identifier: GPL-2.0-or-later
// Files made of text: it is made at the first read, and again whenever reading starts over (Linux: fs/seq_file.c).
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "vfs/procfs/internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// --- Building.
static bool reserve(struct proc_text *t, size_t more) {
    if (t->failed) return false;
    size_t need = t->len + more, size = t->size ? t->size : 512;
    if (need <= t->size) return true;
    while (size < need) size *= 2;
    char *data = krealloc(t->heap, t->data, size);
    if (!data) {
        t->failed = true;
        return false;
    }
    t->data = data;
    t->size = size;
    return true;
}

void proc_put(struct proc_text *t, const char *data, size_t n) {
    if (!reserve(t, n)) return;
    memcpy(t->data + t->len, data, n);
    t->len += n;
}

void proc_puts(struct proc_text *t, const char *s) {
    proc_put(t, s, strlen(s));
}

void proc_printf(struct proc_text *t, const char *format, ...) {
    va_list args;
    if (!reserve(t, 128)) return;
    va_start(args, format);
    int n = vsnprintf(t->data + t->len, t->size - t->len, format, args);
    va_end(args);
    if (n < 0) return;
    if ((size_t)n >= t->size - t->len) {
        if (!reserve(t, (size_t)n + 1)) return;
        va_start(args, format);
        vsnprintf(t->data + t->len, t->size - t->len, format, args);
        va_end(args);
    }
    t->len += (size_t)n;
}

void proc_numbers(struct proc_text *t, const u64 *v, size_t n) {
    for (size_t i = 0; i < n; i++) proc_printf(t, " %" PRIu64, v[i]);
}

void proc_put_escaped(struct proc_text *t, const char *s, const char *escape) {
    for (; *s; s++) {
        if (strchr(escape, *s))
            proc_printf(t, "\\%03o", (u8)*s);
        else
            proc_put(t, s, 1);
    }
}

// --- Reading.
static int make_text(struct file *f, struct proc_text *t) {
    t->len = 0;
    t->made = false;
    int err = proc_type_of(f->inode)->show(f->inode, t);
    if (!err && t->failed) err = -ENOMEM;
    t->failed = false;
    t->made = !err;
    return err;
}

static s64 proc_read(struct file *f, struct iov_iter *to, u64 *pos) {
    const struct proc_type *type = proc_type_of(f->inode);
    if (type->read) return type->read(f, to, pos);
    if (!type->show) return -EINVAL;
    struct proc_text *t = f->private;
    if (iov_iter_count(to) == 0 || ((type->flags & PROC_ONCE) && *pos > 0)) return 0;
    if (*pos == 0 || !t->made) {
        int err = make_text(f, t);
        if (err < 0) return err;
    }
    if (*pos >= t->len) return 0;
    size_t n = min_u64(t->len - *pos, iov_iter_count(to)), got = copy_to_iter(t->data + *pos, n, to);
    *pos += got;
    return got > 0 ? (s64)got : -EFAULT;
}

static s64 proc_write(struct file *f, struct iov_iter *from, u64 *pos) {
    const struct proc_type *type = proc_type_of(f->inode);
    if (type->write_at) return type->write_at(f, from, pos);
    if (!type->write) return -EINVAL;
    char text[PAGE_SIZE + 1];
    size_t n = min_u64(iov_iter_count(from), PAGE_SIZE);
    if (copy_from_iter(text, n, from) < n) return -EFAULT;
    text[n] = 0;
    s64 done = type->write(f, text, n);
    if (done > 0) *pos += (u64)done;
    return done;
}

static s64 proc_llseek(struct file *f, s64 offset, int whence) {
    const struct proc_type *type = proc_type_of(f->inode);
    switch (whence) {
    case SEEK_SET: break;
    case SEEK_CUR: offset = (s64)((u64)offset + f->pos); break;
    case SEEK_END:
        if (!(type->flags & (PROC_BINARY | PROC_ONCE))) return -EINVAL;
        break; // of a size of 0
    default: return -EINVAL;
    }
    if (offset < 0) return -EINVAL;
    f->pos = (u64)offset;
    return offset;
}

static int proc_open(struct inode *inode, struct file *f) {
    const struct proc_type *type = proc_type_of(inode);
    int err = type->open ? type->open(inode, f) : 0;
    if (err < 0 || !type->show) return err;
    struct proc_text *t = knew(inode->sb->vfs->heap, struct proc_text);
    if (!t) return -ENOMEM;
    t->heap = inode->sb->vfs->heap;
    f->private = t;
    return 0;
}

static void proc_release(struct file *f) {
    struct proc_text *t = f->private;
    if (!t) return;
    kfree(t->data);
    kfree(t);
}

int proc_fsync(struct file *f) {
    (void)f;
    return -EINVAL;
}

const struct file_operations proc_file_operations = {
    .read = proc_read,
    .write = proc_write,
    .llseek = proc_llseek,
    .open = proc_open,
    .release = proc_release,
    .fsync = proc_fsync,
};
