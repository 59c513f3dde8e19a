#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What bash adds: arrays, process substitution, traps, pipefail, coproc, here-strings, job control without a terminal.
a=(zero one two); a[5]=five; echo "${#a[@]} ${!a[*]} ${a[@]:1:2} ${a[-1]}"
declare -A m=([x]=1 [y]=2); for k in x y; do echo "$k=${m[$k]}"; done; unset 'm[x]'; echo ${#m[@]}
f() { local -n ref=$1; ref+=(added); return 4; }; f a; echo "$? ${a[-1]}"
while read -r l; do echo "<$l>"; done < <(printf 'p\nq\n'); echo "$(<<<"here string" read -r x; echo nothing)"
read -r x y <<<"split me"; echo "$y $x"
exec 3< <(echo from three); read -r -u 3 l; echo "$l"; exec 3<&-
trap 'echo "ERR $?"' ERR; false; trap - ERR
trap 'echo "DEBUG"' DEBUG; :; trap - DEBUG
trap 'echo got USR1' USR1; kill -USR1 $$; kill -USR1 $BASHPID
(trap 'echo sub exit' EXIT; exit 2); echo $?
set -o pipefail; true | false | true; echo "$? ${PIPESTATUS[*]}"; true | false | true; echo "${PIPESTATUS[*]}"
for ((i = 0; i < 3; i++)); do printf '%d,' $i; done; echo; echo {a..e} {1..10..3}; echo $((2 ** 20)) $((0x1f)) $((17 % 5))
[[ "abc123" =~ ([a-z]+)([0-9]+) ]] && echo "${BASH_REMATCH[@]}"; [[ b > a && ! -e /nonexistent ]] && echo yes
s="hello world"; echo "${s^^} ${s/o/0} ${s//o/0} ${s:6} ${s%% *} ${s#* } ${#s}"; printf '%q %s\n' "a b" "$(printf '\x41')"
coproc { while read -r l; do echo "co $l"; done; }; echo hi >&"${COPROC[1]}"; read -r r <&"${COPROC[0]}"; echo "$r"; eval "exec ${COPROC[1]}>&-"; wait
sleep 0.05 & sleep 0.01 & wait -n; echo "one done $?"; wait; (exit 3) & wait $!; echo $?
x=$(for i in 1 2 3; do echo $i; done | paste -sd+ 2>/dev/null || echo 1+2+3); echo "$x"
g() { echo "${FUNCNAME[0]} called from line"; h; }; h() { echo "${FUNCNAME[*]}"; }; g
case abc in a*) echo first ;;& *c) echo second ;; esac; select_none() { :; }; mapfile -t lines < <(printf '1\n2\n3\n'); echo "${#lines[@]}"
(ulimit -n 20; ulimit -n); echo $((RANDOM >= 0)) ; [[ $SECONDS -ge 0 ]] && echo seconds; echo ${BASH_VERSINFO[0]} | grep -c . 2>/dev/null || echo 1
kill -TERM $$ & trap 'echo TERM caught' TERM; wait; :; wait; trap - TERM
bash_sub=$( (echo out; echo err >&2) 2>&1 | { while read -r l; do echo -n "$l "; done; } ); echo "$bash_sub"
time (:) 2>/dev/null; echo "exit by signal: $( (kill -9 $BASHPID) 2>/dev/null; echo $?)"
shopt -s extglob nullglob; mkdir gl; cd gl; : > a.c; : > b.c; : > d.h; echo *.c !(*.c) *.none; printf '%s\n' * | sort -r 2>/dev/null | head -1 2>/dev/null; cd ..
exit 42
