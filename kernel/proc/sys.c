// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/sys: what this kernel's settings are (proc_sys(5)). The names of the machine can be set by its superuser; the rest says how
// things are here, and saying otherwise is refused.
#include "kernel/proc/internal.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/stat.h"
#include "kernel/uts.h"

#include <inttypes.h>
#include <string.h>

// --- Fixed values: index into this table.
enum value {
    V_CAP_LAST_CAP,
    V_CORE_PATTERN,
    V_CORE_USES_PID,
    V_DMESG_RESTRICT,
    V_KPTR_RESTRICT,
    V_MSGMAX,
    V_MSGMNB,
    V_MSGMNI,
    V_NGROUPS_MAX,
    V_OSRELEASE,
    V_OSTYPE,
    V_OVERFLOWGID,
    V_OVERFLOWUID,
    V_PANIC,
    V_PERF_EVENT_PARANOID,
    V_PID_MAX,
    V_PRINTK,
    V_RANDOMIZE_VA_SPACE,
    V_SCHED_RR_TIMESLICE,
    V_SEM,
    V_SHMALL,
    V_SHMMAX,
    V_SHMMNI,
    V_SYSRQ,
    V_TAINTED,
    V_UNPRIVILEGED_BPF,
    V_VERSION,
    V_ARCH,
    V_POOLSIZE,
    V_ENTROPY_AVAIL,
    V_RESEED_SECS,
    V_WAKEUP_THRESHOLD,
    V_PTY_MAX,
    V_SECCOMP_ACTIONS,
    V_OVERCOMMIT_MEMORY,
    V_OVERCOMMIT_RATIO,
    V_OVERCOMMIT_KBYTES,
    V_MAX_MAP_COUNT,
    V_MMAP_MIN_ADDR,
    V_MMAP_RND_BITS,
    V_SWAPPINESS,
    V_DIRTY_RATIO,
    V_DIRTY_BACKGROUND_RATIO,
    V_PANIC_ON_OOM,
    V_OOM_KILL_ALLOCATING,
    V_NR_HUGEPAGES,
    V_LEGACY_VA_LAYOUT,
    V_PAGE_CLUSTER,
    V_MEMFD_NOEXEC,
    V_MIN_FREE_KBYTES,
    V_VFS_CACHE_PRESSURE,
    V_DROP_CACHES,
    V_UNPRIVILEGED_USERFAULTFD,
    V_AIO_MAX_NR,
    V_AIO_NR,
    V_LEASE_BREAK_TIME,
    V_LEASES_ENABLE,
    V_MOUNT_MAX,
    V_NR_OPEN,
    V_PIPE_MAX_SIZE,
    V_PIPE_PAGES_HARD,
    V_PIPE_PAGES_SOFT,
    V_PROTECTED_FIFOS,
    V_PROTECTED_HARDLINKS,
    V_PROTECTED_REGULAR,
    V_PROTECTED_SYMLINKS,
    V_SUID_DUMPABLE,
    V_DIR_NOTIFY,
    V_MAX_QUEUED_EVENTS,
    V_MAX_USER_INSTANCES,
    V_MAX_USER_WATCHES,
    V_EPOLL_WATCHES,
    V_SOMAXCONN,
    V_RMEM,
    V_WMEM,
    V_PORT_RANGE,
    V_IP_FORWARD,
    V_UNIX_DGRAM_QLEN,
    V_CTRL_ALT_DEL,
    V_NS_COUNT,
    V_IO_URING_DISABLED,
    V_COUNT,
};

static const char *const values[V_COUNT] = {
    [V_CAP_LAST_CAP] = "40",
    [V_CORE_PATTERN] = "core",
    [V_CORE_USES_PID] = "0",
    [V_DMESG_RESTRICT] = "1",
    [V_KPTR_RESTRICT] = "1",
    [V_MSGMAX] = "8192",
    [V_MSGMNB] = "16384",
    [V_MSGMNI] = "32000",
    [V_NGROUPS_MAX] = "65536",
    [V_OSRELEASE] = UTS_RELEASE,
    [V_OSTYPE] = UTS_SYSNAME,
    [V_OVERFLOWGID] = "65534",
    [V_OVERFLOWUID] = "65534",
    [V_PANIC] = "0",
    [V_PERF_EVENT_PARANOID] = "3",
    [V_PID_MAX] = "32768",
    [V_PRINTK] = "4\t4\t1\t7",
    [V_RANDOMIZE_VA_SPACE] = "2",
    [V_SCHED_RR_TIMESLICE] = "100",
    [V_SEM] = "32000\t1024000000\t500\t32000",
    [V_SHMALL] = "18446744073692774399",
    [V_SHMMAX] = "18446744073692774399",
    [V_SHMMNI] = "4096",
    [V_SYSRQ] = "0",
    [V_TAINTED] = "0",
    [V_UNPRIVILEGED_BPF] = "2",
    [V_VERSION] = UTS_VERSION,
    [V_ARCH] = UTS_MACHINE,
    [V_POOLSIZE] = "256",
    [V_ENTROPY_AVAIL] = "256",
    [V_RESEED_SECS] = "60",
    [V_WAKEUP_THRESHOLD] = "256",
    [V_PTY_MAX] = "4096",
    [V_SECCOMP_ACTIONS] = "kill_process kill_thread trap errno user_notif trace log allow",
    [V_OVERCOMMIT_MEMORY] = "0",
    [V_OVERCOMMIT_RATIO] = "50",
    [V_OVERCOMMIT_KBYTES] = "0",
    [V_MAX_MAP_COUNT] = "65530",
    [V_MMAP_MIN_ADDR] = "65536",
    [V_MMAP_RND_BITS] = "28",
    [V_SWAPPINESS] = "60",
    [V_DIRTY_RATIO] = "20",
    [V_DIRTY_BACKGROUND_RATIO] = "10",
    [V_PANIC_ON_OOM] = "0",
    [V_OOM_KILL_ALLOCATING] = "0",
    [V_NR_HUGEPAGES] = "0",
    [V_LEGACY_VA_LAYOUT] = "0",
    [V_PAGE_CLUSTER] = "3",
    [V_MEMFD_NOEXEC] = "0",
    [V_MIN_FREE_KBYTES] = "4096",
    [V_VFS_CACHE_PRESSURE] = "100",
    [V_DROP_CACHES] = "0",
    [V_UNPRIVILEGED_USERFAULTFD] = "0",
    [V_AIO_MAX_NR] = "65536",
    [V_AIO_NR] = "0",
    [V_LEASE_BREAK_TIME] = "45",
    [V_LEASES_ENABLE] = "1",
    [V_MOUNT_MAX] = "100000",
    [V_NR_OPEN] = "1048576",
    [V_PIPE_MAX_SIZE] = "1048576",
    [V_PIPE_PAGES_HARD] = "0",
    [V_PIPE_PAGES_SOFT] = "16384",
    [V_PROTECTED_FIFOS] = "0",
    [V_PROTECTED_HARDLINKS] = "1",
    [V_PROTECTED_REGULAR] = "0",
    [V_PROTECTED_SYMLINKS] = "1",
    [V_SUID_DUMPABLE] = "0",
    [V_DIR_NOTIFY] = "1",
    [V_MAX_QUEUED_EVENTS] = "16384",
    [V_MAX_USER_INSTANCES] = "128",
    [V_MAX_USER_WATCHES] = "65536",
    [V_EPOLL_WATCHES] = "3500000",
    [V_SOMAXCONN] = "4096",
    [V_RMEM] = "212992",
    [V_WMEM] = "212992",
    [V_PORT_RANGE] = "32768\t60999",
    [V_IP_FORWARD] = "0",
    [V_UNIX_DGRAM_QLEN] = "10",
    [V_CTRL_ALT_DEL] = "0",
    [V_NS_COUNT] = "31000",
    [V_IO_URING_DISABLED] = "2",
};

static int show_value(struct inode *inode, struct proc_text *out) {
    proc_printf(out, "%s\n", values[proc_node(inode)->value]);
    return 0;
}

static s64 refuse(struct file *f, const char *text, size_t n) {
    (void)f, (void)text, (void)n;
    return -EPERM;
}

static const struct proc_type fixed = {
    .mode = S_IFREG | 0644, .flags = PROC_ONCE, .show = show_value, .write = refuse};
static const struct proc_type constant = {
    .mode = S_IFREG | 0444, .flags = PROC_ONCE, .show = show_value, .write = refuse};
static const struct proc_type secret = {
    .mode = S_IFREG | 0600, .flags = PROC_ONCE, .show = show_value, .write = refuse};

// --- Values that change
enum figure { F_FILE_MAX, F_FILE_NR, F_INODE_NR, F_INODE_STATE, F_DENTRY_STATE, F_THREADS_MAX, F_NS_LAST_PID };

static int show_figure(struct inode *inode, struct proc_text *out) {
    const struct sandbox *sb = sandbox_of(inode);
    const struct vfs *vfs = &sb->vfs;
    u64 inodes = 0;
    const struct mount *m;
    list_for_each(m, &vfs->mounts, link) inodes += m->sb->nr_inodes;
    switch ((enum figure)proc_node(inode)->value) {
    case F_FILE_MAX: proc_printf(out, "%" PRIu64 "\n", vfs->max_files); break;
    case F_FILE_NR: proc_printf(out, "%" PRIu64 "\t0\t%" PRIu64 "\n", vfs->open_files, vfs->max_files); break;
    case F_INODE_NR: proc_printf(out, "%" PRIu64 "\t0\n", inodes); break;
    case F_INODE_STATE: proc_printf(out, "%" PRIu64 "\t0\t0\t0\t0\t0\t0\n", inodes); break;
    case F_DENTRY_STATE: proc_printf(out, "%" PRIu64 "\t0\t45\t0\t0\t0\n", vfs->dentry_count); break;
    case F_THREADS_MAX: proc_printf(out, "%u\n", sb->opt.max_procs); break;
    case F_NS_LAST_PID: proc_printf(out, "%d\n", sb->last_pid); break;
    }
    return 0;
}
static const struct proc_type figure = {.mode = S_IFREG | 0444, .flags = PROC_ONCE, .show = show_figure};
static const struct proc_type settable_figure = {
    .mode = S_IFREG | 0644, .flags = PROC_ONCE, .show = show_figure, .write = refuse};

// --- The names of the machine
static char *name_of(struct sandbox *sb, u64 domain) {
    return domain ? sb->domainname : sb->hostname;
}

static int show_name(struct inode *inode, struct proc_text *out) {
    proc_printf(out, "%s\n", name_of(sandbox_of(inode), proc_node(inode)->value));
    return 0;
}

static s64 write_name(struct file *f, const char *text, size_t n) {
    struct sandbox *sb = sandbox_of(f);
    char *name = name_of(sb, proc_node(f->inode)->value);
    if (sb->current && !task_capable(sb->current, CAP_SYS_ADMIN)) return -EPERM;
    size_t len = strcspn(text, "\n");
    if (len > HOST_NAME_MAX) len = HOST_NAME_MAX;
    memset(name, 0, HOST_NAME_MAX + 1);
    memcpy(name, text, len);
    return (s64)n;
}
static const struct proc_type machine_name = {
    .mode = S_IFREG | 0644, .flags = PROC_ONCE, .show = show_name, .write = write_name};

// --- Random identifiers: a new one at each look, or one for as long as the machine runs, made from its seed.
static void put_uuid(struct proc_text *out, u8 b[16]) {
    b[6] = (u8)((b[6] & 0x0f) | 0x40);
    b[8] = (u8)((b[8] & 0x3f) | 0x80);
    for (int i = 0; i < 16; i++) proc_printf(out, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", b[i]);
    proc_puts(out, "\n");
}

static int show_uuid(struct inode *inode, struct proc_text *out) {
    u8 b[16];
    sandbox_random(sandbox_of(inode), b, sizeof b);
    put_uuid(out, b);
    return 0;
}

static int show_boot_id(struct inode *inode, struct proc_text *out) {
    const struct sandbox *sb = sandbox_of(inode);
    u64 half[2] = {sb->opt.seed * 0x9e3779b97f4a7c15ull + 1,
                   (sb->opt.seed ^ sb->opt.epoch_ns) * 0xbf58476d1ce4e5b9ull + 2};
    u8 b[16];
    memcpy(b, half, sizeof b);
    put_uuid(out, b);
    return 0;
}
static const struct proc_type uuid = {.mode = S_IFREG | 0444, .flags = PROC_ONCE, .show = show_uuid};
static const struct proc_type boot_id = {.mode = S_IFREG | 0444, .flags = PROC_ONCE, .show = show_boot_id};

// --- The tree. Its directories count no links, in Linux either.
static u32 one_link(const struct inode *dir) {
    (void)dir;
    return 1;
}

#define DIRECTORY(name, list)                                                                                        \
    static const struct proc_type name = {                                                                           \
        .mode = S_IFDIR | 0555, .links = one_link, .entries = list, .entry_count = ARRAY_SIZE(list)}

static const struct proc_entry random_entries[] = {
    {"boot_id", &boot_id, 0},
    {"entropy_avail", &constant, V_ENTROPY_AVAIL},
    {"poolsize", &constant, V_POOLSIZE},
    {"urandom_min_reseed_secs", &fixed, V_RESEED_SECS},
    {"uuid", &uuid, 0},
    {"write_wakeup_threshold", &fixed, V_WAKEUP_THRESHOLD},
};
DIRECTORY(random_dir, random_entries);

static const struct proc_entry pty_entries[] = {{"max", &fixed, V_PTY_MAX}};
DIRECTORY(pty_dir, pty_entries);

static const struct proc_entry seccomp_entries[] = {{"actions_avail", &constant, V_SECCOMP_ACTIONS}};
DIRECTORY(seccomp_dir, seccomp_entries);

static const struct proc_entry kernel_entries[] = {
    {"arch", &constant, V_ARCH},
    {"cap_last_cap", &constant, V_CAP_LAST_CAP},
    {"core_pattern", &fixed, V_CORE_PATTERN},
    {"core_uses_pid", &fixed, V_CORE_USES_PID},
    {"ctrl-alt-del", &fixed, V_CTRL_ALT_DEL},
    {"dmesg_restrict", &fixed, V_DMESG_RESTRICT},
    {"domainname", &machine_name, 1},
    {"hostname", &machine_name, 0},
    {"io_uring_disabled", &fixed, V_IO_URING_DISABLED},
    {"kptr_restrict", &fixed, V_KPTR_RESTRICT},
    {"msgmax", &fixed, V_MSGMAX},
    {"msgmnb", &fixed, V_MSGMNB},
    {"msgmni", &fixed, V_MSGMNI},
    {"ngroups_max", &constant, V_NGROUPS_MAX},
    {"ns_last_pid", &settable_figure, F_NS_LAST_PID},
    {"osrelease", &constant, V_OSRELEASE},
    {"ostype", &constant, V_OSTYPE},
    {"overflowgid", &fixed, V_OVERFLOWGID},
    {"overflowuid", &fixed, V_OVERFLOWUID},
    {"panic", &fixed, V_PANIC},
    {"perf_event_paranoid", &fixed, V_PERF_EVENT_PARANOID},
    {"pid_max", &fixed, V_PID_MAX},
    {"printk", &fixed, V_PRINTK},
    {"pty", &pty_dir, 0},
    {"random", &random_dir, 0},
    {"randomize_va_space", &fixed, V_RANDOMIZE_VA_SPACE},
    {"sched_rr_timeslice_ms", &fixed, V_SCHED_RR_TIMESLICE},
    {"seccomp", &seccomp_dir, 0},
    {"sem", &fixed, V_SEM},
    {"shmall", &fixed, V_SHMALL},
    {"shmmax", &fixed, V_SHMMAX},
    {"shmmni", &fixed, V_SHMMNI},
    {"sysrq", &fixed, V_SYSRQ},
    {"tainted", &fixed, V_TAINTED},
    {"threads-max", &settable_figure, F_THREADS_MAX},
    {"unprivileged_bpf_disabled", &fixed, V_UNPRIVILEGED_BPF},
    {"version", &constant, V_VERSION},
};
DIRECTORY(kernel_dir, kernel_entries);

static const struct proc_entry vm_entries[] = {
    {"dirty_background_ratio", &fixed, V_DIRTY_BACKGROUND_RATIO},
    {"dirty_ratio", &fixed, V_DIRTY_RATIO},
    {"drop_caches", &fixed, V_DROP_CACHES},
    {"legacy_va_layout", &fixed, V_LEGACY_VA_LAYOUT},
    {"max_map_count", &fixed, V_MAX_MAP_COUNT},
    {"memfd_noexec", &fixed, V_MEMFD_NOEXEC},
    {"min_free_kbytes", &fixed, V_MIN_FREE_KBYTES},
    {"mmap_min_addr", &fixed, V_MMAP_MIN_ADDR},
    {"mmap_rnd_bits", &secret, V_MMAP_RND_BITS},
    {"nr_hugepages", &fixed, V_NR_HUGEPAGES},
    {"oom_kill_allocating_task", &fixed, V_OOM_KILL_ALLOCATING},
    {"overcommit_kbytes", &fixed, V_OVERCOMMIT_KBYTES},
    {"overcommit_memory", &fixed, V_OVERCOMMIT_MEMORY},
    {"overcommit_ratio", &fixed, V_OVERCOMMIT_RATIO},
    {"page-cluster", &fixed, V_PAGE_CLUSTER},
    {"panic_on_oom", &fixed, V_PANIC_ON_OOM},
    {"swappiness", &fixed, V_SWAPPINESS},
    {"unprivileged_userfaultfd", &fixed, V_UNPRIVILEGED_USERFAULTFD},
    {"vfs_cache_pressure", &fixed, V_VFS_CACHE_PRESSURE},
};
DIRECTORY(vm_dir, vm_entries);

static const struct proc_entry epoll_entries[] = {{"max_user_watches", &fixed, V_EPOLL_WATCHES}};
DIRECTORY(epoll_dir, epoll_entries);

static const struct proc_entry inotify_entries[] = {
    {"max_queued_events", &fixed, V_MAX_QUEUED_EVENTS},
    {"max_user_instances", &fixed, V_MAX_USER_INSTANCES},
    {"max_user_watches", &fixed, V_MAX_USER_WATCHES},
};
DIRECTORY(inotify_dir, inotify_entries);

static const struct proc_entry fs_entries[] = {
    {"aio-max-nr", &fixed, V_AIO_MAX_NR},
    {"aio-nr", &constant, V_AIO_NR},
    {"dentry-state", &figure, F_DENTRY_STATE},
    {"dir-notify-enable", &fixed, V_DIR_NOTIFY},
    {"epoll", &epoll_dir, 0},
    {"file-max", &settable_figure, F_FILE_MAX},
    {"file-nr", &figure, F_FILE_NR},
    {"inode-nr", &figure, F_INODE_NR},
    {"inode-state", &figure, F_INODE_STATE},
    {"inotify", &inotify_dir, 0},
    {"lease-break-time", &fixed, V_LEASE_BREAK_TIME},
    {"leases-enable", &fixed, V_LEASES_ENABLE},
    {"mount-max", &fixed, V_MOUNT_MAX},
    {"nr_open", &fixed, V_NR_OPEN},
    {"overflowgid", &fixed, V_OVERFLOWGID},
    {"overflowuid", &fixed, V_OVERFLOWUID},
    {"pipe-max-size", &fixed, V_PIPE_MAX_SIZE},
    {"pipe-user-pages-hard", &fixed, V_PIPE_PAGES_HARD},
    {"pipe-user-pages-soft", &fixed, V_PIPE_PAGES_SOFT},
    {"protected_fifos", &fixed, V_PROTECTED_FIFOS},
    {"protected_hardlinks", &fixed, V_PROTECTED_HARDLINKS},
    {"protected_regular", &fixed, V_PROTECTED_REGULAR},
    {"protected_symlinks", &fixed, V_PROTECTED_SYMLINKS},
    {"suid_dumpable", &fixed, V_SUID_DUMPABLE},
};
DIRECTORY(fs_dir, fs_entries);

static const struct proc_entry core_entries[] = {
    {"rmem_default", &fixed, V_RMEM}, {"rmem_max", &fixed, V_RMEM}, {"somaxconn", &fixed, V_SOMAXCONN},
    {"wmem_default", &fixed, V_WMEM}, {"wmem_max", &fixed, V_WMEM},
};
DIRECTORY(core_dir, core_entries);

static const struct proc_entry ipv4_entries[] = {
    {"ip_forward", &fixed, V_IP_FORWARD},
    {"ip_local_port_range", &fixed, V_PORT_RANGE},
};
DIRECTORY(ipv4_dir, ipv4_entries);

static const struct proc_entry unix_entries[] = {{"max_dgram_qlen", &fixed, V_UNIX_DGRAM_QLEN}};
DIRECTORY(unix_dir, unix_entries);

static const struct proc_entry net_entries[] = {
    {"core", &core_dir, 0}, {"ipv4", &ipv4_dir, 0}, {"unix", &unix_dir, 0}};
DIRECTORY(net_dir, net_entries);

static const struct proc_entry user_entries[] = {
    {"max_mnt_namespaces", &fixed, V_NS_COUNT},
    {"max_pid_namespaces", &fixed, V_NS_COUNT},
    {"max_user_namespaces", &fixed, V_NS_COUNT},
};
DIRECTORY(user_dir, user_entries);

static const struct proc_entry sys_entries[] = {
    {"fs", &fs_dir, 0}, {"kernel", &kernel_dir, 0}, {"net", &net_dir, 0}, {"user", &user_dir, 0}, {"vm", &vm_dir, 0},
};
const struct proc_type proc_sys = {
    .mode = S_IFDIR | 0555, .links = one_link, .entries = sys_entries, .entry_count = ARRAY_SIZE(sys_entries)};
