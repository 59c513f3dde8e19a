// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments of calls that belljar refuses on purpose: modules, kexec, swap, io_uring, BPF, perf, userfaultfd.
// Their numbers are written here, as nothing else needs them: Linux's include/uapi.
#include "abi/fcntl.h"
#include "trace/decode.h"

NAMES(A_MODULE_FLAGS, "MODULE_INIT_???", {1, "MODULE_INIT_IGNORE_MODVERSIONS"}, {2, "MODULE_INIT_IGNORE_VERMAGIC"},
      {4, "MODULE_INIT_COMPRESSED_FILE"});
NAMES(A_UFFD_FLAGS, "UFFD_???", {1, "UFFD_USER_MODE_ONLY"}, NAME(O_NONBLOCK), NAME(O_CLOEXEC));
NAMES(A_PERF_FLAGS, "PERF_FLAG_???", {1, "PERF_FLAG_FD_NO_GROUP"}, {2, "PERF_FLAG_FD_OUTPUT"},
      {4, "PERF_FLAG_PID_CGROUP"}, {8, "PERF_FLAG_FD_CLOEXEC"});
NAMES(A_KEXEC_FILE_FLAGS, "KEXEC_FILE_???", {1, "KEXEC_FILE_UNLOAD"}, {2, "KEXEC_FILE_ON_CRASH"},
      {4, "KEXEC_FILE_NO_INITRAMFS"});
NAMES(A_URING_ENTER_FLAGS, "IORING_ENTER_???", {1, "IORING_ENTER_GETEVENTS"}, {2, "IORING_ENTER_SQ_WAKEUP"},
      {4, "IORING_ENTER_SQ_WAIT"}, {8, "IORING_ENTER_EXT_ARG"}, {16, "IORING_ENTER_REGISTERED_RING"});
NAMES(A_URING_REGISTER_OP, "IORING_REGISTER_???", {0, "IORING_REGISTER_BUFFERS"}, {1, "IORING_UNREGISTER_BUFFERS"},
      {2, "IORING_REGISTER_FILES"}, {3, "IORING_UNREGISTER_FILES"}, {4, "IORING_REGISTER_EVENTFD"},
      {5, "IORING_UNREGISTER_EVENTFD"}, {6, "IORING_REGISTER_FILES_UPDATE"}, {7, "IORING_REGISTER_EVENTFD_ASYNC"},
      {8, "IORING_REGISTER_PROBE"}, {9, "IORING_REGISTER_PERSONALITY"}, {10, "IORING_UNREGISTER_PERSONALITY"},
      {11, "IORING_REGISTER_RESTRICTIONS"}, {12, "IORING_REGISTER_ENABLE_RINGS"}, {13, "IORING_REGISTER_FILES2"},
      {14, "IORING_REGISTER_FILES_UPDATE2"}, {15, "IORING_REGISTER_BUFFERS2"}, {16, "IORING_REGISTER_BUFFERS_UPDATE"},
      {17, "IORING_REGISTER_IOWQ_AFF"}, {18, "IORING_UNREGISTER_IOWQ_AFF"}, {19, "IORING_REGISTER_IOWQ_MAX_WORKERS"},
      {20, "IORING_REGISTER_RING_FDS"}, {21, "IORING_UNREGISTER_RING_FDS"}, {22, "IORING_REGISTER_PBUF_RING"},
      {23, "IORING_UNREGISTER_PBUF_RING"});
NAMES(A_BPF_CMD, "BPF_???", {0, "BPF_MAP_CREATE"}, {1, "BPF_MAP_LOOKUP_ELEM"}, {2, "BPF_MAP_UPDATE_ELEM"},
      {3, "BPF_MAP_DELETE_ELEM"}, {4, "BPF_MAP_GET_NEXT_KEY"}, {5, "BPF_PROG_LOAD"}, {6, "BPF_OBJ_PIN"},
      {7, "BPF_OBJ_GET"}, {8, "BPF_PROG_ATTACH"}, {9, "BPF_PROG_DETACH"}, {10, "BPF_PROG_TEST_RUN"},
      {11, "BPF_PROG_GET_NEXT_ID"}, {12, "BPF_MAP_GET_NEXT_ID"}, {13, "BPF_PROG_GET_FD_BY_ID"},
      {14, "BPF_MAP_GET_FD_BY_ID"}, {15, "BPF_OBJ_GET_INFO_BY_FD"}, {16, "BPF_PROG_QUERY"},
      {17, "BPF_RAW_TRACEPOINT_OPEN"}, {18, "BPF_BTF_LOAD"}, {19, "BPF_BTF_GET_FD_BY_ID"}, {20, "BPF_TASK_FD_QUERY"},
      {21, "BPF_MAP_LOOKUP_AND_DELETE_ELEM"}, {22, "BPF_MAP_FREEZE"}, {23, "BPF_BTF_GET_NEXT_ID"},
      {24, "BPF_MAP_LOOKUP_BATCH"}, {25, "BPF_MAP_LOOKUP_AND_DELETE_BATCH"}, {26, "BPF_MAP_UPDATE_BATCH"},
      {27, "BPF_MAP_DELETE_BATCH"}, {28, "BPF_LINK_CREATE"}, {29, "BPF_LINK_UPDATE"}, {30, "BPF_LINK_GET_FD_BY_ID"},
      {31, "BPF_LINK_GET_NEXT_ID"}, {32, "BPF_ENABLE_STATS"}, {33, "BPF_ITER_CREATE"}, {34, "BPF_LINK_DETACH"},
      {35, "BPF_PROG_BIND_MAP"});

// --- Swap, kexec
LOCAL_NAMES(swap_flags, "SWAP_FLAG_???", {0x8000, "SWAP_FLAG_PREFER"}, {0x10000, "SWAP_FLAG_DISCARD"},
            {0x20000, "SWAP_FLAG_DISCARD_ONCE"}, {0x40000, "SWAP_FLAG_DISCARD_PAGES"});
LOCAL_NAMES(kexec_flags, "KEXEC_???", {1, "KEXEC_ON_CRASH"}, {2, "KEXEC_PRESERVE_CONTEXT"});
LOCAL_NAMES(kexec_machines, "KEXEC_ARCH_???", {0, "KEXEC_ARCH_DEFAULT"}, {3 << 16, "KEXEC_ARCH_386"},
            {62 << 16, "KEXEC_ARCH_X86_64"});

ARG_PRINTER(A_SWAP_FLAGS) { // the priority in the low bits
    u32 flags = (u32)d->args[arg], priority = flags & 0x7fff;
    if (flags != priority) {
        print_flags(d, &names_swap_flags, flags - priority);
        text_char(d->out, '|');
    }
    print_udec(d, priority);
    return PRINT_DONE;
}

ARG_PRINTER(A_KEXEC_FLAGS) { // the machine in the high half
    u64 flags = d->args[arg];
    print_choice(d, &names_kexec_machines, flags & ~0xffffull);
    if (!(flags & 0xffff)) return PRINT_DONE;
    text_char(d->out, '|');
    print_flags(d, &names_kexec_flags, flags & 0xffff);
    return PRINT_DONE;
}

ARG_PRINTER(A_KEXEC_CMDLINE) {
    print_bytes(d, d->args[arg], d->args[arg - 1]);
    return PRINT_DONE;
}

// --- io_uring: what is asked for, of struct io_uring_params
LOCAL_NAMES(setup_flags, "IORING_SETUP_???", {1, "IORING_SETUP_IOPOLL"}, {2, "IORING_SETUP_SQPOLL"},
            {4, "IORING_SETUP_SQ_AFF"}, {8, "IORING_SETUP_CQSIZE"}, {16, "IORING_SETUP_CLAMP"},
            {32, "IORING_SETUP_ATTACH_WQ"}, {64, "IORING_SETUP_R_DISABLED"}, {128, "IORING_SETUP_SUBMIT_ALL"},
            {256, "IORING_SETUP_COOP_TASKRUN"}, {512, "IORING_SETUP_TASKRUN_FLAG"}, {1024, "IORING_SETUP_SQE128"},
            {2048, "IORING_SETUP_CQE32"}, {4096, "IORING_SETUP_SINGLE_ISSUER"}, {8192, "IORING_SETUP_DEFER_TASKRUN"});
struct uring_params {
    u32 sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, wq_fd, resv[3];
    u32 offsets[20];
};
_Static_assert(sizeof(struct uring_params) == 120, "io_uring_params");

static void params_fields(struct decode *d, const void *record) {
    const struct uring_params *p = record;
    print_field(d, "flags");
    print_flags(d, &names_setup_flags, p->flags);
    if (p->flags & 8) print_field_udec(d, "cq_entries", p->cq_entries);
    print_field_udec(d, "sq_thread_cpu", p->sq_thread_cpu);
    print_field_udec(d, "sq_thread_idle", p->sq_thread_idle);
    if (p->flags & 32) print_field_udec(d, "wq_fd", p->wq_fd);
}
ARG_PRINTER(A_URING_PARAMS) {
    struct uring_params p;
    return print_record(d, arg, false, &p, sizeof p, params_fields);
}
