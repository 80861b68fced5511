"""What the cells of the list say in the register's terms, and which of them cannot be right."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from heijastus_records.errors import Problem
from heijastus_records.exchange.columns import WORDS, room
from heijastus_records.exchange.findings import problem
from heijastus_records.exchange.invoices import taken_apart
from heijastus_records.exchange.sheet import Row
from heijastus_records.exchange.spelling import folded, plain
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers
from heijastus_records.register.identifiers import InvalidIdentifier

NO = "no"
"""Marketing is refused: the same as no answer, and never a consent."""

UNDATED = "undated"
"""Marketing is allowed, but no day is given: not a consent that could be shown (Article 7(1))."""


@dataclass(frozen=True)
class Entry:
    """One client of the list: what its row, or its joined rows, say in the register's terms."""

    lines: tuple[int, ...]
    typed: dict[str, str]
    """What stands in each column that is not empty."""
    texts: dict[str, str]
    """The same in the form that is stored."""
    phones: tuple[str, ...]
    invoices: tuple[dict[str, str], ...]

    @property
    def is_person(self) -> bool:
        """Tell a person from an organisation."""
        return self.texts.get("Tyyppi") == "person"

    @property
    def business_id(self) -> str:
        """Return an organisation's own number, or that of the one that a person belongs to."""
        return self.texts.get("Y-tunnus", "")

    @property
    def name_key(self) -> str:
        """Return the form in which the names of persons are compared."""
        return folded(f"{self.texts.get('Etunimi', '')} {self.texts.get('Sukunimi', '')}")

    @property
    def email_key(self) -> str:
        """Return the form in which e-mail addresses are compared."""
        return identifiers.email_key(self.texts.get("Sähköposti", ""))


def entry(row: Row, problems: list[Problem]) -> Entry:
    """Return what a row says; what cannot be right is left out and added to the problems."""
    stripped = ((column, plain(cell)) for column, cell in row.cells.items())
    typed = {column: cell for column, cell in stripped if cell}
    texts: dict[str, str] = {}
    invoices: list[dict[str, str]] = []
    for column, cell in typed.items():
        try:
            texts[column] = _FORMS[column](cell)
        except InvalidIdentifier as error:
            problems.append(problem(row.line, column, _sentence(column, error)))
    if "Laskut" in typed:
        invoices = taken_apart(row.line, typed["Laskut"], problems)
    phones = (texts["Puhelin"],) if "Puhelin" in texts else ()
    problems += _contradictions(row.line, typed, texts)
    return Entry((row.line,), typed, texts, phones, tuple(invoices))


def _contradictions(line: int, typed: dict[str, str], texts: dict[str, str]) -> Iterator[Problem]:
    """Find what is wrong with a row though each of its cells may be right."""
    kind = texts.get("Tyyppi")
    missing = _("this cell must not be empty")
    if "Tyyppi" not in typed:
        yield problem(line, "Tyyppi", missing)
    if kind == "organisation" and "Yritys" not in typed:
        yield problem(line, "Yritys", missing)
    if kind == "person" and not typed.keys() & {"Etunimi", "Sukunimi"}:
        yield problem(line, "Sukunimi", missing)
    started, ended = texts.get("Sopimus alkoi", ""), texts.get("Sopimus päättyi", "")
    if started and ended and ended < started:
        yield problem(line, "Sopimus päättyi", _("the end is before the start"))


def _day(text: str) -> str:
    return identifiers.finnish_date(text).isoformat()


def _word(column: str, text: str) -> str:
    words = WORDS[column]
    if folded(text) not in words:
        raise InvalidIdentifier("unknown")
    return words[folded(text)]


def _marketing(text: str) -> str:
    """Return the day on which marketing was allowed, or why there is none."""
    word, _space, day = folded(text).partition(" ")
    if (word, day) == ("ei", ""):
        return NO
    if word != "kyllä":
        raise InvalidIdentifier("unknown")
    return _day(day) if day else UNDATED


def _free(column: str, text: str) -> str:
    """Return free text as it was typed, if the schema has room for it."""
    if len(text) > room(column):
        raise InvalidIdentifier("length")
    return text


_FREE = (
    *("Yritys", "Etunimi", "Sukunimi", "Katuosoite", "Postitoimipaikka"),
    *("Palvelu", "Aikataulu", "Paikka", "Paperisopimus"),
)
"""The columns of free text."""

_FORMS: dict[str, Callable[[str], str]] = {
    **{column: functools.partial(_word, column) for column in WORDS},
    **{column: functools.partial(_free, column) for column in _FREE},
    "Y-tunnus": identifiers.business_id,
    "Sähköposti": identifiers.email,
    "Puhelin": identifiers.phone,
    "Postinumero": identifiers.postal_code,
    "Verkkolaskuosoite": identifiers.einvoice_address,
    "Välittäjätunnus": identifiers.operator_id,
    "Sopimus alkoi": _day,
    "Sopimus päättyi": _day,
    "Markkinointilupa": _marketing,
    "Laskut": folded,
}
"""What puts each column's cells into the form that is stored."""


def _sentence(column: str, error: InvalidIdentifier) -> str:
    """Say what a column asks for, without what stands in the cell."""
    if error.code == "check-digit":
        return _("the check digit is wrong: a digit was mistyped")
    if error.code == "range":
        return _("not a day of the calendar")
    if column in WORDS:
        return _("not one of the words used here: {words}").format(words=", ".join(WORDS[column]))
    if column in _FREE:
        return _("longer than {limit} characters").format(limit=room(column))
    sentence, example = {
        "Y-tunnus": (_("not a business id; for example {example}"), "9900001-8"),
        "Sähköposti": (_("not an e-mail address"), ""),
        "Puhelin": (_("not a telephone number; for example {example}"), "+358401234567"),
        "Postinumero": (_("not a postal code; for example {example}"), "00100"),
        "Verkkolaskuosoite": (_("not an e-invoice address"), ""),
        "Välittäjätunnus": (_("not an operator id"), ""),
        "Sopimus alkoi": (_("not a day; write it as {example}"), "31.12.2023"),
        "Sopimus päättyi": (_("not a day; write it as {example}"), "31.12.2023"),
        "Markkinointilupa": (
            _("write ei, or kyllä and the day: {example}"),
            "kyllä 31.12.2023",
        ),
    }[column]
    return sentence.format(example=example)
