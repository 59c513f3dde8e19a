// SPDX-License-Identifier: GPL-2.0-or-later
// belljar run: one program, its standard streams, its exit status.
#include "cli/cli.h"

#include <belljar.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

const char command_run_usage[] =
    "usage: belljar run [OPTION...] [--] PROGRAM [ARG...]\n"
    "\n"
    "Runs PROGRAM, a static x86-64 Linux executable or a #! script whose interpreter is in the guest.\n"
    "Without --root PROGRAM is a file of the host, which the guest sees as /bin/NAME, in a small built-in root.\n"
    "With --root it is a path in the guest.\n"
    "\n"
    "files:\n"
    "  --root DIR|ARCHIVE       the root file system: a directory (changes stay in memory) or a tar, cpio or zip "
    "file\n"
    "  --mount SRC:DST[:MODE]   show the host's SRC at DST; MODE cow (default: changes stay in memory), ro or rw\n"
    "  --copy-out GUEST:HOST    when the program is done, copy a file or directory out of the guest\n"
    "  --fs-size SIZE           most that in-memory files may hold (default: half of --memory)\n"
    "program:\n"
    "  --env NAME=VALUE         add to the environment (the host's is never passed on); --env NAME takes away\n"
    "  --user UID[:GID]         who runs it (default 1000:1000)\n"
    "  --cwd DIR                working directory (default /)\n"
    "  --argv0 NAME             its argv[0] (default: as typed)\n"
    "  --hostname NAME          (default belljar)\n"
    "  --stdin FILE             standard input (default: this command's)\n"
    "  -t                       a terminal for the program (not yet)\n"
    "time and chance:\n"
    "  --live                   real clock and entropy (default: sealed, every run is identical)\n"
    "  --seed N                 of all randomness in a sealed run (default 0)\n"
    "  --epoch TIME             clock at the start: seconds since 1970 or YYYY-MM-DDTHH:MM:SS (default 2026-01-01)\n"
    "  --quantum TICKS          how long a task runs while others wait\n"
    "limits (one that ends the run is named on stderr, exit status 124):\n"
    "  --memory SIZE            guest memory (default 1G)\n"
    "  --max-ticks N            executed code blocks\n"
    "  --timeout SECONDS        of the host's clock\n"
    "  --max-procs N            tasks at once\n"
    "  --max-files N            open files at once\n"
    "other:\n"
    "  --stats                  figures on stderr at the end\n"
    "  --help                   this text\n"
    "\n"
    "Exit status: the program's; 128+N if signal N killed it; 124 a limit; 125 belljar's own failure;\n"
    "126 PROGRAM is not executable; 127 PROGRAM not found.\n";

enum {
    OPT_ROOT = 256,
    OPT_MOUNT,
    OPT_COPY_OUT,
    OPT_FS_SIZE,
    OPT_ENV,
    OPT_USER,
    OPT_CWD,
    OPT_ARGV0,
    OPT_HOSTNAME,
    OPT_STDIN,
    OPT_LIVE,
    OPT_SEED,
    OPT_EPOCH,
    OPT_QUANTUM,
    OPT_MEMORY,
    OPT_MAX_TICKS,
    OPT_TIMEOUT,
    OPT_MAX_PROCS,
    OPT_MAX_FILES,
    OPT_STATS,
    OPT_HELP,
};

static const struct option long_options[] = {
    {"root", required_argument, NULL, OPT_ROOT},
    {"mount", required_argument, NULL, OPT_MOUNT},
    {"copy-out", required_argument, NULL, OPT_COPY_OUT},
    {"fs-size", required_argument, NULL, OPT_FS_SIZE},
    {"env", required_argument, NULL, OPT_ENV},
    {"user", required_argument, NULL, OPT_USER},
    {"cwd", required_argument, NULL, OPT_CWD},
    {"argv0", required_argument, NULL, OPT_ARGV0},
    {"hostname", required_argument, NULL, OPT_HOSTNAME},
    {"stdin", required_argument, NULL, OPT_STDIN},
    {"live", no_argument, NULL, OPT_LIVE},
    {"seed", required_argument, NULL, OPT_SEED},
    {"epoch", required_argument, NULL, OPT_EPOCH},
    {"quantum", required_argument, NULL, OPT_QUANTUM},
    {"memory", required_argument, NULL, OPT_MEMORY},
    {"max-ticks", required_argument, NULL, OPT_MAX_TICKS},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"max-procs", required_argument, NULL, OPT_MAX_PROCS},
    {"max-files", required_argument, NULL, OPT_MAX_FILES},
    {"stats", no_argument, NULL, OPT_STATS},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

struct pair { // "left:right[:mode]" of --mount and --copy-out
    char *left, *right;
    enum belljar_mount_mode mode;
};

struct run_options {
    struct belljar_options jar;
    struct pair *mounts, *copies;
    size_t mount_count, copy_count;
    const char **env;
    size_t env_count;
    const char *cwd, *argv0, *stdin_file;
    double timeout;
    int stats;
};

static void *grow(void *array, size_t count, size_t item) {
    void *grown = realloc(array, (count + 1) * item);
    if (!grown) die(EXIT_OWN, "no memory");
    return grown;
}

static struct pair parse_pair(const char *option, const char *text, int with_mode) {
    const char *first = strchr(text, ':');
    if (!first || first == text || !first[1])
        die(EXIT_OWN, "%s: not %s: '%s'", option, with_mode ? "SRC:DST[:MODE]" : "GUEST:HOST", text);
    struct pair p = {.left = strdup(text), .mode = BELLJAR_MOUNT_COW};
    if (!p.left) die(EXIT_OWN, "no memory");
    char *colon = p.left + (first - text);
    *colon = 0;
    p.right = colon + 1;
    char *mode = with_mode ? strchr(p.right, ':') : NULL;
    if (mode) {
        *mode++ = 0;
        if (!strcmp(mode, "ro"))
            p.mode = BELLJAR_MOUNT_RO;
        else if (!strcmp(mode, "rw"))
            p.mode = BELLJAR_MOUNT_RW;
        else if (strcmp(mode, "cow") != 0)
            die(EXIT_OWN, "%s: mode is cow, ro or rw: '%s'", option, mode);
    }
    const char *guest = with_mode ? p.right : p.left;
    if (guest[0] != '/') die(EXIT_OWN, "%s: the guest's path is absolute: '%s'", option, guest);
    return p;
}

static void parse_user(struct run_options *o, const char *text) {
    char copy[32];
    if (strlen(text) >= sizeof copy) die(EXIT_OWN, "--user: not UID[:GID]: '%s'", text);
    strcpy(copy, text);
    char *gid = strchr(copy, ':');
    if (gid) *gid++ = 0;
    o->jar.uid = (uint32_t)parse_number("--user", copy, UINT32_MAX - 1);
    o->jar.gid = gid ? (uint32_t)parse_number("--user", gid, UINT32_MAX - 1) : o->jar.uid;
}

static void add_env(struct run_options *o, const char *text) {
    if (!text[0] || text[0] == '=') die(EXIT_OWN, "--env: not NAME=VALUE: '%s'", text);
    o->env = grow(o->env, o->env_count + 1, sizeof *o->env);
    o->env[o->env_count++] = text;
    o->env[o->env_count] = NULL;
}

static void parse_option(struct run_options *o, int option, const char *value) {
    switch (option) {
    case OPT_ROOT: o->jar.root = value; break;
    case OPT_MOUNT:
        o->mounts = grow(o->mounts, o->mount_count, sizeof *o->mounts);
        o->mounts[o->mount_count++] = parse_pair("--mount", value, 1);
        break;
    case OPT_COPY_OUT:
        o->copies = grow(o->copies, o->copy_count, sizeof *o->copies);
        o->copies[o->copy_count++] = parse_pair("--copy-out", value, 0);
        break;
    case OPT_FS_SIZE: o->jar.fs_size = parse_size("--fs-size", value); break;
    case OPT_ENV: add_env(o, value); break;
    case OPT_USER: parse_user(o, value); break;
    case OPT_CWD:
        if (value[0] != '/') die(EXIT_OWN, "--cwd: the guest's path is absolute: '%s'", value);
        o->cwd = value;
        break;
    case OPT_ARGV0: o->argv0 = value; break;
    case OPT_HOSTNAME:
        if (strlen(value) > 64) die(EXIT_OWN, "--hostname: longer than 64 characters");
        o->jar.hostname = value;
        break;
    case OPT_STDIN: o->stdin_file = value; break;
    case 't': die(EXIT_OWN, "-t: not yet in this version");
    case OPT_LIVE: o->jar.live = 1; break;
    case OPT_SEED: o->jar.seed = parse_number("--seed", value, UINT64_MAX); break;
    case OPT_EPOCH: o->jar.epoch_ns = parse_epoch("--epoch", value); break;
    case OPT_QUANTUM:
        o->jar.quantum = parse_number("--quantum", value, UINT64_MAX);
        if (!o->jar.quantum) die(EXIT_OWN, "--quantum: at least 1");
        break;
    case OPT_MEMORY: o->jar.memory = parse_size("--memory", value); break;
    case OPT_MAX_TICKS:
        o->jar.max_ticks = parse_number("--max-ticks", value, UINT64_MAX);
        if (!o->jar.max_ticks) die(EXIT_OWN, "--max-ticks: at least 1");
        break;
    case OPT_TIMEOUT: o->timeout = parse_seconds("--timeout", value); break;
    case OPT_MAX_PROCS:
        o->jar.max_procs = (uint32_t)parse_number("--max-procs", value, 32767);
        if (!o->jar.max_procs) die(EXIT_OWN, "--max-procs: at least 1");
        break;
    case OPT_MAX_FILES:
        o->jar.max_files = (uint32_t)parse_number("--max-files", value, 1u << 24);
        if (!o->jar.max_files) die(EXIT_OWN, "--max-files: at least 1");
        break;
    case OPT_STATS: o->stats = 1; break;
    case OPT_HELP:
        fputs(command_run_usage, stdout);
        if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
        exit(0);
    default: exit(EXIT_OWN); // getopt has said why
    }
}

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

static int load(struct belljar *jar, const struct run_options *o, char **argv) {
    for (size_t i = 0; i < o->mount_count; i++)
        if (belljar_mount(jar, o->mounts[i].left, o->mounts[i].right, o->mounts[i].mode)) return EXIT_OWN;
    const char *program = argv[0];
    if (o->argv0) argv[0] = (char *)(uintptr_t)o->argv0;
    int error = belljar_load(jar, program, (const char *const *)argv, o->env, o->cwd);
    return error ? exit_status_of(error) : 0;
}

static int run(struct belljar *jar, const struct run_options *o) {
    if (o->timeout > 0) start_timeout(jar, o->timeout);
    enum belljar_result result;
    do result = belljar_run(jar);
    while (result == BELLJAR_STOPPED && !timed_out);
    if (o->timeout > 0) stop_timeout();
    switch (result) {
    case BELLJAR_EXITED: return belljar_exit_code(jar);
    case BELLJAR_LIMIT:
    case BELLJAR_DEADLOCK: complain("%s", belljar_message(jar)); return EXIT_LIMIT;
    case BELLJAR_STOPPED: complain("limit reached: --timeout %g", o->timeout); return EXIT_LIMIT;
    case BELLJAR_FAILED: break;
    }
    complain("%s", belljar_message(jar));
    return EXIT_OWN;
}

int command_run(int argc, char **argv) {
    struct run_options o = {.cwd = NULL};
    belljar_options_init(&o.jar);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:t", long_options, NULL)) != -1;) {
        if (option == ':') die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        if (option == '?') die(EXIT_OWN, "%s: no such option ('belljar run --help' lists them)", argv[optind - 1]);
        parse_option(&o, option, optarg);
    }
    if (optind == argc) die(EXIT_OWN, "run: which PROGRAM? ('belljar run --help' shows how)");

    int stdin_fd = -1;
    if (o.stdin_file) {
        stdin_fd = open(o.stdin_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (stdin_fd < 0) die(EXIT_OWN, "%s: %s", o.stdin_file, strerror(errno));
        o.jar.stream[0].fd = stdin_fd;
    }
    signal(SIGPIPE, SIG_IGN); // the guest gets it, as it would natively

    char why[512];
    struct belljar *jar = belljar_create(&o.jar, why, sizeof why);
    if (!jar) die(EXIT_OWN, "%s", why);
    int status = load(jar, &o, argv + optind);
    if (status) {
        complain("%s", belljar_message(jar));
    } else {
        status = run(jar, &o);
        for (size_t i = 0; i < o.copy_count; i++)
            if (belljar_copy_out(jar, o.copies[i].left, o.copies[i].right)) {
                complain("%s", belljar_message(jar));
                status = EXIT_OWN;
            }
        if (o.stats) print_stats(jar);
    }
    belljar_destroy(jar);
    for (size_t i = 0; i < o.mount_count; i++) free(o.mounts[i].left);
    for (size_t i = 0; i < o.copy_count; i++) free(o.copies[i].left);
    free(o.mounts);
    free(o.copies);
    free(o.env);
    if (stdin_fd >= 0) close(stdin_fd);
    return status;
}
