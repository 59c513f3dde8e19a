# SPDX-License-Identifier: GPL-2.0-or-later
# For zsh, which waits for children in a loop whose rounds are chance: what it does in one process.
typeset -A ages; ages=(ann 3 bob 4); for name age in ${(kv)ages}; do print "$name is $age"; done
words=(one two three); print ${words[2]} ${#words} ${(U)words[1]} ${(j:,:)words}
double() { print $(( $1 * 2 )) }; double 21
print first > f; print second >> f; while read -r line; do print "[$line]"; done < f
[[ -s f && ! -d f ]] && print "a file"; [[ abc = a*c ]] && print match
trap 'print bye' EXIT; setopt extendedglob; print *(N)
print -r -- ${$(< f)[1]}; print ${line:-nothing}; integer i=0; (( i += 5 )); print $i
cd /; [[ -d proc ]] && pwd
