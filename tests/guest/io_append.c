// SPDX-License-Identifier: GPL-2.0-or-later
// O_APPEND: where writes go, what becomes of the position, turning it on and off.
#include "guest.h"

static void contents(const char *what) {
    char buf[64];
    int f = open("f", O_RDONLY), n = read(f, buf, sizeof buf);
    printf("%s: %.*s\n", what, n, buf);
    close(f);
}

int main(void) {
    int a = open("f", O_CREAT | O_RDWR | O_APPEND, 0644), b = open("f", O_RDWR | O_APPEND), c = open("f", O_RDWR);
    show("a", write(a, "aa", 2));
    show("b", write(b, "bb", 2));
    show("c", write(c, "cc", 2));
    contents("mixed");
    show("position of a", lseek(a, 0, SEEK_CUR));
    show("position of b", lseek(b, 0, SEEK_CUR));
    lseek(a, 0, SEEK_SET);
    char byte;
    show("read moves", read(a, &byte, 1));
    printf("%c\n", byte);
    show("then it appends", write(a, "dd", 2));
    show("position", lseek(a, 0, SEEK_CUR));
    contents("appended");
    int flags = fcntl(a, F_GETFL);
    printf("append is %s\n", flags & O_APPEND ? "on" : "off");
    show("turned off", fcntl(a, F_SETFL, flags & ~O_APPEND));
    lseek(a, 1, SEEK_SET);
    show("written in place", write(a, "ee", 2));
    contents("in place");
    int d = dup(a);
    fcntl(d, F_SETFL, O_APPEND);
    printf("a duplicate shares it: %d\n", !!(fcntl(a, F_GETFL) & O_APPEND));
    printf("another open does not: %d\n", !!(fcntl(c, F_GETFL) & O_APPEND));
    write(a, "ff", 2);
    contents("again");
    ftruncate(a, 3);
    write(a, "gg", 2);
    contents("after a truncation");
    unlink("f");
    return 0;
}
