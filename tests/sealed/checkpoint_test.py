# SPDX-License-Identifier: GPL-2.0-or-later
"""A run that is cut in two by a checkpoint file is the run that it would have been.

checkpoint_test.py BELLJAR POINTS PROGRAM [ARG...]: runs PROGRAM whole, then once for each of POINTS points spread over its ticks and its
system calls (and before its last call): to the point and a checkpoint, and in another process on from there. Output of both parts
together, exit status and the figures of --stats (ticks, calls, the run's hash) must be those of the whole run.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BELLJAR = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""


def run(*args):
    r = subprocess.run([BELLJAR, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
    return r.stdout.decode(errors="backslashreplace"), r.stderr.decode(errors="backslashreplace"), r.returncode


def main():
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    points, program = int(sys.argv[2]), sys.argv[3:]
    whole = run("run", "--stats", "--", *program)
    figures = {k: int(v) for k, v in re.findall(r"^belljar: (ticks|system calls) +(\d+)$", whole[1], re.M)}
    if len(figures) != 2:
        print("no figures:", whole[1][:500])
        return 1
    half = max(points // 2, 1)
    where = ["EXIT", *(str(figures["ticks"] * i // half) for i in range(half)),
             *(f"SYSCALL:{1 + figures['system calls'] * i // half}" for i in range(half))]
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_STATE_HOME"] = place  # where the key is made
        file = str(pathlib.Path(place) / "checkpoint")
        for at in where:
            first = run("run", "--checkpoint", file, "--checkpoint-at", at, "--", *program)
            second = run("resume", "--stats", file)
            both = (first[0] + second[0], first[1] + second[1], second[2])
            if first[2] != 0 or both != whole:
                wrong += 1
                print(f"--- cut at {at}: exit status {first[2]}, then {second[2]} (whole: {whole[2]})")
                for name, a, b in zip(("stdout", "stderr"), whole, both):
                    for x, y in zip(a.splitlines() + [""], b.splitlines() + [""]):
                        if x != y:
                            print(f"{name}: -{x[:200]}\n{name}: +{y[:200]}")
                            break
        kept = run("run", "--checkpoint", file, "--checkpoint-at", where[half], "--keep-going", "--stats", "--", *program)
        if kept != whole:
            wrong += 1
            print("--- --keep-going: not the same run")
    if not wrong:
        print(f"{len(where)} runs cut in two, each the same as the whole: {figures}")
    return 1 if wrong else 0


sys.exit(main())
