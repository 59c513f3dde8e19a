// SPDX-License-Identifier: GPL-2.0-or-later
// How an ioctl number is built, and the numbers of terminals, files, block devices and sockets.
#ifndef ABI_IOCTL_H
#define ABI_IOCTL_H

#include "base/types.h"

// 8 bits of number, 8 of type, 14 of argument size, 2 of direction as the program sees it
#define _IOC_NRSHIFT 0
#define _IOC_TYPESHIFT 8
#define _IOC_SIZESHIFT 16
#define _IOC_DIRSHIFT 30
#define _IOC_NONE 0U
#define _IOC_WRITE 1U
#define _IOC_READ 2U
#define _IOC(dir, type, nr, size)                                                                                    \
    ((u32)(dir) << _IOC_DIRSHIFT | (u32)(size) << _IOC_SIZESHIFT | (u32)(type) << _IOC_TYPESHIFT | (u32)(nr))
#define _IO(type, nr) _IOC(_IOC_NONE, type, nr, 0)
#define _IOR(type, nr, argtype) _IOC(_IOC_READ, type, nr, sizeof(argtype))
#define _IOW(type, nr, argtype) _IOC(_IOC_WRITE, type, nr, sizeof(argtype))
#define _IOWR(type, nr, argtype) _IOC(_IOC_READ | _IOC_WRITE, type, nr, sizeof(argtype))
#define _IOC_DIR(nr) (((u32)(nr) >> _IOC_DIRSHIFT) & 3)
#define _IOC_TYPE(nr) (((u32)(nr) >> _IOC_TYPESHIFT) & 0xff)
#define _IOC_NR(nr) ((u32)(nr)&0xff)
#define _IOC_SIZE(nr) (((u32)(nr) >> _IOC_SIZESHIFT) & 0x3fff)

// Terminals
#define TCGETS 0x5401
#define TCSETS 0x5402
#define TCSETSW 0x5403
#define TCSETSF 0x5404
#define TCGETA 0x5405
#define TCSETA 0x5406
#define TCSETAW 0x5407
#define TCSETAF 0x5408
#define TCSBRK 0x5409
#define TCXONC 0x540a
#define TCFLSH 0x540b
#define TIOCEXCL 0x540c
#define TIOCNXCL 0x540d
#define TIOCSCTTY 0x540e
#define TIOCGPGRP 0x540f
#define TIOCSPGRP 0x5410
#define TIOCOUTQ 0x5411
#define TIOCSTI 0x5412
#define TIOCGWINSZ 0x5413
#define TIOCSWINSZ 0x5414
#define TIOCMGET 0x5415
#define TIOCMBIS 0x5416
#define TIOCMBIC 0x5417
#define TIOCMSET 0x5418
#define TIOCGSOFTCAR 0x5419
#define TIOCSSOFTCAR 0x541a
#define FIONREAD 0x541b
#define TIOCINQ 0x541b
#define TIOCLINUX 0x541c
#define TIOCCONS 0x541d
#define TIOCGSERIAL 0x541e
#define TIOCSSERIAL 0x541f
#define TIOCPKT 0x5420
#define FIONBIO 0x5421
#define TIOCNOTTY 0x5422
#define TIOCSETD 0x5423
#define TIOCGETD 0x5424
#define TCSBRKP 0x5425
#define TIOCSBRK 0x5427
#define TIOCCBRK 0x5428
#define TIOCGSID 0x5429
#define TCGETS2 0x802c542aU
#define TCSETS2 0x402c542b
#define TCSETSW2 0x402c542c
#define TCSETSF2 0x402c542d
#define TIOCGRS485 0x542e
#define TIOCSRS485 0x542f
#define TIOCGPTN 0x80045430U
#define TIOCSPTLCK 0x40045431
#define TIOCGDEV 0x80045432U
#define TCGETX 0x5432
#define TCSETX 0x5433
#define TCSETXF 0x5434
#define TCSETXW 0x5435
#define TIOCSIG 0x40045436
#define TIOCVHANGUP 0x5437
#define TIOCGPKT 0x80045438U
#define TIOCGPTLCK 0x80045439U
#define TIOCGEXCL 0x80045440U
#define TIOCGPTPEER 0x5441
#define TIOCMIWAIT 0x545c
#define TIOCGICOUNT 0x545d
#define TIOCGLCKTRMIOS 0x5456
#define TIOCSLCKTRMIOS 0x5457
#define TIOCM_LE 0x1
#define TIOCM_DTR 0x2
#define TIOCM_RTS 0x4
#define TIOCM_ST 0x8
#define TIOCM_SR 0x10
#define TIOCM_CTS 0x20
#define TIOCM_CAR 0x40
#define TIOCM_RNG 0x80
#define TIOCM_DSR 0x100
#define TIOCM_OUT1 0x2000
#define TIOCM_OUT2 0x4000
#define TIOCM_LOOP 0x8000
#define TIOCPKT_DATA 0
#define TIOCPKT_FLUSHREAD 1
#define TIOCPKT_FLUSHWRITE 2
#define TIOCPKT_STOP 4
#define TIOCPKT_START 8
#define TIOCPKT_NOSTOP 16
#define TIOCPKT_DOSTOP 32
#define TIOCPKT_IOCTL 64

// Virtual consoles, for programs that ask whether they are on one
#define KDGKBTYPE 0x4b33
#define KDGETMODE 0x4b3b
#define KDSETMODE 0x4b3a
#define KDGKBMODE 0x4b44
#define KDSKBMODE 0x4b45
#define KDGETLED 0x4b31
#define KDSETLED 0x4b32
#define KDMKTONE 0x4b30
#define KIOCSOUND 0x4b2f
#define VT_OPENQRY 0x5600
#define VT_GETMODE 0x5601
#define VT_SETMODE 0x5602
#define VT_GETSTATE 0x5603
#define VT_RELDISP 0x5605
#define VT_ACTIVATE 0x5606
#define VT_WAITACTIVE 0x5607

// Any file
#define FIONCLEX 0x5450
#define FIOCLEX 0x5451
#define FIOASYNC 0x5452
#define FIOQSIZE 0x5460
#define FIOSETOWN 0x8901
#define FIOGETOWN 0x8903
#define FIBMAP 0x1
#define FIGETBSZ 0x2
#define FIFREEZE 0xc0045877U
#define FITHAW 0xc0045878U
#define FITRIM 0xc0185879U
#define FICLONE 0x40049409
#define FICLONERANGE 0x4020940d
#define FIDEDUPERANGE 0xc0189436U
#define FS_IOC_GETFLAGS 0x80086601U
#define FS_IOC_SETFLAGS 0x40086602
#define FS_IOC32_GETFLAGS 0x80046601U
#define FS_IOC32_SETFLAGS 0x40046602
#define FS_IOC_GETVERSION 0x80087601U
#define FS_IOC_SETVERSION 0x40087602
#define FS_IOC_FIEMAP 0xc020660bU
#define FS_IOC_FSGETXATTR 0x801c581fU
#define FS_IOC_FSSETXATTR 0x401c5820
#define FS_IOC_GETFSLABEL 0x81009431U
#define FS_IOC_SETFSLABEL 0x41009432
#define FS_IOC_GETFSUUID 0x80111500U
#define FS_IOC_GETFSSYSFSPATH 0x80811501U

// FS_IOC_GETFLAGS
#define FS_SECRM_FL 0x1
#define FS_UNRM_FL 0x2
#define FS_COMPR_FL 0x4
#define FS_SYNC_FL 0x8
#define FS_IMMUTABLE_FL 0x10
#define FS_APPEND_FL 0x20
#define FS_NODUMP_FL 0x40
#define FS_NOATIME_FL 0x80
#define FS_NOTAIL_FL 0x8000
#define FS_DIRSYNC_FL 0x10000
#define FS_TOPDIR_FL 0x20000
#define FS_EXTENT_FL 0x80000
#define FS_VERITY_FL 0x100000
#define FS_NOCOW_FL 0x800000
#define FS_DAX_FL 0x2000000
#define FS_INLINE_DATA_FL 0x10000000
#define FS_PROJINHERIT_FL 0x20000000
#define FS_CASEFOLD_FL 0x40000000
#define FS_FL_USER_VISIBLE 0x3dfff
#define FS_FL_USER_MODIFIABLE 0x380ff

struct abi_fsxattr {
    u32 fsx_xflags;
    u32 fsx_extsize;
    u32 fsx_nextents;
    u32 fsx_projid;
    u32 fsx_cowextsize;
    u8 fsx_pad[8];
};
struct abi_file_clone_range {
    s64 src_fd;
    u64 src_offset;
    u64 src_length;
    u64 dest_offset;
};
struct abi_file_dedupe_range_info {
    s64 dest_fd;
    u64 dest_offset;
    u64 bytes_deduped;
    s32 status;
    u32 reserved;
};
struct abi_file_dedupe_range {
    u64 src_offset;
    u64 src_length;
    u16 dest_count;
    u16 reserved1;
    u32 reserved2;
    struct abi_file_dedupe_range_info info[];
};
#define FILE_DEDUPE_RANGE_SAME 0
#define FILE_DEDUPE_RANGE_DIFFERS 1
struct abi_fstrim_range {
    u64 start;
    u64 len;
    u64 minlen;
};
struct abi_fiemap_extent {
    u64 fe_logical;
    u64 fe_physical;
    u64 fe_length;
    u64 fe_reserved64[2];
    u32 fe_flags;
    u32 fe_reserved[3];
};
struct abi_fiemap {
    u64 fm_start;
    u64 fm_length;
    u32 fm_flags;
    u32 fm_mapped_extents;
    u32 fm_extent_count;
    u32 fm_reserved;
    struct abi_fiemap_extent fm_extents[];
};

// Block devices
#define BLKROSET 0x125d
#define BLKROGET 0x125e
#define BLKRRPART 0x125f
#define BLKGETSIZE 0x1260
#define BLKFLSBUF 0x1261
#define BLKRASET 0x1262
#define BLKRAGET 0x1263
#define BLKFRASET 0x1264
#define BLKFRAGET 0x1265
#define BLKSECTSET 0x1266
#define BLKSECTGET 0x1267
#define BLKSSZGET 0x1268
#define BLKPG 0x1269
#define BLKBSZGET 0x80081270U
#define BLKBSZSET 0x40081271
#define BLKGETSIZE64 0x80081272U
#define BLKTRACESTART 0x1274
#define BLKTRACESTOP 0x1275
#define BLKTRACETEARDOWN 0x1276
#define BLKDISCARD 0x1277
#define BLKIOMIN 0x1278
#define BLKIOOPT 0x1279
#define BLKALIGNOFF 0x127a
#define BLKPBSZGET 0x127b
#define BLKDISCARDZEROES 0x127c
#define BLKSECDISCARD 0x127d
#define BLKROTATIONAL 0x127e
#define BLKZEROOUT 0x127f
#define BLKGETDISKSEQ 0x80081280U
#define HDIO_GETGEO 0x301

// Loop devices
#define LOOP_SET_FD 0x4c00
#define LOOP_CLR_FD 0x4c01
#define LOOP_SET_STATUS 0x4c02
#define LOOP_GET_STATUS 0x4c03
#define LOOP_SET_STATUS64 0x4c04
#define LOOP_GET_STATUS64 0x4c05
#define LOOP_CHANGE_FD 0x4c06
#define LOOP_SET_CAPACITY 0x4c07
#define LOOP_SET_DIRECT_IO 0x4c08
#define LOOP_SET_BLOCK_SIZE 0x4c09
#define LOOP_CONFIGURE 0x4c0a
#define LOOP_CTL_ADD 0x4c80
#define LOOP_CTL_REMOVE 0x4c81
#define LOOP_CTL_GET_FREE 0x4c82

// Sockets
#define SIOCSPGRP 0x8902
#define SIOCGPGRP 0x8904
#define SIOCATMARK 0x8905
#define SIOCINQ 0x541b
#define SIOCOUTQ 0x5411
#define SIOCOUTQNSD 0x894b
#define SIOCGSTAMP_OLD 0x8906
#define SIOCGSTAMPNS_OLD 0x8907
#define SIOCUNIXFILE 0x89e0
#define SIOCGSKNS 0x894c
#define SIOCADDRT 0x890b
#define SIOCDELRT 0x890c
#define SIOCGIFNAME 0x8910
#define SIOCGIFCONF 0x8912
#define SIOCGIFFLAGS 0x8913
#define SIOCSIFFLAGS 0x8914
#define SIOCGIFADDR 0x8915
#define SIOCSIFADDR 0x8916
#define SIOCGIFDSTADDR 0x8917
#define SIOCGIFBRDADDR 0x8919
#define SIOCGIFNETMASK 0x891b
#define SIOCSIFNETMASK 0x891c
#define SIOCGIFMETRIC 0x891d
#define SIOCGIFMTU 0x8921
#define SIOCSIFMTU 0x8922
#define SIOCGIFHWADDR 0x8927
#define SIOCGIFINDEX 0x8933
#define SIOCGIFTXQLEN 0x8942
#define SIOCGIFMAP 0x8970
#define SIOCETHTOOL 0x8946
#define SIOCGARP 0x8954
#define SIOCSIFDSTADDR 0x8918
#define SIOCSIFBRDADDR 0x891a
#define SIOCSIFMETRIC 0x891e
#define SIOCSIFNAME 0x8923
#define SIOCSIFHWADDR 0x8924
#define SIOCGIFSLAVE 0x8929
#define SIOCSIFSLAVE 0x8930
#define SIOCADDMULTI 0x8931
#define SIOCDELMULTI 0x8932
#define SIOCGIFCOUNT 0x8938
#define SIOCSIFTXQLEN 0x8943
#define SIOCSIFMAP 0x8971
#define SIOCSIFLINK 0x8911
#define SIOCBONDENSLAVE 0x8990
#define SIOCGIFENCAP 0x8925
#define SIOCSIFENCAP 0x8926
#define SIOCSIFHWBROADCAST 0x8937
#define SIOCBRADDBR 0x89a0
#define SIOCBRDELBR 0x89a1
#define SIOCBRADDIF 0x89a2
#define SIOCBRDELIF 0x89a3
#define SIOCDEVPRIVATE 0x89f0

// /dev/random
#define RNDGETENTCNT 0x80045200U
#define RNDADDTOENTCNT 0x40045201
#define RNDGETPOOL 0x80085202U
#define RNDADDENTROPY 0x40085203
#define RNDZAPENTCNT 0x5204
#define RNDCLEARPOOL 0x5206
#define RNDRESEEDCRNG 0x5207

// Other descriptors
#define TFD_IOC_SET_TICKS 0x40085400
#define INOTIFY_IOC_SETNEXTWD 0x40044900
#define NS_GET_USERNS 0xb701
#define NS_GET_PARENT 0xb702
#define NS_GET_NSTYPE 0xb703
#define NS_GET_OWNER_UID 0xb704
#define EPIOCSPARAMS 0x40088a01U
#define EPIOCGPARAMS 0x80088a02U
#define UFFDIO_UNREGISTER 0x8010aa01U
#define UFFDIO_WAKE 0x8010aa02U
#define UFFDIO_COPY 0xc028aa03U
#define UFFDIO_ZEROPAGE 0xc020aa04U
#define UFFDIO_WRITEPROTECT 0xc018aa06U
#define SECCOMP_IOCTL_NOTIF_RECV 0xc0502100U
#define SECCOMP_IOCTL_NOTIF_SEND 0xc0182101U
#define SECCOMP_IOCTL_NOTIF_ID_VALID 0x40082102
#define SECCOMP_IOCTL_NOTIF_ADDFD 0x40182103
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS _IOW('!', 4, u64)

#endif
