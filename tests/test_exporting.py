"""What leaves the register for another program: for one purpose, and no more than it needs."""

import csv
import io
import json
from collections.abc import Callable

import pytest

from heijastus_records.register import layout
from heijastus_records.register.register import Register

from .house import Ran

Records = Callable[..., Ran]

COMPANY = """\
kind: organisation
name: Kuvitteellinen Oy
roles: [orderer]
business_id: 9900001-8
emails: [laskut@kuvitteellinen.example]
relationship: {started: "2023-08-15"}
billing: {buyer_reference: KP-4410}
"""
PERSON = """\
kind: person
name: {{given: Venla, family: Virtanen}}
roles: [supervisee]
emails: [venla@kuvitteellinen.example]
phones: ["+358401234567"]
organisations:
  - {{id: {company}, role: supervisee}}
relationship: {{started: "2023-08-15"}}
# soittaa mieluummin
"""


def add(register: Register, text: str) -> str:
    record = layout.new_id("c")
    register.add({record: text}, action="new")
    return record


@pytest.fixture
def company(register: Register) -> str:
    return add(register, COMPANY)


@pytest.fixture
def venla(register: Register, company: str) -> str:
    return add(register, PERSON.format(company=company))


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran
    return list(csv.DictReader(io.StringIO(ran.out), delimiter=";"))


def ids(ran: Ran) -> set[str]:
    return {row["id"] for row in rows(ran)}


def change(register: Register, record: str, **fields: object) -> None:
    with register.edit(record, action="edit") as data:
        data.update(fields)


def test_only_what_the_notice_names_for_the_purpose_leaves(venla: str, records: Records) -> None:
    done = records("export", "--purpose", "contact", "--json")
    (found,) = (each for each in json.loads(done.out)["clients"] if each["id"] == venla)
    assert found.keys() == {"id", "kind", "name", "emails", "phones", "organisations"}
    assert "role" not in found["organisations"][0]  # the contract's, which this does not need
    assert "mieluummin" not in done.out


def test_a_spreadsheet_has_names_where_the_record_has_ids(venla: str, records: Records) -> None:
    found = {row["id"]: row for row in rows(records("export", "--purpose", "contact"))}
    assert found[venla]["organisations.id"] == "Kuvitteellinen Oy"
    assert found[venla]["name"] == "Venla Virtanen"
    assert found[venla]["phones"] == "'+358401234567"  # no spreadsheet takes it for a formula


def test_billing_concerns_those_who_are_billed(venla: str, company: str, records: Records) -> None:
    assert ids(records("export", "--purpose", "billing")) == {company}


def test_a_purpose_that_the_notice_does_not_name_is_refused(records: Records) -> None:
    done = records("export", "--purpose", "curiosity")
    assert done.code == 2
    assert "accounting" in done.err


def test_after_the_relationship_only_the_law_has_a_purpose(
    register: Register, company: str, records: Records
) -> None:
    invoice = {"number": "2024-1", "date": "2024-05-31", "amount": "100.00"}
    ended = {"started": "2023-08-15", "ended": "2024-06-14"}
    change(register, company, invoices=[invoice], relationship=ended)
    assert ids(records("export", "--purpose", "contact")) == set()
    assert ids(records("export", "--purpose", "billing")) == set()
    assert ids(records("export", "--purpose", "accounting")) == {company}


def test_what_may_only_be_stored_stays_in(
    register: Register, venla: str, company: str, records: Records
) -> None:
    change(register, venla, restriction={"ground": "art-18-1-a", "since": "2024-01-01"})
    done = records("export", "--purpose", "contact")
    assert ids(done) == {company}
    assert "to be stored only (GDPR, Article 18): 1" in done.err


def test_with_consent_as_the_basis_nobody_without_one_leaves(
    register: Register, venla: str, records: Records
) -> None:
    assert ids(records("export", "--purpose", "marketing")) == set()
    change(register, venla, consents=[{"purpose": "marketing", "given": "2026-01-01"}])
    assert ids(records("export", "--purpose", "marketing")) == {venla}
    change(register, venla, objection={"day": "2026-02-01", "to": "marketing"})
    done = records("export", "--purpose", "marketing")
    assert ids(done) == set()
    assert "have objected (GDPR, Article 21): 1" in done.err
