"""Consents: which of them count on a day, and whether they may be used.

GDPR, Articles 6(1)(a) and 7; what stops them whatever they say is in Articles 17, 18 and 21.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from heijastus_records.law import erasure
from heijastus_records.law.client import Client, is_restricted
from heijastus_records.law.deadlines import months_after

BASIS = "art-6-1-a"
"""Basis of a purpose that needs a consent: GDPR, Article 6(1)(a)."""

RENEWAL_MONTHS = 24
"""A consent that is older is to be asked for again: the owner's own practice (2026-11-24). No law
says so: a consent is in force until it is withdrawn."""

REJECTED = "rejected"
"""The one decision that lets an objection stop nothing; a pending one stops already."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Rules:
    """What the notice says of purposes and of the words that people consent to (section 5)."""

    bases: dict[str, str]
    """Basis by purpose."""
    names: dict[str, frozenset[str]]
    """By purpose: what it is called, in any language."""
    wordings: dict[str, tuple[str, ...]]
    """Versions of the words by purpose, as the notice lists them."""

    @classmethod
    def of(cls, notice: dict[str, Any]) -> "Rules":
        """Read the rules from the notice's data."""
        purposes = notice["purposes"]
        wordings: dict[str, tuple[str, ...]] = {}
        for each in notice["consents"]:
            wordings[each["purpose"]] = (*wordings.get(each["purpose"], ()), each["version"])
        return cls(
            {each["id"]: each["basis"] for each in purposes},
            {each["id"]: _folded(each["id"], *each["text"].values()) for each in purposes},
            wordings,
        )

    @property
    def consentable(self) -> list[str]:
        """The purposes that rest on consent."""
        return [purpose for purpose, basis in self.bases.items() if basis == BASIS]

    def knows(self, purpose: str, version: str) -> bool:
        """Tell whether the notice has the words of a version: only then can they be shown."""
        return version in self.wordings.get(purpose, ())

    def newest(self, purpose: str, day: date) -> str:
        """Return the newest version that there was on a day; empty where there was none.

        A version that is a day is not older than that day; others are as new as they are listed.
        """
        known = self.wordings.get(purpose, ())
        if known and all(map(_DAY.fullmatch, known)):
            return max((each for each in known if each <= day.isoformat()), default="")
        return known[-1] if known else ""


def _folded(*names: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()).casefold() for name in names)


class State(Enum):
    """What a consent comes to on a day."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet"
    """Its day is still to come."""
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    """In force, and of no use: the person has objected."""
    RESTRICTED = "restricted"
    """In force, and of no use: the data may only be stored."""
    ASKED = "asked"
    """In force, and of no use: the person has asked for its end, and waits for the answer."""
    NONE = "none"
    """There is no consent."""


@dataclass(frozen=True)
class Consent:
    """One consent of a record."""

    place: int
    """Its position in the record."""
    purpose: str
    given: date
    withdrawn: date | None = None
    version: str = ""
    """Of the words that were agreed to; empty where nobody has recorded it."""
    how: str = ""
    evidence: str = ""

    def is_old(self, today: date) -> bool:
        """Tell whether it is to be asked for again, by the owner's practice."""
        return months_after(self.given, RENEWAL_MONTHS) < today


def of(client: Client) -> list[Consent]:
    """Return the consents of a record, in its order."""
    return [*_of(client)]


def _of(client: Client) -> Iterator[Consent]:
    for place, each in enumerate(client.get("consents", ())):
        withdrawn = each.get("withdrawn")
        yield Consent(
            place,
            each["purpose"],
            date.fromisoformat(each["given"]),
            date.fromisoformat(withdrawn) if withdrawn else None,
            *(each.get(name, "") for name in ("version", "how", "evidence")),
        )


def in_force(client: Client, purpose: str, today: date) -> list[Consent]:
    """Return the consents to a purpose that are in force on a day, the last one last.

    The day of its end is no day of it any more. Whoever withdraws takes back all that was given
    before (Article 7(3)), also what was only recorded afterwards; so does whoever was erased at
    their own request (Article 17(1)(b)). What is given again on the day of a withdrawal counts.
    """
    mine = (each for each in _of(client) if each.purpose == purpose and each.given <= today)
    found = [each for each in mine if not ended(client, each, today)]
    return sorted(found, key=lambda each: each.given)


def ended(client: Client, about: Consent, today: date) -> date | None:
    """Return the day up to a day on which a consent of a client came to its end."""
    if about.withdrawn and about.withdrawn <= today:
        return about.withdrawn
    erased = _erased(client, today)
    if erased and about.given <= erased:
        return erased
    taken_back = withdrawal(client, about.purpose, today)
    return taken_back if taken_back and about.given < taken_back else None


def withdrawal(client: Client, purpose: str, today: date) -> date | None:
    """Return the last day up to a day on which a consent to the purpose was withdrawn."""
    found = (each.withdrawn for each in _of(client) if each.purpose == purpose)
    return max((day for day in found if day and day <= today), default=None)


def _erased(client: Client, today: date) -> date | None:
    """Return the day of an erasure that the person has asked for."""
    reduced = client.get("reduced")
    if not reduced or not erasure.is_request(reduced["ground"]):
        return None
    day = date.fromisoformat(reduced["day"])
    return day if day <= today else None


def objects(client: Client, purpose: str, rules: Rules, today: date) -> bool:
    """Tell whether the person has objected to a purpose, and that stops it (Article 21(2)–(3)).

    Against direct marketing it stops at once, before it is decided, and whatever was consented
    to. Words that name no other purpose of the notice stop this one: who writes «no more
    advertising» need not know its name.
    """
    objection = client.get("objection")
    if not objection or date.fromisoformat(objection["day"]) > today:
        return False
    (to,) = _folded(objection["to"])
    others = (names for each, names in rules.names.items() if each != purpose)
    return objection.get("decision") != REJECTED and not any(to in names for names in others)


def state(
    client: Client, consent: Consent, rules: Rules, today: date, asked: bool = False
) -> State:
    """Return what one consent of a client comes to on a day.

    `asked` says that a request to erase, to object or to withdraw is not answered yet.
    """
    if consent.given > today:
        return State.NOT_YET
    if ended(client, consent, today):
        return State.WITHDRAWN
    if is_restricted(client, today):
        return State.RESTRICTED
    if objects(client, consent.purpose, rules, today):
        return State.OBJECTED
    return State.ASKED if asked else State.IN_FORCE


def standing(client: Client, purpose: str, rules: Rules, today: date, asked: bool = False) -> State:
    """Return whether data may be used for a purpose on a day, by the last consent to it.

    IN_FORCE alone says yes. For electronic marketing Act 917/2014, section 200 asks for a consent
    that was given before; restricted data may only be stored (GDPR, Article 18(2)); who asks for
    the end has it from the receipt on, not from the answer (Articles 7(3), 17(1)(b), 21(3)).
    """
    found = in_force(client, purpose, today)
    return state(client, found[-1], rules, today, asked) if found else State.NONE
