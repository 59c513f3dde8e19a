// SPDX-License-Identifier: GPL-2.0-or-later
// A stopped process: signals wait until it continues, SIGKILL does not, SIGCONT's handler runs, the stop is reported once.
#include "guest.h"

static int report[2];
static void handler(int signo) {
    char c = signo == SIGCONT ? 'c' : signo == SIGUSR1 ? '1' : '2';
    write(report[1], &c, 1);
}

static pid_t start(int with_handlers) {
    struct gate ready = gate_new();
    pid_t child = fork();
    if (child == 0) {
        if (with_handlers) signal(SIGCONT, handler), signal(SIGUSR1, handler), signal(SIGUSR2, handler);
        gate_open(&ready);
        for (;;) pause();
    }
    gate_pass(&ready);
    milliseconds(20);
    return child;
}

int main(void) {
    int status;
    char seen[8] = "";
    pipe2(report, O_NONBLOCK);
    pid_t child = start(1);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    show_status("stopped", status);
    kill(child, SIGUSR2);
    kill(child, SIGUSR1);
    milliseconds(30);
    printf("while stopped: %zd\n", read(report[0], seen, 8));
    kill(child, SIGCONT);
    milliseconds(30);
    memset(seen, 0, sizeof seen);
    read(report[0], seen, 8);
    printf("after: %zu with cont %d usr1 %d usr2 %d\n", strlen(seen), !!strchr(seen, 'c'), !!strchr(seen, '1'),
           !!strchr(seen, '2'));
    kill(child, SIGSTOP);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    show("reported once", waitpid(child, &status, WUNTRACED | WNOHANG));
    kill(child, SIGKILL);
    reap("killed while stopped", child);

    child = start(0);
    kill(child, SIGTERM);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    show_status("term before stop", status);

    child = start(0);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    kill(child, SIGTERM);
    milliseconds(20);
    show("still there", waitpid(child, &status, WNOHANG));
    kill(child, SIGCONT);
    reap("term after continue", child);

    child = start(0);
    kill(child, SIGSTOP);
    siginfo_t info;
    memset(&info, 0, sizeof info);
    waitid(P_PID, child, &info, WSTOPPED | WNOWAIT);
    printf("waitid code %d status %d\n", info.si_code, info.si_status);
    waitid(P_PID, child, &info, WSTOPPED);
    kill(child, SIGCONT);
    waitid(P_PID, child, &info, WCONTINUED);
    printf("waitid code %d status %d\n", info.si_code, info.si_status);
    milliseconds(20);
    kill(child, SIGKILL);
    reap("end", child);
    return 0;
}
