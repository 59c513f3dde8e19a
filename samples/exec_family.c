// SPDX-License-Identifier: GPL-2.0-or-later
// The six calls of the exec family, the last three with an environment or a path search of their own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int show_self(int argc, char **argv) {
    printf("%s:", argv[0]);
    for (int i = 2; i < argc; i++) printf(" [%s]", argv[i]);
    const char *color = getenv("COLOR");
    printf(" COLOR=%s\n", color ? color : "(unset)");
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "show")) return show_self(argc, argv);
    static const char *const names[] = {"execl", "execv", "execle", "execve", "execlp", "execvp"};
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n < 0) return perror("readlink"), 1;
    self[n] = 0;
    char *slash = strrchr(self, '/');
    char *const own_env[] = {"COLOR=green", NULL};
    setenv("COLOR", "blue", 1);
    for (int i = 0; i < 6; i++) {
        char *const args[] = {(char *)names[i], "show", "one", "two", NULL};
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
            if (i >= 4) { // found through PATH
                *slash = 0;
                setenv("PATH", *self ? self : "/", 1);
                *slash = '/';
            }
            switch (i) {
            case 0: execl(self, names[0], "show", "one", "two", (char *)NULL); break;
            case 1: execv(self, args); break;
            case 2: execle(self, names[2], "show", "one", "two", (char *)NULL, own_env); break;
            case 3: execve(self, args, own_env); break;
            case 4: execlp(slash + 1, names[4], "show", "one", "two", (char *)NULL); break;
            case 5: execvp(slash + 1, args); break;
            }
            perror(names[i]);
            _exit(127);
        }
        int status;
        waitpid(pid, &status, 0);
        if (!WIFEXITED(status) || WEXITSTATUS(status)) printf("%s failed: %d\n", names[i], status);
    }
    fflush(stdout);
    execl("/no/such/program", "x", (char *)NULL);
    perror("execl");
    return 0;
}
