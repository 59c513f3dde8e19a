// SPDX-License-Identifier: GPL-2.0-or-later
// execveat and fexecve: by directory, by descriptor, from memory, with links refused.
#include "guest.h"
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void try(const char *what, int dirfd, const char *path, int flags) {
    pid_t pid = fork();
    if (pid == 0) {
        char *args[] = {"name", "child", (char *)what, NULL}, *env[] = {"E=1", NULL};
        syscall(SYS_execveat, dirfd, path, args, env, flags);
        printf("%s: %s\n", what, errno_name(errno));
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    if (status) show_status(what, status);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        char comm[17] = "";
        int fd = open("/proc/self/comm", O_RDONLY);
        read(fd, comm, 16);
        printf("%s: runs, argv[0] %s, E=%s, named by a number or a name: %d\n", argv[2], argv[0], getenv("E"),
               comm[0] != 0);
        return 7;
    }
    char *self = own_path();
    char *slash = strrchr(self, '/');
    *slash = 0;
    int dir = open(self, O_RDONLY | O_DIRECTORY), path_dir = open(self, O_PATH);
    const char *name = slash + 1;
    try("by directory", dir, name, 0);
    try("by O_PATH directory", path_dir, name, 0);
    chdir(self);
    try("AT_FDCWD", AT_FDCWD, name, 0);
    *slash = '/';
    try("absolute, descriptor ignored", -1, self, 0);
    try("bad descriptor", 999, name, 0);
    try("descriptor is a file", 0, name, 0);
    try("missing", dir, "nonexistent", 0);
    try("empty path without the flag", dir, "", 0);
    try("empty path: a directory", dir, "", AT_EMPTY_PATH);
    try("bad flag", dir, name, 0x8000);
    int fd = open(self, O_RDONLY), path_fd = open(self, O_PATH | O_CLOEXEC);
    try("by descriptor", fd, "", AT_EMPTY_PATH);
    try("by O_PATH descriptor", path_fd, "", AT_EMPTY_PATH);
    try("NULL path", fd, NULL, AT_EMPTY_PATH);
    try("by descriptor and name", fd, name, 0);
    char where[64];
    int memory = memfd_create("in memory", 0);
    char buffer[65536];
    for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;) write(memory, buffer, n);
    try("a memfd", memory, "", AT_EMPTY_PATH);
    sprintf(where, "/proc/self/fd/%d", memory);
    try("through /proc/self/fd", AT_FDCWD, where, 0);
    try("a link, not followed", AT_FDCWD, where, AT_SYMLINK_NOFOLLOW);
    int read_only = open(where, O_RDONLY);
    close(memory);
    try("the memfd reopened", read_only, "", AT_EMPTY_PATH);
    int sealed = memfd_create("no exec bit", 0);
    write(sealed, "#!x\n", 4);
    fchmod(sealed, 0600);
    try("without x", sealed, "", AT_EMPTY_PATH);
    pid_t pid = fork();
    if (pid == 0) {
        char *args[] = {"name", "child", "fexecve", NULL}, *env[] = {"E=2", NULL};
        fexecve(fd, args, env);
        _exit(1);
    }
    reap("fexecve", pid);
    return 0;
}
