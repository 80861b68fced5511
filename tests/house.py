"""What the tests have in common: the project, a day, Aino, and the program."""

import os
import subprocess
import sys
from collections.abc import Callable
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


def program(base: Path) -> Callable[..., Ran]:
    """Return the program itself, on the register and with the key that lie in a folder."""

    def run(*words: str, input: str | None = None) -> Ran:  # noqa: A002 - as in subprocess
        known = {"RECORDS_IDENTITY": str(base / "identity"), "PYTHONPATH": str(PROJECT)}
        done = subprocess.run(
            [sys.executable, "-m", "heijastus_records", "--register", base / "register", *words],
            input=input or "",
            capture_output=True,
            encoding="utf-8",
            cwd=base,
            env={**os.environ, **known},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
