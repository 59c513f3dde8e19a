// SPDX-License-Identifier: GPL-2.0-or-later
// Process descriptors: pidfd_open, pidfd_send_signal and their ioctls.
#ifndef ABI_PIDFD_H
#define ABI_PIDFD_H

#include "abi/ioctl.h"

#define PIDFD_NONBLOCK 04000
#define PIDFD_THREAD 0200
#define PIDFD_SIGNAL_THREAD 0x1
#define PIDFD_SIGNAL_THREAD_GROUP 0x2
#define PIDFD_SIGNAL_PROCESS_GROUP 0x4

#define PIDFD_GET_CGROUP_NAMESPACE _IO(0xff, 1)
#define PIDFD_GET_IPC_NAMESPACE _IO(0xff, 2)
#define PIDFD_GET_MNT_NAMESPACE _IO(0xff, 3)
#define PIDFD_GET_NET_NAMESPACE _IO(0xff, 4)
#define PIDFD_GET_PID_NAMESPACE _IO(0xff, 5)
#define PIDFD_GET_PID_FOR_CHILDREN_NAMESPACE _IO(0xff, 6)
#define PIDFD_GET_TIME_NAMESPACE _IO(0xff, 7)
#define PIDFD_GET_TIME_FOR_CHILDREN_NAMESPACE _IO(0xff, 8)
#define PIDFD_GET_USER_NAMESPACE _IO(0xff, 9)
#define PIDFD_GET_UTS_NAMESPACE _IO(0xff, 10)

#endif
