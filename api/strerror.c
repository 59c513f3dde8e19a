// SPDX-License-Identifier: GPL-2.0-or-later
// Linux's error numbers in words, for belljar's own messages: the guest's numbers, whatever the host's are.
#include "api/internal.h"

#include "abi/errno.h"

const char *jar_strerror(int error) {
    switch (error) {
    case ENOENT: return "no such file or directory";
    case EACCES: return "permission denied";
    case EPERM: return "operation not permitted";
    case ENOEXEC: return "not an executable file";
    case EISDIR: return "is a directory";
    case ENOTDIR: return "not a directory";
    case EEXIST: return "exists already";
    case ENOMEM: return "no memory";
    case ENOSPC: return "no space left";
    case EROFS: return "read-only file system";
    case ELOOP: return "too many links, or interpreters of interpreters";
    case ENAMETOOLONG: return "name too long";
    case ELIBBAD: return "its interpreter is not an executable file";
    case EINVAL: return "not a kind of file that can be used here";
    case E2BIG: return "arguments too long";
    case EBUSY: return "busy";
    case EIO: return "read or write error";
    case EFBIG: return "file too large";
    case EMFILE:
    case ENFILE: return "too many open files";
    case ETXTBSY: return "file is being written";
    case EXDEV: return "leads out of its tree";
    default: return "unexpected failure";
    }
}
