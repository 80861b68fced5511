"""The privacy notice as a letter to everybody: the published sections, and what the law adds.

Every sentence of the published notice stands under its own heading and number. What Articles 13
and 14 of the GDPR ask for besides follows it as blocks of its own, or as sections after the last.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from heijastus_records.law.notice import DUTIES, Notice
from heijastus_records.law.retention import ACCOUNTING, VOUCHER_YEARS
from heijastus_records.letters import formats, information, information_wording, wording
from heijastus_records.letters import notice_wording as words
from heijastus_records.letters.access import complaint_blocks, letterhead, purpose_line
from heijastus_records.letters.head import Frame, Head
from heijastus_records.letters.letter import (
    Block,
    Items,
    Letter,
    Paragraph,
    Section,
    Table,
    sections,
)
from heijastus_records.messages import LANGUAGES

Texts = dict[str, str]
Facts = dict[str, Any]

SCHEMA = "records.notice/1"

TOLD_BEFORE = ("art-15", "art-16", "art-17")
"""Rights that sections 13 and 14 tell of."""


def letter(notice: Notice, language: str) -> Letter:
    """Return the notice in one language."""
    writer = _Writer(notice, language)
    updated = formats.day(notice.data["notice"]["updated"], language)
    return Letter(
        language,
        words.TITLE[language],
        words.UPDATED[language].format(day=updated),
        letterhead(notice.data["controller"], language),
        updated,
        sections(zip(words.HEADINGS, writer.parts(), strict=True), language),
    )


def to_json(notice: Notice) -> Facts:
    """Return the notice as plain data for JSON: every section, in each language."""
    written = {language: letter(notice, language).sections for language in LANGUAGES}
    sections = [
        {
            "number": place + 1,
            "heading": heading,
            "blocks": {name: plain(each[place]) for name, each in written.items()},
        }
        for place, heading in enumerate(words.HEADINGS)
    ]
    told = {name: notice.data["notice"][name] for name in ("version", "updated")}
    return {"schema": SCHEMA, **told, "sections": sections}


def plain(section: Section) -> list[Facts]:
    """Return the blocks of a section as plain data."""
    return [{"kind": type(each).__name__.lower(), **asdict(each)} for each in section.blocks]


class _Writer:
    def __init__(self, notice: Notice, language: str) -> None:
        self._data = notice.data
        self._language = language
        self._frame = Frame(Head.of(notice, notice.updated), language)

    def parts(self) -> tuple[list[Block], ...]:
        """Return what stands under each heading."""
        data, say = self._data, self._frame.say
        return (
            self._controller(),
            self._contact(),
            [say(data["name"])],
            [say(data["subjects"]["text"])],
            self._purposes(),
            self._categories(),
            self._sources(),
            [say(data["recipients"]["disclosures"])],
            [say(data["transfers"]["text"])],
            self._retention(),
            self._processors(),
            self._protection(),
            self._access(),
            self._rectification(),
            self._cookies(),
            self._rights(),
            complaint_blocks(data["complaint"], self._language),
            information.obligation_blocks(self._frame, data),
            [say(data["automated_decisions"]["text"])],
        )

    def _sentence(self, name: str, texts: Iterator[Texts]) -> Paragraph:
        """Return the published sentence of a list; where there is none, it is made of the list."""
        if name in self._data.get("sentences", {}):
            return self._frame.say(self._data["sentences"][name])
        listed = formats.listed(formats.small(text[self._language]) for text in texts)
        return Paragraph(formats.large(listed).rstrip(".") + ".")

    def _facts(self, facts: Facts, *labels: tuple[str, Texts]) -> list[Block]:
        told = [(label, facts[name]) for name, label in labels if facts.get(name)]
        return [self._frame.facts(*told)] if told else []

    def _controller(self) -> list[Block]:
        controller = self._data["controller"]
        return [
            Paragraph(controller["name"]),
            self._frame.say(words.BUSINESS_ID, id=controller["business_id"]),
            *self._facts(controller, *_REACHED),
        ]

    def _contact(self) -> list[Block]:
        contact = self._data["contact"]
        title = contact.get("title", {}).get(self._language, "")
        name = " ".join(filter(None, (title, contact["name"])))
        return [
            Paragraph(f"{name}, {contact['email']}"),
            *self._facts(contact, *_REACHED),
            self._frame.say(information_wording.NO_OFFICER),
        ]

    def _purposes(self) -> list[Block]:
        purposes = self._data["purposes"]
        told = tuple(purpose_line(each, self._language) for each in (*purposes, _REQUESTS))
        sentence = self._sentence("purposes", (each["text"] for each in purposes))
        return [sentence, self._frame.say(words.BASES), Items(told)]

    def _categories(self) -> list[Block]:
        sentence = self._sentence("categories", iter(self._data["categories"].values()))
        duties = self._frame.items(tuple(DUTIES.values()))
        return [sentence, self._frame.say(words.DUTIES), duties]

    def _sources(self) -> list[Block]:
        sentence = self._sentence("sources", iter(self._data["sources"].values()))
        told = information.source_blocks(self._frame, self._data)
        return [sentence, self._frame.say(words.SOURCES), *told]

    def _retention(self) -> list[Block]:
        rules = {
            name: self._data["retention"][name]["text"] for name in information_wording.RETENTION
        }
        sentence = self._sentence("retention", iter([rules["relationship"]]))
        return [sentence, _retention_table(rules, self._language)]

    def _processors(self) -> list[Block]:
        recipients = self._data["recipients"]
        blocks: list[Block] = [self._frame.say(recipients["processors"])]
        named = processors(recipients, self._language)
        return [*blocks, self._frame.say(words.PROCESSORS), Items(named)] if named else blocks

    def _protection(self) -> list[Block]:
        protection, say = self._data["protection"], self._frame.say
        return [
            say(words.MANUAL),
            say(protection["manual"]["text"]),
            say(words.ELECTRONIC),
            say(protection["electronic"]["text"]),
        ]

    def _access(self) -> list[Block]:
        added = (words.CHANNELS, words.IN_A_MONTH, words.PAPER)
        return [self._frame.say(self._data["requests"]["access"]), *map(self._frame.say, added)]

    def _rectification(self) -> list[Block]:
        requests, say = self._data["requests"], self._frame.say
        return [
            say(requests["rectification"]),
            say(requests["limits"]),
            say(words.MINIMUM, years=str(VOUCHER_YEARS)),
            say(words.EARLIER),
        ]

    def _cookies(self) -> list[Block]:
        cookies = self._data["cookies"]
        rows = tuple(self._cookie(each) for each in cookies.get("inventory", ()))
        heads = tuple(head[self._language] for head in words.COOKIE_HEADS)
        text = self._frame.say(cookies["text"])
        return [text, Table(heads, rows)] if rows else [text]

    def _cookie(self, cookie: Facts) -> tuple[str, ...]:
        told = {name: str(cookie.get(name, "")) for name in _COOKIE}
        name, domain, purpose, lasts, consent = (told[each] for each in _COOKIE)
        return (
            f"{name} ({domain})" if domain else name or "–",
            self._word(words.COOKIE_PURPOSES, purpose),
            self._lasting(lasts),
            self._word(words.CONSENT, consent),
        )

    def _word(self, known: dict[str, Texts], code: str) -> str:
        return known[code][self._language] if code in known else code or "–"

    def _lasting(self, lasts: str) -> str:
        if lasts.isdecimal():
            return words.DAYS[lasts != "1"][self._language].format(count=lasts)
        return self._word({"session": words.SESSION}, lasts)

    def _rights(self) -> list[Block]:
        rights = [each for each in self._data["rights"] if each["article"] not in TOLD_BEFORE]
        if not rights:
            return []
        told = self._frame.items(tuple(each["text"] for each in rights))
        return [self._frame.say(words.RIGHTS), told]


_REQUESTS: Facts = {
    "text": wording.REQUESTS_PURPOSE,
    "basis": "art-6-1-c",
    "reason": wording.REQUESTS_REASON,
}
"""A purpose that the law gives, and no owner has to name."""

_OWN_TIMES = {"duty:12": wording.REQUESTS_KEPT, "duty:33": words.BREACHES_KEPT}
"""Records of duties that have a time of their own: requests, and breaches where they are kept."""

_REACHED = (("address", information_wording.ADDRESS), ("phone", information_wording.PHONE))
_COOKIE = ("name", "domain", "purpose", "lasts", "consent")


def processors(recipients: Facts, language: str) -> tuple[str, ...]:
    """Return the processors by name: what each does, and in which country."""
    return tuple(
        words.PROCESSOR[language].format(
            name=each["name"], task=each["task"][language], country=each["country"]
        )
        for each in recipients.get("named", ())
    )


def _retention_table(rules: dict[str, Texts], language: str) -> Table:
    """Set the notice's time for each class of data beside the statute's minimum."""
    none = words.NO_STATUTE[language]
    statute = words.STATUTE[language].format(years=VOUCHER_YEARS)
    rows = [
        (
            information_wording.RETENTION[rule][language],
            formats.small(text[language]),
            statute if rule == ACCOUNTING else none,
        )
        for rule, text in rules.items()
    ]
    rows += [
        (DUTIES[duty][language], text[language], none)
        for duty, text in _OWN_TIMES.items()
        if duty in DUTIES
    ]
    return Table(tuple(head[language] for head in words.RETENTION_HEADS), tuple(rows))
