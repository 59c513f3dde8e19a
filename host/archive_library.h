// SPDX-License-Identifier: GPL-2.0-or-later
// libarchive, loaded when the first archive is read: it and the fifteen libraries behind it would make up a tenth of the time that
// a short program takes.
#ifndef HOST_ARCHIVE_LIBRARY_H
#define HOST_ARCHIVE_LIBRARY_H

#include <archive.h>
#include <archive_entry.h>

#define ARCHIVE_LIBRARY "libarchive.so.13" // the ABI that Debian 12 and 13 have

#define ARCHIVE_FUNCTIONS(F)                                                                                         \
    F(error_string)                                                                                                  \
    F(entry_gid)                                                                                                     \
    F(entry_hardlink)                                                                                                \
    F(entry_hardlink_utf8)                                                                                           \
    F(entry_mode)                                                                                                    \
    F(entry_mtime)                                                                                                   \
    F(entry_mtime_nsec)                                                                                              \
    F(entry_pathname)                                                                                                \
    F(entry_pathname_utf8)                                                                                           \
    F(entry_rdevmajor)                                                                                               \
    F(entry_rdevminor)                                                                                               \
    F(entry_size)                                                                                                    \
    F(entry_size_is_set)                                                                                             \
    F(entry_symlink)                                                                                                 \
    F(entry_symlink_utf8)                                                                                            \
    F(entry_uid)                                                                                                     \
    F(read_data_block)                                                                                               \
    F(read_free)                                                                                                     \
    F(read_new)                                                                                                      \
    F(read_next_header)                                                                                              \
    F(read_open_fd)                                                                                                  \
    F(read_support_filter_bzip2)                                                                                     \
    F(read_support_filter_compress)                                                                                  \
    F(read_support_filter_gzip)                                                                                      \
    F(read_support_filter_lz4)                                                                                       \
    F(read_support_filter_lzma)                                                                                      \
    F(read_support_filter_xz)                                                                                        \
    F(read_support_filter_zstd)                                                                                      \
    F(read_support_format_cpio)                                                                                      \
    F(read_support_format_tar)                                                                                       \
    F(read_support_format_zip)

struct archive_library {
#define MEMBER(name) __typeof__(archive_##name) *name;
    ARCHIVE_FUNCTIONS(MEMBER)
#undef MEMBER
};

// Fills `lib`; the library stays loaded. NULL, or why not: valid until the thread's next dl call.
const char *archive_library_load(struct archive_library *lib);

#endif
