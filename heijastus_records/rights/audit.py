"""The trail as evidence: who changed what and when."""

from typing import Any

from heijastus_records.messages import gettext as _
from heijastus_records.register.history import Change
from heijastus_records.register.register import Register
from heijastus_records.rights import finding

BY_HAND = "by-hand"
"""Shown for a commit that the owner made with git herself."""


def trail(register: Register, who: str | None) -> list[Change]:
    """Return the changes, newest first: of one client, or of the whole register."""
    return register.trail(finding.find(register, who).id if who else "")


def row(change: Change) -> list[str]:
    """Return one change as a row of a table."""
    ids = change.ids[0] if len(change.ids) == 1 else str(len(change.ids) or "")
    action = change.action or _("by hand")
    when = change.time[:16].replace("T", " ")
    return [when, action, ids, ", ".join(change.fields), change.who, change.commit[:12]]


def facts(change: Change) -> dict[str, Any]:
    """Return one change as JSON shows it."""
    return {
        "commit": change.commit,
        "time": change.time,
        "who": change.who,
        "action": change.action or BY_HAND,
        "ids": list(change.ids),
        "fields": list(change.fields),
        "basis": change.basis or None,
        "request": change.request or None,
    }
