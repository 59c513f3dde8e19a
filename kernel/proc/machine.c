// SPDX-License-Identifier: GPL-2.0-or-later
// Files about the machine as a whole (proc(5); Linux: fs/proc/{meminfo,uptime,loadavg,stat,version}.c and others).
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/magic.h"
#include "abi/stat.h"
#include "kernel/uts.h"

#include <inttypes.h>

#define NS_PER_JIFFY (NSEC_PER_SEC / USER_HZ)

// --- meminfo
static u64 memory_of_file_systems(struct sandbox *sb) {
    u64 bytes = 0;
    const struct mount *m;
    list_for_each(m, &sb->vfs.mounts, link) {
        if (m->root == m->sb->root) bytes += m->sb->used_bytes;
    }
    return (bytes + sb->vfs.shm_mount->sb->used_bytes) / PAGE_SIZE;
}

static int show_meminfo(struct inode *inode, struct proc_text *out) {
    struct sandbox *sb = sandbox_of(inode);
    u64 total = KIB(page_pool_total(sb->pool)), free = KIB(page_pool_free(sb->pool));
    u64 shmem = KIB(memory_of_file_systems(sb)), slab = heap_used(sb->heap) / 1024;
    u64 anonymous = total - free > shmem ? total - free - shmem : 0;
    const struct {
        const char *name;
        u64 kib;
    } rows[] = {
        {"MemTotal:", total},
        {"MemFree:", free},
        {"MemAvailable:", free},
        {"Buffers:", 0},
        {"Cached:", shmem},
        {"SwapCached:", 0},
        {"Active:", anonymous},
        {"Inactive:", shmem},
        {"Active(anon):", anonymous},
        {"Inactive(anon):", shmem},
        {"Active(file):", 0},
        {"Inactive(file):", 0},
        {"Unevictable:", 0},
        {"Mlocked:", 0},
        {"SwapTotal:", 0},
        {"SwapFree:", 0},
        {"Dirty:", 0},
        {"Writeback:", 0},
        {"AnonPages:", anonymous},
        {"Mapped:", 0},
        {"Shmem:", shmem},
        {"KReclaimable:", 0},
        {"Slab:", slab},
        {"SReclaimable:", 0},
        {"SUnreclaim:", slab},
        {"KernelStack:", 0},
        {"PageTables:", 0},
        {"SecPageTables:", 0},
        {"NFS_Unstable:", 0},
        {"Bounce:", 0},
        {"WritebackTmp:", 0},
        {"CommitLimit:", total / 2},
        {"Committed_AS:", total - free},
        {"VmallocTotal:", 34359738367ull},
        {"VmallocUsed:", 0},
        {"VmallocChunk:", 0},
        {"Percpu:", 0},
        {"AnonHugePages:", 0},
        {"ShmemHugePages:", 0},
        {"ShmemPmdMapped:", 0},
        {"FileHugePages:", 0},
        {"FilePmdMapped:", 0},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        proc_printf(out, "%-16s%8" PRIu64 " kB\n", rows[i].name, rows[i].kib);
    proc_puts(
        out,
        "HugePages_Total:       0\nHugePages_Free:        0\nHugePages_Rsvd:        0\nHugePages_Surp:        0\n"
        "Hugepagesize:       2048 kB\nHugetlb:               0 kB\n");
    proc_printf(out, "DirectMap4k:    %8" PRIu64 " kB\nDirectMap2M:           0 kB\n", total);
    return 0;
}
const struct proc_type proc_meminfo = {.mode = S_IFREG | 0444, .show = show_meminfo};

// --- Time and load
static u64 idle_ns(const struct sandbox *sb) {
    return sb->skipped_ns;
}

static int show_uptime(struct inode *inode, struct proc_text *out) {
    struct sandbox *sb = sandbox_of(inode);
    const u64 hundredth = NSEC_PER_SEC / 100, up = clock_monotonic(sb) / hundredth, idle = idle_ns(sb) / hundredth;
    proc_printf(out, "%" PRIu64 ".%02u %" PRIu64 ".%02u\n", up / 100, (u32)(up % 100), idle / 100, (u32)(idle % 100));
    return 0;
}
const struct proc_type proc_uptime = {.mode = S_IFREG | 0444, .show = show_uptime};

static void count_tasks(const struct sandbox *sb, u32 *running, u32 *all) {
    const struct task *t;
    *running = *all = 0;
    list_for_each(t, &sb->tasks, all_link) {
        *all += 1;
        *running += t->state == TASK_RUNNABLE;
    }
}

static int show_loadavg(struct inode *inode, struct proc_text *out) {
    struct sandbox *sb = sandbox_of(inode);
    u32 running, all;
    count_tasks(sb, &running, &all);
    proc_printf(out, "0.00 0.00 0.00 %u/%u %d\n", running, all, sb->last_pid);
    return 0;
}
const struct proc_type proc_loadavg = {.mode = S_IFREG | 0444, .show = show_loadavg};

static void put_cpu(struct proc_text *out, const char *name, struct sandbox *sb) {
    u64 system = min_u64(sb->stats.syscalls * SYSCALL_TICKS, sb->ticks.now), user = sb->ticks.now - system;
    proc_printf(out, "%s %" PRIu64, name, (u64)(user * TICK_NS / NS_PER_JIFFY));
    const u64 rest[] = {0, system * TICK_NS / NS_PER_JIFFY, idle_ns(sb) / NS_PER_JIFFY, 0, 0, 0, 0, 0, 0};
    proc_numbers(out, rest, ARRAY_SIZE(rest));
    proc_puts(out, "\n");
}

static int show_stat(struct inode *inode, struct proc_text *out) {
    struct sandbox *sb = sandbox_of(inode);
    u32 running, all;
    count_tasks(sb, &running, &all);
    put_cpu(out, "cpu ", sb);
    put_cpu(out, "cpu0", sb);
    u64 boot = (clock_realtime(sb) - clock_monotonic(sb)) / NSEC_PER_SEC;
    proc_printf(out, "intr 0\nctxt %" PRIu64 "\nbtime %" PRIu64 "\nprocesses %" PRIu64 "\n", sb->stats.switches, boot,
                sb->stats.forks + 1);
    proc_printf(out, "procs_running %u\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n", running);
    return 0;
}
const struct proc_type proc_stat = {.mode = S_IFREG | 0444, .show = show_stat};

// --- The CPU. Names of feature bits in the order in which Linux prints them (arch/x86/kernel/cpu/proc.c).
struct features {
    u32 leaf, word; // word: 1 ebx, 2 ecx, 3 edx
    const char *names[32];
};
static const struct features features[] = {
    {1, 3, {"fpu",  "vme",  "de",   "pse", "tsc",  "msr", "pae",   "mce", "cx8",     "apic", NULL,
            "sep",  "mtrr", "pge",  "mca", "cmov", "pat", "pse36", "pn",  "clflush", NULL,   "dts",
            "acpi", "mmx",  "fxsr", "sse", "sse2", "ss",  "ht",    "tm",  "ia64",    "pbe"}},
    {0x80000001, 3, {[11] = "syscall", [20] = "nx", [22] = "mmxext", [26] = "pdpe1gb", [27] = "rdtscp", [29] = "lm"}},
    {1, 2, {"pni",    "pclmulqdq", "dtes64", "monitor", "ds_cpl",
            "vmx",    "smx",       "est",    "tm2",     "ssse3",
            "cid",    "sdbg",      "fma",    "cx16",    "xtpr",
            "pdcm",   NULL,        "pcid",   "dca",     "sse4_1",
            "sse4_2", "x2apic",    "movbe",  "popcnt",  "tsc_deadline_timer",
            "aes",    "xsave",     NULL,     "avx",     "f16c",
            "rdrand", "hypervisor"}},
    {0x80000001, 2, {[0] = "lahf_lm", [5] = "abm", [6] = "sse4a", [8] = "3dnowprefetch"}},
    {7, 1, {[0] = "fsgsbase", [3] = "bmi1", [5] = "avx2", [8] = "bmi2", [9] = "erms", [18] = "rdseed", [19] = "adx"}},
};

static void put_features(struct proc_text *out) {
    for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
        u32 r[4];
        cpu_cpuid(features[i].leaf, 0, r);
        for (u32 bit = 0; bit < 32; bit++) {
            const char *name = features[i].names[bit];
            if (name && (r[features[i].word] >> bit & 1)) proc_printf(out, " %s", name);
        }
    }
}

static int show_cpuinfo(struct inode *inode, struct proc_text *out) {
    (void)inode;
    u32 leaf0[4], leaf1[4];
    cpu_cpuid(0, 0, leaf0);
    cpu_cpuid(1, 0, leaf1);
    u32 family = leaf1[0] >> 8 & 15, model = (leaf1[0] >> 4 & 15) | (leaf1[0] >> 12 & 0xf0);
    proc_printf(out, "processor\t: 0\nvendor_id\t: %s\ncpu family\t: %u\nmodel\t\t: %u\n", cpu_vendor, family, model);
    proc_printf(out, "model name\t: %.48s\nstepping\t: %u\ncpu MHz\t\t: 1000.000\ncache size\t: 8192 KB\n", cpu_brand,
                leaf1[0] & 15);
    proc_puts(
        out, "physical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\ncpu cores\t: 1\napicid\t\t: 0\ninitial apicid\t: 0\n");
    proc_printf(out, "fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %u\nwp\t\t: yes\nflags\t\t:", leaf0[0]);
    put_features(out);
    proc_puts(out, "\nbugs\t\t:\nbogomips\t: 2000.00\nclflush size\t: 64\ncache_alignment\t: 64\n"
                   "address sizes\t: 40 bits physical, 48 bits virtual\npower management:\n\n");
    return 0;
}
const struct proc_type proc_cpuinfo = {.mode = S_IFREG | 0444, .show = show_cpuinfo};

// --- vmstat: what is counted here at all
static int show_vmstat(struct inode *inode, struct proc_text *out) {
    struct sandbox *sb = sandbox_of(inode);
    const struct {
        const char *name;
        u64 value;
    } rows[] = {
        {"nr_free_pages", page_pool_free(sb->pool)},
        {"nr_mlock", 0},
        {"nr_anon_pages", page_pool_total(sb->pool) - page_pool_free(sb->pool)},
        {"nr_mapped", 0},
        {"nr_file_pages", memory_of_file_systems(sb)},
        {"nr_dirty", 0},
        {"nr_writeback", 0},
        {"nr_shmem", memory_of_file_systems(sb)},
        {"pgpgin", 0},
        {"pgpgout", 0},
        {"pswpin", 0},
        {"pswpout", 0},
        {"pgfault", sb->stats.faults},
        {"pgmajfault", 0},
        {"oom_kill", 0},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) proc_printf(out, "%s %" PRIu64 "\n", rows[i].name, rows[i].value);
    return 0;
}
const struct proc_type proc_vmstat = {.mode = S_IFREG | 0444, .show = show_vmstat};

// --- Files that never change
static int show_version(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, UTS_SYSNAME " version " UTS_RELEASE " (belljar@belljar) (gcc, GNU ld) " UTS_VERSION "\n");
    return 0;
}
const struct proc_type proc_version = {.mode = S_IFREG | 0444, .show = show_version};

static int show_filesystems(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "nodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\tsockfs\nnodev\tpipefs\nnodev\thostfs\n");
    return 0;
}
const struct proc_type proc_filesystems = {.mode = S_IFREG | 0444, .show = show_filesystems};

static int show_cmdline(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "belljar\n");
    return 0;
}
const struct proc_type proc_cmdline = {.mode = S_IFREG | 0444, .show = show_cmdline};

static int show_devices(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(
        out,
        "Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n136 pts\n\nBlock devices:\n");
    return 0;
}
const struct proc_type proc_devices = {.mode = S_IFREG | 0444, .show = show_devices};

static int show_partitions(struct inode *inode, struct proc_text *out) {
    (void)inode, (void)out; // without any disk not even the heading, as in Linux
    return 0;
}
const struct proc_type proc_partitions = {.mode = S_IFREG | 0444, .show = show_partitions};
const struct proc_type proc_diskstats = {.mode = S_IFREG | 0444, .show = show_partitions};
const struct proc_type proc_modules = {.mode = S_IFREG | 0444, .show = show_partitions};

static int show_swaps(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    return 0;
}
const struct proc_type proc_swaps = {.mode = S_IFREG | 0444, .show = show_swaps};

static int show_interrupts(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_printf(out, "           CPU0       \nLOC: %10u   Local timer interrupts\nERR: %10u\nMIS: %10u\n", 0u, 0u,
                0u);
    return 0;
}
const struct proc_type proc_interrupts = {.mode = S_IFREG | 0444, .show = show_interrupts};
