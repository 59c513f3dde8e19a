// SPDX-License-Identifier: GPL-2.0-or-later
// String functions at the edge of a page, where a read too far would fault: every length, every alignment.
#include "guest.h"
#include <ctype.h>
#include <regex.h>
#include <sys/mman.h>
#include <wchar.h>

int main(void) {
    enum { P = 4096 };
    char *m = mmap(NULL, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *a = m, *b = m + 2 * P, *end = a + P, *end2 = b + P;
    mprotect(end, P, PROT_NONE), mprotect(end2, P, PROT_NONE);
    uint64_t h = 1;
#define MIX(v) (h = (h ^ (uint64_t)(v)) * 0x100000001b3)
    for (int n = 0; n < 260; n++) {
        char *s = end - n - 1, *t = end2 - n - 1;
        for (int i = 0; i < n; i++) s[i] = 'a' + i % 26;
        s[n] = 0, memset(t, '#', n + 1);
        memcpy(t, s, n + 1), MIX(strlen(s)), MIX(strcmp(s, t) == 0), MIX(memcmp(s, t, n + 1) == 0),
            MIX(strnlen(s, 1000)), MIX(strchr(s, 'z') ? strchr(s, 'z') - s : -1),
            MIX(strrchr(s, 'b') ? strrchr(s, 'b') - s : -1), MIX((char *)memchr(s, 0, n + 1) - s),
            MIX((char *)rawmemchr(s, 0) - s);
        MIX(strspn(s, "abcdefghij")), MIX(strcspn(s, "xyz")), MIX(strpbrk(s, "qrs") ? strpbrk(s, "qrs") - s : -1),
            MIX(strstr(s, "vwx") ? strstr(s, "vwx") - s : -1),
            MIX(memmem(s, n, "mno", 3) ? (char *)memmem(s, n, "mno", 3) - s : -1),
            MIX(n ? (char *)memrchr(s, 'a', n) - s : -1), MIX(strcasecmp(s, t)), MIX(strncasecmp(s, t, n));
        strcpy(t, s), MIX(stpcpy(t, s) - t), strncpy(t, s, n), MIX(checksum(t, n + 1)), memset(t, n, n),
            MIX(checksum(t, n));
        if (n > 10)
            memmove(s + 3, s, n - 3), MIX(checksum(s, n)), memmove(s, s + 5, n - 5), MIX(checksum(s, n)),
                t[n / 2] ^= 1, MIX(memcmp(s, t, n) > 0), memcpy(t, s, n),
                t[n] = 0, t[n - 1] = 'z' + 1, s[n] = 0, MIX(strcmp(s, t) < 0), MIX(strncmp(s, t, n - 1));
        for (int off = 0; off < 17 && off < n; off++)
            MIX(strlen(s + off)), MIX(strcmp(s + off, t) > 0), MIX((char *)memchr(s + off, s[n - 1], n - off) - s);
        wchar_t *w = (wchar_t *)end - n - 1, *x = (wchar_t *)end2 - n - 1;
        for (int i = 0; i < n; i++) w[i] = 0x100 + i;
        w[n] = 0, wcscpy(x, w), MIX(wcslen(x)), MIX(wcscmp(w, x)), MIX(wmemcmp(w, x, n)),
        MIX(wcschr(w, 0x110) ? wcschr(w, 0x110) - w : -1), wmemset(x, 7, n), MIX(checksum(x, n * 4));
    }
    printf("%016lx\n", (long)h);
    char text[] = "one,two;;three", *save, *token = strtok_r(text, ",;", &save);
    for (; token; token = strtok_r(NULL, ",;", &save)) printf("[%s]", token);
    char fields[] = "a::b", *at = fields;
    while ((token = strsep(&at, ":"))) printf("{%s}", token);
    printf("\n%s %s %d %d\n", strdup("copied"), strndup("copied", 3), strcoll("a", "b") < 0,
           strverscmp("f9", "f10") < 0);
    printf("%s %s %s %s\n", strerror(ENOENT), strerror(9999), strsignal(SIGSEGV), strerrorname_np(EAGAIN));
    int counts[12] = {0};
    for (int c = 0; c < 256; c++)
        counts[0] += isalpha(c) != 0, counts[1] += isdigit(c) != 0, counts[2] += isspace(c) != 0,
            counts[3] += ispunct(c) != 0, counts[4] += isprint(c) != 0, counts[5] += iscntrl(c) != 0,
            counts[6] += isxdigit(c) != 0, counts[7] += toupper(c) != c, counts[8] += tolower(c) != c;
    for (int i = 0; i < 9; i++) printf("%d ", counts[i]);
    printf("\n");
    regex_t re;
    regmatch_t match[4];
    static const struct {
        const char *pattern, *text;
    } patterns[] = {{"([a-z]+)@([a-z]+)\\.com", "mail bob@example.com now"},
                    {"^(a|ab)(c|bcd)(d*)$", "abcd"},
                    {"[[:digit:]]{2,3}", "a1b12c1234"},
                    {"x*", "yyy"},
                    {"(foo|bar)+baz", "foobarbaz"},
                    {"[^ ]+$", "last word"},
                    {"a(b", "x"},
                    {"a.c", "a\nc"}};
    for (int i = 0; i < 8; i++) {
        int r = regcomp(&re, patterns[i].pattern, REG_EXTENDED);
        if (r) {
            char why[100];
            regerror(r, &re, why, sizeof why), printf("%s\n", why);
            continue;
        }
        r = regexec(&re, patterns[i].text, 4, match, 0);
        printf("%d", r);
        for (int k = 0; !r && k < 4; k++) printf(" %d-%d", match[k].rm_so, match[k].rm_eo);
        printf("\n"), regfree(&re);
    }
    return 0;
}
