// SPDX-License-Identifier: GPL-2.0-or-later
// kcmp: what may be compared.
#ifndef ABI_KCMP_H
#define ABI_KCMP_H

#include "base/types.h"

#define KCMP_FILE 0
#define KCMP_VM 1
#define KCMP_FILES 2
#define KCMP_FS 3
#define KCMP_SIGHAND 4
#define KCMP_IO 5
#define KCMP_SYSVSEM 6
#define KCMP_EPOLL_TFD 7

struct abi_kcmp_epoll_slot { // of KCMP_EPOLL_TFD
    u32 efd, tfd, toff;
};

#endif
