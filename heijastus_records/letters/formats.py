"""Days, amounts and telephone numbers as people in Finland write them."""

from collections.abc import Iterable
from datetime import date

NO_BREAK = "\u00a0"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date | str, language: str) -> str:
    """Write a day: 22.11.2026 in Finnish and Swedish, 22 November 2026 in English."""
    given = date.fromisoformat(value) if isinstance(value, str) else value
    if language == "en":
        return f"{given.day} {MONTHS[given.month - 1]} {given.year}"
    return f"{given.day}.{given.month}.{given.year}"


def decimal(value: str, language: str) -> str:
    """Write a number with two decimals: 1 488,00 in Finnish and Swedish, 1,488.00 in English."""
    mark, point = (",", ".") if language == "en" else (NO_BREAK, ",")
    whole, _point, cents = value.removeprefix("-").partition(".")
    groups = f"{int(whole):,}".replace(",", mark)
    return f"{'−' if value.startswith('-') else ''}{groups}{point}{cents or '00'}"


def small(text: str) -> str:
    """Return a text that begins with a small letter."""
    return text[:1].lower() + text[1:]


def large(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def listed(texts: Iterable[str]) -> str:
    """Join texts with commas."""
    return ", ".join(texts)
