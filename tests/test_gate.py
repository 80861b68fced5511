"""The quick yes is jsonschema's own: for every schema and whatever the data are."""

import copy
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.register import document, schema
from heijastus_records.register.gate import Gate

from .conftest import AINO, PROJECT

ORGANISATION = """\
kind: organisation
name: Kuvitteellinen Oy
roles: [orderer]
business_id: 9900001-8
emails: [laskut@kuvitteellinen.example]
billing: {method: e-invoice, einvoice_address: 003799000018, operator_id: 003721291126}
invoices:
  - {number: 2026-001, date: 2026-01-02, amount: 120.00, currency: EUR, status: paid}
"""
CUSTODY = """\
copies:
  - {place: tikku, epoch: "1", day: 2026-11-22}
"""
REQUEST = """\
received: 2026-03-05
channel: email
duties: [access, erasure]
from: {name: Aino Esimerkki, address: aino.esimerkki@posti.example}
client: c-k3m7x2q4tzabc
identity: {state: confirmed, evidence: registered-address, day: 2026-03-05}
pauses:
  - {asked: 2026-03-05, arrived: 2026-03-09}
extension: {told: 2026-03-20, months: "2", ground: complexity}
decisions:
  - {duty: access, outcome: granted, day: 2026-03-06, fields: [phones]}
letters:
  - {kind: access, day: 2026-03-06}
text: Haluan tarkastaa tietoni.
"""
BREACH = """\
kind: lost-device
aware: 2026-11-24T09:15+02:00
happened: 2026-11-23
what: laukku ja kannettava varastettiin junassa
device: kannettava-x4qz
paper: "yes"
persons: "40"
people: [c-k3m7x2q4tzabc]
facts:
  taken: 2026-11-24T10:30+02:00
  epoch: "1"
  keys: "1"
  computers: [kannettava-x4qz]
  copies: "1"
  device:
    {name: kannettava-x4qz, listed: computer, here: "no", epoch: "1", passphrase: unknown,
     plaintext: [unknown]}
  people: "237"
  organisations: "60"
  records: "297"
  roles: [supervisee]
  categories: [name, email]
  versions: "310"
  signed: "yes"
  remotes: "1"
consequences: tietoja voidaan käyttää huijaukseen
measures: avain on vaihdettu
countries: [FI]
decisions:
  - {made: 2026-11-24T11:00+02:00, risk: high, authority: notify, persons: not,
     exception: effort, reason: kaikkia ei tavoiteta}
notified:
  - {when: 2026-11-24T12:00+02:00, reference: 1/171/2026}
delay: selvitys kesti
told: 2026-11-25T09:00+02:00
closed: 2026-12-01T09:00+02:00
"""
TEXTS = {
    "breach": (BREACH, "kind: other\naware: 2026-11-24T09:15+02:00\nwhat: x\n"),
    "client": (AINO, ORGANISATION, "kind: person\nname: {given: Aino}\n"),
    "custody": (CUSTODY, "# nothing\n"),
    "request": (REQUEST, "received: 2026-03-05\nchannel: phone\nduties: [access]\n"),
    "register": ((PROJECT / "register.yaml").read_text("utf-8"),),
}
"""Texts that fit, by schema."""

ODD = ("", "x", "x" * 3000, "2026-02-30", [], {}, ["a", "a"], [[]], {"x": "y"}, "c-k3m7x2q4tzabc")


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with each key or place in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for step, item in inner if isinstance(value, dict | list) else ():
        found += [(value, step), *(places(item) if isinstance(item, dict | list) else [])]
    return found


def spoilt(data: Any, chance: random.Random) -> Any:
    """Return data in which something is missing, added, moved, doubled or of another kind."""
    made = copy.deepcopy(data)
    for _ in range(chance.randint(1, 3)):
        container, step = chance.choice(places(made) or [(made, "kind")])
        kind = chance.randrange(5)
        if kind == 0 and isinstance(container, dict):
            container.pop(step, None)
        elif kind == 1 and isinstance(container, dict):
            container[chance.choice(("role", "source", "nothing", "kind", "name"))] = step
        elif kind == 2 and isinstance(container, list):
            container.append(copy.deepcopy(container[-1]) if container else "x")
        elif kind == 3:
            others = places(made)
            there, where = chance.choice(others) if others else (made, step)
            container[step] = copy.deepcopy(there.get(where) if there is made else there[where])
        else:
            container[step] = copy.deepcopy(chance.choice(ODD))
    return made


def agree(name: str, data: Any) -> bool:
    """Tell whether both find that data fit, or both that they do not."""
    return schema._gate(name).passes(data) == (schema._thorough(name, data) == [])


@pytest.mark.parametrize("name", schema.names())
def test_what_fits_passes_the_gate(name: str) -> None:
    for text in TEXTS[name]:
        data = document.load(text)
        assert schema._thorough(name, data) == []
        assert schema._gate(name).passes(data)


@pytest.mark.parametrize("name", schema.names())
@given(seed=st.integers(0, 2**32))
def test_the_gate_and_jsonschema_agree_on_data_that_were_spoilt(name: str, seed: int) -> None:
    chance = random.Random(seed)
    for text in TEXTS[name]:
        assert agree(name, spoilt(document.load(text), chance))


VALUES = st.recursive(
    st.sampled_from(["", "person", "organisation", "fi", "2026-01-02", "a@b.example", "+358401"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "name", "given", "emails", "roles", "copies", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", schema.names())
@given(data=VALUES)
def test_the_gate_and_jsonschema_agree_on_anything(name: str, data: Any) -> None:
    assert agree(name, data)


@pytest.mark.parametrize(
    "rule",
    [
        {"pattern": "x"},
        {"type": "integer"},
        {"type": ["string", "null"]},
        {"$ref": "https://stranger.example/schema.json"},
        {"$ref": "#/$defs/missing"},
        {"anyOf": [{"type": "string"}]},
        {"not": {"type": "array"}},
        {"if": {"minimum": 3}, "then": True, "else": True},
    ],
    ids=str,
)
def test_a_keyword_that_the_gate_does_not_know_is_left_to_jsonschema(rule: Any) -> None:
    assert not Gate({"$defs": {}, **rule}, {}).passes("x")
