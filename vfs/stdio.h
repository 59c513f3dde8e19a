// SPDX-License-Identifier: GPL-2.0-or-later
// The host's standard streams as files of the guest.
#ifndef VFS_STDIO_H
#define VFS_STDIO_H

#include "vfs/vfs.h"

// Stream 0, 1 or 2 of vfs->door. A sealed machine's reads wait for their full count in the host; a live one's do not wait
// there. `cred` is the owner. 0, -EBADF: there is no such stream, -ENOMEM.
int stdio_create(struct vfs *vfs, int stream, bool live, const struct cred *cred, struct file **out);

bool file_is_stdio_pipe(const struct file *f); // looks like a pipe, without the insides of one

// For the run loop of a live machine: does anybody wait for input, so that host_door.wait should look for it? And: it came.
bool stdio_input_wanted(const struct vfs *vfs);
void stdio_input_arrived(struct vfs *vfs);

#endif
