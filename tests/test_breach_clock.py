"""The clock of a breach, reckoned by hand: weekends, Christmas, the nights of 23 and 25 hours."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.law import breach, moment
from heijastus_records.law.breach import Breach, Clock, Exposure, Stage, Suggestion, suggest

VECTORS = {
    # A plain week. 24 November 2026 is a Tuesday.
    "2026-11-24T09:15+02:00": "2026-11-27T10:00+02:00",
    "2026-11-24T09:00+02:00": "2026-11-27T10:00+02:00",
    "2026-11-24T09:59+02:00": "2026-11-27T10:00+02:00",
    "2026-11-24T10:00+02:00": "2026-11-27T11:00+02:00",
    "2026-11-24T00:00+02:00": "2026-11-27T01:00+02:00",
    "2026-11-24T23:59+02:00": "2026-11-28T00:00+02:00",
    # Over a weekend, and ending on a Sunday: nothing is moved.
    "2026-11-27T16:40+02:00": "2026-11-30T17:00+02:00",
    "2026-11-26T12:05+02:00": "2026-11-29T13:00+02:00",
    # Christmas: from Wednesday into Boxing Day, which is a Saturday, and from the eve.
    "2026-12-23T15:30+02:00": "2026-12-26T16:00+02:00",
    "2026-12-24T08:10+02:00": "2026-12-27T09:00+02:00",
    # New Year, Easter (Good Friday to Easter Monday 2026), Independence Day on a Sunday.
    "2026-12-31T23:30+02:00": "2027-01-04T00:00+02:00",
    "2026-04-03T18:00+03:00": "2026-04-06T19:00+03:00",
    "2026-12-03T11:11+02:00": "2026-12-06T12:00+02:00",
    # The end of February, and of a leap year's.
    "2026-02-26T07:20+02:00": "2026-03-01T08:00+02:00",
    "2028-02-27T07:20+02:00": "2028-03-01T08:00+02:00",
    # 29 March 2026 at 3.00 the clock shows 4.00: an hour later by the clock.
    "2026-03-27T10:20+02:00": "2026-03-30T12:00+03:00",
    "2026-03-26T02:30+02:00": "2026-03-29T04:00+03:00",
    "2026-03-29T02:30+02:00": "2026-04-01T04:00+03:00",
    "2026-03-29T04:30+03:00": "2026-04-01T05:00+03:00",
    # 25 October 2026 at 4.00 the clock shows 3.00: an hour earlier by the clock.
    "2026-10-23T10:20+03:00": "2026-10-26T10:00+02:00",
    "2026-10-22T02:30+03:00": "2026-10-25T03:00+03:00",
    "2026-10-22T03:30+03:00": "2026-10-25T03:00+02:00",
    "2026-10-25T03:30+03:00": "2026-10-28T03:00+02:00",
    "2026-10-25T03:30+02:00": "2026-10-28T04:00+02:00",
    # Told of it elsewhere: in New York, in Tokyo, in India (whose hours begin at our half hours).
    "2026-11-23T20:15-05:00": "2026-11-27T04:00+02:00",
    "2026-11-24T16:15+09:00": "2026-11-27T10:00+02:00",
    "2026-11-24T12:50+05:30": "2026-11-27T10:00+02:00",
    "2026-11-24T07:15+00:00": "2026-11-27T10:00+02:00",
}
"""When it became known, and when the authority has to know."""


@pytest.mark.parametrize(("aware", "due"), VECTORS.items())
def test_the_period_ends_when_it_was_reckoned_by_hand(aware: str, due: str) -> None:
    assert moment.write(Clock(moment.read(aware)).due) == due


@pytest.mark.parametrize("aware", VECTORS)
def test_to_aim_at_are_seventy_two_hours_to_the_minute_and_never_later_than_the_end(
    aware: str,
) -> None:
    clock = Clock(moment.read(aware))
    assert clock.aim - clock.aware == timedelta(hours=72)
    assert timedelta(0) < clock.due - clock.aim <= timedelta(hours=1)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14))
def test_the_offset_in_which_a_moment_is_written_changes_nothing(
    plain: datetime, hours: int
) -> None:
    at = plain.replace(tzinfo=UTC)
    moved = at.astimezone(timezone(timedelta(hours=hours)))
    assert Clock(at).due == Clock(moved).due


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-24T09:15+02:00", 72),
        ("2026-11-24T10:00+02:00", 72),
        ("2026-11-24T10:01+02:00", 71),
        ("2026-11-27T09:00+02:00", 1),
        ("2026-11-27T09:30+02:00", 0),
        ("2026-11-27T10:00+02:00", 0),
        ("2026-11-27T10:01+02:00", -1),
        ("2026-11-28T10:00+02:00", -24),
    ],
)
def test_hours_left_are_whole_ones_and_less_than_nothing_when_it_is_late(
    now: str, left: int
) -> None:
    clock = Clock(moment.read("2026-11-24T09:15+02:00"))
    assert clock.hours_left(moment.read(now)) == left
    assert clock.is_late(moment.read(now)) == (left < 0)


# --- The wall clock -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "stored"),
    [
        (date(2026, 11, 24), time(9, 15), "2026-11-24T09:15+02:00"),
        (date(2026, 7, 1), time(9, 15), "2026-07-01T09:15+03:00"),
        (date(2026, 3, 29), time(2, 59), "2026-03-29T02:59+02:00"),
        (date(2026, 3, 29), time(4, 0), "2026-03-29T04:00+03:00"),
        (date(2026, 10, 25), time(3, 30), "2026-10-25T03:30+03:00"),  # the first of the two
        (date(2026, 10, 25), time(4, 0), "2026-10-25T04:00+02:00"),
    ],
)
def test_a_time_of_the_wall_clock_is_finnish_time(day: date, hour: time, stored: str) -> None:
    assert moment.write(moment.of_clock(day, hour)) == stored


@pytest.mark.parametrize("hour", [time(3, 0), time(3, 30), time(3, 59)])
def test_an_hour_that_there_never_was_is_no_moment(hour: time) -> None:
    with pytest.raises(ValueError, match="03"):
        moment.of_clock(date(2026, 3, 29), hour)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1921, 4, 30), date(2200, 1, 1)])
def test_a_time_that_cannot_be_stored_is_no_moment(day: date) -> None:
    with pytest.raises(ValueError, match=str(day.year)):
        moment.of_clock(day, time(9, 15))


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-11-24", "2026-11-24T09:15", "2026-11-24 09:15+02:00", "2026-11-24T09:15Z"),
        *("2026-02-30T09:15+02:00", "2026-11-24T24:15+02:00", "0001-01-01T00:00+14:00"),
        *("9999-12-31T23:59-12:00", "2026-11-24T09:15+99:00", "２026-11-24T09:15+02:00"),
    ],
)
def test_a_moment_is_stored_in_one_form(text: str) -> None:
    with pytest.raises(ValueError):
        moment.read(text)


# --- What the rules suggest -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("exposure", "risk", "reasons"),
    [
        (Exposure("lost-device", "yes", ()), "none", ("key-protected",)),
        (Exposure("lost-device", "none", ()), "none", ("no-key",)),
        (Exposure("lost-device", "no", ()), "high", ("key-open",)),
        (Exposure("lost-device", "yes", ("typed",)), "high", ("plaintext",)),
        (Exposure("lost-device", "no", ("typed",)), "high", ("key-open", "plaintext")),
        (Exposure("lost-device", "no"), "high", ("key-open",)),
        (Exposure("lost-device"), "risk", ("key-unknown", "plaintext-unknown")),
        (Exposure("lost-device", "yes"), "risk", ("plaintext-unknown",)),
        (Exposure("lost-device", "unknown", ()), "risk", ("key-unknown",)),
        (Exposure("intrusion", "yes", ()), "high", ("used",)),
        (Exposure("malware", "no"), "high", ("used",)),
        (Exposure("intrusion", "none", ()), "risk", ("no-key",)),
        (Exposure("wrong-recipient"), "risk", ("readable",)),
        (Exposure("lost-paper"), "risk", ("readable",)),
        (Exposure("unavailable", copies=True), "none", ("copies",)),
        (Exposure("unavailable", copies=False), "risk", ("no-copies",)),
        (Exposure("other"), "risk", ("look",)),
    ],
)
def test_the_facts_suggest_a_risk(exposure: Exposure, risk: str, reasons: tuple[str, ...]) -> None:
    assert suggest(exposure) == Suggestion(risk, reasons)


@pytest.mark.parametrize("kind", breach.KINDS)
@pytest.mark.parametrize("key", ["yes", "no", "none", "unknown"])
def test_what_is_not_known_is_never_suggested_to_be_harmless(kind: str, key: str) -> None:
    if kind != "unavailable":
        assert suggest(Exposure(kind, key)).risk != "none"


# --- Decisions and stages -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "objection"),
    [
        (("none", "not", "not", ""), ""),
        (("none", "notify", "not", ""), ""),
        (("none", "notify", "tell", ""), ""),
        (("risk", "notify", "not", ""), ""),
        (("risk", "notify", "tell", ""), ""),
        (("risk", "not", "not", ""), "authority"),
        (("high", "not", "tell", ""), "authority"),
        (("high", "notify", "not", ""), "persons"),
        (("high", "notify", "tell", ""), ""),
        *((("high", "notify", "not", each), "") for each in breach.EXCEPTIONS),
        (("high", "notify", "tell", "removed"), "exception"),
        (("risk", "notify", "not", "removed"), "exception"),
    ],
)
def test_a_decision_has_to_be_one_that_the_law_leaves(
    decided: tuple[str, str, str, str], objection: str
) -> None:
    assert breach.objection(*decided) == objection


AWARE = "2026-11-24T09:15+02:00"
LATER = "2026-11-24T12:00+02:00"
BOTH = {"made": LATER, "risk": "high", "authority": "notify", "persons": "tell"}


@pytest.mark.parametrize(
    ("more", "stage", "runs"),
    [
        ({}, Stage.ASSESS, True),
        ({"decisions": [BOTH]}, Stage.NOTIFY, True),
        ({"decisions": [BOTH], "notified": [{"when": LATER}]}, Stage.TELL, False),
        (
            {"decisions": [BOTH], "notified": [{"when": LATER}], "told": LATER},
            *(Stage.FOLLOW, False),
        ),
        ({"decisions": [BOTH], "closed": LATER}, Stage.CLOSED, False),
        ({"notified": [{"when": LATER}]}, Stage.ASSESS, False),
        (
            {"decisions": [{**BOTH, "risk": "none", "authority": "not", "persons": "not"}]},
            *(Stage.FOLLOW, False),
        ),
        (
            {
                "decisions": [{**BOTH, "persons": "not", "exception": "effort"}],
                "notified": [{"when": LATER}],
            },
            *(Stage.TELL, False),
        ),
    ],
)
def test_a_breach_stands_where_its_data_say(
    more: dict[str, object], stage: Stage, runs: bool
) -> None:
    found = Breach("b-aaaaaaaaaaaaa", {"aware": AWARE, **more})
    assert (found.stage, found.runs) == (stage, runs)


def test_the_newest_decision_is_in_force_whatever_the_order_or_the_offset() -> None:
    first = {**BOTH, "made": "2026-11-24T12:30+02:00"}
    second = {**BOTH, "made": "2026-11-24T11:00+00:00", "risk": "none"}
    for order in ([first, second], [second, first]):
        assert Breach("b-aaaaaaaaaaaaa", {"aware": AWARE, "decisions": order}).decision == second


def test_a_closed_breach_is_kept_for_ten_years_from_the_day_it_was_known() -> None:
    open_ = {"aware": "2028-02-29T09:15+02:00"}
    assert Breach("b-aaaaaaaaaaaaa", open_).kept_until is None
    closed = {**open_, "closed": "2028-03-20T12:00+02:00"}
    assert Breach("b-aaaaaaaaaaaaa", closed).kept_until == date(2038, 2, 28)
    late = {**open_, "closed": "2039-03-20T12:00+02:00"}
    assert Breach("b-aaaaaaaaaaaaa", late).kept_until == date(2039, 3, 20)
