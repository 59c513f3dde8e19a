// SPDX-License-Identifier: GPL-2.0-or-later
// The stack that a program starts with: from the top down the file name, environment and argument strings, platform
// and random bytes, the auxiliary vector, environment and argument pointers, argc. Laid out as Linux does it
// (copy_strings in fs/exec.c, create_elf_tables in fs/binfmt_elf.c), also in the order of the vector.
#include "loader/loader.h"

#include "abi/auxvec.h"

#include <string.h>

static const char PLATFORM[] = "x86_64";

static u64 strings_size(const char *const *v, size_t n) {
    u64 size = 0;
    for (size_t i = 0; i < n; i++) size += strlen(v[i]) + 1;
    return size;
}

static void aux(struct start_stack *s, u64 type, u64 value) {
    s->auxv[s->auxv_count++] = type;
    s->auxv[s->auxv_count++] = value;
}

static void plan_auxv(struct start_stack *s) {
    s->auxv_count = 0;
    if (s->sysinfo_ehdr) aux(s, AT_SYSINFO_EHDR, s->sysinfo_ehdr);
    aux(s, AT_MINSIGSTKSZ, s->minsigstksz);
    aux(s, AT_HWCAP, s->hwcap);
    aux(s, AT_PAGESZ, 4096);
    aux(s, AT_CLKTCK, 100);
    aux(s, AT_PHDR, s->phdr);
    aux(s, AT_PHENT, 56);
    aux(s, AT_PHNUM, s->phnum);
    aux(s, AT_BASE, s->base);
    aux(s, AT_FLAGS, 0);
    aux(s, AT_ENTRY, s->entry);
    aux(s, AT_UID, s->uid);
    aux(s, AT_EUID, s->euid);
    aux(s, AT_GID, s->gid);
    aux(s, AT_EGID, s->egid);
    aux(s, AT_SECURE, s->secure);
    aux(s, AT_RANDOM, s->random_at);
    aux(s, AT_HWCAP2, s->hwcap2);
    aux(s, AT_EXECFN, s->execfn);
    aux(s, AT_PLATFORM, s->platform);
    aux(s, AT_RSEQ_FEATURE_SIZE, 28); // up to mm_cid
    aux(s, AT_RSEQ_ALIGN, 32);
    aux(s, AT_NULL, 0);
}

void start_stack_plan(struct start_stack *s) {
    u64 p = s->top - sizeof(u64); // the last word stays zero
    p -= strlen(s->filename) + 1;
    s->execfn = p;
    s->env_end = p;
    p -= strings_size(s->envp, s->envc);
    s->env_start = s->arg_end = p;
    p -= strings_size(s->argv, s->argc);
    s->arg_start = p;
    s->strings_bytes = s->top - p;
    p = (p - s->skew) & ~15ull;
    p -= sizeof PLATFORM;
    s->platform = p;
    p -= sizeof s->random;
    s->random_at = p;
    plan_auxv(s);
    u64 words = 1 + (s->argc + 1) + (s->envc + 1); // argc, and both vectors with their NULL
    s->sp = (p - s->auxv_count * sizeof(u64) - words * sizeof(u64)) & ~15ull;
}

// Words go out in blocks, so that long vectors do not cost a call each.
struct word_writer {
    start_stack_write_fn write;
    void *ctx;
    u64 at;
    size_t n;
    u64 words[128];
};

static int words_flush(struct word_writer *w) {
    int err = w->n ? w->write(w->ctx, w->at, w->words, w->n * sizeof(u64)) : 0;
    w->at += w->n * sizeof(u64);
    w->n = 0;
    return err;
}

static int word_put(struct word_writer *w, u64 value) {
    w->words[w->n++] = value;
    return w->n == ARRAY_SIZE(w->words) ? words_flush(w) : 0;
}

// The strings of `v` from `at` on, and pointers to them with a final NULL.
static int write_vector(struct word_writer *w, const char *const *v, size_t n, u64 at) {
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(v[i]) + 1;
        int err = w->write(w->ctx, at, v[i], size);
        if (err == 0) err = word_put(w, at);
        if (err < 0) return err;
        at += size;
    }
    return word_put(w, 0);
}

int start_stack_write(const struct start_stack *s, start_stack_write_fn write, void *ctx) {
    struct word_writer w = {.write = write, .ctx = ctx, .at = s->sp};
    int err = write(ctx, s->execfn, s->filename, strlen(s->filename) + 1);
    if (err == 0) err = write(ctx, s->platform, PLATFORM, sizeof PLATFORM);
    if (err == 0) err = write(ctx, s->random_at, s->random, sizeof s->random);
    if (err == 0) err = word_put(&w, s->argc);
    if (err == 0) err = write_vector(&w, s->argv, s->argc, s->arg_start);
    if (err == 0) err = write_vector(&w, s->envp, s->envc, s->env_start);
    for (u32 i = 0; i < s->auxv_count && err == 0; i++) err = word_put(&w, s->auxv[i]);
    return err == 0 ? words_flush(&w) : err;
}
