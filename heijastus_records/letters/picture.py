"""A chart as a picture of its own (SVG): it needs no page, no font, no script and no network.

It is narrow, so that a phone shows it in full size, and every bar has its figure beside it.
"""

from collections.abc import Iterator
from html import escape

from heijastus_records.letters.letter import Chart
from heijastus_records.letters.safe import printable
from heijastus_records.letters.text import bar

WIDE, MARGIN, LABEL, FIGURE = 360, 14, 52, 34
"""Width of the picture, of its margin, of the years, and of the figures behind the bars."""

THICK, GAP, LINE = 11, 9, 19
"""Height of a bar, between two rows, and of a line of text."""

STYLE = """
text { font: 12px sans-serif; fill: #1d1d1b; }
.title { font-size: 15px; font-weight: 600; }
.figure { font-size: 10.5px; fill: #4a4a46; }
.bar-0 { fill: #24445c; stroke: #24445c; }
.bar-1 { fill: #fff; stroke: #24445c; }
.bar-2 { fill: #a9bccb; stroke: #24445c; }
.line { stroke: #d8d4cb; }
"""


def render(chart: Chart, language: str) -> str:
    """Return a chart as one SVG document."""
    top = MARGIN + LINE * (len(chart.series) + 2)
    row = THICK * len(chart.series) + GAP
    high = top + row * len(chart.rows) + MARGIN
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" width="100%"'
        f' style="max-width:44rem" role="img" aria-labelledby="title about" lang="{language}">',
        f'<title id="title">{_safe(chart.title)}</title>',
        f'<desc id="about">{_safe(chart.picture)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDE}" height="{high}" fill="#fff"/>',
        *_legend(chart),
    ]
    for place, label in enumerate(chart.rows):
        parts += _row(chart, place, label, top + row * place)
    return "\n".join([*parts, "</svg>\n"])


def _safe(text: str) -> str:
    return escape(printable(text))


def _legend(chart: Chart) -> Iterator[str]:
    yield f'<text class="title" x="{MARGIN}" y="{MARGIN + 12}">{_safe(chart.title)}</text>'
    for place, each in enumerate(chart.series):
        y = MARGIN + LINE * (place + 1) + 8
        yield _bar(place, MARGIN, y, 11)
        yield f'<text x="{MARGIN + 18}" y="{y + 10}">{_safe(each.name)}</text>'


def _row(chart: Chart, place: int, label: str, y: int) -> Iterator[str]:
    """Draw a line, the label, and a bar with its figure for each number that is not nought."""
    left, room = MARGIN + LABEL, WIDE - 2 * MARGIN - LABEL - FIGURE
    middle = y + THICK * len(chart.series) / 2 + 4
    yield f'<path class="line" d="M{MARGIN} {y - GAP / 2}H{WIDE - MARGIN}"/>'
    yield f'<text x="{MARGIN}" y="{middle}">{_safe(label)}</text>'
    for number, each in enumerate(chart.series):
        value, top = each.values[place], y + THICK * number
        if value:
            length = bar(value, chart.most, room)
            yield _bar(number, left, top, length)
            yield f'<text class="figure" x="{left + length + 5}" y="{top + 9}">{value}</text>'


def _bar(number: int, x: int, y: int, length: int) -> str:
    return f'<rect class="bar-{number % 3}" x="{x}" y="{y + 1}" width="{length}" height="9"/>'
