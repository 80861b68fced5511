"""The register that is copied for every test: what one test does to its copy reaches no other."""

from datetime import date
from pathlib import Path

import pytest

from heijastus_records.register.register import Register
from heijastus_records.rights import keeping

from .house import AINO
from .template import Template, at_home


def files(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_what_a_test_changes_is_its_own(
    template: Template,
    register: Register,
    aino: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A new key, a new text, a lost folder: the next copy knows nothing of them."""
    kept = files(template.folder)
    keeping.rotate(register, date(2026, 11, 22), compromised=True)
    with Register.open(register.root, tmp_path / "identity").edit(aino, action="edit") as data:
        data["language"] = "sv"
    (tmp_path / "identity").write_bytes(b"gone")
    register.private.folder.rename(tmp_path / "away")
    assert files(template.folder) == kept

    at_home(tmp_path / "other", monkeypatch)
    other = template.copy_to(tmp_path / "other", with_aino=True)
    assert other.read(aino).text == AINO
    assert (other.epoch.number, len(other.trail())) == (1, 2)
    assert not any(str(template.folder).encode() in each for each in files(other.root).values())


def test_no_file_is_shared_between_copies(template: Template, register: Register) -> None:
    places = (register.root, register.private.folder, register.private.identity.parent)
    found = [each for place in places for each in place.rglob("*") if each.is_file()]
    assert {each.stat().st_nlink for each in found} == {1}
    assert not any(each.is_symlink() for each in found)
    assert template.aino not in register.ids()
