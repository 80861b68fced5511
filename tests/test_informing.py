"""Whoever is in the register is told so in time, and it can be shown (GDPR, Articles 13 and 14)."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.law import informing as law
from heijastus_records.law.informing import ARTICLE_13, ARTICLE_14, Owed
from heijastus_records.register import layout
from heijastus_records.register.register import Register
from heijastus_records.rights import informing

from .house import TODAY, Ran

Run = Callable[..., Ran]

VERSION = "2023-07-25"

ENTERED = date(2026, 10, 1)


def person(*sources: tuple[str, str], **data: Any) -> dict[str, Any]:
    """A person of whom data come from some sources, each with its day, where there is one."""
    found = [
        {"fields": ["name"], "from": name, **({"day": day} if day else {})} for name, day in sources
    ]
    return {"kind": "person", **({"sources": found} if found else {}), **data}


def owed(client: dict[str, Any], entered: date | None = ENTERED) -> Owed | None:
    return law.owed(client, VERSION, TODAY, entered)


# --- The rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "article"),
    [
        ([], ARTICLE_13),
        (["subject"], ARTICLE_13),
        (["subject", "consent"], ARTICLE_13),
        (["orderer"], ARTICLE_14),
        (["subject", "orderer-website"], ARTICLE_14),
    ],
)
def test_who_gave_no_data_themselves_is_told_by_article_14(
    sources: list[str], article: str
) -> None:
    found = owed(person(*((name, "2026-09-01") for name in sources)))
    assert found and found.article == article


def test_an_item_from_somebody_else_is_enough() -> None:
    found = owed(person(("subject", ""), contracts=[{"service": "x", "source": "orderer"}]))
    assert found and found.article == ARTICLE_14


@pytest.mark.parametrize(
    ("client", "until"),
    [
        (person(("subject", "2026-09-01")), "2026-09-01"),
        (person(("subject", ""), relationship={"started": "2026-08-15"}), "2026-08-15"),
        (person(), "2026-10-01"),
        (person(("orderer", "2026-08-31")), "2026-09-30"),
        (person(("orderer", "2026-08-31"), ("orderer-website", "2026-08-01")), "2026-09-01"),
        (person(("orderer", "2026-08-31"), ("subject", "2026-01-01")), "2026-09-30"),
        (person(("orderer", ""), relationship={"started": "2026-08-15"}), "2026-08-15"),
        (person(("orderer", "")), "2026-11-01"),
        (person(("subject", "2010-01-04")), "2018-05-25"),
    ],
)
def test_the_last_day_is_counted_from_the_source_else_the_start_else_the_entry(
    client: dict[str, Any], until: str
) -> None:
    found = owed(client)
    assert found and found.until == date.fromisoformat(until)


@pytest.mark.parametrize(
    ("touched", "until"),
    [
        ({"relationship": {"started": "2026-09-05"}}, "2026-09-05"),
        ({"contracts": [{"starts": "2026-09-07"}]}, "2026-09-07"),
        ({"consents": [{"purpose": "marketing", "given": "2026-09-02"}]}, "2026-09-02"),
        ({"disclosures": [{"to": "x", "when": "2026-09-03"}]}, "2026-09-03"),
        ({"disclosures": [{"to": "x", "when": "2026-12-03"}]}, "2026-10-01"),
        ({"relationship": {"started": "2020-01-01"}}, "2026-10-01"),
    ],
)
def test_nobody_is_told_later_than_at_the_first_contact_or_disclosure(
    touched: dict[str, Any], until: str
) -> None:
    found = owed(person(("orderer", "2026-09-01"), **touched))
    assert found and found.until == date.fromisoformat(until)


def test_where_no_day_is_known_it_is_at_once() -> None:
    assert owed(person(), None) == Owed(ARTICLE_13, None)


def test_who_was_told_of_this_notice_is_told_no_more() -> None:
    told = {"informed": [{"day": "2026-11-22", "notice": VERSION}]}
    assert owed(person(**told)) is None


def test_who_was_told_of_an_older_notice_is_to_be_looked_at() -> None:
    told = [{"day": "2023-08-01", "notice": VERSION}, {"day": "2021-01-01", "notice": "2020"}]
    assert owed(person(informed=told)) is None
    assert owed(person(informed=told[1:])) == Owed(ARTICLE_13, None, "2020")


def test_what_will_be_told_one_day_is_not_told_yet() -> None:
    assert owed(person(informed=[{"day": "2026-11-23", "notice": VERSION}])) is not None


def test_organisations_are_not_people() -> None:
    assert owed({"kind": "organisation", "name": "Esimerkki Oy"}) is None


def test_who_was_erased_at_their_request_knows_what_stays() -> None:
    assert owed(person(reduced={"day": "2026-10-01", "ground": "art-17-1"})) is None
    assert owed(person(reduced={"day": "2026-10-01", "ground": "art-5-1-e"})) is not None


@given(
    st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.dates(date(2020, 1, 1), date(2026, 12, 31))
)
def test_by_article_14_there_is_a_month_at_most_and_never_less_than_none(
    day: date, started: date
) -> None:
    relation = {"started": started.isoformat()}
    found = owed(person(("orderer", day.isoformat()), relationship=relation))
    assert found and found.until and 0 <= (found.until - day).days <= 31


# --- The register -----------------------------------------------------------------------------

BERTTA = """\
kind: person
name: {given: Bertta, family: Esimerkki}   # no address yet
sources:
  - {fields: [name], from: subject, day: 2026-11-20}
"""


@pytest.fixture
def bertta(register: Register) -> str:
    record = layout.new_id("c")
    register.add({record: BERTTA}, action="new")
    return record


@pytest.fixture
def company(register: Register) -> str:
    record = layout.new_id("c")
    register.add({record: "kind: organisation\nname: Esimerkki Oy\n"}, action="new")
    return record


def waiting(records: Run) -> list[dict[str, Any]]:
    done = records("--as-of", TODAY.isoformat(), "inform", "--json")
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)["clients"]
    return found


def test_the_list_says_who_is_to_be_told_by_which_article_and_until_when(
    records: Run, aino: str, bertta: str, company: str
) -> None:
    first, second = waiting(records)
    assert first == {
        "id": aino,
        "name": "Aino Esimerkki",
        "article": "art-14",
        "until": "2023-08-15",
        "days_left": -1195,
        "informed_of": None,
    }
    assert (second["id"], second["article"], second["days_left"]) == (bertta, "art-13", -2)
    shown = records("inform")
    assert "2 people to be told" in shown.err
    assert "Esimerkki Oy" not in shown.out


def test_several_are_noted_in_one_commit_and_wait_no_more(
    records: Run, register: Register, aino: str, bertta: str
) -> None:
    before = register.read(bertta).text
    done = records("inform", aino, bertta, aino, "--how", "sähköpostilla", "--day", "2026-11-22")
    assert done.code == 0, done.err
    assert waiting(records) == []
    register.forget()
    change = register.trail()[0]
    assert (change.action, change.basis) == ("inform", "art-13,art-14")
    assert sorted(change.ids) == sorted([aino, bertta])
    assert change.fields == ("informed",)
    text = register.read(bertta).text
    assert text.startswith(before)
    entry: Any = register.read(bertta).data["informed"]
    assert entry == [{"day": "2026-11-22", "notice": VERSION, "how": "sähköpostilla"}]


def test_who_was_told_already_is_not_noted_twice(
    records: Run, register: Register, aino: str
) -> None:
    assert records("inform", aino, "--how", "kirjeellä").code == 0
    head = register.history.head()
    done = records("inform", aino, "--how", "kirjeellä")
    assert (done.code, register.history.head()) == (0, head)
    assert "nothing to do" in done.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--how", "kirjeellä", "--day", "2090-01-01"), 6, "still to come"),
        (("--how", "kirjeellä", "--day", "2020-01-01"), 6, "nobody was given it before"),
        ((), 2, "--how"),
    ],
)
def test_what_cannot_have_been_is_refused(
    records: Run, register: Register, aino: str, words: tuple[str, ...], code: int, said: str
) -> None:
    head = register.history.head()
    done = records("inform", aino, *words)
    assert (done.code, register.history.head()) == (code, head)
    assert said in done.err


def test_an_organisation_is_refused_and_nobody_else_is_noted(
    records: Run, register: Register, aino: str, company: str
) -> None:
    head = register.history.head()
    done = records("inform", aino, company, "--how", "kirjeellä")
    assert (done.code, register.history.head()) == (6, head)
    assert company in done.err


def test_the_day_of_entry_counts_where_the_record_names_none(register: Register) -> None:
    record = layout.new_id("c")
    register.add({record: "kind: person\nname: {given: Cecilia}\n"}, action="new")
    (found,) = informing.listed(register, TODAY)
    assert found.owed.until == informing.first_entries(register)[record]
    (due,) = informing.due(register.records(), register.notice, TODAY)
    assert due == (record, "art-13", None)


def test_who_was_told_of_an_older_notice_is_listed_last_and_is_not_due(
    register: Register, aino: str
) -> None:
    record = layout.new_id("c")
    told = BERTTA + "informed: [{day: 2021-01-01, notice: 2020-05-01}]\n"
    register.add({record: told}, action="new")
    assert [each.id for each in informing.listed(register, TODAY)] == [aino, record]
    assert informing.listed(register, TODAY)[1].owed.version == "2020-05-01"
    assert [each.id for each in informing.due(register.records(), register.notice, TODAY)] == [aino]


# --- The letters --------------------------------------------------------------------------------


def test_the_information_names_the_source_and_the_groups_of_data(
    records: Run, aino: str, tmp_path: Path
) -> None:
    out = tmp_path / "kirje.txt"
    assert records("inform", aino, "--how", "kirjeellä", "--letter", str(out)).code == 0
    text = out.read_text("utf-8")
    assert "Aino Esimerkki" in text
    assert "Tilaajaorganisaatio" in text
    assert "Puhelinnumero" in text
    assert out.stat().st_mode & 0o777 == 0o600


def test_who_gave_the_data_is_not_told_that_they_came_from_others(
    records: Run, bertta: str, tmp_path: Path
) -> None:
    out = tmp_path / "kirje.txt"
    assert records("inform", bertta, "--how", "kirjeellä", "--letter", str(out)).code == 0
    text = " ".join(out.read_text("utf-8").split())
    assert "13 artikla" in text
    assert "jotka olemme saaneet sinulta" in text
    assert "emme ole saaneet" not in text


def test_where_no_source_is_recorded_the_owner_is_told_what_was_assumed(
    records: Run, register: Register, bertta: str
) -> None:
    record = layout.new_id("c")
    register.add({record: "kind: person\nname: {given: Cecilia}\n"}, action="new")
    done = records("inform", record, bertta, "--how", "kirjeellä")
    assert done.code == 0
    assert f"{record}: no source is recorded" in done.err
    assert f"{bertta}: no source" not in done.err


def test_the_letters_of_several_lie_in_a_folder(
    records: Run, register: Register, aino: str, bertta: str, tmp_path: Path
) -> None:
    head = register.history.head()
    words = ("inform", aino, bertta, "--how", "kirjeellä", "--letter")
    assert records(*words, str(tmp_path / "kirje.txt")).code == 2
    assert register.history.head() == head
    folder = tmp_path / "kirjeet"
    folder.mkdir()
    assert records(*words, str(folder)).code == 0
    assert sorted(each.name for each in folder.iterdir()) == sorted(
        [f"{aino}.txt", f"{bertta}.txt"]
    )


def test_an_email_goes_to_the_address_in_the_register_or_nowhere(
    records: Run, register: Register, aino: str, bertta: str, tmp_path: Path
) -> None:
    out = tmp_path / "viesti.eml"
    head = register.history.head()
    refused = records("inform", bertta, "--how", "sähköpostilla", "--eml", str(out))
    assert (refused.code, register.history.head(), out.exists()) == (6, head, False)
    assert records("inform", aino, "--how", "sähköpostilla", "--eml", str(out)).code == 0
    assert b"aino.esimerkki@posti.example" in out.read_bytes()


def test_a_letter_that_cannot_be_written_leaves_nothing_done(
    records: Run, register: Register, aino: str, tmp_path: Path
) -> None:
    head = register.history.head()
    words = ("inform", aino, "--how", "kirjeellä", "--letter")
    assert records(*words, str(tmp_path / "nowhere" / "kirje.txt")).code == 2
    assert records(*words, str(register.root / "kirje.txt")).code == 6
    assert register.history.head() == head
