"""The proof of an erasure, made by a process of its own: what is asked, and what is answered."""

import json
from dataclasses import asdict, dataclass

from heijastus_records.register import proof
from heijastus_records.register.register import Register
from heijastus_records.rights import mentions

REQUEST = "r-"
"""Requests are not looked through: those of the same person are named in the plan."""


@dataclass(frozen=True)
class Asked:
    """What the process that carries out a change wants to know of the state that it has made."""

    state: str
    """Git's name for it: a tree, of which there need not be a commit yet."""
    passphrase: str
    """Of the new secret; it comes through a pipe, never in the words of a command."""
    records: frozenset[str] = frozenset()
    """Ids of the records that go, whole or in part: their own words are not looked through."""
    gone: tuple[str, ...] = ()
    """Git's names for what must not open."""
    sought: tuple[mentions.Person, ...] = ()

    @classmethod
    def read(cls, content: str) -> "Asked":
        """Read what came on standard input. Raises ValueError."""
        asked = json.loads(content)
        people = tuple(mentions.Person.read(each) for each in asked["sought"] or ())
        records, gone = frozenset(asked["records"]), tuple(asked["gone"])
        return cls(asked["state"], asked["passphrase"], records, gone, people)


def answer(register: Register, asked: Asked) -> str:
    """Prove that the register's secret opens all of a state and nothing that is gone, as JSON.

    Raises Damaged or NoKey.
    """

    def look(record: str, text: str) -> list[str]:
        found: dict[str, None] = {}
        if record in asked.records or record.startswith(REQUEST):
            return []
        for person in asked.sought:
            found |= dict.fromkeys(person.fields_in(record, text))
        return [*found]

    search = look if asked.sought else None
    found = proof.prove(register, asked.state, register.secret, asked.gone, search)
    return json.dumps(asdict(found))
