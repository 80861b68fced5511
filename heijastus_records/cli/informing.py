"""Telling people what is held about them: inform."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.day import Day
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, read_who
from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

if TYPE_CHECKING:
    from heijastus_records.rights.informing import Informed, Waiting


@click.command("inform", cls=Command)
@click.argument("who", type=Who(), nargs=-1)
@click.option("--how", metavar="WORDS", help="How they were told, such as by e-mail.")
@click.option("--day", type=Day(), metavar="DAY", help="Day on which they were told; else today.")
@click.option("--json", "as_json", is_flag=True, help="Show who has to be told as JSON.")
@letters.options
@click.pass_obj
def inform_command(
    session: Session,
    /,
    who: tuple[str, ...],
    how: str | None,
    day: date | None,
    as_json: bool,
    **letter: Any,
) -> None:
    """List who still has to be told what is held about them, or note that WHO was told.

    Whoever gave the data is told at once (GDPR, Article 13); of whom somebody else gave them,
    within a month, and no later than at the first contact (Article 14).

    \b
    Examples:
      records inform
      records inform öhman --how sähköpostilla --eml viesti.eml
      records inform öhman virtanen --how kirjeellä --letter kirjeet
    """
    if not who:
        _show(session, as_json)
        return
    if not how:
        raise Misused(_("say how they were told: --how WORDS"))
    _inform(session, who, how, day, letter)


def _show(session: Session, as_json: bool) -> None:
    from heijastus_records.rights import informing

    found = informing.listed(session.open(), session.today)
    if as_json:
        facts = {"schema": informing.SCHEMA, "as_of": session.today.isoformat()}
        shown = [each.to_json(session.today) for each in found]
        click.echo(show.as_json({**facts, "clients": shown}), nl=False)
        return
    heads = ["id", _("name"), _("article"), _("last day"), _("days left"), _("told of")]
    show.table(heads, [_cells(each, session.today) for each in found], elastic=(1,))
    count = len(found)
    sentence = ngettext("{count} person to be told", "{count} people to be told", count)
    show.note(sentence.format(count=count))


def _cells(each: "Waiting", today: date) -> list[str]:
    owed, left = each.owed, each.days_left(today)
    until = owed.until.isoformat() if owed.until else "–" if owed.version else _("at once")
    days = "–" if left is None else str(left)
    return [each.id, each.name, owed.article, until, days, owed.version or "–"]


def _inform(
    session: Session, who: tuple[str, ...], how: str, day: date | None, letter: dict[str, Any]
) -> None:
    from heijastus_records.rights import informing

    register = session.open()
    named = [read_who(each) for each in who]
    plans = informing.planned(register, named, informing.Told(how, day), session.today)
    for each in plans:
        show.problems(each.warnings, err=True)
        if each.is_nothing:
            sentence = _("{where}: told of this notice before: nothing to do")
            show.note(sentence.format(where=each.record.id))
        if each.is_assumed:
            sentence = _("{where}: no source is recorded: the person is taken for it, look at it")
            show.note(sentence.format(where=each.record.id))
    letters.write_all([_post(each) for each in plans], session, **letter)
    commit = informing.carry_out(register, plans)
    count = sum(not each.is_nothing for each in plans)
    if commit:
        sentence = ngettext(
            "noted for {count} person: commit {commit}",
            "noted for {count} people: commit {commit}",
            count,
        )
        show.note(sentence.format(count=count, commit=commit[:12]))


def _post(each: "Informed") -> letters.Post:
    return each.letter, letters.Recipient.of(each.record, each.notice)
