"""What a person may take along: GDPR, Article 20(1). Of each value, whether it goes, or why not."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from heijastus_records.law import client, consent, retention
from heijastus_records.law.client import Client
from heijastus_records.law.erasure import Leaf

OWN = ("subject", "consent")
"""Sources that are the person: the notice's section 7."""

CONTRACT = "art-6-1-b"

GOES = ""
NOT_PROVIDED = "not-provided"
UNKNOWN = "unknown"
"""No source is recorded: nobody can tell whether the person provided it."""
OTHER_BASIS = "other-basis"
CONTROLLER = "controller"
PAPER = "paper"


def verdict(leaf: Leaf, data: Client, purposes: Iterable[dict[str, Any]], today: date) -> str:
    """Return why a value does not go along; empty where it does.

    `purposes` are those of the notice that concern the person.
    """
    if leaf.category == "duty:paper" or leaf.path[-1] == "evidence":
        return PAPER
    sources = {each["from"] for each in client.sources_of(data, leaf.path)}
    if leaf.category == "duty:7":  # a consent is given by nobody else
        return GOES if sources <= set(OWN) else NOT_PROVIDED
    if leaf.category.startswith("duty:") or leaf.path == ("kind",):
        return CONTROLLER
    if not _is_for_the_person(leaf, data, purposes, today):
        return OTHER_BASIS
    if not sources:
        return UNKNOWN
    return GOES if sources <= set(OWN) else NOT_PROVIDED


def _is_for_the_person(
    leaf: Leaf, data: Client, purposes: Iterable[dict[str, Any]], today: date
) -> bool:
    """Tell whether consent or contract is the basis: what only the law keeps has neither."""
    if retention.RELATIONSHIP not in leaf.retention or retention.is_reduced(data):
        return False
    return any(
        leaf.category in each["categories"]
        and (
            each["basis"] == CONTRACT
            or (each["basis"] == consent.BASIS and bool(consent.in_force(data, each["id"], today)))
        )
        for each in purposes
    )
