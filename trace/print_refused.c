// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments of calls that belljar refuses on purpose: modules, kexec, swap, BPF, perf, userfaultfd.
// Their numbers are written here, as nothing else needs them: Linux's include/uapi.
#include "abi/fcntl.h"
#include "trace/layout.h"

NAMES(A_MODULE_FLAGS, "MODULE_INIT_???", {1, "MODULE_INIT_IGNORE_MODVERSIONS"}, {2, "MODULE_INIT_IGNORE_VERMAGIC"},
      {4, "MODULE_INIT_COMPRESSED_FILE"});
NAMES(A_UFFD_FLAGS, "UFFD_???", {1, "UFFD_USER_MODE_ONLY"}, NAME(O_NONBLOCK), NAME(O_CLOEXEC));
NAMES(A_PERF_FLAGS, "PERF_FLAG_???", {1, "PERF_FLAG_FD_NO_GROUP"}, {2, "PERF_FLAG_FD_OUTPUT"},
      {4, "PERF_FLAG_PID_CGROUP"}, {8, "PERF_FLAG_FD_CLOEXEC"});
NAMES(A_KEXEC_FILE_FLAGS, "KEXEC_FILE_???", {1, "KEXEC_FILE_UNLOAD"}, {2, "KEXEC_FILE_ON_CRASH"},
      {4, "KEXEC_FILE_NO_INITRAMFS"});
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
            {4 << 16, "KEXEC_ARCH_68K"}, {8 << 16, "KEXEC_ARCH_MIPS"}, {10 << 16, "KEXEC_ARCH_MIPS_LE"},
            {15 << 16, "KEXEC_ARCH_PARISC"}, {20 << 16, "KEXEC_ARCH_PPC"}, {21 << 16, "KEXEC_ARCH_PPC64"},
            {22 << 16, "KEXEC_ARCH_S390"}, {40 << 16, "KEXEC_ARCH_ARM"}, {42 << 16, "KEXEC_ARCH_SH"},
            {50 << 16, "KEXEC_ARCH_IA_64"}, {183 << 16, "KEXEC_ARCH_AARCH64"}, {243 << 16, "KEXEC_ARCH_RISCV"},
            {258 << 16, "KEXEC_ARCH_LOONGARCH"}, {62 << 16, "KEXEC_ARCH_X86_64"});

ARG_PRINTER(A_SWAP_FLAGS) { // the priority in the low bits
    u32 flags = (u32)d->args[arg], priority = flags & 0x7fff;
    if (flags != priority) {
        print_flags(d, &names_swap_flags, flags - priority);
        text_char(d->out, '|');
    }
    print_udec(d, priority);
    return PRINT_DONE;
}

ARG_PRINTER(A_KEXEC_FLAGS) { // the machine in 16 bits of it
    u64 flags = d->args[arg];
    const u64 machine = 0xffff0000;
    print_choice(d, &names_kexec_machines, flags & machine);
    if (!(flags & ~machine)) return PRINT_DONE;
    text_char(d->out, '|');
    print_flags(d, &names_kexec_flags, flags & ~machine);
    return PRINT_DONE;
}

ARG_PRINTER(A_KEXEC_CMDLINE) {
    print_bytes(d, d->args[arg], d->args[arg - 1]);
    return PRINT_DONE;
}

enum { KEXEC_SEGMENT_MAX = 16 };
LAYOUT(kexec_segment, 32, ADDRESS("buf", 0), UDEC("bufsz", 8, 8), ADDRESS("mem", 16), UDEC("memsz", 24, 8));

static void kexec_element(struct decode *d, const void *element) {
    print_layout(d, &kexec_segment, element);
}

ARG_PRINTER(A_KEXEC_SEGMENTS_IN) {
    u64 count = d->args[arg - 1];
    if (count > KEXEC_SEGMENT_MAX)
        print_addr(d, d->args[arg]);
    else
        print_array(d, d->args[arg], count, kexec_segment.size, kexec_element);
    return PRINT_DONE;
}

// --- fanotify: a class in two bits, then flags
LOCAL_NAMES(fanotify_classes, "FAN_CLASS_???", {0, "FAN_CLASS_NOTIF"}, {4, "FAN_CLASS_CONTENT"},
            {8, "FAN_CLASS_PRE_CONTENT"});
LOCAL_NAMES(fanotify_flags, "FAN_???", {0x1, "FAN_CLOEXEC"}, {0x2, "FAN_NONBLOCK"}, {0x10, "FAN_UNLIMITED_QUEUE"},
            {0x20, "FAN_UNLIMITED_MARKS"}, {0x40, "FAN_ENABLE_AUDIT"}, {0x80, "FAN_REPORT_PIDFD"},
            {0x100, "FAN_REPORT_TID"}, {0x200, "FAN_REPORT_FID"}, {0x400, "FAN_REPORT_DIR_FID"},
            {0x800, "FAN_REPORT_NAME"}, {0x1000, "FAN_REPORT_TARGET_FID"});
LOCAL_NAMES(no_descriptor, NULL, {(u64)-1, "FAN_NOFD"});

ARG_PRINTER(A_FANOTIFY_FLAGS) {
    u32 flags = (u32)d->args[arg], class = flags & 0xc;
    print_choice(d, &names_fanotify_classes, class);
    if (flags == class) return PRINT_DONE;
    text_char(d->out, '|');
    print_flags(d, &names_fanotify_flags, flags - class);
    return PRINT_DONE;
}

ARG_PRINTER(A_FANOTIFY_DIRFD) {
    if ((s32)d->args[arg] == -1)
        print_choice_dec(d, &names_no_descriptor, (u64)-1);
    else
        print_dirfd(d, (s32)d->args[arg]);
    return PRINT_DONE;
}
