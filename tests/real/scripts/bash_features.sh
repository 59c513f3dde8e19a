#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What bash adds: arrays, process substitution, traps, pipefail, coproc, here-strings, jobs. Nothing but bash itself: PATH is empty.
PATH=; shopt -s extglob nullglob; exec {never}<> <(:); nap() { read -r -t "$1" -u "$never"; :; }
a=(zero one two); a[5]=five; echo "${#a[@]} ${!a[*]} ${a[@]:1:2} ${a[-1]}"
declare -A m=([x]=1 [y]=2); for k in x y; do echo "$k=${m[$k]}"; done; unset 'm[x]'; echo ${#m[@]}
f() { local -n ref=$1; ref+=(added); return 4; }; f a; echo "$? ${a[-1]}"
while read -r l; do echo "<$l>"; done < <(printf 'p\nq\n')
read -r x y <<<"split me"; echo "$y $x"; mapfile -t lines < <(printf '1\n2\n3\n'); echo "${#lines[@]} ${lines[2]}"
exec 3< <(echo from three); read -r -u 3 l; echo "$l"; exec 3<&-; exec {fd}> opened; echo "to a named descriptor" >&"$fd"; exec {fd}>&-; echo "$(<opened)"
printf 'a\nb\n' > >(while read -r l; do echo "copy $l" >> copies; done; : > flag); while [[ ! -e flag ]]; do nap 0.01; done; echo "$(<copies)"
trap 'echo "ERR $?"' ERR; false; trap - ERR
trap 'echo "DEBUG"' DEBUG; :; trap - DEBUG
trap 'echo got USR1' USR1; kill -USR1 $$; kill -USR1 $BASHPID; set -T; trap 'echo returned' RETURN; f a; trap - RETURN; set +T
(trap 'echo sub exit' EXIT; exit 2); echo $?
set -o pipefail; true | false | true; echo "$? ${PIPESTATUS[*]}"; set +o pipefail; (exit 3) | (exit 4) | true; echo "$? ${PIPESTATUS[*]}"
for ((i = 0; i < 3; i++)); do printf '%d,' $i; done; echo; echo {a..e} {1..10..3} pre{x,y}post; echo $((2 ** 20)) $((0x1f)) $((17 % 5)) $((16#ff)) $((1 << 40)) $((-7 / 2))
[[ "abc123" =~ ([a-z]+)([0-9]+) ]] && echo "${BASH_REMATCH[@]}"; [[ b > a && ! -e /nonexistent ]] && echo yes; [[ file.txt == *.@(txt|md) ]] && echo glob
s="hello world"; echo "${s^^} ${s/o/0} ${s//o/0} ${s:6} ${s%% *} ${s#* } ${#s} ${s@Q} ${s:0:1}${s: -1}"; printf '%q %s\n' "a b" "$(printf '\x41')"; printf -v v '%05.2f' 3.14159; echo "$v"; printf '%(%Y)T\n' 0
coproc { while read -r l; do echo "co $l"; done; }; pid=$COPROC_PID; echo hi >&"${COPROC[1]}"; read -r r <&"${COPROC[0]}"; echo "$r"; eval "exec ${COPROC[1]}>&-"; wait "$pid"; echo "coproc $?"
nap 0.3 & nap 0.01 & wait -n; echo "one done $?"; wait; (exit 3) & wait $!; echo $?; (exit 5) & p=$!; (exit 6) & q=$!; wait $q; echo $?; wait $p; echo $?; nap 5 & kill $!; wait $!; echo "killed $?"
g() { echo "${FUNCNAME[0]} calls"; h; }; h() { echo "${FUNCNAME[*]}"; }; g; declare -f h; r() { (($1 > 0)) && r $(($1 - 1)) || echo "depth ${#FUNCNAME[@]}"; }; r 50
case abc in a*) echo first ;;& *c) echo second ;; esac; select x in one two; do echo "$x"; break; done <<< 2 2> /dev/null
(ulimit -n 20; ulimit -n); echo $((RANDOM >= 0)); RANDOM=42; echo $RANDOM $RANDOM; [[ $SECONDS -ge 0 ]] && echo seconds; ((BASH_VERSINFO[0] >= 4)) && echo version
trap 'echo TERM caught' TERM; kill -TERM $$; (nap 0.05; kill -TERM $$) & until wait; (($? < 128)); do echo "wait interrupted"; done; trap - TERM
both=$({ echo out; echo err >&2; } 2>&1 | { while read -r l; do echo -n "$l "; done; }); echo "$both"; { echo one; echo two >&2; } 2> err.txt 1> out.txt; echo "$(<out.txt) $(<err.txt)"; echo both &> all.txt; echo "$(<all.txt)"
TIMEFORMAT=timed; time :; { echo "exit by signal: $( (kill -9 $BASHPID); echo $?)"; (kill -SEGV $BASHPID); } 2> /dev/null; echo $?
: > ga.c; : > gb.c; : > gc.h; echo g*.c g!(*.c) *.none g[[:alpha:]].@(h|x); GLOBIGNORE=ga.*; echo g*; unset GLOBIGNORE; [[ ga.c -ef ga.c && -f ga.c && ! -s ga.c && -w ga.c ]] && echo tests
t="$(for i in {1..300}; do echo "line $i"; done)"; echo "${#t}"; while IFS=' ' read -r w n; do ((sum += n)); done <<< "$t"; echo "$sum"; IFS=, read -ra parts <<< "a,b,,d"; echo "${#parts[@]} [${parts[2]}]"
each() { while IFS= read -r -n 1 c; do printf '%s' "${c:-/}"; done; }; printf 'ab\ncd' | each; echo; read -r -t 0.05 x <&"$never"; echo "timeout $(($? > 128))"; read -r -d : x <<< "until:colon"; echo "$x"
(set -e; false; echo not reached); echo $?; check() { echo "${UNSET?is not set}"; }; (check) 2> /dev/null; echo $?; (set -u; echo "$undefined") 2> /dev/null; echo $?; readonly ro=1; (ro=2) 2> /dev/null; echo $?
"$PROGRAM" -c 'echo "inner $0 $*"; exit 7' name arg1 arg2; echo $?; echo 'echo "script on stdin $1"' | "$PROGRAM" -s x; printf '#!%s\necho "by shebang ${0##*/} $1"\n' "$PROGRAM" > sb; "$PROGRAM" sb y; ./sb 2> /dev/null; echo $?; nothing 2> /dev/null; echo $?; export E=exported; "$PROGRAM" -c 'echo $E $PPID_IS_SET ${#PPID}' | { read -r e n; echo "$e $((n > 0))"; }
hash -r; type -t echo if f nonexistent; command -v cd; builtin echo builtin; cd /; pwd; cd - > /dev/null; pushd / > /dev/null; echo "${#DIRSTACK[@]}"; popd > /dev/null; umask; umask 077; umask -S; umask 022; getopts ab: o -b val; echo "$o $OPTARG"; let 'z=3*4'; echo $z; echo $((z++ + ++z)); printf '%s\n' "${a[@]@A}"; exec 9> last; echo through nine >&9; exec 9>&-; echo "$(<last)"; big=$(printf '%0100000d' 7); echo ${#big}; echo "$big" | { read -r x; echo ${#x}; }
exit 42
