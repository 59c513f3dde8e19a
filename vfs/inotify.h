// SPDX-License-Identifier: GPL-2.0-or-later
// inotify(7): a queue of what happens to watched files and directories.
#ifndef VFS_INOTIFY_H
#define VFS_INOTIFY_H

#include "abi/inotify.h"
#include "vfs/vfs.h"

int inotify_create_file(struct vfs *vfs, u32 flags, const struct cred *cred, struct file **out); // flags: IN_NONBLOCK
bool file_is_inotify(const struct file *f);
// inotify_add_watch(2) once the path has been looked up and may be read. The watch's number, or -EEXIST, -ENOSPC, -ENOMEM.
s64 inotify_watch(struct file *f, const struct path *path, u32 mask);
int inotify_unwatch(struct file *f, s32 wd); // 0, -EINVAL

#endif
