// SPDX-License-Identifier: GPL-2.0-or-later
// readv and writev: several buffers, one system call.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
    int fd = open("records", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) return perror("records"), 1;
    char header[] = "HEAD", body[] = "the body of the record", trailer[] = "TAIL";
    struct iovec out[] = {{header, 4}, {body, sizeof body - 1}, {trailer, 4}};
    printf("written in one call: %zd\n", writev(fd, out, 3));
    lseek(fd, 0, SEEK_SET);
    char h[5] = "", b[sizeof body] = "", rest[64] = "";
    struct iovec in[] = {{h, 4}, {b, sizeof body - 1}, {rest, sizeof rest}};
    printf("read in one call: %zd\n", readv(fd, in, 3));
    printf("[%s] [%s] [%s]\n", h, b, rest);
    printf("at the end: %zd\n", readv(fd, in, 3));
    close(fd), unlink("records");
    return 0;
}
