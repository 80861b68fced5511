"""A backup of the register: one file with the whole history, which counts once it was tried.

It is a bundle of Git, sealed like the register itself, and the key is not in it. Whoever was
erased before it was made is in it as nobody can read it any more.
"""

import contextlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from heijastus_records.errors import Damaged, Misused, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import platform, private, quarantine
from heijastus_records.register.register import Register

OLD = timedelta(days=30)
"""Age at which a backup is called old, where the register has changed since: our own measure."""


@dataclass(frozen=True)
class Backup:
    """A backup that was written and tried."""

    file: Path
    day: date
    commit: str
    """The newest commit that it holds."""


def make(register: Register, place: Path, today: date, replace: bool = False) -> Backup:
    """Write the whole history into a file, or into a new one of a folder, and try to fetch it back.

    Raises Refused inside a work tree, in a folder that a program copies away, over another file,
    or while something in the register is in no commit; Misused where there is no such folder;
    Damaged where what was written cannot be read back. A file that fails never takes the name.
    """
    register.refuse_unfinished()
    file = place / _name(register, today) if place.is_dir() else place
    _check(file, replace)
    commit, branch = register.head, register.history.branch
    aside = platform.aside_of(file)
    aside.unlink(missing_ok=True)  # of a run that was cut off
    try:
        platform.create_file(aside, _bundle(register))
        _try(aside, branch, commit)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # some sticks cannot be told to wait for their names
        platform.sync_folder(file.parent)
    register.private.note_backup(commit, today)
    return Backup(file, today, commit)


def _name(register: Register, today: date) -> str:
    return f"records-{register.notice.register[:6]}-{today.isoformat()}.bundle"


def _check(file: Path, replace: bool) -> None:
    if not file.parent.is_dir():
        raise Misused(_("there is no folder {folder}").format(folder=file.parent))
    private.refuse_place(file)
    if file.exists() and not (replace and file.is_file() and _is_bundle(file)):
        raise Refused(
            _("there is already a file {path}").format(path=file),
            _("say --replace to write over an older backup"),
        )


def _is_bundle(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(32).startswith(b"# v")


def _bundle(register: Register) -> bytes:
    """Return the history of every branch and tag as a bundle. Raises Damaged where Git cannot."""
    words = ("bundle", "create", "--quiet", "-", "HEAD", "--branches", "--tags")
    code, content, _said = register.history.git.feed(b"", *words)
    if code:
        raise Damaged(_("the history is not whole: no backup can be made of it"), "records repair")
    return content


def _try(file: Path, branch: str, commit: str) -> None:
    """Fetch the backup as `restore` will, every object checked, and compare its newest commit."""
    with quarantine.quarantine(platform.state_folder(), None) as room:
        if room.fetch(str(file.resolve()), branch) != commit:
            raise Damaged(_("the backup does not hold the newest change"), "records backup")


def is_wanted(register: Register, today: date) -> bool:
    """Tell whether there is no backup made here, or only an old one.

    A register that nobody has changed since needs no newer one.
    """
    commit, day = register.private.last_backup
    return day is None or (commit != register.head and day + OLD < today)
