# SPDX-License-Identifier: GPL-2.0-or-later
"""What is written about belljar and can be checked: options, and the files that pages name.

usage: current.py options BELLJAR | current.py links | current.py lessons BELLJAR SAMPLES
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z0-9-]+)")


def help_options(belljar, command):
    """The options that `belljar COMMAND --help` lists, long and short."""
    text = subprocess.run([belljar, command, "--help"], capture_output=True, text=True, check=True).stdout
    return {o for line in re.findall(r"^  (-\S.*)", text, re.M) for o in re.findall(r"(?:^|, )(--?[A-Za-z][\w-]*)", re.split(r"  ", line)[0])}


def options(belljar):
    """Every option that a command's --help lists is in its manual page and both completions, and none of theirs is unknown."""
    listed = subprocess.run([belljar, "--help"], capture_output=True, text=True, check=True).stdout
    commands = [m[0] for m in re.findall(r"^  ([a-z]+) +(.*)", listed, re.M) if "(not yet)" not in m[1]]
    run = help_options(belljar, "run")
    wrong = [f"belljar run --help: only {len(run)} options understood"] if len(run) < 15 or "run" not in commands else []
    all_known = {"--version", "--help", "-h", "-V"}
    for command in commands:
        own = help_options(belljar, command)
        all_known |= own
        if command != "run":
            own -= run
        page = "docs/belljar.1" if command == "run" else f"docs/belljar-{command}.1"
        if not (TOP / page).exists():
            wrong.append(f"{page}: is not there")
            continue
        for name in (page, "completions/belljar.bash", "completions/_belljar"):
            text = (TOP / name).read_text().replace("\\-", "-")
            wrong += [f"{name}: says nothing of {command} {o}" for o in sorted(own) if not re.search(r"(?<![\w-])%s(?![\w-])" % re.escape(o), text)]
    for name in ("docs/belljar.1", "README.md", "completions/belljar.bash", "completions/_belljar"):
        text = (TOP / name).read_text().replace("\\-", "-")
        if name == "README.md":
            text = text[text.index("## Options"):text.index("## ", text.index("## Options") + 3)]
            wrong += [f"{name}: says nothing of {o}" for o in sorted(o for o in run if o.startswith("--")) if o not in OPTION.findall(text)]
        wrong += [f"{name}: there is no {o}" for o in sorted(set(OPTION.findall(text)) - all_known)]
    return wrong


def links():
    """Every file of the project that a page names exists."""
    tops = {p.name for p in TOP.iterdir() if p.is_dir() and not p.name.startswith(".")} - {"build"}
    path = re.compile(r"(?<![\w/.-])((?:%s)/[\w./-]*\w/?)(?![\w*./-])" % "|".join(sorted(tops)))
    wrong = []
    for page in [TOP / "README.md", *sorted((TOP / "docs").glob("*.md")), *sorted(TOP.glob("*/README.md"))]:
        text = page.read_text()
        named = set(path.findall(text))
        named |= {str((page.parent / m).relative_to(TOP)) if (page.parent / m).resolve().is_relative_to(TOP) else m
                  for m in re.findall(r"\]\(([^)#:]+)\)", text)}
        for name in sorted(n for n in named if "NAME" not in n):
            if not (TOP / name).exists() and not (page.parent / name).exists():
                wrong.append(f"{page.relative_to(TOP)}: names {name}, which is not there")
    return wrong


def lessons(belljar, samples):
    """The output that the lessons show is what belljar prints, up to addresses and other numbers of a compiler and a libc."""
    env = {**os.environ, "LC_ALL": "C.UTF-8"}

    def shape(line):
        line = re.sub(r"0x[0-9a-f]+", "0x", line)
        line = re.sub(r"^( +0x +)(?:[0-9a-f]{2} )+ *", r"\1", line)  # the bytes of an instruction
        return re.sub(r"[─═ ]+", " ", re.sub(r"@[0-9a-f]+|\b\d+\b", "N", line)).strip()

    wrong = []
    for page in sorted((TOP / "docs").glob("lesson-*.md")):
        blocks = re.findall(r"^    \$ belljar ((?:explain|ltrace) .*)\n((?:    .*\n)+)", page.read_text(), re.M)
        if len(blocks) < 5:
            wrong.append(f"{page.name}: only {len(blocks)} pieces of output understood")
        for command, output in blocks:
            r = subprocess.run([belljar, *shlex.split(command)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=samples, env=env, check=False)
            printed = [shape(line) for line in r.stderr.decode().splitlines()]
            at = 0
            for line in (line[4:] for line in output.splitlines()):
                try:
                    at = printed.index(shape(line), at) + 1
                except ValueError:
                    wrong.append(f"{page.name}: belljar {command}: does not print, or not there: {line}")
                    break
    return wrong


def main():
    if sys.argv[1:] == ["links"]:
        wrong = links()
    elif len(sys.argv) == 4 and sys.argv[1] == "lessons":
        libc = os.confstr("CS_GNU_LIBC_VERSION")
        if libc != "glibc 2.36":
            print(f"skipped: the lessons show programs with glibc 2.36, this is {libc}")
            return 77
        wrong = lessons(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 3 and sys.argv[1] == "options":
        wrong = options(sys.argv[2])
    else:
        sys.exit(__doc__)
    print("\n".join(wrong) or "current")
    return 1 if wrong else 0


sys.exit(main())
