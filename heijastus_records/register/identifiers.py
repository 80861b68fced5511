"""The identifiers that a Finnish client record holds: canonical forms and check digits.

Home of python-stdnum, email-validator and phonenumbers; they are slow to import, so each is
imported in the function that needs it. Every function takes what was typed and returns the one
form that is stored, or raises `InvalidIdentifier`. Typed text is first put into Unicode's form C
and stripped. Only the digits 0 to 9 are digits here: a number in other digits would pass a check
and then never be found by a search.

Functions that look for identifiers in free text (`personal_codes`, `emails_in`, `phones_in`) take
time in proportion to the text, whatever the text is.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Literal, TypeAlias

Code: TypeAlias = Literal[
    "characters",  # a character that such an identifier never has
    "check-digit",  # right shape, wrong check digit
    "empty",
    "finnish-date",  # a real date, but written d.m.yyyy
    "format",  # right characters, wrong order or a part missing
    "length",  # too short or too long
    "range",  # right shape, but no such date, or outside what we accept
    "unknown",  # no such country, bank or language
]

FIRST_YEAR = 1900
LAST_YEAR = 2199

LANGUAGES = ("fi", "sv", "en")
"""Languages in which a client can be written to."""

OPERATOR_WORDS = frozenset(
    ("CREDIFLOW", "EXPSYS", "INEXCHANGE", "MAVENTA", "PAGERO", "PALETTE", "ROUTTY", "UTMOST")
)
"""Operator ids in public lists that are plain words, and so have no shape to be checked by."""


class InvalidIdentifier(ValueError):
    """A text is not the identifier it should be; carries why, and never the text itself."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


_EVERYDAY = re.compile(
    r"[a-z0-9]{1,15}(?:[._+-][a-z0-9]{1,15}){0,2}"
    r"@(?:[a-z0-9]{1,15}(?:-[a-z0-9]{1,15}){0,2}\.){1,3}(?:com|eu|example|fi|net|org|se)"
)
"""Addresses that need no library: it finds each of these right, and takes long to load."""

_SPACE = "[ \u00a0\u202f]"
"""Space, no-break space and narrow no-break space: all three are typed in Finnish numbers."""

_DASH = "[-\u2010\u2011\u2012\u2013\u2212]"
"""What a word processor makes of a hyphen. Not the em dash, which nobody types in a number."""

_OVT = re.compile(r"0037([0-9]{8})[0-9A-Z]{0,5}")
_FINNISH_IBAN = re.compile(r"FI[0-9]{16}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_OPERATOR_STRING = re.compile(r"[0-9A-Za-z._:/-]{3,35}")
_OPERATOR_CODE = re.compile(r"E[0-9]{3,15}")
_OPERATOR_GS1 = re.compile(r"(?:(?:00)?88)?([0-9]{13})")
_BIC = re.compile(r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?")
_RF = re.compile(r"RF[0-9]{2}([0-9A-Z]+)")


# Typed text


def _typed(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).strip()
    if not plain:
        raise InvalidIdentifier("empty")
    return plain


def _compact(text: str) -> str:
    """Return typed text without spaces and in capitals; ASCII only."""
    # Only ASCII is put into capitals: "ß" would become two letters and "ı" a plain "I".
    plain = re.sub(_SPACE, "", _typed(text))
    if not plain.isascii():
        raise InvalidIdentifier("characters")
    return plain.upper()


def _demand(right: object, code: Code) -> None:
    if not right:
        raise InvalidIdentifier(code)


def _checked(validate: Callable[[str], str], number: str) -> str:
    """Run a check of python-stdnum and put its errors into our codes."""
    from stdnum import exceptions

    try:
        return validate(number)
    except exceptions.InvalidChecksum:
        code: Code = "check-digit"
    except exceptions.InvalidLength:
        code = "length"
    except exceptions.InvalidComponent:
        code = "unknown"
    except (exceptions.ValidationError, ValueError):
        code = "format"
    # Raised outside the handler: the error must not hold on to another one, whose text we do
    # not know and which may repeat the value.
    raise InvalidIdentifier(code)


# Companies and their invoices


def business_id(text: str) -> str:
    """Return a Y-tunnus as 1234567-1; the hyphen may be missing in what was typed.

    Source: Business Information Act 244/2001 (yritys- ja yhteisötietolaki) 9 §, and the check
    digit as published by the Finnish Tax Administration.
    """
    from stdnum.fi import ytunnus

    plain = re.sub(_DASH, "-", _typed(text))
    _demand(re.fullmatch(r"[0-9-]+", plain), "characters")
    digits = plain.replace("-", "")
    _demand(len(digits) == 8, "length")
    _demand(plain in (digits, f"{digits[:7]}-{digits[7]}"), "format")
    _checked(ytunnus.validate, digits)
    return f"{digits[:7]}-{digits[7]}"


def vat_number(text: str) -> str:
    """Return a VAT number with its country, such as FI12345678; checked offline only.

    Source: Directive 2006/112/EC articles 214 and 215; Finnish numbers are FI and the Y-tunnus
    without its hyphen, those of other countries are checked as python-stdnum knows them.
    """
    from stdnum.eu import vat

    plain = re.sub("[-.]", "", _compact(re.sub(_DASH, "-", text)))
    # Old Irish numbers have + or * in them.
    _demand(re.fullmatch(r"[0-9A-Z+*]+", plain), "characters")
    _demand(re.match(r"[A-Z]{2}[0-9A-Z]", plain), "format")
    if plain.startswith("FI"):
        _demand(len(plain) == 10, "length")
    # Greece is EL in VAT numbers, though GR everywhere else.
    number = re.sub(r"^GR", "EL", plain)
    return _checked(vat.validate, number)


def ovt(text: str) -> str:
    """Return an OVT code: 0037, the eight digits of a Y-tunnus and up to five more characters.

    Source: the Finnish national recommendation on OVT codes (ISO 6523, ICD 0037).
    """
    from stdnum.fi import ytunnus

    plain = _compact(text)
    _demand(re.fullmatch(r"[0-9A-Z]+", plain), "characters")
    _demand(plain.startswith("0037"), "format")
    _demand(12 <= len(plain) <= 17, "length")
    match = _OVT.fullmatch(plain)
    if not match:
        raise InvalidIdentifier("format")
    _checked(ytunnus.validate, match[1])
    return plain


def einvoice_address(text: str) -> str:
    """Return an e-invoice address: an OVT code, an IBAN or a string of the operator's own.

    What begins like an OVT code (0037) or a Finnish account (FI and 16 digits) must be one, so
    that a slip of the finger does not pass as an operator's string. Such a string keeps its case.
    Source: Finvoice 3.0, the elements for the parties' addresses.
    """
    from stdnum import iban

    plain = re.sub(_SPACE, "", _typed(text))
    _demand(re.fullmatch(r"[0-9A-Za-z._:/-]+", plain), "characters")
    capitals = plain.upper()
    if capitals.startswith("0037"):
        return ovt(capitals)
    if _FINNISH_IBAN.fullmatch(capitals):
        return _checked(iban.validate, capitals)
    if _IBAN.fullmatch(capitals) and iban.is_valid(capitals):
        return capitals
    _demand(_OPERATOR_STRING.fullmatch(plain), "length")
    return plain


def operator_id(text: str) -> str:
    """Return an e-invoice operator's id: an OVT code, E and digits, or a bank's BIC.

    The lists of operators in use also hold a few of other kinds, and refusing a right one would
    be worse than passing a wrong one: GS1 company numbers (with or without ICD 0088), a Finnish
    VAT number, and the words in `OPERATOR_WORDS`.
    Source: the public list of Finnish e-invoice operators; ISO 9362 for BIC.
    """
    from stdnum import bic, ean

    plain = _compact(text)
    _demand(re.fullmatch(r"[0-9A-Z]+", plain), "characters")
    if plain.startswith("0037"):
        return ovt(plain)
    if plain in OPERATOR_WORDS or _OPERATOR_CODE.fullmatch(plain):
        return plain
    gs1 = _OPERATOR_GS1.fullmatch(plain)
    if gs1:
        _checked(ean.validate, gs1[1])
        return plain
    if re.fullmatch(r"FI[0-9]{8}", plain):
        return vat_number(plain)
    _demand(_BIC.fullmatch(plain), "format")
    return _checked(bic.validate, plain)


def reference_number(text: str) -> str:
    """Return a Finnish reference number (viitenumero) or an RF creditor reference.

    Leading zeros mean nothing to a bank but are kept as they stand on the invoice. The digits of
    an RF reference are a Finnish reference too, so both checks must agree.
    Source: Finance Finland's guide to the reference number (weights 7, 3, 1 from the right; 3 to
    19 digits and a check digit) and ISO 11649.
    """
    from stdnum import iso11649

    plain = _compact(text)
    _demand(re.fullmatch(r"[0-9A-Z]+", plain), "characters")
    match = _RF.fullmatch(plain)
    if match:
        _checked(iso11649.validate, plain)
        if match[1].isdigit():
            _finnish_reference(match[1])
        return plain
    _demand(plain.isdigit(), "format")
    _finnish_reference(plain)
    return plain


def _finnish_reference(digits: str) -> None:
    _demand(4 <= len(digits) <= 20, "length")
    # Nothing but zeros passes the sum, and is no reference.
    _demand(digits.strip("0"), "format")
    base = (int(digit) for digit in reversed(digits[:-1]))
    total = sum(digit * (7, 3, 1)[place % 3] for place, digit in enumerate(base))
    _demand(-total % 10 == int(digits[-1]), "check-digit")


# People and where to reach them


def email(text: str) -> str:
    """Return an e-mail address with its domain in small letters; nothing is asked of the network.

    Source: RFC 5321 and 6531 as email-validator reads them; names that lead nowhere, such as
    ``.invalid`` and ``localhost``, are refused, while ``.example`` is for invented people.
    """
    plain = _typed(text)
    if _EVERYDAY.fullmatch(plain):
        return plain
    from email_validator import EmailNotValidError, validate_email

    # The library lets other scripts' digits pass before the @ and rewrites them after it.
    _demand(not any(_is_foreign_digit(letter) for letter in plain), "characters")
    _demand(len(plain) <= 254, "length")
    _demand("@" in plain, "format")
    try:
        checked = validate_email(plain, check_deliverability=False, allow_smtputf8=True)
    except (EmailNotValidError, UnicodeError):
        checked = None
    # Raised outside the handler: the library's sentences quote the characters they refuse.
    if checked is None:
        raise InvalidIdentifier("format")
    return checked.normalized


def _is_foreign_digit(letter: str) -> bool:
    return letter.isdigit() and not letter.isascii()


def email_key(text: str) -> str:
    """Return the form in which two addresses are compared; any text has one.

    Capitals before the @ may differ by RFC 5321, but no provider in use tells them apart, and a
    person who writes from Aino@ must be found as aino@.
    """
    # Taken apart before casefold, as Unicode's canonical caseless matching (D145) asks.
    apart = unicodedata.normalize("NFD", text.strip()).casefold()
    return unicodedata.normalize("NFC", apart)


def phone(text: str) -> str:
    """Return a phone number in the form +358401234567; without a country code it is Finnish.

    The bar is a possible number, not one that is in use: ranges are opened faster than tables
    are printed. See `phone_is_assigned` for a warning. Source: ITU-T E.164.
    """
    import phonenumbers

    plain = _typed(text)
    _demand(re.fullmatch(rf"(?:[0-9+()./]|{_SPACE}|{_DASH})+", plain), "characters")
    # Only digits are handed over: the library would read letters as keys and skip what it likes.
    digits = re.sub(r"[^0-9+]", "", plain)
    _demand(re.fullmatch(r"\+?[0-9]+", digits), "format")
    _demand(4 <= len(digits) <= 20, "length")
    digits = re.sub(r"^00", "+", digits)
    try:
        # With a region the library reads +999 1..., which is nowhere, as 999 for "abroad" and +1.
        number = phonenumbers.parse(digits, None if digits.startswith("+") else "FI")
    except phonenumbers.NumberParseException:
        number = None
    if number is None:
        raise InvalidIdentifier("format")
    _demand(phonenumbers.is_possible_number(number), "length")
    canonical = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # In a number too short to be one the library takes Finland's trunk 0 for a part of it.
    _demand(not canonical.startswith("+3580"), "length")
    return canonical


def phone_is_assigned(text: str) -> bool:
    """Tell whether a phone number is in a range in use; False also for what is no number."""
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone(text), None))
    except InvalidIdentifier:
        return False


def phone_display(text: str) -> str:
    """Return a phone number as it is written in Finland: 040 123 4567, or +46 8 123 456."""
    import phonenumbers

    canonical = phone(text)
    number = phonenumbers.parse(canonical, None)
    abroad = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    if not canonical.startswith("+358"):
        return abroad
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    area, _, rest = national.partition(" ")
    # Mobile numbers of eleven digits are written with four in front: 0457 123 4567.
    if area.startswith(("04", "05")) and len(area) == 3 and len(rest) == 8:
        area, rest = area + rest[0], rest[1:]
    home = f"{area} {_in_groups(rest)}" if rest else national
    # A few numbers that nobody has begin with 99, which was a way of dialling abroad: written
    # without +358 they would be read as another country's.
    return home if _is_written(home, canonical) else abroad


def _is_written(text: str, canonical: str) -> bool:
    try:
        return phone(text) == canonical
    except InvalidIdentifier:
        return False


def _in_groups(digits: str) -> str:
    sizes = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4)}.get(len(digits))
    if not sizes or not digits.isdigit():
        return digits
    starts = [sum(sizes[:count]) for count in range(len(sizes))]
    return " ".join(digits[start : start + size] for start, size in zip(starts, sizes, strict=True))


def postal_code(text: str) -> str:
    """Return a postal code: five digits for Finland, letters, digits and marks for others.

    A code of digits alone must have five: four would more often be a Finnish code that lost its
    zero in a spreadsheet than a Norwegian one. Other countries' codes are taken when they show
    that they are foreign: by letters (``SE-111 22``, ``NO-0150``), by the space of ``111 22``
    or by a hyphen (``00-950``). Germany's ``10115`` looks Finnish, and passes as such. ``FI-``
    is left out. Source: UPU S42; the Finnish code has had five digits since 1971.
    """
    plain = re.sub(f"{_SPACE}+", " ", re.sub(_DASH, "-", _typed(text))).upper()
    _demand(re.fullmatch(r"[0-9A-Z -]+", plain), "characters")
    finnish = re.sub(r"^FI(?:N)?[- ]?(?=[0-9])", "", plain)
    if finnish != plain or finnish.isdigit():
        _demand(finnish.replace(" ", "").replace("-", "").isdigit(), "characters")
        _demand(len(finnish) == 5, "length")
        _demand(finnish.isdigit(), "format")
        return finnish
    _demand(2 <= len(plain) <= 10, "length")
    _demand(re.search(r"[0-9]", plain), "format")
    _demand(re.fullmatch(r"[0-9A-Z]+(?:[ -][0-9A-Z]+)*", plain), "format")
    # "00 100" is a Finnish code with a stray space; "111 22" is how Sweden writes.
    if re.fullmatch(r"[0-9 ]+", plain):
        _demand(re.fullmatch(r"[0-9]{3} [0-9]{2}", plain), "format")
    return plain


# Days, money and codes


def date(text: str) -> str:
    """Return a calendar date as YYYY-MM-DD, from 1900 to 2199.

    A real date in the Finnish form has a code of its own, so that a hint can be made of it.
    Source: ISO 8601-1, calendar date in extended format.
    """
    plain = _typed(text)
    if re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}", plain):
        finnish_date(plain)
        raise InvalidIdentifier("finnish-date")
    _demand(re.fullmatch(r"[0-9-]+", plain), "characters")
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", plain)
    if not match:
        raise InvalidIdentifier("format")
    _day(int(match[1]), int(match[2]), int(match[3]))
    return plain


def finnish_date(text: str) -> datetime.date:
    """Return the day of a date written as d.m.yyyy or dd.mm.yyyy.

    Source: SFS 4175, the Finnish standard for writing numbers and dates.
    """
    plain = _typed(text)
    _demand(re.fullmatch(r"[0-9.]+", plain), "characters")
    match = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", plain)
    if not match:
        raise InvalidIdentifier("format")
    return _day(int(match[3]), int(match[2]), int(match[1]))


def _day(year: int, month: int, day_of_month: int) -> datetime.date:
    _demand(FIRST_YEAR <= year <= LAST_YEAR, "range")
    try:
        return datetime.date(year, month, day_of_month)
    except ValueError:
        pass
    raise InvalidIdentifier("range")


def amount(text: str) -> str:
    """Return a sum of money as 1488.00: two decimals after a dot, and a minus where needed.

    Up to twelve digits before the dot. Nothing is rounded, completed or guessed.
    """
    plain = _typed(text)
    _demand(re.fullmatch(r"[0-9.-]+", plain), "characters")
    _demand(re.fullmatch(r"-?(?:0|[1-9][0-9]*)\.[0-9]{2}", plain), "format")
    _demand(len(plain.lstrip("-")) <= 15, "length")
    # There is no debt of nothing.
    return "0.00" if plain == "-0.00" else plain


def finnish_amount(text: str) -> str:
    """Return a sum written in the Finnish way (1 488,00) as `amount` has it.

    Whole euros may stand without decimals; one decimal, a dot, or a thousands mark out of its
    place is refused, for it may be a slip. Source: SFS 4175.
    """
    plain = re.sub(_DASH, "-", _typed(text))
    _demand(re.fullmatch(rf"(?:[0-9,-]|{_SPACE})+", plain), "characters")
    groups = rf"[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+"
    _demand(re.fullmatch(rf"-?(?:{groups}|0|[1-9][0-9]*)(?:,[0-9]{{2}})?", plain), "format")
    whole, _, decimals = re.sub(_SPACE, "", plain).partition(",")
    return amount(f"{whole}.{decimals or '00'}")


def currency(text: str) -> str:
    """Return a currency as three capital letters. Source: ISO 4217; shape only."""
    plain = _compact(text)
    _demand(re.fullmatch(r"[A-Z]+", plain), "characters")
    _demand(len(plain) == 3, "length")
    return plain


def language(text: str) -> str:
    """Return a language in which letters are written: fi, sv or en. Source: ISO 639-1."""
    plain = _compact(text).lower()
    _demand(plain in LANGUAGES, "unknown")
    return plain


# Identifiers in free text

# A gap is what a line break in an e-mail leaves round the sign: spaces, an end of line, the ">"
# of a quotation, a soft hyphen. It is bounded, and no two parts of the pattern can take the same
# character, so nothing is ever tried twice.
_GAP = r"[\s>\u00ad\u200b]{0,6}"
_PERSONAL_CODE = re.compile(
    rf"(?<![0-9])([0-3][0-9][01][0-9]{{3}}){_GAP}"
    r"([-+YXWVUABCDEFyxwvuabcdef\u2010-\u2014\u2212\ufe63\uff0d])"
    rf"{_GAP}([0-9]{{3}})"
    r"(?:([0-9](?![0-9])|[A-Za-z])|[ \u00a0\u202f]([0-9A-Za-z])(?!\w))"
)

_EMAIL = re.compile(
    # Possessive, and only from the first letter of a run: each character is looked at once.
    r"(?<![\w.+'-])[\w.+'-]++@"
    r"(?:[^\W_][\w-]{0,62}\.)+(?:[xX][nN]--[0-9A-Za-z-]{1,59}|[^\W\d_]{2,63})"
)

_GAP_IN_PHONE = r"[ \u00a0\u202f\u2010\u2011\u2013-]"
_NEXT_PHONE = rf"0[1-9](?:[0-9]{{5}}|[0-9]{{0,2}}{_GAP_IN_PHONE}[0-9]{{3}})"
_NO_PHONE = "|".join(
    (
        rf"[0-9]{{7}}{_DASH}[0-9](?![0-9])",  # an old Y-tunnus begins with 0
        rf"0[1-9](?:0[1-9]|1[0-2])[0-9]{{2}}{_DASH}[0-9]",  # ddmmyy-: a range, a personal code
        rf"0[1-9]{_GAP_IN_PHONE}[01][0-9]{_GAP_IN_PHONE}(?:19|20|21)[0-9]{{2}}(?![0-9])",  # a date
    )
)
_PHONE = re.compile(
    rf"(?<![\w+-])(?<![0-9][.:])(?!{_NO_PHONE})"
    rf"(?:(?:\+|00){_GAP_IN_PHONE}?358{_GAP_IN_PHONE}?(?:\(0\){_GAP_IN_PHONE}?|0)?|\(?0)"
    rf"[1-9](?:\)?{_GAP_IN_PHONE}?[0-9]){{5}}"
    # From the seventh digit on, what looks like the start of the next number is left to it.
    rf"(?:(?:{_GAP_IN_PHONE}(?!{_NEXT_PHONE}))?[0-9]){{0,6}}(?!\w)"
)
_ACCOUNT_OR_OVT = re.compile(
    rf"FI[0-9]{{2}}(?:{_SPACE}?[0-9]{{4}}){{3}}{_SPACE}?[0-9]{{2}}"
    rf"|(?<![0-9+])0037(?:{_SPACE}?[0-9]){{8}}(?![0-9])"
)


def personal_codes(text: str) -> list[tuple[int, int]]:
    """Return where Finnish personal identity codes stand in a text, as (start, end) in it.

    All signs of the century count, also those of 2023, in capitals or not; so do other dashes
    in place of the hyphen. Spaces or a line break round the sign, or one space before the check
    character, do not hide a code: finding one too many costs a new wording, missing one is a
    breach. A code must have a real date, an individual number from 002 to 999 (900 and up are
    temporary or for tests) and the right check character. A digit before it, or one after a
    check character that is a digit, makes it a part of some other number; letters do not. The
    text is not normalised, for the places are counted in it as it is.
    Source: Data Protection Act 1050/2018 29 §; Government Decree 128/2010, with the signs of 2023.
    """
    return [match.span() for match in _PERSONAL_CODE.finditer(text) if _is_personal_code(match)]


def _is_personal_code(match: re.Match[str]) -> bool:
    from stdnum.fi import hetu

    born, sign, individual = match[1], match[2], match[3]
    century = sign.upper() if sign.isalpha() or sign == "+" else "-"
    check = (match[4] or match[5]).upper()
    return hetu.is_valid(f"{born}{century}{individual}{check}", allow_temporary=True)


def emails_in(text: str) -> list[str]:
    """Return the e-mail addresses that stand in a text, each once, in canonical form.

    Only what people's addresses are made of is looked for before the @ (letters, digits and
    ``. _ + ' -``), so that ``osoite=`` or ``mailto:`` in front does not become a part of it.
    """
    plain = unicodedata.normalize("NFC", text)
    # A dict and not a set: the order of the text is kept.
    typed = dict.fromkeys(match[0].lstrip(".+'-") for match in _EMAIL.finditer(plain))
    return _canonical(email, typed)


def phones_in(text: str) -> list[str]:
    """Return the Finnish phone numbers that stand in a text, each once, in canonical form.

    Looked for are numbers that begin with +358, 00358 or 0 and have at least seven digits, in
    groups parted by one space or hyphen. A dot parts no phone number here: that is how dates and
    times are written. Passed over are dates, OVT codes, Finnish accounts and business ids.
    """
    plain = unicodedata.normalize("NFC", text)
    # In groups of four, these have parts that begin with 0. A line end in their place keeps what
    # stands on the two sides apart.
    plain = _ACCOUNT_OR_OVT.sub("\n", plain)
    typed = dict.fromkeys(match[0] for match in _PHONE.finditer(plain))
    return _canonical(phone, typed)


def _canonical(identifier: Callable[[str], str], typed: dict[str, None]) -> list[str]:
    found: dict[str, None] = {}
    for text in typed:
        try:
            found[identifier(text)] = None
        except InvalidIdentifier:
            continue  # It only looked like one; this is a search in free text, not a check.
    return list(found)
