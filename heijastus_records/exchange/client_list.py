"""The customer list that she kept in a spreadsheet, and the client records that it becomes.

Everything that is wrong with a list is found at once and named by line and column; no sentence
repeats what stands in a cell, for it is personal data. Nothing here touches a register: what
comes out is data for the schema ``client``, and a plan to show.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from heijastus_records.errors import Problem
from heijastus_records.exchange import cells, client_record, doubles, sheet
from heijastus_records.exchange.cells import Entry
from heijastus_records.exchange.columns import FIELDS
from heijastus_records.exchange.findings import MAX_PROBLEMS, problem, refusal
from heijastus_records.exchange.sheet import Row
from heijastus_records.exchange.spelling import folded
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers, layout
from heijastus_records.register.document import Data

__all__ = ["FIELDS", "Import", "Joined", "Known", "Row", "person_key", "plan", "read"]

MAX_CHECKED = 2000
"""Rows whose values are looked at too, where the file itself must be mended first."""


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


def read(content: bytes) -> list[Row]:
    """Decode and parse a list.

    Raises Invalid with a problem for each place where the file is not such a list: encoding,
    quotation marks, columns, number of cells, characters, lengths, personal identity codes. If
    there is any, what is wrong with the values is added, so that all is said in one go; a list
    whose values alone are wrong is read, and refused by `plan`.
    """
    found = sheet.read(content, FIELDS)
    if not found.problems:
        return found.rows
    further: list[Problem] = []
    if found.has_columns:
        seen = {(known.line, known.field) for known in found.problems}
        _entries, wrong = _clients(found.rows[:MAX_CHECKED], join=True)
        further = [more for more in wrong if (more.line, more.field) not in seen]
    raise refusal(found.problems + further)


@dataclass(frozen=True)
class Known:
    """Who is in the register already: a row for one of them makes no second record."""

    organisations: Mapping[str, str]
    """Id by business id: people are linked to them."""
    people: Set[tuple[str, str]] = frozenset()
    """Address and name of each person, as `person_key` compares them."""


def person_key(address: str, name: str) -> tuple[str, str]:
    """Return the form in which a person of the list is compared with one in the register."""
    return identifiers.email_key(address), folded(name)


def plan(rows: list[Row], known: Known, join: bool = True) -> Import:
    """Say which records a list becomes.

    Raises Invalid with every value that cannot be right; then nothing is imported.
    """
    entries, problems = _clients(rows, join)
    if problems:
        raise refusal(problems)
    clients = {layout.new_id("c"): one for one in entries if not _is_known(one, known)}
    organisations = _Organisations(clients, known.organisations)
    unmapped = [_second(one) for one in entries if _is_known(one, known)]
    for one in clients.values():
        unmapped += [*organisations.doubts(one), *_left_out(one)]
    by_line = {row.line: row for row in rows}
    columns = rows[0].cells if rows else FIELDS
    return Import(
        records={
            record: client_record.record(one, organisations.link(one))
            for record, one in clients.items()
        },
        lines={record: one.lines for record, one in clients.items()},
        joined=tuple(
            Joined(record, one.lines, doubles.differing(one.lines, by_line))
            for record, one in clients.items()
            if len(one.lines) > 1
        ),
        alike=doubles.alike(clients),
        unmapped=tuple(sorted(unmapped, key=lambda warning: warning.line)),
        columns=tuple((column, ", ".join(FIELDS[column])) for column in columns),
    )


def _clients(rows: list[Row], join: bool) -> tuple[list[Entry], list[Problem]]:
    """Return the clients of a list in its order, rows of one person joined if asked."""
    problems: list[Problem] = []
    entries = [cells.entry(row, problems) for row in rows if len(problems) <= MAX_PROBLEMS]
    clients = doubles.join(entries) if join else entries
    problems += doubles.repeated_invoices(clients)
    return clients, problems


def _is_known(entry: Entry, known: Known) -> bool:
    if entry.is_person:
        return bool(entry.email_key) and (entry.email_key, entry.name_key) in known.people
    return entry.business_id in known.organisations


def _second(entry: Entry) -> Problem:
    if entry.is_person:
        sentence = _("a person of this name and address is in the register; the row is left out")
        return problem(entry.lines[0], "Sähköposti", sentence, warning=True)
    sentence = _("an organisation with this business id is in the register; the row is left out")
    return problem(entry.lines[0], "Y-tunnus", sentence, warning=True)


def _left_out(entry: Entry) -> Iterator[Problem]:
    """Name what stands in a row and has no place in a record."""
    line = entry.lines[0]
    if not entry.is_person:
        for column in ("Etunimi", "Sukunimi"):
            if column in entry.typed:
                sentence = _("an organisation has no such field; make a record of the person")
                yield problem(line, column, sentence, warning=True)
    if entry.texts.get("Markkinointilupa") == cells.UNDATED:
        sentence = _("a consent without its day cannot be shown; none is recorded")
        yield problem(line, "Markkinointilupa", sentence, warning=True)


class _Organisations:
    """The organisations that people can be linked to, by business id."""

    def __init__(self, clients: Mapping[str, Entry], known: Mapping[str, str]) -> None:
        self._ids = dict(known)
        self._names: dict[str, str] = {}
        for record, one in clients.items():
            number = one.business_id
            if not one.is_person and number and number not in self._ids:
                self._ids[number] = record
                self._names[number] = one.texts["Yritys"]

    def link(self, entry: Entry) -> dict[str, str]:
        """Return a person's link to the organisation; empty where there is none."""
        if not entry.is_person or entry.business_id not in self._ids:
            return {}
        return client_record.link(entry, self._ids[entry.business_id])

    def doubts(self, entry: Entry) -> Iterator[Problem]:
        """Name what stands in the way of a person's link, or speaks against it."""
        line, number, name = entry.lines[0], entry.business_id, entry.texts.get("Yritys", "")
        if not entry.is_person or not (number or name):
            return
        if not number:
            sentence = _("there is no business id to find the organisation by; no link is made")
            yield problem(line, "Yritys", sentence, warning=True)
        elif number not in self._ids:
            sentence = _("there is no organisation with this business id; no link is made")
            yield problem(line, "Y-tunnus", sentence, warning=True)
        elif name and folded(name) != folded(self._names.get(number, name)):
            sentence = _("the organisation with this business id has another name")
            yield problem(line, "Yritys", sentence, warning=True)
