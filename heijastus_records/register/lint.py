"""What a schema cannot say: fields that contradict each other, and words that should not be there.

Errors stop a change; warnings are shown and let it pass.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from heijastus_records.errors import Problem
from heijastus_records.law.notice import Notice
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, identifiers, schema
from heijastus_records.register.document import Data, Path

HEALTH = re.compile(
    r"\b(diagnoo\w*|sairau\w*|sairas\w*|masennu\w*|masentu\w*|ahdistu\w*|uupu\w*|burn-?out\w*"
    r"|lääkity\w*|lääkkee\w*|terapia\w*|psykiatri\w*|mielentervey\w*|päihde\w*|alkoholis\w*"
    r"|diagnosis|depress\w*|anxiety|illness|medication|sjukdom\w*|utmattning\w*|ångest\w*)\b",
    re.IGNORECASE,
)
"""Words that hint at health data, which Article 9 protects and the notice does not name."""

FREE_TEXT = ("schedule", "place", "paper", "service", "how", "evidence", "ground", "to", "kind")
"""Fields of free words, looked through like the comments."""

PERIODS = (
    ("starts", "ends"),
    ("started", "ended"),
    ("from", "to"),
    ("given", "withdrawn"),
    ("since", "until"),
    ("since", "lifted"),
)


def check(kind: str, data: Data, text: str, notice: Notice, known: set[str]) -> list[Problem]:
    """Return all problems of a record's text, each with its line. `known` are the ids in use."""
    problems = schema.check(kind, data)
    if not problems:
        problems = [*_rules(kind, data, notice, known)]
    problems += _identity_codes(text)
    problems += [*_comments(data, text)]
    return placed(problems, document.lines(text))


def placed(problems: list[Problem], lines: dict[Path, int]) -> list[Problem]:
    """Give each problem the line of its field, or of the nearest field around it."""
    spelled = {schema.spell(path): line for path, line in lines.items()}
    return sorted(
        (
            problem if problem.line else replace(problem, line=_line(problem.field, spelled))
            for problem in problems
        ),
        key=lambda problem: (problem.line, problem.field),
    )


def _line(field: str, lines: dict[str, int]) -> int:
    while field and field not in lines:
        field = field.rpartition("[" if field.endswith("]") else ".")[0]
    return lines.get(field, 1)


def _rules(kind: str, data: Data, notice: Notice, known: set[str]) -> Iterator[Problem]:
    for path, fields in _mappings(data, ()):
        yield from _periods(path, fields)
    if kind == "client":
        yield from _links(data, known)
        yield from _consents(data, notice)
        yield from _einvoice(data)
        yield from _phones(data)
        yield from _free_text(data)
    if kind == "breach":
        yield from _concerned(data, known)
    if kind == "request" and data.get("client", "") not in {"", *known}:
        yield Problem(_("there is no record of this id"), field="client")


def _mappings(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in steps:
        if isinstance(item, dict | list):
            yield from _mappings(item, (*path, step))


def _periods(path: Path, fields: dict[str, Any]) -> Iterator[Problem]:
    for first, last in PERIODS:
        begin, end = fields.get(first), fields.get(last)
        if isinstance(begin, str) and isinstance(end, str) and _is_day(end) and end < begin:
            yield Problem(
                _("this day is before {field}").format(field=first),
                field=schema.spell((*path, last)),
            )


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def _links(data: Any, known: set[str]) -> Iterator[Problem]:
    for place, link in enumerate(data.get("organisations", [])):
        if link["id"] not in known:
            yield Problem(_("there is no record of this id"), field=f"organisations[{place}].id")


def _concerned(data: Any, known: set[str]) -> Iterator[Problem]:
    for place, record in enumerate(data.get("people", [])):
        if record not in known:
            yield Problem(_("there is no record of this id"), field=f"people[{place}]")


def _consents(data: Any, notice: Notice) -> Iterator[Problem]:
    purposes = [purpose["id"] for purpose in notice.data["purposes"]]
    for place, consent in enumerate(data.get("consents", [])):
        if consent["purpose"] not in purposes:
            sentence = _("a purpose that the notice does not name; it names {words}")
            yield Problem(
                sentence.format(words=", ".join(purposes)), field=f"consents[{place}].purpose"
            )


def _einvoice(data: Any) -> Iterator[Problem]:
    address = data.get("billing", {}).get("einvoice_address", "")
    company = data.get("business_id", "").replace("-", "")
    if company and address.startswith("0037") and not address.startswith(f"0037{company}"):
        yield Problem(
            _("the e-invoice address is of another business id"),
            field="billing.einvoice_address",
            warning=True,
        )


def _phones(data: Any) -> Iterator[Problem]:
    for place, phone in enumerate(data.get("phones", [])):
        if not identifiers.phone_is_assigned(phone):
            sentence = _("no such number is in use: check it")
            yield Problem(sentence, field=f"phones[{place}]", warning=True)


def _free_text(data: Data) -> Iterator[Problem]:
    for leaf in schema.leaves("client", data):
        if leaf.path[-1] in FREE_TEXT:
            for sentence in _words(leaf.value, data):
                yield Problem(sentence, field=schema.spell(leaf.path), warning=True)


def _comments(data: Data, text: str) -> Iterator[Problem]:
    for comment in document.comments(text):
        for sentence in _words(comment.text, data):
            yield Problem(sentence, line=comment.line, warning=True)


def _words(text: str, data: Any) -> Iterator[str]:
    """Say what in a free text deserves a second thought."""
    if HEALTH.search(text):
        yield _("words about health: the notice does not name such data (GDPR, Article 9)")
    if "@" in text:
        own = {identifiers.email_key(address) for address in data.get("emails", [])}
        if {identifiers.email_key(found) for found in identifiers.emails_in(text)} - own:
            yield _("somebody else's e-mail address in free text")
    if sum(sign.isdigit() for sign in text) >= 7:
        own = set(data.get("phones", []))
        if set(identifiers.phones_in(text)) - own:
            yield _("somebody else's telephone number in free text")


def _identity_codes(text: str) -> list[Problem]:
    """Personal identity codes are refused anywhere: Data Protection Act 1050/2018, section 29."""
    return [
        Problem(
            _("a personal identity code: the notice does not allow it; take it away"),
            line=text.count("\n", 0, start) + 1,
        )
        for start, _end in identifiers.personal_codes(text)
    ]
