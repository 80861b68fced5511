"""A backup: one sealed file with the whole history, which counts once it was read back."""

import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.register.rotation import Renewal, rotate
from heijastus_records.rights import backing_up

from .house import TODAY, Ran

Records = Callable[..., Ran]


def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_backup_on_a_stick_becomes_the_register_again(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    folder = stick(tmp_path)
    done = records("backup", str(folder))
    assert done.code == 0, done
    (file,) = folder.iterdir()
    assert file.suffix == ".bundle"
    text = register.read(aino).text
    shutil.rmtree(register.root)
    assert records("restore", str(file), str(tmp_path / "again"), "--yes").code == 0
    again = Register.open(tmp_path / "again", register.private.named)
    assert again.read(aino).text == text


def test_a_backup_holds_neither_the_key_nor_a_word_of_the_clients(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    file = stick(tmp_path) / "b.bundle"
    assert records("backup", str(file)).code == 0
    content = file.read_bytes()
    assert b"AGE-SECRET-KEY" not in content
    assert b"age1" not in content
    assert b"Aino" not in content
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


def test_an_older_backup_is_only_replaced_when_told(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    file = stick(tmp_path) / "b.bundle"
    assert records("backup", str(file)).code == 0
    before = file.read_bytes()
    with register.edit(aino, action="edit") as data:
        data["language"] = "sv"
    assert records("backup", str(file)).code == 6
    assert file.read_bytes() == before
    assert records("backup", str(file), "--replace").code == 0
    assert file.read_bytes() != before


def test_no_other_file_is_ever_replaced(
    register: Register, records: Records, tmp_path: Path
) -> None:
    file = stick(tmp_path) / "own.txt"
    file.write_text("mine", "utf-8")
    assert records("backup", str(file), "--replace").code == 6
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize("place", ["register/b.bundle", "Dropbox/b.bundle", "none/b.bundle"])
def test_a_backup_goes_nowhere_where_others_copy_it(
    register: Register, records: Records, tmp_path: Path, place: str
) -> None:
    (tmp_path / "Dropbox").mkdir()
    done = records("backup", str(tmp_path / place))
    assert done.code == (2 if place.startswith("none") else 6), done
    assert not (tmp_path / place).exists()


def test_what_lies_in_no_commit_is_not_passed_over(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    path = register.root / f"records/clients/{aino}.yaml.age"
    path.write_bytes(path.read_bytes() + b"x")
    folder = stick(tmp_path)
    assert records("backup", str(folder)).code == 6
    assert [*folder.iterdir()] == []


def test_a_history_with_a_hole_makes_no_backup_and_keeps_the_old_one(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    file = stick(tmp_path) / "b.bundle"
    assert records("backup", str(file)).code == 0
    before = file.read_bytes()
    with register.edit(aino, action="edit") as data:
        data["language"] = "sv"
    register.history.git.run("repack", "-a", "-d", "-q")
    for pack in (Path(register.history.folder) / "objects" / "pack").iterdir():
        pack.unlink()
    assert records("backup", str(file), "--replace").code in (5, 7)
    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir()] == ["b.bundle"]


def test_a_backup_that_was_cut_off_leaves_its_name_free(
    register: Register, records: Records, tmp_path: Path
) -> None:
    folder = stick(tmp_path)
    (folder / "b.bundle.part").write_bytes(b"# v2 git bundle\nhalf")
    assert records("backup", str(folder / "b.bundle")).code == 0
    assert [each.name for each in folder.iterdir()] == ["b.bundle"]


def test_whoever_was_erased_is_in_no_later_backup_as_anybody_can_read(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    rotate(register, Renewal(TODAY, erased={aino: "art-17-1-b"}), Action("erase", (aino,)))
    file = stick(tmp_path) / "b.bundle"
    assert records("backup", str(file)).code == 0
    assert records("restore", str(file), str(tmp_path / "again"), "--yes").code == 0
    assert Register.open(tmp_path / "again", register.private.named).ids() == []


def told(register: Register, day: date) -> bool:
    fresh = Register.open(register.root, register.private.named)
    return backing_up.is_wanted(fresh, day)


def test_the_doctor_asks_for_a_backup_when_the_last_one_is_old(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    later = TODAY + timedelta(days=31)
    assert "no backup was made" in records("doctor").out
    backing_up.make(register, stick(tmp_path), TODAY)
    assert not told(register, TODAY)
    assert not told(register, later)  # nothing has changed since
    with register.edit(aino, action="edit") as data:
        data["language"] = "sv"
    assert not told(register, TODAY + timedelta(days=30))
    assert told(register, later)
