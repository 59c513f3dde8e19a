// SPDX-License-Identifier: GPL-2.0-or-later
// What an ordinary user hears from mount and its like, chroot, handles, host names, and other calls for the privileged.
#include "guest.h"
#include <linux/fs.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define CALL(name, ...) show(#name " " #__VA_ARGS__, syscall(SYS_##name, ##__VA_ARGS__))

int main(void) {
    mkdir("d", 0755);
    int f = open("f", O_CREAT | O_RDWR, 0644);
    if (geteuid() == 0) skip("must not be the superuser");
    CALL(mount, "none", "d", "tmpfs", 0, 0);
    CALL(mount, "none", "no", "tmpfs", 0, 0);
    CALL(mount, "none", "d", "nosuch", 0, 0);
    CALL(mount, "d", "d", 0, MS_BIND, 0);
    CALL(mount, 0, "d", 0, MS_REMOUNT, 0);
    CALL(mount, 8, "d", "tmpfs", 0, 0);
    CALL(mount, "none", 8, "tmpfs", 0, 0);
    CALL(mount, "none", "d", 8, 0, 0);
    CALL(mount, "none", "d", "tmpfs", 0, 8);
    CALL(mount, "none", "d", "tmpfs", 0x80000000L, 0);
    CALL(umount2, "d", 0);
    CALL(umount2, "/proc", 0);
    CALL(umount2, "no", 0);
    CALL(umount2, "d", 0x100);
    CALL(umount2, 8, 0);
    CALL(pivot_root, "d", "d");
    CALL(pivot_root, "no", "no");
    CALL(chroot, "d");
    CALL(chroot, "no");
    CALL(chroot, "f");
    CALL(chroot, 8);
    CALL(fsopen, "tmpfs", 0);
    CALL(fsopen, 8, 99);
    CALL(fsmount, 99, 0, 0);
    CALL(fspick, AT_FDCWD, "d", 0);
    CALL(move_mount, AT_FDCWD, "d", AT_FDCWD, "d", 0);
    CALL(fsconfig, -1, 0, 0, 0, 0);
    CALL(fsconfig, 99, 6, 0, 0, 0);
    CALL(fsconfig, f, 6, 0, 0, 0);
    CALL(fsconfig, f, 6, "x", 0, 0);
    CALL(fsconfig, f, 99, 0, 0, 0);
    CALL(mount_setattr, AT_FDCWD, "d", 0, 8, 32);
    CALL(mount_setattr, AT_FDCWD, "d", 0x1, 8, 32);
    CALL(mount_setattr, AT_FDCWD, "d", 0, 8, 31);
    CALL(mount_setattr, AT_FDCWD, "d", 0, 8, 5000);
    int tree = (int)syscall(SYS_open_tree, AT_FDCWD, "d", 0x80000);
    printf("open_tree: %d flags %x cloexec %d\n", tree >= 0, fcntl(tree, F_GETFL), fcntl(tree, F_GETFD));
    CALL(open_tree, AT_FDCWD, "d", 1);
    CALL(open_tree, AT_FDCWD, "d", 2);
    CALL(open_tree, AT_FDCWD, "d", 0x8000);
    CALL(open_tree, AT_FDCWD, "no", 0);
    CALL(sethostname, "x", 1);
    CALL(sethostname, 8, -1);
    CALL(setdomainname, "x", 1);
    CALL(vhangup);
    CALL(swapon, "f", 0);
    CALL(swapoff, "f");
    CALL(reboot, 1, 2, 3, 0);
    CALL(acct, "f");

    struct {
        struct file_handle h;
        unsigned char room[128];
    } h;
    int id;
    h.h.handle_bytes = 0;
    show("handle size", name_to_handle_at(AT_FDCWD, "f", &h.h, &id, 0));
    printf("%u\n", h.h.handle_bytes);
    show("handle", name_to_handle_at(AT_FDCWD, "f", &h.h, &id, 0));
    printf("%u type %d\n", h.h.handle_bytes, h.h.handle_type);
    h.h.handle_bytes = 129;
    show("handle too large", name_to_handle_at(AT_FDCWD, "f", &h.h, &id, 0));
    show("handle flags", name_to_handle_at(AT_FDCWD, "f", &h.h, &id, 0x8000));
    show("handle missing", name_to_handle_at(AT_FDCWD, "no", &h.h, &id, 0));
    show("handle fault", syscall(SYS_name_to_handle_at, AT_FDCWD, "f", 8, &id, 0));
    h.h.handle_bytes = 12;
    show("open handle", open_by_handle_at(AT_FDCWD, &h.h, O_RDONLY));
    show("open handle bad fd", open_by_handle_at(99, &h.h, O_RDONLY));
    unlink("f"), rmdir("d");
    return 0;
}
