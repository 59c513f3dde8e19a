// SPDX-License-Identifier: GPL-2.0-or-later
// Page faults: SIGSEGV's code and address, error bits and CR2 in the context; the handler steps over or repairs.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

static char *page;
extern char load_at[], load_end[], store_at[], store_end[];

static const char *where(void *p) {
    if (p == 0) return "0";
    if ((char *)p >= page && (char *)p < page + 4096) return "page";
    return "other";
}

static void handler(int signo, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    greg_t *g = uc->uc_mcontext.gregs;
    printf("signal %d code %d addr %s+%ld cr2 %d trapno %lld err %lld ", signo, info->si_code, where(info->si_addr),
           (long)info->si_addr & 4095, g[REG_CR2] == (greg_t)info->si_addr, g[REG_TRAPNO], g[REG_ERR]);
    char *rip = (char *)g[REG_RIP];
    if (rip == load_at)
        g[REG_RIP] = (greg_t)load_end, puts("load skipped");
    else if (rip == store_at)
        g[REG_RIP] = (greg_t)store_end, puts("store skipped");
    else if (rip == page) {
        puts("jump taken back");
        g[REG_RIP] = *(greg_t *)g[REG_RSP];
        g[REG_RSP] += 8;
    } else {
        puts("repaired");
        mprotect(page, 4096, PROT_READ | PROT_WRITE);
    }
}

static void load(void *p) {
    __asm__ volatile(".globl load_at\n.globl load_end\nload_at: movb (%0), %%al\nload_end:"
                     :
                     : "r"(p)
                     : "rax", "memory");
}
static void store(void *p) {
    __asm__ volatile(".globl store_at\n.globl store_end\nstore_at: movb $1, (%0)\nstore_end:" : : "r"(p) : "memory");
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGSEGV, &sa, NULL);
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page[0] = 1;
    load(0);
    store((void *)16);
    mprotect(page, 4096, PROT_READ);
    load(page);
    store(page + 8);
    mprotect(page, 4096, PROT_NONE);
    load(page + 1);
    store(page + 2);
    mprotect(page, 4096, PROT_READ);
    ((void (*)(void))page)();
    page[100] = 7;
    printf("repaired store %d\n", page[100]);
    munmap(page, 4096);
    load(page + 5);
    store(page + 6);
    ((void (*)(void))page)();
    load((void *)0x8000000000001000);
    store((void *)0xffffffffff000000);
    return 0;
}
