"""To whom data were given is recorded, and what is restricted is given to nobody."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from heijastus_records.law import disclosure
from heijastus_records.letters import text
from heijastus_records.letters.replies import Corrected
from heijastus_records.register.register import Register
from heijastus_records.rights import disclosing

from .house import TODAY, Ran
from .test_access_report import ORGANISATION, add

Run = Callable[..., Ran]

DAY = TODAY.isoformat()

GIVEN = (
    *("--to", "Tilitoimisto Esimerkki Oy"),
    *("--what", "name, invoices,name"),
    *("--purpose", "kirjanpito"),
)


def entries(register: Register, record: str) -> Any:
    return register.read(record).data.get("disclosures", [])


def test_a_disclosure_is_recorded_with_its_day_and_fields_and_the_trail_names_none_of_it(
    records: Run, register: Register, aino: str
) -> None:
    ran = records("--as-of", DAY, "disclosures", "add", aino, *GIVEN, "--ground", "art-6-1-c")
    assert ran.code == 0, ran.err
    assert entries(register, aino) == [
        {
            "to": "Tilitoimisto Esimerkki Oy",
            "what": ["name", "invoices"],
            "when": DAY,
            "purpose": "kirjanpito",
            "ground": "art-6-1-c",
        }
    ]
    change = register.trail(aino)[0]
    assert (change.action, change.fields) == ("disclose", ("disclosures",))
    assert "Tilitoimisto" not in ran.err


def test_the_owner_is_told_that_her_notice_says_otherwise(records: Run, aino: str) -> None:
    ran = records("disclosures", "add", aino, *GIVEN)
    assert ran.code == 0
    assert "section 8 of the published notice" in ran.err


def test_nothing_is_said_of_a_recipient_that_the_notice_names(
    records: Run, register: Register, aino: str
) -> None:
    file = register.root / "register.yaml"
    named = (
        "named: [{name: tilitoimisto esimerkki oy, country: FI,"
        " task: {fi: kirjanpito, sv: bokföring, en: accounts}}]"
    )
    file.write_text(file.read_text("utf-8").replace("named: []", named), "utf-8")
    ran = records("disclosures", "add", aino, *GIVEN)
    assert ran.code == 0, ran.err
    assert "section 8" not in ran.err


def test_the_same_disclosure_twice_is_one(records: Run, register: Register, aino: str) -> None:
    records("--as-of", DAY, "disclosures", "add", aino, *GIVEN)
    head = register.history.head()
    ran = records("--as-of", DAY, "disclosures", "add", aino, *GIVEN)
    assert (ran.code, "no changes" in ran.err) == (0, True)
    assert register.history.head() == head


def test_a_field_that_no_client_has_is_refused_and_the_right_one_is_named(
    records: Run, aino: str
) -> None:
    ran = records("disclosures", "add", aino, "--to", "A", "--what", "emial", "--purpose", "b")
    assert ran.code == 2
    assert "did you mean emails" in ran.err


def test_what_was_given_is_named(records: Run, register: Register, aino: str) -> None:
    ran = records("disclosures", "add", aino, "--to", "A", "--what", " ,", "--purpose", "b")
    assert (ran.code, "--what A,B" in ran.err) == (2, True)
    assert entries(register, aino) == []


def test_a_disclosure_of_a_day_to_come_is_refused(records: Run, aino: str) -> None:
    ran = records("--as-of", DAY, "disclosures", "add", aino, *GIVEN, "--when", "2026-11-23")
    assert ran.code == 2


@pytest.mark.parametrize(
    ("ground", "code"), [("", 6), ("art-6-1-c", 6), ("art-18-1-a", 6), ("art-18-2", 0)]
)
def test_what_is_restricted_is_given_to_nobody_but_with_consent_or_for_a_claim(
    records: Run, register: Register, aino: str, ground: str, code: int
) -> None:
    with register.edit(aino, action="restrict") as data:
        data["restriction"] = {"ground": "art-18-1-a", "since": "2026-11-01"}
    ran = records("--as-of", DAY, "disclosures", "add", aino, *GIVEN, "--ground", ground)
    assert ran.code == code
    assert ("--ground art-18-2" in ran.err) == (code == 6)
    assert bool(entries(register, aino)) == (code == 0)


def test_the_list_has_all_clients_or_one_the_latest_first(
    records: Run, register: Register, aino: str
) -> None:
    other = add(register, ORGANISATION)
    for who, day in ((aino, "2026-01-01"), (other, "2026-02-01"), (aino, "2026-03-01")):
        assert records("disclosures", "add", who, *GIVEN, "--when", day).code == 0
    shown = json.loads(records("disclosures", "list", "--json").out)
    assert shown["schema"] == "records.disclosures/1"
    found = [(each["id"], each["when"]) for each in shown["disclosures"]]
    assert found == [(aino, "2026-03-01"), (other, "2026-02-01"), (aino, "2026-01-01")]
    lines = records("disclosures", "list", aino).out.splitlines()
    assert len(lines) == 3
    assert "Tilitoimisto Esimerkki Oy\tname, invoices\tkirjanpito" in lines[1]


def test_an_empty_list_says_so(records: Run, aino: str) -> None:
    ran = records("disclosures", "list", aino)
    assert (ran.code, "no disclosures" in ran.err) == (0, True)


def test_a_recipient_s_address_in_the_record_is_worth_a_second_thought(
    records: Run, aino: str
) -> None:
    ran = records(
        *("disclosures", "add", aino, "--to", "mari@tilit.example"),
        *("--what", "name", "--purpose", "kirjanpito"),
    )
    assert ran.code == 0
    assert "somebody else's e-mail address" in ran.err


@pytest.mark.parametrize(
    ("changed", "expected"),
    [(["invoices"], ["A", "C"]), (["emails"], ["C"]), (None, ["A", "B", "C"])],
)
def test_the_recipients_of_what_changes_are_told_and_of_what_nobody_wrote_down(
    changed: list[str] | None, expected: list[str]
) -> None:
    data = {
        "disclosures": [
            {"to": "A", "what": ["name", "invoices"], "when": "2026-01-01"},
            {"to": "B", "what": ["name"], "when": "2026-01-01"},
            {"to": "C", "when": "2026-01-01"},
        ]
    }
    assert [each["to"] for each in disclosure.told(data, changed)] == expected


TWICE = {
    "kind": "person",
    "name": {"given": "Aino", "family": "Esimerkki"},
    "emails": ["aino.esimerkki@posti.example"],
    "phones": ["+358401234567"],
    "disclosures": [
        {"to": "Tili Oy", "what": ["name", "phones"], "when": "2026-03-02"},
        {"to": "TILI OY", "what": ["emails", "phones"], "when": "2026-01-02"},
        {"to": "Vero", "when": "2026-02-02"},
        {"to": "Posti Oy", "what": ["invoices"], "when": "2026-02-02"},
    ],
}


def test_each_recipient_gets_one_letter_with_the_last_day_of_all_they_were_given(
    register: Register,
) -> None:
    found = disclosing.notices(register.notice, TWICE, None, "restrict", TODAY)
    letters = {to: text.render(letter("fi")) for to, letter in found}
    assert list(letters) == ["Tili Oy", "Vero", "Posti Oy"]
    assert "2.3.2026" in letters["Tili Oy"]
    assert "2.1.2026" not in letters["Tili Oy"]
    for kind in ("Nimi", "Puhelinnumerot", "Sähköpostiosoitteet"):
        assert f"- {kind}\n" in letters["Tili Oy"]
        assert f"- {kind}\n" in letters["Vero"]  # nobody wrote down what it was
    assert "Laskut" not in letters["Vero"]


def test_a_recipient_is_told_of_what_has_changed_of_theirs_and_of_nothing_else(
    register: Register,
) -> None:
    changes = [
        Corrected(("phones", 0), "+358401234567", "+358409876543"),
        Corrected(("language",), "fi", "sv"),
    ]
    found = disclosing.notices(
        register.notice, TWICE, ["phones", "language"], "rectify", TODAY, changes
    )
    letters = {to: text.render(letter("fi")) for to, letter in found}
    assert list(letters) == ["Tili Oy", "Vero"]
    assert "9876543" in "".join(letters["Tili Oy"].split())
    assert "ruotsi" not in letters["Tili Oy"]
    erased = disclosing.notices(register.notice, TWICE, ["phones"], "erase", TODAY)
    assert "- Nimi\n" not in text.render(erased[0][1]("fi"))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("act", ["rectify", "erase", "restrict"])
def test_the_letters_to_recipients_are_in_three_languages(
    register: Register, act: str, language: str
) -> None:
    for _to, letter in disclosing.notices(register.notice, TWICE, None, act, TODAY):
        assert "Aino Esimerkki" in text.render(letter(language))


def test_the_answer_lists_who_was_given_data_right_below_its_sentence(
    records: Run, aino: str
) -> None:
    given = ("--to", "Tilitoimisto", "--what", "name", "--purpose", "verotus")
    assert records("disclosures", "add", aino, *given).code == 0
    told = records("access-report", aino, "--lang", "en").out
    assert "data have been disclosed as follows:\n\n- Tilitoimisto, " in told
