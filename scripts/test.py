"""All checks of the project, on a computer that has Python and git and nothing else.

    python3 scripts/test.py                    everything
    python3 scripts/test.py -- -k erase -x     what follows -- goes to pytest

Exit code 0: all passed; tests whose comparison programs are missing were left out, and are named.
With CI=true in the environment nothing may be missing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import setting_up

PROGRAMS = {
    "age": "age",
    "recsel": "recutils",
    "strace": "strace",
    "vim": "vim",
    "nano": "nano",
    "ssh-keygen": "openssh-client",
    "pdfinfo": "poppler-utils",
    "pdffonts": "poppler-utils",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "zbarimg": "zbar-tools",
    "csv2rec": "recutils",
    "jq": "jq",
    "chromium": "chromium",
}
"""Programs that the tests compare with, and the Debian package that brings each."""

CHECKS = (
    ("ruff check", "mistakes and style", ["-m", "ruff", "check", "."]),
    ("ruff format", "layout of the code", ["-m", "ruff", "format", "--check", "."]),
    ("mypy", "types", ["-m", "mypy", "--strict", "heijastus_records", "scripts"]),
)
"""Each check before the tests: its name, what it looks at, and how it is run."""


class Outcome(NamedTuple):
    """What came of the tests."""

    closing: str
    """The counts and the time, as pytest's own closing line says them."""
    left_out: list[str]
    """Why a test was left out, once for each test."""


def main(words: list[str]) -> int:
    """Set up, run every check, and return the exit code."""
    if words and words[0] != "--":
        print(__doc__)
        return 0 if words[0] in ("-h", "--help") else 2
    print(
        "This makes the project's own .venv if there is none, then runs ruff, mypy and the tests:\n"
        "about a quarter of an hour; the first time a minute more.",
        flush=True,
    )
    python = setting_up.environment("dev")
    failed = [name for name, about, call in CHECKS if not passes(python, name, about, call)]
    code, outcome = tests(python, words[1:])
    failed += ["pytest"] if code else []
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    for line in remarks(missing, outcome.left_out):
        print(line)
    if os.environ.get("CI") == "true":
        failed += [f"no {name}" for name in missing]
    print(verdict(failed, outcome.closing))
    return 1 if failed else 0


def passes(python: Path, name: str, about: str, call: list[str]) -> bool:
    """Run one check and say how it ended in one line; what it found is shown only if it failed."""
    start = time.perf_counter()
    words = [str(python), *call]
    done = subprocess.run(words, cwd=setting_up.PROJECT, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    outcome = "FAILED" if done.returncode else "passed"
    print(f"{name} ({about}): {outcome} in {seconds:.1f} s", flush=True)
    if done.returncode:
        sys.stdout.buffer.write(done.stdout + done.stderr)
        sys.stdout.flush()
    return done.returncode == 0


def tests(python: Path, words: list[str]) -> tuple[int, Outcome]:
    """Run the tests before the reader's eyes; return pytest's exit code and what came of them."""
    print("pytest (the tests, two at a time):", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        call = [
            str(python),
            "-m",
            "pytest",
            "-n",
            "2",
            "--dist",
            "worksteal",
            f"--junitxml={report}",
            *words,
        ]
        code = subprocess.run(call, cwd=setting_up.PROJECT, check=False).returncode
        return code, read(report.read_text("utf-8") if report.exists() else "")


def read(report: str) -> Outcome:
    """Return what came of the tests, from pytest's JUnit report; an empty one says nothing."""
    if not report:
        return Outcome("no tests were run", [])
    root = ElementTree.fromstring(report)
    suites = [*root.iter("testsuite")]
    total, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    seconds = sum(float(suite.get("time", 0)) for suite in suites)
    counts = {"failed": failures, "passed": total - failures - errors - skipped}
    counts |= {"skipped": skipped, "errors": errors}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    left_out = [
        each.get("message", "")
        for each in root.iter("skipped")
        if each.get("type") == "pytest.skip"
    ]
    return Outcome(f"{told or 'no tests'} in {seconds:.2f}s", left_out)


def remarks(missing: list[str], left_out: list[str]) -> list[str]:
    """Say what was not run and why, and what to install."""
    lines = [f"{len(left_out)} not run:"] if left_out else []
    lines += [f"  {left_out.count(why)} × {why}" for why in dict.fromkeys(left_out)]
    for package in dict.fromkeys(PROGRAMS[name] for name in missing):
        names = ", ".join(name for name in missing if PROGRAMS[name] == package)
        lines.append(f"not installed: {names}; on Debian: apt install {package}")
    return lines


def verdict(failed: list[str], closing: str) -> str:
    """Say in one line how everything ended."""
    return f"FAILED ({', '.join(failed)}): {closing}" if failed else f"all passed: {closing}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
