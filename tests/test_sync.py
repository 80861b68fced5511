"""Two computers, one register: nothing is lost, nothing unproven is taken in, nothing runs."""

from collections.abc import Callable
from typing import Any

import pytest

from heijastus_records.register import layout

from .computers import Computer, Two, erase

pytestmark = pytest.mark.system("ssh-keygen")

# --- Both sides change ------------------------------------------------------------------------

Change = Callable[[Computer, str], object]


def seds(*scripts: str) -> Change:
    return lambda computer, record: computer.edit(record, *scripts)


AFTER = {
    "different fields": (
        seds("s/^language: en/language: sv/"),
        seds('s/^phones: .*/phones: ["+358501234567"]/'),
        {"language": "sv", "phones": ["+358501234567"]},
    ),
    "fields of one mapping": (
        seds("s/city: Helsinki/city: Espoo/"),
        seds("s/00100/02100/"),
        {
            "billing": {
                "method": "paper",
                "address": {
                    "street": "Esimerkkikatu 1 A 2",
                    "postal_code": "02100",
                    "city": "Espoo",
                },
            }
        },
    ),
    "one list of addresses": (
        seds("s/^emails: .*/emails: [aino.esimerkki@posti.example, aino@tyo.example]/"),
        seds("s/^emails: .*/emails: [aino.esimerkki@posti.example, aino@koti.example]/"),
        {"emails": ["aino.esimerkki@posti.example", "aino@koti.example", "aino@tyo.example"]},
    ),
    "one list of invoices": (
        seds('$ a \\  - {number: 2024-2, date: 2024-03-01, amount: "5.00", currency: EUR}'),
        seds('$ a \\  - {number: 2024-3, date: 2024-04-01, amount: "6.00", currency: EUR}'),
        {
            "invoices": [
                {"number": n, "date": d, "amount": a, "currency": "EUR"}
                for n, d, a in (
                    ("2024-1", "2024-02-01", "100.00"),
                    ("2024-2", "2024-03-01", "5.00"),
                    ("2024-3", "2024-04-01", "6.00"),
                )
            ]
        },
    ),
    "the same edit": (
        seds("s/^language: en/language: sv/"),
        seds("s/^language: en/language: sv/"),
        {"language": "sv"},
    ),
    "a comment and a value": (
        seds("s/# the first one/# the first one, renewed/"),
        seds("s/^language: en/language: sv/"),
        {"language": "sv"},
    ),
}
"""What each computer changes, and what must come of it."""

cases = pytest.mark.parametrize("case", AFTER)
orders = pytest.mark.parametrize("order", ["desk first", "bag first"])


def in_order(two: Two, order: str) -> tuple[Computer, Computer]:
    return (two.desk, two.bag) if order == "desk first" else (two.bag, two.desk)


def change_both(two: Two, case: str) -> dict[str, Any]:
    on_desk, on_bag, wanted = AFTER[case]
    on_desk(two.desk, two.aino)
    on_bag(two.bag, two.aino)
    return wanted


def assert_alike(two: Two, wanted: dict[str, Any]) -> None:
    data = two.desk.data(two.aino)
    assert {field: data[field] for field in wanted} == wanted
    text = two.desk.text(two.aino)
    assert text == two.bag.text(two.aino)
    assert "# prefers mail" in text or "emails" in wanted
    for computer in (two.desk, two.bag):
        computer.records("validate")
        assert computer.git("status", "--porcelain").out == ""


@orders
@cases
def test_what_two_computers_changed_is_merged_by_sync_in_either_order(
    two: Two, case: str, order: str
) -> None:
    wanted = change_both(two, case)
    first, second = in_order(two, order)
    first.records("sync")
    second.records("sync")
    first.records("sync")
    assert two.desk.head == two.bag.head
    assert_alike(two, wanted)
    two.desk.records("audit", "verify")


@orders
@cases
def test_what_two_computers_changed_is_merged_by_git_merge_in_either_order(
    two: Two, case: str, order: str
) -> None:
    wanted = change_both(two, case)
    first, second = in_order(two, order)
    for computer in (first, second):
        computer.records("hook", "install")
    first.git("push", "-q", "origin", "main")
    second.git("fetch", "-q")
    second.git("merge", "-q", "--no-edit", "origin/main")
    second.records("validate")
    second.git("push", "-q", "origin", "main")
    first.git("pull", "-q", "--ff-only")
    assert_alike(two, wanted)
    second.records("audit", "verify")


# --- Conflicts --------------------------------------------------------------------------------


def both_languages(two: Two) -> None:
    two.desk.edit(two.aino, "s/^language: en/language: sv/")
    two.bag.edit(two.aino, "s/^language: en/language: fi/", "s/city: Helsinki/city: Espoo/")


KEEP_OURS = "sed -i '/^#: !/d'"
TAKE_THEIRS = "sed -i -e '/^#: !/d' -e 's/^language: .*/language: sv/'"


@pytest.mark.parametrize("decision", [KEEP_OURS, TAKE_THEIRS])
def test_a_conflict_is_named_by_field_kept_sealed_and_resolved_with_edit(
    two: Two, decision: str
) -> None:
    both_languages(two)
    two.desk.records("sync")
    before = two.bag.head
    refused = two.bag.records("sync", code=5)
    assert "language" in refused.err and two.aino in refused.err
    assert "records edit" in refused.err and "--resume" in refused.err
    assert (before, "") == (two.bag.head, two.bag.git("status", "--porcelain").out)
    assert "language: sv" not in two.bag.text(two.aino)
    two.bag.records("edit", two.aino, "--resume", "--editor", "true", code=1)
    two.bag.records("edit", two.aino, "--resume", "--editor", decision)
    two.bag.records("sync")
    two.desk.records("sync")
    wanted = "fi" if decision == KEEP_OURS else "sv"
    assert two.desk.data(two.aino)["language"] == wanted
    assert two.desk.data(two.aino)["billing"]["address"]["city"] == "Espoo"
    assert_alike(two, {"language": wanted})
    two.desk.records("audit", "verify")


def test_a_conflict_in_git_merge_leaves_our_side_and_is_resolved_with_edit(two: Two) -> None:
    both_languages(two)
    two.bag.records("hook", "install")
    two.desk.git("push", "-q", "origin", "main")
    two.bag.git("fetch", "-q")
    merged = two.bag.git("merge", "--no-edit", "origin/main", code=1)
    assert "language" in merged.err and "--resume" in merged.err
    two.bag.git("add", "-A")
    lost = two.bag.git("commit", "-q", "--no-edit", code=1)
    assert two.aino in lost.err
    two.bag.records("edit", two.aino, "--resume", "--editor", TAKE_THEIRS)
    two.bag.git("commit", "-q", "--no-edit")
    two.bag.records("validate")
    two.bag.records("sync")
    two.desk.records("sync")
    assert_alike(two, {"language": "sv"})
    two.bag.records("audit", "verify")


def test_a_conflict_that_was_resolved_stays_resolved_while_the_other_side_goes_on(
    two: Two,
) -> None:
    both_languages(two)
    two.desk.records("sync")
    two.bag.records("sync", code=5)
    two.bag.records("edit", two.aino, "--resume", "--editor", KEEP_OURS)
    two.desk.edit(two.aino, 's/^phones: .*/phones: ["+358501234567"]/')
    two.desk.records("sync")
    two.bag.records("sync")
    two.desk.records("sync")
    assert_alike(two, {"language": "fi", "phones": ["+358501234567"]})


def test_a_draft_that_waits_is_not_overwritten_by_a_conflict(two: Two) -> None:
    both_languages(two)
    two.desk.records("sync")
    two.bag.records("edit", two.aino, "--editor", "sed -i 's/^kind: .*/kind: nobody/'", code=1)
    refused = two.bag.records("sync", code=6)
    assert "--resume" in refused.err
    two.bag.records("edit", two.aino, "--discard")
    two.bag.records("sync", code=5)


def test_a_rebase_that_stopped_half_way_is_dropped_as_named(two: Two) -> None:
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    before = two.bag.head
    two.bag.git("rebase", "--no-verify", "--exec", "false", "HEAD~1", code=1)
    assert "git rebase --abort" in two.bag.records("sync", code=6).err
    two.bag.git("rebase", "--abort")
    two.bag.records("sync")
    assert two.bag.head == before


# --- Adding, and erasing ----------------------------------------------------------------------


@orders
def test_clients_added_on_both_computers_are_on_both(two: Two, order: str) -> None:
    for computer in (two.desk, two.bag):
        draft = computer.folder / "new.yaml"
        draft.write_text(f"kind: person\nname: {{given: {computer.name}}}\n", "utf-8")
        computer.records("new", "person", "--from", "../new.yaml")
    first, second = in_order(two, order)
    for computer in (first, second, first):
        computer.records("sync")
    assert len(two.desk.ids()) == 3
    assert sorted(two.desk.ids()) == sorted(two.bag.ids())
    two.bag.records("audit", "verify")


@orders
def test_a_client_erased_on_one_computer_and_edited_on_the_other_stays_erased(
    two: Two, order: str
) -> None:
    erase(two.desk, two.aino)
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    first, second = in_order(two, order)
    said = "".join(computer.records("sync").err for computer in (first, second, first))
    assert said.count(f"erased meanwhile: {two.aino}") == 1
    for computer in (two.desk, two.bag):
        assert computer.ids() == []
        computer.records("show", two.aino, code=3)
        computer.records("validate")
        assert computer.git("status", "--porcelain").out == ""


def test_git_merge_cannot_bring_an_erased_client_back(two: Two) -> None:
    erase(two.desk, two.aino)
    two.desk.git("push", "-q", "origin", "main")
    two.bag.records("hook", "install")
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    two.bag.git("fetch", "-q")
    two.bag.git("merge", "--no-edit", "origin/main", code=1)
    two.bag.git("add", "-A")
    refused = two.bag.git("commit", "-q", "--no-edit", code=1)
    assert two.aino in refused.err and "erased" in refused.err
    two.bag.git("rm", "-q", "--cached", layout.record_path(two.aino))
    two.bag.git("commit", "-q", "--no-edit")
    (two.bag.root / layout.record_path(two.aino)).unlink(missing_ok=True)
    two.bag.records("validate")
    assert two.bag.ids() == []


def test_a_record_that_no_commit_has_keeps_a_sync_waiting(two: Two) -> None:
    path = two.desk.root / layout.record_path(two.aino)
    stray = path.with_name("c-aaaaaaaaaaaaa.yaml.age")
    stray.write_bytes(path.read_bytes())
    assert "differ from the last commit" in two.desk.records("sync", code=6).err
    assert stray.exists()


def test_what_a_commit_by_hand_has_brought_back_is_not_sent(two: Two) -> None:
    (two.desk.folder / "new.yaml").write_text("kind: person\nname: {given: Bertta}\n", "utf-8")
    added = two.desk.records("new", "person", "--from", "../new.yaml").out.strip()
    old = two.desk.head
    two.desk.records("erase", added, "--yes")
    two.desk.records("sync")
    sent = two.desk.head
    paths = [layout.record_path(added), layout.key_path(added)]
    two.desk.git("checkout", old, "--", *paths)
    two.desk.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "back")
    refused = two.desk.records("sync", code=6)
    assert "has come back" in refused.err and "git rm" in refused.err
    command = refused.err.rpartition("hint: ")[2].partition(" && ")[0].split()
    two.desk.git(*command[1:])
    two.desk.git("commit", "-q", "-m", "gone again")
    two.desk.records("sync")
    assert two.desk.head != sent
    two.desk.records("validate")
