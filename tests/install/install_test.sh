#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs into a temporary prefix; looks at what is there; builds samples/embed.c on it with pkg-config, with find_package
# and the shared library, with find_package and the static one; runs each.
# Usage: install_test.sh CMAKE BUILD CC SHOUT, where SHOUT is the built sample that embed runs.
set -euo pipefail
cmake=$1 build=$2 cc=$3 shout=$4
top=$(cd "$(dirname "$0")/../.." && pwd)
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
fail() { printf 'install_test: %s\n' "$*" >&2; exit 1; }

"$cmake" --install "$build" --prefix "$prefix" >/dev/null
lib=$(dirname "$(find "$prefix" -name libbelljar.so)")
for file in bin/belljar include/belljar.h share/man/man1/belljar.1 share/belljar/libc.conf share/bash-completion/completions/belljar \
            share/zsh/site-functions/_belljar; do
  [ -s "$prefix/$file" ] || fail "$file is not installed"
done
"$prefix/bin/belljar" --version >/dev/null

# --- Names: what belljar.h declares, and nothing else.
declared=$(grep -oE 'belljar_[a-z_]+\(' "$prefix/include/belljar.h" | tr -d '(' | sort -u)
exported() { awk '{ print $NF }' | sed 's/@.*//' | sort -u; }
diff <(nm -D --defined-only "$lib/libbelljar.so" | exported) - <<<"$declared" || fail "the shared library exports other names (<) than belljar.h declares (>)"
diff <(nm -g --defined-only "$lib/libbelljar.a" | awk 'NF == 3' | exported) - <<<"$declared" || fail "the static library has other names (<) than belljar.h declares (>)"

# --- An embedder's build, each way
expect() { # NAME PROGRAM
  local got
  got=$("$2" "$shout") || fail "$1: exit status $?"
  case $got in
    *'first: exit status 0, 4 bytes: ONE'*'second: exit status 0, 4 bytes: TWO'*) echo "$1: works" ;;
    *) fail "$1: printed $got" ;;
  esac
}

export PKG_CONFIG_PATH="$lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
work=$prefix/embed
mkdir "$work"
read -ra flags < <(pkg-config --cflags --libs belljar)
"$cc" -o "$work/pkg" "$top/samples/embed.c" "${flags[@]}"
LD_LIBRARY_PATH=$lib expect pkg-config "$work/pkg"
printf '#include <belljar.h>\nint main() { return belljar_version() == nullptr; }\n' >"$work/plain.cc"
"$cc" -x c++ -std=c++11 -Wall -Wextra -pedantic -Werror -fsyntax-only "${flags[@]:0:1}" "$work/plain.cc" || fail "belljar.h is not C++"

cat >"$work/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(embed LANGUAGES C)
find_package(belljar 0.1 REQUIRED COMPONENTS static)
foreach(kind belljar belljar_static)
  add_executable(embed_${kind} ${EMBED})
  target_link_libraries(embed_${kind} PRIVATE belljar::${kind})
endforeach()
END
"$cmake" -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" -DEMBED="$top/samples/embed.c" >"$work/log" 2>&1 &&
  "$cmake" --build "$work/build" >>"$work/log" 2>&1 || { cat "$work/log" >&2; fail "find_package: does not build"; }
expect "find_package, shared" "$work/build/embed_belljar"
expect "find_package, static" "$work/build/embed_belljar_static"
ldd "$work/build/embed_belljar_static" | grep -q libbelljar && fail "the static program needs the shared library"
exit 0
