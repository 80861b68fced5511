"""What lies on paper in the locked cabinet: what, where, and until when (notice, section 12a).

A record tells of it in three places: with a contract, with a consent, and in a list of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from heijastus_records.law import retention

Path = tuple[Any, ...]

CONTRACT = "contract"
CONSENT = "consent"
CODES = (CONTRACT, CONSENT)
"""Kinds that are not the owner's own words."""

_ENTRIES = ((CONTRACT, "contracts", "paper"), (CONSENT, "consents", "evidence"))


class State(Enum):
    """What is to be done about a paper."""

    STAYS = "stays"
    PAST = "past"
    """Its day has passed: it is to be shredded, and then ticked off."""
    SHRED = "shred"
    """What it was about is erased: it is to be shredded by hand."""


@dataclass(frozen=True)
class Paper:
    """Something on paper that a record tells of."""

    kind: str
    """`contract`, `consent`, or what the owner calls it."""
    place: str
    path: Path
    """Of the value that says where it lies."""
    recorded: date | None
    """Until when it is kept, where the record says so of this paper."""
    until: date | None
    """Last day: the recorded one, else the end of the relationship; None while that lasts."""

    def state(self, today: date) -> State:
        """Return whether its day has passed; the day itself is the last one."""
        return State.PAST if self.until and self.until < today else State.STAYS


def papers(data: dict[str, Any]) -> Iterator[Paper]:
    """Yield what a record tells of on paper, in the order of the record.

    All of it is kept for the relationship (notice, section 10), but what has a day of its own.
    """
    end = retention.relationship_end(data).until
    for kind, field, place in _ENTRIES:
        for number, item in enumerate(data.get(field, ())):
            if place in item:
                yield Paper(kind, item[place], (field, number, place), None, end)
    for number, item in enumerate(data.get("paper", ())):
        day = date.fromisoformat(item["until"]) if "until" in item else None
        yield Paper(item["kind"], item["place"], ("paper", number, "place"), day, day or end)
