#!/usr/bin/bash-static -f
# SPDX-License-Identifier: GPL-2.0-or-later
# One argument in the first line (-f: no globbing), and sub-processes of the interpreter's own path.
PATH=
echo "name ${0##*/} flags ${-//[^f]/} pattern: *"
echo "arguments $# [$1] [$2]"
[[ $BASH == */bash-static ]] && echo "the interpreter knows its path"
"$BASH" -c 'echo "a child: $0 $1"' zero one
printf '#!%s\necho "a script made here: $*"\nexit 4\n' "$BASH" > made
"$BASH" ./made x y; echo $?
while read -r line; do ((n++)); done < "$0"; echo "lines read from its own text: $((n > 10))"
exit 24
