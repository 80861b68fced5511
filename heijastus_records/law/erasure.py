"""The plan of an erasure: of each value, whether it goes now, stays until a day, or is on hold.

A request (GDPR, Article 17) takes the ground from everything that is kept for the relationship:
what the Accounting Act demands stays, and nothing else (Article 17(3)(b)). Without a request
(Article 5(1)(e)) only that goes whose own time has passed. Days are inclusive: what is kept until
a day falls due on the next one.
"""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Protocol

from heijastus_records.law import paper, retention
from heijastus_records.law.retention import ACCOUNTING, RECORD, End, Rules

Path = tuple[Any, ...]
Data = dict[str, Any]

REQUEST = "art-17-1"
"""Ground of an erasure that the person has asked for; a letter of the list may follow."""

RETENTION = "art-5-1-e"
"""Ground of an erasure that nobody has asked for: the time of the data has passed."""

BINDING = ("restriction", "disclosures", "reduced")
"""Entries of duty that bind the controller as long as the data that they are about: they outlive
a request. The others tell of what is gone, and go with it."""


class Leaf(Protocol):
    """One value of a record, as the schema describes it."""

    @property
    def path(self) -> Path:
        """Where the value is."""

    @property
    def category(self) -> str:
        """Group of the notice's section 6, or a duty."""

    @property
    def retention(self) -> tuple[str, ...]:
        """Classes of retention."""


class Outcome(Enum):
    """What an erasure comes to."""

    WHOLE = "whole"
    PARTIAL = "partial"
    REFUSED = "refused"
    """Nothing can go."""


@dataclass(frozen=True)
class Kept:
    """A value, and until when it is kept."""

    path: Path
    category: str
    end: End

    def is_beyond_statute(self, today: date) -> bool:
        """Tell whether only the notice keeps it: the statute's minimum has passed."""
        minimum = self.end.statute_until
        return minimum is not None and minimum < today


@dataclass(frozen=True)
class Hold:
    """What keeps a record from being erased."""

    ground: str
    since: date
    until: date | None
    """Last day, where one is known."""


@dataclass(frozen=True)
class Sheet:
    """Something on paper that the record tells of."""

    kind: str
    """`contract`, `consent`, or what the owner calls it."""
    place: str
    until: date | None
    """Until when it is kept, where that was recorded."""
    goes: bool


@dataclass(frozen=True)
class Plan:
    """What an erasure does. Every value is erased, kept or held, and none is two of these."""

    day: date
    ground: str
    outcome: Outcome
    erased: tuple[Path, ...]
    due: tuple[Kept, ...]
    """What goes, or would but for the holds, because its own time has passed; what goes at a
    request alone is not among it."""
    kept: tuple[Kept, ...]
    held: tuple[Path, ...]
    """What would go but for the holds."""
    holds: tuple[Hold, ...]
    comments: int
    """How many comments go: a partial erasure keeps none."""
    paper: tuple[Sheet, ...]
    remains: Data
    """The record after the erasure; empty where it is erased whole."""
    next_due: date | None
    """First day on which something more can go; None where no day is known."""
    lasts: bool
    """Whether the relationship lasts on the day of the plan."""

    @property
    def is_requested(self) -> bool:
        """Tell whether somebody asked for it."""
        return is_request(self.ground)

    @property
    def last_due(self) -> date | None:
        """First day on which nothing is left; None where no day is known."""
        ends = [*(each.end.until for each in self.kept), *(hold.until for hold in self.holds)]
        known = [end for end in ends if end]
        return _next(max(known)) if known and len(known) == len(ends) else None

    @property
    def beyond_statute(self) -> tuple[Kept, ...]:
        """What only the notice keeps: for the owner to decide."""
        return tuple(each for each in self.kept if each.is_beyond_statute(self.day))


def is_request(ground: str) -> bool:
    """Tell whether a ground is that of a request."""
    return ground.startswith("art-17")


def plan(
    leaves: Iterable[Leaf],
    data: Data,
    rules: Rules,
    today: date,
    ground: str = REQUEST,
    comments: int = 0,
) -> Plan:
    """Return what an erasure of valid data on a day does; `leaves` are all values of `data`."""
    values = {leaf.path: leaf for leaf in leaves}
    ends = _Judge(values, data, rules, today, is_request(ground)).ends()
    timed = [Kept(path, leaf.category, end) for path, leaf in values.items() if (end := ends[path])]
    kept = tuple(each for each in timed if not each.end.has_passed(today))
    stays = {each.path for each in kept}
    due = tuple(path for path in values if path not in stays)
    holds = tuple(_holds(data, today, is_request(ground)))
    over = retention.relationship_end(data).until
    lasts = over is None or over >= today
    gone = () if holds else due
    said = comments if not holds and (due or is_request(ground) or not lasts) else 0
    outcome = _outcome(gone, said, kept)
    return Plan(
        day=today,
        ground=ground,
        outcome=outcome,
        erased=gone,
        due=tuple(each for each in timed if each.path not in stays),
        kept=kept,
        held=due if holds else (),
        holds=holds,
        comments=said,
        paper=tuple(_sheets(data, set(gone))),
        remains=_remains(outcome, data, kept, {"day": today.isoformat(), "ground": ground}, lasts),
        next_due=_next_due(kept, bool(due), holds),
        lasts=lasts,
    )


def _outcome(gone: tuple[Path, ...], comments: int, kept: tuple[Kept, ...]) -> Outcome:
    if not gone and not comments:
        return Outcome.REFUSED
    return Outcome.PARTIAL if kept else Outcome.WHOLE


class _Judge:
    """Says of each value until when it is kept; None says that it goes at the request."""

    def __init__(
        self, values: dict[Path, Leaf], data: Data, rules: Rules, today: date, asked: bool
    ) -> None:
        self._values = values
        self._data = data
        self._rules = rules
        self._today = today
        self._asked = asked

    def ends(self) -> dict[Path, End | None]:
        entries = {path for path, leaf in self._values.items() if RECORD in leaf.retention}
        told = {path: self._end(leaf) for path, leaf in self._values.items() if path not in entries}
        return {**told, **{path: self._entry_end(path, told) for path in entries}}

    def _end(self, leaf: Leaf) -> End | None:
        classes = leaf.retention
        if self._asked:
            if ACCOUNTING not in classes or "invoices" not in self._data:
                return None
            classes = (ACCOUNTING,)
        return retention.end_of(classes, self._data, self._rules, leaf.path)

    def _entry_end(self, path: Path, told: dict[Path, End | None]) -> End | None:
        """Return how long an entry of duty stays: as long as the data that it is about."""
        if self._asked and path[0] not in BINDING:
            return None
        about = self._about(path, {each[0] for each in told})
        ends = [end for each, end in told.items() if end and (about is None or each[0] in about)]
        if not ends:
            return None
        last = max(end.until or date.max for end in ends)
        lifted = self._data.get("restriction", {}).get("lifted")
        if path[0] == "restriction" and self._asked and lifted:
            last = min(last, _eve(lifted))
        return End(RECORD, None if last == date.max else last)

    def _about(self, path: Path, known: set[Any]) -> set[Any] | None:
        """Return the fields that an entry is about; None says: the whole record."""
        entry = self._data[path[0]]
        if isinstance(entry, list):
            entry = entry[path[1]]
        for names in ("fields", "what"):
            if names in entry:
                about = {entry[names][path[3]]} if path[2] == names else set(entry[names])
                # Without a request nothing goes before its time: what is not there decides nothing.
                return about if self._asked or about <= known else None
        return None


def _holds(data: Data, today: date, asked: bool) -> Iterator[Hold]:
    """Yield what keeps the record: also a hold that is recorded and has not begun yet.

    A restriction (Article 18) leaves storing only; whoever asks for the erasure lifts it.
    """
    for hold in data.get("holds", []):
        yield from _hold(hold["ground"], hold["since"], hold.get("until"), today)
    restriction = data.get("restriction")
    if restriction and not asked:
        lifted = restriction.get("lifted")
        last = _eve(lifted) if lifted else None
        since = restriction["since"]
        yield from _hold(restriction["ground"], since, last.isoformat() if last else None, today)


def _hold(ground: str, since: str, until: str | None, today: date) -> Iterator[Hold]:
    last = date.fromisoformat(until) if until else None
    if last is None or last >= today:
        yield Hold(ground, date.fromisoformat(since), last)


def _next_due(kept: tuple[Kept, ...], waiting: bool, holds: tuple[Hold, ...]) -> date | None:
    free = [hold.until for hold in holds]
    ends = [each.end.until for each in kept if each.end.until]
    if None in free or not (ends or (waiting and free)):
        return None
    last = max(filter(None, free), default=date.min)
    return _next(last if waiting and free else max(last, min(ends)))


def _eve(day: str) -> date:
    return date.fromisoformat(day) - timedelta(days=1)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _sheets(data: Data, gone: set[Path]) -> Iterator[Sheet]:
    for each in paper.papers(data):
        yield Sheet(each.kind, each.place, each.recorded, each.path in gone)


def _remains(
    outcome: Outcome, data: Data, kept: tuple[Kept, ...], reduced: dict[str, str], lasts: bool
) -> Data:
    """Return the data after the erasure, with the note that it was.

    Without a request, the note of an earlier one stays, for it says that the person has asked; and
    there is none where it would say of a lasting relationship that it has ended.
    """
    if outcome is Outcome.WHOLE:
        return {}
    if outcome is Outcome.REFUSED:
        return copy.deepcopy(data)
    part = part_of(data, {each.path for each in kept})
    if is_request(reduced["ground"]):
        return {**part, "reduced": reduced}
    noted = {**part, "reduced": data.get("reduced", reduced)}
    return part if lasts and retention.is_reduced(noted) else noted


def part_of(data: Data, kept: set[Path]) -> Data:
    """Return the data with the values at these paths only; nothing empty is left behind."""
    found: Data = _only(data, (), kept)
    return found


def _only(value: Any, path: Path, kept: set[Path]) -> Any:
    if isinstance(value, dict):
        parts = {name: _only(item, (*path, name), kept) for name, item in value.items()}
        return {name: part for name, part in parts.items() if part}
    if isinstance(value, list):
        items = [_only(item, (*path, place), kept) for place, item in enumerate(value)]
        return [item for item in items if item]
    return value if path in kept else None
