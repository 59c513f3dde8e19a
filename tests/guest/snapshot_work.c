// SPDX-License-Identifier: GPL-2.0-or-later
// A bit of everything that a snapshot must hold: children, signals, pipes, threads, files, timers, memory. tests/unit/test_snapshot.c
// takes it back and forth, too.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t usr1, alarms;
static void on_usr1(int s) {
    (void)s;
    usr1++;
}
static void on_alarm(int s) {
    (void)s;
    alarms++;
}

static uint32_t mix(uint32_t h, uint32_t v) {
    return (h ^ v) * 16777619u + (h >> 13);
}

// Code that is written anew each time, at the same place, and then runs for a while.
static uint32_t made_code(unsigned char *page, uint32_t value) {
    static const unsigned char code[] = {0xb8, 0, 0, 0, 0, 0xc3}; // mov $value,%eax; ret
    uint32_t (*function)(void) = (uint32_t(*)(void))(void *)page;
    uint32_t sum = 0;
    memcpy(page, code, sizeof code);
    for (int i = 0; i < 500; i++) sum = mix(sum, function());
    memcpy(page + 1, &value, sizeof value);
    for (int i = 0; i < 500; i++) sum = mix(sum, function());
    return sum;
}

static void child(int round, int out) {
    uint32_t h = 2166136261u;
    for (int i = 0; i < 2000; i++) h = mix(h, (uint32_t)(i * round));
    char name[64], line[64];
    snprintf(name, sizeof name, "work/file%d", round);
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    for (int i = 0; i < 8; i++) {
        int n = snprintf(line, sizeof line, "%d:%d:%08x\n", round, i, h = mix(h, (uint32_t)i));
        if (write(fd, line, (size_t)n) != n) _exit(9);
    }
    close(fd);
    kill(getppid(), SIGUSR1);
    if (round % 2 == 0) { // the rest is another program's
        char fd_text[16], h_text[16];
        snprintf(fd_text, sizeof fd_text, "%d", out);
        snprintf(h_text, sizeof h_text, "%u", h);
        execl("/proc/self/exe", "work", fd_text, h_text, name, (char *)NULL);
        _exit(7);
    }
    if (write(out, &h, sizeof h) != sizeof h) _exit(8);
    _exit(round & 0x7f);
}

static void *thread(void *arg) {
    uint32_t *sum = arg;
    for (uint32_t i = 0; i < 3000; i++) *sum = mix(*sum, i);
    return NULL;
}

static uint32_t file_sum(const char *name) {
    uint32_t h = 1;
    int fd = open(name, O_RDONLY);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) return 0;
    const unsigned char *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    for (off_t i = 0; i < st.st_size; i++) h = mix(h, p[i]);
    munmap((void *)p, (size_t)st.st_size);
    close(fd);
    return h;
}

int main(int argc, char **argv) {
    if (argc == 4) {
        uint32_t h = mix((uint32_t)strtoul(argv[2], NULL, 10), 99);
        return write(atoi(argv[1]), &h, sizeof h) == sizeof h ? argv[3][9] - '0' : 6;
    }
    struct sigaction sa = {.sa_handler = on_usr1};
    sigaction(SIGUSR1, &sa, NULL);
    sa.sa_handler = on_alarm;
    sigaction(SIGALRM, &sa, NULL);
    if (chdir("/tmp") || (mkdir("work", 0700) && errno != EEXIST)) return 2;

    uint32_t total = 7;
    unsigned char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int round = 1; round <= 6; round++) {
        int fds[2];
        if (pipe(fds)) return 3;
        pid_t pid = fork();
        if (pid == 0) child(round, fds[1]);
        close(fds[1]);
        uint32_t h = 0;
        size_t got = 0;
        while (got < sizeof h) {
            ssize_t n = read(fds[0], (char *)&h + got, sizeof h - got);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return 4;
            got += (size_t)n;
        }
        close(fds[0]);
        int status;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
        for (int i = 0; i < 40; i++)
            memory[(size_t)((i * 37 + round * 11) & 255) << 12] += (unsigned char)(h >> (i & 15));
        uint32_t sum = (uint32_t)round;
        pthread_t t;
        pthread_create(&t, NULL, thread, &sum);
        pthread_join(t, NULL);
        char name[64];
        snprintf(name, sizeof name, "work/file%d", round);
        uint32_t file = file_sum(name);
        if (round & 1) unlink(name);
        for (uint32_t i = 0; i < 8; i++) total = mix(total, made_code(code, h + i));
        total = mix(mix(mix(total, h), sum), file);
        printf("round %d: child %d, %08x %08x %08x, %d signals\n", round, WEXITSTATUS(status), h, sum, file,
               (int)usr1);
        fflush(stdout);
    }
    struct itimerval soon = {.it_value.tv_usec = 2000};
    setitimer(ITIMER_REAL, &soon, NULL);
    while (!alarms) pause();
    for (size_t i = 0; i < 1 << 20; i += 4096) total = mix(total, memory[i]);
    for (int round = 2; round <= 6; round += 2) {
        char name[64];
        snprintf(name, sizeof name, "work/file%d", round);
        total = mix(total, file_sum(name));
        unlink(name);
    }
    rmdir("work");
    printf("total %08x, %d alarm\n", total, (int)alarms);
    return 5;
}
