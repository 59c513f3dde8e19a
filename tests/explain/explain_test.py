# SPDX-License-Identifier: GPL-2.0-or-later
"""belljar explain: what its records say of programs whose doings are known, its text, its page in a browser.

explain_test.py BELLJAR BUILD [CLASS...]: BUILD is the build tree with samples/ and tests/; CLASS names tests as unittest does.
"""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

BELLJAR = ""
BUILD = pathlib.Path()
SKIP = 77


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="belljar-explain-"))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def explain(self, *args, stdin=b"", **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": {**os.environ, "LC_ALL": "C"}, **more}
        return subprocess.run([BELLJAR, "explain", *map(str, args)], input=stdin, timeout=200, check=False,
                              preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL), **more)

    def records(self, *args):
        path = self.dir / "records"
        r = self.explain("--records", path, *args)
        self.assertEqual(r.stderr, b"")
        return [json.loads(line) for line in path.read_text().splitlines()], r

    def sample(self, name):
        return BUILD / "samples" / name

    def calls(self, records, name):
        return [r for r in records if r["kind"] == "call" and r["name"] == name]

    def change(self, record, thing, prop):
        found = [(c["before"], c["after"]) for c in record["changes"] if re.fullmatch(thing, c["object"]) and c["property"] == prop]
        self.assertEqual(len(found), 1, f"{thing} {prop} in {record['changes']}")
        return found[0]


class Records(Case):
    def test_write(self):
        records, r = self.records(self.sample("hello"))
        self.assertEqual(r.stdout, b"Hello World\n")
        (call,) = self.calls(records, "write")
        self.assertEqual(call["text"], r'write(1, "Hello World\n", 12) = 12')
        self.assertEqual([(g["register"], g["value"]) for g in call["registers"] if g["register"] != "rsi"], [("rax", "0x1"), ("rdi", "0x1"), ("rdx", "0xc")])
        self.assertEqual([g["meaning"] for g in call["registers"]], ["write", "1", r'"Hello World\n"', "12"])
        (here,) = [i for i in call["user"]["instructions"] if i.get("here")]
        self.assertEqual((here["text"], here["bytes"], here["address"]), ("syscall", "0f 05", call["user"]["rip"]))
        self.assertEqual(int(call["saved"]["rcx"], 16), int(call["user"]["rip"], 16) + 2)
        stack = [call["user"]["function"], *call["user"]["callers"]]  # newer libcs have a function of their own around SYSCALL
        self.assertTrue({"write", "__libc_write", "__write"} & set(stack[:4]), stack)
        self.assertEqual(stack[-1], "_start")
        self.assertEqual((call["row"]["number"], call["row"]["handler"], call["row"]["classes"]), (1, "sys_write", ["desc"]))
        self.assertEqual(call["result"], {"value": 12, "text": "12"})
        (path,) = call["paths"]
        self.assertEqual((path["of"], path["objects"][0], path["objects"][-1]), ("rdi", "fd 1", "pipe"))
        self.assertEqual(self.calls(records, "exit_group")[0]["result"], None)

    def test_every_call_is_there_once(self):
        for name in ("fork_wait", "signals", "copy_file"):
            with self.subTest(name):
                records, _ = self.records(self.sample(name))
                trace = self.dir / "trace"
                subprocess.run([BELLJAR, "run", "--json", trace, self.sample(name)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
                lines = [json.loads(line) for line in trace.read_text().splitlines()]
                self.assertEqual({r["call"]: (r["tid"], r["text"], r["tick"]) for r in records if r["kind"] == "call"},
                                 {r["call"]: (r["tid"], r["text"], r["tick"]) for r in lines if "call" in r})
                self.assertEqual(len({r["record"] for r in records}), len(records))

    def test_a_file_is_opened_written_and_closed(self):
        records, _ = self.records("--cwd", "/tmp", "/bin/busybox", "sh", "-c", "echo twelve bytes > /tmp/new")
        (opened,) = [c for c in self.calls(records, "open") + self.calls(records, "openat") if "/tmp/new" in c["text"]]
        fd = f"fd {opened['result']['value']}"
        before, after = self.change(opened, fd, "open file")
        self.assertIsNone(before)
        self.assertIn("/tmp/new", after)
        (chain,) = [p["objects"] for p in opened["paths"] if p["of"] == "result"]
        self.assertEqual((chain[0], chain[2], chain[-1]), (fd, "name /tmp/new", "file system tmpfs"))
        (write,) = [c for c in self.calls(records, "write") if "twelve bytes" in c["text"]]
        self.assertEqual(self.change(write, "file @.*", "position"), ("0", "13"))
        self.assertEqual(self.change(write, "inode .* of tmpfs", "size"), ("0", "13"))
        self.assertEqual(self.change(write, "inode .* of tmpfs", "pages in memory"), ("0", "1"))
        closed = [c for c in self.calls(records, "close") if any(x["object"].startswith("fd ") and x["after"] is None for x in c["changes"])]
        self.assertTrue(closed)

    def test_pipe_fills_and_empties(self):
        records, _ = self.records("/bin/busybox", "sh", "-c", "echo 12345 | cat >/dev/null")
        seen = {(r["name"], c["before"], c["after"]) for r in records if r["kind"] == "call" for c in r["changes"] if c["property"] == "bytes in the pipe" and c["before"] != c["after"]}
        self.assertIn(("write", "0", "6"), seen)
        self.assertIn("6", [before for name, before, after in seen if name != "write" and after == "0"])

    def test_error(self):
        records, _ = self.records("-e", "openat", self.sample("errno_values"))
        call = next(c for c in self.calls(records, "openat") if c["result"].get("error") == "ENOENT")
        self.assertEqual(call["result"]["value"], -2)
        self.assertEqual(call["changes"], [])

    def test_memory_and_signals(self):
        records, _ = self.records("--cwd", "/tmp", self.sample("map_file"))
        mapped = next(c for c in self.calls(records, "mmap") if "/" in json.dumps(c["paths"]))
        self.assertTrue(any(c["before"] is None and re.match(r"0x[0-9a-f]+-0x", c["property"]) for c in mapped["changes"]))
        records, _ = self.records(self.sample("signals"))
        self.assertTrue(any(c["object"] == "signal handlers" and c["property"] == "SIGINT" for r in self.calls(records, "rt_sigaction") for c in r["changes"]))
        handled = [r for r in records if r["kind"] == "signal" and r["handler"].startswith("0x")]
        self.assertTrue(handled and all(r["function"] for r in handled))

    def test_copy_on_write(self):
        records, _ = self.records("--faults", self.sample("cow"))
        (child,) = [r for r in records if r["kind"] == "task"]
        self.assertTrue(all(v["shared"] <= v["resident"] for v in child["memory"]))
        writable = [v for v in child["memory"] if v["writable"] and v["resident"]]
        self.assertGreaterEqual(sum(v["shared"] for v in writable), 8)  # four pages of the array, data, stack
        symbols = subprocess.run(["nm", self.sample("cow")], stdout=subprocess.PIPE, text=True, check=True).stdout
        array = int(re.search(r"^([0-9a-f]+) b shared$", symbols, re.M)[1], 16)
        after = [r for r in records if r["kind"] == "fault" and r["record"] > child["record"]]
        copied = [r for r in after if array <= int(r["address"], 16) < array + 4 * 4096]
        self.assertEqual([(r["tid"], int(r["address"], 16) - array, r["how"]) for r in copied], [(3, 2 * 4096, "copied on write")])
        self.assertNotEqual(copied[0]["frame"], copied[0]["old_frame"])
        self.assertEqual((copied[0]["users"], copied[0]["old_users"]), (1, 1))
        before = [r for r in records if r["kind"] == "fault" and r["record"] < child["record"] and array <= int(r["address"], 16) < array + 4 * 4096]
        self.assertEqual([(int(r["address"], 16) - array) // 4096 for r in before], [0, 1, 2, 3])
        self.assertEqual({r["how"] for r in before}, {"a fresh page of zeroes"})

    def test_choice(self):
        records, _ = self.records("-e", "trace=%process", self.sample("fork_wait"))
        self.assertEqual({r["name"] for r in records if r["kind"] == "call"}, {"clone", "execve", "exit_group", "tgkill", "wait4"})
        self.assertGreater(len(self.calls(records, "wait4")), 2)
        records, _ = self.records("--calls", "3-5", self.sample("hello"))
        self.assertEqual([r["call"] for r in records if r["kind"] == "call"], [3, 4, 5])
        records, _ = self.records("--calls", "4", self.sample("hello"))
        self.assertEqual([r["call"] for r in records if r["kind"] == "call"], [4])


class Sealed(Case):
    def test_looking_changes_nothing(self):
        def figures(r):
            return [line for line in r.stderr.decode().splitlines() if re.search("ticks|run hash|page faults|peak", line)]

        programs = [[self.sample("fork_wait")], [self.sample("signals")], ["/bin/busybox", "sh", "-c", "ls -l / | sort; cat /proc/self/maps | wc -l; (sleep 1; echo x) & wait"]]
        for program in programs:
            with self.subTest(str(program[0])):
                alone = subprocess.run([BELLJAR, "run", "--stats", *map(str, program)], input=b"", stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
                watched = self.explain("--stats", "--faults", "--records", "/dev/null", "--html", "/dev/null", "-o", "/dev/null", *program)
                self.assertEqual(watched.stdout, alone.stdout)
                self.assertEqual(figures(watched), figures(alone))
                self.assertEqual(len(figures(alone)), 4)


class Text(Case):
    def test_way_of_a_call(self):
        r = self.explain("-e", "write", self.sample("hello"))
        text = r.stderr.decode("ascii")  # the locale is C
        order = ["call ", "ring 3   in ", "callers", "syscall   <- here", "rax = 0x1", 'buffer: "Hello World\\n"', "SYSCALL: ring 3 -> ring 0", "row 1 of the table: write -> sys_write",
                 "rdi: fd 1 -> file", "result   12", "SYSRET: ring 0 -> ring 3", "write() returns 12", "exits with status 0"]
        places = [text.find(word) for word in order]
        self.assertNotIn(-1, places, text)
        self.assertEqual(places, sorted(places))
        self.assertNotIn("\033", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 160)

    def test_unicode_and_colours(self):
        r = self.explain("--colour", "always", "-e", "write", self.sample("hello"), env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertIn("→", r.stderr.decode())
        self.assertIn("\033[31m", r.stderr.decode())
        r = self.explain("--color", "never", "-e", "write", self.sample("hello"), env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertNotIn("\033", r.stderr.decode())

    def test_error_and_waiting(self):
        text = self.explain("-e", "openat", self.sample("errno_values")).stderr.decode()
        self.assertIn("the kernel answers -2", text)
        self.assertIn("openat() returns -1, errno = ENOENT", text)
        text = self.explain("-e", "wait4", self.sample("fork_wait")).stderr.decode()
        self.assertRegex(text, r"call \d+: wait4, in ring 0 still")
        self.assertIn("[{WIFEXITED(s) && WEXITSTATUS(s) == 7}]", text)

    def test_usage(self):
        for args, words in ((["--calls", "0", "x"], "--calls"), (["--calls", "5-3", "x"], "--calls"), (["--calls", "a", "x"], "--calls"), (["--calls", "-", "x"], None),
                            (["-e", "nosuchcall", self.sample("hello")], "nosuchcall"), (["--colour", "red", "x"], "--colour"), (["--nonsense"], "--nonsense"),
                            (["-e"], "-e"), ([], "which PROGRAM")):
            r = self.explain(*args)
            if words:
                self.assertEqual(r.returncode, 125, args)
                self.assertRegex(r.stderr.decode(), r"\Abelljar: [^\n]+\n\Z")
                self.assertIn(words, r.stderr.decode())
        self.assertIn("--html FILE", self.explain("--help").stdout.decode())


class Step(Case):
    def step(self, keys):
        """Runs with a terminal of its own; a key is pressed at each prompt. What came to the terminal, and the status."""
        try:
            pid, terminal = pty.fork()
        except OSError as e:
            print("skipped: no pseudo-terminal to be had:", e)
            sys.exit(SKIP)
        if pid == 0:
            os.execv(BELLJAR, [BELLJAR, "explain", "--step", "--colour", "never", "-e", "write", str(self.sample("hello"))])
        text, prompts, answered = b"", 0, 0
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            text += piece
            prompts = text.count(b"q: quit --")
            while answered < min(prompts, len(keys)):
                os.write(terminal, keys[answered:answered + 1])
                answered += 1
        os.close(terminal)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return text.decode(errors="replace"), prompts, status

    def test_each_step_waits(self):
        text, prompts, status = self.step(b"\nx  \n\n\n\n")  # x is no key: it is asked again
        self.assertEqual(status, 0)
        self.assertEqual(prompts, 5)  # exec, down, x, up, exit
        order = [text.find(word) for word in ("a new program", "SYSCALL:", "Hello World\r", "SYSRET:", "exits with status 0")]
        self.assertNotIn(-1, order)
        self.assertEqual(order, sorted(order))

    def test_go_on_and_quit(self):
        _, prompts, status = self.step(b"c")
        self.assertEqual((prompts, status), (1, 0))
        text, prompts, status = self.step(b"\nq")
        self.assertEqual((prompts, status), (2, 0))
        self.assertNotIn("Hello World\r", text)

    def test_no_terminal(self):
        r = self.explain("--step", self.sample("hello"), start_new_session=True)
        self.assertEqual((r.returncode, r.stdout), (125, b""))
        self.assertRegex(r.stderr.decode(), r"\Abelljar: --step: there is no terminal[^\n]*\n\Z")


class Browser:
    """Headless Chromium through chromedriver's WebDriver protocol, on loopback."""

    def __init__(self, place):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = next(int(m[1]) for line in self.driver.stdout if (m := re.search(r"started successfully on port (\d+)", line)))
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1400,900", f"--user-data-dir={place}"]
        answer = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments, "binary": shutil.which("chromium")},
                                                                              "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = "/session/" + answer["sessionId"]

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=200) as answer:
            return json.load(answer)["value"]

    def open(self, path):
        self.ask("POST", self.session + "/url", {"url": "about:blank"})
        self.ask("POST", self.session + "/url", {"url": f"file://{path}"})

    def run(self, script):
        return self.ask("POST", self.session + "/execute/sync", {"script": script, "args": []})

    def click(self, selector):
        """On what is there: a list that is drawn anew between finding and clicking is asked again."""
        for tries_left in reversed(range(20)):
            element = self.ask("POST", self.session + "/element", {"using": "css selector", "value": selector})
            try:
                self.ask("POST", f"{self.session}/element/{next(iter(element.values()))}/click", {})
                return
            except urllib.error.HTTPError as e:
                if "stale element" not in e.read().decode() or not tries_left:
                    raise

    def keys(self, text):
        self.ask("POST", self.session + "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions":
                 [a for c in text for a in ({"type": "keyDown", "value": c}, {"type": "keyUp", "value": c})]}]})

    def errors(self):
        return [e["message"] for e in self.ask("POST", self.session + "/se/log", {"type": "browser"}) if e["level"] == "SEVERE"]

    def close(self):
        try:
            self.ask("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()


class Page(Case):
    LEFT, RIGHT, DOWN = "\ue012", "\ue014", "\ue015"

    def setUp(self):
        super().setUp()
        if not shutil.which("chromedriver") or not shutil.which("chromium"):
            print("skipped: there is no chromium with its driver on this machine")
            sys.exit(SKIP)
        self.browser = Browser(self.dir / "profile")
        self.addCleanup(self.browser.close)

    def page(self, *args):
        path = self.dir / "page.html"
        r = self.explain("--html", path, *args)
        self.assertEqual(r.stderr, b"")
        self.browser.open(path)
        return path

    def detail(self):
        return self.browser.run("return document.getElementById('detail').innerText")

    def test_lanes_calls_and_their_way(self):
        path = self.page("--faults", self.sample("fork_wait"))
        text = path.read_text()
        self.assertNotRegex(text, r"(src|href)=|url\(|@import|fetch\(|https?://(?!www\.w3\.org/2000/svg)")  # nothing from elsewhere
        self.assertEqual(self.browser.run("return document.querySelectorAll('#lanes div').length"), 4)
        self.assertIn("fork_wait", self.browser.run("return document.title"))
        self.assertEqual(self.browser.run("return [getComputedStyle(document.body).display, document.querySelectorAll('#scroll svg rect').length > 5]"), ["flex", True])
        # search, click on a call in the list, and see its way
        self.browser.run("document.getElementById('search').value = 'wait4'; document.getElementById('search').dispatchEvent(new Event('input'))")
        self.assertGreaterEqual(self.browser.run("return document.querySelectorAll('#list button').length"), 4)
        self.browser.click("#list button")
        text = self.detail()
        for word in ("wait4(", "ring 3", "SYSCALL: ring 3 → ring 0", "sys_wait4", "it waited from tick", "SYSRET", "libc", "syscall"):
            self.assertIn(word, text)
        self.assertEqual(self.browser.run("return document.querySelectorAll('.rail path').length"), 4)  # the way down, the way up
        # the keys: through the records, and through the steps of the call
        first = self.browser.run("return location.hash")
        self.browser.keys(self.RIGHT)
        self.assertNotEqual(self.browser.run("return location.hash"), first)
        self.browser.keys(self.LEFT)
        self.assertEqual(self.browser.run("return location.hash"), first)
        self.browser.keys(self.DOWN)
        self.assertEqual(self.browser.run("return document.querySelectorAll('.layers .off').length"), 7)
        # a click into the timeline
        self.browser.run("document.getElementById('search').value = ''; document.getElementById('search').dispatchEvent(new Event('input'))")
        self.browser.run("document.querySelector('#scroll svg rect:not([stroke])').dispatchEvent(new MouseEvent('click'))")
        self.assertNotEqual(self.browser.run("return location.hash"), first)
        self.assertEqual(self.browser.errors(), [])

    def test_changes_and_pages(self):
        self.page("/bin/busybox", "sh", "-c", "echo new > /tmp/x; true & wait")
        self.browser.run("document.getElementById('search').value = 'write(1, '; document.getElementById('search').dispatchEvent(new Event('input'))")
        self.browser.click("#list button")
        self.assertEqual(self.browser.run("return [...document.querySelectorAll('.box')].some(b => b.innerText.includes('position: 0 → 4'))"), True)
        self.browser.run("document.getElementById('search').value = 'child of'; document.getElementById('search').dispatchEvent(new Event('input'))")
        self.browser.click("#list button")
        self.assertGreater(self.browser.run("return document.querySelectorAll('.pages i:not(.own)').length"), 20)
        self.assertEqual(self.browser.errors(), [])

    def test_hostile_program(self):
        self.page(BUILD / "tests/explain/hostile")
        self.assertNotEqual(self.browser.run("return document.title"), "owned")
        self.assertEqual(self.browser.run("return document.scripts.length"), 2)
        self.browser.run("document.getElementById('search').value = 'owned'; document.getElementById('search').dispatchEvent(new Event('input'))")
        self.browser.click("#list button")
        self.assertIn("</script><script>document.title='owned'", self.detail())
        self.assertEqual(self.browser.run("return document.querySelectorAll('#detail script').length"), 0)
        self.assertEqual(self.browser.errors(), [])

    def test_nothing_chosen(self):
        self.page("--calls", "100000-", self.sample("hello"))
        self.assertIn("nothing to show", self.detail())
        self.assertEqual(self.browser.errors(), [])


class Hostile(Case):
    def test_program(self):
        records, r = self.records(BUILD / "tests/explain/hostile")
        self.assertEqual(r.returncode, 0)
        self.assertGreater(len(records), 1600)
        unknown = [c for c in records if c["kind"] == "call" and c["row"].get("name") is None]
        self.assertEqual([c["row"]["number"] for c in unknown], [999, -1])
        last = self.calls(records, "getpid")[-1]
        self.assertEqual([i["text"] for i in last["user"]["instructions"] if i.get("here")], ["syscall"])
        self.assertLess(max(len(c["text"]) for c in records if c["kind"] == "call"), 70000)

    def test_text_has_no_control_characters(self):
        r = self.explain("--faults", BUILD / "tests/explain/hostile")
        self.assertEqual(r.returncode, 0)
        self.assertEqual(re.findall(rb"[\x00-\x09\x0b-\x1f\x7f]", r.stderr), [])
        r.stderr.decode()  # and is UTF-8


class Outputs(Case):
    def test_what_cannot_be_written(self):
        hello = self.sample("hello")
        for option in ("-o", "--records", "--html"):
            with self.subTest(option):
                r = self.explain(option, "/nowhere/at/all", hello)
                self.assertEqual((r.returncode, r.stdout), (125, b""))
                self.assertRegex(r.stderr.decode(), r"\Abelljar: /nowhere/at/all: [^\n]+\n\Z")
                if not os.path.exists("/dev/full"):
                    continue
                r = self.explain(option, "/dev/full", hello)
                self.assertEqual(r.stdout, b"Hello World\n")  # the program comes to no harm
                self.assertRegex(r.stderr.decode(), r"\Abelljar: /dev/full: [^\n]+\n\Z")
                self.assertEqual(r.returncode, 0 if option == "-o" else 125)

    def test_closed_pipe(self):
        reader, writer = os.pipe()
        os.close(reader)
        r = self.explain("-o", f"/dev/fd/{writer}", self.sample("fork_wait"), pass_fds=[writer])
        os.close(writer)
        self.assertEqual(r.returncode, 0)
        self.assertEqual(r.stdout, subprocess.run([BELLJAR, "run", self.sample("fork_wait")], stdout=subprocess.PIPE, check=True).stdout)
        self.assertEqual(len(r.stderr.decode().splitlines()), 1)

    def test_too_much_for_a_page(self):
        page = self.dir / "page.html"
        r = self.explain("--html", page, "/bin/busybox", "sh", "-c", "i=0; while [ $i -lt 12000 ]; do i=$((i+1)); echo $i >/dev/null; done")
        self.assertEqual(r.returncode, 125)
        self.assertRegex(r.stderr.decode(), r"\Abelljar: [^\n]*holds the first 20000 records[^\n]*\n\Z")
        self.assertIn("</html>", page.read_text())


if __name__ == "__main__":
    BELLJAR, BUILD = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
