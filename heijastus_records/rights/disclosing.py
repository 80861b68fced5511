"""Disclosures: to whom data were given, and who is told when they change.

GDPR, Articles 15(1)(c) and 19. The notice's section 8 says whether there are any at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from heijastus_records.errors import Misused, Problem, Refused
from heijastus_records.law import client, disclosure, restriction
from heijastus_records.law.client import folded
from heijastus_records.law.notice import Notice
from heijastus_records.letters.head import Head
from heijastus_records.letters.letter import Letter, Written
from heijastus_records.letters.recipients import recipient_notice
from heijastus_records.letters.replies import Corrected
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, schema
from heijastus_records.register.register import Record, Register, refuse_broken

GROUND = "art-19"
"""Why disclosures are recorded: their recipients are told of what changes."""

Facts = dict[str, Any]
Texts = dict[str, str]


@dataclass(frozen=True)
class Disclosure:
    """What was given to whom."""

    to: str
    what: tuple[str, ...]
    """Top-level fields."""
    when: date
    purpose: str
    ground: str = ""

    @property
    def entry(self) -> Facts:
        """The disclosure as a record has it."""
        said = {"to": self.to, "what": [*self.what], "when": self.when.isoformat()}
        rest = {"purpose": self.purpose, "ground": self.ground}
        return said | {name: value for name, value in rest.items() if value}


@dataclass(frozen=True)
class Planned:
    """A disclosure as it is to be recorded: nothing has been changed by planning it."""

    record: Record = field(repr=False)
    """The record as it was opened: the act refuses where it has changed since."""
    text: str = field(repr=False)
    """The text that the record has afterwards."""
    is_in_notice: bool
    """Whether the notice names the recipient."""
    warnings: tuple[Problem, ...] = ()


def of(register: Register, record: Record, given: Disclosure, today: date) -> Planned:
    """Return the plan to record a disclosure; the same one twice is one.

    Raises Misused for a field that no client has or a day to come, Refused where the record is
    restricted and nothing allows its use.
    """
    refuse_broken(record)
    if not given.what:
        raise Misused(_("name the fields that were given: --what A,B"))
    known = schema.disclosable()
    for name in given.what:
        if name not in known:
            raise Misused(f"{name}: {schema.unknown(name, known)}")
    refuse_future(given.when, today)
    data: Any = record.data
    if not restriction.may_disclose(data, given.ground, today):
        raise Refused(
            _("{where} is restricted: it is stored and not given to anybody").format(
                where=record.id
            ),
            _("with the person's consent or for a legal claim: --ground art-18-2"),
        )
    draft = document.Draft(record.text)
    if given.entry not in data.get("disclosures", []):
        draft.data.setdefault("disclosures", []).append(given.entry)
    is_named = disclosure.is_named(given.to, register.notice)
    return Planned(record, draft.text, is_named, _warnings(register, record, draft.text))


def _warnings(register: Register, record: Record, text: str) -> tuple[Problem, ...]:
    """Return what in the entries deserves a second thought, such as somebody else's address."""
    problems, _data = register.check(record.id, text)
    return tuple(each for each in problems if each.warning and each.field.startswith("disclosures"))


def carry_out(register: Register, planned: Planned) -> str:
    """Record what was planned; return the commit, if any. Raises Busy or Invalid."""
    texts = [(planned.record, planned.text)]
    return register.rewrite(texts, action="disclose", basis=GROUND)


def listed(records: Iterable[Record]) -> list[Facts]:
    """Return all disclosures of some clients, the latest first, each with the client's id."""
    found: list[Facts] = []
    for record in records:
        data: Any = record.data
        found += [{"id": record.id, **each} for each in data.get("disclosures", [])]
    return sorted(found, key=lambda each: each["when"], reverse=True)


def refuse_future(day: date, today: date) -> None:
    """Refuse a day that has not come yet: only what has happened is recorded. Raises Misused."""
    if day > today:
        raise Misused(_("{day} has not come yet").format(day=day.isoformat()))


# --- Telling the recipients -------------------------------------------------------------------


def notices(
    notice: Notice,
    data: Facts,
    changed: Iterable[str] | None,
    act: str,
    today: date,
    changes: Sequence[Corrected] = (),
) -> list[tuple[str, Written]]:
    """Return a letter to each recipient of what has changed; None stands for all fields.

    `act` is `rectify`, `erase` or `restrict`; each is told of what they were given, and no more.
    """
    head = Head.of(notice, today)
    name = client.name_of(data)
    concerned = set(data if changed is None else changed)
    found: list[tuple[str, Written]] = []
    for given in _by_recipient(disclosure.told(data, changed)):
        what = [each for each in given["what"] if each in concerned]
        titles = [schema.title("client", each) for each in what]
        theirs = [each for each in changes if each.path[0] in what]
        letter = partial(_letter, head, given, act, name, titles, theirs)
        found.append((str(given["to"]), letter))
    return found


def _letter(
    head: Head,
    given: Facts,
    act: str,
    name: str,
    titles: Sequence[Texts],
    changes: Sequence[Corrected],
    language: str,
) -> Letter:
    return recipient_notice(head, given, act, name, titles, language, changes)


def _by_recipient(given: Iterable[Facts]) -> list[Facts]:
    """Return one entry for each recipient: all that they were given, and the last day of it."""
    found: dict[str, Facts] = {}
    for each in given:
        known = found.setdefault(folded(each["to"]), {"to": each["to"], "when": "", "what": []})
        known["when"] = max(known["when"], each["when"])
        known["what"] += [name for name in _fields(each) if name not in known["what"]]
    return list(found.values())


def _fields(given: Facts) -> list[str]:
    """Return what was given; where nobody wrote it down, it may have been anything."""
    return list(given.get("what", schema.disclosable()))
