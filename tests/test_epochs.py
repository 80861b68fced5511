"""Two computers across an erasure: the newer key travels, nothing is lost, nobody comes back."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from heijastus_records.register import layout

from .computers import Computer, Two

pytestmark = pytest.mark.system("ssh-keygen")

ROTATE = """
import sys
from datetime import date
from pathlib import Path
from heijastus_records.register import rotation
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register

root, identity, erased, reduced = sys.argv[1:]
register = Register.open(Path(root), Path(identity))
text = "kind: person\\nname: {given: Aino, family: Esimerkki}\\n"
renewal = rotation.Renewal(
    date(2026, 11, 22),
    erased={erased: "art-17-1-b"} if erased else {},
    reduced={reduced: (text, "art-17-3-b")} if reduced else {},
)
ids = tuple(filter(None, (erased, reduced)))
rotation.rotate(register, renewal, Action("erase" if ids else "rotate", ids))
"""


def rotate(computer: Computer, erased: str = "", reduced: str = "") -> None:
    words = [str(computer.root), str(computer.folder / "identity"), erased, reduced]
    subprocess.run([sys.executable, "-c", ROTATE, *words], check=True, env=computer.environment)


def carry_key(source: Computer, target: Computer) -> None:
    shutil.copy(source.folder / "identity", target.folder / "identity.incoming")


def add(computer: Computer, name: str) -> str:
    draft = computer.folder / "new.yaml"
    draft.write_text(f"kind: person\nname: {{given: {name}}}\n", "utf-8")
    return computer.records("new", "person", "--from", "../new.yaml").out.strip()


def secret(computer: Computer) -> bytes:
    return (computer.folder / "identity").read_bytes()


def assert_settled(two: Two, ids: list[str]) -> None:
    two.desk.records("sync")  # each notes in the list of copies that it has the newer key
    two.bag.records("sync")
    two.bag.records("audit", "verify")
    assert secret(two.desk) == secret(two.bag)
    for computer in (two.desk, two.bag):
        assert not Path(f"{computer.folder / 'identity'}.incoming").exists()
        assert not Path(f"{computer.folder / 'identity'}.next").exists()
        assert sorted(computer.ids()) == sorted(ids)
        computer.records("validate")
        assert computer.git("status", "--porcelain").out == ""
    assert two.desk.head == two.bag.head


def test_a_computer_with_the_old_key_is_told_what_to_bring(two: Two) -> None:
    rotate(two.desk)
    two.desk.records("sync")
    before = secret(two.bag)
    refused = two.bag.records("sync", code=4)
    assert "epoch 2" in refused.err and "key export" in refused.err
    assert before == secret(two.bag)
    two.bag.records("show", two.aino)
    carry_key(two.desk, two.bag)
    two.bag.records("sync")
    assert_settled(two, [two.aino])


def test_what_was_made_offline_with_the_old_key_is_kept(two: Two) -> None:
    rotate(two.desk)
    two.desk.records("sync")
    added = add(two.bag, "Bertta")
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    carry_key(two.desk, two.bag)
    two.bag.records("sync")
    two.desk.records("sync")
    assert_settled(two, [two.aino, added])
    assert two.desk.data(two.aino)["language"] == "sv"


def test_an_erased_client_does_not_come_back_from_a_computer_that_edited_it(two: Two) -> None:
    added = add(two.desk, "Bertta")
    two.desk.records("sync")
    two.bag.records("sync")
    rotate(two.desk, erased=two.aino)
    two.desk.records("sync")
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    carry_key(two.desk, two.bag)
    two.bag.records("sync")
    two.desk.records("sync")
    assert_settled(two, [added])


def test_a_reduced_client_stays_reduced(two: Two) -> None:
    rotate(two.desk, reduced=two.aino)
    two.desk.records("sync")
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    carry_key(two.desk, two.bag)
    two.bag.records("sync")
    two.desk.records("sync")
    assert_settled(two, [two.aino])
    assert set(two.bag.data(two.aino)) == {"kind", "name"}


def test_changes_sent_with_the_old_key_in_between_are_taken_in_by_their_maker(two: Two) -> None:
    added = add(two.bag, "Bertta")
    two.bag.records("sync")
    rotate(two.desk)
    refused = two.desk.records("sync", code=4)
    assert "epoch 1" in refused.err
    carry_key(two.desk, two.bag)
    two.bag.records("sync")
    two.desk.records("sync")
    assert_settled(two, [two.aino, added])


def test_after_a_pull_by_hand_the_newer_key_takes_over(two: Two) -> None:
    rotate(two.desk)
    two.desk.records("sync")
    two.bag.git("pull", "-q", "--ff-only", "origin", "main")
    assert two.bag.records("show", two.aino, code=4).err.count("epoch") >= 1
    carry_key(two.desk, two.bag)
    two.bag.records("show", two.aino)
    two.bag.records("sync")
    assert_settled(two, [two.aino])


def test_a_merge_by_hand_across_two_keys_is_refused_and_says_how_to_drop_it(two: Two) -> None:
    rotate(two.desk)
    two.desk.records("sync")
    two.bag.records("hook", "install")
    added = add(two.bag, "Bertta")
    two.bag.git("fetch", "-q")
    refused = two.bag.git("merge", "--no-edit", "origin/main", code=1)
    assert "git merge --abort" in refused.err
    assert "git merge --abort" in two.bag.records("sync", code=4).err
    carry_key(two.desk, two.bag)
    assert "git merge --abort" in two.bag.records("show", two.aino, code=4).err
    two.bag.git("merge", "--abort")
    two.bag.records("sync")
    two.desk.records("sync")
    assert_settled(two, [two.aino, added])


def test_a_merge_across_two_keys_without_hooks_says_where_to_go_back(two: Two) -> None:
    rotate(two.desk)
    two.desk.records("sync")
    added, before = add(two.bag, "Bertta"), two.bag.head
    two.bag.git("fetch", "-q")
    two.bag.git("merge", "-q", "--no-edit", "origin/main")
    carry_key(two.desk, two.bag)
    assert f"git reset --hard {before[:12]}" in two.bag.records("sync", code=4).err
    two.bag.git("reset", "-q", "--hard", before[:12])
    two.bag.records("sync")
    two.desk.records("sync")
    assert_settled(two, [two.aino, added])


def test_two_rotations_at_once_are_named_and_become_one_with_the_other_key(two: Two) -> None:
    rotate(two.desk)
    added = add(two.desk, "Bertta")
    two.desk.records("sync")
    other = add(two.bag, "Cecilia")
    rotate(two.bag, erased=two.aino)
    before = secret(two.bag)
    assert "another key" in two.bag.records("sync", code=4).err
    assert before == secret(two.bag)
    assert two.bag.ids() == [other]
    carry_key(two.desk, two.bag)
    two.bag.records("sync")
    two.desk.records("sync")
    assert_settled(two, [added, other])


def test_the_old_key_opens_nothing_of_the_erased_in_any_copy(two: Two, tmp_path: Path) -> None:
    rotate(two.desk, erased=two.aino)
    two.desk.records("sync")
    identity = two.desk.folder / "identity"
    for root in (two.desk.root, two.bag.root):
        names = subprocess.run(
            ["git", "log", "--all", "--format=", "--raw", "--no-abbrev", "--", "records/keys"],
            cwd=root,
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout.splitlines()
        keys = [line.split()[3] for line in names if layout.key_path(two.aino) in line]
        for name in {key for key in keys if set(key) != {"0"}}:
            blob = subprocess.run(
                ["git", "cat-file", "blob", name], cwd=root, check=True, capture_output=True
            ).stdout
            opened = subprocess.run(
                ["age", "-d", "-i", str(identity)], input=blob, capture_output=True
            )
            assert opened.returncode != 0
