"""A person's request as the rules see it: what is asked, by whom, what is decided, what is left.

GDPR, Articles 12 and 15–22. One request may ask for several things, each decided by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from heijastus_records.law import deadlines
from heijastus_records.law.deadlines import Clock, Extension, Pause

Data = dict[str, Any]

DUTIES: Mapping[str, str] = {
    "access": "art-15",
    "portability": "art-20",
    "rectification": "art-16",
    "restriction": "art-18-1",
    "objection": "art-21",
    "consent-withdrawal": "art-7-3",
    "erasure": "art-17-1",
}
"""What may be asked for, and the article that gives the right; in the order of answering: what is
erased can no longer be shown, so erasure comes last."""

BEFORE = {"erasure": ("access", "portability", "rectification", "restriction")}
"""What is answered first where both are asked for: afterwards it could not be any more."""

COVERS = {"erasure": ("objection", "consent-withdrawal")}
"""What an answer settles as well: with the data, the consents and what they were used for go."""

CONFIRMED = "confirmed"
PENDING = "pending"
REPRESENTATIVE = "representative"
"""Somebody writes for somebody else: neither the person nor a stranger (GDPR, Article 12(6))."""
REJECTED = "rejected"

MANDATE = "mandate"
"""By what it is known that somebody may write for somebody else."""

GRANTED, PARTLY, REFUSED = "granted", "partly", "refused"

KEPT_MONTHS = 36
"""A closed request is kept for three years, as the evidence that it was answered: GDPR, Article
5(2), for as long as a claim may be made (Act on the limitation of debts 728/2003, section 4)."""

RECEIPT = ("received", "channel", "duties", "pauses", "extension", "decisions", "closed")
"""What stays of a request once the person is erased: dates, duties, decisions, names of fields."""


class Stage(Enum):
    """Where a request stands."""

    UNKNOWN = "identity"
    """Nobody knows yet who asks."""
    OPEN = "open"
    SEND = "send"
    """All is decided; the owner has not said yet that the answer was sent."""
    CLOSED = "closed"


class Objection(Enum):
    """Why one duty of a request cannot be answered now."""

    CLOSED = "closed"
    NOT_ASKED = "not-asked"
    DECIDED = "decided"
    NOT_CONFIRMED = "not-confirmed"
    AFTER = "after"
    """Something else is to be answered before."""


@dataclass(frozen=True)
class Request:
    """One request: its id, and its data as the schema has them."""

    id: str
    data: Data

    @property
    def reference(self) -> str:
        """What letters call it (viite): the beginning of its id."""
        return self.id[:6]

    @property
    def received(self) -> date:
        """Day of receipt, by whichever channel: from here the clock runs."""
        return date.fromisoformat(self.data["received"])

    @cached_property
    def clock(self) -> Clock:
        """When the answer is due."""
        pauses = tuple(
            Pause(date.fromisoformat(each["asked"]), _day(each.get("arrived")))
            for each in self.data.get("pauses", ())
        )
        told = self.data.get("extension")
        further = Extension(date.fromisoformat(told["told"]), int(told["months"])) if told else None
        return Clock(self.received, pauses, further)

    @property
    def duties(self) -> tuple[str, ...]:
        """What is asked for, in the order of answering."""
        return tuple(duty for duty in DUTIES if duty in self.data["duties"])

    @property
    def undecided(self) -> tuple[str, ...]:
        """What is still to be decided."""
        decided = {each["duty"] for each in self.data.get("decisions", ())}
        return tuple(duty for duty in self.duties if duty not in decided)

    @property
    def identity(self) -> str:
        """How far it is known who asks; where nothing is recorded by what, it is not.

        What was confirmed counts for the client of whom it was, and for nobody who was put in
        that place afterwards, by hand or by another computer.
        """
        known = self.data.get("identity", {})
        state = str(known.get("state", PENDING))
        is_same = known.get("client", "") == self.client
        return PENDING if state == CONFIRMED and not (known.get("evidence") and is_same) else state

    @property
    def evidence(self) -> str:
        """By what it is known who asks; empty where it is not."""
        known = self.data.get("identity", {})
        return str(known.get("evidence", "")) if self.is_confirmed else ""

    @property
    def is_confirmed(self) -> bool:
        """Tell whether it is known who asks, and that this person may."""
        return self.identity == CONFIRMED

    @property
    def client(self) -> str:
        """Id of the client who asks; empty where nobody in the register does."""
        return str(self.data.get("client", ""))

    @property
    def stage(self) -> Stage:
        """Where the request stands."""
        if self.data.get("closed"):
            return Stage.CLOSED
        if not self.undecided:
            return Stage.SEND
        return Stage.OPEN if self.is_confirmed else Stage.UNKNOWN

    @property
    def is_closed(self) -> bool:
        """Tell whether the answer was sent, and nothing is left to do."""
        return self.stage is Stage.CLOSED

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be decided."""
        return self.stage in (Stage.UNKNOWN, Stage.OPEN)

    def objection_to(self, duty: str) -> Objection | None:
        """Return why a duty cannot be answered now; None where it can."""
        if self.data.get("closed"):
            return Objection.CLOSED
        if duty not in self.duties:
            return Objection.NOT_ASKED
        if duty not in self.undecided:
            return Objection.DECIDED
        if not self.is_confirmed:
            return Objection.NOT_CONFIRMED
        return Objection.AFTER if self.before(duty) else None

    def before(self, duty: str) -> tuple[str, ...]:
        """Return what is to be answered before a duty, and is not yet."""
        return tuple(each for each in BEFORE.get(duty, ()) if each in self.undecided)

    def settled_by(self, duty: str) -> tuple[str, ...]:
        """Return the duties that an answer to one of them decides: that one, and what it covers."""
        covered = COVERS.get(duty, ())
        return tuple(each for each in self.undecided if each == duty or each in covered)

    @property
    def answered(self) -> date | None:
        """Day on which the answer was sent, or the last decision made; None while it is open."""
        if self.undecided:
            return None
        days = [each["day"] for each in self.data.get("decisions", ())]
        return _day(self.data.get("closed")) or date.fromisoformat(max(days))

    @property
    def is_in_time(self) -> bool:
        """Tell whether an answered request was answered by its last day."""
        return self.answered is not None and self.answered <= self.clock.due

    @property
    def kept_until(self) -> date | None:
        """Last day on which a closed request is kept; None while it is not closed."""
        closed = _day(self.data.get("closed"))
        return deadlines.months_after(closed, KEPT_MONTHS) if closed else None


def confirmed(client: str, evidence: str, day: date, note: str = "") -> Data:
    """Return the entry that says by what it is known who asks; no client stands for a stranger."""
    said = {"evidence": evidence, "client": client, "day": day.isoformat(), "note": note}
    return {"state": CONFIRMED, **{name: value for name, value in said.items() if value}}


def receipt(data: Data) -> Data:
    """Return what stays of a request once the person is erased: no word of theirs or of hers."""
    kept = {name: data[name] for name in RECEIPT if name in data}
    if "extension" in kept:
        kept["extension"] = _without_words(kept["extension"])
    if "decisions" in kept:
        kept["decisions"] = [_without_words(each) for each in kept["decisions"]]
    return kept


def _without_words(entry: Data) -> Data:
    return {name: value for name, value in entry.items() if name != "reason"}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
