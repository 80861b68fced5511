"""The customer list: every cell finds its place, and what cannot be right is named, not repeated.

All people and organisations are invented: business ids are of the 99 series, domains end in
``.example``, and the personal identity code has an individual number that nobody has. The sample
is 25 rows of an invented list in Windows-1252, as a spreadsheet saves it.
"""

import csv
import io
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heijastus_records.errors import Invalid, Problem
from heijastus_records.exchange import client_list, sheet
from heijastus_records.exchange.client_list import Import, Row
from heijastus_records.register import document, schema
from heijastus_records.register.document import Data, Value

SAMPLE = Path(__file__).parent / "samples" / "client_list.csv"
COLUMNS = [
    *("Tyyppi", "Yritys", "Y-tunnus", "Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Rooli"),
    *("Katuosoite", "Postinumero", "Postitoimipaikka", "Verkkolaskuosoite", "Välittäjätunnus"),
    *("Palvelu", "Sopimus alkoi", "Sopimus päättyi", "Aikataulu", "Paikka", "Paperisopimus"),
    *("Markkinointilupa", "Lähde", "Laskut"),
]
ORGANISATION = {
    "Tyyppi": "organisaatio",
    "Yritys": "Esimerkki Oy",
    "Y-tunnus": "9900001-8",
    "Rooli": "tilaaja",
}
AINO = {
    "Tyyppi": "henkilö",
    "Yritys": "Esimerkki Oy",
    "Y-tunnus": "9900001-8",
    "Etunimi": "Aino",
    "Sukunimi": "Äyräpää",
    "Sähköposti": "aino@esimerkki.example",
    "Puhelin": "+358401234567",
    "Rooli": "ohjattava",
    "Sopimus alkoi": "1.2.2023",
    "Lähde": "asiakas itse",
}
OTHER = {"Y-tunnus": "9900002-6", "Yritys": "Kuvitteellinen Ky"}
CODE = "010170-900J"


def written(
    *rows: dict[str, str], columns: list[str] = COLUMNS, delimiter: str = ";", end: str = "\r\n"
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def planned(
    *rows: dict[str, str], known: dict[str, str] | None = None, join: bool = True
) -> Import:
    result = client_list.plan(
        client_list.read(written(*rows).encode()), client_list.Known(known or {}), join
    )
    for data in result.records.values():
        assert schema.check("client", data) == []
        assert document.load(document.dump(data)) == data
        order = [*schema.schema("client")["properties"]]
        assert [*data] == sorted(data, key=order.index)
    return result


def only(result: Import) -> Data:
    (data,) = result.records.values()
    return data


def refused(content: str | bytes) -> list[Problem]:
    """Return what is wrong with a list; also sees that it took no time of ours."""
    start = time.process_time()
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(Invalid) as caught:
        client_list.plan(client_list.read(raw), client_list.Known({}))
    assert time.process_time() - start < 2
    return caught.value.problems


def places(problems: list[Problem]) -> list[tuple[int, str]]:
    return [(problem.line, problem.field) for problem in problems]


def said(result: list[Problem] | tuple[Problem, ...]) -> str:
    return " ".join(f"{problem.where} {problem.field} {problem.sentence}" for problem in result)


# --- The sample, value by value -------------------------------------------------------------------


def iso(finnish: str) -> str:
    day, month, year = finnish.split(".")
    return f"{year}-{int(month):02}-{int(day):02}"


def leaves(value: Value, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, value


def expected_of_dates(cell: dict[str, str], is_linked: bool) -> Iterator[tuple[str, str]]:
    for column, fields in [
        ("Sopimus alkoi", ["contracts.starts", "relationship.started", "organisations.from"]),
        ("Sopimus päättyi", ["contracts.ends", "relationship.ended", "organisations.to"]),
    ]:
        if cell[column]:
            for field in fields[: 3 if is_linked else 2]:
                yield field, iso(cell[column])
    if cell["Markkinointilupa"].startswith("kyllä "):
        yield "consents.purpose", "marketing"
        yield "consents.given", iso(cell["Markkinointilupa"].removeprefix("kyllä "))
    for invoice in cell["Laskut"].split("; ") if cell["Laskut"] else []:
        number, day, amount = invoice.split(" ", 2)
        yield "invoices.number", number
        yield "invoices.date", iso(day)
        yield "invoices.amount", amount.replace(",", ".").replace(" ", "").replace("\xa0", "")
        yield "invoices.currency", "EUR"


def expected_leaves(cell: dict[str, str], ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a row of the sample means, worked out here and not in the code that is tested."""
    role = {"yhteyshenkilö": "contact", "ohjattava": "supervisee", "tilaaja": "orderer"}.get(
        cell["Rooli"], "coachee"
    )
    yield "roles", role
    if cell["Tyyppi"] == "henkilö":
        yield from [("kind", "person"), ("name.given", cell["Etunimi"])]
        yield "name.family", cell["Sukunimi"]
        if cell["Y-tunnus"]:
            yield from [("organisations.id", ids[cell["Y-tunnus"]]), ("organisations.role", role)]
    else:
        yield from [("kind", "organisation"), ("name", cell["Yritys"])]
        yield "business_id", cell["Y-tunnus"]
    for column, field in [
        *[("Sähköposti", "emails"), ("Puhelin", "phones"), ("Palvelu", "contracts.service")],
        *[("Aikataulu", "contracts.schedule"), ("Paikka", "contracts.place")],
        *[("Paperisopimus", "contracts.paper"), ("Katuosoite", "billing.address.street")],
        ("Postinumero", "billing.address.postal_code"),
        ("Postitoimipaikka", "billing.address.city"),
        ("Verkkolaskuosoite", "billing.einvoice_address"),
        ("Välittäjätunnus", "billing.operator_id"),
    ]:
        if cell[column]:
            yield field, cell[column]
    yield from expected_of_dates(cell, cell["Tyyppi"] == "henkilö" and cell["Y-tunnus"] != "")
    sources = {"asiakas itse": "subject", "tilaaja itse": "orderer", "suostumuslomake": "consent"}
    yield "sources.from", sources.get(cell["Lähde"], "orderer-website")


def sample_lines() -> dict[int, dict[str, str]]:
    text = SAMPLE.read_bytes().decode("cp1252")
    header, *rows = csv.reader(text.splitlines(), delimiter=";")
    return {line: dict(zip(header, row, strict=True)) for line, row in enumerate(rows, 2)}


def test_every_cell_of_the_sample_is_in_the_record_and_nothing_else_is() -> None:
    cells = sample_lines()
    result = client_list.plan(client_list.read(SAMPLE.read_bytes()), client_list.Known({}))
    ids = {
        str(data["business_id"]): record
        for record, data in result.records.items()
        if "business_id" in data
    }
    assert len(ids) == 12
    for record, data in result.records.items():
        rows = [cells.pop(line) for line in result.lines[record]]
        expected = Counter(expected_leaves(rows[-1], ids))
        expected.update(("phones", row["Puhelin"]) for row in rows[:-1])
        fields = [*data][:-1]
        expected.update(("sources.fields", field) for field in fields)
        assert Counter(leaves(data)) == expected
        assert schema.check("client", data) == []
    assert cells == {}
    assert (len(result.records), len(result.joined), result.unmapped, result.alike) == (
        24,
        1,
        (),
        (),
    )


def test_the_sample_names_the_two_rows_of_one_person() -> None:
    result = client_list.plan(client_list.read(SAMPLE.read_bytes()), client_list.Known({}))
    (joined,) = result.joined
    assert (joined.lines, joined.differing) == ((17, 20), ("Etunimi", "Puhelin", "Sukunimi"))
    data = result.records[joined.record]
    assert data["name"] == {"given": "Liisa", "family": "Jussila"}
    assert data["phones"] == ["+358505645594", "+358506313997"]


def test_the_preview_names_every_column_and_its_fields() -> None:
    result = client_list.plan(client_list.read(SAMPLE.read_bytes()), client_list.Known({}))
    assert [column for column, fields in result.columns] == COLUMNS
    assert ("Sähköposti", "emails") in result.columns
    named = {
        field.split("[")[0].split(".")[0]
        for _, fields in result.columns
        for field in fields.split(", ")
    }
    made = {field for data in result.records.values() for field in data}
    assert named == made


# --- What becomes what ----------------------------------------------------------------------------


def test_empty_cells_give_no_field_and_no_source() -> None:
    row = {"Tyyppi": "henkilö", "Sukunimi": "Äyräpää"}
    assert only(planned(row)) == {"kind": "person", "name": {"family": "Äyräpää"}}


def test_a_source_covers_every_field_made_from_its_row() -> None:
    row = {"Tyyppi": "henkilö", "Sukunimi": "Äyräpää", "Lähde": "tilaaja itse"}
    assert only(planned(row))["sources"] == [{"fields": ["kind", "name"], "from": "orderer"}]


def test_values_are_composed_and_stripped() -> None:
    row = {"Tyyppi": " henkilö ", "Etunimi": "  A\u0308iti ", "Sukunimi": "Öhman\u00a0"}
    assert only(planned(row))["name"] == {"given": "Äiti", "family": "Öhman"}


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@summa", "=HYPERLINK(A1)"])
def test_a_cell_that_looks_like_a_formula_stays_text(formula: str) -> None:
    assert only(planned({**ORGANISATION, "Yritys": formula}))["name"] == formula


def test_a_telephone_number_is_stored_in_one_form() -> None:
    assert only(planned({**AINO, "Y-tunnus": "", "Yritys": "", "Puhelin": "040 123 4567"}))[
        "phones"
    ] == ["+358401234567"]


def test_marketing_needs_a_yes_and_a_day() -> None:
    row = {"Tyyppi": "henkilö", "Sukunimi": "Äyräpää"}
    allowed = only(planned({**row, "Markkinointilupa": "kyllä 5.3.2022"}))
    assert allowed["consents"] == [{"purpose": "marketing", "given": "2022-03-05"}]
    refusal = planned({**row, "Markkinointilupa": "ei"})
    assert "consents" not in only(refusal) and refusal.unmapped == ()
    undated = planned({**row, "Markkinointilupa": "kyllä"})
    assert "consents" not in only(undated)
    (problem,) = undated.unmapped
    assert (problem.line, problem.field, problem.where) == (2, "Markkinointilupa", "line 2")
    assert problem.warning


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_thousands_may_be_parted_by_any_space(space: str) -> None:
    row = {**ORGANISATION, "Laskut": f"2014-033 20.6.2014 1{space}488,00; 2015-032 8.12.2015 80,00"}
    assert only(planned(row))["invoices"] == [
        {"number": "2014-033", "date": "2014-06-20", "amount": "1488.00", "currency": "EUR"},
        {"number": "2015-032", "date": "2015-12-08", "amount": "80.00", "currency": "EUR"},
    ]


def test_a_person_is_linked_to_an_organisation_further_down_the_list() -> None:
    result = planned({**AINO, "Sopimus päättyi": "3.4.2024"}, ORGANISATION)
    person, organisation = result.records
    link = {"id": organisation, "role": "supervisee", "from": "2023-02-01", "to": "2024-04-03"}
    assert result.records[person]["organisations"] == [link]
    assert "business_id" not in result.records[person]
    assert result.unmapped == ()


def test_a_person_is_linked_to_an_organisation_of_the_register() -> None:
    result = planned(AINO, known={"9900001-8": "c-abcdefghijklm"})
    link = {"id": "c-abcdefghijklm", "role": "supervisee", "from": "2023-02-01"}
    assert only(result)["organisations"] == [link]


def test_an_organisation_of_the_register_is_not_made_twice() -> None:
    result = planned(ORGANISATION, AINO, known={"9900001-8": "c-abcdefghijklm"})
    assert only(result)["kind"] == "person"
    assert places([*result.unmapped]) == [(2, "Y-tunnus")]


def test_what_finds_no_place_is_named_by_line_and_column() -> None:
    result = planned(
        {**ORGANISATION, "Etunimi": "Aino"},
        {**AINO, "Yritys": "Aivan muu Oy"},
        {**AINO, "Sähköposti": "a@b.example", "Etunimi": "Anna", "Y-tunnus": "9900012-2"},
        {**AINO, "Sähköposti": "c@b.example", "Etunimi": "Airi", "Y-tunnus": ""},
    )
    assert places([*result.unmapped]) == [
        *[(2, "Etunimi"), (3, "Yritys"), (4, "Y-tunnus"), (5, "Yritys")]
    ]
    assert all(problem.warning for problem in result.unmapped)
    assert [("organisations" in data) for data in result.records.values()] == [
        *[False, True, False, False]
    ]
    assert not any(word in said(result.unmapped) for word in ("Aino", "Aivan", "99000"))


# --- One person, two rows -------------------------------------------------------------------------


def test_rows_of_one_person_become_one_record_and_nothing_is_lost() -> None:
    first = {**AINO, "Etunimi": "aino", "Sukunimi": "ÄYRÄPÄÄ", "Paikka": "etä"}
    second = {**AINO, "Puhelin": "+358501234567", "Sähköposti": "Aino@esimerkki.example"}
    second |= {"Laskut": "2014-033 20.6.2014 95,00", "Yritys": "ESIMERKKI  OY"}
    result = planned(ORGANISATION, first, second)
    (joined,) = result.joined
    assert joined.lines == (3, 4) == result.lines[joined.record]
    assert joined.differing == (
        *("Etunimi", "Laskut", "Paikka", "Puhelin", "Sukunimi", "Sähköposti", "Yritys"),
    )
    data = result.records[joined.record]
    assert data["name"] == {"given": "Aino", "family": "Äyräpää"}
    assert data["phones"] == ["+358401234567", "+358501234567"]
    assert data["contracts"] == [{"starts": "2023-02-01", "place": "etä"}]
    assert [number for path, number in leaves(data) if path == "invoices.number"] == ["2014-033"]
    assert result.alike == ()


def test_an_invoice_in_both_rows_of_one_person_is_one_invoice() -> None:
    row = {**AINO, "Laskut": "2014-033 20.6.2014 95,00"}
    result = planned(ORGANISATION, row, {**row, "Puhelin": ""})
    assert len(result.records) == 2
    assert (
        len(
            [
                path
                for data in result.records.values()
                for path, _ in leaves(data)
                if path == "invoices.number"
            ]
        )
        == 1
    )


def test_rows_stay_apart_and_are_named_when_joining_is_not_wanted() -> None:
    result = planned(ORGANISATION, AINO, {**AINO, "Puhelin": ""}, join=False)
    assert len(result.records) == 3 and result.joined == ()
    assert result.alike == (tuple(result.records)[1:],)


@pytest.mark.parametrize(
    "difference",
    [
        {"Paikka": "muualla"},
        {"Sukunimi": "Öhman"},
        {"Sähköposti": "aino.toinen@esimerkki.example"},
        {"Sähköposti": ""},
        {"Y-tunnus": ""},
        {"Lähde": "tilaaja itse"},
    ],
)
def test_rows_that_differ_in_more_stay_apart_and_are_named(difference: dict[str, str]) -> None:
    result = planned(ORGANISATION, {**AINO, "Paikka": "etä"}, {**AINO, **difference})
    assert len(result.records) == 3 and result.joined == ()
    assert result.alike == (tuple(result.records)[1:],)


def test_people_who_share_only_a_name_are_not_alike() -> None:
    other = {**AINO, **OTHER, "Sähköposti": "aino@kuvitteellinen.example"}
    assert planned(ORGANISATION, AINO, {**ORGANISATION, **OTHER}, other).alike == ()
    alone = {"Y-tunnus": "", "Yritys": ""}
    assert planned({**AINO, **alone}, {**other, **alone}).alike == ()


def test_two_organisations_of_one_business_id_are_named() -> None:
    result = planned(ORGANISATION, {**ORGANISATION, "Paikka": "etä"})
    assert result.alike == (tuple(result.records),)


# --- The file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_usual_ways_of_saving_are_read(encoding: str, delimiter: str, end: str) -> None:
    row = {**AINO, "Aikataulu": "ti 9–11, to; joka viikko"}
    (read,) = client_list.read(written(row, delimiter=delimiter, end=end).encode(encoding))
    assert read == Row(2, {column: row.get(column, "") for column in COLUMNS})


def test_columns_may_stand_in_any_order() -> None:
    rows = client_list.read(written(AINO, columns=COLUMNS[::-1]).encode())
    assert rows[0].cells["Etunimi"] == "Aino"
    assert [
        column for column, _ in client_list.plan(rows, client_list.Known({})).columns
    ] == COLUMNS[::-1]


def test_capitals_before_a_dash_are_not_taken_for_another_encoding() -> None:
    text = written({**AINO, "Paikka": "TYÖ–KOTI", "Aikataulu": "KESÄ–SYKSY"})
    assert client_list.read(text.encode("cp1252"))[0].cells["Paikka"] == "TYÖ–KOTI"


def test_lines_are_counted_as_the_file_has_them() -> None:
    text = written({**AINO, "Aikataulu": "ti\r\nto\nke"}, {}, {**AINO, "Sopimus alkoi": "x"})
    assert [row.line for row in client_list.read(text.encode())] == [2, 6]
    assert places(refused(text)) == [(6, "Sopimus alkoi")]


PRINTED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029")
    | st.sampled_from(';,"\t\n=+-@ '),
    max_size=20,
).filter(lambda text: not sheet._cell_problem(text))


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(COLUMNS, PRINTED)).map(
            lambda row: {**row, "Sukunimi": "x" + row["Sukunimi"]}
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(";,\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.permutations(COLUMNS),
)
def test_what_a_csv_writer_wrote_is_read_back_the_same(
    rows: list[dict[str, str]], delimiter: str, end: str, columns: list[str]
) -> None:
    text = written(*rows, columns=columns, delimiter=delimiter, end=end)
    read = client_list.read(text.encode())
    assert [row.cells for row in read] == rows
    assert read[0].line == 2
    first = written(rows[0], columns=columns, delimiter=delimiter, end=end)
    assert [row.line for row in read][1:2] == [first.count("\n") + 1][: len(rows) - 1]


# --- What is refused ------------------------------------------------------------------------------


def test_unknown_missing_and_doubled_columns_are_named_with_what_was_meant() -> None:
    columns = [*COLUMNS[:-2], "Lahde", "Puhelin", "Muistiinpanot"]
    problems = refused(written(AINO, columns=columns))
    assert sorted(places(problems)) == [
        *[(1, "Lahde"), (1, "Laskut"), (1, "Lähde"), (1, "Muistiinpanot"), (1, "Puhelin")]
    ]
    assert "did you mean Lähde?" in said(problems)


@pytest.mark.parametrize("name", ["", "x" * 41, "\x1b[31m", f"x {CODE}"])
def test_a_column_with_no_proper_name_is_named_by_its_place(name: str) -> None:
    problems = refused(written(AINO, columns=[*COLUMNS, name]))
    assert places(problems) == [(1, "column 23")]
    assert not name or name not in said(problems)


def test_a_list_without_a_header_is_refused_without_repeating_it() -> None:
    problems = refused(written(AINO).partition("\r\n")[2])
    assert [problem.line for problem in problems] == [1]
    assert not any(value in said(problems) for value in AINO.values())


@pytest.mark.parametrize("content", ["", "\ufeff", "\r\n\r\n", written(), written({}, {})])
def test_an_empty_list_is_refused(content: str) -> None:
    assert [problem.line for problem in refused(content)] == [1]


def test_a_file_of_more_than_20_megabytes_is_refused() -> None:
    assert "20 MB" in said(refused(written(AINO).encode() + b" " * 20_000_000))


def test_a_list_of_endless_lines_is_refused_at_once() -> None:
    assert [problem.line for problem in refused(written(AINO) + "x\n" * 9_000_000)] == [100_001]


@pytest.mark.parametrize("first, second", [("cp1252", "utf-8"), ("utf-8", "cp1252")])
def test_mixed_encodings_are_refused_at_the_first_cell_of_the_other(
    first: str, second: str
) -> None:
    begun = written(ORGANISATION, AINO).encode(first)
    rest = written(AINO, {**AINO, "Etunimi": "Äiti"}).partition("\r\n")[2].encode(second)
    problems = refused(begun + rest)
    assert places(problems) == [(4, "Tyyppi")]
    assert "UTF-8" in said(problems) and "Windows-1252" in said(problems)


def test_one_cell_pasted_in_the_other_encoding_is_found() -> None:
    content = written(AINO, {**AINO, "Paikka": "PAIKKA"}).encode("cp1252")
    assert places(refused(content.replace(b"PAIKKA", "etä".encode()))) == [(3, "Paikka")]


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_mean_nothing_are_refused_by_line_and_column(byte: int) -> None:
    content = written(AINO, {**AINO, "Paikka": "PAIKKA"}).encode("cp1252")
    assert places(refused(content.replace(b"PAIKKA", bytes([byte])))) == [(3, "Paikka")]


def test_a_file_in_utf_16_is_refused_with_a_hint() -> None:
    assert "UTF-16" in said(refused(written(AINO).encode("utf-16")))


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b[31m", "\x7f", "\x9b", "\u2028"])
def test_control_characters_are_refused_by_line_and_column(sign: str) -> None:
    assert places(refused(written(AINO, {**AINO, "Paikka": f"e{sign}tä"}))) == [(3, "Paikka")]


def test_a_cell_of_200_kilobytes_is_refused_by_line_and_column() -> None:
    before = csv.field_size_limit(1000)
    try:
        problems = refused(written(AINO, {**AINO, "Aikataulu": "x" * 200_000}))
        # The csv module's limit is the whole process's, and is put back as it was.
        assert csv.field_size_limit() == 1000
    finally:
        csv.field_size_limit(before)
    assert places(problems) == [(3, "Aikataulu")]
    assert "10000 characters" in said(problems)


def test_a_text_longer_than_its_field_is_refused() -> None:
    assert places(refused(written({**ORGANISATION, "Yritys": "x" * 201}))) == [(2, "Yritys")]
    assert places(refused(written({**AINO, "Etunimi": "x" * 101}))) == [(2, "Etunimi")]
    assert places(refused(written({**AINO, "Aikataulu": "x" * 2001}))) == [(2, "Aikataulu")]


def test_rows_with_too_few_or_too_many_cells_are_named() -> None:
    text = written(AINO) + "henkilö;;;Aino\r\n" + ";".join(["x"] * 23) + "\r\n"
    assert places(refused(text)) == [(3, "Sukunimi"), (4, "Laskut")]


@pytest.mark.parametrize("rows", [[], [AINO], [{**AINO, "Paikka": 'tila "A"'}]])
def test_an_unclosed_quotation_mark_is_found_where_it_was_opened(
    rows: list[dict[str, str]],
) -> None:
    opened = 'henkilö;;;Aino;"Äyräpää' + ";" * 17 + "\r\n"
    text = written(AINO) + opened + written(*rows).partition("\r\n")[2]
    assert places(refused(text)) == [(3, "Sukunimi")]


def test_quotation_marks_that_are_not_doubled_are_named() -> None:
    text = written(AINO) + 'organisaatio;"Yritys "Paras" Oy"' + ";" * 20 + "\r\n"
    assert places(refused(text)) == [(3, "Yritys")]


@pytest.mark.parametrize(
    "column, cell",
    [
        ("Tyyppi", "yhdistys"),
        ("Tyyppi", ""),
        ("Y-tunnus", "9900001-7"),
        ("Y-tunnus", "salainen"),
        ("Sähköposti", "salainen"),
        ("Puhelin", "salainen"),
        ("Rooli", "salainen"),
        ("Postinumero", "0123"),
        ("Verkkolaskuosoite", "003799000017"),
        ("Välittäjätunnus", "003721291127"),
        ("Sopimus alkoi", "30.2.2024"),
        ("Sopimus alkoi", "2024-02-03"),
        ("Sopimus päättyi", "31.1.2023"),
        ("Sopimus päättyi", "salainen"),
        ("Markkinointilupa", "salainen"),
        ("Markkinointilupa", "kyllä 30.2.2024"),
        ("Lähde", "salainen"),
        ("Laskut", "salainen"),
        ("Laskut", "2014-033 30.2.2014 95,00"),
        ("Laskut", "2014-033 20.6.2014 95.00"),
        ("Laskut", "2014-033 20.6.2014 95,00 2014-034 20.6.2014 95,00"),
        ("Laskut", "2014-033 20.6.2014 95,00; 2014-033 21.6.2014 95,00"),
    ],
)
def test_a_value_that_cannot_be_right_is_named_and_not_repeated(column: str, cell: str) -> None:
    problems = refused(written(ORGANISATION, {**AINO, column: cell}))
    assert places(problems) == [(3, column)]
    assert problems[0].where == "line 3" and not problems[0].warning
    assert not cell or cell not in said(problems)
    assert "salainen" not in said(problems)


def test_a_client_without_a_name_is_refused() -> None:
    rows = [{"Tyyppi": "organisaatio"}, {"Tyyppi": "henkilö"}]
    assert places(refused(written(*rows))) == [(2, "Yritys"), (3, "Sukunimi")]


def test_an_invoice_number_used_twice_is_refused_with_both_lines() -> None:
    row = {**ORGANISATION, "Laskut": "2014-033 20.6.2014 95,00"}
    problems = refused(written(row, {**row, **OTHER}))
    assert places(problems) == [(3, "Laskut")]
    assert "line 2" in problems[0].sentence


@pytest.mark.parametrize("column", COLUMNS)
def test_a_personal_identity_code_is_refused_in_any_column(column: str) -> None:
    problems = refused(written(ORGANISATION, {**AINO, column: f"x {CODE}"}))
    assert places(problems) == [(3, column)]
    assert CODE not in said(problems)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    text = written(
        {**AINO, "Puhelin": "x", "Postinumero": "1", "Paikka": "\x00"},
        {**AINO, "Tyyppi": "x", "Aikataulu": CODE},
    )
    text += "henkilö;;;Aino\r\n" + 'henkilö;;;Aino;"Äyräpää' + ";" * 17 + "\r\n"
    text += written({**AINO, "Sopimus alkoi": "x"}).partition("\r\n")[2]
    assert sorted(places(refused(text))) == [
        *[(2, "Paikka"), (2, "Postinumero"), (2, "Puhelin"), (3, "Aikataulu"), (3, "Tyyppi")],
        *[(4, "Sukunimi"), (5, "Sukunimi"), (6, "Sopimus alkoi")],
    ]


def test_a_file_of_nothing_but_mistakes_is_refused_in_time() -> None:
    for cell in ("x\x01", "x", "x;" * 4000):
        text = written(*[dict.fromkeys(COLUMNS, "x") | {"Laskut": cell}] * 300)
        assert len(refused(text)) > 1000


def test_a_large_list_with_one_mistake_is_refused_in_time() -> None:
    row = written(AINO).partition("\r\n")[2]
    text = written(AINO) + row * 10_000 + '"' + row * 10_000
    assert places(refused(text)) == [(10_003, "Tyyppi")]


@settings(deadline=None)
@example(b"\x80\xc2\x91")
@example(b"\xa0")
@given(st.binary(max_size=300))
def test_any_other_bytes_are_refused_with_a_problem(content: bytes) -> None:
    header = written().encode("cp1252")
    for whole in (content, header + content):
        with pytest.raises(Invalid) as caught:
            client_list.plan(client_list.read(whole), client_list.Known({}))
        assert caught.value.problems
