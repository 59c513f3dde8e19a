# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line of belljar: usage, bad input, exit statuses, files in and out, limits, seeds.

cli_test.py BELLJAR PROBE [CLASS...]: PROBE is the static program built from probe.c; CLASS names tests as unittest does.
"""
import io
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import zipfile

BELLJAR = PROBE = ""
EXIT_LIMIT, EXIT_OWN, EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND = 124, 125, 126, 127


def plain():  # what a program starts with, whatever this one was started with
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for s in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(s, signal.SIG_DFL)


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="belljar-cli-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def command(self, *args, stdin=b"", timeout=120, **more):
        return subprocess.run([BELLJAR, *map(str, args)], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=timeout, check=False, preexec_fn=plain, **more)

    def probe(self, *args, options=(), **more):
        return self.command("run", *options, "--", PROBE, *args, **more)

    def expect(self, result, status=0, stdout=None, stderr=""):
        err = result.stderr.decode(errors="replace")
        self.assertEqual(result.returncode, status, f"stderr: {err!r}, stdout: {result.stdout[:300]!r}")
        if stdout is not None:
            self.assertEqual(result.stdout.decode(errors="replace"), stdout)
        if stderr is not None:
            self.assertEqual(err, stderr)

    def refused(self, result, status, *words):
        """One line on stderr, "belljar: what: why", with these words in it; nothing on stdout."""
        err = result.stderr.decode(errors="replace")
        self.assertEqual(result.returncode, status, f"stderr: {err!r}")
        self.assertEqual(result.stdout, b"")
        self.assertRegex(err, r"\Abelljar: [^\n]+\n\Z")
        for word in words:
            self.assertIn(word, err)


class Usage(Case):
    def test_nothing(self):
        r = self.command()
        self.assertEqual(r.returncode, EXIT_OWN)
        self.assertEqual(r.stdout, b"")
        self.assertIn(b"usage: belljar", r.stderr)

    def test_help(self):
        for args in (["--help"], ["-h"], ["help"]):
            r = self.command(*args)
            self.expect(r)
            self.assertIn(b"usage: belljar COMMAND", r.stdout)
        first = self.command("run", "--help")
        self.expect(first)
        self.assertIn(b"usage: belljar run", first.stdout)
        self.assertEqual(self.command("help", "run").stdout, first.stdout)

    def test_help_names_every_option(self):
        text = self.command("run", "--help").stdout.decode()
        for option in ("root mount copy-out fs-size env user cwd argv0 hostname stdin live seed epoch quantum memory max-ticks timeout "
                       "max-procs max-files stats help").split():
            self.assertIn(f"--{option}", text)

    def test_version(self):
        r = self.command("--version")
        self.expect(r)
        self.assertRegex(r.stdout.decode(), r"\Abelljar \d+\.\d+\.\d+ \(.+\d.*\)\n\Z")

    def test_unknown_command(self):
        self.refused(self.command("nonsense"), EXIT_OWN, "nonsense")
        self.refused(self.command(""), EXIT_OWN)

    def test_no_program(self):
        self.refused(self.command("run"), EXIT_OWN, "PROGRAM")
        self.refused(self.command("run", "--"), EXIT_OWN, "PROGRAM")
        self.refused(self.command("run", "--stats"), EXIT_OWN, "PROGRAM")

    def test_unknown_options(self):
        for option in ("--nonsense", "-x", "--max-tick5=1", "--stats=yes"):
            self.refused(self.command("run", option, PROBE, "exit", "0"), EXIT_OWN)

    def test_missing_values(self):
        for option in ("--memory", "--root", "--mount", "--env", "--user", "--seed"):
            self.refused(self.command("run", option), EXIT_OWN, option)

    def test_options_after_the_program_are_its_own(self):
        self.expect(self.command("run", PROBE, "args", "--seed", "-t", "--help"), 0, f"[{PROBE}]\n[--seed]\n[-t]\n[--help]\n")

    def test_bad_values(self):
        bad = {
            "--memory": ["0", "", "x", "-1", "1Q", "12MB", "99999999999999999999", "17000000000G", " 5"],
            "--fs-size": ["0", "lots", "1.5M", "-4K"],
            "--seed": ["", "abc", "-1", "1x", "18446744073709551616"],
            "--epoch": ["", "yesterday", "2024-13-01", "2024-02-30T00:00", "-5", "1e9"],
            "--quantum": ["0", "-1", "q"],
            "--max-ticks": ["0", "many", "-1"],
            "--timeout": ["0", "-1", "soon", "nan", "inf", ""],
            "--max-procs": ["0", "-1", "100000", "x"],
            "--max-files": ["0", "x", "99999999999"],
            "--user": ["", "root", "1000:", ":1", "1:2:3", "-1", "4294967295", "99999999999999999999999999999999999999"],
            "--cwd": ["relative", ""],
            "--hostname": ["h" * 65],
            "--mount": ["", "a", "/tmp", "/tmp:", ":/tmp", "/tmp:relative", "/tmp:/x:maybe", "/tmp:/x:"],
            "--copy-out": ["", "/x", "x:/y", "/x:"],
            "--env": ["", "=value"],
        }
        for option, values in bad.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.refused(self.command("run", option, value, "--", PROBE, "exit", "0"), EXIT_OWN)

    def test_good_values(self):
        good = {
            "--memory": ["256M", "1g", "0x20000000"], "--fs-size": ["1M", "0x200000"], "--seed": ["0", "18446744073709551615", "0xff"],
            "--epoch": ["0", "@1700000000", "1700000000.5", "2024-02-29", "2024-02-29T12:34:56", "2024-02-29T12:34:56Z", "2024-02-29 12:34:56"],
            "--quantum": ["1", "100000"], "--timeout": ["100", "99.5"], "--max-procs": ["2", "32767"], "--max-files": ["100"],
            "--user": ["0", "0:0", "1000:100", "65534"], "--hostname": ["h" * 64, "x"], "--cwd": ["/", "/tmp"],
        }
        for option, values in good.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.expect(self.command("run", option, value, "--", PROBE, "exit", "7"), 7)

    def test_help_to_a_full_disk(self):
        with open("/dev/full", "wb") as full:
            for args in (["--help"], ["--version"], ["run", "--help"]):
                r = subprocess.run([BELLJAR, *args], stdout=full, stderr=subprocess.PIPE, check=False)
                self.assertEqual(r.returncode, EXIT_OWN)
                self.assertIn(b"belljar: ", r.stderr)


def elf(machine=62, klass=2, kind=2, data=1, interp=None):
    """A small ELF file: one loadable segment that is the file itself, and an interpreter if asked for."""
    if klass == 1:
        head = b"\x7fELF" + bytes([1, data, 1, 0]) + bytes(8)
        return head + struct.pack("<HHIIIIIHHHHHH", kind, machine, 1, 0x8048054, 52, 0, 0, 52, 32, 1, 40, 0, 0) + struct.pack("<8I", 1, 0, 0x8048000, 0x8048000, 200, 200, 5, 4096) + bytes(200)
    headers = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, 512, 512, 4096)
    if interp:
        headers = struct.pack("<IIQQQQQQ", 3, 4, 300, 0x40012c, 0x40012c, len(interp) + 1, len(interp) + 1, 1) + headers
    head = b"\x7fELF" + bytes([2, data, 1, 0]) + bytes(8) + struct.pack("<HHIQQQIHHHHHH", kind, machine, 1, 0x400100, 64, 0, 0, 64, 56, len(headers) // 56, 64, 0, 0)
    body = bytearray((head + headers).ljust(512, b"\0"))
    body[256:265] = b"\xb8\x3c\0\0\0\x31\xff\x0f\x05"  # exit(0)
    if interp:
        body[300:300 + len(interp) + 1] = interp + b"\0"
    return bytes(body)


class Programs(Case):
    def put(self, name, data, mode=0o755):
        path = self.dir / name
        path.write_bytes(data)
        path.chmod(mode)
        return path

    def test_exit_statuses(self):
        for status in (0, 1, 2, 42, 123, 124, 125, 126, 127, 128, 200, 255):
            self.expect(self.probe("exit", status), status)

    def test_signals(self):
        for number in (1, 2, 3, 4, 6, 8, 9, 10, 11, 13, 14, 15, 31, 34, 64):
            self.expect(self.probe("kill", number), 128 + number)
        self.expect(self.probe("segv"), 139)

    def test_small_elf(self):
        self.expect(self.command("run", self.put("tiny", elf())), 0)

    def test_not_found(self):
        self.refused(self.command("run", self.dir / "missing"), EXIT_NOT_FOUND, "missing")
        self.refused(self.command("run", self.dir / "no" / "such" / "dir"), EXIT_NOT_FOUND)
        self.refused(self.command("run", ""), EXIT_NOT_FOUND)

    def test_not_executable(self):
        probe = pathlib.Path(PROBE).read_bytes()
        cases = {
            "directory": self.dir, "a device": "/dev/null", "no x bit": self.put("plain", probe, 0o644), "empty": self.put("empty", b""), "text": self.put("text", b"echo hello\n"),
            "32 bits": self.put("i386", elf(machine=3, klass=1)), "aarch64": self.put("arm", elf(machine=183)), "big-endian": self.put("sparc", elf(machine=43, data=2)),
            "relocatable": self.put("object", elf(kind=1)), "core": self.put("core", elf(kind=4)), "magic alone": self.put("magic", b"\x7fELF"), "half a header": self.put("half", elf()[:40]),
            "headers cut off": self.put("cut", elf()[:90]), "random": self.put("random", bytes(range(256)) * 64), "only #!": self.put("shebang", b"#!"), "script into nothing": self.put("nowhere", b"#!\n"),
        }
        for what, path in cases.items():
            with self.subTest(what):
                self.refused(self.command("run", path), EXIT_NOT_EXECUTABLE, pathlib.Path(path).name)

    def test_cut_off_segment(self):
        # The headers are whole, the segments are not: Linux runs it, and it dies where the file ends.
        probe = pathlib.Path(PROBE).read_bytes()
        r = self.command("run", self.put("truncated", probe[:len(probe) // 4]), "exit", "0")
        self.assertIn(r.returncode, (EXIT_NOT_EXECUTABLE, 128 + signal.SIGBUS, 128 + signal.SIGSEGV))

    def test_dynamic(self):
        r = self.command("run", self.put("dynamic", elf(interp=b"/lib64/ld-linux-x86-64.so.2")))
        self.assertIn(r.returncode, (EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND))
        self.assertRegex(r.stderr.decode(), r"\Abelljar: .*(static|dynamic|interpreter|ld-linux).*\n\Z")

    def test_dynamic_with_root(self):
        """The interpreter and the libraries of the host, copied into a root of their own, run a dynamic program of the host."""
        program = shutil.which("cat")
        listed = subprocess.run(["ldd", program], stdout=subprocess.PIPE, check=False).stdout.decode()
        needed = [word for line in listed.splitlines() for word in line.split() if word.startswith("/")]
        if not needed:
            self.skipTest(f"{program} is not a dynamic program here")
        root = self.dir / "root"
        for path in [program, *needed]:
            place = root / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(os.path.realpath(path), place)
        self.expect(self.command("run", "--root", root, program, stdin=b"through a shared libc\n"), 0, "through a shared libc\n")

    def test_script(self):
        script = self.put("script", b"#!/bin/probe args\n")
        r = self.command("run", "--mount", f"{PROBE}:/bin/probe:ro", script, "one", "two words")
        self.expect(r, 0, "[/bin/probe]\n[/bin/script]\n[one]\n[two words]\n")
        r = self.command("run", self.put("lost", b"#!/bin/nothing\n"))
        self.assertIn(r.returncode, (EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND))

    def test_arguments(self):
        self.expect(self.probe("args", "", "a b", "\n", "ü"), 0, f"[{PROBE}]\n[]\n[a b]\n[\n]\n[ü]\n")
        self.expect(self.command("run", "--argv0", "other name", PROBE, "args"), 0, "[other name]\n")
        many = [str(i) for i in range(5000)]
        self.expect(self.probe("args", *many), 0, "".join(f"[{a}]\n" for a in [PROBE, *many]))

    def test_streams(self):
        self.expect(self.probe("both"), 0, "to stdout\n", "to stderr\n")
        self.expect(self.probe("fds"), 0, "0 1 2 \n")
        data = os.urandom(300000)
        self.assertEqual(self.probe("cat", stdin=data).stdout, data)
        path = self.put("input", b"from a file\n", 0o600)
        self.expect(self.probe("cat", options=["--stdin", path], stdin=b"not this"), 0, "from a file\n")
        self.refused(self.probe("cat", options=["--stdin", self.dir / "missing"]), EXIT_OWN, "missing")
        self.refused(self.probe("cat", options=["--stdin", self.dir]), EXIT_OWN, "directory")

    def test_stdin_closed(self):
        r = subprocess.run([BELLJAR, "run", PROBE, "both"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False, preexec_fn=lambda: os.close(0))
        self.expect(r, 0, "to stdout\n", "to stderr\n")

    def test_stdout_closed(self):
        r = subprocess.run([BELLJAR, "run", PROBE, "write"], stderr=subprocess.PIPE, timeout=60, check=False, preexec_fn=lambda: os.close(1))
        self.assertEqual((r.returncode, r.stderr), (5, b"write: Bad file descriptor\n"))

    def test_stdout_full(self):
        with open("/dev/full", "wb") as full:
            r = subprocess.run([BELLJAR, "run", PROBE, "write"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual((r.returncode, r.stderr), (5, b"write: No space left on device\n"))

    def test_stdout_reader_gone(self):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as broken:
            r = subprocess.run([BELLJAR, "run", PROBE, "write"], stdout=broken, stderr=subprocess.PIPE, timeout=60, check=False, preexec_fn=plain)
        self.assertEqual((r.returncode, r.stderr), (128 + signal.SIGPIPE, b""))

    def test_large_output(self):
        r = self.probe("write")
        self.assertEqual((r.returncode, len(r.stdout)), (0, 1000000))


class Environment(Case):
    def test_defaults(self):
        r = self.probe("env", env={"SECRET": "of the host", "PATH": "/host/path", "HOME": "/host"})
        self.expect(r)
        names = {line.split("=")[0]: line.split("=", 1)[1] for line in r.stdout.decode().splitlines()}
        self.assertEqual(sorted(names), ["HOME", "PATH", "TERM", "USER"])
        self.assertEqual((names["HOME"], names["USER"]), ("/home/user", "user"))
        self.assertNotIn("host", r.stdout.decode())

    def test_env(self):
        r = self.probe("env", options=["--env", "A=1", "--env", "TERM", "--env", "HOME=/x", "--env", "A=2", "--env", "E=", "--env", "U=a=b"])
        lines = r.stdout.decode().splitlines()
        for line in ("A=2", "HOME=/x", "E=", "U=a=b"):
            self.assertIn(line, lines)
        self.assertNotIn("A=1", lines)
        self.assertFalse(any(line.startswith("TERM") for line in lines))

    def test_user_cwd_hostname(self):
        self.expect(self.probe("who"), 0, "uid 1000 1000 gid 1000 1000\ncwd /\nhost belljar\n")
        self.expect(self.probe("who", options=["--user", "0"]), 0, "uid 0 0 gid 0 0\ncwd /\nhost belljar\n")
        self.expect(self.probe("who", options=["--user", "5:6", "--cwd", "/tmp", "--hostname", "jar"]), 0, "uid 5 5 gid 6 6\ncwd /tmp\nhost jar\n")
        for directory, why in (("/nowhere", "there is none"), ("/etc/passwd", "not a directory"), ("/root", "cannot be entered")):
            self.refused(self.probe("who", options=["--cwd", directory]), EXIT_NOT_EXECUTABLE, directory, why)

    def test_builtin_root(self):
        r = self.probe("ls", "/", ",", "stat", "/tmp", "/etc/passwd", "/dev/null", "/bin/" + pathlib.Path(PROBE).name, ",", "cat", "/etc/hostname")
        out = r.stdout.decode()
        for name in "bin dev etc home proc root sys tmp usr var".split():
            self.assertIn(name, out.split())
        self.assertIn("/tmp: mode 41777", out)
        self.assertIn("/dev/null: mode 20666", out)
        self.assertIn("belljar", out)
        r = self.probe("put", "/tmp/x", "1", ",", "put", "/etc/x", "1", ",", "put", "/home/user/x", "1", ",", "cat", "/etc/shadow")
        self.assertEqual(r.stdout.decode(), "/etc/x: Permission denied\n/etc/shadow: No such file or directory\n")

    def test_nothing_of_the_host(self):
        secret = self.dir / "secret"
        secret.write_text("of the host")
        self.expect(self.probe("cat", secret), 1, f"{secret}: No such file or directory\n")
        # ... not even by a script or a link that names it
        self.expect(self.probe("link", secret, "/tmp/link", ",", "cat", "/tmp/link"), 1, "/tmp/link: No such file or directory\n")

    def test_sealed_time(self):
        first, second = self.probe("time"), self.probe("time")
        self.assertEqual(first.stdout, second.stdout)
        self.assertEqual(int(float(first.stdout.split()[0])), 1767225600)
        r = self.probe("time", options=["--epoch", "2000-01-01T00:00:00"])
        self.assertEqual(int(float(r.stdout.split()[0])), 946684800)
        r = self.probe("time", options=["--epoch", "1234567890.5"])
        self.assertRegex(r.stdout.decode(), r"\A1234567890\.5")
        live = float(self.probe("time", options=["--live"]).stdout.split()[0])
        self.assertLess(abs(live - time.time()), 30)

    def test_sleep_costs_nothing(self):
        start = time.monotonic()
        r = self.probe("time", ",", "sleep", "100000", ",", "time")
        self.assertLess(time.monotonic() - start, 30)
        before, after = (float(line.split()[1]) for line in r.stdout.decode().splitlines())
        self.assertTrue(100000 <= after - before < 100010)

    def test_seed(self):
        zero = self.probe("random").stdout
        self.assertEqual(self.probe("random", options=["--seed", "0"]).stdout, zero)
        one = self.probe("random", options=["--seed", "1"]).stdout
        self.assertEqual(self.probe("random", options=["--seed", "1"]).stdout, one)
        self.assertNotEqual(zero.split()[0], one.split()[0])
        for option, value in (("--seed", "3"), ("--epoch", "0")): # they would do nothing
            self.refused(self.command("run", "--live", option, value, PROBE, "exit", "0"), EXIT_OWN, option)
        self.assertNotEqual(self.probe("random", options=["--live"]).stdout.split()[0], self.probe("random", options=["--live"]).stdout.split()[0])

    def test_same_order_every_time(self):
        first = self.probe("threads").stdout
        self.assertEqual(len(first), 81)
        for _ in range(3):
            self.assertEqual(self.probe("threads").stdout, first)
        self.assertEqual(sorted(self.probe("threads", options=["--quantum", "100"]).stdout), sorted(first))

    def test_stats(self):
        r = self.probe("exit", "3", options=["--stats"])
        self.assertEqual(r.returncode, 3)
        for word in ("ticks", "system calls", "page faults", "peak memory"):
            self.assertRegex(r.stderr.decode(), rf"belljar: {word}.* [1-9]\d*\n")

    def test_run_hash(self):
        def run_hash(*args):
            r = self.probe(*args, options=["--stats"])
            return re.search(r"belljar: run hash +([0-9a-f]{16})\n", r.stderr.decode()).group(1)
        self.assertEqual(run_hash("exit", "3"), run_hash("exit", "3"))
        self.assertNotEqual(run_hash("exit", "3"), run_hash("exit", "4"))


class Files(Case):
    def make_root(self):
        root = self.dir / "root"
        for d in ("bin", "etc", "tmp", "data/deep"):
            (root / d).mkdir(parents=True)
        shutil.copy(PROBE, root / "bin/probe")
        (root / "bin/probe").chmod(0o755)
        (root / "etc/motd").write_text("hello from the root\n")
        (root / "data/deep/file").write_text("deep\n")
        os.symlink("deep/file", root / "data/link")
        os.symlink("/etc/motd", root / "data/absolute")
        os.symlink("../../../../../../../../etc/hostname", root / "data/escape")
        (root / "data/private").write_text("private\n")
        (root / "data/private").chmod(0o600)
        (root / "tmp").chmod(0o1777)
        return root

    def test_root_directory(self):
        root = self.make_root()
        opt = ["--root", root]
        self.expect(self.command("run", *opt, "/bin/probe", "cat", "/etc/motd", "/data/link", "/data/absolute"), 0, "hello from the root\ndeep\nhello from the root\n")
        self.expect(self.command("run", *opt, "probe", "ls", "/data"), 0, "absolute\ndeep\nescape\nlink\nprivate\n")
        self.expect(self.command("run", *opt, "probe", "cat", "/data/escape"), 1, "/data/escape: No such file or directory\n")
        self.refused(self.command("run", *opt, "/bin/missing"), EXIT_NOT_FOUND, "missing")
        self.refused(self.command("run", *opt, "missing"), EXIT_NOT_FOUND, "missing")
        self.refused(self.command("run", *opt, "/etc/motd"), EXIT_NOT_EXECUTABLE, "motd")
        self.refused(self.command("run", *opt, "/etc"), EXIT_NOT_EXECUTABLE, "etc")
        # changes stay in memory
        before = sorted(p.relative_to(root) for p in root.rglob("*"))
        r = self.command("run", *opt, "--user", "0", "probe", "put", "/etc/motd", "changed", ",", "mkdir", "/new", ",", "put", "/new/file", "x", ",", "rm", "/data/deep/file", ",", "cat", "/etc/motd", "/new/file", ",", "ls", "/data/deep")
        self.expect(r, 0, "changedx")
        self.assertEqual(before, sorted(p.relative_to(root) for p in root.rglob("*")))
        self.assertEqual((root / "etc/motd").read_text(), "hello from the root\n")

    def test_root_missing(self):
        self.refused(self.command("run", "--root", self.dir / "missing", "/bin/x"), EXIT_OWN, "missing")
        (self.dir / "junk").write_bytes(b"this is no archive" * 100)
        self.refused(self.command("run", "--root", self.dir / "junk", "/bin/x"), EXIT_OWN, "junk")
        (self.dir / "empty.tar").write_bytes(b"")
        r = self.command("run", "--root", self.dir / "empty.tar", "/bin/x")
        self.assertIn(r.returncode, (EXIT_OWN, EXIT_NOT_FOUND))

    def archive_checks(self, name):
        opt = ["--root", self.dir / name]
        self.expect(self.command("run", *opt, "/bin/probe", "cat", "/etc/motd", "/data/link"), 0, "hello from the root\ndeep\n")
        self.expect(self.command("run", *opt, "--user", "0", "probe", "put", "/etc/motd", "x", ",", "cat", "/etc/motd"), 0, "x")

    def test_root_tar(self):
        root = self.make_root()
        for name, mode in (("r.tar", "w"), ("r.tar.gz", "w:gz"), ("r.tar.xz", "w:xz")):
            with tarfile.open(self.dir / name, mode) as t:
                t.add(root, ".")
            with self.subTest(name):
                self.archive_checks(name)

    def test_root_zip(self):
        root = self.make_root()
        with zipfile.ZipFile(self.dir / "r.zip", "w", zipfile.ZIP_DEFLATED) as z:
            for p in sorted(root.rglob("*")):
                if p.is_symlink():
                    info = zipfile.ZipInfo(str(p.relative_to(root)))
                    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
                    z.writestr(info, os.readlink(p))
                else:
                    z.write(p, p.relative_to(root))
        self.archive_checks("r.zip")

    def test_hostile_tar(self):
        name = self.dir / "hostile.tar"
        with tarfile.open(name, "w") as t:
            t.add(PROBE, "bin/probe")
            for path in ("../outside", "/absolute", "a/../../up", "./dot", "deep/" * 200 + "x"):
                info = tarfile.TarInfo(path)
                info.size = 4
                t.addfile(info, io.BytesIO(b"data"))
            link = tarfile.TarInfo("escape")
            link.type, link.linkname = tarfile.SYMTYPE, "../../../.."
            t.addfile(link)
            through = tarfile.TarInfo("escape/through-link")
            through.size = 4
            t.addfile(through, io.BytesIO(b"data"))
            device = tarfile.TarInfo("device")
            device.type, device.devmajor, device.devminor = tarfile.CHRTYPE, 1, 3
            t.addfile(device)
            hard = tarfile.TarInfo("hard")
            hard.type, hard.linkname = tarfile.LNKTYPE, "../../etc/passwd"
            t.addfile(hard)
        r = self.command("run", "--root", name, "/bin/probe", "exit", "0")
        self.assertIn(r.returncode, (0, EXIT_OWN))
        for p in (self.dir / "outside", pathlib.Path("/absolute"), self.dir / "up", self.dir / "through-link"):
            self.assertFalse(p.exists())

    def test_mount_modes(self):
        data = self.dir / "data"
        data.mkdir()
        (data / "file").write_text("original")
        data.chmod(0o777)
        (data / "file").chmod(0o666)
        for mode, suffix in (("default", ""), ("cow", ":cow")):
            r = self.probe("cat", "/m/file", ",", "put", "/m/file", "changed", ",", "put", "/m/new", "n", ",", "cat", "/m/file", "/m/new", options=["--mount", f"{data}:/m{suffix}"])
            self.expect(r, 0, "originalchangedn")
            self.assertEqual((data / "file").read_text(), "original", mode)
            self.assertFalse((data / "new").exists())
        r = self.probe("cat", "/m/file", ",", "put", "/m/file", "x", ",", "put", "/m/new", "n", ",", "mkdir", "/m/d", ",", "rm", "/m/file", options=["--mount", f"{data}:/m:ro"])
        self.expect(r, 1, "original" + "".join(f"/m/{n}: Read-only file system\n" for n in ("file", "new", "d", "file")))
        r = self.probe("put", "/m/file", "changed", ",", "put", "/m/new", "n", ",", "mkdir", "/m/d", ",", "put", "/m/d/deep", "d", options=["--mount", f"{data}:/m:rw"])
        self.expect(r, 0, "")
        self.assertEqual([(data / n).read_text() for n in ("file", "new", "d/deep")], ["changed", "n", "d"])
        r = self.probe("rm", "/m/d/deep", ",", "rm", "/m/d", ",", "rm", "/m/new", ",", "ls", "/m", options=["--mount", f"{data}:/m:rw"])
        self.expect(r, 0, "file\n")
        self.assertEqual(os.listdir(data), ["file"])

    def test_mount_places(self):
        data = self.dir / "data"
        data.mkdir()
        (data / "file").write_text("text")
        self.expect(self.probe("cat", "/deep/new/place/file", options=["--mount", f"{data}:/deep/new/place:ro"]), 0, "text")
        self.expect(self.probe("cat", "/etc/one", options=["--mount", f"{data / 'file'}:/etc/one:ro"]), 0, "text")
        r = self.probe("cat", "/a/file", "/b/file", options=["--mount", f"{data}:/a:ro", "--mount", f"{data}:/b"])
        self.expect(r, 0, "texttext")
        self.refused(self.probe("exit", "0", options=["--mount", f"{self.dir}/missing:/x"]), EXIT_OWN, "missing")

    def test_mount_cannot_be_left(self):
        data = self.dir / "data"
        data.mkdir()
        (self.dir / "outside").write_text("outside")
        os.symlink("../outside", data / "relative")
        os.symlink(self.dir / "outside", data / "absolute")
        for mode in ("cow", "ro", "rw"):
            r = self.probe("cat", "/m/relative", ",", "cat", "/m/absolute", ",", "cat", "/m/../outside", options=["--mount", f"{data}:/m:{mode}"])
            self.assertEqual(r.stdout.decode().count("No such file or directory"), 3, r.stdout)
            r = self.probe("put", "/m/relative", "written", options=["--mount", f"{data}:/m:{mode}"])
            self.assertEqual((self.dir / "outside").read_text(), "outside")
        # a link made by the guest leads the host nowhere either
        r = self.probe("link", f"{self.dir}/outside", "/m/made", ",", "put", "/m/made", "written", options=["--mount", f"{data}:/m:rw"])
        self.assertEqual((self.dir / "outside").read_text(), "outside")

    def test_copy_out(self):
        out = self.dir / "out"
        r = self.probe("put", "/tmp/file", "contents", ",", "exit", "4", options=["--copy-out", f"/tmp/file:{out}"])
        self.expect(r, 4)
        self.assertEqual(out.read_text(), "contents")
        r = self.probe("put", "/tmp/file", "new", options=["--copy-out", f"/tmp/file:{out}"])
        self.assertEqual(out.read_text(), "new")
        tree = self.dir / "tree"
        r = self.probe("mkdir", "/tmp/d", ",", "mkdir", "/tmp/d/e", ",", "put", "/tmp/d/e/f", "deep", ",", "put", "/tmp/d/x", "script", ",", "chmod", "755", "/tmp/d/x", ",", "link", "e/f", "/tmp/d/l", options=["--copy-out", f"/tmp/d:{tree}"])
        self.expect(r)
        self.assertEqual((tree / "e/f").read_text(), "deep")
        self.assertEqual(os.readlink(tree / "l"), "e/f")
        self.assertTrue(os.access(tree / "x", os.X_OK))
        fifos = self.dir / "fifos"
        r = self.probe("mkdir", "/tmp/d", ",", "mkfifo", "/tmp/d/one", ",", "mkfifo", "/tmp/d/two", ",", "put", "/tmp/d/file", "kept", ",", "exit", "3", options=["--copy-out", f"/tmp/d:{fifos}"])
        self.assertEqual(r.returncode, 3)
        self.assertIn("left out what is neither file, directory nor link: 2, the first /tmp/d/", r.stderr.decode())
        self.assertEqual(os.listdir(fifos), ["file"])
        self.assertEqual(self.probe("exit", "0", options=["--copy-out", f"/tmp/nothing:{out}"]).returncode, EXIT_OWN)
        self.assertEqual(self.probe("exit", "0", options=["--copy-out", f"/etc/passwd:{self.dir}/no/such/place"]).returncode, EXIT_OWN)
        r = self.probe("spin", options=["--max-ticks", "1000000", "--copy-out", f"/etc/passwd:{self.dir}/after-limit"])
        self.assertEqual(r.returncode, EXIT_LIMIT)

    def test_copy_out_does_not_follow_links_of_the_guest(self):
        victim = self.dir / "victim"
        victim.write_text("untouched")
        tree = self.dir / "tree"
        tree.mkdir()
        os.symlink(victim, tree / "file")
        self.probe("mkdir", "/tmp/d", ",", "put", "/tmp/d/file", "overwritten", options=["--copy-out", f"/tmp/d:{tree}"])
        self.assertEqual(victim.read_text(), "untouched")

    def test_archive_and_mount_together(self):
        root = self.make_root()
        data = self.dir / "data"
        data.mkdir()
        (data / "f").write_text("mounted")
        r = self.command("run", "--root", root, "--mount", f"{data}:/data:ro", "--cwd", "/data", "probe", "cat", "f", ",", "who")
        self.expect(r, 0, "mounteduid 1000 1000 gid 1000 1000\ncwd /data\nhost belljar\n")


class Limits(Case):
    def limited(self, result, *words):
        err = result.stderr.decode(errors="replace")
        self.assertEqual(result.returncode, EXIT_LIMIT, err)
        self.assertRegex(err, r"\Abelljar: [^\n]+\n\Z")
        for word in words:
            self.assertIn(word, err)

    def test_max_ticks(self):
        self.limited(self.probe("spin", options=["--max-ticks", "1000000"]), "ticks")
        first = self.probe("args", "x", options=["--max-ticks", "3000"])
        self.limited(first, "ticks")
        self.assertEqual(first.stdout, self.probe("args", "x", options=["--max-ticks", "3000"]).stdout)
        self.expect(self.probe("exit", "0", options=["--max-ticks", "1000000000"]), 0)

    def test_max_ticks_of_blocks_that_are_stepped(self):
        for kind in ("absent", "ours", "end"):
            with self.subTest(kind):
                self.limited(self.probe("rewrite", kind, options=["--max-ticks", "1000000"]), "ticks")

    def test_timeout(self):
        start = time.monotonic()
        self.limited(self.probe("spin", options=["--timeout", "0.5"]), "timeout")
        self.assertTrue(0.4 < time.monotonic() - start < 20)
        self.expect(self.probe("exit", "9", options=["--timeout", "60"]), 9)

    def test_timeout_while_reading(self):
        read, write = os.pipe()
        with os.fdopen(read, "rb") as silent, os.fdopen(write, "wb"):
            r = subprocess.run([BELLJAR, "run", "--timeout", "0.5", PROBE, "cat"], stdin=silent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
        self.limited(r, "timeout")

    def test_timeout_live_sleep(self):
        start = time.monotonic()
        self.limited(self.probe("sleep", "100", options=["--live", "--timeout", "0.5"]), "timeout")
        self.assertLess(time.monotonic() - start, 30)

    def test_deadlock(self):
        r = self.probe("deadlock", options=["--timeout", "60"])
        self.assertEqual(r.returncode, EXIT_LIMIT)
        self.assertRegex(r.stderr.decode(), r"\Abelljar: .+\n\Z")
        self.assertNotIn("timeout", r.stderr.decode())

    def test_memory(self):
        r = self.probe("memory", options=["--memory", "64M", "--timeout", "100"])
        # the guest is told, or killed as Linux kills: never belljar itself
        self.assertIn(r.returncode, (3, EXIT_LIMIT, 128 + signal.SIGKILL), r.stderr)
        self.expect(self.probe("memory", "100", options=["--memory", "256M"]), 0, "had enough\n")

    def test_memory_of_the_host(self):
        # A sanitizer's shadow alone is larger than any such limit.
        if b"__asan_init" in pathlib.Path(BELLJAR).read_bytes():
            self.skipTest("built with AddressSanitizer")
        # what the guest may take, and not much more, is what belljar takes
        def limit():
            plain()
            resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20))
        r = subprocess.run([BELLJAR, "run", "--memory", "64M", PROBE, "memory"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False, preexec_fn=limit)
        self.assertIn(r.returncode, (3, EXIT_LIMIT, 128 + signal.SIGKILL), r.stderr)

    def test_max_procs(self):
        self.expect(self.probe("forks", options=["--max-procs", "10"]), 137, "9 children, then Resource temporarily unavailable\n")
        self.expect(self.probe("forks", options=["--max-procs", "1"]), 137, "0 children, then Resource temporarily unavailable\n")

    def test_fork_bomb(self):
        r = self.probe("bomb", options=["--max-procs", "200", "--max-ticks", "20000000", "--memory", "256M"])
        self.limited(r, "ticks")

    def test_max_files(self):
        r = self.probe("files", options=["--max-files", "50"])
        self.assertEqual(r.returncode, 0)
        self.assertRegex(r.stdout.decode(), r"\A\d+ files, then Too many open files in system\n\Z")
        self.assertLessEqual(int(r.stdout.split()[0]), 50)
        self.expect(self.probe("files"), 0, "1021 files, then Too many open files\n")

    def test_fs_size(self):
        r = self.probe("fill", options=["--fs-size", "2M"])
        self.assertEqual(r.returncode, 0)
        lines = r.stdout.decode().splitlines()
        self.assertRegex(lines[0], r"\A\d+ KB, then No space left on device\Z")
        self.assertTrue(1000 <= int(lines[0].split()[0]) <= 2048, lines[0])
        self.assertEqual(lines[1], "after removing it: there is room")

    def test_tiny_fs_size(self):
        r = self.probe("exit", "0", options=["--fs-size", "16K"])
        self.assertIn(r.returncode, (0, EXIT_OWN))
        if r.returncode:
            self.refused(r, EXIT_OWN, "fs-size")

    def test_tiny_memory(self):
        r = self.probe("exit", "0", options=["--memory", "64K"])
        self.assertIn(r.returncode, (EXIT_OWN, EXIT_LIMIT, 137, 139))
        r = self.probe("exit", "0", options=["--memory", "100T"])
        self.assertIn(r.returncode, (0, EXIT_OWN))

    def test_interrupted(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            p = subprocess.Popen([BELLJAR, "run", PROBE, "spin"], preexec_fn=plain)
            time.sleep(0.5)
            p.send_signal(number)
            self.assertIn(p.wait(30), (-number, 128 + number))


class Diff(Case):
    def diff(self, *args, **more):
        return self.command("diff", *args, **more)

    def parts(self, result, pattern):
        self.assertEqual(result.stderr, b"")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout.decode(), pattern)

    def test_same(self):
        r = self.diff(PROBE, "threads", ":::")
        self.assertRegex(r.stdout.decode(), r"\Athe runs are the same: \d{3,} calls, \d+ ticks\n\Z")
        self.expect(r, 0)
        self.expect(self.diff("--seed", "7", PROBE, "random", ":::", PROBE, "random"), 0)
        self.expect(self.diff(PROBE, "cat", ":::", stdin=b"x" * 100000), 0)

    def test_argument(self):
        self.parts(self.diff(PROBE, "exit", "1", ":::", PROBE, "exit", "2"), r"\Athe runs part at call \d+: .*exit_group.*0x1 and 0x2\n  a: task 2, tick \d+: exit_group\(0x1\)\n  b: .*\(0x2\)\n\Z")

    def test_what_is_written(self):
        self.parts(self.diff(PROBE, "args", "one", ":::", PROBE, "args", "ona"), r"memory behind argument 2, byte \d+ .*: 0x65 and 0x61\n")

    def test_what_is_read(self):
        a, b = self.dir / "a", self.dir / "b"
        a.write_bytes(b"same same but")
        b.write_bytes(b"same same, and")
        self.parts(self.diff("--stdin", a, PROBE, "cat", ":::", "--stdin", b), r"the result of read: 13 and 14\n")

    def test_seed(self):
        self.parts(self.diff(PROBE, "random", ":::", "--seed", "2"), r"\Athe runs part at call 1: the result of brk")
        self.parts(self.diff("--ignore", "addresses", PROBE, "random", ":::", "--seed", "2"), r"getrandom")
        self.expect(self.diff("--ignore", "addresses,memory", PROBE, "exit", "3", ":::", "--seed", "2"), 0)

    def test_signal_and_end(self):
        self.parts(self.diff(PROBE, "segv", ":::", PROBE, "time"), r"\Athe runs part at call \d+: something else happens\n")

    def test_memory_alone(self):
        # The vDSO tells the time without a call. It is kept between the 25th and the 26th of 40 getppid.
        r = self.diff("--epoch", "1000", PROBE, "keep", ":::", "--epoch", "2000")
        self.parts(r, r"\Athe runs part before call \d+: memory of process 2: the page at 0x[0-9a-f]+\n  a: task 2, tick \d+: getppid\(\)\n")
        self.expect(self.diff("--ignore", "memory", "--epoch", "1000", PROBE, "keep", ":::", "--epoch", "2000"), 0)

    def test_bad_input(self):
        self.refused(self.diff(), EXIT_OWN, "PROGRAM")
        self.refused(self.diff(PROBE, "exit", "0"), EXIT_OWN, ":::")
        self.refused(self.diff("--ignore", "colour", PROBE, ":::"), EXIT_OWN, "colour")
        self.refused(self.diff("--nonsense", PROBE, ":::"), EXIT_OWN, "--nonsense")
        self.refused(self.diff(PROBE, ":::", "--nonsense"), EXIT_OWN, "--nonsense")
        self.refused(self.diff("/nowhere", ":::"), EXIT_NOT_FOUND, "/nowhere")
        self.refused(self.diff(PROBE, "exit", "0", ":::", "/nowhere"), EXIT_NOT_FOUND, "/nowhere")


class Ltrace(Case):
    """What the comparison with the real ltrace (tests/ltrace) does not see: belljar's own options, files and errors."""

    def trace(self, *args, options=(), **more):
        out = self.dir / "lines"
        r = self.command("ltrace", "-o", out, *options, "--", PROBE, *args, **more)
        return r, out.read_text() if out.exists() else None

    def test_lines_and_status(self):
        r, lines = self.trace("exit", "7", options=["-e", "atoi+strtol"])
        self.expect(r, 7, "")
        self.assertRegex(lines, r'\Aprobe->(atoi|strtol)\("7"[^\n]*\) += 7\n\+\+\+ exited \(status 7\) \+\+\+\n\Z')
        r, lines = self.trace("kill", "15")
        self.expect(r, 128 + 15, "")
        self.assertIn("--- SIGTERM (Terminated) ---\n+++ killed by SIGTERM +++\n", lines)

    def test_standard_error_is_in_order(self):
        both = subprocess.run([BELLJAR, "ltrace", "-e", "printf", "--argv0", "me", PROBE, "args", "x"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=True, timeout=120).stdout.decode()
        self.assertRegex(both, r'\Aprobe->printf\(.*\n.*printf\("\[%s\]\\n", "x"\) += 4\n\[me\]\n\[x\]\n\+\+\+ exited \(status 0\)')

    def test_the_program_cannot_tell(self):
        for args in (["args", "x"], ["exit", "3"], ["keep"], ["kill", "10"]):
            plain = self.command("run", "--stats", PROBE, *args)
            traced, _ = self.trace(*args, options=["--stats", "-f", "-S", "-x", "*"])
            self.assertEqual(traced.stderr, plain.stderr)
            self.assertEqual((traced.stdout, traced.returncode), (plain.stdout, plain.returncode))

    def test_times(self):
        for option, form in (("-r", r" +\d+\.\d{6} "), ("-t", r"\d\d:\d\d:\d\d "), ("-tt", r"\d\d:\d\d:\d\d\.\d{6} "), ("-ttt", r"\d{10}\.\d{6} "),
                             ("-i", r"\[0x[0-9a-f]+\] ")):
            r, lines = self.trace("exit", "0", options=[option, "-T"])
            self.expect(r, 0, "")
            for line in lines.splitlines():
                self.assertRegex(line, r"\A" + form)
            self.assertRegex(lines, r" = 0 <0\.\d{6}>\n")
        self.refused(self.command("ltrace", "-r", "-t", PROBE, "exit", "0"), EXIT_OWN, "-r")

    def test_prototypes_from_a_file(self):
        conf = self.dir / "my.conf"
        conf.write_text("hex(int) atoi(string[2]);\nhex(long) strtol(string[2]);\n")
        r, lines = self.trace("exit", "255", options=["-F", conf])
        self.expect(r, 255, "")
        self.assertRegex(lines, r'(atoi|strtol)\("25"\) += 0xff\n')
        conf.write_text("int atoi(string);\nint nonsense(\n")
        self.refused(self.command("ltrace", "-F", conf, PROBE, "exit", "0"), EXIT_OWN, "my.conf:2:")
        self.refused(self.command("ltrace", "-F", self.dir / "none", PROBE, "exit", "0"), EXIT_OWN, "none")

    def test_which_calls(self):
        inner = self.trace("args", "x", options=["-e", "@libc"])[1]
        self.assertIn("libc->", inner)
        self.assertNotIn("probe->", inner)
        every = self.trace("args", "x", options=["-x", "main@MAIN"])[1]
        self.assertRegex(every, r"\Amain\(3, 0x[0-9a-f]+, ")
        self.assertIn("printf(", every)
        self.assertIn("@libc(", self.trace("args", "x", options=["-L", "-x", "vfprintf+*vfprintf_internal+write*"])[1])
        self.assertEqual(self.trace("exit", "0", options=["-l", "libm*"])[1], "+++ exited (status 0) +++\n")
        self.assertEqual(self.trace("exit", "0", options=["-L"])[1], "+++ exited (status 0) +++\n")
        self.assertIn("SYS_exit_group(0 <no return ...>\n", self.trace("exit", "0", options=["-LS"])[1])

    def test_bad_values(self):
        for options in (["-e", "/x"], ["-e", ""], ["-x", "a/b@/"], ["-a", "x"], ["-n", "-1"], ["-s", ""], ["-A", "1.5"], ["-p", "1"], ["-u", "x"],
                        ["-D", "77"], ["-C"], ["-w", "3"], ["--nonsense"], ["-F"], ["-o", self.dir / "no" / "such"]):
            with self.subTest(options=options):
                self.refused(self.command("ltrace", *options, *([] if options == ["-F"] else [PROBE, "exit", "0"])), EXIT_OWN)
        self.refused(self.command("ltrace"), EXIT_OWN, "PROGRAM")
        self.refused(self.command("ltrace", "/no/such/program"), EXIT_NOT_FOUND)

    def test_output_that_fails(self):
        r = self.command("ltrace", "-o", "/dev/full", PROBE, "exit", "3")
        self.expect(r, 3, "", stderr=None)
        self.assertRegex(r.stderr.decode(), r"\Abelljar: /dev/full: [^\n]+\n\Z")

    def test_stripped(self):
        stripped = self.dir / "stripped"
        if subprocess.run(["strip", "-o", stripped, PROBE], check=False).returncode:
            self.skipTest("no strip")
        r = self.command("ltrace", stripped, "exit", "4")
        self.assertEqual(r.returncode, 4)
        self.assertRegex(r.stderr.decode(), r"\Abelljar: ltrace: stripped: [^\n]*no symbol table[^\n]*\n\+\+\+ exited \(status 4\) \+\+\+\n\Z")

    def test_time_limit(self):
        r, lines = self.trace("spin", options=["--max-ticks", "3000000"])
        self.assertEqual(r.returncode, EXIT_LIMIT)
        self.assertIsNotNone(lines)


def decompressed(checkpoint):
    """What the frame between the first line and the seal holds."""
    frame = checkpoint[checkpoint.index(b"\x28\xb5\x2f\xfd"):-32]
    return subprocess.run(["zstd", "-dc"], input=frame, stdout=subprocess.PIPE, check=True).stdout


class Checkpoint(Case):
    def setUp(self):
        super().setUp()
        os.environ["XDG_STATE_HOME"] = str(self.dir / "state")
        self.addCleanup(os.environ.pop, "XDG_STATE_HOME")

    def make(self, at="SYSCALL:3", *command, **more):
        file = self.dir / "checkpoint"
        self.expect(self.command("run", "--checkpoint", file, "--checkpoint-at", at, "--", *(command or (PROBE, "exit", "3")), **more), 0, "")
        return file

    def test_goes_on(self):
        file = self.make()
        self.expect(self.command("resume", file), 3)
        self.expect(self.command("resume", file), 3)  # as often as one likes

    def test_program_gone(self):
        copy = shutil.copy(PROBE, self.dir / "copy")
        file = self.make("SYSCALL:3", copy, "exit", "4")
        os.unlink(copy)
        self.expect(self.command("resume", file), 4)

    def test_folder_gone(self):
        (self.dir / "folder").mkdir()
        file = self.dir / "checkpoint"
        self.expect(self.command("run", "--mount", f"{self.dir}/folder:/f", "--checkpoint", file, "--checkpoint-at", "1", PROBE, "exit", "0"), 0)
        (self.dir / "folder").rmdir()
        self.refused(self.command("resume", file), EXIT_OWN, "folder")

    def test_input(self):
        text = self.dir / "text"
        text.write_bytes(b"x" * 300000)
        file = self.dir / "checkpoint"
        r = self.command("run", "--stdin", text, "--checkpoint", file, "--checkpoint-at", "EXIT", PROBE, "cat")
        self.expect(r, 0, "x" * 300000)
        self.expect(self.command("resume", "--stdin", text, file), 0, "")
        self.refused(self.command("resume", file, stdin=b"y"), EXIT_OWN, "regular file")

    def test_output_full(self):
        self.refused(self.command("run", "--checkpoint", "/dev/full", "--checkpoint-at", "EXIT", PROBE, "exit", "0"), EXIT_OWN, "/dev/full", "space")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))
        self.refused(self.command("run", "--checkpoint", self.dir / "no" / "file", "--checkpoint-at", "EXIT", PROBE, "exit", "0"), EXIT_OWN, "No such file")

    def test_too_late(self):
        file = self.dir / "checkpoint"
        self.refused(self.command("run", "--checkpoint", file, "--checkpoint-at", "99999999", PROBE, "exit", "0"), EXIT_OWN, "ended before")
        self.assertFalse(file.exists())

    def test_bad_usage(self):
        for arguments in (["--checkpoint", "x"], ["--checkpoint-at", "5"], ["--checkpoint", "x", "--checkpoint-at", "soon"],
                          ["--checkpoint", "x", "--checkpoint-at", "SYSCALL:0"], ["--checkpoint", "x", "--checkpoint-at", "SYSCALL:x"]):
            self.refused(self.command("run", *arguments, PROBE, "exit", "0"), EXIT_OWN, "--checkpoint")
        self.refused(self.command("run", "--keep-going", PROBE, "exit", "0"), EXIT_OWN, "--keep-going")
        self.refused(self.command("run", "--live", "--checkpoint", self.dir / "x", "--checkpoint-at", "5", PROBE, "exit", "0"), EXIT_OWN, "live")
        self.refused(self.command("resume"), EXIT_OWN, "FILE")
        self.refused(self.command("resume", "--nonsense", "x"), EXIT_OWN, "--nonsense")
        self.refused(self.command("resume", self.dir / "nothing"), EXIT_OWN, "No such file")

    def test_refuses_damage(self):
        good = self.make().read_bytes()
        bad = self.dir / "bad"
        step = max(len(good) // 40, 1)
        for trust in ([], ["--trust"]):
            for at in [*range(0, 100, 7), *range(100, len(good) - 32, step), len(good) - 33]:
                damaged = bytearray(good)
                damaged[at] ^= 1 << at % 8
                bad.write_bytes(damaged)
                with self.subTest("a bit", at=at, trust=trust):
                    r = self.command("resume", *trust, bad)
                    # The compressed form of a content is not the only one: a copy may come from either of two equal places. What
                    # the checksum is about, and all that is looked at without a seal, is the content.
                    if trust and r.returncode == 3:
                        self.assertEqual(decompressed(bytes(damaged)), decompressed(good))
                    else:
                        self.refused(r, EXIT_OWN, "bad")
                bad.write_bytes(good[:at])
                with self.subTest("cut", at=at, trust=trust):
                    self.refused(self.command("resume", *trust, bad), EXIT_OWN, "bad")
            bad.write_bytes(good + b"x")
            self.refused(self.command("resume", *trust, bad), EXIT_OWN, "follows" if trust else "not sealed")
            for other in (PROBE, "/dev/null", "/dev/zero", self.dir):
                self.refused(self.command("resume", *trust, other), EXIT_OWN)

    def test_own_key(self):
        file, own = self.make(), self.dir / "state" / "belljar" / "key"
        self.assertEqual(own.stat().st_mode & 0o7777, 0o600)
        self.assertEqual(own.parent.stat().st_mode & 0o7777, 0o700)
        first = own.read_bytes()
        self.assertEqual(len(first), 32)
        self.make()
        self.assertEqual(own.read_bytes(), first)  # kept
        copy = self.dir / "copy"
        copy.write_bytes(first)
        copy.chmod(0o600)
        own.unlink()
        self.refused(self.command("resume", file), EXIT_OWN, "checkpoint: not sealed with your key", str(own), "not made yet", "--key", "--trust")
        self.assertFalse(own.exists())
        self.expect(self.command("resume", "--trust", file), 3)
        self.expect(self.command("resume", "--key", copy, file), 3)
        file = self.make()
        self.assertNotEqual(own.read_bytes(), first)
        self.refused(self.command("resume", "--key", copy, file), EXIT_OWN, "checkpoint: not sealed with your key", str(copy), "another's")
        self.expect(self.command("resume", file), 3)

    def test_home(self):
        file = self.dir / "checkpoint"
        run = ["run", "--checkpoint", file, "--checkpoint-at", "1", PROBE, "exit", "3"]
        here = {"HOME": str(self.dir)}
        self.expect(self.command(*run, env=here), 0)
        self.assertTrue((self.dir / ".local/state/belljar/key").exists())
        self.expect(self.command("resume", file, env=here), 3)
        for env in ({}, {"HOME": "relative"}, {"HOME": ""}):
            self.refused(self.command(*run, env=env), EXIT_OWN, "HOME", "--key")
            self.refused(self.command("resume", file, env=env), EXIT_OWN, "HOME", "--key")
            self.expect(self.command("resume", "--trust", file, env=env), 3)
        self.refused(self.command(*run, env={"HOME": "/dev/null"}), EXIT_OWN, "/dev/null/.local")

    def test_bad_keys(self):
        file, key = self.make(), self.dir / "k"
        run = ["run", "--checkpoint", self.dir / "other", "--checkpoint-at", "1", "--key", key, PROBE, "exit", "3"]
        for size, mode, word in ((31, 0o600, "32 to 64"), (65, 0o600, "32 to 64"), (32, 0o640, "others"), (32, 0o602, "others"), (0, 0o600, "32 to 64")):
            key.write_bytes(b"k" * size)
            key.chmod(mode)
            with self.subTest(size=size, mode=mode):
                self.refused(self.command(*run), EXIT_OWN, str(key), word)
                self.refused(self.command("resume", "--key", key, file), EXIT_OWN, str(key), word)
        key.unlink()
        self.refused(self.command(*run), EXIT_OWN, str(key), "No such file")  # made only in its own place
        key.mkdir()
        self.refused(self.command(*run), EXIT_OWN, str(key), "regular")
        if os.geteuid() == 0:
            key.rmdir()
            key.write_bytes(b"k" * 32)
            key.chmod(0o600)
            os.chown(key, 12345, 12345)
            self.refused(self.command(*run), EXIT_OWN, str(key), "somebody else")

    def test_two_first_ones(self):
        commands = [subprocess.Popen([BELLJAR, "run", "--checkpoint", self.dir / f"c{i}", "--checkpoint-at", "1", PROBE, "exit", "3"]) for i in range(6)]
        self.assertEqual([c.wait(60) for c in commands], [0] * 6)
        for i in range(6):
            self.expect(self.command("resume", self.dir / f"c{i}"), 3)
        self.assertEqual([f.name for f in (self.dir / "state" / "belljar").iterdir()], ["key"])


def fits(value, schema):
    """Is `value` what the JSON schema says? Knows the words that docs/trace.schema.json uses, and no others."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    unknown = set(schema) - {"$schema", "title", "oneOf", "type", "const", "required", "properties", "additionalProperties", "items", "maxItems", "minimum", "pattern"}
    if unknown:
        raise ValueError(f"schema words {unknown}")
    wanted = schema.get("type", [])
    if wanted and not any(isinstance(value, kinds[k]) and not isinstance(value, bool) for k in ([wanted] if isinstance(wanted, str) else wanted)):
        return False
    if "oneOf" in schema and sum(fits(value, one) for one in schema["oneOf"]) != 1:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        return all(k in value for k in schema.get("required", [])) and all(k in known and fits(v, known[k]) for k, v in value.items())
    if isinstance(value, list):
        return len(value) <= schema.get("maxItems", len(value)) and all(fits(v, schema.get("items", {})) for v in value)
    return not isinstance(value, int) or value >= schema.get("minimum", value)


class Export(Case):
    def export(self, *command, option="--json", **more):
        file = self.dir / "export"
        r = self.command("run", option, file, "--", *command, **more)
        return r, file.read_bytes()

    def lines(self, *command, **more):
        schema = json.loads((pathlib.Path(__file__).resolve().parents[2] / "docs" / "trace.schema.json").read_text())
        r, data = self.export(*command, **more)
        lines = [json.loads(line) for line in data.decode().splitlines()]
        for line in lines:
            self.assertTrue(fits(line, schema), line)
        return r, lines

    def test_json(self):
        r, lines = self.lines(PROBE, "exit", "3")
        self.expect(r, 3)
        calls = [line for line in lines if "call" in line]
        self.assertEqual([c["call"] for c in calls], list(range(1, len(calls) + 1)))
        self.assertEqual(calls[-1]["name"], "exit_group")
        self.assertEqual((calls[-1]["text"], calls[-1]["result"]), ("exit_group(3) = ?", None))
        self.assertEqual(lines[0]["event"], "exec")
        self.assertEqual((lines[-1]["event"], lines[-1]["status"]), ("exit", 3 << 8))

    def test_events(self):
        r, lines = self.lines(PROBE, "threads")  # four children
        self.expect(r, 0, None)
        self.assertEqual(len([e for e in lines if e.get("event") == "task"]), 4)
        self.assertEqual(len([e for e in lines if e.get("event") == "exit"]), 5)
        self.assertEqual({e["signal"] for e in lines if e.get("event") == "signal"} - {"SIGCHLD"}, set())
        r, lines = self.lines(PROBE, "kill", "15")
        self.assertEqual([e["signal"] for e in lines if e.get("event") == "signal"], ["SIGTERM"])

    def test_errors(self):
        _, lines = self.lines(PROBE, "cat", "/nowhere")
        failed = [line for line in lines if line.get("error") == "ENOENT"]
        self.assertTrue(failed)
        self.assertEqual(failed[-1]["result"], -2)

    def test_hostile_bytes(self):
        _, lines = self.lines(PROBE, "cat", b"\xff\xfe\x01\"'</script>\n\\")
        opened = [line["text"] for line in lines if line.get("name") == "openat"]
        self.assertIn("</script>", opened[-1])

    def test_same_every_time(self):
        one, two = self.export(PROBE, "threads"), self.export(PROBE, "threads")
        self.assertEqual(one[1], two[1])
        # ... and watching changes nothing.
        watched, alone = self.command("run", "--stats", "--json", self.dir / "x", PROBE, "threads"), self.command("run", "--stats", PROBE, "threads")
        self.assertEqual(watched.stderr, alone.stderr)

    def test_perfetto(self):
        r, data = self.export(PROBE, "threads", option="--perfetto")
        self.expect(r, 0, None)
        events = json.loads(data)["traceEvents"]
        phases = {e["ph"] for e in events}
        self.assertEqual(phases, {"X", "i", "M"})
        for e in events:
            self.assertGreaterEqual(e["ts"], 0)
            self.assertIn("name", e)
            if e["ph"] == "X":
                self.assertGreaterEqual(e["dur"], 0)
        self.assertIn("page fault", {e["name"] for e in events})
        self.assertEqual(len({e["tid"] for e in events if e["ph"] == "M"}), 5)

    def test_unwritable(self):
        r = self.command("run", "--json", "/dev/full", PROBE, "exit", "0")
        self.refused(r, EXIT_OWN, "JSON", "space")
        self.refused(self.command("run", "--perfetto", self.dir / "no" / "x", PROBE, "exit", "0"), EXIT_OWN, "No such file")
        r = self.command("run", "--json", "/dev/full", PROBE, "args")  # the program comes to no harm
        self.assertEqual(r.stdout.decode(), f"[{PROBE}]\n")

    def test_diff_of_traces(self):
        a, b = self.dir / "a", self.dir / "b"
        self.command("run", "--json", a, PROBE, "exit", "1")
        self.command("run", "--json", b, PROBE, "exit", "2")
        self.expect(self.command("diff", "--traces", a, a), 0)
        r = self.command("diff", "--traces", a, b)
        self.assertEqual(r.returncode, 1)
        self.assertRegex(r.stdout.decode(), r"\Athe runs part at call \d+: args: .*0x1.* and .*0x2.*\n  a: line \d+, task 2, tick \d+: exit_group\(1\) = \?\n")
        self.command("run", "--json", b, "--seed", "9", PROBE, "exit", "1")
        self.assertEqual(self.command("diff", "--traces", a, b).returncode, 1)
        self.expect(self.command("diff", "--traces", "--ignore", "addresses", a, b), 0)
        b.write_bytes(a.read_bytes()[:-20])
        self.refused(self.command("diff", "--traces", a, b), EXIT_OWN, "b: line")
        b.write_text("".join(a.read_text().splitlines(keepends=True)[:-1]))
        self.assertIn("one is longer", self.command("diff", "--traces", a, b).stdout.decode())
        self.refused(self.command("diff", "--traces", a), EXIT_OWN, "two FILEs")
        self.refused(self.command("diff", "--traces", a, self.dir / "none"), EXIT_OWN, "No such file")


class OrdinaryUser(Case):
    def setUp(self):
        super().setUp()
        if os.getuid() != 0:
            self.skipTest("this is an ordinary user already: all other tests are what this one is for")
        self.dir.chmod(0o755)
        for program in (BELLJAR, PROBE):
            shutil.copy(program, self.dir)
        self.belljar, self.probe_path = (str(self.dir / pathlib.Path(p).name) for p in (BELLJAR, PROBE))
        own = self.dir / "own"
        own.mkdir()
        os.chown(own, 1000, 1000)

    def as_user(self, *args):
        return subprocess.run([self.belljar, "run", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60, check=False, user=1000, group=1000,
                              extra_groups=[], cwd=self.dir / "own", preexec_fn=plain)

    def test_runs(self):
        self.expect(self.as_user(self.probe_path, "who"), 0, "uid 1000 1000 gid 1000 1000\ncwd /\nhost belljar\n")
        self.expect(self.as_user("--user", "0", self.probe_path, "who"), 0, "uid 0 0 gid 0 0\ncwd /\nhost belljar\n")

    def test_host_permissions_hold(self):
        secret = self.dir / "secret"
        secret.mkdir()
        (secret / "file").write_text("secret")
        secret.chmod(0o700)
        # root in the guest is not root on the host
        r = self.as_user("--user", "0", "--mount", f"{self.dir}:/m", self.probe_path, "cat", "/m/secret/file")
        self.assertNotIn(b"secret\n", r.stdout)
        self.assertNotIn(b"secret", r.stdout.replace(b"/m/secret/file", b""))
        self.refused(self.as_user("--mount", f"{secret}/file:/x", self.probe_path, "exit", "0"), EXIT_OWN)
        r = self.as_user("--user", "0", "--mount", f"{self.dir}:/m:rw", self.probe_path, "put", "/m/new", "x")
        self.assertFalse((self.dir / "new").exists())
        self.refused(self.as_user("--copy-out", f"/etc/passwd:{self.dir}/out", self.probe_path, "exit", "0"), EXIT_OWN)
        self.expect(self.as_user("--mount", f"{self.dir}/own:/m:rw", self.probe_path, "put", "/m/new", "x"), 0, "")
        self.assertEqual((self.dir / "own/new").read_text(), "x")

    def test_unreadable_program(self):
        hidden = self.dir / "hidden"
        shutil.copy(PROBE, hidden)
        hidden.chmod(0o711)
        r = self.as_user(hidden, "exit", "0")
        self.assertIn(r.returncode, (EXIT_NOT_EXECUTABLE, EXIT_OWN))


if __name__ == "__main__":
    BELLJAR, PROBE = (os.path.abspath(p) for p in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
