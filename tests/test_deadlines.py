"""The clock of a request: vectors by hand, a second clock that walks day by day, and laws.

In the vectors a day is its text; a pause is `asked>arrived`, or `asked>` while it is open; an
extension is `told+months`.
"""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heijastus_records.law.deadlines import Clock, Extension, Pause, months_after
from heijastus_records.law.holidays import is_working_day

from .test_holidays import is_holiday

DAY = timedelta(days=1)

T8 = [
    ("2026-03-05", "2026-04-07", "5 April is Easter Sunday, and Easter Monday follows"),
    ("2026-08-31", "2026-09-30", "September has no 31st"),
    ("2028-01-31", "2028-02-29", "the last day of a leap February; thirty days would be late"),
    ("2026-01-30", "2026-03-02", "28 February is a Saturday"),
]

MONTH_ENDS = [
    ("2027-01-29", "2027-03-01", "no 29 February, and the 28th is a Sunday"),
    ("2028-01-29", "2028-02-29", "a leap year has the day"),
    ("2028-01-30", "2028-02-29", "also a leap February has no 30th"),
    ("2025-01-31", "2025-02-28", "the last day of a common February, a Friday"),
    ("2028-02-29", "2028-03-29", "the same number, not the same distance from the end"),
    ("2026-02-28", "2026-03-30", "28 March is a Saturday; the 31st was never meant"),
    ("2026-03-31", "2026-04-30", "April has no 31st"),
    ("2026-05-31", "2026-06-30", "June has no 31st"),
    ("2026-10-31", "2026-11-30", "November has no 31st"),
    ("2026-11-30", "2026-12-30", "the same number, though December has a 31st"),
    ("2026-12-31", "2027-02-01", "31 January of the next year is a Sunday"),
    ("2025-12-15", "2026-01-15", "over the turn of the year"),
    ("2026-07-15", "2026-08-17", "15 August is a Saturday, and no holiday here"),
]

EASTERS = [
    ("2025-03-18", "2025-04-22", "Good Friday 2025"),
    ("2026-03-03", "2026-04-07", "Good Friday 2026"),
    ("2027-02-26", "2027-03-30", "Good Friday 2027"),
    ("2028-03-14", "2028-04-18", "Good Friday 2028"),
    ("2029-03-01", "2029-04-03", "Easter Sunday 2029"),
    ("2030-03-21", "2030-04-23", "Easter Sunday 2030"),
    ("2031-03-14", "2031-04-15", "Easter Monday 2031"),
    ("2032-02-26", "2032-03-30", "Good Friday 2032"),
    ("2033-03-16", "2033-04-19", "the Saturday before Easter 2033"),
    ("2034-03-07", "2034-04-11", "Good Friday 2034"),
    ("2035-02-26", "2035-03-27", "Easter Monday 2035, nearly the earliest"),
    ("2026-03-02", "2026-04-02", "Maundy Thursday is a working day"),
]

HOLIDAYS = [
    ("2026-05-20", "2026-06-22", "Midsummer Day 2026, its earliest"),
    ("2027-05-26", "2027-06-28", "Midsummer Day 2027, its latest"),
    ("2026-05-19", "2026-06-19", "Midsummer Eve is a working day"),
    ("2027-10-06", "2027-11-08", "All Saints' Day 2027, its latest"),
    ("2026-10-01", "2026-11-02", "the Sunday after All Saints' Day"),
    ("2027-11-06", "2027-12-07", "Independence Day on a Monday"),
    ("2029-11-06", "2029-12-07", "Independence Day on a Thursday"),
    ("2030-11-06", "2030-12-09", "Independence Day on a Friday"),
    ("2026-11-06", "2026-12-07", "Independence Day on a Sunday: nothing makes up for it"),
    ("2026-11-25", "2026-12-28", "Christmas Day on a Friday"),
    ("2025-11-25", "2025-12-29", "Christmas Day on a Thursday"),
    ("2029-11-25", "2029-12-27", "Christmas Day on a Tuesday"),
    ("2024-11-26", "2024-12-27", "St Stephen's Day on a Thursday"),
    ("2026-11-24", "2026-12-24", "Christmas Eve is a working day"),
    ("2026-12-01", "2027-01-04", "New Year's Day on a Friday"),
    ("2024-12-01", "2025-01-02", "New Year's Day on a Wednesday"),
    ("2025-12-06", "2026-01-07", "Epiphany on a Tuesday"),
    ("2026-04-01", "2026-05-04", "May Day on a Friday"),
    ("2025-04-01", "2025-05-02", "May Day on a Thursday"),
    ("2026-04-14", "2026-05-15", "Ascension Day 2026"),
    ("2025-04-29", "2025-05-30", "Ascension Day 2025"),
    ("2026-04-24", "2026-05-25", "Whit Sunday; Whit Monday is a working day"),
]

PAUSES = [
    ("2026-09-01", "2026-09-02>2026-09-07", "2026-10-06", "five days, from question to answer"),
    ("2026-09-01", "2026-09-02>2026-09-02", "2026-10-01", "answered on the same day"),
    ("2026-09-01", "2026-09-01>2026-09-02", "2026-10-02", "asked on the day of receipt"),
    ("2026-09-01", "2026-09-02>", "2026-10-01", "no answer yet: as if it had not stopped"),
    ("2026-09-01", "2026-09-08>2026-09-10", "2026-10-05", "asked on the seventh day"),
    ("2026-09-01", "2026-09-09>2026-09-11", "2026-10-01", "asked on the eighth day: too late"),
    ("2026-09-01", "2026-08-31>2026-09-11", "2026-10-01", "asked before the request"),
    ("2026-09-01", "2026-09-07>2026-09-02", "2026-10-01", "an answer before its question"),
    ("2026-09-01", "2026-09-02>2026-09-07 2026-09-04>2026-09-09", "2026-10-08", "overlapping"),
    ("2026-09-01", "2026-09-02>2026-09-09 2026-09-04>2026-09-05", "2026-10-08", "one in another"),
    ("2026-09-01", "2026-09-02>2026-09-07 2026-09-02>2026-09-07", "2026-10-06", "noted twice"),
    ("2026-09-01", "2026-09-02>2026-09-04 2026-09-07>2026-09-08", "2026-10-05", "two, 2 + 1 days"),
    ("2026-09-01", "2026-09-04>2026-09-06 2026-09-02>2026-09-04", "2026-10-05", "the later first"),
    ("2026-09-01", "2026-09-02>2026-09-07 2026-09-08>", "2026-10-06", "one over, one open"),
    ("2026-01-30", "2026-01-31>2026-02-10", "2026-03-10", "over the end of a month"),
    ("2026-09-01", "2026-09-03>2026-10-15", "2026-11-12", "longer than the month itself"),
    ("2028-01-31", "2028-02-01>2028-02-02", "2028-03-01", "a day more than a leap February"),
    ("2026-11-20", "2026-11-23>2026-11-28", "2026-12-28", "what it adds ends on Christmas Day"),
    ("2026-09-03", "2026-09-04>2026-09-05", "2026-10-05", "rolled once, when all is added"),
]

EXTENSIONS = [
    ("2026-03-05", "", "2026-03-20+1", "2026-05-05", "one further month, from receipt"),
    ("2026-03-05", "", "2026-03-20+2", "2026-06-05", "two further months, from receipt"),
    ("2026-01-31", "", "2026-02-10+1", "2026-03-31", "counted from the 31st, not from the 28th"),
    ("2025-11-30", "", "2025-12-10+2", "2026-03-02", "28 February is a Saturday"),
    ("2026-02-03", "", "2026-02-10+1", "2026-04-07", "the further month ends on Good Friday"),
    ("2026-03-05", "", "2026-03-05+1", "2026-05-05", "told on the day of receipt"),
    ("2026-03-05", "", "2026-04-07+2", "2026-06-05", "told on the last day, which Easter moved"),
    ("2026-03-05", "", "2026-04-08+2", "2026-04-07", "told one day late"),
    ("2026-03-05", "", "2026-03-04+2", "2026-04-07", "told before there was a request"),
    ("2026-09-01", "2026-09-02>2026-09-07", "2026-09-20+2", "2026-12-07", "with a pause"),
    ("2026-09-01", "2026-09-02>2026-09-07", "2026-10-06+1", "2026-11-06", "told in days it gave"),
    ("2026-09-01", "2026-09-02>2026-09-07", "2026-10-07+1", "2026-10-06", "told after those days"),
    ("2026-09-01", "2026-09-02>", "2026-10-02+1", "2026-10-01", "an open pause gives no days"),
    ("2026-09-01", "2026-09-09>2026-09-20", "2026-10-02+1", "2026-10-01", "a late one neither"),
]

VECTORS = [
    *((received, "", "", due, why) for received, due, why in T8 + MONTH_ENDS + EASTERS + HOLIDAYS),
    *((received, pauses, "", due, why) for received, pauses, due, why in PAUSES),
    *EXTENSIONS,
]


def on(day: str) -> date:
    return date.fromisoformat(day)


def clock(received: str, pauses: str = "", extension: str = "") -> Clock:
    """Return the clock of a vector."""
    ends = [each.split(">") for each in pauses.split()]
    stopped = tuple(Pause(on(asked), on(arrived) if arrived else None) for asked, arrived in ends)
    told, _plus, months = extension.partition("+")
    return Clock(on(received), stopped, Extension(on(told), int(months)) if told else None)


# --- The vectors ----------------------------------------------------------------------------


@pytest.mark.parametrize(("received", "due", "why"), T8, ids=[each[-1] for each in T8])
def test_t8(received: str, due: str, why: str) -> None:
    assert clock(received).due.isoformat() == due


@pytest.mark.parametrize(
    ("received", "pauses", "extension", "due", "why"), VECTORS, ids=[each[-1] for each in VECTORS]
)
def test_a_request_is_due(received: str, pauses: str, extension: str, due: str, why: str) -> None:
    assert clock(received, pauses, extension).due.isoformat() == due


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-01-31", 3, "2026-04-30"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 14, "2029-02-28"),
    ],
)
def test_months_later_is_the_same_number_or_the_last_day(day: str, months: int, after: str) -> None:
    assert months_after(on(day), months).isoformat() == after


# --- What is shown beside the due day -------------------------------------------------------


def test_the_day_to_aim_at_is_moved_by_no_holiday() -> None:
    assert clock("2026-03-05").aim == date(2026, 4, 5)
    assert clock("2026-09-03", "2026-09-04>2026-09-05").aim == date(2026, 10, 4)


def test_the_first_due_day_stays_beside_an_extension() -> None:
    known = clock("2026-03-05", extension="2026-03-20+2")
    assert known.is_extended
    assert (known.first_due, known.due) == (date(2026, 4, 7), date(2026, 6, 5))


def test_an_extension_told_too_late_is_no_extension() -> None:
    known = clock("2026-03-05", extension="2026-04-08+2")
    assert not known.is_extended
    assert known.due == known.first_due


def test_an_extension_may_be_told_until_the_last_day_of_the_first_month() -> None:
    known = clock("2026-03-05")
    days = ("2026-03-04", "2026-03-05", "2026-04-07", "2026-04-08")
    assert [known.may_extend(on(day)) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("months", [-1, 0, 3])
def test_no_extension_is_of_another_length_than_the_law_allows(months: int) -> None:
    with pytest.raises(ValueError, match="months"):
        Extension(date(2026, 3, 20), months)


@pytest.mark.parametrize(
    ("pauses", "is_paused"),
    [
        ("", False),
        ("2026-09-02>", True),
        ("2026-09-02>2026-09-07", False),
        ("2026-09-02>2026-09-07 2026-09-08>", True),
        ("2026-09-09>", False),
    ],
    ids=["none", "open", "answered", "one answered, one open", "asked too late"],
)
def test_the_clock_stands_while_a_prompt_question_is_open(pauses: str, is_paused: bool) -> None:
    assert clock("2026-09-01", pauses).is_paused == is_paused


def test_days_left_are_counted_down_to_the_last_day_and_below() -> None:
    known = clock("2026-03-05")
    days = [date(2026, 3, 5), date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 8)]
    assert [known.days_left(day) for day in days] == [33, 1, 0, -1]
    assert [known.is_overdue(day) for day in days] == [False, False, False, True]


# --- A second clock, written in another way -------------------------------------------------


def walked(day: date, months: int) -> date:
    """Walk until so many months have turned, and on to the same number or the month's end."""
    number, turned = day.day, 0
    while True:
        tomorrow = day + DAY
        if turned == months and (day.day == number or tomorrow.day == 1):
            return day
        turned += tomorrow.day == 1
        day = tomorrow


def stood_still(known: Clock, day: date) -> bool:
    """Look at one day alone: does some prompt question, since answered, wait for its answer?"""
    return any(
        0 <= (each.asked - known.received).days <= 7
        and each.arrived is not None
        and each.asked <= day < each.arrived
        for each in known.pauses
    )


def ended(known: Clock, months: int) -> date:
    """Return the last day, rolled, as somebody with a paper calendar finds it."""
    last, day = walked(known.received, months), known.received
    while day < known.received + 100 * DAY:
        last += DAY * stood_still(known, day)
        day += DAY
    while last.isoweekday() > 5 or is_holiday(last):
        last += DAY
    return last


def due(known: Clock) -> date:
    first, longer = ended(known, 1), known.extension
    if longer and known.received <= longer.told <= first:
        return ended(known, 1 + longer.months)
    return first


days = st.dates(date(1990, 1, 1), date(2100, 9, 30))


@st.composite
def clocks(draw: st.DrawFn, received: st.SearchStrategy[date] = days) -> Clock:
    """Draw a clock, most often with something that bends it."""
    start = draw(received)
    asked = st.integers(-2, 12).map(lambda n: start + n * DAY)
    arrived = st.none() | st.integers(-2, 60).map(lambda n: start + n * DAY)
    pauses = draw(st.lists(st.builds(Pause, asked, arrived), max_size=3))
    told = st.integers(-2, 99).map(lambda n: start + n * DAY)
    extension = draw(st.none() | st.builds(Extension, told, st.integers(1, 2)))
    return Clock(start, tuple(pauses), extension)


def test_both_clocks_agree_on_every_day_of_thirty_years() -> None:
    day = date(2018, 5, 25)  # from the day on which the GDPR applies
    while day.year < 2048:
        assert Clock(day).due == ended(Clock(day), 1), day
        day += DAY


@settings(max_examples=500)
@given(clocks())
def test_both_clocks_agree_whatever_bends_them(known: Clock) -> None:
    assert known.due == due(known)
    assert known.first_due == ended(known, 1)


# --- Laws -----------------------------------------------------------------------------------


@given(clocks())
def test_due_is_a_working_day_and_never_before_the_day_to_aim_at(known: Clock) -> None:
    for day in (known.due, known.first_due):
        assert is_working_day(day)
    assert known.aim <= known.due
    assert known.first_due <= known.due


@given(clocks())
def test_due_is_never_before_a_month_has_passed(known: Clock) -> None:
    """No month is shorter than 28 days."""
    assert known.due >= known.received + 28 * DAY


@given(days, st.integers(0, 40), st.sampled_from([0, 1, 2]))
@example(date(2026, 1, 28), 3, 0)
@example(date(2026, 1, 29), 2, 2)
def test_what_came_later_is_not_due_earlier(day: date, later: int, months: int) -> None:
    first, second = (
        Clock(received, (), Extension(received, months) if months else None)
        for received in (day, day + later * DAY)
    )
    assert first.due <= second.due


@given(clocks(), st.integers(-2, 12), st.none() | st.integers(-2, 60))
def test_a_pause_never_brings_the_due_day_forward(
    known: Clock, asked: int, arrived: int | None
) -> None:
    start = known.received
    pause = Pause(start + asked * DAY, None if arrived is None else start + arrived * DAY)
    stopped = Clock(start, (*known.pauses, pause), known.extension)
    assert stopped.due >= known.due


@given(clocks())
def test_the_order_of_pauses_does_not_matter(known: Clock) -> None:
    turned = Clock(known.received, known.pauses[::-1], known.extension)
    assert (turned.due, turned.is_paused) == (known.due, known.is_paused)


@given(clocks(), days)
def test_overdue_begins_on_the_day_after_the_last_one(known: Clock, today: date) -> None:
    assert known.is_overdue(today) == (today > known.due)
    assert known.due == today + known.days_left(today) * DAY
