"""The right to object: marketing stops at once, other purposes wait restricted for a decision.

GDPR, Article 21. An objection that is not decided yet restricts processing (Article 18(1)(d)), in
the same commit; the decision lifts that again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heijastus_records.errors import Misused, Refused
from heijastus_records.law import consent, objection, request, restriction
from heijastus_records.law.notice import Notice
from heijastus_records.law.objection import DECISIONS, PENDING, REJECTED, UPHELD
from heijastus_records.letters import choices, lifting
from heijastus_records.letters.head import Head
from heijastus_records.letters.letter import Letter
from heijastus_records.messages import gettext as _
from heijastus_records.register import document
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import disclosing, restricting

__all__ = ["DECISIONS", "Objection", "carry_out", "of"]

Facts = dict[str, Any]


@dataclass(frozen=True)
class Objection:
    """An objection as it is to be recorded or decided: nothing has been changed by planning it."""

    record: Record = field(repr=False)
    """The record as it was opened: the act refuses where it has changed since."""
    text: str = field(repr=False)
    """The text that the record has afterwards."""
    purpose: Facts = field(repr=False)
    """What is objected to, as the notice has it."""
    decision: str
    reason: str = field(repr=False)
    since: date
    """The day of the objection."""
    restricts: bool = False
    """Whether it restricts processing from now on."""
    lifted: date | None = None
    """First day without a restriction that the decision ends: the person is told before."""
    stands: str = ""
    """Another purpose, an objection to which was upheld: it holds, and is in the trail alone."""

    @property
    def is_new(self) -> bool:
        """Tell whether something changes."""
        return self.text != self.record.text

    @property
    def is_marketing(self) -> bool:
        """Tell whether it is direct marketing that is objected to."""
        return objection.is_marketing(self.purpose)

    @property
    def basis(self) -> str:
        """The article that gives the right."""
        return "art-21-2" if self.is_marketing else "art-21-1"

    @property
    def outcome(self) -> str:
        """What a request comes to by this; empty while it is not decided."""
        return {UPHELD: request.GRANTED, REJECTED: request.REFUSED}.get(self.decision, "")

    def letter(self, head: Head, language: str) -> Letter:
        """Return what the person is told."""
        letter = choices.objection(
            head, self.purpose["text"], self.decision, self.reason, language, self.is_marketing
        )
        return lifting.with_lifting(letter, self.lifted) if self.lifted else letter


@dataclass(frozen=True)
class Wish:
    """What the owner says of an objection."""

    to: str
    decision: str = ""
    """Empty where it is to be as the law has it."""
    reason: str = ""
    day: date | None = None


def of(register: Register, record: Record, wish: Wish, today: date) -> Objection:
    """Return the plan for an objection, or for the decision on one that is pending.

    Raises Misused for a purpose that the notice does not name, and Refused where there is no right
    to object, or the decision is not for the owner to take.
    """
    refuse_broken(record)
    purpose = _purpose(register.notice, wish.to)
    if not objection.may_object(purpose):
        raise _no_right(record, purpose)
    data: Any = record.data
    waiting = objection.pending(data)
    if waiting not in ("", wish.to):
        raise restricting.undecided(record.id)
    decision = wish.decision or objection.default(data, purpose)
    _refuse_lawless(decision, wish.reason, purpose)
    disclosing.refuse_future(wish.day or today, today)
    since = date.fromisoformat(data["objection"]["day"]) if waiting else wish.day or today
    return _planned(record, purpose, Wish(wish.to, decision, wish.reason, since), today)


def _planned(record: Record, purpose: Facts, wish: Wish, today: date) -> Objection:
    data: Any = record.data
    since = wish.day or today
    old = data.get("objection", {})
    stands = old["to"] if old.get("decision") == UPHELD and old["to"] != wish.to else ""
    draft = document.Draft(record.text)
    entry = {"day": since.isoformat(), "to": wish.to, "decision": wish.decision}
    if old != entry:
        draft.data["objection"] = entry
    restricts = wish.decision == PENDING and not restriction.lasts(data, today)
    lifts = wish.decision != PENDING and restriction.is_for_objection(data, today)
    lifted = restriction.lifted_on(today, today) if lifts else None
    if restricts:
        begun = {"ground": restriction.OBJECTION, "since": since.isoformat()}
        draft.data["restriction"] = begun
    if lifted:
        draft.data["restriction"]["lifted"] = lifted.isoformat()
    if objection.is_marketing(purpose):
        # Whatever the words, it takes back the consent: so it holds as well when the one entry of
        # an objection is needed for another one.
        for each in consent.in_force(data, wish.to, since):
            draft.data["consents"][each.place]["withdrawn"] = since.isoformat()
    return Objection(
        record, draft.text, purpose, wish.decision, wish.reason, since, restricts, lifted, stands
    )


def _purpose(notice: Notice, name: str) -> Facts:
    known: dict[str, Facts] = {each["id"]: each for each in notice.data["purposes"]}
    if name not in known:
        raise Misused(
            _("the notice names no purpose {purpose}").format(purpose=name),
            _("purposes: {names}").format(names=", ".join(known)),
        )
    return known[name]


def _refuse_lawless(decision: str, reason: str, purpose: Facts) -> None:
    """Refuse a decision where the law has taken another one, or asks for grounds."""
    if objection.is_marketing(purpose) and decision != UPHELD:
        raise Refused(_("an objection to direct marketing is always upheld (GDPR, Article 21(3))"))
    if decision == REJECTED and not reason.strip():
        raise Refused(
            _("only compelling grounds reject an objection (GDPR, Article 21(1))"),
            _("say them: --reason WORDS"),
        )


def _no_right(record: Record, purpose: Facts) -> Refused:
    """Return the refusal where a purpose does not rest on what may be objected to."""
    sentence = _(
        "{where}: no right to object to {purpose}: it does not rest on public task or legitimate"
        " interest (GDPR, Article 21(1))"
    )
    said = sentence.format(where=record.id, purpose=purpose["id"])
    if purpose["basis"] == consent.BASIS:
        hint = _(
            "the consent can be withdrawn: records consent withdraw {where} --purpose {purpose}"
        )
    else:
        hint = _(
            "the person can ask for correction, restriction or erasure: records rectify, records"
            " restrict, records erase; and complain to the ombudsman"
        )
    return Refused(said, hint.format(where=record.id, purpose=purpose["id"]))


def refuse_untold(planned: Objection, *, told: bool) -> None:
    """Refuse a decision that lifts a restriction where the person is not told. Raises Refused."""
    if planned.lifted and not told:
        hint = _("write the letter: --letter FILE or --eml FILE")
        raise restricting.untold(planned.record.id, hint)


def carry_out(
    register: Register,
    planned: Objection,
    answered: Sequence[tuple[Record, str]] = (),
    asked_by: str = "",
) -> str:
    """Commit what was planned, and the answered request with it; return the commit, if any.

    Raises Busy where the record has changed since.
    """
    texts = [(planned.record, planned.text), *answered]
    return register.rewrite(texts, action="object", basis=planned.basis, request=asked_by)
