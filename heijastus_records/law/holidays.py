"""Finland's public holidays and the working days between them, for periods of Union law.

Regulation (EEC, Euratom) 1182/71, Article 2: public holidays are the days that the Member State
has designated; working days are all days but these, Saturdays and Sundays. The days are those of
every year since 1991.

Midsummer Eve and Christmas Eve are working days here. The Act that puts them beside holidays
(150/1930, section 5) is about periods of Finnish law before courts and authorities (section 1),
and no source was found in which Finland designates them for Union law. An answer one day early
breaks nothing, one day late does: docs/decisions/0017.
"""

from dataclasses import dataclass
from datetime import date, timedelta

CHURCH = "Church Act (kirkkolaki 652/2023; before 1 July 2023: 1054/1993, chapter 4, section 3)"
MAY = "Act on May Day as a day off (272/1944); named beside holidays in Act 150/1930, section 5"
INDEPENDENCE = "Act on Independence Day as a general holiday and day off (388/1937), section 1"

_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class Holiday:
    """A public holiday of one year."""

    name: str
    day: date
    source: str


def of_year(year: int) -> tuple[Holiday, ...]:
    """Return the public holidays of a year, in order; two may fall on one day, as in May 2008."""
    sunday = easter(year)
    found = (
        Holiday("New Year's Day", date(year, 1, 1), CHURCH),
        Holiday("Epiphany", date(year, 1, 6), CHURCH),
        Holiday("Good Friday", sunday - timedelta(days=2), CHURCH),
        Holiday("Easter Sunday", sunday, CHURCH),
        Holiday("Easter Monday", sunday + timedelta(days=1), CHURCH),
        Holiday("May Day", date(year, 5, 1), MAY),
        Holiday("Ascension Day", sunday + timedelta(days=39), CHURCH),
        Holiday("Whit Sunday", sunday + timedelta(days=49), CHURCH),
        Holiday("Midsummer Day", _next(_SATURDAY, date(year, 6, 20)), CHURCH),
        Holiday("All Saints' Day", _next(_SATURDAY, date(year, 10, 31)), CHURCH),
        Holiday("Independence Day", date(year, 12, 6), INDEPENDENCE),
        Holiday("Christmas Day", date(year, 12, 25), CHURCH),
        Holiday("St Stephen's Day", date(year, 12, 26), CHURCH),
    )
    return tuple(sorted(found, key=lambda holiday: holiday.day))


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither a Saturday, nor a Sunday, nor a public holiday."""
    return day.weekday() < _SATURDAY and all(each.day != day for each in of_year(day.year))


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def easter(year: int) -> date:
    """Return Easter Sunday: the first Sunday after the full moon of the Gregorian tables.

    The age of the moon is C. F. Gauss's formula (1800, as he corrected it in 1816), and what his
    two exceptions correct is corrected on the moon itself.
    """
    century, golden = year // 100, year % 19
    sun, moon = century - century // 4, (8 * century + 13) // 25
    age = (19 * golden + 15 + sun - moon) % 30
    if age == 29 or (age == 28 and golden > 10):
        age -= 1
    full = date(year, 3, 21) + timedelta(days=age)
    return _next(_SUNDAY, full + timedelta(days=1))


def _next(weekday: int, day: date) -> date:
    """Return the day itself if it is of that day of the week, else the first such day after it."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
