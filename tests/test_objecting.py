"""Marketing stops at once; to anything else one may object where the law says so, and it waits."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from heijastus_records.errors import Misused, Refused
from heijastus_records.law import client
from heijastus_records.letters import formats, text
from heijastus_records.register.register import Register
from heijastus_records.rights import asker, objecting, restricting
from heijastus_records.rights.objecting import Objection, Wish

from .house import TODAY, Ran
from .test_restricting import asked

Run = Callable[..., Ran]

DAY = TODAY.isoformat()

DEVELOPMENT = """\
  - id: development
    text: {fi: Palvelun kehittäminen, sv: Utveckling av tjänsten, en: Developing the service}
    basis: art-6-1-f
    reason: {fi: oikeutettu etu, sv: berättigat intresse, en: legitimate interest}
    categories: [name]
"""


@pytest.fixture
def developing(register: Register) -> Register:
    """A register whose notice has a purpose that rests on legitimate interest."""
    file = register.root / "register.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("\nconsents:\n", f"{DEVELOPMENT}\nconsents:\n"), "utf-8")
    return Register.open(register.root, register.private.identity)


def data_of(register: Register, record: str) -> client.Client:
    return register.read(record).data


def plan(register: Register, record: str, wish: Wish, today: date = TODAY) -> Objection:
    return objecting.of(register, register.read(record), wish, today)


def object_to(register: Register, record: str, wish: Wish, today: date = TODAY) -> Objection:
    planned = plan(register, record, wish, today)
    objecting.carry_out(register, planned)
    return planned


# --- Direct marketing -------------------------------------------------------------------------


def test_an_objection_to_marketing_is_upheld_at_once(
    records: Run, register: Register, aino: str
) -> None:
    ran = records("--as-of", DAY, "object", aino, "--to", "marketing")
    assert ran.code == 0, ran.err
    entry = {"day": DAY, "to": "marketing", "decision": "upheld"}
    assert data_of(register, aino)["objection"] == entry
    change = register.trail(aino)[0]
    assert (change.action, change.basis) == ("object", "art-21-2")


def test_nobody_is_sent_marketing_after_an_objection_to_it(
    records: Run, register: Register, aino: str
) -> None:
    query = ("--as-of", DAY, "query", "--consent", "marketing", "--json")
    assert aino in records(*query).out
    object_to(register, aino, Wish("marketing"))
    assert aino not in records(*query).out


def test_an_objection_to_marketing_withdraws_the_consents_before_it_only(
    register: Register, aino: str
) -> None:
    with register.edit(aino, action="edit") as data:
        data["consents"].append({"purpose": "marketing", "given": "2026-11-20"})
    object_to(register, aino, Wish("marketing", day=date(2026, 11, 10)))
    withdrawn = [each.get("withdrawn") for each in data_of(register, aino)["consents"]]
    assert withdrawn == ["2026-11-10", None]


def test_an_objection_to_marketing_restricts_nothing(register: Register, aino: str) -> None:
    object_to(register, aino, Wish("marketing"))
    assert "restriction" not in data_of(register, aino)


@pytest.mark.parametrize("decision", ["pending", "rejected"])
def test_nobody_decides_against_an_objection_to_marketing(
    records: Run, aino: str, decision: str
) -> None:
    ran = records("object", aino, "--to", "marketing", "--decision", decision, "--reason", "myynti")
    assert ran.code == 6
    assert "Article 21(3)" in ran.err


# --- Where there is a right, and where not ------------------------------------------------------


@pytest.mark.parametrize("purpose", ["care", "billing", "accounting"])
def test_contract_and_law_are_not_objected_to_and_what_helps_instead_is_said(
    records: Run, register: Register, aino: str, purpose: str
) -> None:
    ran = records("object", aino, "--to", purpose)
    assert ran.code == 6
    assert "Article 21(1)" in ran.err
    assert "records restrict" in ran.err
    assert "objection" not in data_of(register, aino)


def test_a_purpose_that_the_notice_does_not_name_is_refused_and_the_others_are_named(
    records: Run, aino: str
) -> None:
    ran = records("object", aino, "--to", "markkinointi")
    assert ran.code == 2
    assert "purposes: care, contact, billing, accounting, marketing" in ran.err


# --- Pending, and decided -----------------------------------------------------------------------


def test_an_objection_that_waits_restricts_in_the_same_commit(
    developing: Register, aino: str
) -> None:
    before = len(developing.trail(aino))
    object_to(developing, aino, Wish("development", day=date(2026, 11, 20)))
    data = data_of(developing, aino)
    assert data["objection"] == {"day": "2026-11-20", "to": "development", "decision": "pending"}
    assert data["restriction"] == {"ground": "art-18-1-d", "since": "2026-11-20"}
    change, *older = developing.trail(aino)
    assert (len(older), set(change.fields)) == (before, {"objection", "restriction"})


@pytest.mark.parametrize(("decision", "reason"), [("upheld", ""), ("rejected", "vireillä riita")])
def test_the_decision_lifts_the_restriction_and_keeps_the_day_of_the_objection(
    developing: Register, aino: str, decision: str, reason: str
) -> None:
    object_to(developing, aino, Wish("development", day=date(2026, 11, 10)))
    decided = object_to(developing, aino, Wish("development", decision, reason))
    data = data_of(developing, aino)
    assert data["objection"] == {"day": "2026-11-10", "to": "development", "decision": decision}
    assert data["restriction"]["lifted"] == "2026-11-23"
    assert decided.lifted == date(2026, 11, 23)


def test_a_restriction_on_another_ground_outlasts_the_decision(
    developing: Register, aino: str
) -> None:
    begun = restricting.begin(developing.read(aino), "art-18-1-a", TODAY, TODAY)
    restricting.carry_out(developing, begun)
    object_to(developing, aino, Wish("development"))
    object_to(developing, aino, Wish("development", "upheld"))
    assert data_of(developing, aino)["restriction"] == {"ground": "art-18-1-a", "since": DAY}


def test_an_objection_is_rejected_for_compelling_grounds_in_words_only(
    developing: Register, aino: str
) -> None:
    with pytest.raises(Refused) as refused:
        plan(developing, aino, Wish("development", "rejected", "  "))
    assert "--reason" in refused.value.hint


def test_the_reason_is_for_the_letter_and_in_no_record(developing: Register, aino: str) -> None:
    object_to(developing, aino, Wish("development", "rejected", "vireillä riita"))
    assert "riita" not in developing.read(aino).text


def test_what_is_pending_is_decided_before_another_objection(
    developing: Register, aino: str
) -> None:
    object_to(developing, aino, Wish("development"))
    with pytest.raises(Refused) as refused:
        plan(developing, aino, Wish("marketing"))
    assert "not decided yet" in refused.value.sentence


def test_the_same_objection_twice_is_one(developing: Register, aino: str) -> None:
    object_to(developing, aino, Wish("development"))
    head = developing.history.head()
    assert not object_to(developing, aino, Wish("development")).is_new
    assert developing.history.head() == head


def test_what_was_upheld_does_not_wait_again(developing: Register, aino: str) -> None:
    object_to(developing, aino, Wish("development", "upheld"))
    again = object_to(developing, aino, Wish("development"))
    assert (again.decision, again.restricts) == ("upheld", False)
    assert "restriction" not in data_of(developing, aino)


def test_an_access_answer_tells_objection_and_restriction_in_words(
    records: Run, developing: Register, aino: str
) -> None:
    object_to(developing, aino, Wish("development"))
    shown = " ".join(records("access-report", aino, "--lang", "fi").out.split())
    assert "Palvelun kehittäminen" in shown
    assert "Olet vastustanut käsittelyä" in shown or "olet vastustanut käsittelyä" in shown
    assert "art-18-1-d" not in shown


def test_an_upheld_objection_to_something_else_is_told_of_when_its_entry_goes(
    developing: Register, aino: str
) -> None:
    object_to(developing, aino, Wish("development", "upheld"))
    assert object_to(developing, aino, Wish("marketing")).stands == "development"


def test_an_objection_of_a_day_to_come_is_refused(register: Register, aino: str) -> None:
    with pytest.raises(Misused):
        plan(register, aino, Wish("marketing", day=date(2026, 11, 23)))


def test_marketing_stays_stopped_when_its_entry_is_needed_for_another_objection(
    records: Run, developing: Register, aino: str
) -> None:
    object_to(developing, aino, Wish("marketing"))
    object_to(developing, aino, Wish("development", "upheld"))
    assert aino not in records("--as-of", DAY, "query", "--consent", "marketing", "--json").out


# --- Letters and requests -----------------------------------------------------------------------


def test_the_decision_is_told_before_the_restriction_is_lifted(
    records: Run, developing: Register, aino: str, tmp_path: Path
) -> None:
    object_to(developing, aino, Wish("development"))
    decide = ("object", aino, "--to", "development", "--decision", "upheld")
    ran = records(*decide)
    assert ran.code == 6
    assert "--letter FILE" in ran.err
    assert "lifted" not in data_of(developing, aino)["restriction"]
    file = tmp_path / "vastaus.txt"
    assert records("--as-of", DAY, *decide, "--letter", str(file)).code == 0
    assert "lifted" in data_of(developing, aino)["restriction"]
    letter = file.read_text("utf-8")
    assert "Palvelun kehittäminen" in letter
    assert "Rajoitus poistetaan 23.11.2026." in " ".join(letter.split())


def test_a_letter_speaks_of_a_restriction_only_where_one_ends(
    register: Register, aino: str, records: Run, tmp_path: Path
) -> None:
    file = tmp_path / "vastaus.txt"
    assert records("object", aino, "--to", "marketing", "--letter", str(file)).code == 0
    assert "Rajoitus" not in file.read_text("utf-8")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_end_of_a_restriction_is_told_between_decision_and_complaint(
    developing: Register, aino: str, language: str
) -> None:
    object_to(developing, aino, Wish("development"))
    decided = plan(developing, aino, Wish("development", "upheld"))
    head = asker.of(developing, aino, "", "objection").head(developing.notice, TODAY)
    letter = decided.letter(head, language)
    pending = plan(developing, aino, Wish("development")).letter(head, language)
    assert len(letter.sections) == len(pending.sections) + 1
    assert letter.sections[:2] != pending.sections[:2]
    assert letter.sections[3:] == pending.sections[2:]
    assert formats.day(date(2026, 11, 23), language) in text.render(letter)


def test_a_rejection_tells_the_grounds_and_that_a_court_may_be_asked(
    records: Run, developing: Register, aino: str, tmp_path: Path
) -> None:
    file = tmp_path / "vastaus.txt"
    words = ("--decision", "rejected", "--reason", "Riita on vireillä.", "--letter", str(file))
    assert records("object", aino, "--to", "development", *words).code == 0
    letter = file.read_text("utf-8")
    assert "Riita on vireillä." in letter
    assert "tuomioistui" in letter


def test_a_request_stays_open_until_its_objection_is_decided(
    records: Run, developing: Register, aino: str, tmp_path: Path
) -> None:
    request = asked(records, aino, "objection", "--confirmed", "phone", "--received", "2026-11-20")
    to = ("object", "--request", request, "--to", "development")
    assert records(*to).code == 2  # nobody was told
    assert records(*to, "--letter", str(tmp_path / "tieto.txt")).code == 0
    assert "decisions" not in data_of(developing, request)
    assert data_of(developing, aino)["objection"]["day"] == "2026-11-20"
    file = tmp_path / "vastaus.txt"
    words = ("--decision", "rejected", "--reason", "vireillä riita", "--letter", str(file))
    assert records(*to, *words).code == 0
    (decision,) = data_of(developing, request)["decisions"]
    assert (decision["outcome"], decision["ground"]) == ("refused", "art-21-1")
    assert decision["reason"] == "vireillä riita"


def test_recipients_are_to_be_told_of_a_restriction_by_an_objection(
    records: Run, developing: Register, aino: str
) -> None:
    with developing.edit(aino, action="edit") as data:
        data["disclosures"] = [{"to": "Tili Oy", "when": "2026-01-01"}]
    ran = records("object", aino, "--to", "development")
    assert f"records restrict {aino} --ground art-18-1-d --recipients DIR" in ran.err
