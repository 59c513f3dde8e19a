// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#include <stdlib.h>
#include <string.h>
int main(void) {
    char *p = malloc(100), *q = calloc(3, 7);
    memset(p, 'a', 40);
    memcpy(q, "bytes\0and more\377", 15);
    memmove(p + 1, p, 10);
    int different = memcmp(p, q, 5);
    p = realloc(p, 5000);
    void *found = memchr(q, 'd', 20);
    mempcpy(p, "tab\there", 8);
    free(q);
    free(p);
    free(NULL);
    posix_memalign((void **)&p, 64, 128);
    free(p);
    bzero(&p, sizeof p);
    return different == 0 || !found;
}
