"""Days, amounts and telephone numbers as people in Finland write them."""

from collections.abc import Iterable
from datetime import date, datetime

from heijastus_records.law.moment import at_home
from heijastus_records.register import identifiers

NO_BREAK = "\u00a0"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = {
    "fi": (
        *("tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu"),
        *("heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu", "joulukuu"),
    ),
    "sv": (
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    "en": MONTHS,
}


def day(value: date | str, language: str) -> str:
    """Write a day: 22.11.2026 in Finnish and Swedish, 22 November 2026 in English."""
    given = date.fromisoformat(value) if isinstance(value, str) else value
    if language == "en":
        return f"{given.day} {MONTHS[given.month - 1]} {given.year}"
    return f"{given.day}.{given.month}.{given.year}"


def moment(value: datetime, language: str) -> str:
    """Write a moment of Finnish time: 24.11.2026 klo 9.15; in English 24 November 2026 at 09:15."""
    there = at_home(value)
    if language == "en":
        return f"{day(there.date(), language)} at {there:%H:%M}"
    word = "klo" if language == "fi" else "kl."
    return f"{day(there.date(), language)} {word} {there.hour}.{there:%M}"


def month(value: date, language: str) -> str:
    """Return the name of a month: marraskuu, november, November."""
    return _MONTHS[language][value.month - 1]


def span(first: date, last: date, language: str) -> str:
    """Write a run of days: 1.1.2026–22.11.2026; in English 1 January 2026 – 22 November 2026."""
    dash = " – " if language == "en" else "–"
    return dash.join((day(first, language), day(last, language)))


def whole(value: int, language: str) -> str:
    """Write a whole number: 1 488 in Finnish and Swedish, 1,488 in English."""
    return f"{value:,}".replace(",", "," if language == "en" else NO_BREAK)


def decimal(value: str, language: str) -> str:
    """Write a number with two decimals: 1 488,00 in Finnish and Swedish, 1,488.00 in English."""
    point = "." if language == "en" else ","
    euros, _point, cents = value.removeprefix("-").partition(".")
    sign = "−" if value.startswith("-") else ""
    return f"{sign}{whole(int(euros), language)}{point}{cents or '00'}"


def shown(value: str, form: str, language: str) -> str:
    """Write a value of a record by its form: a day, an amount, a telephone number."""
    if form == "phone":
        return identifiers.phone_display(value)
    if form == "date":
        return day(value, language)
    return decimal(value, language) if form == "amount" else value


def small(text: str) -> str:
    """Return a text that begins with a small letter; Y-tunnus and FO-nummer stay as they are."""
    return text if text[1:2].isupper() or text.startswith("Y-") else text[:1].lower() + text[1:]


def large(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def listed(texts: Iterable[str]) -> str:
    """Join texts with commas."""
    return ", ".join(texts)
