# SPDX-License-Identifier: GPL-2.0-or-later
"""Sealed runs are identical: the same program, run on a host that is different every time.

sealed_test.py BELLJAR PROGRAM [ARG...]: runs it under each of the conditions below, all but the first with other work on every CPU,
and compares output, exit status and what --stats prints (ticks, calls, memory, the run's hash) with the first run.
"""
import ctypes
import difflib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

INPUT = b"".join(b"line %d of the input\n" % i for i in range(2000))
ADDR_NO_RANDOMIZE = 0x0040000


def nothing():
    pass


def unlike():
    os.setsid()
    os.nice(5)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_NOFILE, (97, 97))
    resource.setrlimit(resource.RLIMIT_STACK, (4 << 20, 4 << 20))
    for s in (signal.SIGHUP, signal.SIGALRM, signal.SIGUSR1, signal.SIGCHLD):
        signal.signal(s, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGVTALRM])


def without_randomisation():
    ctypes.CDLL(None).personality(ADDR_NO_RANDOMIZE)


def one_cpu():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


CONDITIONS = {  # name: what happens before the start, environment, directory, how its input comes
    "plain": (nothing, {"PATH": "/usr/bin:/bin"}, "/", "whole"),
    "another environment": (unlike, {"PATH": "/bin", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "SECRET": "x" * 5000}, None, "whole"),
    "no address randomisation": (without_randomisation, {}, "/usr", "in pieces"),
    "one CPU": (one_cpu, {"MALLOC_ARENA_MAX": "1", "MALLOC_PERTURB_": "85"}, "/", "whole"),
    "again": (nothing, {"PATH": "/usr/bin:/bin"}, "/", "in pieces"),
}


def start(command, condition):
    before, environment, directory, feeding = condition
    with tempfile.TemporaryDirectory() as own:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
                                   env=environment, cwd=directory or own)
    if feeding == "in pieces":
        for i in range(0, len(INPUT), 9973):
            try:
                process.stdin.write(INPUT[i:i + 9973])
                process.stdin.flush()
            except BrokenPipeError:  # a program that does not read it all
                break
            time.sleep(0.01)
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass
        process.stdin = None
    return process, None if feeding == "in pieces" else INPUT


def finish(process, data):
    out, err = process.communicate(data, timeout=300)
    return [f"exit status {process.returncode}"] + [line for part in (out, err) for line in part.decode(errors="backslashreplace").splitlines()]


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    command = [os.path.abspath(sys.argv[1]), "run", "--stats", "--", *sys.argv[2:]]
    first, failed = None, False
    for name, condition in CONDITIONS.items():
        load = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)] if first else []
        try:
            got = finish(*start(command, condition))
        finally:
            for process in load:
                process.kill()
                process.wait()
        if first is None:
            first = got
            if got[0] == "exit status 125":
                print("\n".join(got[:5]))
                return 1
        elif got != first:
            failed = True
            print(f"--- {name}: not the same run as the first")
            print("\n".join(list(difflib.unified_diff(first, got, lineterm="", n=0))[2:20]))
    if not failed:
        print(f"{len(CONDITIONS)} identical runs, {len(first)} lines each")
    return 1 if failed else 0


sys.exit(main())
