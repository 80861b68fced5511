"""Requests of data subjects on their way: who asks, what is decided, when it was answered.

GDPR, Article 12. The rules are in law/request; here a request is opened and changed. What a
right's own command does for a request goes into the same commit as its answer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heijastus_records.errors import NotFound, Refused
from heijastus_records.law import request as law
from heijastus_records.law.notice import Notice
from heijastus_records.law.request import Objection, Request
from heijastus_records.letters import wording
from heijastus_records.letters.asked import Asked
from heijastus_records.letters.head import Head
from heijastus_records.messages import gettext as _
from heijastus_records.register import document
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import requests_text

SHORTEST_PREFIX = 4
"""Fewest characters of an id that are taken for one."""

GROUND = "art-12-3"
"""What the keeping of requests rests on: they are answered in time, and that can be shown."""


@dataclass(frozen=True)
class Case:
    """One request as it was opened."""

    record: Record = field(repr=False)
    request: Request = field(repr=False)

    @property
    def id(self) -> str:
        """Id of the request."""
        return self.record.id

    @property
    def message(self) -> str:
        """Id of the mail that is answered; empty where it came in another way."""
        return str(self.request.data.get("message", ""))

    @property
    def sender(self) -> str:
        """Address that the mail came from; empty where it came in another way."""
        return str(self.request.data.get("from", {}).get("address", ""))

    @property
    def asked(self) -> Asked:
        """What a letter says of the request it answers."""
        asked = self.request
        known = wording.IDENTITY[asked.evidence] if asked.client else wording.STRANGER
        return Asked(asked.received, asked.reference, self.sender, known)


@dataclass(frozen=True)
class Handled(Case):
    """A request of which one duty may be answered now."""

    client: Record = field(repr=False)
    """Whose request it is."""


def opened(record: Record) -> Case:
    """Return a request from its record. Raises Invalid where that breaks the schema."""
    refuse_broken(record)
    return Case(record, Request(record.id, record.data))


def find(register: Register, words: str) -> Case:
    """Return the request of an id or its beginning. Raises NotFound for none or several."""
    known = register.ids("r")
    found = [record for record in known if record.startswith(words.strip())]
    if len(words.strip()) < SHORTEST_PREFIX or not found:
        raise NotFound(_("there is no such request"), "records requests list --all")
    if len(found) > 1:
        raise NotFound(
            _("{count} records match: {ids}").format(count=len(found), ids=", ".join(found[:10])),
            "records requests list --all",
        )
    return opened(register.read(found[0]))


def listed(register: Register) -> list[Case]:
    """Return all requests: what is to be decided first, the most urgent at the top."""
    cases = [opened(record) for record in register.records("r")]
    return sorted(cases, key=_urgency)


def _urgency(case: Case) -> tuple[bool, bool, date]:
    asked = case.request
    return asked.is_closed, not asked.is_open, asked.clock.due


def head(case: Case | None, notice: Notice, today: date, name: str) -> Head:
    """Return how a letter begins, and which request it answers, where there is one."""
    if case is None:
        return Head.of(notice, today, name)
    return Head.of(notice, today, name, case.request.received, case.id)


# --- The answer to one duty -----------------------------------------------------------------


def accept(register: Register, words: str, duty: str) -> Handled:
    """Return a request of which a duty may be answered now.

    Raises NotFound where there is no such request; Refused where the identity is not confirmed,
    something else comes first, there is nothing to decide, or nobody in the register asks.
    """
    case = _answerable(register, words, duty)
    client = client_of(register, case)
    if not client:
        raise Refused(
            _("{where}: the one who asks is not in the register").format(where=case.id),
            f"records access-report --nothing-held --request {case.id}",
        )
    return Handled(case.record, case.request, register.read(client))


def accept_stranger(register: Register, words: str, duty: str) -> Case:
    """Return the request of somebody who is known, and not in the register.

    Raises as `accept` does, and Refused where it is a client's.
    """
    case = _answerable(register, words, duty)
    if client_of(register, case):
        raise Refused(
            _("{where}: the one who asks is in the register").format(where=case.id),
            f"records access-report --request {case.id}",
        )
    return case


def client_of(register: Register, case: Case) -> str:
    """Return the id of the client who asks; empty where nobody in the register does any more."""
    return case.request.client if case.request.client in register.ids() else ""


def _answerable(register: Register, words: str, duty: str) -> Case:
    case = find(register, words)
    objection = case.request.objection_to(duty)
    if objection:
        raise _refusal(case, duty, objection)
    return case


def comes_first(case: Case, before: Sequence[str]) -> Refused:
    """Say what has to be answered before: afterwards it could not be any more."""
    return Refused(
        _("{where}: answer first: {before}").format(
            where=case.id, before=requests_text.duties(before)
        ),
        f"records requests show {case.id}",
    )


def _refusal(case: Case, duty: str, objection: Objection) -> Refused:
    where = case.id
    if objection is Objection.AFTER:
        return comes_first(case, case.request.before(duty))
    if objection is Objection.NOT_CONFIRMED:
        return Refused(
            _(
                "{where}: the identity is not confirmed; do not tell the sender whether the person"
                " is in the register"
            ).format(where=where),
            _(
                "records requests ask-id {where}; or, when you know who it is: records requests"
                " confirm {where} --how phone"
            ).format(where=where),
        )
    sentences = {
        Objection.CLOSED: _("{where} is closed"),
        Objection.NOT_ASKED: _("{where} does not ask for this: {duty}"),
        Objection.DECIDED: _("{where}: this is decided already: {duty}"),
    }
    sentence = sentences[objection].format(where=where, duty=requests_text.duties([duty]))
    return Refused(sentence, f"records requests show {where}")


def answered(
    handled: Case,
    duty: str,
    outcome: str,
    today: date,
    *,
    fields: Iterable[str] = (),
    ground: str = "",
    reason: str = "",
) -> tuple[Record, str]:
    """Return a request and its text with a duty answered: for `rewrite`, beside the act itself."""
    said = {"ground": ground, "reason": reason, "fields": list(fields)}
    kept = {name: value for name, value in said.items() if value}

    def act(data: Any) -> None:
        for each in handled.request.settled_by(duty):
            entry = {"duty": each, "outcome": outcome, "day": today.isoformat(), **kept}
            data.setdefault("decisions", []).append(entry)
        note_letter(data, "refusal" if outcome == law.REFUSED else duty, today)

    return handled.record, changed(handled, act)


def note_letter(data: Any, kind: str, today: date) -> None:
    """Note that a letter was written: what, and when; the letter itself is not kept."""
    entry = {"kind": kind, "day": today.isoformat()}
    if entry not in [dict(each) for each in data.get("letters", ())]:
        data.setdefault("letters", []).append(entry)


def changed(case: Case, act: Callable[[Any], None]) -> str:
    """Return the text of a request after a change to its data; comments stay."""
    draft = document.Draft(case.record.text)
    act(draft.data)
    return draft.text


def note(register: Register, texts: Sequence[tuple[Record, str]], action: str) -> str:
    """Commit what is noted on a request; return the commit, if anything has changed."""
    return register.rewrite(texts, action=action, basis=GROUND)
