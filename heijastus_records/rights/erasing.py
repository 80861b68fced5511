"""The right to erasure: one object from which the plan, the act and the letter come.

GDPR, Article 17. The plan itself is pure (law/erasure); here is added what only the register
knows: mentions in other records, copies to recall, open requests, versions in the history. The
whole register is read; a record that cannot be read stops the plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

from heijastus_records.errors import NotFound
from heijastus_records.law import client, erasure, retention
from heijastus_records.law.erasure import REQUEST, RETENTION, Outcome, Plan
from heijastus_records.law.notice import Notice
from heijastus_records.law.paper import CODES
from heijastus_records.law.request import GRANTED, PARTLY, REFUSED, receipt
from heijastus_records.letters import erasure_wording, wording
from heijastus_records.letters.erasure import (
    Batch,
    ErasureReply,
    Group,
    Kind,
    kinds,
    letter,
)
from heijastus_records.letters.letter import Letter, Written
from heijastus_records.register import document, layout, remotes, schema, vault
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import disclosing, finding, requests
from heijastus_records.rights.mentions import Person, without
from heijastus_records.rights.requests import Case

__all__ = ["REQUEST", "RETENTION", "Erasure", "Mention", "Outcome", "of", "of_all"]

Facts = dict[str, Any]

SCHEMA = "records.erasure-plan/1"

DUTY = "erasure"
"""What a request asks for."""

OUTCOMES = {Outcome.WHOLE: GRANTED, Outcome.PARTIAL: PARTLY, Outcome.REFUSED: REFUSED}
"""What each outcome is called in the decision on a request."""


@dataclass(frozen=True, order=True)
class Mention:
    """A record that mentions the person: its id and the fields, never the words."""

    record: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Copies:
    """Where else the key or the register lies, as far as the register knows."""

    keys: tuple[Facts, ...]
    """Copies of the key: place, epoch, day."""
    devices: tuple[Facts, ...]
    remotes: tuple[str, ...]
    """Git's names of other copies of the register."""

    @classmethod
    def of(cls, register: Register) -> "Copies":
        """Read the list of copies. Raises Damaged or NoKey."""
        try:
            data: Any = register.read(layout.CUSTODY).data
        except NotFound:
            data = {}
        named = sorted(remotes.shown(each.name) for each in remotes.remotes(register.history.git))
        return cls(tuple(data.get("copies", ())), tuple(data.get("devices", ())), tuple(named))


@dataclass(frozen=True)
class Erasure:
    """An erasure as it is planned: nothing has been changed by making it."""

    record: Record = field(repr=False)
    """The record as it was opened: the act refuses where it has changed since."""
    plan: Plan = field(repr=False)
    notice: Notice = field(repr=False)
    sought: tuple[Person, ...] = field(repr=False)
    """Whom the proof looks for in the words that are left."""
    mentions: tuple[Mention, ...]
    linked: tuple[str, ...]
    """People whose records point at this organisation: their links stay valid."""
    copies: Copies
    requests: tuple[str, ...]
    """Open requests that concern this person: named, not searched."""
    settled: tuple[Case, ...]
    """Requests of this client that are reduced to dates and decisions in the same act."""
    request: Case | None
    """The request that is answered by it."""
    versions: int
    """How many versions in the history become unreadable."""

    @cached_property
    def leaves(self) -> dict[document.Path, schema.Leaf]:
        """Every value of the record, with what the schema says of it."""
        return {leaf.path: leaf for leaf in schema.leaves("client", self.record.data)}

    @property
    def name(self) -> str:
        """What the owner types to go on: the family name, or the company's name."""
        return client.calling_name(self.record.data) or self.record.id

    @property
    def remaining_text(self) -> str:
        """The text that the record has afterwards; empty where it is erased whole."""
        if self.plan.outcome is Outcome.REFUSED:
            return self.record.text
        return document.tidy(document.dump(self.plan.remains)) if self.plan.remains else ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The top-level fields that lose something: what the trail and a receipt may say."""
        named = dict.fromkeys(str(path[0]) for path in self.plan.erased)
        return (*named, "comments") if self.plan.comments else tuple(named)

    @property
    def reply_to(self) -> str:
        """The address at which the person is answered: it may be gone afterwards."""
        wrote = self.request.sender if self.request else ""
        return finding.reply_address(self.record.data, wrote)

    @property
    def language(self) -> str:
        """The client's own language."""
        return str(self.record.data.get("language", self.notice.language))

    @property
    def unpaid(self) -> int:
        """How many invoices still wait for their money: a claim may need the contact details."""
        data: Any = self.record.data
        return sum(each.get("status") in ("open", "sent") for each in data.get("invoices", []))

    @property
    def shredding(self) -> list[dict[str, str]]:
        """What is to be shredded by hand, as it is remembered until that is done.

        The record is gone then: only ids, kinds and places stay, and no name that is in those.
        """
        day = self.plan.day.isoformat()
        return [
            {
                "id": self.record.id,
                "kind": sheet.kind if sheet.kind in CODES else without(sheet.kind, self.record),
                "place": without(sheet.place, self.record),
                "day": day,
            }
            for sheet in self.plan.paper
            if sheet.goes
        ]

    # --- the requests of the same client ---

    def receipts(self) -> dict[str, str]:
        """Return what stays of each request of this client: dates, decisions, names of fields."""
        return {case.id: self._receipt(case) for case in self.settled}

    def _receipt(self, case: Case) -> str:
        text = self.answered(case)[1] if case.request.is_open else case.record.text
        return document.tidy(document.dump(receipt(document.load(text))))

    def answered(self, case: Case) -> tuple[Record, str]:
        """Return a request and its text with this erasure as the answer to it."""
        outcome = OUTCOMES[self.plan.outcome]
        return requests.answered(case, DUTY, outcome, self.plan.day, fields=self.fields)

    # --- the letter ---

    def reply(self, tried: int | None = None) -> ErasureReply:
        """Return what the person is told; `tried` is what the proof has tried."""
        plan, data = self.plan, self.notice.data
        record: Any = self.record.data
        return ErasureReply(
            as_of=plan.day,
            client={"kind": record["kind"], "name": client.name_of(record)},
            controller=self.notice.sender,
            outcome=plan.outcome.value,
            erased=self.groups(plan.erased),
            comments=plan.comments,
            paper=tuple(_papers(plan)),
            kept=self.batches(),
            accounting=data["retention"]["accounting"],
            held=self.groups(plan.held),
            holds=tuple(map(_hold, plan.holds)),
            next_due=plan.next_due,
            last_due=plan.last_due,
            versions=self.versions,
            copies=len(self.copies.keys) + len(self.copies.devices),
            disclosed=tuple(record.get("disclosures", ())),
            complaint=data["complaint"],
            tried=tried,
            request=self.request.asked if self.request else None,
            is_requested=plan.is_requested,
        )

    def letter(self, language: str | None = None, tried: int | None = None) -> Letter:
        """Return the answer as a letter, in the client's own language or in another."""
        return letter(self.reply(tried), language or self.language)

    def notices(self) -> list[tuple[str, Written]]:
        """Return the letters to those to whom what goes was disclosed (GDPR, Article 19)."""
        if self.plan.outcome is Outcome.REFUSED:
            return []
        data = self.record.data
        return disclosing.notices(self.notice, data, self.fields, "erase", self.plan.day)

    # --- kinds of data ---

    def kinds(self, paths: Iterable[document.Path]) -> tuple[Kind, ...]:
        """Return values as kinds of data."""
        return kinds(self.leaves[path] for path in paths)

    def groups(self, paths: Iterable[document.Path]) -> tuple[Group, ...]:
        """Return values as kinds of data under the groups that the notice names."""
        found: dict[str, list[document.Path]] = {}
        for path in paths:
            found.setdefault(self.leaves[path].category, []).append(path)
        return tuple(
            Group(category, self.notice.category(category), self.kinds(members))
            for category, members in found.items()
        )

    def batches(self) -> tuple[Batch, ...]:
        """Return what is kept by rule and day: the first to go come first."""
        found: dict[tuple[str, date | None, date | None], list[document.Path]] = {}
        for each in self.plan.kept:
            key = (each.end.rule, each.end.until, each.end.statute_until)
            found.setdefault(key, []).append(each.path)
        return tuple(
            Batch(*key, self.invoices(paths), self.kinds(p for p in paths if p[0] != "invoices"))
            for key, paths in sorted(found.items(), key=lambda item: item[0][1] or date.max)
        )

    def invoices(self, paths: Iterable[document.Path]) -> tuple[Facts, ...]:
        """Return number and day of the invoices to which some of these values belong."""
        data: Any = self.record.data
        places = dict.fromkeys(path[1] for path in paths if path[0] == "invoices")
        found = [data["invoices"][place] for place in places]
        return tuple({"number": each["number"], "date": each["date"]} for each in found)

    # --- JSON ---

    def to_json(self) -> Facts:
        """Return the plan as plain data for JSON; it does not change with the language."""
        plan = self.plan
        ends = {each.path: each.end for each in plan.kept}
        return {
            "schema": SCHEMA,
            "as_of": plan.day.isoformat(),
            "id": self.record.id,
            "kind": self.record.data["kind"],
            "ground": plan.ground,
            "outcome": plan.outcome.value,
            "erase": [self._value(path) for path in plan.erased],
            "comments": plan.comments,
            "keep": [{**self._value(path), **_end(end)} for path, end in ends.items()],
            "hold": [self._value(path) for path in plan.held],
            "holds": [_hold(hold) for hold in plan.holds],
            "paper": [_sheet(sheet) for sheet in plan.paper],
            "next_due": _iso(plan.next_due),
            "last_due": _iso(plan.last_due),
            "remains": plan.remains or None,
            "versions": self.versions,
            "mentions": [{"id": m.record, "fields": list(m.fields)} for m in self.mentions],
            "linked": list(self.linked),
            "copies": list(self.copies.keys),
            "devices": list(self.copies.devices),
            "remotes": list(self.copies.remotes),
            "requests": list(self.requests),
            "answers": self.request.id if self.request else None,
            "reduced_requests": [case.id for case in self.settled],
            "relationship_lasts": plan.lasts,
            "beyond_statute": [schema.spell(each.path) for each in plan.beyond_statute],
            "unpaid": self.unpaid,
        }

    def _value(self, path: document.Path) -> Facts:
        leaf = self.leaves[path]
        return {"field": schema.spell(path), "title": leaf.title, "category": leaf.category}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _end(end: retention.End) -> Facts:
    days = {"until": _iso(end.until), "statute_until": _iso(end.statute_until)}
    return {"rule": end.rule, **days}


def _hold(hold: erasure.Hold) -> Facts:
    known = erasure_wording.GROUNDS.get(hold.ground)
    words = known or dict.fromkeys(wording.CLOSING, hold.ground)
    days = {"since": hold.since.isoformat(), "until": _iso(hold.until)}
    return {"ground": hold.ground, "text": words, **days}


def _sheet(sheet: erasure.Sheet) -> Facts:
    place = {"kind": sheet.kind, "place": sheet.place}
    return {**place, "until": _iso(sheet.until), "shred": sheet.goes}


def paper_kind(kind: str) -> dict[str, str]:
    """Return what a paper is called: a contract, a consent, or the owner's own word."""
    known = {"contract": wording.PAPER_CONTRACT, "consent": wording.PAPER_CONSENT}
    return known.get(kind) or dict.fromkeys(wording.PAPER_CONTRACT, kind)


def _papers(plan: Plan) -> Iterator[dict[str, str]]:
    yield from map(paper_kind, dict.fromkeys(sheet.kind for sheet in plan.paper if sheet.goes))


# --- Making the plan ------------------------------------------------------------------------


def on_request(register: Register, words: str, today: date) -> Erasure:
    """Return the plan that answers a request. Raises as `requests.accept` and `of` do."""
    handled = requests.accept(register, words, DUTY)
    return of(register, handled.client, today, asked=handled.id)


def of(
    register: Register, record: Record, today: date, ground: str = REQUEST, asked: str = ""
) -> Erasure:
    """Return the plan for one client, at somebody's request or because the time has passed.

    Of several requests the letter answers `asked`; whatever else they ask for is settled with it.
    Raises as `of_all` does.
    """
    (only,) = of_all(register, [record], today, ground, asked)
    return only


def of_all(
    register: Register,
    records: Sequence[Record],
    today: date,
    ground: str = REQUEST,
    asked: str = "",
) -> list[Erasure]:
    """Return the plans for several clients; the register is read once for all of them.

    Raises Invalid where a record breaks the schema, Damaged where any record of the register
    cannot be read: a mention in it would be missed. Raises Refused where a person waits for an
    answer that could not be given afterwards.
    """
    if not records:
        return []
    for record in records:
        refuse_broken(record)
    known = _Known.of(register, records)
    rules = retention.Rules.of(register.notice.data["retention"])
    planned = []
    for record in records:
        found = schema.leaves("client", record.data)
        comments = len(record.comments)
        plan = erasure.plan(found, record.data, rules, today, ground, comments)
        planned.append(known.erasure(record, plan, asked))
    return planned


@dataclass(frozen=True)
class _Known:
    """What the register knows of those who are planned for, and of nobody else."""

    register: Register
    people: dict[str, Person]
    traces: list["_Trace"]
    copies: Copies
    cases: list[Case]
    versions: dict[str, list[str]]
    """Git's names for the versions of each record."""

    @classmethod
    def of(cls, register: Register, records: Sequence[Record]) -> "_Known":
        people = {record.id: Person.of(record) for record in records}
        parts = register.gather(partial(_traces, people), "cb")
        return cls(
            register,
            people,
            [each for part in parts for each in part],
            Copies.of(register),
            requests.listed(register),
            register.history.versions_of([*map(layout.record_path, people)], "--all"),
        )

    def erasure(self, record: Record, plan: Plan, asked: str) -> Erasure:
        person = self.people[record.id]
        traces = [each for each in self.traces if each.client == record.id]
        own = [case for case in self.cases if case.request.client == record.id]
        answered = _answered(own) if plan.is_requested else []
        asking = [case for case in answered if DUTY in case.request.undecided]
        if plan.outcome is Outcome.REFUSED:
            answered = asking = [case for case in asking if case.id == asked] or asking[:1]
        return Erasure(
            record=record,
            plan=plan,
            notice=self.register.notice,
            sought=(person,),
            mentions=tuple(sorted(each.mention for each in traces if each.mention.fields)),
            linked=tuple(sorted(each.mention.record for each in traces if each.points)),
            copies=self.copies,
            requests=tuple(open_requests(self.cases, record.id, person, answered)),
            settled=tuple(_settled(own, answered, plan)),
            request=next((case for case in asking if case.id == asked), next(iter(asking), None)),
            versions=self._opening(record),
        )

    def _opening(self, record: Record) -> int:
        return opening(self.register, record, self.versions[layout.record_path(record.id)])


def _settled(own: list[Case], answered: list[Case], plan: Plan) -> Iterator[Case]:
    """Yield the requests that are reduced with the client.

    Where nobody has asked and the client stays, a closed request stays as well, until its own day.
    """
    for case in own:
        stays = not plan.is_requested and plan.outcome is not Outcome.WHOLE
        if case in answered or not (case.request.is_open or stays):
            yield case


def _answered(own: list[Case]) -> list[Case]:
    """Return the requests that this erasure answers: what they ask for goes with the data.

    Nobody could answer them afterwards. Raises Refused where a copy comes first.
    """
    waiting = [case for case in own if case.request.is_open]
    for case in waiting:
        if before := case.request.before(DUTY):
            raise requests.comes_first(case, before)
    return [case for case in waiting if case.request.is_confirmed]


def versions(register: Register, record: Record) -> int:
    """Return how many versions of a record still open, on all branches."""
    names = register.history.versions(layout.record_path(record.id), "--all")
    return opening(register, record, names)


def opening(register: Register, record: Record, names: Iterable[str]) -> int:
    """Return how many of some versions, given by Git's names for them, still open."""
    return sum(vault.opens(record.keys, register.history.blob(name)) for name in names)


@dataclass(frozen=True)
class _Trace:
    """What another record has to do with a client."""

    client: str
    mention: Mention
    points: bool
    """Whether it points at the client as its organisation."""


def _traces(people: dict[str, Person], other: Record) -> list[_Trace]:
    """Look for clients in another record; its text is only taken apart where that can matter."""
    found = (_trace(person, client, other) for client, person in people.items())
    return [each for each in found if each]


def _trace(person: Person, client: str, other: Record) -> _Trace | None:
    if other.id == client:
        return None
    fields = tuple(person.fields_in(other.id, other.text))
    data: Any = other.data if client in other.text else {}
    points = any(link["id"] == client for link in data.get("organisations", []))
    return _Trace(client, Mention(other.id, fields), points) if fields or points else None


def open_requests(
    cases: Iterable[Case], record: str, person: Person, answered: Sequence[Case] = ()
) -> Iterator[str]:
    """Yield the open requests that point at a client, or that came from the person."""
    for case in cases:
        if case.request.is_open and case not in answered:
            sender = case.request.data.get("from", {})
            if case.request.client == record or any(map(person.is_in, sender.values())):
                yield case.id
