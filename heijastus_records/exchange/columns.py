"""The columns of the list, the fields that they become, and the words that stand in them.

They are those of the list that she kept until now, in Finnish.
"""

import functools
from typing import Any

from heijastus_records.register import schema

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

WORDS = {
    "Tyyppi": {"henkilö": "person", "organisaatio": "organisation"},
    "Rooli": {
        "yhteyshenkilö": "contact",
        "ohjattava": "supervisee",
        "valmennettava": "coachee",
        "tilaaja": "orderer",
    },
    "Lähde": {
        "asiakas itse": "subject",
        "tilaaja itse": "orderer",
        "tilaajan verkkosivut": "orderer-website",
        "suostumuslomake": "consent",
    },
}
"""The columns that hold one of a few words, and what each word becomes."""


@functools.cache
def room(column: str) -> int:
    """Return how long a text the schema allows in the field that a column becomes."""
    rule: Any = schema.schema("client")
    branch = rule["then" if column == "Yritys" else "else"]
    rule = {"properties": {**rule["properties"], "name": branch["properties"]["name"]}}
    for step in FIELDS[column][0].split("."):
        rule = rule["properties"][step.removesuffix("[0]")]
        rule = rule.get("items", rule)
    return int(rule["maxLength"])
