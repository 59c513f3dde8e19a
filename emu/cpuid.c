// SPDX-License-Identifier: GPL-2.0-or-later
// The CPU model that programs see: one and the same on every host, and nothing in it that the engine cannot execute.
//
// It is what x86-64-v2 asks for, plus AES and PCLMULQDQ; AVX, which the engine does not have, and REP MOVSB, which an emulator runs
// slowly, are not claimed. RDRAND and RDSEED are left out: randomness is the machine's. Who made it, family and model are those of
// QEMU's generic "qemu64", which programs know: C libraries ask an AMD processor for its caches in fewer steps than an Intel one, and
// asking takes a good part of a short program's time. Leaves and their layout: AMD64 Architecture Programmer's Manual, volume 3, E.
#include "emu/engine.h"

#include <string.h>

#define BIT(n) (1u << (n))

enum {
    LEAF_MAX = 1, // what the further ones tell is not there, or told by the extended ones
    EXTENDED_MAX = 0x80000008,
    SIGNATURE = 0x00060fb1, // family 15, model 107, stepping 1
    FEATURES_EDX = BIT(0) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6) | BIT(7) | BIT(8) |
                   BIT(9) |                                                    // FPU DE PSE TSC MSR PAE MCE CX8 APIC
                   BIT(12) | BIT(13) | BIT(14) | BIT(15) | BIT(16) | BIT(17) | // MTRR PGE MCA CMOV PAT PSE36
                   BIT(19) | BIT(23) | BIT(24) | BIT(25) | BIT(26),            // CLFSH MMX FXSR SSE SSE2
    FEATURES_ECX = BIT(0) | BIT(1) | BIT(9) | BIT(13) | BIT(19) | BIT(20) | BIT(23) |
                   BIT(25), // SSE3 PCLMUL SSSE3 CX16 SSE4.1 SSE4.2 POPCNT AES
    EXTENDED_EDX = (FEATURES_EDX & 0x0183f3ff) | BIT(11) | BIT(20) | BIT(27) | BIT(29), // again, SYSCALL NX RDTSCP LM
    EXTENDED_ECX = BIT(0),                                                              // LAHF
};

const char cpu_vendor[13] = "AuthenticAMD";
const char cpu_brand[48] = "Belljar Virtual CPU";

static u32 four(const char *s) {
    u32 v;
    memcpy(&v, s, sizeof v);
    return v;
}

void cpu_cpuid(u32 leaf, u32 subleaf, u32 out[4]) {
    (void)subleaf;
    memset(out, 0, 4 * sizeof *out); // as leaves do that are not there
    switch (leaf) {
    case 0:
        out[0] = LEAF_MAX;
        out[1] = four(cpu_vendor);
        out[3] = four(cpu_vendor + 4);
        out[2] = four(cpu_vendor + 8);
        break;
    case 1:
        out[0] = SIGNATURE;
        out[1] = 8 << 8 | 1 << 16; // CLFLUSH line in quadwords, one logical CPU
        out[2] = FEATURES_ECX;
        out[3] = FEATURES_EDX;
        break;
    case 0x80000000:
        out[0] = EXTENDED_MAX;
        out[1] = four(cpu_vendor);
        out[3] = four(cpu_vendor + 4);
        out[2] = four(cpu_vendor + 8);
        break;
    case 0x80000001:
        out[0] = SIGNATURE;
        out[2] = EXTENDED_ECX;
        out[3] = EXTENDED_EDX;
        break;
    case 0x80000002:
    case 0x80000003:
    case 0x80000004:
        for (int i = 0; i < 4; i++) out[i] = four(cpu_brand + (leaf - 0x80000002) * 16 + 4 * i);
        break;
    case 0x80000005:
        out[2] = out[3] = 32 << 24 | 8 << 16 | 1 << 8 | 64; // L1 for data, for code: 32K, 8 ways, line 64
        break;
    case 0x80000006: // 6 and 8 stand for 8 and 16 ways
        out[2] = 256 << 16 | 6 << 12 | 1 << 8 | 64;
        out[3] = (8192 / 512) << 18 | 8 << 12 | 1 << 8 | 64; // L3: 8M
        break;
    case 0x80000007:
        out[3] = BIT(8); // the time stamp counter runs evenly
        break;
    case 0x80000008:
        out[0] = 40 | 48 << 8; // physical and virtual address bits
        break;
    default: break;
    }
}

int cpuid_hook(uc_engine *uc, void *ctx) {
    (void)ctx;
    static const int in_ids[] = {UC_X86_REG_RAX, UC_X86_REG_RCX};
    static const int out_ids[] = {UC_X86_REG_RAX, UC_X86_REG_RBX, UC_X86_REG_RCX, UC_X86_REG_RDX};
    u64 rax = 0, rcx = 0, value[4];
    void *in[] = {&rax, &rcx}, *to[] = {&value[0], &value[1], &value[2], &value[3]};
    u32 out[4];
    uc_reg_read_batch(uc, (int *)in_ids, in, 2);
    cpu_cpuid((u32)rax, (u32)rcx, out);
    for (int i = 0; i < 4; i++) value[i] = out[i];
    uc_reg_write_batch(uc, (int *)out_ids, to, 4);
    return 1; // the engine's own answer is skipped
}
