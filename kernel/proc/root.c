// SPDX-License-Identifier: GPL-2.0-or-later
// The top of /proc: files about the machine, a directory for each process, and the links to one's own.
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/stat.h"

#include <stdio.h>
#include <string.h>

// --- Links to oneself, whoever that is: the process that looks.
static int readlink_text(char *buf, size_t size, const char *text, int n) {
    if (n > (int)size) n = (int)size;
    memcpy(buf, text, (size_t)n);
    return n;
}

static int self_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    (void)inode;
    const struct task *t = who->task;
    char text[32];
    if (!t) return -ENOENT;
    return readlink_text(buf, size, text, snprintf(text, sizeof text, "%d", t->process->pid));
}

static int thread_self_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    (void)inode;
    const struct task *t = who->task;
    char text[64];
    if (!t) return -ENOENT;
    return readlink_text(buf, size, text, snprintf(text, sizeof text, "%d/task/%d", t->process->pid, t->tid));
}

#define MOUNTS_TARGET "self/mounts"
#define NET_TARGET "self/net"

static int size_refresh(struct inode *inode) {
    inode->size = proc_node(inode)->value;
    return 0;
}

static int mounts_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    (void)inode, (void)who;
    return readlink_text(buf, size, MOUNTS_TARGET, sizeof MOUNTS_TARGET - 1);
}

static int net_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    (void)inode, (void)who;
    return readlink_text(buf, size, NET_TARGET, sizeof NET_TARGET - 1);
}

static const struct proc_type self_link = {.mode = S_IFLNK | 0777, .readlink = self_readlink};
static const struct proc_type thread_self_link = {.mode = S_IFLNK | 0777, .readlink = thread_self_readlink};
static const struct proc_type mounts_link = {
    .mode = S_IFLNK | 0777, .refresh = size_refresh, .readlink = mounts_readlink};
static const struct proc_type net_link = {.mode = S_IFLNK | 0777, .refresh = size_refresh, .readlink = net_readlink};

// Listed in Linux's order: short names first.
static const struct proc_entry root_entries[] = {
    {"net", &net_link, sizeof NET_TARGET - 1},
    {"sys", &proc_sys, 0},
    {"stat", &proc_stat, 0},
    {"swaps", &proc_swaps, 0},
    {"mounts", &mounts_link, sizeof MOUNTS_TARGET - 1},
    {"uptime", &proc_uptime, 0},
    {"vmstat", &proc_vmstat, 0},
    {"cmdline", &proc_cmdline, 0},
    {"cpuinfo", &proc_cpuinfo, 0},
    {"devices", &proc_devices, 0},
    {"loadavg", &proc_loadavg, 0},
    {"meminfo", &proc_meminfo, 0},
    {"modules", &proc_modules, 0},
    {"version", &proc_version, 0},
    {"diskstats", &proc_diskstats, 0},
    {"interrupts", &proc_interrupts, 0},
    {"partitions", &proc_partitions, 0},
    {"filesystems", &proc_filesystems, 0},
    {"self", &self_link, 0},
    {"thread-self", &thread_self_link, 0},
};

// --- Processes. A thread's number is found too, though it is not listed (proc(5), /proc/TID).
static int process_find_by_name(struct inode *dir, const char *name, size_t len, struct proc_child *out) {
    u32 pid;
    if (!proc_parse_number(name, len, &pid)) return -ENOENT;
    const struct task *t = task_find(sandbox_of(dir), (s32)pid);
    if (!t) return -ENOENT;
    *out = (struct proc_child){.type = &proc_tgid_dir, .pid = t->process->pid, .tid = t->tid, .birth = t->start_ns};
    return 0;
}

static int process_next(struct inode *dir, u64 *key, char name[32], struct proc_child *out) {
    const struct process *best = NULL, *p;
    list_for_each(p, &sandbox_of(dir)->processes, all_link) {
        if (p->leader && (u64)p->pid >= *key && (!best || p->pid < best->pid)) best = p;
    }
    if (!best) return 0;
    *key = (u64)best->pid;
    snprintf(name, 32, "%d", best->pid);
    *out = (struct proc_child){
        .type = &proc_tgid_dir, .pid = best->pid, .tid = best->pid, .birth = best->leader->start_ns};
    return 1;
}

static u32 root_links(const struct inode *dir) {
    u32 n = 2 + 1; // sys
    const struct process *p;
    list_for_each(p, &sandbox_of(dir)->processes, all_link) n++;
    return n;
}

static const struct proc_type root_dir = {.mode = S_IFDIR | 0555,
                                          .links = root_links,
                                          .entries = root_entries,
                                          .entry_count = ARRAY_SIZE(root_entries),
                                          .find = process_find_by_name,
                                          .next = process_next};

struct super_block *procfs_create_machine(struct sandbox *sb) {
    return procfs_create(&sb->vfs, &root_dir);
}
