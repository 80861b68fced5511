"""The record of processing activities: one model, the check that no point is empty, the letter.

GDPR, Article 30(1)(a)–(g), for the Data Protection Ombudsman on request. It names no client. The
JSON has every text in all three languages.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from heijastus_records.law.notice import Notice
from heijastus_records.law.retention import ACCOUNTING, VOUCHER_YEARS
from heijastus_records.letters import formats, information_wording, notice_wording, wording
from heijastus_records.letters import ropa_wording as words
from heijastus_records.letters.access import letterhead, refuse_empty
from heijastus_records.letters.head import Frame, Head
from heijastus_records.letters.letter import (
    Block,
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    Table,
    sections,
)
from heijastus_records.letters.notice import processors

Texts = dict[str, str]
Facts = dict[str, Any]

SCHEMA = "records.ropa/1"

POINTS = {
    "controller": "Article 30(1)(a)",
    "purposes": "Article 30(1)(b)",
    "subjects": "Article 30(1)(c)",
    "categories": "Article 30(1)(c)",
    "recipients": "Article 30(1)(d)",
    "transfers": "Article 30(1)(e)",
    "retention": "Article 30(1)(f)",
    "security": "Article 30(1)(g)",
}
"""Where the law asks for each part."""


@dataclass(frozen=True)
class Ropa:
    """All that the record tells; every part must be filled before anything is shown."""

    as_of: date
    register: Texts
    controller: Facts
    purposes: tuple[Facts, ...]
    subjects: Facts
    categories: tuple[Facts, ...]
    recipients: Facts
    transfers: Facts
    retention: tuple[Facts, ...]
    security: Facts

    def to_json(self) -> Facts:
        """Return the record as plain data for JSON."""
        return {"schema": SCHEMA, **asdict(self), "as_of": self.as_of.isoformat()}


def require_complete(record: Ropa) -> Ropa:
    """Return the record if no point of Article 30(1) is empty. Raises Refused naming the points."""
    refuse_empty({name: getattr(record, name) for name in POINTS}, POINTS)
    return record


def letter(record: Ropa, notice: Notice, language: str) -> Letter:
    """Return the record as a letter in one language."""
    writer = _Writer(record, Frame(Head.of(notice, record.as_of), language))
    parts = (
        writer.controller(),
        writer.purposes(),
        writer.categories(),
        writer.recipients(),
        writer.transfers(),
        writer.retention(),
        writer.security(),
    )
    return Letter(
        language,
        words.TITLE[language],
        words.SUBTITLE[language],
        letterhead(record.controller, language),
        formats.day(record.as_of, language),
        sections(zip(words.HEADINGS, parts, strict=True), language),
    )


class _Writer:
    def __init__(self, record: Ropa, frame: Frame) -> None:
        self._record = record
        self._frame = frame
        self._language = frame.language

    def _listed(self, texts: Iterable[Texts]) -> str:
        return formats.listed(formats.small(text[self._language]) for text in texts)

    def controller(self) -> list[Block]:
        controller = self._record.controller
        told = self._frame.facts(
            (words.REGISTER, self._record.register[self._language]),
            (information_wording.NAME, controller["name"]),
            (information_wording.BUSINESS_ID, controller["business_id"]),
            (information_wording.ADDRESS, controller["address"] or ""),
            (information_wording.PHONE, controller["phone"] or ""),
            (wording.CONTACT, controller["contact"]),
            (information_wording.EMAIL, controller["email"]),
        )
        return [told, self._frame.say(information_wording.NO_OFFICER)]

    def purposes(self) -> list[Block]:
        return [self._purpose(each) for each in self._record.purposes]

    def _purpose(self, purpose: Facts) -> Entries:
        point = purpose["basis"].rpartition("-")[2]
        article = wording.ARTICLE[self._language].format(point=point)
        basis = f"{purpose['reason'][self._language]}; {article}"
        told = self._frame.facts(
            (words.BASIS, basis),
            (words.SUBJECTS, self._listed(purpose["subjects"])),
            (words.DATA, self._listed(purpose["categories"])),
        )
        return Entries(purpose["text"][self._language], told.entries)

    def categories(self) -> list[Block]:
        subjects = self._record.subjects
        texts = tuple(each["text"] for each in self._record.categories)
        counts = ((words.PEOPLE, "people"), (words.ORGANISATIONS, "organisations"))
        told = self._frame.facts(
            (words.ROLES, self._listed(subjects["roles"])),
            *((label, self._number(subjects[name])) for label, name in counts),
        )
        return [
            self._frame.say(subjects["text"]),
            told,
            self._frame.say(words.CATEGORIES),
            self._frame.items(texts),
        ]

    def _number(self, value: int) -> str:
        return formats.whole(value, self._language)

    def recipients(self) -> list[Block]:
        recipients, say = self._record.recipients, self._frame.say
        blocks: list[Block] = [
            say(recipients["disclosures"]),
            say(words.DISCLOSED, count=self._number(recipients["disclosed"])),
            say(recipients["processors"]),
        ]
        named = processors({"named": recipients["processors_named"]}, self._language)
        return [*blocks, say(notice_wording.PROCESSORS), Items(named)] if named else blocks

    def transfers(self) -> list[Block]:
        transfers = self._record.transfers
        hosts = (f"{each['host']} ({each['country']})" for each in transfers["items"])
        told = self._frame.facts(
            (words.COUNTRIES, formats.listed(transfers["countries"])),
            (words.HOSTS, formats.listed(hosts)),
        )
        return [self._frame.say(transfers["text"]), told]

    def retention(self) -> list[Block]:
        heads = tuple(head[self._language] for head in words.LIMIT_HEADS)
        table = Table(heads, tuple(map(self._limit, self._record.retention)))
        minimum = self._frame.say(notice_wording.MINIMUM, years=str(VOUCHER_YEARS))
        return [table, self._frame.say(words.LATEST), minimum]

    def _limit(self, limit: Facts) -> tuple[str, ...]:
        rules = limit["rules"]
        kept = "; ".join(formats.small(each["text"][self._language]) for each in rules)
        minimum = notice_wording.NO_STATUTE
        if any(each["rule"] == ACCOUNTING for each in rules):
            minimum = words.MINIMUM
        statute = minimum[self._language].format(years=VOUCHER_YEARS)
        return limit["text"][self._language], kept, statute

    def security(self) -> list[Block]:
        security, say = self._record.security, self._frame.say
        told = (
            (words.EPOCH, f"{security['epoch']}, {self._frame.day(security['since'])}"),
            (words.COPIES, str(security["copies"])),
            (words.OUTSTANDING, str(security["outstanding"])),
        )
        entries = tuple(Entry(label[self._language], value) for label, value in told)
        return [
            *(Paragraph(security[name][self._language]) for name in ("manual", "electronic")),
            say(words.SEALED),
            say(words.SIGNED if security["signed"] else words.UNSIGNED),
            Entries("", entries),
        ]
