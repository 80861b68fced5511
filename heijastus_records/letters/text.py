"""A letter as plain text, 78 columns wide, safe to print on a terminal."""

import json
import re
import textwrap
from itertools import groupby
from typing import Any

from heijastus_records.letters.letter import Block, Entries, Entry, Items, Letter, Paragraph

WIDTH = 78

# Controls, and the marks that turn the direction of writing: in data they could rewrite a screen.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """Return a text in which unsafe characters are written out, such as ``\\u202e``."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_json(facts: Any) -> str:
    """Return one document as JSON; unsafe characters are escaped, as JSON has it anyway."""
    written = json.dumps(facts, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], written) + "\n"


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
    return _entries(block)


def _entries(block: Entries) -> str:
    lines = [_wrap(block.heading)] if block.heading else []
    for remarks, run in runs(block):
        lines += [_wrap(f"{entry.label}: {entry.value}", "  ", "      ") for entry in run]
        lines += [_wrap(remark, "    – ", "      ") for remark in remarks]
    return "\n".join(lines)


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
