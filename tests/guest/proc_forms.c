// SPDX-License-Identifier: GPL-2.0-or-later
// The form of files in /proc: every number becomes N and every run of blanks one, so that the rest must agree to the byte; how they
// take seeking, small reads and writing; what is told of processes of others.
#include "guest.h"
#include <ctype.h>
#include <dirent.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void form(const char *path) {
    static char text[65536];
    int fd = open(path, O_RDONLY), blank = 0, number = 0;
    if (fd < 0) {
        printf("%s: %s\n", path, errno_name(errno));
        return;
    }
    ssize_t n, total = 0;
    while ((n = read(fd, text + total, sizeof text - 1 - total)) > 0) total += n;
    text[total] = 0;
    printf("=== %s\n", path);
    for (char *p = text; p < text + total; p++) {
        int is_number = isdigit((unsigned char)*p) != 0, is_blank = *p == ' ';
        if ((is_number && number) || (is_blank && blank)) continue;
        putchar(is_number ? 'N' : *p ? *p : '0');
        number = is_number, blank = is_blank;
    }
    close(fd);
}

static void lengths_of_lines(const char *path, const char *const *starts, int count) {
    char line[1024];
    FILE *f = fopen(path, "r");
    printf("=== %s\n", path);
    while (f && fgets(line, sizeof line, f))
        for (int i = 0; i < count; i++)
            if (!strncmp(line, starts[i], strlen(starts[i]))) printf("%s %d\n", starts[i], (int)strlen(line));
    if (f) fclose(f);
}

static void stat_line(const char *path) {
    struct stat st;
    if (lstat(path, &st) < 0)
        printf("%s: %s\n", path, errno_name(errno));
    else
        printf("%s: mode %o, size %ld, block size %ld, blocks %ld, mine %d\n", path, st.st_mode, (long)st.st_size,
               (long)st.st_blksize, (long)st.st_blocks, st.st_uid == getuid());
}

static void try_others(const char *name) {
    char path[64], target[256];
    sprintf(path, "/proc/1/%s", name);
    int fd = open(path, O_RDONLY);
    printf("%s: open %s", name, fd < 0 ? errno_name(errno) : "ok");
    if (fd >= 0) {
        printf(", read %s", read(fd, target, 1) < 0 ? errno_name(errno) : "ok");
        close(fd);
    }
    printf(", readlink %s\n", readlink(path, target, sizeof target) < 0 ? errno_name(errno) : "ok");
}

int main(void) {
    static const char *const files[] = {"/proc/self/stat",
                                        "/proc/self/statm",
                                        "/proc/self/io",
                                        "/proc/self/comm",
                                        "/proc/self/wchan",
                                        "/proc/self/personality",
                                        "/proc/self/oom_score_adj",
                                        "/proc/self/oom_adj",
                                        "/proc/self/coredump_filter",
                                        "/proc/self/timerslack_ns",
                                        "/proc/self/sessionid",
                                        "/proc/self/loginuid",
                                        "/proc/self/schedstat",
                                        "/proc/self/uid_map",
                                        "/proc/self/setgroups",
                                        "/proc/uptime",
                                        "/proc/loadavg",
                                        "/proc/swaps",
                                        "/proc/sys/kernel/ostype",
                                        "/proc/sys/kernel/sem",
                                        "/proc/sys/kernel/cap_last_cap",
                                        "/proc/sys/fs/file-nr",
                                        "/proc/sys/fs/nr_open",
                                        "/proc/sys/kernel/random/uuid"};
    for (unsigned i = 0; i + 1 < sizeof files / sizeof *files; i++) form(files[i]);
    static const char *const memory[] = {
        "MemTotal:", "MemFree:", "Buffers:", "Cached:", "SwapTotal:", "Slab:", "Hugepagesize:"};
    lengths_of_lines("/proc/meminfo", memory, 7);
    static const char *const limits[] = {"Limit ", "Max cpu time", "Max open files", "Max nice priority",
                                         "Max realtime timeout"};
    lengths_of_lines("/proc/self/limits", limits, 5);
    static const char *const smaps[] = {
        "Size:", "KernelPageSize:", "Rss:", "Pss:", "Shared_Clean:", "Private_Dirty:", "Locked:", "THPeligible:"};
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[1024], pieces[256];
    for (int i = 0; f && i < 24 && fgets(line, sizeof line, f); i++)
        for (int k = 0; k < 8; k++)
            if (!strncmp(line, smaps[k], strlen(smaps[k])))
                printf("%.*s width %d\n", (int)strlen(smaps[k]), line, (int)strlen(line));
    if (f) fclose(f);

    static const char *const paths[] = {"/proc/version",
                                        "/proc/self",
                                        "/proc/mounts",
                                        "/proc/self/fd/0",
                                        "/proc/self/exe",
                                        "/proc/self/fdinfo",
                                        "/proc/self/ns",
                                        "/proc/self/ns/pid",
                                        "/proc/self/maps",
                                        "/proc/self/mem",
                                        "/proc/self/environ",
                                        "/proc/self/task",
                                        "/proc/sys/kernel",
                                        "/proc/sys/kernel/hostname",
                                        "/proc/sys/kernel/pid_max",
                                        "/proc/sys/kernel/version"};
    for (unsigned i = 1; i < sizeof paths / sizeof *paths; i++) stat_line(paths[i]);

    int fd = open("/proc/self/comm", O_RDWR);
    show("rename itself", write(fd, "a new name that is long", 23)), show("seek", lseek(fd, 0, SEEK_SET));
    memset(pieces, 0, sizeof pieces);
    show("read", read(fd, pieces, 4)), show("on", read(fd, pieces + 4, 100)), printf("%s", pieces), close(fd);
    fd = open("/proc/self/status", O_RDONLY);
    show("from the end", lseek(fd, 0, SEEK_END)), show("to 6", lseek(fd, 6, SEEK_SET)),
        show("read", read(fd, pieces, 5));
    printf("%.5s\n", pieces), show("beyond", lseek(fd, 1000000, SEEK_SET)), show("read", read(fd, pieces, 5));
    show("pread", pread(fd, pieces, 5, 0)), printf("%.5s\n", pieces), show("bad address", pread(fd, (void *)8, 5, 0)),
        close(fd);
    fd = open("/proc/sys/kernel/pid_max", O_RDONLY);
    show("a setting, first byte", read(fd, pieces, 1)), show("no second read", read(fd, pieces, 1)), close(fd);
    show("write to it", open("/proc/sys/kernel/pid_max", O_WRONLY)),
        show("write to a file of text", open("/proc/loadavg", O_WRONLY));
    show("truncate", open("/proc/self/comm", O_WRONLY | O_TRUNC) >= 0), show("chmod", chmod("/proc/self/comm", 0600));
    show("mkdir", mkdir("/proc/x", 0755)), show("mkdir in a process", mkdir("/proc/self/x", 0755)),
        show("rmdir", rmdir("/proc/self/fd")), show("rename", rename("/proc/version", "/proc/other")),
        show("unlink", unlink("/proc/uptime"));
    show("oom_score_adj up", write(open("/proc/self/oom_score_adj", O_WRONLY), "500\n", 4)),
        show("and down", write(open("/proc/self/oom_score_adj", O_WRONLY), "0", 1)),
        show("nonsense", write(open("/proc/self/oom_score_adj", O_WRONLY), "many", 4)),
        show("too much", write(open("/proc/self/oom_score_adj", O_WRONLY), "1001", 4));
    form("/proc/self/oom_score_adj");
    show("no such process", open("/proc/99999999/stat", O_RDONLY)),
        show("not a number", open("/proc/0001/stat", O_RDONLY));

    // Memory of one's own, through the file.
    static int value = 42;
    fd = open("/proc/self/mem", O_RDWR);
    int seen = 0, other = 77;
    show("mem", pread(fd, &seen, 4, (off_t)(long)&value)), printf("%d\n", seen);
    show("set", pwrite(fd, &other, 4, (off_t)(long)&value)), printf("%d\n", value);
    show("nothing there", pread(fd, &seen, 4, 4096)), close(fd);

    static const char *const others[] = {"environ", "auxv", "mem",     "fd",          "io",     "exe",      "cwd",
                                         "root",    "fd/0", "ns/pid",  "stat",        "status", "comm",     "cgroup",
                                         "limits",  "task", "syscall", "personality", "fdinfo", "mountinfo"};
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) try_others(others[i]);
    pid_t child = fork();
    if (child == 0) _exit(0);
    siginfo_t info;
    waitid(P_PID, child, &info, WEXITED | WNOWAIT);
    char path[64];
    static const char *const zombie[] = {"maps", "environ", "cmdline", "exe",    "cwd", "fd",
                                         "stat", "status",  "mounts",  "limits", "io"};
    for (unsigned i = 0; i < sizeof zombie / sizeof *zombie; i++) {
        sprintf(path, "/proc/%d/%s", child, zombie[i]);
        int z = open(path, O_RDONLY);
        printf("zombie's %s: %s", zombie[i], z < 0 ? errno_name(errno) : "ok");
        printf(" %d\n", z < 0 ? -1 : read(z, pieces, 10) > 0), close(z);
    }
    int dir = open((sprintf(path, "/proc/%d", child), path), O_RDONLY | O_DIRECTORY),
        status = openat(dir, "status", O_RDONLY);
    waitpid(child, NULL, 0);
    show("once it is gone: read", read(status, pieces, 10)), show("open", openat(dir, "stat", O_RDONLY));
    show("getdents64", syscall(SYS_getdents64, dir, pieces, sizeof pieces));
    DIR *d = fdopendir(dir);
    errno = 0, printf("list: %d %s\n", readdir(d) != NULL, errno_name(errno));
    return 0;
}
