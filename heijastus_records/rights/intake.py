"""Taking in a client list: what becomes what, then all of it in one commit, or nothing."""

from collections import Counter
from typing import Any

from heijastus_records.exchange import client_list
from heijastus_records.exchange.client_list import Import
from heijastus_records.law import client
from heijastus_records.messages import gettext as _
from heijastus_records.register import document
from heijastus_records.register.register import Register


def plan(register: Register, content: bytes, *, join: bool = True) -> Import:
    """Return what a list would become. Raises Invalid naming each line and column that is wrong."""
    organisations, people = {}, set()
    for record in register.records():
        data: Any = record.data
        if not client.is_person(data) and "business_id" in data:
            organisations[data["business_id"]] = record.id
        for address in data.get("emails", []):
            people.add(client_list.person_key(address, client.name_of(data)))
    known = client_list.Known(organisations, people)
    return client_list.plan(client_list.read(content), known, join)


def carry_out(register: Register, wanted: Import) -> str:
    """Add all records of a plan in one commit, and return it."""
    texts = {record: document.dump(data) for record, data in wanted.records.items()}
    return register.add(texts, action="import")


def told(wanted: Import) -> list[str]:
    """Return the preview in lines: columns, counts, and what happened to duplicates. No values."""
    width = max(len(column) for column, _field in wanted.columns)
    lines = [f"  {column:{width}} → {field}" for column, field in wanted.columns]
    kinds = Counter(str(data["kind"]) for data in wanted.records.values())
    rows = sum(len(found) for found in wanted.lines.values())
    lines.append(
        _("{rows} rows → {organisations} organisations and {people} people").format(
            rows=rows, organisations=kinds["organisation"], people=kinds["person"]
        )
    )
    for joined in wanted.joined:
        lines.append(
            _(
                "lines {lines}: the same person twice ({columns} differ): joined into {where}"
            ).format(lines=_and(joined.lines), columns=_and(joined.differing), where=joined.record)
        )
    for alike in wanted.alike:
        lines.append(
            _("lines {lines}: perhaps the same person; kept apart as {where}").format(
                lines=_and([line for record in alike for line in wanted.lines[record]]),
                where=_and(alike),
            )
        )
    return lines


def _and(items: Any) -> str:
    return ", ".join(str(item) for item in items)
