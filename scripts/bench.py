"""The program beside the bare work, both in one run, as ratios.

    python3 scripts/bench.py [--clients N] [--rounds N] [--only NAME] [--write]

All data are invented here, the same at every run. Nothing is written but the table of
docs/benchmarks.md, and that only with --write.
"""

import argparse
import gc
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import setting_up

PAGE = setting_up.PROJECT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
NAMES = ("scan", "import", "html", "pdf", "staged", "plan", "erase", "growth", "epoch", "help")

NEEDED = ("heijastus_records", "typst", "check_jsonschema")

OFTEN = {"staged": 3, "help": 5}
"""Rounds for one round of the others, where a job is short."""


@dataclass(frozen=True)
class Measured:
    """What came of one comparison: medians of times, in seconds, or two sizes, in bytes."""

    name: str
    about: str
    ours: float
    bare: float
    bar: float | None
    is_size: bool = False

    @property
    def ratio(self) -> float:
        """How many times as long the program takes, or as much."""
        return self.ours / self.bare


def main(words: list[str]) -> int:
    """Measure, show the table, and return 1 where a bar is missed."""
    given = arguments(words)
    if not all(map(importlib.util.find_spec, NEEDED)):  # not in an environment that has them
        python = setting_up.environment("dev")
        return subprocess.run([str(python), __file__, *words], check=False).returncode
    print("Measures the program beside the same work done bare: some minutes.", flush=True)
    found = measure_all(given.clients, given.rounds, given.only)
    table = conditions(given.rounds, given.only) + "\n\n" + tabled(found)
    print("\n" + table)
    if given.write:
        PAGE.write_text(rewritten(PAGE.read_text("utf-8"), table), "utf-8")
        print(f"wrote {PAGE.relative_to(setting_up.PROJECT)}")
    missed = [each.name for each in found if each.bar is not None and each.ratio > each.bar]
    print(f"bar missed: {', '.join(missed)}" if missed else "every bar is met")
    return 1 if missed else 0


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="The program beside the bare work, as ratios.")
    parser.add_argument("--clients", type=int, default=1000, help="clients to scan (1000)")
    parser.add_argument("--rounds", type=int, default=7, help="alternating rounds (7)")
    parser.add_argument("--only", choices=NAMES, default="", help="only this comparison")
    parser.add_argument("--write", action="store_true", help="rewrite docs/benchmarks.md")
    given = parser.parse_args(words)
    if given.clients < 1 or given.rounds < 1:
        parser.error("--clients and --rounds are at least 1")
    if given.write and given.only:
        parser.error("--write takes all comparisons: leave --only out")
    return given


def measure_all(clients: int, rounds: int, only: str) -> list[Measured]:
    """Make the data in a temporary folder and measure every comparison."""
    import comparisons  # needs the project's own libraries

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = []
        for each in comparisons.comparisons(Path(folder), clients, only):
            print(f"  {each.name}: {each.about}", flush=True)
            if each.sizes:
                found.append(Measured(each.name, each.about, *each.sizes(), each.bar, True))
                continue
            times = measure(each.prepare, rounds * OFTEN.get(each.name, 1))
            found.append(Measured(each.name, each.about, *times, each.bar))
        return found


Work = Callable[[], object]


def measure(prepare: Callable[[], tuple[Work, Work]], rounds: int) -> tuple[float, float]:
    """Return the median times of the two jobs; who goes first changes from round to round."""
    for work in prepare():
        work()  # what is read is in memory from here on, and every import is done
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        both = prepare()
        for which in (0, 1) if turn % 2 else (1, 0):
            times[which].append(timed(both[which]))
    return statistics.median(times[0]), statistics.median(times[1])


def timed(work: Work) -> float:
    """Return how long a job takes, in seconds."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def conditions(rounds: int, only: str) -> str:
    """Say in a line under what conditions was measured; no machine is named."""
    version = ".".join(map(str, sys.version_info[:2]))
    cores = os.cpu_count() or 1
    counts = [f"{rounds * OFTEN[name]} for {name}" for name in OFTEN if only in ("", name)]
    more = f" ({', '.join(counts)})" if counts else ""
    return (
        f"{date.today().isoformat()}, Python {version}, {cores} cores, {sys.platform}; "
        f"medians of {rounds} alternating rounds{more}."
    )


def tabled(found: list[Measured]) -> str:
    """Return the figures as a table."""
    lines = ["| work | records | bare | ratio | bar |", "|---|---:|---:|---:|---:|"]
    for each in found:
        bar = f"≤ {each.bar}" if each.bar is not None else "none yet"
        both = " | ".join(amount(value, each.is_size) for value in (each.ours, each.bare))
        lines.append(f"| {each.name}: {each.about} | {both} | {each.ratio:.2f} | {bar} |")
    return "\n".join(lines) + "\n"


def amount(value: float, is_size: bool) -> str:
    """Write a time in milliseconds, or a size in kilobytes."""
    return f"{value / 1000:,.0f} kB" if is_size else f"{value * 1000:.0f} ms"


def rewritten(page: str, table: str) -> str:
    """Return a page with the table between its marks replaced."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
