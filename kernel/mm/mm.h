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
    u32 prot;  // PROT_*
    u32 flags; // VMA_*
    struct file *file; // held; NULL: anonymous
    u64 pgoff;         // page of the file at `start`
    // Shared anonymous memory (and SysV shm): the object whose pages are shared; held. NULL otherwise.
    struct inode *shared;
    struct mapping_user user; // queued in the mapping's users while file or shared is set
    char name[16]; // "[heap]", "[stack]", "[vdso]", "[vvar]", or ""
};
enum {
    VMA_SHARED = 1, VMA_GROWSDOWN = 2, VMA_NORESERVE = 4, VMA_DONTFORK = 8, VMA_DONTDUMP = 16, VMA_LOCKED = 32,
    VMA_WIPEONFORK = 64, VMA_SPECIAL = 128, // [vdso]: not to be unmapped piecemeal or given other permissions
    VMA_MAYWRITE = 256, VMA_MAYREAD = 512, VMA_MAYEXEC = 1024, VMA_SEALED = 2048,
    VMA_STACK = 4096, VMA_HEAP = 8192,
};
RB_HEAD(vma_tree, vma);

// What the last refused access was: what SIGSEGV and SIGBUS say. Linux: force_sig_fault.
struct mm_fault {
    uaddr_t address;
    u32 access; // enum mmu_access
    s32 signo, code; // SIGSEGV/SEGV_MAPERR, SEGV_ACCERR; SIGBUS/BUS_ADRERR
};

struct mm {
    u32 refs; // tasks that run on it (CLONE_VM) and kernel users
    struct sandbox *sb;
    struct mmu mmu;
    struct vma_tree vmas;
    u32 map_count;
    struct vma *last_hit; // of mm_find: most faults come from the same vma
    uaddr_t mmap_base;    // new mappings are placed below
    uaddr_t start_code, end_code, start_data, end_data, start_brk, brk, start_stack;
    uaddr_t arg_start, arg_end, env_start, env_end, vdso;
    u64 total_vm, locked_vm, data_vm, stack_vm, exec_vm; // pages
    u64 hiwater_rss;
    u64 def_flags; // VMA_* of mlockall(MCL_FUTURE)
    u64 auxv[64];
    u32 auxv_count; // u64s in auxv
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

// All lengths are in bytes and need not be page aligned where the system call's need not be. Errors as the calls' own.
s64 mm_mmap(struct mm *mm, uaddr_t addr, u64 len, u32 prot, u32 map_flags, struct file *file, u64 offset);
int mm_munmap(struct mm *mm, uaddr_t addr, u64 len);
int mm_mprotect(struct mm *mm, uaddr_t addr, u64 len, u32 prot);
s64 mm_mremap(struct mm *mm, uaddr_t old, u64 old_len, u64 new_len, u32 flags, uaddr_t new_addr);
uaddr_t mm_brk(struct mm *mm, uaddr_t brk); // the new break, or the old one
int mm_madvise(struct mm *mm, uaddr_t addr, u64 len, int advice);
int mm_msync(struct mm *mm, uaddr_t addr, u64 len, int flags);
int mm_mincore(struct mm *mm, uaddr_t addr, u64 len, uaddr_t vec);
int mm_mlock(struct mm *mm, uaddr_t addr, u64 len, bool lock, bool onfault, bool privileged);
int mm_mlockall(struct mm *mm, int flags, bool privileged); // flags 0: munlockall
int mm_populate(struct mm *mm, uaddr_t addr, u64 len);
// Maps the shared object `inode` (SysV shm, memfd-like); as mm_mmap otherwise.
s64 mm_map_shared(struct mm *mm, uaddr_t addr, u64 len, u32 prot, u32 map_flags, struct inode *inode, u64 pgoff);
// A mapping of the kernel's own making, filled with `frames` (references are taken): the vDSO.
int mm_map_special(struct mm *mm, uaddr_t addr, const pfn_t *frames, size_t n, u32 prot, const char *name);
// The stack: grows down by faults to rlimit_stack. 0 or -ENOMEM.
int mm_setup_stack(struct mm *mm, uaddr_t top, u32 prot);
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
