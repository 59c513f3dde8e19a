// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
    char a[100], *rest;
    char long_one[] = "a string that is longer than thirty-two characters";
    strcpy(a, "abc");
    strcat(a, "def");
    strncpy(a + 50, "counted", 3);
    strncat(a, "tail end", 4);
    strlen(long_one);
    strlen("");
    strcmp(a, "abd");
    strncmp(a, "abd", 2);
    strcasecmp("ABC", "abc");
    strchr("/usr/bin", '/');
    strchr("none", 'z');
    strrchr("/usr/bin", '/');
    strstr(long_one, "thirty");
    strspn("aab", "a");
    strcspn("aab", "b");
    strpbrk("key=value", "=:");
    char tokens[] = "x,y;z";
    for (char *t = strtok(tokens, ",;"); t; t = strtok(NULL, ",;")) continue;
    char *copy = strdup("quotes \" ' \\ \n\t\001\377");
    free(copy);
    free(strndup("cut short", 3));
    stpcpy(a, "end");
    strerror(2);
    atoi("42");
    strtol("0x1f rest", &rest, 0);
    strtoul("77", NULL, 8);
    atof("2.5");
    strtod("1e3", NULL);
    getenv("HOME");
    getenv("NOT_SET");
    setenv("NEW", "value", 1);
    unsetenv("NEW");
    sprintf(a, "%s-%d", "formatted", 5);
    snprintf(a, 4, "%s", "too long for it");
    sscanf("3 4", "%d %d", (int *)a, (int *)(a + 8));
    return 0;
}
