// SPDX-License-Identifier: GPL-2.0-or-later
// memfd_create(2) and file seals (Linux: mm/memfd.c). What a seal forbids is checked where it is done:
// vfs/attr.c, vfs/generic_file.c, vfs/tmpfs and kernel/mm.
#include "vfs/memfd.h"
#include "abi/errno.h"
#include "abi/magic.h"
#include "abi/mman.h"
#include "abi/stat.h"
#include "vfs/internal.h"

#include <stdio.h>
#include <string.h>

#define ALL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE | F_SEAL_EXEC)

int memfd_create_file(struct vfs *vfs, const char *name, u32 mfd_flags, const struct cred *cred, struct file **out) {
    u32 known = MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC;
    if (mfd_flags & MFD_HUGETLB) return -ENOSYS; // as a kernel without huge pages
    if ((mfd_flags & ~known) || (mfd_flags & (MFD_EXEC | MFD_NOEXEC_SEAL)) == (MFD_EXEC | MFD_NOEXEC_SEAL))
        return -EINVAL;
    if (strlen(name) > MFD_NAME_MAX_LEN) return -EINVAL;
    bool noexec = mfd_flags & MFD_NOEXEC_SEAL;
    struct inode *inode;
    struct super_block *sb = vfs->shm_mount->sb;
    int err = tmpfs_new_inode(sb, NULL, S_IFREG | (noexec ? 0666 : 0777), 0, cred, &inode);
    if (err < 0) return err;
    inode->nlink = 0;
    if (noexec)
        inode->seals = F_SEAL_EXEC;
    else if (mfd_flags & MFD_ALLOW_SEALING)
        inode->seals = 0;
    char full[NAME_MAX + 1];
    snprintf(full, sizeof full, "memfd:%s", name);
    struct path path = {vfs->shm_mount, dentry_create_alone(sb, NULL, full, inode)};
    if (!path.dentry) {
        inode_put(inode);
        return -ENOMEM;
    }
    err = file_create(&path, NULL, O_RDWR | O_LARGEFILE, cred, inode->fops, out);
    dentry_put(path.dentry);
    if (!err) (*out)->mode |= FMODE_OPENED;
    return err;
}

static bool has_seals(const struct file *f) {
    return S_ISREG(f->inode->mode) && f->inode->sb->magic == TMPFS_MAGIC;
}

int file_add_seals(struct file *f, u32 seals) {
    struct inode *inode = f->inode;
    if (!(f->mode & FMODE_WRITE)) return -EPERM;
    if ((seals & ~(u32)ALL_SEALS) || !has_seals(f)) return -EINVAL;
    if (inode->seals & F_SEAL_SEAL) return -EPERM;
    if ((seals & F_SEAL_WRITE) && !(inode->seals & F_SEAL_WRITE) && inode->mapping.writable_maps > 0) return -EBUSY;
    // What must stay a program as it is must not change its contents either.
    if ((seals & F_SEAL_EXEC) && (inode->mode & S_IXUGO))
        seals |= F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE;
    inode->seals |= seals;
    return 0;
}

int file_get_seals(const struct file *f) {
    return has_seals(f) ? (int)f->inode->seals : -EINVAL;
}
