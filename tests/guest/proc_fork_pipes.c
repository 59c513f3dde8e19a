// SPDX-License-Identifier: GPL-2.0-or-later
// Pipes through fork: end of file comes when the last copy of the write end is closed, file offsets are shared,
// a row of processes passes a token on, many writers keep small writes whole.
#include "guest.h"

static void ring(int n) {
    int first[2], in, pipe_fd[2];
    pipe(first);
    in = first[0];
    pid_t pids[64];
    for (int i = 0; i < n; i++) {
        pipe(pipe_fd);
        if ((pids[i] = fork()) == 0) {
            int token;
            close(first[1]), close(pipe_fd[0]);
            while (read(in, &token, sizeof token) == sizeof token)
                token += i, write(pipe_fd[1], &token, sizeof token);
            _exit(i);
        }
        close(in), close(pipe_fd[1]);
        in = pipe_fd[0];
    }
    for (int round = 0; round < 5; round++) {
        int token = round * 1000;
        write(first[1], &token, sizeof token);
        read(in, &token, sizeof token);
        printf("round %d: %d\n", round, token);
    }
    close(first[1]); // the row falls, one end of file after another
    printf("at the end: %zd\n", read(in, pipe_fd, 1));
    int sum = 0, status;
    for (int i = 0; i < n; i++) waitpid(pids[i], &status, 0), sum += WEXITSTATUS(status);
    printf("statuses add up to %d\n", sum);
    close(in);
}

int main(void) {
    char buffer[256];
    int p[2];
    pipe(p);
    pid_t pid = fork();
    if (pid == 0) {
        close(p[0]);
        write(p[1], "from the child", 14);
        _exit(0);
    }
    close(p[1]);
    ssize_t n, total = 0;
    while ((n = read(p[0], buffer + total, sizeof buffer - total)) > 0) total += n;
    printf("%.*s, then %zd\n", (int)total, buffer, n);
    reap("writer", pid);
    close(p[0]);

    int fd = open("shared-offset", O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(fd, "abcdefghij", 10), lseek(fd, 2, SEEK_SET);
    if ((pid = fork()) == 0) {
        read(fd, buffer, 3);
        fcntl(fd, F_SETFL, O_APPEND);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        _exit(0);
    }
    reap("reader", pid);
    show("offset moved by the child", lseek(fd, 0, SEEK_CUR));
    printf("status flags shared: %d, descriptor flags not: %d\n", !!(fcntl(fd, F_GETFL) & O_APPEND),
           fcntl(fd, F_GETFD));
    close(fd), unlink("shared-offset");

    ring(20);

    pipe(p);
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            char line[101];
            memset(line, 'a' + i, 99), line[99] = '\n', line[100] = 0;
            for (int k = 0; k < 50; k++) write(p[1], line, 100);
            _exit(0);
        }
    close(p[1]);
    FILE *in = fdopen(p[0], "r");
    int counts[8] = {0}, broken = 0;
    while (fgets(buffer, sizeof buffer, in)) {
        int whole = strlen(buffer) == 100;
        for (int i = 1; i < 99; i++) whole &= buffer[i] == buffer[0];
        if (whole)
            counts[buffer[0] - 'a']++;
        else
            broken++;
    }
    for (int i = 0; i < 8; i++) printf("%d ", counts[i]), wait(NULL);
    printf("broken %d\n", broken);
    show("nobody left", wait(NULL));
    return 0;
}
