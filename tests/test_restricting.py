"""What is restricted is stored only, and nobody lifts that behind the person's back."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from heijastus_records.errors import Busy, Misused, Refused
from heijastus_records.law import client, restriction
from heijastus_records.letters import text
from heijastus_records.register import layout
from heijastus_records.register.register import Register
from heijastus_records.rights import restricting

from .house import AINO, TODAY, Ran
from .test_broken_records import smuggled

Run = Callable[..., Ran]

DAY = TODAY.isoformat()


def data_of(register: Register, record: str) -> client.Client:
    return register.read(record).data


@pytest.fixture
def restricted(register: Register, aino: str) -> str:
    """The id of a person whose record is restricted since 1 November."""
    planned = restricting.begin(register.read(aino), "art-18-1-a", date(2026, 11, 1), TODAY)
    restricting.carry_out(register, planned)
    return aino


# --- What a restriction does ------------------------------------------------------------------


def test_a_restricted_record_says_so_and_the_trail_too(
    records: Run, register: Register, aino: str
) -> None:
    ran = records("--as-of", DAY, "restrict", aino, "--ground", "art-18-1-b")
    assert ran.code == 0, ran.err
    entry = {"ground": "art-18-1-b", "since": DAY}
    assert data_of(register, aino)["restriction"] == entry
    change = register.trail(aino)[0]
    assert (change.action, change.basis, change.fields) == (
        "restrict",
        "art-18-1-b",
        ("restriction",),
    )


def test_comments_stay_where_processing_is_restricted(register: Register, restricted: str) -> None:
    assert register.read(restricted).text.startswith(AINO.partition("sources:")[0])


def test_query_leaves_out_what_is_restricted_and_shows_it_when_asked(
    records: Run, restricted: str
) -> None:
    assert json.loads(records("query", "--json").out)["clients"] == []
    shown = json.loads(records("query", "--restricted", "--json").out)["clients"]
    assert [each["id"] for each in shown] == [restricted]


def test_show_says_that_a_record_is_restricted(records: Run, restricted: str) -> None:
    shown = records("show", restricted)
    assert "stored only" in shown.err
    assert "stored only" not in shown.out


def test_edit_says_that_a_record_is_restricted(records: Run, restricted: str) -> None:
    assert "stored only" in records("edit", restricted, "--editor", "true").err


def test_nothing_is_said_of_a_record_that_is_not_restricted(records: Run, aino: str) -> None:
    assert "restricted" not in records("show", aino).err
    assert "restricted" not in records("edit", aino, "--editor", "true").err


def test_a_record_with_a_broken_restriction_can_still_be_shown(
    records: Run, register: Register
) -> None:
    broken = smuggled(register, AINO + "restriction: yes\n")
    assert records("show", broken).code == 0
    assert records("edit", broken, "--editor", "true").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("rectify", "--set", "language=sv"),
        ("erase", "--dry-run"),
        ("access-report", "--json"),
    ],
    ids=lambda words: str(words[0]),
)
def test_other_rights_go_on_while_processing_is_restricted(
    records: Run, restricted: str, words: tuple[str, ...]
) -> None:
    ran = records(words[0], restricted, *words[1:])
    assert ran.code == 0, ran.err


# --- Once at a time ---------------------------------------------------------------------------


def test_a_second_restriction_says_so_and_the_first_one_stays(
    records: Run, register: Register, restricted: str
) -> None:
    head = register.history.head()
    ran = records("restrict", restricted, "--ground", "art-18-1-c")
    assert ran.code == 0
    assert "restricted already, since 2026-11-01 (art-18-1-a)" in ran.err
    assert register.history.head() == head


def test_after_one_was_lifted_another_may_begin(register: Register, restricted: str) -> None:
    lifted = restricting.lift(register.read(restricted), TODAY, "", TODAY)
    restricting.carry_out(register, lifted)
    assert client.is_restricted(data_of(register, restricted), TODAY)
    again = restricting.begin(register.read(restricted), "art-18-1-c", TODAY, TODAY)
    restricting.carry_out(register, again)
    entry = {"ground": "art-18-1-c", "since": DAY}
    assert data_of(register, restricted)["restriction"] == entry


def test_a_restriction_of_a_day_to_come_is_refused(register: Register, aino: str) -> None:
    with pytest.raises(Misused):
        restricting.begin(register.read(aino), "art-18-1-a", date(2026, 11, 23), TODAY)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--ground", "art-18-1-a", "--lift"),
        ("--ground", "art-18-1-a", "--told", "2026-11-20"),
        ("--ground", "art-18-1-a", "--reason", "tarkistettu"),
        ("--lift", "--told", "2026-11-20", "--since", "2026-11-01"),
    ],
    ids=" ".join,
)
def test_it_either_begins_or_ends(records: Run, aino: str, words: tuple[str, ...]) -> None:
    assert records("restrict", aino, *words).code == 2


def test_a_ground_that_the_law_does_not_know_is_refused(records: Run, aino: str) -> None:
    assert records("restrict", aino, "--ground", "art-18-1-e").code == 2


# --- Lifting ----------------------------------------------------------------------------------


def test_nobody_lifts_a_restriction_before_the_person_was_told(
    records: Run, register: Register, restricted: str
) -> None:
    ran = records("restrict", restricted, "--lift")
    assert ran.code == 6
    assert "Article 18(3)" in ran.err
    assert "--letter FILE" in ran.err
    assert "lifted" not in data_of(register, restricted)["restriction"]


def test_who_was_told_is_no_longer_restricted(
    records: Run, register: Register, restricted: str
) -> None:
    ran = records("--as-of", DAY, "restrict", restricted, "--lift", "--told", "20.11.2026")
    assert ran.code == 0, ran.err
    assert data_of(register, restricted)["restriction"]["lifted"] == DAY
    assert not client.is_restricted(data_of(register, restricted), TODAY)
    assert (register.trail(restricted)[0].action, register.trail(restricted)[0].basis) == (
        "lift",
        "art-18-3",
    )


def test_who_is_told_today_is_restricted_until_tomorrow(
    register: Register, restricted: str
) -> None:
    planned = restricting.lift(register.read(restricted), TODAY, "", TODAY)
    restricting.carry_out(register, planned)
    assert client.is_restricted(data_of(register, restricted), TODAY)
    assert not client.is_restricted(data_of(register, restricted), date(2026, 11, 23))


def test_the_person_cannot_have_been_told_tomorrow(register: Register, restricted: str) -> None:
    with pytest.raises(Misused):
        restricting.lift(register.read(restricted), date(2026, 11, 23), "", TODAY)


def test_what_is_not_restricted_cannot_be_lifted(records: Run, aino: str) -> None:
    ran = records("restrict", aino, "--lift", "--told", "2026-11-20")
    assert (ran.code, "is not restricted" in ran.err) == (6, True)


def test_no_restriction_is_lifted_while_an_objection_waits(register: Register) -> None:
    record = layout.new_id("c")
    waiting = "restriction: {ground: art-18-1-a, since: 2026-11-01}\n"
    waiting += "objection: {day: 2026-11-01, to: development}\n"
    register.add({record: AINO + waiting}, action="new")
    with pytest.raises(Refused) as refused:
        restricting.lift(register.read(record), TODAY, "", TODAY)
    assert f"records object {record}" in refused.value.hint


@pytest.mark.parametrize("ground", restriction.GROUNDS)
def test_each_ground_of_the_law_is_kept_as_it_is(
    register: Register, aino: str, ground: str
) -> None:
    planned = restricting.begin(register.read(aino), ground, TODAY, TODAY)
    restricting.carry_out(register, planned)
    assert data_of(register, aino)["restriction"]["ground"] == ground


def test_a_record_that_was_changed_meanwhile_is_not_restricted_over_it(
    register: Register, aino: str
) -> None:
    planned = restricting.begin(register.read(aino), "art-18-1-a", TODAY, TODAY)
    with register.edit(aino, action="edit") as data:
        data["language"] = "sv"
    with pytest.raises(Busy):
        restricting.carry_out(register, planned)
    assert data_of(register, aino)["language"] == "sv"
    assert "restriction" not in data_of(register, aino)


# --- Letters and requests ---------------------------------------------------------------------


def asked(records: Run, who: str, duty: str, *how: str) -> str:
    """Register a request and return its id."""
    ran = records("requests", "add", who, "--duty", duty, "--channel", "phone", *how)
    assert ran.code == 0, ran.err
    return ran.out.splitlines()[0]


def test_the_person_is_told_why_and_what_it_means(
    records: Run, register: Register, aino: str, tmp_path: Path
) -> None:
    file = tmp_path / "vahvistus.txt"
    ran = records("restrict", aino, "--ground", "art-18-1-c", "--letter", str(file))
    assert ran.code == 0, ran.err
    letter = file.read_text("utf-8")
    assert "Hei Aino Esimerkki," in letter
    assert "oikeusvaateen" in letter
    assert "18 artiklan 3 kohta" in letter


def test_a_letter_about_a_lifting_says_why_or_is_not_written(
    records: Run, register: Register, restricted: str, tmp_path: Path
) -> None:
    file = tmp_path / "ilmoitus.txt"
    ran = records("restrict", restricted, "--lift", "--letter", str(file))
    assert (ran.code, file.exists()) == (2, False)
    assert "lifted" not in data_of(register, restricted)["restriction"]
    reason = "Tiedot on tarkistettu."
    ran = records("restrict", restricted, "--lift", "--letter", str(file), "--reason", reason)
    assert ran.code == 0, ran.err
    assert reason in file.read_text("utf-8")
    assert reason not in register.read(restricted).text


def test_nothing_is_lifted_where_the_letter_cannot_be_written(
    records: Run, register: Register, restricted: str, tmp_path: Path
) -> None:
    file = tmp_path / "nowhere" / "ilmoitus.txt"
    ran = records("restrict", restricted, "--lift", "--letter", str(file), "--reason", "a")
    assert ran.code == 2
    assert "lifted" not in data_of(register, restricted)["restriction"]


def test_a_request_is_answered_in_the_commit_of_the_act(
    records: Run, register: Register, aino: str, tmp_path: Path
) -> None:
    request = asked(records, aino, "restriction", "--confirmed", "phone")
    file = tmp_path / "vastaus.txt"
    ran = records("restrict", "--request", request, "--ground", "art-18-1-a", "--letter", str(file))
    assert ran.code == 0, ran.err
    change = register.trail(aino)[0]
    assert change.request == request
    assert set(change.ids) == {aino, request}
    (decision,) = data_of(register, request)["decisions"]
    assert (decision["duty"], decision["outcome"]) == ("restriction", "granted")
    assert decision["ground"] == "art-18-1-a"
    assert request[:6] in file.read_text("utf-8")


def test_a_request_of_what_is_restricted_already_is_answered_all_the_same(
    records: Run, register: Register, restricted: str, tmp_path: Path
) -> None:
    request = asked(records, restricted, "restriction", "--confirmed", "phone")
    words = ("--ground", "art-18-1-b", "--letter", str(tmp_path / "vastaus.txt"))
    assert records("restrict", "--request", request, *words).code == 0
    assert data_of(register, restricted)["restriction"]["ground"] == "art-18-1-a"
    assert data_of(register, request)["decisions"][0]["ground"] == "art-18-1-a"


def test_who_is_not_confirmed_restricts_nothing(
    records: Run, register: Register, aino: str
) -> None:
    request = asked(records, aino, "restriction")
    ran = records("restrict", "--request", request, "--ground", "art-18-1-a")
    assert ran.code == 6
    assert "restriction" not in data_of(register, aino)


@pytest.mark.parametrize("words", [("--lift", "--told", "2026-11-20"), ("{aino}",), ()])
def test_a_request_stands_for_its_sender_and_begins_a_restriction(
    records: Run, aino: str, words: tuple[str, ...]
) -> None:
    request = asked(records, aino, "restriction", "--confirmed", "phone")
    named = [word.format(aino=aino) for word in words]
    ground = () if "--lift" in words else ("--ground", "art-18-1-a")
    given = ("--request", request) if words else ()
    assert records("restrict", *named, *given, *ground).code == 2


def test_each_recipient_gets_a_letter_of_what_they_were_given(
    records: Run, register: Register, tmp_path: Path
) -> None:
    record = layout.new_id("c")
    given = "disclosures:\n"
    for to, what in (("Tili Oy", "name"), ("Tili Oy", "phones"), ("Vero", "invoices")):
        given += f"  - {{to: {to}, what: [{what}], when: 2026-01-0{len(what)}}}\n"
    register.add({record: AINO + given}, action="new")
    folder = tmp_path / "vastaanottajille"
    folder.mkdir()
    told = restricting.begin(register.read(record), "art-18-1-a", TODAY, TODAY)
    (to, letter), (other, _letter) = told.notices(register.notice, TODAY)
    assert (to, other) == ("Tili Oy", "Vero")
    words = text.render(letter("fi"))
    assert "Nimi" in words
    assert "Puhelinnumerot" in words
    assert "Laskut" not in words
    ran = records("restrict", record, "--ground", "art-18-1-a", "--recipients", str(folder))
    assert ran.code == 0, ran.err
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["ilmoitus-1.pdf", "ilmoitus-2.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF") for file in files)


def test_nothing_happens_where_the_folder_of_the_letters_is_not_there(
    records: Run, register: Register, aino: str, tmp_path: Path
) -> None:
    words = ("--letter", str(tmp_path / "a.txt"), "--recipients", str(tmp_path / "nowhere"))
    assert records("restrict", aino, "--ground", "art-18-1-a", *words).code == 2
    assert not (tmp_path / "a.txt").exists()
    assert "restriction" not in data_of(register, aino)


def test_recipients_who_were_not_written_to_are_named(records: Run, register: Register) -> None:
    record = layout.new_id("c")
    given = "disclosures: [{to: Tili Oy, what: [name], when: 2026-01-01}]\n"
    register.add({record: AINO + given}, action="new")
    ran = records("restrict", record, "--ground", "art-18-1-a")
    assert "Tili Oy is to be told" in ran.err
    assert "--recipients DIR" in ran.err


def test_nobody_is_told_again_when_it_is_lifted(register: Register, restricted: str) -> None:
    with register.edit(restricted, action="edit") as data:
        data["disclosures"] = [{"to": "Tili Oy", "when": "2026-01-01"}]
    planned = restricting.lift(register.read(restricted), TODAY, "", TODAY)
    assert planned.notices(register.notice, TODAY) == []
