"""Who is told of a change: GDPR, Article 19, the recipients of what has changed."""

from collections.abc import Iterable
from typing import Any

from heijastus_records.law.client import Client


def told(data: Client, changed: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return the disclosures whose recipients are told: those of the changed fields.

    None stands for all fields; a disclosure that does not say what was given counts as well.
    """
    names = None if changed is None else set(changed)
    return [
        each
        for each in data.get("disclosures", [])
        if names is None or "what" not in each or names & set(each["what"])
    ]
