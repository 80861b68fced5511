"""What falls due when: how every client stands on a day, and what is still to come.

What is due by itself is said by the plan of an erasure that nobody has asked for (law/erasure,
GDPR, Article 5(1)(e)). Here a client gets a class by it, an invoice its financial year, and a
consent the day on which it is to be asked for again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from heijastus_records.law import consent, retention
from heijastus_records.law.client import Client
from heijastus_records.law.deadlines import months_after
from heijastus_records.law.erasure import Outcome, Path, Plan, Sheet
from heijastus_records.law.retention import Rules

SOON = timedelta(days=90)
"""How far ahead one looks for what ends soon: the owner's own practice (2026-11-24)."""


class State(Enum):
    """Where a client stands; everyone is in exactly one of these."""

    NOW = "due-now"
    """The whole record can go."""
    PARTLY = "due-partly"
    """Something can go, and something stays."""
    HELD = "on-hold"
    """Something would be due, but must not go yet."""
    SOON = "ends-soon"
    UNCLEAR = "unclear"
    """Without an end of the relationship it would never fall due."""
    RUNNING = "running"


class Reason(Enum):
    """Why a client stands there."""

    PASSED = "passed"
    """The time of all that there is has passed."""
    PASSED_IN_PART = "passed-in-part"
    HOLD = "hold"
    """A hold is recorded, or the processing is restricted."""
    REQUEST = "request"
    """The person waits for an answer, which could not be given afterwards."""
    SOON = "soon"
    """Something falls due within the time of `SOON`."""
    CONTRACTS = "contracts-ended"
    """Every contract has ended, and nobody has said that the relationship has."""
    NO_END = "no-end"
    """There is no end of the relationship, and no contract whose end is still to come."""
    NONE = "none"

    @property
    def state(self) -> State:
        """The class of whom it holds for."""
        return STATES[self]


STATES = {
    Reason.PASSED: State.NOW,
    Reason.PASSED_IN_PART: State.PARTLY,
    Reason.HOLD: State.HELD,
    Reason.REQUEST: State.HELD,
    Reason.SOON: State.SOON,
    Reason.CONTRACTS: State.SOON,
    Reason.NO_END: State.UNCLEAR,
    Reason.NONE: State.RUNNING,
}


@dataclass(frozen=True)
class Fall:
    """A day on which something of a record falls due."""

    day: date
    is_whole: bool
    """Whether nothing is left afterwards."""
    invoices: int


@dataclass(frozen=True)
class Standing:
    """How one client stands on a day."""

    reason: Reason
    plan: Plan
    falls: tuple[Fall, ...]
    """What falls due from the day on, each day once; of what has no end yet, nothing is known."""

    @property
    def state(self) -> State:
        """The class of the client."""
        return self.reason.state

    @property
    def goes(self) -> bool:
        """Tell whether something can go today."""
        return self.state in (State.NOW, State.PARTLY)

    @property
    def since(self) -> date | None:
        """First day on which something of what is due could have gone."""
        ends = [each.end.until for each in self.plan.due if each.end.until]
        return min(ends) + timedelta(days=1) if ends else None

    @property
    def shred(self) -> tuple[Sheet, ...]:
        """What is on paper and past its own day, where the record itself stays."""
        day = self.plan.day
        return tuple(s for s in self.plan.paper if not s.goes and s.until and s.until < day)


def standing(plan: Plan, client: Client, is_asked: bool = False) -> Standing:
    """Return how a client stands, by the plan of an erasure that nobody has asked for.

    `is_asked` says that a request of this person is not answered yet.
    """
    falls = tuple(_falls(plan))
    return Standing(_reason(plan, client, falls, is_asked), plan, falls)


def _reason(plan: Plan, client: Client, falls: tuple[Fall, ...], is_asked: bool) -> Reason:
    if plan.held:
        return Reason.HOLD
    if plan.outcome is not Outcome.REFUSED:
        if is_asked:
            return Reason.REQUEST
        return Reason.PASSED if plan.outcome is Outcome.WHOLE else Reason.PASSED_IN_PART
    if any(fall.day <= plan.day + SOON for fall in falls):
        return Reason.SOON
    if retention.relationship_end(client).until:
        return Reason.NONE
    ends = [contract.get("ends") for contract in client.get("contracts", ())]
    if any(end and date.fromisoformat(end) >= plan.day for end in ends):
        return Reason.NONE
    return Reason.CONTRACTS if ends and all(ends) else Reason.NO_END


def _falls(plan: Plan) -> Iterator[Fall]:
    """Yield the days on which something falls due; what is on hold waits for the end of that."""
    free = [hold.until for hold in plan.holds]
    if None in free:
        return
    first = max([plan.day, *(end + timedelta(days=1) for end in free if end)])
    days: dict[date, set[Path]] = {plan.day: set()} if plan.comments else {}
    values = [*plan.due, *plan.kept]
    for each in values:
        if each.end.until:
            day = max(each.end.until + timedelta(days=1), first)
            days.setdefault(day, set()).add(each.path)
    ends = all(each.end.until for each in values)
    for day in sorted(days):
        invoices = len({path[1] for path in days[day] if path[0] == "invoices"})
        yield Fall(day, ends and day == max(days), invoices)


# --- Financial years ------------------------------------------------------------------------


@dataclass(frozen=True)
class Year:
    """The invoices of one financial year; both days are the last ones on which they are kept."""

    end: date
    """Last day of the financial year."""
    until: date
    """By the notice, or by the statute where that asks for more."""
    statute_until: date
    invoices: int
    held: int
    """How many of them are on hold."""
    today: date

    @property
    def is_due(self) -> bool:
        """Tell whether the invoices can go."""
        return self.until < self.today

    @property
    def is_hers(self) -> bool:
        """Tell whether only the notice keeps them: by law they could go, and the owner decides."""
        return self.statute_until < self.today <= self.until


def years(invoices: Iterable[tuple[date, bool]], rules: Rules, today: date) -> list[Year]:
    """Return the financial years of invoices, given by their day and whether they are on hold."""
    found: dict[date, list[tuple[date, bool]]] = {}
    for each in invoices:
        found.setdefault(retention.financial_year_end(each[0], rules), []).append(each)
    return [_year(end, found[end], rules, today) for end in sorted(found)]


def _year(end: date, invoices: list[tuple[date, bool]], rules: Rules, today: date) -> Year:
    kept = retention.accounting_end(end, rules)
    until, minimum = kept.until or date.max, kept.statute_until or date.min
    held = sum(is_held for _day, is_held in invoices)
    return Year(end, until, minimum, len(invoices), held, today)


# --- Consents -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Renewal:
    """A consent that counts, and is to be asked for again."""

    purpose: str
    given: date
    until: date
    """Last day on which it is not too old by the owner's practice."""
    is_old: bool


def renewals(
    client: Client, plan: Plan, rules: consent.Rules, is_asked: bool = False
) -> Iterator[Renewal]:
    """Yield the consents that are too old by the owner's practice, or will be soon.

    What goes, or cannot be used, need not be asked for again.
    """
    due = {each.path[:2] for each in plan.due}
    for purpose in dict.fromkeys(each.purpose for each in consent.of(client)):
        if consent.standing(client, purpose, rules, plan.day, is_asked) is consent.State.IN_FORCE:
            last = consent.in_force(client, purpose, plan.day)[-1]
            until = months_after(last.given, consent.RENEWAL_MONTHS)
            if ("consents", last.place) not in due and until <= plan.day + SOON:
                yield Renewal(purpose, last.given, until, last.is_old(plan.day))
