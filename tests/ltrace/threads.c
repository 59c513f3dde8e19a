// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -f
#include <pthread.h>
#include <stdio.h>
static void *thread(void *arg) {
    puts(arg);
    return NULL;
}
int main(void) {
    pthread_t one;
    pthread_create(&one, NULL, thread, "first");
    pthread_join(one, NULL);
    pthread_create(&one, NULL, thread, "second");
    pthread_join(one, NULL);
    return 0;
}
