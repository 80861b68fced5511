"""Paper is part of the register: it is listed, told of, and never forgotten when a record goes."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from heijastus_records.errors import NotFound
from heijastus_records.law import paper
from heijastus_records.law.paper import State
from heijastus_records.letters import text
from heijastus_records.letters.head import Head
from heijastus_records.register import document, layout
from heijastus_records.register.register import Register
from heijastus_records.rights import (
    access,
    cabinet,
    erase,
    erasing,
    informing,
    plan_text,
    porting,
    restricting,
    today,
)

from .computers import Two
from .house import PROJECT, TODAY, Ran

Run = Callable[..., Ran]

LIST = PROJECT / "tests" / "samples" / "asiakkaat.csv"

HELENA = """\
kind: person   # met at the fair
name: {given: Helena, family: Paperinen}
emails: [helena@posti.example]
relationship: {started: 2023-08-15}
contracts:
  # the first one
  - {number: S-1, starts: 2023-08-15, paper: Kaappi 1 / mappi 10}
consents:
  - {purpose: marketing, version: 2023-07-25, given: 2023-08-15, evidence: Kaappi 1 / mappi 2}
paper:
  - {kind: muistiinpanot, place: Kaappi 2 / kansio Paperinen, until: 2026-06-30}
  - {kind: piirrokset, place: Kaappi 2 / laatikko}
"""
"""Somebody with every kind of paper."""


@pytest.fixture
def helena(register: Register) -> str:
    record = layout.new_id("c")
    register.add({record: HELENA}, action="new")
    return record


def fresh(register: Register) -> Register:
    return Register.open(register.root, register.private.identity)


def gone(register: Register, *records: str, ground: str = erasing.REQUEST) -> str:
    opened = fresh(register)
    plans = [erasing.of(opened, opened.read(each), TODAY, ground) for each in records]
    return erase.carry_out(opened, plans, TODAY).commit


def noted(register: Register) -> list[dict[str, str]]:
    data: Any = fresh(register).read(layout.CUSTODY).data
    found: list[dict[str, str]] = data.get("shredding", [])
    return found


# --- The rule -------------------------------------------------------------------------------


def test_a_paper_is_kept_until_its_own_day_else_until_the_relationship_ends() -> None:
    data = document.load(HELENA.replace("08-15}\ncon", "08-15, ended: 2026-11-21}\ncon"))
    found = {each.kind: each for each in paper.papers(data)}
    assert [str(each.until) for each in found.values()] == [
        *("2026-11-21", "2026-11-21"),
        *("2026-06-30", "2026-11-21"),
    ]
    assert {each.state(TODAY) for each in found.values()} == {State.PAST}


def test_the_last_day_itself_is_still_a_day() -> None:
    (found,) = paper.papers({"paper": [{"kind": "a", "place": "b", "until": "2026-11-22"}]})
    assert found.state(TODAY) is State.STAYS


def test_while_the_relationship_lasts_its_papers_stay() -> None:
    found = [*paper.papers(document.load(HELENA))]
    assert [each.until for each in found if not each.recorded] == [None, None, None]


# --- The list -------------------------------------------------------------------------------


def test_the_list_goes_along_the_cabinet(register: Register, records: Run, helena: str) -> None:
    rows = [line.split("\t") for line in records("--lang", "fi", "paper", "list").out.splitlines()]
    assert [row[0] for row in rows[1:]] == [
        "Kaappi 1 / mappi 2",
        "Kaappi 1 / mappi 10",
        "Kaappi 2 / kansio Paperinen",
        "Kaappi 2 / laatikko",
    ]
    assert [row[1] for row in rows[1:]] == ["Suostumus", "Sopimus", "muistiinpanot", "piirrokset"]
    assert {row[2] for row in rows[1:]} == {helena}


def test_the_list_says_what_is_past_its_day(register: Register, records: Run, helena: str) -> None:
    def states(*words: str) -> list[str]:
        ran = records("--as-of", *words, "paper", "list", helena[:8], "--json")
        return [each["state"] for each in json.loads(ran.out)["papers"]]

    assert states("2026-06-30") == ["stays"] * 4
    assert states("2026-07-01") == ["stays", "stays", "past", "stays"]


def test_the_list_is_written_as_csv_that_is_no_formula(
    register: Register, records: Run, helena: str, tmp_path: Path
) -> None:
    with register.edit(helena, action="edit") as data:
        data["paper"][1]["place"] = "=1+1"
    assert records("paper", "list", "--out", "kaappi.csv").code == 0
    rows = [*csv.reader((tmp_path / "kaappi.csv").open(encoding="utf-8"), delimiter=";")]
    assert len(rows) == 5
    assert {row[0] for row in rows} >= {"'=1+1", "Kaappi 1 / mappi 2"}


def test_the_sample_list_lies_where_its_spreadsheet_says(register: Register, records: Run) -> None:
    assert records("import", str(LIST), "--yes").code == 0
    with LIST.open(encoding="windows-1252", newline="") as file:
        wanted = [row["Paperisopimus"] for row in csv.DictReader(file, delimiter=";")]
    found = json.loads(records("--as-of", "2026-11-22", "paper", "list", "--json").out)["papers"]
    assert {each["place"] for each in found} == {*wanted} - {""}
    # Who stands in two lines with one and the same contract has one sheet.
    assert 0 <= len([*filter(None, wanted)]) - len(found) <= 3
    ended = {each["id"] for each in found if each["state"] == "past"}
    clients: dict[str, Any] = {each.id: each.data for each in fresh(register).records()}
    assert ended == {
        record
        for record in {each["id"] for each in found}
        if clients[record].get("relationship", {}).get("ended", "9") < "2026-11-22"
    }


# --- Erased, and still on paper -----------------------------------------------------------------


def test_what_an_erasure_leaves_on_paper_is_noted_in_its_own_commit(
    register: Register, helena: str
) -> None:
    before = fresh(register).head
    commit = gone(register, helena)
    now = fresh(register)
    assert now.history.git.run("rev-list", "--count", f"{before}..{commit}") == "1"
    assert {(each["id"], each["day"]) for each in noted(register)} == {(helena, "2026-11-22")}
    assert [each["kind"] for each in noted(register)] == [
        *("contract", "consent", "muistiinpanot", "piirrokset")
    ]


@pytest.mark.parametrize(
    ("said", "noted_as"),
    [
        ("Kaappi 2 / kansio Paperinen", "Kaappi 2 / kansio …"),
        ("Paperisen kansio", "… kansio"),
        ("HELENA P.", "… P."),
        ("helena@posti.example, hylly 3", "… hylly 3"),
        ("Kaappi 1 / mappi 2014", "Kaappi 1 / mappi 2014"),
        ("kansio 040 123 4567", "…"),
    ],
)
def test_a_name_on_a_folder_does_not_outlive_the_record(
    register: Register, said: str, noted_as: str
) -> None:
    record = layout.new_id("c")
    words = HELENA.replace("Kaappi 2 / laatikko", json.dumps(said, ensure_ascii=False))
    register.add({record: words + 'phones: ["+358401234567"]\n'}, action="new")
    gone(register, record)
    assert noted(register)[-1]["place"] == noted_as
    assert "aperi" not in fresh(register).read(layout.CUSTODY).text


def test_an_erased_client_is_listed_until_the_paper_is_shredded(
    register: Register, records: Run, helena: str
) -> None:
    gone(register, helena)
    found = json.loads(records("paper", "list", "--json").out)["papers"]
    assert [(each["id"], each["state"], each["erased"]) for each in found] == [
        (helena, "shred", "2026-11-22")
    ] * 4
    assert "4 sheets of paper are to be shredded" in records("--as-of", "2026-11-23").out
    ran = records("paper", "shredded", helena[:7], "--kind", "sopimus")
    assert (ran.code, len(noted(register))) == (0, 3), ran
    ran = records("paper", "shredded", helena, "--place", "kansio")
    assert (ran.code, len(noted(register))) == (0, 2), ran
    assert records("paper", "shredded", helena).code == 0
    assert noted(register) == []
    assert json.loads(records("paper", "list", "--json").out)["papers"] == []
    assert records("paper", "shredded", helena).code == 3


def test_ticking_off_is_in_the_trail_and_tells_of_nobody(
    register: Register, records: Run, helena: str
) -> None:
    gone(register, helena)
    before = fresh(register).head
    records("paper", "shredded", helena)
    now = fresh(register)
    (change,) = [each for each in now.trail() if each.action == cabinet.ACTION]
    assert (change.ids, change.fields, change.basis) == (
        ("custody",),
        ("shredding",),
        "art-5-1-e",
    )
    message = now.history.git.run("log", "--format=%B", f"{before}..")
    assert not re.search("aapp|kans|piirr|Helena", message)
    assert records("audit", "verify").code == 0
    assert records("validate").code == 0


def test_a_part_that_goes_leaves_its_paper_on_the_list(register: Register, records: Run) -> None:
    record = layout.new_id("c")
    paid = "invoices:\n  - {number: 2024-1, date: 2024-02-01}\n"
    register.add({record: HELENA + paid}, action="new")
    gone(register, record)
    assert "contracts" not in fresh(register).read(record).data
    assert len(noted(register)) == 4
    assert records("paper", "shredded", record).code == 0
    assert noted(register) == []


def test_of_two_sheets_in_one_place_one_line_is_kept(register: Register) -> None:
    record = layout.new_id("c")
    twice = HELENA.replace("consents:", "  - {number: S-2, paper: Kaappi 1 / mappi 10}\nconsents:")
    register.add({record: twice}, action="new")
    gone(register, record)
    assert len(noted(register)) == 4


def test_several_erased_together_are_all_on_the_list(register: Register, helena: str) -> None:
    other = layout.new_id("c")
    register.add({other: HELENA.replace("Helena", "Irma")}, action="new")
    gone(register, helena, other)
    assert {each["id"] for each in noted(register)} == {helena, other}
    assert len(noted(register)) == 8


def test_what_goes_because_its_time_has_passed_is_on_the_list_too(
    register: Register, helena: str
) -> None:
    with register.edit(helena, action="edit") as data:
        data["relationship"]["ended"] = "2025-01-31"
    gone(register, helena, ground=erasing.RETENTION)
    assert helena not in fresh(register).ids()
    assert len(noted(register)) == 4


# --- Ticked off in a living record ---------------------------------------------------------------


def test_of_a_living_client_only_what_is_past_its_day_is_ticked_off(
    register: Register, records: Run, helena: str
) -> None:
    assert records("--as-of", "2026-11-22", "paper", "shredded", "helena").code == 0
    data: Any = fresh(register).read(helena).data
    assert [each["kind"] for each in data["paper"]] == ["piirrokset"]
    assert data["contracts"][0]["paper"] == "Kaappi 1 / mappi 10"
    assert records("--as-of", "2026-11-22", "paper", "shredded", "helena").code == 3


@pytest.mark.parametrize("kind", ["contract", "Sopimus", "avtal"])
def test_a_paper_that_was_taken_out_is_ticked_off_by_its_name(
    register: Register, records: Run, helena: str, kind: str
) -> None:
    assert records("paper", "shredded", helena, "--kind", kind).code == 0
    now = fresh(register).read(helena)
    data: Any = now.data
    assert data["contracts"] == [{"number": "S-1", "starts": "2023-08-15"}]
    assert len(data["paper"]) == 2
    assert "# the first one" in now.text and "# met at the fair" in now.text


def test_all_that_is_ticked_off_leaves_a_record_that_is_valid(
    register: Register, records: Run, helena: str
) -> None:
    for kind in ("consent", "muistiinpanot", "piirrokset"):
        assert records("paper", "shredded", helena, "--kind", kind).code == 0
    data: Any = fresh(register).read(helena).data
    assert "paper" not in data and "evidence" not in data["consents"][0]
    assert records("validate").code == 0


def test_folder_1_is_not_folder_10(register: Register, records: Run, helena: str) -> None:
    with register.edit(helena, action="edit") as data:
        data["consents"][0]["evidence"] = "Kaappi 1 / mappi 1"
    assert records("paper", "shredded", helena, "--place", "kaappi 1 / mappi").code == 3
    assert records("paper", "shredded", helena, "--place", "kaappi 1 / mappi 1").code == 0
    left: Any = fresh(register).read(helena).data
    assert "evidence" not in left["consents"][0]
    assert left["contracts"][0]["paper"] == "Kaappi 1 / mappi 10"


def test_what_nobody_has_cannot_be_ticked_off(register: Register, helena: str) -> None:
    found = cabinet.listed(register, TODAY, helena)
    with pytest.raises(NotFound):
        cabinet.choose(found, "valokuvat", "")


# --- Every answer, every plan -------------------------------------------------------------------


def test_every_answer_and_plan_tells_of_every_paper(register: Register, helena: str) -> None:
    now = fresh(register)
    record = now.read(helena)
    answer = access.answer_to(now, helena, TODAY)
    said = text.render(answer.letter("fi"))
    eleventh = said.partition("11. Manuaalinen aineisto")[2].partition("12. Oikeutesi")[0]
    assert "lukitussa kaapissa" in eleventh
    for line in (
        "Sopimus: Kaappi 1 / mappi 10, asiakassuhteen keston ajan",
        "Suostumus: Kaappi 1 / mappi 2, asiakassuhteen keston ajan",
        "muistiinpanot: Kaappi 2 / kansio Paperinen, säilytysaika on päättynyt 30.6.2026",
        "piirrokset: Kaappi 2 / laatikko, asiakassuhteen keston ajan",
    ):
        assert line in " ".join(eleventh.split())

    planned = erasing.of(now, record, TODAY)
    plan = " ".join(plan_text.render(planned).split())
    places = ("Kaappi 1 / mappi 10", "Kaappi 1 / mappi 2", "Kaappi 2 / kansio", "Kaappi 2 / laat")
    assert all(place in plan for place in places)
    assert plan.count("shred by hand") == 4
    letter = " ".join(text.render(planned.letter("fi")).split())
    assert "silppuamalla: sopimus, suostumus, muistiinpanot, piirrokset" in letter

    (told,) = informing.planned(now, [helena], informing.Told("kirje"), TODAY)
    assert "säilytetään yrittäjän tiloissa, lukitussa kaapissa" in " ".join(
        text.render(told.letter("fi")).split()
    )

    begun = restricting.begin(record, "art-18-1-a", TODAY, TODAY)
    head = Head.of(now.notice, TODAY, "Helena Paperinen")
    assert "lukitussa kaapissa olevia papereita" in " ".join(
        text.render(begun.letter(head, "fi")).split()
    )

    ported = porting.of(now, record, TODAY).to_json()
    assert "Kaappi" not in json.dumps(ported, ensure_ascii=False)

    due = [each for each in today.duties(now, TODAY) if each.command == "records paper list"]
    assert [each.sentence for each in due] == ["1 sheet of paper is to be shredded"]


def test_who_has_no_paper_is_not_told_of_any_when_restricted(register: Register, aino: str) -> None:
    begun = restricting.begin(register.read(aino), "art-18-1-a", TODAY, TODAY)
    head = Head.of(register.notice, TODAY)
    assert "kaapissa" not in text.render(begun.letter(head, "fi"))


# --- Cut off, and two computers ---------------------------------------------------------------

ACT = """
import os, signal, sys
from datetime import date
from pathlib import Path
from heijastus_records.register import rotation
from heijastus_records.register.private import Private
from heijastus_records.register.register import Register
from heijastus_records.rights import erase, erasing

root, identity, record, place, name = sys.argv[1:]
register = Register.open(Path(root), Path(identity))
planned = erasing.of(register, register.read(record), date(2026, 11, 22))
where = {"rotation": rotation, "Private": Private}[place]
setattr(where, name, lambda *words: os.kill(os.getpid(), signal.SIGKILL))
erase.carry_out(register, [planned], date(2026, 11, 22))
"""


@pytest.mark.parametrize(
    ("place", "name", "is_done"),
    [
        ("rotation", "_commit", False),
        ("rotation", "_carry_out", False),
        ("Private", "take_over", True),
        ("Private", "move_anchor", True),
    ],
)
def test_a_kill_forgets_no_paper(
    register: Register, helena: str, place: str, name: str, is_done: bool
) -> None:
    words = [str(register.root), str(register.private.identity), helena, place, name]
    assert subprocess.run([sys.executable, "-c", ACT, *words], check=False).returncode == -9
    found = cabinet.listed(fresh(register), TODAY)
    assert len(found) == 4
    assert {bool(each.erased) for each in found} == {is_done}
    assert (helena in fresh(register).ids()) != is_done


def test_two_computers_tick_off_and_erase_and_nothing_is_lost(two: Two) -> None:
    desk, bag = two.desk, two.bag
    (desk.folder / "helena.yaml").write_text(HELENA, "utf-8")
    helena = desk.records("new", "person", "--from", "../helena.yaml").out.strip()
    irma = desk.records("new", "person", "--from", "../helena.yaml").out.strip()
    desk.records("erase", irma, "--yes")
    desk.records("sync")
    bring_key(two)
    bag.records("sync")
    desk.records("sync")
    # The bag ticks off what the first has left, while the desk erases the second.
    bag.records("paper", "shredded", irma, "--kind", "contract")
    desk.records("paper", "shredded", irma, "--kind", "consent")
    desk.records("erase", helena, "--yes")
    desk.records("sync")
    bring_key(two)
    bag.records("sync")
    desk.records("sync")
    for computer in (desk, bag):
        papers = json.loads(computer.records("paper", "list", "--json").out)["papers"]
        left = [(each["id"], each["kind"]) for each in papers]
        assert sorted(left) == sorted(
            [
                *((irma, kind) for kind in ("muistiinpanot", "piirrokset")),
                *((helena, k) for k in ("contract", "consent", "muistiinpanot", "piirrokset")),
            ]
        )


def bring_key(two: Two) -> None:
    """Carry the newer key from the desk to the other computer, as its owner is told to."""
    stick = two.copy.parent / "stick"
    two.desk.records("key", "export", str(stick), "--no-passphrase", "--yes")
    two.bag.records("key", "import", str(stick))
    stick.unlink()
