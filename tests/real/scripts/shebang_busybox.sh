#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Run as a program itself: the kernel finds the interpreter by the first line. It starts others of its kind.
echo "name ${0##*/}, arguments $*"
[ "$(readlink /proc/$$/exe | sed 's|.*/||')" = busybox ] && echo "the process is the interpreter's"
tr '\0' '\n' < /proc/$$/cmdline | sed -n '2p; 4,$p'
printf '#!/bin/busybox sh\necho "level two: $1"; exec ./three "$1"\n' > two
printf '#!./two\nthe interpreter is a script itself\n' > nested
printf '#!/bin/busybox cat\nthis text prints itself\n' > three
printf '#!/nonexistent/interpreter\n' > missing
printf '#!/bin/busybox sh -e\nthe two words are one argument\n' > two_words
printf 'echo "no first line, the shell takes it"\n' > plain
chmod +x two three nested missing two_words plain
./nested
./missing 2> /dev/null; echo "missing: $?"
./two_words; echo "two words: $?"
./plain; echo "plain: $?"
printf '#!/bin/busybox sh\nread l; echo "read $l from ${0##*/}"\n' > reads; chmod 500 reads; echo line | ./reads
chmod 400 reads; ./reads 2> /dev/null; echo "not executable: $?"
PATH=$PWD; /bin/busybox chmod 700 reads; echo again | reads
exit 23
