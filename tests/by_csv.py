"""The sample list counted by hand: the csv module and the calendar, nothing of the program.

Financial years are told by the month in which they end.
"""

import calendar
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SAMPLE = Path(__file__).parent / "samples" / "asiakkaat.csv"


@dataclass(frozen=True)
class Row:
    """One client of the list."""

    address: str
    name: str
    ended: date | None
    invoices: tuple[date, ...]


def clients() -> list[Row]:
    """Return the clients; rows of one person at one address for one company are one client."""
    text = SAMPLE.read_bytes().decode("cp1252")
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for place, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=";")):
        person = row["Tyyppi"] == "henkilö" and row["Sähköposti"]
        name = f"{row['Etunimi']} {row['Sukunimi']}".strip().casefold()
        same = (row["Sähköposti"].casefold(), name, row["Y-tunnus"])
        known = found.setdefault(same if person else (str(place),), {})
        for column, cell in row.items():
            known[column] = known.get(column) or cell
    return [_client(row) for row in found.values()]


def _client(row: dict[str, str]) -> Row:
    if row["Tyyppi"] == "henkilö":
        name = f"{row['Etunimi']} {row['Sukunimi']}".strip()
    else:
        name = row["Yritys"]
    days = tuple(map(_day, re.findall(r"\S+ (\d+\.\d+\.\d{4}) ", row["Laskut"])))
    ended = row["Sopimus päättyi"]
    address = row["Sähköposti"].casefold()
    return Row(address, name.casefold(), _day(ended) if ended else None, days)


def _day(text: str) -> date:
    day, month, year = map(int, text.split("."))
    return date(year, month, day)


def year_end(day: date, month: int = 12) -> date:
    """Return the last day of the financial year of a day."""
    year = day.year if day.month <= month else day.year + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def goes(invoice: date, month: int = 12) -> date:
    """Return the first day on which an invoice can go: ten years after its financial year."""
    end = year_end(invoice, month)
    last = calendar.monthrange(end.year + 10, month)[1]
    # A financial year that ends early: the statute's 31 December, six years on, is long past.
    return date(end.year + 10, month, last) + timedelta(days=1)


def stands(row: Row, today: date, month: int = 12) -> str:
    """Return the class of a client on a day."""
    over = row.ended is not None and row.ended < today
    due = [day for day in row.invoices if goes(day, month) <= today]
    stay = len(row.invoices) - len(due)
    if over and not stay:
        return "due-now"
    if over or due:
        return "due-partly"
    coming = [goes(day, month) for day in row.invoices]
    coming += [row.ended + timedelta(days=1)] if row.ended else []
    if any(day <= today + timedelta(days=90) for day in coming):
        return "ends-soon"
    return "running" if row.ended else "unclear"


def classes(today: date, month: int = 12) -> Counter[str]:
    """Return how many clients are in each class on a day."""
    return Counter(stands(row, today, month) for row in clients())


def invoices(month: int = 12) -> Counter[date]:
    """Return how many invoices there are of each financial year, by its last day."""
    return Counter(year_end(day, month) for row in clients() for day in row.invoices)


def falls(today: date) -> dict[int, tuple[int, int]]:
    """Return how many clients go whole and in part in each year; 0 stands for what is due now."""
    whole: Counter[int] = Counter()
    part: Counter[int] = Counter()
    for row in clients():
        coming = [goes(day) for day in row.invoices]
        coming += [row.ended + timedelta(days=1)] if row.ended else []
        when = {day.year if day > today else 0 for day in coming}
        last = max(coming) if row.ended else None
        for year in when:
            is_last = last and year == (last.year if last > today else 0)
            (whole if is_last else part)[year] += 1
    return {year: (whole[year], part[year]) for year in {*whole, *part}}
