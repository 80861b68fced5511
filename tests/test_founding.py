"""How a register begins: where it may lie, what is made, and that a failed start leaves nothing."""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pexpect
import pytest

from heijastus_records.errors import Invalid, Misused, NoKey, Refused
from heijastus_records.register import founding, layout, schema, vault
from heijastus_records.register.founding import Plan
from heijastus_records.register.history import Action
from heijastus_records.register.private import Private
from heijastus_records.register.register import Register
from heijastus_records.rights import keeping, upkeep

from .conftest import PROJECT, TODAY, Ran

WORDS = "seitsemän veljestä kotona"


class Ended(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def init(tmp_path: Path) -> Callable[..., Ended]:
    """`records init` in a folder of its own, for scripts: nobody sits at a terminal."""

    def call(*words: object, limit: int = 0, **environment: str) -> Ended:
        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        done = subprocess.run(
            [sys.executable, "-m", "heijastus_records", "init", *map(str, words)],
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
            preexec_fn=limited if limit else None,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return call


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() if p.is_file() else b"" for p in sorted(folder.rglob("*"))}


def assert_refused(said: Ended, code: int, reason: str) -> None:
    assert (said.code, said.out) == (code, ""), said
    assert said.err.count("records: error: ") == 1, said.err
    assert reason in said.err, said.err
    assert "Traceback" not in said.err


# --- Where a register must not be made ----------------------------------------------------------


@pytest.mark.parametrize("there", ["file", ".hidden", "register.yaml", "link", "itself a file"])
def test_init_refuses_a_folder_that_is_not_empty(
    init: Callable[..., Ended], tmp_path: Path, there: str
) -> None:
    folder = tmp_path / "register"
    if there == "itself a file":
        folder.write_text("mine", "utf-8")
    elif there == "link":
        (tmp_path / "empty").mkdir()
        folder.symlink_to(tmp_path / "empty")
    else:
        folder.mkdir()
        (folder / there).write_text("mine", "utf-8")
    before = everything(tmp_path)
    assert_refused(init(folder, "--no-passphrase", "--yes"), 6, "is not an empty folder")
    assert everything(tmp_path) == before


def test_init_refuses_a_folder_inside_another_register(
    init: Callable[..., Ended], register: Register, tmp_path: Path
) -> None:
    before = everything(tmp_path)
    said = init(register.root / "inner", "--no-passphrase", "--yes")
    assert_refused(said, 6, "lies inside another register")
    assert_refused(init(register.root, "--no-passphrase", "--yes"), 6, "not an empty folder")
    assert everything(tmp_path) == before


def test_init_refuses_a_folder_inside_a_work_tree(
    init: Callable[..., Ended], tmp_path: Path
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "project")], check=True)
    said = init(tmp_path / "project" / "deep" / "register", "--no-passphrase", "--yes")
    assert_refused(said, 6, "lies inside the Git work tree")
    assert not (tmp_path / "project" / "deep").exists()


@pytest.mark.parametrize("option", ["identity", "recovery copy"])
@pytest.mark.parametrize("place", ["work tree", "Dropbox", "OneDrive - Oma", "the register"])
def test_init_refuses_a_secret_where_old_copies_of_it_would_survive(
    init: Callable[..., Ended], tmp_path: Path, place: str, option: str
) -> None:
    folder = tmp_path / "register"
    if place == "work tree":
        subprocess.run(["git", "init", "-q", str(tmp_path / place)], check=True)
    secret = (folder if place == "the register" else tmp_path / place) / "secret"
    if place != "the register":
        secret.parent.mkdir(exist_ok=True)
    words = [folder, "--no-passphrase", "--yes"]
    if option == "identity":
        said = init(*words, RECORDS_IDENTITY=str(secret))
    else:
        said = init(*words, "--recovery-copy", secret)
    reason = "is copied away" if place[0] in "DO" else "inside a Git work tree"
    assert_refused(said, 6, reason)
    assert not folder.exists()
    assert not secret.exists()


def test_init_refuses_a_secret_behind_a_link_into_a_sync_folder(
    init: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "Nextcloud").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "Nextcloud")
    secret = tmp_path / "innocent" / "secret"
    said = init(tmp_path / "register", "--no-passphrase", "--yes", RECORDS_IDENTITY=str(secret))
    assert_refused(said, 6, "is copied away (Nextcloud)")


@pytest.mark.parametrize("option", ["identity", "recovery copy"])
@pytest.mark.parametrize("kind", ["file", "folder", "broken link"])
def test_init_never_writes_over_a_file(
    init: Callable[..., Ended], tmp_path: Path, kind: str, option: str
) -> None:
    secret = tmp_path / "secret"
    if kind == "file":
        secret.write_text("mine", "utf-8")
    elif kind == "folder":
        secret.mkdir()
    else:
        secret.symlink_to(tmp_path / "nowhere")
    before = everything(tmp_path)
    words = [tmp_path / "register", "--no-passphrase", "--yes"]
    if option == "identity":
        said = init(*words, RECORDS_IDENTITY=str(secret))
    else:
        said = init(*words, "--recovery-copy", secret, RECORDS_IDENTITY=str(tmp_path / "own"))
    assert_refused(said, 6, "there is already a file")
    assert everything(tmp_path) == before


def test_init_refuses_a_recovery_copy_that_is_the_key_itself(
    init: Callable[..., Ended], tmp_path: Path
) -> None:
    own = str(tmp_path / "own")
    said = init("reg", "--no-passphrase", "--yes", "--recovery-copy", own, RECORDS_IDENTITY=own)
    assert_refused(said, 6, "another file than the key")
    assert not (tmp_path / "reg").exists()


def test_init_asks_nothing_without_a_terminal_and_names_the_option(
    init: Callable[..., Ended], tmp_path: Path
) -> None:
    assert_refused(init(tmp_path / "register"), 2, "--yes")
    assert_refused(init(tmp_path / "register", "--yes"), 2, "--no-passphrase")
    assert not (tmp_path / "register").exists()


# --- What is made -------------------------------------------------------------------------------


def test_init_makes_a_register_that_validates_and_a_copy_that_opens_everything(
    init: Callable[..., Ended], tmp_path: Path
) -> None:
    own, copy, folder = tmp_path / "own", tmp_path / "stick", tmp_path / "register"
    said = init(
        *(folder, "--no-passphrase", "--recovery-copy", copy, "--yes"), RECORDS_IDENTITY=str(own)
    )
    assert (said.code, said.out) == (0, ""), said
    register = Register.open(folder, own)
    person = layout.new_id("c")
    register.add({person: "kind: person\nname: {given: Aino}\n"}, action="new")
    assert [p for p in upkeep.validate(register) if p.sentence] == []
    with_copy = Register.open(folder, copy)
    assert with_copy.read(person).text == register.read(person).text
    assert with_copy.read(layout.CUSTODY).data["copies"][0]["place"] == str(copy)  # type: ignore
    assert upkeep.validate(with_copy) == []
    for secret in (own, copy):
        assert secret.stat().st_mode & 0o777 == 0o600
    names = set(register.committed)
    assert {"register.yaml", ".gitattributes", "records/epoch"} < names
    status = subprocess.run(
        ["git", "-C", str(folder), "status", "--porcelain"], capture_output=True, check=True
    )
    assert status.stdout == b""


def test_the_secret_lies_in_the_state_folder_for_its_owner_only(
    init: Callable[..., Ended], tmp_path: Path, private_home: Path
) -> None:
    os.umask(0o000)
    try:
        assert init(tmp_path / "register", "--no-passphrase", "--yes").code == 0
    finally:
        os.umask(0o022)
    register = Register.open(tmp_path / "register")
    assert register.private.identity.is_relative_to(private_home / "state")
    for path in (private_home / "state" / "records").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_every_register_has_an_id_and_a_secret_of_its_own(tmp_path: Path) -> None:
    first, second = (
        founding.found(Plan(tmp_path / name, TODAY, tmp_path / f"{name}-id")) for name in "ab"
    )
    assert first.notice.register != second.notice.register
    assert first.epoch.key.secret != second.epoch.key.secret
    with pytest.raises(NoKey):
        Register.open(first.root, tmp_path / "b-id").read(layout.CUSTODY)


def test_an_identity_that_others_can_read_is_refused(register: Register, tmp_path: Path) -> None:
    (tmp_path / "identity").chmod(0o640)
    with pytest.raises(Refused, match="other users"):
        Register.open(register.root, tmp_path / "identity").read(layout.CUSTODY)


def test_a_notice_of_ones_own_is_taken_with_a_new_id(
    init: Callable[..., Ended], tmp_path: Path
) -> None:
    notice = tmp_path / "notice.yaml"
    text = (PROJECT / "register.yaml").read_text("utf-8")
    notice.write_text(text.replace("Mari Pynnönen", "Omistaja Esimerkki"), "utf-8")
    said = init(tmp_path / "register", "--no-passphrase", "--yes", "--notice", notice)
    assert said.code == 0, said
    made = Register.open(tmp_path / "register").notice
    assert made.data["contact"]["name"] == "Omistaja Esimerkki"
    assert made.register not in text


# --- A start that fails leaves nothing ----------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"kind: person\n", b"id: [", b"x" * 300_000]
)
@pytest.mark.parametrize("existed", [False, True])
def test_a_wrong_notice_leaves_nothing_behind(
    init: Callable[..., Ended],
    tmp_path: Path,
    private_home: Path,
    content: bytes,
    existed: bool,
) -> None:
    notice, folder = tmp_path / "notice.yaml", tmp_path / "register"
    notice.write_bytes(content)
    if existed:
        folder.mkdir()
    before = everything(tmp_path)
    said = init(folder, "--no-passphrase", "--yes", "--notice", notice)
    assert said.code in (1, 7)
    assert said.err.count("records: error: ") == 1, said.err
    assert "Traceback" not in said.err
    assert everything(tmp_path) == before


@pytest.mark.parametrize("limit", [50, 300, 2000])
def test_a_disk_that_is_full_midway_leaves_nothing_behind(
    init: Callable[..., Ended], tmp_path: Path, private_home: Path, limit: int
) -> None:
    own, copy, folder = tmp_path / "own", tmp_path / "stick", tmp_path / "register"
    said = init(
        *(folder, "--no-passphrase", "--yes", "--recovery-copy", copy),
        limit=limit,
        RECORDS_IDENTITY=str(own),
    )
    assert said.code in (5, 7), said
    assert said.err.count("records: error: ") == 1, said.err
    assert not any(path.exists() for path in (own, copy, folder))
    files = [path for path in private_home.rglob("*") if path.is_file()]
    assert files == [private_home / ".gitconfig"]


def test_a_recovery_copy_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    own, folder = tmp_path / "own", tmp_path / "register"
    plan = Plan(folder, TODAY, own, recovery_copy=tmp_path / ("x" * 300))
    with pytest.raises(OSError, match="File name too long"):
        founding.found(plan)
    assert not own.exists()
    assert not folder.exists()


def test_a_start_that_fails_in_git_keeps_the_empty_folder_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    (tmp_path / "bin").mkdir()
    git = tmp_path / "bin" / "git"
    real = shutil.which("git")
    git.write_text(f'#!/bin/sh\ncase "$*" in *fast-import*) exit 1;; esac\nexec {real} "$@"\n')
    git.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "heijastus_records", "init", "register", "--no-passphrase", "--yes"],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PATH": f"{git.parent}:/usr/bin:/bin"},
    )
    assert_refused(Ended(done.returncode, done.stdout, done.stderr), 7, "Git could not write")
    assert list(folder.iterdir()) == []


# --- The passphrase -----------------------------------------------------------------------------


def terminal(folder: Path, *words: str) -> "pexpect.spawn[str]":
    return pexpect.spawn(
        sys.executable,
        ["-m", "heijastus_records", *words],
        cwd=str(folder),
        env={**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "dumb"},
        encoding="utf-8",
        timeout=60,
    )


def test_a_passphrase_is_asked_for_twice_and_opens_the_register_at_a_terminal(
    tmp_path: Path,
) -> None:
    asked = terminal(tmp_path, "init", "register", "--yes")
    asked.expect("Passphrase for the key")
    asked.sendline("short")
    asked.expect("at least ten characters")
    asked.expect("Passphrase for the key")
    asked.sendline(WORDS)
    asked.expect("The same once more")
    asked.sendline(WORDS.upper())
    asked.expect("not the same")
    for prompt in ("Passphrase for the key", "The same once more"):
        asked.expect(prompt)
        asked.sendline(WORDS)
    asked.expect(pexpect.EOF)
    asked.close()
    assert asked.exitstatus == 0, asked.before
    identity = Register.open(tmp_path / "register").private.identity
    assert vault.is_protected(identity.read_bytes())
    assert WORDS not in (asked.before or "")

    shown = terminal(tmp_path, "--register", "register", "validate")
    shown.expect("Passphrase")
    shown.sendline("not the right words")
    shown.expect("the passphrase does not open the identity")
    shown.expect(pexpect.EOF)
    shown.close()
    assert shown.exitstatus == 4

    shown = terminal(tmp_path, "--register", "register", "validate")
    shown.expect("Passphrase")
    shown.sendline(WORDS.replace("ä", "a\u0308"))  # typed in two letters, as on other computers
    shown.expect("0 errors")
    shown.expect(pexpect.EOF)
    shown.close()
    assert shown.exitstatus == 0


@pytest.fixture
def protected(tmp_path: Path) -> Register:
    """A register whose identity asks for a passphrase, opened anew: nothing is known yet."""
    plan = Plan(tmp_path / "locked", TODAY, tmp_path / "locked-id", WORDS)
    founding.found(plan)
    return Register.open(tmp_path / "locked", tmp_path / "locked-id")


def anew(register: Register) -> Register:
    return Register.open(register.root, register.private.identity)


def test_an_unlocked_key_opens_until_it_is_locked_or_its_time_is_over(
    protected: Register, private_home: Path
) -> None:
    with pytest.raises(NoKey, match="needs its passphrase"):
        anew(protected).read(layout.CUSTODY)
    assert "open until" not in facts(protected)
    with pytest.raises(NoKey, match="does not open"):
        keeping.unlock(protected, 1, lambda: "other words than these")
    assert protected.private.unlocked_until() is None

    keeping.unlock(protected, 8, lambda: WORDS)
    assert anew(protected).read(layout.CUSTODY).id == layout.CUSTODY
    assert re.fullmatch(r"[0-9]{2}\.[0-9]{2}", facts(anew(protected))["open until"])
    opened = [path for path in (private_home / "run").rglob("*") if path.is_file()]
    assert [path.stat().st_mode & 0o777 for path in opened] == [0o600]
    assert opened[0].parent.stat().st_mode & 0o777 == 0o700

    assert anew(protected).private.lock()
    assert not anew(protected).private.lock()
    assert not opened[0].exists()
    with pytest.raises(NoKey, match="needs its passphrase"):
        anew(protected).read(layout.CUSTODY)

    keeping.unlock(protected, 0.3 / 3600, lambda: WORDS)
    time.sleep(0.4)
    with pytest.raises(NoKey, match="needs its passphrase"):
        anew(protected).read(layout.CUSTODY)
    assert not opened[0].exists()  # what is over is taken away, not just ignored


def facts(register: Register) -> dict[str, str]:
    return dict(keeping.info(register))


def test_key_info_says_where_and_how_and_neither_half_of_the_key(
    protected: Register, register: Register
) -> None:
    found = facts(protected)
    assert found["protected"] == "by a passphrase"
    assert found["opens the register"] != "yes"
    open_one = facts(register)
    assert (open_one["protected"], "open until" in open_one) == ("by its file mode only", False)
    assert (open_one["epoch"], open_one["opens the register"]) == ("1", "yes")
    words = str([found, open_one]).lower()
    assert "age1" not in words
    assert "age-secret-key" not in words


def test_a_key_without_a_passphrase_needs_no_unlocking(register: Register) -> None:
    with pytest.raises(Misused, match="always open"):
        keeping.unlock(register, 1, lambda: WORDS)


@pytest.mark.parametrize("words", ["", "8", "0h", "25h", "1441m", "-1h", "8 h", "٣h", "8d"])
def test_a_time_is_up_to_a_day(words: str) -> None:
    if words == "8":
        assert keeping.hours(words) == 8
        return
    with pytest.raises(Misused):
        keeping.hours(words)


def test_a_passphrase_file_of_somebody_elses_making_is_refused_quickly(tmp_path: Path) -> None:
    own = Private(layout.new_register_id(), tmp_path / "id")
    own.identity.write_bytes(
        b"age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 30\nx\n--- y\n"
    )
    own.identity.chmod(0o600)
    start = time.monotonic()
    with pytest.raises(NoKey):
        own.load(lambda: WORDS)
    assert time.monotonic() - start < 1


def test_the_notice_that_comes_with_the_program_is_valid() -> None:
    try:
        founding.parse_notice((PROJECT / "register.yaml").read_bytes())
    except Invalid as error:
        pytest.fail(str(error.problems))


def test_schemas_of_an_older_version_are_renewed_in_a_commit_so_that_an_erasure_goes_on(
    register: Register, aino: str, records: Callable[..., Ran]
) -> None:
    git = register.history.git
    older = schema.source("client").replace(b"Asiakas", b"Ennen")
    with register.history.locked():
        files = {"schemas/breach.schema.json": None, "schemas/client.schema.json": older}
        register.commit(files, Action("schemas"))
    assert records("doctor", "--fix").code in (0, 1)
    assert git.run("status", "--porcelain") == ""
    assert git.run("log", "-1", "--format=%s") == "schemas"
    assert records("erase", aino, "--yes").code == 0
    assert records("validate").code == 0
