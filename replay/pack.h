// SPDX-License-Identifier: GPL-2.0-or-later
// Compressed files of ours: a line that says what it is, then one zstd frame with a checksum, in which numbers and blocks follow each
// other, then the seal: a keyed hash of all that stands before it (zeroes: written without a key). With a key nothing of a file is looked
// at before the seal is found right. Without one, reading still trusts nothing: every length is checked against what the caller allows.
#ifndef REPLAY_PACK_H
#define REPLAY_PACK_H

#include "base/types.h"

struct pack; // one file being written or read; the C heap's

enum { PACK_KEY_MIN = 32, PACK_KEY_MAX = 64 };
struct pack_key {
    const u8 *bytes;
    size_t size;      // 0, or any other that is not within those limits: no file is sealed with it
    const char *name; // in messages: "your key"
};

// `key` NULL: the file is not sealed; whatever its seal, it is read. `kind`: at most 31 characters, the first line of the file. NULL: `why` says what failed.
struct pack *pack_create(const char *path, const char *kind, const struct pack_key *key, char *why, size_t why_size);
struct pack *pack_open(const char *path, const char *kind, const struct pack_key *key, char *why, size_t why_size);
// Completes the file, or checks that it ends here and was not altered. False: `why` says what is wrong with any of it, from the
// first failure on. A file that could not be completed is removed.
bool pack_close(struct pack *p, char *why, size_t why_size);
void pack_abandon(struct pack *p); // closes without a word; a file being written is removed

// After the first failure these do nothing, and reading gives zeroes.
void pack_put(struct pack *p, const void *data, size_t n);
void pack_put_number(struct pack *p, u64 value);
void pack_put_text(struct pack *p, const char *text); // NULL is kept as such
void pack_get(struct pack *p, void *data, size_t n);
u64 pack_get_number(struct pack *p, u64 most);    // more than `most` is a failure
char *pack_get_text(struct pack *p, size_t most); // malloc'ed; NULL: it was NULL, or a failure
void pack_fail(struct pack *p, const char *reason);
bool pack_ok(const struct pack *p);

#endif
