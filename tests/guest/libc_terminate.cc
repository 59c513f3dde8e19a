// SPDX-License-Identifier: GPL-2.0-or-later
// An exception nobody catches: a message on standard error and SIGABRT; so do the other ways to terminate.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace {
void nothrow() noexcept {
    throw 5;
}
struct InDestructor {
    ~InDestructor() noexcept(false) {
        throw 1;
    }
};
void die(int kind) {
    switch (kind) {
    case 0: throw std::runtime_error("nobody catches this");
    case 1: nothrow(); break;
    case 2: std::abort();
    case 3: {
        InDestructor d;
        throw 2;
    }
    case 4: std::set_terminate([] { std::puts("own terminate"), std::fflush(stdout), _exit(9); }), throw 3;
    case 5: std::terminate();
    }
}
} // namespace

int main() {
    for (int kind = 0; kind < 6; kind++) {
        pid_t pid = fork();
        if (pid == 0) {
            dup2(1, 2);
            die(kind);
            _exit(1);
        }
        int status;
        waitpid(pid, &status, 0);
        std::printf("kind %d: %s %d\n", kind, WIFSIGNALED(status) ? "signal" : "exit",
                    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        std::fflush(stdout);
    }
    return 0;
}
