"""A register made again from a backup: what was erased since stays erased."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from heijastus_records.errors import RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout
from heijastus_records.register.history import Action
from heijastus_records.register.private import Ask
from heijastus_records.register.register import Register, erased_ids, reduced_ids
from heijastus_records.rights import cloning
from heijastus_records.rights.cloning import Offer


@dataclass(frozen=True)
class Place:
    """Where a backup is brought, and what is known there."""

    folder: Path
    identity: Path | None
    present: Register | None
    """The register as it is now, where there still is one: its erasures count."""
    ask: Ask


@dataclass(frozen=True)
class Restored:
    """What came of a backup."""

    register: Register
    epoch: int
    """Epoch of the key that opens it."""
    held: int
    """Epoch of the key on this computer; 0 where there is none that can be read."""
    opens: bool
    is_older: bool
    """Whether newer commits than the backup has were seen on this computer."""
    kept_out: tuple[str, ...]
    """Ids that the backup holds and that were erased since: they were not brought back."""
    reduced: tuple[str, ...]
    """Ids of which a part was erased since: the backup's whole version was not brought back."""


def restore(source: Path, place: Place, accept: Callable[[Offer], bool]) -> Restored | None:
    """Make a register from a backup, if the owner accepts what it holds.

    Raises Refused, NotFound or Damaged as `clone` does; nothing is left behind then.
    """
    address = str(source.resolve())
    register = cloning.bring(address, place.folder, place.identity, accept, is_backup=True)
    if register is None:
        return None
    register.ask = place.ask
    seen = register.private.anchors()
    is_older = any(not register.history.has(commit) for commit in seen)
    kept_out, reduced = _keep_out(register, _tombstones(register, place.present))
    held, opens = _held(register)
    return Restored(register, register.epoch_number, held, opens, is_older, kept_out, reduced)


def _tombstones(register: Register, present: Register | None) -> set[bytes]:
    """Return the tombstones known here: the private folder's and the present register's."""
    lines = set(register.private.erased.splitlines())
    with contextlib.suppress(RecordsError):
        if present and present.notice.register == register.notice.register and not present.doubtful:
            name = present.committed.get(layout.TOMBSTONES, "")
            lines |= set(present.history.blob(name).splitlines() if name else [])
    return lines


def _keep_out(register: Register, known: set[bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take out, in a commit, what was erased since the backup was made, whole or in part.

    Returns the ids of both. A reduced record leaves no tombstone here: its smaller version, where
    a newer copy still has it, comes back with the next sync.
    """
    name = register.committed.get(layout.TOMBSTONES, "")
    old = set(register.history.blob(name).splitlines() if name else [])
    here = {layout.id_of(path) for path in register.committed}
    whole = erased_ids(b"\n".join(known | old))
    erased, reduced = here & whole, here & reduced_ids(b"\n".join(known - old)) - whole
    lines = old | {line for line in known if erased_ids(line)}
    if not erased | reduced and lines == old:
        return (), ()
    paths = [path for path in register.committed if layout.id_of(path) in erased | reduced]
    changes: dict[str, bytes | None] = dict.fromkeys(paths)
    if lines != old:
        changes[layout.TOMBSTONES] = b"".join(line + b"\n" for line in sorted(lines))
    ids = tuple(sorted(erased | reduced))
    with register.history.locked():
        register.commit(changes, Action("restore", ids))
    return tuple(sorted(erased)), tuple(sorted(reduced))


def _held(register: Register) -> tuple[int, bool]:
    try:
        epoch = register.secret
    except RecordsError:
        return 0, False
    return epoch.number, register.opens_head(epoch)


def told(done: Restored) -> list[str]:
    """Say what came of a backup, and what to do next."""
    said = [_("the register is in {folder}").format(folder=done.register.root)]
    if done.is_older:
        said.append(_("the backup is older than what this computer has seen: newer changes lack"))
    for record in done.kept_out:
        said.append(_("{where} was erased since: it was not brought back").format(where=record))
    for record in done.reduced:
        said += _told_reduced(record)
    if done.opens:
        return [*said, _("the key of this computer opens it; next: records doctor")]
    said.append(_("it wants the key of epoch {number}").format(number=done.epoch))
    if done.held > done.epoch:
        said.append(
            _(
                "the key of this computer is of epoch {number}: older backups stay closed, so that"
                " what was erased stays so; look for a backup made since then"
            ).format(number=done.held)
        )
    else:
        said.append(_("bring it: records key import FILE, such as the recovery copy"))
    return said


def _told_reduced(record: str) -> list[str]:
    """Say why a record lacks, and where that is which the law demands to be kept."""
    return [
        _("{where} was erased in part since: its older version was not brought back").format(
            where=record
        ),
        _(
            "what has to be kept of it comes from a newer copy: records sync; where there is none,"
            " only the backup with its old key still has it"
        ),
    ]
