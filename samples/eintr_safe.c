// SPDX-License-Identifier: GPL-2.0-or-later
// Reads and writes that survive being interrupted: EINTR and short counts, in loops that get it right.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;
static void on_alarm(int signo) {
    (void)signo;
    ticks++;
}

static ssize_t read_all(int fd, void *buffer, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t n = read(fd, (char *)buffer + done, size - done);
        if (n == 0) break;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

static ssize_t write_all(int fd, const void *buffer, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t n = write(fd, (const char *)buffer + done, size - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

static char data[1 << 20], back[1 << 20];

int main(void) {
    int ends[2];
    if (pipe(ends)) return perror("pipe"), 1;
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)(i * 7 + i / 256);
    struct sigaction action = {.sa_handler = on_alarm}; // no SA_RESTART: blocked calls end with EINTR
    sigaction(SIGALRM, &action, NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        usleep(20000); // let the writer fill the pipe and be interrupted
        ssize_t n = read_all(ends[0], back, sizeof back);
        _exit(n == (ssize_t)sizeof back && !memcmp(back, data, sizeof back) ? 0 : 1);
    }
    close(ends[0]);
    struct itimerval every = {{0, 2000}, {0, 2000}};
    setitimer(ITIMER_REAL, &every, NULL);
    ssize_t n = write_all(ends[1], data, sizeof data);
    struct itimerval off = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &off, NULL);
    close(ends[1]);
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    printf("wrote %zd bytes, interrupted: %s, received intact: %s\n", n, ticks ? "yes" : "no", status ? "no" : "yes");
    return status != 0;
}
