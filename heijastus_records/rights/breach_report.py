"""The notification of a breach, and the letters to the people: gathered here, told in letters.

GDPR, Articles 33(3) and 34(2).
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from heijastus_records.errors import Refused
from heijastus_records.law import breach as law
from heijastus_records.law import client, moment
from heijastus_records.letters import breach as letters
from heijastus_records.letters import forms, safe
from heijastus_records.letters.breach import BreachReport, Told
from heijastus_records.letters.head import Head
from heijastus_records.letters.letter import Written
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers, schema
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import breaches
from heijastus_records.rights.breaches import Case
from heijastus_records.rights.traces import People

Facts = dict[str, Any]

MEASURES = ("contained", "measures")
OWN_WORDS = ("what", *MEASURES, "consequences", "delay")
"""Fields of free words that go out as they were typed."""


def report(register: Register, case: Case, now: datetime) -> BreachReport:
    """Return what the authority is told of a breach.

    Raises Refused where a point is empty that must not be, or where its words name a client.
    """
    _refuse_names(register, case)
    breach, notice = case.breach, register.notice
    decision = breach.decision
    return letters.require_complete(
        BreachReport(
            as_of=moment.at_home(now).date(),
            reference=breach.reference,
            stage=_stage(case),
            controller={name: notice.data["controller"][name] for name in ("name", "business_id")},
            contact=_contact(register),
            register=notice.data["name"],
            times=_times(case),
            nature=_nature(case),
            concerned=_concerned(register, case),
            consequences=_consequences(case),
            measures=_measures(case),
            decision={name: decision[name] for name in ("risk", "authority", "persons", "reason")}
            if decision
            else {},
            delay=str(breach.data.get("delay", "")) if breach.is_late(now) else None,
            persons=_persons(case),
            countries=tuple(breach.data.get("countries", ())),
        )
    )


def close(register: Register, words: str, now: datetime) -> str:
    """Note that nothing is left to do: what stays has to be whole (Article 33(5)).

    Raises Refused where a point of the documentation is empty, or something is left.
    """
    case = breaches.closable(register, words)
    report(register, case, now)
    return breaches.close(register, case, now)


def form(found: BreachReport, name: str, language: str) -> bytes:
    """Return the notification as text, html, pdf or json."""
    if name == "json":
        return safe.as_json(found.to_json()).encode()
    return forms.render(letters.notification(found, language), name, found.as_of)


def _stage(case: Case) -> str:
    if case.breach.notified:
        return letters.SUPPLEMENT
    is_internal = case.breach.decision.get("authority") == law.NOT
    return letters.RECORD if is_internal else letters.FIRST


def _contact(register: Register) -> Facts:
    contact, controller = register.notice.data["contact"], register.notice.data["controller"]
    phone = contact.get("phone") or controller.get("phone")
    return {"name": contact["name"], "email": contact["email"], "phone": phone}


def _times(case: Case) -> Facts:
    clock, data = case.breach.clock, case.breach.data
    notified = sorted(data.get("notified", ()), key=lambda each: moment.read(each["when"]))
    return {
        "aware": data["aware"],
        "due": moment.write(clock.due),
        "happened": data.get("happened"),
        "notified": tuple(dict(each) for each in notified),
    }


def _nature(case: Case) -> Facts:
    data = case.breach.data
    facts = data.get("facts", {})
    device = facts.get("device")
    return {
        "kind": data["kind"],
        "what": data["what"],
        "paper": data.get("paper") == "yes" or data["kind"] == "lost-paper",
        "device": {name: value for name, value in device.items() if name != "name"}
        if device
        else None,
        "versions": facts.get("versions", "0"),
    }


def _concerned(register: Register, case: Case) -> Facts:
    """Return whose data and which: counts, roles and groups; approximate, as the law allows."""
    data, facts = case.breach.data, case.breach.data.get("facts", {})
    groups = [*facts.get("categories", ())]
    return {
        "people": data.get("persons", facts.get("people", "")),
        "records": data.get("persons", facts.get("records", "")),
        "roles": tuple(map(_role, facts.get("roles", ()))) or None,
        "categories": tuple(register.notice.category(group) for group in groups) or None,
    }


def _role(name: str) -> Facts:
    meant: Facts = schema.schema("client")["properties"]["roles"]["items"]["x-values"]
    found: Facts = meant.get(name, dict.fromkeys(LANGUAGES, name))
    return found


def _consequences(case: Case) -> str | None:
    """Return the owner's words; None where none are likely, and she has said no more."""
    said = str(case.breach.data.get("consequences", ""))
    unlikely = case.breach.decision.get("risk") == law.NONE
    return None if unlikely and not said else said


def _measures(case: Case) -> Facts:
    data, since = case.breach.data, case.since
    said: Facts = {name: data[name] for name in MEASURES if name in data}
    if since.day:
        said["key"] = {"day": since.day.isoformat(), "renewed": since.is_renewed}
    return said


def _persons(case: Case) -> Facts:
    decision = case.breach.decision
    if not decision:
        return {}
    told = case.breach.told
    return {
        "persons": decision["persons"],
        "exception": decision.get("exception"),
        "reason": decision["reason"],
        "told": moment.write(told) if told else None,
    }


def _refuse_names(register: Register, case: Case) -> None:
    """Refuse words that name a client: the form takes none of their data. Raises Refused."""
    people = People.of(register.records())
    said = {name: str(case.breach.data.get(name, "")) for name in OWN_WORDS}
    for place, each in enumerate(case.breach.data.get("decisions", ())):
        said[f"decisions[{place}].reason"] = str(each["reason"])
    found = [
        name
        for name, text in said.items()
        if people.are_in(text) or identifiers.personal_codes(text)
    ]
    if found:
        raise Refused(
            _("{where}: the words name a client, and would go out: {fields}").format(
                where=case.id, fields=", ".join(found)
            ),
            _("say it without names: records edit {where}").format(where=case.id),
        )


# --- The people -----------------------------------------------------------------------------


def posts(register: Register, case: Case, today: date) -> list[tuple[Written, Record]]:
    """Return the letters to the people whose data were concerned, each with its addressee.

    Who was erased since is written to no more. Raises Refused where it was decided that they are
    not told, or where it is not recorded who they are.
    """
    if case.breach.decision.get("persons") != law.TELL:
        raise Refused(
            _("{where}: it is not decided that the people are told").format(where=case.id),
            f"records breach decide {case.id} --risk high --authority notify --persons tell",
        )
    if not _measures(case):
        raise Refused(
            _("{where}: the letters have to say what was done (GDPR, Article 34(2))").format(
                where=case.id
            ),
            f"records breach note {case.id} --measures WORDS",
        )
    _refuse_names(register, case)
    people = [record for record in _people(register, case) if client.is_person(record.data)]
    return [(partial(_letter, register, case, record, today), record) for record in people]


def _people(register: Register, case: Case) -> Iterator[Record]:
    named = case.breach.data.get("people", ())
    if not named and "persons" in case.breach.data:
        raise Refused(
            _("{where}: it is not recorded who the people are").format(where=case.id),
            _("list their ids under people: records edit {where}").format(where=case.id),
        )
    if not named:
        return register.records()
    known = set(register.ids())
    return (register.read(each) for each in named if each in known)


def _letter(register: Register, case: Case, record: Record, today: date, language: str) -> Any:
    notice, breach = register.notice, case.breach
    used = {leaf.category for leaf in schema.leaves("client", record.data)}
    groups = [name for name in notice.data["categories"] if name in used]
    told = Told(
        kind=str(breach.data["kind"]),
        aware=breach.clock.aware,
        categories=tuple(notice.category(name) for name in groups),
        notified=next(iter(breach.notified), None),
        is_notified=bool(breach.notified) or breach.must_notify,
        renewed=case.since.day if case.since.is_renewed else None,
        consequences=str(breach.data.get("consequences", "")),
        measures=tuple(str(breach.data[name]) for name in MEASURES if name in breach.data),
    )
    return letters.to_person(Head.of(notice, today, client.name_of(record.data)), told, language)
