// SPDX-License-Identifier: GPL-2.0-or-later
// What happens to a watched directory and file, as inotify tells it: names, masks, pairs of a move, one-shot, deletion.
#include "guest.h"
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

static int in, wd_dir, wd_file;
static unsigned cookie;

static void drain(const char *what) {
    char buf[8192];
    printf("%s:\n", what);
    ssize_t n = read(in, buf, sizeof buf);
    if (n < 0) {
        show("  read", n);
        return;
    }
    for (char *p = buf; p < buf + n;) {
        struct inotify_event *e = (void *)p;
        const char *who = e->wd == wd_dir ? "dir" : e->wd == wd_file ? "file" : e->wd == -1 ? "-1" : "other";
        printf("  %s mask %x len %u name %s", who, e->mask, e->len, e->len ? e->name : "-");
        if (e->cookie) printf(" cookie %s", e->cookie == cookie ? "same" : "new");
        if (e->cookie) cookie = e->cookie;
        puts("");
        p += sizeof *e + e->len;
    }
}

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT, 0644);
    write(fd, text, strlen(text));
    close(fd);
}

int main(void) {
    char c[8];
    mkdir("d", 0755);
    in = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    wd_dir = inotify_add_watch(in, "d", IN_ALL_EVENTS);
    printf("first watch %d\n", wd_dir);
    drain("nothing");
    put("d/a", "hello");
    drain("created and written");
    int fd = open("d/a", O_RDONLY);
    read(fd, c, 5);
    close(fd);
    drain("read");
    chmod("d/a", 0600);
    drain("chmod");
    mkdir("d/sub", 0755);
    drain("mkdir");
    rename("d/a", "d/b");
    drain("renamed");
    rename("d/b", "out");
    drain("moved out");
    rename("out", "d/in");
    drain("moved in");
    link("d/in", "d/hard");
    drain("linked");
    symlink("in", "d/soft");
    drain("symlink");
    truncate("d/in", 2);
    drain("truncate");
    wd_file = inotify_add_watch(in, "d/in", IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_MODIFY);
    printf("second watch %d\n", wd_file);
    put("d/in", "xyz");
    drain("written, both watch");
    rename("d/in", "d/moved");
    drain("moved, both watch");
    unlink("d/hard");
    drain("one link less");
    unlink("d/moved");
    drain("last link gone");
    show("watch is gone", inotify_rm_watch(in, wd_file));
    rmdir("d/sub");
    drain("rmdir");
    unlink("d/soft");
    drain("unlink");
    int size = -1;
    put("d/x", "");
    ioctl(in, FIONREAD, &size);
    printf("bytes to read %d\n", size);
    show("short read", read(in, c, 8));
    drain("created");
    for (int i = 0; i < 5; i++) chmod("d/x", 0600);
    drain("five equal ones");
    show("remove", inotify_rm_watch(in, wd_dir));
    drain("removed");
    put("d/x", "");
    drain("not watched");
    wd_dir = inotify_add_watch(in, "d", IN_CREATE | IN_ONESHOT);
    printf("third watch %d\n", wd_dir);
    put("d/y", "");
    put("d/z", "");
    drain("one shot");
    wd_dir = inotify_add_watch(in, "d", IN_CREATE);
    show("again is the same", inotify_add_watch(in, "d", IN_DELETE | IN_MASK_ADD) == wd_dir);
    put("d/w", "");
    unlink("d/w");
    drain("both masks");
    show("replaced", inotify_add_watch(in, "d", IN_DELETE) == wd_dir);
    put("d/w", "");
    unlink("d/w");
    drain("one mask");
    show("create only", inotify_add_watch(in, "d", IN_DELETE | IN_MASK_CREATE));
    inotify_add_watch(in, "d", IN_DELETE_SELF);
    unlink("d/x"), unlink("d/y"), unlink("d/z");
    rmdir("d");
    drain("directory gone");
    return 0;
}
