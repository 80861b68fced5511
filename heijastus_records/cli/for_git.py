"""What Git calls, and what tells it to: hook, textconv, merge-driver."""

import os
import sys
from pathlib import Path

import click

from heijastus_records.cli import show
from heijastus_records.cli.root import Command, Commands
from heijastus_records.cli.session import Session
from heijastus_records.messages import gettext as _


@click.group("hook", cls=Commands)
def hook_command() -> None:
    """Let Git check every commit and push by hand."""


@hook_command.command("install")
@click.pass_obj
def hook_install_command(session: Session) -> None:
    """Install the hooks: a commit by hand is checked before it becomes history.

    Hooks that are there already stay and are called first; core.hooksPath is honoured.
    """
    from heijastus_records.rights import hooks

    folder = hooks.install(session.open())
    show.note(_("installed the hooks in {folder}").format(folder=folder))


@hook_command.command("run", hidden=True)
@click.argument("name")
@click.argument("words", nargs=-1)
@click.pass_obj
def hook_run_command(session: Session, name: str, words: tuple[str, ...]) -> None:
    """Do what Git's hook NAME is for."""
    from heijastus_records.rights import hooks

    lines: list[str] = []
    if name == "pre-push":
        lines = sys.stdin.read(1 << 20).splitlines() if words else _pushed()
        words = words or (_told("REMOTE_NAME"), _told("REMOTE_URL"))
    warnings = hooks.run(session.open(), hooks.Call(name, words, tuple(lines)))
    show.problems(warnings, err=True)


def _told(name: str) -> str:
    """Return what the pre-commit framework tells its hooks."""
    return os.environ.get(f"PRE_COMMIT_{name}", "")


def _pushed() -> list[str]:
    """Return the line that git has told the pre-commit framework, which keeps standard input."""
    before, after = _told("FROM_REF"), _told("TO_REF")
    named = (_told("LOCAL_BRANCH"), after, _told("REMOTE_BRANCH"), before)
    return [" ".join(named)] if all(named) else []


@click.command("textconv", cls=Command, hidden=True)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def textconv_command(session: Session, file: Path) -> None:
    """Show a sealed file as text for git log -p and git diff."""
    from heijastus_records.rights import for_git

    show.text(for_git.textconv(session.place, session.identity, file))


@click.command("merge-driver", cls=Command, hidden=True)
@click.argument("files", nargs=3, type=click.Path(path_type=Path))
@click.argument("path")
@click.pass_obj
def merge_driver_command(session: Session, files: tuple[Path, Path, Path], path: str) -> None:
    """Merge two versions of a sealed file, field by field."""
    from heijastus_records.rights import for_git

    for_git.merge_files(session.open(), path, files)
