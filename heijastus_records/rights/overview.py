"""The register at a glance: counts and days, and no name. The whole register is read."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from heijastus_records import messages
from heijastus_records.law import client, consent
from heijastus_records.law.consent import Rules, State
from heijastus_records.letters import formats
from heijastus_records.messages import gettext as _
from heijastus_records.register import schema
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import consents, requests, waiting

SCHEMA = "records.overview/1"

Facts = dict[str, Any]


def of(register: Register, today: date) -> Facts:
    """Return the counts. Raises Damaged where a record cannot be read."""
    records = list(register.records())
    rows: list[Facts] = [record.data for record in records]
    trail, notice = register.trail(), register.notice
    kinds = Counter(row["kind"] for row in rows)
    return {
        "schema": SCHEMA,
        "as_of": today.isoformat(),
        "notice": notice.version,
        "people": kinds["person"],
        "organisations": kinds["organisation"],
        "active": sum(client.is_active(row, today) for row in rows),
        "restricted": sum(client.is_restricted(row, today) for row in rows),
        "roles": dict(Counter(role for row in rows for role in row.get("roles", ()))),
        "consents": _consents(register, records, today),
        "requests_open": sum(not each.request.is_closed for each in requests.listed(register)),
        "erasures_waiting": len(waiting.listed(register)),
        "changes": len(trail),
        "last_change": trail[0].time[:10] if trail else None,
        "epoch": register.epoch_number,
    }


def _consents(register: Register, records: list[Record], today: date) -> dict[str, int]:
    """Return how many consents to each purpose may be used today."""
    rules, asked = Rules.of(register.notice.data), consents.asked_to_stop(register)
    counts: dict[str, int] = {}
    for purpose in rules.consentable:
        states = (
            consent.standing(record.data, purpose, rules, today, record.id in asked)
            for record in records
        )
        counts[purpose] = sum(state is State.IN_FORCE for state in states)
    return counts


def told(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the overview as lines: what it is, and how many, in the owner's language."""
    language = messages.language()
    roles = schema.kind_at("client", ("roles", 0)).words
    named = (f"{roles[role][language]} {count}" for role, count in sorted(facts["roles"].items()))
    days = {name: formats.day(facts[name], language) for name in ("as_of", "last_change")}
    yield _("on"), days["as_of"]
    yield _("people"), str(facts["people"])
    yield _("organisations"), str(facts["organisations"])
    yield _("relationship lasts"), str(facts["active"])
    yield _("roles"), formats.listed(named)
    yield _("restricted clients"), str(facts["restricted"])
    given = (f"{purpose} {count}" for purpose, count in facts["consents"].items())
    yield _("consents in force"), formats.listed(given)
    yield _("open requests"), str(facts["requests_open"])
    yield _("erasures that wait"), str(facts["erasures_waiting"])
    yield _("privacy notice"), facts["notice"]
    yield _("changes"), f"{facts['changes']} ({days['last_change']})"
    yield _("epoch of the key"), str(facts["epoch"])
