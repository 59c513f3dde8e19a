// SPDX-License-Identifier: GPL-2.0-or-later
// A little of everything that options of strace select: calls that work and fail, descriptors, a signal, a child, structs.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void on_signal(int signo) {
    (void)signo;
}

// While the leader waits for it, so that the order is no chance.
static int thread(void *arg) {
    (void)arg;
    execl("/proc/self/exe", "again", "and", "again", (char *)NULL);
    return 1;
}

int main(int argc, char **argv) {
    char bytes[64];
    static char text[] = "hello\1\377 wide world, this is more than thirty-two bytes";
    struct stat st;
    if (argc > 2) { // as exec'ed below
        close(77);
        return 5;
    }
    int fd = open("file\n\t\"\377", O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(fd, text, 54);
    pread(fd, bytes, 10, 2);
    lseek(fd, 0, SEEK_SET);
    read(fd, bytes, 40);
    readv(fd, &(struct iovec){bytes, 20}, 1);
    struct iovec two[2] = {{"one", 3}, {"three", 5}};
    writev(fd, two, 2);
    fstat(fd, &st);
    stat("/nowhere", &st);
    access("file\n\t\"\377", R_OK | W_OK);
    close(dup(fd));
    close(99);
    chdir("/");
    mkdir((char *)8, 0755);
    unlink("/nowhere/else");
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    signal(SIGUSR2, SIG_IGN);
    raise(SIGUSR2);
    nanosleep(&(struct timespec){0, 1000000}, NULL);
    munmap(mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 8192);
    getppid();
    getppid();
    getppid();
    umask(022);
    if (argc > 1 && !strcmp(argv[1], "thread")) {
        static long stack[1 << 13];
        clone(thread, stack + (1 << 13), CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_VFORK, NULL);
    }
    if (argc > 1) {
        pid_t child = fork();
        int status;
        if (!child) {
            close(98);
            if (!strcmp(argv[1], "exec")) execl("/proc/self/exe", "again", "and", "again", (char *)NULL);
            _exit(3);
        }
        waitpid(child, &status, 0);
        close(97);
    }
    return 7;
}
