"""The steps of a request beside its answer: who asks, more time, a refusal, the end.

GDPR, Article 12(3)–(6). A step is planned first: its letter is written before anything changes,
so that nothing is noted as told that could not be written.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from heijastus_records.errors import Misused, NotFound, Refused
from heijastus_records.law import client, deadlines
from heijastus_records.law import request as law
from heijastus_records.law.deadlines import Extension
from heijastus_records.letters import replies
from heijastus_records.letters.head import Head
from heijastus_records.letters.letter import Letter, Written
from heijastus_records.messages import gettext as _
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import finding, requests, requests_text
from heijastus_records.rights.requests import Case


@dataclass(frozen=True)
class Step:
    """A step as it is planned: nothing has been changed by making it."""

    case: Case
    text: str = field(repr=False)
    """The text that the request has afterwards."""
    action: str
    letter: Written | None = None
    to: Record | None = field(default=None, repr=False)
    """Who is known to ask; nobody where that is not confirmed, or not in the register."""


def carry_out(register: Register, step: Step) -> str:
    """Commit a step; return the commit, if anything has changed."""
    return requests.note(register, [(step.case.record, step.text)], step.action)


def confirm(
    register: Register,
    words: str,
    today: date,
    *,
    how: str,
    who: str = "",
    stranger: bool = False,
    note: str = "",
) -> Step:
    """Note that it is known who asks, and by what; an open question is answered by that.

    `who` is the client, `stranger` says that it is nobody in the register. Raises Misused where
    both are given, NotFound where neither is known, Refused where somebody writes for somebody
    else and no mandate was seen, or where the request is closed.
    """
    case = _open(register, words)
    if case.request.identity == law.REPRESENTATIVE and how != law.MANDATE:
        raise Refused(
            _("{where}: somebody writes for somebody else").format(where=case.id),
            _("when a mandate was seen: --how mandate, and --client WHO for the person it is of"),
        )
    named = _named(register, case, who, stranger)
    client_id = "" if stranger else named

    def act(data: Any) -> None:
        if client_id:
            data["client"] = client_id
        else:
            data.pop("client", None)
        data["identity"] = law.confirmed(client_id, how, today, note)
        for each in data.get("pauses", ()):
            each.setdefault("arrived", max(today.isoformat(), each["asked"]))

    return Step(case, requests.changed(case, act), "request-confirm")


def _named(register: Register, case: Case, who: str, stranger: bool) -> str:
    """Return the id of the client who asks; empty for a stranger. Raises Misused or NotFound."""
    if who and stranger:
        raise Misused(_("say --client WHO or --stranger, not both"))
    if stranger:
        return ""
    named = finding.find(register, who).id if who else requests.client_of(register, case)
    if not named:
        raise NotFound(
            _("{where}: nobody in the register is named as the one who asks").format(where=case.id),
            _("say --client WHO; or --stranger for somebody who is not in the register"),
        )
    return named


def ask_identity(register: Register, words: str, today: date) -> Step:
    """Ask who the person is: the clock stops, and the letter tells nothing of the register.

    Raises Refused where that is known already, or nothing is left to decide.
    """
    case = _open(register, words)
    if case.request.is_confirmed:
        raise Refused(
            _("{where}: the identity is confirmed; asking again would only delay").format(
                where=case.id
            )
        )
    _refuse_decided(case)

    def act(data: Any) -> None:
        asked = [dict(each) for each in data.get("pauses", ())]
        if not any("arrived" not in each for each in asked):
            data.setdefault("pauses", []).append({"asked": today.isoformat()})
        requests.note_letter(data, "identity", today)

    letter = partial(replies.identity_question, _head(register, case, today))
    return Step(case, requests.changed(case, act), "request-ask", letter)


def extend(
    register: Register, words: str, months: int, ground: str, reason: str, today: date
) -> Step:
    """Take more time, and tell the person why: GDPR, Article 12(3).

    Raises Refused after the first month, or where the time was extended already.
    """
    case = _open(register, words)
    _refuse_decided(case)
    clock = case.request.clock
    if clock.extension:
        raise Refused(_("{where}: the time was extended already").format(where=case.id))
    if not clock.may_extend(today):
        raise Refused(
            _("{where}: the first month ended on {day}; it cannot be extended any more").format(
                where=case.id, day=clock.first_due.isoformat()
            ),
            _("answer now, or refuse with the reason: records requests refuse"),
        )
    later = deadlines.Clock(clock.received, clock.pauses, Extension(today, months))

    def act(data: Any) -> None:
        told = {"told": today.isoformat(), "months": str(months), "ground": ground}
        data["extension"] = {**told, "reason": reason} if reason else told
        requests.note_letter(data, "extension", today)

    to = _person(register, case)
    head = _head(register, case, today, to)

    def letter(language: str) -> Letter:
        return replies.extension(head, ground, later.due, language, reason)

    return Step(case, requests.changed(case, act), "request-extend", letter, to)


def refuse(
    register: Register, words: str, duty: str, ground: str, reason: str, today: date
) -> Step:
    """Take no action on one duty: GDPR, Article 12(4) and (5).

    Raises Misused where several are left and none is named, Refused where it is decided.
    """
    case = _open(register, words)
    left = case.request.undecided
    if not duty and len(left) > 1:
        raise Misused(_("say which: --duty {names}").format(names=" | ".join(left)))
    refused = duty or next(iter(left), "")
    if refused not in left:
        raise _decided(case)

    def act(data: Any) -> None:
        entry = {"duty": refused, "outcome": law.REFUSED, "day": today.isoformat()}
        data.setdefault("decisions", []).append({**entry, "ground": ground, "reason": reason})
        requests.note_letter(data, "refusal", today)
        if not case.request.is_confirmed:
            data["identity"] = {"state": law.REJECTED, "day": today.isoformat()}

    to = _person(register, case)
    head = _head(register, case, today, to)

    def letter(language: str) -> Letter:
        return replies.refusal(head, refused, ground, reason, language)

    return Step(case, requests.changed(case, act), "request-refuse", letter, to)


def close(register: Register, words: str, today: date) -> Step:
    """Note that the answer was sent. Raises Refused while something is undecided."""
    case = _open(register, words)
    if case.request.undecided:
        raise Refused(
            _("{where}: not answered yet: {duties}").format(
                where=case.id, duties=requests_text.duties(case.request.undecided)
            ),
            f"records requests show {case.id}",
        )

    def act(data: Any) -> None:
        data["closed"] = today.isoformat()

    return Step(case, requests.changed(case, act), "request-close")


def _open(register: Register, words: str) -> Case:
    case = requests.find(register, words)
    if case.request.is_closed:
        raise Refused(_("{where} is closed").format(where=case.id))
    return case


def _refuse_decided(case: Case) -> None:
    """Refuse to ask for what is no longer needed."""
    if not case.request.undecided:
        raise _decided(case)


def _decided(case: Case) -> Refused:
    return Refused(_("{where}: there is nothing left to decide").format(where=case.id))


def _head(register: Register, case: Case, today: date, to: Record | None = None) -> Head:
    name = client.name_of(to.data) if to else ""
    return requests.head(case, register.notice, today, name)


def _person(register: Register, case: Case) -> Record | None:
    """Return who asks, where that is confirmed: of others nothing is taken from the register."""
    known = requests.client_of(register, case) if case.request.is_confirmed else ""
    return register.read(known) if known else None
