"""Whoever changes the history is found out, in a sentence that an owner understands.

Each test changes a register as somebody could who can write into its folder, or who has only the
other copy; then `audit verify` must name it. What the owner does by hand is no tampering.
"""

import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from heijastus_records import messages
from heijastus_records.errors import Problem
from heijastus_records.register import layout, vault
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.rights import verifying
from tests import pristine
from tests.pristine import House

pytestmark = pytest.mark.system("ssh-keygen")

EDITS = 10


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A register of three people and a dozen commits."""
    return pristine.build(tmp_path_factory.mktemp("tampering"), EDITS)


@pytest.fixture
def house(built: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """That register as it was built."""
    built.restore(monkeypatch)
    return built


def verified(house: House) -> verifying.Verified:
    """Verify, as a program that was started anew."""
    return verifying.verify(house.register())


def errors(house: House) -> list[str]:
    """Return the errors that are found, as they are told."""
    return [each.sentence for each in verified(house).problems if not each.warning]


def assert_found(house: House, *words: str) -> tuple[Problem, ...]:
    """See that errors with some words are found, and that each has its Finnish sentence."""
    done = verified(house)
    told = "\n".join(each.sentence for each in done.problems if not each.warning)
    for word in words:
        assert word in told, told or "nothing"
    assert verifying.told(done).startswith(f"{done.errors} thing")
    return done.problems


def rewritten(house: House, name: str, change: Callable[[bytes], bytes]) -> str:
    """Write a changed copy of a commit, and return its name."""
    run = ["git", "-C", str(house.root)]
    old = subprocess.run([*run, "cat-file", "commit", name], capture_output=True, check=True)
    words = [*run, "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    done = subprocess.run(words, input=change(old.stdout), capture_output=True, check=True)
    return done.stdout.decode("ascii").strip()


def rebased(house: House, change: Callable[[int, bytes], bytes | None]) -> None:
    """Write the history anew: each commit changed, or dropped, and its parents put right."""
    names = house.git("rev-list", "--reverse", "HEAD").split()
    known: dict[bytes, bytes] = {}
    newest = b""
    for place, name in enumerate(names):
        content = subprocess.run(
            ["git", "-C", str(house.root), "cat-file", "commit", name],
            capture_output=True,
            check=True,
        ).stdout
        for old, new in known.items():
            content = content.replace(b"parent " + old, b"parent " + new)
        changed = change(place, content)
        if changed is None:
            known[name.encode()] = newest
            continue
        newest = rewritten(house, name, lambda _old, new=changed: new).encode()
        known[name.encode()] = newest
    move(house, newest.decode())


def move(house: House, commit: str) -> None:
    """Set the branch, the index and the folder to a commit."""
    house.git("update-ref", "HEAD", commit)
    house.git("read-tree", "HEAD")
    house.git("checkout-index", "-a", "-f")


def believe(house: House) -> None:
    """Forget what was seen here: what is found then is found by the history alone."""
    register = house.register()
    register.private.move_anchor(register.history.folder, house.git("rev-parse", "HEAD"))


def signed_commit(house: House, changes: dict[str, bytes | None], action: Action) -> str:
    """Make a commit that is rightly signed, past all checks of the program."""
    register = house.register()
    with register.changing():
        commit = register.history.commit(
            changes, action, (register.head,), register.notice.owner, register.signer
        )
    register.private.move_anchor(register.history.folder, commit)
    return commit


def unsigned_commit(house: House, changes: dict[str, bytes | None], action: Action) -> str:
    """Make a commit as somebody does who has no key."""
    register = house.register()
    commit = register.history.write(
        changes, action.message(), (register.history.head(),), "x <x@y.example>", None
    )
    move(house, commit)
    return commit


def versions(house: House, record: str) -> list[bytes]:
    """Return the sealed versions of a record, newest first."""
    register = house.register()
    names = register.history.versions(layout.record_path(record))
    return [register.history.blob(name) for name in names]


def sealed(house: House, record: str, version: int, parents: tuple[str, ...]) -> bytes:
    """Seal a version of a record with whatever number and parents."""
    register = house.register()
    before = register.read(record)
    binding = vault.Binding(record, register.notice.register, version, parents)
    return vault.seal_text(before.keys[0], binding, before.text.replace("0401", "0402"))


def stranger(folder: Path) -> Path:
    """Make a signing key that nobody has pinned."""
    key = folder / "stranger"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    return key


# --- Nothing is wrong ---------------------------------------------------------------------------


def test_a_clean_register_has_nothing_missing(house: House) -> None:
    done = verified(house)
    assert done.problems == ()
    assert (done.commits, done.signed, done.by_hand) == (EDITS + 2, EDITS + 2, 0)
    said = verifying.told(done)
    assert "nothing missing, changed or plain" in said and house.git("rev-parse", "HEAD") in said


def test_what_the_owner_commits_by_hand_is_counted_and_no_error(house: House) -> None:
    (house.root / "README.md").write_text("Oma rekisteri\n", "utf-8")
    house.git("add", "README.md")
    house.git("commit", "-S", "-m", "a word about it")
    done = verified(house)
    assert (done.errors, done.by_hand, done.signed) == (0, 1, EDITS + 3)


def test_a_register_without_signatures_has_nothing_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = pristine.build(tmp_path / "plain", 2, signed=False)
    house.restore(monkeypatch)
    done = verified(house)
    assert (done.problems, done.signed, done.commits) == ((), 0, 4)
    monkeypatch.setenv("PATH", str(_path_without(tmp_path, "ssh-keygen")))
    assert verified(house).problems == ()


def _path_without(folder: Path, name: str) -> Path:
    bare = folder / "bin"
    bare.mkdir()
    for each in ("git", "sh", "cat"):
        found = shutil.which(each)
        assert found and each != name
        (bare / each).symlink_to(found)
    return bare


def test_without_ssh_keygen_signatures_are_said_to_be_unchecked(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(_path_without(tmp_path, "ssh-keygen")))
    assert_found(house, "ssh-keygen is not installed: signatures cannot be checked")


def test_two_computers_with_pinned_keys_are_both_believed(house: House, tmp_path: Path) -> None:
    key = stranger(tmp_path)
    words = ("-c", f"user.signingKey={key}", "commit", "--allow-empty", "-S", "-m", "elsewhere")
    house.git(*words)
    assert_found(house, "signed by a key that is not known here", "other computer")
    register = house.register()
    public = Path(f"{key}.pub").read_text("ascii").rsplit(" ", 1)[0]
    register.signers.pin(public, "toinen@posti.example")
    assert verified(house).errors == 0


def test_signatures_that_the_owner_gave_up_are_not_missed(house: House) -> None:
    notice = (house.root / "register.yaml").read_bytes()
    assert b"\nsigning: required\n" in notice
    off = notice.replace(b"\nsigning: required\n", b"\nsigning: none\n")
    signed_commit(house, {layout.NOTICE: off}, Action("edit"))
    move(house, "HEAD")
    with house.register().edit(house.ids[0], action="edit") as data:
        data["language"] = "en"
    done = verified(house)
    assert (done.errors, done.commits - done.signed) == (0, 1)


# --- A byte -------------------------------------------------------------------------------------


def test_a_byte_changed_in_any_object_is_found(house: House) -> None:
    """Every loose object, at several places, in one git after another."""
    objects = sorted(p for p in (house.dot_git / "objects").glob("??/*") if p.is_file())
    assert len(objects) > 30
    register = house.register()
    trail = verifying.Trail(register)
    for path in objects:
        _flip_each(path, (0, 1, path.stat().st_size // 2, path.stat().st_size - 1), trail)
    newest = house.dot_git / "objects" / _split(house.git("rev-parse", "HEAD"))
    flip(newest, 20)
    assert_found(house, "is damaged or missing", "take the register from another copy")


def _split(name: str) -> str:
    return f"{name[:2]}/{name[2:]}"


def flip(path: Path, place: int) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def _flip_each(path: Path, places: tuple[int, ...], trail: verifying.Trail) -> None:
    for place in dict.fromkeys(places):
        flip(path, place)
        assert list(verifying.sound(trail)), (path, place)
        flip(path, place)


def test_a_byte_changed_anywhere_in_a_pack_is_found(house: House) -> None:
    house.git("repack", "-a", "-d", "-q")
    trail = verifying.Trail(house.register())
    assert not list(verifying.sound(trail))
    for path in sorted((house.dot_git / "objects" / "pack").glob("pack-*.[ip]*")):
        size = path.stat().st_size
        _flip_each(path, (0, 7, 13, *range(20, size, size // 40), size - 30, size - 1), trail)


def test_content_that_was_changed_and_packed_again_is_found(house: House) -> None:
    """Under its old name, with a right checksum of its own."""
    name = house.git("rev-parse", "HEAD~3:register.yaml")
    path = house.dot_git / "objects" / _split(name)
    if not path.exists():
        pytest.skip("it is packed")
    content = zlib.decompress(path.read_bytes()).replace(b"Finland", b"Denmark").swapcase()
    path.chmod(0o644)
    path.write_bytes(zlib.compress(content))
    assert_found(house, name[:12])


# --- Commits that are written anew --------------------------------------------------------------


def test_a_commit_that_was_taken_away_is_found(house: House) -> None:
    newest = house.git("rev-parse", "HEAD")
    move(house, house.git("rev-parse", "HEAD~1"))
    assert_found(house, newest[:12], "the history has gone back", "records repair")


@pytest.mark.parametrize("place", [3, EDITS + 1], ids=["middle", "last"])
def test_a_commit_that_was_dropped_is_found(house: House, place: int) -> None:
    rebased(house, lambda here, content: None if here == place else content)
    assert_found(house, "the history has gone back")
    believe(house)
    if place == 3:
        assert_found(house, "was changed after it was signed", "other records than it says")


def test_commits_in_another_order_are_found(house: House) -> None:
    contents: list[bytes] = []
    rebased(house, lambda _here, content: contents.append(content) or content)
    trees = [re.search(rb"tree ([0-9a-f]+)", each)[1] for each in contents]  # type: ignore[index]
    order = {5: 8, 8: 5}

    def swap(here: int, content: bytes) -> bytes:
        return content.replace(trees[here], trees[order.get(here, here)])

    rebased(house, swap)
    believe(house)
    assert_found(house, "was changed after it was signed", "does not follow")


CHANGES: dict[str, tuple[bytes, bytes]] = {
    "another author": (rb"author [^\n]*> ", b"author Somebody Else <x@y.example> "),
    "another date": (rb"(committer [^\n]*> )\d+", rb"\g<1>1600000000"),
    "another message": (rb"\n\nedit ", b"\n\nnothing "),
    "other trailers": (rb"Records-Fields: language", b"Records-Fields: phones"),
    "no signature": (rb"gpgsig (?:[^\n]*\n )*[^\n]*\n", b""),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_commit_that_was_amended_is_found(house: House, what: str) -> None:
    old, new = CHANGES[what]
    rebased(house, lambda here, text: re.sub(old, new, text, count=1) if here == 6 else text)
    assert_found(house, "the history has gone back")
    believe(house)
    word = "is not signed" if what == "no signature" else "was changed after it was signed"
    assert_found(house, word, house.git("rev-parse", f"HEAD~{EDITS + 1 - 6}")[:12])
    if what == "another date":
        assert_found(house, "bears an earlier time than the one before it")


def test_the_signature_of_another_commit_is_found(house: House) -> None:
    def signature(name: str) -> bytes:
        content = house.git("cat-file", "commit", name).encode()
        found = re.search(rb"gpgsig (?:[^\n]*\n )*[^\n]*\n", content)
        assert found
        return found[0]

    theirs, own = signature("HEAD~1"), signature("HEAD")
    move(house, rewritten(house, "HEAD", lambda old: old.replace(own, theirs)))
    assert_found(house, "was changed after it was signed, or bears a foreign signature")


def test_a_signature_for_something_else_is_found(house: House, tmp_path: Path) -> None:
    """One that was made for a file, with the right key."""
    key = house.register().signers.own

    def sign(content: bytes) -> bytes:
        bare = re.sub(rb"gpgsig (?:[^\n]*\n )*[^\n]*\n", b"", content)
        (tmp_path / "text").write_bytes(bare)
        words = ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", str(key), str(tmp_path / "text")]
        subprocess.run(words, check=True, capture_output=True)
        lines = (tmp_path / "text.sig").read_bytes().rstrip().replace(b"\n", b"\n ")
        head, _gap, message = bare.partition(b"\n\n")
        return head + b"\ngpgsig " + lines + b"\n\n" + message

    move(house, rewritten(house, "HEAD", sign))
    assert_found(house, "was changed after it was signed, or bears a foreign signature")


def test_a_signature_that_is_not_by_an_ssh_key_proves_nothing(house: House) -> None:
    pgp = b"-----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----"

    def paste(content: bytes) -> bytes:
        return re.sub(rb"gpgsig (?:[^\n]*\n )*[^\n]*\n", b"gpgsig " + pgp + b"\n", content)

    commit = rewritten(house, "HEAD", paste)
    move(house, commit)
    assert_found(house, f"commit {commit[:12]} ", "sign")


def test_a_strangers_signature_is_found(house: House, tmp_path: Path) -> None:
    key = stranger(tmp_path)
    house.git("-c", f"user.signingKey={key}", "commit", "--allow-empty", "-S", "-m", "theirs")
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", f"{key}.pub"], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()[1]
    assert_found(house, shown, "is signed by a key that is not known here")


def test_a_history_begun_anew_is_found(house: House) -> None:
    name = house.git("commit-tree", "HEAD^{tree}", "-S", "-m", "init")
    move(house, name)
    assert_found(house, "the history has gone back")


def test_a_history_cut_short_is_found(house: House) -> None:
    (house.dot_git / "shallow").write_text(house.git("rev-parse", "HEAD~4") + "\n", "ascii")
    assert_found(house, "cut short (shallow)", "git fetch --unshallow")


def test_a_copy_that_was_never_seen_is_said_to_be_one(house: House) -> None:
    for note in house.register().private.folder.glob("anchor-*"):
        note.unlink()
    done = verified(house)
    assert done.errors == 0
    assert [each.warning for each in done.problems] == [True]
    assert "never seen here before" in done.problems[0].sentence


def test_an_other_copy_that_was_rolled_back_is_found(house: House, tmp_path: Path) -> None:
    address = str(tmp_path / "copy.git")
    house.git("clone", "-q", "--bare", str(house.root), address)
    house.git("remote", "add", "stick", address)
    house.git("fetch", "-q", "stick")
    register = house.register()
    register.private.move_anchor(register.history.folder, register.head, address)
    assert verified(house).errors == 0
    house.git("update-ref", "refs/remotes/stick/main", "HEAD~2")
    assert_found(house, "the other copy has gone back", "records sync --restored")


# --- What a right signature does not excuse -----------------------------------------------------


def test_trailers_that_lie_about_the_record_are_found(house: House) -> None:
    aino, bertta, _cecilia = house.ids
    register = house.register()
    before = register.read(aino)
    content = sealed(house, aino, before.version + 1, (before.sealed,))
    changes: dict[str, bytes | None] = {layout.record_path(aino): content}
    commit = signed_commit(house, changes, Action("edit", (bertta,)))
    assert_found(house, commit[:12], "changes other records than it says", "--values")


def test_an_older_version_put_back_is_found(house: House) -> None:
    aino = house.ids[0]
    changes: dict[str, bytes | None] = {layout.record_path(aino): versions(house, aino)[2]}
    commit = signed_commit(house, changes, Action("edit", (aino,)))
    problems = assert_found(house, commit[:12], "an older one was put back, or one is missing")
    assert {each.where for each in problems} >= {aino}


def test_a_version_that_was_left_out_is_found(house: House) -> None:
    aino = house.ids[0]
    before = house.register().read(aino)
    changes: dict[str, bytes | None] = {
        layout.record_path(aino): sealed(house, aino, before.version + 2, (before.sealed,))
    }
    signed_commit(house, changes, Action("edit", (aino,)))
    assert_found(house, "does not follow from the one before it")


def test_a_version_made_from_another_is_found(house: House) -> None:
    aino = house.ids[0]
    before = house.register().read(aino)
    parents = (vault.digest(versions(house, aino)[1]),)
    changes: dict[str, bytes | None] = {
        layout.record_path(aino): sealed(house, aino, before.version + 1, parents)
    }
    signed_commit(house, changes, Action("edit", (aino,)))
    assert_found(house, "does not follow from the one before it")


def test_records_that_were_swapped_are_found(house: House) -> None:
    aino, bertta, _cecilia = house.ids
    changes: dict[str, bytes | None] = {}
    for here, there in ((aino, bertta), (bertta, aino)):
        for path in (layout.record_path, layout.key_path):
            changes[path(here)] = (house.root / path(there)).read_bytes()
    signed_commit(house, changes, Action("edit", (aino, bertta)))
    problems = assert_found(house, "does not open: it was damaged, or swapped")
    assert {each.where for each in problems if "open" in each.sentence} == {aino, bertta}


def test_a_record_that_was_removed_without_an_erasure_is_found(house: House) -> None:
    aino = house.ids[0]
    changes = dict.fromkeys((layout.record_path(aino), layout.key_path(aino)))
    signed_commit(house, changes, Action("edit", (aino,)))
    assert_found(house, "taken away without an erasure", "bring it back: records repair")


def tombstone(record: str) -> bytes:
    """The line of an erasure."""
    return f"- {record} 9 erased 2026-11-22 art-17\n".encode()


def test_a_forged_tombstone_takes_nothing_away(house: House) -> None:
    aino = house.ids[0]
    changes: dict[str, bytes | None] = dict.fromkeys(
        (layout.record_path(aino), layout.key_path(aino))
    )
    changes[layout.TOMBSTONES] = tombstone(aino)
    commit = unsigned_commit(house, changes, Action("erase", (aino,)))
    words = ("is not signed", commit[:12], "taken away without an erasure")
    assert_found(house, *words)
    believe(house)
    assert_found(house, *words)


def test_a_true_tombstone_is_believed_and_is_for_good(house: House) -> None:
    aino = house.ids[0]
    paths = (layout.record_path(aino), layout.key_path(aino))
    gone: dict[str, bytes | None] = dict.fromkeys(paths)
    back: dict[str, bytes | None] = {path: (house.root / path).read_bytes() for path in paths}
    signed_commit(house, {**gone, layout.TOMBSTONES: tombstone(aino)}, Action("erase", (aino,)))
    move(house, "HEAD")
    assert verified(house).errors == 0
    signed_commit(house, back, Action("edit", (aino,)))
    assert_found(house, "was erased and has come back")
    signed_commit(house, {layout.TOMBSTONES: None}, Action("edit", (aino,)))
    assert_found(house, "takes back an erasure: an erasure is for good")


def test_signatures_that_a_stranger_switches_off_are_missed(house: House) -> None:
    """Neither this commit nor the ones after it are believed."""
    notice = (house.root / "register.yaml").read_bytes()
    off = notice.replace(b"\nsigning: required\n", b"\nsigning: none\n")
    first = unsigned_commit(house, {layout.NOTICE: off}, Action("edit"))
    second = unsigned_commit(house, {"README.md": b"x\n"}, Action("edit"))
    believe(house)
    found = [each for each in errors(house) if "is not signed" in each]
    assert [first[:12] in found[0], second[:12] in found[1], len(found)] == [True, True, 2]


def test_what_was_repaired_is_a_warning_and_no_error_for_ever(house: House) -> None:
    aino = house.ids[0]
    bad: dict[str, bytes | None] = {layout.record_path(aino): versions(house, aino)[2]}
    signed_commit(house, bad, Action("edit", (aino,)))
    move(house, "HEAD")
    before = house.register().read(aino)
    assert_found(house, "does not follow")
    newest = max(_number(house, aino, each) for each in versions(house, aino))
    parents = (vault.digest(versions(house, aino)[1]),)
    mended = sealed(house, aino, newest + 1, parents)
    signed_commit(house, {layout.record_path(aino): mended}, Action("repair", (aino,)))
    move(house, "HEAD")
    done = verified(house)
    assert (done.errors, len(done.problems)) == (0, 1), done.problems
    assert "does not follow" in done.problems[0].sentence
    assert before.id == aino
    number = newest + 1
    again = sealed(house, aino, number + 5, (vault.digest(mended),))
    signed_commit(house, {layout.record_path(aino): again}, Action("edit", (aino,)))
    assert verified(house).errors == 1  # an earlier repair excuses nothing that comes later


def _number(house: House, record: str, content: bytes) -> int:
    register = house.register()
    keys = register.read(record).keys
    return vault.open_text(keys, content, record, register.notice.register)[0].version


def test_the_findings_of_a_verification_are_told_in_finnish(house: House) -> None:
    newest = house.git("rev-parse", "HEAD")
    move(house, house.git("rev-parse", "HEAD~1"))
    messages.speak("fi")
    try:
        found = [each.sentence for each in verified(house).problems]
    finally:
        messages.speak("en")
    assert any(newest[:12] in each and "muutoshistoria" in each for each in found), found


def test_a_register_can_be_opened_after_every_trick(house: House) -> None:
    """The trick is found, and what is there can still be read by its owner."""
    unsigned_commit(house, {"README.md": b"x\n"}, Action("edit"))
    assert isinstance(house.register(), Register)
    assert house.register().read(house.ids[0]).text
