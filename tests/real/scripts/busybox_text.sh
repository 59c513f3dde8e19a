#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Text tools on data made by themselves.
mkdir bin && "$PROGRAM" --install -s "$PWD/bin" && PATH=$PWD/bin
seq 1 3000 | awk '{ print $1, ($1 * 7919) % 3001, "word" $1 % 17 }' > data
sort -k2,2n data | head -n 5; sort -k3,3 -k1,1nr data | tail -n 5; sort -u -k3,3 data | wc -l
awk '{ s[$3] += $2 } END { for (k in s) print k, s[k] }' data | sort
sed -n '10,12p; s/word/WORD/; 20{p;q}' data
sed -e '/word1[0-6]/d' -e 's/\([0-9]*\) \([0-9]*\)/\2 \1/' data | head -n 3
grep -c 'word3$' data; grep -n '^29[0-9]* 1' data | head -n 4; grep -v word data | wc -l; grep -E '(^| )(77|99) ' data
tr a-z A-Z < data | cut -d' ' -f1,3 | tail -n 2; tr -d '0-9\n' < data | head -c 30; echo
nl -b a data | sed -n '5p'; wc data; od -A d -t x1z data | head -n 3; od -c data | tail -n 2; hexdump -C data | head -n 2
expr 6 \* 7; expr length abcdef; expr abc : 'a\(.*\)'
diff data data && echo same; sed 's/^100 /101 /' data > data2; diff data data2; diff -u data data2 | tail -n +3 > p; patch data < p; cmp data data2 && echo patched
md5sum data; sha1sum data; sha256sum data; sha512sum data; cksum data; sum data
uniq -c <<END
a
a
b
END
paste data data2 | head -n 2; head -c 100 data | tail -c 20; echo; rev data | head -n 1; fold -w 10 data | head -n 2; tac data | head -n 1
printf 'b\na\nc\n' | sort | xargs echo; seq 1 10 | xargs -n 3 echo; echo 'a b' | xargs -I{} echo '<{}>'
comm -12 data data2 | wc -l; split -l 1000 data part; ls part*; cat partaa partab partac | cmp - data && echo joined
printf 'ed script\nline two\n' > t; vi -e t 2>/dev/null </dev/null; printf '%%s/two/2/\nw\nq\n' | ed t >/dev/null; cat t
dc -e '2 10 ^ p' ; echo '2^10' | bc; factor 1234567; base64 t; uuencode t < t | head -n 1; strings data | head -n 1
