# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program under the real `strace -f` and under `belljar strace -f` and compares what they say, process by process.

Only what cannot be equal is made alike: numbers of processes, addresses, times, numbers of inodes and devices, random bytes, and what
the program is called. A line that another task cut in two is put together again. Exits with 77 where there is no strace, or it may
not trace.
"""
import argparse
import contextlib
import difflib
import io
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

SKIP = 77
ATTEMPTS = 20
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/user", "USER": "user", "TERM": "dumb"}
LINE = re.compile(r"^(\d+) +(.*)$")
RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")


def plain():
    os.setsid()
    os.umask(0o022)
    for s in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(s, signal.SIG_DFL)


def processes(text):
    """The lines of each process, in the order in which processes appear; cut lines whole again."""
    lines, open_lines = {}, {}
    for line in text.splitlines():
        m = LINE.match(line)
        if not m:
            if not line.startswith("strace: Process"):
                lines.setdefault("", []).append(line)
            continue
        pid, rest = m.groups()
        if rest.endswith(" <unfinished ...>"):
            open_lines[pid] = rest[:-len(" <unfinished ...>")]
            continue
        resumed = RESUMED.match(rest)
        if resumed and pid in open_lines:
            rest = open_lines.pop(pid) + resumed[1]
        lines.setdefault(pid, []).append(rest)
    for pid, rest in open_lines.items():
        lines.setdefault(pid, []).append(rest + " <unfinished ...>")
    return lines


# Where a number is a process's or a task's: whole calls by name, whose small arguments and results are looked at, and fields anywhere.
OF_PIDS = re.compile(r"^(clone3?|v?fork|wait4|waitid|getpid|gettid|getppid|getpgrp|getpgid|getsid|setsid|setpgid|kill|tkill|tgkill|rt_(tg)?sigqueueinfo|"
                     r"set_tid_address|prlimit64|sched_\w+|ioprio_\w+|pidfd_open|get_robust_list|process_vm_\w+|move_pages|kcmp)\(|F_[GS]ETOWN")
PID_FIELD = re.compile(r"(si_pid=|l_pid=|parent_tid=\[|pid=)(-?\d+)")


CHILD_ENDED = re.compile(r"^--- SIGCHLD \{.*si_code=CLD_(EXITED|KILLED|DUMPED)")


HEAP = re.compile(r"^(brk\(|mmap\(NULL, \d+, PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_ANONYMOUS, -1, 0\)|munmap\()")


def without_handlers(lines):
    """The same of a shell that handles the signal: without what it does in the handler, the calls that were broken off by it and made again, and
    the growth of its heap, which depends on both. Ends of several children may be told at once, or one by one."""
    calm, depth = [], 0
    for line in lines:
        depth += bool(CHILD_ENDED.match(line))
        if not depth and not HEAP.match(line) and not re.search(r"= \? ERESTARTSYS", line):
            calm.append(line)
        if depth and line.startswith("rt_sigreturn("):
            depth -= 1
    return calm


def ends_of_children_last(lines, shell):
    """When a child ends, next to what its parent does meanwhile, is chance natively. A signal that nobody handles is moved to the end."""
    if any(re.match(r"^rt_sigaction\(SIGCHLD, \{sa_handler=(?!SIG_)", line) for line in lines):
        return without_handlers(lines) if shell else lines
    ends = [line for line in lines if CHILD_ENDED.match(line)]
    return [line for line in lines if not CHILD_ENDED.match(line)] + sorted(ends)


def alike(lines, scratch, program, shell):
    """The same with everything that is only a number of this run replaced."""
    names = {p: f"P{i}" for i, p in enumerate(p for p in lines if p)}

    first = next((p for p in lines if p), "")
    started = next((m[1] for line in lines.get(first, ()) if (m := re.match(r"^getpgrp\(\) += (\d+)$", line)) and m[1] not in names), None)

    def named(text):
        sign = "-" if text.startswith("-") else ""
        return sign + names.get(text.lstrip("-"), text.lstrip("-"))

    def one(line):
        if started and re.match(r"getpgrp|[gs]etpgid|wait4|kill|fcntl", line):
            line = re.sub(rf"\b{started}\b", first, line)  # natively the tracer leads the group that the program is started in
        line = re.sub(r"\) +=", ") =", line)
        line = re.sub(r'readlink(at)?\((.*)"/proc/self/exe", "[^"]*"(\.\.\.)?, (\d+)\) = \d+', r'readlink\1(\2"/proc/self/exe", EXE, \4)', line)
        line = re.sub(r"^(rt_sigreturn\(.*\)) = \d+$", r"\1 = RAX", line)  # of the interrupted code: an address, a process, anything
        line = re.sub(r"^(futex\(0x[0-9a-f]+, FUTEX_WAIT\w*(?:\|FUTEX_CLOCK_REALTIME)?, )\d{4,}|^(futex\(0x[0-9a-f]+, FUTEX_WAIT_BITSET\|FUTEX_CLOCK_REALTIME, )\d+",
                      lambda m: (m[1] or m[2]) + "TID", line)  # pthread_join waits for a task's number to go
        line = re.sub(r"^sysinfo\(\{.*\}\)", "sysinfo({...})", line)  # how large the machine is
        line = re.sub(r'nodename="[^"]*"', 'nodename="HOST"', line)
        line = re.sub(r"^getppid\(\) = (\d+)$", lambda m: "getppid() = " + names.get(m[1], "PARENT"), line)
        line = line.replace(scratch, "/tmp").replace(program, "/bin/" + pathlib.Path(program).name)
        line = re.sub(r'^(getcwd\("/tmp[^"]*", \d+\)) = \d+', r"\1 = LENGTH", line)
        line = re.sub(r'getrandom\("[^"]*"', "getrandom(BYTES", line)
        if OF_PIDS.search(line):
            head, _, result = line.rpartition(" = ")
            head = re.sub(r"(?<=[(\s])-?\d+(?=[,)])", lambda m: named(m[0]), head)
            line = head + " = " + re.sub(r"^-?\d+$", lambda m: named(m[0]), result)
        line = PID_FIELD.sub(lambda m: m[1] + named(m[2]), line)
        line = re.sub(r"(?<=P_PIDFD, )P\d+|(?<=^pidfd_open\()(.*\) = )P\d+", lambda m: (m[1] or "") + "FD", line)  # small numbers both
        line = re.sub(r"(?<=P_PIDFD, )\d+|(?<=^pidfd_open\()(.*\) = )\d+", lambda m: (m[1] or "") + "FD", line)
        line = re.sub(r'f_handle="[^"]*"\}, \[\d+\]', "HANDLE", re.sub(r'f_handle="[^"]*"\}(?!, \[)', "HANDLE", line))
        line = re.sub(r"^(munmap\(0x[0-9a-f]+, )\d{7,}", r"\1N", line)  # what of a thread's heap is cut off depends on where it lies
        line = re.sub(r"^time\((?:NULL|\[\d+.*\])\) = \d+", "time(T) = T", line)
        line = re.sub(r"^(prlimit64\(0, RLIMIT_(?:NOFILE|NPROC|SIGPENDING), NULL, )\{.*\}", r"\1LIMITS", line)
        line = re.sub(r"(sched_runtime|f_blocks|f_bfree|f_bavail|f_files|f_ffree)=\d+", r"\1=N", line)  # of this machine
        line = re.sub(r"(S_IFDIR\|[^,]*, st_size=)\d+", r"\1N", line)
        line = re.sub(r"0x[0-9a-f]{5,}", "ADDR", line)
        line = re.sub(r"(tv_sec|tv_nsec|tv_usec|si_utime|si_stime|st_ino|d_ino|d_off|ru_\w+)=-?\d+( /\* [0-9.]+ s \*/)?", r"\1=N",
                      line)
        return re.sub(r"(/\* )?\d{4}-\d\d-\d\dT[0-9:.+]+( \*/)?", "DATE", line)

    above = tuple(f'newfstatat(AT_FDCWD, "{p}", ' for p in pathlib.Path(scratch).parents if len(p.parts) > 1)  # a shell looks at each of them
    lines = {p: [line for line in ls if not line.startswith(above)] for p, ls in lines.items()}
    result = [(names.get(p, "other"), ends_of_children_last([one(line) for line in ls], shell)) for p, ls in lines.items()]
    if result and result[0][1] and result[0][1][0].startswith("execve("):
        result[0][1][0] = "execve(PROGRAM)"  # found at different places, with environments of their own
    return result


def traced(command, timeout, one_cpu=False, **more):
    more.setdefault("stdin", subprocess.DEVNULL)

    def prepare():
        plain()
        if one_cpu:
            os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=timeout, preexec_fn=prepare,
                          check=False, **more)


def skipped():
    """There is no strace to compare with; why is said."""
    if not shutil.which("strace"):
        print("skipped: no strace on this machine (tools/setup installs it)")
        return True
    version = subprocess.run(["strace", "-V"], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")[0].split()[-1]
    if version != "6.1":  # of Debian 12; each release words a few things differently
        print(f"skipped: this is strace {version}, and belljar speaks as 6.1 does")
        return True
    return False


def ordinary_user(places):
    """Who runs it natively, as arguments of subprocess; the directories become theirs."""
    if os.getuid() != 0:
        return {}
    for path in places:
        os.chown(path, 1000, 1000)
    return {"user": 1000, "group": 1000, "extra_groups": []}


def copied(program, place):
    """A copy that an ordinary user can reach and nobody writes."""
    copy = place / pathlib.Path(program).name
    shutil.copyfile(program, copy)
    copy.chmod(0o555)
    place.chmod(0o755)
    return copy


def attempt(args, seed):
    if skipped():
        return SKIP
    base = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=base, prefix="belljar-strace-") as place:
        place = pathlib.Path(place)
        scratch, program = place / "scratch", copied(args.program[0], place)
        scratch.mkdir()
        who = ordinary_user([place, scratch])
        scratch.chmod(0o1777)  # as the guest's /tmp
        r = traced(["strace", "-f", "-o", str(place / "native"), str(program), *args.program[1:]], args.timeout, cwd=scratch, one_cpu=seed % 2 == 0,
                   env={**ENVIRONMENT, **({"SHELL": "/bin/sh", "PWD": str(scratch)} if args.script else {})}, stdin=open(args.stdin or os.devnull, "rb"), **who)
        if not (place / "native").exists() or b"ptrace" in r.stderr:
            print("skipped: strace may not trace here:", r.stderr.decode(errors="replace").strip()[:200])
            return SKIP
        user = [] if os.getuid() == 0 else ["--user", f"{os.getuid()}:{os.getgid()}"]
        ours = traced([args.belljar, "strace", "-f", "--seed", str(seed), *user, "-o", str(place / "ours"), "--cwd", "/tmp", "--env", "TERM=dumb", "--env", "PATH=" + ENVIRONMENT["PATH"],
                       *(["--env", "SHELL=/bin/sh", "--env", "PWD=/tmp"] if args.script else []), *(["--stdin", args.stdin] if args.stdin else []),
                       "--", str(program), *args.program[1:]], args.timeout)
        want, got = (alike(processes((place / name).read_text(errors="backslashreplace")), str(scratch), str(program), bool(args.script)) for name in ("native", "ours"))
        status = 128 - r.returncode if r.returncode < 0 else r.returncode
    wrong = status != ours.returncode
    if wrong:
        print(f"--- exit status: natively {status}, under belljar {ours.returncode}: {ours.stderr.decode(errors='replace')[:300]}")
    if len(want) != len(got):
        wrong = True
        print(f"--- {len(want)} processes natively, {len(got)} under belljar")
    for (name, a), (_, b) in zip(want, got):
        if a == b:
            continue
        wrong = True
        print(f"--- {name}: strace (-), belljar strace (+)")
        differences = [line for line in difflib.unified_diff(a, b, lineterm="", n=0) if line[0] in "+-"][2:]
        print("\n".join(line[:300] for line in differences[:40]))
        if args.summary:
            with open(args.summary, "a", encoding="utf-8") as f:
                f.writelines(line[:300] + "\n" for line in differences)
    if not wrong:
        print(f"equal: {sum(len(lines) for _, lines in want)} lines of {len(want)} processes")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--belljar", required=True)
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--script", help="a shell script: its text is the last argument; the shell is told who and where it is, so that it need not find out")
    parser.add_argument("--stdin", help="file to be its standard input")
    parser.add_argument("--summary", help="append the differing lines there")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if args.script:
        args.program.append(pathlib.Path(args.script).read_text(encoding="utf-8"))
    # Who comes first is chance natively, also under strace, and a matter of the seed under belljar: of several pairs of runs one must be equal.
    # Natively every second one has a single CPU, on which children run later than on two.
    for tries_left in reversed(range(ATTEMPTS)):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            status = attempt(args, tries_left)
        if status != 1 or not tries_left:
            print(said.getvalue(), end="")
            return status
    return 1


if __name__ == "__main__":
    sys.exit(main())
