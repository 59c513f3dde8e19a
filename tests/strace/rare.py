# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls that few programs make: what `belljar strace` says of their arguments, against strace.

Runs a program of one process under both, without -v and with it, with names as numbers and with both (-X); where nothing of the program
depends on what its calls do, again while they are said to succeed. Where belljar has no such call, or refuses it on purpose, or natively it does something that depends on
the machine, results differ; so the text of each call up to its result must be equal, and whole lines of calls that fail alike natively are.
Arguments that the kernel writes are equal only if it wrote them; calls that succeed natively and fail here are counted, not compared.
Exits with 77 where strace is not the one whose words belljar speaks.
"""
import argparse
import pathlib
import re
import sys
import tempfile

import compare_strace

LINE = re.compile(r"^(\w+\(.*\)) += (.*)$")


def calls(path, names, exact):
    found = [LINE.match(line) for line in path.read_text(errors="backslashreplace").splitlines()]
    return [(m[1] if exact else normal(m[1]), m[2]) for m in found if m and re.match(names, m[1])]


def normal(text):
    text = re.sub(r"tv_(u?sec|nsec)=\d+", r"tv_\1=N", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "ADDR", text)
    return re.sub(r"\b\d{6,}\b", "BIG", text)


def both(args, options):
    """What the two say of the calls, one program each. None: strace may not trace here."""
    with tempfile.TemporaryDirectory(prefix="belljar-rare-") as place:
        place = pathlib.Path(place)
        who = compare_strace.ordinary_user([place])
        r = compare_strace.traced(["strace", *options, "-o", str(place / "native"), str(compare_strace.copied(args.program, place))], 60, cwd=place,
                                  env=compare_strace.ENVIRONMENT, **who)
        compare_strace.traced([args.belljar, "strace", *options, "-o", str(place / "ours"), "--cwd", "/tmp", "--", args.program], 60)
        if not (place / "native").exists() or b"ptrace" in r.stderr:
            return None
        return calls(place / "native", args.calls, args.exact), calls(place / "ours", args.calls, args.exact)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--belljar", required=True)
    parser.add_argument("--calls", required=True, help="regular expression of the calls to compare")
    parser.add_argument("--inject", help="names of calls that do nothing in further runs, but are said to succeed")
    parser.add_argument("--mode", action="append", metavar="OPTIONS", help="options of one run, instead of none and of -v; may be repeated")
    parser.add_argument("--exact", action="store_true", help="numbers and addresses are the same in every run of this program, and so are results")
    parser.add_argument("program")
    args = parser.parse_args()
    if compare_strace.skipped():
        return compare_strace.SKIP
    wrong, passed_over, compared = [], 0, 0
    modes = [m.split() for m in args.mode or ("", "-v", "-X raw -v", "-X verbose -v")]
    if args.inject:
        modes += [[*mode, "-e", f"inject={args.inject}:retval=0"] for mode in modes]
    for options in modes:
        said = both(args, options)
        if said is None:
            print("skipped: strace may not trace here")
            return compare_strace.SKIP
        want, got = said
        compared += len(want)
        if len(want) != len(got) or not want:
            wrong.append(f"{options}: {len(want)} calls natively, {len(got)} under belljar")
        for (a, native), (b, ours) in zip(want, got):
            if a == b and (not args.exact or native == ours):
                continue
            if not args.exact and not native.startswith("-1") and ours.startswith("-1"):
                passed_over += 1
            else:
                wrong += [f"{options}", f"- {a[:400]} = {native}", f"+ {b[:400]} = {ours}"]
    print("\n".join(wrong[:60]) or f"equal: {compared - passed_over} of {compared} calls, the others succeed natively and fail here")
    return 1 if wrong or passed_over * 10 > compared else 0


sys.exit(main())
