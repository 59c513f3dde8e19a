// SPDX-License-Identifier: GPL-2.0-or-later
// Hunts for entropy in every place a program can think of, and prints a hash of what it found in each: two sealed runs must print the
// same, on any host. It proves nothing natively, where all of this differs.
#define _GNU_SOURCE
#include <cpuid.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static uint64_t hash;
static void mix(const void *p, size_t n) {
    const unsigned char *b = p;
    for (size_t i = 0; i < n; i++) hash = (hash ^ b[i]) * 0x100000001b3u;
}
static void mix_number(uint64_t v) {
    mix(&v, sizeof v);
}
static void mix_text(const char *s) {
    mix(s, strlen(s) + 1);
}
static void found(const char *where) {
    printf("%-28s %016lx\n", where, (unsigned long)hash);
    hash = 0xcbf29ce484222325u;
}

static uint64_t initial_registers[16];
__attribute__((constructor(101), noinline)) static void look_at_registers(void) {
    __asm__ volatile("mov %%r8,0(%0); mov %%r9,8(%0); mov %%r10,16(%0); mov %%r11,24(%0); mov %%r12,32(%0); mov "
                     "%%r13,40(%0); mov %%r14,48(%0);"
                     "mov %%r15,56(%0); mov %%rbx,64(%0); mov %%rbp,72(%0); movq %%xmm7,%%rax; mov %%rax,80(%0); "
                     "movq %%xmm15,%%rax; mov %%rax,88(%0)"
                     :
                     : "r"(initial_registers)
                     : "rax", "memory");
}

static void mix_file(const char *path) {
    char buffer[4096];
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    ssize_t n;
    size_t total = 0;
    mix_number(fd < 0 ? errno : 0);
    if (fd < 0) return;
    while (total < 1 << 20 && (n = read(fd, buffer, sizeof buffer)) > 0) mix(buffer, (size_t)n), total += (size_t)n;
    mix_number(total);
    close(fd);
}

static void cpu(void) {
    mix(initial_registers, sizeof initial_registers), found("registers at start");
    for (int i = 0; i < 100; i++) mix_number(__builtin_ia32_rdtsc());
    unsigned aux;
    mix_number(__builtin_ia32_rdtscp(&aux)), mix_number(aux);
    found("time stamp counter");
    for (unsigned leaf = 0; leaf < 0x20; leaf++)
        for (unsigned sub = 0; sub < 4; sub++) {
            unsigned r[4];
            __cpuid_count(leaf, sub, r[0], r[1], r[2], r[3]);
            mix(r, sizeof r);
            __cpuid_count(leaf + 0x80000000u, sub, r[0], r[1], r[2], r[3]);
            mix(r, sizeof r);
            __cpuid_count(leaf + 0x40000000u, sub, r[0], r[1], r[2], r[3]);
            mix(r, sizeof r);
        }
    found("cpuid");
    unsigned short sel[6];
    __asm__ volatile("mov %%cs,%0; mov %%ss,%1; mov %%ds,%2; mov %%es,%3; mov %%fs,%4; mov %%gs,%5"
                     : "=m"(sel[0]), "=m"(sel[1]), "=m"(sel[2]), "=m"(sel[3]), "=m"(sel[4]), "=m"(sel[5]));
    unsigned char table[10] = {0};
    mix(sel, sizeof sel);
    __asm__ volatile("sgdt %0" : "=m"(table));
    mix(table, sizeof table);
    __asm__ volatile("sidt %0" : "=m"(table));
    mix(table, sizeof table);
    unsigned long word = 0;
    __asm__ volatile("str %0" : "=r"(word));
    mix_number(word & 0xffff);
    __asm__ volatile("smsw %0" : "=r"(word));
    mix_number(word);
    found("segments and tables");
    unsigned char fx[512] __attribute__((aligned(16)));
    memset(fx, 0xaa, sizeof fx);
    __asm__ volatile("fxsave %0" : "=m"(fx));
    mix(fx, sizeof fx), found("floating point state");
}

static void time_of_day(void) {
    for (int clock = -20; clock < 20; clock++) {
        struct timespec ts, res;
        memset(&ts, 0xaa, sizeof ts), memset(&res, 0xaa, sizeof res);
        mix_number((uint64_t)clock_gettime(clock, &ts)), mix(&ts, sizeof ts);
        mix_number((uint64_t)clock_getres(clock, &res)), mix(&res, sizeof res);
    }
    struct timeval tv;
    struct timezone tz;
    memset(&tz, 0xaa, sizeof tz);
    gettimeofday(&tv, &tz), mix(&tv, sizeof tv), mix(&tz, sizeof tz), mix_number((uint64_t)time(NULL));
    struct tms tms;
    mix_number((uint64_t)times(&tms)), mix(&tms, sizeof tms), mix_number((uint64_t)clock());
    found("clocks");
    struct timespec pause = {0, 1234567}, left = {0};
    nanosleep(&pause, &left), clock_gettime(CLOCK_MONOTONIC, &pause), mix(&pause, sizeof pause);
    int fd = timerfd_create(CLOCK_REALTIME, 0);
    struct itimerspec when = {{0, 100000}, {0, 777777}};
    uint64_t fired = 0;
    timerfd_settime(fd, 0, &when, NULL);
    struct pollfd p = {fd, POLLIN, 0};
    for (int i = 0; i < 5; i++)
        poll(&p, 1, 1000), mix_number((uint64_t)read(fd, &fired, 8)), mix_number(fired), usleep(321);
    timerfd_gettime(fd, &when), mix(&when, sizeof when);
    close(fd), found("sleeping and timers");
    for (int who = -1; who < 2; who++) {
        struct rusage ru;
        memset(&ru, 0xaa, sizeof ru);
        getrusage(who, &ru), mix(&ru, sizeof ru);
    }
    found("resource usage");
}

static void addresses(void) {
    static int in_data;
    int on_stack;
    void *big = malloc(1 << 22), *small = malloc(24),
         *mapped = mmap(NULL, 12345, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mix_number((uintptr_t)&in_data), mix_number((uintptr_t)&on_stack), mix_number((uintptr_t)addresses);
    mix_number((uintptr_t)big), mix_number((uintptr_t)small), mix_number((uintptr_t)mapped),
        mix_number((uintptr_t)sbrk(0));
    mix_number((uintptr_t)environ), mix_number((uintptr_t)environ[0]), mix_number((uintptr_t)pthread_self());
    for (unsigned long type = 0; type < 64; type++) mix_number(getauxval(type));
    mix((void *)getauxval(AT_RANDOM), 16), mix_text((char *)getauxval(AT_EXECFN));
    found("addresses");
    mix(small, 24), mix(big, 1 << 16); // never written
    char fresh[4096];
    __asm__ volatile("" : "=m"(fresh)); // nor this
    mix(fresh, sizeof fresh);
    unsigned char *top = (unsigned char *)(((uintptr_t)environ | 4095) + 1);
    for (unsigned char *b = (unsigned char *)&on_stack; b < top; b++) mix(b, 1);
    free(big), free(small), found("memory never written");
    unsigned char resident[16];
    char *area = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    area[8192] = 1;
    mix_number((uint64_t)mincore(area, 65536, resident)), mix(resident, sizeof resident), found("mincore");
}

static void entropy(void) {
    unsigned char b[64];
    mix_number((uint64_t)syscall(SYS_getrandom, b, sizeof b, 0)), mix(b, sizeof b);
    mix_number((uint64_t)syscall(SYS_getrandom, b, sizeof b, 2)), mix(b, sizeof b);
    for (int i = 0; i < 2; i++) {
        int fd = open(i ? "/dev/random" : "/dev/urandom", O_RDONLY);
        mix_number((uint64_t)read(fd, b, sizeof b)), mix(b, sizeof b), close(fd);
    }
    unsigned a, x, c, d;
    __cpuid(1, a, x, c, d);
    mix_number(c >> 30 & 1);
    if (c >> 30 & 1) {
        unsigned long r = 0;
        __asm__ volatile("rdrand %0" : "=r"(r));
        mix_number(r);
    }
    found("random numbers");
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *where) {
    (void)where;
    mix_text(path), mix_number((uint64_t)type);
    mix(st, sizeof *st);
    struct statfs fs;
    memset(&fs, 0xaa, sizeof fs);
    if (statfs(path, &fs) == 0) mix(&fs, sizeof fs);
    char link[4096];
    ssize_t n = type == FTW_SL ? readlink(path, link, sizeof link) : 0;
    if (n > 0) mix(link, (size_t)n);
    return 0;
}
static void files(void) {
    static const char *const trees[] = {"/bin", "/dev", "/etc", "/home",      "/root",     "/tmp",
                                        "/usr", "/var", "/sys", "/proc/self", "/proc/sys", NULL};
    for (int i = 0; trees[i]; i++) {
        nftw(trees[i], visit, 16, FTW_PHYS);
        char name[64];
        snprintf(name, sizeof name, "tree %s", trees[i]), found(name);
    }
    int fd = open("/proc", O_RDONLY | O_DIRECTORY);
    char entries[32768];
    long n;
    while ((n = syscall(SYS_getdents64, fd, entries, sizeof entries)) > 0) mix(entries, (size_t)n);
    close(fd), found("directory entries");
    static const char *const texts[] = {"buddyinfo",
                                        "cgroups",
                                        "cmdline",
                                        "consoles",
                                        "cpuinfo",
                                        "crypto",
                                        "devices",
                                        "diskstats",
                                        "filesystems",
                                        "interrupts",
                                        "iomem",
                                        "kallsyms",
                                        "loadavg",
                                        "locks",
                                        "meminfo",
                                        "misc",
                                        "modules",
                                        "mounts",
                                        "net/dev",
                                        "net/unix",
                                        "partitions",
                                        "pressure/cpu",
                                        "schedstat",
                                        "slabinfo",
                                        "softirqs",
                                        "stat",
                                        "swaps",
                                        "sys/kernel/random/boot_id",
                                        "sys/kernel/random/entropy_avail",
                                        "sys/kernel/random/uuid",
                                        "sys/kernel/hostname",
                                        "sys/fs/file-nr",
                                        "sys/fs/inode-nr",
                                        "timer_list",
                                        "uptime",
                                        "version",
                                        "vmallocinfo",
                                        "vmstat",
                                        "zoneinfo",
                                        "self/arch_status",
                                        "self/auxv",
                                        "self/cgroup",
                                        "self/cmdline",
                                        "self/comm",
                                        "self/environ",
                                        "self/io",
                                        "self/limits",
                                        "self/maps",
                                        "self/mountinfo",
                                        "self/mountstats",
                                        "self/numa_maps",
                                        "self/oom_score",
                                        "self/pagemap",
                                        "self/personality",
                                        "self/sched",
                                        "self/schedstat",
                                        "self/smaps",
                                        "self/stack",
                                        "self/stat",
                                        "self/statm",
                                        "self/status",
                                        "self/syscall",
                                        "self/timers",
                                        "self/timerslack_ns",
                                        "self/wchan",
                                        "1/stat",
                                        "1/cmdline",
                                        "1/environ",
                                        NULL};
    for (int i = 0; texts[i]; i++) {
        char path[64], name[80];
        snprintf(path, sizeof path, "/proc/%s", texts[i]), mix_file(path);
        snprintf(name, sizeof name, "%s", path), found(name);
    }
}

static void objects(void) {
    int pipes[2], fds[6];
    if (pipe(pipes) < 0) return;
    fds[0] = pipes[0], fds[1] = eventfd(3, 0), fds[2] = memfd_create("x", 0), fds[3] = timerfd_create(1, 0),
    fds[4] = inotify_init(), fds[5] = open("/tmp/new", O_CREAT | O_RDWR, 0600);
    for (int i = 0; i < 6; i++) {
        struct stat st;
        char path[64], link[64];
        memset(&st, 0xaa, sizeof st);
        fstat(fds[i], &st), mix(&st, sizeof st);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fds[i]);
        ssize_t n = readlink(path, link, sizeof link);
        if (n > 0) mix(link, (size_t)n);
        snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fds[i]), mix_file(path);
    }
    found("inode numbers");
    inotify_add_watch(fds[4], "/tmp", IN_ALL_EVENTS);
    rename("/tmp/new", "/tmp/newer"), unlink("/tmp/newer");
    char events[4096];
    ssize_t n = read(fds[4], events, sizeof events);
    if (n > 0) mix(events, (size_t)n);
    found("inotify cookies");
    char handle[sizeof(struct file_handle) + 128];
    int mount_id = 0;
    memset(handle, 0xaa, sizeof handle), ((struct file_handle *)handle)->handle_bytes = 128;
    mix_number((uint64_t)name_to_handle_at(AT_FDCWD, "/tmp", (struct file_handle *)handle, &mount_id, 0)),
        mix_number(errno);
    mix(handle, sizeof handle), mix_number((uint64_t)mount_id), found("file handle");
    for (int i = 0; i < 6; i++) close(fds[i]);
    close(pipes[1]);
}

static void surroundings(char **argv) {
    for (char **a = argv; *a; a++) mix_text(*a);
    for (char **e = environ; *e; e++) mix_text(*e);
    found("arguments, environment");
    mix_number((uint64_t)getpid()), mix_number((uint64_t)getppid()), mix_number((uint64_t)getpgrp()),
        mix_number((uint64_t)getsid(0));
    mix_number(getuid()), mix_number(getgid()), mix_number((uint64_t)umask(0)),
        mix_number((uint64_t)syscall(SYS_gettid));
    gid_t groups[64];
    mix_number((uint64_t)getgroups(64, groups)), mix_number((uint64_t)getpriority(PRIO_PROCESS, 0)),
        mix_number((uint64_t)sched_getscheduler(0));
    char cwd[4096] = "";
    getcwd(cwd, sizeof cwd), mix_text(cwd), found("ids, working directory");
    for (int i = 0; i < 16; i++) {
        struct rlimit limit = {0, 0};
        getrlimit(i, &limit), mix(&limit, sizeof limit);
    }
    found("limits");
    for (int s = 1; s < 65; s++) {
        struct {
            void *handler;
            unsigned long flags;
            void *restorer;
            uint64_t mask;
        } old = {0};
        syscall(SYS_rt_sigaction, s, NULL, &old, 8), mix(&old, sizeof old);
    }
    uint64_t mask[2] = {0};
    syscall(SYS_rt_sigprocmask, 0, NULL, &mask[0], 8), syscall(SYS_rt_sigpending, &mask[1], 8),
        mix(mask, sizeof mask);
    found("signals");
    for (int fd = 0; fd < 256; fd++) {
        struct stat st;
        int size = 0;
        mix_number((uint64_t)fcntl(fd, F_GETFL));
        if (fstat(fd, &st) == 0)
            mix_number(st.st_mode), mix_number(st.st_ino), mix_number((uint64_t)st.st_size),
                mix_number((uint64_t)ioctl(fd, FIONREAD, &size)), mix_number((uint64_t)size);
        mix_number((uint64_t)isatty(fd));
    }
    found("open descriptors");
    struct utsname uts;
    struct sysinfo info;
    memset(&uts, 0xaa, sizeof uts), memset(&info, 0xaa, sizeof info);
    uname(&uts), mix(&uts, sizeof uts), sysinfo(&info), mix(&info, sizeof info);
    cpu_set_t set;
    CPU_ZERO(&set);
    mix_number((uint64_t)sched_getaffinity(0, sizeof set, &set)), mix(&set, sizeof set);
    unsigned at, node;
    mix_number((uint64_t)getcpu(&at, &node)), mix_number(at), mix_number(node),
        mix_number((uint64_t)sysconf(_SC_NPROCESSORS_ONLN)), mix_number((uint64_t)sysconf(_SC_PHYS_PAGES));
    found("system");
}

static volatile unsigned shared;
static void *race(void *arg) {
    for (int i = 0; i < 200000; i++) shared = shared * 3 + (unsigned)(uintptr_t)arg;
    return NULL;
}
static volatile sig_atomic_t ticks;
static void on_alarm(int s) {
    (void)s;
    ticks++;
}
static void races(void) {
    pthread_t t[4];
    for (uintptr_t i = 0; i < 4; i++) pthread_create(&t[i], NULL, race, (void *)(i + 1));
    for (int i = 0; i < 4; i++) mix_number((uint64_t)t[i]), pthread_join(t[i], NULL);
    mix_number(shared), found("threads that race");
    int p[2];
    if (pipe(p) < 0) return;
    for (int i = 0; i < 6; i++)
        if (fork() == 0) {
            for (int k = 0; k < 300; k++) {
                char c = (char)('a' + i);
                for (volatile int spin = 0; spin < (i + 1) * 37; spin++)
                    ;
                if (write(p[1], &c, 1) != 1) _exit(1);
            }
            _exit(0);
        }
    close(p[1]);
    char buffer[4096];
    ssize_t n;
    while ((n = read(p[0], buffer, sizeof buffer)) > 0) mix(buffer, (size_t)n), mix_number((uint64_t)n);
    int status;
    pid_t pid;
    while ((pid = wait(&status)) > 0) mix_number((uint64_t)pid), mix_number((uint64_t)status);
    close(p[0]), found("processes that race");
    signal(SIGALRM, on_alarm);
    struct itimerval every = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &every, NULL);
    unsigned long rounds = 0;
    while (ticks < 20) rounds++;
    memset(&every, 0, sizeof every), setitimer(ITIMER_REAL, &every, NULL);
    mix_number(rounds), found("work between signals");
}

int main(int argc, char **argv) {
    (void)argc;
    found("start");
    surroundings(argv), cpu(), time_of_day(), addresses(), entropy(), files(), objects(), races();
    mix_number(__builtin_ia32_rdtsc()), found("end");
    return 0;
}
