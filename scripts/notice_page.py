"""The published notice and the rendered one side by side, section by section: docs/notice.md.

    python scripts/notice_page.py [--write]

Nothing is written by hand but the reasons: the left side is the published text, the right side is
what `records notice render` makes of the project's own `register.yaml`.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from heijastus_records import messages  # noqa: E402
from heijastus_records.exchange import published  # noqa: E402
from heijastus_records.law.notice import Notice  # noqa: E402
from heijastus_records.letters import lines, markdown, notice  # noqa: E402
from heijastus_records.letters.letter import (  # noqa: E402
    Block,
    Items,
    Letter,
    Paragraph,
    Section,
    Table,
)
from heijastus_records.register.register import read_notice  # noqa: E402
from heijastus_records.rights import notices  # noqa: E402

PAGE = PROJECT / "docs" / "notice.md"
TEXT = PROJECT / "tests" / "samples" / "tietosuojaseloste-2023-07-25.fi.txt"

HEADS = ("published 25.7.2023", "rendered from register.yaml", "why it was added")
SAME = "the same, word for word"
LOST = "lost"

HEAD = (
    "# The published notice and the rendered one\n\n"
    "Section by section: on the left the notice as it was published on 25.7.2023, beside it what"
    " `records notice render` writes from this project's `register.yaml`, and which point of the"
    " GDPR asks for what was added. `scripts/notice_page.py` writes this page, and a test"
    " compares.\n\n"
)

WHY = {
    2: "Article 13(1)(b): whether there is a data protection officer",
    5: "Article 13(1)(c): the legal basis of each purpose",
    6: "Article 14(1)(d): the categories of data, those that the law itself makes her hold as well",
    7: "Article 14(2)(f): the sources, and whether they are public",
    10: "Article 13(2)(a): how long; the statute's minimum stands beside the promise",
    13: "Article 12(1) to (3) and (5): any channel, within a month, free of charge, on paper",
    14: "Article 13(2)(a): the statute's minimum is shorter than what the notice promises",
    16: "Article 13(2)(b) and (c): restriction, objection, portability, withdrawal",
    17: "Article 13(2)(d): the complaint",
    18: "Article 13(2)(e): whether data have to be given, and what follows if not",
    19: "Article 13(2)(f): automated decisions",
}
"""Why something was added to a section of the published notice."""


def page() -> str:
    """Return the page."""
    messages.speak("en")
    own = read_notice(PROJECT)
    content = TEXT.read_bytes()
    there = published.read(content)
    letter = notice.letter(own, there.language)
    told = markdown.render(replace(letter, sections=tuple(_sections(letter, there))))
    found = list(notices.compared(own, content))
    return HEAD + told[told.index("## 1. ") :] + _counted(there, found) + _lacking(own)


def _sections(letter: Letter, there: published.Published) -> Iterator[Section]:
    for number, section in enumerate(letter.sections, 1):
        rows = tuple(_rows(number, section, there.sections.get(number, ())))
        yield Section(section.heading, (Table(HEADS, rows),))


def _rows(number: int, section: Section, told: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each published paragraph, then one for all that was added."""
    written = {published.squeezed(line): line for line in lines.of_section(section)}
    for line in told:
        same = written.get(published.squeezed(line), LOST)
        yield line, SAME if same == line else same, ""
    known = published.squeezed(" ".join(told))
    added = (_added(block, known) for block in section.blocks)
    if text := "\n".join(filter(None, added)):
        yield "–", text, WHY[number]


def _added(block: Block, known: str) -> str:
    """Return a block as it is shown; nothing for one that was published."""
    said = lines.of_section(Section("", (block,)))
    is_known = all(published.is_said(each, known) for each in published.sentences(said))
    return "" if is_known else _shown(block, said)


def _shown(block: Block, said: tuple[str, ...]) -> str:
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Table):
        return "\n".join(" · ".join(row) for row in (block.heads, *block.rows))
    mark = "• " if isinstance(block, Items) else ""
    return "\n".join(f"{mark}{each}" for each in said)


def _counted(there: published.Published, found: list[notices.Finding]) -> str:
    sentences = [each for said in there.sections.values() for each in published.sentences(said)]
    lost = [each.text for each in found if each.kind == "lost"]
    added = sum(each.kind == "added" for each in found)
    return (
        f"\n## What came of it\n\n{len(sentences)} sentences were published, {len(lost)} of them"
        f" are lost, {added} were added.\n" + "".join(f"\n- lost: {each}\n" for each in lost)
    )


def _lacking(own: Notice) -> str:
    """List what the published notice lacks, as `records notice check` says it."""
    rows = [
        f"- {each.section}: {each.sentence} ({each.point}); {each.remedy}"
        for each in notices.lacking(own)
    ]
    return "\n`records notice check` says of the published notice:\n\n" + "\n".join(rows) + "\n"


def show_or_write(made: str) -> None:
    """Show the page, or write it where --write was said."""
    if "--write" in sys.argv:
        PAGE.write_text(made, "utf-8")
    else:
        print(made, end="")


if __name__ == "__main__":
    show_or_write(page())
