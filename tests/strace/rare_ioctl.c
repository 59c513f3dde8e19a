// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on a descriptor that is none: terminals, files, block devices, the source of random numbers.
#define _GNU_SOURCE
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/blkpg.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/input.h>
#include <linux/loop.h>
#include <linux/random.h>
#include <linux/sockios.h>
#include <linux/userfaultfd.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#define I(r, a) syscall(16, -1, (unsigned long)(r), (unsigned long)(a))
int main() {
    struct termios2 t;
    memset(&t, 0, sizeof t);
    t.c_iflag = 0x500;
    t.c_oflag = 5;
    t.c_cflag = 0xbf;
    t.c_lflag = 0x8a3b;
    for (int i = 0; i < 19; i++) t.c_cc[i] = i;
    t.c_ispeed = t.c_ospeed = 9600;
    I(TCGETS, &t);
    I(TCSETS, &t);
    I(TCSETSW, &t);
    I(TCSETSF, &t);
    I(TCSETA, &t);
    I(TCSETAW, &t);
    I(TCSETS2, &t);
    I(TCGETA, &t);
    I(TCGETS2, &t);
    I(TCSETS, 0);
    I(TCSETSF, -8);
    t.c_cflag = 0x10f1 | 0x1002;
    t.c_iflag = 0x7fff;
    t.c_oflag = 0xffff;
    t.c_lflag = 0xfffff;
    memset(t.c_cc, 0xff, 19);
    t.c_line = 3;
    I(TCSETS, &t);
    I(TCSETA, &t);
    I(TCSETS2, &t);
    t.c_iflag = t.c_oflag = t.c_cflag = t.c_lflag = 0xf0000000;
    I(TCSETS, &t);
    t.c_iflag = t.c_oflag = t.c_cflag = t.c_lflag = 0;
    I(TCSETS, &t);
    t.c_lflag = 2;
    I(TCSETS, &t);
    int n = 1;
    int m = 0x81;
    I(TIOCMGET, &m);
    I(TIOCMSET, &m);
    I(TIOCMBIS, &m);
    I(TIOCMBIC, &m);
    m = 0x6;
    I(TIOCMSET, &m);
    m = 0x1ffff;
    I(TIOCMSET, &m);
    I(TIOCGSOFTCAR, &n);
    I(TIOCSSOFTCAR, &n);
    I(TIOCLINUX, &n);
    I(TIOCGSERIAL, &n);
    I(TIOCSSERIAL, &n);
    I(TIOCGPTPEER, 0x80102);
    I(TIOCGLCKTRMIOS, &t);
    I(TIOCSLCKTRMIOS, &t);
    I(TIOCGDEV, &n);
    I(TIOCSIG, 9);
    I(TIOCMIWAIT, 0x40);
    I(TIOCGICOUNT, &t);
    I(TIOCGETD, &n);
    I(TIOCSETD, &n);
    n = 1000;
    I(TIOCSETD, &n);
    n = 5;
    I(TIOCGPGRP, &n);
    I(TIOCSPGRP, &n);
    I(TIOCGSID, &n);
    I(TIOCSPTLCK, &n);
    I(TIOCGPTN, &n);
    I(TCSBRK, 1);
    I(TCXONC, 1);
    I(TCFLSH, 7);
    I(TIOCSCTTY, 1);
    I(TIOCSTI, "x");
    I(TIOCGPTN, 0);
    I(TIOCPKT, &n);
    I(TIOCGETD, 8);
    I(FIONREAD, &n);
    I(FIOQSIZE, &n);
    I(FIBMAP, &n);
    I(FIGETBSZ, &n);
    I(FIBMAP, 1);
    char b[4096];
    memset(b, 0, 4096);
    struct file_dedupe_range *r = (void *)b;
    r->src_offset = 1;
    r->src_length = 2;
    r->dest_count = 2;
    r->info[0].dest_fd = 3;
    r->info[0].dest_offset = 4;
    r->info[0].bytes_deduped = 9;
    r->info[0].status = 1;
    r->info[1].dest_fd = -1;
    r->info[1].status = -22;
    I(FIDEDUPERANGE, b);
    r->dest_count = 0;
    I(FIDEDUPERANGE, b);
    I(FIDEDUPERANGE, 0);
    r->reserved1 = 1;
    r->reserved2 = 7;
    I(FIDEDUPERANGE, b);
    memset(b, 0, 4096);
    struct fiemap *f = (void *)b;
    f->fm_start = 1;
    f->fm_length = 2;
    f->fm_flags = 3;
    f->fm_extent_count = 2;
    f->fm_mapped_extents = 2;
    f->fm_extents[0].fe_logical = 1;
    f->fm_extents[0].fe_flags = 0x3801;
    f->fm_extents[0].fe_length = 3;
    f->fm_extents[0].fe_physical = 4;
    I(FS_IOC_FIEMAP, b);
    f->fm_extent_count = 0;
    f->fm_flags = 0x80;
    I(FS_IOC_FIEMAP, b);
    f->fm_flags = 0;
    I(FS_IOC_FIEMAP, b);
    struct fstrim_range tr = {1, ~0ull, 3};
    I(FITRIM, &tr);
    I(FITRIM, 0);
    struct fsxattr xa = {
        .fsx_xflags = 0x8003, .fsx_extsize = 1, .fsx_nextents = 2, .fsx_projid = 3, .fsx_cowextsize = 4};
    I(FS_IOC_FSGETXATTR, &xa);
    I(FS_IOC_FSSETXATTR, &xa);
    xa.fsx_xflags = 0x70000000;
    I(FS_IOC_FSSETXATTR, &xa);
    xa.fsx_xflags = 0x2fffd;
    I(FS_IOC_FSSETXATTR, &xa);
    xa.fsx_xflags = 0;
    I(FS_IOC_FSSETXATTR, &xa);
    int fl = 0x80010;
    I(FS_IOC_GETFLAGS, &fl);
    I(FS_IOC_SETFLAGS, &fl);
    I(FS_IOC_GETVERSION, &fl);
    I(FS_IOC_SETVERSION, &fl);
    I(FS_IOC_GETFSLABEL, "lab");
    I(FS_IOC_SETFSLABEL, "lab");
    I(FICLONE, 3);
    struct file_clone_range cr = {3, 4, 5, 6};
    I(FICLONERANGE, &cr);
    I(FICLONERANGE, 1);
    I(FIFREEZE, 1);
    I(FITHAW, 1);
    unsigned ip[8] = {5, 8, 0x64636261, 0x68676665, 0};
    I(RNDGETENTCNT, ip);
    I(RNDADDTOENTCNT, ip);
    I(RNDADDENTROPY, ip);
    I(RNDZAPENTCNT, 5);
    I(RNDCLEARPOOL, 5);
    I(RNDRESEEDCRNG, 5);
    I(RNDADDENTROPY, 0);
    I(RNDADDTOENTCNT, 0);
    I(RNDGETPOOL, ip);
    unsigned long two[2] = {4096, 8192};
    int bs[] = {
        BLKROSET,         BLKROGET,      BLKRRPART,     BLKGETSIZE, BLKFLSBUF,     BLKRAGET,
        BLKFRAGET,        BLKSECTSET,    BLKSECTGET,    BLKSSZGET,  BLKBSZGET,     BLKBSZSET,
        BLKGETSIZE64,     BLKDISCARD,    BLKIOMIN,      BLKIOOPT,   BLKALIGNOFF,   BLKPBSZGET,
        BLKDISCARDZEROES, BLKSECDISCARD, BLKROTATIONAL, BLKZEROOUT, BLKGETDISKSEQ,
    };
    for (int i = 0; i < sizeof bs / 4; i++) I(bs[i], two);
    I(BLKRASET, 7);
    I(BLKFRASET, 8);
    struct ifreq q;
    memset(&q, 0, sizeof q);
    strcpy(q.ifr_name, "eth0");
    struct sockaddr_in *s = (void *)&q.ifr_addr;
    s->sin_family = 2;
    s->sin_addr.s_addr = 0x0100007f;
    s->sin_port = 0x5000;
    int rs[] = {SIOCSIFADDR,    SIOCGIFADDR,    SIOCSIFDSTADDR, SIOCGIFDSTADDR, SIOCSIFBRDADDR, SIOCGIFBRDADDR,
                SIOCSIFNETMASK, SIOCGIFNETMASK, SIOCSIFHWADDR,  SIOCGIFHWADDR,  SIOCSIFFLAGS,   SIOCGIFFLAGS,
                SIOCGIFMETRIC,  SIOCSIFMETRIC,  SIOCGIFMTU,     SIOCSIFMTU,     SIOCGIFSLAVE,   SIOCSIFSLAVE,
                SIOCGIFINDEX,   SIOCGIFTXQLEN,  SIOCSIFTXQLEN,  SIOCGIFMAP,     SIOCSIFMAP,     SIOCSIFNAME,
                SIOCGIFNAME,    SIOCADDMULTI,   SIOCETHTOOL,    SIOCGIFCOUNT,   SIOCGSTAMP,     SIOCADDRT,
                SIOCGARP,       SIOCATMARK,     SIOCOUTQ,       SIOCSPGRP,      SIOCGPGRP,      SIOCBONDENSLAVE,
                SIOCDEVPRIVATE, SIOCINQ,        SIOCSIFLINK};
    for (int i = 0; i < sizeof rs / 4; i++) I(rs[i], &q);
    q.ifr_flags = 0x1043;
    I(SIOCSIFFLAGS, &q);
    I(SIOCGIFFLAGS, 0);
    I(SIOCSIFFLAGS, 8);
    memset(&q, 'a', 16);
    I(SIOCSIFFLAGS, &q);
    q.ifr_flags = -1;
    I(SIOCSIFFLAGS, &q);
    q.ifr_hwaddr.sa_family = 1, I(SIOCSIFHWADDR, &q), q.ifr_hwaddr.sa_family = 772, I(SIOCSIFHWADDR, &q),
    q.ifr_hwaddr.sa_family = 0, I(SIOCSIFHWADDR, &q);
    memset(b, 0, 4096);
    struct loop_info64 *l = (void *)b;
    strcpy(l->lo_file_name, "file");
    l->lo_flags = 5;
    l->lo_offset = 7;
    l->lo_sizelimit = 6;
    strcpy(l->lo_crypt_name, "cr");
    I(LOOP_SET_STATUS64, b);
    I(LOOP_GET_STATUS64, b);
    l->lo_encrypt_type = 2;
    l->lo_encrypt_key_size = 3;
    I(LOOP_SET_STATUS64, b);
    I(LOOP_SET_FD, 3);
    I(LOOP_CLR_FD, 3);
    I(LOOP_CHANGE_FD, 4);
    I(LOOP_SET_CAPACITY, 3);
    I(LOOP_SET_DIRECT_IO, 1);
    I(LOOP_SET_BLOCK_SIZE, 512);
    I(LOOP_CTL_ADD, 4);
    I(LOOP_CTL_REMOVE, 4);
    I(LOOP_CTL_GET_FREE, 4);
    memset(b, 0, 4096);
    unsigned long range[5] = {4096, 8192, 1, 1, -3};
    I(UFFDIO_UNREGISTER, range);
    I(UFFDIO_WAKE, range);
    I(UFFDIO_COPY, range);
    I(UFFDIO_ZEROPAGE, range);
    range[2] = range[3] = 0;
    I(UFFDIO_COPY, range);
    I(UFFDIO_COPY, 8);
    I(0x1274, range);
    I(0x1275, range);
    I(0x1276, range);
    I(UFFDIO_WRITEPROTECT, range);
    for (int family = 0; family < 840; family++) {
        memset(b, 7, 40), strcpy(b, "lo"), memcpy(b + 16, &family, 2);
        I(SIOCSIFHWADDR, b);
    }
    return 0;
}
