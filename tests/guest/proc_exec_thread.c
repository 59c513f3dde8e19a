// SPDX-License-Identifier: GPL-2.0-or-later
// execve by a thread that is not the leader: it gets the leader's number, whatever the leader and others are doing, and the others are gone.
#include "guest.h"
#include <pthread.h>
#include <sys/syscall.h>

static char *self, *missing;
static const char *what;

static void *executes(void *arg) {
    char *args[] = {"program", (char *)what, NULL}, *env[] = {NULL};
    usleep(200000); // the others are where they will be
    if (arg) outcome("a program that is not there", execve(missing, args, env));
    execve(self, args, env);
    return NULL;
}
static void *waits(void *arg) {
    for (;;) pause();
}

static int begins(const char *of) {
    pthread_t thread;
    what = of;
    setsid(); // its number stays known
    pthread_create(&thread, NULL, executes, of[0] == 'w' ? "" : NULL);
    if (!strcmp(of, "among others")) pthread_create(&thread, NULL, waits, NULL);
    if (!strcmp(of, "leader ended")) syscall(SYS_exit, 3);
    if (!strcmp(of, "leader computes"))
        for (volatile int n = 0;; n++) {}
    waits(NULL);
    return 0;
}

int main(int argc, char **argv) {
    static const char *const all[] = {"while the leader waits", "leader computes", "leader ended", "among others"};
    if (argc > 1) {
        printf("%s: its number is the process's: %d, and as before: %d\n", argv[1], gettid() == getpid(),
               getsid(0) == getpid());
        return 7;
    }
    self = own_path();
    missing = "/nowhere/program";
    for (int i = 0; i < 4; i++) {
        int status;
        pid_t pid = fork();
        if (!pid) return begins(all[i]);
        waitpid(pid, &status, 0);
        show_status(all[i], status);
    }
    return 0;
}
