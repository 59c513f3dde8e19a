// SPDX-License-Identifier: GPL-2.0-or-later
// Extended attributes: flags, limits and name spaces.
#ifndef ABI_XATTR_H
#define ABI_XATTR_H

#define XATTR_CREATE 1
#define XATTR_REPLACE 2
#define XATTR_NAME_MAX 255
#define XATTR_SIZE_MAX 65536
#define XATTR_LIST_MAX 65536

#define XATTR_SECURITY_PREFIX "security."
#define XATTR_SYSTEM_PREFIX "system."
#define XATTR_TRUSTED_PREFIX "trusted."
#define XATTR_USER_PREFIX "user."
#define XATTR_NAME_CAPS XATTR_SECURITY_PREFIX "capability"
#define XATTR_NAME_POSIX_ACL_ACCESS XATTR_SYSTEM_PREFIX "posix_acl_access"
#define XATTR_NAME_POSIX_ACL_DEFAULT XATTR_SYSTEM_PREFIX "posix_acl_default"

#endif
