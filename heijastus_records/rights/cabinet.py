"""The locked cabinet: what lies in it on paper, and what was shredded by hand (section 12a).

A record tells of the papers about its client. What was to be shredded when a record was erased is
noted in the list of custody by the same commit, and stays there until it is ticked off.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.errors import NotFound
from heijastus_records.law import paper
from heijastus_records.law.client import folded
from heijastus_records.law.paper import State
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, fields, layout
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import finding
from heijastus_records.rights.erasing import paper_kind

ACTION = "paper-shred"

GROUND = "art-5-1-e"
"""What is not needed any more is not kept."""

SCHEMA = "records.paper/1"


@dataclass(frozen=True)
class Lying:
    """One paper in the cabinet."""

    id: str
    """Of the record that it is about, erased or not."""
    kind: str
    place: str
    until: date | None
    """Last day it is kept; None while the relationship lasts, or where the record is erased."""
    state: State
    erased: date | None = None
    """Day on which the record was erased, or the part that told of the paper."""
    path: document.Path = ()
    """Where the record tells of it; empty where none does any more."""

    @property
    def waits(self) -> bool:
        """Tell whether it is to be shredded."""
        return self.state is not State.STAYS

    def to_json(self) -> dict[str, str | None]:
        """Return it as plain data for JSON."""
        days = {"until": self.until, "erased": self.erased}
        told = {name: day.isoformat() if day else None for name, day in days.items()}
        return {
            "id": self.id,
            "kind": self.kind,
            "place": self.place,
            "state": self.state.value,
        } | told


# --- What there is ----------------------------------------------------------------------------


def listed(register: Register, today: date, who: str = "") -> list[Lying]:
    """Return what lies in the cabinet, of all or of the one whom WHO names, sorted by place.

    WHO may also be the id of an erased record. Raises as `find` does, and Damaged.
    """
    left = [*_left(register)]
    records: Iterable[Record] = register.records()
    if who:
        chosen = _of_whom(register, who, {each.id for each in left})
        left = [each for each in left if each.id == chosen]
        records = [register.read(chosen)] if chosen in register.ids() else []
    return sorted([*left, *of_clients(records, today)], key=_walk)


def facts(found: Iterable[Lying], today: date) -> dict[str, Any]:
    """Return a list as plain data for JSON."""
    papers = [each.to_json() for each in found]
    return {"schema": SCHEMA, "as_of": today.isoformat(), "papers": papers}


def _of_whom(register: Register, who: str, left: set[str]) -> str:
    """Return the id of the one client that WHO names, also of one of whom only paper is left."""
    is_id = len(who) >= finding.SHORTEST_PREFIX
    gone = {each for each in left - {*register.ids()} if is_id and each.startswith(who)}
    try:
        found = {finding.find(register, who).id}
    except finding.Nobody:
        if not gone:
            raise
        found = set()
    return finding.one(sorted(found | gone))


def _left(register: Register) -> Iterator[Lying]:
    """Yield what is to be shredded since the record that told of it is erased."""
    data: Any = register.read(layout.CUSTODY).data
    for each in data.get("shredding", ()):
        day = date.fromisoformat(each["day"])
        yield Lying(each["id"], each["kind"], each["place"], None, State.SHRED, day)


def of_clients(records: Iterable[Record], today: date) -> Iterator[Lying]:
    """Yield what the records of clients tell of on paper."""
    for record in records:
        for each in paper.papers(record.data):
            state = each.state(today)
            yield Lying(record.id, each.kind, each.place, each.until, state, path=each.path)


def waiting(register: Register, records: Iterable[Record], today: date) -> list[Lying]:
    """Return what is to be shredded by hand."""
    return [each for each in [*_left(register), *of_clients(records, today)] if each.waits]


def _walk(each: Lying) -> tuple[Any, ...]:
    """Sort as one walks along a cabinet: folder 2 stands before folder 10."""
    parts = re.split(r"([0-9]+)", folded(each.place))
    steps = [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
    return steps, each.kind, each.id


# --- Ticking off ------------------------------------------------------------------------------


def choose(found: Iterable[Lying], kind: str, place: str) -> list[Lying]:
    """Return what was shredded: what is named by its kind or place, else all that waits.

    Raises NotFound where that is nothing, or the place is not one.
    """
    named = [each for each in _in_place(found, place) if _is_called(each, kind)]
    chosen = [each for each in named if each.waits or kind or place]
    if not chosen:
        raise NotFound(
            _("no such paper waits to be shredded"),
            _("see: records paper list; name it: --kind, --place"),
        )
    return chosen


def _in_place(found: Iterable[Lying], place: str) -> list[Lying]:
    """Return what lies in a place; a part of its name is enough where no other place has it."""
    near = [each for each in found if folded(place) in folded(each.place)]
    exact = [each for each in near if folded(place) == folded(each.place)]
    count = len({each.place for each in near})
    if place and not exact and count > 1:
        sentence = _("{count} places are called so in part: name one of them whole")
        raise NotFound(sentence.format(count=count), _("see: records paper list"))
    return exact or near


def _is_called(each: Lying, kind: str) -> bool:
    names = (each.kind, *paper_kind(each.kind).values())
    return not kind or folded(kind) in map(folded, names)


def shredded(register: Register, done: Iterable[Lying]) -> str:
    """Tick off papers of one client, all in one commit; return the commit.

    Raises Invalid, or Busy where the record has changed in the meantime.
    """
    gone = list(done)
    texts = []
    if any(each.erased for each in gone):
        custody = register.read(layout.CUSTODY)
        texts.append((custody, _without_noted(custody, [each for each in gone if each.erased])))
    told = {(each.path, each.kind, each.place) for each in gone if each.path}
    if told:
        record = register.read(gone[0].id)
        # Somebody may have changed the list since: what is not the same paper any more stays.
        known = ((each.path, each.kind, each.place) for each in paper.papers(record.data))
        texts.append((record, _without_told(record, [each[0] for each in known if each in told])))
    return register.rewrite(texts, action=ACTION, basis=GROUND)


def _without_noted(custody: Record, gone: list[Lying]) -> str:
    draft = document.Draft(custody.text)
    keys = {(each.id, each.kind, each.place) for each in gone}
    noted = draft.data["shredding"]
    for each in [each for each in noted if (each["id"], each["kind"], each["place"]) in keys]:
        noted.remove(each)
    if not noted:
        del draft.data["shredding"]
    return draft.text


def _without_told(record: Record, paths: list[document.Path]) -> str:
    """Return a record's text without these papers; of an entry in their list all goes."""
    draft = document.Draft(record.text)
    for path in sorted(paths, reverse=True):  # the last first: the places of the others stay
        fields.drop(draft.data, path[:2] if path[0] == "paper" else path)
    if not any(draft.data.get("paper", [True])):
        del draft.data["paper"]
    return draft.text
