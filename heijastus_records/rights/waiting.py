"""Erasures that wait to be carried out together: each one replaces the key on every device.

A person who asks is answered within one month (GDPR, Article 12(3)), and so long may it wait.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.errors import NotFound, Refused
from heijastus_records.law.deadlines import Clock
from heijastus_records.law.erasure import Outcome
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout
from heijastus_records.register.register import Register
from heijastus_records.rights import custody, requests
from heijastus_records.rights.erasing import DUTY, Erasure


@dataclass(frozen=True)
class Waiting:
    """An erasure that was decided and not carried out yet."""

    id: str
    day: date
    """Day on which it began to wait."""
    until: date
    """The last day that the law leaves for it: of the request, where there is one."""


def listed(register: Register) -> list[Waiting]:
    """Return what waits; a record that is gone in another way waits no more."""
    data: Any = register.read(layout.CUSTODY).data
    there = set(register.ids())
    due = {
        case.request.client: case.request.clock.due
        for case in reversed(requests.listed(register))  # the most urgent has the last word
        if DUTY in case.request.undecided
    }
    return [
        Waiting(each["id"], day := date.fromisoformat(each["day"]), _until(each["id"], day, due))
        for each in data.get("queued", ())
        if each["id"] in there
    ]


def _until(record: str, day: date, due: dict[str, date]) -> date:
    return min(Clock(day).due, due.get(record, date.max))


def put(register: Register, planned: list[Erasure], today: date) -> list[Waiting]:
    """Let erasures wait; return all that wait now. Raises Refused where nothing could go."""
    for each in planned:
        if each.plan.outcome is Outcome.REFUSED:
            raise Refused(_("nothing of {where} can be erased now").format(where=each.record.id))

    def act(data: Any) -> None:
        known = {each["id"] for each in data.get("queued", ())}
        new = [each.record.id for each in planned if each.record.id not in known]
        entries = [{"id": record, "day": today.isoformat()} for record in new]
        if entries:
            data.setdefault("queued", []).extend(entries)

    custody.change(register, act, today)
    return listed(register)


def drop(register: Register, ids: list[str], today: date) -> list[Waiting]:
    """Let erasures wait no more, and not be carried out; return what still waits.

    Raises NotFound where one of them does not wait.
    """
    strange = set(ids) - {each.id for each in listed(register)}
    if strange:
        raise NotFound(
            _("{where} does not wait to be erased").format(where=min(strange)), "records erase"
        )

    def act(data: Any) -> None:
        data["queued"] = [each for each in data["queued"] if each["id"] not in ids]
        if not data["queued"]:
            del data["queued"]

    custody.change(register, act, today)
    return listed(register)
