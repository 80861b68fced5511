"""The access answer is complete, is about one person only, and leaks nowhere."""

import json
import re
import stat
import subprocess
from pathlib import Path

import pytest

from heijastus_records.errors import Refused
from heijastus_records.letters import access as letters
from heijastus_records.register import document, layout
from heijastus_records.register.register import Register
from heijastus_records.rights import access
from tests.conftest import AINO, TODAY

ORGANISATION = """\
kind: organisation
name: Esimerkki Hyvinvointi Oy
business_id: 9900001-8
roles: [orderer]
emails: [laskut@esimerkki.example]
billing: {email: aino.esimerkki@posti.example}
"""
OTHER = """\
kind: person
name: {given: Åke, family: Söderlund-Mäkelä}
emails: [ake@esimerkki.example]
# Aino Esimerkki suositteli
"""
COACHEE = """\
kind: person
name: {given: Päivi, family: Näkkäläjärvi}
emails: [paivi@posti.example]
relationship: {started: 2014-06-20, ended: 2025-04-30}
invoices:
  - {number: "2014-033", date: 2014-06-20, amount: 95.00, currency: EUR}
  - {number: "2020-056", date: 2020-05-25, amount: 1488.00, currency: EUR}
contracts: [{place: etä, paper: kaappi 1 kansio 3}]
sources: [{fields: [name, invoices], from: subject, day: 2014-06-01}]
"""

REMOVABLE = {
    "purposes": "Aa",
    "categories": "Ab",
    "recipients.disclosures": "Ac",
    "recipients.processors": "Ac",
    "retention.relationship.text": "Ad",
    "rights": "Ae",
    "complaint": "Af",
    "complaint.postal": "Af",
    "automated_decisions": "Ah",
    "automated_decisions.text": "Ah",
    "transfers": "A2",
    "transfers.text": "A2",
    "places": "A6",
    "protection.manual.text": "A6",
}


def add(register, text: str) -> str:
    """Add a record and return its id."""
    record = layout.new_id("c")
    register.add({record: text}, action="new")
    return record


def report(register, record: str) -> letters.AccessReport:
    """Return the report of one person."""
    return access.answer(register, register.read(record), TODAY).report


@pytest.mark.parametrize("path", REMOVABLE)
def test_a_point_that_the_notice_does_not_fill_is_refused_by_name(register, records, aino, path):
    """Nothing is told rather than a part of it."""
    notice = register.root / "register.yaml"
    draft = document.Draft(notice.read_text("utf-8"))
    *parents, last = path.split(".")
    place = draft.data
    for step in parents:
        place = place[step]
    del place[last]
    notice.write_text(draft.text, "utf-8")
    code, out, said = records("access-report", aino)
    assert (code, out) == (1, "")
    assert f"({REMOVABLE[path]}" in said


def test_a_point_left_out_of_the_model_is_refused(register, aino):
    """Every point has a field, and every field is looked at."""
    whole = report(register, aino)
    for name in letters.POINTS:
        facts = {field: getattr(whole, field) for field in whole.__dataclass_fields__}
        empty = type(facts[name])() if not hasattr(facts[name], "isoformat") else ""
        with pytest.raises(Refused, match=name):
            letters.require_complete(letters.AccessReport(**{**facts, name: empty}))


def test_all_values_and_comments_are_in_the_copy(register, aino):
    """The copy is the record, with nothing added and nothing left out."""
    whole = report(register, aino)
    assert whole.data == document.load(AINO)
    assert [value.value for value in whole.values] == list(_flat(document.load(AINO)))
    assert whole.comments == ("Came by way of the orderer", "prefers mail", "the first one")


def _flat(value):
    if isinstance(value, str):
        yield value
    else:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _flat(item)


def test_each_value_has_its_own_source_and_end(register):
    """Contact data go with the relationship; each invoice has its own clock."""
    whole = report(register, add(register, COACHEE))
    ends = {value.field: value.retention for value in whole.values}
    sources = {value.field: value.source for value in whole.values}
    assert ends["emails[0]"]["until"] == "2025-04-30"
    assert ends["invoices[0].number"] == {
        "rule": "accounting",
        "until": "2024-12-31",
        "statute_until": "2020-12-31",
    }
    assert ends["invoices[1].amount"]["until"] == "2030-12-31"
    assert ends["name.family"]["until"] == "2030-12-31"
    assert (sources["name.given"]["from"], sources["name.given"]["day"]) == (
        "subject",
        "2014-06-01",
    )
    assert sources["emails[0]"]["from"] is None


def test_what_is_held_too_long_is_said_to_both(register):
    """To the person in the answer, to the owner beside it."""
    found = access.answer(register, register.read(add(register, COACHEE)), TODAY)
    assert any("time has passed" in remark for remark in found.remarks)
    assert "säilytysaika on päättynyt 30.4.2025" in " ".join(_text(found).split())
    assert "säilytetään 30.4.2025 asti" not in " ".join(_text(found).split())


def test_other_peoples_data_are_left_out_and_a_mention_is_told_to_the_owner(register, aino):
    """An organisation's record gives back only this person's own address."""
    organisation, other = add(register, ORGANISATION), add(register, OTHER)
    found = access.answer(register, register.read(aino), TODAY)
    spoken = json.dumps(found.report.to_json(), ensure_ascii=False) + _text(found)
    assert "Söderlund" not in spoken
    assert "ake@" not in spoken
    assert "laskut@esimerkki.example" not in spoken
    assert [item["field"] for item in found.report.elsewhere] == ["billing.email"]
    assert [remark.split()[0] for remark in found.remarks] == sorted([organisation, other])


def test_paper_folders_and_places_are_named(register):
    """The cabinet belongs to the answer."""
    found = access.answer(register, register.read(add(register, COACHEE)), TODAY)
    assert found.report.paper["items"][0]["place"] == "kaappi 1 kansio 3"
    text = " ".join(_text(found).split())
    assert "Sopimus: kaappi 1 kansio 3" in text
    for place in ("Lukittu kaappi", "Sähköposti", "Laskut ja kirjanpito"):
        assert place in text


def test_the_letter_has_the_authoritys_sections_in_order(register, aino):
    """Fourteen headings, in each language."""
    for language, first, last in (
        ("fi", "1. Pyyntösi", "14. Yhteyshenkilö ja allekirjoitus"),
        ("sv", "1. Din begäran", "14. Kontaktperson och underskrift"),
        ("en", "1. Your request", "14. Contact person and signature"),
    ):
        text = _text(access.answer(register, register.read(aino), TODAY), language)
        headings = re.findall(r"(?m)^\d+\. .*", text)
        assert (headings[0], headings[-1], len(headings)) == (first, last, 14)
        assert max(map(len, text.split("\n"))) <= 78


def test_json_does_not_change_with_the_language(records, aino):
    """What a program reads is the same for every owner."""
    outs = {records("--lang", lang, "access-report", aino, "--json").out for lang in ("fi", "en")}
    outs |= {records("access-report", aino, "--json", "--lang", "sv").out}
    assert len(outs) == 1


def test_an_organisation_gets_a_plain_copy_that_says_so(records, register):
    """Article 15 is for people."""
    record = add(register, ORGANISATION)
    code, out, _said = records("access-report", record, "--lang", "fi")
    assert code == 0
    assert "oikeus saada tutustua tietoihin koskee ihmisiä" in out.replace("\n", " ")
    facts = json.loads(records("access-report", record, "--json").out)
    assert facts["schema"] == "records.copy/1"
    assert facts["data"] == document.load(ORGANISATION)


def test_an_unreadable_record_stops_every_answer(records, register, aino):
    """An answer that leaves out what could not be read would look complete."""
    other = add(register, OTHER)
    (register.root / layout.record_path(other)).write_bytes(b"age-encryption.org/v1\nbroken")
    code, out, said = records("access-report", aino)
    assert (code, out) == (7, "")
    assert other in said


def test_a_report_is_written_for_its_owner_only_and_never_into_a_work_tree(
    records, register, aino, tmp_path
):
    """0600, outside every register, never over an existing file without being told."""
    out = tmp_path / "answer.txt"
    assert records("access-report", aino, "--out", str(out)).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "Aino Esimerkki" in out.read_text("utf-8")
    assert records("access-report", aino, "--out", str(out)).code == 6
    assert records("access-report", aino, "--out", str(out), "--replace").code == 0
    for inside in (register.root / "answer.txt", register.root / "records" / "answer.txt"):
        assert records("access-report", aino, "--out", str(inside)).code == 6
        assert not inside.exists()
    elsewhere = tmp_path / "project"
    subprocess.run(["git", "init", "-q", str(elsewhere)], check=True)
    assert records("access-report", aino, "--out", str(elsewhere / "a.txt")).code == 6


def test_reading_changes_nothing(records, register, aino):
    """An answer leaves no trace in the register's folder."""
    before = _snapshot(register.root)
    records("access-report", aino)
    records("query", "--text", "Aino")
    records("validate")
    records("audit", "show")
    assert _snapshot(register.root) == before


def _snapshot(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "records.lock")
    return {str(path): path.read_bytes() for path in files}


def test_who_may_be_read_from_standard_input(records, aino):
    """So that no name stays in the history of a shell."""
    code, out, _said = records(
        "access-report", "-", "--json", input="AINO.esimerkki@posti.example\n"
    )
    assert code == 0
    assert json.loads(out)["client"]["id"] == aino


def test_nobody_is_told_by_exit_code_three(records, aino):
    """A person who is not in the register."""
    assert records("access-report", "nobody@posti.example").code == 3


def test_hostile_values_are_written_out(records, register):
    """Turning the direction of writing, or a zero-width letter, is shown and does nothing."""
    record = add(register, 'kind: person\nname: {given: "A\\u202eB", family: "\\u200bC"}\n')
    for form in ("text", "json"):
        out = records("access-report", record, "--format", form).out
        assert not {"\u202e", "\u200b"} & set(out)
        assert "\\u202e" in out


def _text(found: access.Answer, language: str = "fi") -> str:
    return found.form("text", language, TODAY).decode()


def test_the_erasure_of_somebody_else_is_no_change_of_a_persons_data(register, records, aino):
    before = report(register, aino).to_json()["log"]
    other = add(
        register, "kind: person\nname: {given: Toini, family: Toinen}\nphones: ['1234567']\n"
    )
    ran = records("erase", other, "--yes")
    assert ran.code == 0, ran.err
    opened = Register.open(register.root, register.private.identity)
    assert report(opened, aino).to_json()["log"] == before
