"""The notice: every published sentence is rendered, what it lacks is found, and what was lost."""

import contextlib
import copy
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from heijastus_records.errors import Invalid, Misused
from heijastus_records.exchange import published
from heijastus_records.law import lacks
from heijastus_records.law.notice import DUTIES, Notice
from heijastus_records.letters import forms, lines, markdown, notice, notice_wording, page, safe
from heijastus_records.letters.letter import Items, Letter, Paragraph, Section, Table
from heijastus_records.register import schema
from heijastus_records.register.register import read_notice
from heijastus_records.rights import notices
from tests.conftest import PROJECT, TODAY
from tests.test_letters import HOSTILE, Words, extracted, letter, squeezed

LANGUAGES = ("fi", "sv", "en")
TEXT = PROJECT / "tests" / "samples" / "tietosuojaseloste-2023-07-25.fi.txt"
UNPUBLISHED = (
    *("bases", "duties", "channels", "restriction", "objection", "portability", "withdrawal"),
    *("complaint", "obligation", "automated-decisions"),
)
"""What the published notice lacks, by the acceptance criteria; it has no address either."""


def seed(**changes: Any) -> Notice:
    """Return the project's own notice, with some keys replaced."""
    return Notice({**copy.deepcopy(read_notice(PROJECT).data), **changes})


def without(*path: Any) -> Notice:
    """Return the project's own notice without what lies at a path."""
    own = seed()
    place: Any = own.data
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return own


def complete() -> Notice:
    """Return a notice that tells everything, and whose published text does."""
    own = seed(notice={"version": "2026-12-01", "updated": "2026-12-01"})
    own.data["controller"]["address"] = "Esimerkkikatu 1, 00100 Helsinki"
    return own


def said(own: Notice, form: str, language: str, tmp_path: Path) -> str:
    """Return what a reader of a form reads, with the white space that the form has."""
    content = notices.form(own, form, language)
    if form == "pdf":
        return extracted(content, tmp_path)
    return " ".join(Words(content.decode()).words) if form == "html" else content.decode()


# --- Nothing is lost --------------------------------------------------------------------------


def published_lines() -> Iterator[str]:
    yield from filter(None, (line.strip() for line in TEXT.read_text("utf-8").split("\n")))


def test_every_published_line_is_rendered_word_for_word():
    """Title, day, fifteen headings with their numbers, and every paragraph under its own."""
    written = notices.form(seed(), "md", "fi").decode()
    rendered = [re.sub(r"^#+ |\*", "", line) for line in written.split("\n")]
    place = 0
    for line in published_lines():
        assert line in rendered[place:], line
        place = rendered.index(line, place)
    assert len([*published_lines()]) == 37


@pytest.mark.system("pdftotext")
@pytest.mark.parametrize("form", ("text", "html", "pdf", "md"))
def test_every_form_has_every_published_sentence(form, tmp_path):
    found = squeezed(said(seed(), form, "fi", tmp_path)).replace("\\", "")
    for line in published_lines():
        assert squeezed(line) in found, line


def test_each_section_keeps_its_number_and_heading_and_new_ones_follow():
    headings = [each["fi"] for each in notice_wording.HEADINGS]
    known = re.findall(r"^\d+\. (.+)$", TEXT.read_text("utf-8"), re.MULTILINE)
    assert headings[:15] == known
    assert len(headings) == len(notice.letter(seed(), "fi").sections) == 19


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_says_something_in_every_language(language):
    """No section is empty, and no language borrows the sentences of another."""
    sections = notice.letter(seed(), language).sections
    assert all(lines.of_section(each) for each in sections)
    others = [name for name in LANGUAGES if name != language]
    for other in others:
        theirs = {line for each in notice.letter(seed(), other).sections for line in each.blocks}
        shared = [each for section in sections for each in section.blocks if each in theirs]
        assert all(_is_a_name(each) for each in shared), shared


def _is_a_name(block: Any) -> bool:
    text = block.text if isinstance(block, Paragraph) else ""
    return "Heijastus" in text or "@" in text


# --- What the law asks for --------------------------------------------------------------------


def told(own: Notice, section: int, language: str = "fi") -> str:
    """Return what a section says, in one line."""
    return " ".join(lines.of_section(notice.letter(own, language).sections[section - 1]))


def test_what_the_law_asks_for_stands_in_its_section():
    own = complete()
    assert "Esimerkkikatu 1, 00100 Helsinki" in told(own, 1)
    assert "6 artiklan 1 kohdan a alakohta" in told(own, 5)
    assert "6 artiklan 1 kohdan c alakohta" in told(own, 5)
    assert all(text["fi"] in told(own, 6) for text in DUTIES.values())
    assert "tiedot ovat yleisesti saatavilla" in told(own, 7)
    assert "6 vuotta sen kalenterivuoden" in told(own, 10)
    assert "kuukauden kuluessa" in told(own, 13)
    assert "paperilla" in told(own, 13)
    for word in ("rajoittamista", "vastustaa", "peruuttaa", "järjestelmästä toiseen"):
        assert word in told(own, 16)
    assert "PL 800" in told(own, 17)
    assert "palvelua ei voida järjestää" in told(own, 18)
    assert "Automaattista päätöksentekoa" in told(own, 19)


@pytest.mark.parametrize(
    ("key", "section", "made"),
    [
        ("purposes", 5, "Asiakassuhteiden hoito, yhteydenpito, laskutus, "),
        ("categories", 6, "Yrityksen nimi, asiakkaan nimi, sähköpostiosoite, puhelinnumero, "),
        ("sources", 7, "Asiakas itse, tilaajaorganisaatio, "),
        ("retention", 10, "Asiakassuhteen keston ajan."),
    ],
)
def test_a_sentence_that_is_not_given_is_made_of_its_list(key, section, made):
    """A register of before, or a section that she has changed: no list goes untold."""
    assert told(without("sentences", key), section).startswith(made)
    assert told(without("sentences"), section).startswith(made)


def test_processors_are_named_with_task_and_country():
    own = seed()
    task = {"fi": "kirjanpito", "sv": "bokföring", "en": "accounts"}
    own.data["recipients"]["named"] = [{"name": "Tili {x} Oy", "task": task, "country": "FI"}]
    assert "Tili {x} Oy: kirjanpito (FI)" in told(own, 11)


def test_cookies_of_the_inventory_are_a_table():
    own = seed()
    own.data["cookies"]["inventory"] = [
        {
            "name": "_ga",
            "domain": ".heijastus.example",
            "purpose": "analytics",
            "lasts": "730",
            "consent": "yes",
        },
        {"name": "sid", "purpose": "necessary", "lasts": "session", "consent": "no"},
        {"name": "x", "lasts": "1", "purpose": "other"},
        {},
    ]
    block = notice.letter(own, "en").sections[14].blocks[1]
    assert isinstance(block, Table)
    assert block.rows == (
        ("_ga (.heijastus.example)", "analytics", "730 days", "asked for first"),
        ("sid", "necessary", "until the browser closes", "not needed"),
        ("x", "other", "1 day", "–"),
        ("–", "–", "–", "–"),
    )


# --- What it lacks ----------------------------------------------------------------------------


def names(own: Notice) -> list[str]:
    return [lack.name for lack in lacks.lacks(own.data)]


def test_the_published_notice_lacks_what_the_criteria_say():
    """Address or telephone altogether; the rest is in register.yaml and not published yet."""
    found = {lack.name: lack.is_written for lack in lacks.lacks(seed().data)}
    assert found == {"contact-details": False, **dict.fromkeys(UNPUBLISHED, True)}


def test_a_notice_that_tells_everything_lacks_nothing():
    assert names(complete()) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("controller", ("controller", "name")),
        ("contact-details", ("controller", "address")),
        ("purposes", ("purposes",)),
        ("purposes", ("purposes", 0, "text")),
        ("bases", ("purposes", 2, "basis")),
        ("obligation", ("purposes", 2, "basis")),
        ("categories", ("categories",)),
        ("sources", ("sources",)),
        ("public-sources", ("sources",)),
        ("recipients", ("recipients", "disclosures")),
        ("transfers", ("transfers",)),
        ("retention", ("retention", "record")),
        ("processors", ("recipients", "processors")),
        ("access", ("requests", "access")),
        ("rectification", ("requests", "rectification")),
        ("restriction", ("rights", 2)),
        ("objection", ("rights", 3)),
        ("withdrawal", ("rights", 4)),
        ("portability", ("rights", 5)),
        ("complaint", ("complaint", "postal")),
        ("automated-decisions", ("automated_decisions", "text")),
    ],
)
def test_a_point_that_is_taken_away_is_found(name, path):
    own = complete()
    place: Any = own.data
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    found = {lack.name: lack.is_written for lack in lacks.lacks(own.data)}
    assert found.get(name) is False


def test_an_empty_text_tells_nothing():
    own = complete()
    own.data["transfers"]["text"]["sv"] = "  "
    assert names(own) == ["transfers"]


def test_a_legitimate_interest_has_to_be_said():
    own = complete()
    own.data["purposes"][0] |= {"basis": "art-6-1-f", "reason": {"fi": " ", "sv": "x", "en": "x"}}
    assert names(own) == ["interests"]


def test_withdrawal_is_asked_for_only_where_something_rests_on_consent():
    own = complete()
    del own.data["rights"][4]
    assert names(own) == ["withdrawal"]
    own.data["purposes"] = [each for each in own.data["purposes"] if each["id"] != "marketing"]
    assert names(own) == []


@pytest.mark.parametrize("name", lacks.POINTS)
def test_every_point_can_be_called_unpublished(name):
    """Its section and law are told, and what to do; the schema knows its name."""
    own = complete()
    own.data["notice"]["unpublished"] = [name]
    assert schema.check("register", own.data) == []
    (finding,) = notices.lacking(own)
    assert (finding.kind, finding.name) == ("unpublished", name)
    assert 1 <= int(finding.section) <= 19
    assert "Article 1" in finding.point
    assert finding.remedy.endswith(f"drop {name} from notice.unpublished")


def test_the_schema_knows_no_other_name():
    part = schema.schema("register")["properties"]["notice"]["properties"]["unpublished"]
    assert set(part["items"]["enum"]) == set(lacks.POINTS)
    wrong = seed(notice={"version": "1", "updated": "2026-01-01", "unpublished": ["complain"]})
    (problem,) = schema.check("register", wrong.data)
    assert "did you mean complaint?" in problem.sentence


def test_a_register_of_before_still_opens():
    """Both new keys may be left out."""
    own = without("sentences")
    del own.data["notice"]["unpublished"]
    assert schema.check("register", own.data) == []
    assert names(own) == ["contact-details"]


# --- The published text -----------------------------------------------------------------------


def different(own: Notice, text: str | bytes, kind: str) -> list[tuple[int, str]]:
    content = text.encode() if isinstance(text, str) else text
    found = notices.compared(own, content)
    return [(int(each.section), each.text) for each in found if each.kind == kind]


def test_of_the_published_notice_nothing_is_lost():
    assert different(seed(), TEXT.read_bytes(), "lost") == []
    added = different(seed(), TEXT.read_bytes(), "added")
    assert {section for section, _text in added} == {2, 5, 6, 7, 10, 13, 14, 16, 17, 18, 19}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ("text", "html", "md"))
def test_what_is_rendered_and_published_is_the_same(form, language):
    """Whatever the form: broken lines, tables and labels are no difference."""
    own = complete()
    content = notices.form(own, form, language)
    assert list(notices.compared(own, content)) == []


@pytest.mark.parametrize(
    ("section", "was", "becomes"),
    [
        (4, "palvelujen käyttäjät", "palvelujen ystävät"),
        (8, "Tietoja ei luovuteta", "Tietoja luovutetaan"),
        (9, "Tiedot pidetään Suomessa.", "Tiedot pidetään Ruotsissa."),
        (14, "(10 vuotta)", "(12 vuotta)"),
    ],
)
def test_another_sentence_is_found_on_both_sides(section, was, becomes):
    text = TEXT.read_text("utf-8").replace(was, becomes)
    lost = different(seed(), text, "lost")
    assert [number for number, _text in lost] == [section]
    assert becomes in lost[0][1]
    added = [said for number, said in different(seed(), text, "added") if number == section]
    assert any(was in each for each in added)


def test_a_sentence_under_another_heading_is_lost_there():
    text = TEXT.read_text("utf-8")
    moved = text.replace("Tiedot pidetään Suomessa.", "").replace(
        "Asiakasrekisteri\n", "Asiakasrekisteri\n\nTiedot pidetään Suomessa.\n"
    )
    assert different(seed(), moved, "lost") == [(3, "Tiedot pidetään Suomessa.")]
    assert (9, "Tiedot pidetään Suomessa.") in different(seed(), moved, "added")


def test_a_saved_page_is_read_without_its_programs():
    """Menus before the notice and scripts inside it say nothing; headings may lack numbers."""
    body = "".join(
        f"<h4>{each['fi']}</h4><div>{'<br>'.join(lines.of_section(section))}</div>"
        for each, section in zip(
            notice_wording.HEADINGS, notice.letter(complete(), "fi").sections, strict=True
        )
    )
    html = (
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body>"
        "<nav><a href='/'>Etusivu</a> 1. Palvelut</nav><h1>Tietosuojaseloste</h1>"
        f"<script>var a = '<p>1. Rekisterinpitäjä</p>'</script>{body}</body></html>"
    )
    assert list(notices.compared(complete(), html.encode())) == []


def test_a_heading_is_told_by_its_words_and_not_by_a_number_alone():
    text = "1. Rekisterinpitäjä\n2. toinen asia\n\n3. Rekisterin nimi\nAsiakasrekisteri\n"
    there = published.read(text.encode())
    assert there.sections == {1: ("2. toinen asia",), 3: ("Asiakasrekisteri",)}


def test_a_list_of_contents_is_no_notice():
    """Nor does a link in a menu lead the reading astray."""
    rendered = notice.letter(complete(), "fi")
    contents = "".join(f"<li>{each['fi']}</li>" for each in notice_wording.HEADINGS)
    body = "".join(
        f"<h2>{section.heading}</h2><p>{'<br>'.join(lines.of_section(section))}</p>"
        for section in rendered.sections
    )
    content = f"<html><ul><li>Evästeet</li></ul><ol>{contents}</ol><p>Päivitetty</p>{body}</html>"
    assert list(notices.compared(complete(), content.encode())) == []


@pytest.mark.parametrize(
    "part", ("<", "<a", "a", "<div>", "</", "<!--", "&#", "<p>1. Rekisterinpitäjä ", ". A", ": ")
)
def test_no_page_is_long_work(part):
    """A saved page may be broken, and large."""
    content = f"<{part * (1_000_000 // len(part))}".encode()
    begun = time.perf_counter()
    with contextlib.suppress(Invalid):
        list(notices.compared(seed(), content))
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", Invalid),
        (b"nothing of the kind", Invalid),
        (b"\x00\x01\x81\xff", Invalid),
        (b"<html><body>" + b"<div>" * 1000, Invalid),
        (b"x" * (published.LIMIT + 1), Misused),
    ],
)
def test_what_is_no_notice_is_said_to_be_none(content, error):
    with pytest.raises(error):
        list(notices.compared(seed(), content))


def test_a_text_of_windows_is_read():
    assert different(seed(), TEXT.read_text("utf-8").encode("cp1252"), "lost") == []


# --- Every form -------------------------------------------------------------------------------


def hostile(value: str) -> Notice:
    """Return a notice that has a value wherever its owner may write."""
    own = complete()
    texts = dict.fromkeys(LANGUAGES, value)
    for name in ("name",):
        own.data[name] = texts
    own.data["subjects"]["text"] = own.data["transfers"]["text"] = texts
    own.data["sentences"] = {"purposes": texts, "categories": texts}
    own.data["sources"] = {"subject": texts}
    own.data["controller"]["address"] = value
    own.data["contact"]["name"] = value
    own.data["recipients"]["named"] = [{"name": value, "task": texts, "country": value}]
    own.data["cookies"]["inventory"] = [{"name": value, "domain": value, "lasts": value}]
    return own


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_notice_stays_text_on_a_page(value):
    plain = Words(notices.form(hostile("harmless"), "html", "fi").decode())
    read = Words(notices.form(hostile(value), "html", "fi").decode())
    assert [tag for tag in read.tags if tag != "br"] == [tag for tag in plain.tags if tag != "br"]
    assert read.attributes == plain.attributes
    assert squeezed("".join(read.words)).count(squeezed(safe.printable(value))) >= 8


@pytest.mark.system("pdftotext")
@pytest.mark.parametrize("value", (*HOSTILE[:12], "two\nlines"))
def test_a_hostile_notice_stays_text_in_a_pdf(value, tmp_path):
    found = squeezed(extracted(notices.form(hostile(value), "pdf", "fi"), tmp_path))
    assert squeezed(value) in found


def seen(content: str) -> Words:
    """Return what a reader of Markdown sees: by the specification, with tables."""
    return Words(MarkdownIt("commonmark").enable("table").render(content))


@pytest.mark.parametrize("value", (*HOSTILE, "two\n# lines\n\n    code", "1. one\n2) two", "---"))
def test_a_value_is_no_markup_in_markdown(value):
    """No heading, list, table, code, emphasis, link or tag comes of a value."""
    plain, read = seen(markdown.render(letter("x"))), seen(markdown.render(letter(value)))
    assert [tag for tag in read.tags if tag != "br"] == [tag for tag in plain.tags if tag != "br"]
    assert read.attributes == plain.attributes
    assert squeezed("".join(read.words)).count(squeezed(safe.printable(value))) >= 8


def test_markdown_has_every_kind_of_block():
    told = Letter(
        *("fi", "Otsikko", "Ali", ("Lähettäjä",), "1.1.2026"),
        (
            Section(
                "Osa",
                (
                    Paragraph("a\nb"),
                    Items(("c\nd", "1. e")),
                    Table(("f", "g"), (("h|i", "j\nk"),)),
                ),
            ),
        ),
    )
    assert markdown.render(told) == (
        "Lähettäjä\\\n1.1.2026\n\n# Otsikko\n\n*Ali*\n\n## 1. Osa\n\na\\\nb\n\n"
        "- c\\\n  d\n- 1\\. e\n\n| f | g |\n| --- | --- |\n| h\\|i | j<br>k |\n"
    )


def test_json_is_the_same_in_every_language():
    facts = json.loads(notices.form(seed(), "json", "fi"))
    assert notices.form(seed(), "json", "sv") == notices.form(seed(), "json", "fi")
    assert (facts["schema"], facts["version"]) == ("records.notice/1", "2023-07-25")
    assert [each["number"] for each in facts["sections"]] == [*range(1, 20)]
    assert all(set(each["blocks"]) == set(LANGUAGES) for each in facts["sections"])
    first = facts["sections"][0]["blocks"]["en"][1]
    assert first == {"kind": "paragraph", "text": "Business id: 3198818-9"}


@pytest.mark.parametrize("head", HOSTILE)
def test_a_cell_has_its_head_for_a_narrow_screen(head):
    """As text of an attribute, whatever it is."""
    table = Table(("Eväste", head), (("sid", "x"),))
    written = page.render(Letter("fi", "a", "b", ("c",), "d", (Section("e", (table,)),)))
    read = Words(written)
    assert [value for name, value in read.attributes if name == "data-label"] == [
        safe.printable(head)
    ]
    assert read.tags.count("td") == 1


# --- The commands -----------------------------------------------------------------------------


@pytest.fixture
def edited(register: Any) -> Callable[[str, str], None]:
    """Change the register's own notice, as its owner does by hand."""

    def edit(was: str, becomes: str) -> None:
        file = register.root / "register.yaml"
        text = file.read_text("utf-8")
        assert was in text
        file.write_text(text.replace(was, becomes, 1), "utf-8")

    return edit


def test_check_lists_what_to_do_and_ends_with_one(records):
    done = records("notice", "check")
    assert done.code == 1
    assert "controller.address, controller.phone" in done.out
    assert len(done.out.splitlines()) == 2 * (1 + len(UNPUBLISHED))
    assert "11 findings" in done.err


def test_check_ends_with_nought_once_everything_is_published(records, edited, register):
    unpublished = seed().data["notice"]["unpublished"]
    edited(f"  unpublished: [{', '.join(unpublished)}]\n", "")
    edited(
        '  version: "2023-07-25"\n  updated: "2023-07-25"', "  version: 2\n  updated: 2026-11-22"
    )
    edited('  business_id: "3198818-9"\n', '  business_id: "3198818-9"\n  phone: "0401234567"\n')
    done = records("notice", "check", "--json")
    assert (done.code, json.loads(done.out)["findings"]) == (0, [])
    file = register.root.parent / "published.html"
    assert records("notice", "render", "--out", file).code == 0
    assert records("notice", "check", "--published", file).code == 0


def test_check_compares_with_a_published_file(records, register):
    file = register.root.parent / "published.txt"
    file.write_text(TEXT.read_text("utf-8").replace("Suomessa", "Ruotsissa"), "utf-8")
    done = records("notice", "check", "--published", file, "--json")
    facts = json.loads(done.out)
    assert (done.code, facts["schema"]) == (1, "records.notice-check/1")
    lost = [each for each in facts["findings"] if each["kind"] == "lost"]
    assert lost == [
        {
            "section": "9",
            "kind": "lost",
            "name": "",
            "point": "",
            "text": "Tiedot pidetään Ruotsissa.",
        }
    ]
    sections = [int(each["section"]) for each in facts["findings"]]
    assert sections == sorted(sections)


@pytest.mark.parametrize(
    ("place", "code"), [("missing.txt", 2), ("empty.txt", 1), ("folder", 2), ("binary.txt", 1)]
)
def test_a_file_that_cannot_be_compared_is_said_to_be_so(records, tmp_path, place, code):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "folder").mkdir()
    done = records("notice", "check", "--published", tmp_path / place)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("records: error: ")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("ending", "begins"),
    [
        ("md", "Työnohjaus"),
        ("txt", "Työnohjaus"),
        ("html", "<!DOCTYPE"),
        ("json", "{"),
        ("pdf", "%PDF"),
    ],
)
def test_the_ending_of_a_file_says_the_form(records, tmp_path, ending, begins):
    file = tmp_path / f"seloste.{ending}"
    done = records("notice", "render", "--out", file)
    assert done.code == 0
    assert file.read_bytes().startswith(begins.encode())
    assert "register.yaml lacks: contact-details" in done.err
    assert records("notice", "render", "--out", file).code == 6
    assert records("notice", "render", "--out", file, "--replace").code == 0


def test_the_notice_is_in_the_register_s_language_unless_another_is_asked_for(records):
    assert "Tietosuojaseloste" in records("notice", "render").out
    swedish = records("notice", "render", "--lang", "sv", "--format", "md").out
    assert "## 1. Personuppgiftsansvarig" in swedish


def test_a_hostile_notice_reaches_the_terminal_as_text(records, edited):
    edited("fi: Asiakasrekisteri,", 'fi: "Asiakas\u202erekisteri <b>",')
    done = records("notice", "render")
    assert "Asiakas\\u202erekisteri <b>" in done.out
    assert "\u202e" not in done.out


def test_the_notice_needs_no_key(records, register):
    """It tells of nobody: only register.yaml is read."""
    shutil.move(register.root.parent / "identity", register.root.parent / "elsewhere")
    assert records("notice", "render").code == 0
    assert records("notice", "check").code == 1


def test_forms_are_those_of_the_letters():
    assert set(forms.FORMS) == {"text", "html", "pdf", "md"}
    assert forms.render(letter("x"), "md", TODAY) == markdown.render(letter("x")).encode()
