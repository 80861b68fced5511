"""A letter as a model: sections of plain blocks. Every form of a letter is made of it."""

from collections.abc import Callable, Iterable, Sequence
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


@dataclass(frozen=True)
class Table:
    """Values side by side, under a head for each column; the first of a row says what it is."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Series:
    """The numbers of one kind, one for each row of a chart."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Numbers as bars, each beside its figures: the picture shows nothing that is not written."""

    title: str
    picture: str
    """What the bars show, in a sentence, for those who do not see them."""
    axis: str
    """What the rows are."""
    rows: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def most(self) -> int:
        """The largest number, which the longest bar stands for; at least one."""
        return max((value for each in self.series for value in each.values), default=0) or 1


@dataclass(frozen=True)
class Signs:
    """Signs to be typed back one day, with the same as squares for a camera."""

    lines: tuple[Pair, ...]
    """What the groups of each line are called, and the groups."""
    squares: tuple[str, ...]
    """Rows of 0 and 1, with a white border; none where they cannot be drawn."""
    picture: str
    """What the squares hold, in a sentence, for those who do not see them."""


Block = Paragraph | Items | Entries | Table | Chart | Signs


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


Part = tuple[dict[str, str], Sequence[Block]]
"""A heading in each language, and what stands under it."""


def sections(parts: Iterable[Part], language: str) -> tuple[Section, ...]:
    """Return parts as sections, each under its heading in one language."""
    return tuple(Section(heading[language], tuple(blocks)) for heading, blocks in parts)


Written = Callable[[str], Letter]
"""Writes a letter in a language."""
