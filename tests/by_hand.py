"""A register as its owner has it under her hands: git itself, with the hooks of this program."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from heijastus_records.register import layout, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import hooks

from .conftest import PROJECT, Ran

PERSON = "kind: person\nname: {{given: {0}, family: Kuvitteellinen}}\nemails: [{0}@posti.example]\n"


class Hand:
    """Git by hand in one register."""

    def __init__(self, register: Register, identity: Path) -> None:
        self.register = register
        self.root = register.root
        self.identity = identity

    def git(
        self,
        *words: str,
        env: Mapping[str, str | Path] | None = None,
        input: str = "",  # noqa: A002 - as in subprocess
        cwd: Path | None = None,
    ) -> Ran:
        """Run git as it is typed; nothing is set but where this program lies."""
        known = {**os.environ, "PYTHONPATH": str(PROJECT), "GIT_TERMINAL_PROMPT": "0"}
        done = subprocess.run(
            ["git", *words],
            input=input.encode(),
            capture_output=True,
            cwd=cwd or self.root,
            env={**known, **{name: str(value) for name, value in (env or {}).items()}},
            timeout=120,
        )
        texts = (each.decode("utf-8", "replace") for each in (done.stdout, done.stderr))
        return Ran(done.returncode, *texts)

    def out(self, *words: str) -> str:
        """Return what a git command prints that must end well."""
        ran = self.git(*words)
        assert ran.code == 0, ran
        return ran.out.strip()

    @property
    def head(self) -> str:
        return self.out("rev-parse", "HEAD")

    def commit(self, *words: str, **how: Mapping[str, str | Path]) -> Ran:
        return self.git("commit", *(words or ("-m", "by hand")), **how)  # type: ignore[arg-type]

    def new(self, name: str = "bertta") -> str:
        """Add a person by the program; return the id."""
        record = layout.new_id("c")
        self.opened().add({record: PERSON.format(name)}, action="new")
        return record

    def opened(self) -> Register:
        """Open the register anew, as the next command does."""
        return Register.open(self.root, self.identity)

    def seal(self, record: str, text: str, version: int = 0) -> bytes:
        """Return a next version of a committed record, or one of the number that is given."""
        place, opened = self.register.notice.register, self.opened()
        before = opened.history.blob(opened.committed[layout.record_path(record)])
        sealed_keys = opened.history.blob(opened.committed[layout.key_path(record)])
        keys = vault.open_keys(opened.epoch, sealed_keys, record)
        old = vault.open_text(keys, before, record, place)[0]
        number = version or old.version + 1
        binding = vault.Binding(record, place, number, (vault.digest(before),))
        return vault.seal_text(keys[0], binding, text)

    def path(self, record: str) -> Path:
        return self.root / layout.record_path(record)

    def key(self, record: str) -> Path:
        return self.root / layout.key_path(record)

    def write(self, record: str, text: str, version: int = 0) -> None:
        """Put a next version into the work tree, as another tool of hers might."""
        self.path(record).write_bytes(self.seal(record, text, version))

    def stage(self, record: str, text: str, version: int = 0) -> None:
        self.write(record, text, version)
        self.out("add", "--", layout.record_path(record))

    def state(self) -> dict[str, object]:
        """Return the last commit, the index and every file of the work tree."""
        found: dict[str, object] = {
            "HEAD": self.head,
            "index": self.out("ls-files", "--stage"),
            "status": self.out("status", "--porcelain"),
        }
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if not name.startswith(".git/") and path.is_file():
                found[name] = path.read_bytes()
        return found

    def message(self, commit: str = "HEAD") -> str:
        return self.out("log", "-1", "--format=%B", commit)

    def trailers(self, commit: str = "HEAD") -> str:
        return self.out("log", "-1", "--format=%(trailers)", commit)

    def changed(self) -> None:
        """Commit something that is always allowed, so that there is something to commit."""
        (self.root / "README.md").write_text(f"{self.head}\n", "utf-8")
        self.out("add", "README.md")


def with_hooks(register: Register, identity: Path) -> Hand:
    """Return a register with the hooks installed."""
    hooks.install(register)
    return Hand(register, identity)
