# SPDX-License-Identifier: GPL-2.0-or-later
"""The completions, typed into the shells they are for. Usage: completion_test.py BASH|ZSH SOURCE-DIRECTORY. Exits with 77 without that shell."""
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import sys
import tempfile
import time

SKIP = 77
PATIENCE = 60  # seconds, for a loaded machine
# What is typed before the tabulator, and what the line is then.
CASES = (
    ("belljar stra", "belljar strace "),
    ("belljar expl", "belljar explain "),
    ("belljar run --see", "belljar run --seed"),
    ("belljar run --live --std", "belljar run --live --stdin"),
    ("belljar run --root a_fol", "belljar run --root a_folder/"),
    ("belljar run --seed 1 ./a_prog", "belljar run --seed 1 ./a_program "),
    ("belljar strace -f -b ", "belljar strace -f -b execve "),
    ("belljar strace -f --detach-on exe", "belljar strace -f --detach-on execve "),
    ("belljar strace --string-l", "belljar strace --string-limit"),
    ("belljar ltrace --libr", "belljar ltrace --library"),
    ("belljar explain --ht", "belljar explain --html"),
    ("belljar resume --tr", "belljar resume --trust "),
    ("belljar resume a_prog", "belljar resume a_program "),
    ("belljar diff --ign", "belljar diff --ignore"),
)
START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "PS1='READY> '; bind 'set enable-bracketed-paste off'; source '{}/completions/belljar.bash'"),
    "zsh": (["zsh", "-f", "-i"], "PROMPT='READY> '; unset zle_bracketed_paste; setopt no_beep; fpath=('{}/completions' $fpath); "
            "autoload -U compinit; compinit -D -u"),
}


class Terminal:
    def __init__(self, command, place):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(place)
            os.execvpe(command[0], command, {"PATH": os.environ["PATH"], "HOME": str(place), "TERM": "dumb", "COLUMNS": "200", "LANG": "C.UTF-8"})
        self.text = ""

    def send(self, text):
        self.text = ""
        os.write(self.fd, text.encode())

    def shows(self, pattern):
        """Whether it comes to show that, of what came since the last send()."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.text):
            if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                return False
            piece = os.read(self.fd, 4096)
            if not piece:
                return False
            self.text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x07|\r+\n|\x0f", "", piece.decode(errors="replace"))
        return True

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def main():
    shell, source = sys.argv[1:]
    if not shutil.which(shell):
        print(f"skipped: no {shell} on this machine")
        return SKIP
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="belljar-completion-") as place:
        place = pathlib.Path(place)
        (place / "a_folder").mkdir()
        (place / "a_program").write_text("")
        (place / "a_program").chmod(0o755)
        command, prepare = START[shell]
        terminal = Terminal(command, place)
        try:
            terminal.send(prepare.format(source) + "; echo 'pre''pared'\n")
            if not terminal.shows(r"prepared[^']*READY> "):
                print("the shell did not start:", repr(terminal.text))
                return 1
            for typed, line in CASES:
                terminal.send(typed + "\t")
                if not terminal.shows(re.escape(line)):
                    print(f"{typed!r} and a tabulator: not {line!r}, but {terminal.text!r}")
                    wrong += 1
                terminal.send("\x15\n")  # the line away, and a new prompt
                terminal.shows("READY> ")
        finally:
            terminal.close()
    print(f"{len(CASES) - wrong} of {len(CASES)} completed")
    return 1 if wrong else 0


sys.exit(main())
