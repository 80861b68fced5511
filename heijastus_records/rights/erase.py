"""The act of an erasure: one new epoch for all that goes, and a proof that nothing opens it.

The plan, the act and the letter are one object (`erasing.Erasure`). What has happened is put into
the trail: ids, names of fields, the ground, and what the proof came to; never a value.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from heijastus_records.errors import Busy, Damaged, Refused
from heijastus_records.law.erasure import Outcome
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, rotation, vault
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.rights.erasing import Erasure


@dataclass(frozen=True)
class Proof:
    """What came of trying every old version with every secret that is left."""

    tried: int
    """How many sealed texts and keys of the erased were tried, in all that Git still keeps."""
    opened: int
    """How many of them opened: none may."""


@dataclass(frozen=True)
class Erased:
    """How an erasure ended."""

    commit: str
    epoch: int
    """Number of the new epoch."""
    proof: Proof


def carry_out(
    register: Register,
    planned: Sequence[Erasure],
    today: date,
    before_commit: Callable[[], object] = lambda: None,
) -> Erased:
    """Erase what was planned, all in one new epoch; `before_commit` writes the letters.

    Raises Refused where nothing can go, Busy where a record has changed since it was planned, and
    what `rotate` raises; nothing has changed then. Raises Damaged where the proof fails.
    """
    for each in planned:
        _refuse_changed(register, each)
    whole = {e.record.id: e.plan.ground for e in planned if e.plan.outcome is Outcome.WHOLE}
    part = {
        e.record.id: (e.remaining_text, e.plan.ground)
        for e in planned
        if e.plan.outcome is Outcome.PARTIAL
    }
    fields = tuple(dict.fromkeys(field for each in planned for field in each.fields))
    ids = tuple(each.record.id for each in planned)
    renewal = rotation.Renewal(today, erased=whole, reduced=part)
    action = Action("erase", ids, fields, planned[0].plan.ground)
    done = rotation.rotate(register, renewal, action, before_commit)
    proof = prove(register, [*whole], [*part])
    if proof.opened:
        raise Damaged(_("an old version still opens: keep quiet about the erasure, and look why"))
    return Erased(done.commit, done.epoch, proof)


def _refuse_changed(register: Register, each: Erasure) -> None:
    plan, record = each.plan, each.record.id
    if plan.outcome is Outcome.REFUSED:
        day = plan.next_due.isoformat() if plan.next_due else ""
        raise Refused(
            _("nothing of {where} can be erased now").format(where=record),
            _("the next day on which something falls due: {day}").format(day=day) if day else "",
        )
    if register.read(record).sealed != each.record.sealed:
        raise Busy(
            _("{where} was changed by somebody else in the meantime").format(where=record),
            _("look at the plan once more: records erase {where} --dry-run").format(where=record),
        )


def prove(register: Register, erased: list[str], reduced: list[str]) -> Proof:
    """Try to open everything of some records that Git still keeps, with every secret left.

    Tried are all objects that any commit has ever had in their places, on branches, in the
    reflog, in stashes and where no ref leads any more; but not the versions that stay.
    """
    secrets = _secrets(register)
    gone = {path for record in (*erased, *reduced) for path in _paths(record)}
    stays = {register.committed.get(path) for record in reduced for path in _paths(record)}
    names = [
        name
        for name, paths in register.history.paths_of_objects().items()
        if name and paths & gone and name not in stays
    ]
    sealed = [content for _n, kind, content in register.history.contents(names) if kind]
    return Proof(len(sealed), sum(vault.opens(secrets, each) for each in sealed))


def _paths(record: str) -> tuple[str, str]:
    return layout.record_path(record), layout.key_path(record)


def _secrets(register: Register) -> tuple[vault.Key, ...]:
    """Return every secret that is left: that of the epoch, and all keys of all records."""
    found = [register.epoch.key, *register.keys(layout.CUSTODY)]
    for letter in layout.FOLDERS:
        found += [key for record in register.ids(letter) for key in register.keys(record)]
    return tuple(found)
