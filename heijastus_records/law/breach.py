"""A personal data breach as the rules see it: its clock, its risk, who is told, what is left.

GDPR, Articles 33 and 34. The rules suggest; what the risk is and who is told the owner decides,
and her reasons are kept, also those for telling nobody (Article 33(5)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cached_property
from typing import Any

from heijastus_records.law import moment
from heijastus_records.law.deadlines import months_after

Data = dict[str, Any]

PERIOD = timedelta(hours=72)
"""To notify the authority in, from awareness: GDPR (27 April 2016), Article 33(1)."""

KEPT_MONTHS = 120
"""A breach is kept for ten years from the day on which it became known: as the documentation that
Article 33(5) demands and the evidence of Article 5(2), for as long as damages may be claimed: a
claim expires ten years after what caused the damage at the latest (Act on the limitation of debts
728/2003, section 7). While it is open, it stays."""

NONE, RISK, HIGH = "none", "risk", "high"
RISKS = (NONE, RISK, HIGH)

NOTIFY, NOT = "notify", "not"
TELL = "tell"

EXCEPTIONS: Mapping[str, str] = {
    "unintelligible": "art-34-3-a",
    "removed": "art-34-3-b",
    "effort": "art-34-3-c",
}
"""Why people are not told although the risk is high, and the point of the law. The last one asks
for a public notice in place of the letters."""

KINDS = (
    *("lost-device", "wrong-recipient", "intrusion", "malware", "lost-paper", "unavailable"),
    "other",
)

UNKNOWN = "unknown"


# --- The clock ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    """Until when the authority is to be notified: 72 hours from awareness.

    How the period runs is said by Regulation (EEC, Euratom) 1182/71, Article 3: the hour in which
    the event falls is not counted (paragraph 1, first sentence); a period in hours runs from the
    beginning of the first hour to the end of the last one (2(a)); holidays, Sundays and Saturdays
    are counted (3), and none of them moves its end, since that is for periods that are not in
    hours (4). Read here: who became aware at 9.15 has 72 hours from 10.00. Hours are real ones: a
    night in which the clocks are changed has 23 or 25. Whether the two working days of paragraph
    5 would lengthen it is not relied on.
    """

    aware: datetime

    @property
    def aim(self) -> datetime:
        """Seventy-two hours to the minute: to aim at, however the hours are counted."""
        return moment.at_home(self.aware.astimezone(UTC) + PERIOD)

    @property
    def due(self) -> datetime:
        """The moment at which the period ends."""
        begun = self.aware.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return moment.at_home(begun + timedelta(hours=1) + PERIOD)

    def hours_left(self, now: datetime) -> int:
        """Return how many whole hours are left; negative from the first hour that is over."""
        return (self.due - now) // timedelta(hours=1)

    def is_late(self, when: datetime) -> bool:
        """Tell whether a notification at this moment comes too late to go without reasons."""
        return when > self.due


# --- What the rules suggest -----------------------------------------------------------------


@dataclass(frozen=True)
class Exposure:
    """What a stranger can get at, as far as the register knows."""

    kind: str
    key: str = UNKNOWN
    """Whether the key on it needs a passphrase: `yes`, `no`, `none` where there is no key."""
    plaintext: tuple[str, ...] = (UNKNOWN,)
    """What lay there unsealed; nothing where nothing did."""
    copies: bool = True
    """Whether another copy of the register is left."""


@dataclass(frozen=True)
class Suggestion:
    """What the risk seems to be, and by what: the owner decides, never this."""

    risk: str
    reasons: tuple[str, ...]


def suggest(exposure: Exposure) -> Suggestion:
    """Return what the facts suggest about the risk; in doubt there is one."""
    if exposure.kind in ("intrusion", "malware"):
        # Who is in the computer sees what is opened there, and may read a passphrase being typed.
        none = exposure.key == "none" and not exposure.plaintext
        return Suggestion(RISK, ("no-key",)) if none else Suggestion(HIGH, ("used",))
    if exposure.kind == "unavailable":
        return (
            Suggestion(NONE, ("copies",)) if exposure.copies else Suggestion(RISK, ("no-copies",))
        )
    if exposure.kind == "lost-device":
        return _of_device(exposure)
    return Suggestion(RISK, ("readable",) if exposure.kind != "other" else ("look",))


def _of_device(exposure: Exposure) -> Suggestion:
    open_key = ("key-open",) if exposure.key == "no" else ()
    plain = ("plaintext",) if set(exposure.plaintext) - {UNKNOWN} else ()
    if open_key or plain:
        return Suggestion(HIGH, (*open_key, *plain))
    unknown = ("key-unknown",) if exposure.key == UNKNOWN else ()
    doubts = (*unknown, *(("plaintext-unknown",) if exposure.plaintext else ()))
    if doubts:
        return Suggestion(RISK, doubts)
    return Suggestion(NONE, ("no-key" if exposure.key == "none" else "key-protected",))


# --- One breach -----------------------------------------------------------------------------


class Stage(Enum):
    """What is to be done next about a breach."""

    ASSESS = "assess"
    """The risk is not decided."""
    NOTIFY = "notify"
    """The authority is to be notified."""
    TELL = "tell"
    """The people concerned are to be told."""
    FOLLOW = "follow"
    """All was said that had to be; more may become known (Article 33(4)), then it is closed."""
    CLOSED = "closed"


@dataclass(frozen=True)
class Breach:
    """One breach: its id, and its data as the schema has them."""

    id: str
    data: Data

    @property
    def reference(self) -> str:
        """What letters call it (viite): the beginning of its id."""
        return self.id[:6]

    @cached_property
    def clock(self) -> Clock:
        """Until when the authority is to be notified."""
        return Clock(moment.read(self.data["aware"]))

    @property
    def decision(self) -> Data:
        """The decision in force: the newest one; empty while there is none."""
        found = sorted(self.data.get("decisions", ()), key=lambda each: moment.read(each["made"]))
        return dict(found[-1]) if found else {}

    @property
    def notified(self) -> list[datetime]:
        """When the authority was notified: the first time, then the supplements."""
        return sorted(moment.read(each["when"]) for each in self.data.get("notified", ()))

    @property
    def told(self) -> datetime | None:
        """When the people concerned were told; None while they were not."""
        return moment.read(self.data["told"]) if "told" in self.data else None

    @property
    def must_notify(self) -> bool:
        """Tell whether the authority is still to be notified, as it was decided."""
        return self.decision.get("authority") == NOTIFY and not self.notified

    @property
    def must_tell(self) -> bool:
        """Tell whether people are still to be told: each of them, or all by a public notice."""
        decision = self.decision
        by_notice = decision.get("exception") == "effort"
        return (decision.get("persons") == TELL or by_notice) and self.told is None

    @property
    def stage(self) -> Stage:
        """What is to be done next."""
        if "closed" in self.data:
            return Stage.CLOSED
        if not self.decision:
            return Stage.ASSESS
        if self.must_notify:
            return Stage.NOTIFY
        return Stage.TELL if self.must_tell else Stage.FOLLOW

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.stage is Stage.CLOSED

    @property
    def runs(self) -> bool:
        """Tell whether the 72 hours run: nobody has said yet that none need be notified."""
        return self.stage in (Stage.ASSESS, Stage.NOTIFY) and not self.notified

    def is_late(self, now: datetime) -> bool:
        """Tell whether the first notification came after the 72 hours, or can only come so."""
        if self.notified:
            return self.clock.is_late(self.notified[0])
        return self.decision.get("authority") != NOT and self.clock.is_late(now)

    @property
    def kept_until(self) -> date | None:
        """Last day on which a closed breach is kept; None while it is open."""
        if "closed" not in self.data:
            return None
        closed = moment.read(self.data["closed"]).date()
        return max(closed, months_after(self.clock.aware.date(), KEPT_MONTHS))


def objection(risk: str, authority: str, persons: str, exception: str) -> str:
    """Return why a decision cannot be: the law has decided otherwise; empty where it can."""
    if risk != NONE and authority != NOTIFY:
        return "authority"
    if risk == HIGH and persons != TELL and not exception:
        return "persons"
    if exception and (risk != HIGH or persons == TELL):
        return "exception"
    return ""
