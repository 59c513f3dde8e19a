// SPDX-License-Identifier: GPL-2.0-or-later
// Integer instructions beyond plain arithmetic: wide multiply and divide, bits, exchange, conditional moves, strings of
// carries, bytes swapped and extended.
#include "guest.h"

static uint64_t h = 1, seed = 88172645463325252ull;
static uint64_t next(void) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return seed >> (seed & 63);
}
static void mix(uint64_t v) {
    h = (h ^ v) * 0x100000001b3, h ^= h >> 31;
}
static void done(const char *what) {
    printf("%-18s %016lx\n", what, h);
    h = 1;
}
enum { N = 3000 };

int main(void) {
    for (int i = 0; i < N; i++) {
        unsigned __int128 p = (unsigned __int128)next() * next();
        __int128 s = (__int128)(int64_t)next() * (int64_t)next();
        mix(p), mix(p >> 64), mix(s), mix(s >> 64);
    }
    done("multiply");
    for (int i = 0; i < N; i++) {
        uint64_t d = next() | 1, hi = next() % d, lo = next(), q, r;
        __asm__("divq %4" : "=a"(q), "=d"(r) : "a"(lo), "d"(hi), "r"(d) : "cc");
        mix(q);
        mix(r);
        int64_t sd = (int64_t)(next() >> 1) | 1, n = (int64_t)next();
        mix(n / sd), mix(n % sd), mix(-n / sd), mix(n % -sd);
        uint32_t d32 = (uint32_t)d | 1, q32, r32;
        __asm__("divl %4" : "=a"(q32), "=d"(r32) : "a"((uint32_t)lo), "d"((uint32_t)(hi % d32)), "r"(d32) : "cc");
        mix(q32);
        mix(r32);
        uint16_t ax = (uint16_t)lo;
        uint8_t d8 = (uint8_t)(d >> 3) | 0x80;
        ax %= (uint16_t)d8 << 8;
        __asm__("divb %1" : "+a"(ax) : "q"(d8) : "cc");
        mix(ax);
    }
    done("divide");
    for (int i = 0; i < N; i++) {
        uint64_t v = next() | 1, r;
        uint32_t w = (uint32_t)v | 2, r32;
        __asm__("bsf %1, %0" : "=r"(r) : "r"(v) : "cc");
        mix(r);
        __asm__("bsr %1, %0" : "=r"(r) : "r"(v) : "cc");
        mix(r);
        __asm__("bsr %1, %0" : "=r"(r32) : "r"(w) : "cc");
        mix(r32);
        __asm__("bswap %0" : "=r"(r) : "0"(v));
        mix(r);
        __asm__("bswap %k0" : "=r"(r) : "0"(v));
        mix(r);
        uint8_t c;
        uint64_t n = next();
        __asm__("bt %2, %1\n setc %0" : "=q"(c) : "r"(v), "r"(n) : "cc");
        mix(c);
        __asm__("bts %1, %0" : "+r"(v) : "r"(n) : "cc");
        mix(v);
        __asm__("btr %1, %0" : "+r"(v) : "r"(n + 5) : "cc");
        mix(v);
        __asm__("btc %1, %0" : "+r"(v) : "r"(n + 9) : "cc");
        mix(v);
        uint64_t bits[4] = {next(), next(), next(), next()};
        int64_t far = (int64_t)(n & 127) - 0;
        __asm__("btsq %2, %1\n setc %0" : "=q"(c), "+m"(bits) : "r"(far) : "cc");
        mix(c);
        mix(bits[0]);
        mix(bits[1]);
        r = v;
        __asm__("shldq %%cl, %2, %0" : "+r"(r) : "c"(n), "r"(next()) : "cc");
        mix(r);
        __asm__("shrdq %%cl, %2, %0" : "+r"(r) : "c"(n >> 6), "r"(next()) : "cc");
        mix(r);
        mix(__builtin_parityll(v));
    }
    done("bits");
    for (int i = 0; i < N; i++) {
        uint64_t mem = next(), a = (i & 1) ? mem : next(), b = next(), old = a;
        uint8_t z;
        __asm__("lock cmpxchgq %3, %1\n setz %2" : "+a"(old), "+m"(mem), "=q"(z) : "r"(b) : "cc");
        mix(old);
        mix(mem);
        mix(z);
        __asm__("lock xaddq %0, %1" : "+r"(b), "+m"(mem) : : "cc");
        mix(b);
        mix(mem);
        __asm__("xchgq %0, %1" : "+r"(b), "+m"(mem));
        mix(b);
        mix(mem);
        __attribute__((aligned(16))) uint64_t pair[2] = {next(), next()};
        uint64_t lo = (i & 1) ? pair[0] : next(), hi = pair[1];
        __asm__("lock cmpxchg16b %0\n setz %1" : "+m"(pair), "=q"(z), "+a"(lo), "+d"(hi) : "b"(a), "c"(b) : "cc");
        mix(z);
        mix(lo);
        mix(hi);
        mix(pair[0]);
        mix(pair[1]);
        uint64_t eight = next();
        uint32_t l = (uint32_t)eight, u = (uint32_t)(eight >> 32) ^ (i & 1);
        __asm__("lock cmpxchg8b %0\n setz %1"
                : "+m"(eight), "=q"(z), "+a"(l), "+d"(u)
                : "b"((uint32_t)a), "c"((uint32_t)b)
                : "cc");
        mix(z);
        mix(l);
        mix(u);
        mix(eight);
        __asm__("lock incq %0\n lock orq $5, %0\n lock negq %0\n lock btsq $9, %0" : "+m"(mem) : : "cc");
        mix(mem);
    }
    done("exchange");
    for (int i = 0; i < N; i++) {
        uint64_t v = next(), r = next();
        mix((int8_t)v), mix((int16_t)v), mix((int32_t)v), mix((uint8_t)v), mix((uint16_t)v);
        __asm__("cbw\n cwde\n cdqe" : "+a"(v));
        mix(v);
        uint64_t d;
        __asm__("cqo" : "+a"(v), "=d"(d));
        mix(d);
        __asm__("movb %b1, %h0" : "+Q"(r) : "Q"(v));
        mix(r);
        __asm__("movw %w1, %w0" : "+r"(r) : "r"(v));
        mix(r);
        __asm__("movl %k1, %k0" : "+r"(r) : "r"(v));
        mix(r);
        uint64_t m = next();
        __asm__("cmp %1, %2\n cmovl %k1, %k0" : "+r"(m) : "r"(v), "r"(r) : "cc");
        mix(m); // clears the upper half even when it does not move
        __asm__("cmp %1, %2\n cmovg %1, %0\n cmovp %2, %0\n cmovs %1, %0" : "+r"(m) : "r"(v), "r"(r) : "cc");
        mix(m);
        __asm__("leaq 0x12345678(%1,%2,8), %0" : "=r"(m) : "r"(v), "r"(r));
        mix(m);
        __asm__("leal -7(%q1,%q2,2), %k0" : "=r"(m) : "r"(v), "r"(r));
        mix(m);
        __asm__("leaw (%q1,%q2,4), %w0" : "+r"(m) : "r"(v), "r"(r));
        mix(m);
        __asm__("imul $-77, %1, %0" : "=r"(m) : "r"(v) : "cc");
        mix(m);
    }
    done("move and extend");
    uint64_t sum[8] = {0}, add[8];
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < 8; k++) add[k] = next() * next();
        __asm__("clc\n .irp n,0,8,16,24,32,40,48,56\n mov \\n(%1), %%rax\n adc %%rax, \\n(%0)\n .endr"
                :
                : "r"(sum), "r"(add)
                : "rax", "cc", "memory");
        if (i % 3 == 0)
            __asm__("clc\n .irp n,0,8,16,24,32,40,48,56\n mov \\n(%1), %%rax\n sbb %%rax, \\n(%0)\n .endr"
                    :
                    : "r"(sum), "r"(add + 0)
                    : "rax", "cc", "memory");
        for (int k = 0; k < 8; k++) mix(sum[k]);
    }
    done("chains of carries");
    uint64_t rsp_before, rsp_after, value = 0x1122334455667788;
    __asm__ volatile("mov %%rsp, %0\n sub $128, %%rsp\n push %2\n pushw $0x99\n popw %%ax\n pop %%rcx\n add $128, "
                     "%%rsp\n mov %%rsp, %1"
                     : "=&r"(rsp_before), "=&r"(rsp_after)
                     : "r"(value)
                     : "rax", "rcx", "memory");
    printf("stack pointer as before: %d\n", rsp_before == rsp_after);
    __asm__ volatile("sub $256, %%rsp\n mov %%rbp, %%r12\n enter $32, $0\n mov %%rbp, %%rax\n sub %%rsp, %%rax\n "
                     "leave\n cmp %%rbp, %%r12\n setz %%cl\n add $256, %%rsp\n movzx %%cl, %%ecx"
                     : "=a"(rsp_before), "=c"(rsp_after)
                     :
                     : "r12", "memory", "cc");
    printf("enter and leave: %ld %ld\n", rsp_before, rsp_after);
    static const unsigned char table[256] = {[7] = 70, [200] = 99};
    unsigned char al = 7;
    __asm__("xlatb" : "+a"(al) : "b"(table));
    uint32_t count = 5, turns = 0;
    __asm__("mov $5, %%ecx\n 1: inc %0\n loop 1b" : "+r"(turns) : : "rcx", "cc");
    printf("xlat %d, loop %d\n", al, turns);
    return 0;
}
