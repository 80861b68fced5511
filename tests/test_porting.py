"""What a person takes along is what they have given: a part of the access copy, and no more."""

import csv
import io
import json
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heijastus_records.errors import Refused
from heijastus_records.register import document, layout, schema
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import access, porting

from .house import AINO, PROJECT, TODAY, Ran
from .test_access_report import ORGANISATION
from .test_restricting import asked

Run = Callable[..., Ran]

GIVEN = (
    AINO.replace("{fields: [name, emails], from: orderer", "{fields: [name, phones], from: subject")
    + "  - {fields: [emails], from: orderer}\n"
    + "  - {fields: [billing, language], from: subject}\n"
    + "  - {fields: [billing], from: orderer-website}\n"
    + 'invoices:\n  - {number: "1", date: 2024-02-01, amount: "100.00", currency: EUR}\n'
    + "restriction: {ground: art-18-1-a, since: 2026-01-01}\n"
    + "paper: [{kind: muistiinpanot, place: kaappi 1}]\n"
    + "holds: [{ground: art-17-3-e, since: 2026-01-01}]\n"
)


def added(register: Register, text: str) -> Record:
    record = layout.new_id("c")
    register.add({record: text}, action="new")
    return register.read(record)


def taken(register: Register, text: str, today: date = TODAY) -> dict[str, Any]:
    found: dict[str, Any] = porting.of(register, added(register, text), today).to_json()["data"]
    return found


def own(text: str, *fields: str) -> str:
    """A record in which these fields come from the person, and nothing else does."""
    before, _sources, _rest = text.partition("sources:")
    return f"{before}sources: [{{fields: [{', '.join(fields)}], from: subject}}]\n"


# --- What goes along ----------------------------------------------------------------------------


def test_only_what_the_person_has_given_goes_along(register: Register) -> None:
    found = taken(register, GIVEN)
    assert found["name"] == {"given": "Aino", "family": "Esimerkki"}
    assert found["phones"] == ["+358401234567"]
    assert found["language"] == "fi"
    assert "emails" not in found


def test_what_came_from_others_as_well_stays(register: Register) -> None:
    assert "billing" not in taken(register, GIVEN)


def test_no_entry_of_a_duty_goes_along_but_the_consents(register: Register) -> None:
    found = taken(register, GIVEN)
    assert found["consents"] == [
        {"purpose": "marketing", "version": "2023-07-25", "given": "2023-08-15", "how": "lomake"}
    ]
    assert not {"restriction", "paper", "holds", "sources", "kind"} & found.keys()


def test_where_the_signed_paper_lies_stays(register: Register) -> None:
    text = own(AINO, "name").replace("how: lomake", "evidence: kaappi 1")
    assert "evidence" not in taken(register, text)["consents"][0]


def test_no_comment_goes_along(register: Register) -> None:
    written = json.dumps(porting.of(register, added(register, GIVEN), TODAY).to_json())
    assert "Came by way" not in written
    assert "prefers mail" not in written


def test_what_only_the_law_keeps_stays(register: Register) -> None:
    text = own(AINO, "name", "invoices") + 'invoices: [{number: "1", date: 2024-02-01}]\n'
    assert taken(register, text).keys() == {"name", "consents"}


def test_what_a_partial_erasure_has_left_is_for_the_law_alone(register: Register) -> None:
    text = (
        "kind: person\nname: {given: Aino, family: Esimerkki}\n"
        'invoices: [{number: "1", date: 2024-02-01}]\n'
        "reduced: {day: 2026-01-01, ground: art-17-1}\n"
        "sources: [{fields: [name, invoices], from: subject}]\n"
    )
    with pytest.raises(Refused):
        taken(register, text)


def test_an_item_with_a_source_of_its_own_is_judged_by_that(register: Register) -> None:
    text = own(AINO, "name").replace(
        "    starts: 2023-08-15\n",
        "    starts: 2023-08-15\n    source: subject\n    paper: kansio 3\n"
        "  - {number: S-2024-01, source: orderer}\n",
    )
    (contract,) = taken(register, text)["contracts"]
    assert contract["number"] == "S-2023-07"
    assert not {"paper", "source"} & contract.keys()


def test_a_purpose_that_rests_on_consent_lasts_as_long_as_the_consent(register: Register) -> None:
    file = register.root / "register.yaml"
    notice = file.read_text("utf-8").replace("basis: art-6-1-b", "basis: art-6-1-f")
    file.write_text(notice, "utf-8")
    changed = Register.open(register.root, register.private.identity)
    assert taken(changed, own(AINO, "name")).keys() == {"name", "consents"}
    withdrawn = own(AINO, "name").replace("how: lomake", "withdrawn: 2026-11-01")
    assert taken(changed, withdrawn).keys() == {"consents"}


def test_fields_without_a_source_stay_and_the_owner_is_told(
    records: Run, register: Register
) -> None:
    record = added(register, own(AINO, "name"))
    ran = records("portability", record.id)
    assert ran.code == 0, ran.err
    (told,) = [line for line in ran.err.splitlines() if "no source is recorded" in line]
    for field in ("emails", "phones", "billing", "contracts", "roles"):
        assert field in told
    assert "name" not in told


def test_where_nothing_is_known_to_come_from_the_person_it_is_refused(
    records: Run, register: Register
) -> None:
    text = 'kind: person\nname: {given: Åke, family: Esimerkki}\nphones: ["+358401234567"]\n'
    ran = records("portability", added(register, text).id)
    assert ran.code == 6
    assert "name, phones" in ran.err


def test_an_organisation_has_no_such_right(records: Run, register: Register) -> None:
    record = added(register, ORGANISATION)
    ran = records("portability", record.id)
    assert (ran.code, ran.out) == (6, "")
    assert f"records access-report {record.id}" in ran.err


def test_a_restricted_record_still_goes_along(register: Register) -> None:
    assert taken(register, GIVEN)


# --- Its forms ----------------------------------------------------------------------------------


def test_every_value_says_what_it_is_and_what_a_code_stands_for(register: Register) -> None:
    organisation = added(register, ORGANISATION)
    text = own(AINO, "language", "organisations")
    text += f"organisations: [{{id: {organisation.id}, role: contact}}]\n"
    found = porting.of(register, added(register, text), TODAY)
    values = {each.field: each for each in found.values}
    assert values["language"].title == {
        "fi": "Asiointikieli",
        "sv": "Kontaktspråk",
        "en": "Language",
    }
    assert values["language"].means == {"fi": "suomi", "sv": "finska", "en": "Finnish"}
    named = values["organisations[0].id"].means
    assert named and named["fi"] == "Esimerkki Hyvinvointi Oy"
    purpose = values["consents[0].purpose"].means
    assert purpose and purpose["en"].startswith("Maintaining")


def test_what_goes_along_is_itself_a_record_but_for_its_kind(register: Register) -> None:
    assert schema.check("client", {"kind": "person", **taken(register, GIVEN)}) == []


def test_the_file_keeps_its_published_schema(register: Register) -> None:
    published = json.loads((PROJECT / "docs" / "portability.schema.json").read_text("utf-8"))
    whole = porting.of(register, added(register, GIVEN), TODAY).to_json()
    jsonschema.validate(json.loads(json.dumps(whole)), published)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**whole, "values": [{"field": "name"}]}, published)


def test_the_file_says_what_it_is_and_the_csv_has_the_same_values(
    records: Run, register: Register, tmp_path: Path
) -> None:
    record = added(register, GIVEN)
    assert records("portability", record.id, "--out", str(tmp_path / "own.json")).code == 0
    assert records("portability", record.id, "--out", str(tmp_path / "own.csv")).code == 0
    whole = json.loads((tmp_path / "own.json").read_text("utf-8"))
    assert whole["schema"] == "records.portability/1"
    table = csv.reader(io.StringIO((tmp_path / "own.csv").read_text("utf-8")), delimiter=";")
    head, *rows = table
    assert head == ["field", "title", "value"]
    values = [(each["field"], each["title"]["fi"], each["value"]) for each in whole["values"]]
    # A telephone number begins like a formula: a spreadsheet gets it with an apostrophe.
    assert [(a, b, c.removeprefix("'")) for a, b, c in rows] == values
    assert ("phones[0]", "Puhelinnumero", "'+358401234567") in map(tuple, rows)


def test_a_formula_is_text_in_the_csv(register: Register, records: Run) -> None:
    record = added(register, own(AINO.replace("family: Esimerkki", "family: =cmd()"), "name"))
    assert "'=cmd()" in records("portability", record.id, "--format", "csv").out


@pytest.mark.system("csv2rec", "recsel")
def test_another_program_reads_the_csv(records: Run, register: Register) -> None:
    record = added(register, GIVEN)
    table = records("portability", record.id, "--format", "csv").out
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    out = io.StringIO()
    csv.writer(out).writerows(rows)  # csv2rec knows commas only
    made = subprocess.run(["csv2rec"], input=out.getvalue(), capture_output=True, text=True)
    found = subprocess.run(
        ["recsel", "-e", "field = 'name.given'", "-P", "value"],
        input=made.stdout,
        capture_output=True,
        text=True,
    )
    assert found.stdout == "Aino\n"


@pytest.mark.system("jq")
def test_another_program_reads_the_json(records: Run, register: Register) -> None:
    shown = records("portability", added(register, GIVEN).id).out
    found = subprocess.run(
        ["jq", "-r", ".data.name.given"], input=shown, capture_output=True, text=True
    )
    assert found.stdout == "Aino\n"


def test_the_letter_goes_with_the_file_and_says_what_is_missing_and_why(
    records: Run, register: Register, tmp_path: Path
) -> None:
    record = added(register, own(GIVEN, "name") + "paper: [{kind: muistio, place: kaappi 1}]\n")
    files = {name: str(tmp_path / f"omat.{name}") for name in ("csv", "txt")}
    ran = records("portability", record.id, "--letter", files["txt"])
    assert (ran.code, "--out FILE" in ran.err) == (2, True)
    ran = records("portability", record.id, "--out", files["csv"], "--letter", files["txt"])
    assert ran.code == 0, ran.err
    letter = Path(files["txt"]).read_text("utf-8")
    assert "omat.csv: CSV (UTF-8)" in letter
    assert "Sähköpostiosoitteet: Lähdettä ei ole merkitty" in letter
    assert "Manuaalinen aineisto: Oikeus ei koske manuaalista aineistoa" in letter


def test_a_request_is_answered_by_it_and_nothing_else_is_recorded(
    records: Run, register: Register, tmp_path: Path
) -> None:
    record = added(register, GIVEN)
    request = asked(records, record.id, "portability", "--confirmed", "phone")
    head = register.history.head()
    assert records("portability", record.id).code == 0
    assert register.history.head() == head
    files = ("--out", str(tmp_path / "a.json"), "--letter", str(tmp_path / "a.txt"))
    ran = records("portability", "--request", request, *files)
    assert ran.code == 0, ran.err
    data: Any = register.read(request).data
    assert data["decisions"][0]["outcome"] == "granted"
    assert data["decisions"][0]["fields"] == ["name", "phones", "language", "consents"]
    change = register.trail()[0]
    assert (change.action, change.ids, change.request) == ("port", (request,), request)


# --- A part of the access copy, whatever the record ---------------------------------------------

FIELDS = ("name", "emails", "phones", "language", "contracts", "billing", "consents", "invoices")
SOURCES = ("subject", "orderer", "orderer-website", "consent")


@st.composite
def records_of_people(draw: st.DrawFn) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "kind": "person",
        "name": {"given": "Aino", "family": "Esimerkki"},
        "emails": ["aino.esimerkki@posti.example"],
        "phones": ["+358401234567"],
        "language": "sv",
        "contracts": [{"number": "S-1"}, {"number": "S-2"}],
        "billing": {"method": "paper", "address": {"city": "Helsinki"}},
        "consents": [{"purpose": "marketing", "given": "2024-01-01", "evidence": "kaappi 1"}],
        "invoices": [{"number": "1", "date": "2024-02-01"}],
    }
    held = {"kind", "name", *draw(st.sets(st.sampled_from(FIELDS)))}
    data = {name: value for name, value in whole.items() if name in held}
    for item in data.get("contracts", []):
        if source := draw(st.sampled_from(("", *SOURCES))):
            item["source"] = source
    named = st.sets(st.sampled_from(FIELDS), min_size=1, max_size=4)
    entries = draw(st.lists(st.tuples(named, st.sampled_from(SOURCES)), max_size=3))
    if entries:
        data["sources"] = [{"fields": sorted(names), "from": name} for names, name in entries]
    return data


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records_of_people())
def test_what_goes_along_is_a_part_of_the_access_copy_and_came_from_nobody_else(
    register: Register, data: dict[str, Any]
) -> None:
    record = Record("c-aaaaaaaaaaaaa", document.dump(data), 1, "", ())
    assert schema.check("client", record.data) == []
    report: Any = access.answer(register, record, TODAY).report
    copied = Counter((each.title["fi"], each.value) for each in report.values)
    foreign = {
        (each.title["fi"], each.value)
        for each in report.values
        if each.source["from"] in ("orderer", "orderer-website")
    }
    try:
        found = porting.of(register, record, TODAY)
    except Refused:
        return
    going = Counter((each.title["fi"], each.value) for each in found.values)
    assert going <= copied
    assert going.keys() & foreign == set()
