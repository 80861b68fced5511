"""What the habits of Git do to a register: the tests behind docs/git.md."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from heijastus_records.register import layout, wiring
from heijastus_records.register.register import Register
from heijastus_records.rights import hooks

from .by_hand import Hand, with_hooks
from .conftest import AINO, PROJECT, Ran

PAGE = PROJECT / "docs" / "git.md"
Run = Callable[..., Ran]

GONE_BACK = "the history has gone back: the last commit seen here"
OLDER = "an older version would come back; to undo a change: records edit"
OLDER_FILE = "the file is older than the last commit, or was replaced"
MUST_STAY = "this file must stay: git restore --staged --worktree brings it back"


@pytest.fixture
def hand(register: Register, aino: str, tmp_path: Path) -> Hand:
    """A register with the hooks, in which Aino's record has three versions."""
    hand = with_hooks(register, tmp_path / "identity")
    for language in ("sv", "en"):
        edit(hand, aino, language=language)
    return hand


def edit(hand: Hand, record: str, **fields: str) -> None:
    """Change fields of a record by the program."""
    with hand.opened().edit(record, action="edit") as data:
        data.update(fields)


def in_order(records: Run, hand: Hand) -> bool:
    """Tell whether nothing is wrong and nothing is left lying."""
    said = records("validate")
    return said.code == 0 and "differs" not in said.out and is_clean(hand)


def is_clean(hand: Hand) -> bool:
    return hand.out("status", "--porcelain") == ""


def another_copy(hand: Hand) -> Hand:
    """Clone the register by git, as on another computer with the same key."""
    place = hand.root.parent / "elsewhere"
    hand.out("clone", "-q", "-b", "main", str(hand.root), str(place))
    register = Register.open(place, hand.identity)
    wiring.connect(register)
    return with_hooks(register, hand.identity)


def pull(hand: Hand, other: Hand, *words: str) -> Ran:
    return hand.git("pull", "--no-rebase", "--no-edit", *words, str(other.root), "main")


def fetched(hand: Hand, other: Hand) -> str:
    hand.out("fetch", "-q", str(other.root), "main:other")
    return "other"


# --- looking ------------------------------------------------------------------------------------


def test_log_diff_and_show_read_like_text_and_keys_stay_closed(hand: Hand, aino: str) -> None:
    shown = hand.out("log", "-p", "--", layout.record_path(aino))
    assert "+language: en" in shown
    assert "given: Aino" in hand.out("show", "HEAD")
    hand.write(aino, f"{AINO}# more\n")
    assert "+# more" in hand.out("diff")
    assert "AGE-SECRET-KEY" not in hand.out("log", "-p", "--all")


def test_blame_tells_the_lines_of_a_record(hand: Hand, aino: str) -> None:
    told = hand.out("blame", layout.record_path(aino))
    assert "language: en" in told


def test_what_leaves_as_a_file_stays_sealed(hand: Hand, aino: str, tmp_path: Path) -> None:
    patches = hand.git("format-patch", "-3", "--stdout").out
    assert "GIT binary patch" in patches
    assert "aino.esimerkki" not in patches
    for words in (["archive", "-o"], ["bundle", "create"]):
        file = tmp_path / words[0]
        hand.out(*words, str(file), "HEAD")
        assert b"aino.esimerkki" not in file.read_bytes()


def test_bisect_and_an_old_checkout_can_be_looked_at_and_left(
    hand: Hand, aino: str, records: Run
) -> None:
    for away, back in (
        (["bisect", "start", "HEAD", "HEAD~3"], ["bisect", "reset"]),
        (["checkout", "-q", "HEAD~2"], ["checkout", "-q", "main"]),
        (["switch", "-q", "--detach", "HEAD~1"], ["switch", "-q", "main"]),
    ):
        hand.out(*away)
        said = records("list")
        assert (said.code, said.out) == (6, "")
        assert GONE_BACK in said.err
        hand.out(*back)
        assert in_order(records, hand)


# --- safe ---------------------------------------------------------------------------------------


def test_housekeeping_changes_nothing(hand: Hand, aino: str, records: Run) -> None:
    head = hand.head
    for words in (["gc", "-q", "--prune=now"], ["repack", "-qadf"], ["prune"], ["fsck"]):
        hand.out(*words)
        assert in_order(records, hand)
    assert hand.head == head
    assert records("audit", "show", aino).out.count("edit") == 2


def test_tags_and_notes_do_no_harm(hand: Hand, records: Run) -> None:
    hand.out("tag", "-m", "end of the year", "y2026")
    hand.out("notes", "add", "-m", "looked at")
    assert in_order(records, hand)
    assert hand.git("verify-tag", "y2026").code == 0


def test_clean_takes_only_what_is_no_part_of_the_register(
    hand: Hand, aino: str, records: Run
) -> None:
    (hand.root / "draft.txt").write_text("x", "utf-8")
    hand.out("clean", "-fdxq")
    assert in_order(records, hand)
    assert records("edit", aino, "--editor", "sed -i s/paper/email/").code == 0


def test_a_stash_keeps_a_sealed_change_and_gives_it_back(
    hand: Hand, aino: str, records: Run
) -> None:
    hand.write(aino, f"{AINO}# waits\n")
    hand.out("stash")
    assert in_order(records, hand)
    edit(hand, aino, language="fi")
    assert hand.git("stash", "pop").code == 0  # the merge driver joins it with the edit
    text = records("show", aino).out
    assert "# waits" in text
    assert hand.commit("-am", "from the stash").code == 0
    assert in_order(records, hand)


def test_a_stash_of_untracked_files_is_told_of(hand: Hand, aino: str, records: Run) -> None:
    (hand.root / "draft.txt").write_text(AINO, "utf-8")
    hand.out("stash", "--include-untracked")
    said = records("audit", "verify")
    assert said.code, said
    hand.out("stash", "drop")


def test_a_branch_forward_is_merged_without_a_word(hand: Hand, aino: str, records: Run) -> None:
    hand.out("switch", "-q", "-c", "side")
    edit(hand, aino, language="fi")
    hand.out("switch", "-q", "main")
    assert GONE_BACK in records("list").err  # the register goes on where it was seen last
    hand.out("merge", "-q", "side")
    assert in_order(records, hand)


def test_a_further_work_tree_is_a_place_to_work(
    hand: Hand, aino: str, records: Run, tmp_path: Path
) -> None:
    tree = tmp_path / "further"
    hand.out("worktree", "add", "-q", "-b", "side", str(tree))
    there = Hand(Register.open(tree, hand.identity), hand.identity)
    edit(there, aino, language="fi")
    hand.out("merge", "-q", "side")
    hand.out("worktree", "remove", str(tree))
    assert in_order(records, hand)


def test_two_copies_are_merged_field_by_field(hand: Hand, aino: str, records: Run) -> None:
    other = another_copy(hand)
    edit(other, aino, language="fi")
    edit(hand, aino, phones=["+358401112222"])  # type: ignore[arg-type]
    ran = pull(hand, other)
    assert ran.code == 0, ran
    assert in_order(records, hand)
    text = records("show", aino).out
    assert "language: fi" in text and "+358401112222" in text
    assert "Records-Action: by-hand" in hand.trailers()
    assert pull(other, hand, "--ff-only").code == 0


def test_a_conflict_is_decided_in_the_editor_and_merged_then(
    hand: Hand, aino: str, records: Run
) -> None:
    other = another_copy(hand)
    edit(other, aino, language="fi")
    edit(hand, aino, language="sv")
    ran = pull(hand, other)
    assert ran.code == 1
    assert f"both sides changed the same fields: {aino}: language" in ran.err
    assert hand.commit("-am", "as it is").code == 1
    assert "a change of one side would be lost in this merge" in hand.commit("-am", "x").err
    hand.out("merge", "--abort")
    said = records("edit", aino, "--resume", "--editor", "sed -i '/#: !/d'")
    assert said.code == 0, said
    assert pull(hand, other).code == 0
    assert in_order(records, hand)


def test_cherry_pick_takes_one_commit_of_another_copy(hand: Hand, aino: str, records: Run) -> None:
    bertta = hand.new("bertta")
    other = another_copy(hand)
    edit(other, bertta, language="fi")
    edit(other, aino, language="fi")
    branch = fetched(hand, other)
    assert hand.git("cherry-pick", branch).code == 0
    assert in_order(records, hand)
    assert hand.git("merge", "--no-edit", branch).code == 0
    assert in_order(records, hand)


def test_patches_by_mail_go_on_only_from_where_they_were_made(
    hand: Hand, aino: str, records: Run, tmp_path: Path
) -> None:
    other = another_copy(hand)
    edit(other, aino, language="fi")
    patch = tmp_path / "patch"
    patch.write_text(other.git("format-patch", "-1", "--stdout").out, "utf-8")
    assert hand.git("am", str(patch)).code == 0
    assert in_order(records, hand)
    edit(hand, aino, language="sv")
    assert hand.git("am", str(patch)).code
    hand.out("am", "--abort")
    assert in_order(records, hand)


def test_a_patch_of_the_text_that_is_shown_does_not_fit(hand: Hand, aino: str) -> None:
    hand.write(aino, f"{AINO}# more\n")
    patch = hand.out("diff")
    hand.out("restore", ".")
    before = hand.state()
    assert hand.git("apply", "-", input=f"{patch}\n").code
    assert hand.state() == before


# --- refused by a hook --------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["HEAD"], ["--no-edit", "HEAD"], ["--no-edit", "HEAD~1"]])
def test_a_revert_is_refused_and_edit_undoes(
    hand: Hand, aino: str, records: Run, words: list[str]
) -> None:
    head = hand.head
    ran = hand.git("revert", *words, env={"GIT_EDITOR": "true"})
    assert ran.code
    assert OLDER in ran.err or "nothing to commit" in ran.out + ran.err
    assert hand.head == head
    hand.git("revert", "--quit")
    hand.out("restore", "--staged", "--worktree", ".")
    assert in_order(records, hand)
    said = records("edit", aino, "--editor", "sed -i 's/language: en/language: fi/'")
    assert said.code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["checkout", "HEAD~1", "--"],
        ["restore", "--source=HEAD~1", "--staged", "--worktree", "--"],
        ["restore", "--source=HEAD~1", "--"],
    ],
    ids=lambda words: " ".join(words[:-1]),
)
def test_an_old_file_is_noticed_refused_and_put_right(
    hand: Hand, aino: str, records: Run, words: list[str]
) -> None:
    hand.out(*words, layout.record_path(aino))
    said = records("show", aino)
    assert (said.code, said.out) == (7, "")
    assert OLDER_FILE in said.err
    assert records("validate").code == 1
    ran = hand.commit("-am", "old")
    assert ran.code == 1 and OLDER in ran.err
    assert records("repair").code == 0
    assert in_order(records, hand)
    assert "language: en" in records("show", aino).out


def test_what_only_the_index_holds_is_dropped_by_repair(
    hand: Hand, aino: str, records: Run
) -> None:
    stray = hand.root / "records" / "clients" / "c-aaaaaaaaaaaaa.yaml.age"
    stray.write_bytes(hand.path(aino).read_bytes())
    hand.out("add", str(stray))
    stray.unlink()
    hand.out("restore", "--source=HEAD~1", "--staged", "--", layout.record_path(aino))
    assert records("repair").code == 0
    assert in_order(records, hand)


def test_rebase_and_pull_rebase_are_refused(hand: Hand, aino: str, records: Run) -> None:
    other = another_copy(hand)
    edit(other, aino, language="fi")
    edit(hand, aino, phones=["+358401112222"])  # type: ignore[arg-type]
    before = hand.state()
    for words in (
        ["pull", "--rebase", str(other.root), "main"],
        ["rebase", fetched(hand, other)],
        ["rebase", "-i", "HEAD~2"],
    ):
        ran = hand.git(*words, env={"GIT_SEQUENCE_EDITOR": "true"})
        assert ran.code and "a rebase would write the history anew" in ran.err
        assert hand.state() == before
    assert in_order(records, hand)


def test_amending_what_was_seen_is_refused(hand: Hand, records: Run) -> None:
    head = hand.head
    ran = hand.commit("--amend", "--no-edit")
    assert ran.code == 1
    assert "this commit is part of the trail already" in ran.err
    assert hand.head == head
    assert in_order(records, hand)


def test_removing_and_moving_a_record_is_refused_and_put_right(
    hand: Hand, aino: str, records: Run
) -> None:
    path = layout.record_path(aino)
    for words in (["rm", "-q", path], ["mv", path, "records/clients/c-aaaaaaaaaaaaa.yaml.age"]):
        hand.out(*words)
        ran = hand.commit()
        assert ran.code == 1 and MUST_STAY in ran.err
        said = records("show", aino)
        assert said.code == 7 and "the file is missing" in said.err
        hand.out("restore", "--staged", "--worktree", ".")
        assert in_order(records, hand)


def test_plain_text_strays_and_submodules_are_refused(
    hand: Hand, aino: str, records: Run, tmp_path: Path
) -> None:
    (hand.root / "aino.txt").write_text(AINO, "utf-8")
    hand.out("add", "aino.txt")
    ran = hand.commit()
    assert ran.code == 1
    assert "a file that does not belong into a register is staged" in ran.err
    hand.out("rm", "-qf", "aino.txt")
    other = tmp_path / "other"
    hand.out("init", "-q", str(other))
    empty = ["-c", "commit.gpgSign=false", "commit", "-q", "--allow-empty", "-m", "x"]
    assert hand.git(*empty, cwd=other).code == 0
    hand.out("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub")
    ran = hand.commit()
    assert ran.code == 1
    assert "a link, a program or a submodule is staged in place of a file" in ran.err
    hand.out("rm", "-qf", "sub", ".gitmodules")
    left = records("validate")  # Git keeps the address of the submodule in its settings
    assert left.code == 1 and "12b.setting.submodule.sub." in left.out
    hand.out("config", "--remove-section", "submodule.sub")
    assert in_order(records, hand)


def test_a_merge_that_would_lose_a_side_is_refused(hand: Hand, aino: str, records: Run) -> None:
    other = another_copy(hand)
    other.new("cecilia")
    edit(hand, aino, language="fi")
    branch = fetched(hand, other)
    ran = hand.git("merge", "-s", "ours", "--no-edit", branch)
    assert ran.code == 1
    assert ran.err.count("a change of one side would be lost in this merge") == 1
    hand.git("merge", "--abort")
    assert hand.git("merge", "--no-edit", branch).code == 0
    assert in_order(records, hand)


def test_a_file_of_the_other_copy_does_not_push_out_a_change_here(
    hand: Hand, aino: str, records: Run
) -> None:
    other = another_copy(hand)
    edit(other, aino, language="fi")
    edit(other, aino, language="sv")
    edit(hand, aino, phones=["+358401112222"])  # type: ignore[arg-type]
    hand.out("checkout", fetched(hand, other), "--", layout.record_path(aino))
    ran = hand.commit()
    assert ran.code == 1
    assert "a version made elsewhere would push out the one here" in ran.err
    hand.out("restore", "--staged", "--worktree", ".")
    assert in_order(records, hand)


# --- found by the next command ------------------------------------------------------------------


@pytest.mark.parametrize("how", ["--soft", "--mixed", "--hard"])
def test_a_reset_is_noticed_and_repair_goes_forward_again(
    hand: Hand, aino: str, records: Run, how: str
) -> None:
    head = hand.head
    hand.out("reset", "-q", how, "HEAD~1")
    for words in (["list"], ["show", aino], ["edit", aino, "--editor", "true"], ["validate"]):
        said = records(*words)
        assert (said.code, said.out) == (6, "")
        assert GONE_BACK in said.err and "records: hint: records repair" in said.err
    assert records("repair").code == 0
    assert hand.head == head
    assert in_order(records, hand)


def _amend(hand: Hand) -> None:
    assert hand.commit("--amend", "-m", "other words").code == 0


def _filter_branch(hand: Hand) -> None:
    words = ["filter-branch", "-f", "--msg-filter", "cat; echo more", "HEAD~2..HEAD"]
    assert hand.git(*words, env={"FILTER_BRANCH_SQUELCH_WARNING": "1"}).code == 0


def _rebase_without_hooks(hand: Hand) -> None:
    words = ["-c", "core.hooksPath=/dev/null", "rebase", "-q", "--force-rebase", "HEAD~2"]
    assert hand.git(*words, env={"GIT_COMMITTER_DATE": "2027-01-01T12:00:00+0200"}).code == 0


@pytest.mark.parametrize("rewrite", [_amend, _filter_branch, _rebase_without_hooks])
def test_a_history_written_anew_is_noticed_and_taken_back(
    hand: Hand, records: Run, rewrite: Callable[[Hand], None]
) -> None:
    head = hand.head
    rewrite(hand)
    said = records("list")
    assert (said.code, said.out) == (6, "")
    assert GONE_BACK in said.err
    named = re.search(rf"{GONE_BACK}, ([0-9a-f]{{12}}),", said.err)
    assert named and head.startswith(named[1])
    hand.out("reset", "-q", "--hard", named[1])
    assert in_order(records, hand)


def test_what_came_in_without_any_hook_is_named_and_mended(
    hand: Hand, aino: str, records: Run
) -> None:
    hand.path(aino).write_text(AINO, "utf-8")
    hand.out("-c", "core.hooksPath=/dev/null", "commit", "-qam", "x")
    said = records("list")
    assert (said.code, said.out) == (7, "")
    assert "not a sealed file" in said.err
    assert records("validate").code == 1
    assert records("repair").code == 0
    assert "language: en" in records("show", aino).out


# --- the page -----------------------------------------------------------------------------------


def _sentences() -> list[str]:
    """Return every sentence that the program may say."""
    spec = importlib.util.spec_from_file_location("page", PROJECT / "scripts" / "catalogue.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [message for message in module.wanted() if isinstance(message, str)]


def test_every_sentence_that_the_page_quotes_is_the_programs_own() -> None:
    quoted = re.findall(r"“([^”]+)”", PAGE.read_text("utf-8"))
    assert len(quoted) > 10
    known = _sentences()
    assert [each for each in quoted if not any(text.startswith(each) for text in known)] == []


def test_every_habit_of_the_page_is_tried() -> None:
    rows = re.findall(r"^\| (`git [^|]*)\|", PAGE.read_text("utf-8"), re.M)
    assert len(rows) > 20
    named = {word for row in rows for word in re.findall(r"`git ([a-z-]+)", row)}
    files = (PROJECT / "tests" / f"test_{name}.py" for name in ("git_habits", "hooks"))
    tried = "".join(file.read_text("utf-8") for file in files)
    assert [word for word in sorted(named) if f'"{word}"' not in tried] == []


def test_hooks_named_on_the_page_are_those_that_are_installed() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for name in hooks.NAMES if f"`{name}`" not in page] == []
