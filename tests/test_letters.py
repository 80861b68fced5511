"""A letter says the same in every form: hostile values are words, nothing is from outside."""

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from heijastus_records.errors import Refused
from heijastus_records.letters import access as letters
from heijastus_records.letters import formats, page, pdf, safe, text
from heijastus_records.letters.letter import (
    Chart,
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    Section,
    Series,
)
from heijastus_records.register import document, layout
from heijastus_records.rights import access
from tests.conftest import AINO, TODAY

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "</title></style><b>bold</b>",
    "&lt;not a tag&gt; &amp; &#65;",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "#import sys: inputs",
    '#read("/etc/passwd")',
    "#{ let x = 1; x }",
    "*bold* _italic_ `code` $x^2$",
    "= A heading",
    "- an item\n+ another",
    "@reference <label>",
    "// a comment /* and */ another",
    "\\ backslash \\u{41} \\n",
    "\"quoted\" and 'single'",
    "] [ } { ) (",
    "https://example.example/?a=b&c=d",
    "=1+1",
    "@SUM(A1:A2)",
    "+358 -1 ;DROP TABLE;",
    "right\u202eleft",
    "zero\u200bwidth\u2066isolate\u2069",
    "soft\u00adhyphen",
    "tag\U000e0041letters",
    "Å" * 180,
    "Äiti Öhman ja Åke – 5 €",
    "Šárka Žižková, Łukasz, Ødegård, Þór",
    "Ελληνικά, Кириллица",
    "李明 山田",
    "مرحبا שלום",
    "smile 😀 family 👨‍👩‍👧",
    "../../etc/passwd",
    "a\tb",
)


class Words(HTMLParser):
    """Reads a page: its tags, and its words."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "br":
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def letter(value: str) -> Letter:
    """Return a letter that holds a value in every kind of place."""
    numbers = (Series(value, (3, 0)), Series(value, (1, 2)))
    blocks = (
        Paragraph(value),
        Items((value, "other")),
        Entries(value, (Entry(value, value, (value,)), Entry("Nimi", value, (value,)))),
        Chart(value, value, value, (value, "other"), numbers),
    )
    section = Section(value, blocks)
    return Letter("fi", value, value, (value, value), "22.11.2026", (section,))


def squeezed(content: str) -> str:
    """Return a text without white space, as lines may break anywhere."""
    # What the reader of a PDF adds round words that run from right to left is not in the letter.
    return re.sub(r"[\s\u202a-\u202c]+", "", content)


def extracted(content: bytes, tmp_path: Path) -> str:
    """Return the text of a PDF."""
    file = tmp_path / "letter.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_printed_literally_on_a_page(value):
    """No value adds a tag or an attribute, and every word of it is there."""
    plain, hostile = Words(page.render(letter("harmless"))), Words(page.render(letter(value)))
    assert [tag for tag in hostile.tags if tag != "br"] == [t for t in plain.tags if t != "br"]
    assert hostile.attributes == plain.attributes
    written = "".join(hostile.words)
    assert squeezed(written).count(squeezed(safe.printable(value))) >= 8


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_printed_literally_as_text(value):
    """The terminal gets no control and no mark of direction."""
    written = text.render(letter(value))
    assert squeezed(safe.printable(value)) in squeezed(written)
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", written
    )


@pytest.mark.system("pdftotext")
@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_printed_literally_in_a_pdf(value, tmp_path):
    """The typesetter takes it as words; what its fonts lack is written out by number."""
    found = squeezed(extracted(pdf.render(letter(value), TODAY), tmp_path))
    wanted = squeezed(safe.printable(value))
    spelled = squeezed(pdf.spelled(safe.printable(value)))
    assert wanted in found or spelled in found


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_comes_back_from_json(value):
    """JSON gives back the very value, and holds nothing unsafe while it is shown."""
    written = safe.as_json({"value": value})
    assert json.loads(written) == {"value": value}
    assert safe.printable(written) == written


def test_a_page_needs_nothing_from_outside(register, aino):
    """No address of a picture, a style, a font or a script; and the browser may fetch nothing."""
    for language in ("fi", "sv", "en"):
        found = access.answer(register, register.read(aino), TODAY)
        content = found.form("html", language, TODAY).decode()
        assert not re.search(r"(?i)src=|href=|url\(|@import|<script|<link", content)
        assert f'<html lang="{language}">' in content
        assert "default-src 'none'" in content
        assert "@media print" in content


@pytest.mark.system("pdfinfo", "pdffonts", "pdftotext")
def test_a_pdf_is_tagged_titled_and_brings_its_fonts(register, aino, tmp_path):
    """PDF/UA-1 and PDF/A-2a, in the letter's language; the words can be copied out."""
    for language, title in (
        ("fi", "Vastaus tarkastuspyyntöön"),
        ("sv", "Svar på begäran om insyn"),
    ):
        found = access.answer(register, register.read(aino), TODAY)
        content = found.form("pdf", language, TODAY)
        words = extracted(content, tmp_path)
        assert "Esimerkkikatu 1 A 2" in words
        assert {"ä", "ö"} <= set(words)
        info = _said("pdfinfo", tmp_path / "letter.pdf")
        assert re.search(rf"Title:\s+{title}", info)
        assert re.search(r"Tagged:\s+yes", info)
        assert f"/Lang({language}" in content.decode("latin-1").replace(" ", "")
        assert b"<pdfuaid:part>1" in content
        assert b"<pdfaid:part>2" in content
        fonts = _said("pdffonts", tmp_path / "letter.pdf").splitlines()[2:]
        assert fonts
        assert all(re.search(r"yes yes yes|yes yes", font) for font in fonts)


def _said(program: str, file: Path) -> str:
    done = subprocess.run([program, str(file)], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


@pytest.mark.system("pdftotext")
def test_all_forms_say_the_same(register, aino, tmp_path):
    """Text, page and PDF are made of one model."""
    found = access.answer(register, register.read(aino), TODAY)
    plain = squeezed(found.form("text", "fi", TODAY).decode())
    html = squeezed("".join(Words(found.form("html", "fi", TODAY).decode()).words))
    typeset = squeezed(extracted(found.form("pdf", "fi", TODAY), tmp_path))
    for section in found.letter("fi").sections:
        for block in section.blocks:
            for words in _words(block):
                assert squeezed(words) in plain
                assert squeezed(words) in html
                assert squeezed(words) in typeset


def _words(block):
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Items):
        return block.texts
    return [word for entry in block.entries for word in (entry.label, entry.value, *entry.remarks)]


def test_the_letter_is_in_the_clients_own_language(register):
    """Unless another is wanted."""
    record = layout.new_id("c")
    register.add({record: AINO.replace("language: fi", "language: sv")}, action="new")
    found = access.answer(register, register.read(record), TODAY)
    assert found.letter(None).title == "Svar på begäran om insyn"
    assert found.letter("en").title == "Answer to an access request"


def test_nothing_held_is_an_answer_too(records, register, aino):
    """Four sections, no name and no number of others; and it is refused where something is held."""
    code, out, _said = records(
        "access-report", "nobody@posti.example", "--nothing-held", "--lang", "fi"
    )
    assert code == 0
    assert "Ilmoitus: emme käsittele henkilötietojasi" in out
    assert re.findall(r"(?m)^(\d)\. ", out) == ["1", "2", "3", "4"]
    assert "nobody" not in out
    assert not re.search(r"\d+ tietuetta", out)
    answer = records("access-report", "nobody@posti.example", "--nothing-held", "--json").out
    assert json.loads(answer)["processed"]["answer"] == "no"
    assert records("access-report", aino, "--nothing-held").code == 6


def test_days_and_numbers_are_written_as_people_write_them():
    """Finnish: no leading zeros, a comma, and spaces that do not break."""
    assert formats.day("2026-03-05", "fi") == "5.3.2026"
    assert formats.day("2026-03-05", "sv") == "5.3.2026"
    assert formats.day("2026-03-05", "en") == "5 March 2026"
    assert formats.decimal("1488.00", "fi") == "1\u00a0488,00"
    assert formats.decimal("-96.72", "sv") == "−96,72"
    assert formats.decimal("1488.00", "en") == "1,488.00"


def test_an_empty_title_in_the_model_is_refused(register, aino):
    """A value without a name for it is no intelligible copy."""
    whole = access.answer(register, register.read(aino), TODAY).report
    nameless = letters.Value("x", {"fi": "", "sv": "", "en": ""}, "v", "", None, "name", {}, {})
    facts = {name: getattr(whole, name) for name in whole.__dataclass_fields__}
    with pytest.raises(Refused, match="values"):
        letters.require_complete(letters.AccessReport(**{**facts, "values": (nameless,)}))


def test_a_comment_with_markup_is_a_word(register):
    """The owner's remarks are values like the rest."""
    record = layout.new_id("c")
    register.add({record: "kind: person\nname: {family: Esimerkki} # <b>*x*</b>\n"}, action="new")
    found = access.answer(register, register.read(record), TODAY)
    assert "&lt;b&gt;*x*&lt;/b&gt;" in found.form("html", "fi", TODAY).decode()
    assert document.comments(register.read(record).text)[0].text == "<b>*x*</b>"


def test_an_invoice_stands_in_one_line_in_every_language(register):
    """Whatever a day's length is."""
    record = layout.new_id("c")
    invoice = "{number: 2012-018, date: 2012-09-12, amount: 240.00, currency: EUR}"
    text = f"kind: organisation\nname: Esimerkki Oy\ninvoices: [{invoice}]\n"
    register.add({record: text}, action="new")
    found = access.answer(register, register.read(record), TODAY)
    for language, day in (("fi", "12.9.2012"), ("sv", "12.9.2012"), ("en", "12 September 2012")):
        entries = found.letter(language).sections[1].blocks[0].entries
        assert [day in entry.value and "EUR" in entry.value for entry in entries].count(True) == 1
