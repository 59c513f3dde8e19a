#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A short tour on real programs: what `make run` shows. Usage: samples/tour.sh BELLJAR
set -euo pipefail
belljar=${1:?usage: samples/tour.sh BELLJAR}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
show() { # prints a command, runs it, prints its exit status
  printf '$ %s\n' "${*//$work\//}"
  local status=0
  "$@" || status=$?
  printf '[exit status %d]\n\n' "$status"
}

gcc -static -O1 -o "$work/hello" "$here/hello.c"
belljar() { "$belljar" "$@"; }
show belljar run "$work/hello"

cat >"$work/pipeline.sh" <<'END'
echo "under the bell jar I am $(id -un), process $$, on $(uname -sr)"
for word in cherry apple banana; do echo "$word"; done | sort | nl
ls -l /proc/self/exe | awk '{ print "my program is", $NF }'
exit 3
END
# busybox answers to the name it is called by; as "busybox" it also offers all its tools to the shell.
show belljar run --stdin "$work/pipeline.sh" /bin/busybox sh
