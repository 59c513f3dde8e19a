// SPDX-License-Identifier: GPL-2.0-or-later
// The vDSO (vdso(7)): an ELF shared object in one page, made here byte by byte. Its functions are plain system calls;
// what makes them special is their address, by which the run loop knows that no watcher is to see them.
//
// Who reads it, and what they ask for: glibc (program headers, DT_HASH or DT_GNU_HASH, symbol versions with their
// hash), musl (DT_HASH, version LINUX_2.6), Go (the same, by hash of the version's name).
#include "loader/loader.h"

#include "abi/syscall_nr.h"

#include <elf.h>
#include <string.h>

static const struct function {
    const char *name;
    u32 nr;
    bool weak; // the name without "__vdso_", at the address of the function before it
} functions[] = {
    {"__vdso_clock_gettime", NR_clock_gettime, false},
    {"clock_gettime", NR_clock_gettime, true},
    {"__vdso_gettimeofday", NR_gettimeofday, false},
    {"gettimeofday", NR_gettimeofday, true},
    {"__vdso_time", NR_time, false},
    {"time", NR_time, true},
    {"__vdso_clock_getres", NR_clock_getres, false},
    {"clock_getres", NR_clock_getres, true},
    {"__vdso_getcpu", NR_getcpu, false},
    {"getcpu", NR_getcpu, true},
};
enum {
    FUNCTIONS = ARRAY_SIZE(functions),
    SYMBOLS = FUNCTIONS + 1, // the null symbol
    CODE_SLOT = 16,          // bytes a function
    BUCKETS = 4,
    VERSION_BASE = 1,
    VERSION_LINUX = 2,
};
static const char SONAME[] = "linux-vdso.so.1", VERSION[] = "LINUX_2.6";

// --- A page filled from the start; offsets are addresses, for the image is linked at 0.
struct page {
    u8 *bytes;
    u32 used;
};
static u32 reserve(struct page *p, u32 size, u32 align) {
    u32 at = (p->used + align - 1) & ~(align - 1);
    p->used = at + size;
    return at;
}
static u32 append(struct page *p, const void *data, size_t size, u32 align) {
    u32 at = reserve(p, (u32)size, align);
    memcpy(p->bytes + at, data, size);
    return at;
}

static u32 sysv_hash(const char *name) { // System V ABI, "Hash Table"
    u32 h = 0;
    for (; *name; name++) {
        h = (h << 4) + (u8)*name;
        u32 high = h & 0xf0000000;
        h = (h ^ (high >> 24)) & ~high;
    }
    return h;
}

static u32 gnu_hash(const char *name) {
    u32 h = 5381;
    for (; *name; name++) h = h * 33 + (u8)*name;
    return h;
}

// DT_GNU_HASH wants the symbols ordered by bucket: order[i] is the function of symbol i + 1.
static void order_symbols(u32 order[FUNCTIONS]) {
    u32 n = 0;
    for (u32 bucket = 0; bucket < BUCKETS; bucket++)
        for (u32 i = 0; i < FUNCTIONS; i++)
            if (gnu_hash(functions[i].name) % BUCKETS == bucket) order[n++] = i;
}

static u32 build_hash(struct page *p, const u32 order[FUNCTIONS]) {
    u32 table[2 + BUCKETS + SYMBOLS] = {BUCKETS, SYMBOLS};
    u32 *bucket = table + 2, *chain = bucket + BUCKETS;
    for (u32 sym = SYMBOLS - 1; sym > 0; sym--) {
        u32 b = sysv_hash(functions[order[sym - 1]].name) % BUCKETS;
        chain[sym] = bucket[b];
        bucket[b] = sym;
    }
    return append(p, table, sizeof table, 8);
}

static u32 build_gnu_hash(struct page *p, const u32 order[FUNCTIONS]) {
    struct {
        u32 buckets, first_symbol, bloom_size, bloom_shift;
        u64 bloom;
        u32 bucket[BUCKETS], value[FUNCTIONS];
    } t = {.buckets = BUCKETS, .first_symbol = 1, .bloom_size = 1, .bloom_shift = 6, .bloom = ~0ull};
    for (u32 i = 0; i < FUNCTIONS; i++) {
        u32 h = gnu_hash(functions[order[i]].name), b = h % BUCKETS;
        if (!t.bucket[b]) t.bucket[b] = i + 1;
        bool last = i + 1 == FUNCTIONS || gnu_hash(functions[order[i + 1]].name) % BUCKETS != b;
        t.value[i] = (h & ~1u) | last;
    }
    return append(p, &t, sizeof t, 8);
}

static u32 build_versions(struct page *p, u32 soname, u32 version) {
    struct {
        struct {
            Elf64_Verdef def;
            Elf64_Verdaux name;
        } entry[2];
    } v;
    memset(&v, 0, sizeof v);
    const char *const names[] = {SONAME, VERSION};
    const u32 offsets[] = {soname, version};
    for (u32 i = 0; i < 2; i++) {
        v.entry[i].def = (Elf64_Verdef){.vd_version = VER_DEF_CURRENT,
                                        .vd_flags = i == 0 ? VER_FLG_BASE : 0,
                                        .vd_ndx = (Elf64_Half)(i + 1),
                                        .vd_cnt = 1,
                                        .vd_hash = sysv_hash(names[i]),
                                        .vd_aux = sizeof(Elf64_Verdef),
                                        .vd_next = i == 0 ? sizeof v.entry[0] : 0};
        v.entry[i].name.vda_name = offsets[i];
    }
    return append(p, &v, sizeof v, 8);
}

// mov $nr, %eax; syscall; ret
static u32 build_call(struct page *p, u32 nr) {
    u8 code[] = {0xb8, (u8)nr, (u8)(nr >> 8), (u8)(nr >> 16), (u8)(nr >> 24), 0x0f, 0x05, 0xc3};
    u32 at = append(p, code, sizeof code, CODE_SLOT);
    return at;
}

void vdso_build(u8 page[VDSO_BYTES], struct vdso_layout *out) {
    struct page p = {.bytes = page};
    u32 order[FUNCTIONS], address[FUNCTIONS];
    Elf64_Sym symbols[SYMBOLS];
    Elf64_Half versions[SYMBOLS] = {0};
    memset(page, 0, VDSO_BYTES);
    memset(symbols, 0, sizeof symbols);
    order_symbols(order);
    u32 header = reserve(&p, sizeof(Elf64_Ehdr), 8);
    u32 phdrs = reserve(&p, 2 * sizeof(Elf64_Phdr), 8);

    u32 strings = append(&p, "", 1, 1), names[FUNCTIONS];
    for (u32 i = 0; i < FUNCTIONS; i++)
        names[i] = append(&p, functions[i].name, strlen(functions[i].name) + 1, 1) - strings;
    u32 soname = append(&p, SONAME, sizeof SONAME, 1) - strings,
        version = append(&p, VERSION, sizeof VERSION, 1) - strings;
    u32 strings_size = p.used - strings;

    u32 hash = build_hash(&p, order), ghash = build_gnu_hash(&p, order);
    u32 verdef = build_versions(&p, soname, version);
    u32 dynsym = reserve(&p, sizeof symbols, 8), versym = reserve(&p, sizeof versions, 2);
    Elf64_Dyn dynamic[] = {
        {DT_SONAME, {soname}},
        {DT_HASH, {hash}},
        {DT_GNU_HASH, {ghash}},
        {DT_STRTAB, {strings}},
        {DT_SYMTAB, {dynsym}},
        {DT_STRSZ, {strings_size}},
        {DT_SYMENT, {sizeof(Elf64_Sym)}},
        {DT_VERDEF, {verdef}},
        {DT_VERDEFNUM, {2}},
        {DT_VERSYM, {versym}},
        {DT_NULL, {0}},
    };
    u32 dyn = append(&p, dynamic, sizeof dynamic, 8);

    out->code_start = reserve(&p, 0, 64);
    for (u32 i = 0; i < FUNCTIONS; i++)
        address[i] = functions[i].weak ? address[i - 1] : build_call(&p, functions[i].nr);
    out->sigreturn = build_call(&p, NR_rt_sigreturn);
    out->code_end = p.used;
    for (u32 sym = 1; sym < SYMBOLS; sym++) {
        const struct function *f = &functions[order[sym - 1]];
        symbols[sym] = (Elf64_Sym){.st_name = names[order[sym - 1]],
                                   .st_value = address[order[sym - 1]],
                                   .st_size = 8,
                                   .st_info = ELF64_ST_INFO(f->weak ? STB_WEAK : STB_GLOBAL, STT_FUNC),
                                   .st_shndx = 1};
        versions[sym] = VERSION_LINUX;
    }
    memcpy(page + dynsym, symbols, sizeof symbols);
    memcpy(page + versym, versions, sizeof versions);

    Elf64_Phdr ph[2] = {
        {.p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_filesz = p.used, .p_memsz = p.used, .p_align = VDSO_BYTES},
        {.p_type = PT_DYNAMIC,
         .p_flags = PF_R,
         .p_offset = dyn,
         .p_vaddr = dyn,
         .p_paddr = dyn,
         .p_filesz = sizeof dynamic,
         .p_memsz = sizeof dynamic,
         .p_align = 8},
    };
    memcpy(page + phdrs, ph, sizeof ph);
    Elf64_Ehdr eh = {.e_type = ET_DYN,
                     .e_machine = EM_X86_64,
                     .e_version = EV_CURRENT,
                     .e_phoff = phdrs,
                     .e_ehsize = sizeof eh,
                     .e_phentsize = sizeof *ph,
                     .e_phnum = 2,
                     .e_shentsize = sizeof(Elf64_Shdr)};
    memcpy(eh.e_ident, ELFMAG, SELFMAG);
    eh.e_ident[EI_CLASS] = ELFCLASS64;
    eh.e_ident[EI_DATA] = ELFDATA2LSB;
    eh.e_ident[EI_VERSION] = EV_CURRENT;
    memcpy(page + header, &eh, sizeof eh);
}
