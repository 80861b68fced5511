"""What the tests have in common: the project, a day, and Aino."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)

AINO = """\
# Came by way of the orderer
kind: person
name: {given: Aino, family: Esimerkki}
roles: [supervisee]
emails: [aino.esimerkki@posti.example]   # prefers mail
phones: ["+358401234567"]
language: fi
relationship: {started: 2023-08-15}
contracts:
  # the first one
  - number: S-2023-07
    service: työnohjaus
    signed: 2023-08-01
    starts: 2023-08-15
billing:
  method: paper
  address: {street: Esimerkkikatu 1 A 2, postal_code: 00100, city: Helsinki}
consents:
  - {purpose: marketing, version: 2023-07-25, given: 2023-08-15, how: lomake}
sources:
  - {fields: [name, emails], from: orderer, day: 2023-08-01}
"""


class Ran(NamedTuple):
    """How a run of the program ended."""

    code: int
    out: str
    err: str
