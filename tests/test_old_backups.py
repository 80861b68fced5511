"""An old backup copied back: what opens, what is refused, what is said, and the way on."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from .computers import Computer, _computer
from .house import AINO, PROJECT
from .template import at_home
from .test_erasure import PAID

pytestmark = pytest.mark.system("ssh-keygen")

README = (PROJECT / "README.md").read_text("utf-8")


class Desk(NamedTuple):
    """A computer on which two people were erased since the backup: Aino whole, Carita in part."""

    computer: Computer
    aino: str
    carita: str
    bertta: str

    @property
    def backup(self) -> Path:
        return self.computer.folder / "backup"

    @property
    def state(self) -> Path:
        return self.computer.folder / "home" / "state"

    @property
    def key(self) -> Path:
        return self.computer.folder / "identity"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Path]:
    """A desk that was set up once, and where all of it is kept: two erasures take their time."""
    base = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        at_home(base, patch)  # whatever the one who runs the tests has set
        made = _set_up(base)
    shutil.copytree(made.computer.folder, base / "kept", symlinks=True)
    return made, base / "kept"


@pytest.fixture
def desk(kept: tuple[Desk, Path]) -> Desk:
    """The desk as it was set up, at the same place: Git and the private folder name it."""
    made, whole = kept
    shutil.rmtree(made.computer.folder)
    shutil.copytree(whole, made.computer.folder, symlinks=True)
    return made


def _set_up(base: Path) -> Desk:
    computer = _computer(base, "desk")
    copy = computer.folder / "copy.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(copy)], check=True)
    computer.records("init", "register", "--no-passphrase", "--yes", place=".")
    ids = [
        _add(computer, text)
        for text in (AINO, PAID, "kind: person\nname: {given: Bertta}\nlanguage: fi\n")
    ]
    computer.git("remote", "add", "origin", "../copy.git")
    computer.records("sync")
    made = Desk(computer, *ids)
    shutil.copytree(computer.root, made.backup / "register")
    shutil.copy(made.key, made.backup / "identity")
    shutil.copytree(made.state, made.backup / "state")
    root = str(computer.root)
    bundle = ["git", "-C", root, "bundle", "create", "-q", str(made.backup / "bundle"), "--all"]
    subprocess.run(bundle, check=True)
    mirror = ["git", "clone", "-q", "--mirror", root, str(made.backup / "mirror.git")]
    subprocess.run(mirror, check=True)
    computer.records("erase", made.aino, "--yes")
    shutil.copytree(computer.root, made.backup / "between" / "register")
    shutil.copy(made.key, made.backup / "between" / "identity")
    computer.records("erase", made.carita, "--yes")
    computer.edit(made.bertta, "s/^language: fi/language: en/")
    computer.records("sync")
    shutil.copy(made.key, computer.folder / "newest")
    return made


def _add(computer: Computer, text: str) -> str:
    (computer.folder / "new.yaml").write_text(text, "utf-8")
    return computer.records("new", "person", "--from", "../new.yaml").out.strip()


def put_back(desk: Desk, *parts: str) -> None:
    """Copy parts of the backup over what is there now: the repository, the key, the rest."""
    if "folder" in parts:
        shutil.rmtree(desk.computer.root)
        shutil.copytree(desk.backup / "register", desk.computer.root)
    if "key" in parts:
        shutil.copy(desk.backup / "identity", desk.key)
    if "state" in parts:
        shutil.rmtree(desk.state)
        shutil.copytree(desk.backup / "state", desk.state)


def said(desk: Desk, *words: str, code: int, place: str = "register") -> str:
    """Return all that a command says."""
    done = desk.computer.records(*words, code=code, place=place)
    return done.out + done.err


def told(output: str, quoted: str) -> None:
    """See that a sentence is said, and that the README says that it is."""
    assert quoted in output
    assert f"“{quoted}" in README, quoted


def assert_well(desk: Desk) -> None:
    """Everything is as it was before the backup was put back; nobody erased is there."""
    computer = desk.computer
    assert sorted(computer.ids()) == sorted([desk.carita, desk.bertta])
    assert computer.data(desk.bertta)["language"] == "en"
    assert "emails" not in computer.data(desk.carita)
    assert "invoices" in computer.data(desk.carita)
    computer.records("validate")
    computer.records("audit", "verify")
    assert "both copies are alike" in computer.records("sync").err


def bring_newest(desk: Desk) -> None:
    desk.computer.records("key", "import", "../newest")


def test_old_repository_over_the_folder_goes_forward_with_sync(desk: Desk) -> None:
    put_back(desk, "folder")
    for words in (["list"], ["validate"], ["show", desk.bertta], ["repair"]):
        told(said(desk, *words, code=6), "the history has gone back: the last commit seen here")
    assert "Then: records sync" in said(desk, "list", code=6)
    told(said(desk, "sync", code=0), "took in")
    assert_well(desk)


def test_old_repository_by_reset_goes_forward_with_repair(desk: Desk) -> None:
    old = subprocess.run(
        ["git", "-C", str(desk.backup / "register"), "rev-parse", "HEAD"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout.strip()
    desk.computer.git("reset", "-q", "--hard", old)
    assert "records repair" in said(desk, "list", code=6)
    told(said(desk, "repair", code=0), "the history is at this commit again")
    assert_well(desk)


def test_old_repository_without_another_copy_is_told_from_the_key(desk: Desk) -> None:
    put_back(desk, "folder")
    desk.computer.git("remote", "remove", "origin")
    assert "records restore" in said(desk, "list", code=6)
    root = str(desk.computer.root)
    output = said(desk, "restore", root, "again", "--yes", code=0, place=".")
    told(output, "older backups stay closed, so that what was erased stays so")
    told(output, "was erased since: it was not brought back")
    told(output, "was erased in part since: its older version was not brought back")


def test_old_key_is_told_to_bring_the_newer_one(desk: Desk) -> None:
    put_back(desk, "key")
    for words in (["list"], ["validate"], ["sync"], ["show", desk.bertta], ["repair"]):
        told(said(desk, *words, code=4), "the identity is of epoch 1; the register is in epoch 3")
    bring_newest(desk)
    assert_well(desk)


def test_missing_key_is_asked_for(desk: Desk) -> None:
    desk.key.unlink()
    for words in (["list"], ["validate"], ["sync"]):
        told(said(desk, *words, code=4), "there is no key for this register on this computer")
    bring_newest(desk)
    assert_well(desk)


@pytest.mark.parametrize("way", ["sync", "restore"])
def test_both_old_are_stopped_by_what_this_computer_remembers(desk: Desk, way: str) -> None:
    put_back(desk, "folder", "key")
    told(said(desk, "list", code=6), "the history has gone back: the last commit seen here")
    if way == "sync":
        before = desk.computer.git("rev-parse", "HEAD").out
        assert "the register is in epoch 3" in said(desk, "sync", code=4)
        assert desk.computer.git("rev-parse", "HEAD").out == before
        bring_newest(desk)
        told(said(desk, "sync", code=0), "took in")
        assert_well(desk)
    else:
        words = ["restore", str(desk.computer.root), "again", "--yes"]
        assert "was erased since" in said(desk, *words, code=0, place=".")
        again = said(desk, "--register", "again", "list", "--json", code=0, place=".")
        assert desk.bertta in again
        assert desk.aino not in again
        assert desk.carita not in again


def test_both_old_and_the_private_folder_as_well_open_everybody_until_a_newer_copy_is_met(
    desk: Desk,
) -> None:
    put_back(desk, "folder", "key", "state")
    assert desk.aino in desk.computer.ids()  # nothing on this computer can know better
    desk.computer.records("validate")
    assert "old backup" not in desk.computer.records("doctor", code=None).out
    told(said(desk, "sync", code=4), "the other copy is in epoch 3, this one in epoch 1")
    bring_newest(desk)
    assert "took in" in said(desk, "sync", code=0)
    assert_well(desk)


def test_a_backup_that_is_opened_elsewhere_with_its_old_key_is_called_one(desk: Desk) -> None:
    put_back(desk, "key")
    elsewhere = ("--register", str(desk.backup / "register"))
    told(said(desk, *elsewhere, "validate", code=1), "this record was erased: the folder is an old")
    told(
        said(desk, *elsewhere, "doctor", code=1),
        "this folder is an old backup: 1 record in it was erased since",
    )


PRIVATE: dict[str, Callable[[Desk], object]] = {
    "old": lambda desk: put_back(desk, "state"),
    "gone": lambda desk: shutil.rmtree(desk.state),
}


@pytest.mark.parametrize("kind", PRIVATE)
def test_old_or_missing_private_folder_alone_lets_the_newest_open(desk: Desk, kind: str) -> None:
    PRIVATE[kind](desk)
    desk.state.mkdir(mode=0o700, exist_ok=True)
    assert sorted(desk.computer.ids()) == sorted([desk.carita, desk.bertta])
    if kind == "gone":
        told(said(desk, "validate", code=1), "is not signed by you; records audit verify says more")
        shutil.rmtree(desk.computer.root)
        said(desk, "clone", "copy.git", "register", "--yes", code=0, place=".")
        desk.computer.records("doctor", "--fix", code=None)
    assert sorted(desk.computer.ids()) == sorted([desk.carita, desk.bertta])
    desk.computer.records("validate")
    desk.computer.records("sync")
    desk.computer.records("audit", "verify")


@pytest.mark.parametrize("kind", ["folder", "bundle", "mirror.git"])
def test_restore_with_the_old_key_keeps_the_erased_out_and_takes_the_rest_in_later(
    desk: Desk, kind: str
) -> None:
    put_back(desk, "key")
    shutil.rmtree(desk.computer.root)
    source = str(desk.backup / {"folder": "register"}.get(kind, kind))
    output = said(desk, "restore", source, "register", "--yes", code=0, place=".")
    told(output, "the backup is older than what this computer has seen: newer changes lack")
    assert desk.computer.ids() == [desk.bertta]
    desk.computer.records("validate")
    desk.computer.git("remote", "add", "origin", "../copy.git")
    bring_newest(desk)
    desk.computer.records("sync")
    assert_well(desk)


@pytest.mark.parametrize("private", ["kept", "old"])
@pytest.mark.parametrize("older", ["key", "folder"])
def test_parts_of_two_different_backups_go_forward_with_the_newest_key(
    desk: Desk, older: str, private: str
) -> None:
    put_back(desk, "folder", "key", *(["state"] if private == "old" else []))
    between = desk.backup / "between"
    if older == "key":
        shutil.rmtree(desk.computer.root)
        shutil.copytree(between / "register", desk.computer.root)
    else:
        shutil.copy(between / "identity", desk.key)
    assert "records: error: " in said(desk, "list", code=6 if private == "kept" else 4)
    assert "key import" in said(desk, "sync", code=4)
    bring_newest(desk)
    hint = said(desk, "list", code=6 if private == "kept" else 4)
    assert "git reset" not in hint  # there was no merge
    assert "records sync" in hint
    assert "took in" in said(desk, "sync", code=0)
    assert_well(desk)


def test_without_a_key_an_old_folder_is_left_for_a_clone(desk: Desk) -> None:
    put_back(desk, "folder")
    desk.key.unlink()
    assert "records key import FILE" in said(desk, "sync", code=4)
    refused = said(desk, "key", "import", "../newest", code=4)
    told(refused, "this folder is older than the key: bring the newer register with records clone")
    assert "records sync" not in refused  # which wants a key first
    said(desk, "clone", "copy.git", "again", "--yes", code=0, place=".")
    shutil.rmtree(desk.computer.root)
    (desk.computer.folder / "again").rename(desk.computer.root)
    bring_newest(desk)
    assert_well(desk)
