"""The one secret: replaced, protected, carried, copied, proven, lost; and never without a copy."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pexpect
import pytest

from heijastus_records.errors import Busy, NoKey, NotFound, Refused
from heijastus_records.letters import squares
from heijastus_records.register import bech32, founding, layout, proof, rotation, vault
from heijastus_records.register.founding import Plan
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.register.rotation import Renewal
from heijastus_records.rights import custody, doctor, keeping, paper
from heijastus_records.rights.keeping import Imported

from .computers import Computer, Two
from .house import AINO, PROJECT, TODAY, Ran

WORDS = "seitsemän veljestä kotona"
STICK_WORDS = "tikku ja toinen tikku"

Records = Callable[..., Ran]


def no_ask() -> str:
    raise AssertionError("nobody should be asked")


def anew(register: Register, identity: Path | None = None) -> Register:
    return Register.open(register.root, identity or register.private.named)


def add_person(register: Register) -> str:
    record = layout.new_id("c")
    register.add({record: AINO}, action="new")
    return record


def erase(register: Register, record: str) -> None:
    renewal = Renewal(TODAY, erased={record: "art-17-1-b"})
    rotation.rotate(register, renewal, Action("erase", (record,)))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder / "copy.age"


@pytest.fixture
def copied(tmp_path: Path, stick: Path) -> Register:
    """A register with an open recovery copy on a stick."""
    plan = Plan(tmp_path / "reg", TODAY, tmp_path / "own", recovery_copy=stick)
    return founding.found(plan)


# --- A new key without an erasure ---------------------------------------------------------------


def test_after_a_rotation_the_new_key_opens_everything_and_the_old_one_nothing(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    shutil.copy(tmp_path / "identity", old)
    before = register.read(aino)
    done = records("key", "rotate", "--yes")
    assert done.code == 0, done
    assert "epoch 2" in done.err
    now = anew(register)
    assert now.read(aino).text == before.text
    assert now.epoch.number == 2
    with pytest.raises(NoKey, match="epoch 1; the register is in epoch 2"):
        anew(register, old).read(aino)
    with pytest.raises(Exception, match=r"sealed with another key"):
        proof.prove(now, now.head, vault.parse_epoch(old.read_bytes()))
    assert proof.prove(now, now.head, now.epoch).files == 2
    assert (tmp_path / "identity").stat().st_mode & 0o777 == 0o600
    assert {p.name for p in tmp_path.iterdir() if p.name.startswith("identity")} == {"identity"}
    verified = records("audit", "verify")
    assert verified.code == 0, verified


def test_a_compromised_key_does_not_open_what_is_written_afterwards(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    old_keys = register.read(aino).keys
    path = layout.record_path(aino)
    old_blob = register.committed[path]
    done = records("key", "rotate", "--compromised", "--yes")
    assert done.code == 0, done
    assert "goes on reading the versions up to today" in done.err
    assert "is a personal data breach: records breach add" in done.err
    now = anew(register)
    with now.edit(aino, action="edit") as data:
        data["language"] = "sv"
    now = anew(register)
    sealed = now.history.blob(now.committed[path])
    with pytest.raises(Exception, match="sealed with another key"):
        vault.open_text(old_keys, sealed, aino, now.notice.register)
    first = now.history.blob(old_blob)  # her own old versions stay readable to her
    assert vault.open_text(now.read(aino).keys, first, aino, now.notice.register)[1] == AINO
    assert records("audit", "verify").code == 0


def test_a_rotation_for_a_script_needs_yes_and_changes_nothing_without(
    register: Register, records: Records
) -> None:
    head = register.head
    done = records("key", "rotate")
    assert (done.code, anew(register).head) == (2, head)
    assert "--yes" in done.err


def test_a_rotation_is_refused_while_something_would_be_lost(
    register: Register, aino: str, tmp_path: Path
) -> None:
    extra = layout.new_id("c")
    key = vault.Key.generate()
    binding = vault.Binding(extra, register.notice.register, 1, ())
    (register.root / layout.record_path(extra)).write_bytes(vault.seal_text(key, binding, AINO))
    (register.root / layout.key_path(extra)).write_bytes(
        vault.seal_keys(register.epoch, extra, (key,))
    )
    with pytest.raises(Refused, match="differ from the last commit"):
        keeping.rotate(anew(register), TODAY, compromised=False)
    assert Register.open(register.root, tmp_path / "identity").read(extra).text == AINO


def test_another_clone_on_this_computer_never_settles_what_it_has_not_begun(
    register: Register, aino: str, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(register.root), str(clone)], check=True)
    own = register.private
    after = register.epoch.renewed()
    own.store_next(after, None, register.history.folder)  # and then the light went out
    other = Register.open(clone, tmp_path / "identity")
    assert other.read(aino).text == AINO
    assert own.next.exists()
    with pytest.raises(Busy, match="another clone"):
        keeping.rotate(other, TODAY, compromised=False)
    assert vault.parse_epoch(own.next.read_bytes()).key.secret == after.key.secret
    assert anew(register).read(aino).text == AINO  # its own clone undoes it
    assert not own.next.exists()


# --- The passphrase -----------------------------------------------------------------------------


@pytest.mark.system("age")
def test_a_passphrase_is_set_used_by_rotation_though_unlocked_and_taken_away(
    register: Register, aino: str, tmp_path: Path
) -> None:
    identity = tmp_path / "identity"
    typed = WORDS.replace("ä", "a\u0308")  # as macOS may hand it over
    assert keeping.protect(register, no_ask, lambda: typed)
    assert vault.is_protected(identity.read_bytes())
    assert identity.stat().st_mode & 0o777 == 0o600
    assert opened_by_age(identity, WORDS).startswith("#records-epoch")

    keeping.unlock(anew(register), 1, lambda: WORDS)
    unlocked = anew(register)
    unlocked.ask = lambda: WORDS
    assert keeping.rotate(unlocked, TODAY, compromised=False) == 2
    with pytest.raises(NoKey, match="needs its passphrase"):
        anew(register).read(aino)  # what was unlocked is gone with the old key

    again = anew(register)
    again.ask = lambda: WORDS
    assert again.read(aino).text == AINO
    with pytest.raises(NoKey, match="does not open"):
        keeping.protect(anew(register), lambda: "not these words", no_ask)
    assert not keeping.protect(anew(register), lambda: WORDS, lambda: None)
    assert anew(register).read(aino).text == AINO


def opened_by_age(file: Path, passphrase: str) -> str:
    """Open a file with the program age, which asks at a terminal only."""
    out = file.with_name("opened-by-age")
    asked = pexpect.spawn("age", ["-d", "-o", str(out), str(file)], encoding="utf-8", timeout=60)
    asked.expect("Enter passphrase")
    asked.sendline(passphrase)
    asked.expect(pexpect.EOF)
    asked.close()
    assert asked.exitstatus == 0, asked.before
    content = out.read_text("utf-8")
    out.unlink()
    return content


def test_a_busy_computer_never_calls_a_right_passphrase_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library measures the computer first, and gives up where it seems too slow."""
    epoch = vault.Epoch(layout.new_register_id(), 1, vault.Key.generate())
    content = vault.write_epoch(epoch, WORDS)
    real, busy = vault.pyrage.passphrase.decrypt, [True, True, True]

    def decrypt(sealed: bytes, passphrase: str) -> bytes:
        if busy and busy.pop():
            raise vault.pyrage.DecryptError("Excessive work parameter for passphrase.\nabout 32")
        return bytes(real(sealed, passphrase))

    monkeypatch.setattr(vault.pyrage.passphrase, "decrypt", decrypt)
    monkeypatch.setattr(vault.time, "sleep", lambda seconds: None)
    assert vault.parse_epoch(vault.open_protected(content, WORDS)).key.secret == epoch.key.secret
    busy += [True] * 100
    with pytest.raises(NoKey, match="too slow, or too busy"):
        vault.open_protected(content, WORDS)


def test_protect_without_a_terminal_asks_nothing_and_changes_nothing(
    register: Register, records: Records, tmp_path: Path
) -> None:
    before = (tmp_path / "identity").read_bytes()
    assert records("key", "protect").code == 2
    assert records("key", "protect", "--remove").code == 2
    assert (tmp_path / "identity").read_bytes() == before


def traced(tmp_path: Path, root: Path, fault: str, *words: str, on: Path | None = None) -> Ran:
    """Run the program with one of its own system calls made to fail, or to be its last.

    `on` leaves all other files alone.
    """
    file = ("-P", str(on)) if on else ()
    done = subprocess.run(
        [
            *("strace", "-o", "/dev/null", "-e", f"inject={fault}", *file, sys.executable),
            *("-m", "heijastus_records", "--register", str(root), *words),
        ],
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={
            **os.environ,
            "RECORDS_IDENTITY": str(tmp_path / "identity"),
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_protect_at_a_terminal_asks_twice_and_for_the_old_words_first(
    register: Register, aino: str, tmp_path: Path
) -> None:
    def terminal(*words: str) -> "pexpect.spawn[str]":
        return pexpect.spawn(
            sys.executable,
            ["-m", "heijastus_records", "--register", str(register.root), *words],
            env={
                **os.environ,
                "RECORDS_IDENTITY": str(tmp_path / "identity"),
                "PYTHONPATH": str(PROJECT),
                "TERM": "dumb",
            },
            encoding="utf-8",
            timeout=60,
        )

    asked = terminal("key", "protect")
    for prompt, words in (
        ("New passphrase", WORDS),
        ("The same once more", WORDS.upper()),
        ("New passphrase", WORDS),
        ("The same once more", WORDS),
    ):
        asked.expect(prompt)
        asked.sendline(words)
    asked.expect("the key has a new passphrase")
    asked.expect(pexpect.EOF)
    before = (tmp_path / "identity").read_bytes()
    asked = terminal("key", "protect")
    asked.expect("Passphrase")
    asked.sendline("not the old ones")
    asked.expect("does not open the identity")
    asked.expect(pexpect.EOF)
    asked.close()
    assert asked.exitstatus == 4
    assert (tmp_path / "identity").read_bytes() == before


CALLS = "fsync,rename,renameat,renameat2,unlink,unlinkat"


@pytest.mark.system("strace")
def test_a_kill_at_any_moment_of_protect_or_import_leaves_a_key_that_opens(
    register: Register, aino: str, tmp_path: Path
) -> None:
    identity = tmp_path / "identity"
    carried = tmp_path / "carried"
    newer = vault.write_epoch(register.epoch.renewed(), None)
    carried.write_bytes(newer)
    before = identity.read_bytes()
    killed = 0
    for words in (("key", "protect", "--remove", "--yes"), ("key", "import", str(carried))):
        for when in range(1, 40):
            done = traced(tmp_path, register.root, f"{CALLS}:signal=KILL:when={when}", *words)
            assert identity.read_bytes() == before, (words, when)
            incoming = Path(f"{identity}.incoming")
            assert not incoming.exists() or incoming.read_bytes() == newer
            incoming.unlink(missing_ok=True)
            with anew(register).private.changing():
                assert {p.name for p in tmp_path.iterdir() if p.name.startswith("ident")} == {
                    "identity"
                }, (words, when)
            if done.code == 0:
                break
            killed += 1
        else:
            pytest.fail("never came to its end")
    assert killed >= 6
    assert anew(register).read(aino).text == AINO


@pytest.mark.system("strace")
def test_a_full_disk_leaves_every_key_and_copy_as_it_was(
    copied: Register, stick: Path, tmp_path: Path
) -> None:
    shutil.copy(tmp_path / "own", tmp_path / "identity")
    keeping.rotate(copied, TODAY, compromised=False)
    shutil.copy(tmp_path / "own", tmp_path / "identity")
    before = (tmp_path / "identity").read_bytes()
    old_copy = stick.read_bytes()
    out = tmp_path / "out.age"
    for words in (
        ("key", "protect", "--remove", "--yes"),
        ("key", "export", str(out), "--no-passphrase", "--yes"),
        ("key", "copies", "--renew"),
    ):
        for when in range(1, 30):
            done = traced(tmp_path, copied.root, f"fsync:error=ENOSPC:when={when}", *words)
            assert "Traceback" not in done.err, done
            assert (tmp_path / "identity").read_bytes() == before
            if stick.read_bytes() != old_copy:
                held = vault.parse_epoch(stick.read_bytes())
                assert held.key.secret == vault.parse_epoch(before).key.secret
                stick.write_bytes(old_copy)
            if done.code == 0 and "outstanding" not in done.err:
                break
        else:
            pytest.fail(f"never came to its end: {words}")
    assert not list(tmp_path.glob("**/*.part"))


@pytest.mark.system("strace")
@pytest.mark.parametrize("kind", ["first", "newer", "replace"])
def test_a_full_disk_while_a_key_is_brought_leaves_what_was_there(
    register: Register, aino: str, records: Records, tmp_path: Path, kind: str
) -> None:
    identity, carried = tmp_path / "identity", tmp_path / "carried"
    epoch = register.epoch.renewed() if kind == "newer" else register.epoch
    carried.write_bytes(vault.write_epoch(epoch, None))
    identity.write_bytes(vault.write_epoch(register.epoch, WORDS if kind == "replace" else None))
    if kind == "first":
        identity.unlink()
    words = ["key", "import", str(carried), *(["--replace"] if kind == "replace" else [])]
    target = tmp_path / ("identity.incoming" if kind == "newer" else "identity")
    before = {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    for fault in ("openat", "write", "fsync:when=1", "fsync:when=2"):
        call, _colon, when = fault.partition(":")
        on = None if when else Path(f"{target}.part")
        done = traced(
            tmp_path, register.root, f"{call}:error=ENOSPC:{when}".rstrip(":"), *words, on=on
        )
        assert done.code == 5, (fault, done)
        assert "the disk is full" in done.err
        assert "make room, then try again" in done.err
        assert {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()} == before
    assert records(*words).code == 0
    assert target.read_bytes() == carried.read_bytes()
    assert anew(register).read(aino).text == AINO


# --- To another computer ------------------------------------------------------------------------


@pytest.mark.system("age")
def test_an_exported_key_is_sealed_listed_and_opened_by_age(
    register: Register, aino: str, tmp_path: Path
) -> None:
    file = tmp_path / "carried.age"
    keeping.export(register, file, WORDS, TODAY)
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"#records" not in file.read_bytes()
    plain = tmp_path / "plain"
    plain.write_text(opened_by_age(file, WORDS))
    key = subprocess.run(
        ["age", "-d", "-i", str(plain), str(register.root / layout.key_path(aino))],
        capture_output=True,
        check=True,
    )
    assert b"AGE-SECRET-KEY-1" in key.stdout
    known = custody.read(register)
    assert [(each.place, each.epoch) for each in known.copies] == [(str(file), 1)]
    assert [each.place for each in known.entries if each.is_computer] == [register.private.computer]

    (tmp_path / "identity").unlink()  # the computer is lost; the file and a clone are left
    new = anew(register)
    with pytest.raises(NoKey, match="does not open the identity"):
        keeping.take_in(new, file, lambda: "other words than these", TODAY)
    assert not (tmp_path / "identity").exists()
    assert keeping.take_in(new, file, lambda: WORDS, TODAY) is Imported.IDENTITY
    assert (tmp_path / "identity").stat().st_mode & 0o777 == 0o600
    assert vault.is_protected((tmp_path / "identity").read_bytes())


@pytest.mark.parametrize("place", ["work tree", "Dropbox", "the register", "taken", "no folder"])
def test_a_key_is_never_exported_where_old_copies_survive_or_over_a_file(
    register: Register, records: Records, tmp_path: Path, place: str
) -> None:
    folder = register.root if place == "the register" else tmp_path / place
    if place == "work tree":
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    elif place not in ("no folder", "the register"):
        folder.mkdir()
    file = folder / "key.html"
    if place == "taken":
        file.write_text("mine")
    head = register.head
    for words in ((), ("--paper",)):
        done = records("key", "export", str(file), "--no-passphrase", "--yes", *words)
        assert done.code == 6, done
        assert done.err.count("records: error: ") == 1
    assert anew(register).head == head
    assert not file.exists() or file.read_text() == "mine"


def test_export_asks_nothing_without_a_terminal_and_names_the_option(
    register: Register, records: Records, tmp_path: Path
) -> None:
    for words, option in (((), "--no-passphrase"), (("--no-passphrase",), "--yes")):
        done = records("key", "export", str(tmp_path / "out"), *words)
        assert done.code == 2, done
        assert option in done.err
    assert not (tmp_path / "out").exists()


def test_a_key_that_is_here_is_nothing_new_and_an_older_or_foreign_one_is_refused(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    old, foreign, own = tmp_path / "old", tmp_path / "foreign", tmp_path / "identity"
    shutil.copy(own, old)
    same = records("key", "import", str(old))
    assert (same.code, "nothing was changed" in same.err) == (0, True)
    keeping.rotate(register, TODAY, compromised=False)
    before = own.read_bytes()
    refused = records("key", "import", str(old))
    assert refused.code == 6, refused
    assert "epoch 1" in refused.err
    founding.found(Plan(tmp_path / "other", TODAY, foreign))
    other = records("key", "import", str(foreign))
    assert (other.code, "another register" in other.err) == (4, True)
    assert records("key", "import", str(tmp_path / "nothing")).code == 3
    (tmp_path / "noise").write_bytes(b"\x00\xff noise")
    assert records("key", "import", str(tmp_path / "noise")).code == 4
    assert own.read_bytes() == before
    assert not Path(f"{own}.incoming").exists()


def test_a_first_key_has_to_open_the_register(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    old, own = tmp_path / "old", tmp_path / "identity"
    shutil.copy(own, old)
    keeping.rotate(register, TODAY, compromised=False)
    right = tmp_path / "right"
    own.rename(right)
    refused = records("key", "import", str(old))
    assert refused.code == 4
    assert "epoch 1; the register is in epoch 2" in refused.err
    number = vault.Epoch(register.notice.register, 2, vault.Key.generate())
    (tmp_path / "false").write_bytes(vault.write_epoch(number, None))
    assert records("key", "import", str(tmp_path / "false")).code == 4
    assert not own.exists()
    right.chmod(0o644)  # a stick knows no modes
    assert records("key", "import", str(right)).code == 0
    assert own.stat().st_mode & 0o777 == 0o600
    assert records("show", aino).code == 0


def test_the_second_computer_is_told_what_to_do_and_loses_nothing(two: Two) -> None:
    desk, bag = two.desk, two.bag
    assert desk.records("key", "rotate", "--yes").code == 0
    desk.records("sync")
    bag.edit(two.aino, "s/^language: en/language: sv/")  # still with the old key, offline
    old = (bag.folder / "identity").read_bytes()

    told = bag.records("sync", code=4)
    assert "epoch 2, this one in epoch 1" in told.err
    assert "key export" in told.err
    assert "key import" in told.err
    assert bag.text(two.aino)  # what is here goes on opening

    file = desk.folder / "carried"
    desk.records("key", "export", str(file), "--no-passphrase", "--yes")
    taken = bag.records("key", "import", str(file))
    assert "records sync" in taken.err
    assert (bag.folder / "identity").read_bytes() == old
    assert (bag.folder / "identity.incoming").stat().st_mode & 0o777 == 0o600
    assert "a newer key waits" in bag.records("key", "info").out
    assert "records sync" in bag.records("doctor", code=None).out
    assert bag.records("key", "rotate", "--yes", code=6).err.count("records sync") == 1

    desk.records("sync")
    assert len(waiting(desk)) == 1
    bag.records("sync")
    assert (bag.folder / "identity").read_bytes() == (desk.folder / "identity").read_bytes()
    assert not (bag.folder / "identity.incoming").exists()
    desk.records("sync")
    assert waiting(desk) == set()  # bag has told that it has the new key
    assert desk.data(two.aino)["language"] == "sv"
    for computer in (desk, bag):
        computer.records("audit", "verify")


def test_after_a_pull_by_hand_every_command_says_the_way(two: Two) -> None:
    two.desk.records("key", "rotate", "--yes")
    two.desk.records("sync")
    two.bag.git("pull", "-q", "--ff-only", "origin", "main")
    for words in (("list",), ("validate",), ("key", "drill", "x"), ("edit", two.aino), ("sync",)):
        told = two.bag.records(*words, code=None)
        assert told.code in (3, 4), (words, told)
        if told.code == 4:
            assert "the register is in epoch 2" in told.err, words
            assert "records key import FILE; then records sync" in told.err, words
    assert (two.bag.folder / "identity").exists()


# --- Copies, and erasures that wait for them ----------------------------------------------------


def test_an_erasure_waits_for_every_copy_and_computer_of_the_old_key(
    copied: Register, stick: Path, tmp_path: Path
) -> None:
    record = add_person(copied)
    custody.add(copied, "paper in the safe", no_ask, TODAY)
    custody.note_copy(copied, "second", 1, TODAY)
    erase(copied, record)
    known = custody.read(copied)
    assert [each.id for each in known.pending] == [record]
    assert known.pending[0].until == date(2026, 12, 22)
    # The computer that rotated is never its own obstacle; the three copies are.
    assert len(known.outstanding) == 3

    done = keeping.renew_copies(copied, lambda place: no_ask(), TODAY)
    assert done.renewed == (str(stick),)
    assert [each.place for each in done.outstanding] == ["paper in the safe", "second"]
    assert done.complete == ()
    assert custody.replaced(copied, "paper in the safe", no_ask, TODAY) == ()
    assert custody.gone(copied, "second", TODAY) == (record,)
    assert custody.read(copied).pending == ()
    assert custody.read(copied).outstanding == []
    last = copied.trail()[0]
    assert (last.action, last.ids) == ("erasure-complete", ("custody",))
    assert "pending" in last.fields


def test_a_copy_within_reach_is_opened_and_not_believed(
    copied: Register, stick: Path, tmp_path: Path
) -> None:
    keeping.rotate(copied, TODAY, compromised=False)
    with pytest.raises(Refused, match="epoch 1, not 2"):
        custody.replaced(copied, str(stick), no_ask, TODAY)
    with pytest.raises(Refused, match="still there"):
        custody.gone(copied, str(stick), TODAY)
    with pytest.raises(NotFound):
        custody.gone(copied, "somewhere else", TODAY)
    with pytest.raises(Refused, match="this computer"):
        custody.note_copy(copied, "x", 2, TODAY)
        custody.gone(copied, copied.private.computer, TODAY)
    shutil.copy(tmp_path / "own", stick)
    custody.replaced(copied, str(stick), no_ask, TODAY)
    assert custody.read(copied).outstanding == []


@pytest.mark.system("age")
def test_a_copy_on_a_stick_is_rewritten_with_its_own_passphrase(
    tmp_path: Path, stick: Path
) -> None:
    plan = Plan(
        tmp_path / "reg",
        TODAY,
        tmp_path / "own",
        recovery_copy=stick,
        recovery_passphrase=STICK_WORDS,
    )
    register = founding.found(plan)
    keeping.rotate(register, TODAY, compromised=False)
    before = stick.read_bytes()
    done = keeping.renew_copies(register, lambda place: "a slip of the finger", TODAY)
    assert [(each.place, each.epoch) for each in done.outstanding] == [(str(stick), 1)]
    assert "passphrase" in done.outstanding[0].remedy
    assert stick.read_bytes() == before

    asked = []
    done = keeping.renew_copies(register, lambda place: asked.append(place) or STICK_WORDS, TODAY)
    assert (asked, done.renewed, done.outstanding) == ([str(stick)], (str(stick),), ())
    assert stick.stat().st_mode & 0o777 == 0o600
    assert '"epoch": 2' in opened_by_age(stick, STICK_WORDS)
    assert {path.name for path in stick.parent.iterdir()} == {"copy.age"}


def test_a_copy_that_is_not_plugged_in_is_outstanding_with_a_line_of_what_to_do(
    copied: Register, stick: Path, records: Records, tmp_path: Path
) -> None:
    away = tmp_path / "drawer"
    stick.parent.rename(away)
    shutil.copy(tmp_path / "own", tmp_path / "identity")
    words = ("--register", str(copied.root))
    done = records(*words, "key", "rotate", "--yes")
    assert done.code == 0, done
    assert f"outstanding: {stick} has the key of epoch 1" in done.err
    assert "records key copies --renew" in done.err
    facts = json.loads(records(*words, "key", "copies", "--json").out)
    assert facts["schema"] == "records.key-copies/1"
    assert [each["outstanding"] for each in facts["copies"]] == [True, False]
    assert records(*words, "doctor").code == 1

    away.rename(stick.parent)
    assert "the copy has the new key" in records(*words, "key", "copies", "--renew").err
    assert stick.read_bytes() == (tmp_path / "identity").read_bytes()
    assert "outstanding" not in records(*words, "key", "info").out


def test_a_drill_proves_a_copy_and_notes_the_day(
    copied: Register, stick: Path, tmp_path: Path
) -> None:
    add_person(copied)
    done = custody.drill(copied, stick, no_ask, TODAY)
    assert (done.files, done.is_listed) == (2, True)
    assert custody.read(copied).copies[0].drilled == TODAY.isoformat()
    (tmp_path / "own").unlink()  # the drill that counts: the computer's key is lost
    lost = anew(copied)
    assert custody.drill(lost, stick, no_ask, TODAY).files == 2

    shutil.copy(stick, tmp_path / "own")
    keeping.rotate(anew(copied), TODAY, compromised=False)
    with pytest.raises(NoKey, match="epoch 1; the register is in epoch 2"):
        custody.drill(anew(copied), stick, no_ask, TODAY)


def test_a_drill_fails_where_one_record_does_not_open(copied: Register, stick: Path) -> None:
    record = add_person(copied)
    path = layout.record_path(record)
    damaged = bytearray(copied.history.blob(copied.committed[path]))
    damaged[-1] ^= 1
    copied.commit({path: bytes(damaged)}, Action("edit", (record,)))
    with pytest.raises(Exception, match="damaged"):
        custody.drill(anew(copied), stick, no_ask, TODAY)


def test_the_doctor_names_what_is_to_be_done_about_the_key(
    copied: Register, register: Register, stick: Path
) -> None:
    def said(which: Register, day: date) -> str:
        found = doctor.examine(which, day)
        return "\n".join(f"{each.level.value} {each.sentence}" for each in found)

    assert "mend no recovery copy of the key is known" in said(register, TODAY)
    assert "look the key has no passphrase" in said(register, TODAY)
    assert "ok there is a copy of the key" in said(copied, TODAY)
    assert "look no copy of the key was tried since 2026-11-22" in said(copied, date(2027, 11, 23))
    custody.drill(copied, stick, no_ask, date(2027, 11, 23))
    assert "tried since" not in said(copied, date(2027, 11, 24))
    record = add_person(copied)
    erase(copied, record)
    assert f"mend {stick} has the key of epoch 1" in said(copied, TODAY)
    late = f"{record}: the erasure is not complete; the month ends on 2026-12-22"
    assert f"look {late}" in said(copied, date(2026, 12, 22))
    assert f"mend {late}" in said(copied, date(2026, 12, 23))


# --- On paper -----------------------------------------------------------------------------------


def typed_from(page: str) -> str:
    """Return the groups as somebody would type them from a printed sheet."""
    lines = [line for line in page.splitlines() if line.startswith("groups ")]
    return "\n".join(line.partition("   ")[2] for line in lines)


@pytest.mark.parametrize("ending", ["txt", "html", "pdf"])
def test_a_paper_says_what_it_is_and_is_typed_back(
    register: Register, records: Records, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"paper.{ending}"
    assert records("key", "export", str(file), "--paper").code == 2
    done = records("key", "export", str(file), "--paper", "--yes")
    assert done.code == 0, done
    assert file.stat().st_mode & 0o777 == 0o600
    assert "delete the file" in done.err
    assert str(file) in {each.place for each in custody.read(anew(register)).copies}
    if ending == "pdf":
        assert file.read_bytes().startswith(b"%PDF")
        return
    page = file.read_text("utf-8")
    for words in ("avaa salatun asiakasrekisterin", "krypterat kundregister", "sealed client"):
        assert words in " ".join(page.split())
    assert register.notice.register in page
    if ending == "html":
        return
    (tmp_path / "identity").unlink()
    back = records("key", "import", "--paper", "-", "--no-passphrase", input=typed_from(page))
    assert back.code == 0, back
    assert anew(register).epoch.number == 1


def test_one_wrong_sign_on_paper_is_found_in_its_group(register: Register) -> None:
    right = " ".join(bech32.groups(register.epoch.key.secret))
    assert paper.read(register, right.lower()).key.secret == register.epoch.key.secret
    for place, sign in enumerate(right):
        if sign == " ":
            continue
        wrong = "Q" if sign != "Q" else "P"
        group = right[:place].count(" ") + 1
        with pytest.raises(NoKey, match=rf"look at group {group}$"):
            paper.read(register, right[:place] + wrong + right[place + 1 :])
    with pytest.raises(NoKey, match=r"look at group 1$"):
        paper.read(register, "B" + right[1:])  # no such sign on any paper
    with pytest.raises(NoKey, match="58 signs, 57 were typed"):
        paper.read(register, right[:-1])
    with pytest.raises(NoKey, match="58 signs, 0 were typed"):
        paper.read(register, "")


def test_two_wrong_signs_are_noticed_though_not_found(register: Register) -> None:
    right = "".join(bech32.groups(register.epoch.key.secret))
    for first in range(0, 50, 7):
        second = first + 5
        changed = list(right)
        for place in (first, second):
            changed[place] = "Q" if changed[place] != "Q" else "P"
        with pytest.raises(NoKey, match="more than one sign"):
            paper.read(register, "".join(changed))


def test_a_wrong_sign_never_becomes_a_key(
    register: Register, records: Records, tmp_path: Path
) -> None:
    right = " ".join(bech32.groups(register.epoch.key.secret))
    (tmp_path / "identity").unlink()
    wrong = ("Q" if right[0] != "Q" else "P") + right[1:]
    done = records("key", "import", "--paper", "-", "--no-passphrase", input=wrong)
    assert (done.code, "group 1" in done.err) == (4, True), done
    assert right[:9] not in done.err
    assert not (tmp_path / "identity").exists()


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_code_on_paper_is_the_file_itself(
    register: Register, tmp_path: Path, form: str
) -> None:
    pytest.importorskip("segno")
    text = vault.write_epoch(register.epoch, None).decode()
    assert paper.read(register, text).key.secret == register.epoch.key.secret
    rows = squares.squares(text)
    assert {len(row) for row in rows} == {len(rows)}
    file = tmp_path / f"paper.{form}"
    assert paper.export(register, file, "fi", TODAY)
    if form == "html":
        assert "<svg" in file.read_text("utf-8")


@pytest.mark.system("pdftoppm", "zbarimg")
def test_a_camera_reads_the_whole_key_from_the_printed_code(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    pytest.importorskip("segno")
    assert paper.export(register, tmp_path / "paper.pdf", "fi", TODAY)
    words = ["pdftoppm", "-r", "150", "-png", "paper.pdf", "photo"]  # as coarse as a cheap scanner
    subprocess.run(words, cwd=tmp_path, check=True)
    photos = sorted(file.name for file in tmp_path.glob("photo*.png"))
    scan = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *photos]
    scanned = subprocess.run(scan, cwd=tmp_path, check=True, capture_output=True).stdout
    (tmp_path / "scanned").write_bytes(scanned)
    (tmp_path / "identity").unlink()
    done = records("key", "import", str(tmp_path / "scanned"))
    assert done.code == 0, done
    assert anew(register).read(aino).text == AINO


def test_without_the_extra_part_the_paper_has_its_groups_and_says_so(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    file = tmp_path / "paper.html"
    assert not paper.export(register, file, "en", TODAY)
    page = file.read_text("utf-8")
    assert "QR code" not in page  # the letters alone may stand in a key
    assert all(group in page for group in bech32.groups(register.epoch.key.secret))


# --- When something happens ---------------------------------------------------------------------


def test_a_forgotten_passphrase_is_mended_from_the_recovery_copy(
    copied: Register, stick: Path, tmp_path: Path
) -> None:
    record = add_person(copied)
    keeping.protect(anew(copied), no_ask, lambda: WORDS)
    with pytest.raises(NoKey, match="needs its passphrase"):
        keeping.take_in(anew(copied), stick, no_ask, TODAY)
    assert keeping.take_in(anew(copied), stick, no_ask, TODAY, replace=True) is Imported.IDENTITY
    assert anew(copied).read(record).text == AINO
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600


def test_a_forgotten_passphrase_while_a_newer_key_waits_is_mended_as_the_program_says(
    two: Two,
) -> None:
    bag, own = two.bag, two.bag.folder / "identity"
    epoch = vault.parse_epoch(own.read_bytes())
    bag.edit(two.aino, "s/^language: en/language: sv/")  # made here, not sent yet
    shutil.copy(own, bag.folder / "copy")
    two.desk.records("key", "rotate", "--yes")
    two.desk.records("sync")
    shutil.copy(two.desk.folder / "identity", bag.folder / "newer")
    newer = vault.parse_epoch((bag.folder / "newer").read_bytes())
    waiting = Path(f"{own}.incoming")
    own.write_bytes(vault.write_epoch(epoch, WORDS))
    waiting.write_bytes(vault.write_epoch(newer, WORDS))
    before = own.read_bytes(), waiting.read_bytes()

    said = bag.records("key", "import", "../copy", "--replace", code=5).err
    assert "a newer key waits beside the present one: nothing was changed" in said
    assert "first: records sync" in said  # which asks for the passphrase
    assert f"rm {waiting}" in said
    assert (own.read_bytes(), waiting.read_bytes()) == before
    waiting.unlink()
    bag.records("key", "import", "../copy", "--replace")
    bag.records("key", "import", "../newer")
    bag.records("sync")
    two.desk.records("sync")
    assert not waiting.exists()
    assert two.desk.data(two.aino)["language"] == bag.data(two.aino)["language"] == "sv"


def test_a_key_that_opens_less_never_replaces_one_that_cannot_be_asked(
    copied: Register, stick: Path, tmp_path: Path
) -> None:
    keeping.rotate(copied, TODAY, compromised=False)
    before = (tmp_path / "own").read_bytes()
    with pytest.raises(NoKey, match="epoch 1; the register is in epoch 2"):
        keeping.take_in(anew(copied), stick, no_ask, TODAY, replace=True)
    assert (tmp_path / "own").read_bytes() == before


def test_without_a_key_every_command_says_what_brings_it(
    register: Register, aino: str, records: Records, tmp_path: Path
) -> None:
    (tmp_path / "identity").unlink()
    for words in (
        ("list",),
        ("show", aino),
        ("validate",),
        ("key", "protect", "--remove", "--yes"),
    ):
        done = records(*words)
        assert (done.code, "records key import FILE" in done.err) == (4, True), (words, done)
    assert records("key", "info").code == 0


def test_the_list_of_copies_is_kept_by_computer(two: Two) -> None:
    file = two.desk.folder / "carried"
    two.desk.records("key", "export", str(file), "--no-passphrase", "--yes")
    two.desk.records("sync")
    (two.bag.folder / "identity").unlink()
    two.bag.records("sync", code=4)
    two.bag.git("pull", "-q", "--ff-only", "origin", "main")
    two.bag.records("key", "import", str(file))
    computers = listed(two.bag)
    assert len(computers) == 2
    two.bag.records("sync")
    two.desk.records("sync")
    assert listed(two.desk) == computers


def waiting(computer: Computer) -> set[str]:
    facts = json.loads(computer.records("key", "copies", "--json").out)
    return {each["place"] for each in facts["copies"] if each["outstanding"]}


def listed(computer: Computer) -> set[str]:
    facts = json.loads(computer.records("key", "copies", "--json").out)
    return {each["place"] for each in facts["copies"] if each["kind"] == "computer"}
