// SPDX-License-Identifier: GPL-2.0-or-later
// The host's error numbers, translated for the guest. The guest's side of the list is in guest.c.
#include "host/internal.h"

#include <errno.h>

int errno_to_guest(int host_errno) {
    static const int numbers[] = {
#define ERROR(name) name,
#include "host/errors.def"
#undef ERROR
    };
    for (int i = 0; i < (int)ARRAY_SIZE(numbers); i++)
        if (numbers[i] == host_errno) return guest_error(i);
    return guest_error(GUEST_ERROR_OTHER);
}

int host_error_number(void) {
    return errno_to_guest(errno);
}
