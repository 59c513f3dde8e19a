// SPDX-License-Identifier: GPL-2.0-or-later
// The program the command-line tests run: its first argument says what it does and tells about.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
typedef int command(int argc, char **argv);

static int do_args(int argc, char **argv) {
    for (int i = 0; i < argc; i++) printf("[%s]\n", argv[i]);
    return 0;
}
// A block that makes its own next instruction a jump to itself, in front of one that the engine is not to run, or of the end of the code.
static int do_rewrite(int argc, char **argv) {
    const size_t page = 4096;
    unsigned char *code =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(code, 0x90, page);
    munmap(code + page, page);
    unsigned char *at = code + page - 64;
    memcpy(at, "\x66\xc7\x05\0\0\0\0\xeb\xfe",
           9); // movw $0xfeeb, (%rip): EB FE in place of two of the NOPs behind it
    if (!strcmp(argv[0], "absent")) memcpy(at + 16, "\xc5\xf8\x77", 3); // VZEROUPPER
    if (!strcmp(argv[0], "ours"))
        memcpy(at + 16, "\x66\xf2\x05\0\0\xd9\xfe", 7); // an ADD whose length is disputed, FSIN
    ((void (*)(void))at)();
    return 0;
}
static int do_env(int argc, char **argv) {
    for (char **e = environ; *e; e++) puts(*e);
    return 0;
}
static int do_who(int argc, char **argv) {
    char cwd[4096];
    struct utsname u;
    uname(&u);
    printf("uid %d %d gid %d %d\ncwd %s\nhost %s\n", getuid(), geteuid(), getgid(), getegid(),
           getcwd(cwd, sizeof cwd), u.nodename);
    return 0;
}
static int do_exit(int argc, char **argv) {
    return atoi(argv[1]);
}
static int do_keep(int argc, char **argv) { // what the clock said, in memory alone
    static volatile time_t kept[4];
    for (int i = 0; i < 40; i++) {
        if (i == 25) kept[2] = time(NULL);
        getppid();
    }
    return 0;
}
static int do_kill(int argc, char **argv) {
    signal(atoi(argv[1]), SIG_DFL);
    kill(getpid(), atoi(argv[1]));
    return 0;
}
static int do_segv(int argc, char **argv) {
    *(volatile int *)8 = 1;
    return 0;
}
static int do_cat(int argc, char **argv) {
    for (int i = 1; i < argc || i == 1; i++) {
        char buffer[65536];
        int fd = i < argc ? open(argv[i], O_RDONLY) : 0;
        if (fd < 0) {
            printf("%s: %s\n", argv[i], strerror(errno));
            return 1;
        }
        for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;)
            if (write(1, buffer, n) != n) return 2;
    }
    return 0;
}
static int do_put(int argc, char **argv) {
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, argv[2], strlen(argv[2])) < 0) {
        printf("%s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    return 0;
}
static int do_mkdir(int argc, char **argv) {
    if (!mkdir(argv[1], 0755)) return 0;
    printf("%s: %s\n", argv[1], strerror(errno));
    return 1;
}
static int do_mkfifo(int argc, char **argv) {
    return mkfifo(argv[1], 0600) ? 1 : 0;
}
static int do_link(int argc, char **argv) {
    return symlink(argv[1], argv[2]) ? 1 : 0;
}
static int do_rm(int argc, char **argv) {
    if (!unlink(argv[1]) || !rmdir(argv[1])) return 0;
    printf("%s: %s\n", argv[1], strerror(errno));
    return 1;
}
static int do_chmod(int argc, char **argv) {
    return chmod(argv[2], strtol(argv[1], NULL, 8)) ? 1 : 0;
}
static int do_stat(int argc, char **argv) {
    struct stat st;
    for (int i = 1; i < argc; i++)
        if (lstat(argv[i], &st))
            printf("%s: %s\n", argv[i], strerror(errno));
        else
            printf("%s: mode %o uid %d gid %d size %ld mtime %ld\n", argv[i], st.st_mode, st.st_uid, st.st_gid,
                   S_ISDIR(st.st_mode) ? 0 : (long)st.st_size, (long)st.st_mtime);
    return 0;
}
static int do_ls(int argc, char **argv) {
    struct dirent **list;
    int n = scandir(argv[1], &list, NULL, alphasort);
    if (n < 0) printf("%s: %s\n", argv[1], strerror(errno));
    for (int i = 0; i < n; i++)
        if (strcmp(list[i]->d_name, ".") && strcmp(list[i]->d_name, "..")) puts(list[i]->d_name);
    return n < 0;
}
static int do_random(int argc, char **argv) {
    unsigned char bytes[16], *aux = (unsigned char *)0;
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) return 1;
    for (int i = 0; i < 16; i++) printf("%02x", bytes[i]);
    int fd = open("/dev/urandom", O_RDONLY);
    read(fd, bytes, 16);
    for (int i = 0; i < 16; i++) printf("%02x", bytes[i]);
    char *stack = (char *)&aux, *heap = malloc(1);
    printf(" %p %p\n", (void *)stack, (void *)heap);
    return 0;
}
static int do_time(int argc, char **argv) {
    struct timespec a, b;
    clock_gettime(CLOCK_REALTIME, &a);
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("%ld.%09ld %ld.%09ld\n", (long)a.tv_sec, a.tv_nsec, (long)b.tv_sec, b.tv_nsec);
    return 0;
}
static int do_sleep(int argc, char **argv) {
    struct timespec ts = {atol(argv[1]), 0};
    nanosleep(&ts, NULL);
    return 0;
}
static int do_spin(int argc, char **argv) {
    for (;;) {}
}
static int do_forks(int argc, char **argv) { // how many children can there be at once
    int n = 0, error;
    for (;;) {
        pid_t pid = fork();
        if (pid < 0) break;
        if (pid == 0)
            for (;;) pause();
        n++;
    }
    error = errno;
    printf("%d children, then %s\n", n, strerror(error));
    fflush(stdout);
    kill(0, SIGKILL);
    return 1;
}
static int do_bomb(int argc, char **argv) {
    for (;;) fork();
}
static int do_files(int argc, char **argv) {
    int n = 0;
    while (open("/dev/null", O_RDONLY) >= 0) n++;
    int error = errno;
    close(5);
    printf("%d files, then %s\n", n, strerror(error));
    return 0;
}
static int do_fill(int argc, char **argv) { // how many kilobytes go into a file
    int fd = open("/tmp/fill", O_WRONLY | O_CREAT, 0600);
    static char block[4096];
    long n = 0;
    memset(block, 'x', sizeof block);
    while (write(fd, block, sizeof block) == sizeof block) n += 4;
    printf("%ld KB, then %s\n", n, strerror(errno));
    unlink("/tmp/fill"), close(fd);
    printf("after removing it: %s\n",
           open("/tmp/again", O_WRONLY | O_CREAT, 0600) >= 0 ? "there is room" : strerror(errno));
    return 0;
}
static int do_memory(int argc, char **argv) { // takes memory until there is none
    size_t limit = argc > 1 ? strtoul(argv[1], NULL, 0) << 20 : (size_t)-1;
    for (size_t n = 0; n < limit; n += 1 << 20) {
        char *m = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (m == MAP_FAILED) {
            printf("refused: %s\n", strerror(errno));
            return 3;
        }
        memset(m, 1, 1 << 20);
    }
    printf("had enough\n");
    return 0;
}
static int do_deadlock(int argc, char **argv) {
    int p[2];
    char c;
    pipe(p);
    read(p[0], &c, 1);
    return 0;
}
static int do_write(int argc, char **argv) { // what a write to standard output says
    setvbuf(stderr, NULL, _IONBF, 0);
    static char block[100000];
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 10; i++) {
        ssize_t n = write(1, block, sizeof block);
        if (n < 0) {
            fprintf(stderr, "write: %s\n", strerror(errno));
            return 5;
        }
    }
    return 0;
}
static int do_both(int argc, char **argv) {
    write(1, "to stdout\n", 10), write(2, "to stderr\n", 10);
    return 0;
}
static int do_fds(int argc, char **argv) {
    for (int fd = 0; fd < 64; fd++)
        if (fcntl(fd, F_GETFD) >= 0) printf("%d ", fd);
    printf("\n");
    return 0;
}
static int do_threads(int argc, char **argv) { // an order that depends on the scheduler
    int p[2];
    pipe(p);
    for (int i = 0; i < 4; i++)
        if (fork() == 0) {
            for (int k = 0; k < 20; k++) {
                for (volatile int n = 0; n < 1000 * (i + 1); n++) {}
                write(p[1], &(char){'a' + i}, 1);
            }
            _exit(0);
        }
    close(p[1]);
    char c;
    while (read(p[0], &c, 1) == 1) putchar(c);
    putchar('\n');
    return 0;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        command *run;
    } commands[] = {{"args", do_args},         {"rewrite", do_rewrite}, {"env", do_env},      {"who", do_who},
                    {"exit", do_exit},         {"kill", do_kill},       {"segv", do_segv},    {"cat", do_cat},
                    {"put", do_put},           {"mkdir", do_mkdir},     {"link", do_link},    {"rm", do_rm},
                    {"chmod", do_chmod},       {"stat", do_stat},       {"ls", do_ls},        {"random", do_random},
                    {"time", do_time},         {"sleep", do_sleep},     {"spin", do_spin},    {"forks", do_forks},
                    {"bomb", do_bomb},         {"files", do_files},     {"fill", do_fill},    {"memory", do_memory},
                    {"deadlock", do_deadlock}, {"write", do_write},     {"both", do_both},    {"fds", do_fds},
                    {"threads", do_threads},   {"keep", do_keep},       {"mkfifo", do_mkfifo}};
    // Several commands in one run, with a comma between them: the status is that of the last.
    int status = 100;
    char *name = argv[0];
    for (int i = 1; i < argc;) {
        int end = i;
        while (end < argc && strcmp(argv[end], ",")) end++;
        char *keep = argv[end];
        argv[end] = NULL;
        status = 101;
        for (unsigned k = 0; k < sizeof commands / sizeof *commands; k++)
            if (!strcmp(argv[i], commands[k].name)) {
                if (!strcmp(argv[i], "args")) argv[i] = name;
                status = commands[k].run(end - i, argv + i);
                break;
            }
        argv[end] = keep;
        i = end + 1;
        fflush(stdout);
    }
    return status;
}
