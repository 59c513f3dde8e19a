// SPDX-License-Identifier: GPL-2.0-or-later
// The arguments of ioctl by what they are for.
#ifndef TRACE_PRINT_IOCTL_H
#define TRACE_PRINT_IOCTL_H

#include <string.h>

#include "trace/decode.h"

extern const struct name_table names_KVM_CAPABILITIES;

// The request's name, or the names of those that share its number; NULL: none that is known.
const char *ioctl_name(u32 request);
// Of a request whose number carries a length or an index. False: none such, nothing was printed.
bool print_ioctl_family(struct decode *d, u32 request);

// False: not a request of this sort, nothing was printed.
bool print_ioctl_tty(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_net(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_device(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_input(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_scsi(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_console(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_plain(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_btrfs(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_pins(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_tee(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_disk(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_keymap(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_video(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_dm(struct decode *d, u32 arg, enum print_result *result);
bool print_ioctl_file(struct decode *d, u32 arg, enum print_result *result);

// An int behind a pointer, in brackets: decimal, or by the names of `flags`.
enum print_result print_ioctl_number(struct decode *d, u32 arg, bool out, const struct name_table *flags);

#endif
