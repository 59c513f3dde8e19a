# SPDX-License-Identifier: GPL-2.0-or-later
"""What is written about belljar and can be checked: options, and the files that pages name.

usage: current.py options BELLJAR | current.py links
"""
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z0-9-]+)")


def options(belljar):
    """Every option of `belljar run --help` is in the manual page, the README and both completions, and none of theirs is unknown."""
    help_text = subprocess.run([belljar, "run", "--help"], capture_output=True, text=True, check=True).stdout
    real = set(re.findall(r"^  (--[a-z0-9-]+)", help_text, re.M))
    wrong = [f"belljar run --help: only {len(real)} options understood"] if len(real) < 15 else []
    known = real | {"--version", "--help"}
    for name in ("docs/belljar.1", "README.md", "completions/belljar.bash", "completions/_belljar"):
        text = (TOP / name).read_text().replace("\\-", "-")
        if name == "README.md":
            text = text[text.index("## Options"):text.index("## ", text.index("## Options") + 3)]
        mentioned = set(OPTION.findall(text))
        wrong += [f"{name}: says nothing of {o}" for o in sorted(real - mentioned)]
        wrong += [f"{name}: there is no {o}" for o in sorted(mentioned - known)]
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


def main():
    if sys.argv[1:] == ["links"]:
        wrong = links()
    elif len(sys.argv) == 3 and sys.argv[1] == "options":
        wrong = options(sys.argv[2])
    else:
        sys.exit(__doc__)
    print("\n".join(wrong) or "current")
    return 1 if wrong else 0


sys.exit(main())
