"""What is in the list twice: rows of one person, clients who look alike, numbers of invoices."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from heijastus_records.errors import Problem
from heijastus_records.exchange.cells import Entry
from heijastus_records.exchange.findings import problem
from heijastus_records.exchange.sheet import Row
from heijastus_records.exchange.spelling import folded, plain
from heijastus_records.messages import gettext as _


def join(entries: list[Entry]) -> list[Entry]:
    """Join rows that differ only in telephone, capitals and what one of them leaves empty."""
    persons = [one for one in entries if one.is_person and one.email_key and one.name_key]
    merged = {one.lines: one for one in entries}
    for group in _grouped(persons, lambda one: (one.email_key, one.name_key, one.business_id)):
        if _agree(group):
            merged[group[0].lines] = _merge(group)
            for one in group[1:]:
                del merged[one.lines]
    return list(merged.values())


def differing(lines: Iterable[int], rows: Mapping[int, Row]) -> tuple[str, ...]:
    """Return the columns in which rows differ, in the order of the alphabet."""
    cells = [rows[line].cells for line in lines]
    columns = {column for each in cells for column in each}
    return tuple(
        sorted(name for name in columns if len({plain(each.get(name, "")) for each in cells}) > 1)
    )


def alike(clients: Mapping[str, Entry]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of records that may be one client, for her to decide.

    Persons with one address; persons of one name and organisation, or of one name where one of
    them has neither organisation nor address to tell them apart; organisations of one number.
    """
    ids = {one.lines: record for record, one in clients.items()}
    persons = [one for one in clients.values() if one.is_person]
    organisations = [one for one in clients.values() if not one.is_person]
    bare = {one.name_key for one in persons if not one.business_id and not one.email_key}
    colleagues = [one for one in persons if one.business_id or one.name_key in bare]
    groups = [
        *_grouped((one for one in persons if one.email_key), lambda one: one.email_key),
        *_grouped(colleagues, lambda one: (one.name_key, one.business_id)),
        *_grouped((one for one in organisations if one.business_id), lambda one: one.business_id),
    ]
    return tuple(dict.fromkeys(tuple(ids[one.lines] for one in group) for group in groups))


def repeated_invoices(clients: list[Entry]) -> Iterator[Problem]:
    """Name the invoice numbers that are in the list twice: one number is one voucher."""
    lines: dict[str, int] = {}
    for client in clients:
        for place, invoice in enumerate(client.invoices, 1):
            number = folded(invoice["number"])
            if number in lines:
                sentence = _("the number of invoice {place} is already used on line {line}")
                sentence = sentence.format(place=place, line=lines[number])
                yield problem(client.lines[0], "Laskut", sentence)
            lines.setdefault(number, client.lines[0])


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], Hashable]) -> list[list[Entry]]:
    """Return the entries that share a key with another one."""
    groups: dict[Hashable, list[Entry]] = {}
    for one in entries:
        groups.setdefault(key(one), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _agree(group: list[Entry]) -> bool:
    said: dict[str, set[str]] = {}
    for one in group:
        for column, text in one.texts.items():
            said.setdefault(column, set()).add(folded(text))
    return all(len(texts) == 1 for column, texts in said.items() if column != "Puhelin")


def _merge(group: list[Entry]) -> Entry:
    """Make one client of several rows; each column takes what the first row has that fills it."""
    texts = {column: text for one in reversed(group) for column, text in one.texts.items()}
    for column in texts.keys() & {"Etunimi", "Sukunimi"}:
        texts[column] = _best([one.texts[column] for one in group if column in one.texts])
    return Entry(
        lines=tuple(line for one in group for line in one.lines),
        typed={column: text for one in reversed(group) for column, text in one.typed.items()},
        texts=texts,
        phones=tuple(dict.fromkeys(phone for one in group for phone in one.phones)),
        invoices=next((one.invoices for one in group if one.invoices), ()),
    )


def _best(names: list[str]) -> str:
    """Choose the name that was typed with care: not all in small letters, not all in capitals."""
    careful = (name for name in names if name not in (name.lower(), name.upper()))
    return next(careful, names[0])
