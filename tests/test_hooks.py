"""Git by hand passes the hooks: what is wrong is refused with its reason, and nothing is lost."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from heijastus_records.errors import Refused
from heijastus_records.register import founding, layout, vault
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.rights import by_hand, hooks

from .by_hand import PERSON, Hand, with_hooks
from .conftest import AINO, TODAY, Ran

FINNISH = {"LANG": "fi_FI.UTF-8", "LANGUAGE": "", "LC_ALL": ""}


@pytest.fixture
def hand(register: Register, tmp_path: Path) -> Hand:
    """A register with the hooks installed."""
    return with_hooks(register, tmp_path / "identity")


@pytest.fixture
def bertta(hand: Hand, aino: str) -> str:
    """The id of a second person."""
    return hand.new("bertta")


# --- what must not be committed -----------------------------------------------------------------


def _invalid(hand: Hand, aino: str, bertta: str) -> None:
    hand.stage(aino, AINO.replace("kind: person", "kind: human"))


def _no_yaml(hand: Hand, aino: str, bertta: str) -> None:
    hand.stage(aino, f"{AINO}emails: [twice@posti.example]\n")


def _plain(hand: Hand, aino: str, bertta: str) -> None:
    hand.path(aino).write_text(AINO, "utf-8")


def _damaged(hand: Hand, aino: str, bertta: str) -> None:
    hand.path(aino).write_bytes(hand.path(aino).read_bytes()[:-4])


def _empty(hand: Hand, aino: str, bertta: str) -> None:
    hand.path(aino).write_bytes(b"")


def _older(hand: Hand, aino: str, bertta: str) -> None:
    before = hand.path(aino).read_bytes()
    with hand.opened().edit(aino, action="edit") as data:
        data["language"] = "sv"
    hand.path(aino).write_bytes(before)


def _same_version_again(hand: Hand, aino: str, bertta: str) -> None:
    hand.write(aino, f"{AINO}# another text\n", version=1)


def _made_elsewhere(hand: Hand, aino: str, bertta: str) -> None:
    record = hand.opened().read(aino)
    binding = vault.Binding(aino, hand.register.notice.register, 7, ("ab" * 32,))
    hand.path(aino).write_bytes(vault.seal_text(record.keys[0], binding, AINO))


def _swapped(hand: Hand, aino: str, bertta: str) -> None:
    hand.path(aino).write_bytes(hand.path(bertta).read_bytes())


def _swapped_with_key(hand: Hand, aino: str, bertta: str) -> None:
    _swapped(hand, aino, bertta)
    hand.key(aino).write_bytes(hand.key(bertta).read_bytes())


def _another_key(hand: Hand, aino: str, bertta: str) -> None:
    sealed = vault.seal_keys(hand.opened().epoch, aino, (vault.Key.generate(),))
    hand.key(aino).write_bytes(sealed)


def _key_alone(hand: Hand, aino: str, bertta: str) -> None:
    new = layout.new_id("c")
    sealed = vault.seal_keys(hand.opened().epoch, new, (vault.Key.generate(),))
    hand.key(new).write_bytes(sealed)


def _record_alone(hand: Hand, aino: str, bertta: str) -> None:
    new = layout.new_id("c")
    binding = vault.Binding(new, hand.register.notice.register, 1, ())
    hand.path(new).write_bytes(vault.seal_text(vault.Key.generate(), binding, AINO))


def _removed(hand: Hand, aino: str, bertta: str) -> None:
    hand.path(bertta).unlink()


def _key_removed(hand: Hand, aino: str, bertta: str) -> None:
    hand.key(bertta).unlink()


def _notice_removed(hand: Hand, aino: str, bertta: str) -> None:
    hand.out("rm", "-q", "--cached", layout.NOTICE)


def _link(hand: Hand, aino: str, bertta: str) -> None:
    _stage_entry(hand, "120000", layout.record_path(aino), b"/etc/passwd")


def _program(hand: Hand, aino: str, bertta: str) -> None:
    _stage_entry(hand, "100755", layout.record_path(aino), hand.seal(aino, f"{AINO}# x\n"))


def _submodule(hand: Hand, aino: str, bertta: str) -> None:
    entry = f"160000 {hand.head}\trecords/clients/{layout.new_id('c')}.yaml.age\n"
    assert hand.git("update-index", "--index-info", input=entry).code == 0


def _stray(hand: Hand, aino: str, bertta: str) -> None:
    (hand.root / "aino-esimerkki.txt").write_text(AINO, "utf-8")


def _stray_in_records(hand: Hand, aino: str, bertta: str) -> None:
    (hand.path(aino).parent / "aino.yaml").write_text(AINO, "utf-8")


def _two_lines_in_a_name(hand: Hand, aino: str, bertta: str) -> None:
    (hand.root / "records" / "aino\n\x1b[31mesimerkki").write_text("x", "utf-8")


def _attributes(hand: Hand, aino: str, bertta: str) -> None:
    (hand.root / layout.ATTRIBUTES).write_text("* filter=evil\n", "utf-8")


def _epoch(hand: Hand, aino: str, bertta: str) -> None:
    # The work tree keeps its own: the index alone is wrong.
    _stage_entry(hand, "100644", layout.EPOCH, b'epoch: "7"\nday: "2026-11-22"\n')


def _notice(hand: Hand, aino: str, bertta: str) -> None:
    text = (hand.root / layout.NOTICE).read_bytes()
    _stage_entry(hand, "100644", layout.NOTICE, text.replace(b"\ncontact:", b"\nkontact:"))


def _another_notice(hand: Hand, aino: str, bertta: str) -> None:
    text = (hand.root / layout.NOTICE).read_bytes()
    other = text.replace(hand.register.notice.register.encode(), b"a" * 26)
    _stage_entry(hand, "100644", layout.NOTICE, other)


def _forged_tombstone(hand: Hand, aino: str, bertta: str) -> None:
    line = f"- {aino} 3 erased 2026-11-22 art-17\n"
    (hand.root / layout.TOMBSTONES).write_text(line, "utf-8")


def _huge(hand: Hand, aino: str, bertta: str) -> None:
    with hand.path(aino).open("ab") as file:
        file.write(bytes(10_000_000))


def _huge_notice(hand: Hand, aino: str, bertta: str) -> None:
    _stage_entry(hand, "100644", layout.NOTICE, b"# " + b"x" * 10_000_000)


def _stage_entry(hand: Hand, mode: str, path: str, content: bytes) -> None:
    file = hand.root.parent / "content"
    file.write_bytes(content)
    name = hand.out("hash-object", "-w", "--no-filters", str(file))
    hand.out("update-index", "--add", "--cacheinfo", f"{mode},{name},{path}")


Wrong = Callable[[Hand, str, str], None]
WRONGS: dict[Wrong, str] = {
    _invalid: "line 2, kind: not one of the words used here",
    _no_yaml: "line 2",
    _plain: "not a sealed file",
    _damaged: "damaged, or sealed with another key",
    _empty: "not a sealed file",
    _older: "an older version would come back",
    _same_version_again: "an older version would come back",
    _made_elsewhere: "a version made elsewhere would push out the one here",
    _swapped: "damaged, or sealed with another key",
    _swapped_with_key: "the file belongs to another record",
    _another_key: "the key is not the record's own",
    _key_alone: "a key without a record",
    _record_alone: "its key is missing",
    _removed: "this file must stay",
    _key_removed: "this file must stay",
    _notice_removed: "register.yaml: this file must stay",
    _link: "a link, a program or a submodule is staged",
    _program: "a link, a program or a submodule is staged",
    _submodule: "a link, a program or a submodule is staged",
    _stray: "a file that does not belong into a register is staged",
    _stray_in_records: "a file that does not belong into a register is staged",
    _two_lines_in_a_name: "a file that does not belong into a register is staged",
    _attributes: "the attributes must stay as the program wrote them",
    _epoch: "the number of the epoch is the program's own to write",
    _notice: "register.yaml is not valid",
    _another_notice: "the notice is of another register",
    _forged_tombstone: "a tombstone comes from an erasure only: records erase",
    _huge: "larger than",
    _huge_notice: "larger than",
}
"""What is staged, and what the refusal says of it."""

ONLY_STAGED = (
    *(_notice_removed, _link, _program, _submodule, _epoch, _notice, _another_notice),
    _huge_notice,
)
"""What is wrong in the index and not in the work tree."""

every_wrong = pytest.mark.parametrize("wrong", WRONGS, ids=lambda each: each.__name__.strip("_"))


def staged(wrong: Wrong, hand: Hand, aino: str, bertta: str) -> dict[str, object]:
    """Stage what is wrong; return the state before the commit."""
    wrong(hand, aino, bertta)
    if wrong not in ONLY_STAGED:
        hand.out("add", "--all")
    return hand.state()


def assert_refused(ran: Ran, *words: str) -> None:
    """It was refused by us, with these words and without a value of Aino's or a traceback."""
    assert ran.code, ran
    assert "records: error: " in ran.err
    for word in words:
        assert word in ran.err
    for value in ("Traceback", "Esimerk", "aino.", "\x1b", "aino-"):
        assert value not in ran.err


@every_wrong
def test_a_commit_of_what_is_wrong_is_refused_with_the_reason_and_nothing_is_lost(
    hand: Hand, aino: str, bertta: str, wrong: Wrong
) -> None:
    before = staged(wrong, hand, aino, bertta)
    assert_refused(hand.commit(), WRONGS[wrong], "to put right")
    assert hand.state() == before


@every_wrong
def test_no_verify_lets_nothing_wrong_through(
    hand: Hand, aino: str, bertta: str, wrong: Wrong
) -> None:
    before = staged(wrong, hand, aino, bertta)
    assert_refused(hand.commit("--no-verify", "-m", "by hand"), WRONGS[wrong])
    assert hand.state() == before


@every_wrong
def test_validate_staged_says_the_same_as_the_hook(
    hand: Hand, aino: str, bertta: str, records: Callable[..., Ran], wrong: Wrong
) -> None:
    before = staged(wrong, hand, aino, bertta)
    said = records("validate", "--staged")
    assert said.code == 1
    assert WRONGS[wrong] in said.out
    assert hand.state() == before


def erase(hand: Hand, record: str) -> None:
    """Erase a record as the program will: its files go, and a tombstone stands for them."""
    opened = hand.opened()
    line = f"- {record} 2 erased 2026-11-22 art-17\n".encode()
    changes = {layout.record_path(record): None, layout.key_path(record): None}
    with opened.changing():
        opened.commit({**changes, layout.TOMBSTONES: line}, Action("erase", (record,)))


def test_an_erased_record_does_not_come_back(hand: Hand, aino: str, bertta: str) -> None:
    files = {path: path.read_bytes() for path in (hand.path(bertta), hand.key(bertta))}
    erase(hand, bertta)
    for path, content in files.items():
        path.write_bytes(content)
    hand.out("add", "--all")
    before = hand.state()
    assert_refused(hand.commit(), bertta, "was erased and must not come back")
    assert_refused(hand.commit("-n", "-m", "x"), bertta, "was erased and must not come back")
    assert hand.state() == before
    hand.out("rm", "-q", "--cached", *(str(path.relative_to(hand.root)) for path in files))
    hand.changed()
    assert hand.commit().code == 0


@pytest.mark.parametrize("content", [b"", None], ids=["emptied", "removed"])
def test_a_tombstone_is_never_taken_away(
    hand: Hand, aino: str, bertta: str, content: bytes | None
) -> None:
    erase(hand, bertta)
    if content is None:
        (hand.root / layout.TOMBSTONES).unlink()
    else:
        (hand.root / layout.TOMBSTONES).write_bytes(content)
    hand.out("add", "--all")
    assert_refused(hand.commit(), layout.TOMBSTONES)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (_invalid, "rivi 2, kind: tässä käytetään vain näitä sanoja"),
        (_plain, "ei ole salattu tiedosto"),
        (_older, "vanhempi versio tulisi takaisin; muutos perutaan komennolla records edit"),
        (_stray, "commitiin on tulossa tiedosto, joka ei kuulu rekisteriin"),
        (_removed, "tämän tiedoston pitää säilyä"),
    ],
    ids=lambda each: getattr(each, "__name__", "fi").strip("_"),
)
def test_the_reason_is_in_the_language_of_the_computer(
    hand: Hand, aino: str, bertta: str, wrong: Wrong, sentence: str
) -> None:
    before = staged(wrong, hand, aino, bertta)
    ran = hand.git("commit", "-m", "käsin", env=FINNISH)
    assert ran.code == 1
    assert sentence in ran.err
    assert "records: virhe: " in ran.err
    assert hand.state() == before


def test_a_personal_message_is_refused_in_finnish(hand: Hand) -> None:
    hand.changed()
    ran = hand.git("commit", "-m", "soita 040 123 4567", env=FINNISH)
    assert ran.code == 1
    assert "viesti kertoo ihmisestä" in ran.err
    assert "kerro, mitä tehtiin, älä kenelle" in ran.err


# --- what passes --------------------------------------------------------------------------------


def is_signed(hand: Hand) -> bool:
    return hand.out("log", "-1", "--format=%G?") == "G"


@pytest.mark.system("ssh-keygen")
def test_a_good_commit_passes_signed_and_with_what_the_trail_needs(
    hand: Hand, aino: str, records: Callable[..., Ran]
) -> None:
    hand.stage(aino, AINO.replace("language: fi", "language: sv"))
    ran = hand.commit("-m", "language put right")
    assert (ran.code, ran.err) == (0, "")
    assert hand.message() == (
        f"language put right\n\nRecords-Action: by-hand\nRecords-Id: {aino}\n"
        "Records-Fields: language"
    )
    assert is_signed(hand)
    assert records("show", aino).out.count("language: sv") == 1
    assert records("validate").code == 0
    shown = records("audit", "show", aino).out
    assert "by hand" in shown and "language" in shown


def test_the_next_change_goes_on_from_a_commit_by_hand(
    hand: Hand, aino: str, records: Callable[..., Ran]
) -> None:
    hand.stage(aino, AINO.replace("language: fi", "language: sv"))
    assert hand.commit().code == 0
    said = records("edit", aino, "--editor", "sed -i s/paper/email/")
    assert said.code == 0, said
    assert hand.opened().read(aino).version == 3


def test_the_notice_is_committed_by_hand(hand: Hand, records: Callable[..., Ran]) -> None:
    notice = hand.root / layout.NOTICE
    notice.write_text(notice.read_text("utf-8").replace("hosts: []", "hosts:  []"), "utf-8")
    assert hand.commit("-a", "-m", "notice").code == 0
    assert "Records-Id" not in hand.trailers()
    assert records("validate").code == 0


@pytest.mark.parametrize("name", ["README.md", ".gitignore", ".pre-commit-config.yaml"])
def test_files_of_the_owners_own_pass(hand: Hand, name: str) -> None:
    (hand.root / name).write_text("# mine\n", "utf-8")
    hand.out("add", name)
    assert hand.commit().code == 0


# --- the staged content counts, whatever the work tree holds ------------------------------------


def test_what_is_staged_counts_and_not_the_folder(hand: Hand, aino: str) -> None:
    hand.stage(aino, f"{AINO}# good\n")
    hand.path(aino).write_text("plain text\n", "utf-8")
    assert hand.commit().code == 0
    assert hand.path(aino).read_text("utf-8") == "plain text\n"
    hand.out("add", "--all")
    hand.path(aino).write_bytes(
        hand.register.history.blob(hand.out("rev-parse", f"HEAD:{_of(aino)}"))
    )
    assert_refused(hand.commit(), "not a sealed file")


def _of(record: str) -> str:
    return layout.record_path(record)


def test_commit_file_looks_at_that_file_alone(hand: Hand, aino: str, bertta: str) -> None:
    hand.stage(bertta, "kind: human\n")
    hand.write(aino, f"{AINO}# good\n")
    staged_before = hand.out("ls-files", "--stage", _of(bertta))
    assert hand.commit("-m", "one file", "--", _of(aino)).code == 0
    assert hand.message().endswith(f"Records-Id: {aino}\nRecords-Fields: comments")
    assert hand.out("ls-files", "--stage", _of(bertta)) == staged_before
    before = hand.state()
    assert_refused(hand.commit("-m", "the other", "--", _of(bertta)), bertta)
    assert hand.state() == before


def test_commit_file_with_a_wrong_file_leaves_the_index_alone(hand: Hand, aino: str) -> None:
    hand.path(aino).write_text(AINO, "utf-8")
    before = hand.state()
    assert_refused(hand.commit("-m", "x", _of(aino)), "not a sealed file")
    assert_refused(hand.commit("-a", "-m", "x"), "not a sealed file")
    assert_refused(hand.commit("--include", "-m", "x", _of(aino)), "not a sealed file")
    assert hand.state() == before
    assert hand.out("diff", "--cached", "--name-only") == ""


def test_commit_all_takes_every_change(hand: Hand, aino: str, bertta: str) -> None:
    hand.write(aino, f"{AINO}# x\n")
    hand.write(bertta, PERSON.format("berit"))
    assert hand.commit("-am", "two").code == 0
    assert (
        sorted((aino, bertta))
        == hand.out("log", "-1", "--format=%(trailers:key=Records-Id,valueonly)").split()
    )
    assert "Records-Fields: " in hand.trailers()


# --- the message --------------------------------------------------------------------------------

TELLING = [
    "Aino's telephone",
    "Ainon tiedot",
    "ESIMERKILLE uusi osoite",
    "esimerkki",
    "aino.esimerkki@posti.example",
    "someone.else@posti.example asked",
    "soita 040 123 4567",
    "+358401234567",
    "131052-308T",
    "uusi osoite Esimerkkikatu 1 A 2",
    "subject\n\nbody tells of Aino",
    "subject\n\n# Aino in a line that looks like a comment\nAino",
    "Records-Id: Aino",
]
"""Messages that tell of Aino, or of somebody."""


@pytest.mark.parametrize("message", TELLING)
def test_a_message_that_tells_of_a_person_is_refused(hand: Hand, aino: str, message: str) -> None:
    hand.stage(aino, f"{AINO}# x\n")
    before = hand.state()
    assert_refused(hand.commit("-m", message), "tells of a person", "say what was done")
    assert_refused(hand.commit("--no-verify", "-m", message), "tells of a person")
    file = hand.root.parent / "message"
    file.write_text(message, "utf-8")
    assert_refused(hand.commit("-F", str(file)), "tells of a person")
    assert hand.state() == before


@pytest.mark.parametrize(
    "message",
    [
        "language put right",
        "asiakkaan kieli korjattu 22.11.2026 klo 13.00",
        "as written in register.yaml, section 9",
        "Revert of 0401234567abcdef0401234567abcdef04012345",
        "sopimus S-2023-07",
        "ask omistaja@posti.example",
        "ask Mari.Pynnonen@heijastus.org",
    ],
)
def test_a_message_that_says_what_was_done_passes(hand: Hand, aino: str, message: str) -> None:
    hand.stage(aino, f"{AINO}# x\n")
    assert hand.commit("-m", message).code == 0
    assert hand.message().startswith(message)


def test_a_name_decomposed_into_letters_and_accents_is_still_a_name(hand: Hand, aino: str) -> None:
    hand.stage(aino, AINO.replace("Aino", "Päivi"))
    assert_refused(hand.commit("-m", "Pa\u0308ivi"), "tells of a person")


def test_the_name_that_a_record_had_before_is_not_told_either(hand: Hand, aino: str) -> None:
    hand.stage(aino, AINO.replace("Aino", "Tuulikki"))
    assert_refused(hand.commit("-m", "Ainon nimi vaihtui"), "tells of a person")
    assert_refused(hand.commit("-m", "now Tuulikki"), "tells of a person")


def test_trailers_of_ours_cannot_be_forged(hand: Hand, aino: str) -> None:
    hand.stage(aino, f"{AINO}# x\n")
    forged = "done\n\nRecords-Action: erase\nrecords-id: c-aaaaaaaaaaaaa\nReviewed-by: me"
    extra = ("--trailer", "Records-Request: r-aaaaaaaaaaaaa")
    assert hand.commit("-m", forged, *extra).code == 0
    assert hand.trailers() == (
        f"Reviewed-by: me\nRecords-Action: by-hand\nRecords-Id: {aino}\nRecords-Fields: comments"
    )
    assert hand.opened().trail()[0].action == "by-hand"


def editor(hand: Hand, script: str) -> dict[str, str | Path]:
    """Return the environment with an editor: a script that keeps what it saw in `seen`."""
    file = hand.root.parent / "an editor"
    seen = hand.root.parent / "seen"
    file.write_text(f'#!/bin/sh\ncp "$1" "{seen}"\n{script}\n', "utf-8")
    file.chmod(0o755)
    return {"GIT_EDITOR": f'"{file}"'}


def test_a_message_from_the_editor_keeps_no_comment_of_git(hand: Hand, aino: str) -> None:
    hand.stage(aino, f"{AINO}# x\n")
    ran = hand.git("commit", env=editor(hand, "sed -i '1s/^/from the editor/' \"$1\""))
    assert ran.code == 0, ran
    assert hand.message() == (
        f"from the editor\n\nRecords-Action: by-hand\nRecords-Id: {aino}\nRecords-Fields: comments"
    )


def test_an_empty_message_still_stops_the_commit(hand: Hand) -> None:
    hand.changed()
    before = hand.state()
    ran = hand.git("commit", env=editor(hand, "true"))
    assert ran.code == 1
    assert "empty commit message" in ran.err
    assert hand.state() == before


@pytest.mark.parametrize("how", [["--verbose"], ["-v", "-v"], ["--cleanup=scissors", "-v"]])
def test_a_verbose_commit_writes_nothing_plain_into_any_file(
    hand: Hand, aino: str, how: list[str]
) -> None:
    hand.stage(aino, AINO.replace("Aino", "Tuulikki"))
    ran = hand.git("commit", *how, env=editor(hand, "sed -i '1s/^/seen whole/' \"$1\""))
    assert ran.code == 0, ran
    seen = (hand.root.parent / "seen").read_text("utf-8")
    assert ">8" in seen
    assert "Tuulikki" not in seen
    assert hand.message().startswith("seen whole\n\nRecords-Action: by-hand")
    hand.stage(aino, AINO.replace("Aino", "Eeva"))
    assert hand.git("commit", *how, env=editor(hand, "exit 1")).code
    for path in (hand.root / ".git").rglob("*"):
        if path.is_file():
            assert b"Tuulikki" not in path.read_bytes()
            assert b"Eeva" not in path.read_bytes()


def test_another_mark_of_comments_is_understood(hand: Hand, aino: str) -> None:
    hand.out("config", "core.commentChar", ";")
    hand.stage(aino, f"{AINO}# x\n")
    (hand.root / "aino.esimerkki@posti.example").write_text("", "utf-8")  # named in the template
    ran = hand.git("commit", env=editor(hand, "sed -i '1s/^/#1 done/' \"$1\""))
    assert ran.code == 0, ran
    assert hand.message().startswith("#1 done\n\nRecords-Action")


def test_an_untracked_file_that_git_names_in_its_template_is_no_part_of_the_message(
    hand: Hand, aino: str
) -> None:
    hand.stage(aino, f"{AINO}# x\n")
    (hand.root / "aino.esimerkki@posti.example").write_text("", "utf-8")
    ran = hand.git("commit", env=editor(hand, "sed -i '1s/^/done/' \"$1\""))
    assert ran.code == 0, ran
    assert "esimerkki" not in hand.message()


@pytest.mark.parametrize(
    ("said", "trailers"),
    [
        ("one", "one\n\nRecords-Action: by-hand\n"),
        ("a: b", "a: b\n\nRecords-Action: by-hand\n"),
        ("one\n\nSigned-off-by: x", "one\n\nSigned-off-by: x\nRecords-Action: by-hand\n"),
        ("one\n\ntwo words\n\n\n", "one\n\ntwo words\n\nRecords-Action: by-hand\n"),
        ("one\n\nRECORDS-BASIS : x\n", "one\n\nRecords-Action: by-hand\n"),
    ],
)
def test_trailers_stand_where_git_finds_them(said: str, trailers: str) -> None:
    assert by_hand.with_trailers(said, [], []) == trailers


def test_an_escape_in_a_message_stays_without_effect(hand: Hand, aino: str) -> None:
    hand.stage(aino, AINO.replace("kind: person", "kind: human"))
    ran = hand.commit("-m", "\x1b[31mred\x1b]0;title\x07")
    assert_refused(ran)
    hand.stage(aino, f"{AINO}# x\n")
    assert "\x1b" not in hand.commit("-m", "\x1b[31mAino").err


# --- commits that Git makes anew, or without asking ---------------------------------------------


def test_an_amended_commit_that_was_seen_is_refused(hand: Hand, aino: str) -> None:
    before = hand.state()
    for words in (["--no-edit"], ["--no-verify", "--no-edit"], ["-C", "HEAD"]):
        assert_refused(hand.commit("--amend", *words), "is part of the trail already")
    assert hand.state() == before


def test_a_commit_that_nobody_has_seen_yet_is_amended(hand: Hand, aino: str) -> None:
    hand.stage(aino, f"{AINO}# x\n")
    assert hand.commit().code == 0
    assert hand.commit("--amend", "-m", "better said").code == 0
    assert hand.message().startswith("better said\n\nRecords-Action: by-hand")
    assert hand.commit("--amend", "--no-edit").code == 0
    assert hand.trailers().count("Records-Action") == 1
    hand.opened().doubtful  # noqa: B018


def test_an_amended_commit_that_was_sent_away_is_refused(hand: Hand, aino: str) -> None:
    away = hand.root.parent / "away.git"
    hand.out("init", "-q", "--bare", str(away))
    hand.out("remote", "add", "disk", str(away))
    hand.changed()
    assert hand.commit().code == 0
    assert hand.git("push", "-q", "disk", "main").code == 0
    assert_refused(hand.commit("--amend", "--no-edit"), "is part of the trail already")


def test_a_revert_is_refused_although_its_tree_was_checked_once(hand: Hand, aino: str) -> None:
    hand.stage(aino, f"{AINO}# x\n")
    assert hand.commit().code == 0  # the tree that pre-commit noted
    with hand.opened().edit(aino, action="edit") as data:
        data["language"] = "sv"
    head = hand.head
    ran = hand.git("revert", "--no-edit", "HEAD")  # makes that very tree again
    assert_refused(ran, "an older version would come back")
    assert hand.head == head
    hand.out("restore", "--staged", "--worktree", ".")
    assert hand.out("status", "--porcelain") == ""


def test_a_rebase_is_refused_whatever_its_kind(hand: Hand, aino: str) -> None:
    hand.out("checkout", "-q", "-b", "side")
    hand.changed()
    assert hand.commit().code == 0
    hand.out("checkout", "-q", "main")
    hand.new()
    for words in (["side"], ["-i", "HEAD~1"], ["--onto", "side", "HEAD~1"]):
        before = hand.state()
        ran = hand.git("rebase", *words, env={"GIT_SEQUENCE_EDITOR": "true"})
        assert_refused(ran, "a rebase would write the history anew", "git merge")
        assert hand.state() == before


# --- where hooks lie, and whom they call --------------------------------------------------------


def _hook(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_installed_twice_the_hooks_are_there_once(hand: Hand) -> None:
    folder = hand.root / ".git" / "hooks"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(before) == sorted(hooks.NAMES)
    hooks.install(hand.register)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert hooks.missing(hand.register) == []


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg"])
@pytest.mark.parametrize("code", [0, 3])
def test_a_hook_that_was_there_is_asked_first_and_may_refuse(
    register: Register, aino: str, tmp_path: Path, name: str, code: int
) -> None:
    seen = tmp_path / "it-was-asked"
    _hook(register.root / ".git" / "hooks" / name, f'echo "$@" > "{seen}"; exit {code}')
    hand = with_hooks(register, tmp_path / "identity")
    hand.changed()
    ran = hand.commit()
    assert (ran.code == 0) == (code == 0)
    assert seen.exists()
    assert ("COMMIT_EDITMSG" in seen.read_text("utf-8")) == (name != "pre-commit")
    hand.stage(aino, "kind: human\n")
    assert hand.commit().code  # ours still refuses
    hooks.install(register)
    assert (register.root / ".git" / "hooks" / f"{name}{hooks.KEPT}").exists()
    assert f"exit {code}" in (register.root / ".git" / "hooks" / f"{name}{hooks.KEPT}").read_text()


def test_a_hook_that_may_not_be_run_is_kept_and_not_run(register: Register, tmp_path: Path) -> None:
    path = _hook(register.root / ".git" / "hooks" / "pre-commit", "exit 9")
    path.chmod(0o644)
    hand = with_hooks(register, tmp_path / "identity")
    hand.changed()
    assert hand.commit().code == 0
    assert path.with_name(f"pre-commit{hooks.KEPT}").read_text().endswith("exit 9\n")


def test_a_hook_that_is_a_link_is_kept_as_a_link(register: Register, tmp_path: Path) -> None:
    target = _hook(tmp_path / "elsewhere", "exit 9")
    link = register.root / ".git" / "hooks" / "pre-commit"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(target)
    hand = with_hooks(register, tmp_path / "identity")
    assert link.with_name(f"pre-commit{hooks.KEPT}").is_symlink()
    assert target.read_text().endswith("exit 9\n")
    hand.changed()
    assert hand.commit().code


def test_two_hooks_of_others_are_not_mixed_up(
    register: Register, records: Callable[..., Ran]
) -> None:
    folder = register.root / ".git" / "hooks"
    first = _hook(folder / "commit-msg", "exit 0")
    assert records("hook", "install").code == 0
    second = _hook(first, "exit 5")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    said = records("hook", "install")
    assert said.code == 6
    assert "another program has put a hook commit-msg in the place of ours" in said.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert second.read_text().endswith("exit 5\n")


@pytest.mark.parametrize("scope", ["--local", "--global"])
@pytest.mark.parametrize("place", ["relative/of hooks", "~/hooks ä", "absolute"])
def test_the_folder_that_git_is_told_of_is_the_one(
    register: Register, aino: str, tmp_path: Path, scope: str, place: str
) -> None:
    hand = Hand(register, tmp_path / "identity")
    chosen = str(tmp_path / "far" / "hooks") if place == "absolute" else place
    hand.out("config", scope, "core.hooksPath", chosen)
    folder = hooks.install(register)
    expected = {"~": Path.home() / "hooks ä", "r": register.root / place, "a": Path(chosen)}
    assert folder == expected[place[0]]
    assert not list((register.root / ".git").glob("hooks/pre-*"))
    hand.stage(aino, "kind: human\n")
    assert_refused(hand.commit(), aino)
    hand.stage(aino, f"{AINO}# x\n")
    assert hand.commit().code == 0


def test_other_repositories_are_left_alone_by_a_shared_folder_of_hooks(
    register: Register, tmp_path: Path
) -> None:
    hand = Hand(register, tmp_path / "identity")
    hand.out("config", "--global", "core.hooksPath", str(tmp_path / "shared"))
    seen = tmp_path / "asked"
    _hook(tmp_path / "shared" / "pre-commit", f'echo x >> "{seen}"')
    hooks.install(register)
    other = tmp_path / "other"
    hand.out("init", "-q", str(other))
    (other / "file").write_text("anything\n", "utf-8")
    assert hand.git("add", "file", cwd=other).code == 0
    assert hand.git("commit", "-q", "-m", "Aino 040 123 4567", cwd=other).code == 0
    assert seen.read_text() == "x\n"
    away = tmp_path / "away.git"
    hand.out("init", "-q", "--bare", str(away))
    assert hand.git("push", "-q", str(away), "HEAD:main", cwd=other).code == 0


def test_a_subfolder_and_a_further_work_tree_are_the_same_register(
    hand: Hand, aino: str, tmp_path: Path
) -> None:
    hand.stage(aino, "kind: human\n")
    folder = hand.path(aino).parent
    assert_refused(hand.git("commit", "-m", "x", cwd=folder), aino)
    hand.out("reset", "-q", "--hard")
    hand.write(aino, f"{AINO}# x\n")
    name = hand.path(aino).name
    assert hand.git("commit", "-m", "x", name, cwd=folder).code == 0
    tree = tmp_path / "a further tree"
    hand.out("worktree", "add", "-q", "-b", "further", str(tree))
    (tree / layout.record_path(aino)).write_text("plain\n", "utf-8")
    assert_refused(hand.git("commit", "-am", "x", cwd=tree), "not a sealed file")
    (tree / layout.record_path(aino)).write_bytes(hand.seal(aino, f"{AINO}# y\n"))
    assert hand.git("commit", "-am", "x", cwd=tree).code == 0
    assert "Records-Id" in hand.git("log", "-1", cwd=tree).out


def test_a_register_in_a_folder_with_spaces_and_letters_of_ours(tmp_path: Path) -> None:
    place = tmp_path / "Äitin kansio 'n' \"x\" $HOME"
    place.mkdir()
    identity = place / "avain ä"
    register = founding.found(founding.Plan(place / "rekisteri ö", TODAY, identity))
    hand = with_hooks(register, identity)
    record = hand.new()
    hand.stage(record, "kind: human\n")
    assert_refused(hand.commit(), record)
    hand.stage(record, f"{PERSON.format('berit')}")
    assert hand.commit().code == 0
    assert "Berit" not in hand.git("log", "-p", "-1").out  # it is berit, in the text
    assert "given: berit" in hand.git("log", "-p", "-1").out


def test_a_register_that_is_named_elsewhere_is_not_the_one_that_is_checked(
    hand: Hand, aino: str, tmp_path: Path
) -> None:
    other = founding.found(founding.Plan(tmp_path / "other", TODAY, tmp_path / "other-identity"))
    hand.stage(aino, "kind: human\n")
    env = {"RECORDS_REGISTER": other.root, "RECORDS_IDENTITY": tmp_path / "other-identity"}
    assert_refused(hand.git("commit", "-m", "x", env=env), aino, "line 1")
    shown = hand.git("diff", "--cached", env=env)
    assert "+kind: human" in shown.out


def test_a_program_without_terminal_and_with_hardly_a_path_is_served(hand: Hand, aino: str) -> None:
    git = next(
        folder for folder in os.environ["PATH"].split(os.pathsep) if (Path(folder) / "git").exists()
    )
    kept = {name: os.environ[name] for name in ("HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")}
    env = {**kept, "PATH": f"{git}:/bin", "PYTHONPATH": str(Path(__file__).parent.parent)}

    def commit() -> subprocess.CompletedProcess[str]:
        words = ["git", "commit", "-m", "from a window"]
        return subprocess.run(
            words, cwd=hand.root, env=env, text=True, capture_output=True, start_new_session=True
        )

    hand.stage(aino, "kind: human\n")
    refused = commit()
    assert refused.returncode == 1
    assert aino in refused.stderr
    hand.stage(aino, f"{AINO}# x\n")
    assert commit().returncode == 0


# --- without a key ------------------------------------------------------------------------------


@pytest.fixture
def locked(tmp_path: Path) -> Hand:
    """A register whose key has a passphrase, which nobody types."""
    plan = founding.Plan(tmp_path / "register", TODAY, tmp_path / "identity", "sala sanoja monta")
    made = founding.found(plan)
    made.add({layout.new_id("c"): AINO}, action="new")
    hooks.install(made)
    return Hand(made, tmp_path / "identity")


def test_a_locked_key_lets_sealed_files_pass_with_a_warning(locked: Hand) -> None:
    aino = locked.register.ids()[0]
    before = locked.register.read(aino)
    binding = vault.Binding(aino, locked.register.notice.register, 2, (before.sealed,))
    locked.path(aino).write_bytes(vault.seal_text(before.keys[0], binding, "kind: human\n"))
    ran = locked.commit("-am", "while it is locked")
    assert ran.code == 0
    assert "only the outside was checked: the key needs its passphrase" in ran.err
    assert locked.trailers() == f"Records-Action: by-hand\nRecords-Id: {aino}"


def test_a_locked_key_still_keeps_plain_text_strays_and_removals_out(locked: Hand) -> None:
    aino = locked.register.ids()[0]
    sealed = locked.path(aino).read_bytes()
    for content in (AINO.encode(), b"", b"age-encryption.org/v1\n-> scrypt x 18\n"):
        locked.path(aino).write_bytes(content)
        assert_refused(locked.commit("-am", "x"), aino)
    locked.path(aino).write_bytes(sealed)
    (locked.root / "stray").write_text("x", "utf-8")
    locked.out("add", "--all")
    assert_refused(locked.commit("-m", "x"), "does not belong into a register")
    locked.out("rm", "-q", "-f", "stray")
    locked.out("rm", "-q", layout.key_path(aino))
    assert_refused(locked.commit("-m", "x"), "this file must stay")
    assert_refused(locked.commit("-n", "-m", "soita 040 123 4567"), "tells of a person")


def test_without_any_key_the_outside_is_checked_and_the_reason_said(hand: Hand, aino: str) -> None:
    hand.write(aino, f"{AINO}# x\n")
    hand.identity.rename(hand.identity.with_name("gone"))
    ran = hand.commit("-am", "without a key")
    assert ran.code == 0
    assert "only the outside was checked: there is no key for this register" in ran.err
    hand.path(aino).write_text(AINO, "utf-8")
    assert_refused(hand.commit("-am", "x"), "not a sealed file")


def test_a_key_that_others_can_read_is_no_way_around_the_check(hand: Hand, aino: str) -> None:
    hand.stage(aino, "kind: human\n")
    hand.identity.chmod(0o644)
    assert_refused(hand.commit(), "can read the identity file")


# --- pushing ------------------------------------------------------------------------------------


@pytest.fixture
def away(hand: Hand, tmp_path: Path) -> Path:
    """Another copy, on a disk of this computer."""
    folder = tmp_path / "away.git"
    hand.out("init", "-q", "--bare", str(folder))
    hand.out("remote", "add", "disk", str(folder))
    assert hand.git("push", "-q", "disk", "main").code == 0
    return folder


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("git@stranger.example:register.git", "stranger.example is not among the hosts"),
        ("ssh://git@stranger.example/register.git", "stranger.example is not among the hosts"),
        ("https://stranger.example/register.git", "stranger.example is not among the hosts"),
        ("git://stranger.example/register.git", "neither a folder nor ssh or https"),
        ("ext::sh -c whoami", "neither a folder nor ssh or https"),
    ],
)
def test_the_notice_says_where_a_push_may_go(hand: Hand, address: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as error:
        hooks.run(hand.register, hooks.Call("pre-push", ("origin", address)))
    assert "section 9" in error.value.hint


def test_a_push_to_a_stranger_is_stopped_before_anything_is_sent(
    hand: Hand, aino: str, tmp_path: Path
) -> None:
    # The stranger's git is one of this computer: nothing leaves it.
    empty = tmp_path / "empty.git"
    hand.out("init", "-q", "--bare", str(empty))
    ssh = _hook(tmp_path / "ssh", f'exec git-receive-pack "{empty}"')
    path = f"{hand.out('--exec-path')}:{os.environ['PATH']}"
    env = {"GIT_SSH_COMMAND": ssh, "GIT_SSH_VARIANT": "simple", "PATH": path}
    ran = hand.git("push", "git@stranger.example:register.git", "main", env=env)
    assert_refused(ran, "stranger.example is not among the hosts", "section 9")
    assert hand.git("count-objects", cwd=empty).out.startswith("0 objects")
    hand.out("config", "url.git@stranger.example:.insteadOf", "mine:")
    ran = hand.git("push", "mine:register.git", "main", env=env)
    assert_refused(ran, "stranger.example is not among the hosts")
    assert hand.git("count-objects", cwd=empty).out.startswith("0 objects")


def test_a_push_forward_passes(hand: Hand, away: Path, aino: str) -> None:
    assert hand.git("push", "disk", "main").code == 0
    assert hand.git("push", "disk", "main").code == 0  # nothing to send
    assert hand.git("push", "disk", "HEAD:refs/heads/second").code == 0
    hand.out("tag", "-m", "checked", "v1")
    assert hand.git("push", "disk", "v1").code == 0
    assert hand.out("ls-remote", str(away), "refs/heads/main").startswith(hand.head)


def test_a_push_that_takes_something_away_is_refused(hand: Hand, away: Path, aino: str) -> None:
    assert hand.git("push", "-q", "disk", "main", "main:second").code == 0
    before = hand.out("ls-remote", str(away))
    hand.out("update-ref", "refs/heads/back", "HEAD~1")
    for words in (
        ["--force", "disk", "back:main"],
        ["disk", "+back:main"],
        ["--delete", "disk", "second"],
    ):
        assert_refused(hand.git("push", *words), "would take away what is in the other copy")
    assert_refused(hand.git("push", "--mirror", "disk"))
    assert hand.out("ls-remote", str(away)) == before


def test_a_push_over_what_was_never_fetched_is_refused(
    hand: Hand, away: Path, aino: str, tmp_path: Path
) -> None:
    other = tmp_path / "clone"
    hand.out("clone", "-q", "-b", "main", str(away), str(other))
    unsigned = ("-c", "commit.gpgSign=false", "commit", "-q", "--allow-empty", "-m", "elsewhere")
    assert hand.git(*unsigned, cwd=other).code == 0
    assert hand.git("push", "-q", cwd=other).code == 0
    ran = hand.git("push", "--force", "disk", "main")
    assert_refused(ran, "would take away what is in the other copy", "records sync")


def test_only_branches_and_tags_are_pushed(hand: Hand, away: Path) -> None:
    hand.out("notes", "add", "-m", "a note", "HEAD")
    ran = hand.git("push", "disk", "refs/notes/commits")
    assert_refused(ran, "only branches and tags are sent away")


@pytest.mark.parametrize("code", [0, 1])
def test_a_push_hook_that_was_there_is_told_the_same(
    register: Register, tmp_path: Path, code: int
) -> None:
    seen = tmp_path / "told"
    _hook(
        register.root / ".git" / "hooks" / "pre-push",
        f'while read line; do echo "$line" >> "{seen}"; done; echo "$2" >> "{seen}"; exit {code}',
    )
    hand = with_hooks(register, tmp_path / "identity")
    folder = tmp_path / "away.git"
    hand.out("init", "-q", "--bare", str(folder))
    ran = hand.git("push", str(folder), "main", "main:second")
    assert (ran.code == 0) == (code == 0)
    lines = seen.read_text().splitlines()
    head = hand.head
    zeros = "0" * len(head)
    assert lines == [
        f"refs/heads/main {head} refs/heads/main {zeros}",
        f"refs/heads/main {head} refs/heads/second {zeros}",
        str(folder),
    ]
    if code == 0:
        hand.git("push", str(folder), "main")  # nothing to push: no line
        assert seen.read_text().splitlines()[3:] == [str(folder)]
        ran = hand.git("push", str(folder), ":second")
        assert_refused(ran, "would take away")  # ours got the line as well


# --- hostile ------------------------------------------------------------------------------------


def test_thousands_of_staged_files_are_refused_in_seconds_and_not_all_listed(hand: Hand) -> None:
    for number in range(3000):
        (hand.root / str(number)).write_text(str(number), "utf-8")
        hand.path(layout.new_id("c")).parent.mkdir(exist_ok=True)
        hand.path(layout.new_id("c")).write_text(str(number), "utf-8")
    hand.out("add", "--all")
    start = time.monotonic()
    ran = hand.commit()
    assert_refused(ran, "3001 things to put right", "and 2801 more")
    assert time.monotonic() - start < 30
    assert len(ran.err.splitlines()) < 210


def test_hundreds_of_good_records_pass_in_one_commit(hand: Hand, tmp_path: Path) -> None:
    opened = hand.opened()
    epoch, place = opened.epoch, opened.notice.register
    for number in range(300):
        record, key = layout.new_id("c"), vault.Key.generate()
        text = PERSON.format(f"kuviteltu{number}")
        binding = vault.Binding(record, place, 1, ())
        hand.path(record).parent.mkdir(exist_ok=True)
        hand.path(record).write_bytes(vault.seal_text(key, binding, text))
        hand.key(record).write_bytes(vault.seal_keys(epoch, record, (key,)))
    hand.out("add", "--all")
    start = time.monotonic()
    ran = hand.commit()
    assert ran.code == 0, ran
    assert time.monotonic() - start < 30
    assert hand.trailers().count("Records-Id: ") == 300


@pytest.mark.parametrize("name", ["prepare-commit-msg", "commit-msg", "pre-push"])
def test_a_hook_called_without_its_words_is_wrong_usage(
    register: Register, records: Callable[..., Ran], name: str
) -> None:
    said = records("hook", "run", name)
    assert (said.code, said.out) == (2, "")
    assert "Git calls this hook, with words of its own" in said.err


def test_a_hook_that_does_not_exist_is_named_as_such(
    register: Register, records: Callable[..., Ran]
) -> None:
    said = records("hook", "run", "post-office")
    assert (said.code, said.out) == (2, "")
    assert "there is no such hook" in said.err
