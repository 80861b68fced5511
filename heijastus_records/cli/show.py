"""Showing: tables on a terminal, tabs in a pipe, JSON, CSV, and files for one reader only."""

import contextlib
import csv
import io
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from heijastus_records.errors import Misused, Problem, Refused
from heijastus_records.letters.safe import as_json, printable
from heijastus_records.messages import gettext as _

__all__ = [
    "as_csv",
    "as_json",
    "deliver",
    "note",
    "paragraph",
    "problem_facts",
    "problems",
    "table",
    "text",
]

FEW = 5
"""Of more erasures than this, only the number is told."""

MOST = 200
"""This many problems are shown; who has more mends these first."""

FORMULA = ("=", "+", "-", "@", "|", "\t", "\r", "＝", "＋", "－", "＠", "﹢", "﹣", "−")
"""First characters that a spreadsheet takes for a formula."""

_LEADING = re.compile("^[\\s\"'\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def text(content: str) -> None:
    """Print a text; unsafe characters in it are written out."""
    click.echo(printable(content), nl=not content.endswith("\n"))


def paragraph(sentence: str, indent: int = 0) -> None:
    """Print a sentence, on a terminal broken between words; its further lines are indented."""
    if on_terminal():
        wide, later = shutil.get_terminal_size().columns, " " * indent
        lines = textwrap.wrap(
            printable(sentence), wide, subsequent_indent=later, break_on_hyphens=False
        )
        sentence = "\n".join(lines)
    text(sentence)


def note(sentence: str) -> None:
    """Tell the owner something beside the data."""
    click.echo(printable(sentence), err=True)


def problems(found: Iterable[Problem], *, err: bool = False) -> None:
    """Print problems, one a line."""
    listed = list(found)
    for problem in listed[:MOST]:
        click.echo(printable(problem.spoken), err=err)
    if len(listed) > MOST:
        click.echo(_("and {count} more").format(count=len(listed) - MOST), err=err)


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


FEW = 5
"""So many are named one by one; of more, only how many there are."""


def complete(ids: Iterable[str]) -> None:
    """Tell which erasures are complete: every copy and computer has the newer key."""
    known = list(ids)
    if len(known) > FEW:
        sentence = _("{count} erasures are complete: no known copy opens them any more")
        note(sentence.format(count=len(known)))
        return
    for record in known:
        sentence = _("{where}: the erasure is complete: no known copy opens it any more")
        note(sentence.format(where=record))


def on_terminal() -> bool:
    """Tell whether somebody looks at the output; it may also be closed."""
    return sys.stdout is not None and sys.stdout.isatty()


@contextlib.contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far a longer work has come; anywhere else nothing.

    The one who is handed over is told each step in words.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _words: None
        return
    import rich.console
    import rich.progress

    console = rich.console.Console(stderr=True, highlight=False, color_system=None)
    columns = (rich.progress.BarColumn(24), rich.progress.TextColumn("{task.description}"))
    # Drawn at each step and never beside it: the work is done by copies of this process.
    with rich.progress.Progress(
        *columns, console=console, transient=True, auto_refresh=False
    ) as bar:
        task = bar.add_task("", total=steps)

        def step(words: str) -> None:
            bar.update(task, description=words, advance=1, refresh=True)

        yield step


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], elastic: Sequence[int] = ()) -> None:
    """Print a table: drawn on a terminal and cut to its width; whole, with tabs, elsewhere.

    Where the terminal is too narrow, the elastic columns give way (all, where none is named).
    """
    if not on_terminal():
        for row in [heads, *rows]:
            click.echo("\t".join(" ".join(printable(cell).split()) for cell in row))
        return
    import rich.box
    import rich.console
    import rich.table
    import rich.text

    shown = [[printable(_short(cell)) for cell in row] for row in rows]
    drawn = rich.table.Table(
        box=rich.box.SIMPLE_HEAD, pad_edge=False, header_style="", expand=bool(elastic)
    )
    for place, head in enumerate(heads):
        share = 1 if place in elastic else None  # of the width that the others leave
        drawn.add_column(head, no_wrap=True, overflow="ellipsis", ratio=share)
    for row in shown:
        drawn.add_row(*map(rich.text.Text, row))
    # Without a colour system rich writes no escape at all: NO_COLOR and TERM=dumb need no case.
    rich.console.Console(highlight=False, color_system=None).print(drawn)


_ID = re.compile(r"([crb]-[a-z2-7]{6})[a-z2-7]{7,20}")


def _short(cell: str) -> str:
    """Return the beginning of an id, which every command takes for the whole."""
    found = _ID.fullmatch(cell)
    return found[1] if found else cell


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV that a Finnish spreadsheet opens: semicolons, no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def _harmless(cell: str) -> str:
    shown = printable(cell)
    return f"'{shown}" if _LEADING.sub("", cell).startswith(FORMULA) else shown


KEYS = (b"#records", b"# public example", b"age-encryption.org/", b"AGE-SECRET", b"-----BEGIN AGE")
"""How a key or a sealed file begins: an answer is never written over one."""


def _refuse_keys(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(64).startswith(KEYS):
            raise Refused(
                _("{path} is a key or a sealed file").format(path=path), _("name another one")
            )


def form_of(out: str | None, forms: Sequence[str]) -> str:
    """Return the form that the ending of a file's name asks for, else the first one."""
    ending = Path(out).suffix.lower().removeprefix(".") if out else ""
    return ending if ending in forms else forms[0]


def deliver(
    content: str | bytes, out: str | None, replace: bool = False, *, told: bool = True
) -> None:
    """Print data, or write them into a new file that only its owner can read.

    Raises Refused inside any Git work tree, and over an existing file unless told; Misused for a
    PDF on a terminal, or where there is no such folder.
    """
    if out is None:
        if content[:4] == b"%PDF" and on_terminal():
            raise Misused(_("a PDF is not for a terminal"), _("name a file: --out FILE"))
        click.echo(content, nl=False)
        return
    path = Path(out)
    _refuse_place(path)
    _write(path, content.encode() if isinstance(content, str) else content, replace)
    if told:
        note(_("wrote {path}: readable by you only, neither sealed nor in Git").format(path=path))


def _write(path: Path, content: bytes, replace: bool) -> None:
    from heijastus_records.register import platform

    if replace and path.exists():
        _refuse_keys(path)
        platform.write_file(path, content)
        return
    try:
        platform.create_file(path, content)
    except FileExistsError as error:
        raise Refused(
            _("there is already a file {path}").format(path=path),
            _("say --replace to write over it"),
        ) from error


def _refuse_place(path: Path) -> None:
    from heijastus_records.register import platform

    if not path.parent.is_dir():
        raise Misused(_("there is no folder {folder}").format(folder=path.parent))
    if path.is_dir():
        raise Misused(_("{path} is a folder; name a file").format(path=path))
    tree = platform.work_tree_of(path.parent)
    if tree:
        sentence = _(
            "{path} lies inside the work tree {tree}: what is written there ends in history"
        )
        raise Refused(
            sentence.format(path=path, tree=tree),
            _("choose a folder outside every Git work tree"),
        )
