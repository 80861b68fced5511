"""The main job: from the spreadsheet's list to a sealed register that answers people.

The sample is a part of the list that the sole trader kept in Excel; every person in it is invented.
"""

import csv
import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from heijastus_records.register.register import Register

SAMPLE = Path(__file__).parent / "samples" / "client_list.csv"
ROWS = list(csv.DictReader(SAMPLE.read_text("cp1252").splitlines(), delimiter=";"))
ROLE = {
    "yhteyshenkilö": "contact",
    "ohjattava": "supervisee",
    "valmennettava": "coachee",
    "tilaaja": "orderer",
}
SOURCE = {
    "asiakas itse": "subject",
    "tilaaja itse": "orderer",
    "tilaajan verkkosivut": "orderer-website",
    "suostumuslomake": "consent",
}


@pytest.fixture
def imported(records, register):
    """A register that holds the sample list."""
    code, _out, said = records("import", str(SAMPLE), "--yes")
    assert code == 0, said
    return register


def iso(text: str) -> str:
    """Turn a Finnish day into an ISO one, by hand."""
    day, month, year = text.split(".")
    return date(int(year), int(month), int(day)).isoformat()


def expected(row: dict[str, str], organisations: dict[str, str]) -> dict[str, object]:
    """Write down what a row must become, independently of the program."""
    wanted: dict[str, object] = {"roles": [ROLE[row["Rooli"]]], "emails": [row["Sähköposti"]]}
    wanted["phones"] = [row["Puhelin"]]
    contract = {
        "service": row["Palvelu"],
        "starts": iso(row["Sopimus alkoi"]),
        "schedule": row["Aikataulu"],
        "place": row["Paikka"],
    }
    relationship = {"started": iso(row["Sopimus alkoi"])}
    if row["Sopimus päättyi"]:
        contract["ends"] = relationship["ended"] = iso(row["Sopimus päättyi"])
    if row["Paperisopimus"]:
        contract["paper"] = row["Paperisopimus"]
    wanted |= {"contracts": [contract], "relationship": relationship}
    billing: dict[str, object] = {}
    if row["Katuosoite"]:
        billing["address"] = {
            "street": row["Katuosoite"],
            "postal_code": row["Postinumero"],
            "city": row["Postitoimipaikka"],
        }
    if row["Verkkolaskuosoite"]:
        billing["einvoice_address"] = row["Verkkolaskuosoite"]
        billing["operator_id"] = row["Välittäjätunnus"]
    if billing:
        wanted["billing"] = billing
    if row["Laskut"]:
        wanted["invoices"] = [invoice(text) for text in row["Laskut"].split("; ")]
    if row["Markkinointilupa"].startswith("kyllä"):
        given = iso(row["Markkinointilupa"].removeprefix("kyllä "))
        wanted["consents"] = [{"purpose": "marketing", "given": given}]
    return wanted | named(row, organisations)


def invoice(text: str) -> dict[str, str]:
    """Read one invoice of the list's cell."""
    number, day, amount = re.fullmatch(r"(\S+) (\S+) (.+)", text).groups()
    value = re.sub(r"[^0-9,]", "", amount).replace(",", ".")
    return {"number": number, "date": iso(day), "amount": value, "currency": "EUR"}


def named(row: dict[str, str], organisations: dict[str, str]) -> dict[str, object]:
    """Return who the row is about, and where they belong."""
    if row["Tyyppi"] == "organisaatio":
        return {"kind": "organisation", "name": row["Yritys"], "business_id": row["Y-tunnus"]}
    facts: dict[str, object] = {
        "kind": "person",
        "name": {"given": row["Etunimi"], "family": row["Sukunimi"]},
    }
    if row["Y-tunnus"]:
        link = {"id": organisations[row["Y-tunnus"]], "role": ROLE[row["Rooli"]]}
        link["from"] = iso(row["Sopimus alkoi"])
        if row["Sopimus päättyi"]:
            link["to"] = iso(row["Sopimus päättyi"])
        facts["organisations"] = [link]
    return facts


def once() -> list[dict[str, str]]:
    """Return the rows of those who stand in the list once."""
    addresses = [row["Sähköposti"].casefold() for row in ROWS]
    return [row for row in ROWS if addresses.count(row["Sähköposti"].casefold()) == 1]


def test_the_list_becomes_records_in_one_commit(imported, records):
    """Rows of one person are joined; everything else is a record of its own."""
    addresses = {row["Sähköposti"].casefold() for row in ROWS}
    assert len(imported.ids()) == len(addresses) < len(ROWS)
    imports = [change for change in imported.trail() if change.action == "import"]
    assert [len(change.ids) for change in imports] == [len(addresses)]


def test_every_value_of_every_row_is_in_the_access_report_and_nothing_else(imported, records):
    """Field by field, for each row of the list that is not a duplicate."""
    _code, out, _said = records("query", "--json")
    clients = json.loads(out)["clients"]
    organisations = {c["business_id"]: c["id"] for c in clients if "business_id" in c}
    by_address = {client["emails"][0].casefold(): client["id"] for client in clients}
    for row in once():
        who = by_address[row["Sähköposti"].casefold()]
        code, out, said = records("access-report", who, "--json")
        assert code == 0, said
        data = json.loads(out)["data"]
        wanted = expected(row, organisations)
        sources = [{"fields": [f for f in data if f != "sources"], "from": SOURCE[row["Lähde"]]}]
        assert data == wanted | {"sources": sources}


def test_a_joined_person_has_both_telephone_numbers(imported, records):
    """The second row's number is not lost."""
    addresses = [row["Sähköposti"].casefold() for row in ROWS]
    doubled = next(row for row in ROWS if addresses.count(row["Sähköposti"].casefold()) == 2)
    phones = {row["Puhelin"] for row in ROWS if row["Sähköposti"] == doubled["Sähköposti"]}
    _code, out, _said = records("show", doubled["Sähköposti"], "--json")
    assert set(json.loads(out)["data"]["phones"]) == phones


def test_an_imported_register_has_no_errors(imported, records):
    """What was taken in is what the schema asks for."""
    code, out, said = records("validate")
    assert (code, "error" in out) == (0, False), out + said


def test_a_list_with_one_wrong_cell_changes_nothing(records, register, tmp_path):
    """All or nothing: the line and the column are named, and no commit is made."""
    broken = tmp_path / "broken.csv"
    text = SAMPLE.read_text("cp1252")
    day = re.search(r";(\d+\.\d+\.\d{4});", text)[1]
    broken.write_text(text.replace(f";{day};", ";31.2.2024;", 1), "cp1252")
    head = register.history.head()
    code, out, said = records("import", str(broken), "--yes")
    assert code == 1
    assert re.search(r"line \d+.*Sopimus alkoi", said)
    assert "31.2.2024" not in out + said
    assert register.history.head() == head
    assert register.ids() == []


def test_the_same_list_twice_makes_nobody_twice(imported, records):
    """Whoever is in the register already is left out, and named by line."""
    before, head = imported.ids(), imported.history.head()
    code, _out, said = records("import", str(SAMPLE), "--yes")
    assert code == 0
    assert "nothing to import" in said
    assert (imported.ids(), imported.history.head()) == (before, head)
    assert said.count("is in the register; the row is left out") == len(before)


def test_a_dry_run_shows_the_same_plan_and_changes_nothing(records, register):
    """The preview is the plan."""
    head = register.history.head()
    code, _out, said = records("import", str(SAMPLE), "--dry-run")
    assert code == 0
    assert "Sähköposti" in said
    assert register.history.head() == head


@pytest.mark.system("age")
def test_two_age_commands_open_every_record(imported, tmp_path):
    """Without this program: first the key, then the record."""
    identity = tmp_path / "identity"
    for record in imported.ids():
        key = tmp_path / "key"
        sealed = imported.root / "records" / "keys" / f"{record}.age"
        _age(identity, sealed, key)
        text = tmp_path / "text"
        _age(key, imported.root / "records" / "clients" / f"{record}.yaml.age", text)
        first, _newline, rest = text.read_text("utf-8").partition("\n")
        assert json.loads(first.removeprefix("#records "))["id"] == record
        assert rest.rstrip("\n") + "\n" == Register.read(imported, record).text
        key.unlink()
        text.unlink()


def _age(identity: Path, sealed: Path, out: Path) -> None:
    subprocess.run(["age", "-d", "-i", str(identity), "-o", str(out), str(sealed)], check=True)


def test_the_help_of_import_names_every_column(records):
    """What a list must hold is said before it is refused."""
    out = " ".join(records("import", "--help").out.split())
    assert all(column in out for column in ROWS[0])


def test_the_trail_of_one_tells_nothing_of_the_others_in_the_list(imported, records):
    one = imported.ids()[0]
    told = json.loads(records("audit", "show", one, "--values", "--json").out)["changes"]
    assert [change["action"] for change in told] == ["import"]
    assert [(change["ids"], list(change["values"])) for change in told] == [([one], [one])]
