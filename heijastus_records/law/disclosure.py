"""Who is told of a change: GDPR, Article 19, the recipients of what has changed.

And whom the notice names: its section 8.
"""

from collections.abc import Iterable
from typing import Any

from heijastus_records.law.client import Client, folded
from heijastus_records.law.notice import Notice


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


def unnamed(data: Client, notice: Notice) -> list[dict[str, Any]]:
    """Return the disclosures to somebody whom the notice does not name."""
    given = data.get("disclosures", [])
    return [each for each in given if not is_named(each["to"], notice)]


def is_named(recipient: str, notice: Notice) -> bool:
    """Tell whether the notice names a recipient."""
    named = notice.data["recipients"].get("named", [])
    return folded(recipient) in {folded(each["name"]) for each in named}
