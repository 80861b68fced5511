"""The replies to requests: rectified, later, who are you, no, and what comes with a data set.

GDPR, Articles 12, 16 and 20. The answers to a request for access or erasure have modules of their
own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from heijastus_records.letters import formats, wording
from heijastus_records.letters import refusal_wording as refusals
from heijastus_records.letters import replies_wording as words
from heijastus_records.letters.head import Facts, Frame, Head, Texts
from heijastus_records.letters.letter import Block, Entries, Entry, Items, Letter, Table
from heijastus_records.register import schema
from heijastus_records.register.document import Path


@dataclass(frozen=True)
class Corrected:
    """One value of a record as it was and as it is; empty where there is none."""

    path: Path
    before: str
    after: str

    def title(self, language: str) -> str:
        """Return what the value is called."""
        known = schema.kind_at("client", self.path).title
        return known.get(language) or schema.spell(self.path)

    def shown(self, value: str, language: str) -> str:
        """Return one of the two values as a person reads it."""
        kind = schema.kind_at("client", self.path)
        if value in kind.words:
            return kind.words[value][language]
        return formats.shown(value, kind.form, language) if value else words.NONE[language]


def rectification(
    head: Head,
    changes: Sequence[Corrected],
    told: Sequence[Facts],
    language: str,
    purged: bool = False,
) -> Letter:
    """Say what was rectified (Article 16), and which recipients are told; each a disclosure."""
    frame = Frame(head, language)
    heads = tuple(text[language] for text in (words.ITEM, words.BEFORE, words.NOW))
    rows = tuple(
        (
            each.title(language),
            each.shown(each.before, language),
            each.shown(each.after, language),
        )
        for each in changes
    )
    history = words.BEFORE_UNREADABLE if purged else words.BEFORE_STAYS
    asked = [frame.say(words.ASKED_TO_RECTIFY)] if head.received else []
    return frame.letter(
        words.RECTIFICATION,
        (wording.REQUEST, [*frame.opening(), *asked]),
        (
            words.DECISION,
            [frame.say(words.RECTIFIED, day=frame.day(head.as_of)), frame.say(history)],
        ),
        (words.CHANGES, [Table(heads, rows)]),
        frame.recipients(tuple(told)),
        frame.complaint(),
    )


def extension(head: Head, reason: str, due: date, language: str, own_words: str = "") -> Letter:
    """Say that the answer takes longer (Article 12(3)): `complexity` or `number`, and why."""
    frame = Frame(head, language)
    return frame.letter(
        words.EXTENSION,
        (wording.REQUEST, frame.opening()),
        (
            words.WHY_LONGER,
            [frame.say(words.LONGER[reason]), *_reasons(frame, own_words)],
        ),
        (words.NEW_DEADLINE, [frame.say(words.ANSWERED_BY, day=frame.day(due))]),
        frame.complaint(),
    )


def identity_question(head: Head, language: str) -> Letter:
    """Ask who it is (Article 12(6)); the same words whether or not anything is held.

    A name is left out even where one is given: a greeting by name would say that it is known.
    """
    frame = Frame(replace(head, name=""), language)
    ways = tuple(way[language].format(email=head.controller["email"]) for way in words.WAYS)
    return frame.letter(
        words.IDENTITY,
        (wording.REQUEST, frame.opening()),
        (words.WHY_ASKED, [frame.say(words.DOUBT), frame.say(words.SAYS_NOTHING)]),
        (words.HOW_TO_CONFIRM, [Items(ways), frame.say(words.ONLY_FOR_THIS)]),
        (words.DEADLINE, [frame.say(words.CLOCK_WAITS), frame.say(words.WITHOUT_ANSWER)]),
        frame.complaint(),
    )


def refusal(head: Head, duty: str, ground: str, reason: str, language: str) -> Letter:
    """Say why nothing is done, and what remedies there are (Article 12(4) and (5)).

    The ground is a code of `REFUSALS`, or told as it was written; the reason is the owner's own.
    Who could not be identified is not greeted by name: that would say that it is known.
    """
    frame = Frame(replace(head, name="") if ground == "art-12-2" else head, language)
    about = frame.facts((refusals.ABOUT, frame.ground(refusals.DUTIES, duty)))
    why: list[Block] = [
        frame.facts(
            (words.GROUND, frame.ground(refusals.REFUSALS, ground)), (words.REASONS, reason)
        )
    ]
    if ground == "act-1050-2018-34":
        why.append(frame.say(refusals.BY_OMBUDSMAN))
    return frame.letter(
        refusals.REFUSAL,
        (wording.REQUEST, [*frame.opening(), about]),
        (words.DECISION, [frame.say(refusals.NOT_DONE, day=frame.day(head.as_of))]),
        (refusals.GROUNDS, why),
        frame.complaint(court=True),
    )


@dataclass(frozen=True)
class DataSet:
    """What goes with a letter: the files, which kinds of data they hold, and which not."""

    files: tuple[tuple[str, str], ...]
    """Name and format of each, such as JSON (UTF-8)."""
    inside: tuple[Texts, ...]
    outside: tuple[tuple[Texts, str], ...]
    """Kinds of data that are left out, each with a code of `LEFT_OUT`."""


def portability(head: Head, files: DataSet, language: str) -> Letter:
    """Accompany a data set (Article 20): what is in it, what is not and why."""
    frame = Frame(head, language)
    named = tuple(Entry(name, form) for name, form in files.files)
    missing = tuple(
        Entry(kind[language], frame.ground(words.LEFT_OUT, why)) for kind, why in files.outside
    )
    left_out: list[Block] = [Entries("", missing) if missing else frame.say(words.WHOLE)]
    return frame.letter(
        words.PORTABILITY,
        (wording.REQUEST, [*frame.opening(), frame.say(words.ASKED_TO_MOVE)]),
        (words.FILES, [Entries("", named), frame.say(words.MACHINE_READABLE)]),
        (words.INSIDE, [frame.items(files.inside)]),
        (words.OUTSIDE, [*left_out, frame.say(words.COPY_INSTEAD)]),
        frame.complaint(),
    )


def _reasons(frame: Frame, text: str) -> list[Block]:
    return [frame.facts((words.REASONS, text))] if text else []
