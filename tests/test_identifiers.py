"""The identifiers of a client record: what is accepted, what is refused and what is found.

Every value is invented: business ids of the 99 series, ``.example`` domains, and personal
identity codes with an individual number from 900 to 999, which no person has. The exceptions
are e-invoice operators' ids, which are public, and bank account numbers from textbooks.
"""

import datetime
import subprocess
import sys
from collections.abc import Callable

import email_validator
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heijastus_records.register import identifiers
from heijastus_records.register.identifiers import InvalidIdentifier

BUSINESS_IDS = [
    *("9900001-8", "9900002-6", "9900012-2", "9900023-7"),
    *("9900034-1", "9900045-6", "9900056-0", "9912345-6"),
]
OVTS = ["003799000018", "003799000026", "003799000018AB1"]
IBANS = ["FI2112345600000785", "FI3499999900000009"]
REFERENCES = ["12344", "2023001", "202600017", "1234561"]
RF_REFERENCES = ["RF0812344", "RF652023001", "RF85202600017"]
EMAILS = [
    "aiti.ohman@esimerkki.example",
    "ake.soder@esimerkki.example",
    "laskut@kuvitteellinen.example",
    "äiti@esimerkki.example",
]
CODES = ["010170-900J", "311285-900M", "010190X901R"]
OPERATORS = [
    *("003721291126", "003708599126", "003723327487", "003703575029", "003723609900"),
    *("003714377140", "003701150617", "003701011385", "E204503", "FI28768767"),
    *("NDEAFIHH", "OKOYFIHH", "DABAFIHH", "HANDFIHH", "POPFFI22", "BAWCFI22"),
    *("5909000716438", "885790000000418", "00885790000000418", "INEXCHANGE", "CREDIFLOW"),
]

ONE_FORM: list[tuple[Callable[[str], str], list[str]]] = [
    (identifiers.business_id, BUSINESS_IDS),
    (identifiers.vat_number, ["FI99000018", "FI99000026", "EE999990001", "DE999999995"]),
    (identifiers.ovt, OVTS),
    (identifiers.einvoice_address, [*OVTS, *IBANS, "Lasku-Osoite_01", "0216:003799000018"]),
    (identifiers.operator_id, OPERATORS),
    (identifiers.reference_number, [*REFERENCES, *RF_REFERENCES, "0000012344"]),
    (identifiers.email, EMAILS),
    (identifiers.phone, ["+358401234567", "+3589123456", "+46812345678", "+35880012345"]),
    (identifiers.postal_code, ["00100", "99999", "10115", "111 22", "SE-111 22", "SW1A 1AA"]),
    (identifiers.date, ["2026-11-22", "1900-01-01", "2199-12-31", "2024-02-29"]),
    (identifiers.amount, ["96.72", "1488.00", "-10.00", "0.00", "0.05", "999999999999.99"]),
    (identifiers.currency, ["EUR", "SEK"]),
    (identifiers.language, ["fi", "sv", "en"]),
]
CHECKS = [check for check, _ in ONE_FORM]
ACCEPTED = [(check, value) for check, values in ONE_FORM for value in values]


def code_of(check: Callable[[str], object], text: str) -> str:
    """The code with which a text is refused."""
    with pytest.raises(InvalidIdentifier) as refusal:
        check(text)
    return refusal.value.code


def outcome(check: Callable[[str], str], text: str) -> str | None:
    try:
        return check(text)
    except InvalidIdentifier:
        return None


# What holds for all of them


@pytest.mark.parametrize(("check", "value"), ACCEPTED)
def test_canonical_value_comes_back_as_it_is(check: Callable[[str], str], value: str) -> None:
    assert value == check(value)


@pytest.mark.parametrize(("check", "value"), ACCEPTED)
def test_space_around_a_value_is_no_part_of_it(check: Callable[[str], str], value: str) -> None:
    assert value == check(f"\u00a0 {value}\r\n")


@pytest.mark.parametrize(("check", "value"), [pair for pair in ACCEPTED if "0" in pair[1]])
@pytest.mark.parametrize("zero", ["٠", "０", "०", "⁰"])
def test_digits_of_other_scripts_are_refused(
    check: Callable[[str], str], value: str, zero: str
) -> None:
    assert code_of(check, value.replace("0", zero)) in {"characters", "unknown"}


def test_arabic_digits_are_refused_also_in_an_address_and_a_finnish_date() -> None:
    assert code_of(identifiers.email, "aino٠١@esimerkki.example") == "characters"
    assert code_of(identifiers.email, "aino@esimerkki٠١.example") == "characters"
    assert code_of(identifiers.finnish_date, "٢٢.11.2026") == "characters"
    assert code_of(identifiers.finnish_amount, "٩٦,72") == "characters"


@pytest.mark.parametrize("check", [*CHECKS, identifiers.finnish_date, identifiers.finnish_amount])
@pytest.mark.parametrize("nothing", ["", " ", "\u00a0\n"])
def test_nothing_is_no_identifier(check: Callable[[str], object], nothing: str) -> None:
    assert code_of(check, nothing) == "empty"


SHAPED = st.text("0123456789 -.,:/+()AEFIKRX@a\u00a0", max_size=24)
PREFIXED = st.builds(
    str.__add__,
    st.sampled_from(["FI", "RF", "0037", "+", "+358", "00", "0", "SE", "GR", "XI", "IE", "E", ""]),
    st.text("0123456789ABW+*", max_size=16),
)


@pytest.mark.parametrize("check", CHECKS)
@given(text=st.one_of(st.text(st.characters(), max_size=30), SHAPED, PREFIXED))
@example(text="\ud800@\udfff.example")
@example(text="FI21 1234 5600 0007 85")
@example(text="GR999990009")
@example(text="0 4 0 1 2 3 4 5 6 7")
def test_any_text_is_refused_without_its_value_or_has_one_form(
    check: Callable[[str], str], text: str
) -> None:
    try:
        canonical = check(text)
    except InvalidIdentifier as refusal:
        # Nothing that a log or a traceback shows may hold the value.
        assert (refusal.code,) == refusal.args
        assert refusal.__cause__ is None
        assert refusal.__context__ is None
    else:
        assert canonical == check(canonical)


def test_libraries_are_imported_only_when_they_are_needed() -> None:
    program = (
        "import sys; from heijastus_records.register import identifiers as i;"
        "i.personal_codes('9900001-8, 2014-033'); i.emails_in('x'); i.phones_in('x');"
        "i.date('2026-11-22'); i.postal_code('00100'); i.amount('1.00');"
        "print([m for m in ('stdnum', 'email_validator', 'phonenumbers') if m in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "[]"


# Companies and their invoices


def test_business_id_gets_its_hyphen() -> None:
    assert identifiers.business_id("99000018") == "9900001-8"
    assert identifiers.business_id("9900001–8") == "9900001-8"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9900001-9", "check-digit"),
        ("9999990-1", "check-digit"),
        ("990001-8", "length"),
        ("99000-018", "format"),
        ("-99000018", "format"),
        ("9900001--8", "format"),
        ("FI99000018", "characters"),
    ],
)
def test_wrong_business_id_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.business_id, text) == code


def one_digit_changes(value: str) -> list[str]:
    return [
        value[:place] + digit + value[place + 1 :]
        for place, old in enumerate(value)
        if old.isdigit()
        for digit in "0123456789"
        if digit != old
    ]


@pytest.mark.parametrize(
    ("check", "value"),
    [(identifiers.business_id, value) for value in BUSINESS_IDS]
    + [(identifiers.reference_number, value) for value in [*REFERENCES, "1" * 19 + "7"]]
    + [(identifiers.reference_number, value) for value in RF_REFERENCES]
    + [(identifiers.ovt, value) for value in OVTS[:2]]
    + [(identifiers.einvoice_address, value) for value in IBANS]
    + [(identifiers.vat_number, "FI99000018")],
)
def test_every_slip_of_one_digit_is_caught(check: Callable[[str], str], value: str) -> None:
    assert value == check(value)
    passing = [slip for slip in one_digit_changes(value) if outcome(check, slip)]
    assert passing == []


def test_every_slip_in_the_fixed_and_checked_part_of_a_long_ovt_is_caught() -> None:
    slips = [slip for slip in one_digit_changes("003799000018AB1") if slip.endswith("AB1")]
    passing = [slip for slip in slips if outcome(identifiers.ovt, slip)]
    assert passing == []


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("fi 9900001-8", "FI99000018"),
        ("GR 999990009", "EL999990009"),
        ("ee999990001", "EE999990001"),
    ],
)
def test_vat_number_is_compact_and_carries_its_country(text: str, canonical: str) -> None:
    assert identifiers.vat_number(text) == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FI99000019", "check-digit"),
        ("FI9900001", "length"),
        ("99000018", "format"),
        ("US99000018", "unknown"),
        ("FI9900001Å", "characters"),
    ],
)
def test_wrong_vat_number_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.vat_number, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("003799000019", "check-digit"),
        ("00379900001", "length"),
        ("003799000018ABCDEF", "length"),
        ("003699000018", "format"),
        ("0037AB000018", "format"),
        ("00379900001-8", "characters"),
        ("FI2112345600000785", "format"),
    ],
)
def test_ovt_alone_is_strict(text: str, code: str) -> None:
    assert code_of(identifiers.ovt, text) == code


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0037 9900 0018", "003799000018"),
        ("003799000018ab1", "003799000018AB1"),
        ("FI21 1234 5600 0007 85", "FI2112345600000785"),
        ("fi34 9999 9900 0000 09", "FI3499999900000009"),
        ("TE-0037:x/y", "TE-0037:x/y"),
    ],
)
def test_einvoice_address_has_no_spaces(text: str, canonical: str) -> None:
    assert identifiers.einvoice_address(text) == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("003799000019", "check-digit"),
        ("0037-osoite", "characters"),
        ("FI2112345600000786", "check-digit"),
        ("ab", "length"),
        ("a" * 36, "length"),
        ("laskut@kuvitteellinen.example", "characters"),
        ("Ääni-1", "characters"),
    ],
)
def test_slip_in_an_ovt_or_account_does_not_pass_as_an_operators_string(
    text: str, code: str
) -> None:
    assert code_of(identifiers.einvoice_address, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("003799000019", "check-digit"),
        ("5909000716439", "check-digit"),
        ("NDEAXXHH", "unknown"),
        ("NDEAFIH", "format"),
        ("E20", "format"),
        ("NDEA-FIHH", "characters"),
        ("9900001", "format"),
    ],
)
def test_wrong_operator_id_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.operator_id, text) == code


def test_operator_id_is_in_capitals_without_spaces() -> None:
    assert identifiers.operator_id("ndea fi hh") == "NDEAFIHH"
    assert identifiers.operator_id("0037 2129 1126") == "003721291126"
    assert identifiers.operator_id("ndeafihhxxx") == "NDEAFIHHXXX"


def test_reference_is_compact_and_keeps_its_zeros() -> None:
    assert identifiers.reference_number("00001 2344") == "000012344"
    assert identifiers.reference_number("rf08 1234 4") == "RF0812344"
    assert identifiers.reference_number("RF18 5390 0754 70Y") == "RF185390075470Y"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345", "check-digit"),
        ("123", "length"),
        ("1" * 21, "length"),
        ("0000", "format"),
        ("12A44", "format"),
        ("RF0912344", "check-digit"),
        ("2023-001", "characters"),
    ],
)
def test_wrong_reference_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.reference_number, text) == code


def test_digits_of_an_rf_reference_must_be_a_finnish_reference_too() -> None:
    from stdnum import iso11649

    right_by_iso_only = next(
        text for pair in range(2, 99) if iso11649.is_valid(text := f"RF{pair:02}12345")
    )
    assert code_of(identifiers.reference_number, right_by_iso_only) == "check-digit"


@given(st.integers(min_value=100, max_value=10**19 - 1))
def test_a_base_has_exactly_one_check_digit(base: int) -> None:
    passing = [d for d in range(10) if outcome(identifiers.reference_number, f"{base}{d}")]
    assert len(passing) == 1


# People and where to reach them


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Aiti.Ohman@ESIMERKKI.Example", "Aiti.Ohman@esimerkki.example"),
        ("a\u0308iti@esimerkki.example", "äiti@esimerkki.example"),
        ("aino@xn--pivakoti-0za.example", "aino@päivakoti.example"),
    ],
)
def test_email_is_composed_and_its_domain_small(text: str, canonical: str) -> None:
    assert identifiers.email(text) == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("aino", "format"),
        ("@", "format"),
        ("a@b", "format"),
        ("aino esimerkki@posti.example", "format"),
        ("aino@posti..example", "format"),
        ("aino@posti.invalid", "format"),
        ("aino@[127.0.0.1]", "format"),
        ("a" * 250 + "@posti.example", "length"),
    ],
)
def test_wrong_email_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.email, text) == code


def test_addresses_that_reach_the_same_person_have_the_same_key() -> None:
    keys = {
        identifiers.email_key(text)
        for text in ("Äiti@Posti.Example", "a\u0308iti@posti.example", " ÄITI@POSTI.EXAMPLE\n")
    }
    assert keys == {"äiti@posti.example"}


@given(st.from_regex(identifiers._EVERYDAY, fullmatch=True))
def test_an_everyday_address_is_right_for_the_library_too(address: str) -> None:
    found = email_validator.validate_email(address, check_deliverability=False)
    assert found.normalized == address == identifiers.email(address)


@given(st.text(st.characters()))
def test_any_text_has_one_email_key(text: str) -> None:
    key = identifiers.email_key(text)
    assert key == identifiers.email_key(key)


@pytest.mark.parametrize(
    "text",
    [
        "040 123 4567",
        "040-1234567",
        "040\u00a0123\u00a04567",
        "040–123 4567",
        "0401234567",
        "+358401234567",
        "+358 40 123 4567",
        "+358 (0)40 123 4567",
        "00358 40 1234567",
        "(040) 123 4567",
    ],
)
def test_phone_has_one_form_however_it_is_typed(text: str) -> None:
    assert identifiers.phone(text) == "+358401234567"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("112", "length"),
        ("040 12", "length"),
        ("1234567890123456", "length"),
        ("0401234567890123", "length"),
        ("040 SOITA", "characters"),
        ("040 123 4567 x5", "characters"),
        ("040 123 4567, 050 123 4567", "characters"),
        ("++358401234567", "format"),
        ("040+1234567", "format"),
        ("+9991234567", "format"),
        ("00 999 123 4567", "format"),
    ],
)
def test_wrong_phone_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.phone, text) == code


def test_number_outside_every_range_is_possible_but_not_assigned() -> None:
    assert identifiers.phone_is_assigned("040 123 4567")
    assert identifiers.phone("012 345 678") == "+35812345678"
    assert not identifiers.phone_is_assigned("012 345 678")
    assert not identifiers.phone_is_assigned("no number")


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("+358401234567", "040 123 4567"),
        ("+35840123456", "040 123 456"),
        ("+3584571234567", "0457 123 4567"),
        ("+3589123456", "09 123 456"),
        ("+35891234567", "09 123 4567"),
        ("+358201234567", "020 123 4567"),
        ("+35880012345", "0800 12345"),
        ("+46812345678", "+46 8 123 456 78"),
    ],
)
def test_phone_is_shown_in_the_finnish_way(text: str, display: str) -> None:
    assert identifiers.phone_display(text) == display


@given(st.from_regex(r"(\+358|0|\+46|\+49)[1-9][0-9]{4,10}", fullmatch=True))
def test_shown_phone_reads_back_as_the_same_number(text: str) -> None:
    canonical = outcome(identifiers.phone, text)
    if canonical is not None:
        assert canonical == identifiers.phone(identifiers.phone_display(canonical))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FI-00100", "00100"),
        ("fin 00100", "00100"),
        ("se-111 22", "SE-111 22"),
        ("111\u00a022", "111 22"),
        ("NO-0150", "NO-0150"),
        ("00–950", "00-950"),
        ("1234  AB", "1234 AB"),
    ],
)
def test_postal_code_has_one_form(text: str, canonical: str) -> None:
    assert identifiers.postal_code(text) == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100", "length"),
        ("0100", "length"),
        ("001000", "length"),
        ("FI-100", "length"),
        ("00 100", "format"),
        ("HELSINKI", "format"),
        ("SE--11", "format"),
        ("-11122", "format"),
        ("SE-1112223334", "length"),
        ("FI-0010A", "characters"),
        ("0010Ö", "characters"),
    ],
)
def test_postal_code_that_lost_its_zeros_is_not_taken_for_a_foreign_one(
    text: str, code: str
) -> None:
    assert code_of(identifiers.postal_code, text) == code


# Days, money and codes


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_every_day_has_two_ways_of_writing_and_only_one_is_stored(day: datetime.date) -> None:
    finnish = f"{day.day}.{day.month}.{day.year}"
    assert identifiers.date(day.isoformat()) == day.isoformat()
    assert identifiers.finnish_date(finnish) == day
    assert identifiers.finnish_date(f"{day.day:02}.{day.month:02}.{day.year}") == day
    assert code_of(identifiers.date, finnish) == "finnish-date"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-29", "range"),
        ("2026-13-01", "range"),
        ("2026-00-10", "range"),
        ("1899-12-31", "range"),
        ("2200-01-01", "range"),
        ("31.2.2026", "range"),
        ("2026-1-5", "format"),
        ("20261122", "format"),
        ("2026-11-22T10:00", "characters"),
        ("tomorrow", "characters"),
    ],
)
def test_wrong_date_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.date, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.2.2026", "range"),
        ("1.1.1899", "range"),
        ("1.1.26", "format"),
        ("1..2026", "format"),
        ("2026-11-22", "characters"),
        ("1. 1. 2026", "characters"),
    ],
)
def test_wrong_finnish_date_says_why(text: str, code: str) -> None:
    assert code_of(identifiers.finnish_date, text) == code


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("96,72", "96.72"),
        ("1 488,00", "1488.00"),
        ("1\u00a0488,00", "1488.00"),
        ("1\u202f488,00", "1488.00"),
        ("1488,00", "1488.00"),
        ("12 345 678,90", "12345678.90"),
        ("-96,72", "-96.72"),
        ("−96,72", "-96.72"),
        ("-0,00", "0.00"),
        ("1 488", "1488.00"),
    ],
)
def test_finnish_amount_is_read(text: str, canonical: str) -> None:
    assert identifiers.finnish_amount(text) == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.488,00", "characters"),
        ("96.72", "characters"),
        ("96,7", "format"),
        ("14 88,00", "format"),
        ("1  488,00", "format"),
        ("1 488 00", "format"),
        ("- 5,00", "format"),
        ("007,00", "format"),
        ("5,00 €", "characters"),
        ("1" * 13 + ",00", "length"),
    ],
)
def test_finnish_amount_is_not_guessed(text: str, code: str) -> None:
    assert code_of(identifiers.finnish_amount, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("96,72", "characters"),
        ("1e3", "characters"),
        ("96.7", "format"),
        ("96", "format"),
        ("01.00", "format"),
        (".50", "format"),
        ("--1.00", "format"),
        ("1000000000000.00", "length"),
    ],
)
def test_amount_is_not_completed(text: str, code: str) -> None:
    assert code_of(identifiers.amount, text) == code


@given(st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1))
def test_every_sum_of_cents_is_read_from_both_ways_of_writing(cents: int) -> None:
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    canonical = f"{sign}{euros}.{rest:02}"
    grouped = f"{euros:,}".replace(",", "\u00a0")
    assert identifiers.amount(canonical) == canonical
    assert identifiers.finnish_amount(f"{sign}{grouped},{rest:02}") == canonical


def test_currency_and_language_are_short_codes() -> None:
    assert identifiers.currency("eur") == "EUR"
    assert identifiers.language("FI") == "fi"
    assert code_of(identifiers.currency, "EURO") == "length"
    assert code_of(identifiers.currency, "€") == "characters"
    assert code_of(identifiers.currency, "EU1") == "characters"
    assert code_of(identifiers.language, "de") == "unknown"


# Personal identity codes in free text


def marked(text: str) -> list[str]:
    return [text[start:end] for start, end in identifiers.personal_codes(text)]


@pytest.mark.parametrize("sign", "+-YXWVUABCDEF")
@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_code_of_every_century_is_found(sign: str, change: Callable[[str], str]) -> None:
    code = change(f"010170{sign}900J")
    assert marked(f"hän on {code}, kai") == [code]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "hetu:{}",
        "”{}”",
        "'{}'",
        "({})",
        "tunnus {}.",
        "{}:n asia",
        "a/{}/b",
        "hetu{}",
        "{}on",
        "äiti={};",
        "-{}-",
        "1. {}",
        "\n{}\n",
    ],
)
def test_code_is_found_whatever_it_is_glued_to(text: str, code: str) -> None:
    assert marked(text.format(code)) == [code]


@pytest.mark.parametrize(
    "code",
    [
        "010170 - 900J",
        "010170- 900J",
        "010170-\n900J",
        "010170-\r\n> 900J",
        "010170\u00a0-\u00a0900J",
        "010170-\u00ad900J",
        "010170-900 J",
        "010170–900J",
        "010170‑900J",
        "010170−900j",
    ],
)
def test_space_line_break_or_another_dash_does_not_hide_a_code(code: str) -> None:
    assert marked(f"Tunnus on {code} ja muuta.") == [code]


def test_every_code_of_a_text_is_found_where_it_stands() -> None:
    text = "a\u0308 010170-900J010170-900J, 311285-900M 010190x901r"
    assert marked(text) == ["010170-900J", "010170-900J", "311285-900M", "010190x901r"]


@pytest.mark.parametrize("check", "0123456789ABCDEFHJKLMNPRSTUVWXY")
def test_code_with_another_check_character_is_none(check: str) -> None:
    assert marked(f"010170-900{check}") == (["010170-900J"] if check == "J" else [])


@pytest.mark.parametrize(
    "text",
    [
        "9900001-8",
        "FI99000018",
        "003799000018",
        "003799000018AB1",
        "2014-033",
        "2014-033 25.11.2014 96,72",
        "2026-11-22",
        "2026-11-22–2026-12-31",
        "040 123 4567",
        "+358401234567",
        "FI21 1234 5600 0007 85",
        "FI2112345600000785",
        "RF85202600017",
        "310270-9003",
        "010170-001X",
        "1010170-900J",
        "010170-90012",
        "010170 900J",
        "٠١٠١٧٠-٩٠٠J",
        "c-7k3m5x2q4tzab",
        "ma 9.00–10.30, 010126–311226",
    ],
)
def test_what_is_no_personal_code_is_left_in_peace(text: str) -> None:
    assert marked(text) == []


# Addresses and phone numbers in free text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kirjoita aiti.ohman@esimerkki.example.", ["aiti.ohman@esimerkki.example"]),
        ("<Ake.Soder@Esimerkki.Example>", ["Ake.Soder@esimerkki.example"]),
        ("mailto:laskut@kuvitteellinen.example?subject=x", ["laskut@kuvitteellinen.example"]),
        ("'aino@posti.example'", ["aino@posti.example"]),
        ("a@x.example,b@x.example;c@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("a@x.example ja a@X.example", ["a@x.example"]),
        ("aino@posti.example-osoite", ["aino@posti.example"]),
        ("a\u0308iti@posti.example:n", ["äiti@posti.example"]),
        ("aino@xn--pivakoti-0za.example", ["aino@päivakoti.example"]),
        ("osoite=aino+tyo@posti.example", ["aino+tyo@posti.example"]),
        ("a@b, @aino, aino@, 5 kpl @ 3,00", []),
    ],
)
def test_addresses_in_a_text_are_found(text: str, found: list[str]) -> None:
    assert identifiers.emails_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Soita 040 123 4567.", ["+358401234567"]),
        ("puh.040-1234567", ["+358401234567"]),
        ("tel:+358401234567", ["+358401234567"]),
        ("+358 (0)40 123 4567, 00358401234567, 0401234567", ["+358401234567"]),
        ("(09) 123 456", ["+3589123456"]),
        ("040 123 4567 050 987 6543", ["+358401234567", "+358509876543"]),
        ("0401234567 0509876543", ["+358401234567", "+358509876543"]),
        ("09 123456 040 1234567", ["+3589123456", "+358401234567"]),
        ("040 012 3456", ["+358400123456"]),
        ("040 1234567/050 1234567", ["+358401234567", "+358501234567"]),
        ("00100 Helsinki 040 123 4567", ["+358401234567"]),
        ("FI21 0500 1234 5600 78 040 123 4567", ["+358401234567"]),
    ],
)
def test_phones_in_a_text_are_found(text: str, found: list[str]) -> None:
    assert identifiers.phones_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "112",
        "00100 Helsinki",
        "01.02.2024",
        "01-02-2024",
        "01-12/2024",
        "2026-01-02",
        "13.00–14.30",
        "klo 09.00-10.30",
        "2014-033",
        "lasku 0142",
        "versio 3.0401234567",
        "003799000018",
        "0037 0123 4567",
        "0990001-8",
        "010126-311226",
        "viite 00012344",
        "FI21 0500 1234 5600 78",
        "c-0401234567",
        "٠٤٠ ١٢٣ ٤٥٦٧",
    ],
)
def test_what_is_no_phone_is_left_in_peace(text: str) -> None:
    assert identifiers.phones_in(text) == []


@given(st.text(st.characters()), st.text(st.characters()))
def test_searches_take_any_text_and_point_inside_it(before: str, after: str) -> None:
    text = f"{before} 010170-900J {after}"
    start = len(before) + 1
    assert (start, start + 11) in identifiers.personal_codes(text)
    assert "aino@posti.example" in identifiers.emails_in(f"{before} aino@posti.example {after}")
    identifiers.phones_in(text)


LARGEST = 256 * 1024


@pytest.mark.parametrize(
    "part",
    [
        *("0", "1", "+", "-", "@", ".", " ", "a", "ä", "a@", "a.", "a-", "0 ", "(0", "'.+-"),
        *("010170", "010170-", "010170-900A ", "010170-900J", "010170 >  >", "1\u00ad"),
        *("a@b.fi ", "a@a", "x@" + "a." * 60, "x" * 64 + "@", "a" * 63 + "."),
        *("0401234567 ", "0401234", "040-", "+358", "+358 (0)", "0037", "FI21 1234 ", "09 1 "),
    ],
)
def test_searches_end_also_in_the_largest_hostile_text(part: str) -> None:
    # Nothing is timed: a search that tries things twice does not end in a person's lifetime.
    text = part * (LARGEST // len(part))
    identifiers.personal_codes(text)
    identifiers.emails_in(text)
    identifiers.phones_in(text)
    identifiers.emails_in("a@" + text)
    identifiers.emails_in(text + "@b.fi")
