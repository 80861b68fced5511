"""Whose data, and which of them, may be used for a purpose: the notice's sections 5 and 10.

Purpose limitation and data minimisation: GDPR, Article 5(1)(b) and (c).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from heijastus_records.law import client, consent
from heijastus_records.law.client import Client
from heijastus_records.law.consent import Rules, State
from heijastus_records.law.erasure import Leaf, Path
from heijastus_records.law.notice import Notice

LEGAL_OBLIGATION = "art-6-1-c"
"""Basis that outlasts the relationship: what the law demands ends with the data themselves."""


def standing(
    data: Client, purpose: dict[str, Any], notice: Notice, today: date, asked: bool = False
) -> State:
    """Return whether a client's data may be used for a purpose on a day: IN_FORCE alone says yes.

    With consent as the basis, the consent decides. Otherwise the purpose has to concern the
    client, the relationship to last (unless a law demands it), nothing to be restricted, and
    nobody to have objected. `asked` says that a request to stop is not answered yet.
    """
    rules = Rules.of(notice.data)
    if purpose["basis"] == consent.BASIS:
        return consent.standing(data, purpose["id"], rules, today, asked)
    lasts = purpose["basis"] == LEGAL_OBLIGATION or client.is_active(data, today)
    if not lasts or purpose not in notice.purposes_of(data):
        return State.NONE
    if client.is_restricted(data, today):
        return State.RESTRICTED
    return State.OBJECTED if consent.objects(data, purpose["id"], rules, today) else State.IN_FORCE


def needed(leaves: Iterable[Leaf], purpose: dict[str, Any]) -> set[Path]:
    """Return the paths of the values that the notice names for a purpose."""
    return {leaf.path for leaf in leaves if leaf.category in purpose["categories"]}
