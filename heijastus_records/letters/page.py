"""A letter as one HTML page that needs nothing else: no network, no script, prints well."""

from html import escape

from heijastus_records.letters.letter import Block, Entries, Entry, Items, Letter, Paragraph
from heijastus_records.letters.text import printable, runs

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
@media (max-width: 40rem) {
  body { background: #fff; }
  main { margin: 0; padding: 1.25rem 1.1rem 2rem; border: 0; }
  .head { display: block; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .4rem; }
  h1 { font-size: 1.45rem; }
}
@page { size: A4; margin: 20mm 22mm; }
@media print {
  body { background: #fff; font-size: 10.5pt; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  dl { grid-template-columns: 5.2cm 1fr; }
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
    return _entries(block)


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
