"""Two computers, one client: what both have typed is kept, and what both disagree on is told."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from heijastus_records.errors import Invalid
from heijastus_records.register import agreement, document, merging, outline, schema
from heijastus_records.register.merging import Conflict, Merged, merge
from tests.conftest import AINO
from tests.test_document import DATA, TYPED


def client(base: str, ours: str, theirs: str) -> Merged:
    return merge("client", base, ours, theirs)


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """Change a text as an editor would; what is to be changed must be there."""
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


# --- Fields ---------------------------------------------------------------------------------


def test_two_sides_that_edit_different_fields_are_both_kept_byte_for_byte() -> None:
    one = ("language: fi\n", "language:   'sv' # asked for it\n")
    two = ("    service: työnohjaus\n", "    # as agreed\n    service: valmennus\n")
    three = ("street: Esimerkkikatu 1 A 2", "street: Toinen katu 5")
    ours, theirs = changed(AINO, one, three), changed(AINO, two)
    both = changed(AINO, one, two, three)
    assert client(AINO, ours, theirs) == Merged(both, ())
    assert client(AINO, theirs, ours) == Merged(both, ())


def test_a_field_that_both_sides_changed_otherwise_is_a_conflict_and_ours_stands() -> None:
    ours = changed(AINO, ("method: paper", "method: email"), ("language: fi", "language: sv"))
    theirs = changed(AINO, ("method: paper", "method: e-invoice  # new"))
    merged = client(AINO, ours, theirs)
    assert merged.conflicts == (Conflict("billing.method", "e-invoice"),)
    assert merged.text == changed(ours, ("method: email", "method: email  # new"))


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    ours = changed(AINO, ("language: fi", "language: sv"), ("method: paper", "method: email"))
    theirs = changed(AINO, ("language: fi", 'language: "sv"'))
    merged = client(AINO, ours, theirs)
    assert merged.conflicts == ()
    assert document.load(merged.text) == document.load(ours)


def test_a_field_that_one_side_removed_and_the_other_left_goes_with_its_comment() -> None:
    base = changed(AINO, ("language: fi\n", "# she said so\nlanguage: fi  # once\n"))
    theirs = changed(base, ("A 2, postal", "A 3, postal"))
    assert client(base, AINO, theirs).text == changed(AINO, ("A 2, postal", "A 3, postal"))


def test_a_field_that_one_side_removed_and_the_other_changed_is_a_conflict() -> None:
    removed = changed(AINO, ("language: fi\n", ""))
    other = changed(AINO, ("language: fi\n", "language: sv\n"))
    assert client(AINO, removed, other) == Merged(removed, (Conflict("language", "sv"),))
    assert client(AINO, other, removed) == Merged(other, (Conflict("language", ""),))


def test_a_whole_part_removed_here_and_changed_there_is_one_conflict_that_shows_it() -> None:
    start, end = AINO.index("billing:"), AINO.index("consents:")
    removed = AINO[:start] + AINO[end:]
    other = changed(AINO, ("method: paper", "method: email"))
    merged = client(AINO, removed, other)
    assert merged.text == removed
    (conflict,) = merged.conflicts
    assert conflict.field == "billing"
    assert document.load(conflict.theirs) == document.load(other)["billing"]


def test_two_sides_that_added_the_record_agree_on_what_is_alike() -> None:
    ours = "kind: person\nname: {given: Aino}\nlanguage: fi\n"
    theirs = "kind: person\nname: {given: Aino, family: Esimerkki}\nlanguage: sv\nphones: ['1']\n"
    merged = client("\n", ours, theirs)
    assert merged.conflicts == (Conflict("language", "sv"),)
    assert document.load(merged.text) == {
        "kind": "person",
        "name": {"given": "Aino", "family": "Esimerkki"},
        "phones": ["1"],
        "language": "fi",
    }


def test_a_text_made_a_mapping_here_and_changed_there_is_a_conflict() -> None:
    merged = client("name: Aino\n", "name: {given: Aino}\n", "name: Aino E.\n")
    assert merged == Merged("name: {given: Aino}\n", (Conflict("name", "Aino E."),))


def test_their_value_is_shown_as_yaml_that_reads_the_same() -> None:
    for value in ("00100", "NO", "a: b", "two\nlines", "x\n\n"):
        theirs = document.dump({"language": value})
        (conflict,) = client("language: fi\n", "language: sv\n", theirs).conflicts
        assert document.load(f"x: {conflict.theirs}\n") == document.load(f"x: {theirs[10:]}")


# --- Lists ------------------------------------------------------------------------------------


def test_a_list_of_texts_takes_the_additions_and_removals_of_both_sides() -> None:
    base = "emails: [a@posti.example, b@posti.example]\n"
    ours = "emails: [b@posti.example, c@posti.example]\n"
    theirs = "emails: [a@posti.example, b@posti.example, a2@posti.example]   # two\n"
    for one, two in ((ours, theirs), (theirs, ours)):
        merged = client(base, one, two)
        assert merged.conflicts == ()
        assert document.load(merged.text) == {
            "emails": ["b@posti.example", "a2@posti.example", "c@posti.example"]
        }
        assert "# two" in merged.text


def test_what_both_added_in_other_orders_or_places_has_one_order() -> None:
    base = "kind: person\nphones: ['1']\n"
    cases = [
        (base + "language: fi\nname: {given: A}\n", base + "name: {given: A}\nlanguage: fi\n"),
        ("language: fi\n" + base, base + "language: fi\n"),
        (base.replace("'1'", "'1', '3', '2'"), base.replace("'1'", "'1', '2', '3'")),
        (base.replace("'1'", "'3', '1'"), base.replace("'1'", "'1', '3'")),
    ]
    for ours, theirs in cases:
        assert ordered(client(base, ours, theirs).text) == ordered(client(base, theirs, ours).text)


def test_items_typed_line_by_line_keep_their_lines() -> None:
    base = "phones:\n  - 0401234567   # own\n  - '0501234567'\n"
    ours = changed(base, ("# own", "# her own"))
    theirs = changed(base, ("  - '0501234567'\n", "  # at work\n  - 09 123\n"))
    assert client(base, ours, theirs) == Merged(
        "phones:\n  - 0401234567   # her own\n  # at work\n  - 09 123\n", ()
    )


INVOICES = """\
kind: person
invoices:
  - number: 2024-1
    date: 2024-01-31
    amount: 100.00   # agreed by telephone
    status: sent
  # the second
  - {number: 2024-2, date: 2024-02-29, amount: 200.00, status: sent}
  - number: 2024-3
    date: 2024-03-31
    amount: 300.00
"""


def test_an_item_is_known_again_by_its_natural_key_wherever_it_stands() -> None:
    """She sorted them the other way round; the other computer noted a payment."""
    head, one, two, three = re.split(r"(?=^  - number|^  # the)", INVOICES, flags=re.MULTILINE)
    ours = head + three + two + one
    theirs = changed(INVOICES, ("00.00   # agreed", "00.50   # agreed"))
    merged = client(INVOICES, ours, theirs)
    assert merged == Merged(changed(ours, ("00.00   # agreed", "00.50   # agreed")), ())
    assert document.load(client(INVOICES, theirs, ours).text) == document.load(merged.text)


def test_items_added_by_both_sides_come_in_the_order_of_their_keys() -> None:
    new = "  - {{number: 2024-{}, date: 2024-04-01}}\n"
    ours = INVOICES + new.format(7) + new.format(5)
    theirs = INVOICES + "  # last\n" + new.format(6)
    expected = INVOICES + new.format(5) + "  # last\n" + new.format(6) + new.format(7)
    assert client(INVOICES, ours, theirs) == Merged(expected, ())
    assert client(INVOICES, theirs, ours) == Merged(expected, ())


def test_fields_of_one_item_changed_on_both_sides_are_both_kept() -> None:
    ours = changed(INVOICES, ("200.00, status: sent", "200.00, status: paid"))
    theirs = changed(INVOICES, ("amount: 200.00", "amount: 250.00"))
    both = changed(INVOICES, ("200.00, status: sent", "250.00, status: paid"))
    merged = client(INVOICES, ours, theirs)
    assert document.load(merged.text) == document.load(both)
    assert merged.conflicts == ()
    assert "  # the second\n" in merged.text


def test_a_conflict_in_an_item_names_its_place_in_our_text() -> None:
    ours = changed(INVOICES, ("- number: 2024-1\n", "- {number: x, date: y}\n  - number: 2024-1\n"))
    ours = changed(ours, ("300.00", "301.00"))
    merged = client(INVOICES, ours, changed(INVOICES, ("300.00", "302.00")))
    assert merged == Merged(ours, (Conflict("invoices[3].amount", '"302.00"'),))


def test_an_item_removed_here_and_changed_there_is_a_conflict() -> None:
    end = INVOICES.index("  - number: 2024-3")
    removed, other = INVOICES[:end], changed(INVOICES, ("300.00", "333.00"))
    merged = client(INVOICES, removed, other)
    assert merged.text == removed
    (conflict,) = merged.conflicts
    assert conflict.field == "invoices"
    assert document.load(conflict.theirs)["amount"] == "333.00"
    assert client(INVOICES, other, removed) == Merged(other, (Conflict("invoices[2]", ""),))


def test_a_corrected_number_loses_nothing_of_what_the_other_side_changed() -> None:
    ours = changed(AINO, ("number: S-2023-07", "number: S-2023-70"))
    theirs = changed(AINO, ("signed: 2023-08-01", "signed: 2023-08-02"))
    merged = client(AINO, ours, theirs)
    assert merged.text == ours
    (conflict,) = merged.conflicts
    assert document.load(conflict.theirs)["signed"] == "2023-08-02"
    merged = client(AINO, theirs, ours)
    assert [item["number"] for item in contracts(merged)] == ["S-2023-07", "S-2023-70"]
    assert merged.conflicts == (Conflict("contracts[0]", ""),)


def contracts(merged: Merged) -> Any:
    return document.load(merged.text)["contracts"]


def test_a_contract_without_a_number_is_known_by_its_beginning_and_service() -> None:
    base = "contracts:\n  - {starts: 2023-08-15, service: työnohjaus, place: Salo}\n"
    ours = changed(base, ("place: Salo", "place: Turku"))
    theirs = changed(base, ("place: Salo", "place: Salo, ends: 2024-06-01"))
    merged = client(base, ours, theirs)
    assert [(item["place"], item["ends"]) for item in contracts(merged)] == [
        ("Turku", "2024-06-01")
    ]


def test_items_without_any_key_are_never_mixed() -> None:
    ours = "contracts:\n  - {signed: 2023-08-01}\n"
    theirs = "contracts:\n  - {place: Salo}\n"
    assert len(contracts(client("\n", ours, theirs))) == 2


def test_two_items_with_the_same_key_are_matched_in_order() -> None:
    base = "informed:\n  - {day: 2024-01-01, notice: a}\n  - {day: 2024-01-01, notice: b}\n"
    ours = changed(base, ("notice: a", "notice: a1"))
    theirs = changed(base, ("notice: b", "notice: b1"))
    both = changed(ours, ("notice: b", "notice: b1"))
    assert client(base, ours, theirs) == Merged(both, ())


def test_sources_noted_on_two_computers_are_joined() -> None:
    base = "sources:\n  - {fields: [name], from: orderer, day: 2023-08-01}\n"
    ours, theirs = (changed(base, ("[name]", f"[name, {new}]")) for new in ("phones", "emails"))
    merged = client(base, ours, theirs)
    assert document.load(merged.text)["sources"] == [
        {"fields": ["name", "emails", "phones"], "from": "orderer", "day": "2023-08-01"}
    ]


@pytest.mark.parametrize("name", schema.names())
def test_every_list_of_mappings_says_how_its_items_are_known_again(name: str) -> None:
    found = list(lists_of_mappings(schema.schema(name), ()))
    assert found
    for path, rule in found:
        keys = schema.natural_keys(name, path)
        assert keys, path
        assert {each for key in keys for each in key} <= set(rule["items"]["properties"]), path


def lists_of_mappings(rule: Any, path: document.Path) -> Iterator[tuple[document.Path, Any]]:
    if "properties" in rule.get("items", {}):
        yield path, rule
        yield from lists_of_mappings(rule["items"], (*path, 0))
    for name, inner in rule.get("properties", {}).items():
        yield from lists_of_mappings(inner, (*path, name))


# --- Comments and layout ----------------------------------------------------------------------


def test_one_comment_changed_on_both_sides_is_kept_in_both_forms() -> None:
    ours = changed(AINO, ("# prefers mail", "# prefers letters"), ("# Came", "# ours: came"))
    theirs = changed(AINO, ("# prefers mail", "# prefers calls"), ("# Came", "# theirs: came"))
    assert client(AINO, ours, theirs).text == changed(
        ours,
        ("# ours: came", "# ours: came by way of the orderer\n# theirs: came"),
        ("emails:", "# prefers calls\nemails:"),
    )


def test_a_comment_that_was_kept_from_them_is_not_taken_over_again() -> None:
    ours = changed(AINO, ("# prefers mail", "# ours"), ("language: fi", "language: fi  # our fi"))
    theirs = changed(AINO, ("# prefers mail", "# theirs"), ("language: fi", "language: fi  # fi"))
    merged = client(AINO, ours, theirs)
    assert client(AINO, merged.text, theirs) == merged


def test_a_value_changed_here_and_its_comment_there_are_both_kept() -> None:
    ours = changed(TYPED, ("given: Aino ", "given: Eeva "))
    theirs = changed(TYPED, ("# as she signs", "# her official name"))
    expected = changed(ours, ("# as she signs", "# her official name"))
    assert client(TYPED, ours, theirs) == Merged(expected, ())
    theirs = changed(TYPED, ("   # as she signs", ""))
    assert client(TYPED, ours, theirs) == Merged(changed(ours, ("   # as she signs", "")), ())


def test_comments_at_the_head_and_the_end_are_kept_from_both_sides() -> None:
    ours = "# a heading\n\n" + changed(TYPED, ("# the last word\n", "# the very last word\n"))
    theirs = changed(TYPED, ("kind: person", "kind: person # a")) + "# and one more\n"
    assert client(TYPED, ours, theirs).text == changed(
        ours, ("kind: person", "kind: person # a"), ("last word\n", "last word\n# and one more\n")
    )


def test_the_way_of_writing_is_that_of_the_side_that_changed_it() -> None:
    ours = changed(AINO, ("language: fi", "language: fi   # sure?"))
    theirs = changed(AINO, ("language: fi", 'language: "fi"'))
    both = changed(AINO, ("language: fi", 'language: "fi"   # sure?'))
    assert client(AINO, ours, theirs).text == client(AINO, theirs, ours).text == both


def test_a_comment_never_becomes_a_part_of_a_text_of_many_lines() -> None:
    base = "kind: person\nschedule: tuesdays\n"
    ours = changed(base, ("tuesdays", "|\n  tuesdays\n  and fridays"))
    theirs = changed(base, ("tuesdays", "tuesdays  # ask again"))
    both = changed(ours, ("schedule", "# ask again\nschedule"))
    assert client(base, ours, theirs) == client(base, theirs, ours) == Merged(both, ())


def test_lines_of_comments_are_added_and_taken_away_by_both_sides() -> None:
    base = "kind: person\n# one\n# two\nlanguage: fi\n"
    ours = changed(base, ("# one\n", ""), ("# two\n", "# two\n# both\n# ours\n"))
    theirs = changed(base, ("# two\n", "# both\n# theirs\n"), ("fi\n", "sv\n"))
    expected = "kind: person\n# both\n# ours\n# theirs\nlanguage: sv\n"
    assert client(base, ours, theirs).text == expected


def test_a_comment_that_is_already_above_does_not_stand_in_for_one_like_it() -> None:
    base = "kind: person\n# asked\nlanguage: fi\n"
    ours = changed(base, ("fi", "fi # she is sure"))
    theirs = changed(base, ("fi", "fi # asked"))
    assert client(base, ours, theirs).text == changed(ours, ("# asked", "# asked\n# asked"))


def test_a_comment_set_in_deeper_belongs_to_what_stands_above_it() -> None:
    base = "contracts:\n  - number: S-1\n    # in the cabinet\nlanguage: fi\n"
    ours = changed(base, ("language", "kind: person\nlanguage"))
    theirs = changed(base, ("language", "# call first\nphones: ['1']\nlanguage"))
    both = changed(base, ("language", "kind: person\n# call first\nphones: ['1']\nlanguage"))
    assert client(base, ours, theirs) == Merged(both, ())


def test_blocks_of_text_and_what_stands_after_them_are_kept() -> None:
    ours = changed(TYPED, ("ei viivästyskorkoa", "ei viivästyskorkoa # eikä muuta"))
    theirs = changed(TYPED, ("  # after the block", "  # after this block"), ("aino@", "aino2@"))
    merged = client(TYPED, ours, theirs)
    assert merged.text == changed(
        ours, ("  # after the block", "  # after this block"), ("aino@", "aino2@")
    )


def test_a_comment_that_only_they_wrote_outlives_a_field_that_we_removed() -> None:
    ours = changed(AINO, ("language: fi\n", ""))
    theirs = changed(AINO, ("language: fi\n", "# swears in Swedish\nlanguage: sv\n"))
    merged = client(AINO, ours, theirs)
    assert merged.text == ours + "# swears in Swedish\n"
    assert merged.conflicts == (Conflict("language", "sv"),)


def test_lines_set_in_by_one_side_fit_those_of_the_other() -> None:
    ours = "billing:\n    method: email\n    # now\n    terms: |\n      14 pv\n"
    base = "billing:\n  method: paper\n"
    theirs = "billing:\n  method: paper\n  address:\n    # home\n    city: Salo\n"
    assert client(base, ours, theirs).text == (
        "billing:\n    method: email\n    address:\n      # home\n      city: Salo\n"
        "    # now\n    terms: |\n      14 pv\n"
    )


def test_a_comment_set_in_deeper_moves_with_its_line() -> None:
    base = "billing:\n  method: paper\n   # deep\n"
    ours = "billing:\n    method: email\n     # deep\n"
    theirs = "billing:\n  method: paper\n   # deeper\n"
    assert client(base, ours, theirs) == Merged(changed(ours, ("deep", "deeper")), ())


def test_an_empty_field_that_waits_to_be_filled_in_stays() -> None:
    base = "roles: []\nkind: person\nname:\n  given:\n  family:\nphones: []\nlanguage: fi\n"
    ours = changed(base, ("given:", "given: Aino"), ("phones: []", "phones: []  # ask"))
    theirs = changed(base, ("family:", "family: Esimerkki"), ("fi\n", "sv\n"))
    assert client(base, ours, theirs).text == changed(
        ours, ("family:", "family: Esimerkki"), ("fi\n", "sv\n")
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("{kind: person, language: fi} # x\n", "{kind: a, language: fi} # x\n", "kind: person\n"),
        ("? a\n: b # x\nc: d\n", "? a\n: e # x\nc: d\n", "? a\n: b # y\nc: f\n"),
        ("a: |\n  b", "a: |\n  b\nc: d", "a: |\n  b # no\n\n  x"),
        ("a: b\n", "a: b\n      # deep\nc: |\n  d\n", "a: b\ne: |\n  f\n   # not one\n"),
        ("--- # x\na: b\n...\n", "---\na: c\n...\n", "--- # x\n# y\na: b\nd: e\n... # z\n"),
        ("a:\n- - b\n  - c\n", "a:\n- - b # x\n  - d\n- e\n", "a:\n-\n  - b\n  - c # y\n-\n - f\n"),
        ("a: {b: c}\n", "a:\n  b: c # x\n", "a: {b: d, # y\n  e: f}\n"),
        ("a: b #\n", "a: c #\n", "#\n#\na: b # #x\n"),
    ],
)
def test_texts_of_an_odd_form_are_merged_with_all_their_comments(
    base: str, ours: str, theirs: str
) -> None:
    merged = client(base, ours, theirs)
    assert document.load(merged.text)
    assert not must_be_kept(base, ours, theirs) - comments_of(merged.text)
    if not merged.conflicts:
        assert ordered(client(base, theirs, ours).text) == ordered(merged.text)


def test_a_text_that_cannot_be_written_in_place_is_written_anew_and_holds_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = changed(TYPED, ("given: Aino ", "given: Eeva "))
    theirs = changed(TYPED, ("language: no", "language: sv # asked"))
    good = client(TYPED, ours, theirs)
    for broken in ("language: no\n", "kind: [\n", changed(good.text, ("# asked", ""))):
        monkeypatch.setattr(merging, "_pieces", lambda *_, text=broken: text)
        merged = client(TYPED, ours, theirs)
        assert ordered(merged.text) == ordered(good.text)
        assert comments_of(merged.text) == comments_of(good.text)


def test_a_text_that_lost_a_comment_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = changed(TYPED, ("given: Aino ", "given: Eeva "))
    theirs = changed(TYPED, ("language: no", "language: sv # asked"))
    lost = changed(client(TYPED, ours, theirs).text, (" # asked", ""))
    monkeypatch.setattr(merging, "_pieces", lambda *_: lost)
    monkeypatch.setattr(merging, "_as_lines", lambda *_: "")
    with pytest.raises(Invalid):
        client(TYPED, ours, theirs)


def test_what_both_hold_together_may_be_too_large_and_is_refused() -> None:
    ours = f"a: {'x' * 200_000}\n"
    with pytest.raises(Invalid) as caught:
        client("\n", ours, ours.replace("a", "b", 1))
    assert str(document.MAX_BYTES) in caught.value.problems[0].sentence


@pytest.mark.parametrize("place", range(3))
def test_a_text_that_cannot_be_read_is_refused(place: int) -> None:
    texts = ["a: b\n"] * 3
    texts[place] = "a: [b\n"
    with pytest.raises(Invalid):
        client(*texts)


def test_thousands_of_invoices_are_merged_in_well_under_two_seconds() -> None:
    typed = "  - number: {0}\n    date: 2024-05-31  # {0}\n    amount: 1488.00\n"
    items = [typed.format(number) for number in range(3500)]
    head = "kind: person\ninvoices:\n"
    ours = [item.replace("t: 1488", "t: 1") if n % 3 == 0 else item for n, item in enumerate(items)]
    theirs = [item.replace("  #", " #") if n % 2 == 0 else item for n, item in enumerate(items)]
    texts = [head + "".join(side) for side in (items, ours, [*theirs, typed.format("new")])]
    started = time.process_time()
    merged = client(*texts)
    assert time.process_time() - started < 2
    assert merged.conflicts == ()
    assert merged.text.count("amount: 1.00") == 1167
    assert merged.text.count("31 #") == 1750


# --- Properties, over records typed in every way ----------------------------------------------

WORDS = st.sampled_from(["fi", "sv", "00100", "NO", "a # b", "x: y", "it's", "ä 𐐀", "{", "- z"])
LONG = st.sampled_from(["one\ntwo\n", "one\n\n# no comment", "joka toinen\n tiistai"])
REMARKS = st.lists(st.sampled_from("abcdefgh").map(lambda sign: f"# {sign}"), max_size=2)
LEAVES = {
    "kind": WORDS,
    "language": WORDS | LONG,
    "odd name": WORDS,
    "Kind": WORDS,
    "#x": WORDS | LONG,
}
DAYS = st.sampled_from(["2024-01-01", "2024-02-02"])


@dataclass(frozen=True)
class Typed:
    """A value as somebody types it: what stands above it and behind it, and in which style."""

    value: Any
    above: tuple[str, ...] = ()
    behind: str = ""
    flow: bool = False


def typed(values: Any) -> Any:
    behind = st.sampled_from(["", "", "", "  # i", " # j", "   #  k"])
    return st.builds(Typed, values, REMARKS.map(tuple), behind, st.booleans())


LEAF = typed(WORDS)
INVOICE = st.fixed_dictionaries(
    {"number": typed(st.sampled_from("123")), "date": typed(DAYS)},
    optional={"amount": LEAF, "status": LEAF, "currency": LEAF},
)
SOURCE = st.fixed_dictionaries(
    {"fields": typed(st.lists(LEAF, max_size=3)), "from": LEAF}, optional={"day": typed(DAYS)}
)
ADDRESS = st.dictionaries(st.sampled_from(["street", "city", "country"]), LEAF)
FIELDS = {name: typed(values) for name, values in LEAVES.items()} | {
    "emails": typed(st.lists(LEAF, max_size=4)),
    "invoices": typed(st.lists(typed(INVOICE), max_size=4)),
    "sources": typed(st.lists(typed(SOURCE), max_size=3)),
    "billing": typed(
        st.fixed_dictionaries(
            {}, optional={"method": LEAF, "terms": typed(LONG), "address": typed(ADDRESS)}
        )
    ),
    "nested": typed(st.lists(typed(st.lists(LEAF, max_size=3)), max_size=3)),
}
RECORDS = st.fixed_dictionaries({}, optional=FIELDS)


def blended(draw: Any, one: Typed, two: Typed) -> Typed:
    """Change a value here and there into another."""
    pick = draw(st.integers(0, 9))
    if pick == 0:
        return two
    if pick == 1:
        one = replace(one, above=two.above)
    if pick == 2:
        one = replace(one, behind=two.behind)
    if pick == 3:
        one = replace(one, flow=two.flow)
    if isinstance(one.value, dict) and isinstance(two.value, dict):
        return replace(one, value=blended_fields(draw, one.value, two.value))
    if isinstance(one.value, list) and isinstance(two.value, list):
        return replace(one, value=blended_items(draw, one.value, two.value))
    return replace(one, value=two.value) if pick == 4 else one


def blended_fields(draw: Any, one: dict[str, Typed], two: dict[str, Typed]) -> dict[str, Typed]:
    found = {}
    for name in [*one, *(name for name in two if name not in one)]:
        pick = draw(st.integers(0, 7))
        if name in one and name in two:
            found[name] = blended(draw, one[name], two[name])
        elif name in one if pick else name in two:
            found[name] = {**two, **one}[name]
    if draw(st.integers(0, 7)) == 0:
        return {name: found[name] for name in draw(st.permutations(list(found)))}
    return found


def blended_items(draw: Any, one: list[Typed], two: list[Typed]) -> list[Typed]:
    found = []
    for item in one:
        if draw(st.integers(0, 7)):
            found.append(blended(draw, item, draw(st.sampled_from(two))) if two else item)
    for item in two:
        if draw(st.integers(0, 3)) == 0:
            found.insert(draw(st.integers(0, len(found))), item)
    return draw(st.permutations(found)) if draw(st.integers(0, 7)) == 0 else found


def flow(value: Any) -> str:
    """Type a value between brackets, its comments left out but for those at the ends of lines."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(n)}: {flow(item.value)}' for n, item in value.items())}}}"
    if isinstance(value, list):
        ends = [f"{item.behind}\n{' ' * 16}" if item.behind else " " for item in value]
        items = [f"{flow(item.value)},{end}" for item, end in zip(value, ends, strict=True)]
        return f"[{''.join(items)}]"
    return quoted(value)


def quoted(text: str) -> str:
    return text if document.is_plain(text) else json.dumps(text, ensure_ascii=False)


def after_name(item: Typed, column: int) -> list[str]:
    """Type what stands behind a name or dash, and the lines below it."""
    if item.value and isinstance(item.value, dict | list) and not item.flow:
        below = fields_typed if isinstance(item.value, dict) else items_typed
        return [item.behind, *below(item.value, column)]
    if isinstance(item.value, str) and "\n" in item.value:
        words, *below = document.dump({"x": item.value})[2:].rstrip("\n").split("\n")
        return [words, *(" " * column + line[2:] for line in below)]
    return [f" {flow(item.value)}{item.behind}"]


def fields_typed(fields: dict[str, Typed], column: int) -> list[str]:
    lines = []
    for name, item in fields.items():
        lines += [" " * column + remark for remark in item.above]
        first, *below = after_name(item, column + 2)
        lines += [f"{' ' * column}{quoted(name)}:{first}", *below]
    return lines


def items_typed(items: list[Typed], column: int) -> list[str]:
    lines = []
    for item in items:
        lines += [" " * column + remark for remark in item.above]
        first, *below = after_name(item, column + 2)
        if not first and not below[0].lstrip().startswith("#"):
            first, below = f" {below[0][column + 2 :]}", below[1:]
        lines += [f"{' ' * column}-{first}", *below]
    return lines


def text_of(fields: dict[str, Typed]) -> str:
    return "\n".join(fields_typed(fields, 0)) + "\n"


@st.composite
def three(draw: Any) -> tuple[str, str, str]:
    """A record, and what two computers made of it."""
    base = draw(RECORDS)
    sides = [blended_fields(draw, base, draw(RECORDS)) for _side in range(2)]
    return text_of(base), text_of(sides[0]), text_of(sides[1])


def ordered(text: str) -> str:
    """Return the data of a text; fields in another order are other data."""
    return json.dumps(document.load(text))


def comments_of(text: str) -> Counter[str]:
    return Counter(comment.text for comment in document.comments(text))


def must_be_kept(base: str, ours: str, theirs: str) -> Counter[str]:
    """Return the comments in a side, without as many as either side took away."""
    old, our, their = map(comments_of, (base, ours, theirs))
    return (our | their) - (old - our) - (old - their)


def leaves(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value
    return {leaf for item in inner for leaf in leaves(item)}


def holds_doubles(value: Any, path: document.Path) -> bool:
    if isinstance(value, str):
        return False
    names = agreement.named(value, schema.natural_keys("client", path))
    steps = value if isinstance(value, dict) else range(len(value))
    inner = any(holds_doubles(value[step], (*path, step)) for step in steps)
    return inner or any(number for _name, number in names)


def places(conflicts: tuple[Conflict, ...]) -> Counter[str]:
    return Counter(re.sub(r"\[\d+\]", "", conflict.field) for conflict in conflicts)


@given(three())
def test_a_side_that_changed_nothing_gives_way_byte_for_byte(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    for side in (ours, theirs):
        assert client(base, base, side) == client(base, side, base) == Merged(side, ())
        assert client(base, side, side) == Merged(side, ())


@given(three())
def test_it_does_not_matter_which_side_is_ours(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    one, two = client(base, ours, theirs), client(base, theirs, ours)
    assert places(one.conflicts) == places(two.conflicts)
    if not one.conflicts:
        assert ordered(one.text) == ordered(two.text)


@given(three())
def test_nothing_is_invented_and_no_comment_is_lost(texts: tuple[str, str, str]) -> None:
    merged = client(*texts)
    said = set().union(*(leaves(document.load(text)) for text in texts))
    assert leaves(document.load(merged.text)) <= said
    assert not must_be_kept(*texts) - comments_of(merged.text)
    assert set(comments_of(merged.text)) <= set().union(*map(comments_of, texts))


@given(three())
def test_what_is_merged_stays_when_it_is_merged_again(texts: tuple[str, str, str]) -> None:
    """Items that are alike are known by their order only: where one goes, the others are not."""
    assume(not any(holds_doubles(document.load(text), ()) for text in texts))
    base, ours, theirs = texts
    merged = client(base, ours, theirs)
    again = client(base, merged.text, theirs)
    assert ordered(again.text) == ordered(merged.text)
    assert set(comments_of(again.text)) <= set(comments_of(merged.text))
    assert places(again.conflicts) == places(merged.conflicts)
    if not merged.conflicts:
        assert ordered(client(base, ours, merged.text).text) == ordered(merged.text)


@given(three())
def test_what_is_typed_line_by_line_is_never_written_anew(texts: tuple[str, str, str]) -> None:
    written = merging._typed
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "_typed", lambda *words: found.append(written(*words)) or found[0])
        client(*texts)
    assert None not in found


@given(RECORDS, RECORDS, st.data())
def test_edits_of_different_fields_never_conflict(
    base: dict[str, Typed], other: dict[str, Typed], data: st.DataObject
) -> None:
    names = list({**base, **other})
    ours_only = set(data.draw(st.lists(st.sampled_from(names), unique=True))) if names else set()
    ours, theirs = (
        {name: (other if (name in ours_only) is mine else base).get(name) for name in names}
        for mine in (True, False)
    )
    kept = [{n: item for n, item in side.items() if item} for side in (ours, theirs)]
    merged = client(text_of(base), *map(text_of, kept))
    assert merged.conflicts == ()
    assert document.load(merged.text) == document.load(text_of(other))


@given(three())
def test_an_outline_put_together_again_is_the_text(texts: tuple[str, str, str]) -> None:
    for text in (*texts, AINO, TYPED, INVOICES):
        found = outline.outline(document.Text(text))
        assert found.block
        assert found.head + together(found.block) == text


def together(block: outline.Block) -> str:
    for entry in block.entries:
        body = entry.words + entry.rest
        if entry.inner and entry.words:
            body += together(entry.inner)
        elif entry.inner:
            body = outline.dashed(together(entry.inner), block.column)
        assert body == entry.body
    return "".join(entry.text for entry in block.entries) + block.tail


SIGNS = st.text(st.sampled_from("ab:-#\n\n   |>?{}[],\"'"), max_size=24)


@given(SIGNS, SIGNS, SIGNS)
@example("a: |\n  x\n   \n", "a: |\n  x\n   \nb: c\n", "a: |\n  y\n   \n")
def test_any_three_texts_are_merged_or_refused(base: str, ours: str, theirs: str) -> None:
    with_names = [f"k: v\n{text}" for text in (base, ours, theirs)]
    for texts in ((base, ours, theirs), with_names):
        try:
            merged = client(*texts)
        except Invalid:
            continue
        document.load(merged.text)
        assert not must_be_kept(*texts) - comments_of(merged.text)


@given(DATA, DATA, DATA)
def test_any_data_are_merged_alike_from_both_sides(base: Any, ours: Any, theirs: Any) -> None:
    texts = [document.dump(side) for side in (base, ours, theirs)]
    one, two = client(*texts), client(texts[0], texts[2], texts[1])
    assert places(one.conflicts) == places(two.conflicts)
    if not one.conflicts:
        assert ordered(one.text) == ordered(two.text)
