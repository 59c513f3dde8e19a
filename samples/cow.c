// SPDX-License-Identifier: GPL-2.0-or-later
// Copy on write: after fork both sides read the same pages, and the first to write one gets a copy of it.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 4 };
static char shared[PAGES * PAGE] __attribute__((aligned(4096)));

int main(void) {
    memset(shared, 'p', sizeof shared); // every page is there before fork
    pid_t pid = fork();
    if (pid < 0) {
        perror("fork");
        return 1;
    }
    if (pid == 0) {
        shared[2 * PAGE] = 'c'; // one of the four pages is copied
        _exit(shared[0] == 'p' && shared[2 * PAGE] == 'c' ? 0 : 1);
    }
    int status;
    if (waitpid(pid, &status, 0) != pid) {
        perror("waitpid");
        return 1;
    }
    printf("the child ended with %d; here the page still holds '%c'\n", WEXITSTATUS(status), shared[2 * PAGE]);
    return 0;
}
