"""The plan of an erasure as the owner reads it before she says yes: 80 columns of plain text."""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

from heijastus_records import messages
from heijastus_records.law.erasure import Outcome
from heijastus_records.letters import formats
from heijastus_records.letters.erasure import Batch, Kind
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.rights.erasing import Copies, Erasure, paper_kind

WIDTH = 80
GAP = 2
"""Columns before a label and after the longest one."""

Line = tuple[str, list[str]]
"""A label, and the paragraphs beside it."""


def render(erasure: Erasure) -> str:
    """Return the plan as text with a newline at its end; a line is at most 80 columns wide."""
    teller = _Teller(erasure)
    return laid_out(teller.head(), teller.lines())


def laid_out(head: str, told: Iterable[Line]) -> str:
    """Return a heading and labelled paragraphs as text; lines with nothing to say are left out."""
    lines = [(label, texts) for label, texts in told if texts]
    column = max((len(label) for label, _texts in lines), default=0) + 2 * GAP
    shown = [*textwrap.wrap(head, WIDTH)]
    for label, texts in lines:
        first = f"{' ' * GAP}{label}".ljust(column)
        for text in texts:
            shown += textwrap.wrap(
                text,
                WIDTH,
                initial_indent=first,
                subsequent_indent=" " * (column + GAP if text.startswith("· ") else column),
                break_on_hyphens=False,
            )
            first = " " * column
    return "\n".join(shown) + "\n"


def unreadable(versions: int) -> str:
    """Say how many versions are lost with a key."""
    sentence = ngettext(
        "{count} version becomes unreadable by destroying the key",
        "{count} versions become unreadable by destroying the key",
        versions,
    )
    return sentence.format(count=versions)


def elsewhere(copies: Copies) -> Iterator[str]:
    """Say where the key and the register lie besides."""
    places = [each["place"] for each in copies.keys]
    devices = [each["name"] for each in copies.devices]
    if not (places or devices or copies.remotes):
        yield _("none known: replace or destroy any copy of the key that you have made")
    if places:
        yield _("of the key, to be replaced: {names}").format(names=formats.listed(places))
    if devices:
        yield _("devices that need the new key: {names}").format(names=formats.listed(devices))
    if copies.remotes:
        names = formats.listed(copies.remotes)
        yield _("of the register, to be brought up to date: {names}").format(names=names)


def concerned(requests: Iterable[str]) -> Iterator[str]:
    """Name the open requests of the same client."""
    for request in requests:
        yield _("{where} is open and concerns the same client; it was not searched").format(
            where=request
        )


class _Teller:
    def __init__(self, erasure: Erasure) -> None:
        self._erasure = erasure
        self._plan = erasure.plan
        self._language = messages.language()

    def _day(self, value: date | str) -> str:
        return formats.day(value, self._language)

    def head(self) -> str:
        sentences = {
            Outcome.WHOLE: _("Plan for {id} (nothing has been changed): it is erased whole."),
            Outcome.PARTIAL: _("Plan for {id} (nothing has been changed): it is erased in part."),
            Outcome.REFUSED: _("Plan for {id} (nothing has been changed): nothing can go."),
        }
        return sentences[self._plan.outcome].format(id=self._erasure.record.id)

    def lines(self) -> Iterator[Line]:
        yield _("erase now"), [*self._erased()]
        yield _("keep"), [*self._kept()]
        yield _("on hold"), [*self._held()]
        yield _("next"), [*self._next()]
        yield _("history"), [*self._history()]
        yield _("copies"), [*self._copies()]
        yield _("paper"), [*self._paper()]
        yield _("elsewhere"), [*self._elsewhere()]
        yield _("requests"), [*self._settled(), *concerned(self._erasure.requests)]
        yield _("reply to"), [*self._reply_to()]
        yield _("look at"), [*self._doubts()]

    def _settled(self) -> Iterator[str]:
        for case in self._erasure.settled:
            sentence = (
                _("{where} is answered by this; only its dates and the decision stay")
                if case.request.is_open
                else _("of {where} only the dates and the decision stay")
            )
            yield sentence.format(where=case.id)

    # --- what goes and what stays ---

    def _erased(self) -> Iterator[str]:
        if self._plan.erased:
            paths = self._plan.erased
            invoices = self._numbers(self._erasure.invoices(paths))
            rest = self._erasure.kinds(path for path in paths if path[0] != "invoices")
            yield self._listed(rest)
            if invoices:
                yield invoices
        if self._plan.comments:
            sentence = ngettext("{count} comment", "{count} comments", self._plan.comments)
            yield sentence.format(count=self._plan.comments)

    def _listed(self, kinds: Iterable[Kind]) -> str:
        return "; ".join(formats.small(kind.shown(self._language)) for kind in kinds)

    def _numbers(self, invoices: tuple[dict[str, str], ...]) -> str:
        if not invoices:
            return ""
        numbers = formats.listed(each["number"] for each in invoices)
        sentence = ngettext("invoice {numbers}", "invoices {numbers}", len(invoices))
        return sentence.format(numbers=numbers)

    def _kept(self) -> Iterator[str]:
        batches = self._erasure.batches()
        if any(batch.rule == "accounting" for batch in batches):
            section = self._erasure.notice.data["retention"]["accounting"]["section"]
            sentence = _(
                "Accounting Act, chapter 2, section 10, as promised in the privacy notice, section"
                " {section}; each day is the last one"
            )
            yield sentence.format(section=section)
        yield from (f"· {self._batch(batch)}" for batch in batches)

    def _batch(self, batch: Batch) -> str:
        named = [kind.shown(self._language, counted=False) for kind in batch.kinds]
        what = "; ".join(filter(None, (self._numbers(batch.invoices), *map(formats.small, named))))
        if not batch.until:
            return _("{what}: as long as the relationship lasts").format(what=what)
        day = self._day(batch.until)
        if not batch.statute_until:
            return _("until {day}: {what}").format(day=day, what=what)
        minimum = self._day(batch.statute_until)
        if batch.statute_until < self._plan.day:
            sentence = _("until {day}: {what} (the law's minimum, {minimum}, has passed)")
        else:
            sentence = _("until {day}: {what} (by law until {minimum})")
        return sentence.format(day=day, what=what, minimum=minimum)

    def _held(self) -> Iterator[str]:
        for hold in self._plan.holds:
            ground, since = hold.ground, self._day(hold.since)
            if hold.until:
                sentence = _("{ground}, since {since}, until {until}")
                until = self._day(hold.until)
                yield sentence.format(ground=ground, since=since, until=until)
            else:
                sentence = _("{ground}, since {since}, with no end recorded")
                yield sentence.format(ground=ground, since=since)
        if self._plan.held:
            yield f"· {self._listed(self._erasure.kinds(self._plan.held))}"

    def _next(self) -> Iterator[str]:
        first, last = self._plan.next_due, self._plan.last_due
        if first and last and first != last:
            sentence = _("{first}: the next part can go; {last}: the last of it")
            yield sentence.format(first=self._day(first), last=self._day(last))
        elif first:
            yield _("{first}: the rest can go").format(first=self._day(first))

    # --- what has to be done besides ---

    def _history(self) -> Iterator[str]:
        if self._plan.outcome is not Outcome.REFUSED:
            yield unreadable(self._erasure.versions)

    def _copies(self) -> Iterator[str]:
        if self._plan.outcome is not Outcome.REFUSED:
            yield from elsewhere(self._erasure.copies)

    def _paper(self) -> Iterator[str]:
        for sheet in self._plan.paper:
            kind, place = paper_kind(sheet.kind)[self._language], sheet.place
            if not sheet.goes:
                yield _("{kind}, {place}: stays").format(kind=kind, place=place)
            elif sheet.until and sheet.until >= self._plan.day:
                sentence = _("{kind}, {place}: shred by hand (recorded as kept until {day})")
                yield sentence.format(kind=kind, place=place, day=self._day(sheet.until))
            else:
                yield _("{kind}, {place}: shred by hand").format(kind=kind, place=place)

    def _elsewhere(self) -> Iterator[str]:
        for mention in self._erasure.mentions:
            sentence = _("{where} may mention the same client ({fields}): look and edit")
            fields = formats.listed(mention.fields)
            yield sentence.format(where=mention.record, fields=fields)
        if self._erasure.linked:
            sentence = ngettext(
                "{count} person points here; the link stays and is shown as erased",
                "{count} people point here; their links stay and are shown as erased",
                len(self._erasure.linked),
            )
            yield sentence.format(count=len(self._erasure.linked))

    def _reply_to(self) -> Iterator[str]:
        if not self._plan.is_requested:
            return
        address = self._erasure.reply_to
        if not address:
            yield _("no address is recorded: hand the answer over in person")
        elif ("emails", 0) in self._plan.erased:
            yield _(
                "{address} (erased as well: write the answer first, with --letter or --eml)"
            ).format(address=address)
        else:
            yield address

    def _doubts(self) -> Iterator[str]:
        if self._plan.lasts and self._plan.is_requested:
            yield _("the relationship has not ended: this is still a client")
        if self._erasure.unpaid and self._plan.is_requested:
            sentence = ngettext(
                "{count} invoice is not marked as paid: if it is to be collected, record a hold",
                "{count} invoices are not marked as paid: if they are to be collected, record a"
                " hold",
                self._erasure.unpaid,
            )
            yield sentence.format(count=self._erasure.unpaid)
        beyond = self._erasure.invoices(each.path for each in self._plan.beyond_statute)
        if beyond:
            sentence = ngettext(
                "{count} invoice is kept by your notice only; by law it could go: you decide",
                "{count} invoices are kept by your notice only; by law they could go: you decide",
                len(beyond),
            )
            yield sentence.format(count=len(beyond))
