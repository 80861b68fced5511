"""The right to object: GDPR, Article 21. To what, and who decides."""

from typing import Any

from heijastus_records.law.client import Client

MARKETING = "marketing"
"""The purpose of direct marketing, as the notice calls it: there the person decides (21(3))."""

BASES = ("art-6-1-e", "art-6-1-f")
"""Public task and legitimate interest: only to what rests on these may be objected (21(1))."""

PENDING, UPHELD, REJECTED = "pending", "upheld", "rejected"
DECISIONS = (PENDING, UPHELD, REJECTED)


def is_marketing(purpose: dict[str, Any]) -> bool:
    """Tell whether a purpose of the notice is direct marketing."""
    return bool(purpose["id"] == MARKETING)


def may_object(purpose: dict[str, Any]) -> bool:
    """Tell whether there is a right to object to a purpose of the notice."""
    return is_marketing(purpose) or purpose["basis"] in BASES


def pending(data: Client) -> str:
    """Return the purpose of an objection that is not decided yet; empty where there is none."""
    found = data.get("objection", {})
    return str(found["to"]) if found and found.get("decision", PENDING) == PENDING else ""


def default(data: Client, purpose: dict[str, Any]) -> str:
    """Return the decision where nobody says one: what was upheld stays so."""
    old = data.get("objection", {})
    upheld = old.get("decision") == UPHELD and old["to"] == purpose["id"]
    return UPHELD if upheld or is_marketing(purpose) else PENDING
