"""What an access answer tells of the person's own requests: they are data about them as well.

GDPR, Articles 5(2), 12 and 15(3): what was asked, by which mail, and what was decided.
"""

from collections.abc import Iterable
from typing import Any

from heijastus_records.letters import wording
from heijastus_records.letters.access import Value
from heijastus_records.register import schema
from heijastus_records.register.register import Register
from heijastus_records.rights import requests
from heijastus_records.rights.requests import Case

Facts = dict[str, Any]

CATEGORY = "duty:12"


def of(register: Register, client: str) -> list[Case]:
    """Return the requests of a client. Raises what stops a reading."""
    return [case for case in requests.listed(register) if case.request.client == client]


def copies(cases: Iterable[Case]) -> tuple[Facts, ...]:
    """Return each request as it is held, for the copy."""
    return tuple(
        {"id": case.id, "received": case.request.data["received"], "values": _values(case)}
        for case in cases
    )


def _values(case: Case) -> tuple[Value, ...]:
    until = case.request.kept_until
    retention = {"rule": "request", "until": until.isoformat() if until else None}
    return tuple(
        Value(
            field=schema.spell(leaf.path),
            title=leaf.title,
            value=leaf.value,
            form=leaf.form,
            means=leaf.words,
            category=CATEGORY,
            source={"from": None, "day": None, "text": None},
            retention={**retention, "statute_until": None},
        )
        for leaf in schema.leaves("request", case.request.data)
    )


PURPOSE: Facts = {
    "id": "requests",
    "text": wording.REQUESTS_PURPOSE,
    "basis": "art-6-1-c",
    "reason": wording.REQUESTS_REASON,
    "categories": [CATEGORY],
    "consents": None,
}
"""Why requests are kept; the notice does not name it, the law does."""


def retention(cases: Iterable[Case]) -> Facts:
    """Return how long requests are kept, with the last day where all are closed."""
    ends = [case.request.kept_until for case in cases]
    last = None if None in ends else max(filter(None, ends))
    until = last.isoformat() if last else None
    return {"category": CATEGORY, "rule": "request", "until": until}
