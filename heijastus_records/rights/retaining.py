"""Retention: what falls due when, and all that is due carried out as one erasure.

GDPR, Article 5(1)(e); the notice's sections 10 and 14. Nobody has asked for it: what is planned
here is done by rights/erase, like any other erasure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from heijastus_records.errors import Busy
from heijastus_records.exchange import calendar
from heijastus_records.exchange.calendar import Event
from heijastus_records.law import consent, due, erasure
from heijastus_records.law.erasure import RETENTION
from heijastus_records.law.retention import Rules
from heijastus_records.letters import forms, picture, retention, safe
from heijastus_records.letters import retention_wording as wording
from heijastus_records.letters.retention import Expired, Item, Retention
from heijastus_records.messages import gettext as _
from heijastus_records.register import rotation, schema
from heijastus_records.register.proof import Proof
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import breaches, erase, erasing, requests, waiting
from heijastus_records.rights.erasing import Erasure
from heijastus_records.rights.mentions import Person
from heijastus_records.rights.requests import Case


def report(register: Register, today: date, clients: Iterable[Record] | None = None) -> Retention:
    """Return what falls due when; `clients` are all of them, where they are opened already.

    Raises Damaged where a record cannot be read.
    """
    cases = requests.listed(register)
    items = _items(register, today, cases, clients)
    rules, held = Rules.of(register.notice.data["retention"]), _held(items)
    invoices = [each for item, found in items for each in found]
    return Retention(
        as_of=today,
        controller=register.notice.sender,
        rules=rules,
        items=tuple(item for item, _found in items),
        years=tuple(due.years(invoices, rules, today)),
        closed=tuple(
            Expired(record.id, until) for record, until in _expired(register, cases, held, today)
        ),
    )


Found = tuple[Item, tuple[tuple[date, bool], ...]]
"""How a client stands, and the day of each invoice with whether it is on hold."""


@dataclass(frozen=True)
class _Asking:
    """Who waits for an answer or to be erased: what goes now cannot be shown afterwards."""

    cases: tuple[Case, ...]
    waits: frozenset[str]

    @classmethod
    def of(cls, register: Register, cases: Iterable[Case]) -> "_Asking":
        return cls(tuple(cases), frozenset(each.id for each in waiting.listed(register)))

    def has(self, record: Record) -> bool:
        """Tell whether a client has asked, also one who may be the sender of a request."""
        if record.id in self.waits:
            return True
        return any(erasing.open_requests(self.cases, record.id, Person.of(record)))


def _items(
    register: Register,
    today: date,
    cases: Iterable[Case],
    clients: Iterable[Record] | None = None,
) -> list[Found]:
    notice = register.notice.data
    rules = (Rules.of(notice["retention"]), consent.Rules.of(notice))
    item = partial(_item, rules, today, _Asking.of(register, cases))
    found = register.gather(item) if clients is None else map(item, clients)
    return sorted(found, key=lambda each: each[0].id)


def _item(
    rules: tuple[Rules, consent.Rules],
    today: date,
    asking: _Asking,
    record: Record,
) -> Found:
    data: Any = record.data
    leaves = schema.leaves("client", data)
    plan = erasure.plan(leaves, data, rules[0], today, RETENTION, len(record.comments))
    is_asked = asking.has(record)
    renewals = tuple(due.renewals(data, plan, rules[1], is_asked))
    item = Item(record.id, data["kind"], due.standing(plan, data, is_asked), renewals)
    days = (date.fromisoformat(each["date"]) for each in data.get("invoices", ()))
    return item, tuple((day, bool(plan.holds)) for day in days)


def _held(items: Iterable[Found]) -> set[str]:
    return {item.id for item, _found in items if item.standing.plan.holds}


def _expired(
    register: Register, cases: Iterable[Case], held: set[str], today: date
) -> Iterator[tuple[Record, date]]:
    """Yield what is closed and whose time has passed, with its last day.

    A hold on the client keeps their requests, too.
    """
    asked = (case for case in cases if case.request.client not in held)
    closed = [(case.record, case.request.kept_until) for case in asked]
    closed += [(case.record, case.breach.kept_until) for case in breaches.listed(register)]
    yield from ((record, until) for record, until in closed if until and until < today)


def form(found: Retention, name: str, language: str) -> bytes:
    """Return the list as html, pdf, svg or json."""
    if name == "json":
        return safe.as_json(found.to_json()).encode()
    if name == "svg":
        return picture.render(retention.chart(found, language), language).encode()
    return forms.render(retention.letter(found, language), name, found.as_of)


# --- The calendar ---------------------------------------------------------------------------


def agenda(register: Register, found: Retention, language: str) -> bytes:
    """Return a calendar of what falls due next, and of all that has to be answered or erased."""
    name = wording.TITLE[language]
    return calendar.render(_events(register, found, language), name, found.as_of)


def _events(register: Register, found: Retention, language: str) -> Iterator[Event]:
    def event(kind: str, record: str, day: date, said: dict[str, str]) -> Event:
        uid = f"{kind}-{record}@{register.notice.register}"
        return Event(uid, day, said[language].format(id=record))

    for item in found.items:
        for fall in item.standing.falls[:1]:
            yield event("due", item.id, fall.day, wording.FALLS_DUE)
    for expired in found.closed:
        yield event("due", expired.id, found.as_of, wording.FALLS_DUE)
    for case in requests.listed(register):
        if not case.request.is_closed:
            yield event("answer", case.id, case.request.clock.due, wording.ANSWER)
    for waits in waiting.listed(register):
        yield event("erase", waits.id, waits.until, wording.ERASE)


# --- Carrying it out ------------------------------------------------------------------------


@dataclass(frozen=True)
class Clearance:
    """All that is due, as it is planned: nothing has been changed by making it."""

    today: date
    erasures: tuple[Erasure, ...]
    expired: tuple[Record, ...] = field(repr=False)
    """Closed requests and breaches whose time has passed."""

    @property
    def count(self) -> int:
        """How many records go, whole or in part: what the owner types to go on."""
        return len(self.erasures) + len(self.expired)


def clearance(register: Register, today: date, keep: Iterable[str] = ()) -> Clearance:
    """Return the plan of all that is due, without the records that she keeps.

    Raises as `erasing.of_all` does.
    """
    cases, kept = requests.listed(register), {*keep}
    items = _items(register, today, cases)
    ids = [item.id for item, _found in items if item.standing.goes and item.id not in kept]
    records = [register.read(record) for record in ids]
    planned = erasing.of_all(register, records, today, RETENTION)
    closed = (record for record, _until in _expired(register, cases, _held(items), today))
    expired = tuple(record for record in closed if record.id not in kept)
    return Clearance(today, tuple(planned), expired)


def carry_out(
    register: Register,
    planned: Clearance,
    before_commit: rotation.Written = lambda _proof: None,
    told: rotation.Told = lambda _step: None,
) -> rotation.Rotated:
    """Erase all that was planned in one rotation and one commit.

    Raises as `erase` does, and Busy where somebody who would go has asked for something since.
    """

    def look_again(found: Proof) -> None:
        _refuse_asked(register, planned)
        before_commit(found)

    return erase.carry_out(
        register, planned.erasures, planned.today, look_again, told, planned.expired
    )


def _refuse_asked(register: Register, planned: Clearance) -> None:
    asking = _Asking.of(register, requests.listed(register))
    for each in planned.erasures:
        if asking.has(each.record):
            raise Busy(
                _("{where}: a request has come in the meantime").format(where=each.record.id),
                _("look at the plan once more: {command} --dry-run").format(
                    command="records retention apply"
                ),
            )
