"""What is to be done today: one list of everything that has a day, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from heijastus_records import messages
from heijastus_records.law.deadlines import months_after
from heijastus_records.law.request import Stage
from heijastus_records.letters import formats
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import (
    breaches,
    breaches_text,
    cabinet,
    custody,
    informing,
    requests,
    requests_text,
    retaining,
    waiting,
)
from heijastus_records.rights.requests import Case


@dataclass(frozen=True)
class Duty:
    """One thing to be done."""

    record: str
    """Id of the record that it is about; empty where it is about many."""
    sentence: str
    command: str
    """What does it, or shows more."""
    until: date | None = None
    """Last day, where there is one."""
    hours: str = ""
    """How long is left, in words, where the hour counts."""

    def left(self, today: date) -> str:
        """Say the last day, and how many are left; empty where there is none."""
        if self.hours or not self.until:
            return self.hours
        day = formats.day(self.until, messages.language())
        return f"{day} ({requests_text.left((self.until - today).days)})"


def duties(register: Register, today: date, now: datetime | None = None) -> list[Duty]:
    """Return what is to be done, the most urgent first; what has no day comes late."""
    clients = list(register.records())
    found = [
        *_requests(register, today),
        *_breaches(register, now or datetime.now(UTC)),
        *_erasures(register),
        *_untold(register, clients, today),
        *_papers(register, clients, today),
        *_due(register, clients, today),
    ]
    # What is about many comes last: it would stand above everything else for weeks.
    return sorted(found, key=lambda each: (not each.record, each.until or date.max))


def _requests(register: Register, today: date) -> Iterator[Duty]:
    for case in requests.listed(register):
        if case.request.is_open:
            yield _open(case, today)
        elif not case.request.is_closed:
            sentence = _("the answer is written: send it")
            command = requests_text.closing(case)
            yield Duty(case.id, sentence, command, case.request.clock.due)


def _open(case: Case, today: date) -> Duty:
    duty = f"records requests show {case.id[: requests_text.SHORT]}"
    asked = requests_text.duties(case.request.undecided)
    due = case.request.clock.due
    if case.request.clock.is_paused:
        sentence = _("{duties}: waits to hear who asks").format(duties=asked)
        return Duty(case.id, sentence, duty, due)
    if case.request.stage is Stage.UNKNOWN:
        sentence = _("{duties}: nobody knows yet who asks").format(duties=asked)
        return Duty(case.id, sentence, duty, due)
    return Duty(case.id, asked, duty, due)


def _erasures(register: Register) -> Iterator[Duty]:
    for each in waiting.listed(register):
        yield Duty(each.id, _("waits to be erased"), "records erase", each.until)
    # Many may have gone in one act: of one day they are one duty.
    pending = sorted(custody.read(register).pending, key=_last)
    for _day, group in groupby(pending, key=_last):
        first, *more = group
        sentence = _("the erasure is not complete: a copy of the old key is left")
        if more:
            sentence = _("{count} erasures are not complete: a copy of the old key is left")
        told = sentence.format(count=len(more) + 1)
        yield Duty("" if more else first.id, told, "records key copies", first.until)


def _last(left: custody.Pending) -> date:
    return left.until or date.max


def _untold(register: Register, clients: list[Record], today: date) -> Iterator[Duty]:
    """Say in one line how many people were never told what is held about them."""
    entries = informing.first_entries(register)
    found = informing.due(clients, register.notice, today, entries)
    if found:
        sentence = ngettext(
            "{count} person was never told what is held",
            "{count} people were never told what is held",
            len(found),
        )
        until = min((each.until for each in found if each.until), default=None)
        yield Duty("", sentence.format(count=len(found)), "records inform", until)


def _papers(register: Register, clients: list[Record], today: date) -> Iterator[Duty]:
    """Say in one line how many sheets wait in the cabinet to be shredded by hand."""
    found = cabinet.waiting(register, clients, today)
    if found:
        sentence = ngettext(
            "{count} sheet of paper is to be shredded",
            "{count} sheets of paper are to be shredded",
            len(found),
        )
        erased = min((each.erased for each in found if each.erased), default=None)
        until = months_after(erased) if erased else None
        yield Duty("", sentence.format(count=len(found)), "records paper list", until)


def _breaches(register: Register, now: datetime) -> Iterator[Duty]:
    for case in breaches.listed(register):
        if not case.breach.is_closed:
            due = case.breach.clock.due
            left = f"{breaches_text.at(due)} ({breaches_text.left(case, now)})"
            sentence = f"{_('data breach')}: {breaches_text.state(case)}"
            until = due.date() if case.breach.runs else None
            command = f"records breach show {case.id[: breaches_text.SHORT]}"
            yield Duty(case.id, sentence, command, until, left if case.breach.runs else "")


def _due(register: Register, clients: list[Record], today: date) -> Iterator[Duty]:
    """Say in one line how many records hold something whose time has passed."""
    if count := retaining.report(register, today, clients).ready:
        sentence = ngettext(
            "{count} record: its time has passed, whole or in part",
            "{count} records: their time has passed, whole or in part",
            count,
        )
        yield Duty("", sentence.format(count=count), "records retention")
