# SPDX-License-Identifier: GPL-2.0-or-later
# SPDX-License-Identifier: GPL-2.0-or-later
-echo sash has its tools built in
-mkdir d d/sub
-touch d/empty d/second
-ls d
-ls -d d
-cp /proc/sys/kernel/ostype d/copied
-more d/copied
-ln d/copied d/hard
-ln -s copied d/soft
-cmp d/copied d/hard
-cmp d/copied d/empty
-chmod 600 d/copied
-file d d/copied d/soft /dev/null
-grep -in linux d/copied
-grep absent d/copied
-mv d/second d/moved
-find d/sub -type d
-find d -type l
-tar cf d.tar d/copied d/sub
-tar tf d.tar
-mkdir out
cd out
-tar xf ../d.tar
-ls
-more d/copied
cd ..
-gzip d.tar -o d.tar.gz
-gunzip d.tar.gz -o again.tar
-cmp d.tar again.tar
-dd if=d.tar of=piece bs=100 count=3 skip=1
-sum d/copied d/empty
-ed d/copied
a
appended
line three
.
1,$p
2s/appended/changed/
3d
1,$p
w
q
y
-more d/copied
alias l -ls
l d
setenv VARIABLE value
-printenv VARIABLE
umask 077
umask
-touch private
-rm d/moved d/hard
-rm d/nothing
-rmdir d
-rmdir d/sub
-ls d
-kill -0 999999
-where nothing-of-this-name
nothing-of-this-name
-nothing-built-in
source missing
exit 5
