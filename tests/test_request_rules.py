"""A request as the rules see it: the order of its duties, where it stands, what stays of it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.law.request import DUTIES, Objection, Request, Stage, receipt
from heijastus_records.register import document, schema

CONFIRMED = {"state": "confirmed", "evidence": "phone", "day": "2026-03-05"}


def request(**data: Any) -> Request:
    known = {"received": "2026-03-05", "channel": "email", "duties": ["access"]}
    return Request("r-k3m7x2q4tzabc", {**known, **data})


def decided(*duties: str) -> list[dict[str, str]]:
    return [{"duty": duty, "outcome": "granted", "day": "2026-03-06"} for duty in duties]


def test_who_asks_is_unknown_until_it_was_confirmed() -> None:
    assert request().stage is Stage.UNKNOWN
    assert request().objection_to("access") is Objection.NOT_CONFIRMED
    assert request(identity=CONFIRMED).stage is Stage.OPEN
    assert request(identity=CONFIRMED).objection_to("access") is None


@pytest.mark.parametrize("state", ["pending", "representative", "rejected"])
def test_only_a_confirmed_identity_lets_anything_out(state: str) -> None:
    assert request(identity={"state": state}).objection_to("access") is Objection.NOT_CONFIRMED


def test_evidence_counts_only_with_a_confirmed_identity() -> None:
    assert request(identity=CONFIRMED).evidence == "phone"
    assert request(identity={"state": "pending", "evidence": "phone"}).evidence == ""


def test_what_was_confirmed_for_one_client_counts_for_no_other() -> None:
    """Put in by hand, or merged from two computers that took different people for the sender."""
    one, other = "c-k3m7x2q4tzabc", "c-berttabertta2"
    known = {**CONFIRMED, "client": one}
    assert request(identity=known, client=one).objection_to("access") is None
    for odd in (
        request(identity=known, client=other),
        request(identity=known),
        request(identity=CONFIRMED, client=one),
    ):
        assert odd.objection_to("access") is Objection.NOT_CONFIRMED


def test_a_copy_comes_before_the_erasure() -> None:
    both = request(duties=["erasure", "access"], identity=CONFIRMED)
    assert both.undecided == ("access", "erasure")
    assert both.objection_to("erasure") is Objection.AFTER
    assert both.before("erasure") == ("access",)
    shown = request(duties=["erasure", "access"], identity=CONFIRMED, decisions=decided("access"))
    assert shown.objection_to("erasure") is None
    assert shown.objection_to("access") is Objection.DECIDED


def test_an_erasure_settles_the_withdrawal_of_a_consent_as_well() -> None:
    asked = request(duties=["consent-withdrawal", "erasure"], identity=CONFIRMED)
    assert asked.objection_to("erasure") is None
    assert set(asked.settled_by("erasure")) == {"erasure", "consent-withdrawal"}


def test_what_was_not_asked_for_is_not_decided() -> None:
    assert request(identity=CONFIRMED).objection_to("erasure") is Objection.NOT_ASKED


def test_a_request_is_answered_when_all_is_decided_and_closed_when_it_was_sent() -> None:
    answered = request(identity=CONFIRMED, decisions=decided("access"))
    assert answered.stage is Stage.SEND
    closed = request(identity=CONFIRMED, decisions=decided("access"), closed="2026-03-07")
    assert closed.stage is Stage.CLOSED
    assert closed.objection_to("access") is Objection.CLOSED
    assert closed.kept_until == date(2029, 3, 7)
    assert answered.kept_until is None
    assert (request().answered, answered.answered) == (None, date(2026, 3, 6))
    assert (closed.answered, closed.is_in_time) == (date(2026, 3, 7), True)
    late = request(identity=CONFIRMED, decisions=decided("access"), closed="2026-04-08")
    assert not late.is_in_time


def test_the_clock_is_that_of_receipt_pauses_and_extension() -> None:
    assert request().clock.due == date(2026, 4, 7)
    waited = request(pauses=[{"asked": "2026-03-06", "arrived": "2026-03-16"}])
    assert waited.clock.due == date(2026, 4, 15)
    longer = request(extension={"told": "2026-03-20", "months": "2", "ground": "complexity"})
    assert longer.clock.due == date(2026, 6, 5)
    assert request(pauses=[{"asked": "2026-03-06"}]).clock.is_paused


def test_of_an_erased_persons_request_no_word_stays() -> None:
    whole = document.load(
        """\
# she called twice
received: 2026-03-05
channel: email
duties: [erasure]
from: {name: Aino Esimerkki, address: aino@posti.example}
client: c-k3m7x2q4tzabc
identity: {state: confirmed, evidence: phone, day: 2026-03-05, note: puhuin Ainon kanssa}
decisions:
  - {duty: erasure, outcome: partly, day: 2026-03-06, reason: Ainon laskut, fields: [phones]}
pauses:
  - {asked: 2026-03-05, arrived: 2026-03-06}
extension: {told: 2026-03-06, months: "1", ground: number, reason: Ainon muut pyynnöt}
letters:
  - {kind: erasure, day: 2026-03-06}
message: <aino.1@posti.example>
subject: Ainon tiedot
text: Poistakaa tietoni. Aino
"""
    )
    assert schema.check("request", whole) == []
    left = receipt(whole)
    assert "aino" not in document.dump(left).casefold()
    assert left == {
        "received": "2026-03-05",
        "channel": "email",
        "duties": ["erasure"],
        "pauses": [{"asked": "2026-03-05", "arrived": "2026-03-06"}],
        "extension": {"told": "2026-03-06", "months": "1", "ground": "number"},
        "decisions": [
            {"duty": "erasure", "outcome": "partly", "day": "2026-03-06", "fields": ["phones"]}
        ],
    }
    assert schema.check("request", left) == []


duties = st.lists(st.sampled_from(list(DUTIES)), min_size=1, unique=True)


@given(asked=duties, done=duties)
def test_there_is_always_one_duty_that_can_be_answered_next(
    asked: list[str], done: list[str]
) -> None:
    case = request(duties=asked, identity=CONFIRMED, decisions=decided(*done))
    answerable = [duty for duty in case.undecided if case.objection_to(duty) is None]
    assert bool(answerable) == bool(case.undecided) == case.is_open
    for duty in answerable:
        assert duty in case.settled_by(duty)
