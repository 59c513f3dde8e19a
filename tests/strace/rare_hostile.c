// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments that are meant to spoil a trace: control characters, strings of a megabyte, without an end or with a bad address, arrays that
// end in the middle of an element or refer to themselves, counts and lengths that are lies. Every call fails.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAGE = 4096, HUGE = 1 << 20 };

// A copy of the bytes, behind which there is no more memory.
static void *at_end(const void *bytes, size_t n) {
    size_t pages = (n + PAGE - 1) / PAGE;
    char *p = mmap(NULL, (pages + 1) * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(p + pages * PAGE, PAGE);
    return memcpy(p + pages * PAGE - n, bytes, n);
}

// Room for n bytes at an address that is the same in every run, as what lies there is printed; behind them, there is no more memory.
static void *same_end(int place, size_t n) {
    char *page = (char *)0x10000000 + place * 0x10000;
    mmap(page, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return page + PAGE - n;
}

static void paths(void) {
    static const char *const texts[] = {
        "",
        "\a\b\t\n\v\f\r",
        "\033[31mred\033[0m",
        "\"quoted\" \\back\\",
        "\1\0012\0019\177",
        "\1778",
        "\377\376\200",
        "\xc3\xa4\xe2\x82\xac",
        "?"
        "?/ ?"
        "?=",
        "a b'c`d$e",
        "/*\n*/",
        "<unfinished ...>",
        "\") = 0\nopen(\"",
        "[{x=\"}], 0x1234) = ? EINTR",
        "\0hidden",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        syscall(SYS_openat, -1, texts[i], O_RDONLY);
        syscall(SYS_mount, texts[i], texts[i], texts[i], 0, texts[i]);
        syscall(SYS_setxattr, "/nowhere", texts[i], texts[i], strlen(texts[i]), 4);
        syscall(SYS_write, -1, texts[i], strlen(texts[i]) + 1);
    }
    for (int c = 1; c < 256; c++) { // each one, before a digit, a letter and the end
        char one[] = {(char)c, '7', (char)c, 'a', (char)c, 0};
        syscall(SYS_openat, -1, one, O_RDONLY);
        syscall(SYS_write, -1, one, sizeof one);
    }
    char *huge = malloc(HUGE + 1);
    static const size_t lengths[] = {31, 32, 33, 254, 255, 256, 257, 4094, 4095, 4096, 4097, 65535, HUGE};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memset(huge, 'x', HUGE);
        huge[lengths[i]] = 0;
        syscall(SYS_openat, -1, huge, O_RDONLY);
        syscall(SYS_renameat2, -1, huge, -1, huge, 8);
        syscall(SYS_mount, huge, huge, huge, 0, huge);
        syscall(SYS_sethostname, huge, lengths[i]);
        syscall(SYS_write, -1, huge, lengths[i]);
        syscall(SYS_sendto, -1, huge, lengths[i], 0, NULL, 0);
        syscall(SYS_add_key, huge, huge, huge, lengths[i], -1);
        syscall(SYS_memfd_create, huge, 0x8000);
        syscall(SYS_openat, -1, at_end(huge, lengths[i]), O_RDONLY); // without an end
        syscall(SYS_openat, -1, at_end(huge, lengths[i] + 1), O_RDONLY);
        syscall(SYS_write, -1, at_end(huge, lengths[i]), lengths[i] + 1);
        syscall(SYS_mount, at_end(huge, lengths[i]), at_end(huge, lengths[i]), at_end(huge, lengths[i]), 0,
                at_end(huge, lengths[i]));
    }
    static const char long_name[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
    syscall(SYS_openat, -1, long_name, O_RDONLY);
    syscall(SYS_write, -1, long_name, sizeof long_name);
}

static void addresses(void) {
    static char readable[64];
    char *const bad[] = {NULL,
                         (char *)1,
                         (char *)-1,
                         (char *)-4095,
                         (char *)0x7ffffffff000,
                         (char *)0x800000000000,
                         (char *)0xffff800000000000};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *p = bad[i];
        syscall(SYS_openat, -1, p, O_RDONLY);
        syscall(SYS_openat2, -1, readable, p, 24);
        syscall(SYS_execveat, -1, "", p, p, 0);
        syscall(SYS_write, -1, p, 5);
        syscall(SYS_writev, -1, p, 3);
        syscall(SYS_sendmsg, -1, p, 0);
        syscall(SYS_sendmmsg, -1, p, 3, 0);
        syscall(SYS_connect, -1, p, 16);
        syscall(SYS_bind, -1, p, -1);
        syscall(SYS_setsockopt, -1, SOL_SOCKET, SO_LINGER, p, 8);
        syscall(SYS_nanosleep, p && i > 1 ? p : (char *)1, p);
        syscall(SYS_rt_sigaction, 65, p, p, 8);
        syscall(SYS_rt_sigprocmask, 9, p, p, 8);
        syscall(SYS_rt_sigqueueinfo, -1, 0, p);
        syscall(SYS_timer_create, 99, p, p);
        syscall(SYS_epoll_ctl, -1, 1, 0, p);
        syscall(SYS_utimensat, -1, p, p, 0);
        syscall(SYS_utimensat, -1, "x", p ? p : (char *)1, 0);
        syscall(SYS_fcntl, -1, F_SETLK, p);
        syscall(SYS_prlimit64, -1, 7, p, p);
        syscall(SYS_sched_setattr, -1, p, 0);
        syscall(SYS_clone3, p ? p : (char *)1, 88);
        syscall(SYS_mount, p, p, p, 0, p);
        syscall(SYS_prctl, 15, p ? p : (char *)1);
        syscall(SYS_futex, p ? p : (char *)1, 0, 1, p, p, 0);
        syscall(SYS_statx, -1, p, 0, 0, p);
        syscall(SYS_capset, p ? p : (char *)1, p);
        syscall(SYS_setgroups, 70000, p);
        syscall(SYS_poll, p ? p : (char *)1, 2, 0);
        syscall(SYS_select, 2000, p ? p : (char *)1, NULL, NULL, p);
        syscall(SYS_process_vm_readv, -1, p, 2, p, 2, 0);
        syscall(SYS_seccomp, 1, 8, p);
        syscall(SYS_keyctl, 12, -1, p, -1, 0);
        syscall(SYS_ioctl, -1, 0x5402, p);
    }
}

static void arrays(void) {
    const size_t size = 4 * sizeof(struct iovec);
    struct iovec *self = same_end(2, size);
    for (int i = 0; i < 4; i++) self[i] = (struct iovec){self, size}; // what it says is itself
    static const long counts[] = {0, 1, 2, 3, 4, 5, 31, 32, 33, 1024, 1025, 65536, 0x7fffffff, 0x80000000, -1};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        long n = counts[i];
        struct iovec lies[2] = {{"abc", (size_t)n}, {(void *)-8, (size_t)n}};
        syscall(SYS_writev, -1, at_end(self, size), n);
        syscall(SYS_writev, -1, lies, 2);
        syscall(SYS_writev, -1, at_end(self, size - 9), n);
        syscall(SYS_vmsplice, -1, at_end(self, size), n, 0);
        syscall(SYS_process_vm_writev, -1, at_end(lies, sizeof lies), n, at_end(lies, sizeof lies - 5), n, 0);
        syscall(SYS_setgroups, n < 4 ? 70000 : n, at_end("0123456789ab", 10));
        syscall(SYS_sched_setaffinity, -1, n, at_end("\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21", 17));
        syscall(SYS_semop, -1, at_end("0123456789", 10), n);
        syscall(SYS_poll, at_end("0123456789", 10), n < 2 ? 3 : n, 0);
        syscall(SYS_mbind, 8, 4096, 99, at_end("12345678", 8), n, 0);
        syscall(SYS_write, -1, at_end("0123456789", 10), n);
        syscall(SYS_sethostname, at_end("0123456789", 10), n ? n : -1);
        syscall(SYS_rt_sigprocmask, 9, at_end("0123456789", 10), NULL, n);
        syscall(SYS_sendmmsg, -1, at_end(self, size), n, 0);
        syscall(SYS_connect, -1, at_end("\1\0/tmp/socket", 13), n);
        syscall(SYS_connect, -1, at_end("\2\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16", 16), n);
        syscall(SYS_setxattr, "/nowhere", "user.x", at_end("0123456789", 10), n, 4);
        syscall(SYS_futex_waitv, at_end(self, size), n, 1, NULL, 0);
    }
}

static void arguments(void) {
    static char *const plain[] = {"a\n\"b\"", "", "\377\1772", (char *)8, "after a bad one", NULL};
    static char *many[500];
    for (size_t i = 0; i + 1 < sizeof many / sizeof *many; i++) many[i] = "again";
    char *huge = malloc(HUGE + 1);
    memset(huge, 'y', HUGE);
    huge[HUGE] = 0;
    char *long_ones[] = {huge, huge, NULL};
    static char *themselves[] = {(char *)themselves, (char *)themselves, NULL};
    static void *lists[8];
    lists[0] = (void *)plain, lists[1] = many, lists[2] = long_ones, lists[3] = themselves,
    lists[4] = at_end(plain, 3 * sizeof *plain), lists[5] = at_end(many, 100 * sizeof *many),
    lists[6] = at_end(plain, 2 * sizeof *plain + 3), lists[7] = plain + 5;
    for (int i = 0; i < 8; i++) {
        syscall(SYS_execveat, -1, "nowhere", lists[i], lists[i], 0x2000);
        syscall(SYS_execve, "/nowhere/at/all", lists[i], lists[(i + 1) % 8]);
        syscall(SYS_execve, huge, lists[i], NULL);
    }
}

// Messages whose control data have impossible lengths, or whose parts are each other.
static void messages(void) {
    static const size_t lengths[] = {0, 1, 8, 15, 16, 17, 20, 24, 31, 32, 40, 0x7fffffff, (size_t)-1};
    static union {
        struct cmsghdr head;
        char bytes[64];
    } control;
    static struct iovec part = {&part, sizeof part};
    struct msghdr *m = same_end(0, sizeof *m);
    struct mmsghdr *chain = same_end(1, 2 * sizeof *chain);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        control.head = (struct cmsghdr){lengths[i] + 7 < 7 ? 48 : lengths[i], SOL_SOCKET,
                                        SCM_RIGHTS}; // strace 6.1 never ends at -1
        *m = (struct msghdr){
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        for (int type = 0; type < 4; type++) {
            control.head.cmsg_type = type;
            syscall(SYS_sendmsg, -1, m, 0);
        }
        m->msg_controllen = lengths[i];
        syscall(SYS_sendmsg, -1, m, 0);
        m->msg_control = at_end(&control, 20), m->msg_controllen = 64;
        syscall(SYS_sendmsg, -1, m, 0);
        *m = (struct msghdr){
            .msg_name = m, .msg_namelen = (socklen_t)lengths[i], .msg_iov = (void *)m, .msg_iovlen = lengths[i]};
        syscall(SYS_sendmsg, -1, m, 0);
        chain[0].msg_hdr = *m, chain[1].msg_hdr = (struct msghdr){.msg_iov = (void *)chain, .msg_iovlen = 2};
        syscall(SYS_sendmmsg, -1, chain, 2, 0);
        syscall(SYS_sendmmsg, -1, chain + 1, lengths[i], 0);
    }
}

int main(void) {
    if (!getuid()) return 1;
    paths();
    addresses();
    arrays();
    arguments();
    messages();
    return 0;
}
