// SPDX-License-Identifier: GPL-2.0-or-later
// Stopping stops every thread, continuing lets all go on; a thread's exit and exec do not lose signals.
#include "guest.h"
#include <pthread.h>

static volatile int count[3];
static void *run(void *arg) {
    long i = (long)arg;
    for (;;) {
        count[i]++;
        milliseconds(1);
    }
}

static void *spin(void *arg) {
    for (;;) count[2]++;
}

static void *sender(void *arg) {
    pthread_kill(*(pthread_t *)arg, SIGUSR1);
    return NULL;
}

int main(int argc, char **argv) {
    struct gate ready = gate_new();
    int report[2];
    pipe(report);
    pid_t child = fork();
    if (child == 0) {
        pthread_t t;
        pthread_create(&t, NULL, run, (void *)0);
        pthread_create(&t, NULL, run, (void *)1);
        pthread_create(&t, NULL, spin, NULL);
        gate_open(&ready);
        for (;;) {
            int now[3] = {count[0], count[1], count[2]};
            char c;
            if (read(STDIN_FILENO, &c, 0) == 0) write(report[1], now, sizeof now);
            milliseconds(5);
        }
    }
    gate_pass(&ready);
    int before[3], after[3], status;
    milliseconds(60);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    show_status("child", status);
    fcntl(report[0], F_SETFL, O_NONBLOCK);
    while (read(report[0], before, sizeof before) > 0) {}
    milliseconds(50);
    show("silent while stopped", read(report[0], after, sizeof after));
    kill(child, SIGCONT);
    milliseconds(60);
    int n = 0;
    while (read(report[0], after, sizeof after) > 0) n++;
    printf("talks again %d, every thread moved on %d %d %d\n", n > 0, after[0] > before[0], after[1] > before[1],
           after[2] > before[2]);
    kill(child, SIGTERM);
    reap("child", child);

    // A signal that waits for a thread dies with it; one that waits for the process does not.
    sigset_t set, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pthread_t t, self = pthread_self();
    pthread_create(&t, NULL, sender, &self);
    pthread_join(t, NULL);
    sigpending(&pending);
    printf("sent by a thread that is gone: %d\n", sigismember(&pending, SIGUSR1));
    return 0;
}
