"""The summary of the trail counts rightly, names nobody, and says the same in every form."""

import ast
import json
import os
import re
import subprocess
import zlib
from datetime import date
from pathlib import Path

import pytest

from heijastus_records.errors import Misused
from heijastus_records.law.notice import DUTIES
from heijastus_records.law.request import receipt
from heijastus_records.letters import audit as letters
from heijastus_records.letters import audit_wording, page, pdf, text
from heijastus_records.letters.audit import Month, Period, Verification
from heijastus_records.letters.letter import Chart, Letter, Paragraph, Section, Series
from heijastus_records.register import document, layout, schema
from heijastus_records.rights import audit_report
from tests.conftest import AINO, PROJECT, TODAY
from tests.test_access_report import ORGANISATION, OTHER, add
from tests.test_letters import Words, extracted, squeezed

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
LANGUAGES = ("fi", "sv", "en")

PERSONAL = (
    *("Aino", "Esimerkki Hyvinvointi", "Åke", "Söderlund", "Mäkelä"),
    *("posti.example", "esimerkki.example", "401234567", "040 123", "9900001-8"),
    *("Esimerkkikatu", "00100", "Helsinki", "S-2023-07", "lomake", "prefers", "orderer"),
    *("Pynnönen", "heijastus.org", "Omistaja", "omistaja"),
)
"""What no summary may hold: of clients, of the contact person, of whoever writes in Git."""


def git(root: Path, *words: str, given: str = "", **environment: str) -> str:
    """Run git in a register, as its owner does by hand."""
    done = subprocess.run(
        ["git", "-C", str(root), *words],
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, **environment},
    )
    return done.stdout.strip()


def happened(register, day: str, action: str = "", *ids: str, request: str = "") -> None:
    """Make a commit of some day, with the trailers of an action."""
    named = [("Action", action), *(("Id", each) for each in ids), ("Request", request)]
    trailers = [f"Records-{name}: {value}" for name, value in named if value]
    when = day if "T" in day else f"{day}T12:00:00+0200"
    git(
        register.root,
        *("commit", "-q", "--allow-empty", "-m", "\n".join(["by hand", "", *trailers])),
        GIT_COMMITTER_DATE=when,
        GIT_AUTHOR_DATE=when,
    )


def summary(register, period: Period = YEAR, verification: Verification | None = None):
    """Return the summary of a period; of the year 2026, where none is given."""
    return audit_report.summary(register, period, TODAY, verification)


def told(register, language: str = "fi", **more: Verification) -> str:
    """Return the summary as text in one line."""
    return " ".join(audit_report.form(summary(register, **more), "text", language).decode().split())


def some_ids(letter: str, count: int) -> list[str]:
    return [layout.new_id(letter) for _each in range(count)]


@pytest.mark.system("pdftotext")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_names_nobody(register, aino, tmp_path, language):
    """No name, address, number, id, value or commit, whatever trailers and authors say."""
    ids = [aino, add(register, ORGANISATION), add(register, OTHER), *some_ids("r", 2)]
    happened(register, "2026-02-03", "new", *ids[3:])
    happened(register, "2026-02-04", "aino-esimerkki", aino, "söderlund", request="Mäkelä")
    found = summary(register)
    said = [audit_report.form(found, name, language).decode() for name in ("text", "html", "json")]
    said.append(extracted(audit_report.form(found, "pdf", language), tmp_path))
    commits = git(register.root, "log", "--format=%h").splitlines()
    for form in said:
        assert not [word for word in (*PERSONAL, *commits) if word in form]
        assert not [each for each in ids if each[2:8] in form]
        assert "Työnohjaus- ja työhyvinvointipalvelut Heijastus" in " ".join(form.split())


def test_a_period_has_both_its_ends(register):
    """The first day and the last one belong to it, the days beside them do not."""
    for day in ("2025-03-01", "2025-03-02", "2025-04-05", "2025-04-06"):
        happened(register, day, "edit", *some_ids("c", 1))
    assert summary(register, Period(date(2025, 3, 2), date(2025, 4, 5))).changes == 2


def test_days_are_those_of_the_trail(records, register):
    """As `audit show` tells them: where the change was made, and not as Greenwich has it."""
    happened(register, "2025-03-01T00:30:00+0200", "edit", *some_ids("c", 1))
    assert "2025-03-01 00:30" in records("audit", "show").out
    assert summary(register, Period(date(2025, 3, 1), date(2025, 3, 1))).changes == 1


def test_a_period_is_this_year_up_to_today_unless_another_is_asked_for():
    """What is not over ends today."""
    new_year, last_year = date(2026, 1, 1), date(2025, 1, 1)
    assert audit_report.period_of(None, None, TODAY) == Period(new_year, TODAY)
    assert audit_report.period_of(None, YEAR.last, TODAY) == Period(new_year, TODAY)
    assert audit_report.period_of(last_year, None, TODAY) == Period(last_year, TODAY)
    end = date(2025, 5, 31)
    assert audit_report.period_of(None, end, TODAY) == Period(last_year, end)
    for first, last in ((date(2026, 11, 23), None), (date(2026, 2, 2), date(2026, 2, 1))):
        with pytest.raises(Misused):
            audit_report.period_of(first, last, TODAY)


def test_days_are_taken_as_finns_write_them(records, register):
    """And as machines do; what is no day is wrong usage."""
    asked = ("--as-of", "2026-11-22", "audit", "report", "--json")
    finnish = records(*asked, "--from", "1.2.2026", "--to", "30.6.2026")
    machine = records(*asked, "--from", "2026-02-01", "--to", "2026-06-30")
    assert finnish.out == machine.out
    assert json.loads(finnish.out)["period"] == {"from": "2026-02-01", "to": "2026-06-30"}
    for wrong in ("yesterday", "31.2.2026", "2026", ""):
        assert records(*asked, "--from", wrong).code == 2
    assert records(*asked, "--from", "30.6.2026", "--to", "1.6.2026").code == 2
    assert records(*asked, "--from", "1.1.2027").code == 2
    unfinished = records(*asked, "--to", "31.12.2026")
    assert json.loads(unfinished.out)["period"] == {"from": "2026-01-01", "to": "2026-11-22"}
    assert "not over yet" in unfinished.err


def test_changes_are_counted_by_kind_and_by_month(register):
    """A verb that the program does not have, and a commit without one, are told as such."""
    one, other = some_ids("c", 2)
    for day, action, *ids in (
        ("2026-01-31", "import", one, other),
        ("2026-03-01", "edit", one),
        ("2026-03-02", "edit", one),
        ("2026-03-03", "edit", other, layout.CUSTODY),
        ("2026-04-01", ""),
        ("2026-04-02", "shoe-size", one),
    ):
        happened(register, day, action, *ids)
    found = summary(register, Period(date(2026, 1, 1), date(2026, 5, 31)))
    kinds = {kind.action: (kind.changes, kind.records) for kind in found.kinds}
    assert kinds == {"edit": (3, 2), "import": (1, 2), "by-hand": (1, 0), "other": (1, 1)}
    assert found.kinds[0].action == "edit"
    assert [month.changes for month in found.months] == [1, 0, 3, 2, 0]
    assert [month.month for month in found.months][-1] == "2026-05"
    assert sum(month.changes for month in found.months) == found.changes == 6


def test_requests_erasures_and_breaches_are_counted(register):
    """A request belongs to the day on which it first stands in the trail."""
    first, second, third = some_ids("r", 3)
    breach, gone = some_ids("b", 1)[0], some_ids("c", 2)
    happened(register, "2025-12-30", "new", first)
    happened(register, "2026-01-02", "edit", first)
    happened(register, "2026-02-02", "new", second)
    happened(register, "2026-02-03", "new", third)
    happened(register, "2026-02-04", "erase", *gone, second, request=second)
    happened(register, "2026-03-04", "new", breach)
    found = summary(register)
    assert (found.requests["received"], found.requests["changes"]) == (2, 1)
    assert (found.erasures, found.breaches) == (2, 1)
    assert [month.requests for month in found.months][:3] == [0, 2, 0]


def test_requests_are_told_by_how_they_were_answered(register):
    """By their last day: an erased person's request keeps its days, and nothing else."""
    identity = {"state": "confirmed", "evidence": "phone", "day": "2026-03-05"}
    answered = {"duty": "access", "outcome": "granted", "day": "2026-04-07"}
    late = {**answered, "day": "2026-04-08"}
    paused = [{"asked": "2026-03-06", "arrived": "2026-03-16"}]
    for facts in (
        {"decisions": [answered]},
        {"decisions": [late]},
        receipt({"decisions": [late], "pauses": paused, "from": {"name": "Aino"}, **ASKED}),
        {"identity": identity},
        {"received": "2025-12-31"},
    ):
        text = document.dump({**ASKED, **facts})
        register.add({layout.new_id("r"): text}, action="request")
    found = summary(register).requests
    assert (found["in_time"], found["late"], found["open"]) == (2, 1, 1)


ASKED = {"received": "2026-03-05", "channel": "email", "duties": ["access"]}


def test_the_clients_and_fields_of_now_are_held_against_the_notice(register, aino):
    """Each field under its group; what the notice names and what a duty asks for apart."""
    add(register, ORGANISATION)
    add(register, OTHER)
    found = summary(register)
    assert found.clients == {"people": 2, "organisations": 1}
    assert found.commented == 2
    groups = {group.category: group for group in found.groups}
    assert {name: each.named_by for name, each in groups.items()} == {
        **dict.fromkeys(("company-name", "name", "email", "phone"), "notice"),
        **dict.fromkeys(("billing", "contract"), "notice"),
        **dict.fromkeys(("duty:7", "duty:14"), "duty"),
    }
    emails = groups["email"].fields
    assert [(field.field, field.records) for field in emails] == [("emails", 3)]
    assert "Sähköpostiosoite: Sähköpostiosoitteet (3)" in told(register)


def test_no_group_of_the_schema_is_left_out(register):
    """Whatever field a record has, the summary has a place for it."""
    groups = set(re.findall(r'"x-category": "([^"]+)"', schema.source("client").decode()))
    assert groups <= {*register.notice.data["categories"], *DUTIES}


def test_a_notice_that_lacks_a_group_stops_the_summary(records, register, aino):
    """As it stops everything else; so all fields are named by the notice or by a duty."""
    notice = register.root / "register.yaml"
    draft = document.Draft(notice.read_text("utf-8"))
    del draft.data["categories"]["phone"]
    notice.write_text(draft.text, "utf-8")
    code, out, said = records("audit", "report")
    assert (code, out) == (1, "")
    assert "categories.phone" in said


def test_an_unreadable_record_stops_the_summary(records, register, aino):
    """It is named, and never passed over."""
    (register.root / layout.record_path(aino)).write_bytes(b"age-encryption.org/v1\nbroken")
    code, out, said = records("audit", "report")
    assert (code, out) == (7, "")
    assert aino in said


def test_a_time_that_cannot_be_read_is_told_and_stops_nothing(records, register):
    """A stranger's commit may claim any time."""
    tree, head = git(register.root, "write-tree"), git(register.root, "rev-parse", "HEAD")
    for when in ("253402300800 +0000", "99999999999999 +0000"):
        content = (
            f"tree {tree}\nparent {head}\nauthor a <a@b> {when}\ncommitter a <a@b> {when}\n\nx\n"
        )
        head = git(
            *(register.root, "hash-object", "-t", "commit", "-w", "--literally", "--stdin"),
            given=content,
        )
    git(register.root, "update-ref", "HEAD", head)
    code, out, _said = records("--lang", "en", "audit", "report", "--lang", "en")
    assert code == 0
    assert "Entries whose day cannot be read: 2" in out


def test_the_verification_is_told_as_it_came_out(register):
    """Also that there was none."""
    assert "ei ole tarkastettu tätä yhteenvetoa varten" in told(register)
    assert summary(register).to_json()["verification"] is None
    sound = told(register, verification=Verification(188, 187, 1, 0))
    assert "Huomautettavaa ei löytynyt." in sound
    assert "Tarkastettuja merkintöjä: 188 Allekirjoitettu tunnetulla avaimella: 187" in sound
    assert "Poikkeamia: 0" in sound
    marred = told(register, verification=Verification(188, 180, 1, 7))
    assert "Huomautettavaa ei löytynyt." not in marred
    assert "Poikkeamia: 7" in marred


def test_json_does_not_change_with_the_language(records, aino):
    """One document with a name of its own, and days in ISO form."""
    asked = ("--as-of", "2026-11-22")
    outs = {records(*asked, "--lang", each, "audit", "report", "--json").out for each in LANGUAGES}
    outs |= {records(*asked, "audit", "report", "--json", "--lang", each).out for each in LANGUAGES}
    assert len(outs) == 1
    facts = json.loads(outs.pop())
    assert facts["schema"] == "records.audit-report/1"
    assert facts["as_of"] == "2026-11-22"
    assert facts["notice"] == {"version": "2023-07-25", "updated": "2023-07-25"}
    assert {group["category"] for group in facts["groups"]} >= {"name", "duty:14"}


def test_the_letter_is_in_the_registers_language_unless_another_is_asked_for(records, register):
    """Whatever language its owner is spoken to in."""
    assert "Muutoshistorian yhteenveto\n=" in records("--lang", "en", "audit", "report").out
    for language, title in (
        ("sv", "Sammandrag av ändringshistoriken"),
        ("en", "Summary of the audit trail"),
    ):
        out = records("audit", "report", "--lang", language).out
        assert f"{title}\n=" in out
        assert re.findall(r"(?m)^(\d)\. ", out) == list("123456")


def test_an_empty_period_and_an_empty_register_are_told_in_words(register):
    """No chart of nothing."""
    found = summary(register, Period(date(2001, 1, 1), date(2001, 12, 31)))
    said = " ".join(audit_report.form(found, "text", "fi").decode().split())
    assert "Ajanjaksolla rekisteriin ei ole tallennettu muutoksia." in said
    assert "Rekisterissä ei ole vielä asiakkaita" in said
    assert not any(isinstance(block, Chart) for block in _blocks(letters.letter(found, "fi")))


@pytest.mark.system("pdftotext", "pdfinfo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_forms_say_the_same(register, aino, tmp_path, language):
    """Also every label and figure of the chart."""
    happened(register, "2026-02-03", "new", *some_ids("r", 1))
    found = summary(register, verification=Verification(3, 2, 1, 0))
    plain = squeezed(audit_report.form(found, "text", language).decode())
    html = squeezed("".join(Words(audit_report.form(found, "html", language).decode()).words))
    typeset = squeezed(extracted(audit_report.form(found, "pdf", language), tmp_path))
    for block in _blocks(letters.letter(found, language)):
        for words in _words(block):
            for form in (plain, html, typeset):
                assert squeezed(words) in form


def _blocks(letter: Letter):
    return [block for section in letter.sections for block in section.blocks]


def _words(block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Chart):
        names = [each.name for each in block.series]
        rows = zip(block.rows, *(each.values for each in block.series), strict=True)
        figures = ["".join(map(str, row)) for row in rows]
        return [block.title, block.axis, *names, *figures]
    if hasattr(block, "texts"):
        return list(block.texts)
    return [block.heading, *(word for each in block.entries for word in (each.label, each.value))]


# --- the chart ---


def months(first: date, last: date) -> tuple[Month, ...]:
    """Return the months of a period, with one change more in each, and a request in each third."""
    places = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(
        Month(f"{place // 12}-{place % 12 + 1:02}", number, number % 3 == 0)
        for number, place in enumerate(places)
    )


@pytest.mark.parametrize(
    ("first", "last", "count", "ends"),
    [
        (date(2026, 1, 1), date(2026, 11, 22), 11, ("tammikuu", "marraskuu")),
        (date(2025, 8, 1), date(2026, 11, 22), 16, ("8/2025", "11/2026")),
        (date(2025, 7, 1), date(2026, 11, 22), 6, ("Q3/2025", "Q4/2026")),
        (date(2023, 1, 1), date(2026, 12, 31), 16, ("Q1/2023", "Q4/2026")),
        (date(2017, 5, 5), date(2026, 11, 22), 10, ("2017", "2026")),
        (date(2001, 1, 1), date(2026, 11, 22), 14, ("2001", "2026")),
        (date(1900, 1, 1), date(2199, 12, 31), 15, ("1900–1919", "2180–2199")),
    ],
)
def test_a_long_period_is_shown_by_quarters_and_years(first, last, count, ends):
    """At most sixteen rows, and no change is lost on the way."""
    found = letters.chart(months(first, last), "fi")
    given = months(first, last)
    assert len(found.rows) == count <= letters.MOST_ROWS
    assert found.rows[0].startswith(ends[0])
    assert found.rows[-1].endswith(ends[1])
    assert sum(found.series[0].values) == sum(month.changes for month in given)
    assert sum(found.series[1].values) == sum(month.requests for month in given)


def drawn(*values: int) -> Letter:
    """Return a letter that holds a chart."""
    rows = tuple(f"rivi {place}" for place in range(len(values)))
    series = (Series("Muutoksia", values), Series("Pyyntöjä", tuple(reversed(values))))
    chart = Chart("Kaavio", "Mitä pylväät näyttävät", "Rivi", rows, series)
    section = Section("Osa", (chart,))
    return Letter("fi", "Kirje", "Alaotsikko", ("Lähettäjä",), "22.11.2026", (section,))


def test_bars_of_characters_fit_the_page_and_are_in_proportion():
    """The longest takes the room there is, half as many are half as long, and one is seen."""
    lines = text.render(drawn(1000, 500, 1, 0)).splitlines()
    full = [line.count("█") for line in lines if line.startswith("  rivi")]
    hollow = [line.count("░") for line in lines if "░" in line and "Pyyntöjä" not in line]
    assert abs(full[0] - 2 * full[1]) <= 1
    assert full[2:] == [1, 0]
    assert hollow == [1, full[1], full[0]]
    assert max(map(len, lines)) == 78
    assert all(line == line.rstrip() for line in lines)


def test_a_page_draws_its_bars_without_anything_from_outside():
    """One picture with a name and a description; told apart by filling, not by colour alone."""
    content = page.render(drawn(1000, 500, 1, 0))
    picture = re.search(r'<svg role="img".*?</svg>', content, re.DOTALL)[0]
    assert "<title>Kaavio</title><desc>Mitä pylväät näyttävät</desc>" in picture
    widths = re.findall(r'class="bar-0" x="0" y="\d+" width="(\d+)"', picture)
    assert widths == ["996", "498", "1"]
    assert picture.count("<rect") == 6
    assert content.count('aria-hidden="true"') == 3
    assert not re.search(r"(?i)src=|href=|url\(|@import|<script|<link|<style.*<style", content)
    assert "fill: #fff" in page.STYLE
    assert '<th scope="row">rivi 1</th><td class="number">500</td>' in content


@pytest.mark.system("pdfinfo")
def test_a_pdf_draws_its_bars_and_says_what_they_show(tmp_path):
    """The standards hold: a table of the figures, and a picture that has words of its own."""
    content = pdf.render(drawn(1000, 500, 1, 0), TODAY)
    assert b"<pdfuaid:part>1" in content
    assert b"<pdfaid:part>2" in content
    file = tmp_path / "chart.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdfinfo", "-struct", str(file)], capture_output=True, check=True)
    structure = done.stdout.decode("utf-8")
    assert structure.count("Table") == structure.count("Figure") == 1
    assert "/Scope /Column" in structure
    words = "Mitä pylväät näyttävät".encode("utf-16-be").hex().upper()
    assert f"/Alt<FEFF{words}>".encode() in inflated(content)


def inflated(content: bytes) -> bytes:
    """Return a PDF with its packed parts opened."""
    opened = [content]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            opened.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"".join(opened)


def test_the_picture_is_told_in_words():
    """How many there are, and where the most are; also where there are none."""
    given = (Month("2026-01", 2, 0), Month("2026-02", 7, 0))
    assert letters.chart(given, "en").picture == (
        "Bar chart of the figures in the table. "
        "Changes: 9 in all, at most 7 (February); Requests: 0 in all."
    )


# --- the house ---


def test_every_verb_of_the_program_has_a_name_in_the_summary():
    """A new kind of change is not told as another one."""
    verbs = set()
    for path in (PROJECT / "heijastus_records").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                given = [word.value for word in node.keywords if word.arg == "action"]
                given += node.args[:1] if called == "Action" else []
                verbs |= {each.value for each in given if isinstance(each, ast.Constant)}
    assert {"import", "edit", "repair", "set-aside"} <= verbs
    assert verbs <= audit_wording.ACTIONS.keys()


def test_a_summary_is_written_like_every_letter(records, register, aino, tmp_path):
    """By the ending of the file; for its owner only; never over another file or into Git."""
    for ending, begins in (("pdf", b"%PDF"), ("html", b"<!DOCTYPE"), ("json", b"{"), ("txt", b"T")):
        out = tmp_path / f"summary.{ending}"
        assert records("audit", "report", "--out", str(out)).code == 0
        assert out.read_bytes().startswith(begins)
        assert out.stat().st_mode & 0o777 == 0o600
        assert records("audit", "report", "--out", str(out)).code == 6
        assert records("audit", "report", "--out", str(out), "--replace").code == 0
    assert records("audit", "report", "--out", str(register.root / "s.txt")).code == 6
    assert AINO.splitlines()[0] not in (tmp_path / "summary.txt").read_text("utf-8")
    assert git(register.root, "status", "--porcelain") == ""
