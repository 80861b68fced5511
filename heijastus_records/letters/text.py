"""A letter as plain text, 78 columns wide, safe to print on a terminal."""

import textwrap
from itertools import groupby

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

WIDTH = 78
GAP = 2
"""Spaces before each column of a table."""
BARS = "█░▒"
"""What the bars of a chart are made of, series by series."""


def render(letter: Letter) -> str:
    """Return the letter as text with a newline at its end."""
    parts = [*letter.sender, letter.day, ""]
    parts += [letter.title, "=" * min(len(letter.title), WIDTH), _wrap(letter.subtitle), ""]
    for number, section in enumerate(letter.sections, 1):
        heading = _wrap(f"{number}. {section.heading}")
        parts += [heading, "-" * max(map(len, heading.split("\n"))), ""]
        for block in section.blocks:
            parts += [_block(block), ""]
    return printable("\n".join(parts).rstrip("\n")) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _wrap(block.text)
    if isinstance(block, Items):
        return "\n".join(_wrap(text, "- ", "  ") for text in block.texts)
    if isinstance(block, Signs):
        return _signs(block)
    if isinstance(block, Table):
        return _table(block)
    return _chart(block) if isinstance(block, Chart) else _entries(block)


def _signs(block: Signs) -> str:
    wide = max(len(label) for label, _signs in block.lines)
    return "\n".join(f"{label:{wide}}   {signs}" for label, signs in block.lines)


def _table(block: Table) -> str:
    """Set columns where they fit in a line; else each row by itself, value under value."""
    lines = [block.heads, *block.rows]
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if sum(wide) + GAP * len(wide) > WIDTH or any("\n" in cell for row in lines for cell in row):
        return "\n\n".join(_row(block.heads, row) for row in block.rows)
    gap = " " * GAP
    shown = [
        gap + gap.join(f"{cell:{width}}" for cell, width in zip(row, wide, strict=True))
        for row in (block.heads, tuple("-" * width for width in wide), *block.rows)
    ]
    return "\n".join(line.rstrip() for line in shown)


def _row(heads: tuple[str, ...], row: tuple[str, ...]) -> str:
    cells = zip(heads[1:], row[1:], strict=True)
    lines = [_wrap(f"{head}: {cell}", "    ", "        ") for head, cell in cells]
    return "\n".join([_wrap(row[0], "  ", "  "), *lines])


def _entries(block: Entries) -> str:
    lines = [_wrap(block.heading)] if block.heading else []
    for remarks, run in runs(block):
        lines += [_wrap(f"{entry.label}: {entry.value}", "  ", "      ") for entry in run]
        lines += [_wrap(remark, "    – ", "      ") for remark in remarks]
    return "\n".join(lines)


def _chart(chart: Chart) -> str:
    """Draw a chart: a row of figures, and a bar of characters for each that is not nought."""
    heads = [f"{each.name} {BARS[place % 3]}" for place, each in enumerate(chart.series)]
    first = max(len(_flat(label)) for label in (chart.axis, *chart.rows))
    margin = "  " + " " * first + "".join("  " + " " * len(head) for head in heads) + "  "
    room = max(WIDTH - len(margin), 10)
    lines = [_wrap(chart.title), f"  {_flat(chart.axis):{first}}  {'  '.join(heads)}"]
    for label, *values in zip(chart.rows, *(each.values for each in chart.series), strict=True):
        figures = "".join(
            f"  {value:>{len(head)}}" for value, head in zip(values, heads, strict=True)
        )
        bars = [
            BARS[place % 3] * bar(value, chart.most, room)
            for place, value in enumerate(values)
            if value
        ]
        row = f"  {_flat(label):{first}}{figures}  "
        lines += [row + (bars[0] if bars else ""), *(margin + each for each in bars[1:])]
    return "\n".join(line.rstrip() for line in lines)


def bar(value: int, most: int, room: int) -> int:
    """Return how long a bar is; one of a number that is not nought is always seen."""
    return max(round(room * value / most), 1) if value else 0


def _flat(text: str) -> str:
    return " ".join(text.split())


def runs(block: Entries) -> list[tuple[tuple[str, ...], list[Entry]]]:
    """Return entries that follow each other and have the same remarks, with these once."""
    groups = groupby(block.entries, key=lambda entry: entry.remarks)
    return [(remarks, list(run)) for remarks, run in groups]


def _wrap(text: str, first: str = "", rest: str = "") -> str:
    paragraphs = text.split("\n")
    wrapped = [
        textwrap.fill(
            paragraph,
            WIDTH,
            initial_indent=rest if place else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for place, paragraph in enumerate(paragraphs)
    ]
    return "\n".join(wrapped)
