"""Data for another program: for one purpose of the notice, and no more than it names for it.

Section 5 says what data are used for, and so what may leave the register; section 6 which they
are. Restricted data stay in (GDPR, Article 18), and so do those of people who have objected.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.law import client, erasure, purpose
from heijastus_records.law.consent import State
from heijastus_records.register import schema
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import consents, queries
from heijastus_records.rights.queries import Found, Row

SCHEMA = "records.export/1"

BARE = {"id", "kind"}
"""What is known of a client of whom a purpose needs nothing."""

LINK = "organisations.id"
"""The column in which an organisation is called by its name."""


@dataclass(frozen=True)
class Export:
    """What leaves the register for a purpose."""

    purpose: str
    as_of: date
    found: Found
    """Whose data, each with what the purpose needs, and how many a rule keeps out."""
    names: dict[str, str]
    """Names of the organisations that are pointed at, by their ids."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        facts = {"as_of": self.as_of.isoformat(), "purpose": self.purpose}
        return {"schema": SCHEMA, **facts, "clients": self.found.rows}

    def columns(self) -> list[str]:
        """Return the fields that occur, in the order of the schema."""
        order = schema.fields("client", ())
        named = (name for row in self.found.rows for name in _columns(row))
        return sorted(dict.fromkeys(named), key=lambda name: order.index(name.partition(".")[0]))

    def cells(self, columns: list[str]) -> Iterator[list[str]]:
        """Yield a row of texts for each client."""
        for row in self.found.rows:
            yield [row["id"], *(self._cell(row, column) for column in columns)]

    def _cell(self, row: Row, column: str) -> str:
        if column != LINK:
            return queries.pick(row, column)
        return ", ".join(
            self.names.get(each["id"], each["id"]) for each in row.get("organisations", ())
        )


def _columns(row: Row) -> Iterator[str]:
    data = {name: value for name, value in row.items() if name != "id"}
    for leaf in schema.leaves("client", data):
        words = [step for step in leaf.path if isinstance(step, str)]
        yield "name" if words[0] == "name" else ".".join(words)


def of(register: Register, wanted: str, today: date) -> Export:
    """Return what may leave the register for a purpose.

    Raises Misused for a purpose that the notice does not name, Invalid for a record that breaks
    the schema, and whatever stops a reading: a record that cannot be read is never passed over.
    """
    chosen = queries.purpose_of(register, wanted)
    asked = consents.asked_to_stop(register)
    records = list(register.records())
    standings: list[tuple[Record, State]] = []
    for record in records:
        refuse_broken(record)
        data: Any = record.data
        state = purpose.standing(data, chosen, register.notice, today, record.id in asked)
        standings.append((record, state))
    counts = Counter(state for _record, state in standings)
    rows = [_row(record, chosen) for record, state in standings if state is State.IN_FORCE]
    found = Found(
        sorted((row for row in rows if row.keys() - BARE), key=client.sorting_key),
        counts[State.RESTRICTED],
        counts[State.OBJECTED],
        counts[State.ASKED],
    )
    return Export(wanted, today, found, {each.id: client.name_of(each.data) for each in records})


def _row(record: Record, chosen: dict[str, Any]) -> Row:
    data: Any = record.data
    kept = purpose.needed(schema.leaves("client", data), chosen)
    return {"id": record.id, **erasure.part_of(data, kept | {("kind",)})}
