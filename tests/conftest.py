"""What every test may use: a home of its own, a real register, Aino in it, and the program."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from heijastus_records.register.register import Register

from .computers import founded, two
from .house import AINO, PROJECT, TODAY, Ran, program
from .template import Template, at_home, founded_once

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


@pytest.fixture(scope="session", autouse=True)
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is started is compiled once, also where Python is told to keep nothing.

    It is kept where the tests have their folders: the project stays as it is.
    """
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("bytecode")))
        yield


@pytest.fixture(autouse=True)
def private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the person who runs the tests is read or changed."""
    return at_home(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A register that nobody opens: founding one takes a hundred times as long as copying it."""
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        at_home(folder / "now", patch)
        return founded_once(folder)


@pytest.fixture
def register(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Register:
    """A register of its own, without a passphrase; with Aino in it where the test asks for her."""
    return template.copy_to(tmp_path, with_aino="aino" in request.fixturenames)


@pytest.fixture
def aino(register: Register, template: Template) -> str:
    """The id of a person in the register, with several fields and comments."""
    assert template.aino in register.ids()
    return template.aino


@pytest.fixture
def records(register: Register, tmp_path: Path) -> Callable[..., Ran]:
    """The program itself, on the register: `records("show", aino)`."""
    return program(tmp_path)
