"""A letter as one HTML page that needs nothing else: no network, no script, prints well."""

from html import escape

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
from heijastus_records.letters.text import bar, runs

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f2ee; color: #1d1d1b;
  font: 1rem/1.55 Georgia, "Iowan Old Style", "Times New Roman", serif;
  overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 2rem auto; padding: 3rem 3.5rem; background: #fff;
  border: 1px solid #e2ded6; }
.head { display: flex; justify-content: space-between; gap: 2rem;
  font-size: .9rem; color: #4a4a46; }
.head p { margin: 0; }
.head .day { white-space: nowrap; }
h1 { margin: 2.2rem 0 .2rem; font-size: 1.75rem; line-height: 1.2; font-weight: 600; }
.subtitle { margin: 0 0 1.5rem; color: #4a4a46; font-style: italic; }
h2 { margin: 2rem 0 .5rem; padding-top: .8rem; border-top: 1px solid #e2ded6;
  font-size: 1.12rem; line-height: 1.3; font-weight: 600; break-after: avoid; }
h3 { margin: 1.1rem 0 .3rem; font-size: 1rem; font-weight: 600; break-after: avoid; }
p { margin: .5rem 0; }
ul { margin: .5rem 0; padding-left: 1.2rem; }
li { margin: .2rem 0; }
dl { margin: .2rem 0 0; display: grid; grid-template-columns: 14rem 1fr; gap: .15rem 1rem; }
dt { color: #4a4a46; }
dd { margin: 0; }
.remarks { margin: .25rem 0 .9rem; padding: 0; list-style: none;
  font-size: .85rem; color: #5c5c57; }
.remarks li { margin: 0; }
.run { break-inside: avoid; }
.chart { margin: 1rem 0; break-inside: avoid; }
table { width: 100%; border-collapse: collapse; line-height: 1.2;
  font-variant-numeric: tabular-nums; }
caption { padding-bottom: .5rem; text-align: left; font-weight: 600; }
th { padding: 0 1rem .35rem 0; font-weight: 400; text-align: left; vertical-align: bottom;
  color: #4a4a46; }
thead, tbody { white-space: nowrap; }
thead td { padding: 0 0 .35rem; vertical-align: bottom; }
tbody { --row: 1.75em; }
tbody.many { --row: 2.4em; }
tbody tr { height: var(--row); }
tbody th, tbody td { padding: 0 1rem 0 0; vertical-align: middle; }
.chart .number { text-align: right; }
tbody td.bars { width: 60%; padding: 0; border-left: 1px solid #8b8b84; }
.bars svg { display: block; width: 100%; }
.scale { display: flex; justify-content: space-between; font-size: .85rem; color: #5c5c57; }
.values { margin: .8rem 0 1.2rem; line-height: 1.4; table-layout: fixed; hyphens: auto; }
.values td { hyphens: manual; }
.values thead, .values tbody { white-space: normal; }
.values tr { height: auto; break-inside: avoid; }
.values thead th, .values tbody th, .values tbody td { padding: .35rem 1rem .35rem 0;
  text-align: left; vertical-align: top; border-bottom: 1px solid #e2ded6; }
.signs { break-inside: avoid; }
.signs table { width: auto; }
.signs td { font: 1.05rem/1.9 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.signs svg { display: block; width: 6.5cm; height: 6.5cm; margin: 1rem 0; }
.key { width: .65rem; height: .65rem; }
.bar-0 { fill: #24445c; stroke: #24445c; }
.bar-1 { fill: #fff; stroke: #24445c; stroke-width: 1.5; }
.bar-2 { fill: #a9bccb; stroke: #24445c; stroke-width: 1; }
.bars rect { vector-effect: non-scaling-stroke; }
@media (max-width: 40rem) {
  body { background: #fff; }
  main { margin: 0; padding: 1.25rem 1.1rem 2rem; border: 0; }
  .head { display: block; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .4rem; }
  th, tbody th, tbody td { padding-right: .6rem; }
  tbody td.bars { width: 40%; }
  .values { font-size: .78rem; }
  .values thead th, .values tbody th, .values tbody td { padding-right: .35rem; }
  h1 { font-size: 1.45rem; }
}
@media screen and (max-width: 40rem) {
  .values, .values tbody, .values tr, .values th, .values td { display: block; }
  .values thead { display: none; }
  .values tr { padding: .5rem 0; border-bottom: 1px solid #e2ded6; }
  .values tbody th, .values tbody td { padding: .1rem 0; border: 0; }
  .values tbody th { font-weight: 600; color: inherit; }
  .values td::before { content: attr(data-label) ": "; color: #4a4a46; }
}
@page { size: A4; margin: 20mm 22mm; }
@media print {
  body { background: #fff; font-size: 10.5pt; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  dl { grid-template-columns: 5.2cm 1fr; }
  tbody { --row: 1.4em; }
  .head { display: flex; }
}
"""


def render(letter: Letter) -> str:
    """Return the letter as one HTML document; values are text and never markup."""
    sender = "<br>".join(map(_safe, letter.sender))
    parts = [
        f'<!DOCTYPE html>\n<html lang="{letter.language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">",
        f"<title>{escape(printable(letter.title))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        f'<div class="head"><p>{sender}</p><p class="day">{_safe(letter.day)}</p></div>',
        f'<h1>{_safe(letter.title)}</h1>\n<p class="subtitle">{_safe(letter.subtitle)}</p>',
    ]
    for number, section in enumerate(letter.sections, 1):
        parts.append(f"<section>\n<h2>{number}. {_safe(section.heading)}</h2>")
        parts += [_block(block) for block in section.blocks]
        parts.append("</section>")
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def _safe(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_safe(block.text)}</p>"
    if isinstance(block, Items):
        return "<ul>" + "".join(f"<li>{_safe(text)}</li>" for text in block.texts) + "</ul>"
    if isinstance(block, Signs):
        return _signs(block)
    if isinstance(block, Table):
        return _table(block)
    return _chart(block) if isinstance(block, Chart) else _entries(block)


def _table(block: Table) -> str:
    """Set a table; on a narrow screen each row by itself, every cell behind its head."""
    labels = [escape(printable(head)) for head in block.heads[1:]]
    heads = "".join(f'<th scope="col">{_safe(head)}</th>' for head in block.heads)
    rows = "".join(
        f'<tr><th scope="row">{_safe(first)}</th>'
        + "".join(
            f'<td data-label="{label}">{_safe(cell)}</td>'
            for label, cell in zip(labels, cells, strict=True)
        )
        + "</tr>\n"
        for first, *cells in block.rows
    )
    return (
        f'<table class="values">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>'
    )


def _signs(block: Signs) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_safe(label)}</th><td>{_safe(signs)}</td></tr>'
        for label, signs in block.lines
    )
    drawn = drawing(block) if block.squares else ""
    return f'<div class="signs"><table>{rows}</table>{drawn}</div>'


def drawing(block: Signs) -> str:
    """Return the squares as a picture that is sharp at any size (SVG)."""
    size = len(block.squares)
    path = "".join(
        f"M{place} {row}h1v1h-1z"
        for row, line in enumerate(block.squares)
        for place, sign in enumerate(line)
        if sign == "1"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size} {size}"'
        f' shape-rendering="crispEdges"><title>{_safe(block.picture)}</title>'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def _entries(block: Entries) -> str:
    parts = [f"<h3>{_safe(block.heading)}</h3>"] if block.heading else []
    for remarks, run in runs(block):
        parts.append(f'<div class="run"><dl>{"".join(map(_entry, run))}</dl>')
        if remarks:
            lines = "".join(f"<li>{_safe(remark)}</li>" for remark in remarks)
            parts.append(f'<ul class="remarks">{lines}</ul>')
        parts.append("</div>")
    return "\n".join(parts)


def _entry(entry: Entry) -> str:
    return f"<dt>{_safe(entry.label)}</dt><dd>{_safe(entry.value)}</dd>"


def _chart(chart: Chart) -> str:
    """Set a table of the figures, with the bars of all its rows as one picture beside them."""
    keys = (
        f'<th scope="col" class="number">{_safe(each.name)} {_key(place)}</th>'
        for place, each in enumerate(chart.series)
    )
    parts = [
        f'<figure class="chart"><table>\n<caption>{_safe(chart.title)}</caption>',
        f'<thead><tr><th scope="col">{_safe(chart.axis)}</th>{"".join(keys)}<td>',
        f'<div class="scale" aria-hidden="true"><span>0</span><span>{chart.most}</span></div>',
        "</td></tr></thead>",
        '<tbody class="many">' if len(chart.series) > 2 else "<tbody>",
    ]
    rows = zip(chart.rows, *(each.values for each in chart.series), strict=True)
    for place, (label, *values) in enumerate(rows):
        cells = "".join(f'<td class="number">{value}</td>' for value in values)
        picture = "" if place else _picture(chart)
        parts.append(f'<tr><th scope="row">{_safe(label)}</th>{cells}{picture}</tr>')
    return "\n".join([*parts, "</tbody></table></figure>"])


def _key(place: int) -> str:
    box = f'<rect class="bar-{place % 3}" x="1" y="1" width="10" height="10"/>'
    return f'<svg class="key" viewBox="0 0 12 12" aria-hidden="true">{box}</svg>'


ROW, WIDE = 28, 1000
"""Height of a row and greatest length of a bar, in units of the picture."""


def _picture(chart: Chart) -> str:
    """Return the cell of the bars: as high as all rows, and as wide as there is room."""
    rows, thick = len(chart.rows), (ROW - 8) // len(chart.series)
    bars = "".join(
        f'<rect class="bar-{number % 3}" x="0" y="{ROW * row + 4 + thick * number}"'
        f' width="{bar(value, chart.most, WIDE - 4)}" height="{thick - 2}"/>'
        for number, each in enumerate(chart.series)
        for row, value in enumerate(each.values)
        if value
    )
    return (
        f'<td class="bars" rowspan="{rows}"><svg role="img" viewBox="0 0 {WIDE} {ROW * rows}"'
        f' preserveAspectRatio="none" style="height:calc({rows}*var(--row))">'
        f"<title>{_safe(chart.title)}</title><desc>{_safe(chart.picture)}</desc>{bars}</svg></td>"
    )
