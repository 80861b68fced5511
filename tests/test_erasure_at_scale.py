"""An erasure in a register that has been in use for years: 300 clients, more than 1,000 commits."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from heijastus_records.register import crew, founding, layout, vault
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.rights import custody, upkeep, verifying

from .house import PROJECT, TODAY
from .test_erasure import secrets_left

CLIENTS, EDITS = 300, 1000


class Years(NamedTuple):
    """The register, and what was in it before the erasure."""

    root: Path
    identity: Path
    gone: str
    commits: list[str]
    texts: dict[str, list[str]]
    """All versions of each of the others, by id."""
    remains: list[str]
    """Git's names for the texts and keys of the one who goes."""
    copies: dict[str, Path]
    said: str

    def register(self) -> Register:
        return Register.open(self.root, self.identity)


def git(place: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=place, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


def all_texts(register: Register, ids: list[str]) -> dict[str, list[str]]:
    """Return the text of every version of some records that any commit has."""
    found: dict[str, list[str]] = {}
    for name, paths in register.history.paths_of_objects(("records/clients",)).items():
        for record in {layout.id_of(path) for path in paths} & set(ids):
            keys, sealed = register.keys(record), register.history.blob(name)
            text = vault.open_text(keys, sealed, record, register.notice.register)[1]
            found.setdefault(record, []).append(text)
    return {record: sorted(texts) for record, texts in found.items()}


def write_edits(register: Register, texts: dict[str, str]) -> None:
    """Commit the edits of years, each sealed and signed as any; the folder follows at the end."""
    history, ids = register.history, [*texts]
    paths = [layout.record_path(record) for record in ids]
    with register.changing():
        known = {record: register.read(record) for record in ids}
        commit = register.head
        for number in range(EDITS):
            before = known[ids[number % CLIENTS]]
            language = ("fi", "sv", "en", "fi")[number // CLIENTS % 4]
            text = f"{texts[before.id]}language: {language}\n"
            parents, version = (before.sealed,), before.version + 1
            binding = vault.Binding(before.id, register.notice.register, version, parents)
            sealed = vault.seal_text(before.keys[0], binding, text)
            known[before.id] = replace(before, version=version, sealed=vault.digest(sealed))
            action = Action("edit", (before.id,), ("language",))
            owner, changes = register.notice.owner, {layout.record_path(before.id): sealed}
            message = action.message()
            commit = history.write(changes, message, (commit,), owner, register.signer)
        register.advance(commit, paths)
        history.pack()


def make(folder: Path) -> tuple[Register, str]:
    register = founding.found(founding.Plan(folder / "register", TODAY, folder / "identity"))
    ids = [layout.new_id("c") for _ in range(CLIENTS)]
    head = "kind: person\nname:"
    texts = [f"{head} {{given: Muu, family: Nimi}}\n# {number}\n" for number in range(CLIENTS)]
    texts[0] = f"{head} {{given: Aino, family: Esimerkki}}\nemails: [aino@posti.example]\n"
    register.add(dict(zip(ids, texts, strict=True)), action="import")
    write_edits(register, dict(zip(ids, texts, strict=True)))
    custody.change(
        register,
        lambda data: custody.note(data, "devices", "name", "kannettava", 1, TODAY),
        TODAY,
    )
    return register, ids[0]


def copy_everywhere(root: Path, folder: Path) -> dict[str, Path]:
    """Make a copy of every kind that people make, the stash in the register itself among them."""
    (root / "register.yaml").write_text(f"{(root / 'register.yaml').read_text()}# note\n")
    git(root, "stash")
    origin = folder / "origin.git"
    git(folder, "clone", "-q", "--bare", str(root), str(origin))
    git(folder, "clone", "-q", str(origin), str(folder / "second"))
    git(folder, "clone", "-q", "--mirror", str(root), str(folder / "mirror.git"))
    git(folder, "clone", "-q", "--depth", "900", f"file://{root}", str(folder / "shallow"))
    git(root, "bundle", "create", "-q", str(folder / "all.bundle"), "--all")
    git(folder, "clone", "-q", "--mirror", str(folder / "all.bundle"), str(folder / "bundle.git"))
    names = ("origin.git", "second", "mirror.git", "shallow", "bundle.git")
    return {**{name: folder / name for name in names}, "stash": root}


HOMES = ("HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")


@pytest.fixture
def years(erased: Years, monkeypatch: pytest.MonkeyPatch) -> Years:
    """The register after the erasure, in the home in which it was made."""
    for name in HOMES:
        monkeypatch.setenv(name, str(erased.root.parent / name))
    return erased


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Years:
    folder = tmp_path_factory.mktemp("years")
    with pytest.MonkeyPatch.context() as patch:
        for name in HOMES:
            (folder / name).mkdir(mode=0o700)
            patch.setenv(name, str(folder / name))
        settings = "[user]\n\tname = Omistaja\n\temail = omistaja@posti.example\n"
        (folder / "HOME" / ".gitconfig").write_text(settings)
        patch.setenv("PYTHONPATH", str(PROJECT))
        register, gone = make(folder)
        others = [record for record in register.ids() if record != gone]
        paths = (layout.record_path(gone), layout.key_path(gone))
        remains = [*register.history.paths_of_objects(paths)]
        commits = git(register.root, "rev-list", "HEAD").splitlines()
        texts = all_texts(register, others)
        copies = copy_everywhere(register.root, folder)
        words = ["--register", str(register.root), "--identity", str(folder / "identity")]
        done = subprocess.run(
            [sys.executable, "-m", "heijastus_records", *words, "erase", gone, "--yes"],
            capture_output=True,
            encoding="utf-8",
            check=True,
            env={**os.environ, "LANGUAGE": "en"},
        )
        place = (register.root, folder / "identity")
        return Years(*place, gone, commits, texts, remains, copies, done.stderr)


def test_the_hashes_of_all_old_commits_stay(years: Years) -> None:
    assert len(years.commits) >= 1000
    now = git(years.root, "rev-list", "HEAD").splitlines()
    assert now[-len(years.commits) :] == years.commits


def test_all_versions_of_all_others_still_open(years: Years) -> None:
    register = years.register()
    assert len(years.texts) == CLIENTS - 1
    assert sum(map(len, years.texts.values())) >= CLIENTS - 1 + EDITS - EDITS // CLIENTS - 1
    assert all_texts(register, list(years.texts)) == years.texts
    assert [problem for problem in upkeep.validate(register) if not problem.warning] == []
    assert verifying.verify(register).errors == 0


@pytest.mark.parametrize(
    "copy", ["origin.git", "second", "mirror.git", "shallow", "bundle.git", "stash"]
)
def test_nothing_of_the_erased_one_opens_in_any_copy_with_any_secret_left(
    years: Years, copy: str
) -> None:
    register, place = years.register(), years.copies[copy]
    secrets = secrets_left(register)
    assert len(secrets) >= CLIENTS
    found = [
        subprocess.run(["git", "cat-file", "blob", n], cwd=place, capture_output=True).stdout
        for n in years.remains
        if subprocess.run(["git", "cat-file", "-e", n], cwd=place, capture_output=True).returncode
        == 0
    ]
    assert len(found) >= (len(years.remains) if copy != "shallow" else 1)
    tried = crew.spread(lambda part: [vault.opens(secrets, each) for each in part], found)
    assert not any(opened for part in tried for opened in part)


def test_other_devices_are_told_in_plain_words_what_to_do(years: Years) -> None:
    assert "outstanding: kannettava has the key of epoch 1" in years.said
    assert "carry the key there (records key export FILE), import it there" in years.said
