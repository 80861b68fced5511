"""Finnish public holidays: as published, as a second reckoning finds them, and without the eves."""

from datetime import MAXYEAR, date, timedelta

import pytest

from heijastus_records.law import holidays

YEARS = range(1990, 2101)
DAY = timedelta(days=1)

PUBLISHED = {
    2024: "1.1 6.1 29.3 31.3 1.4 1.5 9.5 19.5 22.6 2.11 6.12 25.12 26.12",
    2025: "1.1 6.1 18.4 20.4 21.4 1.5 29.5 8.6 21.6 1.11 6.12 25.12 26.12",
    2026: "1.1 6.1 3.4 5.4 6.4 1.5 14.5 24.5 20.6 31.10 6.12 25.12 26.12",
    2027: "1.1 6.1 26.3 28.3 29.3 1.5 6.5 16.5 26.6 6.11 6.12 25.12 26.12",
    2028: "1.1 6.1 14.4 16.4 17.4 1.5 25.5 4.6 24.6 4.11 6.12 25.12 26.12",
}
"""As Finnish calendars print them."""

EASTERS = (
    *("2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20"),
    *("2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2031-04-13"),
    *("2032-03-28", "2033-04-17", "2034-04-09", "2035-03-25", "2036-04-13", "2037-04-05"),
    *("2038-04-25", "2039-04-10", "2040-04-01"),
)
"""As almanacs print them."""

RARE_EASTERS = {
    "1818-03-22": "the earliest there is",
    "1943-04-25": "the latest there is",
    "1954-04-18": "the second exception: the rule alone says 25 April",
    "1981-04-19": "the first exception: the rule alone says 26 April",
    "2049-04-18": "the second exception again",
    "2076-04-19": "the first exception again",
    "2285-03-22": "the earliest again",
}

FREE_WEEKDAYS = (
    *((2021, 8), (2022, 7), (2023, 9), (2024, 10), (2025, 10), (2026, 9)),
    *((2027, 8), (2028, 9), (2029, 10), (2030, 10), (2031, 10), (2033, 7)),
)
"""Holidays from Monday to Friday and the two eves, as the University of Helsinki's Almanac Office
counted them for the press (December 2021, November 2024)."""


# --- A second reckoning, written in another way ---------------------------------------------


def butchers_easter(year: int) -> date:
    """Return Easter by the rule in Nature of 20 April 1876, also in Butcher's calendar (1877)."""
    a = year % 19
    b, c = divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date) -> bool:
    """Look at one day alone, as a reader of the statutes would."""
    if (day.day, day.month) in {(1, 1), (6, 1), (1, 5), (6, 12), (25, 12), (26, 12)}:
        return True
    if (day - butchers_easter(day.year)).days in {-2, 0, 1, 39, 49}:
        return True
    midsummer = date(day.year, 6, 20) <= day <= date(day.year, 6, 26)
    saints = date(day.year, 10, 31) <= day <= date(day.year, 11, 6)
    return day.isoweekday() == 6 and (midsummer or saints)


def days_of(year: int) -> list[date]:
    """Return every day of a year."""
    first = date(year, 1, 1)
    return [first + n * DAY for n in range((date(year + 1, 1, 1) - first).days)]


# --- Easter ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", EASTERS)
def test_easter_is_on_the_day_that_almanacs_print(day: str) -> None:
    assert holidays.easter(int(day[:4])).isoformat() == day


@pytest.mark.parametrize("day", RARE_EASTERS, ids=RARE_EASTERS.get)
def test_easter_is_right_where_the_rule_has_an_exception_or_a_limit(day: str) -> None:
    assert holidays.easter(int(day[:4])).isoformat() == day


def test_two_published_rules_agree_on_every_easter_of_the_calendar() -> None:
    for year in range(1583, MAXYEAR + 1):
        assert holidays.easter(year) == butchers_easter(year)


# --- The days of a year ---------------------------------------------------------------------


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_holidays_are_those_that_calendars_print(year: int) -> None:
    printed = [f"{each.day.day}.{each.day.month}" for each in holidays.of_year(year)]
    assert " ".join(printed) == PUBLISHED[year]


@pytest.mark.parametrize(("year", "count"), FREE_WEEKDAYS)
def test_as_many_weekdays_are_free_as_the_almanac_office_counted(year: int, count: int) -> None:
    weekdays = {each.day for each in holidays.of_year(year) if each.day.isoweekday() <= 5}
    midsummer_eve, christmas_eve = 1, int(date(year, 12, 24).isoweekday() <= 5)
    assert len(weekdays) + midsummer_eve + christmas_eve == count


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_the_thirteen_days_in_order_each_with_its_source(year: int) -> None:
    found = holidays.of_year(year)
    assert len({each.name for each in found}) == 13
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert all(each.day.year == year and each.source for each in found)


def test_two_holidays_on_one_day_are_both_named() -> None:
    names = {each.name for each in holidays.of_year(2008) if each.day == date(2008, 5, 1)}
    assert names == {"May Day", "Ascension Day"}


# --- Working days ---------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_a_second_reckoning_finds_the_same_working_days(year: int) -> None:
    for day in days_of(year):
        assert holidays.is_working_day(day) == (day.isoweekday() <= 5 and not is_holiday(day)), day


@pytest.mark.parametrize("year", YEARS)
def test_the_eves_are_working_days(year: int) -> None:
    """Where the law leaves a doubt, the earlier day is the safe one (decision 17)."""
    midsummer = next(each for each in holidays.of_year(year) if each.name == "Midsummer Day")
    assert holidays.is_working_day(midsummer.day - DAY)
    christmas_eve = date(year, 12, 24)
    assert holidays.is_working_day(christmas_eve) == (christmas_eve.isoweekday() <= 5)


@pytest.mark.parametrize("day", ["2026-05-25", "2026-04-02", "2026-12-07", "2026-12-31"])
def test_days_that_are_free_elsewhere_are_working_days_here(day: str) -> None:
    """Whit Monday, Maundy Thursday, the day after a holiday on a Sunday, New Year's Eve."""
    assert holidays.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("year", YEARS)
def test_the_next_working_day_is_the_day_itself_or_the_nearest_after_it(year: int) -> None:
    for day in days_of(year):
        found = holidays.next_working_day(day)
        skipped = [day + n * DAY for n in range((found - day).days)]
        assert found >= day
        assert holidays.is_working_day(found)
        assert not any(map(holidays.is_working_day, skipped))


@pytest.mark.parametrize(
    ("day", "after", "why"),
    [
        ("2026-04-07", "2026-04-07", "a Tuesday stays"),
        ("2026-04-03", "2026-04-07", "Easter is four days long"),
        ("2026-12-25", "2026-12-28", "Christmas runs into a weekend"),
        ("2027-12-25", "2027-12-27", "holidays on a weekend are not made up for"),
        ("2025-01-04", "2025-01-07", "Epiphany follows a weekend"),
        ("2027-01-01", "2027-01-04", "New Year's Day on a Friday"),
        ("2026-12-24", "2026-12-24", "Christmas Eve is a working day"),
        ("2026-06-19", "2026-06-19", "Midsummer Eve is a working day"),
    ],
)
def test_the_next_working_day_after(day: str, after: str, why: str) -> None:
    assert holidays.next_working_day(date.fromisoformat(day)).isoformat() == after, why
