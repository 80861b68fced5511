"""How long each value is kept: the notice's promise, with the statute's minimum beside it."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

VOUCHER_YEARS = 6
"""Vouchers are kept at least six years from the end of the calendar year in which the financial
year ended: Accounting Act (kirjanpitolaki 1336/1997), chapter 2, section 10."""

RELATIONSHIP = "relationship"
ACCOUNTING = "accounting"
RECORD = "record"

OF_THE_RELATIONSHIP = frozenset(
    (
        *("roles", "emails", "phones", "language", "organisations"),
        *("relationship", "contracts", "consents", "paper"),
    )
)
"""Fields that are kept for the relationship and for nothing else."""


@dataclass(frozen=True)
class Rules:
    """The figures of the notice: sections 10 and 14."""

    accounting_years: int
    financial_year_ends: tuple[int, int]
    """Month and day."""

    @classmethod
    def of(cls, retention: dict[str, Any]) -> "Rules":
        """Read the rules from the notice's data."""
        month, day = retention["financial_year_ends"].split("-")
        return cls(int(retention["accounting"]["years"]), (int(month), int(day)))


@dataclass(frozen=True)
class End:
    """When something is to go, and by which rule."""

    rule: str
    """Class of retention that decides."""
    until: date | None
    """Last day it is kept, by the notice, or by the statute where that asks for more; None while
    there is no end yet."""
    statute_until: date | None = None
    """Last day that the statute demands, where it demands one."""

    def has_passed(self, today: date) -> bool:
        """Tell whether the last day is over: what is kept until a day falls due on the next."""
        return self.until is not None and self.until < today


def financial_year_end(day: date, rules: Rules) -> date:
    """Return the last day of the financial year in which a day falls."""
    end = _day(day.year, *rules.financial_year_ends)
    return end if day <= end else _day(day.year + 1, *rules.financial_year_ends)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def accounting_end(day: date, rules: Rules) -> End:
    """Return how long a voucher of a day is kept: notice, section 14, and the statute.

    Both days are inclusive. The notice counts from the end of the financial year; the statute
    from the end of the calendar year in which the financial year ended. A notice that promises
    less than the statute cannot shorten it.
    """
    closed = financial_year_end(day, rules)
    month, last = rules.financial_year_ends
    promised = _day(closed.year + rules.accounting_years, month, last)
    minimum = date(closed.year + VOUCHER_YEARS, 12, 31)
    return End(ACCOUNTING, max(promised, minimum), minimum)


def is_reduced(data: dict[str, Any]) -> bool:
    """Tell whether a partial erasure has left only what the law demands to be kept."""
    return "reduced" in data and not OF_THE_RELATIONSHIP & data.keys()


def relationship_end(data: dict[str, Any]) -> End:
    """Return how long data are kept for the relationship: to its end (notice, section 10).

    A record that was reduced to what vouchers need does not tell of a relationship any more: that
    ended on the day of the partial erasure at the latest.
    """
    ended = data.get("relationship", {}).get("ended")
    if not ended and is_reduced(data):
        ended = data["reduced"]["day"]
    return End(RELATIONSHIP, date.fromisoformat(ended) if ended else None)


def end_of(
    classes: Iterable[str], data: dict[str, Any], rules: Rules, path: tuple[Any, ...]
) -> End:
    """Return when the value at `path` is to go: of its classes, the latest applies.

    A value of an invoice has the clock of that invoice; another value that vouchers need has
    the clock of the last one. A duty's entry lasts as long as the record's latest value.
    """
    ends = [end for name in classes for end in _ends(name, data, rules, path)]
    return max(ends, key=lambda end: end.until or date.max)


def _ends(name: str, data: dict[str, Any], rules: Rules, path: tuple[Any, ...]) -> list[End]:
    invoices = data.get("invoices", [])
    if name == RELATIONSHIP:
        return [relationship_end(data)]
    if name == RECORD:
        last = _ends(ACCOUNTING, data, rules, ())
        return [End(RECORD, end.until) for end in [relationship_end(data), *last]]
    if path[:1] == ("invoices",):
        invoices = [invoices[path[1]]]
    return [accounting_end(date.fromisoformat(invoice["date"]), rules) for invoice in invoices]
