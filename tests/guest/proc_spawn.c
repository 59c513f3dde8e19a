// SPDX-License-Identifier: GPL-2.0-or-later
// posix_spawn: file actions, attributes, errors reported to the caller.
#include "guest.h"
#include <sched.h>
#include <spawn.h>

extern char **environ;

static int child(char **argv) {
    char text[64] = "", cwd[4096];
    ssize_t n = read(0, text, sizeof text - 1);
    printf("child: stdin %zd [%s], fd 9 %s, fd 8 %s, directory %s\n", n, text,
           fcntl(9, F_GETFD) < 0 ? "closed" : "open", fcntl(8, F_GETFD) < 0 ? "closed" : "open",
           strcmp(getcwd(cwd, sizeof cwd), "/") ? "kept" : "/");
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    struct sigaction sa;
    sigaction(SIGUSR1, NULL, &sa);
    printf("child: blocked TERM %d, USR1 %s, group leader %d, session leader %d\n", sigismember(&mask, SIGTERM),
           sa.sa_handler == SIG_IGN ? "ignored" : "default", getpgrp() == getpid(), getsid(0) == getpid());
    fprintf(stderr, "to stderr\n");
    return 21;
}

static void run(const char *what, int r, pid_t pid) {
    reap("it", pid); // before anything is printed here: both write to the same pipe
    printf("%s: %s\n", what, errno_name(r));
}

int main(int argc, char **argv) {
    if (argc > 2)
        for (;;) pause();
    if (argc > 1) return child(argv);
    int fd = open("input", O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(fd, "from the file", 13);
    dup2(fd, 9), dup2(fd, 8);
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_addopen(&fa, 0, "input", O_RDONLY, 0);
    posix_spawn_file_actions_addclose(&fa, 9);
    posix_spawn_file_actions_adddup2(&fa, 1, 2);
    posix_spawn_file_actions_addchdir_np(&fa, "/");
    posix_spawnattr_t attr;
    posix_spawnattr_init(&attr);
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGTERM), posix_spawnattr_setsigmask(&attr, &set);
    sigemptyset(&set), sigaddset(&set, SIGUSR1), posix_spawnattr_setsigdefault(&attr, &set);
    signal(SIGUSR1, SIG_IGN);
    char *args[] = {"spawned", "child", NULL};
    pid_t pid;
    int r;
    r = posix_spawn(&pid, "/proc/self/exe", &fa, &attr, args, environ), run("plain", r, pid);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    r = posix_spawn(&pid, "/proc/self/exe", &fa, &attr, args, environ), run("with attributes", r, pid);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID);
    r = posix_spawn(&pid, "/proc/self/exe", &fa, &attr, args, environ), run("new session", r, pid);
    printf("missing program: %s\n", errno_name(posix_spawn(&pid, "/nonexistent", NULL, NULL, args, environ)));
    printf("no child left behind: %s\n", waitpid(-1, NULL, WNOHANG) < 0 ? errno_name(errno) : "one");
    posix_spawn_file_actions_addopen(&fa, 5, "/nonexistent", O_RDONLY, 0);
    printf("failing action: %s\n", errno_name(posix_spawn(&pid, "/proc/self/exe", &fa, NULL, args, environ)));
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP), posix_spawnattr_setpgroup(&attr, 0x7ffffff0);
    printf("impossible group: %s\n", errno_name(posix_spawn(&pid, "/proc/self/exe", NULL, &attr, args, environ)));
    printf("spawnp searches: %s\n",
           errno_name(posix_spawnp(&pid, "no-such-program-anywhere", NULL, NULL, args, environ)));
    for (int i = 0; i < 50; i++) {
        if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, (char *[]){"x", "sleeping", "child", NULL}, NULL))
            return 1;
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    printf("fifty spawned and killed\n");
    return 0;
}
