"""Whom a command is about: WHO, or the request of a person; only ids are completed."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _

F = TypeVar("F", bound=Callable[..., Any])


class _Id(click.ParamType[str]):
    """A name that may be an id."""

    name = "id"
    letter = ""
    folder = ""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the ids in the folder that begin so: nothing is opened for it."""
        root = Path(ctx.find_root().params.get("register") or ".")
        places = (root / "records" / self.folder).glob(f"{self.letter}-*")
        names = (path.name.partition(".")[0] for path in places)
        ids = sorted(name for name in names if re.fullmatch(r"[a-z]-[a-z2-7]{13,26}", name))
        return [CompletionItem(name) for name in ids if name.startswith(incomplete)]


class Who(_Id):
    """An id or its beginning, an e-mail address, or a part of a name."""

    name, letter, folder = "who", "c", "clients"


class RequestId(_Id):
    """The id of a request, or its beginning."""

    name, letter, folder = "request", "r", "requests"


class BreachId(_Id):
    """The id of a breach, or its beginning."""

    name, letter, folder = "breach", "b", "breaches"


def request_option(command: F) -> F:
    """Give a command the option to answer a request in place of WHO."""
    option = click.option(
        "--request",
        metavar="ID",
        type=RequestId(),
        help="Answer this request, and note it there.",
    )
    return option(command)


def read_who(who: str) -> str:
    """Return WHO; a dash reads it from standard input, so that no name stands in shell history."""
    if who != "-":
        return who
    line = sys.stdin.buffer.readline(4096) if sys.stdin else b""
    return line.decode("utf-8", "replace").strip()


def one_of(who: object, request: str | None) -> None:
    """Refuse WHO beside a request, and neither of them. Raises Misused."""
    if bool(who) == bool(request):
        raise Misused(_("say who it is about: WHO, or --request ID"))
