// SPDX-License-Identifier: GPL-2.0-or-later
// guest: musl
// Wide and multibyte characters in UTF-8, which musl has built in where glibc reads files.
#include "guest.h"
#include <langinfo.h>
#include <locale.h>
#include <wchar.h>
#include <wctype.h>

int main(void) {
    printf("%s\n", setlocale(LC_ALL, NULL));
    wchar_t w[50];
    printf("C: %d %d\n", mbtowc(w, "a", 1), (int)mbstowcs(w, "plain", 50));
    if (!setlocale(LC_ALL, "C.UTF-8")) skip("this C library has no C.UTF-8 of its own");
    printf("%s %d\n", nl_langinfo(CODESET), (int)MB_CUR_MAX);
    static const char text[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z";
    size_t n = mbstowcs(w, text, 50);
    printf("%zu:", n);
    for (size_t i = 0; i < n; i++) printf(" %x", w[i]);
    char back[50];
    printf(" %zu %d\n", wcstombs(back, w, 50), strcmp(back, text));
    printf("%d %d %d\n", mblen("\xc3\xa4", 2), mblen("\xff", 1), mblen("\xe2\x82", 2));
    mbstate_t state = {0};
    wchar_t c;
    for (int i = 0; text[i]; i++) printf("%d ", (int)mbrtowc(&c, text + i, 1, &state));
    printf("\n%ls %lc %10ls|%-6ls|%.3ls\n", L"\u00e4\u20ac", L'\u00df', L"\u00e4b", L"\u00e4b", L"\u00e4\u20ac");
    printf("%d %d %d %x %x %d %d\n", iswalpha(0xe4) != 0, iswdigit('7') != 0, iswspace(0x2003) != 0, towupper(0xe4),
           towlower(0x3a9), wcwidth(0x4e2d), wcwidth(0x301));
    printf("%ld %g %d\n", wcstol(L"-123x", NULL, 10), wcstod(L"2.5", NULL),
           swprintf(w, 50, L"%d %s %ls", 42, "x", L"y"));
    printf("%ls %d %d\n", w, wcscoll(L"a", L"b") < 0, wcsncmp(L"abc", L"abd", 2));
    wchar_t *save, tokens[] = L"p q r";
    for (wchar_t *t = wcstok(tokens, L" ", &save); t; t = wcstok(NULL, L" ", &save)) printf("[%ls]", t);
    struct lconv *lc = localeconv();
    printf(" %s [%s]\n", lc->decimal_point, lc->thousands_sep);
    FILE *f = fopen("wide", "w+");
    fwprintf(f, L"%ls %d\n", L"gr\u00fc\u00df", 7), rewind(f), fgetws(w, 50, f),
        printf("%zu %x %d\n", wcslen(w), w[2], fwide(f, 0) > 0);
    printf("%f\n", 1234.5);
    return 0;
}
