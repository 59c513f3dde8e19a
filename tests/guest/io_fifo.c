// SPDX-License-Identifier: GPL-2.0-or-later
// Named pipes: opening waits for the other side, or does not; what is left when one side goes.
#include "guest.h"
#include <poll.h>
#include <sys/stat.h>

static void nothing(int s) {}

int main(void) {
    char buf[32];
    show("mkfifo", mkfifo("p", 0640));
    show("again", mkfifo("p", 0640));
    struct stat st;
    stat("p", &st);
    printf("mode %o size %ld blocks %ld\n", st.st_mode, (long)st.st_size, (long)st.st_blocks);
    show("write end without a reader", open("p", O_WRONLY | O_NONBLOCK));
    int r = show("read end", open("p", O_RDONLY | O_NONBLOCK));
    show("read without a writer", read(r, buf, 8));
    struct pollfd pf = {r, POLLIN, 0};
    printf("poll before any writer: %d %x\n", poll(&pf, 1, 0), pf.revents);
    int w = show("write end now", open("p", O_WRONLY | O_NONBLOCK));
    show("read empty", read(r, buf, 8));
    show("write", write(w, "data", 4));
    printf("poll: %d %x\n", poll(&pf, 1, 0), pf.revents);
    close(w);
    printf("poll after the writer: %d %x\n", poll(&pf, 1, 0), pf.revents);
    show("read", read(r, buf, 8));
    show("read", read(r, buf, 8));
    printf("poll empty: %d %x\n", poll(&pf, 1, 0), pf.revents);
    close(r);
    int both = show("both ways", open("p", O_RDWR));
    show("write to oneself", write(both, "self", 4));
    show("read it", read(both, buf, 8));
    write(both, "gone", 4);
    close(both);
    r = open("p", O_RDONLY | O_NONBLOCK);
    show("nothing is kept", read(r, buf, 8));
    close(r);
    show("lseek", lseek(r, 0, SEEK_SET));
    show("O_DIRECTORY", open("p", O_RDONLY | O_DIRECTORY));
    show("truncating", open("p", O_RDWR | O_TRUNC | O_NONBLOCK));
    show("truncate", truncate("p", 0));
    close(3);

    pid_t child = fork();
    if (!child) {
        int c = open("p", O_WRONLY);
        write(c, "hello", 5);
        close(c);
        c = open("p", O_RDONLY);
        read(c, buf, 5);
        printf("child got %.5s\n", buf);
        _exit(0);
    }
    milliseconds(30);
    r = show("open for reading meets a writer", open("p", O_RDONLY));
    show("read", read(r, buf, 8));
    show("end", read(r, buf, 8));
    close(r);
    w = show("open for writing meets a reader", open("p", O_WRONLY));
    write(w, "world", 5);
    close(w);
    reap("child", child);

    struct sigaction a = {.sa_handler = nothing};
    sigaction(SIGALRM, &a, NULL);
    ualarm(30000, 0);
    show("open interrupted", open("p", O_RDONLY));
    show("no descriptor was taken", dup(0));
    // A reader that came and went is enough for the writer.
    child = fork();
    if (!child) {
        milliseconds(30);
        close(open("p", O_RDONLY | O_NONBLOCK));
        _exit(0);
    }
    w = show("a passing reader", open("p", O_WRONLY));
    reap("child", child);
    signal(SIGPIPE, SIG_IGN);
    show("write after it", write(w, "x", 1));
    unlink("p");
    return 0;
}
