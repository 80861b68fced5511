"""The customer list that she kept in a spreadsheet, and the client records that it becomes.

Home of the csv module's reader. Everything that is wrong with a list is found at once and named
by line and column; no sentence repeats what stands in a cell, for it is personal data. Nothing
here touches a register: what comes out is data for the schema ``client``, and a plan to show.
Columns, words and separators are those of the list that she kept until now, in Finnish.
"""

import csv
import functools
import io
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from heijastus_records.errors import Invalid, Problem
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import identifiers, layout, schema
from heijastus_records.register.document import Data, Value
from heijastus_records.register.identifiers import InvalidIdentifier

MAX_BYTES = 20_000_000
"""Largest file, in bytes."""

MAX_LINES = 100_000
"""Most lines; at the usual length of a row they are as much as the largest file holds."""

MAX_CELL = 10_000
"""Longest cell, in characters."""

MAX_PROBLEMS = 2000
"""Where the search for further problems ends: a file with more is not such a list at all."""

MAX_CHECKED = 2000
"""Rows whose values are looked at too, where the file itself must be mended first."""

FIELDS: dict[str, tuple[str, ...]] = {
    "Tyyppi": ("kind",),
    "Yritys": ("name",),
    "Y-tunnus": ("business_id", "organisations[0].id"),
    "Etunimi": ("name.given",),
    "Sukunimi": ("name.family",),
    "Sähköposti": ("emails",),
    "Puhelin": ("phones",),
    "Rooli": ("roles", "organisations[0].role"),
    "Katuosoite": ("billing.address.street",),
    "Postinumero": ("billing.address.postal_code",),
    "Postitoimipaikka": ("billing.address.city",),
    "Verkkolaskuosoite": ("billing.einvoice_address",),
    "Välittäjätunnus": ("billing.operator_id",),
    "Palvelu": ("contracts[0].service",),
    "Sopimus alkoi": ("contracts[0].starts", "relationship.started", "organisations[0].from"),
    "Sopimus päättyi": ("contracts[0].ends", "relationship.ended", "organisations[0].to"),
    "Aikataulu": ("contracts[0].schedule",),
    "Paikka": ("contracts[0].place",),
    "Paperisopimus": ("contracts[0].paper",),
    "Markkinointilupa": ("consents",),
    "Lähde": ("sources",),
    "Laskut": ("invoices",),
}
"""Each column of the list and the fields that are made from it."""

KINDS = {"henkilö": "person", "organisaatio": "organisation"}

ROLES = {
    "yhteyshenkilö": "contact",
    "ohjattava": "supervisee",
    "valmennettava": "coachee",
    "tilaaja": "orderer",
}

SOURCES = {
    "asiakas itse": "subject",
    "tilaaja itse": "orderer",
    "tilaajan verkkosivut": "orderer-website",
    "suostumuslomake": "consent",
}

NO = "no"
"""Marketing is refused: the same as no answer, and never a consent."""

UNDATED = "undated"
"""Marketing is allowed, but no day is given: not a consent that could be shown (Article 7(1))."""

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")

# UTF-8 read as Windows-1252 shows as "Ã¤", "â€“" or "Ð¶". A capital Ä, Å or Ö before a dash or a
# quotation mark would be valid UTF-8 too ("TYÖ–KOTI"), and is not taken for it.
_UTF8_IN_CP1252 = re.compile(
    rb"[\xc2\xc3\xd0\xd1][\x80-\xbf]|\xc5[\xa1\xbd\xbe]|\xe2[\x80-\x82][\x80-\xbf]|\xf0\x9f[\x80-\xbf]"
)

# The characters that a record's text must not hold; tabs and ends of line may stand in a cell.
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)

_DELIMITERS = (";", ",", "\t")
_INVOICE = re.compile(r"(\S+)\s+(\S+)\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One row of the list."""

    line: int
    """Physical line of the file on which the row begins; the header's is 1."""
    cells: dict[str, str]
    """What stands in each column, as it was typed."""


@dataclass(frozen=True)
class Joined:
    """Rows that are one and the same person."""

    record: str
    lines: tuple[int, ...]
    differing: tuple[str, ...]
    """Columns in which the rows differ, in the order of the alphabet."""


@dataclass(frozen=True)
class Import:
    """What becomes of a list: the records, and what she should look at before she says yes."""

    records: dict[str, Data]
    """Data for the schema ``client``, by new id."""
    lines: dict[str, tuple[int, ...]]
    """The line or lines that a record comes from."""
    joined: tuple[Joined, ...]
    alike: tuple[tuple[str, ...], ...]
    """Records that look like the same client and were not joined."""
    unmapped: tuple[Problem, ...]
    """What found no place in a record, as warnings."""
    columns: tuple[tuple[str, str], ...]
    """Each column and the field or fields that it becomes, for the preview."""


@dataclass(frozen=True)
class _Line:
    """One row as it was parsed, before its columns are known."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class _Entry:
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
        return self.texts.get("Tyyppi") == "person"


# --- Reading ----------------------------------------------------------------------------------


def read(content: bytes) -> list[Row]:
    """Decode and parse a list.

    Raises Invalid with a problem for each place where the file is not such a list: encoding,
    quotation marks, columns, number of cells, characters, lengths, personal identity codes. If
    there is any, what is wrong with the values is added, so that all is said in one go; a list
    whose values alone are wrong is read, and refused by `plan`.
    """
    lines, problems = _parse(_decode(content))
    if not lines or (problems and problems[0].line < lines[0].number):
        raise _invalid(problems or [_problem(1, "", _("the file is empty"))])
    wrong = _header_problems(lines[0])
    labels = _labels(lines[0].cells)
    rows, found = _rows(lines[1:], labels)
    problems += wrong + found
    if not rows and not problems:
        problems.append(_problem(1, "", _("there are no rows below the header")))
    if not problems:
        return rows
    if not wrong:
        seen = {(problem.line, problem.field) for problem in problems}
        further: list[Problem] = []
        _clients(rows[:MAX_CHECKED], True, further)
        problems += [more for more in further if (more.line, more.field) not in seen]
    raise _invalid(problems)


def _problem(line: int, column: str, sentence: str, warning: bool = False) -> Problem:
    where = _("line {line}").format(line=line) if line else ""
    return Problem(sentence, where=where, field=column, line=line, warning=warning)


def _invalid(problems: list[Problem]) -> Invalid:
    found = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)
    if len(found) > MAX_PROBLEMS:
        last = found[MAX_PROBLEMS - 1].line
        more = _("there are more problems from here on; they are not listed")
        found = [*found[:MAX_PROBLEMS], _problem(last, "", more)]
    sentence = ngettext(
        "nothing was imported: {count} problem in the list",
        "nothing was imported: {count} problems in the list",
        len(found),
    )
    return Invalid(sentence.format(count=len(found)), found)


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        sentence = _("the file is larger than {limit} MB").format(limit=MAX_BYTES // 1_000_000)
        raise _invalid([_problem(0, "", sentence)])
    if content.startswith(_UTF16):
        sentence = _("the file is in UTF-16; save it as CSV in UTF-8")
        raise _invalid([_problem(1, "", sentence)])
    body = content.removeprefix(_BOM)
    if _is_utf8(body):
        return body.decode("utf-8")
    marked = content.startswith(_BOM)
    if not marked and not _NOT_IN_CP1252.search(body) and not _UTF8_IN_CP1252.search(body):
        return body.decode("cp1252")
    raise _invalid(_encoding_problems(body, marked))


def _encoding_problems(body: bytes, marked: bool) -> list[Problem]:
    """Name the cells that cannot be decoded, and the first one that is in the other encoding.

    The encoding of the file is that of its mark or, where there is none, of its first cell that
    tells. Read as Latin-1, every byte is one character, and the cells can be told apart.
    """
    lines, problems = _parse(body.decode("latin-1"))
    header = lines[0].cells if lines else []
    labels = _labels([_some_text(cell.encode("latin-1")) for cell in header])
    cells = (
        (line.number, _label(labels, place), cell.encode("latin-1"))
        for line in lines
        for place, cell in enumerate(line.cells)
        if not cell.isascii()
    )
    encoding = "UTF-8" if marked else ""
    other = False
    for line, column, cell in cells:
        encoding = encoding or ("UTF-8" if _is_utf8(cell) else "Windows-1252")
        own = _encoding(cell, encoding)
        if not own:
            sentence = _("there is a byte here that is neither UTF-8 nor Windows-1252")
            problems.append(_problem(line, column, sentence))
        elif own != encoding and not other:
            other = True
            sentence = _("this cell is in {other}, though the list begins in {encoding}")
            sentence = sentence.format(other=own, encoding=encoding)
            problems.append(_problem(line, column, sentence))
        if len(problems) > MAX_PROBLEMS:
            break
    return problems


def _encoding(cell: bytes, of_file: str) -> str:
    """Return the encoding of a cell with letters beyond ASCII; empty where it is in neither."""
    if _is_utf8(cell) if of_file == "UTF-8" else _UTF8_IN_CP1252.search(cell):
        return "UTF-8"
    return "" if _NOT_IN_CP1252.search(cell) else "Windows-1252"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _some_text(cell: bytes) -> str:
    return cell.decode("utf-8" if _is_utf8(cell) else "cp1252", "replace")


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the csv module read cells of any length, so that we can say where the long one is."""
    before = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _parse(text: str) -> tuple[list[_Line], list[Problem]]:
    """Take a text apart into rows that are not empty; problems are cells left unclosed."""
    # newline="": ends of line inside a cell stay as they are, and each one is counted once.
    physical = list(itertools.islice(io.StringIO(text, newline=""), MAX_LINES + 1))
    if len(physical) > MAX_LINES:
        sentence = _("the list goes on after line {limit}").format(limit=MAX_LINES)
        raise _invalid([_problem(MAX_LINES + 1, "", sentence)])
    delimiter = _delimiter(next((line for line in physical if line.strip()), ""))
    found: list[_Line] = []
    unclosed: list[tuple[int, int]] = []
    start = 0
    with _long_fields():
        while start < len(physical) and len(unclosed) <= MAX_PROBLEMS:
            broken_at, end = _collect(physical, start, delimiter, found)
            if not broken_at:
                break
            unclosed.append(
                (broken_at, _unclosed("".join(physical[broken_at - 1 : end]), delimiter))
            )
            # The rows below it were swallowed; they are read on their own from the next line.
            start = broken_at
    labels = _labels(found[0].cells) if found else []
    sentence = _("quotation marks do not match here: one is opened and not closed, or not doubled")
    return found, [_problem(line, _label(labels, place), sentence) for line, place in unclosed]


def _collect(
    physical: list[str], start: int, delimiter: str, found: list[_Line]
) -> tuple[int, int]:
    """Add rows until one is broken; return its first line and the last line read, or (0, 0)."""
    source = (physical[place] for place in range(start, len(physical)))
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return 0, 0
        except csv.Error:
            return line, start + reader.line_num
        # ASCII blanks only: the text may be bytes under the names of Latin-1.
        if any(cell.strip(" \t\r\n") for cell in cells):
            found.append(_Line(line, cells))


def _unclosed(row: str, delimiter: str) -> int:
    """Return the place of the first cell in a row whose quotation marks do not match."""
    quoted, plain = r'"[^"]*+(?:""[^"]*+)*+"', rf'[^"{delimiter}\r\n][^{delimiter}\r\n]*+'
    cell = re.compile(rf"(?:{quoted}|{plain})?+{delimiter}")
    place, position = 0, 0
    while match := cell.match(row, position):
        place, position = place + 1, match.end()
    return place


def _delimiter(header: str) -> str:
    """Choose the delimiter that finds the most of our columns in the header."""

    def columns(delimiter: str) -> int:
        return sum(name.strip().strip('"') in FIELDS for name in _nfc(header).split(delimiter))

    return max(_DELIMITERS, key=columns)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _labels(header: list[str]) -> list[str]:
    """Return the columns' names by place; an unknown one is only a number.

    Where the header is missing, its place is taken by somebody's data.
    """
    names = [_nfc(name).strip() for name in header]
    return [name if name in FIELDS else _number(place) for place, name in enumerate(names)]


def _label(labels: list[str], place: int) -> str:
    return labels[place] if place < len(labels) else _number(place)


def _number(place: int) -> str:
    return _("column {number}").format(number=place + 1)


def _header_problems(header: _Line) -> list[Problem]:
    """Name the columns that are unknown, missing or doubled."""
    names = [_nfc(name).strip() for name in header.cells]
    known = [name for name in names[: 4 * len(FIELDS)] if name in FIELDS or _meant(name)]
    if len(known) * 2 < len(FIELDS) or len(names) > 4 * len(FIELDS):
        # Nothing is named: this line may be somebody's data.
        sentence = _("this line is not the header; it must hold the columns {columns}")
        sentence = sentence.format(columns=", ".join(FIELDS))
        raise _invalid([_problem(header.number, "", sentence)])
    unknown = [_unknown(place, name) for place, name in enumerate(names) if name not in FIELDS]
    problems = [_problem(header.number, label, sentence) for label, sentence in unknown]
    doubled = dict.fromkeys(name for name in names if name in FIELDS and names.count(name) > 1)
    sentence = _("this column is here twice")
    problems += [_problem(header.number, name, sentence) for name in doubled]
    sentence = _("this column is missing")
    problems += [_problem(header.number, name, sentence) for name in FIELDS if name not in names]
    return problems


def _meant(name: str) -> str:
    by_folded = {_folded(column): column for column in FIELDS}
    close = get_close_matches(_folded(name[:40]), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else ""


def _unknown(place: int, name: str) -> tuple[str, str]:
    is_a_name = name and len(name) <= 40 and name.isprintable()
    if not is_a_name or identifiers.personal_codes(name):
        return _number(place), _("this column has no name that the list knows")
    if meant := _meant(name):
        return name, _("unknown column; did you mean {column}?").format(column=meant)
    return name, _("unknown column")


def _rows(lines: list[_Line], labels: list[str]) -> tuple[list[Row], list[Problem]]:
    """Give the cells their columns; rows of another length are left out and named."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for line in lines:
        if len(problems) > MAX_PROBLEMS:
            break
        if not any(map(str.strip, line.cells)):
            continue
        bad = {
            label: sentence
            for label, cell in zip(labels, line.cells, strict=False)
            if (sentence := _cell_problem(cell))
        }
        problems += [_problem(line.number, label, sentence) for label, sentence in bad.items()]
        if len(line.cells) < len(labels):
            sentence = _("the row ends before this column: a cell is missing")
            problems.append(_problem(line.number, labels[len(line.cells)], sentence))
        elif len(line.cells) > len(labels):
            sentence = _("the row goes on after this, the last column: a cell too many")
            problems.append(_problem(line.number, labels[-1], sentence))
        else:
            # A cell that was already named is not looked at again.
            pairs = zip(labels, line.cells, strict=True)
            cells = {label: "" if label in bad else cell for label, cell in pairs}
            rows.append(Row(line.number, cells))
    return rows, problems


def _cell_problem(cell: str) -> str:
    """Say why a cell cannot be in a list at all, whatever its column."""
    if len(cell) > MAX_CELL:
        return _("longer than {limit} characters").format(limit=MAX_CELL)
    if _ODD.search(cell):
        return _("there is a control character here; type the cell again")
    if len(cell) > 9 and identifiers.personal_codes(cell):
        return _("there is a personal identity code here; a register must not hold it")
    return ""


# --- What the cells say -------------------------------------------------------------------------


def _clients(rows: list[Row], join: bool, problems: list[Problem]) -> list[_Entry]:
    """Return the clients of a list in its order, rows of one person joined if asked."""
    entries = [_entry(row, problems) for row in rows if len(problems) <= MAX_PROBLEMS]
    clients = _join(entries) if join else entries
    _repeated_invoices(clients, problems)
    return clients


def _entry(row: Row, problems: list[Problem]) -> _Entry:
    plain = ((column, _plain(cell)) for column, cell in row.cells.items())
    typed = {column: cell for column, cell in plain if cell}
    texts: dict[str, str] = {}
    invoices: list[dict[str, str]] = []
    for column, cell in typed.items():
        try:
            texts[column] = _FORMS[column](cell)
        except InvalidIdentifier as error:
            problems.append(_problem(row.line, column, _sentence(column, error)))
    if "Laskut" in typed:
        invoices = _invoices(row.line, typed["Laskut"], problems)
    phones = (texts["Puhelin"],) if "Puhelin" in texts else ()
    entry = _Entry((row.line,), typed, texts, phones, tuple(invoices))
    problems += _contradictions(row.line, entry)
    return entry


def _folded(text: str) -> str:
    """Return the form in which texts are compared: without case, and with single spaces."""
    return " ".join(identifiers.email_key(text).split())


def _plain(cell: str) -> str:
    return _nfc(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _contradictions(line: int, entry: _Entry) -> Iterator[Problem]:
    """Find what is wrong with a row though each of its cells may be right."""
    kind, typed, texts = entry.texts.get("Tyyppi"), entry.typed, entry.texts
    missing = _("this cell must not be empty")
    if "Tyyppi" not in typed:
        yield _problem(line, "Tyyppi", missing)
    if kind == "organisation" and "Yritys" not in typed:
        yield _problem(line, "Yritys", missing)
    if kind == "person" and not typed.keys() & {"Etunimi", "Sukunimi"}:
        yield _problem(line, "Sukunimi", missing)
    started, ended = texts.get("Sopimus alkoi", ""), texts.get("Sopimus päättyi", "")
    if started and ended and ended < started:
        yield _problem(line, "Sopimus päättyi", _("the end is before the start"))


def _day(text: str) -> str:
    return identifiers.finnish_date(text).isoformat()


def _word(words: dict[str, str], text: str) -> str:
    folded = _folded(text)
    if folded not in words:
        raise InvalidIdentifier("unknown")
    return words[folded]


def _marketing(text: str) -> str:
    """Return the day on which marketing was allowed, or why there is none."""
    word, _space, day = _folded(text).partition(" ")
    if (word, day) == ("ei", ""):
        return NO
    if word != "kyllä":
        raise InvalidIdentifier("unknown")
    return _day(day) if day else UNDATED


def _words(column: str) -> Callable[[str], str]:
    """Return the form of a column of free text: as typed, if the schema has room for it."""

    def form(text: str) -> str:
        if len(text) > _room(column):
            raise InvalidIdentifier("length")
        return text

    return form


@functools.cache
def _room(column: str) -> int:
    """Return how long a text the schema allows in the field that a column becomes."""
    rule: Any = schema.schema("client")
    branch = rule["then" if column == "Yritys" else "else"]
    rule = {"properties": {**rule["properties"], "name": branch["properties"]["name"]}}
    for step in FIELDS[column][0].split("."):
        rule = rule["properties"][step.removesuffix("[0]")]
        rule = rule.get("items", rule)
    return int(rule["maxLength"])


_FORMS: dict[str, Callable[[str], str]] = {
    "Tyyppi": functools.partial(_word, KINDS),
    "Yritys": _words("Yritys"),
    "Y-tunnus": identifiers.business_id,
    "Etunimi": _words("Etunimi"),
    "Sukunimi": _words("Sukunimi"),
    "Sähköposti": identifiers.email,
    "Puhelin": identifiers.phone,
    "Rooli": functools.partial(_word, ROLES),
    "Katuosoite": _words("Katuosoite"),
    "Postinumero": identifiers.postal_code,
    "Postitoimipaikka": _words("Postitoimipaikka"),
    "Verkkolaskuosoite": identifiers.einvoice_address,
    "Välittäjätunnus": identifiers.operator_id,
    "Palvelu": _words("Palvelu"),
    "Sopimus alkoi": _day,
    "Sopimus päättyi": _day,
    "Aikataulu": _words("Aikataulu"),
    "Paikka": _words("Paikka"),
    "Paperisopimus": _words("Paperisopimus"),
    "Markkinointilupa": _marketing,
    "Lähde": functools.partial(_word, SOURCES),
    "Laskut": _folded,
}
"""What puts each column's cells into the form that is stored."""


def _sentence(column: str, error: InvalidIdentifier) -> str:
    """Say what a column asks for, without what stands in the cell."""
    if error.code == "check-digit":
        return _("the check digit is wrong: a digit was mistyped")
    if error.code == "range":
        return _("not a day of the calendar")
    words = {"Tyyppi": KINDS, "Rooli": ROLES, "Lähde": SOURCES}
    if column in words:
        known = ", ".join(words[column])
        return _("not one of the words used here: {words}").format(words=known)
    return {
        "Y-tunnus": _("not a business id; for example {example}").format(example="9900001-8"),
        "Sähköposti": _("not an e-mail address"),
        "Puhelin": _("not a telephone number; for example {example}").format(
            example="+358401234567"
        ),
        "Postinumero": _("not a postal code; for example {example}").format(example="00100"),
        "Verkkolaskuosoite": _("not an e-invoice address"),
        "Välittäjätunnus": _("not an operator id"),
        "Sopimus alkoi": _("not a day; write it as {example}").format(example="31.12.2023"),
        "Sopimus päättyi": _("not a day; write it as {example}").format(example="31.12.2023"),
        "Markkinointilupa": _("write ei, or kyllä and the day: {example}").format(
            example="kyllä 31.12.2023"
        ),
    }.get(column) or _("longer than {limit} characters").format(limit=_room(column))


def _invoices(line: int, cell: str, problems: list[Problem]) -> list[dict[str, str]]:
    """Take apart the invoices of a cell: number, day and sum, with ; between them."""
    found: list[dict[str, str]] = []
    typed = [part.strip() for part in cell.split(";") if part.strip()]
    for place, part in enumerate(typed, 1):
        if len(problems) > MAX_PROBLEMS:
            break
        match = _INVOICE.fullmatch(part)
        wrong = ""
        if not match or len(match[1]) > 60:
            wrong = _("invoice {place} is not of the form {example}").format(
                place=place, example="2014-033 20.6.2014 95,00"
            )
        elif not (day := _right(_day, match[2])):
            wrong = _("the day of invoice {place} is not a day of the calendar, as {example}")
            wrong = wrong.format(place=place, example="31.12.2023")
        elif not (amount := _right(identifiers.finnish_amount, match[3])):
            wrong = _("the sum of invoice {place} is not a sum, as {example}")
            wrong = wrong.format(place=place, example="1 488,00")
        else:
            invoice = {"number": match[1], "date": day, "amount": amount, "currency": "EUR"}
            found.append(invoice)
        if wrong:
            problems.append(_problem(line, "Laskut", wrong))
    return found


def _right(form: Callable[[str], str], text: str) -> str:
    try:
        return form(text)
    except InvalidIdentifier:
        return ""


def _repeated_invoices(clients: list[_Entry], problems: list[Problem]) -> None:
    """Name the invoice numbers that are in the list twice: one number is one voucher."""
    lines: dict[str, int] = {}
    for client in clients:
        for place, invoice in enumerate(client.invoices, 1):
            number = _folded(invoice["number"])
            if number in lines:
                sentence = _("the number of invoice {place} is already used on line {line}")
                sentence = sentence.format(place=place, line=lines[number])
                problems.append(_problem(client.lines[0], "Laskut", sentence))
            lines.setdefault(number, client.lines[0])


# --- One person, two rows -----------------------------------------------------------------------


def _name(entry: _Entry) -> str:
    return _folded(f"{entry.texts.get('Etunimi', '')} {entry.texts.get('Sukunimi', '')}")


def _employer(entry: _Entry) -> str:
    return entry.texts.get("Y-tunnus", "")


def _address(entry: _Entry) -> str:
    return identifiers.email_key(entry.texts.get("Sähköposti", ""))


def _grouped(
    entries: Iterable[_Entry], key: Callable[[_Entry], tuple[str, ...] | None]
) -> list[list[_Entry]]:
    """Return the entries that share a key; those whose key is None are left out."""
    groups: dict[tuple[str, ...], list[_Entry]] = {}
    for entry in entries:
        if (value := key(entry)) is not None:
            groups.setdefault(value, []).append(entry)
    return [group for group in groups.values() if len(group) > 1]


def _join(entries: list[_Entry]) -> list[_Entry]:
    """Join rows that differ only in telephone, capitals and what one of them leaves empty."""

    def person(entry: _Entry) -> tuple[str, ...] | None:
        key = (_address(entry), _name(entry), _employer(entry))
        return key if entry.is_person and key[0] and key[1] else None

    merged: dict[tuple[int, ...], _Entry] = {entry.lines: entry for entry in entries}
    for group in _grouped(entries, person):
        if _agree(group):
            one = _merge(group)
            merged[group[0].lines] = one
            for entry in group[1:]:
                del merged[entry.lines]
    return list(merged.values())


def _agree(group: list[_Entry]) -> bool:
    for column in FIELDS:
        said = {_folded(entry.texts[column]) for entry in group if column in entry.texts}
        if len(said) > 1 and column != "Puhelin":
            return False
    return True


def _merge(group: list[_Entry]) -> _Entry:
    """Make one client of several rows; each column takes what the first row has that fills it."""
    texts: dict[str, str] = {}
    for column in FIELDS:
        said = [entry.texts[column] for entry in group if column in entry.texts]
        if said:
            texts[column] = _best(said) if column in ("Etunimi", "Sukunimi") else said[0]
    return _Entry(
        lines=tuple(line for entry in group for line in entry.lines),
        typed={column: text for entry in reversed(group) for column, text in entry.typed.items()},
        texts=texts,
        phones=tuple(dict.fromkeys(phone for entry in group for phone in entry.phones)),
        invoices=next((entry.invoices for entry in group if entry.invoices), ()),
    )


def _best(names: list[str]) -> str:
    """Choose the name that was typed with care: not all in small letters, not all in capitals."""
    careful = (name for name in names if name not in (name.lower(), name.upper()))
    return next(careful, names[0])


def _differing(lines: tuple[int, ...], rows: Mapping[int, Row]) -> tuple[str, ...]:
    cells = [rows[line].cells for line in lines]
    return tuple(
        sorted(name for name in FIELDS if len({_plain(cell.get(name, "")) for cell in cells}) > 1)
    )


def _alike(clients: Mapping[str, _Entry]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of records that may be one client, for her to decide.

    Persons with one address; persons of one name and organisation, or of one name where one of
    them has neither organisation nor address to tell them apart; organisations of one number.
    """
    ids = {entry.lines: record for record, entry in clients.items()}
    persons = [entry for entry in clients.values() if entry.is_person]
    organisations = [entry for entry in clients.values() if not entry.is_person]
    bare = {_name(entry) for entry in persons if not _employer(entry) and not _address(entry)}

    def address(entry: _Entry) -> tuple[str, ...] | None:
        return (_address(entry),) if _address(entry) else None

    def colleague(entry: _Entry) -> tuple[str, ...] | None:
        told = _employer(entry) or _name(entry) in bare
        return (_name(entry), _employer(entry)) if told else None

    def number(entry: _Entry) -> tuple[str, ...] | None:
        return (_employer(entry),) if _employer(entry) else None

    groups = _grouped(persons, address) + _grouped(persons, colleague)
    groups += _grouped(organisations, number)
    return tuple(dict.fromkeys(tuple(ids[entry.lines] for entry in group) for group in groups))


# --- What becomes what --------------------------------------------------------------------------


def plan(rows: list[Row], known: Mapping[str, str], join: bool = True) -> Import:
    """Say which records a list becomes.

    `known` are the organisations already in the register, id by business id: people are linked to
    them, and a row for one of them makes no second record. Raises Invalid with every value that
    cannot be right; then nothing is imported.
    """
    problems: list[Problem] = []
    entries = _clients(rows, join, problems)
    if problems:
        raise _invalid(problems)
    unmapped: list[Problem] = []
    clients = {
        layout.new_id("c"): entry for entry in entries if not _is_known(entry, known, unmapped)
    }
    organisations = _Organisations(clients, known)
    records: dict[str, Data] = {}
    for record, entry in clients.items():
        link = organisations.link(entry, unmapped)
        records[record] = _record(entry, link)
        unmapped += _left_out(entry)
    by_line = {row.line: row for row in rows}
    columns = rows[0].cells if rows else FIELDS
    return Import(
        records=records,
        lines={record: entry.lines for record, entry in clients.items()},
        joined=tuple(
            Joined(record, entry.lines, _differing(entry.lines, by_line))
            for record, entry in clients.items()
            if len(entry.lines) > 1
        ),
        alike=_alike(clients),
        unmapped=tuple(sorted(unmapped, key=lambda problem: problem.line)),
        columns=tuple((column, ", ".join(FIELDS[column])) for column in columns),
    )


def _is_known(entry: _Entry, known: Mapping[str, str], unmapped: list[Problem]) -> bool:
    if entry.is_person or _employer(entry) not in known:
        return False
    sentence = _("an organisation with this business id is in the register; the row is left out")
    unmapped.append(_problem(entry.lines[0], "Y-tunnus", sentence, warning=True))
    return True


class _Organisations:
    """The organisations that people can be linked to, by business id."""

    def __init__(self, clients: Mapping[str, _Entry], known: Mapping[str, str]) -> None:
        self._ids = dict(known)
        self._names: dict[str, str] = {}
        for record, entry in clients.items():
            number = _employer(entry)
            if not entry.is_person and number and number not in self._ids:
                self._ids[number] = record
                self._names[number] = entry.texts["Yritys"]

    def link(self, entry: _Entry, unmapped: list[Problem]) -> dict[str, str]:
        """Return a person's link to the organisation; what stands in its way is noted."""
        number, name = _employer(entry), entry.texts.get("Yritys", "")
        if not entry.is_person or not (number or name):
            return {}
        column, sentence = "", ""
        if not number:
            column = "Yritys"
            sentence = _("there is no business id to find the organisation by; no link is made")
        elif number not in self._ids:
            column = "Y-tunnus"
            sentence = _("there is no organisation with this business id; no link is made")
        elif name and _folded(name) != _folded(self._names.get(number, name)):
            column = "Yritys"
            sentence = _("the organisation with this business id has another name")
        if sentence:
            unmapped.append(_problem(entry.lines[0], column, sentence, warning=True))
        if number not in self._ids:
            return {}
        role = _pick(entry, role="Rooli")
        return {"id": self._ids[number], **role, **_period(entry, "from", "to")}


def _left_out(entry: _Entry) -> Iterator[Problem]:
    """Name what stands in a row and has no place in a record."""
    line = entry.lines[0]
    if not entry.is_person:
        for column in ("Etunimi", "Sukunimi"):
            if column in entry.typed:
                sentence = _("an organisation has no such field; make a record of the person")
                yield _problem(line, column, sentence, warning=True)
    if entry.texts.get("Markkinointilupa") == UNDATED:
        sentence = _("a consent without its day cannot be shown; none is recorded")
        yield _problem(line, "Markkinointilupa", sentence, warning=True)


def _pick(entry: _Entry, **columns: str) -> dict[str, str]:
    """Return the fields whose columns are filled."""
    return {
        field: entry.texts[column] for field, column in columns.items() if column in entry.texts
    }


def _period(entry: _Entry, start: str, end: str) -> dict[str, str]:
    return _pick(entry, **{start: "Sopimus alkoi", end: "Sopimus päättyi"})


def _record(entry: _Entry, link: dict[str, str]) -> Data:
    """Make the data of a record, its fields in the order of the schema."""
    texts = entry.texts
    # The name Value is wide; the checks of the schema are what says that this is a client.
    name: Value = texts.get("Yritys", "")
    if entry.is_person:
        name = {**_pick(entry, given="Etunimi", family="Sukunimi")}
    fields: Data = {
        "kind": texts["Tyyppi"],
        "roles": [texts.get("Rooli", "")],
        "name": name,
        "business_id": "" if entry.is_person else _employer(entry),
        "emails": [texts.get("Sähköposti", "")],
        "phones": [*entry.phones],
        "organisations": [{**link}],
        "relationship": {**_period(entry, "started", "ended")},
        "contracts": [{**_contract(entry)}],
        "billing": _billing(entry),
        "invoices": [{**invoice} for invoice in entry.invoices],
        "consents": [{**_consent(entry)}],
    }
    # An empty list, mapping or text, and a list of nothing but one of those, is no field.
    data: Data = {
        field: value for field, value in fields.items() if value and value not in ([""], [{}])
    }
    if "Lähde" in texts:
        data["sources"] = [{"fields": [*data], "from": texts["Lähde"]}]
    return data


def _contract(entry: _Entry) -> dict[str, str]:
    return {
        **_pick(entry, service="Palvelu"),
        **_period(entry, "starts", "ends"),
        **_pick(entry, schedule="Aikataulu", place="Paikka", paper="Paperisopimus"),
    }


def _billing(entry: _Entry) -> Data:
    address = _pick(entry, street="Katuosoite", postal_code="Postinumero", city="Postitoimipaikka")
    numbers = _pick(entry, einvoice_address="Verkkolaskuosoite", operator_id="Välittäjätunnus")
    return {"address": {**address}, **numbers} if address else {**numbers}


def _consent(entry: _Entry) -> dict[str, str]:
    given = entry.texts.get("Markkinointilupa", NO)
    return {} if given in (NO, UNDATED) else {"purpose": "marketing", "given": given}
