"""Mending what is damaged: the newest version that opens, or the file set aside, in a commit.

One damaged file must not block a legal duty, and mending must never lose what still opens: a
file that makes way and is in no commit is kept, sealed, in the private folder.
"""

import contextlib
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from heijastus_records.errors import Damaged, NoKey, NotFound, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, platform, vault
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register, parse_notice

PLAIN = (layout.EPOCH, layout.ATTRIBUTES, layout.TOMBSTONES)
"""Files that only the program writes: they are brought back where they differ."""

MAX_KEPT = 64 * 1024 * 1024
"""Largest file that is sealed when it makes way; a larger one is moved as it is."""


class Outcome(Enum):
    """What was done about one file."""

    SOUND = "sound"
    FROM_COMMIT = "from-commit"
    FROM_FOLDER = "from-folder"
    FROM_HISTORY = "from-history"
    SET_ASIDE = "set-aside"
    MOVED_OUT = "moved-out"
    REMOVED = "removed"
    BEGUN_ANEW = "begun-anew"
    BROUGHT_FORWARD = "brought-forward"
    UNLOCKED = "unlocked"


@dataclass(frozen=True)
class Repair:
    """One mended file: an id, or a path where it has none."""

    where: str
    outcome: Outcome


def repair(register: Register, record: str, today: date) -> list[Repair]:
    """Mend one record, or everything that is damaged where `record` is empty.

    Raises NoKey without the key, NotFound for an unknown id.
    """
    if record:
        return [_mend(register, record, today)]
    done = _whole(register, today)
    for each in [layout.CUSTODY, *_all_ids(register)]:
        found = _mend(register, each, today)
        if found.outcome is not Outcome.SOUND:
            done.append(found)
    return done + _staged(register) + _forged(register)


def _all_ids(register: Register) -> list[str]:
    """Return the ids of all records of every kind, and of keys that have no record."""
    ids = {record for letter in layout.FOLDERS for record in register.ids(letter)}
    ids |= {layout.id_of(path) for path in register.committed}
    return sorted(ids - {"", layout.CUSTODY})


# --- The register as a whole ----------------------------------------------------------------


def _whole(register: Register, today: date) -> list[Repair]:
    """Mend what no record can be read without: locks, notice, branch, number of the epoch."""
    with register.history.cleared() as names:
        done = [Repair(name, Outcome.UNLOCKED) for name in names]
        done += _notice(register)
        done += bring_forward(register)
        if register.is_between():
            register.settle_epoch()
        done += _left_over(register)
        done += _plain_files(register)
        done += _epoch(register, today)
    return done


def _notice(register: Register) -> Iterator[Repair]:
    """Bring back a notice that is missing, broken or another register's: the newest valid one."""
    head = register.history.head()
    names = [register.history.tree(head).get(layout.NOTICE, "")]
    names += register.history.versions(layout.NOTICE)
    for place, name in enumerate(names):
        with contextlib.suppress(RecordsError):
            content = register.history.blob(name)
            notice = parse_notice(content)
            with contextlib.suppress(RecordsError):
                if register.notice.register == notice.register:
                    return
            register.notice = notice
            _make_way(register, layout.NOTICE)
            if place == 0:
                register.history.refresh([layout.NOTICE], head)
                yield Repair(layout.NOTICE, Outcome.FROM_COMMIT)
            else:
                register.commit({layout.NOTICE: content}, Action("repair"))
                yield Repair(layout.NOTICE, Outcome.FROM_HISTORY)
            return


def bring_forward(register: Register) -> Iterator[Repair]:
    """Bring a branch forward that was set back behind the last commit seen here.

    The caller holds the lock of the history.
    """
    history, head = register.history, register.history.head()
    seen = register.private.anchor(history.folder)
    if seen and head != seen and history.descends(seen, head):
        old, new = history.tree(head), history.tree(seen)
        paths = [path for path in {**old, **new} if old.get(path) != new.get(path)]
        for path in paths:
            _make_way(register, path)
        history.advance(seen, head, paths, "repair")
        register.forget()
        yield Repair(seen[:12], Outcome.BROUGHT_FORWARD)


def _left_over(register: Register) -> Iterator[Repair]:
    """Remove the half-written files of a change that was cut off."""
    for path in (register.root / "records").rglob(".records-*"):
        if path.is_file() and not path.is_symlink():
            path.unlink()
            yield Repair(path.relative_to(register.root).parent.as_posix(), Outcome.REMOVED)


def _plain_files(register: Register) -> Iterator[Repair]:
    """Bring back files that are neither records nor keys: missing ones, and our own."""
    for path, name in register.committed.items():
        if not name or layout.id_of(path) or path == layout.NOTICE:
            continue
        found = _name_here(register, path)
        if not found or (path in PLAIN and found != name):
            _make_way(register, path)
            register.history.refresh([path], register.head)
            yield Repair(path, Outcome.FROM_COMMIT)
    path = layout.TOMBSTONES
    if path not in register.committed and (register.root / path).is_file():
        _keep(register, register.root / path)
        yield Repair(path, Outcome.MOVED_OUT)


def _name_here(register: Register, path: str) -> str:
    """Return git's name for what lies in the folder; an empty text where no plain file does."""
    try:
        content = register.content(path, path)
    except (OSError, RecordsError):
        return ""
    return register.history.name_of(content)


def _epoch(register: Register, today: date) -> Iterator[Repair]:
    """Write the epoch's number anew where the key at hand proves it: it opens the register."""
    try:
        register.epoch  # noqa: B018
    except (Damaged, NoKey):
        epoch = register.secret
        if not register.fits(epoch):
            raise
        text = f'epoch: "{epoch.number}"\nday: "{today.isoformat()}"\n'
        _make_way(register, layout.EPOCH)
        register.commit({layout.EPOCH: text.encode()}, Action("repair"))
        yield Repair(layout.EPOCH, Outcome.FROM_HISTORY)


def _staged(register: Register) -> list[Repair]:
    """Drop what only Git's index holds: a commit by hand would bring it back."""
    committed, found = register.committed, register.history.staged()
    paths = [each.path for each in found if layout.is_known(each.path)]
    paths = [path for path in paths if _name_here(register, path) == committed.get(path, "")]
    register.history.refresh(paths, register.head)
    places = dict.fromkeys(layout.id_of(path) or path for path in paths)
    return [Repair(where, Outcome.FROM_COMMIT) for where in places]


def _forged(register: Register) -> list[Repair]:
    """Drop tombstones that no erasure has written, of records that open."""
    names = register.claimed_tombstones() & set(_all_ids(register))
    trail = [change for change in register.trail() if change.action == "erase"]
    erased = {record for change in trail for record in change.ids}
    forged = [record for record in sorted(names - erased) if _is_sound(register, record)]
    if not forged:
        return []
    with register.changing():
        lines = register.content(layout.TOMBSTONES, layout.TOMBSTONES).splitlines(keepends=True)
        kept = [line for line in lines if not any(each.encode() in line for each in forged)]
        register.commit(
            {layout.TOMBSTONES: b"".join(kept) or None}, Action("repair", tuple(forged))
        )
    return [Repair(layout.TOMBSTONES, Outcome.FROM_HISTORY)]


# --- One record -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Version:
    """A version of a record that opens."""

    number: int
    sealed: bytes
    text: str
    keys: tuple[vault.Key, ...]
    """Its file's keys, the one that opens it among them."""


def _mend(register: Register, record: str, today: date) -> Repair:
    if _is_sound(register, record):
        return Repair(record, Outcome.SOUND)
    with register.changing():
        newest = _newest(register, record)
        if newest:
            outcome = _restore(register, record, newest)
        elif record == layout.CUSTODY:
            outcome = _begin_anew(register)
        elif any(path in register.committed for path in _paths(record)):
            outcome = _set_aside(register, record, today)
        else:
            outcome = Outcome.MOVED_OUT
            for path in _paths(record):
                _keep(register, register.root / path)
    return Repair(record, outcome)


def _paths(record: str) -> list[str]:
    return [layout.record_path(record), layout.key_path(record)]


def _is_sound(register: Register, record: str) -> bool:
    """Tell whether a record opens, in the folder and in the last commit."""
    try:
        register.read(record).data  # noqa: B018 - both must work
    except Damaged:
        return False
    except NotFound:
        if not any(path in register.committed for path in _paths(record)):
            raise
        return False
    names = [register.committed.get(path) for path in _paths(record)]
    if names == [None, None] or names == [_name_here(register, path) for path in _paths(record)]:
        return True
    return register.opens_in_commit(record)


def _newest(register: Register, record: str) -> _Version | None:
    """Return the newest version that opens: in the last commit, the folder, or in history."""
    record_path, key_path = _paths(record)
    in_folder = [_name_here(register, path) for path in (record_path, key_path)]
    committed = [register.committed.get(path) for path in (record_path, key_path)]
    keys = _keys(
        register, record, [committed[1], in_folder[1], *register.history.versions(key_path)]
    )
    # The one seen here first: of two with the same number, the other was put in its place.
    names = [
        register.seen.get(record_path),
        committed[0],
        in_folder[0],
        *register.history.versions(record_path),
    ]
    found = [_opened(register, record, name, keys) for name in dict.fromkeys(names) if name]
    return max(filter(None, found), key=lambda version: version.number, default=None)


def _content(register: Register, record: str, path: str, name: str) -> bytes:
    """Return a content by git's name for it: from history, or from the folder."""
    if _name_here(register, path) == name:
        return register.content(path, record)
    return register.history.blob(name)


def _keys(register: Register, record: str, names: list[str | None]) -> list[tuple[vault.Key, ...]]:
    """Return the keys of each of some key files that opens."""
    found = []
    for name in filter(None, dict.fromkeys(names)):
        with contextlib.suppress(RecordsError):
            sealed = _content(register, record, layout.key_path(record), name)
            found.append(vault.open_keys(register.epoch, sealed, record))
    return found


def _opened(
    register: Register, record: str, name: str, keys: list[tuple[vault.Key, ...]]
) -> _Version | None:
    """Open a version with the first key file that fits; None where nothing opens it."""
    for each in keys if name else []:
        with contextlib.suppress(RecordsError):
            sealed = _content(register, record, layout.record_path(record), name)
            binding, text = vault.open_text(each, sealed, record, register.notice.register)
            document.load(text)
            return _Version(binding.version, sealed, text, each)
    return None


def _restore(register: Register, record: str, newest: _Version) -> Outcome:
    """Put the newest version back: as it is where it can be, else in a new commit."""
    record_path, key_path = _paths(record)
    name = register.history.name_of(newest.sealed)
    is_committed = name == register.committed.get(record_path)
    was_committed = is_committed or register.history.has(name)
    keys = _keys(register, record, [register.committed.get(key_path)])
    changes: dict[str, bytes | None] = {}
    if newest.keys not in keys:
        changes[key_path] = vault.seal_keys(register.epoch, record, newest.keys)
    if not was_committed:
        changes[record_path] = newest.sealed
    elif not is_committed:
        old = (vault.digest(newest.sealed),)
        binding = vault.Binding(record, register.notice.register, newest.number + 1, old)
        changes[record_path] = vault.seal_text(newest.keys[0], binding, newest.text)
    for path in _paths(record):
        if _name_here(register, path) != name:
            _make_way(register, path)
    if changes:
        register.commit(changes, Action("repair", (record,)))
    register.history.refresh(_paths(record), register.head)
    if not changes:
        return Outcome.FROM_COMMIT
    return Outcome.FROM_HISTORY if was_committed else Outcome.FROM_FOLDER


def _set_aside(register: Register, record: str, today: date) -> Outcome:
    """Take an unreadable record out of the tree, and remember it among the duties."""
    custody = register.read(layout.CUSTODY)
    draft = document.Draft(custody.text)
    entry = {"id": record, "day": today.isoformat(), "commit": register.head}
    draft.data.setdefault("aside", []).append(entry)
    register.require(layout.CUSTODY, draft.text)
    parents = (custody.sealed,)
    binding = vault.Binding(layout.CUSTODY, register.notice.register, custody.version + 1, parents)
    changes: dict[str, bytes | None] = {
        layout.record_path(layout.CUSTODY): vault.seal_text(custody.keys[0], binding, draft.text)
    }
    changes |= {path: None for path in _paths(record) if path in register.committed}
    for path in _paths(record):
        _make_way(register, path)
    register.commit(changes, Action("set-aside", (record,)))
    for path in _paths(record):
        (register.root / path).unlink(missing_ok=True)
    return Outcome.SET_ASIDE


def _begin_anew(register: Register) -> Outcome:
    """Write an empty list of copies where nothing opens the old one."""
    record_path, key_path = _paths(layout.CUSTODY)
    key = vault.Key.generate()
    binding = vault.Binding(layout.CUSTODY, register.notice.register, 1, ())
    text = document.tidy(f"# {_('The earlier list could not be read.')}\n")
    for path in (record_path, key_path):
        _make_way(register, path)
    changes: dict[str, bytes | None] = {
        record_path: vault.seal_text(key, binding, text),
        key_path: vault.seal_keys(register.epoch, layout.CUSTODY, (key,)),
    }
    register.commit(changes, Action("repair", (layout.CUSTODY,)))
    return Outcome.BEGUN_ANEW


# --- What makes way -------------------------------------------------------------------------


def _make_way(register: Register, path: str) -> None:
    """Clear the place of a file; what lies there and is in no commit is kept."""
    target = register.root / path
    for folder in reversed(target.relative_to(register.root).parents[:-1]):
        here = register.root / folder
        if here.is_symlink() or (here.exists() and not here.is_dir()):
            _keep(register, here)
    name = _name_here(register, path)
    if not (name and register.history.has(name)):
        _keep(register, target)


def _keep(register: Register, path: Path) -> None:
    """Move what lies at a path into the private folder; plain text is sealed for it."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        path.unlink()  # a link, a pipe or a device: there is nothing in it
        return
    aside = platform.private_folder(register.private.folder / "aside")
    room = Path(tempfile.mkdtemp(dir=aside))
    if stat.S_ISDIR(found.st_mode) or found.st_size > MAX_KEPT:
        shutil.move(path, room / path.name)
        return
    content = path.read_bytes()
    if layout.id_of(path.relative_to(register.root).as_posix()) and not _is_sealed(content):
        # Under the epoch's key: the next erasure makes it unreadable together with the rest.
        content = register.epoch.key.seal(content)
    platform.write_file(room / path.name, content)
    path.unlink()


def _is_sealed(content: bytes) -> bool:
    try:
        vault.inspect(content, "")
    except Damaged:
        return False
    return True


# --- Words ----------------------------------------------------------------------------------


def whole_id(register: Register, record: str) -> str:
    """Return the one id that begins as given; empty stays empty. Raises NotFound."""
    if not record:
        return ""
    found = [each for each in [*_all_ids(register), layout.CUSTODY] if each.startswith(record)]
    if len(found) != 1:
        raise NotFound(_("no single record has an id that begins so"))
    return found[0]


def told(done: Repair) -> str:
    """Say what was done about one file."""
    sentences = {
        Outcome.SOUND: _("{where}: sound"),
        Outcome.FROM_COMMIT: _("{where}: restored from the last commit"),
        Outcome.FROM_FOLDER: _("{where}: the version in the folder opens; committed"),
        Outcome.FROM_HISTORY: _("{where}: restored the newest version that opens, in a new commit"),
        Outcome.SET_ASIDE: _("{where}: nothing opens it; set aside, its versions stay in history"),
        Outcome.MOVED_OUT: _("{where}: was never committed; moved into the private folder"),
        Outcome.REMOVED: _("{where}: removed a half-written file"),
        Outcome.BEGUN_ANEW: _("{where}: nothing opens it; begun anew"),
        Outcome.BROUGHT_FORWARD: _("{where}: the history is at this commit again"),
        Outcome.UNLOCKED: _("{where}: removed a lock that Git had left behind"),
    }
    return sentences[done.outcome].format(where=done.where)
