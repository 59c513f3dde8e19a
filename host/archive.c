// SPDX-License-Identifier: GPL-2.0-or-later
// Reading archives, through libarchive: tar, cpio, zip, plain or compressed. What is done with the entries is the caller's business;
// nothing is ever written to the host.
#include "host/archive_library.h"
#include "host/host.h"
#include "host/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE 65536

// Only formats that carry a file system, and nothing that could name a file of the host or want a program of it.
static struct archive *reader_new(const struct archive_library *lib) {
    struct archive *a = lib->read_new();
    if (!a) return NULL;
    lib->read_support_filter_gzip(a);
    lib->read_support_filter_bzip2(a);
    lib->read_support_filter_xz(a);
    lib->read_support_filter_lzma(a);
    lib->read_support_filter_zstd(a);
    lib->read_support_filter_lz4(a);
    lib->read_support_filter_compress(a);
    lib->read_support_format_tar(a);
    lib->read_support_format_cpio(a);
    lib->read_support_format_zip(a);
    return a;
}

static int broken(const struct archive_library *lib, struct archive *a, char *why, size_t why_size) {
    const char *text = lib->error_string(a);
    snprintf(why, why_size, "%s", text ? text : "not an archive that can be read");
    for (char *p = why; *p; p++)
        if (*p == '\n') *p = ' '; // one line
    return guest_error_of(GUEST_EINVAL);
}

// Names that cannot be said in this process's locale are taken as UTF-8.
static const char *first_of(const char *name, const char *utf8) {
    return name ? name : utf8;
}

static int pass_entry(const struct archive_library *lib, struct archive_entry *entry,
                      const struct host_archive_ops *ops, void *ctx) {
    struct host_archive_entry e = {
        .path = first_of(lib->entry_pathname(entry), lib->entry_pathname_utf8(entry)),
        .link_target = first_of(lib->entry_symlink(entry), lib->entry_symlink_utf8(entry)),
        .hard_link = first_of(lib->entry_hardlink(entry), lib->entry_hardlink_utf8(entry)),
        .stat = {.mode = lib->entry_mode(entry),
                 .uid = (u32)lib->entry_uid(entry),
                 .gid = (u32)lib->entry_gid(entry),
                 .size =
                     lib->entry_size_is_set(entry) && lib->entry_size(entry) > 0 ? (u64)lib->entry_size(entry) : 0,
                 .nlink = 1,
                 .rdev = guest_makedev((unsigned)lib->entry_rdevmajor(entry), (unsigned)lib->entry_rdevminor(entry)),
                 .mtime_sec = lib->entry_mtime(entry),
                 .mtime_nsec = (u32)lib->entry_mtime_nsec(entry)},
    };
    if (!e.path) return 0; // a name that is no text in any way
    bool is_link = S_ISLNK(e.stat.mode);
    if (is_link && (!e.link_target || !*e.link_target)) return guest_error_of(GUEST_EINVAL);
    if (!e.hard_link && (e.stat.mode & S_IFMT) == 0) e.stat.mode |= S_IFREG;
    return ops->entry(ctx, &e);
}

static int pass_data(const struct archive_library *lib, struct archive *a, const struct host_archive_ops *ops,
                     void *ctx, char *why, size_t why_size) {
    for (;;) {
        const void *block;
        size_t size;
        la_int64_t offset;
        int status = lib->read_data_block(a, &block, &size, &offset);
        if (status == ARCHIVE_EOF) return 0;
        if (status == ARCHIVE_RETRY) continue;
        if (status < ARCHIVE_WARN || offset < 0) return broken(lib, a, why, why_size);
        int err = size > 0 ? ops->data(ctx, (u64)offset, block, size) : 0;
        if (err) return err;
    }
}

static int pass_all(const struct archive_library *lib, struct archive *a, const struct host_archive_ops *ops,
                    void *ctx, char *why, size_t why_size) {
    for (;;) {
        struct archive_entry *entry;
        int status = lib->read_next_header(a, &entry);
        if (status == ARCHIVE_EOF) return 0;
        if (status == ARCHIVE_RETRY) continue;
        if (status < ARCHIVE_WARN) return broken(lib, a, why, why_size);
        int err = pass_entry(lib, entry, ops, ctx);
        if (!err) err = pass_data(lib, a, ops, ctx, why, why_size);
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
    struct archive_library library, *lib = &library;
    const char *missing = archive_library_load(lib);
    if (missing) {
        snprintf(why, why_size, "%s", missing);
        close(fd);
        return guest_error(GUEST_ERROR_OTHER);
    }
    struct archive *a = reader_new(lib);
    if (!a) {
        close(fd);
        snprintf(why, why_size, "no memory");
        return guest_error_of(GUEST_ENOMEM);
    }
    err = lib->read_open_fd(a, fd, BLOCK_SIZE) < ARCHIVE_WARN ? broken(lib, a, why, why_size)
                                                              : pass_all(lib, a, ops, ctx, why, why_size);
    lib->read_free(a);
    close(fd);
    return err;
}
