"""The letters about what a person has chosen: consent, restriction, objection.

GDPR, Articles 7, 18 and 21.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heijastus_records.letters import choices_wording as words
from heijastus_records.letters import replies_wording as common
from heijastus_records.letters import wording
from heijastus_records.letters.access import purpose_line
from heijastus_records.letters.head import Facts, Frame, Head, Part, Texts
from heijastus_records.letters.letter import Block, Items, Letter, Paragraph


@dataclass(frozen=True)
class Consented:
    """A consent as a letter tells of it."""

    purpose: Texts
    given: date
    withdrawn: date | None = None
    how: str = ""
    version: str = ""
    """Version of the wording."""
    goes_on: tuple[Facts, ...] = ()
    """Purposes of the notice for which the person's data are used on another basis."""


def consent_given(head: Head, consent: Consented, text: Texts, language: str) -> Letter:
    """Confirm a consent: the words that were agreed to, and how to withdraw (Article 7)."""
    frame = Frame(head, language)
    facts = frame.facts(
        (common.PURPOSE, consent.purpose[language]),
        (words.GIVEN, frame.day(consent.given)),
        (words.HOW, consent.how),
        (words.VERSION, consent.version),
    )
    withdraw = frame.say(words.WITHDRAW_BY, email=head.controller["email"])
    return frame.letter(
        words.CONSENT_GIVEN,
        (words.CONSENT, [*frame.opening(), facts]),
        (words.CONSENTED_TO, [Paragraph(text[language])]),
        (words.HOW_TO_WITHDRAW, [withdraw, frame.say(words.NOT_RETROACTIVE)]),
        frame.complaint(),
    )


def consent_withdrawn(head: Head, consent: Consented, language: str) -> Letter:
    """Confirm that a consent was withdrawn: what ends, and what goes on (Article 7(3))."""
    frame = Frame(head, language)
    facts = frame.facts(
        (common.PURPOSE, consent.purpose[language]),
        (words.GIVEN, frame.day(consent.given)),
        (words.WITHDRAWN, frame.day(consent.withdrawn or head.as_of)),
    )
    goes_on: list[Block] = [frame.say(words.NOTHING_GOES_ON)]
    if consent.goes_on:
        lines = tuple(purpose_line(each, language) for each in consent.goes_on)
        goes_on = [frame.say(words.GOES_ON), Items(lines)]
    ends = (words.ENDS, words.NOT_RETROACTIVE, words.PROOF_STAYS)
    return frame.letter(
        words.CONSENT_WITHDRAWN,
        (words.CONSENT, [*frame.opening(), facts]),
        (words.WHAT_ENDS, [frame.say(text) for text in ends]),
        (words.WHAT_GOES_ON, goes_on),
        frame.complaint(),
    )


def restricted(
    head: Head,
    ground: str,
    since: date,
    told: Sequence[Facts],
    language: str,
    on_paper: bool = False,
) -> Letter:
    """Confirm that processing is restricted (Article 18), and say which recipients are told."""
    frame = Frame(head, language)
    decision: list[Block] = [
        frame.say(words.RESTRICTED_SINCE, day=frame.day(since)),
        frame.facts((common.GROUND, frame.ground(words.RESTRICTIONS, ground))),
    ]
    paper = (words.PAPER_TOO,) if on_paper else ()
    meaning = (words.ONLY_STORED, *paper, words.TOLD_FIRST)
    return frame.letter(
        words.RESTRICTED,
        (wording.REQUEST, [*frame.opening(), frame.say(words.ASKED_TO_RESTRICT)]),
        (common.DECISION, decision),
        (words.MEANING, [frame.say(text) for text in meaning]),
        frame.recipients(tuple(told)),
        frame.complaint(),
    )


def restriction_lifted(
    head: Head, ground: str, since: date, lifted: date, reason: str, language: str
) -> Letter:
    """Tell, before it happens, that a restriction is lifted (Article 18(3))."""
    frame = Frame(head, language)
    facts = frame.facts(
        (common.GROUND, frame.ground(words.RESTRICTIONS, ground)),
        (words.SINCE, frame.day(since)),
        (words.ENDS_ON, frame.day(lifted)),
    )
    why: list[Part] = [(words.WHY_LIFTED, [Paragraph(reason)])] if reason else []
    return frame.letter(
        words.LIFTED,
        (words.RESTRICTION, [*frame.opening(), facts]),
        *why,
        (words.AFTER_LIFTING, [frame.say(words.USED_AGAIN, day=frame.day(lifted))]),
        frame.complaint(),
    )


def objection(
    head: Head, purpose: Texts, decision: str, reason: str, language: str, marketing: bool = False
) -> Letter:
    """Answer an objection (Article 21): `upheld`, `pending` or `rejected`.

    Direct marketing stops whatever was decided: the law leaves nothing to decide.
    """
    frame = Frame(head, language)
    told = words.MARKETING_STOPS if marketing else words.DECISIONS[decision]
    decided: list[Block] = [frame.say(told)]
    if reason:
        decided.append(frame.facts((common.REASONS, reason)))
    rejected = decision == "rejected" and not marketing
    return frame.letter(
        words.OBJECTION,
        (
            wording.REQUEST,
            [
                *frame.opening(),
                frame.say(words.OBJECTED),
                frame.facts((common.PURPOSE, purpose[language])),
            ],
        ),
        (common.DECISION, decided),
        frame.complaint(court=rejected),
    )
