"""One text from three: two computers have changed the same record since a common version.

What the record shall hold is decided on the data alone (`agreement`). Then it is written with the
bytes of the side that changed each field (`outline`), and read back: a text that holds anything
else, or that has lost a comment, is never returned.
"""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from heijastus_records.errors import Invalid
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, schema
from heijastus_records.register.agreement import Agreement, Judge, Keys, Name, named, versions
from heijastus_records.register.document import Maybe, Value
from heijastus_records.register.outline import (
    Block,
    Entry,
    Outline,
    dashed,
    moved,
    outline,
    remarks,
)


@dataclass(frozen=True)
class Conflict:
    """A field that both sides have changed, each in its own way."""

    field: str
    """Path in our text, such as ``billing.operator_id``: names and positions, never a value."""
    theirs: str
    """Their value as YAML, for the owner's eyes only; nothing where they removed it."""


@dataclass(frozen=True)
class Merged:
    """What both sides say together."""

    text: str
    """Where there is a conflict, it holds our value."""
    conflicts: tuple[Conflict, ...]


def merge(kind: str, base: str, ours: str, theirs: str) -> Merged:
    """Return the text with all that two sides have changed since their common version.

    The kind is the name of a schema. Raises Invalid where a text cannot be read, or where the
    outcome may not be kept: it would be too large.
    """
    texts = [document.Text(text) for text in (base, ours, theirs)]
    found = versions(base, ours, theirs)
    if len(found) == 1:
        return Merged(found[0], ())
    judge = Judge(kind)
    agreed = judge.decide((), *(text.data for text in texts))
    text = _typed(agreed, texts)
    if text is None:
        text = _dumped(agreed, texts)
    conflicts = (Conflict(schema.spell(each.path), _shown(each.theirs)) for each in judge.disputes)
    return Merged(text, tuple(conflicts))


def _shown(value: Maybe) -> str:
    """Write a value as it could stand after its name."""
    if value is None:
        return ""
    typed = document.dump({"x": value})[3:] if isinstance(value, str) else document.dump(value)
    return typed.removesuffix("\n")


def _kept(base: list[str], ours: list[str], theirs: list[str]) -> Counter[str]:
    """Return the comments that must be there: a comment goes only where a side has removed it."""
    old, our, their = Counter(base), Counter(ours), Counter(theirs)
    kept: Counter[str] = Counter()
    for words in our | their:
        low, high = sorted((our[words], their[words]))
        # Both may have written the same; both may have removed another one of those alike.
        kept[words] = high if low >= old[words] else max(0, low + high - old[words])
    return +kept


def _words(text: document.Text) -> list[str]:
    return [comment.text for comment in text.comments]


# --- Writing ----------------------------------------------------------------------------------


def _typed(agreed: Agreement, texts: list[document.Text]) -> str | None:
    """Write what is agreed as both have typed it.

    None where the outcome is not the very same data, fields in their order, and all comments:
    the bytes of two sides do not always fit together.
    """
    typed = _pieces(agreed, *(outline(text) for text in texts))
    if typed is None:
        return None
    kept = _kept(*map(_words, texts))
    with contextlib.suppress(Invalid):
        text = document.Text(typed)
        if missing := kept - Counter(_words(text)):
            text = document.Text(typed + _as_lines(missing))
        if _holds(text, agreed, kept):
            return text.typed
    return None


def _dumped(agreed: Agreement, texts: list[document.Text]) -> str:
    """Write what is agreed anew, with all comments on top. Raises Invalid where it is too large."""
    kept = _kept(*map(_words, texts))
    text = document.Text(_as_lines(kept) + document.dump(agreed.value or {}))
    if not _holds(text, agreed, kept):
        raise Invalid(_("a program cannot change this text safely: change it in your editor"), [])
    return text.typed


def _holds(text: document.Text, agreed: Agreement, kept: Counter[str]) -> bool:
    """Tell whether a text says what is agreed, fields in their order, and has these comments."""
    return repr(text.data) == repr(agreed.value or {}) and not kept - Counter(_words(text))


def _as_lines(comments: Counter[str], column: int = 0) -> str:
    return "".join(f"{' ' * column}# {words}\n" for words in comments.elements())


def _pieces(agreed: Agreement, base: Outline, ours: Outline, theirs: Outline) -> str | None:
    """Write the whole with the bytes of the sides; None where a side is not laid out by lines."""
    if not (ours.block and theirs.block):
        return None
    head = _lines(base.head, ours.head, theirs.head)
    return head + _block(agreed, base.block or Block(), ours.block, theirs.block)


def _block(agreed: Agreement, base: Block, ours: Block, theirs: Block) -> str:
    """Write a mapping or list that both sides have laid out line by line."""
    column = ours.column
    sides = base.at(column), ours, theirs.at(column)
    old, our, their = (_entries(side, agreed.keys) for side in sides)
    parts = agreed.parts or {}
    written = [
        _entry(parts.get(name), (old.get(name), our.get(name), their.get(name)), column)
        for name in _sequence(parts, our, their)
    ]
    return "".join(written) + _lines(*(side.tail for side in sides))


_Three: TypeAlias = tuple[Entry | None, Entry | None, Entry | None]
"""An entry in the common version, in ours and in theirs."""


def _entries(block: Block, keys: Keys) -> dict[Name, Entry]:
    """Return the entries under the names of the data; an empty item has none."""
    if not block.listing:
        return {(entry.name, 0): entry for entry in block.entries}
    full = [entry for entry in block.entries if entry.value is not None]
    names = named([entry.value for entry in full if entry.value is not None], keys)
    return dict(zip(names, full, strict=True))


def _sequence(
    parts: dict[Name, Agreement], our: dict[Name, Entry], their: dict[Name, Entry]
) -> Iterator[Name]:
    """Yield the parts in their order, and what holds no value after the one it stands below."""
    below: defaultdict[Name | None, dict[Name, None]] = defaultdict(dict)
    for side in (our, their):
        above = None
        for name in side:
            if name in parts:
                above = name
            elif side is our or name not in our:
                below[above][name] = None
    yield from below[None]
    for name in parts:
        yield name
        yield from below[name]


def _entry(agreed: Agreement | None, three: _Three, column: int) -> str:
    """Write one entry: as it is where one side has changed it, else piece by piece."""
    _base, ours, theirs = three
    found = versions(*three)
    if agreed is None:  # a name without a value may stay, such as one to be filled in
        kept = found[0]
        return kept.text if kept and kept.value is None else ""
    if len(found) == 1 or not (ours and theirs):
        kept = found[0] if len(found) == 1 else ours or theirs
        return kept.text if kept else ""
    if agreed.parts is not None and ours.inner and theirs.inner:
        return _opened(agreed, three, column)
    return _leaf(agreed, three, column)


def _opened(agreed: Agreement, three: _Three, column: int) -> str:
    """Write an entry that both sides have changed inside: its own line, then each of its parts."""
    base, ours, theirs = three
    assert ours and theirs and ours.inner and theirs.inner
    common = base.inner if base and base.inner else Block()
    own = [(entry.words, entry.rest) if entry else ("", "") for entry in three]
    words, rest = versions(*own)[0]
    inner = _block(agreed, common, ours.inner, theirs.inner)
    said = [remarks(end) for _words, end in own]
    body = words + rest + inner if words else dashed(inner, column)
    return _lead(three, said, remarks(rest), column) + body


def _leaf(agreed: Agreement, three: _Three, column: int) -> str:
    """Write an entry that is not taken apart: in the words of one side, or in new ones."""
    base, ours, theirs = [entry.closed() if entry else None for entry in three]
    assert ours and theirs and agreed.value is not None
    order = (theirs, ours) if base and base.words == ours.words else (ours, theirs)
    chosen = next((each for each in order if repr(each.value) == repr(agreed.value)), None)
    words = chosen.words if chosen else _anew(ours.name, agreed.value, column)
    rest = versions(base.rest if base else "", ours.rest, theirs.rest)[0]
    if "\n" in words:  # a comment of the other side could become a part of a text of many lines
        rest = chosen.rest if chosen else "\n"
    said = [entry.comments if entry else [] for entry in (base, ours, theirs)]
    there = [*(chosen.remarks if chosen else ()), *remarks(rest)]
    return _lead(three, said, there, column) + words + rest


def _anew(name: str, value: Value, column: int) -> str:
    typed = document.dump({name: value} if name else [value])
    return moved(typed, column).removesuffix("\n")


def _lead(three: _Three, said: list[list[str]], there: list[str], column: int) -> str:
    """Return what stands above an entry, and below that the comments that found no room in it."""
    leads = [entry.lead if entry else "" for entry in three]
    lead = _lines(*leads)
    kept = _kept(*(remarks(above) + inside for above, inside in zip(leads, said, strict=True)))
    return lead + _as_lines(kept - Counter(remarks(lead) + there), column)


def _lines(base: str, ours: str, theirs: str) -> str:
    """Return lines of comments as both sides want them: ours, then those that only they added."""
    found = versions(base, ours, theirs)
    if len(found) == 1:
        return found[0]
    old, our, their = (Counter(text.splitlines(keepends=True)) for text in (base, ours, theirs))
    gone, new = old - their, (their - old) - (our - old)
    kept = [line for line in ours.splitlines(keepends=True) if not _taken(line, gone)]
    return "".join(
        [*kept, *(line for line in theirs.splitlines(keepends=True) if _taken(line, new))]
    )


def _taken(line: str, lines: Counter[str]) -> bool:
    """Take one such line away, if there is one."""
    lines[line] -= 1
    return lines[line] >= 0
