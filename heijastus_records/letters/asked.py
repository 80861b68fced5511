"""What was asked: when, under which reference, from where, and how it is known by whom."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from heijastus_records.letters import formats, wording
from heijastus_records.letters.letter import Block, Entries, Entry, Paragraph

Texts = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """A request, as the answer to it tells of it."""

    received: date
    reference: str
    """The first six characters of the request's id."""
    sender: str
    """The address from which it came; empty where it came in another way."""
    identity: Texts
    """How it is known who asks: one of `wording.IDENTITY`."""

    def blocks(self, language: str) -> list[Block]:
        """Say in the first section what was asked and by whom."""
        told = (
            (wording.REFERENCE, self.reference),
            (wording.SENDER, self.sender),
            (wording.VERIFIED, self.identity[language]),
        )
        entries = tuple(Entry(label[language], value) for label, value in told if value)
        thanks = wording.RECEIVED[language].format(day=formats.day(self.received, language))
        return [Paragraph(thanks), Entries("", entries)]


def in_json(request: Asked | None) -> dict[str, Any]:
    """Return the part of a JSON document that tells of the request; nothing where there is none."""
    if request is None:
        return {}
    return {"request": {**asdict(request), "received": request.received.isoformat()}}
