// SPDX-License-Identifier: GPL-2.0-or-later
// What the kernel calls itself: uname(2), /proc/version and /proc/sys/kernel agree.
#ifndef KERNEL_UTS_H
#define KERNEL_UTS_H

#define UTS_SYSNAME "Linux"
#define UTS_RELEASE "6.12.0"
#define UTS_RELEASE_26 "2.6.72" // for programs with the personality UNAME26: 60 + 12
#define UTS_VERSION "#1 SMP PREEMPT_DYNAMIC Thu Jan  1 00:00:00 UTC 2026"
#define UTS_MACHINE "x86_64"

#endif
