#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Text tools on data made by themselves.
mkdir bin && "$PROGRAM" --install -s "$PWD/bin" && PATH=$PWD/bin
seq 1 3000 | awk '{ print $1, ($1 * 7919) % 3001, "word" $1 % 17 }' > data
sort -k2,2n data | head -n 5; sort -k3,3 -k1,1nr data | tail -n 5; sort -u -k3,3 data | wc -l
awk '{ s[$3] += $2 } END { for (k in s) print k, s[k] }' data | sort
awk 'BEGIN { OFS = ":" } { $2 = ""; n += length($0) } /word5$/ { c++ } NR % 1000 == 0 { print NR, n, c } END { printf "%.3f %s %d\n", 10 / 3, toupper(substr("abc", 2)), index("hello", "l") }' data
awk 'function fact(n) { return n < 2 ? 1 : n * fact(n - 1) } BEGIN { while (i++ < 10) print fact(i); split("a,b,c", p, ","); print p[3]; gsub("x", "y", $0); while ((getline v < "data") > 0) n++; print n }' < /dev/null
sed -n '10,12p; s/word/WORD/; 20{p;q}' data
sed -e '/word1[0-6]/d' -e 's/\([0-9]*\) \([0-9]*\)/\2 \1/' data | head -n 3
sed -n '1!G;h;$p' data | head -n 2; sed '$!N;s/\n/ + /' data | tail -n 1; sed 'y/0123456789/abcdefghij/;3q' data; echo hold | sed 's/.*/&&/;s/h/H/2'
grep -c 'word3$' data; grep -n '^29[0-9]* 1' data | head -n 4; grep -v word data | wc -l; grep -E '(^| )(77|99) ' data; grep -o 'word1[0-3]' data | sort | uniq -c; grep -q absent data; echo $?; echo aXb | grep -i x
tr a-z A-Z < data | cut -d' ' -f1,3 | tail -n 2; tr -d '0-9\n' < data | head -c 30; echo; echo aabbcc | tr -s a-c; cut -c2-4 data | tail -n 1
nl -b a data | sed -n '5p'; wc data; od -A d -t x1 data | head -n 3; od -c data | tail -n 2; hexdump -C data | head -n 2; xxd data | tail -n 1; xxd data | xxd -r | cmp - data && echo xxd
expr 6 \* 7; expr length abcdef; expr abc : 'a\(.*\)'; test 5 -gt 3 && [ abc = abc ] && echo test
diff data data && echo same; sed 's/^100 /101 /' data > data2; diff -u data data2 | tail -n +3 > p; head -n 5 p; patch data < p | wc -l; cmp data data2 && echo patched
md5sum data; sha1sum data; sha256sum data; sha512sum data; sha3sum data; crc32 data; md5sum data > sums; md5sum -c sums
uniq -c <<END
a
a
b
END
printf 'x\nx\ny\n' | uniq -d; paste data data2 | head -n 2; paste -s -d, sums | wc -l; head -c 100 data | tail -c 20; echo; rev data | head -n 1; fold -w 10 data | head -n 2; tac data | head -n 1; expand sums | wc -c
printf 'b\na\nc\n' | sort | xargs echo; seq 1 10 | xargs -n 3 echo; echo 'a b' | xargs -I{} echo '<{}>'; seq 1 2000 | xargs | wc -w; printf 'a\0b\0' | xargs -0 -n 1 echo
sort -r -n -k2 data | sed -n '1p;$p'; shuf -i 1-100 | sort -n | md5sum; seq 10 -3 1 | tr '\n' ' '; seq -w 8 11; seq 0.5 0.5 2
printf 'ed script\nline two\n' > t; printf '2s/two/2/\nw\nq\n' | ed t; cat t
seq 1 30 > v; vi -c '2,4d' -c '%s/1\(.\)/\1one/' -c '$' -c 'w' -c '1d' -c 'w! v2' -c 'q!' v < /dev/null > screen; cksum screen; sed -n '1,12p;$p' v; wc -l v v2
dc -e '2 10 ^ p'; echo '2^100; scale=20; 1/7; sqrt(2)' | bc; factor 1234567; base64 t; uuencode t < t | tail -n +2; uuencode t < t | uudecode -o - | cmp - t && echo uu
strings -n 6 data | sed -n 2p; unix2dos < t | od -c | head -n 1; printf '%s %05.1f %c %x\n' str 3.14159 z 255; printf '\x41\101\n'; basename /a/b.c .c; cal 2 2024; dos2unix < t | wc -c
echo /Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQANaGVsbG8gZnJvbSB4egoAAABb+Ybd5id65gABJg4IG+AEH7bzfQEAAAAABFla | base64 -d > v.xz; xz -dc v.xz; unxz v.xz 2> /dev/null; xzcat v.xz; xz -t v.xz; echo $?; echo XQAAgAD//////////wA0GUnujekS5hQOv7l4wqGoqdmXVP//cpgAAA== | base64 -d | unlzma; printf 'x' | xz -d 2> /dev/null; echo $?
