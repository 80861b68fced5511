"""Asking across the register: plain filters, and JMESPath for the rest (its home)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records import messages
from heijastus_records.errors import Misused, NotFound
from heijastus_records.law import client, consent
from heijastus_records.law.client import folded
from heijastus_records.law.consent import State
from heijastus_records.messages import gettext as _
from heijastus_records.register import schema
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import finding

Row = dict[str, Any]
"""One client as the JSON of a query shows it: its id, then its data."""


@dataclass(frozen=True)
class Filters:
    """What a client must be to be listed; what is not set asks for nothing."""

    role: str = ""
    kind: str = ""
    active: bool | None = None
    organisation: str = ""
    consent: str = ""
    text: str = ""
    where: str = ""
    restricted: bool = False
    """List also clients whose processing is restricted (Article 18): otherwise they stay out. With
    a consent they always do: such data may only be stored."""


@dataclass(frozen=True)
class Found:
    """Whom a query lists, and how many pass its filters and are left out all the same."""

    rows: list[Row]
    restricted: int = 0
    """Only to be stored (GDPR, Article 18(2))."""
    objected: int = 0
    """They have objected to what they once consented to (Article 21(3))."""
    asked: int = 0
    """They have asked to be erased, to object or to withdraw; that is not answered yet."""
    stored_only: tuple[str, ...] = ()
    """Ids of those who are listed because it was asked for, and may only be stored."""


def query(register: Register, filters: Filters, today: date) -> Found:
    """Return the clients that pass all filters, in the order of their names.

    Raises Misused for a wrong expression, NotFound for an unknown organisation, and whatever
    stops a reading: a record that cannot be read is never passed over.
    """
    expression = _compile(filters.where)
    if filters.consent:
        purpose_of(register, filters.consent)  # nobody could have consented to another one
    records = list(register.records())
    links = _organisations(records, filters.organisation)
    rows = [
        {"id": record.id, **record.data}
        for record in records
        if _passes(record, filters, today)
        and (not filters.organisation or links & {record.id, *_links(record)})
    ]
    judged = _judged(register, [row for row in rows if expression(row)], filters, today)
    counts = Counter(state for state, _row in judged)
    listed = [row for state, row in judged if state is State.IN_FORCE]
    return Found(
        sorted(listed, key=client.sorting_key),
        counts[State.RESTRICTED],
        counts[State.OBJECTED],
        counts[State.ASKED],
        tuple(row["id"] for row in listed if client.is_restricted(row, today)),
    )


def _judged(
    register: Register, rows: list[Row], filters: Filters, today: date
) -> list[tuple[State, Row]]:
    """Say of each row whether its data may be used for the answer."""
    if filters.consent:
        rules = consent.Rules.of(register.notice.data)
        asked = _asked(register)
        return [
            (consent.standing(row, filters.consent, rules, today, row["id"] in asked), row)
            for row in rows
        ]
    shut = [not filters.restricted and client.is_restricted(row, today) for row in rows]
    states = (State.RESTRICTED if each else State.IN_FORCE for each in shut)
    return [*zip(states, rows, strict=True)]


def _asked(register: Register) -> set[str]:
    """Return the ids of those who have asked that nobody writes to them any more."""
    from heijastus_records.rights import consents  # a list of clients does without the letters

    return consents.asked_to_stop(register)


def holds(record: Record, words: str) -> bool:
    """Tell whether every word occurs in a record, whatever its case and the way it was typed."""
    text = folded(f"{client.name_of(record.data)}\n{record.text}")
    return all(word in text for word in folded(words).split())


def purpose_of(register: Register, purpose: str) -> dict[str, Any]:
    """Return a purpose of the notice. Raises Misused for one that its section 5 does not name."""
    known: dict[str, dict[str, Any]] = {
        each["id"]: each for each in register.notice.data["purposes"]
    }
    if purpose not in known:
        raise Misused(
            _("the notice names no purpose {purpose}").format(purpose=purpose),
            _("purposes: {names}").format(names=", ".join(known)),
        )
    return known[purpose]


def _passes(record: Record, filters: Filters, today: date) -> bool:
    data: Row = record.data
    return (
        (not filters.role or filters.role in data.get("roles", []))
        and (not filters.kind or filters.kind == data["kind"])
        and (filters.active is None or filters.active == client.is_active(data, today))
        and holds(record, filters.text)
    )


def _links(record: Record) -> Iterator[str]:
    data: Row = record.data
    yield from (link["id"] for link in data.get("organisations", []))


def _organisations(records: list[Record], wanted: str) -> set[str]:
    """Return the ids of the organisations that an id, business id or part of a name fits."""
    if not wanted:
        return set()
    found = set()
    for record in records:
        data: Row = record.data
        named = folded(wanted) in folded(client.name_of(data))
        by_id = len(wanted) >= finding.SHORTEST_PREFIX and record.id.startswith(wanted)
        if data["kind"] == "organisation" and (named or by_id or wanted == data.get("business_id")):
            found.add(record.id)
    if not found:
        raise NotFound(_("no organisation answers to that"), "records query --kind organisation")
    return found


def _compile(expression: str) -> Callable[[Row], bool]:
    if not expression:
        return lambda row: True
    import jmespath

    try:
        compiled = jmespath.compile(expression)
    except (jmespath.exceptions.JMESPathError, *_STRANGE) as error:
        raise Misused(_("--where is not a JMESPath expression"), "https://jmespath.org") from error

    def test(row: Row) -> bool:
        try:
            return bool(compiled.search(row))
        except (jmespath.exceptions.JMESPathError, *_STRANGE) as error:
            raise Misused(_("--where does not fit the records")) from error

    return test


_STRANGE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What jmespath lets through of an expression that is strange rather than wrong."""


def pick(row: Row, field: str) -> str:
    """Return one field of a row as a text, lists joined by commas; a dotted path goes inside."""
    value: Any = client.name_of(row) if field == "name" else row
    if field != "name":
        for step in field.split("."):
            value = _step(value, step)
    return _flat(value)


def spoken(row: Row, field: str) -> str:
    """Return one field of a row as the owner reads it: codes in her language."""
    rule = schema.schema("client")["properties"].get(field, {})
    words = rule.get("x-values") or rule.get("items", {}).get("x-values")
    value = row.get(field, "")
    if not words or not value:
        return pick(row, field)
    codes = value if isinstance(value, list) else [value]
    known = [words.get(code, {}) for code in codes]
    return ", ".join(
        each.get(messages.language(), each.get("en", code))
        for code, each in zip(codes, known, strict=True)
    )


def _step(value: Any, step: str) -> Any:
    if isinstance(value, list):
        return [found for item in value if (found := _step(item, step)) not in (None, "")]
    return value.get(step, "") if isinstance(value, dict) else ""


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_flat(item) for item in value)
    if isinstance(value, dict):
        return " ".join(_flat(item) for item in value.values())
    return str(value)


def check_fields(fields: list[str]) -> None:
    """Refuse names of fields that no client has. Raises Misused."""
    known = ["id", *schema.schema("client")["properties"]]
    for field in fields:
        if field.partition(".")[0] not in known:
            raise Misused(
                _("there is no field {field}").format(field=field.partition(".")[0]),
                _("fields: {fields}").format(fields=", ".join(known)),
            )


def title(field: str) -> str:
    """Return the heading of a field's column, in the owner's language."""
    top = field.partition(".")[0]
    if field != top or top == "id":
        return field
    titles = schema.title("client", top)
    return titles.get(messages.language(), titles["en"])
