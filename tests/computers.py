"""Two computers with one register: each with a home, a signing key and a clone of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .house import AINO, PROJECT, Ran

LONG = AINO + 'invoices:\n  - {number: 2024-1, date: 2024-02-01, amount: "100.00", currency: EUR}\n'


class Computer(NamedTuple):
    """One computer with a home, a signing key and a clone of its own; the identity is the same."""

    name: str
    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "register"

    @property
    def environment(self) -> dict[str, str]:
        home = self.folder / "home"
        return {
            **os.environ,
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "RECORDS_IDENTITY": str(self.folder / "identity"),
            "PYTHONPATH": str(PROJECT),
        }

    def records(self, *words: str, code: int | None = 0, place: str = "register") -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "heijastus_records", *words],
            input="",
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder / place,
            env=self.environment,
        )
        ran = Ran(done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in ran.err
        if code is not None:
            assert ran.code == code, (self.name, words, ran)
        return ran

    def git(self, *words: str, code: int | None = 0) -> Ran:
        done = subprocess.run(
            ["git", *words],
            capture_output=True,
            encoding="utf-8",
            cwd=self.root,
            env={**self.environment, "GIT_EDITOR": "true"},
        )
        if code is not None:
            assert done.returncode == code, (self.name, words, done)
        return Ran(done.returncode, done.stdout.strip(), done.stderr)

    def edit(self, record: str, *seds: str) -> None:
        script = "sed -i " + " ".join(f"-e '{sed}'" for sed in seds)
        self.records("edit", record, "--editor", script)

    def text(self, record: str) -> str:
        return self.records("show", record).out

    def data(self, record: str) -> Any:
        return json.loads(self.records("show", record, "--json").out)["data"]

    def ids(self) -> list[str]:
        return [each["id"] for each in json.loads(self.records("list", "--json").out)["clients"]]

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD").out


class Two(NamedTuple):
    """Two computers, the bare copy between them, and Aino."""

    desk: Computer
    bag: Computer
    copy: Path
    aino: str


def _computer(folder: Path, name: str) -> Computer:
    made = Computer(name, folder / name)
    for part in (".", "home", "home/state", "home/run"):
        (made.folder / part).mkdir(mode=0o700, exist_ok=True, parents=True)
    (made.folder / "home" / ".gitconfig").write_text(
        f"[user]\n\tname = Omistaja\n\temail = {name}@posti.example\n", "utf-8"
    )
    return made


def found(folder: Path) -> Two:
    """Make two computers that trust each other, and a copy between them."""
    desk, bag, copy = _computer(folder, "desk"), _computer(folder, "bag"), folder / "copy.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(copy)], check=True)
    desk.records("init", "register", "--no-passphrase", "--yes", place=".")
    (desk.folder / "aino.yaml").write_text(LONG, "utf-8")
    aino = desk.records("new", "person", "--from", "../aino.yaml").out.strip()
    desk.git("remote", "add", "origin", "../../copy.git")
    desk.records("sync")
    shutil.copy(desk.folder / "identity", bag.folder / "identity")
    bag.records("clone", "../copy.git", "register", "--yes", place=".")
    # Each has signed something that the other has taken in: both keys are known on both.
    bag.edit(aino, "s/^language: fi/language: en/")
    bag.records("sync")
    refused = desk.records("sync", code=6)
    fingerprint = re.search(r"SHA256:\S+", refused.err)
    assert fingerprint
    desk.records("sync", "--trust", fingerprint[0].rstrip(":;,."))
    return Two(desk, bag, copy, aino)


def copied(two: Two, target: Path) -> Two:
    """Copy both computers and what is between them to another place."""
    source = two.copy.parent
    shutil.copytree(source, target, symlinks=True)
    moved = Two(
        Computer("desk", target / "desk"),
        Computer("bag", target / "bag"),
        target / "copy.git",
        two.aino,
    )
    for computer in (moved.desk, moved.bag):
        _settle(computer, source, target)
    return moved


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Two computers that trust each other; every test works on a copy of them."""
    return found(tmp_path_factory.mktemp("two"))


@pytest.fixture
def two(founded: Two, tmp_path: Path) -> Two:
    return copied(founded, tmp_path / "two")


def _settle(computer: Computer, source: Path, target: Path) -> None:
    """Tell git, its hooks and the private folder the new place: they hold whole paths."""
    places = [computer.root / ".git" / "config", *(computer.root / ".git" / "hooks").glob("*")]
    for file in places:
        file.write_text(file.read_text("utf-8").replace(str(source), str(target)), "utf-8")
    state = computer.folder / "home" / "state" / "records"
    for anchor in state.glob("*/anchor-*"):
        anchor.unlink()


ERASE = """
import sys
from pathlib import Path
from heijastus_records.register import layout
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register

root, identity, record = sys.argv[1:]
register = Register.open(Path(root), Path(identity))
with register.changing():
    version = register.read(record).version
    line = f"- {record} {version} erased 2026-11-22 art-17-1-b\\n".encode()
    paths = [layout.record_path(record), layout.key_path(record)]
    changes = {**dict.fromkeys(paths), layout.TOMBSTONES: line}
    register.commit(changes, Action("erase", (record,)))
"""
"""Takes a record out with a tombstone, in a signed commit."""


def erase(computer: Computer, record: str) -> None:
    words = [str(computer.root), str(computer.folder / "identity"), record]
    subprocess.run([sys.executable, "-c", ERASE, *words], check=True, env=computer.environment)
