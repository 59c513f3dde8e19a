// SPDX-License-Identifier: GPL-2.0-or-later
// Zombies and orphans: a zombie can be signalled and looked at but not woken; an orphan goes to the nearest subreaper.
#include "guest.h"
#include <sys/prctl.h>

static char state_of(pid_t pid) {
    char path[64], line[512] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY);
    if (fd < 0) return '-';
    read(fd, line, sizeof line - 1);
    close(fd);
    char *end = strrchr(line, ')');
    return end ? end[2] : '?';
}

int main(void) {
    show("subreaper", prctl(PR_SET_CHILD_SUBREAPER, 1));
    siginfo_t info;
    pid_t zombie = fork();
    if (zombie == 0) _exit(11);
    waitid(P_PID, zombie, &info, WEXITED | WNOWAIT);
    printf("zombie state %c\n", state_of(zombie));
    show("kill 0 of a zombie", kill(zombie, 0));
    show("SIGKILL of a zombie", kill(zombie, SIGKILL));
    outcome("its group is known", getpgid(zombie));
    reap("zombie", zombie);
    show("kill after reaping", kill(zombie, 0));
    printf("state %c\n", state_of(zombie));

    struct gate tell = gate_new();
    int results[2];
    pipe(results);
    pid_t subreaper = getpid(), middle = fork();
    if (middle == 0) {
        pid_t was = getpid();
        if (fork() == 0) {
            milliseconds(20);
            while (getppid() == was) milliseconds(2);
            write(results[1], getppid() == subreaper ? "1" : "0", 1);
            gate_pass(&tell);
            _exit(22);
        }
        _exit(21);
    }
    reap("middle", middle);
    char mine;
    read(results[0], &mine, 1);
    printf("the orphan is mine: %c\n", mine);
    gate_open(&tell);
    reap("orphan", -1);

    // the subreaper flag is not inherited: grandchildren of a plain child skip it
    // a subreaper in between takes them instead
    pid_t inner = fork();
    if (inner == 0) {
        int flag = -1;
        prctl(PR_GET_CHILD_SUBREAPER, &flag);
        printf("inherited by fork: %d\n", flag);
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        pid_t me = getpid(), dying = fork();
        if (dying == 0) {
            if (fork() == 0) {
                milliseconds(20);
                while (getppid() == dying || getppid() != me) milliseconds(2);
                _exit(31);
            }
            _exit(32);
        }
        reap("inner's child", dying);
        reap("inner's orphan", -1);
        _exit(33);
    }
    reap("inner", inner);

    // a whole row of orphans, zombies among them, arrives at once
    pid_t parent_of_many = fork();
    if (parent_of_many == 0) {
        for (int i = 0; i < 10; i++) {
            pid_t pid = fork();
            if (pid == 0) _exit(40 + i);
            waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
        }
        _exit(50);
    }
    waitid(P_PID, parent_of_many, &info, WEXITED | WNOWAIT);
    int sum = 0, count = 0, status;
    while (wait(&status) > 0) sum += WEXITSTATUS(status), count++;
    printf("reaped %d, statuses add up to %d\n", count, sum);

    // SIGCHLD ignored: children vanish by themselves, wait blocks until the last and then fails
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 5; i++)
        if (fork() == 0) milliseconds(5 * i), _exit(i);
    show("wait with SIGCHLD ignored", wait(&status));
    struct sigaction sa = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};
    sigaction(SIGCHLD, &sa, NULL);
    if (fork() == 0) _exit(1);
    show("wait with SA_NOCLDWAIT", wait(&status));
    signal(SIGCHLD, SIG_DFL);
    // the parent's death signal
    pipe(results);
    middle = fork();
    if (middle == 0) {
        pid_t pid = fork();
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGUSR1);
            write(results[1], "x", 1);
            for (;;) pause();
        }
        char c;
        read(results[0], &c, 1);
        _exit(60);
    }
    reap("middle", middle);
    reap("killed by its parent's death", -1);
    return 0;
}
