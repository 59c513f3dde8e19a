# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks who includes whom: each layer sees only those to its left, and only host/ and a few named files see the host."""
import pathlib
import re
import sys

ALLOWED = {  # a layer and all it may include from; itself always
    "base": set(),
    "abi": {"base"},
    "emu": {"base", "abi"},
    "loader": {"base", "abi"},
    "vfs": {"base", "abi"},
    "host": {"base", "abi"},
    "kernel": {"base", "abi", "emu", "loader", "vfs", "host"},
    "syscalls": {"base", "abi", "emu", "loader", "vfs", "host", "kernel"},
    "trace": {"base", "abi", "emu", "loader", "vfs", "host", "kernel", "syscalls"},
    "replay": {"base", "abi", "emu", "loader", "vfs", "host", "kernel", "syscalls"},
    "api": {"base", "abi", "emu", "loader", "vfs", "host", "kernel", "syscalls", "trace", "replay"},
    "cli": set(),  # belljar.h alone
}
C_HEADERS = {"stdint.h", "stddef.h", "stdbool.h", "string.h", "stdlib.h", "stdio.h", "assert.h", "limits.h", "inttypes.h",
             "stdarg.h"}
EXTRA = {  # system headers beyond C, and who may have them
    "emu": {"unicorn/unicorn.h", "unicorn/x86.h", "capstone/capstone.h"},
    "loader": {"libelf.h", "gelf.h", "elf.h"},
    "replay": {"errno.h", "jansson.h", "sodium.h", "sys/stat.h", "unistd.h", "zstd.h"},
    "trace": {"capstone/capstone.h", "ctype.h", "dlfcn.h", "elfutils/libdwfl.h", "errno.h", "fnmatch.h", "gelf.h", "jansson.h", "libelf.h", "regex.h", "time.h", "unistd.h"},
    "base": {"bsd/sys/tree.h", "sanitizer/asan_interface.h", "sanitizer/lsan_interface.h"},
}
# Numbers and names of the calls are generated from the one table of them, which is a list of rows and no code.
ROWS = {"include/abi/syscall_nr.h": "../../syscalls/syscalls.def"}
# Where a slot of address space and the guest's frames are asked from the host.
HOST_FILES = {"base/slot.c", "emu/frames.c"}
HOST_SIDE = {"host", "cli", "api"}
# The numbers of system calls are generated from the one table of them.
GENERATED = {("include/abi/syscall_nr.h", "../../syscalls/syscalls.def")}


def layer_of(path):
    parts = path.parts
    return parts[1] if parts[0] == "include" and len(parts) > 2 else parts[0]


def main():
    top = pathlib.Path(sys.argv[1])
    wrong, seen = [], 0
    for path in sorted(top.rglob("*.[ch]")):
        rel = path.relative_to(top)
        layer = layer_of(rel)
        if layer not in ALLOWED:
            continue
        seen += 1
        for number, line in enumerate(path.read_text().splitlines(), 1):
            own = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            system = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
            where = f"{rel}:{number}"
            if own and ROWS.get(str(rel)) == own.group(1):
                continue
            if own:
                target = own.group(1).split("/")[0]
                if (str(rel), own.group(1)) in GENERATED:
                    continue
                if "/" not in own.group(1):
                    wrong.append(f"{where}: name the folder in #include \"{own.group(1)}\"")
                elif target != layer and target not in ALLOWED[layer]:
                    wrong.append(f"{where}: {layer} must not include {own.group(1)}")
            elif system and layer not in HOST_SIDE and str(rel) not in HOST_FILES:
                if system.group(1) not in C_HEADERS | EXTRA.get(layer, set()):
                    wrong.append(f"{where}: {layer} must not include <{system.group(1)}>")
    if seen < 30:
        wrong.append(f"only {seen} files looked at: is {top} the project?")
    print("\n".join(wrong) if wrong else f"{seen} files, layers kept")
    return 1 if wrong else 0


sys.exit(main())
