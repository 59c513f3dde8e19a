// SPDX-License-Identifier: GPL-2.0-or-later
// fork, exec and wait: a parent, a child that becomes another program, and what wait tells of its end.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *who, int status) {
    if (WIFEXITED(status))
        printf("%s exited with %d\n", who, WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        printf("%s was killed by signal %d (%s)\n", who, WTERMSIG(status), strsignal(WTERMSIG(status)));
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "child")) {
        printf("child: another program now, same process\n");
        return 7;
    }
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) return perror("fork"), 1;
    if (pid == 0) {
        execl("/proc/self/exe", "fork_wait", "child", (char *)NULL);
        perror("execl"); // reached only when exec failed
        _exit(127);
    }
    waitpid(pid, &status, 0);
    show("first child", status);

    pid = fork();
    if (pid == 0) {
        raise(SIGTERM);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    show("second child", status);

    int shared = 1; // each process has its own copy
    pid = fork();
    if (pid == 0) {
        shared = 2;
        _exit(shared);
    }
    waitpid(pid, &status, 0);
    show("third child", status);
    printf("the parent still has %d\n", shared);
    printf("no child left: %d\n", wait(&status) < 0);
    return 0;
}
