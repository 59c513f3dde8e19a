#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Files: making, copying, moving, linking, finding, packing and unpacking.
mkdir bin && "$PROGRAM" --install -s "$PWD/bin" && PATH=$PWD/bin
mkdir -p a/b/c d; echo hello > a/one; seq 1 20000 > a/b/numbers; : > a/b/c/empty; ln -s ../one a/b/link; ln a/one a/hard; mkfifo d/fifo
ls -lnR a d | awk '$1 != "total" { print $1, $2, $3, $4, ($1 ~ /^d/ ? "" : $5), $9, $10, $11 }'
ls a; ls -a a | head -n 2; ls -i a/one a/hard | awk '{ print $1 }' | uniq | wc -l; ls -1 -S a/b/numbers a/one; ls -F a; ls -d a/*
stat -c '%n %s %a %h %F %u %g' a/one a/b/link d/fifo; stat -c '%n %a %h %F' a/b; [ -p d/fifo ] && [ -f a/one ] && [ -s a/one ] && [ ! -s a/b/c/empty ] && [ a/one -ef a/hard ] && echo kinds
cp -r a copy; find copy | sort; diff -r a copy && echo equal; cp -a a archive; [ -L archive/b/link ] && readlink archive/b/link; cp -i a/one a/hard < /dev/null 2> /dev/null; cp a/one a/one 2> /dev/null; echo $?
mv copy/b/numbers moved; mv moved copy/; ls copy; mv copy/one copy/two; cat copy/two; mv copy/two copy/b a 2> /dev/null; echo $?; mv a/two copy/two
find a -type f -size +1k; find . -path ./bin -prune -o -name 'n*' -print | sort; find a -type l; find a -empty; find a -type f -exec wc -c {} + | sort; find a -maxdepth 1 -mindepth 1 | sort; find a -links 2 -type f | sort; find a -perm 644 -type f | wc -l; find a \( -name one -o -name hard \) -exec echo found {} \; | sort
touch -d '2020-02-02 02:02:02' a/one; find a -mtime +30 | sort; stat -c %y a/one; stat -c %Y a/one; touch -r a/one a/b/c/empty; [ a/b/c/empty -nt a/one ] || echo not newer; touch a/one; [ a/one -nt a/b/c/empty ] && echo newer
chmod 600 a/one; stat -c %a a/one; chmod u+x,g+r,o= a/one; stat -c %A a/one; umask; umask 077; : > private; stat -c %a private; umask 022; chmod -R go-r a/b; find a/b -perm 711 | sort; chmod -R go+r a/b; chmod 4755 private; stat -c %A private; chmod 0 private; cat private 2> /dev/null || echo no access; chmod 600 private
tar cf t.tar a; tar tf t.tar | sort; mkdir x; tar xf t.tar -C x; diff -r a x/a && echo tar ok; tar czf t.tgz a; tar tzf t.tgz | wc -l; rm -r x; mkdir x; tar xzf t.tgz -C x; diff -r a x/a && echo tgz ok; tar xOf t.tar a/one
gzip a/b/numbers; gunzip -t a/b/numbers.gz && gunzip a/b/numbers.gz; md5sum a/b/numbers; gzip -c a/b/numbers | gunzip | cmp - a/b/numbers && echo gzip ok; echo broken | gunzip 2> /dev/null; echo $?
bzip2 -k a/b/numbers; bunzip2 -c a/b/numbers.bz2 | md5sum; rm a/b/numbers.bz2; (cd a && find . | sort | cpio -o -H newc 2>/dev/null) > c.cpio; mkdir y; (cd y && cpio -i -d < ../c.cpio 2>/dev/null); diff -r a y && echo cpio ok
printf 'UEsDBAoAAAAAAAAAIQAgMDo2BgAAAAYAAAAFAAAAaGVsbG9oZWxsbwpQSwECHgMKAAAAAAAAACEAIDA6NgYAAAAGAAAABQAAAAAAAAABAAAApIEAAAAAaGVsbG9QSwUGAAAAAAEAAQAzAAAAKQAAAAAA' | base64 -d > z.zip; unzip -q z.zip 2> /dev/null; cat hello; ar -t /nonexistent 2> /dev/null; echo $?
dd if=a/b/numbers of=part bs=100 skip=3 count=2 2>/dev/null; wc -c part; dd if=/dev/zero of=zeros bs=4k count=100 2>/dev/null; md5sum zeros; dd if=/dev/zero of=sparse bs=1 count=1 seek=1M 2>/dev/null; stat -c %s sparse; dd if=a/b/numbers of=zeros bs=1k count=3 seek=2 conv=notrunc 2> /dev/null; md5sum zeros; dd if=/dev/zero of=/dev/null bs=1k count=5 2>&1 | head -n 2
truncate -s 10 part; wc -c part; truncate -s 5000 part; od part | tail -n 2; du -a a/one | cut -f2; basename /x/y.c .c; dirname /x/y.c; realpath a/b/link | sed 's|.*/||'; fallocate -l 3000 room; stat -c %s room
rm a/hard; stat -c %h a/one; rmdir a 2>/dev/null || echo not empty; rm nothing 2> /dev/null || echo no file; rm -f nothing; rm -rf copy archive x y; ls -d copy archive 2>&1 | wc -l; rm d/fifo; rmdir d && echo gone; rmdir -p q/r/s 2> /dev/null || mkdir -p q/r/s && rmdir -p q/r/s && ls q 2> /dev/null; mkdir a 2> /dev/null || echo there
mkfifo pipe2; (echo through the fifo > pipe2 &) ; cat pipe2; (cat pipe2 > from-fifo; echo done >> from-fifo) & for i in 1 2 3; do echo $i; done > pipe2; wait; cat from-fifo
mkdir sticky; chmod 1777 sticky; stat -c %A sticky; rmdir "$(mktemp -d)" && echo made; ln -sf nowhere dangling; cat dangling 2>/dev/null || echo dangling; test -e dangling || echo still; test -h dangling && echo link; ln -s a loop; ls loop/; ln -sfn b loop; readlink loop; ln -s self self; cat self 2> /dev/null || echo loop; link a/one linked; unlink linked; ls linked 2> /dev/null
i=0; while [ $i -lt 300 ]; do : > "f$i"; i=$((i + 1)); done; ls f* | wc -l; rm f[0-9]*; ls f[0-9]* 2>/dev/null | wc -l; mkdir -p 1/2/3/4/5/6/7/8/9; find 1 | wc -l; rm -r 1; touch -- -dash 'with space' "new
line"; ls -- -dash with*; ls | wc -l; rm -- -dash; cat < nothing 2> /dev/null || echo missing; echo append >> log; echo more >> log; cat log log; > log; wc -c log; set -C; echo x > log 2> /dev/null || echo noclobber; set +C
readlink -f a/../a/b/link | sed 's|.*/||'; cd a/b; pwd -P | sed 's|.*/a|a|'; cd ..; pwd | sed 's|.*/||'; cd - > /dev/null; ls | sort; shred -u link 2> /dev/null; ls
