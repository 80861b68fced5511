"""Two folders of one register on one computer: they share the key, and neither loses its work."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from heijastus_records.errors import Busy, NoKey, Refused
from heijastus_records.register import layout, platform, rotation, vault
from heijastus_records.register.history import Action
from heijastus_records.register.private import Private
from heijastus_records.register.register import Register
from heijastus_records.rights import keeping

from .house import AINO, PROJECT, TODAY, Ran


class Folder(NamedTuple):
    """One clone; all clones of a test have the same home and the same key."""

    root: Path
    identity: Path

    def records(self, *words: str, code: int = 0) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "heijastus_records", *words],
            input="",
            capture_output=True,
            encoding="utf-8",
            cwd=self.root,
            env={**os.environ, "RECORDS_IDENTITY": str(self.identity), "PYTHONPATH": str(PROJECT)},
        )
        assert done.returncode == code, done
        return Ran(done.returncode, done.stdout, done.stderr)

    def register(self) -> Register:
        return Register.open(self.root, self.identity)

    def add(self, name: str) -> str:
        record = layout.new_id("c")
        text = f"kind: person\nname: {{given: {name}}}\n"
        self.register().add({record: text}, action="new")
        return record


@pytest.fixture
def folders(register: Register, aino: str, tmp_path: Path) -> tuple[Folder, Folder]:
    identity, copy, second = tmp_path / "identity", tmp_path / "copy.git", tmp_path / "second"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(copy)], check=True)
    register.history.git.run("remote", "add", "origin", str(copy))
    first = Folder(register.root, identity)
    first.records("sync")
    first.records("clone", str(copy), str(second), "--yes")
    return first, Folder(second, identity)


def rotate(folder: Folder) -> None:
    keeping.rotate(folder.register(), TODAY, compromised=False)


def test_a_key_is_not_replaced_while_another_folder_has_unsent_work(
    folders: tuple[Folder, Folder],
) -> None:
    first, second = folders
    added = second.add("Bertta")
    refused = first.records("key", "rotate", "--yes", code=6)
    assert f"changes that are not here: {second.root}" in refused.err
    assert "there: records sync" in refused.err
    second.records("sync")
    first.records("sync")
    first.records("key", "rotate", "--yes")
    assert first.register().read(added).data["name"] == {"given": "Bertta"}


def test_work_that_was_committed_but_never_noted_counts_as_well(
    folders: tuple[Folder, Folder],
) -> None:
    first, second = folders
    note = second.register().private
    seen = note.anchor(second.root / ".git")
    second.add("Bertta")
    note.move_anchor(second.root / ".git", seen)
    with pytest.raises(Refused):
        rotate(first)


def test_a_folder_that_is_gone_with_its_work_is_named_with_the_way_on(
    folders: tuple[Folder, Folder], tmp_path: Path
) -> None:
    first, second = folders
    second.add("Bertta")
    second.root.rename(tmp_path / "unplugged")
    refused = first.records("key", "rotate", "--yes", code=6)
    assert str(second.root) in refused.err and "rm " in refused.err
    Path(refused.err.rpartition("rm ")[2].strip()).unlink()
    rotate(first)


def test_a_folder_that_is_gone_without_work_of_its_own_is_in_nobodys_way(
    folders: tuple[Folder, Folder], tmp_path: Path
) -> None:
    first, second = folders
    second.root.rename(tmp_path / "gone")
    rotate(first)


def test_the_other_folder_takes_in_the_new_epoch_with_a_sync(
    folders: tuple[Folder, Folder], aino: str
) -> None:
    first, second = folders
    rotate(first)
    first.records("sync")
    assert "records sync" in second.records("show", aino, code=4).err
    second.records("sync")
    assert second.register().read(aino).text == AINO
    second.add("Bertta")
    second.records("sync")
    first.records("sync")
    assert first.register().head == second.register().head


def test_before_the_new_epoch_was_sent_the_other_folder_changes_nothing(
    folders: tuple[Folder, Folder],
) -> None:
    first, second = folders
    rotate(first)
    head = second.register().head
    second.records("sync", code=4)
    assert second.register().head == head


def test_a_writer_that_waited_for_a_rotation_seals_for_the_new_key(
    register: Register, aino: str, tmp_path: Path
) -> None:
    waiting = Register.open(register.root, tmp_path / "identity")
    assert waiting.epoch.number == 1
    rotation.rotate(register, rotation.Renewal(TODAY), Action("rotate"))
    record = layout.new_id("c")
    waiting.add({record: "kind: person\nname: {given: Bertta}\n"}, action="new")
    assert Register.open(register.root, tmp_path / "identity").read(record).version == 1


def test_a_text_typed_during_a_loss_is_sealed_with_the_new_key_of_its_file(
    register: Register, aino: str, tmp_path: Path
) -> None:
    typing = Register.open(register.root, tmp_path / "identity")
    before = typing.read(aino)
    rotation.rotate(register, rotation.Renewal(TODAY, fresh=True), Action("rotate"))
    typing.save(before, AINO.replace("language: fi", "language: sv"), action="edit")
    now = Register.open(register.root, tmp_path / "identity")
    sealed = now.content(layout.record_path(aino), aino)
    assert vault.opens(now.keys(aino)[:1], sealed)
    assert not vault.opens(before.keys, sealed)


def test_another_folder_cannot_write_while_the_key_is_replaced(
    folders: tuple[Folder, Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = folders[1]
    waiting: Any = platform.lock
    monkeypatch.setattr(waiting.__wrapped__, "__defaults__", (0.1,))
    other = second.register()
    held = Private(other.notice.register, second.identity)
    with held.changing(), pytest.raises(Busy):
        other.add({layout.new_id("c"): "kind: person\nname: {given: Bertta}\n"}, action="new")


def test_work_made_with_a_destroyed_key_is_named_and_left(
    folders: tuple[Folder, Folder],
) -> None:
    first, second = folders
    second.add("Bertta")
    for clone in second.register().private.clones():
        clone.note.unlink()
    rotate(first)
    first.records("sync")
    head = second.register().history.head()
    with pytest.raises(NoKey):
        second.register().epoch  # noqa: B018 - raises
    second.records("sync", code=7)
    assert second.register().history.head() == head


def test_the_unsaved_text_of_a_new_record_is_not_left_behind_with_the_old_key(
    register: Register, tmp_path: Path
) -> None:
    draft = register.private.draft(layout.new_id("c"))
    draft.write_bytes(b"sealed")
    with pytest.raises(Refused, match="unsaved text"):
        rotation.rotate(register, rotation.Renewal(TODAY), Action("rotate"))
    draft.unlink()
    rotation.rotate(register, rotation.Renewal(TODAY), Action("rotate"))


def test_a_text_that_is_typed_is_not_lost_with_the_key_of_a_reduced_record(
    register: Register, aino: str, tmp_path: Path
) -> None:
    draft = register.private.draft(aino)
    draft.write_bytes(b"sealed")
    text = "kind: person\nname: {given: Aino, family: Esimerkki}\n"
    renewal = rotation.Renewal(TODAY, reduced={aino: (text, "art-17-1")})
    with pytest.raises(Refused, match="unsaved text"):
        rotation.rotate(register, renewal, Action("erase", (aino,)))
    draft.unlink()

    def open_an_editor(step: rotation.Step) -> None:
        if step is rotation.Step.PROVE:
            draft.write_bytes(b"sealed")

    with pytest.raises(Refused, match="unsaved text"):
        rotation.rotate(register, renewal, Action("erase", (aino,)), told=open_an_editor)
    assert Register.open(register.root, tmp_path / "identity").epoch.number == 1
