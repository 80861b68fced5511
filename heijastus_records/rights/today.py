"""What is to be done today: one list of everything that has a day, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from heijastus_records import messages
from heijastus_records.law.request import Stage
from heijastus_records.letters import formats
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register.register import Register
from heijastus_records.rights import custody, informing, requests, requests_text, waiting
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

    def left(self, today: date) -> str:
        """Say the last day, and how many are left; empty where there is none."""
        if not self.until:
            return ""
        day = formats.day(self.until, messages.language())
        return f"{day} ({requests_text.left((self.until - today).days)})"


def duties(register: Register, today: date) -> list[Duty]:
    """Return what is to be done, the most urgent first; what has no day comes late."""
    found = [*_requests(register, today), *_erasures(register), *_untold(register, today)]
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
    for left in custody.read(register).pending:
        sentence = _("the erasure is not complete: a copy of the old key is left")
        yield Duty(left.id, sentence, "records key copies", left.until)


def _untold(register: Register, today: date) -> Iterator[Duty]:
    """Say in one line how many people were never told what is held about them."""
    entries = informing.first_entries(register)
    found = informing.due(register.records(), register.notice, today, entries)
    if found:
        sentence = ngettext(
            "{count} person was never told what is held",
            "{count} people were never told what is held",
            len(found),
        )
        until = min((each.until for each in found if each.until), default=None)
        yield Duty("", sentence.format(count=len(found)), "records inform", until)
