"""A register that is founded once for all tests of a process; every test works on a copy of it.

The copy is a whole one: the folder, the key, and what the home keeps about the register. Nothing
that one test does to its copy reaches another.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from heijastus_records import messages
from heijastus_records.register import founding, layout
from heijastus_records.register.register import Register

from .house import AINO, TODAY

OWNER = "[user]\n\tname = Omistaja Esimerkki\n\temail = omistaja@posti.example\n"


def at_home(base: Path, patch: pytest.MonkeyPatch) -> Path:
    """Make a home, and let it be the one that everything here and below looks at."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "RECORDS_", "LC_"))]:
        patch.delenv(name)
    home = base / "home"
    folders = {"HOME": home, "XDG_STATE_HOME": home / "state", "XDG_RUNTIME_DIR": home / "run"}
    for name, folder in {**folders, "TMPDIR": home / "tmp"}.items():
        folder.mkdir(mode=0o700, parents=True)
        patch.setenv(name, str(folder))
    patch.setattr(tempfile, "tempdir", str(home / "tmp"))
    patch.setenv("LANG", "C.UTF-8")
    patch.setenv("LANGUAGE", "en")
    (home / ".gitconfig").write_text(OWNER, "utf-8")
    messages.speak("en")
    return home


@dataclass(frozen=True)
class Template:
    """A register as it was founded, and as it was with Aino in it."""

    folder: Path
    aino: str
    """Her id."""

    @property
    def now(self) -> Path:
        """Where it was made: git's settings name this place."""
        return self.folder / "now"

    def kept(self, *, with_aino: bool) -> Path:
        """Return where one of the two states is kept."""
        return self.folder / ("with-aino" if with_aino else "founded")

    def keep(self, *, with_aino: bool) -> None:
        """Keep the present state."""
        kept = self.kept(with_aino=with_aino)
        shutil.copytree(self.now / "register", kept / "register", symlinks=True)
        shutil.copytree(_state(self.now), _state(kept), symlinks=True)
        shutil.copy2(self.now / "identity", kept / "identity")

    def copy_to(self, base: Path, *, with_aino: bool) -> Register:
        """Copy one of the two states to where a test has its home, and open it there."""
        return copied(self.kept(with_aino=with_aino), self.now, base)


def copied(kept: Path, was: Path, base: Path) -> Register:
    """Copy a register with its home, as it was at one place, to another; open it there."""
    shutil.copytree(kept, base, symlinks=True, dirs_exist_ok=True)
    config = base / "register" / ".git" / "config"
    config.write_text(config.read_text("utf-8").replace(str(was), str(base)), "utf-8")
    register = Register.open(base / "register", base / "identity")
    for anchor in register.private.folder.glob("anchor-*"):  # it is named after the place
        anchor.unlink()
    register.private.move_anchor(register.history.folder, register.history.head())
    return register


def _state(base: Path) -> Path:
    return base / "home" / "state" / "records"


def founded_once(folder: Path) -> Template:
    """Found a register in a folder whose home is the present one."""
    template = Template(folder, layout.new_id("c"))
    now = template.now
    register = founding.found(founding.Plan(now / "register", TODAY, now / "identity"))
    template.keep(with_aino=False)
    register.add({template.aino: AINO}, action="new")
    template.keep(with_aino=True)
    return template
