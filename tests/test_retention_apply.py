"""All that is due goes in one act: the plan, the act and the letters are one."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest

from heijastus_records.errors import Busy
from heijastus_records.law.due import State
from heijastus_records.law.erasure import Outcome
from heijastus_records.letters import forms
from heijastus_records.register import document, layout, vault
from heijastus_records.register.register import Register, erased_ids, reduced_ids
from heijastus_records.rights import intake, requests, retaining, retaining_text, upkeep, verifying
from heijastus_records.rights.retaining import Clearance

from . import by_csv
from .house import PROJECT, TODAY, Ran, program
from .template import Template, at_home
from .test_erasure import secrets_left

Run = Callable[..., Ran]

JANUARY = date(2037, 1, 4)
AS_OF = ("--as-of", TODAY.isoformat())

GONE = """\
kind: person
name: {given: Bo, family: Ekström}
emails: [bo.ekstrom@posti.example]
language: sv
relationship: {started: 2014-01-15, ended: 2020-06-01}
contracts: [{service: valmennus, paper: Kaappi 1 / mappi 2014}]
"""
LEFT = f"""\
{GONE.replace("Bo", "Kaj").replace("bo.", "kaj.")}\
invoices:
  - {{number: 2014-1, date: 2014-02-01, amount: "100.00", currency: EUR}}
  - {{number: 2020-1, date: 2020-02-01, amount: "90.00", currency: EUR}}
"""


def fresh(register: Register) -> Register:
    return Register.open(register.root, register.private.identity)


def commits(register: Register) -> list[str]:
    words = ["git", "log", "--format=%s"]
    done = subprocess.run(words, cwd=register.root, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def files(register: Register, ids: list[str]) -> dict[str, bytes]:
    return {each: register.content(layout.record_path(each), each) for each in ids}


# --- The list of 297, as of both days -------------------------------------------------------


class Applied(NamedTuple):
    """What was planned, what was there before, and what the program did."""

    day: date
    register: Register
    planned: Clearance
    plan: str
    sealed: dict[str, bytes]
    """The sealed file of each record."""
    texts: dict[str, str]
    old: dict[str, list[str]]
    """Git's names for the texts and keys of each record."""
    commits: int
    ran: Ran
    letters: Path


@pytest.fixture
def applied(once: Applied, monkeypatch: pytest.MonkeyPatch) -> Applied:
    """The register after the act, in the home in which it was made."""
    home = once.register.root.parent / "home"
    folders = {"HOME": home, "XDG_STATE_HOME": home / "state", "XDG_RUNTIME_DIR": home / "run"}
    for name, folder in folders.items():
        monkeypatch.setenv(name, str(folder))
    return once._replace(register=fresh(once.register))


@pytest.fixture(scope="module", params=[TODAY, JANUARY], ids=str)
def once(
    request: pytest.FixtureRequest, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Applied]:
    day, base = request.param, tmp_path_factory.mktemp("applied")
    with pytest.MonkeyPatch.context() as patch:
        at_home(base / "made", patch)
        register = template.copy_to(base / "made", with_aino=False)
        intake.carry_out(register, intake.plan(register, by_csv.SAMPLE.read_bytes()))
        ids, planned = register.ids(), retaining.clearance(register, day)
        plan, before = retaining_text.plan(planned), (files(register, ids), texts(register, ids))
        old = {each: names(register, each) for each in ids}
        count, letters = len(commits(register)), base / "letters"
        letters.mkdir()
        words = ("retention", "apply", "--yes", "--letter", str(letters))
        ran = program(base / "made")("--as-of", day.isoformat(), *words)
        yield Applied(day, fresh(register), planned, plan, *before, old, count, ran, letters)


def texts(register: Register, ids: list[str]) -> dict[str, str]:
    return {each: register.read(each).text for each in ids}


def names(register: Register, record: str) -> list[str]:
    paths = (layout.record_path(record), layout.key_path(record))
    return [name for path in paths for name in register.history.versions(path)]


def test_the_plan_is_what_a_count_of_the_list_by_hand_says(applied: Applied) -> None:
    by_hand = by_csv.classes(applied.day)
    outcomes = [each.plan.outcome for each in applied.planned.erasures]
    assert outcomes.count(Outcome.WHOLE) == by_hand["due-now"]
    assert outcomes.count(Outcome.PARTIAL) == by_hand["due-partly"]
    assert applied.ran.code == 0, applied.ran.err
    assert applied.ran.out == applied.plan


def test_the_act_is_the_plan(applied: Applied) -> None:
    """Whole is gone with a tombstone; in part is what was planned to remain, and no more."""
    register = applied.register
    stones = register.history.content_at("HEAD", layout.TOMBSTONES)
    for each in applied.planned.erasures:
        record = each.record.id
        if each.plan.outcome is Outcome.WHOLE:
            assert record not in register.ids()
            assert record in erased_ids(stones)
        else:
            assert register.read(record).data == each.plan.remains
            assert record in reduced_ids(stones)
    change = next(each for each in register.trail() if each.action == "erase")
    assert set(change.ids) == {each.record.id for each in applied.planned.erasures}
    assert set(change.fields) == {name for e in applied.planned.erasures for name in e.fields}
    assert change.basis == "art-5-1-e"


def test_the_letters_are_the_plan(applied: Applied) -> None:
    """Each says of its own record what the plan says, with the proof of the act in it."""
    found = re.search(r"tried (\d+) old texts", applied.ran.err)
    assert found
    written = {file.stem: file.read_bytes() for file in applied.letters.iterdir()}
    assert written == {
        each.record.id: forms.render(each.letter(each.language, int(found[1])), "text", applied.day)
        for each in applied.planned.erasures
    }
    for each in applied.planned.erasures:
        told = written[each.record.id].decode()
        assert "Ilmoitus tietojen poistamisesta" in told
        assert "poistopyyntö" not in told.casefold()
        for batch in each.batches():
            if batch.rule == "accounting" and batch.until:
                assert f"{batch.until.day}.{batch.until.month}.{batch.until.year}" in told
            for invoice in batch.invoices:
                assert str(invoice["number"]) in told


def test_it_is_one_rotation_and_one_commit(applied: Applied) -> None:
    """The list of the key's copies follows in its own commit, as after every rotation."""
    subjects = commits(applied.register)
    new = subjects[: len(subjects) - applied.commits]
    assert new.count(f"erase {applied.planned.count}") == 1
    assert [each for each in new if not each.endswith(" custody")] == [
        f"erase {applied.planned.count}"
    ]
    assert applied.register.epoch_number == 2


def test_afterwards_nothing_is_due_and_nothing_that_was_not_is_gone(applied: Applied) -> None:
    """Who was not due is there byte for byte; of who was in part, each value that was not."""
    register = applied.register
    found = retaining.report(register, applied.day)
    assert found.ready == 0
    by_hand = by_csv.classes(applied.day)
    assert len(found.items) == 297 - by_hand["due-now"]
    assert not found.of(State.NOW) + found.of(State.PARTLY)
    assert not any(year.is_due for year in found.years)
    touched = {each.record.id for each in applied.planned.erasures}
    untouched = [each for each in applied.sealed if each not in touched]
    assert len(untouched) == 297 - len(touched)
    assert files(register, untouched) == {each: applied.sealed[each] for each in untouched}
    kept = sum(by_csv.goes(day) > applied.day for row in by_csv.clients() for day in row.invoices)
    assert sum(year.invoices for year in found.years) == kept


def test_the_invoices_that_stay_are_those_of_the_list_to_the_cent(applied: Applied) -> None:
    listed = (by_csv.SAMPLE.read_bytes().decode("cp1252")).replace("\n", ";")
    wanted = {
        number
        for number, day in re.findall(r"(\d{4}-\d{3}) (\d+\.\d+\.\d{4}) ", listed)
        if by_csv.goes(date(*map(int, reversed(day.split("."))))) > applied.day
    }
    held = {
        invoice["number"]
        for record in applied.register.records()
        for invoice in record.data.get("invoices", [])
    }
    assert held == wanted


def test_every_old_version_of_what_went_opens_for_nobody(applied: Applied) -> None:
    register, gone = applied.register, [each.record.id for each in applied.planned.erasures]
    secrets = secrets_left(register)
    assert len(secrets) >= len(register.ids())
    tried = [name for record in gone for name in applied.old[record]]
    assert len(tried) == 2 * len(gone)
    assert not [name for name in tried if vault.opens(secrets, register.history.blob(name))]
    others = [record for record in applied.old if record not in gone]
    for record in others[:20]:
        assert vault.opens(secrets, register.history.blob(applied.old[record][0]))


def test_the_register_is_in_order_afterwards(applied: Applied) -> None:
    """People whose organisation went point at it still: their links are valid."""
    problems = upkeep.validate(applied.register)
    assert [each for each in problems if not each.warning] == []
    assert verifying.verify(applied.register).errors == 0
    erased = set(applied.sealed) - set(applied.register.ids())
    links = {
        link["id"]
        for record in applied.register.records()
        for link in record.data.get("organisations", [])
    }
    assert links & erased or applied.day == TODAY


def test_a_second_time_there_is_nothing_to_do(applied: Applied) -> None:
    head, run = applied.register.history.head(), program(applied.register.root.parent)
    ran = run("--as-of", applied.day.isoformat(), "retention", "apply", "--yes")
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing is due\n")
    assert fresh(applied.register).history.head() == head


def test_every_paper_that_goes_is_listed_in_the_plan_and_in_the_result(applied: Applied) -> None:
    places = [
        sheet.place for each in applied.planned.erasures for sheet in each.plan.paper if sheet.goes
    ]
    assert places
    for told in (applied.plan, applied.ran.err):
        assert told.count("shred by hand") == len(places)
        for place in places:
            assert place in told


# --- A broken financial year ----------------------------------------------------------------


def test_a_broken_financial_year_lets_go_on_its_own_day(register: Register, records: Run) -> None:
    """Financial year to 30.4.: the invoice of 1.5.2015 goes on 1.5.2026, that of 30.4. a year
    before."""
    notice = register.root / "register.yaml"
    text = notice.read_text("utf-8")
    notice.write_text(text.replace('"12-31"', '"04-30"'), "utf-8")
    subprocess.run(["git", "commit", "-qam", "notice"], cwd=register.root, check=True)
    client = layout.new_id("c")
    invoices = "invoices: [{number: a, date: 2015-04-30}, {number: b, date: 2015-05-01}]\n"
    fresh(register).add({client: f"kind: organisation\nname: Oy\n{invoices}"}, action="new")

    def left(day: str) -> list[str]:
        ran = records("--as-of", day, "retention", "apply", "--yes")
        assert ran.code == 0, ran.err
        found: Any = fresh(register).read(client).data
        return [each["number"] for each in found.get("invoices", [])]

    assert left("2025-04-30") == ["a", "b"]
    assert left("2025-05-01") == ["b"]
    assert left("2026-04-30") == ["b"]
    assert left("2026-05-01") == []


def test_an_organisation_of_which_an_old_invoice_went_is_no_ended_client(
    register: Register, records: Run
) -> None:
    """Nothing says that the relationship has ended: the rest stays on the next day, too."""
    client = layout.new_id("c")
    body = (
        "kind: organisation\nname: Esimerkki Oy\nbilling: {method: paper, terms: 14 pv}\n"
        "invoices: [{number: a, date: 2010-01-01}, {number: b, date: 2024-01-01}]\n"
    )
    register.add({client: body}, action="new")
    assert records(*AS_OF, "retention", "apply", "--yes").code == 0
    later = fresh(register)
    assert "reduced" not in later.read(client).data
    assert retaining.clearance(later, date(2026, 11, 23)).count == 0
    assert later.read(client).data["billing"] == {"method": "paper", "terms": "14 pv"}


# --- Requests -------------------------------------------------------------------------------


def closed(register: Register, records: Run, client: str, day: str) -> str:
    """Make a request that was answered and closed on a day; return its id."""
    known = set(register.ids("r"))
    words = ("--duty", "access", "--channel", "phone", "--confirmed", "phone")
    assert records("--as-of", day, "requests", "add", client, *words).code == 0
    (request,) = set(fresh(register).ids("r")) - known
    out = register.root.parent / f"{request}.txt"
    answer = ("access-report", "--request", request, "--out", str(out))
    assert records("--as-of", day, *answer).code == 0
    assert records("--as-of", day, "requests", "close", request).code == 0
    return request


def test_a_closed_request_goes_whole_three_years_on_and_the_client_stays(
    register: Register, records: Run, aino: str
) -> None:
    """Not on its last day; and with a tombstone, like any other record."""
    request = closed(register, records, aino, "2023-11-21")
    old = names(register, request)
    sealed = files(register, [aino])
    assert "nothing is due" in records("--as-of", "2026-11-21", "retention", "apply").err
    shown = records(*AS_OF, "retention", "--json").out
    assert f'"id": "{request}"' in shown
    ran = records(*AS_OF, "retention", "apply", "--yes")
    assert ran.code == 0, ran.err
    later = fresh(register)
    assert later.ids("r") == []
    assert request in erased_ids(later.history.content_at("HEAD", layout.TOMBSTONES))
    assert files(later, [aino]) == sealed
    secrets = secrets_left(later)
    assert old and not [n for n in old if vault.opens(secrets, later.history.blob(n))]
    assert [each for each in upkeep.validate(later) if not each.warning] == []


def test_a_closed_request_stays_until_its_day_where_the_client_stays(
    register: Register, records: Run
) -> None:
    """Its words are the evidence that it was answered: only with the whole client they go."""
    client = layout.new_id("c")
    register.add({client: LEFT}, action="new")
    request = closed(register, records, client, "2026-03-02")
    before = fresh(register).read(request).text
    assert records(*AS_OF, "retention", "apply", "--yes").code == 0
    assert fresh(register).read(request).text == before
    assert records("--as-of", "2037-01-01", "requests", "list").code == 0
    ran = records("--as-of", "2031-01-01", "retention", "apply", "--yes")
    assert ran.code == 0, ran.err
    assert (fresh(register).ids(), fresh(register).ids("r")) == ([], [])


def test_a_request_of_a_client_who_goes_is_reduced_to_a_receipt(
    register: Register, records: Run
) -> None:
    client = layout.new_id("c")
    register.add({client: GONE}, action="new")
    request = closed(register, records, client, "2026-03-02")
    assert records(*AS_OF, "retention", "apply", "--yes").code == 0
    left: Any = fresh(register).read(request).data
    assert fresh(register).ids() == []
    assert "client" not in left and left["closed"] == "2026-03-02"
    assert retaining.report(fresh(register), TODAY).ready == 0


def test_a_hold_keeps_the_clients_closed_requests_as_well(register: Register, records: Run) -> None:
    client = layout.new_id("c")
    hold = "holds: [{ground: art-17-3-e, since: 2023-01-01}]\n"
    register.add({client: GONE + hold}, action="new")
    request = closed(register, records, client, "2023-03-02")
    assert "nothing is due" in records(*AS_OF, "retention", "apply").err
    assert fresh(register).ids("r") == [request]


# --- How it is asked for --------------------------------------------------------------------


@pytest.fixture
def due(register: Register) -> tuple[str, str]:
    """Two clients whose time has passed: Bo goes whole, Kaj in part."""
    bo, kaj = layout.new_id("c"), layout.new_id("c")
    register.add({bo: GONE, kaj: LEFT}, action="new")
    return bo, kaj


def test_a_dry_run_shows_the_plan_and_changes_nothing(
    register: Register, records: Run, due: tuple[str, str], tmp_path: Path
) -> None:
    head, folder = register.history.head(), tmp_path / "letters"
    folder.mkdir()
    ran = records(*AS_OF, "retention", "apply", "--dry-run", "--letter", str(folder))
    assert ran.code == 0
    assert ran.out == retaining_text.plan(retaining.clearance(register, TODAY))
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "1 records are erased whole, 1 in part" in " ".join(ran.out.split())
    assert {file.stem for file in folder.iterdir()} == set(due)
    assert fresh(register).history.head() == head


def test_each_plan_in_full_is_the_plan_of_an_erasure(records: Run, due: tuple[str, str]) -> None:
    ran = records(*AS_OF, "retention", "apply", "--dry-run", "--plans")
    assert f"Plan for {due[0]} (nothing has been changed): it is erased whole." in ran.out
    assert "Kaappi 1 / mappi 2014: shred by hand" in ran.out


def test_who_is_kept_stays(register: Register, records: Run, due: tuple[str, str]) -> None:
    _bo, kaj = due
    sealed = files(register, [kaj])
    assert records(*AS_OF, "retention", "apply", "--yes", "--keep", "kaj").code == 0
    later = fresh(register)
    assert later.ids() == [kaj]
    assert files(later, [kaj]) == sealed


def test_without_the_number_nothing_is_done(
    register: Register, records: Run, due: tuple[str, str]
) -> None:
    """The number of records is typed; without a terminal it takes --yes."""
    ran = records(*AS_OF, "retention", "apply")
    assert (ran.code, "no terminal to ask" in ran.err) == (2, True)
    assert set(fresh(register).ids()) == set(due)


@pytest.mark.parametrize(("typed", "left"), [("3", 2), ("", 2), ("2", 1)])
def test_the_number_is_typed_to_go_on(
    register: Register, due: tuple[str, str], tmp_path: Path, typed: str, left: int
) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "heijastus_records", "--register", str(register.root), *AS_OF, "retention", "apply"],
        env={
            **os.environ,
            "RECORDS_IDENTITY": str(tmp_path / "identity"),
            "PYTHONPATH": str(PROJECT),
        },
        encoding="utf-8",
        timeout=60,
    )
    child.expect("Type the number of records to go on: 2")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    assert len(fresh(register).ids()) == left


def test_letters_go_by_mail_to_whoever_has_an_address(
    register: Register, records: Run, due: tuple[str, str], tmp_path: Path
) -> None:
    """What was reduced before has none; nobody has asked, so nobody waits for one."""
    assert records(*AS_OF, "retention", "apply", "--yes").code == 0
    other, folder = layout.new_id("c"), tmp_path / "mails"
    folder.mkdir()
    fresh(register).add({other: GONE.replace("Bo", "Eva").replace("bo.", "eva.")}, action="new")
    words = ("retention", "apply", "--yes", "--eml", str(folder))
    ran = records("--as-of", "2031-01-01", *words)
    assert ran.code == 0, ran.err
    assert [file.stem for file in folder.iterdir()] == [other]
    assert b"Meddelande om radering" in next(folder.iterdir()).read_bytes()
    assert fresh(register).ids() == []


def test_recipients_are_told_of_what_went(register: Register, records: Run, tmp_path: Path) -> None:
    given = (
        "disclosures: [{to: Tilitoimisto Oy, what: [name, emails], when: 2019-01-01, purpose: x}]\n"
    )
    register.add({layout.new_id("c"): GONE + given}, action="new")
    assert "1 letter (GDPR, Article 19)" in records(*AS_OF, "retention", "apply", "--dry-run").out
    words = ("retention", "apply", "--yes", "--recipients", str(tmp_path))
    assert records(*AS_OF, *words).code == 0
    assert (tmp_path / "ilmoitus-1.pdf").read_bytes().startswith(b"%PDF")


def test_what_has_changed_since_it_was_planned_is_not_erased(
    register: Register, due: tuple[str, str]
) -> None:
    """Neither it nor anything else."""
    planned = retaining.clearance(register, TODAY)
    with register.edit(due[0], action="edit") as data:
        data["relationship"]["ended"] = "2027-01-01"
    with pytest.raises(Busy) as refused:
        retaining.carry_out(register, planned)
    assert "records retention apply --dry-run" in refused.value.hint
    assert set(fresh(register).ids()) == set(due)


@pytest.mark.parametrize(
    "words", ["requests add {} --duty access --channel phone", "erase {} --queue --yes"]
)
def test_who_has_asked_since_it_was_planned_is_not_erased(
    register: Register, due: tuple[str, str], records: Run, words: str
) -> None:
    planned = retaining.clearance(register, TODAY)
    assert records(*AS_OF, *words.format(due[0]).split()).code == 0
    with pytest.raises(Busy) as refused:
        retaining.carry_out(fresh(register), planned)
    assert due[0] in str(refused.value)
    assert set(due) <= set(fresh(register).ids())


def test_a_record_reduced_at_a_request_still_says_so_after_its_next_invoice_went(
    register: Register, records: Run
) -> None:
    """Who was told what is held when they were erased is not told again."""
    client = layout.new_id("c")
    noted = {"day": "2021-01-01", "ground": "art-17-1"}
    data = {**document.load(LEFT), "reduced": noted}
    data = {name: data[name] for name in ("kind", "name", "invoices", "reduced")}
    register.add({client: document.dump(data)}, action="new")
    assert records(*AS_OF, "retention", "apply", "--yes").code == 0
    assert fresh(register).read(client).data["reduced"] == noted


def test_requests_that_are_open_keep_their_client(
    register: Register, records: Run, due: tuple[str, str]
) -> None:
    words = ("--duty", "erasure", "--channel", "phone", "--confirmed", "phone")
    assert records(*AS_OF, "requests", "add", due[0], *words).code == 0
    assert records(*AS_OF, "retention", "apply", "--yes").code == 0
    assert due[0] in fresh(register).ids()
    assert [case.request.is_open for case in requests.listed(fresh(register))] == [True]


def test_whoever_writes_and_may_be_a_client_is_answered_before_anything_goes(
    register: Register, records: Run, due: tuple[str, str]
) -> None:
    """Nobody has said yet who it is: the address is that of a record."""
    sender = "from: {address: bo.ekstrom@posti.example}"
    asked = f"received: 2026-11-20\nchannel: email\nduties: [access]\n{sender}\n"
    register.add({layout.new_id("r"): asked}, action="request")
    assert records(*AS_OF, "retention", "apply", "--yes").code == 0
    assert due[0] in fresh(register).ids()
    found = retaining.report(fresh(register), TODAY)
    assert [item.id for item in found.of(State.HELD)] == [due[0]]
