"""A spreadsheet's file: its encoding, delimiter, rows and limits, whatever the columns mean.

Home of the csv module's reader. Everything that is wrong with a file is found at once and named
by line and column; no sentence repeats what stands in a cell, for it is personal data.
"""

import csv
import io
import itertools
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from heijastus_records.errors import Problem
from heijastus_records.exchange import encoding
from heijastus_records.exchange.findings import MAX_PROBLEMS, problem, refusal
from heijastus_records.exchange.header import Header
from heijastus_records.exchange.spelling import composed
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers

MAX_BYTES = 20_000_000
"""Largest file, in bytes."""

MAX_LINES = 100_000
"""Most lines; at the usual length of a row they are as much as the largest file holds."""

MAX_CELL = 10_000
"""Longest cell, in characters."""

_DELIMITERS = (";", ",", "\t")

# The characters that a record's text must not hold; tabs and ends of line may stand in a cell.
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Row:
    """One row of the list."""

    line: int
    """Physical line of the file on which the row begins; the header's is 1."""
    cells: dict[str, str]
    """What stands in each column, as it was typed."""


@dataclass(frozen=True)
class Sheet:
    """What could be read of a file, and what is wrong with it."""

    rows: list[Row]
    """A row of another length is left out; a cell that has a problem is empty."""
    problems: list[Problem]
    has_columns: bool
    """Every wanted column is there once, and no other: the values of the rows can be judged."""


@dataclass(frozen=True)
class _Line:
    """One row as it was parsed, before its columns are known."""

    number: int
    cells: list[str]


def read(content: bytes, columns: Collection[str]) -> Sheet:
    """Decode and parse a file that must have these columns, in any order.

    Raises Invalid where it is not such a sheet at all: too large, in no one encoding, without a
    header. All else that is wrong is among the problems.
    """
    lines, problems = _parse(_decode(content, columns), columns)
    if not lines or (problems and problems[0].line < lines[0].number):
        raise refusal(problems or [problem(1, "", _("the file is empty"))])
    header = Header(lines[0].cells, columns)
    wrong = header.problems(lines[0].number)
    rows, found = _rows(lines[1:], header.labels)
    problems += wrong + found
    if not rows and not problems:
        problems.append(problem(1, "", _("there are no rows below the header")))
    return Sheet(rows, problems, not wrong)


def _decode(content: bytes, columns: Collection[str]) -> str:
    if len(content) > MAX_BYTES:
        sentence = _("the file is larger than {limit} MB").format(limit=MAX_BYTES // 1_000_000)
        raise refusal([problem(0, "", sentence)])
    if encoding.is_utf16(content):
        sentence = _("the file is in UTF-16; save it as CSV in UTF-8")
        raise refusal([problem(1, "", sentence)])
    text = encoding.decoded(content)
    if text is None:
        raise refusal(_encoding_problems(content, columns))
    return text


def _encoding_problems(content: bytes, columns: Collection[str]) -> list[Problem]:
    """Name the cells that cannot be decoded, and the first one that is in the other encoding.

    The encoding of the file is that of its mark or, where there is none, of its first cell that
    tells. Read as Latin-1, every byte is one character, and the cells can be told apart.
    """
    lines, problems = _parse(content.removeprefix(encoding.MARK).decode("latin-1"), columns)
    names = lines[0].cells if lines else []
    header = Header([encoding.legible(name.encode("latin-1")) for name in names], columns)
    cells = (
        (line.number, place, cell.encode("latin-1"))
        for line in lines
        for place, cell in enumerate(line.cells)
        if not cell.isascii()
    )
    of_file = encoding.UTF8 if content.startswith(encoding.MARK) else ""
    is_mixed = False
    for line, place, cell in cells:
        of_file = of_file or (encoding.UTF8 if encoding.is_utf8(cell) else encoding.CP1252)
        own = encoding.of_cell(cell, of_file)
        if not own:
            sentence = _("there is a byte here that is neither UTF-8 nor Windows-1252")
            problems.append(problem(line, header.label(place), sentence))
        elif own != of_file and not is_mixed:
            is_mixed = True
            sentence = _("this cell is in {other}, though the list begins in {encoding}")
            told = sentence.format(other=own, encoding=of_file)
            problems.append(problem(line, header.label(place), told))
        if len(problems) > MAX_PROBLEMS:
            break
    return problems


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the csv module read cells of any length, so that we can say where the long one is."""
    before = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _parse(text: str, columns: Collection[str]) -> tuple[list[_Line], list[Problem]]:
    """Take a text apart into rows that are not empty; problems are cells left unclosed."""
    # newline="": ends of line inside a cell stay as they are, and each one is counted once.
    physical = list(itertools.islice(io.StringIO(text, newline=""), MAX_LINES + 1))
    if len(physical) > MAX_LINES:
        sentence = _("the list goes on after line {limit}").format(limit=MAX_LINES)
        raise refusal([problem(MAX_LINES + 1, "", sentence)])
    delimiter = _delimiter(next((line for line in physical if line.strip()), ""), columns)
    found: list[_Line] = []
    unclosed: list[tuple[int, int]] = []
    start = 0
    with _long_fields():
        while start < len(physical) and len(unclosed) <= MAX_PROBLEMS:
            broken_at, end = _collect(physical, start, delimiter, found)
            if not broken_at:
                break
            broken = "".join(physical[broken_at - 1 : end])
            unclosed.append((broken_at, _unclosed(broken, delimiter)))
            # The rows below it were swallowed; they are read on their own from the next line.
            start = broken_at
    header = Header(found[0].cells if found else [], columns)
    sentence = _("quotation marks do not match here: one is opened and not closed, or not doubled")
    return found, [problem(line, header.label(place), sentence) for line, place in unclosed]


def _delimiter(header: str, columns: Collection[str]) -> str:
    """Choose the delimiter that finds the most of the columns in the header."""

    def known(delimiter: str) -> int:
        names = composed(header).split(delimiter)
        return sum(name.strip().strip('"') in columns for name in names)

    return max(_DELIMITERS, key=known)


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
        problems += [problem(line.number, label, sentence) for label, sentence in bad.items()]
        if len(line.cells) < len(labels):
            sentence = _("the row ends before this column: a cell is missing")
            problems.append(problem(line.number, labels[len(line.cells)], sentence))
        elif len(line.cells) > len(labels):
            sentence = _("the row goes on after this, the last column: a cell too many")
            problems.append(problem(line.number, labels[-1], sentence))
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
