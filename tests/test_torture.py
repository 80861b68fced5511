"""A drawn sample of crashes, failing disks and power cuts: nobody is lost and nothing half erased.

The script does thousands of points; here it does some, of all kinds, drawn by a fixed seed.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .house import PROJECT, Ran

SAMPLE = ["--points", "72", "--seed", "7", "--size", "2", "--size", "5"]


@pytest.fixture
def torture(tmp_path: Path) -> Callable[..., Ran]:
    """The script, always in one folder."""

    def run(*words: str) -> Ran:
        script, folder = PROJECT / "scripts" / "torture.py", tmp_path / "torture"
        done = subprocess.run(
            [sys.executable, str(script), *words, "--folder", str(folder)],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.mark.system("strace")
def test_whatever_happens_in_the_middle_all_is_as_before_or_done(
    torture: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = torture(*SAMPLE)
    assert ran.code == 0, ran
    lines = (tmp_path / "torture" / "tried.jsonl").read_text("utf-8").splitlines()
    done: list[dict[str, Any]] = [json.loads(line) for line in lines]
    for kind, least in {"kill": 45, "error": 10, "power": 7}.items():
        found = Counter(each["outcome"] for each in done if each["kind"] == kind)
        assert set(found) == {"before", "after"}, (kind, found)
        assert found.total() >= least
    # A sample that hits nothing would prove nothing.
    assert Counter(each["code"] for each in done if each["kind"] == "kill")[-9] >= 20
    assert {each["who"] for each in done} == {"own", "git"}

    again = torture(*SAMPLE)
    assert again.out == ran.out  # a run goes on where it was: here nothing is left to be tried
    assert len(lines) == len((tmp_path / "torture" / "tried.jsonl").read_text().splitlines())


@pytest.mark.system("strace")
def test_a_point_can_be_met_again_by_its_name(torture: Callable[..., Ran]) -> None:
    ran = torture("--replay", "kill:2:part:own:fsync.2")
    done = json.loads(ran.out.rpartition("}")[0] + "}")
    assert (ran.code, done["code"], done["outcome"]) == (0, -9, "before")


def test_a_power_cut_takes_what_was_not_synced_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(PROJECT / "scripts"))
    import powercut

    file = powercut.File(b"old", [(1, 0, None), (1, 0, b"new"), (5, 3, b"er")], [3])
    luck = random.Random(1)
    assert file.at(2, "none", luck) == b"old"
    assert file.at(4, "none", luck) == b"new"
    assert file.at(6, "all", luck) == b"newer"
    assert file.at(6, "zeros", luck) == b"new\0\0"
