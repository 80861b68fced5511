"""The act of an erasure: one new epoch for all that goes, and a proof that nothing opens it.

The plan, the act and the letter are one object (`erasing.Erasure`). What has happened is put into
the trail: ids, names of fields, the ground, and what the proof came to; never a value.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from heijastus_records.errors import Refused
from heijastus_records.law.erasure import RETENTION, Outcome
from heijastus_records.messages import gettext as _
from heijastus_records.register import rotation
from heijastus_records.register.history import Action
from heijastus_records.register.proof import Proof
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import requests
from heijastus_records.rights.erasing import Erasure


def carry_out(
    register: Register,
    planned: Sequence[Erasure],
    today: date,
    before_commit: rotation.Written = lambda _proof: None,
    told: rotation.Told = lambda _step: None,
    expired: Sequence[Record] = (),
) -> rotation.Rotated:
    """Erase what was planned, all in one new epoch; `before_commit` writes the letters.

    `expired` are requests and breaches that are closed and whose own time has passed: they go
    whole. Raises Refused where nothing can go, Busy where a record has changed since it was
    planned, and what `rotate` raises, also where the proof fails; nothing has changed then.
    """
    for each in planned:
        _refuse_empty(each)
    asked = {r: (text, e.plan.ground) for e in planned for r, text in e.receipts().items()}
    over = {record.id: RETENTION for record in expired}
    renewal = _renewal(planned, asked, over, today)
    fields = tuple(dict.fromkeys(field for each in planned for field in each.fields))
    ids = dict.fromkeys([*(each.record.id for each in planned), *asked, *over])
    ground = planned[0].plan.ground if planned else RETENTION
    action = Action("erase", tuple(ids), fields, ground, _request_of(planned))

    def look_again(found: Proof) -> None:
        for record, hint in _opened(planned, expired):
            register.unchanged(record, hint)
        before_commit(found)

    return rotation.rotate(register, renewal, action, look_again, told)


def _renewal(
    planned: Sequence[Erasure],
    asked: Mapping[str, tuple[str, str]],
    over: Mapping[str, str],
    today: date,
) -> rotation.Renewal:
    """Return what the rotation does: who goes, what stays of whom, and which paper is left."""
    whole = {e.record.id: e.plan.ground for e in planned if e.plan.outcome is Outcome.WHOLE}
    part = {
        e.record.id: (e.remaining_text, e.plan.ground)
        for e in planned
        if e.plan.outcome is Outcome.PARTIAL
    }
    part |= {request: new for request, new in asked.items() if request not in over}
    papers = [paper for each in planned for paper in each.shredding]
    sought = [asdict(person) for each in planned for person in each.sought]
    return rotation.Renewal(
        today, erased={**whole, **over}, reduced=part, papers=papers, sought=sought
    )


def _opened(planned: Sequence[Erasure], expired: Sequence[Record]) -> Iterator[tuple[Record, str]]:
    """Yield the records that the plans were made from, and how to look at a plan once more."""
    again = _("look at the plan once more: {command} --dry-run")
    for each in planned:
        erasing = f"records erase {each.record.id}"
        command = erasing if each.plan.is_requested else "records retention apply"
        for record in (each.record, *(case.record for case in each.settled)):
            yield record, again.format(command=command)
    for record in expired:
        yield record, again.format(command="records retention apply")


def is_refusal(planned: Sequence[Erasure]) -> bool:
    """Tell whether a request is answered by this, and nothing of its client can go."""
    one = planned[0] if len(planned) == 1 else None
    return bool(one and one.request and one.plan.outcome is Outcome.REFUSED)


def refuse(register: Register, planned: Erasure) -> str:
    """Note on the request that nothing can be erased now; return the commit, if there is one."""
    case = planned.request
    return requests.note(register, [planned.answered(case)], "answer") if case else ""


def _request_of(planned: Sequence[Erasure]) -> str:
    """Return the request that asked for it; of several, none is named."""
    found = [each.request.id for each in planned if each.request]
    return found[0] if len(found) == 1 else ""


def _refuse_empty(each: Erasure) -> None:
    plan, record = each.plan, each.record.id
    if plan.outcome is Outcome.REFUSED:
        day = plan.next_due.isoformat() if plan.next_due else ""
        raise Refused(
            _("nothing of {where} can be erased now").format(where=record),
            _("the next day on which something falls due: {day}").format(day=day) if day else "",
        )
