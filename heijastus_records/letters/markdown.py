r"""A letter as Markdown, for a website's own editor: every value is text and never markup.

CommonMark with the tables that every editor has. Whatever could be taken for markup has a
backslash before it; a line never begins with what would make a heading, a list or a quotation.
"""

import re

from heijastus_records.letters.letter import (
    Block,
    Chart,
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    Signs,
    Table,
)
from heijastus_records.letters.safe import printable

_MARKS = re.compile(r"[\\`*_\[\]<>|~&$]")
_BEGINNING = re.compile(r"^([#+=-]|\d+(?=[.)](?:\s|$)))")

BREAK = "\\\n"
"""Ends a line inside a paragraph."""


def render(letter: Letter) -> str:
    """Return the letter as Markdown with a newline at its end."""
    parts = [BREAK.join([*map(_text, letter.sender), _text(letter.day)])]
    parts += [f"# {_flat(letter.title)}", f"*{_flat(letter.subtitle)}*"]
    for number, section in enumerate(letter.sections, 1):
        parts.append(f"## {number}. {_flat(section.heading)}")
        parts += map(_block, section.blocks)
    return "\n\n".join(filter(None, parts)) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _text(block.text)
    if isinstance(block, Items):
        return "\n".join(f"- {_text(text, '  ')}" for text in block.texts)
    if isinstance(block, Table):
        return _table(block.heads, block.rows)
    if isinstance(block, Chart):
        heads = (block.axis, *(each.name for each in block.series))
        figures = zip(block.rows, *(map(str, each.values) for each in block.series), strict=True)
        return f"**{_flat(block.title)}**\n\n{_table(heads, tuple(figures))}"
    if isinstance(block, Signs):
        return "\n".join(f"- {_flat(label)}: {_flat(signs)}" for label, signs in block.lines)
    return _entries(block)


def _entries(block: Entries) -> str:
    heading = f"### {_flat(block.heading)}\n\n" if block.heading else ""
    return heading + "\n".join(map(_entry, block.entries))


def _entry(entry: Entry) -> str:
    remarks = (f"\n  - {_text(remark, '    ')}" for remark in entry.remarks)
    return f"- {_flat(entry.label)}: {_text(entry.value, '  ')}{''.join(remarks)}"


def _table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    lines = [heads, *rows]
    cells = [" | ".join("<br>".join(_lines(cell)) for cell in line) for line in lines]
    first, *rest = (f"| {line} |" for line in cells)
    return "\n".join([first, "|" + " --- |" * len(heads), *rest])


def _text(text: str, margin: str = "") -> str:
    """Return a text of several lines, each line after the first behind a margin."""
    return f"{BREAK}{margin}".join(_lines(text))


def _flat(text: str) -> str:
    return _line(" ".join(text.split()))


def _lines(text: str) -> list[str]:
    lines = (_line(" ".join(line.split())) for line in text.split("\n"))
    return [line for line in lines if line]


def _line(text: str) -> str:
    escaped = _MARKS.sub(lambda mark: f"\\{mark[0]}", printable(text))
    return _BEGINNING.sub(_behind, escaped)


def _behind(found: re.Match[str]) -> str:
    """Keep the beginning of a line from being a mark: \\# but also 12\\. of a numbered list."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"
