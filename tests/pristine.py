"""A register that is built once and put back, at the same place, before every test.

What is remembered of a register goes by its place, so that it must stay where it was built.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from heijastus_records.cli.root import run
from heijastus_records.register import founding, layout
from heijastus_records.register.register import Register
from tests.conftest import AINO

PERSON = "kind: person\nname: {{given: {0}, family: Esimerkki}}\nemails: [{0}@posti.example]\n"
DAY = date(2026, 11, 22)
OWNER = "[user]\n\tname = Omistaja Esimerkki\n\temail = omistaja@posti.example\n"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything that was said."""
        return self.out + self.err


@dataclass(frozen=True)
class House:
    """A register in a place of its own, with whatever is remembered about it."""

    base: Path
    ids: tuple[str, ...]

    @property
    def root(self) -> Path:
        """The register's folder."""
        return self.base / "now" / "register"

    @property
    def dot_git(self) -> Path:
        """Git's folder."""
        return self.root / ".git"

    @property
    def identity(self) -> Path:
        """The file of the key."""
        return self.base / "now" / "identity"

    def register(self) -> Register:
        """Open it anew."""
        return Register.open(self.root, self.identity)

    def restore(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put everything back as it was built, and let this test remember what was seen then."""
        shutil.rmtree(self.base / "now", ignore_errors=True)
        shutil.copytree(self.base / "built", self.base / "now", symlinks=True)
        monkeypatch.setenv("XDG_STATE_HOME", str(self.base / "now" / "state"))

    def git(self, *words: str, text: str | None = None, check: bool = True) -> str:
        """Run git as its owner, or a stranger, would by hand; no hook of ours is in the way."""
        done = subprocess.run(
            ["git", "-C", str(self.root), "-c", "core.hooksPath=/dev/null", *words],
            input=text,
            check=check,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
        return done.stdout.strip()

    def path(self, record: str) -> Path:
        """The file of a record."""
        return self.root / layout.record_path(record)

    def call(self, capsys: pytest.CaptureFixture[str], *words: str) -> Said:
        """Run the program in this process."""
        capsys.readouterr()
        code = run(["--register", str(self.root), "--identity", str(self.identity), *words])
        return Said(words, code, *capsys.readouterr())


def build(base: Path, edits: int, *, signed: bool = True) -> House:
    """Build a register of three people, with some edits of theirs, in a home of its own."""
    now = base / "now"
    (now / "state").mkdir(parents=True)
    (now / ".gitconfig").write_text(OWNER, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(now))
        patch.setenv("XDG_STATE_HOME", str(now / "state"))
        plan = founding.Plan(now / "register", DAY, now / "identity", signed=signed)
        register = founding.found(plan)
        ids = tuple(layout.new_id("c") for _each in range(3))
        texts = (AINO, PERSON.format("bertta"), PERSON.format("cecilia"))
        register.add(dict(zip(ids, texts, strict=True)), action="new")
        for count in range(edits):
            with register.edit(ids[count % 3], action="edit") as data:
                data["language"] = ("fi", "sv", "en")[(count // 3 + count % 3 + 1) % 3]
    shutil.copytree(now, base / "built", symlinks=True)
    return House(base, ids)
