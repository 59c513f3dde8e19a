// SPDX-License-Identifier: GPL-2.0-or-later
// The key that checkpoint files are sealed with: of --key, or the user's own, $XDG_STATE_HOME/belljar/key, made when it is first needed.
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NEW_KEY_SIZE = 32 };

static const char *home_path(char *out, size_t size) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int n = -1;
    if (state && state[0] == '/')
        n = snprintf(out, size, "%s/belljar/key", state);
    else if (home && home[0] == '/')
        n = snprintf(out, size, "%s/.local/state/belljar/key", home);
    return n > 0 && (size_t)n < size ? out : NULL;
}

// All folders on the way to a file, for the user alone. Those that are there stay as they are.
static void make_folders(char *path) {
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        (void)mkdir(path, 0700); // what is not there after this, opening the file will tell
        *slash = '/';
    }
}

// Made aside and linked: of two commands that make it at once both use the first one's.
static void make_key(char *path) {
    unsigned char bytes[NEW_KEY_SIZE];
    char aside[OWN_KEY_PATH + 8];
    make_folders(path);
    snprintf(aside, sizeof aside, "%s.XXXXXX", path);
    int fd = mkstemp(aside);
    if (fd < 0) die(EXIT_OWN, "%s: %s", path, strerror(errno));
    bool ok = getrandom(bytes, sizeof bytes, 0) == sizeof bytes && write(fd, bytes, sizeof bytes) == sizeof bytes &&
              fsync(fd) == 0 && (link(aside, path) == 0 || errno == EEXIST);
    int error = errno;
    close(fd);
    unlink(aside);
    explicit_bzero(bytes, sizeof bytes);
    if (!ok) die(EXIT_OWN, "%s: %s", path, strerror(error));
}

static void read_key(struct checkpoint_key *key, const char *path) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) < 0) die(EXIT_OWN, "key %s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode)) die(EXIT_OWN, "key %s: not a regular file", path);
    if (st.st_uid != geteuid()) die(EXIT_OWN, "key %s: belongs to somebody else", path);
    if (st.st_mode & 077) die(EXIT_OWN, "key %s: others may read or change it (chmod 600)", path);
    ssize_t n = read(fd, key->bytes, sizeof key->bytes);
    char more;
    if (n < 0) die(EXIT_OWN, "key %s: %s", path, strerror(errno));
    if (n < NEW_KEY_SIZE || read(fd, &more, 1) != 0)
        die(EXIT_OWN, "key %s: not a key: %d to %zu random bytes", path, NEW_KEY_SIZE, sizeof key->bytes);
    close(fd);
    key->size = (size_t)n;
}

void key_get(struct run_options *o, bool make) {
    struct checkpoint_key *key = &o->key;
    const char *path = key->file ? key->file : home_path(key->own_path, sizeof key->own_path);
    if (!path)
        die(EXIT_OWN,
            "checkpoint: no place for your key: neither XDG_STATE_HOME nor HOME is an absolute path (--key FILE)");
    bool there = key->file || access(path, F_OK) == 0;
    if (!there && make) make_key(key->own_path);
    if (there || make) read_key(key, path);
    snprintf(key->name, sizeof key->name, "your key (%.300s%s; --key takes another, --trust believes any file)", path,
             there || make ? "" : ", not made yet");
    o->jar.key = key->size ? key->bytes : NULL;
    o->jar.key_size = key->size;
    o->jar.key_name = key->name;
}
