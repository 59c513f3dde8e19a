// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's fixed sizes and upper bounds.
#ifndef ABI_LIMITS_H
#define ABI_LIMITS_H

#include "base/page_pool.h" // PAGE_SIZE and its like
#include "base/types.h"

#define TASK_SIZE 0x7ffffffff000ULL // the first address that no program can have
#define MMAP_MIN_ADDR 0x10000ULL    // vm.mmap_min_addr

#define MAX_RW_COUNT 0x7ffff000 // the most that one read or write moves
#define PATH_MAX 4096           // with the final NUL
#define NAME_MAX 255            // without
#define PIPE_BUF 4096
#define PIPE_DEF_BUFFERS 16
#define PIPE_MAX_SIZE 1048576
#define MAXSYMLINKS 40 // followed in one path walk, then ELOOP
#define LINK_MAX 127
#define MAX_CANON 255
#define MAX_INPUT 255
#define NGROUPS_MAX 65536
#define NR_OPEN_DEFAULT_LIMIT 1048576 // fs.nr_open
#define ARG_MAX 131072
#define MAX_ARG_STRLEN (32 * PAGE_SIZE) // one string of execve
#define MAX_ARG_STRINGS 0x7fffffff
#define ARG_STACK_LIMIT (6UL * 1024 * 1024) // argv and envp together, whatever the stack limit
#define BINPRM_BUF_SIZE 256                 // what execve reads to tell what the file is; the longest #! line
#define PID_MAX_LIMIT 4194304
#define PID_MAX_DEFAULT 32768
#define HOST_NAME_MAX 64
#define RTSIG_MAX 32

#endif
