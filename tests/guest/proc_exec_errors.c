// SPDX-License-Identifier: GPL-2.0-or-later
// Everything execve refuses, and that the caller goes on unharmed.
#include "guest.h"
#include <elf.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static char *image;
static size_t image_size;

static void try(const char *what, const char *path) {
    char *args[] = {"x", NULL};
    execve(path, args, NULL);
    printf("%s: %s\n", what, errno_name(errno));
}
static void put(const char *name, const void *data, size_t size) {
    unlink(name);
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0700);
    write(fd, data, size);
    close(fd);
}
// A copy of this program with some bytes of its head changed; run in a child, for some faults come late.
static void damaged(const char *what, size_t offset, const void *bytes, size_t count, size_t length) {
    char *copy = malloc(image_size);
    memcpy(copy, image, image_size);
    memcpy(copy + offset, bytes, count);
    put("damaged", copy, length ? length : image_size);
    free(copy);
    pid_t pid = fork();
    if (pid == 0) {
        char *args[] = {"x", "child", NULL};
        execve("./damaged", args, NULL);
        printf("%s: %s\n", what, errno_name(errno));
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    if (status) show_status(what, status & ~0x80);
}

int main(int argc, char **argv) {
    if (argc > 1) return 5;
    try("missing", "./nonexistent");
    try("empty name", "");
    try("directory", "/");
    try("directory with slash", "./");
    mkdir("dir", 0700);
    put("file", "text", 4);
    try("through a file", "file/x");
    try("trailing slash on a file", "file/");
    try("text", "./file");
    chmod("file", 0600), try("no x bit", "./file");
    chmod("file", 0077), try("x for others only", "./file");
    mkdir("locked", 0700), put("locked/file", "text", 4), chmod("locked", 0);
    try("no search permission", "locked/file");
    chmod("locked", 0700);
    symlink("b", "a"), symlink("a", "b");
    try("loop of links", "./a");
    symlink("nowhere", "dangling");
    try("dangling link", "./dangling");
    char name[5000];
    memset(name, 'n', 300), name[300] = 0;
    try("component too long", name);
    memset(name, 'n', 4999), name[4999] = 0;
    for (int i = 100; i < 4999; i += 100) name[i] = '/';
    try("path too long", name);
    try("bad pointer", (char *)8);
    mkfifo("fifo", 0700), try("fifo", "./fifo");
    try("device", "/dev/null");
    char *args[] = {"x", NULL};
    syscall(SYS_execve, "/proc/self/exe", 8, NULL), printf("bad argv: %s\n", errno_name(errno));
    char *bad_args[] = {"x", (char *)8, NULL};
    syscall(SYS_execve, "/proc/self/exe", bad_args, NULL), printf("bad argument: %s\n", errno_name(errno));
    syscall(SYS_execve, "/proc/self/exe", args, 8), printf("bad envp: %s\n", errno_name(errno));
    char *huge = malloc(200000);
    memset(huge, 'h', 199999), huge[199999] = 0;
    char *huge_args[] = {"x", huge, NULL};
    syscall(SYS_execve, "/proc/self/exe", huge_args, NULL),
        printf("one argument above 128 KiB: %s\n", errno_name(errno));
    huge[131071] = 0;
    pid_t pid = fork();
    if (pid == 0) syscall(SYS_execve, "/proc/self/exe", huge_args, NULL), _exit(errno == E2BIG ? 70 : 71);
    reap("one argument just below", pid);
    struct rlimit stack = {8 << 20, 8 << 20};
    setrlimit(RLIMIT_STACK, &stack);
    char **many = calloc(100, sizeof *many);
    huge[100000] = 0;
    for (int i = 0; i < 40; i++) many[i] = huge;
    syscall(SYS_execve, "/proc/self/exe", many, NULL),
        printf("above a quarter of the stack limit: %s\n", errno_name(errno));
    many[15] = NULL;
    if ((pid = fork()) == 0) syscall(SYS_execve, "/proc/self/exe", many, NULL), _exit(70);
    reap("below it", pid);

    int fd = open("/proc/self/exe", O_RDONLY);
    image_size = lseek(fd, 0, SEEK_END);
    image = mmap(NULL, image_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    Elf64_Ehdr *e = (Elf64_Ehdr *)image;
    damaged("a good copy", 0, "\177", 1, 0);
    int writer = open("damaged", O_WRONLY);
    close(writer);
    damaged("bad magic", 0, "\176", 1, 0);
    uint16_t half;
    half = ET_REL, damaged("relocatable", 16, &half, 2, 0);
    half = ET_CORE, damaged("core", 16, &half, 2, 0);
    half = EM_AARCH64, damaged("another machine", 18, &half, 2, 0);
    half = 0, damaged("no program headers", 56, &half, 2, 0);
    half = 17, damaged("program header size wrong", 54, &half, 2, 0);
    uint64_t far = 1ull << 40;
    damaged("program headers outside", 32, &far, 8, 0);
    damaged("one byte", 0, "\177", 1, 1);
    damaged("the magic alone", 0, "\177", 1, 4);
    damaged("header alone", 0, "\177", 1, 64);
    damaged("cut in the program headers", 0, "\177", 1, 100);
    // another machine's, and one with an interpreter that is missing
    half = EM_386, damaged("i386 with 64-bit class", 18, &half, 2, 0);
    Elf64_Phdr *ph = (Elf64_Phdr *)(image + e->e_phoff), interp;
    for (int i = 0; i < e->e_phnum; i++)
        if (ph[i].p_type == PT_NOTE) {
            interp = ph[i];
            interp.p_type = PT_INTERP;
            damaged("interpreter's name is no string", e->e_phoff + i * sizeof interp, &interp, sizeof interp, 0);
            break;
        }
    put("busy", image, image_size);
    writer = open("busy", O_WRONLY);
    try("open for writing", "./busy");
    close(writer);
    if ((pid = fork()) == 0) {
        char *child_args[] = {"x", "child", NULL};
        execve("./busy", child_args, NULL), _exit(72);
    }
    reap("afterwards", pid);
    printf("still here\n");
    return 0;
}
