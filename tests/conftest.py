"""What every test may use: a home of its own, a real register, Aino in it, and the program."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from heijastus_records import messages
from heijastus_records.register import founding, layout
from heijastus_records.register.register import Register

from .computers import founded, two
from .house import AINO, PROJECT, TODAY, Ran

__all__ = ["AINO", "PROJECT", "TODAY", "Ran", "founded", "two"]

# A busy computer is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "system(*names): needs these programs on the computer")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip where a program is missing; on CI, where it must be there, fail."""
    for marker in item.iter_markers("system"):
        for name in marker.args:
            if shutil.which(name) is None:
                stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
                stop(f"{name} is not installed")


@pytest.fixture(autouse=True)
def private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the person who runs the tests is read or changed."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "RECORDS_", "LC_"))]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    folders = {"HOME": home, "XDG_STATE_HOME": home / "state", "XDG_RUNTIME_DIR": home / "run"}
    for name, folder in {**folders, "TMPDIR": home / "tmp"}.items():
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Omistaja Esimerkki\n\temail = omistaja@posti.example\n", "utf-8"
    )
    messages.speak("en")
    return home


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A register of its own, without a passphrase."""
    return founding.found(founding.Plan(tmp_path / "register", TODAY, tmp_path / "identity"))


@pytest.fixture
def aino(register: Register) -> str:
    """The id of a person in the register, with several fields and comments."""
    record = layout.new_id("c")
    register.add({record: AINO}, action="new")
    return record


@pytest.fixture
def records(register: Register, tmp_path: Path) -> Callable[..., Ran]:
    """The program itself, on the register: `records("show", aino)`."""

    def run(*words: str, input: str | None = None) -> Ran:  # noqa: A002 - as in subprocess
        known = {"RECORDS_IDENTITY": str(tmp_path / "identity"), "PYTHONPATH": str(PROJECT)}
        done = subprocess.run(
            [sys.executable, "-m", "heijastus_records", "--register", str(register.root), *words],
            input=input or "",
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, **known},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
