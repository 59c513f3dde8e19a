// SPDX-License-Identifier: GPL-2.0-or-later
// What a program finds at its very first instruction: every register, the state of both floating-point units, the whole stack, what lies
// below it, and the memory that the loader made, as hexadecimal text. No library runs before. Two sealed runs must print the same.
typedef unsigned long u64;
typedef unsigned char u8;

static long call(long nr, u64 a, u64 b, u64 c) {
    long r;
    __asm__ volatile("syscall" : "=a"(r) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return r;
}

static char text[4096];
static u64 used;
static void put(const char *s, u64 n) {
    while (n--) {
        if (used == sizeof text) call(1, 1, (u64)text, used), used = 0;
        text[used++] = *s++;
    }
}
static void hex(u64 v) {
    char digits[16];
    for (int i = 0; i < 16; i++) digits[i] = "0123456789abcdef"[v >> (60 - 4 * i) & 15];
    put(digits, 16);
}
static void line(const char *name, const void *data, u64 words) { // one by one if they are few, else their hash
    const u64 *w = data;
    u64 n = 0, h = 0xcbf29ce484222325u;
    while (name[n]) n++;
    put(name, n);
    for (u64 i = 0; i < words; i++) h = (h ^ w[i]) * 0x100000001b3u;
    if (words > 24) words = 1, w = &h;
    for (u64 i = 0; i < words; i++) put(" ", 1), hex(w[i]);
    put("\n", 1);
}

struct state {
    u64 gpr[16], flags;
    u8 fx[512] __attribute__((aligned(16)));
};
static struct state state; // in memory that nobody has written
static u64 bss[4096], data[4] = {1, 2, 3, 4};

__attribute__((used)) static void begin(u64 *sp) {
    line("bss", bss, 4096);
    line("data", data, 4);
    line("registers", state.gpr, 16);
    line("flags", &state.flags, 1);
    line("x87 and SSE", state.fx, 64);
    u64 bases[2] = {0, 0}, selectors[6] = {0};
    call(158, 0x1003, (u64)&bases[0], 0), call(158, 0x1004, (u64)&bases[1], 0); // ARCH_GET_FS, ARCH_GET_GS
    line("segment bases", bases, 2);
    __asm__("mov %%cs,%0; mov %%ss,%1; mov %%ds,%2; mov %%es,%3; mov %%fs,%4; mov %%gs,%5"
            : "=r"(selectors[0]), "=r"(selectors[1]), "=r"(selectors[2]), "=r"(selectors[3]), "=r"(selectors[4]),
              "=r"(selectors[5]));
    line("selectors", selectors, 6);
    u64 *top = (u64 *)(((u64)sp | 4095) + 1);
    line("stack", sp, (u64)(top - sp));
    u64 page = (u64)sp & ~4095ul;
    line("below the stack", (void *)(page - 65536), 8192); // never touched
    u64 *auxv = sp + 1 + sp[0] + 1;
    while (*auxv) auxv++;
    for (auxv++; auxv[0]; auxv += 2) {
        line("auxv", auxv, 2);
        if (auxv[0] == 33) line("vdso", (void *)auxv[1], 512);
        if (auxv[0] == 25) line("random", (void *)auxv[1], 2);
    }
    // An address behind the program's end, and the heap that has no pages yet.
    u64 brk = (u64)call(12, 0, 0, 0);
    line("brk", &brk, 1);
    call(12, brk + 65536, 0, 0);
    line("new heap", (void *)((brk + 7) & ~7ul), 8000);
    call(1, 1, (u64)text, used);
    call(231, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n"
        "mov %rax,state(%rip); mov %rcx,state+8(%rip); mov %rdx,state+16(%rip); mov %rbx,state+24(%rip)\n"
        "mov %rsp,state+32(%rip); mov %rbp,state+40(%rip); mov %rsi,state+48(%rip); mov %rdi,state+56(%rip)\n"
        "mov %r8,state+64(%rip); mov %r9,state+72(%rip); mov %r10,state+80(%rip); mov %r11,state+88(%rip)\n"
        "mov %r12,state+96(%rip); mov %r13,state+104(%rip); mov %r14,state+112(%rip); mov %r15,state+120(%rip)\n"
        "mov %rsp,%rdi\n"
        "pushf; pop %rax; mov %rax,state+128(%rip)\n"
        "lea state(%rip),%rax; add $144,%rax; fxsave (%rax)\n"
        "mov (%rdi),%rax\n"
        "and $-16,%rsp; call begin\n");
_Static_assert(__builtin_offsetof(struct state, fx) == 144, "as the code above has it");
