"""The invoices that stand in one cell of the list: number, day and sum of each."""

import re

from heijastus_records.errors import Problem
from heijastus_records.exchange.findings import MAX_PROBLEMS, problem
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers
from heijastus_records.register.identifiers import InvalidIdentifier

_INVOICE = re.compile(r"(\S+)\s+(\S+)\s+(\S.*)", re.DOTALL)


def taken_apart(line: int, cell: str, problems: list[Problem]) -> list[dict[str, str]]:
    """Return the invoices of a cell, which have ; between them; the wrong ones become problems."""
    found: list[dict[str, str]] = []
    typed = [part.strip() for part in cell.split(";") if part.strip()]
    for place, part in enumerate(typed, 1):
        if len(problems) > MAX_PROBLEMS:
            break
        invoice = _invoice(place, part)
        if isinstance(invoice, str):
            problems.append(problem(line, "Laskut", invoice))
        else:
            found.append(invoice)
    return found


def _invoice(place: int, typed: str) -> dict[str, str] | str:
    """Return the number, day and sum of an invoice, or the sentence that says what is wrong."""
    match = _INVOICE.fullmatch(typed)
    if not match or len(match[1]) > 60:
        sentence = _("invoice {place} is not of the form {example}")
        return sentence.format(place=place, example="2014-033 20.6.2014 95,00")
    try:
        day = identifiers.finnish_date(match[2]).isoformat()
    except InvalidIdentifier:
        sentence = _("the day of invoice {place} is not a day of the calendar, as {example}")
        return sentence.format(place=place, example="31.12.2023")
    try:
        amount = identifiers.finnish_amount(match[3])
    except InvalidIdentifier:
        sentence = _("the sum of invoice {place} is not a sum, as {example}")
        return sentence.format(place=place, example="1 488,00")
    return {"number": match[1], "date": day, "amount": amount, "currency": "EUR"}
