// SPDX-License-Identifier: GPL-2.0-or-later
// /proc of oneself, of a child and of a zombie: the fields' names and forms, not their figures.
#include "guest.h"
#include <ctype.h>
#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>

static char *slurp(const char *path) {
    static char buffer[65536];
    int fd = open(path, O_RDONLY);
    if (fd < 0) {
        sprintf(buffer, "(%s)", errno_name(errno));
        return buffer;
    }
    ssize_t n, total = 0;
    while ((n = read(fd, buffer + total, sizeof buffer - 1 - total)) > 0) total += n;
    if (n < 0)
        sprintf(buffer, "(read: %s)", errno_name(errno));
    else
        buffer[total] = 0;
    close(fd);
    return buffer;
}
static char *in(pid_t pid, const char *name) {
    static char path[128];
    sprintf(path, "/proc/%d/%s", pid, name);
    return path;
}
static void stat_of(const char *who, pid_t pid) {
    char *s = slurp(in(pid, "stat")), *end = strrchr(s, ')');
    int ppid = 0, pgrp = 0, session = 0, fields = 2;
    char state = '?';
    if (s[0] == '(' || !end) {
        printf("%s: %s\n", who, s);
        return;
    }
    sscanf(end + 2, "%c %d %d %d", &state, &ppid, &pgrp, &session);
    for (char *p = end + 1; *p; p++) fields += *p == ' ';
    printf("%s: state %c, %d fields, parent %s, group %s, session %s, name %.*s\n", who, state, fields,
           ppid == getpid() ? "I" : "another", pgrp == getpgrp() ? "mine" : "its own",
           session == getsid(0) ? "mine" : "its own", (int)(end - strchr(s, '(') + 1), strchr(s, '('));
}
static long status_number(pid_t pid, const char *key) {
    char *line = strstr(slurp(in(pid, "status")), key);
    return line ? atol(line + strlen(key)) : -1;
}
static void *idle(void *arg) {
    for (;;) pause();
}

int main(int argc, char **argv, char **envp) {
    if (argc > 1) {
        gate_open(&(struct gate){{-1, atoi(argv[1])}});
        for (;;) pause();
    }
    char link[64] = "";
    readlink("/proc/self", link, sizeof link - 1);
    printf("self is a link to the pid: %d\n", atoi(link) == getpid());
    printf("thread-self: %d\n", access("/proc/thread-self/stat", R_OK) == 0);
    struct stat a, b;
    stat("/proc/self/exe", &a), stat(own_path(), &b);
    printf("exe is this file: %d\n", a.st_ino == b.st_ino && a.st_dev == b.st_dev);
    printf("cwd and root are links: %d %d\n", !stat("/proc/self/cwd/.", &a), !stat("/proc/self/root/.", &b));
    lstat("/proc/self/exe", &a), printf("mode of exe %o, of fd ", a.st_mode);
    stat("/proc/self/fd", &a), printf("%o, of status ", a.st_mode), stat("/proc/self/status", &a),
        printf("%o, owner is me %d, size %ld\n", a.st_mode, a.st_uid == getuid(), (long)a.st_size);

    struct gate g = gate_new();
    pid_t pid = fork();
    if (pid == 0) {
        char number[16];
        sprintf(number, "%d", g.fd[1]);
        char *args[] = {"a name", "", "second arg", NULL}, *env[] = {"ONE=1", "TWO=2", NULL};
        args[1] = number;
        execve("/proc/self/exe", args, env);
        _exit(1);
    }
    gate_pass(&g);
    milliseconds(20);
    stat_of("sleeping child", pid);
    char *s = slurp(in(pid, "cmdline"));
    printf("cmdline: %s, %d, %s\n", s, isdigit(s[strlen(s) + 1]) != 0,
           s + strlen(s) + 1 + strlen(s + strlen(s) + 1) + 1);
    s = slurp(in(pid, "environ")), printf("environ: %s %s\n", s, s + strlen(s) + 1);
    printf("comm: %s", slurp(in(pid, "comm")));
    printf("parent %d, threads %ld, uid %ld, tracer %ld\n", status_number(pid, "PPid:") == getpid(),
           status_number(pid, "Threads:"), status_number(pid, "\nUid:"), status_number(pid, "TracerPid:"));
    kill(pid, SIGSTOP), waitpid(pid, NULL, WUNTRACED), stat_of("stopped child", pid);
    kill(pid, SIGKILL);
    siginfo_t info;
    waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
    stat_of("zombie", pid);
    printf("zombie's cmdline: [%s] maps: [%s] ", slurp(in(pid, "cmdline")), slurp(in(pid, "maps")));
    printf("exe: %s\n", readlink(in(pid, "exe"), link, 64) < 0 ? errno_name(errno) : "a link");
    waitpid(pid, NULL, 0);
    stat_of("reaped", pid);
    if ((pid = fork()) == 0) setsid(), gate_open(&g), pause();
    gate_pass(&g), milliseconds(20), stat_of("in its own session", pid), kill(pid, SIGKILL), waitpid(pid, NULL, 0);

    static const char *const keys[] = {"Name",
                                       "Umask",
                                       "State",
                                       "Tgid",
                                       "Ngid",
                                       "Pid",
                                       "PPid",
                                       "TracerPid",
                                       "Uid",
                                       "Gid",
                                       "FDSize",
                                       "Groups",
                                       "VmPeak",
                                       "VmSize",
                                       "VmLck",
                                       "VmRSS",
                                       "VmData",
                                       "VmStk",
                                       "VmExe",
                                       "VmLib",
                                       "Threads",
                                       "SigQ",
                                       "SigPnd",
                                       "ShdPnd",
                                       "SigBlk",
                                       "SigIgn",
                                       "SigCgt",
                                       "CapInh",
                                       "CapPrm",
                                       "CapEff",
                                       "CapBnd",
                                       "CapAmb",
                                       "NoNewPrivs",
                                       "Seccomp",
                                       "Cpus_allowed",
                                       "voluntary_ctxt_switches",
                                       "nonvoluntary_ctxt_switches"};
    s = slurp("/proc/self/status");
    char line[64];
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
        sprintf(line, "\n%s:\t", keys[i]);
        if (!strstr(s, line) && i) printf("status has no %s\n", keys[i]);
    }
    signal(SIGUSR1, SIG_IGN), signal(SIGUSR2, (void (*)(int))idle);
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGHUP), sigprocmask(SIG_BLOCK, &set, NULL), raise(SIGHUP),
        kill(getpid(), SIGHUP);
    s = slurp("/proc/self/status");
    printf("%.*s %.*s %.*s\n", 24, strstr(s, "SigPnd"), 24, strstr(s, "ShdPnd"), 24, strstr(s, "SigBlk"));
    printf("%.*s %.*s\n", 24, strstr(s, "SigIgn"), 24, strstr(s, "SigCgt"));
    pthread_t t;
    for (int i = 0; i < 4; i++) pthread_create(&t, NULL, idle, NULL);
    printf("threads %ld, in task ", status_number(getpid(), "Threads:"));
    int count = 0;
    DIR *d = opendir("/proc/self/task");
    for (struct dirent *e; d && (e = readdir(d));) count += isdigit(e->d_name[0]) != 0;
    printf("%d\n", count);
    count = 0;
    dup2(0, 30), close(31);
    d = opendir("/proc/self/fd");
    int has30 = 0, has31 = 0;
    for (struct dirent *e; (e = readdir(d));) has30 |= !strcmp(e->d_name, "30"), has31 |= !strcmp(e->d_name, "31");
    printf("descriptors listed: 30 %d, 31 %d\n", has30, has31);
    int p[2];
    pipe(p);
    sprintf(link, "/proc/self/fd/%d", p[1]);
    char target[64] = "";
    readlink(link, target, 63), printf("a pipe is %.6s\n", target);
    int again = open(link, O_WRONLY);
    show("opened again, written", write(again, "x", 1)), show("and read", read(p[0], target, 1));
    int fd = open("deleted", O_RDWR | O_CREAT, 0600);
    unlink("deleted"), sprintf(link, "/proc/self/fd/%d", fd), memset(target, 0, 64);
    char longer[4096] = "";
    readlink(link, longer, 4095), printf("a deleted file: %s\n", strstr(longer, "deleted"));
    show("open for writing", open("/proc/self/status", O_WRONLY)),
        show("create in /proc", open("/proc/new", O_WRONLY | O_CREAT, 0600)),
        show("remove", unlink("/proc/self/status"));
    int fields = 1;
    for (char *q = slurp("/proc/self/statm"); *q; q++) fields += *q == ' ';
    printf("statm has %d fields\n", fields);
    printf("%s", strncmp(slurp("/proc/self/limits"),
                         "Limit                     Soft Limit           Hard Limit           Units", 70)
                     ? "limits look odd\n"
                     : "limits\n");
    static const char *const files[] = {"/proc/meminfo",
                                        "/proc/cpuinfo",
                                        "/proc/stat",
                                        "/proc/uptime",
                                        "/proc/loadavg",
                                        "/proc/version",
                                        "/proc/filesystems",
                                        "/proc/mounts",
                                        "/proc/self/mountinfo",
                                        "/proc/self/auxv",
                                        "/proc/sys/kernel/ostype",
                                        "/proc/sys/kernel/pid_max",
                                        "/proc/sys/vm/overcommit_memory",
                                        "/proc/cmdline",
                                        "/proc/self/oom_score_adj",
                                        "/proc/self/io"};
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
        if (slurp(files[i])[0] == '(' || !slurp(files[i])[0]) printf("%s: %s\n", files[i], slurp(files[i]));
    return 0;
}
