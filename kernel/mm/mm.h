// SPDX-License-Identifier: GPL-2.0-or-later
// An address space: what a process has mapped (vmas), and the page tables behind it (emu/mmu.h).
#ifndef KERNEL_MM_MM_H
#define KERNEL_MM_MM_H

#include "base/tree.h"
#include "emu/mmu.h"
#include "vfs/file.h"

struct sandbox;
struct mm;

// [start, end) with one set of permissions, backed by anonymous memory or by a file. Kept in address order.
struct vma {
    RB_ENTRY(vma) node;
    struct mm *mm;
    uaddr_t start, end;
    u32 prot;          // PROT_*
    u32 flags;         // VMA_*
    struct file *file; // held; NULL: anonymous
    u64 pgoff;         // page of the file at `start`
    // Shared anonymous memory (and SysV shm): the object whose pages are shared; held. NULL otherwise.
    struct inode *shared;
    struct address_space *mapping; // of file or shared; NULL: anonymous
    struct mapping_user user;      // queued in the mapping's users while there is one
    u64 gap, max_gap;              // free bytes below it, and the largest gap in its subtree: kernel/mm/vma.c
    char name[16];                 // of special mappings: "[vdso]"; see vma_name
};
enum {
    VMA_SHARED = 1,
    VMA_GROWSDOWN = 2,
    VMA_NORESERVE = 4,
    VMA_DONTFORK = 8,
    VMA_DONTDUMP = 16,
    VMA_LOCKED = 32,
    VMA_WIPEONFORK = 64,
    VMA_SPECIAL = 128, // [vdso]: not to be unmapped piecemeal or given other permissions
    VMA_MAYWRITE = 256,
    VMA_MAYREAD = 512,
    VMA_MAYEXEC = 1024,
    VMA_SEALED = 2048,
    VMA_DONTEXPAND = 4096,
    VMA_LOCKONFAULT = 8192,
};

// Beyond the PROT_* of mprotect(2): the caller's personality has READ_IMPLIES_EXEC.
#define PROT_IMPLY_EXEC 0x80000000u
RB_HEAD(vma_tree, vma);

// What the last refused access was: what SIGSEGV and SIGBUS say. Linux: force_sig_fault.
struct mm_fault {
    uaddr_t address;
    u32 access;      // enum mmu_access
    s32 signo, code; // SIGSEGV/SEGV_MAPERR, SEGV_ACCERR; SIGBUS/BUS_ADRERR; SIGKILL: out of memory
};

struct mm {
    u32 refs; // tasks that run on it (CLONE_VM) and kernel users
    struct sandbox *sb;
    struct mmu mmu;
    struct vma_tree vmas;
    u32 map_count;
    struct vma *last_hit; // of mm_find: most faults come from the same vma
    uaddr_t mmap_base;    // new mappings are placed below
    bool legacy_layout;   // ... or bottom-up (personality ADDR_COMPAT_LAYOUT)
    u32 membarrier;       // registrations: syscalls/mm.c
    bool pkey_taken;      // the one protection key of a CPU without any: pkey_alloc(2)
    uaddr_t start_code, end_code, start_data, end_data, start_brk, brk, start_stack;
    uaddr_t arg_start, arg_end, env_start, env_end, vdso;
    u64 total_vm, locked_vm, data_vm, stack_vm, exec_vm; // pages
    u64 hiwater_rss;
    u64 def_flags; // VMA_* of mlockall(MCL_FUTURE)
    u64 auxv[64];
    u32 auxv_count;        // u64s in auxv
    struct file *exe_file; // held
    struct mm_fault fault;
    u64 rlimit_as, rlimit_data, rlimit_stack, rlimit_memlock; // copies kept by setrlimit, so that faults need no task
    u64 min_flt, maj_flt;
};

struct mm *mm_create(struct sandbox *sb); // one reference; NULL: no memory
struct mm *mm_fork(struct mm *old);       // a copy-on-write copy; NULL: no memory
struct mm *mm_get(struct mm *mm);
void mm_put(struct mm *mm);

struct vma *mm_find(struct mm *mm, uaddr_t addr);       // the vma that contains addr, or NULL
struct vma *mm_find_above(struct mm *mm, uaddr_t addr); // the first vma with end > addr, or NULL
struct vma *vma_next(struct vma *v);
struct vma *mm_first(struct mm *mm);

// Where a mapping of `len` bytes (whole pages) goes: the hint if it is free, or the highest gap below mmap_base; with
// MAP_FIXED the hint is only checked. An address or -errno.
s64 mm_place(struct mm *mm, uaddr_t hint, u64 len, u32 map_flags);
// For watchers: what the program would read there, without a fault; bytes read.
size_t mm_peek(struct mm *mm, uaddr_t from, void *to, size_t n);
// All lengths are in bytes and need not be page aligned where the system call's need not be. Errors as the calls'.
s64 mm_mmap(struct mm *mm, uaddr_t addr, u64 len, u32 prot, u32 map_flags, struct file *file, u64 offset);
int mm_munmap(struct mm *mm, uaddr_t addr, u64 len);
int mm_mprotect(struct mm *mm, uaddr_t addr, u64 len, u32 prot);
s64 mm_mremap(struct mm *mm, uaddr_t old, u64 old_len, u64 new_len, u32 flags, uaddr_t new_addr);
uaddr_t mm_brk(struct mm *mm, uaddr_t brk); // the new break, or the old one
int mm_madvise(struct mm *mm, uaddr_t addr, u64 len, int advice);
int mm_mseal(struct mm *mm, uaddr_t addr, u64 len);
int mm_remap_file_pages(struct mm *mm, uaddr_t addr, u64 len, u64 pgoff, u32 map_flags);
int mm_msync(struct mm *mm, uaddr_t addr, u64 len, int flags);
int mm_mincore(struct mm *mm, uaddr_t addr, u64 len, uaddr_t vec);
int mm_mlock(struct mm *mm, uaddr_t addr, u64 len, bool lock, bool onfault, bool privileged);
int mm_mlockall(struct mm *mm, int flags, bool privileged); // flags 0: munlockall
int mm_populate(struct mm *mm, uaddr_t addr, u64 len);
// Maps the shared object `inode` (SysV shm, memfd-like); as mm_mmap otherwise.
s64 mm_map_shared(struct mm *mm, uaddr_t addr, u64 len, u32 prot, u32 map_flags, struct inode *inode, u64 pgoff);
// A mapping of the kernel's own making, filled with `frames` (references are taken): the vDSO.
int mm_map_special(struct mm *mm, uaddr_t addr, const pfn_t *frames, size_t n, u32 prot, const char *name);
// The stack: [top - bytes, top) and 128 KiB more, as Linux maps it; grows down by faults to rlimit_stack. 0, -ENOMEM.
int mm_setup_stack(struct mm *mm, uaddr_t top, u64 bytes, u32 prot);
// The program that runs in it: takes over the caller's reference and its count in inode->writers (ETXTBSY).
void mm_set_exe_file(struct mm *mm, struct file *file);
// The name /proc/PID/maps shows for it: into buf, possibly "".
const char *vma_name(const struct vma *v, char *buf, size_t size);
u64 mm_rss(const struct mm *mm); // pages

static inline int user_write(struct mm *mm, uaddr_t to, const void *from, size_t n) {
    return copy_to_user(&mm->mmu, to, from, n);
}
static inline int user_read(struct mm *mm, void *to, uaddr_t from, size_t n) {
    return copy_from_user(&mm->mmu, to, from, n);
}

#endif
