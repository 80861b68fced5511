"""Drift between the notice and practice: gathered, held against what was acknowledged, and said.

What a drift is stands in `law/drift.py`; here is what the disk, Git and the records show.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.errors import Problem, RecordsError
from heijastus_records.law import drift
from heijastus_records.law.drift import Drift
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, platform, remotes, schema, wiring
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import custody
from heijastus_records.rights.baseline import baseline, versions

SHOWN = 3
"""This many ids are named in one line; `notice check` has them all."""


@dataclass(frozen=True)
class Acknowledged:
    """A drift that the owner knows of and lets stand."""

    drift: Drift
    reason: str
    day: str


@dataclass(frozen=True)
class Found:
    """What came of looking for drifts."""

    drifts: tuple[Drift, ...]
    """Those that are to be mended, by sections."""
    acknowledged: tuple[Acknowledged, ...]
    stale: tuple[tuple[int, str], ...]
    """Place and drift of each acknowledgement that nothing answers to any more."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data for JSON, the same in every language."""
        return {
            "drifts": [
                {"section": each.section, "drift": each.name, "where": [*each.where]}
                for each in self.drifts
            ],
            "acknowledged": [
                {
                    "section": each.drift.section,
                    "drift": each.drift.name,
                    "reason": each.reason,
                    "day": each.day,
                }
                for each in self.acknowledged
            ],
            "outdated": [name for _place, name in self.stale],
        }


def look(register: Register, today: date) -> tuple[Found, list[Record]]:
    """Open all clients and requests and look for drifts; return the records as well.

    Raises Damaged or Invalid where one of them cannot be looked at.
    """
    records = [record for letter in "cr" for record in register.records(letter)]
    for record in records:
        refuse_broken(record)
    return examine(register, records, today), records


def examine(register: Register, records: Iterable[Record], today: date | None = None) -> Found:
    """Look for drifts of all sections; `records` are those that open and are valid.

    Without a day, nothing is late.
    """
    drifts = [*_drifts(register, [*records]), *(_late(register, today) if today else ())]
    found = {each.name: each for each in drifts}
    entries = register.notice.data.get("acknowledged", [])
    known = {each["drift"] for each in entries}
    ordered = sorted(found.values(), key=lambda each: (_order(each.section), each.name))
    return Found(
        tuple(each for each in ordered if each.name not in known),
        tuple(
            Acknowledged(found[each["drift"]], each["reason"], each["day"])
            for each in entries
            if each["drift"] in found
        ),
        tuple(
            (place, each["drift"])
            for place, each in enumerate(entries)
            if each["drift"] not in found
        ),
    )


def _order(section: str) -> tuple[int, str]:
    return int(section.rstrip("ab")), section


def problems(found: Found, *, is_whole: bool) -> Iterator[Problem]:
    """Say each drift with its section, what to do, and how to let it stand.

    Where not all records could be looked at, no acknowledgement is called outdated.
    """
    form = _(
        "section {section} of the notice: {sentence}; {remedy}; or list {name} under acknowledged"
        " in register.yaml, with a reason and a day"
    )
    for each in found.drifts:
        yield Problem(
            form.format(
                section=each.section,
                sentence=each.sentence,
                remedy=each.remedy,
                name=each.name,
            ),
            places(each),
        )
    for place, name in found.stale if is_whole else ():
        sentence = _("the drift {name} is not there any more: take it away")
        yield Problem(
            sentence.format(name=name), layout.NOTICE, f"acknowledged[{place}]", warning=True
        )


def places(found: Drift) -> str:
    """Return in one line where a drift shows: the first records, and how many more."""
    more = len(found.where) - SHOWN
    named = ", ".join(found.where[:SHOWN])
    if more > 0:
        named = f"{named} {_('and {count} more').format(count=more)}"
    return named or layout.NOTICE


# --- What practice shows ----------------------------------------------------------------------


def _drifts(register: Register, records: Sequence[Record]) -> Iterator[Drift]:
    notice = register.notice
    told = baseline(register)
    if told:
        yield from drift.since(told.data, notice, told.commit)
    yield from drift.of_notice(notice, [*schema.schema("client")["properties"]])
    yield from drift.of_clients(notice, _of(records, "c"))
    yield from drift.of_requests(notice, _of(records, "r"))
    yield from _copies(register)
    yield from _holders(register)
    yield from _protection(register)


def _of(records: Sequence[Record], letter: str) -> drift.Records:
    return {each.id: each.data for each in records if each.id.startswith(f"{letter}-")}


def _copies(register: Register) -> Iterator[Drift]:
    """Section 9: where other copies of the register lie."""
    for name, sentence in remotes.objections(register.history.git, register.notice):
        remedy = _("take the copy back, unless the notice is to allow it: {command}").format(
            command=f"git remote remove {name}"
        )
        yield Drift("9", f"9.remote.{name}", sentence, remedy, (name,))
    synced = platform.sync_folder_of(register.root)
    if synced:
        yield Drift(
            "9",
            "9.folder",
            _("the folder is copied away by another program ({name})").format(name=synced),
            _("move the register to a folder that stays on this computer"),
        )


def _holders(register: Register) -> Iterator[Drift]:
    """Section 11: who else can read or change the register."""
    notice = register.notice
    with contextlib.suppress(RecordsError):  # that it does not open is said elsewhere
        held: Any = register.read(layout.CUSTODY).data
        yield from drift.of_custody(notice, held)
    if not notice.is_signed:
        return
    with contextlib.suppress(RecordsError):  # that the list is damaged, doctor says
        signers = register.signers.addresses
        owners = {notice.data["contact"]["email"]}
        if {*signers.values()} - owners:  # the address may have changed since a key was pinned
            owners |= {str(each.data["contact"]["email"]) for each in versions(register)}
        yield from drift.of_signers(notice, signers, owners)


def _protection(register: Register) -> Iterator[Drift]:
    """Section 12b: what on this computer gets around the protection that it promises."""
    # Our own settings hold the place of the program and of the key: another one is no intruder.
    # Whether they are what they should be, doctor says.
    ours = {name.casefold() for name in wiring.settings(register)}
    for name in (each for each in wiring.foreign(register) if each.casefold() not in ours):
        sentence = _("a setting of the repository runs a program or leads elsewhere: {name}")
        remedy = f"git config --unset-all {name}"
        yield Drift("12b", f"12b.setting.{name}", sentence.format(name=name), remedy)
    told = {
        "attributes": (
            wiring.overriding(register),
            _("attributes that are in no commit override its own"),
        ),
        "unwatched": (
            register.history.unwatched(),
            _("Git was told not to look at a file: a change of it stays unseen"),
        ),
    }
    for name, (paths, sentence) in told.items():
        if paths:
            yield Drift("12b", f"12b.{name}", sentence, _("see: records doctor"))


def _late(register: Register, today: date) -> Iterator[Drift]:
    """An erasure is one when no copy of the old key is left; the law leaves a month for it."""
    with contextlib.suppress(RecordsError):  # that the list does not open is said elsewhere
        pending = custody.read(register).pending
        late = tuple(each.id for each in pending if each.until and each.until < today)
        if late:
            yield Drift(
                "12b",
                "12b.old-key",
                _("a copy of an old key opens what was erased more than a month ago"),
                _("records key copies says where it lies"),
                late,
            )
