"""The list of copies: where the secret lies, of which epoch each copy is, and what still waits.

An erasure holds when no old copy of the secret is left. So it stays pending until each copy and
each computer on the list is known to hold the newer one, or to be gone; only then is it complete.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from heijastus_records.errors import NoKey, NotFound, RecordsError, Refused
from heijastus_records.law.deadlines import months_after
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, proof
from heijastus_records.register.private import Ask
from heijastus_records.register.register import Register

COMPLETE = "erasure-complete"
CHANGED = "custody"


@dataclass(frozen=True)
class Entry:
    """One copy of the secret, or one computer that has it."""

    place: str
    epoch: int
    """Of the secret that lies there; 0 where nobody has noted it."""
    day: str
    drilled: str = ""
    """Day on which it was last proven to open everything."""
    is_computer: bool = False
    holder: str = ""
    """Who has it, where it is not the owner."""

    @property
    def file(self) -> Path | None:
        """The copy's file, where it is within reach now."""
        path = Path(self.place)
        return path if not self.is_computer and path.is_absolute() and path.is_file() else None


@dataclass(frozen=True)
class Outstanding:
    """A copy of an older secret: while it exists, what was erased since can be opened with it."""

    place: str
    epoch: int
    remedy: str


@dataclass(frozen=True)
class Pending:
    """An erasure that is not complete yet."""

    id: str
    epoch: int
    """The epoch whose secret still opens what was erased, in some old copy of the register."""
    day: str

    @property
    def until(self) -> date | None:
        """The end of the month that the law leaves for it (GDPR, Article 12(3))."""
        return months_after(date.fromisoformat(self.day)) if self.day else None


@dataclass(frozen=True)
class Custody:
    """What the register knows of its secret's copies."""

    number: int
    """The present epoch."""
    entries: tuple[Entry, ...]
    pending: tuple[Pending, ...]

    @property
    def copies(self) -> list[Entry]:
        """The copies, without the computers."""
        return [each for each in self.entries if not each.is_computer]

    @property
    def outstanding(self) -> list[Outstanding]:
        """Copies and computers with an older secret, and what to do about each."""
        old = (each for each in self.entries if each.epoch < self.number)
        return [Outstanding(each.place, each.epoch, remedy(each)) for each in old]


def read(register: Register) -> Custody:
    """Return the list of copies. Raises NoKey or Damaged."""
    data: Any = register.read(layout.CUSTODY).data
    copies = [
        Entry(
            each["place"],
            int(each["epoch"]),
            each["day"],
            each.get("drilled", ""),
            holder=each.get("holder", ""),
        )
        for each in data.get("copies", [])
    ]
    number, here = register.epoch.number, register.private.computer
    computers = [
        Entry(
            each["name"],
            number if each["name"] == here else _number(each),
            each.get("day", ""),
            is_computer=True,
            holder=each.get("holder", ""),
        )
        for each in data.get("devices", [])
    ]
    pending = [
        Pending(each["id"], _number(each), each.get("day", "")) for each in data.get("pending", [])
    ]
    return Custody(number, (*copies, *computers), tuple(pending))


def _number(entry: Any) -> int:
    return int(entry.get("epoch") or 0)


def remedy(entry: Entry) -> str:
    """Say in one line what is to be done about a copy of an older secret."""
    if entry.is_computer:
        return _(
            "carry the key there (records key export FILE), import it there, then records sync"
        )
    if entry.file:
        return _("records key copies --renew")
    if Path(entry.place).is_absolute():
        return _("plug it in, then: records key copies --renew; or say --gone where it is no more")
    return _(
        "write it anew and destroy the old one, then: records key copies --replaced; or say --gone"
    )


# --- Changing the list ----------------------------------------------------------------------


def change(register: Register, act: Callable[[Any], None], today: date) -> tuple[str, ...]:
    """Change the list in one commit, and note that this computer has the present secret.

    Returns the ids whose erasure is complete by that: no copy of their secret is left.
    """
    with register.changing():
        before = register.read(layout.CUSTODY)
        draft = document.Draft(before.text)
        act(draft.data)
        note(draft.data, "devices", "name", register.private.computer, register.epoch.number, today)
        done = _complete(draft.data)
        register.replace(before, draft.text, action=COMPLETE if done else CHANGED)
    return done


def note_here(register: Register, today: date) -> tuple[str, ...] | None:
    """Put this computer on the list, or its entry up to date; None where that was so already.

    Else the ids whose erasure is complete by that are returned.
    """
    data: Any = register.read(layout.CUSTODY).data
    for each in data.get("devices", []):
        if each["name"] == register.private.computer and _number(each) == register.epoch.number:
            return None
    return change(register, lambda data: None, today)


def note(data: Any, kind: str, label: str, place: str, number: int, today: date) -> None:
    """Put a copy or a computer on the list, or bring its entry up to date."""
    known = [each for each in data.get(kind, []) if each[label] == place]
    for each in known[1:]:  # two computers may each have noted it
        data[kind].remove(each)
    if not known:
        known = [{label: place}]
        data.setdefault(kind, []).extend(known)
        known = data[kind][-1:]
    if _number(known[0]) != number:
        known[0].update({"epoch": str(number), "day": today.isoformat()})
        known[0].pop("drilled", None)


def drop(data: Any, place: str) -> None:
    """Take a copy or a computer off the list."""
    for kind, label in (("copies", "place"), ("devices", "name")):
        for each in [each for each in data.get(kind, []) if each[label] == place]:
            data[kind].remove(each)
        _drop_empty(data, kind)


def _drop_empty(data: Any, kind: str) -> None:
    if kind in data and not data[kind]:
        del data[kind]


def _complete(data: Any) -> tuple[str, ...]:
    """Take the erasures off the list whose secret is in no copy and on no computer any more."""
    held = [_number(each) for kind in ("copies", "devices") for each in data.get(kind, [])]
    oldest = min(held, default=0)
    done = [each for each in data.get("pending", []) if _number(each) < oldest]
    for each in done:
        data["pending"].remove(each)
    _drop_empty(data, "pending")
    return tuple(dict.fromkeys(str(each["id"]) for each in done))


def listed(register: Register, place: str) -> str:
    """Return a place as the list has it, also where it was typed as a relative path.

    Raises NotFound.
    """
    known = {each.place for each in read(register).entries}
    for name in (place, str(Path(place).absolute())):
        if name in known:
            return name
    raise NotFound(_("the list has no such place"), "records key copies")


def whole(place: str) -> str:
    """Return a place as it is to be listed: a file with its whole path, anything else as said."""
    return str(Path(place).absolute()) if "/" in place or Path(place).exists() else place


def add(register: Register, place: str, ask: Ask, today: date) -> tuple[str, ...]:
    """Put a copy on the list; a file within reach is opened, anything else is her word."""
    number = register.epoch.number
    if Path(place).is_file():
        number = register.private.read_copy(Path(place), ask).epoch.number
    return note_copy(register, place, number, today)


def note_copy(register: Register, place: str, number: int, today: date) -> tuple[str, ...]:
    """Note that a copy of the secret of an epoch lies at a place."""
    name = whole(place)
    return change(register, lambda data: note(data, "copies", "place", name, number, today), today)


def replaced(register: Register, place: str, ask: Ask, today: date) -> tuple[str, ...]:
    """Note that a copy or a computer has the present secret; a file within reach is opened.

    Raises Refused where the file still holds the older one.
    """
    name, number = listed(register, place), register.epoch.number
    if Path(name).is_absolute() and Path(name).is_file():
        found = register.private.read_copy(Path(name), ask).epoch
        if found.number != number:
            raise Refused(
                _("the copy is of epoch {found}, not {wanted}").format(
                    found=found.number, wanted=number
                ),
                "records key copies --renew",
            )

    def act(data: Any) -> None:
        is_computer = any(each["name"] == name for each in data.get("devices", []))
        kind, label = ("devices", "name") if is_computer else ("copies", "place")
        note(data, kind, label, name, number, today)

    return change(register, act, today)


def hold(register: Register, place: str, holder: str, today: date) -> tuple[str, ...]:
    """Note who has a copy or a computer that is on the list, where it is not the owner."""
    name = listed(register, place)

    def act(data: Any) -> None:
        for kind, label in (("copies", "place"), ("devices", "name")):
            for each in data.get(kind, []):
                if each[label] == name:
                    each["holder"] = holder

    return change(register, act, today)


def gone(register: Register, place: str, today: date) -> tuple[str, ...]:
    """Take a copy or a computer off the list that is no more. Raises Refused where it is there."""
    name = listed(register, place)
    if Path(name).is_absolute() and Path(name).exists():
        raise Refused(_("the copy is still there: delete the file first"), f"rm {name}")
    if name == register.private.computer:
        raise Refused(_("this computer has the key, and is not gone"))
    return change(register, lambda data: drop(data, name), today)


# --- Proving --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drill:
    """How a try of a recovery copy ended."""

    files: int
    """Records that it opened, each with its key: all that there are."""
    is_listed: bool
    """Whether the day is noted in the list of copies."""


def drill(register: Register, file: Path, ask: Ask, today: date) -> Drill:
    """Prove that a copy opens every key and record of the last commit, and note the day.

    The key of this computer is not used for the proof, and need not be there.
    Raises NoKey where the copy is of another epoch, Damaged where something does not open.
    """
    epoch = register.private.read_copy(file, ask).epoch
    refuse_other_epoch(register, epoch.number)
    count = proof.prove(register, register.head, epoch).files
    place = str(file.absolute())
    try:
        known = {each.place for each in read(register).copies}
        if place in known:
            change(register, lambda data: _note_drill(data, place, today), today)
    except RecordsError:
        known = set()  # the key of this computer is lost: the proof stands all the same
    return Drill(count, place in known)


def _note_drill(data: Any, place: str, today: date) -> None:
    for each in data["copies"]:
        if each["place"] == place:
            each["drilled"] = today.isoformat()


def refuse_other_epoch(register: Register, number: int) -> None:
    """Refuse a copy of another epoch than the register is in. Raises NoKey."""
    wanted = register.epoch_number
    if number != wanted:
        raise NoKey(
            _("the copy is of epoch {found}; the register is in epoch {wanted}").format(
                found=number, wanted=wanted
            ),
            register.way_to(wanted, number),
        )


def within_reach(register: Register) -> Path:
    """Return the one listed copy that is within reach. Raises NotFound."""
    found = [each.file for each in read(register).copies if each.file]
    if len(found) != 1 or found[0] is None:
        raise NotFound(
            _("no single recovery copy is within reach"), _("name it: records key drill FILE")
        )
    return found[0]
