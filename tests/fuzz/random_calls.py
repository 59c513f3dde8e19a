# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs random_calls under belljar with a number of seeds, as an ordinary user and as the superuser of the sandbox. A crash of
belljar, a report of a sanitizer, or a run that never ends is a failure; what the guest's calls answer is not looked at."""
import subprocess
import sys

belljar, program, seeds, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
failed = 0
for seed in range(1, seeds + 1):
    user = "0:0" if seed % 3 == 0 else "1000:1000"
    command = [belljar, "run", "--cwd", "/tmp", "--user", user, "--memory", "256M", "--max-procs", "200", "--timeout", "120",
               "--", program, str(seed), count]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
    # Random calls may kill the parent as well, or close its output; only belljar's own failures count.
    own = result.returncode < 0 or result.returncode in (124, 125) or b"Sanitizer" in result.stderr or b"runtime error" in result.stderr
    if own:
        failed += 1
        print(f"seed {seed}: exit status {result.returncode}\n{' '.join(command)}\n{result.stderr.decode(errors='replace')[-3000:]}")
print(f"{seeds - failed} of {seeds} seeds survived")
sys.exit(1 if failed else 0)
