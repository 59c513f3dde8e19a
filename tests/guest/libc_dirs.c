// SPDX-License-Identifier: GPL-2.0-or-later
// Directories by the C library: scandir, seekdir, glob, ftw, nftw, fts, fnmatch, realpath, getcwd.
#include "guest.h"
#include <dirent.h>
#include <fnmatch.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <sys/stat.h>

static char seen[100][64];
static int count;
static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    sprintf(seen[count++], "%s type %d level %d base %d size %ld", path, type, ftw->level, ftw->base,
            S_ISREG(st->st_mode) ? (long)st->st_size : 0);
    return 0;
}
static int visit_old(const char *path, const struct stat *st, int type) {
    sprintf(seen[count++], "%s type %d", path, type);
    return count == 5 ? 77 : 0;
}
static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}
static void flush(const char *what, int r) {
    qsort(seen, count, sizeof *seen, by_text);
    printf("%s: %d\n", what, r);
    for (int i = 0; i < count; i++) printf("  %s\n", seen[i]);
    count = 0;
}
static void put(const char *name, const char *text) {
    FILE *f = fopen(name, "w");
    fputs(text, f), fclose(f);
}
static int only_b(const struct dirent *e) {
    return e->d_name[0] == 'b';
}
static int fts_compare(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

int main(void) {
    mkdir("tree", 0755), mkdir("tree/one", 0755), mkdir("tree/one/deep", 0755), mkdir("tree/two", 0755);
    put("tree/b.c", "bb"), put("tree/a.c", "a"), put("tree/.hidden", "h"), put("tree/one/b.h", "1234"),
        put("tree/one/deep/x", ""), put("tree/b10.c", ""), put("tree/b9.c", "");
    symlink("one", "tree/link"), symlink("nowhere", "tree/dangling");
    struct dirent **list;
    int n = scandir("tree", &list, NULL, alphasort);
    for (int i = 0; i < n; i++) printf("%s/%d ", list[i]->d_name, list[i]->d_type);
    printf("\n");
    n = scandir("tree", &list, only_b, versionsort);
    for (int i = 0; i < n; i++) printf("%s ", list[i]->d_name);
    printf("\n");
    show("scandir of nothing", scandir("nowhere", &list, NULL, NULL));
    DIR *d = opendir("tree");
    struct dirent *e;
    n = 0;
    long at = -1;
    char third[256] = "";
    while ((e = readdir(d))) {
        if (++n == 3) strcpy(third, e->d_name);
        if (n == 2) at = telldir(d);
    }
    printf("entries %d", n), seekdir(d, at),
        e = readdir(d), printf(", seekdir comes back %d", e && !strcmp(e->d_name, third)), rewinddir(d), n = 0;
    while (readdir(d)) n++;
    printf(", rewound %d, dirfd %d\n", n, dirfd(d) >= 0), closedir(d);
    mkdir("many", 0755);
    char name[64];
    for (int i = 0; i < 500; i++)
        sprintf(name, "many/%d-with-a-rather-long-name-to-fill-the-buffer", i), put(name, "");
    d = opendir("many"), n = 0;
    while ((e = readdir(d)))
        if (e->d_name[0] != '.') { // removing while reading
            sprintf(name, "many/%s", e->d_name), unlink(name), n++;
        }
    closedir(d), printf("removed %d, rmdir %d\n", n, rmdir("many"));

    static const char *const patterns[] = {"tree/*.c",       "tree/*",        "tree/.*den", "tree/b?.c",
                                           "tree/[ab].c",    "tree/b[0-9]*",  "nothing*",   "tree/*/b.*",
                                           "tree/{one,two}", "tree/o*/deep/?"};
    for (int i = 0; i < 10; i++) {
        glob_t g;
        int r = glob(patterns[i], i == 1 ? GLOB_MARK : i == 8 ? GLOB_BRACE : 0, NULL, &g);
        printf("%s: %d", patterns[i], r);
        for (size_t k = 0; !r && k < g.gl_pathc; k++) printf(" %s", g.gl_pathv[k]);
        printf("\n");
        if (!r) globfree(&g);
    }
    flush("nftw", nftw("tree", visit, 10, FTW_PHYS)),
        flush("nftw, depth", nftw("tree", visit, 10, FTW_DEPTH | FTW_PHYS)),
        flush("nftw, following", nftw("tree", visit, 10, 0));
    int r = ftw("tree/one", visit_old, 10);
    flush("ftw", r), show("ftw of nothing", ftw("nowhere", visit_old, 5));
    char *roots[] = {"tree", NULL};
    FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, fts_compare);
    for (FTSENT *f; (f = fts_read(fts));) printf("  %s %d %d\n", f->fts_path, f->fts_info, f->fts_level);
    fts_close(fts);
    static const struct {
        const char *pattern, *text;
        int flags;
    } matches[] = {{"*.c", "x.c", 0},
                   {"*.c", ".c", FNM_PERIOD},
                   {"a*b", "a/b", FNM_PATHNAME},
                   {"[!a-c]", "d", 0},
                   {"\\*", "*", 0},
                   {"X", "x", FNM_CASEFOLD},
                   {"[[:digit:]]*", "7up", 0},
                   {"+(ab)", "abab", FNM_EXTMATCH},
                   {"a/*", "a/b/c", FNM_LEADING_DIR}};
    for (int i = 0; i < 9; i++) printf("%d ", fnmatch(matches[i].pattern, matches[i].text, matches[i].flags));
    printf("\n");
    char path[PATH_MAX], here[PATH_MAX];
    getcwd(here, sizeof here);
    printf("realpath: %s\n", realpath("tree/link/../one/./deep//x", path) ? path + strlen(here) : errno_name(errno)),
        printf("of a dangling link: %s\n", realpath("tree/dangling", path) ? path : errno_name(errno));
    printf("%s %s %s %s\n", basename((char[]){"/a/b/"}), dirname((char[]){"/a/b/"}), basename((char[]){""}),
           dirname((char[]){"x"}));
    show("getcwd, too small", getcwd(path, 1) ? 0 : -1), chdir("tree/one"), rmdir("deep"), unlink("deep/x"),
        chdir("deep"), unlink("x"), rmdir("../deep"),
        show("getcwd in a removed directory", getcwd(path, sizeof path) ? 0 : -1);
    return 0;
}
