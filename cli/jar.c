// SPDX-License-Identifier: GPL-2.0-or-later
// One run from the command line: sandbox, program, time limit, files out, figures, exit status.
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

// A host time limit: SIGALRM stops the sandbox wherever it is, a read of standard input included.
static struct belljar *timed_jar;
static volatile sig_atomic_t timed_out;

static void on_alarm(int signo) {
    (void)signo;
    timed_out = 1;
    if (timed_jar) belljar_interrupt(timed_jar);
}

static void start_timeout(struct belljar *jar, double seconds) {
    timed_jar = jar;
    struct sigaction action = {.sa_handler = on_alarm}; // no SA_RESTART: a blocked read must end
    sigaction(SIGALRM, &action, NULL);
    struct itimerval value = {
        .it_value = {.tv_sec = (time_t)seconds, .tv_usec = (suseconds_t)((seconds - (double)(time_t)seconds) * 1e6)},
        .it_interval = {.tv_usec = 100000}}; // again, should the first one fall between two calls
    if (!value.it_value.tv_sec && !value.it_value.tv_usec) value.it_value.tv_usec = 1;
    setitimer(ITIMER_REAL, &value, NULL);
}

static void stop_timeout(void) {
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    timed_jar = NULL;
}

static void print_stats(const struct belljar *jar) {
    struct belljar_stats s;
    belljar_get_stats(jar, &s);
    const struct {
        const char *name;
        uint64_t value;
    } rows[] = {
        {"ticks", s.ticks},
        {"system calls", s.system_calls},
        {"task switches", s.switches},
        {"forks", s.forks},
        {"execs", s.execs},
        {"page faults", s.page_faults},
        {"pages copied on write", s.cow_copies},
        {"signals", s.signals},
        {"peak memory, bytes", s.peak_memory},
        {"kernel memory, bytes", s.kernel_memory},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        fprintf(stderr, "belljar: %-22s %llu\n", rows[i].name, (unsigned long long)rows[i].value);
    fprintf(stderr, "belljar: %-22s %016llx\n", "run hash", (unsigned long long)s.hash);
    for (size_t i = 0; belljar_missing_call(jar, i); i++)
        fprintf(stderr, "belljar: not built yet, answered ENOSYS: %s\n", belljar_missing_call(jar, i));
}

static int exit_status_of(int error) {
    switch (error) {
    case BELLJAR_E_NOT_FOUND: return EXIT_NOT_FOUND;
    case BELLJAR_E_NOT_EXECUTABLE: return EXIT_NOT_EXECUTABLE;
    default: return EXIT_OWN;
    }
}

int load_jar(struct belljar *jar, const struct run_options *o, char **argv) {
    for (size_t i = 0; i < o->mount_count; i++)
        if (belljar_mount(jar, o->mounts[i].left, o->mounts[i].right, o->mounts[i].mode)) return EXIT_OWN;
    const char *program = argv[0];
    if (o->argv0) argv[0] = (char *)(uintptr_t)o->argv0;
    int error = belljar_load(jar, program, (const char *const *)argv, o->env, o->cwd);
    return error ? exit_status_of(error) : 0;
}

static enum belljar_result run_to(struct belljar *jar, const struct checkpoint *c) {
    if (!c) return belljar_run(jar);
    switch (c->when) {
    case CHECKPOINT_TICK: return belljar_run_until(jar, c->at);
    case CHECKPOINT_CALL: return belljar_run_until_call(jar, c->at);
    case CHECKPOINT_EXIT: break;
    }
    return belljar_run_until_exit(jar);
}

static int run(struct belljar *jar, const struct run_options *o) {
    const struct checkpoint *c = o->checkpoint.file ? &o->checkpoint : NULL;
    if (o->timeout > 0) start_timeout(jar, o->timeout);
    enum belljar_result result;
    while ((result = run_to(jar, c)) == BELLJAR_STOPPED && !timed_out) {
        if (!c) continue;
        if (belljar_checkpoint(jar, c->file)) {
            complain("%s", belljar_message(jar));
            return EXIT_OWN;
        }
        if (!c->keep_going) return 0;
        c = NULL;
    }
    if (o->timeout > 0) stop_timeout();
    switch (result) {
    case BELLJAR_EXITED:
        if (c) complain("%s: not written: the program ended before", c->file);
        return c ? EXIT_OWN : belljar_exit_code(jar);
    case BELLJAR_LIMIT:
    case BELLJAR_DEADLOCK: complain("%s", belljar_message(jar)); return EXIT_LIMIT;
    case BELLJAR_STOPPED: complain("limit reached: --timeout %g", o->timeout); return EXIT_LIMIT;
    case BELLJAR_FAILED: break;
    }
    complain("%s", belljar_message(jar));
    return EXIT_OWN;
}

int finish_jar(struct belljar *jar, const struct run_options *o) {
    int status = run(jar, o);
    if (belljar_export_finish(jar) || belljar_explain_finish(jar)) {
        complain("%s", belljar_message(jar));
        status = EXIT_OWN;
    }
    for (size_t i = 0; i < o->copy_count; i++) {
        int error = belljar_copy_out(jar, o->copies[i].left, o->copies[i].right);
        if (error) complain("%s", belljar_message(jar));
        if (error && error != BELLJAR_LEFT_OUT) status = EXIT_OWN;
    }
    if (o->stats) print_stats(jar);
    return status;
}

int open_stdin(const struct run_options *o) {
    if (!o->stdin_file) return -1;
    struct stat st;
    int fd = open(o->stdin_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) die(EXIT_OWN, "%s: %s", o->stdin_file, strerror(errno));
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) die(EXIT_OWN, "--stdin: %s: %s", o->stdin_file, strerror(EISDIR));
    return fd;
}

void run_options_free(struct run_options *o) {
    for (size_t i = 0; i < o->mount_count; i++) free(o->mounts[i].left);
    for (size_t i = 0; i < o->copy_count; i++) free(o->copies[i].left);
    free(o->mounts);
    free(o->copies);
    free(o->env);
}

static int start_exports(struct belljar *jar, const struct run_options *o) {
    int error = 0;
    for (int i = 0; i < 2 && !error; i++)
        if (o->exports[i]) error = belljar_export_start(jar, (enum belljar_export_format)i, o->exports[i]);
    return error;
}

int run_jar(struct run_options *o, char **argv, int (*attach)(struct belljar *jar, void *ctx), void *ctx) {
    if (o->jar.live && o->sealed_only) die(EXIT_OWN, "%s: of sealed runs only, not with --live", o->sealed_only);
    int stdin_fd = open_stdin(o);
    if (stdin_fd >= 0) o->jar.stream[0].fd = stdin_fd;
    signal(SIGPIPE, SIG_IGN); // the guest gets it, as it would natively

    char why[512];
    struct belljar *jar = belljar_create(&o->jar, why, sizeof why);
    if (!jar) die(EXIT_OWN, "%s", why);
    int status = attach && attach(jar, ctx) < 0 ? EXIT_OWN
                 : start_exports(jar, o)        ? EXIT_OWN
                                                : load_jar(jar, o, argv);
    if (status) {
        complain("%s", belljar_message(jar));
    } else {
        status = finish_jar(jar, o);
    }
    belljar_destroy(jar);
    run_options_free(o);
    if (stdin_fd >= 0) close(stdin_fd);
    return status;
}
