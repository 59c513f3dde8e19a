// SPDX-License-Identifier: GPL-2.0-or-later
// vfork: one memory, the parent stands still until exec or _exit; descriptors and signals are the child's own.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

static volatile int step;

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("program: %s\n", argv[1]);
        return 7;
    }
    pid_t pid = vfork();
    if (pid == 0) {
        step = 1;
        milliseconds(20);
        step = 2;
        _exit(3);
    }
    printf("step %d\n", step);
    reap("child", pid);

    int fd = open("/dev/null", O_RDONLY);
    pid = vfork();
    if (pid == 0) {
        close(fd);
        chdir("/");
        umask(0777);
        step = 3;
        execl("/proc/self/exe", argv[0], "hello", (char *)NULL);
        _exit(127);
    }
    reap("exec'ed", pid);
    char cwd[4096];
    printf("step %d, descriptor still open: %d, umask %03o, directory %s\n", step, fcntl(fd, F_GETFD), umask(022),
           strcmp(getcwd(cwd, sizeof cwd), "/") ? "kept" : "lost");

    pid = vfork();
    if (pid == 0) {
        execl("/nonexistent", "x", (char *)NULL);
        step = errno;
        _exit(4);
    }
    printf("failed exec: %s\n", errno_name(step));
    reap("child", pid);

    // a child killed while the parent waits
    pid = vfork();
    if (pid == 0) {
        step = 5;
        kill(getpid(), SIGKILL);
        _exit(0);
    }
    printf("step %d\n", step);
    reap("killed", pid);
    // vfork inside vfork
    pid = vfork();
    if (pid == 0) {
        pid_t inner = vfork();
        if (inner == 0) step = 6, _exit(1);
        int status;
        waitpid(inner, &status, 0);
        step += 10 * WEXITSTATUS(status);
        _exit(2);
    }
    printf("step %d\n", step);
    reap("outer", pid);
    for (int i = 0; i < 200; i++) {
        pid = vfork();
        if (pid == 0) step = i, _exit(0);
        if (step != i) printf("ran too early\n");
        waitpid(pid, NULL, 0);
    }
    printf("two hundred\n");
    return 0;
}
