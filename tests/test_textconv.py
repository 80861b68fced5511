"""Git shows sealed records as text to whoever has the key, and to nobody else."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from heijastus_records.register import layout, wiring
from heijastus_records.register.register import Register

from .house import Ran

UNREADABLE = "(unreadable)"


@pytest.fixture
def history(register: Register, aino: str, tmp_path: Path) -> str:
    """Aino's record with a change, a comment and a second client; textconv as `init` sets it."""
    with register.edit(aino, action="edit") as data:
        data["language"] = "sv"
    register.add({layout.new_id("c"): "kind: person\nname: {given: Bertta}\n"}, action="new")
    return aino


def git(root: Path, *words: str) -> Ran:
    done = subprocess.run(
        ["git", *words], cwd=root, capture_output=True, encoding="utf-8", errors="replace"
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def clone(register: Register, target: Path, identity: Path) -> Path:
    """Clone with Git alone, and tell the clone how to show records, as `records clone` does."""
    git(target.parent, "clone", "-q", str(register.root), str(target))
    program = wiring.program(identity)
    git(target, "config", "diff.records.textconv", f"{program} textconv")
    git(target, "config", "diff.records.cachetextconv", "false")
    return target


LOOKS = (
    ["log", "-p", "--all"],
    ["show", "HEAD~1"],
    ["diff", "HEAD~2", "HEAD"],
    ["log", "-p", "--", "records/clients"],
)


def test_log_show_and_diff_read_like_text_with_the_key(
    register: Register, history: str, tmp_path: Path
) -> None:
    place = clone(register, tmp_path / "a clone", tmp_path / "identity")
    for words in LOOKS:
        shown = git(place, *words)
        assert (shown.code, shown.err) == (0, ""), words
        assert "language: sv" in shown.out, words
        assert UNREADABLE not in shown.out
    assert "-language: fi\n+language: sv\n" in git(place, "show", "HEAD~1").out
    assert "# prefers mail" in git(place, "log", "-p").out


def test_no_half_of_a_key_is_ever_shown(register: Register, history: str, tmp_path: Path) -> None:
    place = clone(register, tmp_path / "clone", tmp_path / "identity")
    for words in (*LOOKS, ["log", "-p", "--text"], ["show", "HEAD:records/keys"]):
        out = git(place, *words).out
        assert "AGE-SECRET-KEY" not in out
        assert "age1" not in out


def test_without_the_key_git_goes_on_in_silence(
    register: Register, history: str, tmp_path: Path
) -> None:
    place = clone(register, tmp_path / "clone", tmp_path / "no such identity")
    for words in LOOKS:
        shown = git(place, *words)
        assert (shown.code, shown.err) == (0, ""), words
        assert "language: sv" not in shown.out and "Bertta" not in shown.out
    assert f"+{UNREADABLE}" in git(place, "log", "-p").out


def test_git_never_stores_what_it_shows(register: Register, history: str, tmp_path: Path) -> None:
    place = clone(register, tmp_path / "clone", tmp_path / "identity")
    for words in (*LOOKS, ["blame", layout.record_path(history)]):
        git(place, *words)
    assert "textconv" not in git(place, "for-each-ref").out
    objects = subprocess.run(
        ["git", "cat-file", "--batch", "--batch-all-objects"], cwd=place, capture_output=True
    ).stdout
    assert b"Bertta" not in objects and b"prefers mail" not in objects


def test_init_tells_git_not_to_keep_what_it_shows(register: Register) -> None:
    config = git(register.root, "config", "--list", "--local").out
    assert "diff.records.cachetextconv=false" in config
    assert "diff.records.textconv=" in config


@pytest.mark.parametrize("content", [b"", b"kind: person\n", b"\x00" * 9999, b"age-encryption.org"])
def test_a_file_that_is_none_of_ours_is_unreadable_and_no_error(
    records: Callable[..., Ran], tmp_path: Path, aino: str, content: bytes
) -> None:
    for name in (f"x_{aino}.yaml.age", "odd.yaml.age", f"{aino}.age", "../passwd"):
        file = tmp_path / Path(name).name
        file.write_bytes(content)
        assert records("textconv", str(file)) == (0, f"{UNREADABLE}\n", "")
    assert records("textconv", str(tmp_path / "nothing")) == (0, f"{UNREADABLE}\n", "")
