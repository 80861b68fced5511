"""What the register itself knows of a breach: whose key, which data, how much of the history.

GDPR, Article 33(3) and (5). Nothing of it is typed: it is taken from the repository and from this
computer, with the moment at which it was taken. What has been done since is read anew each time.
"""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from heijastus_records.errors import Misused, NotFound, RecordsError
from heijastus_records.law import client, moment
from heijastus_records.law.breach import UNKNOWN, Breach, Exposure
from heijastus_records.messages import gettext as _
from heijastus_records.register import desk, document, layout, remotes, schema, vault
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import custody
from heijastus_records.rights.custody import Entry

Facts = dict[str, Any]

NEEDS_DEVICE = ("lost-device",)
IN_HERE = ("intrusion", "malware")
"""Kinds that concern this computer where no other device is named."""


def facts(register: Register, kind: str, device: str, people: list[str], now: datetime) -> Facts:
    """Return the facts of the repository at this moment. Raises Misused where a device is missing.

    Of the people that are named, else of everybody in the register.
    """
    known = custody.read(register)
    found = _device(register, kind, device)
    computers = [each.place for each in known.entries if each.is_computer]
    return {
        "taken": moment.write(moment.at_home(now)),
        "epoch": str(known.number),
        "keys": str(_keys(register)),
        **({"computers": computers} if computers else {}),
        "copies": str(len(known.copies)),
        **({"device": found} if found else {}),
        **_concerned(register, people),
        "versions": str(_versions(register, int((found or {}).get("epoch", known.number)))),
        "signed": "yes" if register.notice.is_signed else "no",
        "remotes": str(len(remotes.remotes(register.history.git))),
    }


def _keys(register: Register) -> int:
    """Return how many keys each file has had: one more after every loss of the secret."""
    return len(register.keys(layout.CUSTODY))


# --- The device -----------------------------------------------------------------------------


def _device(register: Register, kind: str, name: str) -> Facts | None:
    here = register.private.computer
    if not name and kind in NEEDS_DEVICE:
        raise Misused(_("say which device: --device NAME"), _told(register))
    if not name and kind not in IN_HERE:
        return None
    entry = _entry(register, name or here)
    is_here = bool(entry and entry.is_computer and entry.place == here)
    listed = "no" if entry is None else "computer" if entry.is_computer else "copy"
    plaintext = _plaintext(register) if is_here else [] if listed == "copy" else [UNKNOWN]
    return {
        "name": entry.place if entry else name,
        "listed": listed,
        "here": "yes" if is_here else "no",
        **({"epoch": str(entry.epoch)} if entry else {}),
        "passphrase": _passphrase(register) if is_here else UNKNOWN,
        **({"plaintext": plaintext} if plaintext else {}),
    }


def _entry(register: Register, name: str) -> Entry | None:
    """Return the computer or copy of that name, or whose name begins so. Raises NotFound."""
    known = custody.read(register).entries
    begun = [each for each in known if each.place.casefold().startswith(name.casefold())]
    fitting = [each for each in known if each.place == name] or begun
    if len(fitting) > 1:
        raise NotFound(_("several devices begin so"), _told(register))
    return fitting[0] if fitting else None


def _told(register: Register) -> str:
    names = ", ".join(each.place for each in custody.read(register).entries)
    return _("the list of copies has: {names}").format(names=names)


def _passphrase(register: Register) -> str:
    with contextlib.suppress(FileNotFoundError):
        return "yes" if register.private.protected() else "no"
    return "none"


def _plaintext(register: Register) -> list[str]:
    """Return what lies unsealed on this computer, as far as the program has put it there."""
    own, git = register.private, register.history.git
    is_open = own.unlocked_until() is not None and _passphrase(register) == "yes"
    cached = git.setting("diff.records.cachetextconv") == "true" or any(
        ref.startswith("refs/notes/textconv") for ref in register.history.refs()
    )
    found = {"unlocked": is_open, "typed": bool(desk.laid(own.register)), "textconv": cached}
    return [name for name, is_there in found.items() if is_there]


# --- The data -------------------------------------------------------------------------------


def _concerned(register: Register, people: list[str]) -> Facts:
    """Return whose data and which: how many, in which roles, which groups of section 6."""
    records = [register.read(each) for each in people] or [*register.records()]
    order = [*register.notice.data["categories"]]
    known: list[str] = schema.schema("client")["properties"]["roles"]["items"]["enum"]
    used: set[str] = set()
    roles: set[str] = set()
    for record in records:
        used |= {leaf.category for leaf in schema.leaves("client", record.data)}
        if client.is_person(record.data):
            roles |= set(map(str, record.data.get("roles", ())))
    found = {
        "roles": [name for name in known if name in roles],
        "categories": [name for name in order if name in used],
    }
    persons = sum(client.is_person(record.data) for record in records)
    return {
        "people": str(persons),
        "organisations": str(len(records) - persons),
        "records": str(len(records)),
        **{name: names for name, names in found.items() if names},
    }


def _versions(register: Register, epoch: int) -> int:
    """Return how many versions of all records the secret of an epoch opens, old ones as well.

    What was erased since that epoch is among them: in an old copy of the register it is there.
    """
    open_ = {each.id for each in custody.read(register).pending if each.epoch >= epoch}
    gone, reduced = register.tombstones() - open_, set(register.erasures()) - open_
    commits = [each.commit for each in register.trail()]
    names: dict[str, set[str]] = {}
    for _commit, step in register.history.readable_steps(commits, ["records"]):
        record = layout.id_of(step.path)
        if record and record != layout.CUSTODY and step.path == layout.record_path(record):
            names.setdefault(record, set()).update(filter(None, [step.name]))
    return sum(
        len(found) if record not in reduced else _opened(register, record, found)
        for record, found in names.items()
        if record not in gone
    )


def _opened(register: Register, record: str, names: set[str]) -> int:
    """Count the versions of a reduced record that its keys open."""
    count = 0
    for name in names:
        with contextlib.suppress(RecordsError):
            blob = register.history.blob(name)
            vault.open_text(register.keys(record), blob, record, register.notice.register)
            count += 1
    return count


def exposure(breach: Breach) -> Exposure:
    """Return what a stranger can get at, by the facts that were taken."""
    taken = breach.data.get("facts", {})
    device = taken.get("device", {})
    others = max(len(taken.get("computers", ())) - 1, int(taken.get("remotes", "0")))
    known = tuple(device.get("plaintext", () if device else (UNKNOWN,)))
    return Exposure(
        str(breach.data["kind"]), str(device.get("passphrase", UNKNOWN)), known, others > 0
    )


# --- What was done since --------------------------------------------------------------------


@dataclass(frozen=True)
class Since:
    """What has become of the key since the facts were taken."""

    epoch: int
    day: date | None
    """First day of the present epoch, where it is another one."""
    is_renewed: bool
    """Whether every file has a new key since, as after a secret was lost."""

    @property
    def is_replaced(self) -> bool:
        """Tell whether the secret is another one."""
        return self.day is not None


def since(register: Register, breach: Breach) -> Since:
    """Return what has become of the key since the facts of a breach were taken."""
    taken = breach.data.get("facts", {})
    before, keys = int(taken.get("epoch", "0")), int(taken.get("keys", "0"))
    number = register.epoch_number
    day = _began(register) if before and number > before else None
    return Since(number, day, bool(day) and _keys(register) > keys)


def _began(register: Register) -> date | None:
    """Return the first day of the present epoch."""
    content = register.content(layout.EPOCH, layout.EPOCH)
    with contextlib.suppress(RecordsError, KeyError, ValueError):
        return date.fromisoformat(str(document.load(content.decode("ascii"))["day"]))
    return None


def is_person(record: Record) -> bool:
    """Tell whether a record is of somebody whom a breach of personal data can concern."""
    return client.is_person(record.data)
