"""What all replies begin and end with: who writes, to whom, about which request."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.law.notice import Notice
from heijastus_records.letters import erasure_wording, formats, wording
from heijastus_records.letters import replies_wording as words
from heijastus_records.letters.access import complaint_blocks, letterhead, signature_blocks
from heijastus_records.letters.letter import (
    Block,
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    sections,
)

Texts = dict[str, str]
Facts = dict[str, Any]
Part = tuple[Texts, list[Block]]
"""A heading and what stands under it."""

REFERENCE = 6
"""How many characters of a request's id stand in a letter."""


@dataclass(frozen=True)
class Head:
    """What a reply has to know besides its own matter."""

    as_of: date
    controller: Texts
    """As `Notice.sender` has it."""
    complaint: Facts
    """Where a complaint is lodged, as the notice has it."""
    name: str = ""
    """To whom; empty where nobody knows."""
    received: date | None = None
    reference: str = ""

    @classmethod
    def of(
        cls,
        notice: Notice,
        today: date,
        name: str = "",
        received: date | None = None,
        request: str = "",
    ) -> "Head":
        """Return the head of a reply about the request of that id."""
        place = notice.data["complaint"]
        return cls(today, notice.sender, place, name, received, request[:REFERENCE])


@dataclass(frozen=True)
class Frame:
    """A head in one language: what a reply is built with."""

    head: Head
    language: str

    def day(self, value: date | str) -> str:
        """Write a day."""
        return formats.day(value, self.language)

    def say(self, texts: Texts, **facts: str) -> Paragraph:
        """Say something in the letter's language; the notice's own words may hold braces."""
        text = texts[self.language]
        return Paragraph(text.format(**facts) if facts else text)

    def facts(self, *told: tuple[Texts, str]) -> Entries:
        """Set values under their labels; an empty one is left out."""
        entries = (Entry(label[self.language], value) for label, value in told if value)
        return Entries("", tuple(entries))

    def items(self, texts: tuple[Texts, ...]) -> Items:
        """Set a list."""
        return Items(tuple(text[self.language] for text in texts))

    def ground(self, known: dict[str, Texts], code: str) -> str:
        """Return a ground in words; one that is not known is told as it was written."""
        return formats.large(known[code][self.language]) if code in known else code

    def opening(self) -> list[Block]:
        """Greet, and say which request is answered."""
        head = self.head
        greeting = wording.GREETING if head.name else wording.HELLO
        blocks: list[Block] = [self.say(greeting, name=head.name)]
        told = []
        if head.received:
            told.append(self.say(wording.RECEIVED, day=self.day(head.received)).text)
        if head.reference:
            told.append(self.say(words.REFERENCE, reference=head.reference).text)
        return [*blocks, Paragraph(" ".join(told))] if told else blocks

    def recipients(self, told: tuple[Facts, ...]) -> Part:
        """Say who else is told (Article 19): those to whom the data were disclosed."""
        if not told:
            return words.RECIPIENTS, [self.say(words.TELL_NOBODY)]
        lines = tuple(f"{each['to']}, {self.day(each['when'])}" for each in told)
        return words.RECIPIENTS, [self.say(words.TOLD), Items(lines)]

    def complaint(self, court: bool = False) -> Part:
        """Say where a complaint can be lodged; and that a court may be asked (Article 12(4))."""
        blocks = complaint_blocks(self.head.complaint, self.language)
        if court:
            blocks.append(self.say(erasure_wording.COURT))
        return wording.COMPLAIN, blocks

    def letter(self, titles: tuple[Texts, Texts], *parts: Part) -> Letter:
        """Return the whole letter: these parts, and at the end who signs."""
        title, subtitle = titles
        contact = signature_blocks(self.head.controller, self.language)
        return Letter(
            self.language,
            title[self.language],
            subtitle[self.language],
            letterhead(self.head.controller, self.language),
            self.day(self.head.as_of),
            sections((*parts, (wording.CONTACT, contact)), self.language),
        )
