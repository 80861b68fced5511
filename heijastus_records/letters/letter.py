"""A letter as a model: sections of plain blocks. Every form of a letter is made of it."""

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list of short texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One value under its label, with remarks below it."""

    label: str
    value: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entries:
    """Values under a common heading."""

    heading: str
    entries: tuple[Entry, ...]


Block = Paragraph | Items | Entries


@dataclass(frozen=True)
class Section:
    """A numbered part of a letter."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Letter:
    """A whole letter in one language."""

    language: str
    title: str
    subtitle: str
    sender: tuple[str, ...]
    """Lines of the letterhead: who writes, and under which business id."""
    day: str
    """The day of the letter, as it is written."""
    sections: tuple[Section, ...]
