#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Files: making, copying, moving, linking, finding, packing and unpacking.
mkdir bin && "$PROGRAM" --install -s "$PWD/bin" && PATH=$PWD/bin
mkdir -p a/b/c d; echo hello > a/one; seq 1 20000 > a/b/numbers; : > a/b/c/empty; ln -s ../one a/b/link; ln a/one a/hard; mkfifo d/fifo
ls -lR a d | awk '$1 != "total" { print $1, $2, $3, $4, $5, $9, $10, $11 }'
ls a; ls -a a | head -n 2; ls -i a/one a/hard | awk '{ print $1 }' | uniq | wc -l
stat -c '%n %s %a %h %F %u' a/one a/b/link a/b d/fifo
cp -r a copy; find copy | sort; diff -r a copy && echo equal; cp -a a archive; [ -L archive/b/link ] && readlink archive/b/link
mv copy/b/numbers moved; mv moved copy/; ls copy; mv copy/one copy/two; cat copy/two
find a -type f -size +1k; find . -path ./bin -prune -o -name 'n*' -print | sort; find a -type l; find a -empty; find a -type f -exec wc -c {} + | sort
find a -newer a/b/c/empty | wc -l; touch -d '2020-02-02 02:02:02' a/one; find a -mtime +30 | sort; stat -c %y a/one; touch a/one
chmod 600 a/one; stat -c %a a/one; chmod u+x,g+r,o= a/one; stat -c %A a/one; umask; umask 077; : > private; stat -c %a private; umask 022
tar cf t.tar a; tar tf t.tar | sort; mkdir x; tar xf t.tar -C x; diff -r a x/a && echo tar ok; tar czf t.tgz a; tar tzf t.tgz | wc -l; rm -r x; mkdir x; tar xzf t.tgz -C x; diff -r a x/a && echo tgz ok
gzip -k a/b/numbers; gzip -l a/b/numbers.gz | tail -n 1 | awk '{ print $2 }'; gunzip -c a/b/numbers.gz | cmp - a/b/numbers && echo gzip ok; rm a/b/numbers.gz
bzip2 -k a/b/numbers; bunzip2 -c a/b/numbers.bz2 | md5sum; rm a/b/numbers.bz2; (cd a && find . | sort | cpio -o -H newc 2>/dev/null) > c.cpio; mkdir y; (cd y && cpio -i -d < ../c.cpio 2>/dev/null); diff -r a y && echo cpio ok
dd if=a/b/numbers of=part bs=100 skip=3 count=2 2>/dev/null; wc -c part; dd if=/dev/zero of=zeros bs=4k count=100 2>/dev/null; md5sum zeros; dd if=/dev/zero of=sparse bs=1 count=1 seek=1M 2>/dev/null; stat -c %s sparse
truncate -s 10 part; wc -c part; truncate -s 5000 part; od part | tail -n 2; du -a a/one | cut -f2; basename /x/y.c .c; dirname /x/y.c; realpath a/b/link | sed 's|.*/||'
rm a/hard; stat -c %h a/one; rmdir a 2>/dev/null || echo not empty; rm -rf copy archive x y; ls -d copy archive 2>&1 | wc -l; rm d/fifo; rmdir d && echo gone
(cat < pipe2 & ) 2>/dev/null; mkfifo pipe2; (echo through the fifo > pipe2 &) ; cat pipe2
mkdir sticky; chmod 1777 sticky; stat -c %A sticky; install -m 755 a/one installed; stat -c %a installed; mktemp -d | wc -l; ln -sf nowhere dangling; cat dangling 2>/dev/null || echo dangling; test -e dangling || echo still; test -h dangling && echo link
i=0; while [ $i -lt 300 ]; do : > "f$i"; i=$((i + 1)); done; ls f* | wc -l; rm f*; ls f* 2>/dev/null | wc -l
readlink -f a/../a/b/link | sed 's|.*/||'; cd a/b; pwd -P | sed 's|.*/a|a|'; cd ..; pwd | sed 's|.*/||'; cd - > /dev/null; ls | sort
