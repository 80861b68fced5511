"""What falls due when: the clock of vouchers, the class of each client, and what is told of it."""

import copy
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heijastus_records.law import consent, due, erasure, retention
from heijastus_records.law.due import Reason, State
from heijastus_records.law.erasure import RETENTION, Outcome
from heijastus_records.law.retention import Rules
from heijastus_records.letters import page, picture, text
from heijastus_records.letters import retention as told
from heijastus_records.register import document, layout, schema, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import erasing, intake, retaining, retaining_text, today

from . import by_csv
from .house import AINO, TODAY, Ran
from .template import Template
from .test_erasure_plan import clients, days, numbers, years

Run = Callable[..., Ran]

JANUARY = date(2037, 1, 4)
CALENDAR_YEAR = Rules(10, (12, 31))

# --- The clock ------------------------------------------------------------------------------

VECTORS = [
    # Day of the invoice, end of the financial year, years of the notice → its last day by the
    # notice, and by the statute; why.
    ("2022-05-01", "12-31", 10, "2032-12-31", "2028-12-31", "published: year ended 31.12.2022"),
    ("2023-10-01", "03-31", 10, "2034-03-31", "2030-12-31", "published: year ended 31.3.2024"),
    ("2022-01-01", "12-31", 10, "2032-12-31", "2028-12-31", "first day of a calendar year"),
    ("2022-12-31", "12-31", 10, "2032-12-31", "2028-12-31", "last day of a calendar year"),
    ("2023-01-01", "12-31", 10, "2033-12-31", "2029-12-31", "the day after: the next year"),
    ("2024-02-29", "12-31", 10, "2034-12-31", "2030-12-31", "29.2. is a day like any other"),
    ("2024-03-31", "03-31", 10, "2034-03-31", "2030-12-31", "last day of a broken year"),
    ("2024-04-01", "03-31", 10, "2035-03-31", "2031-12-31", "the day after: a year longer"),
    ("2023-04-01", "03-31", 10, "2034-03-31", "2030-12-31", "first day of a broken year"),
    ("2023-12-31", "03-31", 10, "2034-03-31", "2030-12-31", "change of calendar year: same one"),
    ("2024-01-01", "03-31", 10, "2034-03-31", "2030-12-31", "change of calendar year: same one"),
    ("2024-04-30", "04-30", 10, "2034-04-30", "2030-12-31", "30.4.: last day"),
    ("2024-05-01", "04-30", 10, "2035-04-30", "2031-12-31", "30.4.: the day after"),
    ("2023-12-31", "04-30", 10, "2034-04-30", "2030-12-31", "30.4.: over the turn of the year"),
    ("2024-06-30", "06-30", 10, "2034-06-30", "2030-12-31", "30.6.: last day"),
    ("2024-07-01", "06-30", 10, "2035-06-30", "2031-12-31", "30.6.: the day after"),
    ("2024-09-30", "09-30", 10, "2034-09-30", "2030-12-31", "30.9.: last day"),
    ("2024-10-01", "09-30", 10, "2035-09-30", "2031-12-31", "30.9.: the day after"),
    ("2024-12-31", "09-30", 10, "2035-09-30", "2031-12-31", "30.9.: last of the calendar year"),
    ("2024-02-29", "02-29", 10, "2034-02-28", "2030-12-31", "29.2.: ten years on there is none"),
    ("2024-03-01", "02-29", 10, "2035-02-28", "2031-12-31", "29.2.: the day after"),
    ("2023-02-28", "02-29", 10, "2033-02-28", "2029-12-31", "end of February, no leap year"),
    ("2023-03-01", "02-29", 10, "2034-02-28", "2030-12-31", "the year that ends on 29.2.2024"),
    ("2018-01-15", "02-29", 10, "2028-02-29", "2024-12-31", "ten years on is a leap year"),
    ("2024-02-28", "02-28", 10, "2034-02-28", "2030-12-31", "28.2. in a leap year: last day"),
    ("2024-02-29", "02-28", 10, "2035-02-28", "2031-12-31", "28.2.: leap day is the next year"),
    ("2018-02-28", "02-28", 10, "2028-02-28", "2024-12-31", "28.2. stays 28.2. in a leap year"),
    ("2024-01-31", "01-31", 10, "2034-01-31", "2030-12-31", "31.1.: eleven months of wait"),
    ("2024-02-01", "01-31", 10, "2035-01-31", "2031-12-31", "31.1.: the day after"),
    ("2024-11-30", "11-30", 10, "2034-11-30", "2030-12-31", "30.11.: last day"),
    ("2024-12-01", "11-30", 10, "2035-11-30", "2031-12-31", "30.11.: the day after"),
    ("2022-05-01", "12-31", 6, "2028-12-31", "2028-12-31", "six years of the notice: the same"),
    ("2022-05-01", "12-31", 7, "2029-12-31", "2028-12-31", "seven years of the notice"),
    ("2024-03-31", "03-31", 7, "2031-03-31", "2030-12-31", "seven years, a broken year"),
    ("2024-03-31", "03-31", 6, "2030-12-31", "2030-12-31", "six years end too early: statute"),
    ("2024-06-30", "06-30", 5, "2030-12-31", "2030-12-31", "less than the statute: statute"),
    ("2022-05-01", "12-31", 1, "2028-12-31", "2028-12-31", "one year: statute"),
    ("2024-09-30", "09-30", 20, "2044-09-30", "2030-12-31", "more than ten: the notice binds"),
    ("1999-12-31", "12-31", 10, "2009-12-31", "2005-12-31", "turn of the century"),
    ("2000-02-29", "02-29", 10, "2010-02-28", "2006-12-31", "2000 was a leap year"),
    ("2100-02-28", "02-29", 10, "2110-02-28", "2106-12-31", "2100 is none"),
    ("2199-12-31", "11-30", 99, "2299-11-30", "2206-12-31", "the last day that may be written"),
]


@pytest.mark.parametrize(
    ("day", "ends", "promised", "until", "statute", "why"), VECTORS, ids=lambda word: str(word)
)
def test_a_voucher_is_kept_to_its_day_and_goes_on_the_next(
    day: str, ends: str, promised: int, until: str, statute: str, why: str
) -> None:
    """Both days are inclusive."""
    rules = Rules.of({"financial_year_ends": ends, "accounting": {"years": str(promised)}})
    end = retention.accounting_end(date.fromisoformat(day), rules)
    assert (str(end.until), str(end.statute_until)) == (until, statute), why
    data = {"kind": "person", "invoices": [{"number": "1", "date": day}]}
    last = date.fromisoformat(until)
    kept, gone = (_plan(data, each, rules) for each in (last, last + timedelta(days=1)))
    assert "invoices" in kept.remains
    assert {path[0] for path in gone.erased} >= {"invoices"}


def test_the_vectors_are_many_and_differ() -> None:
    assert len({vector[:3] for vector in VECTORS}) == len(VECTORS) >= 32


# --- Classes --------------------------------------------------------------------------------


def _plan(
    data: Any, day: date = TODAY, rules: Rules = CALENDAR_YEAR, comments: int = 0
) -> erasure.Plan:
    return erasure.plan(schema.leaves("client", data), data, rules, day, RETENTION, comments)


def _standing(body: str, day: date = TODAY, asked: bool = False) -> due.Standing:
    data: Any = document.load("kind: person\nname: {given: Aino, family: Esimerkki}\n" + body)
    return due.standing(_plan(data, day), data, asked)


ENDED = "relationship: {started: 2020-01-01, ended: 2026-11-21}\n"
PAID = "invoices: [{number: a, date: 2024-05-05}]\n"
OLD = "invoices: [{number: a, date: 2015-05-05}, {number: b, date: 2024-05-05}]\n"
HOLD = "holds: [{ground: art-17-3-e, since: 2026-01-01}]\n"


@pytest.mark.parametrize(
    ("body", "state", "reason"),
    [
        (ENDED, State.NOW, Reason.PASSED),
        (ENDED + PAID, State.PARTLY, Reason.PASSED_IN_PART),
        (OLD, State.PARTLY, Reason.PASSED_IN_PART),
        (ENDED + HOLD, State.HELD, Reason.HOLD),
        (ENDED + "restriction: {ground: art-18-1-c, since: 2026-02-01}\n", State.HELD, Reason.HOLD),
        ("relationship: {ended: 2026-11-22}\n", State.SOON, Reason.SOON),
        ("relationship: {ended: 2027-02-19}\n", State.SOON, Reason.SOON),
        ("relationship: {ended: 2027-02-20}\n", State.RUNNING, Reason.NONE),
        ("contracts: [{ends: 2026-11-21}, {ends: 2020-01-01}]\n", State.SOON, Reason.CONTRACTS),
        ("contracts: [{ends: 2026-11-22}]\n", State.RUNNING, Reason.NONE),
        ("contracts: [{ends: 2026-11-21}, {service: työnohjaus}]\n", State.UNCLEAR, Reason.NO_END),
        ("contracts: [{ends: 2026-11-22}, {service: työnohjaus}]\n", State.RUNNING, Reason.NONE),
        ("contracts: [{service: työnohjaus}]\n", State.UNCLEAR, Reason.NO_END),
        ("", State.UNCLEAR, Reason.NO_END),
        (HOLD, State.UNCLEAR, Reason.NO_END),
        ("reduced: {day: 2026-01-01, ground: art-17-1}\n" + PAID, State.RUNNING, Reason.NONE),
    ],
)
def test_each_client_is_in_one_class_for_one_reason(
    body: str, state: State, reason: Reason
) -> None:
    standing = _standing(body)
    assert (standing.state, standing.reason) == (state, reason)


def test_whoever_waits_for_an_answer_is_not_erased_before() -> None:
    assert _standing(ENDED, asked=True).reason is Reason.REQUEST
    assert not _standing(ENDED, asked=True).goes
    assert _standing("", asked=True).reason is Reason.NO_END


def test_each_thing_falls_due_on_its_own_day() -> None:
    falls = _standing("relationship: {ended: 2027-06-30}\n" + OLD).falls
    assert [(str(fall.day), fall.is_whole, fall.invoices) for fall in falls] == [
        ("2026-11-22", False, 1),
        ("2027-07-01", False, 0),
        ("2035-01-01", True, 1),
    ]
    held = _standing(ENDED + "holds: [{ground: a, since: 2026-01-01, until: 2027-12-31}]\n").falls
    assert [(str(fall.day), fall.is_whole) for fall in held] == [("2028-01-01", True)]
    assert _standing(ENDED + HOLD).falls == ()
    assert [fall.is_whole for fall in _standing(PAID).falls] == [False]  # the rest has no end


def test_paper_past_its_own_day_is_named_where_the_record_stays() -> None:
    body = "paper: [{kind: muistio, place: kaappi, until: 2026-11-21}, {kind: b, place: c}]\n"
    assert [sheet.kind for sheet in _standing(body).shred] == ["muistio"]
    assert _standing(body, date(2026, 11, 21)).shred == ()
    assert _standing(ENDED + body).shred == ()  # it goes with the record


def test_a_consent_is_asked_for_again_before_it_is_too_old() -> None:
    rules = consent.Rules({"marketing": consent.BASIS}, {"marketing": frozenset()}, {})

    def renewals(given: str, day: date, more: str = "") -> list[bool]:
        data: Any = document.load(f"kind: person\nconsents:\n  - {{purpose: marketing, {given}}}")
        data |= document.load(more) if more else {}
        return [each.is_old for each in due.renewals(data, _plan(data, day), rules)]

    assert renewals("given: 2024-11-22", TODAY) == [False]
    assert renewals("given: 2024-11-21", TODAY) == [True]
    assert renewals("given: 2025-02-20", TODAY) == [False]
    assert renewals("given: 2025-02-21", TODAY) == []
    assert renewals("given: 2020-01-01, withdrawn: 2021-01-01", TODAY) == []
    assert renewals("given: 2020-01-01", TODAY, "relationship: {ended: 2026-01-01}") == []
    objected = "objection: {day: 2026-01-01, to: marketing}"
    assert renewals("given: 2020-01-01", TODAY, objected) == []


# --- Financial years ------------------------------------------------------------------------


def test_the_table_says_when_the_law_would_let_go_and_the_notice_keeps() -> None:
    dates = [date(2015, 1, 1), date(2016, 1, 1), date(2019, 12, 31), date(2020, 1, 1)]
    rows = due.years([(day, False) for day in dates], CALENDAR_YEAR, TODAY)
    assert [(row.end.year, row.is_due, row.is_hers) for row in rows] == [
        (2015, True, False),
        (2016, False, True),
        (2019, False, True),
        (2020, False, False),
    ]
    for day, hers in ((date(2026, 12, 31), False), (date(2027, 1, 1), True)):
        (row,) = due.years([(dates[3], False)], CALENDAR_YEAR, day)
        assert row.is_hers == hers  # the statute's day is its last one
    held = due.years([(dates[0], True), (dates[0], False)], CALENDAR_YEAR, TODAY)
    assert [(row.invoices, row.held) for row in held] == [(2, 1)]
    assert told.now(held[0], "en") == "due, 1 on hold"


# --- Properties -----------------------------------------------------------------------------


@given(clients, days, years, numbers)
def test_nothing_is_due_before_its_day_and_everything_is_after_it(
    data: Any, day: date, rules: Rules, comments: int
) -> None:
    """The days that are told are the days on which something more goes, and no other day is."""
    plan = _plan(data, day, rules, comments)
    for each in plan.due:
        assert each.end.until is not None and each.end.until < day
    standing = due.standing(plan, data)
    for fall in standing.falls:
        if fall.day > day:
            eve, then = (
                _plan(data, each, rules, comments)
                for each in (fall.day - timedelta(days=1), fall.day)
            )
            assert len(then.erased) > len(eve.erased) or eve.holds
            assert (then.outcome is Outcome.WHOLE) == fall.is_whole
    assert standing.goes == (plan.outcome is not Outcome.REFUSED)
    assert sum(fall.is_whole for fall in standing.falls) <= 1


_free = clients.map(
    lambda data: {name: each for name, each in data.items() if name not in ("holds", "restriction")}
)


@settings(max_examples=300)
@given(_free, days, st.timedeltas(timedelta(0), timedelta(days=9000)), years, numbers)
def test_two_steps_take_what_one_takes_and_a_second_time_nothing(
    data: Any, day: date, later: timedelta, rules: Rules, comments: int
) -> None:
    """Nothing goes too early because something else has gone before."""
    first = _plan(data, day, rules, comments)
    if first.outcome is not Outcome.PARTIAL:
        return
    again = _plan(first.remains, day, rules)
    assert (again.outcome, again.erased) == (Outcome.REFUSED, ())
    then = min(day + later, date(2100, 1, 1))
    once, twice = _plan(data, then, rules, comments), _plan(first.remains, then, rules)
    assert _bare(once) == _bare(twice)


def _bare(plan: erasure.Plan) -> Any:
    """Return what remains, without the note that something has gone."""
    remains = copy.deepcopy(plan.remains)
    return {name: value for name, value in remains.items() if name != "reduced"}


# --- The list -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """The register with the list of 297 invented clients in it; nobody may change it."""
    from .template import at_home

    base = tmp_path_factory.mktemp("listed")
    with pytest.MonkeyPatch.context() as patch:
        at_home(base / "made", patch)
        register = template.copy_to(base / "made", with_aino=False)
        plan = intake.plan(register, by_csv.SAMPLE.read_bytes())
        intake.carry_out(register, plan)
        yield register


def test_three_pairs_of_rows_are_one_client_each(kept: Register) -> None:
    assert len(by_csv.clients()) == len(kept.ids()) == 297


@pytest.mark.parametrize("day", [TODAY, JANUARY, date(2027, 1, 4)])
def test_the_classes_agree_with_a_count_of_the_list_by_hand(kept: Register, day: date) -> None:
    """Not the counts alone: each client is in the class in which the list puts it."""
    found = retaining.report(kept, day)
    by_hand = by_csv.classes(day)
    assert found.to_json()["counts"] == {state.value: by_hand[state.value] for state in State}
    wanted = {(row.address, row.name): by_csv.stands(row, day) for row in by_csv.clients()}
    assert len(wanted) == 297
    for item in found.items:
        data: Any = kept.read(item.id).data
        name = data["name"]
        name = name if isinstance(name, str) else f"{name['given']} {name['family']}"
        address = data["emails"][0].casefold()
        assert item.standing.state.value == wanted[address, name.casefold()]


@pytest.mark.parametrize("ends", ["12-31", "04-30"])
@pytest.mark.parametrize("day", [TODAY, JANUARY])
def test_the_invoices_of_each_financial_year_agree_with_a_count_by_hand(
    kept: Register, day: date, ends: str
) -> None:
    notice = kept.notice.data["retention"]
    before, notice["financial_year_ends"] = notice["financial_year_ends"], ends
    try:
        found = retaining.report(kept, day)
    finally:
        notice["financial_year_ends"] = before
    month = int(ends[:2])
    assert {year.end: year.invoices for year in found.years} == by_csv.invoices(month)
    by_hand = by_csv.classes(day, month)
    assert found.to_json()["counts"] == {state.value: by_hand[state.value] for state in State}
    for year in found.years:
        assert year.is_due == (by_csv.goes(year.end, month) <= day)
        assert year.is_hers == (not year.is_due and year.end.year + 6 < day.year)
    rows = found.rows()
    due_now = sum(
        count for end, count in by_csv.invoices(month).items() if end.year + 10 < day.year
    )
    if month == 12:
        assert rows[0].invoices == due_now
    assert sum(row.invoices for row in rows) == sum(by_csv.invoices(month).values())


@pytest.mark.parametrize("day", [TODAY, JANUARY])
def test_what_falls_due_in_each_year_agrees_with_a_count_by_hand(kept: Register, day: date) -> None:
    """A client counts once in a year: whole where nothing is left afterwards, else in part."""
    found = retaining.report(kept, day)
    assert {row.year: (row.whole, row.part) for row in found.rows() if row.whole + row.part} == {
        year: counts for year, counts in by_csv.falls(day).items() if sum(counts)
    }


# --- What is told ---------------------------------------------------------------------------


def test_the_summary_fits_eighty_columns_and_names_what_goes_on(kept: Register) -> None:
    found = retaining.report(kept, TODAY)
    for language in ("fi", "sv", "en"):
        shown = retaining_text.render(found, language)
        assert max(map(len, shown.splitlines())) <= 80
        for state in set(State) - {State.RUNNING}:
            first = found.of(state)[: retaining_text.SHOWN]
            assert all(item.id[:8] in shown for item in first)
    assert "and 82 more: records retention --json" in shown  # 100 are due now
    assert re.search(r"due now +100 +the time of all", shown)
    assert "→ records retention apply" in shown
    assert re.search(r"2016-12-31 +51 +2026-12-31 +2022-12-31 +by law it could go", shown)


def test_no_name_or_address_is_in_any_form_of_the_list(kept: Register) -> None:
    found = retaining.report(kept, TODAY)
    forms = [
        retaining_text.render(found, "en"),
        str(found.table("en")),
        json.dumps(found.to_json()),
    ]
    forms += [retaining.form(found, name, "en").decode() for name in ("html", "svg", "text")]
    forms.append(retaining.agenda(kept, found, "en").decode())
    for shown in forms:
        assert "@posti.example" not in shown
        for row in by_csv.clients():
            assert row.name not in shown.casefold()


def test_the_json_has_every_value_that_is_due_with_its_rule(kept: Register) -> None:
    found = retaining.report(kept, TODAY).to_json()
    assert found["schema"] == "records.retention/1"
    for each in found["records"]:
        assert bool(each["due"]) == (each["class"] in ("due-now", "due-partly"))
        for value in each["due"]:
            assert value["rule"] in ("relationship", "accounting", "record")
            assert value["until"] < TODAY.isoformat()
            assert set(value["title"]) == {"fi", "sv", "en"}
        assert all(kept["until"] is None or kept["until"] >= "2026-11-22" for kept in each["keep"])


def test_the_picture_stands_alone_and_says_what_it_shows(kept: Register) -> None:
    chart = told.chart(retaining.report(kept, TODAY), "fi")
    drawn = picture.render(chart, "fi")
    root = ElementTree.fromstring(drawn.encode())
    named = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert {"title", "desc", "text", "rect"} <= named
    assert named <= {"svg", "title", "desc", "style", "text", "rect", "path"}
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", drawn)
    figures = [element.text for element in root.iter() if element.get("class") == "figure"]
    rows = zip(*(each.values for each in chart.series), strict=True)
    assert figures == [str(number) for row in rows for number in row if number]
    wide = float(root.attrib["viewBox"].split()[2])
    for bar in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(bar.get("x", 0)) + float(bar.attrib["width"]) <= wide


def test_the_page_shows_three_kinds_of_bars_that_differ(kept: Register) -> None:
    letter = told.letter(retaining.report(kept, TODAY), "en")
    shown = page.render(letter)
    for kind in range(3):
        assert f'<rect class="bar-{kind}"' in shown
        assert f".bar-{kind} {{" in shown
    assert len(set("█░▒") & set(text.render(letter))) == 3


def test_the_calendar_has_whole_days_ids_only_and_uids_that_stay(
    kept: Register, records: Run
) -> None:
    found = retaining.report(kept, TODAY)
    days = {}
    for day in (TODAY, date(2026, 11, 23)):
        made = icalendar.Calendar.from_ical(
            retaining.agenda(kept, retaining.report(kept, day), "en")
        )
        events = [*made.walk("VEVENT")]
        assert len({str(each["UID"]) for each in events}) == len(events)
        assert all(type(each["DTSTART"].dt) is date for each in events)
        assert {each["DTSTAMP"].dt.date() for each in events} == {day}
        days[day] = {str(each["UID"]): each for each in events}
    assert days[TODAY].keys() == days[date(2026, 11, 23)].keys()
    item = next(each for each in found.items if each.standing.state is State.SOON)
    event = days[TODAY][f"due-{item.id}@{kept.notice.register}"]
    assert event["DTSTART"].dt == item.next_due
    assert str(event["SUMMARY"]) == f"{item.id}: something falls due (records retention)"


# --- The register ---------------------------------------------------------------------------

GONE = "kind: person\nname: {given: Bo, family: Ek}\nrelationship: {ended: 2020-01-01}\n"


def test_open_requests_and_waiting_erasures_are_in_the_calendar_and_hold_what_is_due(
    register: Register, records: Run
) -> None:
    asks, waits = layout.new_id("c"), layout.new_id("c")
    register.add({asks: GONE, waits: GONE.replace("Bo", "Kaj")}, action="new")
    words = ("--duty", "access", "--channel", "phone", "--confirmed", "phone")
    assert records("--as-of", "2026-11-20", "requests", "add", asks, *words).code == 0
    assert records("--as-of", "2026-11-20", "erase", waits, "--queue").code == 0
    fresh = Register.open(register.root, register.private.identity)
    found = retaining.report(fresh, TODAY)
    assert {item.id: item.standing.reason for item in found.items} == {
        asks: Reason.REQUEST,
        waits: Reason.REQUEST,
    }
    assert found.ready == 0
    made = icalendar.Calendar.from_ical(retaining.agenda(fresh, found, "en"))
    told = {str(each["UID"]).partition("@")[0]: each["DTSTART"].dt for each in made.walk("VEVENT")}
    (request,) = fresh.ids("r")
    assert told[f"answer-{request}"] == date(2026, 12, 21)  # the 20th is a Sunday
    assert told[f"erase-{waits}"] == date(2026, 12, 21)
    assert "nothing is due" in records("--as-of", "2026-11-22", "retention", "apply").err


def test_bare_records_says_in_one_line_what_is_due(register: Register, aino: str) -> None:
    assert not [each for each in today.duties(register, TODAY) if "retention" in each.command]
    register.add({layout.new_id("c"): GONE}, action="new")
    (duty,) = [each for each in today.duties(register, TODAY) if "retention" in each.command]
    assert duty.sentence == "1 record: its time has passed, whole or in part"


def test_each_form_is_delivered_by_the_program(
    register: Register, records: Run, aino: str, tmp_path: Path
) -> None:
    begins = {"html": b"<!DOCTYPE", "pdf": b"%PDF", "csv": b'"Id"', "json": b"{"}
    begins |= {"svg": b"<?xml", "ics": b"BEGIN:VCALENDAR", "txt": b"As of"}
    for ending, begin in begins.items():
        file = tmp_path / f"list.{ending}"
        lang = () if ending == "txt" else ("--lang", "en")
        ran = records("retention", "--out", str(file), *lang)
        assert ran.code == 0, ran.err
        assert file.read_bytes().startswith(begin)
    assert json.loads(records("retention", "--json").out)["counts"]["unclear"] == 1


def test_a_calendar_without_its_part_says_how_to_install_it(
    register: Register, records: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "icalendar.py").write_text("raise ImportError\n", "utf-8")
    import os
    import subprocess
    import sys

    from .house import PROJECT

    paths = f"{tmp_path}{os.pathsep}{PROJECT}"
    words = ["--register", str(register.root), "--identity", str(tmp_path / "identity")]
    done = subprocess.run(
        [sys.executable, "-m", "heijastus_records", *words, "retention", "--format", "ics"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert done.returncode == 2
    assert 'uv tool install "heijastus-records[calendar]"' in done.stderr


def test_many_plans_open_each_record_once(kept: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are planned for: the register is read once for all of them."""
    opened: list[str] = []
    true = vault.open_text

    def counting(*words: Any) -> Any:
        opened.append(words[2])
        return true(*words)

    records = [kept.read(record) for record in kept.ids()[:60]]
    monkeypatch.setattr(vault, "open_text", counting)
    counts = {}
    for many in (1, 60):
        opened.clear()
        assert len(erasing.of_all(kept, records[:many], TODAY, RETENTION)) == many
        counts[many] = len(opened)
        assert max(map(opened.count, kept.ids())) == 1
    assert counts[1] == counts[60]


def test_one_plan_of_many_is_the_plan_of_one(register: Register, aino: str) -> None:
    other = layout.new_id("c")
    register.add({other: AINO.replace("aino.", "eino.").replace("Aino", "Eino")}, action="new")
    records = [register.read(record) for record in (aino, other)]
    many = erasing.of_all(register, records, TODAY)
    assert [each.to_json() for each in many] == [
        erasing.of(register, record, TODAY).to_json() for record in records
    ]
