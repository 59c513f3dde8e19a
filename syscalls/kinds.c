// SPDX-License-Identifier: GPL-2.0-or-later
// The two tables of kinds.h.
#include "syscalls/kinds.h"

#include "abi/aio.h"
#include "abi/capability.h"
#include "abi/futex.h"
#include "abi/ipc.h"
#include "abi/mman.h"
#include "abi/poll.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/syscall_nr.h"
#include "abi/sysinfo.h"
#include "abi/time.h"
#include "abi/uio.h"
#include "abi/utsname.h"

const struct arg_kind arg_kinds[ARG_KIND_COUNT] = {
    [A_NONE] = {.name = "none"},
#define ARG_KIND(id, way, size, bytes, print) [id] = {#id, way, size, print, (u32)(bytes)},
#include "syscalls/arg_kinds.def"
};

static const struct {
    struct call_kinds kinds;
    bool exists;
} rows[NR_SYSCALLS] = {
#define KINDS(result_kind, a, b, c, d, e, f, ...) .arg = {a, b, c, d, e, f}, .result = result_kind
#define PADDED(...) KINDS(__VA_ARGS__, A_NONE, A_NONE, A_NONE, A_NONE, A_NONE, A_NONE, A_NONE)
#define SYSCALL(nr, name, classes, ...) [nr] = {{PADDED(__VA_ARGS__), .built = true}, true},
#define NOSYS(nr, name, classes, ...) [nr] = {{PADDED(__VA_ARGS__), .built = false}, true},
#define STUB(nr, name, classes, error, reason, ...) [nr] = {{PADDED(__VA_ARGS__), .built = false}, true},
#include "syscalls/syscalls.def"
};

const struct call_kinds *call_kinds_of(u64 nr) {
    return nr < NR_SYSCALLS && rows[nr].exists ? &rows[nr].kinds : NULL;
}
