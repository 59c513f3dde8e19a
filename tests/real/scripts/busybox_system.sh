#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tools that look at the machine: their figures differ everywhere, so what is compared is their form.
mkdir bin && "$PROGRAM" --install -s "$PWD/bin" && PATH=$PWD/bin
id -u; id -g; uname -s; uname -m
env | grep -E '^(HOME|USER|TERM)=' | sort
ps > ps.out; grep -c ' ps$' ps.out | sed 's/[1-9][0-9]*/some/'; head -n 1 ps.out | awk '{ print $1 }'; ps -o pid,comm,args > ps2; awk -v me=$$ '$1 == me { print $2 != "" }' ps2
top -b -n 1 | head -n 2 | awk '{ print $1 }'
df . | awk 'NR == 1 { print $1, $2, $3, $4 } NR == 2 { print ($2 >= $3) }'; df / | wc -l
uptime | grep -c 'load average'; free | awk '/^Mem/ { print ($2 > 0), ($2 >= $3) }'; date -u -d @0; date -u -d '2024-02-29 12:00:00' '+%j %A %s'; date +%Y | awk '{ print ($1 > 2020) }'
cat /proc/self/comm; tr '\0' ' ' < /proc/self/cmdline; echo; readlink /proc/self/fd/0 | sed 's/[0-9]//g'; ls /proc/self/fd | wc -l; grep -c . /proc/self/maps | awk '{ print ($1 > 3) }'
grep -E '^(Name|State|Tgid|Uid|Threads):' /proc/self/status | cut -f1 | tr '\n' ' '; echo
awk '{ print NF }' /proc/self/stat; awk '{ print NF }' /proc/self/statm; awk '{ print NF }' /proc/loadavg; grep -c processor /proc/cpuinfo | awk '{ print ($1 > 0) }'
grep -c MemTotal /proc/meminfo; cat /proc/sys/kernel/ostype; test -c /dev/null && test -c /dev/zero && test -c /dev/urandom && echo devices; head -c 16 /dev/zero | od -An -tx1; head -c 8 /dev/urandom | wc -c
echo x > /dev/full 2>/dev/null || echo full; mount | grep -c ' /proc ' ; pidof nothing-of-this-name; nproc | awk '{ print ($1 > 0) }'; which ls | sed 's|.*/||'; tty; hostname | wc -l; logname 2>/dev/null | wc -l
kill -l 9; kill -0 $$ && echo alive; nice -n 5 nice; nohup true < /dev/null > /dev/null 2>&1; echo $?; timeout 1 sleep 5; echo $?; time -p true 2>&1 | awk '{ print $1 }'; usleep 1000; setsid true; echo $?
