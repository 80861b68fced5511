"""What another copy may try: nothing of it is believed, taken in, or run."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from heijastus_records.law.residency import Place, Residency, Verdict, host_of
from heijastus_records.register import layout

from .computers import Computer, Two, erase

pytestmark = pytest.mark.system("ssh-keygen")


class Stranger:
    """Somebody who can write to the copy between the two computers, and has git."""

    def __init__(self, two: Two, folder: Path) -> None:
        self.two = two
        self.root = folder / "stranger"
        self.git("clone", "-q", str(two.copy), str(self.root), at=folder)

    def git(self, *words: str, at: Path | None = None) -> str:
        who = ["-c", "user.name=Stranger", "-c", "user.email=stranger@posti.example"]
        links = ["-c", "core.symlinks=true", "-c", "protocol.file.allow=always"]
        done = subprocess.run(
            ["git", *who, *links, *words],
            cwd=at or self.root,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        return done.stdout.strip()

    def path(self, record: str) -> Path:
        return self.root / layout.record_path(record)

    def commit(self, *words: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change", *words)

    def push(self) -> None:
        self.git("push", "-q", "--force", "origin", "HEAD:main")


@pytest.fixture
def stranger(two: Two, tmp_path: Path) -> Stranger:
    return Stranger(two, tmp_path)


def signing(computer: Computer) -> list[str]:
    """Return what signs as the owner does: her key in the wrong hands."""
    key = next((computer.folder / "home" / "state" / "records").glob("*/signing_key"))
    return ["-c", "gpg.format=ssh", "-c", f"user.signingKey={key}", "-c", "commit.gpgSign=true"]


def _plain_text(s: Stranger) -> None:
    s.path(s.two.aino).write_text("kind: person\n", "utf-8")


def _older_version(s: Stranger) -> None:
    path = layout.record_path(s.two.aino)
    older = s.git("log", "-2", "--format=%H", "--", path).split()[1]
    s.git("checkout", "-q", older, "--", path)


def _swapped(s: Stranger) -> None:
    shutil.copy(s.root / "records/custody.yaml.age", s.path(s.two.aino))


def _flipped(s: Stranger) -> None:
    content = bytearray(s.path(s.two.aino).read_bytes())
    content[-9] ^= 1
    s.path(s.two.aino).write_bytes(content)


def _taken_away(s: Stranger) -> None:
    s.path(s.two.aino).unlink()
    (s.root / layout.key_path(s.two.aino)).unlink()


def _key_taken_away(s: Stranger) -> None:
    (s.root / layout.key_path(s.two.aino)).unlink()


def _link(s: Stranger) -> None:
    s.path(s.two.aino).unlink()
    s.path(s.two.aino).symlink_to("/etc/passwd")


def _folder_link(s: Stranger) -> None:
    shutil.rmtree(s.root / "records" / "clients")
    (s.root / "records" / "clients").symlink_to("/tmp")


def _program(s: Stranger) -> None:
    s.path(s.two.aino).chmod(0o755)
    s.git("update-index", "--chmod=+x", layout.record_path(s.two.aino))


def _submodule(s: Stranger) -> None:
    s.git("update-index", "--add", "--cacheinfo", f"160000,{s.git('rev-parse', 'HEAD')},lib")


def _strange_file(s: Stranger) -> None:
    (s.root / "clients.csv").write_text("Aino;Esimerkki\n", "utf-8")


def _odd_name(s: Stranger) -> None:
    (s.root / "records" / "clients" / "a\nb\x1b[2J").write_text("x", "utf-8")


def _attributes(s: Stranger) -> None:
    (s.root / ".gitattributes").write_text("*.age text eol=crlf\n", "utf-8")


def _notice_of_another(s: Stranger) -> None:
    notice = s.root / layout.NOTICE
    text = notice.read_text("utf-8")
    here = next(line for line in text.splitlines() if line.startswith("id: "))
    notice.write_text(text.replace(here, f"id: {'a' * 26}"), "utf-8")


def _notice_broken(s: Stranger) -> None:
    (s.root / layout.NOTICE).write_text("format: [\n", "utf-8")


def _epoch(s: Stranger) -> None:
    (s.root / layout.EPOCH).write_text('epoch: "9"\nday: "2026-11-22"\n', "utf-8")


def _epoch_gone(s: Stranger) -> None:
    (s.root / layout.EPOCH).unlink()


STATES: dict[str, tuple[Callable[[Stranger], None], int]] = {
    "plain text": (_plain_text, 7),
    "an older version": (_older_version, 7),
    "a swapped file": (_swapped, 7),
    "a byte flipped": (_flipped, 7),
    "a record taken away": (_taken_away, 6),
    "a key taken away": (_key_taken_away, 6),
    "a link": (_link, 6),
    "a folder that is a link": (_folder_link, 6),
    "a program": (_program, 6),
    "a submodule": (_submodule, 6),
    "a strange file": (_strange_file, 6),
    "an odd name": (_odd_name, 6),
    "other attributes": (_attributes, 6),
    "another register's notice": (_notice_of_another, 6),
    "a broken notice": (_notice_broken, 1),
    "another epoch": (_epoch, 4),
    "no epoch": (_epoch_gone, 4),
}
"""What is wrong with the newest state, and how sync ends even where the owner's key signed it."""


def refused(computer: Computer, code: int, *words: str) -> str:
    """Sync, and see that nothing has changed and nothing was left."""
    objects = computer.git("count-objects", "-v").out
    before = (computer.head, computer.git("status", "--porcelain").out)
    ran = computer.records("sync", *words, code=None)
    assert ran.code == code, ran
    assert "\x1b" not in ran.err and ran.out == ""
    assert before == (computer.head, computer.git("status", "--porcelain").out)
    assert objects == computer.git("count-objects", "-v").out
    assert not [*(computer.folder / "home" / "state" / "records").glob("*/quarantine-*")]
    computer.records("validate")
    return ran.err


@pytest.mark.parametrize("state", STATES)
def test_a_stranger_s_state_is_refused_for_want_of_a_signature(
    stranger: Stranger, state: str
) -> None:
    STATES[state][0](stranger)
    stranger.commit()
    stranger.push()
    assert "not signed" in refused(stranger.two.desk, 6)


@pytest.mark.parametrize("state", STATES)
def test_a_false_state_is_refused_and_named_even_where_it_is_signed(
    stranger: Stranger, state: str
) -> None:
    make, code = STATES[state]
    make(stranger)
    stranger.git("add", "-A")
    if state == "a submodule":
        make(stranger)
    stranger.git(*signing(stranger.two.desk), "commit", "-q", "-m", "a change")
    stranger.push()
    assert "records: error" in refused(stranger.two.desk, code)


def test_a_stranger_s_signature_is_refused_until_the_owner_calls_it_her_own(
    stranger: Stranger, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (stranger.root / "docs").mkdir()
    (stranger.root / "docs" / "page.md").write_text("a page\n", "utf-8")
    stranger.git("add", "-A")
    words = ["-c", "gpg.format=ssh", "-c", f"user.signingKey={key}", "commit", "-q", "-S"]
    stranger.git(*words, "-m", "a change")
    stranger.push()
    said = refused(stranger.two.desk, 6)
    fingerprint = subprocess.run(
        ["ssh-keygen", "-lf", str(key)], check=True, capture_output=True, encoding="utf-8"
    ).stdout.split()[1]
    assert fingerprint in said and "--trust" in said
    assert "nothing new is signed" in refused(stranger.two.desk, 3, "--trust", "SHA256:another")
    stranger.two.desk.records("sync", "--trust", fingerprint)
    assert (stranger.two.desk.root / "docs" / "page.md").read_text("utf-8") == "a page\n"


def test_plain_text_in_the_middle_of_history_is_refused(stranger: Stranger) -> None:
    desk = stranger.two.desk
    draft = stranger.root / "records" / "clients" / "c-aaaaaaaaaaaaa.yaml.age"
    draft.write_text("kind: person\n", "utf-8")
    stranger.git("add", "-A")
    stranger.git(*signing(desk), "commit", "-q", "-m", "one")
    draft.unlink()
    stranger.git("add", "-A")
    stranger.git(*signing(desk), "commit", "-q", "-m", "two")
    stranger.push()
    assert "not a sealed file" in refused(desk, 7)


def test_a_copy_that_was_rolled_back_is_refused_until_the_owner_knows_why(
    stranger: Stranger,
) -> None:
    desk = stranger.two.desk
    desk.records("sync")
    stranger.git("reset", "-q", "--hard", "HEAD~1")
    stranger.push()
    assert "gone back" in refused(desk, 6)
    desk.records("sync", "--restored")
    stranger.git("fetch", "-q")
    assert stranger.git("rev-parse", "origin/main") == desk.head


def test_a_copy_that_was_emptied_is_refused(two: Two) -> None:
    two.desk.records("sync")
    shutil.rmtree(two.copy)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(two.copy)], check=True)
    assert "gone back" in refused(two.desk, 6)
    two.desk.records("sync", "--restored")


def test_a_history_begun_anew_is_refused(stranger: Stranger) -> None:
    two = stranger.two
    stranger.git("checkout", "-q", "--orphan", "new")
    stranger.git(*signing(two.desk), "commit", "-q", "-m", "all anew")
    stranger.push()
    assert "another register" in refused(two.desk, 6)


def test_an_amended_commit_is_refused(stranger: Stranger) -> None:
    desk = stranger.two.desk
    desk.records("sync")
    stranger.git(*signing(desk), "commit", "-q", "--amend", "-m", "other words")
    stranger.push()
    assert "gone back" in refused(desk, 6)


def test_a_shallow_copy_is_refused(two: Two, tmp_path: Path) -> None:
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    two.bag.records("sync")
    shallow = tmp_path / "shallow.git"
    subprocess.run(
        ["git", "clone", "-q", "--bare", "--depth", "1", f"file://{two.copy}", str(shallow)],
        check=True,
    )
    assert "shallow" in refused(two.desk, 6, str(shallow))


def test_a_dropped_tombstone_is_refused(stranger: Stranger) -> None:
    two = stranger.two
    erase(two.desk, two.aino)
    two.desk.records("sync")
    stranger.git("pull", "-q")
    (stranger.root / layout.TOMBSTONES).unlink()
    stranger.git("add", "-A")
    stranger.git(*signing(two.desk), "commit", "-q", "-m", "a change")
    stranger.push()
    assert "tombstone" in refused(two.desk, 6)


def test_a_damaged_copy_is_refused(two: Two) -> None:
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    two.bag.records("sync")
    for path in (two.copy / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 0xFF
            path.write_bytes(content)
    ran = two.desk.records("sync", code=None)
    assert ran.code in (5, 7), ran
    two.desk.records("validate")


def test_a_copy_that_is_not_there_is_busy_and_changes_nothing(two: Two) -> None:
    two.copy.rename(two.copy.with_name("away.git"))
    assert "cannot be reached" in refused(two.desk, 5)


# --- Nothing runs -----------------------------------------------------------------------------


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "it ran"


@pytest.fixture
def trap(tmp_path: Path, marker: Path) -> Path:
    path = tmp_path / "trap"
    path.write_text(f"#!/bin/sh\ntouch '{marker}'\nexit 0\n", "utf-8")
    path.chmod(0o755)
    return path


SETTINGS = (
    "core.sshCommand",
    "core.fsmonitor",
    "core.hooksPath",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "credential.helper",
    "remote.origin.uploadpack",
    "remote.origin.receivepack",
    "uploadpack.packObjectsHook",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.ssh.defaultKeyCommand",
    "core.editor",
    "core.pager",
    "diff.external",
)


def test_nothing_of_the_register_s_own_settings_runs_in_a_sync(
    two: Two,
    trap: Path,
    marker: Path,
) -> None:
    two.bag.edit(two.aino, "s/^language: en/language: sv/")
    two.bag.records("sync")
    for name in SETTINGS:
        two.desk.git("config", name, str(trap))
    hooks = two.desk.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-push", "post-merge", "reference-transaction", "post-checkout"):
        shutil.copy(trap, hooks / name)
    two.desk.records("sync")
    two.desk.edit(two.aino, "s/^language: sv/language: fi/")
    two.desk.records("sync")
    assert not marker.exists()


def test_hooks_of_a_copy_on_a_disk_of_this_computer_do_not_run(
    two: Two,
    trap: Path,
    marker: Path,
) -> None:
    hooks = two.copy / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-receive", "update", "post-receive", "post-update", "reference-transaction"):
        shutil.copy(trap, hooks / name)
    config = two.copy / "config"
    config.write_text(
        config.read_text("utf-8")
        + f'[core]\n\tfsmonitor = {trap}\n[uploadpack]\n\tpackObjectsHook = "{trap}"\n',
        "utf-8",
    )
    two.desk.edit(two.aino, "s/^language: en/language: sv/")
    two.desk.records("sync")
    two.bag.records("sync")
    assert not marker.exists()
    two.desk.git("commit", "-q", "--allow-empty", "-m", "by hand")
    two.desk.git("push", "-q", "origin", "main", code=None)
    assert marker.exists()  # so that it could have


def test_an_address_that_runs_a_program_is_never_followed(
    two: Two,
    trap: Path,
    marker: Path,
) -> None:
    for address in (f"ext::{trap}", f"ext::sh -c {trap}", "fd::17", "http://copy.example/x.git"):
        assert "neither a folder nor" in refused(two.desk, 6, address)
    two.desk.git("config", f"url.ext::{trap} .insteadOf", "../../copy.git")
    assert "neither a folder nor" in refused_quietly(two.desk)
    assert not marker.exists()


def refused_quietly(computer: Computer) -> str:
    ran = computer.records("sync", code=6)
    return ran.err


# --- Where copies may lie ---------------------------------------------------------------------


def test_a_host_that_the_notice_does_not_allow_is_refused_and_found(two: Two) -> None:
    two.desk.git("remote", "set-url", "origin", "ssh://copy.example/register.git")
    refused_here = two.desk.records("sync", code=6)
    assert "copy.example" in refused_here.err and "section 9" in refused_here.err
    found = two.desk.records("validate", code=1)
    assert "copy.example" in found.out
    assert "copy.example" in two.desk.records("doctor", code=1).out
    notice = two.desk.root / layout.NOTICE
    text = notice.read_text("utf-8")
    notice.write_text(text.replace("hosts: []", "hosts: [{host: copy.example, country: SE}]"))
    assert "SE" in two.desk.records("validate", code=1).out
    notice.write_text(text.replace("hosts: []", "hosts: [{host: Copy.Example., country: fi}]"))
    assert "copy.example" not in two.desk.records("validate").out


def test_a_copy_that_somebody_works_in_is_not_overwritten(two: Two, tmp_path: Path) -> None:
    place = tmp_path / "worked-in"
    subprocess.run(["git", "clone", "-q", str(two.copy), str(place)], check=True)
    two.desk.edit(two.aino, "s/^language: en/language: sv/")
    before = two.desk.head
    ran = two.desk.records("sync", str(place), code=6)
    assert "bare" in ran.err
    assert two.desk.head == before


SECTION = Residency(("FI",), {"nas.example": "FI", "cloud.example": "US"})

ADDRESSES = {
    "/media/stick/register.git": Place(Verdict.ALLOWED),
    "../register.git": Place(Verdict.ALLOWED),
    "file:///media/stick/register.git": Place(Verdict.ALLOWED),
    "C:\\register.git": Place(Verdict.ALLOWED),
    "ssh://mari@nas.example:2222/register.git": Place(Verdict.ALLOWED, "nas.example", "FI"),
    "mari@nas.example:register.git": Place(Verdict.ALLOWED, "nas.example", "FI"),
    "NAS.example.:register.git": Place(Verdict.ALLOWED, "nas.example", "FI"),
    "https://nas.example/register.git": Place(Verdict.ALLOWED, "nas.example", "FI"),
    "https://user:secret@cloud.example/x": Place(Verdict.OTHER_COUNTRY, "cloud.example", "US"),
    "git@elsewhere.example:x": Place(Verdict.UNKNOWN_HOST, "elsewhere.example"),
    "\\\\elsewhere.example\\x": Place(Verdict.UNKNOWN_HOST, "elsewhere.example"),
    "//elsewhere.example/x": Place(Verdict.UNKNOWN_HOST, "elsewhere.example"),
    "file://elsewhere.example/x": Place(Verdict.UNKNOWN_HOST, "elsewhere.example"),
    "localhost:x": Place(Verdict.UNKNOWN_HOST, "localhost"),
    "http://nas.example/x": Place(Verdict.UNPROTECTED),
    "git://nas.example/x": Place(Verdict.UNPROTECTED),
    "ext::sh -c true": Place(Verdict.UNPROTECTED),
    "https:///x": Place(Verdict.UNPROTECTED),
    "u@[fe80::1]:x": Place(Verdict.UNKNOWN_HOST, "fe80::1"),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_notice_says_of_each_address_whether_data_may_go_there(address: str) -> None:
    assert SECTION.judge(address) == ADDRESSES[address]


def test_names_of_hosts_are_compared_in_one_form() -> None:
    assert host_of("päivä.example:x") == host_of("ssh://PÄIVÄ.example/x")


# --- Clone ------------------------------------------------------------------------------------


def test_a_clone_shows_what_it_offers_and_makes_nothing_unasked(two: Two) -> None:
    ran = two.bag.records("clone", "../copy.git", "second", code=2, place=".")
    assert "1 client" in ran.err and "SHA256:" in ran.err and two.bag.head in ran.err
    assert not (two.bag.folder / "second").exists()


def test_a_clone_of_unsigned_commits_is_refused_and_leaves_nothing(stranger: Stranger) -> None:
    bag = stranger.two.bag
    stranger.commit()
    stranger.push()
    ran = bag.records("clone", "../copy.git", "second", "--yes", code=6, place=".")
    assert "not signed" in ran.err
    assert not (bag.folder / "second").exists()
    assert not [*(bag.folder / "home" / "state" / "records").glob("quarantine-*")]


@pytest.mark.parametrize("kind", ["no register", "empty", "nothing"])
def test_a_clone_of_something_else_is_refused(two: Two, tmp_path: Path, kind: str) -> None:
    other = tmp_path / "other"
    if kind != "nothing":
        subprocess.run(["git", "init", "-q", "-b", "main", str(other)], check=True)
    if kind == "no register":
        (other / "README.md").write_text("hello\n", "utf-8")
        who = ["-c", "user.name=x", "-c", "user.email=x@posti.example"]
        for words in (["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
            subprocess.run(["git", "-C", str(other), *words], check=True)
    ran = two.bag.records("clone", str(other), "second", "--yes", code=None, place=".")
    assert ran.code == {"no register": 6, "empty": 3, "nothing": 5}[kind], ran
    assert not (two.bag.folder / "second").exists()


def test_a_clone_without_the_key_says_what_to_bring(two: Two) -> None:
    (two.bag.folder / "identity").unlink()
    ran = two.bag.records("clone", "../copy.git", "second", "--yes", place=".")
    assert "key is not on this computer" in ran.err
    assert [*(two.bag.folder / "second" / "records" / "clients").iterdir()]
