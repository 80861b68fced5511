"""Nothing personal where it would stay: no path, message, log or error tells who."""

import csv
import io
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heijastus_records.register import document, layout, schema
from heijastus_records.register.register import Register

from .house import PROJECT, Ran, program
from .template import Template, at_home, copied

LIST = PROJECT / "tests" / "samples" / "client_list.csv"
PUBLIC_HALF = b"age1"
SECRET_HALF = b"AGE-SECRET-KEY"

MESSAGE = re.compile(
    r"(?P<action>[a-z][a-z-]*)(?: (?P<about>custody|[crb]-[a-z2-7]{13,26}|[0-9]+))?\n"
    r"\n"
    r"Records-Action: (?P=action)\n"
    r"(?:Records-Id: (?:custody|[crb]-[a-z2-7]{13,26})\n)*"
    r"(?:Records-Fields: [a-z_]+(?:, [a-z_]+)*\n)?"
    r"(?:Records-Basis: [a-z0-9-]+\n)?"
    r"(?:Records-Request: r-[a-z2-7]{13,26}\n)?"
)
"""DESIGN, section 6: a verb and an id, or how many; trailers of ids, verbs and field names."""

# One in a dozen runs, some five digits of a hash are somebody's postal code.
DRAWN = re.compile(
    rb"(?<![0-9a-f])(?:[0-9a-f]{2}/[0-9a-f]{38}|[0-9a-f]{38}|[0-9a-f]{40})(?![0-9a-f])"
)
"""A whole name of an object, as Git writes it in a list, in a path and beside its folder."""

EXTRA = ("Salaperäinen", "salainen.osoite@posti.example", "+358401112223", "muistutus äidille")
"""Values that are typed later, by hand."""

Run = Callable[..., Ran]


def git(register: Register, *words: str) -> bytes:
    done = subprocess.run(
        ["git", "-C", str(register.root), *words], check=True, capture_output=True
    )
    return done.stdout


def values() -> list[str]:
    """Return every value of the list that says something about somebody."""
    text = LIST.read_bytes().decode("cp1252")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    free = ("Rooli", "Palvelu", "Tyyppi", "Lähde", "Markkinointilupa")  # words of a fixed list
    cells = {
        cell.strip()
        for row in rows
        for column, cell in row.items()
        if column not in free and cell and len(cell.strip()) >= 4
    }
    assert len(cells) > 100
    # What the project itself publishes: the notice, and the examples of the schemas.
    files = [PROJECT / "register.yaml", *(PROJECT / "schemas").glob("*.json")]
    own = "".join(file.read_text("utf-8") for file in files)
    return sorted(cell for cell in {*cells, *EXTRA} if cell not in own)


@pytest.fixture(scope="module")
def wanted() -> list[re.Pattern[bytes]]:
    """What must be nowhere, in the two ways in which letters are written."""
    found = values()
    words = {word for cell in found for word in (cell, cell.casefold())}
    one = b"|".join(re.escape(word.encode("utf-8")) for word in sorted(words))
    other = b"|".join(re.escape(word.encode("cp1252", "replace")) for word in sorted(words))
    return [re.compile(one), re.compile(other)]


def told(wanted: list[re.Pattern[bytes]], content: bytes) -> set[bytes]:
    """Return what a content tells of the clients; the names that Git draws are no words of it."""
    words = DRAWN.sub(b"#", content)
    return {match for pattern in wanted for match in pattern.findall(words)}


@pytest.fixture(scope="module")
def lived(template: Template, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Ran]]:
    """Where a register has lived, with its home, and all that was printed meanwhile."""
    base = tmp_path_factory.mktemp("life")
    with pytest.MonkeyPatch.context() as patch:
        at_home(base, patch)
        register = template.copy_to(base, with_aino=False)
        return base, live(register, program(base))


@pytest.fixture
def register(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Register:
    """A register of its own: as it was founded, or a copy of the one that has lived."""
    if "life" not in request.fixturenames:
        return template.copy_to(tmp_path, with_aino="aino" in request.fixturenames)
    base, _ran = request.getfixturevalue("lived")
    return copied(base, base, tmp_path)


@pytest.fixture
def life(register: Register, lived: tuple[Path, list[Ran]]) -> list[Ran]:
    """All that was printed while the register lived."""
    return lived[1]


def test_the_search_passes_over_whole_hashes_and_nothing_else() -> None:
    number = [re.compile(b"86561")]
    drawn = b"ab86561c" * 5
    assert told(number, b"100644 " + drawn + b" 0\t.git/objects/ab/" + drawn[2:]) == set()
    for words in (b"86561 Kittila", b"x" + drawn[:39], drawn + b"8", b"86561" * 9):
        assert told(number, words) == {b"86561"}


def live(register: Register, records: Run) -> list[Ran]:
    """Let a register see an import, edits, damage, repair and failures; return what is printed."""
    ran: list[Ran] = []

    def call(code: int, *words: str, input: str | None = None) -> Ran:  # noqa: A002
        ran.append(records(*words, input=input))
        assert ran[-1].code == code, (words, ran[-1])
        return ran[-1]

    call(0, "import", str(LIST), "--yes")
    ids = Register.open(register.root, register.private.identity).ids()
    before = register.read(ids[0])
    with register.edit(ids[0], action="edit") as data:
        data["emails"] = [EXTRA[1]]
    person = document.dump({"kind": "person", "name": {"given": EXTRA[0]}, "phones": [EXTRA[2]]})
    new = call(0, "new", "person", "--from", "-", input=f"{person}# {EXTRA[3]}\n").out.strip()
    call(0, "edit", ids[1], "--editor", f"sed -i '$ a # {EXTRA[3]}'")
    call(1, "new", "person", "--from", "-", input=person.replace("phones", "puhelin"))
    call(1, "new", "person", "--from", "-", input=person.replace(EXTRA[2], "040 salainen"))
    call(1, "validate", "-", input=person.replace("kind: person", f"kind: {EXTRA[0]}"))
    editor = f"sed -i 's/^kind: .*/kind: {EXTRA[0]}/'"
    call(1, "edit", ids[2], "--editor", editor)
    call(6, "edit", ids[2], "--editor", "true")
    call(5, "edit", ids[3], "--editor", "false")
    call(3, "show", "Nobody")
    call(3, "show", "posti")
    call(3, "access-report", "-", input="kukaan@posti.example")
    call(2, "query", "--where", "[[[")
    register.root.joinpath(layout.record_path(ids[4])).write_text(before.text, "utf-8")
    register.root.joinpath(layout.record_path(ids[5])).write_bytes(b"")
    call(7, "query")
    call(7, "show", ids[4])
    call(1, "validate")
    call(0, "repair")
    call(0, "validate")
    call(0, "audit", "show")
    call(0, "key", "info")
    call(0, "repair", new)
    return ran


def kept(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each path below a folder, and what it holds."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            content = os.fsencode(path.readlink())
        else:
            content = path.read_bytes() if path.is_file() else b""
        yield path.relative_to(folder).as_posix(), content


def objects(register: Register) -> bytes:
    return git(register, "cat-file", "--batch", "--batch-all-objects", "--unordered")


def test_no_value_of_a_client_is_in_any_path_message_ref_log_object_or_error(
    register: Register,
    life: list[Ran],
    wanted: list[re.Pattern[bytes]],
    private_home: Path,
    tmp_path: Path,
) -> None:
    assert told(wanted, register.read(register.ids()[0]).text.encode())  # the search finds them
    for words in (
        ["log", "--all", "--raw", "--format=raw"],
        ["reflog", "show", "--all"],
        ["for-each-ref"],
        ["ls-files", "--stage"],
        ["config", "--list"],
    ):
        assert told(wanted, git(register, *words)) == set(), words
    assert told(wanted, objects(register)) == set()
    for folder in (register.root, private_home):
        for name, content in kept(folder):
            assert told(wanted, name.encode()) == set(), name
            if name == ".git/index" or name != layout.NOTICE:
                assert told(wanted, content) == set(), name
    assert list((private_home / "tmp").iterdir()) == []
    for ran in life:
        assert told(wanted, ran.err.encode()) == set(), ran.err
        assert "Traceback" not in ran.err


def test_a_listing_for_scripts_names_ids_and_fields_only(
    life: list[Ran], wanted: list[re.Pattern[bytes]]
) -> None:
    # Of all these commands only those that show a record print a value; none of them was one.
    for ran in life:
        assert told(wanted, ran.out.encode()) == set(), ran.out


def test_neither_half_of_any_key_is_in_any_object_or_in_what_any_command_prints(
    register: Register, life: list[Ran], records: Run
) -> None:
    everything = objects(register)
    for half in (PUBLIC_HALF, SECRET_HALF):
        assert half not in everything
        for name, content in kept(register.root):
            assert half not in content, name
    printed = [*life, records("query", "--json"), records("key", "info"), records("audit", "show")]
    for ran in printed:
        for text in (ran.out, ran.err):
            assert "age1" not in text
            assert "age-secret-key" not in text.lower()


def test_a_bare_register_of_init_holds_neither_half_of_a_key(
    tmp_path: Path, private_home: Path
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "heijastus_records",
            "init",
            "mine",
            "--no-passphrase",
            "--yes",
            "--recovery-copy",
            str(tmp_path / "stick"),
        ],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert done.returncode == 0, done.stderr
    found = done.stdout + done.stderr
    found += objects(Register.open(tmp_path / "mine"))
    found += b"".join(content for _name, content in kept(tmp_path / "mine"))
    assert PUBLIC_HALF not in found
    assert SECRET_HALF not in found


def test_every_commit_message_has_the_one_form(register: Register, life: list[Ran]) -> None:
    messages = git(register, "log", "-z", "--format=%B").decode("ascii").strip("\0").split("\0")
    assert len(messages) >= 6
    fields = {name for kind in schema.names() for name in schema.schema(kind)["properties"]}
    for message in messages:
        assert MESSAGE.fullmatch(message.rstrip("\n") + "\n"), message
        named = re.search(r"(?m)^Records-Fields: (.*)$", message)
        assert set(named[1].split(", ") if named else []) <= {*fields, "comments"}
    reasons = git(register, "reflog", "--format=%gs").decode("ascii").splitlines()
    subjects = git(register, "log", "--format=%s").decode("ascii").splitlines()
    assert set(reasons) <= set(subjects)


def test_what_is_private_is_for_its_owner_only(
    life: list[Ran], private_home: Path, tmp_path: Path
) -> None:
    assert (tmp_path / "identity").stat().st_mode & 0o777 == 0o600
    folders = [private_home / "state" / "records", private_home / "run" / "records"]
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    names = {path.name.partition("-")[0] for path in found}
    assert {"anchor", "drafts", "aside"} <= names
    for path in found:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


# --- A hostile repository and a hostile shell ---------------------------------------------------


@pytest.fixture
def trap(register: Register, tmp_path: Path) -> Path:
    """A script in every place from which git would run one; running it leaves a mark."""
    mark, script = tmp_path / "it-ran", tmp_path / "trap"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {shlex.quote(str(mark))}\nexit 0\n', "utf-8")
    script.chmod(0o755)
    dot_git = register.root / ".git"
    for name in HOOKS:
        for folder in (dot_git / "hooks", tmp_path / "hooks"):
            folder.mkdir(exist_ok=True)
            shutil.copy(script, folder / name)
    settings = [
        *(("core.fsmonitor", script), ("core.hooksPath", tmp_path / "hooks")),
        *(("core.pager", script), ("core.editor", script), ("core.sshCommand", script)),
        *(("core.askPass", script), ("core.gitProxy", script), ("pager.log", script)),
        *(("diff.external", script), ("diff.records.command", script)),
        *(("diff.records.textconv", script), ("merge.records.driver", f"{script} %A")),
        *(("filter.trap.clean", script), ("filter.trap.smudge", script)),
        *(("filter.trap.process", script), ("filter.trap.required", "true")),
        *(("gpg.program", script), ("gpg.ssh.program", script), ("gpg.format", "ssh")),
        *(("commit.gpgSign", "true"), ("tag.gpgSign", "true"), ("log.showSignature", "true")),
        *(("user.signingKey", script), ("credential.helper", f"!{script}")),
        *((f"alias.{name}", f"!{script}") for name in ALIASES),
        *(("trailer.records.command", script), ("core.alternateRefsCommand", script)),
        *(("uploadpack.packObjectsHook", script), ("gc.recentObjectsHook", script)),
        *(("sequence.editor", script), ("interactive.diffFilter", script)),
    ]
    for name, value in settings:
        git(register, "config", name, str(value))
    (dot_git / "info").mkdir(exist_ok=True)
    (dot_git / "info" / "attributes").write_text("* filter=trap diff=records merge=records\n")
    return mark


HOOKS = (
    *("applypatch-msg", "pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"),
    *("pre-rebase", "post-checkout", "post-merge", "pre-push", "reference-transaction"),
    *("post-index-change", "fsmonitor-watchman", "post-rewrite", "pre-auto-gc"),
)
ALIASES = ("log", "status", "config", "rev-parse", "ls-tree", "cat-file", "fast-import", "repack")


def _work(records: Run, aino: str, *, is_hostile: bool = False) -> None:
    """Run reading and writing commands, one that repairs among them.

    A hostile repository is found out: its settings are a drift of section 12b.
    """
    assert records("show", aino).code == 0
    assert records("query", "--json").code == 0
    assert records("access-report", aino).code == 0
    assert records("audit", "show").code == 0
    assert records("validate").code == (1 if is_hostile else 0)
    said = records("edit", aino, "--editor", "sed -i s/paper/email/")
    assert said.code == 0, said
    assert records("new", "person", "--from", "-", input="kind: person\nname: {given: B}\n").out
    assert records("repair").code == 0


def test_a_hostile_repository_runs_nothing(
    register: Register, aino: str, records: Run, trap: Path
) -> None:
    _work(records, aino, is_hostile=True)
    damaged = register.root / layout.record_path(aino)
    damaged.write_bytes(b"")
    assert records("repair").code == 0
    assert not trap.exists(), trap.read_text("utf-8")
    with_git = subprocess.run(["git", "-C", str(register.root), "status"], capture_output=True)
    assert with_git.returncode in (0, 128)
    assert trap.exists()  # the trap itself works: plain git has run something


def test_a_hostile_shell_leads_nowhere_and_runs_nothing(
    register: Register,
    aino: str,
    records: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark, script = tmp_path / "it-ran", tmp_path / "trap"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {shlex.quote(str(mark))}\n', "utf-8")
    script.chmod(0o755)
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    before = sorted(kept(other))
    variables = {
        "GIT_DIR": other / ".git",
        "GIT_WORK_TREE": other,
        "GIT_INDEX_FILE": other / ".git" / "index",
        "GIT_OBJECT_DIRECTORY": other / ".git" / "objects",
        "GIT_EXTERNAL_DIFF": script,
        "GIT_PAGER": script,
        "GIT_EDITOR": script,
        "GIT_SSH_COMMAND": script,
        "GIT_ASKPASS": script,
        "GIT_TRACE": tmp_path / "traced",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": script,
        "GIT_CONFIG_KEY_1": "core.hooksPath",
        "GIT_CONFIG_VALUE_1": tmp_path,
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{script}'",
        "GIT_AUTHOR_NAME": "Aino Esimerkki",
        "GIT_COMMITTER_NAME": "Aino Esimerkki",
        "GIT_NAMESPACE": "elsewhere",
        "GIT_REPLACE_REF_BASE": "refs/elsewhere",
        "PAGER": script,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, str(value))
    _work(records, aino)
    made = [sys.executable, "-m", "heijastus_records", "init", str(tmp_path / "mine")]
    subprocess.run([*made, "--no-passphrase", "--yes"], check=True, capture_output=True)
    assert (tmp_path / "mine" / ".git" / "HEAD").is_file()
    for name in variables:
        monkeypatch.delenv(name)
    assert not mark.exists()
    assert not (tmp_path / "traced").exists()
    assert sorted(kept(other)) == before
    assert b"Aino" not in git(register, "log", "--format=%an%cn")
    assert len(git(register, "log", "--format=%H").split()) == 4
    assert git(register, "status", "--porcelain") == b""
