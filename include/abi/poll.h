// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for readiness: poll, select, epoll and eventfd.
#ifndef ABI_POLL_H
#define ABI_POLL_H

#include "base/types.h"

#define POLLIN 0x1
#define POLLPRI 0x2
#define POLLOUT 0x4
#define POLLERR 0x8
#define POLLHUP 0x10
#define POLLNVAL 0x20
#define POLLRDNORM 0x40
#define POLLRDBAND 0x80
#define POLLWRNORM 0x100
#define POLLWRBAND 0x200
#define POLLMSG 0x400
#define POLLREMOVE 0x1000
#define POLLRDHUP 0x2000
#define POLL_BUSY_LOOP 0x8000

struct abi_pollfd {
    s32 fd;
    s16 events;
    s16 revents;
};

// select: a set is an array of 64-bit words, descriptor N the bit N % 64 of word N / 64
#define FD_SETSIZE 1024
struct abi_fd_set {
    u64 bits[FD_SETSIZE / 64];
};

// What the sixth argument of pselect6 points to
struct abi_sigset_argpack {
    uaddr_t mask;
    u64 size;
};

#define EPOLLIN 0x1
#define EPOLLPRI 0x2
#define EPOLLOUT 0x4
#define EPOLLERR 0x8
#define EPOLLHUP 0x10
#define EPOLLNVAL 0x20
#define EPOLLRDNORM 0x40
#define EPOLLRDBAND 0x80
#define EPOLLWRNORM 0x100
#define EPOLLWRBAND 0x200
#define EPOLLMSG 0x400
#define EPOLLRDHUP 0x2000
#define EPOLLEXCLUSIVE 0x10000000
#define EPOLLWAKEUP 0x20000000
#define EPOLLONESHOT 0x40000000
#define EPOLLET 0x80000000U
#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3
#define EPOLL_CLOEXEC 02000000

// Packed on x86-64 so that it has the layout of 32-bit x86
struct abi_epoll_event {
    u32 events;
    u64 data;
} __attribute__((packed));
_Static_assert(sizeof(struct abi_epoll_event) == 12, "epoll_event");

#define EFD_SEMAPHORE 01
#define EFD_CLOEXEC 02000000
#define EFD_NONBLOCK 04000

#endif
