#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A short tour on real programs: what `make run` shows. Usage: samples/tour.sh BELLJAR
set -euo pipefail
belljar=$(realpath "${1:?usage: samples/tour.sh BELLJAR}")
busybox=$(command -v busybox) || { echo "tour: no busybox here (package busybox-static)" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -static -O1 -o "$work/hello" "$(dirname "$0")/hello.c"
cd "$work"
mkdir shown

bold='' dim='' plain=''
[ -t 1 ] && bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'

say() { printf '%s# %s%s\n' "$dim" "$*" "$plain"; }
show() { # prints a command as it would be typed, runs it, prints its exit status
  local word line='' status=0
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_./:=-]+$ ]] || word="'$word'"
    line+=" $word"
  done
  printf '%s$ belljar%s%s\n' "$bold" "$line" "$plain"
  "$belljar" "$@" || status=$?
  printf '%s[exit status %d]%s\n\n' "$dim" "$status" "$plain"
}

show --version

say 'a static program'
show run ./hello

say 'busybox: a shell script with a pipeline, in a world of its own'
cat >pipeline.sh <<'END'
echo "I am $(id -un), process $$, on $(uname -sr); the time is $(date)"
for word in cherry apple banana; do echo "$word"; done | sort | nl
ls -l /proc/self/exe | awk '{ print "my program is", $NF }'
exit 3
END
show run --stdin pipeline.sh "$busybox" sh

say 'an hour of sleep: nobody else wants the time, so it passes at once'
show run "$busybox" sh -c 'sleep 3600; date'

say 'a folder of the host, shown to the program; what it changes stays in memory'
echo 'from outside' >shown/note
show run --mount shown:/work --cwd /work "$busybox" sh -c 'cat note; echo "from inside" >note; cat note; kill -TERM $$'
say "status 128+15: signal 15 ended it. Outside, shown/note still says: $(cat shown/note)"
