// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a program's symbols, and telling its own code from its libraries' (program.h has the rule).
#include "trace/program.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

enum { SYMBOLS_MAX = 1 << 22, NAMES_MAX = 1 << 28 }; // of a file that nobody vouches for

struct reader {
    Elf *elf;
    struct program *p;
    size_t capacity, names_size, names_capacity;
    bool no_memory;
    bool (*known)(void *ctx, const char *name);
    void *ctx;
    u64 text_start, text_end; // .text
    u64 runtime_end;          // behind the start files' functions
};

// --- Collecting. Names are offsets until all of them are there.
static size_t keep_name(struct reader *r, const char *name) {
    size_t n = strlen(name) + 1, at = r->names_size;
    if (n > NAMES_MAX - at) return 0;
    if (at + n > r->names_capacity) {
        size_t wanted = (at + n) * 2;
        char *grown = realloc(r->p->names, wanted);
        if (!grown) {
            r->no_memory = true;
            return 0;
        }
        r->p->names = grown;
        r->names_capacity = wanted;
    }
    memcpy(r->p->names + at, name, n);
    r->names_size += n;
    return at;
}

static void add_named(struct reader *r, const struct program_function *f, size_t name) {
    struct program *p = r->p;
    if (p->count == SYMBOLS_MAX) return;
    if (p->count == r->capacity) {
        size_t wanted = r->capacity ? r->capacity * 2 : 1024;
        struct program_function *grown = realloc(p->functions, wanted * sizeof *grown);
        if (!grown) {
            r->no_memory = true;
            return;
        }
        p->functions = grown;
        r->capacity = wanted;
    }
    p->functions[p->count] = *f;
    p->functions[p->count++].name = (const char *)(uintptr_t)name;
}

// A name goes to a terminal: one with other than printable characters is none.
static bool is_printable(const char *name) {
    for (const char *c = name; *c; c++)
        if (*c <= ' ' || *c > '~') return false;
    return *name != 0;
}

static void add(struct reader *r, const struct program_function *f, const char *name) {
    if (is_printable(name)) add_named(r, f, keep_name(r, name));
}

static Elf_Scn *find_section(Elf *elf, u32 type, const char *name, GElf_Shdr *out) {
    size_t strings;
    if (elf_getshdrstrndx(elf, &strings)) return NULL;
    for (Elf_Scn *s = NULL; (s = elf_nextscn(elf, s)) != NULL;) {
        if (!gelf_getshdr(s, out) || out->sh_type != type) continue;
        const char *its = name ? elf_strptr(elf, strings, out->sh_name) : "";
        if (!name || (its && !strcmp(its, name))) return s;
    }
    return NULL;
}

static bool ends_in(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n > m && !strcmp(s + n - m, end);
}

static bool starts_with(const char *s, const char *start) {
    return !strncmp(s, start, strlen(start));
}

static bool starts_with_any(const char *s, const char *const *starts, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (starts_with(s, starts[i])) return true;
    return false;
}

// Does the name alone say that it is a library's? Templates of C++'s own are weak, and may be the program's instances.
static bool library_name(const struct reader *r, const struct program_function *f, const char *name) {
    static const char *const cxx[] = {
        "_ZNSt", "_ZNKSt", "_ZSt", "_ZN9__gnu_cxx", "_ZNK9__gnu_cxx", "_ZN10__cxxabiv1", "_ZNK10__cxxabiv1",
        "_Znw",  "_Zna",   "_Zdl", "_Zda"};
    if (starts_with(name, "_Z")) return f->global && !f->weak && starts_with_any(name, cxx, sizeof cxx / sizeof *cxx);
    if (starts_with(name, "_GLOBAL__")) return false; // a constructor of whoever has it
    if (name[0] == '_') return true;
    return r->known(r->ctx, name);
}

// What a symbol says in favour of the library (1), of the program (-1), or not at all.
static int evidence(const struct reader *r, const struct program_function *f) {
    if (f->library) return 1; // by its file
    if (library_name(r, f, f->name)) return 1;
    return f->global && !(f->weak && starts_with(f->name, "_Z")) ? -1 : 0;
}

static void read_symbols(struct reader *r) {
    GElf_Shdr header;
    Elf_Scn *section = find_section(r->elf, SHT_SYMTAB, NULL, &header);
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
    if (!data || !header.sh_entsize) return;
    bool library = false, start_file = false;
    u64 count = header.sh_size / header.sh_entsize;
    for (u64 i = 0; i < count && i < SYMBOLS_MAX; i++) {
        GElf_Sym sym;
        if (!gelf_getsym(data, (int)i, &sym)) break;
        const char *name = elf_strptr(r->elf, header.sh_link, sym.st_name);
        unsigned type = GELF_ST_TYPE(sym.st_info);
        bool local = GELF_ST_BIND(sym.st_info) == STB_LOCAL;
        if (!name) continue;
        if (type == STT_FILE) {
            library = ends_in(name, ".o") || ends_in(name, ".lo");
            start_file = !strcmp(name, "crtstuff.c");
        }
        if ((type != STT_FUNC && type != STT_GNU_IFUNC) || sym.st_shndx == SHN_UNDEF) continue;
        add(r,
            &(struct program_function){.address = sym.st_value,
                                       .size = sym.st_size,
                                       .global = !local,
                                       .weak = GELF_ST_BIND(sym.st_info) == STB_WEAK,
                                       .ifunc = type == STT_GNU_IFUNC,
                                       .library = local && library},
            name);
        if (local && start_file && sym.st_value < r->text_end && sym.st_value >= r->runtime_end)
            r->runtime_end = sym.st_value + 1;
    }
}

// --- Stubs: "jmp *slot(%rip)" in .plt and its like, whose slot a relocation names.
struct slot {
    u64 address;
    u64 resolver;     // of an IFUNC
    const char *name; // of a shared library's function
};

static int compare_slots(const void *a, const void *b) {
    u64 x = ((const struct slot *)a)->address, y = ((const struct slot *)b)->address;
    return (x > y) - (x < y);
}

static const char *dynamic_name(struct reader *r, u32 table, u64 index) {
    Elf_Scn *section = elf_getscn(r->elf, table);
    GElf_Shdr header;
    GElf_Sym sym;
    Elf_Data *data = section && gelf_getshdr(section, &header) ? elf_getdata(section, NULL) : NULL;
    if (!data || index > INT32_MAX || !gelf_getsym(data, (int)index, &sym)) return NULL;
    return elf_strptr(r->elf, header.sh_link, sym.st_name);
}

static struct slot *read_slots(struct reader *r, size_t *out) {
    GElf_Shdr header;
    struct slot *slots = NULL;
    size_t n = 0;
    size_t strings;
    if (elf_getshdrstrndx(r->elf, &strings)) return NULL;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(r->elf, section)) != NULL;) {
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_RELA || !header.sh_entsize) continue;
        Elf_Data *data = elf_getdata(section, NULL);
        u64 count = data ? header.sh_size / header.sh_entsize : 0;
        if (count > SYMBOLS_MAX) continue;
        struct slot *grown = realloc(slots, (n + count + 1) * sizeof *slots);
        if (!grown) break;
        slots = grown;
        for (u64 i = 0; i < count; i++) {
            GElf_Rela rela;
            if (!gelf_getrela(data, (int)i, &rela)) break;
            u32 type = (u32)GELF_R_TYPE(rela.r_info);
            if (type == R_X86_64_IRELATIVE) slots[n++] = (struct slot){rela.r_offset, (u64)rela.r_addend, NULL};
            if (type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT)
                slots[n++] =
                    (struct slot){rela.r_offset, 0, dynamic_name(r, header.sh_link, GELF_R_SYM(rela.r_info))};
        }
    }
    if (n) qsort(slots, n, sizeof *slots, compare_slots);
    *out = n;
    return slots;
}

static int compare_addresses(const void *a, const void *b) {
    const struct program_function *f = a, *g = b;
    return (f->address > g->address) - (f->address < g->address);
}

static size_t first_at(const struct program_function *functions, size_t count, u64 address) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (functions[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// `symbols`: how many functions there are without stubs, by address.
static void add_stub(struct reader *r, u64 address, const struct slot *slot, size_t symbols) {
    const struct program_function stub = {.address = address, .global = true, .library = true, .stub = true};
    if (slot->name) add(r, &stub, slot->name);
    if (!slot->resolver) return;
    for (size_t i = first_at(r->p->functions, symbols, slot->resolver); i < symbols; i++) {
        const struct program_function *f = &r->p->functions[i];
        if (f->address != slot->resolver) break;
        if (f->ifunc) add_named(r, &stub, (uintptr_t)f->name);
    }
}

static void read_stubs(struct reader *r) {
    size_t slot_count = 0, strings, symbols = r->p->count;
    struct slot *slots = read_slots(r, &slot_count);
    GElf_Shdr header;
    if (elf_getshdrstrndx(r->elf, &strings)) slot_count = 0;
    for (Elf_Scn *section = NULL; slot_count && (section = elf_nextscn(r->elf, section)) != NULL;) {
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS) continue;
        const char *name = elf_strptr(r->elf, strings, header.sh_name);
        if (!name || (strncmp(name, ".plt", 4) != 0 && strcmp(name, ".iplt") != 0)) continue;
        Elf_Data *data = elf_getdata(section, NULL);
        const u8 *code = data ? data->d_buf : NULL;
        for (size_t i = 0; code && i + 6 <= data->d_size; i++) {
            if (code[i] != 0xff || code[i + 1] != 0x25) continue; // jmp *disp32(%rip)
            s32 distance;
            memcpy(&distance, code + i + 2, sizeof distance);
            struct slot wanted = {.address = header.sh_addr + i + 6 + (u64)(s64)distance};
            const struct slot *slot = bsearch(&wanted, slots, slot_count, sizeof *slots, compare_slots);
            if (!slot) continue;
            size_t start = i;
            if (start >= 1 && code[start - 1] == 0xf2) start--;                             // bnd
            if (start >= 4 && !memcmp(code + start - 4, "\xf3\x0f\x1e\xfa", 4)) start -= 4; // endbr64
            add_stub(r, header.sh_addr + start, slot, symbols);
        }
    }
    free(slots);
}

// --- Whose is what
static int compare_functions(const void *a, const void *b) {
    const struct program_function *f = a, *g = b;
    if (f->address != g->address) return (f->address > g->address) - (f->address < g->address);
    return strcmp(f->name, g->name);
}

static bool in_text(const struct reader *r, u64 address) {
    return address >= r->text_start && address < r->text_end;
}

// The address that parts the program from the libraries: where the fewest symbols speak against it. The last such, because
// the program's static functions say nothing and libc's do.
static u64 find_boundary(const struct reader *r) {
    const struct program *p = r->p;
    u64 boundary = r->runtime_end;
    s64 cost = 0, best = 0;
    for (size_t i = 0, next; i < p->count; i = next) {
        const struct program_function *f = &p->functions[i];
        int says = evidence(r, f);
        for (next = i + 1; next < p->count && p->functions[next].address == f->address; next++) {
            int alias =
                evidence(r, &p->functions[next]); // the library has names without underscore beside its reserved ones
            says = alias > says ? alias : says;
        }
        if (f->address < r->runtime_end || !in_text(r, f->address)) continue;
        if (cost <= best) {
            best = cost;
            boundary = f->address;
        }
        cost += says;
    }
    return cost <= best ? r->text_end : boundary;
}

static bool is_cold_part(const char *name) {
    return strstr(name, ".cold") != NULL;
}

// Before the start files' code: .text.unlikely and the like.
static bool judge_alone(const struct reader *r, const struct program_function *f) {
    if (f->library) return true;
    if (!is_cold_part(f->name)) return library_name(r, f, f->name);
    char whole[256]; // of f.cold, what f says
    size_t n = (size_t)(strstr(f->name, ".cold") - f->name);
    if (n >= sizeof whole) return false;
    memcpy(whole, f->name, n);
    whole[n] = 0;
    return library_name(r, f, whole);
}

static void divide(struct reader *r) {
    struct program *p = r->p;
    for (size_t i = 0; i < p->count; i++)
        if (!strcmp(p->functions[i].name, "_start") && p->functions[i].address >= r->runtime_end)
            r->runtime_end = p->functions[i].address + 1;
    u64 start = 0; // of the start files
    for (size_t i = 0; i < p->count && !start; i++)
        if (!strcmp(p->functions[i].name, "_start")) start = p->functions[i].address;
    u64 boundary = find_boundary(r);
    for (size_t i = 0; i < p->count; i++) {
        struct program_function *f = &p->functions[i];
        if (f->stub) continue;
        if (!in_text(r, f->address) || (f->address >= start && f->address < r->runtime_end))
            f->library = true;
        else if (p->dynamic)
            f->library = false;
        else if (f->address < start)
            f->library = strcmp(f->name, "main") != 0 && judge_alone(r, f);
        else
            f->library = f->address >= boundary;
    }
}

static bool make_ranges(struct reader *r) {
    struct program *p = r->p;
    p->own = calloc(p->count + 1, sizeof *p->own);
    if (!p->own) return false;
    bool own = false;
    for (size_t i = 0; i < p->count; i++) {
        const struct program_function *f = &p->functions[i];
        if (!in_text(r, f->address)) continue;
        if (f->library) {
            if (own) p->own[p->own_count++].end = f->address;
        } else if (!own) {
            p->own[p->own_count].start = f->address;
        }
        own = !f->library;
    }
    if (own) p->own[p->own_count++].end = r->text_end;
    return true;
}

static void read_headers(struct reader *r) {
    GElf_Ehdr header;
    GElf_Phdr segment;
    size_t n = 0;
    struct program *p = r->p;
    p->relocatable = gelf_getehdr(r->elf, &header) && header.e_type == ET_DYN;
    p->first_code = UINT64_MAX;
    if (elf_getphdrnum(r->elf, &n)) n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!gelf_getphdr(r->elf, (int)i, &segment)) break;
        if (segment.p_type == PT_INTERP) p->dynamic = true;
        if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) && segment.p_vaddr < p->first_code)
            p->first_code = segment.p_vaddr;
    }
    GElf_Shdr text;
    if (!find_section(r->elf, SHT_PROGBITS, ".text", &text)) return;
    r->text_start = text.sh_addr;
    r->text_end = text.sh_addr + text.sh_size;
}

struct program *program_read(const void *image, size_t size, bool (*known)(void *ctx, const char *name), void *ctx) {
    struct reader r = {.known = known, .ctx = ctx};
    bool ok = false;
    if (elf_version(EV_CURRENT) == EV_NONE) return NULL;
    r.elf = elf_memory((char *)(uintptr_t)image, size); // it is only read
    r.p = r.elf && elf_kind(r.elf) == ELF_K_ELF ? calloc(1, sizeof *r.p) : NULL;
    if (!r.p) goto out;
    r.p->refs = 1;
    read_headers(&r);
    read_symbols(&r);
    if (r.p->count) qsort(r.p->functions, r.p->count, sizeof *r.p->functions, compare_addresses);
    read_stubs(&r);
    if (r.no_memory) goto out;
    for (size_t i = 0; i < r.p->count; i++) r.p->functions[i].name = r.p->names + (uintptr_t)r.p->functions[i].name;
    if (r.p->count) qsort(r.p->functions, r.p->count, sizeof *r.p->functions, compare_functions);
    divide(&r);
    ok = make_ranges(&r);
out:
    if (r.elf) elf_end(r.elf);
    if (ok) return r.p;
    program_put(r.p);
    return NULL;
}

void program_put(struct program *p) {
    if (!p || --p->refs) return;
    free(p->functions);
    free(p->own);
    free(p->names);
    free(p);
}

bool program_owns(const struct program *p, u64 address) {
    size_t low = 0, high = p->own_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->own[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->own_count && address >= p->own[low].start;
}

const struct program_function *program_find(const struct program *p, u64 address) {
    size_t low = first_at(p->functions, p->count, address + 1);
    const struct program_function *f = low ? &p->functions[low - 1] : NULL;
    return f && (!f->size || address - f->address < f->size) ? f : NULL;
}
