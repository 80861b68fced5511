"""Mending what is damaged: the newest version that opens, or the file set aside, in a commit.

One damaged file must not block a legal duty, and mending must never lose what still opens.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from heijastus_records.errors import Damaged, NotFound, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, platform, vault
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register


class Outcome(Enum):
    """What was done about one file."""

    SOUND = "sound"
    FROM_COMMIT = "from-commit"
    FROM_HISTORY = "from-history"
    SET_ASIDE = "set-aside"
    MOVED_OUT = "moved-out"


@dataclass(frozen=True)
class Repair:
    """One mended file: an id, or a path where it has none."""

    where: str
    outcome: Outcome


def repair(register: Register, record: str, today: date) -> list[Repair]:
    """Mend one record, or everything that is damaged where `record` is empty.

    Raises NoKey without the key, NotFound for an unknown id.
    """
    done = [*_files(register)] if not record else []
    wanted = [record] if record else [layout.CUSTODY, *register.ids()]
    for each in wanted:
        found = _mend(register, each, today)
        if found.outcome is not Outcome.SOUND or record:
            done.append(found)
    return done


def _files(register: Register) -> Iterator[Repair]:
    """Bring back the plain files that a register cannot do without, and break stale locks."""
    with register.history.locked():
        register.history.break_locks()
        for path in (layout.EPOCH, layout.ATTRIBUTES):
            name = register.committed.get(path)
            if name and not _is_same(register, path, name):
                register.history.refresh([path], register.head)
                yield Repair(path, Outcome.FROM_COMMIT)


def _is_same(register: Register, path: str, name: str) -> bool:
    try:
        content = platform.read_file(register.root / path, vault.MAX_SEALED, path)
    except (OSError, RecordsError):
        return False
    return register.history.name_of(content, register.head) == name


def _mend(register: Register, record: str, today: date) -> Repair:
    try:
        register.read(record).data  # noqa: B018 - both must work
        return Repair(record, Outcome.SOUND)
    except Damaged:
        pass
    except NotFound:
        if layout.key_path(record) not in register.committed:
            raise
    with register.changing():
        if _from_commit(register, record):
            return Repair(record, Outcome.FROM_COMMIT)
        if layout.record_path(record) not in register.committed:
            return _move_out(register, record)
        if _from_history(register, record):
            return Repair(record, Outcome.FROM_HISTORY)
        return _set_aside(register, record, today)


def _paths(record: str) -> list[str]:
    return [layout.record_path(record), layout.key_path(record)]


def _from_commit(register: Register, record: str) -> bool:
    """Put back the files of the last commit where they open."""
    names = [register.committed.get(path) for path in _paths(record)]
    if not all(names):
        return False
    sealed, key = (register.history.blob(str(name)) for name in names)
    try:
        keys = vault.open_keys(register.epoch, key, record)
        _binding, text = vault.open_text(keys, sealed, record, register.notice.register)
        document.load(text)
    except RecordsError:
        return False
    register.history.refresh(_paths(record), register.head)
    return True


def _from_history(register: Register, record: str) -> bool:
    """Commit the newest older version that opens, under the newest key that opens."""
    record_path, key_path = _paths(record)
    keys: tuple[vault.Key, ...] = ()
    for name in register.history.versions(key_path):
        with contextlib.suppress(RecordsError):
            keys += vault.open_keys(register.epoch, register.history.blob(name), record)
    for name in register.history.versions(record_path) if keys else ():
        with contextlib.suppress(RecordsError):
            sealed = register.history.blob(name)
            old, text = vault.open_text(keys, sealed, record, register.notice.register)
            binding = vault.Binding(record, old.register, old.version + 1, (vault.digest(sealed),))
            changes = {
                record_path: vault.seal_text(keys[0], binding, text),
                key_path: vault.seal_keys(register.epoch, record, tuple(_unique(keys))),
            }
            register.commit(changes, Action("repair", (record,)))
            return True
    return False


def _unique(keys: tuple[vault.Key, ...]) -> Iterator[vault.Key]:
    seen = set()
    for key in keys:
        if key.secret not in seen:
            seen.add(key.secret)
            yield key


def _set_aside(register: Register, record: str, today: date) -> Repair:
    """Take an unreadable record out of the tree, and remember it among the duties."""
    last = register.head
    changes: dict[str, bytes | None] = {
        path: None for path in _paths(record) if path in register.committed
    }
    register.commit(changes, Action("set-aside", (record,)))
    if record != layout.CUSTODY:
        _remember(register, record, today, last)
    return Repair(record, Outcome.SET_ASIDE)


def _remember(register: Register, record: str, today: date, last: str) -> None:
    custody = register.read(layout.CUSTODY)
    draft = document.Draft(custody.text)
    entry = {"id": record, "day": today.isoformat(), "commit": last}
    draft.data.setdefault("aside", []).append(entry)
    register.replace(custody, draft.text, action="set-aside")


def _move_out(register: Register, record: str) -> Repair:
    """Move a file that was never committed and does not open into the private folder."""
    for path in _paths(record):
        source = register.root / path
        if source.is_symlink():
            source.unlink()
        elif source.exists():
            target = platform.private_folder(register.private.folder / "aside")
            source.replace(target / source.name)
    return Repair(record, Outcome.MOVED_OUT)


def whole_id(register: Register, record: str) -> str:
    """Return the one id that begins as given; empty stays empty. Raises NotFound."""
    known = {layout.id_of(path) for path in register.committed} | {*register.ids(), layout.CUSTODY}
    found = [each for each in sorted(known - {""}) if record and each.startswith(record)]
    if record and len(found) != 1:
        raise NotFound(_("no single record has an id that begins so"))
    return found[0] if found else ""


def told(done: Repair) -> str:
    """Say what was done about one file."""
    sentences = {
        Outcome.SOUND: _("{where}: sound"),
        Outcome.FROM_COMMIT: _("{where}: restored from the last commit"),
        Outcome.FROM_HISTORY: _("{where}: restored the newest version that opens, in a new commit"),
        Outcome.SET_ASIDE: _("{where}: nothing opens it; set aside, its versions stay in history"),
        Outcome.MOVED_OUT: _("{where}: was never committed; moved into the private folder"),
    }
    return sentences[done.outcome].format(where=done.where)
