# SPDX-License-Identifier: GPL-2.0-or-later
# For any shell: what it does itself, without a program of somebody else.
x=1; for i in a b c; do x=$x$i; done; echo $x > f; read y < f; echo $y
(exit 3); echo $?
cat_lines() { while read -r line; do echo "[$line]"; done; }
cat_lines <<END
one
two
END
echo piped | cat_lines
z=$(echo inner); echo $z
trap 'echo bye' EXIT
false && echo no || echo yes
case $x in 1a*) echo match ;; esac
(echo in the background; exit 4) & wait $!; echo $?
cd /; test -d /proc && echo proc
