"""Looking after the key: where it is, how it is protected, and for how long it stays open."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from heijastus_records.errors import Misused, NoKey, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import (
    founding,
    platform,
    private,
    proof,
    rotation,
    signing,
    vault,
)
from heijastus_records.register.history import Action
from heijastus_records.register.private import Ask, Copy
from heijastus_records.register.register import Register
from heijastus_records.rights import custody
from heijastus_records.rights.custody import Outstanding

LONGEST = 24.0
"""Longest time for which a key stays open, in hours."""


def info(register: Register) -> list[tuple[str, str]]:
    """Return what there is to know of the key; neither half of it is ever among it."""
    own = register.private
    until = own.unlocked_until()
    try:
        protected, needed = (
            (_("by a passphrase"), until is None)
            if own.protected()
            else (_("by its file mode only"), False)
        )
    except FileNotFoundError:
        protected, needed = _("there is no key on this computer"), False
    facts = [
        (_("register"), own.register),
        (_("key"), str(own.identity)),
        (_("protected"), protected),
        (_("epoch"), str(register.epoch_number)),
        (
            _("opens the register"),
            _("not tried: the key is closed") if needed else _opens(register),
        ),
        *((_("changes are signed with"), print_) for print_ in _own_fingerprint(register)),
        (_("newest commit"), register.head),
    ]
    if until:
        facts.append((_("open until"), f"{until.astimezone():%H.%M}"))
    return facts if needed else [*facts, *_waiting(register)]


def _waiting(register: Register) -> list[tuple[str, str]]:
    """Return what is still to be done about copies of older secrets; nothing without the key."""
    found = []
    if register.private.incoming.exists():
        found.append((_("a newer key waits"), _("it comes into use with: records sync")))
    try:
        known = custody.read(register)
    except RecordsError:
        return found
    for each in known.outstanding:
        where = _("{place} (epoch {number})").format(place=each.place, number=each.epoch)
        found.append((_("outstanding copy"), where))
    for waits in known.pending:
        found.append((_("erasure not complete"), waits.id))
    return found


def _own_fingerprint(register: Register) -> list[str]:
    """Return the fingerprint of what signs here: another computer asks for it once."""
    signers = register.signers
    signer = signers.find(register.history.git) if register.notice.is_signed else None
    return [signing.fingerprint(signers.public(signer))] if signer else []


def _opens(register: Register) -> str:
    try:
        return _("yes") if register.epoch else ""
    except RecordsError as error:
        return _("no: {reason}").format(reason=error.sentence)


def hours(words: str) -> float:
    """Read a time such as 8h or 30m, in hours. Raises Misused."""
    found = re.fullmatch(r"([0-9]{1,4})(h|m|min)?", words.strip())
    length = float(found[1]) / (1 if (found[2] or "h") == "h" else 60) if found else 0.0
    if not 0 < length <= LONGEST:
        raise Misused(_("a time is up to 24 hours, such as 8h or 30m"))
    return length


def unlock(register: Register, length: float, ask: Callable[[], str]) -> str:
    """Keep the key open for a time; return when it closes. Raises NoKey."""
    own = register.private
    try:
        content = platform.read_file(own.identity, private.MAX_IDENTITY, _("the identity file"))
    except FileNotFoundError as error:
        raise NoKey(_("there is no key for this register on this computer")) from error
    if not vault.is_protected(content):
        raise Misused(_("the key has no passphrase: it is always open"))
    epoch = vault.parse_epoch(vault.open_protected(content, ask()))
    return f"{own.unlock(epoch, length).astimezone():%H.%M}"


# --- The passphrase -------------------------------------------------------------------------


def protect(register: Register, ask: Ask, new: Callable[[], str | None]) -> bool:
    """Seal the key with another passphrase, or with none; tell whether it has one now.

    `new` asks for it, twice, or returns None. The new writing is opened before it takes the
    place of the old one in one step: at every moment a readable key is on the disk.
    Raises NoKey, or Busy where the key was replaced meanwhile.
    """
    own = register.private
    if own.next.exists():
        register.secret  # noqa: B018 - a rotation that was cut off is settled first
    before = own.content(own.identity)
    epoch = own.load_from(own.identity, ask)
    passphrase = new()
    content = vault.write_epoch(epoch, passphrase)
    plain = content if passphrase is None else vault.open_protected(content, passphrase)
    if vault.parse_epoch(plain).key.secret != epoch.key.secret:
        raise NoKey(_("the key could not be sealed; nothing was changed"))
    with own.changing():
        own.replace(before, content)
    return passphrase is not None


# --- To and from other places ---------------------------------------------------------------


def check_export(register: Register, file: Path) -> None:
    """Refuse places where a copy of the secret must not lie. Raises Refused or NoKey."""
    register.epoch  # noqa: B018 - only the present secret is worth carrying
    founding.check_secret(file, register.root)


def export(register: Register, file: Path, passphrase: str | None, today: date) -> None:
    """Write the secret into a new file, and put that on the list of copies first.

    Raises Refused for a place where it must not lie.
    """
    check_export(register, file)
    content = vault.write_epoch(register.epoch, passphrase)
    write_listed(register, file, content, today)


def write_listed(register: Register, file: Path, content: bytes, today: date) -> None:
    """Write a copy of the secret that is on the list before it is on the disk.

    Where it cannot be written, it is taken off the list again.
    """
    place = file.absolute()
    custody.note_copy(register, str(place), register.epoch.number, today)
    try:
        platform.create_file(place, content)
    except BaseException:
        custody.change(register, lambda data: custody.drop(data, str(place)), today)
        raise


class Imported(Enum):
    """What became of a key that was brought."""

    IDENTITY = "identity"
    INCOMING = "incoming"
    KNOWN = "known"


def take_in(
    register: Register, file: Path, ask: Ask, today: date, *, replace: bool = False
) -> Imported:
    """Take in a key that was exported elsewhere; see `take_in_copy`."""
    return take_in_copy(register, register.private.read_copy(file, ask), today, replace=replace)


def take_in_copy(
    register: Register, brought: Copy, today: date, *, replace: bool = False
) -> Imported:
    """Make a key that was brought the one of this computer, or let it wait for the next sync.

    Where there is no key yet, it has to open the last commit. A newer one, or one begun beside
    ours, is laid beside ours, which still opens what was made here. `replace` is for a key whose
    passphrase is forgotten: the new one has to open everything first.
    Raises Refused for an older one, NoKey where it does not open the register.
    """
    own = register.private
    content = vault.write_epoch(brought.epoch, brought.passphrase)
    if replace and own.identity.exists():
        custody.refuse_other_epoch(register, brought.epoch.number)
        proof.prove(register, register.head, brought.epoch)
        with own.changing():
            own.replace(own.content(own.identity), content)
        return _settled(register, brought, today)
    if not own.identity.exists():
        custody.refuse_other_epoch(register, brought.epoch.number)
        if not register.opens_head(brought.epoch):
            raise NoKey(_("the key does not open this register"))
        with own.changing():
            own.store_first(content)
        return _settled(register, brought, today)
    return _beside(register, brought)


def _settled(register: Register, brought: Copy, today: date) -> Imported:
    """Put this computer on the list, where that can be done now."""
    own = register.private
    own.passphrase = brought.passphrase
    register.__dict__.update(secret=brought.epoch, epoch=brought.epoch)
    with contextlib.suppress(RecordsError):  # the key is here: the next change notes it as well
        custody.note_here(register, today)
    return Imported.IDENTITY


def _beside(register: Register, brought: Copy) -> Imported:
    own = register.private
    ours = own.load_from(own.identity, register.ask)
    if brought.epoch.number < ours.number:
        raise Refused(
            _("the key brought is of epoch {found}; this computer has that of {ours}").format(
                found=brought.epoch.number, ours=ours.number
            ),
            _("an older key opens nothing that the one here does not: destroy that copy"),
        )
    if brought.epoch.key.secret == ours.key.secret:
        return Imported.KNOWN
    with own.changing():
        own.store_incoming(vault.write_epoch(brought.epoch, own.passphrase))
    return Imported.INCOMING


# --- A new key ------------------------------------------------------------------------------


def rotate(
    register: Register,
    today: date,
    *,
    compromised: bool,
    told: rotation.Told = lambda _step: None,
) -> int:
    """Replace the secret without erasing anything; return the new epoch's number."""
    renewal = rotation.Renewal(today, fresh=compromised)
    return rotation.rotate(register, renewal, Action("rotate"), told=told).epoch


def said(step: rotation.Step) -> str:
    """Say what a rotation is at."""
    words = {
        rotation.Step.CHECK: _("is anything left behind?"),
        rotation.Step.WRAP: _("wrapping the keys anew"),
        rotation.Step.WRITE: _("writing"),
        rotation.Step.PROVE: _("proving that all opens, and nothing that is gone"),
        rotation.Step.COMMIT: _("signing"),
        rotation.Step.FOLDER: _("bringing the folder up to date"),
        rotation.Step.DONE: _("done"),
    }
    return words[step]


def told_plan(compromised: bool) -> list[str]:
    """Say what a rotation does and what it cannot do."""
    said = [
        _("A new key replaces the present one; nobody's data are erased."),
        _("Every other computer and every copy has to be given the new key afterwards."),
    ]
    if not compromised:
        return said
    return [
        *said,
        _("Every file gets a new key of its own: later versions open with the new key only."),
        _(
            "What this cannot do: whoever has the old key and an old clone goes on reading the"
            " versions up to today."
        ),
    ]


@dataclass(frozen=True)
class Renewed:
    """How the copies of the secret were brought up to date."""

    renewed: tuple[str, ...]
    outstanding: tuple[Outstanding, ...]
    complete: tuple[str, ...]
    """Ids whose erasure is complete now."""


def renew_copies(register: Register, ask: Callable[[str], str], today: date) -> Renewed:
    """Write the present secret into every listed copy within reach; say what is outstanding.

    `ask` is given the place and returns the copy's passphrase, which has to open the copy as it
    is: the new writing is sealed with the same. A copy that cannot be renewed stays as it was.
    """
    failed: dict[str, str] = {}
    renewed = []
    for entry in custody.read(register).copies:
        if entry.file and entry.epoch < register.epoch.number:
            try:
                _renew(register, entry.file, partial(ask, entry.place))
                renewed.append(entry.place)
            except RecordsError as error:
                failed[entry.place] = error.sentence
            except OSError as error:
                failed[entry.place] = error.strerror or str(error)
    number = register.epoch.number

    def act(data: Any) -> None:
        for place in renewed:
            custody.note(data, "copies", "place", place, number, today)

    complete = custody.change(register, act, today)
    left = [
        Outstanding(each.place, each.epoch, failed.get(each.place, each.remedy))
        for each in custody.read(register).outstanding
    ]
    return Renewed(tuple(renewed), tuple(left), complete)


def _renew(register: Register, file: Path, ask: Ask) -> None:
    private.refuse_place(file)
    found = register.private.read_copy(file, ask)
    present = register.epoch
    if found.epoch.number > present.number:
        raise Refused(_("the copy is newer than the key of this computer"))
    if found.epoch.key.secret != present.key.secret:
        platform.write_secret(file, vault.write_epoch(present, found.passphrase))
