"""The duty to tell people what is held about them: who still waits for it, and who was told.

GDPR, Articles 13 and 14. The plan, the act and the letters are one object.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from heijastus_records.errors import Problem, Refused
from heijastus_records.law import client, informing
from heijastus_records.law.informing import Owed
from heijastus_records.law.notice import Notice
from heijastus_records.letters.first_hand import first_hand
from heijastus_records.letters.head import Head
from heijastus_records.letters.information import information
from heijastus_records.letters.letter import Letter
from heijastus_records.letters.recipients import true_of
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, fields, schema
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import audit_report, finding

ACTION = "inform"

SCHEMA = "records.informing/1"


class Due(NamedTuple):
    """Somebody who was never told."""

    id: str
    article: str
    until: date | None
    """Last day; None where no day is known on which the data were obtained: at once."""


@dataclass(frozen=True)
class Waiting:
    """Somebody who has to be told, or was told of an older notice."""

    id: str
    name: str
    owed: Owed

    def days_left(self, today: date) -> int | None:
        """Return the days to the last one; fewer than none where that has passed."""
        return (self.owed.until - today).days if self.owed.until else None

    def to_json(self, today: date) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "article": self.owed.article,
            "until": self.owed.until.isoformat() if self.owed.until else None,
            "days_left": self.days_left(today),
            "informed_of": self.owed.version or None,
        }


def due(
    records: Iterable[Record], notice: Notice, today: date, entries: dict[str, date] | None = None
) -> list[Due]:
    """Return who was never told, the most urgent first; `entries` as `first_entries` has them."""
    found = [
        Due(record.id, owed.article, owed.until)
        for record in records
        if (owed := _owed(record, notice, today, entries or {})) and not owed.version
    ]
    return sorted(found, key=lambda each: (each.until or date.min, each.id))


def listed(register: Register, today: date) -> list[Waiting]:
    """Return who has to be told, the most urgent first; who was told of an older notice is last.

    Raises Damaged where a record cannot be read.
    """
    entries = first_entries(register)
    found = [
        Waiting(record.id, client.name_of(record.data), owed)
        for record in register.records()
        if (owed := _owed(record, register.notice, today, entries))
    ]
    return sorted(found, key=_urgency)


def _urgency(each: Waiting) -> tuple[bool, date, str]:
    return bool(each.owed.version), each.owed.until or date.min, each.id


def first_entries(register: Register) -> dict[str, date]:
    """Return the day on which each record came into the register, as the trail has it."""
    found: dict[str, date] = {}
    for change in register.trail():  # the newest first: the oldest stays
        if day := audit_report.day_of(change):
            found |= dict.fromkeys(change.ids, day)
    return found


def _owed(record: Record, notice: Notice, today: date, entries: dict[str, date]) -> Owed | None:
    return informing.owed(record.data, notice.version, today, entries.get(record.id))


# --- The plan -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Informed:
    """One person who is told, as planned: nothing has been changed by making it."""

    record: Record = field(repr=False)
    """The record as it was opened: the act refuses where it has changed since."""
    text: str = field(repr=False)
    """The text that the record has afterwards."""
    notice: Notice = field(repr=False)
    today: date
    warnings: tuple[Problem, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether the person was told of this very notice before."""
        return self.text == self.record.text

    @property
    def article(self) -> str:
        """The article by which the person is told."""
        return informing.article_of(self.record.data)

    @property
    def is_assumed(self) -> bool:
        """Tell whether no source is recorded: then the person is taken for it."""
        return not any(informing.sources(self.record.data))

    def letter(self, language: str) -> Letter:
        """Return what the person is told, in a language. Raises Refused where a point lacks."""
        data = self.record.data
        head = Head.of(self.notice, self.today, client.name_of(data))
        held = {leaf.category for leaf in schema.leaves("client", data)}
        groups = [each for each in self.notice.data["categories"] if each in held]
        sources = dict.fromkeys(informing.sources(data)) or ["subject"]
        write = first_hand if self.article == informing.ARTICLE_13 else information
        told = true_of(self.notice, data)
        return write(told, head, groups, [*sources], language)


@dataclass(frozen=True)
class Told:
    """How the owner has told somebody."""

    how: str
    day: date | None = None
    """Today, where it is not said."""


def planned(register: Register, who: Sequence[str], told: Told, today: date) -> list[Informed]:
    """Plan to note that those were told whom WHO names, each once.

    Raises Refused for an organisation, for a day to come or before the notice; Invalid; and what
    `find` raises.
    """
    day = _day(register.notice, told.day, today)
    records = {record.id: record for each in who if (record := finding.find(register, each))}
    return [_planned(register, record, told.how, day, today) for record in records.values()]


def _day(notice: Notice, day: date | None, today: date) -> date:
    """Return the day. Raises Refused: nobody can have been given what there was not yet."""
    updated = date.fromisoformat(notice.data["notice"]["updated"])
    if day and day > today:
        raise Refused(_("{day} is still to come").format(day=day))
    if day and day < updated:
        raise Refused(
            _("the notice is of {day}: nobody was given it before").format(day=updated),
            _("an older one is noted with its version: records edit WHO, informed"),
        )
    return day or today


def _planned(register: Register, record: Record, how: str, day: date, today: date) -> Informed:
    refuse_broken(record)
    if not client.is_person(record.data):
        raise Refused(
            _("{where} is an organisation: people are told (GDPR, Articles 13 and 14)").format(
                where=record.id
            )
        )
    version = register.notice.version
    if informing.informed(record.data, today) == version:
        return Informed(record, record.text, register.notice, today)
    draft = document.Draft(record.text)
    entry: document.Value = {"day": day.isoformat(), "notice": version, "how": how}
    fields.put(draft.data, ("informed", fields.MORE), entry)
    warnings, _data = register.vetted(record.id, draft.text)
    return Informed(record, draft.text, register.notice, today, warnings)


# --- The act --------------------------------------------------------------------------------


def carry_out(register: Register, plans: Sequence[Informed]) -> str:
    """Note who was told, all in one commit; returns the commit, if any.

    Raises Busy where one of the records has changed since.
    """
    changed = [each for each in plans if not each.is_nothing]
    basis = ",".join(sorted({each.article for each in changed}))
    texts = [(each.record, each.text) for each in changed]
    return register.rewrite(texts, action=ACTION, basis=basis)
