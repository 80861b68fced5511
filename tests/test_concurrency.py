"""Many at once: no acknowledged change is lost, and no reader sees half of one."""

import subprocess
import sys
import time
from pathlib import Path

from heijastus_records.register import layout
from heijastus_records.register.register import Record, Register

WRITERS = 8
EDITS = 50

PERSON = "kind: person\nname: {given: Aino, family: Esimerkki}\nbilling: {terms: alku}\n"

EDIT = """
import sys
from pathlib import Path
from heijastus_records.errors import Busy
from heijastus_records.register.register import Register

root, identity, number, edits, *ids = sys.argv[1:]
place = 0
while place < int(edits):
    register = Register.open(Path(root), Path(identity))
    record = ids[(int(number) + place) % len(ids)]
    try:
        with register.edit(record, action="edit") as data:
            data["billing"]["terms"] = f"ehto {number} {place}"
    except Busy:  # a slow computer: it was refused, not lost
        continue
    print(record, f"ehto {number} {place}", sep=";", flush=True)
    place += 1
"""

READ = """
import sys
from pathlib import Path
from heijastus_records.register.register import Register

root, identity, stop = map(Path, sys.argv[1:])
while not stop.exists():
    register = Register.open(root, identity)
    print(sum(1 for record in register.records() if record.data), flush=True)
"""

ADD = """
import sys
from pathlib import Path
from heijastus_records.register import layout
from heijastus_records.register.register import Register

root, identity, count, person = sys.argv[1:]
for _ in range(int(count)):
    ids = [layout.new_id("c") for _ in range(5)]
    Register.open(Path(root), Path(identity)).add({i: person for i in ids}, action="new")
    print(*ids, flush=True)
"""


def _start(program: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _ended(process: subprocess.Popen[str]) -> list[str]:
    """Return what a process printed; one that failed shows why."""
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    return out.splitlines()


def _git(register: Register, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(register.root), *words], check=True, capture_output=True, text=True
    )
    return done.stdout


def _people(register: Register, count: int) -> list[str]:
    ids = [layout.new_id("c") for _ in range(count)]
    register.add(dict.fromkeys(ids, PERSON), action="new")
    return ids


def test_eight_writers_and_a_reader_lose_nothing_and_see_no_half_change(
    register: Register, tmp_path: Path
) -> None:
    ids = _people(register, 4)
    before = set(_git(register, "rev-list", "HEAD").split())
    stop, identity = tmp_path / "stop", tmp_path / "identity"
    readers = [_start(READ, register.root, identity, stop)]
    writers = [
        _start(EDIT, register.root, identity, number, EDITS, *ids) for number in range(WRITERS)
    ]
    said = [line.split(";") for writer in writers for line in _ended(writer)]
    stop.touch()
    read = [line for reader in readers for line in _ended(reader)]

    reachable = set(_git(register, "rev-list", "HEAD").split()) - before
    assert WRITERS * EDITS == len(said) == len(reachable)
    assert {"4"} == set(read)
    after = Register.open(register.root, identity)
    versions = {record: 1 + sum(line[0] == record for line in said) for record in ids}
    assert versions == {record.id: record.version for record in after.records()}
    assert _terms_in_history(after, ids) == sorted((line[0], line[1]) for line in said)
    assert _git(register, "status", "--porcelain") == ""
    assert _git(register, "fsck", "--strict", "--no-dangling") == ""


def _terms_in_history(register: Register, ids: list[str]) -> list[tuple[str, str]]:
    """Return every value ever committed: each acknowledged change is a version of its own."""
    from heijastus_records.register import document, vault

    found = []
    for record in ids:
        keys = register.read(record).keys
        for name in register.history.versions(layout.record_path(record)):
            sealed = register.history.blob(name)
            text = vault.open_text(keys, sealed, record, register.notice.register)[1]
            billing = document.load(text)["billing"]
            assert isinstance(billing, dict)
            found.append((record, str(billing["terms"])))
    return sorted(pair for pair in found if pair[1] != "alku")


def test_a_reader_beside_new_records_sees_each_batch_whole_and_no_error(
    register: Register, tmp_path: Path
) -> None:
    stop, identity = tmp_path / "stop", tmp_path / "identity"
    readers = [_start(READ, register.root, identity, stop)]
    added = _ended(_start(ADD, register.root, identity, 40, PERSON))
    stop.touch()
    for reader in readers:
        counts = [int(line) for line in _ended(reader)]
        assert counts == sorted(counts)
    ids = {record for line in added for record in line.split()}
    assert ids == set(Register.open(register.root, identity).ids())


def test_a_reader_between_commit_and_folder_sees_the_new_version(
    register: Register, aino: str, tmp_path: Path
) -> None:
    path = register.root / layout.record_path(aino)
    old = path.read_bytes()
    with register.edit(aino, action="edit") as data:
        data["language"] = "sv"
    path.write_bytes(old)  # as it is before the folder has followed
    journal = register.root / ".git" / "records-refresh"
    journal.write_text(f'{{"to": "{register.history.head()}", "paths": []}}', "ascii")
    reader = Register(register.root, tmp_path / "identity", None)
    assert reader.read(aino).data["language"] == "sv"


def test_a_reader_does_not_wait_for_a_writer(register: Register, aino: str, tmp_path: Path) -> None:
    (register.root / ".git" / "records-refresh").write_text('{"to": "", "paths": []}', "ascii")
    from heijastus_records.register import platform

    with platform.lock(register.root / ".git" / "records.lock"):
        start = time.monotonic()
        process = _start(
            "import sys, pathlib; from heijastus_records.register.register import Register;"
            "root, identity, record = sys.argv[1:];"
            "Register.open(pathlib.Path(root), pathlib.Path(identity)).read(record)",
            register.root,
            tmp_path / "identity",
            aino,
        )
        assert _ended(process) == []
        assert time.monotonic() - start < 10


def test_a_record_that_vanishes_while_all_are_read_is_no_error(
    register: Register, aino: str, tmp_path: Path
) -> None:
    from heijastus_records.register.history import Action

    other = _people(register, 1)[0]
    reader = Register.open(register.root, tmp_path / "identity")
    reading = reader.records()
    first = next(reading)
    gone = aino if first.id == other else other
    with register.changing():
        paths = [layout.record_path(gone), layout.key_path(gone)]
        register.commit(dict.fromkeys(paths, None), Action("set-aside", (gone,)))
    assert [record for record in reading if isinstance(record, Record)] == []
