// SPDX-License-Identifier: GPL-2.0-or-later
// A large write to a pipe broken off by a handler answers what it has written, or EINTR if nothing, or goes on with SA_RESTART.
#include "guest.h"

static void handler(int signo) {}

int main(void) {
    static char buf[300000];
    struct sigaction sa = {.sa_handler = handler};
    for (int restart = 0; restart < 2; restart++)
        for (int full = 0; full < 2; full++) {
            int p[2];
            pipe(p);
            sa.sa_flags = restart ? SA_RESTART : 0;
            sigaction(SIGUSR1, &sa, NULL);
            if (full) {
                fcntl(p[1], F_SETFL, O_NONBLOCK);
                while (write(p[1], buf, 4096) > 0) {}
                fcntl(p[1], F_SETFL, 0);
            }
            pid_t parent = getpid(), child = fork();
            if (child == 0) {
                static char sink[300000];
                close(p[1]);
                milliseconds(50);
                kill(parent, SIGUSR1);
                milliseconds(50);
                if (restart)
                    while (read(p[0], sink, sizeof sink) > 0) {}
                else
                    milliseconds(50);
                _exit(0);
            }
            printf("restart %d full %d ", restart, full);
            show("write", write(p[1], buf, sizeof buf));
            close(p[1]);
            close(p[0]);
            reap("child", child);
        }
    return 0;
}
