"""What the documents say is what the program does."""

import re
from pathlib import Path

import click
import pytest

from heijastus_records.cli.root import COMMANDS, EXIT_CODES, records

from .house import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted(PROJECT.glob("docs/**/*.md"))]


def called() -> list[str]:
    """Return every command as it is typed, also those of groups."""
    context = click.Context(records)
    found = []
    for name in COMMANDS:
        command = records.get_command(context, name)
        inner = list(command.list_commands(context)) if isinstance(command, click.Group) else []
        found += [f"{name} {each}" for each in inner] or [name]
    return found


@pytest.mark.parametrize("command", called())
def test_every_command_is_in_the_readme(command: str) -> None:
    group, _space, name = command.partition(" ")
    assert (
        f"`records {command}" in README
        or f"`{command}`" in README
        or (name and re.search(rf"`records {group} [^|]*`{name}\b|`{group} {name}\b", README))
    ), command


def test_the_exit_codes_of_the_readme_are_those_of_the_help() -> None:
    told = dict(re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE))
    assert set(told) == set(re.findall(r"(?:^|· |\n)(\d+) ", EXIT_CODES))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / target).exists(), target


def test_every_decision_is_in_the_list() -> None:
    folder = PROJECT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    for page in folder.glob("[0-9]*.md"):
        assert page.name in listed
