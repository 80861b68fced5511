"""Who asks: a client that the owner names, or the one of a request that is answered by the act."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heijastus_records.law import client
from heijastus_records.law.notice import Notice
from heijastus_records.letters.head import Head
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import finding, requests
from heijastus_records.rights.requests import Handled


@dataclass(frozen=True)
class Asker:
    """The one whose right is used, and the request that asks for it, where there is one."""

    record: Record = field(repr=False)
    duty: str
    """Which duty of a request is answered."""
    handled: Handled | None = field(default=None, repr=False)

    @property
    def request(self) -> str:
        """Id of the request; empty where there is none."""
        return self.handled.id if self.handled else ""

    @property
    def received(self) -> date | None:
        """Day of the request."""
        return self.handled.request.received if self.handled else None

    def head(self, notice: Notice, today: date) -> Head:
        """Return how a letter to this person begins."""
        return requests.head(self.handled, notice, today, client.name_of(self.record.data))

    def answered(self, outcome: str, today: date, **said: Any) -> list[tuple[Record, str]]:
        """Return the request with this duty answered: it goes into the commit of the act."""
        if not self.handled:
            return []
        return [requests.answered(self.handled, self.duty, outcome, today, **said)]


def of(register: Register, who: str, request: str, duty: str) -> Asker:
    """Return who asks: of a request where one is named, else whom WHO names.

    Raises as `finding.find` and `requests.accept` do.
    """
    if not request:
        return Asker(finding.find(register, who), duty)
    handled = requests.accept(register, request, duty)
    return Asker(handled.client, duty, handled)
