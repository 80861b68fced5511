"""What a stranger, a hostile repository or a slip of the hand must not achieve."""

import json
import subprocess
from pathlib import Path

import pytest

from heijastus_records.register import document, layout, schema
from heijastus_records.rights import access
from tests.conftest import TODAY

PERSON = "kind: person\nname: {given: Veera, family: Vihola}\n"


def git(root: Path, *words: str) -> str:
    """Run git in a register, as its owner or a stranger would."""
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace").strip()


def add(register, text: str) -> str:
    """Add a record and return its id."""
    record = layout.new_id("c")
    register.add({record: text}, action="new")
    return record


def test_a_missing_object_is_never_fetched_by_what_the_repository_says(
    register, records, aino, tmp_path
):
    """A remote of a partial clone could name any program."""
    root, mark = register.root, tmp_path / "ran"
    settings = {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "o",
        "remote.o.url": f"ext::sh -c touch% {mark}",
        "protocol.ext.allow": "always",
    }
    for name, value in settings.items():
        git(root, "config", name, value)
    tree = git(root, "rev-parse", "HEAD:records/clients")
    (root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for words in (("list",), ("validate",), ("repair",), ("audit", "show")):
        assert "Traceback" not in records(*words).err
    assert not mark.exists()


@pytest.mark.parametrize(
    "paths", ['["../../precious"]', '["/etc/passwd"]', "[1]", '["a\\u0000b"]', "[" * 100_000]
)
def test_the_journal_of_a_change_writes_and_removes_nothing_else(
    register, records, aino, tmp_path, paths
):
    """Whoever can write into the git folder must not reach what lies outside the register."""
    precious = tmp_path / "precious"
    precious.write_text("mine", "ascii")
    (register.root / ".git" / "records-refresh").write_text(
        f'{{"to": "{register.history.head()}", "paths": {paths}}}', "ascii"
    )
    ran = records("list")
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
    assert precious.read_text("ascii") == "mine"
    assert records("validate").code == 0


def test_a_name_in_the_notice_cannot_steer_git(register, records):
    """The contact person stands in every commit: whatever it is, it stays one line."""
    notice = register.root / "register.yaml"
    draft = document.Draft(notice.read_text("utf-8"))
    draft.data["contact"]["name"] = (
        "x <x> 1 +0000\ndata 0\n\nreset refs/heads/stolen\nfrom HEAD\n\ncommit refs/heads/other\n"
    )
    notice.write_text(draft.text, "utf-8")
    (Path.home() / ".gitconfig").unlink()
    ran = records("new", "person", "--from", "-", input=PERSON)
    assert ran.code == 0, ran.err
    assert git(register.root, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert git(register.root, "log", "-1", "--format=%cn").startswith("x x 1 +0000 data 0")


@pytest.mark.parametrize("who", ["a>b", "J\udce4rvi", "x\x1fy\x1fz"])
def test_an_odd_name_in_gits_settings_does_no_harm(register, records, aino, who):
    """It is taken without what has a meaning in a commit, and the trail stays readable."""
    config = Path.home() / ".gitconfig"
    name = who.encode("utf-8", "surrogateescape")
    config.write_bytes(b"[user]\n\tname = " + name + b"\n\temail = a>b@posti.example\n")
    ran = records("new", "person", "--from", "-", input=PERSON)
    assert ran.code == 0, ran.err
    changes = json.loads(records("audit", "show", "--json").out)["changes"]
    assert changes[0]["action"] == "new"


def test_an_answer_is_never_written_over_a_key(records, aino, tmp_path):
    """`--replace` is for yesterday's answer, not for the one secret."""
    identity = tmp_path / "identity"
    before = identity.read_bytes()
    for words in (("query",), ("access-report", aino)):
        assert records(*words, "--out", str(identity), "--replace").code == 6
    assert identity.read_bytes() == before


@pytest.mark.parametrize(
    "who",
    [
        "aino.esimerkki@posti.example",
        "Esimerkki, Aino",
        "aino-esimerkki",
        "Aino Maria Esimerkki",
        "+358401234567",
        "040 123 4567",
        "laskut@oy.example",
    ],
)
def test_nothing_held_is_not_said_of_somebody_who_is_there(register, records, aino, who):
    """Under another spelling, by telephone, or in somebody else's record."""
    add(register, "kind: organisation\nname: Ääni ry\nbilling: {email: laskut@oy.example}\n")
    ran = records("access-report", who, "--nothing-held")
    assert (ran.code, ran.out) == (6, "")
    assert records("access-report", "Veera Vihola", "--nothing-held").code == 0


def test_a_number_or_a_namesake_elsewhere_is_told_to_the_owner(register, aino):
    """However the number was typed."""
    place = "kind: organisation\nname: Ääni ry\ncontracts: [{place: soita 040 123 4567}]\n"
    others = [
        add(register, place),
        add(register, "kind: person\nname: {given: Aino, family: Esimerkki}\n"),
    ]
    found = access.answer(register, register.read(aino), TODAY)
    assert sorted(remark.split()[0] for remark in found.remarks[:2]) == sorted(others)


def test_what_looks_like_a_day_and_is_none_stays_as_typed(register):
    """A number of an invoice is not a day, whatever it looks like."""
    text = PERSON + (
        'invoices: [{number: "2023-12-31", date: 2024-01-15, amount: 10.00}]\n'
        'contracts: [{number: 2023-W01-1, service: "2024-01-02"}]\n'
    )
    found = access.answer(register, register.read(add(register, text)), TODAY)
    letter = found.form("text", "fi", TODAY).decode()
    assert "2023-12-31" in letter and "2023-W01-1" in letter and "2024-01-02" in letter
    assert "15.1.2024" in letter


def test_a_name_is_found_however_it_is_typed(register, records, aino):
    """Given and family name, in any order, with letters composed in either way."""
    add(register, "kind: person\nname: {given: Äiti, family: Öhman}\n")
    for words in (("Äiti", "Öhman"), ("o\u0308hman",), ("Öhman", "äiti")):
        assert "Öhman" in records("list", *words).out


def test_a_long_list_is_looked_through_once(register):
    """Two of one item are found by comparing 30,000 items with a set, not with each other."""
    roles = [{"a": "b"}, *(f"r{place}" for place in range(30_000))]
    assert schema.check("client", {"kind": "person", "name": {"given": "a"}, "roles": roles})
    twice = {"kind": "person", "name": {"given": "a"}, "emails": ["a@b.example", "a@b.example"]}
    assert [problem.field for problem in schema.check("client", twice)] == ["emails"]


@pytest.mark.parametrize(("section", "name"), [("categories", "email"), ("sources", "subject")])
def test_a_notice_that_does_not_name_what_is_held_is_refused(
    register, records, aino, section, name
):
    """A group of data, or a source, that the notice leaves out."""
    notice = register.root / "register.yaml"
    draft = document.Draft(notice.read_text("utf-8"))
    del draft.data[section][name]
    notice.write_text(draft.text, "utf-8")
    ran = records("validate")
    assert ran.code == 1 and f"{section}.{name}" in ran.err


def test_a_commit_by_hand_may_name_any_field(register, records, aino):
    """The trail is shown as it is."""
    root = register.root
    git(root, "config", "i18n.logOutputEncoding", "UTF-16")
    trailers = f"by hand\n\nRecords-Id: {aino}\nRecords-Fields: shoe_size"
    git(root, "rm", "-q", "--cached", layout.record_path(aino))
    git(root, "commit", "-qm", "gone")
    git(root, "add", layout.record_path(aino))
    git(root, "commit", "-qm", trailers)
    ran = records("access-report", aino)
    assert (ran.code, "shoe_size" in ran.out) == (0, True), ran.err
    assert records("audit", "show").code == 0


def test_a_damaged_note_of_the_last_commit_is_named(register, records, aino):
    """Fail closed, and say which command goes on."""
    anchor = next(register.private.folder.glob("anchor-*"))
    anchor.write_bytes(b"\xff\n")
    ran = records("list")
    assert (ran.code, str(anchor) in ran.err) == (7, True)


@pytest.mark.parametrize(
    "expression",
    ["contains('abc', `5`)", "floor(`1e400`)", "roles[0:1:0]", "(" * 3000, "!" * 3000, "x[" * 9],
)
def test_a_strange_expression_is_wrong_usage(records, aino, expression):
    """JMESPath lets some through as errors of its own making."""
    ran = records("query", "--where", expression)
    assert (ran.code, "Traceback" in ran.err) == (2, False)


def test_a_device_is_not_read_without_end(records, aino):
    """Nothing endless is taken for a text or a list."""
    for words in (("import", "/dev/zero"), ("validate", "/dev/zero")):
        assert records(*words).code == 2


@pytest.mark.parametrize("value", [" =1+1", "\u00a0=1", '\\"=1', "\u200b=1", "|cmd", "﹢1", "@A1"])
def test_no_cell_of_an_export_is_a_formula(register, records, value):
    """Also after blanks, quotation marks and letters without a width."""
    add(register, f'kind: organisation\nname: "{value}"\n')
    out = records("query", "--fields", "name", "--format", "csv").out
    assert out.splitlines()[1].startswith("\"'")
    assert "\u200b" not in out


def test_a_letter_that_no_font_has_does_not_stop_a_pdf(register):
    """It is written out by its number."""
    record = add(register, 'kind: person\nname: {given: "A\\u0378", family: Vihola}\n')
    found = access.answer(register, register.read(record), TODAY)
    assert found.form("pdf", "fi", TODAY).startswith(b"%PDF")
