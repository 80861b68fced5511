"""The hooks for the pre-commit framework: installed by it from a clone, asked by real commits."""

import os
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from heijastus_records.register import layout
from heijastus_records.register.register import Register

from .by_hand import Hand
from .conftest import AINO, PROJECT, Ran

UNREACHABLE = (
    "Could not find a version",
    "No matching distribution",
    "NewConnectionError",
    "Temporary failure in name resolution",
    "Connection refused",
    "ProxyError",
)
"""What pip says where it does not get at the packages."""

CONFIG = """\
default_install_hook_types: [pre-commit, commit-msg, pre-push, pre-merge-commit]
repos:
  - repo: {place}
    rev: {commit}
    hooks:
      - id: records-validate
      - id: records-commit-msg
      - id: records-pre-push
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one run of the tests have in common: pip works once."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "framework"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def project(shared: Path) -> Path:
    """A clone of this project at its last commit: the framework takes hooks from Git only."""
    if not (PROJECT / ".git").exists():
        pytest.skip("the project is not under Git here: the framework takes hooks from Git only")
    place = shared / "heijastus"
    with filelock.FileLock(shared / "lock"):
        if not place.exists():
            subprocess.run(["git", "clone", "-q", str(PROJECT), str(place)], check=True)
    return place


@pytest.fixture
def framed(
    register: Register,
    aino: str,
    tmp_path: Path,
    project: Path,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Hand:
    """A register whose hooks are the framework's."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(shared / "cache"))
    monkeypatch.setenv("RECORDS_IDENTITY", str(tmp_path / "identity"))
    hand = Hand(register, tmp_path / "identity")
    commit = hand.git("rev-parse", "HEAD", cwd=project).out.strip()
    config = CONFIG.format(place=project, commit=commit)
    (hand.root / ".pre-commit-config.yaml").write_text(config, "utf-8")
    _install(hand.root)
    hand.out("add", ".pre-commit-config.yaml")
    assert commit_by_hand(hand, "-m", "the framework").code == 0
    return hand


def _install(root: Path) -> None:
    """Let the framework write its hooks and build what they need, or leave the test."""
    words = [sys.executable, "-m", "pre_commit", "install", "--install-hooks"]
    done = subprocess.run(words, cwd=root, capture_output=True, encoding="utf-8")
    said = done.stdout + done.stderr
    if done.returncode and any(word in said for word in UNREACHABLE):
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop("the pre-commit framework needs the network to install the hooks: pip got nothing")
    assert done.returncode == 0, said


def commit_by_hand(hand: Hand, *words: str) -> Ran:
    """Commit; what runs is what the framework has installed, and not these sources."""
    return hand.git("commit", *words, env={"PYTHONPATH": ""})


def test_the_framework_refuses_and_passes_real_commits(framed: Hand, aino: str) -> None:
    framed.stage(aino, "kind: human\n")
    before = framed.state()
    ran = commit_by_hand(framed, "-m", "wrong")
    assert ran.code == 1
    assert f"{aino}, line 1, kind: not one of the words used here" in ran.out + ran.err
    assert framed.state() == before
    framed.path(aino).write_text(AINO, "utf-8")
    ran = commit_by_hand(framed, "-m", "plain", "--", layout.record_path(aino))
    assert ran.code == 1
    assert "not a sealed file" in ran.out + ran.err
    framed.stage(aino, f"{AINO}# x\n")
    ran = commit_by_hand(framed, "-m", "Ainon tiedot")
    assert ran.code == 1
    assert "tells of a person" in ran.out + ran.err
    ran = commit_by_hand(framed, "-m", "comment added")
    assert ran.code == 0, ran
    assert framed.message() == (
        f"comment added\n\nRecords-Action: by-hand\nRecords-Id: {aino}\nRecords-Fields: comments"
    )


def test_what_is_staged_counts_for_the_framework_too(framed: Hand, aino: str) -> None:
    framed.stage(aino, f"{AINO}# good\n")
    framed.path(aino).write_text("plain, and not staged\n", "utf-8")
    ran = commit_by_hand(framed, "-m", "staged")
    assert ran.code == 0, ran
    assert framed.path(aino).read_text("utf-8") == "plain, and not staged\n"


def test_the_framework_refuses_a_push_to_a_stranger_and_one_that_takes_away(
    framed: Hand, aino: str, tmp_path: Path
) -> None:
    away = tmp_path / "away.git"
    framed.out("init", "-q", "--bare", str(away))
    installed = {"PYTHONPATH": ""}
    ran = framed.git("push", str(away), "main", env=installed)
    assert ran.code == 0, ran
    framed.out("update-ref", "refs/heads/back", "HEAD~1")
    ran = framed.git("push", "--force", str(away), "back:main", env=installed)
    assert ran.code == 1
    assert "would take away what is in the other copy" in ran.out + ran.err
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec git-receive-pack "{away}"\n', "utf-8")
    ssh.chmod(0o755)
    path = f"{framed.out('--exec-path')}:{os.environ['PATH']}"
    env = {**installed, "GIT_SSH_COMMAND": str(ssh), "GIT_SSH_VARIANT": "simple", "PATH": path}
    ran = framed.git("push", "git@stranger.example:x.git", "main:other", env=env)
    assert ran.code == 1
    assert "stranger.example is not among the hosts" in ran.out + ran.err


def test_the_hooks_of_the_program_go_on_top_of_the_frameworks(framed: Hand, aino: str) -> None:
    from heijastus_records.rights import hooks

    hooks.install(framed.register)
    framed.stage(aino, "kind: human\n")
    assert framed.git("commit", "-m", "wrong").code == 1
    assert framed.git("revert", "--no-edit", "HEAD").code
    framed.stage(aino, f"{AINO}# x\n")
    ran = framed.git("commit", "-m", "good")
    assert ran.code == 0, ran
    assert framed.trailers().count("Records-Action") == 1
