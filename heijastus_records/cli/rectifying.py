"""Putting right what is wrong: rectify."""

import functools
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.disclosing import recipients_option, write_notices
from heijastus_records.cli.erasing import say_proven
from heijastus_records.cli.keys import show_renewed
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session, ask_copy_passphrase, named
from heijastus_records.cli.who import Who, one_of, read_who, request_option
from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.register import Register
    from heijastus_records.rights.rectifying import Rectification, Wish

MAX_VALUE = 64 * 1024
"""Longest value that is read from a line of standard input, in bytes."""


class Setting(click.ParamType[tuple[str, str]]):
    """A field and its new value; a dash stands for the next line of standard input."""

    name = "setting"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Take the two apart: brackets may hold the sign as well."""
        found = re.fullmatch(r"((?:[^=\[\]]|\[[^\]]*\])+)=(.*)", value, re.DOTALL)
        if not found:
            self.fail(_("write FIELD=VALUE, such as name.family=Esimerkki"), param, ctx)
        return found[1], found[2]


@click.command("rectify", cls=Command)
@click.argument("who", type=Who(), required=False, default="")
@request_option
@click.option(
    "--set",
    "put",
    metavar="FIELD=VALUE",
    type=Setting(),
    multiple=True,
    help="The field shall hold this value; - as VALUE reads a line of standard input.",
)
@click.option("--unset", "drop", metavar="FIELD", multiple=True, help="The field shall be absent.")
@click.option("--purge", is_flag=True, help="Make all older versions unreadable, for good.")
@letters.options
@recipients_option
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.option("--yes", is_flag=True, help="Do not ask for the name.")
@click.pass_obj
def rectify_command(
    session: Session, /, dry_run: bool, as_json: bool, yes: bool, **what: Any
) -> None:
    """Correct what is wrong in a record (GDPR, Article 16); comments stay.

    FIELD is named as validate names it; an item also by its number, purpose or the like, and one
    more item by [+]. The trail keeps what was there before; with --purge nobody can read it again.

    \b
    Examples:
      records rectify öhman --set name.family=Öhman --unset phones[1]
      records rectify öhman --set "emails[+]=-" < new-address.txt
      records rectify c-4jc5 --set invoices[2024-1].amount=90.00
      records rectify öhman --set billing.address.street=- --purge
    """
    register = session.open()
    planned = _planned(register, **what)
    asks = planned.purge is not None and not (yes or dry_run)
    _show(planned, as_json, asks)
    idle = dry_run or (planned.is_nothing and not planned.request)
    goes = not idle and (not asks or named(planned.name, yes))
    commit = _carry_out(register, planned, session, what) if goes else ""
    if as_json:
        click.echo(show.as_json(planned.to_json(commit)), nl=False)


def _planned(
    register: "Register",
    who: str,
    request: str | None,
    put: tuple[tuple[str, str], ...],
    drop: tuple[str, ...],
    purge: bool,
    **_letter: Any,
) -> "Rectification":
    from heijastus_records.rights import rectifying

    one_of(who, request)
    whom = read_who(who)  # before the values: WHO is the first line of standard input
    wish = _read(put, drop, purge)
    if request:
        return rectifying.on_request(register, request, wish)
    return rectifying.of_whom(register, whom, wish)


def _read(put: tuple[tuple[str, str], ...], drop: tuple[str, ...], purge: bool) -> "Wish":
    """Return what is wished for, with the values that come from standard input."""
    from heijastus_records.rights.rectifying import Wish

    if not (put or drop or purge):
        raise Misused(_("say what is to change: --set FIELD=VALUE or --unset FIELD"))
    values = tuple((field, _value(typed)) for field, typed in put)
    if any(typed == "-" for _field, typed in put):
        _refuse_more()
    return Wish(values, drop, purge)


def _value(typed: str) -> str:
    if typed != "-":
        return typed
    line = sys.stdin.buffer.readline(MAX_VALUE) if sys.stdin else b""
    # What is not UTF-8 is refused with the name of the field, as every odd character is.
    text = line.decode("utf-8", "surrogateescape")
    return text.removesuffix("\n").removesuffix("\r")


def _refuse_more() -> None:
    """Refuse where standard input has more than the values: a part would be dropped in silence."""
    if sys.stdin and not sys.stdin.isatty() and sys.stdin.buffer.read(MAX_VALUE).strip():
        raise Misused(_("standard input has more lines than values were asked for"))


def _show(planned: "Rectification", as_json: bool, asks: bool) -> None:
    """Show what changes; beside JSON only where somebody is asked about it."""
    from heijastus_records.rights import rectifying_text

    if asks and as_json:
        show.note(rectifying_text.render(planned).rstrip("\n"))
    elif not as_json:
        show.text(rectifying_text.render(planned))


def _carry_out(
    register: "Register", planned: "Rectification", session: Session, what: dict[str, Any]
) -> str:
    from heijastus_records.rights import keeping, rectifying

    show.problems(planned.warnings, err=True)
    write = functools.partial(_write_letter, register, planned, session, what)
    if not planned.purge:
        write()
        commit = rectifying.carry_out(register, planned, session.today)
        show.note(_("rectified: commit {commit}").format(commit=commit[:12]))
        return commit
    done = rectifying.purge(register, planned, session.today, write)
    show.note(_("rectified: commit {commit}").format(commit=done.commit[:12]))
    say_proven(done)
    show_renewed(keeping.renew_copies(register, ask_copy_passphrase, session.today))
    return done.commit


def _write_letter(
    register: "Register", planned: "Rectification", session: Session, what: dict[str, Any]
) -> None:
    to = letters.Recipient.of(planned.record, register.notice, planned.request)
    letters.write(
        functools.partial(planned.letter, register.notice, session.today),
        to,
        session,
        **letters.chosen(what),
    )
    notices = planned.notices(register.notice, session.today)
    write_notices(notices, what["recipients"], session, what["replace"])
