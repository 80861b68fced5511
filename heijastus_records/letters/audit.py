"""The summary of the trail: one model, and the letter made of it. It names nobody.

For the Data Protection Ombudsman, or a customer who asks how the register is kept (GDPR, Article
5(2)). The JSON has every text in all three languages and does not change with the language.
"""

from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from heijastus_records.letters import audit_wording as wording
from heijastus_records.letters import formats
from heijastus_records.letters.access import letterhead
from heijastus_records.letters.letter import (
    Block,
    Chart,
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    Series,
    sections,
)

Texts = dict[str, str]
Facts = dict[str, Any]

SCHEMA = "records.audit-report/1"


@dataclass(frozen=True)
class Period:
    """A run of days, both ends included."""

    first: date
    last: date


@dataclass(frozen=True)
class Kind:
    """One kind of change: how often it was made, and to how many records."""

    action: str
    text: Texts
    changes: int
    records: int


@dataclass(frozen=True)
class Month:
    """What happened in a month, or in the part of it that lies in the period."""

    month: str
    changes: int
    requests: int


@dataclass(frozen=True)
class Field:
    """A field in use, and how many records have it."""

    field: str
    title: Texts
    records: int


@dataclass(frozen=True)
class Group:
    """The fields in use of one group of data: of the notice's section 6, or of a duty."""

    category: str
    named_by: str
    """`notice` or `duty`."""
    text: Texts
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Verification:
    """What came out when the whole trail was verified."""

    commits: int
    signed: int
    by_hand: int
    problems: int


@dataclass(frozen=True)
class AuditReport:
    """All that the summary tells: counts, kinds, names of fields and days."""

    as_of: date
    period: Period
    controller: Facts
    register: Texts
    history: Facts
    clients: Facts
    changes: int
    kinds: tuple[Kind, ...]
    months: tuple[Month, ...]
    requests: Facts
    erasures: int
    breaches: int
    verification: Verification | None
    notice: Facts
    groups: tuple[Group, ...]
    commented: int

    def to_json(self) -> Facts:
        """Return the summary as plain data for JSON."""
        period = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        facts = {**asdict(self), "as_of": self.as_of.isoformat(), "period": period}
        return {"schema": SCHEMA, **facts}


# --- The letter -----------------------------------------------------------------------------


def letter(report: AuditReport, language: str) -> Letter:
    """Return the summary as a letter in one language."""
    writer = _Writer(report, language)
    parts = (
        writer.about(),
        writer.changes(),
        writer.duties(),
        writer.integrity(),
        writer.fields(),
        writer.left_out(),
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
    def __init__(self, report: AuditReport, language: str) -> None:
        self._report = report
        self._language = language

    def _say(self, texts: Texts, **words: str) -> Paragraph:
        return Paragraph(texts[self._language].format(**words))

    def _day(self, value: date | str) -> str:
        return formats.day(value, self._language)

    def _number(self, value: int) -> str:
        return formats.whole(value, self._language)

    def _counted(self, value: int, words: tuple[Texts, Texts]) -> str:
        return f"{self._number(value)} {words[value != 1][self._language]}"

    def _entry(self, label: Texts, value: int | str) -> Entry:
        shown = self._number(value) if isinstance(value, int) else value
        return Entry(label[self._language], shown)

    def about(self) -> list[Block]:
        report = self._report
        period = formats.span(report.period.first, report.period.last, self._language)
        began = report.history["began"]
        entries = (
            self._entry(wording.REGISTER, report.register[self._language]),
            self._entry(wording.PERIOD, period),
            self._entry(wording.BEGAN, self._day(began) if began else "–"),
            self._entry(wording.PEOPLE, report.clients["people"]),
            self._entry(wording.ORGANISATIONS, report.clients["organisations"]),
        )
        return [
            self._say(wording.ABOUT),
            Entries("", entries),
            self._say(wording.BASIS, day=self._day(report.as_of)),
        ]

    def changes(self) -> list[Block]:
        report = self._report
        if not report.changes:
            return [self._say(wording.NO_CHANGES)]
        kinds = tuple(
            Entry(formats.large(kind.text[self._language]), self._kind(kind))
            for kind in report.kinds
        )
        return [
            self._say(wording.TOTAL, count=self._number(report.changes)),
            chart(report.months, self._language),
            Entries(wording.KINDS[self._language], kinds),
        ]

    def _kind(self, kind: Kind) -> str:
        changes = self._counted(kind.changes, wording.CHANGE)
        records = self._counted(kind.records, wording.RECORD)
        return f"{changes}, {records}" if kind.records else changes

    def duties(self) -> list[Block]:
        report = self._report
        entries = (
            self._entry(wording.RECEIVED, report.requests["received"]),
            self._entry(wording.IN_TIME, report.requests["in_time"]),
            self._entry(wording.LATE, report.requests["late"]),
            self._entry(wording.OPEN, report.requests["open"]),
            self._entry(wording.ON_REQUEST, report.requests["changes"]),
            self._entry(wording.ERASED, report.erasures),
            self._entry(wording.BREACHES, report.breaches),
        )
        return [Entries("", entries)]

    def integrity(self) -> list[Block]:
        found, history = self._report.verification, self._report.history
        undated = [self._entry(wording.UNDATED, history["undated"])] if history["undated"] else []
        if found is None:
            entries = [self._entry(wording.COMMITS, history["changes"]), *undated]
            return [self._say(wording.NOT_VERIFIED), Entries("", tuple(entries))]
        entries = [
            self._entry(wording.CHECKED, found.commits),
            self._entry(wording.SIGNED, found.signed),
            self._entry(wording.BY_HAND, found.by_hand),
            self._entry(wording.PROBLEMS, found.problems),
            *undated,
        ]
        told = wording.PROBLEMS_FOUND if found.problems else wording.VERIFIED
        return [self._say(told), Entries("", tuple(entries))]

    def fields(self) -> list[Block]:
        notice = self._report.notice
        words = {"version": notice["version"], "day": self._day(notice["updated"])}
        blocks: list[Block] = [self._say(wording.NOTICE, **words)]
        for name, heading in (("notice", wording.NAMED), ("duty", wording.DUTY)):
            entries = tuple(
                self._entry(group.text, formats.listed(map(self._field, group.fields)))
                for group in self._report.groups
                if group.named_by == name
            )
            if entries:
                blocks.append(Entries(heading[self._language], entries))
        if not self._report.groups:
            return [*blocks, self._say(wording.NO_FIELDS)]
        return [*blocks, self._say(wording.COMMENTED, count=self._number(self._report.commented))]

    def _field(self, field: Field) -> str:
        return f"{field.title[self._language]} ({self._number(field.records)})"

    def left_out(self) -> list[Block]:
        return [Items(tuple(text[self._language] for text in wording.LEFT_OUT))]


# --- The chart ------------------------------------------------------------------------------

MOST_ROWS = 16
"""A chart has at most this many rows; a longer period is shown by quarters, or by years."""

STEPS = (1, 3, 12, 24, 60, 120, 240, 600)
"""How many months a row may have: a month, a quarter, a year or several."""


def chart(months: tuple[Month, ...], language: str) -> Chart:
    """Return the changes and requests of a period as a chart."""
    step = next(step for step in STEPS if len(_runs(months, step)) <= MOST_ROWS)
    runs = _runs(months, step)
    rows = tuple(_label(run, step, months, language) for run in runs)
    series = (
        Series(wording.CHANGES[language], tuple(sum(m.changes for m in run) for run in runs)),
        Series(wording.REQUESTS[language], tuple(sum(m.requests for m in run) for run in runs)),
    )
    pictured = "; ".join(_pictured(each, rows, language) for each in series)
    return Chart(
        title=wording.CHART[min(step, 12)][language],
        picture=wording.PICTURE[language].format(series=pictured),
        axis=wording.AXIS[min(step, 12)][language],
        rows=rows,
        series=series,
    )


def _runs(months: tuple[Month, ...], step: int) -> list[list[Month]]:
    """Return the months of each row; quarters and years are those of the calendar."""
    groups = groupby(months, key=lambda month: _place(month) // step)
    return [list(run) for _place_of_run, run in groups]


def _place(month: Month) -> int:
    year, _dash, number = month.month.partition("-")
    return int(year) * 12 + int(number) - 1


def _label(run: list[Month], step: int, months: tuple[Month, ...], language: str) -> str:
    first, last = (date.fromisoformat(f"{month.month}-01") for month in (run[0], run[-1]))
    between = " " if language == "en" else "/"
    if step == 1:
        if months[0].month[:4] == months[-1].month[:4]:
            return formats.month(first, language)
        named = formats.month(first, language) if language == "en" else str(first.month)
        return f"{named}{between}{first.year}"
    if step == 3:
        return f"Q{(first.month + 2) // 3}{between}{first.year}"
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def _pictured(series: Series, rows: tuple[str, ...], language: str) -> str:
    """Say of one kind of bars how many there are in all, and where the longest is."""
    if not any(series.values):
        return wording.PICTURED_NONE[language].format(name=series.name)
    most = max(series.values)
    return wording.PICTURED[language].format(
        name=series.name,
        total=formats.whole(sum(series.values), language),
        most=formats.whole(most, language),
        row=rows[series.values.index(most)],
    )
