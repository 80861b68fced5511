"""The scripts: the example stays readable, the demo runs, the figures come from fair data."""

import importlib.util
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from heijastus_records.exchange import client_list
from heijastus_records.law import client
from heijastus_records.register import document, layout, private, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import upkeep

PROJECT = Path(__file__).parent.parent

REPORT = """\
<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest"
errors="0" failures="1" skipped="3" tests="9" time="2.5"><testcase name="a"><skipped
type="pytest.skip" message="age is not installed">x</skipped></testcase><testcase name="b"><skipped
type="pytest.skip" message="age is not installed">x</skipped></testcase><testcase name="c"><skipped
type="pytest.xfail" message="known">x</skipped></testcase></testsuite></testsuites>
"""


def script(name: str) -> Any:
    """Return a script as a module; `test` is a module of Python's own, so all get other names."""
    file = PROJECT / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"script_{name}", file)
    assert spec and spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def scripts_import_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PROJECT / "scripts"))


@pytest.fixture
def example(tmp_path: Path) -> Register:
    """A copy of the published example with a history of its own."""
    demo = script("demo")
    folder = tmp_path / "example"
    folder.mkdir()
    demo.Stage(folder, Path(sys.executable), "en").prepare()
    return Register.open(folder / "register", folder / demo.IDENTITY)


# --- the example --------------------------------------------------------------------------------


def test_example_of_the_first_format_opens_and_is_in_order(example: Register) -> None:
    assert upkeep.validate(example) == []
    assert [record.version for record in example.records()] == [1] * 7


def test_example_holds_what_was_typed_byte_for_byte(example: Register) -> None:
    made = script("make_example")
    assert {record.id: record.text for record in example.records()} == made.CLIENTS
    assert example.read(layout.CUSTODY).text == made.CUSTODY


def test_example_has_people_with_letters_of_many_languages(example: Register) -> None:
    names = {client.name_of(record.data) for record in example.records()}
    assert names >= {"Åke Söderlund-Mäkelä", "Päivi Näkkäläjärvi", "Ole Ødegård", "Šárka Žižková"}


def test_example_has_every_kind_of_client(example: Register) -> None:
    people: list[Any] = [record.data for record in example.records()]
    assert sum(data["kind"] == "organisation" for data in people) == 2
    assert {role for data in people for role in data["roles"]} == {
        "orderer",
        "supervisee",
        "coachee",
        "contact",
    }
    assert any("withdrawn" in consent for data in people for consent in data.get("consents", []))
    assert {data.get("language", "fi") for data in people} == {"fi", "sv", "en"}


def test_example_identity_says_that_it_is_public() -> None:
    content = (PROJECT / script("demo").IDENTITY).read_bytes()
    assert content.startswith(b"# public example\n")
    assert vault.parse_epoch(content).example
    assert vault.parse_epoch(content).register == private.EXAMPLE_REGISTER


def test_example_is_never_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = script("make_example")
    shutil.copy(PROJECT / "register.yaml", tmp_path)
    monkeypatch.setattr(made, "PROJECT", tmp_path)
    made.main()
    first = (tmp_path / made.IDENTITY).read_bytes()
    with pytest.raises(SystemExit, match="never made anew"):
        made.main()
    assert (tmp_path / made.IDENTITY).read_bytes() == first


def test_attributes_of_the_project_have_those_of_a_register() -> None:
    assert (PROJECT / ".gitattributes").read_text("utf-8").startswith(layout.ATTRIBUTES_TEXT)


# --- the demo -----------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder, beside the home that every test has."""
    folder = tmp_path / "demo"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("language", ["en", "fi"])
def test_demo_runs_to_its_end(
    place: Path, capfd: pytest.CaptureFixture[str], language: str
) -> None:
    demo = script("demo")
    code = demo.show(place, Path(sys.executable), language)
    said = capfd.readouterr().out
    assert code == 0, said
    assert re.search(r"langauge: .*\blanguage\?", said)
    assert "git log -1\n  commit " in said
    assert f"grep --text --count {demo.NAME}\n  0\n" in said
    assert f"records/clients/{demo.RECORD}.yaml.age\n  100644 blob" in said
    assert max(map(len, said.split("\n"))) <= demo.WIDTH + len(str(place))


def test_demo_speaks_both_languages_in_full() -> None:
    demo = script("demo")
    assert demo.TEXTS["fi"].keys() == demo.TEXTS["en"].keys()


def test_demo_keeps_to_its_own_folders(place: Path, private_home: Path) -> None:
    demo = script("demo")
    before = sorted(private_home.rglob("*"))
    stage = demo.Stage(place, Path(sys.executable), "en")
    stage.prepare()
    stage.step("validate", "records", "validate")
    assert sorted(private_home.rglob("*")) == before
    assert (place / "home" / "state").is_dir()


def test_demo_stops_where_a_step_goes_wrong(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    demo = script("demo")
    monkeypatch.setattr(demo, "WHO", "nobody@posti.example")
    assert demo.show(place, Path(sys.executable), "en") == 1
    assert "not 3" in capfd.readouterr().out


def test_long_answers_are_cut_to_their_headings() -> None:
    demo = script("demo")
    said = "1. One\n------\n\ntext\n\n2. Two\n------\n\nmore\n"
    assert demo.shown(said, 4, "[{count} more]") == [
        "1. One",
        "------",
        "",
        "text",
        "[5 more]",
        "  2. Two",
    ]


def test_tables_are_shown_in_columns() -> None:
    demo = script("demo")
    assert demo.shown("id\tname\nc-1\tAino\n1 client\n", 0, "") == [
        "id   name",
        "c-1  Aino",
        "1 client",
    ]


# --- the environment ----------------------------------------------------------------------------


def test_environment_is_used_again_only_where_it_fits() -> None:
    setting_up = script("setting_up")
    plain = setting_up.facts("")
    full = setting_up.facts("dev")
    assert setting_up.serves(full, plain)
    assert setting_up.serves(full, full)
    assert not setting_up.serves(plain, full)
    assert not setting_up.serves({}, plain)
    assert not setting_up.serves({**full, "pyproject": "changed"}, plain)


def test_damaged_stamp_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting_up = script("setting_up")
    stamp = tmp_path / "stamp"
    monkeypatch.setattr(setting_up, "STAMP", stamp)
    assert setting_up.stamped() == {}
    stamp.write_text("[1]", "utf-8")
    assert setting_up.stamped() == {}
    stamp.write_text("{", "utf-8")
    assert setting_up.stamped() == {}


def test_failed_set_up_shows_what_was_said(capfd: pytest.CaptureFixture[str]) -> None:
    setting_up = script("setting_up")
    words = [sys.executable, "-c", "import sys; print('no room'); sys.exit(1)"]
    with pytest.raises(SystemExit, match=r"no room\n\nThe environment could not be made; hint"):
        setting_up.run(words, "hint")


# --- the checks ---------------------------------------------------------------------------------


def test_left_out_tests_are_counted_from_the_report() -> None:
    outcome = script("test").read(REPORT)
    assert outcome.closing == "1 failed, 5 passed, 3 skipped in 2.50s"
    assert outcome.left_out == ["age is not installed"] * 2


def test_missing_programs_are_named_with_their_package() -> None:
    checks = script("test")
    assert checks.remarks(["recsel"], ["recsel is not installed"] * 2) == [
        "2 not run:",
        "  2 × recsel is not installed",
        "not installed: recsel; on Debian: apt install recutils",
    ]
    assert checks.remarks(["pdfinfo", "pdftotext"], []) == [
        "not installed: pdfinfo, pdftotext; on Debian: apt install poppler-utils"
    ]
    assert checks.remarks([], []) == []


def test_last_line_says_how_it_ended() -> None:
    checks = script("test")
    assert checks.verdict([], "5 passed in 1.00s") == "all passed: 5 passed in 1.00s"
    assert checks.verdict(["mypy", "pytest"], "1 failed in 1.00s") == (
        "FAILED (mypy, pytest): 1 failed in 1.00s"
    )


def test_every_program_that_tests_ask_for_has_a_package() -> None:
    named = {
        word.strip(' "')
        for file in (PROJECT / "tests").glob("test_*.py")
        for found in re.findall(r"^@pytest\.mark\.system\((.*)\)$", file.read_text("utf-8"), re.M)
        for word in found.split(",")
    }
    assert named <= script("test").PROGRAMS.keys() | {"git", "ssh-keygen"}


def test_ci_installs_every_package_that_the_checks_name() -> None:
    said = (PROJECT / ".ci" / "run").read_text("utf-8")
    installed = said.partition("packages=(")[2].partition(")")[0].split()
    assert {"git", *script("test").PROGRAMS.values()} <= set(installed)


# --- the figures --------------------------------------------------------------------------------


def test_bench_data_are_valid_and_the_same_each_time(register: Register) -> None:
    comparisons = script("comparisons")
    texts = comparisons.texts(30)
    assert comparisons.texts(30) == texts
    problems = [
        problem
        for record, text in texts.items()
        for problem in register.check(record, text, set(texts))[0]
    ]
    assert problems == []


def test_bench_client_list_is_taken_in_whole() -> None:
    comparisons = script("comparisons")
    plan = client_list.plan(client_list.read(comparisons.spreadsheet(60)), client_list.Known({}))
    assert len(plan.records) == 60
    assert plan.joined == ()


def test_bare_loop_reads_the_same_clients(register: Register, tmp_path: Path) -> None:
    comparisons = script("comparisons")
    texts = comparisons.texts(12)
    register.add(texts, action="import")
    secret = (tmp_path / "identity").read_text("ascii").splitlines()[1]
    found = comparisons.read_all(register.root, secret)
    assert [data["name"] for data in found] == [
        record.data["name"] for record in register.records()
    ]


def test_bench_shows_its_table_and_writes_nothing() -> None:
    page = (PROJECT / "docs" / "benchmarks.md").read_bytes()
    words = [sys.executable, str(PROJECT / "scripts" / "bench.py"), "--only", "scan"]
    done = subprocess.run(
        [*words, "--clients", "20", "--rounds", "1"], capture_output=True, encoding="utf-8"
    )
    assert done.returncode in (0, 1), done.stderr  # a busy computer may miss a bar
    assert "| scan: open, decrypt and parse 20 clients |" in done.stdout
    assert (PROJECT / "docs" / "benchmarks.md").read_bytes() == page


def test_table_of_the_page_is_replaced_and_nothing_else() -> None:
    bench = script("bench")
    page = f"before\n{bench.BEGIN}\nold\n{bench.END}after\n"
    assert bench.rewritten(page, "new\n") == f"before\n{bench.BEGIN}\nnew\n\n{bench.END}after\n"


def test_ratio_is_ours_to_bare() -> None:
    bench = script("bench")
    found = bench.Measured("scan", "about", 0.3, 0.2, 1.5)
    assert f"| 300 ms | 200 ms | {found.ratio:.2f} | ≤ 1.5 |" in bench.tabled([found])


def test_scripts_say_nothing_of_the_computer_they_ran_on() -> None:
    bench = script("bench")
    assert platform.node() not in bench.conditions(7, "")
    assert document.tidy(bench.conditions(7, "")).count("\n") == 1
