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
#include "abi/sysctl.h"
#include "abi/sysinfo.h"
#include "abi/time.h"
#include "abi/uio.h"
#include "abi/utsname.h"

const struct arg_kind arg_kinds[ARG_KIND_COUNT] = {
    [A_NONE] = {.name = "none"},
#define ARG_KIND(id, way, size, bytes, print) [id] = {#id, way, size, print, (u32)(bytes)},
#include "syscalls/arg_kinds.def"
};

#define ARITY(...) ARITY_PICK(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0, 0)
#define ARITY_PICK(result, a, b, c, d, e, f, n, ...) n
#define KINDS(result_kind, a, b, c, d, e, f, ...) .arg = {a, b, c, d, e, f}, .result = result_kind
#define PADDED(...) KINDS(__VA_ARGS__, A_NONE, A_NONE, A_NONE, A_NONE, A_NONE, A_NONE, A_NONE)
#define ROW(call, call_classes, has_handler, ...)                                                                    \
    {                                                                                                                \
        .name = #call, .classes = (u32)(call_classes), .arity = ARITY(__VA_ARGS__), .built = has_handler,            \
        PADDED(__VA_ARGS__)                                                                                          \
    }
static const struct call_kinds rows[NR_SYSCALLS] = {
#define SYSCALL(nr, name, classes, ...) [nr] = ROW(name, classes, true, __VA_ARGS__),
#define NOSYS(nr, name, classes, ...) [nr] = ROW(name, classes, false, __VA_ARGS__),
#define STUB(nr, name, classes, error, reason, ...) [nr] = ROW(name, classes, false, __VA_ARGS__),
#include "syscalls/syscalls.def"
};

const struct call_kinds *call_kinds_of(u64 nr) {
    return nr < NR_SYSCALLS && rows[nr].name ? &rows[nr] : NULL;
}
