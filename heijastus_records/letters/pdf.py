"""A letter as a tagged PDF (PDF/A-2a and PDF/UA-1): the home of typst.

Everything in the letter reaches the typesetter as data, never as its language, and only the
fonts that typst brings are used.
"""

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from heijastus_records.errors import Misused
from heijastus_records.letters import page
from heijastus_records.letters.letter import (
    Block,
    Chart,
    Entries,
    Items,
    Letter,
    Paragraph,
    Signs,
    Table,
)
from heijastus_records.letters.safe import printable
from heijastus_records.letters.text import runs
from heijastus_records.messages import gettext as _

TEMPLATE = Path(__file__).with_name("letter.typ")
STANDARDS = ["a-2a", "ua-1"]


def render(letter: Letter, today: date) -> bytes:
    """Return the letter as PDF. Raises Misused where the extra `pdf` is not installed."""
    try:
        import typst
    except ImportError as error:
        raise Misused(
            _("PDF needs a part of the program that is not installed"),
            'uv tool install "heijastus-records[pdf]"',
        ) from error
    facts = _each(_facts(letter), printable)
    # A letter that the fonts do not have is written out by its number rather than left out: first
    # outside the scripts that they cover, then everything that is not Latin.
    for uncovered in (_UNCOVERED, _BEYOND_LATIN):
        try:
            return _compiled(typst, facts, today)
        except typst.TypstError:
            facts = _each(facts, lambda text, signs=uncovered: spelled(text, signs))
    return _compiled(typst, facts, today)


def _compiled(typst: Any, facts: Any, today: date) -> bytes:
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            pdf_standards=STANDARDS,
            ignore_system_fonts=True,
            timestamp=int(datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp()),
            sys_inputs={"letter": json.dumps(facts)},
        )
    )


def _facts(letter: Letter) -> dict[str, Any]:
    facts = asdict(letter)
    facts["sections"] = [
        {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}
        for section in letter.sections
    ]
    return facts


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "lines": block.text.split("\n")}
    if isinstance(block, Items):
        return {"kind": "items", "texts": list(block.texts)}
    if isinstance(block, Table):
        return {"kind": "table", **asdict(block)}
    if isinstance(block, Chart):
        return {"kind": "chart", **asdict(block), "most": block.most}
    if isinstance(block, Signs):
        drawn = page.drawing(block) if block.squares else ""
        lines = [list(line) for line in block.lines]
        return {"kind": "signs", "lines": lines, "drawn": drawn, "picture": block.picture}
    return {"kind": "entries", "heading": block.heading, "runs": _runs(block)}


def _runs(block: Entries) -> list[dict[str, Any]]:
    return [
        {"remarks": list(remarks), "pairs": [[entry.label, entry.value] for entry in run]}
        for remarks, run in runs(block)
    ]


_UNCOVERED = re.compile(
    "[^\\u0000-\\u024f\\u0370-\\u03ff\\u0400-\\u04ff\\u2010-\\u2027\\u2030-\\u205e\\u20ac\\u2212]"
)


_BEYOND_LATIN = re.compile("[^\\u0000-\\u017f\\u2013\\u2014\\u2018-\\u201e\\u2022\\u2026\\u20ac]")


def spelled(text: str, signs: re.Pattern[str] = _UNCOVERED) -> str:
    """Return a text in which what lies outside Latin, Greek and Cyrillic is written by number."""
    return signs.sub(lambda sign: f"\\u{{{ord(sign[0]):x}}}", text)


def _each(facts: Any, change: Any) -> Any:
    if isinstance(facts, str):
        return change(facts)
    if isinstance(facts, dict):
        return {name: _each(value, change) for name, value in facts.items()}
    return facts if isinstance(facts, int) else [_each(value, change) for value in facts]
