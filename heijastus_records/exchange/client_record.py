"""The data of a client record, for the schema ``client``, as an entry of the list gives them."""

from heijastus_records.exchange.cells import NO, UNDATED, Entry
from heijastus_records.register.document import Data, Value


def record(entry: Entry, link: dict[str, str]) -> Data:
    """Make the data of a record, its fields in the order of the schema."""
    texts = entry.texts
    # The name Value is wide; the checks of the schema are what says that this is a client.
    name: Value = texts.get("Yritys", "")
    if entry.is_person:
        name = {**_pick(entry, given="Etunimi", family="Sukunimi")}
    fields: Data = {
        "kind": texts["Tyyppi"],
        "roles": [texts.get("Rooli", "")],
        "name": name,
        "business_id": "" if entry.is_person else entry.business_id,
        "emails": [texts.get("Sähköposti", "")],
        "phones": [*entry.phones],
        "organisations": [{**link}],
        "relationship": {**_period(entry, "started", "ended")},
        "contracts": [{**_contract(entry)}],
        "billing": _billing(entry),
        "invoices": [{**invoice} for invoice in entry.invoices],
        "consents": [{**_consent(entry)}],
    }
    # An empty list, mapping or text, and a list of nothing but one of those, is no field.
    data: Data = {
        field: value for field, value in fields.items() if value and value not in ([""], [{}])
    }
    if "Lähde" in texts:
        data["sources"] = [{"fields": [*data], "from": texts["Lähde"]}]
    return data


def link(entry: Entry, organisation: str) -> dict[str, str]:
    """Make a person's link to the record of an organisation."""
    return {"id": organisation, **_pick(entry, role="Rooli"), **_period(entry, "from", "to")}


def _pick(entry: Entry, **columns: str) -> dict[str, str]:
    """Return the fields whose columns are filled."""
    return {
        field: entry.texts[column] for field, column in columns.items() if column in entry.texts
    }


def _period(entry: Entry, start: str, end: str) -> dict[str, str]:
    return _pick(entry, **{start: "Sopimus alkoi", end: "Sopimus päättyi"})


def _contract(entry: Entry) -> dict[str, str]:
    return {
        **_pick(entry, service="Palvelu"),
        **_period(entry, "starts", "ends"),
        **_pick(entry, schedule="Aikataulu", place="Paikka", paper="Paperisopimus"),
    }


def _billing(entry: Entry) -> Data:
    address = _pick(entry, street="Katuosoite", postal_code="Postinumero", city="Postitoimipaikka")
    numbers = _pick(entry, einvoice_address="Verkkolaskuosoite", operator_id="Välittäjätunnus")
    return {"address": {**address}, **numbers} if address else {**numbers}


def _consent(entry: Entry) -> dict[str, str]:
    given = entry.texts.get("Markkinointilupa", NO)
    return {} if given in (NO, UNDATED) else {"purpose": "marketing", "given": given}
