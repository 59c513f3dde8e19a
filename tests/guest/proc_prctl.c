// SPDX-License-Identifier: GPL-2.0-or-later
// prctl: what is stored comes back, what is unknown is refused, and which of it threads and children have.
#include "guest.h"
#include <pthread.h>
#include <sys/prctl.h>

static void name_in_proc(void) {
    char name[32] = "";
    int fd = open("/proc/self/comm", O_RDONLY);
    read(fd, name, sizeof name - 1);
    close(fd);
    printf("comm: %s", name);
}
static void *thread(void *arg) {
    char name[17] = "";
    prctl(PR_GET_NAME, name);
    printf("thread inherits the name %s\n", name);
    prctl(PR_SET_NAME, "of-thread");
    prctl(PR_GET_NAME, name);
    printf("and has its own: %s\n", name);
    show("no_new_privs", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    show("timer slack", prctl(PR_GET_TIMERSLACK));
    return NULL;
}

int main(void) {
    char name[17] = "";
    int value = -1;
    show("name", prctl(PR_GET_NAME, name)), printf("%s\n", name);
    show("set name", prctl(PR_SET_NAME, "a name longer than fifteen bytes")), prctl(PR_GET_NAME, name),
        printf("%s\n", name);
    name_in_proc();
    show("empty name", prctl(PR_SET_NAME, "")), prctl(PR_GET_NAME, name), printf("[%s]\n", name);
    show("bad pointer", prctl(PR_SET_NAME, 8)), show("bad pointer", prctl(PR_GET_NAME, 8));
    prctl(PR_SET_NAME, "of-main");
    int fd = open("/proc/self/comm", O_WRONLY);
    show("writing comm", write(fd, "written", 7)), prctl(PR_GET_NAME, name), printf("%s\n", name);
    show("pdeathsig", prctl(PR_GET_PDEATHSIG, &value)), printf("%d\n", value);
    show("set", prctl(PR_SET_PDEATHSIG, SIGUSR1)), prctl(PR_GET_PDEATHSIG, &value), printf("%d\n", value);
    show("set 65", prctl(PR_SET_PDEATHSIG, 65)), show("set 0", prctl(PR_SET_PDEATHSIG, 0)),
        show("bad pointer", prctl(PR_GET_PDEATHSIG, 8));
    // A tracer without privileges cannot read what is printed in between.
    int set = prctl(PR_SET_DUMPABLE, 0), is = prctl(PR_GET_DUMPABLE), set2 = prctl(PR_SET_DUMPABLE, 2), error = errno;
    show("dumpable 1", prctl(PR_SET_DUMPABLE, 1)), show("dumpable", prctl(PR_GET_DUMPABLE));
    show("dumpable 0", set), show("dumpable", is), errno = error, show("dumpable 2", set2);
    show("subreaper", prctl(PR_SET_CHILD_SUBREAPER, 7)), prctl(PR_GET_CHILD_SUBREAPER, &value), printf("%d\n", value);
    show("off", prctl(PR_SET_CHILD_SUBREAPER, 0)), prctl(PR_GET_CHILD_SUBREAPER, &value), printf("%d\n", value);
    show("timing", prctl(PR_GET_TIMING)), show("timestamp timing", prctl(PR_SET_TIMING, PR_TIMING_TIMESTAMP)),
        show("statistical timing", prctl(PR_SET_TIMING, PR_TIMING_STATISTICAL));
    show("timer slack", prctl(PR_SET_TIMERSLACK, 12345)), show("timer slack", prctl(PR_GET_TIMERSLACK)),
        show("back", prctl(PR_SET_TIMERSLACK, 0)), show("timer slack", prctl(PR_GET_TIMERSLACK));
    show("TSC", prctl(PR_GET_TSC, &value)), printf("%d\n", value);
    show("unaligned", prctl(PR_GET_UNALIGN, &value)), show("FP emulation", prctl(PR_GET_FPEMU, &value)),
        show("endian", prctl(PR_GET_ENDIAN, &value));
    show("huge pages off", prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)),
        show("asked", prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0)), show("on", prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0)),
        show("more arguments", prctl(PR_GET_THP_DISABLE, 1, 0, 0, 0));
    show("no_new_privs", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)),
        show("set to 2", prctl(PR_SET_NO_NEW_PRIVS, 2, 0, 0, 0)),
        show("more arguments", prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0));
    show("set", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)), show("no_new_privs", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)),
        show("cannot be unset", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    show("memory error kill", prctl(PR_MCE_KILL_GET, 0, 0, 0, 0)), show("seccomp", prctl(PR_GET_SECCOMP));
    unsigned *tid_address = NULL;
    show("unknown", prctl(12345)), show("negative", prctl(-1)), show("zero", prctl(0));
    prctl(PR_SET_NAME, "of-main"), prctl(PR_SET_TIMERSLACK, 999);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL), pthread_join(t, NULL);
    prctl(PR_GET_NAME, name), printf("still %s\n", name);
    prctl(PR_SET_PDEATHSIG, SIGUSR1);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_GET_NAME, name), prctl(PR_GET_PDEATHSIG, &value);
        printf("child: %s, death signal %d, no_new_privs %d, slack %d\n", name, value,
               prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), prctl(PR_GET_TIMERSLACK));
        _exit(0);
    }
    reap("child", pid);
    return 0;
}
