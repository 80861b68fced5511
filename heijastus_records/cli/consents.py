"""Consents: consent give, consent withdraw, consent list."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.day import Day
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, one_of, read_who, request_option
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

if TYPE_CHECKING:
    from heijastus_records.rights.consents import Change, Line


@click.group("consent", cls=Commands)
def consent_command() -> None:
    """Record consents and their withdrawal, and show who consents to what (GDPR, Article 7)."""


@consent_command.command("give")
@click.argument("who", type=Who())
@click.option(
    "--purpose",
    metavar="PURPOSE",
    required=True,
    help="A purpose of the notice that rests on consent.",
)
@click.option("--how", metavar="WORDS", required=True, help="How it was given, such as a form.")
@click.option("--version", help="Version of the words that were agreed to; else the newest.")
@click.option("--day", type=Day(), metavar="DAY", help="Day on which it was given; else today.")
@click.option("--evidence", metavar="PLACE", help="Where the signed paper lies.")
@letters.options
@click.pass_obj
def consent_give_command(
    session: Session,
    /,
    who: str,
    version: str | None,
    evidence: str | None,
    purpose: str,
    how: str,
    day: date | None,
    **letter: Any,
) -> None:
    """Record that a person has consented to a purpose, to which words, and how.

    \b
    Example:
      records consent give öhman --purpose marketing --how lomake --evidence mappi
    """
    from heijastus_records.rights import consents

    told = consents.Giving(purpose, how, version or "", day, evidence or "")
    change = consents.giving(session.open(), read_who(who), told, session.today)
    if change.is_nothing:
        sentence = _("the same consent is in force since {day}: nothing to do")
        show.note(sentence.format(day=change.consent.given))
    _carry_out(session, change, letter)
    if change.is_stopped:
        show.note(_("it may not be used all the same: see records consent list"))


@consent_command.command("withdraw")
@click.argument("who", type=Who(), required=False, default="")
@request_option
@click.option(
    "--purpose", metavar="PURPOSE", required=True, help="The purpose that was consented to."
)
@click.option(
    "--day",
    type=Day(),
    metavar="DAY",
    help="Day of the withdrawal; else that of the request, or today.",
)
@letters.options
@click.pass_obj
def consent_withdraw_command(
    session: Session,
    /,
    who: str,
    request: str | None,
    purpose: str,
    day: date | None,
    **letter: Any,
) -> None:
    """Withdraw all consents of a person to a purpose; the entries stay, with the day.

    What was done before the withdrawal stays lawful (GDPR, Article 7(3)).

    \b
    Example:
      records consent withdraw öhman --purpose marketing --letter vahvistus.pdf
    """
    from heijastus_records.rights import consents

    one_of(who, request)
    plan = consents.on_request if request else consents.withdrawing
    named = request or read_who(who)
    _carry_out(session, plan(session.open(), named, purpose, day, session.today), letter)


def _carry_out(session: Session, change: "Change", letter: dict[str, Any]) -> None:
    from heijastus_records.rights import consents

    show.problems(change.warnings, err=True)
    register = session.opened[-1]
    recipient = letters.Recipient.of(change.record, register.notice, change.request)
    letters.write(change.letter, recipient, session, **letter)
    commit = consents.carry_out(register, change)
    if commit:
        sentence = _("saved {where}: commit {commit}")
        show.note(sentence.format(where=change.record.id, commit=commit[:12]))


@consent_command.command("list")
@click.argument("who", type=Who(), required=False)
@click.option("--purpose", metavar="PURPOSE", default="", help="Only consents to this purpose.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def consent_list_command(session: Session, who: str | None, purpose: str, as_json: bool) -> None:
    """Show who consents to what, since when, to which words, how, and what it comes to today.

    A consent of more than two years is to be asked for again; until then it stays in force.
    """
    from heijastus_records.rights import consents

    name = read_who(who) if who else ""
    lines = consents.listed(session.open(), name, purpose, session.today)
    if as_json:
        facts = {"schema": consents.SCHEMA, "as_of": session.today.isoformat()}
        shown = [line.to_json() for line in lines]
        click.echo(show.as_json({**facts, "consents": shown}), nl=False)
    else:
        _show(lines)


def _show(lines: "list[Line]") -> None:
    heads = [
        "id",
        _("name"),
        _("purpose"),
        _("given"),
        _("state"),
        _("words"),
        _("how"),
        _("evidence"),
    ]
    # A terminal has no room for all: --json, and a pipe, have what is left out here.
    shown = slice(5 if show.on_terminal() else None)
    rows = [_cells(line)[shown] for line in lines]
    show.table(heads[shown], rows, elastic=(1, 4))
    count = len(lines)
    show.note(ngettext("{count} consent", "{count} consents", count).format(count=count))


def _cells(line: "Line") -> list[str]:
    from heijastus_records.rights import consents

    about = line.consent
    state = [consents.told(line.state)]
    state += [line.ended.isoformat()] if line.ended else []
    state += [_("(to be renewed)")] if line.is_old else []
    version = about.version or "–"
    if not line.is_known and about.version:
        version = _("{version} (not in the notice)").format(version=version)
    given = [about.purpose, about.given.isoformat(), " ".join(state), version]
    return [line.record, line.name, *given, about.how, about.evidence]
