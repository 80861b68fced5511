"""The proof of an erasure, made by a process of its own: what is asked, and what is answered."""

import json
from dataclasses import asdict

from heijastus_records.register import proof
from heijastus_records.register.register import Register
from heijastus_records.register.witness import Asked
from heijastus_records.rights.mentions import Person

REQUEST = "r-"
"""Requests are not looked through: those of the same person are named in the plan."""


def read(content: str) -> Asked:
    """Read what came on standard input. Raises ValueError."""
    return Asked(**json.loads(content))


def answer(register: Register, asked: Asked) -> str:
    """Prove that the register's secret opens all of a state and nothing that is gone, as JSON.

    Raises Damaged or NoKey.
    """
    people = [Person.read(each) for each in asked.sought]

    def look(record: str, text: str) -> list[str]:
        if record in asked.records or record.startswith(REQUEST):
            return []
        fields = (field for person in people for field in person.fields_in(record, text))
        return [*dict.fromkeys(fields)]

    search = look if people else None
    found = proof.prove(register, asked.state, register.secret, asked.gone, search)
    return json.dumps(asdict(found))
