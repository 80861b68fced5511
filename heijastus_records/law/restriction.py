"""Restriction of processing: GDPR, Article 18. What is restricted is stored, and nothing else."""

from datetime import date, timedelta

from heijastus_records.law import client
from heijastus_records.law.client import Client

GROUNDS = ("art-18-1-a", "art-18-1-b", "art-18-1-c", "art-18-1-d")
"""Accuracy contested; unlawful, but not to be erased; needed for a claim; objection pending."""

OBJECTION = "art-18-1-d"

USE = "art-18-2"
"""What allows other use than storing: the person's consent, a claim, or another's rights."""

LIFTING = "art-18-3"
"""The person is told before a restriction is lifted."""


def lifted_on(told: date, today: date) -> date:
    """Return the first day without the restriction: the person is told on an earlier day."""
    return max(told + timedelta(days=1), today)


def lasts(data: Client, today: date) -> bool:
    """Tell whether processing is restricted, and nothing says until when."""
    return client.is_restricted(data, today) and "lifted" not in data["restriction"]


def may_disclose(data: Client, ground: str, today: date) -> bool:
    """Tell whether data may be given to somebody on a ground, restricted as they may be."""
    return not client.is_restricted(data, today) or ground == USE or ground.startswith(f"{USE}-")


def is_for_objection(data: Client, today: date) -> bool:
    """Tell whether processing is restricted while an objection is looked at, and only for that."""
    return lasts(data, today) and data["restriction"]["ground"] == OBJECTION
