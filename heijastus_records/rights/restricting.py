"""The right to restriction: what is contested is stored and not used, until the person is told.

GDPR, Article 18. The plan, the act and the letters are one object.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heijastus_records.errors import Misused, RecordsError, Refused
from heijastus_records.law import client, disclosure, objection, paper, restriction
from heijastus_records.law.notice import Notice
from heijastus_records.letters import choices
from heijastus_records.letters.head import Head
from heijastus_records.letters.letter import Letter, Written
from heijastus_records.messages import gettext as _
from heijastus_records.register import document
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import disclosing


@dataclass(frozen=True)
class Restriction:
    """A restriction that is to begin or to be lifted: nothing has been changed by planning it."""

    record: Record = field(repr=False)
    """The record as it was opened: the act refuses where it has changed since."""
    text: str = field(repr=False)
    """The text that the record has afterwards."""
    ground: str
    since: date
    lifted: date | None = None
    """First day on which it is gone."""
    reason: str = field(default="", repr=False)
    """Why it is lifted, in the owner's words: for the letter alone."""

    @property
    def is_new(self) -> bool:
        """Tell whether something changes: one restriction at a time lasts, the first."""
        return self.text != self.record.text

    def letter(self, head: Head, language: str) -> Letter:
        """Return what the person is told. Raises Misused where the letter would not say why."""
        if not self.lifted:
            told = disclosure.told(self.record.data)
            on_paper = any(paper.papers(self.record.data))
            return choices.restricted(head, self.ground, self.since, told, language, on_paper)
        if not self.reason.strip():
            raise Misused(_("the letter says why the restriction is lifted"), "--reason WORDS")
        return choices.restriction_lifted(
            head, self.ground, self.since, self.lifted, self.reason, language
        )

    def notices(self, notice: Notice, today: date) -> list[tuple[str, Written]]:
        """Return a letter to each recipient of the data (Article 19); none when it is lifted."""
        data: Any = self.record.data
        return [] if self.lifted else disclosing.notices(notice, data, None, "restrict", today)


def lasts(record: Record, today: date) -> bool:
    """Tell whether a record is restricted; of a broken one nothing is said: it is to be mended."""
    try:
        refuse_broken(record)
    except RecordsError:
        return False
    return client.is_restricted(record.data, today)


def begin(record: Record, ground: str, since: date, today: date) -> Restriction:
    """Return the plan to restrict; one that lasts already stays as it is.

    Raises Misused for a day to come, Invalid where the record breaks the schema.
    """
    refuse_broken(record)
    disclosing.refuse_future(since, today)
    data: Any = record.data
    if restriction.lasts(data, today):
        entry = data["restriction"]
        since = date.fromisoformat(entry["since"])
        return Restriction(record, record.text, entry["ground"], since)
    draft = document.Draft(record.text)
    draft.data["restriction"] = {"ground": ground, "since": since.isoformat()}
    return Restriction(record, draft.text, ground, since)


def lift(record: Record, told: date | None, reason: str, today: date) -> Restriction:
    """Return the plan to lift a restriction: on the day after the person was told, or today.

    Raises Refused where there is none, where an objection is still to be decided, or where the
    person was not told before (Article 18(3)).
    """
    refuse_broken(record)
    data: Any = record.data
    where = record.id
    if not client.is_restricted(data, today):
        raise Refused(_("{where} is not restricted").format(where=where))
    if objection.pending(data):
        raise undecided(where)
    if told is None:
        hint = _("write the letter: --letter FILE or --eml FILE; if they were told: --told DAY")
        raise untold(where, hint)
    disclosing.refuse_future(told, today)
    draft = document.Draft(record.text)
    lifted = restriction.lifted_on(told, today)
    draft.data["restriction"]["lifted"] = lifted.isoformat()
    entry = data["restriction"]
    since = date.fromisoformat(entry["since"])
    return Restriction(record, draft.text, entry["ground"], since, lifted, reason)


def carry_out(
    register: Register,
    planned: Restriction,
    answered: Sequence[tuple[Record, str]] = (),
    request: str = "",
) -> str:
    """Commit what was planned, and the answered request with it; return the commit, if any.

    Raises Busy where the record has changed since.
    """
    action = "lift" if planned.lifted else "restrict"
    basis = restriction.LIFTING if planned.lifted else planned.ground
    texts = [(planned.record, planned.text), *answered]
    return register.rewrite(texts, action=action, basis=_slug(basis), request=request)


def _slug(ground: str) -> str:
    """Return a ground as a trailer may say it; one typed by hand into a record says nothing."""
    return ground if ground in (*restriction.GROUNDS, restriction.LIFTING) else "art-18-1"


def untold(where: str, hint: str) -> Refused:
    """Return the refusal to lift a restriction behind the person's back."""
    sentence = _("{where}: the person is told before a restriction is lifted (GDPR, Article 18(3))")
    return Refused(sentence.format(where=where), hint)


def undecided(where: str) -> Refused:
    """Return the refusal of what has to wait for the decision on an objection."""
    return Refused(
        _("{where}: an objection is not decided yet").format(where=where),
        f"records object {where} --to … --decision upheld|rejected",
    )
