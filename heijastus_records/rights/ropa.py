"""The record of processing activities: gathered from the notice, the schema and the register.

GDPR, Article 30(1). The whole register is read for it; a record that cannot be read stops it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from heijastus_records.errors import Damaged
from heijastus_records.law import client
from heijastus_records.law.notice import DUTIES, Notice
from heijastus_records.letters import forms, information_wording, notice_wording, safe, wording
from heijastus_records.letters.ropa import Ropa, letter, require_complete
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, schema
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import custody, own_requests

Texts = dict[str, str]
Facts = dict[str, Any]


def record(register: Register, today: date) -> Ropa:
    """Return the record of processing activities on a day.

    Raises Refused where a point of Article 30(1) is empty, and what reading raises.
    """
    notice = register.notice
    data, held = notice.data, register.gather(_held)
    limits, purposes = tuple(_limits(notice)), (*data["purposes"], own_requests.PURPOSE)
    return require_complete(
        Ropa(
            as_of=today,
            register=data["name"],
            controller=_controller(data),
            purposes=tuple(_purpose(each, data) for each in purposes),
            subjects={**_subjects(data), **_counted(held)},
            categories=tuple({"id": each["category"], "text": each["text"]} for each in limits),
            recipients=_recipients(data, sum(given for _is_person, given in held)),
            transfers=_transfers(data),
            retention=limits,
            security=_security(register),
        )
    )


def form(told: Ropa, notice: Notice, name: str, language: str) -> bytes:
    """Return the record as text, html, pdf, md or json."""
    if name == "json":
        return safe.as_json(told.to_json()).encode()
    return forms.render(letter(told, notice, language), name, told.as_of)


def _held(each: Record) -> tuple[bool, int]:
    """Return of one record whether it is a person's, and how many disclosures it tells of."""
    return client.is_person(each.data), len(each.data.get("disclosures", ()))


def _counted(held: list[tuple[bool, int]]) -> dict[str, int]:
    people = sum(is_person for is_person, _given in held)
    return {"people": people, "organisations": len(held) - people}


# --- What the notice says ---------------------------------------------------------------------


def _controller(data: Facts) -> Facts:
    controller, contact = data["controller"], data["contact"]
    return {
        **{name: controller[name] for name in ("name", "business_id")},
        "address": controller.get("address"),
        "phone": contact.get("phone") or controller.get("phone"),
        "contact": contact["name"],
        "email": contact["email"],
    }


def _purpose(purpose: Facts, data: Facts) -> Facts:
    roles = purpose.get("roles") or data["subjects"]["roles"]
    return {
        **{name: purpose[name] for name in ("id", "text", "basis", "reason")},
        "subjects": [_role(each) for each in roles],
        "categories": [_category(data, each) for each in purpose["categories"]],
    }


def _role(role: str) -> Texts:
    """Return what a role is called; one that the schema does not know, as it was written."""
    known = schema.kind_at("client", ("roles", 0)).words
    return known.get(role) or dict.fromkeys(LANGUAGES, role)


def _category(data: Facts, name: str) -> Texts:
    """Return what a group of data is called; nothing for one that is not known."""
    found: Texts = data["categories"].get(name) or DUTIES.get(name, {})
    return found


def _subjects(data: Facts) -> Facts:
    subjects = data["subjects"]
    return {"text": subjects["text"], "roles": [_role(each) for each in subjects["roles"]]}


def _recipients(data: Facts, disclosed: int) -> Facts:
    recipients = data["recipients"]
    told = {name: recipients[name] for name in ("disclosures", "processors")}
    return {**told, "disclosed": disclosed, "processors_named": recipients.get("named", [])}


def _transfers(data: Facts) -> Facts:
    transfers = data["transfers"]
    told = {name: transfers[name] for name in ("text", "countries")}
    return {**told, "items": transfers.get("hosts", [])}


def _limits(notice: Notice) -> Iterator[Facts]:
    """Yield how long each group of data is kept: by the schema's classes and the notice's rules."""
    data = notice.data
    texts = {rule: data["retention"][rule]["text"] for rule in information_wording.RETENTION}
    texts |= {"request": wording.REQUESTS_KEPT, "breach": notice_wording.BREACHES_KEPT}
    kept = schema.kept()
    for name in (*data["categories"], *DUTIES):
        rules = [{"rule": rule, "text": texts.get(rule, {})} for rule in kept.get(name, ())]
        if rules:
            yield {"category": name, "text": _category(data, name), "rules": rules}


# --- What the program knows -------------------------------------------------------------------


def _security(register: Register) -> Facts:
    """Return facts of how the register is kept: no place of a key, and nobody's name."""
    known = custody.read(register)
    protection = register.notice.data["protection"]
    return {
        "manual": protection["manual"]["text"],
        "electronic": protection["electronic"]["text"],
        "sealed": "age",
        "key_per_record": True,
        "signed": register.notice.is_signed,
        "epoch": known.number,
        "since": _epoch_day(register),
        "copies": len(known.copies),
        "outstanding": len(known.outstanding),
    }


def _epoch_day(register: Register) -> str:
    content = register.content(layout.EPOCH, layout.EPOCH).decode("utf-8", "replace")
    day = str(document.load(content).get("day", ""))
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        sentence = _("{where}: missing or damaged").format(where=layout.EPOCH)
        raise Damaged(sentence, "records repair") from error
