// SPDX-License-Identifier: GPL-2.0-or-later
// truncate, ftruncate and the file size limit.
#include "guest.h"
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void size(const char *what) {
    struct stat st;
    stat("f", &st);
    printf("%s: size %ld blocks %ld\n", what, (long)st.st_size, (long)st.st_blocks);
}
static volatile sig_atomic_t signals;
static void count(int s) {
    signals++;
}

int main(void) {
    char buf[16] = "";
    int f = open("f", O_CREAT | O_RDWR, 0644), r = open("f", O_RDONLY), o = open("f", O_PATH), p[2];
    mkdir("d", 0755);
    int d = open("d", O_RDONLY);
    pipe(p);
    write(f, "0123456789", 10);
    show("shorter", ftruncate(f, 4));
    size("shorter");
    show("longer", truncate("f", 8));
    show("read", pread(f, buf, 16, 0));
    printf("%.4s %d %d\n", buf, buf[4], buf[7]);
    show("position stays", lseek(f, 0, SEEK_CUR));
    show("much longer", truncate("f", 1 << 20));
    size("much longer");
    show("write at the position", write(f, "x", 1));
    size("written");
    show("none", truncate("f", 0));
    size("none");
    show("negative", truncate("f", -1));
    show("fnegative", ftruncate(f, -1));
    show("negative missing", truncate("missing", -1));
    show("fnegative bad fd", ftruncate(99, -1));
    show("missing", truncate("missing", 0));
    show("directory", truncate("d", 0));
    show("fault", syscall(SYS_truncate, 8, 0));
    show("empty name", truncate("", 0));
    show("read-only", ftruncate(r, 0));
    show("O_PATH", ftruncate(o, 0));
    show("bad fd", ftruncate(99, 0));
    show("fdirectory", ftruncate(d, 0));
    show("pipe", ftruncate(p[1], 0));
    show("device", truncate("/dev/null", 0));
    int null = open("/dev/null", O_RDWR);
    show("fdevice", ftruncate(null, 0));
    show("somebody else's", truncate("/etc/passwd", 0));
    chmod("f", 0444);
    show("no permission", truncate("f", 0));
    show("open for writing it still works", ftruncate(f, 3));
    chmod("f", 0644);

    signal(SIGXFSZ, count);
    struct rlimit l = {8192, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &l);
    show("to the limit", ftruncate(f, 8192));
    show("over the limit", ftruncate(f, 8193));
    printf("signals %d\n", (int)signals);
    show("over the limit by name", truncate("f", 8193));
    printf("signals %d\n", (int)signals);
    lseek(f, 8190, SEEK_SET);
    show("write up to the limit", write(f, "12345", 5));
    printf("signals %d\n", (int)signals);
    show("write at the limit", write(f, "12345", 5));
    printf("signals %d\n", (int)signals);
    show("write nothing at the limit", write(f, "", 0));
    show("pwrite beyond", pwrite(f, "12345", 5, 10000));
    printf("signals %d\n", (int)signals);
    show("shrinking is free", ftruncate(f, 100));
    int a = open("f", O_WRONLY | O_APPEND);
    ftruncate(f, 8192);
    show("append at the limit", write(a, "x", 1));
    printf("signals %d\n", (int)signals);
    show("position", lseek(a, 0, SEEK_CUR));
    show("pipes have none", write(p[1], buf, 10));
    unlink("f"), rmdir("d");
    return 0;
}
