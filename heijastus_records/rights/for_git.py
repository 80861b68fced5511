"""What Git itself calls: a sealed file shown as text, and two versions of one made into one."""

import re
from pathlib import Path

from heijastus_records.errors import Conflicting, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, joining, layout, platform, private, vault
from heijastus_records.register.register import MAX_NOTICE, Register
from heijastus_records.rights import editing

UNREADABLE = "(unreadable)\n"
"""Shown for what no key at hand opens; it is no error, so that `git log -p` goes on."""

# Git hands over a copy of an old version under a name of its own that ends in the file's name.
_NAMED = re.compile(r"(?:^|[_/\\])((?:[crb]-[a-z2-7]{13,26})|custody)\.yaml\.age$")


def textconv(root: Path, identity: Path | None, file: Path) -> str:
    """Return a version of a record as text, or `(unreadable)`; it never fails and never asks.

    Neither Git nor the schemas are loaded for it: `git log -p` calls it twice for every change.
    Keys are not shown to anybody: only a record's own name leads anywhere.
    """
    named = _NAMED.search(file.name)
    if not named:
        return UNREADABLE
    try:
        notice = platform.read_file(root / layout.NOTICE, MAX_NOTICE, layout.NOTICE)
        place = private.Private(str(document.load(notice.decode())["id"]), identity)
        sealed_key = platform.read_file(
            root / layout.key_path(named[1]), vault.MAX_SEALED, named[1]
        )
        keys = vault.open_keys(place.load(None), sealed_key, named[1])
        sealed = platform.read_file(file, vault.MAX_SEALED, named[1])
        return vault.open_text(keys, sealed, named[1], place.register)[1]
    except (RecordsError, OSError, LookupError, ValueError):
        return UNREADABLE


def merge_files(register: Register, path: str, files: tuple[Path, Path, Path]) -> None:
    """Merge the versions of one path as git's merge driver: base, ours (rewritten) and theirs.

    Raises Conflicting where the owner has to decide; any error leaves our side as it was.
    """
    record = layout.id_of(path)
    base, ours, theirs = (platform.read_file(f, vault.MAX_SEALED, record or path) for f in files)
    if path == layout.key_path(record):
        made = joining.join_keys(register, record, ours, theirs)
    else:
        heads = (register.head, *register.history.others())
        contents = (base, ours, theirs)
        joined = joining.join_record(register, register.history, record, contents, heads)
        if joined.conflicts:
            editing.propose(register, joined)
            raise conflict([joined])
        made = joined.sealed
    # Git reads this very file again, so it is written in place of being replaced.
    files[1].write_bytes(made)


def conflict(joined: list[joining.Joined]) -> Conflicting:
    """Return the error that names the fields in which two sides differ, and what now."""
    fields = [
        f"{each.record}: {', '.join(conflict.field for conflict in each.conflicts)}"
        for each in joined
    ]
    return Conflicting(
        _("both sides changed the same fields: {fields}").format(fields="; ".join(fields)),
        " · ".join(editing.resume_command(each.record) for each in joined),
    )
