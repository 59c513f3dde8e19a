// SPDX-License-Identifier: GPL-2.0-or-later
// guest: static-pie
// A position-independent static program: relocates itself, runs where it was loaded, is found again after exec.
#include "guest.h"
#include <elf.h>
#include <link.h>
#include <pthread.h>
#include <sys/auxv.h>

static int data = 5, *pointer_to_data = &data; // a relocation
static const char *const strings[] = {"one", "two", "three"};
static __thread int tls = 9;
static void *thread(void *arg) {
    tls++;
    return (void *)(long)tls;
}
static int found;
static int each(struct dl_phdr_info *info, size_t size, void *arg) {
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD) {
            uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            found |= (uintptr_t)arg >= from && (uintptr_t)arg < from + info->dlpi_phdr[i].p_memsz;
        }
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("again: %s %s\n", argv[1], strings[2]);
        return 4;
    }
    printf("%d %s %d\n", *pointer_to_data, strings[1], tls);
    const Elf64_Phdr *ph = (void *)getauxval(AT_PHDR);
    int n = getauxval(AT_PHNUM), dynamic = 0, interp = 0;
    for (int i = 0; i < n; i++) dynamic |= ph[i].p_type == PT_DYNAMIC, interp |= ph[i].p_type == PT_INTERP;
    printf("dynamic section %d, interpreter %d, AT_BASE %lu, entry inside %d\n", dynamic, interp, getauxval(AT_BASE),
           getauxval(AT_ENTRY) - (uintptr_t)ph < 16 << 20);
    printf("not at a low address: %d\n", (uintptr_t)main > 1ul << 32);
    dl_iterate_phdr(each, (void *)main), printf("main is in a segment: %d\n", found);
    pthread_t t;
    void *result;
    pthread_create(&t, NULL, thread, NULL), pthread_join(t, &result), printf("thread %ld\n", (long)result);
    pid_t pid = fork();
    if (pid == 0) execl("/proc/self/exe", "pie", "second", (char *)NULL);
    reap("exec", pid);
    return 0;
}
