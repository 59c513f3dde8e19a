# SPDX-License-Identifier: GPL-2.0-or-later
"""What belljar strace writes cannot always be written: one clear line says so, and the program runs to its end all the same."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

GUEST_STATUS = 7


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--belljar", required=True)
    parser.add_argument("--guest", required=True)
    args = parser.parse_args()
    wrong = 0

    def check(name, options, status, lines, shell=None):
        nonlocal wrong
        command = [args.belljar, "strace", *options, args.guest]
        r = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False, **(shell or {}))
        said = r.stderr.decode(errors="replace").splitlines()
        ok = r.returncode == status and len(said) == len(lines) and all(a.startswith("belljar: ") and b in a for a, b in zip(said, lines))
        if not ok:
            wrong += 1
            print(f"--- {name}: exit {r.returncode}, wanted {status}; stderr: {said[:5]}")

    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        check("full disk", ["-o", "/dev/full"], GUEST_STATUS, ["/dev/full: No space left"])
        check("full disk, -c", ["-c", "-o", "/dev/full"], GUEST_STATUS, ["/dev/full: No space left"])
        check("a folder", ["-o", place], 125, ["Is a directory"])
        check("no such folder", ["-o", str(folder / "a/b")], 125, ["No such file or directory"])
        check("-ff, no such folder", ["-ff", "-o", str(folder / "a/b")], GUEST_STATUS, ["No such file or directory"])
        # Standard error itself is full, or a pipe that nobody reads: nothing can be said, and the program ends as it would.
        reader, writer = os.pipe()
        os.close(reader)
        with open("/dev/full", "wb") as full, os.fdopen(writer, "wb") as pipe:
            for name, stream in (("full", full), ("a closed pipe", pipe)):
                r = subprocess.run([args.belljar, "strace", args.guest], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stream, timeout=60, check=False)
                if r.returncode != GUEST_STATUS:
                    wrong += 1
                    print(f"--- standard error is {name}: exit {r.returncode}")
    print("wrong:", wrong)
    return 1 if wrong else 0


sys.exit(main())
