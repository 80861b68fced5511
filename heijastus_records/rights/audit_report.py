"""The summary of the trail for an authority or a customer: counted here, told in letters/audit.

The trail is counted in the days at which its commits were made, as `audit show` shows them. The
clients and fields are those of now, for which the whole register is read; a record that cannot be
read stops the summary.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heijastus_records.errors import Misused
from heijastus_records.law import client
from heijastus_records.law.notice import DUTIES, Notice
from heijastus_records.letters import audit_wording as wording
from heijastus_records.letters import forms, safe
from heijastus_records.letters.audit import (
    AuditReport,
    Field,
    Group,
    Kind,
    Month,
    Period,
    Verification,
    letter,
)
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, schema
from heijastus_records.register.history import Change
from heijastus_records.register.register import Register
from heijastus_records.rights import requests
from heijastus_records.rights.audit import BY_HAND

__all__ = ["Period", "Verification", "form", "period_of", "summary"]

ERASING = "erase"
"""The verb of an erasure in the trail."""


def period_of(first: date | None, last: date | None, today: date) -> Period:
    """Return the days that are asked for: else this year's, up to today.

    A period that is not over ends today. Raises Misused for one that ends before it begins.
    """
    end = min(last or today, today)
    begin = first or date(end.year, 1, 1)
    if begin > today:
        raise Misused(_("the period has not begun yet"))
    if begin > end:
        raise Misused(_("the period ends before it begins"))
    return Period(begin, end)


def summary(
    register: Register, period: Period, today: date, verification: Verification | None = None
) -> AuditReport:
    """Return the summary of a period. Raises Damaged where a record cannot be read."""
    trail, notice, held = _Trail(register.trail(), period), register.notice, _held(register)
    return AuditReport(
        as_of=today,
        period=period,
        controller={name: notice.data["controller"][name] for name in ("name", "business_id")},
        register=notice.data["name"],
        history=trail.history(),
        clients={"people": held.people, "organisations": held.organisations},
        changes=len(trail.within),
        kinds=tuple(trail.kinds()),
        months=tuple(trail.months()),
        requests={**trail.requests(), **_answers(register, period)},
        erasures=len(trail.erased()),
        breaches=len(trail.begun("b")),
        verification=verification,
        notice={name: notice.data["notice"][name] for name in ("version", "updated")},
        groups=tuple(_groups(held.fields, notice)),
        commented=held.commented,
    )


def _answers(register: Register, period: Period) -> dict[str, int]:
    """Count how the requests that were received in the period were answered."""
    asked = [case.request for case in requests.listed(register)]
    within = [each for each in asked if period.first <= each.received <= period.last]
    in_time = sum(each.is_in_time for each in within)
    waiting = sum(each.answered is None for each in within)
    return {"in_time": in_time, "late": len(within) - in_time - waiting, "open": waiting}


def form(report: AuditReport, name: str, language: str) -> bytes:
    """Return the summary as text, html, pdf or json."""
    if name == "json":
        return safe.as_json(report.to_json()).encode()
    return forms.render(letter(report, language), name, report.as_of)


# --- The trail ------------------------------------------------------------------------------


def day_of(change: Change) -> date | None:
    """Return the day of a change, where its commit has one that can be read."""
    try:
        return date.fromisoformat(change.time[:10])
    except ValueError:
        return None


class _Trail:
    """Counts the changes of a period. Trailers written by hand may say anything: none is told."""

    def __init__(self, trail: Sequence[Change], period: Period) -> None:
        self._period = period
        self._dated = [(day, change) for change in trail if (day := day_of(change))]
        self._undated = len(trail) - len(self._dated)
        self.within = [change for day, change in self._dated if self._holds(day)]

    def _holds(self, day: date) -> bool:
        return self._period.first <= day <= self._period.last

    def history(self) -> dict[str, Any]:
        began = min((day for day, _change in self._dated), default=None)
        return {
            "began": began and began.isoformat(),
            "changes": len(self._dated) + self._undated,
            "undated": self._undated,
        }

    def kinds(self) -> Iterator[Kind]:
        """Yield the kinds of changes, the most frequent first."""
        named = [(_action(change), change) for change in self.within]
        for action, count in Counter(action for action, _change in named).most_common():
            records = _records(change for each, change in named if each == action)
            yield Kind(action, wording.ACTIONS[action], count, len(records))

    def months(self) -> Iterator[Month]:
        """Yield every month of the period, also those in which nothing happened."""
        changes = Counter(change.time[:7] for change in self.within)
        requests = Counter(day.isoformat()[:7] for day in self.begun("r"))
        first, last = self._period.first, self._period.last
        for place in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
            month = f"{place // 12:04}-{place % 12 + 1:02}"
            yield Month(month, changes[month], requests[month])

    def requests(self) -> dict[str, int]:
        asked = sum(1 for change in self.within if change.request)
        return {"received": len(self.begun("r")), "changes": asked}

    def begun(self, letter: str) -> list[date]:
        """Return the first days of the records of a kind that appeared in the period."""
        first: dict[str, date] = {}
        for day, change in self._dated:
            for record in _records([change]):
                first[record] = min(day, first.get(record, day))
        return [day for record, day in first.items() if record[0] == letter and self._holds(day)]

    def erased(self) -> set[str]:
        """Return the clients that were erased in the period."""
        erasing = (change for change in self.within if change.action == ERASING)
        return {record for record in _records(erasing) if record[0] == "c"}


def _action(change: Change) -> str:
    action = change.action or BY_HAND
    return action if action in wording.ACTIONS else "other"


def _records(changes: Iterable[Change]) -> set[str]:
    return {each for change in changes for each in change.ids if layout.ID.fullmatch(each)}


# --- What is held ---------------------------------------------------------------------------


@dataclass
class _Held:
    people: int = 0
    organisations: int = 0
    commented: int = 0
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many records have a field, by group of data and field."""


def _held(register: Register) -> _Held:
    held = _Held()
    for record in register.records():
        person = client.is_person(record.data)
        held.people += person
        held.organisations += not person
        held.commented += bool(record.comments)
        leaves = schema.leaves("client", record.data)
        held.fields.update({(leaf.category, str(leaf.path[0])) for leaf in leaves})
    return held


def _groups(fields: Counter[tuple[str, str]], notice: Notice) -> Iterator[Group]:
    """Yield the groups of data in use: those of the notice in its order, then the duties."""
    order = list(schema.schema("client")["properties"])
    for name in (*notice.data["categories"], *DUTIES):
        named_by = "duty" if name in DUTIES else "notice"
        found = sorted((order.index(field), field) for group, field in fields if group == name)
        held = tuple(
            Field(field, schema.title("client", field), fields[name, field])
            for _place, field in found
        )
        if held:
            yield Group(name, named_by, notice.category(name), held)
