// SPDX-License-Identifier: GPL-2.0-or-later
// Pipes that are waited for: readers for data, writers for room, both for each other's end; signals on the way.
#include "guest.h"
#include <sys/time.h>
#include <sys/uio.h>

static void nothing(int s) {}

static void handle(int restart) {
    struct sigaction a = {.sa_handler = nothing, .sa_flags = restart ? SA_RESTART : 0};
    sigaction(SIGALRM, &a, NULL);
}
static void alarm_ms(int ms) {
    struct itimerval v = {{0, 0}, {0, ms * 1000}};
    setitimer(ITIMER_REAL, &v, NULL);
}

int main(void) {
    static char big[300000];
    int p[2], q[2];
    for (int i = 0; i < (int)sizeof big; i++) big[i] = (char)(i * 7 + i / 4096);
    pipe(p), pipe(q);
    pid_t child = fork();
    if (!child) {
        close(p[1]);
        static char got[300000];
        int total = 0, n;
        milliseconds(20);
        while ((n = read(p[0], got + total, 10000)) > 0) total += n;
        printf("child read %d, %s\n", total, memcmp(got, big, sizeof big) ? "wrong" : "right");
        write(q[1], "d", 1);
        _exit(0);
    }
    close(p[0]);
    show("write more than fits", write(p[1], big, sizeof big));
    close(p[1]);
    char byte;
    show("read waits", read(q[0], &byte, 1));
    reap("child", child);

    handle(0);
    alarm_ms(30);
    show("read interrupted", read(q[0], &byte, 1));
    alarm_ms(30);
    show("write interrupted after a part", write(q[1], big, sizeof big));
    alarm_ms(30);
    show("write interrupted", write(q[1], big, 10));
    show("read it", read(q[0], big, sizeof big));
    handle(1);
    child = fork();
    if (!child) {
        milliseconds(80);
        write(q[1], "late", 4);
        _exit(0);
    }
    alarm_ms(30);
    show("read goes on after the handler", read(q[0], big, 10));
    reap("child", child);

    // The writer ends while its reader waits, and the reader while its writer waits.
    int r[2];
    pipe(r);
    child = fork();
    if (!child) {
        close(r[0]);
        milliseconds(30);
        _exit(0);
    }
    close(r[1]);
    show("read until the writer is gone", read(r[0], big, 10));
    reap("child", child);
    int w[2];
    pipe(w);
    signal(SIGPIPE, SIG_IGN);
    child = fork();
    if (!child) {
        close(w[1]);
        milliseconds(30);
        read(w[0], big, 5000);
        milliseconds(30);
        _exit(0);
    }
    close(w[0]);
    show("write until the reader is gone", write(w[1], big, 200000));
    show("write again", write(w[1], big, 200000));
    reap("child", child);

    // Vectors are moved whole too.
    int v[2];
    pipe(v);
    child = fork();
    if (!child) {
        close(v[1]);
        static char got[140000];
        int total = 0, n;
        milliseconds(20);
        while ((n = read(v[0], got + total, 1000)) > 0) total += n;
        printf("child read %d: %d\n", total, got[100] == 'a' && got[70000] == 'b' && got[139999] == 'b');
        _exit(0);
    }
    close(v[0]);
    static char a[70000], b[70000];
    memset(a, 'a', sizeof a), memset(b, 'b', sizeof b);
    struct {
        void *p;
        size_t n;
    } vec[2] = {{a, sizeof a}, {b, sizeof b}};
    show("writev", writev(v[1], (void *)vec, 2));
    close(v[1]);
    reap("child", child);
    return 0;
}
