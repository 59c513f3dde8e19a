// SPDX-License-Identifier: GPL-2.0-or-later
// O_ASYNC: files that send a signal when they become ready (fcntl(2), "Managing signals"; Linux: fs/fcntl.c).
#ifndef VFS_ASYNC_H
#define VFS_ASYNC_H

#include "vfs/file.h"

// Turns it on or off, and O_ASYNC in f->flags with it; `fd` is what the signal will tell. Files without FOP_ASYNC are left as
// they are. 0, -ENOMEM.
int file_set_async(struct file *f, s32 fd, bool on);
void file_async_gone(struct file *f); // the file is about to be released

#endif
