// SPDX-License-Identifier: GPL-2.0-or-later
// stat: what the kernel knows of a file.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *type_name(mode_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return "regular file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symbolic link";
    case S_IFCHR: return "character device";
    case S_IFBLK: return "block device";
    case S_IFIFO: return "FIFO";
    case S_IFSOCK: return "socket";
    default: return "unknown";
    }
}

static void print_file_info(const char *name) {
    struct stat st;
    if (lstat(name, &st)) {
        printf("%s: %s\n", name, strerror(errno));
        return;
    }
    char rights[] = "rwxrwxrwx";
    for (int i = 0; i < 9; i++)
        if (!(st.st_mode & (0400u >> i))) rights[i] = '-';
    printf("%s: %s, %s (%04o), %ld link(s)", name, type_name(st.st_mode), rights, st.st_mode & 07777u,
           (long)st.st_nlink);
    if (S_ISREG(st.st_mode)) printf(", %ld bytes in %ld blocks", (long)st.st_size, (long)st.st_blocks);
    printf("\n");
}

int main(int argc, char **argv) {
    if (argc > 1) {
        for (int i = 1; i < argc; i++) print_file_info(argv[i]);
        return 0;
    }
    umask(022);
    int fd = open("file", O_WRONLY | O_CREAT | O_TRUNC, 0640);
    if (fd < 0 || write(fd, "twelve bytes", 12) != 12) return perror("file"), 1;
    close(fd);
    symlink("file", "link");
    link("file", "second-name");
    mkfifo("fifo", 0600);
    print_file_info("file");
    print_file_info("link");
    print_file_info("fifo");
    print_file_info("missing");
    print_file_info("/dev/null");
    print_file_info("/proc/self");
    unlink("file"), unlink("link"), unlink("second-name"), unlink("fifo");
    return 0;
}
