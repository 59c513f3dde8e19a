// SPDX-License-Identifier: GPL-2.0-or-later
// The same exceptions without a handler: each ends the process by its signal; blocked or ignored, it ends it all the same.
#include "guest.h"

int main(void);
static void fault(int kind) {
    volatile int zero = 0, one = 1;
    switch (kind) {
    case 0: zero = one / zero; break;
    case 1: __asm__ volatile("ud2"); break;
    case 2: __asm__ volatile("int3"); break;
    case 3: __asm__ volatile("hlt"); break;
    case 4: *(volatile int *)0 = 1; break;
    case 5: *(volatile int *)0x8000000000000000 = 1; break;
    case 6: ((void (*)(void))0)(); break;
    case 7: __asm__ volatile("mov $0x1000, %%rsp\n push %%rax" : : : "memory"); break;
    case 8: __asm__ volatile("jmp *%0" : : "r"(0x1234567890abcdef)); break;
    case 9: *(volatile char *)main = 0; break;
    }
}

int main(void) {
    for (int how = 0; how < 3; how++)
        for (int kind = 0; kind < 10; kind++) {
            pid_t pid = fork();
            if (pid == 0) {
                static const int signals[] = {SIGSEGV, SIGILL, SIGFPE, SIGTRAP, SIGBUS};
                sigset_t set;
                sigemptyset(&set);
                for (int i = 0; i < 5; i++) {
                    if (how == 1) signal(signals[i], SIG_IGN);
                    sigaddset(&set, signals[i]);
                }
                if (how == 2) sigprocmask(SIG_BLOCK, &set, NULL);
                fault(kind);
                _exit(0);
            }
            int status;
            waitpid(pid, &status, 0);
            printf("kind %d, ", kind), show_status(how == 0   ? "default"
                                                   : how == 1 ? "ignored"
                                                              : "blocked",
                                                   status & ~0x80);
        }
    return 0;
}
