// SPDX-License-Identifier: GPL-2.0-or-later
// #! scripts: the interpreter's argument, nesting, blanks, long lines, missing interpreters, scripts from descriptors.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

static char *self;

static void script(const char *name, mode_t mode, const char *format, ...) {
    char text[8192];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    unlink(name);
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0700);
    write(fd, text, n);
    fchmod(fd, mode);
    close(fd);
}

static void run(const char *what, const char *name, ...) {
    printf("%s\n", what);
    pid_t pid = fork();
    if (pid == 0) {
        char *args[] = {"given-argv0", "one", "two words", NULL};
        execv(name, args);
        printf("  execv: %s\n", errno_name(errno));
        _exit(99);
    }
    reap("  it", pid);
}

int main(int argc, char **argv) {
    if (argc > 1 || getenv("SHEBANG_CHILD")) {
        for (int i = 0; i < argc; i++) printf("  [%s]", i == 0 ? base_name(argv[i]) : argv[i]);
        printf("\n");
        return argc;
    }
    setenv("SHEBANG_CHILD", "1", 1);
    self = own_path();
    script("plain", 0700, "#!%s\nrest\n", self);
    run("no argument", "./plain");
    script("arg", 0700, "#!%s -x\nrest\n", self);
    run("one argument", "./arg");
    script("args", 0700, "#!%s  -x   more and more \t \nrest\n", self);
    run("many words are one argument, outer blanks cut", "./args");
    script("blanks", 0700, "#! \t %s\t-x\nrest\n", self);
    run("blanks before the interpreter", "./blanks");
    script("noeol", 0700, "#!%s -y", self);
    run("no newline at the end", "./noeol");
    script("cr", 0700, "#!%s\r\n", self);
    run("a carriage return belongs to the name", "./cr");
    script("nothing", 0700, "#!\n");
    run("no interpreter", "./nothing");
    script("spaces", 0700, "#!   \n");
    run("only blanks", "./spaces");
    script("bare", 0700, "#!");
    run("nothing but #!", "./bare");
    script("missing", 0700, "#!/nonexistent/interpreter\n");
    run("interpreter missing", "./missing");
    script("directory", 0700, "#!/\n");
    run("interpreter is a directory", "./directory");
    script("unreadable", 0300, "#!%s\n", self);
    run("executable but not readable", "./unreadable");
    script("noexec", 0600, "#!%s\n", self);
    run("not executable", "./noexec");
    script("text", 0700, "just text\n");
    run("no #! line", "./text");
    script("empty", 0700, "");
    run("empty file", "./empty");
    script("space-first", 0700, " #!%s\n", self);
    run("#! not at the start", "./space-first");
    script("nul", 0700, "#!%s -z\n", self);
    truncate("nul", strlen(self) + 3);
    run("file ends in the argument", "./nul");

    script("level1", 0700, "#!%s L1\n", self);
    char name[16], line[64];
    for (int i = 2; i <= 8; i++) {
        sprintf(name, "level%d", i);
        sprintf(line, "#!./level%d L%d\n", i - 1, i);
        script(name, 0700, "%s", line);
    }
    run("nested 2", "./level2");
    run("nested 4", "./level4");
    run("nested 5", "./level5");
    run("nested 6", "./level6");
    run("nested 8", "./level8");
    script("loop", 0700, "#!./loop\n");
    run("its own interpreter", "./loop");

    // The kernel looks at 256 bytes: the argument may be cut off, the interpreter's name may not.
    char *argument = malloc(400);
    memset(argument, 'a', 399), argument[399] = 0;
    script("long-arg", 0700, "#!%s %s\n", self, argument);
    pid_t pid = fork();
    if (pid == 0) {
        setenv("LONG", "1", 1);
        int out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(out, 1);
        execl("./long-arg", "x", (char *)NULL);
        _exit(99);
    }
    reap("long argument", pid);
    FILE *f = fopen("out", "r");
    int a = 0, c;
    while ((c = getc(f)) != EOF) a += c == 'a';
    printf("  cut to fit: %d\n", a + strlen(self) > 240 && a + strlen(self) < 280);
    script("long-name", 0700, "#!/%s\n", argument);
    run("interpreter's name too long", "./long-name");

    // through a symbolic link, a relative name, a directory in between
    symlink("arg", "link");
    run("through a symbolic link", "./link");
    mkdir("dir", 0700);
    run("a relative path with ..", "dir/../arg");
    int fd = open("arg", O_RDONLY);
    char *args[] = {"x", "y", NULL};
    extern char **environ;
    fflush(stdout);
    if ((pid = fork()) == 0) {
        char text[64];
        sprintf(text, "/dev/fd/%d", fd);
        syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
        printf("  execveat: %s\n", errno_name(errno)), _exit(99);
    }
    reap("from a descriptor", pid);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if ((pid = fork()) == 0) {
        syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
        printf("  execveat: %s\n", errno_name(errno)), _exit(99);
    }
    reap("from a descriptor that exec closes", pid);
    // /proc/self/exe of a script's process is the interpreter; the name is the script's
    script("comm", 0700, "#!%s\n", self);
    return 0;
}
