// SPDX-License-Identifier: GPL-2.0-or-later
// What execve keeps and what it drops: descriptors, signals, limits, directory, umask, threads, mappings, identity.
#include "guest.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>

static int after(char **argv) {
    static const int fds[] = {50, 51, 52, 53, 54, 55};
    for (int i = 0; i < 6; i++) printf("fd %d: %s\n", fds[i], fcntl(fds[i], F_GETFD) < 0 ? "closed" : "open");
    char text[6] = "";
    read(50, text, 5);
    printf("offset kept: %s\n", text);
    struct sigaction sa;
    sigaction(SIGUSR1, NULL, &sa), printf("ignored stays ignored: %d\n", sa.sa_handler == SIG_IGN);
    sigaction(SIGUSR2, NULL, &sa), printf("handled goes back to default: %d\n", sa.sa_handler == SIG_DFL);
    printf("its flags are gone: %d\n", (sa.sa_flags & ~0x04000000) == 0);
    sigset_t set;
    sigprocmask(SIG_BLOCK, NULL, &set);
    printf("mask: HUP %d INT %d\n", sigismember(&set, SIGHUP), sigismember(&set, SIGINT));
    sigpending(&set);
    printf("pending: the process's TERM %d, a thread's HUP %d\n", sigismember(&set, SIGTERM),
           sigismember(&set, SIGHUP));
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit), printf("limit %ld\n", (long)limit.rlim_cur);
    printf("umask %03o\n", umask(0));
    char cwd[4096];
    printf("directory %s\n", base_name(getcwd(cwd, sizeof cwd)));
    printf("nice %d\n", getpriority(PRIO_PROCESS, 0));
    printf("alarm goes on: %d\n", alarm(0) > 0);
    struct itimerval timer;
    getitimer(ITIMER_VIRTUAL, &timer), printf("interval timer goes on: %d\n", timer.it_value.tv_sec > 0);
    char name[17] = "";
    prctl(PR_GET_NAME, name), printf("name is the file's: %s\n", !strcmp(name, "exe") ? "exe" : name);
    printf("no_new_privs %d, dumpable %d, subreaper ", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
           prctl(PR_GET_DUMPABLE));
    int flag = -1;
    prctl(PR_GET_CHILD_SUBREAPER, &flag), printf("%d\n", flag);
    prctl(PR_GET_PDEATHSIG, &flag), printf("parent's death signal %d\n", flag);
    void *old = (void *)strtoul(argv[2], NULL, 16);
    unsigned char vec;
    printf("mapping gone: %s\n", mincore(old, 4096, &vec) < 0 ? errno_name(errno) : "no");
    printf("same process: %d, one thread: %d\n", getpid() == atoi(argv[3]), getpid() == (pid_t)syscall(SYS_gettid));
    stack_t stack;
    sigaltstack(NULL, &stack), printf("alternate stack off: %d\n", stack.ss_flags == SS_DISABLE);
    printf("a child of before: %s\n", waitpid(atoi(argv[4]), &flag, 0) > 0 ? "still mine" : errno_name(errno));
    show_status("it", flag);
    return 0;
}

static void *idle(void *arg) {
    for (;;) pause();
}
static char **next;
static void *exec_from_thread(void *arg) {
    execv("/proc/self/exe", next);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc > 1) return after(argv);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(fd, "0123456789", 10), lseek(fd, 4, SEEK_SET);
    dup2(fd, 50);
    dup2(fd, 51), fcntl(51, F_SETFD, FD_CLOEXEC);
    dup3(fd, 52, O_CLOEXEC);
    dup2(52, 53); // dup2 gives a descriptor without the flag
    fcntl(fd, F_DUPFD_CLOEXEC, 54);
    dup2(fd, 55), fcntl(55, F_SETFD, FD_CLOEXEC), fcntl(55, F_SETFD, 0);
    signal(SIGUSR1, SIG_IGN);
    struct sigaction sa = {.sa_handler = (void (*)(int))idle, .sa_flags = SA_NODEFER | SA_ONSTACK};
    sigaction(SIGUSR2, &sa, NULL);
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGHUP), sigaddset(&set, SIGTERM), sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGHUP); // to this thread, which another will take over
    kill(getpid(), SIGTERM);
    struct rlimit limit = {100, 100};
    setrlimit(RLIMIT_NOFILE, &limit);
    umask(037);
    mkdir("sub", 0700), chdir("sub");
    setpriority(PRIO_PROCESS, 0, 19); // absolute: the tests themselves may run niced
    alarm(1000);
    struct itimerval timer = {.it_value = {500, 0}};
    setitimer(ITIMER_VIRTUAL, &timer, NULL);
    prctl(PR_SET_NAME, "renamed"), prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGUSR1), prctl(PR_SET_DUMPABLE, 0);
    char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
    sigaltstack(&stack, NULL);
    pid_t child = fork();
    if (child == 0) _exit(9);
    char address[20], pid[16], child_text[16];
    sprintf(address, "%lx", (long)map), sprintf(pid, "%d", getpid()), sprintf(child_text, "%d", child);
    next = (char *[]){argv[0], "after", address, pid, child_text, NULL};
    // Not the leader calls exec: it takes over the leader's id and all other threads are gone.
    pthread_t t;
    for (int i = 0; i < 3; i++) pthread_create(&t, NULL, idle, NULL);
    pthread_create(&t, NULL, exec_from_thread, NULL);
    pthread_join(t, NULL);
    printf("not reached\n");
    return 1;
}
