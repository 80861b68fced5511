"""A request in the owner's language: in a line, on a page, and as plain data for JSON."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from heijastus_records import messages
from heijastus_records.law.request import Stage
from heijastus_records.letters import formats
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import schema

if TYPE_CHECKING:
    from heijastus_records.rights.requests import Case

SHORT = 8
"""So many characters of an id stand in a command that is proposed: it fits on one line."""


def heads() -> list[str]:
    """Return the headings of the list."""
    return [_("request"), _("asks for"), _("received"), _("answer by"), _("left"), _("state")]


def row(case: "Case", today: date) -> list[str]:
    """Return one request as a row of the list; less than nothing is left of one that is late."""
    clock = case.request.clock
    rest = str(clock.days_left(today)) if case.request.is_open else ""
    days = _day(clock.received), _day(clock.due)
    return [case.id, duties(case.request.duties), *days, rest, _state(case)]


def _state(case: "Case") -> str:
    if case.request.is_open and case.request.clock.is_paused:
        return _("waits to hear who asks")
    return {
        Stage.UNKNOWN: _("nobody knows yet who asks"),
        Stage.OPEN: _("to be answered"),
        Stage.SEND: _("to be sent"),
        Stage.CLOSED: _("closed"),
    }[case.request.stage]


def duties(names: Iterable[str]) -> str:
    """Return what is asked for in the owner's language."""
    return ", ".join(word("duties", name) for name in names)


def left(days: int) -> str:
    """Say how many days are left."""
    if days < 0:
        return ngettext("{count} day late", "{count} days late", -days).format(count=-days)
    if days == 0:
        return _("today")
    return ngettext("{count} day left", "{count} days left", days).format(count=days)


def word(field: str, code: str, *inner: str) -> str:
    """Return a code of the schema in the owner's language."""
    rule: Any = schema.schema("request")["properties"][field]
    for step in inner:
        rule = rule.get("items", rule)["properties"][step]
    words = rule.get("items", rule).get("x-values", {}).get(code, {})
    return str(words.get(messages.language(), words.get("en", code)))


def _day(value: date | str) -> str:
    return formats.day(value, messages.language())


# --- A page ---------------------------------------------------------------------------------


def told(case: "Case", today: date, *, whole: bool = False) -> list[str]:
    """Return a request line by line; `whole` shows the words of the mail as well."""
    found = [(label, value) for label, value in _told(case, today) if value]
    wide = max(len(label) for label, _value in found)
    lines = [f"{label:{wide}}  {value}" for label, value in found]
    text = str(case.request.data.get("text", ""))
    # Behind a mark, so that no line of a mail can pass for one of ours.
    said = [f"  | {line}".rstrip() for line in text.split("\n")]
    return [case.id, *lines, *(["", *said] if whole and text else [])]


def _told(case: "Case", today: date) -> Iterator[tuple[str, str]]:
    data, clock = case.request.data, case.request.clock
    yield _("asks for"), duties(case.request.duties)
    sender = data.get("from", {})
    yield _("from"), " ".join(filter(None, (sender.get("name"), _in_brackets(sender))))
    yield _("received"), f"{_day(clock.received)} ({word('channel', data['channel'])})"
    yield _("answer by"), _due(case, today)
    yield _("who asks"), _identity(case) if "identity" in data else ""
    for each in data.get("decisions", ()):
        duty, outcome = word("duties", each["duty"]), word("decisions", each["outcome"], "outcome")
        yield _("decided"), f"{duty}: {outcome}, {_day(each['day'])}"
    for each in data.get("letters", ()):
        yield _("letter"), f"{word('letters', each['kind'], 'kind')}, {_day(each['day'])}"
    yield _("next"), next_step(case)


def _in_brackets(sender: Any) -> str:
    return f"<{sender['address']}>" if "address" in sender else ""


def _due(case: "Case", today: date) -> str:
    clock = case.request.clock
    if not case.request.is_open:
        return _day(clock.due)
    parts = [f"{_day(clock.due)} ({left(clock.days_left(today))})"]
    if clock.aim != clock.due:
        parts.append(_("aim at {day}").format(day=_day(clock.aim)))
    if clock.is_paused:
        parts.append(_("the clock waits for the answer about identity"))
    if clock.is_extended:
        parts.append(_("extended"))
    return "; ".join(parts)


def _identity(case: "Case") -> str:
    identity = case.request.data.get("identity", {})
    state = word("identity", case.request.identity, "state")
    if case.request.is_confirmed and not case.request.client:
        return f"{state}: {_('nobody in the register')}"
    evidence = identity.get("evidence")
    how = f": {word('identity', evidence, 'evidence')}" if evidence else ""
    client = f" ({case.request.client})" if case.request.client else ""
    return f"{state}{how}{client}"


COMMANDS = {
    "access": "records access-report --request {where} --eml FILE",
    "portability": "records portability --request {where} --out FILE --eml FILE",
    "rectification": "records rectify --request {where} --set FIELD=VALUE --eml FILE",
    "restriction": "records restrict --request {where} --ground art-18-1-a --eml FILE",
    "objection": "records object --request {where} --to PURPOSE --eml FILE",
    "consent-withdrawal": "records consent withdraw --request {where} --purpose PURPOSE --eml FILE",
    "erasure": "records erase --request {where} --eml FILE",
}
"""What answers each duty."""

STRANGER = {
    "access": "records access-report --request {where} --nothing-held --out FILE",
    "": "records requests refuse {where} --ground GROUND --reason WORDS --letter FILE",
}
"""What answers somebody who is not in the register."""

MET = ("phone", "in-person")
"""Channels by which the owner speaks with whoever asks: how it is known is noted at once."""


def next_step(case: "Case") -> str:
    """Return the command that goes on."""
    stage = case.request.stage
    if stage is Stage.CLOSED:
        return ""
    if stage is Stage.SEND:
        sentence = _("send the answer, then: {command}")
        return sentence.format(command=closing(case))
    if stage is Stage.UNKNOWN:
        spoken = case.request.data["channel"] in MET
        if spoken or case.request.clock.is_paused:
            return _confirming(case)
        return f"records requests ask-id {case.id[:SHORT]} --letter FILE"
    duty = case.request.undecided[0]
    known = COMMANDS if case.request.client else STRANGER
    return known.get(duty, STRANGER[""]).format(where=case.id[:SHORT])


def closing(case: "Case") -> str:
    """Return the command that notes that the answer was sent."""
    return f"records requests close {case.id[:SHORT]}"


def _confirming(case: "Case") -> str:
    channel = str(case.request.data["channel"])
    how = channel if channel in MET and not case.request.clock.is_paused else "reply"
    named = "" if case.request.client else " --client WHO"
    return f"records requests confirm {case.id[:SHORT]} --how {how}{named}"


# --- JSON -----------------------------------------------------------------------------------


def facts(case: "Case", today: date) -> dict[str, Any]:
    """Return a request as plain data for JSON; it does not change with the language."""
    request, clock = case.request, case.request.clock
    return {
        "id": case.id,
        "stage": request.stage.value,
        "received": clock.received.isoformat(),
        "due": clock.due.isoformat(),
        "aim": clock.aim.isoformat(),
        "days_left": clock.days_left(today) if request.is_open else None,
        "paused": clock.is_paused,
        "extended": clock.is_extended,
        "identity": request.identity,
        "evidence": request.evidence or None,
        "client": request.client or None,
        "duties": list(request.duties),
        "undecided": list(request.undecided),
        "data": request.data,
    }
