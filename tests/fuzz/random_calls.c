// SPDX-License-Identifier: GPL-2.0-or-later
// A guest that makes system calls at random: numbers, descriptors, pointers, lengths and flags of every sort, good and bad.
// Whatever happens to it, belljar must neither crash nor hang. Usage: random_calls SEED COUNT
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t state;
static char *page;    // memory that is there
static char *missing; // and memory that is not

static uint64_t next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static uint64_t argument(void) {
    static const char *const paths[] = {"/",
                                        ".",
                                        "..",
                                        "file",
                                        "dir",
                                        "dir/file",
                                        "/proc/self/maps",
                                        "/proc/self/fd/0",
                                        "/dev/zero",
                                        "/dev/full",
                                        "link",
                                        "",
                                        "/proc/1/status",
                                        "/tmp",
                                        "fifo",
                                        "/proc/self/mem"};
    switch (next() % 14) {
    case 0: return next() % 10;
    case 1: return next() % 10;
    case 2: return (uint64_t)(page + next() % 4096);
    case 3: return (uint64_t)page;
    case 4: return (uint64_t)(page + 4096 - next() % 16); // reaches into what is missing
    case 5: return (uint64_t)missing;
    case 6: return next() % 5000;
    case 7: return 1ull << next() % 64;
    case 8: return (uint64_t) - (int64_t)(next() % 200);
    case 9: return next();
    case 10: return (uint64_t)paths[next() % (sizeof paths / sizeof paths[0])];
    case 11: return 0;
    case 12: return 4096 * (next() % 64);
    default: return INT64_MAX - next() % 3;
    }
}

// Those that end, stop or replace this very process, or wait for what cannot come.
static int left_out(long nr) {
    switch (nr) {
    case SYS_exit:
    case SYS_exit_group:
    case SYS_pause:
    case SYS_rt_sigsuspend:
    case SYS_rt_sigreturn:
    case SYS_execve:
    case SYS_execveat: return 1;
    default: return 0;
    }
}

static void one_round(int calls) {
    page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    missing = page + 4096;
    munmap(missing, 4096);
    alarm(5);
    for (int i = 0; i < calls; i++) {
        long nr = (long)(next() % 470);
        if (nr >= 335 && nr < 424) nr = 424 + nr % 39;
        if (left_out(nr)) continue;
        if (next() % 4 == 0)
            for (int k = 0; k < 64; k++) ((uint64_t *)page)[k] = argument();
        uint64_t a[6];
        for (int k = 0; k < 6; k++) a[k] = argument();
        syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
    }
    _exit(0);
}

int main(int argc, char **argv) {
    if (argc != 3) return fprintf(stderr, "usage: random_calls SEED COUNT\n"), 2;
    state = strtoull(argv[1], NULL, 0) * 0x9e3779b97f4a7c15ull + 1;
    int rounds = atoi(argv[2]) / 50;
    for (int i = 0; i < rounds; i++) {
        next();
        pid_t pid = fork();
        if (pid == 0) {
            setpgid(0, 0); // what it sends to its group stays in it
            one_round(50);
        }
        kill(pid, SIGCONT);
        int status;
        for (int tries = 0; waitpid(pid, &status, WNOHANG) == 0; tries++) {
            usleep(100000);
            if (tries > 60) kill(pid, SIGKILL);
        }
        kill(-pid, SIGKILL); // its own children
    }
    printf("done\n");
    return 0;
}
