#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tools that look at the machine: their figures differ everywhere, so what is compared is their form.
mkdir bin && "$PROGRAM" --install -s "$PWD/bin" && PATH=$PWD/bin
some() { sed 's/[1-9][0-9]*/some/g'; }
id -u; id -g; uname -s; uname -m; arch; uname -r | grep -c '^[0-9]*\.[0-9]*'
env | grep -E '^(HOME|USER|TERM)=' | sort; env -i A=1 "$PROGRAM" env; printenv 2> /dev/null | wc -l | some
ps -o pid,ppid,comm,args > table; head -n 1 table | awk '{ print $1, $2, $3, $4 }'; awk -v me=$$ '$1 == me { print "the shell is there", $2 != "" }' table
top -b -n 1 | head -n 2 | awk '{ print $1 }'
df . | awk 'NR == 1 { print $1, $2, $3, $4 } NR == 2 { print ($2 >= $3) }'; df / | awk 'NR == 1 { print $6 }'
uptime | grep -c 'load average'; free | awk '/^Mem/ { print ($2 > 0), ($2 >= $3) }'; date -u -d @0; date -u -d '2024-02-29 12:00:00' '+%j %A %s'; date +%Y | awk '{ print ($1 > 2020) }'
cat /proc/self/comm; head -c 3 /proc/self/cmdline | tr '\0' ' '; echo; readlink /proc/self/fd/0 | sed 's/[0-9]//g'; ls /proc/self/fd | head -n 3; grep -c . /proc/self/maps | awk '{ print ($1 > 3) }'
grep -E '^(Name|State|Tgid|Uid|Threads):' /proc/self/status | cut -f1 | tr '\n' ' '; echo; ls -d /proc/self/task/* | wc -l; readlink /proc/self/exe | sed 's|.*/||'; [ "$(readlink /proc/self/cwd)" = "$PWD" ] && echo cwd
awk '{ print NF }' /proc/self/stat; awk '{ print NF }' /proc/self/statm; awk '{ print NF }' /proc/loadavg; grep -c processor /proc/cpuinfo | awk '{ print ($1 > 0) }'; awk '{ print NF }' /proc/uptime
grep -c MemTotal /proc/meminfo; cat /proc/sys/kernel/ostype; for d in null zero full urandom random tty; do test -c /dev/$d && echo $d; done; head -c 16 /dev/zero | od -An -tx1; head -c 8 /dev/urandom | wc -c
cat /dev/null | wc -c; echo x > /dev/full 2>/dev/null || echo full; echo discard > /dev/null; mount | grep -c ' /proc '; pidof nothing-of-this-name; nproc | awk '{ print ($1 > 0) }'; which ls | sed 's|.*/||'; tty; hostname | wc -l; hostid | wc -l; logname 2>/dev/null | wc -l; whoami 2>&1 | wc -l; groups 2> /dev/null | wc -l | some
kill -l 9; kill -l | wc -w | some; kill -0 $$ && echo alive; kill -0 999999 2> /dev/null || echo nobody; timeout 1 sleep 5; echo $?; timeout 5 sh -c 'exit 3'; echo $?; timeout -s KILL 0.1 sleep 5; echo $?; time -p true 2>&1 | awk '{ print $1 }'; usleep 1000; setsid true; echo $?; setsid sh -c 'echo own session'
sleep 0.3 & pid=$!; kill -STOP $pid; sleep 0.1; ps -o pid,stat | awk -v p=$pid '$1 == p { print substr($2, 1, 1) }'; kill -CONT $pid; wait $pid; echo $?; renice -n 5 -p $$ > /dev/null; echo $?; taskset -p $$ | grep -c mask; ionice 2> /dev/null | wc -l | some
mknod node c 1 3 2> /dev/null || echo mknod refused; chown 0 table 2> /dev/null || echo chown refused; chroot / true 2> /dev/null || echo chroot refused; mount -t proc x /proc 2> /dev/null || echo mount refused; hostname x 2> /dev/null || echo hostname refused; su -c true < /dev/null > /dev/null 2>&1 || echo su refused; (: > /etc/new) 2> /dev/null || echo /etc is not mine
sync; stty 2> /dev/null || echo no terminal; flag=0; trap 'flag=1' ALRM; (sleep 0.02; kill -ALRM $$) & wait; echo $flag; watch -n 1 true > /dev/null 2>&1 & sleep 0.05; kill $!; wait $! 2> /dev/null; echo watched
