"""The plan of an erasure: each value goes, stays until its own day, or is on hold, and says why."""

import copy
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.errors import Invalid, NotFound, Refused
from heijastus_records.law import client, erasure, retention
from heijastus_records.law.erasure import REQUEST, RETENTION, Outcome, Plan
from heijastus_records.law.retention import Rules
from heijastus_records.letters import erasure_wording, forms, text
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, schema
from heijastus_records.rights import access, erasing, finding, plan_text
from tests.conftest import AINO, PROJECT, TODAY
from tests.test_access_report import ORGANISATION, add
from tests.test_letters import extracted, squeezed

CARITA = (PROJECT / "tests" / "samples" / "coachee.yaml").read_text("utf-8")
RULES = Rules(10, (12, 31))
BROKEN_YEAR = Rules(10, (3, 31))
LANGUAGES = ("fi", "sv", "en")
YEAR = timedelta(days=366)

VOUCHER = {
    "kind",
    "name",
    "name.given",
    "name.family",
    "business_id",
    "billing.address.street",
    "billing.address.postal_code",
    "billing.address.city",
    "billing.address.country",
    "billing.buyer_reference",
    "billing.reference_number",
    *(f"invoices[].{name}" for name in ("number", "date", "amount", "currency", "status")),
}
"""What a voucher needs (Accounting Act, chapter 2, section 10), and nothing else."""


def planned(
    data: Any, today: date = TODAY, ground: str = REQUEST, rules: Rules = RULES, comments: int = 0
) -> Plan:
    """Return the plan for data, given as YAML or as they are."""
    known = document.load(data) if isinstance(data, str) else data
    leaves = schema.leaves("client", known)
    return erasure.plan(leaves, known, rules, today, ground, comments)


def spelled(paths: Any) -> set[str]:
    return {schema.spell(path) for path in paths}


def until(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return the last day and the statute's last day of each value that is kept."""
    return {
        schema.spell(each.path): (str(each.end.until), str(each.end.statute_until))
        for each in plan.kept
    }


# --- The coachee who paid herself -----------------------------------------------------------


def test_the_coachee_keeps_exactly_what_her_vouchers_need():
    """Contact data, schedule, place, consent and comments go now; so do the oldest invoices."""
    plan = planned(CARITA, comments=2)
    assert plan.outcome is Outcome.PARTIAL
    assert plan.remains == {
        "kind": "person",
        "name": {"given": "Carita", "family": "Väisänen"},
        "billing": {
            "address": {
                "street": "Ilotulituskatu 0",
                "postal_code": "58589",
                "city": "Punkalaidun",
            },
            "reference_number": "202600017",
        },
        "invoices": [
            {"number": number, "date": day, "amount": "95.00", "currency": "EUR"}
            for number, day in (
                ("2017-050", "2017-07-28"),
                ("2018-046", "2018-07-28"),
                ("2019-050", "2019-07-06"),
                ("2020-056", "2020-05-25"),
            )
        ],
        "reduced": {"day": "2026-11-22", "ground": "art-17-1"},
    }
    assert plan.comments == 2


def test_each_invoice_has_its_own_clock_and_the_last_one_that_of_the_name():
    """By the notice, with the statute's own minimum beside it."""
    plan = planned(CARITA)
    ends = until(plan)
    for place, year in ((2, 2017), (3, 2018), (4, 2019), (5, 2020)):
        for name in ("number", "date", "amount", "currency"):
            expected = (f"{year + 10}-12-31", f"{year + 6}-12-31")
            assert ends[f"invoices[{place}].{name}"] == expected
    for field in ("kind", "name.family", "billing.address.street", "billing.reference_number"):
        assert ends[field] == ("2030-12-31", "2026-12-31")
    assert (plan.next_due, plan.last_due) == (date(2028, 1, 1), date(2031, 1, 1))
    assert spelled(plan.erased) >= {"invoices[0].number", "invoices[1].amount", "phones[0]"}


def test_what_only_the_notice_keeps_is_said_for_the_owner_to_decide():
    """The tool keeps the notice's promise and does not pick silently (K2)."""
    beyond = spelled(each.path for each in planned(CARITA).beyond_statute)
    assert {field.partition(".")[0] for field in beyond} == {f"invoices[{n}]" for n in (2, 3, 4)}


def test_her_last_day_is_the_last_and_the_next_one_takes_everything():
    """Both days are inclusive."""
    reduced = planned(CARITA).remains
    for ground in (REQUEST, RETENTION):
        last = planned(reduced, date(2030, 12, 31), ground)
        assert last.outcome is Outcome.PARTIAL
        assert [each["number"] for each in last.remains["invoices"]] == ["2020-056"]
        after = planned(reduced, date(2031, 1, 1), ground)
        assert (after.outcome, after.remains, after.kept) == (Outcome.WHOLE, {}, ())


def test_nothing_more_goes_from_a_reduced_record_before_its_next_day():
    """A second request is refused with the same ground; a comment written since goes."""
    reduced = planned(CARITA).remains
    for day in (TODAY, date(2027, 12, 31)):
        assert planned(reduced, day).outcome is Outcome.REFUSED
        assert planned(reduced, day, RETENTION).outcome is Outcome.REFUSED
        assert planned(reduced, day, comments=1).outcome is Outcome.PARTIAL
    assert planned(reduced, date(2028, 1, 1), RETENTION).outcome is Outcome.PARTIAL


def test_a_reduced_record_is_no_active_client_and_its_name_has_an_end():
    """What vouchers need does not last for ever because the end of the relationship is gone."""
    reduced = planned(CARITA).remains
    assert not client.is_active(reduced, TODAY + timedelta(days=1))
    end = retention.end_of(("relationship", "accounting"), reduced, RULES, ("name", "given"))
    assert end.until == date(2030, 12, 31)


# --- The clock ------------------------------------------------------------------------------


def test_vectors_of_the_accounting_act():
    """K1: year ended 31.12.2022, vouchers by law to 31.12.2028; ended 31.3.2024, to 31.12.2030."""
    whole = retention.accounting_end(date(2022, 5, 1), RULES)
    assert (whole.until, whole.statute_until) == (date(2032, 12, 31), date(2028, 12, 31))
    broken = retention.accounting_end(date(2023, 4, 1), BROKEN_YEAR)
    assert (broken.until, broken.statute_until) == (date(2034, 3, 31), date(2030, 12, 31))
    assert retention.accounting_end(date(2024, 3, 31), BROKEN_YEAR) == broken


def test_a_broken_financial_year_moves_the_days():
    """An invoice of the first day of a new year stays a year longer than that of the day before."""
    data = """\
kind: organisation
name: Esimerkki Oy
invoices: [{number: a, date: 2014-03-31}, {number: b, date: 2014-04-01}]
"""
    ends = until(planned(data, date(2024, 3, 31), rules=BROKEN_YEAR))
    assert ends["invoices[0].number"] == ("2024-03-31", "2020-12-31")
    assert ends["invoices[1].number"] == ("2025-03-31", "2021-12-31")
    plan = planned(data, date(2024, 4, 1), rules=BROKEN_YEAR)
    assert spelled(plan.erased) == {"invoices[0].number", "invoices[0].date"}
    assert planned(data, date(2025, 4, 1), rules=BROKEN_YEAR).outcome is Outcome.WHOLE


def test_a_notice_that_promises_less_cannot_shorten_the_statute():
    """The law's minimum stands, whatever a notice says."""
    short = retention.accounting_end(date(2024, 3, 31), Rules(6, (3, 31)))
    assert (short.until, short.statute_until) == (date(2030, 12, 31), date(2030, 12, 31))


def test_editing_does_not_wind_the_clock():
    """K4: the day of the invoice decides, and no day of a file or a relationship."""
    data = document.load(CARITA)
    longer = {**data, "relationship": {"started": "2014-06-20", "ended": "2026-10-01"}}
    assert until(planned(longer)) == until(planned(data))


# --- Classes of the schema ------------------------------------------------------------------


def _classes(rule: Any, path: str = "") -> Any:
    if "x-retention" in rule:
        yield path, rule["x-category"], set(rule["x-retention"])
    for name, inner in rule.get("properties", {}).items():
        if isinstance(inner, dict):
            yield from _classes(inner, f"{path}.{name}" if path else name)
    if isinstance(rule.get("items"), dict):
        yield from _classes(rule["items"], f"{path}[]")
    for branch in ("then", "else"):
        if branch in rule:
            yield from _classes(rule[branch], path)


def test_the_schema_calls_accounting_what_a_voucher_needs_and_nothing_else():
    """K3: no phone, e-mail, place or schedule is accounting material."""
    found = {path for path, _c, classes in _classes(schema.schema("client")) if _is_kept(classes)}
    assert found == VOUCHER


def _is_kept(classes: set[str]) -> bool:
    return retention.ACCOUNTING in classes


def test_the_fields_of_the_relationship_are_those_of_the_schema():
    """By them it is told whether a reduced record still has a relationship."""
    tops: dict[str, set[str]] = {}
    for path, _category, classes in _classes(schema.schema("client")):
        tops.setdefault(re.split(r"[.\[]", path)[0], set()).update(classes)
    only = {name for name, classes in tops.items() if classes == {retention.RELATIONSHIP}}
    assert only == retention.OF_THE_RELATIONSHIP


# --- Other records --------------------------------------------------------------------------


def test_without_invoices_everything_goes():
    """Nothing keeps it: not a contract on paper, not an address for bills."""
    plan = planned(AINO, comments=3)
    assert (plan.outcome, plan.kept, plan.held, plan.remains) == (Outcome.WHOLE, (), (), {})
    assert plan.comments == 3
    assert (plan.next_due, plan.last_due) == (None, None)


def test_an_organisation_is_planned_like_a_person():
    """Its business id stays with its vouchers."""
    data = document.load(ORGANISATION)
    assert planned(data).outcome is Outcome.WHOLE
    invoiced = {**data, "invoices": [{"number": "1", "date": "2020-02-02"}]}
    remains = planned(invoiced).remains
    assert set(remains) == {"kind", "name", "business_id", "invoices", "reduced"}


def test_a_hold_keeps_everything_and_says_why():
    """Refused whole: what would go is named, and when it can."""
    data = {**document.load(CARITA), "holds": [_hold("2026-01-01", "2027-06-30")]}
    plan = planned(data, comments=1)
    assert plan.outcome is Outcome.REFUSED
    assert (plan.erased, plan.comments, plan.remains) == ((), 0, data)
    assert [(hold.ground, hold.until) for hold in plan.holds] == [("art-17-3-e", date(2027, 6, 30))]
    assert spelled(plan.held) >= {"phones[0]", "invoices[0].number", "holds[0].ground"}
    assert plan.next_due == date(2027, 7, 1)
    assert not any(sheet.goes for sheet in plan.paper)
    assert planned(data, date(2027, 7, 1)).outcome is Outcome.PARTIAL


def _hold(since: str, until: str = "") -> dict[str, str]:
    return {"ground": "art-17-3-e", "since": since, **({"until": until} if until else {})}


def test_a_hold_without_an_end_has_no_next_day_and_one_not_begun_counts():
    """A hold that is recorded for next month would find nothing left to keep."""
    for since in ("2020-01-01", "2026-12-24"):
        plan = planned({**document.load(AINO), "holds": [_hold(since)]})
        assert plan.outcome is Outcome.REFUSED
        assert (plan.next_due, plan.last_due) == (None, None)


def test_an_expired_hold_holds_nothing():
    """Its last day is inclusive."""
    data = {**document.load(AINO), "holds": [_hold("2020-01-01", "2026-11-21")]}
    assert planned(data).outcome is Outcome.WHOLE
    assert planned(data, date(2026, 11, 21)).outcome is Outcome.REFUSED


def test_duties_that_bind_outlive_a_request_and_others_do_not():
    """A restriction and the recipients of what stays; not the sources of what is gone."""
    data = {
        **document.load(CARITA),
        "restriction": {"ground": "art-18-1-a", "since": "2026-11-01"},
        "informed": [{"day": "2014-06-20", "notice": "2023-07-25"}],
        "disclosures": [
            {"to": "Tilitoimisto Esimerkki", "when": "2025-01-10", "what": ["invoices", "phones"]},
            {"to": "Kurssikeskus", "when": "2025-01-10", "what": ["emails"]},
        ],
    }
    remains = planned(data).remains
    assert remains["restriction"] == data["restriction"]
    told = {"to": "Tilitoimisto Esimerkki", "when": "2025-01-10", "what": ["invoices"]}
    assert remains["disclosures"] == [told]
    assert not {"sources", "informed"} & set(remains)
    lifted = {**data["restriction"], "lifted": "2026-11-22"}
    assert "restriction" not in planned({**data, "restriction": lifted}).remains


def test_papers_are_named_with_their_place():
    """What she has to shred by hand is in the plan; the record does not tell of it any more."""
    data = {
        **document.load(CARITA),
        "consents": [{"purpose": "marketing", "given": "2014-06-20", "evidence": "mappi 1"}],
        "paper": [{"kind": "muistiinpanot", "place": "kaappi 2", "until": "2027-01-31"}],
    }
    plan = planned(data)
    assert [(sheet.kind, sheet.place, sheet.until, sheet.goes) for sheet in plan.paper] == [
        ("contract", "Kaappi 1 / mappi 2014", None, True),
        ("consent", "mappi 1", None, True),
        ("muistiinpanot", "kaappi 2", date(2027, 1, 31), True),
    ]


# --- Without a request ----------------------------------------------------------------------


def test_without_a_request_only_what_is_due_goes():
    """Of a client who is still one, an invoice whose time has passed and nothing else."""
    data = {**document.load(CARITA), "relationship": {"started": "2014-06-20"}}
    plan = planned(data, ground=RETENTION)
    assert plan.lasts
    assert {field.partition(".")[0] for field in spelled(plan.erased)} == {
        "invoices[0]",
        "invoices[1]",
    }
    assert plan.remains == {
        **data,
        "invoices": data["invoices"][2:],
        "reduced": {"day": "2026-11-22", "ground": RETENTION},
    }
    # Name and address have no last day now, but the next invoice does.
    assert (plan.next_due, plan.last_due) == (date(2028, 1, 1), None)


def test_without_a_request_contact_data_go_when_the_relationship_has_ended():
    """Its last day is inclusive; the sources of what stays stay, without those of what went."""
    data = document.load(CARITA)
    assert "phones" in planned(data, date(2025, 4, 30), RETENTION).remains
    remains = planned(data, date(2025, 5, 1), RETENTION).remains
    assert set(remains) == {"kind", "name", "billing", "invoices", "sources", "reduced"}
    fields = ["kind", "name", "billing", "invoices"]
    assert remains["sources"] == [{"fields": fields, "from": "consent"}]


def test_without_a_request_nothing_due_is_nothing_done():
    """Not even a comment goes; a source of a field that is not there is no reason."""
    plan = planned(AINO, ground=RETENTION, comments=3)
    assert (plan.outcome, plan.erased, plan.comments) == (Outcome.REFUSED, (), 0)
    data = {
        **document.load(AINO),
        "sources": [{"fields": ["name", "paper"], "from": "subject"}],
    }
    assert planned(data, ground=RETENTION).remains == data


def test_a_restriction_stops_what_nobody_asked_for():
    """Article 18: only storing is allowed; the person's own request lifts it."""
    data = {
        **document.load(AINO),
        "relationship": {"started": "2020-01-01", "ended": "2025-01-01"},
        "restriction": {"ground": "art-18-1-c", "since": "2026-01-01"},
    }
    assert planned(data).outcome is Outcome.WHOLE
    held = planned(data, ground=RETENTION)
    assert (held.outcome, held.holds[0].ground) == (Outcome.REFUSED, "art-18-1-c")
    lifted = {**data, "restriction": {**data["restriction"], "lifted": "2026-11-22"}}
    assert planned(lifted, ground=RETENTION).outcome is Outcome.WHOLE


# --- Properties -----------------------------------------------------------------------------

_days = st.dates(date(2008, 1, 1), date(2035, 12, 31)).map(date.isoformat)
_words = st.sampled_from(("a", "kaappi 1", "mappi 2", "kuukausittain", "ks. liite"))
_fields = st.lists(
    st.sampled_from(("kind", "name", "emails", "phones", "billing", "invoices", "paper")),
    min_size=1,
    max_size=4,
    unique=True,
)


def some(strategy: Any, most: int = 3) -> Any:
    return st.lists(strategy, min_size=1, max_size=most)


def fields(need: dict[str, Any], may: dict[str, Any]) -> Any:
    return st.fixed_dictionaries(need, optional=may)


_COMMON = {
    "roles": st.just(["coachee"]),
    "business_id": st.just("9900001-8"),
    "emails": st.just(["a@posti.example"]),
    "phones": st.just(["+358401234567"]),
    "language": st.just("sv"),
    "relationship": fields({"started": _days}, {"ended": _days}),
    "contracts": some(
        fields({"place": _words}, {"paper": _words, "source": st.just("subject"), "ends": _days})
    ),
    "billing": fields(
        {"method": st.just("paper")},
        {
            "address": fields({"street": _words}, {"city": _words}),
            "reference_number": st.just("202600017"),
            "terms": _words,
        },
    ),
    "invoices": some(fields({"number": _words, "date": _days}, {"amount": st.just("1.00")}), 4),
    "consents": some(
        fields(
            {"purpose": st.just("marketing"), "given": _days},
            {"evidence": _words, "source": st.just("subject")},
        )
    ),
    "sources": some(fields({"fields": _fields, "from": st.just("subject")}, {"day": _days})),
    "informed": some(st.fixed_dictionaries({"day": _days, "notice": st.just("1")}), 2),
    "holds": some(fields({"ground": st.just("art-17-3-e"), "since": _days}, {"until": _days}), 2),
    "restriction": fields({"ground": _words, "since": _days}, {"lifted": _days}),
    "objection": st.fixed_dictionaries({"day": _days, "to": _words}),
    "disclosures": some(fields({"to": _words, "when": _days}, {"what": _fields}), 2),
    "reduced": st.fixed_dictionaries({"day": _days, "ground": st.just(REQUEST)}),
    "paper": some(fields({"kind": _words, "place": _words}, {"until": _days}), 2),
}
_people = fields(
    {"kind": st.just("person"), "name": st.just({"given": "Aino", "family": "Esimerkki"})},
    {
        **_COMMON,
        "organisations": some(
            fields({"id": st.just("c-k3m7x2q4tzabc")}, {"source": st.just("subject")}), 2
        ),
    },
)
_companies = fields({"kind": st.just("organisation"), "name": st.just("Oy")}, _COMMON)
clients = st.one_of(_people, _companies)
days = st.dates(date(2008, 1, 1), date(2050, 12, 31))
grounds = st.sampled_from((REQUEST, RETENTION, "art-17-1-b"))
years = st.builds(Rules, st.integers(1, 12), st.sampled_from(((12, 31), (3, 31), (2, 29), (6, 30))))
numbers = st.integers(0, 2)


@given(clients, days, grounds, years, numbers)
def test_every_value_is_erased_kept_or_held_and_none_is_two_of_these(
    data, day, ground, rules, comments
):
    """And the same question has the same answer; the data that were asked about stay."""
    before = copy.deepcopy(data)
    plan = planned(data, day, ground, rules, comments)
    parts = [*plan.erased, *(each.path for each in plan.kept), *plan.held]
    assert sorted(map(str, parts)) == sorted(
        str(leaf.path) for leaf in schema.leaves("client", data)
    )
    assert plan == planned(data, day, ground, rules, comments)
    assert data == before
    assert not (plan.held and plan.erased)


@given(clients, days, grounds, years)
def test_nothing_is_kept_past_its_day_and_every_accounting_day_obeys_the_statute(
    data, day, ground, rules
):
    """What is kept has a day to come, or a relationship that lasts."""
    plan = planned(data, day, ground, rules)
    for each in plan.kept:
        assert each.end.until is None or each.end.until >= day
        if each.end.statute_until:
            assert each.end.until >= each.end.statute_until
        assert each.end.until is not None or plan.lasts or not plan.is_requested
    assert plan.next_due is None or plan.next_due > day


@given(clients, days, st.timedeltas(timedelta(0), 30 * YEAR), grounds, years, numbers)
def test_what_is_erased_on_a_day_is_erased_on_every_later_day(
    data, day, later, ground, rules, comments
):
    """Waiting never keeps more."""
    first = planned(data, day, ground, rules, comments)
    second = planned(data, min(day + later, date(2100, 1, 1)), ground, rules, comments)
    assert set(first.erased) <= set(second.erased)
    assert {each.path for each in second.kept} <= {each.path for each in first.kept}
    assert second.comments >= first.comments


@given(clients, days, grounds, years, numbers)
def test_what_remains_is_valid_and_holds_no_erased_value(data, day, ground, rules, comments):
    """A smaller record of the same schema: every value of it was there, and kept."""
    assert schema.check("client", data) == []
    plan = planned(data, day, ground, rules, comments)
    if plan.outcome is Outcome.WHOLE:
        assert (plan.remains, plan.kept) == ({}, ())
        return
    assert schema.check("client", plan.remains) == []
    if plan.outcome is Outcome.REFUSED:
        assert plan.remains == data
        return
    noted = {"day": day.isoformat(), "ground": ground}
    if ground == RETENTION:
        noted = data.get("reduced", noted)  # that somebody has asked is not forgotten
        assert "reduced" in plan.remains or plan.lasts
    assert plan.remains.get("reduced", noted) == noted
    # By kind of field and value: the places in lists have moved up.
    kept = [each.path for each in plan.kept if each.path[0] != "reduced"]
    values = {leaf.path: leaf.value for leaf in schema.leaves("client", data)}
    left = [
        (_unplaced(leaf.path), leaf.value)
        for leaf in schema.leaves("client", plan.remains)
        if leaf.path[0] != "reduced"
    ]
    assert sorted(left) == sorted((_unplaced(path), values[path]) for path in kept)


def _unplaced(path: Any) -> str:
    return ".".join(str(step) for step in path if isinstance(step, str))


@given(clients, days, years, numbers)
def test_an_erased_record_asked_for_again_on_the_same_day_has_nothing_more_to_give(
    data, day, rules, comments
):
    """The plan takes all at once."""
    plan = planned(data, day, REQUEST, rules, comments)
    if plan.outcome is Outcome.PARTIAL:
        again = planned(plan.remains, day, REQUEST, rules)
        assert (again.outcome, again.erased) == (Outcome.REFUSED, ())


@given(clients, days, grounds, years)
def test_on_the_next_day_named_something_more_goes(data, day, ground, rules):
    """`next_due` is the first such day: nothing more goes on the day before it."""
    plan = planned(data, day, ground, rules)
    if plan.next_due and plan.outcome is not Outcome.WHOLE:
        eve = planned(data, plan.next_due - timedelta(days=1), ground, rules)
        assert set(eve.erased) == set(plan.erased)
        assert set(planned(data, plan.next_due, ground, rules).erased) > set(plan.erased)
    if plan.last_due:
        assert planned(data, plan.last_due, ground, rules).outcome is Outcome.WHOLE


# --- What only the register knows -----------------------------------------------------------

FRIEND = """\
kind: person
name: {given: Päivi, family: Näkkäläjärvi}
contracts: [{place: "yhdessä Carita Väisäsen kanssa"}]
# puh. 050 744 0788
"""
COMPANY = """\
kind: organisation
name: Esimerkki Hyvinvointi Oy
billing: {email: Carita.Vaisanen@posti.example}
"""
STRANGER = "kind: person\nname: {given: Carita, family: Nieminen}\n"


def erasure_of(register, body: str = CARITA) -> erasing.Erasure:
    return erasing.of(register, finding.find(register, add(register, body)), TODAY)


def line_of(said: str) -> str:
    """Return a text in one line."""
    return " ".join(said.split())


def test_mentions_elsewhere_are_named_by_record_and_field(register):
    """Also with an ending, in another order, in capitals, and a number in groups; no value."""
    friend, company = add(register, FRIEND), add(register, COMPANY)
    add(register, STRANGER)
    found = erasure_of(register)
    assert {m.record: set(m.fields) for m in found.mentions} == {
        friend: {"contracts", "comments"},
        company: {"billing"},
    }


def test_a_company_is_not_mentioned_by_the_addresses_of_its_people(register):
    """But by its name, and by its own address."""
    company = add(register, ORGANISATION)
    add(register, f"{STRANGER}emails: [carita@esimerkki-hyvinvointi-oy.example]\n")
    named = add(register, f"{STRANGER}# laskutus: Esimerkki Hyvinvointi Oy\n")
    found = erasing.of(register, finding.find(register, company), TODAY)
    assert [mention.record for mention in found.mentions] == [named]


def test_links_to_an_erased_organisation_are_counted_and_stay(register):
    """The person's record is not touched."""
    company = add(register, ORGANISATION)
    person = add(register, f"{STRANGER}organisations: [{{id: {company}}}]\n")
    found = erasing.of(register, finding.find(register, company), TODAY)
    assert (found.linked, found.plan.outcome) == ((person,), Outcome.WHOLE)
    assert "1 person points here" in line_of(plan_text.render(found))


def test_copies_and_versions_and_open_requests_are_named(register, records):
    """Where the key lies, which remotes have the register, how many versions go dark."""
    record = add(register, CARITA)
    for number in ("1", "2"):
        with register.edit(record, action="edit") as data:
            data["phones"] = [f"+35840123456{number}"]
    with register.edit(layout.CUSTODY, action="edit") as data:
        data["copies"] = [{"place": "muistitikku", "epoch": "1", "day": "2026-01-01"}]
        data["devices"] = [{"name": "kannettava"}]
    register.history.git.run("remote", "add", "nas", "ssh://nas.example/asiakkaat.git")
    found = erasing.of(register, finding.find(register, record), TODAY)
    assert found.versions == 3
    assert [each["place"] for each in found.copies.keys] == ["muistitikku"]
    assert [each["name"] for each in found.copies.devices] == ["kannettava"]
    assert found.copies.remotes == ("nas",)
    said = line_of(plan_text.render(found))
    for word in ("3 versions", "muistitikku", "kannettava", "nas"):
        assert word in said


def asked(register, **facts) -> str:
    """The id of a request in the register."""
    made = layout.new_id("r")
    known = {"received": "2026-11-20", "channel": "email", "duties": ["objection"]}
    register.add({made: document.dump({**known, **facts})}, action="request")
    return made


def test_open_requests_of_the_person_are_named_and_closed_ones_are_not(register):
    """They are named, not searched."""
    record = add(register, CARITA)
    settled = [{"duty": "objection", "outcome": "granted", "day": "2026-11-21"}]
    named = {
        asked(register, client=record),
        asked(register, **{"from": {"address": "carita.vaisanen@posti.example"}}),
        asked(register, duties=["access"], **{"from": {"name": "Carita Väisänen"}}),
    }
    asked(register, **{"from": {"address": "muu@posti.example"}})
    asked(register, client=record, decisions=settled)
    assert set(erasing.of(register, finding.find(register, record), TODAY).requests) == named


@pytest.mark.parametrize("duty", ["access", "portability", "rectification"])
def test_nobody_is_erased_who_waits_for_a_copy(register, duty):
    """Afterwards there would be nothing to give: P17."""
    record = add(register, CARITA)
    asked(register, client=record, duties=[duty, "erasure"])
    with pytest.raises(Refused, match=duty):
        erasing.of(register, finding.find(register, record), TODAY)
    assert erasing.of(register, register.read(record), TODAY, RETENTION)


def test_a_broken_record_is_never_planned(register):
    """Its fields have no rule."""
    record = add(register, CARITA)
    opened = register.read(record)
    broken = opened.__class__(record, "kind: person\nname: Carita\n", 1, opened.sealed, ())
    with pytest.raises(Invalid):
        erasing.of(register, broken, TODAY)
    with pytest.raises(NotFound):
        finding.find(register, "nobody@posti.example")


def test_the_remaining_text_is_a_record_without_comments(register):
    """What the act seals: valid by every rule of the register, not only by the schema."""
    found = erasure_of(register)
    assert document.load(found.remaining_text) == found.plan.remains
    assert document.comments(found.remaining_text) == []
    register.require(found.record.id, found.remaining_text)
    assert erasure_of(register, AINO).remaining_text == ""
    assert "comments" in found.fields


def test_an_access_answer_of_a_reduced_record_is_complete(register):
    """Partial erasure leaves something that the person can still ask about."""
    reduced = add(register, erasure_of(register).remaining_text)
    found = access.answer(register, register.read(reduced), TODAY)
    ends = {value.field: value.retention["until"] for value in found.report.values}
    assert ends["name.family"] == "2030-12-31"
    assert None not in ends.values()


# --- The text and the document of the plan --------------------------------------------------


def test_the_plan_fits_eighty_columns_and_tells_everything(register, records):
    """It is what she reads before she says yes."""
    record = add(register, CARITA)
    code, out, _said = records("--as-of", "2026-11-22", "erase", record, "--dry-run")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    said = " ".join(out.split())
    for sentence in (
        f"Plan for {record} (nothing has been changed): it is erased in part.",
        "invoices 2014-033, 2015-032",
        "until 31 December 2027: invoice 2017-050 (the law's minimum, 31 December 2023, has",
        "until 31 December 2030: invoice 2020-056; kind; name: given name, family name;",
        "(by law until 31 December 2026)",
        "1 January 2028: the next part can go; 1 January 2031: the last of it",
        "2 comments",
        "1 version becomes unreadable by destroying the key",
        "Contract, Kaappi 1 / mappi 2014: shred by hand",
        "carita.vaisanen@posti.example (erased as well",
        "3 invoices are kept by your notice only",
    ):
        assert sentence in said


def test_doubts_are_told_before_it_is_too_late(register):
    """A client who is still one, and money that is not there yet."""
    body = CARITA.replace(', ended: "2025-04-30"', "").replace(
        '"2020-05-25", ', '"2020-05-25", status: open, '
    )
    said = line_of(plan_text.render(erasure_of(register, body)))
    assert "this is still a client" in said
    assert "1 invoice is not marked as paid" in said


def test_a_held_record_is_told_with_its_ground(register):
    """And nothing is promised to go."""
    body = f"{CARITA}holds: [{{ground: art-17-3-e, since: 2026-01-01}}]\n"
    found = erasure_of(register, body)
    said = line_of(plan_text.render(found))
    assert "nothing can go" in said
    assert "art-17-3-e, since 1 January 2026, with no end recorded" in said
    assert "unreadable" not in said


def test_the_document_is_one_and_speaks_no_language(register, records):
    """`records.erasure-plan/1`: days in ISO form, the same whatever the language."""
    record = add(register, CARITA)
    words = ("--as-of", "2026-11-22", "erase", record, "--dry-run", "--json")
    out = {language: records("--lang", language, *words).out for language in ("en", "fi")}
    assert out["en"] == out["fi"]
    facts = json.loads(out["en"])
    assert (facts["schema"], facts["outcome"]) == ("records.erasure-plan/1", "partial")
    ends = {each["field"]: (each["until"], each["statute_until"]) for each in facts["keep"]}
    assert ends["invoices[5].number"] == ("2030-12-31", "2026-12-31")
    assert "phones[0]" in {each["field"] for each in facts["erase"]}
    assert facts["remains"] == planned(CARITA).remains
    assert (facts["next_due"], facts["last_due"]) == ("2028-01-01", "2031-01-01")


def test_a_dry_run_changes_nothing_and_without_a_terminal_nothing_is_done(register, records):
    """The name has to be typed; a script says that it means it."""
    record = add(register, CARITA)
    head = register.history.head()
    assert records("erase", record, "--dry-run").code == 0
    code, _out, said = records("erase", record)
    assert code == 2
    assert "--yes" in said
    assert register.history.head() == head


# --- The letter -----------------------------------------------------------------------------

DECISIONS = {
    "whole": ("Tietosi on poistettu.", "har raderats. ", "Your data have been erased."),
    "partial": ("Tietosi on poistettu osittain", "raderats delvis", "erased in part"),
    "refused": ("Pyyntöön ei voida suostua", "kan inte beviljas", "cannot be granted"),
}
BODIES = {
    "whole": AINO,
    "partial": CARITA,
    "refused": f"{CARITA}holds: [{{ground: art-17-3-e, since: 2026-01-01}}]\n",
}
GONE = (
    *("carita.vaisanen", "507440788", "050 744", "tiistai", "Teams", "mappi 2014", "Kaappi"),
    *("2014-033", "2015-032", "80,00", "80.00", "14 päivää", "by word of mouth", "morning"),
)
"""What was erased of Carita: no letter repeats it."""


def rendered(found: erasing.Erasure, form: str, language: str) -> bytes:
    return forms.render(found.letter(language), form, TODAY)


def told(found: erasing.Erasure, language: str) -> str:
    return " ".join(text.render(found.letter(language)).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", DECISIONS)
def test_the_letter_has_nine_sections_and_its_decision(register, outcome, language):
    """Whole, in part or refused: no section is empty, whatever there is to tell."""
    letter = erasure_of(register, BODIES[outcome]).letter(language)
    headings = [section.heading for section in letter.sections]
    assert headings == [each[language] for each in erasure_wording.HEADINGS]
    assert len(headings) == 9
    for section in letter.sections:
        assert section.blocks
    said = " ".join(text.render(letter).split())
    assert DECISIONS[outcome][LANGUAGES.index(language)] in said
    assert not re.search(r"[{}]|anonym", said, re.IGNORECASE)
    assert "00531" in said
    assert "mari.pynnonen@heijastus.org" in said


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "fi",
            (
                "Kirjanpitolaki 2 luku 10 §: laskutustiedot säilytetään 31.12.2030 asti.",
                "Lasku 2017-050 (28.7.2017): säilytetään 31.12.2027 asti; kirjanpitolain "
                "vähimmäisaika päättyi 31.12.2023",
                "säilytetään 31.12.2030 asti; kirjanpitolaki vaatii vähintään 31.12.2026 asti",
                "Ensimmäiset kohdan 4 tiedoista poistetaan 1.1.2028 ja viimeiset 1.1.2031.",
                "tehty lukukelvottomiksi tuhoamalla niiden avain",
                "Tietojasi ei ole luovutettu kolmansille osapuolille.",
                "tuhotaan silppuamalla: sopimus.",
            ),
        ),
        (
            "sv",
            (
                "Bokföringslagen 2 kap. 10 §: faktureringsuppgifterna bevaras till och med "
                "31.12.2030.",
                "gjorts oläsbara genom att deras nyckel har förstörts",
                "De första av uppgifterna i punkt 4 raderas 1.1.2028 och de sista 1.1.2031.",
                "Dina uppgifter har inte lämnats ut till någon tredje part.",
            ),
        ),
        (
            "en",
            (
                "Accounting Act, chapter 2, section 10: billing details are kept until "
                "31 December 2030.",
                "made unreadable by destroying the key",
                "The first of the data in section 4 are erased on 1 January 2028, and the last "
                "on 1 January 2031.",
                "Your data have not been disclosed to any third party.",
            ),
        ),
    ],
    ids=LANGUAGES,
)
def test_the_letter_gives_statute_and_day_and_no_erased_value(register, language, sentences):
    """It lists kinds of what went, and what stays with its ground and its last day."""
    found = erasure_of(register)
    said = told(found, language)
    for sentence in sentences:
        assert sentence in said
    for form in (said, rendered(found, "html", language).decode()):
        assert not [word for word in GONE if word in form]


@pytest.mark.system("pdftotext")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_says_what_the_text_says(register, tmp_path, language):
    """One model, every form."""
    found = erasure_of(register)
    words = extracted(rendered(found, "pdf", language), tmp_path)
    for section in found.letter(language).sections:
        assert squeezed(section.heading) in squeezed(words)
    assert not [word for word in GONE if word in words]


def test_the_letter_tells_of_copies_until_the_last_is_replaced(register):
    """P3: destroying a key counts when its copies are gone as well."""
    with register.edit(layout.CUSTODY, action="edit") as data:
        data["devices"] = [{"name": "kannettava"}, {"name": "pöytäkone"}]
    found = erasure_of(register)
    assert "(merkitty: 2). Ne korvataan parhaillaan uudella avaimella." in told(found, "fi")
    assert "kannettava" not in told(found, "fi")


def test_the_letter_names_recipients_and_says_that_they_are_told(register):
    """Article 19; where nothing went, there is nothing to tell."""
    body = f'{CARITA}disclosures: [{{to: Kurssikeskus, when: "2025-01-10", what: [emails]}}]\n'
    said = told(erasure_of(register, body), "fi")
    assert "Poistosta ilmoitetaan seuraaville" in said
    assert "Kurssikeskus, 10.1.2025" in said
    held = f"{body}holds: [{{ground: art-17-3-e, since: 2026-01-01}}]\n"
    assert "heille ei ilmoiteta mitään" in told(erasure_of(register, held), "fi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_gives_its_ground_in_words(register, language):
    """The article is explained; another ground is told as it was written."""
    said = told(erasure_of(register, BODIES["refused"]), language)
    assert erasure_wording.GROUNDS["art-17-3-e"][language] in said
    own = BODIES["refused"].replace("art-17-3-e", "oikeudenkäynti L 26/1")
    assert "oikeudenkäynti L 26/1" in told(erasure_of(register, own), language)


def test_the_letter_is_in_the_persons_own_language_unless_told(register):
    """As every letter."""
    found = erasure_of(register, f"{CARITA}language: sv\n")
    assert found.letter().language == "sv"
    assert found.letter("en").language == "en"


def test_the_letter_is_written_to_a_new_file_outside_the_register(register, records, tmp_path):
    """With --letter, in the form of its ending; never over another file unless told."""
    record = add(register, CARITA)
    file = tmp_path / "vastaus.html"
    words = ("--as-of", "2026-11-22", "erase", record, "--dry-run", "--letter", str(file))
    code, out, said = records(*words, "--lang", "sv")
    assert (code, "send it when that is done" in said) == (0, True)
    assert out.startswith("Plan for")
    assert "Svar på begäran om radering" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0
    assert records(*words).code == 6
    assert records(*words, "--replace").code == 0


def test_an_organisation_is_told_that_the_right_is_a_persons(register):
    """Its data are erased all the same."""
    found = erasure_of(register, ORGANISATION)
    assert "koskee ihmisiä, ei organisaatioita" in told(found, "fi")
    assert _("erase now") in plan_text.render(found)
