"""A record's text as it is laid out: each field with the comments above it, byte for byte.

All pieces of an outline put together again are the text. Merging copies such pieces; it never
has to write anew what only one side has changed.
"""

import re
from dataclasses import dataclass, field, replace

from heijastus_records.register import document
from heijastus_records.register.document import Maybe, Node, Part

_REMARK = re.compile(r"[ \t]*#+(.*)")
_EMPTY = re.compile(r"[ \t]*(?:#.*)?\n?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a mapping or an item of a list; two are equal where their bytes are."""

    lead: str
    """The comments and empty lines above it."""
    body: str
    """The whole of it, as it was typed."""
    name: str = field(compare=False)
    """Nothing in a list."""
    value: Maybe = field(compare=False)
    words: str = field(compare=False)
    """The body before the comment of its last line; of one that can be opened, the name only.

    Nothing where an item begins on the very line of its dash.
    """
    rest: str = field(compare=False)
    """The comment of that line, its end, and comments that stand deeper below it."""
    remarks: tuple[str, ...] = field(compare=False)
    """The comments between the words."""
    inner: "Block | None" = field(compare=False)
    """What can be opened: a mapping or list with a line for each part."""

    @property
    def text(self) -> str:
        """The entry with what stands above it."""
        return self.lead + self.body

    @property
    def comments(self) -> list[str]:
        """The comments in the entry, without those above it."""
        inner = self.inner.comments if self.inner else []
        return [*self.remarks, *remarks(self.rest), *inner]

    def closed(self) -> "Entry":
        """Return the entry as one that cannot be opened."""
        if not self.inner:
            return self
        words = self.body.removesuffix("\n")
        return replace(self, words=words, rest="\n", remarks=tuple(self.comments), inner=None)

    def moved(self, by: int) -> "Entry":
        """Return the entry farther to the right, or to the left."""
        end, newline, below = self.rest.partition("\n")
        return replace(
            self,
            lead=moved(self.lead, by),
            body=moved(self.body, by),
            words=moved(self.words, by),
            rest=end + newline + moved(below, by),
            inner=self.inner.at(self.inner.column + by) if self.inner else None,
        )


@dataclass(frozen=True, slots=True)
class Block:
    """The entries of a mapping or list that has a line for each."""

    listing: bool = False
    column: int = 0
    entries: tuple[Entry, ...] = ()
    tail: str = ""
    """Comments below the last entry that are not deeper than the entries."""

    @property
    def comments(self) -> list[str]:
        """All comments in the block."""
        inner = [word for each in self.entries for word in [*remarks(each.lead), *each.comments]]
        return [*inner, *remarks(self.tail)]

    def at(self, column: int) -> "Block":
        """Return the block with its entries in another column."""
        by = column - self.column
        if not by:
            return self
        entries = tuple(entry.moved(by) for entry in self.entries)
        return Block(self.listing, column, entries, moved(self.tail, by))


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole text."""

    head: str
    """What stands above the first entry."""
    block: Block | None
    """None where the text is written otherwise, such as between braces."""


def remarks(text: str) -> list[str]:
    """Return the comments in lines that hold nothing but comments."""
    found = (_REMARK.match(line) for line in text.split("\n"))
    return [words for match in found if match and (words := match[1].strip())]


def moved(text: str, by: int) -> str:
    """Return lines farther to the right, or to the left as far as they are empty there."""
    if not by or not text:
        return text
    lines = text.split("\n")
    if by > 0:
        return "\n".join(" " * by + line if line.strip(" ") else line for line in lines)
    return "\n".join(line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in lines)


def dashed(text: str, column: int) -> str:
    """Put the dash of an item before its first line that is not a comment."""
    lines = text.split("\n")
    place = next((n for n, line in enumerate(lines) if not _empty(line)), 0)
    lines[place] = f"{lines[place][:column]}-{lines[place][column + 1 :]}"
    return "\n".join(lines)


def _without_dash(line: str, column: int) -> str:
    return f"{line[:column]} {line[column + 1 :]}"


def _empty(line: str) -> bool:
    """Tell whether a line holds nothing, or nothing but a comment."""
    return bool(_EMPTY.fullmatch(line))


def outline(text: document.Text) -> Outline:
    """Take a text apart."""
    lines = [f"{line}\n" for line in text.typed.removesuffix("\n").split("\n")]
    root = text.root
    if root is None or (root.value is None and not root.parts):
        return Outline("", Block(tail="".join(lines)))
    block = _Cutter(lines, text.comments).block(root, root.line, len(lines))
    return Outline("".join(lines[: root.line]), block)


class _Cutter:
    """Cuts the lines of a text into entries."""

    def __init__(self, lines: list[str], comments: list[document.Comment]) -> None:
        self._lines = lines
        self._comments = {comment.line - 1: comment.text for comment in comments}

    def block(self, node: Node, first: int, end: int) -> Block | None:
        """Return the entries of a block that has these lines; None where it is no block."""
        if not node.block:
            return None
        listing = not node.parts[0].name  # a field always has a name
        entries: list[Entry] = []
        begin = first
        for part, later in zip(node.parts, [*node.parts[1:], None], strict=True):
            line = self._next(begin) if listing else part.line
            after = max(line, part.node.last) + 1
            below = end if later is None else self._next(after)
            bounds = line, after, self._deeper(after, below, node.column)
            lead = "".join(self._lines[begin:line])
            begin = bounds[2]
            entries.append(self._entry(part, lead, bounds, node.column))
        return Block(listing, node.column, tuple(entries), "".join(self._lines[begin:end]))

    def _next(self, line: int) -> int:
        """Return the next line that is neither empty nor a comment."""
        while _empty(self._lines[line]):
            line += 1
        return line

    def _deeper(self, line: int, end: int, column: int) -> int:
        """Return where the comments end that stand deeper than an entry and so belong to it."""
        found = line
        for place in range(line, end):
            typed = self._lines[place]
            if _REMARK.match(typed) and len(typed) - len(typed.lstrip(" \t")) > column:
                found = place + 1
            elif typed.strip(" \t\n"):
                break
        return found

    def _entry(self, part: Part, lead: str, bounds: tuple[int, int, int], column: int) -> Entry:
        """Return the entry that has these lines: its first, that after its signs, and its end."""
        line, _after, end = bounds
        body = "".join(self._lines[line:end])
        leaf = self._leaf(part, lead, body, bounds)
        node = part.node
        if node.line > line:
            words, rest = self._cut(line)
            inner = self.block(node, line + 1, end)
        elif node.block:
            words = rest = ""
            self._lines[line] = _without_dash(self._lines[line], column)  # its body is cut already
            inner = self.block(node, line, end)
        else:
            inner = None
        if inner is None:
            return leaf
        return replace(leaf, words=words, rest=rest, remarks=(), inner=inner)

    def _leaf(self, part: Part, lead: str, body: str, bounds: tuple[int, int, int]) -> Entry:
        line, after, end = bounds
        _words, rest = self._cut(after - 1)
        rest += "".join(self._lines[after:end])
        inside = (self._comments.get(place) for place in range(line, after - 1))
        words = body[: len(body) - len(rest)]
        found = tuple(filter(None, inside))
        return Entry(lead, body, part.name, part.node.value, words, rest, found, None)

    def _cut(self, line: int) -> tuple[str, str]:
        """Return a line before and from the comment at its end on."""
        typed = self._lines[line]
        words = typed.removesuffix("\n")
        if comment := self._comments.get(line):
            words = words.rstrip().removesuffix(comment).rstrip().rstrip("#").rstrip(" \t")
        return words, typed[len(words) :]
