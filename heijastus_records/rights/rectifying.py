"""The right to rectification: what is wrong becomes right, and may vanish from history as well.

GDPR, Articles 5(1)(d) and 16. The plan, the act and the JSON are one object. Without a purge, the
trail keeps what was there before; with one, the record goes on under a fresh key in a new epoch,
and its older versions open no more.
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from heijastus_records.errors import Misused, Problem, Refused
from heijastus_records.law import client
from heijastus_records.law.client import folded
from heijastus_records.law.notice import Notice
from heijastus_records.law.request import GRANTED
from heijastus_records.letters.letter import Letter, Written
from heijastus_records.letters.replies import Corrected, rectification
from heijastus_records.messages import gettext as _
from heijastus_records.register import desk, document, fields, identifiers, rotation, schema
from heijastus_records.register.document import Maybe, Path
from heijastus_records.register.history import Action
from heijastus_records.register.proof import Proof
from heijastus_records.register.register import Record, Register, changed_fields
from heijastus_records.rights import disclosing, erasing, finding, mentions, requests
from heijastus_records.rights.erasing import Copies, Facts, Mention
from heijastus_records.rights.mentions import Person
from heijastus_records.rights.requests import Handled

SCHEMA = "records.rectification/1"

GROUND = "art-16"

DUTY = "rectification"
"""What a request asks for."""

SHORTEST_STEM = 4
"""Fewest characters of a word that is also known with an ending."""

NUMBERS = ("phone", "business-id", "einvoice-address", "reference-number")
"""Forms of values of which only the digits matter."""


@dataclass(frozen=True)
class Wish:
    """What is to be changed, in the words of the owner."""

    put: tuple[tuple[str, str], ...] = ()
    """Names of fields, each with its new value."""
    drop: tuple[str, ...] = ()
    """Names of fields that shall be absent."""
    purge: bool = False
    """Whether older versions shall open no more."""


@dataclass(frozen=True)
class Change:
    """What happens to one value; empty where there is none before, or none afterwards."""

    path: Path
    before: str
    after: str

    @property
    def field(self) -> str:
        """The field as the owner reads it."""
        return schema.spell(self.path)

    @property
    def title(self) -> schema.Texts:
        """What the field is called; nothing for one that no record may have."""
        return schema.kind_at("client", self.path).title


@dataclass(frozen=True)
class Purge:
    """What becomes of the past."""

    versions: int
    """How many versions in the history become unreadable."""
    sought: Person | None
    """By what the old values are looked for in the words of others."""
    mentions: tuple[Mention, ...]
    """Other records that may mention an old value."""
    requests: tuple[str, ...]
    """Open requests that concern the same client: named, not searched."""
    copies: Copies


@dataclass(frozen=True)
class Rectification:
    """A rectification as it is planned: nothing has been changed by making it."""

    record: Record = field(repr=False)
    """The record as it was opened: the act refuses where it has changed since."""
    text: str = field(repr=False)
    """The text that the record has afterwards."""
    data: document.Data = field(repr=False)
    """What that text says."""
    changes: tuple[Change, ...] = field(repr=False)
    warnings: tuple[Problem, ...]
    purge: Purge | None = None
    request: Handled | None = None
    """The request that is answered by it."""

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is nothing to do: everything is as it should be."""
        return self.text == self.record.text and not self.purge

    @property
    def told(self) -> tuple[Facts, ...]:
        """Disclosures of what changes: their recipients are told of it (GDPR, Article 19)."""
        data: Any = self.data
        names = {change.path[0] for change in self.changes}
        given = [each for each in data.get("disclosures", ()) if names & {*each.get("what", names)}]
        return tuple(given)

    @property
    def name(self) -> str:
        """What the owner types to go on with a purge: the name as it is kept."""
        return client.calling_name(self.data) or self.record.id

    @property
    def fields(self) -> tuple[str, ...]:
        """The top-level fields that change: what the trail and a request may say."""
        is_new = self.text != self.record.text
        return changed_fields(self.record.data, self.data) if is_new else ()

    def letter(self, notice: Notice, today: date, language: str) -> Letter:
        """Return what the person is told: what was there, and what is there now."""
        head = requests.head(self.request, notice, today, client.name_of(self.data))
        purged = self.purge is not None
        return rectification(head, self._corrected, self.told, language, purged=purged)

    def notices(self, notice: Notice, today: date) -> list[tuple[str, Written]]:
        """Return the letters to those to whom what changes was disclosed (GDPR, Article 19)."""
        return disclosing.notices(
            notice, self.record.data, self.fields, "rectify", today, self._corrected
        )

    @property
    def _corrected(self) -> list[Corrected]:
        return [Corrected(each.path, each.before, each.after) for each in self.changes]

    def answered(self, today: date) -> list[tuple[Record, str]]:
        """Return the request with this as the answer to it, where there is one."""
        if not self.request:
            return []
        return [requests.answered(self.request, DUTY, GRANTED, today, fields=self.fields)]

    def to_json(self, commit: str) -> Facts:
        """Return what was planned, and the commit of the act, as plain data for JSON."""
        found = self.purge
        mentioned = found.mentions if found else ()
        return {
            "schema": SCHEMA,
            "id": self.record.id,
            "changes": [
                {"field": c.field, "title": c.title, "before": c.before, "after": c.after}
                for c in self.changes
            ],
            "tell": [{"to": each["to"], "when": each["when"]} for each in self.told],
            "purge": found is not None,
            "commit": commit or None,
            "versions": found.versions if found else 0,
            "mentions": [{"id": m.record, "fields": list(m.fields)} for m in mentioned],
            "requests": list(found.requests) if found else [],
        }


# --- The plan -------------------------------------------------------------------------------


def of_whom(register: Register, who: str, wish: Wish) -> Rectification:
    """Return the plan for the one whom WHO names. Raises as `find` and `of` do."""
    return of(register, finding.find(register, who), wish)


def on_request(register: Register, words: str, wish: Wish) -> Rectification:
    """Return the plan that answers a request. Raises as `requests.accept` and `of` do."""
    handled = requests.accept(register, words, DUTY)
    return replace(of(register, handled.client, wish), request=handled)


def of(register: Register, record: Record, wish: Wish) -> Rectification:
    """Return the plan for one client.

    Raises Misused or NotFound for a field that is not there, Invalid where the outcome breaks a
    rule, Refused where an old value would stay in spite of a purge, and Damaged where a record
    cannot be read that might mention it.
    """
    draft = document.Draft(record.text)
    after, changes = _applied(record.data, draft.data, wish)
    text = draft.text
    if document.load(text) != after:
        raise document.untouchable()
    warnings, _data = register.vetted(record.id, text)
    planned = Rectification(record, text, after, changes, warnings)
    if not wish.purge:
        return planned
    if record.id in register.unsaved():  # it is sealed under the old key
        raise desk.waiting(record.id)
    old = _gone(changes)
    _refuse_left(record, after, old, {each.after for each in changes})
    return replace(planned, purge=_purge(register, record, old))


def _applied(
    before: document.Data, typed: Any, wish: Wish
) -> tuple[document.Data, tuple[Change, ...]]:
    """Change the data, and alike the owner's text; return what becomes of each value."""
    after = copy.deepcopy(before)
    put = [(fields.find("client", before, name), value) for name, value in wish.put]
    gone = [fields.find("client", before, name) for name in wish.drop]
    _refuse_twice([*(path for path, _value in put), *gone])
    changes: list[Change] = []
    for path, words in put:
        value = fields.read("client", path, words)
        if not value or (isinstance(value, str) and not value.strip()):
            field = schema.spell(path)
            raise Misused(_("{field}: an empty value").format(field=field), f"--unset {field}")
        if value != fields.value_at(before, path):
            fields.put(typed, path, copy.deepcopy(value))
            place = fields.put(after, path, value)
            changes += _changed(place, fields.value_at(before, place), value)
    for path in sorted(gone, key=_reading_order, reverse=True):  # so that no position moves
        if (old := fields.value_at(before, path)) is not None:
            changes += _changed(path, old, None)
            fields.drop(typed, path)
            fields.drop(after, path)
    return document.present(after), tuple(changes)


def _reading_order(path: Path) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in path]


def _refuse_twice(paths: list[Path]) -> None:
    """Refuse where one value is to be changed twice, alone or as a part of another."""
    for number, path in enumerate(paths):
        for other in paths[number + 1 :]:
            is_part = path[: len(other)] == other[: len(path)]
            if is_part and not (path == other and path[-1] == fields.MORE):
                both = max(path, other, key=len)
                raise Misused(_("{field} is named twice").format(field=schema.spell(both)))


def _changed(path: Path, before: Maybe, after: Maybe) -> Iterator[Change]:
    for each, old, new in fields.differences(before, after, path):
        yield Change(each, old, new)


# --- What a purge must take along -------------------------------------------------------------


def _gone(changes: Iterable[Change]) -> list[Change]:
    """Return the changes that take a value away, codes apart: those say nothing by themselves."""
    changes = tuple(changes)
    after = {change.after for change in changes}
    return [
        change
        for change in changes
        if change.before
        and change.before not in after
        and not schema.kind_at("client", change.path).is_code
    ]


def _refuse_left(record: Record, after: document.Data, old: list[Change], new: set[str]) -> None:
    """Refuse where an old value still stands in a comment or in another field of the record."""
    found = [
        schema.spell(path)
        for path, value in fields.leaves(after).items()
        if value not in new and any(_stands(change, value) for change in old)
    ]
    found += [
        _("the comment in line {line}").format(line=comment.line)
        for comment in record.comments
        if any(_stands(change, comment.text, _ending(change)) for change in old)
    ]
    if found:
        raise Refused(
            _("{where}: an old value still stands in {places}").format(
                where=record.id, places=", ".join(found)
            ),
            _(
                "change it there as well, comments with records edit; where it is right there,"
                " rectify without --purge, then: records rectify {where} --purge"
            ).format(where=record.id),
        )


def _ending(change: Change) -> str:
    """Return what may follow an old value in prose: an ending, unless that makes the new value."""
    if len(change.before) < SHORTEST_STEM or not change.before[-1].isalpha():
        return ""
    old, new = folded(change.before), folded(change.after)
    return rf"(?!{re.escape(new[len(old) :])})\w*" if new.startswith(old) else r"\w*"


def _stands(change: Change, text: str, ending: str = "") -> bool:
    """Tell whether an old value stands in a text: an address, a number, or whole words."""
    form, value = schema.kind_at("client", change.path).form, change.before
    if form == "email":
        value, text = identifiers.email_key(value), identifiers.email_key(text)
        return re.search(rf"(?<![\w.+-]){re.escape(value)}(?![\w-])", text) is not None
    digits = mentions.national(value) if form in NUMBERS else ""
    if len(digits) >= mentions.SHORTEST_NUMBER and digits in mentions.national(text):
        return True
    words = folded(mentions.ADDRESS.sub(" ", text))
    return re.search(rf"(?<!\w){re.escape(folded(value))}{ending}(?!\w)", words) is not None


def _purge(register: Register, record: Record, old: list[Change]) -> Purge:
    known = Person.of(record)
    sought = _sought(old, known)
    look = partial(_mention, sought, record.id)
    found = register.gather(look, "cb") if sought else []
    cases = [requests.opened(each) for each in register.records("r")]
    return Purge(
        versions=erasing.versions(register, record),
        sought=sought,
        mentions=tuple(sorted(found)),
        requests=tuple(erasing.open_requests(cases, record.id, known)),
        copies=Copies.of(register),
    )


def _sought(old: list[Change], known: Person) -> Person | None:
    """Return by what old values are known elsewhere; None where all of them are common words.

    A name is looked for as a whole. Of other words, one alone says nothing: a town, a service.
    """
    forms = {change: schema.kind_at("client", change.path).form for change in old}
    words = [c.before for c in old if not forms[c] and c.path[0] != "name"]
    said = [tuple(mentions.words_in(text)) for text in words]
    numbers = [mentions.national(c.before) for c in old if forms[c] in NUMBERS]
    person = Person(
        (*(name for name in said if len(name) > 1), *(known.names if _names(old) else ())),
        tuple(identifiers.email_key(c.before) for c in old if forms[c] == "email"),
        tuple(number for number in numbers if len(number) >= mentions.SHORTEST_NUMBER),
        is_company=True,
    )
    return person if person.names or person.emails or person.phones else None


def _names(old: list[Change]) -> bool:
    return any(change.path[0] == "name" for change in old)


def _mention(person: Person | None, own: str, other: Record) -> Mention | None:
    look = person if other.id != own else None
    found = tuple(look.fields_in(other.id, other.text)) if look else ()
    return Mention(other.id, found) if found else None


# --- The act --------------------------------------------------------------------------------


def carry_out(register: Register, planned: Rectification, today: date) -> str:
    """Change a record as planned; the trail keeps what was there. Returns the commit, if any.

    Raises Busy where the record has changed since.
    """
    texts = [(planned.record, planned.text), *planned.answered(today)]
    request = planned.request.id if planned.request else ""
    return register.rewrite(texts, action="rectify", basis=GROUND, request=request)


def purge(
    register: Register,
    planned: Rectification,
    today: date,
    before_commit: Callable[[], object] = lambda: None,
) -> rotation.Rotated:
    """Change a record as planned, in a new epoch in which its older versions open no more.

    `before_commit` writes the letter. Raises Busy where the record has changed since, and what
    `rotate` raises; nothing has changed then.
    """
    assert planned.purge
    record, answered = planned.record, planned.answered(today)
    sought = planned.purge.sought
    renewal = rotation.Renewal(
        today,
        reduced={record.id: (planned.text, GROUND)},
        rewritten={each.id: text for each, text in answered},
        sought=[asdict(sought)] if sought else (),
    )
    ids = (record.id, *(each.id for each, _text in answered))
    request = planned.request.id if planned.request else ""
    action = Action("rectify", ids, planned.fields, GROUND, request)

    def look_again(_proof: Proof) -> None:
        for each in (record, *(each for each, _text in answered)):
            register.unchanged(each, _look_once_more(planned))
        before_commit()

    return rotation.rotate(register, renewal, action, look_again)


def _look_once_more(planned: Rectification) -> str:
    return _("look at it once more: records show {where}").format(where=planned.record.id)
