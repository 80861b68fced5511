"""Looking after the key: where it is, how it is protected, and for how long it stays open."""

import re
from collections.abc import Callable

from heijastus_records.errors import Misused, NoKey, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import platform, private, signing, vault
from heijastus_records.register.register import Register

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
    return [*facts, (_("open until"), f"{until.astimezone():%H.%M}")] if until else facts


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
