// SPDX-License-Identifier: GPL-2.0-or-later
// x87 and SSE across a handler: it starts with a fresh unit, what it does is undone, and its edits of the frame are not.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

static volatile unsigned inside_mxcsr, saved_mxcsr;
static volatile unsigned short inside_cw, saved_cw;
static int edit;

static void handler(int signo, siginfo_t *info, void *context) {
    struct _libc_fpstate *fp = ((ucontext_t *)context)->uc_mcontext.fpregs;
    unsigned mxcsr;
    unsigned short cw;
    __asm__ volatile("stmxcsr %0\n fnstcw %1" : "=m"(mxcsr), "=m"(cw));
    inside_mxcsr = mxcsr;
    inside_cw = cw;
    saved_mxcsr = fp->mxcsr;
    saved_cw = fp->cwd;
    __asm__ volatile("pxor %%xmm7, %%xmm7\n pxor %%xmm15, %%xmm15\n fninit\n fldpi\n fldpi\n" : : : "xmm7", "xmm15");
    if (edit) {
        fp->_xmm[7].element[0] = 0xabcdef01;
        fp->mxcsr = 0x1fa0;
    }
}

static void round_trip(void) {
    unsigned long in7[2] = {0x1122334455667788, 0x99aabbccddeeff00}, in15[2] = {1, 2}, out7[2], out15[2];
    unsigned mxcsr = 0x7f80, back;      // round towards zero
    unsigned short cw = 0x27f, cw_back; // double precision
    double top = 2.5, second = -3.25, top_back, second_back;
    __asm__ volatile(
        "fninit\n fldcw %[cw]\n fldl %[second]\n fldl %[top]\n"
        "ldmxcsr %[mxcsr]\n movdqu %[in7], %%xmm7\n movdqu %[in15], %%xmm15\n"
        "int3\n"
        "movdqu %%xmm7, %[out7]\n movdqu %%xmm15, %[out15]\n stmxcsr %[back]\n"
        "fnstcw %[cwb]\n fstpl %[topb]\n fstpl %[secondb]\n fninit\n"
        : [out7] "=m"(out7), [out15] "=m"(out15), [back] "=m"(back), [cwb] "=m"(cw_back), [topb] "=m"(top_back),
          [secondb] "=m"(second_back)
        : [cw] "m"(cw), [second] "m"(second), [top] "m"(top), [mxcsr] "m"(mxcsr), [in7] "m"(in7), [in15] "m"(in15)
        : "xmm7", "xmm15", "memory");
    unsigned normal = 0x1f80;
    __asm__ volatile("ldmxcsr %0" : : "m"(normal));
    printf("xmm7 %lx %lx xmm15 %lx %lx mxcsr %x cw %x st %g %g\n", out7[0], out7[1], out15[0], out15[1], back,
           cw_back, top_back, second_back);
    printf("inside mxcsr %x cw %x, saved mxcsr %x cw %x\n", inside_mxcsr, inside_cw, saved_mxcsr, saved_cw);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGTRAP, &sa, NULL);
    round_trip();
    edit = 1;
    round_trip();
    return 0;
}
