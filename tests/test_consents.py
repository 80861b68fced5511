"""Who consents to what, for how long, and that it can be shown afterwards (GDPR, Article 7)."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.law import consent
from heijastus_records.law.consent import Rules, State
from heijastus_records.letters import audit_wording, wording
from heijastus_records.register import document, layout
from heijastus_records.register.register import Register
from heijastus_records.rights import consents, queries
from heijastus_records.rights.queries import Filters

from .computers import Computer, Two
from .house import AINO, TODAY, Ran

Run = Callable[..., Ran]

RULES = Rules(
    {"care": "art-6-1-b", "marketing": "art-6-1-a", "courses": "art-6-1-a"},
    {
        "care": frozenset({"care", "asiakassuhteiden hoito"}),
        "marketing": frozenset({"marketing", "markkinointi"}),
        "courses": frozenset({"courses", "kurssikirje"}),
    },
    {"marketing": ("2023-07-25", "2026-06-01"), "courses": ("2", "10")},
)

DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(8)]


def client(*consents: tuple[str, str], **fields: Any) -> dict[str, Any]:
    """A client with consents to marketing: the day of each, and that of its withdrawal."""
    found = [
        {"purpose": "marketing", "given": start, **({"withdrawn": end} if end else {})}
        for start, end in consents
    ]
    return {"consents": found, **fields}


def standing(data: dict[str, Any], today: date = TODAY) -> State:
    return consent.standing(data, "marketing", RULES, today)


# --- The rules ------------------------------------------------------------------------------


def test_a_consent_counts_from_its_day_to_the_eve_of_its_withdrawal() -> None:
    data = client(("2026-01-02", "2026-01-05"))
    found = [bool(consent.in_force(data, "marketing", day)) for day in DAYS]
    assert found == [False, True, True, True, False, False, False, False]


def test_what_was_given_again_after_a_withdrawal_counts_also_on_the_same_day() -> None:
    assert standing(client(("2023-08-15", "2025-01-31"), ("2025-01-31", ""))) is State.IN_FORCE


def test_a_withdrawal_ends_every_consent_that_was_given_before_it() -> None:
    """Also one that another computer has recorded, and that has no day of withdrawal of its own."""
    data = client(("2023-08-15", "2025-01-31"), ("2024-05-01", ""))
    assert standing(data, date(2025, 1, 30)) is State.IN_FORCE
    assert standing(data) is State.NONE


def test_of_several_consents_the_last_one_counts_whatever_their_order() -> None:
    data = client(("2025-08-15", ""), ("2023-08-15", ""), ("2027-08-15", ""))
    assert [each.place for each in consent.in_force(data, "marketing", TODAY)] == [1, 0]


@pytest.mark.parametrize(
    ("to", "decision", "expected"),
    [
        ("marketing", "pending", State.OBJECTED),
        ("marketing", "upheld", State.OBJECTED),
        ("marketing", "", State.OBJECTED),
        ("marketing", "rejected", State.IN_FORCE),
        ("Markkinointi", "", State.OBJECTED),
        ("ei enää mainoksia", "", State.OBJECTED),
        ("kurssikirje", "", State.IN_FORCE),
        ("care", "upheld", State.IN_FORCE),
    ],
)
def test_an_objection_to_marketing_stops_it_at_once_whatever_was_consented_to(
    to: str, decision: str, expected: State
) -> None:
    objection = {"day": "2026-11-22", "to": to, **({"decision": decision} if decision else {})}
    data = client(("2023-08-15", ""), objection=objection)
    assert standing(data) is expected
    assert standing(data, TODAY - timedelta(days=1)) is State.IN_FORCE


def test_restricted_data_are_used_for_nothing_until_the_restriction_is_lifted() -> None:
    restriction = {"ground": "art-18-1-a", "since": "2026-10-01", "lifted": "2026-11-22"}
    data = client(("2023-08-15", ""), restriction=restriction)
    assert standing(data, date(2026, 11, 21)) is State.RESTRICTED
    assert standing(data) is State.IN_FORCE


@pytest.mark.parametrize(
    ("ground", "expected"), [("art-17-1-b", State.NONE), ("art-5-1-e", State.IN_FORCE)]
)
def test_an_erasure_that_the_person_asked_for_ends_the_consents(
    ground: str, expected: State
) -> None:
    data = client(("2023-08-15", ""), reduced={"day": "2026-03-01", "ground": ground})
    assert standing(data) is expected
    assert standing(data, date(2026, 2, 28)) is State.IN_FORCE
    same_day = client(("2026-03-01", ""), reduced={"day": "2026-03-01", "ground": ground})
    assert standing(same_day) is expected
    again = client(("2026-03-02", ""), reduced={"day": "2026-03-01", "ground": ground})
    assert standing(again) is State.IN_FORCE


def test_who_has_asked_for_an_end_is_not_written_to_while_they_wait_for_the_answer() -> None:
    found = consent.standing(client(("2023-08-15", "")), "marketing", RULES, TODAY, asked=True)
    assert found is State.ASKED


def test_a_consent_is_to_be_renewed_after_two_years_and_stays_in_force() -> None:
    data = client(("2024-11-22", ""))
    (given,) = consent.of(data)
    assert not given.is_old(TODAY)
    assert given.is_old(TODAY + timedelta(days=1))
    assert standing(data, TODAY + timedelta(days=1)) is State.IN_FORCE


@pytest.mark.parametrize(
    ("purpose", "day", "version"),
    [
        ("marketing", TODAY, "2026-06-01"),
        ("marketing", date(2026, 5, 31), "2023-07-25"),
        ("marketing", date(2020, 1, 1), ""),
        ("courses", TODAY, "10"),
        ("care", TODAY, ""),
    ],
)
def test_the_newest_words_are_those_of_the_day(purpose: str, day: date, version: str) -> None:
    assert RULES.newest(purpose, day) == version
    assert RULES.knows(purpose, version) == bool(version)


Event = tuple[int, bool]
"""A day, and whether a consent is given on it; else what is in force is withdrawn."""


def _lived(events: Iterable[Event]) -> dict[str, Any]:
    """Keep a record of events as the program does it: entries are never dropped."""
    data: dict[str, Any] = {"consents": []}
    for number, gives in events:
        day = DAYS[number]
        if gives:
            data["consents"].append({"purpose": "marketing", "given": day.isoformat()})
        else:
            for each in consent.in_force(data, "marketing", day):
                data["consents"][each.place]["withdrawn"] = day.isoformat()
    return data


@given(st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=12))
def test_on_every_day_the_last_that_was_said_counts(events: list[Event]) -> None:
    events.sort(key=lambda event: event[0])
    data = _lived(events)
    for number, day in enumerate(DAYS):
        said = [gives for when, gives in events if when <= number]
        assert bool(consent.in_force(data, "marketing", day)) == bool(said and said[-1])


@given(
    st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from([None, *DAYS])), max_size=5),
    st.sampled_from(DAYS),
    st.sampled_from(["pending", "upheld", "rejected"]),
)
def test_nothing_makes_a_consent_of_an_objection_or_a_restriction(
    spans: list[tuple[date, date | None]], day: date, decision: str
) -> None:
    data = client(*((a.isoformat(), b.isoformat() if b else "") for a, b in spans))
    plain = consent.standing(data, "marketing", RULES, day)
    assert plain in (State.IN_FORCE, State.NONE)
    objection = {"day": DAYS[2].isoformat(), "to": "marketing", "decision": decision}
    objected = standing({**data, "objection": objection}, day)
    stops = decision != "rejected" and day >= DAYS[2] and plain is State.IN_FORCE
    assert objected is (State.OBJECTED if stops else plain)
    restricted = standing({**data, "restriction": {"since": DAYS[0].isoformat()}}, day)
    assert restricted is (State.NONE if plain is State.NONE else State.RESTRICTED)


# --- The marketing list -----------------------------------------------------------------------

RESTRICTED = "restriction: {ground: art-18-1-a, since: 2026-10-01}\n"
OBJECTION = "objection: {day: 2026-11-01, to: suoramarkkinointi, decision: pending}\n"


@pytest.fixture
def people(register: Register) -> dict[str, str]:
    """Five who have consented; four of them must not be written to."""
    texts = {
        "Aino": AINO,
        "Bertta": AINO + RESTRICTED,
        "Cecilia": AINO + OBJECTION,
        "Dora": AINO.replace("how: lomake", "withdrawn: 2025-01-31"),
        "Elli": AINO,
    }
    ids = {name: layout.new_id("c") for name in texts}
    written = {ids[name]: text.replace("Aino,", f"{name},") for name, text in texts.items()}
    register.add(written, action="new")
    return ids


def listed(register: Register, **filters: Any) -> tuple[list[str], queries.Found]:
    found = queries.query(register, Filters(**filters), TODAY)
    return [row["name"]["given"] for row in found.rows], found


def test_a_marketing_list_has_only_those_whose_consent_may_be_used(
    register: Register, people: dict[str, str], records: Run
) -> None:
    assert records("erase", people["Elli"], "--queue").code == 0
    names, found = listed(register, consent="marketing")
    assert names == ["Aino"]
    assert (found.restricted, found.objected, found.asked) == (1, 1, 1)


def test_who_is_restricted_is_in_no_marketing_list_also_where_that_is_asked_for(
    register: Register, people: dict[str, str]
) -> None:
    names, found = listed(register, consent="marketing", restricted=True)
    assert "Bertta" not in names
    assert found.restricted == 1


def test_who_is_restricted_is_in_no_query_unless_that_is_asked_for(
    register: Register, people: dict[str, str]
) -> None:
    names, found = listed(register, kind="person")
    assert "Bertta" not in names
    assert (found.restricted, found.objected) == (1, 0)
    names, found = listed(register, restricted=True)
    assert "Bertta" in names
    assert found.stored_only == (people["Bertta"],)


def test_a_marketing_list_says_how_many_were_left_out_and_why(
    people: dict[str, str], records: Run
) -> None:
    words = ("query", "--consent", "marketing", "--format", "csv", "--fields", "name")
    done = records("--as-of", "2026-11-22", *words)
    assert done.out.splitlines() == ['"name"', '"Aino Esimerkki"', '"Elli Esimerkki"']
    assert done.err.splitlines() == [
        "left out, to be stored only (GDPR, Article 18): 1",
        "left out, have objected (GDPR, Article 21): 1",
    ]


def test_a_list_names_those_who_are_to_be_stored_only(people: dict[str, str], records: Run) -> None:
    done = records("list", "Bertta")
    assert people["Bertta"] in done.out
    assert f"{people['Bertta']}: restricted, to be stored only (GDPR, Article 18)" in done.err


# --- Giving -----------------------------------------------------------------------------------

BERTTA = """\
# Asked for no mail
kind: person
name: {given: Bertta, family: Näkkäläjärvi}   # ä twice
phones: ["+358401234568"]
"""

GIVE = ("--purpose", "marketing", "--how", "lomake")
WITHDRAW = ("--purpose", "marketing")


@pytest.fixture
def bertta(register: Register) -> str:
    record = layout.new_id("c")
    register.add({record: BERTTA}, action="new")
    return record


def entries(register: Register, record: str) -> Any:
    register.forget()
    return register.read(record).data.get("consents", [])


def test_a_consent_is_recorded_with_its_words_and_the_comments_stay(
    records: Run, register: Register, bertta: str
) -> None:
    more = ("--day", "31.5.2026", "--evidence", "kaappi 1, kansio 3")
    done = records("consent", "give", "näkkäläjärvi", *GIVE, *more)
    assert done.code == 0, done.err
    assert entries(register, bertta) == [
        {
            "purpose": "marketing",
            "version": "2023-07-25",
            "given": "2026-05-31",
            "how": "lomake",
            "evidence": "kaappi 1, kansio 3",
            "source": "subject",
        }
    ]
    assert register.read(bertta).text.startswith(BERTTA)
    change = register.trail()[0]
    said = (change.action, change.basis, change.ids, change.fields)
    assert said == ("consent-give", "art-7-1", (bertta,), ("consents",))


def test_the_same_consent_is_not_recorded_twice(
    records: Run, register: Register, bertta: str
) -> None:
    assert records("consent", "give", bertta, *GIVE).code == 0
    head = register.history.head()
    done = records("consent", "give", bertta, *GIVE)
    assert (done.code, register.history.head()) == (0, head)
    assert "nothing to do" in done.err


def test_an_old_consent_is_renewed_by_giving_it_again(
    records: Run, register: Register, aino: str
) -> None:
    """Aino's is of 2023: still in force, and asked for again it is a new entry."""
    assert records("consent", "give", aino, *GIVE, "--day", "2026-11-22").code == 0
    assert [each["given"] for each in entries(register, aino)] == ["2023-08-15", "2026-11-22"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--purpose", "care", "--how", "x"), "does not rest on consent"),
        (("--purpose", "mainonta", "--how", "x"), "names no purpose"),
        ((*GIVE, "--version", "2019-01-01"), "no such words"),
        ((*GIVE, "--day", "2090-01-01"), "still to come"),
        ((*GIVE, "--day", "2023-07-24"), "no such words"),
    ],
)
def test_what_nobody_can_consent_to_is_refused(
    records: Run, register: Register, bertta: str, words: tuple[str, ...], said: str
) -> None:
    head = register.history.head()
    done = records("consent", "give", bertta, *words)
    assert (done.code, register.history.head()) == (6, head)
    assert said in done.err


def test_a_consent_of_a_day_before_a_withdrawal_does_not_come_back_to_life(
    records: Run, register: Register, aino: str
) -> None:
    assert records("consent", "withdraw", aino, *WITHDRAW, "--day", "2025-01-31").code == 0
    head = register.history.head()
    done = records("consent", "give", aino, *GIVE, "--day", "2025-01-30")
    assert (done.code, register.history.head()) == (6, head)
    assert records("consent", "give", aino, *GIVE, "--day", "2025-01-31").code == 0
    assert consent.in_force(register.read(aino).data, "marketing", date(2025, 1, 31))


def test_whoever_has_objected_is_told_of_when_a_consent_is_recorded(
    records: Run, register: Register, people: dict[str, str]
) -> None:
    done = records("consent", "give", people["Cecilia"], *GIVE)
    assert done.code == 0
    assert "may not be used" in done.err


def test_a_text_that_breaks_a_rule_changes_nothing_and_writes_no_letter(
    records: Run, register: Register, bertta: str, tmp_path: Path
) -> None:
    head, out = register.history.head(), tmp_path / "kirje.txt"
    words = ("--purpose", "marketing", "--how", "x" * 300, "--letter", str(out))
    done = records("consent", "give", bertta, *words)
    assert (done.code, register.history.head(), out.exists()) == (1, head, False)


# --- Withdrawing ------------------------------------------------------------------------------


def test_a_withdrawal_keeps_every_entry_and_its_comments(records: Run, register: Register) -> None:
    record = layout.new_id("c")
    text = (
        BERTTA
        + "consents:\n"
        + "  # at the fair\n"
        + "  - {purpose: marketing, given: 2023-08-15}   # by word of mouth\n"
        + "  - {purpose: marketing, version: 2023-07-25, given: 2024-08-15, how: lomake}\n"
    )
    register.add({record: text}, action="new")
    done = records("consent", "withdraw", record, *WITHDRAW, "--day", "2026-11-22")
    assert done.code == 0, done.err
    days = [(each["given"], each["withdrawn"]) for each in entries(register, record)]
    assert days == [("2023-08-15", "2026-11-22"), ("2024-08-15", "2026-11-22")]
    after = register.read(record).text
    assert after.startswith(BERTTA)
    kept = [each.text for each in document.comments(after)]
    assert kept == [each.text for each in document.comments(text)]
    change = register.trail()[0]
    assert (change.action, change.basis) == ("consent-withdraw", "art-7-3")


def test_a_withdrawal_that_is_recorded_late_leaves_what_was_given_afterwards(
    records: Run, register: Register, aino: str
) -> None:
    assert records("consent", "give", aino, *GIVE, "--day", "2026-11-01").code == 0
    assert records("consent", "withdraw", aino, *WITHDRAW, "--day", "2026-10-01").code == 0
    found = entries(register, aino)
    assert ["withdrawn" in each for each in found] == [True, False]
    assert standing(register.read(aino).data) is State.IN_FORCE


def test_where_nothing_is_in_force_there_is_nothing_to_withdraw(
    records: Run, register: Register, aino: str, tmp_path: Path
) -> None:
    assert records("consent", "withdraw", aino, *WITHDRAW).code == 0
    head, out = register.history.head(), tmp_path / "kirje.txt"
    done = records("consent", "withdraw", aino, *WITHDRAW, "--letter", str(out))
    assert (done.code, register.history.head(), out.exists()) == (3, head, False)
    assert "withdrawn on" in done.err


def test_a_withdrawal_of_a_day_to_come_or_before_the_consent_is_refused(
    records: Run, register: Register, aino: str
) -> None:
    head = register.history.head()
    assert records("consent", "withdraw", aino, *WITHDRAW, "--day", "2090-01-01").code == 6
    assert records("consent", "withdraw", aino, *WITHDRAW, "--day", "2023-08-14").code == 3
    assert records("consent", "withdraw", *WITHDRAW).code == 2
    assert register.history.head() == head


# --- Letters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "begins"), [("txt", b""), ("html", b"<!DOCTYPE"), ("pdf", b"%PDF")]
)
def test_a_withdrawal_is_confirmed_to_the_person(
    records: Run, aino: str, tmp_path: Path, ending: str, begins: bytes
) -> None:
    out = tmp_path / f"kirje.{ending}"
    assert records("consent", "withdraw", aino, *WITHDRAW, "--letter", str(out)).code == 0
    assert out.read_bytes().startswith(begins)
    assert out.stat().st_mode & 0o777 == 0o600
    if ending == "txt":
        assert "7 artiklan 3 kohta" in out.read_text("utf-8")


def test_the_confirmation_of_a_consent_shows_the_very_words(
    records: Run, register: Register, bertta: str, tmp_path: Path
) -> None:
    out = tmp_path / "brev.txt"
    words = (*GIVE, "--letter", str(out), "--lang", "sv")
    assert records("consent", "give", bertta, *words).code == 0
    (known,) = register.notice.data["consents"]
    shown = " ".join(out.read_text("utf-8").split())
    assert known["text"]["sv"] in shown
    again = records("consent", "give", bertta, *words)
    assert again.code == 6, "a file that is there is written over only where that is said"
    assert records("consent", "give", bertta, *words, "--replace").code == 0


def test_an_email_goes_to_the_address_in_the_register_or_the_act_is_not_done(
    records: Run, register: Register, aino: str, bertta: str, tmp_path: Path
) -> None:
    out = tmp_path / "viesti.eml"
    head = register.history.head()
    refused = records("consent", "give", bertta, *GIVE, "--eml", str(out))
    assert (refused.code, register.history.head(), out.exists()) == (6, head, False)
    assert records("consent", "withdraw", aino, *WITHDRAW, "--eml", str(out)).code == 0
    assert b"To: aino.esimerkki@posti.example" in out.read_bytes()


def test_a_letter_that_cannot_be_written_leaves_the_consent_as_it_was(
    records: Run, register: Register, aino: str, tmp_path: Path
) -> None:
    head = register.history.head()
    for out in (tmp_path / "nowhere" / "kirje.txt", register.root / "kirje.txt"):
        assert records("consent", "withdraw", aino, *WITHDRAW, "--letter", str(out)).code in (2, 6)
    assert register.history.head() == head


# --- On request -----------------------------------------------------------------------------


def asked(records: Run, who: str) -> str:
    """Register a request to withdraw a consent; return its id."""
    words = ("--duty", "consent-withdrawal", "--channel", "phone", "--received", "2026-11-20")
    day = ("--as-of", "2026-11-22")
    done = records(*day, "requests", "add", who, *words, "--confirmed", "phone", "--json")
    assert done.code == 0, done.err
    return str(json.loads(done.out)["id"])


def test_a_request_is_answered_in_the_same_commit_and_counts_from_its_receipt(
    records: Run, register: Register, aino: str, tmp_path: Path
) -> None:
    request, out = asked(records, aino), tmp_path / "kirje.txt"
    words = ("--request", request, *WITHDRAW, "--letter", str(out))
    done = records("--as-of", "2026-11-22", "consent", "withdraw", *words)
    assert done.code == 0, done.err
    assert entries(register, aino)[0]["withdrawn"] == "2026-11-20"
    change = register.trail()[0]
    assert sorted(change.ids) == sorted((aino, request))
    assert (change.action, change.request) == ("consent-withdraw", request)
    (decision,) = register.read(request).data["decisions"]
    assert decision["outcome"] == "granted"
    assert request[:6] in out.read_text("utf-8")


@pytest.mark.parametrize("duty", ["erasure", "objection", "consent-withdrawal"])
def test_from_the_receipt_of_a_request_on_nobody_is_written_to(
    records: Run, register: Register, aino: str, duty: str
) -> None:
    """Also before it is known for sure who asks."""
    assert listed(register, consent="marketing")[0] == ["Aino"]
    done = records("requests", "add", aino, "--duty", duty, "--channel", "email")
    assert done.code == 0, done.err
    assert "end asked for" in records("consent", "list", aino).out
    shown = records("query", "--consent", "marketing", "--json")
    assert json.loads(shown.out)["clients"] == []
    assert "answer their requests: 1" in shown.err


def test_a_request_beside_a_name_is_refused(records: Run, register: Register, aino: str) -> None:
    request = asked(records, aino)
    head = register.history.head()
    assert records("consent", "withdraw", aino, "--request", request, *WITHDRAW).code == 2
    assert register.history.head() == head


# --- The list -----------------------------------------------------------------------------------


def test_the_list_says_what_each_consent_comes_to(
    records: Run, register: Register, people: dict[str, str]
) -> None:
    done = records("--as-of", "2026-11-22", "consent", "list", "--json")
    found = json.loads(done.out)
    assert (found["schema"], found["as_of"]) == ("records.consents/1", "2026-11-22")
    states = {each["name"].split()[0]: each["state"] for each in found["consents"]}
    assert states == {
        "Aino": "in-force",
        "Bertta": "restricted",
        "Cecilia": "objected",
        "Dora": "withdrawn",
        "Elli": "in-force",
    }
    first = found["consents"][0]
    assert (first["version"], first["version_known"], first["renew"]) == ("2023-07-25", True, True)
    shown = records("--as-of", "2026-11-22", "consent", "list", people["Dora"])
    assert "withdrawn 2025-01-31" in shown.out
    assert "to be renewed" not in shown.out
    assert "in force (to be renewed)" in records("consent", "list", people["Aino"]).out


def test_the_list_can_be_narrowed_to_a_purpose_of_the_notice(records: Run, aino: str) -> None:
    assert records("consent", "list", "--purpose", "marketing").out.count(aino) == 1
    assert aino not in records("consent", "list", "--purpose", "care").out
    assert records("consent", "list", "--purpose", "mainonta").code == 2
    assert records("consent", "list", "nobody").code == 3


def test_words_that_the_notice_does_not_have_are_named(records: Run, register: Register) -> None:
    record = layout.new_id("c")
    text = BERTTA + "consents: [{purpose: marketing, version: 2019-01-01, given: 2019-01-01}]\n"
    register.add({record: text}, action="new")
    assert "2019-01-01 (not in the notice)" in records("consent", "list", record).out


def test_every_verb_has_its_words_in_letters_and_in_the_summary() -> None:
    for verb in (consents.GIVE, consents.WITHDRAW):
        assert {"fi", "sv", "en"} == set(wording.ACTIONS[verb]) == set(audit_wording.ACTIONS[verb])


# --- The whole life, and what the trail proves ------------------------------------------------


def marketing_list(desk: Computer) -> list[str]:
    words = ("query", "--consent", "marketing", "--format", "csv", "--fields", "name,emails")
    rows = csv.reader(io.StringIO(desk.records(*words).out), delimiter=";")
    return [row[0] for row in rows][1:]


@pytest.fixture
def lived(two: Two) -> tuple[Computer, str]:
    """A consent given, used, and withdrawn, on a computer that signs; Aino has an older one."""
    desk = two.desk
    (desk.folder / "bertta.yaml").write_text(
        BERTTA.replace("phones", "emails: [bertta@posti.example]\nphones"), "utf-8"
    )
    bertta = desk.records("new", "person", "--from", "../bertta.yaml").out.strip()
    assert marketing_list(desk) == ["Aino Esimerkki"]
    more = ("--evidence", "kaappi 1, kansio 3", "--day", "2026-06-01")
    desk.records("consent", "give", bertta, *GIVE, *more)
    assert "in force" in desk.records("consent", "list", bertta).out
    assert "Suostumus annettu 1.6.2026: voimassa." in desk.records("access-report", bertta).out
    assert marketing_list(desk) == ["Aino Esimerkki", "Bertta Näkkäläjärvi"]
    letter = desk.folder / "kirje.txt"
    withdrawn = (*WITHDRAW, "--day", "2026-11-01", "--letter", str(letter))
    desk.records("consent", "withdraw", bertta, *withdrawn)
    assert "Bertta Näkkäläjärvi" in letter.read_text("utf-8")
    assert marketing_list(desk) == ["Aino Esimerkki"]
    return desk, bertta


def test_a_consent_is_given_shown_used_withdrawn_and_confirmed(
    lived: tuple[Computer, str],
) -> None:
    desk, bertta = lived
    (entry,) = desk.data(bertta)["consents"]
    assert (entry["given"], entry["withdrawn"]) == ("2026-06-01", "2026-11-01")
    assert "withdrawn 2026-11-01" in desk.records("consent", "list", bertta).out
    answer = " ".join(desk.records("access-report", bertta).out.split())
    assert "Suostumus annettu 1.6.2026, peruutettu 1.11.2026." in answer


def reworded(desk: Computer) -> str:
    """Let the notice have other words, and those of before no more; return these."""
    notice = desk.root / "register.yaml"
    text = notice.read_text("utf-8")
    (known,) = document.load(text)["consents"]
    assert isinstance(known, dict) and isinstance(known["text"], dict)
    words = str(known["text"]["fi"])
    text = text.replace(words, "Minulle saa lähettää tietoa palveluista.")
    changed = text.replace('- purpose: marketing\n    version: "2023-07-25"', _NEWER)
    assert changed != text
    notice.write_text(changed, "utf-8")
    desk.git("commit", "-q", "-a", "-m", "notice")
    assert words not in notice.read_text("utf-8")
    return words


_NEWER = '- purpose: marketing\n    version: "2026-11-10"'


def _trailer(name: str) -> str:
    return f"%x09%(trailers:key=Records-{name},valueonly,separator=%x2C)"


def test_the_trail_alone_proves_who_consented_when_how_to_which_words_and_until_when(
    lived: tuple[Computer, str],
) -> None:
    """No record of today is read, and today's notice has other words: only what Git keeps."""
    desk, bertta = lived
    words = reworded(desk)

    # What was done about whom, and on what ground: from the messages of the commits.
    listing = desk.git(
        "log", f"--format=%H{_trailer('Basis')}{_trailer('Action')}", f"--grep={bertta}"
    )
    log = [line.split("\t") for line in listing.out.splitlines()]
    done = {action: (commit, basis) for commit, basis, action in log}
    given_in, basis = done["consent-give"]
    withdrawn_in, basis_of_withdrawal = done["consent-withdraw"]
    assert (basis, basis_of_withdrawal) == ("art-7-1", "art-7-3")

    # What was said: the values that each of the two changes has put there.
    changes = json.loads(desk.records("audit", "show", bertta, "--values", "--json").out)["changes"]
    values = {
        change["commit"]: {each["field"]: each["after"] for each in change["values"][bertta]}
        for change in changes
    }
    given_values = values[given_in]
    assert given_values == {
        "consents[0].purpose": "marketing",
        "consents[0].version": "2023-07-25",
        "consents[0].given": "2026-06-01",
        "consents[0].how": "lomake",
        "consents[0].evidence": "kaappi 1, kansio 3",
        "consents[0].source": "subject",
    }
    assert values[withdrawn_in] == {"consents[0].withdrawn": "2026-11-01"}

    # Who it was, and that the consent was in force in between: the record as it was.
    then = document.load(desk.records("audit", "show", bertta, "--at", given_in).out)
    assert then["name"] == {"given": "Bertta", "family": "Näkkäläjärvi"}
    assert standing(then, date(2026, 10, 31)) is State.IN_FORCE
    day = desk.git("log", "-1", "--format=%cs", withdrawn_in).out
    after = document.load(desk.records("audit", "show", bertta, "--at", day).out)
    assert standing(after, date(2026, 10, 31)) is State.IN_FORCE
    assert standing(after, date(2026, 11, 1)) is State.NONE

    # To which words: the notice of that commit.
    notice: Any = document.load(desk.git("show", f"{given_in}:register.yaml").out)
    known = {(each["purpose"], each["version"]): each["text"] for each in notice["consents"]}
    assert known["marketing", given_values["consents[0].version"]]["fi"] == words

    # And all of it is signed and whole.
    verified = json.loads(desk.records("audit", "verify", "--json").out)
    assert verified["problems"] == []
    assert verified["signed"] == verified["commits"]


def test_a_withdrawal_on_one_computer_ends_what_the_other_recorded_as_given_before(
    two: Two,
) -> None:
    desk, bag, aino = two.desk, two.bag, two.aino
    desk.records("consent", "withdraw", aino, *WITHDRAW, "--day", "2026-11-01")
    bag.records("consent", "give", aino, *GIVE, "--day", "2026-06-01")
    assert marketing_list(bag) == ["Aino Esimerkki"]
    for computer in (desk, bag, desk):
        computer.records("sync")
    assert desk.text(aino) == bag.text(aino)
    assert len(desk.data(aino)["consents"]) == 2
    assert marketing_list(desk) == marketing_list(bag) == []
    assert desk.records("consent", "list", aino).out.count("withdrawn 2026-11-01") == 2
    assert "voimassa" not in desk.records("access-report", aino).out


def test_a_withdrawal_that_was_taken_out_of_the_history_is_noticed(
    lived: tuple[Computer, str],
) -> None:
    desk, _bertta = lived
    desk.git("reset", "-q", "--hard", "HEAD~1")
    assert desk.records("consent", "list", code=None).code == 6
