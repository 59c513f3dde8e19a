// SPDX-License-Identifier: GPL-2.0-or-later
// Hunts for entropy in what the kernel fills in: every struct is full of a pattern before, and hashed with its padding after; then in order
// and chance: who is woken first, what comes back of memory that was let go, instructions that ask the processor. As entropy_hunt.c.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static uint64_t hash;
static void mix(const void *p, size_t n) {
    const unsigned char *b = p;
    for (size_t i = 0; i < n; i++) hash = (hash ^ b[i]) * 0x100000001b3u;
}
static void mix_number(uint64_t v) {
    mix(&v, sizeof v);
}
static void found(const char *where) {
    printf("%-28s %016lx\n", where, (unsigned long)hash);
    hash = 0xcbf29ce484222325u;
}

// One call with a buffer at argument `at`, which is full of a pattern.
static unsigned char area[1 << 16];
static void ask(long nr, int at, size_t size, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e) {
    uint64_t args[5] = {a, b, c, d, e};
    memset(area, 0xaa, sizeof area);
    args[at] = (uint64_t)area;
    long r = syscall(nr, args[0], args[1], args[2], args[3], args[4]);
    mix_number((uint64_t)r), mix_number(r < 0 ? (uint64_t)errno : 0);
    mix(area, size);
}

static void structs(void) {
    static const char *const paths[] = {"/",    "/proc",       "/proc/self", "/dev/null",     "/bin",
                                        "/tmp", "/etc/passwd", "/nothing",   "/proc/self/exe"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const uint64_t p = (uint64_t)paths[i];
        ask(SYS_stat, 1, 256, p, 0, 0, 0, 0), ask(SYS_lstat, 1, 256, p, 0, 0, 0, 0),
            ask(SYS_statfs, 1, 256, p, 0, 0, 0, 0);
        ask(SYS_newfstatat, 2, 256, AT_FDCWD, p, 0, 0, 0), ask(SYS_statx, 4, 512, AT_FDCWD, p, 0, 0xffff, 0);
        ask(SYS_readlink, 1, 300, p, 0, 256, 0, 0), ask(SYS_getxattr, 2, 300, p, (uint64_t) "user.x", 0, 256, 0);
        ask(SYS_listxattr, 1, 300, p, 0, 256, 0, 0);
        ask(303 /* name_to_handle_at */, 2, 256, AT_FDCWD, p, 0, 0, 0);
        int fd = open(paths[i], O_RDONLY | O_NONBLOCK);
        ask(SYS_getdents64, 1, 8192, (uint64_t)fd, 0, 8192, 0, 0);
        lseek(fd, 0, SEEK_SET), ask(SYS_getdents, 1, 8192, (uint64_t)fd, 0, 8192, 0, 0);
        // FS_IOC_GETVERSION (an inode's generation), GETFLAGS, FSGETXATTR, FIEMAP, FIGETBSZ, FIONREAD, GETFSUUID, GETFSLABEL
        static const unsigned long requests[] = {0x80087601, 0x80086601, 0x801c581f, 0xc020660b, 2,
                                                 FIONREAD,   0x80111500, 0x81009431, TIOCGWINSZ, 0x5401};
        for (size_t k = 0; k < sizeof requests / sizeof *requests; k++)
            ask(SYS_ioctl, 2, 512, (uint64_t)fd, requests[k], 0, 0, 0);
        if (fd >= 0) close(fd);
    }
    found("files");
    for (int who = -2; who < 3; who++) ask(SYS_getrusage, 1, 256, (uint64_t)who, 0, 0, 0, 0);
    for (int i = 0; i < 18; i++)
        ask(SYS_getrlimit, 1, 32, (uint64_t)i, 0, 0, 0, 0), ask(SYS_prlimit64, 3, 32, 0, (uint64_t)i, 0, 0, 0);
    for (int i = 0; i < 4; i++) ask(SYS_getitimer, 1, 64, (uint64_t)i, 0, 0, 0, 0);
    for (int i = -2; i < 16; i++)
        ask(SYS_clock_gettime, 1, 32, (uint64_t)i, 0, 0, 0, 0), ask(SYS_clock_getres, 1, 32, (uint64_t)i, 0, 0, 0, 0);
    ask(SYS_sysinfo, 0, 256, 0, 0, 0, 0, 0), ask(SYS_uname, 0, 512, 0, 0, 0, 0, 0),
        ask(SYS_times, 0, 64, 0, 0, 0, 0, 0);
    ask(SYS_adjtimex, 0, 256, 0, 0, 0, 0, 0), ask(SYS_gettimeofday, 0, 32, 0, 0, 0, 0, 0),
        ask(SYS_time, 0, 16, 0, 0, 0, 0, 0);
    ask(SYS_getcpu, 0, 16, 0, 0, 0, 0, 0), ask(SYS_getgroups, 1, 256, 64, 0, 0, 0, 0),
        ask(SYS_getresuid, 0, 16, 0, (uint64_t)(area + 4), (uint64_t)(area + 8), 0, 0);
    ask(SYS_sched_getparam, 1, 16, 0, 0, 0, 0, 0), ask(SYS_sched_getattr, 1, 64, 0, 0, 56, 0, 0),
        ask(SYS_sched_rr_get_interval, 1, 32, 0, 0, 0, 0, 0);
    ask(SYS_sched_getaffinity, 2, 256, 0, 128, 0, 0, 0),
        ask(SYS_get_robust_list, 1, 32, 0, 0, (uint64_t)(area + 16), 0, 0);
    ask(SYS_sigaltstack, 1, 32, 0, 0, 0, 0, 0), ask(SYS_rt_sigpending, 0, 16, 0, 8, 0, 0, 0),
        ask(SYS_rt_sigaction, 2, 64, SIGUSR2, 0, 0, 8, 0);
    ask(SYS_get_mempolicy, 1, 256, 0, 0, 1024, 0, 0), ask(SYS_syslog, 1, 4096, 3, 0, 4096, 0, 0),
        ask(SYS_getcwd, 0, 4200, 0, 4096, 0, 0, 0);
    ask(SYS_getrandom, 0, 256, 0, 256, 0, 0, 0), ask(SYS_sysfs, 2, 64, 2, 0, 0, 0, 0),
        ask(SYS_ustat, 1, 64, 0, 0, 0, 0, 0);
    uint64_t header[1] = {0x20080522};
    memset(area, 0xaa, 64);
    mix_number((uint64_t)syscall(SYS_capget, header, area)), mix(header, 8), mix(area, 64);
    for (int i = 1; i < 80; i++) {
        memset(area, 0xaa, 64);
        mix_number((uint64_t)prctl(i == PR_SET_PDEATHSIG || i == PR_SET_SECCOMP || i == PR_SET_NAME ? 3
                                   : i == 4 || i == 8 || i == 28                                    ? 3
                                                                                                    : i,
                                   area, 0, 0, 0)),
            mix(area, 64);
    }
    found("system");
    // Calls that would tell of the host if they were there; kcmp would order the kernel's own addresses.
    for (int type = 0; type < 9; type++)
        mix_number((uint64_t)syscall(SYS_kcmp, getpid(), getpid(), type, 0, 1)), mix_number((uint64_t)errno);
    static const long rare[] = {SYS_perf_event_open,
                                SYS_bpf,
                                SYS_userfaultfd,
                                SYS_add_key,
                                SYS_keyctl,
                                SYS_io_uring_setup,
                                SYS_lookup_dcookie,
                                SYS_quotactl,
                                SYS_process_vm_readv,
                                SYS_fanotify_init,
                                457 /* statmount */,
                                458 /* listmount */,
                                451 /* cachestat */,
                                323,
                                334};
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++) ask(rare[i], 1, 256, 0, 0, 0, 0, 0);
    found("rare calls");
}

// --- Signals: the whole frame, padding and all
static unsigned char frame[2048];
static size_t frame_size;
static void on_signal(int s, siginfo_t *info, void *context) {
    (void)s;
    const ucontext_t *uc = context;
    frame_size = 0;
    memcpy(frame, info, sizeof *info), frame_size += sizeof *info;
    memcpy(frame + frame_size, uc, 304), frame_size += 304; // as the kernel has it
    if (uc->uc_mcontext.fpregs) memcpy(frame + frame_size, uc->uc_mcontext.fpregs, 512), frame_size += 512;
}
static void signals(void) {
    struct sigaction sa = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    for (int s = 1; s < 65; s++) {
        if (s == SIGKILL || s == SIGSTOP || s == 32 || s == 33) continue;
        sigaction(s, &sa, NULL);
        union sigval value = {.sival_int = 7};
        if (s % 3 == 0) raise(s);
        if (s % 3 == 1) sigqueue(getpid(), s, value);
        if (s % 3 == 2) kill(getpid(), s);
        mix(frame, frame_size);
    }
    found("signal frames");
    sigset_t all;
    sigfillset(&all), sigprocmask(SIG_BLOCK, &all, NULL);
    int fd = signalfd(-1, &all, SFD_NONBLOCK);
    timer_t timer;
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3};
    mix_number((uint64_t)timer_create(CLOCK_MONOTONIC, &ev, &timer)), mix(&timer, sizeof timer);
    struct itimerspec when = {{0, 1000}, {0, 1000}};
    timer_settime(timer, 0, &when, NULL);
    for (volatile int i = 0; i < 300000; i++)
        ;
    for (int i = 0; i < 4; i++) {
        raise(SIGUSR1 + i % 2), kill(getpid(), SIGRTMIN + 5 - i);
        memset(area, 0xaa, 1024);
        mix_number((uint64_t)read(fd, area, 512)), mix(area, 512);
        struct timespec none = {0, 0};
        memset(area, 0xaa, 256);
        mix_number((uint64_t)syscall(SYS_rt_sigtimedwait, &all, area, &none, 8)), mix(area, 128);
    }
    mix_number((uint64_t)timer_getoverrun(timer));
    memset(&when, 0xaa, sizeof when), timer_gettime(timer, &when), mix(&when, sizeof when), timer_delete(timer);
    close(fd), sigprocmask(SIG_UNBLOCK, &all, NULL), found("signals as data");
    for (int i = 0; i < 4; i++) {
        pid_t pid = fork();
        if (pid == 0) _exit(i);
        memset(area, 0xaa, 1024);
        if (i % 2)
            mix_number((uint64_t)syscall(SYS_waitid, P_ALL, 0, area, WEXITED, area + 256));
        else
            mix_number((uint64_t)syscall(SYS_wait4, -1, area, 0, area + 256));
        mix(area, 512);
    }
    found("children");
}

// --- Order
static int order[64], arrived;
static int gate;
static void *waits(void *arg) {
    syscall(SYS_futex, &gate, 0, 0, NULL, NULL, 0);
    order[__sync_fetch_and_add(&arrived, 1)] = (int)(intptr_t)arg;
    return NULL;
}
static void orders(void) {
    pthread_t t[16];
    for (intptr_t i = 0; i < 16; i++) pthread_create(&t[i], NULL, waits, (void *)i);
    usleep(1000);
    gate = 1;
    for (int i = 0; i < 4; i++) mix_number((uint64_t)syscall(SYS_futex, &gate, 1, i, NULL, NULL, 0)), sched_yield();
    syscall(SYS_futex, &gate, 1, 100, NULL, NULL, 0);
    for (int i = 0; i < 16; i++) pthread_join(t[i], NULL);
    mix(order, sizeof order), found("futex wake order");
    int e = epoll_create1(0), fds[40];
    for (int i = 0; i < 40; i++) {
        struct epoll_event ev = {.events = EPOLLIN | (i % 3 ? 0u : (unsigned)EPOLLET),
                                 .data.u64 = (uint64_t)i * 0x9e3779b9};
        fds[i] = eventfd(i % 2, EFD_NONBLOCK);
        epoll_ctl(e, EPOLL_CTL_ADD, fds[i], &ev);
    }
    for (int i = 39; i >= 0; i -= 3) eventfd_write(fds[i], 1);
    for (int i = 0; i < 4; i++) ask(SYS_epoll_wait, 1, 12 * 64, (uint64_t)e, 0, i == 1 ? 7 : 64, 0, 0);
    for (int i = 0; i < 40; i++) close(fds[i]);
    close(e), found("epoll order");
    for (int i = 0; i < 60; i++) {
        pid_t pid = fork();
        if (pid == 0) _exit(0);
        mix_number((uint64_t)pid);
        if (i % 2) mix_number((uint64_t)wait(NULL));
    }
    while (wait(NULL) > 0)
        ;
    found("process numbers");
}

// --- Memory that comes back
static void memory(void) {
    for (int round = 0; round < 3; round++) {
        unsigned char *m = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mix_number((uintptr_t)m), mix(m, 1 << 20);
        memset(m, 0x5a + round, 1 << 20);
        madvise(m, 1 << 18, MADV_DONTNEED), mix(m, 1 << 18);
        munmap(m, 1 << 20);
        unsigned char *heap = sbrk(1 << 18);
        mix(heap, 1 << 18), memset(heap, 0x77, 1 << 18), sbrk(-(1 << 18));
        int fd = open("/tmp/holes", O_RDWR | O_CREAT | O_TRUNC, 0600);
        ftruncate(fd, 100000), pwrite(fd, "x", 1, 70000);
        unsigned char *f = mmap(NULL, 102400, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        mix(f, 102400), memset(f, 0x33, 102400), ftruncate(fd, 10), ftruncate(fd, 90000), mix(f, 90000);
        munmap(f, 102400), close(fd);
    }
    int p[2];
    char buffer[5000];
    memset(buffer, 0xaa, sizeof buffer);
    if (pipe(p) == 0 && write(p[1], "short", 5) == 5)
        mix_number((uint64_t)read(p[0], buffer, sizeof buffer)), mix(buffer, sizeof buffer);
    found("memory that comes back");
    const unsigned char *vdso = (void *)getauxval(AT_SYSINFO_EHDR);
    if (vdso) mix(vdso, 4096);
    // What a call may read for us that we may not: everything of it must be refused.
    static const uint64_t places[] = {0,
                                      4096,
                                      0xffffffffff600000,
                                      0xffff800000000000,
                                      0xffffffff81000000,
                                      0x200000000000,
                                      0x7ffffffff000,
                                      0x400000 - 4096};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        mix_number((uint64_t)write(p[1], (void *)places[i], 64)), mix_number((uint64_t)errno);
    close(p[0]), close(p[1]), found("forbidden addresses");
}

// --- The processor
static sigjmp_buf back;
static void on_fault(int s) {
    siglongjmp(back, s);
}
#define TRY(name, ...)                                                                                               \
    do {                                                                                                             \
        uint64_t r[2] = {0, 0};                                                                                      \
        int s = sigsetjmp(back, 1);                                                                                  \
        if (!s) __asm__ volatile(__VA_ARGS__ : "=a"(r[0]), "=d"(r[1]) : "c"(0L) : "rbx", "memory");                  \
        mix_number((uint64_t)s), mix(r, sizeof r);                                                                   \
        found(name);                                                                                                 \
    } while (0)
static void processor(void) {
    static const int faults[] = {SIGILL, SIGSEGV, SIGBUS, SIGTRAP, SIGFPE};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) signal(faults[i], on_fault);
    TRY("rdpmc", "rdpmc");
    TRY("rdmsr", "rdmsr");
    TRY("xgetbv", "xgetbv");
    TRY("rdpid", ".byte 0xf3,0x0f,0xc7,0xf8; xor %%edx,%%edx"); // rdpid %rax
    TRY("rdseed", "xor %%edx,%%edx; .byte 0x48,0x0f,0xc7,0xf8; setc %%dl");
    TRY("rdrand", "xor %%edx,%%edx; .byte 0x48,0x0f,0xc7,0xf0; setc %%dl");
    TRY("rdfsbase", "xor %%edx,%%edx; .byte 0xf3,0x48,0x0f,0xae,0xc0");
    TRY("rdgsbase", "xor %%edx,%%edx; .byte 0xf3,0x48,0x0f,0xae,0xc8");
    TRY("sldt", "xor %%eax,%%eax; xor %%edx,%%edx; sldt %%ax");
    TRY("lsl", "xor %%eax,%%eax; mov $0x33,%%edx; lsl %%edx,%%eax");
    TRY("lar", "xor %%eax,%%eax; mov $0x33,%%edx; lar %%edx,%%eax");
    TRY("lsl, a CPU's number", "xor %%eax,%%eax; mov $0x7b,%%edx; lsl %%edx,%%eax");
    TRY("flags after mul", "mov $12345,%%eax; mov $678,%%edx; mul %%edx; pushf; pop %%rdx");
    TRY("flags after bsf of 0", "mov $77,%%eax; xor %%edx,%%edx; bsf %%edx,%%eax; pushf; pop %%rdx");
    TRY("flags after shift", "mov $77,%%eax; mov $5,%%edx; shl $3,%%eax; shrd $7,%%edx,%%eax; pushf; pop %%rdx");
    TRY("fxsave's tail", "sub $544,%%rsp; lea 16(%%rsp),%%rdx; and $-16,%%rdx; fxsave (%%rdx); mov 24(%%rdx),%%rax; "
                         "mov 416(%%rdx),%%rdx; add $544,%%rsp");
    TRY("xsave", "xor %%edx,%%edx; xor %%eax,%%eax; sub $1024,%%rsp; mov %%rsp,%%rbx; add $64,%%rbx; and $-64,%%rbx; "
                 "xsave (%%rbx); add $1024,%%rsp");
    for (int i = 0; i < 50; i++) {
        uint64_t from = __builtin_ia32_rdtsc();
        for (volatile int k = 0; k < i * 10; k++)
            ;
        mix_number(__builtin_ia32_rdtsc() - from);
    }
    found("how long code takes");
}

// --- Every file of /proc and /sys that can be read
static int visit(const char *path, const struct stat *st, int type, struct FTW *where) {
    (void)where;
    mix(path, strlen(path)), mix(st, sizeof *st);
    if (type != FTW_F || strstr(path, "pagemap") || strstr(path, "kmsg") || strstr(path, "/mem")) return 0;
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    mix_number(fd < 0 ? (uint64_t)errno : 0);
    ssize_t n;
    size_t total = 0;
    while (fd >= 0 && total < 1 << 18 && (n = read(fd, area, 4096)) > 0) mix(area, (size_t)n), total += (size_t)n;
    if (fd >= 0) close(fd);
    return 0;
}

int main(int argc, char **argv) {
    found("start");
    structs(), signals(), orders(), memory(), processor();
    nftw("/proc", visit, 16, FTW_PHYS), found("/proc");
    nftw("/sys", visit, 16, FTW_PHYS), found("/sys");
    for (int i = 1; i < argc; i++) nftw(argv[i], visit, 16, FTW_PHYS), found(argv[i]);
    // Input, as a file that has an owner, a time, a place
    memset(area, 0xaa, 1024);
    mix_number((uint64_t)syscall(SYS_fstat, 0, area)), mix(area, 256), found("standard input's stat");
    ask(SYS_statx, 4, 512, 0, (uint64_t) "", AT_EMPTY_PATH, 0xffff, 0), found("standard input's statx");
    ask(SYS_fstatfs, 1, 256, 0, 0, 0, 0, 0), found("standard input's statfs");
    ask(SYS_readlink, 1, 300, (uint64_t) "/proc/self/fd/0", 0, 256, 0, 0), found("standard input's name");
    int fd = open("/proc/self/fdinfo/0", O_RDONLY);
    mix_number((uint64_t)read(fd, area, 4096)), mix(area, 4096), found("standard input's fdinfo");
    return 0;
}
