"""The letters of requests: every point that the law asks for, in three languages and all forms.

The points are those of the acceptance criteria (T3–T5, R7, R16–R21, N13–N14, I6).
"""

import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from heijastus_records.law.notice import Notice
from heijastus_records.letters import choices, forms, page, replies, text
from heijastus_records.letters.choices import Consented
from heijastus_records.letters.first_hand import first_hand
from heijastus_records.letters.head import Head
from heijastus_records.letters.information import information
from heijastus_records.letters.letter import Letter, Paragraph, Section, Table
from heijastus_records.letters.recipients import recipient_notice
from heijastus_records.letters.replies import Corrected, DataSet
from heijastus_records.messages import LANGUAGES
from heijastus_records.register import document

from .house import PROJECT
from .test_letters import HOSTILE, Words, extracted, squeezed

DAY = date(2026, 3, 20)
NOTICE = Notice(document.load((PROJECT / "register.yaml").read_text("utf-8")))
TEXTS = {"fi": "Asiakassuhteen ylläpito", "sv": "Kundförhållandet", "en": "The relationship"}
OWN = "Vanhat paperit on käytävä läpi käsin."
TOLD = ({"to": "Tilitoimisto Esimerkki Oy", "when": "2025-02-01", "what": ["phones"]},)
OMBUDSMAN = "+358 29 566 6700"
COURT = {"fi": "tuomioistui", "sv": "domstol", "en": "court"}
Written = Callable[[str], Letter]


def head(name: str = "Aino Esimerkki") -> Head:
    return Head.of(NOTICE, DAY, name, date(2026, 3, 5), "r-4kq7wdm2x3n5a")


def letters(name: str = "Aino Esimerkki", own: str = OWN) -> dict[str, Written]:
    """Every letter, each with what it is about."""
    given = Consented(TEXTS, date(2023, 8, 15), date(2026, 3, 19), own, "2023-07-25", ())
    changes = [Corrected(("phones", 0), "+358401234567", "+358409998877")]
    files = DataSet((("a.json", "JSON"),), (TEXTS,), ((TEXTS, "derived"),))
    start = head(name)
    groups = list(NOTICE.data["categories"])
    return {
        "rectification": lambda lang: replies.rectification(start, changes, TOLD, lang),
        "extension": lambda lang: replies.extension(start, "number", date(2026, 6, 5), lang, own),
        "identity": lambda lang: replies.identity_question(start, lang),
        "refusal": lambda lang: replies.refusal(start, "access", "art-12-5", own, lang),
        "portability": lambda lang: replies.portability(start, files, lang),
        "consent given": lambda lang: choices.consent_given(start, given, TEXTS, lang),
        "consent withdrawn": lambda lang: choices.consent_withdrawn(start, given, lang),
        "restricted": lambda lang: choices.restricted(start, "art-18-1-a", DAY, TOLD, lang),
        "lifted": lambda lang: choices.restriction_lifted(
            start, "art-18-1-a", date(2026, 3, 6), DAY, own, lang
        ),
        "objection": lambda lang: choices.objection(start, TEXTS, "rejected", own, lang),
        "recipient": lambda lang: recipient_notice(
            start, TOLD[0], "rectify", name, [TEXTS], lang, changes
        ),
        "information": lambda lang: information(NOTICE, start, groups, ["orderer"], lang),
        "first hand": lambda lang: first_hand(NOTICE, start, groups, ["subject"], lang),
    }


every = pytest.mark.parametrize("kind", list(letters()))
spoken = pytest.mark.parametrize("language", LANGUAGES)


def said(letter: Letter) -> str:
    return " ".join(text.render(letter).split())


@every
@spoken
def test_every_letter_is_whole_in_every_language_and_form(
    kind: str, language: str, tmp_path: Path
) -> None:
    letter = letters()[kind](language)
    assert letter.language == language
    assert all(section.heading and section.blocks for section in letter.sections)
    plain = said(letter)
    assert not re.search(r"[{}]", plain)
    for words in (NOTICE.sender["name"], NOTICE.sender["contact"], NOTICE.sender["email"]):
        assert words in plain
    html = squeezed("".join(Words(forms.render(letter, "html", DAY).decode()).words))
    for section in letter.sections:
        assert squeezed(section.heading) in html
    assert forms.render(letter, "pdf", DAY).startswith(b"%PDF")


@every
def test_the_three_languages_say_the_same_things(kind: str) -> None:
    made = [letters()[kind](language) for language in LANGUAGES]
    shapes = [[[type(block) for block in s.blocks] for s in each.sections] for each in made]
    assert shapes[0] == shapes[1] == shapes[2]
    assert len({each.title for each in made}) == 3


@spoken
@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("rectification", ["040 123 4567", "040 999 8877", "Tilitoimisto", OMBUDSMAN, "r-4kq7"]),
        ("extension", [OWN, "2026", OMBUDSMAN, "r-4kq7", "12"]),
        ("identity", [NOTICE.sender["email"], OMBUDSMAN, "r-4kq7"]),
        ("refusal", [OWN, OMBUDSMAN, "r-4kq7"]),
        ("portability", ["a.json", "JSON", OMBUDSMAN]),
        ("consent given", ["2023-07-25", NOTICE.sender["email"]]),
        ("consent withdrawn", ["2023", "2026"]),
        ("restricted", ["2026", "Tilitoimisto", OMBUDSMAN]),
        ("lifted", [OWN, "2026", OMBUDSMAN]),
        ("objection", [OWN, OMBUDSMAN]),
        ("recipient", ["Aino Esimerkki", "040 999 8877"]),
        ("information", [NOTICE.sender["business_id"], OMBUDSMAN, "6 "]),
        ("first hand", [NOTICE.sender["business_id"], OMBUDSMAN]),
    ],
)
def test_each_letter_holds_what_the_law_asks_for(
    kind: str, points: list[str], language: str
) -> None:
    plain = said(letters()[kind](language))
    assert [point for point in points if point not in plain] == []


@spoken
@pytest.mark.parametrize("kind", ["refusal", "objection"])
def test_whoever_is_refused_is_told_of_the_courts(kind: str, language: str) -> None:
    assert COURT[language] in said(letters()[kind](language))


@spoken
def test_the_information_has_every_point_of_the_notice(language: str) -> None:
    plain = said(letters()["information"](language))
    data: Any = NOTICE.data
    told = [each["text"][language] for each in data["purposes"]]
    told += [text[language] for text in data["categories"].values()]
    told += [data["transfers"]["text"][language], data["automated_decisions"]["text"][language]]
    told += [data["recipients"]["disclosures"][language], data["sources"]["orderer"][language]]
    for words in told:
        assert words.casefold().rstrip(".") in plain.casefold()
    for right in data["rights"]:
        assert right["text"][language] in plain


@spoken
def test_the_question_about_identity_names_nobody(language: str) -> None:
    named, nobody = letters()["identity"](language), letters("")["identity"](language)
    assert named == nobody
    assert "Esimerkki" not in said(named)


@spoken
def test_who_could_not_be_identified_is_refused_without_a_name(language: str) -> None:
    refused = replies.refusal(head(), "access", "art-12-2", OWN, language)
    assert "Esimerkki" not in said(refused)


@spoken
def test_without_a_request_nobody_is_said_to_have_asked(language: str) -> None:
    start = Head.of(NOTICE, DAY, "Aino Esimerkki")
    changes = [Corrected(("language",), "fi", "sv")]
    with_request = replies.rectification(head(), changes, (), language)
    without = replies.rectification(start, changes, (), language)
    assert len(without.sections[0].blocks) < len(with_request.sections[0].blocks)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_name_or_reason_is_printed_as_it_is(value: str) -> None:
    for kind, written in letters(value, value).items():
        html = page.render(written("fi"))
        assert "<script" not in html.casefold(), kind
        assert "<img" not in html.casefold(), kind


@pytest.mark.system("pdftotext")
@spoken
def test_a_table_is_read_in_the_pdf_as_on_the_page(language: str, tmp_path: Path) -> None:
    letter = letters()["rectification"](language)
    words = squeezed(extracted(forms.render(letter, "pdf", DAY), tmp_path))
    html = Words(page.render(letter))
    assert {"table", "th", "td"} <= set(html.tags)
    for value in ("040 123 4567", "040 999 8877"):
        assert squeezed(value) in words


def test_a_table_stays_within_the_page_however_long_its_cells_are() -> None:
    long = "pitkä yhdyssana mittari " * 6
    table = Table(("Tieto", "Aiemmin", "Nyt"), ((long, "lyhyt", "useita sanoja " * 20),))
    letter = Letter("fi", "A", "B", ("C",), "1.1.2026", (Section("D", (table, Paragraph("E"))),))
    shown = text.render(letter)
    assert max(map(len, shown.splitlines())) <= 78
    assert squeezed(long) in squeezed(shown)
    assert shown.count("sanoja") == 20


@pytest.mark.parametrize(
    "name", [path.stem for path in (PROJECT / "heijastus_records" / "letters").glob("*wording.py")]
)
def test_no_wording_lacks_a_language(name: str) -> None:
    module = import_module(f"heijastus_records.letters.{name}")

    def walk(value: object) -> None:
        if isinstance(value, dict) and set(value) & {*LANGUAGES}:
            assert set(value) == {*LANGUAGES}
            assert all(isinstance(each, str) and each.strip() for each in value.values())
            holes = [set(re.findall(r"{\w*}", each)) for each in value.values()]
            assert holes[0] == holes[1] == holes[2], value
        elif isinstance(value, dict | list | tuple):
            for each in value.values() if isinstance(value, dict) else value:
                walk(each)

    for label, value in vars(module).items():
        if label.isupper():
            walk(value)
