"""The right to portability: what a person has provided, for them to take along.

GDPR, Article 20. A part of the access copy, in a form that another program reads: JSON, or CSV.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from heijastus_records.errors import NotFound, Refused
from heijastus_records.law import client, erasure, portability
from heijastus_records.letters import formats, replies, wording
from heijastus_records.letters.head import Head
from heijastus_records.letters.letter import Letter
from heijastus_records.letters.replies import DataSet
from heijastus_records.messages import gettext as _
from heijastus_records.register import schema
from heijastus_records.register.document import Data
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.register.schema import Texts
from heijastus_records.rights import access

SCHEMA = "records.portability/1"

GROUND = "art-20-1"

Facts = dict[str, Any]


@dataclass(frozen=True)
class Value:
    """One value that goes along."""

    field: str
    title: Texts
    value: str
    means: Texts | None
    """What a code stands for."""


@dataclass(frozen=True)
class Portability:
    """All that goes along, and what does not, and why."""

    record: Record = field(repr=False)
    as_of: date
    controller: Texts = field(repr=False)
    data: Data = field(repr=False)
    """The part of the record that goes along, its fields named as in client.schema.json."""
    values: tuple[Value, ...] = field(repr=False)
    """The same, value by value."""
    language: str
    """The person's own language."""
    left_out: dict[str, tuple[str, ...]]
    """Top-level fields of which something stays behind, by the reason."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Fields that stay behind since nobody has recorded where they come from."""
        return self.left_out.get(portability.UNKNOWN, ())

    @property
    def fields(self) -> tuple[str, ...]:
        """The top-level fields that go along."""
        return tuple(self.data)

    def to_json(self) -> Facts:
        """Return what goes along as plain data for JSON."""
        return {
            "schema": SCHEMA,
            "as_of": self.as_of.isoformat(),
            "controller": self.controller,
            "data": self.data,
            "values": [asdict(each) for each in self.values],
        }

    def rows(self, language: str) -> Iterator[tuple[str, str, str]]:
        """Yield what goes along as rows: field, title in a language, value."""
        yield from ((each.field, each.title[language], each.value) for each in self.values)

    def letter(self, head: Head, file: str, language: str) -> Letter:
        """Return the letter that goes with the file of that name."""
        form = "CSV (UTF-8)" if file.endswith(".csv") else "JSON (UTF-8)"
        outside = tuple(
            (schema.title("client", name), _reason(why, language))
            for why, names in self.left_out.items()
            for name in names
        )
        inside = tuple(schema.title("client", name) for name in self.fields)
        return replies.portability(head, DataSet(((file, form),), inside, outside), language)


def _reason(why: str, language: str) -> str:
    """Return why something is left out: a code of the letters, or words where they have none."""
    unknown = why == portability.UNKNOWN
    return formats.large(wording.NO_SOURCE[language]) if unknown else why


def of(register: Register, record: Record, today: date) -> Portability:
    """Return what a person may take along.

    Raises Refused for an organisation, and where nothing is known to come from the person.
    """
    refuse_broken(record)
    data: Any = record.data
    if not client.is_person(data):
        raise Refused(
            _("{where} is an organisation: this right belongs to people (GDPR, Article 20)").format(
                where=record.id
            ),
            _("a copy for an organisation: records access-report {where}").format(where=record.id),
        )
    purposes = register.notice.purposes_of(data)
    leaves = [*schema.leaves("client", data)]
    verdicts = {leaf.path: portability.verdict(leaf, data, purposes, today) for leaf in leaves}
    kept = {path for path, why in verdicts.items() if why == portability.GOES}
    found = Portability(
        record=record,
        as_of=today,
        controller=register.notice.sender,
        data=erasure.part_of(data, kept),
        values=tuple(_values(register, erasure.part_of(data, kept))),
        language=str(data.get("language", register.notice.language)),
        left_out=_by_reason(verdicts),
    )
    return _something(found)


def _by_reason(verdicts: dict[Any, str]) -> dict[str, tuple[str, ...]]:
    reasons: dict[str, dict[str, None]] = {}
    for path, why in verdicts.items():
        if why != portability.GOES:
            reasons.setdefault(why, {})[str(path[0])] = None
    return {why: tuple(names) for why, names in reasons.items()}


def _values(register: Register, data: Data) -> Iterator[Value]:
    for leaf in schema.leaves("client", data):
        means = leaf.words or access.meaning(register, leaf.path, leaf.value)
        if leaf.form == "client-id":
            means = _organisation(register, leaf.value)
        yield Value(schema.spell(leaf.path), leaf.title, leaf.value, means)


def _organisation(register: Register, record: str) -> Texts | None:
    """Return the name that an organisation's id stands for; None where it was erased."""
    try:
        name = client.name_of(register.read(record).data)
    except NotFound:
        return None
    return dict.fromkeys(("fi", "sv", "en"), name)


def _something(found: Portability) -> Portability:
    if found.data:
        return found
    names = ", ".join(found.unknown)
    hint = _("no source is recorded for: {fields}; if it is the person: records edit {where}")
    raise Refused(
        _("{where}: nothing is known to come from the person").format(where=found.record.id),
        hint.format(fields=names, where=found.record.id) if names else "",
    )


def note(register: Register, answered: Sequence[tuple[Record, str]], request: str) -> str:
    """Note on the request, where there is one, that the data were given; return the commit."""
    return register.rewrite(answered, action="port", basis=GROUND, request=request)
