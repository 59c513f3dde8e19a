#!/bin/zsh
# SPDX-License-Identifier: GPL-2.0-or-later
# zsh: arrays, functions, traps, globbing, substitution, pipelines.
a=(one two three); print $#a $a[2] $a[-1] ${(j:,:)a} ${(U)a[1]} ${a[2,3]}
typeset -A h; h=(k v x y); print ${(ok)h} $h[x]
f() { local v=$1; print "f $v"; return 6 }; f z; print $?
print ${(s:-:)${:-a-b-c}} ${${:-hello}[2,4]} $((3 ** 4)) $(( 7 / 2.0 ))
for i in {1..3}; do print -n "$i "; done; print; repeat 2 print again
while read l; do print "<$l>"; done < <(print -l p q); read x y <<< "split me"; print $y
TRAPUSR1() { print USR1 }; kill -USR1 $$; trap 'print bye' EXIT
setopt pipefail; true | false | true; print $? $pipestatus
(exit 3); print $?; (sleep 0.01; print background) & wait; print waited
[[ abc == a* && 5 -gt 3 ]] && print yes; case foo in (f*) print matched;; esac
mkdir g; cd g; : > a.c; : > b.h; print *(.) *.c(N) *.none(N); cd ..
x=$(print sub; print shell >&2) 2>/dev/null; print $x; print -r -- ${(q)x}; { print always } always { print finally }
sum=0; for i in {1..200}; do sum=$((sum + $(print $((i % 3))))); done; print $sum
exit 9
