// SPDX-License-Identifier: GPL-2.0-or-later
// libFuzzer target: archives of any bytes as root file systems.
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int on_entry(void *ctx, const struct host_archive_entry *entry) {
    (void)ctx;
    return entry->path ? 0 : -1;
}

static int on_data(void *ctx, u64 offset, const void *buf, size_t n) {
    u64 *total = ctx;
    (void)offset, (void)buf;
    *total += n;
    return *total > (8u << 20) ? -28 : 0; // as a full file system would
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size) {
    static const struct host_archive_ops ops = {on_entry, on_data};
    int fd = memfd_create("archive", MFD_CLOEXEC);
    char path[64], why[256];
    u64 total = 0;
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    host_archive_load(path, &ops, &total, why, sizeof why);
    close(fd);
    return 0;
}
