"""What is wrong becomes right, and with a purge it is in no old version that any key opens."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.errors import Busy, Misused, NotFound, RecordsError, Refused
from heijastus_records.register import desk, document, fields, layout, schema, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import audit, rectifying, rectifying_text, upkeep, verifying
from heijastus_records.rights.rectifying import Rectification, Wish

from .computers import Two
from .house import AINO, TODAY, Ran
from .test_epochs import carry_key
from .test_erasure import contents, secrets_left

Run = Callable[..., Ran]

LONG = (
    AINO
    + 'invoices:\n  - {number: 2024-1, date: 2024-02-01, amount: "100.00", currency: EUR}\n'
    + '  - {number: 2024-2, date: 2024-03-01, amount: "90.00", currency: EUR}\n'
)

OLD = "aino.esimerkki@posti.example"


@pytest.fixture
def long(register: Register) -> str:
    """The id of a person with two invoices and some history."""
    record = layout.new_id("c")
    register.add({record: LONG}, action="new")
    for language in ("sv", "fi"):
        with register.edit(record, action="edit") as data:
            data["language"] = language
    return record


def plan(
    register: Register, record: str, *put: str, drop: tuple[str, ...] = (), purge: bool = False
) -> Rectification:
    pairs = tuple((field, value) for field, _sign, value in (each.partition("=") for each in put))
    return rectifying.of(register, register.read(record), Wish(pairs, drop, purge))


def rectify(register: Register, record: str, *put: str, drop: tuple[str, ...] = ()) -> str:
    return rectifying.carry_out(register, plan(register, record, *put, drop=drop), TODAY)


def fresh(register: Register, tmp_path: Path) -> Register:
    return Register.open(register.root, tmp_path / "identity")


# --- Names of fields ------------------------------------------------------------------------

STEPS = st.text("abcä_-09 ", min_size=1) | st.integers(0, 10**6)


@given(st.text("abcä_-09 ", min_size=1), st.lists(STEPS))
def test_a_field_as_it_is_spelled_is_read_back(first: str, rest: list[str | int]) -> None:
    path = (first, *rest)
    assert schema.parse(schema.spell(path)) == path


@pytest.mark.parametrize("words", ["", ".", "a.", ".a", "a..b", "a[", "a[]", "a[0", "a]", "a[0]b"])
def test_what_is_no_name_of_a_field_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        schema.parse(words)
    with pytest.raises(Misused):
        fields.find("client", document.load(LONG), words)


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("name.family", ("name", "family")),
        ("emails[0]", ("emails", 0)),
        ("emails[+]", ("emails", "+")),
        ("billing.email", ("billing", "email")),
        ("relationship.ended", ("relationship", "ended")),
        ("invoices[2024-2].amount", ("invoices", 1, "amount")),
        ("invoices[1].amount", ("invoices", 1, "amount")),
        ("contracts[S-2023-07].ends", ("contracts", 0, "ends")),
        ("consents[marketing].withdrawn", ("consents", 0, "withdrawn")),
        ("sources[orderer].fields[1]", ("sources", 0, "fields", 1)),
        ("holds[+]", ("holds", "+")),
    ],
)
def test_a_field_is_found_by_position_or_by_its_own_key(field: str, path: document.Path) -> None:
    assert fields.find("client", document.load(LONG), field) == path


@pytest.mark.parametrize(
    ("field", "error", "said"),
    [
        ("name.famly", Misused, "did you mean family"),
        ("emial", Misused, "did you mean emails"),
        ("language.code", Misused, "as a whole"),
        ("emails[+].x", Misused, "as a whole"),
        ("emails[7]", NotFound, "no emails[7]"),
        ("invoices[2031-1].amount", NotFound, "no invoices"),
    ],
)
def test_a_field_that_is_not_there_is_refused(
    field: str, error: type[RecordsError], said: str
) -> None:
    with pytest.raises(error) as refused:
        fields.find("client", document.load(LONG), field)
    assert said in refused.value.sentence
    assert "2031-1" not in refused.value.sentence


def test_a_number_that_is_also_a_position_of_another_item_is_refused() -> None:
    text = LONG.replace("2024-1", '"1"').replace("2024-2", '"2"')
    with pytest.raises(NotFound, match=r"invoices\[0\]"):
        fields.find("client", document.load(text), "invoices[1].amount")
    assert fields.find("client", document.load(text), "invoices[2].amount")[1] == 1


# --- Without a purge ------------------------------------------------------------------------


def test_comments_and_all_other_lines_stay_byte_for_byte(register: Register, long: str) -> None:
    before = register.read(long).text.splitlines()
    rectify(
        register,
        long,
        "name.family=Öhman",
        "invoices[2024-2].amount=95.00",
        "emails[+]=a@b.example",
    )
    after = register.read(long).text.splitlines()
    assert len(before) == len(after)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new.split(":")[0].strip(" -") for _old, new in changed] == ["name", "emails", "{number"]
    assert len(register.read(long).comments) == 3
    assert "Öhman" in changed[0][1] and changed[1][1].endswith("# prefers mail")


def test_the_trail_has_before_and_after_and_the_article(register: Register, long: str) -> None:
    commit = rectify(register, long, "phones[0]=+358409998877", drop=("relationship.started",))
    change = register.trail(long)[0]
    assert (change.commit, change.action, change.basis) == (commit, "rectify", "art-16")
    assert set(change.fields) == {"phones", "relationship"}
    values = audit.values(register, change)[long]
    assert audit.Value("phones[0]", "+358401234567", "+358409998877") in values
    assert audit.Value("relationship.started", "2023-08-15", "") in values
    assert verifying.verify(register).errors == 0


def test_lists_and_named_fields_are_set_as_a_whole(register: Register, long: str) -> None:
    item = "invoices[+]={number: 2024-3, date: 2024-04-01, amount: '10.00', currency: EUR}"
    rectify(register, long, "emails=[a@b.example, c@d.example]", item, "billing.email=a@b.example")
    data: Any = register.read(long).data
    assert data["emails"] == ["a@b.example", "c@d.example"]
    assert data["invoices"][2]["amount"] == "10.00"
    assert data["billing"]["email"] == "a@b.example"


def test_several_items_go_and_come_at_once(register: Register, long: str) -> None:
    rectify(register, long, "emails=[a@b.example, c@d.example, e@f.example]")
    put = ("emails[+]=g@h.example", "emails[+]=i@j.example", "emails[1]=x@y.example")
    rectify(register, long, *put, drop=("emails[0]", "emails[2]"))
    assert register.read(long).data["emails"] == ["x@y.example", "g@h.example", "i@j.example"]


def test_positions_are_those_that_are_shown_not_those_of_empty_items(register: Register) -> None:
    record = layout.new_id("c")
    text = "kind: person\nname: {given: Aino}\nbilling:\n"
    text += "emails:\n  -\n  - a@b.example\n  - c@d.example\n"
    register.add({record: text}, action="new")
    rectify(register, record, "emails[1]=e@f.example", "billing.method=email", drop=("emails[0]",))
    assert register.read(record).data["emails"] == ["e@f.example"]


@pytest.mark.parametrize(
    "value",
    [
        "a: b",
        "a # b",
        "# a",
        "- a",
        "-",
        "00100",
        "0401234567",
        "NO",
        "null",
        "~",
        "13:00",
        "1e3",
        "'a'",
        '"a"',
        "a'b\"c",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "[tilat] Vaasa",
        "{a",
        "a, b",
        " a ",
        "a\\nb",
        "a\nb",
        "a\n\nb\n",
        "😀 Öhman",
        "a=b=c",
        "?",
        "|",
        "> a",
    ],
)
def test_odd_values_stay_what_was_typed(register: Register, long: str, value: str) -> None:
    rectify(register, long, f"contracts[0].schedule={value}", f"contracts[0].place={value}")
    contract: Any = register.read(long).data["contracts"][0]  # type: ignore[index]
    assert (contract["schedule"], contract["place"]) == (value, value)
    assert len(register.read(long).comments) == 3


@pytest.mark.parametrize("value", ["\x00", "a\x1bb", "\u2028", "\ud800"])
def test_a_character_that_no_record_may_hold_is_refused(
    register: Register, long: str, value: str
) -> None:
    head = register.head
    with pytest.raises(RecordsError):
        rectify(register, long, f"contracts[0].place=x{value}")
    assert register.head == head


@pytest.mark.parametrize(
    ("put", "said"),
    [
        ("emails[0]=nobody", "emails[0]: not an e-mail address"),
        ("invoices[2024-1].date=1.2.2024", "invoices[0].date: write the day as 2024-02-01"),
        ("roles=coachee", "roles: write a list here"),
        ("emails=[a@b.example", "emails: this is not valid YAML"),
        ("emails=[a@b.example]\nkind: person", "emails: one value in brackets"),
        ("relationship.ended=2001-01-01", "relationship.ended: this day is before started"),
    ],
)
def test_a_wrong_value_is_refused_and_named_and_nothing_has_changed(
    register: Register, records: Run, long: str, put: str, said: str
) -> None:
    head = register.head
    for words in ([], ["--purge", "--yes"]):
        ran = records("rectify", long, "--set", put, *words)
        assert (ran.code, ran.out) == (1, "")
        assert said in ran.err
    register.forget()
    assert register.head == head


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "--set FIELD=VALUE"),
        (["--set", "name.family"], 2, "FIELD=VALUE"),
        (["--set", "name.family="], 2, "--unset name.family"),
        (["--set", "emails=[]"], 2, "--unset emails"),
        (["--set", "name.famly=x"], 2, "did you mean family"),
        (["--set", "emails[9]=a@b.example"], 3, "emails[+]"),
        (["--set", "emails[0]=a@b.example", "--unset", "emails"], 2, "named twice"),
        (["--unset", "name"], 1, "name: this field is missing"),
        (["--purge"], 2, "--yes"),
    ],
)
def test_what_cannot_be_done_is_said(
    register: Register, records: Run, long: str, words: list[str], code: int, said: str
) -> None:
    head = register.head
    ran = records("rectify", long, *words)
    assert ran.code == code
    assert said in ran.err
    register.forget()
    assert register.head == head


def test_nothing_to_change_makes_no_commit(register: Register, records: Run, long: str) -> None:
    head = register.head
    ran = records("rectify", long, "--set", "name.family=Esimerkki", "--unset", "billing.email")
    assert (ran.code, ran.out) == (0, f"{long}: no value changes\n")
    told = json.loads(records("rectify", long, "--set", "language=fi", "--json").out)
    assert (told["changes"], told["commit"]) == ([], None)
    register.forget()
    assert register.head == head


def test_values_come_from_standard_input_line_by_line(
    register: Register, records: Run, long: str
) -> None:
    words = ["--set", "phones[0]=-", "--set", "contracts[0].place=-", "--set", "emails[+]=-"]
    ran = records("rectify", "-", *words, input=f"{OLD}\n+358409998877\n # Vaasa: 2\na@b.example")
    assert ran.code == 0, ran.err
    data: Any = register.read(long).data
    assert data["phones"] == ["+358409998877"]
    assert data["contracts"][0]["place"] == " # Vaasa: 2"
    assert data["emails"] == [OLD, "a@b.example"]


def test_a_line_too_many_on_standard_input_is_not_dropped_in_silence(
    register: Register, records: Run, long: str
) -> None:
    ran = records("rectify", long, "--set", "name.given=-", input="Bertta\nand more\n")
    assert (ran.code, "more lines" in ran.err) == (2, True)
    ran = records("rectify", long, "--set", "name.given=-", input="Ber\x07tta\n")
    assert (ran.code, "name.given" in ran.err) == (1, True)


def test_a_dry_run_prints_the_very_same_and_changes_nothing(
    register: Register, records: Run, long: str
) -> None:
    words = ["rectify", long, "--set", "name.family=\u202eÖhman", "--unset", "phones"]
    head = register.head
    dry = records(*words, "--dry-run")
    register.forget()
    assert register.head == head
    done = records(*words)
    assert dry.out == done.out
    assert "\\u202eÖhman" in dry.out and "\u202e" not in dry.out
    assert max(map(len, dry.out.splitlines())) <= 80
    assert "commit" in done.err and "commit" not in dry.err


def test_json_is_one_document_and_has_no_language(
    register: Register, records: Run, long: str
) -> None:
    words = ["rectify", long, "--set", "name.family=Öhman", "--json"]
    dry = records("--lang", "fi", *words, "--dry-run").out
    assert dry == records("--lang", "en", *words, "--dry-run").out
    told = json.loads(records(*words).out)
    register.forget()
    assert told["commit"] == register.head
    assert {**told, "commit": None} == json.loads(dry)
    assert told["schema"] == "records.rectification/1"
    title = {"fi": "Sukunimi", "sv": "Efternamn", "en": "Family name"}
    change = {"field": "name.family", "title": title, "before": "Esimerkki", "after": "Öhman"}
    assert told["changes"] == [change]


def test_an_organisation_is_rectified_the_same_way(register: Register) -> None:
    record = layout.new_id("c")
    register.add(
        {record: "kind: organisation\nname: Esimerk Oy\nbusiness_id: 9900001-8\n"}, action="new"
    )
    rectify(register, record, "name=Esimerkki Oy")
    assert register.read(record).data["name"] == "Esimerkki Oy"
    with pytest.raises(Misused):
        plan(register, record, "name.given=Aino")
    rectifying.purge(register, plan(register, record, purge=True), TODAY)
    assert "Esimerk Oy" not in "".join(opened(register))


def test_a_restricted_and_held_record_is_rectified(register: Register) -> None:
    record = layout.new_id("c")
    held = "restriction: {ground: art-18-1-a, since: 2026-01-01}\n"
    held += "holds: [{ground: riita, since: 2026-01-01}]\n"
    register.add({record: AINO + held}, action="new")
    rectify(register, record, "name.family=Öhman")
    assert "Öhman" in register.read(record).text


def test_recipients_of_what_changes_are_named(register: Register) -> None:
    record = layout.new_id("c")
    given = "disclosures:\n" + "".join(
        f"  - {{to: {to}, what: [{what}], when: 2026-01-01}}\n"
        for to, what in (("Verohallinto", "name"), ("Kela", "phones"))
    )
    register.add({record: AINO + given}, action="new")
    planned = plan(register, record, "name.family=Öhman")
    assert planned.to_json("")["tell"] == [{"to": "Verohallinto", "when": "2026-01-01"}]
    assert "Verohallinto was given it" in rectifying_text.render(planned)


def test_a_record_that_has_changed_since_the_plan_is_left_alone(
    register: Register, long: str
) -> None:
    for wanted in (plan(register, long, "language=sv"), plan(register, long, purge=True)):
        with register.edit(long, action="edit") as data:
            data["language"] = "en" if data["language"] != "en" else "fi"
        head, secret = register.head, register.epoch.key.secret
        with pytest.raises(Busy):
            if wanted.purge:
                rectifying.purge(register, wanted, TODAY)
            else:
                rectifying.carry_out(register, wanted, TODAY)
        register.forget()
        register.forget_secret()
        assert (register.head, register.epoch.key.secret) == (head, secret)
        assert not register.private.next.exists()


# --- With a purge ---------------------------------------------------------------------------


def opened(register: Register) -> list[str]:
    """Return the text of everything in the repository that any key opens which is left."""
    secrets = secrets_left(register)
    found = (
        vault.opened(secrets, each) for each in contents(register.root) if vault.is_sealed(each)
    )
    return [plain.decode("utf-8") for plain in found if plain]


def test_a_wrong_value_is_in_no_old_commit_that_any_key_opens(
    register: Register, tmp_path: Path, long: str
) -> None:
    assert sum("Esimerkkikatu" in each for each in opened(register)) == 3
    subprocess.run(["git", "clone", "-q", "--mirror", register.root, tmp_path / "copy"], check=True)
    sealed = contents(tmp_path / "copy")
    planned = plan(register, long, "billing.address.street=Toinen katu 5", purge=True)
    assert planned.purge and planned.purge.versions == 3
    done = rectifying.purge(register, planned, TODAY)
    assert (done.proof.opened, done.epoch) == (0, 2)
    register = fresh(register, tmp_path)
    assert not any("Esimerkkikatu" in each for each in opened(register))
    secrets = secrets_left(register)
    old = [vault.opened(secrets, each) or b"" for each in sealed if vault.is_sealed(each)]
    assert not any(b"Esimerkkikatu" in each for each in old)
    record = register.read(long)
    assert record.data["billing"]["address"]["street"] == "Toinen katu 5"  # type: ignore[index, call-overload]
    assert [comment.text for comment in record.comments] == [
        "Came by way of the orderer",
        "prefers mail",
        "the first one",
    ]
    line = register.content(layout.TOMBSTONES, layout.TOMBSTONES).decode()
    assert line == f"- {long} 4 reduced {TODAY} art-16\n"
    change = register.trail(long)[0]
    assert (change.action, change.fields, change.basis) == ("rectify", ("billing",), "art-16")
    assert change.proof.startswith("tried 4, opened 0")
    assert verifying.verify(register).errors == 0
    assert [problem for problem in upkeep.validate(register) if not problem.warning] == []
    with register.edit(long, action="edit") as data:
        data["language"] = "sv"
    assert verifying.verify(register).errors == 0


def test_after_a_correction_in_the_editor_a_purge_alone_keeps_the_text(
    register: Register, tmp_path: Path, long: str
) -> None:
    rectify(register, long, "phones[0]=+358409998877")
    text = register.read(long).text
    planned = plan(register, long, purge=True)
    assert not planned.is_nothing
    rectifying.purge(register, planned, TODAY)
    register = fresh(register, tmp_path)
    assert register.read(long).text == text
    assert not any("401234567" in each for each in opened(register))
    again = plan(register, long, purge=True)
    assert again.purge and again.purge.versions == 1
    rectifying.purge(register, again, TODAY)
    assert verifying.verify(fresh(register, tmp_path)).errors == 0


COMMENTED = "kind: person  # {}\n"


@pytest.mark.parametrize(
    ("line", "put", "places"),
    [
        (COMMENTED.format("write to AINO.esimerkki@posti.example"), "emails[0]=a@b.example", ""),
        (COMMENTED.format("ring 040 123 4567"), "phones[0]=+358409998877", ""),
        (COMMENTED.format("esimerkkikatu 1 A 2: at work"), "billing.address.street=Tie 5", ""),
        (COMMENTED.format("was 100.00"), "invoices[2024-1].amount=110.00", ""),
        ("kind: person\nbusiness_id: 9900001-8\n", "business_id=9900002-6", "paper[0].place"),
        ("kind: person\n", "contracts[0].starts=2023-09-15", "relationship.started"),
    ],
)
def test_a_purge_is_refused_while_the_old_value_stands_elsewhere_in_the_record(
    register: Register, records: Run, line: str, put: str, places: str
) -> None:
    record = layout.new_id("c")
    text = (
        LONG.replace("kind: person\n", line) + "paper: [{kind: sopimus, place: kansio 99000018}]\n"
    )
    register.add({record: text}, action="new")
    head = register.head
    ran = records("rectify", record, "--set", put, "--purge", "--yes")
    assert ran.code == 6
    assert f"an old value still stands in {places or 'the comment in line 2'}" in ran.err
    register.forget()
    assert register.head == head
    assert records("rectify", record, "--set", put).code == 0
    assert records("rectify", record, "--purge", "--yes").code == 0


def test_an_old_value_with_an_ending_in_a_comment_stops_a_purge(register: Register) -> None:
    record = layout.new_id("c")
    text = "kind: person\nname: {given: Aino, family: Esimerkki}\n# Esimerkkiä ei tavoita\n"
    register.add({record: text}, action="new")
    with pytest.raises(Refused):
        plan(register, record, "name.family=Malli", purge=True)
    assert plan(register, record, "name.family=Esimerkkiä", purge=True)


def test_where_the_old_value_is_only_a_part_or_a_code_a_purge_goes_on(register: Register) -> None:
    record = layout.new_id("c")
    more = "  - {fields: [emails, phones], from: subject, day: 2024-01-01}\n"
    register.add({record: LONG.replace("invoices:", f"{more}invoices:")}, action="new")
    # The street begins with the family name; emails is a code; the new values hold the old ones.
    put = ("name.family=Esimerkki-Öhman", "billing.address.street=Esimerkkikatu 1 A 2 b")
    assert plan(register, record, *put, "sources[orderer].fields[1]=phones", purge=True).purge


def test_records_and_requests_that_mention_the_old_value_are_named(
    register: Register, records: Run, long: str
) -> None:
    other, request = layout.new_id("c"), layout.new_id("r")
    texts = {other: f"# or by way of {OLD}\nkind: person\nname: {{given: Bertta}}\n"}
    register.add(texts, action="new")
    asked = f"received: 2026-11-01\nchannel: email\nduties: [objection]\nfrom: {{address: {OLD}}}\n"
    register.add({request: asked}, action="request")
    words = ["rectify", long, "--set", "emails[0]=a@b.example", "--purge", "--dry-run"]
    told = json.loads(records(*words, "--json").out)
    assert told["mentions"] == [{"id": other, "fields": ["comments"]}]
    assert told["requests"] == [request]
    assert (told["purge"], told["versions"], told["commit"]) == (True, 3, None)
    text = records(*words).out
    assert other in text and request in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_purge_waits_for_a_text_that_was_not_saved(register: Register, long: str) -> None:
    register.private.draft(long).parent.mkdir(parents=True, exist_ok=True)
    register.private.draft(long).write_bytes(b"sealed")
    with pytest.raises(Refused, match="unsaved text"):
        plan(register, long, purge=True)
    assert long not in desk.occupied(register.notice.register)


def test_the_trail_says_what_a_purge_and_an_erasure_have_made_unreadable(
    register: Register, records: Run, tmp_path: Path, long: str
) -> None:
    rectifying.purge(register, plan(register, long, "language=sv", purge=True), TODAY)
    shown = records("audit", "show", long, "--values").out
    assert shown.count(f"{long}: made unreadable by an erasure on {TODAY}") == 4
    assert records("audit", "show", long, "--at", "2090-01-01").code == 0
    first = register.trail(long)[-1].commit
    assert (
        f"made unreadable by an erasure on {TODAY}"
        in records("audit", "show", long, "--at", first).err
    )
    records("--as-of", "2099-01-01", "erase", long, "--yes")
    shown = records("audit", "show", "--values").out
    assert f"{long}: made unreadable by an erasure on 2099-01-01" in shown
    assert "key is missing" not in shown


def test_the_command_purges_proves_and_asks_for_the_name(
    register: Register, records: Run, long: str
) -> None:
    ran = records("rectify", "aino", "--set", "name.family=Öhman", "--purge", "--yes", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    register.forget()
    assert told["commit"] == register.trail(long)[0].commit
    assert "none opens" in ran.err and "epoch 2" in ran.err


# --- Two computers --------------------------------------------------------------------------


@pytest.mark.system("ssh-keygen")
def test_a_rectified_value_is_merged_with_what_the_other_computer_changed(two: Two) -> None:
    two.desk.records("rectify", two.aino, "--set", "name.family=Öhman")
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    two.bag.records("sync")
    two.desk.records("sync")
    two.bag.records("sync")
    for computer in (two.desk, two.bag):
        data = computer.data(two.aino)
        assert (data["name"]["family"], data["language"]) == ("Öhman", "sv")


@pytest.mark.system("ssh-keygen")
@pytest.mark.parametrize("times", [1, 2])
def test_an_edit_of_a_purged_version_does_not_come_back_and_the_sync_says_so(
    two: Two, times: int
) -> None:
    for number in range(times):
        two.desk.records("sync")
        two.bag.records("sync", code=None)
        family = f"name.family=Öhman{number}"
        two.desk.records("rectify", two.aino, "--set", family, "--purge", "--yes")
        two.desk.records("sync")
        two.bag.edit(two.aino, "s/^language: .*/language: sv/", "s/Esimerkkikatu/Toinen katu/")
        carry_key(two.desk, two.bag)
        said = two.bag.records("sync").err
        assert f"left out, since older versions were made unreadable meanwhile: {two.aino}" in said
        two.desk.records("sync")
    assert two.bag.data(two.aino) == two.desk.data(two.aino)
    assert "Toinen katu" not in two.bag.text(two.aino)
    two.bag.records("audit", "verify")
    assert "left out" not in two.bag.records("sync").err
