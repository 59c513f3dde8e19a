#!/bin/zsh
# SPDX-License-Identifier: GPL-2.0-or-later
# zsh: arrays, functions, traps, globbing, substitution, pipelines. Nothing but zsh itself: PATH is empty.
PATH=; zmodload zsh/files zsh/datetime zsh/stat
a=(one two three); print $#a $a[2] $a[-1] ${(j:,:)a} ${(U)a[1]} ${a[2,3]} ${(Oa)a} ${a[(i)two]} ${a:#t*}
typeset -A h; h=(k v x y); print ${(ok)h} $h[x] ${#h} ${+h[k]} ${+h[z]}
f() { local v=$1; print "f $v"; return 6 }; f z; print $?
print ${(s:-:)${:-a-b-c}} ${${:-hello}[2,4]} $((3 ** 4)) $(( 7 / 2.0 )) $(( 16#ff )) ${(l:5::0:)${:-42}} ${(q)${:-a b}} ${${:-x.tar.gz}%%.*} ${${:-abc}/b/X}
for i in {1..3}; do print -n "$i "; done; print; repeat 2 print again; for x y in 1 2 3 4; do print -n "$y$x "; done; print; for ((i = 0; i < 3; i++)) print -n $i; print
while read l; do print "<$l>"; done < <(print -l p q); read x y <<< "split me"; print $y; print -l c a b > list; sorted=(${(f)"$(<list)"}); print ${(o)sorted}
TRAPUSR1() { print USR1 }; kill -USR1 $$; trap 'print bye' EXIT; (trap 'print sub bye' EXIT)
setopt pipefail; true | false | true; print $? $pipestatus
(exit 3); print $?; (for i in {1..500}; do :; done; print background) & wait; print waited; (exit 5) & wait $!; print $?; while true; do :; done & kill $!; wait $! 2> /dev/null; print $?
[[ abc == a* && 5 -gt 3 ]] && print yes; case foo in (f*) print matched;; esac; [[ abc123 == (#b)([a-z]##)([0-9]##) ]] 2> /dev/null || setopt extendedglob; [[ abc123 == (#b)([a-z]##)([0-9]##) ]] && print $match
mkdir -p g/d/e; cd g; : > a.c; : > b.h; : > d/e/f.c; print *(.) *.c(N) *.none(N); print **/*.c; print *(/); print *(.:e); print **/*(.N:t); ln -s a.c link; print *(@); zstat +link link; mv b.h c.h; rm a.c; print *; rm -r d; cd ..; rmdir g 2> /dev/null || print not empty
x=$(print sub; print shell >&2) 2>/dev/null; print $x; print -r -- ${(q)x}; { print always } always { print finally }
print -u2 to stderr; { print one; print two >&2 } 2>&1 | while read l; do print "[$l]"; done; pass() { local l; while IFS= read -r l; do print -r -- $l; done }; print piped | pass | pass; print multi > m1 > m2; print "$(<m1) $(<m2)"
g() { print ${funcstack[1]} ${#argv} $2 }; g a 'b c'; none() { setopt localoptions nullglob; print none*; }; none; nothing-of-this-name 2> /dev/null; print $?
typeset -i n=5; ((n += 3)); print $n; typeset -F 2 fl=3.14159; print $fl; float r=2.5; print $((r * 2)); integer -i 16 hex=255; print $hex; print $((1 << 33))
print -f '%05d|%-5s|%x\n' 42 ab 255; print -P '%%'; ((EPOCHSECONDS > 1000000000)) && print clock; zstat +size m1; strftime %Y-%m-%d 0; print $((${#$} > 0))
kill -0 $$ && print alive; $PROGRAM -fc 'kill -9 $$'; print $?; $PROGRAM -fc 'print inner $0 $*; exit 7' a b; print $?
sum=0; for i in {1..200}; do sum=$((sum + $(print $((i % 3))))); done; print $sum; big=(${(l:20000::x:)}); print ${#big[1]}; eval 'y=evaluated'; print $y
exit 9
