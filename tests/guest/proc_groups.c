// SPDX-License-Identifier: GPL-2.0-or-later
// Process groups and sessions: who may move whom, and whom a signal to a group reaches.
#include "guest.h"
#include <sys/mman.h>

static pid_t waiting_child(void) {
    pid_t pid = fork();
    if (pid == 0)
        for (;;) pause();
    milliseconds(10); // it waits by then
    return pid;
}
static void end(const char *who, pid_t pid) {
    kill(pid, SIGKILL);
    reap(who, pid);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        write(atoi(argv[1]), "x", 1);
        for (;;) pause();
    }
    int status;
    printf("leader of group %d and session %d\n", getpgrp() == getpid(), getsid(0) == getpid());
    printf("getpgid(0) is the same: %d\n", getpgid(0) == getpgrp());
    show("getpgid of nobody", getpgid(0x7ffffff0));
    show("getpgid of -1", getpgid(-1));
    show("getsid of nobody", getsid(0x7ffffff0));
    show("a leader cannot start a session", setsid());
    show("a session leader cannot move", setpgid(0, 0));
    show("negative group", setpgid(0, -1));
    show("move nobody", setpgid(0x7ffffff0, 0));

    pid_t a = waiting_child(), b = waiting_child();
    printf("children inherit: %d\n", getpgid(a) == getpgrp() && getsid(a) == getsid(0));
    show("join a group that is not there", setpgid(a, b));
    show("a: own group", setpgid(a, 0));
    show("again", setpgid(a, a));
    show("b joins a", setpgid(b, a));
    printf("together: %d\n", getpgid(b) == a && getpgid(a) == a);
    show("a joins mine", setpgid(a, getpgrp()));
    printf("b's group lives on without its leader: %d\n", getpgid(b) == a);
    show("a comes back", setpgid(a, a));
    show("signal 0 to the group", kill(-a, 0));
    show("signal 0 to no group", kill(-0x7ffffff0, 0));
    show("a bad signal", kill(-a, 65));
    show("SIGTERM to the group", kill(-a, SIGTERM));
    reap("a", a), reap("b", b);
    show("nobody in it now", kill(-a, 0));

    // kill(0) reaches the caller too
    pid_t leader = fork();
    if (leader == 0) {
        setpgid(0, 0);
        signal(SIGUSR1, SIG_IGN), signal(SIGHUP, SIG_IGN);
        if (fork() == 0) {
            for (;;) pause();
        }
        pid_t other = fork();
        if (other == 0) {
            signal(SIGHUP, SIG_DFL);
            setpgid(0, 0);
            for (;;) pause();
        }
        setpgid(other, other);
        pid_t third = fork();
        if (third == 0) {
            signal(SIGHUP, SIG_DFL);
            for (;;) milliseconds(1000);
        }
        milliseconds(30);
        show("kill 0", kill(0, SIGHUP));
        printf("one died: %d\n", wait(&status) == third);
        show_status("it", status);
        show("the others live", waitpid(-1, &status, WNOHANG));
        killpg(getpgrp(), SIGUSR1);
        kill(other, SIGKILL);
        reap("other", other);
        killpg(getpgrp(), SIGKILL);
        pause();
    }
    reap("leader", leader);

    // after exec a child cannot be moved by its parent
    int p[2];
    pipe(p);
    a = fork();
    if (a == 0) {
        char number[16], c;
        sprintf(number, "%d", p[1]);
        execl("/proc/self/exe", argv[0], number, (char *)NULL);
        _exit(127);
    }
    char c;
    read(p[0], &c, 1);
    show("after exec", setpgid(a, a));
    end("a", a);

    // sessions
    struct gate g = gate_new(), back = gate_new();
    a = fork();
    if (a == 0) {
        pid_t sid = setsid();
        printf("session of its own: %d %d %d\n", sid == getpid(), getsid(0) == getpid(), getpgrp() == getpid());
        show("a second time", setsid());
        pid_t grandchild = waiting_child();
        show("grandchild's own group", setpgid(grandchild, grandchild));
        show("a group of another session", setpgid(grandchild, getppid()));
        gate_open(&back);
        gate_pass(&g);
        end("grandchild", grandchild);
        _exit(0);
    }
    gate_pass(&back);
    show("move a child of another session", setpgid(a, getpgrp()));
    printf("its session is seen: %d\n", getsid(a) == a);
    b = waiting_child();
    show("b into the other session", setpgid(b, a));
    gate_open(&g);
    reap("a", a);
    end("b", b);
    // a grandchild is nobody's to move but its parent's
    pid_t *made = mmap(NULL, sizeof *made, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    a = fork();
    if (a == 0) {
        *made = waiting_child();
        gate_open(&back);
        gate_pass(&g);
        end("grandchild", *made);
        _exit(0);
    }
    gate_pass(&back);
    show("move a grandchild", setpgid(*made, *made));
    gate_open(&g);
    reap("a", a);
    return 0;
}
