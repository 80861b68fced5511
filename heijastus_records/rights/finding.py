"""Finding the one whom a command is about: WHO is an id, an e-mail address or a part of a name."""

import re
import unicodedata
from collections.abc import Callable

from heijastus_records.errors import NotFound
from heijastus_records.law import client
from heijastus_records.law.client import folded
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers
from heijastus_records.register.document import Data
from heijastus_records.register.register import Record, Register

SHORTEST_PREFIX = 4
"""Fewest characters of an id that are taken for one."""

_PREFIX = re.compile(r"[crb]-[a-z2-7]{2,}")


class Nobody(NotFound):
    """Nobody in the register answers to what was asked for."""


def find(register: Register, who: str, letters: str = "c") -> Record:
    """Return the one client that WHO names; by its id, also a record of another kind.

    Raises NotFound where there is none or more than one, and Damaged where a record that might
    be the one cannot be read.
    """
    words = unicodedata.normalize("NFC", who).strip()
    if _PREFIX.fullmatch(words):
        ids = [record for letter in letters for record in register.ids(letter)]
        return register.read(one([record for record in ids if record.startswith(words)]))
    if not words:
        raise NotFound(_("an empty name fits nobody"))
    found = [record for record in register.records() if _test(words)(record.data)]
    one([record.id for record in found])
    return found[0]


def one(ids: list[str]) -> str:
    """Return the only id. Raises Nobody for none, NotFound for several."""
    if not ids:
        raise Nobody(_("nobody in the register answers to that"), _("see: records list"))
    if len(ids) > 1:
        shown = ", ".join(ids[:10])
        raise NotFound(
            _("{count} records match: {ids}").format(count=len(ids), ids=shown),
            _("name one of them by its id; whose they are: records list WORDS"),
        )
    return ids[0]


def _test(words: str) -> Callable[[Data], bool]:
    if "@" in words:
        address = identifiers.email_key(words)
        return lambda data: address in map(identifiers.email_key, addresses(data))
    parts = folded(words).split()
    return lambda data: all(part in folded(client.name_of(data)) for part in parts)


def reply_address(data: Data, wrote: str = "") -> str:
    """Return the address in the register at which a client is answered; empty where there is none.

    Whoever wrote from one of their own is answered there: another may be read by others as well.
    """
    own = addresses(data)
    return next((each for each in own if each.lower() == wrote.lower()), next(iter(own), ""))


def addresses(data: Data) -> list[str]:
    """Return the e-mail addresses of a client."""
    emails = data.get("emails", [])
    return [address for address in emails if isinstance(address, str)]
