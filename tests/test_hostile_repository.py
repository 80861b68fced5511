"""A hostile repository runs nothing, writes nothing, hides nothing, and is named for what it is.

Each case lays one trap into a register; then every command that reads is run. A script that is
never to run leaves a mark; plain git in the same register does run one, so that a test can fail.
"""

import contextlib
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import pristine
from tests.conftest import PROJECT
from tests.pristine import House, Said

pytestmark = pytest.mark.system("ssh-keygen")

LONGEST_SECONDS = 10
RAW = [chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))]
RAW += ["\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\ufeff"]
RAW += [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
"""What a terminal, or the eye, may take for something else."""

EVIL = "\x1b]0;owned\x07\x1b[31m\u202eevil\u2066"
"""A window title, a colour, and letters that turn round."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A register of three people and a dozen commits."""
    return pristine.build(tmp_path_factory.mktemp("hostile"), 6)


@pytest.fixture
def house(built: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """That register as it was built."""
    built.restore(monkeypatch)
    return built


class Trap:
    """A script that leaves a mark when it is run."""

    def __init__(self, folder: Path) -> None:
        self.mark = folder / "it-ran"
        self.script = folder / "trap"
        line = f'#!/bin/sh\necho "$0 $*" >> {shlex.quote(str(self.mark))}\nexit 0\n'
        self.script.write_text(line, "utf-8")
        self.script.chmod(0o755)

    def __str__(self) -> str:
        return str(self.script)

    def has_run(self) -> bool:
        """Tell whether the script was run; forget it."""
        ran = self.mark.exists()
        self.mark.unlink(missing_ok=True)
        return ran


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    """The script that is never to run."""
    return Trap(tmp_path)


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A command that hangs fails its test."""

    def give_up(*_words: object) -> None:
        pytest.fail("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def reading(house: House) -> list[tuple[str, ...]]:
    """Return every command that only reads."""
    aino = house.ids[0]
    return [
        ("show", aino),
        ("list",),
        ("query", "--json"),
        ("validate",),
        ("validate", "--staged"),
        ("audit", "show"),
        ("audit", "show", aino),
        ("audit", "show", "--values"),
        ("audit", "show", "--json"),
        ("audit", "verify", "--json"),
        ("audit", "verify"),
        ("doctor",),
        ("access-report", aino),
        ("key", "info"),
        ("textconv", str(house.path(aino))),
        (),
        ("--help",),
    ]


def state(*folders: Path) -> dict[str, object]:
    """Return everything that lies in some folders, with its content."""
    found: dict[str, object] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if "home" in path.relative_to(folder).parts[:1]:
                continue  # the private folder of who runs the program
            if path.is_symlink():
                found[str(path)] = path.readlink()
            elif path.is_file() and path.stat().st_size < 1 << 24:
                found[str(path)] = path.read_bytes()
            else:
                found[str(path)] = "a folder, or large"
    return found


Read = Callable[..., dict[tuple[str, ...], Said]]


@pytest.fixture
def read(house: House, trap: Trap, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Read:
    """Run everything that reads, and see that nothing ran, nothing was written, nothing hangs."""

    def run(**_expected: str) -> dict[tuple[str, ...], Said]:
        trap.mark.unlink(missing_ok=True)
        before = state(tmp_path, house.root)
        found = {}
        for words in reading(house):
            start = time.monotonic()
            said = house.call(capsys, *words)
            assert time.monotonic() - start < LONGEST_SECONDS, words
            assert not trap.has_run(), words
            assert "Traceback" not in said.err, said
            assert [sign for sign in RAW if sign in said.all] == [], said
            found[words] = said
        assert state(tmp_path, house.root) == before
        return found

    return run


def assert_named(found: dict[tuple[str, ...], Said], *words: str, code: int = 1) -> None:
    """See that `audit verify` says each of some words, and how it ends."""
    said = found["audit", "verify"]
    assert said.code == code, said
    for word in words:
        assert word in said.all, said
    in_json = found["audit", "verify", "--json"]
    assert in_json.code == code, in_json


def test_a_clean_register_has_nothing_to_name(read: Read) -> None:
    found = read()
    assert_named(found, "nothing missing, changed or plain", code=0)
    assert {said.code for words, said in found.items() if words[:1] != ("doctor",)} == {0}


# --- Settings ---------------------------------------------------------------------------------

LOG = ("log", "-p", "-1")
SETTINGS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "core.fsmonitor": ({"core.fsmonitor": "{trap}"}, ("status",)),
    "core.hooksPath": ({"core.hooksPath": "{hooks}"}, ("commit", "--allow-empty", "-m", "x")),
    "filter.clean": (
        {"filter.t.clean": "{trap}", "filter.t.smudge": "{trap}", "filter.t.process": "{trap}"},
        ("add", "--renormalize", "."),
    ),
    "diff.external": ({"diff.external": "{trap}"}, ("diff", "HEAD~1")),
    "diff.other.textconv": ({"diff.other.textconv": "{trap}"}, ()),
    "diff.records.textconv": ({"diff.records.textconv": "{trap}"}, LOG),
    "diff.records.command": ({"diff.records.command": "{trap}"}, ("diff", "HEAD~1")),
    "merge.records.driver": ({"merge.records.driver": "{trap} %A"}, ()),
    "alias.st": ({"alias.st": "!{trap}"}, ("st",)),
    "alias.sneaky": ({"alias.sneaky": "-c alias.x=!{trap} x"}, ()),
    "core.pager": ({"core.pager": "{trap}"}, ()),
    "pager.log": ({"pager.log": "{trap}"}, ()),
    "core.editor": ({"core.editor": "{trap}"}, ("commit", "--allow-empty")),
    "sequence.editor": ({"sequence.editor": "{trap}"}, ("rebase", "-i", "HEAD~2")),
    "core.sshCommand": ({"core.sshCommand": "{trap}"}, ("ls-remote", "ssh://host.example/x")),
    "core.askPass": ({"core.askPass": "{trap}"}, ()),
    "core.gitProxy": ({"core.gitProxy": "{trap}"}, ()),
    "credential.helper": ({"credential.helper": "!{trap}"}, ("credential", "fill")),
    "gpg.program": ({"gpg.program": "{trap}", "gpg.format": "openpgp"}, ("commit-tree", "-Sx")),
    "gpg.ssh.program": (
        {"gpg.ssh.program": "{trap}", "log.showSignature": "true"},
        ("log", "--show-signature", "-1"),
    ),
    "gpg.ssh.defaultKeyCommand": ({"gpg.ssh.defaultKeyCommand": "{trap}"}, ()),
    "gpg.ssh.revocationFile": ({"gpg.ssh.revocationFile": "{trap}"}, ()),
    "user.signingKey": ({"user.signingKey": "{trap}"}, ()),
    "core.attributesFile": ({"core.attributesFile": "{attributes}"}, ()),
    "core.worktree": ({"core.worktree": "{elsewhere}"}, ()),
    "url.insteadOf": ({"url.ext::sh -c {trap}.insteadOf": "ssh://fi.example/"}, ()),
    "url.pushInsteadOf": ({"url.ext::sh -c {trap}.pushInsteadOf": "ssh://fi.example/"}, ()),
    "remote.uploadpack": (
        {"remote.o.url": "{root}", "remote.o.uploadpack": "{trap}"},
        ("fetch", "o"),
    ),
    "remote.receivepack": (
        {"remote.o.url": "{root}", "remote.o.receivepack": "{trap}"},
        ("push", "o", "main:other"),
    ),
    "remote.vcs": ({"remote.o.url": "x", "remote.o.vcs": "ext"}, ()),
    "uploadpack.packObjectsHook": ({"uploadpack.packObjectsHook": "{trap}"}, ()),
    "fsck.missingEmail": ({"fsck.missingEmail": "ignore"}, ()),
    "core.hooksPath in the folder": ({"core.hooksPath": "false"}, ()),
    "trailer.command": ({"trailer.records.command": "{trap}"}, ()),
    "hook.command": ({"hook.x.command": "{trap}", "hook.x.event": "pre-commit"}, ()),
    "core.alternateRefsCommand": ({"core.alternateRefsCommand": "{trap}"}, ()),
    "gc.recentObjectsHook": ({"gc.recentObjectsHook": "{trap}"}, ()),
    "diff.orderFile": ({"diff.orderFile": "/nowhere/at/all"}, ()),
}
"""Settings, and how plain git is brought to run them, where that is easily done."""


@pytest.mark.parametrize("name", SETTINGS)
def test_a_hostile_setting_is_not_followed_and_is_named(
    house: House, read: Read, trap: Trap, tmp_path: Path, name: str
) -> None:
    for folder in ("hooks", "elsewhere"):
        (tmp_path / folder).mkdir()
    shutil.copy(trap.script, tmp_path / "hooks" / "pre-commit")
    (tmp_path / "attributes").write_text("* filter=t diff=other\n", "utf-8")
    info = house.dot_git / "info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text("* filter=t\n", "utf-8")
    settings, by_hand = SETTINGS[name]
    places = {each: tmp_path / each for each in ("hooks", "elsewhere", "attributes")}
    for key, value in settings.items():
        house.git(
            "config", key.format(trap=trap), value.format(trap=trap, root=house.root, **places)
        )
    found = read()
    assert_named(found, "runs a program or leads elsewhere", ".git/info/attributes")
    shown = next(iter(settings)).partition(".")[0]
    assert f"\n{shown}" in f"\n{found['audit', 'verify'].out}"
    assert found["doctor",].code == 1
    if by_hand:
        _with_git(house, *by_hand)
        assert trap.has_run(), "the trap itself does not work"


def _with_git(house: House, *words: str) -> None:
    """Run plain git by hand; whether it is content does not matter."""
    words = (*words, "HEAD^{tree}", "-m", "x") if words[0] == "commit-tree" else words
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            ["git", "-C", str(house.root), *words],
            input=b"protocol=https\nhost=host.example\n\n",
            capture_output=True,
            timeout=20,
        )


@pytest.mark.parametrize("how", ["include.path", "includeIf", "config.worktree"])
def test_settings_from_another_file_are_not_followed_and_are_named(
    house: House, read: Read, trap: Trap, tmp_path: Path, how: str
) -> None:
    other = tmp_path / "config"
    if how == "config.worktree":
        house.git("config", "extensions.worktreeConfig", "true")
        other = house.dot_git / "config.worktree"
    elif how == "include.path":
        house.git("config", how, str(other))
    else:
        house.git("config", f"includeIf.gitdir:{house.root}/.path", str(other))
    other.write_text(f"[core]\n\tfsmonitor = {trap}\n[diff]\n\texternal = {trap}\n", "utf-8")
    found = read()
    assert_named(found, "runs a program or leads elsewhere")
    house.git("status", check=False)
    assert trap.has_run()


def test_hooks_of_every_kind_are_not_run_and_are_named(
    house: House, read: Read, trap: Trap
) -> None:
    hooks = (
        *("applypatch-msg", "pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"),
        *("pre-rebase", "post-checkout", "post-merge", "pre-push", "reference-transaction"),
        *("post-index-change", "fsmonitor-watchman", "post-rewrite", "pre-auto-gc", "update"),
    )
    folder = house.dot_git / "hooks"
    folder.mkdir(exist_ok=True)
    for name in hooks:
        shutil.copy(trap.script, folder / name)
    found = read()
    assert_named(found, "a hook that this program has not written", "pre-push", code=0)
    _with_git(house, "status")
    assert trap.has_run()


def test_a_strangers_list_of_signers_makes_nobody_trusted(
    house: House, read: Read, tmp_path: Path
) -> None:
    """Neither the list in the repository's settings nor the key of its choice counts."""
    key = stranger(tmp_path)
    pub = Path(f"{key}.pub").read_text("ascii")
    (tmp_path / "signers").write_text(f"* {pub}", "ascii")
    house.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "signers"))
    house.git("-c", f"user.signingKey={key}", "commit", "--allow-empty", "-S", "-m", "theirs")
    found = read()
    assert_named(found, "is signed by a key that is not known here", "gpg.ssh.allowedsignersfile")


def stranger(folder: Path) -> Path:
    """Make a signing key that nobody has pinned."""
    key = folder / "stranger"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    return key


@pytest.mark.parametrize("broken", ["[core\n", "[core]\n\tbare = maybe\n", "\x00\xff\n"])
def test_settings_that_cannot_be_read_end_in_one_error(
    house: House, read: Read, broken: str
) -> None:
    config = house.dot_git / "config"
    config.write_text(f"{config.read_text('utf-8')}{broken}", "latin-1")
    assert read()["audit", "verify"].code in (1, 7)


# --- Another history than the one that is there -------------------------------------------------


def test_a_replacement_hides_nothing(house: House, read: Read) -> None:
    newest, older = house.git("rev-parse", "HEAD", "HEAD~2").split()
    house.git("replace", newest, older)
    assert house.git("log", "-1", "--format=%T") == house.git("log", "-1", "--format=%T", older)
    found = read()
    assert_named(found, "a replacement hides an object of the history")
    assert len(found["audit", "show"].out.splitlines()) == 9


def test_a_graft_hides_nothing(house: House, read: Read) -> None:
    newest, root = house.git("rev-parse", "HEAD", "HEAD~3").split()
    (house.dot_git / "info").mkdir(exist_ok=True)
    (house.dot_git / "info" / "grafts").write_text(f"{newest} {root}\n", "ascii")
    assert house.git("rev-list", "--count", "HEAD") != "8"
    found = read()
    assert_named(found, "another history than the one that is there")
    assert len(found["audit", "show"].out.splitlines()) == 9


def test_a_shallow_history_is_named(house: House, read: Read) -> None:
    (house.dot_git / "shallow").write_text(house.git("rev-parse", "HEAD~2") + "\n", "ascii")
    assert_named(read(), "cut short (shallow)")


def test_borrowed_objects_are_named(house: House, read: Read, tmp_path: Path) -> None:
    shutil.copytree(house.dot_git / "objects", tmp_path / "objects")
    (house.dot_git / "objects" / "info").mkdir(exist_ok=True)
    place = house.dot_git / "objects" / "info" / "alternates"
    place.write_text(f"{tmp_path / 'objects'}\n", "utf-8")
    for folder in (house.dot_git / "objects").iterdir():
        if len(folder.name) == 2:
            shutil.rmtree(folder)
    assert_named(read(), "borrowed from another folder")


def test_a_partial_clone_is_named_and_nothing_is_fetched(
    house: House, read: Read, trap: Trap
) -> None:
    for name, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "o",
        "remote.o.url": f"ext::{trap}",
        "remote.o.promisor": "true",
        "protocol.ext.allow": "always",
    }.items():
        house.git("config", name, value)
    tree = house.git("rev-parse", "HEAD~2:records/clients")
    (house.dot_git / "objects" / tree[:2] / tree[2:]).unlink()
    assert_named(read(), "partial clone", tree[:12], "neither a folder nor ssh or https")
    _with_git(house, "cat-file", "-p", tree)
    assert trap.has_run()


def test_a_remote_that_the_notice_does_not_allow_is_named(house: House, read: Read) -> None:
    house.git("remote", "add", "cloud", "https://git.cloud.example/x.git")
    assert_named(read(), "cloud: ", "not among the hosts that the notice allows")


def test_a_lying_table_of_contents_leads_nobody_astray(house: House, read: Read) -> None:
    """A commit-graph, rewritten with a right checksum, makes git leave out commits."""
    house.git("commit-graph", "write", "--reachable")
    path = house.dot_git / "objects" / "info" / "commit-graph"
    content = bytearray(path.read_bytes()[:-20])
    tree, other = (
        bytes.fromhex(house.git("rev-parse", n)) for n in ("HEAD^{tree}", "HEAD~4^{tree}")
    )
    place = content.index(tree)
    content[place : place + 20] = other
    path.chmod(0o644)
    path.write_bytes(bytes(content) + hashlib.sha1(content).digest())
    found = read()
    assert_named(found, "tells something else than it", ".git/objects/info/commit-graph")
    assert found["list",].code == 0


def test_a_damaged_table_of_packs_is_named(house: House, read: Read) -> None:
    house.git("repack", "-d")
    house.git("multi-pack-index", "write")
    path = house.dot_git / "objects" / "pack" / "multi-pack-index"
    content = bytearray(path.read_bytes())
    content[-30] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    assert_named(read(), "tells something else than it")


# --- Names and heads ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("ref: refs/heads/../../../etc/passwd\n", None),
        ("ref: refs/notes/here\n", None),
        ("ref: HEAD\n", None),
        ("ref: refs/remotes/o/main\n", 1),
        ("x" * 100_000, None),
        ("", None),
    ],
    ids=["outside", "missing", "itself", "remote", "long", "empty"],
)
def test_a_head_in_an_odd_place_is_named(
    house: House, read: Read, head: str, code: int | None
) -> None:
    house.git("update-ref", "refs/remotes/o/main", "HEAD")
    (house.dot_git / "HEAD").write_text(head, "ascii")
    found = read()
    assert found["audit", "verify"].code in ((code,) if code else (1, 6, 7))
    assert found["audit", "verify"].all.count("\n") >= 1


def test_a_branch_that_only_points_is_named(house: House, read: Read) -> None:
    house.git("update-ref", "refs/heads/other", "HEAD")
    house.git("symbolic-ref", "refs/heads/main", "refs/heads/other")
    assert_named(read(), "only a pointer to another one")


def test_a_damaged_list_of_refs_is_named(house: House, read: Read) -> None:
    house.git("pack-refs", "--all")
    packed = house.dot_git / "packed-refs"
    packed.write_text(packed.read_text("ascii") + "nonsense\n^also\n", "ascii")
    assert read()["audit", "verify"].code in (1, 7)


def test_a_ref_to_nothing_is_named(house: House, read: Read) -> None:
    (house.dot_git / "refs" / "heads" / "lost").write_text("1" * 40 + "\n", "ascii")
    assert_named(read(), "points to nothing")


@pytest.mark.parametrize(
    "ref",
    ["refs/heads/aino-esimerkki", "refs/tags/EsimerkkiAino", "refs/heads/x/aino.esimerkki"],
)
def test_a_branch_or_tag_named_like_a_client_is_named(house: House, read: Read, ref: str) -> None:
    house.git("update-ref", ref, "HEAD")
    found = read()
    assert_named(found, "the name of a branch or a tag names a client")
    assert "simerkki" not in found["audit", "verify"].all


@pytest.mark.parametrize("name", ["HEAD", "main", "refs", "records.yaml"])
def test_a_file_or_ref_of_a_confusing_name_confuses_nobody(
    house: House, read: Read, name: str
) -> None:
    """Git asks which of the two is meant, and gives up."""
    (house.root / name).write_text("x", "ascii")
    house.git("update-ref", f"refs/tags/{name}", "HEAD~3")
    found = read()
    assert found["audit", "show"].code == 0
    assert_named(found, "nothing missing", code=0)


def test_odd_names_of_refs_reach_no_terminal(house: House, read: Read) -> None:
    for name in ("refs/heads/\u202etxt.exe", "refs/notes/\u202e", "refs/heads/-x", "refs/x/@@"):
        house.git("update-ref", name, "HEAD")
    (house.dot_git / "refs" / "heads" / "\x1b[31m").write_text("1" * 40, "ascii")
    assert_named(read(), "Git keeps notes")


# --- What commits say ---------------------------------------------------------------------------


def test_control_characters_in_a_commit_reach_no_terminal(house: House, read: Read) -> None:
    message = (
        f"Records-Action\n\nRecords-Action: {EVIL}\nRecords-Id: {EVIL}\nRecords-Fields: {EVIL}\n"
    )
    body = (
        f"tree {house.git('rev-parse', 'HEAD^{tree}')}\nparent {house.git('rev-parse', 'HEAD')}\n"
        f"author {EVIL} <{EVIL}> 1700000000 +0200\ncommitter {EVIL} <{EVIL}> 9999999999 +0200\n\n"
    )
    name = house.git(
        "hash-object", "-t", "commit", "-w", "--stdin", "--literally", text=body + message
    )
    house.git("update-ref", "HEAD", name)
    house.git("notes", "add", "-m", EVIL)
    found = read()
    assert_named(found, name[:12], "is not signed", "Git keeps notes", "in the future")
    assert "\\u001b" in found["audit", "show"].out


def test_the_trail_on_a_terminal_shows_no_control_character(house: House) -> None:
    pty = pytest.importorskip("pty")
    house.git("-c", f"user.name={EVIL}", "commit", "--allow-empty", "-m", EVIL)
    ours, theirs = pty.openpty()
    words = ["--register", str(house.root), "--identity", str(house.identity), "audit", "show"]
    done = subprocess.Popen(
        [sys.executable, "-m", "heijastus_records", *words],
        stdout=theirs,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "xterm"},
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):
        while part := os.read(ours, 1 << 16):
            shown += part
    os.close(ours)
    assert done.wait() == 0
    assert b"by hand" in shown
    assert b"\x1b" not in shown and "\u202e".encode() not in shown


@pytest.mark.parametrize(
    "said",
    [
        "call Aino Esimerkki",
        "Esimerkki, Aino",
        "aino.esimerkki@posti.example",
        "soita 040 123 4567",
        "AINO ESIMERKKI",
        "hetu 131052-308T",
    ],
)
@pytest.mark.parametrize("place", ["commit", "tag", "lost commit"])
def test_a_message_that_names_a_client_is_named(
    house: House, read: Read, said: str, place: str
) -> None:
    if place == "tag":
        house.git("tag", "-a", "-m", said, "v1")
    elif place == "commit":
        house.git("commit", "--allow-empty", "-m", said)
    else:
        house.git("commit-tree", "HEAD^{tree}", "-m", said)
    assert_named(read(), "names a client: it stays in every copy")


# --- What trees hold ----------------------------------------------------------------------------


def plant(house: House, mode: str, path: str, content: bytes | str) -> str:
    """Commit a file as a stranger would, with whatever mode and path; return the commit."""
    names = {"tree": "", "name": content if isinstance(content, str) else ""}
    if isinstance(content, bytes):
        names["name"] = house.git(
            "hash-object", "-w", "--stdin", text=content.decode("utf-8", "surrogateescape")
        )
    index = {"GIT_INDEX_FILE": str(house.dot_git / "theirs"), **os.environ}
    run = ["git", "-C", str(house.root)]
    subprocess.run([*run, "read-tree", "HEAD"], env=index, check=True)
    line = f"{mode} {names['name']}\t{path}\0".encode("utf-8", "surrogateescape")
    subprocess.run([*run, "update-index", "-z", "--index-info"], input=line, env=index, check=True)
    tree = subprocess.run([*run, "write-tree"], env=index, check=True, capture_output=True)
    return commit_of(house, tree.stdout.decode().strip())


def commit_of(house: House, tree: str) -> str:
    """Make a commit of a tree, and move the branch there."""
    name = house.git("commit-tree", tree, "-p", "HEAD", "-S", "-m", "by hand")
    house.git("update-ref", "HEAD", name)
    (house.dot_git / "theirs").unlink(missing_ok=True)
    return name


def plant_tree(house: House, *entries: tuple[str, bytes, str]) -> str:
    """Commit a tree with names that no index takes, beside what is there."""
    lines = house.git("ls-tree", "HEAD").splitlines()
    known = [(line.split()[0], line.split("\t")[1].encode(), line.split()[2]) for line in lines]
    body = b"".join(
        mode.lstrip("0").encode() + b" " + name + b"\0" + bytes.fromhex(target)
        for mode, name, target in [*known, *entries]
    )
    done = subprocess.run(
        ["git", "-C", str(house.root), "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        input=body,
        capture_output=True,
        check=True,
    )
    return commit_of(house, done.stdout.decode().strip())


@pytest.mark.parametrize("path", ["README.md", "docs/x", "records/clients/{0}.yaml.age"])
@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_a_link_or_a_program_in_a_commit_is_named(
    house: House, read: Read, path: str, mode: str
) -> None:
    commit = plant(house, mode, path.format(house.ids[0]), b"/etc/passwd")
    assert_named(read(), commit[:12], "a link, a program or a submodule")


def test_a_submodule_is_named_whatever_it_says_of_itself(house: House, read: Read) -> None:
    (house.root / ".gitmodules").write_text(
        '[submodule "docs/x"]\n\tpath = docs/x\n\turl = ext::sh\n\tignore = all\n', "utf-8"
    )
    house.git("config", "diff.ignoreSubmodules", "all")
    commit = plant(house, "160000", "docs/x", house.git("rev-parse", "HEAD"))
    assert_named(read(), commit[:12], "a link, a program or a submodule")


@pytest.mark.parametrize("folder", ["records", "records/clients", "records/keys", "schemas"])
@pytest.mark.parametrize("committed", [True, False])
def test_a_folder_that_is_a_link_leads_nowhere(
    house: House, read: Read, tmp_path: Path, folder: str, committed: bool
) -> None:
    shutil.move(house.root / folder, tmp_path / "outside")
    (house.root / folder).symlink_to(tmp_path / "outside")
    if committed:
        house.git("-c", "core.symlinks=true", "add", "-A")
        house.git("commit", "-S", "-m", "by hand")
    found = read()
    if committed:
        assert_named(found, "a link, a program or a submodule")
    elif folder != "schemas":
        assert found["list",].code == 7, found["list",]
        assert found["validate",].code in (1, 7)


@pytest.mark.parametrize(
    "name",
    [
        *(b"a\nb", b"-rf", b"--exec=x", b"..", b".", b".GIT", b".git", b"git~1", b"a\x1b[31m"),
        *(b"n" * 5000, b"\xff\xfe", "\u202etxt".encode(), b"x\\..\\y", b"con", b"a\tb", b""),
    ],
    ids=repr,
)
def test_a_file_of_an_odd_name_is_named(house: House, read: Read, name: bytes) -> None:
    blob = house.git("hash-object", "-w", "--stdin", text="x")
    commit = plant_tree(house, ("100644", name, blob))
    found = read()
    assert found["audit", "verify"].code in (1, 7), found["audit", "verify"]
    assert commit[:12] in found["audit", "verify"].out or "damaged" in found["audit", "verify"].out


def test_a_file_named_like_a_client_is_named_without_its_name(house: House, read: Read) -> None:
    plant(house, "100644", "docs/aino_esimerkki.txt", b"x")
    found = read()
    assert_named(found, "the name of a file in the history names a client")
    assert "esimerkki" not in found["audit", "verify"].all.casefold()


@pytest.mark.parametrize(
    "line", ["*.age text", "*.age eol=crlf", "*.age ident", "*.age filter=x", "* -diff -merge"]
)
@pytest.mark.parametrize("place", [".gitattributes", "records/.gitattributes", "untracked"])
def test_changed_attributes_are_named(house: House, read: Read, line: str, place: str) -> None:
    if place == "untracked":
        (house.root / "records" / "clients" / ".gitattributes").write_text(f"{line}\n", "utf-8")
        assert_named(read(), "attributes that are in no commit")
        return
    commit = plant(house, "100644", place, f"{line}\n".encode())
    assert_named(read(), commit[:12])


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_an_edit_that_git_is_told_not_to_see_is_seen(house: House, read: Read, flag: str) -> None:
    house.git("update-index", flag, "records/epoch")
    notice = house.root / "records" / "epoch"
    notice.write_text(notice.read_text("utf-8") + "# changed\n", "utf-8")
    assert house.git("status", "--porcelain") == ""
    assert_named(read(), "Git was told not to look at a file")


def test_a_damaged_index_is_named(house: House, read: Read) -> None:
    (house.dot_git / "index").write_bytes(b"DIRC nonsense")
    assert_named(read(), "Git's list of files (.git/index) is damaged")


# --- Too much -----------------------------------------------------------------------------------


def loose(house: House, kind: str, content: bytes) -> str:
    """Write an object as git does, at once."""
    whole = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(whole).hexdigest()
    path = house.dot_git / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(whole, 1))
    return name


@pytest.mark.parametrize("path", ["records/clients/{0}.yaml.age", "docs/big", "register.yaml"])
def test_two_hundred_megabytes_of_nothing_are_named(house: House, read: Read, path: str) -> None:
    name = loose(house, "blob", bytes(200_000_000))
    commit = plant(house, "100644", path.format(house.ids[0]), name)
    found = read()
    code = 0 if path.startswith("docs/") else 1
    assert found["audit", "verify"].code == code, found["audit", "verify"]
    if code:
        assert (
            commit[:12] in found["audit", "verify"].out or name[:12] in found["audit", "verify"].out
        )


def test_a_tree_that_names_ten_billion_files_is_named(house: House, read: Read) -> None:
    below = loose(house, "blob", b"x")
    mode = b"100644"
    for _level in range(10):
        entries = (mode + b" f%d\0" % place + bytes.fromhex(below) for place in range(10))
        below, mode = loose(house, "tree", b"".join(entries)), b"40000"
    plant_tree(house, ("40000", b"zzz", below))
    found = read()
    assert_named(found, "more, or larger, files than a register can have")
    assert found["list",].code == 7


def test_a_tree_of_five_thousand_floors_is_named(house: House, read: Read) -> None:
    below = loose(house, "tree", b"100644 f\0" + bytes.fromhex(loose(house, "blob", b"x")))
    for _level in range(5000):
        below = loose(house, "tree", b"40000 d\0" + bytes.fromhex(below))
    plant_tree(house, ("40000", b"zzz", below))
    assert read()["audit", "verify"].code == 1


def test_a_pack_that_swells_is_named(house: House, read: Read, tmp_path: Path) -> None:
    """Some kilobytes of deltas, each of which doubles the one before it, make a gigabyte."""
    pack = _swelling_pack(26)
    assert len(pack) < 10_000
    done = subprocess.run(
        ["git", "-C", str(house.root), "index-pack", "--stdin", "--fix-thin"],
        input=pack,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    found = read()
    assert_named(found, "plain text is left in Git")


def _swelling_pack(levels: int) -> bytes:
    """Return a pack in which each object is twice the one before it."""

    def size_of(size: int, first: int) -> bytes:
        out = [(first << 4) | (size & 15)] if first else [size & 127]
        size >>= 4 if first else 7
        while size:
            out[-1] |= 128
            out.append(size & 127)
            size >>= 7
        return bytes(out)

    content = b"0123456789abcdef"
    length, name = len(content), hashlib.sha1(b"blob 16\0" + content).digest()
    body = size_of(length, 3) + zlib.compress(content)
    count, hashed = 1, content
    for _level in range(levels):
        if length > 1 << 22:
            break
        copies = b""
        for _half in range(2):
            copies += (
                bytes([0x80 | 0x10 | 0x20 | 0x40]) + length.to_bytes(3, "little")
                if (length < 1 << 24)
                else b""
            )
        delta = size_of(length, 0) + size_of(length * 2, 0) + copies
        body += size_of(len(delta), 7) + name + zlib.compress(delta)
        length, hashed = length * 2, hashed * 2
        name = hashlib.sha1(b"blob %d\0" % length + hashed).digest()
        count += 1
    head = b"PACK" + (2).to_bytes(4, "big") + count.to_bytes(4, "big")
    return head + body + hashlib.sha1(head + body).digest()


# --- Plain text, wherever git keeps it ----------------------------------------------------------

PLAIN = "kind: person\nname: {given: Dora, family: Esimerkki}\n"


def _removed(house: House) -> None:
    plant(house, "100644", "notes.txt", PLAIN.encode())
    commit_of(house, house.git("rev-parse", "HEAD~1^{tree}"))


def _in_place_of_a_record(house: House) -> None:
    plant(house, "100644", f"records/clients/{house.ids[0]}.yaml.age", PLAIN.encode())
    commit_of(house, house.git("rev-parse", "HEAD~1^{tree}"))


def _after_a_header(house: House) -> None:
    sealed = house.path(house.ids[0]).read_bytes()
    head = sealed[: sealed.index(b"\n", sealed.index(b"\n---") + 1) + 1]
    plant(house, "100644", f"records/clients/{house.ids[0]}.yaml.age", head + PLAIN.encode())


def _stashed(house: House) -> None:
    (house.root / "draft.yaml").write_text(PLAIN, "utf-8")
    house.git("stash", "push", "--include-untracked")


def _in_a_note(house: House) -> None:
    house.git("notes", "add", "-m", PLAIN)


def _unreachable(house: House) -> None:
    house.git("hash-object", "-w", "--stdin", text=PLAIN)


def _in_the_reflog(house: House) -> None:
    before = house.git("rev-parse", "HEAD")
    plant(house, "100644", "notes.txt", PLAIN.encode())
    house.git("reset", "--soft", before)


def _staged_only(house: House) -> None:
    (house.root / "draft.yaml").write_text(PLAIN, "utf-8")
    house.git("add", "draft.yaml")


def _in_a_tag(house: House) -> None:
    house.git("update-ref", "refs/tags/v1", house.git("hash-object", "-w", "--stdin", text=PLAIN))


def _in_another_branch(house: House) -> None:
    plant(house, "100644", "notes.txt", PLAIN.encode())
    house.git("branch", "aside")
    house.git("update-ref", "refs/heads/main", "HEAD~1")


def _packed(house: House) -> None:
    _removed(house)
    house.git("gc", "-q")


HIDING = {
    name.removeprefix("_").replace("_", " "): hide
    for name, hide in globals().copy().items()
    if name
    in (
        *("_removed", "_in_place_of_a_record", "_after_a_header", "_stashed", "_in_a_note"),
        *("_unreachable", "_in_the_reflog", "_staged_only", "_in_a_tag", "_in_another_branch"),
        "_packed",
    )
}


@pytest.mark.parametrize("where", HIDING)
def test_plain_text_is_found_wherever_git_keeps_it(house: House, read: Read, where: str) -> None:
    HIDING[where](house)
    found = read()
    assert_named(found, "plain text")
    assert "Dora" not in found["audit", "verify"].all


def test_a_client_in_a_plain_file_that_may_be_there_is_found(house: House, read: Read) -> None:
    plant(house, "100644", "README.md", b"Aino Esimerkki soitti.\n")
    assert_named(read(), "a plain file of the history names a client")


# --- Another place ------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["a link", "a file"])
def test_a_history_that_lies_elsewhere_is_named(
    house: House, read: Read, tmp_path: Path, how: str
) -> None:
    """Another folder, with an older state, would be one that was never seen here."""
    house.git("update-ref", "HEAD", "HEAD~1")
    shutil.move(house.dot_git, tmp_path / "elsewhere")
    if how == "a link":
        house.dot_git.symlink_to(tmp_path / "elsewhere")
    else:
        house.dot_git.write_text(f"gitdir: {tmp_path / 'elsewhere'}\n", "utf-8")
    assert_named(read(), "the history lies in another folder", "never seen here before")


def test_a_further_work_tree_of_gits_own_is_no_finding(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.git("worktree", "add", "-q", str(tmp_path / "further"), "-b", "further")
    words = ("--register", str(tmp_path / "further"), "audit", "verify")
    said = house.call(capsys, *words)
    assert said.code == 0, said


@pytest.mark.parametrize(
    "content", ["gitdir: /nowhere\n", "gitdir: .\n", "x" * 9999, "gitdir: \x1b"]
)
def test_a_git_file_that_leads_nowhere_ends_in_one_error(
    house: House, read: Read, content: str
) -> None:
    shutil.rmtree(house.dot_git)
    house.dot_git.write_text(content, "utf-8")
    assert read()["audit", "verify"].code in (1, 7)


def test_a_hostile_environment_steers_nothing(house: House, trap: Trap, tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    known = {
        "GIT_DIR": other / ".git",
        "GIT_WORK_TREE": other,
        "GIT_INDEX_FILE": other / "index",
        "GIT_OBJECT_DIRECTORY": other / ".git" / "objects",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": other / ".git" / "objects",
        "GIT_CONFIG_GLOBAL": tmp_path / "config",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": trap,
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{trap}'",
        "GIT_EXTERNAL_DIFF": trap,
        "GIT_PAGER": trap,
        "GIT_SSH_COMMAND": trap,
        "GIT_EDITOR": trap,
        "GIT_EXEC_PATH": tmp_path,
        "GIT_TRACE": tmp_path / "traced",
        "GIT_TRACE2_EVENT": tmp_path / "traced",
        "GIT_NAMESPACE": "elsewhere",
        "GIT_SHALLOW_FILE": tmp_path / "shallow",
        "GIT_GRAFT_FILE": tmp_path / "grafts",
        "GIT_REPLACE_REF_BASE": "refs/elsewhere",
        "PAGER": trap,
        "PYTHONPATH": PROJECT,
    }
    (tmp_path / "config").write_text(f"[core]\n\tfsmonitor = {trap}\n", "utf-8")
    before = state(other, house.root)
    for words in (("audit", "verify"), ("doctor",), ("list",), ("audit", "show")):
        call = ["--register", str(house.root), "--identity", str(house.identity), *words]
        done = subprocess.run(
            [sys.executable, "-m", "heijastus_records", *call],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **{name: str(value) for name, value in known.items()}},
        )
        assert done.returncode == (1 if words == ("doctor",) else 0), done
    assert not trap.has_run()
    assert not (tmp_path / "traced").exists()
    assert state(other, house.root) == before


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives away")
def test_a_folder_of_another_user_is_refused(house: House, read: Read) -> None:
    for path in (house.root, house.dot_git):
        os.chown(path, 12345, 12345)
    found = read()
    assert found["list",].code == 6
    assert found["audit", "verify"].code in (1, 6)
    assert "belongs to another user" in found["audit", "verify"].all
