#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The shell itself: pipelines, loops, here-documents, substitution, functions, jobs, traps, exit statuses.
mkdir bin && "$PROGRAM" --install -s "$PWD/bin" && PATH=$PWD/bin
echo one two three | tr ' ' '\n' | sort -r | head -n 2
for i in 1 2 3; do for j in a b; do printf '%s%s ' $i $j; done; done; echo
n=0; while [ $n -lt 50 ]; do n=$((n + 1)); done; echo $n
until [ $n -le 45 ]; do n=$((n - 1)); done; echo $n
cat <<END
home of $(echo nobody), $((6 * 7)), `echo back ticks`
END
cat <<'END' | wc -l
$not expanded `at all`
second
END
f() { local x=$1; echo "f got $x of $#"; return 3; }
f hello world; echo "status $?"
(cd / && pwd); pwd | sed 's|.*/||' | wc -c | sed 's/.*/x/'
x=outer; (x=inner; echo $x); echo $x
case "file.tar.gz" in *.zip) echo zip ;; *.tar.*) echo tar ;; esac
echo "${x:-unset} ${undefined:-default} ${#x} ${x%r} ${x#o}"
sleep 0.1 & sleep 0.05 & wait; echo "both waited: $?"
(exit 5) & wait $!; echo "background status $?"
trap 'echo trapped USR1' USR1; kill -USR1 $$; echo after
sh -c 'trap "echo got TERM; exit 9" TERM; kill -TERM $$; echo not reached'; echo "trap exits $?"
sh -c 'trap "" TERM; kill -TERM $$; echo ignored'; sh -c 'trap "echo leaving" EXIT; exit 4'; echo $?
(sleep 0.2; echo too late) & slow=$!; kill $slow; wait $slow; echo "killed job $?"
set -- a 'b c' d; for w in "$@"; do echo "[$w]"; done; shift 2; echo $1 $#
echo out; echo err >&2; { echo both; echo streams >&2; } 2>&1 | sort
false || echo or; true && echo and; ! false; echo $?
seq 1 5 | while read v; do echo -n "$v;"; done; echo
echo a b c | { read x y z; echo $z $y $x; }
false | true; echo "pipe status $?"
eval 'y=evaluated'; echo $y
IFS=:; for p in a:b:c; do echo $p; done; unset IFS
set -o pipefail; false | true; echo "pipefail $?"
sh -c 'kill -9 $$'; echo "killed: $?"
sh -c 'exit 300'; echo "wrapped: $?"
nonexistent-command 2>/dev/null; echo "not found: $?"
./bin 2>/dev/null; echo "not executable: $?"
exec 3>out; echo through fd 3 >&3; exec 3>&-; cat out
exec 4<out; read l <&4; echo "$l"; exec 4<&-; cat <&4 2>/dev/null; echo "closed: $?"
while :; do break; done; printf '%05d|%-5s|%x\n' 42 ab 255
# scripts of its own, by #!, by dot and by name
printf '#!%s sh\necho "script $0 got $*"; exit 6\n' "$PROGRAM" > script; chmod +x script; ./script x 'y z'; echo "script: $?"
echo 'sourced=yes; return 8' > lib; . ./lib; echo "$sourced $?"; sh lib2 2>/dev/null; echo "no such script: $?"; echo 'echo from stdin $1' | sh -s arg
# many stages, a large pipe, a pipe whose reader leaves first
seq 1 5000 | cat | cat | cat | cat | cat | wc -l; yes | head -n 3; dd if=/dev/zero bs=1k count=300 2>/dev/null | wc -c
i=0; while [ $i -lt 200 ]; do x=$(echo $i); i=$((i + 1)); done; echo "sub-shells $x"
for i in 1 2 3 4 5; do (sleep 0.$i; echo $i) & done; wait
getopts ab:c o -a; echo "$o"; readonly r=1; (r=2) 2>/dev/null || echo readonly; type cd | head -n 1; ulimit -n > /dev/null && echo limit
trap 'echo bye' EXIT
exit 17
