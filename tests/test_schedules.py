"""Git by hand across an erasure: nothing is lost, nobody comes back, and nobody is stuck.

A sample, each habit at another moment; scripts/schedules.py runs them all.
"""

from pathlib import Path

import pytest

from . import schedules
from .schedules import OPERATIONS, ORDERS, Stages

pytestmark = pytest.mark.system("ssh-keygen")

SAMPLE = {
    "merge": "key here",
    "rebase": "half done",
    "revert of the newest": "on the desk",
    "stash pop": "synced",
    "cherry-pick": "after",
    "checkout OLD -- records/keys": "synced",
    "reset --hard OLD": "before",
    "push --force OLD": "after",
}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    return schedules.prepare(tmp_path_factory.mktemp("schedules"))


@pytest.mark.parametrize(("name", "order"), SAMPLE.items())
def test_nothing_is_lost_and_nobody_comes_back(
    stages: Stages, name: str, order: str, tmp_path: Path
) -> None:
    operation = next(each for each in OPERATIONS if each.name == name)
    outcome = schedules.play(stages, operation, order, tmp_path / "two")
    assert outcome.wrong == (), outcome


def test_there_are_as_many_schedules_as_are_promised() -> None:
    assert len(OPERATIONS) >= 10
    assert len(OPERATIONS) * len(ORDERS) >= 60
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)


def test_what_comes_back_is_seen(stages: Stages, tmp_path: Path) -> None:
    before = stages.before.copied(tmp_path / "two")
    assert any("is shown" in each for each in schedules.resurrections(before))
    assert any("opens" in each for each in schedules.resurrections(before))


def test_what_is_lost_is_seen(stages: Stages, tmp_path: Path) -> None:
    before = stages.before.copied(tmp_path / "two")
    kept = {before.stays, before.gone, before.part}
    assert any("an edit is lost" in each for each in schedules.losses(before, kept, "before"))
    assert any("other clients" in each for each in schedules.losses(before, set(), "before"))


def test_commands_are_taken_from_the_hint() -> None:
    said = "records: error: git commit is refused\nrecords: hint: or drop it: git merge --abort\n"
    assert schedules.commands(said) == ["git merge --abort"]
    assert schedules.commands("records: hint: was it? Then: records sync --restored\n") == [
        "records sync --restored"
    ]
