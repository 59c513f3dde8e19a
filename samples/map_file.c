// SPDX-License-Identifier: GPL-2.0-or-later
// A file as memory: changes through a shared mapping reach the file, those through a private one do not.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    int fd = open("mapped", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || ftruncate(fd, 8192)) return perror("mapped"), 1;
    char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (shared == MAP_FAILED || private == MAP_FAILED) return perror("mmap"), 1;
    strcpy(shared, "through the shared mapping");
    printf("the private mapping sees: %s\n", private);
    strcpy(private, "mine alone");
    char from_file[64] = "";
    pread(fd, from_file, sizeof from_file - 1, 0);
    printf("the file has: %s\nthe private mapping has: %s\n", from_file, private);
    pwrite(fd, "written", 7, 4096);
    printf("written to the file, read from memory: %.7s\n", shared + 4096);
    munmap(shared, 8192), munmap(private, 8192);
    close(fd), unlink("mapped");
    return 0;
}
