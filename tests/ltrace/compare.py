# SPDX-License-Identifier: GPL-2.0-or-later
"""The same source, dynamic under the real ltrace and static under belljar ltrace: the lines must be equal.

usage: compare.py BELLJAR LTRACE CONFIG DYNAMIC STATIC SOURCE
Equal but for addresses and process numbers, and so for the blanks before results; where results stand is checked on its own.
"""
import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/home/user", "USER": "user", "TERM": "dumb"}
TIMEOUT = 120


def setting(source, word):
    found = re.search(rf"^// {word}:(.*)$", source, re.M)
    return found.group(1).strip() if found else ""


def run(command, stdin, folder):
    out = pathlib.Path(folder) / "lines"
    done = subprocess.run([*command[0], "-o", out, *command[1]], input=stdin, cwd=folder, env=ENVIRONMENT, timeout=TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done, out.read_bytes().decode(errors="replace")


def normal(line):
    line = re.sub(r"0x[0-9a-f]{5,}", "ADDRESS", line)
    line = re.sub(r"\b((?:get)?p?pid|fork|wait|waitpid|gettid)(\(.*\)|.*resumed> .*\)) += [1-9]\d*$", r"\1\2 = PID", line)
    line = re.sub(r"\b(kill|waitpid)\(\d+", r"\1(PID", line)
    line = re.sub(r"\) +=", ") =", line)
    return line


def by_process(lines):
    """With -f: who runs when is chance, natively. The lines of each process, with calls in one piece again."""
    processes, open_calls = {}, {}
    for line in lines:
        pid, rest = line.split(" ", 1)
        resumed = re.match(r"<\.\.\. \w+ resumed> (.*)", rest)
        if resumed and open_calls.get(pid):
            rest = open_calls[pid].pop() + resumed.group(1)
        if rest.endswith(" <unfinished ...>"):
            open_calls.setdefault(pid, []).append(rest.removesuffix(" <unfinished ...>"))
        else:
            processes.setdefault(pid, []).append(rest)
    return [normal(f"{number} {line}") for number, lines in enumerate(processes.values()) for line in lines]


def misplaced(line, column):
    """Results stand at the column, or one blank behind a call that is longer."""
    found = re.match(r"(.*\))( +)= [^=]*$", line)
    if not found or '"' in found.group(0)[found.end(2):]:
        return False
    ends = len(found.group(1))
    return len(found.group(2)) != max(1, column - 1 - ends)


def table(text):
    """Of -c: names and calls; the times are the machine's own."""
    return sorted((words[-1], words[-2]) for words in map(str.split, text.splitlines()[2:-2]))


def compare(belljar, ltrace, config, dynamic, static, source_file):
    source = pathlib.Path(source_file).read_text()
    options = shlex.split(setting(source, "ltrace"))
    stdin = setting(source, "stdin").encode().decode("unicode_escape").encode()
    own = setting(source, "config")
    own_config = ["-F", str(pathlib.Path(source_file).parent / own)] if own else []
    with tempfile.TemporaryDirectory() as folder:
        real, expected = run(([ltrace, *(own_config or ["-F", config]), *options], [dynamic]), stdin, folder)
        ours, got = run(([belljar, "ltrace", *own_config, *options], [static]), stdin, folder)
    wrong = []
    if ours.stderr != real.stderr:
        wrong.append(f"standard error: {ours.stderr!r}, natively {real.stderr!r}")
    if ours.stdout != real.stdout:
        wrong.append(f"standard output: {ours.stdout!r}, natively {real.stdout!r}")
    if not expected.strip():
        return [*wrong, "ltrace printed nothing"]
    if "-c" in options:
        return wrong if table(got) == table(expected) else [*wrong, f"{table(got)}, natively {table(expected)}"]
    column = int(options[options.index("-a") + 1]) if "-a" in options else 50
    for text, who in ((got, "belljar"), (expected, "ltrace")):
        wrong += [f"{who}: result out of place: {line}" for line in text.splitlines() if misplaced(line, column)]
    expected = expected.replace(f"{os.path.basename(dynamic)}->", f"{os.path.basename(static)}->")
    if "-f" in options:
        got_lines, expected_lines = by_process(got.splitlines()), by_process(expected.splitlines())
    else:
        got_lines, expected_lines = [[normal(line) for line in text.splitlines()] for text in (got, expected)]
    if got_lines != expected_lines:
        wrong += difflib.unified_diff(expected_lines, got_lines, "ltrace", "belljar ltrace", lineterm="", n=2)
    return wrong


if not sys.argv[2] or sys.argv[2].endswith("NOTFOUND"):
    print("skipped: there is no ltrace on this machine to compare with")
    sys.exit(77)
version = subprocess.run([sys.argv[2], "-V"], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")[0].split()[-1].rstrip(".")
if version != "0.7.3":  # of Debian 12; 0.7.91 prints pointers and lists otherwise
    print(f"skipped: this is ltrace {version}, and belljar speaks as 0.7.3 does")
    sys.exit(77)
for _ in range(5):  # who comes first is chance natively: one order of several must be belljar's
    wrong_lines = compare(*sys.argv[1:])
    if not wrong_lines:
        break
print("\n".join(wrong_lines) or "equal")
sys.exit(bool(wrong_lines))
