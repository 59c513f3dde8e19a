// SPDX-License-Identifier: GPL-2.0-or-later
// BASE_ASAN is defined in a build with AddressSanitizer, whichever the compiler.
#ifndef BASE_ASAN_H
#define BASE_ASAN_H

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define BASE_ASAN 1
#endif

#endif
