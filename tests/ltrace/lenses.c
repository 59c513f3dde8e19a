// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -L -a 0 -x f?@MAIN+f??@MAIN+f8f@MAIN
// config: lenses.conf
// Every type and lens of ltrace.conf(5), as arguments and as results. Left out is what ltrace itself gets wrong: addresses that cannot
// be read, long doubles and wide strings behind a format.
#include <stddef.h>
typedef struct {
    int a;
    char c;
    double d;
} S;
struct big {
    long v[3];
    int n;
};
struct small {
    float x, y;
};
struct node {
    int value;
    struct node *next, *back;
};
void f1(int a, unsigned b, long c, unsigned long d, short e, unsigned short f, char g) {}
void f2(float a, double b, double c) {}
void f3(char *s, char *t, int n, char *u) {}
void f4(int *a, int n) {}
int f5(int *out) {
    *out = 7;
    return 3;
}
char *f6(void) {
    return 0;
}
void f7(S *s) {}
double f8(double a) {
    return a * 2;
}
float f8f(float a) {
    return a * 2;
}
int f9(int e) {
    return e;
}
void f10(unsigned long m, unsigned m2) {}
void f11(int h, unsigned o, int hid, int b) {}
void f12(void *p, void *q) {}
int f13(char *fmt, ...) {
    return 0;
}
void f14(char **v) {}
long f15(long x) {
    return x;
}
short f16(short x) {
    return x;
}
unsigned char f17(int x) {
    return (unsigned char)x;
}
char f18(int x) {
    return (char)x;
}
void f19(int x) {}
S f20(int x) {
    S s = {x, 'q', 2.5};
    return s;
}
void f21(int *a) {}
void f22(char **s) {}
int f23(char *buf, int n) {
    __builtin_memcpy(buf, "abcdefghij", 10);
    return 4;
}

void f24(int a, S s, double d, struct big b) {}
void f25(struct small s, int n) {}
struct big f26(int n) {
    struct big b = {{n, n, n}, 2};
    return b;
}
void f27(struct node *n) {}
int f28(int *in) {
    *in = 8;
    return 1;
}
void f29(void *bits) {}
int main() {
    struct big big = {{1, 2, 3}, 4};
    struct small small = {1, 2};
    struct node n3 = {3, 0, 0}, n2 = {2, &n3, 0}, n1 = {1, &n2, 0};
    n2.back = &n1;
    n3.back = &n2;
    unsigned char bits[4] = {5, 0, 0, 128};
    f1(-1, 0xffffffffu, -5, ~0ul, -2, 65535, 'x');
    f1(20000, 20000, 123456789012, 7, 3, 3, '\n');
    f1(0, 0, 0, 0, 0, 0, 0);
    f1(0, 0, 0, 0, 0, 0, '\'');
    f1(0, 0, 0, 0, 0, 0, '"');
    f1(0, 0, 0, 0, 0, 0, 200);
    f2(1.5f, 1e100, -0.0);
    f2(1e-7f, 1.0 / 3, 1e20);
    f2(__builtin_nan(""), __builtin_inf(), 0);
    f3("abc", "tab\t\"q\" \\ \001\377 'z' \033[0m\r\a\b\v\f", 3, 0);
    f3("01234567890123456789012345678901", "012345678901234567890123456789012", 40,
       "012345678901234567890123456789012");
    f3("x", "y", -1, "z");
    int a[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
               21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40};
    f4(a, 3);
    f4(a, 40);
    f4(a, 0);
    f4(0, 3);
    int o = 1;
    f5(&o);
    f6();
    S s = {1, 'c', 1.5};
    f7(&s);
    f7(0);
    f8(1.25);
    f8f(1.25f);
    f9(0);
    f9(1);
    f9(5);
    f9(77);
    f10(0x102, 0xfffffffe);
    f10(0, ~0u);
    f10(0xf8, 0);
    f11(255, 8, 1, 0);
    f11(0, 0, 0, 7);
    f11(-1, ~0u, 0, 1);
    f12(0, &s);
    f13("%d %i %u %ld %lld %hd %hhd %zu %jd %td %x %X %o %#x %c %s %p %n %% %f %e %g %a %d", 1, -2, 3u, 4l, 5ll, 6, 7,
        8ul, 9l, 10l, 0x1f, 0x2f, 8, 0x3f, 'z', "str", &s, &o, 1.5, 2.5, 3.5, 4.5, 99);
    f13("%*d %.*f %-5s %5c %m", 3, 4, 2, 1.5, "q", 'y');
    f13(0);
    f13("%s %s", (char *)0, "");
    f13("%20.10s|%ld|%hhx|%lu|%zd", "abc", 1234567890l, 255, 123456789123ul, -3l);
    f13("%d %d", 20000, -20000);
    f13("%x %lx", 0xffffffff, ~0ul);
    f13("no");
    char *v[] = {"a", "b", 0};
    f14(v);
    f15(20000);
    f15(-20000);
    f15(9999);
    f15(-9999);
    f15(10000);
    f16(-3);
    f17(300);
    f18('c');
    f19(2);
    f20(4);
    f24(1, s, 2.5, big);
    f25(small, 1);
    f26(1);
    f27(&n1);
    f28(&o);
    f29(bits);
    f21(a);
    f22(v);
    char buf[20] = {0};
    f23(buf, 10);
}
