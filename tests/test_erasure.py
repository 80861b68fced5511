"""An erasure holds: in every old commit and copy, whatever happens while it is carried out."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from heijastus_records.errors import Busy, Damaged, Refused
from heijastus_records.law.erasure import Outcome
from heijastus_records.letters import forms
from heijastus_records.register import layout, repair, rotation, vault
from heijastus_records.register.proof import Proof
from heijastus_records.register.register import Register
from heijastus_records.rights import erase, erasing, upkeep, verifying

from .house import AINO, TODAY, Ran

PAID = """\
kind: person
name: {given: Carita, family: Esimerkki}
roles: [coachee]
emails: [carita@posti.example]   # prefers mail
phones: ["+358401234567"]
relationship: {started: 2014-01-15, ended: 2020-06-01}
billing:
  method: paper
  address: {street: Esimerkkikatu 1, postal_code: "00100", city: Helsinki}
invoices:
  - {number: 2014-1, date: 2014-02-01, amount: "100.00", currency: EUR}
  - {number: 2020-1, date: 2020-02-01, amount: "90.00", currency: EUR}
"""


class House(NamedTuple):
    """A register with some history: Aino goes, Carita goes in part, the others stay."""

    register: Register
    identity: Path
    aino: str
    carita: str
    others: tuple[str, ...]


@pytest.fixture
def house(register: Register, tmp_path: Path) -> House:
    ids = [layout.new_id("c") for _ in range(6)]
    others = [f"kind: person\nname: {{given: Muu{number}}}\n" for number in range(4)]
    register.add(dict(zip(ids, [AINO, PAID, *others], strict=True)), action="import")
    for language in ("fi", "sv", "en"):
        for record in ids:
            with register.edit(record, action="edit") as data:
                data["language"] = language
    return House(register, tmp_path / "identity", ids[0], ids[1], tuple(ids[2:]))


def git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=root, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


def fresh(house: House) -> Register:
    return Register.open(house.register.root, house.identity)


def secrets_left(register: Register) -> tuple[vault.Key, ...]:
    """Return every secret that is left: that of the epoch, and all keys of all records."""
    ids = [layout.CUSTODY, *register.ids(), *register.ids("r"), *register.ids("b")]
    return (register.epoch.key, *(key for record in ids for key in register.keys(record)))


def go(house: House, *records: str) -> rotation.Rotated:
    register = fresh(house)
    planned = [erasing.of(register, register.read(record), TODAY) for record in records]
    return erase.carry_out(register, planned, TODAY)


def contents(root: Path) -> list[bytes]:
    """Return every content that a repository keeps, reached by a ref or not."""
    listing = git(root, "cat-file", "--batch-all-objects", "--batch-check").splitlines()
    names = [line.split()[0] for line in listing if " blob " in line]
    return [
        subprocess.run(["git", "cat-file", "blob", n], cwd=root, capture_output=True).stdout
        for n in names
    ]


def copies(house: House, tmp_path: Path) -> list[Path]:
    """Return a copy of every kind that people make."""
    root = house.register.root
    (root / "register.yaml").write_text(
        f"{(root / 'register.yaml').read_text('utf-8')}# a remark\n", "utf-8"
    )
    git(root, "stash")
    made = {
        "origin.git": ["clone", "-q", "--bare", str(root)],
        "second": ["clone", "-q", str(root)],
        "mirror.git": ["clone", "-q", "--mirror", str(root)],
        "shallow": ["clone", "-q", "--depth", "3", f"file://{root}"],
    }
    for name, words in made.items():
        git(tmp_path, *words, str(tmp_path / name))
    git(root, "bundle", "create", "-q", str(tmp_path / "bundle"), "--all")
    git(tmp_path, "clone", "-q", str(tmp_path / "bundle"), str(tmp_path / "unbundled"))
    return [*(tmp_path / name for name in made), tmp_path / "unbundled", root]


def versions(register: Register, record: str) -> list[str]:
    """Return the text of every version of a record in the history."""
    keys, place = register.keys(record), register.notice.register
    return [
        vault.open_text(keys, register.history.blob(name), record, place)[1]
        for name in register.history.versions(layout.record_path(record))
    ]


def test_erased_client_is_unreadable_in_every_old_commit_and_copy(
    house: House, tmp_path: Path
) -> None:
    commits = git(house.register.root, "rev-list", "HEAD").splitlines()
    before = {record: versions(house.register, record) for record in house.others}
    keys = house.register.keys(house.aino)
    sealed = [each for each in contents(house.register.root) if vault.opens(keys, each)]
    assert len(sealed) == 3
    places = copies(house, tmp_path)
    done = go(house, house.aino)
    assert (done.proof.opened, done.proof.tried) == (0, 4)
    register = fresh(house)
    secrets = secrets_left(register)
    for place in places:
        found = [each for each in contents(place) if each in sealed]
        assert found or place.name == "shallow"
        assert not any(vault.opens(secrets, each) for each in found), place
    assert commits == git(house.register.root, "rev-list", "HEAD~1").splitlines()
    assert before == {record: versions(register, record) for record in house.others}
    assert house.aino not in register.ids()
    assert [problem for problem in upkeep.validate(register) if not problem.warning] == []
    assert verifying.verify(register).errors == 0


def test_what_the_law_keeps_stays_and_its_older_versions_open_no_more(house: House) -> None:
    done = go(house, house.carita)
    register = fresh(house)
    data = register.read(house.carita).data
    assert set(data) == {"kind", "name", "billing", "invoices", "reduced"}
    assert [each["number"] for each in data["invoices"]] == ["2020-1"]  # type: ignore[index, union-attr]
    assert register.read(house.carita).comments == []
    assert done.proof.opened == 0
    assert done.proof.tried == 5
    assert verifying.verify(register).errors == 0
    lines = register.content(layout.TOMBSTONES, layout.TOMBSTONES).decode()
    assert lines == f"- {house.carita} 5 reduced {TODAY} art-17-1\n"


def test_several_go_in_one_epoch_and_one_commit(house: House) -> None:
    before = house.register.epoch.number
    head = house.register.head
    done = go(house, house.aino, house.carita)
    register = fresh(house)
    assert register.epoch.number == before + 1
    assert git(register.root, "rev-parse", "HEAD~1") == head
    assert done.commit == register.head
    assert len(register.ids()) == 5


def test_what_the_proof_came_to_is_in_the_signed_trail_and_in_the_letter(house: House) -> None:
    register = fresh(house)
    planned = erasing.of(register, register.read(house.aino), TODAY)
    letters: list[bytes] = []

    def write(proof: Proof) -> None:
        letters.append(forms.render(planned.letter("en", proof.tried), "text", TODAY))

    erase.carry_out(register, [planned], TODAY, write)
    message = git(register.root, "log", "-1", "--format=%B")
    assert "Records-Proof: tried 4, opened 0, mentions 1" in message
    told = " ".join(letters[0].decode().split())
    assert "(4 versions and keys) was tried with every key that is left: none opens" in told
    assert fresh(house).trail()[0].proof == "tried 4, opened 0, mentions 1"


def test_whoever_is_still_named_in_other_words_is_found_by_the_proof(house: House) -> None:
    other, past = house.others[:2]
    with house.register.edit(other, action="edit") as data:
        data["name"] = {"given": "Aino", "family": "Esimerkki"}
    text = house.register.read(past).text
    house.register.save(house.register.read(past), f"{text}# 040 123 4567\n", action="edit")
    house.register.save(house.register.read(past), text, action="edit")
    done = go(house, house.aino)
    assert done.proof.mentions == {other: ["name"], past: ["…"], house.carita: ["phones"]}


def test_what_lies_about_in_no_commit_is_tried_as_well(house: House) -> None:
    register = fresh(house)
    key = register.keys(house.aino)[0]
    binding = vault.Binding(house.aino, register.notice.register, 9, ())
    loose = [
        vault.seal_text(key, binding, AINO),
        vault.seal_keys(register.epoch, house.aino, (key,)),
        vault.seal_keys(register.epoch, house.others[0], register.keys(house.others[0])),
    ]
    for content in loose:
        subprocess.run(
            ["git", "hash-object", "-w", "--stdin"], input=content, cwd=register.root, check=True
        )
    assert go(house, house.aino).proof.tried == 6


def test_erasures_wait_together_and_go_in_one_commit(
    house: House, records: Callable[..., Ran], tmp_path: Path
) -> None:
    assert records("erase").code == 2
    waits = records("erase", house.aino, house.carita, "--queue")
    assert waits.code == 0 and waits.err.count("at the latest") == 2
    assert records("erase", house.carita, "--unqueue").code == 0
    assert records("erase", house.carita, "--unqueue").code == 3
    assert house.aino in records("doctor").out
    records("erase", house.carita, "--queue")
    head = git(house.register.root, "rev-parse", "HEAD")
    (tmp_path / "letters").mkdir()
    ran = records("erase", "--yes", "--letter", "letters")
    assert ran.code == 0, ran
    names = {file.name for file in (tmp_path / "letters").iterdir()}
    assert names == {f"{house.aino}.txt", f"{house.carita}.txt"}
    commits = git(house.register.root, "log", "--format=%s", f"{head}..").splitlines()
    assert commits[-1] == "erase 2"
    assert fresh(house).epoch.number == 2
    assert "waits" not in records("doctor").out
    assert records("erase").code == 2


def test_nothing_that_can_go_is_refused_and_changes_nothing(house: House) -> None:
    go(house, house.carita)
    register = fresh(house)
    planned = erasing.of(register, register.read(house.carita), TODAY)
    assert planned.plan.outcome is Outcome.REFUSED
    head = register.head
    with pytest.raises(Refused):
        erase.carry_out(register, [planned], TODAY)
    assert fresh(house).head == head


def test_a_record_that_has_changed_since_the_plan_is_not_erased(house: House) -> None:
    register = fresh(house)
    planned = erasing.of(register, register.read(house.aino), TODAY)
    with fresh(house).edit(house.aino, action="edit") as data:
        data["language"] = "fi"
    with pytest.raises(Busy):
        erase.carry_out(register, [planned], TODAY)
    assert house.aino in fresh(house).ids()


def test_a_letter_that_cannot_be_written_stops_the_erasure(house: House) -> None:
    register = fresh(house)
    planned = erasing.of(register, register.read(house.aino), TODAY)

    def fail(_proof: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        erase.carry_out(register, [planned], TODAY, fail)
    assert_as_before(house)


def assert_as_before(house: House) -> None:
    register = fresh(house)
    assert house.aino in register.ids()
    assert register.epoch.number == 1
    assert not Path(f"{house.identity}.next").exists()
    assert [problem for problem in upkeep.validate(register) if not problem.warning] == []


# --- Cut off in the middle ----------------------------------------------------------------------

ACT = """
import os, signal, sys
from datetime import date
from pathlib import Path
from heijastus_records.register import rotation
from heijastus_records.register.history import History
from heijastus_records.register.private import Private
from heijastus_records.register.register import Register
from heijastus_records.rights import erase, erasing

root, identity, record, where = sys.argv[1:]
register = Register.open(Path(root), Path(identity))
planned = erasing.of(register, register.read(record), date(2026, 11, 22))
places = {
    "rotation": rotation, "History": History, "Private": Private, "Witness": rotation.Witness
}
if where:
    place, name = where.split(".")
    setattr(places[place], name, lambda *words: os.kill(os.getpid(), signal.SIGKILL))
erase.carry_out(register, [planned], date(2026, 11, 22))
print("erased")
"""

STEPS = (
    "Private.store_next",
    "Witness.prove",
    "rotation._commit",
    "rotation._carry_out",
    "History.advance",
    "History.finish",
    "History.refresh",
    "Private.take_over",
    "Private.move_anchor",
    "History.pack",
)


def assert_whole(house: House, record: str) -> bool:
    """See that everything is as before or all is done, after the next command; tell which."""
    register = fresh(house)
    for other in house.others:
        assert register.read(other).text
    errors = [problem for problem in upkeep.validate(register) if not problem.warning]
    assert errors == []
    assert not Path(f"{house.identity}.next").exists()
    assert git(register.root, "status", "--porcelain") == ""
    is_done = register.epoch.number == 2
    if record == house.aino:
        assert (house.aino in register.ids()) != is_done
    else:
        assert ("emails" in register.read(house.carita).data) != is_done
        assert len(versions_that_open(register, record)) == (1 if is_done else 4)
    with fresh(house).edit(house.others[0], action="edit") as data:
        data["language"] = "fi" if data["language"] != "fi" else "sv"
    return is_done


def versions_that_open(register: Register, record: str) -> list[str]:
    keys = register.keys(record)
    return [
        name
        for name in register.history.versions(layout.record_path(record))
        if vault.opens(keys, register.history.blob(name))
    ]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("part", [False, True], ids=["whole", "part"])
def test_an_erasure_cut_off_at_any_step_is_done_or_not_begun(
    house: House, step: str, part: bool
) -> None:
    record = house.carita if part else house.aino
    words = [str(house.register.root), str(house.identity), record, step]
    done = subprocess.run([sys.executable, "-c", ACT, *words], check=False)
    assert done.returncode == -9
    is_done = assert_whole(house, record)
    assert is_done == (step in STEPS[6:])


def test_where_a_lock_of_git_keeps_the_new_key_waiting_the_mend_is_named(house: House) -> None:
    words = [str(house.register.root), str(house.identity), house.aino, "History.refresh"]
    assert subprocess.run([sys.executable, "-c", ACT, *words], check=False).returncode == -9
    lock = house.register.root / ".git" / "index.lock"
    lock.touch()
    os.utime(lock, (time.time() - 60, time.time() - 60))
    (house.register.root / layout.EPOCH).write_text('epoch: "2"\nday: "2026-11-22"\n', "utf-8")
    with pytest.raises(Busy) as refused:
        fresh(house).read(house.carita)
    assert "records repair" in refused.value.hint
    assert [each.where for each in repair.repair(fresh(house), "", TODAY)] == ["index.lock"]
    assert assert_whole(house, house.aino)


def test_an_old_number_of_the_epoch_in_the_folder_is_damage_of_the_folder(house: House) -> None:
    before = (house.register.root / layout.EPOCH).read_bytes()
    go(house, house.aino)
    (house.register.root / layout.EPOCH).write_bytes(before)  # as a power cut may leave it
    with pytest.raises(Damaged) as refused:
        fresh(house).read(house.carita)
    assert refused.value.hint == "records repair"
    repair.repair(fresh(house), "", TODAY)
    assert assert_whole(house, house.aino)
