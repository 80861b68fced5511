"""The answer to an erasure request: one model, and the letter made of it.

GDPR, Article 17; nine sections as in the authority's guidance. Of what was erased it names the
kinds, never the data. The JSON has every text in all three languages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.letters import erasure_wording as wording
from heijastus_records.letters import formats
from heijastus_records.letters import wording as common
from heijastus_records.letters.access import complaint_blocks, letterhead, signature_blocks
from heijastus_records.letters.asked import Asked
from heijastus_records.letters.letter import (
    Block,
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    sections,
)
from heijastus_records.register import schema
from heijastus_records.register.schema import Leaf

Texts = dict[str, str]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One field of a record as a kind of data: what it is called, how many, which parts of it."""

    field: str
    title: Texts
    count: int
    """How many items of a list; 0 where the field is no list."""
    parts: tuple[Texts, ...]

    def shown(self, language: str, counted: bool = True) -> str:
        """Return the kind in words: Laskut (2): Laskun numero, Laskun päivä."""
        head = self.title[language]
        if self.count and counted:
            head += f" ({self.count})"
        parts = formats.listed(formats.small(part[language]) for part in self.parts)
        return f"{head}: {parts}" if parts else head


@dataclass(frozen=True)
class Group:
    """The kinds of data of one group: of the notice's section 6, or of a duty."""

    category: str
    text: Texts
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Batch:
    """What is kept by one rule until one day."""

    rule: str
    until: date | None
    statute_until: date | None
    invoices: tuple[Facts, ...]
    """Number and day of each invoice."""
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class ErasureReply:
    """All that a person is told of an erasure, whether they asked for it or not."""

    as_of: date
    client: Facts
    controller: Facts
    outcome: str
    """`whole`, `partial` or `refused`."""
    erased: tuple[Group, ...]
    comments: int
    paper: tuple[Texts, ...]
    """Kinds of the papers that are shredded."""
    kept: tuple[Batch, ...]
    accounting: Facts
    """The notice's rule: its section and text."""
    held: tuple[Group, ...]
    holds: tuple[Facts, ...]
    next_due: date | None
    last_due: date | None
    versions: int
    copies: int
    disclosed: tuple[Facts, ...]
    """To whom and when."""
    complaint: Facts
    tried: int | None = None
    """How many old texts and keys were tried in vain; None where nothing was carried out yet."""
    request: Asked | None = None
    """The request that is answered, where one has been recorded."""
    is_requested: bool = True
    """Whether the person has asked for it; else the time of the data has passed."""


def kinds(leaves: Iterable[Leaf]) -> tuple[Kind, ...]:
    """Return values as kinds: each top-level field once, in its order."""
    fields: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        fields.setdefault(str(leaf.path[0]), []).append(leaf)
    return tuple(_kind(field, members) for field, members in fields.items())


def _kind(field: str, leaves: list[Leaf]) -> Kind:
    items = {leaf.path[1] for leaf in leaves if leaf.path[1:2] and isinstance(leaf.path[1], int)}
    # The values of a plain list, and the entries of a duty, need no names of their own.
    named = [leaf for leaf in leaves if isinstance(leaf.path[-1], str) and len(leaf.path) > 1]
    parts = {tuple(leaf.title.items()): leaf.title for leaf in named if _is_told(leaf)}
    return Kind(field, schema.title("client", field), len(items), tuple(parts.values()))


def _is_told(leaf: Leaf) -> bool:
    return not leaf.category.startswith("duty:") or leaf.category == "duty:paper"


# --- The letter -----------------------------------------------------------------------------


def letter(reply: ErasureReply, language: str) -> Letter:
    """Return the reply as a letter in one language."""
    writer = _Writer(reply, language)
    parts = (
        writer.request(),
        writer.decision(),
        writer.erased(),
        writer.kept(),
        writer.rest(),
        writer.history(),
        writer.recipients(),
        writer.complaint(),
        signature_blocks(reply.controller, language),
    )
    asked = reply.is_requested
    return Letter(
        language,
        (wording.TITLE if asked else wording.UNASKED_TITLE)[language],
        (wording.SUBTITLE if asked else wording.UNASKED_SUBTITLE)[language],
        letterhead(reply.controller, language),
        formats.day(reply.as_of, language),
        sections(zip(_headings(reply), parts, strict=True), language),
    )


def _headings(reply: ErasureReply) -> tuple[Texts, ...]:
    """Return the headings; where nobody has asked, the first one names no request."""
    first, *rest = wording.HEADINGS
    return (first if reply.is_requested else wording.UNASKED, *rest)


class _Writer:
    def __init__(self, reply: ErasureReply, language: str) -> None:
        self._reply = reply
        self._language = language

    def _say(self, texts: Texts, **words: str) -> str:
        return texts[self._language].format(**words)

    def _day(self, value: date | str) -> str:
        return formats.day(value, self._language)

    @property
    def _is_refused(self) -> bool:
        return self._reply.outcome == "refused"

    def request(self) -> list[Block]:
        reply = self._reply
        if not reply.is_requested:
            greeting = self._say(common.GREETING, name=reply.client["name"])
            return [Paragraph(greeting), Paragraph(self._say(wording.UNASKED_WHY))]
        thanks: list[Block] = [Paragraph(self._say(common.ASKED, day=self._day(reply.as_of)))]
        told = [wording.ORGANISATION] if reply.client["kind"] != "person" else []
        return [
            Paragraph(self._say(common.GREETING, name=reply.client["name"])),
            *(reply.request.blocks(self._language) if reply.request else thanks),
            *(Paragraph(self._say(texts)) for texts in (*told, wording.RECEIPT)),
        ]

    def decision(self) -> list[Block]:
        decision = wording.DECISIONS[self._reply.outcome]
        return [Paragraph(self._say(decision, day=self._day(self._reply.as_of)))]

    def erased(self) -> list[Block]:
        if self._is_refused:
            return [Paragraph(self._say(wording.NOTHING_ERASED))]
        blocks: list[Block] = [Paragraph(self._say(wording.ERASED)), self._groups()]
        if self._reply.comments:
            count = str(self._reply.comments)
            blocks.append(Paragraph(self._say(wording.COMMENTS, count=count) + "."))
        if self._reply.paper:
            named = formats.listed(
                formats.small(kind[self._language]) for kind in self._reply.paper
            )
            blocks.append(Paragraph(self._say(wording.PAPER, kinds=named)))
        return blocks

    def _groups(self) -> Entries:
        return Entries("", tuple(self._entries(self._reply.erased)))

    def _entries(self, groups: tuple[Group, ...]) -> Iterator[Entry]:
        for group in groups:
            shown = "; ".join(kind.shown(self._language) for kind in group.kinds)
            yield Entry(group.text[self._language], shown)

    def kept(self) -> list[Block]:
        blocks: list[Block] = [*self._accounting(), *self._running(), *self._duties()]
        if self._reply.held:
            blocks += [
                Paragraph(self._say(wording.HELD)),
                Items(tuple(map(self._hold, self._reply.holds))),
                Entries("", tuple(self._entries(self._reply.held))),
            ]
        return blocks or [Paragraph(self._say(wording.NOTHING_STAYS))]

    def _accounting(self) -> Iterator[Block]:
        batches = [batch for batch in self._reply.kept if batch.rule == "accounting"]
        if not batches:
            return
        last = max(batch.until for batch in batches if batch.until)
        rule = formats.small(self._reply.accounting["text"][self._language])
        section = self._reply.accounting["section"]
        yield Paragraph(self._say(wording.ACCOUNTING, day=self._day(last)))
        yield Paragraph(self._say(wording.ACCOUNTING_WHY, section=section, rule=rule))
        yield Items(tuple(map(self._batch, batches)))

    def _batch(self, batch: Batch) -> str:
        numbers = [
            self._say(wording.INVOICE, number=each["number"], day=self._day(each["date"]))
            for each in batch.invoices
        ]
        shown = [kind.shown(self._language, counted=False) for kind in batch.kinds]
        named = [formats.small(kind) for kind in shown]
        what = "; ".join([formats.listed(numbers), *named] if numbers else named)
        minimum = batch.statute_until or self._reply.as_of
        passed = minimum < self._reply.as_of
        told = wording.MINIMUM_PASSED if passed else wording.MINIMUM
        return self._say(
            wording.BATCH,
            what=formats.large(what),
            day=self._day(batch.until or minimum),
            minimum=self._say(told, day=self._day(minimum)),
        )

    def _duties(self) -> Iterator[Block]:
        if named := self._of("record"):
            yield Items((self._say(wording.DUTY, what=named),))

    def _running(self) -> Iterator[Block]:
        """Say what stays because the relationship lasts; at a request, that keeps nothing."""
        if named := self._of("relationship"):
            yield Items((self._say(wording.RUNNING, what=named),))

    def _of(self, rule: str) -> str:
        """Return the kinds of data that are kept by one rule."""
        batches = [batch for batch in self._reply.kept if batch.rule == rule]
        return formats.listed(kind.shown(self._language) for b in batches for kind in b.kinds)

    def _hold(self, hold: Facts) -> str:
        since, until = self._day(hold["since"]), hold["until"]
        ground = hold["text"][self._language]
        if until:
            return self._say(wording.HOLD_UNTIL, ground=ground, since=since, until=self._day(until))
        return self._say(wording.HOLD, ground=ground, since=since)

    def rest(self) -> list[Block]:
        first, last = self._reply.next_due, self._reply.last_due
        if self._reply.outcome == "whole":
            return [Paragraph(self._say(wording.NO_REST))]
        if not first or not last:
            return [Paragraph(self._say(wording.REST_OPEN))]
        told = wording.REST_AT_ONCE if first == last else wording.REST
        return [Paragraph(self._say(told, first=self._day(first), last=self._day(last)))]

    def history(self) -> list[Block]:
        if self._is_refused:
            return [Paragraph(self._say(wording.HISTORY_STAYS))]
        copies = self._reply.copies
        told = wording.COPIES if copies else wording.NO_COPIES
        said = [self._say(wording.HISTORY, versions=str(self._reply.versions))]
        if self._reply.tried is not None:
            said.append(self._say(wording.PROOF, tried=str(self._reply.tried)))
        return [Paragraph(" ".join(said)), Paragraph(self._say(told, count=str(copies)))]

    def recipients(self) -> list[Block]:
        if not self._reply.disclosed:
            return [Paragraph(self._say(wording.NO_DISCLOSURES))]
        told = wording.NOT_TOLD if self._is_refused else wording.TOLD
        lines = tuple(
            self._say(wording.RECIPIENT, to=each["to"], day=self._day(each["when"]))
            for each in self._reply.disclosed
        )
        return [Paragraph(self._say(told)), Items(lines)]

    def complaint(self) -> list[Block]:
        blocks = complaint_blocks(self._reply.complaint, self._language)
        return [*blocks, Paragraph(self._say(wording.COURT))]
