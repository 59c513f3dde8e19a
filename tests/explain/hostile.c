// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that could spoil a text, a terminal or a page: control characters, markup, bad pointers, very long strings, many descriptors.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
    static const char markup[] = "</script><script>document.title='owned'</script><!--";
    prctl(PR_SET_NAME, "\033[31m\"\\\n<b>\377");
    open(markup, O_RDONLY);
    mkdir("/tmp/\033]0;owned\007", 0700);
    open("/tmp/\033]0;owned\007/\377\376", O_CREAT | O_RDWR, 0600);
    write(1, markup, sizeof markup);
    char *huge = malloc(1 << 20);
    memset(huge, 'x', 1 << 20);
    huge[(1 << 20) - 1] = 0;
    open(huge, O_RDONLY);
    write(99, huge, 1 << 20);
    open((char *)8, O_RDONLY);
    read(0, (void *)-8, 100);
    syscall(SYS_execve, huge, (char *const *)8, (char *const *)-1);
    struct iovec loop[2] = {{loop, sizeof loop}, {(void *)-1, (size_t)-1}};
    syscall(SYS_writev, 1, loop, 2000000000);
    syscall(999, 1, 2, 3, 4, 5, 6);
    syscall(-1ul, huge, huge);
    symlink("/tmp/loop", "/tmp/loop");
    open("/tmp/loop/x", O_RDONLY);
    open("//../.././/tmp/..//dev/./null", O_RDWR);
    for (int i = 0; i < 600; i++) dup(1);
    for (int i = 0; i < 1000; i++) mmap(0, 4096, i & 1 ? PROT_READ : PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    // no code below RIP can be read as text: a call from the last bytes of a page
    char *page = mmap(0, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 4096, 4096);
    memcpy(page + 4096 - 8, "\xb8\x27\x00\x00\x00\x0f\x05\xc3", 8); // getpid
    ((int (*)(void))(page + 4096 - 8))();
    return 0;
}
