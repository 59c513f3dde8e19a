// SPDX-License-Identifier: GPL-2.0-or-later
// bpf's attributes, of descriptors and identifiers that there are not, by somebody who may not.
#define _GNU_SOURCE
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static union bpf_attr a;
static unsigned words[1024 + 1];
#define B(command, size) syscall(SYS_bpf, command, &a, size)
#define FRESH memset(&a, 0, sizeof a)

static void program(void) {
    static struct bpf_insn code[256];
    static char log[64] = "a log that is longer than what is shown of it\nand goes on";
    for (int i = 0; i < 256; i++)
        code[i] =
            (struct bpf_insn){.code = i, .dst_reg = i % 13, .src_reg = i / 20, .off = i - 100, .imm = i * 77 - 5000};
    FRESH;
    a.prog_type = BPF_PROG_TYPE_KPROBE;
    a.insn_cnt = 256;
    a.insns = (long)code;
    a.license = (long)"GPL";
    a.log_level = 1;
    a.log_size = 64;
    a.log_buf = (long)log;
    a.kern_version = 0x60123;
    a.prog_flags = 3;
    strcpy(a.prog_name, "name");
    B(BPF_PROG_LOAD, 128);
    a.insn_cnt = 1, a.log_size = 5, a.prog_flags = 0xff, a.prog_ifindex = 1;
    memset(a.prog_name, 'x', 16);
    a.expected_attach_type = 43, a.func_info = (long)log, a.func_info_cnt = 2, a.attach_prog_fd = 4,
    a.fd_array = (long)log;
    B(BPF_PROG_LOAD, 128);
    a.license = a.insns = a.log_buf = 0;
    B(BPF_PROG_LOAD, 128);
    a.license = 5, a.insns = 8, a.insn_cnt = 0, a.log_buf = 16, a.prog_ifindex = 999;
    B(BPF_PROG_LOAD, 128);
    for (unsigned i = 0; i < 34; i++) a.prog_type = i, B(BPF_PROG_LOAD, 16);
}

static void others(void) {
    static unsigned ids[40] = {7, 8, 9};
    static char info[512];
    FRESH;
    a.map_type = 1, a.map_flags = 0x1fff, a.map_ifindex = 1;
    strcpy(a.map_name, "map");
    B(BPF_MAP_CREATE, 72);
    a.map_type = 99, a.map_flags = 0x80000000;
    memset(a.map_name, 'y', 16);
    B(BPF_MAP_CREATE, 72);
    for (unsigned i = 0; i < 34; i++) a.map_type = i, B(BPF_MAP_CREATE, 16);
    for (unsigned i = 0; i < 16; i++) a.map_flags = 1 << i, B(BPF_MAP_CREATE, 28);
    FRESH;
    for (unsigned i = 0; i < 50; i++) a.attach_type = i, B(BPF_PROG_DETACH, 12);
    for (unsigned i = 0; i < 7; i++) a.attach_flags = 1 << i, B(BPF_PROG_ATTACH, 20);
    FRESH;
    a.query.target_fd = 999, a.query.prog_ids = (long)ids, a.query.prog_cnt = 3, a.query.query_flags = 1;
    B(BPF_PROG_QUERY, 28);
    a.query.prog_cnt = 40, B(BPF_PROG_QUERY, 28);
    a.query.prog_ids = 0, B(BPF_PROG_QUERY, 28);
    FRESH;
    a.raw_tracepoint.name = (long)"sys_enter", B(BPF_RAW_TRACEPOINT_OPEN, 12);
    FRESH;
    a.btf = (long)"BTF\0data", a.btf_size = 8, a.btf_log_buf = (long)info, a.btf_log_size = 20, a.btf_log_level = 1;
    B(BPF_BTF_LOAD, 28);
    FRESH;
    a.task_fd_query.pid = 99999999, a.task_fd_query.buf = (long)"kprobe", a.task_fd_query.buf_len = 7;
    for (unsigned i = 0; i < 7; i++) a.task_fd_query.fd_type = i, B(BPF_TASK_FD_QUERY, 48);
    FRESH;
    a.test.prog_fd = 999, a.test.data_in = (long)"abcdef", a.test.data_size_in = 6, a.test.flags = 7,
    B(BPF_PROG_TEST_RUN, 80);
    FRESH;
    a.info.bpf_fd = 999, a.info.info_len = 80, a.info.info = (long)info, B(BPF_OBJ_GET_INFO_BY_FD, 16);
    FRESH;
    a.batch.map_fd = 999, a.batch.keys = (long)ids, a.batch.count = 2;
    for (unsigned i = 0; i < 6; i++) a.batch.elem_flags = i, B(BPF_MAP_LOOKUP_BATCH, 56), B(BPF_MAP_UPDATE_BATCH, 56);
    FRESH;
    a.link_create.prog_fd = 999, a.link_create.attach_type = 31, a.link_create.flags = 1, B(BPF_LINK_CREATE, 24);
    a.link_update.link_fd = 999, a.link_update.flags = 4, B(BPF_LINK_UPDATE, 16);
    FRESH;
    a.map_fd = 999, a.key = (long)"k", a.value = (long)"v";
    for (unsigned i = 0; i < 8; i++) a.flags = i, B(BPF_MAP_UPDATE_ELEM, 32), B(BPF_MAP_LOOKUP_ELEM, 32);
    FRESH;
    a.pathname = (long)"/nowhere/x", a.bpf_fd = 999;
    for (unsigned i = 0; i < 6; i++) a.file_flags = 1 << i, B(BPF_OBJ_GET, 16), B(BPF_OBJ_PIN, 16);
}

int main(void) {
    if (!getuid()) return 1;
    static const long sizes[] = {0,  4,  8,  12, 16, 20, 24, 28,  32,  36,  40,  44,  48,  52,
                                 56, 60, 64, 68, 72, 76, 80, 108, 112, 116, 120, 124, 128, 144};
    for (int zero = 0; zero < 2; zero++) {
        for (int i = 0; i < 40; i++) words[i] = zero ? 0 : 0x4000 + i;
        if (zero) words[0] = 999;
        for (long command = 0; command < 40; command++)
            for (unsigned k = 0; k < sizeof sizes / sizeof *sizes; k++) syscall(SYS_bpf, command, words, sizes[k]);
    }
    for (long size = 4092; size < 4104; size += 4) syscall(SYS_bpf, BPF_MAP_CREATE, words, size);
    program(), others();
    return 0;
}
