"""Bring the Finnish catalogue up to date: run this, translate what is missing, run it again.

Sentences come from the code (`_` and `ngettext`), from the help of every command and option, and
from click, whose own words go through the same catalogue. The compiled catalogue is kept beside
its source, so that nothing has to be built before the program speaks Finnish.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "heijastus_records"
CATALOGUE = PACKAGE / "locale" / "fi" / "LC_MESSAGES" / "records.po"

CLICK = "click"
"""Mark of the sentences that are click's: another version of it may have other ones."""

Message = str | tuple[str, str]


def in_code(folder: Path) -> Iterator[Message]:
    """Yield the sentences that Python files hand to gettext."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                texts = [word for word in words if isinstance(word, str)]
                if node.func.id in ("_", "gettext") and texts:
                    yield texts[0]
                elif node.func.id == "ngettext" and len(texts) >= 2:
                    yield (texts[0], texts[1])


def in_help() -> Iterator[Message]:
    """Yield the help of every command and option, as the program looks it up."""
    from heijastus_records.cli import root

    yield root.EXIT_CODES
    yield from (text for _module, text in root.COMMANDS.values())
    yield from _of_command(root.records)


def _of_command(command: click.Command) -> Iterator[Message]:
    if command.help:
        yield inspect.cleandoc(command.help)
    context = click.Context(command)
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and parameter.help:
            yield parameter.help
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner:
                yield from _of_command(inner)


def wanted() -> list[Message]:
    """Return all sentences of the program that need a translation, in the order of the house."""
    return list(dict.fromkeys([*in_code(PACKAGE), *in_help()]))


def of_click(old: Catalog) -> list[Message]:
    """Return click's own sentences: those of the installed version, and those known before."""
    found = dict.fromkeys(in_code(Path(click.__file__).parent))
    found.setdefault("required")  # looked up by what a variable holds
    for message in old:
        if CLICK in message.auto_comments and isinstance(message.id, str):
            found.setdefault(message.id)
    return list(found)


def updated() -> Catalog:
    """Return the catalogue with the wanted sentences and the translations there are."""
    old = known_catalogue()
    new = Catalog(
        "fi",
        project="heijastus_records",
        version="1",
        copyright_holder="the heijastus_records authors",
        msgid_bugs_address="none",
        last_translator="the heijastus_records authors",
        language_team="Finnish",
        header_comment="# The owner's sentences in Finnish. Kept by scripts/catalogue.py.",
        fuzzy=False,
    )
    own = wanted()
    for message in own:
        new.add(message, _translation(old, message))
    for message in of_click(old):
        if message not in own:
            new.add(message, _translation(old, message), auto_comments=[CLICK])
    new.creation_date = new.revision_date = old.creation_date
    return new


def known_catalogue() -> Catalog:
    """Return the catalogue as it is on the disk."""
    if not CATALOGUE.exists():
        return Catalog("fi")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fi")


def _translation(old: Catalog, message: Message) -> str | tuple[str, ...]:
    found = old.get(message[0] if isinstance(message, tuple) else message)
    if found and isinstance(found.string, str | tuple):
        return found.string
    return ("", "") if isinstance(message, tuple) else ""


def main() -> int:
    """Write the catalogue and its compiled form; tell what is still to be translated."""
    catalogue = updated()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=98, sort_output=False, omit_header=False)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    missing = [message for message in catalogue if message.id and not any(message.string or "")]
    print(f"{len(list(catalogue))} sentences, {len(missing)} without a translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
