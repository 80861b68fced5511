"""A backup made into a register again: it opens with its own key, and nobody erased comes back."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from heijastus_records.errors import NoKey
from heijastus_records.register import layout, rotation, vault
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.register.rotation import Renewal

from .computers import Two
from .house import AINO, TODAY, Ran
from .test_epochs import carry_key, rotate

Records = Callable[..., Ran]


def backup(register: Register, kind: str, tmp_path: Path) -> Path:
    root = str(register.root)
    if kind == "bundle":
        made = tmp_path / "backup.bundle"
        subprocess.run(["git", "-C", root, "bundle", "create", "-q", made, "--all"], check=True)
    elif kind == "bare":
        made = tmp_path / "backup.git"
        subprocess.run(["git", "clone", "-q", "--bare", root, made], check=True)
    else:
        made = tmp_path / "backup"
        shutil.copytree(register.root, made)
    return made


def erase(register: Register, record: str) -> None:
    renewal = Renewal(TODAY, erased={record: "art-17-1-b"})
    rotation.rotate(register, renewal, Action("erase", (record,)))


def add(register: Register) -> str:
    record = layout.new_id("c")
    register.add({record: AINO}, action="new")
    return record


KINDS = ["bundle", "bare", "folder"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_becomes_a_register_that_opens(
    register: Register, aino: str, records: Records, tmp_path: Path, kind: str
) -> None:
    source = backup(register, kind, tmp_path)
    shutil.rmtree(register.root)
    register.root.mkdir()  # nothing of the register is left but its backup and its key
    done = records("restore", str(source), str(tmp_path / "again"), "--yes")
    assert done.code == 0, done
    assert "the key of this computer opens it" in done.err
    again = Register.open(tmp_path / "again", tmp_path / "identity")
    assert again.read(aino).text == AINO
    assert again.history.git.run("remote") == ""
    with again.edit(aino, action="edit") as data:
        data["language"] = "sv"
    words = ("--register", str(again.root))
    assert records(*words, "audit", "verify").code == 0
    assert records(*words, "validate").code == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_there", [True, False])
def test_nobody_erased_comes_back_with_an_old_backup_and_an_old_key(
    register: Register, aino: str, records: Records, tmp_path: Path, kind: str, is_there: bool
) -> None:
    other = add(register)
    source = backup(register, kind, tmp_path)
    old = tmp_path / "old"
    shutil.copy(tmp_path / "identity", old)
    erase(register, aino)
    if not is_there:
        shutil.rmtree(register.root)
        register.root.mkdir()
    done = records("restore", str(source), str(tmp_path / "again"), "--yes")
    assert done.code == 0, done
    assert f"{aino} was erased since: it was not brought back" in done.err
    assert "older than what this computer has seen" in done.err
    assert "wants the key of epoch 1" in done.err
    assert "key of this computer is of epoch 2" in done.err
    with pytest.raises(NoKey, match="epoch 2; the register is in epoch 1"):
        Register.open(tmp_path / "again", tmp_path / "identity").read(other)

    again = Register.open(tmp_path / "again", old)
    assert again.read(other).text == AINO
    assert again.ids() == [other]
    assert again.tombstones() == {aino}
    assert layout.key_path(aino) not in again.committed
    assert not (again.root / layout.record_path(aino)).exists()
    validated = records("--register", str(again.root), "--identity", str(old), "validate")
    assert validated.code == 0, validated


def test_the_key_of_today_opens_nothing_of_an_erased_client_in_an_old_backup(
    register: Register, aino: str, tmp_path: Path
) -> None:
    source = backup(register, "bare", tmp_path)
    erase(register, aino)
    present = vault.parse_epoch((tmp_path / "identity").read_bytes())
    blob = subprocess.run(
        ["git", "-C", str(source), "show", f"main:{layout.key_path(aino)}"],
        capture_output=True,
        check=True,
    ).stdout
    with pytest.raises(Exception, match="sealed with another key"):
        vault.open_keys(present, blob, aino)


def test_a_backup_made_after_the_erasure_is_whole(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    other = add(register)
    erase(register, aino)
    source = backup(register, "bundle", tmp_path)
    done = records("restore", str(source), str(tmp_path / "again"), "--yes")
    assert done.code == 0, done
    assert "brought back" not in done.err
    assert Register.open(tmp_path / "again", tmp_path / "identity").ids() == [other]


@pytest.mark.parametrize("kind", ["noise", "empty", "cut", "strange"])
def test_what_is_no_backup_is_refused_and_leaves_nothing(
    register: Register, aino: str, records: Records, tmp_path: Path, kind: str
) -> None:
    source = tmp_path / "source"
    if kind == "empty":
        source.mkdir()
    elif kind == "cut":
        whole = backup(register, "bundle", tmp_path).read_bytes()
        source.write_bytes(whole[: len(whole) // 2])
    elif kind == "strange":
        subprocess.run(["git", "init", "-q", "-b", "main", str(source)], check=True)
        words = ["commit", "-q", "--allow-empty", "-m", "x"]
        subprocess.run(["git", "-C", str(source), *words], check=True)
    else:
        source.write_bytes(b"noise")
    done = records("restore", str(source), str(tmp_path / "again"), "--yes")
    assert done.code in (3, 5, 6, 7), done
    assert done.err.count("records: error: ") == 1
    assert "Traceback" not in done.err
    assert not (tmp_path / "again").exists()


def test_restore_asks_before_it_makes_anything(
    register: Register, records: Records, tmp_path: Path
) -> None:
    source = backup(register, "bundle", tmp_path)
    done = records("restore", str(source), str(tmp_path / "again"))
    assert (done.code, "--yes" in done.err) == (2, True)
    assert not (tmp_path / "again").exists()
    assert records("restore", str(source), str(register.root), "--yes").code == 6


def test_a_computer_that_took_an_erasure_in_lets_nobody_erased_back_from_its_own_backup(
    two: Two,
) -> None:
    bag, source = two.bag, two.bag.folder / "backup"
    shutil.copytree(bag.root, source)
    shutil.copy(bag.folder / "identity", bag.folder / "old")
    rotate(two.desk, erased=two.aino)
    two.desk.records("sync")
    carry_key(two.desk, bag)
    bag.records("sync")
    shutil.rmtree(bag.root)  # the list in the private folder is all that still tells of it
    done = bag.records("--identity", "old", "restore", "backup", "register", "--yes", place=".")
    assert f"{two.aino} was erased since: it was not brought back" in done.err
    assert two.aino not in bag.records("--identity", "../old", "list", "--json").out


def test_the_whole_version_of_a_record_that_was_erased_in_part_does_not_come_back(two: Two) -> None:
    desk, source = two.desk, two.desk.folder / "backup"
    identity, new = desk.folder / "identity", desk.folder / "identity.incoming"
    shutil.copytree(desk.root, source)
    old = identity.read_bytes()
    rotate(desk, reduced=two.aino)
    desk.records("sync")
    shutil.rmtree(desk.root)
    identity.rename(new)
    identity.write_bytes(old)
    identity.chmod(0o600)
    done = desk.records("restore", "backup", "register", "--yes", place=".")
    assert (
        f"{two.aino} was erased in part since: its older version was not brought back" in done.err
    )
    assert two.aino not in desk.records("list", "--json").out
    desk.records("validate")

    # A newer copy still has what the law demands to be kept: that comes back, and nothing else.
    desk.git("remote", "add", "origin", "../../copy.git")
    desk.records("sync")
    assert set(desk.data(two.aino)) == {"kind", "name"}
    assert not new.exists()
    desk.records("validate")
    desk.records("audit", "verify")
