// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/self/maps: its form, order, merging of neighbours, names, and that it follows mmap, mprotect and munmap.
#include "guest.h"
#include <sys/mman.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
static char *base = (char *)0x300000000000;
// Prints what lies in our own part of the address space, relative to its start.
static void print(const char *what) {
    FILE *f = fopen("/proc/self/maps", "r");
    char line[4400], perms[5], name[4200];
    unsigned long from, to, offset, before = 0, inode;
    unsigned major, minor;
    printf("%s:", what);
    while (fgets(line, sizeof line, f)) {
        name[0] = 0;
        int n = sscanf(line, "%lx-%lx %4s %lx %x:%x %lu %4199[^\n]", &from, &to, perms, &offset, &major, &minor,
                       &inode, name);
        if (n < 7 || from >= to || from < before || from % P || to % P) printf(" ODD LINE %s", line);
        before = to;
        if (from >= (unsigned long)base && from < (unsigned long)base + (1ul << 30))
            printf(" %lu-%lu %s +%lu%s%s", (from - (unsigned long)base) / P, (to - (unsigned long)base) / P, perms,
                   offset / P, inode ? " " : "", inode ? base_name(name) : "");
    }
    printf("\n");
    fclose(f);
}
static int has(const char *needle, const char *perms) {
    FILE *f = fopen("/proc/self/maps", "r");
    char line[4400];
    int found = 0;
    while (fgets(line, sizeof line, f)) found += strstr(line, needle) && strstr(line, perms);
    fclose(f);
    return found;
}
static char *at(int page, int pages, int prot, int flags, int fd, long offset) {
    return mmap(base + page * P, pages * P, prot, flags | MAP_FIXED, fd, offset * P);
}

int main(void) {
    enum { ANON = MAP_PRIVATE | MAP_ANONYMOUS };
    at(0, 4, RW, ANON, -1, 0), print("one");
    at(4, 4, RW, ANON, -1, 0), print("neighbours merge");
    at(8, 2, PROT_READ, ANON, -1, 0), print("others do not");
    mprotect(base + 2 * P, P, PROT_READ), print("split in three"), mprotect(base + 2 * P, P, RW),
        print("and one again");
    mprotect(base + 7 * P, P, PROT_READ), print("border moves"), munmap(base + 3 * P, 2 * P), print("hole");
    munmap(base, 64 * P);
    int fd = open("some file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(fd, 8 * P);
    at(0, 2, PROT_READ, MAP_PRIVATE, fd, 0), at(2, 2, PROT_READ, MAP_PRIVATE, fd, 2), print("a file, contiguous");
    at(4, 1, PROT_READ, MAP_PRIVATE, fd, 0), print("not contiguous"),
        at(5, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 5), print("shared");
    munmap(base + P, P), print("its middle gone"), unlink("some file"), print("unlinked");
    munmap(base, 64 * P);
    at(0, 1, PROT_NONE, ANON, -1, 0), at(1, 1, PROT_EXEC | PROT_READ, ANON, -1, 0), at(2, 1, 7, ANON, -1, 0),
        at(3, 1, PROT_WRITE, ANON, -1, 0), print("protections");
    munmap(base, 64 * P);
    at(0, 1, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0), print("shared anonymous");
    munmap(base, 64 * P), print("nothing");
    printf("[stack] %d [heap] %d [vdso] %d\n", has("[stack]", "rw-p"), (malloc(10), has("[heap]", "rw-p")),
           has("[vdso]", "r-xp"));
    const char *name = base_name(own_path());
    printf("program: text %d, data %d\n", has(name, "r-xp") >= 1, has(name, "rw-p") >= 1);
    // the same by small reads, and from an offset
    int maps = open("/proc/self/maps", O_RDONLY);
    static char whole[65536], pieces[65536];
    ssize_t n, total = 0, total2 = 0;
    while ((n = read(maps, whole + total, sizeof whole - total)) > 0) total += n;
    lseek(maps, 0, SEEK_SET);
    while ((n = read(maps, pieces + total2, 7)) > 0) total2 += n;
    printf("in small pieces: %d\n", total > 0 && total == total2 && !memcmp(whole, pieces, total));
    show("smaps", access("/proc/self/smaps", R_OK));
    return 0;
}
