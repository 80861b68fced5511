"""The record of processing activities: every point of Article 30(1), facts only, nobody named."""

import json
from datetime import date
from typing import Any

import pytest

from heijastus_records.errors import Refused
from heijastus_records.law.notice import DUTIES
from heijastus_records.letters.ropa import POINTS, letter, require_complete
from heijastus_records.register import schema
from heijastus_records.rights import ropa
from tests.conftest import TODAY
from tests.test_access_report import ORGANISATION, OTHER, add
from tests.test_audit_report import PERSONAL
from tests.test_letters import HOSTILE, Words, extracted, squeezed

LANGUAGES = ("fi", "sv", "en")
KNOWN = ("Pynnönen", "heijastus.org", "orderer")
"""The controller's own contact person, whom Article 30(1)(a) asks for; and a role."""


def told(register: Any, form: str = "text", language: str = "fi") -> str:
    """Return the record in a form."""
    found = ropa.record(register, TODAY)
    return ropa.form(found, register.notice, form, language).decode()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_point_of_article_30_is_told(register):
    found = flat(told(register, language="en"))
    assert "Contact person: Mari Pynnönen" in found  # a
    assert "Billing Legal basis: contract" in found  # b
    assert "Article 6(1)(a)" in found
    assert "Data subjects: orderer, supervisee, coachee, contact person" in found  # c
    assert all(text["en"] in found for text in DUTIES.values())
    assert "Data are not disclosed to any third party." in found  # d
    assert "Countries of the data: FI" in found  # e
    assert "vouchers 6 years" in found  # f
    assert "10 years from the end of the financial year" in found
    assert "kept in a locked cabinet" in found  # g
    assert "sealed file (age) with a key of its own" in found


def test_people_and_organisations_are_counted(register, aino):
    add(register, ORGANISATION)
    add(register, OTHER)
    subjects = ropa.record(register, TODAY).subjects
    assert (subjects["people"], subjects["organisations"]) == (2, 1)


def test_recorded_disclosures_are_counted(register, aino):
    assert ropa.record(register, TODAY).recipients["disclosed"] == 0
    days = ("2026-01-02", "2026-02-03")
    with register.edit(aino, action="disclose") as data:
        data["disclosures"] = [{"to": "Tili Oy", "what": ["name"], "when": day} for day in days]
    assert ropa.record(register, TODAY).recipients["disclosed"] == 2
    assert "Tili Oy" not in told(register)


@pytest.mark.system("pdftotext")
@pytest.mark.parametrize("form", ("text", "html", "md", "json", "pdf"))
def test_no_client_and_no_place_of_a_key_is_named(register, aino, tmp_path, form):
    """Of people only the contact person stands in it."""
    add(register, ORGANISATION)
    found = ropa.record(register, TODAY)
    content = ropa.form(found, register.notice, form, "fi")
    text = extracted(content, tmp_path) if form == "pdf" else content.decode()
    assert not [word for word in PERSONAL if word in text and word not in KNOWN]
    assert aino[2:8] not in text
    assert str(tmp_path) not in text
    assert register.private.computer not in text


def test_security_tells_what_is_so(register):
    """Signed or not, the epoch and its day, how many copies: as they are."""
    security = ropa.record(register, TODAY).security
    facts = {name: security[name] for name in ("signed", "epoch", "since", "copies", "outstanding")}
    assert facts == {
        "signed": register.notice.is_signed,
        "epoch": 1,
        "since": TODAY.isoformat(),
        "copies": 0,
        "outstanding": 0,
    }
    said = "leaves a signed entry" if register.notice.is_signed else "are not signed"
    assert said in flat(told(register, language="en"))


def test_copies_of_the_key_are_counted_and_not_named(records, tmp_path):
    copy = tmp_path / "recovery.age"
    assert records("key", "copies", "--add", "lokero 7").code == 0
    facts = json.loads(records("ropa", "--json").out)
    assert facts["security"]["copies"] == 1
    assert "lokero" not in records("ropa").out
    assert not copy.exists()


def test_each_group_of_data_has_its_time(register):
    """By the schema's classes: whatever a record may hold is kept by a rule that is told."""
    limits = {each["category"]: each["rules"] for each in ropa.record(register, TODAY).retention}
    held = {
        rule["x-category"]
        for name in schema.names()
        for rule in _leaves(schema.schema(name))
        if "x-category" in rule
    }
    assert set(limits) == held
    assert all(rule["text"] for rules in limits.values() for rule in rules)
    assert [each["rule"] for each in limits["billing"]] == ["relationship", "accounting"]
    assert [each["rule"] for each in limits["phone"]] == ["relationship"]


def _leaves(rule: Any) -> list[Any]:
    inner = list(rule.values()) if isinstance(rule, dict) else rule
    found = [rule] if isinstance(rule, dict) else []
    return found + [
        leaf for each in inner if isinstance(each, dict | list) for leaf in _leaves(each)
    ]


@pytest.mark.parametrize("name", POINTS)
def test_an_empty_point_is_refused_by_its_law(register, name):
    found = ropa.record(register, TODAY)
    empty: Any = () if isinstance(getattr(found, name), tuple) else {}
    object.__setattr__(found, name, empty)
    with pytest.raises(Refused) as refusal:
        require_complete(found)
    assert f"{name} ({POINTS[name]})" in refusal.value.sentence


def test_a_purpose_with_an_unknown_group_of_data_is_refused(register):
    register.notice.data["purposes"][0]["categories"] = ["shoe-size"]
    with pytest.raises(Refused) as refusal:
        ropa.record(register, TODAY)
    assert "purposes (Article 30(1)(b))" in refusal.value.sentence


def test_a_purpose_without_roles_concerns_all(register):
    purposes = {each["id"]: each["subjects"] for each in ropa.record(register, TODAY).purposes}
    assert purposes["billing"] == purposes["care"] == purposes["requests"]
    register.notice.data["purposes"][2]["roles"] = ["orderer", "tuntematon"]
    purposes = {each["id"]: each["subjects"] for each in ropa.record(register, TODAY).purposes}
    assert [each["fi"] for each in purposes["billing"]] == ["tilaaja", "tuntematon"]


def test_processors_and_hosts_are_named_with_their_countries(register):
    data = register.notice.data
    task = {"fi": "kirjanpito", "sv": "bokföring", "en": "accounts"}
    data["recipients"]["named"] = [{"name": "Tilitoimisto Oy", "task": task, "country": "FI"}]
    data["transfers"]["hosts"] = [{"host": "git.heijastus.example", "country": "FI"}]
    found = flat(told(register, language="sv"))
    assert "Tilitoimisto Oy: bokföring (FI)" in found
    assert "git.heijastus.example (FI)" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_says_something_in_every_language(register, language):
    found = letter(ropa.record(register, TODAY), register.notice, language)
    assert len(found.sections) == 7
    assert all(section.blocks and section.heading for section in found.sections)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_notice_stays_text(register, value):
    def page(words: str) -> Words:
        data = register.notice.data
        data["name"] = dict.fromkeys(LANGUAGES, words)
        data["purposes"][0]["text"] = data["purposes"][0]["reason"] = data["name"]
        data["categories"]["name"] = data["transfers"]["text"] = data["name"]
        data["contact"]["name"] = words
        data["transfers"]["hosts"] = [{"host": words, "country": words}]
        return Words(told(register, "html"))

    plain, hostile = page("harmless"), page(value)
    assert [tag for tag in hostile.tags if tag != "br"] == [t for t in plain.tags if t != "br"]
    assert hostile.attributes == plain.attributes


def test_json_is_the_same_in_every_language(register):
    facts = json.loads(told(register, "json"))
    assert facts["schema"] == "records.ropa/1"
    assert date.fromisoformat(facts["as_of"]) == TODAY
    assert told(register, "json") == told(register, "json", "en")
    assert set(facts) >= {*POINTS, "register"}


def test_a_record_that_cannot_be_read_stops_it(records, register, aino):
    file = register.root / "records" / "clients" / f"{aino}.yaml.age"
    file.write_bytes(file.read_bytes()[:-20])
    done = records("ropa")
    assert (done.code, done.out) == (7, "")
    assert aino in done.err


def test_a_damaged_epoch_is_named(records, register):
    file = register.root / "records" / "epoch"
    file.write_text('epoch: "1"\nday: "tomorrow"\n', "utf-8")
    done = records("ropa")
    assert done.code == 7
    assert "records/epoch: missing or damaged" in done.err


def test_the_ending_of_a_file_says_the_form(records, tmp_path):
    file = tmp_path / "seloste.md"
    assert records("ropa", "--lang", "en", "--out", file).code == 0
    content = file.read_text("utf-8")
    assert "# Record of processing activities" in content
    assert "## 7. Security measures (g)" in content
    assert squeezed("General Data Protection Regulation") in squeezed(content)
