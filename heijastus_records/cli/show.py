"""Showing: tables on a terminal, tabs in a pipe, JSON, CSV, and files for one reader only."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from heijastus_records.errors import Problem, Refused
from heijastus_records.letters.text import printable
from heijastus_records.messages import gettext as _

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters that a spreadsheet takes for a formula."""


def text(content: str) -> None:
    """Print a text; unsafe characters in it are written out."""
    click.echo(printable(content), nl=not content.endswith("\n"))


def note(sentence: str) -> None:
    """Tell the owner something beside the data."""
    click.echo(printable(sentence), err=True)


def as_json(document: Any) -> str:
    """Return one document as JSON; the unsafe characters are escaped as JSON does it."""
    return printable(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def problems(found: Iterable[Problem], *, err: bool = False) -> None:
    """Print problems, one a line."""
    from heijastus_records.rights.editing import spoken

    for problem in found:
        click.echo(printable(spoken(problem)), err=err)


def problem_facts(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON shows it."""
    level = "warning" if problem.warning else "error"
    return {
        "level": level,
        "where": problem.where,
        "field": problem.field,
        "line": problem.line,
        "sentence": problem.sentence,
    }


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, separated by tabs elsewhere."""
    if not sys.stdout.isatty():
        for row in [heads, *rows]:
            click.echo(
                "\t".join(printable(cell).replace("\t", " ").replace("\n", " ") for cell in row)
            )
        return
    import rich.box
    import rich.console
    import rich.table
    import rich.text

    drawn = rich.table.Table(box=rich.box.SIMPLE, pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(rich.text.Text(printable(cell)) for cell in row))
    rich.console.Console(highlight=False).print(drawn)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV that a Finnish spreadsheet opens: semicolons, no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def deliver(content: str, out: str | None, replace: bool = False) -> None:
    """Print data, or write them into a new file that only its owner can read.

    Raises Refused inside any Git work tree, and over an existing file unless told.
    """
    if out is None:
        click.echo(content, nl=False)
        return
    from heijastus_records.register import platform

    path = Path(out)
    tree = platform.work_tree_of(path.parent)
    if tree:
        raise Refused(
            _(
                "{path} lies inside the work tree {tree}: what is written there ends in history"
            ).format(path=path, tree=tree),
            _("choose a folder outside every Git work tree"),
        )
    if replace:
        path.unlink(missing_ok=True)
    try:
        platform.create_file(path, content.encode())
    except FileExistsError as error:
        raise Refused(
            _("there is already a file {path}").format(path=path),
            _("say --replace to write over it"),
        ) from error
    note(_("wrote {path}: readable by you only, neither sealed nor in Git").format(path=path))
