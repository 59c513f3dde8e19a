// SPDX-License-Identifier: GPL-2.0-or-later
// guest: nostdlib
// No C library at all: the start stack as the kernel leaves it, and system calls by hand.
typedef unsigned long word;

static word call(word n, word a, word b, word c) {
    word r;
    __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return r;
}
static word length(const char *s) {
    word n = 0;
    while (s[n]) n++;
    return n;
}
static void say(const char *s) {
    call(1, 1, (word)s, length(s));
}
static void number(const char *what, long v) {
    char text[24], *p = text + 23;
    word u = v < 0 ? -v : v;
    *p = 0;
    do *--p = '0' + u % 10;
    while (u /= 10);
    if (v < 0) *--p = '-';
    say(what), say(": "), say(p), say("\n");
}
static int same(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}
static char bss[10000];

__attribute__((used)) static void begin(word *stack) {
    word argc = stack[0], *argv = stack + 1, *envp = argv + argc + 1, *aux = envp;
    number("argc", argc), number("argv ends", argv[argc] == 0), number("stack aligned", (word)stack % 16 == 0);
    while (*aux) aux++;
    number("variables", aux - envp >= 4);
    word types = 0, random = 0, execfn = 0, page = 0, uid = 0, end = 0;
    for (aux++; *aux; aux += 2) {
        types++;
        if (aux[0] == 6) page = aux[1];
        if (aux[0] == 25) random = aux[1];
        if (aux[0] == 31) execfn = aux[1];
        if (aux[0] == 11) uid = aux[1];
    }
    number("auxiliary values, at least ten", types >= 10), number("page", page), number("random given", random != 0),
        number("program's name given", execfn != 0), number("uid", uid);
    int dirty = 0;
    for (int i = 0; i < 10000; i++) dirty += bss[i];
    number("bss", dirty);
    word flags;
    unsigned short cw;
    unsigned mxcsr;
    __asm__ volatile("pushfq\n pop %0" : "=r"(flags));
    __asm__ volatile("fnstcw %0\n stmxcsr %1" : "=m"(cw), "=m"(mxcsr));
    number("direction flag", flags >> 10 & 1), number("x87 control", cw), number("mxcsr", mxcsr);
    number("write to a bad descriptor", call(1, 99, (word) "x", 1)), number("unknown call", call(9999, 0, 0, 0)),
        number("getuid", call(102, 0, 0, 0)),
        number("getpid agrees with gettid", call(39, 0, 0, 0) == call(186, 0, 0, 0));
    word brk = call(12, 0, 0, 0);
    number("brk grows", call(12, brk + 8192, 0, 0) == brk + 8192), ((char *)brk)[100] = 5,
                                                                          number("and is memory", ((char *)brk)[100]);
    word pid = call(57, 0, 0, 0);
    if (pid == 0) call(60, 42, 0, 0);
    int status = 0;
    register word r10 __asm__("r10") = 0;
    word r;
    __asm__ volatile("syscall"
                     : "=a"(r)
                     : "a"(61), "D"(pid), "S"(&status), "d"(0), "r"(r10)
                     : "rcx", "r11", "memory");
    number("child", r == pid), number("status", status);
    char name[] = "PATH=";
    int path = 0;
    for (word *e = envp; *e; e++) {
        char *s = (char *)*e;
        s[5] = 0;
        path |= same(s, name);
    }
    number("PATH is there", path);
    say("Hello from nowhere\n");
    call(231, 7 - 7, 0, 0);
}
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n hlt\n");
