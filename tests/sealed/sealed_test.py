# SPDX-License-Identifier: GPL-2.0-or-later
"""Sealed runs are identical: the same program, run on a host that is different every time.

sealed_test.py BELLJAR [--files] PROGRAM [ARG...]: runs it under each of the conditions below, all but the first with other work on every
CPU, and compares output, exit status and what --stats prints (ticks, calls, memory, the run's hash) with the first run. With --files
its standard input is a file, and a directory is mounted at /m: each time of the same content, and made anew, in another order and place.
"""
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


# Has the host's C library choose its functions as on a processor without FMA and AVX2; releases of it differ in the names.
OLDER_PROCESSOR = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-FMA_Usable,-AVX2_Usable"

CONDITIONS = {  # name: what happens before the start, environment, directory, how its input comes
    "plain": (nothing, {"PATH": "/usr/bin:/bin"}, "/", "whole"),
    "another environment": (unlike, {"PATH": "/bin", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "SECRET": "x" * 5000}, None, "whole"),
    "no address randomisation": (without_randomisation, {}, "/usr", "in pieces"),
    "one CPU": (one_cpu, {"MALLOC_ARENA_MAX": "1", "MALLOC_PERTURB_": "85"}, "/", "whole"),
    "an older processor": (nothing, {"PATH": "/usr/bin:/bin", "GLIBC_TUNABLES": OLDER_PROCESSOR}, "/", "whole"),
    "again": (nothing, {"PATH": "/usr/bin:/bin"}, "/", "in pieces"),
}


WHEN = 1234567890  # modification times come in with files


def make_tree(top, backwards):
    """What a directory tells besides its contents: order, inode and device numbers, blocks, its own size, times but the last change."""
    names = ["input", "a", "sub/x", "sub/y", "sub/deep/er/z", "empty/"] + [f"many/{i:03}" for i in range(200)]
    if backwards:
        for i in range(50):  # a directory that was larger
            (top / f"gone{i:040}").write_bytes(b"")
        for path in top.iterdir():
            path.unlink()
    for name in reversed(names) if backwards else names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir()
        elif backwards:
            with open(path, "wb") as f:  # piece by piece
                for line in (INPUT if name == "input" else name.encode() * 100).splitlines(keepends=True):
                    f.write(line)
                    f.flush()
        else:
            path.write_bytes(INPUT if name == "input" else name.encode() * 100)
    os.symlink("sub/x", top / "link")
    os.link(top / "a", top / "sub" / "hard")
    (top / "hole").write_bytes(b"")
    os.truncate(top / "hole", 1 << 20)
    if backwards:
        (top / "hole").write_bytes(bytes(1 << 20))
    for folder, folders, files in os.walk(top, topdown=False):
        for name in folders + files:
            os.utime(os.path.join(folder, name), (WHEN + 5 * backwards, WHEN), follow_symlinks=False)
            if os.path.isdir(os.path.join(folder, name)):
                os.chmod(os.path.join(folder, name), 0o755)
            elif not os.path.islink(os.path.join(folder, name)):
                os.chmod(os.path.join(folder, name), 0o644)
    os.utime(top, (WHEN, WHEN))
    os.chmod(top, 0o755)
    if backwards:  # standard input has no time at all
        os.utime(top / "input", (99, WHEN))


def start(command, condition):
    before, environment, directory, feeding = condition
    with tempfile.TemporaryDirectory() as own:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
                                   env=environment, cwd=directory or own, pass_fds=OPEN if before is unlike else ())
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


OPEN = tuple(os.open("/etc/passwd", os.O_RDONLY) for _ in range(20))  # inherited


def finish(process, data):
    out, err = process.communicate(data, timeout=300)
    return [f"exit status {process.returncode}"] + [line for part in (out, err) for line in part.decode(errors="backslashreplace").splitlines()]


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    with_files = sys.argv[2] == "--files"
    program = sys.argv[2 + with_files:]
    first, failed = None, False
    for turn, (name, condition) in enumerate(CONDITIONS.items()):
        tree = pathlib.Path(tempfile.mkdtemp(prefix="belljar-sealed-", dir="/dev/shm" if turn % 2 and os.path.isdir("/dev/shm") else None))
        options = ["--stats"]
        if with_files:
            make_tree(tree, turn % 2 == 1)
            options += ["--mount", f"{tree}:/m", "--stdin", str(tree / "input")]
        command = [os.path.abspath(sys.argv[1]), "run", *options, "--", *program]
        load = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)] if first else []
        try:
            got = finish(*start(command, condition))
        finally:
            for process in load:
                process.kill()
                process.wait()
            shutil.rmtree(tree)
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
