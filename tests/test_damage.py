"""Whatever happens to a file: one line of error, nothing changed, the others usable, mended."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest

from heijastus_records.cli.root import run
from heijastus_records.errors import Problem
from heijastus_records.register import founding, layout, repair, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import upkeep

TODAY = date(2026, 11, 22)
PERSON = "kind: person\nname: {{given: {0}, family: Esimerkki}}\nemails: [{0}@posti.example]\n"
NEWEST = PERSON.format("aino") + "language: sv\n"
"""The text of Aino's third and newest version."""


class House(NamedTuple):
    """A register with three people; Aino's record has three versions."""

    register: Register
    identity: Path
    aino: str
    bertta: str
    cecilia: str

    def path(self, record: str) -> Path:
        return self.register.root / layout.record_path(record)

    def key(self, record: str) -> Path:
        return self.register.root / layout.key_path(record)


class Said(NamedTuple):
    """What the program answered."""

    code: int
    out: str
    err: str


Program = Callable[..., Said]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A program that hangs on a pipe or a huge file fails the test."""

    def give_up(*_words: object) -> None:
        pytest.fail("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def house(register: Register, tmp_path: Path) -> House:
    ids = [layout.new_id("c") for _ in range(3)]
    texts = [PERSON.format(name) for name in ("aino", "bertta", "cecilia")]
    register.add(dict(zip(ids, texts, strict=True)), action="new")
    for language in ("fi", "sv"):
        before = register.read(ids[0])
        register.save(before, f"{texts[0]}language: {language}\n", action="edit")
    return House(register, tmp_path / "identity", *ids)


@pytest.fixture
def program(house: House, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program itself, in this process: it is started some hundred times here."""

    def call(*words: str) -> Said:
        known = ["--register", str(house.register.root), "--identity", str(house.identity)]
        capsys.readouterr()
        code = run([*known, *words])
        return Said(code, *capsys.readouterr())

    return call


def git(house: House, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(house.register.root), *words],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


def commit_by_hand(house: House) -> None:
    git(house, "-c", "core.symlinks=true", "add", "-A")
    git(house, "commit", "-q", "-m", "by hand")


def state(house: House) -> dict[str, object]:
    """Return the newest commit, and what lies in the folder."""
    found: dict[str, object] = {"HEAD": git(house, "rev-parse", "HEAD")}
    for path in sorted(house.register.root.rglob("*")):
        name = path.relative_to(house.register.root).as_posix()
        if name.partition("/")[0] == ".git":
            continue
        if path.is_symlink():
            found[name] = path.readlink()
        else:
            found[name] = path.read_bytes() if path.is_file() else path.lstat().st_mode
    return found


def assert_one_error(said: Said, code: int, *words: str) -> None:
    assert (code, "") == (said.code, said.out), said
    lines = said.err.splitlines()
    assert sum(line.startswith("records: error: ") for line in lines) == 1, said.err
    assert [line for line in lines if not line.startswith(("records: error: ", "records: h"))] == []
    for word in words:
        assert word in said.err


# --- Damages to Aino's record -----------------------------------------------------------------


def _flipped(house: House, tmp_path: Path) -> None:
    sealed = bytearray(house.path(house.aino).read_bytes())
    sealed[-20] ^= 1
    house.path(house.aino).write_bytes(sealed)


def _truncated(house: House, tmp_path: Path) -> None:
    house.path(house.aino).write_bytes(house.path(house.aino).read_bytes()[:-30])


def _header_only(house: House, tmp_path: Path) -> None:
    house.path(house.aino).write_bytes(b"age-encryption.org/v1\n")


def _empty(house: House, tmp_path: Path) -> None:
    house.path(house.aino).write_bytes(b"")


def _folder(house: House, tmp_path: Path) -> None:
    house.path(house.aino).unlink()
    house.path(house.aino).mkdir()
    (house.path(house.aino) / "inside").write_bytes(b"x")


def _pipe(house: House, tmp_path: Path) -> None:
    house.path(house.aino).unlink()
    os.mkfifo(house.path(house.aino))


def _pipe_as_key(house: House, tmp_path: Path) -> None:
    house.key(house.aino).unlink()
    os.mkfifo(house.key(house.aino))


def _ten_megabytes(house: House, tmp_path: Path) -> None:
    with house.path(house.aino).open("ab") as file:
        file.write(bytes(10_000_000))


def _of_another_register(house: House, tmp_path: Path) -> None:
    place = tmp_path / "another"
    other = founding.found(founding.Plan(place, TODAY, tmp_path / "another-identity"))
    binding = vault.Binding(house.aino, other.notice.register, 9, ())
    keys = house.register.read(house.aino).keys
    house.path(house.aino).write_bytes(vault.seal_text(keys[0], binding, NEWEST))


def _another_registers_files(house: House, tmp_path: Path) -> None:
    place = tmp_path / "another"
    other = founding.found(founding.Plan(place, TODAY, tmp_path / "another-identity"))
    other.add({house.aino: NEWEST}, action="new")
    for path in (layout.record_path(house.aino), layout.key_path(house.aino)):
        shutil.copy(place / path, house.register.root / path)


def _replayed(house: House, tmp_path: Path) -> None:
    names = list(house.register.history.versions(layout.record_path(house.aino)))
    assert len(names) == 3
    house.path(house.aino).write_bytes(house.register.history.blob(names[1]))


def _same_version_again(house: House, tmp_path: Path) -> None:
    found = house.register.read(house.aino)
    binding = vault.Binding(house.aino, house.register.notice.register, found.version, ())
    house.path(house.aino).write_bytes(vault.seal_text(found.keys[0], binding, "kind: person\n"))


def _berttas_file(house: House, tmp_path: Path) -> None:
    shutil.copy(house.path(house.bertta), house.path(house.aino))


def _berttas_file_and_key(house: House, tmp_path: Path) -> None:
    shutil.copy(house.path(house.bertta), house.path(house.aino))
    shutil.copy(house.key(house.bertta), house.key(house.aino))


def _berttas_key(house: House, tmp_path: Path) -> None:
    shutil.copy(house.key(house.bertta), house.key(house.aino))


def _swapped(house: House, tmp_path: Path) -> None:
    for first, second in (
        (house.path(house.aino), house.path(house.bertta)),
        (house.key(house.aino), house.key(house.bertta)),
    ):
        ours, theirs = first.read_bytes(), second.read_bytes()
        first.write_bytes(theirs)
        second.write_bytes(ours)


def _sealed_for(house: House, count: int) -> bytes:
    found = house.register.read(house.aino)
    binding = vault.Binding(house.aino, house.register.notice.register, found.version + 1, ())
    plain = pyrage.decrypt(
        vault.seal_text(found.keys[0], binding, NEWEST), [found.keys[0]._identity]
    )
    others = [pyrage.x25519.Identity.generate().to_public() for _ in range(count - 1)]
    return pyrage.encrypt(plain, [found.keys[0]._identity.to_public(), *others])


def _second_stanza(house: House, tmp_path: Path) -> None:
    house.path(house.aino).write_bytes(_sealed_for(house, 2))


def _many_stanzas(house: House, tmp_path: Path) -> None:
    house.path(house.aino).write_bytes(_sealed_for(house, 1500))


def _plain_text(house: House, tmp_path: Path) -> None:
    house.path(house.aino).write_text(NEWEST, "utf-8")


def _link(house: House, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(house.path(house.aino).read_bytes())
    house.path(house.aino).unlink()
    house.path(house.aino).symlink_to(tmp_path / "elsewhere")


def _link_as_key(house: House, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(house.key(house.aino).read_bytes())
    house.key(house.aino).unlink()
    house.key(house.aino).symlink_to(tmp_path / "elsewhere")


def _key_missing(house: House, tmp_path: Path) -> None:
    house.key(house.aino).unlink()


def _key_damaged(house: House, tmp_path: Path) -> None:
    house.key(house.aino).write_bytes(house.key(house.aino).read_bytes()[:-3])


def _record_missing(house: House, tmp_path: Path) -> None:
    house.path(house.aino).unlink()


def _both_missing(house: House, tmp_path: Path) -> None:
    house.path(house.aino).unlink()
    house.key(house.aino).unlink()


def _folder_is_a_file(house: House, tmp_path: Path) -> None:
    folder = house.path(house.aino).parent
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    folder.mkdir()
    for name, content in kept.items():
        if house.aino not in name:
            (folder / name).write_bytes(content)
    house.key(house.aino).write_bytes(b"")


DAMAGES = [
    _flipped,
    _truncated,
    _header_only,
    _empty,
    _folder,
    _pipe,
    _pipe_as_key,
    _ten_megabytes,
    _of_another_register,
    _another_registers_files,
    _replayed,
    _same_version_again,
    _berttas_file,
    _berttas_file_and_key,
    _berttas_key,
    _swapped,
    _second_stanza,
    _many_stanzas,
    _plain_text,
    _link,
    _link_as_key,
    _key_missing,
    _key_damaged,
    _record_missing,
    _both_missing,
    _folder_is_a_file,
]
Damage = Callable[[House, Path], None]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_record_is_named_and_mended_and_the_others_stay_usable(
    house: House, program: Program, tmp_path: Path, damage: Damage
) -> None:
    damage(house, tmp_path)
    _assert_contained_and_mended(house, program)


@pytest.mark.parametrize(
    "damage",
    [damage for damage in DAMAGES if damage not in (_pipe, _pipe_as_key)],  # git takes no pipes
    ids=lambda damage: damage.__name__.strip("_"),
)
def test_what_was_committed_by_hand_is_named_and_mended_as_well(
    house: House, program: Program, tmp_path: Path, damage: Damage
) -> None:
    damage(house, tmp_path)
    commit_by_hand(house)
    _assert_contained_and_mended(house, program)


def _assert_contained_and_mended(house: House, program: Program) -> None:
    before = state(house)
    start = time.monotonic()
    assert_one_error(program("show", house.aino), 7, house.aino)
    assert time.monotonic() - start < 5
    listed = [house.aino, house.bertta]  # swapped files are two damages: either may come first
    for words in (["query"], ["list"], ["access-report", house.cecilia], ["show", "Cecilia"]):
        said = program(*words)
        assert_one_error(said, 7)
        assert any(record in said.err for record in listed), said.err
    said = program("validate")
    assert said.code == 1
    assert house.aino in said.out
    assert "Traceback" not in said.err
    assert before == state(house)

    assert program("show", house.cecilia).code == 0
    with house.register.edit(house.cecilia, action="edit") as data:
        data["language"] = "en"
    assert house.cecilia in program("show", house.cecilia).err
    assert_one_error(program("show", house.aino), 7, house.aino)  # the edit has not hidden it

    said = program("repair")
    assert said.code == 0, said
    assert house.aino in said.out
    assert program("validate").code == 0, program("validate")
    assert program("show", house.aino)[:2] == (0, NEWEST)
    assert program("query").code == 0
    assert len(house.register.ids()) == 3
    assert git(house, "status", "--porcelain") == ""
    assert git(house, "fsck", "--strict", "--no-dangling") == ""
    said = program("repair")
    assert said[:2] == (0, ""), said


@pytest.mark.parametrize("committed", [False, True])
def test_repair_of_one_id_mends_that_one(
    house: House, program: Program, tmp_path: Path, committed: bool
) -> None:
    _truncated(house, tmp_path)
    if committed:
        commit_by_hand(house)
    said = program("repair", house.aino)
    assert said.code == 0, said
    assert program("show", house.aino)[:2] == (0, NEWEST)
    assert program("repair", "c-nobody").code == 3


def test_a_newer_version_of_the_folder_outlives_the_loss_of_its_key(
    house: House, program: Program
) -> None:
    found = house.register.read(house.aino)
    text = NEWEST + "# typed by hand\n"
    binding = vault.Binding(house.aino, house.register.notice.register, found.version + 1, ())
    house.path(house.aino).write_bytes(vault.seal_text(found.keys[0], binding, text))
    house.key(house.aino).unlink()
    assert program("show", house.aino).code == 7
    assert program("repair").code == 0
    assert (0, text) == program("show", house.aino)[:2]
    assert program("validate").code == 0


def test_what_makes_way_and_is_in_no_commit_is_kept_sealed(
    house: House, program: Program, private_home: Path
) -> None:
    house.path(house.aino).write_text(NEWEST + "# never saved elsewhere\n", "utf-8")
    assert program("repair").code == 0
    kept = [path for path in (private_home / "state").rglob(f"{house.aino}*") if path.is_file()]
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o777 == 0o600
    assert b"never saved" not in kept[0].read_bytes()
    opened = vault.unseal((house.register.epoch.key,), kept[0].read_bytes(), "kept")
    assert b"# never saved elsewhere\n" in opened


def test_a_record_that_nothing_opens_is_set_aside_in_a_commit_and_remembered(
    house: House, program: Program
) -> None:
    lost = layout.new_id("c")
    house.path(lost).write_bytes(house.path(house.aino).read_bytes())
    house.key(lost).write_bytes(house.key(house.aino).read_bytes())
    commit_by_hand(house)
    assert_one_error(program("show", lost), 7, lost)
    assert_one_error(program("query"), 7, lost)
    said = program("repair")
    assert (said.code, lost in said.out) == (0, True), said
    assert f"set-aside {lost}" == git(house, "log", "-1", "--format=%s")
    assert program("query").code == 0
    assert not house.path(lost).exists()
    assert not house.key(lost).exists()
    said = program("validate")
    assert (said.code, lost in said.out) == (0, True), said
    custody = house.register.read(layout.CUSTODY).data
    assert lost in str(custody["aside"])


def test_a_strange_file_that_was_never_committed_is_moved_out(
    house: House, program: Program, private_home: Path
) -> None:
    strange = layout.new_id("c")
    house.path(strange).write_bytes(b"age-encryption.org/v1\nnothing")
    before = git(house, "rev-parse", "HEAD")
    assert program("query").code == 7
    assert program("repair").code == 0
    assert not house.path(strange).exists()
    assert list((private_home / "state").rglob(f"{strange}*")) != []
    assert before == git(house, "rev-parse", "HEAD")
    assert program("validate").code == 0


def test_a_key_without_a_record_is_taken_away_or_gets_its_record_back(
    house: House, program: Program
) -> None:
    stray = layout.new_id("c")
    keys = (vault.Key.generate(),)
    house.key(stray).write_bytes(vault.seal_keys(house.register.epoch, stray, keys))
    commit_by_hand(house)
    said = program("validate")
    assert (said.code, stray in said.out) == (1, True)
    assert program("query").code == 0
    assert program("repair").code == 0
    assert not house.key(stray).exists()
    assert program("validate").code == 0


@pytest.mark.parametrize("committed", [False, True])
def test_a_damaged_list_of_copies_is_mended_from_history_or_begun_anew(
    house: House, program: Program, committed: bool
) -> None:
    for path in (house.path(layout.CUSTODY), house.key(layout.CUSTODY)):
        path.write_bytes(b"nothing")
    if committed:
        commit_by_hand(house)
    assert program("show", house.aino).code == 0
    assert program("validate").code == 1
    assert program("repair").code == 0
    assert program("validate").code == 0


def test_a_folder_that_is_a_link_is_refused_and_mended(
    house: House, program: Program, tmp_path: Path
) -> None:
    folder = house.path(house.aino).parent
    shutil.move(folder, tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    assert_one_error(program("show", house.aino), 7, house.aino)
    assert_one_error(program("query"), 7)
    assert program("validate").code == 1
    assert program("repair").code == 0
    assert not folder.is_symlink()
    assert program("show", house.aino)[:2] == (0, NEWEST)
    assert program("validate").code == 0


# --- The key ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["none", "of another register", "another", "empty", "a folder"])
def test_without_the_right_key_nothing_opens_and_repair_changes_nothing(
    house: House, program: Program, tmp_path: Path, kind: str
) -> None:
    house.identity.rename(tmp_path / "right")
    register_id = house.register.notice.register
    wrong = {
        "another": vault.Epoch(register_id, 1, vault.Key.generate()),
        "of another register": vault.Epoch(layout.new_register_id(), 1, vault.Key.generate()),
    }
    if kind in wrong:
        house.identity.write_bytes(vault.write_epoch(wrong[kind], None))
    elif kind == "empty":
        house.identity.write_bytes(b"")
    elif kind == "a folder":
        house.identity.mkdir()
    if kind != "none":
        house.identity.chmod(0o600 if kind != "a folder" else 0o700)
    before = state(house)
    code = 7 if kind == "a folder" else 4
    for words in (["show", house.aino], ["query"], ["validate"], ["repair"]):
        assert_one_error(program(*words), code)
    assert before == state(house)
    if house.identity.is_dir():
        house.identity.rmdir()
    (tmp_path / "right").rename(house.identity)
    assert program("validate").code == 0


def test_an_identity_of_another_epoch_is_told_from_damage(house: House, program: Program) -> None:
    epoch = house.register.epoch
    newer = vault.Epoch(epoch.register, 2, vault.Key.generate())
    house.identity.write_bytes(vault.write_epoch(newer, None))
    before = state(house)
    for words in (["show", house.aino], ["repair"]):
        assert_one_error(program(*words), 4, "epoch 2", "epoch 1")
    assert before == state(house)


# --- The register's own files -----------------------------------------------------------------


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"epoch: many\n", b"epoch: 9\n", None])
def test_a_damaged_number_of_the_epoch_is_mended(
    house: House, program: Program, content: bytes | None, committed: bool
) -> None:
    file = house.register.root / layout.EPOCH
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    if committed:
        commit_by_hand(house)
    before = state(house)
    code = 4 if committed and content == b"epoch: 9\n" else 7
    for words in (["show", house.aino], ["query"], ["validate"]):
        assert_one_error(program(*words), code)
    assert before == state(house)
    assert program("repair").code == 0
    assert program("validate").code == 0
    assert program("show", house.aino)[:2] == (0, NEWEST)


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"id: [\n", b"format: '1'\n", None])
def test_a_broken_notice_is_named_and_mended(
    house: House, program: Program, content: bytes | None, committed: bool
) -> None:
    file = house.register.root / layout.NOTICE
    good = file.read_bytes()
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    if committed:
        commit_by_hand(house)
    before = state(house)
    for words in (["show", house.aino], ["query"], ["validate"]):
        said = program(*words)
        assert (3 if content is None else 1, "") == (said.code, said.out)
        assert said.err.count("records: error: ") == 1
    assert before == state(house)
    said = program("repair")
    assert (said.code, layout.NOTICE in said.out) == (0, True), said
    assert good == file.read_bytes()
    assert program("validate").code == 0


def test_repair_leaves_a_notice_that_its_owner_is_changing(house: House, program: Program) -> None:
    file = house.register.root / layout.NOTICE
    changed = file.read_bytes() + b"# mine\n"
    file.write_bytes(changed)
    assert program("repair").code == 0
    assert changed == file.read_bytes()


@pytest.mark.parametrize("committed", [False, True])
def test_a_forged_tombstone_is_a_finding_and_never_a_deletion(
    house: House, program: Program, committed: bool
) -> None:
    line = f"- {house.aino} 3 erased 2026-11-22 art-17\n"
    (house.register.root / layout.TOMBSTONES).write_text(line, "utf-8")
    if committed:
        commit_by_hand(house)
    assert program("show", house.aino)[:2] == (0, NEWEST)
    said = program("validate")
    assert (said.code, house.aino in said.out) == (1, True)
    assert program("repair").code == 0
    assert program("show", house.aino)[:2] == (0, NEWEST)
    assert program("validate").code == 0, program("validate")


@pytest.mark.parametrize("name", [layout.ATTRIBUTES, "schemas/client.schema.json"])
def test_a_missing_file_of_the_register_is_brought_back(
    house: House, program: Program, name: str
) -> None:
    (house.register.root / name).unlink()
    assert program("validate").code == 1
    assert program("repair").code == 0
    assert program("validate").code == 0


# --- The history ------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["--hard", "--soft"])
def test_a_history_set_back_is_refused_and_brought_forward(
    house: House, program: Program, way: str
) -> None:
    newest = git(house, "rev-parse", "HEAD")
    git(house, "reset", "-q", way, "HEAD~1")
    before = state(house)
    for words in (["show", house.bertta], ["query"], ["validate"], ["audit", "show"]):
        assert_one_error(program(*words), 6, newest[:12], "records repair")
    assert before == state(house)
    said = program("repair")
    assert (said.code, newest[:12] in said.out) == (0, True), said
    assert newest == git(house, "rev-parse", "HEAD")
    assert program("show", house.aino)[:2] == (0, NEWEST)
    assert program("validate").code == 0
    assert git(house, "status", "--porcelain") == ""


def test_a_history_that_took_another_way_is_refused_and_left_alone(
    house: House, program: Program
) -> None:
    git(house, "reset", "-q", "--hard", "HEAD~1")
    git(house, "commit", "-q", "--allow-empty", "-m", "another way")
    before = state(house)
    for words in (["show", house.bertta], ["repair"]):
        assert_one_error(program(*words), 6)
    assert before == state(house)


def _old(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    os.utime(path, (time.time() - 60, time.time() - 60))


@pytest.mark.parametrize(
    "name", ["index.lock", "HEAD.lock", "refs/heads/main.lock", "refs/records/unborn.lock"]
)
def test_a_lock_that_a_killed_git_left_stops_changes_only_and_is_removed(
    house: House, program: Program, name: str
) -> None:
    _old(house.register.root / ".git" / name)
    before = state(house)
    assert program("show", house.aino)[:2] == (0, NEWEST)
    assert program("query").code == 0
    if name != "refs/records/unborn.lock":
        said = program("edit", house.aino, "--editor", "sed -i s/sv/en/")
        assert_one_error(said, 5)
        assert before == state(house)
    said = program("validate")
    assert (said.code, Path(name).name in said.out) == (1, True), said
    said = program("repair")
    assert (said.code, Path(name).name in said.out) == (0, True), said
    assert program("validate").code == 0
    with house.register.edit(house.aino, action="edit") as data:
        data["language"] = "en"


def test_a_lock_of_a_git_at_work_is_waited_for_and_not_removed(house: House) -> None:
    lock = house.register.root / ".git" / "index.lock"
    program = f"import pathlib, time; time.sleep(1); pathlib.Path({str(lock)!r}).unlink()"
    lock.write_bytes(b"")
    other = subprocess.Popen([sys.executable, "-c", program])
    assert house.register.history.stale_locks() == []
    with house.register.edit(house.aino, action="edit") as data:
        data["language"] = "en"
    other.wait()
    assert git(house, "status", "--porcelain") == ""


KILLED = """
import os, signal, sys
from pathlib import Path
from heijastus_records.register.history import History
from heijastus_records.register.register import Register

root, identity, record, where = sys.argv[1:]
setattr(History, where, lambda *words: os.kill(os.getpid(), signal.SIGKILL))
with Register.open(Path(root), Path(identity)).edit(record, action="edit") as data:
    data["language"] = "en"
"""

EDIT = """
import sys
from pathlib import Path
from heijastus_records.register.register import Register

root, identity, record = sys.argv[1:]
with Register.open(Path(root), Path(identity)).edit(record, action="edit") as data:
    data["language"] = "en" if data.get("language") == "sv" else "sv"
print("saved")
"""


@pytest.mark.parametrize("where", ["advance", "refresh", "_index", "pack"])
def test_a_change_cut_off_is_whole_or_not_at_all(
    house: House, program: Program, where: str
) -> None:
    words = [str(house.register.root), str(house.identity), house.aino, where]
    done = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
    assert done.returncode == -9
    text = NEWEST if where == "advance" else NEWEST.replace("sv", "en")
    assert (0, text) == program("show", house.aino)[:2]
    assert program("validate").code == 0, program("validate")
    assert git(house, "status", "--porcelain") == ""
    with house.register.edit(house.aino, action="edit") as data:
        data["language"] = "fi"


KILLS = [
    *(("fsync", number) for number in range(1, 8)),
    *(("rename", number) for number in range(1, 5)),
    *(("unlink", number) for number in range(1, 5)),
    *(("write", number) for number in (1, 2, 3, 5)),
    *(("link", 1), ("mkdir", 1), ("pwrite64", 1), ("execve", 2)),
]
"""System calls, and at which call of its kind in any of the processes that one is killed."""


@pytest.mark.system("strace")
def test_a_kill_at_any_system_call_leaves_the_old_state_or_the_new(house: House) -> None:
    words = [str(house.register.root), str(house.identity), house.aino]
    cut = 0
    for call, number in KILLS:
        before = Register.open(house.register.root, house.identity).read(house.aino).version
        inject = f"inject={call}:signal=KILL:when={number}"
        traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
        done = subprocess.run(
            [*traced, sys.executable, "-c", EDIT, *words], check=False, capture_output=True
        )
        cut += not done.stdout
        for lock in (house.register.root / ".git").rglob("*.lock"):
            os.utime(lock, (time.time() - 60, time.time() - 60))
        after = Register.open(house.register.root, house.identity)
        found = after.read(house.aino).version - before
        assert found == 1 if done.stdout else found in (0, 1), (call, number)
        repair.repair(after, "", TODAY)
        assert _errors(after) == [], (call, number)
        assert git(house, "status", "--porcelain") == "", (call, number)
    assert cut >= len(KILLS) // 3
    assert git(house, "fsck", "--strict", "--no-dangling") == ""


def _errors(register: Register) -> list[Problem]:
    return [found for found in upkeep.validate(register) if not found.warning]


@pytest.mark.system("strace")
@pytest.mark.parametrize("when", ["1+", "2+"])
def test_a_full_disk_changes_nothing_and_says_so(house: House, when: str, tmp_path: Path) -> None:
    before = state(house)
    inject = f"inject=fsync:error=ENOSPC:when={when}"
    words = ["--register", str(house.register.root), "--identity", str(house.identity)]
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", inject),
            *(sys.executable, "-m", "heijastus_records", *words),
            *("edit", house.aino, "--editor", "sed -i s/sv/en/"),
        ],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
    )
    assert_one_error(Said(done.returncode, done.stdout, done.stderr), 5, "disk is full")
    assert before == state(house)
    assert (house.register.read(house.aino).text) == NEWEST


def test_a_file_that_cannot_grow_changes_nothing_and_says_so(house: House, tmp_path: Path) -> None:
    before = state(house)
    words = ["--register", str(house.register.root), "--identity", str(house.identity)]
    done = subprocess.run(
        [sys.executable, "-m", "heijastus_records", *words, "new", "person", "--from", "-"],
        input=PERSON.format("daavid"),
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)),
    )
    assert done.returncode in (5, 7)
    assert_one_error(Said(done.returncode, done.stdout, done.stderr), done.returncode)
    assert before == state(house)
    with house.register.edit(house.aino, action="edit") as data:
        data["language"] = "fi"
