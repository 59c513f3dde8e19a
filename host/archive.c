// SPDX-License-Identifier: GPL-2.0-or-later
// Reading archives, through libarchive: tar, cpio, zip, plain or compressed. What is done with the entries is the caller's business;
// nothing is ever written to the host.
#include "host/host.h"
#include "host/internal.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE 65536

// Only formats that carry a file system, and nothing that could name a file of the host or want a program of it.
static struct archive *reader_new(void) {
    struct archive *a = archive_read_new();
    if (!a) return NULL;
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_lzma(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_filter_lz4(a);
    archive_read_support_filter_compress(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_cpio(a);
    archive_read_support_format_zip(a);
    return a;
}

static int broken(struct archive *a, char *why, size_t why_size) {
    const char *text = archive_error_string(a);
    snprintf(why, why_size, "%s", text ? text : "not an archive that can be read");
    for (char *p = why; *p; p++)
        if (*p == '\n') *p = ' '; // one line
    return guest_error_of(GUEST_EINVAL);
}

// Names that cannot be said in this process's locale are taken as UTF-8.
static const char *first_of(const char *name, const char *utf8) {
    return name ? name : utf8;
}

static int pass_entry(struct archive_entry *entry, const struct host_archive_ops *ops, void *ctx) {
    struct host_archive_entry e = {
        .path = first_of(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry)),
        .link_target = first_of(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry)),
        .hard_link = first_of(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry)),
        .stat = {.mode = archive_entry_mode(entry),
                 .uid = (u32)archive_entry_uid(entry),
                 .gid = (u32)archive_entry_gid(entry),
                 .size = archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0
                             ? (u64)archive_entry_size(entry)
                             : 0,
                 .nlink = 1,
                 .rdev = guest_makedev((unsigned)archive_entry_rdevmajor(entry),
                                       (unsigned)archive_entry_rdevminor(entry)),
                 .mtime_sec = archive_entry_mtime(entry),
                 .mtime_nsec = (u32)archive_entry_mtime_nsec(entry)},
    };
    if (!e.path) return 0; // a name that is no text in any way
    bool is_link = S_ISLNK(e.stat.mode);
    if (is_link && (!e.link_target || !*e.link_target)) return guest_error_of(GUEST_EINVAL);
    if (!e.hard_link && (e.stat.mode & S_IFMT) == 0) e.stat.mode |= S_IFREG;
    return ops->entry(ctx, &e);
}

static int pass_data(struct archive *a, const struct host_archive_ops *ops, void *ctx, char *why, size_t why_size) {
    for (;;) {
        const void *block;
        size_t size;
        la_int64_t offset;
        int status = archive_read_data_block(a, &block, &size, &offset);
        if (status == ARCHIVE_EOF) return 0;
        if (status == ARCHIVE_RETRY) continue;
        if (status < ARCHIVE_WARN || offset < 0) return broken(a, why, why_size);
        int err = size > 0 ? ops->data(ctx, (u64)offset, block, size) : 0;
        if (err) return err;
    }
}

static int pass_all(struct archive *a, const struct host_archive_ops *ops, void *ctx, char *why, size_t why_size) {
    for (;;) {
        struct archive_entry *entry;
        int status = archive_read_next_header(a, &entry);
        if (status == ARCHIVE_EOF) return 0;
        if (status == ARCHIVE_RETRY) continue;
        if (status < ARCHIVE_WARN) return broken(a, why, why_size);
        int err = pass_entry(entry, ops, ctx);
        if (!err) err = pass_data(a, ops, ctx, why, why_size);
        if (err) return err;
    }
}

int host_archive_load(const char *path, const struct host_archive_ops *ops, void *ctx, char *why, size_t why_size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), err;
    if (fd < 0) {
        err = host_error();
        snprintf(why, why_size, "%s", strerror(errno));
        return err;
    }
    struct archive *a = reader_new();
    if (!a) {
        close(fd);
        snprintf(why, why_size, "no memory");
        return guest_error_of(GUEST_ENOMEM);
    }
    err = archive_read_open_fd(a, fd, BLOCK_SIZE) < ARCHIVE_WARN ? broken(a, why, why_size)
                                                                 : pass_all(a, ops, ctx, why, why_size);
    archive_read_free(a);
    close(fd);
    return err;
}
