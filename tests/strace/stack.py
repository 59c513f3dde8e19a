# SPDX-License-Identifier: GPL-2.0-or-later
"""belljar strace -k: the functions that lead to each call are those that the source says; the innermost lies where strace says it lies.

stack.py BELLJAR STATIC STATIC_PIE
"""
import re
import subprocess
import sys
import tempfile

import compare_strace

FRAME = re.compile(r"^ > (\S*)\((?:(\S+)\+0x[0-9a-f]+)?\) \[0x([0-9a-f]+)\]$")


def stacks(command):
    """[(call, [(function, offset in the file), ...]), ...]"""
    with tempfile.NamedTemporaryFile("r") as out:
        subprocess.run([*command[:2], "-o", out.name, *command[2:]], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        found = []
        for line in out.read().splitlines():
            frame = FRAME.match(line)
            if frame:
                found[-1][1].append((frame[2], frame[3]))
            elif not line.startswith(" > "):
                found.append((line, []))
        return found


def of(found, text):
    (stack,) = [frames for line, frames in found if text in line and line.split("(")[0].split()[-1] == "write"]
    return [(name or "?").split(".")[0] for name, _ in stack]  # without what the compiler puts behind a name


def check(belljar, program):
    wrong = []
    ours = stacks([belljar, "strace", "-f", "-k", "-e", "trace=write,getpid", program])

    def expect(text, *want):
        names = of(ours, text)
        at = names.index("innermost") if "innermost" in names else len(names)
        if tuple(names[at:at + len(want)]) != want:
            wrong.append(f"{program}: {text}: {names}, not {want}")
        elif "_start" not in names[-1:]:
            wrong.append(f"{program}: {text}: does not lead back to _start: {names}")

    expect("main", "innermost", "middle", "main")
    expect("deep", "innermost", "middle", "recursive", "recursive", "recursive", "recursive", "main")
    expect("handler", "innermost", "middle", "handler")
    expect("child", "innermost", "middle", "main")
    lost = [frames for line, frames in ours if "getpid" in line]
    if [[name for name, _ in frames] for frames in lost][-1:] not in ([["lost"]], [["main"]]):
        wrong.append(f"{program}: a stack that is none: {lost}")
    if wrong or compare_strace.skipped() or "_pie" in program or b"stack-trace" not in subprocess.run(["strace", "-V"], stdout=subprocess.PIPE, check=True).stdout:
        return wrong
    theirs = stacks(["strace", "-k", "-e", "trace=write", program])
    mine = stacks([belljar, "strace", "-k", "-e", "trace=write", program])
    innermost = [[frames[0][1] for line, frames in found if "write(" in line and frames] for found in (theirs, mine)]
    if innermost[0] and innermost[0] != innermost[1]:
        wrong.append(f"{program}: innermost frames: strace {innermost[0]}, belljar {innermost[1]}")
    return wrong


problems = [p for program in sys.argv[2:] for p in check(sys.argv[1], program)]
print("\n".join(problems) or "as the source says")
sys.exit(bool(problems))
