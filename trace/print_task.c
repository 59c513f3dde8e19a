// SPDX-License-Identifier: GPL-2.0-or-later
// What stands for something of the calling task: descriptors, processes, signals (strace(1), -y, -yy, -Y).
#include "abi/fcntl.h"
#include "abi/ldt.h"
#include "abi/limits.h"
#include "abi/stat.h"
#include "kernel/fd/pidfd.h"
#include "kernel/sandbox.h"
#include "trace/decode.h"

#include <stdio.h>
#include <string.h>

static void print_path_name(struct decode *d, const struct path *path, const char *device) {
    static const char deleted[] = " (deleted)";
    const size_t suffix = sizeof deleted - 1;
    char buffer[PATH_MAX];
    const char *name = path_name(path, NULL, buffer, sizeof buffer);
    if (!name) return;
    size_t n = strlen(name);
    bool gone = n > suffix && memcmp(name + n - suffix, deleted, suffix) == 0;
    text_char(d->out, '<');
    print_quoted(d, name, gone ? n - suffix : n, QUOTE_ANGLES);
    text_puts(d->out, device);
    text_char(d->out, '>');
    if (gone) text_puts(d->out, "(deleted)");
}

static bool print_device(struct decode *d, const struct file *f) {
    char device[48];
    u32 mode = f->inode->mode;
    if (!S_ISCHR(mode) && !S_ISBLK(mode)) return false;
    snprintf(device, sizeof device, "<%s %u:%u>", S_ISCHR(mode) ? "char" : "block", abi_major(f->inode->rdev),
             abi_minor(f->inode->rdev));
    print_path_name(d, &f->path, device);
    return true;
}

static bool print_pidfd(struct decode *d, const struct file *f) {
    const struct process *p = pidfd_process(f);
    if (!p || p->reaped) return false;
    text_puts(d->out, "<pid:");
    print_pid(d, p->pid);
    text_char(d->out, '>');
    return true;
}

void print_fd(struct decode *d, s32 fd) {
    u32 what = d->opt->fds;
    print_dec(d, fd);
    if (!what || !d->task->files) return;
    const struct file *f = fd_file_any(d->task, fd);
    if (!f) return;
    if ((what & FDS_DEV) && print_device(d, f)) return;
    if ((what & FDS_PIDFD) && print_pidfd(d, f)) return;
    if (what & FDS_PATH) print_path_name(d, &f->path, "");
}

void print_dirfd(struct decode *d, s32 fd) {
    static const struct name_value entry = NAME(AT_FDCWD);
    static const struct name_table names = {&entry, 1, NULL};
    if (fd != AT_FDCWD) {
        print_fd(d, fd);
        return;
    }
    print_choice_dec(d, &names, (u64)(s64)fd);
    if ((d->opt->fds & FDS_PATH) && d->task->fs) print_path_name(d, &d->task->fs->cwd, "");
}

void print_pid(struct decode *d, s32 pid) {
    print_dec(d, pid);
    if (!d->opt->pid_namespaces || pid <= 0) return;
    const struct task *t = task_find(d->task->sb, pid);
    if (!t) return;
    text_char(d->out, '<');
    print_quoted(d, t->comm, sizeof t->comm, QUOTE_STRING | QUOTE_ANGLES);
    text_char(d->out, '>');
}

const char *signal_name(s32 signo) {
    static const char names[NSIG + 1][12] = {
#define ROW(signal) [signal] = #signal
        ROW(SIGHUP),  ROW(SIGINT),    ROW(SIGQUIT), ROW(SIGILL),   ROW(SIGTRAP),   ROW(SIGABRT), ROW(SIGBUS),
        ROW(SIGFPE),  ROW(SIGKILL),   ROW(SIGUSR1), ROW(SIGSEGV),  ROW(SIGUSR2),   ROW(SIGPIPE), ROW(SIGALRM),
        ROW(SIGTERM), ROW(SIGSTKFLT), ROW(SIGCHLD), ROW(SIGCONT),  ROW(SIGSTOP),   ROW(SIGTSTP), ROW(SIGTTIN),
        ROW(SIGTTOU), ROW(SIGURG),    ROW(SIGXCPU), ROW(SIGXFSZ),  ROW(SIGVTALRM), ROW(SIGPROF), ROW(SIGWINCH),
        ROW(SIGIO),   ROW(SIGPWR),    ROW(SIGSYS),  ROW(SIGRTMIN),
#undef ROW
#define ROW(n) [SIGRTMIN + (n)] = "SIGRT_" #n
        ROW(1),       ROW(2),         ROW(3),       ROW(4),        ROW(5),         ROW(6),       ROW(7),
        ROW(8),       ROW(9),         ROW(10),      ROW(11),       ROW(12),        ROW(13),      ROW(14),
        ROW(15),      ROW(16),        ROW(17),      ROW(18),       ROW(19),        ROW(20),      ROW(21),
        ROW(22),      ROW(23),        ROW(24),      ROW(25),       ROW(26),        ROW(27),      ROW(28),
        ROW(29),      ROW(30),        ROW(31),      ROW(32),
#undef ROW
    };
    return signo > 0 && signo <= NSIG ? names[signo] : NULL;
}

void print_signum(struct decode *d, s32 signo) {
    const char *name = signal_name(signo);
    if (name && d->opt->style == NAMES_ABBREV) {
        text_puts(d->out, name);
        return;
    }
    print_dec(d, signo);
    if (name && d->opt->style == NAMES_VERBOSE) print_comment(d, name);
}

// --- Descriptors of segments; modify_ldt: if it is as large as one
static void print_padded(struct decode *d, const char *name, u32 value) { // eight places, 0x among them
    print_field(d, name);
    text_printf(d->out, value ? "0x%06x" : "%08x", value);
}
static void user_desc_fields(struct decode *d, const struct abi_user_desc *u) {
    static const char *const bits[] = {"read_exec_only", "limit_in_pages", "seg_not_present", "useable", "lm"};
    print_padded(d, "base_addr", u->base_addr);
    print_padded(d, "limit", u->limit);
    print_field_udec(d, "seg_32bit", u->flags & 1);
    print_field_udec(d, "contents", u->flags >> 1 & 3);
    for (u32 i = 0; i < ARRAY_SIZE(bits); i++) print_field_udec(d, bits[i], u->flags >> (3 + i) & 1);
}
static void open_user_desc(struct decode *d, u32 number) {
    print_open(d, '{');
    print_field(d, "entry_number");
    print_uid(d, number); // -1: any; no sign otherwise
}
static void print_user_desc(struct decode *d, uaddr_t at) {
    struct abi_user_desc u;
    if (!d->verbose || !decode_read(d, at, &u, sizeof u)) {
        print_addr(d, at);
        return;
    }
    open_user_desc(d, u.entry_number);
    user_desc_fields(d, &u);
    print_close(d, '}');
}
ARG_PRINTER(A_LDT_DATA) {
    if (d->args[arg + 1] == sizeof(struct abi_user_desc))
        print_user_desc(d, d->args[arg]);
    else
        print_addr(d, d->args[arg]);
    return PRINT_DONE;
}

// --- set_thread_area and get_thread_area: the kernel writes which entry it took, or all but that
ARG_PRINTER(A_USER_DESC_SET) {
    print_user_desc(d, d->args[arg]);
    return PRINT_DONE;
}
RET_PRINTER(R_THREAD_AREA) {
    struct abi_user_desc u;
    if (d->verbose && decode_read(d, d->args[0], &u, sizeof u))
        text_printf(d->out, "entry_number=%u", u.entry_number);
}
ARG_PRINTER(A_USER_DESC_GET) {
    struct abi_user_desc u;
    u32 number;
    if (!d->exiting) {
        if (!d->verbose || !decode_read(d, d->args[arg], &number, sizeof number)) {
            print_addr(d, d->args[arg]);
            return PRINT_DONE;
        }
        open_user_desc(d, number);
        print_suspend(d);
        return PRINT_LATER;
    }
    print_resume(d);
    if (d->failed || !decode_read(d, d->args[arg], &u, sizeof u))
        print_more(d);
    else
        user_desc_fields(d, &u);
    print_close(d, '}');
    return PRINT_DONE;
}
