# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program natively and under belljar and compares what came out: stdout, stderr, exit status.

The real kernel is the oracle. Natively the program runs as an ordinary user (uid 1000, when this runs as root) in an empty
scratch directory on tmpfs with a fixed environment; under belljar as the same user in /tmp with the same one. A program that exits 77
natively could not test what it wanted there (it says why): the test is skipped, not passed.
"""
import argparse
import contextlib
import ctypes
import difflib
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

SKIP = 77
LIBC = ctypes.CDLL(None)
RT_SIGACTION = 13  # x86-64
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/user", "USER": "user", "TERM": "dumb"}


def limits():
    os.setsid()
    os.umask(0o022)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A program starts with the defaults, whatever started the tests. libc keeps two of the real-time signals to itself.
    default = ctypes.create_string_buffer(32)
    for s in range(1, 65):
        LIBC.syscall(RT_SIGACTION, s, default, None, ctypes.c_size_t(8))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def run(command, timeout, data, **more):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                          preexec_fn=limits, check=False, **more)


def native(args, data, timeout):
    base = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=base, prefix="belljar-test-") as scratch:
        os.chmod(scratch, 0o755)
        who = {}
        program = pathlib.Path(args.program[0]).resolve()
        if os.getuid() == 0:
            os.chown(scratch, 1000, 1000)
            who = {"user": 1000, "group": 1000, "extra_groups": []}
        # The build tree may lie where an ordinary user cannot reach it.
        with tempfile.TemporaryDirectory(dir=base, prefix="belljar-program-") as place:
            os.chmod(place, 0o755)
            copied = pathlib.Path(place) / program.name
            shutil.copyfile(program, copied)
            os.chmod(copied, 0o555)  # nobody may write it, whoever owns it
            return run([args.argv0 or args.program[0], *arguments(args)], timeout, data, executable=str(copied),
                       cwd=scratch, env={**ENVIRONMENT, "PROGRAM": str(copied)}, **who)


def arguments(args):
    script = ["-c", pathlib.Path(args.script).read_text()] if args.script else []
    return script + args.program[1:]


def exit_status(result):
    return 128 - result.returncode if result.returncode < 0 else result.returncode


def report(name, want, got):
    if want == got:
        return False
    print(f"--- {name} differs: natively (-), under belljar (+)")
    want, got = (x.decode(errors="backslashreplace").splitlines() for x in (want, got))
    for line in list(difflib.unified_diff(want, got, lineterm="", n=1))[2:60]:
        print(line[:300])
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--belljar", required=True)
    parser.add_argument("--stdin", help="file to give as standard input, through a pipe")
    parser.add_argument("--script", help="a shell script: its text is passed as -c TEXT; $PROGRAM is the shell itself")
    parser.add_argument("--argv0")
    parser.add_argument("--timeout", type=float, default=240)
    parser.add_argument("--option", action="append", default=[], help="passed to belljar run")
    parser.add_argument("--stdout-only", action="store_true", help="do not compare stderr")
    parser.add_argument("--again", action="store_true", help="run a second time under belljar: must be identical")
    parser.add_argument("--differs", action="store_true", help="succeed if the two differ: a known difference")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    data = pathlib.Path(args.stdin).read_bytes() if args.stdin else b""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, 0)  # however nice whoever tests wants to be

    expected = native(args, data, args.timeout)
    if expected.returncode == SKIP:
        print("skipped:", expected.stdout.decode(errors="replace").strip())
        return SKIP
    argv0 = ["--argv0", args.argv0] if args.argv0 else []
    user = [] if os.getuid() == 0 else ["--user", f"{os.getuid()}:{os.getgid()}"]
    command = [args.belljar, "run", *user, "--cwd", "/tmp", "--env", "TERM=dumb", "--env", "PATH=" + ENVIRONMENT["PATH"],
               "--env", "PROGRAM=/bin/" + pathlib.Path(args.program[0]).name, *argv0, *args.option, "--", args.program[0],
               *arguments(args)]
    actual = run(command, args.timeout, data)
    wrong = report("stdout", expected.stdout, actual.stdout)
    if not args.stdout_only:
        wrong |= report("stderr", expected.stderr, actual.stderr)
    if exit_status(expected) != exit_status(actual):
        print(f"--- exit status: natively {exit_status(expected)}, under belljar {exit_status(actual)}")
        if not wrong:
            print(actual.stderr.decode(errors="replace")[:2000])
        wrong = True
    if args.again and not wrong:
        second = run(command, args.timeout, data)
        if (second.stdout, second.stderr, second.returncode) != (actual.stdout, actual.stderr, actual.returncode):
            print("--- two sealed runs differ")
            wrong = True
    if args.differs:
        print("a known difference, still there" if wrong else "equal: no difference any more; take it out of KNOWN_DIFFERENCES")
        return 0 if wrong else 1
    if not wrong:
        print(f"equal: {len(expected.stdout)} bytes of output, exit status {exit_status(expected)}")
    return 1 if wrong else 0


sys.exit(main())
