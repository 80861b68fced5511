"""What falls due when: one model, and the page, the table and the picture made of it.

It is the owner's own list. Of the records it shows ids, kinds of data and days, never a value; the
JSON has every text in all three languages.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from heijastus_records.law import due
from heijastus_records.law.due import Fall, Reason, Renewal, Standing, State, Year
from heijastus_records.law.erasure import Kept
from heijastus_records.law.retention import End, Rules
from heijastus_records.letters import formats
from heijastus_records.letters import retention_wording as wording
from heijastus_records.letters.access import letterhead
from heijastus_records.letters.letter import (
    Block,
    Chart,
    Entries,
    Entry,
    Letter,
    Paragraph,
    Series,
    Table,
    sections,
)
from heijastus_records.register import schema

Texts = dict[str, str]
Facts = dict[str, Any]

SCHEMA = "records.retention/1"


@dataclass(frozen=True)
class Item:
    """One client: where the record stands, and what of it is to be looked at besides."""

    id: str
    kind: str
    standing: Standing
    renewals: tuple[Renewal, ...]

    @property
    def fields(self) -> list[str]:
        """The top-level fields of what is due."""
        plan = self.standing.plan
        names = dict.fromkeys(str(each.path[0]) for each in plan.due)
        return [*names, *(["comments"] if plan.comments else [])]

    @property
    def invoices(self) -> int:
        """How many invoices are due."""
        return len({each.path[1] for each in self.standing.plan.due if each.path[0] == "invoices"})

    @property
    def papers(self) -> int:
        """How many papers go with what is due."""
        return sum(sheet.goes for sheet in self.standing.plan.paper)

    @property
    def next_due(self) -> date | None:
        """First day, after today, on which something falls due."""
        later = (fall.day for fall in self.standing.falls if fall.day > self.standing.plan.day)
        return next(later, None)

    def what(self, language: str) -> str:
        """Say in words which fields are due."""
        comments = self.standing.plan.comments
        said = [
            wording.REMARKS[language].format(count=comments)
            if name == "comments"
            else formats.small(schema.title("client", name)[language])
            for name in self.fields
        ]
        return formats.listed(said)


@dataclass(frozen=True)
class Expired:
    """A closed request or breach, and the last day on which it was kept."""

    id: str
    until: date


@dataclass(frozen=True)
class Row:
    """What falls due in one year, or now."""

    year: int
    """0 stands for what is due already."""
    whole: int
    part: int
    invoices: int


@dataclass(frozen=True)
class Retention:
    """All that is known on a day of what falls due when."""

    as_of: date
    controller: Facts
    rules: Rules
    items: tuple[Item, ...]
    years: tuple[Year, ...]
    closed: tuple[Expired, ...]
    """Closed requests and breaches whose time has passed."""

    def of(self, state: State) -> list[Item]:
        """Return the clients of one class."""
        return [item for item in self.items if item.standing.state is state]

    @property
    def ready(self) -> int:
        """How many records have something that can go: clients, and what is closed."""
        return sum(item.standing.goes for item in self.items) + len(self.closed)

    def reasons(self) -> Iterator[tuple[Reason, list[Item]]]:
        """Yield the reasons that there are, in the order of the classes, and who has them."""
        for reason in Reason:
            found = [item for item in self.items if item.standing.reason is reason]
            if found:
                yield reason, found

    def rows(self) -> list[Row]:
        """Return what falls due now and in each later year, up to the last that is known."""
        whole, part, invoices = Counter[int](), Counter[int](), Counter[int]()
        for item in self.items:
            for year, group in groupby(item.standing.falls, self._year):
                falls = list(group)
                invoices[year] += sum(fall.invoices for fall in falls)
                (whole if falls[-1].is_whole else part)[year] += 1
        last = max([*whole, *part, self.as_of.year])
        years = (0, *range(self.as_of.year, last + 1))
        return [Row(year, whole[year], part[year], invoices[year]) for year in years]

    def _year(self, fall: Fall) -> int:
        return fall.day.year if fall.day > self.as_of else 0

    # --- JSON and table ---

    def to_json(self) -> Facts:
        """Return all of it as plain data for JSON; it does not change with the language."""
        month, day = self.rules.financial_year_ends
        return {
            "schema": SCHEMA,
            "as_of": self.as_of.isoformat(),
            "rules": {
                "accounting_years": self.rules.accounting_years,
                "financial_year_ends": f"{month:02}-{day:02}",
                "soon_days": due.SOON.days,
            },
            "counts": {state.value: len(self.of(state)) for state in State},
            "records": [_record(item) for item in self.items],
            "financial_years": [_financial_year(year) for year in self.years],
            "closed": [{"id": each.id, "until": each.until.isoformat()} for each in self.closed],
            "timeline": [
                {"year": row.year or None, "whole": row.whole, "part": row.part}
                | {"invoices": row.invoices}
                for row in self.rows()
            ],
        }

    def table(self, language: str) -> tuple[list[str], list[list[str]]]:
        """Return a head and a row for each client and request: for a spreadsheet."""
        rows = [_cells(item, language) for item in self.items]
        for each in self.closed:
            why = wording.EXPIRED[language]
            rows.append([each.id, wording.CLOSED[language], why, *[""] * 6])
        return [column[language] for column in wording.COLUMNS], rows


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _record(item: Item) -> Facts:
    standing, plan = item.standing, item.standing.plan
    sheets = [
        {"kind": sheet.kind, "place": sheet.place, "until": _iso(sheet.until)}
        | {"shred": sheet.goes or sheet in standing.shred}
        for sheet in plan.paper
    ]
    return {
        "id": item.id,
        "kind": item.kind,
        "class": standing.state.value,
        "reason": standing.reason.value,
        "outcome": plan.outcome.value,
        "since": _iso(standing.since),
        "next_due": _iso(item.next_due),
        "due": [_value(each) for each in plan.due],
        "comments": plan.comments,
        "keep": list(_kept(plan.kept)),
        "holds": [
            {"ground": hold.ground, "since": hold.since.isoformat(), "until": _iso(hold.until)}
            for hold in plan.holds
        ],
        "paper": sheets,
        "consents": [
            {"purpose": each.purpose, "given": each.given.isoformat()}
            | {"until": each.until.isoformat(), "old": each.is_old}
            for each in item.renewals
        ],
        "falls": [
            {"day": fall.day.isoformat(), "whole": fall.is_whole, "invoices": fall.invoices}
            for fall in standing.falls
        ],
    }


def _value(each: Kept) -> Facts:
    title = schema.kind_at("client", each.path).title
    named = {"field": schema.spell(each.path), "title": title, "category": each.category}
    return {**named, **_end(each.end)}


def _end(end: End) -> Facts:
    days = {"until": _iso(end.until), "statute_until": _iso(end.statute_until)}
    return {"rule": end.rule, **days}


def _kept(kept: Iterable[Kept]) -> Iterator[Facts]:
    """Yield what stays by rule and day, each with the fields that it keeps."""
    found: dict[End, list[str]] = {}
    for each in kept:
        found.setdefault(each.end, []).append(schema.spell(each.path))
    for end, fields in found.items():
        yield {**_end(end), "fields": fields}


def _financial_year(year: Year) -> Facts:
    days = {"end": year.end, "until": year.until, "statute_until": year.statute_until}
    return {
        **{name: day.isoformat() for name, day in days.items()},
        "invoices": year.invoices,
        "held": year.held,
        "due": year.is_due,
        "law_would_let_go": year.is_hers,
    }


def _cells(item: Item, language: str) -> list[str]:
    standing = item.standing
    return [
        item.id,
        wording.STATES[standing.state][language],
        reason(standing.reason, language),
        _iso(standing.since) or "",
        _iso(item.next_due) or "",
        ", ".join(item.fields),
        str(len(standing.plan.due)),
        str(item.invoices),
        str(item.papers + len(standing.shred)),
    ]


def reason(why: Reason, language: str) -> str:
    """Say why a client stands where it stands."""
    return wording.REASONS[why][language].format(days=due.SOON.days)


def now(year: Year, language: str) -> str:
    """Say what becomes of the invoices of a financial year."""
    said = wording.DUE if year.is_due else wording.HERS if year.is_hers else wording.KEPT
    held = [wording.HELD[language].format(count=year.held)] if year.held and year.is_due else []
    return formats.listed([said[language], *held])


# --- The page -------------------------------------------------------------------------------


def letter(report: Retention, language: str) -> Letter:
    """Return the list as a page in one language."""
    writer = _Writer(report, language)
    parts = (
        writer.standing(),
        writer.timeline(),
        writer.years(),
        writer.records(),
        writer.consents(),
        writer.requests(),
        writer.paper(),
    )
    return Letter(
        language,
        wording.TITLE[language],
        wording.SUBTITLE[language],
        letterhead(report.controller, language),
        formats.day(report.as_of, language),
        sections(zip(wording.HEADINGS, parts, strict=True), language),
    )


class _Writer:
    def __init__(self, report: Retention, language: str) -> None:
        self._report = report
        self._language = language

    def _say(self, texts: Texts, **words: str) -> str:
        return texts[self._language].format(**words)

    def _day(self, value: date) -> str:
        return formats.day(value, self._language)

    def _heads(self, *texts: Texts) -> tuple[str, ...]:
        return tuple(text[self._language] for text in texts)

    def standing(self) -> list[Block]:
        entries = tuple(
            Entry(f"{formats.large(self._say(wording.STATES[why.state]))}: {len(items)}", said)
            for why, items in self._report.reasons()
            if (said := formats.large(self._why(why)))
        )
        about = self._say(wording.ABOUT, day=self._day(self._report.as_of))
        return [Paragraph(about), Entries("", entries)]

    def _why(self, why: Reason) -> str:
        return reason(why, self._language)

    def timeline(self) -> list[Block]:
        return [chart(self._report, self._language), Paragraph(self._say(wording.KNOWN))]

    def years(self) -> list[Block]:
        report = self._report
        if not report.years:
            return [Paragraph(self._say(wording.NO_INVOICES))]
        heads = (wording.YEAR, wording.INVOICES, wording.UNTIL, wording.STATUTE, wording.STANDING)
        rows = tuple(
            (
                *(self._day(year.end), str(year.invoices)),
                *(self._day(year.until), self._day(year.statute_until)),
                now(year, self._language),
            )
            for year in report.years
        )
        said = self._say(wording.DAYS, years=str(report.rules.accounting_years))
        return [Paragraph(said), Table(self._heads(*heads), rows)]

    def records(self) -> list[Block]:
        blocks: list[Block] = []
        for state in State:
            entries = tuple(map(self._entry, self._report.of(state)))
            if entries and state is not State.RUNNING:
                blocks.append(Entries(formats.large(self._say(wording.STATES[state])), entries))
        return blocks or [Paragraph(self._say(wording.NO_RECORDS))]

    def _entry(self, item: Item) -> Entry:
        said = []
        if what := item.what(self._language):
            since = item.standing.since or self._report.as_of
            said.append(self._say(wording.SINCE, day=self._day(since), what=what))
        if item.next_due:
            said.append(self._say(wording.NEXT, day=self._day(item.next_due)))
        return Entry(item.id, formats.large("; ".join(said) or self._why(item.standing.reason)))

    def consents(self) -> list[Block]:
        entries = tuple(
            Entry(item.id, self._renewal(each))
            for item in self._report.items
            for each in item.renewals
        )
        return self._listed(entries)

    def _renewal(self, each: Renewal) -> str:
        said = wording.OLD if each.is_old else wording.AGES
        return f"{each.purpose}, {self._day(each.given)}: {renewal(said, each, self._language)}"

    def requests(self) -> list[Block]:
        return self._listed(
            tuple(
                Entry(each.id, self._say(wording.KEPT_UNTIL, day=self._day(each.until)))
                for each in self._report.closed
            )
        )

    def paper(self) -> list[Block]:
        return self._listed(
            tuple(
                Entry(item.id, f"{sheet.kind}, {sheet.place}: {self._day(sheet.until)}")
                for item in self._report.items
                for sheet in item.standing.shred
                if sheet.until
            )
        )

    def _listed(self, entries: tuple[Entry, ...]) -> list[Block]:
        return [Entries("", entries) if entries else Paragraph(self._say(wording.NONE))]


def renewal(said: Texts, each: Renewal, language: str) -> str:
    """Say until when a consent is fresh enough."""
    return said[language].format(day=formats.day(each.until, language))


def chart(report: Retention, language: str) -> Chart:
    """Return what falls due when as a chart: a row for now, and one for each year."""
    rows = report.rows()
    labels = tuple(str(row.year) if row.year else wording.NOW[language] for row in rows)
    values = zip(*((row.whole, row.part, row.invoices) for row in rows), strict=True)
    series = tuple(
        Series(name[language], numbers)
        for name, numbers in zip(wording.SERIES, values, strict=True)
    )
    pictured = "; ".join(_pictured(each, labels, language) for each in series)
    return Chart(
        title=wording.CHART[language],
        picture=wording.PICTURE[language].format(series=pictured),
        axis=wording.AXIS[language],
        rows=labels,
        series=series,
    )


def _pictured(series: Series, rows: tuple[str, ...], language: str) -> str:
    told = [f"{row} {n}" for row, n in zip(rows, series.values, strict=True) if n]
    values = formats.listed(told) or wording.NOTHING[language]
    return wording.PICTURED[language].format(name=series.name, values=values)
