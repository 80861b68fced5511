"""The answer to an access request: one model, the check that no point is empty, and the letter.

GDPR, Article 15; points A0–A9 of the acceptance criteria. The JSON has every text in all three
languages and does not change with the language of the letter.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from heijastus_records.errors import Refused
from heijastus_records.letters import asked, formats, wording
from heijastus_records.letters.asked import Asked
from heijastus_records.letters.letter import (
    Block,
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    Section,
    sections,
)
from heijastus_records.messages import gettext as _

Texts = dict[str, str]
Facts = dict[str, Any]

SCHEMA = "records.access-report/1"
COPY_SCHEMA = "records.copy/1"

POINTS = {
    "processed": "A0, Article 15(1)",
    "data": "A3, Article 15(3)",
    "values": "A3, Article 15(3)",
    "purposes": "Aa, Article 15(1)(a)",
    "categories": "Ab, Article 15(1)(b)",
    "recipients": "Ac, Article 15(1)(c)",
    "retention": "Ad, Article 15(1)(d)",
    "rights": "Ae, Article 15(1)(e)",
    "complaint": "Af, Article 15(1)(f)",
    "sources": "Ag, Article 15(1)(g)",
    "automated_decisions": "Ah, Article 15(1)(h)",
    "transfers": "A2, Article 15(2)",
    "others": "A4, Article 15(4)",
    "searched": "A6, Article 15(3)",
    "paper": "A6, Article 15(3)",
    "as_of": "A7, Article 15(3)",
    "log": "A8, Article 15(1)",
    "delivery": "A9, Article 32",
    "controller": "A5, Article 12(1)",
}
"""Where the law asks for each part of the report; one with nothing to tell says so in words."""


@dataclass(frozen=True)
class Value:
    """One value of the copy, with all that is told about it."""

    field: str
    title: Texts
    value: str
    form: str
    means: Texts | None
    category: str
    source: Facts
    retention: Facts


@dataclass(frozen=True)
class AccessReport:
    """All that a person is told; every field must be filled before anything is shown."""

    as_of: date
    language: str
    client: Facts
    processed: Facts
    controller: Facts
    data: Facts
    values: tuple[Value, ...]
    comments: tuple[str, ...]
    elsewhere: tuple[Facts, ...]
    requests: tuple[Facts, ...]
    """This person's requests, each with its values."""
    organisations: tuple[Facts, ...]
    purposes: tuple[Facts, ...]
    categories: tuple[Facts, ...]
    sources: tuple[Facts, ...]
    recipients: Facts
    transfers: Facts
    retention: tuple[Facts, ...]
    automated_decisions: Facts
    paper: Facts
    searched: Facts
    others: Facts
    rights: tuple[Facts, ...]
    complaint: Facts
    log: Facts
    delivery: Facts
    request: Asked | None = None
    """The request that is answered, where one has been recorded."""

    def to_json(self) -> Facts:
        """Return the report as plain data for JSON."""
        facts = asdict(self)
        del facts["language"], facts["request"]
        day = {"as_of": self.as_of.isoformat()}
        return {"schema": SCHEMA, **facts, **day, **asked.in_json(self.request)}


def require_complete(report: AccessReport) -> AccessReport:
    """Return the report if no point of Article 15 is empty. Raises Refused naming the points."""
    refuse_empty({name: getattr(report, name) for name in POINTS}, POINTS)
    return report


def refuse_empty(parts: Mapping[str, object], points: Mapping[str, str]) -> None:
    """Raise Refused naming the points of law for which a part is empty."""
    missing = [f"{name} ({points[name]})" for name, part in parts.items() if _is_empty(part)]
    if missing:
        raise Refused(
            _("the answer would be incomplete: {points}").format(points="; ".join(missing)),
            _("fill in what is missing in register.yaml, then: records validate"),
        )


def _is_empty(value: object) -> bool:
    """Tell whether a part, or any text inside it, is empty. None means: does not apply."""
    if isinstance(value, Value):
        return not value.value or _is_empty(value.title)
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if name not in _MAY_BE_EMPTY}
        return not kept or any(_is_empty(item) for item in kept.values() if item is not None)
    if isinstance(value, list | tuple):
        return not value or any(_is_empty(item) for item in value)
    return value == ""


_MAY_BE_EMPTY = ("disclosed", "processors_named", "entries", "items", "day", "fields")
# Lists that are empty where there is nothing to tell: the text beside them says so.


# --- The letter -----------------------------------------------------------------------------


def letter(report: AccessReport, language: str) -> Letter:
    """Return the report as a letter in one language, in the order of the authority's headings."""
    writer = _Writer(report, language)
    parts = (
        writer.request(),
        writer.processed(),
        writer.copy(),
        writer.purposes(),
        writer.items(report.categories),
        writer.sources(),
        writer.recipients(),
        writer.statement(report.transfers),
        writer.retention(),
        writer.statement(report.automated_decisions),
        writer.paper(),
        writer.rights(),
        writer.complaint(),
        writer.signature(),
    )
    return Letter(
        language,
        wording.TITLE[language],
        wording.SUBTITLE[language],
        letterhead(report.controller, language),
        formats.day(report.as_of, language),
        sections(zip(wording.HEADINGS, parts, strict=True), language),
    )


def letterhead(controller: Facts, language: str) -> tuple[str, ...]:
    """Return who writes: the controller's name and business id."""
    number = wording.BUSINESS_ID[language].format(id=controller["business_id"])
    return (controller["name"], number)


class _Writer:
    def __init__(self, report: AccessReport, language: str) -> None:
        self._report = report
        self._language = language

    def _say(self, texts: Texts, **words: str) -> str:
        return texts[self._language].format(**words)

    def _day(self, value: date | str) -> str:
        return formats.day(value, self._language)

    def request(self) -> list[Block]:
        name, delivery = self._report.client["name"], self._report.delivery
        request = self._report.request
        return [
            Paragraph(self._say(wording.GREETING, name=name)),
            *(request.blocks(self._language) if request else ()),
            Paragraph(self._say(wording.WRITTEN, day=self._day(self._report.as_of))),
            Paragraph(delivery["text"][self._language]),
        ]

    def processed(self) -> list[Block]:
        return [Paragraph(self._report.processed["text"][self._language])]

    def copy(self) -> list[Block]:
        blocks: list[Block] = [*self._groups()]
        if self._report.comments:
            label = wording.COMMENT[self._language]
            entries = tuple(Entry(label, comment) for comment in self._report.comments)
            blocks.append(Entries(wording.COMMENTS[self._language], entries))
        if self._report.elsewhere:
            entries = tuple(
                Entry(item["title"][self._language], item["value"], (item["record"],))
                for item in self._report.elsewhere
            )
            blocks.append(Entries(wording.ELSEWHERE[self._language], entries))
        blocks += map(self._asked, self._report.requests)
        blocks.append(Paragraph(self._report.others["text"][self._language]))
        return blocks

    def _asked(self, request: Facts) -> Entries:
        heading = self._say(wording.REQUEST_COPY, day=self._day(request["received"]))
        return Entries(heading, tuple(_entries(request["values"], self._language, lambda _v: ())))

    def _groups(self) -> Iterator[Entries]:
        texts = {item["id"]: item["text"] for item in self._report.categories}
        for group, text in texts.items():
            values = [value for value in self._report.values if value.category == group]
            entries = tuple(_entries(values, self._language, self._remarks))
            yield Entries(text[self._language], entries)

    def _remarks(self, value: Value) -> tuple[str, ...]:
        return (self._source(value.source), self._end(value.retention))

    def _source(self, source: Facts) -> str:
        if source["from"] is None:
            return wording.NO_SOURCE[self._language]
        text = formats.small(source["text"][self._language])
        if source["day"]:
            return self._say(wording.SOURCE_DAY, text=text, day=self._day(source["day"]))
        return self._say(wording.SOURCE, text=text)

    def _end(self, retention: Facts) -> str:
        if not retention["until"]:
            return wording.NO_END[self._language]
        passed = retention["until"] < self._report.as_of.isoformat()
        text = self._say(
            wording.PASSED if passed else wording.UNTIL, day=self._day(retention["until"])
        )
        if retention["statute_until"]:
            minimum = self._say(wording.STATUTE, day=self._day(retention["statute_until"]))
            return f"{text}; {minimum}"
        return text

    def purposes(self) -> list[Block]:
        lines = (
            " ".join([purpose_line(purpose, self._language), *self._consents(purpose)])
            for purpose in self._report.purposes
        )
        return [Items(tuple(lines))]

    def _consents(self, purpose: Facts) -> Iterator[str]:
        for consent in purpose["consents"] or ():
            day = self._day(consent["given"])
            if consent["ended"]:
                end = self._day(consent["ended"])
                yield self._say(wording.CONSENT_WITHDRAWN, day=day, end=end)
            else:
                yield self._say(wording.CONSENT_IN_FORCE, day=day)

    def items(self, facts: tuple[Facts, ...]) -> list[Block]:
        return [Items(tuple(item["text"][self._language] for item in facts))]

    def sources(self) -> list[Block]:
        lines = []
        for source in self._report.sources:
            named = formats.listed(text[self._language] for text in source["titles"])
            lines.append(f"{formats.large(source['text'][self._language])}: {named}")
        return [Items(tuple(lines))]

    def statement(self, facts: Facts) -> list[Block]:
        return [Paragraph(facts["text"][self._language])]

    def recipients(self) -> list[Block]:
        recipients, log = self._report.recipients, self._report.log
        told = [recipients["text"], recipients["disclosed_text"]]
        blocks: list[Block] = [Paragraph(text[self._language]) for text in told]
        if disclosed := tuple(self._disclosed()):
            blocks.append(Items(disclosed))
        blocks.append(Paragraph(recipients["processors"][self._language]))
        if processors := tuple(self._processors()):
            blocks.append(Items(processors))
        blocks.append(Paragraph(log["text"][self._language]))
        entries = [
            self._say(
                wording.LOGGED,
                day=self._day(entry["day"]),
                action=wording.ACTIONS.get(entry["action"], {}).get(
                    self._language, entry["action"]
                ),
                fields=formats.listed(title[self._language] for title in entry["titles"]),
            )
            for entry in log["entries"]
        ]
        return [*blocks, Items(tuple(entries))] if entries else blocks

    def _disclosed(self) -> Iterator[str]:
        for item in self._report.recipients["disclosed"]:
            yield self._say(
                wording.DISCLOSED,
                to=item["to"],
                day=self._day(item["when"]),
                what=formats.listed(text[self._language] for text in item["titles"]),
                purpose=item.get("purpose", "–"),
            )

    def _processors(self) -> Iterator[str]:
        for item in self._report.recipients["processors_named"]:
            yield f"{item['name']}: {item['task'][self._language]}"

    def retention(self) -> list[Block]:
        return self.items(self._report.retention)

    def paper(self) -> list[Block]:
        paper, searched = self._report.paper, self._report.searched
        blocks: list[Block] = [Paragraph(paper["text"][self._language])]
        lines = []
        for item in paper["items"]:
            texts = wording.PAPER_UNTIL if item["until"] else wording.PAPER_LASTS
            if item["passed"]:
                texts = wording.PAPER_PASSED
            kind = item["kind"][self._language]
            until = self._day(item["until"]) if item["until"] else ""
            lines.append(self._say(texts, kind=kind, place=item["place"], day=until))
        blocks.append(Items(tuple(lines)) if lines else Paragraph(wording.NO_PAPER[self._language]))
        blocks.append(Paragraph(searched["text"][self._language]))
        return blocks

    def rights(self) -> list[Block]:
        email = self._report.controller["email"]
        return [
            Paragraph(self._say(wording.RIGHTS, email=email)),
            *self.items(self._report.rights),
            Paragraph(wording.CORRECT[self._language]),
        ]

    def complaint(self) -> list[Block]:
        return complaint_blocks(self._report.complaint, self._language)

    def signature(self) -> list[Block]:
        return signature_blocks(self._report.controller, self._language)


def purpose_line(purpose: Facts, language: str) -> str:
    """Say one purpose of the notice, with its legal basis."""
    article = wording.ARTICLE[language].format(point=purpose["basis"].rpartition("-")[2])
    told = {name: purpose[name][language] for name in ("text", "reason")}
    return wording.PURPOSE[language].format(article=article, **told)


def complaint_blocks(place: Facts, language: str) -> list[Block]:
    """Say where a complaint can be lodged (GDPR, Article 77)."""
    words = {name: place[name][language] for name in ("name", "visiting", "postal")}
    phone = place["phone"].replace(" ", formats.NO_BREAK)
    return [Paragraph(wording.COMPLAINT[language].format(phone=phone, **words))]


def signature_blocks(controller: Facts, language: str) -> list[Block]:
    """Say who signs."""
    lines = [wording.CLOSING[language], controller["contact"], controller["name"]]
    return [Paragraph("\n".join([*lines, controller["email"]]))]


def _entries(
    values: Iterable[Value], language: str, remarks_on: Callable[[Value], tuple[str, ...]]
) -> Iterator[Entry]:
    """Show the values of one item in one line where they are few, else a line each."""
    for (item, remarks), run in groupby(
        values, key=lambda value: (_item(value.field), remarks_on(value))
    ):
        found = list(run)
        lines = [(value.title[language], shown_value(value, language)) for value in found]
        titles = {title for title, _text in lines}
        # By what is typed, not by what is shown: a day is longer in English.
        short = len(found) <= FEW and all(len(value.value) <= SHORT for value in found)
        if item and len(titles) == 1:
            yield Entry(titles.pop(), formats.listed(text for _title, text in lines), remarks)
        elif item and short:
            rest = [f"{title}: {text}" for title, text in lines[1:]]
            yield Entry(lines[0][0], " · ".join([lines[0][1], *rest]), remarks)
        else:
            yield from (Entry(title, text, remarks) for title, text in lines)


FEW, SHORT = 4, 15
"""This many values of one item, of this many letters, stand in one line: an invoice."""


def _item(field: str) -> str:
    """Return the item of a list that a field belongs to: invoices[2] of invoices[2].date."""
    found = re.fullmatch(r"(.*)\[\d+\]|(.*\])\.[^]]*", field)
    return found[1] or found[2] if found else ""


def shown_value(value: Value, language: str) -> str:
    """Return a value as a person reads it: days in the language's form, codes explained."""
    if value.means:
        return value.means[language]
    return formats.shown(value.value, value.form, language)


# --- The answer when nothing is held -------------------------------------------------------


@dataclass(frozen=True)
class NothingHeld:
    """The answer to somebody about whom nothing is held: no name, since none is known."""

    as_of: date
    controller: Facts
    searched: Facts
    complaint: Facts
    request: Asked | None = None

    def to_json(self) -> Facts:
        """Return the answer as plain data for JSON."""
        facts = {**asdict(self), "as_of": self.as_of.isoformat()}
        del facts["request"]
        processed = {"answer": "no", "text": wording.NOTHING}
        return {"schema": SCHEMA, "processed": processed, **facts, **asked.in_json(self.request)}


def nothing_letter(report: NothingHeld, language: str) -> Letter:
    """Return the answer as a letter: sections 1, 2, 13 and 14 of the whole one."""
    request, processed, *_rest, complaint, signature = wording.HEADINGS
    day = formats.day(report.as_of, language)
    thanks: list[Block] = [Paragraph(wording.ASKED[language].format(day=day))]
    hello: list[Block] = [Paragraph(wording.HELLO[language])]
    parts = (
        (request, [*hello, *(report.request.blocks(language) if report.request else thanks)]),
        (
            processed,
            [
                Paragraph(wording.NOTHING[language]),
                Paragraph(report.searched["text"][language]),
                Paragraph(wording.REQUEST_KEPT[language]),
            ],
        ),
        (complaint, complaint_blocks(report.complaint, language)),
        (signature, signature_blocks(report.controller, language)),
    )
    return Letter(
        language,
        wording.NOTHING_TITLE[language],
        wording.SUBTITLE[language],
        letterhead(report.controller, language),
        day,
        sections(parts, language),
    )


# --- The copy for an organisation -----------------------------------------------------------


@dataclass(frozen=True)
class OrganisationCopy:
    """A plain copy of an organisation's data: Article 15 is for people."""

    as_of: date
    controller: Facts
    client: Facts
    data: Facts
    values: tuple[Value, ...]
    comments: tuple[str, ...]

    def to_json(self) -> Facts:
        """Return the copy as plain data for JSON."""
        facts = asdict(self)
        return {
            "schema": COPY_SCHEMA,
            "note": wording.COPY_NOTE,
            **facts,
            "as_of": self.as_of.isoformat(),
        }


def copy_letter(copy: OrganisationCopy, language: str) -> Letter:
    """Return the copy as a letter in one language."""
    entries = tuple(_entries(copy.values, language, lambda _value: ()))
    comments = tuple(Entry(wording.COMMENT[language], comment) for comment in copy.comments)
    day = formats.day(copy.as_of, language)
    return Letter(
        language,
        wording.COPY_TITLE[language],
        wording.COPY_SUBTITLE[language].format(day=day),
        letterhead(copy.controller, language),
        day,
        (
            Section(wording.ABOUT[language], (Paragraph(wording.COPY_NOTE[language]),)),
            Section(wording.COPY_HEADING[language], (Entries("", entries + comments),)),
        ),
    )
