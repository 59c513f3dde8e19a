// SPDX-License-Identifier: GPL-2.0-or-later
// The options of a run: what each value may be.
#include "cli/options.h"

#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

void run_options_init(struct run_options *o) {
    *o = (struct run_options){.cwd = NULL};
    belljar_options_init(&o->jar);
}

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

bool run_options_parse(struct run_options *o, int option, const char *value) {
    switch (option) {
    case RUN_OPT_ROOT: o->jar.root = value; break;
    case RUN_OPT_MOUNT:
        o->mounts = grow(o->mounts, o->mount_count, sizeof *o->mounts);
        o->mounts[o->mount_count++] = parse_pair("--mount", value, 1);
        break;
    case RUN_OPT_COPY_OUT:
        o->copies = grow(o->copies, o->copy_count, sizeof *o->copies);
        o->copies[o->copy_count++] = parse_pair("--copy-out", value, 0);
        break;
    case RUN_OPT_FS_SIZE:
        o->jar.fs_size = parse_size("--fs-size", value);
        if (!o->jar.fs_size) die(EXIT_OWN, "--fs-size: at least 1");
        break;
    case RUN_OPT_ENV: add_env(o, value); break;
    case RUN_OPT_USER: parse_user(o, value); break;
    case RUN_OPT_CWD:
        if (value[0] != '/') die(EXIT_OWN, "--cwd: the guest's path is absolute: '%s'", value);
        o->cwd = value;
        break;
    case RUN_OPT_ARGV0: o->argv0 = value; break;
    case RUN_OPT_HOSTNAME:
        if (strlen(value) > 64) die(EXIT_OWN, "--hostname: longer than 64 characters");
        o->jar.hostname = value;
        break;
    case RUN_OPT_STDIN: o->stdin_file = value; break;
    case RUN_OPT_LIVE: o->jar.live = 1; break;
    case RUN_OPT_SEED:
        o->jar.seed = parse_number("--seed", value, UINT64_MAX);
        o->sealed_only = "--seed";
        break;
    case RUN_OPT_EPOCH:
        o->jar.epoch_ns = parse_epoch("--epoch", value);
        o->sealed_only = "--epoch";
        break;
    case RUN_OPT_QUANTUM:
        o->jar.quantum = parse_number("--quantum", value, UINT64_MAX);
        if (!o->jar.quantum) die(EXIT_OWN, "--quantum: at least 1");
        break;
    case RUN_OPT_MEMORY:
        o->jar.memory = parse_size("--memory", value);
        if (!o->jar.memory) die(EXIT_OWN, "--memory: at least 1");
        break;
    case RUN_OPT_MAX_TICKS:
        o->jar.max_ticks = parse_number("--max-ticks", value, UINT64_MAX);
        if (!o->jar.max_ticks) die(EXIT_OWN, "--max-ticks: at least 1");
        break;
    case RUN_OPT_TIMEOUT: o->timeout = parse_seconds("--timeout", value); break;
    case RUN_OPT_MAX_PROCS:
        o->jar.max_procs = (uint32_t)parse_number("--max-procs", value, 32767);
        if (!o->jar.max_procs) die(EXIT_OWN, "--max-procs: at least 1");
        break;
    case RUN_OPT_MAX_FILES:
        o->jar.max_files = (uint32_t)parse_number("--max-files", value, 1u << 24);
        if (!o->jar.max_files) die(EXIT_OWN, "--max-files: at least 1");
        break;
    case RUN_OPT_JSON: o->exports[BELLJAR_EXPORT_JSON] = value; break;
    case RUN_OPT_PERFETTO: o->exports[BELLJAR_EXPORT_PERFETTO] = value; break;
    case RUN_OPT_KEY: o->key.file = value; break;
    case RUN_OPT_STATS:
        o->stats = true;
        o->jar.hash = 1;
        break;
    default: return false;
    }
    return true;
}
