"""The right of access: everything that is held about one client, from data and notice.

GDPR, Article 15. The whole register is read, so that a mention elsewhere is not missed; a record
that cannot be read stops the answer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.errors import Refused
from heijastus_records.law import client, consent, disclosure, paper, retention
from heijastus_records.law.client import folded
from heijastus_records.law.notice import Notice
from heijastus_records.letters import (
    choices_wording,
    formats,
    forms,
    recipients_wording,
    safe,
    wording,
)
from heijastus_records.letters.access import (
    AccessReport,
    NothingHeld,
    OrganisationCopy,
    Value,
    copy_letter,
    letter,
    nothing_letter,
    require_complete,
)
from heijastus_records.letters.asked import Asked
from heijastus_records.letters.letter import Letter
from heijastus_records.letters.recipients import section_8
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import identifiers, schema
from heijastus_records.register.history import Change
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import finding, own_requests
from heijastus_records.rights.erasing import paper_kind
from heijastus_records.rights.mentions import Person, national
from heijastus_records.rights.requests import Case, Handled

Facts = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What is given to the person, and what the owner should look at herself."""

    report: AccessReport | OrganisationCopy | NothingHeld
    remarks: tuple[str, ...]
    """For the owner only: mentions to be looked at by hand; ids and fields, no values."""
    language: str
    """The client's own language."""

    def letter(self, language: str | None) -> Letter:
        """Return the answer as a letter, in the client's own language or in another."""
        chosen = language or self.language
        if isinstance(self.report, AccessReport):
            return letter(self.report, chosen)
        if isinstance(self.report, NothingHeld):
            return nothing_letter(self.report, chosen)
        return copy_letter(self.report, chosen)

    def form(self, name: str, language: str | None, today: date) -> bytes:
        """Return the answer as text, html, pdf or json."""
        if name == "json":
            return safe.as_json(self.report.to_json()).encode()
        return forms.render(self.letter(language), name, today)


def answer_to(register: Register, who: str, today: date) -> Answer:
    """Return the whole answer to the one whom WHO names. Raises as `find` and `answer` do."""
    try:
        return answer(register, finding.find(register, who), today)
    except finding.Nobody as error:
        hint = _("if this person has asked: records access-report WHO --nothing-held")
        raise finding.Nobody(error.sentence, hint) from error


def answer_on(register: Register, handled: Handled, today: date) -> Answer:
    """Return the whole answer to a request. Raises as `answer` does."""
    return answer(register, handled.client, today, handled.asked)


def answer(register: Register, record: Record, today: date, request: Asked | None = None) -> Answer:
    """Return the whole answer about one client.

    Raises Refused where a point of Article 15 would be empty, Damaged where any record of the
    register cannot be read.
    """
    refuse_broken(record)
    if not client.is_person(record.data):
        language = str(record.data.get("language", register.notice.language))
        return Answer(_organisation_copy(register, record, today), (), language)
    others = [other for other in register.records() if other.id != record.id]
    return _Report(register, record, others, today, request).answer()


def nothing_on(register: Register, case: Case, today: date) -> Answer:
    """Return the answer to the request of somebody who is not in the register.

    Raises Refused where the register holds something of the name or the address it came from.
    """
    sender = case.request.data.get("from", {})
    return _nothing(register, [*sender.values()], today, case.asked)


def nothing_held(register: Register, who: str, today: date) -> Answer:
    """Return the answer to somebody about whom nothing is held: that is an answer too.

    Raises Refused where the register does hold something that answers to WHO.
    """
    return _nothing(register, [who], today)


def _nothing(
    register: Register, named: Sequence[str], today: date, request: Asked | None = None
) -> Answer:
    found = [
        record.id for record in register.records() if any(_answers_to(record, who) for who in named)
    ]
    if found:
        raise Refused(
            _("something in the register may be about this person: {ids}").format(
                ids=", ".join(found[:10])
            ),
            _("look there first: --nothing-held would be untrue"),
        )
    notice = register.notice
    report = NothingHeld(
        as_of=today,
        controller=notice.sender,
        searched=_searched(notice, None),
        complaint=notice.data["complaint"],
        request=request,
    )
    return Answer(report, (), notice.language)


def _answers_to(record: Record, who: str) -> bool:
    """Tell whether anything in a record could be about WHO: an address, a number, a name."""
    words = re.findall(r"\w+", folded(who))
    text = folded(record.text)
    if record.id == who.strip():
        return True
    if "@" in who:
        return identifiers.email_key(who.strip()) in text
    if len(national(who)) >= 7 and not re.search(r"[^\W\d]", who):
        return national(who) in re.sub(r"\D", "", record.text)
    named = set(re.findall(r"\w+", folded(client.name_of(record.data))))
    return bool(words) and (all(word in text for word in words) or named <= set(words))


def _organisation_copy(register: Register, record: Record, today: date) -> OrganisationCopy:
    values = _values(register, record)
    remarks = tuple(comment.text for comment in record.comments)
    about = {"id": record.id, "kind": "organisation", "name": client.name_of(record.data)}
    controller = register.notice.sender
    return OrganisationCopy(today, controller, about, record.data, values, remarks)


def _values(
    register: Register, record: Record, organisations: Iterable[Facts] = ()
) -> tuple[Value, ...]:
    data: Any = record.data
    names = {each["id"]: _named(each) for each in organisations}
    rules = retention.Rules.of(register.notice.data["retention"])
    return tuple(
        Value(
            field=schema.spell(leaf.path),
            title=leaf.title,
            value=leaf.value,
            form=leaf.form,
            means=leaf.words or meaning(register, leaf.path, leaf.value) or names.get(leaf.value),
            category=leaf.category,
            source=_source(register, data, leaf.path),
            retention=_retention(retention.end_of(leaf.retention, data, rules, leaf.path)),
        )
        for leaf in schema.leaves("client", data)
    )


def _named(organisation: Facts) -> Facts:
    """Return what an organisation's id means: its name, or that it was erased."""
    name = organisation["name"]
    return dict.fromkeys(wording.ERASED, name) if name else wording.ERASED


def meaning(register: Register, path: tuple[Any, ...], value: str) -> Facts | None:
    """Explain a code that the schema does not: a field, a ground, or a purpose of the notice."""
    if path[-2:-1] in (("fields",), ("what",)):
        return _title(value)
    if path == ("restriction", "ground"):
        return choices_wording.RESTRICTIONS.get(value)
    if path == ("objection", "to") or (path[0] == "consents" and path[-1] == "purpose"):
        purposes = register.notice.data["purposes"]
        return next((each["text"] for each in purposes if each["id"] == value), None)
    return None


def _source(register: Register, data: Any, path: tuple[Any, ...]) -> Facts:
    """Return where a value comes from: its item's own source, else that of its field."""
    texts = register.notice.data["sources"]
    for source in client.sources_of(data, path)[:1]:
        name = source["from"]
        return {"from": name, "day": source.get("day"), "text": texts.get(name)}
    if path[0] in _OWN:  # the controller's own entries about her duties
        return {"from": "controller", "day": None, "text": _CONTROLLER}
    return {"from": None, "day": None, "text": None}


_OWN = (
    "kind",
    "sources",
    "informed",
    "holds",
    "restriction",
    "objection",
    "disclosures",
    "reduced",
    "paper",
)
_CONTROLLER = {
    "fi": "rekisterinpitäjän oma merkintä",
    "sv": "den personuppgiftsansvariges egen anteckning",
    "en": "the controller's own entry",
}


def _retention(end: retention.End) -> Facts:
    return {
        "rule": end.rule,
        "until": end.until.isoformat() if end.until else None,
        "statute_until": end.statute_until.isoformat() if end.statute_until else None,
    }


class _Report:
    """Gathers the parts of one person's report."""

    def __init__(
        self,
        register: Register,
        record: Record,
        others: list[Record],
        today: date,
        request: Asked | None,
    ) -> None:
        self._register = register
        self._notice = register.notice.data
        self._record = record
        self._data: Any = record.data
        self._others = others
        self._today = today
        self._request = request
        self._cases = own_requests.of(register, record.id)
        self._found = [other for other in others if self._mentions(other)]
        self._noted = [*register.records("b")]

    def answer(self) -> Answer:
        organisations = tuple(self._organisations())
        values = _values(self._register, self._record, organisations)
        report = AccessReport(
            as_of=self._today,
            language=self._data.get("language", self._register.notice.language),
            client=self._client(),
            processed=self._processed(),
            controller=self._register.notice.sender,
            data=self._data,
            values=values,
            comments=tuple(comment.text for comment in self._record.comments),
            elsewhere=tuple(self._elsewhere()),
            requests=own_requests.copies(self._cases),
            organisations=organisations,
            purposes=tuple(self._purposes()),
            categories=tuple(self._categories(values)),
            sources=tuple(_sources(values)),
            recipients=self._recipients(),
            transfers=self._notice["transfers"],
            retention=tuple(self._retention(values)),
            automated_decisions=self._notice["automated_decisions"],
            paper=self._paper(),
            searched=_searched(self._register.notice, len(self._others) + 1),
            others={"text": wording.OTHERS, "records": len(self._found)},
            rights=tuple(self._notice["rights"]),
            complaint=self._notice["complaint"],
            log=self._log(),
            delivery=self._delivery(),
            request=self._request,
        )
        return Answer(require_complete(report), tuple(self._remarks(values)), report.language)

    def _client(self) -> Facts:
        name = client.name_of(self._data)
        return {"id": self._record.id, "kind": "person", "name": name}

    def _processed(self) -> Facts:
        controller = self._register.notice.sender
        words = {"controller": controller["name"], "id": controller["business_id"]}
        return {"answer": "yes", "text": _fill(wording.PROCESSED, **words)}

    # --- mentions elsewhere ---

    def _own(self) -> set[str]:
        emails = self._data.get("emails", [])
        return {*map(identifiers.email_key, emails), *self._data.get("phones", [])}

    def _mentions(self, other: Record) -> bool:
        """Tell whether another record's text holds this person's name, address or number."""
        text = folded(other.text)
        name = folded(client.name_of(self._data))
        if " " in name and name == folded(client.name_of(other.data)):
            return True
        digits = re.sub(r"\D", "", text)
        if any(national(phone) in digits for phone in self._data.get("phones", [])):
            return True
        if " " in name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            return True
        return any(own in text for own in self._own()) or not self._own().isdisjoint(_flat(other))

    def _elsewhere(self) -> list[Facts]:
        """Return this person's address or number where an organisation's record holds it."""
        return [
            {
                "record": other.id,
                "field": schema.spell(leaf.path),
                "title": leaf.title,
                "value": leaf.value,
            }
            for other in self._found
            if not client.is_person(other.data)
            for leaf in schema.leaves("client", other.data)
            if {leaf.value, identifiers.email_key(leaf.value)} & self._own()
        ] + [*self._breaches()]

    def _breaches(self) -> Iterator[Facts]:
        """Yield the breaches in which this person is named as concerned: the day, and no more."""
        for record in self._noted:
            data: Any = record.data
            if self._record.id in data.get("people", ()):
                title = schema.schema("breach")["x-title"]
                day = str(data.get("aware", ""))[:10]
                yield {"record": record.id, "field": "people", "title": title, "value": day}

    def _remarks(self, values: tuple[Value, ...]) -> list[str]:
        mention = _(
            "{where} mentions this person too: look whether something belongs in the answer"
        )
        person = Person.of(self._record)
        told = [record for record in self._noted if person.is_in(record.text)]
        remarks = [mention.format(where=other.id) for other in (*self._found, *told)]
        doubtful = _("{where} is in the answer, and it is not known who asked in it: look at it")
        unknown = [case.id for case in self._cases if not case.request.is_confirmed]
        remarks += [doubtful.format(where=each) for each in unknown]
        today = self._today.isoformat()
        passed = sum(
            1 for each in values if each.retention["until"] and each.retention["until"] < today
        )
        if passed:
            sentence = ngettext(
                "{count} value is held although its time has passed; the answer says so",
                "{count} values are held although their time has passed; the answer says so",
                passed,
            )
            remarks.append(sentence.format(count=passed))
        return remarks

    # --- parts ---

    def _organisations(self) -> list[Facts]:
        by_id = {other.id: other for other in self._others}
        found = []
        for link in self._data.get("organisations", []):
            other = by_id.get(link["id"])
            name = client.name_of(other.data) if other else None
            state = "present" if other else "erased"
            found.append({"id": link["id"], "name": name, "state": state})
        return found

    def _purposes(self) -> list[Facts]:
        """Return the purposes that concern this person, each with the consents to it."""
        found = []
        for purpose in self._register.notice.purposes_of(self._data):
            consents = [*self._consents(purpose["id"])]
            kept = {name: purpose[name] for name in ("id", "text", "basis", "reason", "categories")}
            found.append({**kept, "consents": consents or None})
        return [*found, own_requests.PURPOSE] if self._cases else found

    def _consents(self, purpose: str) -> Iterator[Facts]:
        for about in consent.of(self._data):
            if about.purpose == purpose:
                end = consent.ended(self._data, about, self._today)
                entry = self._data["consents"][about.place]
                yield {**entry, "ended": end.isoformat() if end else None}

    def _categories(self, values: tuple[Value, ...]) -> list[Facts]:
        names = dict.fromkeys(value.category for value in values)
        if self._cases:
            names |= {own_requests.CATEGORY: None}
        return [{"id": name, "text": self._register.notice.category(name)} for name in names]

    def _retention(self, values: tuple[Value, ...]) -> list[Facts]:
        """Return, for each group of data, the rules and the last day that they give."""
        groups: dict[tuple[str, str], list[Value]] = {}
        for value in values:
            groups.setdefault((value.category, value.retention["rule"]), []).append(value)
        found = []
        for (category, rule), members in groups.items():
            ends = [value.retention["until"] for value in members]
            until = None if None in ends else max(ends)
            found.append({"category": category, "rule": rule, "until": until})
        if self._cases:
            found.append(own_requests.retention(self._cases))
        return [{**item, "text": self._retention_text(item)} for item in found]

    def _retention_text(self, item: Facts) -> Facts:
        group = self._register.notice.category(item["category"])
        known = self._notice["retention"].get(item["rule"])
        rule = known["text"] if known else wording.REQUESTS_KEPT
        passed = bool(item["until"]) and item["until"] < self._today.isoformat()
        told = wording.PASSED if passed else wording.UNTIL
        return {
            language: f"{group[language]}: {formats.small(rule[language])}"
            f"{_until(item, told, language)}"
            for language in group
        }

    def _recipients(self) -> Facts:
        disclosed = [
            {**item, "titles": [schema.title("client", name) for name in item.get("what", [])]}
            for item in self._data.get("disclosures", [])
        ]
        texts, notice = self._notice["recipients"], self._register.notice
        told = wording.DISCLOSED_TO if disclosed else wording.NO_DISCLOSURES
        if disclosure.unnamed(self._data, notice):
            told = recipients_wording.APART
        return {
            "text": section_8(notice, self._data),
            "disclosed_text": told,
            "disclosed": disclosed,
            "processors": texts["processors"],
            "processors_named": texts.get("named", []),
        }

    def _paper(self) -> Facts:
        items = [
            {
                "kind": paper_kind(each.kind),
                "place": each.place,
                "until": each.until.isoformat() if each.until else None,
                "passed": each.state(self._today) is paper.State.PAST,
            }
            for each in paper.papers(self._data)
        ]
        return {"text": self._notice["protection"]["manual"]["text"], "items": items}

    def _log(self) -> Facts:
        entries = [
            {
                "day": change.time[:10],
                "action": change.action or "by-hand",
                "fields": self._touched(change),
                "titles": [_title(name) for name in self._touched(change)],
            }
            for change in reversed(self._register.trail(self._record.id))
        ]
        return {"text": wording.LOG, "entries": entries}

    def _touched(self, change: Change) -> list[str]:
        """Return the fields of a change; one of many records names those of all of them."""
        several = len(change.ids) > 1
        return [name for name in change.fields if not several or name in self._data]

    def _delivery(self) -> Facts:
        emails = self._data.get("emails")
        if not emails:
            return {"to": None, "text": wording.DELIVERED_BY_HAND}
        return {"to": emails[0], "text": _fill(wording.DELIVERED, address=emails[0])}


def _searched(notice: Notice, count: int | None) -> Facts:
    """Say where was looked; and how many records were read, where the reader is one of them."""
    places = notice.data["places"]
    told = {}
    for language, sentence in wording.LOOKED.items():
        named = "; ".join(place["text"][language] for place in places)
        told[language] = sentence.format(places=named)
        if count is not None:
            told[language] += f" {wording.SEARCHED[language].format(count=count)}"
    return {"places": places, "records": count, "text": told}


def _sources(values: tuple[Value, ...]) -> list[Facts]:
    """Return each source with the top-level fields that come from it."""
    groups: dict[str, tuple[Facts, dict[str, None]]] = {}
    for value in values:
        _facts, names = groups.setdefault(value.source["from"] or "", (value.source, {}))
        names[re.split(r"[.\[]", value.field)[0]] = None
    return [
        {
            "from": facts["from"],
            "text": facts["text"] or wording.SOURCE_UNKNOWN,
            "fields": list(names),
            "titles": [_title(name) for name in names],
        }
        for facts, names in groups.values()
    ]


def _title(name: str) -> Facts:
    if name == "comments":
        return wording.COMMENTS
    known = schema.schema("client")["properties"]
    # A commit made by hand may name anything.
    return schema.title("client", name) if name in known else dict.fromkeys(wording.ERASED, name)


def _fill(texts: Facts, **words: str) -> Facts:
    return {language: text.format(**words) for language, text in texts.items()}


def _until(item: Facts, told: Facts, language: str) -> str:
    if not item["until"]:
        return ""
    return f" ({told[language].format(day=formats.day(item['until'], language))})"


def _flat(record: Record) -> set[str]:
    return {leaf.value for leaf in schema.leaves("client", record.data)}
