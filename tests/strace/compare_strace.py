# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program under the real `strace -f` and under `belljar strace -f` and compares what they say, process by process.

Only what cannot be equal is made alike: numbers of processes, addresses, times, numbers of inodes and devices, random bytes, and what
the program is called. A line that another task cut in two is put together again. Exits with 77 where there is no strace, or it may
not trace.
"""
import argparse
import codecs
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
SEED = "1"
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/user", "USER": "user", "TERM": "dumb"}
LINE = re.compile(r"^(\d+) +(.*)$")
RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")


def plain():
    os.setsid()
    os.umask(0o022)
    for s in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(s, signal.SIG_DFL)


# Calls that are newer than strace 6.1, of which it says only the number: what they answer is compared.
NEWER = {"0x1c4": "fchmodat2", "0x1c6": "futex_wake", "0x1c7": "futex_wait", "0x1c8": "futex_requeue"}
ANSWER = re.compile(r"^(?:syscall_(0x[0-9a-f]+)|(" + "|".join(NEWER.values()) + r"))\(.*\) += (.*)$")


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
        if not rest.endswith(" = ? ERESTARTNOINTR (To be restarted)"):  # a fork that met a signal: it is made again
            lines.setdefault(pid, []).append(rest)
    for pid, rest in open_lines.items():
        lines.setdefault(pid, []).append(rest + " <unfinished ...>")
    return lines


# Where a number is a process's or a task's: arguments (counted from 0) and results of calls, and fields anywhere.
PID_ARGUMENTS = [
    (r"wait4|getpgid|getsid|kill|tkill|rt_sigqueueinfo|prlimit64|sched_\w+|pidfd_open|get_robust_list|process_vm_\w+|move_pages", [0]),
    (r"setpgid|tgkill|rt_tgsigqueueinfo|kcmp", [0, 1]),
    (r"waitid\(P_PG?ID|ioprio_[gs]et\(IOPRIO_WHO_\w+", [1]),
    (r"fcntl\(\d+, F_SETOWN", [2]),
]
PID_RESULT = re.compile(r"^(clone3?|v?fork|wait4|getpid|gettid|getppid|getpgrp|getpgid|getsid|setsid|set_tid_address)\(|, F_GETOWN\)")
PID_FIELD = re.compile(r"(<pid changed to |by execve in pid |si_pid=|l_pid=|(?<!CLONE_PIDFD\|SIGCHLD, )parent_tid=\[|pid=|sigev_notify_thread_id=|\"/proc/)(-?\d+)")


def pids_named(line, named):
    """The same with processes and tasks called by their names."""
    for call, places in PID_ARGUMENTS:
        if re.match(rf"({call})[,(]", line):
            for place in places:
                number = r"\d+" if line.startswith("waitid(") else r"-?\d+"
                line = re.sub(rf"^(\w+\((?:[^,()]*, ){{{place}}})({number})(?=[,)])", lambda m: m[1] + named(m[2]), line)
    if PID_RESULT.search(line):
        line = re.sub(r"(?<= = )-?\d+$", lambda m: named(m[0]), line)
    return PID_FIELD.sub(lambda m: m[1] + named(m[2]), line)


# Files of which a read says something of this machine or this run, by their names or by the calls that make them.
CONTENTS = [
    ("random", re.compile(r"/dev/u?random")),
    ("machine", re.compile(r"/proc/(self/|thread-self/|\d+/)?(task/\d+/)?(stat|schedstat|statm|status|maps|smaps|smaps_rollup|io|limits|mounts|mountinfo|fdinfo/\d+|uptime"
                           r"|loadavg|meminfo|cpuinfo|version|sys/.*)|/proc/1/\w+")),
]
OPENED = re.compile(r'^(?:openat\(AT_FDCWD, |open\()"([^"]*)", .*\) += (\d+)$')
MADE = re.compile(r"^(inotify|signalfd)(?:_init)?[14]?\(.*\) += (\d+)$")
CLOSED = re.compile(r"^close\((\d+)\) += 0$")
FORKED = re.compile(r"^(?:clone3?|v?fork)\(.* = (\d+)$")
TRANSFER = re.compile(r'^((?:read|write|pread64)\((\d+), )"((?:[^"\\]|\\.)*)"(?:\.\.\.)?(, .*\) += )(\d+)$')


def without_cookies(kind, shown):
    """What is shown of records of signalfd or inotify, without the sender's number or the number that ties two events together."""
    data = bytearray(codecs.escape_decode(shown.encode())[0])
    at = 0
    while at < len(data):
        number = at + (12 if kind == "signalfd" else 8)
        size = 128 if kind == "signalfd" else 16 + int.from_bytes(data[at + 12:at + 16], "little")
        data[number:min(number + 4, len(data))] = b"...."[:max(0, len(data) - number)]
        at += size
    return data.hex()


def contents_hidden(lines, files, children):
    """The same without what was read of the files in CONTENTS; how many reads that took depends on it, too. files: of what kind the descriptors
    are at first; children gets those that each child begins with."""
    result, begun = [], set()  # begun: what was read from, after which only the end is told
    for line in lines:
        if m := OPENED.match(line):
            begun.discard(m[2])
            files[m[2]] = next((kind for kind, names in CONTENTS if names.fullmatch(m[1])), None)
        elif m := MADE.match(line):
            files[m[2]] = m[1]
        elif m := CLOSED.match(line):
            files.pop(m[1], None)
        elif m := re.match(r"lseek\((\d+)", line):
            begun.discard(m[1])
        elif m := FORKED.match(line):
            children.setdefault(m[1], dict(files))
        m = TRANSFER.match(line)
        kind = files.get(m[2]) if m else None
        if kind == "random":
            line = f"{m[1]}BYTES{m[4]}{m[5]}"
        elif kind == "machine" and m[1].startswith("read"):
            line = m[1] + ("END" if m[5] == "0" else "CONTENTS") + ")"
            if m[5] != "0" and m[2] in begun:
                continue
            begun.add(m[2])
        elif kind in ("inotify", "signalfd"):
            line = f"{m[1]}{without_cookies(kind, m[3])}{m[4]}{m[5]}"
        result.append(line)
    return result


def names_of(lines):
    """What each process is called: by who made it, and as which of its children. Whose first line comes first is chance."""
    names = {}
    for pid, said in lines.items():
        if pid:
            names.setdefault(pid, f"P{sum('.' not in n for n in names.values())}")
        children = [m[1] for line in said if (m := FORKED.match(line))]
        names.update({child: f"{names.get(pid, 'P')}.{i}" for i, child in enumerate(children, 1) if child not in names})
    return names


CHILD_ENDED = re.compile(r"^--- SIGCHLD \{.*si_code=CLD_(EXITED|KILLED|DUMPED)")
CHILD_CHANGED = re.compile(r"^--- (SIGCHLD \{.*si_code=CLD_|SIG\w+ \{.*si_code=0x1, si_pid=)")  # stopped and continued, too; told by another signal


HEAP = re.compile(r"^(brk\(|mmap\(NULL, \d+, PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_ANONYMOUS, -1, 0\)|munmap\()")


def without_handlers(lines):
    """The same of a shell that handles the signal: without what it does in the handler, the calls that were broken off by it and made again, the
    growth of its heap, which depends on both, and the waits for a child that had ended, which are made in the handler or outside. Ends of several
    children may be told at once, or one by one."""
    calm, depth = [], 0
    for line in lines:
        depth += bool(CHILD_ENDED.match(line))
        if not depth and not HEAP.match(line) and not re.search(r"= \? ERESTARTSYS|^wait4\(.*= P", line):
            calm.append(line)
        if depth and line.startswith("rt_sigreturn("):
            depth -= 1
    return calm


# pthread_join waits if the thread has not ended by then, which is chance natively.
JOINED = re.compile(r"^futex\(ADDR, FUTEX_WAIT_BITSET\|FUTEX_CLOCK_REALTIME, TID, NULL, FUTEX_BITSET_MATCH_ANY\) = (0|-1 EAGAIN .*)$")
BROKEN = re.compile(r"^((\w+)\(.*) = \? ERESTART")


def made_again(broken, line):
    """The line of a call that was broken off and then made again, as if it had not been; None if it is another."""
    if line.startswith("restart_syscall(<... resuming"):
        call, result = BROKEN.match(broken)[1], line.rpartition(" = ")[2]
        return re.sub(r"(nanosleep\(.*, )\{[^}]*\}\)$", r"\1ADDR)", call) + " = " + result
    return line if line.startswith(BROKEN.match(broken)[2] + "(") else None


def calls_whole(lines):
    """For a tracer each signal breaks off a call, also one that nobody handles, after which the call is made again. The task goes on as if nothing had
    been, and so is it told here: the call once, and then what came in it."""
    whole, broken, came = [], None, []
    for line in [*lines, ""]:
        if broken and line.startswith("--- SIG"):
            came.append(line)
            continue
        again = made_again(broken, line) if broken else None
        if again and BROKEN.match(again):
            broken = again
            continue
        whole += [again] if again else [broken] if broken else []
        whole += came
        broken, came = None, []
        if not again and BROKEN.match(line):
            broken = line
        elif not again and line:
            whole.append(line)
    return whole


def news_of_children_apart(lines, shell):
    """When a child ends or stops, next to what its parent does meanwhile, is chance natively. Of a signal that nobody handles it is told apart from the
    rest that it came."""
    if any(re.match(r"^rt_sigaction\(SIGCHLD, \{sa_handler=(?!SIG_)", line) for line in lines):
        return without_handlers(lines) if shell else lines, []
    lines = [line for line in calls_whole(lines) if not JOINED.match(line)]
    return [line for line in lines if not CHILD_CHANGED.match(line)], sorted(line for line in lines if CHILD_CHANGED.match(line))


def alike(lines, scratch, program, shell):
    """The same with everything that is only a number of this run replaced."""
    names = names_of(lines)

    def named(text):
        sign = "-" if text.startswith("-") else ""
        return sign + names.get(text.lstrip("-"), text.lstrip("-"))

    def one(line):
        line = re.sub(r"\) +=", ") =", line)
        if m := ANSWER.match(line):
            return f"{m[2] or NEWER.get(m[1], m[1])}(...) = " + re.sub("^0x[0-9a-f]+$", lambda n: str(int(n[0], 16)), m[3])
        line = re.sub(r'^(readlink\("/proc/(?:thread-)?self", )"[^"]*"(.*) = \d+$', r"\1PID\2 = LENGTH", line)
        line = re.sub(r'readlink(at)?\((.*)"/proc/self/exe", "[^"]*"(\.\.\.)?, (\d+)\) = \d+', r'readlink\1(\2"/proc/self/exe", EXE, \4)', line)
        line = re.sub(r"^(rt_sigreturn\(.*\)) = \d+$", r"\1 = RAX", line)  # of the interrupted code: an address, a process, anything
        line = re.sub(r"^(futex\(0x[0-9a-f]+, FUTEX_WAIT\w*(?:\|FUTEX_CLOCK_REALTIME)?, )\d{4,}|^(futex\(0x[0-9a-f]+, FUTEX_WAIT_BITSET\|FUTEX_CLOCK_REALTIME, )\d+",
                      lambda m: (m[1] or m[2]) + "TID", line)  # pthread_join waits for a task's number to go
        line = re.sub(r"^sysinfo\(\{.*\}\)", "sysinfo({...})", line)  # how large the machine is
        line = re.sub(r'nodename="[^"]*"', 'nodename="HOST"', line)
        line = re.sub(r"^getppid\(\) = (\d+)$", lambda m: "getppid() = " + names.get(m[1], "PARENT"), line)
        line = line.replace(scratch, "/tmp").replace(program, "/bin/" + pathlib.Path(program).name).replace(f'"{pathlib.Path(program).parent}"', '"/bin"')
        line = re.sub(r'^(getcwd\("/tmp[^"]*", \d+\)) = \d+', r"\1 = LENGTH", line)
        line = re.sub(r'getrandom\("[^"]*"', "getrandom(BYTES", line)
        line = pids_named(line, named)
        line = re.sub(r"(?<=P_PIDFD, )P\d+|(?<=^pidfd_open\()(.*\) = )P\d+", lambda m: (m[1] or "") + "FD", line)  # small numbers both
        line = re.sub(r"(?<=P_PIDFD, )\d+|(?<=^pidfd_open\()(.*\) = )\d+", lambda m: (m[1] or "") + "FD", line)
        line = re.sub(r'f_handle="[^"]*"\}, \[\d+\]', "HANDLE", re.sub(r'f_handle="[^"]*"\}(?!, \[)', "HANDLE", line))
        line = re.sub(r"^(munmap\(0x[0-9a-f]+, )\d{7,}", r"\1N", line)  # what of a thread's heap is cut off depends on where it lies
        line = re.sub(r"^time\((?:NULL|\[\d+.*\])\) = \d+", "time(T) = T", line)
        line = re.sub(r"^(prlimit64\(0, RLIMIT_(?:NOFILE|NPROC|SIGPENDING), NULL, )\{.*\}", r"\1LIMITS", line)
        line = re.sub(r"^(sched_getaffinity\(.*\[.*\]\)) = \d+$", r"\1 = SIZE", line)  # of as many CPUs as the kernel is made for
        line = re.sub(r"f_fsid=\{val=\[[^]]*\]\}", "f_fsid=FSID", line)
        line = re.sub(r"(PROC_SUPER_MAGIC,.* f_flags=)[A-Z_|]+", r"\1FLAGS", line)  # how it is mounted is the machine's affair
        line = re.sub(r"^(ustat\(makedev\()[^)]*", r"\1DEV", line)
        # What the C library's mkstemp and mkdtemp make of XXXXXX is random.
        line = re.sub(r'^(openat\(AT_FDCWD, "[^"]*)\w{6}((?:\.\w+)?", O_RDWR\|O_CREAT\|O_EXCL, 0600\))|^(mkdir\("[^"]*)\w{6}(", 0700\))',
                      lambda m: f"{m[1] or m[3]}XXXXXX{m[2] or m[4]}", line)
        line = re.sub(r"(sched_runtime|f_blocks|f_bfree|f_bavail|f_files|f_ffree)=\d+", r"\1=N", line)  # of this machine
        line = re.sub(r"(S_IFDIR\|[^,]*, st_size=)\d+", r"\1N", line)
        line = re.sub(r"0x[0-9a-f]{5,}", "ADDR", line)
        line = re.sub(r"(tv_sec|tv_nsec|tv_usec|si_utime|si_stime|st_ino|d_ino|d_off|ru_\w+)=-?\d+( /\* [0-9.]+ s \*/)?", r"\1=N",
                      line)
        return re.sub(r"(/\* )?\d{4}-\d\d-\d\dT[0-9:.+]+( \*/)?", "DATE", line)

    # These strace does not see; belljar needs not ask the kernel for it.
    untraced = {m[1] for ls in lines.values() for line in ls if "CLONE_UNTRACED" in line and (m := FORKED.match(line))}
    lines = {p: ls for p, ls in lines.items() if p not in untraced}
    files = {}
    lines = {p: contents_hidden(ls, files.get(p, {}), files) for p, ls in lines.items()}
    above = tuple(f'newfstatat(AT_FDCWD, "{p}", ' for p in pathlib.Path(scratch).parents if len(p.parts) > 1)  # a shell looks at each of them
    lines = {p: [line for line in ls if not line.startswith(above)] for p, ls in lines.items()}
    lines = dict(sorted(lines.items(), key=lambda one: [int(n) for n in re.findall(r"\d+", names.get(one[0], ""))]))
    result = [(names.get(p, "other"), *news_of_children_apart([one(line) for line in ls], shell)) for p, ls in lines.items()]
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


def natively(args, place, attempt):
    """What strace says of the program, and its exit status; None where it may not trace."""
    scratch, program = place / "scratch", copied(args.program[0], place)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    who = ordinary_user([place, scratch])
    scratch.chmod(0o1777)  # as the guest's /tmp
    said = place / "native"
    said.unlink(missing_ok=True)
    with open(args.stdin or os.devnull, "rb") as stdin:
        r = traced(["strace", "-DDD", "-f", "-o", str(said), str(program), *args.program[1:]], args.timeout, cwd=scratch, one_cpu=attempt % 2 == 1,
                   env={**ENVIRONMENT, **({"SHELL": "/bin/sh", "PWD": str(scratch)} if args.script else {})}, stdin=stdin, **who)
    if not said.exists() or b"ptrace" in r.stderr:
        print("skipped: strace may not trace here:", r.stderr.decode(errors="replace").strip()[:200])
        return None
    status = 128 - r.returncode if r.returncode < 0 else r.returncode
    return alike(processes(said.read_text(errors="backslashreplace")), str(scratch), str(program), bool(args.script)), status


def under_belljar(args, place):
    """What belljar strace says, its exit status and what it complained of. Two runs say the same, byte for byte."""
    program, said = copied(args.program[0], place), place / "ours"
    user = [] if os.getuid() == 0 else ["--user", f"{os.getuid()}:{os.getgid()}"]
    if args.script and os.path.isdir("/etc/zsh"):
        user += ["--mount", "/etc/zsh:/etc/zsh:ro"]  # of zsh's package, which zsh-static does without and reads if it is there
    texts = []
    for _ in range(2):
        with open(os.devnull, "rb") as nothing:  # for reading only, as natively
            r = traced([args.belljar, "strace", "-f", "--seed", SEED, *user, "-o", str(said), "--cwd", "/tmp", "--env", "TERM=dumb", "--env", "PATH=" + ENVIRONMENT["PATH"],
                        *(["--env", "SHELL=/bin/sh", "--env", "PWD=/tmp"] if args.script else []), *(["--stdin", args.stdin] if args.stdin else []),
                        "--", str(program), *args.program[1:]], args.timeout, stdin=nothing)
        texts.append(said.read_text(errors="backslashreplace"))
    if texts[0] != texts[1]:
        print("--- two runs under belljar differ:")
        print("\n".join(list(difflib.unified_diff(*(t.splitlines() for t in texts), lineterm="", n=0))[:40]))
        return None
    return alike(processes(texts[0]), str(place / "scratch"), str(program), bool(args.script)), r.returncode, r.stderr.decode(errors="replace")


def compared(args, native, ours):
    """Whether both are told alike; the differences are printed."""
    (want, status), (got, our_status, complaint) = native, ours
    wrong = status != our_status
    if wrong:
        print(f"--- exit status: natively {status}, under belljar {our_status}: {complaint[:300]}")
    if len(want) != len(got):
        wrong = True
        print(f"--- {len(want)} processes natively, {len(got)} under belljar")
    for (name, a, news), (_, b, our_news) in zip(want, got):
        # Of two children's news natively one may be lost, as the signal is pending already, or all, if the parent ends first.
        if a == b and set(news) <= set(our_news):
            continue
        a, b = a + news, b + our_news
        wrong = True
        print(f"--- {name}: strace (-), belljar strace (+)")
        differences = [line for line in difflib.unified_diff(a, b, lineterm="", n=0) if line[0] in "+-"][2:]
        print("\n".join(line[:300] for line in differences[:40]))
        if args.summary:
            with open(args.summary, "a", encoding="utf-8") as f:
                f.writelines(line[:300] + "\n" for line in differences)
    if not wrong:
        print(f"equal: {sum(len(lines) + len(news) for _, lines, news in want)} lines of {len(want)} processes")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--belljar", required=True)
    parser.add_argument("--attempts", type=int, default=20, help="native runs, of which one must be equal")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--script", help="a shell script: its text is the last argument; the shell is told who and where it is, so that it need not find out")
    parser.add_argument("--stdin", help="file to be its standard input")
    parser.add_argument("--summary", help="append the differing lines there")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if args.script:
        args.program.append(pathlib.Path(args.script).read_text(encoding="utf-8"))
    if skipped():
        return SKIP
    base = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=base, prefix="belljar-strace-") as place:
        place = pathlib.Path(place)
        ours = under_belljar(args, place)
        if not ours:
            return 1
        # Who comes first is chance natively, also under strace: of several runs one must be equal. Every second one has a single CPU, on which
        # children run later than on two.
        for attempt in range(args.attempts):
            native = natively(args, place, attempt)
            if not native:
                return SKIP
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                equal = compared(args, native, ours)
            if equal or attempt + 1 == args.attempts:
                print(said.getvalue(), end="")
                return 0 if equal else 1
    return 1


if __name__ == "__main__":
    sys.exit(main())
