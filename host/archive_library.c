// SPDX-License-Identifier: GPL-2.0-or-later
// Finding libarchive's functions by name.
#include "host/archive_library.h"

#include <dlfcn.h>
#include <string.h>

const char *archive_library_load(struct archive_library *lib) {
    void *handle = dlopen(ARCHIVE_LIBRARY, RTLD_NOW | RTLD_LOCAL), *symbol;
    if (!handle) return dlerror();
#define FIND(name)                                                                                                   \
    if (!(symbol = dlsym(handle, "archive_" #name))) return dlerror();                                               \
    memcpy(&lib->name, &symbol, sizeof symbol); // ISO C has no conversion between the two kinds of pointer
    ARCHIVE_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}
