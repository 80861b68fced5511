"""Two computers, Git by hand and an erasure: every schedule, with a line of each.

    python3 scripts/schedules.py [NAME…]

NAME is an operation or an order, such as "stash pop" or "half done"; without one all are run. The
table is tests/schedules.py, what comes of it docs/git.md. Exit code 1: something was lost,
came back, or no message said how to go on.
"""

import importlib.util
import subprocess
import sys

import setting_up

NEEDED = ("heijastus_records", "pytest")


def main(words: list[str]) -> int:
    """Run the schedules in an environment that has what they need; return their exit code."""
    if words and words[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    ready = all(map(importlib.util.find_spec, NEEDED))
    python = sys.executable if ready else str(setting_up.environment("dev"))
    print("Runs every schedule on two computers: about 20 minutes.", flush=True)
    call = [python, "-m", "tests.schedules", *words]
    return subprocess.run(call, cwd=setting_up.PROJECT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
