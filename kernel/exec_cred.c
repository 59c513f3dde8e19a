// SPDX-License-Identifier: GPL-2.0-or-later
// Who a program runs as: set-user-ID, set-group-ID, and what becomes of capabilities (execve(2), capabilities(7)).
// Linux: bprm_fill_uid in fs/exec.c, cap_bprm_creds_from_file in security/commoncap.c. Files here have no
// capabilities of their own.
#include "kernel/exec.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/mount.h"
#include "abi/stat.h"

static void fill_ids(const struct exec *x, struct cred *cred) {
    const struct inode *inode = x->file->inode;
    const struct mount *mnt = x->file->path.mnt;
    if ((mnt && (mnt->flags & MS_NOSUID)) || cred->no_new_privs) return;
    if (inode->mode & S_ISUID) cred->euid = inode->uid;
    // Without group execute permission the bit once meant mandatory locking.
    if ((inode->mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP)) cred->egid = inode->gid;
}

int exec_make_cred(struct exec *x) {
    const struct cred *old = x->task->cred;
    struct cred *cred = cred_copy(old);
    if (!cred) return -ENOMEM;
    fill_ids(x, cred);
    bool effective = false;
    cred->cap_permitted = 0;
    if (!(cred->securebits & SECBIT_NOROOT) && (cred->euid == 0 || cred->uid == 0)) {
        cred->cap_permitted = old->cap_bounding | old->cap_inheritable;
        effective = cred->euid == 0;
    }
    bool set_id = cred->euid != old->euid || cred->egid != old->egid;
    bool gained = cred->cap_permitted & ~old->cap_permitted;
    bool shared_fs = x->task->fs->refs > x->task->process->thread_count; // another process could change its root
    if ((set_id || gained) && (shared_fs || cred->no_new_privs)) {
        if (!cred_capable(old, CAP_SETUID) || cred->no_new_privs) {
            cred->euid = cred->uid;
            cred->egid = cred->gid;
        }
        cred->cap_permitted &= old->cap_permitted;
    }
    cred->suid = cred->fsuid = cred->euid;
    cred->sgid = cred->fsgid = cred->egid;
    if (set_id) cred->cap_ambient = 0;
    cred->cap_permitted |= cred->cap_ambient;
    cred->cap_effective = effective ? cred->cap_permitted : cred->cap_ambient;
    cred->securebits &= ~(u32)SECBIT_KEEP_CAPS;
    bool grew = cred->cap_permitted & ~cred->cap_ambient;
    x->secure = set_id || (cred->uid != 0 && (effective || grew));
    x->set_id = cred->euid != cred->uid || cred->egid != cred->gid;
    x->cred = cred;
    return 0;
}
