"""A moment, where the hour counts: day and time with the offset from UTC, as ISO 8601 writes it.

The owner types the time of her wall clock; Finnish time is meant where she names no offset.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE = "Europe/Helsinki"

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?[+-]\d\d:\d\d")


def read(text: str) -> datetime:
    """Return the moment that was stored: `2026-11-24T09:15+02:00`. Raises ValueError."""
    if not _FORM.fullmatch(text) or not "1900" <= text[:4] <= "2199":
        raise ValueError(text)
    return datetime.fromisoformat(text)


def write(moment: datetime) -> str:
    """Return a moment as it is stored, to the minute."""
    return moment.isoformat(timespec="minutes")


def of_clock(day: date, hour: time) -> datetime:
    """Return the moment at which the clocks of Finland showed a time.

    An hour that there was twice, when summer time ended, is the first of the two: a period that
    begins then ends sooner. Raises ValueError for one that there never was, and for one that cannot
    be stored: until May 1921 the clocks of Helsinki were 1 h 39 min 49 s ahead.
    """
    typed = datetime.combine(day, hour)
    found = at_home(typed.replace(tzinfo=_zone()))
    if found.replace(tzinfo=None) != typed:
        raise ValueError(hour)
    return read(write(found))


def at_home(moment: datetime) -> datetime:
    """Return a moment by the clocks of Finland.

    It carries its offset and no zone: two moments of one zone would be compared, and the hours
    between them counted, by what the clocks on the wall showed.
    """
    there = moment.astimezone(UTC).astimezone(_zone())
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta()))


def _zone() -> tzinfo | None:
    try:
        return ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:  # a computer without time zones: its own one
        return datetime.now().astimezone().tzinfo
